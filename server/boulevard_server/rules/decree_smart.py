"""Rules of the orders about the smart city and about old industry: partners, modules, data, fees, clean-up."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from boulevard_server.rules import environment, smart_city, smart_data, smart_deals
from boulevard_server.rules.arrays import Floats
from boulevard_server.rules.decree_rule import Charge, Draft, Rule, first, free
from boulevard_server.rules.desk import Commons, Desk, once_a_moment, once_a_view
from boulevard_shared.ids import CleanUp, DataPolicy, Module, Partner
from boulevard_shared.orders import (
    BuildModule,
    Order,
    RenegotiateFee,
    SellData,
    SetCleanUp,
    SetDataPolicy,
    SignSmartPartner,
)
from boulevard_shared.sentence import Sentence, say

MODULES = {module.value: place for place, module in enumerate(Module)}


@dataclass(frozen=True, slots=True)
class Offer:
    """What a deal comes to for the own city, wan a year: fee, our gain, the partner's, and whether it closes."""

    fee: int
    city: int
    partner: int
    closes: bool


@once_a_view
def offer(desk: Desk, order: SignSmartPartner) -> Offer:
    """The bargain this order would strike, from what everybody knows; `partner` must not be NONE."""
    deal = _bargain(desk, order.city_share, order.exclusive)
    at = (desk.view.city, int(order.partner) - 1)
    return Offer(int(deal.fee[at]), round(float(deal.city[at])), round(float(deal.partner[at])), bool(deal.closes[at]))


@once_a_moment
def _bargain(commons: Commons, city_share: int, exclusive: bool) -> smart_deals.Bargain:
    """What every city would strike with every kind of partner for such a share."""
    terms = smart_deals.Terms(
        np.full((1, 1), city_share / 100.0), np.full((1, 1), exclusive), commons["smart.policy"][:, None]
    )
    return smart_deals.bargain(commons, commons.tables, terms)


def _half_year(desk: Desk, year: float) -> int:
    return round(2 * (year - desk.tables.scenario.start_year))


def _refuse_partner(draft: Draft, order: SignSmartPartner) -> Sentence | None:
    desk, tables = draft.desk, draft.desk.tables
    if order.partner is Partner.NONE:
        return say("refused.nothing")
    if draft.acts(SignSmartPartner):
        return say("refused.smart_one")
    held, step = desk.whole("smart.partner"), desk.whole("smart.step")
    same = held == order.partner
    if held and not (same and step == smart_city.FRAMEWORK):
        return say("refused.smart_held", partner=held)
    comes = _half_year(desk, float(tables.lists["smart.partner_from"][int(order.partner) - 1]))
    if desk.turn < comes:
        return say("refused.smart_early", partner=int(order.partner), turn=comes)
    if desk.whole("smart.shunned"):
        return say("refused.smart_shunned", turns=desk.whole("smart.shunned"))
    ripe = desk.whole("smart.since") + round(tables["smart.framework_turns"])
    if same and desk.turn < ripe:
        return say("refused.smart_framework", turn=ripe)
    deal = offer(desk, order)
    if not deal.closes:
        return say("refused.smart_no_gain", partner=int(order.partner), short=-(deal.city + deal.partner))
    return None


def _label_partner(desk: Desk, order: SignSmartPartner) -> Sentence:
    if order.partner is Partner.NONE:
        return say("refused.nothing")
    fee = offer(desk, order).fee
    key = "order.SignSmartPartner" if fee >= 0 else "order.SignSmartPartner_pays"
    if order.partner is Partner.ENTERTAINMENT and not desk.whole("smart.step"):
        key = "order.SignSmartPartner_framework"
    return say(key, partner=int(order.partner), share=order.city_share, fee=abs(fee))


def _refuse_module(draft: Draft, order: BuildModule) -> Sentence | None:
    desk, tables = draft.desk, draft.desk.tables
    place = MODULES.get(order.module)
    if place is None:
        return say("refused.module", module=order.module)
    if desk.mine("smart.module")[place]:
        return say("refused.module_runs", module=order.module)
    if desk.mine("smart.works")[place]:
        return say("refused.module_works", module=order.module, turns=desk.mine("smart.works")[place])
    comes = _half_year(desk, float(tables.lists["smart.module_from"][place]))
    if desk.turn < comes:
        return say("refused.module_early", module=order.module, turn=comes)
    for below in needed(desk, place):
        if not desk.mine("smart.module")[below]:
            return say("refused.module_needs", module=order.module, below=tuple(Module)[below].value)
    return None


def needed(desk: Desk, place: int) -> list[int]:
    """Modules on which one builds."""
    found = (int(desk.tables.lists[f"smart.{name}"][place]) for name in ("module_need", "module_need_too"))
    return [below for below in found if below >= 0]


def module_cost(desk: Desk, place: int) -> tuple[int, int, int]:
    """What a module costs the treasury, what the joint company would borrow, what the partner would bring (wan)."""
    cash, loan, theirs = _module_costs(desk)
    at = (desk.view.city, place)
    return round(float(cash[at])), round(float(loan[at])), round(float(theirs[at]))


@once_a_moment
def _module_costs(commons: Commons) -> tuple[Floats, Floats, Floats]:
    return smart_city.module_costs(commons, commons.tables)


def _charge_module(desk: Desk, order: BuildModule) -> Charge:
    place = MODULES.get(order.module)
    return Charge() if place is None else Charge(treasury=module_cost(desk, place)[0])


def _label_module(desk: Desk, order: BuildModule) -> Sentence:
    if order.module not in MODULES:
        return say("refused.module", module=order.module)
    return say("order.BuildModule", module=order.module, amount=module_cost(desk, MODULES[order.module])[0])


def data_income(desk: Desk, percent: int) -> int:
    """What selling this share of the data would bring the city this turn (wan)."""
    at = desk.view.city
    worth: Floats = smart_data.price(desk, desk.tables) * smart_data.city_part(desk)
    return round(float(worth[at]) * percent / 100.0)


def _refuse_sale(draft: Draft, order: SellData) -> Sentence | None:
    desk = draft.desk
    if desk.tables.lists["smart.law_price"][desk.whole("smart.law")] <= 0:
        return say("refused.data_law")
    if desk.whole("smart.policy") == DataPolicy.SEALED or _wants(draft) == DataPolicy.SEALED:
        return say("refused.data_sealed")
    if data_income(desk, order.percent) <= 0:
        return say("refused.no_data")
    return None


def _wants(draft: Draft) -> DataPolicy | None:
    order = draft.setting("SetDataPolicy")
    return order.policy if isinstance(order, SetDataPolicy) else None


def _label_sale(desk: Desk, order: SellData) -> Sentence:
    return say("order.SellData", percent=order.percent, amount=data_income(desk, order.percent))


def _refuse_policy(draft: Draft, order: SetDataPolicy) -> Sentence | None:
    desk = draft.desk
    share, held = desk.share("smart.share"), desk.whole("smart.step") == smart_city.CONTRACT
    if held and order.policy > desk.whole("smart.pledged") and share < desk.tables["smart.control"]:
        return say(
            "refused.data_control",
            partner=desk.whole("smart.partner"),
            share=round(100 * (1.0 - share)),
            need=round(100 * desk.tables["smart.control"]),
        )
    if order.policy is DataPolicy.SEALED and draft.acts(SellData):
        return say("refused.data_sealed")
    return None


def guard_cost(desk: Desk) -> int:
    """What sealing the data costs a turn (wan)."""
    heads = desk.whole("city.population") * smart_deals.WAN_PER_YUAN
    return round(heads * desk.tables["smart.sealed_cost"] / 2.0) if desk.share("smart.data") > 0 else 0


def _charge_policy(desk: Desk, order: SetDataPolicy) -> Charge:
    return Charge(routine=guard_cost(desk)) if order.policy is DataPolicy.SEALED else Charge()


def _label_policy(_desk: Desk, order: SetDataPolicy) -> Sentence:
    return say("order.SetDataPolicy", policy=int(order.policy))


def _refuse_fee(draft: Draft, order: RenegotiateFee) -> Sentence | None:
    desk = draft.desk
    if desk.whole("smart.step") != smart_city.CONTRACT:
        return say("refused.no_contract")
    if order.cut < 100 and desk.whole("smart.fee") <= 0:
        return say("refused.no_fee", partner=desk.whole("smart.partner"))
    again = desk.whole("smart.talked") + round(desk.tables["smart.fee_peace"])
    if order.cut < 100 and desk.turn < again:
        return say("refused.fee_peace", partner=desk.whole("smart.partner"), turn=again)
    return None


def _label_fee(desk: Desk, order: RenegotiateFee) -> Sentence:
    key = "order.RenegotiateFee" if order.cut < 100 else "order.RenegotiateFee_end"
    return say(key, cut=order.cut, partner=desk.whole("smart.partner"))


def clean_up_bill(desk: Desk, plan: CleanUp) -> int:
    """What a plan costs the treasury a turn (wan), as things stand."""
    tables, at = desk.tables, desk.view.city
    old = desk["environment.old"]
    if plan is CleanUp.GRADUAL:
        moved = np.minimum(np.rint(desk["environment.old_start"] / tables["environment.slow_turns"]), old)
        return int(environment.relocation_cost(desk, tables, moved)[at])
    if plan is CleanUp.SHOCK:
        wave = desk.whole("environment.wave") or -(-int(old[at]) // int(tables["environment.shock_turns"]))
        return round(min(wave, int(old[at])) * tables["environment.laid_off"])
    return 0


def _refuse_clean_up(draft: Draft, order: SetCleanUp) -> Sentence | None:
    none_left = order.plan is not CleanUp.NONE and draft.desk.whole("environment.old") <= 0
    return first(say("refused.clean_already") if none_left else None)


def _charge_clean_up(desk: Desk, order: SetCleanUp) -> Charge:
    return Charge(routine=clean_up_bill(desk, order.plan))


def _label_clean_up(desk: Desk, order: SetCleanUp) -> Sentence:
    return say("order.SetCleanUp", plan=int(order.plan), amount=clean_up_bill(desk, order.plan))


RULES: dict[type[Order], Rule] = {
    SignSmartPartner: Rule("attention_sign_partner", _refuse_partner, free, _label_partner),
    BuildModule: Rule("attention_module", _refuse_module, _charge_module, _label_module),
    SellData: Rule("attention_sell_data", _refuse_sale, free, _label_sale),
    SetDataPolicy: Rule("attention_data_policy", _refuse_policy, _charge_policy, _label_policy),
    RenegotiateFee: Rule("attention_renegotiate", _refuse_fee, free, _label_fee),
    SetCleanUp: Rule("attention_clean_up", _refuse_clean_up, _charge_clean_up, _label_clean_up),
}
