"""What a match meets leads into the almanac, and a link that nothing leads along is found."""

from __future__ import annotations

import pytest

from boulevard_server.lab.play import MatchLog, Settings, play_match
from boulevard_server.lab.reached import links
from boulevard_server.rules.fields import Visibility
from boulevard_server.rules.state import STATE
from boulevard_shared.almanac import shipped_almanac
from boulevard_shared.content import shipped
from boulevard_shared.ids import Persona

CITIES = ("hefei", "wenzhou", "yinchuan")


@pytest.fixture(scope="module")
def log() -> MatchLog:
    return play_match(shipped(), Settings("one-term", CITIES), tuple(Persona)[:3], 5)


def test_what_a_match_had_is_met_and_nothing_else(log: MatchLog) -> None:
    pages = log.reached.pages
    assert {f"city.{city}" for city in CITIES} == {page for page in pages if page.startswith("city.")}
    assert {f"event.{kind}" for kind in log.events} == {page for page in pages if page.startswith("event.")}
    assert "city.treasury" in log.reached.moved
    assert "module.brain" not in pages, "its time had not come"
    hidden = {field.name for field in STATE if field.visibility is Visibility.HIDDEN}
    assert not hidden & log.reached.moved


def test_a_link_is_used_from_a_quantity_that_moved_and_from_pages_that_were_led_to() -> None:
    almanac = shipped_almanac()
    followed = links(almanac, ["vehicle.skill", "city.debt"], ["module.brain"])
    assert {"vehicle. > system.funds", "city.debt > system.debt"} <= set(followed.used)
    assert {"vehicle.cash > system.funds", "city.gdp > system.growth"} <= set(followed.never)
    assert {f"module.brain > {to}" for to in almanac.pages["module.brain"].see} <= set(followed.used)
    assert len(set(followed.used) | set(followed.never)) == len(followed.used) + len(followed.never)


def test_every_way_into_the_almanac_is_the_name_or_the_family_of_a_quantity() -> None:
    names = {field.name for field in STATE if field.visibility is not Visibility.HIDDEN}
    names |= {f"{name.partition('.')[0]}." for name in names}
    assert [way for way in shipped_almanac().explained if way not in names] == []
