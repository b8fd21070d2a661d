"""The guide leads a newcomer through First Posting: it reacts, never blocks, can be sent away and goes on later."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import msgspec
import pygame
import pytest

from boulevard_client import display, guide
from boulevard_client.__main__ import _dial, make_app
from boulevard_client.app import App
from boulevard_client.guide import ANY_TURN, READY, Condition, Guide, Kept, Step
from boulevard_client.local import LocalServer
from boulevard_client.pilot import Pilot
from boulevard_client.play import Play
from boulevard_client.screens import registry
from boulevard_client.settings import Settings, Store
from boulevard_client.text import is_cjk
from boulevard_client.widgets import faults
from boulevard_shared.content import Named, shipped
from boulevard_shared.events import Event, EventKind
from boulevard_shared.ids import MatchPhase
from boulevard_shared.orders import ORDER_TYPES
from boulevard_shared.sentence import say

LESSON = "first-posting"
WORDS_A_MINUTE, SIGNS_A_MINUTE, PRESS_S = 200, 350, 3.0
"""How fast people read English and Chinese, and how long it takes to find a key."""


@pytest.fixture
def make(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Callable[..., Pilot]]:
    """Start the client anew, as often as wanted, in the same home folder."""
    monkeypatch.setenv("SDL_VIDEODRIVER", "dummy")
    apps: list[App] = []

    def host(folder: Path, shared: bool) -> LocalServer:
        return LocalServer.start(folder, shared=shared)

    def start(language: str = "en", size: tuple[int, int] = (1280, 720)) -> Pilot:
        store = Store(tmp_path)
        play = Play(store, time.monotonic, _dial, host, lambda: None)
        settings = Settings(language=language, reduce_motion=True, name="Mei Lin")  # type: ignore[arg-type]
        apps.append(make_app(display.open_window(size), play, store, settings))
        return Pilot(apps[-1])

    yield start
    for app in apps:
        app.close()
    pygame.display.quit()


def begin(hands: Pilot) -> None:
    hands.key("L")
    hands.until(lambda: hands.app.model.advice is not None and hands.app.lesson.hint is not None, "the first hint")


def readable(hands: Pilot) -> None:
    stage = hands.app.stage
    assert faults(stage.look, [hands.app.page, *(layer.root for layer in stage.layers[1:])]) == []
    assert hands.app.words.missing == set()


def follow(hands: Pilot) -> str:
    """Do what the hint says; the name of its step."""
    app = hands.app
    hint = app.lesson.hint
    assert hint is not None
    if hint.point:
        target = app.lesson._find(hint.point)
        assert target is not None, f"{hint.step} points at {hint.point}, which is not there"
        assert target.marked
        assert not app.stage.find("guide.card").rect.colliderect(target.rect)
    readable(hands)
    for key in hint.keys:
        hands.key(key)
    return hint.step


@pytest.mark.parametrize(("language", "size"), [("en", (1280, 720)), ("zh", (1920, 1080))])
def test_whoever_only_follows_the_hints_finishes_the_lesson(
    make: Callable[..., Pilot], language: str, size: tuple[int, int]
) -> None:
    hands = make(language, size)
    app = hands.app
    begin(hands)
    told: list[str] = []
    presses = 0
    decided: dict[int, int] = {}
    while app.model.phase is MatchPhase.PLANNING:
        turn = app.model.turn
        hint = app.lesson.hint
        if hint is None or not hint.keys:
            hands.until(lambda turn=turn: app.model.turn > turn or app.model.phase is MatchPhase.OVER, "the next turn")
            if app.model.phase is MatchPhase.PLANNING:
                hands.until(lambda: app.model.advice is not None and app.lesson.hint is not None, "a hint")
            continue
        presses += len(hint.keys)
        assert presses < 80, f"the hints lead round in circles: {told[-6:]}"
        if not told or told[-1] != hint.step:
            told.append(hint.step)
        decided[turn] = max(decided.get(turn, 0), app.lesson.decided)
        follow(hands)
        decided[turn] = max(decided.get(turn, 0), app.lesson.decided)
    assert app.route == "final"
    assert app.lesson.hint is None
    assert decided[0] >= 1
    assert decided[1] >= 1, "the fridge factory was bid for"
    turns = {guide.steps(LESSON)[name].turn for name in told}
    assert turns >= set(range(6))
    assert len(set(told)) >= 14


def test_a_newcomer_is_ready_within_two_minutes_with_one_decision_made(make: Callable[..., Pilot]) -> None:
    """Counted, not timed: the words of the hints and of the adviser's card at a slow reader's pace, and every press."""
    hands = make()
    app = hands.app
    begin(hands)
    seconds = PRESS_S  # the key in the menu
    while not app.model.ready and app.model.turn == 0:
        hint = app.lesson.hint
        assert hint is not None
        seconds += len(hint.text.en.split()) / WORDS_A_MINUTE * 60
        if app.pages.modals:
            card = " ".join(text for node in app.pages.modals[-1].slot.walk() for text, _ in node.texts())
            seconds += len(card.split()) / WORDS_A_MINUTE * 60
        seconds += PRESS_S * len(hint.keys)
        follow(hands)
        hands.wait(0.05)
    assert seconds < 120
    hands.until(lambda: app.model.turn == 1, "the second half-year")


def test_the_guide_never_stands_in_the_way(make: Callable[..., Pilot]) -> None:
    """Whoever does something else is not stopped, and the next hint starts from where they are."""
    hands = make()
    app = hands.app
    begin(hands)
    assert app.lesson.hint is not None
    assert app.lesson.hint.step == "letter"
    for place in registry.PLACES:
        if place.key:
            hands.key(place.key)
            assert app.route == place.name
            assert app.stage.focus is None or app.stage.focus.id != "guide.off"
    hands.key("9")
    hands.key("G")
    assert app.lesson.hint.step == "take"
    hands.key("Esc")
    assert app.lesson.hint.step == "left-it"
    hands.key("N")
    hands.until(lambda: hands.sees("counsel.take"), "the adviser's card")
    hands.click("counsel.take")
    hands.until(lambda: app.lesson.decided > 0 and app.lesson.hint is not None, "the decision")
    assert app.lesson.hint.step == "first-ready"
    hands.click("top.ready")
    hands.until(lambda: app.model.turn == 1, "the second half-year")


def test_the_guide_is_sent_away_called_back_and_remembered(make: Callable[..., Pilot]) -> None:
    hands = make()
    begin(hands)
    follow(hands)
    hands.until(lambda: hands.sees("counsel.take"), "the adviser's card")
    follow(hands)
    hands.until(lambda: hands.app.lesson.decided > 0, "the decision")
    step = hands.app.lesson.hint
    hands.key("F8")
    assert hands.app.lesson.hint is None
    assert not hands.sees("guide.card")
    assert not any(node.marked for node in hands.app.page.walk())
    hands.app.close()

    again = make()
    again.focus("menu.continue")
    again.key("Enter")
    again.until(lambda: again.app.model.playing, "the match")
    again.wait(0.1)
    assert again.app.lesson.hint is None, "who sent the guide away is not asked again"
    again.key("Esc")
    again.focus("pause.guide")
    again.key("Enter")
    assert again.app.lesson.hint == step, "it goes on where it was"
    assert again.sees("guide.card")
    again.click("guide.off")
    assert again.app.lesson.hint is None


# --- steps as content --------------------------------------------------------------------------------------


def test_steps_speak_of_what_there_is() -> None:
    kinds = {order.__name__ for order in ORDER_TYPES}
    turns = shipped().scenarios[LESSON].turns
    found = guide.steps(LESSON)
    for name, step in found.items():
        assert step.turn == ANY_TURN or 0 <= step.turn < turns, name
        for condition in (step.when, *step.done):
            assert not condition.screen or condition.screen in registry.names(), name
            assert {condition.order, condition.refused} <= {"", *kinds}, name
        if step.turn != ANY_TURN:
            assert step.done, f"{name} would never be done"
    assert {step.turn for step in found.values()} == {ANY_TURN, *range(turns)}
    for turn in range(turns):
        last = [step for step in found.values() if step.turn == turn][-1]
        assert last.keys == READY, "each half-year ends with the key that hands the decree in"


def test_hints_are_short_enough_to_be_read() -> None:
    for name, step in guide.steps(LESSON).items():
        assert len(step.text.en.split()) <= 30, name
        assert sum(is_cjk(letter) for letter in step.text.zh) <= 60, name


def test_a_scenario_without_steps_has_no_guide() -> None:
    assert guide.begin("m1", "one-term", None) is None


class Player:
    """A situation that a test sets up."""

    def __init__(self) -> None:
        self.route, self.turn, self.decided, self.focus = "bulletin", 0, 0, ""
        self.asking = self.ready = self.idle = False
        self.controls: set[str] = set()
        self.barred: set[str] = set()
        self.orders: set[str] = set()
        self.refused: set[str] = set()
        self.news: set[EventKind] = set()

    @property
    def takes_space(self) -> bool:
        return bool(self.focus)

    def sees(self, control: str) -> bool:
        return control in self.controls

    def has_order(self, kind: str) -> bool:
        return kind in self.orders

    def amount(self, control: str) -> int:
        return 0

    def was_refused(self, kind: str) -> bool:
        return kind in self.refused

    def is_barred(self, control: str) -> bool:
        return control in self.barred

    def has_news(self, kind: EventKind) -> bool:
        return kind in self.news


def test_a_step_is_done_by_whatever_leads_to_the_same() -> None:
    text = Named("x", "x")
    steps = {
        "open": Step(text, 0, "N", done=[Condition(sees="card"), Condition(order="IssueBonds")]),
        "close": Step(text, 0, "Esc", when=Condition(sees="card"), done=[Condition(hides="card")]),
        "hand-in": Step(text, 0, "Ready", done=[Condition(ready=True)]),
    }
    player, lesson = Player(), Guide("m", steps)

    def step() -> tuple[str, tuple[str, ...]] | None:
        hint = lesson.hint(player)
        return None if hint is None else (hint.step, hint.keys)

    assert step() == ("open", ("N",))
    player.orders.add("IssueBonds")
    assert step() == ("hand-in", ("Space",)), "that the card is closed says nothing before it was open"
    player.focus = "top.city.gdp"
    assert step() == ("hand-in", ("Ctrl+Enter",))
    player.controls.add("card")
    assert step() == ("close", ("Esc",))
    player.controls.clear()
    player.ready = True
    assert step() is None
    kept = lesson.kept
    assert set(kept.done) == {"open", "close", "hand-in"}
    again = Guide("m", steps, set(kept.done))
    player.ready = False
    assert again.hint(player) is None


def test_a_bid_that_fails_is_spoken_of_and_not_asked_for_again() -> None:
    player, lesson = Player(), guide.begin("m", LESSON, None)
    assert lesson is not None
    player.turn, player.route = 1, "deals"
    player.controls |= {"deals.bid", "deals.land"}
    lesson.done |= {"news", "land", "land-more"}

    def step() -> str | None:
        hint = lesson.hint(player)
        return None if hint is None else hint.step

    assert step() == "bid"
    player.barred.add("deals.bid")
    assert step() == "bid-barred"
    player.barred.clear()
    assert step() == "bid"
    player.refused.add("BidForProject")
    assert step() == "bid-refused"
    player.refused.clear()
    player.controls.clear()
    player.route = "bulletin"
    assert step() == "no-bid", "who goes elsewhere without a bid is not told that it is in"
    player.controls.add("counsel.take")
    assert step() == "bid-advice"
    player.orders.add("BidForProject")
    assert step() == "bid-ready"


def test_a_boss_who_was_posted_away_is_spoken_of_first_and_once() -> None:
    player, lesson = Player(), guide.begin("m", LESSON, None)
    assert lesson is not None
    player.turn, player.news = 1, {EventKind.OFFICIAL_POSTED_AWAY}

    def step() -> str | None:
        hint = lesson.hint(player)
        return None if hint is None else hint.step

    assert step() == "boss-gone"
    player.route = "chains"
    assert step() == "news"
    player.turn, player.route = 2, "bulletin"
    assert step() == "why", "another one is no news to somebody who knows"


def test_the_guide_hears_of_our_own_news_alone(make: Callable[..., Pilot]) -> None:
    hands = make()
    app = hands.app
    begin(hands)
    gone = Event(0, EventKind.OFFICIAL_POSTED_AWAY, say("event.OfficialPostedAway"), own=False)
    app.model.moments[app.model.turn] = replace(app.model.moment, events=(gone,))
    assert not app.lesson.has_news(EventKind.OFFICIAL_POSTED_AWAY)
    app.model.moments[app.model.turn] = replace(app.model.moment, events=(msgspec.structs.replace(gone, own=True),))
    assert app.lesson.has_news(EventKind.OFFICIAL_POSTED_AWAY)
    assert not app.lesson.has_news(EventKind.BOSS_APPOINTED)


def test_the_guide_hears_of_refusals_and_sees_shut_buttons(make: Callable[..., Pilot]) -> None:
    hands = make()
    app = hands.app
    begin(hands)
    assert not app.lesson.was_refused("BidForProject")
    app.model.refusals["BidForProject:7"] = say("refused.system_later")
    assert app.lesson.was_refused("BidForProject")
    assert not app.lesson.was_refused("AppointBoss")
    assert not app.lesson.is_barred("top.ready")
    found = app.stage.find("top.ready")
    assert found is not None
    found.enabled = False
    assert app.lesson.is_barred("top.ready")
    assert not app.lesson.is_barred("no such control")


def test_what_is_kept_belongs_to_one_match() -> None:
    kept = Kept("m1", ["letter", "gone-from-the-file"], True)
    same, other = guide.begin("m1", LESSON, kept), guide.begin("m2", LESSON, kept)
    assert same is not None
    assert (same.done, same.shut) == ({"letter"}, True)
    assert other is not None
    assert (other.done, other.shut) == (set(), False)
