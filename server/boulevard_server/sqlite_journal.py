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
from pathlib import Path
from typing import IO, Any

from boulevard_server.journal import Cached, JournalFailed, Listing, Person, StorageFull, Write
from boulevard_server.record import Row
from boulevard_server.sqlite_store import (
    LIVE,
    ROWS_A_STATEMENT,
    Rows,
    connect,
    file_in,
    read_answer,
    read_listings,
    read_rows,
    store_listing,
    store_rest,
    transaction,
)

COMMIT_ROWS = 256
"""Most rows of one commit. Whatever comes up in the same round of the loop, or while a commit is under way, shares the
next commit: under load commits grow, an order that comes alone does not wait for company."""
GATHER_S = 0.001
"""How long the next commit gathers company after one has ended: what it costs hardly depends on how much it holds. Once
as much is there as the last one held it waits no longer."""


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
        self._rows = Rows(self._store)
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
        found: bytes | None = await self._submit(None, lambda store: read_answer(store, match, seat, cid))
        return found

    async def cached(self, match: str) -> Cached | None:
        sql = "SELECT match, seq, hash, board FROM cached WHERE match = ?"
        line = await self._submit(None, lambda store: store.execute(sql, (match,)).fetchone())
        return None if line is None else Cached(*line)

    async def listings(self) -> list[Listing]:
        found: list[Listing] = await self._submit(None, read_listings)
        return found

    async def people(self, match: str = "") -> list[Person]:
        sql = f"""SELECT match, seat, name, token_hash FROM person JOIN match USING (match)
                  WHERE status IN {LIVE} AND (match = ?1 OR ?1 = '')"""
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
                self._rows.insert(rows)  # a single statement is a transaction by itself
                return None
            with transaction(store):
                for write in writes:
                    store_listing(store, write)
                self._rows.insert(rows)
                for write in writes:
                    store_rest(store, write)
            return None
        except (sqlite3.Error, OSError) as error:
            self._rows.forget()
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
