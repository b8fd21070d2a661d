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
    budget = desk.own("cluster.substitution_budget")
    running = [int(chain) for chain in np.nonzero(budget > 0)[0]]
    for chain in running:
        if project_left(desk, chain) == 0 or hand.treasury < 0:
            name = desk.chain_id(chain)
            hand.give(SetSubstitution(name, 0), say("reason.substitution_end", chain=name, amount=int(budget[chain])))
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
    output = np.asarray(desk.own("cluster.output"), np.float64)
    rung = np.asarray(desk["nation.sanctions"], np.float64)
    tense = float(desk["nation.tension"]) >= _TENSE
    liked = np.zeros(len(output))
    liked[focus(hand)[:1]] = 0.5 if tense else 0.0
    risk = output * desk.own("cluster.exposure") * np.maximum(rung, liked) * desk.tables.hard
    risk = np.where([project_left(desk, chain) > 0 for chain in range(len(output))], risk, 0.0)
    least = 0.005 * float(output.sum())
    best = int(np.argmax(risk))
    return best if float(risk[best]) > least else -1
