"""What a lens lays over the land beside the towers: dirt in the air, hype that swells, people on the move.

All pictures are kept by the look's art. Nothing is said by colour alone: haze is a cloud, hype is bubbles, and people
go where the arrow points.
"""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import pygame
from pygame import Rect

from boulevard_client import mapart
from boulevard_client.cityart import TOWER_SHARE
from boulevard_client.look import Look
from boulevard_client.raster import rasterise
from boulevard_client.theme import hex_code

Veil = Literal["", "haze", "bubbles"]

STEPS = 12
"""Strengths that are told apart: so many pictures are kept of a city at most."""
PUFFS, BUBBLES = 16, 26
"""In the thickest haze, around the hottest city."""
HAZE = {True: "#B9A27C", False: "#6E5D45"}
SQUASHED = 0.62
"""The land is seen at an angle."""
HEAD_AT = 0.80
"""Where on its way an arrow has its head: clear of the towers at the end."""


@dataclass(frozen=True, slots=True)
class Stream:
    """People who went from one city to another, more than came back; `home` is the city that looks on."""

    origin: str
    goal: str
    people: int
    home: str

    @property
    def gain(self) -> bool:
        return self.goal == self.home


def veil_rect(look: Look, city: str, map_at: Rect) -> Rect:
    """Where the picture of `veil` goes on a map that lies at `map_at`."""
    wide = round(map_at.width * TOWER_SHARE * 2.6)
    found = Rect(0, 0, wide, round(wide * SQUASHED))
    found.center = mapart.city_point(look, city, map_at)
    found.top -= round(wide * 0.10)
    return found


def veil(look: Look, kind: Veil, city: str, size: tuple[int, int], strength: float) -> pygame.Surface | None:
    """Haze or bubbles around a city, `size` in pixels; None where there is nothing to see. `strength` is 0 to 1."""
    step = round(min(max(strength, 0.0), 1.0) * STEPS)
    if not kind or not step:
        return None
    key = ("veil", kind, city, size, step, look.theme.name)
    known = look.art.kept(key)
    if known is not None:
        return known
    chance = random.Random(f"{kind}/{city}")
    body = (_haze if kind == "haze" else _bubbles)(look, chance, size, step / STEPS)
    return look.art.keep(key, rasterise(body, *size))


def _haze(look: Look, chance: random.Random, size: tuple[int, int], strength: float) -> str:
    """Puffs that overlap, drawn out along the ground; those of less dirt are among those of more."""
    width, height = size
    ink = HAZE[look.theme.dark]
    ramp = "".join(
        f'<stop offset="{at}" stop-color="{ink}" stop-opacity="{weight * (0.35 + 0.65 * strength):.3f}"/>'
        for at, weight in ((0.0, 0.52), (0.55, 0.26), (1.0, 0.0))
    )
    parts = []
    for number in range(max(3, round(PUFFS * strength))):
        far, turn, large = chance.random() ** 0.7 * 0.62, chance.random() * 2 * math.pi, chance.uniform(0.15, 0.24)
        x, y, half = 0.5 + 0.5 * far * math.cos(turn), 0.5 + 0.5 * far * math.sin(turn), large
        cx, cy, r = x * width, y * height, half * width
        flat = height / width * 0.9
        parts.append(
            f'<g transform="translate({cx:.1f} {cy:.1f}) scale(1 {flat:.3f})">'
            f'<radialGradient id="p{number}" gradientUnits="userSpaceOnUse" cx="0" cy="0" r="{r:.1f}">{ramp}'
            f'</radialGradient><circle cx="0" cy="0" r="{r:.1f}" fill="url(#p{number})"/></g>'
        )
    return "".join(parts)


def _bubbles(look: Look, chance: random.Random, size: tuple[int, int], strength: float) -> str:
    """Bubbles that rise around the towers, larger and more of them the hotter it is."""
    width, height = size
    ink, shine = hex_code(look.colour("amber")), "#FFFFFF" if look.theme.dark else "#FFF4E4"
    parts = []
    for _ in range(max(2, round(BUBBLES * strength))):
        x, y = chance.gauss(0.5, 0.19), chance.uniform(0.08, 0.90)
        r = width * (0.013 + 0.034 * chance.random() ** 2 * (0.4 + 0.6 * strength))
        cx, cy = min(max(x, 0.06), 0.94) * width, y * height
        parts.append(
            f'<circle cx="{cx:.1f}" cy="{cy:.1f}" r="{r:.1f}" fill="{ink}" fill-opacity="0.20" stroke="{ink}" '
            f'stroke-opacity="0.85" stroke-width="{max(1.0, r * 0.16):.1f}"/>'
            f'<circle cx="{cx - 0.34 * r:.1f}" cy="{cy - 0.36 * r:.1f}" r="{0.2 * r:.1f}" fill="{shine}" '
            f'fill-opacity="0.9"/>'
        )
    return "".join(parts)


# --- people on the move ------------------------------------------------------------------------------------


def streams(look: Look, size: tuple[int, int], moved: Sequence[Stream]) -> pygame.Surface:
    """Arrows from city to city, with alpha, the wider the more people; kept."""
    key = ("streams", size, tuple(moved), look.theme.name)
    known = look.art.kept(key)
    if known is not None:
        return known
    most = max((stream.people for stream in moved), default=1)
    places, scale = mapart.geography(look.assets), size[0] / mapart.BASE_WIDTH
    body = []
    for stream in moved:
        places_of = (places.cities[city] for city in (stream.origin, stream.goal))
        ends = [(x * size[0], y * size[1]) for x, y in places_of]
        wide = scale * (2.0 + 8.0 * math.sqrt(stream.people / most))
        body.append(arrow(ends[0], ends[1], wide, hex_code(stream_colour(look, stream.gain))))
    return look.art.keep(key, rasterise("".join(body), *size))


def stream_colour(look: Look, gain: bool) -> tuple[int, int, int]:
    return look.colour("celadon" if gain else "amber")


def arrow(start: mapart.Point, end: mapart.Point, wide: float, ink: str, head_at: float = HEAD_AT) -> str:
    """SVG of an arrow along the corridor of two places: it grows towards its head, which stands short of the end."""
    steps = 20
    line = [mapart.corridor(start, end, head_at * step / steps) for step in range(steps + 1)]
    left, right = [], []
    for number, (x, y) in enumerate(line):
        before, after = line[max(number - 1, 0)], line[min(number + 1, steps)]
        dx, dy = after[0] - before[0], after[1] - before[1]
        length = math.hypot(dx, dy) or 1.0
        half = wide / 2 * (0.25 + 0.75 * number / steps)
        left.append((x - dy / length * half, y + dx / length * half))
        right.append((x + dy / length * half, y - dx / length * half))
    (x, y), (bx, by) = line[-1], line[-2]
    length = math.hypot(x - bx, y - by) or 1.0
    ux, uy = (x - bx) / length, (y - by) / length
    head = wide * 1.35 + 5
    tip = (x + ux * head * 1.25, y + uy * head * 1.25)
    wings = ((x - uy * head, y + ux * head), (x + uy * head, y - ux * head))
    outline = [*left, wings[0], tip, wings[1], *reversed(right)]
    path = "M" + " L".join(f"{px:.1f} {py:.1f}" for px, py in outline) + " Z"
    return f'<path d="{path}" fill="{ink}" fill-opacity="0.72" stroke="{ink}" stroke-opacity="0.95" stroke-width="1"/>'
