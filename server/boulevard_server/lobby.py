"""Which matches exist, by code and by token; makes them, wakes them when somebody comes, lets them sleep.

A stored match costs nothing until one of its people is back: only the index is read when the server starts, and
the clock of a match stands while nobody is there.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
from collections.abc import Callable

from boulevard_server.journal import JournalFailed, Listing, StorageFull
from boulevard_server.match import Match
from boulevard_server.record import FORMAT, MatchOpened, Terms
from boulevard_server.services import Services
from boulevard_server.session import Session
from boulevard_server.wishes import Arrival, Halt, Joining
from boulevard_shared import messages as m
from boulevard_shared.codec import encode
from boulevard_shared.ids import CloseCode
from boulevard_shared.sentence import Sentence, say

log = logging.getLogger(__name__)


class Lobby:
    """See the module. Call `load` first; `close` lets every match finish what it is writing."""

    def __init__(self, services: Services, on_fault: Callable[[str], None]) -> None:
        self._services = services
        self._on_fault = on_fault
        self._matches: dict[str, Match] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._listings: dict[str, Listing] = {}
        self._codes: dict[str, str] = {}
        self._tokens: dict[bytes, tuple[str, int]] = {}
        self._hashes: dict[tuple[str, int], bytes] = {}
        self._closing = False

    async def load(self) -> None:
        """Read the index of matches that may go on."""
        for listing in await self._services.journal.listings():
            self.listed(listing)
        for person in await self._services.journal.people():
            self.seat_given(person.match, person.seat, person.token_hash)

    @property
    def known(self) -> int:
        """How many matches are not over yet, asleep or awake."""
        return sum(listing.status in ("lobby", "playing") for listing in self._listings.values())

    @property
    def awake(self) -> int:
        return len(self._matches)

    async def close(self) -> None:
        """Tell every match to stop and wait until all have."""
        self._closing = True
        for match in list(self._matches.values()):
            match.put(Halt())
        if self._tasks:
            await asyncio.wait(list(self._tasks.values()), timeout=3.0)

    # --- what sessions ask ---------------------------------------------------------------------------------------

    def holder(self, token: str) -> tuple[str, int] | None:
        """Match and seat of a token. Found by its hash, so the time it takes tells nothing about other tokens."""
        try:
            secret = bytes.fromhex(token)
        except ValueError:
            return None
        return self._tokens.get(hashlib.sha256(secret).digest())

    def match(self, match: str) -> Match:
        """The match, woken up if it slept."""
        if match not in self._matches:
            self._wake(Match(match, self._services, self))
        return self._matches[match]

    def arrive(self, match: Match, seat: int, last_seq: int, session: Session) -> None:
        """Give a seat back to a connection that has shown its token."""
        if self._closing or not match.put(Arrival(seat, last_seq, session)):
            session.outbox.put(encode(m.Goodbye(say("goodbye.restart"), 1)))
            session.outbox.close(CloseCode.RESTART)

    def create(self, session: Session, request: m.CreateMatch) -> None:
        reason = self._why_not_create(request)
        if reason is not None:
            session.turned_down(request.cid, reason)
            return
        match = Match(self._services.chance.match_id(), self._services, self)
        opened = MatchOpened(format=FORMAT, code=self._new_code(), terms=self._terms(request))
        self._wake(match, opened, session, Joining(request.cid, session.name, request.city, session))

    def join(self, session: Session, request: m.JoinMatch) -> None:
        match = self._codes.get(request.code.strip().upper())
        if match is None:
            session.fail()
            session.turned_down(request.cid, say("refused.no_such_code"))
        elif not self.match(match).put(Joining(request.cid, session.name, request.city, session)):
            session.turned_down(request.cid, say("refused.busy", seconds=1))

    def _why_not_create(self, request: m.CreateMatch) -> Sentence | None:
        scenario = self._services.rules.scenarios.get(request.scenario)
        if self._closing or self.known >= self._services.limits.matches:
            return say("refused.server_full", matches=self._services.limits.matches)
        if scenario is None:
            return say("refused.no_such_scenario", name=request.scenario)
        if request.seats > len(scenario.cities):
            return say("refused.too_many_seats", seats=request.seats, cities=len(scenario.cities))
        if request.city and request.city not in scenario.cities:
            return say("refused.no_such_city", name=request.city)
        return None

    def _terms(self, request: m.CreateMatch) -> Terms:
        return Terms(
            scenario=request.scenario,
            seats=request.seats,
            mode=request.mode,
            bots=request.bots,
            turn_seconds=request.turn_seconds,
            tolerance_bp=request.tolerance_bp,
            legacy_bp=request.legacy_bp,
            history=request.history,
            seed=self._services.chance.seed() if request.seed is None else request.seed,
            digest=self._services.rules.digest,
        )

    def _new_code(self) -> str:
        while (code := self._services.chance.code()) in self._codes:
            pass
        return code

    # --- what matches say ----------------------------------------------------------------------------------------

    def seat_given(self, match: str, seat: int, token_hash: bytes) -> None:
        self._tokens[token_hash] = (match, seat)
        self._hashes[match, seat] = token_hash

    def seat_freed(self, match: str, seat: int) -> None:
        self._tokens.pop(self._hashes.pop((match, seat), b""), None)

    def listed(self, listing: Listing) -> None:
        if listing.live:
            self._listings[listing.match] = listing
        else:
            self._listings.pop(listing.match, None)
            for key in [key for key in self._hashes if key[0] == listing.match]:
                self.seat_freed(*key)
        if listing.status == "lobby":
            self._codes[listing.code] = listing.match
        elif self._codes.get(listing.code) == listing.match:
            # A code dies with its lobby: later it could only let strangers in.
            del self._codes[listing.code]

    def asleep(self, match: str) -> None:
        self._matches.pop(match, None)
        self._tasks.pop(match, None)

    def store_failed(self, text: str) -> None:
        self._on_fault(text)

    # --- tasks ---------------------------------------------------------------------------------------------------

    def _wake(
        self,
        match: Match,
        opened: MatchOpened | None = None,
        session: Session | None = None,
        first: Joining | None = None,
    ) -> None:
        async def live() -> None:
            if opened is not None and session is not None and first is not None:
                try:
                    await match.open(opened)
                except (StorageFull, JournalFailed) as fault:
                    self.asleep(match.id)
                    session.turned_down(first.cid, say("refused.storage_full"))
                    if isinstance(fault, JournalFailed):
                        self._on_fault(str(fault))
                    return
                match.put(first)
            await match.run()

        self._matches[match.id] = match
        self._services.workshops.expect(self.awake)
        self._tasks[match.id] = asyncio.create_task(live(), name=f"match {match.id}")
