"""Trees of nodes above one another: what a layer is, and where its root goes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from pygame import Rect

from boulevard_client.look import Look
from boulevard_client.widgets.clearing import clearest
from boulevard_client.widgets.node import Node

LayerKind = Literal["base", "modal", "drawer", "tip", "guide"]


GUIDE_FOOT = 52
"""Design units between the foot of the window and the guide: the line of keys is never covered."""


@dataclass(slots=True, eq=False)
class Layer:
    """A tree of nodes above another. `before` is what had focus when it opened."""

    root: Node
    kind: LayerKind
    beside: Rect | None = None
    avoid: list[Rect] = field(default_factory=list)
    """What a guide covers as little as may be."""
    at: Rect | None = None
    """Where a guide stood last."""
    dismissable: bool = True
    before: Node | None = None
    on_close: Callable[[], None] | None = None


def place_of(layer: Layer, look: Look, window: Rect) -> Rect:
    """The base fills the window, a drawer its right edge, a tooltip stands beside its source, a modal in the middle,
    the guide near what it points at and where it covers least; all but the base keep away from the window's edge.
    """
    if layer.kind == "base":
        return window
    if layer.kind == "drawer":
        width = min(layer.root.measure(look, window.width)[0], window.width)
        return Rect(window.right - width, window.top, width, window.height)
    room = window.inflate(-look.px(24), -look.px(24))
    width, height = layer.root.measure(look, room.width)
    rect = Rect(0, 0, min(width, room.width), min(height, room.height))
    if layer.kind == "guide":
        room.height -= look.px(GUIDE_FOOT) - look.px(12)
        layer.at = clearest(rect.size, layer.beside, room, layer.avoid, layer.at)
        return layer.at
    if layer.beside is not None:
        return _beside(rect, layer.beside, room, look.px(8))
    rect.center = window.center
    return rect


def _beside(rect: Rect, source: Rect, room: Rect, gap: int) -> Rect:
    """Below the source, else above it, else at its right or left."""
    rect.topleft = (source.left, source.bottom + gap)
    if rect.bottom > room.bottom:
        rect.bottom = source.top - gap
    if rect.top < room.top:
        rect.topleft = (source.right + gap, source.top)
    if rect.right > room.right and rect.top == source.top:
        rect.right = source.left - gap
    return rect.clamp(room)
