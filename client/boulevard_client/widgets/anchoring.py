"""Where a node stands inside the room of a `Stack`: in a corner, at an edge, in the middle, or all over it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from pygame import Rect

from boulevard_client.look import Look

if TYPE_CHECKING:
    from boulevard_client.widgets.node import Node

Anchor = Literal[
    "fill", "center", "top-left", "top", "top-right", "left", "right", "bottom-left", "bottom", "bottom-right"
]


def anchored_rect(node: Node, look: Look, room: Rect) -> Rect:
    """The rectangle a node takes inside `room` by its anchor and margin."""
    gap = look.px(node.margin)
    inner = room.inflate(-2 * gap, -2 * gap)
    if node.anchor == "fill":
        return inner
    width, height = node.measure(look, inner.width)
    rect = Rect(0, 0, min(width, inner.width), min(height, inner.height))
    rect.center = inner.center
    if "left" in node.anchor:
        rect.left = inner.left
    if "right" in node.anchor:
        rect.right = inner.right
    if "top" in node.anchor:
        rect.top = inner.top
    if "bottom" in node.anchor:
        rect.bottom = inner.bottom
    return rect
