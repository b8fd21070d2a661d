"""One turn as it could be planned, an answer to "what if", the clock: the values of which the replica is made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from boulevard_shared.events import Event
from boulevard_shared.orders import AnyOrder
from boulevard_shared.parts import BotReason, Forecast, OrderCost, Standing, Why
from boulevard_shared.sentence import Sentence
from boulevard_shared.view import View


@dataclass(frozen=True, slots=True)
class Moment:
    """One turn at the time it was planned. `why` is by quantity and flat place; `events` happened just before."""

    turn: int
    view: View
    why: Mapping[tuple[str, int], Why]
    events: tuple[Event, ...]
    reasons: tuple[BotReason, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """The server's answer to "what if": a forecast with its cost, or a refusal."""

    order: AnyOrder
    cost: OrderCost | None = None
    standing: Standing | None = None
    forecast: Forecast | None = None
    refused: Sentence | None = None


@dataclass(frozen=True, slots=True)
class Turned:
    """The clock: seconds that were left at `at` (of the injected clock), -1 without a deadline."""

    remaining_s: float = -1.0
    paused: bool = False
    at: float = 0.0
