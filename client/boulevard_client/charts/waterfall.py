"""Why a number changed: before, each cause with its size, after; the parts add up to the whole."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from boulevard_client.charts.sketch import NAME, NAME_OWN, VALUE, Chart, Sketch
from boulevard_client.look import Look
from boulevard_client.widgets.node import Size


@dataclass(frozen=True, slots=True)
class Account:
    """`before` + the causes = `after`, in whole units. `show` writes a level, `show_change` a signed change.

    Raises ValueError when the parts do not add up: a chart must not explain what is not so.
    """

    before: tuple[str, int]
    causes: tuple[tuple[str, int], ...]
    after: tuple[str, int]
    show: Callable[[int], str]
    show_change: Callable[[int], str]

    def __post_init__(self) -> None:
        total = self.before[1] + sum(size for _, size in self.causes)
        if total != self.after[1]:
            raise ValueError(f"{self.after[0]}: the parts give {total}, the whole is {self.after[1]}")


class Waterfall(Chart[Account]):
    """Rows from before to after; each cause starts where the last one ended. Gains celadon, losses amber."""

    role = "waterfall"

    def natural(self, look: Look, width: int) -> Size:
        return look.px(320), look.px(30) * (len(self.data.causes) + 2)

    def sketch(self, sketch: Sketch) -> None:
        data = self.data
        rows = [data.before, *data.causes, data.after]
        levels, at = [0, data.before[1]], data.before[1]
        for _, size in data.causes:
            at += size
            levels.append(at)
        low, high = min(levels), max(levels)
        if min(levels[1:]) > 0.5 * high > 0:
            low = round(min(levels[1:]) - 0.35 * (high - min(levels[1:])))  # zoom: the changes are what matters
        span = float(high - low) or 1.0
        step = min(sketch.height / len(rows), sketch.px(76))
        names = min(max(sketch.text_width(name, NAME_OWN) for name, _ in rows), round(sketch.width * 0.46))
        figures = max(
            max(sketch.text_width(data.show_change(size), VALUE) for _, size in data.causes or (("", 0),)),
            sketch.text_width(data.show(data.before[1]), VALUE),
            sketch.text_width(data.show(data.after[1]), VALUE),
        )
        left, right = names + sketch.px(14), sketch.width - figures - sketch.px(14)

        def x_of(level: float) -> float:
            return left + (right - left) * (max(level, low) - low) / span

        level = 0
        for index, (name, size) in enumerate(rows):
            y = (index + 0.5) * step
            total = index in (0, len(rows) - 1)
            style = NAME_OWN if total else NAME
            sketch.text(sketch.look.type.elide(name, style, names), style, (0, y))
            start, end = (min(0, size), max(0, size)) if total else (min(level, level + size), max(level, level + size))
            colour = "control" if total else "celadon" if size >= 0 else "amber"
            high_bar = min(step * 0.56, max(sketch.px(16), step * 0.36))
            begin = x_of(start)
            sketch.rect(begin, y - high_bar / 2, max(2.0, x_of(end) - begin), high_bar, colour, radius=3)
            level = size if total else level + size
            if index < len(rows) - 1:
                x = x_of(level)
                sketch.line([(x, y + high_bar / 2), (x, y + step - high_bar / 2)], "line2", 1)
            words = data.show(size) if total else data.show_change(size)
            ink = "text-hi" if total else colour
            sketch.text(words, VALUE.tinted(ink), (sketch.width, y), "right")
        sketch.line([(0, (len(rows) - 1) * step), (sketch.width, (len(rows) - 1) * step)], "line", 1)
