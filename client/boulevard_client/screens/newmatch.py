"""A new match: scenario, city with its trait, seats, bots, mode, institutions, pace, seed."""

from __future__ import annotations

from collections.abc import Callable

from boulevard_client.art import Box
from boulevard_client.screens import answers
from boulevard_client.screens.backdrop import Backdrop
from boulevard_client.screens.citytile import city_words
from boulevard_client.screens.desk import Desk, Screen
from boulevard_client.screens.intents import Back, NewMatch
from boulevard_client.screens.parts import Press, seal
from boulevard_client.screens.setting import RING_ROOM
from boulevard_client.theme import BODY, CAPTION, HEADING, LABEL, STRONG, TITLE
from boulevard_client.widgets.button import Button
from boulevard_client.widgets.inputs import Range, Slider, Stepper, Tabs
from boulevard_client.widgets.label import Icon, Label
from boulevard_client.widgets.layout import Column, Grid, Pad, Row, Spacer, Stack
from boulevard_client.widgets.node import Node
from boulevard_client.widgets.panel import CARD, Card, Chip, Panel
from boulevard_client.widgets.scroll import Scroll
from boulevard_client.widgets.textfield import TextField
from boulevard_shared.ids import BotLevel, History, SeatMode
from boulevard_shared.messages import CreateMatch

PACES = (0, 90, 150, 240, 480)
"""Seconds for a turn that can be chosen; 0 is no deadline."""
CHOSEN = Box("celadon-dim", "row", "celadon", 10, 1.6)
LARGEST_SEED = 2**53


class NewMatchScreen(Screen):
    """Keeps what has been chosen so far; nothing is sent before Begin."""

    name = "new"

    def __init__(self) -> None:
        self.scenario = ""
        self.city = ""
        self.seats = 0
        self.bots = BotLevel.NORMAL
        self.mode = SeatMode.ANCHORED
        self.tolerance = 30
        self.legacy = 50
        self.history = History.JITTERED
        self.pace = 0
        self.seed = ""
        self.alone = True
        self.server = ""

    def select(self, about: str) -> None:
        if about == "friends":
            self.alone = False

    def build(self, desk: Desk) -> Node:
        if self.scenario not in desk.content.scenarios:
            self._choose_scenario(desk, next(iter(desk.content.scenarios)))
        body = self._body(desk).sized(grow=1)
        words = desk.say("ui.new.begin" if self.alone else "ui.new.open")
        begin = Button(words, lambda: self._begin(desk), "primary", "Ctrl+Enter", "player-play")
        begin.enabled = not desk.busy and self._seed_ok
        begin.why_not = desk.say("ui.shut.seed")
        foot: list[Node] = [
            Button(desk.say("ui.back"), desk.does(Back()), key="Esc", icon="arrow-left").named("new.back")
        ]
        if desk.busy:
            foot += [Icon("loader-2", 20, "celadon"), Label(desk.say(desk.busy), BODY)]
        elif desk.trouble is not None:
            foot.append(answers.refusal(desk, desk.trouble).sized(grow=1))
        foot += [Spacer(), begin.named("new.begin").sized(at_least=(240, 46))]
        page = Column(
            Row(Icon("flag", 28, "celadon"), Label(desk.say("ui.new.title"), TITLE), gap=12),
            body,
            Row(*foot, gap=12),
            gap=14,
            pad=Pad.sides(40, 20),
        )
        return Stack(Backdrop(veiled=True), page)

    # -- parts ---------------------------------------------------------------------------------------------

    def _body(self, desk: Desk) -> Row:
        """Which match and which city are chosen first; how it is played beside them, where there is room in full."""
        scenarios, table, cities = self._scenarios(desk), self._table(desk), self._cities(desk)
        if desk.narrow:
            left = Column(scenarios.sized(grow=1), table.sized(grow=1), gap=14).sized(grow=1)
            return Row(left, cities.sized(grow=1.35), gap=14, align="stretch")
        left = Column(scenarios, cities.sized(grow=1), gap=14).sized(grow=1.6)
        return Row(left, table.sized(grow=1), gap=14, align="stretch")

    def _scenarios(self, desk: Desk) -> Panel:
        rows: list[Node] = []
        for key, scenario in desk.content.scenarios.items():
            blurb = desk.read.called(scenario.blurb)
            told = str(scenario.start_year) in blurb
            span = f"{scenario.start_year}–{scenario.start_year + (scenario.turns - 1) // 2}"
            words = Column(
                Row(
                    Label(desk.read.called(scenario.name), STRONG),
                    *([] if told else [Label(span, CAPTION.tinted("text-mid"))]),
                    gap=10,
                    align="baseline",
                ),
                Label(blurb, BODY, wrap=True),
                gap=1,
            )
            row = Press(
                words.sized(grow=1),
                Chip(desk.say("ui.new.turns", n=scenario.turns)),
                on_press=self._setter(desk, "scenario", key),
                name=desk.read.called(scenario.name),
                pad=Pad.sides(14, 7 if desk.narrow else 4),
            )
            rows.append(row.boxed(CHOSEN if key == self.scenario else CARD).named(f"new.scenario.{key}"))
        room: Node = Column(*rows, gap=6)
        if desk.narrow:
            room = Scroll(room, RING_ROOM).named("new.scenarios").sized(grow=1)
        return Panel(desk.say("ui.new.scenario"), room, icon="calendar", gap=8)

    def _table(self, desk: Desk) -> Panel:
        cities = desk.content.scenarios[self.scenario].cities
        who = [desk.say("ui.new.alone"), desk.say("ui.new.friends")]
        rows: list[Node] = [
            _setting(
                desk,
                "who",
                Tabs(who, lambda i: self._put(desk, "alone", i == 0), 0 if self.alone else 1, segmented=True).named(
                    "new.alone"
                ),
            ),
            *([] if self.alone else self._where(desk)),
            _setting(
                desk,
                "seats",
                Stepper(Range(2, min(10, len(cities))), self.seats, self._set(desk, "seats"), str)
                .named("new.seats")
                .sized(width=150),
            ),
            _told(
                _setting(desk, "bots", self._tabs(desk, "bots", "bot", list(BotLevel))), desk.read.bots_at(self.bots)
            ),
            _told(
                _setting(desk, "mode", self._tabs(desk, "mode", "mode", list(SeatMode))),
                desk.say(f"ui.new.mode_{self.mode.value}"),
            ),
            _setting(
                desk,
                "pace",
                Tabs(
                    [desk.say("ui.new.no_deadline") if s == 0 else f"{s // 60}:{s % 60:02d}" for s in PACES],
                    lambda i: self._put(desk, "pace", PACES[i]),
                    PACES.index(self.pace),
                    segmented=True,
                ).named("new.pace"),
            ),
            _setting(desk, "tolerance", self._slider(desk, "tolerance")),
            _told(_setting(desk, "legacy", self._slider(desk, "legacy")), desk.say("ui.new.institutions")),
            _told(
                _setting(desk, "history", self._tabs(desk, "history", "history", list(History))),
                desk.say(f"ui.new.history_{self.history.value}"),
            ),
            self._seed(desk),
        ]
        inside = Scroll(Column(*rows, gap=9 if desk.narrow else 26), RING_ROOM).named("new.table").sized(grow=1)
        foot = [] if desk.narrow else [self._sum(desk)]
        return Panel(desk.say("ui.new.table"), inside, *foot, icon="users-group")

    def _sum(self, desk: Desk) -> Node:
        """What has been chosen, in one card."""
        scenario = desk.content.scenarios[self.scenario]
        name, others = desk.read.called(scenario.name), self.seats - 1
        if self.alone:
            words = desk.say("ui.new.sum", scenario=name, turns=scenario.turns, n=others)
        else:
            words = desk.say("ui.new.sum_friends", scenario=name, turns=scenario.turns, n=self.seats)
        said = Column(Label(desk.read.city_name(self.city), HEADING), Label(words, LABEL, wrap=True), gap=1)
        return Card(Row(seal(desk, self.city, 46), said.sized(grow=1), gap=14), pad=Pad.sides(14, 10))

    def _where(self, desk: Desk) -> list[Node]:
        """For a match with other people: on which server."""
        field = TextField(self.server, hint=desk.say("ui.new.here"), longest=120, name=desk.say("ui.new.server"))
        field.on_change = lambda text: self._put(desk, "server", text)
        row = _setting(desk, "server", field.named("new.server"))
        return [_told(row, desk.say("ui.new.server_help"))]

    def _tabs(self, desk: Desk, field: str, kind: str, values: list[BotLevel] | list[SeatMode] | list[History]) -> Node:
        chosen = [value.value for value in values].index(getattr(self, field).value)
        names = [desk.say(f"ui.{kind}.{value.value}") for value in values]
        return Tabs(names, lambda i: self._put(desk, field, values[i]), chosen, segmented=True).named(f"new.{field}")

    def _slider(self, desk: Desk, field: str) -> Node:
        slider = Slider(Range(0, 100, 5), getattr(self, field), self._set(desk, field), lambda n: f"{n}%")
        return Row(
            slider.named(f"new.{field}").sized(grow=1),
            Label(f"{getattr(self, field)}%", STRONG).sized(width=48),
            gap=10,
        )

    @property
    def _seed_ok(self) -> bool:
        return not self.seed or (self.seed.isascii() and self.seed.isdigit() and int(self.seed) <= LARGEST_SEED)

    def _seed(self, desk: Desk) -> Node:
        field = TextField(self.seed, hint=desk.say("ui.new.seed_hint"), longest=16, name=desk.say("ui.new.seed"))
        field.on_change = lambda text: self._put(desk, "seed", text)
        row = _setting(desk, "seed", field.named("new.seed"))
        return row if self._seed_ok else _told(row, desk.say("ui.new.seed_bad"), "vermilion")

    def _cities(self, desk: Desk) -> Panel:
        tiles: list[Node] = []
        scenario = desk.content.scenarios[self.scenario]
        for city in scenario.cities:
            tile = Press(
                seal(desk, city, 46 if desk.narrow else 60),
                city_words(desk, self.scenario, city).sized(grow=1),
                on_press=self._setter(desk, "city", city),
                name=desk.read.city_name(city),
                gap=14,
                pad=Pad.sides(14, 10 if desk.narrow else 5),
            )
            tiles.append(tile.boxed(CHOSEN if city == self.city else CARD).named(f"new.city.{city}"))
        grid = Grid(*tiles, columns=2, gap=10 if desk.narrow else 8, fill=not desk.narrow)
        room = Scroll(grid, RING_ROOM).named("new.cities")
        return Panel(desk.say("ui.new.city"), room.sized(grow=1), icon="map-2", subtitle=desk.say("ui.new.city_sub"))

    # -- choices -------------------------------------------------------------------------------------------

    def _set(self, desk: Desk, field: str) -> Callable[[int], None]:
        return lambda value: self._put(desk, field, value)

    def _setter(self, desk: Desk, field: str, value: str) -> Callable[[], None]:
        return lambda: self._put(desk, field, value)

    def _put(self, desk: Desk, field: str, value: object) -> None:
        if field == "scenario":
            self._choose_scenario(desk, str(value))
        else:
            setattr(self, field, value)
        desk.again()

    def _choose_scenario(self, desk: Desk, key: str) -> None:
        """Take the scenario's own defaults, as its author meant it."""
        scenario = desk.content.scenarios[key]
        self.scenario = key
        self.seats = scenario.default_seats
        self.bots, self.mode = scenario.bots, scenario.mode
        self.tolerance, self.legacy = round(scenario.tolerance * 20) * 5, round(scenario.legacy * 20) * 5
        if self.city not in scenario.cities:
            self.city = scenario.cities[0]

    def _begin(self, desk: Desk) -> None:
        request = CreateMatch(
            cid=1,
            scenario=self.scenario,
            seats=self.seats,
            city=self.city,
            bots=self.bots,
            mode=self.mode,
            turn_seconds=self.pace,
            tolerance_bp=self.tolerance * 100,
            legacy_bp=self.legacy * 100,
            history=self.history,
            seed=int(self.seed) if self.seed else None,
        )
        server = "" if self.alone else self.server.strip()
        desk.emit(NewMatch(request, server, begin=self.alone, shared=not self.alone and not server))


CAPTIONS = 150
"""Width of the captions: controls and what is said of them begin on one line."""


def _setting(desk: Desk, name: str, control: Node) -> Row:
    """A caption with its control at the right."""
    caption = Label(desk.say(f"ui.new.{name}"), LABEL, wrap=True).sized(width=CAPTIONS)
    return Row(caption, control.sized(grow=1), gap=12)


def _told(setting: Row, words: str, ink: str = "text-low") -> Column:
    """A setting, and under its control what the choice means or why it cannot be taken."""
    said = Label(words, CAPTION.tinted(ink), wrap=True).sized(grow=1)
    note = Row(Label("", LABEL).sized(width=CAPTIONS), said, gap=12)
    return Column(setting, note, gap=5)
