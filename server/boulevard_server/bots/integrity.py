"""Habits about clean hands and careers: audits, figures, tone, extensions, letters to the successor."""

from __future__ import annotations

from boulevard_server.bots.hand import Hand
from boulevard_server.bots.term import evaluation_in, rotates
from boulevard_server.rules.decree_integrity import cook_room
from boulevard_server.rules.forecast_relations import extend_odds
from boulevard_shared.ids import Persona, Tone
from boulevard_shared.orders_relations import AskExtension, AuditVehicles, CookBooks, SetTone, WriteHandover
from boulevard_shared.sentence import say

SHAMELESS = {Persona.CAREERIST: 1.0, Persona.LANDLORD: 0.8, Persona.COPYCAT: 0.6}
"""How much of what is believed a persona adds to its figures when it pays; the others add nothing."""
WARY = {Persona.TREASURER: 8.0, Persona.PATRON: 12.0, Persona.INCUBATOR: 14.0}
"""Heat from which a persona has itself audited."""
CARELESS = 18.0
HOPE, PLEA = 0.25, 0.1
"""Chance of a yes from which on more time is asked for: as a favour, and when it is the only way out."""


def duties(hand: Hand) -> None:
    """What costs attention, most pressing first."""
    audit(hand)
    extend(hand)
    write(hand)
    speak(hand)


def audit(hand: Hand) -> None:
    """Look for graft before the campaign does."""
    desk = hand.desk
    heat = desk.share("city.heat")
    limit = WARY.get(hand.will.persona, CARELESS) * (0.7 if desk.whole("nation.campaign") else 1.0)
    if heat > limit and hand.attention >= 3 and desk.whole("city.audited") == 0:
        hand.give(AuditVehicles(), say("reason.audit", heat=round(100 * heat)))


def cook(hand: Hand) -> None:
    """Add to the figures when what it brings now outweighs the target it raises for the rest of the term."""
    desk, tables = hand.desk, hand.desk.tables
    bold = SHAMELESS.get(hand.will.persona, 0.0)
    room = round(bold * cook_room(desk))
    if room < 1:
        return
    left = evaluation_in(hand)
    kept = 1.0 - tables["integrity.ratchet_fade"]
    # A raised target costs every later turn of the own term; what comes after is another's.
    burden = tables["integrity.ratchet"] * sum(kept**turn for turn in range(max(0, left - 1)))
    pile = 100.0 * (desk.share("city.cooked") + room / 10_000)
    found = (tables["integrity.found_least"] + tables["integrity.found_point"] * pile) / 2.0
    risk = found * tables["integrity.found_times"] * pile / max(0.01, room / 100)
    share = min(1.0, max(0.0, (1.0 - burden - risk) * 2.0))
    told = round(share * room)
    if told >= 1:
        hand.give(CookBooks(told), say("reason.cook", share=told, turns=left))


def extend(hand: Hand) -> None:
    """Ask for more time near the end, when the answer may be yes; who is all career wants the next post.

    Where posts rotate a longer term is a review forgone: only who would be sent down asks for time to mend it.
    """
    desk = hand.desk
    left = evaluation_in(hand)
    if left > 3 or desk.whole("seat.petitioned") or hand.will.persona is Persona.CAREERIST:
        return
    least = PLEA if rotates(hand) else HOPE
    if rotates(hand) and standing(hand) > desk.tables["cadres.moved_below"]:
        return
    if extend_odds(desk) >= least:
        hand.give(AskExtension(), say("reason.extension", turns=left))


def standing(hand: Hand) -> float:
    """Points of the running term above the mean of the others."""
    running = hand.desk["seat.evaluation"]
    own = float(running[hand.desk.view.seat])
    return own - (float(running.sum()) - own) / max(1, len(running) - 1)


def write(hand: Hand) -> None:
    """Leave a letter when the term runs out."""
    if evaluation_in(hand) <= 2 and hand.will.persona is not Persona.CAREERIST:
        hand.give(WriteHandover(), say("reason.handover"))


def speak(hand: Hand) -> None:
    """Find the tone: phrases when it counts, dares when there is no campaign."""
    desk, persona = hand.desk, hand.will.persona
    campaign = desk.whole("nation.campaign") > 0
    want = Tone.PLAIN
    if persona in (Persona.CAREERIST, Persona.LANDLORD) and (campaign or evaluation_in(hand) <= 5):
        want = Tone.LOYAL
    elif persona in (Persona.INCUBATOR, Persona.COPYCAT) and not campaign and evaluation_in(hand) > 4:
        # Firms like who dares, the capital does not: whoever plants for a next post had better be there to get it.
        want = Tone.PLAIN if rotates(hand) and persona is Persona.INCUBATOR else Tone.DARING
    if int(want) != desk.whole("city.tone"):
        hand.give(SetTone(want), say("reason.tone", tone=int(want)))


EARLY = (cook, duties)
"""Habits before a bot's own business."""
