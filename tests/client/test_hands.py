"""What a player can do: everything by keyboard, everything by mouse, and Chinese through an input method."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pygame
import pytest

from boulevard_client.theme import PAPER
from boulevard_client.widgets import (
    Button,
    Col,
    Column,
    Label,
    Modal,
    Node,
    Range,
    RichText,
    Row,
    Scroll,
    Slider,
    Stepper,
    Table,
    TableRow,
    Tabs,
    TextField,
    Tip,
    TipRow,
    Words,
    ask,
)
from boulevard_client.widgets.gallery.dashboard import Say, dashboard
from boulevard_client.widgets.gallery.parts import parts
from boulevard_client.widgets.keys import Key, key_of

if TYPE_CHECKING:
    from conftest import MakeBench


class Auction:
    """A small screen with a bid to make."""

    def __init__(self) -> None:
        self.sent: list[int] = []
        self.passed = 0
        self.amount = Slider(Range(30, 66), 48, lambda n: None, str).named("amount")
        self.note = TextField(hint="note").named("note")
        self.bid = Button("Bid", self._bid, "primary", key="B").named("bid")
        self.root = Column(
            self.amount, self.note, Row(self.bid, Button("Pass", self._pass, key="N").named("pass")), pad=20, gap=20
        )

    def _bid(self) -> None:
        self.sent.append(self.amount.number)

    def _pass(self) -> None:
        self.passed += 1


def test_a_bid_is_made_by_keyboard_only(bench: MakeBench) -> None:
    table, auction = bench(), Auction()
    table.show(auction.root)
    table.press("Tab")
    assert table.focus_name() == "amount"
    table.press("Right", "Right", "Shift+Right", "Tab", "Tab", "Enter")
    assert auction.sent == [48 + 2 + 3]


def test_a_bid_is_made_by_mouse_only(bench: MakeBench) -> None:
    table, auction = bench(), Auction()
    table.show(auction.root)
    track = auction.amount.rect
    table.click((track.right - 10, track.centery))
    table.click("bid")
    assert auction.sent == [66]


def test_a_button_let_go_elsewhere_is_not_pressed(bench: MakeBench) -> None:
    table, auction = bench(), Auction()
    table.show(auction.root)
    table.post(pygame.MOUSEBUTTONDOWN, button=1, pos=auction.bid.rect.center)
    table.post(pygame.MOUSEBUTTONUP, button=1, pos=(1200, 700))
    assert auction.sent == []


def test_a_hotkey_works_from_anywhere_but_not_while_typing(bench: MakeBench) -> None:
    table, auction = bench(), Auction()
    table.show(auction.root)
    table.press("B")
    assert auction.sent == [48]
    table.stage.set_focus(auction.note)
    table.press("B", "N")
    assert auction.sent == [48]
    assert auction.passed == 0


def test_a_disabled_button_does_nothing(bench: MakeBench) -> None:
    table, auction = bench(), Auction()
    auction.bid.enabled = False
    table.show(auction.root)
    table.press("B")
    table.click("bid")
    assert auction.sent == []
    assert auction.bid not in table.stage.stops()


@pytest.mark.parametrize("make", [dashboard, parts])
def test_tab_reaches_every_control_once_and_comes_back(bench: MakeBench, make: object) -> None:
    table = bench((1920, 1080))
    table.show(dashboard(Say("en")) if make is dashboard else parts(Say("en")))
    wanted = [node for node in table.stage.base.walk() if node.can_focus and node.shown]
    seen: list[Node | None] = []
    for _ in wanted:
        table.press("Tab")
        seen.append(table.stage.focus)
    assert set(seen) == set(wanted)
    assert len(seen) > 6
    table.press("Tab")
    assert table.stage.focus is seen[0]
    table.press("Shift+Tab")
    assert table.stage.focus is seen[-1]


def test_tab_goes_through_a_row_before_the_row_below(bench: MakeBench) -> None:
    def button(name: str) -> Button:
        return Button(name, lambda: None).named(name)

    table = bench()
    table.show(Column(Row(button("a"), button("b")), Row(Column(button("c"), button("d")), button("e"))))
    table.press("Tab")
    order = []
    for _ in range(5):
        order.append(table.focus_name())
        table.press("Tab")
    assert order == ["a", "b", "c", "d", "e"]


def test_arrows_move_to_the_neighbour_in_their_direction(bench: MakeBench) -> None:
    names = [["a", "b", "c"], ["d", "e", "f"], ["g", "h", "i"]]
    table = bench()
    rows = (Row(*(Button(n, lambda: None).named(n).sized(width=90) for n in line)) for line in names)
    table.show(Column(*rows))
    table.stage.set_focus(table.stage.find("e"))
    for key, name in (("Right", "f"), ("Up", "c"), ("Left", "b"), ("Down", "e"), ("Down", "h"), ("Left", "g")):
        table.press(key)
        assert table.focus_name() == name


@pytest.mark.parametrize("paper", [False, True])
def test_focus_is_a_bright_ring_around_the_control(bench: MakeBench, paper: bool) -> None:
    table, auction = bench((1920, 1080)), Auction()
    table.show(auction.root)
    if paper:
        table.stage.restyle(theme=PAPER)
    table.stage.set_focus(auction.bid)
    table.stage.frame()
    ring = table.stage.look.colour("focus")
    rect = auction.bid.rect
    on_ring = [table.stage.surface.get_at((x, rect.top - 3))[:3] for x in range(rect.left + 14, rect.right - 14)]
    assert on_ring.count(ring) == len(on_ring)
    table.stage.set_focus(None)
    table.stage.frame()
    assert table.stage.surface.get_at((rect.centerx, rect.top - 3))[:3] != ring


def test_focus_that_moves_out_of_sight_scrolls_into_view(bench: MakeBench) -> None:
    buttons = [Button(f"{n}", lambda: None).named(f"b{n}") for n in range(40)]
    scroll = Scroll(Column(*buttons)).sized(height=200)
    table = bench()
    table.show(Column(scroll))
    for _ in range(25):
        table.press("Tab")
        assert table.stage.focus is not None
        assert scroll.rect.contains(table.stage.focus.rect)
    assert scroll.offset > 0
    table.press("Home")
    assert scroll.offset == 0


def test_focus_survives_a_rebuilt_screen_by_its_id(bench: MakeBench) -> None:
    table = bench()
    table.show(Auction().root)
    table.stage.set_focus(table.stage.find("pass"))
    table.stage.restyle(language="zh")
    table.show(Auction().root)
    assert table.focus_name() == "pass"


def test_a_screen_built_anew_disturbs_neither_a_drag_nor_typing(
    bench: MakeBench, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[str] = []
    monkeypatch.setattr(pygame.key, "start_text_input", lambda: calls.append("start"))
    monkeypatch.setattr(pygame.key, "stop_text_input", lambda: calls.append("stop"))
    table, first, second = bench(), Auction(), Auction()
    table.show(first.root)
    track = first.amount.rect
    table.post(pygame.MOUSEBUTTONDOWN, button=1, pos=track.center)
    table.show(second.root)
    table.hover((track.right - 10, track.centery))
    table.post(pygame.MOUSEBUTTONUP, button=1, pos=(track.right - 10, track.centery))
    assert second.amount.number == 66
    table.stage.set_focus(second.note)
    table.stage.frame()
    table.stage.show(Auction().root)
    table.stage.frame()
    assert table.focus_name() == "note"
    assert calls == ["start"]


def test_a_modal_keeps_focus_and_gives_it_back(bench: MakeBench) -> None:
    table, auction = bench(), Auction()
    table.show(auction.root)
    table.stage.set_focus(auction.bid)
    answers: list[str] = []
    ask(table.stage, "Sure?", "It **stays** so.", ("Yes", lambda: answers.append("yes")), ("No", lambda: None))
    for _ in range(5):
        table.press("Tab")
        assert table.focus_name().startswith("ask.")
    table.press("N")
    table.click(auction.bid.rect.center)
    assert auction.sent == []
    assert auction.passed == 0
    table.press("Esc")
    assert table.stage.focus is auction.bid
    assert len(table.stage.layers) == 1
    assert answers == []


def test_modals_stack_and_close_one_by_one(bench: MakeBench) -> None:
    table = bench()
    table.show(Auction().root)
    table.stage.open(Modal("First", Button("one", lambda: None).named("one")))
    table.stage.open(Modal("Second", Button("two", lambda: None).named("two")))
    assert table.focus_name() == "two"
    table.press("Esc")
    assert table.focus_name() == "one"
    table.press("Esc")
    assert len(table.stage.layers) == 1


def _explained() -> Node:
    deep = Tip("Display sales", "", (TipRow("panels", "+14.0"),))
    tip = Tip("Treasury", "See [[budget]].", (TipRow("Taxes", "+20.1", tip=deep), TipRow("Now", "184.2", total=True)))
    return Column(Button("Treasury", lambda: None).named("treasury").explained(tip), pad=40, align="start")


def test_f1_explains_enter_digs_and_esc_backs_out(bench: MakeBench) -> None:
    table = bench()
    table.show(_explained())
    table.stage.tips.explain_term = lambda term: Tip("Budget", "What may be spent.") if term == "budget" else None
    table.press("Tab", "F1")
    tips = table.stage.tips
    assert (tips.depth, tips.locked) == (1, True)
    assert table.focus_name() == "budget"
    table.press("Enter")
    assert tips.depth == 2
    assert table.stage.layers[-1].root.label == "Budget"
    table.press("Esc", "Tab", "Enter")
    assert tips.depth == 2
    assert table.stage.layers[-1].root.label == "Display sales"
    table.press("Esc", "Esc")
    assert (tips.depth, tips.locked) == (0, False)
    assert table.focus_name() == "treasury"


def test_a_resting_mouse_opens_a_tooltip_and_leaving_closes_it(bench: MakeBench) -> None:
    table = bench()
    table.show(_explained())
    table.hover(table.stage.find("treasury").rect.center)
    table.wait(0.2)
    assert table.stage.tips.depth == 0
    table.wait(0.2)
    assert table.stage.tips.depth == 1
    table.hover((1000, 600))
    table.wait(0.3)
    assert table.stage.tips.depth == 0


def test_a_click_locks_a_tooltip_and_a_click_outside_closes_it(bench: MakeBench) -> None:
    table = bench()
    table.show(_explained())
    table.hover(table.stage.find("treasury").rect.center)
    table.wait(0.4)
    table.click(table.stage.layers[-1].root.rect.center)
    table.hover((1000, 600))
    table.wait(2.0)
    assert (table.stage.tips.depth, table.stage.tips.locked) == (1, True)
    table.click((1000, 600))
    assert table.stage.tips.depth == 0


def _offers() -> tuple[Column, Slider, Slider]:
    """Two sliders, one under the other, each with something to explain."""
    land, homes = (Slider(Range(0, 100), 0, lambda n: None, str).named(name) for name in ("land", "homes"))
    tree = Column(land.explained(Tip("Land", "Cheap land.")), homes.explained(Tip("Homes", "For staff.")), pad=40)
    return tree, land, homes


def test_what_comes_up_under_a_hand_that_acts_is_not_explained(bench: MakeBench) -> None:
    """A tooltip beneath a slider that was just moved would lie over the next one."""
    table = bench()
    tree, land, homes = _offers()
    table.show(tree)
    table.click(land.rect.center)
    table.wait(2.0)
    assert (land.number, table.stage.tips.depth) == (50, 0)
    table.click(homes.rect.center)
    assert homes.number == 50
    table.press("Tab")
    table.hover((homes.rect.centerx + 2, homes.rect.centery))
    table.wait(2.0)
    assert table.stage.tips.depth == 0, "a hand that trembles asks nothing"
    table.hover((homes.rect.centerx + 40, homes.rect.centery))
    table.wait(0.5)
    assert table.stage.tips.depth == 1


def test_a_card_under_the_mouse_takes_no_letter_from_the_screen(bench: MakeBench) -> None:
    """The guide says L for the land slider; a tooltip that happens to be open must not take it for its own."""
    table = bench()
    tree, land, homes = _offers()
    land.hotkey, land.press = "L", lambda: table.stage.set_focus(land)  # type: ignore[method-assign]
    table.show(tree)
    table.hover(homes.rect.center)
    table.wait(0.5)
    assert table.stage.tips.depth == 1
    table.press("L")
    assert table.stage.focus is land
    assert not table.stage.tips.locked


def test_a_tooltip_that_the_keyboard_reads_stays_alone(bench: MakeBench) -> None:
    table = bench()
    tree, land, homes = _offers()
    table.show(tree)
    table.stage.set_focus(land)
    table.press("F1")
    table.hover((homes.rect.right - 10, homes.rect.centery))
    table.wait(2.0)
    assert (table.stage.tips.depth, table.stage.tips.locked) == (1, True)


def test_space_on_a_slider_is_left_to_the_screen(bench: MakeBench) -> None:
    """A slider has nothing to press, and Space hands the decree in; a button keeps it."""
    table, auction = bench(), Auction()
    heard: list[str] = []
    table.stage.on_key = lambda key: not heard.append(key.combo)
    table.show(auction.root)
    table.stage.set_focus(auction.amount)
    table.press("Space")
    assert heard == ["Space"]
    table.stage.set_focus(auction.bid)
    table.press("Space")
    assert (heard, auction.sent) == (["Space"], [48])


def _people(count: int) -> tuple[TableRow, ...]:
    return tuple(TableRow(f"p{n}", (Words(f"Person {n}"), Words(str(n)))) for n in range(count))


def test_a_table_is_walked_picked_and_sorted_by_keyboard(bench: MakeBench) -> None:
    picked: list[str] = []
    sorted_by: list[int] = []
    people = Table([Col("Name"), Col("Age", 60, sortable=True)], _people(500), picked.append).named("people")
    people.on_sort = sorted_by.append
    table = bench()
    table.show(Column(people.sized(grow=1)))
    table.press("Tab", "Down", "Down", "Enter", "PageDown", "End", "Enter", "Home", "Up", "Enter", "Down")
    assert picked == ["p2", "p499"]
    assert sorted_by == [1]
    assert people.value == "p0"


def test_a_table_picks_the_row_under_the_mouse_after_scrolling(bench: MakeBench) -> None:
    picked: list[str] = []
    people = Table([Col("Name"), Col("Age", 60)], _people(500), picked.append, row_height=40).named("people")
    table = bench()
    table.show(Column(people.sized(height=400)))
    table.hover(people.rect.center)
    table.post(pygame.MOUSEWHEEL, y=-10, precise_y=-10.0)
    table.stage.frame()
    hot = people.hot
    assert hot is not None
    assert hot > 10
    table.click(people.rect.center)
    assert picked == [f"p{hot}"]


def test_a_table_keeps_its_cursor_on_the_same_row_when_rows_come_and_go(bench: MakeBench) -> None:
    people = Table([Col("Name"), Col("Age", 60)], _people(20))
    table = bench()
    table.show(Column(people))
    people.move_to(10)
    people.rows = _people(20)[3:]
    assert people.value == "p10"
    people.rows = _people(2)
    assert people.value == "p1"


def test_chinese_arrives_through_the_input_method(bench: MakeBench) -> None:
    submitted: list[str] = []
    field = TextField("合", submitted.append).named("name")
    table = bench()
    table.show(Column(field))
    table.press("Tab")
    table.post(pygame.TEXTEDITING, text="fei", start=0, length=3)
    assert (field.text, field.composing) == ("合", "fei")
    table.press("Backspace", "Enter", "Left")
    assert (field.text, submitted) == ("合", [])
    table.post(pygame.TEXTEDITING, text="", start=0, length=0)
    table.post(pygame.TEXTINPUT, text="肥")
    table.press("Enter")
    assert submitted == ["合肥"]
    assert (field.composing, field.caret) == ("", 2)


def test_the_input_method_runs_only_while_a_field_has_focus(bench: MakeBench, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[str] = []
    monkeypatch.setattr(pygame.key, "start_text_input", lambda: calls.append("start"))
    monkeypatch.setattr(pygame.key, "stop_text_input", lambda: calls.append("stop"))
    table, auction = bench(), Auction()
    table.show(auction.root)
    table.press("Tab")
    assert calls == []
    table.press("Tab")
    assert calls == ["start"]
    table.press("Tab")
    assert calls == ["start", "stop"]
    table.stage.set_focus(auction.note)
    table.stage.frame()
    table.show(Column(Label("gone")))
    assert calls == ["start", "stop", "start", "stop"]


def test_a_text_field_edits_in_the_middle_and_holds_its_length(bench: MakeBench) -> None:
    field = TextField("abc", longest=5)
    table = bench()
    table.show(Column(field))
    table.press("Tab", "Left", "Backspace")
    table.post(pygame.TEXTINPUT, text="中xyz")
    assert field.text == "a中xyc"
    table.press("Home", "Delete", "Ctrl+A")
    table.post(pygame.TEXTINPUT, text="new")
    assert (field.text, field.caret) == ("new", 3)


def test_numbers_stay_in_their_range(bench: MakeBench) -> None:
    changes: list[int] = []
    stepper = Stepper(Range(0, 1000, 100), 949, changes.append, str)
    table = bench()
    table.show(Column(stepper))
    assert stepper.number == 900
    table.press("Tab", "Right", "Right", "Right", "Home", "Left", "PageUp")
    assert changes == [1000, 0, 100]


def test_tabs_are_chosen_by_arrows_and_mouse(bench: MakeBench) -> None:
    chosen: list[int] = []
    tabs = Tabs(("Firms", "People", "Land"), chosen.append)
    table = bench()
    table.show(Column(tabs, align="start"))
    table.press("Tab", "Right", "Right", "Right")
    table.click((tabs.rect.left + 8, tabs.rect.centery))
    assert chosen == [1, 2, 0]


def test_reduced_motion_turns_movement_into_cuts(bench: MakeBench) -> None:
    table = bench()
    shares: list[float] = []
    table.stage.timeline.reduce_motion = True
    table.stage.timeline.animate(0.5, shares.append)
    assert shares == [1.0]
    assert table.stage.wait_s() == 0.0
    table.stage.frame()
    assert table.stage.wait_s() is None


def test_movement_ends_where_it_should_and_then_rests(bench: MakeBench) -> None:
    table = bench()
    table.show(Column(Label("x")))
    shares: list[float] = []
    table.stage.timeline.animate(0.5, shares.append)
    table.wait(0.6, steps=6)
    assert shares[0] == 0.0
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    assert table.stage.wait_s() is None


@pytest.mark.parametrize(
    ("key", "text", "held", "combo"),
    [
        (pygame.K_b, "b", 0, "B"),
        (pygame.K_SLASH, "/", 0, "/"),
        (pygame.K_RETURN, "\r", 0, "Enter"),
        (pygame.K_TAB, "\t", pygame.KMOD_LSHIFT, "Shift+Tab"),
        (pygame.K_s, "s", pygame.KMOD_LCTRL, "Ctrl+S"),
        (pygame.K_F2, "", 0, "F2"),
        (pygame.K_SPACE, " ", 0, "Space"),
    ],
)
def test_keys_have_the_names_on_the_buttons(key: int, text: str, held: int, combo: str) -> None:
    assert key_of(pygame.Event(pygame.KEYDOWN, key=key, unicode=text, mod=held)).combo == combo


def test_the_tree_tells_what_a_player_sees(bench: MakeBench) -> None:
    table, auction = bench(), Auction()
    table.show(Column(auction.root, RichText("About [[budget]]")))
    table.stage.set_focus(auction.bid)
    (tree,) = table.stage.dump_tree()
    found: dict[object, dict[str, object]] = {}

    def collect(entry: dict[str, object]) -> None:
        found[entry.get("id") or entry.get("label")] = entry
        children = entry.get("children", [])
        assert isinstance(children, list)
        for child in children:
            collect(child)

    collect(tree)
    assert found["bid"] == {
        "role": "button",
        "rect": list(auction.bid.rect),
        "id": "bid",
        "label": "Bid",
        "focus": True,
        "key": "B",
    }
    assert found["amount"]["value"] == 48
    assert found["budget"]["role"] == "link"


def test_a_key_nobody_wants_reaches_the_app(bench: MakeBench) -> None:
    table = bench()
    table.show(Column(Label("x")))
    keys: list[Key] = []

    def take(key: Key) -> bool:
        keys.append(key)
        return True

    table.stage.on_key = take
    table.press("F9")
    assert [key.name for key in keys] == ["F9"]
