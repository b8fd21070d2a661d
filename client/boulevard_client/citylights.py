"""What lies around a city's towers: its glow at night and the lights of its suburbs, more of them the more it makes."""

from __future__ import annotations

import math
import random

import pygame
from pygame import Rect

from boulevard_client import mapart
from boulevard_client.cityart import TOWER_SHARE, colours
from boulevard_client.look import Look
from boulevard_client.raster import rasterise
from boulevard_client.theme import hex_code, mix

FEWEST, MORE = 40, 200
"""Lights of the smallest city, and how many more the largest has."""
SQUASHED = 0.56
"""The land is seen at an angle: circles on it are this part as high as wide."""
WARM, BRIGHT, NIGHT = (255, 208, 138), (255, 243, 222), (10, 16, 27)
Size = tuple[int, int]


def reach(map_size: Size, level: float) -> float:
    """How far from its middle a city shines, in pixels across."""
    return map_size[0] * TOWER_SHARE * (0.70 + 0.62 * level)


def lights_rect(look: Look, city: str, map_at: Rect, level: float) -> Rect:
    """Where the picture of `lights` goes on a map that lies at `map_at`."""
    wide = round(2 * reach(map_at.size, _step(level)))
    found = Rect(0, 0, wide, round(wide * SQUASHED))
    found.center = mapart.city_point(look, city, map_at)
    return found


def lights(look: Look, city: str, map_size: Size, level: float) -> pygame.Surface:
    """The glow and the suburbs of a city on a map of this size; kept. `level` 0-1 is how much it makes."""
    level = _step(level)
    key = ("city-lights", city, map_size, level, look.theme.name)
    known = look.art.kept(key)
    if known is not None:
        return known
    across = reach(map_size, level)
    size = (round(2 * across), round(2 * across * SQUASHED))
    body = (_glow(look, city, size, level) if look.theme.dark else "") + _suburbs(look, city, map_size, level)
    return look.art.keep(key, rasterise(body, *size))


def _step(level: float) -> float:
    return round(min(max(level, 0.0), 1.0) * 20) / 20


def _glow(look: Look, city: str, size: Size, level: float) -> str:
    """Light above the city: round in a space as high as wide, then pressed flat like the land."""
    half = size[0] / 2
    paint = hex_code(mix(colours(look, city).colour, WARM, 0.45))
    stops = ((0.0, 0.62 + 0.2 * level), (0.40, 0.34 + 0.16 * level), (0.68, 0.12 + 0.05 * level), (1.0, 0.0))
    ramp = "".join(f'<stop offset="{at}" stop-color="{paint}" stop-opacity="{weight:.2f}"/>' for at, weight in stops)
    return (
        f'<g transform="scale(1 {size[1] / size[0]:.4f})"><radialGradient id="glow" gradientUnits="userSpaceOnUse" '
        f'cx="{half}" cy="{half}" r="{half}">{ramp}</radialGradient>'
        f'<circle cx="{half}" cy="{half}" r="{half}" fill="url(#glow)"/></g>'
    )


def _suburbs(look: Look, city: str, map_size: Size, level: float) -> str:
    """Lights strewn around the city, thickest near it, on land only. A city that grows keeps those it has."""
    places = mapart.geography(look.assets)
    x, y = places.cities[city]
    across, unit = reach(map_size, level), map_size[0] * TOWER_SHARE / 106
    chance = random.Random(f"lights/{city}")
    own = colours(look, city)
    inks = (
        (hex_code(WARM), hex_code(WARM), hex_code(BRIGHT), hex_code(mix(own.colour, BRIGHT, 0.35)))
        if look.theme.dark
        else (hex_code(own.outline), hex_code(mix(own.outline, NIGHT, 0.3)))
    )
    parts = []
    for _ in range(round(FEWEST + MORE * level)):
        far, turn = chance.random() ** 0.95, chance.random() * 2 * math.pi
        ink, large, strong = chance.choice(inks), chance.uniform(0.6, 1.75), chance.uniform(0.6, 1.0)
        dx, dy = across * far * math.cos(turn), across * far * math.sin(turn) * SQUASHED
        if mapart.km_from_coast(look.assets, (x + dx / map_size[0], y + dy / map_size[1])) < 0:
            continue
        weight = strong * (1 - 0.45 * far) * (1.0 if look.theme.dark else 0.5)
        parts.append(
            f'<circle cx="{across + dx:.1f}" cy="{across * SQUASHED + dy:.1f}" r="{max(0.5, large * unit):.2f}" '
            f'fill="{ink}" fill-opacity="{weight:.2f}"/>'
        )
    return "".join(parts)
