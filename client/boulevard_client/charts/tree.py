"""A board of things that build on one another: cells in columns, with curves from each to what rests on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pygame import Rect

from boulevard_client.look import Look
from boulevard_client.theme import hex_code
from boulevard_client.widgets.canvas import Canvas
from boulevard_client.widgets.node import Node, Size


@dataclass(frozen=True, slots=True)
class Cell:
    """A node on the board; rows may be halves, so that a cell stands between two others."""

    node: Node
    column: int
    row: float


@dataclass(frozen=True, slots=True)
class Branch:
    """A curve between two cells by number; lit when the first one carries already."""

    below: int
    above: int
    lit: bool


class Tree(Node):
    """Cells of one size over the room given; branches run through the gaps between columns."""

    role = "tree"

    def __init__(
        self, cells: Sequence[Cell], branches: Sequence[Branch], *, gap: float = 46, row_gap: float = 8
    ) -> None:
        self.cells, self.branches = tuple(cells), tuple(branches)
        self.gap, self.row_gap = gap, row_gap
        self.columns = 1 + max((cell.column for cell in cells), default=0)
        self.rows = 1 + max((cell.row for cell in cells), default=0)
        super().__init__(*(cell.node for cell in cells))

    def natural(self, look: Look, width: int) -> Size:
        cell = self._cell_width(look, width)
        height = max((child.measure(look, cell)[1] for child in self.children), default=0)
        return width, round(self.rows * height + (self.rows - 1) * look.px(self.row_gap))

    def _cell_width(self, look: Look, width: int) -> int:
        return max(1, (width - look.px(self.gap) * (self.columns - 1)) // self.columns)

    def place(self, look: Look) -> None:
        wide, gap = self._cell_width(look, self.rect.width), look.px(self.row_gap)
        tall = (self.rect.height - (self.rows - 1) * gap) / self.rows
        for cell in self.cells:
            left = self.rect.left + cell.column * (wide + look.px(self.gap))
            top = self.rect.top + round(cell.row * (tall + gap))
            cell.node.arrange(look, Rect(left, top, wide, int(tall)))

    def paint(self, canvas: Canvas) -> None:
        left, top = self.rect.topleft
        for branch in sorted(self.branches, key=lambda each: each.lit):
            start, end = self.cells[branch.below].node.rect, self.cells[branch.above].node.rect
            x0, y0 = start.right - left, start.centery - top
            x1, y1 = end.left - left, end.centery - top
            bend = (x1 - x0) / 2
            ink = hex_code(canvas.look.colour("celadon" if branch.lit else "line2"))
            width = canvas.px(2.4 if branch.lit else 1.6)
            path = f"M{x0} {y0} C{x0 + bend:.1f} {y0} {x1 - bend:.1f} {y1} {x1} {y1}"
            dots = f'<circle cx="{x1 - canvas.px(3)}" cy="{y1}" r="{canvas.px(3)}" fill="{ink}"/>'
            canvas.svg(self.rect, f'<path d="{path}" fill="none" stroke="{ink}" stroke-width="{width}"/>{dots}')
