"""The screens of a turn: a player decides with keys alone or the mouse alone, and sees what an order would do."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pygame
import pytest

from boulevard_client import display
from boulevard_client.screens import budget, office, stakes, treasury
from boulevard_client.screens import intents as do
from boulevard_client.screens.chains import ChainsScreen
from boulevard_client.screens.deals import DealsScreen
from boulevard_client.screens.decree import HOME, DecreeScreen
from boulevard_client.screens.desk import Screen
from boulevard_client.screens.dossier import lots
from boulevard_client.screens.nation import NationScreen
from boulevard_client.screens.package import proposal
from boulevard_client.screens.portfolio import PortfolioScreen
from boulevard_client.screens.relations import RelationsScreen
from boulevard_client.screens.setting import Notches, Setting, steps_of
from boulevard_client.screens.smartcity import SmartCityScreen
from boulevard_client.screens.talent import TalentScreen
from boulevard_client.screens.treasury import TreasuryScreen
from boulevard_client.widgets.button import Button, Switch
from boulevard_client.widgets.dump import faults
from boulevard_client.widgets.inputs import NumberInput, Slider
from boulevard_client.widgets.label import Label
from boulevard_client.widgets.node import Node
from boulevard_server.rules import decree_funds, decree_treasury
from boulevard_server.rules.desk import Desk as RulesDesk
from boulevard_server.rules.outlook import office_chance
from boulevard_shared.ids import Vehicle
from boulevard_shared.messages import Accepted, EditDecree
from boulevard_shared.orders import (
    ORDER_TYPES,
    AppointBoss,
    BidForProject,
    ConsultOnProject,
    DirectBoss,
    ExpandUniversity,
    HireFundManagers,
    IssueBonds,
    SecondOfficial,
    SetBudget,
    SetTalentProgramme,
)
from tabletop import Tabletop
from turn_table import Bench, played

SCREENS: dict[str, Callable[[], Screen]] = {
    "deals": DealsScreen,
    "portfolio": PortfolioScreen,
    "chains": ChainsScreen,
    "talent": TalentScreen,
    "treasury": TreasuryScreen,
    "smart": SmartCityScreen,
    "nation": NationScreen,
    "relations": RelationsScreen,
    "decree": DecreeScreen,
}
PAGES: dict[str, tuple[str, ...]] = {"portfolio": ("S", "M"), "chains": ("O", "Y", "U"), "relations": ("T", "H", "M")}
NARROW_PAGES: dict[str, tuple[str, ...]] = {"smart": ("D", "A", "C"), "chains": ("A", "P")}
MANNERS = [((1280, 720), "en"), ((1280, 720), "zh"), ((1920, 1080), "en"), ((1920, 1080), "zh")]
GLOBAL_KEYS = frozenset(
    (*"0123456789-=;", "N", "Space", "Enter", "Tab", "Esc", "/", "[", "]", "?", "F1", "F2", "F3", "F11")
)


pytestmark = pytest.mark.usefixtures("window")


def shown(bench: Bench) -> list[Node]:
    return [node for node in bench.slot.walk() if node.shown]


def said(bench: Bench) -> list[str]:
    return [node.text for node in shown(bench) if isinstance(node, Label)]


def busy_decree(bench: Bench) -> None:
    """A decree with acts, settings and a refusal, for the screen that lists them."""
    closing = next(lot for lot in lots(bench.desk()) if lot.closes == bench.model.turn)
    for order in (
        BidForProject(closing.serial, Vehicle.CONSTRUCTION, equity=20_000, works=1_000),
        IssueBonds(100_000),
        ExpandUniversity("computing", 30_000),
        SetBudget(260_000, 120_000, 110_000),
        ConsultOnProject(999_999),
    ):
        bench.ask(do.SendEdit(order))


# --- readable and reachable --------------------------------------------------------------------------------


@pytest.mark.parametrize(("size", "lang"), MANNERS, ids=str)
@pytest.mark.parametrize("name", SCREENS)
def test_nothing_is_cut_covered_or_without_a_glyph(name: str, size: tuple[int, int], lang: str) -> None:
    bench = Bench(SCREENS[name](), size=size, lang=lang)
    if name == "decree":
        busy_decree(bench)
    for key in ("", *PAGES.get(name, ()), *(NARROW_PAGES.get(name, ()) if size[0] < 1500 else ())):
        if name == "chains" and key in ("A", "P"):
            bench.press("H")
        bench.press(*[key] if key else [])
        assert faults(bench.stage.look, [bench.slot]) == [], f"page {key!r}"
        assert bench.words.missing == set()


@pytest.mark.parametrize("size", [(1280, 720), (1920, 1080)], ids=str)
@pytest.mark.parametrize("name", SCREENS)
def test_every_control_is_a_stop_of_the_tab_key(name: str, size: tuple[int, int]) -> None:
    bench = Bench(SCREENS[name](), size=size)
    for key in ("", *PAGES.get(name, ())):
        bench.press(*[key] if key else [])
        wanted = {node.id for node in shown(bench) if node.can_focus}
        reached = set()
        for _ in range(len(wanted) + 1):
            bench.press("Tab")
            assert bench.stage.focus is not None
            reached.add(bench.stage.focus.id)
        assert None not in wanted, "every control has an id, so that focus survives a change"
        assert reached == wanted


@pytest.mark.parametrize("size", [(1280, 720), (1920, 1080)], ids=str)
@pytest.mark.parametrize("name", SCREENS)
def test_every_letter_shown_works_and_means_one_thing(name: str, size: tuple[int, int]) -> None:
    bench = Bench(SCREENS[name](), size=size)
    if name == "decree":
        busy_decree(bench)
    for key in ("", *PAGES.get(name, ())):
        bench.press(*[key] if key else [])
        letters = [node.hotkey for node in shown(bench) if node.hotkey]
        assert len(set(letters)) == len(letters), f"{letters} on page {key!r}"
        assert not GLOBAL_KEYS & set(letters)
        for node in [node for node in shown(bench) if isinstance(node, Setting) and node.hotkey]:
            assert node.hotkey is not None
            bench.press(node.hotkey)
            focus = bench.stage.focus
            assert focus is not None
            assert focus.id == node.control.id, node.hotkey


# --- a bid -------------------------------------------------------------------------------------------------


def project(bench: Bench) -> BidForProject:
    """The proposal for the cheapest project that closes now."""
    closing = [lot for lot in lots(bench.desk()) if lot.closes == bench.model.turn]
    return proposal(bench.desk(), min(closing, key=lambda lot: lot.ticket))


def expected(bench: Bench) -> BidForProject:
    """Three steps more equity than proposed, from Industrial, and two steps of everything else."""
    start = project(bench)
    lot = next(lot for lot in lots(bench.desk()) if lot.serial == start.project)
    equity = steps_of(round(1.5 * lot.equity), 60, (lot.equity, start.equity))
    number = start.equity
    for _ in range(3):
        number = equity.hold(number - equity.step)
    place = steps_of(round(0.5 * lot.ticket)).step
    loan = steps_of(max(0, lot.ticket - number)).step
    return BidForProject(
        start.project, Vehicle.INDUSTRIAL, equity=number, premium_bp=500, guarantee=2 * loan, land_discount=10,
        tax_holiday=2, works=2 * place, housing=2 * place, claw_back=True,
    )  # fmt: skip


def test_a_bid_is_composed_with_keys_alone() -> None:
    bench = Bench(DealsScreen())
    wish = expected(bench)
    while bench.screen.chosen != wish.project:  # type: ignore[attr-defined]
        bench.stage.set_focus(bench.stage.find("deals.market"))
        bench.press("Down")
    bench.press("V", "Home")
    vehicles = list(Vehicle)
    moves = vehicles.index(wish.vehicle) - vehicles.index(project(bench).vehicle)
    bench.press(*(["Right"] * moves if moves > 0 else ["Left"] * -moves))
    bench.press("E", "Left", "Left", "Left")
    for key in "MGLTWH":
        bench.press(key, "Right", "Right")
    bench.press("K", "B")
    assert bench.wanted(BidForProject) == [wish]
    assert bench.model.tick(wish.key) == "kept"


def test_the_same_bid_is_composed_with_the_mouse_alone() -> None:
    bench = Bench(DealsScreen())
    wish = expected(bench)
    table = bench.stage.find("deals.market")
    rows = [row.key for row in table.rows]  # type: ignore[attr-defined]
    look = bench.stage.look
    at = table._row_rect(look, rows.index(str(wish.project))).center  # type: ignore[attr-defined]
    bench.click_at(at)
    tabs = bench.stage.find("deals.vehicle")
    bench.click_at(tabs._places(look)[list(Vehicle).index(wish.vehicle)].center)  # type: ignore[attr-defined]
    for name, number in (
        ("equity", wish.equity),
        ("premium", wish.premium_bp),
        ("guarantee", wish.guarantee),
        ("land", wish.land_discount),
        ("tax", wish.tax_holiday),
        ("works", wish.works),
        ("housing", wish.housing),
    ):
        slider = bench.stage.find(f"deals.{name}")
        assert isinstance(slider, NumberInput)
        track = slider._track(look)  # type: ignore[attr-defined]
        bench.click_at((slider._spot(track, number), track.centery))  # type: ignore[attr-defined]
    clause = bench.stage.find("deals.claw_back")
    bench.click_at((clause.rect.left + 10, clause.rect.centery))
    bench.click("deals.bid")
    assert bench.wanted(BidForProject) == [wish]


def test_a_package_that_is_not_allowed_says_why_and_cannot_be_sent() -> None:
    bench = Bench(DealsScreen())
    bench.press("E", "End")
    reason = bench.model.previews[f"BidForProject:{lots(bench.desk())[0].serial}"].refused
    assert reason is not None
    assert reason.key == "refused.vehicle"
    assert bench.words.render(reason) in said(bench)
    bench.press("B")
    assert bench.wanted(BidForProject) == []


def test_a_bid_is_taken_back_and_the_package_stays_on_the_desk() -> None:
    bench = Bench(DealsScreen())
    lot = lots(bench.desk())[0]
    bench.press("E", "PageDown", "B")
    bid = bench.wanted(BidForProject)[0]
    assert bench.model.order(bid.key) == bid
    bench.press("X")
    assert bench.model.order(bid.key) is None
    assert bench.said[-1] == do.Undo(bid.key) or do.Undo(bid.key) in bench.said
    equity = bench.stage.find("deals.equity")
    assert isinstance(equity, NumberInput)
    assert isinstance(bid, BidForProject)
    assert equity.number == bid.equity < lot.equity


def test_an_edit_shows_at_once_and_carries_a_tick_when_the_server_has_it() -> None:
    slow = Bench(TreasuryScreen(), answers=False)
    slow.press("B", "PageUp")
    assert slow.model.tick("IssueBonds") == "sent"
    amount = slow.stage.find("treasury.bonds")
    assert isinstance(amount, Slider)
    assert amount.number > 0
    quick = Bench(TreasuryScreen())
    quick.press("B", "PageUp")
    assert quick.model.tick("IssueBonds") == "kept"


def test_choosing_another_project_does_not_mix_up_packages() -> None:
    bench = Bench(DealsScreen())
    first, second = lots(bench.desk())[:2]
    bench.screen.select(f"project:{first.serial}")
    bench.step()
    bench.press("L", "Right", "Right")
    bench.screen.select(f"project:{second.serial}")
    bench.step()
    land = bench.stage.find("deals.land")
    assert isinstance(land, Slider)
    assert land.number == 0
    bench.screen.select(f"project:{first.serial}")
    bench.step()
    land = bench.stage.find("deals.land")
    assert isinstance(land, Slider)
    assert land.number == 10


# --- settings ----------------------------------------------------------------------------------------------


def test_a_setting_goes_into_the_decree_as_it_moves_and_backspace_takes_it_back() -> None:
    bench = Bench(TreasuryScreen())
    before = budget.budget(bench.desk())
    bench.press("S", "Right")
    held = bench.model.order("SetBudget")
    assert isinstance(held, SetBudget)
    assert held.schools > before.schools
    assert (held.health, held.housing) == (before.health, before.housing)
    assert "city.schools" in {line.quantity for line in bench.model.previews["SetBudget"].forecast.lines}  # type: ignore[union-attr]
    bench.press("Backspace")
    assert bench.model.order("SetBudget") == bench.model.carried.standing.get("SetBudget")
    schools = bench.stage.find("treasury.schools")
    assert isinstance(schools, Slider)
    assert schools.number == before.schools


def test_offers_capital_bosses_tasks_and_secondments_are_given_with_keys() -> None:
    talent = Bench(TalentScreen())
    talent.press("R", "Right", "C", "Right")
    assert [order.tier for order in talent.wanted(SetTalentProgramme)] == ["researchers"]  # type: ignore[union-attr]
    assert [order.field for order in talent.wanted(ExpandUniversity)] == ["computing"]  # type: ignore[union-attr]

    money = Bench(PortfolioScreen())
    money.press("M", "H", "Right", "A", "Right", "B")
    assert len(money.wanted(HireFundManagers)) == 1
    assert any(isinstance(i, do.SendEdit) and i.order.key.startswith("CapitaliseVehicle") for i in money.said)

    chains = Bench(ChainsScreen())
    chains.press("B", "T", "Right")
    (boss,), (task,) = chains.wanted(AppointBoss), chains.wanted(DirectBoss)
    assert isinstance(boss, AppointBoss)
    assert isinstance(task, DirectBoss)
    assert boss.chain == task.chain == "chips"
    assert boss.official
    assert task.task
    chains.press("O")
    chains.stage.set_focus(chains.stage.find("officials.roster"))
    chains.press("Down", "Down", "Down", "Down", "Down", "B")
    assert len(chains.wanted(SecondOfficial)) == 1


def test_a_call_for_money_is_answered_from_the_list_of_needs() -> None:
    bench = Bench(PortfolioScreen())
    stake = stakes.stakes(bench.desk())[0]
    bench.screen.select(f"firm:{stake.serial}")
    bench.step()
    bench.press("A", "Right", "B")
    sent = [i.order for i in bench.said if isinstance(i, do.SendEdit)]
    assert [order.key for order in sent] == [f"FollowOn:{stake.serial}"]


# --- the decree --------------------------------------------------------------------------------------------


def test_the_decree_lists_every_edit_with_its_cost_and_undoes_the_last() -> None:
    bench = Bench(DecreeScreen())
    busy_decree(bench)
    keys = bench.model.changed_keys
    assert len(keys) == 4
    for key in keys:
        bench.stage.find(f"undo.{key}")
        assert bench.words.render(bench.model.costs[key].text) in said(bench)
    bench.press("Z")
    assert bench.model.changed_keys == keys[:-1]
    bench.press("R")
    assert bench.said[-1] == do.Ready(True) or do.Ready(True) in bench.said
    assert bench.model.ready


def test_the_adviser_suggests_and_one_key_takes_a_suggestion_over() -> None:
    bench = Bench(DecreeScreen())
    assert bench.model.advice
    first = bench.model.advice[0]
    assert bench.words.render(first.reason) in said(bench)
    bench.press("T")
    assert bench.model.order(first.order.key) == first.order
    assert first.order.key in bench.model.changed_keys
    assert f"decree.take.{first.order.key}" not in {node.id for node in shown(bench)}


def test_pressing_an_entry_opens_the_screen_where_it_was_made() -> None:
    bench = Bench(DecreeScreen())
    bench.ask(do.SendEdit(IssueBonds(10_000)))
    bench.stage.set_focus(bench.stage.find("decree.IssueBonds"))
    bench.press("Enter")
    assert bench.said[-1] == do.GoTo("treasury", "")
    assert set(HOME) == {order.__name__ for order in ORDER_TYPES}
    assert set(HOME.values()) <= set(SCREENS)


# --- numbers that explain themselves -----------------------------------------------------------------------


@pytest.mark.parametrize("name", ["treasury", "talent", "chains", "portfolio"])
def test_figures_open_their_sums_when_pressed_and_their_tips_with_f1(name: str) -> None:
    bench = Bench(SCREENS[name]())
    lines = [n for n in shown(bench) if n.id and n.id.startswith(("line.", "treasury.account", "talent.people"))]
    if name == "portfolio":
        bench.press("M")
        lines = [n for n in shown(bench) if n.id and n.id.startswith("portfolio.vehicle.cash")]
    assert lines
    bench.stage.set_focus(lines[0])
    bench.press("F1")
    assert bench.stage.layers[-1].kind == "tip"
    bench.press("Esc", "Enter")
    assert isinstance(bench.said[-1], do.Explain)


def test_every_button_and_switch_that_is_off_says_why_or_stands_beside_the_reason() -> None:
    bench = Bench(DealsScreen())
    later = next(lot for lot in lots(bench.desk()) if lot.closes > bench.model.turn)
    bench.screen.select(f"project:{later.serial}")
    bench.step()
    off = [n for n in shown(bench) if isinstance(n, Button | Switch) and not n.enabled]
    assert {n.id for n in off} >= {"deals.bid"}
    assert all(n.tip is not None for n in off)


# --- what the client reckons itself is what the rules reckon ------------------------------------------------


def test_limits_and_chances_shown_are_those_of_the_rules() -> None:
    bench = Bench(TreasuryScreen())
    rules, desk = RulesDesk(bench.view, bench.match.tables), bench.desk()
    assert treasury.bond_room(desk) == decree_treasury.bond_room(rules)
    assert budget.free_revenue(desk) == decree_treasury.free_revenue(rules)
    for turns in (1, 4, 9, 14):
        assert office.staying(desk, turns)[-1] == pytest.approx(office_chance(rules, turns))
    for stake in stakes.stakes(desk):
        assert stakes.follow_limit(desk, stake) == decree_funds.follow_limit(rules, stake.slot)


def test_a_range_stops_exactly_at_the_values_that_matter() -> None:
    range_ = steps_of(1_377_000, 60, (918_013,))
    assert isinstance(range_, Notches)
    assert range_.hold(918_013) == 918_013
    assert range_.hold(918_013 + range_.step) != 918_013
    walk, number = [], 0
    while number < range_.high:
        number = range_.hold(number + range_.step)
        walk.append(number)
    assert 918_013 in walk
    assert walk == sorted(set(walk))
    assert walk[-1] == 1_377_000


def test_on_a_past_turn_nothing_can_be_moved() -> None:
    bench = Bench(TreasuryScreen())
    bench.model.look_at(3)
    bench.step()
    assert [n.id for n in shown(bench) if isinstance(n, NumberInput) and n.enabled] == []


def test_the_forecast_follows_the_thumb_while_it_is_dragged() -> None:
    bench = Bench(DealsScreen())
    ladder = bench.stage.find("deals.equity")
    assert isinstance(ladder, NumberInput)
    track = ladder._track(bench.stage.look)  # type: ignore[attr-defined]
    bench.hand(pygame.event.Event(pygame.MOUSEBUTTONDOWN, button=1, pos=(track.left + 40, track.centery)))
    seen = set()
    for x in range(track.left + 40, track.left + 120, 10):
        bench.hand(pygame.event.Event(pygame.MOUSEMOTION, pos=(x, track.centery), rel=(10, 0), buttons=(1, 0, 0)))
        ladder = bench.stage.find("deals.equity")
        assert isinstance(ladder, NumberInput)
        lot = next(lot for lot in lots(bench.desk()) if lot.serial == bench.screen.chosen)  # type: ignore[attr-defined]
        preview = bench.model.previews[f"BidForProject:{lot.serial}"]
        assert isinstance(preview.order, BidForProject)
        assert preview.order.equity == ladder.number
        seen.add(ladder.number)
    assert len(seen) > 3


def test_a_slider_dragged_for_seconds_never_floods_the_server(tmp_path: Path) -> None:
    table = Tabletop(tmp_path)
    table.tell(*played(1).messages)
    table.sent.clear()
    sent: list[float] = []
    for step in range(600):  # six seconds of a fast hand, each request answered at once
        table.play.do(do.SendEdit(IssueBonds(1_000 + step)))
        table.play.do(do.Preview(IssueBonds(1_000 + step)))
        sent += [table.now] * len(table.sent)
        for request in table.sent:
            table.inbox.append(Accepted(request.cid))
        table.sent.clear()
        table.play.poll()
        table.now += 0.01
    assert len(sent) > 30
    assert max(sum(at <= other < at + 1.0 for other in sent) for at in sent) <= 20
    table.now += 2.0
    table.play.poll()
    assert [r.edit for r in table.sent if isinstance(r, EditDecree)][-1:] in ([], [IssueBonds(1_599)])
    assert table.play.model.order("IssueBonds") == IssueBonds(1_599)
    table.close()
    display.open_window((64, 64))
