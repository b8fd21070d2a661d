"""Websockets to sessions: the only network input and output of the server, with a bounded backlog per socket.

The library's own limits are set here, as strict as the game allows; `session.py` does the rest.
"""

from __future__ import annotations

import asyncio
import contextlib
import http
import logging
import os
import socket as sockets
from collections.abc import Callable

# Must be set before the library is imported, which reads it once: no message of ours comes in many pieces.
os.environ.setdefault("WEBSOCKETS_MAX_FRAGMENTS", "4")

from websockets.asyncio import messages as _assembly
from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.exceptions import ConnectionClosed
from websockets.frames import DATA_OPCODES, Frame, Opcode
from websockets.http11 import Request, Response
from websockets.protocol import Event, State

try:  # a tenth of the time
    from websockets.speedups import apply_mask
except ImportError:  # pragma: no cover - where the library was installed without its extension
    from websockets.utils import apply_mask

from boulevard_server.limits import AddressBook, Limits
from boulevard_server.lobby import Lobby
from boulevard_server.outbox import Outbox
from boulevard_server.services import Services
from boulevard_server.session import Session, Stage
from boulevard_shared.ids import CloseCode

# Somebody else in this process may have imported it first.
_assembly.MAX_FRAGMENTS = int(os.environ["WEBSOCKETS_MAX_FRAGMENTS"])

log = logging.getLogger(__name__)

BACKLOG = 1_024
SEND_BUFFER = 65_536
"""Kernel buffer of each socket: left alone it hides megabytes that a slow reader has not read."""
READ_BYTES = 16_384
"""Asked of a socket at a time. asyncio sets aside that much memory for every read, 256 KiB if it is let; it also bounds
what one peer is served before others get a turn."""
WRITE_BYTES = 32_768
"""Given to a socket at a time, and what it may hold before we wait for its peer."""


# The head of a short message of a client (RFC 6455, section 5.2): whole and binary; length, with the bit that says that
# it is masked; the mask.
_WHOLE_BINARY = 0x82
_MASKED = 0x80
_SHORT = 126
_SHORT_HEAD = 6


class Wire(ServerConnection):
    """A websocket that hands messages over as they come and sends many in one write.

    The library puts a queue and a task between the socket and its reader, and writes to the system once a message;
    each of them costs as much as serving an order. Nothing here waits, so none of it is needed.
    """

    take: Callable[[bytes], None] | None = None
    """Given every whole binary message, in order. Without it, and from the first message on that is text or comes in
    fragments, messages wait in the library's queue for `recv`."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        if hasattr(transport, "max_size"):  # asyncio's own loops; others do not waste memory
            transport.max_size = READ_BYTES

    def data_received(self, data: bytes) -> None:
        # Nearly all that comes is one short binary message in one piece, and nothing before it is unfinished. That is
        # read here; whatever is anything else, or looks odd, is the library's.
        if (
            self.take is not None
            and len(data) >= _SHORT_HEAD
            and data[0] == _WHOLE_BINARY
            and len(data) == _SHORT_HEAD + data[1] - _MASKED
            and data[1] - _MASKED < _SHORT
            and self.protocol.state is State.OPEN
            and self.protocol.current_size is None
            and not self.protocol.reader.buffer
        ):
            self.take(apply_mask(data[_SHORT_HEAD:], data[2:_SHORT_HEAD]))
        else:
            super().data_received(data)

    def process_event(self, event: Event) -> None:
        if isinstance(event, Frame) and event.opcode in DATA_OPCODES and self.take is not None:
            if event.opcode is Opcode.BINARY and event.fin:
                self.take(bytes(event.data))
                return
            self.take = None
        super().process_event(event)

    def post(self, frames: list[bytes]) -> None:
        """Send messages in one write, without waiting; when the socket is closing they are lost."""
        if self.protocol.state is State.OPEN:
            parts: list[bytes] = []
            for frame in frames:
                size = len(frame)
                parts += (_SHORT_HEADS[size] if size < _SHORT else _head(size), frame)
            self.transport.write(b"".join(parts))


_SHORT_HEADS = tuple(bytes((_WHOLE_BINARY, size)) for size in range(_SHORT))


def _head(size: int) -> bytes:
    """What stands before a whole, unmasked binary message that is not short (RFC 6455, section 5.2)."""
    if size < 65_536:
        return bytes((0x82, 126, size >> 8, size & 255))
    return b"\x82\x7f" + size.to_bytes(8, "big")


class Net:
    """The listening socket and everything connected to it."""

    def __init__(self, services: Services, lobby: Lobby) -> None:
        self._services = services
        self._limits = services.limits
        self._lobby = lobby
        self._book = AddressBook(services.limits)
        self._fresh = 0
        self._round = _Round()
        self._sessions: set[Session] = set()
        self._server: Server | None = None

    async def open(self, host: str, port: int) -> int:
        """Listen; returns the port, which is a free one when 0 was asked for.

        Raises:
            OSError: the address cannot be listened on.
        """
        listener = sockets.create_server((host, port), backlog=BACKLOG, reuse_port=False)
        listener.setsockopt(sockets.SOL_SOCKET, sockets.SO_SNDBUF, SEND_BUFFER)
        self._server = await serve(
            self._talk,
            sock=listener,
            backlog=BACKLOG,
            process_request=self._greet,
            compression=None,  # costs memory and invites bombs; our frames are small
            max_size=self._limits.frame_bytes,
            max_queue=8,
            write_limit=WRITE_BYTES,
            create_connection=Wire,
            open_timeout=5,
            close_timeout=5,
            ping_interval=20,
            ping_timeout=20,
            origins=[None],  # programs send no Origin; a web page of somebody else always does
            server_header=None,
        )
        return int(listener.getsockname()[1])

    async def close(self) -> None:
        """Stop listening, then wait until every socket has ended."""
        if self._server is None:
            return
        self._server.close(close_connections=False)
        for session in list(self._sessions):
            session.go()
        # Sessions close their own sockets with the right code once the lobby has said goodbye to them.
        for _ in range(20):
            if not self._sessions:
                break
            await asyncio.sleep(0.05)
        for connection in list(self._server.connections):
            connection.transport.abort()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._server.wait_closed(), 1.0)

    def _greet(self, connection: ServerConnection, request: Request) -> Response | None:
        """Answer health checks, and turn away whom we have no room for before it costs anything."""
        if request.path == "/healthz":
            return connection.respond(http.HTTPStatus.OK, self._health())
        if request.path not in ("/", "/play"):
            return connection.respond(http.HTTPStatus.NOT_FOUND, "no such place\n")
        if self._fresh >= self._limits.waiting_sockets:
            return connection.respond(http.HTTPStatus.SERVICE_UNAVAILABLE, "busy: try again in a few seconds\n")
        return None

    def _health(self) -> str:
        """`ok`, and below it what a host may want to watch."""
        workshops = self._services.workshops
        lines = ("ok", f"matches awake: {self._lobby.awake}", f"turn processes: {workshops.ready} of {workshops.most}")
        return "\n".join(lines) + "\n"

    async def _talk(self, connection: ServerConnection) -> None:
        """One socket from its handshake to its end."""
        assert isinstance(connection, Wire)
        address = _address(connection)
        if not self._book.admit(address):
            await connection.close(CloseCode.POLICY, "too many connections from this address")
            return
        self._fresh += 1
        _answer_at_once(connection)
        mail = _Mail(connection, self._limits, self._round)
        session = Session(self._lobby, self._services, self._book, address, mail.outbox)
        mail.on_cut = session.hang_up
        self._sessions.add(session)
        writer = asyncio.create_task(mail.carry(), name="writer")
        try:
            await self._read(connection, session)
        finally:
            if session.stage is Stage.FRESH:
                self._fresh -= 1
            self._book.leave(address)
            session.hang_up()
            await writer
            self._sessions.discard(session)

    async def _read(self, connection: Wire, session: Session) -> None:
        """Give the session what the socket says, until it ends."""
        hello_due = asyncio.get_running_loop().call_later(self._limits.hello_s, session.too_late)

        def first(frame: bytes | str) -> None:
            session.receive(frame)
            if session.stage is not Stage.FRESH:
                self._fresh -= 1
                hello_due.cancel()
                if connection.take is not None:
                    connection.take = session.receive

        try:
            while connection.recv_messages.frames:  # came together with the handshake
                (first if session.stage is Stage.FRESH else session.receive)(await connection.recv())
            connection.take = first if session.stage is Stage.FRESH else session.receive
            # From here on this is the road of text and fragments only; it ends with the socket.
            async for frame in connection:
                (first if session.stage is Stage.FRESH else session.receive)(frame)
                await asyncio.sleep(0)  # reading queued frames does not let others have a turn by itself
        except ConnectionClosed:
            return
        finally:
            hello_due.cancel()


class _Round:
    """The mail that is to go out before the loop looks at its sockets again."""

    def __init__(self) -> None:
        self._due: list[_Mail] = []

    def post(self, mail: _Mail) -> None:
        if not self._due:
            asyncio.get_running_loop().call_soon(self._send)
        self._due.append(mail)

    def _send(self) -> None:
        due, self._due = self._due, []
        for mail in due:
            mail.send()


class _Mail:
    """What is on its way to one socket. Only `carry` ever waits for this peer; `on_cut` is told when it is given up."""

    def __init__(self, connection: Wire, limits: Limits, round_: _Round) -> None:
        self.outbox = Outbox(limits.outbox_messages, limits.outbox_bytes, self._wake)
        self._connection = connection
        self._round = round_
        self._stuck = asyncio.Event()
        self._due = False
        self._cut: asyncio.Task[None] | None = None
        self.on_cut: Callable[[], None] = lambda: None

    def _wake(self) -> None:
        # All that comes up in one round of the loop goes out in one write.
        if not self._due:
            self._due = True
            self._round.post(self)

    def send(self) -> None:
        """Send what the socket takes at once; leave the rest, and the end, to `carry`."""
        self._due = False
        outbox, connection = self.outbox, self._connection
        while not connection.paused and (frames := outbox.take_some(WRITE_BYTES)):
            connection.post(frames)
        if outbox.close_code is CloseCode.TOO_SLOW and self._cut is None:
            # `carry` waits for a peer that does not read: only closing can end that. The library sends the code and,
            # when it is not answered in time either, drops the connection.
            self._cut = asyncio.create_task(connection.close(CloseCode.TOO_SLOW, "reading too slowly"), name="cut")
            self.on_cut()
        if connection.paused or outbox.closing:
            self._stuck.set()

    async def carry(self) -> None:
        """Go on whenever the peer was slower than we, and close the socket when the outbox says so."""
        try:
            while True:
                await self._stuck.wait()
                self._stuck.clear()
                await self._connection.drain()
                self.send()
                if self.outbox.closing and not self._connection.paused:
                    break
            await self._connection.close(self.outbox.close_code or CloseCode.GOING_AWAY, self.outbox.close_text)
        except (ConnectionClosed, OSError):
            pass
        finally:
            if self._cut is not None:
                await self._cut


def _answer_at_once(connection: ServerConnection) -> None:
    """Small frames must not wait for the peer's delayed acknowledgement of the one before (40 ms each).

    asyncio does this itself only for sockets whose protocol number was given, which `create_server` does not.
    """
    raw = connection.transport.get_extra_info("socket")
    if raw is not None:
        raw.setsockopt(sockets.IPPROTO_TCP, sockets.TCP_NODELAY, 1)


def _address(connection: ServerConnection) -> str:
    """The peer's address as limits count it: an IPv6 host owns its whole /64."""
    host = str(connection.remote_address[0]) if connection.remote_address else "unknown"
    return ":".join(host.split(":")[:4]) if ":" in host else host
