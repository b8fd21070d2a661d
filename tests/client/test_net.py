"""The connection heals itself: what was asked is asked again, what was missed is fetched, and crowds are not made."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from boulevard_client.link import Link, LinkChanged, full_address
from boulevard_client.local import LocalServer, ServerFailed
from boulevard_client.model import Model
from boulevard_client.net import FIRST_DELAY_S, LONGEST_DELAY_S, Connection
from boulevard_shared.ids import MatchPhase
from boulevard_shared.messages import CreateMatch, LeaveMatch, Request, SetReady, StartMatch


class Wire:
    """A TCP relay between client and server that can be cut, and can let nobody through."""

    def __init__(self, target: int) -> None:
        self.target = target
        self.open = True
        self.tries = 0
        self._pairs: list[socket.socket] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                near, _ = self._listener.accept()
            except OSError:
                return
            self.tries += 1
            if not self.open:
                near.close()
                continue
            far = socket.create_connection(("127.0.0.1", self.target))
            self._pairs += [near, far]
            for source, sink in ((near, far), (far, near)):
                threading.Thread(target=self._pump, args=(source, sink), daemon=True).start()

    @staticmethod
    def _pump(source: socket.socket, sink: socket.socket) -> None:
        with source:
            with contextlib.suppress(OSError):
                while data := source.recv(65_536):
                    sink.sendall(data)
            _hang_up(source, sink)

    def cut(self) -> None:
        """Tear every connection without a goodbye."""
        pairs, self._pairs = self._pairs, []
        _hang_up(*pairs)

    def close(self) -> None:
        self._listener.close()
        self.cut()


def _hang_up(*ends: socket.socket) -> None:
    """Shut down rather than close: a thread that reads the socket would keep it open."""
    for end in ends:
        with contextlib.suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)


class Person:
    """A connection with its replica; waits for things on the wake-up call."""

    def __init__(self, url: str, token: str = "") -> None:
        self.called = threading.Event()
        self.line = Connection(url, "Mei Lin", token, wake=self.called.set, chance=lambda: 0.3)
        self.model = Model(time.monotonic)
        self.changes: list[LinkChanged] = []
        self.line.start()

    def ask(self, make: Callable[[int], Request]) -> Request:
        request = make(self.line.next_cid())
        self.line.send(request)
        self.model.ask(request)
        return request

    def until(self, true: Callable[[], bool]) -> None:
        end = time.monotonic() + 20
        while not true():
            assert time.monotonic() < end, "waited too long"
            self.called.wait(0.05)
            self.called.clear()
            for item in self.line.poll():
                if isinstance(item, LinkChanged):
                    self.changes.append(item)
                self.model.fold(item)

    def sit_and_start(self) -> None:
        self.ask(lambda cid: CreateMatch(cid, "one-term", 2))
        self.until(lambda: self.model.phase is MatchPhase.LOBBY)
        self.ask(StartMatch)
        self.until(lambda: self.model.playing)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalServer]:
    with LocalServer.start(tmp_path_factory.mktemp("matches")) as running:
        yield running


@pytest.fixture
def wire(server: LocalServer) -> Iterator[Wire]:
    made = Wire(int(server.url.rpartition(":")[2]))
    yield made
    made.close()


@pytest.fixture
def person(wire: Wire) -> Iterator[Person]:
    made = Person(f"ws://127.0.0.1:{wire.port}")
    yield made
    made.line.close()


def test_a_cut_wire_is_mended_and_what_was_missed_is_fetched(person: Person, wire: Wire) -> None:
    person.sit_and_start()
    wire.open = False
    wire.cut()
    person.until(lambda: person.model.link is Link.LOST)
    person.ask(lambda cid: SetReady(cid, 0, True))  # said into the void
    wire.open = True
    person.until(lambda: person.model.turn == 1)
    assert not person.model.torn
    assert person.model.asked == {}
    assert person.model.link is Link.LIVE


def test_the_same_turn_is_not_played_twice_however_often_the_wire_breaks(person: Person, wire: Wire) -> None:
    person.sit_and_start()
    for turn in range(3):
        person.ask(lambda cid, turn=turn: SetReady(cid, turn, True))
        wire.cut()
        person.until(lambda turn=turn: person.model.turn == turn + 1)
    assert sorted(person.model.moments) == [0, 1, 2, 3]
    assert not person.model.torn


def test_asking_anew_brings_a_whole_snapshot(person: Person) -> None:
    person.sit_and_start()
    version = person.model.version
    person.line.renew()
    person.until(lambda: person.model.version > version and person.model.link is Link.LIVE and len(person.changes) > 2)
    assert not person.model.torn
    assert person.model.playing


def test_another_client_takes_the_seat_back_with_the_token(person: Person, wire: Wire) -> None:
    person.sit_and_start()
    second = Person(f"ws://127.0.0.1:{wire.port}", person.line.token)
    second.until(lambda: second.model.playing)
    assert second.model.essence()["fields"] == person.model.essence()["fields"]
    person.until(lambda: person.model.link is Link.ENDED)
    assert person.model.link_reason is not None
    second.line.close()


def test_a_given_up_seat_cannot_be_taken_back(person: Person, wire: Wire) -> None:
    person.sit_and_start()
    token = person.line.token
    person.ask(LeaveMatch)
    person.until(lambda: person.model.phase is None)
    assert person.line.token == ""
    late = Person(f"ws://127.0.0.1:{wire.port}", token)
    late.until(lambda: late.model.link is Link.ENDED)
    late.line.close()


def test_tries_spread_out_up_to_a_quarter_of_a_minute() -> None:
    latest = Connection("ws://nowhere", "", chance=lambda: 0.999_999)
    delays = [latest._jitter(tries) for tries in range(20)]
    assert delays[0] == pytest.approx(FIRST_DELAY_S, rel=1e-3)
    assert delays == sorted(delays)
    assert delays[-1] == pytest.approx(LONGEST_DELAY_S, rel=1e-3)
    soonest = Connection("ws://nowhere", "", chance=lambda: 0.0)
    assert 0 < soonest._jitter(9) < FIRST_DELAY_S


def test_an_address_that_is_none_is_told_at_once() -> None:
    lost = Person("http//what")
    lost.until(lambda: lost.model.link is Link.ENDED)
    assert lost.model.link_reason is not None
    lost.line.close()


@pytest.mark.parametrize(
    ("typed", "url"),
    [
        ("192.168.1.5", "ws://192.168.1.5:8765"),
        (" host:9000/ ", "ws://host:9000"),
        ("https://play.example", "wss://play.example"),
        ("wss://play.example/qb", "wss://play.example/qb"),
        ("", ""),
    ],
)
def test_a_typed_address_becomes_a_full_one(typed: str, url: str) -> None:
    assert full_address(typed) == url


def test_a_server_that_cannot_start_says_why(tmp_path: Path) -> None:
    taken = socket.create_server(("127.0.0.1", 0))
    with pytest.raises(ServerFailed, match=r"\S") as failed:
        LocalServer.start(tmp_path, port=taken.getsockname()[1])
    taken.close()
    assert not failed.value.taken


def test_a_second_window_is_told_that_the_first_keeps_the_matches(tmp_path: Path) -> None:
    with LocalServer.start(tmp_path):
        with pytest.raises(ServerFailed) as failed:
            LocalServer.start(tmp_path)
        assert failed.value.taken
