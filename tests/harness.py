"""A whole server in virtual time: a match in one line, a user in three; the production code, no sockets, no waiting.

    async with House() as house:                    # server over a journal in memory
        alice = await house.user("Alice")           # says hello
        await alice.open_match(seats=2)             # the lobby is open and Alice sits in it

Run it with `play(main())`: time jumps to the next timer whenever nothing is left to do, so an hour costs nothing.
"""

from __future__ import annotations

import asyncio
import itertools
import random
import selectors
from collections.abc import Callable, Coroutine, Iterable
from typing import Any, ParamSpec, TypeVar

from boulevard_server.clock import LoopClock
from boulevard_server.game import Ruleset
from boulevard_server.journal import MemoryJournal
from boulevard_server.limits import AddressBook, Limits
from boulevard_server.lobby import Lobby
from boulevard_server.outbox import Outbox
from boulevard_server.services import CODE_LETTERS, Services
from boulevard_server.session import Session
from boulevard_shared import PROTOCOL
from boulevard_shared import messages as m
from boulevard_shared.codec import decode_server, encode, open_turn
from boulevard_shared.orders import AnyOrder
from boulevard_shared.parts import SeatLine, Why, WhyColumns, after_turn
from boulevard_shared.reasons import lines_of
from boulevard_shared.view import Array, Laid, View, blank, changed, lift, updated

T = TypeVar("T")
P = ParamSpec("P")


class _NoWaiting(selectors.DefaultSelector):  # type: ignore[misc, valid-type]
    """A selector that never blocks; it notes how long the loop wanted to."""

    wanted: float | None = 0.0

    def select(self, timeout: float | None = None) -> list[Any]:
        self.wanted = timeout
        return super().select(0)


class VirtualLoop(asyncio.SelectorEventLoop):
    """An event loop whose time jumps to the next timer. Work on other threads is not waited for: use none."""

    def __init__(self) -> None:
        self._patient = _NoWaiting()
        self._now = 1_000.0
        super().__init__(self._patient)

    def time(self) -> float:
        return self._now

    def _run_once(self) -> None:
        super()._run_once()  # type: ignore[misc]
        if not self._ready and self._scheduled:  # type: ignore[attr-defined]
            self._now = max(self._now, self._scheduled[0]._when)  # type: ignore[attr-defined]
        elif not self._ready and not self._scheduled and not self._stopping:  # type: ignore[attr-defined]
            raise RuntimeError("deadlock: nothing is ready and no timer is set")


def play(main: Coroutine[Any, Any, T]) -> T:
    """Run a test's coroutine in virtual time. A task that failed unnoticed fails the test."""
    loop = VirtualLoop()
    faults: list[dict[str, Any]] = []
    loop.set_exception_handler(lambda _, context: faults.append(context))
    try:
        result = loop.run_until_complete(main)
        leftover = asyncio.all_tasks(loop)
        for task in leftover:
            task.cancel()
        if leftover:
            loop.run_until_complete(asyncio.wait(leftover))
    finally:
        loop.close()
    assert not faults, faults
    return result


class SeededChance:
    """Chance that repeats with its seed."""

    def __init__(self, seed: int = 1) -> None:
        self._dice = random.Random(seed)
        self._ids = itertools.count(1)

    def token(self) -> bytes:
        return self._dice.randbytes(32)

    def code(self) -> str:
        return "".join(self._dice.choices(CODE_LETTERS, k=8))

    def match_id(self) -> str:
        return f"match-{next(self._ids)}"

    def seed(self) -> int:
        return self._dice.getrandbits(53)


class InlineWorkers:
    """Work is done at once; `delay` makes it take virtual time."""

    def __init__(self, delay: float = 0.0) -> None:
        self.delay = delay

    async def run(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        await asyncio.sleep(self.delay)
        return work(*args, **kwargs)


class House:
    """A server without sockets. `restart` is a crash or, when `graceful`, a clean stop, and a new start."""

    def __init__(self, rules: Ruleset, limits: Limits | None = None, *, workers: InlineWorkers | None = None) -> None:
        self.journal = MemoryJournal()
        self.limits = limits or Limits(messages_per_s=1e6, message_burst=10**6, bytes_per_s=1e9, byte_burst=10**9)
        self.chance = SeededChance()
        self.workers = workers or InlineWorkers()
        self.rules = rules
        self.users: list[User] = []
        self.faults: list[str] = []

    async def __aenter__(self) -> House:
        await self._begin()
        return self

    async def __aexit__(self, *error: object) -> None:
        await self.lobby.close()

    async def _begin(self) -> None:
        self.journal.boots += 1
        self.services = Services(self.rules, self.journal, LoopClock(), self.workers, self.chance, self.limits)
        self.lobby = Lobby(self.services, self.faults.append)
        self.book = AddressBook(self.limits)
        await self.lobby.load()

    async def restart(self, *, graceful: bool = False) -> None:
        """Stop and start over the same journal. Users lose their connections."""
        if graceful:
            await self.lobby.close()
        else:
            tasks = list(self.lobby._tasks.values())
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        for user in self.users:
            user.session = None
        await self._begin()

    async def user(self, name: str = "", address: str = "test") -> User:
        """Somebody who has connected and said hello."""
        user = User(self, name, address)
        self.users.append(user)
        await user.connect()
        return user


class User:
    """A client without sockets: asks, folds what it hears, and checks that nothing is missing or doubled.

    Attributes:
        heard: every message, in order; `fields` the replica of the view; `last` the last message of each type.
        seats, whys: the seats as they are, and why the last turn has changed what it has.
    """

    def __init__(self, house: House, name: str, address: str) -> None:
        self.house = house
        self.name = name
        self.address = address
        self.session: Session | None = None
        self.token = ""
        self.seq = 0
        self.cid = 0
        self.heard: list[m.ServerMessage] = []
        self.last: dict[type, Any] = {}
        self.answers: dict[int, Any] = {}
        self.specs: dict[str, Any] = {}
        self.laid = blank({})
        self.told: Any = None
        self.turn = -1
        self.seats: list[SeatLine] = []
        self.view: View | None = None
        self.whys: list[Why] = []

    async def connect(self, last_seq: int | None = None) -> None:
        """Connect, or connect again with the token."""
        limits = self.house.limits
        outbox = Outbox(limits.outbox_messages, limits.outbox_bytes, lambda: None)
        self.session = Session(self.house.lobby, self.house.services, self.house.book, self.address, outbox)
        seq = self.seq if last_seq is None else last_seq
        self.send(m.Hello(PROTOCOL, self.name, self.token, seq))
        await self.settle()

    def send(self, message: m.Message) -> None:
        assert self.session is not None
        self.session.receive(encode(message))

    def drop(self) -> None:
        """The network goes away; what was under way is lost."""
        assert self.session is not None
        self.session.hang_up()
        self.session = None

    async def settle(self, seconds: float = 0.01) -> None:
        """Let things happen, then read what has arrived."""
        await asyncio.sleep(seconds)
        self.read()

    def read(self) -> None:
        while self.session is not None and (frame := self.session.outbox.take()) is not None:
            self._hear(decode_server(frame))

    @property
    def closed(self) -> int | None:
        """The code the server closed with."""
        return None if self.session is None else self.session.outbox.close_code

    async def ask(self, kind: type, *args: Any, cid: int = 0, **fields: Any) -> Any:
        """Send a request and return its one answer."""
        self.cid = max(self.cid + 1, cid) if not cid else self.cid
        cid = cid or self.cid
        self.answers.pop(cid, None)
        self.send(kind(cid, *args, **fields))
        for _ in range(100):
            await self.settle()
            if cid in self.answers:
                return self.answers[cid]
        raise AssertionError(f"no answer to {kind.__name__} {cid}")

    async def open_match(self, scenario: str = "toy", **terms: Any) -> m.Seated:
        seated: m.Seated = await self.ask(m.CreateMatch, scenario=scenario, **terms)
        return seated

    async def join(self, code: str, city: str = "") -> m.Seated:
        seated: m.Seated = await self.ask(m.JoinMatch, code=code, city=city)
        return seated

    async def edit(self, order: AnyOrder) -> Any:
        return await self.ask(m.EditDecree, turn=self.turn, edit=order)

    async def ready(self, ready: bool = True) -> Any:
        return await self.ask(m.SetReady, turn=self.turn, ready=ready)

    def _hear(self, message: m.ServerMessage) -> None:
        self.heard.append(message)
        self.last[type(message)] = message
        if isinstance(message, m.Accepted | m.Refused | m.Seated) and message.cid:  # 0: no request, a broken frame
            assert message.cid not in self.answers, f"request {message.cid} was answered twice"
            self.answers[message.cid] = message
        if isinstance(message, m.Seated):
            self.token = message.token
        if isinstance(message, m.Welcome):
            self.cid = max(self.cid, message.last_cid)
        if isinstance(message, m.Publication):
            whole = isinstance(message, m.Snapshot | m.LobbyShown)
            assert whole or message.seq == self.seq + 1, f"{self.seq} was followed by {message.seq}"
            self.seq = message.seq
        if isinstance(message, m.Snapshot):
            self.turn = message.turn
            self.specs = {spec.name: spec for spec in message.schema}
            empty = blank(self.specs)
            self.laid = Laid(changed(empty.common, message.common), changed(empty.own, message.own))
            self._compare(message.hash)
            self._look(message, (message.common_why, message.own_why), None)
        if isinstance(message, m.Snapshot | m.LobbyShown | m.SeatsChanged):
            self.seats = message.seats
        if isinstance(message, m.TurnResolved):
            self.turn = message.turn
            common, own = self.told = open_turn(message)
            self.laid = updated(self.specs, self.laid, common.changes, own.changes)
            self._compare(message.hash)
            self.seats = after_turn(self.seats, common.seats)
            self._look(message, (common.why, own.why), self.view)

    def _look(self, message: m.Snapshot | m.TurnResolved, whys: Iterable[WhyColumns], before: View | None) -> None:
        self.view = View(0, message.city, message.turn, self.specs, self.fields)
        self.whys = [line for why in whys for line in lines_of(why, self.view, before)]

    @property
    def fields(self) -> dict[str, Array]:
        """The replica."""
        return lift(self.specs, self.laid)

    def _compare(self, expected: bytes) -> None:
        assert self.laid.fingerprint() == expected, "the replica is not what the server shows"
