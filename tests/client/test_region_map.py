"""The region's map: towers that grow with what cities make, and news on it that hides no city."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import shown
from boulevard_client.screens import lens
from boulevard_client.screens.regionmap import CityMark, RegionMap
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
