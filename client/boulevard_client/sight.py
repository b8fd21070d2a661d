"""What the screen looks like to somebody who sees colours otherwise; owns the simulation of colour blindness."""

from __future__ import annotations

from functools import cache
from typing import Literal

import numpy as np
import pygame
from numpy.typing import NDArray
from pygame import Rect

Sight = Literal["normal", "protan", "deutan", "tritan"]
SIGHTS: tuple[Sight, ...] = ("normal", "protan", "deutan", "tritan")

_SEEN: dict[Sight, tuple[tuple[float, float, float], ...]] = {
    "protan": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deutan": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "tritan": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}
"""Complete loss of one kind of cone, on linear light: Machado, Oliveira and Fernandes 2009, severity 1.0."""
_BITS = 6
"""Of each colour: the table stays small, and the error is two steps of 255."""


def seen_as(colours: NDArray[np.float64], sight: Sight) -> NDArray[np.float64]:
    """Colours (n x 3, red, green and blue from 0 to 255) as this sight has them."""
    if sight == "normal":
        return colours
    share = colours / 255
    linear = np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)
    seen = np.clip(linear @ np.array(_SEEN[sight]).T, 0.0, 1.0)
    back = np.where(seen <= 0.0031308, seen * 12.92, 1.055 * seen ** (1 / 2.4) - 0.055)
    result: NDArray[np.float64] = np.clip(back * 255, 0.0, 255.0)
    return result


@cache
def _table(sight: Sight) -> NDArray[np.uint32]:
    """Colours of a picture by colours of another: index and value are red, green, blue from the top bits down."""
    steps = np.arange(1 << _BITS) * 255 / ((1 << _BITS) - 1)
    red, green, blue = np.meshgrid(steps, steps, steps, indexing="ij")
    seen = np.rint(seen_as(np.stack([red.ravel(), green.ravel(), blue.ravel()], axis=1), sight)).astype(np.int64)
    table: NDArray[np.uint32] = (seen @ np.array([1 << 16, 1 << 8, 1])).astype(np.uint32)
    return table


def show(source: pygame.Surface, target: pygame.Surface, rect: Rect, sight: Sight) -> None:
    """Copy a part of a picture to another of the same size as this sight has it. Both have 32 bits a pixel."""
    part = rect.clip(source.get_rect())
    if not part.width or not part.height:
        return
    pixels = pygame.surfarray.array2d(source.subsurface(part)).astype(np.uint32)
    index = (pixels >> 6 & 0x3F000) | (pixels >> 4 & 0xFC0) | (pixels >> 2 & 0x3F)
    pygame.surfarray.blit_array(target.subsurface(part), _table(sight)[index])
