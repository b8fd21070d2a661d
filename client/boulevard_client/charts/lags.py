"""Things that take time against a clock that runs out: a bar for each, from its beginning until it pays."""

from __future__ import annotations

from dataclasses import dataclass

from boulevard_client.charts.sketch import AXIS, NAME, VALUE, Chart, Sketch
from boulevard_client.look import Look
from boulevard_client.widgets.node import Size


@dataclass(frozen=True, slots=True)
class Lag:
    """One bar on a common axis; `words` are written behind it, `late` says that it outlasts the clock."""

    name: str
    begun: float
    opens: float
    pays: float
    words: str
    late: bool


@dataclass(frozen=True, slots=True)
class Clocks:
    """`now` and `ends` are lines on the axis with their names; `times` are (place, name) of its ticks."""

    bars: tuple[Lag, ...]
    now: float
    ends: float
    names: tuple[str, str]
    times: tuple[tuple[float, str], ...]


CLEAR = 16
"""From the end of the axis to the words, so that they are clear of a dot there."""


class LagBars(Chart[Clocks]):
    """What pays while the clock runs is celadon, what pays after is amber."""

    role = "bar chart"

    def natural(self, look: Look, width: int) -> Size:
        return look.px(320), look.px(30) * len(self.data.bars) + look.px(60)

    def sketch(self, sketch: Sketch) -> None:
        data = self.data
        if not data.bars:
            return
        most = 0.42 if sketch.width > sketch.px(360) else 0.34
        names = min(max(sketch.text_width(bar.name, NAME) for bar in data.bars), round(sketch.width * most))
        tail = max(sketch.text_width(bar.words, VALUE) for bar in data.bars) + sketch.px(CLEAR)
        left, right = names + sketch.px(12), sketch.width - tail
        tall = sketch.look.type.line_height(data.names[1], AXIS)
        over, head = max(sketch.px(8), tall / 2), max(sketch.px(22), tall + sketch.px(4))
        low = min(min(bar.begun for bar in data.bars), data.now)
        high = max(max(bar.pays for bar in data.bars), data.ends, data.now + 1)
        if right - left < sketch.px(60) or high <= low:
            return
        bottom = sketch.height - sketch.foot
        step = min((bottom - head) / len(data.bars), sketch.px(124))

        def x_of(turn: float) -> float:
            return left + (right - left) * (min(max(turn, low), high) - low) / (high - low)

        floor = head + step * len(data.bars)
        for at, bar in enumerate(data.bars):
            y = head + at * step + step / 2
            thick = min(sketch.px(18), max(sketch.px(14), step * 0.2), step * 0.5)
            ink = "amber" if bar.late else "celadon"
            sketch.text(sketch.look.type.elide(bar.name, NAME, names), NAME, (0, y))
            sketch.rect(
                x_of(bar.begun), y - thick / 2, max(2.0, x_of(bar.opens) - x_of(bar.begun)), thick, "line2", radius=3
            )
            sketch.rect(
                x_of(bar.opens), y - thick / 2, max(2.0, x_of(bar.pays) - x_of(bar.opens)), thick, ink, radius=3
            )
            sketch.dot((x_of(bar.pays), y), 5, ink)
            sketch.text(bar.words, VALUE.tinted(ink), (right + sketch.px(CLEAR), y))
        for turn, ink, dash in ((data.now, "text-mid", "4 4"), (data.ends, "vermilion", "6 4")):
            sketch.line([(x_of(turn), head - sketch.px(4)), (x_of(turn), floor)], ink, 1.6, dash=dash)
        end = min(x_of(data.ends), right - sketch.text_width(data.names[1], AXIS) / 2)
        apart = sketch.text_width(data.names[0] + data.names[1], AXIS) / 2 + sketch.px(12)
        if end - x_of(data.now) >= apart:
            sketch.text(data.names[0], AXIS, (x_of(data.now), over), "center")
        sketch.text(data.names[1], AXIS.tinted("vermilion"), (end, over), "center")
        shown = [(x_of(turn), name) for turn, name in data.times if low <= turn <= high]
        sketch.times([x for x, _ in shown], [name for _, name in shown], lifted=bottom - floor)
