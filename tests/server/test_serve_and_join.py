"""The whole promise on the real thing: `boulevard serve`, two clients, six bots, a server killed again and again.

The clients are the game's own connection and replica; the rules are the real ones. Nothing that was acknowledged may
be missing at the end, nothing may be there twice, the match goes on to its last turn, and the stored match plays again
to the same hashes.
"""

from __future__ import annotations

import os
import random
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from boulevard_client.model import Model
from boulevard_client.net import Connection
from boulevard_server.record import OrderGiven
from boulevard_server.sqlite_journal import file_in, read_only, read_rows
from boulevard_shared import messages as m
from boulevard_shared.ids import MatchPhase
from boulevard_shared.orders import AnyOrder, IssueBonds, SetWorks

pytestmark = pytest.mark.skipif(os.name == "nt", reason="needs SIGKILL")
TURNS = 10
KILLS_A_TURN = 5
"""The server is killed so many times in each turn of the match: fifty times in all."""
PATIENCE_S = 60.0


class Host:
    """A `boulevard serve` process that always comes back on the same port and folder."""

    def __init__(self, data: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        self.data = data
        self.start()

    def start(self) -> None:
        command = [
            sys.executable,
            "-m",
            "boulevard_server",
            "serve",
            "--port",
            str(self.port),
            "--data",
            str(self.data),
        ]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.communicate()

    def stop(self) -> str:
        """A clean stop; what it said on standard error."""
        self.process.terminate()
        return str(self.process.communicate(timeout=20)[1], "utf-8")


class Player:
    """A real client without a window."""

    def __init__(self, host: Host, name: str) -> None:
        self.link = Connection(f"ws://127.0.0.1:{host.port}", name, chance=lambda: 0.2)
        self.model = Model(time.monotonic)
        self.seated: m.Seated | None = None
        self.answers: dict[int, object] = {}
        self.given: dict[int, tuple[int, object]] = {}
        self.link.start()

    @property
    def over(self) -> bool:
        return self.model.phase is MatchPhase.OVER

    def poll(self) -> None:
        for message in self.link.poll():
            if isinstance(message, m.Seated):
                self.seated = message
            if isinstance(message, m.Accepted | m.Refused):
                assert message.cid not in self.answers, "a request was answered twice"
                self.answers[message.cid] = message
            self.model.fold(message)

    def ask(self, make: type[m.Request], **fields: object) -> int:
        request = make(self.link.next_cid(), **fields)
        self.model.ask(request)
        self.link.send(request)
        return request.cid

    def state(self) -> str:
        """For the message of a test that waits in vain."""
        model = self.model
        ready = [line.ready for line in model.seats]
        unanswered = sorted(set(self.given) - set(self.answers))
        return f"turn {model.turn}, {model.phase}, link {model.link}, ready {ready}, unanswered {unanswered}"

    def order(self, turn: int, edit: AnyOrder) -> None:
        """Give an order and remember that it was given."""
        cid = self.ask(m.EditDecree, turn=turn, edit=edit)
        self.given[cid] = (turn, edit)


def wait(players: list[Player], done: object) -> None:
    """Poll all players until `done()` holds."""
    assert callable(done)
    end = time.monotonic() + PATIENCE_S
    while not done():
        assert time.monotonic() < end, f"the match does not go on: {[player.state() for player in players]}"
        for player in players:
            player.poll()
        time.sleep(0.005)


def test_a_match_survives_a_server_that_is_killed_again_and_again(tmp_path: Path) -> None:
    dice = random.Random(12)
    host = Host(tmp_path)
    alice, bob = Player(host, "Alice"), Player(host, "Bob")
    both = [alice, bob]
    try:
        alice.ask(m.CreateMatch, scenario="one-term", seats=8, seed=5)
        wait(both, lambda: alice.seated)
        bob.ask(m.JoinMatch, code=alice.seated.code)  # type: ignore[union-attr]
        wait(both, lambda: bob.seated)
        alice.ask(m.StartMatch)
        wait(both, lambda: all(p.model.phase is MatchPhase.PLANNING for p in both))
        killed = 0
        while not all(p.over for p in both):
            turn = alice.model.turn
            for round_ in range(KILLS_A_TURN):
                for player in both:
                    for amount in (5_000 + turn + round_, 9_000 + turn + round_):
                        player.order(turn, SetWorks(amount=amount))
                bob.order(turn, IssueBonds(amount=1_000 + turn + round_))
                if round_ == KILLS_A_TURN - 1:  # the last kill of a turn may fall into its closing
                    for player in both:
                        player.ask(m.SetReady, turn=turn, ready=True)
                pause = time.monotonic() + dice.random() * 0.05
                wait(both, lambda pause=pause: time.monotonic() > pause)
                host.kill()
                killed += 1
                host.start()
            last = turn == TURNS - 1
            wait(both, lambda turn=turn, last=last: all(p.over or (p.model.turn > turn and not last) for p in both))
        wait(both, lambda: all(set(p.given) <= set(p.answers) for p in both))
        assert killed == TURNS * KILLS_A_TURN
    finally:
        for player in both:
            player.link.close()
        said = host.stop()
    assert "Traceback" not in said
    _compare_with_record(tmp_path, alice.seated.match, both)  # type: ignore[union-attr]
    match = alice.seated.match  # type: ignore[union-attr]
    verified = subprocess.run(
        [sys.executable, "-m", "boulevard_server", "replay", match, "--verify", "--data", str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert verified.returncode == 0, verified.stderr
    assert "10 turns played again gave every hash" in verified.stdout


def _compare_with_record(data: Path, match: str, players: list[Player]) -> None:
    """Every order that was accepted is in the record, once, and nothing else is there under its number."""
    store = read_only(file_in(data))
    rows = read_rows(store, match)
    store.close()
    stored = [(row.seat, row.cid, row.entry()) for row in rows if row.cid]
    assert len({(seat, cid) for seat, cid, _ in stored}) == len(stored)
    orders = {(seat, cid): entry for seat, cid, entry in stored if isinstance(entry, OrderGiven)}
    for player in players:
        assert player.seated is not None
        for cid, (_, edit) in player.given.items():
            if isinstance(player.answers[cid], m.Accepted):
                assert orders[player.seated.seat, cid].edit == edit, f"order {cid} was acknowledged and is lost"
        assert any(isinstance(answer, m.Accepted) for answer in player.answers.values())
