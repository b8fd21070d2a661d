"""Promises of the socket: real websockets, hostile and slow ones too, do not harm the others."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from toygame import ToyRules
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from boulevard_server.clock import LoopClock
from boulevard_server.limits import Limits
from boulevard_server.lobby import Lobby
from boulevard_server.net import Net
from boulevard_server.services import Services, SystemChance, ThreadWorkers
from boulevard_server.sqlite_journal import SqliteJournal
from boulevard_shared import PROTOCOL
from boulevard_shared import messages as m
from boulevard_shared.codec import decode_server, encode
from boulevard_shared.ids import CloseCode
from boulevard_shared.orders import SetWorks


@contextlib.asynccontextmanager
async def server(folder: Path, limits: Limits | None = None) -> AsyncIterator[int]:
    """A server on a free port, all parts real; fails the test for any fault the loop hears of."""
    faults: list[object] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: faults.append(context))
    journal, workers = SqliteJournal(folder), ThreadWorkers()
    services = Services(ToyRules(), journal, LoopClock(), workers, SystemChance(), limits or Limits())
    lobby = Lobby(services, faults.append)
    await lobby.load()
    net = Net(services, lobby)
    try:
        yield await net.open("127.0.0.1", 0)
    finally:
        await lobby.close()
        await net.close()
        workers.close()
        await journal.close()
        await asyncio.sleep(0)
        assert not faults, faults
        assert [task for task in asyncio.all_tasks() if task is not asyncio.current_task()] == []


async def hear(ws: ClientConnection, kind: type) -> m.ServerMessage:
    while not isinstance(message := decode_server(await ws.recv()), kind):
        pass
    return message


async def greeted(port: int) -> ClientConnection:
    ws = await connect(f"ws://127.0.0.1:{port}", compression=None)
    await ws.send(encode(m.Hello(PROTOCOL, "Ann")))
    await hear(ws, m.Welcome)
    return ws


async def seated(port: int) -> ClientConnection:
    ws = await greeted(port)
    await ws.send(encode(m.CreateMatch(1, "toy", seats=2)))
    await hear(ws, m.Seated)
    await ws.send(encode(m.StartMatch(2)))
    await hear(ws, m.Snapshot)
    return ws


async def ended_with(ws: ClientConnection) -> int:
    with contextlib.suppress(ConnectionClosed):
        while True:
            await ws.recv()
    return ws.close_code or 0


def test_health_is_answered_on_the_same_port_and_other_places_are_not(tmp_path: Path) -> None:
    async def get(port: int, path: str) -> str:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        answer = (await reader.read()).decode()
        writer.close()
        return answer.splitlines()[0]

    async def main() -> None:
        async with server(tmp_path) as port:
            assert await get(port, "/healthz") == "HTTP/1.1 200 OK"
            assert await get(port, "/etc/passwd") == "HTTP/1.1 404 Not Found"

    asyncio.run(main())


def test_a_web_page_cannot_open_a_socket(tmp_path: Path) -> None:
    async def main() -> None:
        async with server(tmp_path) as port:
            with pytest.raises(InvalidStatus):
                await connect(f"ws://127.0.0.1:{port}", origin="https://evil.example")

    asyncio.run(main())


def test_who_says_nothing_is_sent_away(tmp_path: Path) -> None:
    async def main() -> None:
        async with server(tmp_path, Limits(hello_s=0.05)) as port:
            ws = await connect(f"ws://127.0.0.1:{port}", compression=None)
            assert await ended_with(ws) == CloseCode.BAD_HELLO

    asyncio.run(main())


@pytest.mark.parametrize(
    ("frames", "code"),
    [
        ([b"x" * 17_000], 1009),
        (["text"] * 3, CloseCode.POLICY),
        ([b"\xc1"] * 3, CloseCode.POLICY),
        ([[b"\x81", b"\xa1", b"a", b"\xa1", b"b", b"\xc0"]], 1009),
    ],
    ids=["too large", "text", "malformed", "many fragments"],
)
def test_hostile_frames_end_the_socket_and_nobody_else_s(frames: list, code: int, tmp_path: Path) -> None:
    async def main() -> None:
        async with server(tmp_path) as port:
            good, bad = await seated(port), await seated(port)
            for frame in frames:
                with contextlib.suppress(ConnectionClosed):
                    await bad.send(frame)
            assert await ended_with(bad) == code
            await good.send(encode(m.EditDecree(9, 0, SetWorks(5))))
            assert (await hear(good, m.Accepted | m.Refused)).cid == 9
            await good.close()

    asyncio.run(main())


def test_a_flood_is_cut_and_others_are_answered_meanwhile(tmp_path: Path) -> None:
    async def main() -> None:
        async with server(tmp_path) as port:
            good, bad = await seated(port), await seated(port)
            flood = encode(m.SetReady(5, 0, False))
            end = asyncio.create_task(ended_with(bad))
            with contextlib.suppress(ConnectionClosed):
                for _ in range(36):
                    await bad.send(flood)
            assert await end == CloseCode.POLICY
            await good.send(encode(m.EditDecree(9, 0, SetWorks(5))))
            assert (await hear(good, m.Accepted)).cid == 9
            await good.close()

    asyncio.run(main())


def test_sockets_of_one_address_and_silent_ones_are_limited(tmp_path: Path) -> None:
    async def main() -> None:
        async with server(tmp_path, Limits(sockets_per_address=3, waiting_sockets=2)) as port:
            first, second = await greeted(port), await greeted(port)
            silent = await connect(f"ws://127.0.0.1:{port}", compression=None)
            extra = await connect(f"ws://127.0.0.1:{port}", compression=None)
            assert await ended_with(extra) == CloseCode.POLICY
            await silent.close()
            await first.close()
            waiting = [await connect(f"ws://127.0.0.1:{port}", compression=None) for _ in range(2)]
            with pytest.raises(InvalidStatus, match="503"):
                await connect(f"ws://127.0.0.1:{port}", compression=None)
            for ws in (second, *waiting):
                await ws.close()

    asyncio.run(main())


def test_a_peer_that_never_reads_is_dropped_and_the_other_goes_on(tmp_path: Path) -> None:
    async def main() -> None:
        generous = Limits(messages_per_s=1e6, message_burst=10**6, bytes_per_s=1e9, byte_burst=10**9)
        async with server(tmp_path, generous) as port:
            host = await greeted(port)
            await host.send(encode(m.CreateMatch(1, "toy", seats=2)))
            code = (await hear(host, m.Seated)).code
            deaf = await greeted(port)
            raw = deaf.transport.get_extra_info("socket")
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
            await deaf.send(encode(m.JoinMatch(1, code)))
            await hear(deaf, m.Seated)
            await host.send(encode(m.StartMatch(2)))
            await hear(host, m.Snapshot)
            deaf.transport.pause_reading()
            connected = True
            for cid in range(3, 20_000):
                await host.send(encode(m.SetReady(cid, 0, cid % 2 == 1)))
                news = await hear(host, m.SeatsChanged)
                connected = news.seats[1].connected
                if not connected:
                    break
            assert not connected, "the peer that does not read is still there"
            await host.close()
            deaf.transport.abort()

    asyncio.run(main())


def test_a_socket_cut_at_any_byte_of_joining_leaves_nothing_behind(tmp_path: Path) -> None:
    async def main() -> None:
        handshake = (
            b"GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
        )
        hello = encode(m.Hello(PROTOCOL, "Ann"))
        frame = bytes([0x82, 0x80 | len(hello), 0, 0, 0, 0]) + hello  # a mask of zeros leaves the bytes as they are
        create = encode(m.CreateMatch(1, "toy", seats=2))
        frame += bytes([0x82, 0xFE, len(create) >> 8, len(create) & 255, 0, 0, 0, 0]) + create
        conversation = handshake + frame
        async with server(tmp_path, Limits(sockets_per_address=10_000)) as port:
            for cut in range(0, len(conversation) + 1, 3):
                reader, writer = await asyncio.open_connection("127.0.0.1", port)
                writer.write(conversation[:cut])
                await writer.drain()
                writer.transport.abort()
                del reader
            good = await seated(port)
            await good.close()

    asyncio.run(main())
