"""Make the golden replays again, after a change of rules or content that is meant.

Run `python tests/replays/make_replays.py`, and say what changed in CHANGELOG.md.

The matches are played by the production server in virtual time: two people who decide, undo, leave and come back,
and bots in the other seats.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))

from boulevard_server.record import Row
from boulevard_server.replays import write_file
from boulevard_server.rules_game import ShippedRules
from boulevard_shared import messages as m
from boulevard_shared.content import shipped
from boulevard_shared.ids import SeatMode, Tier
from boulevard_shared.orders import IssueBonds, LobbyForChain, SetBudget, SetLandRelease, SetTalentProgramme, SetWorks
from harness import House, User, play


@dataclass(frozen=True, slots=True)
class Plan:
    """A match to be recorded."""

    name: str
    terms: dict[str, Any]


PLANS = (
    Plan("first-posting", {"scenario": "first-posting", "seats": 4, "seed": 3}),
    Plan("term-ten-seats", {"scenario": "one-term", "seats": 10, "seed": 41, "tolerance_bp": 0, "legacy_bp": 0}),
    Plan("decade-anchored", {"scenario": "display-decade", "seats": 8, "seed": 2008, "city": "hefei"}),
    Plan("decade-career", {"scenario": "display-decade", "seats": 6, "seed": 7, "mode": SeatMode.CAREER}),
    Plan("incubator-state", {"scenario": "incubator-state", "seats": 6, "seed": 8, "tolerance_bp": 0}),
    Plan("two-decades", {"scenario": "two-decades", "seats": 5, "seed": 22, "tolerance_bp": 0}),
)
"""A match of every scenario; seeds and terms are chosen so that between them terms end in every way."""


async def record(plan: Plan) -> list[Row]:
    """Play a match to its end; its record."""
    async with House(ShippedRules(shipped())) as house:
        host, guest = await house.user("host"), await house.user("guest")
        seated = await host.open_match(**plan.terms)
        await guest.join(seated.code)
        await host.ask(m.StartMatch)
        await host.settle(1.0)
        while m.MatchOver not in host.last:
            await _decide(host, guest)
        return list(house.journal.records[seated.match])


async def _decide(host: User, guest: User) -> None:
    """One turn: orders, an undo, now and then a broken connection, and Ready."""
    turn = host.turn
    guest.read()
    await host.edit(SetWorks(amount=20_000 + 1_000 * turn))
    await host.edit(SetBudget(schools=60_000, health=30_000, housing=10_000 + turn))
    await host.edit(LobbyForChain(chain="displays"))
    await host.ask(m.UndoEdit, turn=turn, key="LobbyForChain")
    await guest.edit(SetLandRelease(housing=100 + turn % 20, industry=80))
    await guest.edit(SetTalentProgramme(tier=Tier.GRADUATES, thousand_yuan=10 * (turn % 3)))
    await guest.edit(IssueBonds(amount=10_000))
    if turn % 5 == 3:
        guest.drop()
        await host.ready()
        await host.settle(2.0)
        await guest.connect()
        if guest.turn == turn and host.turn == turn:
            await guest.ready()
    else:
        await host.ready()
        await guest.ready()
    for _ in range(200):
        await host.settle(0.05)
        guest.read()
        if host.turn != turn or m.MatchOver in host.last:
            return
    raise AssertionError(f"turn {turn} did not close")


def main() -> int:
    for plan in PLANS:
        rows = play(record(plan))
        path = HERE / f"{plan.name}.qbr"
        write_file(path, rows)
        print(f"{path.name}: {len(rows)} entries, {path.stat().st_size:,} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
