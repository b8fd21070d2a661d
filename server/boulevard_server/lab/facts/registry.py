"""The registry of stylised facts: what must come out of play, how it is measured, and what carries it.

A fact is one function that plays a block (a match or a batch of matches) and returns what it saw. The decorator says
what is made of all blocks together, in which band it must lie, and which numbers of the content carry the mechanism;
with those numbers at their `off` values the fact should fail, or it would not be due to the mechanism.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

import msgspec

from boulevard_server.lab.estimates import Estimate, Samples, Statistic, bootstrap
from boulevard_shared.content import Content, shipped

Numbers = Mapping[str, float | list[float]]
SIZES = ("quick", "full")
_EDGE = 1e-9
"""An estimate on the edge of its band lies in it, whatever its last bit says."""


@dataclass(frozen=True, slots=True)
class Measure:
    """One number made of all that was seen, and the band it must lie in."""

    name: str
    statistic: Statistic
    low: float
    high: float
    unit: str = ""


@dataclass(frozen=True, slots=True)
class World:
    """What a block is played with."""

    content: Content
    off: bool = False

    def seed(self, block: int) -> int:
        """Seed of a block; a quick run plays the first ones of a full run."""
        return 1000 + block


Play = Callable[[World, int], Mapping[str, list[float]]]
"""Plays block number so-and-so, and says what it saw."""


@dataclass(frozen=True, slots=True)
class Fact:
    """A stylised fact of the game's design: `id` as in its table.

    `carried_by` names the content numbers of its mechanism, `off` their values without it (nothing: it cannot be
    switched off by numbers), `quick` and `full` how many blocks are played.
    """

    id: str
    title: str
    measures: tuple[Measure, ...]
    carried_by: tuple[str, ...] = ()
    off: Numbers = field(default_factory=dict)
    quick: int = 4
    full: int = 16

    def blocks(self, size: str) -> int:
        return self.quick if size == "quick" else self.full


@dataclass(frozen=True, slots=True)
class Found:
    """What came out of one measure of a fact."""

    fact: str
    measure: str
    unit: str
    estimate: Estimate
    low: float
    high: float

    @property
    def held(self) -> bool:
        """Whether the estimate lies in the band."""
        return bool(self.low - _EDGE <= self.estimate.value <= self.high + _EDGE)

    @property
    def sure(self) -> bool:
        """Whether all of the interval lies on the same side of the band's edges as the estimate."""
        inside = self.low <= self.estimate.low and self.estimate.high <= self.high
        outside = self.estimate.high < self.low or self.estimate.low > self.high
        return bool(inside or outside)


_FACTS: dict[str, tuple[Fact, Play]] = {}


def fact(about: Fact) -> Callable[[Play], Play]:
    """Register the decorated function as the experiment of a fact.

    Raises:
        ValueError: the id is taken, or a number that carries it does not exist in the content.
    """

    def register(play: Play) -> Play:
        if about.id in _FACTS:
            raise ValueError(f"{about.id} is registered twice")
        for name in (*about.carried_by, *about.off):
            if name not in shipped().parameters:
                raise ValueError(f"{about.id}: there is no number '{name}' in the content")
        _FACTS[about.id] = (about, play)
        return play

    return register


def facts() -> dict[str, Fact]:
    """All facts by id, in order of their numbers."""
    from boulevard_server.lab.facts import load

    load()
    return {name: _FACTS[name][0] for name in sorted(_FACTS, key=lambda name: int(name[1:]))}


@dataclass(frozen=True, slots=True)
class Block:
    """One task of the lab: a block of a fact."""

    fact: str
    number: int
    off: bool = False


def play_block(block: Block) -> Mapping[str, list[float]]:
    """Play one block; a function of its argument alone, so that any worker gives the same."""
    chosen = facts()[block.fact]
    content = without(chosen.off) if block.off else shipped()
    _, play = _FACTS[block.fact]
    return play(World(content, block.off), block.number)


def without(numbers: Numbers) -> Content:
    """The shipped content with other values of some numbers; made once in a process for each set of values."""
    plain = ((name, tuple(value) if isinstance(value, list) else value) for name, value in numbers.items())
    return _changed(tuple(sorted(plain)))


@cache
def _changed(numbers: tuple[tuple[str, float | tuple[float, ...]], ...]) -> Content:
    content = shipped()
    parameters = dict(content.parameters)
    for name, value in numbers:
        plain = list(value) if isinstance(value, tuple) else value
        parameters[name] = msgspec.structs.replace(parameters[name], value=plain)
    digest = f"{content.digest}-without-{'-'.join(f'{name}={value}' for name, value in numbers)}"
    return msgspec.structs.replace(content, parameters=parameters, digest=digest)


def found(chosen: Fact, blocks: Sequence[Samples]) -> list[Found]:
    """What all blocks of a fact say together."""
    return [
        Found(chosen.id, m.name, m.unit, bootstrap(blocks, m.statistic, index), m.low, m.high)
        for index, m in enumerate(chosen.measures)
    ]
