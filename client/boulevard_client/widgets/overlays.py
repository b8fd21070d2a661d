"""Things above the screen: questions in a modal, a drawer from the right, short notices."""

from __future__ import annotations

from collections.abc import Callable

from boulevard_client.art import Box
from boulevard_client.theme import BODY, HEADING, RIGHT_COLUMN, TITLE
from boulevard_client.widgets.button import Button, IconButton
from boulevard_client.widgets.label import Icon, Label, RichText
from boulevard_client.widgets.layout import Column, Pad, Row, Spacer
from boulevard_client.widgets.node import Node
from boulevard_client.widgets.pan import Pan
from boulevard_client.widgets.panel import Card, Tone
from boulevard_client.widgets.stage import Layer, Stage

MODAL_BOX = Box("raised", "panel", "control", 16, 1.2)
DRAWER_BOX = Box("panel-top", "panel-bottom", "line2", 0)
SLIDE_S = 0.2
NOTICE_S = 4.0
MOST_NOTICES = 2
"""Older ones make room: notices lie over what the player works with."""


class Modal(Card):
    """A titled card for the middle of the screen; open it with `stage.open(modal)`."""

    role = "dialog"

    def __init__(self, title: str, *children: Node, width: float = 520, icon: str | None = None) -> None:
        lead: list[Node] = [Icon(icon, 24, "celadon")] if icon else []
        self.title = title
        head = Row(*lead, Label(title, TITLE, wrap=True).sized(grow=1), gap=12)
        super().__init__(head, *children, gap=14, pad=Pad.sides(26, 22), box=MODAL_BOX)
        self.width = width

    @property
    def label(self) -> str:
        return self.title


def ask(stage: Stage, title: str, text: str, *answers: tuple[str, Callable[[], None]]) -> Layer:
    """Ask before something that cannot be undone. Each answer is words and what happens; the first is primary.

    Esc closes without any answer.
    """
    row = Row(Spacer(), gap=10)
    modal = Modal(title, RichText(text, BODY), row)
    layer = stage.open(modal)

    def answered(action: Callable[[], None]) -> Callable[[], None]:
        def run() -> None:
            stage.close(layer)
            action()

        return run

    for index, (words, action) in enumerate(answers):
        row.add(Button(words, answered(action), "primary" if index == 0 else "normal").named(f"ask.{index}"))
    stage.set_focus(stage.first_stop(modal))
    return layer


class Drawer(Card):
    """A column that slides in from the right over the screen; Esc or its cross closes it."""

    role = "drawer"

    def __init__(self, title: str, *children: Node, width: float = RIGHT_COLUMN) -> None:
        self.title = title
        self.cross = IconButton("x", self.close, title)
        aside = Pad(0, 0, 10, 0)  # where the bar of what is too high stands
        head = Row(Label(title, HEADING, elide=True).sized(grow=1), self.cross, gap=10, pad=aside)
        inside = Pan(Column(*children, gap=12, pad=aside)).sized(grow=1)
        super().__init__(head, inside, gap=12, pad=Pad(18, 14, 8, 14), box=DRAWER_BOX)
        self.width = width
        self.layer: Layer | None = None

    def open(self, stage: Stage, on_close: Callable[[], None] | None = None) -> Layer:
        """Slide in; without motion it is there at once."""
        self.layer = stage.open(self, "drawer", on_close=on_close)
        full = self.rect.width
        moved = 0

        def slide(share: float) -> None:
            nonlocal moved
            away = round(full * (1 - share))
            if self.stage is not None:
                self.damage_all()
                self.shift(away - moved, 0)
                moved = away
                self.damage_all()

        stage.timeline.animate(SLIDE_S, slide)
        return self.layer

    def close(self) -> None:
        if self.stage is not None and self.layer is not None:
            self.stage.close(self.layer)

    @property
    def label(self) -> str:
        return self.title


_NOTICE: dict[Tone, tuple[str, str]] = {
    "neutral": ("info-circle", "text-hi"),
    "good": ("circle-check", "celadon"),
    "bad": ("alert-triangle", "vermilion"),
    "warn": ("alert-triangle", "amber"),
    "info": ("bell", "celadon"),
}


class Notice(Card):
    """One short message. A click takes it away: it must not stay in front of what somebody wants to press."""

    role = "notice"
    interactive = True
    on_press: Callable[[], None]
    text = ""

    def press(self) -> None:
        self.on_press()


class Notices(Column):
    """Short messages stacked at the screen's edge that go away by themselves. Put it last in the root `Stack`,
    anchored, and call `tell`. What is already being said is not said twice.
    """

    role = "status"

    def __init__(self) -> None:
        super().__init__(gap=8, align="center")

    def tell(self, text: str, tone: Tone = "neutral", seconds: float = NOTICE_S) -> None:
        for old in [each for each in self.children if isinstance(each, Notice) and each.text == text]:
            self.remove(old)
        icon, colour = _NOTICE[tone]
        words = Label(text, BODY.tinted("text-hi"), wrap=True).sized(grow=1)
        card = Notice(
            Row(Icon(icon, 20, colour), words, gap=12), pad=Pad.sides(16, 12), box=Box("raised", None, colour, 10, 1.2)
        )
        card.text, card.width = text, 520
        card.on_press = lambda: self._drop(card)
        self.add(card)
        while len(self.children) > MOST_NOTICES:
            self.remove(self.children[0])
        if self.stage is not None:
            self.stage.timeline.after(seconds, lambda: self._drop(card))

    def _drop(self, card: Card) -> None:
        if card in self.children:
            self.remove(card)
