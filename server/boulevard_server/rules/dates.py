"""When the dated things of a match come and how large: what a history makes of the real past.

Exact: on the day and of the size they had. Jittered: some turns earlier or later, somewhat larger or smaller.
Random: nothing that the scenario lists; the country makes a past of its own, in which shocks of each kind come at any
time, as often as in the long run, and every rift is followed by sanctions. Purges then come only from what has piled
up, and how much that is when a match begins is drawn, too.

Drawn once, before turn 0, into `nation.dated`, `due`, `size` and `struck`, which nobody sees.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from boulevard_server.rules import chance, wild
from boulevard_server.rules.arrays import Array, Floats, Ints, choose, some, total
from boulevard_server.rules.tables import Tables
from boulevard_server.rules.turn import Turn
from boulevard_shared.content_checks import DATED
from boulevard_shared.ids import History

FIRST_YEAR = 2008
"""Year of the first entry of `nation.growth_path`, and of content as it stands."""
EXACT, JITTERED, RANDOM = range(len(History))
"""Values of `match.history`."""
_NEVER = -1


def begin(start: dict[str, Array], tables: Tables, seed: int) -> None:
    """Draw the dates and sizes of everything that will befall the country; needs `match.history`."""
    start |= drawn(tables, np.asarray(seed), start["match.history"])


def drawn(tables: Tables, seed: Array, history: Array) -> dict[str, Array]:
    """The dated things of matches with these seeds and histories (*lead): kind, turn, size (*lead, D), chains."""
    first = np.full(np.shape(seed), -1)
    many = (tables.axes["D"],)
    late, grown = chance.draw(seed, first, "dates.late", many), chance.draw(seed, first, "dates.size", many)
    listed = _listed(tables, history[..., None] == EXACT, late, grown)
    made_up = _made_up(tables, seed, late, grown)
    free = (history == RANDOM)[..., None]
    return {
        name: choose(free[..., None] if name == "nation.struck" else free, made_up[name], listed[name])
        for name in listed
    }


def _listed(tables: Tables, exact: Array, late: Floats, grown: Floats) -> dict[str, Array]:
    """What the scenario lists, on its dates or near them."""
    scenario, many = tables.scenario, tables.axes["D"]
    kind, real, usual = np.full(many, -1), np.full(many, _NEVER), np.zeros(many)
    struck = np.zeros((many, len(tables.chains)), np.int64)
    for place, dated in enumerate(scenario.dated):
        kind[place], usual[place] = DATED.index(dated.event), dated.size
        real[place] = round(2 * (dated.year - scenario.start_year))
        struck[place] = [int(chain in dated.chains) for chain in tables.chains]
    spread = int(tables["eras.jitter_turns"])
    off = choose(exact, 0, np.floor(late * (2 * spread + 1)).astype(np.int64) - spread)
    # What lies behind is behind, however the dice fall: it is part of how the match begins.
    due = choose((kind >= 0) & (real > 0), np.maximum(real + off, 1), _NEVER)
    size = usual * choose(exact, 1.0, 1.0 + tables["eras.jitter_size"] * (2.0 * grown - 1.0))
    shape = (*due.shape, len(tables.chains))
    return {
        "nation.dated": np.broadcast_to(kind, due.shape),
        "nation.due": due,
        "nation.size": size,
        "nation.struck": np.broadcast_to(struck, shape),
    }


def _made_up(tables: Tables, seed: Array, late: Floats, grown: Floats) -> dict[str, Array]:
    """A past of its own: each shock at any turn or never; sanctions some turns after the rift they follow."""
    t, turns, many = tables, tables.scenario.turns, tables.axes["D"]
    slot = wild.slots(turns, tuple(t.lists["history.every"].tolist()), int(t["history.train"]), many)
    comes = chance.draw(seed, np.full(np.shape(seed), -1), "dates.comes", (many,)) < slot.odds
    shock = choose(comes, 1 + np.floor(late * (turns - 1)).astype(np.int64), _NEVER)
    after = 1 + slot.place * int(t["history.train_gap"]) + np.floor(late * t["history.train_gap"]).astype(np.int64)
    rift = shock[..., np.maximum(slot.rift, 0)]
    due = choose(slot.rift >= 0, choose(rift > 0, rift + after, _NEVER), shock)
    low, high = t.lists["history.size"]
    rungs = 1.0 + np.floor(grown * t["history.rungs"])
    size = choose(slot.rift >= 0, rungs, low + (high - low) * grown)
    # What is bought abroad and wanted for its technology is what can be denied.
    ware = t.hard * t.import_share
    reach = np.cumsum(ware) / max(float(ware.sum()), 1e-9)
    aim = chance.draw(seed, np.full(np.shape(seed), -1), "dates.struck", (many,))
    hit = (aim[..., None] >= np.concatenate([[0.0], reach[:-1]])) & (aim[..., None] < reach)
    return {
        "nation.dated": np.broadcast_to(slot.kind, due.shape),
        "nation.due": due,
        "nation.size": size * (due > 0),
        "nation.struck": (hit & (slot.rift >= 0)[:, None]).astype(np.int64),
    }


def shift(state: dict[str, Array] | Turn, tables: Tables, stream: str) -> Ints:
    """By how many turns (*lead) something that has a date of its own comes later than it did; negative: earlier."""
    seed, history = np.asarray(state["match.seed"]), np.asarray(state["match.history"])
    spreads = tables["history.shift"], tables["eras.jitter_turns"]
    return _shift((seed.tobytes(), history.tobytes()), seed.shape, stream, spreads)


@lru_cache(maxsize=256)
def _shift(matches: tuple[bytes, bytes], lead: tuple[int, ...], stream: str, spreads: tuple[float, float]) -> Ints:
    """`shift` for matches of these seeds and histories: the same in all their turns."""
    seed, history = (np.frombuffer(numbers, np.int64).reshape(lead) for numbers in matches)
    luck = chance.draw(seed, np.full(lead, -1), f"dates.{stream}")
    spread = choose(history == RANDOM, *spreads)
    off = np.floor(luck * (2.0 * spread + 1.0)) - spread
    out: Ints = choose(history == EXACT, 0, off).astype(np.int64)
    out.setflags(write=False)
    return out


def years_before(start: dict[str, Array], tables: Tables, stream: str) -> Floats:
    """Years since 2008 (*lead) that have piled things up when a match begins; in a random history as it may be."""
    seed = start["match.seed"]
    luck = chance.draw(seed, np.full(np.shape(seed), -1), f"dates.{stream}")
    real = max(0.0, float(tables.scenario.start_year - FIRST_YEAR))
    out: Floats = choose(start["match.history"] == RANDOM, tables["history.years"] * luck, real)
    return out


def named(state: dict[str, Array] | Turn, event: str) -> Floats:
    """1 for each dated thing (*lead, D) of this kind."""
    out: Floats = (state["nation.dated"] == DATED.index(event)).astype(np.float64)
    return out


def size_now(turn: Turn, coming: Array, event: str) -> Floats:
    """Size (*lead) of what of this kind comes in the turn that begins; 0 when nothing does."""
    now = _due_now(turn, coming)
    if not some(now):
        return np.zeros(turn.lead)
    out: Floats = total(now * turn["nation.size"] * named(turn, event))
    return out


def _due_now(turn: Turn, coming: Array) -> Array:
    """Which dated things (*lead, D) come in the turn that begins."""
    known = turn.memo.get("due now")
    if known is None or known[0] is not turn["nation.due"]:
        known = turn.memo["due now"] = turn["nation.due"], turn["nation.due"] == coming[..., None]
    now: Array = known[1]
    return now


def chains_now(turn: Turn, coming: Array, event: str) -> Floats:
    """Size (*lead, I) by chain of what of this kind comes in the turn that begins."""
    due = _due_now(turn, coming)
    if not some(due):
        return np.zeros((*turn.lead, turn.axes["I"]))
    now = due * turn["nation.size"] * named(turn, event)
    out: Floats = total(now[..., None] * turn["nation.struck"], -2)
    return out


def crackdown_length(turn: Turn) -> Ints:
    """How many turns the last crackdown lasts (*lead): drawn for the turn in which it began."""
    length: Ints = turn.remember("crackdown length", ("nation.crackdown",), _crackdown_length)
    return length


def _crackdown_length(turn: Turn) -> Ints:
    t = turn.tables
    low, high = t.lists["crackdown.length"]
    drawn_one = chance.draw(turn.before["match.seed"], turn["nation.crackdown"], "crackdown.length")
    length: Ints = (low + np.floor(drawn_one * (high - low + 1.0))).astype(np.int64)
    return length
