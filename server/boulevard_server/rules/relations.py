"""Pacts between cities: offered and answered, paid for, kept or openly broken; and what spills over from neighbours.

Owns the `pact`, `offer` and `asked` arrays and `city.broken`. All decrees resolve together: offers of the turn that
meet half-way begin at once, the others are told and answered next turn. Arrays (..., C, C) have the city that gives,
pays or bears as row and the other one as column; kinds of pact are the axis N without NONE.
"""

from __future__ import annotations

from functools import cache

import numpy as np

from boulevard_server.rules.acts import Acts
from boulevard_server.rules.arrays import (
    Array,
    Floats,
    Ints,
    at_most_one,
    choose,
    numbers,
    one_hot,
    positive,
    some,
    total,
    wan,
)
from boulevard_server.rules.places import of_seats, places_of, seat_of
from boulevard_server.rules.turn import Purse, Turn
from boulevard_shared.events import EventKind
from boulevard_shared.ids import PactKind

KINDS = tuple(PactKind)[1:]
_TRUCE, _AID, _SUPPLY = (int(kind) - 1 for kind in (PactKind.TRUCE, PactKind.AID, PactKind.SUPPLY))
YES, NO = 1, 2
"""Answers in `pact.answer`."""


def agree(turn: Turn) -> None:
    """Answers, breaches, payments and what pacts do; comes before money is moved and bids are opened."""
    if _quiet(turn):
        return
    _answer(turn)
    _break(turn, (turn.acts["pact.broken"] > 0) & (turn["pact.left"] > 0), damages=True)
    _pay(turn)
    _hold_truces(turn)
    _supply(turn)
    _tell_offers(turn)
    _age(turn)
    turn.set("pact.grudge", turn["pact.grudge"] * (1.0 - turn.tables["relations.grudge_fade"]))


def _quiet(turn: Turn) -> bool:
    """Whether nothing at all stands between the cities."""
    names = ("pact.left", "asked.kind", "pact.grudge")
    return not some(turn.acts["pact.kind"]) and not any(some(turn[name]) for name in names)


@cache
def elsewhere(cities: int) -> Array:
    """Where (C, C) the column is another city than the row; read-only."""
    out: Array = ~np.eye(cities, dtype=bool)
    out.setflags(write=False)
    return out


@cache
def _pairs(cities: int) -> Array:
    """Where (C, C) the column does not come before the row, so that each pair stands once; read-only."""
    out: Array = np.triu(np.ones((cities, cities), bool))
    out.setflags(write=False)
    return out


def _other(array: Array) -> Array:
    """The same seen from the other side (..., C, C)."""
    return array.swapaxes(-1, -2)


def _answer(turn: Turn) -> None:
    """Begin what was accepted and what met half-way; the rest of last turn's offers is refused or lapses."""
    acts = turn.acts
    others = elsewhere(turn.axes["C"])
    open_ = (turn["asked.kind"] > 0) & others
    accepted = _other(np.asarray(open_ & (acts["pact.answer"] == YES)))
    offer = acts["pact.kind"] * others
    meets = (offer > 0) & (offer == _other(offer)) & _pairs(turn.axes["C"])
    kind = choose(accepted, _other(turn["asked.kind"]), offer * meets)
    turns = choose(accepted, _other(turn["asked.turns"]), np.minimum(acts["pact.turns"], _other(acts["pact.turns"])))
    half_way = (acts["pact.cash"] - _other(acts["pact.cash"])) // 2
    cash = choose(accepted, _other(turn["asked.cash"]), half_way)
    refused = _other(np.asarray(open_ & (acts["pact.answer"] == NO)))
    turn.note(
        EventKind.PACT_REFUSED,
        refused,
        city=_row(turn),
        weight=45,
        seen_by=seat_of(turn)[..., :, None],
        host_city=_column(turn),
        pact=_other(turn["asked.kind"]),
    )
    begins = one_hot(kind - 1, len(KINDS))
    both = begins | np.swapaxes(begins, -2, -3)
    length = turns[..., None] * begins
    length = np.maximum(length, np.swapaxes(length, -2, -3))
    pays = np.maximum(cash, 0)[..., None] * begins
    paid = np.maximum(-cash, 0)[..., None] * begins
    turn.set("pact.left", choose(both, length, turn["pact.left"]))
    turn.set("pact.pays", choose(both, pays + np.swapaxes(paid, -2, -3), turn["pact.pays"]))
    made = np.asarray(begins.any(axis=-1))
    kind_made = kind * made
    turn.set("pact.grudge", choose(made | _other(made), turn["pact.grudge"] * 0.5, turn["pact.grudge"]))
    told = {"host_city": _row(turn), "other_city": _column(turn), "pact": kind_made, "turns": turns}
    turn.note(EventKind.PACT_MADE, made, city=_row(turn), weight=66, **told)
    sends = (offer > 0) & ~(meets | _other(meets))
    turn.set("offer.kind", offer * sends)
    turn.set("offer.turns", acts["pact.turns"] * sends)
    turn.set("offer.cash", acts["pact.cash"] * sends)
    for name in ("kind", "turns", "cash"):
        turn.set(f"asked.{name}", _other(turn[f"offer.{name}"]))


def _row(turn: Turn) -> Ints:
    return numbers(turn.axes["C"])[:, None]


def _column(turn: Turn) -> Ints:
    return numbers(turn.axes["C"])


def _tell_offers(turn: Turn) -> None:
    """An offer is news for the one who gets it, and for nobody else."""
    turn.note(
        EventKind.PACT_OFFERED,
        turn["asked.kind"] > 0,
        city=_row(turn),
        weight=72,
        seen_by=seat_of(turn)[..., :, None],
        host_city=_column(turn),
        pact=turn["asked.kind"],
        turns=turn["asked.turns"],
    )


def _break(turn: Turn, broken: Array, *, damages: bool) -> None:
    """End pacts (..., C, C, N) that the row breaks: it pays, is believed less, and is not forgiven soon."""
    if not some(broken):
        return
    t = turn.tables
    count = total(broken)
    if damages:
        gdp = turn["city.gdp"]
        smaller = np.minimum(gdp[..., :, None], gdp[..., None, :])
        _move(turn, "pact_damages", wan(count * smaller * t["relations.damages"]))
    by_city = total(count)
    turn.contribute("city.trust", "pact_broken", -t["relations.broken_trust"] * by_city)
    turn.set("city.broken", turn["city.broken"] + by_city)
    offend(turn, count * t["relations.grudge_broken"])
    turn.note(
        EventKind.PACT_BROKEN,
        broken,
        city=_row(turn)[..., None],
        weight=79,
        host_city=_row(turn)[..., None],
        other_city=_column(turn)[:, None],
        pact=np.arange(1, len(KINDS) + 1),
    )
    gone = broken | np.swapaxes(broken, -2, -3)
    turn.set("pact.left", choose(gone, 0, turn["pact.left"]))
    turn.set("pact.pays", choose(gone, 0, turn["pact.pays"]))


def offend(turn: Turn, points: Array) -> None:
    """What the rows (..., C, C) have done to the columns is held against them."""
    turn.set("pact.grudge", np.minimum(turn["pact.grudge"] + _other(points), 100.0))


def provoked(turn: Turn) -> Array:
    """Where (..., C, C) the row has been wronged enough by the column that paying back costs it no name."""
    out: Array = turn["pact.grudge"] >= turn.tables["relations.grudge_provoked"]
    return out


def _move(turn: Turn, kind: str, wished: Ints) -> Floats:
    """Pay what the rows owe the columns (..., C, C), as far as their treasuries go; returns the part paid (..., C)."""
    part = at_most_one(np.maximum(turn["city.treasury"], 0) / np.maximum(total(wished), 1))
    paid = np.floor(wished * part[..., None]).astype(np.int64)
    turn.transfer("city.treasury", Purse("city.treasury", _column(turn)), kind, paid)
    return part


def _pay(turn: Turn) -> None:
    """What pacts promise is paid; who cannot pay has broken them."""
    owed = turn["pact.pays"] * (turn["pact.left"] > 0)
    if not some(owed):
        return
    part = _move(turn, "pact_payment", total(owed))
    _break(turn, (part < 1.0)[..., None, None] & (owed > 0), damages=False)
    aid = owed[..., _AID]
    if not some(aid):
        return
    # Rich places that help poor ones are praised for it in the capital.
    share = total(aid) / np.maximum(turn["city.gdp"] / 2.0, 1.0)
    points = np.minimum(turn.tables["relations.aid_praise"] * share, turn.tables["relations.aid_most"])
    turn.contribute("seat.evaluation", "aid_given", of_seats(turn, points * part))


def _hold_truces(turn: Turn) -> None:
    """Under a truce no subsidy goes beyond its ceiling, whatever the decree says: breaking is done openly."""
    t = turn.tables
    bound: Array = np.asarray((turn["pact.left"][..., _TRUCE] > 0).any(axis=-1))[..., None]
    if not some(bound):
        return
    level, tax, premium = (int(t[f"relations.truce_{name}"]) for name in ("level", "tax", "premium"))
    kept = np.minimum(turn["cluster.incentive"], level)
    turn.set("cluster.incentive", choose(bound, kept, turn["cluster.incentive"]))
    acts = turn.acts
    held = {
        "bid.tax": choose(bound, np.minimum(acts["bid.tax"], tax), acts["bid.tax"]),
        "bid.premium": choose(bound, np.minimum(acts["bid.premium"], premium), acts["bid.premium"]),
    }
    turn.acts = Acts({**acts, **held})


def _supply(turn: Turn) -> None:
    """Partners of a supply pact buy from one another: each gains where the other is nearer to a chain."""
    partner = turn["pact.left"][..., _SUPPLY] > 0
    if not some(partner):
        return
    density = turn["cluster.density"]
    best = (density[..., None, :, :] * partner[..., None]).max(axis=-2)
    gap = positive(best - density)
    turn.contribute("cluster.density", "supply_pact", turn.tables["relations.supply_step"] * gap)


def _age(turn: Turn) -> None:
    left = np.maximum(turn["pact.left"] - 1, 0)
    ends = (turn["pact.left"] == 1) & _pairs(turn.axes["C"])[..., None]
    turn.note(
        EventKind.PACT_ENDED,
        ends,
        city=_row(turn)[..., None],
        weight=25,
        host_city=_row(turn)[..., None],
        other_city=_column(turn)[:, None],
        pact=np.arange(1, len(KINDS) + 1),
    )
    turn.set("pact.left", left)
    turn.set("pact.pays", turn["pact.pays"] * (left > 0))


def stands(turn: Turn, kind: PactKind) -> Array:
    """Where (..., C, C) a pact of a kind runs."""
    out: Array = turn["pact.left"][..., int(kind) - 1] > 0
    return out


def overflow(turn: Turn) -> None:
    """Small firms priced out of a big neighbour settle on industrial land that is on offer here.

    Zhuzhou lived on what ran over from Changsha; workshops move half as far as knowledge (`places.spill`).
    """
    t = turn.tables
    near = places_of(t).spill
    pace = t["relations.overflow"] * near * near * np.minimum(turn["city.land_industry"], 150) / 100.0
    came = wan(turn["cluster.base_capacity"] * pace[..., None])
    turn.set("cluster.base_capacity", turn["cluster.base_capacity"] + came)
