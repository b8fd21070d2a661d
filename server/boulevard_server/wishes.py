"""What others may put into a match's queue, and what a match tells the lobby: the two sides of its door."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import msgspec

from boulevard_server.chairs import Link
from boulevard_server.journal import Listing
from boulevard_shared.messages import ClientMessage


class Ask(msgspec.Struct, frozen=True, gc=False):
    """A request of somebody who holds a seat."""

    seat: int
    request: ClientMessage
    link: Link


@dataclass(frozen=True, slots=True)
class Arrival:
    """A connection with the right token; `last_seq` is the last publication it has."""

    seat: int
    last_seq: int
    link: Link


@dataclass(frozen=True, slots=True)
class Departure:
    """The connection is gone; the seat stays and waits."""

    seat: int
    link: Link


@dataclass(frozen=True, slots=True)
class Joining:
    """Somebody wants a seat in the lobby."""

    cid: int
    name: str
    city: str
    link: Link


@dataclass(frozen=True, slots=True)
class Halt:
    """The server goes down."""


Wish = Ask | Arrival | Departure | Joining | Halt


class House(Protocol):
    """What a match tells the lobby."""

    def seat_given(self, match: str, seat: int, token_hash: bytes) -> None: ...

    def seat_freed(self, match: str, seat: int) -> None: ...

    def listed(self, listing: Listing) -> None: ...

    def asleep(self, match: str) -> None:
        """The match has ended its task and lives on disk only."""
        ...

    def store_failed(self, text: str) -> None: ...
