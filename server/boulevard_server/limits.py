"""What one peer may take of the server: rates, sizes, counts and strikes. Each number answers an attack."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """All limits of a running server. Times in seconds, sizes in bytes.

    The defaults suit people; a load test or a host behind a proxy raises them explicitly.
    """

    messages_per_s: float = 10.0
    message_burst: int = 20
    bytes_per_s: float = 32_768.0
    byte_burst: int = 65_536
    words_per_s: float = 0.5
    word_burst: int = 6
    """Messages and proposals of one connection: nobody can read faster, and a flood would drown the table."""
    floods: int = 10
    """Frames above the rate before the socket is closed: each is refused, so an eager person loses nothing."""
    strikes: int = 3
    """Malformed frames before the socket is closed: our own client never sends one."""
    hello_s: float = 5.0
    frame_bytes: int = 16_384
    outbox_messages: int = 64
    outbox_bytes: int = 262_144
    waiting_sockets: int = 200
    """Sockets that have not said hello yet, all addresses together (half-open floods)."""
    sockets_per_address: int = 128
    """A school is one address: never below 64."""
    failures: int = 10
    """Wrong codes of one connection within `failure_window_s` before it must wait."""
    failures_per_address: int = 100
    """Wrong codes, wrong tokens and strikes of one address within `failure_window_s` before newcomers from it must
    wait. Whoever holds a seat is let in all the same: one pupil must not lock out the class."""
    failure_window_s: float = 60.0
    matches: int = 2_000
    match_queue: int = 256
    lobby_s: float = 7_200.0
    """How long a lobby waits to be started; its code dies with it."""
    lobby_seat_s: float = 120.0
    """How long a seat of a lobby is kept for somebody who dropped."""
    absence_s: float = 20.0
    """How long a match without deadline waits for a person who dropped before the acting official decides."""
    bots_s: float = 10.0
    """How long a turn waits for its bots; whoever is not done by then keeps the standing orders."""
    idle_s: float = 600.0
    """How long a match stays in memory when nobody is connected; it sleeps on disk after that."""
    history: int = 256
    history_bytes: int = 131_072
    """Publications kept per seat for those who come back; beyond either, a snapshot is shorter than what is missing."""


class TokenBucket:
    """Permits that refill with time; what is asked for beyond them is refused."""

    __slots__ = ("_at", "_burst", "_level", "_rate")

    def __init__(self, rate: float, burst: float, now: float) -> None:
        self._rate = rate
        self._burst = burst
        self._level = burst
        self._at = now

    def take(self, now: float, amount: float = 1.0) -> bool:
        """Whether `amount` permits were there; if so they are gone."""
        level = self._level + (now - self._at) * self._rate
        self._at = now
        if level > self._burst:
            level = self._burst
        if level < amount:
            self._level = level
            return False
        self._level = level - amount
        return True

    def has(self, now: float, amount: float = 1.0) -> bool:
        """Whether `amount` permits are there."""
        self._level = min(self._burst, self._level + (now - self._at) * self._rate)
        self._at = now
        return self._level >= amount


class AddressBook:
    """How many sockets each address holds and how often it has failed lately."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._sockets: dict[str, int] = {}
        self._failures: dict[str, deque[float]] = {}

    def admit(self, address: str) -> bool:
        """Count one more socket of this address, unless it has too many."""
        count = self._sockets.get(address, 0)
        if count >= self._limits.sockets_per_address:
            return False
        self._sockets[address] = count + 1
        return True

    def leave(self, address: str) -> None:
        count = self._sockets[address] - 1
        if count:
            self._sockets[address] = count
        else:
            del self._sockets[address]

    def fail(self, address: str, now: float) -> None:
        """Remember a wrong code, a wrong token or a strike; it outlives the socket."""
        if len(self._failures) > 10_000:  # an attacker with many addresses must not fill the memory
            self._failures.clear()
        # One more than the limit is all `blocked` needs, so the list cannot grow.
        self._failures.setdefault(address, deque(maxlen=self._limits.failures_per_address)).append(now)

    def blocked(self, address: str, now: float) -> bool:
        """Whether this address has failed too often within the window."""
        times = self._failures.get(address)
        if times is None:
            return False
        while times and now - times[0] > self._limits.failure_window_s:
            times.popleft()
        if not times:
            del self._failures[address]
            return False
        return len(times) >= self._limits.failures_per_address
