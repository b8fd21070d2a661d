"""Building: sites swallow money, are late or early, open or turn out to be shells."""

from __future__ import annotations

import numpy as np

from boulevard_server.rules.arrays import Array, clip, some
from boulevard_server.rules.codes import STAGE
from boulevard_server.rules.places import at_city, at_cluster
from boulevard_server.rules.turn import Turn
from boulevard_shared.events import EventKind


def play(turn: Turn) -> None:
    """Move every site on by half a year."""
    tables = turn.tables
    stage = turn["firm.stage"]
    site = (turn["firm.serial"] > 0) & (turn["firm.opens_in"] > 0)
    site = site & ((stage == STAGE.SEED) | (stage == STAGE.BUILDING))
    pays_in = turn["firm.pays_in"]
    if not some(site):
        turn.set("firm.pays_in", np.maximum(0, pays_in - 1))
        return
    luck = turn.draw("firms.site", (3, turn.axes["F"]))
    doomed = turn["firm.doomed"] > 0
    _spend(turn, site)
    skill = at_cluster(turn, turn["cluster.boss"]) >= 0
    late = (
        tables["firms.delay_chance"]
        + tables["firms.delay_doomed"] * doomed
        + tables["firms.delay_shortage"] * _missing(turn)
        + tables["firms.delay_unpaid"] * np.minimum(turn["firm.calls"], 2)
    )
    delayed = site & (luck[..., 0, :] < late)
    fresh = turn["firm.born"] == turn["match.turn"][..., None]  # ground is broken first
    early = site & ~delayed & ~fresh & (luck[..., 0, :] > 1.0 - tables["firms.early_chance"] * skill)
    left = (turn["firm.opens_in"] - np.where(delayed, 0, np.where(early, 2, 1))) * site
    done = site & (left <= 0)
    shell = done & doomed & (luck[..., 1, :] < tables["firms.shell_chance"])
    exposed = site & (turn["firm.fraud"] > 0) & (luck[..., 2, :] < tables["firms.fraud_exposed"])
    opens = done & ~shell & ~exposed
    broken = shell | exposed
    turn.set("firm.opens_in", np.where(site, np.maximum(left, 0), turn["firm.opens_in"]))
    turn.set("firm.pays_in", np.maximum(0, pays_in - np.where(delayed, 0, 1)))
    new_stage = np.where(broken, STAGE.DISTRESS, np.where(opens, STAGE.RAMP, stage))
    turn.set("firm.stage", new_stage)
    turn.set("firm.opened", np.where(opens, turn["match.turn"][..., None], turn["firm.opened"]))
    turn.set("firm.technology", np.where(opens, 0.9, turn["firm.technology"]))
    turn.set("firm.burn", np.where(done, 0, turn["firm.burn"]))
    # The founders of a fraud are gone with what was left.
    stolen = np.maximum(turn["firm.cash"], 0) * exposed
    turn.transfer("firm.cash", "outside.market", "stolen", stolen)
    turn.set("firm.doomed", np.where(exposed, 1, turn["firm.doomed"]))
    _tell(turn, delayed & ~broken, opens, broken)


def _spend(turn: Turn, site: Array) -> None:
    kept = 1.0 - turn.tables["firms.working_capital"]
    cost = np.floor(turn["firm.burn"] * kept).astype(np.int64)
    paid = np.minimum(np.maximum(turn["firm.cash"], 0), cost) * site
    turn.transfer("firm.cash", "outside.market", "building", paid)


def _missing(turn: Turn) -> Array:
    """Share of graduates missing where each firm sits (..., F), as the last turn left it."""
    jobs, people = turn["talent.jobs"][..., 1], turn["talent.people"][..., 1]
    return at_city(turn, clip(jobs / np.maximum(people, 1) - 1.0, 0.0, 1.0))


def _tell(turn: Turn, delayed: Array, opens: Array, broken: Array) -> None:
    anchor = turn["firm.anchor"] > 0
    common = {"firm": turn["firm.name"], "chain": turn["firm.chain"], "host_city": turn["firm.city"]}
    city = turn["firm.city"]
    turn.note(EventKind.FIRM_OPENED, opens & anchor, city=city, weight=85, **common)
    turn.note(EventKind.FIRM_OPENED, opens & ~anchor, city=city, weight=40, **common)
    turn.note(EventKind.FIRM_DELAYED, delayed, city=city, weight=35, **common)
    turn.note(EventKind.FIRM_DISTRESSED, broken, city=city, weight=75, **common)
