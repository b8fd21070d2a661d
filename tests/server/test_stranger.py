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
            self.add(common[0], own[0])
            message["why"] = [common[1], own[1]]
            assert self.sealed() == message["hash"]

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
        me.say("Hello", protocol=4, name="Ann")
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
            for quantities, causes, count, data in played["why"]:
                numbers = columns(data, 4 * count)
                which, place, sums = 0, 0, {}
                for part in range(count):
                    following, far, cause, step = numbers[part::count]
                    which, place = which + following, place + far
                    assert causes[cause]
                    sums[quantities[which], place] = sums.get((quantities[which], place), 0) + step
                for (quantity, place), step in sums.items():
                    assert now[quantity][place] - step == before[quantity][place]
    with connect(address, compression=None) as socket:
        again = Stranger(socket)
        again.say("Hello", protocol=4, token=seated["token"], last_seq=me.seq - 1)
        assert again.hear("Welcome")["last_cid"] == me.cid
        again.seq, again.schema, again.halves = me.seq - 1, me.schema, halves
        assert again.hear("TurnResolved")["turn"] == 2
        assert again.fields == me.fields
