"""Facts about cities as a whole: the model case, and what becomes of a city nobody governs."""

from __future__ import annotations

import numpy as np

from boulevard_server.lab.estimates import mean_of, median_of
from boulevard_server.lab.facts.registry import Fact, Measure, World, fact
from boulevard_server.lab.facts.stage import EIGHT, TURNS_A_YEAR, bot_match, each, idle, openings
from boulevard_server.lab.facts.stage import Seating as Seats
from boulevard_shared.ids import Persona


@fact(
    Fact(
        "S6",
        "the model case: an incubator governs Hefei from 2008 to 2017",
        (
            Measure("real growth, median", median_of("growth"), 0.08, 0.2, "a year"),
            Measure("strategic share at the start", mean_of("share_start"), 0.26, 0.28),
            Measure("strategic share after 20 turns, median", median_of("share_end"), 0.5, 0.62),
            Measure("income against the urban mean at the start", mean_of("income_start"), 0.7, 1.0),
            Measure("income against the urban mean at the end", mean_of("income_end"), 1.0, 2.0),
        ),
        carried_by=("chains.pull_plan", "chains.pull_anchor", "firms.supplier_capacity"),
        off={"chains.pull_plan": 0.0, "chains.pull_anchor": 0.0, "firms.supplier_capacity": 0.0},
        quick=6,
        full=96,  # its median moves by a tenth from one handful of matches to another
    )
)
def model_case(world: World, block: int) -> dict[str, list[float]]:
    """Hefei by an incubator among seven others of all personas, twenty turns from 2008.

    Growth is that of GDP, which has no general inflation in it; world prices of what the chains make are. The
    strategic share is the twelve chains' of industry's value added. Income is a head's, against the urban average of
    the country. The world's shares are of 2013 and 2023, ten years as here, though the match begins in 2008.
    """
    others = tuple(persona for persona in Persona if persona is not Persona.INCUBATOR)
    personas = (Persona.INCUBATOR, *(others[(block + seat) % len(others)] for seat in range(7)))
    # `bot_match` turns the personas on by the block's number: turned back here, so that Hefei keeps its incubator.
    shift = block % len(personas)
    turned = (*personas[-shift:], *personas[:-shift]) if shift else personas
    _, positions = bot_match(world, block, Seats(EIGHT, turned))
    end = positions[-1]
    years = len(positions) / TURNS_A_YEAR
    gdp = float(end["city.gdp"][0]) / float(end["city.gdp_start"][0])
    return {
        "growth": [gdp ** (1.0 / years) - 1.0],
        "share_start": [float(end["city.strategic_start"][0])],
        "share_end": [float(end["city.strategic"][0])],
        "income_start": [float(end["city.income_start"][0]) / float(end["nation.income_start"])],
        "income_end": [float(end["city.income"][0]) / float(end["nation.income"])],
    }


@fact(
    Fact(
        "S7",
        "productivity of a city nobody governs",
        (Measure("growth of productivity", mean_of("growth"), 0.007, 0.014, "a year"),),
        carried_by=("growth.tfp", "growth.catch_up"),
        off={"growth.tfp": 0.0, "growth.catch_up": 0.0},
        quick=4,
        full=16,
    )
)
def passive_city(world: World, block: int) -> dict[str, list[float]]:
    """Eight cities left alone for ten years."""
    state, tables = openings(world, block, 3)
    turns = tables.scenario.turns
    end = idle(state, tables, turns)
    rise = end["city.tfp"] / state["city.tfp"]
    return {"growth": each(np.asarray(rise) ** (TURNS_A_YEAR / turns) - 1.0)}
