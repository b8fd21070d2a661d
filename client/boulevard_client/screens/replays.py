"""Stored matches: those of this machine, finished and running, and replay files by their path."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from boulevard_client.screens import answers
from boulevard_client.screens.backdrop import Backdrop
from boulevard_client.screens.desk import Desk, Screen
from boulevard_client.screens.intents import GoTo
from boulevard_client.screens.parts import mark, nothing, seal
from boulevard_client.screens.watchintents import FindReplays, OpenReplay
from boulevard_client.theme import BODY, CAPTION, LABEL, STRONG
from boulevard_client.widgets.button import Button
from boulevard_client.widgets.cells import Cell, Sealed, Share, Words
from boulevard_client.widgets.label import Icon, Label
from boulevard_client.widgets.layout import Column, Row, Spacer, Stack
from boulevard_client.widgets.node import Node
from boulevard_client.widgets.panel import Divider, Fact, Panel
from boulevard_client.widgets.scroll import Scroll
from boulevard_client.widgets.table import Col, Table, TableRow
from boulevard_client.widgets.textfield import TextField
from boulevard_client.widgets.tips import Tip
from boulevard_shared.sentence import say
from boulevard_shared.theatre import StoredMatch

STATES = ("lobby", "playing", "frozen", "over", "abandoned", "expired")
"""How a stored match may stand."""
FEW = 6
"""Matches that a lower list shows all at once."""
TOO_OLD = say("ui.replays.too_old")


class ReplaysScreen(Screen):
    """Keeps the path that was typed, and whether it has asked for the list."""

    name = "replays"
    needs = (1340, 680)

    def __init__(self) -> None:
        self.path = ""
        self.asked = False
        self.refused = False
        """Whether a match was picked that today's rules cannot play again."""

        self.match = ""
        """The one beside the list; else the first of the list."""

    def select(self, about: str) -> None:
        self.asked = False

    def build(self, desk: Desk) -> Node:
        watching = desk.watching
        assert watching is not None
        if not self.asked:
            self.asked = True
            desk.emit(FindReplays())
        many = len(watching.matches or ()) > FEW
        tall = 760 if many and not desk.narrow else 640
        card = Panel(
            desk.say("ui.replays.title"),
            Label(desk.say("ui.replays.about"), BODY, wrap=True),
            self._list(desk),
            Divider(),
            self._file(desk),
            *self._state(desk, self.refused),
            Row(
                Button(desk.say("ui.back"), desk.does(GoTo("menu")), key="Esc", icon="arrow-left").named(
                    "replays.back"
                ),
                Spacer(),
                Button(desk.say("ui.replays.again"), desk.does(FindReplays()), icon="refresh").named("replays.again"),
                gap=12,
            ),
            icon="movie",
            gap=12,
        ).sized(width=900 if desk.narrow else 1100, height=tall)
        chosen = self._chosen(desk)
        beside = [] if chosen is None else [self._about(desk, chosen).sized(width=360 if desk.narrow else 440)]
        page = Row(card, *beside, gap=14, align="stretch")
        return Stack(Backdrop(veiled=True), page.anchored("center"))

    def _chosen(self, desk: Desk) -> StoredMatch | None:
        """The match beside the list: the one picked, else the first."""
        matches = (desk.watching.matches if desk.watching is not None else None) or []
        return next((each for each in matches if each.match == self.match), matches[0] if matches else None)

    def _about(self, desk: Desk, stored: StoredMatch) -> Panel:
        """Which cities met in a match and on what terms, and the way to watch it."""
        read, scenario = desk.read, desk.content.scenarios.get(stored.scenario)
        cities = [
            Row(
                *([seal(desk, city, 24)] if city in desk.content.cities else []),
                Label(read.city_name(city) if city in desk.content.cities else city, BODY.tinted("text-hi")).sized(
                    grow=1
                ),
                Label(desk.say(f"ui.replays.detail.{'people' if seat in stored.seats else 'bot'}"), CAPTION),
                gap=10,
            )
            for seat, city in enumerate(stored.cities)
        ]
        of = scenario.turns if scenario is not None else max(1, stored.played)
        watch = Button(
            desk.say("ui.replays.detail.watch"), lambda: self._open(desk, stored.match), "primary", icon="player-play"
        ).named("replays.watch")
        busy = desk.watching is not None and bool(desk.watching.busy)
        watch.enabled = stored.known and not busy
        watch.why_not = "" if stored.known else desk.tell(TOO_OLD)
        blurb = [Label(read.called(scenario.blurb), BODY, wrap=True)] if scenario is not None else []
        return Panel(
            read.called(scenario.name) if scenario is not None else stored.scenario,
            *blurb,
            Divider(),
            Fact(desk.say("ui.replays.detail.begun"), _when(stored)),
            Fact(desk.say("ui.replays.detail.turns"), desk.say("ui.replays.turns", n=stored.played, of=of)),
            Fact(desk.say("ui.replays.detail.mode"), desk.say(f"ui.mode.{stored.mode.value}")),
            Fact(desk.say("ui.replays.detail.bots"), desk.say(f"ui.bot.{stored.bots.value}")),
            Fact(desk.say("ui.replays.detail.state"), desk.say(f"ui.replays.is.{_status(stored)}")),
            Divider(),
            Scroll(Column(*cities, gap=6)).named("replays.cities").sized(grow=1),
            *([] if stored.known else [answers.why_not(desk, TOO_OLD)]),
            watch,
            icon="calendar",
            gap=9,
        )

    def _list(self, desk: Desk) -> Node:
        watching = desk.watching
        assert watching is not None
        cols = [
            Col("", 40),
            Col(desk.say("ui.replays.match"), grow=1.3),
            Col(desk.say("ui.replays.when"), 150),
            Col(desk.say("ui.replays.course"), 100 if desk.narrow else 150),
            Col("", 84, align="right"),
            Col(desk.say("ui.replays.state"), grow=1),
        ]
        rows = [self._row(desk, stored) for stored in watching.matches or ()]
        if watching.matches is not None and not rows:
            new = Button(desk.say("ui.replays.detail.play"), desk.does(GoTo("new")), icon="player-play")
            return nothing("movie", desk.say("ui.replays.none"), new.named("replays.new"))
        table = Table(cols, rows, lambda match: self._pick(desk, match), 54).named("replays.list")
        table.on_move = lambda match: self._look(desk, match)
        table.empty_text = desk.say("ui.busy.finding")
        chosen = self._chosen(desk)
        if chosen is not None:
            table.selected = chosen.match
            table.cursor = [row.key for row in rows].index(chosen.match)
        return table.sized(grow=1)

    def _look(self, desk: Desk, match: str) -> None:
        self.match, self.refused = match, False
        desk.again()

    def _pick(self, desk: Desk, match: str) -> None:
        """The first press chooses a match, the next one on the same opens it."""
        chosen = self._chosen(desk)
        if chosen is not None and chosen.match == match:
            self._open(desk, match)
        else:
            self._look(desk, match)

    @staticmethod
    def _row(desk: Desk, stored: StoredMatch) -> TableRow:
        read, scenario = desk.read, desk.content.scenarios.get(stored.scenario)
        name = read.called(scenario.name) if scenario is not None else stored.scenario
        of = scenario.turns if scenario is not None else max(1, stored.played)
        seat = stored.seats[0] if stored.seats else 0
        city = stored.cities[seat]
        when = _when(stored)
        state = desk.say(f"ui.replays.is.{_status(stored)}")
        old = "" if stored.known else desk.say("ui.replays.old")
        known = city in desk.content.cities
        cells: tuple[Cell, ...] = (
            Sealed(mark(desk.look, city)) if known else Words(""),
            Words(
                f"{read.city_name(city) if known else city} · {name}",
                desk.say("ui.replays.who", n=len(stored.cities), mode=f"ui.mode.{stored.mode.value}"),
                STRONG,
                elide=True,
            ),
            Words(when, style=LABEL),
            Share(min(1.0, stored.played / of), colour="celadon" if stored.known else "line2"),
            Words(desk.say("ui.replays.turns", n=stored.played, of=of), style=LABEL),
            Words(state, old, BODY if stored.known else BODY.tinted("text-low"), elide=True),
        )
        tip = None if stored.known else Tip(state, desk.tell(TOO_OLD))
        return TableRow(stored.match, cells, tip=tip)

    def _open(self, desk: Desk, match: str) -> None:
        watching = desk.watching
        stored = next((each for each in (watching.matches or ()) if each.match == match), None) if watching else None
        if stored is None:
            return
        self.refused = not stored.known
        if stored.known:
            desk.emit(OpenReplay(match, stored.seats[0] if stored.seats else -1))
        else:
            desk.again()

    def _file(self, desk: Desk) -> Node:
        caption = desk.say("ui.replays.file")
        field = TextField(
            self.path, lambda _: self._open_file(desk), hint=desk.say("ui.replays.file_hint"), longest=400, name=caption
        )
        field.on_change = lambda typed: self._type(desk, typed)
        go = Button(desk.say("ui.replays.open"), lambda: self._open_file(desk), "primary", icon="player-play")
        go.enabled = bool(self.path.strip()) and not (desk.watching and desk.watching.busy)
        go.why_not = desk.say("ui.shut.replay")
        return Row(
            Label(caption, LABEL).sized(width=110),
            field.named("replays.path").sized(grow=1),
            go.named("replays.open"),
            gap=12,
        )

    def _type(self, desk: Desk, typed: str) -> None:
        self.path = typed
        desk.again()

    def _open_file(self, desk: Desk) -> None:
        if self.path.strip():
            desk.emit(OpenReplay(str(Path(self.path.strip()).expanduser())))

    @staticmethod
    def _state(desk: Desk, refused: bool) -> list[Node]:
        watching = desk.watching
        assert watching is not None
        if watching.busy:
            words = desk.say(watching.busy)
            if watching.of:
                words = desk.say("ui.busy.turns", what=watching.busy, n=watching.done, of=watching.of)
            return [Row(Icon("loader-2", 20, "celadon"), Label(words, BODY), gap=10)]
        trouble = TOO_OLD if refused else watching.trouble
        return [answers.refusal(desk, trouble)] if trouble is not None else []


def _when(stored: StoredMatch) -> str:
    return datetime.fromtimestamp(stored.created_ms / 1000).strftime("%Y-%m-%d %H:%M")


def _status(stored: StoredMatch) -> str:
    return stored.status if stored.status in STATES else STATES[1]
