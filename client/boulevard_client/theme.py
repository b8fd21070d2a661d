"""Colours, type sizes, spacing and scale; owns every design number that more than one widget uses.

Sizes are in design units: pixels on a 1920x1080 screen. `Scale.px` turns them into pixels of this screen.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Literal

Rgb = tuple[int, int, int]
Weight = Literal["text", "semibold", "seal"]
Language = Literal["en", "zh"]

LATIN_FLOOR_PX = 13
CJK_FLOOR_PX = 14
"""No text is ever drawn smaller than this, whatever the scale."""


def rgb(code: str) -> Rgb:
    """`"#0A101B"` -> `(10, 16, 27)`. Raises ValueError for anything else."""
    if len(code) != 7 or code[0] != "#":
        raise ValueError(f"not a colour: {code!r}")
    return int(code[1:3], 16), int(code[3:5], 16), int(code[5:7], 16)


def hex_code(colour: Rgb) -> str:
    return "#{:02X}{:02X}{:02X}".format(*colour)


def mix(first: Rgb, second: Rgb, share: float) -> Rgb:
    """Blend two colours; `share` 0 gives `first`, 1 gives `second`."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(first, second, strict=True))
    return red, green, blue


def luminance(colour: Rgb) -> float:
    """Relative luminance 0..1 (WCAG 2)."""
    parts = [part / 255 for part in colour]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


_DARK = {
    "bg": "#0A101B",
    "bg-top": "#0E1727",
    "bar-top": "#14223A",
    "bar-bottom": "#0E1829",
    "panel": "#101A2A",
    "panel-top": "#132034",
    "panel-bottom": "#0F1828",
    "raised": "#1B2B43",
    "raised-top": "#21344F",
    "sunk": "#0B1322",
    "track": "#0B1322",
    "row": "#16243A",
    "text-hi": "#F1F5FA",
    "text-mid": "#B4C2D4",
    "text-low": "#8296AF",
    "celadon": "#6FD6C0",
    "celadon-top": "#8AE6D2",
    "celadon-deep": "#4DB7A2",
    "celadon-dim": "#17413F",
    "on-celadon": "#06231E",
    "amber": "#F5A65B",
    "amber-dim": "#4A3316",
    "vermilion": "#F0694F",
    "vermilion-dim": "#4A1B1E",
    "on-vermilion": "#2A0A06",
    "indigo-dim": "#1E2C5E",
    "line": "#24364F",
    "line2": "#365072",
    "control": "#5B7AA3",
    "focus": "#FFFFFF",
    "shade": "#04070D",
    "seal-ink": "#0E1520",
}

_PAPER = {
    "bg": "#F6F3EA",
    "bg-top": "#F8F6EF",
    "bar-top": "#FFFDF7",
    "bar-bottom": "#F7F3E8",
    "panel": "#FFFDF7",
    "panel-top": "#FFFEFA",
    "panel-bottom": "#FCF9F0",
    "raised": "#F5F1E6",
    "raised-top": "#FAF7EE",
    "sunk": "#F6F2E8",
    "track": "#E6E0CE",
    "row": "#F6F2E8",
    "text-hi": "#14202E",
    "text-mid": "#42526A",
    "text-low": "#5F6F86",
    "celadon": "#0C7A68",
    "celadon-top": "#128A76",
    "celadon-deep": "#0A6958",
    "celadon-dim": "#E2F3EC",
    "on-celadon": "#FFFFFF",
    "amber": "#8F5200",
    "amber-dim": "#FAEBD3",
    "vermilion": "#B8321A",
    "vermilion-dim": "#FCE8E1",
    "on-vermilion": "#FFFFFF",
    "indigo-dim": "#DADFF3",
    "line": "#DDD6C4",
    "line2": "#BDB49E",
    "control": "#7C765F",
    "focus": "#14202E",
    "shade": "#3A3526",
    "seal-ink": "#0E1520",
}


@dataclass(frozen=True, slots=True)
class Theme:
    """One table of colour tokens. Widgets name a token (`"text-mid"`) or give a `#RRGGBB` colour."""

    name: str
    tokens: Mapping[str, Rgb]

    def colour(self, token: str) -> Rgb:
        """Raises KeyError for an unknown token, so a misspelt colour is found at first paint.

        A pale `#RRGGBB` is darkened on a light theme, where a line in it could not be seen.
        """
        if not token.startswith("#"):
            return self.tokens[token]
        colour = rgb(token)
        if self.dark or luminance(colour) < 0.42:
            return colour
        return mix(colour, self.tokens["text-hi"], 0.42)

    @property
    def dark(self) -> bool:
        return sum(self.tokens["bg"]) < 384


def _table(codes: Mapping[str, str]) -> Mapping[str, Rgb]:
    return MappingProxyType({token: rgb(code) for token, code in codes.items()})


DARK = Theme("dark", _table(_DARK))
PAPER = Theme("paper", _table(_PAPER))


@dataclass(frozen=True, slots=True)
class TextStyle:
    """How a piece of text looks. `size` in design units; `colour` a token or `#RRGGBB`."""

    size: float
    weight: Weight = "text"
    colour: str = "text-hi"

    def tinted(self, colour: str) -> TextStyle:
        return replace(self, colour=colour)

    def bold(self) -> TextStyle:
        return replace(self, weight="semibold")


CAPTION = TextStyle(12, "text", "text-low")
LABEL = TextStyle(13, "text", "text-mid")
BODY = TextStyle(14, "text", "text-mid")
STRONG = TextStyle(14, "semibold", "text-hi")
HEADING = TextStyle(16, "semibold", "text-hi")
KPI = TextStyle(20, "semibold", "text-hi")
TITLE = TextStyle(21, "semibold", "text-hi")
HERO = TextStyle(30, "semibold", "text-hi")

GAP = 14
PANEL_PAD = 18
PANEL_RADIUS = 14
CONTROL_RADIUS = 9
HIT_TARGET = 36
TOP_BAR = 72
RAIL = 96
HINT_BAR = 38
RIGHT_COLUMN = 452


Breakpoint = Literal["narrow", "full"]
"""narrow: the right column is a drawer and one chart shows at a time; full: all panels."""

NARROW_ROOM = (1378, 774)
FULL_ROOM = (1722, 960)
"""Windows that the two layouts need, in design units of body text at its design size."""
SMALLEST_FACTOR = 0.85
SCALES = (0.8, 1.5)
TEXT_SIZES = (1.0, 1.15, 1.3)
YIELDS = 0.9
"""A wish for a larger scale gives way so far when the layout then fits into the window."""


@dataclass(frozen=True, slots=True)
class Scale:
    """Design units -> pixels. `factor` is the window's part times the player's own setting; `text` what the player
    adds to type alone.
    """

    factor: float = 1.0
    text: float = 1.0
    given: float = 1.0
    """What the player's setting came to in this window."""

    @staticmethod
    def of(window: tuple[int, int], setting: float = 1.0, text: float = 1.0) -> Scale:
        """Scale for a window in pixels, the player's setting (0.8 to 1.5) and size of type (1 to 1.3).

        Never so small that type at its floor would not fit, and a little smaller than wished for when that keeps
        everything in sight; with a larger wish, screens are larger than the window and move under it (`Pan`).
        """
        text = min(max(text, TEXT_SIZES[0]), TEXT_SIZES[-1])
        fit = min(max(min(window[0] / 1920, window[1] / 1080), SMALLEST_FACTOR), 2.0)
        wish = max(SMALLEST_FACTOR, fit * min(max(setting, SCALES[0]), SCALES[1]))
        most = min(window[0] / NARROW_ROOM[0], window[1] / NARROW_ROOM[1]) / text
        factor = min(wish, max(most, wish * YIELDS, SMALLEST_FACTOR))
        return Scale(factor, text, factor / fit)

    def px(self, units: float) -> int:
        """Pixels for a length; anything that is not nothing is at least one pixel."""
        size = round(units * self.factor)
        return size if size or not units else (1 if units > 0 else -1)

    def wide(self, units: float) -> int:
        """Pixels for a length that must hold type: it grows with the size of type too."""
        return self.px(units * self.text)

    def text_px(self, size: float, cjk: bool) -> int:
        """Pixel size of type: scaled, but never under the readable floor."""
        return max(round(size * self.factor * self.text), CJK_FLOOR_PX if cjk else LATIN_FLOOR_PX)

    def room_px(self, units: float) -> int:
        """Pixels that a layout of so many design units needs when type is as large as it is here."""
        body = max(self.text, LATIN_FLOOR_PX / (BODY.size * self.factor))
        return self.px(units * body)

    def room(self, window: tuple[int, int]) -> Breakpoint:
        """Which layout a window in pixels has room for."""
        wide, high = FULL_ROOM
        return "full" if window[0] >= self.room_px(wide) and window[1] >= self.room_px(high) else "narrow"
