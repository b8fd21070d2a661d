"""Where Tab and the arrows go; owns the order of focus stops and the search for a neighbour."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from pygame import Rect

from boulevard_client.widgets.layout import Column, Row
from boulevard_client.widgets.node import Node
from boulevard_client.widgets.scroll import Scroll

Direction = Literal["Left", "Right", "Up", "Down"]


class FocusOrder:
    """The focus stops of one tree, found once for as long as nothing in it changes: a screen has hundreds of nodes."""

    def __init__(self) -> None:
        self._root: Node | None = None
        self._found: list[Node] = []

    def forget(self) -> None:
        """Something was laid out anew, or is no longer what it was."""
        self._root = None
        self._found = []

    def of(self, root: Node) -> list[Node]:
        """`focus_order`, as long as nothing changes."""
        if root is not self._root:
            self._root, self._found = root, _stops(root)
        return [stop for stop in self._found if stop.can_focus]


def focus_order(root: Node) -> list[Node]:
    """Focus stops in visual order: rows from left to right, columns from top to bottom, each group whole."""
    return [stop for stop in _stops(root) if stop.can_focus]


def _stops(root: Node) -> list[Node]:
    """All that could be a stop, in the order of `focus_order`: what can explain itself by now is asked later."""
    found: list[Node] = []
    _collect(root, found)
    return found


def _collect(node: Node, found: list[Node]) -> None:
    if not node.visible:
        return
    if node.focusable:
        found.append(node)
    if not node.enabled:
        return
    children: Iterable[Node] = node.children
    if len(node.children) > 1 and not isinstance(node, Row | Column):
        children = sorted(node.children, key=lambda child: (child.rect.top, child.rect.left))
    for child in children:
        _collect(child, found)


def next_stop(stops: list[Node], current: Node | None, step: int) -> Node | None:
    """The stop after (`step` 1) or before (-1) the current one, around the ends."""
    if not stops:
        return None
    if current not in stops:
        return stops[0 if step > 0 else -1]
    return stops[(stops.index(current) + step) % len(stops)]


def neighbour(stops: list[Node], current: Node, direction: Direction) -> Node | None:
    """The nearest stop in a direction; things in line with the current one are preferred.

    Up and Down go through a list that scrolls before they leave it. What is scrolled out of sight counts as standing at
    the edge of its list.
    """
    inside = _list_of(current)
    if inside is not None and direction in ("Up", "Down"):
        fellows = [stop for stop in stops if _list_of(stop) is inside]
        found = _nearest([(stop, stop.rect) for stop in fellows], current, current.rect, direction)
        if found is not None:
            return found
    return _nearest([(stop, _in_sight(stop)) for stop in stops], current, _in_sight(current), direction)


def _nearest(places: list[tuple[Node, Rect]], current: Node, here: Rect, direction: Direction) -> Node | None:
    best: tuple[float, Node] | None = None
    for stop, there in places:
        if stop is current:
            continue
        distance = _distance(here, there, direction)
        if distance is not None and (best is None or distance < best[0]):
            best = (distance, stop)
    return best[1] if best else None


def _list_of(node: Node) -> Scroll | None:
    """The innermost scrolling list that a node is in."""
    return next((each for each in node.ancestors() if isinstance(each, Scroll)), None)


def _in_sight(node: Node) -> Rect:
    """Where a node is, or where it would come into sight."""
    place = node.rect
    for each in node.ancestors():
        if isinstance(each, Scroll):
            place = place.clamp(each.rect)
    return place


def _distance(here: Rect, there: Rect, direction: Direction) -> float | None:
    if direction in ("Left", "Right"):
        ahead = there.left - here.right if direction == "Right" else here.left - there.right
        centre = there.centerx - here.centerx
        aside = max(there.top - here.bottom, here.top - there.bottom, 0)
        skew = abs(there.centery - here.centery)
    else:
        ahead = there.top - here.bottom if direction == "Down" else here.top - there.bottom
        centre = there.centery - here.centery
        aside = max(there.left - here.right, here.left - there.right, 0)
        skew = abs(there.centerx - here.centerx)
    along = centre if direction in ("Right", "Down") else -centre
    if along <= 0:
        return None
    if ahead < -4:  # they overlap, as cities on the map do: the middle must lie clearly in that direction
        if along <= skew:
            return None
        ahead = along
    return max(ahead, 0) + 3.0 * aside + 0.2 * skew
