"""Firm slots: puts new firms into free slots and cleans the slots of dead ones; alone decides which slot is free."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from boulevard_server.rules.arrays import ZERO, Array, Ints, choose, numbers, some, total, wan
from boulevard_server.rules.fields import Door
from boulevard_server.rules.segments import first_with
from boulevard_server.rules.state import STATE
from boulevard_server.rules.turn import Purse, Turn

FIRM_FIELDS = tuple(f.name for f in STATE if f.axes == "F" and f.door is Door.FREE)
"""Everything a slot says of its firm, one number each."""
_NONE = ("firm.city", "firm.chain", "firm.listed", "firm.planter", "firm.opened")
EMPTY = {name: -1 if name in _NONE else 0 for name in FIRM_FIELDS}
"""What an empty slot says in each field of `FIRM_FIELDS`, at all times: nobody writes where there is no firm."""


def found(turn: Turn, wanted: Array, values: Mapping[str, Array]) -> Ints:
    """Put a new firm into a free slot wherever `wanted` (..., N) is true.

    Args:
        values: arrays (..., N) by firm field; fields left out say what an empty slot says. The serial is given.
    Returns:
        flat slot of each firm (..., N), -1 where none was wanted or no slot was free.
    """
    firms, many = turn.axes["F"], wanted.shape[-1]
    free = (turn["firm.serial"] == ZERO).reshape(-1, firms)
    room = total(free)
    (new,) = wanted.reshape(-1).nonzero()
    match = new // many
    # Which of its match each wanted firm is: they stand match after match.
    number = np.arange(new.size) - match.searchsorted(match)
    fits = number < room[match]
    new, match, number = new[fits], match[fits], number[fits]
    # Flat places of the free slots, match after match; the first ones of a match stand after those of all before it.
    at = free.reshape(-1).nonzero()[0].take((room.cumsum() - room)[match] + number)
    slot = np.full(wanted.shape, -1)
    slot.reshape(-1)[new] = at % firms
    serials = turn.new_serials(slot >= ZERO)
    if not new.size:
        return slot
    given = {**values, "firm.serial": serials}
    rows = np.empty((len(given), *slot.shape))
    for row, value in enumerate(given.values()):
        rows[row] = value
    for name, column in zip(given, rows.reshape(len(given), -1).take(new, axis=1), strict=True):
        turn.put(name, at, column)
    return slot


def introduce(turn: Turn, slot: Ints, noise: float) -> None:
    """What new firms at slots (..., N), -1 none, need of people for all they can make, and what is known of them."""
    (firm,) = (first_with(slot, turn.axes["F"]) >= ZERO).reshape(-1).nonzero()
    chain = turn.at("firm.chain", firm)
    staff(turn, firm, turn.at("firm.capacity", firm) * turn.tables.staff_per_wan[chain])
    turn.put("firm.noise", _in_rows(firm, turn.axes["F"], turn.axes["S"]), noise)


def staff(turn: Turn, firm: Ints, people: Array) -> None:
    """Firms at flat slots (n,) need so many people (n,), in the mix of their chains."""
    tiers = turn.axes["K"]
    need = wan(people[:, None] * turn.tables.mix[turn.at("firm.chain", firm)])
    turn.put("firm.need", (firm[:, None] * tiers + numbers(tiers)).reshape(-1), need.reshape(-1))


def introduce_as(turn: Turn, slot: Ints, known: Mapping[str, Array]) -> None:
    """What seats know of new firms at slots (..., N), -1 none: for `estimate` and `noise`, arrays (..., S, N)."""
    firms, seats, many = turn.axes["F"], turn.axes["S"], slot.shape[-1]
    source = first_with(slot, firms).reshape(-1)
    (firm,) = (source >= 0).nonzero()
    at = _in_rows(firm, firms, seats)
    there = firm // firms * (seats * many) + source[firm] + (numbers(seats) * many)[:, None]
    for name, values in known.items():
        turn.put(f"firm.{name}", at, values.reshape(-1).take(there.reshape(-1)))


def clear(turn: Turn, gone: Array) -> None:
    """Empty the slots where `gone` (..., F) is true; what is left in the firm's purse goes to its banks."""
    if not some(gone):
        return
    cash = turn["firm.cash"]
    turn.transfer("firm.cash", "outside.banks", "firm_wound_up", np.maximum(cash, 0) * gone)
    turn.transfer("outside.banks", "firm.cash", "firm_wound_up", np.maximum(-cash, 0) * gone)
    (firm,) = gone.reshape(-1).nonzero()
    firms, tiers = turn.axes["F"], numbers(turn.axes["K"])
    for name, value in EMPTY.items():
        _put(turn, name, firm, value)
    for name in ("firm.staff", "firm.need"):
        _put(turn, name, (firm[:, None] * tiers.size + tiers).reshape(-1), 0)
    places = _in_rows(firm, firms, turn.axes["S"])
    for name in ("firm.estimate", "firm.noise"):
        _put(turn, name, places, 0)
    places = _in_rows(firm, firms, turn.axes["C"] * turn.axes["V"])
    for name in ("position.share", "position.cost", "position.locked", "position.since", "position.claw_back"):
        _put(turn, name, places, 0)


def _in_rows(firm: Ints, firms: int, rows: int) -> Ints:
    """Flat places (n,) in a field (..., R, F) of firms that are flat places in (..., F)."""
    places: Ints = firm // firms * (rows * firms) + firm % firms + (numbers(rows) * firms)[:, None]
    return places.reshape(-1)


def _put(turn: Turn, name: str, places: Ints, value: Array | float) -> None:
    """`Turn.put`; in a batch, where it copies much, only if there is anything to change."""
    if turn.lead and not some(turn.at(name, places) != value):
        return
    turn.put(name, places, value)


def purse_of(city: Ints, vehicle: Ints, vehicles: int) -> Purse:
    """The purse of one vehicle per place: flat numbers of (city, vehicle), -1 where there is none."""
    return Purse("vehicle.cash", choose((city >= 0) & (vehicle >= 0), city * vehicles + vehicle, -1))
