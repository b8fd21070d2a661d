"""What screens ask about stored matches: plain values that `watching` carries out."""

from __future__ import annotations

from dataclasses import dataclass

from boulevard_shared.orders import AnyOrder


@dataclass(frozen=True, slots=True)
class FindReplays:
    """Which matches are stored on this machine?"""


@dataclass(frozen=True, slots=True)
class OpenReplay:
    """Put a stored match (its id) or a replay file (its path) on stage; `seat` -1 lets the match choose."""

    source: str
    seat: int = -1


@dataclass(frozen=True, slots=True)
class WatchFrom:
    """Look from another seat, at the real course (`line` 0) or at the fork (1)."""

    seat: int
    line: int = 0


@dataclass(frozen=True, slots=True)
class AskWhatElse:
    """What would the adviser have suggested to this seat in this turn?"""

    turn: int
    seat: int


@dataclass(frozen=True, slots=True)
class WhatIf:
    """Play on from a turn with these orders of a seat instead of its own; with `rethink` bots decide anew."""

    turn: int
    seat: int
    orders: tuple[AnyOrder, ...]
    rethink: bool = False


@dataclass(frozen=True, slots=True)
class LeaveReplay:
    """Take the match off the stage."""


WatchIntent = FindReplays | OpenReplay | WatchFrom | AskWhatElse | WhatIf | LeaveReplay
