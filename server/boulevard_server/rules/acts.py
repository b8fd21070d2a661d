"""This turn's acts of all seats as arrays, made from their decrees; the form in which chapters read them.

Rows are cities: a seat's decree acts in the city it governs. Standing orders become state arrays instead
(`city.works_budget`, `cluster.boss_task` and so on); this module owns both translations.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

import numpy as np

from boulevard_server.rules.arrays import Array
from boulevard_server.rules.fields import Field, Schema, Visibility


def _a(name: str, axes: str, unit: str, doc: str = "") -> Field:
    return Field(name, axes, unit, Visibility.OWNER, doc=doc)


ACTS = Schema(
    (
        _a("bid.vehicle", "CP", "vehicle", "vehicle index + 1; 0 no bid"),
        _a("bid.equity", "CP", "wan"),
        _a("bid.premium", "CP", "basis points"),
        _a("bid.guarantee", "CP", "wan"),
        _a("bid.land", "CP", "percent"),
        _a("bid.tax", "CP", "turns"),
        _a("bid.works", "CP", "wan"),
        _a("bid.housing", "CP", "wan"),
        _a("bid.claw_back", "CP", "flag"),
        _a("consult.project", "CP", "flag"),
        _a("capitalise.amount", "CV", "wan", "treasury to vehicle; negative the other way"),
        _a("fund.chain", "C", "chain", "chain index + 1; 0 none"),
        _a("fund.target", "C", "wan"),
        _a("fund.locality", "C", "percent", "what must be invested here, above (or below) the fund's whole money"),
        _a("follow.vehicle", "CF", "vehicle", "vehicle index + 1; 0 none"),
        _a("follow.amount", "CF", "wan"),
        _a("sell.route", "CVF", "route"),
        _a("sell.share", "CVF", "basis points", "part of the holding"),
        _a("appoint.boss", "CI", "slot", "official slot + 1 to appoint; -1 to empty the chair; 0 no change"),
        _a("lobby.chain", "C", "chain", "chain index + 1; 0 none"),
        _a("groom.official", "C", "slot", "official slot + 1; 0 none"),
        _a("university.amount", "CU", "wan"),
        _a("second.chain", "CO", "chain", "chain index + 1; 0 none"),
        _a("bonds.issue", "C", "wan"),
        _a("bonds.repay", "C", "wan"),
        _a("contract.amount", "CF", "wan", "what the city buys from a firm"),
        _a("nominate.firm", "C", "slot", "firm slot + 1 nominated for a badge; 0 none"),
        _a("laboratory.amount", "CI", "wan"),
        _a("host.amount", "C", "wan", "offered to an uprooted university"),
        _a("pact.kind", "CC", "pact", "pact the row offers the column; 0 none"),
        _a("pact.turns", "CC", "turns"),
        _a("pact.cash", "CC", "wan", "what the row would pay a turn; negative: be paid"),
        _a("pact.answer", "CC", "answer", "row's answer to the column's offer: 1 yes, 2 no, 0 none"),
        _a("pact.broken", "CCN", "flag"),
        _a("join.lead", "CP", "city", "city index + 1 whose bid is joined; 0 none"),
        _a("join.vehicle", "CP", "vehicle", "vehicle index + 1"),
        _a("join.amount", "CP", "wan"),
        _a("spoil.rival", "CP", "city", "city index + 1 whose bid is talked down; 0 none"),
        _a("visit.model", "C", "model", "model card to learn; 0 none"),
        _a("visit.host", "C", "city", "city index + 1; C + 1 for a home that is not in play"),
        _a("poach.firm", "CF", "wan", "settling-in money offered"),
        _a("poach.official", "CC", "slot", "official slot + 1 of the column wanted by the row; 0 none"),
        _a("poach.talent", "CCK", "wan", "money the row spends on hiring from the column"),
        _a("audit.ordered", "C", "flag"),
        _a("cook.points", "C", "basis points"),
        _a("petition.asked", "C", "flag"),
        _a("handover.written", "C", "flag"),
        _a("sign.partner", "C", "partner", "0 none"),
        _a("sign.share", "C", "percent", "the city's part of the joint company"),
        _a("sign.exclusive", "C", "flag"),
        _a("build.module", "CW", "flag"),
        _a("sell.data", "C", "percent"),
        _a("renegotiate.cut", "C", "percent", "100 ends the contract"),
        _a("wish.rank", "CC", "rank", "Career: the seat of this city's wish for each city, 1 best; 0 none"),
    )
)


class Acts(dict[str, Array]):
    """Arrays by name, shape (*lead, *axes), int64; made by `no_acts` and `acts_of`."""


def no_acts(axes: Mapping[str, int], lead: tuple[int, ...] = ()) -> Acts:
    """Acts of a turn in which nobody does anything."""
    return Acts({name: np.zeros((*lead, *shape), np.int64) for name, shape in _shapes(tuple(axes.items()))})


@lru_cache(maxsize=64)
def _shapes(axes: tuple[tuple[str, int], ...]) -> tuple[tuple[str, tuple[int, ...]], ...]:
    """Every act and its shape."""
    return tuple((field.name, ACTS.shape(field.name, dict(axes))) for field in ACTS)


def stack_acts(many: Sequence[Acts]) -> Acts:
    """Acts of many matches as one batch."""
    return Acts({name: np.stack([acts[name] for acts in many]) for name in many[0]})
