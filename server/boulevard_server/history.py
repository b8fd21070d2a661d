"""The numbered publications of one seat: its dense count, and the last ones for those who come back."""

from __future__ import annotations

from collections import deque

BOOT_STRIDE = 2**24
"""Publications a seat can get between two starts of the server: each start begins a new range of numbers, so
that a client that missed the restart cannot take a new number for an old one."""


class History:
    """One seat's publications: `seq` is the number of the last one.

    At most `limit` frames and `limit_bytes` bytes are kept: whoever has missed more is served better, and without
    filling their outbox, by a snapshot.
    """

    __slots__ = ("_bytes", "_frames", "_limit_bytes", "seq")

    def __init__(self, boot: int, limit: int, limit_bytes: int) -> None:
        self.seq = boot * BOOT_STRIDE
        self._limit_bytes = limit_bytes
        self._frames: deque[bytes] = deque(maxlen=limit)
        self._bytes = 0

    def next(self) -> int:
        """The number the next publication must carry."""
        return self.seq + 1

    def add(self, frame: bytes) -> None:
        """Keep the publication that carries `next()`."""
        self.seq += 1
        if len(self._frames) == self._frames.maxlen:
            self._bytes -= len(self._frames[0])
        self._frames.append(frame)
        self._bytes += len(frame)
        while self._bytes > self._limit_bytes:
            self._bytes -= len(self._frames.popleft())

    def restart(self) -> None:
        """Forget all: from here on only a snapshot helps whoever is behind."""
        self.seq += 1
        self._frames.clear()
        self._bytes = 0

    def go_on_from(self, last: int) -> None:
        """Count on from what the reader has: for a lobby, where the next publication says everything anyway.

        The number comes from the reader and concerns nobody else; one that would leave the range of safe integers
        is not taken.
        """
        if 0 < last < 2**52:
            self.seq = last
        self._frames.clear()
        self._bytes = 0

    def after(self, last: int, most: int) -> list[bytes] | None:
        """The publications after number `last`, or None when they are not all here or more than `most`."""
        missing = self.seq - last
        if not 0 <= missing <= min(most, len(self._frames)):
            return None
        return list(self._frames)[len(self._frames) - missing :]
