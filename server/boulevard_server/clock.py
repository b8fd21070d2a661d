"""Time as an argument: the clock all server code asks, and the clock of a turn, which knows remaining time only."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Protocol


class Clock(Protocol):
    """What the server knows of time."""

    def now(self) -> float:
        """Monotonic seconds; all timers use these, so a stepped wall clock hurts nobody."""
        ...

    def wall_ms(self) -> int:
        """Milliseconds since 1970, stored as data only."""
        ...


class LoopClock:
    """The time of the event loop in which it is first asked: a loop in virtual time takes the whole server with it."""

    __slots__ = ("_time",)

    def __init__(self) -> None:
        self._time: Callable[[], float] | None = None

    def now(self) -> float:
        if self._time is None:
            self._time = asyncio.get_running_loop().time
        return self._time()

    def wall_ms(self) -> int:
        return time.time_ns() // 1_000_000


class TurnClock:
    """Seconds left in a turn. It runs only while told to; -1 means that there is no deadline.

    What is stored of it is the remaining time, never a date: while the server is down nobody's time runs.
    """

    __slots__ = ("_clock", "_left", "_since")

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._left = -1.0
        self._since: float | None = None

    def set(self, seconds: float) -> None:
        """Give the turn this much time; whether the clock runs does not change."""
        self._left = seconds
        if self._since is not None:
            self._since = self._clock.now()

    def run(self, running: bool) -> None:
        """Let it run, or hold it."""
        if running == (self._since is not None):
            return
        left = self.left()
        self._left = left
        self._since = self._clock.now() if running else None

    @property
    def running(self) -> bool:
        return self._since is not None

    def left(self) -> float:
        """Seconds left, 0 when time is up, -1 without deadline."""
        if self._left < 0:
            return -1.0
        if self._since is None:
            return self._left
        return max(0.0, self._left - (self._clock.now() - self._since))

    def up(self) -> bool:
        return self.left() == 0.0
