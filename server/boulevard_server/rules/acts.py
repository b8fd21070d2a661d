"""This turn's acts of all seats as arrays, made from their decrees; the form in which chapters read them.

Rows are cities: a seat's decree acts in the city it governs. Standing orders become state arrays instead
(`city.works_budget`, `cluster.boss_task` and so on); this module owns both translations.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

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
        _a("wish.rank", "CC", "rank", "Career: the seat of this city's wish for each city, 1 best; 0 none"),
    )
)


class Acts(dict[str, Array]):
    """Arrays by name, shape (*lead, *axes), int64; made by `no_acts` and `acts_of`."""


def no_acts(axes: Mapping[str, int], lead: tuple[int, ...] = ()) -> Acts:
    """Acts of a turn in which nobody does anything."""
    return Acts({field.name: np.zeros((*lead, *ACTS.shape(field.name, axes)), np.int64) for field in ACTS})


def stack_acts(many: Sequence[Acts]) -> Acts:
    """Acts of many matches as one batch."""
    return Acts({name: np.stack([acts[name] for acts in many]) for name in many[0]})
