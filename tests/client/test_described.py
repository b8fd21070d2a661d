"""Who hears the screen instead of seeing it misses nothing: what is told, keys as lines, a whole match by both."""

from __future__ import annotations

import os
import queue
import re
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest

import sample_match
import shown
from boulevard_client import deeds
from boulevard_client.__main__ import main
from boulevard_client.pilot import Pilot
from boulevard_client.screens.intents import Ready, SendEdit
from boulevard_client.settings import Store
from boulevard_client.spoken import Voice
from boulevard_client.typed import Typist, keys_of
from boulevard_client.widgets.inputs import NumberInput, Tabs
from boulevard_client.widgets.tips import Tip
from boulevard_server.__main__ import main as boulevard
from boulevard_shared.messages import Accepted, ClockChanged, EditDecree, MatchOver, Refused, TurnResolved
from boulevard_shared.orders import IssueBonds
from boulevard_shared.parts import OrderCost, Standing
from boulevard_shared.sentence import say
from tabletop import Tabletop


class Heard:
    """Lines told so far."""

    def __init__(self, table: Tabletop) -> None:
        self.table = table
        self.lines: list[str] = []
        table.app.settings = msgspec.structs.replace(table.app.settings, describe=True)
        table.app.listen(self.lines.append)
        table.app.step([])

    def after(self, act: Callable[[], None]) -> list[str]:
        """What is told because of something, once it is quiet."""
        begin = len(self.lines)
        act()
        self.table.now += 1
        self.table.app.step([])
        self.table.app.step([])
        return self.lines[begin:]


@pytest.fixture
def table(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Tabletop]:
    monkeypatch.setenv("SDL_VIDEODRIVER", "dummy")
    made = Tabletop(tmp_path)
    yield made
    made.close()


def test_the_focused_control_is_told_with_role_value_and_key(table: Tabletop) -> None:
    heard = Heard(table)
    assert heard.after(lambda: table.hands.focus("menu.join") and None)[-1] == "Button: Join a match; key J"
    table.hands.key("S")
    told = heard.after(lambda: table.hands.focus("settings.reduce_motion") and None)
    assert told[-1].startswith("Switch: ")
    assert told[-1].endswith("; on")
    assert heard.after(lambda: table.hands.key("Enter"))[0] == "off"
    told = heard.after(lambda: table.hands.focus("settings.scale") and None)
    assert "100%; from 80% to 150%" in told[-1]
    assert heard.after(lambda: table.hands.key("Right"))[0] == "105%"
    assert heard.after(lambda: table.hands.key("F2"))[0].startswith("画面：设置")


def test_a_turn_is_told_with_its_news_and_the_screen_it_leads_to(table: Tabletop) -> None:
    heard = Heard(table)
    told = heard.after(lambda: table.tell(*sample_match.messages(2)))
    news = [line for line in told if line.startswith("News: ")]
    assert len(news) == len(table.app.model.moment.events) > 0
    assert any(re.match(r"Turn 3 of \d+, 2009 H1, Hefei\.", line) for line in told)
    assert any(line.startswith("Screen: Bulletin.") for line in told)


def test_what_the_server_makes_of_an_order_is_told(table: Tabletop) -> None:
    table.tell(*sample_match.messages(2))
    heard = Heard(table)

    def edit(amount: int) -> EditDecree:
        table.play.do(SendEdit(IssueBonds(amount)))
        return next(request for request in reversed(table.sent) if isinstance(request, EditDecree))

    asked = edit(5_000)
    cost = OrderCost(asked.edit.key, 0, 2, say("ui.copied"))
    told = heard.after(lambda: table.tell(Accepted(asked.cid, cost, Standing(2, 3, 0, 0))))
    assert told[0].startswith("In the decree: ")
    assert told[1] == "Attention free: 3 of 5."
    asked = edit(9_000)
    told = heard.after(lambda: table.tell(Refused(asked.cid, say("ui.not_now"))))
    assert f"Refused: {table.app.words.text('ui.not_now')}" in told
    assert not any(line.startswith("Notice: ") for line in told), "said twice"


def test_ready_is_told_even_if_the_half_year_is_over_at_once(table: Tabletop) -> None:
    table.tell(*sample_match.messages(2))
    heard = Heard(table)
    table.app.confirming = True  # it would ask back first

    def ready_and_played() -> None:
        deeds.carry_out(table.app, Ready(True))
        table.tell(sample_match.update(3, 99))

    told = heard.after(ready_and_played)
    assert told.count("You are ready.") == 1
    assert told.index("You are ready.") < next(at for at, line in enumerate(told) if line.startswith("Turn 4 of"))
    assert not any("no longer" in line for line in told)


def test_the_last_seconds_of_a_turn_are_counted(table: Tabletop) -> None:
    table.tell(*sample_match.messages(2))
    heard = Heard(table)
    table.tell(ClockChanged(9, 65.0, False))
    assert "60 seconds left." in heard.after(lambda: setattr(table, "now", table.now + 5))
    assert "30 seconds left." in heard.after(lambda: setattr(table, "now", table.now + 30))
    assert "10 seconds left." in heard.after(lambda: setattr(table, "now", table.now + 20))


def test_cards_and_explanations_are_read_out_and_their_end_is_told(table: Tabletop) -> None:
    table.tell(*sample_match.messages(8))
    heard = Heard(table)
    told = heard.after(lambda: table.hands.key("Esc"))
    assert told[0].startswith("Card: ")
    assert any(line.startswith("Button: ") for line in told)
    assert "Closed." in heard.after(lambda: table.hands.key("Esc"))
    table.hands.key("2")
    table.hands.focus("line.city.gdp.0")
    told = heard.after(lambda: table.hands.key("F1"))
    assert any("City GDP" in line for line in told)
    assert len(told) > 4, "the sum line by line"


def test_on_request_the_whole_screen_is_read_and_where_one_is(table: Tabletop) -> None:
    table.tell(*sample_match.messages(8))
    heard = Heard(table)
    for key in "123456780":
        table.hands.key(key)
        told = heard.after(lambda: table.hands.key("F6"))
        assert len(told) > 15
        assert told[-1] == "That was all."
    told = heard.after(lambda: table.hands.key("F7"))
    assert told[0].startswith("Screen: ")
    assert any(line.startswith("Attention free") for line in told)


def test_nothing_is_told_when_nothing_happens(table: Tabletop) -> None:
    table.tell(*sample_match.messages(8))
    heard = Heard(table)
    heard.after(lambda: None)
    assert heard.after(lambda: None) == []
    assert heard.after(lambda: table.tell(sample_match.update(9, 99))) != []


@pytest.mark.parametrize(("number", "screen"), list(enumerate(shown.every_screen())))
def test_every_control_has_a_role_a_name_and_a_reason_when_it_is_shut(number: int, screen: str) -> None:
    manner = shown.MANNERS[number % 2]
    with shown.dummy_display():
        page = shown.show(screen, manner)
        voice = Voice(page.app.words)
        seen = 0
        for node in page.nodes():
            if not node.focusable or node.role == "link":
                continue
            seen += 1
            told = voice.control(node)
            assert len(told) > 1, f"{node.id}: {type(node).__name__}"
            assert not re.search(r"\b[a-z]+\.[a-z]+_?[a-z]*\b", told), (
                f"{told}: a name of the program's, not a player's"
            )
            if isinstance(node, NumberInput | Tabs):
                assert voice.value(node), node.id
            if not node.enabled and page.app.play.busy == "":
                assert voice.reason(node), f"{node.id} does not say why it is shut"
        assert seen
        assert page.app.words.missing == set()


def test_an_explanation_is_told_without_its_marks(table: Tabletop) -> None:
    voice = Voice(table.app.words)
    assert voice.tip(Tip("Title", "The **price** of [[chain.displays|panels]].")) == "The price of panels."


# --- keys as lines -----------------------------------------------------------------------------------------


def test_lines_are_keys() -> None:
    assert keys_of("Tab Down*3  Ctrl+Enter") == ["Tab", "Down", "Down", "Down", "Ctrl+Enter"]
    assert keys_of("") == ["Enter"]
    assert keys_of("*") == ["*"]


def test_a_file_of_lines_is_played_and_its_end_ends_the_program(table: Tabletop, tmp_path: Path) -> None:
    script = tmp_path / "keys.txt"
    script.write_text('N\nEsc\nS\nNowhere\n"x\n', "utf-8")
    told: list[str] = []
    woken = threading.Event()
    typist = Typist(Pilot(table.app), str(script), told.append, woken.set)
    while not table.app.done:
        assert woken.wait(20)
        woken.clear()
        typist.work()
    assert table.app.route == "settings"
    assert told == ["There is no key 'Nowhere'."]


def test_a_file_that_is_not_there_is_an_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--keys", str(tmp_path / "none.txt"), "--data", str(tmp_path)]) == 1
    assert "none.txt" in capsys.readouterr().err


def test_the_wish_to_be_told_is_a_setting_that_is_kept(table: Tabletop, tmp_path: Path) -> None:
    lines: list[str] = []
    table.app.listen(lines.append)
    table.hands.key("S")
    table.hands.focus("settings.describe")
    assert lines == []
    table.hands.key("Enter")
    assert Store(tmp_path).settings().describe
    assert lines
    table.hands.key("Enter")
    count = len(lines)
    table.hands.key("Esc")
    assert len(lines) == count


def test_what_follows_the_last_turn_is_the_end_and_no_further_turn() -> None:
    """The report comes in a message of its own, a moment after the last turn's figures."""
    lines: list[str] = []
    with shown.dummy_display():
        line = shown.Told("end")
        app = shown.show("menu", shown.MANNERS[0], line=line).app
        app.play.join("recording", "QBLV", "Mei Lin")
        app.settings = msgspec.structs.replace(app.settings, describe=True)
        app.listen(lines.append)
        routes = []
        while line.waiting:
            message = line.next_message()
            app.step([])
            app.step([])
            routes.append((type(message), app.route, app.model.live))
    assert isinstance(message, MatchOver)
    assert routes[-2][0] is TurnResolved
    assert not routes[-2][2], "nothing can be planned any more"
    assert app.route == "final"
    total = app.model.about.turns if app.model.about is not None else 0
    said = [int(number) for number in re.findall(r"^Turn (\d+) of \d+, ", "\n".join(lines), re.MULTILINE)]
    assert said[-1] == total


# --- a whole match -----------------------------------------------------------------------------------------


class Listener:
    """A client in a process of its own, of which only its lines are known and to which only keys are sent."""

    def __init__(self, *options: str, home: Path) -> None:
        command = [sys.executable, "-m", "boulevard_client", "--keys", "-", "--data", str(home), *options]
        self.process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            env={**os.environ, "PYTHONUTF8": "1"},
        )
        self.all: list[str] = []
        self._coming: queue.Queue[str | None] = queue.Queue()
        self._ear = threading.Thread(target=self._listen, daemon=True)
        self._ear.start()

    def _listen(self) -> None:
        assert self.process.stdout is not None
        with self.process.stdout:
            for line in self.process.stdout:
                self._coming.put(line.rstrip("\n"))
        self._coming.put(None)

    def send(self, keys: str) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(keys + "\n")
        self.process.stdin.flush()

    def hear(self, wanted: str, seconds: float = 60) -> list[str]:
        """Lines up to the first that a pattern matches, that one too."""
        heard: list[str] = []
        while True:
            try:
                line = self._coming.get(timeout=seconds)
            except queue.Empty:
                line = None
            assert line is not None, f"never heard {wanted}; last: {self.all[-12:]}"
            heard.append(line)
            self.all.append(line)
            if re.search(wanted, line):
                return heard

    def end(self) -> str:
        assert self.process.stderr is not None
        assert self.process.stdin is not None
        self.process.stdin.close()
        try:
            self.process.wait(30)
        finally:
            self.process.kill()
        with self.process.stderr:
            errors = self.process.stderr.read()
        self._ear.join(30)
        return errors


ENGLISH = {
    "turn": r"^Turn (\d+) of 10, ",
    "waits": "^Waits for you",
    "led": "^(Card|Screen): ",
    "card": "^Card: The adviser suggests",
    "last": "^Button: Not now",
    "take": r"^Button: Do it; key (\w)",
    "kept": "^In the decree: ",
    "asks": "still open; Ready once more",
    "ready": "^You are ready",
    "over": "^The match is over",
}
CHINESE = {
    "turn": r"^第 (\d+) 回合，共 10 回合，",
    "waits": "^待你决定",
    "led": "^(卡片|画面)：",
    "card": "^卡片：参谋建议",
    "last": "^按钮：暂不",
    "take": r"^按钮：照办；按键 (\w)",
    "kept": "^已写入政令：",
    "asks": "再按一次就绪",
    "ready": "^你已就绪",
    "over": "^对局结束",
}


@pytest.mark.parametrize(("lang", "says"), [("en", ENGLISH), ("zh", CHINESE)], ids=["en", "zh"])
def test_a_whole_match_by_ear_and_keys_alone(tmp_path: Path, lang: str, says: dict[str, str]) -> None:
    """The script knows nothing but the lines it hears. In the first turns it takes what the adviser suggests."""
    options = ("play", "--lang", lang, "--scenario", "one-term", "--seats", "3", "--seed", "5")
    player = Listener(*options, home=tmp_path)
    turns: list[int] = []
    taken = 0
    try:
        told = player.hear(says["turn"])
        while not re.search(says["over"], told[-1]):
            turns.append(int(re.findall(says["turn"], told[-1])[0]))
            if turns[-1] <= 3:
                player.hear(says["waits"])
                player.send("N")
                led = player.hear(says["led"])[-1]
                if re.search(says["card"], led):
                    card = "\n".join(player.hear(says["last"]))
                    (key,) = re.findall(says["take"], card, re.MULTILINE)
                    player.send(key)
                    player.hear(says["kept"])
                    taken += 1
            player.send("Ctrl+Enter")
            done = f"{says['turn']}|{says['over']}"  # among bots a turn may be over before one hears of being ready
            told = player.hear(f"{says['ready']}|{says['asks']}|{done}")
            if re.search(says["asks"], told[-1]):
                player.send("Ctrl+Enter")
            if not re.search(done, told[-1]):
                told = player.hear(done)
    finally:
        errors = player.end()
    assert turns == list(range(1, 11))
    assert taken
    assert errors == ""


def test_the_command_line_hands_the_keyboard_over(tmp_path: Path) -> None:
    """`boulevard play --keys` needs no display and no second program to be known."""
    home = {"XDG_CONFIG_HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path), "PYTHONUTF8": "1"}
    away = {"DISPLAY", "WAYLAND_DISPLAY", "SDL_VIDEODRIVER"}
    environment = {name: value for name, value in os.environ.items() if name not in away} | home
    command = [sys.executable, "-m", "boulevard_server", "play", "--keys", "--lang", "en"]
    done = subprocess.run(command, input="F7\nquit\n", capture_output=True, text=True, env=environment, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert lines[0].startswith("Type names of keys")
    assert any(line.startswith("Screen: ") for line in lines)


def test_there_is_nothing_to_hear_where_bots_play_alone(capsys: pytest.CaptureFixture[str]) -> None:
    assert boulevard(["play", "--headless", "--describe"]) == 1
    assert "nothing to describe" in capsys.readouterr().err
