"""Smart-city deals: what three kinds of partner want, and which terms leave both sides better off; pure.

Each kind lives by another business, so each asks for another contract. The fee follows from both sides' needs: the
partner must cover its cost, the city must not pay more than it gains, and what is left is shared. Where nothing is
left there is no deal, whoever asks. All figures are in wan a year; axis D lists the partners.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from boulevard_server.rules.arrays import Array, Floats, choose, clip, pick, side_by_side, total, wan
from boulevard_server.rules.powers import log
from boulevard_server.rules.tables import Tables
from boulevard_shared.ids import Partner

WAN_PER_YUAN = 0.0001
KINDS = len(Partner) - 1
"""Kinds of partner; axis D."""


class Known(Protocol):
    """A state, a turn or a desk: arrays by name."""

    def __getitem__(self, name: str, /) -> Array: ...


@dataclass(frozen=True, slots=True)
class Terms:
    """What is asked for: the city's share of the joint company, whether the partner may repeat it elsewhere, and
    the data policy (0 open, 1 guarded, 2 sealed) the partner can count on. Arrays that line up with (..., C, D)."""

    share: Array
    exclusive: Array
    policy: Array


@dataclass(frozen=True, slots=True)
class Bargain:
    """What these terms come to, wan a year, arrays (..., C, D).

    `fee` is paid by the city (negative: by the partner); `city` and `partner` are what each gains by the deal, fee
    paid; `closes` whether both gain. Where it does not close, fee and gains are what a deal would have needed.
    """

    fee: Array
    city: Floats
    partner: Floats
    closes: Array


def date(state: Known, tables: Tables) -> Floats:
    """The year of the turn that is played or planned, 2014.5 for the second half of 2014."""
    return tables.date(np.asarray(state["match.turn"]))


def home_champion(state: Known, tables: Tables) -> Floats:
    """Strength 0-1 of a platform champion that grew up here (..., C): consumer internet a head of population."""
    culture = state["cluster.output"][..., tables.chain_index("culture")] * 10_000.0
    a_head = culture / np.maximum(state["city.population"], 1)
    low, high = tables.lists["smart.home_platform"]
    strength: Floats = clip((a_head - low) / (high - low), 0.0, 1.0)
    return strength


def fit(state: Known, tables: Tables) -> Floats:
    """How well a city's traits suit each kind of partner's business (..., C, D), about 0 to 1.3.

    A vendor likes a small town where one contract covers everything; an entertainment platform a town that plays
    and makes games, but not its rival's home; a payment platform is strongest where it was born.
    """
    t = tables
    output = np.asarray(state["cluster.output"], np.float64)
    small = log(np.maximum(state["city.population"], 1) / t["smart.vendor_town"])
    low, high = t.lists["smart.vendor_fit"]
    vendor = clip(high - t["smart.vendor_size"] * small, low, high)
    play = output[..., t.chain_index("culture")] / np.maximum(total(output, -1), 1.0) / t["smart.culture_share"]
    home = home_champion(state, t)
    playful = clip(play, 0.0, t["smart.culture_most"]) * (1.0 - t["smart.culture_rival"] * home)
    payment = t["smart.payment_away"] + t["smart.payment_home"] * home
    suits: Floats = side_by_side([vendor, playful, payment])
    return suits


def edge(state: Known, tables: Tables) -> Floats:
    """What is left of a partner's edge (..., D) after it has repeated its success elsewhere."""
    left: Floats = 1.0 / (1.0 + tables["smart.copy"] * state["smart.copies"])
    return left


def effort(share: Array, tables: Tables) -> Floats:
    """How hard the partner works for its part, 1 at an equal split: who owns little cares little."""
    works: Floats = 1.0 - tables["smart.effort"] * (np.asarray(share, np.float64) - 0.5)
    return works


def data_business(state: Known, tables: Tables, policy: Array) -> Floats:
    """What the partners earn with first-hand data (..., C, D) under a policy that lines up with it."""
    heads = np.asarray(state["city.population"], np.float64)[..., None] * WAN_PER_YUAN
    use = tables.lists["smart.data_use"][np.asarray(policy)]
    worth: Floats = heads * tables.lists["smart.data_worth"] * use
    return worth


def bargain(state: Known, tables: Tables, terms: Terms) -> Bargain:
    """Terms weighed by both sides. The surplus over both sides' needs is shared by bargaining power (Nash 1950)."""
    t = tables
    heads = np.asarray(state["city.population"], np.float64)[..., None] * WAN_PER_YUAN
    suits, works = fit(state, t), effort(terms.share, t)
    left = choose(terms.exclusive, 1.0, edge(state, t)[..., None, :])
    mood = np.maximum(np.asarray(state["smart.mood"], np.float64)[..., None, None], 0.1)
    dividend = heads * t.lists["smart.dividend"]
    gains = heads * t.lists["smart.benefit"] * works * (1.0 - t["smart.fit_felt"] + t["smart.fit_felt"] * suits)
    business = heads * t.lists["smart.business"] * suits * left + data_business(state, t, terms.policy)
    # Whoever may not repeat what he has learnt wants to be paid for it.
    forgone = t["smart.exclusive_cost"] * heads * t.lists["smart.business"] * terms.exclusive
    costs = heads * t.lists["smart.cost"] / mood + forgone
    needs = costs - business - (1.0 - terms.share) * dividend
    offers = gains + terms.share * dividend
    surplus = offers - needs
    power = t["smart.partner_power"]
    return Bargain(wan(needs + power * surplus), (1.0 - power) * surplus, power * surplus, surplus >= 0.0)


def offered(state: Known, tables: Tables) -> Array:
    """Which kinds of partner are about (..., D): each came at its date."""
    year = date(state, tables)[..., None]
    out: Array = year >= tables.lists["smart.partner_from"]
    return out


def stays(state: Known, tables: Tables, cut: Array) -> Array:
    """Whether the partner in place gives in to a cut of its fee by a share (..., C)."""
    rested, lowest = patience(state, tables)
    out: Array = rested & (state["smart.fee"] * (1.0 - cut) >= lowest)
    return out


def patience(state: Known, tables: Tables) -> tuple[Array, Array]:
    """Whether the partner in place will talk of its fee, and the least it takes (..., C): it keeps part of its gain."""
    t = tables
    kind = np.maximum(state["smart.partner"], 1) - 1
    share, policy = state["smart.share"][..., None], state["smart.policy"][..., None]
    now = bargain(state, t, Terms(share, state["smart.exclusive"][..., None] > 0, policy))
    needs = now.fee - now.partner * (1.0 - t["smart.fee_floor"])
    lowest = pick(needs, kind[..., None])[..., 0]
    rested: Array = state["match.turn"][..., None] - state["smart.talked"] >= t["smart.fee_peace"]
    return rested, lowest
