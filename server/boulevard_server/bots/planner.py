"""The hard level: drafts several decrees, tries each in imagined futures, and keeps the one that comes out best.

What it weighs are bets: budgets show in comfort soon and in missing capital only years later, further off than it can
see, so there it trusts its taste. Its thinking is counted in imagined matches, never in seconds: the same view gives
the same orders on every machine.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from boulevard_server.bots.hand import Hand
from boulevard_server.bots.will import Will
from boulevard_server.rules import rollout
from boulevard_server.rules.arrays import Floats

Drafting = Callable[[Will], Hand]


@dataclass(frozen=True, slots=True)
class Budget:
    """How much a hard bot may think in a turn: imagined matches for each draft, turns that each is played on."""

    samples: int = 8
    turns: int = 12


BUDGET = Budget()
DOUBT = 1.0
"""Standard errors of the difference by which another draft must be better than the one in hand."""


def plan(draft: Drafting, will: Will, seed: int, budget: Budget = BUDGET) -> Hand:
    """The best draft found.

    Args:
        draft: writes a decree for a will; the same will gives the same decree.
        seed: the bot's own dice.
    """
    return _better(draft(will), [draft(other) for other in _variants(will)], seed, budget)


def _better(now: Hand, others: Sequence[Hand], seed: int, budget: Budget) -> Hand:
    fresh: list[Hand] = [now]
    for hand in others:
        if all(hand.draft != known.draft for known in fresh):
            fresh.append(hand)
    if len(fresh) == 1:
        return now
    trial = rollout.Trial(budget.samples, budget.turns, seed)
    worth = rollout.outcomes(now.desk, [hand.draft for hand in fresh], trial)
    return fresh[_choose(worth)]


def _choose(worth: Floats) -> int:
    """Row with the best mean gain on the first, less a part of its error; the first when none gains."""
    gain = worth - worth[0]
    error = gain.std(axis=1, ddof=1) / np.sqrt(worth.shape[1])
    return int(np.argmax(gain.mean(axis=1) - DOUBT * error))


def _variants(will: Will) -> list[Will]:
    """The same budgets with other bets: none, bolder, choosier, cheaper, more generous."""
    return [
        replace(will, nerve=0.0),
        replace(will, nerve=1.6 * will.nerve, edge=0.8 * will.edge, debt=will.debt + 0.1),
        replace(will, edge=1.35 * will.edge),
        replace(will, offers=will.offers[:1]),
        replace(will, offers=(1.0,)),
    ]
