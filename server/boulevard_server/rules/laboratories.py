"""Laboratories and research hospitals that seed a chain years later, and the university that has lost its home.

Owns `talent.laboratory`, `laboratory_building`, `hosted` and the offer of an uprooted university (`nation.exile_*`).
"""

from __future__ import annotations

import numpy as np

from boulevard_server.rules.arrays import Array, Floats, choose, numbers, shifted, some, total, wan
from boulevard_server.rules.tables import Tables
from boulevard_server.rules.turn import Turn
from boulevard_shared.events import EventKind
from boulevard_shared.ids import Field


def begin(start: dict[str, Array], tables: Tables, seed: int) -> None:
    """No university is on the road; laboratories stand as far as what is taught near each chain."""
    start["nation.exile_field"] = np.asarray(-1)


def play(turn: Turn) -> None:
    """Open, build and wear out laboratories; settle, rebuild and uproot universities."""
    _build(turn)
    _host(turn)
    _rebuild(turn)
    _uproot(turn)


def fit(turn: Turn) -> Floats:
    """What laboratories add to how well a city's research fits each chain (..., C, I), 0 to 1."""
    out: Floats = turn["talent.laboratory"] / 100.0
    return out


def _build(turn: Turn) -> None:
    t = turn.tables
    building, strength = turn["talent.laboratory_building"], turn["talent.laboratory"]
    strength = np.minimum(strength * (1.0 - t["laboratories.fade"]) + building[..., 0], 100.0)
    amount = turn.acts["laboratory.amount"]
    ordered = some(amount)
    turn.set("talent.laboratory", strength)
    if not (ordered or some(building)):
        return
    opened = building[..., 0]
    building = shifted(building)
    if ordered:
        turn.transfer("city.treasury", "outside.market", "laboratory", amount)
        price = t["laboratories.cost"] * (1.0 + strength / t["laboratories.rising"])
        last = numbers(turn.axes["L"]) == int(t["laboratories.lag"]) - 1
        building = building + (amount / price)[..., None] * last
    turn.set("talent.laboratory_building", building)
    cities = numbers(turn.axes["C"])[:, None]
    turn.note(
        EventKind.LABORATORY_OPENED,
        opened >= t["laboratories.news"],
        city=cities,
        weight=38,
        host_city=cities,
        chain=numbers(turn.axes["I"]),
        points=np.rint(100 * strength).astype(np.int64),
    )


def host_floor(strength: Array, tables: Tables) -> Array:
    """Least that an uprooted university of this strength accepts, wan."""
    return wan(strength * tables["laboratories.host_floor"])


def _host(turn: Turn) -> None:
    """The university takes the best offer: money, and a place to live."""
    t = turn.tables
    field, strength = turn["nation.exile_field"], turn["nation.exile_strength"]
    decides = (field >= 0) & (turn["nation.exile_closes"] <= turn["match.turn"])
    if not some(decides):
        return
    offered = np.minimum(np.maximum(turn.acts["host.amount"], 0), np.maximum(turn["city.treasury"], 0))
    offered = offered * decides[..., None]
    liked = offered * (1.0 + t["laboratories.host_life"] * (turn["city.livability"] - 50.0) / 50.0)
    fair = (offered >= host_floor(strength, t)[..., None]) & (offered > 0)
    liked = choose(fair, liked, -1.0)
    wins = fair & (numbers(turn.axes["C"]) == liked.argmax(axis=-1)[..., None])
    cities = numbers(turn.axes["C"])
    turn.transfer("city.treasury", "outside.market", "host_university", offered * wins)
    taught = wins[..., None] & (field[..., None, None] == numbers(turn.axes["U"]))
    arrives = strength[..., None, None] * taught
    turn.set("talent.university", turn["talent.university"] + t["laboratories.host_kept"] * arrives)
    turn.set("talent.hosted", turn["talent.hosted"] + t["laboratories.host_regains"] * arrives)
    for place, name in enumerate(Field):
        mine = decides & (field == place)
        told = {"field": name.value, "points": np.rint(100 * strength).astype(np.int64)}
        turn.note(
            EventKind.UNIVERSITY_HOSTED,
            wins & mine[..., None],
            city=cities,
            weight=76,
            host_city=cities,
            amount=offered,
            field=name.value,
            points=told["points"][..., None],
        )
        lost = mine & ~wins.any(axis=-1)
        turn.note(EventKind.UNIVERSITY_HOSTED, lost, "UniversityHostedElsewhere", weight=40, **told)
    turn.set("nation.exile_field", choose(decides, -1, field))


def _rebuild(turn: Turn) -> None:
    """Over decades a hosted university regains what it lost, and more; the city keeps it the while."""
    t = turn.tables
    left = turn["talent.hosted"]
    if not some(left):
        return
    back = left * t["laboratories.host_pace"]
    turn.set("talent.university", turn["talent.university"] + back)
    turn.set("talent.hosted", left - back)
    upkeep = wan(total(left) * t["laboratories.host_upkeep"])
    turn.transfer("city.treasury", "outside.households", "host_upkeep", upkeep)


def _uproot(turn: Turn) -> None:
    """Rarely a university must leave where it is, and asks who would have it."""
    t = turn.tables
    luck = turn.draw("laboratories.exile", (3,))
    free = turn["nation.exile_field"] < 0
    comes = free & (luck[..., 0] < t["laboratories.exile_chance"])
    if not some(comes):
        return
    field = np.minimum((luck[..., 1] * turn.axes["U"]).astype(np.int64), turn.axes["U"] - 1)
    low, high = t.lists["laboratories.exile_strength"]
    strength = choose(comes, low + (high - low) * luck[..., 2], turn["nation.exile_strength"])
    turn.set("nation.exile_field", choose(comes, field, turn["nation.exile_field"]))
    turn.set("nation.exile_strength", strength)
    turn.set("nation.exile_closes", choose(comes, turn["match.turn"] + 1, turn["nation.exile_closes"]))
    for place, name in enumerate(Field):
        turn.note(
            EventKind.UNIVERSITY_UPROOTED,
            comes & (field == place),
            weight=74,
            field=name.value,
            points=np.rint(100 * strength).astype(np.int64),
            floor=host_floor(strength, t),
        )
