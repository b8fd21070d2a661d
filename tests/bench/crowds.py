"""Many people at a steady pace, and all of them coming back at once: the real server beside a bare echo.

The paced load does not wait for answers: every order goes out when it is due, so a server that stops is late for all
that were due meanwhile. In the storm every connection is dropped, and all come back with their tokens at once; a player
is back when the state of the match has come whole.
"""

from __future__ import annotations

import argparse
import asyncio
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
from durable_orders import SEATS, Player, Target, heard, join

from boulevard_shared import PROTOCOL
from boulevard_shared import messages as m
from boulevard_shared.codec import encode
from boulevard_shared.orders import SetWorks

RATE = 2_000
"""Orders a second, all players together."""
ANSWERS = (b"\xa4type\xa8Accepted", b"\xa4type\xa7Refused")
WARM_UP = 0.25
"""Part of the time that is not counted."""


async def paced(
    players: list[Player], make: Callable[[int, int], bytes], is_answer: Callable[[bytes], bool], seconds: float
) -> dict[str, float]:
    """Send at the set rate, each player in turn; how long answers took, from when the order was due."""
    times: list[float] = []
    due: list[list[float]] = [[] for _ in players]
    counted = time.perf_counter() + seconds * WARM_UP
    late = 0.0

    def listen(number: int) -> Callable[[bytes], None]:
        def look(frame: bytes) -> None:
            if is_answer(frame) and due[number]:
                since = due[number].pop(0)
                if since >= counted:
                    times.append(time.perf_counter() - since)

        return look

    for number, player in enumerate(players):
        player.on_frame = listen(number)
    used, begin = durable_orders.cpu(), time.perf_counter()
    for sent in range(int(RATE * seconds)):
        at = begin + sent / RATE
        while (wait := at - time.perf_counter()) > 0:
            await asyncio.sleep(wait if wait > 0.001 else 0)
        late = max(late, time.perf_counter() - at)
        number = sent % len(players)
        due[number].append(at)
        players[number].send(make(number, sent // len(players)))
    await asyncio.sleep(0.5)
    load = (durable_orders.cpu() - used) / (time.perf_counter() - begin)
    ordered = sorted(times)
    return {
        "p50_ms": ordered[len(ordered) // 2] * 1e3,
        "p99_ms": ordered[len(ordered) * 99 // 100] * 1e3,
        "unanswered": float(sum(len(waiting) for waiting in due)),
        "generator": load,
        "late_ms": late * 1e3,
    }


async def paced_echo(target: Target, matches: int, seconds: float) -> dict[str, object]:
    players = [await join(target.port) for _ in range(matches * SEATS)]
    payload = msgpack.packb({"type": "order", "cid": 1, "text": "x" * (durable_orders.ECHO_BYTES - 24)})
    return dict(await paced(players, lambda *_: payload, lambda _: True, seconds))


async def crowd(target: Target, matches: int, seconds: float) -> dict[str, object]:
    """Seat everybody, give orders at the set rate, then drop everybody and let them come back."""
    players: list[Player] = []
    tokens: list[str] = []
    for _ in range(matches):
        table, seated = await _table(target.port)
        players += table
        tokens += seated

    def order(number: int, count: int) -> bytes:
        return encode(m.EditDecree(10 + count, 0, SetWorks(1_000 + (number + count) % 500)))

    result: dict[str, object] = dict(await paced(players, order, lambda frame: frame.startswith(ANSWERS, 1), seconds))
    for player in players:
        player.transport.abort()
    await asyncio.sleep(1.0)
    used, begin = durable_orders.cpu(), time.perf_counter()

    async def come_back(token: str) -> float:
        player = await join(target.port)
        # Whoever says that they have nothing is given everything.
        await heard(player, m.Snapshot, m.Hello(PROTOCOL, "bench", token, 0))
        return time.perf_counter() - begin

    back = sorted(await asyncio.gather(*(come_back(token) for token in tokens)))
    result |= {
        "back_p50": back[len(back) // 2],
        "back_all": back[-1],
        "back_generator": (durable_orders.cpu() - used) / back[-1],
    }
    return result


async def _table(port: int) -> tuple[list[Player], list[str]]:
    """A match that has begun: its players and their tokens."""
    table = [await join(port) for _ in range(SEATS)]
    for player in table:
        await heard(player, m.Welcome, m.Hello(PROTOCOL, "bench"))
    seated = [(await heard(table[0], m.Seated, m.CreateMatch(1, seats=SEATS)))[0]]
    for player in table[1:]:
        seated.append((await heard(player, m.Seated, m.JoinMatch(1, seated[0].code)))[0])
    waiting = [asyncio.create_task(heard(player, m.Snapshot)) for player in table[1:]]
    await heard(table[0], m.Snapshot, m.StartMatch(2))
    await asyncio.gather(*waiting)
    return table, [one.token for one in seated]


def measure(matches: int, seconds: float, rounds: int) -> list[tuple[str, str]]:
    """Rows of (what, figure); the echo and the server are taken in turns in this one run."""
    echo, ours = [], []
    for _ in range(rounds):
        with durable_orders.process(durable_orders.__file__, "echo-server") as target:
            echo.append(durable_orders.generate("echo", target, matches, seconds, __file__))
        with tempfile.TemporaryDirectory() as data, durable_orders.real_server(data) as target:
            ours.append(durable_orders.generate("crowd", target, matches, seconds, __file__))
    assert not any(one["unanswered"] for one in ours), "every order is answered once"

    def middle(results: list[dict[str, float]], name: str) -> float:
        return statistics.median(result[name] for result in results)

    return [
        ("players", f"{matches * SEATS} in {matches} matches, {RATE:,} orders a second together; {rounds} rounds"),
        *(
            (
                f"order until confirmed, {share} / echo's",
                f"{statistics.median(a[name] / b[name] for a, b in zip(ours, echo, strict=True)):.1f}; "
                f"{middle(ours, name):.1f} of {middle(echo, name):.1f} ms here",
            )
            for share, name in (("p50", "p50_ms"), ("p99", "p99_ms"))
        ),
        (
            "load generator: share of a core, its own worst delay",
            f"{middle(ours, 'generator'):.0%}, {middle(ours, 'late_ms'):.0f} ms",
        ),
        (
            "all come back at once: half of them / the last has everything again",
            f"{middle(ours, 'back_p50'):.2f} / {middle(ours, 'back_all'):.2f} s here",
        ),
        ("load generator's share of a core meanwhile", f"{middle(ours, 'back_generator'):.0%}"),
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("kind", choices=("measure", "crowd", "echo"), nargs="?", default="measure")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--pid", type=int, default=0)
    parser.add_argument("--size", type=int, default=125, help="matches")
    parser.add_argument("--seconds", type=float, default=4.0)
    args = parser.parse_args()
    if args.kind == "measure":
        for what, figure in measure(args.size, args.seconds, 3):
            print(f"{what}: {figure}")
    else:
        work = crowd if args.kind == "crowd" else paced_echo
        print(json.dumps(asyncio.run(work(Target(args.port, args.pid), args.size, args.seconds))))


if __name__ == "__main__":
    main()
