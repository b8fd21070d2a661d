"""A match as two rows of numbers, all whole ones and all fractions, and its arrays as parts of them.

Many matches are put together, taken apart and hashed by the row: by the array it takes longer than to play the turn.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from boulevard_server.rules.arrays import Array, Floats, Ints
from boulevard_server.rules.fields import Field

Rows = tuple[Ints, Floats]
"""All whole numbers and all fractions of some matches, shapes (n, whole) and (n, fractions)."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a field lies: in which of the two rows, from where to where, and its shape there."""

    whole: bool
    start: int
    end: int
    shape: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """Where everything lies.

    Attributes:
        places: of each field by name.
        quanta: of each fraction.
        runs: how the fields lie one after another as they were declared: where a stretch begins there, and which
            part of which row it is.
    """

    places: Mapping[str, Place]
    quanta: Floats
    runs: Sequence[tuple[int, Place]]


def layout(fields: Sequence[tuple[Field, tuple[int, ...]]]) -> Layout:
    """The layout of fields of these shapes."""
    places: dict[str, Place] = {}
    quanta: list[Floats] = []
    runs: list[tuple[int, Place]] = []
    at = {True: 0, False: 0}
    for field, shape in fields:
        start, size = at[field.whole], math.prod(shape)
        place = places[field.name] = Place(field.whole, start, start + size, shape)
        if runs and runs[-1][1].whole is field.whole:
            first, run = runs.pop()
            runs.append((first, Place(field.whole, run.start, place.end, ())))
        else:
            runs.append((at[True] + at[False], place))
        at[field.whole] += size
        if not field.whole:
            quanta.append(np.full(size, field.quantum))
    return Layout(places, np.concatenate(quanta), runs)


class Cut(dict[str, Array]):
    """The arrays of one match, each cut out of its rows when it is first asked for; all read-only."""

    __slots__ = ("_places", "fractions", "whole")

    def __init__(self, places: Mapping[str, Place], whole: Ints, fractions: Floats) -> None:
        # Copies: a match must not keep the numbers of all others alive.
        self.whole, self.fractions = whole.copy(), fractions.copy()
        self.whole.flags.writeable = self.fractions.flags.writeable = False
        self._places = places

    def __missing__(self, name: str) -> Array:
        place = self._places[name]
        row: Array = self.whole if place.whole else self.fractions
        array = self[name] = row[place.start : place.end].reshape(place.shape)
        return array

    def all(self) -> None:
        """Cut out whatever has not been asked for yet."""
        if len(self) < len(self._places):
            for name in self._places:
                self[name]
