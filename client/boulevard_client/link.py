"""What the connection says of itself; owns the states of the link between this client and its server."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from boulevard_shared.sentence import Sentence


class Link(Enum):
    """IDLE: not asked for. DIALLING: first try. LIVE: greeted. LOST: trying again. ENDED: will not try again."""

    IDLE = "idle"
    DIALLING = "dialling"
    LIVE = "live"
    LOST = "lost"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class LinkChanged:
    """The link is in a new state; `reason` may say why, `retry_s` how long until the next try (LOST)."""

    link: Link
    reason: Sentence | None = None
    retry_s: float = 0.0
