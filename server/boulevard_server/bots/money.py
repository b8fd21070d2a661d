"""Habits about the treasury: budgets, works, land, debt, and capital for the vehicles."""

from __future__ import annotations

from boulevard_server.bots import taste
from boulevard_server.bots.hand import Hand
from boulevard_server.rules.decree_treasury import bond_room
from boulevard_shared.ids import Persona, Vehicle
from boulevard_shared.orders import (
    CapitaliseVehicle,
    HireFundManagers,
    IssueBonds,
    RepayDebt,
    SetBudget,
    SetLandRelease,
    SetWorks,
)
from boulevard_shared.sentence import say

DRIFT = 0.12
"""A budget is written anew when it has drifted this far from what the bot wants."""


def evaluation_in(hand: Hand) -> int:
    """Turns until the term of this seat ends."""
    desk = hand.desk
    return max(0, desk.whole("seat.term_length") - desk.whole("seat.term"))


def debt_ratio(hand: Hand) -> float:
    """Debt as a share of a year's GDP."""
    return hand.desk.whole("city.debt") / max(1.0, hand.desk.share("city.gdp"))


def set_budgets(hand: Hand) -> None:
    """Spend on schools, health, homes and works what the persona thinks right for this revenue."""
    desk, will = hand.desk, hand.will
    revenue = desk.whole("city.revenue")
    tight = debt_ratio(hand) > will.debt + 0.25 or desk.treasury < 0
    scale = 0.75 if tight else taste.leaning(hand)
    wants = [round(scale * share * revenue) for share in (will.schools, will.health, will.housing)]
    now = [desk.whole(f"city.{item}_budget") for item in ("schools", "health", "housing")]
    if _drifted(now, wants):
        order = SetBudget(*(max(0, want) for want in wants))
        hand.give(order, say("reason.budget", schools=wants[0], share=round(10_000 * scale * will.schools)))
    works = round((1.25 if _shows_off(hand) else scale) * will.works * revenue)
    if _drifted([desk.whole("city.works_budget")], [works]):
        if _shows_off(hand):
            reason = say("reason.works_term", amount=works, turns=evaluation_in(hand))
        else:
            reason = say("reason.works", amount=works, transport=round(100 * desk.share("city.transport")))
        hand.give(SetWorks(max(0, works)), reason)


def _drifted(now: list[int], wants: list[int]) -> bool:
    return any(abs(a - b) > DRIFT * max(a, b, 1) for a, b in zip(now, wants, strict=True))


def _shows_off(hand: Hand) -> bool:
    return hand.will.persona is Persona.CAREERIST and 1 <= evaluation_in(hand) <= 4


def release_land(hand: Hand) -> None:
    """Sell land as the persona likes it; less of it when little is left or prices slump."""
    desk, will = hand.desk, hand.will
    left = desk.share("city.land_left")
    housing = will.land
    if left < 0.35:
        housing = min(housing, 70)
    elif debt_ratio(hand) > will.debt:
        housing = min(200, housing + 20)
    industry = 120 if will.persona is Persona.INCUBATOR else 100
    now = (desk.whole("city.land_housing"), desk.whole("city.land_industry"))
    if abs(now[0] - housing) + abs(now[1] - industry) >= 15:
        hand.give(SetLandRelease(housing, industry), say("reason.land", housing=housing, left=round(10_000 * left)))


def repay(hand: Hand) -> None:
    """Pay debt back with money that lies idle, most of all before an evaluation."""
    desk, will = hand.desk, hand.will
    ratio = debt_ratio(hand)
    judged = will.persona is Persona.CAREERIST and evaluation_in(hand) <= 2
    spare = hand.treasury - round((1 if judged else 2) * will.reserve * desk.yearly_revenue)
    if spare <= 0 or (ratio <= will.debt and not judged):
        return
    amount = min(desk.whole("city.debt"), spare // 2)
    if amount > desk.yearly_revenue // 100:
        key = "reason.repay_judged" if judged else "reason.repay"
        hand.give(
            RepayDebt(amount),
            say(key, amount=amount, debt=round(10_000 * ratio), turns=evaluation_in(hand)),
        )


def borrow(hand: Hand, need: int, why: str) -> bool:
    """Issue bonds for `need` wan if debt allows; `why` ends the reason's key."""
    room = bond_room(hand.desk)
    ratio = (hand.desk.whole("city.debt") + need) / max(1.0, hand.desk.share("city.gdp"))
    if need <= 0 or need > room or ratio > hand.will.debt + 0.15:
        return False
    drafted = hand.draft.acts.get("IssueBonds")
    amount = need + (drafted.amount if isinstance(drafted, IssueBonds) else 0)
    reason = say(
        f"reason.borrow_{why}",
        amount=amount,
        rate=round(10_000 * hand.desk.share("city.rate")),
        debt=round(10_000 * ratio),
    )
    return hand.give(IssueBonds(amount), reason)


def keep_afloat(hand: Hand) -> None:
    """Borrow before the treasury runs dry."""
    desk = hand.desk
    least = round(0.5 * hand.will.reserve * desk.yearly_revenue)
    if hand.treasury < least:
        borrow(hand, min(bond_room(desk), least - hand.treasury + round(0.02 * desk.yearly_revenue)), "afloat")


def fund_vehicle(hand: Hand, vehicle: Vehicle, need: int) -> bool:
    """Bring a vehicle's cash to `need`: from the treasury, then by bonds."""
    short = need - hand.cash[vehicle]
    if short <= 0:
        return True
    floor = round(hand.will.reserve * hand.desk.yearly_revenue)
    spare = hand.treasury - floor
    if spare < short and not borrow(hand, short - max(0, spare), "bet"):
        return False
    order = CapitaliseVehicle(vehicle, hand.capital(vehicle) + short)
    return hand.give(order, say("reason.capital", vehicle=vehicle.value, amount=order.amount))


def share_out(hand: Hand) -> None:
    """Put spare treasury money where it works, or bring idle vehicle money home when the treasury is bare."""
    desk, will = hand.desk, hand.will
    spare = hand.treasury - round(will.reserve * desk.yearly_revenue)
    if spare > 0.05 * desk.yearly_revenue and debt_ratio(hand) < will.debt + 0.2:
        vehicle = min(Vehicle, key=lambda v: (hand.cash[v], v.value))
        if vehicle is Vehicle.FINANCE and hand.cash[vehicle] > 0.03 * desk.yearly_revenue:
            vehicle = Vehicle.CONSTRUCTION
        order = CapitaliseVehicle(vehicle, hand.capital(vehicle) + spare // 2)
        hand.give(order, say("reason.capital", vehicle=vehicle.value, amount=order.amount))
    elif spare < 0 and not any(act.key.startswith("CapitaliseVehicle") for act in hand.draft.acts.values()):
        vehicle = max(Vehicle, key=lambda v: (hand.cash[v], v.value))
        idle = hand.cash[vehicle] - round(0.1 * desk.yearly_revenue)
        if idle > 0:
            amount = min(idle, -spare)
            hand.give(CapitaliseVehicle(vehicle, -amount), say("reason.dividend", vehicle=vehicle.value, amount=amount))


def pay_managers(hand: Hand) -> None:
    """Hire people who can tell a good firm from a bad one, for vehicles with money at work."""
    desk = hand.desk
    base = round(0.0012 * desk.yearly_revenue)
    for place, vehicle in enumerate(Vehicle):
        busy = int(desk["position.cost"][place].sum()) > 0 or vehicle is Vehicle.FINANCE
        want = base * 2 if busy and hand.will.persona is Persona.INCUBATOR else base
        now = int(desk["vehicle.managers_budget"][place])
        if busy and hand.cash[vehicle] > 8 * want and now < 0.7 * want:
            skill = round(10_000 * float(desk["vehicle.skill"][place]))
            hand.give(
                HireFundManagers(vehicle, want),
                say("reason.managers", vehicle=vehicle.value, amount=want, skill=skill),
            )
            return
