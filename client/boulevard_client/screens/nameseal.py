"""An official's own seal: the family name cut in relief, in the colour of the city served; owns how it is drawn."""

from __future__ import annotations

from dataclasses import dataclass

from pygame import Rect

from boulevard_client import cityart
from boulevard_client.art import Box
from boulevard_client.look import Look
from boulevard_client.screens.desk import Desk
from boulevard_client.theme import hex_code
from boulevard_client.widgets.canvas import Align, Canvas
from boulevard_client.widgets.node import Node


def family_name(desk: Desk, number: int) -> str:
    """The character on the seal of an official with this number of a name, in every language."""
    officials = desk.content.names.officials
    return officials[number % len(officials)].zh[:1]


def _stamp(canvas: Canvas, rect: Rect, city: str, character: str) -> None:
    """Two frames and the character between, as a seal cut in relief prints."""
    look = canvas.look
    ink = cityart.line_colour(look, city)
    thin = max(1, rect.width // 16)
    canvas.box(rect, Box("sunk" if look.theme.dark else "panel", None, hex_code(ink), 5, 1.8))
    inner = rect.inflate(-4 * thin, -4 * thin)
    if inner.width >= 24:
        canvas.box(inner, Box(None, None, hex_code(ink), 3, 0.8))
    letter = look.type.draw_exact(character, "semibold", round(rect.width * 0.56), ink)
    drawn = letter.get_bounding_rect()
    canvas.blit(letter, (rect.centerx - drawn.centerx, rect.centery - drawn.centery))


class NameSeal(Node):
    """The seal by itself."""

    role = "seal"

    def __init__(self, city: str, character: str, size: float) -> None:
        super().__init__()
        self.city, self.character = city, character
        self.width = self.height = size

    def paint(self, canvas: Canvas) -> None:
        _stamp(canvas, self.rect, self.city, self.character)


@dataclass(frozen=True, slots=True)
class Stamped:
    """The seal in a table's cell."""

    city: str
    character: str

    @property
    def said(self) -> str:
        return ""

    def wanted(self, look: Look) -> int:
        return look.px(36)

    def tall(self, look: Look) -> int:
        return look.px(24)

    def cut(self, look: Look, width: int) -> bool:
        return False

    def paint(self, canvas: Canvas, rect: Rect, align: Align) -> None:
        size = min(canvas.px(36), rect.width, rect.height)
        place = Rect(0, 0, size, size)
        place.center = rect.center
        _stamp(canvas, place, self.city, self.character)
