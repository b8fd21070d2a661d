"""Homes sold before they are built: stored up by selling more land than usual, due when house prices break.

Owns `city.unfinished`, as a share of what a half-year usually sells. In calm times builders finish them out of the next
sales; in a slump a part comes due every turn: the city pays to have homes finished, trust and output go with it.
"""

from __future__ import annotations

import numpy as np

from boulevard_server.rules.arrays import Array, Floats, choose, numbers, positive, some, wan
from boulevard_server.rules.places import places_of
from boulevard_server.rules.turn import Turn
from boulevard_shared.events import EventKind


def play(turn: Turn) -> None:
    """Store up or fall due; comes after land has been sold and before output is made."""
    t, now = turn.tables, turn["city.unfinished"]
    more = positive(turn["city.land_housing"] / 100.0 - 1.0) * (turn["city.land_left"] > 0.0)
    due = coming_due(turn)
    stored = now * (1.0 - t["presales.built"]) + t["presales.sold_ahead"] * more
    turn.set("city.unfinished", choose(falling(turn), now - due, stored))
    if not some(due):
        return
    normal = places_of(t).land_rate / 2.0 * turn["city.gdp_start"]
    cost = wan(t["presales.finish"] * due * normal)
    turn.transfer("city.treasury", "outside.market", "homes_finished", cost)
    turn.contribute("city.trust", "unfinished_homes:city.unfinished", -t["presales.trust"] * due)
    cities = numbers(turn.axes["C"])
    first = (_into(turn) == 0)[..., None]
    turn.note(
        EventKind.HOMES_UNFINISHED,
        first & (due >= t["presales.news"]),
        city=cities,
        weight=73,
        host_city=cities,
        amount=cost,
    )


def falling(turn: Turn) -> Array:
    """Whether (*lead, 1) a property slump is on: a mere dip of prices lets builders go on."""
    out: Array = (_into(turn) >= 0) & (_into(turn) < len(turn.tables.lists["nation.slump_path"]))
    return out[..., None]


def _into(turn: Turn) -> Array:
    """Turns since the last slump began (*lead), -1 when there was none."""
    began = turn["nation.slump"]
    out: Array = choose(began >= 0, turn["match.turn"] + 1 - began, -1)
    return out


def coming_due(turn: Turn) -> Floats:
    """Half-years of normal sales (..., C) that come due this turn."""
    if not some(turn.before["city.unfinished"]):
        return np.zeros(turn.before["city.unfinished"].shape)
    out: Floats = turn.before["city.unfinished"] * turn.tables["presales.bursts"] * falling(turn)
    return out


def drag(turn: Turn) -> Floats:
    """Part of other output (..., C) lost as building sites fall silent."""
    out: Floats = turn.tables["presales.output"] * coming_due(turn)
    return out
