"""The file in which matches are kept: its tables, how older files become like it, and how rows get in and out.

`sqlite_journal.py` decides when.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from boulevard_server.journal import JournalFailed, Listing, Write
from boulevard_server.record import Row

VERSION = 1
"""Of the tables, as the file's `user_version`. In version 0 entries held the names of their matches, not numbers."""
ROWS_A_STATEMENT = 64
"""Rows inserted at once. Every statement gives up the interpreter and has to wait for a busy loop to get it back, so
there should be few; eight values a row must stay below the 999 that older SQLite allows."""
_INSERTS = tuple(
    f"INSERT INTO entry VALUES {', '.join(['(?, ?, ?, ?, ?, ?, ?, ?)'] * n)}" for n in range(ROWS_A_STATEMENT + 1)
)
MATCHES_KNOWN = 4_096
"""Matches whose number and requests are remembered; of others the file is asked."""

# Entries lie in the order in which they come, whichever match they are of: a commit then writes few pages, not one or
# two for every match. For the same reason an entry has the number of its match instead of its name of 32 letters, and
# there is no index of requests: each of those costs as much as all else of a row. `Rows` keeps watch over both.
_ENTRY = """
CREATE TABLE entry (
    match INTEGER NOT NULL, seq INTEGER NOT NULL, seat INTEGER NOT NULL, cid INTEGER NOT NULL,
    body BLOB NOT NULL, answer BLOB NOT NULL, prev BLOB NOT NULL, hash BLOB NOT NULL,
    PRIMARY KEY (match, seq)) STRICT"""
_TABLES = (
    "CREATE TABLE meta (key TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT",
    """
CREATE TABLE match (
    match TEXT PRIMARY KEY, code TEXT NOT NULL, status TEXT NOT NULL, created_ms INTEGER NOT NULL,
    number INTEGER NOT NULL DEFAULT 0) STRICT""",
    "CREATE INDEX match_status ON match (status)",
    "CREATE UNIQUE INDEX match_number ON match (number)",
    _ENTRY,
    """
CREATE TABLE person (
    match TEXT NOT NULL REFERENCES match, seat INTEGER NOT NULL, name TEXT NOT NULL, token_hash BLOB NOT NULL,
    PRIMARY KEY (match, seat)) STRICT""",
    """
CREATE TABLE cached (
    match TEXT PRIMARY KEY REFERENCES match, seq INTEGER NOT NULL, hash BLOB NOT NULL, board BLOB NOT NULL) STRICT""",
)
_FROM_0 = (
    "ALTER TABLE match ADD COLUMN number INTEGER NOT NULL DEFAULT 0",
    "UPDATE match SET number = (SELECT count(*) FROM match AS other WHERE other.match <= match.match)",
    "CREATE UNIQUE INDEX match_number ON match (number)",
    "ALTER TABLE entry RENAME TO entry_by_name",
    _ENTRY,
    """
INSERT INTO entry SELECT number, seq, seat, cid, body, answer, prev, hash
    FROM entry_by_name JOIN match USING (match) ORDER BY number, seq""",
    "DROP TABLE entry_by_name",
)
_COLUMNS = "seq, seat, cid, body, answer, prev, hash"
_OF_MATCH = (
    f"SELECT match, {_COLUMNS} FROM entry WHERE match = ? ORDER BY seq",
    f"SELECT match.match, {_COLUMNS} FROM entry JOIN match ON number = entry.match WHERE match.match = ? ORDER BY seq",
)
"""By the version of the file."""
LIVE = "('lobby', 'playing', 'frozen', 'over')"


def file_in(folder: Path) -> Path:
    return folder / "matches.sqlite3"


def connect(path: Path) -> sqlite3.Connection:
    """Open the store for writing with settings that make a commit durable, and check that they took.

    Raises:
        JournalFailed: the file is not ours, damaged, of a later version, or cannot be made durable here.
    """
    try:
        store = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=5.0)
    except sqlite3.Error as error:
        raise JournalFailed(f"{path} cannot be opened: {error}") from error
    try:
        wanted = {
            "journal_mode": "wal",
            "synchronous": 2,
            "foreign_keys": 1,
            "busy_timeout": 5000,
            "trusted_schema": 0,
        }
        for name, value in wanted.items():
            store.execute(f"PRAGMA {name} = {value}")
            got = store.execute(f"PRAGMA {name}").fetchone()[0]
            if got != value:
                raise JournalFailed(f"{path}: SQLite keeps {name} at {got}, not {value}: use a local disk")
        _bring_up_to_date(store, path)
    except sqlite3.Error as error:
        store.close()
        raise JournalFailed(f"{path} cannot be opened: {error}") from error
    except JournalFailed:
        store.close()
        raise
    return store


def _bring_up_to_date(store: sqlite3.Connection, path: Path) -> None:
    """Make the tables, or make those of an earlier version like them: all at once or not at all."""
    version = _version(store)
    if version > VERSION:
        raise JournalFailed(f"{path} was written by a later version of the game: use that one")
    if version == VERSION:
        return
    begun = store.execute("SELECT 1 FROM sqlite_schema WHERE name = 'entry'").fetchone()
    with transaction(store):
        for change in _FROM_0 if begun else _TABLES:
            store.execute(change)
        store.execute(f"PRAGMA user_version = {VERSION}")


def _version(store: sqlite3.Connection) -> int:
    return int(store.execute("PRAGMA user_version").fetchone()[0])


@contextlib.contextmanager
def transaction(store: sqlite3.Connection) -> Iterator[None]:
    """What is done inside is stored together, or when anything fails not at all."""
    store.execute("BEGIN IMMEDIATE")
    try:
        yield
        store.execute("COMMIT")
    except BaseException:
        with contextlib.suppress(sqlite3.Error):
            if store.in_transaction:
                store.execute("ROLLBACK")
        raise


def read_only(path: Path) -> sqlite3.Connection:
    """Open the store beside a running server, for reading.

    Raises:
        JournalFailed: there is none.
    """
    if not path.exists():
        raise JournalFailed(f"there are no stored matches in {path.parent}")
    return sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True, isolation_level=None)


def read_rows(store: sqlite3.Connection, match: str) -> list[Row]:
    """The record of a match, also from a file that no server of this version has opened yet."""
    return [Row(*line) for line in store.execute(_OF_MATCH[min(_version(store), VERSION)], (match,))]


def read_listings(store: sqlite3.Connection, *, live_only: bool = True) -> list[Listing]:
    where = f" WHERE status IN {LIVE}" if live_only else ""
    found = store.execute(f"SELECT match, code, status, created_ms FROM match{where} ORDER BY created_ms, match")
    return [Listing(*line) for line in found]


def read_answer(store: sqlite3.Connection, match: str, seat: int, cid: int) -> bytes | None:
    """What was answered to a request that changed something. Looks through the match: only who asks late needs it."""
    sql = "SELECT answer FROM entry WHERE match = (SELECT number FROM match WHERE match = ?) AND seat = ? AND cid = ?"
    line = store.execute(sql, (match, seat, cid)).fetchone() if cid > 0 else None
    return None if line is None else bytes(line[0])


@dataclass(slots=True)
class _Known:
    """A match's number in the file, and of each seat the highest request that is stored."""

    number: int
    last: dict[int, int] = field(default_factory=dict)


class Rows:
    """Puts rows of matches into a store, each request of a seat once. When anything fails, call `forget`."""

    def __init__(self, store: sqlite3.Connection) -> None:
        self._store = store
        self._known: dict[str, _Known] = {}

    def forget(self) -> None:
        """What was to be stored was not: what we know may not be so."""
        self._known.clear()

    def insert(self, rows: Sequence[Row]) -> None:
        """Insert rows; a transaction is the caller's business.

        Raises:
            sqlite3.Error: it failed; an IntegrityError when a row or a request is stored already, or the match unknown.
        """
        values: list[Any] = []
        for row in rows:
            known = self._known.get(row.match) or self._look_up(row.match)
            if row.cid:
                if row.cid > known.last.get(row.seat, 0):
                    known.last[row.seat] = row.cid
                elif self._stored(row, rows):
                    raise sqlite3.IntegrityError(f"request {row.cid} of seat {row.seat} is stored already")
            values += (known.number, row.seq, row.seat, row.cid, row.body, row.answer, row.prev, row.hash)
        for start in range(0, len(rows), ROWS_A_STATEMENT):
            count = min(ROWS_A_STATEMENT, len(rows) - start)
            self._store.execute(_INSERTS[count], values[8 * start : 8 * (start + count)])

    def _look_up(self, match: str) -> _Known:
        line = self._store.execute("SELECT number FROM match WHERE match = ?", (match,)).fetchone()
        if line is None:
            raise sqlite3.IntegrityError(f"match {match} is not in the index")
        if len(self._known) >= MATCHES_KNOWN:
            self._known.clear()
        last = self._store.execute("SELECT seat, max(cid) FROM entry WHERE match = ? GROUP BY seat", line)
        known = self._known[match] = _Known(int(line[0]), dict(last.fetchall()))
        return known

    def _stored(self, row: Row, rows: Sequence[Row]) -> bool:
        """Whether a request that is not the seat's highest is stored already, or comes twice."""
        claim = (row.match, row.seat, row.cid)
        together = sum((other.match, other.seat, other.cid) == claim for other in rows)
        return together > 1 or read_answer(self._store, *claim) is not None


def store_listing(store: sqlite3.Connection, write: Write) -> None:
    if write.listing is not None:
        line = write.listing
        store.execute(
            """INSERT INTO match VALUES (?, ?, ?, ?, (SELECT coalesce(max(number), 0) + 1 FROM match))
               ON CONFLICT (match) DO UPDATE SET status = excluded.status""",
            (line.match, line.code, line.status, line.created_ms),
        )


def store_rest(store: sqlite3.Connection, write: Write) -> None:
    for person in write.people:
        store.execute(
            "INSERT OR REPLACE INTO person VALUES (?, ?, ?, ?)",
            (person.match, person.seat, person.name, person.token_hash),
        )
    for key in write.forget:
        store.execute("DELETE FROM person WHERE match = ? AND seat = ?", key)
    if write.cached is not None:
        cached = write.cached
        store.execute(
            "INSERT OR REPLACE INTO cached VALUES (?, ?, ?, ?)",
            (cached.match, cached.seq, cached.hash, cached.board),
        )
