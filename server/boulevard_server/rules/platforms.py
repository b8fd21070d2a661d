"""Off-book platforms: a city's Construction Holding borrows against land for roads, and its debt grows unseen.

Nobody orders it: banks lend on land that is being released, more when credit is easy. The Holding pays interest out
of its own cash; what it cannot pay is added to what it owes. Owns `vehicle.debt`.
"""

from __future__ import annotations

import numpy as np

from boulevard_server.rules.arrays import ZERO, Array, Floats, Ints, choose, numbers, positive, total, wan
from boulevard_server.rules.turn import Turn
from boulevard_shared.ids import Vehicle

_BUILDER = tuple(Vehicle).index(Vehicle.CONSTRUCTION)


def play(turn: Turn) -> Floats:
    """Borrow, build and pay interest; returns works beyond the usual that people feel (*lead, C), wan a turn."""
    t = turn.tables
    usual = turn["city.gdp"] * (t["treasury.platform_loans"] / 2.0)
    ease = positive(1.0 + t["treasury.platform_credit"] * (turn["nation.credit"] - 1.0))[..., None]
    pledged = turn["city.land_housing"] / 100.0 * (turn["city.land_left"] > 0.0)
    borrowed = choose(turn["city.autonomy_lost"] > ZERO, 0, wan(usual * ease * pledged))
    owed = turn["vehicle.debt"][..., _BUILDER]
    interest = wan(owed * turn["city.rate"] / 2.0)
    paid = np.minimum(interest, np.maximum(turn["vehicle.cash"][..., _BUILDER], ZERO))
    turn.transfer("outside.banks", "vehicle.cash", "platform_loan", _held(turn, borrowed))
    turn.transfer("vehicle.cash", "outside.market", "platform_works", _held(turn, borrowed))
    turn.transfer("vehicle.cash", "outside.banks", "interest", _held(turn, paid))
    turn.set("vehicle.debt", turn["vehicle.debt"] + _held(turn, borrowed + interest - paid))
    felt: Floats = t["treasury.platform_felt"] * (borrowed - usual * ease)
    return felt


def swap(turn: Turn, share: Array) -> Ints:
    """The centre takes over a share (*lead, C) of what the platforms owe; returns how much (*lead, C)."""
    gone = wan(turn["vehicle.debt"] * share[..., None])
    turn.transfer("outside.centre", "outside.banks", "rescue", gone)
    turn.set("vehicle.debt", turn["vehicle.debt"] - gone)
    taken: Ints = total(gone)
    return taken


def _held(turn: Turn, amount: Ints) -> Ints:
    """An amount (*lead, C) in the place of the Construction Holding (*lead, C, V)."""
    held: Ints = amount[..., None] * (numbers(turn.axes["V"]) == _BUILDER)
    return held
