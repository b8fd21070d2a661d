"""Bots from outside: over the public protocol, in processes of their own, against a real server, to the end."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from boulevard_client.link import LinkChanged
from boulevard_client.net import Connection
from boulevard_server.record import OrderGiven, Row
from boulevard_server.sqlite_store import file_in, read_only, read_rows
from boulevard_shared import messages as m
from hosted import Host

FIRST_BOT = Path(__file__).parents[2] / "shared/examples/first_bot.py"
TURNS = 6
PATIENCE_S = 90.0


@pytest.fixture
def host(tmp_path: Path) -> Iterator[Host]:
    made = Host(tmp_path)
    yield made
    assert "Traceback" not in made.stop()


def bot(*arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        env={**os.environ, "PYTHONUTF8": "1"},
    )


def stored(host: Host, match: str) -> list[Row]:
    store = read_only(file_in(host.data))
    rows = read_rows(store, match)
    store.close()
    return rows


@pytest.mark.skipif(os.name == "nt", reason="needs SIGKILL")
def test_a_bot_plays_a_whole_match_as_a_guest_and_comes_back_to_a_server_that_was_killed(host: Host) -> None:
    line = Connection(host.url, "Teacher", chance=lambda: 0.2)
    line.start()
    line.send(m.CreateMatch(line.next_cid(), "first-posting", 4, seed=3))
    guest: subprocess.Popen[str] | None = None
    match, begun, over, killed = "", False, False, False
    end = time.monotonic() + PATIENCE_S
    try:
        while not over:
            assert time.monotonic() < end, "the match does not go on"
            for message in line.poll():
                if isinstance(message, m.Seated):
                    match = message.match
                    guest = bot("-m", "boulevard_server", "bot", host.url, message.code, "--persona", "treasurer")
                elif isinstance(message, m.LobbyShown) and not begun and sum(s.human for s in message.seats) == 2:
                    assert "Treasurer" in [seat.name for seat in message.seats]
                    begun = True
                    line.send(m.StartMatch(line.next_cid()))
                elif isinstance(message, m.Snapshot | m.TurnResolved):
                    if message.turn == 3 and not killed:  # while the bot thinks, or gives its orders
                        killed = True
                        host.kill()
                        host.start()
                    line.send(m.SetReady(line.next_cid(), message.turn, True))
                elif isinstance(message, m.MatchOver):
                    over = True
                assert not (isinstance(message, LinkChanged) and message.link.value == "ended")
            time.sleep(0.005)
        assert guest is not None
        told, complained = guest.communicate(timeout=30)
    finally:
        line.close()
        if guest is not None:
            guest.kill()
    assert guest.returncode == 0, complained
    assert complained.splitlines() == ["Connection lost, trying again"]
    assert len(re.findall(r"^── ", told, re.MULTILINE)) == TURNS
    assert re.search(r"^The match is over: \w+ came out as number \d of 4", told, re.MULTILINE)
    assert "⟦" not in told, "a sentence is missing"
    entries = [row.entry() for row in stored(host, match)]
    orders = [entry for entry in entries if isinstance(entry, OrderGiven) and entry.seat == 1]
    acts = re.findall(r"^  • (.+) — (.+)$", told, re.MULTILINE)
    assert len(acts) == len(orders) >= TURNS, "what it told is what was stored"


def test_the_first_bot_of_the_page_opens_a_match_and_plays_it_to_its_end(host: Host, tmp_path: Path) -> None:
    """In sixty lines, and a file beside them that reads the view; neither imports anything of ours."""
    lines = [line for line in FIRST_BOT.read_text("utf-8").splitlines() if line.strip()]
    assert len(lines) <= 60
    lines += FIRST_BOT.with_name("position.py").read_text("utf-8").splitlines()
    assert not any("boulevard" in line for line in lines if line.startswith(("import", "from")))
    line = Connection(host.url, "", chance=lambda: 0.2)
    line.start()
    while not any(isinstance(message, m.Welcome) for message in line.poll()):
        time.sleep(0.02)  # the server is up when it has greeted somebody
    line.close()
    first = bot(str(FIRST_BOT), host.url)
    told, complained = first.communicate(timeout=PATIENCE_S)
    assert (first.returncode, complained) == (0, "")
    assert len(re.findall(r"^ordered SetWorks \d+$", told, re.MULTILINE)) >= 3
    assert told.splitlines()[-1].startswith("over [(1, ")
    late = bot(str(FIRST_BOT), host.url, "AAAAAAAA")
    told, complained = late.communicate(timeout=PATIENCE_S)
    assert late.returncode == 1
    assert "There is no seat for us." in complained


@pytest.mark.parametrize(
    ("known", "said"), [(True, "No open lobby has this code"), (False, "No answer at this address.")], ids=str
)
def test_a_bot_that_finds_no_seat_says_why_and_ends_with_one(host: Host, known: bool, said: str) -> None:
    line = Connection(host.url, "", chance=lambda: 0.2)
    line.start()
    while not any(isinstance(message, m.Welcome) for message in line.poll()):
        time.sleep(0.02)
    line.close()
    url = host.url if known else "ws://127.0.0.1:1"
    sent = bot("-m", "boulevard_server", "bot", url, "AAAAAAAA")
    told, complained = sent.communicate(timeout=PATIENCE_S)
    assert (sent.returncode, told) == (1, "")
    assert complained.startswith(said)
    assert len(complained.splitlines()) == 1


def test_the_connection_of_a_bot_needs_no_pygame() -> None:
    code = "import sys; sys.modules['pygame'] = None; from boulevard_client.wire import main; "
    with bot("-c", code + "sys.exit(main(['ws://127.0.0.1:1', '--lang', 'en']))") as sent:
        sent.wait(PATIENCE_S)  # its input stays open
        told, complained = sent.communicate()
    assert (sent.returncode, told, complained) == (1, "", "No answer at this address.\n")
