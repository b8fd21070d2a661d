"""What is written down about a match: the kinds of entries, their canonical bytes, and the chain that seals them.

A match is the fold of its entries (`board.py`); nothing else about it is kept. Entries hold seat numbers only:
names and secrets of people are stored apart, where they can be deleted. No entry holds a float.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

import msgspec

from boulevard_shared.codec import DecodeError, Reader, canonical
from boulevard_shared.ids import BotLevel, History, PactKind, SeatMode
from boulevard_shared.orders import AnyOrder
from boulevard_shared.sentence import Sentence

FORMAT = 1
"""Version of these entries; raised when an old record could be misread."""


class RecordBroken(Exception):
    """A stored record that must not be played on: changed, cut, or not the game it claims to be."""


class Terms(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a match is played by; fixed when its lobby opens. `digest` pins content and rules."""

    scenario: str
    seats: int
    mode: SeatMode
    bots: BotLevel
    turn_seconds: int
    tolerance_bp: int
    legacy_bp: int
    seed: int
    digest: str
    history: History = History.JITTERED


class Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="entry", tag=True, kw_only=True):
    """Common to all entries. `left_ms` is what the turn's clock had left, -1 without deadline."""

    left_ms: int = -1


class MatchOpened(Entry, frozen=True):
    format: int
    code: str
    terms: Terms


class SeatTaken(Entry, frozen=True):
    seat: int
    city: str


class CityChosen(Entry, frozen=True):
    seat: int
    city: str


class SeatVacated(Entry, frozen=True):
    """In the lobby: the place is free again."""

    seat: int


class MatchStarted(Entry, frozen=True):
    """`cities` by seat; `personas` by seat, also of the official who would act for a person."""

    cities: list[str]
    personas: list[str]
    hash: str


class OrderGiven(Entry, frozen=True):
    turn: int
    seat: int
    edit: AnyOrder


class OrderUndone(Entry, frozen=True):
    turn: int
    seat: int
    key: str


class ReadySet(Entry, frozen=True):
    turn: int
    seat: int
    ready: bool


class SeatLeft(Entry, frozen=True):
    """In play: the person has given the seat up; an acting official decides from now on."""

    seat: int


class ClockHeld(Entry, frozen=True):
    paused: bool


class ClockNoted(Entry, frozen=True):
    """The server went down in good order: `left_ms` is what the turn has left when it is up again."""


class Acted(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a bot decided for a seat, one reason to each order."""

    seat: int
    orders: list[AnyOrder]
    reasons: list[Sentence]


class Spoken(Entry, frozen=True):
    """Somebody said something; `to` -1 is everybody. Bots speak sentences."""

    seat: int
    to: int
    text: str = ""
    sentence: Sentence | None = None


class Proposed(Entry, frozen=True):
    """A pact was proposed while a turn was planned."""

    turn: int
    seat: int
    to: int
    pact: PactKind
    turns: int
    cash: int


class ProposalAnswered(Entry, frozen=True):
    """A proposal was accepted (orders follow), declined, or withdrawn by its author."""

    number: int
    state: str


class OddsStated(Entry, frozen=True):
    """A player's own odds of a project's success; `name` is the number of the project's name. 0 percent: none."""

    turn: int
    seat: int
    project: int
    name: int
    percent: int


class SeatMuted(Entry, frozen=True):
    seat: int
    muted: bool


class TurnClosed(Entry, frozen=True):
    """A turn was played. `acted` holds what bots decided, so replaying needs no bots; `hash` seals the new state."""

    turn: int
    acted: list[Acted]
    hash: str


class MatchStopped(Entry, frozen=True):
    """The rules failed; the match stays as it was. `fault` is for the people who mend it."""

    turn: int
    fault: str


class MatchEnded(Entry, frozen=True):
    """Nothing more will happen: `why` is over, abandoned or expired."""

    why: str


AnyEntry = (
    MatchOpened
    | SeatTaken
    | CityChosen
    | SeatVacated
    | MatchStarted
    | OrderGiven
    | OrderUndone
    | ReadySet
    | SeatLeft
    | ClockHeld
    | ClockNoted
    | Spoken
    | Proposed
    | ProposalAnswered
    | OddsStated
    | SeatMuted
    | TurnClosed
    | MatchStopped
    | MatchEnded
)

_ENTRIES: Reader[AnyEntry] = Reader(AnyEntry)


class Row(msgspec.Struct, frozen=True, gc=False):
    """One stored entry. `seat` and `cid` say whose request it was (-1 and 0: nobody's), `answer` what was said.

    `hash` seals the row and, through `prev`, all rows before it.
    """

    match: str
    seq: int
    seat: int
    cid: int
    body: bytes
    answer: bytes
    prev: bytes
    hash: bytes

    def entry(self) -> AnyEntry:
        """The entry itself.

        Raises:
            RecordBroken: it cannot be read.
        """
        try:
            return _ENTRIES.read(self.body)
        except DecodeError as error:
            raise RecordBroken(f"entry {self.seq} of match {self.match} cannot be read") from error


_UNSEALED = hashlib.blake2b(digest_size=16)
"""Copied for each row: setting one up takes half as long as sealing with it."""


def seal(prev: bytes, head: tuple[str, int, int, int], body: bytes, answer: bytes) -> bytes:
    """The hash of a row: of the row before it, of its head (match, seq, seat, cid) and of what it holds."""
    match, seq, seat, cid = head
    told = f"{match}\0{seq}\0{seat}\0{cid}\0{len(body)}\0".encode()
    hashing = _UNSEALED.copy()
    hashing.update(b"".join((prev, told, body, answer)))
    return hashing.digest()


class Claim(msgspec.Struct, frozen=True, gc=False):
    """Whose request an entry came from, and what was answered."""

    seat: int
    cid: int
    answer: bytes


NOBODY = Claim(-1, 0, b"")


class Chain:
    """The growing end of a match's record: makes sealed rows, and only moves on when they are safely stored."""

    __slots__ = ("hash", "match", "seq")

    def __init__(self, match: str, seq: int = -1, last: bytes = b"") -> None:
        self.match = match
        self.seq = seq
        self.hash = last

    def rows(self, entries: Iterable[tuple[AnyEntry, Claim]]) -> list[Row]:
        """Rows that would follow; the chain itself stays where it is until `moved`."""
        seq, prev = self.seq, self.hash
        rows = []
        for entry, claim in entries:
            seq += 1
            body = canonical(entry)
            row_hash = seal(prev, (self.match, seq, claim.seat, claim.cid), body, claim.answer)
            rows.append(Row(self.match, seq, claim.seat, claim.cid, body, claim.answer, prev, row_hash))
            prev = row_hash
        return rows

    def moved(self, last: Row) -> None:
        self.seq, self.hash = last.seq, last.hash


def check(rows: Iterable[Row]) -> None:
    """Check that rows are a whole record from its beginning, sealed link by link.

    Raises:
        RecordBroken: a row is missing, out of place or not what was written.
    """
    prev, expected = b"", 0
    for row in rows:
        if row.seq != expected or row.prev != prev:
            raise RecordBroken(f"match {row.match}: entry {expected} is missing or out of place")
        if seal(prev, (row.match, row.seq, row.seat, row.cid), row.body, row.answer) != row.hash:
            raise RecordBroken(f"match {row.match}: entry {row.seq} is not what was written")
        prev, expected = row.hash, expected + 1
    if expected == 0:
        raise RecordBroken("the record is empty")
