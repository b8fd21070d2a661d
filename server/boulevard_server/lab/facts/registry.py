"""The registry of stylised facts: what must come out of play, how it is measured, and what carries it.

A fact is one function that plays a block (a match or a batch of matches) and returns what it saw. The decorator says
what is made of all blocks together, in which band it must lie, and which numbers of the content carry the mechanism;
with those numbers at their `off` values the fact must fail, or it would not be due to the mechanism.

At full size an estimate must lie in its band. A quick run has a few blocks only: there a fact holds when the interval
of the estimate meets the band and the estimate itself is off by no more than `SLACK` of the edge that it passed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

import msgspec
import numpy as np

from boulevard_server.lab.estimates import Statistic, bootstrap
from boulevard_server.lab.findings import Line, Section
from boulevard_shared.content import Content, shipped

Numbers = Mapping[str, float | list[float]]
SIZES = ("quick", "full")
SLACK = 0.1
"""How far beyond an edge of its band, as a share of that edge, a quick run's estimate may lie; see above."""


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

    `carried_by` names the content numbers of its mechanism, `off` their values without it, `quick` and `full` how many
    blocks are played.
    """

    id: str
    title: str
    measures: tuple[Measure, ...]
    carried_by: tuple[str, ...]
    off: Numbers
    quick: int = 4
    full: int = 16

    def blocks(self, size: str) -> int:
        return self.quick if size == "quick" else self.full


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


Seen = Mapping[str, Sequence[float]]
"""What one block saw."""


def play_block(block: Block) -> Seen:
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


def blocks(fact: str, size: str = "quick", off: bool = False) -> list[Block]:
    """The blocks of a fact at this size."""
    return [Block(fact, number, off) for number in range(facts()[fact].blocks(size))]


def lines(fact: str, seen: Sequence[Seen], size: str = "quick", off: bool = False) -> tuple[Line, ...]:
    """What all blocks of a fact say together, judged as a run of this size is."""
    slack = SLACK if size == "quick" else 0.0
    samples = [{name: np.asarray(values, np.float64) for name, values in saw.items()} for saw in seen]
    return tuple(
        Line(m.name, bootstrap(samples, m.statistic, index), m.low, m.high, m.unit, slack, not off)
        for index, m in enumerate(facts()[fact].measures)
    )


def fails(found: Sequence[Line]) -> bool:
    """Whether a fact clearly does not come out: all of an interval lies outside its band, or nothing was measured."""
    return any(line.missed for line in found if line.banded)


def table_without(found: Mapping[str, Sequence[Line]]) -> Section:
    """One line for each fact played without its mechanism: the first measure that fails then, and what was changed."""
    out = []
    for name, measured in found.items():
        line = next((line for line in measured if line.banded and line.missed), measured[0])
        changed = ", ".join(f"{number} = {value}" for number, value in facts()[name].off.items())
        out.append(replace(line, name=f"{name}, {line.name}; with {changed}"))
    remark = "Each fact must fail without its mechanism, or it would not be due to it. Played at quick size."
    return Section("Without their mechanisms", tuple(out), (remark,))
