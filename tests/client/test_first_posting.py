"""The first posting teaches one thing at a time: what is shut is locked and says when it opens, one question leads."""

from __future__ import annotations

from collections.abc import Iterator

import pygame
import pytest

import turn_table
from boulevard_client import display
from boulevard_client.screens import counsel, locks, registry, shell
from boulevard_client.screens import intents as do
from boulevard_client.screens.bulletin import BulletinScreen, front_page
from boulevard_client.screens.deals import DealsScreen
from boulevard_client.screens.desk import Screen
from boulevard_client.screens.needs import needs
from boulevard_client.screens.smartcity import SmartCityScreen
from boulevard_client.screens.talent import TalentScreen
from boulevard_client.screens.treasury import TreasuryScreen
from boulevard_client.widgets.chrome import RailItem
from boulevard_client.widgets.dump import faults
from boulevard_client.widgets.inputs import NumberInput
from boulevard_client.widgets.meters import PhaseTrack
from boulevard_client.widgets.tips import tip_of
from boulevard_shared.events import Event, EventKind
from boulevard_shared.orders import AppointBoss, BidForProject
from boulevard_shared.sentence import say
from turn_table import Bench

FACTORY = "white-goods-base"
"""The project of the lesson."""


@pytest.fixture(scope="module", autouse=True)
def lesson() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SDL_VIDEODRIVER", "dummy")
        patch.setattr(turn_table, "SCENARIO", "first-posting")
        turn_table.played.cache_clear()
        pygame.display.quit()
        display.open_window((64, 64))
        yield
        pygame.display.quit()
    turn_table.played.cache_clear()


def factory(bench: Bench) -> int:
    """The serial of the lesson's project."""
    view, number = bench.model.view, tuple(bench.content.templates).index(FACTORY)
    return int(view["project.serial"][(view["project.template"] == number) & (view["project.serial"] > 0)][0])


def rail(bench: Bench) -> dict[str, RailItem]:
    frame = shell.frame(bench.desk(), bench.screen, bench.screen.build(bench.desk()), False)
    return {str(node.id).removeprefix("rail."): node for node in frame.walk() if isinstance(node, RailItem)}


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_parts_that_are_not_open_show_a_lock_and_say_when_they_open(lang: str) -> None:
    bench = Bench(BulletinScreen(), turns=0, lang=lang)
    items = rail(bench)
    assert {name for name, item in items.items() if item.locked} == {
        "portfolio", "talent", "treasury", "smart", "relations",
    }  # fmt: skip
    assert bench.desk().read.turn_name(1) in locks.reason(bench.desk(), "portfolio")
    later = Bench(BulletinScreen(), turns=1, lang=lang)
    assert not rail(later)["portfolio"].locked
    assert rail(later)["relations"].locked


def test_the_phase_is_report_only_while_the_bulletin_is_read() -> None:
    for screen, phase in ((BulletinScreen(), 0), (DealsScreen(), 1)):
        bench = Bench(screen, turns=2)
        frame = shell.frame(bench.desk(), screen, screen.build(bench.desk()), False)
        assert [node.now for node in frame.walk() if isinstance(node, PhaseTrack)] == [phase]


@pytest.mark.parametrize("name", list(locks.PARTS))
@pytest.mark.parametrize(("size", "lang"), [((1280, 720), "en"), ((1280, 720), "zh")])
def test_the_line_above_a_locked_screen_leaves_room_for_the_screen(name: str, size: tuple[int, int], lang: str) -> None:
    bench = Bench(registry.factory(name)(), turns=0, size=size, lang=lang)
    frame = shell.frame(bench.desk(), bench.screen, bench.screen.build(bench.desk()), False)
    bench.stage.show(frame)
    bench.stage.frame()
    assert faults(bench.stage.look, [frame]) == []


def test_the_first_turn_has_a_decision_to_take_and_the_second_leads_to_the_fridge_factory() -> None:
    first = Bench(BulletinScreen(), turns=0)
    first.ask(do.Ask())
    assert first.model.advice
    assert isinstance(first.model.advice[0].order, AppointBoss)
    assert needs(first.desk())[0].screen == "chains"
    second = Bench(DealsScreen(), turns=1)
    leading = next(need for need in needs(second.desk()) if not need.advised)
    assert (leading.screen, leading.about) == ("deals", f"project:{factory(second)}")
    second.screen.select(leading.about)
    second.step()
    second.press("B")
    assert [order.key for order in second.wanted(BidForProject)] == [f"BidForProject:{factory(second)}"]
    assert second.model.order(f"BidForProject:{factory(second)}") is not None


def test_whoever_looks_at_the_advisers_bid_finds_its_package_on_the_desk() -> None:
    bench = Bench(DealsScreen(), turns=1)
    bench.ask(do.Ask())
    advised = next(each.order for each in bench.model.advice or () if isinstance(each.order, BidForProject))
    card = counsel.card(bench.desk(), advised.key)
    next(node for node in card.walk() if node.id == "counsel.look").press()
    bench.step()
    going = next(intent for intent in bench.said if isinstance(intent, do.GoTo))
    bench.screen.select(going.about)
    bench.step()
    bench.press("B")
    assert bench.wanted(BidForProject) == [advised]


def test_our_own_news_leads_the_front_page_unless_others_are_far_weightier() -> None:
    def news(weight: int, own: bool) -> Event:
        return Event(1, EventKind.FIRM_LISTED, say("x"), "hefei" if own else "xian", weight, own)

    ours, theirs, small, crash = news(75, True), news(85, False), news(40, False), news(100, False)
    assert front_page([theirs, ours, small]) == [ours, theirs]
    assert front_page([crash, ours]) == [crash, ours]


def test_a_module_that_is_not_part_of_the_match_cannot_be_ordered() -> None:
    bench = Bench(SmartCityScreen(), turns=0)
    bench.click("smart.module.traffic")
    assert not [intent for intent in bench.said if isinstance(intent, do.SendEdit)]


@pytest.mark.parametrize("screen", [TreasuryScreen, TalentScreen])
def test_sliders_of_a_part_that_is_not_open_stay_where_they_are_and_say_when_it_opens(screen: type[Screen]) -> None:
    """Nothing is sent that the server would refuse; once the part is open the same slider moves."""
    bench = Bench(screen(), turns=0)
    sliders = [node for node in bench.slot.walk() if isinstance(node, NumberInput)]
    assert sliders
    for slider in sliders:
        assert not slider.enabled
        assert slider.can_focus, "it can be asked by keyboard"
        tip = tip_of(slider)
        assert tip is not None
        assert tip.body == locks.reason(bench.desk(), bench.screen.name) or "2009" in tip.body, slider.id
        bench.stage.set_focus(slider)
        bench.press("Right", "PageUp")
        bench.click_at(slider.rect.center)
    assert not [intent for intent in bench.said if isinstance(intent, do.SendEdit)]
    later = Bench(screen(), turns=4)
    assert any(isinstance(node, NumberInput) and node.enabled for node in later.slot.walk())
