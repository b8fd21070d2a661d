"""A stored match played again with everybody watching, and the course it would have taken with another decision.

Chance is counter-based, so a fork keeps all luck that has nothing to do with the decision: whatever differs between the
two courses follows from it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from boulevard_server import publish
from boulevard_server.board import Board, begin
from boulevard_server.game import Position, Ruleset, Ruling
from boulevard_server.record import Acted, MatchStarted, OrderGiven, RecordBroken, Row, TurnClosed
from boulevard_server.sight import Sight, shown
from boulevard_server.thinking import think
from boulevard_shared.codec import encode
from boulevard_shared.events import Event, EventKind
from boulevard_shared.messages import MatchOver
from boulevard_shared.orders import AnyOrder, Decree
from boulevard_shared.parts import OrderCost, SeatLine, Series, Why
from boulevard_shared.reasons import lines_of
from boulevard_shared.sentence import Argument, Sentence
from boulevard_shared.theatre import Apart, Course, Decision, Decisions, Parting
from boulevard_shared.view import View, quanta

APART_TURNS = 6
"""Turns of which the difference between two courses is told in detail."""
TOLD_FIGURES = 8
SMALL_NEWS = 20
"""Weight below which an event is no difference worth telling."""
NAMED = frozenset(
    (
        *("firm", "official", "old_official", "chain", "partner"),
        *("field", "law", "meter", "model", "module", "pact", "result", "rung"),
    )
)
"""Arguments of a sentence that are names although they are numbers."""

Happening = tuple[EventKind, str, str, tuple[tuple[str, Argument], ...]]
"""Kind of news, city, key of its sentence, and who or what is named in it."""

Step = Callable[[int, int], None]
"""Told of every turn played: (done, of)."""


@dataclass(frozen=True, slots=True)
class Still:
    """The board as a turn began to be planned: what everybody saw and was told."""

    turn: int
    position: Position
    sight: Sight
    seats: list[SeatLine]
    carried: list[Decree]
    views: list[View]
    whys: list[list[Why]]
    events: list[list[Event]]


@dataclass(slots=True)
class Reel:
    """One course of a match: a still for every turn, what was decided in it, and each seat's frames."""

    board: Board
    stills: list[Still] = field(default_factory=list)
    decisions: list[Decisions] = field(default_factory=list)
    thought: dict[int, frozenset[int]] = field(default_factory=dict)
    """By turn the seats for which a bot decided."""
    frames: list[list[bytes]] = field(default_factory=list)

    @property
    def course(self) -> Course:
        board = self.board
        return Course(
            series=[Series(quantity, rows) for quantity, rows in sorted(board.series.items())],
            decisions=self.decisions,
            scores=board.game.scores(board.position),
            over=board.status == "over",
        )

    def decided(self, turn: int, seat: int) -> list[Decision]:
        """What a seat decided in a turn; nothing in a turn that was not played."""
        return next((d.made for d in self.decisions if d.turn == turn and d.seat == seat), [])

    def shoot(self, match: str) -> None:
        """Take a still of the board and write what every seat is told."""
        board = self.board
        table = publish.Table(match, {}, frozenset(), -1.0)
        seats = range(len(board.places))
        if not self.frames:
            self.frames = [[] for _ in seats]
        views = [board.view(seat) for seat in seats]
        sight, seq = board.game.sight(board.position), len(self.stills) + 1
        last = self.stills[-1] if self.stills else None
        update = publish.Update(board, table, shown(last.sight, sight), last.seats) if last else None
        for seat in seats:
            told = update.turn_resolved(seat, seq) if update else publish.snapshot(board, table, seat, seq)
            self.frames[seat].append(encode(told))
            if board.status == "over":
                self.frames[seat].append(encode(MatchOver(seq + 1, publish.final_report(board, table))))
        self.stills.append(
            Still(
                board.turn,
                board.position,
                sight,
                publish.seat_lines(board, table),
                [place.carried for place in board.places],
                views,
                [[*lines_of(board.why, views[seat]), *lines_of(board.places[seat].why, views[seat])] for seat in seats],
                [board.news(seat) for seat in seats],
            )
        )

    def note(self, acted: Sequence[Acted], dropped: dict[int, int]) -> None:
        """Write down what everybody has decided for the turn that is about to be played."""
        board = self.board
        reasons = {
            (act.seat, order.key): reason
            for act in acted
            for order, reason in zip(act.orders, act.reasons, strict=False)
        }
        self.thought[board.turn] = frozenset(act.seat for act in acted)
        for seat, decree in enumerate(board.decrees(acted)):
            made = list(_decided(board, seat, decree, reasons))
            self.decisions.append(Decisions(board.turn, seat, made, dropped.get(seat, 0)))


def _decided(board: Board, seat: int, decree: Decree, reasons: dict[tuple[int, str], Sentence]) -> Iterator[Decision]:
    """Orders that a seat gave anew, with what they cost and say."""
    carried = board.places[seat].carried
    lines: dict[str, OrderCost] = {line.key: line for line in board.game.costs(board.view(seat), decree)[0]}
    for key, order in {**decree.acts, **decree.standing}.items():
        if carried.standing.get(key) != order and key in lines:
            yield Decision(order, lines[key], reasons.get((seat, key)))


def watch(rules: Ruleset, rows: Sequence[Row], step: Step) -> Reel:
    """Play a record again over everybody's shoulder.

    Raises:
        RecordBroken: it is damaged, was made by other rules, or the match never began.
    """
    board = begin(rules, rows, range(64))
    reel = Reel(board)
    of = rules.scenarios[board.terms.scenario].turns
    for row in rows[1:]:
        entry = row.entry()
        if isinstance(entry, TurnClosed):
            reel.note(entry.acted, {})
        board.apply(entry)
        if isinstance(entry, MatchStarted | TurnClosed):
            reel.shoot(rows[0].match)
            step(board.turn, of)
    if not reel.stills:
        raise RecordBroken("the match never began")
    return reel


@dataclass(frozen=True, slots=True)
class Other:
    """What is decided otherwise: all orders of a seat in a turn. With `rethink` bots decide anew afterwards."""

    turn: int
    seat: int
    orders: Sequence[AnyOrder]
    rethink: bool = False


def fork(rules: Ruleset, rows: Sequence[Row], real: Reel, other: Other, step: Step) -> Reel:
    """The course of the match with another decision, as far as the real one went.

    Raises:
        RecordBroken: the real match has no such turn or seat.
    """
    last = real.board.turn
    if not (0 <= other.turn < last and 0 <= other.seat < len(real.board.places)):
        raise RecordBroken(f"turn {other.turn + 1} of seat {other.seat} was not played")
    board = begin(rules, rows, range(64))
    reel = Reel(board)
    match = rows[0].match
    for row in rows[1:]:
        entry = row.entry()
        if isinstance(entry, TurnClosed):
            if entry.turn == other.turn:
                break
            reel.note(entry.acted, {})
        if isinstance(entry, OrderGiven) and entry.turn == other.turn:
            continue
        board.apply(entry)
        if isinstance(entry, MatchStarted | TurnClosed):
            reel.shoot(match)
            step(board.turn, last)
    while board.status == "playing" and board.turn < last:
        _play(reel, real, other)
        reel.shoot(match)
        step(board.turn, last)
    return reel


def _play(reel: Reel, real: Reel, other: Other) -> None:
    """One turn of a fork: everybody gives their orders as far as they are allowed, and the turn is played."""
    board = reel.board
    turn = board.turn
    acted: list[Acted] = []
    dropped: dict[int, int] = {}
    for seat, place in enumerate(board.places):
        changed = (turn, seat) == (other.turn, other.seat)
        bot = seat in real.thought.get(turn, ())
        if other.rethink and bot and turn > other.turn:
            acted.append(think(board, seat, hurried=True))
            continue
        decided = real.decided(turn, seat)
        wanted = list(other.orders) if changed else [made.order for made in decided]
        reasons = {made.order.key: made.reason for made in decided if made.reason is not None}
        allowed = _allowed(board, seat, wanted)
        dropped[seat] = len(wanted) - len(allowed)
        if bot:
            said = [reasons.get(order.key, Sentence("ui.theatre.otherwise")) for order in allowed]
            acted.append(Acted(seat, allowed, said))
        else:
            for order in allowed:
                place.decree = place.decree.with_order(order)
    reel.note(acted, dropped)
    played = board.play(board.decrees(acted))
    board.apply(TurnClosed(turn=turn, acted=acted, hash=played.digest), played)


def _allowed(board: Board, seat: int, wanted: Sequence[AnyOrder]) -> list[AnyOrder]:
    """The orders that the rules let a seat give now, in an order in which they can be filled in.

    What is too dear at first may be paid for by what another order saves, so the refused are tried again.
    """
    place, view = board.places[seat], board.view(seat)
    decree, kept, waiting = place.decree, list[AnyOrder](), list(wanted)
    while waiting:
        refused = []
        for order in waiting:
            if isinstance(board.game.judge(view, decree, place.carried, order), Ruling):
                decree = decree.with_order(order)
                kept.append(order)
            else:
                refused.append(order)
        if len(refused) == len(waiting):
            break
        waiting = refused
    return kept


# --- what differs ------------------------------------------------------------------------------------------


def apart(real: Reel, forked: Reel, seat: int, since: int) -> list[Apart]:
    """How two courses differ for a seat at the beginning of each of the first turns in which they do."""
    found = []
    for was, might in zip(real.stills[since + 1 :], forked.stills[since + 1 :], strict=False):
        figures = _figures(was, might, seat)
        gone, new = _news(was.events[seat], might.events[seat])
        if figures or gone or new:
            found.append(Apart(was.turn, figures, gone, new))
        if len(found) == APART_TURNS:
            break
    return found


def _figures(was: Still, might: Still, seat: int) -> list[Parting]:
    """Explained quantities of the seat that differ, by how much of themselves they do."""
    ours = {(why.quantity, why.place): dict(why.parts) for why in was.whys[seat]}
    theirs = {(why.quantity, why.place): dict(why.parts) for why in might.whys[seat]}
    ranked: list[tuple[float, Parting]] = []
    for quantity, place in dict.fromkeys((*ours, *theirs)):
        real, fork_ = _value(was, seat, quantity, place), _value(might, seat, quantity, place)
        if real == fork_:
            continue
        parts, others = ours.get((quantity, place), {}), theirs.get((quantity, place), {})
        moved = {cause: others.get(cause, 0) - parts.get(cause, 0) for cause in (*parts, *others)}
        cause = max(moved, key=lambda name: abs(moved[name]), default="")
        size = abs(fork_ - real) / max(1, abs(real), abs(fork_))
        ranked.append((size, Parting(quantity, place, real, fork_, cause if moved.get(cause) else "")))
    ranked.sort(key=lambda each: -each[0])
    return [parting for _, parting in ranked[:TOLD_FIGURES]]


def _value(still: Still, seat: int, quantity: str, place: int) -> int:
    view = still.views[seat]
    return int(quanta(view.specs[quantity], view[quantity])[place])


def _news(was: Sequence[Event], might: Sequence[Event]) -> tuple[list[Event], list[Event]]:
    """The news of either course that the other has not."""
    ours, theirs = ({_happening(event) for event in events} for events in (was, might))

    def only(events: Sequence[Event], others: set[Happening]) -> list[Event]:
        return [e for e in events if e.weight >= SMALL_NEWS and _happening(e) not in others][:5]

    return only(was, theirs), only(might, ours)


def _happening(event: Event) -> Happening:
    """What happened, and to whom: the same news with other figures in it is not another one."""
    told = event.sentence.args
    names = tuple((name, told[name]) for name in sorted(told) if isinstance(told[name], str) or name in NAMED)
    return event.kind, event.city, event.sentence.key, names
