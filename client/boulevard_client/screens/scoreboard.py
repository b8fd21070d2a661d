"""The scoreboard: every seat with the parts of its score, career merits, and the race so far."""

from __future__ import annotations

from boulevard_client.charts.race import LineRace
from boulevard_client.screens.desk import Desk, Screen
from boulevard_client.screens.explain import race
from boulevard_client.screens.intents import Explain
from boulevard_client.screens.parts import mark
from boulevard_client.screens.sums import tip
from boulevard_client.theme import BODY, STRONG
from boulevard_client.widgets.cells import Cell, Moved, Sealed, Share, Words
from boulevard_client.widgets.inputs import Tabs
from boulevard_client.widgets.label import Label
from boulevard_client.widgets.layout import Column, Row
from boulevard_client.widgets.node import Node
from boulevard_client.widgets.panel import Chip, Panel
from boulevard_client.widgets.table import Col, Table, TableRow
from boulevard_shared.ids import SCORE_PARTS

CAREER = ("merit", "evaluation", "legacy")
"""What a career's score is the sum of."""
COUNTS = ("merit", "legacy", "promotions", "inquiries")
"""What may be counted beside a city's score."""
LATER = ("promotions", "inquiries")
"""What may be counted beside a career."""
ROW = 50
RACES = ("score.total", "seat.merit", "city.gdp", "city.income", "city.technology", "city.strategic")


class ScoreboardScreen(Screen):
    """Keeps which history is drawn."""

    name = "standings"

    def __init__(self) -> None:
        self.raced = 0

    def build(self, desk: Desk) -> Node:
        table = self._table(desk).airy(56)
        return Column(
            Panel(
                desk.say("ui.standings.title"),
                table.sized(grow=1),
                icon="trophy",
                subtitle=desk.say("ui.standings.sub_career" if desk.read.career else "ui.standings.sub"),
            )
            .header_end(*self._weights(desk))
            .sized(height=min(102 + ROW * len(desk.model.seats), 380 if desk.narrow else 530)),
            Row(self._race(desk).sized(grow=1.6), self._terms(desk).sized(grow=1), gap=14, align="stretch").sized(
                grow=1
            ),
            gap=14,
            pad=14,
        )

    def _weights(self, desk: Desk) -> list[Node]:
        """What each part weighs in this scenario."""
        about = desk.model.about
        if about is None or desk.narrow or desk.read.career:
            return []
        weights = desk.content.scenarios[about.scenario].weights
        return [
            Chip(desk.say("ui.standings.weight", part=f"ui.score.{part}", percent=round(100 * weights[part])))
            for part in SCORE_PARTS
        ]

    def _table(self, desk: Desk) -> Table:
        read = desk.read
        view = read.view
        ranks = view["score.rank"]
        most = [max(0.01, float(abs(view["score.parts"][:, z]).max())) for z in range(len(SCORE_PARTS))]
        waited = desk.model.live and any(line.ready for line in desk.model.seats)
        counted = [name for name in (LATER if read.career else COUNTS) if view[f"seat.{name}"].any()]
        rows: list[TableRow] = []
        for seat in sorted(range(len(ranks)), key=lambda each: int(ranks[each])):
            line = desk.model.seats[seat]
            city = read.city_ids[int(view["seat.city"][seat])]
            text, gain = read.change_text("score.total", seat)
            who = read.seat_name(seat) + (f" · {desk.say('ui.standings.acting')}" if line.acting else "")
            ready = desk.say("ui.standings.ready") if line.ready else ""
            cells: list[Cell] = [
                Words(str(int(ranks[seat])), style=STRONG),
                Sealed(mark(desk.look, city)),
                Words(read.city_name(city), who, STRONG, elide=True),
                Moved(text, gain, read.text("score.total", seat)),
            ]
            cells.append(Words(""))
            for z in range(len(SCORE_PARTS)):
                value = float(view["score.parts"][seat][z])
                figure = read.text("score.parts", seat * len(SCORE_PARTS) + z)
                cells.append(Share(value / most[z], figure))
            if read.career:  # the city's parts say how it does, but the career is what counts
                cells = [*cells[:4], *(Words(read.text(f"seat.{name}", seat), style=STRONG) for name in CAREER)]
            cells += [Words(read.text(f"seat.{name}", seat) if view[f"seat.{name}"][seat] else "–") for name in counted]
            cells += [Words(ready)] if waited else []
            rows.append(TableRow(str(seat), tuple(cells), seat == desk.model.seat, tip(desk, "score.total", seat)()))
        cols = [
            Col("", 26),
            Col("", 40),
            Col(desk.say("ui.standings.city"), grow=1.4),
            Col(desk.say("ui.standings.total"), 96, align="right"),
        ]
        if read.career:
            cols += [Col(desk.say(f"quantity.seat.{name}"), grow=1, align="right") for name in CAREER]
        else:
            cols += [Col("", 8), *(Col(desk.say(f"ui.score.{part}"), grow=0.9) for part in SCORE_PARTS)]
        # what has come to nobody yet has no column: it would be dashes alone
        cols += [Col(desk.say(f"ui.standings.{name}"), 84, align="right") for name in counted]
        cols += [Col("", 56)] if waited else []
        if desk.narrow and not read.career:  # the career's columns find no room; they are told beside the chart
            keep = range(10)
            cols = [cols[i] for i in keep]
            rows = [TableRow(row.key, tuple(row.cells[i] for i in keep), row.own) for row in rows]
        return Table(cols, rows, lambda key: desk.emit(Explain("score.total", int(key))), ROW).named("standings.table")

    def _race(self, desk: Desk) -> Panel:
        names = [desk.say(f"quantity.{quantity}") for quantity in RACES]
        shown = [name for quantity, name in zip(RACES, names, strict=True) if quantity in desk.model.series]
        kept = [quantity for quantity in RACES if quantity in desk.model.series]
        index = min(self.raced, len(kept) - 1)
        tabs = Tabs(shown[:4] if desk.narrow else shown, lambda i: self._choose(desk, i), index).named(
            "standings.races"
        )
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
        for seat, line in enumerate(desk.model.seats):
            city = read.city_ids[int(view["seat.city"][seat])]
            last = desk.say(f"ui.handover.short.{int(view['seat.result'][seat])}")
            term, length = int(view["seat.term"][seat]), max(1, int(view["seat.term_length"][seat]))
            rows.append(
                TableRow(
                    str(seat),
                    (
                        Sealed(mark(desk.look, city)),
                        Words(read.city_name(line.city), elide=True),
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
