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

# Must be set before the library is imported, which reads it once: no message of ours comes in many pieces.
os.environ.setdefault("WEBSOCKETS_MAX_FRAGMENTS", "4")

from websockets.asyncio import messages as _assembly
from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response

from boulevard_server.limits import AddressBook
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
FRAMES_WITHOUT_PAUSE = 8
"""Frames of one socket handled before others get a turn; reading queued frames does not yield by itself."""


class Net:
    """The listening socket and everything connected to it."""

    def __init__(self, services: Services, lobby: Lobby) -> None:
        self._services = services
        self._limits = services.limits
        self._lobby = lobby
        self._book = AddressBook(services.limits)
        self._fresh = 0
        self._sessions: set[Session] = set()
        self._server: Server | None = None
        self._cuts: set[asyncio.Task[None]] = set()

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
            write_limit=32_768,
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
            return connection.respond(http.HTTPStatus.OK, "ok\n")
        if request.path not in ("/", "/play"):
            return connection.respond(http.HTTPStatus.NOT_FOUND, "no such place\n")
        if self._fresh >= self._limits.waiting_sockets:
            return connection.respond(http.HTTPStatus.SERVICE_UNAVAILABLE, "busy: try again in a few seconds\n")
        return None

    async def _talk(self, connection: ServerConnection) -> None:
        """One socket from its handshake to its end."""
        address = _address(connection)
        if not self._book.admit(address):
            await connection.close(CloseCode.POLICY, "too many connections from this address")
            return
        self._fresh += 1
        _answer_at_once(connection)
        waiting = asyncio.Event()

        def wake() -> None:
            waiting.set()
            if outbox.close_code is CloseCode.TOO_SLOW:
                session.hang_up()
                self._cut(connection)

        outbox = Outbox(self._limits.outbox_messages, self._limits.outbox_bytes, wake)
        session = Session(self._lobby, self._services, self._book, address, outbox)
        self._sessions.add(session)
        writer = asyncio.create_task(self._write(connection, outbox, waiting), name="writer")
        try:
            await self._read(connection, session)
        finally:
            if session.stage is Stage.FRESH:
                self._fresh -= 1
            self._book.leave(address)
            session.hang_up()
            await writer
            self._sessions.discard(session)

    async def _read(self, connection: ServerConnection, session: Session) -> None:
        hello_due = asyncio.get_running_loop().call_later(self._limits.hello_s, session.too_late)
        try:
            count = 0
            async for frame in connection:
                fresh = session.stage is Stage.FRESH
                session.receive(frame)
                if fresh and session.stage is not Stage.FRESH:
                    self._fresh -= 1
                    hello_due.cancel()
                count += 1
                if count % FRAMES_WITHOUT_PAUSE == 0:
                    await asyncio.sleep(0)
                if session.outbox.closing:
                    return
        except ConnectionClosed:
            return
        finally:
            hello_due.cancel()

    async def _write(self, connection: ServerConnection, outbox: Outbox, waiting: asyncio.Event) -> None:
        """Send what the outbox holds until it closes. The only place that ever waits for this peer."""
        try:
            while True:
                frame = outbox.take()
                if frame is not None:
                    await connection.send(frame)
                elif outbox.close_code is not None:
                    break
                else:
                    waiting.clear()
                    await waiting.wait()
            await connection.close(outbox.close_code, outbox.close_text)
        except ConnectionClosed:
            return

    def _cut(self, connection: ServerConnection) -> None:
        """End a socket whose peer does not read: its writer is stuck in a send that only closing can end.

        The library sends the code and, when it is not answered in time either, drops the connection.
        """
        task = asyncio.create_task(connection.close(CloseCode.TOO_SLOW, "reading too slowly"), name="cut")
        self._cuts.add(task)
        task.add_done_callback(self._cuts.discard)


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
