"""The region's map: towers that grow with what cities make, and news on it that hides no city."""

from __future__ import annotations

from collections.abc import Iterator

import pygame
import pytest

import shown
from boulevard_client import mapveil
from boulevard_client.screens import lens
from boulevard_client.screens.citymark import CityMark
from boulevard_client.screens.regionmap import RegionMap
from boulevard_client.widgets.anchoring import anchored_rect
from shown import Manner


@pytest.fixture(scope="module", autouse=True)
def display() -> Iterator[None]:
    with shown.dummy_display():
        yield


def test_towers_grow_through_the_match_and_the_larger_city_has_the_taller() -> None:
    page = shown.show("region")
    model = page.app.model
    levels = {}
    for turn in (0, model.turn):
        model.look_at(turn)
        desk = page.app.desk()
        levels[turn] = lens.levels(desk, lens.LENSES[0])
        made = lens.values(desk, lens.LENSES[0])
        assert sorted(range(len(made)), key=made.__getitem__) == sorted(range(len(made)), key=levels[turn].__getitem__)
    assert all(now > then for then, now in zip(levels[0], levels[model.turn], strict=True))
    assert max(levels[0]) < 0.8


def test_arrows_go_from_whom_people_leave_to_where_they_come_and_add_up() -> None:
    desk = shown.show("region").app.desk()
    home = desk.read.city_id
    moved = lens.streams(desk)
    row = dict(zip(desk.read.city_ids, desk.read.view["talent.exchange"].tolist(), strict=True))
    assert moved
    assert len({stream.gain for stream in moved}) == 2, "somebody comes and somebody goes in this match"
    assert {(s.origin if s.gain else s.goal): (1 if s.gain else -1) * s.people for s in moved} == {
        city: people for city, people in row.items() if people
    }
    assert all(home in (stream.origin, stream.goal) for stream in moved)
    assert [stream.people for stream in moved] == sorted(stream.people for stream in moved), "the largest lies on top"


@pytest.mark.parametrize("name", ["pollution", "hype"])
def test_what_lies_over_a_city_is_thicker_where_there_is_more_of_it(name: str) -> None:
    page = shown.show("region")
    desk, look = page.app.desk(), page.stage.look
    (found,) = [each for each in lens.LENSES if each.name == name]
    cities = range(len(desk.read.city_ids))
    strengths = [lens.strength(desk, found, index) for index in cities]
    measured = lens.values(desk, found)
    if name == "hype":
        measured = [value / lens.usual(desk, index) for index, value in enumerate(measured)]
    assert sorted(cities, key=measured.__getitem__) == sorted(cities, key=strengths.__getitem__)

    def ink(strength: float) -> float:
        picture = mapveil.veil(look, found.veil, "hefei", (300, 186), strength)
        return 0.0 if picture is None else float(pygame.surfarray.array_alpha(picture).mean())

    weights = [ink(strength) for strength in (0.0, 0.3, 0.6, 1.0)]
    assert weights[0] == 0.0
    assert weights == sorted(set(weights))


@pytest.mark.parametrize("each", lens.LENSES, ids=lambda each: each.name)
def test_the_figure_on_a_card_opens_into_its_sum_through_every_lens(each: lens.Lens) -> None:
    desk = shown.show("region").app.desk()
    for index in range(len(desk.read.city_ids)):
        tip = lens.told(desk, each, index)
        assert tip.title
        if desk.model.schema[each.quantity].axes != "C":
            parts = desk.read.view[each.quantity][index]
            whole = next(row for row in tip.rows if row.total)
            assert whole.value == desk.read.number(int(parts.sum()))
            assert len([row for row in tip.rows if not row.total]) >= int((parts > 0).sum())


@pytest.mark.parametrize("manner", [*shown.MANNERS, Manner((1366, 768), "en"), Manner((3840, 2160), "zh")], ids=str)
def test_news_of_the_country_lies_on_the_map_and_hides_no_city(manner: Manner) -> None:
    page = shown.show("region", manner)
    headline = max((e for e in page.app.model.moment.events if not e.city), key=lambda e: e.weight)
    ribbon = page.stage.find("region.country")
    chart = page.stage.find("region.map")
    assert ribbon is not None
    assert isinstance(chart, RegionMap)
    assert page.app.desk().tell(headline.sentence) in ribbon.label
    over = [anchored_rect(node, page.stage.look, chart.rect) for node in chart.over]
    marks = [child for child in chart.children if isinstance(child, CityMark)]
    assert len(marks) == len(page.app.desk().read.city_ids)
    cards = [mark.card_at for mark in marks]
    for mark in marks:
        assert mark.card_at.collidelist(over) < 0, mark.label
        assert mark.happening is None or mark.stamp_at.collidelist(cards) < 0, mark.label
    page.pilot.click("region.country")
    page.settle()
    assert page.app.route == "nation"


@pytest.mark.parametrize("manner", [*shown.MANNERS, Manner((1366, 768), "en"), Manner((3840, 2160), "zh")], ids=str)
def test_what_lies_on_the_map_keeps_off_its_cities_through_every_lens(manner: Manner) -> None:
    page = shown.show("region", manner)
    for each in lens.LENSES:
        page.pilot.click(f"region.lens.{each.name}")
        page.settle()
        chart = page.stage.find("region.map")
        assert isinstance(chart, RegionMap)
        over = [anchored_rect(node, page.stage.look, chart.rect) for node in chart.over[1:]]  # the lenses are first
        marks = [child for child in chart.children if isinstance(child, CityMark)]
        cards = [mark.card_at for mark in marks]
        for mark in marks:
            towers = mark.tower_at.inflate(-mark.tower_at.width // 4, 0)  # their ground is a diamond
            assert towers.collidelist(over) < 0, (each.name, mark.label)
            if mark.mark.badges:
                assert mark.badges_at.collidelist(cards) < 0, (each.name, mark.label)
                assert chart.rect.contains(mark.badges_at), (each.name, mark.label)


def test_in_a_narrow_window_a_city_that_is_pressed_opens_beside_the_map() -> None:
    page = shown.show("region", Manner(shown.SMALL))
    hands = page.pilot
    hands.focus("region.city.chengdu")
    hands.key("Enter")
    page.settle()
    (drawer,) = [layer.root for layer in page.stage.layers if layer.kind == "drawer"]
    assert drawer.label == page.app.desk().read.city_name("chengdu")
    hands.click("region.rank.shenzhen")
    page.settle()
    (drawer,) = [layer.root for layer in page.stage.layers if layer.kind == "drawer"]
    assert drawer.label == page.app.desk().read.city_name("shenzhen")
    hands.key("Esc")
    page.settle()
    assert page.stage.focus is not None
    assert page.stage.focus.id == "region.city.chengdu"
