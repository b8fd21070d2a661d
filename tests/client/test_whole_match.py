"""A whole match from the menu to the final report through a real server process: by keyboard, by mouse, on a screen."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pygame
import pytest

from boulevard_client import display
from boulevard_client.__main__ import _dial, make_app
from boulevard_client.app import App
from boulevard_client.local import LocalServer
from boulevard_client.pilot import Pilot
from boulevard_client.play import Play
from boulevard_client.screens import registry
from boulevard_client.settings import Settings, Store
from boulevard_client.widgets import faults
from boulevard_shared.ids import MatchPhase


@pytest.fixture
def make(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Callable[[], App]]:
    """Start the client anew, as often as wanted, in the same home folder."""
    monkeypatch.setenv("SDL_VIDEODRIVER", "dummy")
    apps: list[App] = []

    def host(folder: Path, shared: bool) -> LocalServer:
        return LocalServer.start(folder, shared=shared)

    def start() -> App:
        store = Store(tmp_path)
        play = Play(store, time.monotonic, _dial, host, lambda: None)
        settings = Settings(language="en", reduce_motion=True, name="Mei Lin")
        apps.append(make_app(display.open_window((1280, 720)), play, store, settings))
        return apps[-1]

    yield start
    for app in apps:
        app.close()
    pygame.display.quit()


def readable(hands: Pilot) -> None:
    """Nothing on the screen is cut, covered or nameless, with real figures of a real match."""
    stage = hands.app.stage
    # short notices cover what is below them for a while, on purpose
    assert faults(stage.look, [hands.app.page, *(layer.root for layer in stage.layers[1:])]) == []
    assert hands.app.words.missing == set()


def finish(hands: Pilot, ready: Callable[[], None]) -> list[int]:
    """Say Ready until the match is over; returns the turns that were planned."""
    model, turns = hands.app.model, []
    while model.phase is MatchPhase.PLANNING:
        turn = model.turn
        turns.append(turn)
        ready()
        if not model.ready:
            ready()  # it asked back
        hands.until(lambda turn=turn: model.turn > turn or model.phase is not MatchPhase.PLANNING, "the next turn")
        readable(hands)
        assert not model.torn
    return turns


def test_a_whole_match_by_keyboard_alone(make: Callable[[], App]) -> None:
    hands = Pilot(make())
    app = hands.app
    hands.key("N")
    hands.focus("new.scenario.one-term")
    hands.key("Enter")
    hands.key("Ctrl+Enter")
    hands.until(lambda: app.route == "bulletin", "the first turn")
    readable(hands)
    for place in registry.PLACES:
        if place.key:
            hands.key(place.key)
            readable(hands)
    hands.key("Ctrl+Enter")
    hands.until(lambda: app.model.turn == 1, "the second turn")
    hands.key("3")
    hands.key("B")
    hands.until(lambda: "BidForProject" in str(app.model.decree.acts), "our bid in the decree")
    readable(hands)

    turns = finish(hands, lambda: hands.key("Ctrl+Enter"))
    assert turns == list(range(1, 10))
    assert app.route == "final"
    report = app.model.final
    assert report is not None
    assert [line.rank for line in report.scores] == [1, 2, 3, 4]
    for _ in range(2):
        hands.focus("final.pages")
        hands.key("Right")
        readable(hands)
    hands.key("8")
    readable(hands)
    hands.key("F2")
    readable(hands)
    hands.key(".")
    hands.focus("final.menu")
    hands.key("Enter")
    assert app.route == "menu"
    assert app.play.held is None


def test_a_whole_match_by_mouse_alone(make: Callable[[], App]) -> None:
    hands = Pilot(make())
    app = hands.app
    hands.click("menu.new")
    hands.click("new.scenario.one-term")
    hands.click("new.city.chengdu")
    hands.click("new.begin")
    hands.until(lambda: app.route == "bulletin", "the first turn")
    assert app.model.own_line is not None
    assert app.model.own_line.city == "chengdu"
    hands.click("rail.city")
    hands.click("line.city.gdp.0" if hands.sees("line.city.gdp.0") else f"line.city.gdp.{app.model.city}")
    hands.click("explain.close")
    hands.click("rail.region")
    hands.click("region.lens.talent")
    readable(hands)

    finish(hands, lambda: hands.click("top.ready"))
    assert app.route == "final"
    hands.click("final.menu")
    assert app.route == "menu"


def test_a_match_goes_on_where_it_was_left_even_after_the_program_ended(make: Callable[[], App]) -> None:
    hands = Pilot(make())
    hands.key("N")
    hands.focus("new.scenario.one-term")
    hands.key("Enter")
    hands.key("Ctrl+Enter")
    hands.until(lambda: hands.app.route == "bulletin", "the first turn")
    for turn in (1, 2):
        while not hands.app.model.ready and hands.app.model.turn < turn:
            hands.key("Ctrl+Enter")
        hands.until(lambda turn=turn: hands.app.model.turn == turn, "the next turn")
    before = hands.app.model.essence()
    hands.app.close()

    again = Pilot(make())
    again.focus("menu.continue")
    again.key("Enter")
    again.until(lambda: again.app.model.playing, "the match")
    after = again.app.model.essence()
    for essence in (before, after):  # who is connected differs by a moment
        essence.pop("seats")
    assert after == before


def test_two_people_meet_by_a_code_and_decide_at_the_same_time(make: Callable[[], App], tmp_path: Path) -> None:
    host = Pilot(make())
    host.key("N")
    host.focus("new.scenario.one-term")
    host.key("Enter")
    host.focus("new.alone")
    host.key("Right")
    host.key("Ctrl+Enter")
    host.until(lambda: host.app.route == "lobby", "the lobby")
    readable(host)
    assert host.app.play.address

    guest = Pilot(make())
    guest.key("J")
    guest.focus("join.address")
    guest.type(host.app.play.address.replace(host.app.play.address.partition(":")[0], "127.0.0.1"))
    guest.focus("join.code")
    guest.type(host.app.model.code)
    guest.focus("join.player")
    guest.type("赵明")
    guest.key("Ctrl+Enter")
    guest.until(lambda: guest.app.route == "lobby", "the lobby")
    both = (host, guest)

    def together(true: Callable[[Pilot], bool], what: str) -> None:
        def all_so() -> bool:
            for each in both:
                each.app.step([])
            return all(true(each) for each in both)

        host.until(all_so, what)

    together(lambda each: sum(line.human for line in each.app.model.seats) == 2, "both people")
    readable(guest)
    host.key("Ctrl+Enter")
    together(lambda each: each.app.route == "bulletin", "the first turn")
    assert {each.app.model.seat for each in both} == {0, 1}

    host.key("Ctrl+Enter")
    together(lambda each: any(line.ready and line.human for line in each.app.model.seats), "the host to be ready")
    assert guest.app.model.turn == 0
    guest.key("Ctrl+Enter")
    together(lambda each: each.app.model.turn == 1, "the next turn")
    assert host.app.model.hash != guest.app.model.hash  # each sees with their own eyes


@pytest.mark.skipif(
    not (shutil.which("Xvfb") and shutil.which("xdotool")), reason="needs Xvfb and xdotool on this machine"
)
def test_a_whole_match_in_a_real_window_with_real_keys(tmp_path: Path) -> None:
    begun = tmp_path / "begun.png"
    script = tmp_path / "watch.txt"
    script.write_text(f"until new.begin\nshot {begun}\nuntil rail.region\nturn 10\nuntil final.menu\nquit\n", "utf-8")
    read, write = os.pipe()
    with subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", "1280x720x24"],
        pass_fds=[write],
        stderr=subprocess.DEVNULL,
    ) as screen:
        os.close(write)
        with os.fdopen(read) as number:
            name = f":{number.readline().strip()}"
        away = {"SDL_VIDEODRIVER", "WAYLAND_DISPLAY"}
        environment = {key: value for key, value in os.environ.items() if key not in away}
        environment |= {"DISPLAY": name, "SDL_AUDIODRIVER": "dummy"}
        command = [sys.executable, "-m", "boulevard_client", "--size", "1280x720", "--lang", "en"]
        command += ["--data", str(tmp_path / "home"), "--script", str(script)]
        with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) as client:
            try:
                press_until(lambda: begun.exists(), "n", client, environment)
                press_until(lambda: False, "ctrl+Return", client, environment)
            finally:
                client.kill()
            assert client.stderr is not None
            assert (client.wait(), client.stderr.read()) == (0, "")
        screen.terminate()


def press_until(done: Callable[[], bool], key: str, client: subprocess.Popen[str], environment: dict[str, str]) -> None:
    """Press a key again and again until something is so or the client has ended (or two minutes have passed)."""
    for _ in range(1_200):
        if done():
            return
        subprocess.run(["xdotool", "key", key], env=environment, check=False, stderr=subprocess.DEVNULL)
        try:
            client.wait(0.1)
        except subprocess.TimeoutExpired:
            continue
        return
    raise TimeoutError(f"pressed {key} for two minutes")
