"""What flows from whom to whom: supply chains as ribbons; a short flow is vermilion and dashed."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

from pygame import Rect

from boulevard_client.charts.sketch import Chart, Sketch
from boulevard_client.dashes import bezier
from boulevard_client.theme import TextStyle

STOP_NAME = TextStyle(13, "semibold", "text-hi")
Bar = tuple[float, float, float]
"""Left, top and height in pixels."""


@dataclass(frozen=True, slots=True)
class Stop:
    """A bar that flows enter and leave; `column` counts from the left."""

    key: str
    name: str
    column: int
    colour: str


@dataclass(frozen=True, slots=True)
class Flow:
    """A ribbon between two stops; `short` marks a shortage."""

    source: str
    target: str
    amount: float
    short: bool = False


@dataclass(frozen=True, slots=True)
class Flows:
    stops: tuple[Stop, ...]
    flows: tuple[Flow, ...]

    def size(self, key: str) -> float:
        """The larger of what enters and what leaves."""
        into = sum(flow.amount for flow in self.flows if flow.target == key)
        out = sum(flow.amount for flow in self.flows if flow.source == key)
        return max(into, out)


class Sankey(Chart[Flows]):
    """Stops in columns, ribbons between them as wide as their amount; names beside the bars."""

    role = "flow chart"

    def sketch(self, sketch: Sketch) -> None:
        data = self.data
        columns = sorted({stop.column for stop in data.stops})
        if not columns:
            return
        groups = [[stop for stop in data.stops if stop.column == column] for column in columns]
        amounts = [[data.size(stop.key) for stop in group] for group in groups]
        unit = self._unit(sketch, amounts)
        bar = sketch.px(10)
        names = min(max(sketch.text_width(stop.name, STOP_NAME) for stop in groups[-1]), round(sketch.width * 0.3))
        last = sketch.width - bar - names - sketch.px(12)
        bars: dict[str, Bar] = {}
        for number, (group, sizes) in enumerate(zip(groups, amounts, strict=True)):
            x = last * number / max(1, len(groups) - 1)
            for stop, (top, height) in zip(group, self._column(sketch, sizes, unit), strict=True):
                bars[stop.key] = (x, top, height)
        self._ribbons(sketch, {key: (x, top) for key, (x, top, _) in bars.items()}, unit, bar)
        for stop in data.stops:
            x, top, height = bars[stop.key]
            sketch.rect(x, top, bar, height, stop.colour, radius=2.5)
        self._names(sketch, bars, bar)

    def _names(self, sketch: Sketch, bars: dict[str, Bar], bar: int) -> None:
        """Names beside the bars, the largest first; one that would cover another is left out."""
        taken: list[Rect] = []
        for stop in sorted(self.data.stops, key=lambda stop: -bars[stop.key][2]):
            x, top, height = bars[stop.key]
            left = x + bar + sketch.px(9)
            nexts = [other for other, _, _ in bars.values() if other > x]
            room = (min(nexts) - sketch.px(8) if nexts else sketch.width) - left
            name = sketch.look.type.elide(stop.name, STOP_NAME, max(0, round(room)))
            line = sketch.look.type.line_height(name, STOP_NAME)
            place = Rect(round(left), round(top + height / 2 - line * 0.4), round(room), round(line * 0.8))
            if place.collidelist(taken) < 0:
                taken.append(place)
                sketch.text(name, STOP_NAME, (left, top + height / 2), plate=True)

    @staticmethod
    def _gaps(sketch: Sketch, heights: list[float]) -> list[float]:
        """The least room before, between and after the bars of a column, so that every name has a line."""
        line = sketch.foot + sketch.px(3)
        between = [max(sketch.px(8), line - (one + two) / 2) for one, two in itertools.pairwise(heights)]
        edge = sketch.px(4)
        return [max(edge, (line - heights[0]) / 2), *between, max(edge, (line - heights[-1]) / 2)]

    def _unit(self, sketch: Sketch, columns: list[list[float]]) -> float:
        """Pixels for an amount of one: the largest with which every column has room."""
        unit = sketch.height / (max(sum(sizes) for sizes in columns) or 1.0)
        for _ in range(40):
            heights = [self._heights(sketch, sizes, unit) for sizes in columns]
            if all(sum(column) + sum(self._gaps(sketch, column)) <= sketch.height for column in heights):
                break
            unit *= 0.94
        return unit

    @staticmethod
    def _heights(sketch: Sketch, sizes: list[float], unit: float) -> list[float]:
        return [max(float(sketch.px(4)), size * unit) for size in sizes]

    def _column(self, sketch: Sketch, sizes: list[float], unit: float) -> list[tuple[float, float]]:
        """Top and height of each bar of a column: centred, not too far apart."""
        heights = self._heights(sketch, sizes, unit)
        gaps = self._gaps(sketch, heights)
        spare = sketch.height - sum(heights) - sum(gaps)
        if spare < 0:
            gaps = [max(0.0, gap + spare / len(gaps)) for gap in gaps]
        elif len(gaps) > 2:
            more = min(spare / (len(gaps) - 2), float(sketch.px(22)))
            gaps[1:-1] = [gap + more for gap in gaps[1:-1]]
        top = gaps[0] + max(0.0, sketch.height - sum(heights) - sum(gaps)) / 2
        placed: list[tuple[float, float]] = []
        for height, gap in zip(heights, gaps[1:], strict=True):
            placed.append((top, height))
            top += height + gap
        return placed

    def _ribbons(self, sketch: Sketch, tops: dict[str, tuple[float, float]], unit: float, bar: int) -> None:
        data = self.data
        colours = {stop.key: stop.colour for stop in data.stops}
        used_out: dict[str, float] = {}
        used_in: dict[str, float] = {}
        order = sorted(data.flows, key=lambda flow: (tops[flow.source][1], tops[flow.target][1]))
        spots: list[tuple[Flow, float, float, float, float, float]] = []
        for flow in order:
            x, y = tops[flow.source]
            spots.append((flow, x + bar, y + used_out.get(flow.source, 0.0), 0.0, 0.0, flow.amount * unit))
            used_out[flow.source] = used_out.get(flow.source, 0.0) + flow.amount * unit
        for index in sorted(
            range(len(spots)), key=lambda i: (tops[spots[i][0].target][1], tops[spots[i][0].source][1])
        ):
            flow, x1, y1, _, _, wide = spots[index]
            x2, y2 = tops[flow.target]
            spots[index] = (flow, x1, y1, x2, y2 + used_in.get(flow.target, 0.0), wide)
            used_in[flow.target] = used_in.get(flow.target, 0.0) + wide
        for flow, x1, y1, x2, y2, wide in sorted(spots, key=lambda each: each[0].short):
            bend = (x1 + x2) / 2
            first, last = (
                (("vermilion", 0.55),) * 2
                if flow.short
                else ((colours[flow.source], 0.42), (colours[flow.target], 0.3))
            )
            name = sketch.gradient((x1, 0), (x2, 0), first, last)
            sketch.shapes.append(
                f'<path d="M{x1:.1f} {y1:.1f} C{bend:.1f} {y1:.1f} {bend:.1f} {y2:.1f} {x2:.1f} {y2:.1f} '
                f"L{x2:.1f} {y2 + wide:.1f} C{bend:.1f} {y2 + wide:.1f} {bend:.1f} {y1 + wide:.1f} "
                f'{x1:.1f} {y1 + wide:.1f} Z" '
                f'fill="url(#{name})"/>'
            )
            if flow.short:
                self._dashes(sketch, (x1, y1), (x2, y2), wide)

    @staticmethod
    def _dashes(sketch: Sketch, start: tuple[float, float], end: tuple[float, float], wide: float) -> None:
        bend = (start[0] + end[0]) / 2
        rows = max(1, int(wide // sketch.px(13)))
        for row in range(rows):
            down = wide * (row + 0.5) / rows
            top, foot = start[1] + down, end[1] + down
            middle = bezier((start[0], top), (bend, top), (bend, foot), (end[0], foot))
            sketch.line(middle, "text-hi", 1.4, dash="8 7", opacity=0.5)
