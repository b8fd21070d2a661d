"""The journal on disk: one SQLite file, one writer thread, many appends to a commit, one process at a time.

WAL with synchronous=FULL: what a commit has returned from survives `kill -9` and a power cut (NORMAL survives
only the first). Settings are read back at the start, since SQLite ignores what it does not know.
"""

from __future__ import annotations

import asyncio
import contextlib
import errno
import os
import queue
import sqlite3
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import IO, Any

from msgspec.structs import astuple

from boulevard_server.journal import Cached, JournalFailed, Listing, Person, StorageFull, Write
from boulevard_server.record import Row

COMMIT_ROWS = 256
"""Most rows of one commit. Whatever comes up in the same round of the loop, or while a commit is under way, shares the
next commit: under load commits grow, an order that comes alone does not wait for company."""
GATHER_S = 0.001
"""How long the next commit gathers company after one has ended: what it costs hardly depends on how much it holds. Once
as much is there as the last one held it waits no longer."""
ROWS_A_STATEMENT = 64
"""Rows inserted at once. Every statement gives up the interpreter and has to wait for a busy loop to get it back, so
there should be few; eight values a row must stay below the 999 that older SQLite allows."""
_INSERTS = tuple(
    f"INSERT INTO entry VALUES {', '.join(['(?, ?, ?, ?, ?, ?, ?, ?)'] * n)}" for n in range(ROWS_A_STATEMENT + 1)
)

# Entries lie in the order in which they come, whichever match they are of: a commit then writes few pages, not one or
# two for every match. (Stores of earlier versions have them by match; they are read and written the same way.)
_SCHEMA = """
CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS match (
    match TEXT PRIMARY KEY, code TEXT NOT NULL, status TEXT NOT NULL, created_ms INTEGER NOT NULL) STRICT;
CREATE INDEX IF NOT EXISTS match_status ON match (status);
CREATE TABLE IF NOT EXISTS entry (
    match TEXT NOT NULL REFERENCES match, seq INTEGER NOT NULL, seat INTEGER NOT NULL, cid INTEGER NOT NULL,
    body BLOB NOT NULL, answer BLOB NOT NULL, prev BLOB NOT NULL, hash BLOB NOT NULL,
    PRIMARY KEY (match, seq)) STRICT;
CREATE UNIQUE INDEX IF NOT EXISTS entry_cid ON entry (match, seat, cid) WHERE cid > 0;
CREATE TABLE IF NOT EXISTS person (
    match TEXT NOT NULL REFERENCES match, seat INTEGER NOT NULL, name TEXT NOT NULL, token_hash BLOB NOT NULL,
    PRIMARY KEY (match, seat)) STRICT;
CREATE TABLE IF NOT EXISTS cached (
    match TEXT PRIMARY KEY REFERENCES match, seq INTEGER NOT NULL, hash BLOB NOT NULL, board BLOB NOT NULL) STRICT;
"""
_LIVE = "('lobby', 'playing', 'frozen', 'over')"


def file_in(folder: Path) -> Path:
    return folder / "matches.sqlite3"


class FolderLock:
    """Keeps a second server out of the same data folder; the system frees it when the process ends, however."""

    def __init__(self, folder: Path) -> None:
        path = folder / "boulevard.lock"
        self._file: IO[str] = path.open("a+", encoding="utf-8")
        try:
            _lock(self._file)
        except OSError as error:
            self._file.seek(0)
            owner = self._file.read().strip()
            self._file.close()
            who = f" (process {owner})" if owner.isdigit() else ""
            raise JournalFailed(
                f"the data folder {folder} is in use by another server{who}: stop that one or use --data"
            ) from error
        self._file.truncate(0)
        self._file.write(str(os.getpid()))
        self._file.flush()

    def free(self) -> None:
        self._file.close()


def _lock(file: IO[str]) -> None:
    if os.name == "nt":  # pragma: no cover - not run on the machines that test this
        import msvcrt

        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
    else:
        import fcntl

        fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)


def connect(path: Path) -> sqlite3.Connection:
    """Open the store for writing with settings that make a commit durable, and check that they took.

    Raises:
        JournalFailed: the file is not ours, damaged, or cannot be made durable here.
    """
    try:
        store = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=5.0)
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
        store.executescript(_SCHEMA)
        return store
    except sqlite3.Error as error:
        raise JournalFailed(f"{path} cannot be opened: {error}") from error


def read_only(path: Path) -> sqlite3.Connection:
    """Open the store beside a running server, for reading.

    Raises:
        JournalFailed: there is none.
    """
    if not path.exists():
        raise JournalFailed(f"there are no stored matches in {path.parent}")
    return sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True, isolation_level=None)


def read_rows(store: sqlite3.Connection, match: str) -> list[Row]:
    found = store.execute(
        "SELECT match, seq, seat, cid, body, answer, prev, hash FROM entry WHERE match = ? ORDER BY seq", (match,)
    )
    return [Row(*line) for line in found]


def read_listings(store: sqlite3.Connection, *, live_only: bool = True) -> list[Listing]:
    where = f" WHERE status IN {_LIVE}" if live_only else ""
    found = store.execute(f"SELECT match, code, status, created_ms FROM match{where} ORDER BY created_ms, match")
    return [Listing(*line) for line in found]


@dataclass(frozen=True, slots=True)
class _Job:
    """Something for the writer thread: rows to append, or a question to the store."""

    future: asyncio.Future[Any]
    write: Write | None
    ask: Callable[[sqlite3.Connection], Any] | None


class SqliteJournal:
    """See `Journal`. Make it inside the running loop; `close` ends the thread and frees the folder.

    Raises:
        JournalFailed: the folder is in use by another server, or the file cannot be used.
    """

    def __init__(self, folder: Path, on_failure: Callable[[str], None] = lambda text: None) -> None:
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise JournalFailed(f"the data folder {folder} cannot be made: {error.strerror}") from error
        self._lock = FolderLock(folder)
        try:
            self._store = connect(file_in(folder))
            self._store.execute("INSERT INTO meta VALUES ('boot', 1) ON CONFLICT DO UPDATE SET value = value + 1")
            self._boot = int(self._store.execute("SELECT value FROM meta WHERE key = 'boot'").fetchone()[0])
        except sqlite3.Error as error:
            self._lock.free()
            raise JournalFailed(f"the store in {folder} cannot be used: {error}") from error
        except JournalFailed:
            self._lock.free()
            raise
        self._loop = asyncio.get_running_loop()
        self._on_failure = on_failure
        self._failed = ""
        self._pending: deque[_Job] = deque()
        self._waiting = self._last = 0
        """Rows that are pending, and those of the last commit."""
        self._gathering: asyncio.TimerHandle | None = None
        self._calm = asyncio.Event()
        self._calm.set()
        self._batches: queue.SimpleQueue[list[_Job] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._work, name="journal", daemon=True)
        self._thread.start()

    @property
    def boot(self) -> int:
        return self._boot

    async def append(self, write: Write) -> None:
        await self._submit(write, None)

    async def rows(self, match: str) -> list[Row]:
        found: list[Row] = await self._submit(None, lambda store: read_rows(store, match))
        return found

    async def answer(self, match: str, seat: int, cid: int) -> bytes | None:
        sql = "SELECT answer FROM entry WHERE match = ? AND seat = ? AND cid = ? AND cid > 0"
        line = await self._submit(None, lambda store: store.execute(sql, (match, seat, cid)).fetchone())
        return None if line is None else bytes(line[0])

    async def cached(self, match: str) -> Cached | None:
        sql = "SELECT match, seq, hash, board FROM cached WHERE match = ?"
        line = await self._submit(None, lambda store: store.execute(sql, (match,)).fetchone())
        return None if line is None else Cached(*line)

    async def listings(self) -> list[Listing]:
        found: list[Listing] = await self._submit(None, read_listings)
        return found

    async def people(self, match: str = "") -> list[Person]:
        sql = f"""SELECT match, seat, name, token_hash FROM person JOIN match USING (match)
                  WHERE status IN {_LIVE} AND (match = ?1 OR ?1 = '')"""
        found = await self._submit(None, lambda store: store.execute(sql, (match,)).fetchall())
        return [Person(*line) for line in found]

    async def close(self) -> None:
        await self._calm.wait()
        if self._thread.is_alive():
            self._batches.put(None)
            await asyncio.to_thread(self._thread.join)
        self._store.close()
        self._lock.free()

    async def _submit(self, write: Write | None, ask: Callable[[sqlite3.Connection], Any] | None) -> Any:
        if self._failed:
            raise JournalFailed(self._failed)
        future: asyncio.Future[Any] = self._loop.create_future()
        self._pending.append(_Job(future, write, ask))
        self._waiting += len(write.rows) if write else 0
        if self._calm.is_set():
            self._calm.clear()
            self._loop.call_soon(self._hand_over)  # alone an order never waits for company
        elif self._gathering is not None and self._waiting >= self._last:
            self._gathering.cancel()
            self._gathering = None
            self._loop.call_soon(self._hand_over)
        # The commit goes on whether or not the asker is still there: `_settle` passes over who has gone.
        return await future

    def _hand_over(self) -> None:
        """Give the thread its next batch, or rest."""
        self._gathering = None
        batch: list[_Job] = []
        rows = 0
        while self._pending and rows < COMMIT_ROWS:
            job = self._pending.popleft()
            batch.append(job)
            rows += len(job.write.rows) if job.write else 0
        self._waiting -= rows
        self._last = rows
        if batch:
            self._batches.put(batch)
        else:
            self._calm.set()

    def _settle(self, answers: list[tuple[asyncio.Future[Any], Any, Exception | None]]) -> None:
        """Tell the askers of a batch; the next one gathers meanwhile."""
        if self._waiting >= self._last:
            self._loop.call_soon(self._hand_over)
        else:
            self._gathering = self._loop.call_later(GATHER_S, self._hand_over)
        for future, value, fault in answers:
            if future.done():
                continue
            if fault is not None:
                future.set_exception(fault)
            else:
                future.set_result(value)

    # --- the writer thread -----------------------------------------------------------------------------------

    def _work(self) -> None:
        while (batch := self._batches.get()) is not None:
            self._serve(batch)

    def _serve(self, batch: list[_Job]) -> None:
        answers: list[tuple[asyncio.Future[Any], Any, Exception | None]] = []
        writes = [job for job in batch if job.write is not None]
        if writes:
            together = [job.write for job in writes if job.write]
            fault = self._commit(together)
            if isinstance(fault, sqlite3.IntegrityError):
                # One match has broken its own record: it alone must suffer, so each is stored by itself.
                alone = [self._commit([write]) for write in together]
            else:
                alone = [fault] * len(together)
            answers += [
                (job.future, None, JournalFailed(str(fault)) if isinstance(fault, sqlite3.Error) else fault)
                for job, fault in zip(writes, alone, strict=True)
            ]
        for job in batch:
            if job.ask is not None:
                try:
                    answers.append((job.future, job.ask(self._store), None))
                except sqlite3.Error as error:
                    answers.append((job.future, None, JournalFailed(str(error))))
        with contextlib.suppress(RuntimeError):  # the loop is gone: nobody is left to be told
            self._loop.call_soon_threadsafe(self._settle, answers)

    def _commit(self, writes: list[Write]) -> Exception | None:
        if self._failed:
            return JournalFailed(self._failed)
        store = self._store
        rows = [row for write in writes for row in write.rows]
        try:
            if 0 < len(rows) <= ROWS_A_STATEMENT and all(write.rows_only for write in writes):
                _store_rows(store, rows)  # a single statement is a transaction by itself
                return None
            store.execute("BEGIN IMMEDIATE")
            for write in writes:
                _store_listing(store, write)
            _store_rows(store, rows)
            for write in writes:
                _store_rest(store, write)
            store.execute("COMMIT")
            return None
        except (sqlite3.Error, OSError) as error:
            with contextlib.suppress(sqlite3.Error):
                if store.in_transaction:
                    store.execute("ROLLBACK")
            if _is_full(error):
                return StorageFull()
            if isinstance(error, sqlite3.IntegrityError):
                return error
            # After a failed fsync nobody knows what is on disk: never try again on this handle.
            self._failed = f"the store has failed: {error}"
            with contextlib.suppress(RuntimeError):
                self._loop.call_soon_threadsafe(self._on_failure, self._failed)
            return JournalFailed(self._failed)


def _is_full(error: Exception) -> bool:
    if isinstance(error, OSError):
        return error.errno == errno.ENOSPC
    return getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL


def _store_listing(store: sqlite3.Connection, write: Write) -> None:
    if write.listing is not None:
        line = write.listing
        store.execute(
            "INSERT INTO match VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET status = excluded.status",
            (line.match, line.code, line.status, line.created_ms),
        )


def _store_rows(store: sqlite3.Connection, rows: list[Row]) -> None:
    for start in range(0, len(rows), ROWS_A_STATEMENT):
        chunk = rows[start : start + ROWS_A_STATEMENT]
        store.execute(_INSERTS[len(chunk)], list(chain.from_iterable(map(astuple, chunk))))


def _store_rest(store: sqlite3.Connection, write: Write) -> None:
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
