"""A window onto a layout that needs more room than there is; owns moving it about in both directions."""

from __future__ import annotations

from pygame import Rect

from boulevard_client.art import Box
from boulevard_client.look import Look
from boulevard_client.widgets.canvas import Canvas
from boulevard_client.widgets.keys import Key
from boulevard_client.widgets.node import Node, Size
from boulevard_client.widgets.senses import Point

BAR = 7
STEP = 64
EDGE = 8


class PanBar(Node):
    """The thumb at the right edge or at the foot; drag it with the mouse."""

    role = "scrollbar"
    interactive = True

    def __init__(self, owner: Pan, *, across: bool) -> None:
        super().__init__()
        self.owner = owner
        self.across = across
        self._grip = 0

    def _spans(self) -> tuple[int, int, int]:
        """Along the bar, in pixels: its length, the thumb's length, where the thumb begins."""
        axis = 0 if self.across else 1
        seen, full = self.owner.rect.size[axis], self.owner.full[axis]
        room = self.rect.width if self.across else self.rect.height
        thumb = max(4 * min(self.rect.size), room * seen // max(1, full))
        return room, thumb, (room - thumb) * self.owner.offset[axis] // max(1, full - seen)

    def thumb(self) -> Rect:
        _, length, start = self._spans()
        if self.across:
            return Rect(self.rect.left + start, self.rect.top, length, self.rect.height)
        return Rect(self.rect.left, self.rect.top + start, self.rect.width, length)

    def paint(self, canvas: Canvas) -> None:
        canvas.box(self.rect, Box("track", None, None, 99))
        canvas.box(self.thumb(), Box("celadon" if self.hovered else "control", radius=99))

    def pointer_down(self, at: Point) -> bool:
        axis = 0 if self.across else 1
        _, length, _ = self._spans()
        thumb = self.thumb()
        self._grip = at[axis] - thumb.topleft[axis] if thumb.collidepoint(at) else length // 2
        self.pointer_drag(at)
        return True

    def pointer_drag(self, at: Point) -> None:
        axis = 0 if self.across else 1
        room, length, _ = self._spans()
        if room > length:
            share = (at[axis] - self._grip - self.rect.topleft[axis]) / (room - length)
            moved = list(self.owner.offset)
            moved[axis] = round(share * (self.owner.full[axis] - self.owner.rect.size[axis]))
            self.owner.move_to(moved[0], moved[1])


class Pan(Node):
    """Gives its content all the room there is, and never less than its layout needs: `needs` in design units of type,
    or by default as high as the content says itself.

    What does not fit is reached with the wheel (Shift: sideways), the bars, Ctrl and arrows, and by moving the focus.
    """

    role = "view"
    clips = True

    def __init__(self, content: Node, needs: tuple[float, float] = (0, 0)) -> None:
        self.content = content
        self.needs = needs
        self.offset: tuple[int, int] = (0, 0)
        self.full: tuple[int, int] = (0, 0)
        """Size of the content in pixels."""
        self.bars = (PanBar(self, across=True), PanBar(self, across=False))
        super().__init__(content, *self.bars)

    def natural(self, look: Look, width: int) -> Size:
        if self.needs[1]:  # it takes what it is given: nobody needs to know what the content would like
            return look.scale.room_px(self.needs[0]), look.scale.room_px(self.needs[1])
        return self.content.measure(look, width)

    def rescale(self, ratio: float) -> None:
        self.offset = (round(self.offset[0] * ratio), round(self.offset[1] * ratio))

    def least(self, look: Look, width: int) -> int:
        return self.content.least_height(look, width)

    def place(self, look: Look) -> None:
        width, height = self.rect.size
        wide, high = (look.scale.room_px(need) for need in self.needs)
        if not high:
            wide = self.content.measure(look, width)[0] if self.content.width is not None else 0
            high = self.content.least_height(look, max(wide, width))
        self.full = (max(width, wide), max(height, high))
        self.offset = (self._held(self.offset[0], 0), self._held(self.offset[1], 1))
        left, top = self.rect.left - self.offset[0], self.rect.top - self.offset[1]
        self.content.arrange(look, Rect(left, top, *self.full))
        thick = look.px(BAR)
        across, down = (self.full[0] > width, self.full[1] > height)
        corner = thick if across and down else 0
        places = (
            Rect(self.rect.left, self.rect.bottom - thick, width - corner, thick),
            Rect(self.rect.right - thick, self.rect.top, thick, height - corner),
        )
        for bar, place, wanted in zip(self.bars, places, (across, down), strict=True):
            bar.visible = wanted
            if wanted:
                bar.arrange(look, place)

    def _held(self, offset: int, axis: int) -> int:
        return max(0, min(offset, self.full[axis] - self.rect.size[axis]))

    def move_to(self, left: int, top: int) -> bool:
        """Show the content from this point on; False when nothing moved."""
        wanted = (self._held(left, 0), self._held(top, 1))
        if wanted == self.offset:
            return False
        self.content.shift(self.offset[0] - wanted[0], self.offset[1] - wanted[1])
        self.offset = wanted
        self.damage()
        return True

    def reveal(self, rect: Rect) -> None:
        moved = list(self.offset)
        for axis in (0, 1):
            start, size = rect.topleft[axis] - EDGE, rect.size[axis] + 2 * EDGE
            before, seen = self.rect.topleft[axis], self.rect.size[axis]
            if start < before or size > seen:
                moved[axis] += start - before
            elif start + size > before + seen:
                moved[axis] += start + size - before - seen
        self.move_to(moved[0], moved[1])

    def wheel(self, steps: float) -> bool:
        return self.move_to(self.offset[0], self.offset[1] - round(steps * self._unit()))

    def wheel_across(self, steps: float) -> bool:
        return self.move_to(self.offset[0] + round(steps * self._unit()), self.offset[1])

    def key(self, key: Key) -> bool:
        ways = {"Ctrl+Left": (-1, 0), "Ctrl+Right": (1, 0), "Ctrl+Up": (0, -1), "Ctrl+Down": (0, 1)}
        if key.combo not in ways:
            return False
        across, down = ways[key.combo]
        step = 2 * self._unit()
        return self.move_to(self.offset[0] + across * step, self.offset[1] + down * step)

    def _unit(self) -> int:
        return self.stage.look.px(STEP) if self.stage is not None else STEP

    @property
    def value(self) -> str:
        return f"{self.offset[0]},{self.offset[1]}"
