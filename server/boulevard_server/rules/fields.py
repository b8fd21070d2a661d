"""Declarations: what a named array of the state or of the acts is, and who may see it.

A field is declared once, with its axes, unit, quantum and visibility; the state, the views, the wire format,
the state hash and the why-lines are all made from the declaration. Axes are letters:

    S seats = C cities in play, I chains (12), F firm slots, P project slots, O official slots of a city (7),
    V vehicles (3), K skill tiers (3), U fields of study (4), L turns ahead (6), Z score parts (5),
    B bets of a seat (24), D dated things of the match, M platform meters (4), G hidden build-ups (3),
    N kinds of pact (5), X model cards (5),
    W modules of a smart city (10), J its partners (3)
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

import numpy as np

from boulevard_server.rules.arrays import Array

_WHOLE = np.dtype(np.int64)


class Visibility(Enum):
    """Who may see a field.

    PUBLIC: everybody. OWNER: of each row along the owner axis (the first C or S) only the seat that holds it.
    ESTIMATE: like OWNER; the field is a seat's noisy reading of a hidden one. HIDDEN: nobody, ever.
    """

    PUBLIC = "public"
    OWNER = "owner"
    ESTIMATE = "estimate"
    HIDDEN = "hidden"


class Door(Enum):
    """How a field may be changed: freely, by explained contributions only, or by money transfers only."""

    FREE = "free"
    EXPLAINED = "explained"
    MONEY = "money"


@dataclass(frozen=True, slots=True)
class Field:
    """Declaration of one array.

    `quantum` is the step to which the value is rounded at the end of each turn (and after each contribution
    for explained fields); whole-number fields have quantum 1 and dtype int64, others float64.
    """

    name: str
    axes: str
    unit: str
    visibility: Visibility
    quantum: float = 1.0
    door: Door = Door.FREE
    of: str = ""
    """For an ESTIMATE: the hidden field it reads."""
    doc: str = ""
    whole: bool = field(init=False)
    dtype: np.dtype[Any] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "whole", self.quantum == 1.0)
        object.__setattr__(self, "dtype", np.dtype(np.int64 if self.whole else np.float64))

    @property
    def owner_axis(self) -> int:
        """Position of the axis along which the field is owned, or -1.

        Raises:
            ValueError: the field is not owned.
        """
        places = [i for i, letter in enumerate(self.axes) if letter in "CS"]
        if not places:
            raise ValueError(f"{self.name} has no owner axis")
        return places[0]


class Schema:
    """An ordered set of field declarations and the lengths of their axes."""

    __slots__ = ("_fields",)

    def __init__(self, fields: tuple[Field, ...]) -> None:
        self._fields = {field.name: field for field in fields}
        if len(self._fields) != len(fields):
            raise ValueError("a field is declared twice")

    def __getitem__(self, name: str) -> Field:
        return self._fields[name]

    def __contains__(self, name: str) -> bool:
        return name in self._fields

    def __iter__(self):  # type: ignore[no-untyped-def]
        return iter(self._fields.values())

    def shape(self, name: str, axes: Mapping[str, int]) -> tuple[int, ...]:
        return tuple(axes[letter] for letter in self._fields[name].axes)


def settle(field: Field, array: Array) -> Array:
    """The array rounded to the field's quantum, in its dtype; what is stored, hashed and shown.

    Raises:
        FloatingPointError: a value is not finite.
    """
    if field.whole:
        if array.dtype is _WHOLE:
            return array.copy()
        if array.dtype.kind == "f":
            if not np.isfinite(array).all():
                raise FloatingPointError(f"{field.name} is not finite")
            array = np.asarray(np.rint(array))  # numpy makes () a scalar
        return array.astype(np.int64)
    steps = np.asarray(array / field.quantum)  # numpy makes () a scalar
    # A sum is finite if all of it is: one pass without a mask. Only huge numbers need the second look.
    if not (math.isfinite(np.add.reduce(steps, axis=None)) or np.isfinite(steps).all()):
        raise FloatingPointError(f"{field.name} is not finite")
    np.rint(steps, out=steps)
    steps *= field.quantum
    steps += 0.0
    return steps


@dataclass(frozen=True, slots=True)
class Alike:
    """Fields of one quantum, rounded in one go: their names, and where each lies when they are laid end to end."""

    quantum: float
    names: tuple[str, ...]
    places: tuple[tuple[slice, tuple[int, ...]], ...]


def alike(fields: Sequence[Field], shapes: Sequence[tuple[int, ...]]) -> tuple[Alike, ...]:
    """Fields of fractions by quantum, for `settle_together`; worth keeping."""
    found = []
    for quantum in dict.fromkeys(one.quantum for one in fields):
        here = [(one.name, shape) for one, shape in zip(fields, shapes, strict=True) if one.quantum == quantum]
        ends = np.cumsum([math.prod(shape) for _, shape in here]).tolist()
        places = [(slice(end - math.prod(shape), end), shape) for end, (_, shape) in zip(ends, here, strict=True)]
        found.append(Alike(quantum, tuple(name for name, _ in here), tuple(places)))
    return tuple(found)


def settle_together(fields: Sequence[Alike], arrays: Mapping[str, Array]) -> dict[str, Array]:
    """`settle` for many arrays of fractions, those of one quantum at once; read-only.

    Raises:
        FloatingPointError: a value is not finite.
    """
    settled: dict[str, Array] = {}
    for group in fields:
        steps = np.concatenate([arrays[name] for name in group.names], axis=None, dtype=np.float64)
        steps /= group.quantum
        if not (math.isfinite(np.add.reduce(steps)) or np.isfinite(steps).all()):
            broken = [name for name in group.names if not np.isfinite(arrays[name]).all()]
            raise FloatingPointError(f"{', '.join(broken)}: not finite")
        np.rint(steps, out=steps)
        steps *= group.quantum
        steps += 0.0
        steps.setflags(write=False)
        for name, (place, shape) in zip(group.names, group.places, strict=True):
            settled[name] = steps[place].reshape(shape)
    return settled
