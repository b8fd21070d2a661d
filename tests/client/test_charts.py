"""Pictures of numbers tell the truth: parts add up, names do not cover one another, odd data does not break them."""

from __future__ import annotations

import itertools
import math
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boulevard_client.charts.fan import Distribution, Fan, Forecast, Hill
from boulevard_client.charts.ladder import BidLadder, LadderMarks
from boulevard_client.charts.mix import MixBars, Part, Stacked, StackedBars
from boulevard_client.charts.race import LineRace, Race, Series
from boulevard_client.charts.sankey import Flow, Flows, Sankey, Stop
from boulevard_client.charts.scatter import Dot, Field, Scatter
from boulevard_client.charts.sketch import Chart, spread, ticks
from boulevard_client.charts.trend import Trend
from boulevard_client.charts.waterfall import Account, Waterfall
from boulevard_client.widgets import Column, Node, Range, SealMark, faults

if TYPE_CHECKING:
    from conftest import MakeBench


def show(value: float) -> str:
    return f"{value:,.0f}"


def _race(*values: tuple[float, ...]) -> LineRace:
    series = tuple(Series(f"City {n}", v, "#CD9616", own=n == 0) for n, v in enumerate(values))
    return LineRace(Race(series, tuple(f"T{n}" for n in range(max(map(len, values), default=0))), show))


def _account(*causes: tuple[str, int]) -> Account:
    return Account(("Before", 1000), causes, ("After", 1000 + sum(size for _, size in causes)), show, show)


ODD: list[Node] = [
    _race(),
    _race(()),
    _race((5.0,)),
    _race((5.0, 5.0, 5.0), (5.0, 5.0, 5.0)),
    _race((-3.0, 1e9), (4.0,)),
    MixBars(()),
    MixBars((Part("Displays", 0.0, "0%"),)),
    StackedBars(Stacked((), (), show)),
    StackedBars(Stacked(("Y1",), (("Displays", "celadon", (0.0,)),), show)),
    Sankey(Flows((), ())),
    Sankey(Flows((Stop("a", "Alone", 0, "celadon"),), ())),
    Fan(Forecast((), (), (), show)),
    Fan(Forecast((3.0,), (), ("T1",), show)),
    Fan(Forecast((3.0,), ((3.0, 3.0, 3.0, 3.0, 3.0),), ("T1", "T2"), show)),
    Distribution(Hill(0, 0, (), (), show)),
    Distribution(Hill(0, 1, (0.0, 0.0), ((0.5, "here", "amber"),), show)),
    Waterfall(_account()),
    Waterfall(_account(("Loss", -2000))),
    Scatter(Field(())),
    Scatter(Field((Dot("a", 1, 1, 0.5, "celadon", "A"), Dot("b", 1, 1, 0.5, "celadon", "B")), (("a", "b", 1.0),))),
    Trend(()),
    Trend((1.0, math.pi)),
    BidLadder(Range(5, 5), 5, lambda value: None, str),
]


@pytest.mark.parametrize("chart", ODD, ids=lambda chart: type(chart).__name__)
def test_odd_data_neither_breaks_a_chart_nor_its_texts(bench: MakeBench, chart: Node) -> None:
    table = bench()
    table.show(Column(chart.sized(height=300), pad=20))
    assert list(faults(table.stage.look, [table.stage.base])) == []


def test_a_chart_is_drawn_anew_only_for_new_data(bench: MakeBench) -> None:
    chart = _race((1.0, 2.0, 4.0), (3.0, 2.0, 1.0))
    table = bench()
    table.show(Column(chart.sized(height=300)))
    first = chart.drawn(table.stage.look)
    chart.data = _race((1.0, 2.0, 4.0), (3.0, 2.0, 1.0)).data
    assert table.stage.frame() == []
    assert chart.drawn(table.stage.look) is first
    chart.data = _race((1.0, 2.0, 5.0), (3.0, 2.0, 1.0)).data
    assert len(table.stage.frame()) == 1
    assert chart.drawn(table.stage.look) is not first


def test_the_own_line_is_drawn_over_its_rivals(bench: MakeBench) -> None:
    own = Series("Ours", (1.0, 2.0), "#112233", own=True)
    rival = Series("Theirs", (2.0, 1.0), "#445566")
    chart = LineRace(Race((own, rival), ("a", "b"), show))
    table = bench()
    table.show(Column(chart.sized(height=300)))
    body = chart.drawn(table.stage.look).body
    assert body.rindex('stroke="#112233"') > body.rindex('stroke="#445566"')


def test_eight_lines_that_end_together_are_still_named_apart(bench: MakeBench) -> None:
    chart = _race(*((1.0, 2.0, 3.0 + n / 1000) for n in range(8)))
    table = bench()
    table.show(Column(chart.sized(height=240)))
    assert not any(cut for _, cut in chart.texts())
    assert sum(words.startswith("City") for words, _ in chart.texts()) == 8


def test_a_low_chart_names_the_own_line_and_the_leaders_first(bench: MakeBench) -> None:
    chart = _race(*((1.0, 2.0, 3.0 + n) for n in range(8)))
    table = bench()
    table.show(Column(chart.sized(height=90)))
    names = [words for words, cut in chart.texts() if words.startswith("City") and not cut]
    assert "City 0" in names
    assert "City 7" in names
    assert "City 1" not in names
    assert faults(table.stage.look, [table.stage.base]) == []


def test_an_account_whose_parts_do_not_add_up_is_refused() -> None:
    with pytest.raises(ValueError, match="the parts give 1200, the whole is 1300"):
        Account(("Before", 1000), (("Sales", 200),), ("After", 1300), show, show)


def test_a_shortage_is_dashed_besides_being_red(bench: MakeBench) -> None:
    stops = (Stop("a", "Lithium", 0, "#587BF1"), Stop("b", "Cells", 1, "#CD9616"))
    table = bench()
    bodies = []
    for short in (False, True):
        chart = Sankey(Flows(stops, (Flow("a", "b", 5.0, short),)))
        table.show(Column(chart.sized(height=200)))
        bodies.append(chart.drawn(table.stage.look).body)
    strokes = [body.count("M") for body in bodies]
    assert strokes[1] > strokes[0] + 50, "a short flow is covered with dashes"


def test_what_enters_a_stop_and_what_leaves_it_give_its_size() -> None:
    flows = Flows(
        tuple(Stop(key, key, column, "celadon") for key, column in (("a", 0), ("b", 0), ("c", 1), ("d", 2))),
        (Flow("a", "c", 3), Flow("b", "c", 4), Flow("c", "d", 5)),
    )
    assert [flows.size(key) for key in "abcd"] == [3, 4, 7, 5]


def test_a_bid_is_moved_on_the_ladder_by_keys_and_mouse(bench: MakeBench) -> None:
    bids: list[int] = []
    ladder = BidLadder(Range(30, 66), 48, bids.append, str)
    ladder.marks = LadderMarks((41, 58), ((SealMark("汉", "hexagon", "#16BDF6"), 46),), ("reserve 30", "cap 66"))
    table = bench()
    table.show(Column(ladder, pad=30))
    table.press("Tab", "Right", "Left", "Left", "Home", "End")
    table.click((ladder.rect.left + 2, ladder.rect.top + 36))
    assert bids == [49, 48, 47, 30, 66, 30]


@given(st.lists(st.floats(0, 400), max_size=12))
def test_spread_labels_keep_their_distance_and_their_order(wanted: list[float]) -> None:
    placed = spread(wanted, 20, 10, 390)
    order = sorted(range(len(wanted)), key=lambda index: wanted[index])
    for first, second in itertools.pairwise(order):
        assert placed[second] - placed[first] >= 20 - 1e-6
    for value in placed:
        assert 10 - 1e-6 <= value <= 390 + 1e-6


@given(st.floats(-1e6, 1e6), st.floats(0.01, 1e6), st.integers(2, 10))
def test_ticks_are_few_and_inside(low: float, span: float, most: int) -> None:
    found = ticks(low, low + span, most)
    assert len(found) <= most
    assert all(low - span * 1e-6 <= tick <= low + span * (1 + 1e-6) for tick in found)
    assert found == sorted(found)


def test_a_chart_without_a_drawing_says_so() -> None:
    with pytest.raises(NotImplementedError):
        Chart("data").sketch(None)  # type: ignore[arg-type]
