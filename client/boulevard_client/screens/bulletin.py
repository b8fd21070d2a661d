"""The half-year bulletin: headline, our own news, the others' news, what bots say, and what needs the player."""

from __future__ import annotations

from collections.abc import Sequence

from boulevard_client.art import Box
from boulevard_client.charts.race import LineRace
from boulevard_client.charts.waterfall import Waterfall
from boulevard_client.screens import handover, letter, moments, onward
from boulevard_client.screens.desk import Desk, Screen
from boulevard_client.screens.explain import account, race
from boulevard_client.screens.intents import Ready
from boulevard_client.screens.news import HEADLINE, Rule, event_rows, needs_list
from boulevard_client.screens.origins import origin
from boulevard_client.screens.parts import headline, seal
from boulevard_client.screens.sums import quantity_name
from boulevard_client.theme import BODY, CAPTION, LABEL, RIGHT_COLUMN, STRONG, TextStyle
from boulevard_client.widgets.inputs import Tabs
from boulevard_client.widgets.keys import Key
from boulevard_client.widgets.label import Label
from boulevard_client.widgets.layout import Column, Pad, Row, Spacer
from boulevard_client.widgets.node import Node
from boulevard_client.widgets.panel import Card, Divider, Panel
from boulevard_client.widgets.scroll import Scroll
from boulevard_shared.events import Event

MASTHEAD = TextStyle(30, "semibold")
LEAD = TextStyle(24, "semibold")
PAPER = Box("panel-top", "panel-bottom", "line2", 14, 1.2)


OWN = 20
"""Weight that our own news has more than others' on our front page."""


def front_page(events: Sequence[Event]) -> list[Event]:
    """The headline, and up to two more that are worth one; what is ours comes before what happens elsewhere."""

    def weight(event: Event) -> int:
        return event.weight + OWN * event.own

    first, *rest = sorted(events, key=lambda event: -weight(event))
    return [first, *(event for event in rest[:2] if weight(event) >= HEADLINE)]


class BulletinScreen(Screen):
    """What happened in the half-year before the shown turn. Keeps the open list and the stamps seen."""

    name = "bulletin"

    def __init__(self) -> None:
        self.page = 0
        self.moments = moments.Shown()

    def key(self, key: Key, desk: Desk) -> bool:
        if key.combo == onward.KEY:
            self._go_on(desk)
            return True
        return False

    def hints(self, desk: Desk) -> tuple[tuple[str, str], ...]:
        way = onward.onward(desk)
        return ((onward.KEY, desk.say(way[0])),) if way is not None else ()

    def build(self, desk: Desk) -> Node:
        if desk.model.moment.turn == 0:
            return letter.page(desk, lambda: self._go_on(desk))
        events = desk.model.moment.events
        moved = handover.handover(desk)
        own = [event for event in events if event.own and (moved is None or handover.ours(event))]
        others = sorted((event for event in events if not event.own), key=lambda event: -event.weight)
        if moved is None:
            told = moments.cards(desk, self.moments, 1 if desk.narrow else 2)
            marked = [event for _, event in moments.moments(desk)[: len(told)]]
            rest = [event for event in events if event not in marked]
            own = [event for event in own if event not in marked]  # what a card tells is not told again below it
            top: Node = Column(*told, self._front(desk, rest), gap=14)
        else:
            fallen = self.moments.once(desk.model.moment.turn, -1)
            top = handover.card(desk, moved, fallen).sized(grow=2.5 if moved.old != moved.new else 1)
        whole = (
            desk.narrow and moved is not None and moved.old != moved.new
        )  # a change of office needs the room; our news become a page
        front = top.sized(grow=1.25) if whole else Column(top, self._own(desk, own).sized(grow=1), gap=14)
        front.sized(grow=1.25)
        elsewhere = self._news(desk, "elsewhere", "news", others).sized(grow=1)
        side = Column(needs_list(desk, 6), self._reasons(desk).sized(grow=1), gap=14)
        if desk.narrow:
            pages = {"elsewhere": elsewhere, "reasons": self._reasons(desk)}
            if whole:
                pages = {"own": self._own(desk, own), **pages}
            shown = min(self.page, len(pages) - 1)
            names = [desk.say(f"ui.bulletin.{name}") for name in pages]
            tabs = Tabs(names, lambda page: self._turn(desk, page), shown).named("bulletin.pages")
            page = list(pages.values())[shown]
            page.replace(tabs, *page.children[1:])  # the tab is its title
            right = Column(needs_list(desk, 3), page.sized(grow=1), gap=14).sized(grow=1)
            return Row(front, right, gap=14, pad=14, align="stretch")
        return Row(front, elsewhere, side.sized(width=RIGHT_COLUMN), gap=14, pad=14, align="stretch")

    def _turn(self, desk: Desk, page: int) -> None:
        self.page = page
        desk.again()

    def _front(self, desk: Desk, events: list[Event]) -> Node:
        turn = desk.model.moment.turn
        read = desk.read
        if events:
            first, *more = front_page(events)
            lead = desk.tell(first.sentence)
            under = " · ".join(desk.tell(event.sentence) for event in more)
        else:
            lead, under = desk.say("ui.news.none"), ""
        head = Row(
            seal(desk, read.city_id, 40),
            Label(desk.say("ui.bulletin.title"), MASTHEAD),
            Spacer(),
            Label(read.turn_name(turn - 1), LABEL),
            gap=14,
        )
        figures = Row(
            headline(desk, "trending-up", "city.gdp", relative=True).named("bulletin.gdp"),
            headline(desk, "wallet", "city.income", relative=True).named("bulletin.income"),
            headline(desk, "trophy", "score.total").named("bulletin.score"),
            gap=18,
            justify="between",
        )
        rows: list[Node] = [head, Rule(), Label(lead, LEAD, wrap=True)]
        if under:
            rows.append(Label(under, BODY, wrap=True))
        rows += [Divider(), figures, *onward.foot(desk)]
        return Card(*rows, gap=12, pad=Pad.sides(24, 18), box=PAPER)

    def _own(self, desk: Desk, events: list[Event]) -> Panel:
        sums: list[Node] = []
        for quantity in ("city.treasury", "city.gdp", "score.total"):
            sum_ = account(desk, quantity, desk.read.place(quantity))
            if sum_ is not None:
                caption = Label(desk.say("ui.city.why", quantity=f"quantity.{quantity}"), STRONG)
                sums += [Divider(), caption, Waterfall(sum_)]
        return self._news(desk, "own", "building-community", events, sums)

    def _news(self, desk: Desk, name: str, icon: str, events: list[Event], below: Sequence[Node] = ()) -> Panel:
        where = f"bulletin.{name}"
        rows = event_rows(desk, events, where, links=True)
        if not rows and below:
            below = below[1:]  # the sums alone need no line above them
        elif not rows:
            rows = [Label(desk.say("ui.news.none"), BODY, wrap=True)]
        list_ = Scroll(Column(*rows, *below, gap=14)).named(where).sized(grow=1)
        count = desk.say("ui.news.count", n=len(events)) if events else ""
        return Panel(desk.say(f"ui.bulletin.{name}"), list_, icon=icon, subtitle=count)

    def _reasons(self, desk: Desk) -> Panel:
        rows: list[Node] = []
        for reason in desk.model.moment.reasons:
            line = desk.model.seats[reason.seat]
            words = Column(
                Label(f"{desk.read.city_name(line.city)} · {desk.read.seat_name(reason.seat)}", CAPTION, elide=True),
                Label(desk.tell(reason.text), BODY.tinted("text-hi"), wrap=True),
                gap=0,
            )
            rows.append(Row(seal(desk, line.city, 26), words.sized(grow=1), gap=12, align="start"))
        if not rows and not desk.narrow and "score.total" in desk.model.series:
            return self._scores(desk)
        if not rows:
            rows = [Label(desk.say("ui.bulletin.no_reasons"), BODY, wrap=True)]
        list_ = Scroll(Column(*rows, gap=14)).named("bulletin.reasons").sized(grow=1)
        return Panel(desk.say("ui.bulletin.reasons"), list_, icon="messages").sourced(origin(desk, "news"))

    @staticmethod
    def _scores(desk: Desk) -> Panel:
        """Where no bot explains itself: the scores so far."""
        chart = desk.still("bulletin.scores", lambda: LineRace(race(desk, "score.total"))).sized(grow=1)
        return Panel(quantity_name(desk, "score.total"), chart, icon="trophy").sourced(origin(desk, "standings"))

    @staticmethod
    def _go_on(desk: Desk) -> None:
        if desk.model.moment.turn == 0 and desk.model.live and letter.done(desk):
            desk.emit(Ready(True))
            return
        onward.go_on(desk)
