"""Habits that answer what the nation does: replace the imports of chains that the world is shutting out."""

from __future__ import annotations

import numpy as np

from boulevard_server.bots.focus import focus
from boulevard_server.bots.hand import Hand
from boulevard_server.rules.decree_nation import project_left, project_pace
from boulevard_shared.orders import SetSubstitution
from boulevard_shared.sentence import say

_TENSE = 30.0
"""Hostility from which a far-sighted city insures the first chain of its focus."""


def replace_imports(hand: Hand) -> None:
    """Pay for home-made parts where sanctions bite or will; one project at a time, and stop when it is done."""
    desk = hand.desk
    budget = desk.mine("cluster.substitution_budget")
    running = [chain for chain, amount in enumerate(budget) if amount > 0]
    for chain in running:
        if project_left(desk, chain) == 0 or hand.treasury < 0:
            name = desk.chain_id(chain)
            hand.give(SetSubstitution(name, 0), say("reason.substitution_end", chain=name, amount=budget[chain]))
            return
    if running:
        return
    chain = _most_exposed(hand)
    if chain < 0:
        return
    spare = hand.treasury - round(hand.will.reserve * desk.yearly_revenue)
    # No more than a twentieth of a year's revenue: parts are one worry among many.
    amount = min(project_pace(desk, chain), round(0.05 * desk.yearly_revenue), max(0, spare))
    if amount < project_pace(desk, chain) // 8 or amount < 100:
        return
    name = desk.chain_id(chain)
    reason = say(
        "reason.substitution",
        chain=name,
        exposed=round(10_000 * desk.mine("cluster.exposure")[chain]),
        rung=desk.plain("nation.sanctions")[chain],
        amount=amount,
    )
    hand.give(SetSubstitution(name, amount), reason)


def _most_exposed(hand: Hand) -> int:
    """The chain at home that stands to lose most, -1 when none is worth the money yet."""
    desk = hand.desk
    output, exposed, rung = desk.mine("cluster.output"), desk.mine("cluster.exposure"), desk.plain("nation.sanctions")
    liked = focus(hand)[0] if desk.plain("nation.tension") >= _TENSE else -1
    best, most = -1, 0.005 * sum(output)
    for chain in np.flatnonzero(desk.tables.hard).tolist():
        risk = output[chain] * exposed[chain] * max(rung[chain], 0.5 if chain == liked else 0.0)
        if risk > most and project_left(desk, chain) > 0:
            best, most = chain, risk
    return best
