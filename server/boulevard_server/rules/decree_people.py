"""Rules of the orders about talent: programmes and universities."""

from __future__ import annotations

from boulevard_server.rules.decree_rule import Charge, Draft, Rule, over
from boulevard_server.rules.desk import Desk
from boulevard_shared.ids import Field, Tier
from boulevard_shared.orders import ExpandUniversity, Order, SetTalentProgramme
from boulevard_shared.sentence import Sentence, say

_TIERS = tuple(Tier)


def _refuse_programme(_draft: Draft, _order: SetTalentProgramme) -> Sentence | None:
    return None  # its bounds are in its type


def _charge_programme(desk: Desk, order: SetTalentProgramme) -> Charge:
    """By how many came last turn: the bill is written when people settle."""
    heads = max(0, desk.mine("talent.arrived")[_TIERS.index(order.tier)])
    return Charge(routine=heads * order.thousand_yuan // 10)


def _label_programme(_desk: Desk, order: SetTalentProgramme) -> Sentence:
    return say("order.SetTalentProgramme", tier=order.tier.value, thousand=order.thousand_yuan)


def _refuse_university(draft: Draft, order: ExpandUniversity) -> Sentence | None:
    desk = draft.desk
    if order.field not in [field.value for field in Field]:
        return say("refused.field", field=order.field)
    if order.amount == 0:
        return say("refused.nothing")
    cap = round(desk.tables["decree.university_cap"] * desk.yearly_revenue)
    return over("university_cap", order.amount, cap)


def _charge_university(_desk: Desk, order: ExpandUniversity) -> Charge:
    return Charge(treasury=order.amount)


def _label_university(_desk: Desk, order: ExpandUniversity) -> Sentence:
    return say("order.ExpandUniversity", field=order.field, amount=order.amount)


RULES: dict[type[Order], Rule] = {
    SetTalentProgramme: Rule("attention_programme", _refuse_programme, _charge_programme, _label_programme),
    ExpandUniversity: Rule("attention_university", _refuse_university, _charge_university, _label_university),
}
