"""Large rounded boxes without a picture of their size: two ends, and between them rows of one colour each.

What fills a box changes from top to bottom only, so all that its middle needs is a column of pixels. A screen of panels
kept whole would take as much memory as the window once more for every screen, and to lay it down with its alpha takes
longer than to fill rows.
"""

from __future__ import annotations

from dataclasses import dataclass

import pygame

from boulevard_client.theme import Rgb


@dataclass(frozen=True, slots=True)
class Slab:
    """A box of `width` pixels, cut from a narrow one that looks the same but for its width.

    Attributes:
        left, right: the rounded ends, as high as the box.
        bands: top, height and colour of what is opaque between them.
        veils: top and picture of rows that let through what is below: a soft edge.
    """

    width: int
    left: pygame.Surface
    right: pygame.Surface
    bands: tuple[tuple[int, int, Rgb], ...]
    veils: tuple[tuple[int, pygame.Surface], ...]

    @property
    def cost(self) -> int:
        """Bytes of its pictures."""
        pictures = (self.left, self.right, *(picture for _, picture in self.veils))
        return sum(picture.get_width() * picture.get_height() * 4 for picture in pictures) + 60 * len(self.bands)

    def draw(self, surface: pygame.Surface, at: tuple[int, int]) -> None:
        """Lay it down with its top left corner here."""
        left, top = at
        end = self.left.get_width()
        middle, wide = left + end, self.width - 2 * end
        for below, height, colour in self.bands:
            surface.fill(colour, (middle, top + below, wide, height))
        for below, picture in self.veils:
            surface.blit(picture, (middle, top + below))
        surface.blit(self.left, at)
        surface.blit(self.right, (left + self.width - end, top))


def slab(narrow: pygame.Surface, end: int, width: int) -> Slab:
    """Cut a narrow box, whose ends are `end` pixels wide each, for a box of another width."""
    height = narrow.get_height()
    column = pygame.image.tobytes(narrow.subsurface((end, 0, 1, height)), "RGBA")
    rows = [column[at : at + 4] for at in range(0, len(column), 4)]
    bands: list[tuple[int, int, Rgb]] = []
    veils: list[tuple[int, pygame.Surface]] = []
    top = 0
    while top < height:
        row, below = rows[top], top + 1
        while below < height and rows[below] == row:
            below += 1
        red, green, blue, alpha = row
        if alpha == 255:
            bands.append((top, below - top, (red, green, blue)))
        elif alpha:
            veil = pygame.Surface((width - 2 * end, below - top), pygame.SRCALPHA, narrow)
            veil.fill((red, green, blue, alpha))
            veils.append((top, veil))
        top = below
    left = narrow.subsurface((0, 0, end, height)).copy()
    right = narrow.subsurface((narrow.get_width() - end, 0, end, height)).copy()
    return Slab(width, left, right, tuple(bands), tuple(veils))
