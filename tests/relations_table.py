"""Four cities at the opening, with numbers of the rules changed at will: for tests of relations and integrity."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache

import numpy as np

from boulevard_server.rules.resolve import Resolution, resolve_turn
from boulevard_server.rules.setup import MatchSettings, new_match
from boulevard_server.rules.state import State, money_total
from boulevard_server.rules.tables import Tables
from boulevard_server.views import ledger_adds_up
from boulevard_shared.content import shipped
from boulevard_shared.ids import PactKind, SeatMode
from boulevard_shared.orders import AnyOrder, Decree

CITIES = ("hefei", "zhuzhou", "shenzhen", "guiyang")
HEFEI, ZHUZHOU, SHENZHEN, GUIYANG = range(4)


@cache
def opening(seed: int = 5) -> tuple[State, Tables]:
    return new_match(shipped(), MatchSettings("display-decade", CITIES, SeatMode.ANCHORED, 0.4, 0.3), seed)


def changed(state: State, **fields: object) -> State:
    arrays = {name: state[name] for name in state}
    arrays |= {name.replace("__", "."): np.asarray(value) for name, value in fields.items()}
    return State(state.axes, arrays)


def tuned(tables: Tables, **numbers: float) -> Tables:
    """The tables with some numbers of the rules changed: a mechanism taken out."""
    return replace(tables, numbers={**tables.numbers, **{k.replace("__", "."): v for k, v in numbers.items()}})


def turn_of(state: State, tables: Tables, orders: Mapping[int, Sequence[AnyOrder]]) -> Resolution:
    """One turn in which some seats give some orders; every promise about money and sums is checked."""
    decrees = []
    for seat in range(state.axes["S"]):
        decree = Decree()
        for order in orders.get(seat, []):
            decree = decree.with_order(order)
        decrees.append(decree)
    done = resolve_turn(state, decrees, tables)
    assert money_total(done.state) == money_total(state)
    assert ledger_adds_up(done)
    return done


def cause(done: Resolution, field: str, name: str) -> np.ndarray:
    """What one cause (without its link) or kind of payment changed, in quanta."""
    parts = [change for each, change in done.parts.get(field, []) if each.split(":")[0] == name]
    return sum(parts, np.zeros(done.before[field].shape, np.int64))


def with_pact(state: State, kind: PactKind, a: int = HEFEI, b: int = ZHUZHOU, left: int = 6) -> State:
    turns = np.array(state["pact.left"])
    turns[a, b, kind - 1] = turns[b, a, kind - 1] = left
    return changed(state, pact__left=turns)
