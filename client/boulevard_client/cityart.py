"""What a city looks like: its seal, its cluster of towers and its card on the map; owns `assets/art/palette.toml`.

Towers are drawn as if seen from the south at 30 degrees: a diamond of ground twice as wide as deep, boxes on a
three by three grid. Their height is the only thing on the map that says how much a city makes.
"""

from __future__ import annotations

import random
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import cast

import pygame
from pygame import Rect

from boulevard_client.art import Box, SealMark, SealShape
from boulevard_client.look import Look
from boulevard_client.mapart import Side
from boulevard_client.raster import rasterise
from boulevard_client.theme import CAPTION, STRONG, Rgb, TextStyle, hex_code, mix, rgb

TOWER_SHARE = 0.080
"""Width of a city's towers as part of the map's width."""
_HEIGHT = 1.28
"""Height of a tower picture in widths, and where its ground lies from the foot, in widths."""
_GROUND = 0.335

Skyline = tuple[tuple[float, float, float], ...]

_SKYLINES: tuple[Skyline, ...] = (
    ((0.00, 0.70, 0.46), (0.62, 1.00, 0.66), (0.40, 0.74, 0.34)),
    ((0.92, 0.58, 0.72), (0.82, 0.70, 0.52), (0.00, 0.44, 0.30)),
    ((0.00, 1.00, 0.56), (0.60, 0.78, 0.46), (0.52, 0.60, 0.22)),
    ((0.50, 0.84, 0.40), (0.98, 0.56, 0.62), (0.66, 0.50, 0.00)),
)
"""Heights of the boxes, of the tallest: rows from back left to front right, 0 for an open place."""


@dataclass(frozen=True, slots=True)
class CityColours:
    """A city's colour, what is written on it, and the darker twin that reads on paper."""

    colour: Rgb
    ink: Rgb
    outline: Rgb
    mark: SealMark


@lru_cache(maxsize=4)
def palette(assets: Path) -> dict[str, CityColours]:
    """Colours and seals by city id."""
    table = tomllib.loads((assets / "art" / "palette.toml").read_text("utf-8"))
    return {
        city: CityColours(
            rgb(entry["colour"]),
            rgb(entry["ink"]),
            rgb(entry["outline"]),
            SealMark(entry["seal"], cast(SealShape, entry["shape"]), entry["colour"]),
        )
        for city, entry in table.items()
    }


def colours(look: Look, city: str) -> CityColours:
    """Raises KeyError for a city without an entry in the palette."""
    return palette(look.assets)[city]


def line_colour(look: Look, city: str) -> Rgb:
    """The city's colour for lines and edges: readable on the panels of the present theme."""
    found = colours(look, city)
    return found.colour if look.theme.dark else found.outline


def seal(look: Look, city: str, px: int) -> pygame.Surface:
    """The city's seal, `px` pixels square; kept by the look's art."""
    return look.art.seal(colours(look, city).mark, px, look.type)


# --- towers ------------------------------------------------------------------------------------------------


def tower(look: Look, city: str, width: int, level: float, own: bool = False) -> pygame.Surface:
    """A city's towers, `width` pixels wide and 1.28 times as high; kept. `level` 0-1 is the height of the tallest.

    Put it with `tower_rect`, so that the middle of its ground is on the city's place.
    """
    step = round(min(max(level, 0.0), 1.0) * 40) / 40
    key = ("tower", city, width, step, own, look.theme.name)
    known = look.art.kept(key)
    if known is not None:
        return known
    skyline = _SKYLINES[list(palette(look.assets)).index(city) % len(_SKYLINES)]
    body = _tower_body(colours(look, city), skyline, width, step, own, look.theme.dark)
    return look.art.keep(key, rasterise(body, width, round(width * _HEIGHT)))


def tower_rect(place: tuple[int, int], width: int) -> Rect:
    """Where a tower picture goes so that it stands on `place`."""
    height = round(width * _HEIGHT)
    return Rect(place[0] - width // 2, place[1] - height + round(width * _GROUND), width, height)


@dataclass(frozen=True, slots=True)
class _Walls:
    roof: str
    left: str
    right: str
    window: str
    lit: str
    """Light behind windows; "" by day."""


def _tower_body(paint: CityColours, skyline: Skyline, width: int, level: float, own: bool, dark: bool) -> str:
    colour = paint.colour
    solid = _walls(mix(colour, (10, 16, 27), 0.10), dark)
    glass = _walls(mix(mix(colour, (205, 215, 228), 0.42), (10, 16, 27), 0.06), dark)
    centre = (width / 2, width * (_HEIGHT - _GROUND))
    parts = [_ground(paint, centre, width, own, dark)]
    half = width * 0.118
    tallest = width * (0.16 + 0.62 * level)
    cells = [(east, south) for south in (-1, 0, 1) for east in (-1, 0, 1) if skyline[south + 1][east + 1] > 0]
    for east, south in sorted(cells, key=sum):  # those behind first
        share = skyline[south + 1][east + 1]
        x = centre[0] + (east - south) * half * 1.06
        y = centre[1] + (east + south) * half * 0.53
        high = tallest * share
        if share < 0.5:
            high *= 0.45 + 0.55 * level
        walls = glass if (east + 2 * south) % 3 == 1 else solid
        parts.append(_box((x, y), half * 0.80, max(high, width * 0.035), walls, width))
        if share > 0.9 and level > 0.6:
            top = y - high - half * 0.1
            mast = hex_code(mix(colour, (255, 255, 255), 0.45))
            parts.append(
                f'<path d="M{x:.1f} {top:.1f} V{top - width * 0.09:.1f}" stroke="{mast}" '
                f'stroke-width="{max(0.8, width / 90):.2f}"/>'
                f'<circle cx="{x:.1f}" cy="{top - width * 0.09:.1f}" r="{max(1.0, width / 62):.2f}" fill="{mast}"/>'
            )
    return "".join(parts)


def _walls(colour: Rgb, dark: bool) -> _Walls:
    white, night = (255, 255, 255), (6, 12, 24)
    return _Walls(
        hex_code(mix(colour, white, 0.34)),
        hex_code(mix(colour, night, 0.16)),
        hex_code(mix(colour, night, 0.42 if dark else 0.34)),
        hex_code(mix(colour, white, 0.62)),
        "#FFE2A6" if dark else "",
    )


def _ground(paint: CityColours, centre: tuple[float, float], width: int, own: bool, dark: bool) -> str:
    """Shadow, plinth and its luminous edge; rings around the player's own city."""
    x, y = centre
    a, b = width * 0.42, width * 0.21
    edge = hex_code(paint.colour if dark else paint.outline)
    shade, shade_weight = ("#040A12", 0.24) if dark else ("#5A4B2E", 0.20)
    slab = hex_code(mix(paint.colour, (8, 14, 26), 0.80) if dark else mix(paint.outline, (255, 253, 247), 0.62))
    side = hex_code(mix(paint.colour, (4, 8, 16), 0.72) if dark else mix(paint.outline, (255, 253, 247), 0.30))
    line = max(1.0, width / (52 if own else 76))
    thick = width * 0.030
    diamond = f"M{x - a:.1f} {y:.1f} L{x:.1f} {y - b:.1f} L{x + a:.1f} {y:.1f} L{x:.1f} {y + b:.1f} Z"
    parts = [
        f'<ellipse cx="{x}" cy="{y + b * 0.16:.1f}" rx="{a * 1.16:.1f}" ry="{b * 1.26:.1f}" fill="{shade}" '
        f'fill-opacity="{shade_weight}"/>'
    ]
    if own:
        for reach, weight in ((1.17, 0.55), (1.06, 0.9)):
            parts.append(
                f'<ellipse cx="{x}" cy="{y:.1f}" rx="{a * reach:.1f}" ry="{b * 1.02 * reach:.1f}" fill="none" '
                f'stroke="{edge}" stroke-opacity="{weight * 0.6:.2f}" stroke-width="{max(0.8, width / 110):.2f}"/>'
            )
    for spread, weight in ((6.0, 0.10), (3.2, 0.20)):
        parts.append(
            f'<path d="{diamond}" fill="none" stroke="{edge}" stroke-opacity="{weight}" '
            f'stroke-width="{line * spread:.2f}" stroke-linejoin="round"/>'
        )
    parts.append(
        f'<path d="M{x - a:.1f} {y:.1f} L{x:.1f} {y + b:.1f} L{x + a:.1f} {y:.1f} V{y + thick:.1f} '
        f'L{x:.1f} {y + b + thick:.1f} L{x - a:.1f} {y + thick:.1f} Z" fill="{side}"/>'
        f'<path d="{diamond}" fill="{slab}" stroke="{edge}" stroke-width="{line:.2f}" stroke-linejoin="round"/>'
    )
    return "".join(parts)


def _box(foot: tuple[float, float], half: float, high: float, walls: _Walls, width: int) -> str:
    """One building on the middle of its cell: two walls, a roof, rows of windows."""
    x, y = foot
    deep = half / 2
    roof = y - high
    parts = [
        f'<path d="M{x - half:.1f} {roof:.1f} L{x:.1f} {roof + deep:.1f} V{y + deep:.1f} L{x - half:.1f} {y:.1f} Z" '
        f'fill="{walls.left}"/>'
        f'<path d="M{x + half:.1f} {roof:.1f} L{x:.1f} {roof + deep:.1f} V{y + deep:.1f} L{x + half:.1f} {y:.1f} Z" '
        f'fill="{walls.right}"/>'
        f'<path d="M{x - half:.1f} {roof:.1f} L{x:.1f} {roof - deep:.1f} L{x + half:.1f} {roof:.1f} '
        f'L{x:.1f} {roof + deep:.1f} Z" fill="{walls.roof}"/>'
    ]
    gap = max(3.0, width * 0.045)
    rows = int((high - gap * 0.5) / gap)
    line = max(0.7, width / 105)
    left, right = [], []
    for row in range(1, rows + 1):
        level = roof + row * gap
        left.append(
            f"M{x - half * 0.80:.1f} {level + deep * 0.20:.1f} L{x - half * 0.22:.1f} {level + deep * 0.78:.1f}"
        )
        right.append(
            f"M{x + half * 0.22:.1f} {level + deep * 0.78:.1f} L{x + half * 0.80:.1f} {level + deep * 0.20:.1f}"
        )
    if rows > 0:
        for strokes, weight in ((left, 0.55), (right, 0.26)):
            parts.append(
                f'<path d="{" ".join(strokes)}" fill="none" stroke="{walls.window}" stroke-opacity="{weight}" '
                f'stroke-width="{line:.2f}"/>'
            )
        if walls.lit:
            parts.append(_lit(foot, half, [roof + row * gap for row in range(1, rows + 1)], walls.lit, line))
    return "".join(parts)


def _lit(foot: tuple[float, float], half: float, levels: list[float], ink: str, line: float) -> str:
    """Windows in which somebody is still at work: always the same ones of a building, whatever its height."""
    x, y = foot
    deep = half / 2
    chance = random.Random(f"windows/{round(x / half)}/{round(y / half)}")
    strokes = []
    for level in reversed(levels):  # from the ground up, so that a building keeps its lights when it grows
        for side, wall in ((-1, 0.5), (1, 0.3)):
            if chance.random() > wall:
                continue
            start = 0.24 + 0.36 * chance.random()
            ends = (half * start, half * (start + 0.20))
            (ax, ay), (bx, by) = ((x + side * off, level + deep - off / 2) for off in ends)
            strokes.append(f"M{ax:.1f} {ay:.1f} L{bx:.1f} {by:.1f}")
    return f'<path d="{" ".join(strokes)}" fill="none" stroke="{ink}" stroke-width="{line * 1.5:.2f}"/>'


# --- cards -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CityCard:
    """What a card on the map says. `other_name` is the name in the other language; `trend` is 1 for a gain, -1 for a
    loss, whichever way the number went.
    """

    city: str
    name: str
    other_name: str
    figure: str
    change: str
    trend: int
    own: bool = False


_FIGURE = TextStyle(13, "semibold", "text-mid")


def card(look: Look, content: CityCard) -> pygame.Surface:
    """A label card with seal, name, figure and its change; as large as it needs; kept."""
    key = ("city-card", content, look.theme.name, look.language)
    known = look.art.kept(key)
    if known is not None:
        return known
    px, setter = look.px, look.type
    other = CAPTION.tinted("text-low")
    change = _FIGURE.tinted({-1: "amber", 0: "text-low", 1: "celadon"}[content.trend])
    pad, gap, seal_px, mark = px(8), px(9), px(36), px(10) if content.trend else 0
    top_width = setter.width(content.name, STRONG) + px(7) + setter.width(content.other_name, other)
    low_width = setter.width(content.figure, _FIGURE) + px(10) + mark + px(4) + setter.width(content.change, change)
    width = pad + seal_px + gap + max(top_width, low_width) + px(11)
    height = seal_px + 2 * pad
    edge = hex_code(line_colour(look, content.city))
    picture = look.art.box(width, height, Box("sunk" if look.theme.dark else "panel", None, edge, 9,
                                              2.0 if content.own else 1.3, 0.94)).copy()  # fmt: skip
    picture.blit(seal(look, content.city, seal_px), (pad, pad))
    left = pad + seal_px + gap
    upper, lower = Rect(left, px(5), 0, height // 2 - px(4)), Rect(left, height // 2, 0, height // 2 - px(5))
    after = _write(look, picture, content.name, STRONG, upper)
    _write(look, picture, content.other_name, other, upper.move(after + px(7), 0))
    after = _write(look, picture, content.figure, _FIGURE, lower) + px(10)
    if content.trend:
        picture.blit(_arrow(look, mark, content), (left + after, lower.centery - mark // 2))
        after += mark + px(4)
    _write(look, picture, content.change, change, lower.move(after, 0))
    return look.art.keep(key, picture)


def card_rect(tower_at: Rect, size: tuple[int, int], side: Side, within: Rect) -> Rect:
    """Where a card stands beside a tower: just off its ground on the given side, never outside the map."""
    place = Rect((0, 0), size)
    ground = tower_at.bottom - round(tower_at.width * _GROUND)
    match side:
        case "left":
            place.midright = (tower_at.left + tower_at.width // 12, ground)
        case "right":
            place.midleft = (tower_at.right - tower_at.width // 12, ground)
        case "above":
            place.midbottom = (tower_at.centerx, tower_at.top + tower_at.width // 8)
        case "below":
            place.midtop = (tower_at.centerx, tower_at.bottom - tower_at.width // 14)
    return place.clamp(within.inflate(-12, -12))


def _write(look: Look, picture: pygame.Surface, words: str, style: TextStyle, line: Rect) -> int:
    if not words:
        return 0
    text = look.type.draw(words, style, look.colour(style.colour))
    picture.blit(text, (line.left, line.centery - text.get_height() // 2))
    return text.get_width()


def _arrow(look: Look, size: int, content: CityCard) -> pygame.Surface:
    """Where the number went, in the colour of what that is worth: a rising debt is amber."""
    gain = content.trend > 0
    up = content.change[0] == "+" if content.change[:1] in ("+", "−", "-") else gain
    paint = hex_code(look.colour("celadon" if gain else "amber"))
    top, foot = (size * 0.14, size * 0.86) if up else (size * 0.86, size * 0.14)
    points = f"{size / 2},{top} {size},{foot} 0,{foot}"
    return look.art.svg(f'<polygon points="{points}" fill="{paint}"/>', size, size)
