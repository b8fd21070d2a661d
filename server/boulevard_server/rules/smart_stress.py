"""Stress of traffic, hospitals and offices: what drives it, what modules take away, and what it does to a city.

Owns `smart.traffic`, `hospitals` and `offices`.
"""

from __future__ import annotations

import numpy as np

from boulevard_server.rules.arrays import ONE, Array, Floats, choose, clip, matvec, positive, side_by_side, some
from boulevard_server.rules.powers import log
from boulevard_server.rules.smart_deals import Known
from boulevard_server.rules.state import State
from boulevard_server.rules.tables import Tables, constant
from boulevard_server.rules.turn import Turn

METERS = ("traffic", "hospitals", "offices")
_BY_ITSELF = np.arange(len(METERS)) == 0
"""Traffic works whoever uses it."""
_LOG_2 = 0.6931471805599453


def begin(start: dict[str, Array], tables: Tables) -> None:
    """Stress as the city's services and size leave it."""
    for name, parts in zip(METERS, _parts(start, start, tables), strict=True):
        points = clip(np.asarray(sum(parts.values())), 0.0, 100.0)
        start[f"smart.{name}"] = points
        start[f"smart.{name}_start"] = points


def play(turn: Turn) -> None:
    """Stress moves with people, incomes, services and modules; life in the city with it."""
    t = turn.tables
    now, before = (_parts(state, turn, t) for state in (turn, turn.before))
    eased = relief(turn, t) - relief(turn.before, t)
    living = t.lists["smart.stress_living"]
    for place, name in enumerate(METERS):
        field = f"smart.{name}"
        moves = {cause: part - before[place][cause] for cause, part in now[place].items()}
        turn.contribute_each(field, {**moves, "modules:smart.users": -eased[..., place]})
        hold(turn, field)
        moved = turn[field] - turn.before[field]
        turn.contribute("city.livability", f"{name}:{field}", -living[place] * moved)
    hold(turn, "city.livability")


def drag(turn: Turn) -> None:
    """Stress above that of the start costs growth as long as it lasts; below, it gives some."""
    growth = turn.tables.lists["smart.stress_growth"]
    level = turn["city.tfp"] / 2.0
    slower = {}
    for place, name in enumerate(METERS):
        field = f"smart.{name}"
        lasting = turn[field] - turn[f"{field}_start"]
        slower[f"{name}:{field}"] = -level * growth[place] * lasting
    turn.contribute_each("city.tfp", slower)


def hold(turn: Turn, field: str) -> None:
    """Keep an explained level on its scale of 0 to 100."""
    level = turn[field]
    if some((level > 100.0) | (level < 0.0)):
        turn.contribute_rest(field, "limit", clip(level, 0.0, 100.0))


def in_use(state: Known) -> Floats:
    """How much of the modules' good reaches people (..., C): a third without users, all with everybody."""
    use: Floats = 1.0 / 3.0 + 2.0 / 3.0 * np.asarray(state["smart.users"], np.float64)
    return use


def relief(state: Known, tables: Tables) -> Floats:
    """Points of stress the modules take away (..., C, 3): traffic works by itself, services as they are used."""
    runs = np.asarray(state["smart.module"], np.float64)
    if not some(runs):
        return np.zeros((*runs.shape[:-1], len(METERS)))
    felt: Floats = matvec(_cuts(tables), runs) * choose(_BY_ITSELF, 1.0, in_use(state)[..., None])
    return felt


@constant
def _cuts(tables: Tables) -> Floats:
    """What each module takes from each meter when all use it (3, W)."""
    return np.stack([tables.lists[f"smart.cut_{name}"] for name in METERS])


def _parts(
    state: State | Turn | dict[str, Array], start: State | Turn | dict[str, Array], tables: Tables
) -> tuple[dict[str, Array], ...]:
    """What each meter (..., C) is made of before any module, by cause; `start` tells how the city began."""
    t = tables
    middle, people = t.lists["smart.stress_middle"], t.lists["smart.stress_people"]
    income, service = t.lists["smart.stress_income"], t.lists["smart.stress_service"]
    residents = np.maximum(state["city.population"], ONE)
    logs = log(
        side_by_side(
            [
                residents / np.maximum(start["city.population_start"], ONE),
                np.maximum(state["city.income"], ONE) / np.maximum(start["city.income_start"], ONE),
                residents / tables["smart.stress_town"],
            ]
        )
    )
    grown, richer, large = (logs[..., place] for place in range(3))
    richer = richer / _LOG_2
    size = t["smart.stress_size"] * large
    lack = t["smart.stress_office"] * positive(40.0 - state["city.technology"])
    return (
        {
            "people:city.population": middle[0] + people[0] * grown + size,
            "cars:city.income": income[0] * richer,
            "roads:city.transport": -service[0] * (state["city.transport"] - 45.0),
        },
        {
            "people:city.population": middle[1] + people[1] * grown,
            "visits:city.income": income[1] * richer,
            "health:city.health": -service[1] * (state["city.health"] - 50.0),
            "air:environment.pollution": t["environment.hospitals"] * state["environment.pollution"],
        },
        {
            "people:city.population": middle[2] + people[2] * grown,
            "permits:city.income": income[2] * richer,
            "know_how:city.technology": lack,
        },
    )
