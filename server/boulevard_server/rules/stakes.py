"""Stakes: how vehicles buy, hold and give up parts of firms; alone writes the `position.*` arrays in play."""

from __future__ import annotations

import numpy as np

from boulevard_server.rules import betbook, holdings
from boulevard_server.rules.arrays import (
    ONE,
    ZERO,
    Array,
    Floats,
    Ints,
    at_most_one,
    choose,
    flat_nonzero,
    some,
    take,
    total,
)
from boulevard_server.rules.holdings import Lines
from boulevard_server.rules.places import seat_of
from boulevard_server.rules.turn import Turn


def grant(turn: Turn, firm: Ints, owner: tuple[Ints, Ints], terms: tuple[Array, Ints, Array]) -> None:
    """Write first stakes in new firms at flat slots (n,), one owner each; all arrays (n,).

    Args:
        owner: city and vehicle; -1 where nothing is granted.
        terms: share, cost, and whether it can be clawed back.
    """
    city, vehicle = owner
    held = (city >= 0) & (vehicle >= 0)
    firm, city, vehicle, share, cost, claw_back = (one[held] for one in (firm, city, vehicle, *terms))
    cities, vehicles, firms = turn.axes["C"], turn.axes["V"], turn.axes["F"]
    holder = (firm // firms * cities + city) * vehicles + vehicle
    new = holdings.lines(turn, holder * firms + firm % firms)
    turn.put("position.share", new.place, share)
    turn.put("position.cost", new.place, cost)
    turn.put("position.since", new.place, _now(turn, new))
    if some(claw_back) or some(turn.at("position.claw_back", new.place)):  # seldom: it copies the whole field
        turn.put("position.claw_back", new.place, claw_back)
    holdings.opened(turn, new.place)
    _count_invested(turn, holdings.by_owner(turn, new, cost))


def grant_partners(turn: Turn, share: Array, cost: Ints) -> None:
    """Add first stakes of partners beside the lead's; arrays (..., C, V, F), 0 where nobody joins."""
    new = holdings.lines(turn, (cost > 0).reshape(-1).nonzero()[0])
    spent = cost.reshape(-1)[new.place]
    _enlarge(turn, new, share.reshape(-1)[new.place], spent)
    turn.put("position.since", new.place, _now(turn, new))
    _count_invested(turn, holdings.by_owner(turn, new, spent))


def _enlarge(turn: Turn, stakes: Lines, share: Floats, spent: Ints) -> None:
    """More shares for more money at these stakes."""
    turn.put("position.share", stakes.place, at_most_one(turn.at("position.share", stakes.place) + share))
    turn.put("position.cost", stakes.place, turn.at("position.cost", stakes.place) + spent)
    holdings.opened(turn, stakes.place)


def _now(turn: Turn, stakes: Lines) -> Ints:
    """The turn (n,) that is played in the match of each stake."""
    return turn.at("match.turn", stakes.firm // turn.axes["F"])


def _count_invested(turn: Turn, spent: Ints) -> None:
    """Money (..., C, V) was put into firms."""
    turn.set("vehicle.invested", turn["vehicle.invested"] + spent)
    turn.set("vehicle.term_invested", turn["vehicle.term_invested"] + spent)


def subscribe(turn: Turn, asked: Lines, wished: Ints) -> Ints:
    """Vehicles put new money into firms at the firm's present value; older owners are diluted.

    A vehicle never pays more than it has; all its payments shrink alike.

    Args:
        asked: which vehicles pay which firms, each pair once.
        wished: what each would pay (n,), above 0.
    Returns:
        what each firm was paid, shape (..., F).
    """
    cash = np.maximum(turn["vehicle.cash"], 0)
    part = at_most_one(cash / np.maximum(holdings.by_owner(turn, asked, wished), 1))
    cut = np.floor(wished * part.reshape(-1)[asked.owner]).astype(np.int64)
    pays = cut > 0
    paid, bought = cut[pays], asked.only(pays)
    fresh = turn.at("position.cost", bought.place) == 0
    by_owner, by_firm = holdings.by_owner(turn, bought, paid), holdings.by_firm(turn, bought, paid)
    turn.transfer("vehicle.cash", "outside.investors", "equity", by_owner)
    join(turn, by_firm)
    _enlarge(turn, bought, paid / turn.at("firm.value", bought.firm), paid)
    since = turn.at("position.since", bought.place)
    turn.put("position.since", bought.place, choose(fresh, _now(turn, bought), since))
    _count_invested(turn, by_owner)
    betbook.pay(turn, by_firm)
    return by_firm


def join(turn: Turn, money: Ints) -> None:
    """New money (..., F) comes into firms out of the investors' purse and is part of their value from now on."""
    turn.transfer("outside.investors", "firm.cash", "equity", money)
    stakes = holdings.held(turn)
    diluted = stakes.only(money.reshape(-1)[stakes.firm] > ZERO)
    value = np.maximum(turn.at("firm.value", diluted.firm), ONE)
    left = value / (value + money.reshape(-1)[diluted.firm])
    turn.put("position.share", diluted.place, turn.at("position.share", diluted.place) * left)
    firm = flat_nonzero(money)
    came = money.reshape(-1)[firm]
    turn.put("firm.value", firm, np.maximum(turn.at("firm.value", firm), ONE) + came)
    turn.put("firm.invested", firm, turn.at("firm.invested", firm) + came)
    worth = choose(turn.at("firm.doomed", firm) > ZERO, 0.1, 1.0)
    turn.put("firm.target", firm, turn.at("firm.target", firm) + came * worth)


def within_cash(turn: Turn, wished: Ints) -> Ints:
    """Payments (..., C, V, N) cut down alike so that no vehicle pays more than it has."""
    cash = np.maximum(turn["vehicle.cash"], 0)
    asked = total(wished)
    part = at_most_one(cash / np.maximum(asked, 1))
    out: Ints = np.floor(wished * part[..., None]).astype(np.int64)
    return out


def give_up(turn: Turn, stakes: Lines, part: Floats) -> Ints:
    """Take away `part` (n,), above 0 and up to 1, of some stakes; returns the cost of what went (n,)."""
    cost = turn.at("position.cost", stakes.place)
    gone = np.rint(cost * part).astype(np.int64)
    share = turn.at("position.share", stakes.place) * (1.0 - part)
    empty = (part >= 1.0) | (share < 0.00005)
    gone = choose(empty, cost, gone)
    turn.put("position.share", stakes.place, choose(empty, 0.0, share))
    turn.put("position.cost", stakes.place, cost - gone)
    for name in ("position.locked", "position.since", "position.claw_back"):
        turn.put(name, stakes.place[empty], 0)
    return gone


def book_return(turn: Turn, stakes: Lines, cost: Ints, proceeds: Ints, blame: Floats) -> None:
    """Count money back (n,) and the loss against its cost, as far as `blame` says it is this official's."""
    betbook.reap(turn, holdings.by_firm(turn, stakes, proceeds))
    turn.set("vehicle.returned", turn["vehicle.returned"] + holdings.by_owner(turn, stakes, proceeds))
    lost = np.floor(np.maximum(cost - proceeds, 0) * blame).astype(np.int64)
    turn.set("vehicle.lost", turn["vehicle.lost"] + holdings.by_owner(turn, stakes, lost))
    # What was inherited comes into the account on both sides, or losses could exceed what was put in.
    taken_over = (np.floor(cost * blame) * (blame < 1.0)).astype(np.int64)
    inherited = holdings.by_owner(turn, stakes, taken_over)
    turn.set("vehicle.term_invested", turn["vehicle.term_invested"] + inherited)


def blame_of(turn: Turn, stakes: Lines) -> Floats:
    """Share (n,) of a loss on each stake that the official in office answers for.

    All of it for what was bought in this term, half of what the predecessor left during the first turns, then none.
    """
    t = turn.tables
    served = take(turn["seat.term"], seat_of(turn)).reshape(-1)[stakes.owner // turn.axes["V"]]
    shared = t["cadres.shared"] * (served < t["cadres.shared_turns"])
    since = turn.at("position.since", stakes.place)
    out: Floats = choose(since >= _now(turn, stakes) - served, 1.0, shared)
    return out
