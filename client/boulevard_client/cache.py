"""Bounded least-recently-used store; owns the rule that no drawing cache of the client grows without end."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


def within(bounds: tuple[int, int], wish: int) -> int:
    """A wish, or the bound that it is beyond."""
    return min(max(wish, bounds[0]), bounds[1])


class BoundedCache(Generic[K, V]):
    """Keep values until their total cost exceeds `limit`, then forget those that were used longest ago.

    Cost is counted in whatever unit the caller passes to `put` (entries by default, bytes for surfaces).
    A single value dearer than the limit is returned to its caller but not kept.
    """

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.cost = 0
        self._entries: OrderedDict[K, tuple[V, int]] = OrderedDict()

    def get(self, key: K) -> V | None:
        entry = self._entries.get(key)
        if entry is None:
            return None
        self._entries.move_to_end(key)
        return entry[0]

    def put(self, key: K, value: V, cost: int = 1) -> V:
        """Store and return `value`, making room first."""
        old = self._entries.pop(key, None)
        if old is not None:
            self.cost -= old[1]
        if cost <= self.limit:
            self._entries[key] = (value, cost)
            self.cost += cost
            self._make_room()
        return value

    def bound(self, limit: int) -> None:
        """Keep no more than this from now on."""
        self.limit = limit
        self._make_room()

    def _make_room(self) -> None:
        while self.cost > self.limit:
            _, (_, freed) = self._entries.popitem(last=False)
            self.cost -= freed

    def clear(self) -> None:
        self._entries.clear()
        self.cost = 0

    def __len__(self) -> int:
        return len(self._entries)


class Remembered(Generic[K, V]):
    """Small values that are asked for thousands of times a frame: the latest `limit`, and up to as many before them.

    Found with one look into a dictionary, where `BoundedCache` keeps an order for each look.
    """

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self._young: dict[K, V] = {}
        self._old: dict[K, V] = {}

    def get(self, key: K) -> V | None:
        value = self._young.get(key)
        if value is None:
            value = self._old.pop(key, None)
            if value is not None:
                self.put(key, value)
        return value

    def put(self, key: K, value: V) -> V:
        if len(self._young) >= self.limit:
            self._old, self._young = self._young, {}
        self._young[key] = value
        return value

    def clear(self) -> None:
        self._young, self._old = {}, {}

    def __len__(self) -> int:
        return len(self._young) + len(self._old)
