"""Firm slots: puts new firms into free slots and cleans the slots of dead ones; alone decides which slot is free."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from boulevard_server.rules.arrays import Array, Ints, clip, first_with, some, take
from boulevard_server.rules.fields import Door
from boulevard_server.rules.state import STATE
from boulevard_server.rules.turn import Purse, Turn

FIRM_FIELDS = tuple(f.name for f in STATE if f.axes == "F" and f.door is Door.FREE)
"""Everything a slot says of its firm, one number each."""
_NONE = ("firm.city", "firm.chain", "firm.listed", "firm.planter", "firm.opened")
EMPTY = {name: -1 if name in _NONE else 0 for name in FIRM_FIELDS}
"""What an empty slot says in each field of `FIRM_FIELDS`."""


def found(turn: Turn, wanted: Array, values: Mapping[str, Array]) -> Ints:
    """Put a new firm into a free slot wherever `wanted` (..., N) is true.

    Args:
        values: arrays (..., N) by firm field; fields left out say what an empty slot says. The serial is given.
    Returns:
        flat slot of each firm (..., N), -1 where none was wanted or no slot was free.
    """
    free = turn["firm.serial"] == 0
    order = np.argsort(~free, axis=-1, kind="stable")
    number = np.cumsum(np.asarray(wanted, np.int64), axis=-1) - 1
    room = free.sum(axis=-1, keepdims=True, dtype=np.int64)
    fits = wanted & (number < room)
    slot = np.where(fits, take(order, clip(number, 0, free.shape[-1] - 1)), -1)
    serials = turn.new_serials(fits)
    source = first_with(slot, free.shape[-1])
    filled = source >= 0
    if not some(filled):
        return slot
    rows = np.empty((len(FIRM_FIELDS), *slot.shape))
    for place_of, name in enumerate(FIRM_FIELDS):
        rows[place_of] = values.get(name, EMPTY[name])
    rows[FIRM_FIELDS.index("firm.serial")] = serials
    at: tuple[Any, ...] = filled.nonzero()
    table = rows[(slice(None), *at[:-1], source[at])]
    for name, row in zip(FIRM_FIELDS, table, strict=True):
        turn.set(name, _with(turn[name], at, np.rint(row) if STATE[name].whole else row))
    return slot


def place(turn: Turn, name: str, slot: Ints, value: Array) -> None:
    """Write value (..., R, N) for rows R, or (..., N), into the last axis of a field at slots (..., N)."""
    field = turn[name]
    source = first_with(slot, field.shape[-1])
    *match, filled = (source >= 0).nonzero()
    rows: list[Any] = [slice(None)] * (field.ndim - len(turn.lead) - 1)
    value = np.broadcast_to(value, (*field.shape[:-1], slot.shape[-1]))
    moved = value[(*match, *rows, source[(*match, filled)])]
    turn.set(name, _with(field, (*match, *rows, filled), moved))


def clear(turn: Turn, gone: Array) -> None:
    """Empty the slots where `gone` (..., F) is true; what is left in the firm's purse goes to its banks."""
    if not some(gone):
        return
    cash = turn["firm.cash"]
    turn.transfer("firm.cash", "outside.banks", "firm_wound_up", np.where(gone, np.maximum(cash, 0), 0))
    turn.transfer("outside.banks", "firm.cash", "firm_wound_up", np.where(gone, np.maximum(-cash, 0), 0))
    *match, slot = gone.nonzero()
    for name, value in EMPTY.items():
        turn.set(name, _with(turn[name], (*match, slot), value))
    for name in ("firm.estimate", "firm.noise"):
        turn.set(name, _with(turn[name], (*match, slice(None), slot), 0))
    for name in ("firm.staff", "firm.need"):
        turn.set(name, _with(turn[name], (*match, slot), 0))
    owners, firms = turn.axes["C"] * turn.axes["V"], turn.axes["F"]
    (firm,) = gone.reshape(-1).nonzero()
    places = (firm // firms * owners * firms + firm % firms + (np.arange(owners) * firms)[:, None]).reshape(-1)
    for name in ("position.share", "position.cost", "position.locked", "position.since", "position.claw_back"):
        turn.put(name, places, 0)


def _with(field: Array, places: tuple[Any, ...], value: Array | float) -> Array:
    """The field with a value in some places: few of many, so a copy is cheaper than choosing everywhere."""
    now = field.copy()
    now[places] = value
    return now


def purse_of(city: Ints, vehicle: Ints, vehicles: int) -> Purse:
    """The purse of one vehicle per place: flat numbers of (city, vehicle), -1 where there is none."""
    return Purse("vehicle.cash", np.where((city >= 0) & (vehicle >= 0), city * vehicles + vehicle, -1))
