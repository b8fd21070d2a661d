"""What one seat may see: pure functions from the full state to a view, made from the fields' declarations.

Views are built by adding what is allowed, never by taking away what is not. The same functions serve live play,
resumed sessions, replays, bots, forecasts and screenshots.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from boulevard_server.rules.arrays import Array, Ints
from boulevard_server.rules.fields import Door, Field, Visibility
from boulevard_server.rules.resolve import Resolution
from boulevard_server.rules.state import STATE, State, places_in_steps, steps_of
from boulevard_server.rules.tables import Tables
from boulevard_server.sight import Sight
from boulevard_shared.parts import Series
from boulevard_shared.view import FieldSpec, Passing, View, passing

PUBLIC_SERIES = (
    "city.gdp",
    "city.income",
    "city.debt",
    "city.livability",
    "city.trust",
    "city.technology",
    "city.strategic",
    "city.population",
    "score.total",
    "score.parts",
    "seat.merit",
)
"""Public quantities whose history every client is given; rows by city (or by seat), flattened."""

_COMMON, _CITY, _SEAT = range(3)


def _owner(field: Field) -> int:
    """Whose a field is: everybody's, a city's or a seat's."""
    if field.visibility is Visibility.PUBLIC:
        return _COMMON
    return _SEAT if field.axes[field.owner_axis] == "S" else _CITY


_SHOWN = sorted(
    (field for field in STATE if field.visibility is not Visibility.HIDDEN),
    key=lambda field: (_owner(field), not field.whole),
)
"""Fields that anybody may see, as the schema lists them: common ones, then own ones by whose they are (a city's, a
seat's); of each, whole numbers before fractions, so that they can be laid end to end in few steps."""
_ROWS = {
    field.name: (_owner(field), () if _owner(field) == _COMMON else (slice(None),) * field.owner_axis)
    for field in _SHOWN
}
"""Whose each field is, and what stands before its owner's axis."""


@lru_cache(maxsize=64)
def _specs(axes: tuple[tuple[str, int], ...]) -> dict[str, FieldSpec]:
    lengths = dict(axes)
    return {field.name: _spec(field, lengths) for field in _SHOWN}


def _spec(field: Field, lengths: Mapping[str, int]) -> FieldSpec:
    letters = field.axes
    own = field.visibility is not Visibility.PUBLIC
    if own:
        place = field.owner_axis
        letters = letters[:place] + letters[place + 1 :]
    shape = tuple(lengths[letter] for letter in letters)
    return FieldSpec(field.name, letters, shape, field.unit, field.quantum, field.whole, own)


def schema_of(state: State) -> dict[str, FieldSpec]:
    """How to read every field of a view of this state."""
    return _specs(tuple(sorted(state.axes.items())))


class _Seen(Mapping[str, Array]):
    """The arrays of a state as one seat may see them, each made when it is asked for."""

    __slots__ = ("_city", "_seat", "_state")

    def __init__(self, state: State, seat: int, city: int) -> None:
        self._state, self._seat, self._city = state, seat, city

    def __getitem__(self, name: str) -> Array:
        owner, before = _ROWS[name]  # what is hidden is not there
        array = self._state[name]  # read-only, as a view is: it needs no copy
        if owner == _COMMON:
            return array
        row: Array = array[(*before, self._seat if owner == _SEAT else self._city, ...)]
        return row

    def __iter__(self) -> Iterator[str]:
        return iter(_ROWS)

    def __len__(self) -> int:
        return len(_ROWS)


def view_of(state: State, seat: int, tables: Tables) -> View:
    """All that `seat` may know of one match.

    Raises:
        ValueError: the state is a batch, or there is no such seat.
    """
    if state.lead:
        raise ValueError("a view is of one match: state.match(i)")
    if not 0 <= seat < state.axes["S"]:
        raise ValueError(f"there is no seat {seat}; seats are 0 to {state.axes['S'] - 1}")
    city = int(state["seat.city"][seat])
    return View(seat, city, int(state["match.turn"]), schema_of(state), _Seen(state, seat, city))


class CityRows(NamedTuple):
    """Some fields of one city: those with one number for each city as plain numbers, rows of others as arrays."""

    numbers: dict[str, int | float]
    arrays: dict[str, Array]


def rows_of_cities(state: State, names: Sequence[str]) -> list[CityRows]:
    """Some fields as each city's own row: far faster for all cities at once than one by one.

    Raises:
        ValueError: a field is hidden, or has its city not on its first axis.
    """
    rows = [CityRows({}, {}) for _ in range(state.axes["C"])]
    for name in names:
        if not _is_row_of_cities(name):
            raise ValueError(f"{name} is not a row of every city")
        array = state[name]
        if array.ndim == 1:
            for row, number in zip(rows, array.tolist(), strict=True):
                row.numbers[name] = number
        else:
            for row, value in zip(rows, array, strict=True):
                row.arrays[name] = value
    return rows


@lru_cache(maxsize=256)
def _is_row_of_cities(name: str) -> bool:
    field = STATE[name]
    return field.visibility is not Visibility.HIDDEN and field.axes.startswith("C") and field.owner_axis == 0


def sight_of(state: State) -> Sight:
    """What the seats of one match see, laid end to end as the schema lists it."""
    return sight_of_steps(steps_of(state)[0], state)


def sight_of_steps(steps: Ints, state: State) -> Sight:
    """The same where the steps of the match are at hand."""
    axes = tuple(state.axes.items())
    common, own = _seen(axes, tuple(state["seat.city"].tolist()))
    return Sight(steps.take(common), steps.take(own), _passing(axes))


@lru_cache(maxsize=256)
def _seen(axes: tuple[tuple[str, int], ...], cities: tuple[int, ...]) -> tuple[Ints, Ints]:
    """Where in the steps of a match the common numbers are, and each seat's own ones, by the city of every seat."""
    common, of_cities, of_seats = _places(axes)
    return common, np.concatenate([of_cities[list(cities)], of_seats], axis=1)


@lru_cache(maxsize=64)
def _passing(axes: tuple[tuple[str, int], ...]) -> tuple[Passing, Passing]:
    return passing(_specs(tuple(sorted(axes))))


@lru_cache(maxsize=64)
def _places(axes: tuple[tuple[str, int], ...]) -> tuple[Ints, Ints, Ints]:
    """Where in the steps of a match common numbers are, those of each city and those of each seat."""
    parts: dict[int, list[Ints]] = {_COMMON: [], _CITY: [], _SEAT: []}
    places = places_in_steps(axes)
    for field in _SHOWN:
        place, owner = places[field.name], _owner(field)
        if owner == _COMMON:
            parts[owner].append(place.reshape(-1))
        else:
            parts[owner].append(np.moveaxis(place, field.owner_axis, 0).reshape(place.shape[field.owner_axis], -1))
    common, of_cities, of_seats = (np.concatenate(part, axis=-1) for part in parts.values())
    return common, of_cities, of_seats


def _steps(field: Field, value: Array) -> int:
    return int(value) if field.whole else int(np.rint(value / field.quantum))


def series_of(states: Sequence[State]) -> list[Series]:
    """History of the public quantities, one row a turn."""
    out: list[Series] = []
    for name in PUBLIC_SERIES:
        field = STATE[name]
        rows = [[_steps(field, value) for value in state[name].reshape(-1)] for state in states]
        out.append(Series(name, rows))
    return out


def ledger_adds_up(resolution: Resolution) -> bool:
    """Whether before + parts = after holds in every place of every explained quantity and account."""
    for field in STATE:
        if field.door is Door.FREE:
            continue
        before, after = resolution.before[field.name], resolution.state[field.name]
        change = np.zeros(before.shape, np.int64)
        for _, part in resolution.parts.get(field.name, ()):
            change = change + part
        if field.whole:
            same = before + change == after
        else:
            same = np.rint(before / field.quantum) + change == np.rint(after / field.quantum)
        if not np.all(same):
            return False
    return True
