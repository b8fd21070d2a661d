"""Values the player sets with arrows or the mouse: slider, stepper, one-of-many choice, tabs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pygame import Rect

from boulevard_client.art import Box
from boulevard_client.look import Look
from boulevard_client.theme import CONTROL_RADIUS, HIT_TARGET, STRONG, TextStyle
from boulevard_client.widgets.canvas import Canvas
from boulevard_client.widgets.keys import Key
from boulevard_client.widgets.node import RING_GAP, UNBOUNDED, Node, Size
from boulevard_client.widgets.prop import Prop
from boulevard_client.widgets.senses import Point

Show = Callable[[int], str]


@dataclass(frozen=True, slots=True)
class Range:
    """Whole numbers from `low` to `high` in steps; `page` is the step of PageUp and PageDown."""

    low: int
    high: int
    step: int = 1
    page: int = 0

    def __post_init__(self) -> None:
        if self.step < 1 or self.high < self.low:
            raise ValueError(f"not a range: {self}")

    def hold(self, value: int) -> int:
        """The nearest allowed value."""
        snapped = self.low + round((value - self.low) / self.step) * self.step
        return max(self.low, min(snapped, self.high))

    @property
    def big_step(self) -> int:
        return self.page or max(self.step, (self.high - self.low) // 10 // self.step * self.step)


class NumberInput(Node):
    """What slider and stepper share: a number in a range, moved by keys."""

    interactive = True
    focusable = True
    pressable = False
    number = Prop(0)
    range = Prop(Range(0, 0), layout=True)

    def __init__(self, range: Range, number: int, on_change: Callable[[int], None], show: Show) -> None:
        super().__init__()
        self.on_change = on_change
        self.show = show
        self.range = range
        self.number = range.hold(number)

    def set_number(self, number: int) -> bool:
        """Set by the player: held in range, told to `on_change` when different."""
        number = self.range.hold(number)
        if number == self.number or not self.enabled:
            return False
        self.number = number
        self.on_change(number)
        return True

    def key(self, key: Key) -> bool:
        step, page = self.range.step, self.range.big_step
        moves = {"Left": -step, "Right": step, "PageDown": -page, "PageUp": page}
        if key.combo in ("Home", "End"):
            self.set_number(self.range.low if key.name == "Home" else self.range.high)
            return True
        if key.combo in ("Shift+Left", "Shift+Right"):
            self.set_number(self.number + (page if key.name == "Right" else -page))
            return True
        if key.combo in moves:
            self.set_number(self.number + moves[key.combo])
            return True
        return False

    def wheel(self, steps: float) -> bool:
        return self.focused and self.set_number(self.number + self.range.step * (1 if steps > 0 else -1))

    @property
    def value(self) -> int:
        return self.number

    @property
    def label(self) -> str:
        return self.show(self.number)


class Dragged(NumberInput):
    """A number that is dragged along a level track; what it looks like is up to its kinds."""

    def _track(self, look: Look) -> Rect:
        """Where the track lies, from the least number to the largest."""
        raise NotImplementedError

    def _spot(self, track: Rect, number: int) -> int:
        """How far right a number stands; what is out of range stands at an end."""
        span = self.range.high - self.range.low
        held = max(self.range.low, min(number, self.range.high))
        return track.left + (round(track.width * (held - self.range.low) / span) if span else 0)

    def pointer_down(self, at: Point) -> bool:
        self.pointer_drag(at)
        return True

    def pointer_drag(self, at: Point) -> None:
        if self.stage is not None:
            track = self._track(self.stage.look)
            share = (at[0] - track.left) / max(1, track.width)
            self.set_number(self.range.low + round(share * (self.range.high - self.range.low)))


class Slider(Dragged):
    """A track with a thumb. `marks` are values with a tick (a reserve price, the present setting).

    It is filled from nothing: from its left end, or from zero where it goes below zero too.
    """

    role = "slider"
    marks = Prop[tuple[int, ...]](())

    def natural(self, look: Look, width: int) -> Size:
        return look.px(180), look.px(HIT_TARGET)

    def _track(self, look: Look) -> Rect:
        inset = look.px(9)
        return Rect(self.rect.left + inset, self.rect.centery - look.px(3), self.rect.width - 2 * inset, look.px(6))

    def paint(self, canvas: Canvas) -> None:
        track = self._track(canvas.look)
        canvas.box(track, Box("track", None, "control", 99))
        spot = self._spot(track, self.number)
        ink = "celadon" if self.enabled else "text-low"
        start = self._spot(track, min(max(self.range.low, 0), self.range.high))
        if spot != start:
            wide = max(track.height, abs(spot - start))
            left = start if spot > start else start - wide
            canvas.box(Rect(left, track.top, wide, track.height), Box(ink, radius=99))
        if self.range.low < 0 < self.range.high:
            wide = max(2, canvas.px(2))
            canvas.fill(
                Rect(start - wide // 2, track.top - canvas.px(4), wide, track.height + canvas.px(8)), "text-mid"
            )
        for mark in self.marks:
            at, wide = self._spot(track, mark), max(2, canvas.px(2))
            canvas.fill(Rect(at - wide // 2, track.top - canvas.px(4), wide, track.height + canvas.px(8)), "text-mid")
        size = canvas.px(20 if self.hovered else 18)
        thumb = Rect(0, 0, size, size)
        thumb.center = (spot, track.centery)
        canvas.box(thumb, Box("focus" if canvas.look.theme.dark else "panel", None, ink, 99, 4))

    def overflow(self) -> int:
        return super().overflow() + 1


class Stepper(NumberInput):
    """A figure between a minus and a plus: exact amounts."""

    role = "stepper"

    def natural(self, look: Look, width: int) -> Size:
        widest = max(look.type.width(self.show(n), STRONG) for n in (self.range.low, self.range.high, self.number))
        return widest + look.px(2 * HIT_TARGET + 24), look.px(HIT_TARGET)

    def _ends(self) -> tuple[Rect, Rect]:
        side = self.rect.height
        return (
            Rect(self.rect.left, self.rect.top, side, side),
            Rect(self.rect.right - side, self.rect.top, side, side),
        )

    def paint(self, canvas: Canvas) -> None:
        edge = "celadon" if self.hovered and self.enabled else "control"
        canvas.box(self.rect, Box("sunk", None, edge, CONTROL_RADIUS, 1.2))
        limits = (self.number > self.range.low, self.number < self.range.high)
        for place, name, useful in zip(self._ends(), ("minus", "plus"), limits, strict=True):
            inner = place.inflate(-canvas.px(6), -canvas.px(6))
            canvas.box(inner, Box("raised", None, "line2", 7, 1.2))  # on paper its ground is hardly another
            size = canvas.px(16)
            spot = Rect(place.centerx - size // 2, place.centery - size // 2, size, size)
            canvas.icon(name, spot, "text-hi" if useful and self.enabled else "text-low")
        style = STRONG if self.enabled else STRONG.tinted("text-low")
        canvas.text(self.show(self.number), style, self.rect, "center")

    def pointer_down(self, at: Point) -> bool:
        minus, plus = self._ends()
        if minus.collidepoint(at):
            self.set_number(self.number - self.range.step)
        elif plus.collidepoint(at):
            self.set_number(self.number + self.range.step)
        return True

    def texts(self) -> list[tuple[str, bool]]:
        if self.stage is None:
            return []
        room = self.rect.width - 2 * self.rect.height
        words = self.show(self.number)
        return [(words, self.stage.look.type.width(words, STRONG) > room)]


class Tabs(Node):
    """One of a few named pages: Left and Right choose, the chosen one is underlined.

    `kind` "pills" draws a segmented control instead: one of a few settings.
    """

    role = "tabs"
    interactive = True
    focusable = True
    chosen = Prop(0)
    names = Prop[tuple[str, ...]]((), layout=True)
    over = Prop(-1)

    def __init__(
        self, names: Sequence[str], on_choose: Callable[[int], None], chosen: int = 0, *, segmented: bool = False
    ) -> None:
        super().__init__()
        self.on_choose = on_choose
        self.segmented = segmented
        self.names = tuple(names)
        self.chosen = chosen

    def _style(self, index: int) -> TextStyle:
        return TextStyle(14, "semibold", "text-hi" if index in (self.chosen, self.over) else "text-mid")

    def natural(self, look: Look, width: int) -> Size:
        return sum(self._widths(look)), look.px(HIT_TARGET)

    def _widths(self, look: Look) -> list[int]:
        return [look.type.width(name, self._style(0)) + look.px(28) for name in self.names]

    def _places(self, look: Look) -> list[Rect]:
        widths = self._widths(look)
        if self.names and sum(widths) > self.rect.width:  # words come before the room around them
            given = min(look.px(20), -((self.rect.width - sum(widths)) // len(widths)))
            widths = [width - given for width in widths]
        if self.segmented and self.names:
            spare = self.rect.width - sum(widths)
            widths = [width + spare // len(widths) for width in widths]
        left, places = self.rect.left, []
        for width in widths:
            places.append(Rect(left, self.rect.top, width, self.rect.height))
            left += width
        return places

    def paint(self, canvas: Canvas) -> None:
        if self.segmented:
            canvas.box(self.rect, Box("sunk", None, "control", CONTROL_RADIUS, 1.2))
        else:
            canvas.fill(Rect(self.rect.left, self.rect.bottom - canvas.px(1), self.rect.width, canvas.px(1)), "line")
        for index, place in enumerate(self._places(canvas.look)):
            if index == self.chosen and self.segmented:
                canvas.box(place.inflate(-canvas.px(6), -canvas.px(6)), Box("celadon-dim", None, "celadon", 7, 1.2))
            elif index == self.chosen:
                line = Rect(place.left + canvas.px(8), 0, place.width - canvas.px(16), canvas.px(3))
                line.bottom = self.rect.bottom
                canvas.box(line, Box("celadon", radius=99))
            canvas.text(self.names[index], self._style(index), place, "center")

    def paint_focus(self, canvas: Canvas) -> None:
        """Around the names: the line below them may be much longer."""
        places = self._places(canvas.look)
        named = self.rect if self.segmented or not places else places[0].unionall(places[1:])
        gap = canvas.px(RING_GAP)
        canvas.ring(named.inflate(2 * gap, 2 * gap), self.ring_radius())

    def choose(self, index: int) -> None:
        """Chosen by the player."""
        if index != self.chosen and 0 <= index < len(self.names):
            self.chosen = index
            self.on_choose(index)

    def key(self, key: Key) -> bool:
        if key.combo not in ("Left", "Right"):
            return False
        before = self.chosen
        self.choose(self.chosen + (1 if key.name == "Right" else -1))
        return before != self.chosen

    def _at(self, at: Point) -> int:
        if self.stage is None:
            return -1
        return Rect(at, (1, 1)).collidelist(self._places(self.stage.look))

    def pointer_move(self, at: Point) -> None:
        self.over = self._at(at)

    def pointer_down(self, at: Point) -> bool:
        self.choose(self._at(at))
        return True

    def changed(self, layout: bool) -> None:
        if not self.hovered and self.over >= 0:
            self.over = -1
        super().changed(layout)

    @property
    def label(self) -> str:
        return " | ".join(self.names)

    @property
    def value(self) -> str:
        return self.names[self.chosen] if self.names else ""

    def texts(self) -> list[tuple[str, bool]]:
        if self.stage is None:
            return [(name, False) for name in self.names]
        least = self.natural(self.stage.look, UNBOUNDED)[0] - len(self.names) * self.stage.look.px(20)
        return [(name, least > self.rect.width) for name in self.names]
