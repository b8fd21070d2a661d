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
        marks = ticks(low, high, max(4, sketch.height // sketch.px(42)))
        left = max(sketch.text_width(data.show(mark), AXIS) for mark in marks) + sketch.px(8)
        tail = max((sketch.text_width(data.show(v), VALUE) for v in data.ahead[-1]), default=0) if data.ahead else 0
        right, top, bottom = (
            sketch.width - tail - sketch.px(12),
            sketch.px(8),
            sketch.height - sketch.foot - sketch.px(2),
        )
        count = len(data.past) + len(data.ahead)

        def spot(index: int, value: float) -> Spot:
            return left + (right - left) * index / (count - 1), bottom - (bottom - top) * (value - low) / (high - low)

        for mark in marks:
            y = spot(0, mark)[1]
            sketch.line([(left, y), (right, y)], "line", 1, dash="4 6")
            sketch.text(data.show(mark), AXIS, (left - sketch.px(8), y), "right")
        sketch.times([spot(index, low)[0] for index in range(count)], data.times)
        start = len(data.past) - 1
        origin = (data.past[-1],) * 5
        steps = [origin, *data.ahead]
        for outer, inner, opacity in ((0, 4, 0.16), (1, 3, 0.3)):
            upper = [spot(start + index, step[inner]) for index, step in enumerate(steps)]
            lower = [spot(start + index, step[outer]) for index, step in enumerate(steps)]
            sketch.area([*upper, *reversed(lower)], data.colour, opacity)
        sketch.line([spot(start, low), spot(start, high)], "line2", 1, dash="3 4")
        sketch.line([spot(start + index, step[2]) for index, step in enumerate(steps)], data.colour, 2.2, dash="7 5")
        past = [spot(index, value) for index, value in enumerate(data.past)]
        sketch.line(past, "text-hi", 2.4)
        sketch.dot(past[-1], 4, "text-hi")
        if data.ahead:
            self._ends(sketch, spot, count - 1, right)

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
        top, bottom = rows * line + sketch.px(6), sketch.height - sketch.foot - sketch.px(2)
        left, right = sketch.px(4), sketch.width - sketch.px(4)
        peak = max(data.density)

        def x_of(value: float) -> float:
            return left + (right - left) * (value - data.low) / (data.high - data.low)

        step = (right - left) / (len(data.density) - 1)
        hill = [(left + i * step, bottom - (bottom - top) * d / peak) for i, d in enumerate(data.density)]
        sketch.area([(left, bottom), *hill, (right, bottom)], data.colour, 0.5, fade_to=bottom)
        sketch.line(hill, data.colour, 2.2)
        sketch.line([(left, bottom), (right, bottom)], "line2", 1)
        values = ticks(data.low, data.high, max(3, sketch.width // sketch.px(90)))
        sketch.times([x_of(value) for value in values], [data.show(value) for value in values])
        for (value, words, colour), level in zip(data.marks, levels, strict=True):
            x = x_of(value)
            y = level * line + line / 2
            sketch.line([(x, y - line * 0.4), (x, bottom)], colour, 1.6, dash="4 3")
            flipped = x + sketch.text_width(words, MARK) + sketch.px(6) > sketch.width
            side = -sketch.px(5) if flipped else sketch.px(5)
            sketch.text(words, MARK.tinted(colour), (x + side, y), "right" if flipped else "left")

    def _levels(self, sketch: Sketch) -> list[int]:
        """A row for each mark's words: right of its line, lower than what lies left of it, so that no line
        crosses words; marks near the right edge write to their left, above the others.
        """
        data = self.data
        found: dict[int, int] = {}
        flipped: list[int] = []
        spans: list[tuple[float, int]] = []
        for index in sorted(range(len(data.marks)), key=lambda index: data.marks[index][0]):
            value, words, _ = data.marks[index]
            x = (value - data.low) / (data.high - data.low) * sketch.width
            end = x + sketch.text_width(words, MARK) + sketch.px(10)
            if end > sketch.width:
                flipped.insert(0, index)
                continue
            found[index] = max((level + 1 for reach, level in spans if reach > x), default=0)
            spans.append((end, found[index]))
        for row, index in enumerate(flipped):
            found[index] = row
        return [found[i] + (0 if i in flipped else len(flipped)) for i in range(len(data.marks))]
