"""The picture behind the screens outside a match, with a veil where words stand."""

from __future__ import annotations

from boulevard_client.backdrop import backdrop
from boulevard_client.look import Look
from boulevard_client.theme import hex_code
from boulevard_client.widgets.canvas import Canvas
from boulevard_client.widgets.node import Node, Size


class Backdrop(Node):
    """Fills its rectangle with the boulevard. `veiled` dims all of it, for screens full of words."""

    role = "picture"

    def __init__(self, *, veiled: bool = False) -> None:
        super().__init__()
        self.veiled = veiled

    def natural(self, look: Look, width: int) -> Size:
        return 0, 0

    def paint(self, canvas: Canvas) -> None:
        canvas.blit(backdrop(canvas.look, self.rect.size), self.rect.topleft)
        if self.veiled:
            width, height = self.rect.size
            shade = hex_code(canvas.look.colour("bg"))
            canvas.svg(self.rect, f'<rect width="{width}" height="{height}" fill="{shade}" fill-opacity="0.74"/>')
