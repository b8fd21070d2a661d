"""The book of bets: what every seat signed for, what it expected, what it paid and what came back.

It outlives the firms: the debrief tells judgement from luck with it. Alone writes the `bet.*` arrays.
"""

from __future__ import annotations

import numpy as np

from boulevard_server.rules import holdings
from boulevard_server.rules.arrays import Array, Ints, find, some, take
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
    mine = planter[..., None, :] == np.arange(turn.axes["S"])[:, None]
    fresh = mine & (serial > 0)[..., None, :] & (turn["firm.born"] == turn["match.turn"][..., None])[..., None, :]
    if not some(fresh):
        return
    slots = _slots(turn)
    *seat, held = (slots >= 0).nonzero()
    fresh[(*seat, slots[(*seat, held)])] = False
    used = (turn["bet.firm"] > 0).sum(axis=-1, dtype=np.int64)
    place = used[..., None] + np.cumsum(fresh, axis=-1) - 1
    *seat, firm = (fresh & (place < turn.axes["B"])).nonzero()
    slot = np.full(slots.shape, -1)
    slot[(*seat, place[(*seat, firm)])] = firm
    filled = slot >= 0
    for line, source in _FROM_FIRM.items():
        turn.set(line, np.where(filled, _at(slot, turn[source]), turn[line]))
    stakes = holdings.held(turn)
    paid = holdings.by_firm(turn, stakes, turn.at("position.cost", stakes.place))
    turn.set("bet.paid", np.where(filled, _at(slot, paid), turn["bet.paid"]))


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
    flat = take(values, slot.reshape(*slot.shape[:-2], -1)).reshape(slot.shape)
    out: Array = np.where(slot >= 0, flat, values.dtype.type(0))
    return out


def _add(turn: Turn, name: str, money: Ints) -> None:
    if some(money):
        turn.set(name, turn[name] + _at(_slots(turn), money))
