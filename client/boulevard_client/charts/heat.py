"""A grid of shares: who knows what, as squares from ink to celadon with their figures."""

from __future__ import annotations

from dataclasses import dataclass

from boulevard_client.charts.sketch import NAME, NAME_OWN, Chart, Sketch
from boulevard_client.theme import TextStyle

FIGURE = TextStyle(12, "text", "text-mid")
STRONG_FIGURE = TextStyle(12, "semibold", "on-celadon")


@dataclass(frozen=True, slots=True)
class Grid:
    """`shares[row][column]` from 0 to 1; columns are named by icons, and by `names` where all of them find room.
    `marks` are (row, column) to frame.
    """

    rows: tuple[str, ...]
    icons: tuple[str, ...]
    shares: tuple[tuple[float, ...], ...]
    own: int = -1
    marks: frozenset[tuple[int, int]] = frozenset()
    names: tuple[str, ...] = ()


class HeatGrid(Chart[Grid]):
    """Rows of squares; figures are written where they matter, above a tenth."""

    role = "heat grid"

    def sketch(self, sketch: Sketch) -> None:
        data = self.data
        if not data.rows or not data.icons:
            return
        names = max(sketch.text_width(name, NAME_OWN) for name in data.rows) + sketch.px(14)
        head = sketch.px(26)
        wide = (sketch.width - names) / len(data.icons)
        tall = min((sketch.height - head) / len(data.rows), sketch.px(56))
        gap = sketch.px(3)
        named = [sketch.text_width(name, NAME) for name in data.names]
        named = named if max(named, default=0) + sketch.px(34) < wide else []
        for column, icon in enumerate(data.icons):
            middle = names + column * wide + (wide - gap) / 2
            if named:  # the icon before its name, both in the middle of their column
                left = middle - (named[column] + sketch.px(24)) / 2
                sketch.text(data.names[column], NAME, (left + sketch.px(24), head / 2))
                middle = left + sketch.px(9)
            sketch.icon(icon, (middle, head / 2), 18, "text-mid")
        for row, name in enumerate(data.rows):
            y = head + row * tall
            sketch.text(name, NAME_OWN if row == data.own else NAME, (0, y + (tall - gap) / 2))
            for column, share in enumerate(data.shares[row]):
                x = names + column * wide
                sketch.rect(x, y, wide - gap, tall - gap, "sunk", radius=5)
                if share > 0.02:
                    sketch.rect(x, y, wide - gap, tall - gap, "celadon", radius=5, opacity=round(min(1.0, share), 2))
                marked = (row, column) in data.marks
                low = tall < sketch.px(26)
                if marked and low:  # a line below would touch the figure
                    sketch.rect(x, y, sketch.px(4), tall - gap, "text-hi", radius=2)
                elif marked:
                    sketch.rect(x, y + tall - gap - sketch.px(3), wide - gap, sketch.px(3), "text-hi", radius=2)
                if share >= 0.1:
                    style = STRONG_FIGURE if share > 0.55 else FIGURE.tinted("text-hi")
                    middle = y + (tall - gap - (sketch.px(3) if marked and not low else 0)) / 2
                    sketch.text(str(round(100 * share)), style, (x + (wide - gap) / 2, middle), "center")
