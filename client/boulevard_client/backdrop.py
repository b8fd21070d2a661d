"""The picture behind the menus: a boulevard of light across a river, towers and ink mountains; drawn, not shipped.

Everything is placed by parts of the size and by a fixed sequence of numbers, so the picture is the same each time and
fits any window. The left third stays calm, for the menu.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pygame
from numpy.typing import NDArray

from boulevard_client.look import Look
from boulevard_client.raster import rasterise
from boulevard_client.theme import Rgb, mix, rgb

Pixels = NDArray[np.float32]

HORIZON = 0.635
"""Where the water begins, as part of the height."""
VANISHING = 0.665
"""Where the boulevard meets the horizon, as part of the width."""


@dataclass(frozen=True, slots=True)
class _Paint:
    """Colours of one theme. `mountains` and `towers` go from far to near."""

    sky: tuple[str, str, str]
    glow: str
    glow_weight: float
    mountains: tuple[str, str, str]
    mist: str
    towers: tuple[str, str, str]
    rim: str
    windows: tuple[str, ...]
    window_share: float
    water: str
    water_weight: float
    road: str
    trails: tuple[str, str, str]
    sun: str
    sun_weight: float
    stars: int
    """How many; 0 also means day: water mirrors shapes, at night it draws out lights."""


_NIGHT = _Paint(
    sky=("#050912", "#0A1626", "#15384A"), glow="#3FA79B", glow_weight=0.50,
    mountains=("#16384A", "#11293A", "#0B1C2B"), mist="#2E6B76",
    towers=("#143243", "#0E2233", "#081421"), rim="#2F6F7C",
    windows=("#FFD890", "#FFC069", "#9BE7D6", "#6FD6C0", "#CFE9F5"), window_share=0.52,
    water="#071320", water_weight=0.34, road="#0A1624", trails=("#6FD6C0", "#FFC069", "#E9FBF6"),
    sun="#E9F3EE", sun_weight=0.80, stars=170,
)  # fmt: skip
_RICE = _Paint(
    sky=("#F3EEDF", "#F0E8D4", "#E7DCC2"), glow="#F0C9A0", glow_weight=0.34,
    mountains=("#C9CCC0", "#AEB7B0", "#8E9C9A"), mist="#F1EADA",
    towers=("#A9B3B0", "#7C8B8D", "#566770"), rim="#DCD9CB",
    windows=("#F7E2B0", "#FFF3D0", "#E5EFEA"), window_share=0.24,
    water="#C9D2CB", water_weight=0.40, road="#6C7A7E", trails=("#0C7A68", "#B8321A", "#FFFDF7"),
    sun="#C8452B", sun_weight=0.92, stars=0,
)  # fmt: skip


def kept(look: Look, size: tuple[int, int]) -> pygame.Surface | None:
    """The menu picture of this size, if it has been painted."""
    return look.art.scenery(("backdrop", size, look.theme.name))


def stretched(look: Look, size: tuple[int, int]) -> pygame.Surface | None:
    """The picture painted last on this theme, pulled to another size: good enough while a window is being dragged."""
    latest = look.art.scenery(("backdrop", "latest", look.theme.name))
    return pygame.transform.scale(latest, size) if latest is not None else None


def backdrop(look: Look, size: tuple[int, int]) -> pygame.Surface:
    """The menu picture, opaque, `size` in pixels; kept through changes of language and scale."""
    known = kept(look, size)
    if known is not None:
        return known
    paint = _NIGHT if look.theme.dark else _RICE
    width, height = size
    horizon = round(height * HORIZON)
    above = _sky(paint, width, horizon)
    _mountains(above, paint)
    picture = pygame.Surface(size)
    sky = pygame.surfarray.make_surface(np.clip(above, 0, 255).astype(np.uint8))
    _sun_and_stars(sky, paint, height)
    _skyline(sky, paint, height)
    picture.blit(sky, (0, 0))
    picture.blit(_water(sky, paint, height - horizon), (0, horizon))
    picture.blit(rasterise(_boulevard(paint, width, height), width, height), (0, 0))
    _vignette(picture, look.theme.dark)
    if pygame.display.get_surface() is not None:
        picture = picture.convert()
    look.art.keep_scenery(("backdrop", "latest", look.theme.name), picture)
    return look.art.keep_scenery(("backdrop", size, look.theme.name), picture)


def _sky(paint: _Paint, width: int, height: int) -> Pixels:
    y = np.linspace(0, 1, height, dtype=np.float32)
    stops = [rgb(code) for code in paint.sky]
    columns = np.stack([np.interp(y, (0, 0.55, 1), [stop[i] for stop in stops]) for i in range(3)], axis=1)
    pixels = np.repeat(columns[None].astype(np.float32), width, axis=0)
    x = np.linspace(0, 1, width, dtype=np.float32)[:, None]
    near = ((x - VANISHING) / 0.42) ** 2 + ((1 - y[None, :]) / 0.46) ** 2
    weight = np.exp(-near * 1.6) * paint.glow_weight
    pixels += (np.array(rgb(paint.glow), np.float32) - pixels) * weight[..., None]
    return pixels


def _ridge(x: NDArray[np.float32], seed: int, sharp: float) -> NDArray[np.float32]:
    """Height of a mountain line, about 0-1, from sines whose phases are drawn from `seed`."""
    rng = np.random.default_rng(seed)
    total = np.zeros_like(x)
    for octave in range(7):
        waves, size = 1.6 * 1.9**octave, 0.58**octave
        total += size * (1 - 2 * np.abs(np.sin(np.pi * (x * waves + rng.random())))) ** (1 if sharp else 2)
    risen: NDArray[np.float32] = (total - total.min()) / (total.max() - total.min())
    return risen


def _mountains(pixels: Pixels, paint: _Paint) -> None:
    """Three ranges of ink, each fading into mist towards its foot."""
    width, height = pixels.shape[:2]
    x = np.linspace(0, 1, width, dtype=np.float32)
    y = np.linspace(0, 1, height, dtype=np.float32)[None, :]
    mist = np.array(rgb(paint.mist), np.float32)
    for layer, (code, high, low) in enumerate(
        zip(paint.mountains, (0.40, 0.30, 0.19), (0.10, 0.07, 0.03), strict=True)
    ):
        valley = 1 - 0.55 * np.exp(-(((x - VANISHING) / 0.16) ** 2))
        top = (1 - low - (high - low) * _ridge(x, 40 + layer, 1.0) * valley)[:, None]
        cover = np.clip((y - top) * height / 1.5, 0, 1)
        depth = np.clip((y - top) / (1.02 - top), 0, 1) ** 1.3
        colour = np.array(rgb(code), np.float32) + (mist - np.array(rgb(code), np.float32)) * depth[..., None] * 0.55
        pixels += (colour - pixels) * (cover * 0.92)[..., None]


def _sun_and_stars(sky: pygame.Surface, paint: _Paint, height: int) -> None:
    width, horizon = sky.get_size()
    rng = np.random.default_rng(3)
    grain = max(1, round(height / 1080))
    radius = height * 0.038
    x, y = width * 0.872, height * 0.165
    for _ in range(paint.stars):
        place = (int(rng.random() * width), int(rng.random() ** 1.6 * horizon * 0.62))
        light = 40 + int(rng.random() ** 3 * 150)
        if math.dist(place, (x, y)) > radius + 5 * grain:  # none shines through the moon
            sky.fill((light, light, light), (place, (grain, grain)), pygame.BLEND_RGB_ADD)
    body = _glow("s", (x, y), (radius * 5, radius * 5), paint.sun, 0.20)
    body += f'<circle cx="{x}" cy="{y}" r="{radius:.1f}" fill="{paint.sun}" fill-opacity="{paint.sun_weight}"/>'
    sky.blit(rasterise(body, width, horizon), (0, 0))


def _glow(name: str, at: tuple[float, float], radii: tuple[float, float], colour: str, weight: float) -> str:
    """Light that fades out evenly: an ellipse with a radial gradient; `name` must be unique in its picture."""
    x, y = at
    stops = "".join(
        f'<stop offset="{part}%" stop-color="{colour}" stop-opacity="{weight * fade:.3f}"/>'
        for part, fade in ((0, 1.0), (15, 0.62), (32, 0.33), (52, 0.14), (75, 0.04), (100, 0.0))
    )
    squash = radii[1] / radii[0]
    return (
        f'<defs><radialGradient id="{name}" gradientUnits="userSpaceOnUse" cx="0" cy="0" r="{radii[0]:.1f}">'
        f'{stops}</radialGradient></defs><g transform="translate({x:.1f} {y:.1f}) scale(1 {squash:.3f})">'
        f'<circle cx="0" cy="0" r="{radii[0]:.1f}" fill="url(#{name})"/></g>'
    )


# --- towers ------------------------------------------------------------------------------------------------


def _skyline(sky: pygame.Surface, paint: _Paint, height: int) -> None:
    """Three rows of towers on the far bank, tallest around the boulevard, low on the left."""
    width, foot = sky.get_size()
    unit = height / 1080
    for row, (tall, broad) in enumerate(((330, 30), (285, 40), (200, 52))):
        rng = np.random.default_rng(70 + row)
        x = -10.0 * unit
        while x < width:
            centre = (x / width - VANISHING) / (0.30 if x / width < VANISHING else 0.36)
            rise = 0.16 + 0.84 * float(np.exp(-(centre**2) * 1.5))
            gap = abs(x / width - VANISHING) < 0.020 * (row + 1)
            wide = broad * unit * (0.7 + 0.9 * rng.random())
            high = tall * unit * rise * (0.42 + 0.58 * rng.random() ** 1.4)
            if gap:
                high *= 0.20
            _tower(sky, paint, rng, pygame.Rect(round(x), round(foot - high), round(wide), round(high)), row, unit)
            x += wide * (0.86 + 0.5 * rng.random())
        if row == 1:
            _pagoda(sky, paint, (round(width * 0.415), foot), unit)


def _tower(
    sky: pygame.Surface, paint: _Paint, rng: np.random.Generator, body: pygame.Rect, row: int, unit: float
) -> None:
    colour, rim = rgb(paint.towers[row]), rgb(paint.rim)
    crown = rng.random()
    if body.height > 90 * unit and crown < 0.35:
        step = max(2, round(body.width * 0.16))
        for level in range(3):
            inset = body.inflate(-2 * step * (2 - level), 0)
            inset.top = body.top - round((2 - level) * 15 * unit) + round(20 * unit)
            inset.height = body.bottom - inset.top
            sky.fill(mix(colour, rim, 0.05 * (2 - level)), inset)
    elif body.height > 90 * unit and crown < 0.55:
        slope = round(body.width * 0.55)
        pygame.draw.polygon(
            sky, colour, [body.bottomleft, (body.left, body.top + slope), body.topright, body.bottomright]
        )
    else:
        sky.fill(colour, body)
    if body.height > 150 * unit and crown > 0.62:
        mast = pygame.Rect(0, 0, max(1, round(2 * unit)), round(40 * unit))
        mast.midbottom = body.midtop
        sky.fill(mix(colour, rim, 0.6), mast)
        sky.fill(rgb(paint.trails[1]), (mast.left, mast.top, mast.width, max(2, round(3 * unit))))
    edge = body.move(0, round(22 * unit))
    sky.fill(mix(colour, rim, 0.42), (edge.left, edge.top, max(1, round(unit)), max(0, body.bottom - edge.top)))
    # windows draw from their own numbers, so that more of them do not move the towers
    _windows(sky, paint, np.random.default_rng(int(rng.integers(1 << 31))), body, row, unit)


def _windows(
    sky: pygame.Surface, paint: _Paint, rng: np.random.Generator, body: pygame.Rect, row: int, unit: float
) -> None:
    pane = (max(1, round((1.5 + row * 0.5) * unit)), max(1, round((1.9 + row * 0.6) * unit)))
    across, down = max(3, round((4.6 + row * 1.2) * unit)), max(4, round((6.0 + row * 1.5) * unit))
    base = rgb(paint.towers[row])
    favourite = int(rng.integers(len(paint.windows)))
    share = paint.window_share * (0.20 + 1.0 * rng.random())
    for y in range(body.top + round(26 * unit), body.bottom - down, down):
        lit = rng.random((body.width // across + 1,)) < share
        for i, x in enumerate(range(body.left + across // 2, body.right - pane[0], across)):
            if lit[i]:
                pick = favourite if rng.random() < 0.7 else int(rng.integers(len(paint.windows)))
                glow = (0.40, 0.62, 0.85)[row] * (0.35 + 0.65 * float(rng.random()))
                sky.fill(mix(base, rgb(paint.windows[pick]), glow), (x, y, *pane))


def _pagoda(sky: pygame.Surface, paint: _Paint, foot: tuple[int, int], unit: float) -> None:
    """An old tower among the new ones: seven roofs on a hill."""
    x, y = foot
    colour = mix(rgb(paint.towers[2]), rgb(paint.towers[1]), 0.35)
    light = mix(colour, rgb(paint.windows[0]), 0.75)
    pygame.draw.ellipse(sky, colour, (x - 120 * unit, y - 46 * unit, 240 * unit, 110 * unit))
    y -= round(42 * unit)
    for storey in range(7):
        half, high = (25 - storey * 2.5) * unit, (21 - storey * 0.9) * unit
        sky.fill(colour, (x - half, y - high, 2 * half, high + 1))
        sky.fill(light, (x - half * 0.3, y - high * 0.70, half * 0.6, max(2, high * 0.42)))
        eave = half * 1.42
        pygame.draw.polygon(
            sky,
            mix(colour, rgb(paint.rim), 0.30),
            [(x - eave, y - high * 0.98), (x - half * 0.7, y - high * 1.34), (x + half * 0.7, y - high * 1.34),
             (x + eave, y - high * 0.98), (x + half, y - high * 0.86), (x - half, y - high * 0.86)],
        )  # fmt: skip
        y -= round(high * 1.12)
    pygame.draw.polygon(sky, colour, [(x - 3 * unit, y), (x + 3 * unit, y), (x, y - 34 * unit)])


# --- river and road ----------------------------------------------------------------------------------------


def _water(sky: pygame.Surface, paint: _Paint, depth: int) -> pygame.Surface:
    """The bank upside down, drawn out and broken by ripples that grow towards the viewer."""
    width, horizon = sky.get_size()
    mirror = pygame.surfarray.array3d(sky)[:, ::-1].astype(np.float32)
    row = np.arange(depth)
    near = row / max(1, depth - 1)
    source = np.clip((row * 0.92).astype(int), 0, horizon - 1)
    sway = np.sin(row * 0.9 / (1 + 3 * near)) * (1 + 7 * near) + np.sin(row * 0.23) * 4 * near
    columns = np.clip(np.arange(width)[:, None] + np.rint(sway).astype(int)[None, :], 0, width - 1)
    pixels = mirror[columns, source[None, :]]
    # light smears down the water: each row takes from those just above it
    for drop in (2, 4, 8, 16, 26):
        above = pixels[:, :-drop].copy()
        if paint.stars:
            pixels[:, drop:] = np.maximum(pixels[:, drop:], above * 0.90)
        else:
            pixels[:, drop:] = pixels[:, drop:] * 0.72 + above * 0.28
    water = np.array(rgb(paint.water), np.float32)
    weight = (paint.water_weight + (0.94 - paint.water_weight) * near**0.8)[None, :, None]
    pixels += (water - pixels) * weight
    shimmer = np.clip(np.sin(row * 2.1 / (1 + 5 * near)), 0, 1) * (1 - near) * 9
    return pygame.surfarray.make_surface(np.clip(pixels + shimmer[None, :, None], 0, 255).astype(np.uint8))


def _boulevard(paint: _Paint, width: int, height: int) -> str:
    """A road on the water from the near edge to the vanishing point, with trails of light and lamps."""
    far = (width * VANISHING, height * (HORIZON - 0.004))
    near_y = height * 1.02
    left, right = width * 0.565, width * 1.035

    def on_road(across: float, away: float) -> tuple[float, float]:
        """Point of the road: `across` 0 (left edge) to 1, `away` 0 (near) to 1 (vanishing point)."""
        near_x = left + (right - left) * across
        x = near_x + (far[0] - near_x) * away - height * 0.05 * np.sin(np.pi * away) * (1 - away)
        return float(x), near_y + (far[1] - near_y) * away

    def lane(across: float, start: float = 0.0, end: float = 1.0) -> str:
        points = [on_road(across, start + (end - start) * i / 24) for i in range(25)]
        return "M" + " L".join(f"{x:.1f} {y:.1f}" for x, y in points)

    outline = [on_road(0, i / 24) for i in range(25)] + [on_road(1, i / 24) for i in range(24, -1, -1)]
    shape = "M" + " L".join(f"{x:.1f} {y:.1f}" for x, y in outline) + " Z"
    parts = [
        f'<defs><linearGradient id="r" gradientUnits="userSpaceOnUse" x1="0" y1="{far[1]:.0f}" x2="0" y2="{height}">'
        f'<stop offset="0%" stop-color="{paint.glow}" stop-opacity="0.75"/>'
        f'<stop offset="30%" stop-color="{paint.road}" stop-opacity="0.94"/>'
        f'<stop offset="100%" stop-color="{paint.road}" stop-opacity="1"/></linearGradient></defs>'
        f'<path d="{shape}" fill="url(#r)"/>'
    ]
    rng = np.random.default_rng(21)
    unit = height / 1080
    for i in range(38):
        across = 0.06 + 0.88 * (i + 0.2 + 0.6 * rng.random()) / 38
        colour = paint.trails[0] if across > 0.52 else paint.trails[1]
        if rng.random() < 0.22:
            colour = paint.trails[2]
        start = float(rng.random() ** 2 * 0.62) - 0.05
        end = min(0.995, start + 0.34 + float(rng.random()) * 0.60)
        # one lane narrows towards the distance: draw it in pieces of falling width
        pieces = 9
        for piece in range(pieces):
            a, b = start + (end - start) * piece / pieces, start + (end - start) * (piece + 1) / pieces
            thick = max(0.7, 5.4 * unit * (1 - (a + b) / 2) ** 1.25)
            fade = 0.30 + 0.62 * (piece + 1) / pieces
            for spread, weight in ((3.6, 0.10), (1.0, 0.85)):
                parts.append(
                    f'<path d="{lane(across, a, b)}" fill="none" stroke="{colour}" '
                    f'stroke-opacity="{weight * fade:.2f}" stroke-width="{thick * spread:.2f}"/>'
                )
    for across in (0.0, 0.5, 1.0):
        edge = paint.trails[0] if across != 0.5 else paint.trails[2]
        for piece in range(10):
            thick = max(0.6, (3.4 if across != 0.5 else 2.2) * unit * (1 - (piece + 0.5) / 10) ** 1.1)
            parts.append(
                f'<path d="{lane(across, piece / 10, (piece + 1) / 10)}" fill="none" stroke="{edge}" '
                f'stroke-opacity="{0.75 if across != 0.5 else 0.35}" stroke-width="{thick:.2f}"/>'
            )
    parts += _lamps(paint, on_road, unit)
    x, y = far
    for name, reach, weight in (("f1", 260, 0.42), ("f2", 60, 0.95)):
        parts.append(_glow(name, (x, y), (reach * 1.5 * unit, reach * 0.55 * unit), paint.trails[2], weight))
    return "".join(parts)


def _lamps(paint: _Paint, on_road: Callable[[float, float], tuple[float, float]], unit: float) -> list[str]:
    parts = []
    for i in range(13, -1, -1):
        away = 1 - 0.985 * 0.72**i
        size = (1 - away) * 300 * unit
        for across, lean in ((-0.03, 1), (1.03, -1)):
            x, y = on_road(across, away)
            top, tip = y - size * 0.62, x + lean * size * 0.13
            parts.append(
                f'<path d="M{x:.1f} {y:.1f} V{top + size * 0.06:.1f} Q{x:.1f} {top:.1f} {tip:.1f} {top:.1f}" '
                f'fill="none" stroke="{paint.rim}" stroke-opacity="0.8" stroke-width="{max(0.6, size * 0.013):.2f}"/>'
            )
            reach = max(2.0, size * 0.20)
            parts.append(_glow(f"l{i}{lean + 1}", (tip, top), (reach, reach), paint.windows[0], 0.60))
            parts.append(
                f'<circle cx="{tip:.1f}" cy="{top:.1f}" r="{max(0.7, size * 0.02):.1f}" fill="{paint.windows[1]}"/>'
            )
    return parts


def _vignette(picture: pygame.Surface, dark: bool) -> None:
    """Darken the corners and calm the left side, where the menu stands."""
    width, height = picture.get_size()
    x = np.linspace(-1, 1, width, dtype=np.float32)[:, None]
    y = np.linspace(-1, 1, height, dtype=np.float32)[None, :]
    calm = np.clip((-x - 0.10) / 0.9, 0, 1) * (0.34 if dark else 0.10)
    corner = np.clip((x**4 + y**4) * 0.5, 0, 1) * (0.40 if dark else 0.10)
    shade: Rgb = (5, 9, 18) if dark else (246, 243, 234)
    pixels = pygame.surfarray.pixels3d(picture)
    weight = np.clip(calm + corner, 0, 1)[..., None]
    # a little grain, or the dark gradients would show steps
    grain = np.random.default_rng(5).random((width, height, 1), dtype=np.float32) * 1.6
    pixels[:] = np.clip(pixels + (np.array(shade, np.float32) - pixels) * weight + grain, 0, 255).astype(np.uint8)
    del pixels  # the surface stays locked as long as the view lives
