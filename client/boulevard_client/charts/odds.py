"""Pictures of chance: ten outcomes that were equally likely and the one that came; stated odds and what came true."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from boulevard_client.charts.sketch import AXIS, NAME, VALUE, Chart, Sketch
from boulevard_client.look import Look
from boulevard_client.theme import TextStyle
from boulevard_client.widgets.node import Size


@dataclass(frozen=True, slots=True)
class Ways:
    """Equally likely outcomes, the smallest first, what was paid and what came; `words` name the two lines."""

    outcomes: tuple[float, ...]
    paid: float
    came: float
    words: tuple[str, str]
    show: Callable[[float], str]


class TenWays(Chart[Ways]):
    """A column for each outcome on a scale of square roots; what came is a line through them."""

    role = "distribution"

    def natural(self, look: Look, width: int) -> Size:
        return look.px(280), look.px(170)

    def sketch(self, sketch: Sketch) -> None:
        data = self.data
        if not data.outcomes:
            return
        most = max(*data.outcomes, data.paid, data.came, 1.0)
        top, bottom = sketch.px(10), sketch.height - sketch.px(6)
        left, right = sketch.px(4), sketch.width - sketch.px(4)
        told = [(f"{word} {data.show(value)}", style) for word, value, style in self._lines()]
        names = max(sketch.text_width(words, style) for words, style in told) + sketch.px(14)
        step = (right - left - names) / len(data.outcomes)

        def y_of(value: float) -> float:
            return bottom - (bottom - top) * math.sqrt(max(0.0, value) / most)

        for place, value in enumerate(data.outcomes):
            y = min(y_of(value), bottom - sketch.px(3))
            ink = "celadon" if value >= data.paid else "amber"
            reached = value <= data.came
            sketch.rect(
                left + place * step + step * 0.14, y, step * 0.72, bottom - y, ink if reached else "line2", radius=3
            )
        sketch.line([(left, bottom), (right, bottom)], "line2", 1)
        end = right - names + sketch.px(4)
        inks = (("text-mid", "5 4"), ("text-hi", ""))
        places = [y_of(data.paid), y_of(data.came)]
        gap = sketch.px(18)
        if abs(places[0] - places[1]) < gap:
            middle, up = sum(places) / 2, 0 if places[0] <= places[1] else 1
            spots = [middle - gap / 2 if at == up else middle + gap / 2 for at in (0, 1)]
        else:
            spots = list(places)
        spots = [min(max(spot, sketch.px(9)), sketch.height - sketch.px(9)) for spot in spots]
        if abs(spots[0] - spots[1]) < gap:
            spots[1 if spots[1] <= spots[0] else 0] -= gap
        for (words, style), (ink, dash), y, spot in zip(told, inks, places, spots, strict=True):
            sketch.line([(left, y), (end, y)], ink, 2, dash=dash)
            sketch.text(words, style, (end + sketch.px(8), spot))

    def _lines(self) -> list[tuple[str, float, TextStyle]]:
        """Word, value and style of what was paid and of what came."""
        (paid, came), data = self.data.words, self.data
        return [(paid, data.paid, NAME), (came, data.came, VALUE)]


@dataclass(frozen=True, slots=True)
class Judged:
    """Odds that were stated and what came true of them: (odds 0-1, share that came true 0-1, how many) by group."""

    groups: tuple[tuple[str, str, tuple[tuple[float, float, int], ...]], ...]
    """Name, colour, points."""
    titles: tuple[str, str]


class Calibration(Chart[Judged]):
    """Stated odds across, share that came true up; who judges well lies on the diagonal."""

    role = "scatter plot"

    def sketch(self, sketch: Sketch) -> None:
        data = self.data
        left = sketch.text_width("100%", AXIS) + sketch.px(10)
        top, bottom = sketch.px(24), sketch.height - sketch.foot - sketch.px(6)
        names = max(*(sketch.text_width(name, NAME) + sketch.px(18) for name, _, _ in data.groups), sketch.px(60))
        names = max(names, sketch.text_width(data.titles[0], AXIS))
        right = sketch.width - names - sketch.px(16)
        if right - left < sketch.px(90) or bottom - top < sketch.px(50):
            return  # too small to be read: the sentence beside it says the same

        def spot(x: float, y: float) -> tuple[float, float]:
            return left + (right - left) * x, bottom - (bottom - top) * y

        for mark in (0.0, 0.5, 1.0):
            y = spot(0, mark)[1]
            sketch.line([(left, y), (right, y)], "line", 1, dash="4 6")
            sketch.text(f"{mark:.0%}", AXIS, (left - sketch.px(8), y), "right")
        sketch.times([spot(x, 0)[0] for x in (0.0, 0.5, 1.0)], ("0%", "50%", "100%"))
        sketch.line([spot(0, 0), spot(1, 1)], "line2", 1.4, dash="6 5")
        sketch.text(data.titles[1], AXIS, (left, sketch.px(9)))
        most = max((count for _, _, points in data.groups for *_, count in points), default=1)
        for at, (name, colour, points) in enumerate(data.groups):
            for x, y, count in points:
                sketch.dot(spot(x, y), 4 + 7 * math.sqrt(count / most), colour, opacity=0.85)
            y = top + sketch.px(10) + at * sketch.px(22)
            sketch.dot((right + sketch.px(16), y), 5, colour)
            sketch.text(name, NAME, (right + sketch.px(26), y))
        sketch.text(data.titles[0], AXIS, (right + sketch.px(8), bottom - sketch.px(8)))
