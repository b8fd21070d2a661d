"""The book of bets: what every seat signed for, what it expected, what it paid and what came back.

It outlives the firms: the debrief tells judgement from luck with it. Alone writes the `bet.*` arrays.
"""

from __future__ import annotations

import math

import numpy as np

from boulevard_server.rules import holdings
from boulevard_server.rules.arrays import ZERO, Array, Ints, some, total
from boulevard_server.rules.segments import find
from boulevard_server.rules.turn import Turn

_FROM_FIRM = {
    "bet.firm": "firm.serial",
    "bet.name": "firm.name",
    "bet.chain": "firm.chain",
    "bet.kind": "firm.kind",
    "bet.city": "firm.city",
    "bet.turn": "firm.born",
    "bet.expected": "firm.expected",
    "bet.chance": "firm.chance",
}


def sign(turn: Turn) -> None:
    """Open a line for every firm that was signed for this turn; a full book keeps its oldest lines."""
    serial, planter = turn["firm.serial"], turn["firm.planter"]
    signed = (serial > ZERO) & (planter >= ZERO) & (turn["firm.born"] == turn["match.turn"][..., None])
    (firm,) = signed.reshape(-1).nonzero()
    if not firm.size:
        return
    seats, lines = turn.axes["S"], turn.axes["B"]
    seat = firm // turn.axes["F"] * seats + planter.reshape(-1)[firm]
    book = turn["bet.firm"].reshape(-1, lines)
    known = (book[seat] == serial.reshape(-1)[firm, None]).any(axis=-1)
    firm, seat = firm[~known], seat[~known]
    # The first new line of a seat comes after those it has, the second after that, and so on.
    order = seat.argsort(kind="stable")
    firm, seat = firm[order], seat[order]
    line = total(book > 0)[seat] + np.arange(seat.size) - seat.searchsorted(seat)
    room = line < lines
    firm, place = firm[room], (seat * lines + line)[room]
    stakes = holdings.held(turn)
    paid = holdings.by_firm(turn, stakes, turn.at("position.cost", stakes.place))
    for name, source in _FROM_FIRM.items():
        turn.put(name, place, turn.at(source, firm))
    turn.put("bet.paid", place, paid.reshape(-1)[firm])


def pay(turn: Turn, paid: Ints) -> None:
    """More money (..., F) went into firms."""
    _add(turn, "bet.paid", paid)


def reap(turn: Turn, money: Ints) -> None:
    """Money (..., F) came back from stakes; to be told before the firm's slot is cleaned."""
    _add(turn, "bet.back", money)


def value(turn: Turn) -> None:
    """What the cities' stakes in every bet are worth now, at the firm's last price; nothing once it is gone."""
    worth = np.rint(holdings.share_held(turn) * turn["firm.value"]).astype(np.int64)
    turn.set("bet.worth", _at(_slots(turn), worth))


def _slots(turn: Turn) -> Ints:
    """The slot (..., S, B) of the firm that each line of the book is about, -1 where there is none or it is gone."""
    slots: Ints = turn.remember("bet slots", ("bet.firm", "firm.serial"), _find_slots)
    return slots


def _find_slots(turn: Turn) -> Ints:
    lines = turn["bet.firm"]
    return find(lines.reshape(*turn.lead, -1), turn["firm.serial"]).reshape(lines.shape)


def _at(slot: Ints, values: Array) -> Array:
    """The values (..., F) at the slots (..., S, B), 0 where there is none."""
    # Few lines of a book are about firms that are there.
    (line,) = (slot.reshape(-1) >= ZERO).nonzero()
    match = line // math.prod(slot.shape[-2:])
    out = np.zeros(slot.shape, values.dtype)
    out.reshape(-1)[line] = values.reshape(-1).take(match * values.shape[-1] + slot.reshape(-1).take(line))
    return out


def _add(turn: Turn, name: str, money: Ints) -> None:
    if some(money):
        turn.set(name, turn[name] + _at(_slots(turn), money))
