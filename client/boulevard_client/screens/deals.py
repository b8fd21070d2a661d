"""The deal room: projects that look for a place, one of them in full, and the package we would offer."""

from __future__ import annotations

from boulevard_client.screens import answers, package, signings
from boulevard_client.screens.counsel import suggestions
from boulevard_client.screens.desk import Desk, Screen
from boulevard_client.screens.dossier import Lot, closing, dossier, estimate_words, kind_words, lots
from boulevard_client.screens.entries import standing_row
from boulevard_client.screens.icons import chain_icon
from boulevard_client.screens.office import staying
from boulevard_client.screens.parts import SUB
from boulevard_client.theme import BODY, LABEL, STRONG
from boulevard_client.widgets.cells import Cell, Share, Tile, Words, figure
from boulevard_client.widgets.label import Label
from boulevard_client.widgets.layout import Column, Pad, Row
from boulevard_client.widgets.node import Node
from boulevard_client.widgets.panel import Panel
from boulevard_client.widgets.scroll import Scroll
from boulevard_client.widgets.table import Col, Table, TableRow
from boulevard_shared.orders import BidForProject

SEEN = 3
"""Bids of the decree that are seen at once; more are scrolled."""


class DealsScreen(Screen):
    """Remembers which project is open and the packages being put together."""

    name = "deals"

    def __init__(self) -> None:
        self.chosen = 0
        self.drafts: dict[int, BidForProject] = {}
        self._turn = -1
        self._advised = 0

    def select(self, about: str) -> None:
        """Open a project (`project:7`), or what the adviser would offer for it (`offer:7`)."""
        kind, _, number = about.partition(":")
        if kind in ("project", "offer") and number.isdigit():
            self.chosen = int(number)
            self._advised = self.chosen if kind == "offer" else 0

    def build(self, desk: Desk) -> Node:
        if desk.model.moment.turn != self._turn:
            self._turn = desk.model.moment.turn
            self.drafts.clear()
        self._take_over(desk)
        market = lots(desk)
        lot = next((lot for lot in market if lot.serial == self.chosen), market[0] if market else None)
        table = self._market(desk, market, lot)
        if lot is None:
            return Row(table.sized(grow=3), package.nothing(desk).sized(grow=1), gap=14, pad=14, align="stretch")
        self.chosen = lot.serial
        bid = self.draft(desk, lot)
        left = Column(table, dossier(desk, lot).sized(grow=1), gap=14)
        edit = package.editor(desk, lot, bid, lambda new: self._set(desk, new))
        brings = package.outlook(desk, lot, bid, lambda: self._reset(desk, lot))
        middle, right = (400, 392) if desk.narrow else (452, 432)
        return Row(
            left.sized(grow=1),
            Column(*self._beside(desk, lot, edit), gap=14).sized(width=middle),
            Column(brings).sized(width=right),
            gap=14,
            pad=Pad.all(14),
            align="stretch",
        )

    def hints(self, desk: Desk) -> tuple[tuple[str, str], ...]:
        return (
            ("B", desk.say("ui.deals.hint.bid")),
            ("C", desk.say("ui.deals.hint.consult")),
            ("E", desk.say("ui.deals.hint.equity")),
        )

    def draft(self, desk: Desk, lot: Lot) -> BidForProject:
        """The package being put together for a project; an edit that the decree holds replaces it."""
        held = desk.model.order(f"BidForProject:{lot.serial}")
        if lot.serial not in self.drafts:
            return held if isinstance(held, BidForProject) else package.proposal(desk, lot)
        return self.drafts[lot.serial]

    def _take_over(self, desk: Desk) -> None:
        """Lay out the package that the player came to look at."""
        wanted, self._advised = self._advised, 0
        for each in suggestions(desk) if wanted else ():
            if isinstance(each.order, BidForProject) and each.order.project == wanted:
                self.drafts[wanted] = each.order

    def _set(self, desk: Desk, bid: BidForProject) -> None:
        self.drafts[bid.project] = bid
        answers.preview(desk, bid)
        desk.again()

    def _reset(self, desk: Desk, lot: Lot) -> None:
        self.drafts.pop(lot.serial, None)
        desk.again()

    def _choose(self, desk: Desk, key: str) -> None:
        self.chosen = int(key)
        desk.again()

    def _beside(self, desk: Desk, lot: Lot, edit: Panel) -> list[Node]:
        """The package; under it, where there is room, what the decree holds and what others paid lately."""
        if desk.narrow:
            return [edit.sized(grow=1)]
        return [edit, self._standing(desk), signings.panel(desk, lot.chain).sized(grow=1, at_least=(0, 120))]

    def _standing(self, desk: Desk) -> Panel:
        """What this turn's decree holds for the market: bids and questions to the chains."""
        keys = [key for key in desk.model.draft.acts if key.startswith(("BidForProject", "ConsultOnProject"))]
        rows: list[Node] = [standing_row(desk, key) for key in keys]
        if not rows:
            rows = [Label(desk.say("ui.deals.none_yet"), LABEL, wrap=True)]
        inside: Node = Column(*rows, gap=4)
        if len(rows) > SEEN:
            inside = Scroll(inside).named("deals.standing").sized(height=SEEN * 44)
        count = len(keys)
        return Panel(desk.say("ui.deals.standing"), inside, icon="writing-sign", subtitle=str(count) if count else "")

    # -- the market ----------------------------------------------------------------------------------------

    def _market(self, desk: Desk, market: list[Lot], chosen: Lot | None) -> Panel:
        say = desk.say
        cols = [
            Col(width=40),
            Col(say("ui.deals.col.project"), grow=1, least=100 if desk.narrow else 150),
            Col(say("ui.deals.col.ticket"), 70, align="right"),
        ]
        if not desk.narrow:
            cols += [
                Col(say("ui.deals.col.estimate"), 84, align="right"),
                Col(say("ui.deals.col.pays"), 48, align="right"),
                Col(say("ui.deals.col.office"), 52, align="right"),
            ]
        cols += [
            Col(say("ui.deals.col.chance"), 52, align="right", optional=True)
            if desk.narrow
            else Col(say("ui.deals.col.chance"), 92, optional=True),
            Col(say("ui.deals.col.closes"), 84, align="right"),
        ]
        rows = [self._row(desk, lot) for lot in market]
        table = Table(cols, rows, lambda key: self._choose(desk, key), 51 if desk.narrow else 50).named("deals.market")
        table.on_move = lambda key: self._choose(desk, key)
        table.empty_text = say("ui.deals.empty")
        table.selected = str(chosen.serial) if chosen is not None else None
        if chosen is not None:
            table.cursor = next(i for i, lot in enumerate(market) if lot.serial == chosen.serial)
        shown = min(max(3, len(market)), 4 if desk.narrow else 7)
        table.sized(height=30 + shown * table.row_height)
        count = sum(closing(desk, lot) for lot in market)
        return Panel(
            say("ui.deals.market"),
            table,
            icon="gavel",
            gap=4,
            subtitle=say("ui.deals.market_sub", n=len(market), closing=count),
        )

    def _row(self, desk: Desk, lot: Lot) -> TableRow:
        bid = self.draft(desk, lot)
        known = answers.preview(desk, bid) if closing(desk, lot) else None
        forecast = known.forecast if known is not None else None
        chance: Cell = Words("—", style=SUB)
        if forecast is not None and forecast.chance_bp >= 0:
            share = forecast.chance_bp / 10_000
            percent, ink = f"{round(100 * share)}%", answers.chance_colour(share)
            chance = figure(percent, ink) if desk.narrow else Share(share, percent, ink)
        held = bid.key in desk.model.draft.acts
        ends = (
            Words(
                desk.say("ui.deals.bid_short"), desk.read.money(bid.equity, short=True), STRONG.tinted("celadon"), SUB
            )
            if held
            else Words(desk.say("ui.deals.now"), style=STRONG.tinted("amber"))
            if closing(desk, lot)
            else Words(desk.read.turn_name(lot.closes), style=BODY)
        )
        cells: list[Cell] = [
            Tile(chain_icon(desk, lot.chain)),
            Words(desk.read.firm_name(lot.name), kind_words(desk, lot, short=True), STRONG, SUB, elide=True),
            figure(desk.read.money(lot.ticket, short=True)),
        ]
        if not desk.narrow:
            stays = staying(desk, lot.lag_profit)[-1]
            mid, span = estimate_words(desk, lot)
            colour = answers.chance_colour(stays)
            cells += [
                Words(mid, span, STRONG, SUB),
                figure(str(desk.read.year(desk.model.moment.turn + lot.lag_profit))),
                figure(f"{round(100 * stays)}%", colour),
            ]
        return TableRow(str(lot.serial), (*cells, chance, ends))
