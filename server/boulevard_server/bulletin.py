"""What a turn tells each seat beside the new view: why its quantities changed, and what happened. Pure.

Made for all seats of a match at once, and for all matches that were resolved together: a seat's own lines are picked
out by whose they are, never by taking away what others may not know.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from boulevard_server.game import Bulletin
from boulevard_server.rules.arrays import Array, Ints
from boulevard_server.rules.fields import Field, Visibility
from boulevard_server.rules.resolve import Resolution
from boulevard_server.rules.state import STATE
from boulevard_server.rules.tables import Tables
from boulevard_server.rules.turn import Note
from boulevard_shared.columns import order
from boulevard_shared.events import Event, merged
from boulevard_shared.ids import Module
from boulevard_shared.parts import NO_WHY, WhyColumns
from boulevard_shared.reasons import why_columns
from boulevard_shared.sentence import Argument, Sentence

NOBODY = -1
"""A seat that no event is addressed to."""


def bulletins(resolution: Resolution, tables: Tables, reasons: bool = True) -> list[Bulletin]:
    """The bulletins of a batch, or of one match, in its order; without `reasons` only what happened."""
    count = resolution.state.lead[0] if resolution.state.lead else 1
    seats = resolution.state.axes["S"]
    public: list[list[Event]] = [[] for _ in range(count)]
    private: list[list[list[Event]]] = [[[] for _ in range(seats)] for _ in range(count)]
    for match, reader, event in _told(resolution, tables):
        if reader < 0:
            public[match].append(event)
        else:
            private[match][reader].append(event)
    common, own = _whys(resolution, count, seats) if reasons else ([NO_WHY] * count, [[NO_WHY] * seats] * count)
    for events in (*public, *(mine for match in private for mine in match)):
        events.sort(key=_weightiest)
    return [Bulletin(*parts) for parts in zip(common, own, public, private, strict=True)]


def events_for(resolution: Resolution, seat: int | None, tables: Tables) -> list[Event]:
    """What happened in one match, as one seat may know it, weightiest first; `seat` None means everything."""
    told = list(_told(resolution, tables))
    if seat is None:
        return sorted((event for _, _, event in told), key=_weightiest)
    common = [event for _, reader, event in told if reader == NOBODY]
    private = [event for _, reader, event in told if reader == seat]
    return merged(common, private, tables.cities[int(resolution.state["seat.city"][seat])])


def _weightiest(event: Event) -> int:
    return -event.weight


# --- news ------------------------------------------------------------------------------------------------------


def _told(resolution: Resolution, tables: Tables) -> list[tuple[int, int, Event]]:
    """(match, reader, event) of all that happened; a reader of -1 stands for everybody."""
    lead = len(resolution.state.lead)
    turns = resolution.before["match.turn"].reshape(-1).tolist()
    cities = resolution.state["seat.city"].reshape(len(turns), -1).tolist()
    told: list[tuple[int, int, Event]] = []
    for note in resolution.notes:
        places = np.nonzero(note.mask) if note.mask.ndim else ()
        size = len(places[0]) if places else 1
        matches = places[0].tolist() if lead else [0] * size
        readers = [NOBODY] * size if note.seen_by is None else _at(note.seen_by, note, places, size)
        where = [NOBODY] * size if note.city is None else _at(note.city, note, places, size)
        args = {name: _arguments(name, value, note, (places, size), tables) for name, value in note.args.items()}
        key = f"event.{note.key or note.kind}"
        for i in range(size):
            match, reader, city = matches[i], readers[i], where[i]
            event = Event(
                turn=turns[match],
                kind=note.kind,
                sentence=Sentence(key, {name: values[i] for name, values in args.items()}),
                city=tables.cities[city] if city >= 0 else "",
                weight=note.weight,
                own=reader >= 0 and 0 <= city == cities[match][reader],
            )
            told.append((match, reader, event))
    return told


def _at(value: Array, note: Note, places: tuple[Ints, ...], size: int) -> list[int]:
    """A value that lines up with a note's mask, at each of its places."""
    # Along an axis that it has not, or of which it has but one place, a value is the same everywhere.
    axes = zip(places[len(places) - value.ndim :], value.shape, strict=True)
    found = value[tuple(place if length > 1 else 0 for place, length in axes)]
    here: list[int] = found.tolist() if found.ndim else [found.item()] * size
    return here


def _arguments(
    name: str, value: Array | int | str, note: Note, where: tuple[tuple[Ints, ...], int], tables: Tables
) -> Sequence[Argument]:
    """An argument of a note at each of its places."""
    places, size = where
    if isinstance(value, str):
        return [value] * size
    numbers = [int(number) for number in _at(np.asarray(value), note, places, size)]
    names = _names(name, tables)
    if names is None:
        return numbers
    return [names[number] if number >= 0 else "" for number in numbers]


def _names(argument: str, tables: Tables) -> Sequence[str] | None:
    """What the numbers of an argument stand for, by how its name ends; None for numbers that are just that."""
    ending = _ENDING.search(argument)
    if ending is None:
        return None
    named = {"city": tables.cities, "chain": tables.chains, "template": tables.template_ids, "module": _MODULES}
    return named[ending[0]]


_ENDING = re.compile("(city|chain|template|module)$")
_MODULES = tuple(module.value for module in Module)

# --- reasons -----------------------------------------------------------------------------------------------------


def _whys(resolution: Resolution, count: int, seats: int) -> tuple[list[WhyColumns], list[list[WhyColumns]]]:
    """Why quantities changed: what concerns everybody by match, and what is a seat's own by match and seat.

    A seat is told of its own city's quantities and its own; everybody of the nation's and of all scores. Every line
    adds up exactly: before + parts = after, in quanta.
    """
    quantities: list[str] = []
    causes: dict[str, int] = {}
    pieces: list[Ints] = [np.zeros((6, 0), np.int64)]
    cities = resolution.state["seat.city"].reshape(count, seats)
    seat_in = np.full((count, resolution.state.axes["C"]), NOBODY)
    np.put_along_axis(seat_in, cities, np.broadcast_to(np.arange(seats), cities.shape), axis=1)
    field: Field
    for field in STATE:
        name = field.name
        if name not in resolution.parts or field.visibility is Visibility.HIDDEN or name.startswith("firm."):
            continue
        merged_parts: dict[str, Ints] = {}
        for cause, change in resolution.parts[name]:
            merged_parts[cause] = merged_parts[cause] + change if cause in merged_parts else change
        if not merged_parts:
            continue
        numbers = np.array([causes.setdefault(cause, len(causes)) for cause in merged_parts])
        changes = np.stack(list(merged_parts.values())).reshape(len(numbers), count, -1)
        kind, match, index = np.nonzero(changes)
        owner, place = _owners(name, resolution.state[name].shape[len(resolution.state.lead) :])
        if owner is None:
            seat = np.full(match.shape, seats)
        elif field.axes[field.owner_axis] == "S":
            seat = owner[index]
        else:
            seat = seat_in[match, owner[index]]
        of = np.full(match.shape, len(quantities))
        quantities.append(name)
        pieces.append(np.stack([match, seat, of, place[index], numbers[kind], changes[kind, match, index]]))
    told = np.concatenate(pieces, axis=1)
    # By name, not as they came: the order must not tell what happened to others.
    listed = sorted(causes)
    told[4] = np.array([listed.index(cause) for cause in causes], np.int64)[told[4]]
    told = told[:, order(*told[:5])]
    sizes = np.bincount(told[0] * (seats + 1) + told[1], minlength=count * (seats + 1))
    lines = why_columns((quantities, listed), told[[2, 4, 3, 5]], sizes)
    by_match = [lines[i * (seats + 1) : (i + 1) * (seats + 1)] for i in range(count)]
    return [match[-1] for match in by_match], [match[:-1] for match in by_match]


@lru_cache(maxsize=1_024)
def _owners(name: str, shape: tuple[int, ...]) -> tuple[Ints | None, Ints]:
    """Of each place of a field: the row it belongs to (None: all are everybody's), and where its owner sees it."""
    field = STATE[name]
    size = math.prod(shape)
    if name == "score.total" or not any(letter in "CS" for letter in field.axes):
        return None, np.arange(size)
    axis = field.owner_axis
    owner = np.broadcast_to(np.arange(shape[axis]).reshape(-1, *[1] * (len(shape) - axis - 1)), shape).reshape(-1)
    if field.visibility is Visibility.PUBLIC:
        return owner, np.arange(size)
    rest = np.arange(size // shape[axis]).reshape(*shape[:axis], 1, *shape[axis + 1 :])
    return owner, np.broadcast_to(rest, shape).reshape(-1)
