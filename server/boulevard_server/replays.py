"""Stored matches outside the store: the portable replay file, playing one again, and what a seat would have seen."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import msgspec

from boulevard_server import publish
from boulevard_server.board import Board, begin
from boulevard_server.game import Ruleset
from boulevard_server.journal import JournalFailed, Listing
from boulevard_server.record import MatchStarted, RecordBroken, Row, TurnClosed, check
from boulevard_server.sight import Sight, shown
from boulevard_server.sqlite_store import file_in, read_listings, read_only, read_rows
from boulevard_shared.codec import DecodeError, Reader, canonical
from boulevard_shared.messages import MatchOver, Publication
from boulevard_shared.parts import SeatLine

MAGIC = b"boulevard replay 1\n"
LARGEST_FILE = 256 * 2**20


class _Line(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """A row as it lies in the file; the rest follows from its place."""

    seat: int
    cid: int
    body: bytes
    answer: bytes
    hash: bytes


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    match: str
    lines: list[_Line]


_FILES: Reader[_File] = Reader(_File)


def write_file(path: Path, rows: Sequence[Row]) -> None:
    """Write a checked record as a portable file. It holds seat numbers, no names and no secrets of people; but what
    they said at the table is part of the record, and so of the file.
    """
    lines = [_Line(row.seat, row.cid, row.body, row.answer, row.hash) for row in rows]
    path.write_bytes(MAGIC + canonical(_File(rows[0].match, lines)))


def read_file(path: Path) -> list[Row]:
    """Read a portable file and check it.

    Raises:
        RecordBroken: it is no such file, or not what was written.
    """
    if path.stat().st_size > LARGEST_FILE:
        raise RecordBroken(f"{path.name} is too large for a replay")
    data = path.read_bytes()
    if not data.startswith(MAGIC):
        raise RecordBroken(f"{path.name} is not a replay of this game")
    try:
        file = _FILES.read(data[len(MAGIC) :])
    except DecodeError as error:
        raise RecordBroken(f"{path.name} is damaged") from error
    rows: list[Row] = []
    prev = b""
    for seq, line in enumerate(file.lines):
        rows.append(Row(file.match, seq, line.seat, line.cid, line.body, line.answer, prev, line.hash))
        prev = line.hash
    check(rows)
    return rows


def find(match: str, data: Path) -> list[Row]:
    """The checked record of a match: a file of that name, or a match of the store by its id.

    Raises:
        RecordBroken: there is none, or it is damaged.
        JournalFailed: there is no store.
    """
    path = Path(match)
    if path.is_file():
        return read_file(path)
    try:
        store = read_only(file_in(data))
    except JournalFailed as error:
        raise RecordBroken(f"there is no file '{match}', and {error}") from error
    try:
        rows = read_rows(store, match)
    finally:
        store.close()
    if not rows:
        raise RecordBroken(f"there is neither a file nor a stored match '{match}' (looked in {data})")
    check(rows)
    return rows


def listed(data: Path, most: int) -> list[tuple[Listing, list[Row]]]:
    """The newest stored matches with their unchecked records, newest first; none where there is no store.

    Raises:
        RecordBroken: the store cannot be read.
    """
    try:
        store = read_only(file_in(data))
    except JournalFailed:
        return []
    try:
        newest = read_listings(store, live_only=False)[::-1][:most]
        return [(listing, read_rows(store, listing.match)) for listing in newest]
    except sqlite3.Error as error:
        raise RecordBroken(f"the store in {data} cannot be read: {error}") from error
    finally:
        store.close()


def status_of(match: str, data: Path) -> str:
    """How the store lists a match; "" when there is no store or it does not know it.

    Raises:
        RecordBroken: the store cannot be read.
    """
    try:
        store = read_only(file_in(data))
    except JournalFailed:
        return ""
    try:
        return next((line.status for line in read_listings(store, live_only=False) if line.match == match), "")
    except sqlite3.Error as error:
        raise RecordBroken(f"the store in {data} cannot be read: {error}") from error
    finally:
        store.close()


def turns(rules: Ruleset, rows: Sequence[Row], watched: Sequence[int] = ()) -> Iterator[Board]:
    """The board as each turn begins to be planned, turn 0 first; it is one object that moves on.

    Raises:
        RecordBroken: a turn does not give what was written.
    """
    board = begin(rules, rows, watched)
    for row in rows[1:]:
        entry = row.entry()
        board.apply(entry)
        if isinstance(entry, MatchStarted | TurnClosed):
            yield board


def seen_by(rules: Ruleset, rows: Sequence[Row], seat: int) -> Iterator[Publication]:
    """What a seat would have been sent: a snapshot, then an update for each turn.

    Raises:
        RecordBroken: the record is damaged, or there is no such seat.
    """
    return publications(turns(rules, rows, (seat,)), rows[0].match, seat)


def publications(boards: Iterable[Board], match: str, seat: int) -> Iterator[Publication]:
    """What a seat is sent while a board that watches over it moves on from turn to turn.

    Raises:
        RecordBroken: there is no such seat.
    """
    before: tuple[Sight, list[SeatLine]] | None = None
    for seq, board in enumerate(boards, 1):
        if not 0 <= seat < len(board.places):
            raise RecordBroken(f"there is no seat {seat}: seats are 0 to {len(board.places) - 1}")
        table = publish.Table(match, {}, frozenset(), -1.0)
        sight, seats = board.game.sight(board.position), publish.seat_lines(board, table)
        if before is None:
            yield publish.snapshot(board, table, seat, seq)
        else:
            yield publish.Update(board, table, shown(before[0], sight), before[1]).turn_resolved(seat, seq)
        before = sight, seats
        if board.status == "over":
            yield MatchOver(seq + 1, publish.final_report(board, table))
