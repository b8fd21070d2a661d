"""One value that the player sets: name, key, figure and tick above a slider; owns how far a step goes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from boulevard_client.theme import LABEL, STRONG
from boulevard_client.widgets.button import paint_key_chip
from boulevard_client.widgets.canvas import Canvas
from boulevard_client.widgets.inputs import Range, Slider
from boulevard_client.widgets.keys import Key
from boulevard_client.widgets.label import Icon, Label
from boulevard_client.widgets.layout import Column, Pad, Row
from boulevard_client.widgets.node import Node
from boulevard_client.widgets.tips import Tip

RING_ROOM = Pad(0, 5, 0, 5)
"""Padding of a scrolled page of controls, so that the focus ring is not cut."""


@dataclass(frozen=True, slots=True)
class Notches(Range):
    """A range in which some values are hit exactly although they lie between two steps: the price asked, what holds."""

    exact: tuple[int, ...] = ()

    def hold(self, value: int) -> int:
        near = [notch for notch in self.exact if self.low <= notch <= self.high and abs(value - notch) * 2 <= self.step]
        return min(near, key=lambda notch: abs(value - notch)) if near else Range.hold(self, value)


def steps_of(high: int, count: int = 40, exact: tuple[int, ...] = (), low: int = 0) -> Notches:
    """A range up to `high` in about `count` round steps (1, 2 or 5 times a power of ten)."""
    raw = max(1, (high - low) // count)
    power = 10 ** (len(str(raw)) - 1)
    step = next(power * part for part in (1, 2, 5, 10) if power * part >= raw)
    return Notches(low, max(low, high), step, step * 5, exact)


class KeyMark(Node):
    """A key's name in a small box."""

    def __init__(self, key: str) -> None:
        super().__init__()
        self.mark = key
        self.width = self.height = 22

    def paint(self, canvas: Canvas) -> None:
        paint_key_chip(canvas, self.mark, self.rect, "text-low")


class Setting(Column):
    """A slider under its name and figure; its key moves the focus to the slider, Backspace takes the change back."""

    role = "setting"

    def __init__(self, caption: Row, control: Node, key: str | None, on_undo: Callable[[], None] | None) -> None:
        super().__init__(caption, control, gap=3)
        self.control = control
        self.on_undo = on_undo
        self.hotkey = key

    def press(self) -> None:
        if self.stage is not None and self.control.can_focus:
            self.stage.set_focus(self.control)

    def key(self, key: Key) -> bool:
        if key.combo == "Backspace" and self.on_undo is not None:
            self.on_undo()
            return True
        return False


@dataclass(frozen=True, slots=True)
class Knob:
    """What a setting is called and how it moves. `marks` are values with a tick: what holds now, what is asked."""

    id: str
    caption: str
    range: Range
    number: int
    show: Callable[[int], str]
    key: str | None = None
    icon: str | None = None
    marks: tuple[int, ...] = ()
    tip: Tip | None = None
    live: bool = True
    """Whether the player may move it now."""


def setting(
    knob: Knob, on_change: Callable[[int], None], *, tick: Icon | None = None, on_undo: Callable[[], None] | None = None
) -> Setting:
    """Build a setting with a slider. The figure follows the thumb at once, before anything is built again."""
    figure = Label(knob.show(knob.range.hold(knob.number)), STRONG)

    def moved(number: int) -> None:
        figure.text = knob.show(number)
        on_change(number)

    slider = Slider(knob.range, knob.number, moved, knob.show).named(knob.id)
    slider.marks = tuple(mark for mark in knob.marks if knob.range.low <= mark <= knob.range.high)
    slider.sized(height=30)
    slider.enabled = knob.live
    return _under(knob.caption, slider, (knob.key, knob.icon, knob.tip), (tick, figure), on_undo)


def around(
    control: Node,
    caption: str,
    key: str | None = None,
    *,
    tick: Icon | None = None,
    icon: str | None = None,
    on_undo: Callable[[], None] | None = None,
    tip: Tip | None = None,
) -> Setting:
    """The same around a control that shows its figure itself: a bid ladder, tabs."""
    return _under(caption, control, (key, icon, tip), (tick, None), on_undo)


def _under(
    caption: str,
    control: Node,
    look: tuple[str | None, str | None, Tip | None],
    ends: tuple[Icon | None, Label | None],
    on_undo: Callable[[], None] | None,
) -> Setting:
    key, icon, tip = look
    parts: list[Node] = [KeyMark(key)] if key else []
    parts += [Icon(icon, 17, "text-mid")] if icon else []
    parts.append(Label(caption, LABEL, elide=True).sized(grow=1))
    parts += [each for each in ends if each is not None]
    shown = Setting(Row(*parts, gap=7), control, key, on_undo)
    if tip is not None:
        shown.explained(tip)
    return shown
