"""Pieces that several screens are made of: lines and figures that explain themselves when pressed."""

from __future__ import annotations

from collections.abc import Callable

from boulevard_client.art import Box, SealMark
from boulevard_client.charts.trend import Trend
from boulevard_client.cityart import colours
from boulevard_client.look import Look
from boulevard_client.screens.desk import Desk
from boulevard_client.screens.intents import Explain
from boulevard_client.screens.sums import quantity_name, tip
from boulevard_client.theme import BODY, CAPTION, KPI, STRONG, TextStyle, hex_code
from boulevard_client.widgets.canvas import Canvas
from boulevard_client.widgets.label import Change, Icon, Label, Seal
from boulevard_client.widgets.layout import Column, Pad, Row, Spacer
from boulevard_client.widgets.node import Node

NAME = TextStyle(13, "text", "text-mid")
SUB = CAPTION.tinted("text-mid")
"""The second line of a table cell: readable on a chosen row too."""
HOVER = Box("raised", None, None, 8, 1, 0.55)


class Press(Row):
    """A row that can be pressed as a whole; quiet until the mouse or the focus comes."""

    role = "button"
    interactive = True
    focusable = True

    def __init__(
        self, *children: Node, on_press: Callable[[], None], name: str, gap: float = 10, pad: Pad | float = 0
    ) -> None:
        super().__init__(*children, gap=gap, pad=pad)
        self.on_press = on_press
        self.name = name
        self.box: Box | None = None
        """Drawn at rest, such as a card."""

    def boxed(self, box: Box) -> Press:
        self.box = box
        return self

    def paint(self, canvas: Canvas) -> None:
        if self.box is not None:
            canvas.box(self.rect, self.box)
        if self.hovered:
            canvas.box(self.rect, HOVER)

    def press(self) -> None:
        self.on_press()

    def ring_radius(self) -> float:
        return 10

    @property
    def label(self) -> str:
        return self.name


def initial(words: str) -> str:
    """Words that stand alone, as on a button or in a cell: they begin as a sentence does."""
    return words[:1].upper() + words[1:]


def mark(look: Look, city: str) -> SealMark:
    """The seal of a city."""
    return colours(look, city).mark


def seal(desk: Desk, city: str, size: float = 22) -> Seal:
    return Seal(mark(desk.look, city), size)


def colour(desk: Desk, city: str) -> str:
    """A city's colour for lines, readable in the present theme."""
    found = colours(desk.look, city)
    return hex_code(found.colour if desk.look.theme.dark else found.outline)


def change(desk: Desk, quantity: str, place: int, *, relative: bool = False) -> Change:
    """How a quantity moved since last turn; says nothing when that is not known."""
    text, gain = desk.read.change_text(quantity, place, relative=relative)
    shown = Change(text, gain, TextStyle(13, "semibold"))
    shown.visible = bool(text)
    return shown


def nothing(icon: str, words: str, *more: Node) -> Node:
    """What a part of the screen says while it has nothing to show: in its middle, with what can be done about it."""
    said = Row(Label(words, BODY, wrap=True).aligned("center").sized(width=340), justify="center")
    lines: list[Node] = [Row(Icon(icon, 34, "text-low"), justify="center"), said]
    lines += [Row(each, justify="center") for each in more]
    return Column(*lines, gap=14, justify="center").sized(grow=1)


def headline(desk: Desk, icon: str, quantity: str, *, relative: bool = False) -> Press:
    """A figure for the top bar: icon, caption, number, change; pressed, it opens its sum."""
    place = desk.read.place(quantity)
    return (
        kpi(
            desk,
            icon,
            quantity_name(desk, quantity),
            desk.read.text(quantity, place, short=True),
            desk.read.change_text(quantity, place, relative=relative),
            lambda: desk.emit(Explain(quantity, place)),
        )
        .explained(tip(desk, quantity, place))
        .named(f"top.{quantity}")
    )


def kpi(
    desk: Desk, icon: str, caption: str, figure: str, moved: tuple[str, bool | None], on_press: Callable[[], None]
) -> Press:
    """The look of a headline figure."""
    shift = Change(*moved, TextStyle(13, "semibold"))
    shift.visible = bool(moved[0])
    figures = Row(Label(figure, KPI), shift, gap=8, align="baseline")
    return Press(
        Icon(icon, 26, "celadon"),
        Column(Label(caption, CAPTION), figures, gap=0),
        on_press=on_press,
        name=caption,
        gap=11,
        pad=Pad.sides(6, 4),
    )


def line(
    desk: Desk, quantity: str, *rest: int, name: str = "", icon: str = "", trend: bool = True, relative: bool = False
) -> Press:
    """One quantity of our own as a line: name, past values if public, figure, change; pressed, it opens its sum.

    Without an icon a line with a `trend` stands in under one that has it.
    """
    read = desk.read
    place = read.place(quantity, *rest)
    caption = name or quantity_name(desk, quantity)
    parts: list[Node] = [Icon(icon, 18, "text-mid")] if icon else [Spacer(18)] if trend else []
    parts.append(Label(caption, NAME, elide=True).sized(grow=1))
    if trend and quantity in desk.model.series:
        values = tuple(float(x) for x in read.history(quantity)[:, place])
        if len(values) > 1:
            parts.append(Trend(values, "celadon").sized(64, 22))
    text, gain = read.change_text(quantity, place, relative=relative)
    parts.append(Label(read.text(quantity, place), STRONG).aligned("right").sized(width=96))
    moved = Change(text, gain, TextStyle(12, "semibold")) if gain is not None else Spacer(1)
    parts.append(moved.sized(width=104 if desk.narrow else 84))
    # the place tells two lines of one quantity apart
    press, gap = desk.does(Explain(quantity, place)), 6 if desk.narrow else 10
    row = Press(*parts, on_press=press, name=caption, gap=gap, pad=Pad.sides(6, 3))
    row.explained(tip(desk, quantity, place)).named(f"line.{quantity}.{place}")
    return row
