"""What a client and the theatre say to each other: stored matches, watched from any seat, and what might have been.

The theatre is a child process of the client (`boulevard theatre`): a request is one frame on its standard input, every
answer one on its standard output, each after its length in four bytes, big end first. Nobody else can reach it, and
nothing of this travels over a network: it knows what every seat has seen.
"""

from __future__ import annotations

from typing import IO

import msgspec

from boulevard_shared.codec import DecodeError, Reader, canonical
from boulevard_shared.events import Event
from boulevard_shared.framing import framed, next_frame
from boulevard_shared.ids import BotLevel, SeatMode
from boulevard_shared.orders import AnyOrder
from boulevard_shared.parts import OrderCost, ScoreLine, Series, Suggestion
from boulevard_shared.sentence import Sentence

REAL, FORK = 0, 1
"""The match as it was played, and the course it would have taken."""
LARGEST = 256 * 2**20


class Wanted(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="type", tag=True):
    """Common to what a client asks; the answer carries the same `cid`."""

    cid: int


class FindMatches(Wanted, frozen=True):
    """Which matches are stored, newest first?"""


class ShowMatch(Wanted, frozen=True):
    """Play a match again: the id of a stored one, or the path of a replay file."""

    source: str


class WatchSeat(Wanted, frozen=True):
    """All that a seat was told, turn by turn; `line` is REAL or FORK."""

    seat: int
    line: int = REAL


class AskChoices(Wanted, frozen=True):
    """What the adviser would have suggested to a seat at the beginning of a turn."""

    turn: int
    seat: int


class ForkMatch(Wanted, frozen=True):
    """Play on from a turn with other orders of one seat.

    `orders` are all that the seat decides in that turn. Afterwards everybody gives the orders that were recorded, as
    far as they are still allowed; with `rethink` the seats of bots decide anew.
    """

    turn: int
    seat: int
    orders: list[AnyOrder]
    rethink: bool = False


Request = FindMatches | ShowMatch | WatchSeat | AskChoices | ForkMatch


class StoredMatch(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A line of the list. `seats` are those that people held; `known` is whether today's rules can play it again."""

    match: str
    scenario: str
    mode: SeatMode
    bots: BotLevel
    status: str
    created_ms: int
    played: int
    cities: list[str]
    seats: list[int]
    known: bool


class Decision(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One order that a seat gave in a turn, what it cost and says, and a bot's reason."""

    order: AnyOrder
    cost: OrderCost
    reason: Sentence | None = None


class Decisions(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a seat decided in a turn. `dropped` counts recorded orders that a fork no longer allowed."""

    turn: int
    seat: int
    made: list[Decision]
    dropped: int = 0


class Course(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One course of a match: public quantities by turn, all decisions, and the score at its end."""

    series: list[Series]
    decisions: list[Decisions]
    scores: list[ScoreLine]
    over: bool


class Parting(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where two courses differ at the beginning of a turn: one quantity of the seat in quanta, and the cause in the
    ledger that contributed differently ("" when no cause was recorded)."""

    quantity: str
    place: int
    real: int
    fork: int
    cause: str


class Apart(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How the two courses differ at the beginning of a turn: figures, the largest first, and the news of either."""

    turn: int
    figures: list[Parting]
    only_real: list[Event]
    only_fork: list[Event]


class Answer(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="type", tag=True):
    """Common to answers."""

    cid: int


class MatchesFound(Answer, frozen=True):
    matches: list[StoredMatch]


class Working(Answer, frozen=True):
    """A long answer is under way: so many turns of so many."""

    done: int
    of: int


class MatchShown(Answer, frozen=True):
    """The match is on stage. `open_to` are the seats that may be watched: in a running match only the host's."""

    match: str
    status: str
    seats: int
    seat: int
    open_to: list[int]
    course: Course


class SeatShown(Answer, frozen=True):
    """What a seat was told: frames of the protocol, a snapshot first."""

    seat: int
    line: int
    frames: list[bytes]


class ChoicesShown(Answer, frozen=True):
    turn: int
    seat: int
    choices: list[Suggestion]


class MatchForked(Answer, frozen=True):
    """The other course, from `turn` on, and how it parts from the real one."""

    turn: int
    seat: int
    rethink: bool
    course: Course
    apart: list[Apart]


class NotShown(Answer, frozen=True):
    """It cannot be done, and why."""

    reason: Sentence


AnyAnswer = MatchesFound | Working | MatchShown | SeatShown | ChoicesShown | MatchForked | NotShown

REQUESTS: Reader[Request] = Reader(Request)
ANSWERS: Reader[AnyAnswer] = Reader(AnyAnswer)


def write_frame(stream: IO[bytes], message: Request | AnyAnswer) -> None:
    """Put a message on a pipe."""
    stream.write(framed(canonical(message)))
    stream.flush()


def read_frame(stream: IO[bytes]) -> bytes | None:
    """The next frame of a pipe; None when it has ended, be it in the middle of one."""
    try:
        return next_frame(stream, LARGEST)
    except DecodeError:
        return None
