"""The view: all that one seat may know of a match, as named arrays, the same for people, bots and forecasts.

A view describes itself: every field carries its axes, unit and quantum, so a client in another language can
read it without knowing the rules. On the wire an array is a flat list of integers in quanta, dense or sparse;
an update lists only what changed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from boulevard_shared.parts import Why, WhyTable

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


class PackedArray(msgspec.Struct, frozen=True, array_like=True, omit_defaults=True):
    """Changes in quanta; on the wire `[values, at]`, `at` nil or a list.

    `values` are to be added to the flattened array, or, when `at` is given, to some places of it: each of `at` is how
    far it is from the place before to this one. A snapshot says what is to be added to nothing but zeros.
    """

    values: list[int]
    at: list[int] | None = None


class View:
    """Arrays one seat may see, by dotted name such as `city.gdp`; read-only.

    Attributes:
        seat, city: index of the viewer's seat and of the city it governs.
        turn: the turn that is being planned.
        specs: how to read each field.
        memo: what readers have worked out from this view and may need again; it goes with the view.
    """

    __slots__ = ("_arrays", "city", "memo", "seat", "specs", "turn")

    def __init__(
        self, seat: int, city: int, turn: int, specs: Mapping[str, FieldSpec], arrays: Mapping[str, Array]
    ) -> None:
        self.seat = seat
        self.city = city
        self.turn = turn
        self.specs = specs
        self.memo: dict[str, Any] = {}
        self._arrays = dict(arrays)
        for array in self._arrays.values():
            array.setflags(write=False)

    def __getitem__(self, name: str) -> Array:
        """The array in its unit (not in quanta).

        Raises:
            KeyError: the seat may not see this field, or it does not exist.
        """
        return self._arrays[name]

    def __contains__(self, name: str) -> bool:
        return name in self._arrays

    def names(self) -> Iterable[str]:
        return self._arrays.keys()


def quanta(spec: FieldSpec, array: Array) -> NDArray[np.int64]:
    """The flattened array as integers in quanta."""
    flat = array.reshape(-1)
    if spec.whole:
        return flat.astype(np.int64)
    return np.rint(flat / spec.quantum).astype(np.int64)


def pack(spec: FieldSpec, array: Array, before: Array | None = None) -> PackedArray | None:
    """Write an array for the wire, or what has changed since `before`; None when that is nothing."""
    steps = quanta(spec, array)
    return _pack(steps if before is None else steps - quanta(spec, before))


def _pack(change: NDArray[np.int64]) -> PackedArray | None:
    places = change.nonzero()[0]
    if places.size == 0:
        return None
    if places.size * 2 < change.size:
        far = places.copy()
        far[1:] -= places[:-1]
        return PackedArray(change[places].tolist(), far.tolist())
    return PackedArray(change.tolist())


@dataclass(slots=True)
class Shared:
    """What writing the views of one moment has in common for all seats: filled by the first, used by the others."""

    packed: dict[str, PackedArray | None] = field(default_factory=dict)
    sealed: dict[str, bytes] = field(default_factory=dict)


def write_view(view: View, before: View | None, shared: Shared) -> tuple[dict[str, PackedArray], str]:
    """All fields of a view for the wire, or what has changed since `before`; and the view's `fingerprint`."""
    digest = hashlib.blake2b(digest_size=16)
    fields: dict[str, PackedArray] = {}
    for name in sorted(view.specs):
        spec = view.specs[name]
        if not spec.own and name in shared.sealed:
            packed, sealed = shared.packed[name], shared.sealed[name]
        else:
            steps = quanta(spec, view[name])
            packed = _pack(steps if before is None else steps - quanta(spec, before[name]))
            sealed = _sealed(name, steps)
            if not spec.own:
                shared.packed[name], shared.sealed[name] = packed, sealed
        digest.update(sealed)
        if packed is not None:
            fields[name] = packed
    return fields, digest.hexdigest()


def _sealed(name: str, steps: NDArray[np.int64]) -> bytes:
    return name.encode() + b"\0" + steps.astype("<i8", copy=False).tobytes()


def unpack(spec: FieldSpec, packed: PackedArray, before: Array | None = None) -> Array:
    """Read an array from the wire, or what it becomes from `before`.

    Raises:
        ValueError: the packed values do not fit the field's shape.
    """
    size = 1
    for length in spec.shape:
        size *= length
    flat = np.zeros(size, np.int64) if before is None else quanta(spec, before).copy()
    values = np.array(packed.values, dtype=np.int64)
    if packed.at is None:
        if values.size != size:
            raise ValueError(f"{spec.name}: {values.size} values for shape {spec.shape}")
        flat += values
    else:
        at = np.cumsum(np.array(packed.at, dtype=np.int64))
        if at.size != values.size or (at.size and (at.min() < 0 or at.max() >= size)):
            raise ValueError(f"{spec.name}: places outside shape {spec.shape}")
        flat[at] += values
    array: Array = flat if spec.whole else flat * spec.quantum
    return array.reshape(spec.shape)


def unfold(
    specs: Mapping[str, FieldSpec], fields: Mapping[str, PackedArray], before: View | None = None
) -> dict[str, Array]:
    """All arrays of a view from the wire: a snapshot's (what it does not name is 0), or what `before` has become.

    Raises:
        KeyError, ValueError: these fields are not those of this view.
    """
    nothing = PackedArray([], [])
    arrays = {name: unpack(spec, nothing) if before is None else before[name] for name, spec in specs.items()}
    for name, packed in fields.items():
        arrays[name] = unpack(specs[name], packed, None if before is None else before[name])
    return arrays


def tables_of(lines: Iterable[Why]) -> list[WhyTable]:
    """Why-lines for the wire."""
    by_quantity: dict[str, list[Why]] = {}
    for line in lines:
        by_quantity.setdefault(line.quantity, []).append(line)
    tables = []
    for quantity, same in by_quantity.items():
        causes = list(dict.fromkeys(cause for line in same for cause, _ in line.parts))
        rows = []
        for line in same:
            parts = dict(line.parts)
            rows.append([line.place, *[parts.get(cause, 0) for cause in causes]])
        tables.append(WhyTable(quantity, causes, rows))
    return tables


def lines_of(tables: Iterable[WhyTable], view: View) -> list[Why]:
    """Why-lines from the wire, about this view.

    Raises:
        ValueError: a table does not fit the view.
    """
    lines = []
    for table in tables:
        if table.quantity not in view:
            raise ValueError(f"{table.quantity}: no such field")
        after = quanta(view.specs[table.quantity], view[table.quantity])
        for place, *changes in table.rows:
            if not 0 <= place < after.size or len(changes) != len(table.causes):
                raise ValueError(f"{table.quantity}: a row that does not fit")
            parts = [(cause, change) for cause, change in zip(table.causes, changes, strict=True) if change]
            now = int(after[place])
            lines.append(Why(table.quantity, place, now - sum(changes), parts, now))
    return lines


def fingerprint(specs: Mapping[str, FieldSpec], arrays: Mapping[str, Array] | View) -> str:
    """Hash of what a seat sees: blake2b-16 over each field's name, a zero byte and its int64 quanta, by name.

    A client that folds updates compares it with the `hash` of the message; it tells nothing of hidden things.
    """
    digest = hashlib.blake2b(digest_size=16)
    for name in sorted(specs):
        digest.update(_sealed(name, quanta(specs[name], arrays[name])))
    return digest.hexdigest()
