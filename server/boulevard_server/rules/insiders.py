"""What a chain's members do among themselves: leader, bottleneck, local sourcing, cohesion, joint capital.

Owns `cluster.leader`, `bottleneck`, `bottleneck_known`, `bottleneck_work`, `drag`, `gain`, `local_share` and
`cohesion`. Suppliers are drawn in by the firms chapter.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from boulevard_server.rules import holdings
from boulevard_server.rules.arrays import ZERO, Array, Ints, at_most_one, choose, clip, numbers, positive, take
from boulevard_server.rules.codes import BOTTLENECK, STAGE, TASK
from boulevard_server.rules.fields import settle
from boulevard_server.rules.places import seat_of
from boulevard_server.rules.segments import find, segment_largest, segment_total
from boulevard_server.rules.state import STATE
from boulevard_server.rules.turn import Turn
from boulevard_shared.events import EventKind


@dataclass(frozen=True, slots=True)
class Cluster:
    """Firms seen by cluster; every array (*lead, C, I) unless it says otherwise.

    `output` and `output_before` sum the firms' own output now and before the turn; `anchors` is True where an
    anchor works; `held` counts firms in which the city has a stake; `leader` is the slot of the largest firm
    (-1 none large enough) and `of_firm` (*lead, F) the flat cluster number of each living firm, -1 none.
    """

    output: Ints
    output_before: Ints
    anchors: Array
    held: Ints
    leader: Ints
    of_firm: Ints


def clusters(turn: Turn) -> Cluster:
    """Sort the firms into clusters."""
    cities, chains = turn.axes["C"], turn.axes["I"]
    shape = (*turn.lead, cities, chains)
    many = cities * chains
    stage = turn["firm.stage"]
    living = (turn["firm.serial"] > ZERO) & (stage > STAGE.NONE) & (stage < STAGE.DEAD)
    of_firm = choose(living, turn["firm.city"] * chains + turn["firm.chain"], -1)
    earlier = turn.before
    lived = (earlier["firm.serial"] > ZERO) & (earlier["firm.stage"] < STAGE.DEAD)
    of_earlier = choose(lived, earlier["firm.city"] * chains + earlier["firm.chain"], -1)
    was = segment_total(earlier["firm.output"], of_earlier, many)
    working = (stage == STAGE.RAMP) | (stage == STAGE.MATURE)
    anchors = working & (turn["firm.anchor"] > ZERO)
    stakes = holdings.held(turn)
    at_home = stakes.city(turn) == turn.at("firm.city", stakes.firm)
    holds = holdings.firms_with(turn, stakes.only(at_home & (turn.at("position.share", stakes.place) > 0.0)))
    leading = take(turn["cluster.leader"].reshape(*turn.lead, -1), of_firm)
    chair = (leading == turn["firm.serial"]) & (of_firm >= ZERO)
    hold = choose(chair, turn.tables["chains.leader_hold"], 1.0)
    output, anchored, held = (
        segment_total(np.asarray(counted, np.int64), of_firm, many).reshape(shape)
        for counted in (turn["firm.output"], anchors, holds)
    )
    most, largest = segment_largest(turn["firm.output"] * hold, of_firm, many)
    usual = turn["cluster.output"].reshape(*turn.lead, -1)
    large = most > positive(turn.tables["chains.leader_share"] * usual)
    return Cluster(
        output=output,
        output_before=was.reshape(shape),
        anchors=anchored > ZERO,
        held=held,
        leader=choose(large, largest, -1).reshape(shape),
        of_firm=of_firm,
    )


def play(turn: Turn, cluster: Cluster) -> None:
    """One turn among the insiders of every cluster."""
    trouble = _lead(turn, cluster)
    stuck = _bottlenecks(turn)
    turn.set("cluster.drag", trouble + stuck)
    t = turn.tables
    joined = at_most_one(cluster.held / t["chains.coordinate_firms"])
    together = (turn["cluster.boss_task"] == TASK.COORDINATE) * turn["cluster.strength"]
    turn.set("cluster.gain", t["chains.coordinate_gain"] * together * joined)
    _source(turn)
    _close_ranks(turn, together)


def _flat(turn: Turn, firm_field: str, slots: Ints) -> Array:
    """A firm field looked up by slots (*lead, C, I)."""
    flat = slots.reshape(*turn.lead, -1)
    return take(turn[firm_field], flat).reshape(slots.shape)


def _lead(turn: Turn, cluster: Cluster) -> Array:
    """Name leaders; returns the share of capacity idle because a leader is in trouble or gone."""
    t = turn.tables
    old = turn["cluster.leader"]
    has = cluster.leader >= ZERO
    new = _flat(turn, "firm.serial", cluster.leader) * has
    turn.set("cluster.leader", new)
    cities, chains = numbers(turn.axes["C"])[:, None], numbers(turn.axes["I"])
    named = (new > ZERO) & (new != old) & (turn["match.turn"] > 0)[..., None, None]  # who led before is no news
    turn.note(
        EventKind.LEADER_NAMED,
        named,
        city=cities,
        weight=35,
        host_city=cities,
        chain=chains,
        firm=_flat(turn, "firm.name", cluster.leader),
    )
    sick = has & (_flat(turn, "firm.stage", cluster.leader) == STAGE.DISTRESS)
    serials = turn["firm.serial"] * (cluster.of_firm >= ZERO)
    alive = find(old.reshape(*turn.lead, -1), serials).reshape(old.shape) >= ZERO
    lost = (old > ZERO) & ~alive
    stuck_before = t["chains.bottleneck_drag"] * _unsolved(
        turn.before["cluster.bottleneck"], turn.before["cluster.bottleneck_work"]
    )
    before = positive(turn.before["cluster.drag"] - stuck_before)
    shock = choose(lost, t["chains.leader_lost"], t["chains.leader_trouble"] * sick)
    return np.maximum(shock, before * t["chains.leader_fade"])


def _unsolved(bottleneck: Array, work: Array) -> Array:
    return (bottleneck > ZERO) * positive(1.0 - work)


def _bottlenecks(turn: Turn) -> Array:
    """Suppliers go missing, are found missing, and are found; returns the share of capacity idle for it."""
    t = turn.tables
    shape = (turn.axes["C"], turn.axes["I"])
    luck = turn.draw("chains.bottleneck", (2, *shape))
    kind, known, work = (turn[f"cluster.bottleneck{part}"] for part in ("", "_known", "_work"))
    strength, task = turn["cluster.strength"], turn["cluster.boss_task"]
    thin = positive(1.0 - turn["cluster.local_share"] / t["chains.local_cap"])
    alone = positive(1.0 - turn["cluster.density"])
    # A trade too small to need suppliers has no bottleneck worth a name.
    real = turn["cluster.output"] > 2.0 * t["chains.entry_size"] * t.world_demand * 0.001
    appears = (kind == BOTTLENECK.NONE) & real & (luck[..., 0, :, :] < t["chains.bottleneck_chance"] * thin * alone)
    report = (
        t["chains.bottleneck_nobody"]
        + t["chains.bottleneck_leader"] * (turn["cluster.leader"] > ZERO)
        + t["chains.bottleneck_boss"] * strength
    )
    found = (kind > ZERO) & (known == ZERO) & (luck[..., 1, :, :] < report)
    clearing = (task == TASK.CLEAR) & (turn["cluster.boss"] >= ZERO) & (known > ZERO)
    effort = t["chains.clear_least"] + t["chains.clear_strength"] * strength
    work = work + (kind > ZERO) * t["chains.bottleneck_self"] + clearing * effort
    cleared = (kind > ZERO) & (work >= 1.0)
    kind = choose(cleared, 0, choose(appears, BOTTLENECK.SUPPLIER, kind))
    work = choose(cleared | appears, 0.0, work)
    turn.set("cluster.bottleneck", kind)
    turn.set("cluster.bottleneck_work", work)
    turn.set("cluster.bottleneck_known", choose(cleared, 0, choose(found, kind, known)))
    cities, chains = numbers(shape[0])[:, None], numbers(shape[1])
    owner = seat_of(turn)[..., None]
    stuck = found & ~cleared
    turn.note(EventKind.BOTTLENECK_FOUND, stuck, city=cities, weight=55, seen_by=owner, host_city=cities, chain=chains)
    freed = cleared & (known > ZERO)
    turn.note(
        EventKind.BOTTLENECK_CLEARED, freed, city=cities, weight=50, seen_by=owner, host_city=cities, chain=chains
    )
    # A boss whose work is done looks for the next thing by planning.
    turn.set("cluster.boss_task", choose(cleared & clearing, TASK.PLAN, task))
    return t["chains.bottleneck_drag"] * _unsolved(kind, work)


def _source(turn: Turn) -> None:
    """Local sourcing follows suppliers, up to the cap."""
    t = turn.tables
    now = turn["cluster.local_share"]
    enough = at_most_one(turn["cluster.suppliers"] / np.maximum(t["chains.local_suppliers"] * t.suppliers, 1.0))
    cap, step = t["chains.local_cap"], t["chains.local_step"]
    share = now + clip(cap * enough - now, -step / 3.0, step)
    # Rounded at once: GDP counts value added by this share, this turn and as "before" in the next.
    turn.set("cluster.local_share", settle(STATE["cluster.local_share"], share))


def _close_ranks(turn: Turn, together: Array) -> None:
    t = turn.tables
    now = turn["cluster.cohesion"]
    goal = (
        t["chains.cohesion_start"] / 2.0
        + t["chains.cohesion_local"] * turn["cluster.local_share"] / t["chains.local_cap"]
        + t["chains.cohesion_leader"] * (turn["cluster.leader"] > ZERO)
        + t["chains.cohesion_boss"] * together
        - t["chains.cohesion_incentive"] * turn["cluster.incentive"]
    )
    turn.set("cluster.cohesion", now + t["chains.cohesion_speed"] * (clip(goal, 0.0, 1.0) - now))
