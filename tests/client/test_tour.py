"""A person with a keyboard only can go everywhere, read everything, and never loses their place."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

import sample_match
from boulevard_client.link import Link, LinkChanged
from boulevard_client.pilot import ScriptError
from boulevard_client.screens import registry
from boulevard_client.screens.carried import ready_tip
from boulevard_client.screens.intents import SendEdit, Show
from boulevard_client.screens.palette import commands
from boulevard_client.settings import Store
from boulevard_client.widgets import faults
from boulevard_shared.codec import encode_turn, open_turn
from boulevard_shared.ids import SeatMode
from boulevard_shared.messages import (
    Accepted,
    CreateMatch,
    EditDecree,
    JoinMatch,
    Seated,
    SetReady,
    StartMatch,
)
from boulevard_shared.orders import ORDER_TYPES, IssueBonds
from boulevard_shared.sentence import say
from boulevard_shared.view import Changes
from tabletop import Tabletop

INSIDE = [place.name for place in registry.PLACES]
OUTSIDE = ["menu", "new", "join", "settings"]
SIZES = [(1280, 720), (1920, 1080)]


@pytest.fixture
def table(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Tabletop]:
    monkeypatch.setenv("SDL_VIDEODRIVER", "dummy")
    made = Tabletop(tmp_path)
    yield made
    made.close()


@pytest.fixture
def playing(table: Tabletop) -> Tabletop:
    """Turn 9 of a match is being planned."""
    table.tell(*sample_match.messages(8))
    return table


def show(table: Tabletop, screen: str) -> None:
    table.app.go(screen)
    table.app.step([])


# --- reading -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_nothing_is_cut_or_covered_on_any_screen(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, size: tuple[int, int], language: str
) -> None:
    monkeypatch.setenv("SDL_VIDEODRIVER", "dummy")
    table = Tabletop(tmp_path, size, language)  # type: ignore[arg-type]
    found: dict[str, list[str]] = {}
    for name in OUTSIDE:
        show(table, name)
        found[name] = faults(table.app.stage.look, [layer.root for layer in table.app.stage.layers])
    table.tell(sample_match.lobby())
    found["lobby"] = faults(table.app.stage.look, [layer.root for layer in table.app.stage.layers])
    table.tell(*sample_match.messages(20, over=True))
    for name in INSIDE:
        show(table, name)
        found[name] = faults(table.app.stage.look, [layer.root for layer in table.app.stage.layers])
    table.close()
    assert {name: each for name, each in found.items() if each} == {}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_text_on_every_screen_is_in_the_catalogue(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, language: str
) -> None:
    monkeypatch.setenv("SDL_VIDEODRIVER", "dummy")
    table = Tabletop(tmp_path, (1920, 1080), language)  # type: ignore[arg-type]
    for name in OUTSIDE:
        show(table, name)
    table.tell(sample_match.lobby())
    table.tell(*sample_match.messages(20, over=True))
    for name in INSIDE:
        show(table, name)
        table.hands.key("?")
        table.hands.key("Esc")
    table.hands.key("/")
    missing = table.app.words.missing
    table.close()
    assert missing == set()


# --- reaching ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", INSIDE)
def test_tab_comes_to_everything_that_can_be_pressed_and_back(playing: Tabletop, name: str) -> None:
    show(playing, name)
    stage = playing.app.stage
    wanted = stage.stops()
    assert all(stop.id for stop in wanted), [stop.label for stop in wanted if not stop.id]
    assert len({stop.id for stop in wanted}) == len(wanted)
    reached = []
    for _ in wanted:
        playing.hands.key("Tab")
        assert stage.focus is not None
        reached.append(stage.focus.id)
    assert sorted(map(str, reached)) == sorted(str(stop.id) for stop in wanted)
    playing.hands.key("Tab")
    assert stage.focus is not None
    assert stage.focus.id == reached[0]


def test_digits_lead_to_the_screens_of_the_rail(playing: Tabletop) -> None:
    for place in registry.PLACES:
        if place.key:
            playing.hands.key(place.key)
            assert playing.app.route == place.name


def test_escape_opens_the_menu_and_closes_it(playing: Tabletop) -> None:
    playing.hands.key("Esc")
    assert playing.hands.sees("pause.go_on")
    playing.hands.key("Esc")
    assert not playing.hands.sees("pause.go_on")


def test_the_palette_goes_where_its_first_hit_leads(playing: Tabletop) -> None:
    playing.hands.key("/")
    playing.hands.type("scor")
    playing.hands.key("Enter")
    assert playing.app.route == "standings"
    assert not playing.hands.sees("palette.field")


def test_the_palette_knows_where_every_order_is_made(playing: Tabletop) -> None:
    found = {command.key for command in commands(playing.app.desk())}
    assert {f"order:{order.__name__}" for order in ORDER_TYPES} <= found
    playing.hands.key("/")
    playing.hands.type("bonds")
    playing.hands.key("Enter")
    assert playing.app.route == "treasury"


def test_a_number_opens_into_its_causes_and_escape_backs_out(playing: Tabletop) -> None:
    show(playing, "city")
    playing.hands.focus("line.city.gdp.0")
    playing.hands.key("F1")
    assert playing.app.stage.tips.depth == 1
    playing.hands.key("Enter")
    assert playing.app.stage.tips.depth == 2
    playing.hands.key("Esc")
    playing.hands.key("Esc")
    assert playing.app.stage.tips.depth == 0
    playing.hands.key("Enter")
    assert playing.hands.sees("explain.close")
    playing.hands.key("Esc")
    assert not playing.hands.sees("explain.close")
    assert playing.app.stage.focus is not None
    assert playing.app.stage.focus.id == "line.city.gdp.0"


def test_focus_and_scrolling_survive_what_the_others_do(playing: Tabletop) -> None:
    show(playing, "city")
    last = playing.app.stage.stops()[-1].id
    assert last is not None
    playing.hands.focus(last)
    playing.tell(sample_match.update(9, 99))
    show(playing, "city")
    assert playing.app.stage.focus is not None
    assert playing.app.stage.focus.id == last


def test_the_language_changes_anywhere_even_while_typing(playing: Tabletop) -> None:
    playing.hands.key("/")
    before = playing.app.settings.spoken
    playing.hands.key("F2")
    assert playing.app.settings.spoken != before
    assert playing.app.stage.look.language == playing.app.settings.spoken
    playing.hands.key("F2")
    assert playing.app.settings.spoken == before


def test_looking_back_shows_the_past_and_forbids_deciding(playing: Tabletop) -> None:
    playing.hands.key("[")
    assert playing.app.model.moment.turn == 7
    playing.app._intents.append(SendEdit(IssueBonds(1)))
    playing.app.step([])
    assert not any(isinstance(request, EditDecree) for request in playing.sent)
    playing.hands.key("Esc")
    assert playing.app.model.shown_turn is None


def test_a_past_bulletin_leads_to_the_next_one_until_the_present_has_decisions(playing: Tabletop) -> None:
    for key in ("9", "[", "["):
        playing.hands.key(key)
    turns = []
    while playing.app.model.shown_turn is not None:
        turns.append(playing.app.model.moment.turn)
        playing.hands.key("G")
    assert turns == [6, 7]
    assert playing.app.route == "bulletin"
    playing.hands.key("G")
    assert playing.app.route != "bulletin" or len(playing.app.stage.layers) > 1


def test_a_modal_keeps_the_keyboard_to_itself(playing: Tabletop) -> None:
    playing.app._intents.append(Show(lambda desk: playing.app.screen("region").build(desk)))
    playing.app.step([])
    playing.hands.key("Space")
    playing.hands.key("9")
    assert playing.app.route == "bulletin"
    assert not any(isinstance(request, SetReady) for request in playing.sent)


# --- deciding ----------------------------------------------------------------------------------------------


def test_ready_asks_back_while_something_is_open_and_means_it_the_second_time(playing: Tabletop) -> None:
    playing.app.stage.set_focus(None)
    playing.hands.key("Space")
    assert not any(isinstance(request, SetReady) for request in playing.sent)
    playing.hands.key("Space")
    assert [(request.turn, request.ready) for request in playing.sent if isinstance(request, SetReady)] == [(8, True)]
    assert playing.app.model.ready


def test_a_dragged_value_sends_its_first_and_its_last_position_only(playing: Tabletop) -> None:
    for amount in range(1, 40):
        playing.app._intents.append(SendEdit(IssueBonds(amount * 100)))
    playing.app.step([])
    assert [request.edit for request in playing.sent if isinstance(request, EditDecree)] == [IssueBonds(100)]
    assert playing.app.model.order("IssueBonds") == IssueBonds(3_900)
    playing.tell(Accepted(playing.sent[-1].cid))
    edits = [request.edit for request in playing.sent if isinstance(request, EditDecree)]
    assert edits == [IssueBonds(100), IssueBonds(3_900)]


def test_what_was_asked_back_in_the_turn_before_does_not_count_now(playing: Tabletop) -> None:
    playing.app.stage.set_focus(None)
    playing.hands.key("Space")  # asked back, and the turn ends by its deadline
    playing.now += 4.9
    playing.tell(sample_match.update(9, 99))
    playing.app.stage.set_focus(None)
    playing.hands.key("Space")
    playing.now += 0.2
    playing.app.step([])
    playing.hands.key("Space")
    assert [(request.turn, request.ready) for request in playing.sent if isinstance(request, SetReady)] == [(9, True)]


def test_ready_waits_for_what_was_moved_before_it(playing: Tabletop) -> None:
    """Sent at once it would overtake the last edit, which would take it back."""
    playing.app._intents.extend((SendEdit(IssueBonds(100)), SendEdit(IssueBonds(200))))
    playing.app.step([])
    playing.sent[:] = playing.sent[-1:]
    playing.hands.ready()
    assert [type(request) for request in playing.sent] == [EditDecree]
    playing.tell(Accepted(playing.sent[-1].cid))
    assert [type(request) for request in playing.sent] == [EditDecree, EditDecree, SetReady]
    assert playing.app.model.ready


def test_the_next_need_is_one_key_away(playing: Tabletop) -> None:
    needed = {need for need in INSIDE if need in ("deals", "portfolio", "chains", "decree")}
    playing.hands.key("N")
    assert playing.app.route in needed or not needed


# --- coming and going --------------------------------------------------------------------------------------


def test_a_new_match_is_what_was_chosen_and_begins_at_once_against_bots(table: Tabletop) -> None:
    table.hands.key("N")
    table.hands.focus("new.scenario.one-term")
    table.hands.key("Enter")
    table.hands.focus("new.city.chengdu")
    table.hands.key("Enter")
    table.hands.focus("new.seats")
    table.hands.key("Right")
    table.hands.focus("new.mode")
    table.hands.key("Right")
    table.hands.key("Ctrl+Enter")
    table.hands.until(lambda: bool(table.sent), "the request")
    (asked,) = table.sent
    assert isinstance(asked, CreateMatch)
    assert (asked.scenario, asked.city, asked.seats, asked.mode) == ("one-term", "chengdu", 5, SeatMode.CAREER)
    table.tell(Seated(asked.cid, "m1", "QBLV", sample_match.SEAT, "secret"), sample_match.lobby())
    assert [type(request) for request in table.sent] == [CreateMatch, StartMatch]


def test_joining_sends_the_code_in_capitals_to_the_full_address(table: Tabletop) -> None:
    table.hands.key("J")
    table.hands.focus("join.address")
    table.hands.type("192.168.1.5")
    table.hands.focus("join.code")
    table.hands.type("qblv")
    table.hands.key("Ctrl+Enter")
    assert table.lines[-1].url == "ws://192.168.1.5:8765"
    assert [request.code for request in table.sent if isinstance(request, JoinMatch)] == ["QBLV"]


def test_the_lobby_on_a_server_tells_the_address_that_others_need(table: Tabletop) -> None:
    table.tell(sample_match.lobby())
    said = [words for node in table.app.page.walk() for words, _ in node.texts()]
    assert "server:8765" in said
    assert sample_match.lobby().about.code in said


def test_somebody_without_a_name_is_called_so_in_the_readers_language(table: Tabletop) -> None:
    table.tell(*sample_match.messages(2))
    model = table.app.model
    model.seats = tuple(msgspec.structs.replace(line, name="") for line in model.seats)
    assert table.app.desk().read.seat_name(model.seat) == "Player"
    table.hands.key("F2")
    assert table.app.desk().read.seat_name(model.seat) == "玩家"


def test_who_is_ready_can_ask_for_whom_the_table_waits(table: Tabletop) -> None:
    table.tell(*sample_match.messages(2))
    model = table.app.model
    assert "Old Zhao" not in ready_tip(table.app.desk()).body
    model.ask(SetReady(900, model.turn, True))
    assert "Old Zhao" in ready_tip(table.app.desk()).body
    model.seats = tuple(msgspec.structs.replace(line, ready=True) for line in model.seats)
    assert "Old Zhao" not in ready_tip(table.app.desk()).body


def test_the_seat_is_remembered_and_can_be_taken_back(table: Tabletop, tmp_path: Path) -> None:
    table.sit()
    table.lines[-1].token = "secret"
    table.tell(*sample_match.messages(2))
    assert table.app.route == "bulletin"
    table.hands.key("Esc")
    table.hands.focus("pause.leave")
    table.hands.key("Enter")
    assert table.app.route == "menu"
    held = Store(tmp_path).seat()
    assert held is not None
    assert (held.token, held.city, held.code) == ("secret", "hefei", "QBLV")
    table.hands.focus("menu.continue")
    table.hands.key("Enter")
    assert table.lines[-1].token == "secret"
    table.tell(sample_match.snapshot(2))
    assert table.app.route == "bulletin"


def test_a_replica_that_went_wrong_asks_for_a_new_snapshot(playing: Tabletop) -> None:
    update = sample_match.update(9, 99)
    common, _ = open_turn(update)
    wrong = msgspec.structs.replace(common, changes=Changes(0, b""))
    playing.tell(msgspec.structs.replace(update, common=encode_turn(wrong)))
    assert playing.lines[-1].renewed == 1


def test_a_link_that_will_not_come_back_leads_to_the_menu_and_says_why(playing: Tabletop) -> None:
    playing.tell(LinkChanged(Link.ENDED, say("ui.link.code_4001")))
    assert playing.app.route == "menu"
    assert any("another window" in node.label for node in playing.app.notices.walk())


def test_settings_are_kept_on_disk(table: Tabletop, tmp_path: Path) -> None:
    table.hands.key("S")
    table.hands.focus("settings.theme")
    table.hands.key("Right")
    assert Store(tmp_path).settings().theme == "paper"
    assert table.app.stage.look.theme.name == "paper"


def test_a_script_that_cannot_be_done_names_its_line(table: Tabletop) -> None:
    with pytest.raises(ScriptError, match="line 2: click nowhere"):
        table.hands.run(["key Tab", "click nowhere"])
