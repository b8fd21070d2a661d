"""Habits about young firms: who screens newcomers, whom to buy from, whom to put forward, what to seed."""

from __future__ import annotations

import numpy as np

from boulevard_server.bots.focus import focus
from boulevard_server.bots.hand import Hand
from boulevard_server.rules import forecast
from boulevard_server.rules.decree_firms import contract_limit, exiled, fit_for_badge, host_floor
from boulevard_server.rules.markets import open_now
from boulevard_shared.ids import Persona
from boulevard_shared.orders import FoundLaboratory, HostUniversity, NominateFirm, PlaceContract, SetScreening
from boulevard_shared.sentence import say

_STRICT = {Persona.TREASURER: 3, Persona.INCUBATOR: 2, Persona.PATRON: 2, Persona.CAREERIST: 0}
"""How strictly a persona screens when a swarm is at the door; the careerist likes what the statistics say."""
_KEEN = {Persona.PATRON: 1.6, Persona.INCUBATOR: 1.3}
"""What a persona offers a university above the least it needs."""


def screen(hand: Hand) -> None:
    """Screen while newcomers swarm and are struck off again; stop when nobody is at the door."""
    desk = hand.desk
    usual = np.maximum(desk.own("cluster.registrations_usual"), 1)
    came = desk.own("cluster.registrations")
    swarm = bool(((came > 1.8 * usual) & (came > 20)).any())
    now = desk.whole("city.screening")
    want = _STRICT.get(hand.will.persona, 1) if swarm else 0
    if want > now:
        struck = int(desk.own("cluster.struck_off").sum())
        hand.give(SetScreening(want), say("reason.screening", count=int(came.sum()), struck=struck, level=want))
    elif want < now:
        hand.give(SetScreening(want), say("reason.screening_end", level=want))


def buy(hand: Hand) -> None:
    """Buy from a firm in which the city has a stake and whose machines stand still, or from an enabler."""
    desk = hand.desk
    spare = hand.treasury - round(hand.will.reserve * desk.yearly_revenue)
    if spare < 0.02 * desk.yearly_revenue or desk.turns_left < 2:
        return
    ours = desk.own("position.share").sum(0)
    sells = (desk["firm.serial"] > 0) & open_now(desk["firm.stage"]) & (desk["firm.city"] == desk.view.city)
    chains = list(desk.tables.content.chains.values())
    enabler = np.array([(chains[int(chain)].enables or 0.0) >= 1.0 for chain in np.maximum(desk["firm.chain"], 0)])
    idle = (desk["firm.use"] < 0.8) & (ours > 0.05) & (desk["firm.distress"] == 0)
    running = desk["firm.contract"] > 0.1 * desk["firm.capacity"]
    fit = sells & (idle | enabler) & ~running
    if not fit.any():
        return
    full = desk.tables["patronage.contract_full"] * desk["firm.capacity"]
    worth = np.where(fit, ours * desk["firm.value"] / np.maximum(full, 1) + 0.3 * enabler, -1.0)
    slot = int(np.argmax(worth))
    amount = min(round(float(full[slot])), contract_limit(desk, slot), round(0.02 * desk.yearly_revenue), spare // 2)
    if amount < 200:
        return
    key = "reason.contract" if idle[slot] else "reason.contract_enabler"
    use = round(10_000 * desk.plain("firm.use")[slot])
    reason = say(key, firm=desk.plain("firm.name")[slot], amount=amount, use=use)
    hand.give(PlaceContract(desk.plain("firm.serial")[slot], amount), reason)


def nominate(hand: Hand) -> None:
    """Put forward the small firm that is likeliest to get its badge."""
    desk = hand.desk
    if hand.attention < 2:
        return
    fit = fit_for_badge(desk) & ((desk["firm.badge"] == 0) | (desk["firm.badge_left"] <= 2))
    slots = np.nonzero(fit)[0]
    if not slots.size:
        return
    liking = desk["firm.technology"][slots] + 0.1 * desk["firm.estimate"][slots]
    slot = int(slots[int(np.argmax(liking))])
    order = NominateFirm(desk.plain("firm.serial")[slot])
    chance = forecast.forecast(desk.view, hand.draft, order, desk.tables).chance_bp
    if chance >= 4_000:
        hand.give(order, say("reason.nominate", firm=desk.plain("firm.name")[slot], chance=chance))


def seed_laboratories(hand: Hand) -> None:
    """Laboratories for the first chain of the focus, by those who think in decades."""
    desk, will = hand.desk, hand.will
    if desk.turns_left < 12 or will.persona in (Persona.CAREERIST, Persona.LANDLORD):
        return
    amount = round(0.2 * will.talent * desk.yearly_revenue)
    if amount < 500 or hand.treasury < 2 * amount + will.reserve * desk.yearly_revenue:
        return
    for chain in focus(hand)[:2]:
        now = desk.mine("talent.laboratory")[chain]
        coming = float(desk.own("talent.laboratory_building")[chain].sum())
        if now + coming < 25.0 and desk.tables.hard[chain]:
            name = desk.chain_id(chain)
            hand.give(
                FoundLaboratory(name, amount), say("reason.laboratory", chain=name, amount=amount, now=round(100 * now))
            )
            return


def host(hand: Hand) -> None:
    """Offer a home to an uprooted university when the treasury can bear it; the patron offers most."""
    desk = hand.desk
    field, _ = exiled(desk)
    if not field or desk.turns_left < 4:
        return
    most = hand.treasury - round(0.5 * hand.will.reserve * desk.yearly_revenue)
    floor = host_floor(desk)
    offer = round(floor * _KEEN.get(hand.will.persona, 1.05) * (0.95 + 0.3 * float(hand.luck("host"))))
    offer = min(max(offer, floor), most)
    if offer >= floor:
        hand.give(HostUniversity(offer), say("reason.host", field=field, amount=offer))


HABITS = (seed_laboratories, nominate, buy, screen)
"""Habits that every persona has, after its own."""


def errand(hand: Hand) -> None:
    """What will not wait for what is left of attention: a university on the road, and one of the habits in turn."""
    host(hand)
    HABITS[(hand.desk.turn // 2 + hand.desk.view.seat) % len(HABITS)](hand)


EARLY = (errand,)
"""Habits that come before a persona's own."""
