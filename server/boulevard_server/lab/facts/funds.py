"""Facts about state money: what it returns, and what follows it."""

from __future__ import annotations

import math

import numpy as np

from boulevard_server.lab.estimates import mean_of, median_of, pooled, quantile_of
from boulevard_server.lab.facts.registry import Fact, Measure, World, fact
from boulevard_server.lab.facts.stage import Seating, acts_of, bot_match, changed, each, openings
from boulevard_server.rules import bets, chance
from boulevard_server.rules.resolve import resolve

RIPE = 10
"""Turns after which a bet has shown what it is."""


@fact(
    Fact(
        "S1",
        "what ordinary state funds return",
        (
            Measure("mean multiple of a bet", mean_of("multiple"), 1.06, 1.6),
            Measure("median multiple", median_of("multiple"), 0.0, 1.0),
            Measure("top decile", quantile_of("multiple", 0.9), 3.0, 20.0),
            Measure("all money back for all money paid", pooled("got", "paid"), -math.inf, math.inf),
        ),
        carried_by=("deals.tail_least", "deals.tail_most", "deals.payoff_alpha"),
        off={"deals.payoff_alpha": 9.0},
        quick=6,
        full=30,
    )
)
def returns(world: World, block: int) -> dict[str, list[float]]:
    """Every bet of a match of bots that is at least five years old at the end: money back and worth over money paid.

    The band is that of a portfolio of equal stakes, as its sources reckon. By money the largest bets decide, which
    take six to eight years to pay and are marked low before.
    """
    _, positions = bot_match(world, block, Seating())
    end = positions[-1]
    old = (end["bet.firm"] > 0) & (end["bet.turn"] <= int(end["match.turn"]) - RIPE) & (end["bet.paid"] > 0)
    got = (end["bet.back"] + end["bet.worth"])[old].astype(np.float64)
    paid = end["bet.paid"][old].astype(np.float64)
    return {"got": each(got), "paid": each(paid), "multiple": each(got / np.maximum(paid, 1.0))}


@fact(
    Fact(
        "S2",
        "seed bets",
        (
            Measure("share that loses money", mean_of("lost"), 0.6, 0.7),
            Measure("share above twenty times", mean_of("above"), 0.005, 0.02),
        ),
        carried_by=("deals.tail_least", "deals.tail_most"),
        off={"deals.tail_least": 0.0, "deals.tail_most": 0.0},
        quick=4,
        full=40,
    )
)
def seeds(world: World, block: int) -> dict[str, list[float]]:
    """Single seed stakes as the best managers keep them, over the whole table of venture returns."""
    state, tables = openings(world, block, 1)
    keep = float(bets.keep_of(np.asarray(1.0), 0.2, tables))
    luck = chance.draw(state["match.seed"], state["match.turn"], "lab.seeds", (4_000,))[0]
    multiples = bets.seed_multiple(luck, keep)
    return {"lost": each(multiples < 1.0), "above": each(multiples > 20.0)}


@fact(
    Fact(
        "S4",
        "private money that follows a public yuan",
        (
            Measure("in ordinary places", pooled("private_rich", "public_rich"), 0.75, 1.05),
            Measure("in poor places", pooled("private_poor", "public_poor"), 1.0, 1.4),
        ),
        carried_by=("funds.crowd_in", "funds.crowd_in_poor"),
        off={"funds.crowd_in": 0.0},
        quick=4,
        full=16,
    )
)
def followers(world: World, block: int) -> dict[str, list[float]]:
    """A hundred million yuan of seed money in every city and three chains; what investors put beside it."""
    state, tables = openings(world, block, 6)
    budget = np.zeros_like(state["cluster.seed_budget"])
    budget[..., :3] = 10_000
    cash = np.array(state["vehicle.cash"])
    cash[..., 2] += 100_000
    start = changed(state, **{"cluster.seed_budget": budget, "vehicle.cash": cash})
    after = resolve(start, acts_of(start), tables).state
    public = (after["vehicle.invested"] - start["vehicle.invested"]).sum(axis=-1).astype(np.float64)
    private = (after["vehicle.crowd_in"] - start["vehicle.crowd_in"]).sum(axis=-1).astype(np.float64)
    poor = start["city.income"] < tables["funds.poor_income"] * start["nation.income"][..., None]
    return {
        "private_rich": each(private[~poor]),
        "public_rich": each(public[~poor]),
        "private_poor": each(private[poor]),
        "public_poor": each(public[poor]),
    }
