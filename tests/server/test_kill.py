"""The promise about storage, on the real thing: a server process killed without warning has lost nothing it confirmed.

Clients on real sockets give orders as fast as they are answered while the process is killed with SIGKILL at random
moments, also while it starts. After each restart they come back with their tokens and send again what was not
answered. (A killed process does not prove what a power cut would do; that the commits are synchronous is tested in
`test_journal.py`.)
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import random
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from toygame import ToyRules
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidMessage

from boulevard_server.board import replay
from boulevard_server.record import check
from boulevard_server.sqlite_store import file_in, read_only, read_rows
from boulevard_shared import PROTOCOL
from boulevard_shared import messages as m
from boulevard_shared.codec import decode_server, encode
from boulevard_shared.orders import IssueBonds, SetWorks

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork and SIGKILL")
KILLS = int(os.environ.get("BOULEVARD_KILLS", "25"))
"""Kills of each of the two tests; `make kill-test` asks for many more."""
CLIENTS = 6
PENDING = 3


class Server:
    """A server process that can be started, killed and started again; `port` is another one after every start."""

    def __init__(self, data: Path) -> None:
        self.port = 0
        self._pid = 0
        script = Path(__file__).with_name("toyserver.py")
        self._nursery = subprocess.Popen(
            [sys.executable, str(script), str(data), "0"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def __enter__(self) -> Server:
        return self

    def __exit__(self, *error: object) -> None:
        if self._pid:
            os.kill(self._pid, signal.SIGKILL)
        assert self._nursery.stdin is not None
        assert self._nursery.stdout is not None
        self._nursery.stdin.close()
        self._nursery.kill()
        self._nursery.wait()
        self._nursery.stdout.close()

    async def _line(self, start: str) -> str:
        """The next line the process says that starts so."""
        assert self._nursery.stdout is not None
        while True:
            line = await asyncio.to_thread(self._nursery.stdout.readline)
            assert line, "the server process said nothing more"
            if line.startswith(start):
                return line[len(start) :].strip()

    async def launch(self) -> None:
        """Begin to start."""
        assert self._nursery.stdin is not None
        self._nursery.stdin.write("begin\n")
        self._nursery.stdin.flush()
        self._pid = int(await self._line("pid "))

    async def start(self) -> None:
        await self.launch()
        self.port = int((await self._line("listening on ws://127.0.0.1:")).split()[0])

    async def kill(self) -> None:
        with contextlib.suppress(ProcessLookupError):  # it has ended by itself: the next line says so
            os.kill(self._pid, signal.SIGKILL)
        self._pid = 0
        assert await self._line("ended ") == "-9", "the server ended before it was killed"

    async def stop(self) -> None:
        """Stop in good order."""
        os.kill(self._pid, signal.SIGTERM)
        self._pid = 0
        assert await self._line("ended ") == "0", "a server told to stop ends in good order"


class Client:
    """Gives orders, keeps every confirmation, and repeats what was not answered.

    Attributes:
        confirmed: by cid, the request and its Accepted.
    """

    def __init__(self, server: Server, seed: int) -> None:
        self.server = server
        self.dice = random.Random(seed)
        self.token = ""
        self.match = ""
        self.seat = -1
        self.cid = 0
        self.seq = 0
        self.turn = 0
        self.waiting: dict[int, m.Request] = {}
        self.confirmed: dict[int, tuple[m.Request, m.Accepted]] = {}
        self.resumed = 0
        self.final = False

    async def enter(self, code: str = "") -> m.Seated:
        """Open a match, or join the one with this code."""
        async with connect(f"ws://127.0.0.1:{self.server.port}", compression=None) as socket:
            await socket.send(encode(m.Hello(PROTOCOL, "killed")))
            self.cid += 1
            request = m.JoinMatch(self.cid, code) if code else m.CreateMatch(self.cid, "toy", seats=CLIENTS // 2 + 1)
            await socket.send(encode(request))
            seated = await self._until(socket, m.Seated)
            self.token, self.match, self.seat = seated.token, seated.match, seated.seat
            return seated

    async def begin(self) -> None:
        """As host: let the match begin."""
        async with connect(f"ws://127.0.0.1:{self.server.port}", compression=None) as socket:
            await socket.send(encode(m.Hello(PROTOCOL, "", self.token, self.seq)))
            await self._until(socket, m.Welcome)
            self.cid += 1
            await socket.send(encode(m.StartMatch(self.cid)))
            await self._until(socket, m.Accepted)

    async def _until(self, socket: ClientConnection, kind: type) -> m.ServerMessage:
        while not isinstance(message := decode_server(await socket.recv()), kind):
            assert not isinstance(message, m.Refused), message
        return message

    async def play(self) -> None:
        """Give orders until the server dies."""
        with contextlib.suppress(OSError, ConnectionClosed, InvalidMessage, EOFError):
            async with connect(f"ws://127.0.0.1:{self.server.port}", compression=None) as socket:
                await socket.send(encode(m.Hello(PROTOCOL, "", self.token, self.seq)))
                while True:
                    message = decode_server(await socket.recv())
                    await self._hear(message, socket)

    async def _hear(self, message: m.ServerMessage, socket: ClientConnection) -> None:
        if isinstance(message, m.Welcome):
            self.resumed += 1
            assert message.resumed
            orders = [cid for cid, (request, _) in self.confirmed.items() if isinstance(request, m.EditDecree)]
            assert message.last_cid >= max(orders, default=0), "a confirmed order is gone"
            for request in self.waiting.values():
                await socket.send(encode(request))
        elif isinstance(message, m.Publication):
            assert isinstance(message, m.Snapshot) or message.seq == self.seq + 1
            self.seq = message.seq
            if isinstance(message, m.Snapshot | m.TurnResolved):
                self.turn = message.turn
        elif isinstance(message, m.Accepted | m.Refused):
            request = self.waiting.pop(message.cid)
            if isinstance(message, m.Accepted):
                assert message.cid not in self.confirmed, "an order was answered twice"
                self.confirmed[message.cid] = (request, message)
        while not self.final and len(self.waiting) < PENDING and self.seq:
            self.cid += 1
            self.waiting[self.cid] = self._wish()
            await socket.send(encode(self.waiting[self.cid]))

    def _wish(self) -> m.Request:
        what = self.dice.random()
        if what < 0.1:
            return m.SetReady(self.cid, self.turn, True)
        if what < 0.3:
            return m.EditDecree(self.cid, self.turn, IssueBonds(self.dice.randrange(1, 500)))
        return m.EditDecree(self.cid, self.turn, SetWorks(self.dice.randrange(1, 900)))


async def kill_again_and_again(data: Path, seed: int) -> None:
    dice = random.Random(seed)
    with Server(data) as server:
        await server.start()
        clients = [Client(server, seed * 100 + n) for n in range(CLIENTS)]
        for table in (clients[::2], clients[1::2]):
            code = (await table[0].enter()).code
            for other in table[1:]:
                await other.enter(code)
            await table[0].begin()
        for kill in range(KILLS):
            playing = [asyncio.create_task(client.play()) for client in clients]
            await asyncio.sleep(dice.uniform(0.03, 0.25))
            await server.kill()
            await asyncio.gather(*playing)
            if kill % 5 == 4:  # killed again before it has come up
                await server.launch()
                await asyncio.sleep(dice.uniform(0.0, 0.03))
                await server.kill()
            await server.start()
        # A last calm round: everything that was under way is answered, nothing new is asked.
        for client in clients:
            client.final = True
        playing = [asyncio.create_task(client.play()) for client in clients]
        for _ in range(200):
            await asyncio.sleep(0.05)
            if not any(client.waiting for client in clients):
                break
        assert not any(client.waiting for client in clients), "a request was never answered"
        await server.stop()
        await asyncio.gather(*playing)
    compare(clients, data, KILLS)


def compare(clients: list[Client], data: Path, kills: int) -> None:
    """What the clients were told against what is stored."""
    store = read_only(file_in(data))
    records = {match: read_rows(store, match) for match in {client.match for client in clients}}
    assert store.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    store.close()
    for rows in records.values():
        check(rows)
        replay(ToyRules(turns=1000), rows)  # compares every turn's hash
        claims = [(row.seat, row.cid) for row in rows if row.cid]
        assert len(claims) == len(set(claims)), "an order was stored twice"
    orders = 0
    for client in clients:
        assert client.resumed >= kills // 2, "hardly any kill hit a client at play"
        stored = {row.cid: row for row in records[client.match] if row.seat == client.seat and row.cid}
        for cid, (request, answer) in client.confirmed.items():
            if cid not in stored:  # a SetReady that changed nothing is confirmed without an entry
                assert isinstance(request, m.SetReady), f"confirmed order {cid} is not stored"
                continue
            assert decode_server(stored[cid].answer) == answer
            if isinstance(request, m.EditDecree):
                entry = stored[cid].entry()
                assert (entry.turn, entry.edit) == (request.turn, request.edit)
                orders += 1
    assert orders > kills * CLIENTS, "too few orders for this test to mean anything"


@pytest.mark.parametrize("seed", [1, 2])
def test_a_killed_server_has_lost_and_doubled_nothing_it_confirmed(seed: int, tmp_path: Path) -> None:
    asyncio.run(kill_again_and_again(tmp_path, seed))


def test_the_comparison_notices_a_lost_order(tmp_path: Path) -> None:
    """A control: the same comparison fails when one confirmed order is taken out of the store."""

    async def main() -> list[Client]:
        with Server(tmp_path) as server:
            await server.start()
            client = Client(server, 1)
            await client.enter()
            await client.begin()
            playing = asyncio.create_task(client.play())
            while len(client.confirmed) < 300:
                await asyncio.sleep(0.01)
            await server.kill()
            await playing
        return [client]

    clients = asyncio.run(main())
    compare(clients, tmp_path, 1)
    last = max(cid for cid, (request, _) in clients[0].confirmed.items() if isinstance(request, m.EditDecree))
    with sqlite3.connect(file_in(tmp_path)) as store:
        store.execute("DELETE FROM entry WHERE seq >= (SELECT seq FROM entry WHERE cid = ?)", (last,))
    store.close()
    with pytest.raises(AssertionError, match="is not stored"):
        compare(clients, tmp_path, 1)
