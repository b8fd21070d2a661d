"""The mouse: what it is over, what it holds, whether the hand rests; owns hover and capture."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pygame import Rect

from boulevard_client.widgets.node import Node
from boulevard_client.widgets.senses import Point

if TYPE_CHECKING:
    from boulevard_client.widgets.stage import Stage

STIR = 10
"""Design units the mouse moves before a hand that has just pressed something asks for explanations again."""


def node_at(root: Node, at: Point, clip: Rect) -> Node | None:
    """The deepest visible node under a point."""
    if not root.visible:
        return None
    inside = root.rect.collidepoint(at) and clip.collidepoint(at)
    inner = clip.clip(root.opening()) if root.clips else clip
    if root.clips and not inner.collidepoint(at):
        return None
    for child in reversed(root.children):
        found = node_at(child, at, inner)
        if found is not None:
            return found
    return root if inside else None


class Pointer:
    """Follows the mouse over the layers of a stage."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.at: Point = (-1, -1)
        self.over: Node | None = None
        """The interactive node under the mouse."""
        self.resting: Node | None = None
        """The deepest node under the mouse; tooltips ask its ancestors."""
        self.held: Node | None = None
        self._dragging = False
        self._lost: tuple[str, type[Node]] | None = None
        self._busy_at: Point | None = None

    def busy(self) -> None:
        """A key or a button was pressed: until the mouse moves on, nothing new is explained to it. What comes up
        under a hand that acts would only stand in its way.
        """
        self._busy_at = self.at
        self.stage.tips.wait()

    def move(self, at: Point) -> None:
        self.at = at
        self._find_lost()
        if self.held is not None and self._dragging:
            self.held.pointer_drag(at)
            return
        self.resting = self.stage.node_at(at)
        over = self._interactive(self.resting)
        if over is not self.over:
            if self.over is not None:
                self.over.hovered = False
            self.over = over
            if over is not None:
                over.hovered = True
                if over.enabled:
                    self.stage.on_touch(False)
        if over is not None:
            over.pointer_move(at)
        if self._busy_at is not None:
            stir = self.stage.look.px(STIR)
            if abs(at[0] - self._busy_at[0]) <= stir and abs(at[1] - self._busy_at[1]) <= stir:
                return
            self._busy_at = None
        self.stage.tips.rest(self.resting)

    def down(self, at: Point) -> bool:
        self.move(at)
        target = self.over
        self.stage.tips.clicked(self.resting)
        if target is None or not target.enabled:
            return target is not None
        if target.can_focus:
            self.stage.set_focus(target)
        self._lost = None
        self.held = target
        self._dragging = target.pointer_down(at)
        return True

    def up(self, at: Point) -> bool:
        self._find_lost()
        held, dragging = self.held, self._dragging
        self.held, self._dragging, self._lost = None, False, None
        if held is None:
            return False
        self.at = at
        self.busy()
        if dragging:
            held.pointer_up(at)
        elif held.stage is not None and held.rect.collidepoint(at) and held.enabled:
            self.stage.on_touch(True)
            held.press()
        self.move(at)
        return True

    def wheel(self, steps: float) -> bool:
        node = self.stage.node_at(self.at)
        while node is not None:
            if node.wheel(steps):
                self.move(self.at)
                return True
            node = node.parent
        return False

    def wheel_across(self, steps: float) -> bool:
        node = self.stage.node_at(self.at)
        while node is not None:
            if node.wheel_across(steps):
                self.move(self.at)
                return True
            node = node.parent
        return False

    def forget(self, node: Node) -> None:
        """The node left the screen."""
        if self.over is node:
            node.hovered = False
            self.over = None
        if self.resting is node:
            self.resting = None
        if self.held is node:
            self.held = None
            self._lost = (node.id, type(node)) if node.id is not None else None

    def _find_lost(self) -> None:
        """A screen that was built anew during a drag has the held node again, under the same id."""
        if self._lost is None:
            return
        name, kind = self._lost
        for layer in self.stage.layers:
            for node in layer.root.walk():
                if node.id == name and type(node) is kind:
                    self.held, self._lost = node, None
                    return

    @staticmethod
    def _interactive(node: Node | None) -> Node | None:
        while node is not None and not node.interactive:
            node = node.parent
        return node
