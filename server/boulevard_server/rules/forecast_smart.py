"""What orders about the smart city and old industry should bring, from the seat's view alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from boulevard_server.rules import environment, smart_city, smart_data, smart_deals, smart_stress
from boulevard_server.rules.decree_smart import MODULES, clean_up_bill, data_income, module_cost, offer
from boulevard_server.rules.desk import Desk, once_a_view
from boulevard_server.rules.forecast_settings import AHEAD, about
from boulevard_shared.ids import CleanUp, DataPolicy, Partner
from boulevard_shared.orders import (
    BuildModule,
    Decree,
    RenegotiateFee,
    SellData,
    SetCleanUp,
    SetDataPolicy,
    SignSmartPartner,
)
from boulevard_shared.parts import Forecast
from boulevard_shared.sentence import say


def _partner(desk: Desk, _decree: Decree, order: SignSmartPartner) -> Forecast:
    if order.partner is Partner.NONE:
        return Forecast()
    deal = offer(desk, order)
    tables, at = desk.tables, int(order.partner) - 1
    left = 1.0 if order.exclusive else float(smart_deals.edge(desk, tables)[at])
    fit = float(smart_deals.fit(desk, tables)[desk.view.city, at])
    notes = [
        say("note.smart_gains", city=deal.city, partner=deal.partner),
        say("note.smart_fit", fit=round(100 * fit), edge=round(10_000 * left)),
    ]
    if deal.fee > 0:
        years = round(tables["smart.fee_turns"] / 2)
        notes.append(say("note.smart_fee", years=years, total=years * deal.fee))
    return Forecast([about(desk, "forecast.smart_gain", deal.city, 2)], note=notes)


def _module(desk: Desk, _decree: Decree, order: BuildModule) -> Forecast:
    """Relief at the use of today, as the smart city reckons it; savings and what the partner brings as notes."""
    place = MODULES.get(order.module)
    if place is None:
        return Forecast()
    tables = desk.tables
    use = float(smart_stress.in_use(desk)[desk.view.city])
    turns = round(float(tables.lists["smart.module_turns"][place]))
    living = tables.lists["smart.stress_living"]
    lines, felt = [], 0.0
    for meter, name in enumerate(smart_stress.METERS):
        cut = float(tables.lists[f"smart.cut_{name}"][place]) * (1.0 if meter == 0 else use)
        felt += float(living[meter]) * cut
        if cut:
            lines.append(about(desk, f"smart.{name}", -100 * cut, turns))
    if felt:
        lines.append(about(desk, "city.livability", 100 * felt, turns))
    _, loan, theirs = module_cost(desk, place)
    saved = float(smart_city.savings(desk, tables)[desk.view.city, place]) / 2.0
    notes = [say("note.module_saves", amount=round(saved))]
    if theirs:
        notes.append(say("note.module_partner", amount=theirs, loan=loan))
    data = float(tables.lists["smart.collects"][place])
    if data > 0:
        notes.append(say("note.module_data", points=round(100 * data * desk.share("smart.users"))))
    return Forecast(lines, pays_in=turns, note=notes)


def _hazard(desk: Desk, privacy: float, policy: int) -> float:
    guard = float(desk.tables.lists["smart.privacy_guard"][policy])
    return float(smart_data.risk(np.asarray(desk.tables["smart.scandal"] * guard * privacy)))


def _sale(desk: Desk, _decree: Decree, order: SellData) -> Forecast:
    """Money now; what the debt adds to the chance of a scandal."""
    tables, policy = desk.tables, desk.whole("smart.policy")
    debt = desk.share("smart.privacy")
    more = tables["smart.privacy_sold"] * order.percent / 100.0 * desk.share("smart.data") / 100.0
    notes = [
        say(
            "note.data_sale",
            now=round(10_000 * _hazard(desk, debt, policy)),
            then=round(10_000 * _hazard(desk, debt + more, policy)),
        ),
        say("note.data_fine", sold=desk.whole("smart.sold")),
    ]
    income = data_income(desk, order.percent)
    return Forecast([about(desk, "forecast.proceeds", income, 1)], note=notes)


def _policy(desk: Desk, _decree: Decree, order: SetDataPolicy) -> Forecast:
    debt, now = desk.share("smart.privacy"), desk.whole("smart.policy")
    notes = [
        say(
            "note.data_policy",
            now=round(10_000 * _hazard(desk, debt, now)),
            then=round(10_000 * _hazard(desk, debt, int(order.policy))),
        )
    ]
    lines = []
    if order.policy is DataPolicy.SEALED:
        earned = desk.tables["smart.sealed_trust"] * desk.share("smart.users") * AHEAD
        lines.append(about(desk, "city.trust", 100 * earned))
    if desk.whole("smart.step") == smart_city.CONTRACT and order.policy > desk.whole("smart.pledged"):
        kind = desk.whole("smart.partner") - 1
        worth = [
            float(smart_deals.data_business(desk, desk.tables, np.full((1, 1), policy))[desk.view.city, kind])
            for policy in (desk.whole("smart.pledged"), int(order.policy))
        ]
        notes.append(say("note.data_denied", amount=round(worth[0] - worth[1])))
    return Forecast(lines, note=notes)


def agrees(desk: Desk, cut: int) -> bool:
    """Whether the partner will bear a cut of its fee by so many percent."""
    rested, lowest = _patience(desk)
    return rested and float(desk.own("smart.fee")) * (1.0 - cut / 100.0) >= lowest


@once_a_view
def _patience(desk: Desk) -> tuple[bool, float]:
    """Whether the own partner will talk of its fee, and the least it takes."""
    rested, lowest = smart_deals.patience(desk, desk.tables)
    return bool(rested[desk.view.city]), float(lowest[desk.view.city])


def _fee(desk: Desk, _decree: Decree, order: RenegotiateFee) -> Forecast:
    fee = desk.whole("smart.fee")
    tables = desk.tables
    if order.cut >= 100:
        note = say("note.fee_default", turns=round(tables["smart.default_turns"]))
        lost = -tables["smart.default_trust"] * (fee > 0)
        return Forecast([about(desk, "city.trust", 100 * lost, 1)], note=[note])
    if not agrees(desk, order.cut):
        return Forecast(note=[say("note.fee_refused")])
    lines = [about(desk, "forecast.smart_gain", fee * order.cut / 100.0, 2)]
    lines.append(about(desk, "city.trust", -200.0 * tables["smart.agreed_trust"] * order.cut / 100.0, 1))
    return Forecast(lines, note=[say("note.fee_agreed")])


def _clean_up(desk: Desk, _decree: Decree, order: SetCleanUp) -> Forecast:
    """Old output gone within four turns, what it costs, and the air it leaves behind in the end."""
    tables, old = desk.tables, desk.whole("environment.old")
    if order.plan is CleanUp.NONE or old <= 0:
        return Forecast()
    start = desk.whole("environment.old_start")
    if order.plan is CleanUp.SHOCK:
        turns = round(tables["environment.shock_turns"])
        gone = min(old, AHEAD * old / turns)
        lost = int(environment.value_lost(tables, np.asarray(gone)))
    else:
        turns = round(tables["environment.slow_turns"])
        gone = min(old, AHEAD * start / turns)
        lost = int(environment.value_lost(tables, np.asarray(gone * tables["environment.slow_lost"])))
    cleaner = max(0.0, desk.share("environment.pollution") - tables["environment.allowed"] / 2.0)
    cleaner *= gone / max(1, start) * (1.0 - (1.0 - tables["environment.speed"]) ** AHEAD)
    lines = [
        about(desk, "city.gdp", -lost),
        about(desk, "environment.pollution", -100 * cleaner),
        about(desk, "city.livability", 100 * tables["environment.living"] * cleaner),
    ]
    land = round(old * tables["environment.site_worth"])
    bill = clean_up_bill(desk, order.plan)
    soil = round(tables["environment.soil_turns"])
    return Forecast(
        lines,
        pays_in=turns,
        note=[say("note.clean_up", bill=bill, turns=turns), say("note.clean_land", amount=land, turns=soil)],
    )


BRINGS: dict[type[Any], Callable[[Desk, Decree, Any], Forecast]] = {
    SignSmartPartner: _partner,
    BuildModule: _module,
    SellData: _sale,
    SetDataPolicy: _policy,
    RenegotiateFee: _fee,
    SetCleanUp: _clean_up,
}
