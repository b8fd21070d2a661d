"""Which chains a bot believes in: the incubator by its own ground, the copycat by who leads, the careerist by lag.

The other personas' eyes are in `taste`.
"""

from __future__ import annotations

import numpy as np

from boulevard_server.bots import taste
from boulevard_server.bots.hand import Hand
from boulevard_server.rules import forecast
from boulevard_server.rules.arrays import Floats
from boulevard_server.rules.desk import Commons, Desk, once_a_moment
from boulevard_shared.ids import Persona

HABIT = 0.35
"""What a chair already filled adds to a chain: a will that changes every turn is none."""


def chain_scores(hand: Hand) -> Floats:
    """How much the bot likes each chain, shape (I,); larger is better; not to be written to."""
    if "chain scores" not in hand.memo:
        hand.memo["chain scores"] = _scores(hand)
    out: Floats = hand.memo["chain scores"]
    return out


def lean_to(hand: Hand, more: Floats) -> None:
    """Like some chains more than the will alone would, shape (I,)."""
    hand.memo["chain scores"] = chain_scores(hand) + more


def _scores(hand: Hand) -> Floats:
    desk = hand.desk
    likes = {
        Persona.INCUBATOR: _by_ground,
        Persona.COPYCAT: _by_leaders,
        Persona.CAREERIST: _by_lag,
        Persona.PATRON: taste.by_learning,
        Persona.LANDLORD: taste.by_size,
        Persona.TREASURER: taste.by_prudence,
    }[hand.will.persona]
    scores = likes(desk) + HABIT * (desk.own("cluster.boss") >= 0)
    scores = scores + hand.will.anchors * _coming(desk)
    scores = scores + 0.3 * hand.will.error * (hand.luck("focus", scores.shape) - 0.5)
    out: Floats = np.asarray(scores, np.float64)
    return out


def focus(hand: Hand) -> list[int]:
    """The chains the bot concentrates on, best first; not to be written to."""
    scores = chain_scores(hand)
    known = hand.memo.get("focus")
    if known is None or known[0] is not scores:
        order: list[int] = np.argsort(-scores, kind="stable").tolist()
        known = hand.memo["focus"] = scores, order[: hand.will.focus]
    found: list[int] = known[1]
    return found


def _coming(desk: Desk) -> Floats:
    """By chain: how large the largest project is whose bids are opened later, in years of own revenue; at most 1."""
    largest: Floats = np.minimum(1.0, _largest_coming(desk) / desk.yearly_revenue)
    return largest


@once_a_moment
def _largest_coming(commons: Commons) -> Floats:
    """By chain: what the largest project asks for whose bids are opened later (wan)."""
    later = (commons["project.serial"] > 0) & (commons["project.closes"] > commons["match.turn"])
    size = np.where(later, commons["project.equity"], 0)
    at = commons["project.chain"][:, None] == np.arange(len(commons.tables.chains))
    largest: Floats = np.where(at, size[:, None], 0).max(0).astype(np.float64)
    return largest


def leaders(desk: Desk) -> list[int]:
    """The three best-ranked other cities, best first."""
    ranked = zip(desk.plain("score.rank"), desk.plain("seat.city"), strict=True)
    return [city for _, city in sorted(place for place in ranked if place[1] != desk.view.city)[:3]]


@once_a_moment
def successes(desk: Commons) -> Floats:
    """By chain: how many firms anywhere have paid (profit or a listing), less those in trouble; shape (I,)."""
    chains = np.arange(len(desk.tables.chains))
    alive = desk["firm.serial"] > 0
    anchors = alive & (desk["firm.kind"] > 0)
    paying = anchors & ((desk["firm.profit"] > 0) | (desk["firm.listed"] >= 0))
    troubled = alive & (desk["firm.distress"] > 0)
    at = desk["firm.chain"][:, None] == chains
    return np.asarray((at & paying[:, None]).sum(0) - 0.7 * (at & troubled[:, None]).sum(0), np.float64)


def _by_ground(desk: Desk) -> Floats:
    odds = forecast.home_odds(desk)
    out: Floats = odds + 0.5 * desk["nation.plan"] + 0.4 * desk.tables.hard + 0.3 * desk["nation.plan_next"]
    return out


def _by_leaders(desk: Desk) -> Floats:
    led = _shares(desk)[leaders(desk)].sum(0)
    out: Floats = (
        4.0 * led
        + 0.6 * successes(desk)
        + 0.8 * (desk["nation.price"] - 1.0)
        + 0.6 * (desk["nation.favour"] - 1.0)
        + 0.5 * desk.own("cluster.density")
    )
    return out


@once_a_moment
def _shares(commons: Commons) -> Floats:
    """Part of each chain in the output of each city (C, I)."""
    output = commons["cluster.output"].astype(np.float64)
    shares: Floats = output / np.maximum(output.sum(1, keepdims=True), 1.0)
    return shares


def _by_lag(desk: Desk) -> Floats:
    out: Floats = (
        -0.15 * desk.tables.lag_profit
        + 1.0 * (desk["nation.price"] - 1.0)
        + 0.5 * desk["nation.plan"]
        + 1.5 * desk.own("cluster.density")
    )
    return out
