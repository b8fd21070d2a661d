"""The lobby: the code to tell the others, who sits where, which city to take, start."""

from __future__ import annotations

from boulevard_client.art import Box
from boulevard_client.link import Link
from boulevard_client.screens.backdrop import Backdrop
from boulevard_client.screens.citytile import city_words
from boulevard_client.screens.desk import Desk, Screen
from boulevard_client.screens.intents import Begin, CopyText, Leave, TakeCity
from boulevard_client.screens.parts import Press, seal
from boulevard_client.theme import BODY, CAPTION, HEADING, LABEL, TITLE, TextStyle
from boulevard_client.widgets.button import Button
from boulevard_client.widgets.label import Icon, Label
from boulevard_client.widgets.layout import Column, Grid, Pad, Row, Spacer, Stack
from boulevard_client.widgets.node import Node
from boulevard_client.widgets.panel import CARD, Chip, Fact, Panel
from boulevard_client.widgets.scroll import Scroll
from boulevard_shared.content import Scenario
from boulevard_shared.parts import SeatLine

CODE = TextStyle(72, "semibold", "celadon")
ADDRESS = TextStyle(26, "semibold", "text-hi")
OWN = Box("amber-dim", "row", "amber", 10, 1.4)
MOST_SEATS = 8
"""Seats that a low window shows all at once."""


class LobbyScreen(Screen):
    name = "lobby"

    def build(self, desk: Desk) -> Node:
        model, about = desk.model, desk.model.about
        if about is None:
            return Stack(Backdrop(veiled=True))
        left = Column(self._code(desk), self._terms(desk).sized(grow=1), gap=14).sized(width=470)
        seats = self._seats(desk)
        # where there is room the seats take what they need and the cities, which are chosen from, the rest
        if desk.narrow and len(model.seats) > MOST_SEATS:
            seats.sized(grow=1.3)
        right = Column(seats, self._cities(desk).sized(grow=1), gap=14).sized(grow=1)
        host = about.host == model.seat
        start = Button(desk.say("ui.lobby.start"), desk.does(Begin()), "primary", "Ctrl+Enter", "player-play")
        foot: list[Node] = [
            Button(desk.say("ui.pause.leave"), desk.does(Leave(for_good=True)), icon="logout").named("lobby.leave"),
            Spacer(),
        ]
        if model.link is Link.LOST:
            foot.append(Label(desk.say("ui.link.lost"), LABEL.tinted("vermilion")))
        foot.append(
            start.named("lobby.start").sized(at_least=(260, 48)) if host else Label(desk.say("ui.lobby.wait"), BODY)
        )
        page = Column(
            Row(Icon("users-group", 28, "celadon"), Label(desk.say("ui.lobby.title"), TITLE), gap=12),
            Row(left, right, gap=14, align="stretch").sized(grow=1),
            Row(*foot, gap=14),
            gap=14,
            pad=Pad.sides(40, 24),
        )
        return Stack(Backdrop(veiled=True), page)

    def _code(self, desk: Desk) -> Panel:
        code = desk.model.code
        told = f"{desk.address} {code}" if desk.address else code
        copy = Button(desk.say("ui.lobby.copy"), desk.does(CopyText(told)), icon="copy").named("lobby.copy")
        help_ = "ui.lobby.address_help" if desk.address else "ui.lobby.code_help"
        return Panel(
            desk.say("ui.lobby.code"),
            Row(Label(code, CODE), justify="center"),
            *([Row(Label(desk.address, ADDRESS), justify="center")] if desk.address else []),
            Label(desk.say(help_), BODY, wrap=True),
            copy,
            icon="broadcast",
        )

    def _terms(self, desk: Desk) -> Panel:
        about = desk.model.about
        assert about is not None
        scenario = desk.content.scenarios[about.scenario]
        minutes = f"{about.turn_seconds // 60}:{about.turn_seconds % 60:02d}"
        pace = minutes if about.turn_seconds else desk.say("ui.new.no_deadline")
        told = not desk.narrow
        lines = Column(
            Label(desk.read.called(scenario.blurb), BODY, wrap=True),
            Fact(desk.say("ui.lobby.turns"), str(about.turns)),
            *([Fact(desk.say("ui.lobby.years"), _years(scenario, about.turns))] if told else []),
            _fact(
                Fact(desk.say("ui.new.mode"), desk.say(f"ui.mode.{about.mode.value}")),
                desk.say(f"ui.new.mode_{about.mode.value}") if told else "",
            ),
            _fact(Fact(desk.say("ui.new.bots"), desk.say(f"ui.bot.{about.bots.value}")), desk.read.bots_at(about.bots)),
            _fact(
                Fact(desk.say("ui.new.history"), desk.say(f"ui.history.{about.history.value}")),
                desk.say(f"ui.new.history_{about.history.value}") if told else "",
            ),
            Fact(desk.say("ui.new.pace"), pace),
            Fact(desk.say("ui.new.tolerance"), f"{about.tolerance_bp / 100:.0f}%"),
            _fact(
                Fact(desk.say("ui.new.legacy"), f"{about.legacy_bp / 100:.0f}%"),
                desk.say("ui.new.institutions") if told else "",
            ),
            gap=6 if desk.narrow else 15,
        )
        inside = Scroll(lines).named("lobby.terms").sized(grow=1)
        return Panel(desk.read.called(scenario.name), inside, icon="list-check")

    def _seats(self, desk: Desk) -> Panel:
        seats = desk.model.seats
        tiles: list[Node] = [self._seat(desk, line) for line in seats]
        people = sum(line.human for line in seats)
        grid = Grid(*tiles, columns=2, gap=10)
        return Panel(
            desk.say("ui.lobby.seats"),
            Scroll(grid, Pad(0, 2, 0, 2)).named("lobby.seats").sized(grow=1) if desk.narrow else grid,
            icon="users",
            subtitle=desk.say("ui.lobby.people", n=people, of=len(seats)),
        )

    def _seat(self, desk: Desk, line: SeatLine) -> Node:
        about = desk.model.about
        own = line.seat == desk.model.seat
        city = desk.read.city_name(line.city) if line.city else desk.say("ui.lobby.any_city")
        mark: Node = seal(desk, line.city, 38) if line.city else Row(Icon("map-pin", 30, "text-low"), justify="center")
        mark.sized(width=38)
        who = line.name or desk.say("ui.player") if line.human else desk.say("ui.lobby.open")
        chips: list[Node] = []
        if about is not None and about.host == line.seat:
            chips.append(Chip(desk.say("ui.lobby.host"), "info"))
        if own:
            chips.append(Chip(desk.say("ui.lobby.you"), "good"))
        elif line.human and not line.connected:
            chips.append(Chip(desk.say("ui.lobby.away"), "warn"))
        words = Column(
            Label(who, HEADING if line.human else HEADING.tinted("text-low"), elide=True),
            Label(city, LABEL, elide=True),
            gap=0,
        )
        return SeatTile(mark, words.sized(grow=1), *chips).boxed(OWN if own else CARD)

    def _cities(self, desk: Desk) -> Panel:
        tiles: list[Node] = []
        about = desk.model.about
        assert about is not None
        for city in desk.model.free_cities:
            tiles.append(
                Press(
                    seal(desk, city, 40 if desk.narrow else 52),
                    city_words(desk, about.scenario, city).sized(grow=1),
                    on_press=desk.does(TakeCity(city)),
                    name=desk.read.city_name(city),
                    gap=14,
                    pad=Pad.sides(14, 8),
                )
                .boxed(CARD)
                .named(f"lobby.city.{city}")
            )
        if not tiles:
            tiles = [Label(desk.say("ui.lobby.no_city"), BODY)]
        wide = not desk.narrow and len(tiles) > 1
        grid = Grid(*tiles, columns=2, gap=10, fill=wide)
        room: Node = grid if wide else Scroll(grid, Pad(0, 5, 0, 5)).named("lobby.cities")
        return Panel(desk.say("ui.lobby.cities"), room.sized(grow=1), icon="map-2")


def _fact(fact: Fact, words: str) -> Node:
    """What was agreed, and right below it what that means, where there is room to say so."""
    return Column(fact, Label(words, CAPTION, wrap=True), gap=3) if words else fact


def _years(scenario: Scenario, turns: int) -> str:
    return f"{scenario.start_year}–{scenario.start_year + (turns - 1) // 2}"


class SeatTile(Press):
    """A seat's tile: shown like the tiles that can be pressed, but nothing happens."""

    role = "card"
    interactive = False
    focusable = False

    def __init__(self, *children: Node) -> None:
        super().__init__(*children, on_press=lambda: None, name="", gap=12, pad=Pad.sides(14, 10))
