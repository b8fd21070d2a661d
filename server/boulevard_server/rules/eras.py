"""Eras: from soft to hard technology, ports, migration, openness, congresses, stimulus, lockdowns, shared wealth.

Owns what the age itself is worth to a place (`nation.era`, `port`, `inland`, `openness`) and the shocks that all feel
(`stimulus`, `locked`, `levy`). Dates and sizes come from `dates`.
"""

from __future__ import annotations

import numpy as np

from boulevard_server.rules import chance, dates
from boulevard_server.rules.arrays import (
    ONE,
    Array,
    Floats,
    Ints,
    at_most_one,
    choose,
    clip,
    mean,
    numbers,
    positive,
    some,
    total,
    wan,
)
from boulevard_server.rules.powers import exp
from boulevard_server.rules.tables import Tables, constant, hard_chains, softness
from boulevard_server.rules.turn import Turn
from boulevard_shared.events import EventKind

_INEQUALITY = 1
"""Place of inequality on axis M."""


def begin(start: dict[str, Array], tables: Tables) -> None:
    """The age as it stands when turn 0 is planned; needs the plan in force."""
    years = max(0.0, tables.scenario.start_year - dates.FIRST_YEAR)
    hard = float(start["nation.era_plan"])
    start["nation.era"] = np.asarray(hard)
    start["nation.port"] = np.asarray(_port(tables, np.asarray(years), np.asarray(hard)))
    start["nation.inland"] = np.asarray(_inland(tables, np.asarray(0), np.asarray(hard)))
    opened = tables["eras.openness_start"] - tables["eras.openness_year"] * years
    start["nation.openness"] = np.asarray(max(tables["eras.openness_least"], opened))
    start["nation.congress"] = np.asarray(_to_congress(tables, np.asarray(seed_of(start)), start, np.asarray(0)))


def seed_of(start: dict[str, Array]) -> int:
    return int(start["match.seed"])


def play(turn: Turn, coming: Array) -> None:
    """Move the age on by half a year."""
    _switch(turn, coming)
    _close(turn)
    _stimulate(turn, coming)
    _lock(turn, coming)
    _share(turn)


# --- places --------------------------------------------------------------------------------------------------


@constant
def coast(tables: Tables) -> Floats:
    """Nearness of each city to the next great port (C,), 0 far inland to 1 at the quay."""
    places = [tables.content.cities[city] for city in tables.cities]
    lon, lat = np.array([(place.lon, place.lat) for place in places]).T
    # Flat-earth kilometres as in `tables`.
    east = (lon[:, None] - tables.lists["eras.ports_lon"]) * 94.9
    north = (lat[:, None] - tables.lists["eras.ports_lat"]) * 111.0
    nearest = np.sqrt(east * east + north * north).min(axis=-1)
    near: Floats = exp(-nearest / tables["eras.port_reach"])
    return near


@constant
def _ahead(tables: Tables) -> Floats:
    """How much nearer to a port each city lies than the mean of them (C,)."""
    near = coast(tables)
    out: Floats = near - mean(near)
    return out


def port_growth(turn: Turn) -> Floats:
    """Yearly growth of other output (..., C) that nearness to a port still brings, against the mean of the cities."""
    t = turn.tables
    out: Floats = t["eras.port_growth"] * turn["nation.port"][..., None] * _ahead(t)
    return out


def chain_growth(turn: Turn) -> Floats:
    """Yearly growth (..., C, I) that the age gives small firms: platforms by the sea, then hard technology inland."""
    t = turn.tables
    near = coast(t)
    era = turn["nation.era"][..., None, None]
    by_the_sea = t["eras.soft_bonus"] * (1.0 - era) * near[:, None] * softness(t)
    named = (turn["nation.plan"] * t.hard)[..., None, :]
    inland = t["eras.hard_bonus"] * era * (1.0 - near)[:, None] * named
    out: Floats = by_the_sea + inland
    return out


def movers_pull(turn: Turn) -> Floats:
    """What the age adds to the utility of each city (..., C) for people who move."""
    t = turn.tables
    out: Floats = t["eras.inland_pull"] * turn["nation.inland"][..., None] * -_ahead(t)
    return out


# --- the switch ----------------------------------------------------------------------------------------------


def _years(tables: Tables, turn: Array) -> Floats:
    out: Floats = tables.date(turn) - dates.FIRST_YEAR
    return out


def _port(tables: Tables, years: Array, era: Array) -> Floats:
    left = positive(1.0 - tables["eras.port_fade"] * years)
    out: Floats = left * (1.0 - tables["eras.port_switch"] * era)
    return out


def _inland(tables: Tables, turn: Array, era: Array) -> Floats:
    path = tables.lists["eras.inland_path"]
    year = clip(np.floor(_years(tables, turn)).astype(np.int64), 0, len(path) - 1)
    out: Floats = path[year] * (1.0 - era) + tables["eras.inland_hard"] * era
    return out


def _to_congress(tables: Tables, seed: Array, state: dict[str, Array] | Turn, turn: Array) -> Ints:
    """Turns from `turn` to the next congress (*lead); 0 when it is held then."""
    every = int(tables["eras.congress_every"])
    first = round(2 * (tables["eras.congress_first"] - tables.scenario.start_year))
    luck = chance.draw(seed, np.zeros(np.shape(turn), np.int64), "eras.congress")
    shift = np.floor(luck * every).astype(np.int64)
    shift = shift * (state["match.history"] == dates.RANDOM)
    out: Ints = (first + shift - turn) % every
    return out


def _switch(turn: Turn, coming: Array) -> None:
    """The era follows the plan; ports and the direction of movers follow the years and the era."""
    t = turn.tables
    now = turn["nation.era"]
    era = now + t["eras.switch_speed"] * (turn["nation.era_plan"] - now)
    era = choose(np.abs(era - turn["nation.era_plan"]) < 0.05, turn["nation.era_plan"], era)
    turned = turn["nation.era_plan"] != turn.before["nation.era_plan"]
    turn.set("nation.era", era)
    turn.set("nation.port", _port(t, _years(t, coming), era))
    turn.set("nation.inland", _inland(t, coming, era))
    turn.note(EventKind.ERA_TURNED, turned, weight=90, hard=turn["nation.era_plan"])
    ahead = _to_congress(t, turn.before["match.seed"], turn, coming)
    turn.set("nation.congress", ahead)
    turn.note(EventKind.CONGRESS_HELD, ahead == 0, weight=50)


def bold(turn: Turn) -> Floats:
    """How ready leaders are for a campaign (*lead): careful before a congress, bold after it, 1 otherwise."""
    t = turn.tables
    ahead, every = turn["nation.congress"], t["eras.congress_every"]
    near = t["eras.congress_before"]
    soon = (ahead > 0) & (ahead <= near)
    fresh = (ahead == 0) | (ahead > every - near)
    out: Floats = choose(soon, 1.0 / t["eras.congress_bold"], choose(fresh, t["eras.congress_bold"], 1.0))
    return out


def credit_push(turn: Turn) -> tuple[Floats, Floats]:
    """What the congress and a stimulus want of credit (*lead each), against the cycle's own course."""
    t = turn.tables
    ahead, every = turn["nation.congress"], t["eras.congress_every"]
    near, size = t["eras.congress_before"], t["eras.congress_credit"]
    soon = (ahead > 0) & (ahead <= near)
    fresh = (ahead == 0) | (ahead > every - near)
    mood: Floats = choose(soon, -size, size * fresh)
    return mood, t["eras.stimulus_credit"] * turn["nation.stimulus"]


def _close(turn: Turn) -> None:
    """Openness: what the years, tension and the ladder take from it."""
    t, now = turn.tables, turn["nation.openness"]
    room = positive(now - t["eras.openness_least"])
    over = positive(turn["nation.tension"] - t["sanctions.tension_start"])
    rung = total(turn["nation.sanctions"] * t.hard) / (t["sanctions.ladder_top"] * hard_chains(t))
    taken = {
        "convergence_ends": np.minimum(room, t["eras.openness_year"] / 2.0) + np.zeros_like(now),
        "tension:nation.tension": room * t["eras.openness_tension"] * over,
        "sanctions:nation.sanctions": room * t["eras.openness_rung"] * rung,
    }
    turn.contribute_each("nation.openness", taken, -1.0)


# --- shocks --------------------------------------------------------------------------------------------------


def _stimulate(turn: Turn, coming: Array) -> None:
    """A dated wave, or the centre's own answer when a campaign has left credit too tight."""
    t, now = turn.tables, turn["nation.stimulus"]
    wave = dates.size_now(turn, coming, "stimulus")
    over = total(turn.before["nation.correction"] == ONE) > 0
    eases = over & (turn["nation.credit"] < t["eras.stimulus_below"]) & (wave == 0)
    wave = choose(eases, t["eras.stimulus_answer"], wave)
    turn.contribute("nation.stimulus", "fading", -t["eras.stimulus_fade"] * now)
    turn.contribute("nation.stimulus", "stimulus", wave)
    if not some(wave > 0):
        return
    money = wan(turn["city.gdp"] * (t["eras.stimulus_money"] * wave)[..., None])
    turn.transfer("outside.centre", "city.treasury", "stimulus", money)
    turn.note(
        EventKind.STIMULUS_POURED,
        wave > 0,
        weight=84,
        share=np.rint(wave * 10_000).astype(np.int64),
        amount=total(money),
    )


def _lock(turn: Turn, coming: Array) -> None:
    """A lockdown shuts some cities for part of the half-year; the others feel it through their suppliers."""
    t = turn.tables
    size = dates.size_now(turn, coming, "lockdown")
    turn.set("nation.locked", size)
    if not some(size):
        turn.set("city.locked", np.zeros(turn["city.locked"].shape))
        return
    shut = turn.draw("eras.locked", (turn.axes["C"],)) < t["eras.lockdown_share"]
    felt = size[..., None] * choose(shut, 1.0, t["eras.lockdown_spill"])
    turn.set("city.locked", at_most_one(felt))
    cities = numbers(turn.axes["C"])
    turn.note(
        EventKind.CITIES_LOCKED,
        shut & (size > 0)[..., None],
        city=cities,
        weight=86,
        host_city=cities,
        share=np.rint(felt * t["eras.lockdown_output"] * 10_000).astype(np.int64),
    )


def _share(turn: Turn) -> None:
    """Common prosperity: while inequality is high, rich cities pay into the centre, which hands it to the poor."""
    t, meter = turn.tables, turn["nation.meter"][..., _INEQUALITY]
    start, full = t["eras.levy_from"], t["eras.levy_full"]
    wanted = clip((meter - start) / (full - start), 0.0, 1.0)
    on = (turn["nation.levy"] > 0) & (meter > t["eras.levy_end"])
    levy = choose(wanted > 0, np.maximum(wanted, 0.1), 0.1 * on)
    began = (levy > 0) & (turn["nation.levy"] == 0)
    turn.set("nation.levy", levy)
    if not some(levy):
        return
    income = turn["city.income"] / np.maximum(mean(turn["city.income"]), 1.0)[..., None] - 1.0
    rate = t["eras.levy_share"] * levy[..., None] * at_most_one(positive(income) * 2.0)
    paid = np.minimum(wan(turn["city.revenue"] * rate), np.maximum(turn["city.treasury"], 0))
    turn.transfer("city.treasury", "outside.centre", "wealth_shared", paid)
    poor = positive(-income) * turn["city.population"]
    part = poor / np.maximum(total(poor), 1.0)[..., None]
    given = np.floor(total(paid)[..., None] * part).astype(np.int64)
    turn.transfer("outside.centre", "city.treasury", "wealth_received", given)
    turn.note(
        EventKind.WEALTH_SHARED,
        began & (total(paid) > 0),
        weight=64,
        amount=total(paid),
        share=np.rint(levy * 10_000).astype(np.int64),
    )


def plants_run(turn: Turn) -> Floats:
    """Part of their usual use (..., C) that plants of each city reach in spite of a lockdown."""
    out: Floats = 1.0 - turn.tables["eras.lockdown_use"] * turn["city.locked"]
    return out


def standstill(turn: Turn) -> Floats:
    """Change of other output (..., C), as a share, as a lockdown comes and goes."""
    change = turn["city.locked"] - turn.before["city.locked"]
    out: Floats = -turn.tables["eras.lockdown_output"] * change
    return out


# --- what the whole country makes of it ------------------------------------------------------------------------


def reliance_growth(turn: Turn) -> Floats:
    """Yearly productivity that all cities win or lose (*lead) by where the shared track stands."""
    t, track = turn.tables, turn["nation.self_reliance"]
    behind = clip((50.0 - track) / 50.0, 0.0, 1.0)
    ahead = clip((track - 50.0) / 50.0, 0.0, 1.0)
    # Before anybody is shut out it hardly matters who makes what.
    felt = 1.0 - turn["nation.openness"]
    out: Floats = felt * (t["eras.reliance_ahead"] * ahead - t["eras.reliance_behind"] * behind)
    return out


def discipline(turn: Turn) -> Floats:
    """Yearly productivity lost (*lead) as foreign investors, and their questions, stay away."""
    t = turn.tables
    gone = clip(1.0 - turn["nation.confidence"] / t["sanctions.confidence_goal"], 0.0, 1.0)
    out: Floats = -t["sanctions.confidence_drag"] * gone
    return out


def frontier(turn: Turn) -> Floats:
    """Leaps of know-how (..., C) of those who can no longer copy: rare, large, and not to be counted on."""
    t = turn.tables
    luck = turn.draw("eras.frontier", (turn.axes["C"],))
    closed = (1.0 - turn["nation.openness"])[..., None]
    chance_now = t["eras.frontier_chance"] / 2.0 * clip(turn["city.technology"] / 50.0, 0.0, 1.5)
    out: Floats = closed * (t["eras.frontier_leap"] * (luck < chance_now))
    return out
