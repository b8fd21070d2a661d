"""A table: a sheet of rows with a cursor; owns what keys and the mouse do in it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pygame import Rect

from boulevard_client.widgets.columns import Col, TableRow
from boulevard_client.widgets.keys import Key
from boulevard_client.widgets.senses import Point
from boulevard_client.widgets.sheet import Sheet

__all__ = ["Col", "Table", "TableRow"]


class Table(Sheet):
    """Rows of cells under a header; one stop of Tab, a cursor inside.

    Up and Down move the cursor, Enter, Space or a click picks the row. Up from the first row goes to the
    sortable headers, where Left, Right and Enter choose.
    """

    role = "table"
    interactive = True
    focusable = True

    def __init__(
        self,
        cols: Sequence[Col],
        rows: Sequence[TableRow] = (),
        on_pick: Callable[[str], None] | None = None,
        row_height: float = 36,
    ) -> None:
        super().__init__(cols, rows, row_height)
        self.on_pick = on_pick
        self.on_move: Callable[[str], None] | None = None
        """Called when the cursor comes to another row."""
        self.on_sort: Callable[[int], None] | None = None
        """Called with the index of a sortable column whose header was pressed."""

    # -- input ---------------------------------------------------------------------------------------------

    def key(self, key: Key) -> bool:
        if self.head_cursor is not None:
            return self._head_key(key)
        page = 1
        if self.stage is not None:
            page = max(1, self._view(self.stage.look).height // self._step(self.stage.look) - 1)
        moves = {"Up": -1, "Down": 1, "PageUp": -page, "PageDown": page}
        if key.combo in ("Home", "End"):
            return self.move_to(0 if key.name == "Home" else len(self._rows) - 1)
        if key.combo == "Up" and self.cursor == 0:
            return self._enter_head()
        return key.combo in moves and self.move_to(self.cursor + moves[key.combo])

    def _enter_head(self) -> bool:
        first = next((index for index, col in enumerate(self.cols) if col.sortable), None)
        if first is None or self.on_sort is None:
            return False
        self.head_cursor = self.sorted_by[0] if self.sorted_by is not None else first
        return True

    def _head_key(self, key: Key) -> bool:
        stops = [index for index, col in enumerate(self.cols) if col.sortable]
        assert self.head_cursor is not None
        at = stops.index(self.head_cursor)
        match key.combo:
            case "Left" | "Right":
                self.head_cursor = stops[(at + (1 if key.name == "Right" else -1)) % len(stops)]
            case "Enter" | "Space" if self.on_sort is not None:
                self.on_sort(self.head_cursor)
                self.damage()
            case "Down" | "Esc":
                self.head_cursor = None
            case _:
                self.head_cursor = None
                return False
        return True

    def move_to(self, index: int) -> bool:
        """Put the cursor on a row and show it; False when it is there already."""
        index = max(0, min(index, len(self._rows) - 1))
        if index == self.cursor or not self._rows:
            return False
        self.cursor = index
        if self.stage is not None:
            look = self.stage.look
            rect, view = self._row_rect(look, index), self._view(look)
            if rect.top < view.top:
                self._scroll(self.offset - (view.top - rect.top))
            elif rect.bottom > view.bottom:
                self._scroll(self.offset + rect.bottom - view.bottom)
        if self.on_move is not None:
            self.on_move(self._rows[index].key)
        return True

    def press(self) -> None:
        if self._rows and self.on_pick is not None:
            self.on_pick(self._rows[self.cursor].key)

    def pointer_move(self, at: Point) -> None:
        hot = self._row_at(at)
        if hot != self.hot and self.stage is not None:
            self.stage.tips.moved_on(self)
        self.hot = hot

    def pointer_down(self, at: Point) -> bool:
        if self.stage is None:
            return False
        look = self.stage.look
        thumb = self._thumb(look)
        if thumb is not None and at[0] >= thumb.left - look.px(4):
            self._grip = at[1] - thumb.top if thumb.collidepoint(at) else thumb.height // 2
            self.pointer_drag(at)
        return True

    def pointer_drag(self, at: Point) -> None:
        if self._grip is None or self.stage is None:
            return
        view, thumb = self._view(self.stage.look), self._thumb(self.stage.look)
        if thumb is not None:
            share = (at[1] - self._grip - view.top) / max(1, view.height - thumb.height)
            self._scroll(round(share * (self._full(self.stage.look) - view.height)))

    def pointer_up(self, at: Point) -> None:
        if self._grip is not None:
            self._grip = None
            self.damage()
            return
        index = self._row_at(at)
        if index is not None:
            self.head_cursor = None
            self.move_to(index)
            self.press()
        elif self.stage is not None and self.on_sort is not None and self.rect.collidepoint(at):
            head = Rect(
                self.rect.left, self.rect.top, self._row_rect(self.stage.look, 0).width, self._head(self.stage.look)
            )
            for number, place in enumerate(self._col_rects(self.stage.look, head)):
                if place.collidepoint(at) and self.cols[number].sortable:
                    self.on_sort(number)
                    self.damage()

    def wheel(self, steps: float) -> bool:
        if self.stage is None:
            return False
        return self._scroll(self.offset - round(steps * self._step(self.stage.look) * 1.5))

    def changed(self, layout: bool) -> None:
        if not self.hovered:
            self.hot = None
        super().changed(layout)

    def _scroll(self, offset: int) -> bool:
        if self.stage is None:
            return False
        look = self.stage.look
        offset = max(0, min(offset, self._full(look) - self._view(look).height))
        if offset == self.offset:
            return False
        self.offset = offset
        self.damage()
        return True

    # -- for tests -----------------------------------------------------------------------------------------

    @property
    def value(self) -> str | None:
        return self._rows[self.cursor].key if self._rows else None

    @property
    def label(self) -> str:
        return " | ".join(col.title for col in self.cols if col.title)
