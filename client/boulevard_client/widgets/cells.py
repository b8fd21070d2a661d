"""What a table cell can hold: values that compare by content and draw themselves, so a row damages only on change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from pygame import Rect

from boulevard_client.art import Box, SealMark
from boulevard_client.charts.sparkline import sparkline_body
from boulevard_client.look import Look
from boulevard_client.theme import BODY, CAPTION, STRONG, TextStyle
from boulevard_client.widgets.canvas import Align, Canvas
from boulevard_client.widgets.label import paint_change


class Cell(Protocol):
    """One cell. `said` is its text for tests and assistive tools; `cut` whether a width is too small for it."""

    @property
    def said(self) -> str: ...
    def wanted(self, look: Look) -> int: ...
    def tall(self, look: Look) -> int: ...
    def cut(self, look: Look, width: int) -> bool: ...
    def paint(self, canvas: Canvas, rect: Rect, align: Align) -> None: ...


AIR = 6
"""Least room above and below two lines together, so that they never touch the border of their row; lines that are
drawn close for it stand a little higher, for letters hang low in a line."""


@dataclass(frozen=True, slots=True)
class Words:
    """Text, with an optional smaller second line. `elide` allows it to be shortened, first to `short` if given."""

    text: str
    sub: str = ""
    style: TextStyle = BODY
    sub_style: TextStyle = CAPTION
    elide: bool = False
    short: str = ""

    @property
    def said(self) -> str:
        return f"{self.text} / {self.sub}" if self.sub else self.text

    def wanted(self, look: Look) -> int:
        sub = look.type.width(self.sub, self.sub_style) if self.sub else 0
        return max(look.type.width(self.text, self.style), sub)

    def tall(self, look: Look) -> int:
        second = look.type.line_height(self.sub, self.sub_style) if self.sub else 0
        return look.type.line_height(self.text, self.style) + second

    def cut(self, look: Look, width: int) -> bool:
        return not self.elide and self.wanted(look) > width

    def paint(self, canvas: Canvas, rect: Rect, align: Align) -> None:
        setter = canvas.look.type
        text = self.text
        if self.short and setter.width(text, self.style) > rect.width:
            text = self.short
        if self.elide:
            text = setter.elide(text, self.style, rect.width)
        if not self.sub:
            canvas.text(text, self.style, rect, align)
            return
        first, second = setter.line_height(text, self.style), setter.line_height(self.sub, self.sub_style)
        close = max(0, first + second + canvas.px(AIR) - rect.height)
        first, second = first - close // 2, second - (close - close // 2)
        top = rect.centery - (first + second) // 2 - (canvas.px(1) if close else 0)
        sub = setter.elide(self.sub, self.sub_style, rect.width) if self.elide else self.sub
        canvas.text(text, self.style, Rect(rect.left, top, rect.width, first), align)
        canvas.text(sub, self.sub_style, Rect(rect.left, top + first, rect.width, second), align)


@dataclass(frozen=True, slots=True)
class Lines:
    """A text on as many lines as its row has room for, the last of them shortened."""

    text: str
    style: TextStyle = BODY

    @property
    def said(self) -> str:
        return self.text

    def wanted(self, look: Look) -> int:
        return look.type.width(self.text, self.style)

    def tall(self, look: Look) -> int:
        return look.type.line_height(self.text, self.style)

    def cut(self, look: Look, width: int) -> bool:
        return False

    def paint(self, canvas: Canvas, rect: Rect, align: Align) -> None:
        setter, line = canvas.look.type, canvas.look.type.line_height(self.text, self.style)
        lines = list(setter.wrap(self.text, self.style, rect.width))
        most = max(1, rect.height // line)
        if len(lines) > most:
            rest = self.text[self.text.index(lines[most - 1], sum(map(len, lines[: most - 1]))) :]
            lines[most - 1 :] = [setter.elide(rest, self.style, rect.width)]
        top = rect.centery - len(lines) * line // 2
        for at, words in enumerate(lines):
            canvas.text(words, self.style, Rect(rect.left, top + at * line, rect.width, line), align)


def figure(text: str, colour: str = "text-hi") -> Words:
    """A number in the strong style."""
    return Words(text, style=STRONG.tinted(colour))


@dataclass(frozen=True, slots=True)
class Moved:
    """A change of a number, drawn like `Change`; `over` is a figure shown above it."""

    text: str
    gain: bool | None
    over: str = ""
    style: TextStyle = field(default=TextStyle(12, "semibold"))

    @property
    def said(self) -> str:
        return f"{self.over} / {self.text}" if self.over else self.text

    def wanted(self, look: Look) -> int:
        over = look.type.width(self.over, STRONG) if self.over else 0
        return max(over, self._change_width(look))

    def tall(self, look: Look) -> int:
        over = look.type.line_height(self.over, STRONG) if self.over else 0
        return over + look.type.line_height("x", self.style)

    def _change_width(self, look: Look) -> int:
        if self.gain is None and not self.text:  # the dash alone
            return round(look.type.pixels("x", self.style) * 0.68)
        return look.type.width(self.text, self.style) + round(look.type.pixels("x", self.style) * 0.85) + look.px(4)

    def cut(self, look: Look, width: int) -> bool:
        return self.wanted(look) > width

    def paint(self, canvas: Canvas, rect: Rect, align: Align) -> None:
        line = rect.copy()
        if self.over:
            first = canvas.look.type.line_height(self.over, STRONG)
            second = canvas.look.type.line_height("x", self.style)
            close = max(0, first + second + canvas.px(AIR) - rect.height)
            first, second = first - close // 2, second - (close - close // 2)
            top = rect.centery - (first + second) // 2 - (canvas.px(1) if close else 0)
            canvas.text(self.over, STRONG, Rect(rect.left, top, rect.width, first), align)
            line = Rect(rect.left, top + first, rect.width, second)
        width = self._change_width(canvas.look)
        left = {"left": line.left, "center": line.centerx - width // 2, "right": line.right - width}[align]
        paint_change(canvas, self.text, self.gain, self.style, Rect(left, line.top, width, line.height))


@dataclass(frozen=True, slots=True)
class Tile:
    """An icon on a small raised tile, or bare."""

    icon: str
    colour: str = "text-hi"
    bare: bool = False

    @property
    def said(self) -> str:
        return ""

    def wanted(self, look: Look) -> int:
        return look.px(18 if self.bare else 38)

    def tall(self, look: Look) -> int:
        return look.px(18)

    def cut(self, look: Look, width: int) -> bool:
        return False

    def paint(self, canvas: Canvas, rect: Rect, align: Align) -> None:
        size = min(canvas.px(20 if self.bare else 38), rect.width, rect.height)
        place = Rect(rect.left if align == "left" else rect.centerx - size // 2, rect.centery - size // 2, size, size)
        if not self.bare:
            canvas.box(place, Box("raised-top", "raised", "line2", 8))
            place = place.inflate(-size * 9 // 20, -size * 9 // 20)
        canvas.icon(self.icon, place, self.colour)


@dataclass(frozen=True, slots=True)
class Sealed:
    """A city's seal."""

    mark: SealMark

    @property
    def said(self) -> str:
        return self.mark.character

    def wanted(self, look: Look) -> int:
        return look.px(24)

    def tall(self, look: Look) -> int:
        return look.px(18)

    def cut(self, look: Look, width: int) -> bool:
        return False

    def paint(self, canvas: Canvas, rect: Rect, align: Align) -> None:
        size = min(canvas.px(24), rect.width, rect.height)
        left = rect.left if align == "left" else rect.centerx - size // 2
        canvas.seal(self.mark, Rect(left, rect.centery - size // 2, size, size))


@dataclass(frozen=True, slots=True)
class Spark:
    """A small line of past values."""

    values: tuple[float, ...]
    colour: str = "celadon"

    @property
    def said(self) -> str:
        return ""

    def wanted(self, look: Look) -> int:
        return look.px(60)

    def tall(self, look: Look) -> int:
        return look.px(18)

    def cut(self, look: Look, width: int) -> bool:
        return False

    def paint(self, canvas: Canvas, rect: Rect, align: Align) -> None:
        place = rect.inflate(0, -min(rect.height // 3, canvas.px(16)))
        canvas.svg(place, sparkline_body(self.values, place.size, canvas.look, self.colour))


@dataclass(frozen=True, slots=True)
class Steps:
    """How many of a few steps are taken: round marks, filled and empty, with lines as thick as those of icons."""

    taken: int
    most: int

    @property
    def said(self) -> str:
        return "●" * self.taken + "○" * (self.most - self.taken)

    def wanted(self, look: Look) -> int:
        return look.px(15 * self.most)

    def tall(self, look: Look) -> int:
        return look.px(14)

    def cut(self, look: Look, width: int) -> bool:
        return self.wanted(look) > width

    def paint(self, canvas: Canvas, rect: Rect, align: Align) -> None:
        size, step, wide = canvas.px(11), canvas.px(15), self.wanted(canvas.look)
        left = {"left": rect.left, "center": rect.centerx - wide // 2, "right": rect.right - wide}[align]
        for at in range(self.most):
            mark = Rect(left + at * step + (step - size) // 2, rect.centery - size // 2, size, size)
            taken = at < self.taken
            canvas.box(mark, Box("celadon" if taken else None, None, "celadon" if taken else "text-low", 99, 1.4))


@dataclass(frozen=True, slots=True)
class Share:
    """A bar from 0 to 1 with its figure beside it; bars under one another end together, short figures or not.

    `zero` is where on the bar nothing stands, from 0 to 1; below nothing it grows to the left of it, in the colour of
    losses. A column that has values on both sides is made by `signed_shares`.
    """

    share: float
    text: str = ""
    colour: str = "celadon"
    zero: float = 0.0

    @property
    def said(self) -> str:
        return self.text

    def wanted(self, look: Look) -> int:
        return look.px(60) + self._figure(look)

    def _figure(self, look: Look) -> int:
        if not self.text:
            return 0
        return max(look.type.width(self.text, BODY), look.type.width("100%", BODY)) + look.px(8)

    def tall(self, look: Look) -> int:
        return look.type.line_height(self.text or "x", BODY)

    def cut(self, look: Look, width: int) -> bool:
        return bool(self.text) and look.type.width(self.text, BODY) + look.px(28) > width

    def paint(self, canvas: Canvas, rect: Rect, align: Align) -> None:
        bar = Rect(rect.left, 0, rect.width - self._figure(canvas.look), canvas.px(7))
        bar.centery = rect.centery
        canvas.box(bar, Box("track", radius=99))
        full = round(bar.width * min(1.0, abs(self.share)))
        if full:
            full = max(full, bar.height)
            start = bar.left + round(bar.width * self.zero)
            left = min(start, bar.right - full) if self.share > 0 else max(bar.left, start - full)
            colour = self.colour if self.share > 0 else "amber"
            canvas.box(Rect(left, bar.top, full, bar.height), Box(colour, radius=99))
        if 0 < self.zero < 1:
            wide = max(1, canvas.px(1.5))
            at = bar.left + round(bar.width * self.zero) - wide // 2
            canvas.fill(Rect(at, bar.top - canvas.px(3), wide, bar.height + canvas.px(6)), "text-low")
        canvas.text(self.text, BODY.tinted("text-hi"), rect, "right")


def signed_shares(values: Sequence[float], texts: Sequence[str]) -> list[Share]:
    """Bars of one column, of which some are below nothing: all on one scale, and nothing at one place."""
    low, high = min(0.0, *values), max(0.0, *values)
    span = (high - low) or 1.0
    return [Share(value / span, text, zero=-low / span) for value, text in zip(values, texts, strict=True)]
