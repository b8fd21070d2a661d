"""Points in a plane: what is near to what, what is dense; lines join those that belong together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from pygame import Rect

from boulevard_client.art import SealMark
from boulevard_client.charts.sketch import AXIS, Chart, Sketch, Spot, ticks
from boulevard_client.theme import TextStyle

POINT_NAME = TextStyle(13, "semibold", "text-hi")


@dataclass(frozen=True, slots=True)
class Dot:
    """A point; `size` 0..1 is its area, `name` is written beside it, `strong` draws it filled."""

    key: str
    x: float
    y: float
    size: float
    colour: str
    name: str = ""
    strong: bool = True
    seal: SealMark | None = None


@dataclass(frozen=True, slots=True)
class Field:
    """`links` join dots by key with a strength 0..1; axes carry a title and a way to write values.

    Without `show` no ticks are drawn: positions then mean nearness only. With `even` both axes start at zero and a
    line shows where they are equal: above it is more than was expected.
    """

    dots: tuple[Dot, ...]
    links: tuple[tuple[str, str, float], ...] = ()
    titles: tuple[str, str] = ("", "")
    show: tuple[Callable[[float], str], Callable[[float], str]] | None = None
    even: bool = False


class Scatter(Chart[Field]):
    """Proximity or density of things; names are left out where they would cover one another, smallest first."""

    role = "scatter chart"

    def sketch(self, sketch: Sketch) -> None:
        data = self.data
        if not data.dots:
            return
        largest = sketch.px(20)
        around = _from_zero if data.even else _bounds
        bounds = [around([dot.x for dot in data.dots]), around([dot.y for dot in data.dots])]
        left, bottom = largest, sketch.height - largest
        if data.show is not None:
            words = [data.show[1](mark) for mark in ticks(*bounds[1], 5)]
            left = max(sketch.text_width(word, AXIS) for word in words) + sketch.px(10)
            bottom = sketch.height - sketch.foot - sketch.px(4)
        top = sketch.px(26) if data.titles[1] else largest
        right = sketch.width - largest

        def spot(x: float, y: float) -> Spot:
            (x0, x1), (y0, y1) = bounds
            return left + (right - left) * (x - x0) / (x1 - x0), bottom - (bottom - top) * (y - y0) / (y1 - y0)

        if data.show is not None:
            self._axes(sketch, spot, bounds, (left, right, bottom))
        even: list[Rect] = []
        if data.even:
            both = min(bounds[0][1], bounds[1][1])
            start, end = spot(0.0, 0.0), spot(both, both)
            sketch.line([start, end], "control", 1.4, dash="6 5")
            even = _along(start, end, sketch.px(6))
        spots = {dot.key: spot(dot.x, dot.y) for dot in data.dots}
        for first, second, strength in data.links:
            sketch.line(
                [spots[first], spots[second]], "control", 0.8 + 2.2 * strength, opacity=round(0.18 + 0.5 * strength, 2)
            )
        for dot in data.dots:
            self._dot(sketch, dot, spots[dot.key])
        self._names(sketch, spots, even)

    @staticmethod
    def _dot(sketch: Sketch, dot: Dot, at: Spot) -> None:
        radius = 4 + 14 * max(0.0, min(1.0, dot.size)) ** 0.5
        if dot.seal is not None:
            sketch.seal(dot.seal, at, max(18, radius * 2))
        elif dot.strong:
            sketch.dot(at, radius, dot.colour, edge="text-hi", opacity=0.9)
        else:
            sketch.dot(at, radius, dot.colour, edge=dot.colour, opacity=0.22)

    def _axes(
        self,
        sketch: Sketch,
        spot: Callable[[float, float], Spot],
        bounds: list[tuple[float, float]],
        frame: tuple[float, float, float],
    ) -> None:
        data = self.data
        left, right, bottom = frame
        assert data.show is not None
        (x0, x1), (y0, y1) = bounds
        for mark in ticks(y0, y1, 5):
            y = spot(x0, mark)[1]
            sketch.line([(left, y), (right, y)], "line", 1, dash="4 6")
            level = min(y, bottom - sketch.px(4))  # clear of the first mark of the other axis
            sketch.text(data.show[1](mark), AXIS, (left - sketch.px(8), level), "right")
        title = sketch.text_width(data.titles[0], AXIS)
        for mark in ticks(x0, x1, max(3, round((right - left) / sketch.px(110)))):
            x = spot(mark, y0)[0]
            sketch.line([(x, bottom), (x, bottom + sketch.px(4))], "line2", 1)
            words = data.show[0](mark)
            if x + sketch.text_width(words, AXIS) / 2 < sketch.width - title - sketch.px(8):
                sketch.text(words, AXIS, (x, bottom + sketch.px(2) + sketch.foot / 2), "center")
        sketch.text(data.titles[0], AXIS, (sketch.width, bottom + sketch.px(2) + sketch.foot / 2), "right")
        sketch.text(data.titles[1], AXIS, (left, sketch.px(10)))

    def _names(self, sketch: Sketch, spots: dict[str, Spot], lines: list[Rect]) -> None:
        """Each name where it can be read; across one of the `lines` only if there is no other place."""
        taken = [each.rect for each in sketch.written]
        for dot in self.data.dots:  # a name on another dot cannot be read
            side = 2 * sketch.px(4 + 14 * max(0.0, min(1.0, dot.size)) ** 0.5)
            x, y = spots[dot.key]
            taken.append(Rect(round(x) - side // 2, round(y) - side // 2, side, side))
        for dot in sorted(self.data.dots, key=lambda each: (not each.strong, -each.size)):
            if not dot.name:
                continue
            x, y = spots[dot.key]
            reach = sketch.px(8 + 14 * max(0.0, min(1.0, dot.size)) ** 0.5)
            width, line = sketch.text_width(dot.name, POINT_NAME), sketch.look.type.line_height(dot.name, POINT_NAME)
            inside = Rect(0, 0, sketch.width, sketch.height)
            places = [
                place
                for place in (
                    Rect(round(x + reach), round(y - line / 2), width, line),
                    Rect(round(x - reach - width), round(y - line / 2), width, line),
                    Rect(round(x - width / 2), round(y + reach), width, line),
                    Rect(round(x - width / 2), round(y - reach - line), width, line),
                    Rect(round(x + reach - width), round(y + reach), width, line),
                    Rect(round(x + reach - width), round(y - reach - line), width, line),
                )
                if inside.contains(place) and place.collidelist(taken) < 0
            ]
            if places:
                place = min(places, key=lambda each: each.collidelist(lines) >= 0)
                style = POINT_NAME if dot.strong else AXIS.tinted("text-mid")
                sketch.text(dot.name, style, (place.left, place.centery))
                taken.append(place)


def _along(start: Spot, end: Spot, step: int) -> list[Rect]:
    """Small squares on a straight line, one at every step."""
    count = max(1, round(max(abs(end[0] - start[0]), abs(end[1] - start[1])) / step))
    return [
        Rect(
            round(start[0] + (end[0] - start[0]) * at / count) - step // 2,
            round(start[1] + (end[1] - start[1]) * at / count) - step // 2,
            step,
            step,
        )
        for at in range(count + 1)
    ]


def _from_zero(values: list[float]) -> tuple[float, float]:
    return 0.0, max(1.2, *(value * 1.12 for value in values))


def _bounds(values: list[float]) -> tuple[float, float]:
    low, high = min(values), max(values)
    margin = (high - low) * 0.08 or abs(high) * 0.1 or 1.0
    return low - margin, high + margin
