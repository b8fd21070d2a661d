"""Habits about talent: settling-in money and universities."""

from __future__ import annotations

import numpy as np

from boulevard_server.bots import credit
from boulevard_server.bots.focus import focus
from boulevard_server.bots.hand import Hand
from boulevard_shared.ids import Field, Persona, Tier
from boulevard_shared.orders import ExpandUniversity, SetTalentProgramme
from boulevard_shared.sentence import say

PRICE_LIST = (10, 30, 50)
"""Settling-in money by tier, thousand yuan: the list that cities publish."""


def welcome(hand: Hand) -> None:
    """Pay newcomers of the tier that is short, by the known price list; one change a turn."""
    desk = hand.desk
    people, jobs = desk.own("talent.people"), desk.own("talent.jobs")
    poor = hand.treasury < hand.will.reserve * desk.yearly_revenue * 0.5
    for place, tier in enumerate(Tier):
        short = int(jobs[place]) - int(people[place])
        full = PRICE_LIST[place]
        if tier is Tier.WORKERS and hand.will.persona is not Persona.CAREERIST:
            full = 0
        want = 0 if poor else full if short > 0 or tier is Tier.RESEARCHERS else full // 2
        now = desk.mine("talent.programme")[place]
        if abs(want - now) >= 5:
            if want < now:
                key = "reason.programme_end"
            else:
                key = "reason.programme" if short > 0 else "reason.programme_pull"
            reason = say(key, tier=tier.value, thousand=want, short=max(0, short))
            hand.give(SetTalentProgramme(tier, want), reason)
            return


def build_universities(hand: Hand) -> None:
    """Expand the field of study that the focus needs most; the incubator begins early, nobody near the end."""
    desk, will = hand.desk, hand.will
    if desk.turns_left < 8:
        return
    loan = credit.on_credit(hand) // 2 if will.persona is Persona.PATRON else 0
    most = round(desk.tables["decree.university_cap"] * desk.yearly_revenue)
    amount = min(most, round(will.talent * desk.yearly_revenue) + loan)
    if amount <= 0 or hand.treasury < amount + will.reserve * desk.yearly_revenue:
        return
    wanted = desk.tables.study[focus(hand)].sum(0)
    lack = wanted * (110.0 - desk.own("talent.university"))
    place = int(np.argmax(lack))
    field = tuple(Field)[place].value
    strength = round(100 * desk.mine("talent.university")[place])
    hand.give(ExpandUniversity(field, amount), say("reason.university", field=field, amount=amount, now=strength))
