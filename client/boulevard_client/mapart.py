"""The map as a picture: relief, rivers and rail, and where each city stands; owns the geography files of `assets/art`.

The relief is shipped as heights and painted here once for each size and theme. It shows no border of any kind: the map
is schematic, and a city may stand a little off its true place so that towers and labels keep clear of each other.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

import numpy as np
import pygame
from numpy.typing import NDArray
from pygame import Rect

from boulevard_client.dashes import dashed
from boulevard_client.look import Look
from boulevard_client.raster import rasterise
from boulevard_client.theme import Rgb, hex_code

Plane = NDArray[np.float32]
Point = tuple[float, float]
Side = Literal["left", "right", "above", "below"]

BASE_WIDTH = 1330
"""Stroke widths of `rivers.toml` are meant for a map this many pixels wide."""
CURVE_STEPS = 32
"""Straight pieces of which a dashed corridor is made."""
_TOP_M = 6000.0
_KM_PER_STEP = 4.0


@dataclass(frozen=True, slots=True)
class Geography:
    """Places as parts (0-1) of the map's width and height."""

    cities: dict[str, Point]
    label_sides: dict[str, Side]
    rails: tuple[tuple[str, str], ...]
    river_names: dict[str, Point]
    rivers: tuple[tuple[float, tuple[Point, ...]], ...]
    """Stroke at the mouth, and the course from the source."""


@lru_cache(maxsize=4)
def geography(assets: Path) -> Geography:
    """Read `map.toml` and `rivers.toml`. Raises OSError or tomllib.TOMLDecodeError when they are broken."""
    chart = tomllib.loads((assets / "art" / "map.toml").read_text("utf-8"))
    courses = tomllib.loads((assets / "art" / "rivers.toml").read_text("utf-8"))
    frame = chart["frame"]

    def part(lon: float, lat: float) -> Point:
        return (
            (lon - frame["west"]) / (frame["east"] - frame["west"]),
            (frame["north"] - lat) / (frame["north"] - frame["south"]),
        )

    cities = {}
    for name, city in chart["city"].items():
        x, y = part(city["lon"], city["lat"])
        cities[name] = (x + city["shift"][0], y + city["shift"][1])
    return Geography(
        cities,
        {name: city["label"] for name, city in chart["city"].items()},
        tuple((first, second) for first, second in chart["rail"]["lines"]),
        {name: part(place["lon"], place["lat"]) for name, place in chart["river"].items()},
        tuple((river["width"], tuple(part(*point) for point in river["course"])) for river in courses.values()),
    )


def city_point(look: Look, city: str, rect: Rect) -> tuple[int, int]:
    """Pixel at the middle of a city's ground. Raises KeyError for a city the map does not know."""
    x, y = geography(look.assets).cities[city]
    return rect.left + round(x * rect.width), rect.top + round(y * rect.height)


def river_names(look: Look, rect: Rect) -> Iterable[tuple[str, tuple[int, int]]]:
    """Catalogue key of each river's name, and the pixel its middle belongs at."""
    for name, (x, y) in geography(look.assets).river_names.items():
        yield f"map.river.{name}", (rect.left + round(x * rect.width), rect.top + round(y * rect.height))


# --- relief ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Paint:
    """How one theme paints the land. Ramps are (part of the height scale, colour); weights 0-1."""

    land: tuple[tuple[float, str], ...]
    shallows: str
    deep: str
    coast: str
    contour: str
    contour_weight: float
    shade: tuple[float, float]
    """Brightness of slopes in full shadow and in full light."""
    river: str
    river_glow: str
    glow_weight: float
    edge: float
    """Brightness at the corners of the picture."""


_DARK = _Paint(
    land=(
        (0.0, "#0F2A38"), (0.22, "#123544"), (0.42, "#173F4A"), (0.60, "#20484D"), (0.76, "#36504E"),
        (0.90, "#55594F"), (1.0, "#716B5C"),
    ),
    shallows="#0E2A3A", deep="#091420", coast="#4E8FA0", contour="#A9CBC4", contour_weight=0.13, shade=(0.36, 1.50),
    river="#5FC0DE", river_glow="#2C86A8", glow_weight=0.085, edge=0.62,
)  # fmt: skip
_PAPER = _Paint(
    land=(
        (0.0, "#E6E8DA"), (0.22, "#E2E2CF"), (0.42, "#DCD7BF"), (0.60, "#D3C8AB"), (0.76, "#C9B896"),
        (0.90, "#C4AD8B"), (1.0, "#E4D9C4"),
    ),
    shallows="#CFDEDC", deep="#BACFD2", coast="#6F8F92", contour="#6B5B3C", contour_weight=0.14, shade=(0.72, 1.10),
    river="#4D8DA6", river_glow="#8DB9C6", glow_weight=0.10, edge=0.94,
)  # fmt: skip


def relief(look: Look, size: tuple[int, int]) -> pygame.Surface:
    """The painted land with its rivers, opaque, `size` in pixels; kept through changes of language and scale."""
    key = ("relief", size, look.theme.name)
    known = look.art.scenery(key)
    if known is not None:
        return known
    paint = _DARK if look.theme.dark else _PAPER
    picture = pygame.transform.smoothscale(_land(look.assets, paint), size)
    picture.blit(rasterise(_river_lines(geography(look.assets), paint, size), *size), (0, 0))
    if pygame.display.get_surface() is not None:
        picture = picture.convert()
    return look.art.keep_scenery(key, picture)


def warm(assets: Path, *, dark: bool) -> None:
    """Paint the land before anybody asks for the map; a thread may do it while the menu is read."""
    _land(assets, _DARK if dark else _PAPER)


@lru_cache(maxsize=1)
def read_heights(assets: Path) -> tuple[Plane, Plane]:
    """Metres above the sea, and km from the coast (land positive), each (width, height)."""
    # SDL_image hands the file over as 24-bit; surfarray gives it with x first
    layers = pygame.surfarray.array3d(pygame.image.load(assets / "art" / "relief.png")).astype(np.float32)
    metres = (layers[..., 0] * 256 + layers[..., 1]) * np.float32(_TOP_M / 65_535)
    return _soften(metres, 1), (layers[..., 2] - 128) * np.float32(_KM_PER_STEP)


def km_from_coast(assets: Path, place: Point) -> float:
    """How far inland a place of the map (parts of its width and height) is; negative in the sea."""
    _, coast = read_heights(assets)
    at = [min(max(int(part * count), 0), count - 1) for part, count in zip(place, coast.shape, strict=True)]
    return float(coast[at[0], at[1]])


@lru_cache(maxsize=2)
def _land(assets: Path, paint: _Paint) -> pygame.Surface:
    """The land as it is painted before it is scaled to a window: once for each theme, whatever sizes follow."""
    metres, coast = read_heights(assets)
    width, height = metres.shape
    tone = np.sqrt(np.clip(metres / 4600, 0, 1))
    colour = _ramp(tone, paint.land)
    light = _light(metres)
    dim, bright = paint.shade
    colour *= (dim + (bright - dim) * light)[..., None]
    _draw_contours(colour, metres, paint)

    sea = np.clip(-coast / 5, 0, 1)[..., None]
    depth = np.exp(np.minimum(coast, 0) / 130)
    water = _ramp(depth, ((0.0, paint.deep), (1.0, paint.shallows)))
    rings = np.maximum(0, np.sin(np.minimum(-coast, 400) / 13)) ** 12 * depth**2 * 0.10
    water += (np.array(_rgb(paint.coast), np.float32) - water) * rings[..., None]
    colour += (water - colour) * sea
    shore = np.exp(-((coast / 6) ** 2))[..., None] * 0.45
    colour += (np.array(_rgb(paint.coast), np.float32) - colour) * shore

    x = np.linspace(-1, 1, width, dtype=np.float32)[:, None]
    y = np.linspace(-1, 1, height, dtype=np.float32)[None, :]
    corner = np.clip((x**4 + y**4) * 0.75 + 0.25 * (x * y) ** 2, 0, 1)
    colour *= (1 - (1 - paint.edge) * corner)[..., None]
    return pygame.surfarray.make_surface(np.clip(colour, 0, 255).astype(np.uint8))


def _light(metres: Plane) -> Plane:
    """Light on slopes, 0-1 with flat ground near 0.55: sun in the north-west, softened by light from the north."""
    sharp, broad = metres, _soften(metres, 5)
    total = np.zeros_like(metres)
    for plane, steep, share in ((sharp, 0.0105, 0.62), (broad, 0.0170, 0.38)):
        dx, dy = np.gradient(plane)
        dx *= np.float32(steep)
        dy *= np.float32(steep)
        facing = (0.62 * dx + 0.58 * dy + 0.55) / np.sqrt(1 + dx * dx + dy * dy)
        total += np.float32(share) * np.clip(facing, 0, 1)
    return total


def _draw_contours(colour: NDArray[np.float32], metres: Plane, paint: _Paint) -> None:
    soft = _soften(metres, 4)
    dx, dy = np.gradient(soft)
    steep = np.hypot(dx, dy) + 0.5
    ink = np.zeros_like(soft)
    for interval, weight, reach in ((350.0, 0.65, 0.55), (1400.0, 1.0, 0.8)):
        off = np.abs((soft / interval + 0.5) % 1 - 0.5) * interval / steep
        off[soft < interval * 0.5] = 9
        ink = np.maximum(ink, np.clip(1.3 * reach - off, 0, 1) * weight)
    # where slopes crowd the lines together they would only be noise
    ink *= np.clip(1.6 - steep / 130, 0.15, 1) * paint.contour_weight
    colour += (np.array(_rgb(paint.contour), np.float32) - colour) * ink[..., None]


def _soften(plane: Plane, radius: int) -> Plane:
    """Mean over a square, done twice, edges repeated."""
    for _ in range(2):
        for axis in (0, 1):
            pad = [(radius + 1, radius) if a == axis else (0, 0) for a in (0, 1)]
            run = np.cumsum(np.pad(plane, pad, mode="edge"), axis=axis, dtype=np.float64)
            count = plane.shape[axis]
            high = np.take(run, np.arange(2 * radius + 1, 2 * radius + 1 + count), axis=axis)
            low = np.take(run, np.arange(count), axis=axis)
            plane = ((high - low) / (2 * radius + 1)).astype(np.float32)
    return plane


def _ramp(values: Plane, stops: tuple[tuple[float, str], ...]) -> NDArray[np.float32]:
    """Colours (..., 3) between stops, through a table of 1,024 steps."""
    at = np.linspace(0, 1, 1024)
    table = np.stack([np.interp(at, [s for s, _ in stops], [_rgb(code)[i] for _, code in stops]) for i in range(3)], 1)
    return table.astype(np.float32)[np.clip(values * 1023, 0, 1023).astype(np.int32)]


def _rgb(code: str) -> Rgb:
    return int(code[1:3], 16), int(code[3:5], 16), int(code[5:7], 16)


def _river_lines(places: Geography, paint: _Paint, size: tuple[int, int]) -> str:
    scale = size[0] / BASE_WIDTH
    glows, lines = [], []
    for mouth, course in places.rivers:
        points = [(x * size[0], y * size[1]) for x, y in course]
        bends = list(_smooth(points))
        path = f"M{points[0][0]:.1f} {points[0][1]:.1f} " + " ".join(bends)
        for spread in (6.5, 5.0, 3.6, 2.4):
            glows.append(
                f'<path d="{path}" fill="none" stroke="{paint.river_glow}" stroke-opacity="{paint.glow_weight}" '
                f'stroke-width="{mouth * spread * scale:.2f}" stroke-linecap="round" stroke-linejoin="round"/>'
            )
        for i, bend in enumerate(bends):
            grown = 0.34 + 0.66 * (i + 1) / len(bends)
            lines.append(
                f'<path d="M{points[i][0]:.1f} {points[i][1]:.1f} {bend}" fill="none" stroke="{paint.river}" '
                f'stroke-width="{max(0.8, mouth * grown * scale):.2f}" stroke-linecap="round"/>'
            )
    return "".join(glows + lines)


def _smooth(points: list[Point]) -> Iterable[str]:
    """Cubic Bezier pieces of the Catmull-Rom curve through all points."""
    padded = [points[0], *points, points[-1]]
    for before, start, end, after in zip(padded, padded[1:], padded[2:], padded[3:], strict=False):
        first = (start[0] + (end[0] - before[0]) / 6, start[1] + (end[1] - before[1]) / 6)
        second = (end[0] - (after[0] - start[0]) / 6, end[1] - (after[1] - start[1]) / 6)
        yield "C" + " ".join(f"{x:.1f} {y:.1f}" for x, y in (first, second, end))


# --- rail --------------------------------------------------------------------------------------------------


def corridor(start: Point, end: Point, along: float) -> Point:
    """A point on the curve between two cities, `along` 0-1: the way a trade dot moves."""
    (x0, y0), (x1, y1), (x2, y2) = start, _bow(start, end), end
    rest = 1 - along
    return (
        rest * rest * x0 + 2 * rest * along * x1 + along * along * x2,
        rest * rest * y0 + 2 * rest * along * y1 + along * along * y2,
    )


def _bow(start: Point, end: Point) -> Point:
    dx, dy = end[0] - start[0], end[1] - start[1]
    bend = 0.09 if dx >= 0 else -0.09
    return (start[0] + end[0]) / 2 + dy * bend, (start[1] + end[1]) / 2 - dx * bend


def rails(look: Look, size: tuple[int, int], own: str, colour: Rgb) -> pygame.Surface:
    """All corridors between cities, with alpha: those of city `own` solid in `colour`, others dashed; kept."""
    key = ("rails", size, own, colour, look.theme.name)
    known = look.art.kept(key)
    if known is not None:
        return known
    places, scale = geography(look.assets), size[0] / BASE_WIDTH
    pale = "#B9CBDD" if look.theme.dark else "#5F6F86"
    rivals, mine = [], []
    for first, second in places.rails:
        start, end = ((places.cities[c][0] * size[0], places.cities[c][1] * size[1]) for c in (first, second))
        bow = _bow(start, end)
        path = f"M{start[0]:.1f} {start[1]:.1f} Q{bow[0]:.1f} {bow[1]:.1f} {end[0]:.1f} {end[1]:.1f}"
        if own in (first, second):
            for width, opacity in ((9.0, 0.12), (5.0, 0.22), (2.2, 1.0)):
                mine.append(
                    f'<path d="{path}" fill="none" stroke="{hex_code(colour)}" stroke-opacity="{opacity}" '
                    f'stroke-width="{width * scale:.2f}" stroke-linecap="round"/>'
                )
        else:
            curve = [corridor(start, end, step / CURVE_STEPS) for step in range(CURVE_STEPS + 1)]
            rivals.append(
                f'<path d="{dashed(curve, 6 * scale, 5 * scale)}" fill="none" stroke="{pale}" stroke-opacity="0.42" '
                f'stroke-width="{max(1.0, 1.5 * scale):.2f}"/>'
            )
    return look.art.keep(key, rasterise("".join(rivals + mine), *size))
