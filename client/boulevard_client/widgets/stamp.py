"""A seal that comes down like a stamp, once; without motion it simply lies there."""

from __future__ import annotations

from dataclasses import dataclass

from pygame import Rect

from boulevard_client.art import Box, SealMark
from boulevard_client.widgets.canvas import Canvas
from boulevard_client.widgets.node import Node
from boulevard_client.widgets.prop import Prop
from boulevard_client.widgets.stage import Stage
from boulevard_client.widgets.timeline import Tween, ease_out

DOWN_S = 0.25
"""Design: the seal is fifteen percent too large, and then there."""
TOO_LARGE = 0.15


@dataclass(slots=True)
class Once:
    """When something that moves was first seen; whoever builds the tree keeps it, so that it moves once only."""

    began: float | None = None

    def left(self, now: float, seconds: float) -> float:
        """Seconds of the movement that are still to come; the first call begins it."""
        if self.began is None:
            self.began = now
        return max(0.0, self.began + seconds - now)


class Stamp(Node):
    """A city's seal within a vermilion frame. `size` in design units."""

    role = "seal"
    above = Prop(0.0)
    """How much larger than itself it is drawn: 0 when it lies still."""

    def __init__(self, mark: SealMark, size: float, once: Once) -> None:
        super().__init__()
        self.mark, self.once = mark, once
        self.width = self.height = size
        self._tween: Tween | None = None

    def mount(self, stage: Stage | None) -> None:
        if self._tween is not None:
            self._tween.cancel()
            self._tween = None
        super().mount(stage)
        if stage is None or not stage.shows:
            return
        left = self.once.left(stage.timeline.clock(), DOWN_S)
        if left > 0 and not stage.timeline.reduce_motion:
            begin = left / DOWN_S
            self._tween = stage.timeline.animate(left, lambda share: self._fall(begin * (1 - share)))

    def _fall(self, share: float) -> None:
        self.above = TOO_LARGE * ease_out(share)

    def overflow(self) -> int:
        return round(self.rect.width * TOO_LARGE) + 2

    def paint(self, canvas: Canvas) -> None:
        grow = round(self.rect.width * self.above)
        frame = self.rect.inflate(grow, grow)
        canvas.box(frame, Box("vermilion-dim", None, "vermilion", 10, 2.5))
        inset = frame.width // 7
        canvas.seal(
            self.mark, Rect(frame.left + inset, frame.top + inset, frame.width - 2 * inset, frame.height - 2 * inset)
        )

    @property
    def label(self) -> str:
        return self.mark.character
