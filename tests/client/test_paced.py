"""Work spread over frames: what is shown is the same, and nothing the player does is lost or meets the wrong page."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from itertools import count

import msgspec
import pygame
import pytest

import shown
from boulevard_client.app import App
from boulevard_client.art import SealMark
from boulevard_client.model import Model
from boulevard_client.screens import registry
from boulevard_client.screens.intents import HoldClock, SendEdit
from boulevard_client.widgets.chrome import Rail
from boulevard_client.widgets.node import Node
from boulevard_client.widgets.stamp import Once, Stamp
from boulevard_shared.messages import EditDecree, PauseMatch, ServerMessage, SetReady, TurnResolved
from boulevard_shared.orders import IssueBonds
from shown import Manner, Shown, Told

MOST_FRAMES = 200_000
SMALL = Manner((1280, 720), "en")


def key(name: str) -> list[pygame.Event]:
    code = pygame.key.key_code(name)
    kinds = (pygame.KEYDOWN, pygame.KEYUP)
    return [pygame.Event(kind, key=code, mod=0, unicode=name, scancode=0) for kind in kinds]


def click(at: tuple[int, int]) -> list[pygame.Event]:
    moved = pygame.Event(pygame.MOUSEMOTION, pos=at, rel=(0, 0), buttons=(0, 0, 0))
    return [moved, *(pygame.Event(kind, pos=at, button=1) for kind in (pygame.MOUSEBUTTONDOWN, pygame.MOUSEBUTTONUP))]


class Playing:
    """A recorded match in an app that does one step of work in each frame."""

    def __init__(self) -> None:
        self.line = Told("end")
        self.page: Shown = shown.show("menu", SMALL, line=self.line)
        self.app: App = self.page.app
        self.app.play.join("recording", "QBLV", "Mei Lin")
        self.app.step([])
        self.tell_turn()
        self.app.paced = True
        self.app.pages.wings.now = count(1).__next__  # type: ignore[assignment]

    def tell_turn(self) -> ServerMessage:
        """Let messages arrive until one is a new turn; that one is not taken in yet."""
        while True:
            message = self.line.next_message()
            if isinstance(message, TurnResolved):
                return message
            self.settle()

    def settle(self) -> None:
        """Frames until nobody waits for a page."""
        for _ in range(MOST_FRAMES):
            self.app.step([])
            pages = self.app.pages
            if not (pages.coming or pages.preparing or pages.left or self.app.play.untold or self.app.owes):
                return
        raise AssertionError("the page never came")

    def idle(self) -> None:
        """Frames without an event until there is nothing left to do ahead."""
        self.app.step([])
        self.page.clock[0] += 1.0
        self.app.step([])
        self.page.presented.clear()  # the clock of the turn
        for _ in range(MOST_FRAMES):
            self.app.step([])
            if self.app.pages.pause_s is None:
                return
        raise AssertionError("work ahead never ends")

    def shown_node(self, id: str) -> Node:
        return self.app.stage.find(id)


@pytest.fixture
def playing() -> Iterator[Playing]:
    with shown.dummy_display():
        table = Playing()
        table.settle()
        yield table


def rebuilt(playing: Playing) -> bytes:
    """The window as it looks when the page is built at once."""
    playing.app.paced = False
    playing.app.pages.outdate()
    playing.app.stage.damage_all()
    playing.app.step([])
    pixels = playing.page.pixels()
    playing.app.paced = True
    return pixels


@pytest.mark.parametrize("ahead", [False, True], ids=["asked for", "made ahead"])
def test_a_page_from_the_wings_is_the_page_built_at_once(playing: Playing, ahead: bool) -> None:
    for place in registry.PLACES:
        if not place.key:
            continue
        if ahead:
            playing.app.pages._ahead_for = ()
            playing.idle()
        playing.app.step(key(place.key))
        assert playing.app.pages.coming is not ahead or place.name == "bulletin", place.name
        playing.settle()
        assert playing.app.route == place.name
        assert playing.page.pixels() == rebuilt(playing), place.name


def test_what_follows_a_step_to_another_page_meets_that_page(playing: Playing) -> None:
    playing.app.step(key("7"))
    playing.settle()
    target = next(node for node in playing.page.nodes() if node.role == "slider" and node.id != "foot.scrubber")
    at, name = target.rect.center, target.id
    playing.app.step(key("1"))
    playing.settle()
    playing.app.step([*key("7"), *click(at)])
    assert playing.app.pages.coming
    assert playing.app.pages.slot.find("view.region")  # still the page of before, and untouched
    playing.settle()
    playing.app.step([])
    assert playing.app.stage.focus is not None
    assert playing.app.stage.focus.id == name


def test_a_look_back_is_a_page_from_the_wings_too(playing: Playing) -> None:
    playing.app.step(key("1"))
    playing.settle()
    playing.tell_turn()
    playing.settle()
    playing.app.step(key("1"))
    playing.settle()
    before = playing.page.pixels()
    playing.app.step(key("["))
    assert playing.app.pages.coming
    assert playing.page.pixels() == before
    playing.settle()
    assert playing.app.model.moment.turn == 1
    assert playing.page.pixels() == rebuilt(playing)
    playing.app.step([*key("["), *key("]"), *key("]")])
    playing.settle()
    playing.app.step([])
    playing.settle()
    assert playing.app.model.moment.turn == 2


def test_many_keys_at_once_are_all_done_in_their_order(playing: Playing) -> None:
    playing.app.step([*key("2"), *key("3"), *key("4"), *key("F1")])
    playing.settle()
    for _ in range(MOST_FRAMES):
        playing.app.step([])
        if not playing.app._later and not playing.app.pages.coming:
            break
    assert playing.app.route == "portfolio"
    assert playing.app._path[-3:] == ["bulletin", "city", "deals"]


def test_until_its_page_is_made_a_turn_is_not_told(playing: Playing) -> None:
    turn = playing.app.model.turn
    playing.tell_turn()
    playing.app.step([])
    assert playing.app.pages.preparing
    before = playing.page.pixels()
    frames = 0
    while playing.app.pages.preparing:
        assert playing.app.model.turn == turn
        assert playing.page.pixels() == before
        playing.app.step([])
        frames += 1
    playing.settle()
    assert frames > 5
    assert playing.app.model.turn == turn + 1
    assert playing.app.route == "bulletin"
    assert playing.page.pixels() == rebuilt(playing)


def test_what_is_done_while_a_turn_waits_belongs_to_the_turn_that_is_shown(playing: Playing) -> None:
    turn = playing.app.model.turn
    playing.tell_turn()
    playing.app.step([])
    assert playing.app.pages.preparing
    playing.app._intents.append(SendEdit(IssueBonds(100)))
    playing.app.step([])
    playing.app.confirming = True  # it would ask back first
    playing.app.step(key("Space"))
    playing.settle()
    edits = [request for request in playing.line.asked if isinstance(request, EditDecree | SetReady)]
    assert edits
    assert {request.turn for request in edits} == {turn}
    assert playing.app.model.turn == turn + 1
    assert not playing.app.model.ready
    assert playing.page.pixels() == rebuilt(playing)


def test_what_is_asked_while_a_turn_waits_is_still_asked_after_it(playing: Playing) -> None:
    playing.tell_turn()
    playing.app.step([])
    assert playing.app.pages.preparing
    playing.app._intents.append(HoldClock(True))
    playing.settle()
    assert playing.app.model.turn == 2
    assert any(isinstance(request, PauseMatch) for request in playing.app.model.asked.values())


def test_a_model_that_was_foreseen_is_the_model_that_was_told(playing: Playing) -> None:
    plain = Model(lambda: 0.0)
    for message in shown.messages("end"):
        plain.fold(message)
    while playing.line.waiting:
        playing.line.next_message()
        playing.settle()
    assert playing.app.model.essence() == plain.essence()
    assert playing.app.model.moments.keys() == plain.moments.keys()


def test_what_moves_once_has_not_begun_before_anybody_sees_it(playing: Playing) -> None:
    stage, once = playing.app.stage, Once()
    stage.timeline.reduce_motion = False
    stamp = Stamp(SealMark("庐", "square", "#CD9616"), 40, once)
    stamp.mount(stage.behind())
    assert once.began is None
    stamp.mount(stage)
    assert once.began == stage.timeline.clock()


def test_work_ahead_paints_nothing_and_comes_to_an_end(playing: Playing) -> None:
    playing.idle()
    assert playing.page.presented == []
    assert set(playing.app.pages.wings._ready) == set(registry.on_rail()) - {playing.app.route}


def test_what_is_told_of_a_page_is_told_when_it_is_there(playing: Playing) -> None:
    said: list[str] = []
    playing.app.listen(said.append)
    playing.app.change(msgspec.structs.replace(playing.app.settings, describe=True))
    playing.settle()
    for place in registry.PLACES:
        if not place.key or place.name == playing.app.route:
            continue
        said.clear()
        playing.app.step(key(place.key))
        playing.settle()
        entered = [line for line in said if line.startswith("Screen:")]
        said.clear()
        assert playing.app.describer is not None
        playing.app.describer.where()
        assert entered == said[:1], place.name


def test_an_edit_outdates_the_pages_made_before_it(playing: Playing) -> None:
    playing.idle()
    playing.app._intents.append(SendEdit(IssueBonds(100)))
    playing.settle()
    assert not playing.app.pages.wings._ready
    playing.app.step(key("0"))
    playing.settle()
    assert playing.page.pixels() == rebuilt(playing)


def test_pages_that_were_left_are_forgotten(playing: Playing) -> None:
    for _ in range(3):
        for place in registry.PLACES:
            if place.key:
                playing.app.step(key(place.key))
                playing.settle()
    playing.idle()
    gc.collect()
    alive = [each for each in gc.get_objects() if isinstance(each, Rail)]
    assert len(alive) <= len(registry.on_rail()) + 1  # those made ahead, and the one that is shown


def resized(playing: Playing, size: tuple[int, int]) -> None:
    pygame.display.set_mode(size)  # as a window that is dragged: nothing is on it any more
    playing.app.step([pygame.Event(pygame.VIDEORESIZE, size=size, w=size[0], h=size[1])])


def test_while_a_window_is_dragged_it_shows_the_last_picture_pulled(playing: Playing) -> None:
    playing.app.step(key("1"))
    playing.settle()
    before = playing.app.stage.surface.copy()
    for width in range(1900, 1300, -40):
        size = (width, width * 9 // 16)
        playing.page.presented.clear()
        resized(playing, size)
        assert playing.page.presented == [[pygame.Rect(0, 0, *size)]]
        pulled = pygame.transform.scale(before, size)
        assert pygame.image.tobytes(pygame.display.get_surface(), "RGB") == pygame.image.tobytes(pulled, "RGB")
    playing.page.presented.clear()
    while playing.app.stretch.on:
        assert playing.page.presented == []  # nothing half done comes between
        playing.page.clock[0] += 0.02
        playing.app.step([])
    assert playing.app.stage.surface is pygame.display.get_surface()
    assert playing.page.pixels() == rebuilt(playing)


def test_a_size_that_comes_while_a_page_is_made_counts_and_so_does_the_page(playing: Playing) -> None:
    playing.app.step(key("5"))
    assert playing.app.pages.coming
    resized(playing, (1600, 900))
    playing.app.step(key("4"))
    resized(playing, (1366, 768))
    while playing.app.stretch.on or playing.app._later:
        playing.page.clock[0] += 0.02
        playing.app.step([])
    playing.settle()
    assert playing.app.route == "portfolio"
    assert playing.app._path[-1] == "chains"
    assert playing.app.stage.surface.get_size() == (1366, 768)
    assert playing.page.pixels() == rebuilt(playing)


def test_a_page_built_anew_is_painted_in_the_next_frame_and_no_edit_waits_longer(playing: Playing) -> None:
    app = playing.app
    playing.settle()
    painted: list[int] = []
    app.stage.present = lambda rects: painted.append(app.pages.by_hand)
    made = app.pages.by_hand
    for _ in range(6):  # as while a slider is moved: something changes in every frame
        app.pages.outdate()
        app.step([])
    assert app.pages.by_hand == made + 3
    assert painted == [made + 1, made + 2, made + 3]
    assert app.stage.wait_s() != 0.0
