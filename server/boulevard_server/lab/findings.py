"""What the lab found, in one form for text, JSON and the HTML page: named numbers with intervals and bands."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from boulevard_server.lab.estimates import Estimate

_EDGE = 1e-9
"""An estimate on the edge of its band lies in it, whatever its last bit says."""


@dataclass(frozen=True, slots=True)
class Line:
    """One number: whose, its interval, and the band it should lie in; no band is (-inf, inf).

    `slack` is how far beyond an edge, as a share of it, the number may lie if its interval meets the band. `wanted` is
    whether it should lie there: with its mechanism switched off a number should not.
    """

    name: str
    estimate: Estimate
    low: float = -math.inf
    high: float = math.inf
    unit: str = ""
    slack: float = 0.0
    wanted: bool = True

    @property
    def banded(self) -> bool:
        return math.isfinite(self.low) or math.isfinite(self.high)

    @property
    def held(self) -> bool:
        """Whether the number lies in its band, edges included, or beyond one by no more than the slack allows."""
        meets = self.estimate.low <= self.high and self.low <= self.estimate.high
        slack = self.slack if meets else 0.0
        low, high = self.low - slack * _size(self.low), self.high + slack * _size(self.high)
        return low - _EDGE <= self.estimate.value <= high + _EDGE

    @property
    def missed(self) -> bool:
        """Whether the whole interval lies outside the band, or nothing was there to be measured."""
        return not (self.estimate.low <= self.high + _EDGE and self.low - _EDGE <= self.estimate.high)

    @property
    def fine(self) -> bool:
        """Whether there is nothing to complain of."""
        return not (self.banded and self.wanted) or self.held

    @property
    def verdict(self) -> str:
        if not self.banded:
            return ""
        if not self.wanted:
            return "fails" if self.missed else "holds"
        return "holds" if self.held else "FAILS"


def _size(edge: float) -> float:
    return abs(edge) if math.isfinite(edge) else 0.0


@dataclass(frozen=True, slots=True)
class Section:
    """Lines that belong together under a heading, with remarks in plain words."""

    title: str
    lines: tuple[Line, ...]
    remarks: tuple[str, ...] = ()


def text(sections: Sequence[Section]) -> str:
    """The sections as tables of text."""
    out = []
    for section in sections:
        out += ["", section.title, *section.remarks]
        width = max((len(line.name) for line in section.lines), default=10)
        for line in section.lines:
            band = f"{number(line.low)} to {number(line.high)}" if line.banded else ""
            value = number(line.estimate.value)
            out.append(f"  {line.name:{width}}  {value:>8}  {_interval(line):20}  {band:18}  {line.verdict}".rstrip())
    return "\n".join(out[1:])


def markdown(sections: Sequence[Section]) -> str:
    """The sections as tables of Markdown."""
    out = []
    for section in sections:
        out += [f"## {section.title}", "", *(f"{remark}\n" for remark in section.remarks)]
        out += ["| | estimate | 95 % | band | |", "|---|---|---|---|---|"]
        for line in section.lines:
            band = f"{number(line.low)} to {number(line.high)}" if line.banded else ""
            out.append(f"| {line.name} | {number(line.estimate.value)} | {_interval(line)} | {band} | {line.verdict} |")
        out.append("")
    return "\n".join(out)


def plain(sections: Sequence[Section]) -> list[dict[str, object]]:
    """The sections as plain values for JSON; what is not a finite number becomes null."""
    return [
        {
            "title": section.title,
            "remarks": list(section.remarks),
            "lines": [
                {
                    "name": line.name,
                    "value": _finite(line.estimate.value),
                    "interval": [_finite(line.estimate.low), _finite(line.estimate.high)],
                    "observations": line.estimate.count,
                    "band": [_finite(line.low), _finite(line.high)],
                    "unit": line.unit,
                    "holds": line.held if line.banded else None,
                }
                for line in section.lines
            ],
        }
        for section in sections
    ]


def number(value: float) -> str:
    """A number as short as its size needs."""
    if not math.isfinite(value):
        return "–" if math.isnan(value) else ("∞" if value > 0 else "-∞")
    return f"{value:.0f}" if abs(value) >= 100 else f"{value:.2f}" if abs(value) >= 1 else f"{value:.3f}"


def _interval(line: Line) -> str:
    return f"[{number(line.estimate.low)}, {number(line.estimate.high)}]"


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None
