"""Join a match on another machine: address, code, name."""

from __future__ import annotations

import msgspec

from boulevard_client.screens import answers
from boulevard_client.screens.backdrop import Backdrop
from boulevard_client.screens.desk import Desk, Screen
from boulevard_client.screens.intents import Back, Change, GoTo, Join
from boulevard_client.theme import BODY, CAPTION, LABEL, STRONG
from boulevard_client.widgets.button import Button
from boulevard_client.widgets.label import Icon, Label
from boulevard_client.widgets.layout import Column, Row, Spacer, Stack
from boulevard_client.widgets.node import Node
from boulevard_client.widgets.panel import Divider, Panel
from boulevard_client.widgets.textfield import TextField

STEPS = (("host", "broadcast"), ("code", "copy"), ("city", "map-2"), ("back", "refresh"))
"""How a table of friends comes about: name of the step, icon."""


class JoinScreen(Screen):
    """Keeps what has been typed."""

    name = "join"
    needs = (1180, 640)

    def __init__(self) -> None:
        self.address: str | None = None
        self.player: str | None = None
        self.code = ""

    def build(self, desk: Desk) -> Node:
        if self.address is None or self.player is None:
            self.address, self.player = desk.settings.server, desk.settings.name
        fields = Column(
            self._field(desk, "address", self.address, 120),
            self._field(desk, "code", self.code, 16),
            self._field(desk, "player", self.player, 32),
            gap=14,
        )
        go = Button(desk.say("ui.join.go"), lambda: self._join(desk), "primary", "Ctrl+Enter", "login")
        go.enabled = bool(self.code.strip() and self.address.strip()) and not desk.busy
        go.why_not = desk.say("ui.shut.join")
        waiting: list[Node] = []
        if desk.busy:
            waiting = [Row(Icon("loader-2", 20, "celadon"), Label(desk.say(desk.busy), BODY), gap=10)]
        elif desk.trouble is not None:
            waiting = [answers.refusal(desk, desk.trouble)]
        foot = Row(
            Button(desk.say("ui.back"), desk.does(Back()), key="Esc", icon="arrow-left").named("join.back"),
            Spacer(),
            go.named("join.go"),
            gap=12,
        )
        card = Panel(
            desk.say("ui.join.title"),
            Label(desk.say("ui.join.about"), BODY, wrap=True),
            fields,
            *waiting,
            Spacer(),
            foot,
            icon="login",
            gap=14,
        )
        page = Row(card.sized(width=620), self._steps(desk).sized(width=500), gap=14, align="stretch")
        return Stack(Backdrop(veiled=True), page.anchored("center"))

    @staticmethod
    def _steps(desk: Desk) -> Panel:
        """How friends come to one table, and the way to a table of one's own."""
        steps = [
            Row(
                Row(Icon(icon, 24, "celadon"), justify="center").sized(width=28),
                Column(
                    Label(desk.say(f"ui.join.steps.{name}"), STRONG),
                    Label(desk.say(f"ui.join.steps.{name}_about"), LABEL, wrap=True),
                    gap=1,
                ).sized(grow=1),
                gap=12,
                align="start",
            )
            for name, icon in STEPS
        ]
        host = Row(
            Label(desk.say("ui.join.or_host"), BODY, wrap=True).sized(grow=1),
            Button(desk.say("ui.join.host"), desk.does(GoTo("new", "friends")), icon="broadcast").named("join.host"),
            gap=12,
        )
        return Panel(desk.say("ui.join.steps.title"), *steps, Divider(), host, icon="users-group", gap=14)

    def _field(self, desk: Desk, name: str, text: str, longest: int) -> Node:
        caption = desk.say(f"ui.join.{name}")
        field = TextField(
            text, lambda _: self._join(desk), hint=desk.say(f"ui.join.{name}_hint"), longest=longest, name=caption
        )
        field.on_change = lambda typed: self._type(desk, name, typed)
        help_ = Label(desk.say(f"ui.join.{name}_help"), CAPTION, wrap=True)
        return Column(
            Row(Label(caption, LABEL).sized(width=130), field.named(f"join.{name}").sized(grow=1), gap=12),
            Row(Label("", LABEL).sized(width=130), help_.sized(grow=1), gap=12),
            gap=5,
        )

    def _type(self, desk: Desk, name: str, typed: str) -> None:
        setattr(self, name, typed)
        desk.again()

    def _join(self, desk: Desk) -> None:
        address, player = (self.address or "").strip(), (self.player or "").strip()
        if not address or not self.code.strip():
            return
        desk.emit(Change(msgspec.structs.replace(desk.settings, server=address, name=player)))
        desk.emit(Join(address, self.code))
