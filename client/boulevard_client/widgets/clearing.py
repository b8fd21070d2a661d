"""Where a card that floats above a page covers least of what can be read and used there."""

from __future__ import annotations

from collections.abc import Callable

from pygame import Rect

from boulevard_client.look import Look
from boulevard_client.widgets.node import UNBOUNDED, Node, Size
from boulevard_client.widgets.table import Table

NEAR = 3
"""Square pixels of the page that a pixel nearer to its source is worth."""
TOUCHED = 900
"""Square pixels that anything covered counts beside its area: half a figure is as bad as a whole one."""
CLEAR = 4
"""Units around what can be seen that count as covered too: a card that touches a line is in its way."""
STEPS = 12
"""Places along each side of the room that are looked at first."""
REFINED = 6
"""The best places from which better ones are looked for close by."""
STAYS = 1000
"""Square pixels that another place must save before the card leaves the one it has."""


def taken(root: Node, look: Look, window: Rect) -> list[Rect]:
    """What of a page can be seen: texts as wide as they are, tables down to their last row, pictures, controls."""
    found: list[Rect] = []
    apart = 2 * look.px(CLEAR)
    waiting = [(root, window)]
    while waiting:
        node, clip = waiting.pop()
        if not node.visible or not node.extent.colliderect(clip):
            continue
        if node.children:
            inner = clip.clip(node.opening()) if node.clips else clip
            waiting.extend((child, inner) for child in node.children)
        elif node.texts() or node.interactive:
            seen = _drawn(node, look).clip(clip)
            if seen.width and seen.height:
                found.append(seen.inflate(apart, apart))
    return found


def _drawn(node: Node, look: Look) -> Rect:
    width, height = node.rect.size
    if isinstance(node, Table):
        height = min(height, node.natural(look, width)[1])
    elif not node.interactive:
        width = min(width, node.measure(look, UNBOUNDED)[0])
    return Rect(node.rect.left, node.rect.top, width, height)


def clearest(size: Size, source: Rect | None, room: Rect, avoid: list[Rect], before: Rect | None) -> Rect:
    """The place inside `room` for a card of this size: near its source and never on it, over as little as may be of
    what is to be avoided. A card that stood `before` stays there unless it is much better elsewhere.
    """

    def cost(place: Rect) -> float:
        hidden = [place.clip(avoid[at]) for at in place.collidelistall(avoid)]
        covered = sum(part.width * part.height + TOUCHED for part in hidden)
        if source is None:
            return covered
        if place.colliderect(source):
            covered += source.width * source.height + room.width * room.height
        across = max(source.left - place.right, place.left - source.right, 0)
        down = max(source.top - place.bottom, place.top - source.bottom, 0)
        return covered + NEAR * (across + down)

    places = sorted((place.clamp(room) for place in _places(size, source, room)), key=cost)[:REFINED]
    best = min((_settled(place, room, cost) for place in places), key=cost)
    if before is not None and before.size == best.size and room.contains(before) and cost(before) <= cost(best) + STAYS:
        return before
    return best


def _settled(place: Rect, room: Rect, cost: Callable[[Rect], float]) -> Rect:
    """The best place within a step of the grid around one, halving the way each time."""
    across, down = (room.width - place.width) // STEPS, (room.height - place.height) // STEPS
    while across > 1 or down > 1:
        across, down = (across + 1) // 2, (down + 1) // 2
        moves = [(x, y) for x in (0, -across, across) for y in (0, -down, down)]
        place = min((place.move(*move).clamp(room) for move in moves), key=cost)
    return place


def _places(size: Size, source: Rect | None, room: Rect) -> list[Rect]:
    """Around the source, then along the foot and the sides of the room; the first of equals is taken."""
    found: list[Rect] = []
    if source is not None:
        gap = 8
        for top in (source.bottom + gap, source.top - gap - size[1]):
            found += [
                Rect((left, top), size) for left in (source.left, source.right - size[0], source.centerx - size[0] // 2)
            ]
        for left in (source.right + gap, source.left - gap - size[0]):
            found += [
                Rect((left, top), size) for top in (source.top, source.bottom - size[1], source.centery - size[1] // 2)
            ]
    lefts = [room.left + (room.width - size[0]) * step // STEPS for step in range(STEPS + 1)]
    tops = [room.top + (room.height - size[1]) * step // STEPS for step in range(STEPS + 1)]
    middle = lefts[STEPS // 2]
    found.append(Rect((middle, tops[-1]), size))
    found += [Rect((left, top), size) for top in reversed(tops) for left in lefts]
    return found
