"""Habits about the smart city and old industry: whom to sign with, what to build, what to do with data and dirt."""

from __future__ import annotations

import numpy as np

from boulevard_server.bots.hand import Hand
from boulevard_server.bots.term import evaluation_in
from boulevard_server.rules import decree_smart, forecast_smart, smart_city, smart_deals
from boulevard_server.rules.arrays import Array, Floats
from boulevard_server.rules.desk import Commons, once_a_moment
from boulevard_shared.ids import CleanUp, DataPolicy, Module, Partner, Persona
from boulevard_shared.orders import (
    BuildModule,
    RenegotiateFee,
    SellData,
    SetCleanUp,
    SetDataPolicy,
    SignSmartPartner,
)
from boulevard_shared.sentence import say

PATIENT = (Persona.INCUBATOR, Persona.PATRON)
HASTY = (Persona.CAREERIST, Persona.LANDLORD)
PATIENCE_YEARS = 1.5
"""How long a bot waits for a better partner."""
SHORT_YEARS = 3
"""Years of its fee that the treasury should hold before the hasty go on paying a partner."""
SHARES = (90, 70)
"""Shares of the joint company that a bot asks for, in percent."""
POINT_YUAN = 60
"""Yuan a resident and year that a bot gives for a point of livability."""


def tend(hand: Hand) -> None:
    """The smart city has its day every other half-year, not that of other bots."""
    if (hand.desk.turn + hand.desk.view.seat) % 2:
        return
    _sign(hand)
    _haggle(hand)
    _build(hand)


def clean(hand: Hand) -> None:
    """A plan for old industry where the air is bad, and only while there is time to harvest it."""
    desk, persona = hand.desk, hand.will.persona
    now = CleanUp(desk.whole("environment.plan"))
    dirt = desk.share("environment.pollution")
    wanted = now
    if desk.whole("environment.old") <= 0:
        wanted = CleanUp.NONE
    elif now is CleanUp.NONE and dirt > 50 and desk.turns_left > 6:
        visited = desk.whole("environment.visits") > 0
        if persona in PATIENT or persona is Persona.LANDLORD:
            wanted = CleanUp.GRADUAL
        elif persona is Persona.CAREERIST:
            wanted = CleanUp.SHOCK if visited and evaluation_in(hand) > 7 else now
        elif visited:
            wanted = CleanUp.GRADUAL if persona is Persona.COPYCAT else CleanUp.SHOCK
    if wanted is not now:
        key = "reason.clean_up" if wanted is not CleanUp.NONE else "reason.clean_up_end"
        bill = decree_smart.clean_up_bill(desk, wanted)
        hand.give(SetCleanUp(wanted), say(key, plan=int(wanted), dirt=round(100 * dirt), amount=bill))


def handle_data(hand: Hand) -> None:
    """The hasty open and sell, the patient seal what has become dangerous."""
    desk, persona = hand.desk, hand.will.persona
    known, now = desk.share("smart.data"), DataPolicy(desk.whole("smart.policy"))
    wanted = now
    if persona in HASTY and known > 0 and desk.whole("smart.law") == 0:
        wanted = DataPolicy.OPEN
    elif persona in PATIENT and (known > 25 or desk.share("smart.privacy") > 5):
        wanted = DataPolicy.SEALED
    elif desk.whole("smart.law") > 0 and now is DataPolicy.OPEN:
        wanted = DataPolicy.GUARDED
    if wanted is not now:
        hand.give(SetDataPolicy(wanted), say("reason.data_policy", policy=int(wanted), known=round(100 * known)))
    percent = 100 if persona in HASTY else 40 if persona is Persona.COPYCAT else 0
    if not percent:
        return
    income = decree_smart.data_income(desk, percent)
    if income > desk.yearly_revenue // 1500:
        hand.give(SellData(percent), say("reason.sell_data", percent=percent, amount=income))


def _sign(hand: Hand) -> None:
    """The kind of partner and the share that leave the city the most."""
    desk = hand.desk
    held = desk.whole("smart.partner")
    if desk.whole("smart.step") == smart_city.CONTRACT or desk.turns_left < 4:
        return
    comes = desk.tables.lists["smart.partner_from"] <= smart_deals.date(desk, desk.tables) + PATIENCE_YEARS
    kinds = [Partner(held)] if held else [Partner(place + 1) for place in np.nonzero(comes)[0].tolist()]
    wanted = [SignSmartPartner(kind, share) for kind in kinds for share in SHARES]
    weighed = [(decree_smart.offer(desk, order).city, order) for order in wanted]
    if not weighed:
        return
    gain, order = max(weighed, key=lambda each: (each[0], -int(each[1].partner), each[1].city_share))
    if gain > 0:
        # The best may still be on its way: then it is refused today, and waited for.
        fee = decree_smart.offer(desk, order).fee
        key = "reason.smart_partner" if fee >= 0 else "reason.smart_partner_pays"
        hand.give(order, say(key, partner=int(order.partner), gain=gain, fee=abs(fee)))


def _haggle(hand: Hand) -> None:
    """Who counts every yuan asks for the largest cut the partner bears; the hasty, short of money, stop paying."""
    desk, fee = hand.desk, hand.desk.whole("smart.fee")
    if desk.whole("smart.step") != smart_city.CONTRACT or fee <= 0:
        return
    partner = desk.whole("smart.partner")
    short = max(SHORT_YEARS * fee, round(hand.will.reserve * desk.yearly_revenue))
    if hand.treasury < short and hand.will.persona in HASTY:
        # The partner was brought in to be seen; the contract runs for decades, and this term does not.
        hand.give(RenegotiateFee(100), say("reason.fee_end", partner=partner, fee=fee))
        return
    cut = next((cut for cut in (40, 25, 15, 8, 4) if forecast_smart.agrees(desk, cut)), 0)
    if cut and (hand.will.persona not in PATIENT):
        hand.give(RenegotiateFee(cut), say("reason.fee_cut", partner=partner, cut=cut, fee=fee))


def _build(hand: Hand) -> None:
    """The module that brings most for its money, and those on which better ones rest; one a turn."""
    desk, tables = hand.desk, hand.desk.tables
    ready = _buildable(desk)[desk.view.city]
    cost, floor = tables.lists["smart.module_cost"], round(hand.will.reserve * desk.yearly_revenue)
    worth = _worth(hand)
    for place in sorted(np.nonzero(ready)[0].tolist(), key=lambda p: (-worth[p] / cost[p], p)):
        cash, _, _ = decree_smart.module_cost(desk, place)
        if worth[place] < cost[place] or cash > min(hand.treasury - floor, desk.yearly_revenue // 25):
            continue
        module = tuple(Module)[place].value
        stress = max(desk.share(f"smart.{name}") for name in ("traffic", "hospitals", "offices"))
        reason = say("reason.module", module=module, amount=cash, stress=round(100 * stress))
        if hand.give(BuildModule(module), reason):
            return


@once_a_moment
def _buildable(commons: Commons) -> Array:
    """Modules (C, M) that every city could begin."""
    return smart_city.buildable(commons, commons.tables)


def _worth(hand: Hand) -> Floats:
    """What each module would bring in the years left after it opens, yuan a resident: an easier life, and offices that
    cost less. One on which a better one rests is worth half of that one at least."""
    desk, tables = hand.desk, hand.desk.tables
    lists = tables.lists
    years = np.maximum(desk.turns_left - lists["smart.module_turns"], 0) / 2
    cuts = np.stack([lists[f"smart.cut_{name}"] for name in ("traffic", "hospitals", "offices")])
    eased = (cuts * lists["smart.stress_living"][:, None]).sum(axis=0)
    worth: Floats = (eased * POINT_YUAN + lists["smart.saves"]) * years
    for place in range(len(worth)):
        for below in decree_smart.needed(desk, place):
            worth[below] = max(worth[below], worth[place] / 2)
    return worth


EARLY = (clean, tend, handle_data)
"""Habits that come before the persona's own."""
