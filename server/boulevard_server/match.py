"""One match: a single task owns it and does one thing at a time; everybody else puts wishes into its queue.

Order of every change: judged, written down and safe on disk, applied, answered, published. The task never waits
for a socket, and heavy work (a turn, a bot, a first position) is done on worker threads.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
from collections import deque
from collections.abc import Sequence

import msgspec

from boulevard_server import bookmark, errand, rulings, talk
from boulevard_server.board import Board
from boulevard_server.chairs import Chair, Chairs
from boulevard_server.clock import TurnClock
from boulevard_server.history import History
from boulevard_server.journal import JournalFailed, Person, StorageFull
from boulevard_server.pace import Pace
from boulevard_server.record import (
    NOBODY,
    AnyEntry,
    Chain,
    Claim,
    ClockNoted,
    MatchEnded,
    MatchOpened,
    OrderGiven,
    ReadySet,
    RecordBroken,
    SeatTaken,
    SeatVacated,
    check,
)
from boulevard_server.scribe import Aside, Scribe
from boulevard_server.services import Services
from boulevard_server.thinking import Bots
from boulevard_server.turns import Turns
from boulevard_server.wishes import Arrival, Ask, Departure, Halt, House, Joining, Wish
from boulevard_shared import PROTOCOL
from boulevard_shared import messages as m
from boulevard_shared.codec import encode
from boulevard_shared.ids import CloseCode
from boulevard_shared.sentence import Sentence, say

log = logging.getLogger(__name__)

SERVER_NAME = "quantum-boulevard"


class Match:
    """See the module. Make it, `await run()` in a task, and call `put` from the same loop."""

    def __init__(self, match: str, services: Services, house: House) -> None:
        self.id = match
        self._services = services
        self._house = house
        self._limits = services.limits
        self._queue: deque[Wish] = deque()
        self._wake = asyncio.Event()
        self._timer: asyncio.TimerHandle | None = None
        self._clock = TurnClock(services.clock)
        self._chain = Chain(match)
        self._scribe = Scribe(self._chain, services, self._clock, house.listed)
        self._awake = True
        self._loaded = False
        self._board: Board
        self._chairs: Chairs
        self._bots: Bots
        self._pace: Pace
        self._turns: Turns

    def put(self, wish: Wish) -> bool:
        """Queue a wish; False when too many wait. Departures always find room."""
        if len(self._queue) >= self._limits.match_queue and not isinstance(wish, Departure | Halt):
            return False
        self._queue.append(wish)
        self._wake.set()
        return True

    async def open(self, opened: MatchOpened) -> None:
        """Begin a new match instead of loading one; its record begins here.

        Raises:
            StorageFull, JournalFailed: nothing was stored.
        """
        await self._scribe.open(opened, opened.code)
        self._take(Board(self._services.rules, opened))

    async def run(self) -> None:
        """Own the match until it sleeps or ends. A fault ends this match's task only."""
        try:
            if not self._loaded:
                await self._load()
            while self._awake:
                await self._step()
        except RecordBroken as fault:
            log.error("match %s: %s", self.id, fault)
            self._turn_away(say("goodbye.record_broken"))
        except JournalFailed as fault:
            self._house.store_failed(str(fault))
        except Exception:
            log.exception("match %s: the server failed on it", self.id)
            if not self._loaded:  # and would fail again: do not ask people to come back
                self._turn_away(say("goodbye.record_broken"))
        finally:
            if self._timer:
                self._timer.cancel()
            if self._loaded:
                self._bots.stop()
            if self._loaded or self._queue:
                # Whoever came in this very moment comes back and wakes the match again.
                self._turn_away(say("goodbye.restart"), CloseCode.RESTART, retry_after_s=2)
            self._house.asleep(self.id)

    # --- loading -----------------------------------------------------------------------------------------------

    async def _load(self) -> None:
        journal = self._services.journal
        rows, people = await journal.rows(self.id), await journal.people(self.id)
        cached = await journal.cached(self.id)

        def rebuild() -> Board:
            check(rows)
            return bookmark.load(self._services.rules, rows, cached)

        board = await self._services.workers.run(rebuild)
        self._chain.moved(rows[-1])
        self._take(board)
        for person in people:
            self._chairs[person.seat].name = person.name
        for row in rows:
            if row.cid:
                self._chairs[row.seat].remember(row.cid, row.answer)
        if board.status == "playing":
            self._services.workshops.prepare(errand.kind_of(board))
        self._bots.begin()

    def _take(self, board: Board) -> None:
        self._board = self._scribe.board = board
        self._chairs = Chairs(self.id, board, [self._new_chair() for _ in board.places])
        self._bots = Bots(board, self._services.workers, self._limits.bots_s)
        self._pace = Pace(board, self._chairs, self._clock, self._limits)
        workers, together = self._services.workers, self._services.together
        self._turns = Turns(board, self._chairs, self._bots, self._scribe, self._clock, workers, together)
        self._clock.set(board.left_ms / 1000 if board.left_ms >= 0 else -1.0)
        self._loaded = True

    def _new_chair(self) -> Chair:
        history = History(self._services.journal.boot, self._limits.history, self._limits.history_bytes)
        return Chair(history, self._services.clock.now())

    # --- the loop ----------------------------------------------------------------------------------------------

    async def _step(self) -> None:
        if not self._queue:
            self._arm()
            await self._wake.wait()
        self._wake.clear()
        asks = self._side_by_side()
        if asks:
            await self._serve(asks)
        elif self._queue:
            await self._grant(self._queue.popleft())
        await self._look_at_time()

    def _side_by_side(self) -> list[Ask]:
        """Requests at the head of the queue that cannot touch each other: own business, one a seat."""
        asks: list[Ask] = []
        seats: set[int] = set()
        while self._queue:
            wish = self._queue[0]
            if not isinstance(wish, Ask) or not isinstance(wish.request, rulings.OWN_BUSINESS):
                break
            if wish.seat in seats:
                break
            seats.add(wish.seat)
            asks.append(wish)
            self._queue.popleft()
        return asks

    async def _grant(self, wish: Wish) -> None:
        match wish:
            case Ask():
                await self._serve([wish])
            case Arrival():
                self._arrive(wish)
            case Departure():
                self._depart(wish)
            case Joining():
                await self._join(wish)
            case Halt():
                await self._halt()

    # --- time --------------------------------------------------------------------------------------------------

    def _arm(self) -> None:
        """Wake up when the next thing is due by time."""
        if self._timer:
            self._timer.cancel()
            self._timer = None
        now = self._services.clock.now()
        due = self._pace.next_due(now)
        if due is not None:
            self._timer = asyncio.get_running_loop().call_later(due - now, self._wake.set)

    async def _look_at_time(self) -> None:
        """Do what is due: free seats of a lobby, close the turn, or go to sleep."""
        self._pace.run_clock()
        now = self._services.clock.now()
        for seat in self._pace.lost_seats(now):
            if await self._scribe.try_write([SeatVacated(seat=seat)], Aside(forget=[(self.id, seat)])):
                await self._let_go(seat, vacated=True)
                self._show_seats()
        if self._pace.turn_ends(now):
            await self._turns.close()
        elif not self._queue and self._pace.may_sleep(now):
            if self._board.status == "lobby":
                await self._scribe.try_write([MatchEnded(why="expired")])
            self._awake = False

    def _show_seats(self) -> None:
        self._chairs.show_seats(self._clock.left())

    def _show_clock(self) -> None:
        self._chairs.publish_all(m.ClockChanged(0, round(self._clock.left(), 1), self._board.paused))

    # --- requests ------------------------------------------------------------------------------------------------

    async def _serve(self, asks: Sequence[Ask]) -> None:
        """Answer requests that cannot touch each other, with one commit for all."""
        answers: list[tuple[Ask, bytes]] = []
        granted: list[tuple[Ask, rulings.Plan, bytes]] = []
        for ask in asks:
            chair = self._chairs[ask.seat]
            if chair.link is not ask.link:
                continue  # replaced meanwhile: the newer connection asks again
            if ask.request.cid <= chair.last_cid:
                known = await self._known_answer(ask)
                if known is not None:
                    answers.append((ask, known))
                    continue
            if isinstance(ask.request, rulings.HEAVY):
                verdict = await self._services.workers.run(rulings.consider, self._board, ask.seat, ask.request)
            else:
                verdict = rulings.consider(self._board, ask.seat, ask.request)
            if isinstance(verdict, Sentence):
                answers.append((ask, encode(m.Refused(ask.request.cid, verdict))))
            elif verdict.entries:
                granted.append((ask, verdict, encode(verdict.answer)))
            else:
                answers.append((ask, encode(verdict.answer)))
        if granted:
            entries = [entry for _, plan, _ in granted for entry in plan.entries]
            claims: list[Claim] = []
            for ask, plan, answer in granted:
                # The first entry carries the claim: the store keeps a request number once.
                claims += [Claim(ask.seat, ask.request.cid, answer), *[NOBODY] * (len(plan.entries) - 1)]
            forget = [(self.id, entry.seat) for entry in entries if isinstance(entry, SeatVacated)]
            try:
                await self._scribe.write(entries, Aside(claims, forget=forget))
                answers += [(ask, answer) for ask, _, answer in granted]
            except StorageFull:
                full = say("refused.storage_full")
                answers += [(ask, encode(m.Refused(ask.request.cid, full))) for ask, _, _ in granted]
                granted = []
        for ask, answer in answers:
            self._chairs[ask.seat].remember(ask.request.cid, answer)
            ask.link.outbox.put(answer)
        if granted:
            await self._tell(granted)

    async def _known_answer(self, ask: Ask) -> bytes | None:
        """What was answered to this request before."""
        chair, cid = self._chairs[ask.seat], ask.request.cid
        if cid in chair.answers:
            return chair.answers[cid]
        return await self._services.journal.answer(self.id, ask.seat, cid)

    async def _tell(self, granted: Sequence[tuple[Ask, rulings.Plan, bytes]]) -> None:
        """Publish what granted requests have changed."""
        seats_changed = False
        for ask, plan, _ in granted:
            seat = ask.seat
            if plan.changed is not None:
                self._chairs.publish_one(seat, plan.changed)
                for other in talk.shaken(self._board, seat, plan.changed.key):
                    self._tell_seat(other, talk.changed(self._board, other))
                seats_changed = seats_changed or len(plan.entries) > 1
                continue
            if isinstance(ask.request, rulings.AT_THE_TABLE):
                self._tell_table(plan.entries)
                seats_changed = seats_changed or isinstance(plan.entries[-1], ReadySet)
                continue
            match ask.request:
                case m.StartMatch():
                    await self._begin()
                case m.LeaveMatch():
                    await self._let_go(seat, vacated=isinstance(plan.entries[0], SeatVacated))
                    seats_changed = True
                case m.PauseMatch():
                    self._pace.run_clock()
                    self._show_clock()
                case _:
                    seats_changed = True
        if seats_changed:
            self._show_seats()

    def _tell_table(self, entries: Sequence[AnyEntry]) -> None:
        """Words, proposals and what they did to decrees: each to those who may know, of the people."""
        for seat, message in talk.publications(self._board, tuple(entries)):
            self._tell_seat(seat, message)
        for entry in entries:
            if isinstance(entry, OrderGiven) and not self._board.places[entry.seat].played_by_person:
                self._bots.think_again(entry.seat)

    def _tell_seat(self, seat: int, message: talk.Told) -> None:
        if self._board.places[seat].played_by_person:
            self._chairs.publish(seat, lambda seq: msgspec.structs.replace(message, seq=seq))

    async def _begin(self) -> None:
        await self._scribe.list_as("playing")
        self._services.workshops.prepare(errand.kind_of(self._board))
        self._clock.set(float(self._board.terms.turn_seconds) or -1.0)
        self._bots.begin()
        people = self._chairs.people()
        for seat in people:
            self._chairs[seat].history.restart()
        frames = await self._services.workers.run(self._chairs.snapshots, people, self._clock.left())
        self._chairs.put_away()
        for seat, frame in zip(people, frames, strict=True):
            self._chairs.show_all(seat, frame)

    async def _let_go(self, seat: int, *, vacated: bool) -> None:
        """Somebody left for good: free the connection, and end the match when it was the last person."""
        link = self._chairs[seat].link
        if link is not None:
            link.released()
        self._chairs[seat].link = None
        self._house.seat_freed(self.id, seat)
        if vacated:
            self._chairs[seat] = self._new_chair()
        else:
            self._bots.begin()
        if not self._chairs.people() and self._board.status in ("lobby", "playing"):
            await self._scribe.try_write([MatchEnded(why="abandoned")])
            self._awake = False

    # --- people coming and going ---------------------------------------------------------------------------------

    def _why_not_join(self, wish: Joining) -> Sentence | None:
        board = self._board
        if board.status != "lobby":
            return say("refused.begun")
        if all(place.person for place in board.places):
            return say("refused.lobby_full", seats=len(board.places))
        if wish.city and wish.city not in board.free_cities():
            if wish.city in board.rules.scenarios[board.terms.scenario].cities:
                return say("refused.city_taken", city=wish.city)
            return say("refused.no_such_city", name=wish.city)
        return None

    async def _join(self, wish: Joining) -> None:
        reason = self._why_not_join(wish)
        if reason is not None:
            wish.link.turned_down(wish.cid, reason)
            return
        board = self._board
        seat = next(seat for seat, place in enumerate(board.places) if not place.person)
        token = self._services.chance.token()
        token_hash = hashlib.sha256(token).digest()
        taken = SeatTaken(seat=seat, city=wish.city or board.free_cities()[0])
        try:
            await self._scribe.write([taken], Aside(people=[Person(self.id, seat, wish.name, token_hash)]))
        except StorageFull:
            wish.link.turned_down(wish.cid, say("refused.storage_full"))
            return
        self._house.seat_given(self.id, seat, token_hash)
        chair = self._chairs[seat] = self._new_chair()
        chair.name, chair.link, chair.last_cid = wish.name, wish.link, wish.cid
        wish.link.seated(self, seat)
        answer = encode(m.Seated(wish.cid, self.id, board.code, seat, token.hex()))
        wish.link.entered(wish.cid, answer)
        wish.link.outbox.put(answer)
        self._show_seats()

    def _arrive(self, wish: Arrival) -> None:
        board, chair = self._board, self._chairs[wish.seat]
        if not board.places[wish.seat].played_by_person:
            wish.link.outbox.put(encode(m.Goodbye(say("goodbye.unknown_token"))))
            wish.link.outbox.close(CloseCode.UNKNOWN_TOKEN)
            return
        old, chair.link = chair.link, wish.link
        if old is not None:
            old.outbox.put(encode(m.Goodbye(say("goodbye.replaced"))))
            old.outbox.close(CloseCode.REPLACED, "replaced by a newer connection")
        wish.link.seated(self, wish.seat)
        welcome = m.Welcome(PROTOCOL, SERVER_NAME, True, self.id, board.code, wish.seat, chair.last_cid)
        wish.link.outbox.put(encode(welcome))
        self._chairs.catch_up(wish.seat, wish.last_seq, self._clock.left())
        self._pace.run_clock()
        if old is None:
            self._show_seats()
        if board.terms.turn_seconds and board.status == "playing":
            self._show_clock()

    def _depart(self, wish: Departure) -> None:
        chair = self._chairs[wish.seat]
        if chair.link is not wish.link:
            return
        chair.link = None
        chair.gone_at = self._services.clock.now()
        self._show_seats()

    async def _halt(self) -> None:
        """Write down what the clock has left and send everybody home for a moment."""
        if self._board.status == "playing" and self._clock.left() >= 0:
            await self._scribe.try_write([ClockNoted()])
        self._turn_away(say("goodbye.restart"), CloseCode.RESTART, retry_after_s=1)
        self._awake = False

    def _turn_away(self, reason: Sentence, code: CloseCode = CloseCode.GOING_AWAY, retry_after_s: int = -1) -> None:
        links = list(self._chairs.links()) if self._loaded else []
        links += [wish.link for wish in self._queue if isinstance(wish, Ask | Arrival | Joining)]
        for link in links:
            link.outbox.put(encode(m.Goodbye(reason, retry_after_s)))
            link.outbox.close(code)
        self._queue.clear()
