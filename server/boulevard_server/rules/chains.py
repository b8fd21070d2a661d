"""Chains in a city: relatedness, small firms, entry, spillovers, and the output of every cluster.

Owns `cluster.output`, `base_capacity`, `density`, `spill` and the incentives; what insiders do among themselves
(leader, bottleneck, local sourcing, cohesion) is in `insiders`.
"""

from __future__ import annotations

import numpy as np

from boulevard_server.rules import eras, hype, insiders, markets, sanctions
from boulevard_server.rules.arrays import (
    ONE,
    ZERO,
    Array,
    Floats,
    choose,
    clip,
    matvec,
    numbers,
    positive,
    some,
    total,
    wan,
)
from boulevard_server.rules.codes import TASK
from boulevard_server.rules.insiders import Cluster, clusters
from boulevard_server.rules.powers import logistic
from boulevard_server.rules.tables import WAN_PER_MILLION, Tables, constant
from boulevard_server.rules.turn import Turn
from boulevard_shared.events import EventKind


def begin(start: dict[str, Array], tables: Tables, seed: int) -> None:
    """Fill the arrays of clusters as they stand when turn 0 is planned; needs the nation's and the people."""
    cities = [tables.content.cities[city] for city in tables.cities]
    output = np.array([[city.industries[chain] for chain in tables.chains] for city in cities]) * WAN_PER_MILLION
    shape = output.shape
    trend = np.asarray(start["nation.trend"], np.float64)
    strength = _advantage(output, trend)
    start["cluster.output"] = output
    start["cluster.base_capacity"] = output
    start["cluster.density"] = _relatedness(tables, strength)
    start["cluster.suppliers"] = np.rint(tables.suppliers * 0.5 * strength).astype(np.int64)
    start["cluster.local_share"] = np.full(shape, tables["chains.local_start"])
    start["cluster.cohesion"] = np.full(shape, tables["chains.cohesion_start"])
    start["cluster.boss"] = np.full(shape, -1)


def play(turn: Turn) -> None:
    """Density, entry and growth of small firms, insiders, spillovers, then the output of every cluster."""
    cluster = clusters(turn)
    insiders.play(turn, cluster)
    advantage = _advantage(turn["cluster.output"], np.asarray(turn["nation.trend"], np.float64))
    _learn(turn, advantage)
    _spread(turn, cluster)
    _pay_incentives(turn)
    grown = _grow(turn, advantage)
    entered = _enter(turn, advantage)
    orders = _order(turn, cluster)
    turn.set("cluster.base_capacity", np.maximum(turn["cluster.base_capacity"] + grown + entered + orders, ZERO))
    _produce(turn, cluster, orders)


def per_head(tables: Tables, people: Array, trend: Array) -> Floats:
    """Output (*lead, C, I) a city of this size would have if it were like the whole country."""
    expected: Floats = trend[..., None, :] * (people / tables["chains.country_people"])[..., None]
    return np.maximum(expected, 1.0)


def _advantage(output: Array, trend: Array) -> Floats:
    """How far a city is specialised in each chain, 0-1: a smooth form of revealed comparative advantage.

    Balassa (1965) compares a chain's share in the city with its share in the country and counts 1 and more as
    specialised; here the step is smooth, 0.5 where the shares are equal. Shares, not output a head: a rich city
    is not close to everything merely by being rich.
    """
    trend = np.maximum(trend, 1.0)[..., None, :]
    mine = output / np.maximum(total(np.asarray(output, np.float64)), 1.0)[..., None]
    ratio = mine / (trend / total(trend)[..., None])
    fourth = ratio * ratio * ratio * ratio
    share: Floats = fourth / (1.0 + fourth)
    return share


def _relatedness(tables: Tables, advantage: Array) -> Floats:
    """Density of Hidalgo, Klinger, Barabasi and Hausmann (2007): advantage in the other chains, by proximity."""
    others, all_others = _others(tables)
    near: Floats = matvec(others, advantage) / all_others
    return near


@constant
def _others(tables: Tables) -> tuple[Floats, Floats]:
    """Proximity of the other chains (I, I), and the sum for each (I,)."""
    weight = tables.proximity - np.eye(len(tables.chains))
    return weight, total(weight)


def _learn(turn: Turn, advantage: Array) -> None:
    t = turn.tables
    planning = (turn["cluster.boss_task"] == TASK.PLAN) * turn["cluster.strength"]
    now = turn["cluster.density"]
    room = positive(1.0 - now)
    pull = t["chains.density_speed"]
    near = _relatedness(t, advantage)
    ties = t["chains.density_network"] * turn["talent.network"] * room
    ties = ties + t["laboratories.density"] * turn["talent.laboratory"] / 100.0 * room
    moves = {
        "related": pull * (near - now),
        "planning": t["chains.density_plan"] * planning * room,
        "laboratories": pull * ties,
    }
    turn.contribute_each("cluster.density", moves)


def _spread(turn: Turn, cluster: Cluster) -> None:
    """Firms near an anchor learn from it: `spill_size` times proximity in `spill_turns`, then no more."""
    t = turn.tables
    # Chains first, so that numpy's inner loop runs over all cities; most chains have no anchor anywhere.
    anchored = cluster.anchors.reshape(-1, turn.axes["I"]).T.astype(np.float64)
    reach = np.zeros(anchored.shape)
    for near, cities in zip(t.proximity.T, anchored, strict=True):
        if some(cities):
            np.maximum(reach, near[:, None] * cities, out=reach)
    goal = t["chains.spill_size"] * reach.T.reshape(cluster.anchors.shape)
    now = turn["cluster.spill"]
    up = np.minimum(goal, now + goal / t["chains.spill_turns"])
    turn.set("cluster.spill", choose(now > goal, np.maximum(goal, now * (1 - t["chains.spill_fade"])), up))


def _pay_incentives(turn: Turn) -> None:
    rate = turn.tables["chains.incentive_cost"] / 2.0
    cost = wan(turn["cluster.incentive"] * rate * turn["cluster.output"])
    turn.set("cluster.incentive_cost", cost)
    turn.transfer("city.treasury", "outside.market", "incentive", cost)


def _grow(turn: Turn, advantage: Array) -> Array:
    """New capacity of small firms this turn (wan a year), minus what closed."""
    t = turn.tables
    level = turn["cluster.incentive"]
    cities = turn.axes["C"]
    # Against the mean of the others: when all cities pay alike, nothing moves but the bill.
    others = (level.sum(axis=-2, keepdims=True, dtype=np.int64) - level) / max(1, cities - 1)
    planning = (turn["cluster.boss_task"] == TASK.PLAN) * turn["cluster.strength"]
    below, more = t.lists["chains.incentive_slump"]
    slump = turn["nation.price"] < below
    nation = t["chains.pull_price"] * (turn["nation.price"] - 1.0) + t["chains.pull_favour"] * (
        turn["nation.favour"] - 1.0
    )
    tight = clip(turn["talent.jobs"] / np.maximum(turn["talent.people"], ONE) - 1.0, 0.0, 1.0)
    missing = matvec(t.mix, tight)
    entering = (
        t["chains.pull_nation"] * turn["nation.growth"][..., None, None]
        + t["chains.pull_world"] * markets.growing(t, t.date(turn["match.turn"]))[..., None, :]
        + t["chains.pull_density"] * (turn["cluster.density"] - t["chains.density_middle"])
        - t["chains.pull_crowded"] * advantage
        + t["chains.pull_incentive"] * choose(slump, more, 1.0)[..., None, :] * (level - others)
        + t["chains.pull_plan"] * planning
        + t["chains.pull_credit"] * t.capital_intensity * (turn["nation.credit"][..., None, None] - 1.0)
        + t["chains.pull_anchor"] * turn["cluster.spill"] / t["chains.spill_size"]
        + eras.chain_growth(turn)
        - t["chains.pull_sanctions"] * sanctions.cost(turn) / t["sanctions.chain_cost"]
    )
    # Insiders keep entrants out; they do not keep one another from closing.
    entering = choose(entering > 0.0, entering * (1.0 - t["chains.closure"] * turn["cluster.cohesion"]), entering)
    limit = t["chains.pull_limit"]
    nation = nation - t["chains.pull_unsold"] * markets.unsold(turn)
    yearly = clip(entering + nation[..., None, :] - t["chains.pull_labour"] * missing, -limit, limit)
    return wan(turn["cluster.base_capacity"] * yearly / 2.0)


def _order(turn: Turn, cluster: Cluster) -> Array:
    """Change of what named firms buy from small firms of their chain in the city (wan a year)."""
    before = turn.before["cluster.local_share"] * cluster.output_before
    return wan(turn.tables["chains.local_orders"] * (turn["cluster.local_share"] * cluster.output - before))


def _enter(turn: Turn, advantage: Array) -> Array:
    """Capacity of new small trades where a chain hardly existed; odds by density, better where it is wanted."""
    t = turn.tables
    usual = per_head(t, turn["city.population"], turn["nation.trend"])
    absent = turn["cluster.output"] < t["chains.present"] * usual
    wanted = ((turn["cluster.boss_task"] == TASK.PLAN) & (turn["cluster.boss"] >= ZERO)) | (
        turn["cluster.incentive"] > ZERO
    )
    natural, active = t.lists["chains.entry_natural"], t.lists["chains.entry_active"]
    density = turn["cluster.density"]
    odds = choose(wanted, active[0] + active[1] * density, natural[0] + natural[1] * density)
    p = logistic(odds)
    # -log(1 - p) by its series: the chance a turn when p is the chance over `entry_turns`.
    hazard = p * (1.0 + p * (0.5 + p * (1.0 / 3.0 + p * 0.25))) / t["chains.entry_turns"]
    enters = absent & (turn.draw("chains.entry", advantage.shape[len(turn.lead) :]) < hazard)
    turn.note(
        EventKind.CHAIN_ENTERED,
        enters,
        city=numbers(turn.axes["C"])[:, None],
        weight=45,
        host_city=numbers(turn.axes["C"])[:, None],
        chain=numbers(turn.axes["I"]),
    )
    return wan(enters * t["chains.entry_size"] * usual)


def _produce(turn: Turn, cluster: Cluster, orders: Array) -> None:
    """Set every cluster's output and say why it changed; parts are measured one after the other."""
    t, before = turn.tables, turn.before
    moves: dict[str, Array] = {"firms:firm.output": cluster.output - cluster.output_before}
    pass_on = t["chains.price_pass"]
    price = 1.0 + pass_on * (turn["nation.price"][..., None, :] - 1.0)
    price_before = 1.0 + pass_on * (before["nation.price"][..., None, :] - 1.0)
    claimed, claimed_before = hype.claimed_output(turn, t), hype.claimed_output(before, t)
    moves["newcomers:cluster.registered"] = claimed - claimed_before
    base = np.asarray(before["cluster.output"] - cluster.output_before - claimed_before, np.float64)
    learnt, learnt_before = 1.0 + turn["cluster.spill"], 1.0 + before["cluster.spill"]
    joint, joint_before = 1.0 + turn["cluster.gain"], 1.0 + before["cluster.gain"]
    free, free_before = 1.0 - turn["cluster.drag"], 1.0 - before["cluster.drag"]
    steps = (
        ("price:nation.price", price / price_before),
        ("anchors:cluster.spill", learnt / learnt_before),
        ("coordination", joint / joint_before),
        ("idle", free / free_before),
    )
    for cause, ratio in steps:
        moved = base * ratio
        moves[cause] = moved - base
        base = moved
    small = turn["cluster.base_capacity"] * price * learnt * joint * free
    moves["local_orders:cluster.local_share"] = orders * price * learnt * joint * free
    turn.contribute_each("cluster.output", moves)
    turn.contribute_rest("cluster.output", "small_firms", wan(small) + cluster.output + claimed)
