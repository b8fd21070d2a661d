"""Promises of the command line: sentences and exit codes, a match told without a display, replays that check out."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from boulevard_client.screens import registry
from boulevard_server.__main__ import main
from boulevard_server.board import Board
from boulevard_server.cli import client
from boulevard_server.game import Ruleset
from boulevard_server.record import FORMAT, NOBODY, AnyEntry, Chain, MatchOpened, MatchStarted, Row, Terms, TurnClosed
from boulevard_server.replays import write_file
from boulevard_server.rules_game import ShippedRules
from boulevard_server.thinking import think
from boulevard_shared.content import shipped
from boulevard_shared.ids import BotLevel, SeatMode


def run(*arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    environment = {k: v for k, v in os.environ.items() if k not in ("DISPLAY", "WAYLAND_DISPLAY", "SDL_VIDEODRIVER")}
    command = [sys.executable, "-m", "boulevard_server", *arguments]
    return subprocess.run(command, capture_output=True, text=True, env={**environment, **more}, timeout=120)


def played(rules: Ruleset, turns: int) -> list[Row]:
    """The record of a match in which three bots have played some turns of the real rules."""
    cities = list(rules.scenarios["one-term"].cities[:3])
    terms = Terms("one-term", 3, SeatMode.ANCHORED, BotLevel.EASY, 0, 3_000, 5_000, 11, rules.digest)
    opened = MatchOpened(format=FORMAT, code="ABCDEFGH", terms=terms)
    board = Board(rules, opened)
    personas = [rules.personas[seat % len(rules.personas)] for seat in range(3)]
    started = MatchStarted(cities=cities, personas=personas, hash=board.open_game(cities)[2])
    board.apply(started)
    entries: list[AnyEntry] = [opened, started]
    for turn in range(turns):
        acted = [think(board, seat) for seat in range(3)]
        outcome = board.play(board.decrees(acted))
        closed = TurnClosed(turn=turn, acted=acted, hash=outcome.digest)
        board.apply(closed, outcome)
        entries.append(closed)
    return Chain("example").rows((entry, NOBODY) for entry in entries)


@pytest.fixture(scope="module")
def replay_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("replays") / "match.replay"
    write_file(path, played(ShippedRules(shipped()), 4))
    return path


@pytest.mark.parametrize(("lang", "word"), [("en", "Final table"), ("zh", "最终排名")])
def test_without_a_display_a_match_is_told_to_its_end(lang: str, word: str) -> None:
    told = run("play", "--scenario", "one-term", "--seats", "4", "--seed", "5", "--lang", lang, PYTHONUTF8="1")
    assert told.returncode == 0, told.stderr
    assert "no display" in told.stdout
    assert word in told.stdout
    assert "⟦" not in told.stdout, "a sentence is missing"
    assert len(re.findall(r"^── ", told.stdout, re.MULTILINE)) == 10


def test_the_same_seed_tells_the_same_match(capsys: pytest.CaptureFixture[str]) -> None:
    texts = []
    for _ in range(2):
        assert main(["play", "--headless", "--scenario", "one-term", "--seats", "3", "--seed", "9"]) == 0
        texts.append(capsys.readouterr().out)
    assert texts[0] == texts[1]


def test_a_scenario_is_dealt_as_it_proposes_unless_something_else_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    proposed = shipped().scenarios["first-posting"].default_seats
    for said, seats in ((), proposed), (("--seats", "2"), 2):
        assert main(["play", "--headless", "--scenario", "first-posting", "--seed", "9", *said]) == 0
        table = capsys.readouterr().out.partition("Final table")[2]
        assert len(re.findall(r"^ +\d+  ", table, re.MULTILINE)) == seats


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["play", "--headless", "--scenario", "nowhere"], "no scenario 'nowhere'; there are: "),
        (["play", "--headless", "--city", "atlantis"], "no city 'atlantis'"),
        (["replay", "unknown", "--data", "/nowhere"], "there is no file 'unknown', and there are no stored matches"),
        (["replay", "README.md"], "README.md is not a replay"),
        (["play", "--scenario", "one-term", "--city", "atlantis"], "no city 'atlantis'"),
        (["screenshot", "region", "--out", "/no/where/x.png"], "there is no folder /no/where"),
        (["screenshot", "menu", "--turn", "3", "--out", "x.png"], "'menu' shows no match"),
        (["screenshot", "city", "--replay", "nowhere.replay", "--out", "x.png"], "nowhere.replay: No such file"),
        (["screenshot", "city", "--replay", "README.md", "--out", "x.png"], "README.md is not a replay"),
        (["serve", "--data", "README.md"], "the data folder"),
        (["watch", "README.md"], "README.md is not a replay"),
        (["watch", "unknown", "--data", "/nowhere"], "there is no file 'unknown', and there are no stored matches"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(Path(__file__).parents[2])
    assert main(arguments) == 1
    captured = capsys.readouterr()
    assert said in captured.err
    assert captured.out == ""


@pytest.mark.parametrize(
    "arguments",
    [
        ["dance"],
        ["play", "--seats", "11"],
        ["play", "--seats", "many"],
        ["play", "--bots", "godlike"],
        ["play", "--seed", "-1"],
        ["join"],
        ["join", "ws://host:port", "ABCDEFGH"],
        ["join", "ftp://host", "ABCDEFGH"],
        ["join", "host", "ABC"],
        ["bot", "host"],
        ["bot", "host", "ABCDEFGH", "--persona", "saint"],
        ["serve", "--port", "99999"],
        ["serve", "--rate", "nan"],
        ["serve", "--burst", "0"],
        ["replay", "match", "--turn", "0"],
        ["screenshot", "nowhere", "--out", "x.png"],
        ["screenshot", "menu", "--out", "x.jpeg"],
        ["screenshot", "menu", "--out", "x.png", "--size", "1x1"],
    ],
)
def test_what_is_not_understood_ends_with_two(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
    assert "usage: boulevard" in capsys.readouterr().err


@pytest.mark.parametrize("command", ["", "play", "join", "bot", "serve", "replay", "screenshot"])
def test_every_command_explains_itself(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main([*([command] if command else []), "--help"])
    assert ended.value.code == 0
    assert "usage: boulevard" in capsys.readouterr().out


def test_without_a_display_the_menu_says_what_else_can_be_done() -> None:
    said = run()
    assert said.returncode == 1
    assert "play --headless" in said.stderr


def test_who_ends_the_command_ends_the_window_and_its_server_too(tmp_path: Path) -> None:
    silent = {"SDL_VIDEODRIVER": "dummy", "SDL_AUDIODRIVER": "dummy"}
    home = {**silent, "HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path)}
    command = [sys.executable, "-m", "boulevard_server", "play", "--describe", "--seats", "2"]
    with subprocess.Popen(command, env={**os.environ, **home}, stdout=subprocess.PIPE, text=True) as launched:
        assert launched.stdout is not None
        assert launched.stdout.readline(), "the window is there and speaks"
        launched.terminate()
        launched.stdout.read()  # comes to an end only when everybody who could write is gone
    assert launched.returncode == 0, "closed as by its own button"


def test_a_server_started_by_a_program_goes_with_it(tmp_path: Path) -> None:
    """However that program ended: else its orphan would keep the data folder locked."""
    command = [sys.executable, "-m", "boulevard_server", "serve", "--port", "0", "--data", str(tmp_path)]
    with subprocess.Popen(
        [*command, "--until-input-ends"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as server:
        assert server.stdout is not None
        assert server.stdin is not None
        assert "listening" in server.stdout.readline()
        server.stdin.close()
        assert server.wait(20) == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ("serve --port 0 --until-input-ends --data .", "listening on ws://127.0.0.1:"),
        ("play --headless --scenario one-term --seats 2", "Final table"),
    ],
)
def test_a_host_without_pygame_serves_and_tells(arguments: str, said: str, tmp_path: Path) -> None:
    """On a machine without a screen it may be missing: here importing it fails."""
    code = "import sys; sys.modules['pygame'] = None; from boulevard_server.__main__ import main; sys.exit(main())"
    command = [sys.executable, "-c", code, *arguments.split()]
    done = subprocess.run(command, input="", capture_output=True, text=True, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert said in done.stdout


def test_a_replay_is_verified_looked_at_and_written_for_programs(
    replay_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["replay", str(replay_file), "--verify"]) == 0
    assert "4 turns played again gave every hash" in capsys.readouterr().out
    assert main(["replay", str(replay_file), "--turn", "3", "--lang", "zh"]) == 0
    assert "名次" in capsys.readouterr().out
    assert main(["replay", str(replay_file), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["turn"], len(told["hashes"]), len(told["scores"])) == (4, 5, 3)
    assert main(["replay", str(replay_file), "--turn", "40"]) == 1
    assert "there is no turn 40" in capsys.readouterr().err


def test_a_replay_that_says_another_outcome_is_found_out(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Sealed again from end to end, so only playing it again can tell."""
    rules = ShippedRules(shipped())
    entries = [row.entry() for row in played(rules, 2)]
    last = entries[-1]
    assert isinstance(last, TurnClosed)
    entries[-1] = TurnClosed(turn=last.turn, acted=[], hash=last.hash)
    path = tmp_path / "forged.replay"
    write_file(path, Chain("example").rows((entry, NOBODY) for entry in entries))
    assert main(["replay", str(path), "--verify"]) == 1
    assert "turn 1 does not give the position that was written" in capsys.readouterr().err


def test_the_command_line_knows_every_screen_of_the_client() -> None:
    assert {*client.OUTSIDE, *client.INSIDE} == set(registry.names())
    assert all(registry.in_match(screen) for screen in client.INSIDE)


def test_a_store_is_found_by_a_path_from_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    command = [sys.executable, "-m", "boulevard_server", "serve", "--port", "0", "--data", "here"]
    assert subprocess.run([*command, "--until-input-ends"], input="", cwd=tmp_path, text=True).returncode == 0
    monkeypatch.chdir(tmp_path)
    assert main(["replay", "unknown", "--data", "here"]) == 1
    assert "neither a file nor a stored match 'unknown'" in capsys.readouterr().err
