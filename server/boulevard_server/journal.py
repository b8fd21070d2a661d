"""The append-only store of all matches, as its users see it, and the one that lives in memory for tests.

`sqlite_journal.py` keeps it on disk. What `append` has returned from is durable: not before may anybody hear of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

import msgspec

from boulevard_server.record import Row


class JournalFailed(Exception):
    """The store cannot be trusted any more; the server must stop and recover from disk."""


class StorageFull(Exception):
    """Nothing was written because the disk is full; it may be tried again later."""


@dataclass(frozen=True, slots=True)
class Person:
    """Who holds a seat: the name shown, and the hash of the secret token. Stored apart from the record."""

    match: str
    seat: int
    name: str
    token_hash: bytes


@dataclass(frozen=True, slots=True)
class Listing:
    """A line of the index of matches. `status` is lobby, playing, frozen, over, abandoned or expired."""

    match: str
    code: str
    status: str
    created_ms: int

    @property
    def live(self) -> bool:
        """Whether its people may come back to it, be it to read how it ended."""
        return self.status in ("lobby", "playing", "frozen", "over")


@dataclass(frozen=True, slots=True)
class Cached:
    """A position of a match, so that loading need not replay all: the board after row `seq`, sealed by `hash`."""

    match: str
    seq: int
    hash: bytes
    board: bytes


class Write(msgspec.Struct, frozen=True, gc=False):
    """What is stored together or not at all."""

    rows: Sequence[Row] = ()
    people: Sequence[Person] = ()
    forget: Sequence[tuple[str, int]] = ()
    """(match, seat) whose person is deleted."""
    listing: Listing | None = None
    cached: Cached | None = None

    @property
    def rows_only(self) -> bool:
        return not (self.people or self.forget or self.listing or self.cached)


class Journal(Protocol):
    """Where matches are kept. Every call may be awaited from many tasks at once."""

    @property
    def boot(self) -> int:
        """How often the store has been opened, this time included."""
        ...

    async def append(self, write: Write) -> None:
        """Store durably.

        Raises:
            StorageFull: nothing was stored.
            JournalFailed: nothing more can be stored.
        """
        ...

    async def rows(self, match: str) -> list[Row]:
        """The whole record of a match in order, unchecked; empty when there is none."""
        ...

    async def answer(self, match: str, seat: int, cid: int) -> bytes | None:
        """What was answered to a request that changed something."""
        ...

    async def cached(self, match: str) -> Cached | None: ...

    async def listings(self) -> list[Listing]:
        """All matches that may go on."""
        ...

    async def people(self, match: str = "") -> list[Person]:
        """The people of one match, or of all matches that may go on."""
        ...

    async def close(self) -> None: ...


@dataclass(slots=True)
class MemoryJournal:
    """A journal that lives as long as its object: for tests, which restart servers over the same one."""

    boots: int = 0
    records: dict[str, list[Row]] = field(default_factory=dict)
    index: dict[str, Listing] = field(default_factory=dict)
    persons: dict[tuple[str, int], Person] = field(default_factory=dict)
    positions: dict[str, Cached] = field(default_factory=dict)
    full: bool = False
    """Set by a test: the disk is full."""

    @property
    def boot(self) -> int:
        return self.boots

    async def append(self, write: Write) -> None:
        if self.full:
            raise StorageFull
        for row in write.rows:
            record = self.records.setdefault(row.match, [])
            if row.seq != len(record):
                raise JournalFailed(f"match {row.match}: entry {row.seq} written twice or out of turn")
            if row.cid and any(old.seat == row.seat and old.cid == row.cid for old in record):
                raise JournalFailed(f"match {row.match}: request {row.cid} of seat {row.seat} stored twice")
            record.append(row)
        for person in write.people:
            self.persons[person.match, person.seat] = person
        for key in write.forget:
            self.persons.pop(key, None)
        if write.listing is not None:
            self.index[write.listing.match] = write.listing
        if write.cached is not None:
            self.positions[write.cached.match] = write.cached

    async def rows(self, match: str) -> list[Row]:
        return list(self.records.get(match, ()))

    async def answer(self, match: str, seat: int, cid: int) -> bytes | None:
        for row in self.records.get(match, ()):
            if row.seat == seat and row.cid == cid:
                return row.answer
        return None

    async def cached(self, match: str) -> Cached | None:
        return self.positions.get(match)

    async def listings(self) -> list[Listing]:
        return [line for line in self.index.values() if line.live]

    async def people(self, match: str = "") -> list[Person]:
        found = [p for p in self.persons.values() if p.match in self.index and self.index[p.match].live]
        return [p for p in found if p.match == match or not match]

    async def close(self) -> None:
        return None
