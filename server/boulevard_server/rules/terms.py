"""Terms of office: the running evaluation against peers, how a term ends, and who governs where next.

Owns the `seat` arrays but the score. In Career mode seats change cities at the end of a term, ranked by their
evaluation; in Anchored mode a seat keeps its city and only the party secretary under it may change.
"""

from __future__ import annotations

import numpy as np

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
    pick,
    some,
    take,
    total,
)
from boulevard_server.rules.codes import RESULT, STAGE
from boulevard_server.rules.places import of_seats, seat_of
from boulevard_server.rules.segments import segment_total
from boulevard_server.rules.state import State
from boulevard_server.rules.tables import Tables, constant
from boulevard_server.rules.turn import Turn
from boulevard_shared.events import EventKind
from boulevard_shared.ids import SeatMode, TermResult


def begin(start: dict[str, Array], tables: Tables) -> None:
    """Seat s governs city s, at the beginning of a term."""
    seats = len(tables.cities)
    start["match.career"] = np.asarray(int(tables.scenario.mode is SeatMode.CAREER))
    start["seat.city"] = numbers(seats)
    start["seat.term_length"] = np.full(seats, tables.scenario.term_turns)
    start["seat.patron"] = np.full(seats, tables["cadres.patron_start"])
    start["seat.predecessor_growth"] = np.full(seats, float(start["nation.growth"]))
    start["city.predecessor"] = np.full(seats, -1)


def agree(start: dict[str, Array], tables: Tables, tolerance: float, legacy: float) -> None:
    """Write down what the table has agreed: freedom to fail, by stage of what a vehicle buys, and legacy credit."""
    start["match.tolerance"] = np.asarray(tolerance)
    start["match.legacy"] = np.asarray(legacy)
    by_stage = at_most_one(tolerance * tables.lists["cadres.tolerance_stage"])
    start["vehicle.tolerance"] = np.broadcast_to(by_stage, start["vehicle.cash"].shape)


def review(turn: Turn) -> Array:
    """Judge this turn and end the terms that are over; returns the cities (*lead, C) whose secretary leaves."""
    _judge(turn)
    _credit_planters(turn)
    turn.set("seat.term", turn["seat.term"] + ONE)
    growth = of_seats(turn, turn["city.growth_last"])
    turn.set("seat.term_growth", turn["seat.term_growth"] + growth / 2.0)
    ends = turn["seat.term"] >= turn["seat.term_length"]
    if not some(ends):
        return np.zeros((*turn.lead, turn.axes["C"]), bool)
    result = _close(turn, ends)
    gone = ends & (result != RESULT.KEPT)
    leaving = take(gone, seat_of(turn))
    _start_terms(turn, ends)
    return leaving


def _judge(turn: Turn) -> None:
    """Add this turn to the running evaluation: own growth, minus the peers', and what else is weighed."""
    t, before = turn.tables, turn.before
    cities = turn.axes["C"]
    own = turn["city.growth_last"] - turn["nation.growth"][..., None] - _expected(turn)
    peers = (total(own, -1)[..., None] - own) / max(1, cities - 1)
    weight = t["cadres.growth_weight"]
    jobs, jobs_before = (total(state["talent.jobs"], -1) for state in (turn, before))
    debt = _owed(turn) / turn["city.gdp"] - _owed(before) / before["city.gdp"]
    living = (turn["city.livability"] - before["city.livability"] + turn["city.trust"] - before["city.trust"]) / 2.0
    dirt = turn["environment.pollution"] - before["environment.pollution"]
    output = turn["cluster.output"]
    plan = turn["nation.plan"][..., None, :]
    planned = total(output * plan, -1) / np.maximum(total(output, -1), ONE)
    # What counts is what has been turned towards the plan, not what happened to stand there.
    planned = planned - total(t.start_industry * plan, -1) / _whole_start(t)
    aligned = planned - (total(planned, -1)[..., None] - planned) / max(1, cities - 1)
    by_city = (
        ("own_growth:city.gdp", weight * own),
        ("neighbours", -weight * t["cadres.neighbours_weight"] * peers),
        ("jobs:talent.jobs", t["cadres.jobs_weight"] * clip(jobs / np.maximum(jobs_before, ONE) - 1.0, -0.3, 0.3)),
        ("debt:city.debt", -t["cadres.debt_weight"] * clip(debt, -0.2, 0.2)),
        ("living:city.livability", t["cadres.living_weight"] * living),
        ("air:environment.pollution", -t["environment.evaluation"] * dirt),
        ("plan_alignment", t["cadres.plan_weight"] * aligned),
    )
    predecessor = turn["city.predecessor"]
    new = (turn["seat.term"] < t["cadres.shared_turns"]) & (of_seats(turn, predecessor) >= ZERO)
    mine = 1.0 - t["cadres.shared"] * new
    turn.contribute_each("seat.evaluation", {cause: of_seats(turn, points) for cause, points in by_city}, mine)
    nation = turn["nation.growth"][..., None]
    past = turn["seat.predecessor_growth"] - nation
    turn.contribute("seat.evaluation", "predecessor", -weight * t["cadres.predecessor_weight"] * past * mine)
    result = of_seats(turn, own - t["cadres.neighbours_weight"] * peers)
    result = (result - t["cadres.predecessor_weight"] * past) * mine
    turn.contribute("seat.evaluation", "patron", weight * turn["seat.patron"] * result)
    if some(new):
        everything = by_city[0][1]
        for _, points in by_city[1:]:
            everything = everything + points
        shared = t["cadres.shared"] * everything * take(new, seat_of(turn))
        turn.contribute("seat.evaluation", "left_behind", segment_total(shared, predecessor, turn.axes["S"]))


def _owed(state: State | Turn) -> Ints:
    """Debt (*lead, C) as superiors count it: what the centre took over in a rescue is remembered, and what was owed off
    the books comes to light only then.
    """
    owed: Ints = state["city.debt"] + state["city.taken_over"]
    return owed


@constant
def _whole_start(tables: Tables) -> Floats:
    """Output of all chains of each city at the start (C,), wan a year; at least 1."""
    out: Floats = np.maximum(total(tables.start_industry, -1), 1)
    return out


def _expected(turn: Turn) -> Floats:
    """Targets differ by place: how much faster than the other cities each grows by itself, a year (*lead, C)."""
    course = turn.tables.par[..., 0]
    last = len(course) - 1
    now, then = (1.0 + course[np.minimum(turn["match.turn"] + ahead, last)] for ahead in (0, 1))
    pace = 2.0 * (then / now - 1.0)
    out: Floats = pace - total(pace, -1)[..., None] / turn.axes["C"]
    return out


def _credit_planters(turn: Turn) -> None:
    """Legacy: part of what a firm earns counts for whoever planted it, once another governs its city."""
    t = turn.tables
    planter, city = turn["firm.planter"], turn["firm.city"]
    governs = take(seat_of(turn), city)
    pays = (
        (planter >= ZERO) & (planter != governs) & (turn["firm.stage"] == STAGE.MATURE) & (turn["firm.serial"] > ZERO)
    )
    if not some(pays):
        return
    share = np.maximum(turn["firm.profit"], 0) / np.maximum(take(turn["city.gdp"], city) / 2.0, 1.0)
    points = t["cadres.legacy_points"] * share * turn["match.legacy"][..., None] * pays
    turn.contribute("seat.legacy", "harvest", segment_total(points, planter, turn.axes["S"]))


def _close(turn: Turn, ends: Array) -> Ints:
    """Evaluate the terms that end: results by seat (*lead, S), with their consequences booked."""
    t = turn.tables
    seats = turn.axes["S"]
    luck = turn.normal("cadres.luck", (seats,)) * t["cadres.luck"]
    turn.contribute("seat.evaluation", "luck", luck * ends)
    final = turn["seat.evaluation"]
    others = (total(final, -1)[..., None] - final) / max(1, seats - 1)
    above = final - others
    lost = of_seats(turn, total(turn["vehicle.lost"]))
    put_in = turn["vehicle.term_invested"]
    invested = of_seats(turn, total(put_in))
    tolerated = of_seats(turn, total(put_in * turn["vehicle.tolerance"]))
    gdp = of_seats(turn, turn["city.gdp"])
    beyond = (lost > tolerated) & (lost > t["cadres.inquiry_least"] * gdp)
    struck = beyond & (turn.draw("cadres.inquiry", (seats,)) < t["cadres.inquiry_chance"])
    result = np.select(
        [
            struck,
            beyond | (above < t["cadres.demoted_below"]),
            above < t["cadres.moved_below"],
            above > t["cadres.promoted_above"],
        ],
        [TermResult.INVESTIGATED, TermResult.DEMOTED, TermResult.MOVED, TermResult.PROMOTED],
        TermResult.KEPT,
    )
    city = turn["seat.city"]
    turn.note(
        EventKind.INQUIRY_OPENED,
        ends & beyond,
        city=city,
        weight=80,
        amount=lost,
        share=np.minimum(lost * 10_000 // np.maximum(invested, 1), 10_000),
        host_city=city,
    )
    told = {
        "host_city": city,
        "result": result,
        "points": np.rint(above * 100).astype(np.int64),
        "luck": np.rint(luck * 100).astype(np.int64),
    }
    for_losses = beyond & (above >= t["cadres.demoted_below"])
    turn.note(EventKind.TERM_EVALUATED, ends & ~for_losses, city=city, weight=85, **told)
    turn.note(EventKind.TERM_EVALUATED, ends & for_losses, "TermEvaluatedLosses", city=city, weight=85, **told)
    promoted = ends & (result == RESULT.PROMOTED)
    fallen = ends & (result >= RESULT.DEMOTED)
    patron = turn["seat.patron"] + t["cadres.patron_promoted"] * promoted - t["cadres.patron_fallen"] * fallen
    turn.set("seat.patron", clip(patron, 0.0, 1.0))
    turn.set("seat.promotions", turn["seat.promotions"] + promoted)
    turn.set("seat.inquiries", turn["seat.inquiries"] + (ends & beyond))
    turn.set("seat.result", choose(ends, result, turn["seat.result"]))
    turn.contribute("seat.merit", "evaluation:seat.evaluation", final * ends)
    turn.contribute("seat.merit", "term_result", t.lists["cadres.merit"][result] * ends)
    turn.contribute("seat.evaluation", "new_term", -final * ends)
    scandal = take(ends & struck, seat_of(turn))
    turn.contribute("city.trust", "inquiry", -t["cadres.inquiry_trust"] * scandal)
    return result


def _start_terms(turn: Turn, ends: Array) -> None:
    """New terms: clear the term's accounts and, in Career mode, let the seats change cities."""
    above = turn["seat.merit"] - turn.before["seat.merit"]
    old_city = turn["seat.city"]
    mean_growth = turn["seat.term_growth"] * 2.0 / np.maximum(turn["seat.term"], 1)
    in_city = take(ends, seat_of(turn))
    past = take(mean_growth, seat_of(turn))
    for field in ("vehicle.lost", "vehicle.term_invested"):
        turn.set(field, choose(in_city[..., None], 0, turn[field]))
    moves = ends & (turn["match.career"] > 0)[..., None]
    if some(moves):
        _change_cities(turn, moves, above)
    city = turn["seat.city"]
    turn.set(
        "seat.predecessor_growth",
        choose(ends, pick(past, city), turn["seat.predecessor_growth"]),
    )
    turn.set("seat.gdp_at_start", choose(ends, of_seats(turn, turn["city.gdp"]), turn["seat.gdp_at_start"]))
    turn.set("seat.term", choose(ends, 0, turn["seat.term"]))
    turn.set("seat.term_growth", choose(ends, 0.0, turn["seat.term_growth"]))
    turn.note(
        EventKind.CITY_INHERITED,
        ends & (city != old_city),
        city=city,
        weight=90,
        host_city=city,
        from_city=old_city,
        debt=of_seats(turn, turn["city.debt"]),
    )


def _change_cities(turn: Turn, moves: Array, order: Array) -> None:
    """Best first, each seat takes the city it wished for most, else the largest that is free, but not its own."""
    seats, cities = turn.axes["S"], turn.axes["C"]
    now = turn["seat.city"]
    places = numbers(cities)
    free = take(moves, seat_of(turn))
    size = turn["city.gdp"] / np.maximum(turn["city.gdp"].max(axis=-1, keepdims=True), 1)
    ranked = np.argsort(-choose(moves, order, -1e9), axis=-1, kind="stable")
    new = now
    for place in range(seats):
        seat = ranked[..., place : place + 1]
        goes = take(moves, seat)
        wish = np.take_along_axis(turn["seat.wish"], seat[..., None], axis=-2)[..., 0, :]
        own = take(now, seat) == places
        appeal = choose(wish > 0, 100.0 - wish, size) - 1000.0 * own - 1e6 * ~free
        best = appeal.argmax(axis=-1)[..., None]
        new = choose((numbers(seats) == seat) & goes, best, new)
        free = free & ~((places == best) & goes)
    before = np.take_along_axis(numbers(seats) + np.zeros_like(now), np.argsort(now, axis=-1, kind="stable"), axis=-1)
    turn.set("seat.city", new)
    governs = seat_of(turn)
    turn.set("city.predecessor", choose(governs != before, before, turn["city.predecessor"]))
    turn.set("seat.wish", choose(moves[..., None], 0, turn["seat.wish"]))
