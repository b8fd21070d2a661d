"""What is worth telling of many things that happened: the weightiest, and not the same thing again and again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from boulevard_shared.events import Event, EventKind


def varied(events: Iterable[Event], most: int) -> list[Event]:
    """The events in their order, of each kind no more than the first `most`."""
    seen: Counter[EventKind] = Counter()
    told = []
    for event in events:
        seen[event.kind] += 1
        if seen[event.kind] <= most:
            told.append(event)
    return told
