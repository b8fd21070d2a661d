"""Painting layers of trees onto a surface, as far as rectangles of it need it."""

from __future__ import annotations

from collections.abc import Sequence

import pygame
from pygame import Rect

from boulevard_client.look import Look
from boulevard_client.widgets.canvas import Canvas
from boulevard_client.widgets.layers import Layer
from boulevard_client.widgets.node import Node


def paint(surface: pygame.Surface, look: Look, layers: Sequence[Layer], rects: Sequence[Rect]) -> None:
    """Paint these rectangles of the layers, the lowest first; a modal dims what is below it."""
    canvas = Canvas(surface, look)
    for rect in rects:
        surface.set_clip(rect)
        surface.fill(look.colour("bg"))
        for layer in layers:
            if layer.kind == "modal":
                _dim(canvas, rect)
            _paint_node(layer.root, canvas, rect)
    surface.set_clip(None)


def _dim(canvas: Canvas, rect: Rect) -> None:
    canvas.veil(rect, "shade", (176 if canvas.look.theme.dark else 120) / 255)


def _paint_node(node: Node, canvas: Canvas, clip: Rect) -> None:
    if not node.visible or not node.extent.colliderect(clip):
        return
    own = clip.contains(node.extent) or bool(node.ink().colliderect(clip))
    if own:
        node.paint(canvas)
    if node.clips:
        with canvas.clipped(node.opening()) as inner:
            if inner.width and inner.height:
                for child in node.children:
                    _paint_node(child, canvas, inner)
    else:
        for child in node.children:
            _paint_node(child, canvas, clip)
    if own:
        node.paint_over(canvas)
        if node.marked:
            node.paint_mark(canvas)
        if node.focused:
            node.paint_focus(canvas)
