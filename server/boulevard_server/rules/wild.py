"""What a random history has room for: shocks of four kinds, each rift with a train of sanctions that follow it.

Axis D holds what the scenario lists or what a random history may bring, whichever is longer. Here each made-up thing
gets a slot of fixed kind; whether it comes at all, when, how large and whom it strikes is drawn in `dates`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from math import ceil

import numpy as np

from boulevard_server.rules.arrays import Floats, Ints
from boulevard_shared.content_checks import DATED

SHOCKS = ("stimulus", "lockdown", "rift", "property")
"""What comes of itself, in the order of `history.every`."""
_ROOM = 2
"""Slots for each shock that is expected: a match may bring twice as many as usual, or none."""


@dataclass(frozen=True, slots=True)
class Slots:
    """The made-up things of a match, all (D,), the rest of the axis empty.

    Attributes:
        kind: place in `DATED`; -1 where there is none.
        odds: chance that it comes at all; of a sanction, once its rift has come.
        rift: the slot of the rift that a sanction follows; -1 for all others.
        place: a sanction's place in its train, from 0.
    """

    kind: Ints
    odds: Floats
    rift: Ints
    place: Ints


def room(turns: int, lists: Mapping[str, Floats], train: int) -> int:
    """How many slots a random history needs in a match of so many turns."""
    many = _many(turns, tuple(lists["history.every"].tolist()))
    return sum(many) + train * many[SHOCKS.index("rift")]


@cache
def slots(turns: int, every: tuple[float, ...], train: int, size: int) -> Slots:
    """The slots of a match of so many turns on an axis of this size.

    Args:
        every: turns between two shocks of each kind, on average.
        train: sanctions that may follow a rift.
    """
    kind, rift = np.full(size, -1), np.full(size, -1)
    odds, place = np.zeros(size), np.zeros(size, np.int64)
    at = 0
    for shock, many, gap in zip(SHOCKS, _many(turns, every), every, strict=True):
        for _ in range(many):
            kind[at], odds[at] = DATED.index(shock), turns / gap / many
            at += 1
    for source in np.flatnonzero(kind == DATED.index("rift")).tolist():
        for number in range(train):
            kind[at], odds[at], rift[at], place[at] = DATED.index("sanction"), 1.0, source, number
            at += 1
    return Slots(kind, odds, rift, place)


def _many(turns: int, every: tuple[float, ...]) -> list[int]:
    return [ceil(_ROOM * turns / gap) for gap in every]
