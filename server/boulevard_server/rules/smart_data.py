"""Data of residents: what is recorded, what is sold, the privacy debt it leaves, leaks, and laws that come later.

Owns `smart.data`, `privacy`, `sold` and `law`. Selling pays at once; the debt decays slowly and breaks out as a
scandal; the laws of 2017 and 2021 end the trade and fine all that was ever earned by it.
"""

from __future__ import annotations

import numpy as np

from boulevard_server.rules import dates
from boulevard_server.rules.arrays import Array, Floats, choose, clip, numbers, some, total, wan
from boulevard_server.rules.codes import POLICY
from boulevard_server.rules.powers import exp
from boulevard_server.rules.smart_deals import WAN_PER_YUAN, Known, date
from boulevard_server.rules.tables import Tables
from boulevard_server.rules.turn import Turn
from boulevard_shared.events import EventKind

CONTRACT = 2


def price(state: Known, tables: Tables) -> Floats:
    """What all that is known of the residents (..., C) brings if sold this turn, wan, before the partner's share."""
    t = tables
    heads = np.asarray(state["city.population"], np.float64) * WAN_PER_YUAN
    crowd = np.asarray(state["smart.joined"], np.float64) / t["smart.joined_most"]
    market = 1.0 - t["smart.data_crowd"] * crowd
    allowed = t.lists["smart.law_price"][np.asarray(state["smart.law"])]
    worth: Floats = heads * t["smart.data_price"] / 2.0 * state["smart.data"] / 100.0 * (market * allowed)[..., None]
    return worth


def city_part(state: Known) -> Floats:
    """The city's part of what the data bring (..., C)."""
    part: Floats = choose(state["smart.step"] == CONTRACT, np.maximum(state["smart.share"], 0.5), 1.0)
    return part


def trade(turn: Turn) -> None:
    """Sell what was ordered, guard what is sealed, and obey what has become law."""
    _sell(turn)
    _guard(turn)
    _legislate(turn)


def _guard(turn: Turn) -> None:
    """Sealed data cost money to guard."""
    t = turn.tables
    sealed = (turn["smart.policy"] == POLICY.SEALED) & (turn["smart.data"] > 0.0)
    cost = wan(sealed * turn["city.population"] * WAN_PER_YUAN * t["smart.sealed_cost"] / 2.0)
    turn.transfer("city.treasury", "outside.market", "data_guard", cost)
    turn.contribute("smart.balance", "data_guard", -cost)


def _sell(turn: Turn) -> None:
    """Sell what was ordered: money off the budget now, privacy debt for years."""
    t, share = turn.tables, turn.acts["sell.data"] / 100.0
    if not some(share):
        return
    came = wan(price(turn, t) * share * city_part(turn))
    turn.transfer("outside.market", "city.treasury", "data_sold", came)
    turn.contribute("smart.balance", "data_sold", came)
    turn.set("smart.sold", turn["smart.sold"] + came)
    burden = t["smart.privacy_sold"] * share * turn["smart.data"] / 100.0 * (came > 0)
    turn.contribute("smart.privacy", "data_sold", burden)


def _legislate(turn: Turn) -> None:
    """Laws come into force at their dates, as the match's history has them; some fine what was done before them."""
    t = turn.tables
    year = date(turn, t) - dates.shift(turn, t, "laws") / 2.0
    in_force = total(year[..., None] >= t.lists["smart.laws"])
    new = in_force > turn["smart.law"]
    turn.set("smart.law", in_force)
    # A match that begins later finds its laws in force; they fine nobody then.
    new = new & (turn["match.turn"] > 0)
    if not some(new):
        return
    turn.note(EventKind.DATA_LAW_PASSED, new, weight=72, law=in_force)
    share = (t.lists["smart.law_fine"][in_force] * new)[..., None]
    fine = wan(share * turn["smart.sold"])
    turn.transfer("city.treasury", "outside.centre", "data_fine", fine)
    turn.contribute("smart.balance", "data_fine", -fine)
    cities = numbers(turn.axes["C"])
    turn.note(EventKind.DATA_FINED, fine > 0, city=cities, weight=78, host_city=cities, amount=fine)


def hazard(state: Known, tables: Tables, privacy: Array) -> Floats:
    """Chance a turn (..., C) that a privacy debt breaks out as a scandal."""
    guard = tables.lists["smart.privacy_guard"][np.asarray(state["smart.policy"])]
    return risk(tables["smart.scandal"] * guard * privacy)


def risk(exposure: Array) -> Floats:
    """The chance that something with this expected number of times a turn happens at least once."""
    chance: Floats = 1.0 - exp(-np.asarray(exposure, np.float64))
    return chance


def play(turn: Turn) -> None:
    """Record, keep or forget, leak, and be believed a little less."""
    _record(turn)
    _leak(turn)
    _be_watched(turn)


def _record(turn: Turn) -> None:
    t = turn.tables
    flow = total(turn["smart.module"] * t.lists["smart.collects"]) * turn["smart.users"]
    now = turn["smart.data"]
    kept = now * (1.0 - t["smart.data_fade"]) + flow
    turn.set("smart.data", clip(kept, 0.0, 100.0))
    stock = turn["smart.data"] / 100.0
    shared = (turn["smart.policy"] == POLICY.OPEN) & (turn["smart.step"] == CONTRACT)
    hoards = turn["smart.policy"] != POLICY.SEALED
    moves = {
        "forgotten": -(1.0 - t["smart.privacy_kept"]) * turn["smart.privacy"],
        "partner_reads:smart.data": t["smart.privacy_open"] * stock * shared,
        "hoarded:smart.data": t["smart.privacy_hoard"] * stock * hoards,
    }
    turn.contribute_each("smart.privacy", moves)


def _leak(turn: Turn) -> None:
    t = turn.tables
    debt = turn["smart.privacy"]
    if not some(debt):
        return
    cities = turn.axes["C"]
    leaks = turn.draw("smart.leak", (cities,)) < hazard(turn, t, debt)
    if not some(leaks):
        return
    base, each, most = t.lists["smart.scandal_trust"]
    lost = np.minimum(base + each * debt, most) * leaks
    turn.contribute("city.trust", "data_leak:smart.privacy", -lost)
    skilled = np.array([0.0, 1.0, 1.0])
    gone = turn["talent.people"] * skilled * (t["smart.scandal_talent"] * leaks)[..., None]
    turn.contribute("talent.people", "data_leak:smart.privacy", -np.rint(gone))
    turn.contribute("smart.privacy", "told", -t["smart.scandal_told"] * debt * leaks)
    turn.set("smart.leaks", turn["smart.leaks"] + leaks)
    places = numbers(cities)
    told = np.rint(lost * 100).astype(np.int64)
    turn.note(EventKind.DATA_LEAKED, leaks, city=places, weight=74, host_city=places, points=told)


def _be_watched(turn: Turn) -> None:
    """People notice what becomes of their data; where those of many are sealed, it earns trust."""
    t = turn.tables
    turn.contribute("city.trust", "watched:smart.privacy", -t["smart.privacy_trust"] * turn["smart.privacy"])
    sealed = (turn["smart.policy"] == POLICY.SEALED) & (turn["smart.data"] > 0.0)
    turn.contribute("city.trust", "sealed_data", t["smart.sealed_trust"] * turn["smart.users"] * sealed)
    level = turn["city.trust"]
    if some((level > 100.0) | (level < 0.0)):
        turn.contribute_rest("city.trust", "limit", clip(level, 0.0, 100.0))
