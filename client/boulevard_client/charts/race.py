"""Lines over time, each labelled at its end; the player's own is thick and filled."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from boulevard_client.art import SealMark
from boulevard_client.charts.sketch import AXIS, NAME, NAME_OWN, Chart, Sketch, Spot, mark_text, spread, ticks


@dataclass(frozen=True, slots=True)
class Series:
    """One line: oldest value first; `values` may be shorter than the axis. `own` is the player's."""

    name: str
    values: tuple[float, ...]
    colour: str
    seal: SealMark | None = None
    own: bool = False


@dataclass(frozen=True, slots=True)
class Race:
    """`times` labels the x axis, one per point; empty strings draw no label. `show` writes a y value."""

    series: tuple[Series, ...]
    times: tuple[str, ...]
    show: Callable[[float], str]
    from_zero: bool = False


class LineRace(Chart[Race]):
    """Who is ahead, and how it came: rivals thin, own line emphasised, names at the line ends."""

    role = "line chart"

    def sketch(self, sketch: Sketch) -> None:
        data = self.data
        values = [value for series in data.series for value in series.values]
        if not values:
            return
        low, high = min(values), max(values)
        margin = (high - low) * 0.06 or abs(high) * 0.1 or 1.0
        low, high = (min(0.0, low) if data.from_zero else low - margin), high + margin
        marks = ticks(low, high, max(4, min(8, sketch.height // sketch.px(42))))
        written = mark_text(data.show, marks)
        left = max(sketch.text_width(each, AXIS) for each in written) + sketch.px(8)
        names = max(sketch.text_width(s.name, NAME_OWN) for s in data.series)
        seals = sketch.px(22) if any(s.seal for s in data.series) else 0
        columns = _columns(sketch, len(data.series))
        right = (
            sketch.width - columns * (names + max(seals, sketch.px(14 * (columns - 1)))) - sketch.px(20 * columns - 8)
        )
        top, bottom = max(sketch.px(8), sketch.foot // 2 + 2), sketch.height - sketch.foot - sketch.px(2)
        count = max(2, len(data.times))

        def spot(index: int, value: float) -> Spot:
            return left + (right - left) * index / (count - 1), bottom - (bottom - top) * (value - low) / (high - low)

        lowest = sketch.height - sketch.foot - sketch.look.type.line_height("0", AXIS) / 2
        for mark, words in zip(marks, written, strict=True):
            y = spot(0, mark)[1]
            sketch.line([(left, y), (right, y)], "line", 1, dash="4 6")
            sketch.text(words, AXIS, (left - sketch.px(8), min(y, lowest)), "right")  # clear of the first time
        sketch.times([spot(index, low)[0] for index in range(len(data.times))], data.times)
        for series in sorted(data.series, key=lambda each: each.own):
            self._line(sketch, series, [spot(index, value) for index, value in enumerate(series.values)], bottom)
        self._names(
            sketch, [(s, spot(len(s.values) - 1, s.values[-1])) for s in data.series if s.values], right, columns
        )

    @staticmethod
    def _line(sketch: Sketch, series: Series, spots: list[Spot], bottom: float) -> None:
        if not spots:
            return
        if series.own:
            sketch.area([(spots[0][0], bottom), *spots, (spots[-1][0], bottom)], series.colour, 0.36, fade_to=bottom)
            sketch.line(spots, "bg", 5.5, opacity=0.7)
            sketch.line(spots, series.colour, 3)
            if len(spots) <= 40:
                for each in spots[:-1]:
                    sketch.dot(each, 2.6, "panel", edge=series.colour)
        else:
            sketch.line(spots, series.colour, 1.6, opacity=0.9)
        sketch.dot(spots[-1], 4.5 if series.own else 3, series.colour)

    @staticmethod
    def _names(sketch: Sketch, ends: list[tuple[Series, Spot]], right: float, columns: int) -> None:
        """Each name beside the end of its line; in two columns, read from left to right and then down."""
        line = _line_height(sketch)
        room = sketch.height - sketch.foot  # below stand the years, the last of them under the names
        most = columns * max(1, room // line)
        if len(ends) > most:  # name ours and the leaders; the others keep their line
            ends = sorted(ends, key=lambda end: (not end[0].own, end[1][1]))[:most]
        ends = sorted(ends, key=lambda end: end[1][1])
        apart = (sketch.width - right - sketch.px(10)) / columns
        rows = [ends[at : at + columns] for at in range(0, len(ends), columns)]
        places = spread([sum(y for _, (_, y) in row) / len(row) for row in rows], line, line / 2, room - line / 2)
        for row, place in zip(rows, places, strict=True):
            for column, (series, (x, y)) in enumerate(row):
                start = right + sketch.px(10) + column * apart
                if not column and abs(place - y) > 3 and x > right - 2:
                    sketch.line([(x + 4, y), (start - 2, place)], series.colour, 1, opacity=0.5)
                if series.seal is not None:
                    sketch.seal(series.seal, (start + sketch.px(9), place), 18)
                    start += sketch.px(23)
                elif columns > 1:
                    sketch.dot((start + sketch.px(4), place), 3.5, series.colour)
                    start += sketch.px(14)
                sketch.text(series.name, NAME_OWN if series.own else NAME, (start, place))


def _line_height(sketch: Sketch) -> int:
    return max(sketch.px(20), sketch.foot)


def _columns(sketch: Sketch, lines: int) -> int:
    """Two columns of names where one is too low for them all and the chart is wide."""
    low = lines > max(1, (sketch.height - sketch.foot) // _line_height(sketch))
    return 2 if low and sketch.width > 3 * sketch.height else 1
