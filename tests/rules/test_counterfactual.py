"""What if: one decision changed leaves all luck that it has nothing to do with as it was."""

from __future__ import annotations

import numpy as np
import pytest

from bot_table import CITIES, bot_decree, persona_of
from boulevard_server.rules.resolve import resolve_turn
from boulevard_server.rules.setup import MatchSettings, new_match
from boulevard_server.rules.state import State
from boulevard_server.views import view_of
from boulevard_shared.content import shipped
from boulevard_shared.ids import SeatMode, Tier
from boulevard_shared.orders import AnyOrder, SetTalentProgramme, SetWorks

FORK, SEEN = 3, 4
"""The turn in which the decision differs, and for how many turns the two courses are compared."""
LUCK = (
    "project.template",
    "project.quality",
    "project.ticket",
    "firm.serial",
    "firm.quality",
    "firm.doomed",
    "firm.fraud",
    "firm.opens_in",
    "official.serial",
    "official.tenure",
)
"""What dice alone decide, or dice and decisions that both courses share."""


def course(seed: int, changed: tuple[int, AnyOrder] | None) -> list[State]:
    """States from the fork on. Decrees are those that bots gave without the change, whatever comes of it."""
    state, tables = new_match(shipped(), MatchSettings("display-decade", CITIES, SeatMode.ANCHORED, 0.4, 0.3), seed)
    plain, states = state, []
    for turn in range(FORK + SEEN):
        decrees = [bot_decree(view_of(plain, seat, tables), tables, persona_of(seat)) for seat in range(len(CITIES))]
        plain = resolve_turn(plain, decrees, tables).state
        if turn == FORK and changed is not None:
            seat, order = changed
            decrees[seat] = decrees[seat].with_order(order)
        state = resolve_turn(state, decrees, tables).state
        if turn >= FORK:
            states.append(state)
    return states


@pytest.mark.parametrize("order", [SetTalentProgramme(Tier.GRADUATES, 40), SetWorks(0)], ids=lambda order: order.key)
def test_one_decision_changes_its_consequences_and_no_unrelated_luck(order: AnyOrder) -> None:
    seat = CITIES.index("guiyang")
    as_it_was, as_it_might = course(3, None), course(3, (seat, order))
    assert any(a.hash() != b.hash() for a, b in zip(as_it_was, as_it_might, strict=True)), "nothing came of it"
    for turn, (was, might) in enumerate(zip(as_it_was, as_it_might, strict=True)):
        for name in LUCK:
            same = np.asarray(was[name]) == np.asarray(might[name])
            assert same.all(), f"{name} differs {turn} turns after the decision: {np.argwhere(~same)[:5]}"
