"""Things that only show: text, rich text with terms, icons, seals, changes; owns the record of text that was cut."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pygame import Rect

from boulevard_client.art import SealMark
from boulevard_client.look import Look
from boulevard_client.text import accompanied, break_pieces, is_lonely
from boulevard_client.theme import BODY, LABEL, TextStyle
from boulevard_client.widgets.canvas import Align, Canvas
from boulevard_client.widgets.node import UNBOUNDED, Node, Size
from boulevard_client.widgets.prop import Prop
from boulevard_client.widgets.tips import Tip


class Label(Node):
    """One line of text, or several with `wrap`.

    With `elide` text that does not fit is shortened with an ellipsis, and that is fine; without it, text that
    does not fit is a fault which `texts` reports. `lines` bounds a wrapped text (0: no bound).
    """

    role = "label"
    text = Prop("", layout=True)
    style = Prop(BODY, layout=True)
    align = Prop[Align]("left")

    def __init__(
        self, text: str, style: TextStyle = BODY, *, wrap: bool = False, elide: bool = False, lines: int = 0
    ) -> None:
        super().__init__()
        self.wrap, self.elide, self.lines = wrap, elide, lines
        self.elastic = wrap or elide
        self.text = text
        self.style = style

    def aligned(self, align: Align) -> Label:
        self.align = align
        return self

    def natural(self, look: Look, width: int) -> Size:
        if not self.text:
            return 0, look.type.line_height("x", self.style)
        line = look.type.line_height(self.text, self.style)
        if self.wrap and width < UNBOUNDED:
            lines = self._lines(look, width)
            return max(look.type.width(each, self.style) for each in lines), line * len(lines)
        return look.type.width(self.text, self.style), line

    def learn(self, look: Look) -> None:
        look.type.width(self.text, self.style)
        if self.wrap:
            look.type.learn(self.text, self.style)

    def first_baseline(self, look: Look) -> int:
        return look.type.ascent(self.text or "x", self.style)

    def paint(self, canvas: Canvas) -> None:
        if not self.text:
            return
        look = canvas.look
        if not self.wrap:
            words = look.type.elide(self.text, self.style, self.rect.width) if self.elide else self.text
            canvas.text(words, self.style, self.rect, self.align)
            return
        line = Rect(self.rect.left, self.rect.top, self.rect.width, look.type.line_height(self.text, self.style))
        for words in self._lines(look, self.rect.width):
            canvas.text(words, self.style, line, self.align)
            line.move_ip(0, line.height)

    @property
    def label(self) -> str:
        return self.text

    def texts(self) -> list[tuple[str, bool]]:
        if self.stage is None or not self.text:
            return [(self.text, False)] if self.text else []
        type_ = self.stage.look.type
        if self.wrap:
            lines = type_.wrap(self.text, self.style, self.rect.width)
            tall = len(self._lines(self.stage.look, self.rect.width)) * type_.line_height(self.text, self.style)
            cut = tall > self.rect.height + 2 or (bool(self.lines) and len(lines) > self.lines and not self.elide)
        else:
            cut = not self.elide and type_.width(self.text, self.style) > self.rect.width
        return [(self.text, cut)]

    def _lines(self, look: Look, width: int) -> tuple[str, ...]:
        lines = look.type.wrap(self.text, self.style, width)
        if self.lines and len(lines) > self.lines:
            last = look.type.elide(lines[self.lines - 1] + " " + lines[self.lines], self.style, width)
            lines = (*lines[: self.lines - 1], last)
        return lines


@dataclass(frozen=True, slots=True)
class Span:
    """A run of rich text: its words, whether bold, and the term it is about."""

    words: str
    bold: bool = False
    term: str | None = None


_MARK = re.compile(r"\*\*(.+?)\*\*|\[\[([^\]|]+)(?:\|([^\]]+))?\]\]")


def parse_spans(text: str) -> tuple[Span, ...]:
    """`"Price of [[lithium|lithium salt]] is **up**"` -> spans. `[[term]]` says the term itself."""
    spans: list[Span] = []
    at = 0
    for mark in _MARK.finditer(text):
        if mark.start() > at:
            spans.append(Span(text[at : mark.start()]))
        if mark.group(1) is not None:
            spans.append(Span(mark.group(1), bold=True))
        else:
            spans.append(Span(mark.group(3) or mark.group(2), term=mark.group(2)))
        at = mark.end()
    if at < len(text):
        spans.append(Span(text[at:]))
    return tuple(spans)


@dataclass(frozen=True, slots=True)
class _Placed:
    span: int
    words: str
    left: int
    line: int


class RichText(Node):
    """Wrapped text with **bold** runs and [[term|linked]] words, which open the almanac's explanation."""

    role = "text"
    markup = Prop("", layout=True)
    style = Prop(BODY, layout=True)

    def __init__(self, markup: str, style: TextStyle = BODY) -> None:
        super().__init__()
        self.elastic = True
        self._spans: tuple[Span, ...] = ()
        self._flow: tuple[int, list[_Placed]] | None = None
        self.style = style  # before the text: its links take the style over
        self.markup = markup
        self._read()

    def changed(self, layout: bool) -> None:
        self._read()
        super().changed(layout)

    def natural(self, look: Look, width: int) -> Size:
        flow = self._flowed(look, width)
        right = max(
            (piece.left + look.type.width(piece.words.rstrip(), self._style(piece.span)) for piece in flow), default=0
        )
        lines = flow[-1].line + 1 if flow else 1
        return right, lines * self._line(look)

    def learn(self, look: Look) -> None:
        for index, span in enumerate(self._spans):
            look.type.learn(span.words, self._style(index))

    def place(self, look: Look) -> None:
        links = iter(self.children)
        line = self._line(look)
        for piece in self._flowed(look, self.rect.width):
            if self._spans[piece.span].term is not None:
                place = Rect(self.rect.left + piece.left, self.rect.top + piece.line * line, 0, line)
                place.width = self._width(look, piece)
                next(links).arrange(look, place)

    def paint(self, canvas: Canvas) -> None:
        line = self._line(canvas.look)
        for piece in self._flowed(canvas.look, self.rect.width):
            if self._spans[piece.span].term is None:
                place = Rect(self.rect.left + piece.left, self.rect.top + piece.line * line, 0, line)
                canvas.text(piece.words, self._style(piece.span), place)

    @property
    def label(self) -> str:
        return "".join(span.words for span in self._spans)

    def texts(self) -> list[tuple[str, bool]]:
        if self.stage is None:
            return [(self.label, False)]
        width, height = self.natural(self.stage.look, self.rect.width)
        return [(self.label, width > self.rect.width or height > self.rect.height + 2)]

    def _read(self) -> None:
        self._flow = None
        spans = parse_spans(self.markup)
        if spans != self._spans:
            self._spans = spans
            self.replace(*(Term(span.words, span.term, self.style) for span in spans if span.term is not None))

    def invalidate(self) -> None:
        self._flow = None
        super().invalidate()

    def _style(self, span: int) -> TextStyle:
        return self.style.bold().tinted("text-hi") if self._spans[span].bold else self.style

    def _line(self, look: Look) -> int:
        return look.type.line_height(self.label or "x", self.style)

    def _width(self, look: Look, piece: _Placed) -> int:
        return look.type.width(piece.words, self._style(piece.span))

    def _flowed(self, look: Look, width: int) -> list[_Placed]:
        if self._flow is not None and self._flow[0] == width:
            return self._flow[1]
        placed: list[_Placed] = []
        left = line = 0
        for index, span in enumerate(self._spans):
            style = self._style(index)
            for number, paragraph in enumerate(span.words.split("\n")):
                if number:
                    left, line = 0, line + 1
                pieces = [paragraph] if span.term is not None else break_pieces(paragraph)
                for words in pieces:
                    last = placed[-1] if placed else None
                    goes_on = last is not None and (last.span, last.line) == (index, line) and span.term is None
                    reach = left + look.type.width(words.rstrip(), style)
                    if goes_on and last is not None:  # set together, letters stand a little differently
                        reach = last.left + look.type.width(last.words + words.rstrip(), style)
                    if left and reach > width:
                        left, line = 0, line + 1
                        words = words.lstrip()
                    if not words:
                        continue
                    last = placed[-1] if placed else None
                    if last is not None and (last.span, last.line) == (index, line) and span.term is None:
                        placed[-1] = _Placed(index, last.words + words, last.left, line)
                        left = last.left + look.type.width(last.words + words, style)
                    else:
                        placed.append(_Placed(index, words, left, line))
                        left += look.type.width(words, style)
        if len(placed) > 1 and is_lonely(placed[-1].words):
            above, last = placed[-2:]
            kept, words = accompanied(above.words, last.words)
            fits = look.type.width(words, self._style(last.span)) <= width
            if fits and above.span == last.span and above.line < last.line and self._spans[last.span].term is None:
                placed[-2:] = [
                    _Placed(above.span, kept, above.left, above.line),
                    _Placed(last.span, words, 0, last.line),
                ]
        self._flow = (width, placed)
        return placed


class Term(Node):
    """A linked word inside rich text; explains itself through `stage.tips.explain_term`."""

    role = "link"
    interactive = True
    focusable = True

    def __init__(self, words: str, term: str, style: TextStyle) -> None:
        super().__init__()
        self.words, self.term = words, term
        self.style = style.tinted("celadon")
        self.tip = self._tip

    def _tip(self) -> Tip | None:
        return self.stage.tips.explain_term(self.term) if self.stage is not None else None

    def natural(self, look: Look, width: int) -> Size:
        return look.type.width(self.words, self.style), look.type.line_height(self.words, self.style)

    def press(self) -> None:
        if self.stage is not None:
            self.stage.tips.dig(self, self._tip())

    def paint(self, canvas: Canvas) -> None:
        canvas.text(self.words, self.style, self.rect)
        line = Rect(self.rect.left, self.rect.bottom - canvas.px(3), self.rect.width, max(1, canvas.px(1)))
        step = canvas.px(4)
        for left in range(line.left, line.right, step):
            canvas.fill(Rect(left, line.top, min(step // 2, line.right - left), line.height), "celadon")

    def ring_radius(self) -> float:
        return 6

    @property
    def label(self) -> str:
        return self.words


class Icon(Node):
    """A Tabler icon by name; `size` in design units."""

    role = "icon"
    name = Prop("")
    colour = Prop("text-mid")

    def __init__(self, name: str, size: float = 20, colour: str = "text-mid") -> None:
        super().__init__()
        self.name, self.colour = name, colour
        self.width = self.height = size

    def paint(self, canvas: Canvas) -> None:
        canvas.icon(self.name, self.rect, self.colour)

    @property
    def value(self) -> str:
        return self.name


class Seal(Node):
    """A city's seal; `size` in design units."""

    role = "seal"
    mark = Prop(SealMark("", "square", "#888888"))

    def __init__(self, mark: SealMark, size: float = 28) -> None:
        super().__init__()
        self.mark = mark
        self.width = self.height = size

    def paint(self, canvas: Canvas) -> None:
        canvas.seal(self.mark, self.rect)

    @property
    def label(self) -> str:
        return self.mark.character


class Change(Node):
    """A change of a number: celadon for a gain, amber for a loss, – for none (`gain` None).

    The arrow points where the number went, which is not always good: a rising debt is an amber ▲ `+3pt`.
    """

    role = "change"
    text = Prop("", layout=True)
    gain = Prop[bool | None](None)
    style = Prop(LABEL, layout=True)

    def __init__(self, text: str, gain: bool | None, style: TextStyle = LABEL) -> None:
        super().__init__()
        self.text, self.gain, self.style = text, gain, style

    def natural(self, look: Look, width: int) -> Size:
        words = look.px(4) + look.type.width(self.text, self.style) if self.text else 0
        return self._mark(look) + words, look.type.line_height("x", self.style)

    def first_baseline(self, look: Look) -> int:
        return look.type.ascent(self.text, self.style)

    def paint(self, canvas: Canvas) -> None:
        paint_change(canvas, self.text, self.gain, self.style, self.rect)

    @property
    def label(self) -> str:
        return self.text

    def texts(self) -> list[tuple[str, bool]]:
        if not self.text:
            return []
        cut = self.stage is not None and self.natural(self.stage.look, UNBOUNDED)[0] > self.rect.width
        return [(self.text, cut)]

    def _mark(self, look: Look) -> int:
        return round(look.type.pixels("x", self.style) * 0.85)


def paint_change(canvas: Canvas, text: str, gain: bool | None, style: TextStyle, rect: Rect) -> None:
    """Draw a change at the left of a rectangle."""
    size = round(canvas.look.type.pixels("x", style) * 0.85)
    mark = Rect(rect.left, rect.centery - size // 2, size, size)
    colour = "text-low"
    if gain is None:
        canvas.fill(Rect(mark.left + size // 5, mark.centery, size * 3 // 5, max(1, canvas.px(1.5))), colour)
    else:
        colour = "celadon" if gain else "amber"
        canvas.arrow(mark, _rises(text, gain), colour)
    left = mark.right + canvas.px(4)
    canvas.text(text, style.tinted(colour), Rect(left, rect.top, rect.right - left, rect.height))


def _rises(text: str, gain: bool) -> bool:
    """Where a number went: its sign says so, and without a sign a gain is a rise."""
    if text[:1] in ("+", "−", "-"):
        return text[0] == "+"
    return gain
