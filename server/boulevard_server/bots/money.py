"""Habits about the treasury: budgets, works, land, and capital for the vehicles."""

from __future__ import annotations

from boulevard_server.bots import credit, taste
from boulevard_server.bots.hand import Hand
from boulevard_server.bots.term import evaluation_in
from boulevard_server.rules.desk import VEHICLES
from boulevard_shared.ids import Persona, Vehicle
from boulevard_shared.orders import (
    CapitaliseVehicle,
    HireFundManagers,
    SetBudget,
    SetLandRelease,
    SetWorks,
)
from boulevard_shared.sentence import say

DRIFT = 0.12
"""A budget is written anew when it has drifted this far from what the bot wants."""


def set_budgets(hand: Hand) -> None:
    """Spend on schools, health, homes and works what the persona thinks right for this revenue."""
    desk, will = hand.desk, hand.will
    revenue = desk.whole("city.revenue")
    tight = credit.burden(hand) > will.debt + 0.25 or credit.short(hand)
    scale = 0.75 if tight else taste.leaning(hand)
    loan = credit.on_credit(hand)
    wants = [round(scale * share * revenue) for share in (will.schools, will.health, will.housing)]
    if will.persona is Persona.PATRON:
        wants[0] += loan // 2
    now = [desk.whole(f"city.{item}_budget") for item in ("schools", "health", "housing")]
    if _drifted(now, wants):
        order = SetBudget(*(max(0, want) for want in wants))
        share = round(10_000 * wants[0] / max(1, revenue))
        hand.give(order, say("reason.budget", schools=wants[0], share=share))
    works = round((1.25 if _shows_off(hand) else scale) * will.works * revenue)
    builds = loan if will.persona in credit.BUILDERS else 0
    works += builds
    if _drifted([desk.whole("city.works_budget")], [works]):
        if builds:
            reason = say("reason.works_credit", amount=works, loan=builds, debt=round(10_000 * credit.debt_ratio(hand)))
        elif _shows_off(hand):
            reason = say("reason.works_term", amount=works, turns=evaluation_in(hand))
        else:
            reason = say("reason.works", amount=works, transport=round(100 * desk.share("city.transport")))
        hand.give(SetWorks(max(0, works)), reason)


def _drifted(now: list[int], wants: list[int]) -> bool:
    return any(abs(a - b) > DRIFT * max(a, b, 1) for a, b in zip(now, wants, strict=True))


def _shows_off(hand: Hand) -> bool:
    return hand.will.persona is Persona.CAREERIST and 1 <= evaluation_in(hand) <= 4


def release_land(hand: Hand) -> None:
    """Sell land as the persona likes it; less of it when little is left."""
    desk, will = hand.desk, hand.will
    left = desk.share("city.land_left")
    housing = will.land
    if left < 0.35:
        housing = min(housing, 70)
    elif credit.debt_ratio(hand) > will.debt:
        housing = min(200, housing + 20)
    industry = 120 if will.persona is Persona.INCUBATOR else 100
    now = (desk.whole("city.land_housing"), desk.whole("city.land_industry"))
    if abs(now[0] - housing) + abs(now[1] - industry) >= 15:
        hand.give(SetLandRelease(housing, industry), say("reason.land", housing=housing, left=round(10_000 * left)))


def fund_vehicle(hand: Hand, vehicle: Vehicle, need: int) -> bool:
    """Bring a vehicle's cash to `need`: from the treasury, then by bonds."""
    short = need - hand.cash[vehicle]
    if short <= 0:
        return True
    floor = round(hand.will.reserve * hand.desk.yearly_revenue)
    spare = hand.treasury - floor - credit.earmarked(hand)
    if spare < short and not credit.borrow(hand, short - max(0, spare), credit.FOR_A_BET):
        return False
    order = CapitaliseVehicle(vehicle, hand.capital(vehicle) + short)
    return hand.give(order, say("reason.capital", vehicle=vehicle.value, amount=order.amount))


def share_out(hand: Hand) -> None:
    """Put spare treasury money where it works, or bring idle vehicle money home when the treasury is bare."""
    desk, will = hand.desk, hand.will
    spare = hand.treasury - round(will.reserve * desk.yearly_revenue) - credit.earmarked(hand)
    if spare > 0.05 * desk.yearly_revenue and credit.debt_ratio(hand) < will.debt + 0.2:
        vehicle = min(VEHICLES, key=lambda v: (hand.cash[v], v.value))
        if vehicle is Vehicle.FINANCE and hand.cash[vehicle] > 0.03 * desk.yearly_revenue:
            vehicle = Vehicle.CONSTRUCTION
        order = CapitaliseVehicle(vehicle, hand.capital(vehicle) + spare // 2)
        hand.give(order, say("reason.capital", vehicle=vehicle.value, amount=order.amount))
    elif spare < 0 and not any(act.key.startswith("CapitaliseVehicle") for act in hand.draft.acts.values()):
        vehicle = max(VEHICLES, key=lambda v: (hand.cash[v], v.value))
        idle = hand.cash[vehicle] - round(0.1 * desk.yearly_revenue)
        if idle > 0:
            amount = min(idle, -spare)
            hand.give(CapitaliseVehicle(vehicle, -amount), say("reason.dividend", vehicle=vehicle.value, amount=amount))


def pay_managers(hand: Hand) -> None:
    """Hire people who can tell a good firm from a bad one, for vehicles with money at work."""
    desk = hand.desk
    base = round(0.0012 * desk.yearly_revenue)
    for place, vehicle in enumerate(VEHICLES):
        busy = int(desk["position.cost"][place].sum()) > 0 or vehicle is Vehicle.FINANCE
        want = base * 2 if busy and hand.will.persona is Persona.INCUBATOR else base
        now = desk.plain("vehicle.managers_budget")[place]
        if busy and hand.cash[vehicle] > 8 * want and now < 0.7 * want:
            skill = round(10_000 * desk.plain("vehicle.skill")[place])
            hand.give(
                HireFundManagers(vehicle, want),
                say("reason.managers", vehicle=vehicle.value, amount=want, skill=skill),
            )
            return
