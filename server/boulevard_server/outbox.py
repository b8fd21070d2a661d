"""What waits to be sent to one socket: bounded, never awaited by a match; whoever reads too slowly is dropped."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

from boulevard_shared.ids import CloseCode


class Outbox:
    """Frames for one socket in order, and how the socket should end.

    Putting never blocks and never fails: beyond the limits the queue is thrown away and the socket is to be
    closed with TOO_SLOW; its owner comes back with the token and gets what is missing. A snapshot makes the
    publications queued before it pointless, so it takes their place.
    """

    __slots__ = ("_bytes", "_frames", "_limit_bytes", "_limit_frames", "_wake", "close_code", "close_text")

    def __init__(self, limit_frames: int, limit_bytes: int, wake: Callable[[], None]) -> None:
        self._frames: deque[tuple[bytes, bool]] = deque()
        self._bytes = 0
        self._limit_frames = limit_frames
        self._limit_bytes = limit_bytes
        self._wake = wake
        self.close_code: CloseCode | None = None
        self.close_text = ""

    def put(self, frame: bytes, *, publication: bool = False, snapshot: bool = False) -> None:
        """Queue a frame; after closing it is dropped silently."""
        if self.close_code is not None:
            return
        if snapshot:
            kept = [(old, numbered) for old, numbered in self._frames if not numbered]
            self._frames = deque(kept)
            self._bytes = sum(len(old) for old, _ in kept)
        if len(self._frames) >= self._limit_frames or self._bytes + len(frame) > self._limit_bytes:
            self._frames.clear()
            self._bytes = 0
            self.close(CloseCode.TOO_SLOW, "reading too slowly")
            return
        self._frames.append((frame, publication or snapshot))
        self._bytes += len(frame)
        self._wake()

    def close(self, code: CloseCode, text: str = "") -> None:
        """Let the socket end once what is queued has been sent; the first reason stands."""
        if self.close_code is None:
            self.close_code = code
            self.close_text = text
            self._wake()

    def take(self) -> bytes | None:
        """The next frame to send, or None."""
        if not self._frames:
            return None
        frame, _ = self._frames.popleft()
        self._bytes -= len(frame)
        return frame

    def take_some(self, size: int) -> list[bytes]:
        """The next frames to send, about `size` bytes of them; empty when none waits."""
        taken: list[bytes] = []
        while self._frames and size > 0:
            frame, _ = self._frames.popleft()
            self._bytes -= len(frame)
            size -= len(frame)
            taken.append(frame)
        return taken

    @property
    def closing(self) -> bool:
        return self.close_code is not None
