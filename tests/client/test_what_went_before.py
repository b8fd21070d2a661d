"""What screens tell of the past beside a decision: what others signed for, and how our own money has fared."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import shown
from boulevard_client.charts.race import LineRace
from boulevard_client.screens import signings, stakes
from boulevard_client.screens.stakepast import firm_past, vehicle_past
from boulevard_client.widgets.label import Label
from boulevard_client.widgets.node import Node
from boulevard_shared.events import EventKind
from shown import Line, Manner, Shown

LARGE = Manner((1920, 1080))


@pytest.fixture(scope="module", autouse=True)
def display() -> Iterator[None]:
    with shown.dummy_display():
        yield


def first_turn(screen: str, manner: Manner) -> Shown:
    """The recorded match before its first decree."""
    told = [message for message in shown.messages("middle") if not hasattr(message, "turn") or message.turn == 0]
    return shown.show(screen, manner, line=Line(told, lambda question: None))


def race_of(node: Node) -> LineRace:
    return next(each for each in node.walk() if isinstance(each, LineRace))


def test_every_signing_heard_of_stands_beside_the_package_with_what_the_city_paid() -> None:
    page = shown.show("deals", LARGE)
    desk, model = page.app.desk(), page.app.model
    found = signings.signings(desk)
    heard = [
        event
        for moment in model.moments.values()
        for event in moment.events
        if event.kind in (EventKind.PROJECT_WON, EventKind.PROJECT_LAPSED)
    ]
    assert len(found) == min(len(heard), signings.MOST) > 5
    assert [each.turn for each in found] == sorted((each.turn for each in found), reverse=True)
    told = {(event.turn, event.sentence.args["firm"]): event for event in heard}
    for signing in found:
        event = told[signing.turn, signing.firm]
        assert signing.city == (event.city if event.kind is EventKind.PROJECT_WON else "")
        assert signing.paid == event.sentence.args.get("equity", 0)
        assert desk.read.chains[signing.chain] == event.sentence.args["chain"]
    lost = [event for moment in model.moments.values() for event in moment.events if event.kind is EventKind.BID_LOST]
    ours = {(each.turn, each.firm): each.bid for each in found if each.bid}
    assert ours
    assert ours.items() <= {(e.turn, e.sentence.args["firm"]): e.sentence.args["equity"] for e in lost}.items()
    model.look_at(3)
    assert all(each.turn < 3 for each in signings.signings(page.app.desk()))


def test_the_line_of_a_stake_ends_at_what_it_is_worth_and_has_cost() -> None:
    page = shown.show("portfolio", LARGE)
    desk = page.app.desk()
    held = stakes.stakes(desk)
    assert held
    for stake in held:
        worth, cost = race_of(firm_past(desk, stake.serial)).data.series
        assert round(worth.values[-1]) == stake.worth
        assert round(cost.values[-1]) == stake.cost
        assert worth.own
    for place in range(3):
        cash, _ = race_of(vehicle_past(desk, place)).data.series
        assert round(cash.values[-1]) == int(desk.read.view["vehicle.cash"][place])


@pytest.mark.parametrize("manner", [*shown.MANNERS, shown.PAPER], ids=str)
def test_who_holds_nothing_yet_is_led_to_the_market_and_the_seeds(manner: Manner) -> None:
    page = first_turn("portfolio", manner)
    page.pilot.click("portfolio.sow")
    page.settle()
    assert page.stage.find("portfolio.seeds") is not None
    page.pilot.click("portfolio.market")
    page.settle()
    assert page.app.route == "deals"


def test_the_letter_shows_every_city_at_the_start_the_largest_first() -> None:
    page = first_turn("bulletin", LARGE)
    read = page.app.desk().read
    table = page.stage.find("letter.others")
    assert table is not None
    order = [row.key for row in table.rows]  # type: ignore[attr-defined]
    gdp = dict(zip(read.city_ids, (int(size) for size in read.view["city.gdp"]), strict=True))
    assert order == sorted(gdp, key=gdp.__getitem__, reverse=True)


def test_a_pressed_city_is_told_beside_ours() -> None:
    page = shown.show("region", LARGE)
    read = page.app.desk().read
    other = next(at for at in range(len(read.city_ids)) if at != read.city)
    page.pilot.focus(f"region.city.{read.city_ids[other]}")
    page.pilot.key("Enter")
    page.settle()
    said = [node.text for node in page.nodes() if isinstance(node, Label)]
    for at in (other, read.city):
        assert read.text("city.debt", at) in said
