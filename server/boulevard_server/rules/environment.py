"""Environment and old industry: a stock of pollution, inspectors, two ways to clean up, reclaimed land, renewal.

Owns the `environment` arrays. Old heavy industry is a part of the base output with a fixed value added; closing it
takes that output away, moving it to clean parks keeps most of it. `clean` comes while money is spent, `play` when
the turn's output is known.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from boulevard_server.rules import enablers
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
    shifted,
    some,
    total,
    wan,
)
from boulevard_server.rules.codes import CLEAN_UP
from boulevard_server.rules.powers import log
from boulevard_server.rules.smart_deals import Known, date
from boulevard_server.rules.state import State
from boulevard_server.rules.tables import Tables
from boulevard_server.rules.turn import Turn
from boulevard_shared.events import EventKind
from boulevard_shared.ids import Module

_SENSORS = tuple(Module).index(Module.SENSORS)
_CLOUD = tuple(Module).index(Module.CLOUD)


def begin(start: dict[str, Array], tables: Tables, seed: int) -> None:
    """Pollution as content has it, in balance with what is made; needs output, people and GDP."""
    cities = [tables.content.cities[city] for city in tables.cities]
    dirt = np.array([float(city.pollution) for city in cities])
    start["environment.pollution"] = dirt
    start["environment.old"] = wan(
        tables["environment.old_share"] * dirt / tables["environment.old_at"] * start["city.gdp"]
    )
    start["environment.old_start"] = start["environment.old"]
    rest = positive(dirt - _chimneys(start, tables))
    start["environment.old_dirt"] = tables["environment.old_part"] * rest
    start["environment.rest_dirt"] = rest - start["environment.old_dirt"]


def clean(turn: Turn) -> None:
    """Inspectors, then the plan in force, then land that has healed, then the renewal of what stays."""
    _grow_old(turn)
    closed = _inspect(turn)
    closed = closed + _shock(turn)
    _lose(turn, closed)
    _relocate(turn)
    _sell_sites(turn)
    _renew(turn)


def play(turn: Turn) -> None:
    """The stock takes in this turn's dirt and lets part of the old go; people breathe what is left."""
    t = turn.tables
    speed = t["environment.speed"]
    now = turn["environment.pollution"]
    turn.contribute_each("environment.pollution", {**parts(turn, t), "settled": -now}, speed)
    moved = turn["environment.pollution"] - turn.before["environment.pollution"]
    turn.contribute("city.livability", "air:environment.pollution", -t["environment.living"] * moved)
    level = turn["city.livability"]
    if some((level > 100.0) | (level < 0.0)):
        turn.contribute_rest("city.livability", "limit", clip(level, 0.0, 100.0))


# --- the stock ---------------------------------------------------------------------------------------------


def _chimneys(state: State | Turn | dict[str, Array], tables: Tables) -> Floats:
    """Points of pollution (..., C) that the chains keep up: by dirty output a head, ever less for more of it."""
    soot = total(state["cluster.output"] * tables.pollution, -1) * 10_000.0 / np.maximum(state["city.population"], ONE)
    points: Floats = tables["environment.chains"] * log(1.0 + soot / tables["environment.soot_unit"])
    return points


def standard(turn: Turn | State, tables: Tables) -> Floats:
    """What dirt is left of the same output (...) as the country's standards tighten."""
    years = positive(date(turn, tables) - tables["environment.standard_from"])
    left: Floats = np.maximum(1.0 - tables["environment.standard"] * years, tables["environment.standard_least"])
    return left


def parts(turn: Turn | State, tables: Tables) -> dict[str, Floats]:
    """The level (..., C) at which pollution would settle, by where it comes from."""
    t = tables
    left = standard(turn, t)[..., None]
    rebuilt = 1.0 - t["environment.renewed_clean"] * turn["environment.renewed"]
    old = turn["environment.old"] / np.maximum(turn["environment.old_start"], ONE)
    sensed = 1.0 - t["environment.sensors"] * turn["smart.module"][..., _SENSORS]
    return {
        "chimneys:cluster.output": _chimneys(turn, t) * left * sensed,
        "old_industry:environment.old": turn["environment.old_dirt"] * old * rebuilt,
        "stoves_and_cars": turn["environment.rest_dirt"] * left * sensed,
    }


def _grow_old(turn: Turn) -> None:
    """Old industry lives and grows with the city, slower than the rest."""
    step = turn.tables["environment.old_growth"] * turn["nation.growth"][..., None] / 2.0
    for field in ("environment.old", "environment.old_start"):
        turn.set(field, turn[field] * (1.0 + step))


# --- closing and moving ------------------------------------------------------------------------------------


def value_lost(tables: Tables, gross: Array) -> Ints:
    """Value added (wan a year) that goes with closed gross output, and with the trades that lived on it."""
    return wan(gross * tables["environment.value_added"] * (1.0 + tables["environment.knock_on"]))


def _inspect(turn: Turn) -> Ints:
    """National inspectors come where the air is worst; they fine, and close what they find. Returns what is closed."""
    t, cities = turn.tables, turn.axes["C"]
    year = date(turn, t)[..., None]
    campaign = total((year[..., None] >= t.lists["environment.campaigns"]).astype(np.int64), -1)
    odds = t.lists["environment.visits"][campaign]
    dirt = turn["environment.pollution"]
    odds = odds * np.square(dirt / t["environment.visit_at"])
    odds = odds * choose(turn["environment.plan"] > ZERO, t["environment.mercy"], 1.0)
    comes = turn.draw("environment.inspectors", (cities,)) < np.minimum(odds, t["environment.visit_most"])
    above = positive(dirt - t["environment.allowed"]) / 100.0
    comes = comes & (above > 0.0)
    if not some(comes):
        return np.zeros(comes.shape, np.int64)
    fine = wan(comes * above * t["environment.fine"] * turn["city.gdp"])
    turn.transfer("city.treasury", "outside.centre", "environment_fine", fine)
    turn.contribute("city.trust", "inspectors", -t["environment.visit_trust"] * comes)
    turn.set("environment.visits", turn["environment.visits"] + comes)
    closed = wan(comes * above * t["environment.closed"] * turn["environment.old"])
    places = numbers(cities)
    told: dict[str, Any] = {"city": places, "weight": 68, "host_city": places, "amount": fine, "output": closed}
    turn.note(EventKind.INSPECTORS_CAME, comes & (closed > 0), **told)
    turn.note(EventKind.INSPECTORS_CAME, comes & (closed == 0), "InspectorsCameForFines", **told)
    return closed


def _shock(turn: Turn) -> Ints:
    """A shock closure shuts everything in equal waves; returns what is closed this turn."""
    t = turn.tables
    shock = turn["environment.plan"] == CLEAN_UP.SHOCK
    if not some(shock):
        nothing = np.zeros(shock.shape, np.int64)
        turn.set("environment.wave", nothing)
        return nothing
    begins = shock & (turn["environment.wave"] == 0) & (turn["environment.old"] > 0)
    wave = choose(begins, -(-turn["environment.old"] // int(t["environment.shock_turns"])), turn["environment.wave"])
    wave = wave * shock
    closed: Ints = np.minimum(wave, turn["environment.old"])
    turn.set("environment.wave", wave * (closed < turn["environment.old"]))
    places = numbers(turn.axes["C"])
    turn.note(EventKind.POLLUTERS_CLOSED, begins, city=places, weight=76, host_city=places, output=wave)
    turn.transfer("city.treasury", "outside.households", "laid_off", wan(closed * t["environment.laid_off"]))
    share = closed / np.maximum(turn["city.gdp"], 1)
    turn.contribute("city.trust", "closures", -t["environment.shock_trust"] * share)
    return closed


def _lose(turn: Turn, closed: Ints) -> None:
    """Take closed output out of the economy, and its sites into the soil works."""
    gross = np.minimum(closed, turn["environment.old"])
    if not some(gross):
        return
    t = turn.tables
    lost = np.minimum(value_lost(t, gross), turn["city.base_output"] // 4)
    share = lost / np.maximum(turn["city.gdp"], 1)
    turn.set("environment.old", turn["environment.old"] - gross)
    turn.contribute("city.base_output", "closures", -lost)
    turn.contribute("city.gdp", "closures", -lost)
    turn.contribute("city.income", "closures", -turn["city.income"] * t["growth.income"] * share)
    _free(turn, gross)


def _free(turn: Turn, gross: Array) -> None:
    """Sites of closed or moved plants: their soil is cleaned for some turns before they can be sold."""
    soil = turn["environment.soil"]
    last = numbers(turn.axes["L"]) == int(turn.tables["environment.soil_turns"]) - 1
    worth = wan(gross * turn.tables["environment.site_worth"])
    turn.set("environment.soil", soil + worth[..., None] * last)


def _relocate(turn: Turn) -> None:
    """A slow clean-up pays plants to move into clean parks: dear, but most of the output stays."""
    t = turn.tables
    slow = turn["environment.plan"] == CLEAN_UP.GRADUAL
    if not some(slow):
        return
    moved = np.minimum(wan(turn["environment.old_start"] / t["environment.slow_turns"]), turn["environment.old"])
    moved = moved * slow
    turn.transfer("city.treasury", "outside.market", "relocation", relocation_cost(turn, t, moved))
    lost = np.minimum(value_lost(t, moved * t["environment.slow_lost"]), turn["city.base_output"] // 4)
    turn.set("environment.old", turn["environment.old"] - moved)
    turn.contribute("city.base_output", "closures", -lost)
    turn.contribute("city.gdp", "closures", -lost)
    turn.contribute("city.trust", "clean_up", t["environment.slow_trust"] * (moved > 0))
    done = (moved > 0) & (turn["environment.old"] == 0)
    places = numbers(turn.axes["C"])
    turn.note(EventKind.CLEAN_UP_FINISHED, done, city=places, weight=60, host_city=places)
    _free(turn, moved)


def relocation_cost(turn: Known, tables: Tables, moved: Array) -> Ints:
    """What moving so much gross output costs the city (..., C), wan; sensors tell where the dirt is."""
    cheaper = 1.0 - tables["environment.sensors_save"] * turn["smart.module"][..., _SENSORS]
    return wan(moved * tables["environment.relocation"] * cheaper)


def _sell_sites(turn: Turn) -> None:
    """Healed sites are auctioned bit by bit at the going price of homes."""
    t = turn.tables
    soil = turn["environment.soil"]
    if not (soil.any() or turn["environment.sites"].any()):
        return
    healed = soil[..., 0]
    turn.set("environment.soil", shifted(soil))
    ready = turn["environment.sites"] + healed
    sold = choose(ready < t["environment.site_least"], ready, wan(t["environment.sites_sold"] * ready))
    price = turn["nation.house_price"][..., None]
    came = wan(sold * price)
    turn.transfer("outside.market", "city.treasury", "reclaimed_land", came)
    turn.set("environment.sites", ready - sold)
    places = numbers(turn.axes["C"])
    fresh = (healed > ZERO) & (turn["environment.sites"] - sold + healed > ZERO) & (ready == healed)
    turn.note(EventKind.LAND_RECLAIMED, fresh, city=places, weight=46, host_city=places, amount=wan(ready * price))


def _renew(turn: Turn) -> None:
    """Enablers and the city's enterprise cloud rebuild what stays: less dirt (`enablers` lifts output)."""
    t = turn.tables
    near = clip(enablers.lift(turn) / t["environment.enablers"], 0.0, 1.0)
    cloud = t["environment.cloud"] * turn["smart.module"][..., _CLOUD] * turn["smart.users"]
    room = (1.0 - turn["environment.renewed"]) * (turn["environment.old"] > ZERO)
    step = at_most_one(t["environment.renewal"] * (near + cloud)) * room
    turn.set("environment.renewed", turn["environment.renewed"] + step)
