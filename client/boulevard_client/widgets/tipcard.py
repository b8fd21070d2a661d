"""The card a tooltip is shown on."""

from __future__ import annotations

from pygame import Rect

from boulevard_client.art import Box
from boulevard_client.look import Look
from boulevard_client.theme import BODY, HEADING, LABEL, STRONG, TextStyle
from boulevard_client.widgets.button import Button, key_chip_width, paint_key_chip
from boulevard_client.widgets.canvas import Canvas
from boulevard_client.widgets.label import Icon, Label, RichText
from boulevard_client.widgets.layout import Column, Pad, Row
from boulevard_client.widgets.node import UNBOUNDED, Node, Size
from boulevard_client.widgets.panel import Card, Divider
from boulevard_client.widgets.tips import Tip, TipRow, Tips

TIP_WIDTH = 340
TIP_BOX = Box("raised-top", "panel", "control", 10, 1.2)


class KeyHint(Node):
    """A key in a box and what it does; texts below one another begin `apart` design units from the left."""

    role = "hint"

    def __init__(self, key: str, text: str, apart: float = 0) -> None:
        super().__init__()
        self.key_name, self.text, self.apart = key, text, apart

    def _begin(self, look: Look) -> int:
        return max(key_chip_width(look, self.key_name) + look.px(8), look.wide(self.apart))

    def natural(self, look: Look, width: int) -> Size:
        return self._begin(look) + look.type.width(self.text, LABEL), look.px(24)

    def paint(self, canvas: Canvas) -> None:
        chip = key_chip_width(canvas.look, self.key_name)
        paint_key_chip(
            canvas, self.key_name, Rect(self.rect.left, self.rect.top, chip, self.rect.height), "control", "raised"
        )
        canvas.text(self.text, LABEL, self.rect.move(self._begin(canvas.look), 0))

    @property
    def label(self) -> str:
        return self.text

    def texts(self) -> list[tuple[str, bool]]:
        cut = self.stage is not None and self.natural(self.stage.look, UNBOUNDED)[0] > self.rect.width + 2
        return [(self.text, cut)]


class SumRow(Row):
    """One part of a sum in a tooltip; pressed, it opens into its own parts."""

    role = "part"
    focusable = True

    def __init__(self, row: TipRow, tips: Tips) -> None:
        style = TextStyle(13, "text", "text-mid")
        figure = STRONG.tinted(row.colour)
        super().__init__(
            Label(row.label, style.bold() if row.total else style, wrap=True).sized(grow=1),
            Label(row.value, figure),
            gap=14,
            align="baseline",
        )
        self.tip = row.tip
        self.tips = tips
        self.hotkey = None

    @property
    def can_focus(self) -> bool:
        return self.tip is not None

    def overflow(self) -> int:
        return 6

    def paint(self, canvas: Canvas) -> None:
        if self.tip is not None:
            dot = Rect(self.rect.left - canvas.px(9), 0, canvas.px(4), canvas.px(4))
            dot.centery = self.rect.centery
            canvas.box(dot, Box("celadon", radius=99))

    def press(self) -> None:
        self.tips.dig(self, self.tip() if callable(self.tip) else self.tip)

    def ring_radius(self) -> float:
        return 6


class TipCard(Card):
    """Title, text and sum of a tooltip, with the keys that work on it."""

    role = "tooltip"

    def __init__(self, tip: Tip, tips: Tips) -> None:
        lead: list[Node] = [Icon(tip.icon, 18, "celadon")] if tip.icon else []
        parts: list[Node] = [Row(*lead, Label(tip.title, HEADING, wrap=True).sized(grow=1), gap=8)]
        if tip.body:
            parts.append(RichText(tips.mark_terms(tip.body, tip.page), BODY))
        if tip.rows:
            parts.append(self._sum(tip.rows, tips))
        if tip.page and tips.page_words:
            read = Button(tips.page_words, lambda: tips.open_page(tip.page), key="A", icon="book")
            parts.append(Row(read.named(f"tip.page.{tip.page}")))
        if tips.hints is not None:
            keys = zip(("F1", "Enter", "Esc"), tips.hints, strict=True)
            parts.append(Row(*(KeyHint(key, text) for key, text in keys), gap=16))
        super().__init__(*parts, gap=9, pad=Pad.sides(18, 13), box=TIP_BOX)
        self.width = TIP_WIDTH
        self.title = tip.title

    @staticmethod
    def _sum(rows: tuple[TipRow, ...], tips: Tips) -> Column:
        column = Column(gap=4)
        for row in rows:
            if row.total:
                column.add(Divider("line2"))
            column.add(SumRow(row, tips))
        return column

    @property
    def label(self) -> str:
        return self.title
