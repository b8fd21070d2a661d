"""Everybody decides at once, servers that start, and what a match weighs: the real server beside a bare toy.

The toy knows groups of eight connections: when all eight have said they are ready, each gets 4 kB. It has no rules and
stores nothing. While the matches of the real server turn, one more match is at play whose orders must not wait.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import msgpack

sys.path.insert(0, str(Path(__file__).parent))

import durable_orders
from durable_orders import SEATS, Player, Target, join

from boulevard_server.journal import Listing, Person, Write
from boulevard_server.record import FORMAT, NOBODY, Chain, MatchOpened, Terms
from boulevard_server.sqlite_journal import SqliteJournal
from boulevard_shared import messages as m
from boulevard_shared.codec import encode
from boulevard_shared.ids import BotLevel, SeatMode
from boulevard_shared.orders import SetWorks

TURNS = 5
TOY_BYTES = 4_096
MARK = b"\xa4type\xa8Accepted"
TURN = b"\xa4type\xacTurnResolved"
STORED = 1_000


async def toy_burst(target: Target, matches: int) -> dict[str, object]:
    """Everybody says ready, everybody gets the state: seconds of each player, every turn."""
    players = [await join(target.port) for _ in range(matches * SEATS)]
    payload = msgpack.packb({"type": "ready"})
    times: list[float] = []
    for _ in range(TURNS):
        begin = time.perf_counter()
        waiting = [_next(player, lambda _: True) for player in players]
        for player in players:
            player.send(payload)
        times += [moment - begin for moment in await asyncio.gather(*waiting)]
    return {"p50": _share(times, 50), "p99": _share(times, 99)}


async def burst(target: Target, matches: int) -> dict[str, object]:
    """The same through the real server; and how long the orders of a match beside it took meanwhile."""
    before = target.memory_kib()
    tables = [await durable_orders.seat_table(target.port) for _ in range(matches + 1)]
    weight = target.memory_kib() - before
    players, other = [player for table in tables[1:] for player, _ in table], tables[0][0][0]
    times: list[float] = []
    late: list[float] = []
    used, used_by_server = durable_orders.cpu(), target.cpu()
    since = time.perf_counter()
    for turn in range(TURNS):
        over = asyncio.Event()
        beside = asyncio.create_task(_order_on(other, turn, over, late))
        begin = time.perf_counter()
        waiting = [_next(player, lambda frame: frame.startswith(TURN, 1)) for player in players]
        for player in players:
            player.send(encode(m.SetReady(1_000 + turn, turn, True)))
        times += [moment - begin for moment in await asyncio.gather(*waiting)]
        over.set()
        await beside
    load = (durable_orders.cpu() - used) / (time.perf_counter() - since)
    return {
        "p50": _share(times, 50),
        "p99": _share(times, 99),
        "late": max(late),
        "orders": len(late),
        "generator": load,
        "cpu_ms": (target.cpu() - used_by_server) / (matches * TURNS) * 1e3,
        "match_kib": weight / (matches + 1),
        "children_mib": target.children_kib() / 1024,
    }


async def _order_on(player: Player, turn: int, over: asyncio.Event, late: list[float]) -> None:
    """Give one order after the other until it is over; adds how long each took to be confirmed."""
    cid = 10_000 * (turn + 1)
    while not over.is_set():
        cid += 1
        begin = time.perf_counter()
        answered = _next(player, lambda frame: frame.startswith(MARK, 1))
        player.send(encode(m.EditDecree(cid, 0, SetWorks(1_000 + cid % 500))))
        late.append(await answered - begin)
        await asyncio.sleep(0.005)


def _next(player: Player, wanted: Callable[[bytes], bool]) -> asyncio.Future[float]:
    """When the next such frame comes."""
    come: asyncio.Future[float] = asyncio.get_running_loop().create_future()

    def look(frame: bytes) -> None:
        if not come.done() and wanted(frame):
            come.set_result(time.perf_counter())

    player.on_frame = look
    return come


def _share(times: list[float], percent: int) -> float:
    return sorted(times)[min(len(times) - 1, len(times) * percent // 100)]


def toy_server() -> None:
    """Groups of eight in the order of arrival; no rules, nothing stored."""
    from websockets.asyncio.server import ServerConnection, broadcast, serve
    from websockets.exceptions import ConnectionClosed

    groups: list[list[ServerConnection]] = [[]]
    ready: dict[int, int] = {}
    state = {"type": "turn", "fields": {f"field{i}": list(range(i, i + 40)) for i in range(60)}}

    async def play(socket: ServerConnection) -> None:
        if len(groups[-1]) == SEATS:
            groups.append([])
        group = groups[-1]
        group.append(socket)
        with contextlib.suppress(ConnectionClosed):
            async for frame in socket:
                msgpack.unpackb(frame)
                ready[id(group)] = ready.get(id(group), 0) + 1
                if ready[id(group)] == SEATS:
                    ready[id(group)] = 0
                    for member in group:
                        broadcast([member], msgpack.packb(state)[:TOY_BYTES])

    async def main() -> None:
        async with serve(play, "127.0.0.1", 0, compression=None, backlog=1_024) as server:
            print(f"listening on ws://127.0.0.1:{server.sockets[0].getsockname()[1]}", flush=True)
            await asyncio.get_running_loop().create_future()

    asyncio.run(main())


async def store_matches(folder: Path, count: int) -> None:
    """A store with so many matches at play, each with eight people."""
    journal = SqliteJournal(folder)
    terms = Terms("display-decade", SEATS, SeatMode.ANCHORED, BotLevel.NORMAL, 0, 3_000, 5_000, 1, "stored")
    for number in range(count):
        match = f"{number:016x}"
        rows = Chain(match).rows([(MatchOpened(format=FORMAT, code=f"C{number:07d}", terms=terms), NOBODY)])
        people = [Person(match, seat, "Ann", f"{match}{seat:016x}".encode()) for seat in range(SEATS)]
        await journal.append(Write(rows, people, listing=Listing(match, f"C{number:07d}", "playing", number)))
    await journal.close()


def start_s(folder: Path) -> float:
    """Seconds from the command until the server takes connections."""
    begin = time.perf_counter()
    with durable_orders.process("-m", "boulevard_server", "serve", "--port", "0", "--data", str(folder)):
        return time.perf_counter() - begin


def measure(matches: int, rounds: int) -> list[tuple[str, str]]:
    """Rows of (what, figure); the toy and the server are taken in turns in this one run."""
    toys, ours, alone, starts = [], [], [], []
    for _ in range(rounds):
        with durable_orders.process(__file__, "toy-server") as target:
            toys.append(durable_orders.generate("toy", target, matches, 0, __file__))
        with tempfile.TemporaryDirectory() as data, durable_orders.real_server(data) as target:
            ours.append(durable_orders.generate("burst", target, matches, 0, __file__))
        one = ("--turn-processes", "0")
        with tempfile.TemporaryDirectory() as data, durable_orders.real_server(data, *one) as target:
            alone.append(durable_orders.generate("burst", target, matches, 0, __file__))
        with tempfile.TemporaryDirectory() as empty, tempfile.TemporaryDirectory() as full:
            asyncio.run(store_matches(Path(full), STORED))
            starts.append((start_s(Path(full)), start_s(Path(empty))))

    def times(results: list[dict[str, float]]) -> str:
        ratios = [mine["p99"] / toy["p99"] for mine, toy in zip(results, toys, strict=True)]
        return (
            f"{statistics.median(ratios):.1f} ({min(ratios):.1f}–{max(ratios):.1f}); "
            f"{middle(results, 'p99') * 1e3:,.0f} of {middle(toys, 'p99') * 1e3:,.0f} ms here, "
            f"{middle(results, 'p99') / matches * 1e3:.1f} ms a match"
        )

    def middle(results: list[dict[str, float]], name: str) -> float:
        return statistics.median(result[name] for result in results)

    full_s, empty_s = (statistics.median(start[i] for start in starts) for i in (0, 1))
    return [
        ("players", f"{matches * SEATS} in {matches} matches say ready at once; {TURNS} turns in {rounds} rounds"),
        ("until a player has the next turn, p99 / bare toy's p99", times(ours)),
        ("the same played in one process (`--turn-processes 0`)", times(alone)),
        (
            "orders of another match meanwhile, slowest confirmation",
            f"{middle(ours, 'late') * 1e3:.0f} ms here ({max(one['late'] for one in ours) * 1e3:.0f} at worst)",
        ),
        (
            "processor time of a match's turn, all threads and processes / in one process",
            f"{middle(ours, 'cpu_ms'):.1f} / {middle(alone, 'cpu_ms'):.1f} ms here",
        ),
        ("load generator's share of a core", f"{middle(ours, 'generator'):.0%}"),
        ("memory of a match with its eight connections", f"{middle(ours, 'match_kib'):,.0f} KiB"),
        ("memory of the processes beside it that play turns", f"{middle(ours, 'children_mib'):,.0f} MiB"),
        (
            f"start with {STORED:,} stored matches / with none",
            f"{full_s / empty_s:.2f}; {full_s:.2f} of {empty_s:.2f} s here",
        ),
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("kind", choices=("measure", "burst", "toy", "toy-server"), nargs="?", default="measure")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--pid", type=int, default=0)
    parser.add_argument("--size", type=int, default=125, help="matches")
    parser.add_argument("--seconds", type=float, default=0, help="not used here")
    args = parser.parse_args()
    if args.kind == "toy-server":
        toy_server()
    elif args.kind == "measure":
        for what, figure in measure(args.size, 3):
            print(f"{what}: {figure}")
    else:
        work = burst if args.kind == "burst" else toy_burst
        print(json.dumps(asyncio.run(work(Target(args.port, args.pid), args.size))))


if __name__ == "__main__":
    main()
