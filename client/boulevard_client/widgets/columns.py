"""Columns and rows of a table: what the author declares, and how wide each column becomes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pygame import Rect

from boulevard_client.look import Look
from boulevard_client.theme import TextStyle
from boulevard_client.widgets.canvas import Align
from boulevard_client.widgets.cells import Cell, Share
from boulevard_client.widgets.tips import Tip

CELL_GAP = 12
SEAM = 14
"""More room behind a column that ends in figures, before one that begins at its left: they must not read as one."""
ROW_PAD = 10


@dataclass(frozen=True, slots=True)
class Col:
    """One column: fixed width (design units), or a share of the rest (`grow`) that is at least `least` wide.

    An `optional` column is left out when the table is too narrow for all, the last such column first.
    `sortable` lets its header be pressed.
    """

    title: str = ""
    width: float | None = None
    grow: float = 1
    align: Align = "left"
    sortable: bool = False
    least: float = 60
    optional: bool = False


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row. `key` names it in callbacks and keeps the cursor on it when rows change; `own` tints it."""

    key: str
    cells: tuple[Cell, ...]
    own: bool = False
    tip: Tip | None = None


def fitted(cols: Sequence[Col], rows: Sequence[TableRow], look: Look, head: TextStyle) -> list[int]:
    """Pixels that each column needs: what the author says, or more when a title or a figure would be cut."""
    needs = []
    for index, col in enumerate(cols):
        need = look.wide(col.least if col.width is None else col.width)
        if col.title:
            need = max(need, look.type.width(col.title, head))
        if col.width is not None:
            need = max(need, *(row.cells[index].wanted(look) for row in rows if row.cells[index].cut(look, need)), 0)
        needs.append(need)
    return needs


def shown_cols(cols: Sequence[Col], needs: Sequence[int], look: Look, room: int) -> list[bool]:
    """Which columns there is room for, in pixels."""
    gap = look.px(CELL_GAP)
    needs = [need + gap for need in needs]
    shown = [True] * len(needs)
    for index in reversed(range(len(needs))):
        if sum(need for need, on in zip(needs, shown, strict=True) if on) - gap <= room:
            break
        shown[index] = not cols[index].optional
    return shown


def seams(cols: Sequence[Col], rows: Sequence[TableRow]) -> tuple[bool, ...]:
    """Behind which columns figures meet what begins at the left: another column's words, or its bars."""
    first = rows[0].cells if rows else ()
    ends = [col.align == "right" or (at < len(first) and isinstance(first[at], Share)) for at, col in enumerate(cols)]
    return tuple(
        end and after.align == "left" for end, after in zip(ends, (*cols[1:], Col(align="right")), strict=True)
    )


def col_rects(
    cols: Sequence[Col], needs: Sequence[int], look: Look, row: Rect, wider: Sequence[bool] = ()
) -> list[Rect]:
    """Where each column is in a row, in pixels; a column that is left out has no width. `needs` as by `fitted`.

    Behind columns that are `wider` (as by `seams`) there is more room, as far as no column gets less than it needs.
    """
    pad, gap = look.px(ROW_PAD), look.px(CELL_GAP)
    shown = shown_cols(cols, needs, look, row.width - 2 * pad)
    kept = [col for col, on in zip(cols, shown, strict=True) if on]
    kept_needs = [need for need, on in zip(needs, shown, strict=True) if on]
    room = row.width - 2 * pad - gap * (len(kept) - 1)
    at_seams = [on and seam for on, seam in zip(shown, wider or (False,) * len(cols), strict=True)]
    spare = room - sum(kept_needs)
    seam = max(0, min(look.px(SEAM), spare // max(1, sum(at_seams))))
    widths = _widths(kept, kept_needs, room - seam * sum(at_seams))
    left = row.left + pad
    rects: list[Rect] = []
    for on, ends in zip(shown, at_seams, strict=True):
        width = widths.pop(0) if on else 0
        rects.append(Rect(left, row.top, width, row.height))
        left += (width + gap if on else 0) + (seam if ends else 0)
    return rects


def _widths(cols: Sequence[Col], needs: Sequence[int], room: int) -> list[int]:
    """Widths of columns that share a room in pixels: fixed ones what they need, the others by what they grow, but none
    less than it needs while there is room for all.
    """
    widths = [need if col.width is not None else 0 for col, need in zip(cols, needs, strict=True)]
    growing = [at for at, col in enumerate(cols) if col.width is None]
    room -= sum(widths)
    if sum(needs[at] for at in growing) <= room:
        while True:
            shares = sum(cols[at].grow for at in growing)
            tight = [at for at in growing if room * cols[at].grow / shares < needs[at]]
            if not tight:
                break
            for at in tight:
                widths[at] = needs[at]
                room -= needs[at]
                growing.remove(at)
    shares = sum(cols[at].grow for at in growing)
    for at in growing:
        widths[at] = max(0, round(room * cols[at].grow / shares))
        room, shares = room - widths[at], shares - cols[at].grow
    return widths
