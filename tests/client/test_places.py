"""What stands where: cards above a page, content that scrolls, pictures that outlive a building of their page."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pygame import Rect

import shown
from boulevard_client.charts.race import LineRace
from boulevard_client.widgets.clearing import clearest, taken
from boulevard_client.widgets.node import Node
from boulevard_client.widgets.scroll import Scroll
from shown import Manner, Shown

WINDOW = Rect(0, 0, 1000, 600)


@pytest.fixture(scope="module", autouse=True)
def display() -> Iterator[None]:
    with shown.dummy_display():
        yield


def test_a_card_stands_near_its_source_never_on_it_and_where_nothing_is_covered() -> None:
    source = Rect(400, 250, 120, 40)
    figures = [Rect(380, 300, 400, 200), Rect(0, 100, 1000, 120)]
    place = clearest((200, 80), source, WINDOW, [source, *figures], None)
    assert place.collidelist([source, *figures]) < 0
    assert source.left - place.right < 60 or place.left - source.right < 60
    assert WINDOW.contains(place)


def test_a_card_stays_where_it_is_until_another_place_is_much_better() -> None:
    source, before = Rect(400, 250, 120, 40), Rect(700, 400, 200, 80)
    assert clearest((200, 80), source, WINDOW, [source], before) == before
    assert clearest((200, 80), source, WINDOW, [source, before], before) != before
    assert clearest((220, 80), source, WINDOW, [source], before) != before, "it has grown"


@pytest.mark.parametrize("screen", ["deals", "standings", "treasury"])
def test_what_can_be_read_is_known_to_whoever_looks_for_room(screen: str) -> None:
    page = shown.show(screen)
    window = page.stage.surface.get_rect()
    found = taken(page.stage.base, page.stage.look, window)
    assert all(window.contains(each) for each in found)
    ready = page.stage.find("top.ready")
    assert any(each.colliderect(ready.rect) for each in found)


@pytest.mark.parametrize("screen", shown.every_screen())
def test_what_scrolls_is_as_wide_as_what_stands_above_it(screen: str) -> None:
    page = shown.show(screen)
    for node in page.nodes():
        if isinstance(node, Scroll) and node.shown:
            assert (node.content.rect.left, node.content.rect.right) == (node.rect.left, node.rect.right), node.id
            assert node.bar.rect.left >= node.rect.right, "the bar lies on no figure"
            assert node.opening().contains(node.bar.rect)


def charts(page: Shown) -> list[Node]:
    return [node for node in page.nodes() if isinstance(node, LineRace)]


@pytest.mark.parametrize("screen", ["region", "city", "relations", "treasury", "talent"])
def test_pictures_of_the_past_outlive_an_edit_and_change_with_the_turn_looked_at(screen: str) -> None:
    page = shown.show(screen, Manner(shown.LARGE))
    before = charts(page)
    assert before
    page.app.pages.outdate()
    page.app.step([])
    assert charts(page) == before
    page.repaint()
    pixels = page.pixels()
    page.app.pages.kept.clear()
    page.app.pages.outdate()
    page.app.step([])
    page.repaint()
    assert page.pixels() == pixels
    page.pilot.key("[")
    page.settle()
    assert not set(map(id, charts(page))) & set(map(id, before))


@pytest.mark.parametrize("manner", [*shown.MANNERS, Manner((1366, 768))], ids=str)
def test_every_city_of_the_race_is_named(manner: Manner) -> None:
    page = shown.show("region", manner)
    (race,) = charts(page)
    named = {words for words, _ in race.texts()}
    assert named >= {page.app.desk().read.city_name(city) for city in page.app.desk().read.city_ids}
