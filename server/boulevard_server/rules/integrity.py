"""Integrity: graft and what it costs, audits, campaigns and purges, and figures that were made to look better.

Owns `city.heat`, `audited`, `frozen`, `cooked`, `cooked_now`, `target_raised`, `land_favours`, the national campaign
and `seat.taint`. Heat grows with fund money, land deals and platform ties; campaigns cut it and strike where it is.
"""

from __future__ import annotations

import numpy as np

from boulevard_server.rules import dates
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
    positive,
    some,
    take,
    total,
    wan,
)
from boulevard_server.rules.codes import TONE
from boulevard_server.rules.places import of_seats, seat_of
from boulevard_server.rules.tables import Tables
from boulevard_server.rules.turn import Turn
from boulevard_shared.events import EventKind


def begin(start: dict[str, Array], tables: Tables, seed: int) -> None:
    """Every city begins with the graft of its cabinet; needs the officials."""
    honest = total(start["official.integrity"]) / start["official.integrity"].shape[-1]
    start["city.heat"] = clip(tables["integrity.heat_start"] * (1.0 - honest), 0.0, 100.0)


def favour_friends(turn: Turn, sold: Ints) -> Ints:
    """Part of the land goes to connected buyers at half price; returns what really came in (..., C), wan.

    Chen and Kung (2019): buyers tied to leaders paid 55 to 60 % less, and the sellers rose sooner.
    """
    t = turn.tables
    share = t["integrity.favour_share"] * turn["city.heat"] / 100.0
    low, high = t.lists["integrity.favour_discount"]
    discount = low + (high - low) * turn.draw("integrity.favour", (turn.axes["C"],))
    lost = np.minimum(wan(sold * share * discount), np.maximum(sold, ZERO))
    turn.transfer("city.treasury", "outside.market", "land_favours", lost)
    turn.set("city.land_favours", lost)
    thanks = t["integrity.favour_patron"] * share
    turn.set("seat.patron", at_most_one(turn["seat.patron"] + of_seats(turn, thanks)))
    kept: Ints = sold - lost
    return kept


def play(turn: Turn) -> None:
    """Heat, audits, figures and campaigns; comes after the books are closed and before terms are judged."""
    _warm(turn)
    _audit(turn)
    _cook(turn)
    _campaign(turn)


def _warm(turn: Turn) -> None:
    """Money moves, hands are near it; heat grows by what is handled and how little is seen, and cools slowly."""
    t, before = turn.tables, turn.before
    honest = total(turn["official.integrity"]) / turn.axes["O"]
    seen = t["integrity.audited_seen"] * (turn["city.audited"] > ZERO)
    dark = clip(1.0 - honest, 0.0, 1.0) * (1.0 - seen)
    revenue = np.maximum(turn["city.revenue"], ONE)
    outlay = np.maximum(total(turn["vehicle.invested"] - before["vehicle.invested"]), ZERO)
    soft = total(turn["cluster.output"] * (turn.tables.hard == ZERO)) / np.maximum(turn["city.gdp"], ONE)
    points = {
        "fund_money:vehicle.invested": t["integrity.heat_funds"] * np.minimum(outlay / revenue, 3.0) * dark,
        "land_deals:city.land_income": t["integrity.heat_land"] * turn["city.land_income"] / revenue * dark,
        "platform_ties:cluster.output": t["integrity.heat_platforms"] * np.minimum(soft, 0.5) * dark,
        "cooling": -t["integrity.heat_fade"] * turn["city.heat"],
    }
    turn.contribute_each("city.heat", points)
    if some(turn["city.heat"] > 100.0):
        turn.contribute_rest("city.heat", "limit", np.minimum(turn["city.heat"], 100.0))


def _audit(turn: Turn) -> None:
    """Our own audit: less heat, cleaner hands for two years, and rosy figures set right."""
    t = turn.tables
    left = np.maximum(turn["city.audited"] - ONE, ZERO)
    ordered = turn.acts["audit.ordered"] > ZERO
    if some(ordered):
        cut = t["integrity.audit_cut"] * turn["city.heat"] * ordered
        turn.contribute("city.heat", "audit", -cut)
        fee = np.minimum(audit_fee(turn["city.gdp"], t), np.maximum(turn["city.treasury"], 0)) * ordered
        turn.transfer("city.treasury", "outside.households", "audit", fee)
        turn.set("city.cooked", choose(ordered, 0.0, turn["city.cooked"]))
        left = choose(ordered, int(t["integrity.audit_turns"]), left)
        turn.note(
            EventKind.AUDIT_REPORTED,
            ordered,
            city=numbers(turn.axes["C"]),
            weight=44,
            seen_by=seat_of(turn),
            host_city=numbers(turn.axes["C"]),
            points=np.rint(cut * 100).astype(np.int64),
        )
    turn.set("city.audited", left)


def audit_fee(gdp: Array, tables: Tables) -> Ints:
    """What auditors cost (wan)."""
    return wan(gdp * tables["integrity.audit_fee"])


def cook_most(term: Array, tables: Tables) -> Floats:
    """Most that can be added to reported growth, by turns served in the term (..., share a year).

    Half a point at most; a new leader dares little, one who leaves soon dares all (Xu, Xu and Si 2025).
    """
    year = term // 2 + 1
    most: Floats = tables["integrity.cook_most"] * at_most_one(year / tables["integrity.cook_years"])
    return most


def _cook(turn: Turn) -> None:
    """Reports above the truth count in the evaluation, raise the next target, and may be found out."""
    t = turn.tables
    weight = t["cadres.growth_weight"]
    seat = seat_of(turn)
    raised = turn["city.target_raised"]
    turn.contribute("seat.evaluation", "target_raised", of_seats(turn, -weight * raised))
    wished = turn.acts["cook.points"] / 10_000
    if not (wished.any() or turn["city.cooked"].any() or raised.any()):
        return
    term = take(turn["seat.term"], seat)
    told = choose(turn["city.frozen"] > 0, 0.0, np.minimum(wished, cook_most(term, t)))
    turn.contribute("seat.evaluation", "cooked_books", of_seats(turn, weight * told))
    turn.set("city.target_raised", raised * (1.0 - t["integrity.ratchet_fade"]) + t["integrity.ratchet"] * told)
    pile = turn["city.cooked"] + told
    points = 100.0 * pile
    hazard = (t["integrity.found_least"] + t["integrity.found_point"] * points) / 2.0
    luck = turn.draw("integrity.books", (turn.axes["C"],))
    found = (pile > 0.0) & (luck < hazard)
    turn.set("city.cooked_now", told)
    turn.set("city.cooked", choose(found, 0.0, pile * (1.0 - t["integrity.cooked_fade"])))
    if not some(found):
        return
    taken = t["integrity.found_times"] * weight * pile * found
    turn.contribute("seat.evaluation", "cooked_found", -of_seats(turn, taken))
    turn.contribute("city.trust", "cooked_found", -t["integrity.found_trust"] * found)
    turn.set("seat.inquiries", turn["seat.inquiries"] + of_seats(turn, found))
    cities = numbers(turn.axes["C"])
    turn.note(
        EventKind.COOKED_BOOKS_FOUND,
        found,
        city=cities,
        weight=81,
        host_city=cities,
        share=np.rint(pile * 10_000).astype(np.int64),
    )


def _campaign(turn: Turn) -> None:
    """A national campaign inspects some cities each turn; where there is heat it purges, and it looks back too."""
    t = turn.tables
    _proclaim(turn)
    runs = turn["nation.campaign"] > 0
    frozen = np.maximum(turn["city.frozen"] - ONE, ZERO)
    if not some(runs):
        turn.set("city.frozen", frozen)
        return
    cities = numbers(turn.axes["C"])
    luck = turn.draw("integrity.inspection", (3, turn.axes["C"]))
    here = runs[..., None] & (luck[..., 0, :] < t["integrity.inspected"])
    low, high = t.lists["integrity.inspection_cut"]
    heat = turn["city.heat"]
    cut = heat * (low + (high - low) * luck[..., 1, :]) * here
    turn.contribute("city.heat", "inspection", -cut)
    daring = choose(turn["city.tone"] == TONE.DARING, t["integrity.purge_daring"], 1.0)
    odds = t["integrity.purge"] * positive(heat - t["integrity.purge_from"]) / 100.0 * daring
    purged = here & (luck[..., 2, :] < odds)
    turn.set("city.frozen", choose(purged, int(t["integrity.purge_turns"]), frozen))
    turn.contribute("city.trust", "purge", -t["integrity.purge_trust"] * purged)
    told = np.rint(cut * 100).astype(np.int64)
    turn.note(EventKind.CITY_INSPECTED, here & ~purged, city=cities, weight=48, host_city=cities)
    turn.note(
        EventKind.AUDIT_REPORTED,
        here,
        "InspectionReported",
        city=cities,
        weight=44,
        seen_by=seat_of(turn),
        host_city=cities,
        points=told,
    )
    turns = int(t["integrity.purge_turns"])
    turn.note(EventKind.CITY_PURGED, purged, city=cities, weight=84, host_city=cities, turns=turns)
    _strike_winners(turn, runs)


def _proclaim(turn: Turn) -> None:
    """The first campaign comes near its year, later ones by chance; in a random history its year is another."""
    t = turn.tables
    left = np.maximum(turn["nation.campaign"] - 1, 0)
    due = round(2 * (t["integrity.campaign_year"] - t.scenario.start_year))
    moved = dates.shift(turn, t, "campaign") * (turn["match.history"] == dates.RANDOM)
    late = turn["match.turn"] - due - moved
    first = (turn["nation.campaigns"] == 0) & (late >= 0)
    hazard = choose(first, t["integrity.campaign_first"], t["integrity.campaign_chance"])
    begins = (left == 0) & (turn.draw("integrity.campaign") < hazard)
    turn.set("nation.campaign", choose(begins, int(t["integrity.campaign_turns"]), left))
    turn.set("nation.campaigns", turn["nation.campaigns"] + begins)
    turn.note(EventKind.CAMPAIGN_BEGUN, begins, weight=86, turns=int(t["integrity.campaign_turns"]))


def _strike_winners(turn: Turn, runs: Array) -> None:
    """Even who was promoted years ago may fall over what was done then."""
    t, seats = turn.tables, turn.axes["S"]
    luck = turn.draw("integrity.strike", (seats,))
    odds = t["integrity.strike"] * positive(turn["seat.taint"] - t["integrity.strike_from"]) / 100.0
    struck = runs[..., None] & (turn["seat.promotions"] > ZERO) & (luck < odds)
    if not some(struck):
        return
    turn.contribute("seat.merit", "struck", -t["integrity.strike_merit"] * struck)
    turn.set("seat.patron", choose(struck, turn["seat.patron"] * t["integrity.strike_patron"], turn["seat.patron"]))
    turn.set("seat.taint", choose(struck, 0.0, turn["seat.taint"]))
    turn.set("seat.inquiries", turn["seat.inquiries"] + struck)
    city = turn["seat.city"]
    turn.note(EventKind.WINNER_STRUCK, struck, city=city, weight=88, host_city=city)


def settle(turn: Turn) -> None:
    """After terms are judged: what ended terms leave behind, and the attention that fear takes."""
    t = turn.tables
    over = turn["seat.term"] == ZERO
    heat = of_seats(turn, turn["city.heat"])
    turn.set("seat.taint", choose(over, np.maximum(heat, turn["seat.taint"]), turn["seat.taint"]))
    frozen = turn["city.frozen"] > ZERO
    if some(frozen):
        left = np.rint(turn["city.attention"] * (1.0 - t["integrity.purge_attention"]))
        turn.set("city.attention", choose(frozen, left, turn["city.attention"]))
