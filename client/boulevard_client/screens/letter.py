"""The letter of appointment: what the first bulletin says before anything has happened."""

from __future__ import annotations

from collections.abc import Callable

from boulevard_client.art import Box
from boulevard_client.guide import steps
from boulevard_client.screens import onward
from boulevard_client.screens.carried import facts
from boulevard_client.screens.desk import Desk
from boulevard_client.screens.needs import next_need
from boulevard_client.screens.news import Rule, needs_list
from boulevard_client.screens.office import staying
from boulevard_client.screens.origins import rich
from boulevard_client.screens.parts import headline, mark, seal
from boulevard_client.screens.setting import RING_ROOM
from boulevard_client.screens.sums import quantity_name
from boulevard_client.theme import BODY, CAPTION, HEADING, LABEL, STRONG, TextStyle
from boulevard_client.widgets.button import Button
from boulevard_client.widgets.cells import Cell, Sealed, Words, figure
from boulevard_client.widgets.label import Icon, Label
from boulevard_client.widgets.layout import Column, Pad, Row, Spacer
from boulevard_client.widgets.meters import ProgressBar
from boulevard_client.widgets.node import Node
from boulevard_client.widgets.panel import Card, Panel
from boulevard_client.widgets.scroll import Scroll
from boulevard_client.widgets.table import Col, Table, TableRow
from boulevard_client.widgets.tipcard import KeyHint
from boulevard_shared.ids import SCORE_PARTS

MASTHEAD = TextStyle(30, "semibold")
LEAD = TextStyle(22, "semibold")
PAPER = Box("panel-top", "panel-bottom", "line2", 14, 1.2)
READING = TextStyle(16, "text", "text-mid")
"""A letter over half of a wide window: lines of body text would be too long to be read."""
YEARS = (3, 5, 7, 9)
STEPS = (("G", "read"), ("T", "take"), ("Space", "ready"))


def page(desk: Desk, go_on: Callable[[], None]) -> Node:
    """Who you are and where; the two clocks; three things to do now; what happens if nothing is decided."""
    others = _others(desk).sized(grow=1.6, at_least=(0, 130))
    if _is_past(desk):  # what Ready would hand in now has nothing to do with that day
        right = Column(needs_list(desk, 4), others, gap=14)
    else:
        ready = _ready(desk).sized(grow=1, at_least=(0, 110))
        right = Column(needs_list(desk, 4), ready, *([] if desk.narrow else [others]), _steps(desk), gap=14)
    return Row(
        _letter(desk, go_on).sized(grow=1.3),
        right.sized(grow=1),
        gap=14,
        pad=14,
        align="stretch",
    )


def _letter(desk: Desk, go_on: Callable[[], None]) -> Node:
    read, about = desk.read, desk.model.about
    career = read.career
    head = Row(
        seal(desk, read.city_id, 40),
        Label(desk.say("ui.letter.title"), MASTHEAD),
        Spacer(),
        Label(read.turn_name(0), LABEL),
        gap=14,
    )
    figures = Row(
        headline(desk, "trending-up", "city.gdp").named("letter.gdp"),
        headline(desk, "users", "city.population").named("letter.population"),
        headline(desk, "wallet", "city.income").named("letter.income"),
        *([] if desk.narrow else [headline(desk, "scale", "city.debt").named("letter.debt")]),
        gap=12,
        justify="between",
    )
    total = about.turns if about is not None else 0
    term = desk.say("ui.letter.term", turns=total, term=read.whole("seat.term_length"))
    mode = desk.say("ui.letter.career" if career else "ui.letter.anchored")
    body = Column(
        Column(
            Label(desk.say("ui.letter.lead", city=read.city_id), LEAD, wrap=True),
            Label(read.called(desk.content.cities[read.city_id].trait), _text(desk).tinted("text-hi"), wrap=True),
            gap=9,
        ),
        figures,
        _section(desk, "hourglass", "term", Label(f"{term}{desk.say('ui.letter.gap')}{mode}", _text(desk), wrap=True)),
        _section(
            desk,
            "clock-hour-4",
            "clocks",
            rich(desk, "letter.term", desk.say("ui.letter.clocks_about"), _text(desk)),
            _stays(desk),
        ),
        _section(desk, "trophy", "judged", *_judged(desk)),
        gap=9 if desk.narrow else 15,
        justify="start" if desk.narrow else "between",
    )
    if _is_past(desk):
        foot = onward.foot(desk)
    else:
        go = Button(desk.say(f"ui.letter.{_next(desk)}"), go_on, "primary", onward.KEY, "arrow-right")
        foot = [Row(Spacer(), go.named("bulletin.go"))]
    return Card(
        head,
        Rule(),
        Scroll(body, RING_ROOM).named("letter.body").sized(grow=1),
        *foot,
        gap=12,
        pad=Pad.sides(24, 18),
        box=PAPER,
    )


def _text(desk: Desk) -> TextStyle:
    return BODY if desk.narrow else READING


def done(desk: Desk) -> bool:
    """Whether something is decided and nothing more is suggested: what is left is Ready."""
    return bool(desk.model.changed_keys) and next_need(desk) is None and not desk.model.ready


def _is_past(desk: Desk) -> bool:
    """Whether the letter is read again, in a later turn or in a stored match."""
    return desk.model.shown_turn is not None or desk.model.watched


def _next(desk: Desk) -> str:
    """What the button at the foot offers."""
    if done(desk):
        return "hand_in"
    return "go_next" if desk.model.changed_keys else "go_on"


def _section(desk: Desk, icon: str, name: str, *parts: Node) -> Node:
    """A heading with what stands under it."""
    title = Label(desk.say(f"ui.letter.{name}_head"), HEADING)
    head = Row(Icon(icon, 20, "celadon"), title, gap=10, pad=Pad(0, 5, 0, 0))
    return Column(head, *parts, gap=9 if desk.narrow else 13)


def _stays(desk: Desk) -> Node:
    """How likely it is that whoever signs today still sits here, after so many years."""
    stays = staying(desk, 2 * YEARS[-1])
    columns: list[Node] = []
    for years in YEARS:
        share = stays[2 * years]
        columns.append(
            Column(
                Row(
                    Label(desk.say("ui.letter.after", n=years), LABEL).sized(grow=1),
                    Label(f"{round(100 * share)}%", STRONG),
                    gap=6,
                ),
                ProgressBar(share, "celadon" if share >= 0.4 else "amber" if share >= 0.2 else "vermilion"),
                gap=4,
            ).sized(grow=1)
        )
    return Row(*columns, gap=18, pad=Pad(0, 2, 0, 2))


def _weights(desk: Desk) -> str:
    about = desk.model.about
    if about is None:
        return ""
    weights = desk.content.scenarios[about.scenario].weights
    parts = [
        desk.say("ui.standings.weight", part=f"ui.score.{part}", percent=round(100 * weights[part]))
        for part in SCORE_PARTS
    ]
    return desk.say("ui.letter.comma").join(parts)


def _judged(desk: Desk) -> list[Node]:
    """Each part of the score: its weight and, where there is room, what it measures."""
    about = desk.model.about
    if desk.read.career:
        return [Label(desk.say("ui.letter.judged_career"), _text(desk), wrap=True)]
    if about is None or desk.narrow:
        return [Label(desk.say("ui.letter.judged_about", parts=_weights(desk)), BODY, wrap=True)]
    weights = desk.content.scenarios[about.scenario].weights
    rows: list[Node] = [
        Row(
            Label(desk.say(f"ui.score.{part}"), STRONG).sized(width=110),
            ProgressBar(weights[part] / max(weights.values()), "celadon-deep").sized(width=200),
            Label(f"{round(100 * weights[part])}%", LABEL).aligned("right").sized(width=48),
            Label(desk.say(f"cause.{part}"), BODY, elide=True).sized(grow=1),
            gap=14,
        )
        for part in SCORE_PARTS
    ]
    return [Label(desk.say("ui.letter.judged_in_parts"), _text(desk), wrap=True), *rows]


def _ready(desk: Desk) -> Panel:
    count = len(desk.model.changed_keys)
    about = desk.say("ui.carried.ready_with", n=count) if count else desk.say("ui.letter.ready_about")
    lines = Column(Label(about, BODY, wrap=True), *facts(desk), gap=5)
    title = desk.say("ui.letter.ready_now" if count else "ui.letter.ready")
    return Panel(title, Scroll(lines).named("letter.ready").sized(grow=1), icon="circle-check", gap=8)


def _others(desk: Desk) -> Panel:
    """All cities of the table as they begin, the largest first: what ours is measured against."""
    read = desk.read
    rows = []
    for at in sorted(range(len(read.city_ids)), key=lambda at: -int(read.view["city.gdp"][at])):
        city, governor = read.city_ids[at], read.governor(at)
        who = read.seat_name(governor.seat) if governor is not None else desk.say("ui.nobody")
        debt = 100 * float(read.view["city.debt"][at]) / max(1.0, float(read.view["city.gdp"][at]))
        cells: tuple[Cell, ...] = (
            Sealed(mark(desk.look, city)),
            Words(read.city_name(city), who if desk.narrow else "", style=STRONG, elide=True),
            *([] if desk.narrow else [Words(who, style=LABEL, elide=True)]),
            *(figure(read.text(name, at, short=True)) for name in ("city.gdp", "city.income")),
            figure(f"{debt:.0f}%"),
        )
        rows.append(TableRow(city, cells, own=at == read.city))
    cols = (
        Col(width=30),
        Col(desk.say("ui.talent.col.city"), grow=1),
        *([] if desk.narrow else [Col(desk.say("ui.letter.governs"), grow=1)]),
        Col(quantity_name(desk, "city.gdp"), 92, align="right"),
        Col(quantity_name(desk, "city.income"), 112, align="right"),
        Col(desk.say("ui.figure.debt_ratio"), 84, align="right"),
    )
    table = Table(cols, rows, row_height=52 if _is_past(desk) else 36).named("letter.others")
    return Panel(desk.say("ui.letter.others"), table.airy(92).sized(grow=1), icon="map-2", gap=4)


def _steps(desk: Desk) -> Panel:
    """The first turn in a few key presses."""
    rows: list[Node] = [
        Row(
            KeyHint(key, "").sized(width=70, height=24),
            Label(desk.say(f"ui.letter.step.{name}"), BODY, wrap=True).sized(grow=1),
            gap=10,
            align="start",
        )
        for key, name in STEPS
    ]
    if _alone(desk) and not desk.narrow:
        rows.append(Label(desk.say("ui.letter.learn"), CAPTION, wrap=True))
    return Panel(desk.say("ui.letter.steps"), *rows, icon="keyboard", gap=6)


def _alone(desk: Desk) -> bool:
    """A match against bots without a guide: who is new here may leave it for the one that has one."""
    about = desk.model.about
    people = sum(line.human for line in desk.model.seats)
    return about is not None and people == 1 and not steps(about.scenario)
