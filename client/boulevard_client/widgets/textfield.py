"""A line of text the player types, with an input method; owns caret, selection of all, and composition."""

from __future__ import annotations

from collections.abc import Callable

import pygame
from pygame import Rect

from boulevard_client.art import Box
from boulevard_client.look import Look
from boulevard_client.theme import BODY, CONTROL_RADIUS, HIT_TARGET
from boulevard_client.widgets.canvas import Canvas
from boulevard_client.widgets.keys import Key
from boulevard_client.widgets.node import Node, Size
from boulevard_client.widgets.prop import Prop
from boulevard_client.widgets.senses import Point

STYLE = BODY.tinted("text-hi")
PAD = 12


class TextField(Node):
    """Types on the keyboard or through an input method; Enter submits.

    `composing` is what an input method has not finished; it is drawn underlined with the caret at its end
    (SDL reports a wrong position inside it). Ctrl+A selects all, Ctrl+C, X and V use the clipboard.
    """

    role = "textfield"
    interactive = True
    focusable = True
    takes_text = True
    text = Prop("")
    composing = Prop("")
    caret = Prop(0)
    all_selected = Prop(False)
    hint = Prop("")

    def __init__(
        self,
        text: str = "",
        on_submit: Callable[[str], None] | None = None,
        *,
        hint: str = "",
        longest: int = 200,
        name: str = "",
    ) -> None:
        """`hint` is shown while empty; `longest` in characters; `name` is what assistive tools say."""
        super().__init__()
        self.on_submit = on_submit
        self.on_change: Callable[[str], None] | None = None
        self.longest = longest
        self.name = name
        self.text, self.hint = text, hint
        self.caret = len(text)
        self._slide = 0

    def natural(self, look: Look, width: int) -> Size:
        return look.px(220), look.px(HIT_TARGET)

    # -- editing -------------------------------------------------------------------------------------------

    def set_text(self, text: str) -> None:
        """Replace the text by the program; the caret goes to its end."""
        self.text, self.composing = text, ""
        self.caret = len(text)
        self.all_selected = False

    def type_text(self, text: str) -> bool:
        self.composing = ""
        self._insert("".join(letter for letter in text if letter.isprintable()))
        return True

    def compose_text(self, text: str) -> bool:
        if text and self.all_selected:
            self._insert("")
        self.composing = text
        return True

    def key(self, key: Key) -> bool:
        if self.composing:
            return True  # the input method uses these keys itself
        match key.combo:
            case "Left" | "Right":
                step = -1 if key.name == "Left" else 1
                if self.all_selected:
                    self.caret = 0 if step < 0 else len(self.text)
                else:
                    self.caret = max(0, min(len(self.text), self.caret + step))
                self.all_selected = False
            case "Home" | "End":
                self.caret = 0 if key.name == "Home" else len(self.text)
                self.all_selected = False
            case "Backspace":
                self._erase(self.caret - 1)
            case "Delete":
                self._erase(self.caret)
            case "Ctrl+A":
                self.all_selected = bool(self.text)
            case "Ctrl+C" | "Ctrl+X":
                pygame.scrap.put_text(self.text)
                if key.name == "X":
                    self.all_selected = True
                    self._insert("")
            case "Ctrl+V":
                self.type_text(pygame.scrap.get_text())
            case "Enter":
                if self.on_submit is not None:
                    self.on_submit(self.text)
            case _:
                # a letter arrives again as typed text; here it must not reach a hotkey
                return key.plain and (len(key.name) == 1 or key.name == "Space")
        return True

    def _insert(self, text: str) -> None:
        before = self.text
        if self.all_selected:
            self.text, self.caret, self.all_selected = "", 0, False
        text = text[: self.longest - len(self.text)]
        self.text = self.text[: self.caret] + text + self.text[self.caret :]
        self.caret += len(text)
        self._told(before)

    def _erase(self, index: int) -> None:
        before = self.text
        if self.all_selected:
            self._insert("")
        elif 0 <= index < len(self.text):
            self.text = self.text[:index] + self.text[index + 1 :]
            self.caret = index
        self._told(before)

    def _told(self, before: str) -> None:
        if self.on_change is not None and self.text != before:
            self.on_change(self.text)

    # -- mouse ---------------------------------------------------------------------------------------------

    def pointer_down(self, at: Point) -> bool:
        if self.stage is not None:
            look = self.stage.look
            start = self.rect.left + look.px(PAD) - self._slide
            widths = [look.type.width(self.text[:index], STYLE) for index in range(len(self.text) + 1)]
            gaps = [abs(start + width - at[0]) for width in widths]
            self.caret = gaps.index(min(gaps))
            self.all_selected = False
        return True

    # -- painting ------------------------------------------------------------------------------------------

    def paint(self, canvas: Canvas) -> None:
        look = canvas.look
        edge = "celadon" if self.focused else "control"
        canvas.box(self.rect, Box("sunk", None, edge, CONTROL_RADIUS, 1.2))
        room = self.rect.inflate(-2 * canvas.px(PAD), 0)
        shown = self.text[: self.caret] + self.composing + self.text[self.caret :]
        before = look.type.width(self.text[: self.caret] + self.composing, STYLE)
        self._slide = max(0, min(self._slide, before), before - room.width + canvas.px(2))
        with canvas.clipped(room.inflate(canvas.px(4), 0)):
            line = Rect(room.left - self._slide, room.top, room.width, room.height)
            high = canvas.px(20)
            mark = Rect(line.left, line.centery - high // 2, look.type.width(shown, STYLE), high)
            if self.all_selected:
                canvas.fill(mark, "celadon-dim")
            if shown:
                canvas.text(shown, STYLE, line)
            elif self.hint:
                beside = canvas.px(5) if self.focused else 0  # clear of the caret
                hint = look.type.elide(self.hint, STYLE, room.width - beside)
                canvas.text(hint, STYLE.tinted("text-low"), line.move(beside, 0))
            if self.composing:
                start = look.type.width(self.text[: self.caret], STYLE)
                canvas.fill(Rect(line.left + start, mark.bottom, before - start, max(1, canvas.px(1.5))), "celadon")
            if self.focused:
                canvas.fill(Rect(line.left + before, mark.top, max(1, canvas.px(2)), high), "celadon")

    @property
    def value(self) -> str:
        return self.text

    @property
    def label(self) -> str:
        return self.name or self.hint

    def texts(self) -> list[tuple[str, bool]]:
        return [(self.hint, False)] if self.hint and not self.text else []
