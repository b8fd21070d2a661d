"""The socket: one thread that dials, greets, resends and resumes; the only module of the client that knows websockets.

The frame loop calls `send` and `poll` and never waits. Requests are kept until answered and sent again, with the
same `cid`, over the next connection; publications are counted, and a hole in the count leads to a new connection
that asks for what is missing.
"""

from __future__ import annotations

import asyncio
import random
import threading
import time
from collections import deque
from collections.abc import Callable

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidMessage, InvalidURI

from boulevard_client.link import Link, LinkChanged
from boulevard_shared import PROTOCOL
from boulevard_shared.codec import FROM_SERVER, DecodeError, decode_server, encode
from boulevard_shared.ids import CloseCode
from boulevard_shared.messages import (
    Accepted,
    CreateMatch,
    Goodbye,
    Hello,
    JoinMatch,
    LeaveMatch,
    Publication,
    Refused,
    Request,
    Seated,
    ServerMessage,
    Snapshot,
    Welcome,
)
from boulevard_shared.sentence import Sentence, say

FIRST_DELAY_S = 0.2
DELAY_GROWTH = 1.4
LONGEST_DELAY_S = 15.0
"""Between tries: a server that is started again is back within a second or two, and nobody should wait much longer."""
GREETING_S = 10.0
MOST_WAITING = 256
"""Requests without an answer that are kept; a frame loop that goes mad must not fill the memory."""

PACE_S = 0.12
BURST = 16
"""Requests that may follow each other at once, and seconds per request after that: a little below what a server allows
(20, then ten a second), so that a quick hand waits a moment where it would otherwise be refused."""

_FINAL_CODES = frozenset(
    (CloseCode.POLICY, CloseCode.REPLACED, CloseCode.BAD_HELLO, CloseCode.UNKNOWN_TOKEN),
)
"""Closes after which the same greeting would only be refused again."""

Incoming = ServerMessage | LinkChanged


class Hole(Exception):
    """A publication is missing; only a new connection can bring it."""


class Connection:
    """A link to one server that heals itself. All public methods may be called from the frame loop.

    Args:
        url: such as `ws://127.0.0.1:8765`.
        token, last_seq: to take back a seat; "" and 0 for a newcomer.
        wake: called from the socket's thread whenever `poll` has something new.
        chance: uniform numbers in [0, 1), for the jitter between tries.
    """

    def __init__(
        self,
        url: str,
        name: str,
        token: str = "",
        *,
        wake: Callable[[], None] = lambda: None,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self.url = url
        self.name = name
        self.token = token
        self._last_seq = 0
        self._wake = wake
        self._chance = chance
        # An earlier run of this client may have used the same seat; its requests must not be taken for ours. The
        # server lets nobody send more than ten a second for long, so eight a second from 2024 on stay ahead of it.
        self._cid = int((time.time() - 1_704_067_200) * 8) % 2**30 + 1
        self._lock = threading.Lock()
        self._waiting: dict[int, Request] = {}
        self._inbox: deque[Incoming] = deque()
        self._closing = False
        self._renewing = False
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stir = asyncio.Event()
        self._thread = threading.Thread(target=self._live, name="socket", daemon=True)

    def start(self) -> None:
        """Begin to dial; the state of the link comes through `poll`."""
        self._thread.start()

    def next_cid(self) -> int:
        """A number for the next request."""
        self._cid += 1
        return self._cid

    def send(self, request: Request) -> None:
        """Send a request now, or when the link is back; its answer comes through `poll`.

        Raises:
            OverflowError: far too many requests wait for an answer.
        """
        with self._lock:
            if len(self._waiting) >= MOST_WAITING:
                raise OverflowError(f"{len(self._waiting)} requests wait for an answer")
            self._waiting[request.cid] = request
        self._nudge()

    def poll(self) -> list[Incoming]:
        """What came since the last call, oldest first."""
        got: list[Incoming] = []
        while self._inbox:
            got.append(self._inbox.popleft())
        return got

    def renew(self) -> None:
        """Drop the connection and ask for a whole snapshot over the next one."""
        self._renewing = True
        self._nudge()

    def close(self, wait_s: float = 2.0) -> None:
        """Hang up and end the thread."""
        self._closing = True
        self._nudge()
        if self._thread.is_alive():
            self._thread.join(wait_s)

    # -- below here: the socket's thread ---------------------------------------------------------------------

    def _nudge(self) -> None:
        loop = self._loop
        if loop is not None and not loop.is_closed():
            try:
                loop.call_soon_threadsafe(self._stir.set)
            except RuntimeError:  # the loop closed between the two lines
                return

    def _tell(self, item: Incoming) -> None:
        self._inbox.append(item)
        self._wake()

    def _live(self) -> None:
        asyncio.run(self._dial_forever())

    async def _dial_forever(self) -> None:
        self._loop = asyncio.get_running_loop()
        tries = 0
        self._tell(LinkChanged(Link.DIALLING))
        while not self._closing:
            started = tries
            ending = await self._once()
            if self._closing:
                break
            if ending.link is Link.ENDED:
                self._tell(ending)
                return
            tries = 0 if ending.retry_s < 0 else started + 1
            delay = ending.retry_s if ending.retry_s > 0 else self._jitter(tries)
            self._tell(LinkChanged(Link.LOST, ending.reason, delay))
            await self._pause(delay)
        self._tell(LinkChanged(Link.ENDED))

    def _jitter(self, tries: int) -> float:
        """Full jitter: anywhere up to a ceiling that grows, so that a class of thirty does not return at once."""
        ceiling = min(LONGEST_DELAY_S, FIRST_DELAY_S * DELAY_GROWTH ** min(tries, 30))
        return max(0.02, self._chance() * ceiling)

    async def _pause(self, delay: float) -> None:
        end = time.monotonic() + delay
        while not self._closing and time.monotonic() < end:
            self._stir.clear()
            try:
                await asyncio.wait_for(self._stir.wait(), end - time.monotonic())
            except TimeoutError:
                return

    async def _once(self) -> LinkChanged:
        """One connection from dialling to its end. `retry_s` below 0 says that it had been greeted."""
        greeted = False
        try:
            async with connect(self.url, max_size=FROM_SERVER.frame, open_timeout=GREETING_S) as socket:
                await socket.send(encode(Hello(PROTOCOL, self.name, self.token, self._last_seq)))
                welcome = await self._greeting(socket)
                if isinstance(welcome, Goodbye):
                    return _farewell(welcome)
                greeted = True
                if self.token and not welcome.resumed:
                    return LinkChanged(Link.ENDED, say("ui.link.seat_lost"))
                self._tell(LinkChanged(Link.LIVE))
                self._tell(welcome)
                farewell = await self._talk(socket)
                if farewell is not None:
                    return _farewell(farewell)
        except (ConnectionClosed, Hole, DecodeError) as error:
            code = error.rcvd.code if isinstance(error, ConnectionClosed) and error.rcvd else 0
            if code in _FINAL_CODES:
                return LinkChanged(Link.ENDED, say(f"ui.link.code_{code}"))
        except (OSError, TimeoutError, InvalidHandshake, InvalidMessage):
            return LinkChanged(Link.LOST, say("ui.link.no_answer"), -1.0 if greeted else 0.0)
        except (InvalidURI, ValueError):  # such as a port that is no number
            return LinkChanged(Link.ENDED, say("ui.link.bad_address"))
        return LinkChanged(Link.LOST, say("ui.link.broken"), -1.0 if greeted else 0.0)

    async def _greeting(self, socket: ClientConnection) -> Welcome | Goodbye:
        while True:
            frame = await asyncio.wait_for(socket.recv(decode=False), GREETING_S)
            message = decode_server(frame)
            if isinstance(message, Welcome | Goodbye):
                return message
            self._take(message)  # a server may publish before it greets

    async def _talk(self, socket: ClientConnection) -> Goodbye | None:
        writer = asyncio.create_task(self._write(socket))
        reader = asyncio.create_task(self._read(socket))
        try:
            done, _ = await asyncio.wait((writer, reader), return_when=asyncio.FIRST_COMPLETED)
            if reader in done:
                return reader.result()
            writer.result()
            return None
        finally:
            for task in (writer, reader):
                task.cancel()
            await asyncio.gather(writer, reader, return_exceptions=True)

    async def _write(self, socket: ClientConnection) -> None:
        sent: set[int] = set()
        spent_until = time.monotonic()
        while not self._closing:
            if self._renewing:
                self._renewing, self._last_seq = False, 0
                return
            self._stir.clear()
            with self._lock:
                due = [request for cid, request in self._waiting.items() if cid not in sent]
                sent &= set(self._waiting)
            for request in due:
                if isinstance(request, CreateMatch | JoinMatch):
                    self._last_seq = 0  # a new match counts its publications anew
                sent.add(request.cid)
                spent_until = max(spent_until, time.monotonic()) + PACE_S
                await asyncio.sleep(spent_until - time.monotonic() - BURST * PACE_S)
                await socket.send(encode(request))
            await self._stir.wait()

    async def _read(self, socket: ClientConnection) -> Goodbye | None:
        async for frame in socket:
            message = decode_server(frame if isinstance(frame, bytes) else b"")
            if isinstance(message, Goodbye):
                self._tell(message)
                return message
            self._take(message)
        return None

    def _take(self, message: ServerMessage) -> None:
        if isinstance(message, Publication):
            if message.seq <= self._last_seq and not isinstance(message, Snapshot):
                return  # had it already
            gap = self._last_seq and message.seq != self._last_seq + 1
            if gap and not isinstance(message, Snapshot):
                raise Hole
            self._last_seq = message.seq
        elif isinstance(message, Accepted | Refused | Seated):
            with self._lock:
                request = self._waiting.pop(message.cid, None)
            if isinstance(message, Seated):
                self.token = message.token
            elif isinstance(message, Accepted) and isinstance(request, LeaveMatch):
                self.token, self._last_seq = "", 0
        self._tell(message)


def _farewell(goodbye: Goodbye) -> LinkChanged:
    reason: Sentence = goodbye.reason
    if goodbye.retry_after_s < 0:
        return LinkChanged(Link.ENDED, reason)
    return LinkChanged(Link.LOST, reason, max(0.02, float(goodbye.retry_after_s)))
