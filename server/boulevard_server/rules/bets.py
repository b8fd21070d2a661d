"""What a bet is worth: chance of success, payoff, and how a firm weighs a package; pure functions of arrays.

Chapters call these with the true state, forecasts and bots with a seat's view; the formulas are the same, only
what goes in differs. All shapes broadcast; nothing here changes a state. What is reckoned for one bet at a time takes
plain numbers too, and gives plain ones back (`single`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Protocol

import numpy as np

from boulevard_server.rules.arrays import (
    ONE,
    ZERO,
    Array,
    Floats,
    at_most_one,
    choose,
    clip,
    matvec,
    numbers,
    positive,
    take,
    total,
    total_of,
)
from boulevard_server.rules.powers import exp, log, logistic, power
from boulevard_server.rules.single import either, least, most, root
from boulevard_server.rules.tables import Tables

SEED_BINS = (0.325, 0.65, 0.90, 0.96, 0.985, 0.995, 1.0)
"""Cumulative shares of seed bets: nothing back, below 1, to 5, to 10, to 20, to 50, above.

21,000 venture financings of 2004-13 (Correlation Ventures); half of the losers return nothing (design).
"""
_SEED_EDGES = np.array((0.0, 0.05, 1.0, 5.0, 10.0, 20.0, 50.0, 100.0))
_SEED_STEPS = log(np.maximum(_SEED_EDGES[1:], 0.05) / np.maximum(_SEED_EDGES[:-1], 0.05))


class Fields(Protocol):
    """Arrays by name: a turn, a state, or what a seat sees of it."""

    def __getitem__(self, name: str, /) -> Array: ...


@dataclass(frozen=True, slots=True)
class Ground:
    """What a place offers a bet, each array of shape (..., C, I) or broadcastable to it.

    `talent`, `density`, `boss` and `leader` are shares that help; `hype`, `turnover` and `graft` hurt.
    """

    talent: Array
    density: Array
    boss: Array
    leader: Array
    hype: Array
    turnover: Array
    graft: Array


def talent_fit(university: Array, network: Array, tables: Tables) -> Floats:
    """How well a city's universities and laboratories fit each chain, 0 to 1.

    Args:
        university: strength by field of study (..., C, U), points 0 to 100.
        network: ties with the chain's laboratories (..., C, I).
    """
    taught = matvec(tables.study, university) / 100.0
    fit: Floats = clip(0.8 * taught + 0.4 * network, 0.0, 1.0)
    return fit


def ground(fields: Fields, graft: Array | float, tables: Tables) -> Ground:
    """The ground all cities offer, from a state or a turn.

    Args:
        fields: arrays by name of all cities: universities, networks, clusters, officials, favour.
        graft: 0 to 1 of each city (..., C, 1), or one number for all where it cannot be known.
    """
    boss = fields["cluster.boss"]
    held = boss >= 0
    expertise = fields["official.expertise"]
    chains = expertise.shape[-1]
    skill = take(expertise.reshape(*expertise.shape[:-2], -1), boss * chains + numbers(chains))
    rank = take(fields["official.rank"], boss)
    weight = choose(rank <= 1, 1.0, choose(rank <= 2, 0.9, 0.75))
    # A new secretary who was briefed by letter breaks less.
    fresh = (fields["official.tenure"][..., :1] < 2) * (1.0 - fields["city.briefed"][..., None])
    return Ground(
        talent=talent_fit(fields["talent.university"], fields["talent.network"], tables),
        density=fields["cluster.density"],
        boss=skill * weight * held,
        leader=(fields["cluster.leader"] > 0).astype(np.float64),
        hype=positive(fields["nation.favour"][..., None, :] - 1.0),
        turnover=fresh.astype(np.float64),
        graft=np.asarray(graft, np.float64),
    )


def log_odds(place: Ground, tables: Tables) -> Floats:
    """Log odds that a bet of average quality succeeds there, not consulted, shape (..., C, I).

    Sum of the chain's intercept and weighted terms; weights in `deals.odds_*`.
    """
    out: Floats = (
        tables.odds
        + tables["deals.odds_talent"] * place.talent
        + tables["deals.odds_density"] * place.density
        + tables["deals.odds_boss"] * place.boss
        + tables["deals.odds_leader"] * place.leader
        - tables["deals.odds_hype"] * place.hype
        - tables["deals.odds_turnover"] * place.turnover
        - tables["deals.odds_graft"] * place.graft
    )
    return out


def chance_of(odds: Array, quality: Array, consulted: Array, tables: Tables) -> Floats:
    """Chance that a bet succeeds: log odds of the place, quality of the firm (log), 1 where consulted."""
    return logistic(odds + quality + tables["deals.odds_consulted"] * consulted)


def usual_quality(template: Array, ticket: Array, tables: Tables) -> Floats:
    """Mean quality (log) of projects of a kind and size: what everybody knows before looking at one.

    Args:
        template: number of the template in content. ticket: cost of the project, wan.
    """
    small = tables["deals.odds_small"] / (1.0 + ticket / tables["deals.small_ticket"])
    out: Floats = tables.template["quality"][most(template, ZERO)] + small
    return out


def chance_forecast(
    odds: Array | float,
    reading: tuple[Array | float, Array | float],
    usual: Array | float,
    consulted: Array | float,
    tables: Tables,
) -> Floats:
    """Chance of success as a seat can honestly forecast it from a noisy estimate of quality.

    Args:
        reading: the estimate of quality and its standard error.
        usual: what is usual for such a project (`usual_quality`).

    The estimate is shrunk to what is usual by its precision, and the doubt that is left pulls
    the chance towards one half (the usual probit-like correction, MacKay 1992).
    """
    estimate, noise = reading
    spread = tables["deals.quality_spread"]
    known = spread * spread / (spread * spread + noise * noise)
    doubt = spread * spread * (1.0 - known)
    middle = odds + tables["deals.odds_consulted"] * consulted + known * estimate + (1.0 - known) * usual
    return logistic(middle / root(1.0 + doubt * (np.pi / 8.0)))


def multiple_at(u: Array | float, keep: Array | float, tables: Tables) -> Floats:
    """Payoff multiple of a bet that succeeds: Pareto quantile of u, upper tail cut by the state's hand.

    Args:
        u: uniform numbers in [0, 1).
        keep: share of the upper tail that the owner lets live, 1/8 to 1/2 for state money, 1 for private.
    """
    low, alpha = tables["deals.payoff_least"], tables["deals.payoff_alpha"]
    free = low * power(1.0 - u, -1.0 / alpha)
    tail = tables["deals.payoff_tail"]
    beyond = most(0.0, free - tail)
    out: Floats = least(tables["deals.payoff_cap"], least(free, tail) + beyond * keep)
    return out


def keep_of(skill: Array | float, share: Array | float, tables: Tables) -> Floats:
    """Share of the upper tail kept by state money: by managers' skill, less where the stake means control."""
    low, high = tables["deals.tail_least"], tables["deals.tail_most"]
    control = either(share > tables["deals.control_stake"], tables["deals.control_tail"], 1.0)
    out: Floats = (low + (high - low) * skill) * control
    return out


def seed_multiple(u: Array, keep: Array | float) -> Floats:
    """Multiple of one seed bet: u in [0, 1) through the table of venture returns, log-uniform inside bins.

    Of the places above 5, only the share `keep` stays there; the others end between 1 and 5.
    """
    u = np.asarray(u, np.float64)
    start = SEED_BINS[2]
    stays = u < start + (1.0 - start) * np.asarray(keep)
    # The kept part of the tail is stretched over the whole tail; the cut part falls back to the 1-5 bin.
    tail = choose(
        stays,
        start + (u - start) / np.maximum(keep, 1e-9),
        SEED_BINS[1] + (SEED_BINS[2] - SEED_BINS[1]) * (u - start) / (1.0 - start),
    )
    u = choose(u < start, u, tail)
    below = np.asarray((0.0, *SEED_BINS[:-1]))
    above = np.asarray(SEED_BINS)
    place = np.minimum(total((u[..., None] >= above).astype(np.int64)), len(SEED_BINS) - 1)
    part = (u - below[place]) / (above[place] - below[place])
    growing = np.maximum(_SEED_EDGES[place], 0.05) * exp(part * _SEED_STEPS[place])
    out: Floats = choose(place == ZERO, 0.0, choose(place == ONE, part, growing))
    return out


def mean_multiple(chance: Array | float, keep: Array | float, tables: Tables) -> Floats:
    """Expected multiple of a single bet: failures recover `deals.failure_value` on average."""
    low, alpha = tables["deals.payoff_least"], tables["deals.payoff_alpha"]
    tail, cap = tables["deals.payoff_tail"], tables["deals.payoff_cap"]
    # Mean of a Pareto up to the tail, then the kept part of what lies beyond, up to the cap (closed form).
    to_tail, beyond = _pareto_means(low, alpha, tail, cap)
    good = to_tail + keep * beyond
    out: Floats = chance * good + (1.0 - chance) * tables["deals.failure_value"]  # type: ignore[assignment]
    return out


@lru_cache(maxsize=64)
def _pareto_means(low: float, alpha: float, tail: float, cap: float) -> tuple[float, float]:
    """Parts of a Pareto's mean below its tail and from there up to the cap."""
    at_tail, at_cap = power(np.array([low / tail, low / cap]), alpha - 1.0).tolist()
    return low / (alpha - 1.0) * (alpha - at_tail), low / (alpha - 1.0) * (at_tail - at_cap)


@dataclass(frozen=True, slots=True)
class Package:
    """What a city offers a project, arrays that broadcast; money in wan, land in percent, tax in turns."""

    equity: Array | float
    premium_bp: Array | float
    guarantee: Array | float
    land: Array | float
    tax: Array | float
    works: Array | float
    housing: Array | float
    claw_back: Array | float


def features(
    package: Package, asked: Array | float, ticket: Array | float, place: Array | float
) -> tuple[Array | float, ...]:
    """What the package is worth to the firm by taste, each from about 0 (nothing) to 1 (all that it asks).

    Six that broadcast, in the order of `ids.TASTES`.

    Args:
        asked: equity the project asks for, wan.
        ticket: cost of the whole project, wan.
        place: how well the firm would be placed there, 0 to 1 (`place_worth`).
    """
    asked = most(asked, 1)
    ticket = most(ticket, 1)
    loans = most(ticket - asked, 1)
    cash = least(1.25, package.equity / asked) * (1.0 + package.premium_bp / 10_000)
    return (
        cash,
        least(1.0, package.guarantee / loans),
        package.land / 100.0,
        package.tax / 10.0,
        least(1.0, package.housing / (0.03 * ticket)),
        0.75 * place + 0.25 * least(1.0, package.works / (0.05 * ticket)),
    )


def place_worth(place: Ground, trust: Array, livability: Array) -> Floats:
    """How good a home a city is for firms of each chain, 0 to 1, shape (..., C, I).

    Args:
        trust, livability: points 0 to 100, shape (..., C, 1).
    """
    out: Floats = clip(
        0.30 * place.talent
        + 0.30 * at_most_one(place.density * 2.0)
        + 0.05 * place.leader
        + 0.20 * trust / 100.0
        + 0.15 * livability / 100.0,
        0.0,
        1.0,
    )
    return out


def appeal(worth: Sequence[Any], taste: Array | list[float], claw_back: Array | float, tables: Tables) -> Floats:
    """How much the firm likes a package: taste-weighted features, less for a claw-back clause.

    Args:
        worth: `features`. taste: weights that sum to 1, shape (..., 6); plain numbers with plain features.
    """
    liked: Any
    if type(taste) is list:
        liked = total_of([part * weight for part, weight in zip(worth, taste, strict=True)])
    else:
        side_by_side = np.empty((*np.broadcast_shapes(*map(np.shape, worth)), len(worth)))
        for place, one in enumerate(worth):
            side_by_side[..., place] = one
        liked = total(side_by_side * taste)
    out: Floats = liked - tables["deals.claw_back_cost"] * claw_back
    return out
