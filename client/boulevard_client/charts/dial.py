"""A chance as a ring with its figure inside."""

from __future__ import annotations

import math

from pygame import Rect

from boulevard_client.look import Look
from boulevard_client.theme import TextStyle, hex_code
from boulevard_client.widgets.canvas import Canvas
from boulevard_client.widgets.node import Node, Size
from boulevard_client.widgets.prop import Prop

FIGURE = TextStyle(17, "semibold", "text-hi")


class Dial(Node):
    """A share from 0 to 1 as an arc; None draws an empty ring. `text` is what stands inside."""

    role = "dial"
    share = Prop[float | None](None)
    text = Prop("")
    colour = Prop("celadon")

    def __init__(self, share: float | None, text: str, colour: str = "celadon") -> None:
        super().__init__()
        self.share, self.text, self.colour = share, text, colour
        self.width = self.height = 68

    def natural(self, look: Look, width: int) -> Size:
        return look.px(68), look.px(68)

    def paint(self, canvas: Canvas) -> None:
        size = min(self.rect.size)
        stroke = canvas.px(6)
        radius, middle = (size - stroke) / 2 - 1, size / 2
        ink = hex_code(canvas.look.colour(self.colour))
        rail = hex_code(canvas.look.colour("line"))
        body = f'<circle cx="{middle}" cy="{middle}" r="{radius}" fill="none" stroke="{rail}" stroke-width="{stroke}"/>'
        share = round(min(1.0, max(0.0, self.share or 0.0)) * 200) / 200
        if share >= 1:
            body += body.replace(rail, ink)
        elif share > 0:
            turn = 2 * math.pi * share
            x, y = middle + radius * math.sin(turn), middle - radius * math.cos(turn)
            body += (
                f'<path d="M{middle} {middle - radius} A{radius} {radius} 0 {int(share > 0.5)} 1 {x:.2f} {y:.2f}" '
                f'fill="none" stroke="{ink}" stroke-width="{stroke}" stroke-linecap="round"/>'
            )
        place = Rect(self.rect.centerx - size // 2, self.rect.centery - size // 2, size, size)
        canvas.svg(place, body)
        canvas.text(self.text, FIGURE.tinted("text-hi" if self.share is not None else "text-low"), place, "center")

    @property
    def label(self) -> str:
        return self.text

    @property
    def value(self) -> float | None:
        return None if self.share is None else round(self.share, 4)

    def texts(self) -> list[tuple[str, bool]]:
        cut = self.stage is not None and self.stage.look.type.width(self.text, FIGURE) > self.rect.width - 10
        return [(self.text, cut)] if self.text else []
