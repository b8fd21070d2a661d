"""Same journal, same hash: alone, in any batch, and on every Python; chained over the whole match."""

from __future__ import annotations

import numpy as np
import pytest

from boulevard_server.bots.personas import decide
from boulevard_server.lab.play import check
from boulevard_server.rules import decree as rulebook
from boulevard_server.rules.acts import Acts, stack_acts
from boulevard_server.rules.enact import enact
from boulevard_server.rules.resolve import resolve
from boulevard_server.rules.setup import new_match, settings_of
from boulevard_server.rules.state import State, stack
from boulevard_server.rules.tables import Tables
from boulevard_server.views import view_of
from boulevard_shared.content import shipped
from boulevard_shared.ids import BotLevel, Persona
from boulevard_shared.orders import Decree

OTHERS = 63
TURNS = 6


def decide_all(state: State, carried: list[Decree], tables: Tables, seed: int) -> list[Decree]:
    """What a table of bots decides in one turn."""
    decrees = []
    for seat, before in enumerate(carried):
        view = view_of(state, seat, tables)
        persona = list(Persona)[seat % len(Persona)]
        draft = before
        for order, _ in decide(view, before, tables, persona, BotLevel.EASY, seed):
            verdict = rulebook.judge(view, draft, before, order, tables)
            assert isinstance(verdict, rulebook.Allowed)
            draft = verdict.decree
        decrees.append(draft)
    return decrees


@pytest.mark.parametrize("seed", [3, 41])
def test_a_match_resolves_to_the_same_hashes_alone_and_among_sixty_three_others(seed: int) -> None:
    content = shipped()
    settings = settings_of(content, "display-decade")
    alone, tables = new_match(content, settings, seed)
    others = [new_match(content, settings, 1_000 + i)[0] for i in range(OTHERS)]
    batch = stack([*others[:20], alone, *others[20:]])
    carried = [Decree()] * alone.axes["S"]
    seen = set()
    for _ in range(TURNS):
        decrees = decide_all(alone, carried, tables, seed)
        ready, acts = enact(alone, decrees, tables)
        done = resolve(ready, acts, tables)
        check(done)
        batch = _with_match(batch, 20, ready)
        crowd: list[Acts] = [acts] * (OTHERS + 1)  # the others get orders that often make no sense for them
        batch = resolve(batch, stack_acts(crowd), tables).state
        assert batch.match(20).hash() == done.state.hash()
        seen.add(done.state.hash())
        alone, carried = done.state, [decree.next_turn() for decree in decrees]
    assert len(seen) == TURNS


def _with_match(batch: State, index: int, match: State) -> State:
    arrays = {}
    for name in batch:
        array = np.array(batch[name])
        array[index] = match[name]
        arrays[name] = array
    return State(batch.axes, arrays)


def test_the_hash_of_a_state_is_chained_and_notices_every_field() -> None:
    content = shipped()
    state, _ = new_match(content, settings_of(content, "one-term"), 5)
    plain = state.hash()
    assert state.hash("something before") != plain
    for name in state:
        if state[name].size:
            changed = np.array(state[name])
            changed.flat[0] += 1
            assert State(state.axes, {**dict(state), name: changed}).hash() != plain, name
