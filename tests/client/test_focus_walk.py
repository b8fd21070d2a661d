"""By keyboard alone one walks every screen: Tab comes to everything, the ring is seen, arrows go where they point."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pygame
import pytest
from pygame import Rect

import pictures
import shown
from boulevard_client.look import Look
from boulevard_client.theme import Rgb
from boulevard_client.widgets.focus import Direction, focus_order, neighbour
from boulevard_client.widgets.node import Node
from boulevard_client.widgets.pan import PanBar
from boulevard_client.widgets.scroll import Scroll, ScrollBar
from boulevard_shared.content import assets_root
from shown import Manner, Shown

DIRECTIONS: tuple[Direction, ...] = ("Left", "Right", "Up", "Down")
REACH = 12
"""Pixels around a control in which its ring lies."""
LEAST_RING = 24
"""Pixels in the ring's own colour that must be seen; the rest of the ring is smoothed."""


@pytest.fixture(scope="module")
def look() -> Iterator[Look]:
    with shown.dummy_display():
        yield Look(assets_root())


def ring_pixels(page: Shown, node: Node, colour: Rgb) -> int:
    """How many pixels in and around a control have the colour of the focus ring."""
    window = page.stage.surface.get_rect()
    place = seen(node, window).inflate(2 * REACH, 2 * REACH).clip(window)
    pixels = pygame.surfarray.array3d(page.stage.surface.subsurface(place))
    return int((pixels == colour).all(axis=2).sum())


def seen(node: Node, window: Rect) -> Rect:
    """The part of a control that is not scrolled away or beyond the window."""
    place = node.rect.clip(window)
    for ancestor in node.ancestors():
        if ancestor.clips:
            place = place.clip(ancestor.opening())
    return place


@pytest.mark.parametrize("manner", [shown.MANNERS[1], shown.MANNERS[2]], ids=str)
@pytest.mark.parametrize("screen", shown.every_screen())
def test_tab_reaches_every_control_and_its_ring_is_seen(look: Look, screen: str, manner: Manner) -> None:
    page = shown.show(screen, manner, look)
    check_walk(page)


def test_the_ring_is_seen_on_paper_too(look: Look) -> None:
    check_walk(shown.show("region", shown.PAPER, look))


@pytest.mark.parametrize("scene", [scene for scene in pictures.scenes() if scene.part], ids=lambda scene: scene.name)
def test_on_cards_and_pages_too(look: Look, scene: pictures.Scene) -> None:
    page = pictures.stage(scene, look)
    check_walk(page)


def check_walk(page: Shown) -> None:
    """Press Tab once around; every control must come, lie in sight and wear a ring."""
    stage, window = page.stage, page.stage.surface.get_rect()
    colour = stage.look.colour("focus")
    top = stage.top.root
    wanted = {
        id(node): node.id or node.label
        for node in top.walk()
        if node.shown and node.interactive and not isinstance(node, ScrollBar | PanBar) and _usable(node)
    }
    stops = len(stage.stops())
    stage.set_focus(None)
    pilot = page.pilot
    reached: list[Node] = []
    for _ in range(stops):
        pilot.key("Tab")
        focus = stage.focus
        assert focus is not None
        reached.append(focus)
        wanted.pop(id(focus), None)
        name = focus.id or focus.label
        visible = seen(focus, window)
        assert visible.height >= min(focus.rect.height, 20), f"{name} is out of sight at {tuple(focus.rect)}"
        assert visible.width >= min(focus.rect.width, 20), f"{name} is out of sight at {tuple(focus.rect)}"
        worn = ring_pixels(page, focus, colour)
        stage.set_focus(None)
        stage.frame()
        assert worn - ring_pixels(page, focus, colour) >= LEAST_RING, f"{name} shows no ring"
        stage.set_focus(focus)
    assert len({id(node) for node in reached}) == stops, "Tab comes to something twice before it comes to all"
    assert list(wanted.values()) == []
    pilot.key("Shift+Tab")
    assert stage.focus is reached[-2 % stops]


@pytest.mark.parametrize("screen", ["region", "deals", "settings"])
def test_what_is_shut_hidden_taken_away_or_put_back_is_a_stop_or_none_at_once(look: Look, screen: str) -> None:
    page = shown.show(screen, shown.MANNERS[1], look)
    stage, dice = page.stage, random.Random(3)
    counts = set()
    for _ in range(90):
        node = dice.choice([node for node in stage.top.root.walk() if node.parent and len(list(node.walk())) < 9])
        change = dice.randrange(4)
        if change == 0:
            node.enabled = not node.enabled
        elif change == 1:
            node.visible = not node.visible
        elif change == 2 and node.parent is not None:
            node.parent.add(node)  # taken out, and back in behind the others
        else:
            page.pilot.key("Tab")
        assert stage.stops() == focus_order(stage.top.root)
        counts.add(len(stage.stops()))
    assert len(counts) > 5, "too little has changed"


def _usable(node: Node) -> bool:
    return node.enabled or bool(node.why_not)


@pytest.mark.parametrize("manner", [shown.MANNERS[0], shown.MANNERS[3]], ids=str)
@pytest.mark.parametrize("screen", shown.every_screen())
def test_arrows_go_where_they_point_and_come_everywhere(look: Look, screen: str, manner: Manner) -> None:
    page = shown.show(screen, manner, look)
    stage = page.stage
    stops = stage.stops()
    ways: dict[int, list[Node]] = {}
    for stop in stops:
        stage.set_focus(None)
        stage.set_focus(stop)  # scrolls it into sight, as coming here by keys does
        stage.layout()
        found = [(direction, neighbour(stops, stop, direction)) for direction in DIRECTIONS]
        ways[id(stop)] = [there for _, there in found if there is not None]
        for direction, there in found:
            near = [other for other in stops if _list(other) is None or _list(other) is _list(stop)]
            if there is None:
                assert not any(_plainly(direction, stop.rect, other.rect) for other in near), (stop.id, direction)
            elif _list(there) is None or _list(there) is _list(stop):  # elsewhere lists may stand scrolled away
                assert _ahead(direction, stop.rect, there.rect) > 0, (stop.id, direction, there.id)
                fellows = [other for other in near if _list(other) is _list(there)]
                between = [other for other in fellows if _between(direction, stop.rect, other.rect, there.rect)]
                assert between == [], (stop.id, direction, there.id, [other.id for other in between])
    everything = {id(stop) for stop in stops}
    for stop in stops:
        assert _reached(stop, ways) == everything, f"from {stop.id} arrows do not lead everywhere"


def _list(node: Node) -> Scroll | None:
    return next((each for each in node.ancestors() if isinstance(each, Scroll)), None)


def _ahead(direction: Direction, here: Rect, there: Rect) -> int:
    """How far the middle of one rectangle lies in a direction from the other's."""
    along = there.centerx - here.centerx if direction in ("Left", "Right") else there.centery - here.centery
    return along if direction in ("Right", "Down") else -along


def _gap(direction: Direction, here: Rect, there: Rect) -> int:
    gaps = {
        "Right": there.left - here.right,
        "Left": here.left - there.right,
        "Down": there.top - here.bottom,
        "Up": here.top - there.bottom,
    }
    return gaps[direction]


def _in_line(direction: Direction, here: Rect, there: Rect) -> bool:
    """Whether the middle of one is level with the other."""
    if direction in ("Left", "Right"):
        return here.top <= there.centery <= here.bottom
    return here.left <= there.centerx <= here.right


def _plainly(direction: Direction, here: Rect, there: Rect) -> bool:
    return _gap(direction, here, there) >= 0 and _in_line(direction, here, there)


def _between(direction: Direction, here: Rect, other: Rect, there: Rect) -> bool:
    """Whether another control in line is passed over on the way: it begins and ends before the one that was chosen."""
    return (
        _plainly(direction, here, other)
        and _gap(direction, here, there) > 0
        and _gap(direction, other, there) >= 0
        and _in_line(direction, other, there)
    )


def _reached(start: Node, ways: dict[int, list[Node]]) -> set[int]:
    found, todo = {id(start)}, [start]
    while todo:
        for there in ways[id(todo.pop())]:
            if id(there) not in found:
                found.add(id(there))
                todo.append(there)
    return found
