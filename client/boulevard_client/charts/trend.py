"""A sparkline as a node of its own, for cards and figures outside tables."""

from __future__ import annotations

from boulevard_client.charts.sparkline import sparkline_body
from boulevard_client.look import Look
from boulevard_client.widgets.canvas import Canvas
from boulevard_client.widgets.node import Node, Size
from boulevard_client.widgets.prop import Prop


class Trend(Node):
    """Past values, oldest first, as a small line in one colour."""

    role = "sparkline"
    values = Prop[tuple[float, ...]](())
    colour = Prop("celadon")

    def __init__(self, values: tuple[float, ...], colour: str = "celadon") -> None:
        super().__init__()
        self.values, self.colour = values, colour

    def natural(self, look: Look, width: int) -> Size:
        return look.px(80), look.px(28)

    def paint(self, canvas: Canvas) -> None:
        canvas.svg(self.rect, sparkline_body(self.values, self.rect.size, canvas.look, self.colour))

    @property
    def value(self) -> float | None:
        return self.values[-1] if self.values else None
