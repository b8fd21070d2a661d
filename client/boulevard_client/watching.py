"""Watching stored matches: which there are, the one on stage, the seat looked from, what might have been. No pygame.

Every seat's replica is an ordinary `Model`, folded from what that seat was told, so all screens show it as they show a
match being played. What was decided in the turn that is looked at lies in its decree.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import msgspec

from boulevard_client.model import Model
from boulevard_client.screens import watchintents as do
from boulevard_shared import theatre as t
from boulevard_shared.codec import decode_server
from boulevard_shared.messages import Snapshot, TurnResolved
from boulevard_shared.orders import Decree
from boulevard_shared.parts import OrderCost, Standing, Suggestion
from boulevard_shared.sentence import Sentence


class Stage(Protocol):
    """What watching needs of a theatre; tests give a fake."""

    def ask(self, request: t.Request) -> None: ...
    def poll(self) -> list[t.AnyAnswer]: ...
    def close(self) -> None: ...


OpenStage = Callable[[Path, Callable[[], None]], Stage]


@dataclass(frozen=True, slots=True)
class _Began:
    """How a turn began for a seat: the decree that was carried over, what it cost, and what was left."""

    carried: Decree
    costs: tuple[OrderCost, ...]
    standing: Standing


@dataclass(slots=True)
class _Seat:
    model: Model
    began: dict[int, _Began] = field(default_factory=dict)


@dataclass(slots=True)
class Watching:
    """All that is known of stored matches. `version` grows with every change; `model` is None when none is on stage.

    Attributes:
        matches: the stored ones, newest first; None before they were asked for.
        real, fork: the courses on stage; `forked` is the answer that brought the fork.
        seat, line: whose replica of which course `model` is.
        choices: by (turn, seat) what an adviser would have added.
        busy: catalogue key of what is being waited for; `done` turns of `of` so far.
    """

    stored: Path
    clock: Callable[[], float]
    wake: Callable[[], None]
    open_stage: OpenStage
    version: int = 0
    matches: list[t.StoredMatch] | None = None
    shown: t.MatchShown | None = None
    forked: t.MatchForked | None = None
    seat: int = -1
    line: int = t.REAL
    choices: dict[tuple[int, int], list[Suggestion]] = field(default_factory=dict)
    busy: str = ""
    done: int = 0
    of: int = 0
    trouble: Sentence | None = None
    wanted_seat: int = -1
    _stage: Stage | None = None
    _cid: int = 0
    _seats: dict[tuple[int, int], _Seat] = field(default_factory=dict)
    _synced: tuple[object, ...] = ()

    # -- reading -------------------------------------------------------------------------------------------

    @property
    def model(self) -> Model | None:
        """The replica of the seat looked from; None when no match is on stage."""
        held = self._seats.get((self.line, self.seat))
        return held.model if held is not None else None

    @property
    def on(self) -> bool:
        return self.model is not None

    @property
    def real_over(self) -> bool:
        """Whether the match on stage is not being played any more: only then may it be forked."""
        return self.shown is not None and len(self.shown.open_to) == self.shown.seats

    @property
    def course(self) -> t.Course | None:
        """The course looked at."""
        if self.line == t.FORK and self.forked is not None:
            return self.forked.course
        return self.shown.course if self.shown is not None else None

    def decisions(self, seat: int, line: int = t.REAL) -> list[t.Decisions]:
        """What a seat decided, by turn."""
        course = self.forked.course if line == t.FORK and self.forked is not None else None
        course = course or (self.shown.course if self.shown is not None else None)
        return [each for each in course.decisions if each.seat == seat] if course is not None else []

    # -- doing ---------------------------------------------------------------------------------------------

    def do(self, intent: object) -> bool:
        """Carry out an intent about stored matches; False when it is none."""
        match intent:
            case do.FindReplays():
                self._ask(t.FindMatches(self._next()), "ui.busy.finding")
            case do.OpenReplay(source=source, seat=seat):
                self._leave_stage()
                self.wanted_seat = seat
                self._ask(t.ShowMatch(self._next(), source), "ui.busy.replay")
            case do.WatchFrom(seat=seat, line=line):
                self._look_from(seat, line)
            case do.AskWhatElse(turn=turn, seat=seat):
                if (turn, seat) not in self.choices:
                    self.choices[turn, seat] = []  # asked once; the answer fills it
                    self._ask(t.AskChoices(self._next(), turn, seat), "")
            case do.WhatIf(turn=turn, seat=seat, orders=orders, rethink=rethink):
                self._ask(t.ForkMatch(self._next(), turn, seat, list(orders), rethink), "ui.busy.fork")
            case do.LeaveReplay():
                self._leave_stage()
            case _:
                return False
        self.version += 1
        return True

    def close(self) -> None:
        """End of the program."""
        if self._stage is not None:
            self._stage.close()
            self._stage = None

    def _next(self) -> int:
        self._cid += 1
        return self._cid

    def _ask(self, request: t.Request, busy: str) -> None:
        self.trouble = None
        if self._stage is None:
            self._stage = self.open_stage(self.stored, self.wake)
        if busy:
            self.busy, self.done, self.of = busy, 0, 0
        self._stage.ask(request)

    def _leave_stage(self) -> None:
        self.shown = self.forked = None
        self.seat, self.line = -1, t.REAL
        self.choices.clear()
        self._seats.clear()
        self.trouble, self.busy = None, ""

    def _look_from(self, seat: int, line: int) -> None:
        if self.shown is None or seat not in self.shown.open_to or (line == t.FORK and self.forked is None):
            return
        if (line, seat) in self._seats:
            self._turn_to(seat, line)
        else:
            self._ask(t.WatchSeat(self._next(), seat, line), "ui.busy.seat")

    def _turn_to(self, seat: int, line: int) -> None:
        """Look from another seat at the same turn."""
        before = self.model
        at = before.moment.turn if before is not None else 0
        self.seat, self.line = seat, line
        after = self.model
        if after is not None:
            after.look_at(min(at, after.turn))
            after.version = max(after.version, before.version if before is not None else 0) + 1

    # -- what the theatre says -----------------------------------------------------------------------------

    def poll(self) -> bool:
        """Take in what came since the last call, and let the decree be that of the turn looked at."""
        before = self.version
        for answer in self._stage.poll() if self._stage is not None else ():
            self._take(answer)
            self.version += 1
        self._sync()
        return self.version != before

    def _take(self, answer: t.AnyAnswer) -> None:
        match answer:
            case t.Working(done=done, of=of):
                self.done, self.of = done, of
                return
            case t.MatchesFound(matches=matches):
                self.matches = matches
            case t.MatchShown():
                self.shown = answer
                seat = self.wanted_seat if self.wanted_seat in answer.open_to else answer.seat
                self._ask(t.WatchSeat(self._next(), seat, t.REAL), "ui.busy.seat")
                return
            case t.SeatShown():
                self._seats[answer.line, answer.seat] = _folded(answer, self.clock)
                self._turn_to(answer.seat, answer.line)
            case t.ChoicesShown(turn=turn, seat=seat, choices=choices):
                self.choices[turn, seat] = choices
                return
            case t.MatchForked():
                self.forked = answer
                self._seats = {key: held for key, held in self._seats.items() if key[0] == t.REAL}
            case t.NotShown(cid=cid, reason=reason):
                self.trouble = reason
                if cid == 0:  # the process has ended: the next wish starts another
                    self._stage = None
        self.busy = ""

    def _sync(self) -> None:
        """Put what was decided in the turn looked at into the replica's decree."""
        held = self._seats.get((self.line, self.seat))
        if held is None:
            return
        model = held.model
        turn = model.moment.turn
        state = (self.line, self.seat, turn, id(self.forked))
        if state == self._synced or turn not in held.began:
            return
        self._synced = state
        began = held.began[turn]
        made = next((d.made for d in self.decisions(self.seat, self.line) if d.turn == turn), [])
        decree, costs = began.carried, {cost.key: cost for cost in began.costs}
        for decision in made:
            decree = decree.with_order(decision.order)
            costs[decision.cost.key] = decision.cost
        model.carried, model.decree, model.costs = began.carried, decree, costs
        attention = sum(cost.attention for cost in costs.values())
        model.standing = msgspec.structs.replace(
            began.standing,
            attention_used=attention,
            attention_free=began.standing.attention_used + began.standing.attention_free - attention,
        )
        model.version += 1


def _folded(shown: t.SeatShown, clock: Callable[[], float]) -> _Seat:
    """A seat's replica, with how each of its turns began."""
    model = Model(clock)
    model.watched = True
    seat = _Seat(model)
    for frame in shown.frames:
        message = decode_server(frame)
        model.fold(message)
        if isinstance(message, Snapshot | TurnResolved):
            seat.began[message.turn] = _Began(model.carried, tuple(model.costs.values()), model.standing)
    return seat
