"""The relations screen: rivals beside us, what stands between us and one of them, and the model cards."""

from __future__ import annotations

from boulevard_client.charts.race import LineRace
from boulevard_client.screens import modelcards, rivalfile, tabletalk
from boulevard_client.screens.desk import Desk, Screen
from boulevard_client.screens.explain import race
from boulevard_client.screens.parts import SUB, initial, mark
from boulevard_client.screens.setting import RING_ROOM
from boulevard_client.screens.sums import quantity_name
from boulevard_client.theme import BODY, STRONG
from boulevard_client.widgets.cells import Cell, Sealed, Words, figure
from boulevard_client.widgets.inputs import Tabs
from boulevard_client.widgets.keys import Key
from boulevard_client.widgets.layout import Column, Pad, Row
from boulevard_client.widgets.node import Node
from boulevard_client.widgets.panel import Panel
from boulevard_client.widgets.scroll import Scroll
from boulevard_client.widgets.table import Col, Table, TableRow
from boulevard_shared.ids import ModelCard

VIEWS = ("rivals", "models", "table")
_VIEW_KEYS = ("V", "M", "C")
TABLE = VIEWS.index("table")
_PAGE_KEYS = ("P", "T", "H")


FEW_RIVALS = 7
"""With so many a low window has room for their trust too."""


class RelationsScreen(Screen):
    """Remembers the view, the rival looked at, and what is being put together for it."""

    name = "relations"

    def __init__(self) -> None:
        self.view = 0
        self.rival = ""
        self.card = modelcards.CARDS[0]
        self.dealings = rivalfile.Dealings()
        self.speaking = tabletalk.Speaking()

    @property
    def listens(self) -> bool:
        return self.view == TABLE

    def select(self, about: str) -> None:
        kind, _, name = about.partition(":")
        if kind == "models":
            self.view = 1
        elif kind == "table":
            self.view = TABLE
            self.speaking.channel = int(name) if name.isdigit() else self.speaking.channel
        elif kind in rivalfile.PAGES:
            self.view, self.dealings.page = 0, rivalfile.PAGES.index(kind)
            self.rival = name or self.rival

    def key(self, key: Key, desk: Desk) -> bool:
        if key.combo in _VIEW_KEYS:
            self._show(desk, _VIEW_KEYS.index(key.combo))
            return True
        if key.combo in _PAGE_KEYS and self.view == 0:
            self._turn_to(desk, _PAGE_KEYS.index(key.combo))
            return True
        return False

    def hints(self, desk: Desk) -> tuple[tuple[str, str], ...]:
        views = tuple((key, desk.say(f"ui.relations.view.{name}")) for key, name in zip(_VIEW_KEYS, VIEWS, strict=True))
        if self.view:
            return views
        pages = zip(_PAGE_KEYS, rivalfile.PAGES, strict=True)
        return (*views, *((key, rivalfile.page_name(desk, name)) for key, name in pages))

    def build(self, desk: Desk) -> Node:
        left: Node
        if self.view == TABLE:
            return tabletalk.view(desk, self.speaking, self.switch(desk))
        if self.view:
            left = modelcards.board(desk, self.card, lambda card: self._study(desk, card), self.switch(desk))
            right = modelcards.file(desk, self.card)
        else:
            left, right = self._overview(desk), self._file(desk)
        return Row(
            left.sized(grow=1),
            Column(right.sized(grow=1)).sized(width=432 if desk.narrow else 500),
            gap=14,
            pad=Pad.all(14),
            align="stretch",
        )

    # -- what the player does ------------------------------------------------------------------------------

    def _show(self, desk: Desk, view: int) -> None:
        self.view = view
        desk.again()

    def _turn_to(self, desk: Desk, page: int) -> None:
        self.dealings.page = page
        desk.again()

    def _open(self, desk: Desk, city: str) -> None:
        self.rival = city
        desk.again()

    def _study(self, desk: Desk, card: ModelCard) -> None:
        self.card = card
        desk.again()

    # -- parts ---------------------------------------------------------------------------------------------

    def switch(self, desk: Desk) -> Tabs:
        """Which view is shown."""
        names = [
            f"{desk.say(f'ui.relations.view.{name}')} · {key}" for name, key in zip(VIEWS, _VIEW_KEYS, strict=True)
        ]
        return Tabs(names, lambda index: self._show(desk, index), self.view, segmented=True).named("relations.views")

    def _others(self, desk: Desk) -> list[str]:
        """The other cities; those that wait for an answer first, then by what stands between us."""
        read = desk.read
        pact, asked = read.view["pact.left"][read.city], read.view["asked.kind"]
        places = [place for place in range(len(read.city_ids)) if place != read.city]
        places.sort(key=lambda place: (not asked[place], -int((pact[place] > 0).sum()), place))
        return [read.city_ids[place] for place in places]

    def _overview(self, desk: Desk) -> Node:
        """The rivals and, where there is room, how far each city has been trusted so far."""
        rivals = self._rivals(desk)
        if desk.narrow and len(self._others(desk)) > FEW_RIVALS:
            return rivals
        name = quantity_name(desk, "city.trust")
        chart = desk.still("relations.trust", lambda: LineRace(race(desk, "city.trust"), name)).sized(grow=1)
        # eight rows of 54 units and the head: with fewer rivals the chart takes what is left
        tall = 110 + 54 * min(8, len(self._others(desk)))
        return Column(
            rivals.sized(height=tall),
            Panel(name, chart, icon="chart-line", gap=6).sized(grow=1),
            gap=14,
            align="stretch",
        )

    def _rivals(self, desk: Desk) -> Panel:
        others = self._others(desk)
        if self.rival not in others:
            self.rival = others[0]
        if self.dealings.city != self.rival:
            self.dealings = rivalfile.begin(desk, self.rival, self.dealings.page)
        cols = [
            Col(width=30),
            Col(desk.say("ui.relations.col.city"), grow=3),
            Col(desk.say("ui.relations.col.pacts"), grow=4),
            Col(desk.say("ui.relations.col.trust"), 72, align="right"),
            Col(desk.say("ui.relations.col.broken"), 76, align="right"),
            Col(desk.say("ui.relations.col.grudge"), 84, align="right"),
        ]
        cols += [] if desk.narrow else [Col(desk.say("ui.relations.col.method"), grow=3)]
        rows = [self._row(desk, city) for city in others]
        table = Table(cols, rows, lambda city: self._open(desk, city), 54).named("relations.rivals")
        table.on_move = lambda city: self._open(desk, city)
        table.selected, table.cursor = self.rival, others.index(self.rival)
        panel = Panel(desk.say("ui.relations.title"), table.airy(60).sized(grow=1), icon="heart-handshake", gap=4)
        return panel.header_end(self.switch(desk))

    def _row(self, desk: Desk, city: str) -> TableRow:
        read, view = desk.read, desk.read.view
        place = read.city_ids.index(city)
        seat = read.governor(place)
        standing = [desk.say(f"name.pact.{kind}") for kind, left in rivalfile.pacts(desk, place).items() if left]
        asks = int(view["asked.kind"][place])
        news = desk.say("ui.relations.waits", pact=asks) if asks else ""
        grudge, broken = float(view["pact.grudge"][place][read.city]), int(view["city.broken"][place])
        cells: list[Cell] = [
            Sealed(mark(desk.look, city)),
            Words(read.city_name(city), read.seat_name(seat.seat) if seat is not None else "", STRONG, SUB, elide=True),
            Words(
                initial(desk.say("ui.listed").join(standing)) or "—",
                news,
                BODY.tinted("text-hi" if standing else "text-mid"),
                elide=True,
                sub_style=STRONG.tinted("amber"),
            ),
            figure(read.text("city.trust", place)),
            figure(str(broken), "vermilion" if broken else "text-mid"),
            figure(f"{grudge:.0f}", "amber" if grudge >= 10 else "text-mid"),
        ]
        if not desk.narrow:
            method = int(view["city.method"][place])
            cells.append(Words(initial(desk.say(f"name.model.{method}")) if method else "—", elide=True))
        return TableRow(city, tuple(cells))

    def _file(self, desk: Desk) -> Panel:
        names = [
            f"{rivalfile.page_name(desk, name)} · {key}" for name, key in zip(rivalfile.PAGES, _PAGE_KEYS, strict=True)
        ]
        tabs = Tabs(names, lambda index: self._turn_to(desk, index), self.dealings.page).named("relations.pages")
        nodes = rivalfile.page(desk, self.rival, self.dealings)
        body = Scroll(Column(*nodes, gap=10), RING_ROOM).named("relations.side").sized(grow=1)
        return Panel(desk.read.city_name(self.rival), tabs, body, icon="zoom-in", gap=8)
