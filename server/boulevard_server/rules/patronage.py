"""Patronage: what a city does for single firms besides owning them: contracts, badges, and the green light.

A state contract keeps a firm's machines busy and the market reads it as a sign; a Little Giant badge brings tax
relief and cheaper private money for three years; state money in a small firm is a signal that private money follows.
Owns `firm.contract`, `badge`, `badge_left` and `green`.
"""

from __future__ import annotations

import numpy as np

from boulevard_server.rules import funds, holdings, stakes
from boulevard_server.rules.arrays import (
    ONE,
    ZERO,
    Array,
    Floats,
    Ints,
    at_most_one,
    choose,
    clip,
    numbers,
    some,
    total,
    wan,
)
from boulevard_server.rules.bets import Fields
from boulevard_server.rules.markets import open_now
from boulevard_server.rules.places import figures_at
from boulevard_server.rules.powers import exp, logistic
from boulevard_server.rules.tables import Tables
from boulevard_server.rules.turn import Purse, Turn
from boulevard_shared.events import EventKind
from boulevard_shared.ids import Badge


def play(turn: Turn) -> None:
    """Contracts, nominations and signals of this turn; before the firms make and sell."""
    _buy(turn)
    _expire(turn)
    _award(turn)
    _signal(turn)


def contract_weight(turn: Turn) -> Floats:
    """How much the state contracts of each firm count (..., F), 0 to 1."""
    full = turn.tables["patronage.contract_full"] * np.maximum(turn["firm.capacity"], ONE)
    out: Floats = at_most_one(turn["firm.contract"] / full)
    return out


def esteem(turn: Turn) -> Floats:
    """What contracts, badges and state money add to the market's mood about each firm (..., F)."""
    t = turn.tables
    out: Floats = (
        t["patronage.value_contract"] * contract_weight(turn)
        + t["patronage.value_badge"] * turn["firm.badge"]
        + t["patronage.value_green"] * (turn["firm.green"] > ZERO)
    )
    return out


def private_money(turn: Turn, firm: Ints) -> Floats:
    """How much likelier private money answers the call of firms at flat slots (n,), times."""
    t = turn.tables
    green = choose(turn.at("firm.green", firm) > ZERO, t["patronage.answer_green"], 1.0)
    out: Floats = (1.0 + t["patronage.answer_badge"] * turn.at("firm.badge", firm)) * green
    return out


def first_turn(tables: Tables, tier: Badge) -> int:
    """Turn from which a badge can be had."""
    year = tables.lists["patronage.badge_year"][int(tier) - 1]
    return max(0, round(2 * (float(year) - tables.scenario.start_year)))


def _buy(turn: Turn) -> None:
    """The city pays; the firm delivers at cost."""
    t = turn.tables
    old = np.floor(turn["firm.contract"] * t["patronage.contract_kept"]).astype(np.int64)
    wished = np.maximum(turn.acts["contract.amount"], ZERO)
    if not some(wished):
        turn.set("firm.contract", old)
        return
    here = turn["firm.city"][..., None, :] == numbers(turn.axes["C"])[:, None]
    able = here & ((turn["firm.serial"] > 0) & open_now(turn["firm.stage"]))[..., None, :]
    most = np.floor(t["patronage.contract_cap"] / 2.0 * turn["firm.capacity"]).astype(np.int64)
    wished = np.minimum(wished, most[..., None, :]) * able
    part = at_most_one(np.maximum(turn["city.treasury"], 0) / np.maximum(total(wished), 1))
    paid = np.floor(wished * part[..., None]).astype(np.int64)
    slots = np.broadcast_to(numbers(turn.axes["F"]), paid.shape[-2:])
    turn.transfer("city.treasury", Purse("firm.cash", slots), "state_contract", paid)
    bought = paid.sum(axis=-2, dtype=np.int64)
    turn.transfer("firm.cash", "outside.market", "contract_made", wan(bought * t["patronage.contract_cost"]))
    turn.set("firm.contract", old + bought)
    turn.set("firm.loyalty", clip(turn["firm.loyalty"] + t["patronage.contract_loyalty"] * (bought > 0), 0.0, 1.0))
    turn.note(
        EventKind.CONTRACT_PLACED,
        bought > 0,
        city=turn["firm.city"],
        weight=32,
        firm=turn["firm.name"],
        chain=turn["firm.chain"],
        host_city=turn["firm.city"],
        amount=bought,
    )


def _expire(turn: Turn) -> None:
    left = np.maximum(turn["firm.badge_left"] - ONE, ZERO)
    ends = (turn["firm.badge"] > ZERO) & (left == ZERO)
    turn.set("firm.badge_left", left)
    turn.note(
        EventKind.BADGE_EXPIRED,
        ends,
        city=turn["firm.city"],
        weight=25,
        firm=turn["firm.name"],
        chain=turn["firm.chain"],
        host_city=turn["firm.city"],
    )
    turn.set("firm.badge", choose(ends, 0, turn["firm.badge"]))


def _award(turn: Turn) -> None:
    """The province or the ministry looks at who was put forward: a good small firm has it, a pretender not."""
    t = turn.tables
    slot = turn.acts["nominate.firm"] - ONE
    if (slot < ZERO).all():
        return
    cities = numbers(turn.axes["C"])
    named = (slot[..., None] == numbers(turn.axes["F"])) & (turn["firm.city"][..., None, :] == cities[:, None])
    asked = named.any(axis=-2) & fit_for_badge(turn, t)
    tier, renewed = tier_asked(turn["firm.badge"], turn["firm.badge_left"])
    years = t.lists["patronage.badge_year"]
    began = np.rint(2.0 * (years - t.scenario.start_year)).astype(np.int64)
    asked = asked & (turn["match.turn"][..., None] >= began[tier - 1])
    hard = figures_at(turn, t.hard)
    merit = (
        t["patronage.badge_base"]
        + t["patronage.badge_quality"] * turn["firm.quality"]
        + t["patronage.badge_technology"] * (turn["firm.technology"] - 1.0)
        + t["patronage.badge_hard"] * hard
        + t["patronage.badge_contract"] * contract_weight(turn)
        - t["patronage.badge_national"] * (tier == Badge.NATIONAL)
        - t["patronage.badge_doomed"] * (turn["firm.doomed"] > 0)
        + t["patronage.badge_again"] * renewed
    )
    wins = asked & (turn.draw("patronage.badge", (turn.axes["F"],)) < logistic(merit))
    turn.set("firm.badge", choose(wins, tier, turn["firm.badge"]))
    turn.set("firm.badge_left", choose(wins, int(t["patronage.badge_turns"]), turn["firm.badge_left"]))
    grant = wan(t.lists["patronage.badge_grant"][tier - 1]) * (wins & ~renewed)
    turn.transfer("outside.centre", "firm.cash", "badge_grant", grant)
    told = {
        "firm": turn["firm.name"],
        "chain": turn["firm.chain"],
        "host_city": turn["firm.city"],
        "national": (tier == Badge.NATIONAL).astype(np.int64),
    }
    turn.note(EventKind.BADGE_AWARDED, wins, city=turn["firm.city"], weight=42, **told)
    turn.note(EventKind.BADGE_REFUSED, asked & ~wins, city=turn["firm.city"], weight=24, **told)


def tier_asked(badge: Array, left: Array) -> tuple[Ints, Array]:
    """Which badge a nomination is for, and whether it renews one that runs out within a year."""
    renewed = (badge > 0) & (left <= 2)
    tier: Ints = choose(renewed, badge, np.minimum(badge + 1, int(Badge.NATIONAL)))
    return tier, renewed


def fit_for_badge(fields: Fields, tables: Tables) -> Array:
    """Firms (..., F) that may be put forward: small, selling, no anchor of somebody's plan."""
    small = fields["firm.capacity"] <= tables["patronage.badge_size"]
    out: Array = (fields["firm.serial"] > 0) & open_now(fields["firm.stage"]) & small & (fields["firm.anchor"] == 0)
    return out


def _signal(turn: Turn) -> None:
    """State money in a firm is a green light; half a year after a first stake private money follows into small ones."""
    t = turn.tables
    before, there = turn.before, holdings.held(turn)
    same = (before["firm.serial"] == turn["firm.serial"]).reshape(-1)[there.firm]
    cost = turn.at("position.cost", there.place)
    bought = cost > before["position.cost"].reshape(-1)[there.place] * same
    lit = holdings.firms_with(turn, there.only(bought)) & (turn["firm.serial"] > ZERO)
    turn.set("firm.green", choose(lit, int(t["patronage.green_turns"]), np.maximum(turn["firm.green"] - ONE, ZERO)))
    small = (turn["firm.invested"] <= t["patronage.green_size"]) & (turn["firm.listed"] < ZERO)
    last = turn.at("match.turn", there.firm // turn.axes["F"]) - ONE
    seen = (turn.at("position.since", there.place) == last) & small.reshape(-1)[there.firm] & (cost > ZERO)
    if not some(seen):
        return
    fresh, cost = there.only(seen), cost[seen]
    chain = np.maximum(turn.at("firm.chain", fresh.firm), 0)
    city = fresh.owner // turn.axes["V"]
    rate = funds.followers(turn).reshape(-1)[city * turn.axes["I"] + chain]
    luck = exp((turn.draw("patronage.green", (turn.axes["F"],)) - 0.5) * 4.0 * t["funds.crowd_noise"])
    money = np.floor(luck.reshape(-1)[fresh.firm] * cost * rate).astype(np.int64)
    stakes.join(turn, holdings.by_firm(turn, fresh, money))
    turn.set("vehicle.crowd_in", turn["vehicle.crowd_in"] + holdings.by_owner(turn, fresh, money))
