"""The final report's bets: luck told apart from judgement, kindly, for each bet and for all; and how odds came true."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from boulevard_client.charts.odds import Calibration, Judged, TenWays, Ways
from boulevard_client.charts.scatter import Dot, Field, Scatter
from boulevard_client.screens.desk import Desk
from boulevard_client.screens.parts import colour, mark
from boulevard_client.theme import BODY, CAPTION, LABEL, STRONG, TextStyle
from boulevard_client.widgets.cells import Cell, Moved, Sealed, Words
from boulevard_client.widgets.inputs import Tabs
from boulevard_client.widgets.label import Label
from boulevard_client.widgets.layout import Column, Row
from boulevard_client.widgets.node import Node
from boulevard_client.widgets.panel import Fact, Panel
from boulevard_client.widgets.table import Col, Table, TableRow
from boulevard_shared.parts import BetLine, FinalReport

BINS = ((0, 2_000), (2_000, 4_000), (4_000, 6_000), (6_000, 8_000), (8_000, 10_001))
"""Odds in basis points that are judged together."""
FEW = 4
"""Bets of ours that leave room below them for the pictures of all."""
EVEN = 0.95
"""Part of the money that must have come back for a bet not to be called lost."""


@dataclass(slots=True)
class Listed:
    """Whose bets are listed, which one is looked at, and which picture of all is drawn."""

    own: bool = False
    bet: int = 0
    picture: int = 0


def page(desk: Desk, report: FinalReport, shown: Listed, again: Callable[[], None]) -> Node:
    mine = [bet for bet in report.bets if bet.seat == desk.model.seat]
    listed = mine if shown.own else report.bets
    shown.bet = min(shown.bet, max(0, len(listed) - 1))

    def only(index: int) -> None:
        shown.own, shown.bet = index == 1, 0
        again()

    def look(key: str) -> None:
        shown.bet = int(key)
        again()

    def draw(index: int) -> None:
        shown.picture = index
        again()

    words = [desk.say("ui.final.all_bets"), desk.say("ui.final.own_bets")]
    switch = Tabs(words, only, int(shown.own), segmented=True).named("final.whose")
    table = _table(desk, listed, shown.bet, look).sized(grow=1)
    left = Panel(desk.say("ui.final.bets"), table, icon="dice-3", subtitle=desk.say("ui.final.bets_sub"))
    left.header_end(switch)
    pictures: list[tuple[str, Callable[[], list[Node]]]] = [
        ("calibration", lambda: _calibration(desk, report)),
        ("plane", lambda: _plane(desk, report)),
    ]
    few = shown.own and len(mine) <= FEW
    summed = few or not desk.narrow
    if not summed:  # where ours have no panel of their own
        pictures.insert(0, ("luck_title", lambda: _luck(desk, mine)))
    names = [desk.say(f"ui.final.{name}") for name, _ in pictures]
    tabs = Tabs(names, draw, shown.picture, segmented=True).named("final.pictures")
    picture = pictures[min(shown.picture, len(pictures) - 1)][1]()
    all_bets = Panel(desk.say("ui.final.all_together"), tabs, *picture, icon="target", gap=8)
    listing: list[Node] = [left]
    column: list[Node] = []
    if listed:
        column.append(one(desk, listed[shown.bet], grows=few))
    if summed:
        column.append(Panel(desk.say("ui.final.luck_title"), *_luck(desk, mine), icon="scale", gap=6))
    if few:
        left.sized(height=124 + 58 * max(1, len(mine)))
        listing.append(all_bets.sized(grow=1))
        column[0].sized(grow=1)
    else:
        left.sized(grow=1)
        column.append(all_bets.sized(grow=1))
    return Row(Column(*listing, gap=12).sized(grow=1.5), Column(*column, gap=12).sized(grow=1), gap=14, align="stretch")


def _table(desk: Desk, bets: list[BetLine], looked: int, look: Callable[[str], None]) -> Table:
    read = desk.read
    rows = []
    for number, bet in enumerate(bets):
        hoped = expected(bet)
        luck = bet.worth - hoped
        span = f"{read.money(bet.expected_low, short=True)} – {read.money(bet.expected_high, short=True)}"
        judged = desk.say("ui.final.lucky" if luck > 0 else "ui.final.unlucky" if luck < 0 else "ui.final.as_expected")
        share: Cell = Moved(read.money(luck, signed=True, short=True), None if luck == 0 else luck > 0, judged)
        if bet.running:
            share = Words(desk.say("ui.final.running"), desk.say("ui.final.running_sub"))
        cells = (
            Sealed(mark(desk.look, bet.city)),
            _what(desk, bet),
            Words(read.money(bet.paid, short=True)),
            Words(read.money(hoped, short=True), span, elide=True),
            Words(f"{bet.chance_bp / 100:.0f}%"),
            Words(read.money(bet.worth, short=True), style=STRONG),
            share,
        )
        if desk.narrow:
            cells = (*cells[:3], *cells[5:])  # type: ignore[assignment]
        rows.append(TableRow(str(number), cells, bet.seat == desk.model.seat))
    cols = [
        Col("", 40),
        Col(desk.say("ui.final.bet"), grow=1),
        Col(desk.say("ui.final.paid"), 84, align="right"),
        Col(desk.say("ui.final.expected"), 150, align="right"),
        Col(desk.say("ui.final.odds"), 60, align="right"),
        Col(desk.say("ui.final.worth"), 84, align="right"),
        Col(desk.say("ui.final.luck"), 110, align="right"),
    ]
    if desk.narrow:
        del cols[3:5]
    table = Table(cols, rows, look, row_height=50).named("final.bets").airy(58)
    table.on_move = look
    table.empty_text = desk.say("ui.final.no_bets")
    if rows:
        table.cursor, table.selected = looked, str(looked)
    return table


def _what(desk: Desk, bet: BetLine) -> Words:
    """Firm, and below when and in which chain; what was paid has a column of its own."""
    when, args = desk.read.turn_name(bet.turn), bet.text.args
    firm, chain = args.get("firm"), args.get("chain")
    if type(firm) is not int or chain not in desk.read.chains:
        return Words(desk.tell(bet.text), when, elide=True)
    under = f"{when} · {desk.read.chain_short(desk.read.chains.index(chain))}"
    return Words(desk.read.firm_name(firm), under, STRONG, elide=True)


# --- one bet -----------------------------------------------------------------------------------------------


def verdict(bet: BetLine) -> str:
    """What to say of a bet: how it looked when it was signed, and how it came out; kindly. Of one that was not yet to
    have paid, only the first.
    """
    good = expected(bet) >= bet.paid
    if bet.running:
        return f"{'good' if good else 'long'}_running"
    won = bet.worth >= EVEN * bet.paid
    return f"{'good' if good else 'long'}_{'won' if won else 'lost'}"


def expected(bet: BetLine) -> int:
    """What a bet was worth at signing (wan): the mean of its ten equally likely outcomes.

    Everything said here of luck and judgement is measured against it, and not against the middle outcome: few bets pay
    for many, so that the middle of a good long shot may be a failure, and only means of several bets may be added.
    """
    return round(sum(bet.spread) / len(bet.spread)) if bet.spread else bet.expected_mid


VERDICTS = ("good_won", "good_lost", "good_running", "long_won", "long_lost", "long_running")


def one(desk: Desk, bet: BetLine, *, grows: bool = False) -> Panel:
    """One bet: what could have come, what came, and what that says about the judgement. Its picture may take all the
    room that there is.
    """
    read = desk.read
    firm = bet.text.args.get("firm")
    named = type(firm) is int
    title = read.firm_name(firm) if type(firm) is int else desk.tell(bet.text)
    nodes: list[Node] = [Label(desk.tell(bet.text), LABEL, wrap=True)] if named and not desk.narrow else []
    if bet.spread:
        ways = Ways(
            tuple(float(value) for value in bet.spread),
            float(bet.paid),
            float(bet.worth),
            (desk.say("ui.final.paid_line"), desk.say("ui.final.now_line" if bet.running else "ui.final.came_line")),
            lambda value: read.money(value, short=True),
        )
        picture = TenWays(ways, desk.say("ui.final.ways"))
        nodes.append(picture.sized(grow=1) if grows else picture.sized(height=120 if desk.narrow else 140))
        worse = sum(value < bet.worth for value in bet.spread)
        if not bet.running:
            nodes.append(Label(desk.say("ui.final.worse", n=worse), CAPTION, wrap=True))
    nodes.append(Label(desk.say(f"ui.final.verdict.{verdict(bet)}"), BODY.tinted("text-hi"), wrap=True))
    if bet.stated_bp >= 0:
        key = "ui.final.stated_above" if bet.stated_bp > bet.chance_bp else "ui.final.stated_below"
        nodes.append(Label(desk.say(key, own=bet.stated_bp, forecast=bet.chance_bp), BODY, wrap=True))
    return Panel(title, *nodes, icon="dice-3", subtitle=read.turn_name(bet.turn), gap=6)


def _luck(desk: Desk, bets: list[BetLine]) -> list[Node]:
    """What our bets brought, split into what was to be expected and what chance added; of those that ended."""
    money = desk.read.money
    running = sum(bet.running for bet in bets)
    bets = ended(bets)
    about = desk.say("ui.final.luck_about")
    if running:
        about = f"{desk.say('ui.final.left_out', n=running)} {about}"
    judgement = sum(expected(bet) - bet.paid for bet in bets)
    luck = sum(bet.worth - expected(bet) for bet in bets)
    return [
        Fact(desk.say("ui.final.judgement"), money(judgement, signed=True), _ink(judgement)),
        Fact(desk.say("ui.final.luck"), money(luck, signed=True), _ink(luck)),
        Fact(desk.say("ui.final.together"), money(judgement + luck, signed=True), _ink(judgement + luck)),
        Label(about, CAPTION, wrap=True),
    ]


def ended(bets: list[BetLine]) -> list[BetLine]:
    """Those of which it is known what came of them."""
    return [bet for bet in bets if not bet.running]


def _ink(money: int) -> TextStyle:
    return STRONG.tinted("celadon" if money > 0 else "amber" if money < 0 else "text-hi")


# --- all bets ----------------------------------------------------------------------------------------------


def binned(odds: list[tuple[int, bool]]) -> tuple[tuple[float, float, int], ...]:
    """(mean odds, share that came true, how many) of each group of odds that has any."""
    found = []
    for low, high in BINS:
        group = [(bp, true) for bp, true in odds if low <= bp < high]
        if group:
            mean = sum(bp for bp, _ in group) / len(group) / 10_000
            found.append((mean, sum(true for _, true in group) / len(group), len(group)))
    return tuple(found)


def brier(odds: list[tuple[int, bool]]) -> float:
    """Mean squared distance between odds and what came; 0.25 is what always saying 50 % gives (Brier, 1950)."""
    return sum((bp / 10_000 - true) ** 2 for bp, true in odds) / len(odds)


def _calibration(desk: Desk, report: FinalReport) -> list[Node]:
    """How far odds came true: the forecasts', and those that the player stated."""
    bets = ended(report.bets)
    forecast = [(bet.chance_bp, bet.worth >= bet.paid) for bet in bets]
    stated = [
        (bet.stated_bp, bet.worth >= bet.paid) for bet in bets if bet.seat == desk.model.seat and bet.stated_bp >= 0
    ]
    groups = [(desk.say("ui.final.forecasts"), "text-low", binned(forecast))]
    if stated:
        groups.append((desk.say("ui.final.stated"), colour(desk, desk.read.city_id), binned(stated)))
    titles = (desk.say("ui.final.axis_odds"), desk.say("ui.final.axis_true"))
    if stated:
        own, theirs = (round(1_000 * brier(each)) for each in (stated, forecast))
        words = desk.say("ui.final.brier", n=len(stated), own=own, forecast=theirs)
    else:
        words = desk.say("ui.final.no_stated")
    chart = Calibration(Judged(tuple(groups), titles), words)
    return [chart.sized(grow=1), Label(words, CAPTION, wrap=True)]


def _plane(desk: Desk, report: FinalReport) -> list[Node]:
    """Expected against real multiples of all bets."""
    dots = tuple(
        Dot(
            str(at),
            expected(bet) / bet.paid,
            bet.worth / bet.paid,
            0.2,
            colour(desk, bet.city),
            strong=bet.seat == desk.model.seat,
        )
        for at, bet in enumerate(ended(report.bets))
        if bet.paid > 0
    )
    plane = Field(
        dots,
        (),
        (desk.say("ui.final.axis_expected"), desk.say("ui.final.axis_got")),
        (lambda x: f"×{x:.1f}", lambda y: f"×{y:.1f}"),
        even=True,
    )
    return [Scatter(plane).sized(grow=1)]
