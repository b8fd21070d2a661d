"""What may come: a forecast as a fan of likely ranges, and a distribution as a hill with marks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from boulevard_client.charts.sketch import AXIS, VALUE, Chart, Sketch, Spot, ticks
from boulevard_client.theme import TextStyle

MARK = TextStyle(12, "semibold", "text-hi")


@dataclass(frozen=True, slots=True)
class Forecast:
    """`past` values, then per step ahead the quantiles (10 %, 25 %, 50 %, 75 %, 90 %)."""

    past: tuple[float, ...]
    ahead: tuple[tuple[float, float, float, float, float], ...]
    times: tuple[str, ...]
    show: Callable[[float], str]
    colour: str = "celadon"


class Fan(Chart[Forecast]):
    """The known line goes on as a median within its 50 % and 80 % ranges."""

    role = "forecast"

    def sketch(self, sketch: Sketch) -> None:
        data = self.data
        values = [*data.past, *(value for step in data.ahead for value in step)]
        if not data.past or len(data.past) + len(data.ahead) < 2:
            return
        low, high = min(values), max(values)
        margin = (high - low) * 0.08 or abs(high) * 0.1 or 1.0
        low, high = low - margin, high + margin
        marks = ticks(low, high, max(3, sketch.height // sketch.px(48)))
        left = max(sketch.text_width(data.show(mark), AXIS) for mark in marks) + sketch.px(8)
        tail = max((sketch.text_width(data.show(v), VALUE) for v in data.ahead[-1]), default=0) if data.ahead else 0
        right, top, bottom = sketch.width - tail - sketch.px(12), sketch.px(8), sketch.height - sketch.px(22)
        count = len(data.past) + len(data.ahead)

        def spot(index: int, value: float) -> Spot:
            return left + (right - left) * index / (count - 1), bottom - (bottom - top) * (value - low) / (high - low)

        for mark in marks:
            y = spot(0, mark)[1]
            sketch.line([(left, y), (right, y)], "line", 1, dash="4 6")
            sketch.text(data.show(mark), AXIS, (left - sketch.px(8), y), "right")
        self._times(sketch, [spot(index, low)[0] for index in range(count)])
        start = len(data.past) - 1
        origin = (data.past[-1],) * 5
        steps = [origin, *data.ahead]
        for outer, inner, opacity in ((0, 4, 0.16), (1, 3, 0.3)):
            upper = [spot(start + index, step[inner]) for index, step in enumerate(steps)]
            lower = [spot(start + index, step[outer]) for index, step in enumerate(steps)]
            sketch.area([*upper, *reversed(lower)], data.colour, opacity)
        sketch.line([spot(start, low), spot(start, high)], "line2", 1, dash="3 4")
        dash = f"{sketch.px(7)} {sketch.px(5)}"
        sketch.line([spot(start + index, step[2]) for index, step in enumerate(steps)], data.colour, 2.2, dash=dash)
        past = [spot(index, value) for index, value in enumerate(data.past)]
        sketch.line(past, "text-hi", 2.4)
        sketch.dot(past[-1], 4, "text-hi")
        if data.ahead:
            self._ends(sketch, spot, count - 1, right)

    def _times(self, sketch: Sketch, xs: list[float]) -> None:
        reached = -1e9
        for x, time in zip(xs, self.data.times, strict=False):
            half = sketch.text_width(time, AXIS) / 2
            centre = min(max(x, half), sketch.width - half)
            if time and centre - half > reached:
                sketch.text(time, AXIS, (centre, sketch.height - sketch.px(10)), "center")
                reached = centre + half + sketch.px(8)

    def _ends(self, sketch: Sketch, spot: Callable[[int, float], Spot], last: int, right: float) -> None:
        final = self.data.ahead[-1]
        taken: list[float] = []
        for value, style in ((final[2], VALUE), (final[4], AXIS), (final[0], AXIS)):
            y = min(max(spot(last, value)[1], sketch.px(9)), sketch.height - sketch.px(30))
            if all(abs(y - other) >= sketch.px(17) for other in taken):
                sketch.text(self.data.show(value), style, (right + sketch.px(8), y))
                taken.append(y)


@dataclass(frozen=True, slots=True)
class Hill:
    """A distribution: `density` over equal steps from `low` to `high`; `marks` are (value, words, colour)."""

    low: float
    high: float
    density: tuple[float, ...]
    marks: tuple[tuple[float, str, str], ...]
    show: Callable[[float], str]
    colour: str = "celadon"


class Distribution(Chart[Hill]):
    """How likely each value is, with named values on it."""

    role = "distribution"

    def sketch(self, sketch: Sketch) -> None:
        data = self.data
        if len(data.density) < 2 or max(data.density) <= 0 or data.high <= data.low:
            return
        line = sketch.px(20)
        levels = self._levels(sketch)
        rows = max(levels, default=-1) + 1
        top, bottom = rows * line + sketch.px(6), sketch.height - sketch.px(22)
        left, right = sketch.px(4), sketch.width - sketch.px(4)
        peak = max(data.density)

        def x_of(value: float) -> float:
            return left + (right - left) * (value - data.low) / (data.high - data.low)

        step = (right - left) / (len(data.density) - 1)
        hill = [(left + i * step, bottom - (bottom - top) * d / peak) for i, d in enumerate(data.density)]
        sketch.area([(left, bottom), *hill, (right, bottom)], data.colour, 0.5, fade_to=bottom)
        sketch.line(hill, data.colour, 2.2)
        sketch.line([(left, bottom), (right, bottom)], "line2", 1)
        reached = -1e9
        for mark in ticks(data.low, data.high, max(3, sketch.width // sketch.px(90))):
            words = data.show(mark)
            half = sketch.text_width(words, AXIS) / 2
            centre = min(max(x_of(mark), half), sketch.width - half)
            if centre - half > reached:
                sketch.text(words, AXIS, (centre, sketch.height - sketch.px(10)), "center")
                reached = centre + half + sketch.px(8)
        for (value, words, colour), level in zip(data.marks, levels, strict=True):
            x = x_of(value)
            y = level * line + line / 2
            sketch.line([(x, y + line * 0.4), (x, bottom)], colour, 1.6, dash="4 3")
            half = sketch.text_width(words, MARK) / 2
            sketch.text(words, MARK.tinted(colour), (min(max(x, half), sketch.width - half), y), "center")

    def _levels(self, sketch: Sketch) -> list[int]:
        """Rows of the marks' words, so that none covers another."""
        data = self.data
        order = sorted(range(len(data.marks)), key=lambda index: data.marks[index][0])
        found: dict[int, int] = {}
        ends: list[float] = []
        for index in order:
            value, words, _ = data.marks[index]
            half = sketch.text_width(words, MARK) / 2 + sketch.px(5)
            x = (value - data.low) / (data.high - data.low) * sketch.width
            x = min(max(x, half), sketch.width - half)
            level = next((row for row, end in enumerate(ends) if end <= x - half), len(ends))
            if level == len(ends):
                ends.append(0.0)
            ends[level] = x + half
            found[index] = level
        return [found[index] for index in range(len(data.marks))]
