"""Moments worth showing: told with what they mean, stamped once, marked on the map, and still without motion."""

from __future__ import annotations

import msgspec
import pytest

import shown
from boulevard_client.art import SealMark
from boulevard_client.screens import intents as do
from boulevard_client.screens.citymark import PULSE_S, PULSES, CityMark
from boulevard_client.screens.moments import KINDS, RESULTS, moments, name_of
from boulevard_client.widgets import Column
from boulevard_client.widgets.dump import faults
from boulevard_client.widgets.stamp import DOWN_S, Once, Stamp
from boulevard_shared.events import Event, EventKind
from boulevard_shared.locale import Catalogue
from boulevard_shared.sentence import say
from client.conftest import MakeBench

MARK = SealMark("庐", "square", "#CD9616")


def test_a_stamp_comes_down_once_however_often_the_tree_is_built(bench: MakeBench) -> None:
    page = bench()
    once = Once()
    stamp = Stamp(MARK, 80, once)
    page.show(Column(stamp))
    assert stamp.above > 0
    page.wait(DOWN_S / 2)
    again = Stamp(MARK, 80, once)
    page.show(Column(again))
    assert 0 < again.above < 0.15
    page.wait(DOWN_S, 4)
    assert again.above == 0
    later = Stamp(MARK, 80, once)
    page.show(Column(later))
    assert later.above == 0
    assert page.stage.wait_s() is None, "nothing goes on for ever"


def test_without_motion_a_stamp_lies_still(bench: MakeBench) -> None:
    page = bench()
    page.stage.timeline.reduce_motion = True
    stamp = Stamp(MARK, 80, Once())
    page.show(Column(stamp))
    assert stamp.above == 0
    assert page.stage.wait_s() is None


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_moment_has_a_title_and_says_what_it_means(language: str) -> None:
    words = Catalogue.load(language)
    for name in (*RESULTS.values(), *KINDS.values()):
        assert f"ui.moments.{name}" in words
        assert f"ui.moments.{name}_means" in words


def ended(result: int, city: str) -> Event:
    sentence = say("event.TermEvaluated", host_city=city, result=result, points=812, luck=-120)
    return Event(3, EventKind.TERM_EVALUATED, sentence, city, 90, own=True)


@pytest.mark.parametrize("manner", [*shown.MANNERS, shown.PAPER], ids=str)
def test_our_own_moments_are_told_and_those_of_others_are_news(manner: shown.Manner) -> None:
    with shown.dummy_display():
        page = shown.show("bulletin", manner)
        model = page.app.model
        city = page.app.desk().read.city_id
        other = next(line.city for line in model.seats if line.city != city)
        news = [event for event in model.moment.events if not event.own]  # the recording may hold a moment of ours
        told = (ended(2, city), msgspec.structs.replace(ended(4, other), own=False), *news)
        moment = model.moments[model.turn]
        model.moments[model.turn] = type(moment)(moment.turn, moment.view, moment.why, told, moment.reasons)
        page.app.desk().again()
        page.settle()
        assert [name for name, _ in moments(page.app.desk())] == ["promoted"]
        texts = [text for node in page.nodes() for text, _ in node.texts()]
        assert page.app.words.text("ui.moments.promoted") in texts
        assert faults(page.stage.look, [layer.root for layer in page.stage.layers]) == []


def test_news_pulses_on_the_map_a_few_times_and_rests() -> None:
    with shown.dummy_display():
        page = shown.show("bulletin")
        page.stage.timeline.reduce_motion = False
        page.app.desk().emit(do.GoTo("region"))
        page.settle()
        page.wait(0.3)
        marks = [node for node in page.nodes() if isinstance(node, CityMark) and node.happening is not None]
        assert marks, "this half-year had news"
        assert all(mark.beat > 0 for mark in marks)
        page.wait(PULSE_S * PULSES)
        page.wait(0.2)
        marks = [node for node in page.nodes() if isinstance(node, CityMark) and node.happening is not None]
        assert all(mark.beat == 0 for mark in marks)


def test_only_what_ends_or_shakes_an_office_is_a_moment() -> None:
    assert name_of(ended(2, "hefei")) == "promoted"
    assert name_of(Event(1, EventKind.PRICE_RISEN, say("x"))) == ""
