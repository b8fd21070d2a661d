"""Par: the course every city of a scenario takes when nobody governs it; what the score is measured against."""

from __future__ import annotations

import numpy as np

from boulevard_server.rules import score
from boulevard_server.rules.acts import no_acts
from boulevard_server.rules.arrays import Floats, mean
from boulevard_server.rules.resolve import resolve
from boulevard_server.rules.state import State
from boulevard_server.rules.tables import Tables


def course(start: State, tables: Tables) -> Floats:
    """Measures of the score after 0, 1, ... turns without any decree (turns + 1, C, Z), mean of a batch of starts.

    Args:
        start: matches of the same scenario and cities, as one batch with one leading axis.
    """
    state, idle = start, no_acts(start.axes, start.lead)
    path = [score.measures(state, tables)]
    for _ in range(tables.scenario.turns):
        state = resolve(state, idle, tables).state
        path.append(score.measures(state, tables))
    out: Floats = mean(np.stack(path), axis=1)
    return out
