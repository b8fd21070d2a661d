"""Building: sites swallow money, are late or early, open or turn out to be shells."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from boulevard_server.rules.arrays import ONE, ZERO, Array, Ints, choose, clip, numbers
from boulevard_server.rules.codes import STAGE
from boulevard_server.rules.turn import Turn
from boulevard_shared.events import EventKind


def play(turn: Turn) -> None:
    """Move every site on by half a year."""
    stage = turn["firm.stage"]
    site = (turn["firm.serial"] > ZERO) & (turn["firm.opens_in"] > ZERO)
    site = site & ((stage == STAGE.SEED) | (stage == STAGE.BUILDING))
    # Few firms are sites: what follows looks at these, (n,) and flat.
    (firm,) = site.reshape(-1).nonzero()
    pays_in = turn.at("firm.pays_in", firm)
    turn.set("firm.pays_in", np.maximum(ZERO, turn["firm.pays_in"] - ONE))
    if firm.size:
        _spend(turn, firm)
        delayed = _go_on(turn, firm)
        turn.put("firm.pays_in", firm[delayed], np.maximum(0, pays_in[delayed]))


def _go_on(turn: Turn, firm: Ints) -> NDArray[np.bool_]:
    """Sites are late or early, open, or turn out to be shells or frauds; returns which are late (n,)."""
    tables, firms = turn.tables, turn.axes["F"]
    start = firm // firms * (2 * firms) + firm
    luck = turn.draw_at("firms.site", (3, firms), start + numbers(3)[:, None] * firms)
    doomed = turn.at("firm.doomed", firm) > 0
    now = turn.at("match.turn", firm // firms)
    city = firm // firms * turn.axes["C"] + turn.at("firm.city", firm)
    skill = turn.at("cluster.boss", city * turn.axes["I"] + turn.at("firm.chain", firm)) >= 0
    late = (
        tables["firms.delay_chance"]
        + tables["firms.delay_doomed"] * doomed
        + tables["firms.delay_shortage"] * _missing(turn).reshape(-1).take(city)
        + tables["firms.delay_unpaid"] * np.minimum(turn.at("firm.calls", firm), 2)
    )
    delayed: NDArray[np.bool_] = luck[0] < late
    fresh = turn.at("firm.born", firm) == now  # ground is broken first
    early = ~delayed & ~fresh & (luck[0] > 1.0 - tables["firms.early_chance"] * skill)
    left = turn.at("firm.opens_in", firm) - choose(delayed, 0, choose(early, 2, 1))
    done = left <= 0
    shell = done & doomed & (luck[1] < tables["firms.shell_chance"])
    exposed = (turn.at("firm.fraud", firm) > 0) & (luck[2] < tables["firms.fraud_exposed"])
    opens = done & ~shell & ~exposed
    broken = shell | exposed
    turn.put("firm.opens_in", firm, np.maximum(left, 0))
    turn.put("firm.stage", firm[opens], STAGE.RAMP)
    turn.put("firm.stage", firm[broken], STAGE.DISTRESS)
    turn.put("firm.opened", firm[opens], now[opens])
    turn.put("firm.technology", firm[opens], 0.9)
    turn.put("firm.burn", firm[done], 0)
    # The founders of a fraud are gone with what was left.
    stolen = np.zeros(turn["firm.cash"].shape, np.int64)
    stolen.reshape(-1)[firm[exposed]] = np.maximum(turn.at("firm.cash", firm[exposed]), 0)
    turn.transfer("firm.cash", "outside.market", "stolen", stolen)
    turn.put("firm.doomed", firm[exposed], 1)
    _tell(turn, firm[delayed & ~broken], firm[opens], firm[broken])
    return delayed


def _spend(turn: Turn, firm: Ints) -> None:
    kept = 1.0 - turn.tables["firms.working_capital"]
    cost = np.floor(turn.at("firm.burn", firm) * kept).astype(np.int64)
    paid = np.zeros(turn["firm.cash"].shape, np.int64)
    paid.reshape(-1)[firm] = np.minimum(np.maximum(turn.at("firm.cash", firm), 0), cost)
    turn.transfer("firm.cash", "outside.market", "building", paid)


def _missing(turn: Turn) -> Array:
    """Share of graduates missing in each city (..., C), as the last turn left it."""
    jobs, people = turn["talent.jobs"][..., 1], turn["talent.people"][..., 1]
    return clip(jobs / np.maximum(people, 1) - 1.0, 0.0, 1.0)


def _tell(turn: Turn, delayed: Ints, opened: Ints, broken: Ints) -> None:
    late, opens, breaks = (np.zeros(turn["firm.serial"].shape, bool) for _ in range(3))
    for mask, firm in ((late, delayed), (opens, opened), (breaks, broken)):
        mask.reshape(-1)[firm] = True
    anchor = turn["firm.anchor"] > 0
    common = {"firm": turn["firm.name"], "chain": turn["firm.chain"], "host_city": turn["firm.city"]}
    city = turn["firm.city"]
    turn.note(EventKind.FIRM_OPENED, opens & anchor, city=city, weight=85, **common)
    turn.note(EventKind.FIRM_OPENED, opens & ~anchor, city=city, weight=40, **common)
    turn.note(EventKind.FIRM_DELAYED, late, city=city, weight=35, **common)
    turn.note(EventKind.FIRM_DISTRESSED, breaks, city=city, weight=75, **common)
