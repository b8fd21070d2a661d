"""Rules of the orders about talent: programmes and universities."""

from __future__ import annotations

from boulevard_server.rules.decree_rule import Charge, Draft, Rule, free, over
from boulevard_server.rules.desk import Desk
from boulevard_shared.ids import Field
from boulevard_shared.orders import ExpandUniversity, SetTalentProgramme
from boulevard_shared.sentence import Sentence, say


def _refuse_programme(_draft: Draft, _order: SetTalentProgramme) -> Sentence | None:
    return None  # its bounds are in its type


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


RULES = {
    SetTalentProgramme: Rule("attention_programme", _refuse_programme, free, _label_programme),
    ExpandUniversity: Rule("attention_university", _refuse_university, _charge_university, _label_university),
}
