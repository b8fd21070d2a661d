"""Things to press: buttons with key chips, icon buttons, pills, toggles."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from pygame import Rect

from boulevard_client.art import Box
from boulevard_client.look import Look
from boulevard_client.theme import BODY, CONTROL_RADIUS, HIT_TARGET, TextStyle
from boulevard_client.widgets.canvas import Canvas
from boulevard_client.widgets.node import UNBOUNDED, Node, Size
from boulevard_client.widgets.prop import Prop

Kind = Literal["normal", "primary", "quiet", "danger"]
Press = Callable[[], None]


def ignore() -> None:
    """A press that means nothing yet: for labels drawn as buttons in a replay."""


_BOXES: dict[Kind, tuple[Box, Box]] = {
    "normal": (
        Box("raised", "row", "control", CONTROL_RADIUS, 1.2),
        Box("raised-top", "raised", "celadon", CONTROL_RADIUS, 1.2),
    ),
    "primary": (
        Box("celadon-top", "celadon-deep", None, CONTROL_RADIUS),
        Box("celadon-top", "celadon", None, CONTROL_RADIUS),
    ),
    "quiet": (Box(None, None, None, CONTROL_RADIUS), Box("raised", None, "line2", CONTROL_RADIUS)),
    "danger": (
        Box("vermilion-dim", None, "vermilion", CONTROL_RADIUS, 1.2),
        Box("vermilion-dim", "raised", "vermilion", CONTROL_RADIUS, 1.6),
    ),
}
_INKS: dict[Kind, str] = {
    "normal": "text-hi",
    "primary": "on-celadon",
    "quiet": "text-mid",
    "danger": "vermilion",
}
KEY_STYLE = TextStyle(11, "semibold", "text-mid")


def key_chip_width(look: Look, key: str) -> int:
    words = look.keys.pressed(key)
    return max(_chip_height(look, key), look.type.width(words, KEY_STYLE) + look.px(10 if len(words) > 1 else 7))


def _chip_height(look: Look, key: str) -> int:
    return max(look.px(19), look.type.pixels(key, KEY_STYLE) + 5)


def paint_key_chip(canvas: Canvas, key: str, rect: Rect, ink: str, fill: str | None = None) -> None:
    """What the player presses for a key, in a small outlined box centred in the rectangle's height."""
    height = _chip_height(canvas.look, key)
    box = Rect(rect.left, rect.centery - height // 2, key_chip_width(canvas.look, key), height)
    canvas.box(box, Box(fill, None, ink, 4.5, 1.3))
    canvas.text(canvas.look.keys.pressed(key), KEY_STYLE.tinted("text-hi" if fill else ink), box, "center")


class Button(Node):
    """A button; its `hotkey` is shown as a chip and works anywhere on its layer.

    A disabled button should carry a tip that says why (`button.explained(...)`).
    """

    role = "button"
    interactive = True
    focusable = True
    text = Prop("", layout=True)
    kind = Prop[Kind]("normal")
    icon = Prop[str | None](None, layout=True)
    held = Prop(False)

    def __init__(
        self,
        text: str,
        on_press: Press,
        kind: Kind = "normal",
        key: str | None = None,
        icon: str | None = None,
    ) -> None:
        super().__init__()
        self.on_press = on_press
        self.text, self.kind, self.icon = text, kind, icon
        self.hotkey = key
        self.min_height = 42
        self.listed = False

    def in_list(self) -> Button:
        """One of several as wide as one another: icons and words begin on one line, keys end on another."""
        self.listed = True
        return self

    @property
    def _style(self) -> TextStyle:
        ink = _INKS[self.kind] if self.enabled else "text-low"
        return TextStyle(14, "semibold", ink)

    def _parts(self, look: Look, narrow: int = 0) -> tuple[int, int, int]:
        """Widths of icon, text and key chip, each with its gap; in `narrow` pixels words come before the icon."""
        icon = look.px(26 if self.text else 20) if self.icon else 0
        text = look.type.width(self.text, self._style) if self.text else 0
        chip = key_chip_width(look, self.hotkey) + look.px(9) if self.hotkey else 0
        if narrow and self.text and icon + text + chip > narrow:
            icon = 0
        return icon, text, chip

    def natural(self, look: Look, width: int) -> Size:
        return sum(self._parts(look)) + look.px(30), look.px(HIT_TARGET)

    def paint(self, canvas: Canvas) -> None:
        rest, hot = _BOXES[self.kind]
        if self.enabled:
            canvas.box(self.rect, hot if self.hovered else rest)
        else:
            canvas.box(self.rect, Box("panel", None, "line", CONTROL_RADIUS))
        icon, text, chip = self._parts(canvas.look, self.rect.width - 4)
        left = self.rect.centerx - (icon + text + chip) // 2
        if self.listed:
            left = min(left, self.rect.left + canvas.px(20))
        ink = self._style.colour
        if self.icon and icon:
            size = canvas.px(20)
            canvas.icon(self.icon, Rect(left, self.rect.centery - size // 2, size, size), ink)
        canvas.text(self.text, self._style, Rect(left + icon, self.rect.top, text, self.rect.height))
        if self.hotkey:
            start = left + icon + text + canvas.px(9)
            if self.listed:
                start = max(start, self.rect.right - canvas.px(18) - key_chip_width(canvas.look, self.hotkey))
            paint_key_chip(canvas, self.hotkey, Rect(start, self.rect.top, chip, self.rect.height), ink)

    def press(self) -> None:
        if self.enabled:
            self.on_press()

    def ring_radius(self) -> float:
        return CONTROL_RADIUS + 3

    @property
    def label(self) -> str:
        return self.text

    def texts(self) -> list[tuple[str, bool]]:
        if not self.text:
            return []
        cut = self.stage is not None and sum(self._parts(self.stage.look, self.rect.width - 4)) > self.rect.width - 4
        return [(self.text, cut)]


class IconButton(Button):
    """A square button with an icon only; `name` is what it is called for tests and assistive tools."""

    def __init__(self, icon: str, on_press: Press, name: str, key: str | None = None) -> None:
        super().__init__("", on_press, "normal", key, icon)
        self.name = name
        self.width = self.height = 38
        self.min_height = 0

    def paint(self, canvas: Canvas) -> None:
        canvas.box(self.rect, _BOXES["normal"][1 if self.hovered else 0])
        size = canvas.px(20)
        place = Rect(self.rect.centerx - size // 2, self.rect.centery - size // 2, size, size)
        canvas.icon(self.icon or "", place, "text-hi" if self.enabled else "text-low")

    @property
    def label(self) -> str:
        return self.name


class Pill(Node):
    """A rounded choice that is on or off (map lenses, filters). Put several in a `Choice` for one-of-many."""

    role = "toggle"
    interactive = True
    focusable = True
    text = Prop("", layout=True)
    on = Prop(False)

    def __init__(
        self, text: str, on_change: Callable[[bool], None], *, on: bool = False, icon: str | None = None
    ) -> None:
        super().__init__()
        self.on_change = on_change
        self.text, self.on, self.icon = text, on, icon

    @property
    def _style(self) -> TextStyle:
        return TextStyle(13, "semibold", "text-hi" if self.on else "text-mid")

    def natural(self, look: Look, width: int) -> Size:
        icon = look.px(24) if self.icon else 0
        return look.type.width(self.text, self._style) + icon + look.px(28), look.px(HIT_TARGET)

    def paint(self, canvas: Canvas) -> None:
        edge = "celadon" if self.on else "control" if self.hovered else "line2"
        fill = Box("celadon-dim", None, edge, 99, 1.4) if self.on else Box("panel", None, edge, 99, 1.2)
        body = self.rect.inflate(0, -canvas.px(4))
        canvas.box(body, fill)
        left = self.rect.left + canvas.px(14)
        if self.icon:
            size = canvas.px(17)
            ink = "celadon" if self.on else "text-mid"
            canvas.icon(self.icon, Rect(left, self.rect.centery - size // 2, size, size), ink)
            left += canvas.px(24)
        canvas.text(self.text, self._style, Rect(left, self.rect.top, self.rect.width, self.rect.height))

    def press(self) -> None:
        if self.enabled:
            self.on = not self.on
            self.on_change(self.on)

    def ring_radius(self) -> float:
        return 99

    @property
    def label(self) -> str:
        return self.text

    @property
    def value(self) -> bool:
        return self.on

    def texts(self) -> list[tuple[str, bool]]:
        cut = self.stage is not None and self.natural(self.stage.look, UNBOUNDED)[0] > self.rect.width
        return [(self.text, cut)]


class Switch(Node):
    """A labelled on/off switch for settings."""

    role = "switch"
    interactive = True
    focusable = True
    text = Prop("", layout=True)
    on = Prop(False)

    def __init__(self, text: str, on_change: Callable[[bool], None], *, on: bool = False) -> None:
        super().__init__()
        self.on_change = on_change
        self.text, self.on = text, on

    def natural(self, look: Look, width: int) -> Size:
        if not self.text:  # what it switches stands beside it
            return look.px(42), look.px(HIT_TARGET)
        lines = self._lines(look, width)
        tall = len(lines) * look.type.line_height(self.text, BODY)
        return max(look.type.width(line, BODY) for line in lines) + look.px(58), max(look.px(HIT_TARGET), tall)

    def _lines(self, look: Look, width: int) -> tuple[str, ...]:
        return look.type.wrap(self.text, BODY, width - look.px(56))

    def paint(self, canvas: Canvas) -> None:
        track = Rect(self.rect.left, 0, canvas.px(42), canvas.px(24))
        track.centery = self.rect.centery
        edge = "celadon" if self.on or self.hovered else "control"
        canvas.box(track, Box("celadon-deep" if self.on else "sunk", None, edge, 99, 1.4))
        size = track.height - canvas.px(8)
        knob = Rect(0, 0, size, size)
        knob.center = (track.right - track.height // 2 if self.on else track.left + track.height // 2, track.centery)
        on = "text-hi" if canvas.look.theme.dark else "panel"
        canvas.box(knob, Box(on if self.on else "text-mid", radius=99))
        lines = self._lines(canvas.look, self.rect.width)
        tall = canvas.look.type.line_height(self.text, BODY)
        words = Rect(track.right + canvas.px(12), self.rect.centery - len(lines) * tall // 2, self.rect.width, tall)
        for line in lines:
            canvas.text(line, BODY.tinted("text-hi" if self.enabled else "text-low"), words)
            words.move_ip(0, tall)

    def press(self) -> None:
        if self.enabled:
            self.on = not self.on
            self.on_change(self.on)

    @property
    def label(self) -> str:
        return self.text

    @property
    def value(self) -> bool:
        return self.on

    def texts(self) -> list[tuple[str, bool]]:
        if self.stage is None:
            return [(self.text, False)]
        width, height = self.natural(self.stage.look, self.rect.width)
        return [(self.text, width > self.rect.width + 2 or height > self.rect.height + 2)]
