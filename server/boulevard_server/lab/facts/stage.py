"""What the experiments share: batches of matches nobody governs, matches of bots watched turn by turn, and deals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from boulevard_server.lab.facts.registry import World
from boulevard_server.lab.play import MatchLog, Settings, play_match
from boulevard_server.rules.acts import Acts, no_acts
from boulevard_server.rules.resolve import resolve
from boulevard_server.rules.setup import MatchSettings, new_match, settings_of
from boulevard_server.rules.state import State, stack
from boulevard_server.rules.tables import Tables
from boulevard_shared.ids import BotLevel, History, Persona, SeatMode

SCENARIO = "display-decade"
LATER = "incubator-state"
EIGHT = ("hefei", "zhuzhou", "yinchuan", "chengdu", "shenyang", "guiyang", "shenzhen", "xian")
TURNS_A_YEAR = 2


def openings(world: World, block: int, count: int, mode: SeatMode = SeatMode.ANCHORED) -> tuple[State, Tables]:
    """The first turn of `count` matches of eight cities as one batch, with seeds of this block."""
    plan = world.content.scenarios[SCENARIO]
    settings = MatchSettings(SCENARIO, EIGHT, mode, plan.tolerance, plan.legacy)
    first = world.seed(block) * 1000
    made = [new_match(world.content, settings, first + number) for number in range(count)]
    return stack([state for state, _ in made]), made[0][1]


def later_openings(world: World, block: int, count: int, history: History = History.JITTERED) -> tuple[State, Tables]:
    """As `openings`, of the scenario of the later decade with its first eight cities."""
    cities = tuple(world.content.scenarios[LATER].cities[:8])
    terms = replace(settings_of(world.content, LATER, cities), history=history)
    first = world.seed(block) * 1000
    made = [new_match(world.content, terms, first + number) for number in range(count)]
    return stack([state for state, _ in made]), made[0][1]


def course(state: State, tables: Tables, turns: int) -> list[State]:
    """The batch after each of some turns in which nobody does anything."""
    story = []
    for _ in range(turns):
        state = resolve(state, no_acts(state.axes, state.lead), tables).state
        story.append(state)
    return story


def idle(state: State, tables: Tables, turns: int) -> State:
    """The batch after some turns in which nobody does anything."""
    return course(state, tables, turns)[-1] if turns else state


def changed(state: State, **fields: NDArray[np.generic]) -> State:
    """The state with some fields replaced; `city__gdp` stands for `city.gdp`."""
    arrays = {name: state[name] for name in state}
    arrays |= {name.replace("__", "."): np.asarray(value) for name, value in fields.items()}
    return state.after(arrays)


@dataclass(frozen=True, slots=True)
class Seating:
    """Who plays where, and under which institutions."""

    cities: tuple[str, ...] = EIGHT
    personas: tuple[Persona, ...] = tuple(Persona)
    level: BotLevel = BotLevel.NORMAL
    mode: SeatMode = SeatMode.ANCHORED
    tolerance: float | None = None
    legacy: float | None = None
    scenario: str = SCENARIO
    history: History = History.JITTERED


def bot_match(world: World, block: int, seating: Seating) -> tuple[MatchLog, list[State]]:
    """A match of bots and its position after every turn, personas turned on by the block's number."""
    terms = (seating.mode, seating.level, seating.tolerance, seating.legacy, seating.history)
    settings = Settings(seating.scenario, seating.cities, *terms)
    seats = range(len(seating.cities))
    personas = [seating.personas[(seat + block) % len(seating.personas)] for seat in seats]
    positions: list[State] = []
    log = play_match(world.content, settings, personas, world.seed(block), lambda done: positions.append(done.state))
    return log, positions


def sign_all(state: State, tables: Tables, city: int, consulted: bool) -> tuple[State, NDArray[np.bool_]]:
    """Let one city win every project that closes this turn, with a full package and all the money it needs.

    Returns the state after the turn, and which firm slots hold what it signed for.
    """
    closing = (state["project.serial"] > 0) & (state["project.closes"] == state["match.turn"][..., None])
    fresh = closing & (state["project.firm"] == 0)
    rich = np.array(state["vehicle.cash"])
    rich[..., city, 0] += np.where(fresh, 2 * state["project.equity"], 0).sum(axis=-1)
    asked = np.array(state["project.consulted"])
    asked[..., city, :] = int(consulted)
    seat = int(np.flatnonzero(state["seat.city"].reshape(-1, state.axes["S"])[0] == city)[0])
    ready = changed(
        state,
        vehicle__cash=rich,
        project__consulted=asked,
        project__reserve=np.full_like(state["project.reserve"], -9.0),
    )
    acts = no_acts(state.axes, state.lead)
    package: dict[str, Any] = {"vehicle": 1, "equity": state["project.equity"], "land": 100, "tax": 10}
    for name, value in package.items():
        acts[f"bid.{name}"][..., city, :] = np.where(fresh, value, 0)
    after = resolve(ready, acts, tables).state
    born = (after["firm.serial"] > 0) & (after["firm.born"] == state["match.turn"][..., None])
    return after, born & (after["firm.planter"] == seat) & (after["firm.kind"] > 0)


def each(values: NDArray[np.generic] | Sequence[float]) -> list[float]:
    """Any array as a flat list of numbers."""
    return [float(value) for value in np.asarray(values).reshape(-1)]


def acts_of(state: State) -> Acts:
    """Acts of a turn in which nobody does anything yet."""
    return no_acts(state.axes, state.lead)
