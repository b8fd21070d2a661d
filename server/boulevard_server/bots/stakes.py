"""Habits about what the vehicles hold: answering calls for money, leaving firms by every route, seeds and funds."""

from __future__ import annotations

import numpy as np

from boulevard_server.bots import credit
from boulevard_server.bots.focus import focus
from boulevard_server.bots.hand import Hand
from boulevard_server.rules.decree_funds import follow_limit, fund_share
from boulevard_server.rules.desk import VEHICLES, Desk, vehicle_slot
from boulevard_server.rules.outlook import chance_of_firm
from boulevard_shared.ids import ExitRoute, FirmStage, Persona, Vehicle
from boulevard_shared.orders import AnnounceFund, CapitaliseVehicle, FollowOn, SellStake, SetSeedBudget
from boulevard_shared.sentence import say

_LOCALITY = {Persona.LANDLORD: 160, Persona.CAREERIST: 150, Persona.PATRON: 60}
"""What a persona's funds must invest at home, in percent of their money."""
SEED_DRIFT = 0.5
"""Seed money is set anew when it is this far from what the bot wants."""


def holdings(desk: Desk) -> list[tuple[int, Vehicle]]:
    """Firm slots and vehicles in which the city holds a stake, largest cost first."""
    shares = desk.own("position.share")
    found = [
        (-desk.plain("position.cost")[place][slot], slot, vehicle)
        for place, vehicle in enumerate(VEHICLES)
        for slot in np.nonzero(shares[place] > 0)[0].tolist()
    ]
    return [(slot, vehicle) for _, slot, vehicle in sorted(found, key=lambda f: (f[0], f[1], f[2].value))]


def answer_calls(hand: Hand) -> None:
    """Follow on where the firm still looks good; let the others go, and say so by doing nothing."""
    desk, will = hand.desk, hand.will
    held = {slot for slot, _ in holdings(desk)}
    least = 0.30 if will.persona is Persona.CAREERIST else 0.2
    for slot in np.nonzero(desk["firm.call"] > 0)[0].tolist():
        here = desk.plain("firm.city")[slot] == desk.view.city
        if slot not in held and not (here and desk.plain("firm.anchor")[slot]):
            continue
        chance = chance_of_firm(desk, slot)
        leaving = any(_way_out(hand, slot, v)[0] for s, v in holdings(desk) if s == slot)
        if chance < least or leaving:
            continue
        amount = min(desk.plain("firm.call")[slot], follow_limit(desk, slot))
        vehicle = max(VEHICLES, key=lambda v: (hand.cash[v], v.value))
        # Good money after bad is limited: half of what the firm has cost so far, or a twentieth of a year's revenue.
        cost = int(desk["position.cost"][:, slot].sum())
        amount = min(amount, hand.cash[vehicle], max(cost // 2, desk.yearly_revenue // 20))
        if amount < desk.plain("firm.call")[slot] // 3 or amount <= 0:
            continue
        reason = say(
            "reason.follow",
            firm=desk.plain("firm.name")[slot],
            amount=amount,
            chance=round(10_000 * chance),
            runway=desk.plain("firm.runway")[slot],
        )
        hand.give(FollowOn(desk.plain("firm.serial")[slot], vehicle, amount), reason)


def leave(hand: Hand) -> None:
    """Leave firms: list the ripe, sell on the market what has paid, sell the middling, claw back, write off."""
    desk = hand.desk
    for slot, vehicle in holdings(desk):
        if hand.attention < 1:
            return
        route, reason, share = _way_out(hand, slot, vehicle)
        if FollowOn(desk.plain("firm.serial")[slot], vehicle, 0).key in hand.draft.acts:
            continue
        if route is not ExitRoute.NONE:
            order = SellStake(desk.plain("firm.serial")[slot], vehicle, route, share)
            cost = desk.plain("position.cost")[vehicle_slot(vehicle)][slot]
            worth = round(desk.held(vehicle, slot) * desk.plain("firm.value")[slot])
            hand.give(
                order,
                say(
                    f"reason.{reason}",
                    firm=desk.plain("firm.name")[slot],
                    cost=cost,
                    worth=worth,
                    multiple=round(100 * worth / max(cost, 1)),
                ),
            )


def _way_out(hand: Hand, slot: int, vehicle: Vehicle) -> tuple[ExitRoute, str, int]:
    """Route, reason and share (basis points) of leaving a firm; route NONE to stay."""
    desk, will = hand.desk, hand.will
    stay = (ExitRoute.NONE, "", 0)
    place = vehicle_slot(vehicle)
    if desk.plain("position.locked")[place][slot] > 0:
        return stay
    stage = desk.plain("firm.stage")[slot]
    cost = max(1, desk.plain("position.cost")[place][slot])
    worth = desk.held(vehicle, slot) * desk.plain("firm.value")[slot]
    multiple = worth / cost
    trouble = desk.plain("firm.distress")[slot]
    if stage == FirmStage.DEAD or trouble >= 4:
        return ExitRoute.WRITE_OFF, "write_off", 10_000
    late = desk.plain("firm.opens_in")[slot] > 0 and desk.turn - desk.plain("firm.born")[slot] > 6
    if (trouble >= 1 or late) and desk.plain("position.claw_back")[place][slot]:
        return ExitRoute.BUY_BACK, "buy_back", 10_000
    if desk.plain("firm.listed")[slot] >= 0:
        if multiple >= _goal(hand) or desk.turns_left <= 3 or trouble:
            return ExitRoute.LISTING, "sell_listed", 10_000 if desk.turns_left <= 3 else 5_000
        return stay
    ripe = stage in (FirmStage.RAMP, FirmStage.MATURE) and desk.plain("firm.profit")[slot] > 0
    if ripe and desk["nation.window"] and multiple > 1.0:
        return ExitRoute.LISTING, "list", 10_000
    bored = desk.turn - desk.plain("position.since")[place][slot] >= (6 if will.persona is Persona.CAREERIST else 10)
    if stage in (FirmStage.RAMP, FirmStage.MATURE) and bored and 0.8 <= multiple < 2.0:
        return ExitRoute.TRADE_SALE, "trade_sale", 10_000
    return stay


def _goal(hand: Hand) -> float:
    """Multiple at which a listed stake is sold: the patient wait for more."""
    return 1.2 + 6.0 * max(0.0, hand.will.patience - 0.75)


def sow(hand: Hand) -> None:
    """Seed money for the first chain of the focus; stop where the bot has changed its mind.

    The incubator sows more while banks lend freely, and has the Finance Group's cash topped up for it.
    """
    desk, will = hand.desk, hand.will
    loan = credit.on_credit(hand) if will.persona is Persona.INCUBATOR else 0
    if loan:
        order = CapitaliseVehicle(Vehicle.FINANCE, hand.capital(Vehicle.FINANCE) + loan)
        if not hand.give(order, say("reason.capital", vehicle=Vehicle.FINANCE.value, amount=order.amount)):
            loan = 0
    cap = round(desk.tables["decree.seed_cap"] * desk.yearly_revenue)
    amount = min(cap, round(will.venture * desk.yearly_revenue / 2) + loan)
    budgets = desk["cluster.seed_budget"]
    for chain, now in enumerate(budgets):
        if now > 0 and chain not in focus(hand) and desk.mine("cluster.boss")[chain] < 0:
            name = desk.chain_id(chain)
            hand.give(SetSeedBudget(name, 0), say("reason.seed_end", chain=name, amount=int(now)))
            return
    running = int(budgets.sum())
    held = int(np.argmax(budgets)) if running else focus(hand)[0]
    name = desk.chain_id(held)
    if running and hand.cash[Vehicle.FINANCE] < 0:
        hand.give(SetSeedBudget(name, 0), say("reason.seed_end", chain=name, amount=running))
    elif hand.cash[Vehicle.FINANCE] > (0 if running else 3 * amount) and _far(amount, running):
        network = round(10_000 * desk.plain("talent.network")[held])
        hand.give(SetSeedBudget(name, amount), say("reason.seed", chain=name, amount=amount, network=network))


def _far(want: int, now: int) -> bool:
    """Whether a standing budget is so far from what is wanted that it is worth a signature."""
    return want > 0 and abs(want - now) > SEED_DRIFT * max(want, now)


def announce(hand: Hand) -> None:
    """Announce a guidance fund when trust is good and the Finance Group has money to spare."""
    desk = hand.desk
    if hand.attention < 3 or desk.share("city.trust") < 40 or desk.turns_left < 6:
        return
    spare = hand.cash[Vehicle.FINANCE] - round(0.02 * desk.yearly_revenue)
    target = min(4 * spare // 2, round(0.3 * desk.yearly_revenue))
    chain = focus(hand)[0]
    if fund_share(desk, target) <= 0 or int(desk["cluster.sub_fund"].sum()) > target // 2:
        return
    name = desk.chain_id(chain)
    reason = say("reason.fund", chain=name, target=target, trust=round(100 * desk.share("city.trust")))
    hand.give(AnnounceFund(name, target, _LOCALITY.get(hand.will.persona, 100)), reason)
