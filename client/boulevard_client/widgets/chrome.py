"""The frame around every screen: top bar, figures in it, rail of screens, bar of key hints."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from pygame import Rect

from boulevard_client.art import Box
from boulevard_client.look import Look
from boulevard_client.theme import CAPTION, HINT_BAR, KPI, LABEL, RAIL, TOP_BAR, TextStyle
from boulevard_client.widgets.canvas import Canvas
from boulevard_client.widgets.label import Change, Icon, Label
from boulevard_client.widgets.layout import Column, Pad, Row
from boulevard_client.widgets.node import UNBOUNDED, Node, Size
from boulevard_client.widgets.panel import Badge
from boulevard_client.widgets.prop import Prop
from boulevard_client.widgets.tipcard import KeyHint


class TopBar(Row):
    """The strip across the top: seal and name, turn, figures, buttons."""

    role = "banner"

    def __init__(self, *children: Node, gap: float = 24, leaving: Sequence[Node] = ()) -> None:
        """`leaving` are parts that a bar too narrow for all does without, the first one first."""
        super().__init__(*children, gap=gap, pad=Pad.sides(20, 0), align="center")
        self.height = TOP_BAR
        self.leaving = tuple(leaving)

    def place(self, look: Look) -> None:
        needs = [child.measure(look, UNBOUNDED)[0] + look.px(self.gap) for child in self.children]
        parts = [self._taken(look, node) for node in self.leaving]
        absent = [
            part for node, part in zip(self.leaving, parts, strict=True) if not node.visible and node.parent is not self
        ]
        spare = self.rect.width - self.pad.around(look)[0] + look.px(self.gap) - sum(needs) - sum(absent)
        for node, part in zip(self.leaving, parts, strict=True):
            stays = spare >= 0
            spare += 0 if stays else part
            if node.visible != stays:
                node.visible = stays
        super().place(look)

    @staticmethod
    def _taken(look: Look, node: Node) -> int:
        """Pixels that a node takes in its row with the gap beside it."""
        gap = node.parent.gap if isinstance(node.parent, Row) else 0
        return node.measure(look, UNBOUNDED)[0] + look.px(gap)

    def paint(self, canvas: Canvas) -> None:
        canvas.box(self.rect, Box("bar-top", "bar-bottom", None, 0))
        canvas.fill(Rect(self.rect.left, self.rect.bottom - canvas.px(1), self.rect.width, canvas.px(1)), "line")


class Kpi(Row):
    """An always visible figure: icon, caption, number, change. Set `figure.text` and `change.text/gain`."""

    role = "kpi"
    focusable = True

    def __init__(self, icon: str, caption: str, figure: str, change: str = "", gain: bool | None = None) -> None:
        self.caption = Label(caption, CAPTION)
        self.figure = Label(figure, KPI)
        self.change = Change(change, gain, TextStyle(13, "semibold"))
        self.change.visible = bool(change)
        figures = Row(self.figure, self.change, gap=8, align="baseline")
        super().__init__(Icon(icon, 26, "celadon"), Column(self.caption, figures, gap=0), gap=12)

    @property
    def can_focus(self) -> bool:
        return self.tip is not None and super().can_focus

    @property
    def label(self) -> str:
        return self.caption.text

    @property
    def value(self) -> str:
        return self.figure.text


class RailItem(Node):
    """One screen in the rail: icon over name, its digit, a badge when it needs the player."""

    role = "tab"
    interactive = True
    focusable = True
    text = Prop("", layout=True)
    chosen = Prop(False)
    needs = Prop(0)
    locked = Prop(False)
    """Shown with a small lock; it opens all the same, to look around."""

    def __init__(self, icon: str, text: str, key: str, on_press: Callable[[], None]) -> None:
        super().__init__()
        self.icon, self.text, self.hotkey, self.on_press = icon, text, key, on_press

    def _style(self, look: Look) -> TextStyle:
        """A name too long for the rail is printed a little smaller."""
        ink = "celadon" if self.chosen else "text-hi" if self.hovered else "text-mid"
        style = TextStyle(13, "semibold" if self.chosen else "text", ink)
        fits = look.type.width(self.text, style) <= self.rect.width
        return style if fits else replace(style, size=12)

    def natural(self, look: Look, width: int) -> Size:
        return max(look.px(72), look.type.width(self.text, LABEL.bold()) + look.px(8)), look.px(70)

    def paint(self, canvas: Canvas) -> None:
        if self.chosen:
            canvas.box(self.rect, Box("celadon-dim", "row", "celadon-dim", 11, 1.5))
        elif self.hovered:
            canvas.box(self.rect, Box("raised", None, None, 11, 1, 0.6))
        style = self._style(canvas.look)
        words = canvas.look.type.line_height(self.text, style)
        gap = canvas.px(4) if self.rect.height >= canvas.px(64) else 0
        size = max(0, min(canvas.px(26), self.rect.height - words - gap))
        top = self.rect.centery - (size + words + gap) // 2
        icon = Rect(self.rect.centerx - size // 2, top, size, size)
        canvas.icon(self.icon, icon, "celadon" if self.chosen else "text-hi" if self.hovered else "text-mid")
        line = Rect(self.rect.left, icon.bottom + gap, self.rect.width, words)
        canvas.text(canvas.look.type.elide(self.text, style, line.width), style, line, "center")
        key = Rect(self.rect.left, self.rect.top + canvas.px(4), self.rect.width - canvas.px(4), canvas.px(16))
        own = canvas.look.keys.pressed(self.hotkey) if self.hotkey else ""
        ink = "text-mid" if self.chosen else "text-low"
        sign = len(own) == 1 and not own.isalnum()  # a point or a dash is hardly seen as small as a figure
        canvas.text(own, TextStyle(17, "semibold", ink) if sign else TextStyle(11, "text", ink), key, "right")
        if self.locked:
            size = canvas.px(15)
            canvas.icon("lock", Rect(icon.left - canvas.px(3) - size, icon.bottom - size, size, size), "amber")
        if self.needs:
            size = canvas.px(18)
            # never in the room of the item above, where that is close by
            disc = Rect(icon.right - size // 2, max(self.rect.top, icon.top - size // 3), size, size)
            canvas.box(disc, Box("vermilion", radius=99))
            canvas.text(str(min(self.needs, 99)), Badge.STYLE, disc, "center")

    def press(self) -> None:
        self.on_press()

    @property
    def label(self) -> str:
        return self.text

    @property
    def value(self) -> bool:
        return self.chosen

    def texts(self) -> list[tuple[str, bool]]:
        return [(self.text, False)]  # shortened when it must be: the icon and the key say the rest


class Rail(Column):
    """The column of screens at the left edge; a `Spacer` among the items pushes the rest to the foot.

    When the window is low, the items become lower together, so that all of them stay in sight.
    """

    role = "navigation"

    def __init__(self, *items: Node) -> None:
        super().__init__(*items, gap=6, pad=Pad.sides(6, 12))
        self.width = RAIL

    def place(self, look: Look) -> None:
        shown = [child for child in self.children if child.visible]
        items = [child for child in shown if not child.grow]
        inner = self.pad.inside(look, self.rect)
        wanted = max((item.measure(look, inner.width)[1] for item in items), default=0)
        gap = look.px(self.gap)
        if len(items) * (wanted + gap) - gap > inner.height:
            gap = look.px(2)
        tall = min(wanted, (inner.height + gap) // max(1, len(items)) - gap)
        spare = max(0, inner.height - len(items) * (tall + gap) + gap)
        shares = sum(child.grow for child in shown)
        top = inner.top
        for child in shown:
            if child.grow:
                top += round(spare * child.grow / shares)
            else:
                child.arrange(look, Rect(inner.left, top, inner.width, tall))
                top += tall + gap

    def paint(self, canvas: Canvas) -> None:
        canvas.box(self.rect, Box("bar-bottom", "bg", None, 0))
        canvas.fill(Rect(self.rect.right - 1, self.rect.top, 1, self.rect.height), "line")


class HintBar(Row):
    """The strip at the foot: which keys work now, and whatever else stands at its right end."""

    role = "hints"

    def __init__(self, hints: Sequence[tuple[str, str]], *end: Node) -> None:
        self.hint_row = Row(gap=22).sized(grow=1)
        super().__init__(self.hint_row, *end, gap=16, pad=Pad.sides(20, 0))
        self.height = HINT_BAR
        self._hints: tuple[tuple[str, str], ...] = ()
        self.set_hints(hints)

    def set_hints(self, hints: Sequence[tuple[str, str]]) -> None:
        """Pairs of key and what it does; those that find no room are left out, last first."""
        if tuple(hints) != self._hints:
            self._hints = tuple(hints)
            self.hint_row.replace(*(KeyHint(key, text) for key, text in hints))

    def place(self, look: Look) -> None:
        end = sum(c.measure(look, UNBOUNDED)[0] + look.px(16) for c in self.children if c is not self.hint_row)
        room = self.rect.width - look.px(40) - end
        for hint in self.hint_row.children:
            room -= hint.measure(look, UNBOUNDED)[0] + look.px(22)
            hint.visible = room >= 0
        super().place(look)

    def paint(self, canvas: Canvas) -> None:
        canvas.box(self.rect, Box("bar-bottom", "bg", None, 0))
        canvas.fill(Rect(self.rect.left, self.rect.top, self.rect.width, canvas.px(1)), "line")
