"""Rows of cells under a header, drawn as far as they are in sight; owns their places and what is painted again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from pygame import Rect

from boulevard_client.art import Box
from boulevard_client.look import Look
from boulevard_client.theme import Scale, TextStyle
from boulevard_client.widgets.canvas import Canvas
from boulevard_client.widgets.columns import CELL_GAP, Col, TableRow, col_rects, fitted, seams
from boulevard_client.widgets.node import Node, Size
from boulevard_client.widgets.prop import Prop
from boulevard_client.widgets.scroll import FADE
from boulevard_client.widgets.senses import Point
from boulevard_client.widgets.surface import surface_at
from boulevard_client.widgets.tips import Tip

HEAD_STYLE = TextStyle(12, "semibold", "text-low")
BAR = 6


@dataclass(frozen=True, slots=True)
class _Fit:
    """What the rows need at a scale and in a language: pixels of each column and of a row's height."""

    rows: tuple[TableRow, ...]
    look: tuple[Scale, str]
    needs: tuple[int, ...]
    seams: tuple[bool, ...]
    step: int


class Sheet(Node):
    """What a table shows: rows, one of them with the cursor, one under the mouse, one chosen.

    `rows` may be replaced at any time: only rows that differ are painted again.
    """

    selected = Prop[str | None](None)
    head_cursor = Prop[int | None](None)

    def __init__(self, cols: Sequence[Col], rows: Sequence[TableRow], row_height: float) -> None:
        super().__init__()
        self.cols = tuple(cols)
        self.sorted_by: tuple[int, bool] | None = None
        """Column and whether ascending, for the mark in the header."""
        self.row_height = row_height
        self.roomy: float = 0
        """Rows may become so high (design units) where all of them find room; 0 for never higher than needed."""
        self.offset = 0
        self.empty_text = ""
        """Shown when there are no rows."""
        self._rows: tuple[TableRow, ...] = tuple(rows)
        self._cursor = 0
        self._hot: int | None = None
        self._grip: int | None = None
        """Where the thumb is held, pixels below its top."""
        self._fitted: _Fit | None = None
        self.tip = self._row_tip

    def like(self, other: Sheet) -> None:
        """The same sheet built anew: with the same rows, what the other one has measured of them holds here too."""
        if other._fitted is not None and self.cols == other.cols and self._rows == other._rows:
            self._rows, self._fitted = other._rows, other._fitted

    # -- content -------------------------------------------------------------------------------------------

    @property
    def rows(self) -> tuple[TableRow, ...]:
        return self._rows

    @rows.setter
    def rows(self, rows: Sequence[TableRow]) -> None:
        new = tuple(rows)
        old, self._rows = self._rows, new
        if len(new) != len(old):
            kept = old[self.cursor].key if self.cursor < len(old) else None
            keys = [row.key for row in new]
            self.cursor = keys.index(kept) if kept in keys else min(self.cursor, max(0, len(new) - 1))
            self.invalidate()
            self.damage()
            return
        for index, (before, after) in enumerate(zip(old, new, strict=True)):
            if before != after:
                self._damage_row(index)

    @property
    def cursor(self) -> int:
        """Index of the row that Enter picks."""
        return self._cursor

    @cursor.setter
    def cursor(self, index: int) -> None:
        if index != self._cursor:
            self._damage_row(self._cursor)
            self._cursor = index
            self._damage_row(index)

    @property
    def hot(self) -> int | None:
        """Index of the row under the mouse."""
        return self._hot

    @hot.setter
    def hot(self, index: int | None) -> None:
        for row in {self._hot, index} - {None} if index != self._hot else ():
            assert row is not None
            self._damage_row(row)
        self._hot = index

    def _row_tip(self) -> Tip | None:
        index = self.hot if self.hot is not None else self.cursor
        return self._rows[index].tip if index < len(self._rows) else None

    # -- geometry ------------------------------------------------------------------------------------------

    @property
    def _has_head(self) -> bool:
        return any(col.title for col in self.cols)

    def _head(self, look: Look) -> int:
        return look.wide(30) if self._has_head else 0

    def _step(self, look: Look) -> int:
        step = self._fit(look).step
        if not self.roomy or not self._rows:
            return step
        return max(step, min(look.wide(self.roomy), self._view(look).height // len(self._rows)))

    def natural(self, look: Look, width: int) -> Size:
        wide = sum(look.wide(col.width if col.width is not None else 60) + look.px(CELL_GAP) for col in self.cols)
        return wide, self._head(look) + self._fit(look).step * max(1, len(self._rows))

    def least(self, look: Look, width: int) -> int:
        return self._head(look) + self._fit(look).step * max(1, min(2, len(self._rows)))

    def airy(self, most: float) -> Self:
        """Rows up to `most` high (design units): a table that would end in a void fills its panel."""
        self.roomy = most
        return self

    def rescale(self, ratio: float) -> None:
        self.offset = round(self.offset * ratio)

    def place(self, look: Look) -> None:
        self.offset = max(0, min(self.offset, self._full(look) - self._view(look).height))

    def _full(self, look: Look) -> int:
        return self._step(look) * len(self._rows)

    def _view(self, look: Look) -> Rect:
        head = self._head(look)
        return Rect(self.rect.left, self.rect.top + head, self.rect.width, max(0, self.rect.height - head))

    def _row_rect(self, look: Look, index: int) -> Rect:
        view, step = self._view(look), self._step(look)
        bar = look.px(BAR + 6) if self._full(look) > view.height else 0
        return Rect(view.left, view.top + index * step - self.offset, view.width - bar, step)

    def _col_rects(self, look: Look, row: Rect) -> list[Rect]:
        fit = self._fit(look)
        return col_rects(self.cols, fit.needs, look, row, fit.seams)

    def _fit(self, look: Look) -> _Fit:
        """Pixels each column needs, and the height of a row: measured again when rows, scale or language differ."""
        known = self._fitted
        if known is None or known.rows is not self._rows or known.look != (look.scale, look.language):
            needs = fitted(self.cols, self._rows, look, HEAD_STYLE)
            tall = max((cell.tall(look) for row in self._rows for cell in row.cells), default=0)
            step = max(look.wide(self.row_height), tall)
            ends = seams(self.cols, self._rows)
            known = self._fitted = _Fit(self._rows, (look.scale, look.language), tuple(needs), ends, step)
        return known

    def _row_at(self, at: Point) -> int | None:
        if self.stage is None:
            return None
        look = self.stage.look
        view = self._view(look)
        if not view.collidepoint(at):
            return None
        index = (at[1] - view.top + self.offset) // self._step(look)
        return index if index < len(self._rows) else None

    def _damage_row(self, index: int) -> None:
        if self.stage is not None:
            look = self.stage.look
            self.stage.damage(self._row_rect(look, index).clip(self._view(look)))

    # -- painting ------------------------------------------------------------------------------------------

    def paint(self, canvas: Canvas) -> None:
        look = canvas.look
        view, step = self._view(look), self._step(look)
        if self._has_head:
            self._paint_head(canvas)
        if not self._rows and self.empty_text:
            canvas.text(self.empty_text, HEAD_STYLE, view, "center")
        with canvas.clipped(view) as clip:
            if not clip.height:
                return
            first = max(0, (clip.top - view.top + self.offset) // step)
            last = min(len(self._rows), (clip.bottom - view.top + self.offset) // step + 1)
            for index in range(first, last):
                self._paint_row(canvas, index)
            self._veil(canvas, view, step)
            thumb = self._thumb(look)
            if thumb is not None:
                canvas.box(thumb, Box("control" if self._grip is not None else "line2", radius=99))

    def _veil(self, canvas: Canvas, view: Rect, step: int) -> None:
        """Rows that are cut at an edge fade out there; whole ones do not, and so never the one with the cursor."""
        above, below = -self.offset % step, (self.offset + view.height) % step
        width = view.width - canvas.px(BAR + 4)
        if self.offset > 0 and above:
            high = min(above, canvas.px(FADE))
            canvas.fade(Rect(view.left, view.top, width, high), surface_at(self, canvas.look, view.top), upwards=True)
        if self.offset + view.height < self._full(canvas.look) and below:
            high = min(below, canvas.px(FADE))
            foot = Rect(view.left, view.bottom - high, width, high)
            canvas.fade(foot, surface_at(self, canvas.look, view.bottom), upwards=False)

    def _paint_head(self, canvas: Canvas) -> None:
        look = canvas.look
        row = self._row_rect(look, 0)
        head = Rect(row.left, self.rect.top, row.width, self._head(look))
        for index, (col, rect) in enumerate(zip(self.cols, self._col_rects(look, head), strict=True)):
            if not rect.width:
                continue
            chosen = self.focused and self.head_cursor == index
            style = HEAD_STYLE.tinted("text-hi") if chosen else HEAD_STYLE
            mark = self.sorted_by is not None and self.sorted_by[0] == index
            canvas.text(col.title, style, rect, col.align)
            if mark and self.sorted_by is not None:
                width = look.type.width(col.title, style)
                left = rect.right - width - canvas.px(14) if col.align == "right" else rect.left + width + canvas.px(4)
                name = "chevron-up" if self.sorted_by[1] else "chevron-down"
                canvas.icon(name, Rect(left, rect.centery - canvas.px(6), canvas.px(12), canvas.px(12)), "celadon")
            if chosen:
                canvas.ring(rect.inflate(canvas.px(8), -canvas.px(2)), 6)
        canvas.fill(Rect(head.left, head.bottom - canvas.px(1), head.width, canvas.px(1)), "line")

    def _paint_row(self, canvas: Canvas, index: int) -> None:
        look, row = canvas.look, self._rows[index]
        rect = self._row_rect(look, index)
        body = rect.inflate(0, -canvas.px(3))
        if row.own:
            edge = "celadon" if row.key == self.selected else None
            canvas.box(body, Box("amber-dim", None, edge, 7, 1, 0.6))
        elif row.key == self.selected:
            canvas.box(body, Box("celadon-dim", None, "celadon", 7, 1, 0.45))
        if self.hot == index and row.key != self.selected:
            canvas.box(body, Box("raised", None, None, 7, 1, 0.55))
        for col, cell, place in zip(self.cols, row.cells, self._col_rects(look, rect), strict=True):
            if place.width:
                cell.paint(canvas, place, col.align)

    def damage_focus(self) -> None:
        """The ring runs around the row of the cursor, or around a header."""
        if self.stage is None or not self._rows:
            self.damage()
            return
        self._damage_row(self.cursor)
        if self.head_cursor is not None:
            gap = self.stage.look.px(8)
            head = Rect(self.rect.left, self.rect.top, self.rect.width, self._head(self.stage.look))
            self.stage.damage(head.inflate(gap, 0))

    def paint_focus(self, canvas: Canvas) -> None:
        if self.head_cursor is not None:
            return
        look = canvas.look
        if not self._rows:
            canvas.ring(self.rect, 8)
            return
        with canvas.clipped(self._view(look)):
            canvas.ring(self._row_rect(look, self.cursor), 8)

    def _thumb(self, look: Look) -> Rect | None:
        view, full = self._view(look), self._full(look)
        if full <= view.height or view.height <= 0:
            return None
        height = max(look.px(BAR) * 4, view.height * view.height // full)
        top = (view.height - height) * self.offset // (full - view.height)
        return Rect(view.right - look.px(BAR), view.top + top, look.px(BAR), height)

    def texts(self) -> list[tuple[str, bool]]:
        if self.stage is None:
            return []
        look = self.stage.look
        row_rect = self._row_rect(look, 0)
        places = self._col_rects(look, row_rect)
        # a column that is left out on purpose is none of these; one that finds no room is all cut
        seen = [
            place.width if place.right <= row_rect.right else 0 for place, col in zip(places, self.cols, strict=True)
        ]
        said = [col.title and (place.width or not col.optional) for col, place in zip(self.cols, places, strict=True)]
        found = [
            (col.title, look.type.width(col.title, HEAD_STYLE) > width)
            for col, width, on in zip(self.cols, seen, said, strict=True)
            if on
        ]
        for row in self._rows:
            for cell, col, width, place in zip(row.cells, self.cols, seen, places, strict=True):
                if cell.said and (place.width or not col.optional):
                    found.append((cell.said, not width or cell.cut(look, width)))
        return found
