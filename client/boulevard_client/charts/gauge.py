"""Where a value stands between safe and dangerous, and where a likely range lies: bars with zones and marks."""

from __future__ import annotations

from dataclasses import dataclass

from pygame import Rect

from boulevard_client.art import Box
from boulevard_client.look import Look
from boulevard_client.theme import hex_code
from boulevard_client.widgets.canvas import Canvas
from boulevard_client.widgets.node import Node, Size
from boulevard_client.widgets.prop import Prop


@dataclass(frozen=True, slots=True)
class Zones:
    """`value` on an axis from `low` to `high`; `limits` are (up to, colour) from left to right.

    `ghost` is where the value will be, None for nowhere else. Zones in vermilion are hatched: colour is never alone.
    """

    low: float
    high: float
    value: float
    limits: tuple[tuple[float, str], ...]
    ghost: float | None = None


class Gauge(Node):
    """A bar of zones with a pointer at the value and a paler one at the ghost."""

    role = "gauge"
    data = Prop(Zones(0, 1, 0, ()))

    def __init__(self, data: Zones) -> None:
        super().__init__()
        self.data = data
        self.height = 22

    def natural(self, look: Look, width: int) -> Size:
        return look.px(140), look.px(22)

    def _x(self, share: float) -> int:
        data = self.data
        span = (data.high - data.low) or 1.0
        return self.rect.left + round(self.rect.width * min(1.0, max(0.0, (share - data.low) / span)))

    def paint(self, canvas: Canvas) -> None:
        data = self.data
        bar = Rect(self.rect.left, 0, self.rect.width, canvas.px(8))
        bar.centery = self.rect.centery
        canvas.box(bar, Box("sunk", None, "line", 99))
        left = bar.left
        for upto, colour in data.limits:
            right = self._x(upto)
            if right > left:
                part = Rect(left, bar.top, right - left - 1, bar.height)
                canvas.box(part, Box(colour, None, None, 3, 1, 0.34))
                if colour == "vermilion":
                    self._hatch(canvas, part)
            left = right
        if data.ghost is not None and data.ghost != data.value:
            self._pointer(canvas, self._x(data.ghost), "text-low")
        self._pointer(canvas, self._x(data.value), "focus" if canvas.look.theme.dark else "text-hi")

    def _pointer(self, canvas: Canvas, x: int, colour: str) -> None:
        half = max(1, canvas.px(2))
        x = min(max(x, self.rect.left + half), self.rect.right - half)
        canvas.box(Rect(x - half, self.rect.top + 1, 2 * half, self.rect.height - 2), Box(colour, radius=2))

    def _hatch(self, canvas: Canvas, part: Rect) -> None:
        step = max(4, canvas.px(7))
        ink = hex_code(canvas.look.colour("vermilion"))
        lines = "".join(
            f'<path d="M{x} {part.height} L{x + part.height} 0" stroke="{ink}" stroke-width="1.4"/>'
            for x in range(0, part.width - part.height, step)
        )
        canvas.svg(part, lines)

    @property
    def value(self) -> float:
        return round(self.data.value, 4)


@dataclass(frozen=True, slots=True)
class Spread:
    """A likely range: 10 %, 50 % and 90 % values on an axis; `even` is a value worth a mark, such as break-even."""

    low: float
    mid: float
    high: float
    even: float | None = None
    reach: float = 0.0
    """The axis goes at least this far."""


class SpreadBar(Node):
    """The range as a band, its middle as a bright mark."""

    role = "likely range"
    data = Prop(Spread(0, 0, 0))

    def __init__(self, data: Spread) -> None:
        super().__init__()
        self.data = data
        self.height = 16

    def natural(self, look: Look, width: int) -> Size:
        return look.px(90), look.px(16)

    def paint(self, canvas: Canvas) -> None:
        data = self.data
        values = [0.0, data.low, data.mid, data.high, data.reach, *([data.even] if data.even is not None else [])]
        least, most = min(values), max(values)
        span = (most - least) or 1.0

        def x_of(value: float) -> int:
            return self.rect.left + round((self.rect.width - 1) * (value - least) / span)

        rail = Rect(self.rect.left, 0, self.rect.width, canvas.px(4))
        rail.centery = self.rect.centery
        canvas.box(rail, Box("sunk", None, None, 99))
        gain = data.mid >= (data.even or 0.0)
        colour = "celadon" if gain else "amber"
        band = Rect(x_of(data.low), 0, max(canvas.px(4), x_of(data.high) - x_of(data.low)), canvas.px(8))
        band.centery = self.rect.centery
        canvas.box(band, Box(colour, None, None, 99, 1, 0.45))
        if data.even is not None:
            thick = max(1, canvas.px(1))
            canvas.fill(Rect(x_of(data.even) - thick // 2, self.rect.top, thick, self.rect.height), "text-low")
        middle = Rect(0, 0, max(3, canvas.px(4)), self.rect.height - canvas.px(2))
        middle.center = (x_of(data.mid), self.rect.centery)
        middle.clamp_ip(self.rect)
        canvas.box(middle, Box(colour, None, None, 2))

    @property
    def value(self) -> float:
        return self.data.mid
