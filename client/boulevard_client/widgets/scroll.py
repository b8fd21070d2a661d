"""A window onto content that is higher than its room; owns the scroll bar."""

from __future__ import annotations

from pygame import Rect

from boulevard_client.art import Box
from boulevard_client.look import Look
from boulevard_client.widgets.canvas import Canvas
from boulevard_client.widgets.keys import Key
from boulevard_client.widgets.layout import Pad
from boulevard_client.widgets.node import RING_GAP, Node, Size
from boulevard_client.widgets.senses import Point
from boulevard_client.widgets.surface import surface_at

BAR = 6
BESIDE = 5
"""Units between the content and its bar, which stands in the room beside: content keeps the width it was given."""
WHEEL_STEP = 64
FADE = 20
"""Units over which content fades out where it goes on beyond the edge."""
LEAST = 96
"""Height under which scrolling is no use, design units of type."""


class ScrollBar(Node):
    """The thumb at the right edge; drag it with the mouse."""

    role = "scrollbar"
    interactive = True

    def __init__(self, owner: Scroll) -> None:
        super().__init__()
        self.owner = owner
        self._grip = 0

    def thumb(self) -> Rect:
        """Where the thumb is now; no height when everything fits."""
        full, seen = self.owner.content_height, self.owner.rect.height
        if full <= seen or not full:
            return Rect(self.rect.left, self.rect.top, 0, 0)
        height = max(self.rect.width * 4, self.rect.height * seen // full)
        top = (self.rect.height - height) * self.owner.offset // max(1, full - seen)
        return Rect(self.rect.left, self.rect.top + top, self.rect.width, height)

    def paint(self, canvas: Canvas) -> None:
        thumb = self.thumb()
        if thumb.height:
            canvas.box(thumb, Box("control" if self.hovered else "line2", radius=99))

    def pointer_down(self, at: Point) -> bool:
        thumb = self.thumb()
        self._grip = at[1] - thumb.top if thumb.collidepoint(at) else thumb.height // 2
        self.pointer_drag(at)
        return True

    def pointer_drag(self, at: Point) -> None:
        free = self.rect.height - self.thumb().height
        if free > 0:
            share = (at[1] - self._grip - self.rect.top) / free
            self.owner.scroll_to(round(share * (self.owner.content_height - self.owner.rect.height)))


class Scroll(Node):
    """Shows part of its content; wheel, bar, PageUp/PageDown/Home/End, and focus that moves out of sight
    scroll it. Give it room with `sized(grow=1)` or a height; it wants little by itself.
    """

    role = "scroll"
    clips = True

    def __init__(self, content: Node, pad: Pad | float = 0) -> None:
        """`pad` is scrolled with the content; at the sides there is room for focus rings and the bar without any."""
        self.pad = pad if isinstance(pad, Pad) else Pad.all(pad)
        self.content = content
        self.bar = ScrollBar(self)
        self.offset = 0
        self.content_height = 0
        super().__init__(content, self.bar)

    def natural(self, look: Look, width: int) -> Size:
        across, down = self.pad.around(look)
        w, h = self.content.measure(look, width - across)
        return w + across, h + down

    def least(self, look: Look, width: int) -> int:
        return min(self.natural(look, width)[1], look.wide(LEAST))

    def rescale(self, ratio: float) -> None:
        self.offset = round(self.offset * ratio)

    def place(self, look: Look) -> None:
        inner = self.pad.inside(look, self.rect)
        _, down = self.pad.around(look)
        height = max(self.content.measure(look, inner.width)[1], inner.height)
        self.content_height = height + down
        self.offset = min(self.offset, max(0, self.content_height - self.rect.height))
        self.content.arrange(look, Rect(inner.left, inner.top - self.offset, inner.width, height))
        bar = Rect(self.rect.right + look.px(BESIDE), self.rect.top, look.px(BAR), self.rect.height)
        self.bar.arrange(look, bar)

    def opening(self) -> Rect:
        """A little wider than the node: focus rings at the sides are seen, and so is the bar."""
        if self.stage is None:
            return self.rect
        look = self.stage.look
        ring, bar = look.px(RING_GAP + 2), look.px(BESIDE) + look.px(BAR)
        return Rect(self.rect.left - ring, self.rect.top, self.rect.width + ring + bar, self.rect.height)

    def ink(self) -> Rect:
        return self.opening().union(super().ink())

    def scroll_to(self, offset: int) -> bool:
        """Show the content from this pixel on; False when nothing moved."""
        offset = max(0, min(offset, self.content_height - self.rect.height))
        if offset == self.offset:
            return False
        self.content.shift(0, self.offset - offset)
        self.offset = offset
        self.damage()
        return True

    def paint_over(self, canvas: Canvas) -> None:
        high = min(canvas.px(FADE), self.rect.height // 4)
        opening = self.opening()
        left, width = opening.left, self.rect.right - opening.left
        if self.offset > 0:
            top = Rect(left, self.rect.top, width, high)
            canvas.fade(top, surface_at(self, canvas.look, top.top), upwards=True)
        if self.offset + self.rect.height < self.content_height:
            foot = Rect(left, self.rect.bottom - high, width, high)
            canvas.fade(foot, surface_at(self, canvas.look, foot.bottom), upwards=False)

    def reveal(self, rect: Rect) -> None:
        edge = self.stage.look.px(FADE) if self.stage is not None else FADE
        if rect.top - edge < self.rect.top:
            self.scroll_to(self.offset + rect.top - edge - self.rect.top)
        elif rect.bottom + edge > self.rect.bottom:
            self.scroll_to(self.offset + rect.bottom + edge - self.rect.bottom)

    def wheel(self, steps: float) -> bool:
        unit = self.stage.look.px(WHEEL_STEP) if self.stage is not None else WHEEL_STEP
        return self.scroll_to(self.offset - round(steps * unit))

    def key(self, key: Key) -> bool:
        page = self.rect.height * 9 // 10
        moves = {"PageUp": -page, "PageDown": page, "Home": -self.content_height, "End": self.content_height}
        return key.combo in moves and self.scroll_to(self.offset + moves[key.combo])

    @property
    def value(self) -> int:
        return self.offset
