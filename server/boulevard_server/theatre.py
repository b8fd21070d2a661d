"""The theatre: a child process that shows a client stored matches and what might have been; owns what may be watched.

A match that is still being played is shown from the seat of its host only, and is not forked: whoever holds the disk
must not learn more at the table than the table knows.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import IO

from boulevard_server import playback
from boulevard_server.game import Ruleset, Ruling
from boulevard_server.journal import Listing
from boulevard_server.record import MatchOpened, MatchStarted, RecordBroken, Row, SeatTaken, TurnClosed
from boulevard_server.replays import find, listed, status_of
from boulevard_shared import theatre as t
from boulevard_shared.codec import DecodeError
from boulevard_shared.parts import Suggestion
from boulevard_shared.sentence import Sentence, say

MOST_LISTED = 60
RUNNING = ("lobby", "playing")


class Theatre:
    """See the module. `answer` takes one request; `say` is given what is to be told meanwhile."""

    def __init__(self, rules: Ruleset, data: Path, tell: Callable[[t.AnyAnswer], None]) -> None:
        self._rules = rules
        self._data = data
        self._tell = tell
        self._rows: list[Row] = []
        self._running = False
        self._reels: dict[int, playback.Reel] = {}

    def answer(self, request: t.Request) -> t.AnyAnswer:
        """Do what is asked; a sentence when it cannot be done."""
        try:
            match request:
                case t.FindMatches(cid=cid):
                    return t.MatchesFound(cid, self._find())
                case t.ShowMatch():
                    return self._show(request)
                case t.WatchSeat():
                    return self._watch(request)
                case t.AskChoices():
                    return self._choices(request)
                case t.ForkMatch():
                    return self._fork(request)
        except (RecordBroken, OSError) as error:
            return t.NotShown(request.cid, say("ui.theatre.failed", text=str(error)[-300:]))

    # --- stored matches --------------------------------------------------------------------------------------

    def _find(self) -> list[t.StoredMatch]:
        lines = [self._line(listing, rows) for listing, rows in listed(self._data, MOST_LISTED)]
        return [line for line in lines if line is not None]

    def _line(self, listing: Listing, rows: Sequence[Row]) -> t.StoredMatch | None:
        """A stored match in one line; None for one that never began or cannot be read."""
        opened: MatchOpened | None = None
        cities: list[str] = []
        seats: list[int] = []
        played = 0
        try:
            for row in rows:
                match row.entry():
                    case MatchOpened() as first:
                        opened = first
                    case SeatTaken(seat=seat):
                        seats.append(seat)
                    case MatchStarted(cities=governed):
                        cities = governed
                    case TurnClosed():
                        played += 1
                    case _:
                        pass
        except RecordBroken:
            return None
        if opened is None or not cities:
            return None
        terms = opened.terms
        return t.StoredMatch(
            match=listing.match,
            scenario=terms.scenario,
            mode=terms.mode,
            bots=terms.bots,
            status=listing.status,
            created_ms=listing.created_ms,
            played=played,
            cities=cities,
            seats=sorted(set(seats)),
            known=terms.digest == self._rules.digest and terms.scenario in self._rules.scenarios,
        )

    # --- on stage ----------------------------------------------------------------------------------------------

    def _step(self, cid: int) -> playback.Step:
        return lambda done, of: self._tell(t.Working(cid, done, of))

    def _show(self, request: t.ShowMatch) -> t.AnyAnswer:
        rows = find(request.source, self._data)
        reel = playback.watch(self._rules, rows, self._step(request.cid))
        board = reel.board
        self._rows, self._reels = rows, {t.REAL: reel}
        self._running = status_of(rows[0].match, self._data) in RUNNING and board.status == "playing"
        course = reel.course
        people = [seat for seat, place in enumerate(board.places) if place.person]
        first = people[0] if people else 0
        seats = list(range(len(board.places)))
        if self._running:
            first = board.host
            seats = [first]
            own = [decided for decided in course.decisions if decided.seat == first]
            course = t.Course(course.series, own, course.scores, over=False)
        return t.MatchShown(request.cid, rows[0].match, board.status, len(board.places), first, seats, course)

    def _closed(self, seat: int) -> Sentence | None:
        """Why a seat of the match on stage may not be watched."""
        if t.REAL not in self._reels:
            return say("ui.theatre.nothing")
        board = self._reels[t.REAL].board
        if not 0 <= seat < len(board.places):
            return say("ui.theatre.no_seat", seat=seat)
        if self._running and seat != board.host:
            return say("ui.theatre.running")
        return None

    def _watch(self, request: t.WatchSeat) -> t.AnyAnswer:
        wrong = self._closed(request.seat)
        if wrong is None and request.line not in self._reels:
            wrong = say("ui.theatre.nothing")
        if wrong is not None:
            return t.NotShown(request.cid, wrong)
        return t.SeatShown(request.cid, request.seat, request.line, self._reels[request.line].frames[request.seat])

    def _choices(self, request: t.AskChoices) -> t.AnyAnswer:
        """What an adviser would have said before anything was decided."""
        wrong = self._closed(request.seat)
        if wrong is not None:
            return t.NotShown(request.cid, wrong)
        reel = self._reels[t.REAL]
        if not 0 <= request.turn < len(reel.stills):
            return t.NotShown(request.cid, say("ui.theatre.no_turn", turn=request.turn + 1))
        still, game = reel.stills[request.turn], reel.board.game
        view, carried = still.views[request.seat], still.carried[request.seat]
        choices, draft = [], carried
        for order, reason in game.advise(view, draft):
            ruling = game.judge(view, draft, carried, order)
            if isinstance(ruling, Ruling):
                draft = draft.with_order(order)
                choices.append(Suggestion(order, ruling.cost, reason))
        return t.ChoicesShown(request.cid, request.turn, request.seat, choices)

    def _fork(self, request: t.ForkMatch) -> t.AnyAnswer:
        wrong = self._closed(request.seat)
        if wrong is None and self._running:
            wrong = say("ui.theatre.running_fork")
        if wrong is not None:
            return t.NotShown(request.cid, wrong)
        real = self._reels[t.REAL]
        other = playback.Other(request.turn, request.seat, request.orders, request.rethink)
        forked = playback.fork(self._rules, self._rows, real, other, self._step(request.cid))
        self._reels[t.FORK] = forked
        differs = playback.apart(real, forked, request.seat, request.turn)
        return t.MatchForked(request.cid, request.turn, request.seat, request.rethink, forked.course, differs)


def run(rules: Ruleset, data: Path, asked: IO[bytes], told: IO[bytes]) -> None:
    """Answer requests until the input ends. A frame that is no request ends it too: there is nobody but our client."""
    theatre = Theatre(rules, data, lambda answer: t.write_frame(told, answer))
    while (frame := t.read_frame(asked)) is not None:
        try:
            request = t.REQUESTS.read(frame)
        except DecodeError:
            return
        t.write_frame(told, theatre.answer(request))
