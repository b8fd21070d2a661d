"""Which stakes there are, one a line: of the places of `position.*` (..., C, V, F) hardly one in a hundred is in use.

Passes over all those places would be the dearest thing in a turn, so chapters ask for the lines here, read and
write only these places (`Turn.at`, `Turn.put`), and sum lines up by owner or by firm.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from boulevard_server.rules.arrays import TWO, ZERO, Array, Floats, Ints, numbers, total
from boulevard_server.rules.state import State
from boulevard_server.rules.turn import Turn


@dataclass(frozen=True, slots=True)
class Lines:
    """Stakes in the order of their places, all arrays (n,) and all flat: of one match and of a batch alike.

    `place` is where in `position.*`, `owner` where in `vehicle.*` (..., C, V), `firm` where in `firm.*` (..., F).
    """

    place: Ints
    owner: Ints
    firm: Ints

    def only(self, mask: Array) -> Lines:
        """The lines where mask (n,) is true."""
        return Lines(self.place[mask], self.owner[mask], self.firm[mask])

    def city(self, turn: Turn) -> Ints:
        """The city (n,) whose vehicle holds each stake."""
        out: Ints = self.owner // turn.axes["V"] % turn.axes["C"]
        return out


def lines(turn: Turn, place: Ints) -> Lines:
    """The lines of flat places of `position.*`."""
    firms = turn.axes["F"]
    owner = place // firms
    return Lines(place, owner, owner // (turn.axes["C"] * turn.axes["V"]) * firms + place % firms)


def held(turn: Turn) -> Lines:
    """The lines of all stakes; a line whose stake has gone this turn may still be there, with nothing in it."""
    known = turn.memo.get("holdings")
    if known is None:
        there = _stands(turn.before)
        if turn["position.cost"] is not turn.before["position.cost"]:  # written before anybody asked
            there = there | _stands(turn)
        known = turn.memo["holdings"] = lines(turn, there.reshape(-1).nonzero()[0])
    found: Lines = known
    return found


def _stands(fields: State | Turn) -> Array:
    out: Array = (fields["position.share"] > 0.0) | (fields["position.cost"] > ZERO)
    return out


def opened(turn: Turn, place: Ints) -> None:
    """Stakes now stand at these places too; to be told by whoever writes them."""
    old = held(turn).place
    if old.size:
        place = place[old.take(old.searchsorted(place), mode="clip") != place]
    if place.size:
        turn.memo["holdings"] = lines(turn, np.sort(np.concatenate([old, place])))


def by_owner(turn: Turn, stakes: Lines, amount: Ints) -> Ints:
    """Whole amounts (n,) summed by the vehicle that holds each stake (..., C, V)."""
    shape = (*turn.lead, turn.axes["C"], turn.axes["V"])
    return _summed(shape, stakes.owner, amount)


def by_firm(turn: Turn, stakes: Lines, amount: Ints) -> Ints:
    """Whole amounts (n,) summed by firm (..., F)."""
    return _summed((*turn.lead, turn.axes["F"]), stakes.firm, amount)


def _summed(shape: tuple[int, ...], at: Ints, amount: Ints) -> Ints:
    out = np.zeros(math.prod(shape), np.int64)
    np.add.at(out, at, amount)
    return out.reshape(shape)


def firms_with(turn: Turn, stakes: Lines) -> Array:
    """Whether (..., F) each firm is in one of these lines."""
    out = np.zeros((*turn.lead, turn.axes["F"]), bool)
    out.reshape(-1)[stakes.firm] = True
    return out


def share_held(turn: Turn) -> Floats:
    """What all vehicles of all cities hold of each firm (..., F)."""
    shares: Floats = turn.remember("share held", ("position.share",), _share_held)
    return shares


def _share_held(turn: Turn) -> Floats:
    # Fractions are summed in the order of `total` whatever is empty, so that no bit hangs on which stakes there are;
    # one or two of them come to the same in any order.
    firms, owners = turn.axes["F"], turn.axes["C"] * turn.axes["V"]
    stakes = held(turn)
    out = np.zeros(math.prod(turn.lead) * firms)
    np.add.at(out, stakes.firm, turn.at("position.share", stakes.place))
    (firm,) = (np.bincount(stakes.firm, minlength=1) > TWO).nonzero()
    first = firm // firms * (owners * firms) + firm % firms
    cells = turn.at("position.share", first[:, None] + numbers(owners) * firms)
    out[firm] = total(total(cells.reshape(-1, turn.axes["C"], turn.axes["V"])))
    return out.reshape(*turn.lead, firms)


def worth_held(turn: Turn) -> Floats:
    """The stakes of each vehicle (..., C, V) at the firms' last prices."""
    firms, owners = turn.axes["F"], turn.axes["C"] * turn.axes["V"]
    out = np.zeros((*turn.lead, turn.axes["C"], turn.axes["V"]))
    used = np.zeros(out.size, bool)
    used[held(turn).owner] = True
    (owner,) = used.nonzero()
    shares = turn.at("position.share", owner, firms)
    out.reshape(-1)[owner] = total(shares * turn["firm.value"].reshape(-1, firms).take(owner // owners, axis=0))
    return out
