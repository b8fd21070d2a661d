"""What all seats of a match see at one moment, as numbers laid end to end, and what a turn has changed in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from boulevard_shared.columns import Ints
from boulevard_shared.view import NOTHING_AHEAD, Changes, Differing, Passing, changes_in, differing, hashed, sealed


@dataclass(frozen=True, slots=True)
class Sight:
    """What seats see: `common` (n) alike for all, `own` (seats, m); and how a turn passes in them by itself."""

    common: Ints
    own: Ints
    passing: tuple[Passing, Passing] = (NOTHING_AHEAD, NOTHING_AHEAD)


@dataclass(frozen=True, slots=True)
class Shown:
    """What a turn has changed for everybody and for each seat, and the fingerprint of all that each seat sees now."""

    common: Changes
    own: Sequence[Changes]
    seals: Sequence[bytes]


@dataclass(frozen=True, slots=True)
class Turned:
    """What a turn has changed in what seats see, and its fingerprints: all that is needed of two sights."""

    common: Differing
    own: Differing
    seals: Sequence[bytes]


def turned(before: Sight, after: Sight) -> Turned:
    """What a turn has changed in one match."""
    seal = hashed(after.common)
    seals = [sealed(seal, numbers) for numbers in after.own]
    common, own = before.passing
    return Turned(
        differing(after.common[None], common.passed(before.common)[None]),
        differing(after.own, own.passed(before.own)),
        seals,
    )


def shown_each(turns: Sequence[Turned]) -> list[Shown]:
    """What is told of the turns of some matches, put into bytes for all at once."""
    if not turns:
        return []
    common = changes_in([one.common for one in turns])
    own = iter(changes_in([one.own for one in turns]))
    return [Shown(told, list(islice(own, one.own.rows)), one.seals) for one, told in zip(turns, common, strict=True)]


def shown(before: Sight, after: Sight) -> Shown:
    """What is told of a turn of one match."""
    (found,) = shown_each([turned(before, after)])
    return found
