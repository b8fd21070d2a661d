"""The protocol's page is enough: a client that knows only `shared/README.md`, websockets and msgpack plays a match.

Nothing of our own is imported here on purpose, not even the version number.
"""

from __future__ import annotations

import hashlib
import itertools
import math
import struct
import subprocess
import sys
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgpack
import pytest
from websockets.sync.client import ClientConnection, connect

DICTIONARY = (Path(__file__).parents[2] / "assets" / "protocol" / "dictionary.bin").read_bytes()


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    command = [sys.executable, "-m", "boulevard_server", "serve", "--port", "0", "--data", str(tmp_path)]
    with subprocess.Popen(
        [*command, "--until-input-ends"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as server:
        assert server.stdout is not None
        assert server.stdin is not None
        yield server.stdout.readline().split()[2]
        server.stdin.close()
        assert server.wait(20) == 0


def inflate(data: bytes) -> bytes:
    return zlib.decompressobj(zdict=DICTIONARY).decompress(data)


def columns(data: bytes, count: int) -> list[int]:
    """So many numbers: a stretch with seven bits of each, then seven more of those that go on, until none does."""
    numbers, at, bits, which = [0] * count, 0, 0, list(range(count))
    while which:
        stretch, at = data[at : at + len(which)], at + len(which)
        for number, byte in zip(which, stretch, strict=True):
            numbers[number] |= (byte & 127) << bits
        which = [number for number, byte in zip(which, stretch, strict=True) if byte > 127]
        bits += 7
    assert at == len(data)
    return [number // 2 if number % 2 == 0 else -(number + 1) // 2 for number in numbers]


Line = tuple[str, int, dict[str, int]]
"""A quantity, a place in it, and the parts of its change."""


def reasons(why: Any, now: dict[str, list[int]], before: dict[str, list[int]] | None = None) -> list[Line]:
    quantities, causes, count, lines, data, firsts = why
    numbers = columns(data, 4 * count - lines)
    following, far, kinds, steps = (numbers[place * count : (place + 1) * count] for place in range(4))
    later = iter(steps)
    told: list[Line] = []
    openings: list[str] = []
    which = place = 0
    for part in range(count):
        which, place, cause = which + following[part], place + far[part], causes[kinds[part]]
        if part == 0 or following[part] or far[part]:
            told.append((quantities[which], place, {}))
            openings.append(cause)
        else:
            told[-1][2][cause] = next(later)
    assert len(told) == lines
    opened = columns(firsts, lines) if firsts else None
    for number, (quantity, place, parts) in enumerate(told):
        if opened is not None:
            parts[openings[number]] = opened[number]
        else:
            assert before is not None
            parts[openings[number]] = now[quantity][place] - before[quantity][place] - sum(parts.values())
    return told


class Stranger:
    """Sends requests, counts publications, keeps the fields of its view as flat lists of integers."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket
        self.cid = 0
        self.seq = 0
        self.schema: list[Any] = []
        self.halves: list[list[int]] = [[], []]

    def say(self, kind: str, **more: Any) -> None:
        self.socket.send(msgpack.packb({"type": kind, **more}))

    def ask(self, kind: str, **more: Any) -> dict[str, Any]:
        """A request; its answer."""
        self.cid += 1
        self.say(kind, cid=self.cid, **more)
        return self.hear("Accepted", "Refused", "Seated")

    def hear(self, *kinds: str) -> dict[str, Any]:
        """The next message of one of these kinds; what comes before it is taken in too."""
        while True:
            frame = self.socket.recv(timeout=30)
            assert isinstance(frame, bytes)
            message: dict[str, Any] = msgpack.unpackb(inflate(frame) if frame[0] == 0x78 else frame)
            self.take(message)
            if message["type"] in kinds:
                return message

    def take(self, message: dict[str, Any]) -> None:
        if "seq" in message:
            assert message["type"] in ("Snapshot", "LobbyShown") or message["seq"] == self.seq + 1
            self.seq = message["seq"]
        if message["type"] == "Snapshot":
            self.schema = message["schema"]
            sizes = [(math.prod(spec[2]), spec[6]) for spec in self.schema]
            self.halves = [[0] * sum(size for size, own in sizes if own == half) for half in (False, True)]
            self.add(message["common"], message["own"])
            assert self.sealed() == message["hash"]
        if message["type"] == "TurnResolved":
            common, own = (msgpack.unpackb(inflate(message[part])) for part in ("common", "own"))
            self.turn_passes()
            self.add(common[0], own[0])
            message["why"] = [common[1], own[1]]
            assert self.sealed() == message["hash"]

    def turn_passes(self) -> None:
        at = [0, 0]
        for _, axes, shape, _, _, _, own in self.schema:
            end = at[own] + math.prod(shape)
            if axes[-1:] == "L":
                ahead = shape[-1]
                for place in range(at[own], end):
                    last = (place - at[own]) % ahead == ahead - 1
                    self.halves[own][place] = 0 if last else self.halves[own][place + 1]
            at[own] = end

    def add(self, *told: Any) -> None:
        for half, (count, data) in zip(self.halves, told, strict=True):
            numbers = columns(data, 2 * count)
            places = list(itertools.accumulate(numbers[:count]))
            places.sort(key=lambda place: (abs(half[place]), place))
            for place, step in zip(places, numbers[count:], strict=True):
                half[place] += step

    def sealed(self) -> bytes:
        common, own = (struct.pack(f"<{len(half)}q", *half) for half in self.halves)
        return hashlib.sha256(hashlib.sha256(common).digest()[:16] + own).digest()[:16]

    @property
    def fields(self) -> dict[str, list[int]]:
        at = [0, 0]
        found = {}
        for name, _, shape, _, _, _, own in self.schema:
            size = math.prod(shape)
            found[name] = self.halves[own][at[own] : at[own] + size]
            at[own] += size
        return found


def test_a_client_written_from_the_page_alone_plays_a_match(address: str) -> None:
    with connect(address, compression=None) as socket:
        me = Stranger(socket)
        me.say("Hello", protocol=5, name="Ann")
        assert me.hear("Welcome")["resumed"] is False
        seated = me.ask("CreateMatch", scenario="one-term", seats=3, city="hefei", seed=1)
        assert me.ask("StartMatch")["type"] == "Accepted"
        began = me.hear("Snapshot")
        assert (began["phase"], began["turn"], began["seat"]) == ("planning", 0, seated["seat"])
        works = {"order": "SetWorks", "amount": 93_100}
        assert me.ask("PreviewEdit", turn=0, edit=works)["forecast"]["lines"]
        key, money, _, _ = me.ask("EditDecree", turn=0, edit=works)["cost"]
        changed = me.hear("DecreeChanged")
        assert (key, money, changed["key"], changed["order"]) == ("SetWorks", 93_100, "SetWorks", works)
        dear = me.ask("EditDecree", turn=0, edit={"order": "IssueBonds", "amount": 10**10})
        assert (dear["type"], dear["reason"]["key"][:8]) == ("Refused", "refused.")
        for turn in range(2):
            assert me.ask("SetReady", turn=turn, ready=True)["type"] == "Accepted"
            before, halves = me.fields, [list(half) for half in me.halves]
            played = me.hear("TurnResolved")
            assert played["turn"] == turn + 1
            now = me.fields
            told = [reasons(why, now, before) for why in played["why"]]
    with connect(address, compression=None) as socket:
        again = Stranger(socket)
        again.say("Hello", protocol=5, token=seated["token"], last_seq=me.seq - 1)
        assert again.hear("Welcome")["last_cid"] == me.cid
        again.seq, again.schema, again.halves = me.seq - 1, me.schema, halves
        assert again.hear("TurnResolved")["turn"] == 2
        assert again.fields == me.fields
    with connect(address, compression=None) as socket:
        anew = Stranger(socket)
        anew.say("Hello", protocol=5, token=seated["token"])
        whole = anew.hear("Snapshot")
        assert anew.fields == me.fields
        # Here the first parts of all lines are told: they are what was worked out.
        assert told == [reasons(whole[why], anew.fields) for why in ("common_why", "own_why")]
        assert all(told)
