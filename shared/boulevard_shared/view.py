"""The view: all that one seat may know of a match, as named arrays, the same for people, bots and forecasts.

A view describes itself: every field carries its axes, unit and quantum, so a client in another language can
read it without knowing the rules. On the wire an array is a flat list of integers in quanta, dense or sparse;
an update lists only what changed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]


class FieldSpec(msgspec.Struct, frozen=True, array_like=True):
    """How to read one field of a view; on the wire a list in this order.

    `axes` are letters: C city, S seat, I chain, F firm slot, P project slot, O official slot, V vehicle,
    K skill tier, U field of study, L turns ahead. `quantum` is the size of one integer step in `unit`; a field
    of whole numbers has quantum 1 and is an int64 array, others are float64.
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
    """Integers in quanta; on the wire `[values]` or `[values, at]`.

    `values` fill the flattened array, or, when `at` is given, only those places. In a snapshot places not named
    are 0; in an update they keep their old value.
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
            array.flags.writeable = False

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
    """Write an array for the wire; with `before`, only what changed (None when nothing did)."""
    now = quanta(spec, array)
    old = np.zeros_like(now) if before is None else quanta(spec, before)
    places = np.nonzero(now != old)[0]
    if before is not None and places.size == 0:
        return None
    if places.size * 2 < now.size:
        return PackedArray(now[places].tolist(), places.tolist())
    return PackedArray(now.tolist())


def unpack(spec: FieldSpec, packed: PackedArray, before: Array | None = None) -> Array:
    """Read an array from the wire.

    Raises:
        ValueError: the packed values do not fit the field's shape.
    """
    size = 1
    for length in spec.shape:
        size *= length
    if packed.at is None:
        flat = np.array(packed.values, dtype=np.int64)
        if flat.size != size:
            raise ValueError(f"{spec.name}: {flat.size} values for shape {spec.shape}")
    else:
        flat = np.zeros(size, np.int64) if before is None else quanta(spec, before).copy()
        at = np.array(packed.at, dtype=np.int64)
        if len(packed.at) != len(packed.values) or (at.size and (at.min() < 0 or at.max() >= size)):
            raise ValueError(f"{spec.name}: places outside shape {spec.shape}")
        flat[at] = packed.values
    array: Array = flat if spec.whole else flat * spec.quantum
    return array.reshape(spec.shape)


def fingerprint(specs: Mapping[str, FieldSpec], arrays: Mapping[str, Array] | View) -> str:
    """Hash of what a seat sees: blake2b-16 over each field's name, a zero byte and its int64 quanta, by name.

    A client that folds updates compares it with the `hash` of the message; it tells nothing of hidden things.
    """
    digest = hashlib.blake2b(digest_size=16)
    for name in sorted(specs):
        digest.update(name.encode() + b"\0" + quanta(specs[name], arrays[name]).astype("<i8").tobytes())
    return digest.hexdigest()
