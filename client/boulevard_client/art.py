"""Pictures from SVG: icons, panels, rings, seals; owns the art files and the bounded picture caches.

pygame rasterises SVG with nanosvg, which knows no text, pattern, filter or `currentColor`, and wants gradients in
user space. Everything here keeps to what it draws well.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import pygame

from boulevard_client.cache import BoundedCache, within
from boulevard_client.raster import rasterise
from boulevard_client.slab import Slab, slab
from boulevard_client.text import Typesetter
from boulevard_client.theme import Rgb, Scale, Theme, hex_code, mix, rgb

PICTURE_WINDOWS = 8
"""Cached pictures may take as much memory as so many windows: all screens of a match need six at one turn."""
PICTURE_BYTES = (40 << 20, 128 << 20)
"""But never less nor more than this."""
SCENERY_WINDOWS = 3
SCENERY_BYTES = (20 << 20, 100 << 20)
"""The same for maps and backdrops."""
SLAB_BYTES = 16 << 20
RING = 2.5
"""Design units that the focus ring is wide."""
LARGE = 30_000
"""Pixels from which a box is not kept as a picture: nanosvg takes milliseconds for a panel."""

SealShape = Literal["square", "round", "octagon", "diamond", "hexagon", "circle", "shield", "cut", "petal", "arch"]

_ROOT_TAG = re.compile(r"<svg\b[^>]*>")
_VIEW_BOX = re.compile(r'viewBox="([^"]+)"')
_KEPT_ATTRIBUTE = re.compile(r'\b(fill|stroke|stroke-width|stroke-linecap|stroke-linejoin)="([^"]*)"')


class MissingArt(RuntimeError):
    """An art file that the client names is not in the assets folder."""


@dataclass(frozen=True, slots=True)
class Box:
    """A rounded rectangle. Colours are tokens or `#RRGGBB`; radius and edge in design units.

    `bottom` makes the fill a vertical gradient; `edge` is the border colour, None for no border.
    """

    fill: str | None = "panel"
    bottom: str | None = None
    edge: str | None = None
    radius: float = 9
    edge_width: float = 1

    opacity: float = 1.0
    """Of the fill only."""


@dataclass(frozen=True, slots=True)
class SealMark:
    """A city's seal: one character, a shape of its own, a colour of its own (`#RRGGBB`)."""

    character: str
    shape: SealShape
    colour: str


class Art:
    """Draws and keeps pictures for one theme and scale; `clear` after either changes."""

    def __init__(self, assets: Path, theme: Theme, scale: Scale) -> None:
        self.folder = assets / "art"
        self.theme = theme
        self.scale = scale
        self._pictures: BoundedCache[tuple[object, ...], pygame.Surface] = BoundedCache(PICTURE_BYTES[0])
        self._scenery: BoundedCache[tuple[object, ...], pygame.Surface] = BoundedCache(SCENERY_BYTES[0])
        self._slabs: BoundedCache[tuple[object, ...], Slab] = BoundedCache(SLAB_BYTES)
        self._icon_bodies: BoundedCache[str, tuple[str, str]] = BoundedCache(400)

    def clear(self) -> None:
        self._pictures.clear()
        self._slabs.clear()

    def fit(self, window: int) -> None:
        """Keep as much as a window of so many bytes needs."""
        self._pictures.bound(within(PICTURE_BYTES, PICTURE_WINDOWS * window))
        self._scenery.bound(within(SCENERY_BYTES, SCENERY_WINDOWS * window))

    def keep_scenery(self, key: tuple[object, ...], surface: pygame.Surface) -> pygame.Surface:
        """Store a large picture that neither language nor scale changes: `key` says theme and size."""
        return self._scenery.put(key, surface, surface.get_width() * surface.get_height() * 4 + 200)

    def scenery(self, key: tuple[object, ...]) -> pygame.Surface | None:
        return self._scenery.get(key)

    @property
    def cost(self) -> int:
        """Bytes of pictures kept now."""
        return self._pictures.cost

    def keep(self, key: tuple[object, ...], surface: pygame.Surface) -> pygame.Surface:
        """Store a picture that a caller made itself; `key` must start with a word of the caller's own."""
        return self._pictures.put(key, surface, surface.get_width() * surface.get_height() * 4 + 200)

    def kept(self, key: tuple[object, ...]) -> pygame.Surface | None:
        return self._pictures.get(key)

    def svg(self, body: str, width: int, height: int) -> pygame.Surface:
        """Rasterise the inside of an SVG document, drawn in pixels: user space is `width` x `height`."""
        key = ("svg", width, height, body)
        known = self._pictures.get(key)
        return known if known is not None else self.keep(key, rasterise(body, width, height))

    def icon(self, name: str, size: int, colour: Rgb, stroke: float | None = None) -> pygame.Surface:
        """An outline icon `size` pixels square. Raises MissingArt for a name without a file."""
        key = ("icon", name, size, colour, stroke)
        known = self._pictures.get(key)
        if known is not None:
            return known
        attributes, body = self._icon_body(name)
        text = f"<g {attributes}>{body}</g>".replace("currentColor", hex_code(colour))
        if stroke is not None:
            text = re.sub(r'stroke-width="[^"]*"', f'stroke-width="{stroke}"', text)
        return self.keep(key, rasterise(text, size, size, "0 0 24 24"))

    def box(self, width: int, height: int, box: Box) -> pygame.Surface:
        """A rounded rectangle that fills `width` x `height` pixels."""
        key = ("box", width, height, box)
        known = self._pictures.get(key)
        return (
            known if known is not None else self.keep(key, rasterise(self._box_body(width, height, box), width, height))
        )

    def slab(self, width: int, height: int, box: Box) -> Slab | None:
        """A rounded rectangle that is too large to be kept as a picture; None for one that is not."""
        if width * height < LARGE or box.opacity < 1:
            return None
        key = (width, height, box)
        known = self._slabs.get(key)
        if known is not None:
            return known
        end = math.ceil((box.radius + box.edge_width) * self.scale.factor) + 3
        narrow = 2 * end + 4
        if width <= narrow:
            return None
        ends = rasterise(self._box_body(narrow, height, box), narrow, height)
        made = slab(ends, end, width)
        return self._slabs.put(key, made, made.cost)

    def ring(self, width: int, height: int, radius: float, colour: Rgb) -> pygame.Surface:
        """The focus ring, just inside `width` x `height`."""
        key = ("ring", width, height, radius, colour)
        known = self._pictures.get(key)
        if known is not None:
            return known
        stroke = max(2.0, RING * self.scale.factor)
        inset = stroke / 2
        body = (
            f'<rect x="{inset}" y="{inset}" width="{width - stroke}" height="{height - stroke}" '
            f'rx="{min(radius, width / 2, height / 2)}" fill="none" stroke="{hex_code(colour)}" '
            f'stroke-width="{stroke}"/>'
        )
        return self.keep(key, rasterise(body, width, height))

    def seal(self, mark: SealMark, size: int, type_: Typesetter) -> pygame.Surface:
        """A city seal `size` pixels square: its shape in its colour with its character cut in."""
        key = ("seal", mark, size)
        known = self._pictures.get(key)
        if known is not None:
            return known
        colour = rgb(mark.colour)
        pale = not self.theme.dark and sum(colour) > 520
        edge = mix(colour, (20, 32, 46), 0.75) if pale else mix(colour, (255, 255, 255), 0.18)
        low = mix(colour, (0, 0, 0), 0.10)
        body = (
            f'<defs><linearGradient id="g" gradientUnits="userSpaceOnUse" x1="0" y1="0" x2="0" y2="{size}">'
            f'<stop offset="0%" stop-color="{hex_code(colour)}"/><stop offset="100%" stop-color="{hex_code(low)}"/>'
            f'</linearGradient></defs><path d="{seal_path(mark.shape, size)}" fill="url(#g)" '
            f'stroke="{hex_code(edge)}" stroke-width="{max(1.0, size / 26):.2f}" stroke-linejoin="round"/>'
        )
        picture = rasterise(body, size, size)
        share = 0.54 if mark.shape in ("diamond", "shield", "hexagon", "petal", "arch") else 0.64
        letter = type_.draw_exact(mark.character, "seal", round(size * share), self.theme.colour("seal-ink"))
        ink = letter.get_bounding_rect()
        lift = {"shield": 0.03, "arch": -0.06}.get(mark.shape, 0.0) * size
        top = (size - ink.height) / 2 - ink.top - lift
        picture.blit(letter, (round((size - ink.width) / 2 - ink.left), round(top)))
        return self.keep(key, picture)

    def _box_body(self, width: int, height: int, box: Box) -> str:
        edge = max(1.0, box.edge_width * self.scale.factor) if box.edge else 0.0
        inset = edge / 2
        radius = min(box.radius * self.scale.factor, width / 2, height / 2)
        paint, defs = "none", ""
        if box.fill is not None:
            paint = hex_code(self.theme.colour(box.fill))
        if box.fill is not None and box.bottom is not None:
            defs = (
                f'<defs><linearGradient id="b" gradientUnits="userSpaceOnUse" x1="0" y1="0" x2="0" y2="{height}">'
                f'<stop offset="0%" stop-color="{paint}"/><stop offset="100%" '
                f'stop-color="{hex_code(self.theme.colour(box.bottom))}"/></linearGradient></defs>'
            )
            paint = "url(#b)"
        shape = (
            f'<rect x="{inset}" y="{inset}" width="{width - edge}" height="{height - edge}" rx="{radius - inset:.2f}"'
        )
        stroke = f' stroke="{hex_code(self.theme.colour(box.edge))}" stroke-width="{edge}"' if box.edge else ""
        opacity = f' fill-opacity="{box.opacity}"' if box.opacity < 1 else ""
        return f'{defs}{shape} fill="{paint}"{opacity}{stroke}/>'

    def _icon_body(self, name: str) -> tuple[str, str]:
        known = self._icon_bodies.get(name)
        if known is not None:
            return known
        path = self.folder / "icons" / f"{name}.svg"
        if not path.is_file():
            raise MissingArt(f"icon missing: {path}")
        text = path.read_text("utf-8")
        root = _ROOT_TAG.search(text)
        if root is None:
            raise MissingArt(f"not an SVG picture: {path}")
        attributes = " ".join(f'{key}="{value}"' for key, value in _KEPT_ATTRIBUTE.findall(root.group()))
        body = text[root.end() : text.rindex("</svg>")]
        return self._icon_bodies.put(name, (attributes, " ".join(body.split())))


def seal_path(shape: SealShape, size: float) -> str:
    """SVG path of a seal's outline within a `size` x `size` square, with room for its edge."""
    low, high = size * 0.04, size * 0.96
    span = high - low

    def at(x: float, y: float) -> str:
        return f"{low + span * x:.2f} {low + span * y:.2f}"

    if shape in ("square", "round", "circle"):
        radius = span * {"square": 0.10, "round": 0.30, "circle": 0.5}[shape]
        bend = f"A{radius:.2f} {radius:.2f} 0 0 1 "
        share = radius / span
        corners = [(share, 0), (1 - share, 0), (1, share), (1, 1 - share), (1 - share, 1), (share, 1), (0, 1 - share)]
        words = [f"M{at(*corners[0])}"]
        for index, corner in enumerate(corners[1:]):
            words.append(("L" if index % 2 == 0 else bend) + at(*corner))
        words += [f"L{at(0, share)}", bend + at(share, 0), "Z"]
        return " ".join(words)
    if shape == "shield":
        return (
            f"M{at(0.05, 0.04)} L{at(0.95, 0.04)} L{at(0.95, 0.55)} "
            f"C{at(0.95, 0.8)} {at(0.7, 0.94)} {at(0.5, 1)} C{at(0.3, 0.94)} {at(0.05, 0.8)} {at(0.05, 0.55)} Z"
        )
    if shape == "petal":
        # half circles over the sides of a square half as wide: together they just fill the seal
        bow = f"A{span * 0.25:.2f} {span * 0.25:.2f} 0 0 1 "
        knots = [(0.75, 0.25), (0.75, 0.75), (0.25, 0.75), (0.25, 0.25)]
        return f"M{at(0.25, 0.25)} " + " ".join(bow + at(*knot) for knot in knots) + " Z"
    if shape == "arch":
        return (
            f"M{at(0.06, 1)} L{at(0.06, 0.42)} C{at(0.10, 0.20)} {at(0.36, 0.16)} {at(0.5, 0)} "
            f"C{at(0.64, 0.16)} {at(0.90, 0.20)} {at(0.94, 0.42)} L{at(0.94, 1)} Z"
        )
    points = {
        "octagon": [(0.29, 0), (0.71, 0), (1, 0.29), (1, 0.71), (0.71, 1), (0.29, 1), (0, 0.71), (0, 0.29)],
        "diamond": [(0.5, 0), (1, 0.5), (0.5, 1), (0, 0.5)],
        "hexagon": [(0.5, 0), (0.95, 0.25), (0.95, 0.75), (0.5, 1), (0.05, 0.75), (0.05, 0.25)],
        "cut": [(0, 0), (0.74, 0), (1, 0.26), (1, 1), (0, 1)],
    }[shape]
    return "M" + " L".join(at(*point) for point in points) + " Z"
