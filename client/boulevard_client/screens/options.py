"""Settings: language, theme, sizes, sight, motion, sound, name and keys."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from boulevard_client.screens.backdrop import Backdrop
from boulevard_client.screens.desk import Desk, Screen
from boulevard_client.screens.intents import Back, Change, Hear, SeeAs, Show
from boulevard_client.screens.legend import legend
from boulevard_client.settings import Settings
from boulevard_client.sight import SIGHTS
from boulevard_client.theme import CAPTION, LABEL, STRONG, TEXT_SIZES, TITLE
from boulevard_client.widgets.button import Button, Switch
from boulevard_client.widgets.inputs import Range, Slider, Tabs
from boulevard_client.widgets.label import Icon, Label
from boulevard_client.widgets.layout import Column, Row, Stack
from boulevard_client.widgets.node import Node
from boulevard_client.widgets.panel import Divider, Panel
from boulevard_client.widgets.textfield import TextField

LANGUAGES = ("en", "zh")
THEMES = ("dark", "paper")
NAMES = 104
"""Width of the column of names."""
SIGHT_WORDS = ("normal", "protan", "deutan", "tritan")
CUES = ("hover", "select", "edit", "stamp", "ready", "refused", "alert", "turn", "loss", "win")
"""In the order in which they are shown to whoever listens."""
Choose = Callable[[Desk, int], None]


class OptionsScreen(Screen):
    """Every change is used and kept at once."""

    name = "settings"
    needs = (1100, 620)

    def __init__(self) -> None:
        self.scale: int | None = None
        self.player: str | None = None
        self.heard: int | None = None

    def build(self, desk: Desk) -> Node:
        if self.scale is None:
            self.scale = round(desk.settings.ui_scale * 100)
        if self.player is None:
            self.player = desk.settings.name
        parts = [("eyes", "eye", self._eyes(desk)), ("hands", "keyboard", self._hands(desk))]
        if not desk.narrow:
            parts.append(("legend", "info-circle", [*self._sight(desk), Divider(), *legend(desk)]))
        panels = [
            Panel(desk.say(f"ui.settings.group.{name}"), *rows, icon=icon, gap=12 if desk.narrow else 18).sized(grow=1)
            for name, icon, rows in parts
        ]
        foot = Row(
            Label(desk.say("ui.settings.credits"), CAPTION.tinted("text-mid"), wrap=True).sized(grow=1),
            Button(desk.say("ui.done"), desk.does(Back()), "primary", "Esc").named("settings.done"),
            gap=24,
        )
        page = Column(
            Row(Icon("settings", 28, "celadon"), Label(desk.say("ui.screen.settings"), TITLE), gap=12),
            Row(*panels, gap=14, align="stretch"),
            foot,
            gap=14,
        ).sized(width=1080 if desk.narrow else 1620)
        return Stack(Backdrop(veiled=True), Column(page, justify="center", align="center"))

    # -- what is seen --------------------------------------------------------------------------------------

    def _eyes(self, desk: Desk) -> list[Node]:
        now = desk.settings
        scale = Row(
            Slider(Range(80, 150, 5), self.scale or 100, lambda n: self._resize(desk, n), lambda n: f"{n}%")
            .named("settings.scale")
            .sized(grow=1),
            Label(f"{self.scale}%", STRONG).sized(width=52),
            Button(desk.say("ui.settings.apply"), lambda: self._change(desk, ui_scale=(self.scale or 100) / 100)).named(
                "settings.apply"
            ),
            gap=12,
        )
        sizes = [f"{round(100 * size)}%" for size in TEXT_SIZES]
        size = min(range(len(TEXT_SIZES)), key=lambda at: abs(TEXT_SIZES[at] - now.text_size))
        given = desk.look.scale.given
        gives = abs(given - now.ui_scale) > 0.01
        given_words = desk.say("ui.settings.scale_given", percent=round(100 * given)) if gives else ""
        themes = [desk.say(f"ui.settings.{theme}") for theme in THEMES]
        sized = _row(desk, "scale", scale)
        rows = [
            _noted(
                desk,
                "language",
                self._choice(desk, "language", ("English", "中文"), LANGUAGES.index(now.spoken), self._speak),
            ),
            _noted(desk, "theme", self._choice(desk, "theme", themes, THEMES.index(now.theme), self._dress)),
            Column(sized, _note(given_words), gap=4) if gives else _noted(desk, "scale", sized),
            _noted(desk, "text_size", self._choice(desk, "text_size", sizes, size, self._enlarge)),
            _noted(desk, "reduce_motion", self._switch(desk, "reduce_motion", now.reduce_motion)),
        ]
        return [*rows, *self._sight(desk)] if desk.narrow else rows

    def _sight(self, desk: Desk) -> list[Node]:
        sights = [desk.say(f"ui.settings.sight_{sight}") for sight in SIGHT_WORDS]
        choice = self._choice(desk, "sight", sights, SIGHTS.index(desk.sight), self._see)
        return [Column(choice, _note(desk.say("ui.settings.sight_note")), gap=4)]

    def _choice(
        self,
        desk: Desk,
        name: str,
        words: tuple[str, ...] | list[str],
        chosen: int,
        choose: Callable[[Desk, int], None],
    ) -> Row:
        tabs = Tabs(words, lambda index: choose(desk, index), chosen, segmented=True)
        return _row(desk, name, tabs.named(f"settings.{name}"))

    def _speak(self, desk: Desk, index: int) -> None:
        self._change(desk, language=LANGUAGES[index])

    def _dress(self, desk: Desk, index: int) -> None:
        self._change(desk, theme=THEMES[index])

    def _enlarge(self, desk: Desk, index: int) -> None:
        self._change(desk, text_size=TEXT_SIZES[index])

    def _see(self, desk: Desk, index: int) -> None:
        desk.emit(SeeAs(SIGHTS[index]))

    # -- what is heard and done ----------------------------------------------------------------------------

    def _hands(self, desk: Desk) -> list[Node]:
        now = desk.settings
        field = TextField(
            self.player or "",
            lambda text: self._change(desk, name=text),
            hint=desk.say("ui.player"),
            longest=32,
            name=desk.say("ui.settings.name"),
        )
        field.on_change = lambda text: self._name(desk, text)
        volume = Slider(Range(0, 100, 5), now.volume, lambda n: self._change(desk, volume=n), lambda n: f"{n}%").named(
            "settings.volume"
        )
        volume.enabled = now.sound
        listen = Button(desk.say("ui.settings.listen"), lambda: self._listen(desk), icon="volume").named(
            "settings.listen"
        )
        listen.enabled = now.sound
        volume.why_not = listen.why_not = desk.say("ui.shut.silent")
        heard = desk.say("ui.settings.note.listen" if self.heard is None else f"ui.cue.{CUES[self.heard]}")
        keys = Button(desk.say("ui.settings.keys_open"), lambda: self._keys(desk), icon="keyboard")
        loud = Row(volume.sized(grow=1), Label(f"{now.volume}%", STRONG).sized(width=52), listen, gap=12)
        return [
            _noted(desk, "name", _row(desk, "name", field.named("settings.name"))),
            _noted(desk, "keys", _row(desk, "keys", keys.named("settings.keys"))),
            _noted(desk, "sound", self._switch(desk, "sound", now.sound)),
            Column(_row(desk, "volume", loud), _note(heard, 34 if now.text_size > 1 else 0), gap=4),
            _noted(desk, "sound_in_class", self._switch(desk, "sound_in_class", now.sound_in_class, "in_class")),
            _noted(desk, "describe", self._switch(desk, "describe", now.describe)),
        ]

    def _switch(self, desk: Desk, field: str, on: bool, words: str = "") -> Row:
        switch = Switch(
            desk.say(f"ui.settings.{words or field}"), lambda now: self._change(desk, **{field: now}), on=on
        )
        return _indented(switch.named(f"settings.{field}"))

    def _listen(self, desk: Desk) -> None:
        """The next cue, with what is seen at the same time."""
        self.heard = 0 if self.heard is None else (self.heard + 1) % len(CUES)
        desk.emit(Hear(CUES[self.heard]))
        desk.again()

    @staticmethod
    def _keys(desk: Desk) -> None:
        from boulevard_client.screens.keysheet import KeySheet  # it reads the registry, which names this screen

        desk.emit(Show(KeySheet().build))

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
    return Row(Label(desk.say(f"ui.settings.{name}"), LABEL).sized(width=NAMES), control.sized(grow=1), gap=12)


def _note(words: str, tall: float = 0) -> Row:
    """A line that belongs to the control above it, `tall` where what it says changes and may take two lines."""
    return _indented(Label(words, CAPTION, wrap=True).sized(at_least=(0, tall)))


def _noted(desk: Desk, name: str, row: Row) -> Node:
    """A setting, and below it what it does, where there is room to say it."""
    if desk.narrow and desk.settings.text_size > 1:
        return row
    return Column(row, _indented(Label(desk.say(f"ui.settings.note.{name}"), CAPTION, wrap=True)), gap=4)


def _indented(control: Node) -> Row:
    return Row(Label("").sized(width=NAMES), control.sized(grow=1), gap=12, align="start")
