"""A window of any size, at any scale, in any language and with anything in it can be read, and keeps what was begun."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pygame
import pytest

import layouts
import shown
from boulevard_client.theme import Scale
from boulevard_client.widgets.pan import Pan
from boulevard_client.widgets.scroll import Scroll
from boulevard_client.widgets.textfield import TextField
from shown import Manner

CASES = int(os.environ.get("BOULEVARD_LAYOUTS", "60"))
"""`make layouts` tries five hundred."""
NARROW, HUGE = (1024, 640), (3840, 2160)


@pytest.fixture(scope="module", autouse=True)
def screenless() -> Iterator[None]:
    with shown.dummy_display():
        yield


@pytest.mark.parametrize("number", range(CASES), ids=lambda number: str(layouts.case(number)))
def test_nothing_is_cut_covered_or_out_of_sight(number: int) -> None:
    wanted = layouts.case(number)
    page = layouts.show(wanted)
    assert layouts.wrong(page) == []
    layouts.resize(page, wanted.after)
    assert layouts.wrong(page) == [], f"after resizing to {wanted.after}"


def test_a_layout_that_needs_more_than_the_window_moves_under_it() -> None:
    page = shown.show("treasury", Manner(NARROW))
    view = page.stage.find("view.treasury")
    assert isinstance(view, Pan)
    assert view.full > view.rect.size
    page.pilot.key("Ctrl+Right")
    page.pilot.key("Ctrl+Down")
    assert view.offset[0] > 0 < view.offset[1]
    page.app.step([pygame.Event(pygame.MOUSEMOTION, pos=view.rect.center, rel=(0, 0), buttons=(0, 0, 0))])
    page.app.step([pygame.Event(pygame.MOUSEWHEEL, x=-9, y=9, precise_x=-9.0, precise_y=9.0)])
    assert view.offset == (0, 0)
    large = shown.show("treasury", Manner((1920, 1080))).stage.find("view.treasury")
    assert isinstance(large, Pan)
    assert large.full == large.rect.size


@pytest.mark.parametrize("size", [NARROW, (1366, 768), (2560, 1440), HUGE], ids=str)
def test_resizing_keeps_what_was_typed_and_where_one_was(size: tuple[int, int]) -> None:
    page = shown.show("settings", Manner((1920, 1080)))
    page.pilot.focus("settings.name")
    page.pilot.type(" of Hefei")
    for _ in range(3):
        page.pilot.key("Left")
    layouts.resize(page, size)
    field = page.stage.focus
    assert isinstance(field, TextField)
    assert (field.id, field.text, field.caret) == ("settings.name", "Mei Lin of Hefei", 13)
    window = page.stage.surface.get_rect()
    assert window.contains(field.rect)


def test_resizing_keeps_the_place_in_a_list_at_every_scale() -> None:
    page = shown.show("region", Manner((1920, 1080)))
    news = page.stage.find("region.news")
    assert isinstance(news, Scroll)
    news.scroll_to(400)
    layouts.resize(page, HUGE)
    news = page.stage.find("region.news")
    assert isinstance(news, Scroll)
    assert news.offset == 800


def test_type_grows_with_its_own_setting_and_the_boxes_that_hold_it() -> None:
    plain, large = Scale.of((1920, 1080)), Scale.of((1920, 1080), text=1.3)
    assert large.text_px(14, cjk=False) == 18 > plain.text_px(14, cjk=False)
    assert large.wide(100) == 130
    assert large.px(100) == plain.px(100)
