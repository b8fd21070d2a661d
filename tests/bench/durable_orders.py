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
import os
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import msgpack

from boulevard_shared import PROTOCOL
from boulevard_shared import messages as m
from boulevard_shared.codec import decode_server, encode
from boulevard_shared.orders import SetWorks

SEATS = 8
ECHO_BYTES = 200
TURNS = 10
"""Played after the orders; nobody decides anything in them, so what changes is the world and the city by itself."""
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


@dataclass(frozen=True, slots=True)
class Target:
    """A server under load: its port, and its process, whose use of processors is read."""

    port: int
    pid: int

    def cpu(self) -> float:
        """Seconds of processor it and its children have used so far, all threads; 0 where the system does not tell."""
        return sum(map(_cpu, (self.pid, *self.children())))

    def memory_kib(self) -> float:
        """Memory of its process alone; 0 where the system does not tell."""
        return _memory_kib(self.pid)

    def children_kib(self) -> float:
        """Memory of its children."""
        return sum(map(_memory_kib, self.children()))

    def children(self) -> list[int]:
        """The processes it has started, whichever of its threads did."""
        found: list[int] = []
        with contextlib.suppress(OSError):
            for task in Path(f"/proc/{self.pid}/task").iterdir():
                found += map(int, (task / "children").read_text(encoding="ascii").split())
        return found


def _cpu(pid: int) -> float:
    try:
        line = Path(f"/proc/{pid}/stat").read_text(encoding="ascii")
    except OSError:
        return 0.0
    user, system = line.rsplit(")", 1)[1].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def _memory_kib(pid: int) -> float:
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines():
            if line.startswith("VmRSS:"):
                return float(line.split()[1])
    return 0.0


async def closed_loop(
    target: Target,
    players: list[Player],
    make: Callable[[int, int], bytes],
    is_answer: Callable[[bytes], bool],
    seconds: float,
) -> dict[str, float]:
    """Every player sends, waits for the answer, sends again; returns rate, latency and what both sides used."""
    tally = Tally()
    end = time.perf_counter() + seconds * 1.25
    begin = time.perf_counter() + seconds * 0.25  # the first part warms up
    cpu_at_begin = server_at_begin = 0.0

    def drive(number: int, player: Player) -> None:
        count, sent = 0, time.perf_counter()

        def answer(payload: bytes) -> None:
            nonlocal count, sent, cpu_at_begin, server_at_begin
            if not is_answer(payload):
                return
            now = time.perf_counter()
            if now >= begin:
                if not cpu_at_begin:
                    cpu_at_begin, server_at_begin = cpu(), target.cpu()
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
    result = tally.result(seconds, cpu() - cpu_at_begin)
    return result | {"cpu_us": (target.cpu() - server_at_begin) / len(tally.times) * 1e6}


def cpu() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


async def load_server(target: Target, matches: int, seconds: float) -> dict[str, object]:
    """Seat everybody, then orders, then a few turns to weigh the updates."""
    tables = [await seat_table(target.port) for _ in range(matches)]
    snapshots = [size for table in tables for _, size in table]
    players = [player for table in tables for player, _ in table]
    answers: list[int] = []

    def order(number: int, count: int) -> bytes:
        return encode(m.EditDecree(10 + count, 0, SetWorks(1_000 + (number + count) % 500)))

    marks = (b"\xa4type\xa8Accepted", b"\xa4type\xa7Refused")
    refused = 0

    def is_answer(payload: bytes) -> bool:
        nonlocal refused
        if not payload.startswith(marks, 1):
            return False
        refused += payload.startswith(marks[1], 1)
        if len(answers) < 1_000:
            answers.append(len(payload))
        return True

    result: dict[str, object] = dict(await closed_loop(target, players, order, is_answer, seconds))
    result["refused"] = refused
    updates: list[int] = []
    for turn in range(TURNS):
        ready = m.SetReady(10**6 + turn, turn, True)
        tasks = [asyncio.create_task(heard(player, m.TurnResolved, ready)) for player in players]
        updates += [size for _, size in await asyncio.gather(*tasks)]
    result |= {
        "snapshot": statistics.median(snapshots),
        "update": statistics.median(updates),
        "answer": statistics.median(answers),
    }
    return result


async def seat_table(port: int) -> list[tuple[Player, int]]:
    """A match that has begun: its players, each with the size of the first snapshot."""
    table = [await join(port) for _ in range(SEATS)]
    for player in table:
        await heard(player, m.Welcome, m.Hello(PROTOCOL, "bench"))
    seated, _ = await heard(table[0], m.Seated, m.CreateMatch(1, seats=SEATS))
    for player in table[1:]:
        await heard(player, m.Seated, m.JoinMatch(1, seated.code))
    waiting = [asyncio.create_task(heard(player, m.Snapshot)) for player in table[1:]]
    sizes = [(await heard(table[0], m.Snapshot, m.StartMatch(2)))[1]]
    sizes += [size for _, size in await asyncio.gather(*waiting)]
    return list(zip(table, sizes, strict=True))


async def load_echo(target: Target, connections: int, seconds: float) -> dict[str, object]:
    players = [await join(target.port) for _ in range(connections)]
    payload = msgpack.packb({"type": "order", "cid": 1, "text": "x" * (ECHO_BYTES - 24)})
    return dict(await closed_loop(target, players, lambda *_: payload, lambda _: True, seconds))


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
def process(*command: str) -> Iterator[Target]:
    """A server in a process of its own."""
    running = subprocess.Popen([sys.executable, *command], stdout=subprocess.PIPE, text=True)
    assert running.stdout is not None
    try:
        found = re.search(r"ws://[\d.]+:(\d+)", running.stdout.readline())
        assert found, "the server did not start"
        yield Target(int(found[1]), running.pid)
    finally:
        running.terminate()
        running.wait(20)
        running.stdout.close()


def real_server(data: str, *more: str) -> contextlib.AbstractContextManager[Target]:
    """Our server without limits on how fast anybody plays."""
    options = ("--rate", "1e9", "--burst", "1000000000", "--sockets-per-address", "100000")
    return process("-m", "boulevard_server", "serve", "--port", "0", "--data", data, *options, *more)


def generate(kind: str, target: Target, size: int, seconds: float, script: str = __file__) -> dict[str, float]:
    """Run the load generator as a process of its own."""
    where = ["--port", str(target.port), "--pid", str(target.pid)]
    command = [sys.executable, script, kind, *where, "--size", str(size), "--seconds", str(seconds)]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(done.stderr)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def measure(matches: int, seconds: float, rounds: int = 5) -> list[tuple[str, str]]:
    """Rows of (what, figure): the server and its ceiling taken in turns in this one run."""
    connections = matches * SEATS
    ours: list[dict[str, float]] = []
    echo: list[dict[str, float]] = []
    for _ in range(rounds):
        with process(__file__, "echo-server") as target:
            echo.append(generate("echo", target, connections, seconds))
        with tempfile.TemporaryDirectory() as data, real_server(data) as target:
            ours.append(generate("orders", target, matches, seconds))
    assert not any(result["refused"] for result in ours), "the load generator's orders must all be allowed"
    ratios = [mine["rate"] / theirs["rate"] for mine, theirs in zip(ours, echo, strict=True)]
    costs = [mine["cpu_us"] / max(theirs["cpu_us"], 0.01) for mine, theirs in zip(ours, echo, strict=True)]

    def middle(results: list[dict[str, float]], name: str) -> float:
        return statistics.median(result[name] for result in results)

    return [
        (f"players of {matches} matches", f"{connections}, each waiting for its confirmation; {rounds} rounds"),
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
            "processor time of an order / of an echo, all threads",
            f"{statistics.median(costs):.1f} ({min(costs):.1f}–{max(costs):.1f}); "
            f"{middle(ours, 'cpu_us'):.0f} of {middle(echo, 'cpu_us'):.0f} µs here",
        ),
        (
            "first snapshot / median update of a quiet turn / confirmation",
            f"{middle(ours, 'snapshot'):,.0f} / {middle(ours, 'update'):,.0f} / {middle(ours, 'answer'):,.0f} bytes",
        ),
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("kind", choices=("measure", "orders", "echo", "echo-server"), nargs="?", default="measure")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--pid", type=int, default=0)
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
        print(json.dumps(asyncio.run(work(Target(args.port, args.pid), args.size, args.seconds))))


if __name__ == "__main__":
    main()
