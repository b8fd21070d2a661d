"""The first screen: title, go on with a match, new match, join, settings."""

from __future__ import annotations

from boulevard_client.art import Box
from boulevard_client.link import Link
from boulevard_client.screens.backdrop import Backdrop
from boulevard_client.screens.desk import Desk, Screen
from boulevard_client.screens.intents import GoTo, Intent, NewMatch, Quit, ReadUp, Resume
from boulevard_client.screens.parts import Press, seal
from boulevard_client.theme import BODY, CAPTION, HEADING, LABEL, TextStyle
from boulevard_client.widgets.button import Button
from boulevard_client.widgets.label import Icon, Label
from boulevard_client.widgets.layout import Column, Pad, Row, Spacer, Stack
from boulevard_client.widgets.node import Node
from boulevard_client.widgets.tipcard import KeyHint
from boulevard_shared.messages import CreateMatch

TITLE = TextStyle(64, "semibold")
SECOND = TextStyle(30, "text", "celadon")
GO_ON = Box("celadon-dim", "row", "celadon", 10, 1.6)
CHOICES: tuple[tuple[str, str, str, Intent | None], ...] = (
    ("learn", "compass", "L", None),
    ("new", "player-play", "N", GoTo("new")),
    ("join", "login", "J", GoTo("join")),
    ("replays", "movie", "R", GoTo("replays", "list")),
    ("almanac", "book", "A", ReadUp()),
    ("settings", "settings", "S", GoTo("settings")),
    ("quit", "logout", "Q", Quit()),
)


LESSON = "first-posting"
"""The scenario with a guide."""


def lesson(desk: Desk) -> Intent:
    """Begin the guided match at once, against bots and without a clock."""
    scenario = desk.content.scenarios[LESSON]
    request = CreateMatch(
        cid=1,
        scenario=LESSON,
        seats=scenario.default_seats,
        city=scenario.cities[0],
        bots=scenario.bots,
        mode=scenario.mode,
        tolerance_bp=round(scenario.tolerance * 10_000),
        legacy_bp=round(scenario.legacy * 10_000),
    )
    return NewMatch(request, begin=True)


class MenuScreen(Screen):
    name = "menu"
    needs = (1000, 774)

    def build(self, desk: Desk) -> Node:
        other = "ui.title_other"
        title = Column(
            Label(desk.say("ui.title"), TITLE),
            Label(desk.say(other), SECOND),
            Label(desk.say("ui.menu.tagline"), HEADING.tinted("text-mid"), wrap=True).sized(width=560),
            gap=6,
        )
        choices: list[Node] = []
        if desk.held is not None:
            choices.append(self._held(desk))
        for name, icon, key, intent in CHOICES:
            does = lesson(desk) if intent is None else intent
            choices.append(self._choice(desk, name, icon, key, does, first=name == "learn" and desk.held is None))
        if desk.held is not None and desk.narrow:  # a low window with one row more
            choices[-2:] = [Row(*(each.sized(grow=1) for each in choices[-2:]), gap=10)]
        column = Column(
            title, Spacer(22), Column(*choices, gap=10).sized(width=430), gap=8, align="start", justify="center"
        )
        hints = Row(
            *(
                KeyHint(key, desk.say(text))
                for key, text in (
                    ("Tab", "ui.key.tab"),
                    ("Enter", "ui.key.enter"),
                    ("F2", "ui.key.f2"),
                    ("F3", "ui.key.f3"),
                    ("?", "ui.key.help"),
                )
            ),
            gap=24,
        )
        waiting: list[Node] = []
        if desk.busy:
            waiting = [Row(Icon("loader-2", 20, "celadon"), Label(desk.say(desk.busy), BODY.tinted("text-hi")), gap=10)]
        elif desk.model.link is Link.LOST:
            waiting = [Row(Icon("wifi-off", 20, "vermilion"), Label(desk.say("ui.link.lost"), BODY), gap=10)]
        foot = Column(
            Label(desk.say("ui.menu.fiction"), CAPTION.tinted("text-mid")), Row(hints, *waiting, Spacer(), gap=28)
        )
        page = Column(column.sized(grow=1), foot, gap=0, pad=Pad(96, 40, 40, 26))
        return Stack(Backdrop(), page)

    def _choice(self, desk: Desk, name: str, icon: str, key: str, intent: Intent, first: bool) -> Node:
        button = Button(desk.say(f"ui.menu.{name}"), desk.does(intent), "primary" if first else "normal", key, icon)
        button.enabled = not desk.busy or name == "quit"
        return button.in_list().named(f"menu.{name}").sized(height=52)

    def _held(self, desk: Desk) -> Node:
        held = desk.held
        assert held is not None
        scenario = desk.content.scenarios.get(held.scenario)
        where = desk.read.called(scenario.name) if scenario else held.code
        lead: list[Node] = [seal(desk, held.city, 44)] if held.city in desk.content.cities else []
        city = desk.read.city_name(held.city) if held.city in desk.content.cities else desk.say("ui.lobby.title")
        place = desk.say("ui.menu.here" if held.local else "ui.menu.there")
        words = Column(
            Label(desk.say("ui.menu.continue"), HEADING), Label(f"{city} · {where} · {place}", LABEL, elide=True), gap=0
        )
        row = Press(
            *lead,
            words.sized(grow=1),
            Icon("player-play", 24, "celadon"),
            on_press=desk.does(Resume()),
            name=desk.say("ui.menu.continue"),
            gap=14,
            pad=Pad.sides(16, 12),
        ).boxed(GO_ON)
        row.enabled = not desk.busy
        return row.named("menu.continue")
