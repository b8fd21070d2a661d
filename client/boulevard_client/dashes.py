"""Dashed lines as many short ones.

nanosvg has dashes of its own, but where a line ends within a dash it draws from memory it never wrote: a picture
would now and then show a stray bar. So no SVG of ours says `stroke-dasharray`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from math import hypot

Point = tuple[float, float]


def dashed(line: Sequence[Point], on: float, off: float) -> str:
    """SVG path data of the dashes along a polyline, beginning with one; lengths in pixels."""
    return " ".join("M" + " L".join(f"{x:.1f} {y:.1f}" for x, y in dash) for dash in _dashes(line, on, off))


def bezier(start: Point, first: Point, second: Point, end: Point, steps: int = 32) -> list[Point]:
    """Points along a cubic curve, close enough together to be drawn as a polyline."""
    return [_on_curve((start, first, second, end), step / steps) for step in range(steps + 1)]


def _on_curve(corners: tuple[Point, Point, Point, Point], along: float) -> Point:
    rest = 1 - along
    parts = (rest**3, 3 * rest * rest * along, 3 * rest * along * along, along**3)
    x, y = (sum(part * corner[axis] for part, corner in zip(parts, corners, strict=True)) for axis in (0, 1))
    return x, y


def _dashes(line: Sequence[Point], on: float, off: float) -> Iterator[list[Point]]:
    """The corners of each dash."""
    drawing, left = True, max(0.1, on)
    dash = [line[0]]
    for start, end in pairwise(line):
        length = hypot(end[0] - start[0], end[1] - start[1])
        gone = 0.0
        while length - gone > left:
            gone += left
            spot = (start[0] + (end[0] - start[0]) * gone / length, start[1] + (end[1] - start[1]) * gone / length)
            if drawing:
                yield [*dash, spot]
            drawing, left, dash = not drawing, max(0.1, off if drawing else on), [spot]
        left -= length - gone
        if drawing:
            dash.append(end)
    if drawing and len(dash) > 1:
        yield dash
