"""The view: all that one seat may know of a match, as named arrays, the same for people, bots and forecasts.

A view describes itself: every field carries its axes, unit and quantum, so a client in another language can
read it without knowing the rules. On the wire its fields are laid end to end as integers in quanta: those that all
seats see alike (`common`), and the seat's own. An update lists only what changed.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray

from boulevard_shared import columns
from boulevard_shared.columns import Ints

HASH_BYTES = 16
"""How much of a SHA-256 tells two states or views apart."""

Array = NDArray[Any]


class FieldSpec(msgspec.Struct, frozen=True, array_like=True):
    """How to read one field of a view; on the wire a list in this order.

    `axes` are letters: C city, S seat, I chain, F firm slot, P project slot, O official slot, V vehicle,
    K skill tier, U field of study, L turns ahead, W module of a smart city, J kind of its partners. `quantum` is the
    size of one integer step in `unit`; a field of whole numbers has quantum 1 and is an int64 array, others are
    float64.
    """

    name: str
    axes: str
    shape: tuple[int, ...]
    unit: str
    quantum: float
    whole: bool
    own: bool
    """True when the field shows the viewer's own row only (its owner axis is already taken away)."""


class Changes(msgspec.Struct, frozen=True, array_like=True):
    """What is to be added to fields that are laid end to end, in quanta; on the wire `[count, numbers]`.

    `numbers` are two columns of so many numbers, as `columns` writes them: how far each place is from the one before,
    and what to add there. What is added to small numbers stands before what is added to great ones (places of the same
    size in their order): steps of a kind lie together. A snapshot says what is to be added to nothing but zeros, an
    update what is to be added once the turn has passed (`Passing`).
    """

    count: int
    numbers: bytes


class View:
    """Arrays one seat may see, by dotted name such as `city.gdp`; read-only.

    Attributes:
        seat, city: index of the viewer's seat and of the city it governs.
        turn: the turn that is being planned.
        specs: how to read each field.
        memo: what readers have worked out from this view and may need again; it goes with the view.
        common: the same of what follows from common fields alone; views of one moment may share it.

    Arrays are taken from `arrays`, one for each of `specs`, when they are first asked for.
    """

    __slots__ = ("_arrays", "_source", "city", "common", "memo", "seat", "specs", "turn")

    def __init__(
        self, seat: int, city: int, turn: int, specs: Mapping[str, FieldSpec], arrays: Mapping[str, Array]
    ) -> None:
        self.seat = seat
        self.city = city
        self.turn = turn
        self.specs = specs
        self.memo: dict[str, Any] = {}
        self.common: dict[str, Any] = {}
        self._source = arrays
        self._arrays: dict[str, Array] = {}

    def __getitem__(self, name: str) -> Array:
        """The array in its unit (not in quanta).

        Raises:
            KeyError: the seat may not see this field, or it does not exist.
        """
        array = self._arrays.get(name)
        if array is None:
            array = self._source[name]
            array.flags.writeable = False
            self._arrays[name] = array
        return array

    def numbers(self, name: str) -> Any:
        """The same as plain numbers: a list for every axis, or a single number; not to be written to.

        Those of common fields are made once for all views of a moment.
        """
        shared = None if self.specs[name].own else self.common.setdefault("numbers", {})
        found = None if shared is None else shared.get(name)
        if found is None:
            array = self._arrays.get(name)
            found = (self._source[name] if array is None else array).tolist()
            if shared is not None:
                shared[name] = found
        return found

    def __contains__(self, name: str) -> bool:
        return name in self.specs

    def names(self) -> Iterable[str]:
        return self.specs.keys()


def quanta(spec: FieldSpec, array: Array) -> NDArray[np.int64]:
    """The flattened array as integers in quanta."""
    flat = array.reshape(-1)
    if spec.whole:
        return flat.astype(np.int64)
    return np.rint(flat / spec.quantum).astype(np.int64)


@dataclass(frozen=True, slots=True)
class Laid:
    """A view with its fields laid end to end, as integers in quanta: those `common` to all seats, and its `own`.

    The order is that of the schema, in which common fields come before own ones.
    """

    common: Ints
    own: Ints

    def fingerprint(self) -> bytes:
        """Hash of what a seat sees: SHA-256 over that of all common numbers and then all own ones, as int64.

        A client that folds updates compares it with the `hash` of the message; it tells nothing of hidden things.
        """
        return sealed(hashed(self.common), self.own)


def hashed(numbers: Ints) -> bytes:
    """SHA-256 of numbers as little-endian 64-bit integers: its first 16 bytes."""
    return hashlib.sha256(_bytes(numbers)).digest()[:HASH_BYTES]


def sealed(common: bytes, own: Ints) -> bytes:
    """The fingerprint of a view from the hash of its common part."""
    digest = hashlib.sha256(common)
    digest.update(_bytes(own))
    return digest.digest()[:HASH_BYTES]


def _bytes(numbers: Ints) -> memoryview:
    return np.ascontiguousarray(numbers, "<i8").data


def lay(specs: Mapping[str, FieldSpec], arrays: Mapping[str, Array] | View) -> Laid:
    """Fields laid end to end."""
    halves: tuple[list[Ints], list[Ints]] = ([], [])
    for name, spec in specs.items():
        halves[spec.own].append(quanta(spec, arrays[name]))
    common, own = (np.concatenate(half) if half else np.zeros(0, np.int64) for half in halves)
    return Laid(common, own)


def lift(specs: Mapping[str, FieldSpec], laid: Laid) -> dict[str, Array]:
    """The arrays of fields that were laid end to end, each in its unit.

    Raises:
        ValueError: there are more or fewer numbers than places.
    """
    arrays: dict[str, Array] = {}
    halves, at = (laid.common, laid.own), [0, 0]
    for name, spec in specs.items():
        size = math.prod(spec.shape)
        steps = halves[spec.own][at[spec.own] : at[spec.own] + size]
        at[spec.own] += size
        if steps.size != size:
            raise ValueError(f"{name} has {steps.size} values for shape {spec.shape}")
        arrays[name] = (steps.copy() if spec.whole else steps * spec.quantum).reshape(spec.shape)
    if at != [laid.common.size, laid.own.size]:
        raise ValueError("more values than the schema has places")
    return arrays


def changes(now: Ints, before: Ints | None = None) -> Changes:
    """What has changed since `before`, or since all was 0."""
    return changes_each(now[None], (np.zeros_like(now) if before is None else before)[None])[0]


class Differing(NamedTuple):
    """Where some rows of numbers are not what they were: of each such place its row, what it was, and the step."""

    rows: int
    row: Ints
    place: Ints
    was: Ints
    change: Ints


def differing(now: Ints, before: Ints) -> Differing:
    """What has changed in rows of numbers, shapes (rows, n); the numbers themselves are not kept."""
    rows, size = now.shape
    at = np.flatnonzero(now != before)
    row, place = np.divmod(at, max(1, size))
    was = before.reshape(-1)[at]
    return Differing(rows, row, place, was, now.reshape(-1)[at] - was)


def changes_each(now: Ints, before: Ints) -> list[Changes]:
    """What has changed in each of some rows of numbers, shapes (rows, n)."""
    return changes_in([differing(now, before)])


def changes_in(parts: Sequence[Differing]) -> list[Changes]:
    """The changes of each row, of one part after the other: far faster for many at once."""
    firsts = np.cumsum([0, *(part.rows for part in parts)])
    row = np.concatenate([part.row + first for part, first in zip(parts, firsts.tolist(), strict=False)])
    place, was, change = (np.concatenate(column) for column in list(zip(*parts, strict=True))[2:])
    counts = np.bincount(row, minlength=int(firsts[-1]))
    far = np.diff(place, prepend=0)
    begins = (np.cumsum(counts) - counts)[counts > 0]
    far[begins] = place[begins]
    numbers = _laid_out([far, change[columns.order(row, np.abs(was))]], counts, row)
    written = columns.write_each(numbers, 2 * counts)
    return [Changes(count, numbers) for count, numbers in zip(counts.tolist(), written, strict=True)]


def _laid_out(parts: Sequence[Ints], sizes: Ints, row: Ints) -> Ints:
    """Columns in which rows of these sizes follow one another, so that each row has all its columns together."""
    start = (np.cumsum(sizes) - sizes)[row]
    place = np.arange(row.size) + (len(parts) - 1) * start
    out = np.empty(len(parts) * row.size, np.int64)
    for number, part in enumerate(parts):
        out[place + number * sizes[row]] = part
    return out


def _by_size(numbers: Ints) -> Ints:
    return np.argsort(np.abs(numbers), kind="stable")


def changed(before: Ints, told: Changes) -> Ints:
    """What fields come to by changes.

    Raises:
        ValueError: the changes do not fit.
    """
    if not 0 <= told.count <= before.size:
        raise ValueError(f"{told.count} changes of {before.size} values")
    far, steps = columns.read(told.numbers, 2 * told.count).reshape(2, -1)
    at = np.cumsum(far)
    if at.size and (far[1:].min(initial=1) < 1 or at[0] < 0 or at[-1] >= before.size):
        raise ValueError("places that are out of order or outside")
    now = before.copy()
    now[at[_by_size(before[at])]] += steps
    return now


class Passing(NamedTuple):
    """What a turn does by itself to numbers that are laid end to end: what is told by turns ahead comes a turn nearer.

    The numbers at `nearer` are followed by what takes their place; at `last` nothing does, so nothing is left there.
    """

    nearer: Ints
    last: Ints

    def passed(self, numbers: Ints) -> Ints:
        """The numbers as the turn alone makes them, shape (..., n)."""
        now = numbers.copy()
        now[..., self.nearer] = numbers[..., self.nearer + 1]
        now[..., self.last] = 0
        return now


NOWHERE: Ints = np.zeros(0, np.int64)
NOTHING_AHEAD = Passing(NOWHERE, NOWHERE)


def passing(specs: Mapping[str, FieldSpec]) -> tuple[Passing, Passing]:
    """How a turn passes in common fields and in own ones: those whose last axis is L tell of turns ahead."""
    ahead: tuple[list[Ints], list[Ints]] = ([], [])
    at = [0, 0]
    for spec in specs.values():
        size = math.prod(spec.shape)
        if spec.axes.endswith("L"):
            ahead[spec.own].append(np.arange(at[spec.own], at[spec.own] + size).reshape(spec.shape))
        at[spec.own] += size
    common, own = (
        Passing(
            np.concatenate([NOWHERE, *(place[..., :-1].reshape(-1) for place in half)]),
            np.concatenate([NOWHERE, *(place[..., -1].reshape(-1) for place in half)]),
        )
        for half in ahead
    )
    return common, own


def updated(specs: Mapping[str, FieldSpec], before: Laid, common: Changes, own: Changes) -> Laid:
    """A view after a turn, from what it was and what an update tells.

    Raises:
        ValueError: the changes do not fit.
    """
    of_common, of_own = passing(specs)
    return Laid(changed(of_common.passed(before.common), common), changed(of_own.passed(before.own), own))


def blank(specs: Mapping[str, FieldSpec]) -> Laid:
    """What a snapshot adds to: all zeros."""
    sizes = [0, 0]
    for spec in specs.values():
        sizes[spec.own] += math.prod(spec.shape)
    return Laid(np.zeros(sizes[0], np.int64), np.zeros(sizes[1], np.int64))
