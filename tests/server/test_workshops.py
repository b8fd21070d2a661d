"""Turns played in another process come out bit for bit as here; a process that dies takes nothing with it."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from websockets.asyncio.client import ClientConnection, connect

from boards import CITIES, RULES, at_play, closing, fate, sat_at
from boulevard_server import errand
from boulevard_server.closing import Closing, Told
from boulevard_server.game import Due, Played
from boulevard_server.rules_game import ShippedRules
from boulevard_server.services import ThreadWorkers
from boulevard_server.thinking import think
from boulevard_server.together import Together
from boulevard_server.workshop import COMMAND
from boulevard_server.workshops import CROWD, TRIES, Workshops
from boulevard_shared import PROTOCOL
from boulevard_shared import messages as m
from boulevard_shared.codec import decode_server, encode
from boulevard_shared.content import shipped
from boulevard_shared.ids import SeatMode
from hosted import SWIFT

PATIENCE_S = 30.0


def closings() -> list[Closing]:
    """Turns of several kinds of matches: early and late, of people, bots and some away, anchored and rotating."""
    quiet = closing(sat_at(at_play(1, 0)))
    late = sat_at(at_play(2, 5))
    away = at_play(3, 3, CITIES[2:6])
    away.places[1].person = away.places[2].person = True
    career = at_play(4, 9, CITIES[:6], SeatMode.CAREER)
    career.places[0].person = career.places[3].person = True
    career.places[3].left = True
    return [
        quiet,
        closing(late, [think(late, seat) for seat in (1, 3)]),
        replace(closing(away, [think(away, seat) for seat in (0, 2, 3)]), people=[1, 2], numbers=[8, 9]),
        replace(closing(career, [think(career, seat) for seat in range(1, 6)]), people=[0], numbers=[3]),
    ]


def here(one: Closing) -> Told:
    (played,) = RULES.resolve([one.due()])
    assert isinstance(played, Played)
    return one.tell(played)


def test_a_turn_played_elsewhere_comes_out_bit_for_bit_and_so_do_those_after_it() -> None:
    elsewhere = errand.Errands(ShippedRules(shipped()))
    turns = closings()
    for _ in range(3):
        answers = elsewhere.run([errand.ask(one) for one in turns])
        told = [errand.hear(*pair) for pair in zip(turns, answers, strict=True)]
        assert [fate(one) for one in told] == [fate(here(one)) for one in turns]
        turns = [replace(one, board=then.then, acted=[]) for one, then in zip(turns, told, strict=True)]


def test_a_turn_that_fails_elsewhere_says_so_and_the_others_are_played() -> None:
    class Faulty(ShippedRules):
        def resolve(self, due: Sequence[Due]) -> list[Played | Exception]:
            return [ZeroDivisionError() if i == 1 else one for i, one in enumerate(super().resolve(due))]

    turns = closings()[:3]
    answers = errand.Errands(Faulty(shipped())).run([errand.ask(one) for one in turns])
    with pytest.raises(errand.Failed):
        errand.hear(turns[1], answers[1])
    with pytest.raises(errand.Failed):
        errand.hear(turns[0], answers[2][:-1])
    for which in (0, 2):
        assert fate(errand.hear(turns[which], answers[which])) == fate(here(turns[which]))


# --- real processes ----------------------------------------------------------------------------------------------


async def until(holds: Callable[[], bool]) -> None:
    async def wait() -> None:
        while not holds():
            await asyncio.sleep(0.01)

    await asyncio.wait_for(wait(), PATIENCE_S)


@asynccontextmanager
async def workshops(
    digest: str = RULES.digest, command: Sequence[str] = COMMAND
) -> AsyncIterator[tuple[Workshops, Callable[[Sequence[Closing]], Awaitable[list[Told]]]]]:
    """One of them, for a crowd, and a way to have turns played."""
    workers, shops = ThreadWorkers(), Workshops(1, digest, command)
    together = Together(RULES, workers, shops)

    async def play(turns: Sequence[Closing]) -> list[Told]:
        return list(await asyncio.gather(*map(together.play, turns)))

    try:
        shops.expect(CROWD)
        yield shops, play
    finally:
        await shops.close()
        workers.close()


def many(turns: int = 40) -> list[Closing]:
    board = sat_at(at_play(6, 1))
    return [closing(board) for _ in range(turns)]


@pytest.mark.skipif(os.name == "nt", reason="needs SIGSTOP and SIGKILL")
def test_a_workshop_killed_in_the_middle_of_a_turn_loses_nothing_and_is_started_anew(
    caplog: pytest.LogCaptureFixture,
) -> None:
    turns = many()
    same = fate(here(turns[0]))

    async def main() -> None:
        async with workshops() as (shops, play):
            kind = errand.kind_of(turns[0].board)
            shops.prepare(kind)
            await until(lambda: shops.idle(kind) is not None)
            (first,) = shops.pids
            os.kill(first, signal.SIGSTOP)  # so that it cannot be done before it is killed
            playing = asyncio.ensure_future(play(turns))
            await until(lambda: shops.idle(kind) is None)
            await asyncio.sleep(0.05)
            os.kill(first, signal.SIGKILL)
            assert [fate(told) for told in await playing] == [same] * len(turns)
            assert "a workshop has ended (exit code -9)" in caplog.text

            await until(lambda: shops.idle(kind) is not None)
            assert shops.pids != [first]
            played = shops.played
            assert [fate(told) for told in await play(turns)] == [same] * len(turns)
            assert shops.played > played

    asyncio.run(main())


@pytest.mark.skipif(os.name == "nt", reason="needs SIGSTOP")
def test_a_workshop_that_never_answers_is_ended_and_loses_nothing(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    turns = many()
    same = fate(here(turns[0]))

    async def main() -> None:
        async with workshops() as (shops, play):
            kind = errand.kind_of(turns[0].board)
            shops.prepare(kind)
            await until(lambda: shops.idle(kind) is not None)
            os.kill(*shops.pids, signal.SIGSTOP)
            monkeypatch.setattr("boulevard_server.workshops.PATIENCE_S", 0.2)
            assert [fate(told) for told in await play(turns)] == [same] * len(turns)
            assert "has not answered" in caplog.text

    asyncio.run(main())


def test_what_has_other_rules_or_does_nothing_but_die_is_not_used(caplog: pytest.LogCaptureFixture) -> None:
    turns = many(20)
    same = fate(here(turns[0]))

    async def main() -> None:
        async with workshops(digest="of yesterday") as (shops, play):
            await until(lambda: "other content or rules" in caplog.text)
            assert [fate(told) for told in await play(turns)] == [same] * len(turns)
            assert shops.played == 0
        async with workshops(command=(sys.executable, "-c", "")) as (shops, play):
            await until(lambda: f"has died {TRIES} times in a row" in caplog.text)
            assert [fate(told) for told in await play(turns)] == [same] * len(turns)
            assert shops.played == 0

    caplog.set_level(logging.ERROR)
    asyncio.run(main())


# --- a whole server ------------------------------------------------------------------------------------------------


def children(pid: int) -> list[int]:
    tasks = Path(f"/proc/{pid}/task").iterdir()
    return [int(child) for task in tasks for child in (task / "children").read_text().split()]


def is_gone(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except FileNotFoundError:
        return True


async def lobby(url: str) -> ClientConnection:
    """Somebody who has opened one."""
    socket = await connect(url, compression=None)
    for message in (m.Hello(PROTOCOL, "Ann"), m.CreateMatch(1)):
        await socket.send(encode(message))
        while not isinstance(decode_server(bytes(await socket.recv())), m.Welcome | m.Seated):
            pass
    return socket


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="needs Linux to see whose children are whose")
@pytest.mark.parametrize("end", ["SIGTERM", "SIGINT", "SIGKILL"])
def test_no_workshop_outlives_its_server(tmp_path: Path, end: str) -> None:
    command = [sys.executable, "-m", "boulevard_server", "serve", "--port", "0", "--data", str(tmp_path)]
    server = subprocess.Popen(
        [*command, "--turn-processes", "1"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=SWIFT,
        start_new_session=True,
    )
    assert server.stdout is not None
    url = server.stdout.readline().split()[2]

    async def main() -> None:
        sockets = [await lobby(url) for _ in range(CROWD - 1)]
        assert not children(server.pid)
        sockets.append(await lobby(url))
        await until(lambda: bool(children(server.pid)))
        (child,) = children(server.pid)
        await until(lambda: os.getsid(child) == child)  # it has left the terminal's group
        os.killpg(server.pid, getattr(signal, end))  # as a terminal does with Ctrl-C
        await until(lambda: server.poll() is not None)
        await until(lambda: is_gone(child))
        for socket in sockets:
            await socket.close()

    try:
        asyncio.run(main())
    finally:
        server.kill()
        _, said = server.communicate()
    assert server.returncode == (-signal.SIGKILL if end == "SIGKILL" else 0)
    assert not said
