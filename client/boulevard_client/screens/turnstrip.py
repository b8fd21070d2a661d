"""The turns of a match as a strip to press: how much was decided in each, and where something weighty happened."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from pygame import Rect

from boulevard_client.art import Box
from boulevard_client.look import Look
from boulevard_client.theme import CAPTION
from boulevard_client.widgets.canvas import Canvas
from boulevard_client.widgets.keys import Key
from boulevard_client.widgets.node import Node, Size
from boulevard_client.widgets.prop import Prop
from boulevard_client.widgets.senses import Point


@dataclass(frozen=True, slots=True)
class Turned:
    """One turn: decisions made, whether headline news followed, and its name; `over` where no turn is played more."""

    made: int
    weighty: bool
    name: str
    over: bool = False


class TurnStrip(Node):
    """One stop of Tab; Left and Right go from turn to turn, Up and Down to the next one with a decision."""

    role = "slider"
    interactive = True
    focusable = True
    at = Prop(0)

    def __init__(self, turns: tuple[Turned, ...], at: int, on_turn: Callable[[int], None], name: str) -> None:
        super().__init__()
        self.turns, self.on_turn, self.name = turns, on_turn, name
        self.at = at

    def natural(self, look: Look, width: int) -> Size:
        return look.px(400), look.px(84)

    def _cell(self, turn: int) -> Rect:
        count = max(1, len(self.turns))
        left = self.rect.left + self.rect.width * turn // count
        return Rect(
            left, self.rect.top, self.rect.left + self.rect.width * (turn + 1) // count - left, self.rect.height
        )

    def paint(self, canvas: Canvas) -> None:
        most = max((turn.made for turn in self.turns), default=0) or 1
        foot, top = canvas.px(20), canvas.px(16)
        for number, turn in enumerate(self.turns):
            cell = self._cell(number)
            chosen = number == self.at
            if chosen:
                canvas.box(cell, Box("raised", None, "celadon", 6, 1.2))
            room = cell.height - foot - top
            tall = max(canvas.px(2), room * turn.made // most)
            bar = Rect(0, 0, max(canvas.px(4), cell.width // 3), tall)
            bar.midbottom = (cell.centerx, cell.bottom - foot)
            if turn.over:
                flag = Rect(0, 0, canvas.px(18), canvas.px(18))
                flag.midbottom = (cell.centerx, cell.bottom - canvas.px(4))
                canvas.icon("flag-3", flag, "text-hi" if chosen else "text-mid")
                continue
            canvas.box(bar, Box("celadon" if turn.made else "line2", radius=3))
            if turn.weighty:
                spot = Rect(0, 0, canvas.px(8), canvas.px(8))
                spot.center = (cell.centerx, cell.top + top // 2)
                canvas.box(spot, Box("amber", radius=2))
            if chosen or cell.width >= canvas.px(44) or number % 4 == 0:
                words = str(number + 1)
                canvas.text(words, CAPTION, Rect(cell.left, cell.bottom - foot, cell.width, foot), "center")

    def _go(self, turn: int) -> None:
        if 0 <= turn < len(self.turns) and turn != self.at:
            self.at = turn
            self.on_turn(turn)

    def key(self, key: Key) -> bool:
        if key.combo in ("Left", "Right"):
            self._go(self.at + (1 if key.combo == "Right" else -1))
            return True
        if key.combo in ("Home", "End"):
            self._go(0 if key.combo == "Home" else len(self.turns) - 1)
            return True
        return False

    def pointer_down(self, at: Point) -> bool:
        self.pointer_drag(at)
        return True

    def pointer_drag(self, at: Point) -> None:
        count = max(1, len(self.turns))
        self._go(min(count - 1, max(0, (at[0] - self.rect.left) * count // max(1, self.rect.width))))

    @property
    def value(self) -> int:
        return self.at

    @property
    def label(self) -> str:
        return f"{self.name}: {self.turns[self.at].name}" if 0 <= self.at < len(self.turns) else self.name
