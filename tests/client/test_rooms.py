"""Pictures of rooms say what the replica says: flows that add up, a statement that leaves nothing out."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import shown
from boulevard_client.charts.lags import Clocks, Lag, LagBars
from boulevard_client.charts.odds import Calibration, Judged, TenWays, Ways
from boulevard_client.charts.pyramid import Layer, Layers, Pyramid
from boulevard_client.screens import chainflow, intents, statement
from boulevard_client.screens.chains import ChainsScreen
from boulevard_client.screens.portfolio import PortfolioScreen
from boulevard_client.screens.talent import TalentScreen
from boulevard_client.screens.treasury import TreasuryScreen
from boulevard_client.widgets import Column
from boulevard_client.widgets.dump import faults
from boulevard_client.widgets.node import Node
from client.conftest import MakeBench
from shown import Manner, Shown


@pytest.fixture(scope="module", autouse=True)
def display() -> Iterator[None]:
    with shown.dummy_display():
        yield


def room(screen: str, manner: Manner = shown.MANNERS[2]) -> Shown:
    return shown.show(screen, manner)


def readable(page: Shown) -> None:
    page.app.desk().again()
    page.settle()
    assert faults(page.stage.look, [layer.root for layer in page.stage.layers]) == []


@pytest.mark.parametrize("chain", range(12))
def test_what_a_chain_buys_it_makes_and_what_it_makes_goes_somewhere(chain: int) -> None:
    desk = room("chains").app.desk()
    assert sum(chainflow.shares(desk, chain)) == pytest.approx(1.0)
    assert min(chainflow.shares(desk, chain)) >= 0
    data = chainflow.flows(desk, chain)
    bought = sum(each.amount for each in data.flows if each.source in ("local", "home", "abroad"))
    sold = sum(each.amount for each in data.flows if each.target in ("state", "market"))
    assert bought == pytest.approx(sold)
    output = float(desk.read.view["cluster.output"][desk.read.city][chain])
    assert bought == pytest.approx(output, rel=0.01, abs=1.0)
    assert {each.short for each in data.flows if each.target == "idle"} <= {True}


def test_the_statement_tells_every_payment_once_and_adds_up() -> None:
    desk = room("treasury").app.desk()
    place = desk.read.place(statement.QUANTITY)
    why = desk.read.why(statement.QUANTITY, place)
    assert why is not None
    told = [line for lines in statement.grouped(desk).values() for line in lines]
    assert sorted(size for _, size in told) == sorted(size for _, size in why.parts)
    assert sum(size for _, size in told) == why.after - why.before
    listed = [cause for causes in statement.GROUPS.values() for cause in causes]
    assert len(listed) == len(set(listed)), "a payment in two groups"


def test_a_group_of_the_statement_opens_into_its_lines() -> None:
    page = room("treasury")
    group = next(iter(statement.grouped(page.app.desk())))
    before = {text for node in page.nodes() for text, _ in node.texts()}
    page.pilot.click(f"treasury.group.{group}")
    page.settle()
    after = {text for node in page.nodes() for text, _ in node.texts()}
    cause = statement.grouped(page.app.desk())[group][0][0]
    words = page.app.words.text(f"money.{cause}")
    assert words not in before
    assert words in after


@pytest.mark.parametrize("manner", [shown.MANNERS[1], shown.MANNERS[2]], ids=str)
def test_every_picture_of_a_room_can_be_read(manner: Manner) -> None:
    page = room("portfolio", manner)
    portfolio = page.app.screen("portfolio")
    assert isinstance(portfolio, PortfolioScreen)
    for book, picture in ((2, 0), (2, 1), (2, 2)):
        portfolio.book, portfolio.picture = book, picture
        readable(page)
    page.app.desk().emit(intents.GoTo("treasury"))
    page.settle()
    treasury = page.app.screen("treasury")
    assert isinstance(treasury, TreasuryScreen)
    treasury.opened = set(statement.GROUPS)
    readable(page)
    treasury.drawn = True
    readable(page)
    page.app.desk().emit(intents.GoTo("talent"))
    page.settle()
    talent = page.app.screen("talent")
    assert isinstance(talent, TalentScreen)
    talent.pyramid = False
    readable(page)
    page.app.desk().emit(intents.GoTo("chains"))
    page.settle()
    chains = page.app.screen("chains")
    assert isinstance(chains, ChainsScreen)
    for near in (True, False):
        chains.near = near
        readable(page)


BARS = (Lag("A firm with a rather long name", 2, 6, 9, "40%", True), Lag("B", 4, 4, 6, "80%", False))
PICTURES: tuple[Node, ...] = (
    LagBars(Clocks(BARS, 5, 7, ("now", "term ends"), ((2, "2009"), (4, "2010"), (8, "2012")))),
    LagBars(Clocks((), 5, 7, ("now", "term ends"), ())),
    Pyramid(
        Layers(
            (Layer("researchers", "6k", 6_000, 7_700, ("Graduates +178",), ("The big neighbour -58", "Retired -48")),),
            ("Came", "Went"),
        )
    ),
    TenWays(Ways((0, 0, 0, 10, 20, 40, 80, 100, 200, 900), 50, 49, ("paid", "came to"), lambda v: f"{v:.0f}")),
    TenWays(Ways((0,) * 10, 50, 0, ("paid", "came to"), lambda v: f"{v:.0f}")),
    Calibration(Judged((("forecasts", "#8296AF", ((0.2, 0.1, 4), (0.8, 0.9, 2))),), ("odds", "came true"))),
    Calibration(Judged((("forecasts", "#8296AF", ()),), ("odds", "came true"))),
)


@pytest.mark.parametrize("size", [(620, 300), (300, 150)], ids=str)
@pytest.mark.parametrize("chart", range(len(PICTURES)))
def test_pictures_keep_their_words_apart(bench: MakeBench, chart: int, size: tuple[int, int]) -> None:
    page = bench()
    picture = PICTURES[chart]
    if picture.parent is not None:
        picture.parent.remove(picture)
    page.show(Column(picture.sized(*size)))
    assert faults(page.stage.look, [layer.root for layer in page.stage.layers]) == []
