"""The whole promise on the real thing: `boulevard serve`, two `boulevard join`, six bots, a server killed fifty times.

Each client is the real program with its real window (drawn where nobody sees it) whose keys are dictated to it; it
reconnects, resends and resumes by its own code, and writes down what the server told it. Nothing that it was told to be
accepted may be missing at the end, nothing may be there twice, the match goes on to its final report, and the stored
match plays again to the same hashes.
"""

from __future__ import annotations

import os
import random
import struct
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from boulevard_client.net import Connection
from boulevard_server.record import OrderGiven
from boulevard_server.sqlite_store import file_in, read_only, read_rows
from boulevard_shared import messages as m
from boulevard_shared.codec import decode_server
from boulevard_shared.orders import SetWorks
from boulevard_shared.parts import FinalReport, OrderCost
from hosted import SWIFT, Host

pytestmark = pytest.mark.skipif(os.name == "nt", reason="needs SIGKILL")
TURNS = 10
KILLS_A_TURN = 5
"""The server is killed so many times in each turn of the match: fifty times in all."""
PATIENCE_S = 60.0


class Player:
    """A `boulevard join` process: told what to press, and heard through what it writes down."""

    def __init__(self, host: Host, code: str, name: str) -> None:
        self.name = name
        self.home = host.data / name
        self.home.mkdir()
        self.seat = -1
        self.greeted = 0
        self.turn = -1
        self.final: FinalReport | None = None
        self.answered: set[int] = set()
        self.kept: dict[int, OrderCost] = {}
        """What orders cost that the server said it had accepted, by the number of the request."""
        self._record = self.home / "heard.rec"
        self._read = 0
        command = [sys.executable, "-m", "boulevard_server", "join", host.url, code]
        command += ["--name", name, "--lang", "en", "--script", "-", "--record", str(self._record)]
        places = ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME")
        with (self.home / "client.err").open("w") as said:
            self.process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stderr=said,
                env={**SWIFT, **dict.fromkeys(places, str(self.home)), "SDL_VIDEODRIVER": "dummy"},
                text=True,
            )

    def press(self, *lines: str) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write("".join(f"{line}\n" for line in lines))
        self.process.stdin.flush()

    def end(self) -> tuple[int, str]:
        """Close the program; how it ended and what it said on standard error."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        return self.process.wait(PATIENCE_S), (self.home / "client.err").read_text("utf-8")

    def hear(self) -> None:
        """Read on in what the client has written down."""
        if not self._record.exists():
            return
        with self._record.open("rb") as file:
            file.seek(self._read)
            data = file.read()
        at = 0
        while at + 4 <= len(data):
            (length,) = struct.unpack_from(">I", data, at)
            if at + 4 + length > len(data):
                break
            self._take(decode_server(data[at + 4 : at + 4 + length]))
            at += 4 + length
        self._read += at

    def _take(self, message: m.ServerMessage) -> None:
        match message:
            case m.Welcome():
                self.greeted += 1
            case m.Seated(seat=seat, token=token):
                self.seat = seat
                assert token == "", "a recording can be given away"
            case m.Snapshot(turn=turn, final=final):
                self.turn, self.final = turn, final
            case m.TurnResolved(turn=turn):
                self.turn = turn
            case m.MatchOver(report=report):
                self.final = report
            case _:
                pass
        if isinstance(message, m.Accepted | m.Refused | m.Seated):
            assert message.cid not in self.answered, "a request was answered twice"
            self.answered.add(message.cid)
        if isinstance(message, m.Accepted) and message.cost is not None and message.forecast is None:
            self.kept[message.cid] = message.cost

    def state(self) -> str:
        """For the message of a test that waits in vain."""
        said = (self.home / "client.err").read_text("utf-8")
        heard = f"turn {self.turn}, greeted {self.greeted} times, {len(self.kept)} orders kept"
        return f"{self.name}: {heard}, {self.process.poll()}, {said}"


def wait(players: list[Player], done: Callable[[], bool]) -> None:
    """Hear all players until something is so."""
    end = time.monotonic() + PATIENCE_S
    while not done():
        assert time.monotonic() < end, f"the match does not go on: {[player.state() for player in players]}"
        for player in players:
            player.hear()
        time.sleep(0.01)


def seated_at_a_new_table(host: Host, names: tuple[str, str]) -> tuple[str, list[Player]]:
    """Two players in a lobby that somebody else has opened and left; the match's id and the players, host first."""
    line = Connection(host.url, "Opener")
    line.start()
    players: list[Player] = []
    table: m.Seated | None = None
    people: list[str] = []

    def heard() -> None:
        nonlocal table, people
        for message in line.poll():
            if isinstance(message, m.Seated):
                table = message
            elif isinstance(message, m.LobbyShown):
                people = [seat.name for seat in message.seats if seat.human]

    def seen(number: int) -> bool:
        heard()
        return len(people) == number

    try:
        line.send(m.CreateMatch(line.next_cid(), "one-term", 8, seed=5))
        wait([], lambda: seen(1))
        assert table is not None
        players += [Player(host, table.code, name) for name in names]
        wait(players, lambda: seen(1 + len(names)) and all(player.seat >= 0 for player in players))
        line.send(m.LeaveMatch(line.next_cid()))
        wait(players, lambda: not heard() and not line.token)
    except BaseException:
        for player in players:
            player.process.kill()
        raise
    finally:
        line.close()
    return table.match, sorted(players, key=lambda player: player.seat)


def test_a_match_survives_a_server_that_is_killed_again_and_again(tmp_path: Path) -> None:
    dice = random.Random(12)
    host = Host(tmp_path)
    both: list[Player] = []
    try:
        match, both = seated_at_a_new_table(host, ("Alice", "Bob"))
        both[0].press("until lobby.start", "key Ctrl+Enter")
        wait(both, lambda: all(player.turn == 0 for player in both))
        killed = 0
        for turn in range(TURNS):
            for player in both:
                player.press("key 7", "key W")  # the treasury, and there the slider for works
            for last in (*[False] * (KILLS_A_TURN - 1), True):
                for player in both:
                    player.press(*[f"key {dice.choice(('Left', 'Right'))}" for _ in range(3)])
                    if last:  # the last kill of a turn may fall into its closing
                        player.press("ready")
                moment = time.monotonic() + dice.random() * 0.15
                wait(both, lambda moment=moment: time.monotonic() > moment)
                host.kill()
                killed += 1
                for player in both:
                    player.hear()
                before = [player.greeted for player in both]
                host.start()
                wait(both, lambda before=before: all(p.greeted > b for p, b in zip(both, before, strict=True)))
            wait(both, lambda turn=turn: all(player.turn > turn for player in both))
        assert killed == TURNS * KILLS_A_TURN
        wait(both, lambda: all(player.final is not None for player in both))
        for player in both:
            player.press("until final.menu", "quit")
            assert player.end() == (0, "")
    finally:
        for player in both:
            player.process.kill()
            player.process.wait()
        said = host.stop()
    assert "Traceback" not in said
    _compare_with_record(tmp_path, match, both)
    verified = subprocess.run(
        [sys.executable, "-m", "boulevard_server", "replay", match, "--verify", "--data", str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert verified.returncode == 0, verified.stderr
    assert f"{TURNS} turns played again gave every hash" in verified.stdout


def _compare_with_record(data: Path, match: str, players: list[Player]) -> None:
    """Every order that a client heard to be accepted is in the record, once, as it was priced; the reports are one."""
    store = read_only(file_in(data))
    rows = read_rows(store, match)
    store.close()
    stored = [(row.seat, row.cid, row.entry()) for row in rows if row.cid]
    given = [(seat, cid) for seat, cid, entry in stored if isinstance(entry, OrderGiven)]
    assert len(set(given)) == len(given), "an order happened twice"
    orders = {(seat, cid): entry.edit for seat, cid, entry in stored if isinstance(entry, OrderGiven)}
    for player in players:
        assert len(player.kept) >= TURNS, "there was little to lose"
        for cid, cost in player.kept.items():
            edit = orders.get((player.seat, cid))
            assert isinstance(edit, SetWorks), f"order {cid} was acknowledged and is lost"
            assert (edit.key, edit.amount) == (cost.key, cost.money)
        heard = {cid for seat, cid in orders if seat == player.seat}
        assert heard == set(player.kept), "each order in the record was acknowledged in the end"
    assert players[0].final == players[1].final
