"""Looking at stored matches in the client: any seat, every decision, one thing through time, what might have been."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import pictures
import shown
import stored_match
from boulevard_client.charts.race import LineRace
from boulevard_client.screens import intents as do
from boulevard_client.screens.replay import ReplayScreen
from boulevard_client.screens.watchintents import OpenReplay, WatchFrom, WhatIf
from boulevard_client.screens.whatif import bounds, numbers_of
from boulevard_client.widgets import Table
from boulevard_client.widgets.dump import faults
from boulevard_server.theatre import Theatre
from boulevard_shared import theatre as t
from boulevard_shared.ids import Vehicle
from boulevard_shared.orders import BidForProject, SetWorks
from shown import Manner, Shown

WAYS = [shown.MANNERS[1], shown.MANNERS[2]]


class Stage:
    """A real theatre in this process."""

    def __init__(self, stored: Path, wake: Callable[[], None]) -> None:
        self.told: list[t.AnyAnswer] = []
        self.theatre = Theatre(stored_match.rules(), stored, self.told.append)

    def ask(self, request: t.Request) -> None:
        self.told.append(self.theatre.answer(request))

    def poll(self) -> list[t.AnyAnswer]:
        told, self.told = self.told, []
        return told

    def close(self) -> None:
        self.told = []


@pytest.fixture(scope="module", autouse=True)
def display() -> Iterator[None]:
    with shown.dummy_display():
        yield


def watched(manner: Manner = shown.MANNERS[0], source: str = "") -> Shown:
    """The replays screen, and a match opened from it."""
    page = shown.show("menu", manner)
    page.app.play.watching.open_stage = Stage
    page.app.go("replays")
    tell(page, OpenReplay(source or str(stored_match.file())))
    return page


def tell(page: Shown, intent: do.Intent) -> None:
    page.app.desk().emit(intent)
    page.settle()


def screen(page: Shown) -> ReplayScreen:
    found = page.app.screen("replay")
    assert isinstance(found, ReplayScreen)
    return found


def readable(page: Shown) -> None:
    assert faults(page.stage.look, [layer.root for layer in page.stage.layers]) == []
    said = [words for node in page.nodes() for words, _ in node.texts()]
    assert [words for words in said if words.startswith(("ui.", "{")) or "⟦" in words] == []


@pytest.mark.parametrize("manner", WAYS, ids=str)
def test_every_page_of_a_replay_can_be_read(manner: Manner) -> None:
    page = watched(manner)
    assert page.app.route == "replay"
    watching = page.app.play.watching
    tell(page, do.LookAt(2))
    for key in ("D", "W", "F"):
        page.pilot.key(key)
        page.settle()
        readable(page)
    page.pilot.focus("follow.kinds")
    page.pilot.key("Right")
    page.settle()
    readable(page)
    made = next(d.made for d in watching.decisions(watching.seat) if d.turn == 2)
    tell(page, WhatIf(2, watching.seat, tuple(each.order for each in made[1:])))
    page.pilot.key("W")
    page.settle()
    readable(page)
    assert watching.forked is not None


def test_no_page_of_a_replay_lies_lower_than_another() -> None:
    tabs = {}
    for _, part, *how in pictures.STORED_MATCHES[1:]:
        page = pictures.stage(pictures.Scene("replay", shown.MANNERS[0], part, *how, theatre=True))
        tabs[part] = page.stage.find("replay.pages").rect.bottom
    assert len(tabs) == 4
    assert set(tabs.values()) == {tabs["whatif"]}, "with the button to the other course or without it"


def test_another_seat_is_seen_at_the_same_turn_with_what_it_decided() -> None:
    page = watched()
    watching = page.app.play.watching
    tell(page, do.LookAt(3))
    for seat in range(len(page.app.model.seats)):
        tell(page, WatchFrom(seat))
        model = page.app.model
        assert (model.seat, model.moment.turn) == (seat, 3)
        made = next(d.made for d in watching.decisions(seat) if d.turn == 3)
        assert set(model.changed_keys) == {each.order.key for each in made}
        assert not model.torn, "what was told does not add up to what the seat sees"


def test_whatever_number_a_bid_tells_can_be_changed_in_the_course_that_might_have_been() -> None:
    bid = BidForProject(1, Vehicle.CONSTRUCTION, 100, 0, 200, 50, 10, 300, 400)
    told = ("equity", "premium_bp", "guarantee", "works", "housing", "land_discount", "tax_holiday")
    assert set(numbers_of(bid)) == set(told)
    for name in told:
        low, high = bounds(bid, name) or (0, 0)
        assert low <= getattr(bid, name) <= high


def test_the_real_course_is_drawn_before_anything_is_changed() -> None:
    page = watched()
    tell(page, do.LookAt(2))
    page.pilot.key("W")
    page.settle()
    assert page.app.play.watching.forked is None
    assert any(isinstance(node, LineRace) for node in page.nodes())


def test_decisions_lead_to_their_turns() -> None:
    page = watched()
    watching = page.app.play.watching
    turns = [d.turn for d in watching.decisions(watching.seat) if d.made]
    tell(page, do.LookAt(0))
    page.pilot.key("J")
    page.settle()
    assert page.app.model.moment.turn == min(turn for turn in turns if turn > 0)
    table = page.stage.find(f"replay.decisions.{page.app.model.moment.turn}")
    assert isinstance(table, Table)
    assert table.rows[table.cursor].key.startswith(f"{page.app.model.moment.turn}|"), "the list has gone along"
    page.pilot.focus("replay.strip")
    page.pilot.key("End")
    page.settle()
    assert page.app.model.moment.turn == page.app.model.turn


def test_nothing_can_be_decided_in_a_replay_and_a_seat_held_elsewhere_is_kept() -> None:
    page = watched()
    before = page.app.model.decree
    held = page.app.play.held
    for intent in (do.SendEdit(SetWorks(0)), do.Ready(True), do.Undo("SetWorks")):
        tell(page, intent)
    assert page.app.model.decree == before
    assert page.app.play.held == held
    assert page.app.play.model.asked == {}


def test_the_fork_is_a_match_like_any_other_to_look_at() -> None:
    page = watched()
    watching = page.app.play.watching
    assert watching.shown is not None
    busiest = max(watching.shown.course.decisions, key=lambda d: len(d.made))
    turn, made = busiest.turn, busiest.made
    tell(page, WatchFrom(busiest.seat))
    tell(page, WhatIf(turn, watching.seat, tuple(each.order for each in made[3:])))
    real = page.app.model
    tell(page, do.LookAt(turn))
    tell(page, WatchFrom(watching.seat, t.FORK))
    fork = page.app.model
    assert fork is not real
    assert fork.moment.turn == turn
    assert {each.order.key for each in made[:3]}.isdisjoint(fork.changed_keys)
    tell(page, do.GoTo("treasury"))
    readable(page)
    tell(page, WatchFrom(watching.seat, t.REAL))
    assert page.app.model is real


def test_closing_a_replay_leads_back_to_the_list_and_what_cannot_be_opened_is_said_there() -> None:
    page = watched()
    page.pilot.click("replay.leave")
    page.settle()
    assert not page.app.play.watching.on
    tell(page, do.GoTo("replays", "list"))
    tell(page, OpenReplay("no such file"))
    assert page.app.route == "replays"
    assert page.app.play.watching.trouble is not None
    readable(page)


def test_one_firm_and_one_official_can_be_followed_in_a_match_being_played() -> None:
    page = shown.show("replay")
    view = page.app.model.view
    city = page.app.desk().read.city
    official = int(view["official.serial"][city][0])
    tell(page, do.GoTo("replay", f"official:{official}"))
    assert screen(page).followed.serial == official
    readable(page)
    firm = int(view["firm.serial"][view["firm.serial"] > 0][0])
    tell(page, do.GoTo("replay", f"firm:{firm}"))
    readable(page)
