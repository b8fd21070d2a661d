"""What the theatre shows: every seat of a finished match, forks that change only consequences, no secrets."""

from __future__ import annotations

import asyncio
import io
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

import stored_match
from boulevard_server.journal import Listing, Write
from boulevard_server.replays import seen_by
from boulevard_server.sqlite_journal import SqliteJournal
from boulevard_server.theatre import Theatre, run
from boulevard_shared import theatre as t
from boulevard_shared.codec import decode_server, encode
from boulevard_shared.events import Event
from boulevard_shared.locale import Catalogue
from boulevard_shared.messages import MatchOver, TurnResolved

NOWHERE = Path("nowhere")


@cache
def opened() -> tuple[Theatre, t.MatchShown]:
    theatre = Theatre(stored_match.rules(), NOWHERE, lambda answer: None)
    shown = theatre.answer(t.ShowMatch(1, str(stored_match.file())))
    assert isinstance(shown, t.MatchShown)
    return theatre, shown


def forked(turn: int, seat: int, drop: int) -> tuple[t.MatchForked, t.Course]:
    """The fork in which a seat leaves out its first so many decisions of a turn, and the real course."""
    theatre, shown = opened()
    made = next(d.made for d in shown.course.decisions if (d.turn, d.seat) == (turn, seat))
    assert len(made) >= drop
    answer = theatre.answer(t.ForkMatch(2, turn, seat, [each.order for each in made[drop:]]))
    assert isinstance(answer, t.MatchForked)
    return answer, shown.course


def busiest() -> tuple[int, int]:
    """Turn and seat of the most decisions before the last turn."""
    _, shown = opened()
    early = [d for d in shown.course.decisions if d.turn < 4]
    found = max(early, key=lambda d: len(d.made))
    return found.turn, found.seat


@pytest.mark.parametrize("seat", [0, 1])
def test_a_seat_is_shown_what_it_was_told(seat: int) -> None:
    theatre, _ = opened()
    answer = theatre.answer(t.WatchSeat(3, seat))
    assert isinstance(answer, t.SeatShown)
    told = [encode(message) for message in seen_by(stored_match.rules(), stored_match.rows(), seat)]
    names = [decode_server(frame) for frame in answer.frames]
    wanted = [decode_server(frame) for frame in told]
    # An update says who acted for a person; everything else is the same frame.
    assert [type(message) for message in names] == [type(message) for message in wanted]
    for ours, theirs in zip(names, wanted, strict=True):
        if isinstance(ours, TurnResolved) and isinstance(theirs, TurnResolved):
            assert (ours.hash, ours.common, ours.own) == (theirs.hash, theirs.common, theirs.own)
    assert isinstance(names[-1], MatchOver)


def test_the_same_orders_again_give_the_same_course() -> None:
    turn, seat = busiest()
    fork, real = forked(turn, seat, 0)
    assert fork.apart == []
    assert fork.course.series == real.series
    assert fork.course.scores == real.scores


def test_a_decision_left_out_changes_what_follows_and_nothing_before() -> None:
    turn, seat = busiest()
    fork, real = forked(turn, seat, 3)
    assert fork.apart, "nothing came of leaving three decisions out"
    assert fork.apart[0].turn > turn
    for ours, theirs in zip(fork.course.series, real.series, strict=True):
        assert ours.rows[: turn + 1] == theirs.rows[: turn + 1]
    kept = [d for d in fork.course.decisions if d.turn < turn]
    assert kept == [d for d in real.decisions if d.turn < turn]
    first = fork.apart[0]
    assert any(parting.real != parting.fork for parting in first.figures) or first.only_real or first.only_fork


def test_the_same_news_with_other_figures_is_not_told_as_a_difference() -> None:
    """Who takes the lead with 53.7 points instead of 53.6 has taken the lead in both courses."""
    english = Catalogue.load("en")
    figures = re.compile(r"[¥+−]?[\d.,]+(m|bn|k|%)?")

    def worded(events: list[Event]) -> set[str]:
        return {figures.sub("#", english.render(event.sentence)) for event in events}

    _, shown = opened()
    told = 0
    for made in shown.course.decisions:
        if made.turn < 4 and len(made.made) >= 2:
            fork, _ = forked(made.turn, made.seat, 2)
            for apart in fork.apart:
                told += len(apart.only_real) + len(apart.only_fork)
                assert not worded(apart.only_real) & worded(apart.only_fork)
    assert told, "nothing differed"


def test_bots_that_think_anew_see_only_what_their_seats_see() -> None:
    """Up to the fork nobody thinks anew, and in its turn nobody else knows of the change."""
    turn, seat = busiest()
    theatre, shown = opened()
    made = next(d.made for d in shown.course.decisions if (d.turn, d.seat) == (turn, seat))
    answer = theatre.answer(t.ForkMatch(2, turn, seat, [each.order for each in made[3:]], True))
    assert isinstance(answer, t.MatchForked)
    others = [d for d in answer.course.decisions if d.turn <= turn and d.seat != seat]
    assert others == [d for d in shown.course.decisions if d.turn <= turn and d.seat != seat]


@pytest.mark.parametrize(
    "request_",
    [
        t.ShowMatch(1, "no such file"),
        t.WatchSeat(1, 0),
        t.ForkMatch(1, 0, 0, []),
        t.AskChoices(1, 0, 0),
    ],
    ids=lambda request: type(request).__name__,
)
def test_what_cannot_be_shown_is_said_in_a_sentence(request_: t.Request) -> None:
    answer = Theatre(stored_match.rules(), NOWHERE, lambda answer: None).answer(request_)
    assert isinstance(answer, t.NotShown)
    assert answer.cid == 1


def test_turns_and_seats_that_are_not_there_are_refused() -> None:
    theatre, shown = opened()
    for wrong in (t.WatchSeat(4, shown.seats), t.WatchSeat(4, -1), t.ForkMatch(4, 99, 0, []), t.AskChoices(4, 99, 0)):
        assert isinstance(theatre.answer(wrong), t.NotShown)


def test_a_match_being_played_is_shown_from_its_host_s_seat_only(tmp_path: Path) -> None:
    rows = list(stored_match.rows()[:-5])

    async def store() -> None:
        journal = SqliteJournal(tmp_path)
        await journal.append(Write(rows=rows, listing=Listing(rows[0].match, "ABCDEFGH", "playing", 1)))
        await journal.close()

    asyncio.run(store())
    theatre = Theatre(stored_match.rules(), tmp_path, lambda answer: None)
    found = theatre.answer(t.FindMatches(1))
    assert isinstance(found, t.MatchesFound)
    assert [(line.match, line.status, line.known) for line in found.matches] == [(rows[0].match, "playing", True)]
    shown = theatre.answer(t.ShowMatch(2, rows[0].match))
    assert isinstance(shown, t.MatchShown)
    assert shown.open_to == [shown.seat]
    assert {decided.seat for decided in shown.course.decisions} <= {shown.seat}
    for other in range(shown.seats):
        answer = theatre.answer(t.WatchSeat(3, other))
        assert isinstance(answer, t.SeatShown if other == shown.seat else t.NotShown)
    assert isinstance(theatre.answer(t.ForkMatch(4, 0, shown.seat, [])), t.NotShown)


def test_a_frame_that_is_no_request_ends_the_theatre() -> None:
    told = io.BytesIO()
    run(stored_match.rules(), NOWHERE, io.BytesIO(b"\x00\x00\x00\x02\x81\xa1"), told)
    assert told.getvalue() == b""


def test_it_answers_over_pipes_and_ends_with_its_input(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "boulevard_server", "theatre", "--data", str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        t.write_frame(process.stdin, t.FindMatches(7))
        frame = t.read_frame(process.stdout)
        assert frame is not None
        assert t.ANSWERS.read(frame) == t.MatchesFound(7, [])
        process.stdin.close()
        assert process.wait(20) == 0
