"""Room is shared as an author would by hand, parts are kept while they are the same, and rubbish waits for a pause."""

from __future__ import annotations

import gc
import itertools
import weakref
from collections.abc import Iterator

import pytest

import shown
from boulevard_client.sweep import WORTH_IT, Sweep
from boulevard_client.widgets import (
    Button,
    Chip,
    Col,
    Column,
    Label,
    Node,
    Row,
    Spacer,
    Table,
    TableRow,
    TopBar,
    Words,
    figure,
)
from boulevard_client.widgets.cells import Share, signed_shares
from boulevard_client.widgets.columns import CELL_GAP
from boulevard_client.widgets.layout import Flow
from boulevard_client.widgets.overlays import Modal
from boulevard_client.widgets.pan import Pan
from client.conftest import MakeBench
from shown import Manner

# --- room -----------------------------------------------------------------------------------------------------


def test_marks_that_find_no_room_go_on_in_the_next_line(bench: MakeBench) -> None:
    table = bench((1280, 720))
    chips = [Chip(word) for word in ("one mark", "another mark", "a third mark", "and a fourth one")]
    flow = Flow(*chips).sized(width=260)
    below = Label("below")
    table.show(Column(flow, below, align="start"))
    assert len({chip.rect.top for chip in chips}) > 1
    assert all(flow.rect.contains(chip.rect) for chip in chips)
    assert below.rect.top >= max(chip.rect.bottom for chip in chips)


def test_a_narrow_top_bar_does_without_what_may_leave_and_takes_it_back(bench: MakeBench) -> None:
    table = bench((1280, 720))
    first, second, stays = (Label(f"{'wide ' * 9}{name}").named(name) for name in ("first", "second", "stays"))
    room = Row(TopBar(first, Spacer(), Row(Label("seal"), second), stays, leaving=(first, second)), align="start")
    table.show(Column(room))
    bar = room.children[0]
    seen = []
    for width in (1280, 900, 560, 1280):
        bar.sized(width=width / table.stage.look.scale.factor)
        table.stage.frame()
        seen.append([node.visible for node in (first, second, stays)])
    assert seen == [[True, True, True], [False, True, True], [False, False, True], [True, True, True]]
    assert table.stage.frame() == [], "it comes to rest"


def test_a_column_of_figures_becomes_as_wide_as_its_largest(bench: MakeBench) -> None:
    table = bench((1280, 720))
    rows = [TableRow(str(n), (figure(text), figure("x"))) for n, text in enumerate(("7", "¥1,234,567.89bn"))]
    figures = Table([Col("Value", 40, align="right"), Col("Name")], rows).sized(width=400)
    table.show(Column(figures, align="start"))
    assert not any(cut for _, cut in figures.texts())


def test_rows_of_an_airy_table_share_the_room_left_and_give_it_back(bench: MakeBench) -> None:
    bench_ = bench((1280, 720))
    look = bench_.stage.look
    rows = [TableRow(name, (Words(name), figure("1"))) for name in "abcdef"]
    table = Table([Col("Name", grow=1), Col("Count", 60, align="right")], rows, row_height=30).airy(50)
    bench_.show(Column(table.sized(height=200)))
    low = table._step(look)
    table.sized(height=300)
    bench_.stage.frame()
    middle = table._step(look)
    table.sized(height=900)
    bench_.stage.frame()
    assert low == look.wide(30), "six rows of 30 find no more room in 200"
    assert low < middle < table._step(look) == look.wide(50)
    assert table._head(look) + 6 * middle <= look.px(300), "and never so much that rows are hidden"


def test_words_keep_apart_from_the_figures_before_them_while_there_is_room(bench: MakeBench) -> None:
    bench_ = bench((1280, 720))
    cols = [Col("Name", 100), Col("Worth", 60, align="right"), Col("Known", grow=1), Col("Whose", grow=1)]
    table = Table(cols, [TableRow("a", (Words("a"), figure("7"), Share(0.5, "50%"), Words("ours")))])
    gaps = []
    for width in (600, 300):
        bench_.show(Column(table.sized(width=width), align="start"))
        bench_.stage.frame()
        places = table._col_rects(bench_.stage.look, table.rect)
        gaps.append([after.left - place.right for place, after in itertools.pairwise(places)])
    usual = bench_.stage.look.px(CELL_GAP)
    assert gaps[0][0] == gaps[1][0] == usual
    assert min(gaps[0][1:]) > usual
    assert set(gaps[1]) == {usual}, "where there is little room it goes to what is written"


def test_a_card_higher_than_the_window_moves_and_shows_what_has_the_focus(bench: MakeBench) -> None:
    table = bench((1280, 720))
    table.show(Column(Label("below")))
    buttons = [Button(f"choice {number}", lambda: None).named(f"choice.{number}") for number in range(30)]
    table.stage.open(Pan(Modal("Many", *buttons)))
    table.stage.frame()
    window = table.stage.surface.get_rect()
    for button in (buttons[-1], buttons[0], buttons[15]):
        table.stage.set_focus(button)
        table.stage.frame()
        assert window.contains(button.rect)


# --- kept parts -----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def screenless() -> Iterator[None]:
    with shown.dummy_display():
        yield


def _first_news(page: shown.Shown) -> Node:
    return page.stage.find("region.news.0")


@pytest.mark.usefixtures("screenless")
def test_news_are_made_once_a_turn_and_again_in_another_language() -> None:
    page = shown.show("region", Manner((1920, 1080)))
    first = _first_news(page)
    page.app.model.version += 1
    page.app.step([])
    assert _first_news(page) is first
    page.pilot.key("[")
    assert _first_news(page) is not first
    page.pilot.key("]")
    again = _first_news(page)
    page.pilot.key("F2")
    assert _first_news(page) is not again
    page.repaint()
    before = page.pixels()
    page.app.model.version += 1
    page.app.step([])
    assert page.pixels() == before


# --- rubbish --------------------------------------------------------------------------------------------------


class _Ring:
    """Something only the collector finds."""

    def __init__(self) -> None:
        self.own = self


def test_garbage_is_looked_for_in_a_pause_and_not_in_a_hurry() -> None:
    sweep = Sweep()
    sweep.begin()
    try:
        lost = weakref.ref(_Ring())
        kept: list[list[int]] = [[] for _ in range(2 * WORTH_IT)]
        assert sweep.rest(0.0) == 0
        assert lost() is not None
        assert sweep.rest(0.25) > 0
        assert lost() is None
        assert len(kept) == 2 * WORTH_IT
        assert not gc.isenabled()
    finally:
        sweep.end()
    assert gc.isenabled()


def test_bars_of_a_column_with_losses_start_from_one_place_and_keep_their_proportions() -> None:
    bars = signed_shares([6.0, -48.0, 0.0, -24.0], ["6", "-48", "0", "-24"])
    assert len({bar.zero for bar in bars}) == 1
    assert bars[1].share == 2 * bars[3].share < 0 < bars[0].share
    assert bars[0].share - bars[1].share == pytest.approx(1.0), "the longest of both sides fill the whole bar"
    assert bars[0].zero + bars[1].share == pytest.approx(0.0)
