"""What lies behind a node: the colour of the nearest drawn box, so that what fades out fades into it."""

from __future__ import annotations

from boulevard_client.art import Box
from boulevard_client.look import Look
from boulevard_client.theme import Rgb, mix
from boulevard_client.widgets.node import Node


def surface_at(node: Node, look: Look, height: int) -> Rgb:
    """The colour behind a node at a height of the window, in pixels: of the box that an ancestor stands on."""
    for up in node.ancestors():
        box = getattr(up, "box", None)
        if isinstance(box, Box) and box.fill is not None and box.opacity == 1:
            top = look.colour(box.fill)
            if box.bottom is None or not up.rect.height:
                return top
            share = (height - up.rect.top) / up.rect.height
            return mix(top, look.colour(box.bottom), min(1.0, max(0.0, share)))
    return look.colour("bg")
