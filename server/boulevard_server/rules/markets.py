"""World markets: demand, capacity and price of every chain's product.

The price follows demand against capacity. The rest of the world orders capacity when prices are good and gets it
turns later, so every chain has its hog cycle; what the cities build comes on top. Owns `nation.price`, `demand`,
`trend`, `cycle`, `capacity`, `rival_capacity` and `pipeline`.
"""

from __future__ import annotations

import numpy as np

from boulevard_server.rules import chance
from boulevard_server.rules.arrays import Array, Floats, choose, clip, numbers, positive, shifted, total, wan
from boulevard_server.rules.codes import STAGE
from boulevard_server.rules.powers import power
from boulevard_server.rules.segments import segment_total
from boulevard_server.rules.tables import Tables, constant
from boulevard_server.rules.turn import Turn
from boulevard_shared.events import EventKind

UNIT = 3.4641016151377544
"""Makes a uniform number less one half have unit variance: noise enough here, and much cheaper than a normal."""


def wave(turns: Array, period: Array | float) -> Floats:
    """A smooth cycle between -1 and 1 with the given period, from parabolas (exact steps)."""
    phase = np.asarray(turns, np.float64) / period
    phase = phase - np.floor(phase)
    half = choose(phase < 0.5, phase, phase - 0.5) * 2.0
    arch = 4.0 * half * (1.0 - half)
    out: Floats = choose(phase < 0.5, arch, -arch)
    return out


_WARM_UP_TURNS = 24
"""Half-years for which the world markets run before turn 0, so that every match opens amid cycles under way."""


def open_now(stage: Array) -> Array:
    """Whether firms of these stages run a plant."""
    out: Array = (stage == STAGE.RAMP) | (stage == STAGE.MATURE) | (stage == STAGE.DISTRESS)
    return out


def growing(tables: Tables, year: Array | float) -> Floats:
    """Growth a year (..., I) of world demand for every chain's product at a date: young trades grow old.

    What exceeds the growth of a mature trade fades as a hyperbola, to a half in `nation.market_half` years.
    """
    mature = np.minimum(tables.growth, tables["nation.market_mature"])
    older = positive(np.asarray(year, np.float64) - tables["nation.market_ages_from"])[..., None]
    out: Floats = mature + (tables.growth - mature) / (1.0 + older / tables["nation.market_half"])
    return out


def unsold(turn: Turn) -> Floats:
    """Part (..., I) of what could be made that nobody in the world buys even at the lowest price; 0 in most years."""
    tables = turn.tables
    if not tables["nation.price_power"]:  # a price that never moves clears any market
        return np.zeros_like(turn["nation.price"])
    sold = turn["nation.capacity"] * _sold_at_least(tables)
    out: Floats = positive(1.0 - turn["nation.demand"] / np.maximum(sold, 1.0))
    return out


@constant
def _sold_at_least(tables: Tables) -> Floats:
    """Part of capacity that the demand of a balanced market covers at the lowest price."""
    return power(np.asarray(tables["nation.price_floor"]), 1.0 / tables["nation.price_power"])


def begin(start: dict[str, Array], tables: Tables, key: Array) -> None:
    """Let supply and demand of every chain run before turn 0; needs the trend and the growth of the nation.

    `key` is the seed of the match: the cycles are jittered by it.
    """
    many, growth = len(tables.chains), growing(tables, tables.scenario.start_year)
    per_turn = 1.0 + growth / 2.0
    end = np.asarray(start["nation.trend"], np.float64)
    # Until now the cities have kept their share of the world.
    share = np.minimum(total(tables.start_industry, 0) / end, 0.9)
    trend = end
    for _ in range(_WARM_UP_TURNS):
        trend = trend / per_turn
    rival = trend * (1.0 - share)
    lag = int(tables["nation.rival_lag"])
    steady = _steady_orders(rival, trend * share, (growth / 2.0, growth / 2.0), tables)
    pipeline = choose(np.arange(tables.axes["L"]) < lag, (rival * steady)[:, None], 0.0)
    cycle = chance.draw(key, np.asarray(-1), "nation.cycle", (many,)) * tables.cycle_turns
    price, demand = np.ones(many), trend
    for turn in range(-_WARM_UP_TURNS, 0):
        luck = chance.draw(key, np.asarray(turn), "nation.rivals", (many,))
        if turn >= -lag:  # what is ordered now arrives when the cities grow no faster than the country
            steady = _steady_orders(rival, trend * share, (growth / 2.0, start["nation.growth"] / 2.0), tables)
        rival, pipeline = _build_abroad(tables, (rival, pipeline), price, steady, luck)
        cycle, trend = cycle + 1.0, trend * per_turn
        demand = trend * (1.0 + tables["nation.cycle_felt"] * tables.cycle_size * wave(cycle, tables.cycle_turns))
        price = price + tables["nation.price_speed"] * (_cleared(tables, demand, rival + trend * share) - price)
    start["nation.cycle"] = cycle
    start["nation.demand"] = wan(demand)
    start["nation.rival_capacity"] = wan(rival)
    start["nation.pipeline"] = wan(pipeline)
    start["nation.capacity"] = start["nation.rival_capacity"] + wan(total(tables.start_industry, 0))
    start["nation.price"] = price


def _steady_orders(rival: Array, home: Array, pace: tuple[Array, Array], tables: Tables) -> Floats:
    """Orders a turn, as a share of the rest of the world's capacity, that meet demand when they arrive.

    They replace what wears out and cover the growth of demand, less what the cities at the table will add if they
    grow as usual. `pace` is that growth of demand and the usual growth of cities, shares a turn; all arrays (..., I)
    or broadcast to it.
    """
    demand, usual = pace
    size = np.maximum(rival, 1.0)
    growth = positive(demand * (rival + home) - usual * home) / size
    ahead: Floats = growth + tables["nation.rival_retire"]
    for _ in range(int(tables["nation.rival_lag"])):
        ahead = ahead * (1.0 + growth)
    return ahead


def _build_abroad(
    tables: Tables, capacity: tuple[Array, Array], price: Array, steady: Array, luck: Array
) -> tuple[Floats, Floats]:
    """Half a year of building in the rest of the world: capacity (..., I) and pipeline (..., I, L) after it."""
    rival, pipeline = capacity
    hope = steady + tables["nation.rival_order"] * (price - 1.0)
    hope = hope + (luck - 0.5) * UNIT * tables["nation.rival_noise"]
    shut = tables["nation.rival_shut"] * positive(tables["nation.rival_shut_price"] - price)
    moved = shifted(pipeline)
    at_lag = numbers(pipeline.shape[-1]) == int(tables["nation.rival_lag"]) - 1
    moved = choose(at_lag, moved + np.rint(rival * positive(hope))[..., None], moved)
    left = np.rint(rival * (1.0 - tables["nation.rival_retire"] - shut)) + pipeline[..., 0]
    return np.maximum(left, 1.0), moved


def _cleared(tables: Tables, demand: Array, capacity: Array) -> Floats:
    """The price at which stocks neither fill nor empty."""
    ratio = power(demand / np.maximum(capacity, 1.0), tables["nation.price_power"])
    out: Floats = clip(ratio, tables["nation.price_floor"], tables["nation.price_cap"])
    return out


def play(turn: Turn) -> None:
    """Half a year on the world markets: demand, plants abroad and at home, prices and the news of them."""
    tables = turn.tables
    chains = len(tables.chains)
    price = turn["nation.price"]
    cycle = turn["nation.cycle"] + 1.0
    growth = growing(tables, tables.date(turn["match.turn"])) / 2.0
    trend = turn["nation.trend"] * (1.0 + growth)
    felt = tables["nation.cycle_felt"] * tables.cycle_size
    credit = turn["nation.credit"][..., None] - 1.0
    swing = felt * wave(cycle, tables.cycle_turns) + tables["nation.credit_felt"] * credit
    demand = wan(trend * (1.0 + swing))

    rival = turn["nation.rival_capacity"]
    plants = turn["firm.capacity"] * open_now(turn["firm.stage"])
    home = total(turn["cluster.base_capacity"], -2) + segment_total(plants, turn["firm.chain"], chains)
    home_before = turn["nation.capacity"] - rival
    steady = _steady_orders(rival, home_before, (growth, turn["nation.growth"][..., None] / 2.0), tables)
    luck = turn.draw("nation.rivals", (chains,))
    rival_now, moved = _build_abroad(tables, (rival, turn["nation.pipeline"]), price, steady, luck)
    capacity = np.maximum(1.0, rival_now + home)

    k, speed = tables["nation.price_power"], tables["nation.price_speed"]
    target = _cleared(tables, demand, capacity)
    size = k * speed * price / capacity
    moves = {
        "demand": size * (demand - turn["nation.demand"]),
        "rival_plants": -size * (rival_now - rival),
        "home_plants": -size * (home - home_before),
    }
    turn.contribute_each("nation.price", moves)
    turn.contribute_rest("nation.price", "stocks", price + speed * (target - price))
    turn.set("nation.cycle", cycle)
    turn.set("nation.trend", wan(trend))
    turn.set("nation.demand", demand)
    turn.set("nation.pipeline", moved)
    turn.set("nation.rival_capacity", rival_now)
    turn.set("nation.capacity", rival_now + home)
    change = turn["nation.price"] / np.maximum(price, 0.01) - 1.0
    size_bp = np.rint(np.abs(change) * 10_000).astype(np.int64)
    news = tables["nation.price_event"]
    turn.note(EventKind.PRICE_FALLEN, change <= -news, weight=55, chain=numbers(chains), share=size_bp)
    turn.note(EventKind.PRICE_RISEN, change >= news, weight=50, chain=numbers(chains), share=size_bp)
