"""The chains screen: twelve industries side by side, one in full, and the officials who lead them."""

from __future__ import annotations

import numpy as np

from boulevard_client.screens import chainfile, chainflow, chainrivals, conduct, nursery, officials, wishes
from boulevard_client.screens.desk import Desk, Screen
from boulevard_client.screens.icons import chain_icon
from boulevard_client.screens.parts import SUB, nothing
from boulevard_client.screens.setting import RING_ROOM
from boulevard_client.theme import BODY, STRONG
from boulevard_client.widgets.cells import Cell, Moved, Share, Spark, Steps, Tile, Words, figure
from boulevard_client.widgets.inputs import Tabs
from boulevard_client.widgets.keys import Key
from boulevard_client.widgets.label import Label
from boulevard_client.widgets.layout import Column, Pad, Row
from boulevard_client.widgets.node import Node
from boulevard_client.widgets.panel import Divider, Panel
from boulevard_client.widgets.scroll import Scroll
from boulevard_client.widgets.table import Col, Table, TableRow

VIEWS = ("chains", "officials", "young", "conduct", "wishes")
_VIEW_KEYS = ("H", "O", "Y", "U", "W")
PAGES = ("figures", "chair", "policy")
_PAGE_KEYS = ("F", "A", "P")


class ChainsScreen(Screen):
    """Remembers the view, the chain, the official considered for a chair, the laboratories meant, the picture shown."""

    name = "chains"

    def __init__(self) -> None:
        self.view = 0
        self.page = 0
        self.chain = 0
        self.picked = 0
        self.official = 0
        self.lab = -1
        self.near = False
        self.nursery = nursery.Nursery()

    def select(self, about: str) -> None:
        kind, _, name = about.partition(":")
        if kind in ("chain", *PAGES):
            self._wanted, self.view = name, 0
            self.page = PAGES.index(kind) if kind in PAGES else 0
        elif kind == "official" and name.isdigit():
            self.view, self.official = 1, int(name)
        elif kind == "young":
            self.view = VIEWS.index(kind)
            if name.isdigit():
                self.nursery.firm = int(name)
            elif name:
                self._seeded = name
        elif kind in ("officials", "conduct", "wishes"):
            self.view = VIEWS.index(kind)

    _wanted = _seeded = ""
    """A chain asked for before the content was at hand."""

    def key(self, key: Key, desk: Desk) -> bool:
        if key.combo in _VIEW_KEYS[: self._views(desk)]:
            self._show(desk, _VIEW_KEYS.index(key.combo))
            return True
        if key.combo in _PAGE_KEYS and desk.narrow and self.view == 0:
            self._turn_to(desk, _PAGE_KEYS.index(key.combo))
            return True
        return False

    def hints(self, desk: Desk) -> tuple[tuple[str, str], ...]:
        return tuple((_VIEW_KEYS[i], desk.say(f"ui.chains.view.{VIEWS[i]}")) for i in range(self._views(desk)))

    def build(self, desk: Desk) -> Node:
        if self._wanted in desk.read.chains:
            self.chain, self._wanted = desk.read.chains.index(self._wanted), ""
        if self._seeded in desk.read.chains:
            self.nursery.chain, self._seeded = desk.read.chains.index(self._seeded), ""
        if self.view >= self._views(desk):
            self.view = 0
        match VIEWS[self.view]:
            case "officials":
                return self._cabinet(desk)
            case "young":
                board = nursery.board(desk, self.nursery, desk.again, self.switch(desk))
                return self._frame(desk, board, nursery.aside(desk, self.nursery))
            case "conduct":
                return self._frame(desk, conduct.board(desk, self.switch(desk)), conduct.aside(desk))
            case "wishes":
                return self._frame(desk, wishes.page(desk, self.switch(desk)), wishes.aside(desk))
            case _:
                return self._industries(desk)

    # -- what the player does ------------------------------------------------------------------------------

    def _views(self, desk: Desk) -> int:
        """How many views there are: wishes for the next city only where players rotate."""
        return len(VIEWS) if desk.read.career else len(VIEWS) - 1

    def _show(self, desk: Desk, view: int) -> None:
        self.view = view
        desk.again()

    def _turn_to(self, desk: Desk, page: int) -> None:
        self.page = page
        desk.again()

    def _open(self, desk: Desk, key: str) -> None:
        if self.chain != int(key):
            self.chain, self.picked = int(key), 0
        desk.again()

    def _pick(self, desk: Desk, serial: int) -> None:
        self.picked = serial
        desk.again()

    def _meet(self, desk: Desk, key: str) -> None:
        if self.official != int(key):
            self.official, self.lab = int(key), -1
        desk.again()

    def _enter_lab(self, desk: Desk, chain: int) -> None:
        self.lab = chain
        desk.again()

    # -- parts ---------------------------------------------------------------------------------------------

    def _frame(self, desk: Desk, left: Node, right: Node) -> Node:
        return Row(
            left.sized(grow=1),
            Column(right.sized(grow=1)).sized(width=412 if desk.narrow else 480),
            gap=14,
            pad=Pad.all(14),
            align="stretch",
        )

    def switch(self, desk: Desk) -> Tabs:
        """Which view is shown."""
        names = [f"{desk.say(f'ui.chains.view.{VIEWS[i]}')} · {_VIEW_KEYS[i]}" for i in range(self._views(desk))]
        return Tabs(names, lambda index: self._show(desk, index), self.view, segmented=True).named("chains.views")

    def _cabinet(self, desk: Desk) -> Node:
        people = officials.cabinet(desk)
        chosen = next((each for each in people if each.serial == self.official), people[0] if people else None)
        table = officials.roster(desk, chosen, lambda key: self._meet(desk, key))
        roster = Panel(desk.say("ui.officials.title"), table, icon="id-badge-2", gap=4)
        roster.header_end(self.switch(desk))
        # in a low window the table gets what its rows need, and the picture below it the rest
        left = Column(roster.sized(grow=1.86 if desk.narrow else 1), gap=14)
        known = officials.knowledge(desk, chosen)
        left.add(known.sized(grow=1) if desk.narrow else known.sized(height=392))
        if chosen is None:
            empty = nothing("id-badge-2", desk.say("ui.officials.none"))
            return self._frame(desk, roster, Panel(desk.say("ui.officials.person"), empty, icon="id-badge-2"))
        self.official = chosen.serial
        lab = self.lab if self.lab >= 0 else chosen.best
        return self._frame(desk, left, officials.person(desk, chosen, lab, lambda at: self._enter_lab(desk, at)))

    def _industries(self, desk: Desk) -> Node:
        table = Panel(desk.say("ui.chains.title"), self._table(desk), icon="affiliate", gap=4)
        table.header_end(self.switch(desk))
        chair = chainfile.chair(desk, self.chain, self.picked, lambda serial: self._pick(desk, serial))
        policy = chainfile.policy(desk, self.chain)
        everywhere = chainrivals.table(desk, self.chain, "chains.everywhere")
        if desk.narrow:
            return self._frame(desk, table, self._pages(desk, chair, [*policy, *everywhere]))
        lower = Row(
            self._picture(desk).sized(grow=6),
            Panel(
                desk.say("ui.chains.file"),
                chainfile.head(desk, self.chain),
                chainfile.figures(desk, self.chain),
                icon="zoom-in",
                gap=8,
            ).sized(grow=5),
            gap=14,
            align="stretch",
        )
        left = Column(table.sized(grow=1), lower.sized(at_least=(0, 292)), gap=14)
        right = Panel(
            desk.say("ui.chains.chair"),
            Scroll(
                Column(*chair, Divider(), *policy, *chainrivals.table(desk, self.chain, "chains.everywhere"), gap=9),
                RING_ROOM,
            )
            .named("chains.side")
            .sized(grow=1),
            icon="user-star",
            subtitle=desk.read.chain_name(self.chain),
            gap=8,
        )
        return self._frame(desk, left, right)

    def _picture(self, desk: Desk) -> Panel:
        """The chain as a flow, or among its neighbours."""
        if self.near:
            panel = Panel(
                desk.say("ui.chains.plane"), chainfile.plane(desk, self.chain).sized(grow=1), icon="chart-dots-3", gap=6
            )
        else:
            chart = chainflow.flow(desk, self.chain).sized(grow=1)
            name = desk.read.chain_short(self.chain)
            panel = Panel(desk.say("ui.chainflow.title"), chart, icon="affiliate", subtitle=name, gap=6)
            panel.header_end(*chainflow.chips(desk, self.chain))

        def choose(near: int) -> None:
            self.near = bool(near)
            desk.again()

        names = [desk.say("ui.chainflow.flow"), desk.say("ui.chainflow.near")]
        return panel.header_end(Tabs(names, choose, int(self.near), segmented=True).named("chains.picture"))

    def _pages(self, desk: Desk, chair: list[Node], policy: list[Node]) -> Panel:
        names = [f"{desk.say(f'ui.chains.page.{page}')} · {key}" for page, key in zip(PAGES, _PAGE_KEYS, strict=True)]
        tabs = Tabs(names, lambda index: self._turn_to(desk, index), self.page).named("chains.pages")
        shown: list[list[Node]] = [
            [
                chainfile.head(desk, self.chain),
                chainfile.figures(desk, self.chain),
                Divider(),
                Label(desk.say("ui.chainflow.title"), STRONG),
                chainflow.flow(desk, self.chain).sized(height=230),
                Divider(),
                Label(desk.say("ui.chains.plane"), STRONG),
                chainfile.plane(desk, self.chain).sized(height=240),
            ],
            chair,
            policy,
        ]
        body = Scroll(Column(*shown[self.page], gap=9), RING_ROOM).named("chains.side").sized(grow=1)
        return Panel(desk.read.chain_name(self.chain), tabs, body, icon=chain_icon(desk, self.chain), gap=8)

    def _table(self, desk: Desk) -> Table:
        say, wide = desk.say, not desk.narrow
        cols = [Col(width=40 if wide else 22), Col(say("ui.chains.col.chain"), grow=3)]
        cols += [Col(say("ui.chains.col.trend"), 74)] if wide else []
        cols += [
            Col(say("ui.chains.col.price"), 78, align="right"),
            Col(say("ui.chains.col.use"), 62, align="right"),
            Col(say("ui.chains.col.output"), 78, align="right"),
            Col(say("ui.chains.col.density"), grow=2),
            Col(say("ui.chains.col.boss"), grow=2),
            Col(say("ui.chains.col.incentive"), 80, align="center"),
        ]
        rows = [self._row(desk, chain) for chain in range(len(desk.read.chains))]
        table = Table(cols, rows, lambda key: self._open(desk, key), 44 if wide else 50).named("chains.table")
        table.on_move = lambda key: self._open(desk, key)
        table.selected, table.cursor = str(self.chain), self.chain
        return table.airy(56).sized(grow=1)

    def _row(self, desk: Desk, chain: int) -> TableRow:
        read, view, city = desk.read, desk.read.view, desk.read.city
        use = chainfile.crowding(desk, chain)
        density = float(view["cluster.density"][city][chain])
        boss = officials.boss_of(desk, chain)
        place = read.place("nation.price", chain)
        text, gain = read.change_text("nation.price", place)
        held_back = chainfile.bottleneck(desk, chain)
        level = chainfile.incentive(desk, chain)
        planned = bool(view["nation.plan"][chain])
        sub = held_back and desk.say("ui.chains.short_of", kind=held_back)
        who = read.official_name(boss.name) if boss is not None else "—"
        does = desk.say(f"ui.chains.task.{chainfile.task(desk, chain).value}") if boss is not None else ""
        cells: list[Cell] = [
            Tile(chain_icon(desk, chain), "celadon" if planned else "text-hi", bare=desk.narrow),
            Words(
                read.chain_short(chain) if desk.narrow else read.chain_name(chain),
                sub or (desk.say("ui.chains.plan") if planned else ""),
                STRONG,
                elide=True,
                sub_style=STRONG.tinted("amber" if chain == self.chain else "vermilion") if sub else SUB,
            ),
        ]
        cells += [Spark(prices(desk, chain), "celadon" if gain is not False else "amber")] if not desk.narrow else []
        cells += [
            Moved(text or "0.0", gain, read.text("nation.price", place)),
            figure(f"{round(100 * use)}%", "amber" if use > 1.1 else "celadon" if use < 0.95 else "text-mid"),
            figure(read.money(int(view["cluster.output"][city][chain]), short=True)),
            Share(density, f"{round(100 * density)}%"),
            Words(who, does, BODY.tinted("text-hi" if boss is not None else "text-mid"), SUB, elide=True),
            Steps(level, chainrivals.LEVELS),
        ]
        return TableRow(str(chain), tuple(cells))


def prices(desk: Desk, chain: int) -> tuple[float, ...]:
    """World price turn by turn, as far as this client saw it."""
    turns = [turn for turn in sorted(desk.model.moments) if turn <= desk.model.moment.turn]
    return tuple(float(np.asarray(desk.model.moments[turn].view["nation.price"])[chain]) for turn in turns)
