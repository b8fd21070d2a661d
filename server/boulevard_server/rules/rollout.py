"""Tries decrees out: rolls imagined positions forward in one batch and says what each decree came to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from boulevard_server.rules import enact
from boulevard_server.rules.acts import Acts, no_acts
from boulevard_server.rules.arrays import Array, Floats, choose, clip
from boulevard_server.rules.desk import Desk
from boulevard_server.rules.imagine import imagine
from boulevard_server.rules.resolve import resolve
from boulevard_server.rules.state import State
from boulevard_shared.orders import Decree


@dataclass(frozen=True, slots=True)
class Trial:
    """How far decrees are tried out: in how many imagined positions each, over how many turns, by which dice."""

    samples: int
    turns: int
    seed: int


def outcomes(desk: Desk, decrees: Sequence[Decree], trial: Trial) -> Floats:
    """Score of the viewer's seat after some turns under each decree (decrees, samples).

    All decrees meet the same imagined positions and the same luck, so that their differences are their own. After
    the first turn standing orders hold, firms that call are followed on in, and nobody does anything else.
    """
    view = desk.view
    imagined = imagine(desk, trial.seed, trial.samples)
    one = imagined.match(0)
    ready = []
    for decree in decrees:
        seats = [decree if seat == view.seat else Decree() for seat in range(one.axes["S"])]
        ready.append(enact.enact(one, seats, desk.tables))
    count = len(decrees)
    arrays: dict[str, Array] = {}
    for name in imagined:
        changed = any(state[name] is not one[name] for state, _ in ready)
        if changed:  # what an order sets does not depend on what was imagined
            arrays[name] = np.repeat(np.stack([state[name] for state, _ in ready]), trial.samples, axis=0)
        else:
            arrays[name] = np.tile(imagined[name], (count,) + (1,) * (imagined[name].ndim - 1))
    state = State(one.axes, arrays)
    acts = Acts({name: np.repeat(np.stack([a[name] for _, a in ready]), trial.samples, axis=0) for name in ready[0][1]})
    for _ in range(min(trial.turns, desk.turns_left)):
        state = resolve(state, acts, desk.tables).state
        acts = _follow(state, view.city)
    scores: Floats = state["score.total"][:, view.seat].reshape(count, trial.samples)
    return scores


def _follow(state: State, city: int) -> Acts:
    """Acts of a caretaker: follow on in every held firm that calls, as far as the fullest vehicle goes."""
    acts = no_acts(state.axes, state.lead)
    held = (state["position.share"][:, city] > 0).any(axis=-2)
    call = choose(held, state["firm.call"], 0)
    cash = state["vehicle.cash"][:, city]
    fullest = cash.argmax(axis=-1)
    purse = np.maximum(cash.max(axis=-1), 0)
    before = np.cumsum(call, axis=-1) - call
    pays = clip(purse[:, None] - before, 0, call)
    acts["follow.amount"][:, city] = pays
    acts["follow.vehicle"][:, city] = choose(pays > 0, fullest[:, None] + 1, 0)
    return acts
