"""Putting nodes beside, below and on top of one another; owns the sharing of room."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pygame import Rect

from boulevard_client.look import Look
from boulevard_client.widgets.node import UNBOUNDED, Node, Size

Cross = Literal["start", "center", "end", "stretch", "baseline"]
Justify = Literal["start", "center", "end", "between"]


@dataclass(frozen=True, slots=True)
class Pad:
    """Room inside an edge, in design units."""

    left: float = 0
    top: float = 0
    right: float = 0
    bottom: float = 0

    @staticmethod
    def all(size: float) -> Pad:
        return Pad(size, size, size, size)

    @staticmethod
    def sides(across: float, down: float) -> Pad:
        return Pad(across, down, across, down)

    def inside(self, look: Look, rect: Rect) -> Rect:
        left, top = look.px(self.left), look.px(self.top)
        width = rect.width - left - look.px(self.right)
        height = rect.height - top - look.px(self.bottom)
        return Rect(rect.left + left, rect.top + top, max(0, width), max(0, height))

    def around(self, look: Look) -> Size:
        return look.px(self.left) + look.px(self.right), look.px(self.top) + look.px(self.bottom)


def _padding(pad: Pad | float) -> Pad:
    return pad if isinstance(pad, Pad) else Pad.all(pad)


class Row(Node):
    """Children side by side. Those that grow share the room left by the others.

    `align` is their vertical place; `stretch` makes all as high as the row, `baseline` lines texts up.
    When the row is too narrow, its elastic children (labels that may shorten or wrap) give way.
    """

    def __init__(
        self,
        *children: Node,
        gap: float = 8,
        pad: Pad | float = 0,
        align: Cross = "center",
        justify: Justify = "start",
    ) -> None:
        self.gap, self.pad, self.align, self.justify = gap, _padding(pad), align, justify
        super().__init__(*children)

    def natural(self, look: Look, width: int) -> Size:
        across, down = self.pad.around(look)
        shown = [child for child in self.children if child.visible]
        if not shown:
            return across, down
        widths = self._widths(look, shown, width - across)
        heights = [child.measure(look, w)[1] for child, w in zip(shown, widths, strict=True)]
        height = max(heights)
        if self.align == "baseline":
            lines = [baseline(child, look, w) for child, w in zip(shown, widths, strict=True)]
            height = max(lines) + max(h - line for h, line in zip(heights, lines, strict=True))
        return sum(widths) + look.px(self.gap) * (len(shown) - 1) + across, height + down

    def least(self, look: Look, width: int) -> int:
        across, down = self.pad.around(look)
        shown = [child for child in self.children if child.visible]
        widths = self._widths(look, shown, width - across)
        return max((c.least_height(look, w) for c, w in zip(shown, widths, strict=True)), default=0) + down

    def _widths(self, look: Look, shown: list[Node], room: int) -> list[int]:
        known = self._shared.get(room)
        if known is None:
            known = self._shared[room] = self._share(look, shown, room)
        return known

    def _share(self, look: Look, shown: list[Node], room: int) -> list[int]:
        room -= look.px(self.gap) * (len(shown) - 1)
        bounded = room < UNBOUNDED // 2
        widths = [
            look.wide(child.min_width) if child.grow and bounded else child.measure(look, UNBOUNDED)[0]
            for child in shown
        ]
        spare = room - sum(widths)
        if bounded and spare < 0:
            for index in reversed(range(len(shown))):
                if shown[index].elastic and shown[index].width is None and spare < 0:
                    given = min(-spare, widths[index] - look.wide(shown[index].min_width))
                    widths[index] -= given
                    spare += given
        shares = sum(child.grow for child in shown)
        if bounded and shares:
            spare = room - sum(w for w, child in zip(widths, shown, strict=True) if not child.grow)
            for index, child in enumerate(shown):
                if child.grow:
                    part = round(spare * child.grow / shares)
                    widths[index] = max(widths[index], part)
                    spare, shares = spare - widths[index], shares - child.grow
        return widths

    def place(self, look: Look) -> None:
        shown = [child for child in self.children if child.visible]
        if not shown:
            return
        inner = self.pad.inside(look, self.rect)
        widths = self._widths(look, shown, inner.width)
        gap = float(look.px(self.gap))
        spare = inner.width - sum(widths) - gap * (len(shown) - 1)
        left = float(inner.left)
        if self.justify == "between" and len(shown) > 1:
            gap += max(0.0, spare / (len(shown) - 1))
        elif self.justify == "end":
            left += spare
        elif self.justify == "center":
            left += spare / 2
        line = 0
        if self.align == "baseline":
            line = max(baseline(child, look, w) for child, w in zip(shown, widths, strict=True))
        for child, width in zip(shown, widths, strict=True):
            height = child.measure(look, width)[1]
            top = inner.top
            if self.align == "stretch":
                height = inner.height
            elif self.align == "center":
                top += (inner.height - height) // 2
            elif self.align == "end":
                top += inner.height - height
            elif self.align == "baseline":
                top += line - baseline(child, look, width)
            child.arrange(look, Rect(round(left), top, width, height))
            left += width + gap


class Flow(Node):
    """Children side by side like words: those that find no room go on in the next line. Those that grow share what is
    left of theirs.
    """

    def __init__(self, *children: Node, gap: float = 6) -> None:
        self.gap = gap
        super().__init__(*children)

    def _lines(self, look: Look, width: int) -> list[list[tuple[Node, Size]]]:
        gap, left = look.px(self.gap), 0
        lines: list[list[tuple[Node, Size]]] = [[]]
        for child in self.children:
            if not child.visible:
                continue
            size = child.measure(look, width)
            if lines[-1] and left + size[0] > width:
                lines.append([])
                left = 0
            lines[-1].append((child, size))
            left += size[0] + gap
        return lines

    def natural(self, look: Look, width: int) -> Size:
        gap = look.px(self.gap)
        lines = self._lines(look, width)
        widest = max(sum(w for _, (w, _) in line) + gap * (len(line) - 1) for line in lines)
        heights = [max((h for _, (_, h) in line), default=0) for line in lines]
        return max(0, widest), sum(heights) + gap * (len(lines) - 1)

    def place(self, look: Look) -> None:
        gap, top = look.px(self.gap), self.rect.top
        for line in self._lines(look, self.rect.width):
            left, height = self.rect.left, max((h for _, (_, h) in line), default=0)
            room = max(0, self.rect.width - sum(w for _, (w, _) in line) - gap * (len(line) - 1))
            shares = sum(child.grow for child, _ in line)
            for child, (w, h) in line:
                more = round(room * child.grow / shares) if child.grow else 0
                room, shares = room - more, shares - child.grow
                child.arrange(look, Rect(left, top + (height - h) // 2, min(w + more, self.rect.width), h))
                left += w + more + gap
            top += height + gap


class Column(Node):
    """Children one below another. Those that grow share the height left by the others.

    `align` is their horizontal place; `stretch` (the usual) makes all as wide as the column.
    """

    def __init__(
        self,
        *children: Node,
        gap: float = 8,
        pad: Pad | float = 0,
        align: Literal["start", "center", "end", "stretch"] = "stretch",
        justify: Justify = "start",
    ) -> None:
        self.gap, self.pad, self.align, self.justify = gap, _padding(pad), align, justify
        super().__init__(*children)

    def natural(self, look: Look, width: int) -> Size:
        across, down = self.pad.around(look)
        sizes = [child.measure(look, width - across) for child in self.children if child.visible]
        height = sum(h for _, h in sizes) + look.px(self.gap) * max(0, len(sizes) - 1)
        return max((w for w, _ in sizes), default=0) + across, height + down

    def least(self, look: Look, width: int) -> int:
        across, down = self.pad.around(look)
        heights = [child.least_height(look, width - across) for child in self.children if child.visible]
        return sum(heights) + look.px(self.gap) * max(0, len(heights) - 1) + down

    def place(self, look: Look) -> None:
        shown = [child for child in self.children if child.visible]
        if not shown:
            return
        inner = self.pad.inside(look, self.rect)
        # a child that takes what room is left is as wide as the column: it need not be measured
        given = [self.align == "stretch" and bool(child.grow) and child.width is None for child in shown]
        sizes = [
            (0, 0) if known else child.measure(look, inner.width) for child, known in zip(shown, given, strict=True)
        ]
        heights = [look.wide(c.min_height) if c.grow else h for c, (_, h) in zip(shown, sizes, strict=True)]
        gap = float(look.px(self.gap))
        room = inner.height - round(gap) * (len(shown) - 1)
        shares = sum(child.grow for child in shown)
        if shares:
            spare = room - sum(h for h, child in zip(heights, shown, strict=True) if not child.grow)
            for index, child in enumerate(shown):
                if child.grow:
                    heights[index] = max(heights[index], round(spare * child.grow / shares))
                    spare, shares = spare - heights[index], shares - child.grow
        spare = room - sum(heights)
        top = float(inner.top)
        if self.justify == "between" and len(shown) > 1:
            gap += max(0.0, spare / (len(shown) - 1))
        elif self.justify == "end":
            top += spare
        elif self.justify == "center":
            top += spare // 2
        for child, (natural, _), height in zip(shown, sizes, heights, strict=True):
            width = inner.width if self.align == "stretch" else min(natural, inner.width)
            if self.align == "stretch" and child.width is not None:
                width = min(natural, inner.width)
            left = inner.left
            if self.align == "center":
                left += (inner.width - width) // 2
            elif self.align == "end":
                left += inner.width - width
            child.arrange(look, Rect(left, round(top), width, height))
            top += height + gap


class Yielding(Column):
    """A column that does without its last child where that would get less height than it `needs` (design units of
    type): the child before it takes the room then.
    """

    def __init__(self, *children: Node, needs: float, gap: float = 8) -> None:
        self.needs = needs
        super().__init__(*children, gap=gap)

    def least(self, look: Look, width: int) -> int:
        heights = [child.least_height(look, width) for child in self.children[:-1]]
        return sum(heights) + look.px(self.gap) * (len(heights) - 1)

    def place(self, look: Look) -> None:
        *others, before, last = self.children
        before.grow = 0
        taken = sum(child.measure(look, self.rect.width)[1] for child in (*others, before))
        left = self.rect.height - taken - look.px(self.gap) * (len(self.children) - 1)
        stays = left >= look.wide(self.needs)
        before.grow = 0 if stays else 1
        if last.visible != stays:
            last.visible = stays
        super().place(look)


class Grid(Node):
    """Children in rows of `columns` equal columns; each row as high as its highest, or all sharing the room."""

    def __init__(
        self, *children: Node, columns: int = 2, gap: float = 8, pad: Pad | float = 0, fill: bool = False
    ) -> None:
        """`fill` stretches the rows over the height given."""
        self.columns, self.gap, self.pad, self.fill = columns, gap, _padding(pad), fill
        super().__init__(*children)

    def natural(self, look: Look, width: int) -> Size:
        across, down = self.pad.around(look)
        gap = look.px(self.gap)
        cell = (width - across - gap * (self.columns - 1)) // self.columns
        heights = self._heights(look, cell)
        widest = max((c.measure(look, cell)[0] for c in self.children if c.visible), default=0)
        full = widest * self.columns + gap * (self.columns - 1) + across
        return full, sum(heights) + gap * max(0, len(heights) - 1) + down

    def _heights(self, look: Look, cell: int) -> list[int]:
        shown = [child.measure(look, cell)[1] for child in self.children if child.visible]
        return [max(shown[start : start + self.columns]) for start in range(0, len(shown), self.columns)]

    def place(self, look: Look) -> None:
        inner = self.pad.inside(look, self.rect)
        gap = look.px(self.gap)
        cell = (inner.width - gap * (self.columns - 1)) // self.columns
        heights = self._heights(look, cell)
        if self.fill and heights:
            heights = [(inner.height - gap * (len(heights) - 1)) // len(heights)] * len(heights)
        top, column, row = inner.top, 0, 0
        for child in self.children:
            if not child.visible:
                continue
            child.arrange(look, Rect(inner.left + column * (cell + gap), top, cell, heights[row]))
            column += 1
            if column == self.columns:
                top += heights[row] + gap
                column, row = 0, row + 1


class Stack(Node):
    """Children on top of one another, each by its anchor (`node.anchored("bottom-right", 12)`)."""


class Spacer(Node):
    """Empty room; grows unless sized."""

    role = "spacer"

    def __init__(self, size: float | None = None) -> None:
        super().__init__()
        if size is None:
            self.grow = 1
        else:
            self.width = self.height = size


def baseline(node: Node, look: Look, width: int) -> int:
    """Pixels from a node's top to the baseline of its first text; its bottom if it has none."""
    own = getattr(node, "first_baseline", None)
    if own is not None:
        found: int = own(look)
        return found
    return node.measure(look, width)[1]
