"""Hype: swarms of newcomers register where the plan and incentives point; many are wannabes, and a bust clears them.

Nobody can tell a wannabe from an honest newcomer by the statistics: both claim output, draw grants and hire people.
Screening keeps some out and finds some later. Owns `nation.heat` and `bust`, and what clusters and cities count of
young firms. `cluster.registered` holds those beyond the usual; the usual ones are part of a chain's own growth.
"""

from __future__ import annotations

import numpy as np

from boulevard_server.rules.arrays import (
    ONE,
    ZERO,
    Array,
    Floats,
    Ints,
    choose,
    clip,
    matvec,
    numbers,
    positive,
    total,
    wan,
)
from boulevard_server.rules.bets import Fields
from boulevard_server.rules.markets import UNIT
from boulevard_server.rules.powers import exp
from boulevard_server.rules.tables import Tables
from boulevard_server.rules.turn import Turn
from boulevard_shared.events import EventKind


def begin(start: dict[str, Array], tables: Tables, seed: int) -> None:
    """No hype yet; needs the clusters, the people and the nation."""
    start["nation.bust"] = np.full(tables.axes["I"], -1)
    usual = _usual(tables, start["cluster.base_capacity"], start["city.population"], start["nation.trend"])
    start["cluster.registrations"] = start["cluster.registrations_usual"] = np.rint(usual).astype(np.int64)


def play(turn: Turn) -> None:
    """Half a year of registrations and of vanishing; then how hot each chain runs, and whether it bursts."""
    luck = turn.draw("hype.luck", (6, turn.axes["C"], turn.axes["I"]))
    usual = _usual(turn.tables, turn["cluster.base_capacity"], turn["city.population"], turn["nation.trend"])
    times = boost(turn, turn["cluster.incentive"], turn.tables)
    _strike_off(turn, luck[..., 3:, :, :])
    _settle(turn)
    _register(turn, usual, times, luck[..., :3, :, :])
    _find_out(turn)
    _heat(turn, usual, times)


def claimed_output(fields: Fields, tables: Tables) -> Ints:
    """Yearly output (..., C, I) that young firms report, true or not, wan."""
    return wan(fields["cluster.registered"] * tables["hype.size"])


def hands(turn: Turn) -> Floats:
    """People (..., C, K) whom young firms want to hire, wannabes included."""
    tables = turn.tables
    staff = turn["cluster.registered"] * (tables["hype.size"] * tables["hype.hiring"]) * tables.staff_per_wan
    wanted: Floats = matvec(tables.mix.T, staff)
    return wanted


def _usual(tables: Tables, capacity: Array, people: Array, trend: Array) -> Floats:
    """Registrations a turn without any hype (..., C, I)."""
    share = np.asarray(people, np.float64) / tables["chains.country_people"]
    least = tables["chains.present"] * share[..., None] * trend[..., None, :]
    firms = np.maximum(capacity, least) / tables["hype.firm_size"]
    out: Floats = tables["hype.usual"] / 2.0 * firms
    return out


def _bursting(fields: Fields, tables: Tables) -> Array:
    """Where (..., I) a bust is under way."""
    since = fields["match.turn"][..., None] - fields["nation.bust"]
    out: Array = (fields["nation.bust"] >= ZERO) & (since < tables["hype.bust_turns"])
    return out


def _wind(fields: Fields, tables: Tables) -> Floats:
    """How hard the plan and capital's favour blow into a chain (..., I): 1 as for one named in the plan."""
    wind = clip((fields["nation.favour"] - 1.0) / tables["nation.plan_favour"], 0.0, tables["hype.wind_most"])
    out: Floats = choose(_bursting(fields, tables), 0.0, wind)
    return out


def boost(fields: Fields, level: Array, tables: Tables) -> Floats:
    """Registrations against the usual (..., C, I): favour and incentives multiply, and the herd follows.

    Args:
        fields: arrays by name, a turn's or what a seat sees.
        level: of incentives (..., C, I).
    """
    wind = _wind(fields, tables)[..., None, :]
    herd = 1.0 + tables["hype.herd"] * np.minimum(fields["nation.heat"], tables["hype.herd_most"])
    alone = tables["hype.incentive_alone"] * level
    times = (1.0 + alone + wind * (tables["hype.pull"] + tables["hype.pull_incentive"] * level)) * herd[..., None, :]
    slack = choose(_bursting(fields, tables), tables["hype.bust_registrations"], 1.0)[..., None, :]
    out: Floats = times * slack
    return out


def _register(turn: Turn, usual: Floats, pull: Floats, luck: Array) -> None:
    tables = turn.tables
    level, strict = turn["cluster.incentive"], turn["city.screening"]
    mood = exp((luck[..., 0, :, :] - 0.5) * (UNIT * tables["hype.noise"]))
    came = np.floor(usual * pull * mood + luck[..., 1, :, :])
    hot = clip((pull - 1.0) / tables["hype.hot"], 0.0, 1.0)
    part = tables["hype.wannabe"] + tables["hype.wannabe_hot"] * hot + tables["hype.wannabe_incentive"] * level
    part = np.minimum(part, tables["hype.wannabe_most"])
    kept_out = tables.lists["hype.kept_out"].take(strict)[..., None]
    deterred = tables.lists["hype.deterred"].take(strict)[..., None]
    fakes, honest = came * part * (1.0 - kept_out), came * (1.0 - part) * (1.0 - deterred)
    # What comes every year anyway belongs to the chain's own growth.
    beyond = positive(1.0 - usual / np.maximum(came, 1.0))
    fakes_new = np.floor(fakes * beyond + luck[..., 2, :, :]).astype(np.int64)
    new = fakes_new + np.floor(honest * beyond + luck[..., 2, :, :]).astype(np.int64)
    grants = wan(new * level * tables["hype.grant"])
    turn.transfer("city.treasury", "outside.market", "newcomer_grant", grants)
    before = turn["cluster.registrations"] / np.maximum(turn["cluster.registrations_usual"], ONE)
    registrations = np.rint(fakes + honest)
    turn.set("cluster.grants", grants)
    turn.set("cluster.granted", turn["cluster.granted"] + grants)
    turn.set("cluster.registered", turn["cluster.registered"] + new)
    turn.set("cluster.wannabes", turn["cluster.wannabes"] + fakes_new)
    turn.set("cluster.registrations", registrations)
    turn.set("cluster.registrations_usual", usual)
    times = registrations / np.maximum(usual, 1.0)
    surge = tables["hype.surge"]
    cities = numbers(turn.axes["C"])[:, None]
    turn.note(
        EventKind.REGISTRATIONS_SURGED,
        (times >= surge) & (before < surge) & (registrations >= tables["hype.news"]),
        city=cities,
        weight=45,
        host_city=cities,
        chain=numbers(turn.axes["I"]),
        count=registrations.astype(np.int64),
        times=np.rint(100 * times).astype(np.int64),
    )


def _strike_off(turn: Turn, luck: Array) -> None:
    """Wannabes and honest newcomers vanish, few in good times, a third of them a year in a bust."""
    tables = turn.tables
    bust = _bursting(turn, tables)[..., None, :]
    (calm, storm), (calm_honest, storm_honest) = tables.lists["hype.vanish"], tables.lists["hype.fail"]
    swing = 1.0 + tables["hype.vanish_spread"] * (2.0 * luck[..., 0, :, :] - 1.0)
    stock, fakes = turn["cluster.registered"], turn["cluster.wannabes"]
    caught = tables["hype.caught"] * turn["cluster.wannabes_found"] * (turn["city.screening"] > ZERO)[..., None]
    gone = fakes * choose(bust, storm, calm) / 2.0 * swing + caught
    gone = np.minimum(np.floor(gone + luck[..., 1, :, :]).astype(np.int64), fakes)
    failed = (stock - fakes) * choose(bust, storm_honest, calm_honest) / 2.0 * swing
    failed = np.minimum(np.floor(failed + luck[..., 2, :, :]).astype(np.int64), stock - fakes)
    left = stock - gone - failed
    held = turn["cluster.granted"]
    lost = np.floor(held * (gone / np.maximum(stock, ONE))).astype(np.int64)
    turn.set("cluster.struck_off", gone + failed)
    turn.set("cluster.wannabes", fakes - gone)
    turn.set("cluster.wannabes_found", np.minimum(turn["cluster.wannabes_found"], fakes - gone))
    turn.set("cluster.registered", left)
    turn.set("cluster.granted", (held - lost) * (left > ZERO))
    turn.set("city.wasted", turn["city.wasted"] + total(lost))
    many = (gone + failed >= tables["hype.news"]) & (gone + failed >= tables["hype.vanish_news"] * stock)
    cities = numbers(turn.axes["C"])[:, None]
    turn.note(
        EventKind.WANNABES_VANISHED,
        many,
        city=cities,
        weight=50,
        host_city=cities,
        chain=numbers(turn.axes["I"]),
        count=gone + failed,
        left=left,
    )


def _settle(turn: Turn) -> None:
    """Honest newcomers grow up: their trade becomes part of what small firms of the chain can make."""
    tables = turn.tables
    stock, fakes = turn["cluster.registered"], turn["cluster.wannabes"]
    grown = np.floor((stock - fakes) * tables["hype.settle"]).astype(np.int64)
    made = wan(grown * tables["hype.size"] * tables["hype.grown_size"])
    part = 1.0 - grown / np.maximum(stock, ONE)
    turn.set("cluster.registered", stock - grown)
    turn.set("cluster.granted", np.floor(turn["cluster.granted"] * part))
    turn.set("cluster.base_capacity", turn["cluster.base_capacity"] + made)


def _find_out(turn: Turn) -> None:
    """Some of the wannabes that are in are seen through, more where screening is strict."""
    sight = turn.tables.lists["hype.seen"].take(turn["city.screening"])[..., None]
    found = turn["cluster.wannabes_found"]
    turn.set("cluster.wannabes_found", np.floor(found + (turn["cluster.wannabes"] - found) * sight))


def _heat(turn: Turn, usual: Floats, pull: Floats) -> None:
    """The country's hype follows what registers; the hotter, and the less it is still favoured, the likelier a bust."""
    tables = turn.tables
    wind, bust = _wind(turn, tables), _bursting(turn, tables)
    here = np.maximum(total(usual, -2), 1.0)
    elsewhere = tables["hype.elsewhere"]
    level = (total(usual * pull, -2) / here + elsewhere * (1.0 + tables["hype.pull"] * wind)) / (1.0 + elsewhere)
    heat = turn["nation.heat"]
    warm = heat + tables["hype.heat_speed"] * (positive(level - 1.0) - heat)
    heat = choose(bust, heat * tables["hype.bust_cooling"], warm)
    over = positive(heat - tables["hype.bust_heat"])
    faded = wind < tables["hype.wind_faded"]
    hazard = over * choose(faded, tables["hype.bust_faded"], tables["hype.bust_hazard"])
    breaks = ~bust & (turn.draw("hype.bust", (turn.axes["I"],)) < hazard)
    turn.set("nation.heat", heat)
    turn.set("nation.bust", choose(breaks, turn["match.turn"][..., None], turn["nation.bust"]))
    turn.note(EventKind.HYPE_BURST, breaks, weight=65, chain=numbers(turn.axes["I"]))
