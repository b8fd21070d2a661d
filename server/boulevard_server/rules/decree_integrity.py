"""Rules of the orders about integrity and careers: audits, figures, extensions, letters, tone."""

from __future__ import annotations

import numpy as np

from boulevard_server.rules.decree_rule import Charge, Draft, Rule, free, over
from boulevard_server.rules.desk import Desk
from boulevard_server.rules.integrity import audit_fee, cook_most
from boulevard_shared.orders import Order
from boulevard_shared.orders_relations import AskExtension, AuditVehicles, CookBooks, SetTone, WriteHandover
from boulevard_shared.sentence import Sentence, say


def _refuse_audit(draft: Draft, _order: AuditVehicles) -> Sentence | None:
    left = draft.desk.whole("city.audited")
    # Auditors who still sit in the house find nothing new.
    return say("refused.audited", turns=left) if left > 2 else None


def _charge_audit(desk: Desk, _order: AuditVehicles) -> Charge:
    return Charge(treasury=int(audit_fee(desk.own("city.gdp"), desk.tables)))


def _label_audit(_desk: Desk, _order: AuditVehicles) -> Sentence:
    return say("order.AuditVehicles")


def cook_room(desk: Desk) -> int:
    """Most basis points that can be added to reported growth this turn."""
    if desk.whole("city.frozen") > 0:
        return 0
    return int(10_000 * float(cook_most(np.asarray(desk.whole("seat.term")), desk.tables)) + 1e-6)


def _refuse_cook(draft: Draft, order: CookBooks) -> Sentence | None:
    frozen = draft.desk.whole("city.frozen")
    if frozen > 0:
        return say("refused.purge_freezes", turns=frozen)
    return over("cook", order.basis_points, cook_room(draft.desk))


def _label_cook(_desk: Desk, order: CookBooks) -> Sentence:
    return say("order.CookBooks", share=order.basis_points)


def _refuse_extension(draft: Draft, _order: AskExtension) -> Sentence | None:
    desk = draft.desk
    left = desk.whole("seat.term_length") - desk.whole("seat.term")
    within = round(desk.tables["careers.extend_within"])
    if desk.whole("seat.petitioned"):
        return say("refused.petitioned")
    return say("refused.extension_early", turns=left - within) if left > within else None


def _label_extension(_desk: Desk, _order: AskExtension) -> Sentence:
    return say("order.AskExtension")


def _refuse_handover(draft: Draft, _order: WriteHandover) -> Sentence | None:
    return say("refused.handover_done") if draft.desk.share("seat.handover") >= 0.995 else None


def _label_handover(_desk: Desk, _order: WriteHandover) -> Sentence:
    return say("order.WriteHandover")


def _refuse_tone(_draft: Draft, _order: SetTone) -> Sentence | None:
    return None  # its bounds are in its type


def _label_tone(_desk: Desk, order: SetTone) -> Sentence:
    return say("order.SetTone", tone=int(order.tone))


RULES: dict[type[Order], Rule] = {
    AuditVehicles: Rule("attention_audit", _refuse_audit, _charge_audit, _label_audit),
    CookBooks: Rule("attention_cook", _refuse_cook, free, _label_cook),
    AskExtension: Rule("attention_extension", _refuse_extension, free, _label_extension),
    WriteHandover: Rule("attention_handover", _refuse_handover, free, _label_handover),
    SetTone: Rule("attention_tone", _refuse_tone, free, _label_tone),
}
