"""The bid ladder: reserve to cap, what others have bid, what the lot is worth to us, and our own bid."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from pygame import Rect

from boulevard_client.art import Box, SealMark
from boulevard_client.look import Look
from boulevard_client.theme import TextStyle
from boulevard_client.widgets.canvas import Canvas
from boulevard_client.widgets.inputs import Dragged, Range
from boulevard_client.widgets.node import Size
from boulevard_client.widgets.prop import Prop

BID = TextStyle(13, "semibold", "on-celadon")
END = TextStyle(12, "text", "text-low")


@dataclass(frozen=True, slots=True)
class LadderMarks:
    """`worth` is our valuation (low, high) or None; `rivals` are known bids; `ends` the words at both ends."""

    worth: tuple[int, int] | None = None
    rivals: tuple[tuple[SealMark, int], ...] = ()
    ends: tuple[str, str] = ("", "")
    own: SealMark | None = None


class BidLadder(Dragged):
    """A slider for a bid that shows the whole field. Arrows, Shift+arrows, Home, End or the mouse."""

    role = "bid ladder"
    marks = Prop(LadderMarks())

    def __init__(self, range: Range, number: int, on_change: Callable[[int], None], show: Callable[[int], str]) -> None:
        super().__init__(range, number, on_change, show)
        self.min_height = 96

    def natural(self, look: Look, width: int) -> Size:
        return look.px(260), look.px(96)

    def _track(self, look: Look) -> Rect:
        inset = look.px(14)
        top = self.rect.top + look.px(38)
        return Rect(self.rect.left + inset, top, self.rect.width - 2 * inset, look.px(10))

    def paint(self, canvas: Canvas) -> None:
        track = self._track(canvas.look)
        canvas.box(track, Box("track", None, "control", 99))
        worth = self.marks.worth
        if worth is not None:
            left, right = self._spot(track, worth[0]), self._spot(track, worth[1])
            canvas.box(
                Rect(left, track.top, max(track.height, right - left), track.height),
                Box("celadon-deep", None, None, 4, 1, 0.6),
            )
        for mark, bid in self.marks.rivals:
            at = self._spot(track, bid)
            canvas.fill(
                Rect(at - 1, track.top - canvas.px(14), max(2, canvas.px(2)), track.height + canvas.px(26)), mark.colour
            )
            side = canvas.px(20)
            canvas.seal(mark, Rect(at - side // 2, track.top - canvas.px(33), side, side))
        self._paint_own(canvas, track)
        line = Rect(self.rect.left, self.rect.bottom - canvas.px(26), self.rect.width, canvas.px(24))
        canvas.text(self.marks.ends[0], END, line)
        canvas.text(self.marks.ends[1], END, line, "right")

    def _paint_own(self, canvas: Canvas, track: Rect) -> None:
        at = self._spot(track, self.number)
        size = canvas.px(24 if self.hovered else 22)
        thumb = Rect(0, 0, size, size)
        thumb.center = (at, track.centery)
        colour = self.marks.own.colour if self.marks.own is not None else "celadon"
        canvas.box(thumb, Box(colour, None, "text-hi", 99, 5 if canvas.look.theme.dark else 3.5))
        tag = self._tag(canvas.look, at)
        canvas.box(tag, Box("celadon", None, None, 6))
        canvas.text(self.show(self.number), BID, tag, "center")

    def _tag(self, look: Look, at: int) -> Rect:
        width = look.type.width(self.show(self.number), BID) + look.px(16)
        tag = Rect(0, self.rect.bottom - look.px(28), width, look.px(24))
        tag.centerx = at
        low, high = (look.type.width(words, END) + look.px(8) if words else 0 for words in self.marks.ends)
        tag.left = max(tag.left, self.rect.left + low)
        tag.right = min(tag.right, self.rect.right - high)
        return tag

    def texts(self) -> list[tuple[str, bool]]:
        words = [(self.show(self.number), False), *((end, False) for end in self.marks.ends if end)]
        if self.stage is not None:
            room = sum(self.stage.look.type.width(text, END) for text, _ in words) + self.stage.look.px(40)
            return [(text, room > self.rect.width) for text, _ in words]
        return words
