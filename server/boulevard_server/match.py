"""One match: a single task owns it and does one thing at a time; everybody else puts wishes into its queue.

Order of every change: judged, written down and safe on disk, applied, answered, published. The task never waits
for a socket, and heavy work (a turn, a bot, a first position) is done on worker threads.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
import traceback
from collections import OrderedDict, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import msgspec

from boulevard_server import publish, rulings
from boulevard_server.board import Board, replay
from boulevard_server.clock import TurnClock
from boulevard_server.game import Mind, Played
from boulevard_server.history import History
from boulevard_server.journal import JournalFailed, Listing, Person, StorageFull, Write
from boulevard_server.outbox import Outbox
from boulevard_server.record import (
    NOBODY,
    Acted,
    AnyEntry,
    Chain,
    Claim,
    ClockHeld,
    ClockNoted,
    MatchEnded,
    MatchOpened,
    MatchStopped,
    RecordBroken,
    SeatTaken,
    SeatVacated,
    TurnClosed,
    check,
)
from boulevard_server.services import Services
from boulevard_shared import PROTOCOL
from boulevard_shared import messages as m
from boulevard_shared.codec import encode
from boulevard_shared.ids import CloseCode
from boulevard_shared.sentence import Sentence, say
from boulevard_shared.view import View

log = logging.getLogger(__name__)

REMEMBERED_ANSWERS = 64
"""Answers kept in memory per seat; older ones are looked up in the journal."""
SERVER_NAME = "quantum-boulevard"


class Link(Protocol):
    """A connection as a match sees it."""

    @property
    def outbox(self) -> Outbox: ...

    def seated(self, match: Match, seat: int) -> None:
        """The connection holds this seat from now on."""
        ...


@dataclass(frozen=True, slots=True)
class Ask:
    seat: int
    request: m.ClientMessage
    link: Link


@dataclass(frozen=True, slots=True)
class Arrival:
    """A connection with the right token; `last_seq` is the last publication it has."""

    seat: int
    last_seq: int
    link: Link


@dataclass(frozen=True, slots=True)
class Departure:
    seat: int
    link: Link


@dataclass(frozen=True, slots=True)
class Joining:
    """Somebody wants a seat in the lobby."""

    cid: int
    name: str
    city: str
    link: Link


@dataclass(frozen=True, slots=True)
class Halt:
    """The server goes down."""


Wish = Ask | Arrival | Departure | Joining | Halt


@dataclass(slots=True)
class Chair:
    """What the match keeps of a seat besides the board: its person, connection, numbers and answers."""

    history: History
    name: str = ""
    link: Link | None = None
    gone_at: float = 0.0
    last_cid: int = 0
    answers: OrderedDict[int, bytes] = field(default_factory=OrderedDict)

    def remember(self, cid: int, answer: bytes) -> None:
        self.answers[cid] = answer
        self.last_cid = max(self.last_cid, cid)
        if len(self.answers) > REMEMBERED_ANSWERS:
            self.answers.popitem(last=False)


class House(Protocol):
    """What a match tells the lobby."""

    def seat_given(self, match: str, seat: int, token_hash: bytes) -> None: ...

    def seat_freed(self, match: str, seat: int) -> None: ...

    def listed(self, listing: Listing) -> None: ...

    def asleep(self, match: str) -> None:
        """The match has ended its task and lives on disk only."""
        ...

    def store_failed(self, text: str) -> None: ...


class Match:
    """See the module. Make it, `await run()` in a task, and call the other methods from the same loop."""

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
        self._chairs: list[Chair] = []
        self._created_ms = 0
        self._idle_since = services.clock.now()
        self._thinking: asyncio.Task[None] | None = None
        self._thoughts: dict[int, Acted] = {}
        self._awake = True
        self._board: Board | None = None

    # --- what others may call ----------------------------------------------------------------------------------

    def put(self, wish: Wish) -> bool:
        """Queue a wish; False when too many wait. Departures always find room."""
        if len(self._queue) >= self._limits.match_queue and not isinstance(wish, Departure | Halt):
            return False
        self._queue.append(wish)
        self._wake.set()
        return True

    async def open(self, opened: MatchOpened) -> None:
        """Begin a new match instead of loading one; the record begins here.

        Raises:
            StorageFull, JournalFailed: nothing was stored.
        """
        self._created_ms = self._services.clock.wall_ms()
        listing = Listing(self.id, opened.code, "lobby", self._created_ms)
        rows = self._chain.rows([(opened, NOBODY)])
        await self._services.journal.append(Write(rows, listing=listing))
        self._chain.moved(rows[-1])
        self._take(Board(self._services.rules, opened))
        self._house.listed(listing)

    async def run(self) -> None:
        """Own the match until it sleeps or ends."""
        try:
            if self._board is None:
                await self._load()
            while self._awake:
                await self._step()
        except RecordBroken as fault:
            log.error("match %s: %s", self.id, fault)
            self._turn_away(say("refused.record_broken", why=str(fault)))
        except JournalFailed as fault:
            self._house.store_failed(str(fault))
            self._turn_away(say("refused.store_failed"))
        finally:
            if self._timer:
                self._timer.cancel()
            if self._thinking:
                self._thinking.cancel()
            self._house.asleep(self.id)

    # --- loading -----------------------------------------------------------------------------------------------

    async def _load(self) -> None:
        journal = self._services.journal
        rows = await journal.rows(self.id)
        people = [person for person in await journal.people() if person.match == self.id]
        self._created_ms = self._services.clock.wall_ms()

        def rebuild() -> Board:
            check(rows)
            return replay(self._services.rules, rows)

        board = await self._services.workers.run(rebuild)
        self._chain.moved(rows[-1])
        self._take(board)
        for person in people:
            self._chairs[person.seat].name = person.name
        for row in rows:
            if row.cid:
                self._chairs[row.seat].remember(row.cid, row.answer)
        self._think_ahead()

    def _take(self, board: Board) -> None:
        self._board = board
        boot, now = self._services.journal.boot, self._services.clock.now()
        self._chairs = [Chair(History(boot, self._limits.history), gone_at=now) for _ in board.places]
        self._clock.set(board.left_ms / 1000 if board.left_ms >= 0 else -1.0)

    @property
    def board(self) -> Board:
        if self._board is None:
            raise RecordBroken(f"match {self.id} is not loaded")
        return self._board

    # --- the loop ----------------------------------------------------------------------------------------------

    async def _step(self) -> None:
        if not self._queue:
            self._arm()
            await self._wake.wait()
        self._wake.clear()
        if self._queue:
            asks = self._side_by_side()
            if asks:
                await self._serve(asks)
            else:
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

    def _arm(self) -> None:
        """Wake up when the next thing is due by time."""
        if self._timer:
            self._timer.cancel()
            self._timer = None
        due = [at for at in (self._turn_due(), self._rest_due()) if at is not None]
        if due:
            delay = max(0.0, min(due) - self._services.clock.now())
            self._timer = asyncio.get_running_loop().call_later(delay, self._wake.set)

    def _turn_due(self) -> float | None:
        if self.board.status != "playing" or not self._connected():
            return None
        now = self._services.clock.now()
        if self._clock.running and self._clock.left() >= 0:
            return now + self._clock.left()
        gone = [c.gone_at for s, c in enumerate(self._chairs) if self._missed(s)]
        return None if not gone or self.board.paused else max(now, max(gone) + self._limits.absence_s)

    def _rest_due(self) -> float | None:
        return None if self._connected() else self._idle_since + self._patience()

    def _patience(self) -> float:
        return self._limits.lobby_s if self.board.status == "lobby" else self._limits.idle_s

    def _missed(self, seat: int) -> bool:
        """Whether the turn may be waiting for this person, who is away."""
        place, chair = self.board.places[seat], self._chairs[seat]
        return place.played_by_person and chair.link is None and not place.ready

    async def _look_at_time(self) -> None:
        now = self._services.clock.now()
        self._clock.run(self.board.status == "playing" and not self.board.paused and bool(self._connected()))
        if self._should_close():
            await self._close_turn()
        elif not self._connected() and not self._queue and now >= self._idle_since + self._patience():
            if self.board.status == "lobby":
                await self._write([MatchEnded(why="expired")])
            self._awake = False

    def _should_close(self) -> bool:
        """Whether the turn is to be resolved: time is up, or nobody who is here still wants to think."""
        board = self.board
        if board.status != "playing" or board.paused or not self._connected():
            return False
        if self._clock.up():
            return True
        people = [seat for seat, place in enumerate(board.places) if place.played_by_person]
        thinking = [seat for seat in people if not board.places[seat].ready]
        if any(self._chairs[seat].link is not None for seat in thinking):
            return False
        if board.terms.turn_seconds and thinking:
            return False  # who dropped has until the deadline to come back
        now = self._services.clock.now()
        return all(now >= self._chairs[seat].gone_at + self._limits.absence_s for seat in thinking)

    def _connected(self) -> frozenset[int]:
        return frozenset(seat for seat, chair in enumerate(self._chairs) if chair.link is not None)

    # --- writing, answering, publishing --------------------------------------------------------------------------

    async def _write(
        self,
        entries: Sequence[AnyEntry],
        claims: Sequence[Claim] = (),
        people: Sequence[Person] = (),
        forget: Sequence[tuple[str, int]] = (),
        played: Played | None = None,
    ) -> None:
        """Store entries durably, then let them happen on the board.

        Raises:
            StorageFull: nothing was stored and nothing happened.
        """
        left_ms = -1 if self._clock.left() < 0 else round(self._clock.left() * 1000)
        stamped = [msgspec.structs.replace(entry, left_ms=left_ms) for entry in entries]
        rows = self._chain.rows(zip(stamped, claims or [NOBODY] * len(stamped), strict=True))
        ending = next((e.why for e in stamped if isinstance(e, MatchEnded)), "")
        listing = Listing(self.id, self.board.code, ending, self._created_ms) if ending else None
        await self._services.journal.append(Write(rows, people, forget, listing))
        self._chain.moved(rows[-1])
        for entry in stamped:
            if isinstance(entry, TurnClosed):
                await self._services.workers.run(self.board.apply, entry, played)
            else:
                self.board.apply(entry)
        if listing:
            self._house.listed(listing)

    async def _list(self, status: str) -> None:
        listing = Listing(self.id, self.board.code, status, self._created_ms)
        await self._services.journal.append(Write(listing=listing))
        self._house.listed(listing)

    def _table(self) -> publish.Table:
        names = {seat: chair.name for seat, chair in enumerate(self._chairs) if chair.name}
        return publish.Table(self.id, names, self._connected(), round(self._clock.left(), 1))

    def _publish(self, seat: int, make: Callable[[int], m.Publication]) -> None:
        """Number a message for one person, keep it for those who come back, and send it if there is a link."""
        chair = self._chairs[seat]
        frame = encode(make(chair.history.next()))
        chair.history.add(frame)
        if chair.link is not None:
            chair.link.outbox.put(frame, publication=True)

    def _publish_all(self, message: m.SeatsChanged | m.ClockChanged | m.MatchFrozen | m.MatchOver) -> None:
        for seat in self._people():
            self._publish(seat, lambda seq: msgspec.structs.replace(message, seq=seq))

    def _people(self) -> list[int]:
        return [seat for seat, place in enumerate(self.board.places) if place.played_by_person]

    def _show_seats(self) -> None:
        if self.board.status == "lobby":
            table = self._table()
            for seat in self._people():
                self._publish(seat, lambda seq: publish.lobby(self.board, table, seq))
        else:
            self._publish_all(m.SeatsChanged(0, publish.seat_lines(self.board, self._table())))

    def _show_clock(self) -> None:
        self._publish_all(m.ClockChanged(0, round(self._clock.left(), 1), self.board.paused))

    def _send_snapshot(self, seat: int) -> None:
        chair = self._chairs[seat]
        if chair.link is not None:
            message = publish.snapshot(self.board, self._table(), seat, chair.history.seq)
            chair.link.outbox.put(encode(message), snapshot=True)

    # --- requests ------------------------------------------------------------------------------------------------

    async def _serve(self, asks: Sequence[Ask]) -> None:
        """Answer requests that cannot touch each other, with one commit for all."""
        answers: list[tuple[Ask, bytes]] = []
        granted: list[tuple[Ask, rulings.Plan, bytes]] = []
        for ask in asks:
            if self._chairs[ask.seat].link is not ask.link:
                continue  # replaced meanwhile: the newer connection asks again
            known = await self._known_answer(ask)
            if known is not None:
                answers.append((ask, known))
                continue
            verdict = await self._judge(ask)
            if isinstance(verdict, Sentence):
                answers.append((ask, encode(m.Refused(ask.request.cid, verdict))))
            elif verdict.entries:
                granted.append((ask, verdict, encode(verdict.answer)))
            else:
                answers.append((ask, encode(verdict.answer)))
        if granted:
            entries = [entry for _, plan, _ in granted for entry in plan.entries]
            claims = [Claim(ask.seat, ask.request.cid, answer) for ask, _, answer in granted]
            forget = [(self.id, e.seat) for e in entries if isinstance(e, SeatVacated)]
            try:
                await self._write(entries, claims, forget=forget)
                answers += [(ask, answer) for ask, _, answer in granted]
            except StorageFull:
                answers += [
                    (ask, encode(m.Refused(ask.request.cid, say("refused.storage_full")))) for ask, _, _ in granted
                ]
                granted = []
        for ask, answer in answers:
            self._chairs[ask.seat].remember(ask.request.cid, answer)
            ask.link.outbox.put(answer)
        if granted:
            await self._tell_changes([(ask, entry) for ask, plan, _ in granted for entry in plan.entries])

    async def _known_answer(self, ask: Ask) -> bytes | None:
        """What was answered to this request before."""
        chair, cid = self._chairs[ask.seat], ask.request.cid
        if cid in chair.answers:
            return chair.answers[cid]
        if cid > chair.last_cid:
            return None
        return await self._services.journal.answer(self.id, ask.seat, cid)

    async def _judge(self, ask: Ask) -> rulings.Verdict:
        if isinstance(ask.request, m.StartMatch):
            return await self._services.workers.run(rulings.consider, self.board, ask.seat, ask.request)
        return rulings.consider(self.board, ask.seat, ask.request)

    async def _tell_changes(self, done: Sequence[tuple[Ask, AnyEntry]]) -> None:
        """Publish what granted requests have changed."""
        seats_changed = False
        for ask, entry in done:
            match ask.request:
                case m.EditDecree() | m.UndoEdit():
                    self._publish(ask.seat, lambda seq, seat=ask.seat: publish.decree_changed(self.board, seat, seq))
                case m.StartMatch():
                    await self._begin()
                case m.LeaveMatch():
                    await self._let_go(ask.seat, isinstance(entry, SeatVacated))
                    seats_changed = True
                case m.PauseMatch():
                    self._clock.run(not self.board.paused)
                    self._show_clock()
                case _:
                    seats_changed = True
        if seats_changed:
            self._show_seats()

    async def _begin(self) -> None:
        await self._list("playing")
        self._clock.set(float(self.board.terms.turn_seconds) or -1.0)
        self._think_ahead()
        for seat in self._people():
            self._chairs[seat].history.restart()
            self._send_snapshot(seat)

    async def _let_go(self, seat: int, vacated: bool) -> None:
        """Somebody left for good: free the connection, and end the match when it was the last person."""
        chair = self._chairs[seat]
        if chair.link is not None:
            chair.link.outbox.put(encode(m.Goodbye(say("goodbye.left"))))
            chair.link.outbox.close(CloseCode.GOING_AWAY, "left")
            chair.link = None
        self._house.seat_freed(self.id, seat)
        if vacated:
            self._chairs[seat] = Chair(History(self._services.journal.boot, self._limits.history))
        else:
            self._think_ahead()
        if not self._people():
            if self.board.status in ("lobby", "playing"):
                await self._write([MatchEnded(why="abandoned")])
            self._idle_since = self._services.clock.now()

    # --- people coming and going -----------------------------------------------------------------------------------

    async def _join(self, wish: Joining) -> None:
        board = self.board
        free = [seat for seat, place in enumerate(board.places) if not place.person]
        reason = None
        if board.status != "lobby":
            reason = say("refused.begun")
        elif not free:
            reason = say("refused.lobby_full", seats=len(board.places))
        elif wish.city and wish.city not in board.free_cities():
            known = wish.city in board.rules.scenarios[board.terms.scenario].cities
            reason = say("refused.city_taken", city=wish.city) if known else say("refused.no_such_city", name=wish.city)
        if reason is not None:
            wish.link.outbox.put(encode(m.Refused(wish.cid, reason)))
            return
        seat = free[0]
        token = self._services.chance.token()
        token_hash = hashlib.sha256(token).digest()
        taken = SeatTaken(seat=seat, city=wish.city or board.free_cities()[0])
        person = Person(self.id, seat, wish.name, token_hash)
        try:
            await self._write([taken], people=[person])
        except StorageFull:
            wish.link.outbox.put(encode(m.Refused(wish.cid, say("refused.storage_full"))))
            return
        self._house.seat_given(self.id, seat, token_hash)
        chair = self._chairs[seat] = Chair(History(self._services.journal.boot, self._limits.history))
        chair.name, chair.link, chair.last_cid = wish.name, wish.link, wish.cid
        wish.link.seated(self, seat)
        wish.link.outbox.put(encode(m.Seated(wish.cid, self.id, board.code, seat, token.hex())))
        self._show_seats()

    def _arrive(self, wish: Arrival) -> None:
        chair = self._chairs[wish.seat]
        if not self.board.places[wish.seat].played_by_person:
            wish.link.outbox.put(encode(m.Goodbye(say("goodbye.unknown_token"))))
            wish.link.outbox.close(CloseCode.UNKNOWN_TOKEN)
            return
        old, chair.link = chair.link, wish.link
        if old is not None:
            old.outbox.put(encode(m.Goodbye(say("goodbye.replaced"))))
            old.outbox.close(CloseCode.REPLACED, "replaced by a newer connection")
        wish.link.seated(self, wish.seat)
        missing = chair.history.after(wish.last_seq)
        hello = m.Welcome(PROTOCOL, SERVER_NAME, True, self.id, self.board.code, wish.seat, chair.last_cid)
        wish.link.outbox.put(encode(hello))
        if missing is None and self.board.status == "lobby":
            self._publish(wish.seat, lambda seq: publish.lobby(self.board, self._table(), seq))
        elif missing is None:
            self._send_snapshot(wish.seat)
        else:
            for frame in missing:
                wish.link.outbox.put(frame, publication=True)
        if old is None:
            self._show_seats()
        self._clock.run(self.board.status == "playing" and not self.board.paused)
        if self.board.status == "playing" and self.board.terms.turn_seconds:
            self._show_clock()

    def _depart(self, wish: Departure) -> None:
        chair = self._chairs[wish.seat]
        if chair.link is not wish.link:
            return
        chair.link = None
        chair.gone_at = self._services.clock.now()
        if not self._connected():
            self._idle_since = chair.gone_at
        self._show_seats()

    async def _halt(self) -> None:
        """Write down what the clock has left and send everybody home for a moment."""
        if self.board.status == "playing" and self._clock.left() >= 0:
            await self._write([ClockNoted()])
        self._turn_away(say("goodbye.restart"), CloseCode.RESTART, retry_after_s=1)
        self._awake = False

    def _turn_away(self, reason: Sentence, code: CloseCode = CloseCode.GOING_AWAY, retry_after_s: int = -1) -> None:
        links = [chair.link for chair in self._chairs if chair.link is not None]
        links += [wish.link for wish in self._queue if not isinstance(wish, Halt | Departure)]
        for link in links:
            link.outbox.put(encode(m.Goodbye(reason, retry_after_s)))
            link.outbox.close(code)
        self._queue.clear()

    # --- turns -------------------------------------------------------------------------------------------------------

    def _mind(self, seat: int) -> Mind:
        board = self.board
        # Each bot's dice depend on match, turn and seat only: thinking again after a restart gives the same.
        text = f"{board.terms.seed}/{board.turn}/{seat}".encode()
        seed = int.from_bytes(hashlib.blake2b(text, digest_size=6).digest(), "big")
        return Mind(board.places[seat].persona, board.terms.bots.value, seed)

    def _thought(self, seat: int) -> rulings.Thought:
        board = self.board
        return rulings.Thought(
            board.game, seat, board.view(seat), board.places[seat].decree, self._mind(seat)
        )

    def _think_ahead(self) -> None:
        """Let the bots decide while people plan; what they may know does not change during a turn."""
        if self._thinking:
            self._thinking.cancel()
        self._thoughts = {}
        if self.board.status == "playing":
            self._thinking = asyncio.create_task(self._think(self._bots()), name=f"bots of {self.id}")

    def _bots(self) -> list[int]:
        return [seat for seat, place in enumerate(self.board.places) if not place.played_by_person]

    async def _think(self, seats: Sequence[int]) -> None:
        thoughts = self._thoughts
        for seat in seats:
            thought = await self._services.workers.run(self._thought, seat)
            thoughts[seat] = await self._services.workers.run(rulings.think, thought)

    async def _decided(self) -> list[Acted]:
        """What bots and acting officials decide; whoever is not done in time keeps the standing orders."""
        absent = [seat for seat in range(len(self._chairs)) if self._missed(seat)]
        acting = self._think(absent)
        waiting = asyncio.gather(self._thinking, acting) if self._thinking else acting
        try:
            await asyncio.wait_for(waiting, self._limits.bots_s)
        except TimeoutError:
            log.warning("match %s: bots took more than %.0f s", self.id, self._limits.bots_s)
        self._thinking = None
        due = [*self._bots(), *absent]
        return [self._thoughts.get(seat, Acted(seat, [], [])) for seat in sorted(due)]

    async def _close_turn(self) -> None:
        board, workers = self.board, self._services.workers
        self._clock.run(False)
        acted = await self._decided()

        def resolve() -> tuple[Played, str, dict[int, View]]:
            played = board.game.resolve(board.position, board.decrees(acted))
            digest = board.game.digest(played.position, board.hash)
            return played, digest, {seat: board.view(seat) for seat in self._people()}

        try:
            played, digest, before = await workers.run(resolve)
        except Exception as fault:
            await self._freeze(fault)
            return
        self._clock.set(float(board.terms.turn_seconds) or -1.0)
        try:
            await self._write([TurnClosed(turn=board.turn, acted=acted, hash=digest)], played=played)
        except StorageFull:
            # Nothing has happened. Try again in a while: the disk may have been given room.
            self._clock.set(min(30.0, float(board.terms.turn_seconds) or 30.0))
            return
        table = self._table()
        for seat in self._people():
            update = await workers.run(publish.turn_resolved, board, table, seat, before[seat])
            self._publish(seat, lambda seq, update=update: msgspec.structs.replace(update, seq=seq))
        if board.status == "over":
            await self._list("over")
            report = publish.final_report(board, self._table())
            self._publish_all(m.MatchOver(0, report))
        else:
            self._think_ahead()

    async def _freeze(self, fault: Exception) -> None:
        log.error("match %s: the rules failed", self.id, exc_info=fault)
        text = "".join(traceback.format_exception(fault))[-4000:]
        await self._write([MatchStopped(turn=self.board.turn, fault=text)])
        await self._list("frozen")
        self._publish_all(m.MatchFrozen(0, say("frozen.rules", turn=self.board.turn + 1)))
