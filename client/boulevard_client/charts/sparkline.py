"""A line the size of a word: past values without axes."""

from __future__ import annotations

from collections.abc import Sequence

from boulevard_client.look import Look
from boulevard_client.theme import hex_code


def sparkline_body(values: Sequence[float], size: tuple[int, int], look: Look, colour: str) -> str:
    """SVG elements of a sparkline with a fading area and a dot at the last value.

    `size` in pixels; nothing is drawn for fewer than two values.
    """
    if len(values) < 2 or size[0] < 4 or size[1] < 4:
        return ""
    width, height = size
    paint = hex_code(look.colour(colour))
    stroke = max(1.2, 1.6 * look.scale.factor)
    dot = stroke * 1.5
    low, high = min(values), max(values)
    span = (high - low) or 1.0
    room = height - 2 * dot
    step = (width - 2 * dot) / (len(values) - 1)
    points = [(dot + index * step, dot + room * (high - value) / span) for index, value in enumerate(values)]
    line = " L".join(f"{x:.1f} {y:.1f}" for x, y in points)
    last = points[-1]
    return (
        f'<defs><linearGradient id="s" gradientUnits="userSpaceOnUse" x1="0" y1="0" x2="0" y2="{height}">'
        f'<stop offset="0%" stop-color="{paint}" stop-opacity="0.32"/>'
        f'<stop offset="100%" stop-color="{paint}" stop-opacity="0"/></linearGradient></defs>'
        f'<path d="M{points[0][0]:.1f} {height} L{line} L{last[0]:.1f} {height} Z" fill="url(#s)"/>'
        f'<path d="M{line}" fill="none" stroke="{paint}" stroke-width="{stroke:.2f}" stroke-linejoin="round" '
        f'stroke-linecap="round"/><circle cx="{last[0]:.1f}" cy="{last[1]:.1f}" r="{dot:.2f}" fill="{paint}"/>'
    )
