"""What all seats of a match see at one moment, as numbers laid end to end, and what a turn has changed in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from boulevard_shared.columns import Ints
from boulevard_shared.view import Changes, changes_each, hashed, sealed


@dataclass(frozen=True, slots=True)
class Sight:
    """What seats see: `common` (n) alike for all, `own` (seats, m). Of a batch, both with an axis of matches before."""

    common: Ints
    own: Ints


@dataclass(frozen=True, slots=True)
class Shown:
    """What a turn has changed for everybody and for each seat, and the fingerprint of all that each seat sees now."""

    common: Changes
    own: Sequence[Changes]
    seals: Sequence[bytes]


def shown_each(before: Sight, after: Sight) -> list[Shown]:
    """What a turn has changed in each match of a batch."""
    common = changes_each(after.common, before.common)
    count, seats, size = after.own.shape
    own = changes_each(after.own.reshape(-1, size), before.own.reshape(-1, size))
    shown = []
    for match in range(count):
        seal = hashed(after.common[match])
        seals = [sealed(seal, numbers) for numbers in after.own[match]]
        shown.append(Shown(common[match], own[match * seats : (match + 1) * seats], seals))
    return shown


def shown(before: Sight, after: Sight) -> Shown:
    """What a turn has changed in one match."""
    (found,) = shown_each(*(Sight(sight.common[None], sight.own[None]) for sight in (before, after)))
    return found
