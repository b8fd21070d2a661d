"""Quantities at a glance: progress bars, the round timer, the track of phases."""

from __future__ import annotations

import math
from collections.abc import Sequence

from pygame import Rect

from boulevard_client.art import Box
from boulevard_client.look import Look
from boulevard_client.theme import LABEL, TextStyle, hex_code
from boulevard_client.widgets.canvas import Canvas
from boulevard_client.widgets.node import UNBOUNDED, Node, Size
from boulevard_client.widgets.prop import Prop


class ProgressBar(Node):
    """A share from 0 to 1; `ghost` is where it will be (a preview), drawn paler."""

    role = "progress"
    share = Prop(0.0)
    ghost = Prop[float | None](None)
    colour = Prop("celadon")

    def __init__(self, share: float, colour: str = "celadon", *, ghost: float | None = None) -> None:
        super().__init__()
        self.share, self.colour, self.ghost = share, colour, ghost
        self.height = 8

    def natural(self, look: Look, width: int) -> Size:
        return look.px(80), look.px(8)

    def paint(self, canvas: Canvas) -> None:
        canvas.box(self.rect, Box("track", radius=99))
        if self.ghost is not None:
            self._bar(canvas, self.ghost, 0.4)
        self._bar(canvas, self.share, 1.0)

    def _bar(self, canvas: Canvas, share: float, opacity: float) -> None:
        width = round(self.rect.width * min(1.0, max(0.0, share)))
        if width:
            place = Rect(self.rect.left, self.rect.top, max(width, self.rect.height), self.rect.height)
            canvas.box(place, Box(self.colour, None, None, 99, 1, opacity))

    @property
    def value(self) -> float:
        return self.share


class RingTimer(Node):
    """Time left as an arc with words inside (`0:37`); turns vermilion and thick when `urgent`."""

    role = "timer"
    share = Prop(1.0)
    text = Prop("")
    urgent = Prop(False)
    STYLE = TextStyle(13, "semibold", "text-hi")

    def __init__(self, text: str = "", share: float = 1.0) -> None:
        super().__init__()
        self.text, self.share = text, share
        self.width = self.height = 46

    def paint(self, canvas: Canvas) -> None:
        size = min(self.rect.size)
        stroke = canvas.px(5 if self.urgent else 4)
        radius = (size - stroke) / 2 - 1
        middle = size / 2
        share = round(min(1.0, max(0.0, self.share)) * 240) / 240
        ink = hex_code(canvas.look.colour("vermilion" if self.urgent else "celadon"))
        rail = hex_code(canvas.look.colour("line"))
        body = f'<circle cx="{middle}" cy="{middle}" r="{radius}" fill="none" stroke="{rail}" stroke-width="{stroke}"/>'
        if share >= 1:
            body += body.replace(rail, ink)
        elif share > 0:
            turn = 2 * math.pi * share
            x, y = middle - radius * math.sin(turn), middle - radius * math.cos(turn)
            body += (
                f'<path d="M{middle} {middle - radius} A{radius} {radius} 0 {int(share > 0.5)} 0 {x:.2f} {y:.2f}" '
                f'fill="none" stroke="{ink}" stroke-width="{stroke}" stroke-linecap="round"/>'
            )
        place = Rect(self.rect.centerx - size // 2, self.rect.centery - size // 2, size, size)
        canvas.svg(place, body)
        canvas.text(self.text, self.STYLE.tinted("vermilion" if self.urgent else "text-hi"), place, "center")

    @property
    def label(self) -> str:
        return self.text

    @property
    def value(self) -> float:
        return round(self.share, 3)

    def texts(self) -> list[tuple[str, bool]]:
        cut = self.stage is not None and self.stage.look.type.width(self.text, self.STYLE) > self.rect.width - 8
        return [(self.text, cut)]


class PhaseTrack(Node):
    """The phases of a turn as a bar of parts: past ones celadon, the present one white, later ones dim."""

    role = "phases"
    names = Prop[tuple[str, ...]]((), layout=True)
    now = Prop(0)

    def __init__(self, names: Sequence[str], now: int = 0) -> None:
        super().__init__()
        self.names, self.now = tuple(names), now

    def _widths(self, look: Look) -> list[int]:
        return [max(look.px(62), look.type.width(name, self._style(i))) for i, name in enumerate(self.names)]

    def _style(self, index: int) -> TextStyle:
        colour = "text-hi" if index == self.now else "text-mid" if index < self.now else "text-low"
        return TextStyle(LABEL.size, "semibold" if index == self.now else "text", colour)

    def natural(self, look: Look, width: int) -> Size:
        widest = max((look.type.width(name, LABEL.bold()) for name in self.names), default=0)
        return len(self.names) * (max(look.px(62), widest) + look.px(8)), look.px(30)

    def paint(self, canvas: Canvas) -> None:
        left = float(self.rect.left)
        step = self.rect.width / max(1, len(self.names))
        for index, name in enumerate(self.names):
            bar = Rect(round(left), self.rect.top + canvas.px(2), round(step) - canvas.px(8), canvas.px(4))
            fill = "focus" if index == self.now else "celadon" if index < self.now else "line2"
            canvas.box(bar, Box(fill, radius=99))
            words = Rect(bar.left, bar.bottom, bar.width, self.rect.bottom - bar.bottom)
            canvas.text(name, self._style(index), words)
            left += step

    @property
    def label(self) -> str:
        return " > ".join(self.names)

    @property
    def value(self) -> str:
        return self.names[self.now] if self.now < len(self.names) else ""

    def texts(self) -> list[tuple[str, bool]]:
        cut = self.stage is not None and self.natural(self.stage.look, UNBOUNDED)[0] > self.rect.width
        return [(name, cut) for name in self.names]
