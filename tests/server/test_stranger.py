"""The protocol's page is enough: a client that knows only `shared/README.md`, websockets and msgpack plays a match.

Nothing of our own is imported here on purpose, not even the version number.
"""

from __future__ import annotations

import hashlib
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


class Stranger:
    """Sends requests, counts publications, keeps the fields of its view as flat lists of integers."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket
        self.cid = 0
        self.seq = 0
        self.fields: dict[str, list[int]] = {}

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
            message: dict[str, Any] = msgpack.unpackb(zlib.decompress(frame) if frame[0] == 0x78 else frame)
            self.take(message)
            if message["type"] in kinds:
                return message

    def take(self, message: dict[str, Any]) -> None:
        if "seq" in message:
            assert message["type"] in ("Snapshot", "LobbyShown") or message["seq"] == self.seq + 1
            self.seq = message["seq"]
        if message["type"] == "Snapshot":
            self.fields = {name: [0] * math.prod(shape) for name, _, shape, *_ in message["schema"]}
        if message["type"] in ("Snapshot", "TurnResolved"):
            for name, (values, at) in message["fields"].items():
                place = 0
                for number, value in enumerate(values):
                    place = number if at is None else place + at[number]
                    self.fields[name][place] += value
            assert self.sealed() == message["hash"]

    def sealed(self) -> str:
        digest = hashlib.blake2b(digest_size=16)
        for name in sorted(self.fields):
            values = self.fields[name]
            digest.update(name.encode() + b"\0" + struct.pack(f"<{len(values)}q", *values))
        return digest.hexdigest()


def test_a_client_written_from_the_page_alone_plays_a_match(address: str) -> None:
    with connect(address, compression=None) as socket:
        me = Stranger(socket)
        me.say("Hello", protocol=2, name="Ann")
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
            before = {name: list(values) for name, values in me.fields.items()}
            played = me.hear("TurnResolved")
            assert played["turn"] == turn + 1
            for quantity, causes, rows in played["why"]:
                for place, *changes in rows:
                    assert len(changes) == len(causes)
                    assert me.fields[quantity][place] - sum(changes) == before[quantity][place]
    with connect(address, compression=None) as socket:
        again = Stranger(socket)
        again.say("Hello", protocol=2, token=seated["token"], last_seq=me.seq - 1)
        assert again.hear("Welcome")["last_cid"] == me.cid
        again.seq, again.fields = me.seq - 1, before
        assert again.hear("TurnResolved")["turn"] == 2
        assert again.fields == me.fields
