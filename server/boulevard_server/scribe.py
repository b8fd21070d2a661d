"""Writes one match's record: an entry is safe on disk before it happens on the board."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import msgspec

from boulevard_server.board import Board
from boulevard_server.clock import TurnClock
from boulevard_server.journal import Cached, Listing, Person, StorageFull, Write
from boulevard_server.record import NOBODY, AnyEntry, Chain, Claim, MatchEnded, MatchStarted
from boulevard_server.services import Services

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Aside:
    """What is stored together with entries: claims on them, one for each, and who sits down or is forgotten."""

    claims: Sequence[Claim] = ()
    people: Sequence[Person] = ()
    forget: Sequence[tuple[str, int]] = ()


NOTHING_ELSE = Aside()


class Scribe:
    """The only one who changes a live board.

    Args:
        listed: told whenever the match's line in the index changes.
        created_ms: wall time at which the match was made or loaded; data only.
    """

    def __init__(self, chain: Chain, services: Services, clock: TurnClock, listed: Callable[[Listing], None]) -> None:
        self._chain = chain
        self._services = services
        self._clock = clock
        self._listed = listed
        self._created_ms = services.clock.wall_ms()
        self.board: Board

    async def open(self, entry: AnyEntry, code: str) -> None:
        """Store the first entry of a new match.

        Raises:
            StorageFull, JournalFailed: nothing was stored.
        """
        listing = Listing(self._chain.match, code, "lobby", self._created_ms)
        rows = self._chain.rows([(entry, NOBODY)])
        await self._services.journal.append(Write(rows, listing=listing))
        self._chain.moved(rows[-1])
        self._listed(listing)

    async def write(self, entries: Sequence[AnyEntry], aside: Aside = NOTHING_ELSE, then: Board | None = None) -> None:
        """Store entries durably, then let them happen. Of a turn, `then` is the board on which it has happened.

        Raises:
            StorageFull: nothing was stored and nothing happened.
            JournalFailed: the store is lost; nothing happened.
        """
        left = self._clock.left()
        left_ms = -1 if left < 0 else round(left * 1000)
        # Without a deadline there is nothing to stamp.
        stamped = entries if left < 0 else [msgspec.structs.replace(entry, left_ms=left_ms) for entry in entries]
        claims = aside.claims or [NOBODY] * len(stamped)
        rows = self._chain.rows(zip(stamped, claims, strict=True))
        ending = next((entry.why for entry in stamped if isinstance(entry, MatchEnded)), "")
        listing = self._line(ending) if ending else None
        await self._services.journal.append(Write(rows, aside.people, aside.forget, listing))
        self._chain.moved(rows[-1])
        for entry in stamped:
            if isinstance(entry, MatchStarted):
                await self._services.workers.run(self.board.apply, entry)
            elif then is not None:
                self.board.become(then)
                self.board.left_ms = entry.left_ms
            else:
                self.board.apply(entry)
        if listing:
            self._listed(listing)

    async def try_write(self, entries: Sequence[AnyEntry], aside: Aside = NOTHING_ELSE) -> bool:
        """Store entries if there is room; whether there was."""
        try:
            await self.write(entries, aside)
        except StorageFull:
            log.warning("match %s: the disk is full", self._chain.match)
            return False
        return True

    async def bookmark(self, image: bytes) -> None:
        """Keep the board as it stands after the last entry, so that loading starts here. Without room, not."""
        cached = Cached(self._chain.match, self._chain.seq, self._chain.hash, image)
        try:
            await self._services.journal.append(Write(cached=cached))
        except StorageFull:
            log.warning("match %s: the disk is full", self._chain.match)

    async def list_as(self, status: str) -> None:
        """Note in the index how the match stands. The record is the truth: a full disk costs only the note."""
        listing = self._line(status)
        try:
            await self._services.journal.append(Write(listing=listing))
        except StorageFull:
            log.warning("match %s: the disk is full", self._chain.match)
        self._listed(listing)

    def _line(self, status: str) -> Listing:
        return Listing(self._chain.match, self.board.code, status, self._created_ms)
