"""Stakes: how vehicles buy, hold and give up parts of firms; alone writes the `position.*` arrays in play."""

from __future__ import annotations

import numpy as np

from boulevard_server.rules import betbook
from boulevard_server.rules.arrays import Array, Floats, Ints, take, total, total_of_few
from boulevard_server.rules.places import seat_of
from boulevard_server.rules.turn import Turn


def grant(turn: Turn, owner: tuple[Ints, Ints], share: Array, cost: Ints, claw_back: Array) -> None:
    """Write first stakes in new firms, one owner a slot; all arrays (..., F).

    Args:
        owner: city and vehicle of each slot; city -1 where nothing is granted.
    """
    city, vehicle = owner
    new = ((city >= 0) & (vehicle >= 0)).nonzero()  # few of many slots
    places = (*new[:-1], city[new], vehicle[new], new[-1])
    now = np.broadcast_to(turn["match.turn"][..., None], city.shape)
    for name, value in (("share", share), ("cost", cost), ("since", now), ("claw_back", claw_back)):
        held = turn[f"position.{name}"].copy()
        held[places] = value[new]
        turn.set(f"position.{name}", held)
    _count_invested(turn, total_of_few(cost[new], places, held.shape))


def grant_partners(turn: Turn, share: Array, cost: Ints) -> None:
    """Add first stakes of partners beside the lead's; arrays (..., C, V, F), 0 where nobody joins."""
    new = cost > 0
    turn.set("position.share", np.minimum(turn["position.share"] + share, 1.0))
    turn.set("position.cost", turn["position.cost"] + cost)
    turn.set("position.since", np.where(new, turn["match.turn"][..., None, None, None], turn["position.since"]))
    _count_invested(turn, total(cost))


def _count_invested(turn: Turn, spent: Ints) -> None:
    """Money (..., C, V) was put into firms."""
    turn.set("vehicle.invested", turn["vehicle.invested"] + spent)
    turn.set("vehicle.term_invested", turn["vehicle.term_invested"] + spent)


def subscribe(turn: Turn, vehicle: Ints, amount: Ints) -> Ints:
    """Vehicles put new money into firms at the firm's present value; older owners are diluted.

    A vehicle never pays more than it has; all its payments shrink alike.

    Args:
        vehicle: which vehicle of each city pays each firm (..., C, F), -1 none.
        amount: what it pays (..., C, F).
    Returns:
        what each vehicle paid, shape (..., C, V, F).
    """
    by_vehicle = vehicle[..., None, :] == np.arange(turn.axes["V"])[:, None]
    paid = within_cash(turn, np.where(by_vehicle, amount[..., None, :], 0))
    fresh = (paid > 0) & (turn["position.cost"] == 0)
    turn.transfer("vehicle.cash", "outside.investors", "equity", paid)
    post = join(turn, by_firm(paid))
    share = turn["position.share"] + paid / post[..., None, None, :]
    turn.set("position.share", np.minimum(share, 1.0))
    turn.set("position.cost", turn["position.cost"] + paid)
    turn.set("position.since", np.where(fresh, turn["match.turn"][..., None, None, None], turn["position.since"]))
    _count_invested(turn, total(paid))
    betbook.pay(turn, paid)
    return paid


def join(turn: Turn, money: Ints) -> Ints:
    """New money (..., F) comes into firms out of the investors' purse; returns the firms' value after it."""
    turn.transfer("outside.investors", "firm.cash", "equity", money)
    value = np.maximum(turn["firm.value"], 1)
    post: Ints = value + money
    diluted = turn["position.share"] * (value / post)[..., None, None, :]
    turn.set("position.share", diluted)
    turn.set("firm.value", np.where(money > 0, post, turn["firm.value"]))
    turn.set("firm.invested", turn["firm.invested"] + money)
    worth = np.where(turn["firm.doomed"] > 0, 0.1, 1.0)
    turn.set("firm.target", turn["firm.target"] + money * worth)
    return post


def by_firm(amount: Ints) -> Ints:
    """Sum over all vehicles of all cities: (..., C, V, F) to (..., F)."""
    out: Ints = amount.sum(axis=(-3, -2), dtype=np.int64)
    return out


def within_cash(turn: Turn, wished: Ints) -> Ints:
    """Payments (..., C, V, N) cut down alike so that no vehicle pays more than it has."""
    cash = np.maximum(turn["vehicle.cash"], 0)
    asked = total(wished)
    part = np.minimum(1.0, cash / np.maximum(asked, 1))
    out: Ints = np.floor(wished * part[..., None]).astype(np.int64)
    return out


def give_up(turn: Turn, part: Array) -> Ints:
    """Take away `part` (0 to 1, shape (..., C, V, F)) of every holding; returns the cost of what went."""
    gone = np.rint(turn["position.cost"] * part).astype(np.int64)
    share = turn["position.share"] * (1.0 - part)
    empty = (part > 0.0) & ((part >= 1.0) | (share < 0.00005))
    gone = np.where(empty, turn["position.cost"], gone)
    turn.set("position.share", np.where(empty, 0.0, share))
    turn.set("position.cost", turn["position.cost"] - gone)
    for name in ("position.locked", "position.since", "position.claw_back"):
        turn.set(name, np.where(empty, 0, turn[name]))
    return gone


def book_return(turn: Turn, cost: Ints, proceeds: Ints, blame: Floats) -> None:
    """Count money back (..., C, V, F) and the loss against its cost, as far as `blame` says it is this official's."""
    betbook.reap(turn, proceeds)
    turn.set("vehicle.returned", turn["vehicle.returned"] + total(proceeds))
    left = (cost > 0).nonzero()  # few of many stakes
    blame, cost, shape = blame[left], cost[left], cost.shape
    lost = np.floor(np.maximum(cost - proceeds[left], 0) * blame).astype(np.int64)
    turn.set("vehicle.lost", turn["vehicle.lost"] + total_of_few(lost, left, shape))
    # What was inherited comes into the account on both sides, or losses could exceed what was put in.
    taken_over = np.where(blame < 1.0, np.floor(cost * blame), 0.0).astype(np.int64)
    turn.set("vehicle.term_invested", turn["vehicle.term_invested"] + total_of_few(taken_over, left, shape))


def blame_of(turn: Turn) -> Floats:
    """Share (..., C, V, F) of a loss that the official in office answers for.

    All of it for what was bought in this term, half of what the predecessor left during the first turns, then none.
    """
    t = turn.tables
    served = take(turn["seat.term"], seat_of(turn))
    shared = np.where(served < t["cadres.shared_turns"], t["cadres.shared"], 0.0)[..., None, None]
    began = (turn["match.turn"][..., None] - served)[..., None, None]
    out: Floats = np.where(turn["position.since"] >= began, 1.0, shared)
    return out
