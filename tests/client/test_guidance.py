"""What a newcomer is told: the letter, a first decision, a change of office, what a figure means, what failed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import sample_match
from boulevard_client.link import Link, LinkChanged
from boulevard_client.screens import handover
from boulevard_client.screens import intents as do
from boulevard_client.screens.bulletin import BulletinScreen
from boulevard_client.screens.deals import DealsScreen
from boulevard_client.screens.dossier import lots
from boulevard_client.screens.explain import waterfall
from boulevard_client.screens.needs import needs, pressing
from boulevard_client.screens.package import outlook, proposal, win_chance
from boulevard_client.screens.scoreboard import CAREER, ScoreboardScreen
from boulevard_client.widgets.button import Button
from boulevard_client.widgets.dump import faults
from boulevard_client.widgets.label import Label
from boulevard_client.widgets.node import Node
from boulevard_client.widgets.table import Table
from boulevard_shared.events import EventKind
from boulevard_shared.ids import SeatMode, Vehicle
from boulevard_shared.locale import Catalogue
from boulevard_shared.messages import JoinMatch
from boulevard_shared.orders import BidForProject
from boulevard_shared.parts import OrderCost, Suggestion
from boulevard_shared.sentence import say
from boulevard_shared.view import View
from boulevard_shared.writing import thousands
from tabletop import Scripted, Tabletop
from turn_table import SEAT, Bench, played

TERM = 10
"""Half-years of a term in the scenario played here."""


pytestmark = pytest.mark.usefixtures("window")


@pytest.fixture
def table(tmp_path: Path) -> Iterator[Tabletop]:
    made = Tabletop(tmp_path)
    yield made
    made.close()


def words(root: Node) -> str:
    return "\n".join(node.text for node in root.walk() if isinstance(node, Label) and node.shown)


# --- the first turn ----------------------------------------------------------------------------------------


def test_the_letter_leads_through_the_advice_to_ready() -> None:
    """G opens what is suggested with its forecast; when nothing is left to take, the same key hands the decree in."""
    bench = Bench(BulletinScreen(), turns=0, size=(1280, 720))
    bench.ask(do.Ask())
    for _ in range(30):
        bench.said.clear()
        bench.press("G")
        if do.Ready(True) in bench.said:
            break
        (show,) = (each for each in bench.said if isinstance(each, do.Show))
        card = show.build(bench.desk())
        bench.step()
        take = next(node for node in card.walk() if isinstance(node, Button) and node.id == "counsel.take")
        take.press()
        bench.step()
    assert do.Ready(True) in bench.said
    assert bench.model.changed_keys


def test_what_needs_us_names_the_project_that_the_adviser_would_bid_for() -> None:
    bench = Bench(DealsScreen())
    closing = [lot for lot in lots(bench.desk()) if lot.closes <= bench.model.turn]
    assert len(closing) > 1
    for lot in closing:
        bid = BidForProject(lot.serial, Vehicle.INDUSTRIAL)
        bench.model.advice = (Suggestion(bid, OrderCost(bid.key, 0, 0, say("x")), say("x")),)
        need = next(each for each in needs(bench.desk()) if each.screen == "deals" and not each.advised)
        assert (need.about, need.sentence.args["firm"]) == (f"project:{lot.serial}", lot.name)


def test_however_many_projects_close_the_market_asks_for_attention_once() -> None:
    bench = Bench(DealsScreen())
    closing = [lot for lot in lots(bench.desk()) if lot.closes <= bench.model.turn]
    assert len(closing) > 1
    assert [need.screen for need in needs(bench.desk())].count("deals") - _advised(bench) == 1
    small = min(closing, key=lambda lot: lot.ticket)
    bench.ask(do.SendEdit(BidForProject(small.serial, proposal(bench.desk(), small).vehicle, equity=100)))
    assert "deals" not in [need.screen for need in pressing(bench.desk())]


def test_a_smart_city_that_rivals_have_begun_is_mentioned_until_somebody_is_asked() -> None:
    """As advice, not as something that must not be forgotten; in a match without smart cities never."""
    bench = Bench(BulletinScreen())
    own, view = bench.desk().read.city, bench.model.view
    for signed, wanted in (((), False), ((own + 1,), True), ((own, own + 1), False)):
        partners = np.zeros_like(view["smart.partner"])
        partners[[place % len(partners) for place in signed]] = 1
        arrays = {name: view[name] for name in view.names()} | {"smart.partner": partners}
        seen = View(view.seat, view.city, view.turn, view.specs, arrays)
        moment = replace(bench.model.moments[bench.model.turn], view=seen)
        bench.model.moments[bench.model.turn] = moment
        assert ("smart" in _named(bench)) == wanted
        assert "smart" not in [need.screen for need in pressing(bench.desk())]


def _named(bench: Bench) -> list[str]:
    return [need.screen for need in needs(bench.desk()) if not need.advised]


def _advised(bench: Bench) -> int:
    return sum(need.screen == "deals" and bool(need.advised) for need in needs(bench.desk()))


def test_a_package_that_hardly_ever_wins_says_what_it_lacks() -> None:
    bench = Bench(DealsScreen())
    lot = next(lot for lot in lots(bench.desk()) if lot.closes <= bench.model.turn)
    poor = BidForProject(lot.serial, proposal(bench.desk(), lot).vehicle, equity=max(1, lot.equity // 50))
    bench.ask(do.Preview(poor))
    known = bench.model.previews[poor.key]
    chance = win_chance(known.forecast)
    assert chance is not None
    assert chance < 1_000
    told = words(outlook(bench.desk(), lot, poor, lambda: None))
    assert bench.desk().read.money(lot.equity, short=True) in told


# --- a change of office ------------------------------------------------------------------------------------


@pytest.mark.parametrize(("size", "lang"), [((1280, 720), "en"), ((1920, 1080), "zh")])
def test_after_a_term_the_player_reads_how_it_was_judged_and_what_is_taken_over(
    size: tuple[int, int], lang: str
) -> None:
    bench = Bench(BulletinScreen(), TERM, size, lang, mode=SeatMode.CAREER)
    desk = bench.desk()
    found = handover.handover(desk)
    assert found is not None
    state = played(TERM, SeatMode.CAREER).state
    assert found.new == int(state["seat.city"][SEAT])
    told = words(bench.slot)
    result = desk.say(f"ui.handover.result.{int(state['seat.result'][SEAT])}")
    assert result in told
    assert desk.read.city_name(desk.read.city_ids[found.old]) in told
    if found.old != found.new:
        debt = desk.read.money(int(state["city.debt"][found.new]), short=True)
        assert debt in told
    assert faults(bench.stage.look, [bench.slot]) == []


def test_the_judgement_on_a_predecessor_is_not_told_as_ours() -> None:
    bench = Bench(BulletinScreen(), TERM, mode=SeatMode.CAREER)
    events = bench.model.moment.events
    marked = [event for event in events if event.own and event.kind is EventKind.TERM_EVALUATED]
    assert not any(handover.ours(event) for event in marked)


def test_in_an_anchored_match_nobody_moves() -> None:
    assert handover.handover(Bench(BulletinScreen(), TERM).desk()) is None


def test_the_standings_of_careers_add_up_to_what_they_show() -> None:
    bench = Bench(ScoreboardScreen(), TERM, mode=SeatMode.CAREER)
    view = bench.model.view
    for seat in range(len(bench.model.seats)):
        parts = sum(float(view[f"seat.{name}"][seat]) for name in CAREER)
        assert parts == pytest.approx(float(view["score.total"][seat]), abs=0.03)
    table = next(node for node in bench.slot.walk() if isinstance(node, Table) and node.id == "standings.table")
    assert [col.title for col in table.cols if col.title][2:5] == [
        bench.desk().say(f"quantity.seat.{name}") for name in CAREER
    ]


# --- figures -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_figure_that_has_a_name_says_what_it_is(lang: str) -> None:
    catalogue = Catalogue.load(lang)
    named = {key.removeprefix("quantity.") for key in catalogue if key.startswith("quantity.")}
    told = {key.removeprefix("quantity_about.") for key in catalogue if key.startswith("quantity_about.")}
    assert told <= named
    assert named - told == set()


def test_a_figure_without_causes_of_its_own_leads_to_those_it_follows_from() -> None:
    bench = Bench(BulletinScreen())
    desk = bench.desk()
    place = desk.read.place("city.tax")
    assert desk.read.change("city.tax", place)
    card = waterfall(desk, "city.tax", place)
    links = [node.id for node in card.walk() if node.id]
    assert f"explain.city.treasury.{desk.read.place('city.treasury')}" in links


# --- what failed -------------------------------------------------------------------------------------------


def test_where_nobody_answers_is_said_at_once_and_another_address_can_be_tried(
    table: Tabletop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Scripted, "start", lambda line: None)  # the server is not there
    table.hands.key("J")
    table.hands.focus("join.address")
    table.hands.type("192.168.1.5")
    table.hands.focus("join.code")
    table.hands.type("QBLV")
    table.hands.key("Ctrl+Enter")
    table.tell(LinkChanged(Link.DIALLING), LinkChanged(Link.LOST, say("ui.link.no_answer"), 1.0))
    assert table.app.words.text("ui.link.no_answer") in words(table.app.page)
    assert table.lines[-1].closed
    table.hands.key("Ctrl+Enter")
    assert len(table.lines) == 2


def test_who_goes_back_while_a_server_is_dialled_is_not_taken_there(table: Tabletop) -> None:
    table.hands.key("J")
    table.hands.focus("join.address")
    table.hands.type("192.168.1.5")
    table.hands.focus("join.code")
    table.hands.type("QBLV")
    table.hands.key("Ctrl+Enter")
    assert any(isinstance(request, JoinMatch) for request in table.sent)
    table.hands.key("Esc")
    assert table.lines[-1].closed
    table.tell(sample_match.lobby())
    assert table.app.route == "menu"


def test_notices_are_few_and_none_is_said_twice(table: Tabletop) -> None:
    table.hands.key("J")
    for _ in range(3):
        table.app.tell(say("ui.copied"))
    assert len(table.app.notices.children) == 1
    for name in ("ui.needs.nothing", "ui.not_now", "ui.ten_seconds"):
        table.app.tell(say(name))
    table.app.step([])
    assert len(table.app.notices.children) == 2
    assert table.app.words.text("ui.ten_seconds") in words(table.app.notices)


@pytest.mark.parametrize(
    ("n", "english", "chinese"), [(5, "5k", "5,000"), (15, "15k", "1.5万"), (50, "50k", "5万"), (200, "200k", "20万")]
)
def test_an_offer_a_head_is_written_as_people_say_it(n: int, english: str, chinese: str) -> None:
    assert (thousands(n, "en"), thousands(n, "zh")) == (english, chinese)
