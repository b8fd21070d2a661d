"""The two clocks of a bet: when it opens and pays, and how likely whoever signs still sits by then."""

from __future__ import annotations

from dataclasses import dataclass

from boulevard_client.charts.sketch import AXIS, Chart, Sketch, Spot
from boulevard_client.theme import TextStyle

MARK = TextStyle(13, "semibold", "text-hi")


@dataclass(frozen=True, slots=True)
class Terms:
    """`stays` is the chance (0-1) of still being in office after 0, 1, 2 ... turns, up to the turn of profit.

    `opens` is the turn of the first product; `times` labels the turns (empty: no label); `opens_words` and
    `pays_words` are written at their marks, `office_words` beside the end of the curve.
    """

    stays: tuple[float, ...]
    opens: int
    times: tuple[str, ...]
    opens_words: str
    pays_words: str
    office_words: str


class TwoClocks(Chart[Terms]):
    """The curve of staying in office falls while the bet ripens; the last mark is where the two meet."""

    role = "two clocks"

    def sketch(self, sketch: Sketch) -> None:
        data = self.data
        last = len(data.stays) - 1
        if last < 1:
            return
        line = max(sketch.px(20), sketch.look.type.line_height(data.pays_words, MARK) - 1)
        top, bottom = 2 * line, sketch.height - sketch.px(22)
        left, right = sketch.px(6), sketch.width - sketch.px(10)

        def spot(turn: int, share: float) -> Spot:
            return left + (right - left) * turn / last, bottom - (bottom - top) * share

        curve = [spot(turn, share) for turn, share in enumerate(data.stays)]
        end = data.stays[-1]
        colour = "celadon" if end >= 0.5 else "amber" if end >= 0.2 else "vermilion"
        sketch.area([(left, bottom), *curve, (right, bottom)], colour, 0.34, fade_to=bottom)
        sketch.line([(left, bottom), (right, bottom)], "line2", 1)
        sketch.line(curve, colour, 2.4)
        reached = -1e9
        for turn, words in enumerate(data.times[: last + 1]):
            half = sketch.text_width(words, AXIS) / 2
            x = min(max(spot(turn, 0)[0], half), sketch.width - half)
            if words and x - half > reached:
                sketch.text(words, AXIS, (x, sketch.height - sketch.px(10)), "center")
                reached = x + half + sketch.px(10)
        opens = spot(min(data.opens, last), 0)[0]
        sketch.line([(opens, top), (opens, bottom)], "control", 1.2, dash="3 4")
        sketch.dot(spot(min(data.opens, last), data.stays[min(data.opens, last)]), 3.4, "text-mid")
        sketch.line([(right, top), (right, bottom)], colour, 1.6, dash="4 3")
        sketch.dot(curve[-1], 5.5, colour, edge="text-hi")
        sketch.text(data.pays_words, MARK, (sketch.width, line / 2), "right")
        sketch.text(data.office_words, MARK.tinted(colour), (sketch.width, line * 1.5), "right")
        room = sketch.width - sketch.text_width(data.pays_words, MARK) - sketch.px(16)
        width = sketch.text_width(data.opens_words, AXIS)
        if width <= room:
            sketch.text(data.opens_words, AXIS, (max(0.0, min(opens - width / 2, room - width)), line / 2))
