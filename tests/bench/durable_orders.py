"""Durable orders a second through the real server, against a bare websockets + msgpack echo in the same run.

The server, the echo and the load generator are processes of their own. The generator frames its messages by hand,
so that it costs less than what it measures; its share of a core is reported with every figure. Every player sends an
order, waits for the confirmation (which means it is on disk) and sends the next.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import msgpack

from boulevard_shared import PROTOCOL
from boulevard_shared import messages as m
from boulevard_shared.codec import decode_server, encode
from boulevard_shared.orders import SetWorks

SEATS = 8
ECHO_BYTES = 200
HANDSHAKE = (
    b"GET / HTTP/1.1\r\nHost: bench\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
)


class Player(asyncio.Protocol):
    """One connection, framed by hand. `on_frame` is given each message's bytes."""

    def __init__(self) -> None:
        self.on_frame: Callable[[bytes], None] = lambda payload: None
        self.ready = asyncio.get_running_loop().create_future()
        self._buffer = bytearray()
        self._shaken = False
        self.transport: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        transport.write(HANDSHAKE)

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.ready.done():
            self.ready.set_exception(ConnectionError("refused"))

    def data_received(self, data: bytes) -> None:
        buffer = self._buffer
        buffer += data
        if not self._shaken:
            end = buffer.find(b"\r\n\r\n")
            if end < 0:
                return
            assert buffer.startswith(b"HTTP/1.1 101"), bytes(buffer[:80])
            del buffer[: end + 4]
            self._shaken = True
            self.ready.set_result(None)
        at = 0
        while len(buffer) >= at + 2:
            length, head = buffer[at + 1], 2
            if length == 126:
                length, head = int.from_bytes(buffer[at + 2 : at + 4], "big"), 4
            elif length == 127:
                length, head = int.from_bytes(buffer[at + 2 : at + 10], "big"), 10
            if len(buffer) < at + head + length:
                break
            if buffer[at] == 0x82:
                self.on_frame(bytes(buffer[at + head : at + head + length]))
            elif buffer[at] == 0x89:  # a ping
                self._write(0x8A, bytes(buffer[at + head : at + head + length]))
            at += head + length
        del buffer[:at]

    def send(self, payload: bytes) -> None:
        self._write(0x82, payload)

    def _write(self, kind: int, payload: bytes) -> None:
        # A mask of zeros is legal and leaves the bytes as they are.
        size = len(payload)
        head = bytes((kind, 0x80 | size)) if size < 126 else bytes((kind, 0xFE, size >> 8, size & 255))
        self.transport.write(head + b"\0\0\0\0" + payload)


async def join(port: int) -> Player:
    _, player = await asyncio.get_running_loop().create_connection(Player, "127.0.0.1", port)
    await player.ready
    return player


async def heard(player: Player, kind: type, request: m.Message | None = None) -> tuple[m.ServerMessage, int]:
    """The next message of a kind and its size; sends `request` first."""
    got: asyncio.Future[tuple[m.ServerMessage, int]] = asyncio.get_running_loop().create_future()

    def look(payload: bytes) -> None:
        message = decode_server(payload)
        if isinstance(message, kind) and not got.done():
            got.set_result((message, len(payload)))
        assert not isinstance(message, m.Refused), message

    player.on_frame = look
    if request is not None:
        player.send(encode(request))
    return await got


@dataclass
class Tally:
    """What a closed loop came to."""

    times: list[float] = field(default_factory=list)

    def result(self, seconds: float, cpu: float) -> dict[str, float]:
        ordered = sorted(self.times)
        return {
            "rate": len(ordered) / seconds,
            "p50_ms": ordered[len(ordered) // 2] * 1e3,
            "p99_ms": ordered[len(ordered) * 99 // 100] * 1e3,
            "generator": cpu / seconds,
        }


async def closed_loop(
    players: list[Player], make: Callable[[int, int], bytes], is_answer: Callable[[bytes], bool], seconds: float
) -> dict[str, float]:
    """Every player sends, waits for the answer, sends again; returns rate, latency and the generator's own load."""
    tally = Tally()
    end = time.perf_counter() + seconds * 1.25
    begin = time.perf_counter() + seconds * 0.25  # the first part warms up
    cpu_at_begin = 0.0

    def drive(number: int, player: Player) -> None:
        count, sent = 0, time.perf_counter()

        def answer(payload: bytes) -> None:
            nonlocal count, sent, cpu_at_begin
            if not is_answer(payload):
                return
            now = time.perf_counter()
            if now >= begin:
                cpu_at_begin = cpu_at_begin or cpu()
                tally.times.append(now - sent)
            if now < end:
                count += 1
                sent = now
                player.send(make(number, count))

        player.on_frame = answer
        player.send(make(number, count))

    for number, player in enumerate(players):
        drive(number, player)
    await asyncio.sleep(seconds * 1.25 + 0.3)
    return tally.result(seconds, cpu() - cpu_at_begin)


def cpu() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


async def load_server(port: int, matches: int, seconds: float) -> dict[str, object]:
    """Seat everybody, then orders, then everybody's Ready at once."""
    tables: list[list[Player]] = []
    snapshots: list[int] = []
    for _ in range(matches):
        table = [await join(port) for _ in range(SEATS)]
        for player in table:
            await heard(player, m.Welcome, m.Hello(PROTOCOL, "bench"))
        seated, _ = await heard(table[0], m.Seated, m.CreateMatch(1, seats=SEATS))
        for player in table[1:]:
            await heard(player, m.Seated, m.JoinMatch(1, seated.code))
        waiting = [asyncio.create_task(heard(player, m.Snapshot)) for player in table[1:]]
        _, size = await heard(table[0], m.Snapshot, m.StartMatch(2))
        snapshots.append(size)
        await asyncio.gather(*waiting)
        tables.append(table)
    players = [player for table in tables for player in table]

    def order(number: int, count: int) -> bytes:
        return encode(m.EditDecree(10 + count, 0, SetWorks(1_000 + (number + count) % 500)))

    marks = (b"\xa4type\xa8Accepted", b"\xa4type\xa7Refused")
    refused = 0

    def is_answer(payload: bytes) -> bool:
        nonlocal refused
        refused += payload.startswith(marks[1], 1)
        return payload.startswith(marks, 1)

    result: dict[str, object] = dict(await closed_loop(players, order, is_answer, seconds))
    result["refused"] = refused
    updates: list[int] = []
    bursts: list[float] = []
    turn_times: list[float] = []
    for turn in range(3):
        begin = time.perf_counter()
        tasks = [
            asyncio.create_task(heard(player, m.TurnResolved, m.SetReady(10**6 + turn, turn, True)))
            for player in players
        ]
        for task in tasks:
            task.add_done_callback(lambda _, begin=begin: turn_times.append(time.perf_counter() - begin))
        updates += [size for _, size in await asyncio.gather(*tasks)]
        bursts.append(time.perf_counter() - begin)
    result |= {
        "snapshot": statistics.median(snapshots),
        "update": statistics.median(updates),
        "burst_ms": statistics.median(bursts) * 1e3,
        "burst_p50_ms": statistics.median(turn_times) * 1e3,
    }
    return result


async def load_echo(port: int, connections: int, seconds: float) -> dict[str, object]:
    players = [await join(port) for _ in range(connections)]
    payload = msgpack.packb({"type": "order", "cid": 1, "text": "x" * (ECHO_BYTES - 24)})
    return dict(await closed_loop(players, lambda *_: payload, lambda _: True, seconds))


def echo_server() -> None:
    """The ceiling: unpack, pack, send; no rules, nothing stored."""
    from websockets.asyncio.server import ServerConnection, serve
    from websockets.exceptions import ConnectionClosed

    async def echo(socket: ServerConnection) -> None:
        with contextlib.suppress(ConnectionClosed):
            async for frame in socket:
                await socket.send(msgpack.packb(msgpack.unpackb(frame)))

    async def main() -> None:
        async with serve(echo, "127.0.0.1", 0, compression=None) as server:
            print(f"listening on ws://127.0.0.1:{server.sockets[0].getsockname()[1]}", flush=True)
            await asyncio.get_running_loop().create_future()

    asyncio.run(main())


@contextlib.contextmanager
def process(*command: str) -> Iterator[int]:
    """A server process; gives its port."""
    running = subprocess.Popen([sys.executable, *command], stdout=subprocess.PIPE, text=True)
    assert running.stdout is not None
    try:
        found = re.search(r"ws://[\d.]+:(\d+)", running.stdout.readline())
        assert found, "the server did not start"
        yield int(found[1])
    finally:
        running.terminate()
        running.wait(20)
        running.stdout.close()


def generate(kind: str, port: int, size: int, seconds: float) -> dict[str, float]:
    """Run the load generator as a process of its own."""
    command = [sys.executable, __file__, kind, "--port", str(port), "--size", str(size), "--seconds", str(seconds)]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(done.stderr)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def measure(matches: int, seconds: float, rounds: int = 3) -> list[tuple[str, str]]:
    """Rows of (what, figure): the server and its ceiling taken in turns in this one run."""
    connections = matches * SEATS
    ours: list[dict[str, float]] = []
    echo: list[dict[str, float]] = []
    for _ in range(rounds):
        with process(__file__, "echo-server") as port:
            echo.append(generate("echo", port, connections, seconds))
        with tempfile.TemporaryDirectory() as data:
            options = ("--rate", "1e9", "--burst", "1000000000", "--sockets-per-address", "100000")
            with process("-m", "boulevard_server", "serve", "--port", "0", "--data", data, *options) as port:
                ours.append(generate("orders", port, matches, seconds))
    assert not any(result["refused"] for result in ours), "the load generator's orders must all be allowed"
    ratios = [mine["rate"] / theirs["rate"] for mine, theirs in zip(ours, echo, strict=True)]

    def middle(results: list[dict[str, float]], name: str) -> float:
        return statistics.median(result[name] for result in results)

    return [
        ("players", f"{connections} in {matches} matches, each waiting for its confirmation; {rounds} rounds"),
        (
            "accepted, durable orders a second / echo ceiling",
            f"{statistics.median(ratios):.2f} ({min(ratios):.2f}–{max(ratios):.2f}); "
            f"{middle(ours, 'rate'):,.0f} of {middle(echo, 'rate'):,.0f} here",
        ),
        ("order until confirmed, p50 / p99", f"{middle(ours, 'p50_ms'):.1f} / {middle(ours, 'p99_ms'):.1f} ms here"),
        ("echo, p50 / p99", f"{middle(echo, 'p50_ms'):.1f} / {middle(echo, 'p99_ms'):.1f} ms here"),
        (
            "load generator's share of a core: orders / echo",
            f"{middle(ours, 'generator'):.0%} / {middle(echo, 'generator'):.0%}",
        ),
        (
            "all Ready at once until all have the next turn",
            f"{middle(ours, 'burst_ms'):.0f} ms, median player {middle(ours, 'burst_p50_ms'):.0f} ms here",
        ),
        ("first snapshot / median update", f"{middle(ours, 'snapshot'):,.0f} / {middle(ours, 'update'):,.0f} bytes"),
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("kind", choices=("measure", "orders", "echo", "echo-server"), nargs="?", default="measure")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--size", type=int, default=8, help="matches, or connections of the echo")
    parser.add_argument("--seconds", type=float, default=4.0)
    args = parser.parse_args()
    if args.kind == "echo-server":
        echo_server()
    elif args.kind == "measure":
        for what, figure in measure(args.size, args.seconds):
            print(f"{what}: {figure}")
    else:
        work = load_server if args.kind == "orders" else load_echo
        print(json.dumps(asyncio.run(work(args.port, args.size, args.seconds))))


if __name__ == "__main__":
    main()
