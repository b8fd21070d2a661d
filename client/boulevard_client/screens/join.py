"""Join a match on another machine: address, code, name."""

from __future__ import annotations

import msgspec

from boulevard_client.screens import answers
from boulevard_client.screens.backdrop import Backdrop
from boulevard_client.screens.desk import Desk, Screen
from boulevard_client.screens.intents import Back, Change, GoTo, Join
from boulevard_client.theme import BODY, CAPTION, LABEL
from boulevard_client.widgets.button import Button
from boulevard_client.widgets.label import Icon, Label
from boulevard_client.widgets.layout import Column, Row, Spacer, Stack
from boulevard_client.widgets.node import Node
from boulevard_client.widgets.panel import Divider, Panel
from boulevard_client.widgets.textfield import TextField


class JoinScreen(Screen):
    """Keeps what has been typed."""

    name = "join"
    needs = (900, 600)

    def __init__(self) -> None:
        self.address: str | None = None
        self.player: str | None = None
        self.code = ""

    def build(self, desk: Desk) -> Node:
        if self.address is None or self.player is None:
            self.address, self.player = desk.settings.server, desk.settings.name
        fields = Column(
            self._field(desk, "address", self.address, 120),
            Label(desk.say("ui.join.address_help"), CAPTION, wrap=True),
            self._field(desk, "code", self.code, 16),
            self._field(desk, "player", self.player, 32),
            gap=8,
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
            foot,
            Divider(),
            Row(
                Label(desk.say("ui.join.or_host"), BODY, wrap=True).sized(grow=1),
                Button(desk.say("ui.join.host"), desk.does(GoTo("new", "friends")), icon="broadcast").named(
                    "join.host"
                ),
                gap=12,
            ),
            icon="login",
            gap=14,
        ).sized(width=620)
        return Stack(Backdrop(veiled=True), card.anchored("center"))

    def _field(self, desk: Desk, name: str, text: str, longest: int) -> Node:
        caption = desk.say(f"ui.join.{name}")
        field = TextField(
            text, lambda _: self._join(desk), hint=desk.say(f"ui.join.{name}_hint"), longest=longest, name=caption
        )
        field.on_change = lambda typed: self._type(desk, name, typed)
        return Row(Label(caption, LABEL).sized(width=130), field.named(f"join.{name}").sized(grow=1), gap=12)

    def _type(self, desk: Desk, name: str, typed: str) -> None:
        setattr(self, name, typed)
        desk.again()

    def _join(self, desk: Desk) -> None:
        address, player = (self.address or "").strip(), (self.player or "").strip()
        if not address or not self.code.strip():
            return
        desk.emit(Change(msgspec.structs.replace(desk.settings, server=address, name=player)))
        desk.emit(Join(address, self.code))
