"""The picture behind the screens outside a match, with a veil where words stand."""

from __future__ import annotations

import pygame

from boulevard_client import backdrop
from boulevard_client.look import Look
from boulevard_client.widgets.canvas import Canvas
from boulevard_client.widgets.node import Node, Size

REST_S = 0.3


class Backdrop(Node):
    """Fills its rectangle with the boulevard. `veiled` dims all of it, for screens full of words."""

    role = "picture"

    def __init__(self, *, veiled: bool = False) -> None:
        super().__init__()
        self.veiled = veiled
        self._waits = False

    def place(self, look: Look) -> None:
        """A window that is being dragged shows the last picture pulled to its size, and a new one when it rests."""
        stage = self.stage
        if stage is None or stage.timeline.clock() - stage.resized_at >= REST_S:
            return
        if backdrop.kept(look, self.rect.size) is None and backdrop.stretched(look, (1, 1)) is not None:
            self._waits = True
            stage.timeline.after(REST_S, self._settle)

    def _settle(self) -> None:
        self._waits = False
        self.damage()

    def _picture(self, look: Look) -> pygame.Surface:
        pulled = backdrop.stretched(look, self.rect.size) if self._waits else None
        return pulled if pulled is not None else backdrop.backdrop(look, self.rect.size)

    def natural(self, look: Look, width: int) -> Size:
        return 0, 0

    def paint(self, canvas: Canvas) -> None:
        canvas.blit(self._picture(canvas.look), self.rect.topleft)
        if self.veiled:
            canvas.veil(self.rect, "bg", 0.74)
