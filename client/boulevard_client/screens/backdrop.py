"""The picture behind the screens outside a match: the whole region by night, its rail lit, a veil for the words."""

from __future__ import annotations

from pygame import Rect

from boulevard_client import cityart, mapart
from boulevard_client.look import Look
from boulevard_client.theme import hex_code
from boulevard_client.widgets.canvas import Canvas
from boulevard_client.widgets.node import Node, Size

LEVELS = (0.95, 0.5, 0.35, 0.85, 0.9, 0.6, 0.45, 1.0, 0.55, 0.7)


class Backdrop(Node):
    """Fills its rectangle with the map. `veil` darkens the left part for text (0-1 of the width), 1 all of it."""

    role = "picture"

    def __init__(self, lit: str = "hefei", veil: float = 0.62) -> None:
        super().__init__()
        self.lit, self.veil = lit, veil

    def natural(self, look: Look, width: int) -> Size:
        return 0, 0

    def paint(self, canvas: Canvas) -> None:
        look, rect = canvas.look, self.rect
        # the map is wider than high; it covers the window and is pushed to the right, where no words stand
        width = max(rect.width, round(rect.height * 1.7)) * 118 // 100
        full = Rect(rect.right - width + width // 22, 0, width, round(width / 1.7))
        full.centery = rect.centery - rect.height // 40
        with canvas.clipped(rect):
            canvas.blit(mapart.relief(look, full.size), full.topleft)
            canvas.blit(mapart.rails(look, full.size, self.lit, cityart.line_colour(look, self.lit)), full.topleft)
            tower = round(full.width * cityart.TOWER_SHARE * 0.92)
            cities = sorted(mapart.geography(look.assets).cities.items(), key=lambda item: item[1][1])
            for number, (city, _) in enumerate(cities):
                spot = mapart.city_point(look, city, full)
                picture = cityart.tower(look, city, tower, LEVELS[number % len(LEVELS)], city == self.lit)
                canvas.blit(picture, cityart.tower_rect(spot, tower).topleft)
            canvas.svg(rect, self._veil_body(look))

    def _veil_body(self, look: Look) -> str:
        width, height = self.rect.size
        shade = hex_code(look.colour("bg"))
        reach = width * self.veil
        return (
            f'<defs><linearGradient id="v" gradientUnits="userSpaceOnUse" x1="0" y1="0" x2="{reach:.0f}" y2="0">'
            f'<stop offset="0%" stop-color="{shade}" stop-opacity="0.97"/>'
            f'<stop offset="45%" stop-color="{shade}" stop-opacity="0.86"/>'
            f'<stop offset="100%" stop-color="{shade}" stop-opacity="{0.0 if self.veil < 1 else 0.72}"/></linearGradient>'
            f'<linearGradient id="f" gradientUnits="userSpaceOnUse" x1="0" y1="{height * 0.72:.0f}" x2="0" y2="{height}">'
            f'<stop offset="0%" stop-color="{shade}" stop-opacity="0"/>'
            f'<stop offset="100%" stop-color="{shade}" stop-opacity="0.9"/></linearGradient></defs>'
            f'<rect x="0" y="0" width="{width}" height="{height}" fill="url(#v)"/>'
            f'<rect x="0" y="0" width="{width}" height="{height}" fill="url(#f)"/>'
        )
