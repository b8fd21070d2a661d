"""Model cards: methods that made a city's name, how others learn them by delegation, and what a copy is worth.

Owns the `method` and `model` arrays, `city.visitors` and `nation.diffusion`. A copy works as far as it was learnt,
as the place is like the model's home (schools, industry, revenue), and less the more copy it. The centre rewards
homes whose model spreads, copiers who make it work, and everybody once half of the cities run on one.
"""

from __future__ import annotations

import numpy as np

from boulevard_server.rules.arrays import (
    ONE,
    ZERO,
    Array,
    Floats,
    Ints,
    at_most_one,
    choose,
    clip,
    numbers,
    positive,
    some,
    take,
    total,
    wan,
)
from boulevard_server.rules.bets import Fields
from boulevard_server.rules.places import of_seats, seat_of
from boulevard_server.rules.tables import Tables
from boulevard_server.rules.turn import Purse, Turn
from boulevard_shared.events import EventKind
from boulevard_shared.ids import Hosting, ModelCard

CARDS = tuple(ModelCard)[1:]
HOMES = {ModelCard.FOREIGN: "shenzhen", ModelCard.WORKSHOP: "wenzhou", ModelCard.INCUBATOR: "hefei"}
"""Where the methods come from that are known from the start; a city need not be in play to be visited."""


def begin(start: dict[str, Array], tables: Tables, seed: int) -> None:
    """The cards that are known when the match begins, in the shape their homes had."""
    cities = tables.content.cities
    start["model.born"] = np.full(len(CARDS), -1)
    start["model.home"] = np.full(len(CARDS), -1)
    shape = np.zeros((len(CARDS), len(tables.chains)))
    schools, revenue = np.zeros(len(CARDS)), np.zeros(len(CARDS))
    known_incubator = tables.scenario.start_year >= tables["relations.incubator_known"]
    for card, home in HOMES.items():
        if home not in cities or (card is ModelCard.INCUBATOR and not known_incubator):
            continue
        place, city = int(card) - 1, cities[home]
        start["model.born"][place] = 0
        start["model.home"][place] = tables.cities.index(home) if home in tables.cities else -1
        made = np.array([float(city.industries[chain]) for chain in tables.chains])
        shape[place] = made / max(1.0, float(made.sum()))
        schools[place], revenue[place] = city.schools, city.revenue / city.gdp
        if home in tables.cities:
            own = tables.cities.index(home)
            start["method.known"][own, place] = start["method.level"][own, place] = 1.0
            start["city.method"][own] = int(card)
    start["model.shape"], start["model.schools"], start["model.revenue"] = shape, schools, revenue


def fit_of(fields: Fields, tables: Tables) -> Floats:
    """How alike each city is to the home of each card, 0 to 1, shape (..., C, X)."""
    output = np.asarray(fields["cluster.output"], np.float64)
    mine = output / np.maximum(total(output), 1.0)[..., None]
    alike = 1.0 - total(np.abs(mine[..., :, None, :] - fields["model.shape"][..., None, :, :])) / 2.0
    gap = np.abs(fields["city.schools"][..., :, None] - fields["model.schools"][..., None, :])
    schools = clip(1.0 - gap / tables["relations.fit_schools_gap"], 0.0, 1.0)
    funds = 2.0 * fields["city.revenue"] / np.maximum(fields["city.gdp"], ONE)
    purse = at_most_one(funds[..., :, None] / np.maximum(fields["model.revenue"], 0.01)[..., None, :])
    out: Floats = (
        tables["relations.fit_industry"] * alike
        + tables["relations.fit_schools"] * schools
        + tables["relations.fit_revenue"] * purse
    )
    return out


def worth_of(fields: Fields, tables: Tables) -> Floats:
    """What each card would bring each city if it ran on it in full, 1 for its home alone; negative where it misfits."""
    least = tables["relations.fit_least"]
    at_home = fields["model.home"][..., None, :] == np.arange(fields["city.gdp"].shape[-1])[:, None]
    fit = choose(at_home, 1.0, fit_of(fields, tables))
    thin = 1.0 + tables["relations.copier_cost"] * fields["model.copiers"]
    worth: Floats = clip((fit - least) / (1.0 - least), -0.5, 1.0) / thin[..., None, :]
    return worth


def play(turn: Turn) -> None:
    """Delegations travel, methods are learnt, copies work, and new cards are made; comes before the year's growth."""
    _visit(turn)
    _follow(turn)
    _work(turn)
    _make(turn)


def _visit(turn: Turn) -> None:
    """Delegations go in an order drawn by lot, as many as a host can take; hosts charge, show, or show the lobby."""
    t, cities = turn.tables, turn.axes["C"]
    card, host = turn.acts["visit.model"] - ONE, turn.acts["visit.host"] - ONE
    goes = (card >= ZERO) & (host >= ZERO) & (host != numbers(cities))
    turn.set("city.visitors", np.zeros(cities, np.int64))
    if not some(goes):
        return
    hosted = goes & (host < cities)
    at_host = take(_by_card(turn["method.level"]), choose(hosted, host * len(CARDS) + card, -1))
    # A home that is not in play shows all comers what it has.
    teaches = choose(hosted, at_host, take(_known_outside(turn), card))
    goes = goes & (teaches >= t["relations.visit_from"])
    order = turn.draw("relations.queue", (cities,))
    before = (
        goes[..., None, :] & (host[..., None, :] == host[..., :, None]) & (order[..., None, :] < order[..., :, None])
    )
    queue = total(before)
    inside = choose(hosted, host, -1)
    stance = choose(hosted, take(turn["city.hosting"], inside), Hosting.SHOW)
    most = wan(turn["city.gdp"] * t["relations.visit_fee"])
    fee = np.minimum(take(turn["city.host_fee"], inside), most) * (hosted & (stance == Hosting.CHARGE))
    seen = goes & (queue < int(t["relations.host_capacity"])) & (fee <= turn["city.treasury"])
    paid = fee * seen
    turn.transfer("city.treasury", Purse("city.treasury", host * hosted), "visit_fee", paid)
    luck = turn.draw("relations.visit", (cities,))
    part = t["relations.visit_least"] + t["relations.visit_spread"] * luck
    part = choose(stance == Hosting.HIDE, t["relations.visit_hidden"] * part, part) * at_most_one(teaches)
    learns = (numbers(len(CARDS)) == card[..., None]) & seen[..., None]
    known = turn["method.known"]
    turn.set("method.known", choose(learns, np.maximum(known, part[..., None]), known))
    received = total((host[..., None, :] == numbers(cities)[:, None]) & seen[..., None, :])
    turn.set("city.visitors", received)
    turn.contribute("seat.evaluation", "visitors", of_seats(turn, t["relations.visit_praise"] * received))
    _tell_visits(turn, (goes, seen), (host, card, np.rint(100 * part).astype(np.int64)))


def _tell_visits(turn: Turn, goes: tuple[Array, Array], about: tuple[Ints, Ints, Ints]) -> None:
    """The visitor hears what it learnt; others see the buses."""
    (sent, seen), (host, card, learnt) = goes, about
    cities = numbers(turn.axes["C"])
    known = host < turn.axes["C"]
    told = {"host_city": choose(known, host, -1), "from_city": cities, "model": card + 1}
    where = choose(known, host, cities)
    turn.note(EventKind.DELEGATION_RECEIVED, seen & known, city=where, weight=34, **told)
    turn.note(
        EventKind.DELEGATION_RECEIVED,
        seen,
        "DelegationReturned",
        city=cities,
        weight=46,
        seen_by=seat_of(turn),
        model=card + 1,
        share=learnt * 100,
    )
    turn.note(
        EventKind.DELEGATION_TURNED_AWAY, sent & ~seen, city=cities, weight=40, seen_by=seat_of(turn), model=card + 1
    )


def _by_card(levels: Array) -> Array:
    """(..., C, X) as one row (..., C * X)."""
    return levels.reshape(*levels.shape[:-2], -1)


def _known_outside(turn: Turn) -> Floats:
    """1 where a card's home is not in play but known (..., X)."""
    return ((turn["model.born"] >= 0) & (turn["model.home"] < 0)).astype(np.float64)


def _follow(turn: Turn) -> None:
    """Who follows a method grows into what was learnt; what is no longer followed fades."""
    t = turn.tables
    follows = turn["city.method"][..., None] == np.arange(1, len(CARDS) + 1)
    now, known = turn["method.level"], turn["method.known"]
    up = now + t["relations.follow_speed"] * positive(known - now)
    # The last bit is learnt too, or a level would creep for ever.
    up = choose(np.abs(known - up) < 0.02, known, up)
    level = choose(follows, up, now * (1.0 - t["relations.follow_fade"]))
    level = choose(level < 0.02, 0.0, level)
    at_home = turn["model.home"][..., None, :] == numbers(turn.axes["C"])[:, None]
    came = t["relations.diffusion_from"]
    fresh = (level >= came) & (now < came) & ~at_home
    turn.set("method.level", level)
    copies = (level >= came) & ~at_home & follows
    turn.set("model.copiers", copies.sum(axis=-2, dtype=np.int64))
    if some(fresh):
        _spread(turn, fresh)
    part = total(copies.any(axis=-1)) / turn.axes["C"]
    turn.set("nation.diffusion", part)
    # The goal that the table shares.
    reached = part >= t["relations.diffusion_goal"]
    if some(reached):
        reward = wan(turn["city.gdp"] * t["relations.diffusion_reward"] * reached[..., None])
        turn.transfer("outside.centre", "city.treasury", "diffusion_reward", reward)


def _spread(turn: Turn, fresh: Array) -> None:
    """A copy has begun to work: the copier is paid, the home is praised."""
    t, cities = turn.tables, turn.axes["C"]
    turn.transfer(
        "outside.centre",
        "city.treasury",
        "diffusion_grant",
        wan(turn["city.gdp"] * t["relations.diffusion_grant"] * fresh.any(axis=-1)),
    )
    home = turn["model.home"]
    at = home[..., None, :] == numbers(cities)[:, None]
    praise = total(fresh.sum(axis=-2, dtype=np.int64)[..., None, :] * at)
    turn.contribute("seat.evaluation", "diffusion", of_seats(turn, t["relations.diffusion_praise"] * praise))
    turn.note(
        EventKind.MODEL_SPREAD,
        fresh,
        city=numbers(cities)[:, None],
        weight=50,
        host_city=numbers(cities)[:, None],
        model=np.arange(1, len(CARDS) + 1),
        count=turn["model.copiers"][..., None, :],
    )


def _work(turn: Turn) -> None:
    """What running on a method does this turn."""
    t = turn.tables
    level = turn["method.level"]
    if not some(level):
        return
    mood = 1.0 + t.lists["relations.model_credit"] * (turn["nation.credit"][..., None] - 1.0)
    gain = level * worth_of(turn, t) * clip(mood, -1.0, 2.0)[..., None, :]
    turn.contribute("city.tfp", "model:method.level", turn["city.tfp"] * total(gain * t.lists["relations.model_tfp"]))
    turn.contribute("city.technology", "model:method.level", total(gain * t.lists["relations.model_technology"]))
    turn.contribute("city.trust", "model:method.level", total(gain * t.lists["relations.model_trust"]))
    led = turn["cluster.boss"] >= ZERO
    dense = total(gain * t.lists["relations.model_density"])[..., None] * ((1.0 - turn["cluster.density"]) * led)
    turn.contribute("cluster.density", "model:method.level", dense)


def _make(turn: Turn) -> None:
    """A method nobody had a name for is called after the first city that has visibly lived by it."""
    t, cities = turn.tables, turn.axes["C"]
    unborn = turn["model.born"] < ZERO
    if not some(unborn):
        return
    bosses = total(turn["cluster.boss"] >= ZERO) >= t["relations.made_bosses"]
    wellbeing = (turn["city.livability"] + turn["city.trust"]) / 2.0 - turn["city.wellbeing_start"]
    risen = {
        ModelCard.INCUBATOR: choose(bosses, turn["city.strategic"] - turn["city.strategic_start"], -1.0),
        ModelCard.CAMPUS: turn["city.technology"] - turn["city.technology_start"],
        ModelCard.GARDEN: wellbeing,
    }
    for card, gained in risen.items():
        place = int(card) - 1
        beyond = gained / t[f"relations.made_{card.name.lower()}"]
        best = beyond.argmax(axis=-1)
        made = unborn[..., place] & (beyond.max(axis=-1) >= 1.0)
        if not some(made):
            continue
        home = choose(made, best, -1)
        at = (home[..., None] == numbers(cities)) & made[..., None]
        _write_card(turn, place, made, home)
        own = at[..., None] & (numbers(len(CARDS)) == place)
        turn.set("method.known", choose(own, 1.0, turn["method.known"]))
        turn.set("method.level", choose(own, 1.0, turn["method.level"]))
        turn.set("city.method", choose(at & (turn["city.method"] == 0), place + 1, turn["city.method"]))
        turn.contribute("seat.evaluation", "model_made", of_seats(turn, t["relations.made_praise"] * at))
        turn.note(EventKind.MODEL_MADE, made, city=home, weight=83, host_city=home, model=place + 1)


def _write_card(turn: Turn, place: int, made: Array, home: Ints) -> None:
    """Remember what the home looked like: only who is like it can copy it."""
    here = made[..., None] & (numbers(len(CARDS)) == place)
    output = np.asarray(turn["cluster.output"], np.float64)
    shares = output / np.maximum(total(output), 1.0)[..., None]
    shape = take(np.swapaxes(shares, -1, -2), home[..., None, None])[..., 0]
    funds = 2.0 * turn["city.revenue"] / np.maximum(turn["city.gdp"], 1)
    turn.set("model.born", choose(here, turn["match.turn"][..., None], turn["model.born"]))
    turn.set("model.home", choose(here, home[..., None], turn["model.home"]))
    turn.set("model.shape", choose(here[..., None], shape[..., None, :], turn["model.shape"]))
    for name, values in (("schools", turn["city.schools"]), ("revenue", funds)):
        own = take(values, home[..., None])
        turn.set(f"model.{name}", choose(here, own, turn[f"model.{name}"]))
