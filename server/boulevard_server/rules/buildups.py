"""Over-shoot and correction: what piles up unseen in good times, bursts, and is answered too hard.

Shadow credit, the overseas spree and hype (axis G) each grow out of the policy of the day: easy credit, stimulus,
favour. Beyond a limit they burst by chance (or on the date of a real purge); the campaign that answers takes credit,
favour or worth for some turns, in proportion to what had piled up and half as much again, and leaves the ground on
which the next stimulus is asked for. House prices have their own such cycle in `nation`.
"""

from __future__ import annotations

import numpy as np

from boulevard_server.rules import dates
from boulevard_server.rules.arrays import ONE, ZERO, Array, Floats, choose, clip, numbers, positive, side_by_side, total
from boulevard_server.rules.tables import BUILDUPS, Tables
from boulevard_server.rules.turn import Turn
from boulevard_shared.events import EventKind

_HYPE = BUILDUPS.index("hype")


def begin(start: dict[str, Array], tables: Tables) -> None:
    """What has piled up by the time turn 0 is planned."""
    years = dates.years_before(start, tables, "buildups")
    piled = tables.lists["buildups.start"] + tables.lists["buildups.start_year"] * years
    start["nation.buildup"] = np.minimum(piled, tables.lists["buildups.limit"])


def play(turn: Turn, coming: Array, bold: Array) -> None:
    """Pile up, burst, and carry on the campaigns under way; `bold` (*lead) is the leaders' readiness."""
    t = turn.tables
    now = turn["nation.buildup"]
    easy = positive(turn["nation.credit"] - 0.95)[..., None]
    hot = positive(turn["nation.favour"] - 1.1)
    liked = total(hot) / np.maximum(total(hot > 0.0), 1)
    piled = (
        now * (1.0 - t.lists["buildups.leak"])
        + t.lists["buildups.credit"] * easy
        + t.lists["buildups.stimulus"] * turn["nation.stimulus"][..., None]
        + t.lists["buildups.trust"] * (turn["nation.openness"] * turn["nation.confidence"] / 100.0)[..., None]
        + t.lists["buildups.favour"] * liked[..., None]
    )
    left = np.maximum(turn["nation.correction"] - ONE, ZERO)
    odds = t["buildups.hazard"] * positive(piled - t.lists["buildups.limit"]) * bold[..., None]
    bursts = (turn.draw("buildups.bursts", (turn.axes["G"],)) < odds) & (left == ZERO)
    dated = side_by_side([dates.size_now(turn, coming, f"purge-{name}") for name in BUILDUPS])
    begins = bursts | (dated > 0.0)
    size = choose(dated > 0.0, dated, np.minimum(t["buildups.overshoot"] * piled, 2.0))
    ends = (turn["nation.correction"] > ZERO) & (left == ZERO) & ~begins
    turn.set("nation.buildup", clip(choose(begins, piled * t["buildups.left"], piled), 0.0, 2.0))
    turn.set("nation.correction", choose(begins, int(t["buildups.turns"]), left))
    turn.set("nation.correction_size", choose(begins, size, turn["nation.correction_size"] * (left > ZERO)))
    kinds = numbers(turn.axes["G"])
    turn.note(
        EventKind.CORRECTION_BEGUN,
        begins,
        weight=83,
        buildup=kinds,
        share=np.rint(turn["nation.correction_size"] * 10_000).astype(np.int64),
    )
    turn.note(EventKind.CORRECTION_ENDED, ends, weight=52, buildup=kinds)


def force(turn: Turn) -> Floats:
    """How hard each campaign (..., G) bears down this turn."""
    out: Floats = turn["nation.correction_size"] * (turn["nation.correction"] > ZERO)
    return out


def credit_taken(turn: Turn) -> Floats:
    """What the campaigns take from credit this turn (*lead)."""
    out: Floats = total(force(turn) * turn.tables.lists["buildups.hits_credit"])
    return out


def favour_taken(turn: Turn) -> Floats:
    """What the campaign against hype takes from the favour of the chains most liked (..., I)."""
    hit = force(turn)[..., _HYPE] * turn.tables.lists["buildups.hits_favour"][_HYPE]
    out: Floats = hit[..., None] * clip(turn["nation.favour"] - 1.0, 0.0, 1.0)
    return out
