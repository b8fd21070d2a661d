"""Looking back: the decisions of any seat, one firm or one official through time, and what might have been.

Without a stored match on stage the course of one thing can still be followed through the turns that were seen.
"""

from __future__ import annotations

from boulevard_client.screens import follow, whatif
from boulevard_client.screens.desk import Desk, Screen
from boulevard_client.screens.icons import order_icon
from boulevard_client.screens.intents import GoTo, Leave, LookAt
from boulevard_client.screens.news import event_row
from boulevard_client.screens.parts import mark, seal
from boulevard_client.screens.turnstrip import Turned, TurnStrip
from boulevard_client.screens.watchintents import OpenReplay, WatchFrom
from boulevard_client.theme import BODY, CAPTION, LABEL, STRONG
from boulevard_client.watching import Watching
from boulevard_client.widgets.button import Button
from boulevard_client.widgets.cells import Cell, Lines, Moved, Sealed, Tile, Words
from boulevard_client.widgets.inputs import Tabs
from boulevard_client.widgets.keys import Key
from boulevard_client.widgets.label import Icon, Label
from boulevard_client.widgets.layout import Column, Row, Spacer
from boulevard_client.widgets.node import Node
from boulevard_client.widgets.panel import PANEL, Card, Chip, Panel
from boulevard_client.widgets.scroll import Scroll
from boulevard_client.widgets.table import Col, Table, TableRow
from boulevard_client.widgets.tips import Tip
from boulevard_shared import theatre as t
from boulevard_shared.ids import MatchPhase

PAGES = ("decisions", "whatif", "follow")
_KEYS = ("D", "W", "F")
HEAD = 42
"""Height of the line of tabs, with a button in it or not, so that no page lies lower than another."""
WEIGHTY = 80
ROW = 54


class ReplayScreen(Screen):
    """Remembers the page, what is followed, and the change that is being put together."""

    name = "replay"

    def __init__(self) -> None:
        self.page = -1
        """Index of the page, -1 while none was chosen."""
        self.followed = follow.Followed()
        self.plan = whatif.Plan()
        self.anchor = self.last = -1
        """The turn that the list of decisions was scrolled to, and the one shown last."""
        self.picked = False

    def select(self, about: str) -> None:
        kind, _, serial = about.partition(":")
        if kind in follow.KINDS and serial.isdigit():
            self.page = PAGES.index("follow")
            self.followed = follow.Followed(kind, int(serial))
        elif kind in PAGES:
            self.page = PAGES.index(kind)

    def key(self, key: Key, desk: Desk) -> bool:
        if key.combo in _KEYS:
            self._turn_to(desk, _KEYS.index(key.combo))
            return True
        if key.combo in ("J", "K"):
            self._jump(desk, 1 if key.combo == "J" else -1)
            return True
        if key.combo in ("PageDown", "PageUp"):
            next_seat(desk, 1 if key.combo == "PageDown" else -1)
            return True
        return False

    def hints(self, desk: Desk) -> tuple[tuple[str, str], ...]:
        pages = tuple((key, desk.say(f"ui.replay.page.{name}")) for key, name in zip(_KEYS, PAGES, strict=True))
        if desk.watching is None or not desk.watching.on:
            return pages
        return (*pages, ("J K", desk.say("ui.replay.next")), ("PgDn", desk.say("ui.replay.seat")))

    def build(self, desk: Desk) -> Node:
        names = [f"{desk.say(f'ui.replay.page.{name}')} · {key}" for name, key in zip(PAGES, _KEYS, strict=True)]
        page = self._page(desk)
        tabs = Tabs(names, lambda index: self._turn_to(desk, index), PAGES.index(page)).named("replay.pages")
        watching = desk.watching
        if page == "follow":
            body = follow.page(desk, self.followed)
        elif watching is None or not watching.on:
            body = self._closed(desk)
        elif page == "whatif":
            body = whatif.page(desk, watching, self.plan)
        else:
            body = self._decisions(desk, watching)
        head = Row(tabs.sized(grow=1), *self._line(desk), gap=14).sized(height=HEAD)
        return Column(head, body.sized(grow=1), gap=12, pad=14)

    def _page(self, desk: Desk) -> str:
        """The page chosen; at first the one that has something to show: while a match runs, what can be followed."""
        if self.page >= 0:
            return PAGES[self.page]
        on_stage = desk.watching is not None and desk.watching.on
        return "decisions" if on_stage or desk.model.phase is MatchPhase.OVER else "follow"

    def _turn_to(self, desk: Desk, page: int) -> None:
        self.page = page
        desk.again()

    def _jump(self, desk: Desk, step: int) -> None:
        """Go to the next turn in which the seat looked from decided something."""
        watching = desk.watching
        if watching is None or not watching.on:
            return
        now = desk.model.moment.turn
        turns = [each.turn for each in watching.decisions(watching.seat, watching.line) if each.made]
        ahead = [turn for turn in turns if (turn > now if step > 0 else turn < now)]
        if ahead:
            desk.emit(LookAt(min(ahead) if step > 0 else max(ahead)))

    # -- the head ------------------------------------------------------------------------------------------

    @staticmethod
    def _line(desk: Desk) -> list[Node]:
        """Which course is looked at, and the way to the other one."""
        watching = desk.watching
        if watching is None or not watching.on or watching.forked is None:
            return []
        fork = watching.line == t.FORK
        words = desk.say("ui.replay.other_course" if fork else "ui.replay.real_course")
        other = Button(
            desk.say("ui.replay.to_real" if fork else "ui.replay.to_other"),
            desk.does(WatchFrom(watching.seat, t.REAL if fork else t.FORK)),
            icon="arrows-exchange",
        )
        return [Chip(words, "warn" if fork else "info"), other.named("replay.course")]

    def _closed(self, desk: Desk) -> Node:
        """No stored match is on stage: offer the one that has just been played here."""
        nodes: list[Node] = [Icon("movie", 44, "text-mid")]
        if desk.model.phase is MatchPhase.OVER and desk.model.about is not None:
            nodes.append(Label(desk.say("ui.replay.offer"), BODY, wrap=True).aligned("center").sized(width=560))
            opening = Button(
                desk.say("ui.replay.open"),
                desk.does(OpenReplay(desk.model.about.match, desk.model.seat)),
                "primary",
                "O",
                "player-play",
            )
            opening.enabled = not (desk.watching and desk.watching.busy)
            nodes.append(opening.named("replay.open"))
        else:
            nodes.append(Label(desk.say("ui.replay.not_yet"), BODY, wrap=True).aligned("center").sized(width=560))
            page = PAGES.index("follow")
            words = desk.say("ui.follow.title")
            follows = Button(words, lambda: self._turn_to(desk, page), "primary", icon="route")
            nodes.append(follows.named("replay.follow"))
        if desk.watching is not None and desk.watching.busy:
            nodes.append(Label(desk.say(desk.watching.busy), LABEL))
        rows = [Row(node, justify="center") for node in nodes]
        return Card(Spacer(), *rows, Spacer(), gap=16, box=PANEL)

    # -- decisions -----------------------------------------------------------------------------------------

    def _decisions(self, desk: Desk, watching: Watching) -> Node:
        made = watching.decisions(watching.seat, watching.line)
        now = desk.model.moment.turn
        strip = TurnStrip(
            self._turns(desk, made), now, lambda turn: desk.emit(LookAt(turn)), desk.say("ui.replay.turns")
        )
        count = sum(len(each.made) for each in made)
        top = Panel(
            desk.say("ui.replay.decided"),
            strip.named("replay.strip").sized(height=84),
            icon="writing-sign",
            subtitle=desk.say("ui.replay.decided_sub", n=count),
            gap=6,
        )
        table = self._table(desk, made, now)
        listed = Panel(desk.say("ui.replay.list"), table.sized(grow=1), icon="list-check", gap=6)
        right = Column(seats(desk, watching), self._after(desk).sized(grow=1), gap=14)
        return Row(
            Column(top, listed.sized(grow=1), gap=14).sized(grow=1),
            right.sized(width=400 if desk.narrow else 480),
            gap=14,
            align="stretch",
        )

    @staticmethod
    def _turns(desk: Desk, made: list[t.Decisions]) -> tuple[Turned, ...]:
        counts = {each.turn: len(each.made) for each in made}
        found = []
        for turn in range(desk.model.turn + 1):
            after = desk.model.moments.get(turn + 1)
            weighty = after is not None and any(e.own and e.weight >= WEIGHTY for e in after.events)
            over = turn == desk.model.turn and desk.model.final is not None
            found.append(Turned(counts.get(turn, 0), weighty, desk.read.turn_name(turn), over))
        return tuple(found)

    def _table(self, desk: Desk, made: list[t.Decisions], now: int) -> Table:
        """Every decision of the seat; picking one goes to its turn."""
        rows: list[TableRow] = []
        first: dict[int, int] = {}
        reasoned = not desk.narrow and any(each.reason is not None for decided in made for each in decided.made)
        for decided in made:
            for decision in decided.made:
                leads = first.setdefault(decided.turn, len(rows)) == len(rows)
                cells = self._cells(desk, decided.turn, decision, leads)
                cells += (self._reason(desk, decision),) if reasoned else ()
                key = f"{decided.turn}|{decision.cost.key}"
                rows.append(TableRow(key, cells, decided.turn == now, self._tip(desk, decision)))
        cols = [
            Col(desk.say("ui.replay.when"), 84 if desk.narrow else 120),
            Col("", 22 if desk.narrow else 40),
            Col(desk.say("ui.replay.what"), grow=2),
            Col(desk.say("ui.replay.cost"), 92 if desk.narrow else 104, align="right"),
        ]
        cols += [Col(desk.say("ui.replay.reason"), grow=1.6)] if reasoned else []

        def go(key: str) -> None:
            self.picked = True  # the list stays where it is
            desk.emit(LookAt(int(key.partition("|")[0])))

        if now != self.last and not self.picked:
            self.anchor = now
        self.last, self.picked = now, False
        table = Table(cols, rows, go, ROW).named(f"replay.decisions.{self.anchor}")
        table.offset = desk.look.px(ROW) * first.get(self.anchor, 0)
        table.empty_text = desk.say("ui.replay.nothing")
        if now in first:
            table.cursor = first[now]
            table.selected = rows[first[now]].key
        return table

    @staticmethod
    def _cells(desk: Desk, turn: int, decision: t.Decision, leads: bool) -> tuple[Cell, ...]:
        """What one line says; the half-year is written faintly where the line above has just said it."""
        cost = decision.cost
        money = desk.read.money(cost.money, short=True) if cost.money else "—"
        attention = desk.say("ui.replay.attention", n=cost.attention) if cost.attention else ""
        return (
            Words(desk.read.turn_name(turn), style=STRONG if leads else LABEL.tinted("text-low")),
            Tile(order_icon(cost.key), bare=desk.narrow),
            Lines(desk.tell(cost.text), STRONG),
            Words(money, attention, elide=True) if cost.money or not attention else Words(attention, style=CAPTION),
        )

    @staticmethod
    def _reason(desk: Desk, decision: t.Decision) -> Lines:
        reason = desk.tell(decision.reason) if decision.reason is not None else desk.say("ui.replay.by_hand")
        return Lines(reason, CAPTION)

    def _tip(self, desk: Desk, decision: t.Decision) -> Tip:
        """All of a line, where its column is too narrow for it."""
        return Tip(desk.tell(decision.cost.text), self._reason(desk, decision).text)

    @staticmethod
    def _after(desk: Desk) -> Panel:
        """What the half-year after these decisions brought."""
        turn = desk.model.moment.turn
        after = desk.model.moments.get(turn + 1)
        events = sorted(after.events, key=lambda e: (not e.own, -e.weight))[:12] if after is not None else []
        rows: list[Node] = [event_row(desk, event, number, "replay.after") for number, event in enumerate(events)]
        if not rows:
            rows = [Label(desk.say("ui.news.none" if after is not None else "ui.replay.end"), BODY, wrap=True)]
        listed = Scroll(Column(*rows, gap=12)).named("replay.after").sized(grow=1)
        return Panel(desk.say("ui.replay.after"), listed, icon="news", subtitle=desk.read.turn_name(turn))


def next_seat(desk: Desk, step: int) -> None:
    """Look from the next seat that may be watched."""
    watching = desk.watching
    if watching is None or watching.shown is None or not watching.on:
        return
    seats_ = watching.shown.open_to
    at = seats_.index(watching.seat) if watching.seat in seats_ else 0
    desk.emit(WatchFrom(seats_[(at + step) % len(seats_)], watching.line))


def seats(desk: Desk, watching: Watching) -> Panel:
    """Whose eyes we look through: every seat with its score at the shown turn."""
    read = desk.read
    ranks = read.view["score.rank"]
    open_to = set(watching.shown.open_to) if watching.shown is not None else set()
    rows = []
    for seat in sorted(range(len(ranks)), key=lambda each: int(ranks[each])):
        if seat not in open_to:
            continue
        city = read.city_ids[int(read.view["seat.city"][seat])]
        text, gain = read.change_text("score.total", seat)
        cells: tuple[Cell, ...] = (
            Words(str(int(ranks[seat])), style=STRONG),
            Sealed(mark(desk.look, city)),
            Words(read.city_name(city), read.seat_name(seat), STRONG, elide=True),
            Moved(text, gain, read.text("score.total", seat)),
        )
        rows.append(TableRow(str(seat), cells, seat == watching.seat))
    cols = [Col("", 24), Col("", 36), Col(desk.say("ui.replay.seat"), grow=1), Col("", 84, align="right")]
    table = Table(cols, rows, lambda key: desk.emit(WatchFrom(int(key), watching.line)), 54).named("replay.seats")
    table.selected = str(watching.seat)
    leave = Button(desk.say("ui.replay.leave"), desk.does(Leave()), "quiet", icon="logout").named("replay.leave")
    tall = 40 + 54 * len(rows)
    return Panel(
        desk.say("ui.replay.eyes"), table.sized(height=min(tall, 260 if desk.narrow else 490)), icon="eye", gap=4
    ).header_end(leave)


def corner(desk: Desk) -> Node:
    """For the top bar: whose match is looked at, and the way to the list of decisions."""
    watching = desk.watching
    assert watching is not None
    city = desk.read.city_id
    button = Button(desk.say("ui.replay.watching"), desk.does(GoTo("replay")), "primary", icon="eye")
    return Row(seal(desk, city, 30), button.named("top.ready"), gap=8)
