"""Makes the recording of a theatre that the pictures of replays are drawn from; `make_recordings.py` calls it.

A match is played to its end and put into a store beside others, as they lie there after some weeks of play; then the
production theatre is asked what the pictures ask: which there are, one seat's course, and what if it had not paid for
the dearest thing it decided in the middle of the match.
"""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import msgspec

import stage_recording
from boulevard_server.journal import Listing, Write
from boulevard_server.record import NOBODY, Chain, MatchOpened
from boulevard_server.rules_game import ShippedRules
from boulevard_server.sqlite_journal import SqliteJournal
from boulevard_server.theatre import Theatre
from boulevard_shared import theatre as t
from recorder import Plan, Recorder
from stage_recording import Told


@dataclass(frozen=True, slots=True)
class Stored:
    """A match in the store and how it is listed; `old` if it was played by other rules than today's."""

    plan: Plan
    status: str
    begun: str
    old: bool = False


SHOWN = Stored(
    Plan(
        "decade", "display-decade", 7, None,
        ("hefei", "chengdu", "hangzhou", "xian", "shenzhen", "guiyang", "shenyang", "wenzhou"),
    ),
    "over", "2026-10-16 19:40",
)  # fmt: skip
STORE = (
    Stored(Plan("opening", "first-posting", 3, None, ("hefei", "zhuzhou", "xian")), "over", "2026-09-03 20:05"),
    Stored(Plan("older", "one-term", 5, 4, ("xian", "chengdu", "wenzhou")), "abandoned", "2026-09-11 21:30", old=True),
    Stored(Plan("left", "two-decades", 9, 3, ("shenzhen", "hangzhou", "yinchuan")), "frozen", "2026-09-28 18:12"),
    SHOWN,
    Stored(Plan("running", "incubator-state", 2, 6, ("chengdu", "xian", "hefei")), "playing", "2026-10-21 20:00"),
)  # fmt: skip
"""What lies in the store, oldest first."""
PERSON = 0
MIDDLE = range(7, 13)
"""Turns among which the decision is sought that the pictures change."""


def make(rules: ShippedRules) -> None:
    """Fill a store, ask the theatre, and keep what it says."""
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(_fill(Path(folder), rules))
        theatre = Theatre(rules, Path(folder), lambda answer: None)
        lines: list[Told] = []

        def ask(request: t.Request) -> t.AnyAnswer:
            answer = theatre.answer(request)
            assert not isinstance(answer, t.NotShown), answer
            lines.append(Told(request, answer))
            return answer

        ask(t.FindMatches(0))
        shown = ask(t.ShowMatch(0, SHOWN.plan.name))
        assert isinstance(shown, t.MatchShown)
        ask(t.WatchSeat(0, PERSON))
        turn, orders = _without_the_dearest(shown.course.decisions)
        ask(t.AskChoices(0, turn, PERSON))
        ask(t.ForkMatch(0, turn, PERSON, orders))
        stage_recording.write(lines)


def _without_the_dearest(decided: Sequence[t.Decisions]) -> tuple[int, list[t.AnyOrder]]:
    """The turn in the middle in which the person decided the dearest thing, and all else they decided in it."""
    own = [each for each in decided if each.seat == PERSON and each.turn in MIDDLE and len(each.made) > 1]
    busiest = max(own, key=lambda each: max(made.cost.money for made in each.made))
    dearest = max(busiest.made, key=lambda made: made.cost.money)
    return busiest.turn, [made.order for made in busiest.made if made is not dearest]


async def _fill(folder: Path, rules: ShippedRules) -> None:
    journal = SqliteJournal(folder)
    for stored in STORE:
        begun = datetime.fromisoformat(stored.begun).replace(tzinfo=UTC)
        recorder = Recorder(rules, stored.plan)
        for _ in recorder.messages():
            pass
        opened, *rest = recorder.entries
        if stored.old:
            assert isinstance(opened, MatchOpened)
            opened = msgspec.structs.replace(opened, terms=msgspec.structs.replace(opened.terms, digest="of old"))
        rows = Chain(stored.plan.name).rows((entry, NOBODY) for entry in (opened, *rest))
        listing = Listing(stored.plan.name, "", stored.status, round(begun.timestamp() * 1000))
        await journal.append(Write(rows=rows, listing=listing))
    await journal.close()
