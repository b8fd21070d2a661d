"""The portfolio: three vehicles, every stake they hold, and the pages to answer firms, sow seeds and move capital."""

from __future__ import annotations

from functools import partial

from boulevard_client.screens import bets, clocks, seeds, signings, stakes, vehicles
from boulevard_client.screens.desk import Desk, Screen
from boulevard_client.screens.icons import chain_icon
from boulevard_client.screens.intents import GoTo
from boulevard_client.screens.parts import SUB, nothing
from boulevard_client.screens.stakes import Answer, Stake
from boulevard_client.theme import BODY, CAPTION, STRONG
from boulevard_client.widgets.button import Button
from boulevard_client.widgets.cells import Cell, Moved, Spark, Tile, Words, figure
from boulevard_client.widgets.inputs import Tabs
from boulevard_client.widgets.keys import Key
from boulevard_client.widgets.layout import Column, Pad, Row, Yielding
from boulevard_client.widgets.node import Node
from boulevard_client.widgets.panel import Panel
from boulevard_client.widgets.table import Col, Table, TableRow
from boulevard_client.widgets.tips import Tip, TipRow
from boulevard_shared.ids import FirmStage, Vehicle

PAGES = ("firm", "seeds", "vehicle")
FEW = 4
"""With no more stakes than this both lists find room in a narrow window."""
FEWEST = 2
"""With no more, a narrow window may have room for two pictures as well."""
PICTURE = 152
"""Height under which a picture of so few cannot be read."""
_PAGE_KEYS = {"F": 0, "S": 1, "M": 2}


class PortfolioScreen(Screen):
    """Remembers the firm, page, chain and vehicle that are open, and what is being put together there."""

    name = "portfolio"

    def __init__(self) -> None:
        self.firm = 0
        self.page = 0
        self.book = 0
        """In a narrow window: whether the stakes, the bets signed or the clocks are shown."""
        self.picture = 0
        self.answer = Answer()
        self.garden = seeds.Garden()
        self.till = vehicles.Till()
        self._turn = -1
        self._wanted = ""
        """A chain asked for before the content was at hand."""

    def select(self, about: str) -> None:
        kind, _, number = about.partition(":")
        if kind == "firm" and number.isdigit():
            self.firm, self.page, self.answer.leaving = int(number), 0, False
        elif kind == "seeds":
            self.page, self._wanted = 1, number
        elif kind == "vehicle":
            self.till.place, self.page = vehicles.VEHICLES.index(Vehicle(number)), 2

    def key(self, key: Key, desk: Desk) -> bool:
        if key.combo in _PAGE_KEYS:
            self._turn_to(desk, _PAGE_KEYS[key.combo])
            return True
        return False

    def hints(self, desk: Desk) -> tuple[tuple[str, str], ...]:
        keys = ("F", "S", "M")
        return tuple((key, desk.say(f"ui.portfolio.page.{page}")) for key, page in zip(keys, PAGES, strict=True))

    def build(self, desk: Desk) -> Node:
        if desk.model.moment.turn != self._turn:
            self._turn = desk.model.moment.turn
            self.answer.amounts.clear()
            self.till.moves.clear()
            self.garden.target = 0
        if self._wanted in desk.read.chains:
            self.garden.chain, self._wanted = desk.read.chains.index(self._wanted), ""
        held = stakes.stakes(desk)
        stake = next((each for each in held if each.serial == self.firm), held[0] if held else None)
        cards = Row(
            *(
                vehicles.card(desk, place, partial(self._open_vehicle, desk, place)).sized(grow=1)
                for place in range(len(vehicles.VEHICLES))
            ),
            gap=14,
            align="stretch",
        )
        positions, signed = self._positions(desk, held, stake), bets.signed(desk)
        if not held and not desk.read.view["bet.firm"].any():
            left = Column(cards, self._empty(desk).sized(grow=1), gap=14)
        elif desk.narrow and self._few(desk, held):
            left = self._roomy(desk, cards, positions, signed, held)
        elif len(held) <= FEW:
            positions.sized(height=96 + 52 * max(2, len(held)))
            left = Column(cards, positions, *self._below(desk, signed, held), gap=14)
        elif desk.narrow:
            shown = (positions, signed, self._picture(desk, held))[self.book]
            left = Column(cards, shown.header_end(self._books(desk)).sized(grow=1), gap=14)
        else:
            left = Column(cards, positions.sized(grow=1), self._beside(desk, signed, held).sized(grow=1), gap=14)
        width = 412 if desk.narrow else 480
        return Row(
            left.sized(grow=1),
            Column(self._pages(desk, stake)).sized(width=width),
            gap=14,
            pad=Pad.all(14),
            align="stretch",
        )

    # -- what the player does ------------------------------------------------------------------------------

    def _turn_to(self, desk: Desk, page: int) -> None:
        self.page = page
        desk.again()

    def _books(self, desk: Desk) -> Tabs:
        """The switch between stakes and bets."""
        names = [desk.say(f"ui.portfolio.book.{name}") for name in ("stakes", "bets", "clocks")]
        return Tabs(names, lambda index: self._open_book(desk, index), self.book, segmented=True).named(
            "portfolio.books"
        )

    def _open_book(self, desk: Desk, book: int) -> None:
        self.book = book
        desk.again()

    def _open_vehicle(self, desk: Desk, place: int) -> None:
        self.till.place, self.page = place, 2
        desk.again()

    def _open_firm(self, desk: Desk, key: str) -> None:
        self.firm, self.page = int(key), 0
        desk.again()

    def _picture(self, desk: Desk, held: list[Stake]) -> Panel:
        return clocks.panel(desk, held, bets.plane(desk), self.picture, lambda shown: self._look(desk, shown))

    def _look(self, desk: Desk, picture: int) -> None:
        self.picture = picture
        desk.again()

    @staticmethod
    def _few(desk: Desk, held: list[Stake]) -> bool:
        return max(int((desk.read.view["bet.firm"] > 0).sum()), len(held)) <= FEWEST

    @staticmethod
    def _roomy(desk: Desk, cards: Row, positions: Panel, signed: Panel, held: list[Stake]) -> Yielding:
        """So few stakes and bets that a narrow window may have room for two pictures of our money as well."""
        shown = Row(*clocks.pictures(desk, held, None), gap=14, align="stretch").sized(grow=1)
        positions.sized(height=96 + 52 * FEWEST)
        return Yielding(cards, positions, signed.sized(height=96 + 34 * FEWEST), shown, needs=PICTURE, gap=14)

    def _below(self, desk: Desk, signed: Panel, held: list[Stake]) -> list[Node]:
        """Under a few stakes: the bets, and where there is room for them all the pictures of our money."""
        bets_made = int((desk.read.view["bet.firm"] > 0).sum())
        if desk.narrow or bets_made > FEW:
            return [self._beside(desk, signed, held).sized(grow=1)]
        shown = clocks.pictures(desk, held, bets.plane(desk))
        return [signed.sized(height=96 + 48 * max(1, bets_made)), Row(*shown, gap=14, align="stretch").sized(grow=1)]

    def _beside(self, desk: Desk, signed: Panel, held: list[Stake]) -> Node:
        """The bets signed, and where there is room our money as a picture."""
        if desk.narrow:
            return signed
        shown = clocks.column(desk, held, bets.plane(desk), self.picture, lambda index: self._look(desk, index))
        return Row(signed.sized(grow=2.1), Column(*shown, gap=14).sized(grow=1), gap=14, align="stretch")

    # -- parts ---------------------------------------------------------------------------------------------

    def _empty(self, desk: Desk) -> Node:
        """Before the first bet: the two ways to one, and what the others have signed meanwhile."""
        market = Button(desk.say("ui.portfolio.to_market"), desk.does(GoTo("deals")), "primary", icon="gavel").named(
            "portfolio.market"
        )
        sow = Button(desk.say("ui.portfolio.to_seeds"), lambda: self._turn_to(desk, 1), icon="seedling").named(
            "portfolio.sow"
        )
        ways = Row(market, sow, gap=10)
        words = nothing("briefcase", desk.say("ui.portfolio.nothing"), ways)
        ours = Panel(desk.say("ui.portfolio.stakes"), words, icon="briefcase")
        if not signings.signings(desk):
            return ours
        return Row(ours.sized(grow=1.2), signings.panel(desk, -1).sized(grow=1), gap=14, align="stretch")

    def _pages(self, desk: Desk, stake: Stake | None) -> Panel:
        names = [
            f"{desk.say(f'ui.portfolio.page.{page}')} · {key}" for page, key in zip(PAGES, _PAGE_KEYS, strict=True)
        ]
        tabs = Tabs(names, lambda index: self._turn_to(desk, index), self.page).named("portfolio.pages")
        match self.page:
            case 1:
                page: Node = seeds.seed_page(desk, self.garden, desk.again)
            case 2:
                page = vehicles.vehicle_page(desk, self.till, desk.again)
            case _ if stake is None:
                page = nothing("phone-calling", desk.say("ui.portfolio.no_firm"))
            case _:
                self.firm = stake.serial
                page = stakes.firm_page(desk, stake, self.answer, desk.again)
        title = desk.say(f"ui.portfolio.title.{PAGES[self.page]}")
        return Panel(title, tabs, page.sized(grow=1), icon="adjustments", gap=10).sized(grow=1)

    def _positions(self, desk: Desk, held: list[Stake], chosen: Stake | None) -> Panel:
        say = desk.say
        wide = not desk.narrow
        cols = [Col(width=40), Col(say("ui.portfolio.col.firm"), grow=1)]
        cols += (
            [Col(say("ui.portfolio.col.trend"), grow=0.5, least=84), Col(say("ui.portfolio.col.stage"), 84)]
            if wide
            else []
        )
        cols += [Col(say("ui.portfolio.col.share"), 64, align="right")]
        cols += [Col(say("ui.portfolio.col.cost"), 74, align="right")] if wide else []
        cols += [
            Col(say("ui.portfolio.col.worth"), 80, align="right"),
            Col(say("ui.portfolio.col.runway"), 118, align="right"),
            Col(say("ui.portfolio.col.call"), 80, align="right"),
        ]
        rows, open_firm = [self._row(desk, each, each is chosen) for each in held], partial(self._open_firm, desk)
        table = Table(cols, rows, open_firm, 52)
        table.on_move = open_firm
        table.named("portfolio.stakes").sized(grow=1)
        table.empty_text = say("ui.portfolio.nothing")
        if chosen is not None:
            table.selected = str(chosen.serial)
            table.cursor = held.index(chosen)
        worth, cost = sum(each.worth for each in held), sum(each.cost for each in held)
        sub = say("ui.portfolio.stakes_sub", n=len(held), worth=worth, cost=cost)
        return Panel(say("ui.portfolio.stakes"), table, icon="briefcase", subtitle=sub, gap=4)

    def _row(self, desk: Desk, stake: Stake, chosen: bool) -> TableRow:
        read = desk.read
        multiple = stake.worth / max(1, stake.cost)
        values = stakes.course(desk, stake.serial)
        gain = None if round(multiple, 2) == 1 else multiple > 1
        where = read.chain_name(stake.chain)
        if stake.city != read.city:
            where += f" · {read.city_name(read.city_ids[stake.city])}"
        bad = stake.stage in (FirmStage.DISTRESS, FirmStage.DEAD)
        trend = "celadon" if len(values) < 2 or values[-1] >= values[0] else "amber"
        runway = desk.say("ui.deals.half_years", turns=stake.runway) if stake.runway < 20 else "—"
        short = stake.runway <= 2 and stake.stage != FirmStage.DEAD
        order = desk.model.order(f"FollowOn:{stake.serial}")
        call = Words("—", style=BODY)
        if stake.call:
            tone = "celadon" if order is not None else "amber" if chosen else "vermilion"
            call = Words(read.money(stake.call, short=True), style=STRONG.tinted(tone))
        cells: list[Cell] = [
            Tile(chain_icon(desk, stake.chain)),
            Words(read.firm_name(stake.name), where, STRONG, SUB, elide=True),
        ]
        stage = Words(
            desk.say(f"name.stage.{stake.stage}"),
            style=BODY.tinted("text-mid" if not bad else "amber" if chosen else "vermilion"),
        )
        cells += [Spark(values, trend), stage] if not desk.narrow else []
        cells.append(figure(f"{100 * stake.share:.1f}%"))
        cells += [figure(read.money(stake.cost, short=True), "text-mid")] if not desk.narrow else []
        worth, times = read.money(stake.worth, short=True), f"×{multiple:.2f}"
        cells += [
            Words(worth, times, STRONG, CAPTION) if gain is None else Moved(times, gain, worth),
            figure(runway, "amber" if short else "text-hi"),
            call,
        ]
        rows = (
            TipRow(desk.say("ui.origin.paid"), read.money(stake.cost)),
            TipRow(desk.say("ui.origin.revalued"), read.money(stake.worth - stake.cost, signed=True)),
            TipRow(desk.say("ui.origin.held"), read.money(stake.worth), total=True),
        )
        about = Tip(read.firm_name(stake.name), desk.say("ui.origin.portfolio"), rows, page="system.funds")
        return TableRow(str(stake.serial), tuple(cells), tip=about)
