"""Parts of a whole: bars with figures beside them, and bars stacked over time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from boulevard_client.charts.sketch import AXIS, NAME, VALUE, Chart, Sketch, mark_text, spread, ticks
from boulevard_client.look import Look
from boulevard_client.theme import TextStyle
from boulevard_client.widgets.node import Size

CHANGE = TextStyle(12, "semibold")


@dataclass(frozen=True, slots=True)
class Part:
    """One bar: share 0..1 of the longest allowed; `figure` is written at the right, `change` after it."""

    name: str
    share: float
    figure: str
    icon: str | None = None
    change: str = ""
    gain: bool | None = None


class MixBars(Chart[tuple[Part, ...]]):
    """A short list of shares, each with icon, name, figure, change and bar."""

    role = "bar chart"

    def natural(self, look: Look, width: int) -> Size:
        return look.px(220), look.px(39) * len(self.data)

    def sketch(self, sketch: Sketch) -> None:
        if not self.data:
            return
        step = min(sketch.height / len(self.data), sketch.px(96))
        thick = max(float(sketch.px(7)), min(sketch.px(11), step * 0.12))
        longest = max(part.share for part in self.data) or 1.0
        tail = max((sketch.text_width(part.change, CHANGE) for part in self.data if part.change), default=0)
        tail += sketch.px(28) if tail else 0
        for index, part in enumerate(self.data):
            y = index * step + sketch.px(12)
            left = 0
            if part.icon:
                sketch.icon(part.icon, (sketch.px(9), y), 18, "text-mid")
                left = sketch.px(25)
            room = sketch.width - left - tail - sketch.text_width(part.figure, VALUE) - sketch.px(10)
            sketch.text(sketch.look.type.elide(part.name, NAME, room), NAME, (left, y))
            sketch.text(part.figure, VALUE, (sketch.width - tail, y), "right")
            if part.change:
                colour = "text-low" if part.gain is None else "celadon" if part.gain else "amber"
                words = sketch.text(part.change, CHANGE.tinted(colour), (sketch.width, y), "right")
                if part.gain is not None:
                    _triangle(sketch, (words.left - sketch.px(9), y), part.gain)
            bar = y + sketch.px(15)
            sketch.rect(0, bar, sketch.width, thick, "track", radius=thick / 2)
            length = sketch.width * part.share / longest * 0.92
            name = sketch.gradient((0, 0), (max(1.0, length), 0), ("celadon-deep", 0.75), ("celadon", 1))
            if length > 0:
                sketch.shapes.append(
                    f'<rect x="0" y="{bar:.1f}" width="{max(length, thick):.1f}" height="{thick:.1f}" '
                    f'rx="{thick / 2:.1f}" fill="url(#{name})"/>'
                )


def _triangle(sketch: Sketch, at: tuple[float, float], up: bool) -> None:
    half = sketch.px(5)
    tip, foot = (at[1] - half * 0.8, at[1] + half * 0.7) if up else (at[1] + half * 0.8, at[1] - half * 0.7)
    paint = sketch.paint("celadon" if up else "amber")
    sketch.shapes.append(
        f'<polygon points="{at[0]:.1f},{tip:.1f} {at[0] + half:.1f},{foot:.1f} '
        f'{at[0] - half:.1f},{foot:.1f}" fill="{paint}"/>'
    )


WIDEST = 96
"""A column of a picture with few of them is a column still."""


@dataclass(frozen=True, slots=True)
class Stacked:
    """`layers` are (name, colour, one value per column); `columns` labels the x axis."""

    columns: tuple[str, ...]
    layers: tuple[tuple[str, str, tuple[float, ...]], ...]
    show: Callable[[float], str]


class StackedBars(Chart[Stacked]):
    """What a total was made of, column by column; layers are named at the last column."""

    role = "bar chart"

    def sketch(self, sketch: Sketch) -> None:
        data = self.data
        totals = [sum(values[i] for _, _, values in data.layers) for i in range(len(data.columns))]
        if not totals or max(totals) <= 0:
            return
        marks = ticks(0, max(totals) * 1.04, max(4, sketch.height // sketch.px(42)))
        written = mark_text(data.show, marks)
        left = max(sketch.text_width(each, AXIS) for each in written) + sketch.px(8)
        right = sketch.width - max(sketch.text_width(name, NAME) for name, _, _ in data.layers) - sketch.px(14)
        step = (right - left) / len(totals)
        centres = [left + (index + 0.5) * step for index in range(len(totals))]
        rows = min(2, sketch.rows_for(centres, data.columns))
        top, bottom = sketch.px(8), sketch.height - sketch.foot * rows - sketch.px(2)
        unit = (bottom - top) / (max(totals) * 1.04)
        for mark, words in zip(marks, written, strict=True):
            sketch.line([(left, bottom - mark * unit), (right, bottom - mark * unit)], "line", 1, dash="4 6")
            sketch.text(words, AXIS, (left - sketch.px(8), bottom - mark * unit), "right")
        ends: list[tuple[str, str, float]] = []
        wide = min(step * 0.72, sketch.px(WIDEST))
        for index in range(len(totals)):
            x, y = centres[index] - wide / 2, float(bottom)
            for name, colour, values in data.layers:
                height = values[index] * unit
                sketch.rect(x, y - height, wide, max(0.0, height - 1), colour, radius=2)
                if index == len(totals) - 1:
                    ends.append((name, colour, y - height / 2))
                y -= height
        sketch.times(centres, data.columns, rows)
        places = spread([y for _, _, y in ends], sketch.foot, sketch.px(10), sketch.height - sketch.px(10))
        for (name, colour, _), place in zip(ends, places, strict=True):
            sketch.rect(right + sketch.px(2), place - sketch.px(4), sketch.px(8), sketch.px(8), colour, radius=2)
            sketch.text(name, NAME, (right + sketch.px(14), place))
