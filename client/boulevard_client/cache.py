"""Bounded least-recently-used store; owns the rule that no drawing cache of the client grows without end."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


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
            while self.cost > self.limit:
                _, (_, freed) = self._entries.popitem(last=False)
                self.cost -= freed
        return value

    def clear(self) -> None:
        self._entries.clear()
        self.cost = 0

    def __len__(self) -> int:
        return len(self._entries)
