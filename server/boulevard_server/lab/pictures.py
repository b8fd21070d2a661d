"""Pictures of numbers with their intervals as inline SVG: a dot, its whiskers, and the band behind them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from html import escape

from boulevard_server.lab.findings import Line, number

WIDTH, NAME, ROW, FIGURE = 760, 300, 26, 120
_INK, _GOOD, _BAD, _BAND = "#e8e2d0", "#7fb79a", "#e07a5f", "#2f4a43"


def intervals(lines: Sequence[Line]) -> str:
    """One row for each number. Rows without a band share one scale; a row with a band is scaled to its band."""
    common = _scale([line for line in lines if not line.banded])
    height = ROW * len(lines) + 8
    size = f'viewBox="0 0 {WIDTH} {height}" width="100%"'
    parts = [f'<svg {size} role="img" font-family="system-ui, sans-serif" font-size="13">']
    for place, line in enumerate(lines):
        low, high = _around(line) if line.banded else common
        parts += _row(line, (low, high), 4 + ROW * place + ROW / 2)
    return "".join([*parts, "</svg>"])


def _scale(lines: Sequence[Line]) -> tuple[float, float]:
    ends = [end for line in lines for end in (line.estimate.low, line.estimate.high) if math.isfinite(end)]
    if not ends:
        return 0.0, 1.0
    room = 0.1 * (max(ends) - min(ends) or 1.0)
    return min(ends) - room, max(ends) + room


def _around(line: Line) -> tuple[float, float]:
    """A scale on which the band takes the middle half; a band open to one side ends at what was found."""
    ends = [end for end in (line.estimate.low, line.estimate.high, line.estimate.value) if math.isfinite(end)]
    low = line.low if math.isfinite(line.low) else min([*ends, line.high])
    high = line.high if math.isfinite(line.high) else max([*ends, line.low])
    if high >= 90 > max([*ends, line.low]):  # an upper end that only says "or more"
        high = max([*ends, line.low]) * 1.2
    half = (high - low or 1.0) / 2.0
    return min([low - half, *ends]), max([high + half, *ends])


def _row(line: Line, scale: tuple[float, float], y: float) -> list[str]:
    low, high = scale
    span = WIDTH - NAME - FIGURE

    def x(value: float) -> float:
        return NAME + span * min(1.0, max(0.0, (value - low) / (high - low or 1.0)))

    colour = _INK if not line.banded else _GOOD if line.held else _BAD
    parts = [f'<text x="{NAME - 12}" y="{y + 4:.1f}" text-anchor="end" fill="{_INK}">{escape(line.name)}</text>']
    if line.banded:
        left, right = x(max(line.low, low)), x(min(line.high, high))
        place = f'x="{left:.1f}" y="{y - 9:.1f}" width="{right - left:.1f}"'
        parts.append(f'<rect {place} height="18" fill="{_BAND}" rx="3"/>')
    if math.isfinite(line.estimate.value):
        a, b, at = x(line.estimate.low), x(line.estimate.high), x(line.estimate.value)
        parts.append(f'<line x1="{a:.1f}" x2="{b:.1f}" y1="{y:.1f}" y2="{y:.1f}" stroke="{colour}" stroke-width="2"/>')
        parts.append(f'<circle cx="{at:.1f}" cy="{y:.1f}" r="4.5" fill="{colour}"/>')
    shown = f"{number(line.estimate.value)} {line.unit}".strip()
    parts.append(f'<text x="{WIDTH - FIGURE + 12}" y="{y + 4:.1f}" fill="{colour}">{escape(shown)}</text>')
    return parts
