"""A new match: what the table has agreed, and the state before turn 0; the other chapters fill their own arrays."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from boulevard_server.rules import (
    boards,
    cadres,
    chains,
    deals,
    environment,
    firms,
    funds,
    hubs,
    hype,
    integrity,
    laboratories,
    methods,
    nation,
    par,
    score,
    smart_city,
    talent,
    terms,
    treasury,
)
from boulevard_server.rules.acts import no_acts
from boulevard_server.rules.arrays import Array, Floats
from boulevard_server.rules.state import STATE, State, stack
from boulevard_server.rules.tables import Tables, tables_for
from boulevard_server.rules.turn import Turn
from boulevard_shared.content import Content
from boulevard_shared.ids import History, SeatMode

CHAPTERS = (
    nation,
    chains,
    talent,
    cadres,
    laboratories,
    firms,
    boards,
    hype,
    hubs,
    treasury,
    environment,
    smart_city,
    funds,
    deals,
    methods,
    integrity,
    score,
)
"""Who fills the start, in this order; a chapter may read what those before it have filled."""
_IDLE = 6
"""Idle matches of which the cities' own course is the mean."""


@dataclass(frozen=True, slots=True)
class MatchSettings:
    """What a table agrees before a match.

    `cities` in seat order, one for each seat; `tolerance` is the share of stakes that may be lost in peace and
    `legacy` the share of a late success credited to who planted it, both 0 to 1; `history` is how the national past
    comes about.
    """

    scenario: str
    cities: tuple[str, ...]
    mode: SeatMode
    tolerance: float
    legacy: float
    history: History = History.JITTERED

    def __post_init__(self) -> None:
        """Raises ValueError when tolerance or legacy is not a share."""
        for name in ("tolerance", "legacy"):
            value = getattr(self, name)
            if not 0.0 <= value <= 1.0:
                raise ValueError(f"{name} is a share between 0 and 1, not {value}")


def settings_of(content: Content, scenario: str, cities: tuple[str, ...] = ()) -> MatchSettings:
    """The settings a scenario proposes; without cities, its first ones by its usual number of seats.

    Raises:
        KeyError: there is no such scenario.
    """
    plan = content.scenarios[scenario]
    chosen = cities or tuple(plan.cities[: plan.default_seats])
    return MatchSettings(scenario, chosen, plan.mode, plan.tolerance, plan.legacy)


def new_match(content: Content, settings: MatchSettings, seed: int) -> tuple[State, Tables]:
    """The state of a match before turn 0, with the first projects on the market, and its tables.

    The first match of a scenario in a process takes longer: the course of its cities is played through once.

    Raises:
        ContentError: unknown scenario or city.
    """
    tables = tables_with_course(content, settings)
    return opening(tables, settings, seed), tables


def tables_with_course(content: Content, settings: MatchSettings) -> Tables:
    """The tables of a match; they depend on its scenario, cities and history, and on nothing else.

    Raises:
        ContentError: unknown scenario or city.
    """
    tables = tables_for(content, settings.scenario, settings.cities)
    return replace(tables, par=_par(tables, settings))


def opening(tables: Tables, settings: MatchSettings, seed: int) -> State:
    """The state of a match before turn 0."""
    start: dict[str, Array] = {
        field.name: np.zeros(STATE.shape(field.name, tables.axes), field.dtype) for field in STATE
    }
    start["match.seed"] = np.asarray(seed, np.int64)
    start["match.next_serial"] = np.asarray(1)
    start["match.history"] = np.asarray(list(History).index(settings.history))
    for chapter in CHAPTERS:
        chapter.begin(start, tables, seed)
    start["match.career"] = np.asarray(int(settings.mode is SeatMode.CAREER))
    terms.agree(start, tables, settings.tolerance, settings.legacy)
    # The first projects come to market as they do every turn: at the end of the one before.
    start["match.turn"] = np.asarray(-1)
    before = Turn(State(tables.axes, start), no_acts(tables.axes), tables)
    deals.open_market(before)
    before.set("match.turn", np.asarray(0))
    return before.close()


_COURSES: dict[tuple[str, str, tuple[str, ...], History], Floats] = {}


def _par(tables: Tables, settings: MatchSettings) -> Floats:
    """What the cities of a match come to by themselves (turns + 1, C, Z), from idle matches of the whole scenario."""
    table = tuple(tables.scenario.cities)
    if not set(settings.cities) <= set(table):
        table = settings.cities
    key = (tables.content.digest, tables.scenario_id, table, settings.history)
    if key not in _COURSES:
        idle = MatchSettings(settings.scenario, table, SeatMode.ANCHORED, 0.0, 0.0, settings.history)
        everybody = tables_for(tables.content, tables.scenario_id, idle.cities)
        _COURSES[key] = par.course(stack([opening(everybody, idle, seed) for seed in range(_IDLE)]), everybody)
    rows = [table.index(city) for city in settings.cities]
    return _COURSES[key][:, rows]
