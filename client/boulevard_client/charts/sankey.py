"""What flows from whom to whom: supply chains as ribbons; a short flow is vermilion and dashed."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

from boulevard_client.charts.sketch import Chart, Sketch
from boulevard_client.theme import TextStyle

STOP_NAME = TextStyle(13, "semibold", "text-hi")


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
        bar, gap, pad = sketch.px(10), sketch.px(14), sketch.px(4)
        groups = [[stop for stop in data.stops if stop.column == column] for column in columns]
        heaviest = max(sum(data.size(s.key) for s in group) for group in groups) or 1.0
        busiest = max(len(group) for group in groups)
        unit = (sketch.height - 2 * pad - gap * (busiest - 1)) / heaviest
        names = min(max(sketch.text_width(stop.name, STOP_NAME) for stop in groups[-1]), round(sketch.width * 0.3))
        last = sketch.width - bar - names - sketch.px(12)
        tops: dict[str, tuple[float, float]] = {}
        for number, group in enumerate(groups):
            x = last * number / max(1, len(groups) - 1)
            heights = [max(float(sketch.px(4)), data.size(stop.key) * unit) for stop in group]
            for stop, y in zip(group, self._tops(sketch, heights, pad, gap * 2.6), strict=True):
                tops[stop.key] = (x, y)
        self._ribbons(sketch, tops, unit, bar)
        for stop in data.stops:
            x, y = tops[stop.key]
            height = max(sketch.px(4), data.size(stop.key) * unit)
            sketch.rect(x, y, bar, height, stop.colour, radius=2.5)
            left = x + bar + sketch.px(9)
            nexts = [other for other, _ in tops.values() if other > x]
            room = (min(nexts) - sketch.px(8) if nexts else sketch.width) - left
            name = sketch.look.type.elide(stop.name, STOP_NAME, max(0, round(room)))
            sketch.text(name, STOP_NAME, (left, y + height / 2), plate=True)

    @staticmethod
    def _tops(sketch: Sketch, heights: list[float], pad: int, widest: float) -> list[float]:
        """Where the bars of a column begin: evenly apart, and far enough for their names when there is room."""
        line = sketch.foot + sketch.px(3)
        gaps = [max(0.0, line - (first + second) / 2) for first, second in itertools.pairwise(heights)]
        free = sketch.height - 2 * pad - sum(heights)
        if not gaps:
            return [pad + free / 2]
        spare = free - sum(gaps)
        if spare < 0:
            gaps = [gap * free / sum(gaps) for gap in gaps]
        else:
            gaps = [gap + min(spare / len(gaps), max(0.0, widest - gap)) for gap in gaps]
        tops = [pad + (free - sum(gaps)) / 2]
        for height, gap in zip(heights, gaps, strict=False):
            tops.append(tops[-1] + height + gap)
        return tops

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
            dash = f"{sketch.px(8)} {sketch.px(7)}"
            sketch.shapes.append(
                f'<path d="M{start[0]:.1f} {start[1] + down:.1f} C{bend:.1f} {start[1] + down:.1f} {bend:.1f} '
                f'{end[1] + down:.1f} {end[0]:.1f} {end[1] + down:.1f}" fill="none" stroke="{sketch.paint("text-hi")}" '
                f'stroke-opacity="0.5" stroke-width="{sketch.px(1.4)}" stroke-dasharray="{dash}"/>'
            )
