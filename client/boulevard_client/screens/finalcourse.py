"""The final report's course of the match: score by part over time, turning points from the ledger, how terms ended."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from boulevard_client.charts.race import LineRace, Race, Series
from boulevard_client.screens import finalgap
from boulevard_client.screens.desk import Desk
from boulevard_client.screens.intents import GoTo, LookAt
from boulevard_client.screens.news import event_row
from boulevard_client.screens.parts import Press, colour, mark, seal
from boulevard_client.theme import BODY, CAPTION, LABEL, STRONG, TITLE
from boulevard_client.widgets.cells import Cell, Sealed, Words
from boulevard_client.widgets.cells import figure as number
from boulevard_client.widgets.inputs import Tabs
from boulevard_client.widgets.label import Change, Icon, Label
from boulevard_client.widgets.layout import Column, Pad, Row
from boulevard_client.widgets.node import Node
from boulevard_client.widgets.panel import CARD, Panel
from boulevard_client.widgets.scroll import Scroll
from boulevard_client.widgets.table import Col, Table, TableRow
from boulevard_shared.events import Event
from boulevard_shared.ids import SCORE_PARTS
from boulevard_shared.parts import FinalReport
from boulevard_shared.view import Array

POINTS = 3
"""Turning points told."""
PART_INKS = ("celadon", "#587BF1", "#C9B3B0", "#CD9616", "#E14697")
"""One colour for each part of the score, from the palette of the cities."""


@dataclass(slots=True)
class Chosen:
    """What the chart shows: a part of all cities (1-5), or (0) all parts of one seat."""

    part: int = 0
    seat: int = -1


# --- score by part -----------------------------------------------------------------------------------------


def parts_by_turn(desk: Desk) -> Array:
    """Points by turn, seat and part; from the series, else from the turns that were seen."""
    model = desk.model
    seats, parts = len(model.seats), len(SCORE_PARTS)
    rows = model.series.get("score.parts")
    if rows:
        spec = model.schema["score.parts"]
        return np.array(rows, np.float64).reshape(len(rows), seats, parts) * spec.quantum
    return np.array([moment.view["score.parts"] for _, moment in sorted(model.moments.items())], np.float64)


def by_part(desk: Desk, chosen: Chosen) -> Node:
    """How every score came, part by part."""
    seat = desk.model.seat if chosen.seat < 0 else chosen.seat
    names = [desk.say("ui.final.all_parts"), *(desk.say(f"ui.score.{part}") for part in SCORE_PARTS)]

    def choose(part: int) -> None:
        chosen.part = part
        desk.again()

    tabs = Tabs(names, choose, chosen.part, segmented=True).named("final.part")
    rows = parts_by_turn(desk)
    line = desk.model.seats[seat]
    if chosen.part == 0:
        lines = tuple(
            Series(desk.say(f"ui.score.{part}"), tuple(float(v) for v in rows[:, seat, z]), PART_INKS[z])
            for z, part in enumerate(SCORE_PARTS)
        )
        title = desk.say("ui.final.parts_of", city=line.city)
    else:
        z = chosen.part - 1
        lines = tuple(
            Series(
                desk.read.city_name(each.city),
                tuple(float(v) for v in rows[:, each.seat, z]),
                colour(desk, each.city),
                mark(desk.look, each.city),
                own=each.seat == seat,
            )
            for each in desk.model.seats
        )
        title = desk.say("ui.final.part_of_all", part=f"ui.score.{SCORE_PARTS[z]}")
    step = 2 if len(rows) <= 12 else 4
    first = desk.model.turn + 1 - len(rows)
    times = tuple(str(desk.read.year(first + at)) if at % step == 0 else "" for at in range(max(2, len(rows))))
    chart = LineRace(Race(lines, times, lambda v: f"{v:.0f}"), _takeaway(desk, rows, seat)).sized(grow=1)
    told = Label(_takeaway(desk, rows, seat), BODY.tinted("text-hi"), wrap=True)
    whose: Node = _cities(desk, chosen, seat)
    if not desk.narrow:
        whose = Column(whose.sized(grow=1), _places(desk, rows[-1], seat), gap=14)
    shown = Panel(title, tabs, chart, told, icon="chart-line", gap=8).sized(grow=1)
    return Row(whose.sized(width=290 if desk.narrow else 330), shown, gap=14, align="stretch")


def _takeaway(desk: Desk, rows: Array, seat: int) -> str:
    """The one sentence: which part grew most, and which least."""
    grown = rows[-1, seat] - rows[0, seat]
    best, worst = (SCORE_PARTS[int(pick)] for pick in (grown.argmax(), grown.argmin()))
    return desk.say(
        "ui.final.part_told",
        city=desk.model.seats[seat].city,
        best=f"ui.score.{best}",
        most=round(100 * float(grown.max())),
        worst=f"ui.score.{worst}",
        least=round(100 * float(grown.min())),
    )


def _cities(desk: Desk, chosen: Chosen, seat: int) -> Panel:
    def choose(key: str) -> None:
        chosen.seat = int(key)
        desk.again()

    read, z = desk.read, chosen.part - 1
    rows = [
        TableRow(
            str(line.seat),
            (
                Sealed(mark(desk.look, line.city)),
                Words(read.city_name(line.city), read.seat_name(line.seat), STRONG, elide=True),
                number(
                    read.text("score.total", line.seat)
                    if z < 0
                    else read.text("score.parts", line.seat * len(SCORE_PARTS) + z)
                ),
            ),
            line.seat == desk.model.seat,
        )
        for line in desk.model.seats
    ]
    counted = desk.say("ui.standings.total" if z < 0 else f"ui.score.{SCORE_PARTS[z]}")
    cols = [Col("", 40), Col(desk.say("ui.standings.city"), grow=1), Col(counted, 60, align="right")]
    table = Table(cols, rows, choose, 54).named("final.cities").airy(84)
    table.on_move = choose
    table.selected, table.cursor = str(seat), [row.key for row in rows].index(str(seat))
    return Panel(desk.say("ui.final.whose"), table.sized(grow=1), icon="users", gap=6)


def _places(desk: Desk, ended: Array, seat: int) -> Panel:
    """What each part of one seat's score came to, and its place among all seats."""
    rows = []
    for z, part in enumerate(SCORE_PARTS):
        place = 1 + int((ended[:, z] > ended[seat, z]).sum())
        points = desk.read.text("score.parts", seat * len(SCORE_PARTS) + z)
        cells = (Words(desk.say(f"ui.score.{part}"), elide=True), number(points), Words(f"{place}/{len(ended)}"))
        rows.append(TableRow(part, cells))
    cols = (
        Col(desk.say("ui.final.part"), grow=1),
        Col(desk.say("ui.final.points"), 64, align="right"),
        Col(desk.say("ui.final.place"), 56, align="right"),
    )
    city = desk.model.seats[seat].city
    return Panel(
        desk.read.city_name(city), Table(cols, rows, row_height=34).named("final.places"), icon="trophy", gap=6
    )


# --- turning points ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Turning:
    """A turn in which our score or the lead moved most. Points in hundredths; `cause` is of the ledger, "" unknown."""

    turn: int
    change: int
    margin: int
    leader: int
    taken: bool
    cause: str
    size: int
    event: Event | None


def turning_points(desk: Desk, report: FinalReport) -> list[Turning]:
    """The turns where the lead or our own score changed most, in order, each with its cause."""
    rows = desk.model.series.get("score.total", [])
    seat = desk.model.seat
    found: list[tuple[int, Turning]] = []
    for turn in range(1, len(rows)):
        now, before = rows[turn], rows[turn - 1]
        change = now[seat] - before[seat]
        margin = _ahead(now, seat) - _ahead(before, seat)
        leader, was = max(range(len(now)), key=now.__getitem__), max(range(len(before)), key=before.__getitem__)
        taken = leader != was and before.count(before[was]) == 1  # where nobody led, nobody lost the lead
        weight = max(abs(change), abs(margin)) + (500 if taken and seat in (leader, was) else 0)
        cause, size = _cause(desk, turn, seat, change)
        event = _event(desk, report, turn)
        found.append((weight, Turning(turn, change, margin, leader, taken, cause, size, event)))
    found.sort(key=lambda each: -each[0])
    return sorted((turning for _, turning in found[:POINTS]), key=lambda turning: turning.turn)


def _ahead(row: list[int], seat: int) -> int:
    """How far a seat is ahead of the best of the others (negative: behind)."""
    return row[seat] - max((points for other, points in enumerate(row) if other != seat), default=0)


def _cause(desk: Desk, turn: int, seat: int, change: int) -> tuple[str, int]:
    """The part of the ledger that did most of a change of score; nothing for a turn that was not seen."""
    moment = desk.model.moments.get(turn)
    line = moment.why.get(("score.total", seat)) if moment is not None else None
    if line is None or not line.parts:
        return "", 0
    same = [part for part in line.parts if (part[1] > 0) == (change > 0)] or list(line.parts)
    return max(same, key=lambda part: abs(part[1]))


def _event(desk: Desk, report: FinalReport, turn: int) -> Event | None:
    """The weightiest news of the half-year that led to a turn: ours if there is any."""
    moment = desk.model.moments.get(turn)
    events = list(moment.events) if moment is not None else [e for e in report.headlines if e.turn == turn - 1]
    own = [event for event in events if event.own] or events
    return max(own, key=lambda event: event.weight, default=None)


def turns(desk: Desk, report: FinalReport) -> Node:
    """Three turning points, and how everybody's terms ended."""
    cards: list[Node] = [_card(desk, number, found) for number, found in enumerate(turning_points(desk, report))]
    if not cards:
        cards = [Label(desk.say("ui.news.none"), BODY)]
    points = Panel(
        desk.say("ui.final.turning"),
        Scroll(Column(*cards, gap=12), Pad(0, 4, 0, 4)).named("final.turning").sized(grow=1),
        icon="arrows-exchange",
        subtitle=desk.say("ui.final.turning_sub"),
    )
    right = Column(finalgap.panel(desk, report), _terms(desk).sized(grow=1), gap=14)
    return Row(points.sized(grow=1.4), right.sized(grow=1), gap=14, align="stretch")


def _card(desk: Desk, number: int, found: Turning) -> Node:
    read = desk.read
    points = read.write("score.total", found.change, signed=True)
    who = desk.model.seats[found.leader].city
    gained, lost = ("lead_taken", "lead_lost") if found.taken else ("lead_wider", "lead_closer")
    lead = desk.say(f"ui.final.{gained if found.margin > 0 else lost}", city=who, points=abs(found.margin))
    cause = found.cause.partition(":")[0]
    why = desk.say("ui.final.because", cause=f"cause.{cause}", points=found.size) if cause else ""
    told: list[Node] = [
        Row(
            Label(read.turn_name(found.turn - 1), TITLE).sized(grow=1),
            Label(desk.say("ui.final.own_score"), CAPTION),
            Change(points, found.change > 0 if found.change else None),
            gap=10,
        ),
        Label(lead, BODY.tinted("text-hi"), wrap=True),
    ]
    if why:
        told.append(Label(why, BODY, wrap=True))
    if found.event is not None:
        told.append(event_row(desk, found.event, number, "final.turned"))
    seen = found.turn in desk.model.moments
    if seen:
        told.append(Row(Icon("chevron-right", 16, "celadon"), Label(desk.say("ui.final.look"), LABEL), gap=6))

    def look() -> None:
        if seen:
            desk.emit(LookAt(found.turn))
            desk.emit(GoTo("bulletin"))

    card = Press(
        seal(desk, who, 34),
        Column(*told, gap=6).sized(grow=1),
        on_press=look,
        name=f"{read.turn_name(found.turn - 1)}: {lead}",
        gap=14,
        pad=Pad.all(14),
    )
    card.align = "start"
    return card.boxed(CARD).named(f"final.turning.{number}")


# --- terms -------------------------------------------------------------------------------------------------


def ended_terms(desk: Desk) -> dict[int, list[tuple[int, int]]]:
    """By seat, the (turn, result) of every term that was seen to end."""
    found: dict[int, list[tuple[int, int]]] = {line.seat: [] for line in desk.model.seats}
    moments = desk.model.moments
    for turn in sorted(moments):
        before = moments.get(turn - 1)
        if before is None:
            continue
        now, was = moments[turn].view, before.view
        for seat in found:
            if int(now["seat.term"][seat]) == 0 and int(was["seat.term"][seat]) > 0:
                found[seat].append((turn - 1, int(now["seat.result"][seat])))
    return found


def _terms(desk: Desk) -> Panel:
    read = desk.read
    rows: list[TableRow] = []
    for seat, ended in ended_terms(desk).items():
        line = desk.model.seats[seat]
        words = [
            desk.say("ui.final.term", when=turn, result=f"ui.handover.short.{result}") for turn, result in ended
        ] or [desk.say("ui.final.no_term")]
        promoted, inquiries = (int(read.view[f"seat.{name}"][seat]) for name in ("promotions", "inquiries"))
        cells: tuple[Cell, ...] = (
            Sealed(mark(desk.look, line.city)),
            Words(read.city_name(line.city), " · ".join(words), STRONG, elide=True),
            Words(str(promoted) if promoted else "–"),
            Words(str(inquiries) if inquiries else "–"),
        )
        rows.append(TableRow(str(seat), cells, seat == desk.model.seat))
    cols = [
        Col("", 40),
        Col(desk.say("ui.standings.city"), grow=1),
        Col(desk.say("ui.standings.promotions"), 84, align="right"),
        Col(desk.say("ui.standings.inquiries"), 84, align="right"),
    ]
    note = Label(desk.say("ui.final.terms_note"), CAPTION, wrap=True)
    return Panel(
        desk.say("ui.final.terms"),
        Table(cols, rows, row_height=46).named("final.terms").airy(76).sized(grow=1),
        *([] if desk.narrow else [note]),
        icon="id-badge-2",
    )
