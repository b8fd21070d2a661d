"""Every screen of the client as a whole, with what a real match shows on it: readable, reachable, quiet and cheap."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import msgspec
import numpy as np
import pygame
import pytest
from pygame import Rect

import pictures
import shown
from boulevard_client.look import Look
from boulevard_client.screens.chains import VIEWS
from boulevard_client.text import is_cjk
from boulevard_client.theme import HIT_TARGET, Rgb, TextStyle, luminance
from boulevard_client.widgets.canvas import Canvas
from boulevard_client.widgets.dump import faults
from boulevard_client.widgets.inputs import Tabs
from boulevard_client.widgets.node import Node
from boulevard_client.widgets.scroll import ScrollBar
from boulevard_shared.content import assets_root
from boulevard_shared.ids import SeatMode
from shown import Manner, Shown

SCREENS = shown.every_screen()
SMALL_EN, SMALL_ZH, LARGE_EN, LARGE_ZH = shown.MANNERS
KEYS = ("Tab", "Tab", "Shift+Tab", "Left", "Right", "Up", "Down", "PageDown", "Home", "Esc")
HALO = "bg"
"""Names on the map are first drawn in the ground colour, then again above it in ink: only the ink is read."""
REPAINT_BLITS = 60
"""A full repaint costs at most so many alpha blits of the screen. Where one takes half a millisecond, 16 ms are 32
blits; the rest is margin for a machine that does other things too.
"""


@pytest.fixture(scope="module")
def looks() -> Iterator[Callable[[Manner], Look]]:
    """One look for each manner, so that pictures made for one screen serve the next, as in the game."""
    made: dict[Manner, Look] = {}

    def look(manner: Manner) -> Look:
        return made.setdefault(manner, Look(assets_root()))

    with shown.dummy_display():
        yield look


Looks = Callable[[Manner], Look]
every_screen = pytest.mark.parametrize("screen", SCREENS)


def in_manners(*manners: Manner) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("manner", manners, ids=str)


# --- reading ------------------------------------------------------------------------------------------------


@every_screen
@in_manners(*shown.MANNERS, shown.PAPER)
def test_no_text_is_cut_covered_or_without_a_glyph(looks: Looks, screen: str, manner: Manner) -> None:
    page = shown.show(screen, manner, looks(manner))
    assert faults(page.stage.look, [layer.root for layer in page.stage.layers]) == []
    raw = [words for node in page.nodes() for words, _ in node.texts() if words.startswith(("ui.", "event.", "{"))]
    assert raw == [], "keys of the catalogue instead of words"


@pytest.mark.parametrize("scene", [scene for scene in pictures.scenes() if scene.part], ids=lambda scene: scene.name)
def test_pages_and_cards_that_open_on_demand_can_be_read_too(looks: Looks, scene: pictures.Scene) -> None:
    page = pictures.stage(scene, looks(scene.manner))
    assert faults(page.stage.look, [layer.root for layer in page.stage.layers]) == []


@dataclass(frozen=True, slots=True)
class Print:
    """One text as it was printed: its words, ink, height in pixels, and the ground it landed on (n x 3)."""

    words: str
    style: TextStyle
    ink: Rgb
    height: int
    ground: np.ndarray

    @property
    def contrast(self) -> float:
        """WCAG contrast that four fifths of the ground reach: a hairline or the edge of a chip does not count."""
        linear = np.where(self.ground <= 10, self.ground / 255 / 12.92, ((self.ground / 255 + 0.055) / 1.055) ** 2.4)
        ground = linear @ np.array([0.2126, 0.7152, 0.0722])
        ink = luminance(self.ink)
        ratios = (np.maximum(ground, ink) + 0.05) / (np.minimum(ground, ink) + 0.05)
        return float(np.quantile(ratios, 0.2))

    @property
    def enough(self) -> float:
        """What WCAG AA asks: large text (24 pixels, or 19 when bold) needs less."""
        return 3.0 if self.height >= (19 if self.style.weight != "text" else 24) else 4.5


@pytest.fixture
def prints(monkeypatch: pytest.MonkeyPatch) -> list[Print]:
    """Every text painted from now on, with the pixels that were under it."""
    made: list[Print] = []
    before_text, before_at = Canvas.text, Canvas.text_at

    def note(canvas: Canvas, words: str, style: TextStyle, place: Rect) -> None:
        seen = place.clip(canvas.surface.get_clip())
        if seen.width > 3 and seen.height > 6:
            pixels = pygame.surfarray.array3d(canvas.surface.subsurface(seen)).reshape(-1, 3).astype(np.float64)
            look = canvas.look
            ink = look.theme.colour(style.colour)
            made.append(Print(words, style, ink, look.type.pixels(words, style), pixels))

    def text(canvas: Canvas, words: str, style: TextStyle, rect: Rect, align: str = "left") -> int:
        if words:
            width, tall = canvas.look.type.width(words, style), canvas.look.type.pixels(words, style)
            left = {"left": rect.left, "center": rect.centerx - width // 2, "right": rect.right - width}[align]
            note(canvas, words, style, Rect(left, rect.centery - tall // 2, width, tall))
        return before_text(canvas, words, style, rect, align)  # type: ignore[arg-type]

    def text_at(canvas: Canvas, words: str, style: TextStyle, left: int, baseline: int) -> int:
        if words:
            width, tall = canvas.look.type.width(words, style), canvas.look.type.pixels(words, style)
            note(canvas, words, style, Rect(left, baseline - tall * 3 // 4, width, tall))
        return before_at(canvas, words, style, left, baseline)

    monkeypatch.setattr(Canvas, "text", text)
    monkeypatch.setattr(Canvas, "text_at", text_at)
    return made


@every_screen
@in_manners(SMALL_ZH, LARGE_EN, shown.PAPER)
def test_every_text_stands_out_from_the_pixels_under_it(
    looks: Looks, prints: list[Print], screen: str, manner: Manner
) -> None:
    page = shown.show(screen, manner, looks(manner))
    disabled = {node.label for node in page.nodes() if not node.enabled}
    prints.clear()
    page.repaint()
    assert len(prints) >= 8
    faint = {
        (each.words, each.style.colour, round(each.contrast, 1))
        for each in prints
        if each.words not in disabled and each.style.colour != HALO and each.contrast < each.enough
    }
    assert faint == set()


@every_screen
@in_manners(SMALL_EN, SMALL_ZH)
def test_no_text_is_printed_too_small_to_be_read(
    looks: Looks, prints: list[Print], screen: str, manner: Manner
) -> None:
    """Thirteen pixels, fourteen where there is a Chinese letter, in the smallest window."""
    page = shown.show(screen, manner, looks(manner))
    prints.clear()
    page.repaint()
    assert len(prints) >= 8
    assert {(each.words, each.height) for each in prints if each.height < (14 if is_cjk(each.words) else 13)} == set()


# --- reaching -----------------------------------------------------------------------------------------------


def _by_hand(node: Node) -> bool:
    """Scroll bars are for the mouse: the keyboard scrolls by moving the focus."""
    return not isinstance(node, ScrollBar)


@every_screen
@in_manners(SMALL_EN, LARGE_ZH)
def test_what_can_be_pressed_is_large_enough_to_hit_and_has_a_name(looks: Looks, screen: str, manner: Manner) -> None:
    """36 design units for buttons; rows of a list may be lower, they touch one another and are wide. A linked word is
    as high as the line it stands in.
    """
    page = shown.show(screen, manner, looks(manner))
    look = page.stage.look
    small = []
    for node in page.nodes():
        if not (node.interactive and node.enabled and _by_hand(node)) or node.role == "link":
            continue
        width, height = node.rect.size
        least = 22 if width >= look.px(4 * HIT_TARGET) else HIT_TARGET - 2
        if height < look.px(least) or width < look.px(HIT_TARGET - 2):
            small.append((node.id or node.label, width, height))
        assert node.label or node.id, f"{type(node).__name__} at {tuple(node.rect)} says nothing"
    assert small == []


@every_screen
@in_manners(*shown.MANNERS)
def test_the_mouse_comes_to_whatever_can_be_pressed(looks: Looks, screen: str, manner: Manner) -> None:
    """At its middle, or at the middle of what is in sight of it; a list's row may hold a button of its own."""
    page = shown.show(screen, manner, looks(manner))
    stage = page.stage
    top = stage.top.root
    for node in top.walk():
        if not (node.interactive and node.shown) or isinstance(node, ScrollBar):
            continue
        seen = node.rect.clip(stage.surface.get_rect())
        for ancestor in node.ancestors():
            seen = seen.clip(ancestor.opening()) if ancestor.clips else seen
        if seen.width < 4 or seen.height < 4:
            continue  # scrolled away
        hit = stage.node_at(seen.center)
        while hit is not None and hit is not node:
            hit = hit.parent
        assert hit is node, f"{node.id or node.label} at {tuple(seen)} is covered"


@every_screen
def test_automation_ids_are_unique(looks: Looks, screen: str) -> None:
    page = shown.show(screen, LARGE_EN, looks(LARGE_EN))
    ids = [node.id for node in page.nodes() if node.id]
    assert sorted({name for name in ids if ids.count(name) > 1}) == []


# --- painting -----------------------------------------------------------------------------------------------


@every_screen
def test_a_still_screen_paints_nothing_but_its_clock(looks: Looks, screen: str) -> None:
    page = shown.show(screen, LARGE_EN, looks(LARGE_EN))
    clock = next((node for node in page.nodes() if node.id == "top.clock"), None)
    page.presented.clear()
    for _ in range(12):
        page.wait(0.5)
    painted = [rect for rects in page.presented for rect in rects]
    if clock is None:
        assert painted == []
    else:
        reach = clock.rect.inflate(8, 8)
        assert all(reach.contains(rect) for rect in painted)
        assert len(painted) <= 12


@every_screen
@pytest.mark.parametrize("seed", [1, 2])
def test_partial_repaints_equal_a_full_one_whatever_the_player_does(looks: Looks, screen: str, seed: int) -> None:
    manner = shown.MANNERS[(seed * 3 + SCREENS.index(screen)) % 4]
    chance = random.Random(f"{screen}/{seed}")
    page = shown.show(screen, manner, looks(manner))
    for step in range(24):
        _do_something(page, chance)
        if step % 4 == 3:
            partial = page.pixels()
            page.repaint()
            assert partial == page.pixels(), f"step {step}"


def _do_something(page: Shown, chance: random.Random) -> None:
    width, height = page.stage.surface.get_size()
    at = (chance.randrange(width), chance.randrange(height))
    match chance.randrange(8):
        case 0 | 1 | 2:
            page.pilot.key(chance.choice(KEYS))
        case 3 | 4:
            page.app.step([pygame.Event(pygame.MOUSEMOTION, pos=at, rel=(0, 0), buttons=(0, 0, 0))])
        case 5:
            page.app.step([pygame.Event(pygame.MOUSEMOTION, pos=at, rel=(0, 0), buttons=(0, 0, 0))])
            turn = chance.choice((-1, 1))
            page.app.step([pygame.Event(pygame.MOUSEWHEEL, x=0, y=turn, precise_x=0.0, precise_y=float(turn))])
        case 6:
            page.pilot.click_at(at)
        case _:
            page.wait(chance.choice((0.1, 0.6, 2.5)))


@every_screen
def test_a_full_repaint_costs_few_full_screen_blits(looks: Looks, screen: str) -> None:
    """A ratio to a calibration blit of this very run, with a wide margin: no test asserts wall time."""
    page = shown.show(screen, LARGE_EN, looks(LARGE_EN))
    veil = pygame.Surface(LARGE_EN.size, pygame.SRCALPHA).convert_alpha()
    veil.fill((10, 20, 30, 128))
    page.repaint()
    blit = shown.least_effort(lambda: page.stage.surface.blit(veil, (0, 0)), 12)
    assert shown.least_effort(page.repaint, 6) < REPAINT_BLITS * blit


@pytest.mark.parametrize("manner", [SMALL_EN, LARGE_EN], ids=str)
def test_every_chain_is_told_in_words(manner: Manner) -> None:
    """Also what only some of them have: a bottleneck, a leading firm, a boss."""
    page = shown.show("chains", manner)
    for chain in page.app.desk().read.chains:
        page.app.go("chains", f"chain:{chain}")
        page.settle()
        told = [words for node in page.nodes() for words, _ in node.texts()]
        assert not [words for words in told if re.search(r"\b(name|ui)\.[a-z_]+\.", words)]


@pytest.mark.parametrize("manner", shown.MANNERS, ids=str)
def test_every_view_of_the_chains_leads_to_the_others_and_can_be_read(manner: Manner) -> None:
    """In a career too, which has one view more."""
    page = shown.show("chains", manner)
    model = page.app.model
    assert model.about is not None
    model.about = msgspec.structs.replace(model.about, mode=SeatMode.CAREER)
    for view in VIEWS:
        page.app.go("chains", view)
        page.settle()
        switch = page.stage.find("chains.views")
        assert isinstance(switch, Tabs)
        assert switch.chosen == VIEWS.index(view)
        assert faults(page.stage.look, [layer.root for layer in page.stage.layers]) == []
