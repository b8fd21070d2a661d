"""A chart being drawn: SVG shapes plus our own text, seals and icons on top; owns scales, ticks and label spreading."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Generic, TypeVar

from pygame import Rect

from boulevard_client.art import Box, SealMark
from boulevard_client.dashes import dashed
from boulevard_client.look import Look
from boulevard_client.theme import CJK_FLOOR_PX, TextStyle, hex_code
from boulevard_client.widgets.canvas import Align, Canvas
from boulevard_client.widgets.node import Node, Size
from boulevard_client.widgets.prop import Prop

AXIS = TextStyle(12, "text", "text-low")
NAME = TextStyle(13, "text", "text-mid")
NAME_OWN = TextStyle(13, "semibold", "text-hi")
VALUE = TextStyle(13, "semibold", "text-hi")
Spot = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Written:
    """One text of a chart; `rect` relative to the chart, `plate` a dark plate behind it."""

    words: str
    style: TextStyle
    rect: Rect
    align: Align = "left"
    plate: bool = False


@dataclass(slots=True)
class Sketch:
    """Collects what a chart draws, in pixels from its own top left corner."""

    look: Look
    width: int
    height: int
    shapes: list[str] = field(default_factory=list)
    written: list[Written] = field(default_factory=list)
    seals: list[tuple[SealMark, Rect]] = field(default_factory=list)
    icons: list[tuple[str, Rect, str]] = field(default_factory=list)
    _gradients: int = 0

    def px(self, units: float) -> int:
        return self.look.px(units)

    def paint(self, colour: str) -> str:
        """A token or `#RRGGBB` as SVG colour."""
        return hex_code(self.look.colour(colour))

    def line(self, spots: Sequence[Spot], colour: str, width: float, *, dash: str = "", opacity: float = 1) -> None:
        """A polyline; width and the lengths of the dashes ("on off") in design units."""
        if len(spots) < 2:
            return
        path = "M" + " L".join(f"{x:.1f} {y:.1f}" for x, y in spots)
        if dash:
            on, off = (self.px(float(part)) for part in dash.split())
            path = dashed(spots, on, off)
        faint = f' stroke-opacity="{opacity}"' if opacity < 1 else ""
        self.shapes.append(
            f'<path d="{path}" fill="none" stroke="{self.paint(colour)}" '
            f'stroke-width="{max(1.0, width * self.look.scale.factor):.2f}" stroke-linejoin="round" '
            f'stroke-linecap="round"{faint}/>'
        )

    def area(self, spots: Sequence[Spot], colour: str, opacity: float, *, fade_to: float | None = None) -> None:
        """A filled outline; with `fade_to` it fades to nothing at that y."""
        path = " L".join(f"{x:.1f} {y:.1f}" for x, y in spots)
        paint = f'fill="{self.paint(colour)}" fill-opacity="{opacity}"'
        if fade_to is not None:
            top = min(y for _, y in spots)
            name = self.gradient((0, top), (0, fade_to), (colour, opacity), (colour, 0))
            paint = f'fill="url(#{name})"'
        self.shapes.append(f'<path d="M{path} Z" {paint}/>')

    def gradient(self, start: Spot, end: Spot, first: tuple[str, float], last: tuple[str, float]) -> str:
        """Declare a gradient between two (colour, opacity) stops; returns its name for `url(#...)`."""
        self._gradients += 1
        name = f"k{self._gradients}"
        self.shapes.append(
            f'<defs><linearGradient id="{name}" gradientUnits="userSpaceOnUse" x1="{start[0]:.1f}" '
            f'y1="{start[1]:.1f}" x2="{end[0]:.1f}" y2="{end[1]:.1f}">'
            f'<stop offset="0%" stop-color="{self.paint(first[0])}" stop-opacity="{first[1]}"/>'
            f'<stop offset="100%" stop-color="{self.paint(last[0])}" stop-opacity="{last[1]}"/></linearGradient></defs>'
        )
        return name

    def rect(
        self, x: float, y: float, width: float, height: float, fill: str, *, radius: float = 0, opacity: float = 1
    ) -> None:
        if width <= 0 or height <= 0:
            return
        round_ = f' rx="{min(radius * self.look.scale.factor, width / 2, height / 2):.1f}"' if radius else ""
        faint = f' fill-opacity="{opacity}"' if opacity < 1 else ""
        self.shapes.append(
            f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}"{round_} '
            f'fill="{self.paint(fill)}"{faint}/>'
        )

    def dot(self, at: Spot, radius: float, fill: str, *, edge: str | None = None, opacity: float = 1) -> None:
        """A disc; radius in design units."""
        stroke = f' stroke="{self.paint(edge)}" stroke-width="{1.6 * self.look.scale.factor:.2f}"' if edge else ""
        faint = f' fill-opacity="{opacity}"' if opacity < 1 else ""
        self.shapes.append(
            f'<circle cx="{at[0]:.1f}" cy="{at[1]:.1f}" r="{radius * self.look.scale.factor:.2f}" '
            f'fill="{self.paint(fill)}"{faint}{stroke}/>'
        )

    def text(self, words: str, style: TextStyle, at: Spot, align: Align = "left", *, plate: bool = False) -> Rect:
        """A line whose middle height is `at`; returns where it will be."""
        if not words:
            return Rect(round(at[0]), round(at[1]), 0, 0)
        style = self._level(style)
        width, line = self.look.type.width(words, style), self.look.type.line_height(words, style)
        left = {"left": at[0], "center": at[0] - width / 2, "right": at[0] - width}[align]
        place = Rect(round(left), round(at[1] - line / 2), width, line)
        self.written.append(Written(words, style, place, "left", plate))
        return place

    def seal(self, mark: SealMark, at: Spot, size: float) -> None:
        """A seal centred on a spot; size in design units."""
        side = self.px(size)
        self.seals.append((mark, Rect(round(at[0] - side / 2), round(at[1] - side / 2), side, side)))

    def icon(self, name: str, at: Spot, size: float, colour: str) -> None:
        side = self.px(size)
        self.icons.append((name, Rect(round(at[0] - side / 2), round(at[1] - side / 2), side, side), colour))

    @property
    def foot(self) -> int:
        """Height of the line of labels under an x axis."""
        return self.look.type.line_height("年", AXIS)

    def times(self, xs: Sequence[float], names: Sequence[str], rows: int = 1, lifted: float = 0.0) -> None:
        """Labels under an x axis at the foot of the sketch or `lifted` above it, in turn on so many rows; every
        second, third, ... when they would still touch.
        """
        marked = [(x, name) for x, name in zip(xs, names, strict=False) if name]
        if not marked:
            return
        stride = max(1, math.ceil(self.rows_for(xs, names) / rows))
        for index, (x, name) in enumerate(marked[::stride]):
            half = self.text_width(name, AXIS) / 2
            y = self.height - lifted - self.foot * (rows - index % rows - 0.5)
            self.text(name, AXIS, (min(max(x, half), self.width - half), y), "center")

    def rows_for(self, xs: Sequence[float], names: Sequence[str]) -> int:
        """How many rows all these labels need under an x axis."""
        marked = [(x, name) for x, name in zip(xs, names, strict=False) if name]
        if len(marked) < 2:
            return 1
        widest = max(self.text_width(name, AXIS) for _, name in marked) + self.px(8)
        step = (marked[-1][0] - marked[0][0]) / (len(marked) - 1)
        return max(1, math.ceil(widest / step)) if step > 0 else len(marked)

    def text_width(self, words: str, style: TextStyle) -> int:
        return self.look.type.width(words, self._level(style)) if words else 0

    def _level(self, style: TextStyle) -> TextStyle:
        """In Chinese, where small type must not be as small, figures without a sign are as large as those with one:
        else the marks of one axis are of two sizes.
        """
        if self.look.language != "zh":
            return style
        scale = self.look.scale
        least = CJK_FLOOR_PX / (scale.factor * scale.text)
        return replace(style, size=least) if style.size < least else style

    @property
    def body(self) -> str:
        return "".join(self.shapes)


D = TypeVar("D")


class Chart(Node, Generic[D]):
    """A picture of numbers. Subclasses say how `data` is drawn on a `Sketch`; it is drawn anew only when the
    data, the size or the look changed.

    `takeaway` is the one sentence the picture should leave behind; assistive tools read it.
    """

    role = "chart"
    takeaway = Prop("")

    def __init__(self, data: D, takeaway: str = "") -> None:
        super().__init__()
        self.elastic = True
        self._data = data
        self._drawn: tuple[object, Sketch] | None = None
        self.takeaway = takeaway
        self.min_width, self.min_height = 120, 60

    @property
    def data(self) -> D:
        return self._data

    @data.setter
    def data(self, data: D) -> None:
        if data != self._data:
            self._data = data
            self._drawn = None
            self.changed(False)

    def sketch(self, sketch: Sketch) -> None:
        """Draw `self.data`."""
        raise NotImplementedError

    def drawn(self, look: Look) -> Sketch:
        """The finished sketch at the present size."""
        key = (self.rect.size, look.theme, look.scale, look.language)
        if self._drawn is None or self._drawn[0] != key:
            sketch = Sketch(look, *self.rect.size)
            if min(self.rect.size) > 8:
                self.sketch(sketch)
            self._drawn = (key, sketch)
        return self._drawn[1]

    def natural(self, look: Look, width: int) -> Size:
        return look.px(240), look.px(140)

    def paint(self, canvas: Canvas) -> None:
        sketch = self.drawn(canvas.look)
        left, top = self.rect.topleft
        if sketch.shapes:
            canvas.svg(self.rect, sketch.body)
        for name, place, colour in sketch.icons:
            canvas.icon(name, place.move(left, top), colour)
        for mark, place in sketch.seals:
            canvas.seal(mark, place.move(left, top))
        for each in sketch.written:
            place = each.rect.move(left, top)
            if each.plate:
                canvas.box(place.inflate(canvas.px(10), canvas.px(2)), Box("bg", None, None, 5, 1, 0.62))
            canvas.text(each.words, each.style, place, each.align)

    @property
    def label(self) -> str:
        return self.takeaway

    def texts(self) -> list[tuple[str, bool]]:
        """Every text, cut when it leaves the chart or covers another."""
        if self.stage is None:
            return []
        written = self.drawn(self.stage.look).written
        room = Rect(-2, -2, self.rect.width + 4, self.rect.height + 4)
        found = []
        for index, each in enumerate(written):
            core = each.rect.inflate(-2, -each.rect.height // 3)
            covered = any(core.colliderect(o.rect.inflate(-2, -o.rect.height // 3)) for o in written[:index])
            found.append((each.words, covered or not room.contains(each.rect)))
        return found


def ticks(low: float, high: float, most: int) -> list[float]:
    """At most `most` round numbers (1, 2, 2.5 or 5 times a power of ten) within the range."""
    span = high - low
    if span <= 0 or most < 2:
        return [low]
    raw = span / (most - 1)
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(power * part for part in (1, 2, 2.5, 5, 10) if power * part >= raw * 0.999)
    first = math.ceil(low / step - 1e-9)
    return [index * step for index in range(first, math.floor(high / step + 1e-9) + 1)]


def _is_exact(words: str, mark: float) -> bool:
    """Whether the digits written are those of the number, in whatever unit."""
    digits = re.search(r"\d[\d,]*(\.\d+)?", words)
    if digits is None:
        return False
    said = float(digits.group().replace(",", ""))
    if not said or not mark:
        return not said and not mark
    scale = math.log10(abs(mark) / said)
    return abs(scale - round(scale)) < 1e-6


def mark_text(show: Callable[[float], str], marks: Sequence[float]) -> list[str]:
    """How the marks of an axis are written: without ".0" where none of them needs a decimal, and not at all where
    what is written would be another number (1.25 is no 1.3) beside marks that are written exactly.
    """
    words = [show(mark) for mark in marks]
    exact = [_is_exact(each, mark) for each, mark in zip(words, marks, strict=True)]
    if any(exact):
        words = [each if said else "" for each, said in zip(words, exact, strict=True)]
    whole = [re.sub(r"(?<=\d)\.0(?!\d)", "", each) for each in words]
    return words if any(re.search(r"\d\.\d", each) for each in whole) else whole


def spread(wanted: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Move positions as little as needed so that neighbours are `gap` apart, within low..high if possible."""
    order = sorted(range(len(wanted)), key=lambda index: wanted[index])
    if not order:
        return []
    clusters: list[list[int]] = []
    centres: list[float] = []

    def centre_of(members: list[int]) -> float:
        middle = sum(wanted[m] for m in members) / len(members)
        half = gap * (len(members) - 1) / 2
        return max(low + half, min(middle, high - half))

    for index in order:
        clusters.append([index])
        centres.append(centre_of([index]))
        while len(clusters) > 1:
            reach = gap * (len(clusters[-1]) + len(clusters[-2])) / 2
            if centres[-1] - centres[-2] >= reach - 1e-6:
                break
            merged = clusters[-2] + clusters[-1]
            del clusters[-2:], centres[-2:]
            clusters.append(merged)
            centres.append(centre_of(merged))
    placed = [0.0] * len(wanted)
    for members, centre in zip(clusters, centres, strict=True):
        for place, member in enumerate(members):
            placed[member] = centre + gap * (place - (len(members) - 1) / 2)
    return placed
