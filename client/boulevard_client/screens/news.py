"""Lists of what happened and of what needs the player: used by the region, the bulletin and the final report."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from boulevard_client.art import Box
from boulevard_client.icons import icon
from boulevard_client.screens.desk import Desk
from boulevard_client.screens.needs import PRESSING, Need, needs, opening
from boulevard_client.screens.origins import origin, rich
from boulevard_client.screens.parts import Press, seal
from boulevard_client.theme import BODY, CAPTION, LABEL, STRONG, TextStyle
from boulevard_client.widgets.canvas import Canvas
from boulevard_client.widgets.label import Icon, Label
from boulevard_client.widgets.layout import Column, Pad, Row
from boulevard_client.widgets.node import Node
from boulevard_client.widgets.panel import Badge, Panel
from boulevard_client.widgets.scroll import Scroll
from boulevard_shared.events import Event, EventKind

HEADLINE = 80
"""Weight from which an event is headline news."""
GLAD = frozenset(
    (
        EventKind.PROJECT_WON,
        EventKind.FIRM_OPENED,
        EventKind.FIRM_PROFITED,
        EventKind.FIRM_RESCUED,
        EventKind.FIRM_SPUN_OUT,
        EventKind.FIRM_LISTED,
        EventKind.HUB_OPENED,
        EventKind.UNIVERSITY_HOSTED,
        EventKind.FUND_FILLED,
        EventKind.LEADER_NAMED,
        EventKind.BOTTLENECK_CLEARED,
        EventKind.IMPORT_REPLACED,
        EventKind.LEAD_CHANGED,
        EventKind.MODEL_MADE,
        EventKind.MODULE_OPENED,
        EventKind.CLEAN_UP_FINISHED,
    )
)
"""Good for the city it happens to: never in the colour that says act now, however weighty."""
HARSH = frozenset(
    (
        EventKind.LISTING_WINDOW_SHUT,
        EventKind.WEALTH_SHARED,
        EventKind.SLUMP_BROKEN,
        EventKind.CRACKDOWN_BEGUN,
        EventKind.RIFT_WIDENED,
        EventKind.SANCTIONS_TIGHTENED,
        EventKind.CORRECTION_BEGUN,
        EventKind.CAMPAIGN_BEGUN,
        EventKind.DATA_LAW_PASSED,
    )
)
"""News of the whole country that every city may be hurt by."""
HOSTILE = frozenset(
    (
        EventKind.PACT_BROKEN,
        EventKind.SPOILER_EXPOSED,
        EventKind.FIRM_MOVED,
        EventKind.TALENT_POACHED,
        EventKind.FIRM_POACHED,
        EventKind.OFFICIAL_POACHED,
    )
)
"""What one city does to another: it concerns us where it names us."""


_INK_ORDER = ("text-mid", "celadon", "amber", "vermilion")
"""Colours of news by how much they concern us."""


class Disc(Row):
    """An icon on a round ground, tinted by how the news concerns us."""

    role = "icon"

    def __init__(self, name: str, ink: str, ground: str, size: float = 34) -> None:
        super().__init__(Icon(name, size * 0.55, ink), justify="center")
        self.ground = ground
        self.width = self.height = size

    def paint(self, canvas: Canvas) -> None:
        canvas.box(self.rect, Box(self.ground, radius=99))


def event_row(desk: Desk, event: Event, number: int, where: str, *, links: bool = True, dated: bool = True) -> Node:
    """One event: icon, sentence, whose city and when. `links` lead from its terms to the almanac; `dated` is False
    where a heading has said both.
    """

    def make() -> Node:
        disc, words = _told(desk, event, f"{where}.{number}", links)
        said = Column(words, _below(desk, event), gap=2) if dated else Column(words)
        row = Row(disc, said.sized(grow=1), gap=12, align="start" if dated else "center")
        return row.named(f"{where}.{number}").sourced(origin(desk, "news"))

    return desk.kept.part(f"{where}.{number}", event, make)


def event_rows(desk: Desk, events: Sequence[Event], where: str, *, links: bool = False) -> list[Node]:
    """A row for each event; several of one kind in one half-year share one, so that a list stays short."""
    return [
        event_row(desk, same[0], at, where, links=links) if len(same) == 1 else events_row(desk, same, at, where)
        for at, same in enumerate(alike(events))
    ]


def alike(events: Sequence[Event]) -> Iterator[list[Event]]:
    """Events of one kind in one half-year together, in the order in which their first ones stand."""
    kept: dict[tuple[int, EventKind], list[Event]] = {}
    for event in events:
        kept.setdefault((event.turn, event.kind), []).append(event)
    yield from kept.values()


def events_row(desk: Desk, events: Sequence[Event], number: int, where: str) -> Node:
    """Several events of one kind and half-year: one icon, a sentence each beside its city's seal, and when it was.

    Sentences that differ by their chain alone are told once, with the names of the other chains.
    """

    def make() -> Node:
        others = _chains(desk, events)
        said: list[Node] = []
        for event in events[:1] if others else events:
            words = Label(desk.tell(event.sentence), _style(event), wrap=True)
            row = Row(seal(desk, event.city, 18), words.sized(grow=1), gap=8, align="start") if event.city else words
            said.append(row)
        if others:
            said.append(Label(desk.say("ui.news.also", text=others), LABEL, wrap=True))
        said.append(Label(desk.read.turn_name(events[0].turn), CAPTION))
        gravest = max(events, key=lambda event: _INK_ORDER.index(inks(event, desk.read.city_id)[0]))
        disc = Disc(icon("event", events[0].kind.value), *inks(gravest, desk.read.city_id))
        row = Row(disc, Column(*said, gap=4).sized(grow=1), gap=12, align="start")
        return row.named(f"{where}.{number}").sourced(origin(desk, "news"))

    return desk.kept.part(f"{where}.{number}", tuple(events), make)


def _chains(desk: Desk, events: Sequence[Event]) -> str:
    """The chains of all events but the first, if nothing else tells them apart; else ""."""
    first, *rest = (event.sentence for event in events)
    same = {key: value for key, value in first.args.items() if key != "chain"}
    alike = all(
        each.key == first.key and same == {key: value for key, value in each.args.items() if key != "chain"}
        for each in rest
    )
    names = [str(each.args.get("chain", "")) for each in rest]
    if not alike or not set(names) <= set(desk.read.chains):
        return ""
    return desk.say("ui.listed_chains").join(desk.read.chain_short(desk.read.chains.index(name)) for name in names)


def inks(event: Event, city: str) -> tuple[str, str]:
    """The colours of an event's icon and of the disc below it, as the news concerns our `city`.

    Ours is celadon, or vermilion if it asks us to act. What others have is neutral, good or bad: amber, the colour of
    caution, is for what may hurt us too.
    """
    if event.own:
        grave = event.weight >= HEADLINE and event.kind not in GLAD
        return ("vermilion", "vermilion-dim") if grave else ("celadon", "celadon-dim")
    hurts = event.kind in HARSH and event.weight >= HEADLINE
    aimed = event.kind in HOSTILE and city != event.city and city in event.sentence.args.values()
    return ("amber", "amber-dim") if hurts or aimed else ("text-mid", "raised")


def _style(event: Event) -> TextStyle:
    return STRONG if event.weight >= 60 or event.own else TextStyle(14, "text", "text-hi")


def _told(desk: Desk, event: Event, name: str, links: bool) -> tuple[Node, Node]:
    """The icon on its disc, and the sentence."""
    ink, ground = inks(event, desk.read.city_id)
    style = _style(event)
    told = desk.tell(event.sentence)
    words: Node = Label(told, style, wrap=True)
    if links and (event.own or event.weight >= HEADLINE):  # a link in each of sixty lines would be sixty stops of Tab
        words = rich(desk, name, told, style, most=1)
    return Disc(icon("event", event.kind.value), ink, ground), words


def _below(desk: Desk, event: Event) -> Row:
    under = desk.read.turn_name(event.turn)
    whose: list[Node] = [seal(desk, event.city, 18)] if event.city else []
    return Row(*whose, Label(f"{desk.read.city_name(event.city)} · {under}", CAPTION, elide=True).sized(grow=1), gap=6)


def news_list(desk: Desk, name: str) -> Panel:
    """Everything that happened in the half-year before the shown turn, most important first; the bulletin has links."""
    events = desk.model.moment.events
    rows = event_rows(desk, events, name) or [Label(desk.say("ui.news.none"), BODY, wrap=True)]
    return Panel(
        desk.say("ui.news.title"),
        Scroll(Column(*rows, gap=12)).named(name).sized(grow=1),
        icon="bell",
        subtitle=desk.say("ui.news.count", n=len(events)),
    )


def _need_icon(need: Need) -> Icon:
    if need.weight < PRESSING:
        return Icon("bulb", 18, "celadon")
    if need.weight < 60:
        return Icon("point", 18, "amber")
    return Icon("alert-triangle", 18, "vermilion")


def needs_list(desk: Desk, most: int) -> Panel:
    """What waits for a decision; each line leads there."""
    found = needs(desk)
    rows: list[Node] = []
    for number, need in enumerate(found[:most]):
        if need.advised and not any(other.advised for other in found[:number]):
            rows.append(Label(desk.say("ui.counsel.title"), CAPTION))
        words = desk.tell(need.sentence)
        said: list[Node] = [Label(words, TextStyle(14, "text", "text-hi"), wrap=True, lines=5, elide=True)]
        if need.reason is not None:
            said.append(Label(desk.tell(need.reason), CAPTION, wrap=True, lines=4, elide=True))
        rows.append(
            Press(
                _need_icon(need),
                Column(*said, gap=0).sized(grow=1),
                Icon("chevron-right", 16, "text-low"),
                on_press=desk.does(opening(desk, need)),
                name=words,
                pad=Pad.sides(6, 6),
            ).named(f"needs.{number}")
        )
    if not rows:
        key = "ui.needs.looking_back" if desk.model.shown_turn is not None else "ui.needs.nothing"
        rows = [Label(desk.say(key), BODY, wrap=True)]
    elif len(found) > most:
        rows.append(Label(desk.say("ui.needs.more", n=len(found) - most), CAPTION))
    panel = Panel(desk.say("ui.needs.title"), *rows, icon="list-check", gap=2)
    panel.sourced(origin(desk, "advice"))
    count = sum(need.weight >= PRESSING for need in found)
    return panel.header_end(Badge(count)) if count else panel


class Rule(Node):
    """The double line under a newspaper's name."""

    role = "divider"

    def __init__(self) -> None:
        super().__init__()
        self.height = 6

    def paint(self, canvas: Canvas) -> None:
        thin = max(1, canvas.px(1))
        top = self.rect.copy()
        top.height = canvas.px(3)
        canvas.fill(top, "text-mid")
        top.top, top.height = self.rect.bottom - thin, thin
        canvas.fill(top, "text-mid")
