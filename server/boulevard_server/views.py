"""What one seat may see: pure functions from the full state to a view, made from the fields' declarations.

Views are built by adding what is allowed, never by taking away what is not. The same functions serve live play,
resumed sessions, replays, bots, forecasts and screenshots.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

import numpy as np

from boulevard_server.rules.arrays import Array, Ints
from boulevard_server.rules.fields import Door, Field, Visibility
from boulevard_server.rules.resolve import Resolution
from boulevard_server.rules.state import STATE, State
from boulevard_server.rules.tables import Tables
from boulevard_server.rules.turn import Note
from boulevard_shared.events import Event
from boulevard_shared.ids import Module
from boulevard_shared.parts import Series, Why
from boulevard_shared.sentence import Argument, Sentence
from boulevard_shared.view import FieldSpec, View

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

_SHOWN = tuple(field for field in STATE if field.visibility is not Visibility.HIDDEN)
_SHOWN_TO_ALL = tuple(field.name for field in _SHOWN if field.visibility is Visibility.PUBLIC)
_SHOWN_TO_OWNER = tuple(
    (field.name, field.owner_axis, field.axes[field.owner_axis] == "S")
    for field in _SHOWN
    if field.visibility is not Visibility.PUBLIC
)
"""Name, axis of the owner, and whether a seat owns it (else a city)."""


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


def _row(field: Field, seat: int, city: int) -> int:
    return seat if field.axes[field.owner_axis] == "S" else city


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
    arrays = {name: state[name] for name in _SHOWN_TO_ALL}  # read-only, as a view is: they need no copy
    for name, axis, by_seat in _SHOWN_TO_OWNER:
        arrays[name] = np.asarray(state[name].take(seat if by_seat else city, axis=axis))
    return View(seat, city, int(state["match.turn"]), schema_of(state), arrays)


def whys_for(resolution: Resolution, seat: int) -> list[Why]:
    """Why the quantities a seat cares for changed: its own city's, its own seat's, the nation's, all scores.

    Every line adds up exactly: before + parts = after, in quanta.
    """
    state = resolution.state
    city = int(state["seat.city"][seat])
    lines: list[Why] = []
    for name, parts in resolution.parts.items():
        field = STATE[name]
        if field.visibility is Visibility.HIDDEN or name.startswith("firm."):
            continue
        before, after = resolution.before[name], state[name]
        merged: dict[str, Ints] = {}
        for cause, change in parts:
            merged[cause] = merged[cause] + change if cause in merged else change
        for place, index in _places(name, before.shape, _row_told(field, seat, city)):
            changes = [(cause, int(change[index])) for cause, change in merged.items()]
            changes = [(cause, change) for cause, change in changes if change]
            if changes:
                lines.append(Why(name, place, _steps(field, before[index]), changes, _steps(field, after[index])))
    return lines


def _steps(field: Field, value: Array) -> int:
    return int(value) if field.whole else int(np.rint(value / field.quantum))


def _row_told(field: Field, seat: int, city: int) -> int:
    """The row of a field that a seat is told about; -1 for all of it."""
    if field.name == "score.total" or not any(letter in "CS" for letter in field.axes):
        return -1
    return _row(field, seat, city)


@lru_cache(maxsize=4_096)
def _places(name: str, shape: tuple[int, ...], row: int) -> tuple[tuple[int, tuple[int, ...]], ...]:
    """(flat place in the viewer's field, index in the state's array) of all places of a row."""
    if row < 0:
        return tuple(enumerate(np.ndindex(*shape)))
    field = STATE[name]
    axis = field.owner_axis
    owned = field.visibility is not Visibility.PUBLIC
    viewed = shape[:axis] + shape[axis + 1 :] if owned else shape
    places: list[tuple[int, tuple[int, ...]]] = []
    for rest in np.ndindex(*(shape[:axis] + shape[axis + 1 :])):
        index = (*rest[:axis], row, *rest[axis:])
        flat = int(np.ravel_multi_index(rest if owned else index, viewed)) if viewed else 0
        places.append((flat, index))
    return tuple(places)


def events_for(resolution: Resolution, seat: int | None, tables: Tables) -> list[Event]:
    """What happened, as one seat may know it, most important first; `seat` None means everything (the record)."""
    turn = int(resolution.before["match.turn"])
    city = -1 if seat is None else int(resolution.state["seat.city"][seat])
    events: list[Event] = []
    for note in resolution.notes:
        for index in zip(*np.nonzero(note.mask), strict=True) if note.mask.ndim else [()]:
            place = tuple(int(i) for i in index)
            reader = -1 if note.seen_by is None else int(_at(note.seen_by, note, place))
            if seat is not None and reader not in (-1, seat):
                continue
            where = -1 if note.city is None else int(_at(note.city, note, place))
            args = {name: _argument(name, value, note, place, tables) for name, value in note.args.items()}
            events.append(
                Event(
                    turn=turn,
                    kind=note.kind,
                    sentence=Sentence(f"event.{note.key or note.kind}", args),
                    city=tables.cities[where] if where >= 0 else "",
                    weight=note.weight,
                    own=where >= 0 and where == city,
                )
            )
    events.sort(key=lambda event: -event.weight)
    return events


def _at(value: Array, note: Note, place: tuple[int, ...]) -> Array:
    if value.shape == note.mask.shape:
        out: Array = value[place]
        return out
    out = np.broadcast_to(value, note.mask.shape)[place]
    return out


def _argument(name: str, value: Array | int | str, note: Note, place: tuple[int, ...], tables: Tables) -> Argument:
    if isinstance(value, str):
        return value
    number = int(_at(np.asarray(value), note, place))
    if name.endswith("city"):
        return tables.cities[number] if number >= 0 else ""
    if name.endswith("chain"):
        return tables.chains[number] if number >= 0 else ""
    if name.endswith("template"):
        return tables.template_ids[number] if number >= 0 else ""
    if name.endswith("module"):
        return tuple(Module)[number].value if number >= 0 else ""
    return number


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
