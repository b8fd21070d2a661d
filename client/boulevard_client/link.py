"""The link to a server as others see it: its states, and its address as people type it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from boulevard_shared.sentence import Sentence

DEFAULT_PORT = 8765


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


def full_address(typed: str) -> str:
    """What a player types as an address -> a websocket url: `192.168.1.5` -> `ws://192.168.1.5:8765`."""
    typed = typed.strip().rstrip("/")
    if not typed:
        return ""
    for prefix, scheme in (("https://", "wss://"), ("http://", "ws://")):
        if typed.startswith(prefix):
            typed = scheme + typed.removeprefix(prefix)
    if "://" not in typed:
        typed = "ws://" + typed
    scheme, _, rest = typed.partition("://")
    host, slash, path = rest.partition("/")
    if scheme == "ws" and ":" not in host:
        host += f":{DEFAULT_PORT}"
    return f"{scheme}://{host}{slash}{path}"
