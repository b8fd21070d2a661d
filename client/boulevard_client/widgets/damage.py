"""Which parts of the window must be painted again; owns the merging of damage rectangles."""

from __future__ import annotations

from pygame import Rect

MOST_RECTS = 24
WASTE = 1.3
"""Two rectangles become one when that paints at most this much more."""


def _area(rect: Rect) -> int:
    return rect.width * rect.height


class Damage:
    """Collects damaged rectangles of a window and gives few, useful ones to paint."""

    def __init__(self, bounds: Rect) -> None:
        self.bounds = bounds
        self._rects: list[Rect] = []
        self.whole = False

    def __bool__(self) -> bool:
        return bool(self._rects)

    def add(self, rect: Rect) -> None:
        if self.whole:
            return
        rect = rect.clip(self.bounds)
        if rect.width <= 0 or rect.height <= 0:
            return
        rects = self._rects
        for index, other in enumerate(rects):
            if other.contains(rect):
                return
            if rect.contains(other) or self._worth_joining(rect, other):
                joined = rect.union(other)
                del rects[index]
                self.add(joined)
                return
        rects.append(rect)
        if len(rects) > MOST_RECTS:
            self._join_cheapest()

    def all(self) -> None:
        """Everything must be painted."""
        self._rects = [self.bounds.copy()]
        self.whole = True

    def take(self) -> list[Rect]:
        """The rectangles to paint now; afterwards nothing is damaged."""
        taken, self._rects, self.whole = self._rects, [], False
        return taken

    @staticmethod
    def _worth_joining(first: Rect, second: Rect) -> bool:
        joined = _area(first.union(second))
        return joined <= WASTE * (_area(first) + _area(second) - _area(first.clip(second)))

    def _join_cheapest(self) -> None:
        newest = self._rects.pop()
        costs = [_area(newest.union(other)) - _area(other) for other in self._rects]
        index = costs.index(min(costs))
        joined = newest.union(self._rects.pop(index))
        self.add(joined)
