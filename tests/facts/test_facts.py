"""The stylised facts at quick size: each comes out of play, and does not without the mechanism that carries it."""

from __future__ import annotations

import pytest

from boulevard_server.lab.facts import registry
from boulevard_server.lab.findings import Line

NAMES = tuple(f"S{number}" for number in range(1, 25))


def played(fact: str, off: bool, most: int = 99) -> tuple[Line, ...]:
    blocks = registry.blocks(fact, "quick", off)[:most]
    return registry.lines(fact, [registry.play_block(block) for block in blocks], "quick", off)


@pytest.mark.parametrize("fact", NAMES)
def test_fact_comes_out_of_play(fact: str) -> None:
    found = played(fact, off=False)
    assert all(line.fine for line in found), [(line.name, line.estimate, line.low, line.high) for line in found]


@pytest.mark.parametrize("fact", NAMES)
def test_fact_is_due_to_its_mechanism(fact: str) -> None:
    # A few blocks are enough where nothing is left of the fact.
    found = played(fact, off=True, most=3)
    assert registry.fails(found), [(line.name, line.estimate, line.low, line.high) for line in found]


def test_every_fact_of_the_design_is_there_and_can_be_switched_off() -> None:
    known = registry.facts()
    assert tuple(known) == NAMES
    assert all(about.off and about.carried_by for about in known.values())
