"""Facts about people: who stays, what offers do when everybody makes them, and where people go."""

from __future__ import annotations

import numpy as np

from boulevard_server.lab.estimates import mean_of, ratio_of
from boulevard_server.lab.facts.registry import Fact, Measure, World, fact
from boulevard_server.lab.facts.stage import TURNS_A_YEAR, Seating, bot_match, changed, each, idle, openings

_GRADUATES = 1
_OFFER = 30
"""Thousand yuan for a graduate: the published list."""


@fact(
    Fact(
        "S20",
        "graduates who stay, and what an offer brings when every rival matches it",
        (
            Measure("kept without policy", mean_of("kept"), 0.2, 0.25),
            Measure("effect when matched, against alone", ratio_of("matched", "alone"), 0.0, 0.5),
        ),
        carried_by=("talent.retention", "talent.programme_effect"),
        off={"talent.programme_effect": 0.0},
        quick=4,
        full=16,
    )
)
def offers(world: World, block: int) -> dict[str, list[float]]:
    """The same matches without offers, with one city's, and with the same offer everywhere; graduates after a year."""
    state, tables = openings(world, block, 3)
    none = np.zeros_like(state["talent.programme"])
    one, everywhere = np.array(none), np.array(none)
    one[..., 0, _GRADUATES] = _OFFER
    everywhere[..., _GRADUATES] = _OFFER
    got = [idle(changed(state, talent__programme=offer), tables, TURNS_A_YEAR) for offer in (none, one, everywhere)]
    people = [end["talent.people"][..., 0, _GRADUATES] for end in got]
    return {
        "kept": each(got[0]["talent.retention"]),
        "alone": each(people[1] - people[0]),
        "matched": each(people[2] - people[0]),
    }


@fact(
    Fact(
        "S21",
        "people who move to the most attractive city",
        (Measure("net inflow", mean_of("inflow"), 0.005, 0.023, "a year"),),
        carried_by=("talent.draw", "talent.residents", "talent.residents_limit"),
        off={"talent.draw": [0.0, 0.0, 0.0], "talent.residents": 0.0},
        quick=4,
        full=16,
    )
)
def inflow(world: World, block: int) -> dict[str, list[float]]:
    """In a match of bots, the city that grew most in ten years: its growth less the natural one."""
    _, positions = bot_match(world, block, Seating())
    years = len(positions) / TURNS_A_YEAR
    grown = positions[-1]["city.population"] / positions[-1]["city.population_start"]
    natural = float(np.asarray(world.content.parameters["talent.natural"].value))
    return {"inflow": [float(grown.max()) ** (1.0 / years) - 1.0 - natural]}
