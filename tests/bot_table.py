"""Positions reached by bot play, for tests of decrees, forecasts and bots: played once, then shared."""

from __future__ import annotations

from functools import cache

import numpy as np

from boulevard_server.bots import personas as bots
from boulevard_server.rules import decree as rulebook
from boulevard_server.rules.resolve import resolve_turn
from boulevard_server.rules.setup import MatchSettings, new_match
from boulevard_server.rules.state import State
from boulevard_server.rules.tables import Tables
from boulevard_server.views import view_of
from boulevard_shared.content import shipped
from boulevard_shared.ids import BotLevel, Persona, SeatMode
from boulevard_shared.orders import Decree
from boulevard_shared.view import View

CITIES = ("hefei", "zhuzhou", "hangzhou", "guiyang")


@cache
def position(turns: int, seed: int = 3, mode: SeatMode = SeatMode.ANCHORED) -> tuple[State, Tables]:
    """Four cities after so many turns of bot play."""
    if turns == 0:
        return new_match(shipped(), MatchSettings("display-decade", CITIES, mode, 0.4, 0.3), seed)
    state, tables = position(turns - 1, seed, mode)
    decrees = [bot_decree(view_of(state, seat, tables), tables, persona_of(seat)) for seat in range(len(CITIES))]
    return resolve_turn(state, decrees, tables).state, tables


def persona_of(seat: int) -> Persona:
    return tuple(Persona)[seat % len(Persona)]


def bot_decree(view: View, tables: Tables, persona: Persona, level: BotLevel = BotLevel.NORMAL) -> Decree:
    """What a bot that carries nothing over decides, filled in one by one; every order must be allowed.

    Raises:
        AssertionError: the judge refused one.
    """
    draft = Decree()
    for order, _ in bots.decide(view, Decree(), tables, persona, level, 11):
        verdict = rulebook.judge(view, draft, Decree(), order, tables)
        assert isinstance(verdict, rulebook.Allowed), (order, verdict)
        draft = verdict.decree
    return draft


def changed(state: State, **fields: object) -> State:
    """The state with some fields replaced; `city__gdp` stands for `city.gdp`."""
    arrays = {name: state[name] for name in state}
    arrays |= {name.replace("__", "."): np.asarray(value) for name, value in fields.items()}
    return State(state.axes, arrays)
