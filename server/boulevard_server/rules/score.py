"""The score: five parts of each city against its own course; in Career mode the career instead.

A city is measured against its start, less what it would have come to by itself (`par`), and what it gains counts by
its handicap: a poor city, a boom town and a rust belt begin level, and whoever does nothing scores about nothing.
Owns the `score` arrays and the city's measures of the start. Weights come from the scenario.
"""

from __future__ import annotations

import numpy as np

from boulevard_server.rules.arrays import ONE, Array, Floats, Ints, choose, clip, rows_at, side_by_side, some, total
from boulevard_server.rules.powers import log
from boulevard_server.rules.state import State
from boulevard_server.rules.tables import Tables, constant
from boulevard_server.rules.turn import Turn
from boulevard_shared.events import EventKind
from boulevard_shared.ids import SCORE_PARTS


def begin(start: dict[str, Array], tables: Tables, seed: int) -> None:
    """Remember the start. To be called last: it needs every other chapter's arrays."""
    start["nation.income_start"] = np.asarray(start["nation.income"])
    start["city.strategic_start"] = start["city.strategic"]
    start["city.technology_start"] = start["city.technology"]
    start["city.wellbeing_start"] = (start["city.livability"] + start["city.trust"]) / 2.0
    start["city.net_worth_start"] = net_worth(start, tables)
    start["score.rank"] = np.ones(len(tables.cities), np.int64)


def net_worth(state: Turn | State | dict[str, Array], tables: Tables) -> Ints:
    """Net public wealth (..., C): cash and stakes, minus all debt, off the books too, and part of guarantees.

    What the centre took over in a rescue is public debt still: nobody gains by being rescued.
    """
    cash = state["city.treasury"] + total(state["vehicle.cash"]) + state["city.portfolio"]
    owed = state["city.debt"] + total(state["vehicle.debt"]) + state["city.taken_over"]
    pledged = np.rint(tables["score.guarantees"] * state["city.guarantees"]).astype(np.int64)
    worth: Ints = cash + state["smart.worth"] - owed - pledged
    return worth


def play(turn: Turn) -> None:
    """Measure every city, add up the score of every seat, and say who leads."""
    t = turn.tables
    parts = _parts(turn)
    turn.set("score.parts", rows_at(parts, turn["seat.city"]))
    weight = t.score_weights
    career = (turn["match.career"] > 0)[..., None]
    points = turn["score.parts"]
    before = turn.before["score.parts"]
    change = choose(career[..., None], 0.0, weight * (points - before))
    turn.contribute_each("score.total", {name: change[..., place] for place, name in enumerate(SCORE_PARTS)})
    if some(career):
        for name in ("merit", "evaluation", "legacy"):
            change = turn[f"seat.{name}"] - turn.before[f"seat.{name}"]
            turn.contribute("score.total", f"{name}:seat.{name}", change * career)
    _rank(turn)


def measures(turn: Turn | State, tables: Tables) -> Floats:
    """How far every city has come since the start (..., C, Z), in the order of `SCORE_PARTS`.

    Income a head against the country's (share), log odds of industry's strategic share (from 10 to 15 % is as far
    as from 30 to 40 %), points of technology, net public wealth in years of GDP, points of livability and trust.
    """
    nation = turn["nation.income"] / np.maximum(turn["nation.income_start"], 1)
    income = turn["city.income"] / np.maximum(turn["city.income_start"], ONE) / nation[..., None] - 1.0
    # Against today's GDP: old debt is not made lighter by growth that all cities share.
    wealth = (net_worth(turn, tables) - turn["city.net_worth_start"]) / np.maximum(turn["city.gdp"], ONE)
    wellbeing = (turn["city.livability"] + turn["city.trust"]) / 2.0 - turn["city.wellbeing_start"]
    strategic, began = (clip(turn[f"city.strategic{when}"], 0.01, 0.99) for when in ("", "_start"))
    come = (
        income,
        log(strategic / (1.0 - strategic) * (1.0 - began) / began),
        turn["city.technology"] - turn["city.technology_start"],
        wealth,
        wellbeing,
    )
    out: Floats = side_by_side(come)
    return out


def _parts(turn: Turn) -> Floats:
    """The five parts (*lead, C, Z) in points: what the city has gained on its own course."""
    t = turn.tables
    usual = t.par[np.minimum(turn["match.turn"] + 1, len(t.par) - 1)]
    limit = t["score.limit"]
    limited: Floats = clip(_worth(t) * (measures(turn, t) - usual), -limit, limit)
    return limited


@constant
def _worth(tables: Tables) -> Floats:
    """Points for a unit of each measure in each city (C, Z)."""
    worth = np.array([tables[f"score.{name}"] for name in SCORE_PARTS])
    out: Floats = worth * handicap(tables)[:, None]
    return out


def handicap(tables: Tables) -> Floats:
    """By city (C,): what a gain counts there. Below 1 where ground and funds make gains easy, above where hard."""
    names = list(tables.content.cities)
    out: Floats = tables.lists["score.handicap"][[names.index(city) for city in tables.cities]]
    return out


def _rank(turn: Turn) -> None:
    points = turn["score.total"]
    ahead = total(points[..., None, :] > points[..., :, None])
    # Equal points: the seat that was ahead stays ahead.
    equal = points[..., None, :] == points[..., :, None]
    earlier = turn["score.rank"][..., None, :] < turn["score.rank"][..., :, None]
    rank = ONE + ahead + total(equal & earlier)
    old = turn["score.rank"]
    changed = (rank == ONE) & (old != ONE) & (turn["match.turn"] > 0)[..., None]
    turn.note(
        EventKind.LEAD_CHANGED,
        changed,
        city=turn["seat.city"],
        weight=82,
        host_city=turn["seat.city"],
        points=np.rint(points * 100).astype(np.int64),
    )
    turn.set("score.rank", rank)
