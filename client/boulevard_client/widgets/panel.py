"""Surfaces that hold other nodes: panels with headers, cards, dividers, badges and chips."""

from __future__ import annotations

from typing import Literal

from pygame import Rect

from boulevard_client.art import Box
from boulevard_client.look import Look
from boulevard_client.theme import CAPTION, HEADING, HIT_TARGET, PANEL_PAD, PANEL_RADIUS, STRONG, TextStyle
from boulevard_client.widgets.canvas import Canvas
from boulevard_client.widgets.label import Icon, Label
from boulevard_client.widgets.layout import Column, Pad, Row, Spacer
from boulevard_client.widgets.node import UNBOUNDED, Node, Size
from boulevard_client.widgets.prop import Prop

PANEL = Box("panel-top", "panel-bottom", "line", PANEL_RADIUS)
CARD = Box("row", "panel", "line2", 10)
RAISED = Box("raised-top", "raised", "line2", 12)
HEAD, HEAD_PAD = 26, 13
"""Height of a panel's header, and the room above it."""
SUNK = Box("sunk", None, None, 8)
Tone = Literal["neutral", "good", "bad", "warn", "info"]

_TONES: dict[Tone, tuple[str, str]] = {
    "neutral": ("raised", "text-hi"),
    "good": ("celadon-dim", "celadon"),
    "bad": ("vermilion-dim", "vermilion"),
    "warn": ("amber-dim", "amber"),
    "info": ("indigo-dim", "text-hi"),
}


class Card(Column):
    """A column on a drawn surface."""

    role = "card"
    box = Prop(CARD)

    def __init__(self, *children: Node, gap: float = 6, pad: Pad | float = 12, box: Box = CARD) -> None:
        super().__init__(*children, gap=gap, pad=pad)
        self.box = box

    def paint(self, canvas: Canvas) -> None:
        canvas.box(self.rect, self.box)


class Panel(Card):
    """The dashboard's building block: a header (icon, title, subtitle, anything at the right) and content.

    Change the header through `panel.title.text` and `panel.subtitle.text`; put a badge or button at the right
    with `panel.header_end(node)`.
    """

    role = "panel"

    def __init__(
        self, title: str, *children: Node, icon: str | None = None, subtitle: str = "", gap: float = 10
    ) -> None:
        self.title = Label(title, HEADING, elide=True)
        self.subtitle = Label(subtitle, CAPTION, elide=True)
        lead: list[Node] = [Icon(icon, 20, "celadon")] if icon else []
        self.header = Row(*lead, Row(self.title, self.subtitle, gap=10, align="baseline").sized(grow=1), gap=10)
        self.header.sized(at_least=(0, HEAD))
        super().__init__(self.header, *children, gap=gap, pad=Pad(PANEL_PAD, HEAD_PAD, PANEL_PAD, 16), box=PANEL)

    def header_end(self, *nodes: Node) -> Panel:
        self.header.add(*nodes)
        controls = [part for node in nodes for part in node.walk() if part.interactive]
        if controls:  # they are higher than a title, which stays on one line with the titles beside it all the same
            high = max(part.height or max(part.min_height, HIT_TARGET) for part in controls)
            self.pad = Pad(PANEL_PAD, HEAD_PAD - max(0.0, high - HEAD) / 2, PANEL_PAD, 16)
        return self

    @property
    def label(self) -> str:
        return self.title.text


class Divider(Node):
    """A thin line across."""

    role = "divider"

    def __init__(self, colour: str = "line") -> None:
        super().__init__()
        self.colour = colour
        self.height = 1

    def paint(self, canvas: Canvas) -> None:
        canvas.fill(self.rect, self.colour)


class Badge(Node):
    """A count on a vermilion disc, for "needs you"; zero shows nothing."""

    role = "badge"
    count = Prop(0)
    STYLE = TextStyle(11, "semibold", "on-vermilion")

    def __init__(self, count: int = 0) -> None:
        super().__init__()
        self.count = count
        self.width = self.height = 18

    def paint(self, canvas: Canvas) -> None:
        if self.count > 0:
            canvas.box(self.rect, Box("vermilion", radius=99))
            canvas.text(self._words, self.STYLE, self.rect, "center")

    @property
    def _words(self) -> str:
        return str(self.count) if self.count < 100 else "99"

    @property
    def value(self) -> int:
        return self.count


class Chip(Node):
    """A short word on a tinted surface: `Anchor firm`, `High risk`."""

    role = "chip"
    text = Prop("", layout=True)
    tone = Prop[Tone]("neutral")

    def __init__(self, text: str, tone: Tone = "neutral", icon: str | None = None) -> None:
        super().__init__()
        self.text, self.tone, self.icon = text, tone, icon

    def natural(self, look: Look, width: int) -> Size:
        icon = look.px(20) if self.icon else 0
        return look.type.width(self.text, self._style) + icon + look.px(18), look.px(24)

    @property
    def _style(self) -> TextStyle:
        return TextStyle(12, "semibold", _TONES[self.tone][1])

    def paint(self, canvas: Canvas) -> None:
        fill, ink = _TONES[self.tone]
        edge = ink if self.tone in ("bad", "warn") else None
        canvas.box(self.rect, Box(fill, None, edge, 6 if edge is None else 99, 1))
        inner = Rect(self.rect.left + canvas.px(9), self.rect.top, self.rect.width - canvas.px(18), self.rect.height)
        if self.icon:
            size = canvas.px(15)
            canvas.icon(self.icon, Rect(inner.left, inner.centery - size // 2, size, size), ink)
            inner = Rect(inner.left + canvas.px(20), inner.top, inner.width - canvas.px(20), inner.height)
        canvas.text(self.text, self._style, inner, "center")

    @property
    def label(self) -> str:
        return self.text

    def texts(self) -> list[tuple[str, bool]]:
        cut = self.stage is not None and self.natural(self.stage.look, UNBOUNDED)[0] > self.rect.width
        return [(self.text, cut)]


class Fact(Row):
    """A caption at the left, its value at the right: one line of a list of figures."""

    role = "fact"

    def __init__(self, caption: str, value: str, style: TextStyle = STRONG) -> None:
        self.caption_label = Label(caption, TextStyle(13, "text", "text-mid"), elide=True)
        self.value_label = Label(value, style)
        super().__init__(self.caption_label, Spacer(), self.value_label, gap=8, align="baseline")

    @property
    def label(self) -> str:
        return self.caption_label.text
