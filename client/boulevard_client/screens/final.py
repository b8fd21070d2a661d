"""The final report: who won and why, the race, bets with luck told apart from judgement, the story, the seed."""

from __future__ import annotations

import itertools

from boulevard_client.art import Box
from boulevard_client.charts.race import LineRace
from boulevard_client.screens import finalbets, finalcourse
from boulevard_client.screens.desk import Desk, Screen
from boulevard_client.screens.explain import race
from boulevard_client.screens.finalgap import against_others, parts_of
from boulevard_client.screens.intents import CopyText, Leave, SharePicture
from boulevard_client.screens.news import event_row
from boulevard_client.screens.parts import mark, seal
from boulevard_client.screens.scoreboard import CAREER
from boulevard_client.theme import BODY, CAPTION, HEADING, HERO, LABEL, STRONG, TITLE
from boulevard_client.widgets.button import Button, IconButton
from boulevard_client.widgets.cells import Cell, Sealed, Words, signed_shares
from boulevard_client.widgets.inputs import Tabs
from boulevard_client.widgets.label import Icon, Label
from boulevard_client.widgets.layout import Column, Flow, Pad, Row
from boulevard_client.widgets.node import Node
from boulevard_client.widgets.panel import Card, Divider, Fact, Panel
from boulevard_client.widgets.scroll import Scroll
from boulevard_client.widgets.table import Col, Table, TableRow
from boulevard_client.widgets.tips import Tip
from boulevard_shared.events import Event
from boulevard_shared.ids import SCORE_PARTS
from boulevard_shared.parts import FinalReport
from boulevard_shared.writing import centi

PAGES = ("scores", "bets", "story", "course", "turning")
ROW = 50
OWN = Box("amber-dim", "row", "amber", 10, 1.2)


class FinalScreen(Screen):
    """Keeps the page, the bet and the course that are looked at."""

    name = "final"

    def __init__(self) -> None:
        self.page = 0
        self.bets = finalbets.Listed()
        self.chosen = finalcourse.Chosen()

    def build(self, desk: Desk) -> Node:
        report = desk.model.final
        if report is None:
            return Column(Label(desk.say("ui.final.not_yet"), BODY), pad=30)
        pages = (self._scores, self._bets, self._story, self._course, self._turning)
        tabs = Tabs([desk.say(f"ui.final.{name}") for name in PAGES], lambda i: self._turn(desk, i), self.page)
        head = Row(self._verdict(desk, report).sized(grow=1), self._record(desk, report), gap=14, align="stretch")
        return Column(head, tabs.named("final.pages"), pages[self.page](desk, report).sized(grow=1), gap=12, pad=14)

    def _turn(self, desk: Desk, page: int) -> None:
        self.page = page
        desk.again()

    # -- head ----------------------------------------------------------------------------------------------

    def _verdict(self, desk: Desk, report: FinalReport) -> Node:
        mine = next((line for line in report.scores if line.seat == desk.model.seat), report.scores[0])
        best = report.scores[0]
        key = "ui.final.won" if mine.rank == 1 else "ui.final.lost"
        words = desk.say(key, rank=mine.rank, of=len(report.scores), city=mine.city, winner=best.city)
        apart = against_others(desk, mine, report)
        strongest, weakest = (f"ui.score.{pick(apart, key=apart.__getitem__)}" for pick in (max, min))
        why = desk.say("ui.final.parts", strong=strongest, weak=weakest, total=mine.total)
        if desk.read.career:
            why = desk.say("ui.final.career", total=mine.total, **parts_of(mine, True))
        told = Column(Label(words, HERO, wrap=True), Label(why, BODY.tinted("text-hi"), wrap=True), gap=6)
        return Card(
            Row(seal(desk, mine.city, 64), told.sized(grow=1), gap=20).sized(grow=1),
            pad=Pad.sides(24, 16),
            box=OWN,
        )

    def _record(self, desk: Desk, report: FinalReport) -> Node:
        seed, proof = desk.say("ui.final.seed"), desk.say("ui.final.proof")
        fact = Fact(seed, str(report.seed)).explained(Tip(seed, proof))
        return Card(
            fact,
            *([] if desk.narrow else [Label(proof, CAPTION, wrap=True)]),
            Flow(
                Button(desk.say("ui.final.share"), desk.does(SharePicture()), icon="send")
                .named("final.share")
                .sized(grow=1),
                IconButton(
                    "copy", desk.does(CopyText(f"{report.seed} {report.hash}")), desk.say("ui.final.copy")
                ).named("final.copy"),
                Button(desk.say("ui.final.menu"), desk.does(Leave()), "primary", icon="arrow-right")
                .named("final.menu")
                .sized(grow=1),
                gap=10,
            ),
            gap=8,
            pad=Pad.sides(20, 14),
        ).sized(width=420)

    # -- pages ---------------------------------------------------------------------------------------------

    def _scores(self, desk: Desk, report: FinalReport) -> Node:
        """Every seat's score and what it is made of, and below how it came."""
        chart = LineRace(race(desk, "score.total", 5 if desk.narrow else 10)).sized(grow=1)
        ranking = Panel(desk.say("ui.final.makeup"), self._table(desk, report).sized(grow=1), icon="trophy")
        course = Panel(desk.say("ui.final.race"), chart, icon="chart-line")
        # as much room as the rows need, but never so much that the race becomes flat
        tall = min(100 + ROW * len(report.scores), 304 if desk.narrow else 440)
        return Column(ranking.sized(height=tall), course.sized(grow=1), gap=14)

    @staticmethod
    def _table(desk: Desk, report: FinalReport) -> Table:
        """All bars of a part are on one scale, also where some are below nothing."""
        names = CAREER if desk.read.career else SCORE_PARTS
        kind = "quantity.seat" if desk.read.career else "ui.score"
        parts = {line.seat: parts_of(line, desk.read.career) for line in report.scores}
        seats = list(parts)
        bars = {
            name: signed_shares([parts[seat][name] for seat in seats], [centi(parts[seat][name]) for seat in seats])
            for name in names
        }
        rows = []
        for line in report.scores:
            cells: list[Cell] = [
                Words(str(line.rank), style=STRONG),
                Sealed(mark(desk.look, line.city)),
                Words(desk.read.city_name(line.city), desk.read.seat_name(line.seat), STRONG, elide=True),
                Words(centi(line.total), style=TITLE),
                Words(""),
            ]
            cells += [bars[part][seats.index(line.seat)] for part in names]
            rows.append(TableRow(str(line.seat), tuple(cells), line.seat == desk.model.seat))
        cols = [
            Col("", 26),
            Col("", 40),
            Col(desk.say("ui.standings.city"), grow=1.2),
            Col(desk.say("ui.standings.total"), 76, align="right"),
            Col("", 10),
            *(Col(desk.say(f"{kind}.{part}"), grow=1) for part in names),
        ]
        return Table(cols, rows, row_height=ROW).named("final.table")

    def _course(self, desk: Desk, report: FinalReport) -> Node:
        return finalcourse.by_part(desk, self.chosen)

    def _turning(self, desk: Desk, report: FinalReport) -> Node:
        return finalcourse.turns(desk, report)

    def _bets(self, desk: Desk, report: FinalReport) -> Node:
        return finalbets.page(desk, report, self.bets, desk.again)

    def _story(self, desk: Desk, report: FinalReport) -> Node:
        rows: list[Node] = []
        numbered = enumerate(report.headlines)
        for turn, told in itertools.groupby(numbered, key=lambda each: each[1].turn):
            news = [_headline(desk, event, number) for number, event in told]
            when = Column(Label(desk.read.turn_name(turn), HEADING), pad=Pad(0, 6, 0, 0)).sized(width=128)
            rows += [
                *([Divider()] if rows else []),
                Row(when, Column(*news, gap=8).sized(grow=1), gap=8, align="start"),
            ]
        if not rows:
            rows = [Label(desk.say("ui.news.none"), LABEL)]
        return Panel(
            desk.say("ui.final.story"), Scroll(Column(*rows, gap=12)).named("final.story").sized(grow=1), icon="news"
        )


def _headline(desk: Desk, event: Event, number: int) -> Row:
    """Whose news it was, and the news."""
    whose: Node = seal(desk, event.city, 24) if event.city else Icon("flag-3", 24, "text-low")
    return Row(whose, event_row(desk, event, number, "final.headline", dated=False).sized(grow=1), gap=12)
