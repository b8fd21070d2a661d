"""What is painted: nothing when nothing changed, little when little did, and always the same as a full repaint."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pygame
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pygame import Rect

import shown
from boulevard_client.cache import BoundedCache
from boulevard_client.theme import PAPER
from boulevard_client.widgets import (
    Button,
    Chip,
    Drawer,
    HintBar,
    Label,
    Modal,
    Node,
    Notices,
    ProgressBar,
    RichText,
    RingTimer,
    Scroll,
    Slider,
    Stack,
    Table,
    TextField,
)
from boulevard_client.widgets.damage import MOST_RECTS, Damage
from boulevard_client.widgets.gallery.dashboard import Say, dashboard
from boulevard_client.widgets.gallery.parts import parts

if TYPE_CHECKING:
    from conftest import Bench, MakeBench

WINDOW = Rect(0, 0, 640, 360)
KEYS = ("Tab", "Shift+Tab", "Left", "Right", "Up", "Down", "Enter", "F1", "Esc", "PageDown", "End", "B", "x")


def test_a_still_screen_draws_and_presents_nothing(bench: MakeBench) -> None:
    table = bench()
    table.show(dashboard(Say("en"), 1280))
    assert len(table.presented) == 1
    table.wait(5.0, steps=20)
    assert len(table.presented) == 1
    assert table.stage.wait_s() is None


def test_setting_an_equal_value_damages_nothing(bench: MakeBench) -> None:
    table = bench()
    table.show(dashboard(Say("en"), 1280))
    for node in table.stage.base.walk():
        if isinstance(node, Label):
            node.text = str(node.text)
        if isinstance(node, Table):
            node.rows = tuple(node.rows)
    assert table.stage.frame() == []


def test_a_changed_label_paints_only_its_own_place(bench: MakeBench) -> None:
    table = bench()
    table.show(dashboard(Say("en"), 1280))
    label = next(n for n in table.stage.base.walk() if isinstance(n, Label) and n.text == "Leading bid")
    label.text = "Leading bit"
    painted = table.stage.frame()
    assert painted
    assert all(label.rect.inflate(12, 12).contains(rect) for rect in painted)


def test_a_changed_row_paints_only_that_row(bench: MakeBench) -> None:
    table = bench((1920, 1080))
    table.show(dashboard(Say("en"), 1920))
    standings = table.stage.find("standings")
    assert isinstance(standings, Table)
    rows = list(standings.rows)
    rows[4] = rows[5]
    standings.rows = rows
    (painted,) = table.stage.frame()
    assert painted.height <= 44
    assert standings.rect.contains(painted)


def _edit(table: Bench, chance: random.Random) -> None:
    """One thing that could happen to a screen."""
    stage = table.stage
    node = chance.choice([node for layer in stage.layers for node in layer.root.walk()])
    match chance.randrange(12):
        case 0 | 1 | 2:
            table.press(chance.choice(KEYS))
        case 3 | 4:
            table.hover((chance.randrange(1280), chance.randrange(720)))
        case 5:
            table.click((chance.randrange(1280), chance.randrange(720)))
        case 6:
            table.hover(node.rect.center)
            table.post(pygame.MOUSEWHEEL, y=chance.choice((-2, 1)), precise_y=float(chance.choice((-2, 1))))
        case 7:
            table.now += chance.choice((0.05, 0.4, 3.0))
        case 8:
            if node.parent is not None and not isinstance(node.parent, HintBar):
                node.visible = not node.visible
        case 9:
            kind = chance.randrange(4)
            if kind == 0:
                stage.open(Modal("Sure?", RichText("It **cannot** be undone."), Button("Yes", lambda: None)))
            elif kind == 1:
                Drawer("More", Label("inside")).open(stage)
            else:
                stage.tips.explain(node)
        case _:
            _change(node, chance)


def _change(node: Node, chance: random.Random) -> None:
    match node:
        case Label() | Button() | Chip():
            node.text = chance.choice(("short", "a rather longer text", "合肥锂盐", ""))
        case ProgressBar() | RingTimer():
            node.share = chance.random()
        case Slider():
            node.number = chance.randrange(100)
        case TextField():
            node.set_text(chance.choice(("", "量子 Quantum")))
        case Table():
            rows = list(node.rows)
            chance.shuffle(rows)
            node.rows = rows[: chance.randrange(1, len(rows) + 1)]
        case _:
            node.enabled = not node.enabled


@pytest.mark.parametrize("seed", range(10))
def test_many_partial_repaints_equal_a_full_one(bench: MakeBench, seed: int) -> None:
    chance = random.Random(seed)
    table = bench()
    notices = Notices().anchored("bottom-right", 20)
    screen = dashboard(Say("en"), 1280) if seed % 2 else parts(Say("zh"))
    table.show(Stack(screen, notices))
    for step in range(40):
        _edit(table, chance)
        if step % 10 == 0:
            notices.tell(f"Notice {step}", "good")
        assert len(table.stage.frame()) <= MOST_RECTS
        if step % 5 == 4:
            partial = table.pixels()
            table.stage.damage_all()
            table.stage.frame()
            assert partial == table.pixels(), f"step {step}"


def test_a_scrolled_panel_equals_a_full_repaint(bench: MakeBench) -> None:
    table = bench()
    lines = Scroll(parts(Say("en"))).sized(height=300)
    table.show(Stack(lines))
    for offset in (40, 200, 120, 0):
        lines.scroll_to(offset)
        table.stage.frame()
        partial = table.pixels()
        table.stage.damage_all()
        table.stage.frame()
        assert partial == table.pixels()


RECTS = st.builds(Rect, st.integers(-40, 620), st.integers(-40, 350), st.integers(0, 200), st.integers(0, 200))


@given(st.lists(RECTS, max_size=80))
def test_merged_damage_covers_everything_with_few_rectangles(rects: list[Rect]) -> None:
    damage = Damage(WINDOW)
    for rect in rects:
        damage.add(rect)
    taken = damage.take()
    assert len(taken) <= MOST_RECTS
    assert not damage
    for rect in rects:
        wanted = rect.clip(WINDOW)
        if wanted.width and wanted.height:
            assert any(each.contains(wanted) for each in taken)
    assert all(WINDOW.contains(each) for each in taken)


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(1, 60)), max_size=200))
def test_a_cache_never_costs_more_than_its_limit(entries: list[tuple[int, int]]) -> None:
    cache: BoundedCache[int, int] = BoundedCache(100)
    for key, cost in entries:
        assert cache.put(key, cost, cost) == cost
        assert cache.cost <= 100
        assert cache.get(key) == cost
    cache.clear()
    assert cache.cost == len(cache) == 0


def test_changing_theme_scale_or_language_forgets_every_picture(bench: MakeBench) -> None:
    table = bench()
    table.show(dashboard(Say("en"), 1280))
    dark = table.pixels()
    assert table.stage.look.art.cost > 0
    table.stage.restyle(theme=PAPER)
    assert table.stage.look.art.cost == 0
    table.stage.frame()
    assert table.pixels() != dark
    table.stage.restyle(setting=1.2)
    assert table.stage.look.art.cost == 0
    table.stage.frame()
    table.stage.restyle(language="zh")
    assert table.stage.look.art.cost == 0


def test_a_full_repaint_costs_few_full_screen_blits(bench: MakeBench) -> None:
    """16 ms on the machine where an alpha blit of the screen takes 0.5 ms: a ratio, not a time."""
    table = bench((1920, 1080))
    table.show(dashboard(Say("en"), 1920))
    veil = pygame.Surface((1920, 1080), pygame.SRCALPHA).convert_alpha()
    veil.fill((10, 20, 30, 128))

    def repaint() -> None:
        table.stage.damage_all()
        table.stage.frame()

    blit = shown.least_effort(lambda: table.stage.surface.blit(veil, (0, 0)), 12)
    assert shown.least_effort(repaint, 6) < 32 * blit
