"""Facts about officials: how long they stay, and what their credit does to where the money goes."""

from __future__ import annotations

import numpy as np

from boulevard_server.lab.estimates import mean_of, ratio_of
from boulevard_server.lab.facts.registry import Fact, Measure, World, fact
from boulevard_server.lab.facts.stage import Seating, bot_match, each, idle, openings
from boulevard_server.rules.state import State
from boulevard_shared.ids import SeatMode

SOON = 6
"""Turns to profit that count as within three years."""


@fact(
    Fact(
        "S8",
        "without legacy credit and tolerance money goes where it pays soon",
        (
            Measure("capital paying within three years, neither", mean_of("soon_neither"), 0.7, 1.0),
            Measure("capital paying later, both against neither", ratio_of("late_both", "late_neither"), 2.0, 99.0),
        ),
        carried_by=("cadres.leave_early", "cadres.leave_late"),
        off={"cadres.leave_early": 0.0, "cadres.leave_late": 0.0},
        quick=5,
        full=20,
    )
)
def horizon(world: World, block: int) -> dict[str, list[float]]:
    """The same Career match under no institutions and under both; shares of the equity that bots sign for."""
    seen: dict[str, list[float]] = {}
    for name, credit in (("neither", 0.0), ("both", 1.0)):
        _, positions = bot_match(world, block, Seating(mode=SeatMode.CAREER, tolerance=credit, legacy=credit))
        bets = [bet for position in positions for bet in signed(position)]
        total = max(1.0, sum(paid for paid, _ in bets))
        soon = sum(paid for paid, lag in bets if lag <= SOON) / total
        seen |= {f"soon_{name}": [soon], f"late_{name}": [1.0 - soon]}
    return seen


def signed(position: State) -> list[tuple[float, int]]:
    """Equity paid (wan) and turns to profit of every firm signed for in the turn that led to this position."""
    fresh = (position["firm.serial"] > 0) & (position["firm.born"] == position["match.turn"] - 1)
    fresh &= (position["firm.planter"] >= 0) & (position["firm.kind"] > 0)
    paid = position["position.cost"].sum(axis=(0, 1))
    return [(float(paid[slot]), int(position["firm.pays_in"][slot])) for slot in np.flatnonzero(fresh)]


@fact(
    Fact(
        "S24",
        "officials still in office",
        tuple(
            Measure(f"after {years} years", mean_of(f"after_{years}"), share - 0.03, share + 0.03)
            for years, share in ((3, 0.42), (5, 0.24), (7, 0.13), (9, 0.08))
        ),
        carried_by=("cadres.leave_early", "cadres.leave_late"),
        off={"cadres.leave_early": 0.0, "cadres.leave_late": 0.0},
        quick=4,
        full=24,
    )
)
def in_office(world: World, block: int) -> dict[str, list[float]]:
    """The cabinets of the first turn in matches nobody plays: who of them still serves in the city."""
    state, tables = openings(world, block, 8)
    first = state["official.serial"]
    seen: dict[str, list[float]] = {}
    for turn in range(1, 19):
        state = idle(state, tables, 1)
        if turn in (6, 10, 14, 18):
            there = (first[..., :, None] == state["official.serial"][..., None, :]).any(axis=-1)
            seen[f"after_{turn // 2}"] = each(there)
    return seen
