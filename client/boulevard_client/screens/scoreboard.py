"""The scoreboard: every seat with the parts of its score, career merits, and the race so far."""

from __future__ import annotations

from boulevard_client.charts.race import LineRace
from boulevard_client.screens.desk import Desk, Screen
from boulevard_client.screens.explain import race
from boulevard_client.screens.intents import Explain
from boulevard_client.screens.parts import SUB, mark
from boulevard_client.screens.sums import tip
from boulevard_client.theme import BODY, STRONG
from boulevard_client.widgets.cells import Cell, Moved, Sealed, Share, Words, figure, signed_shares
from boulevard_client.widgets.inputs import Tabs
from boulevard_client.widgets.label import Label
from boulevard_client.widgets.layout import Column, Row
from boulevard_client.widgets.node import Node
from boulevard_client.widgets.panel import Panel
from boulevard_client.widgets.table import Col, Table, TableRow
from boulevard_shared.ids import SCORE_PARTS

CAREER = ("merit", "evaluation", "legacy")
"""What a career's score is the sum of."""
COUNTS = ("merit", "legacy", "promotions", "inquiries")
"""What may be counted beside a city's score."""
LATER = ("promotions", "inquiries")
"""What may be counted beside a career."""
ROW, LOW_ROW = 50, 36
"""Rows with two lines, and in a low window with one."""
RACES = ("score.total", "seat.merit", "city.gdp", "city.income", "city.technology", "city.strategic")


class ScoreboardScreen(Screen):
    """Keeps which history is drawn."""

    name = "standings"

    def __init__(self) -> None:
        self.raced = 0

    def build(self, desk: Desk) -> Node:
        tall = 102 + (LOW_ROW if desk.narrow else ROW) * len(desk.model.seats)
        standings = Panel(
            desk.say("ui.standings.title"),
            self._table(desk).airy(56).sized(grow=1),
            icon="trophy",
            subtitle=desk.say("ui.standings.sub_career" if desk.read.career else "ui.standings.sub"),
        )
        return Column(
            standings.sized(height=min(tall, 400 if desk.narrow else 530)),
            Row(self._race(desk).sized(grow=1.6), self._terms(desk).sized(grow=1), gap=14, align="stretch").sized(
                grow=1
            ),
            gap=14,
            pad=14,
        )

    def _parts(self, desk: Desk) -> list[str]:
        """The parts of a city's score, each with what it weighs in this scenario."""
        about = desk.model.about
        if about is None:
            return [desk.say(f"ui.score.{part}") for part in SCORE_PARTS]
        weights = desk.content.scenarios[about.scenario].weights
        return [
            desk.say("ui.standings.weight", part=f"ui.score.{part}", percent=round(100 * weights[part]))
            for part in SCORE_PARTS
        ]

    def _table(self, desk: Desk) -> Table:
        read, view = desk.read, desk.read.view
        order = sorted(range(len(view["score.rank"])), key=lambda each: int(view["score.rank"][each]))
        wide = not desk.narrow or read.career
        waited = wide and desk.model.live and any(line.ready for line in desk.model.seats)
        kinds = LATER if read.career else COUNTS
        # what has come to nobody yet has no column: it would be dashes alone; a low window has no room for counts
        counted = [name for name in kinds if wide and view[f"seat.{name}"].any()]
        cols = [Col("", 26), Col("", 40), Col(desk.say("ui.standings.city"), grow=0.9 if desk.narrow else 1.4)]
        if desk.narrow:  # one line for each city, so that all of them are seen at once
            cols += [Col("", grow=1.1), Col(desk.say("ui.standings.total"), 60, align="right"), Col("", 70)]
        else:
            cols += [Col(desk.say("ui.standings.total"), 96, align="right")]
        if read.career:
            cols += [Col(desk.say(f"quantity.seat.{name}"), grow=1, align="right") for name in CAREER]
        else:
            cols += [Col("", 4), *(Col(part, grow=1 if desk.narrow else 0.9, least=104) for part in self._parts(desk))]
        cols += [Col(desk.say(f"ui.standings.{name}"), 84, align="right") for name in counted]
        cols += [Col("", 56)] if waited else []
        parts = _bars(desk)
        rows: list[TableRow] = []
        for seat in order:
            cells = self._who(desk, seat)
            if read.career:  # the city's parts say how it does, but the career is what counts
                cells += [Words(read.text(f"seat.{name}", seat), style=STRONG) for name in CAREER]
            else:
                cells += [Words(""), *(column[seat] for column in parts)]
            cells += [Words(read.text(f"seat.{name}", seat) if view[f"seat.{name}"][seat] else "–") for name in counted]
            cells += [Words(desk.say("ui.standings.ready") if desk.model.seats[seat].ready else "")] if waited else []
            rows.append(TableRow(str(seat), tuple(cells), seat == desk.model.seat, tip(desk, "score.total", seat)()))
        row = LOW_ROW if desk.narrow else ROW
        return Table(cols, rows, lambda key: desk.emit(Explain("score.total", int(key))), row).named("standings.table")

    def _who(self, desk: Desk, seat: int) -> list[Cell]:
        """Rank, city, who governs it, and the total with its change."""
        read, line = desk.read, desk.model.seats[seat]
        city = read.city_ids[int(read.view["seat.city"][seat])]
        text, gain = read.change_text("score.total", seat)
        who = read.seat_name(seat) + (f" · {desk.say('ui.standings.acting')}" if line.acting else "")
        total = read.text("score.total", seat)
        cells: list[Cell] = [
            Words(str(int(read.view["score.rank"][seat])), style=STRONG),
            Sealed(mark(desk.look, city)),
        ]
        if not desk.narrow:
            return [*cells, Words(read.city_name(city), who, STRONG, SUB, elide=True), Moved(text, gain, total)]
        name = Words(read.city_name(city), style=STRONG, elide=True)
        return [*cells, name, Words(who, style=SUB, elide=True), figure(total), Moved(text, gain)]

    def _race(self, desk: Desk) -> Panel:
        names = [desk.say(f"quantity.{quantity}") for quantity in RACES]
        shown = [name for quantity, name in zip(RACES, names, strict=True) if quantity in desk.model.series]
        kept = [quantity for quantity in RACES if quantity in desk.model.series][: 4 if desk.narrow else None]
        index = min(self.raced, len(kept) - 1)
        tabs = Tabs(shown[: len(kept)], lambda i: self._choose(desk, i), index).named("standings.races")
        chart = desk.still(f"standings.race.{kept[index]}", lambda: LineRace(race(desk, kept[index])))
        return Panel(desk.say("ui.standings.race"), tabs, chart.sized(grow=1), icon="chart-line")

    def _choose(self, desk: Desk, index: int) -> None:
        self.raced = index
        desk.again()

    def _terms(self, desk: Desk) -> Panel:
        read = desk.read
        view = read.view
        judged = bool(view["seat.result"].any())
        rows: list[TableRow] = []
        judging = sorted(enumerate(desk.model.seats), key=lambda each: -float(view["seat.evaluation"][each[0]]))
        for seat, line in judging:
            city = read.city_ids[int(view["seat.city"][seat])]
            last = desk.say(f"ui.handover.short.{int(view['seat.result'][seat])}")
            term, length = int(view["seat.term"][seat]), max(1, int(view["seat.term_length"][seat]))
            rows.append(
                TableRow(
                    str(seat),
                    (
                        Sealed(mark(desk.look, city)),
                        Words(read.city_name(line.city), style=STRONG, elide=True),
                        Words(f"{term + 1}/{length}"),
                        Words(read.text("seat.evaluation", seat), style=STRONG),
                        *([Words(last, elide=True)] if judged else []),
                    ),
                    seat == desk.model.seat,
                )
            )
        cols = [
            Col("", 34),
            Col(desk.say("ui.standings.city"), grow=1),
            Col(desk.say("ui.standings.term"), 70, align="right"),
            Col(desk.say("ui.standings.evaluation"), 90, align="right"),
            # before the first term has ended this would be dashes alone
            *([Col(desk.say("ui.standings.last_term"), grow=1)] if judged else []),
        ]
        table = Table(cols, rows, lambda key: desk.emit(Explain("seat.evaluation", int(key))), 34).named(
            "standings.terms"
        )
        note = Label(desk.say("ui.standings.terms_note"), BODY, wrap=True)
        return Panel(desk.say("ui.standings.careers"), table.airy(44).sized(grow=1), note, icon="id-badge-2")


def _bars(desk: Desk) -> list[list[Share]]:
    """A column of bars for each part of the score, by seat; its bars share one scale, whichever sign they have."""
    points, read = desk.read.view["score.parts"], desk.read
    return [
        signed_shares(
            [float(value) for value in points[:, part]],
            [read.text("score.parts", seat * len(SCORE_PARTS) + part) for seat in range(len(points))],
        )
        for part in range(len(SCORE_PARTS))
    ]
