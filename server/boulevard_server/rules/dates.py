"""When the dated things of a scenario come in this match and how large: what a history makes of the real past.

Exact: on the day and of the size they had. Jittered: some turns earlier or later, somewhat larger or smaller.
Random: at any time or never, of any size; purges then come only from what has piled up. Drawn once, before turn 0,
into `nation.due` and `nation.size`, which nobody sees.
"""

from __future__ import annotations

import numpy as np

from boulevard_server.rules import chance
from boulevard_server.rules.arrays import Array, Floats, Ints, some, total
from boulevard_server.rules.tables import Tables
from boulevard_server.rules.turn import Turn
from boulevard_shared.ids import History

FIRST_YEAR = 2008
"""Year of the first entry of `nation.growth_path`, and of content as it stands."""
EXACT, JITTERED, RANDOM = range(len(History))
"""Values of `match.history`."""
_NEVER = -1


def begin(start: dict[str, Array], tables: Tables, seed: int) -> None:
    """Draw the dates and sizes of everything the scenario lists; needs `match.history`."""
    scenario, key, first = tables.scenario, np.asarray(seed), np.asarray(-1)
    many = tables.axes["D"]
    due, size = np.full(many, _NEVER, np.int64), np.zeros(many)
    history = int(start["match.history"])
    late, grown = chance.draw(key, first, "dates.late", (many,)), chance.draw(key, first, "dates.size", (many,))
    spread = int(tables["eras.jitter_turns"])
    for place, dated in enumerate(scenario.dated):
        turn = round(2 * (dated.year - scenario.start_year))
        if history == EXACT:
            due[place], size[place] = turn, dated.size
        elif history == JITTERED:
            due[place] = turn + int(np.floor(late[place] * (2 * spread + 1))) - spread
            size[place] = dated.size * (1.0 + tables["eras.jitter_size"] * (2.0 * grown[place] - 1.0))
        elif not dated.event.startswith("purge"):
            # As likely as not outside the match when it is short: some things then never happen.
            due[place] = 2 + int(np.floor(late[place] * tables["eras.random_span"] * scenario.turns))
            size[place] = dated.size * (0.4 + 1.2 * grown[place])
        # What lies behind is behind, however the dice fall: it is part of how the match begins.
        if due[place] != _NEVER:
            due[place] = max(1, due[place]) if turn > 0 else _NEVER
    start["nation.due"], start["nation.size"] = due, size


def _mask(tables: Tables, event: str) -> Floats:
    """1 for each dated thing (D,) of this kind."""
    known = [float(dated.event == event) for dated in tables.scenario.dated]
    return np.array(known or [0.0])


def size_now(turn: Turn, coming: Array, event: str) -> Floats:
    """Size (*lead) of what of this kind comes in the turn that begins; 0 when nothing does."""
    now = turn["nation.due"] == coming[..., None]
    if not some(now):
        return np.zeros(turn.lead)
    out: Floats = total(now * turn["nation.size"] * _mask(turn.tables, event))
    return out


def chains_now(turn: Turn, coming: Array, event: str) -> Floats:
    """Size (*lead, I) by chain of what of this kind comes in the turn that begins."""
    tables = turn.tables
    now = (turn["nation.due"] == coming[..., None]) * turn["nation.size"] * _mask(tables, event)
    if not some(now):
        return np.zeros((*turn.lead, turn.axes["I"]))
    named = np.zeros((tables.axes["D"], len(tables.chains)))
    for place, dated in enumerate(tables.scenario.dated):
        named[place] = [float(chain in dated.chains) for chain in tables.chains]
    out: Floats = total(now[..., None, :] * named.T)
    return out


def crackdown_length(turn: Turn) -> Ints:
    """How many turns the last crackdown lasts (*lead): drawn for the turn in which it began."""
    t = turn.tables
    low, high = t.lists["crackdown.length"]
    drawn = chance.draw(turn.before["match.seed"], turn["nation.crackdown"], "crackdown.length")
    length: Ints = (low + np.floor(drawn * (high - low + 1.0))).astype(np.int64)
    return length
