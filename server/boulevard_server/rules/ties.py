"""Ties: what shared state owners do to firms: a minority stake helps, control harms, and trouble spreads.

The other side of the same ties, the gain from pooled capital, is in `insiders` (`cluster.gain`).
"""

from __future__ import annotations

import numpy as np

from boulevard_server.rules import holdings
from boulevard_server.rules.arrays import (
    ZERO,
    Array,
    Floats,
    Ints,
    at_most_one,
    choose,
    clip,
    numbers,
    positive,
    some,
    take,
)
from boulevard_server.rules.codes import STAGE, TASK
from boulevard_server.rules.holdings import Lines
from boulevard_server.rules.segments import segment_total
from boulevard_server.rules.tables import Tables
from boulevard_server.rules.turn import Turn
from boulevard_shared.events import EventKind


def help_of(share: Array, tables: Tables) -> Floats:
    """What state owners with this share of a firm are to it: 1 best, 0 as if they were not there, -1 worst.

    Best between 10 and 35 %: contracts, land and credit, and managers who are left alone.
    """
    low, high, worst = tables.lists["ties.minority"]
    rising = at_most_one(share / low)
    falling = 1.0 - 2.0 * positive(share - high) / (worst - high)
    out: Floats = clip(np.minimum(rising, falling), -1.0, 1.0)
    return out


def state_help(turn: Turn) -> Floats:
    """The same for every firm (..., F) by what all cities hold of it."""
    return help_of(holdings.share_held(turn), turn.tables)


def play(turn: Turn) -> None:
    """When a firm that a city holds falls or dies, its sisters in the chain lose value: they owe one another."""
    before = turn.before
    lived = (before["firm.serial"] > ZERO) & (before["firm.stage"] != STAGE.DISTRESS)
    gone = turn["firm.serial"] != before["firm.serial"]
    sick = lived & (gone | (turn["firm.stage"] == STAGE.DISTRESS))
    if not some(sick):
        return
    t, chains = turn.tables, turn.axes["I"]
    flat = turn.axes["C"] * chains
    where = choose(lived, before["firm.city"] * chains + before["firm.chain"], -1)
    stakes = holdings.held(turn)
    cost = _home_cost(turn, stakes, before["position.cost"].reshape(-1)[stakes.place], before["firm.city"])
    count = segment_total((cost > 0).astype(np.int64), where, flat)
    hurt = segment_total(cost * sick, where, flat) / np.maximum(segment_total(cost, where, flat), 1)
    tied = at_most_one(np.maximum(count - 1, 0) / t["ties.tied_firms"])
    pooled = turn["cluster.boss_task"].reshape(*turn.lead, -1) == TASK.COORDINATE
    shock = t["ties.contagion"] * hurt * tied * choose(pooled, t["ties.pooled"], 1.0)
    now = turn["firm.city"] * chains + turn["firm.chain"]
    cost = _home_cost(turn, stakes, turn.at("position.cost", stakes.place), turn["firm.city"])
    held = (cost > 0) & ~sick & (turn["firm.serial"] > 0)
    loss = take(shock, now) * held
    turn.set("firm.value", np.maximum(turn["firm.value"] * (1.0 - loss), np.minimum(turn["firm.value"], 1)))
    lost = segment_total(np.rint(loss * turn["firm.value"]).astype(np.int64), choose(held, now, -1), flat)
    cities = numbers(turn.axes["C"])[:, None]
    shape = turn["cluster.boss_task"].shape
    turn.note(
        EventKind.CONTAGION_SPREAD,
        ((shock >= t["ties.news"]) & (lost > 0)).reshape(shape),
        city=cities,
        weight=58,
        host_city=cities,
        chain=numbers(chains),
        amount=lost.reshape(shape),
    )


def _home_cost(turn: Turn, stakes: Lines, cost: Ints, city: Ints) -> Ints:
    """What the city in which each firm sits has put into it (..., F), from the cost of each stake (n,)."""
    at_home = stakes.city(turn) == city.reshape(-1)[stakes.firm]
    return holdings.by_firm(turn, stakes, cost * at_home)
