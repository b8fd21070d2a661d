"""A position of a match kept beside its record, so that loading need not play all turns again.

A bookmark is a cache: the record is the truth. One that is damaged, old, or does not give the hash that the record has
for its turn is put aside, and the record is played from its beginning.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Sequence
from typing import Any

import msgspec

from boulevard_server.board import Board, Place, begin, replay
from boulevard_server.game import Ruleset
from boulevard_server.journal import Cached
from boulevard_server.record import MatchStarted, Row, TurnClosed
from boulevard_server.talk import Talk
from boulevard_shared.codec import DecodeError, Reader, canonical
from boulevard_shared.events import Event
from boulevard_shared.orders import Decree
from boulevard_shared.parts import BotReason, WhyColumns

log = logging.getLogger(__name__)

EVERY = 4
"""Turns between bookmarks: at most three are played again."""


def is_due(board: Board) -> bool:
    """Whether the position that a turn has just reached is kept.

    Not of all matches in the same turn: those of a class close theirs at the same moment, and would all wait.
    """
    return (board.turn + board.terms.seed) % EVERY == 0 or board.status == "over"


class _Seat(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    city: str
    person: bool
    left: bool
    persona: str
    acting: bool
    carried: Decree
    why: WhyColumns
    events: list[Event]


class _Image(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A board right after a turn: nobody is ready, and every decree is what carried over."""

    digest: str
    host: int
    status: str
    paused: bool
    left_ms: int
    hash: str
    cities: list[str]
    position: bytes
    seats: list[_Seat]
    reasons: list[BotReason]
    why: WhyColumns
    events: list[Event]
    series: dict[str, list[list[int]]]
    headlines: list[Event]
    talk: Talk


_IMAGES: Reader[_Image] = Reader(_Image)


def image_of(board: Board) -> bytes:
    """The board right after a turn was played, as sealed bytes."""
    seats = [_Seat(p.city, p.person, p.left, p.persona, p.acting, p.carried, p.why, p.events) for p in board.places]
    image = _Image(
        digest=board.terms.digest,
        host=board.host,
        status=board.status,
        paused=board.paused,
        left_ms=board.left_ms,
        hash=board.hash,
        cities=list(board.game.cities),
        position=board.game.freeze(board.position),
        seats=seats,
        reasons=board.reasons,
        why=board.why,
        events=board.events,
        series=board.series,
        headlines=board.headlines,
        talk=board.talk,
    )
    data = canonical(image)
    return hashlib.blake2b(data, digest_size=16).digest() + data


def load(rules: Ruleset, rows: Sequence[Row], cached: Cached | None) -> Board:
    """The board of a checked record, from a bookmark and the rows after it if that can be.

    Raises:
        RecordBroken: the record was made with other content or rules, or does not give what was written.
    """
    board = begin(rules, rows)
    start = _restore(board, rows, cached) if cached is not None else None
    if start is None:
        return replay(rules, rows)
    for row in rows[start + 1 :]:
        board.apply(row.entry())
    return board


def _restore(board: Board, rows: Sequence[Row], cached: Cached) -> int | None:
    """Set a fresh board to the bookmark; the row it stands at, or None when it cannot be trusted."""
    seal, data = cached.board[:16], cached.board[16:]
    if hashlib.blake2b(data, digest_size=16).digest() != seal:
        log.warning("the bookmark of match %s is damaged", cached.match)
        return None
    if not 0 < cached.seq < len(rows) or rows[cached.seq].hash != cached.hash:
        return None
    closed = rows[cached.seq].entry()
    try:
        image = _IMAGES.read(data)
        if not isinstance(closed, TurnClosed) or image.digest != board.terms.digest:
            return None
        game = board.rules.open(board.terms, tuple(image.cities))
        position = game.thaw(image.position)
        if game.digest(position, _hash_before(rows, cached.seq)) != closed.hash:
            log.warning("the bookmark of match %s is not the position of its record", cached.match)
            return None
    except (DecodeError, ValueError) as error:
        log.warning("the bookmark of match %s cannot be read: %s", cached.match, error)
        return None
    board.resume(game, position, closed.hash)
    board.status, board.host, board.paused = image.status, image.host, image.paused
    board.left_ms, board.reasons = image.left_ms, image.reasons
    board.why, board.events = image.why, image.events
    board.series, board.headlines = image.series, image.headlines
    board.talk = image.talk
    board.places = [_place(seat) for seat in image.seats]
    return cached.seq


def _place(seat: _Seat) -> Place:
    fields: dict[str, Any] = {name: getattr(seat, name) for name in seat.__struct_fields__}
    return Place(**fields, decree=seat.carried)


def _hash_before(rows: Sequence[Row], seq: int) -> str:
    """The hash of the position before the turn that row `seq` closed."""
    for row in reversed(rows[:seq]):
        entry = row.entry()
        if isinstance(entry, TurnClosed | MatchStarted):
            return entry.hash
    return ""
