"""Rules of the orders about young firms and about what breeds them: screening, contracts, badges, laboratories."""

from __future__ import annotations

import numpy as np

from boulevard_server.rules import laboratories, patronage
from boulevard_server.rules.arrays import Array
from boulevard_server.rules.decree_rule import Charge, Draft, Rule, first, free, over, unknown_chain
from boulevard_server.rules.desk import Desk
from boulevard_server.rules.markets import open_now
from boulevard_shared.ids import Badge, Field
from boulevard_shared.orders import (
    FoundLaboratory,
    HostUniversity,
    NominateFirm,
    Order,
    PlaceContract,
    SetScreening,
)
from boulevard_shared.sentence import Sentence, say


def firm_name(desk: Desk, serial: int) -> int:
    """Number of a firm's name in content, 0 when it is gone."""
    slot = desk.firm(serial)
    return desk.plain("firm.name")[slot] if slot >= 0 else 0


def _not_here(desk: Desk, slot: int) -> Sentence | None:
    """Why a firm cannot be served by this city."""
    if slot < 0 or not desk.alive(slot):
        return say("refused.firm_gone")
    if desk.plain("firm.city")[slot] != desk.view.city:
        return say("refused.firm_elsewhere", firm=desk.plain("firm.name")[slot])
    return None


# --- screening ---------------------------------------------------------------------------------------------


def _refuse_screening(_draft: Draft, _order: SetScreening) -> Sentence | None:
    return None  # its bounds are in its type


def _label_screening(_desk: Desk, order: SetScreening) -> Sentence:
    return say("order.SetScreening", level=order.level)


# --- contracts ---------------------------------------------------------------------------------------------


def contract_limit(desk: Desk, slot: int) -> int:
    """Most that can be bought from a firm in a turn (wan)."""
    return int(desk.tables["patronage.contract_cap"] / 2.0 * desk.plain("firm.capacity")[slot])


def _refuse_contract(draft: Draft, order: PlaceContract) -> Sentence | None:
    desk = draft.desk
    slot = desk.firm(order.firm)
    reason = _not_here(desk, slot)
    if reason is not None:
        return reason
    if not open_now(desk["firm.stage"])[slot]:
        return say("refused.contract_stage", firm=firm_name(desk, order.firm), turns=desk.plain("firm.opens_in")[slot])
    if order.amount == 0:
        return say("refused.nothing")
    return over("contract_cap", order.amount, contract_limit(desk, slot))


def _charge_contract(_desk: Desk, order: PlaceContract) -> Charge:
    return Charge(treasury=order.amount)


def _label_contract(desk: Desk, order: PlaceContract) -> Sentence:
    return say("order.PlaceContract", firm=firm_name(desk, order.firm), amount=order.amount)


# --- badges ------------------------------------------------------------------------------------------------


def badge_asked(desk: Desk, slot: int) -> tuple[Badge, bool]:
    """The badge a nomination of the firm in this slot would be for, and whether it renews the one it has."""
    tier, renewed = patronage.tier_asked(desk["firm.badge"], desk["firm.badge_left"])
    return Badge(int(tier[slot])), bool(renewed[slot])


def fit_for_badge(desk: Desk) -> Array:
    """Firms (F,) of the own city that may be put forward."""
    out: Array = patronage.fit_for_badge(desk, desk.tables) & (desk["firm.city"] == desk.view.city)
    return out


def _refuse_nomination(draft: Draft, order: NominateFirm) -> Sentence | None:
    desk = draft.desk
    slot = desk.firm(order.firm)
    reason = _not_here(desk, slot)
    if reason is not None:
        return reason
    name = firm_name(desk, order.firm)
    if not open_now(desk["firm.stage"])[slot]:
        return say("refused.contract_stage", firm=name, turns=desk.plain("firm.opens_in")[slot])
    if desk.plain("firm.anchor")[slot]:
        return say("refused.badge_anchor", firm=name)
    most = round(desk.tables["patronage.badge_size"])
    if desk.plain("firm.capacity")[slot] > most:
        return say("refused.badge_size", firm=name, need=most, have=desk.plain("firm.capacity")[slot])
    tier, renewed = badge_asked(desk, slot)
    if desk.plain("firm.badge")[slot] == Badge.NATIONAL and not renewed:
        return say("refused.badge_held", firm=name, turns=desk.plain("firm.badge_left")[slot])
    begins = patronage.first_turn(desk.tables, tier)
    if desk.turn < begins:
        return say("refused.badge_later", national=int(tier is Badge.NATIONAL), turn=begins)
    return None


def _label_nomination(desk: Desk, order: NominateFirm) -> Sentence:
    slot = desk.firm(order.firm)
    national = slot >= 0 and badge_asked(desk, slot)[0] is Badge.NATIONAL
    return say("order.NominateFirm", firm=firm_name(desk, order.firm), national=int(national))


# --- laboratories and the uprooted university --------------------------------------------------------------


def _refuse_laboratory(draft: Draft, order: FoundLaboratory) -> Sentence | None:
    desk = draft.desk
    cap = round(desk.tables["decree.university_cap"] * desk.yearly_revenue)
    return first(
        unknown_chain(desk, order.chain),
        say("refused.nothing") if order.amount == 0 else None,
        over("laboratory_cap", order.amount, cap),
    )


def _charge_laboratory(_desk: Desk, order: FoundLaboratory) -> Charge:
    return Charge(treasury=order.amount)


def _label_laboratory(_desk: Desk, order: FoundLaboratory) -> Sentence:
    return say("order.FoundLaboratory", chain=order.chain, amount=order.amount)


def exiled(desk: Desk) -> tuple[str, float]:
    """Field and former strength of the university that looks for a home now; "" for none."""
    field = desk.whole("nation.exile_field")
    return (tuple(Field)[field].value if field >= 0 else "", desk.share("nation.exile_strength"))


def host_floor(desk: Desk) -> int:
    """Least that the university on the road accepts (wan)."""
    return int(laboratories.host_floor(np.asarray(desk.share("nation.exile_strength")), desk.tables))


def _refuse_host(draft: Draft, order: HostUniversity) -> Sentence | None:
    desk = draft.desk
    if not exiled(desk)[0]:
        return say("refused.nobody_uprooted")
    floor = host_floor(desk)
    return say("refused.host_floor", need=floor, have=order.amount) if order.amount < floor else None


def _charge_host(_desk: Desk, order: HostUniversity) -> Charge:
    return Charge(treasury=order.amount)


def _label_host(desk: Desk, order: HostUniversity) -> Sentence:
    field, strength = exiled(desk)
    return say("order.HostUniversity", field=field or "science", points=round(100 * strength), amount=order.amount)


RULES: dict[type[Order], Rule] = {
    SetScreening: Rule("attention_screening", _refuse_screening, free, _label_screening),
    PlaceContract: Rule("attention_contract", _refuse_contract, _charge_contract, _label_contract),
    NominateFirm: Rule("attention_nominate", _refuse_nomination, free, _label_nomination),
    FoundLaboratory: Rule("attention_laboratory", _refuse_laboratory, _charge_laboratory, _label_laboratory),
    HostUniversity: Rule("attention_host", _refuse_host, _charge_host, _label_host),
}
