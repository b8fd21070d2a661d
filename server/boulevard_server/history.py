"""The numbered publications of one seat: its dense count, and the last ones for those who come back."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator

BOOT_STRIDE = 2**24
"""Publications a seat can get between two starts of the server: each start begins a new range of numbers, so
that a client that missed the restart cannot take a new number for an old one."""


class History:
    """One seat's publications: `seq` is the number of the last one."""

    __slots__ = ("_frames", "_limit", "seq")

    def __init__(self, boot: int, limit: int) -> None:
        self.seq = boot * BOOT_STRIDE
        self._limit = limit
        self._frames: deque[bytes] = deque(maxlen=limit)

    def next(self) -> int:
        """The number the next publication must carry."""
        return self.seq + 1

    def add(self, frame: bytes) -> None:
        """Keep the publication that carries `next()`."""
        self.seq += 1
        self._frames.append(frame)

    def restart(self) -> None:
        """Forget all: from here on only a snapshot helps whoever is behind."""
        self.seq += 1
        self._frames.clear()

    def go_on_from(self, last: int) -> None:
        """Count on from what the reader has: for a lobby, where the next publication says everything anyway.

        The number comes from the reader and concerns nobody else; one that would leave the range of safe integers
        is not taken.
        """
        if 0 < last < 2**52:
            self.seq = last
        self._frames.clear()

    def after(self, last: int) -> Iterator[bytes] | None:
        """The publications after number `last`, or None when they are not all here."""
        missing = self.seq - last
        if not 0 <= missing <= len(self._frames):
            return None
        return iter(list(self._frames)[len(self._frames) - missing :])
