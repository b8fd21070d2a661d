"""Settings: language, theme, size, motion, sound, name."""

from __future__ import annotations

import msgspec

from boulevard_client.screens.backdrop import Backdrop
from boulevard_client.screens.desk import Desk, Screen
from boulevard_client.screens.intents import Back, Change
from boulevard_client.settings import Settings
from boulevard_client.theme import CAPTION, LABEL, STRONG
from boulevard_client.widgets.button import Button, Switch
from boulevard_client.widgets.inputs import Range, Slider, Tabs
from boulevard_client.widgets.label import Label
from boulevard_client.widgets.layout import Column, Row, Spacer, Stack
from boulevard_client.widgets.node import Node
from boulevard_client.widgets.panel import Divider, Panel
from boulevard_client.widgets.textfield import TextField

LANGUAGES = ("en", "zh")
THEMES = ("dark", "paper")


class OptionsScreen(Screen):
    """Every change is used and kept at once."""

    name = "settings"

    def __init__(self) -> None:
        self.scale: int | None = None
        self.player: str | None = None

    def build(self, desk: Desk) -> Node:
        now = desk.settings
        if self.scale is None:
            self.scale = round(now.ui_scale * 100)
        if self.player is None:
            self.player = now.name
        scale = Row(
            Slider(Range(80, 150, 5), self.scale, lambda n: self._resize(desk, n), lambda n: f"{n}%")
            .named("settings.scale")
            .sized(grow=1),
            Label(f"{self.scale}%", STRONG).sized(width=52),
            Button(desk.say("ui.settings.apply"), lambda: self._change(desk, ui_scale=(self.scale or 100) / 100)).named(
                "settings.apply"
            ),
            gap=12,
        )
        field = TextField(
            self.player,
            lambda text: self._change(desk, name=text),
            hint=desk.say("ui.player"),
            longest=32,
            name=desk.say("ui.settings.name"),
        )
        field.on_change = lambda text: self._name(desk, text)
        rows: list[Node] = [
            _row(
                desk,
                "language",
                Tabs(
                    ("English", "中文"),
                    lambda i: self._change(desk, language=LANGUAGES[i]),
                    LANGUAGES.index(now.spoken),
                    segmented=True,
                ).named("settings.language"),
            ),
            _row(
                desk,
                "theme",
                Tabs(
                    [desk.say(f"ui.settings.{t}") for t in THEMES],
                    lambda i: self._change(desk, theme=THEMES[i]),
                    THEMES.index(now.theme),
                    segmented=True,
                ).named("settings.theme"),
            ),
            _row(desk, "scale", scale),
            _row(desk, "name", field.named("settings.name")),
            Divider(),
            Switch(
                desk.say("ui.settings.reduce_motion"),
                lambda on: self._change(desk, reduce_motion=on),
                on=now.reduce_motion,
            ).named("settings.motion"),
            Switch(desk.say("ui.settings.sound"), lambda on: self._change(desk, sound=on), on=now.sound).named(
                "settings.sound"
            ),
            Switch(desk.say("ui.settings.describe"), lambda on: self._change(desk, describe=on), on=now.describe).named(
                "settings.describe"
            ),
            Divider(),
            Label(desk.say("ui.settings.credits"), CAPTION, wrap=True),
            Row(Spacer(), Button(desk.say("ui.done"), desk.does(Back()), "primary", "Esc").named("settings.done")),
        ]
        card = Panel(desk.say("ui.screen.settings"), *rows, icon="settings", gap=14).sized(width=680)
        return Stack(Backdrop(veiled=True), Column(card, justify="center", align="center"))

    def _resize(self, desk: Desk, percent: int) -> None:
        self.scale = percent
        desk.again()

    def _name(self, desk: Desk, text: str) -> None:
        self.player = text
        desk.emit(Change(msgspec.structs.replace(desk.settings, name=text)))

    def _change(self, desk: Desk, **fields: object) -> None:
        changed: Settings = msgspec.structs.replace(desk.settings, **fields)
        desk.emit(Change(changed))


def _row(desk: Desk, name: str, control: Node) -> Row:
    return Row(Label(desk.say(f"ui.settings.{name}"), LABEL).sized(width=150), control.sized(grow=1), gap=12)
