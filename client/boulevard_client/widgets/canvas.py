"""The pen that widgets and charts draw with; owns how text, icons, boxes and seals land on the surface."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

import pygame
from pygame import Rect

from boulevard_client.art import LARGE, RING, Box, SealMark
from boulevard_client.look import Look
from boulevard_client.theme import Rgb, TextStyle, hex_code

Align = Literal["left", "center", "right"]
STRIP = 64


class Canvas:
    """Draws on one surface in pixels, in the colours and scale of a look."""

    def __init__(self, surface: pygame.Surface, look: Look) -> None:
        self.surface = surface
        self.look = look

    def px(self, units: float) -> int:
        return self.look.px(units)

    def fill(self, rect: Rect, colour: str) -> None:
        self.surface.fill(self.look.theme.colour(colour), rect)

    def blit(self, picture: pygame.Surface, at: tuple[int, int]) -> None:
        self.surface.blit(picture, at)

    def box(self, rect: Rect, box: Box) -> None:
        if rect.width > 0 and rect.height > 0:
            art = self.look.art
            large = art.slab(rect.width, rect.height, box)
            if large is not None:
                large.draw(self.surface, rect.topleft)
            else:
                self.surface.blit(art.box(rect.width, rect.height, box), rect.topleft)

    def svg(self, rect: Rect, body: str) -> None:
        """Draw SVG elements whose user space is the rectangle in pixels, from 0, 0."""
        if rect.width > 0 and rect.height > 0:
            self.surface.blit(self.look.art.svg(body, rect.width, rect.height), rect.topleft)

    def veil(self, rect: Rect, colour: str, opacity: float) -> None:
        """Dim a rectangle evenly; of the veil only a strip is kept."""
        art, high = self.look.art, min(STRIP, rect.height)
        key = ("veil", rect.width, high, colour, opacity)
        strip = art.kept(key)
        if strip is None:
            strip = pygame.Surface((rect.width, high), pygame.SRCALPHA)
            strip.fill((*self.look.theme.colour(colour), round(opacity * 255)))
            art.keep(key, strip)
        for top in range(rect.top, rect.bottom, high):
            self.surface.blit(strip, (rect.left, top), (0, 0, rect.width, rect.bottom - top))

    def fade(self, rect: Rect, colour: Rgb, *, upwards: bool) -> None:
        """A veil that thickens from nothing to the colour, towards the top or the bottom of the rectangle."""
        code = hex_code(colour)
        first, last = (0.94, 0.0) if upwards else (0.0, 0.94)
        self.svg(
            rect,
            f'<defs><linearGradient id="f" gradientUnits="userSpaceOnUse" x1="0" y1="0" x2="0" y2="{rect.height}">'
            f'<stop offset="0%" stop-color="{code}" stop-opacity="{first}"/>'
            f'<stop offset="100%" stop-color="{code}" stop-opacity="{last}"/></linearGradient></defs>'
            f'<rect width="{rect.width}" height="{rect.height}" fill="url(#f)"/>',
        )

    def icon(self, name: str, rect: Rect, colour: str) -> None:
        """Draw an icon as large as the rectangle's shorter side, centred in it."""
        size = min(rect.width, rect.height)
        if size > 0:
            picture = self.look.art.icon(name, size, self.look.theme.colour(colour))
            self.surface.blit(picture, (rect.centerx - size // 2, rect.centery - size // 2))

    def seal(self, mark: SealMark, rect: Rect) -> None:
        size = min(rect.width, rect.height)
        if size > 0:
            picture = self.look.art.seal(mark, size, self.look.type)
            self.surface.blit(picture, (rect.centerx - size // 2, rect.centery - size // 2))

    def text(self, words: str, style: TextStyle, rect: Rect, align: Align = "left") -> int:
        """Draw one line, centred vertically in the rectangle; returns its width in pixels.

        Nothing is cut: callers elide first. A line box is used, so texts of one style share a baseline.
        """
        if not words:
            return 0
        setter = self.look.type
        picture = setter.draw(words, style, self.look.theme.colour(style.colour))
        width = picture.get_width()
        left = {"left": rect.left, "center": rect.centerx - width // 2, "right": rect.right - width}[align]
        self.surface.blit(picture, (left, rect.top + (rect.height - picture.get_height()) // 2))
        return width

    def text_at(self, words: str, style: TextStyle, left: int, baseline: int) -> int:
        """Draw one line on a baseline; returns its width in pixels."""
        if not words:
            return 0
        setter = self.look.type
        picture = setter.draw(words, style, self.look.theme.colour(style.colour))
        line = setter.line_height(words, style)
        top = baseline - setter.ascent(words, style) + (line - picture.get_height()) // 2
        self.surface.blit(picture, (left, top))
        return picture.get_width()

    def arrow(self, rect: Rect, up: bool, colour: str) -> None:
        """A triangle centred in the rectangle that points up or down."""
        size = min(rect.width, rect.height)
        low, high = size * 0.08, size * 0.92
        top, foot = size * 0.2, size * 0.84
        points = f"{size / 2},{top} {high},{foot} {low},{foot}"
        if not up:
            points = f"{size / 2},{foot} {high},{top} {low},{top}"
        paint = hex_code(self.look.colour(colour))
        place = Rect(rect.centerx - size // 2, rect.centery - size // 2, size, size)
        self.svg(place, f'<polygon points="{points}" fill="{paint}"/>')

    def ring(self, rect: Rect, radius: float) -> None:
        """The focus ring, just inside the rectangle."""
        if rect.width * rect.height >= LARGE:
            self.box(rect, Box(None, None, "focus", radius + RING / 2, RING))
            return
        colour = self.look.theme.colour("focus")
        if rect.width > 0 and rect.height > 0:
            picture = self.look.art.ring(rect.width, rect.height, radius * self.look.scale.factor, colour)
            self.surface.blit(picture, rect.topleft)

    @contextmanager
    def clipped(self, rect: Rect) -> Iterator[Rect]:
        """Draw only inside the rectangle (and what was already the clip)."""
        before = self.surface.get_clip()
        inner = before.clip(rect)
        self.surface.set_clip(inner)
        try:
            yield inner
        finally:
            self.surface.set_clip(before)
