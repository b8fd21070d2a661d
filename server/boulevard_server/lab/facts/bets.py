"""Facts about single bets: what preparation and consultation do to the odds."""

from __future__ import annotations

from typing import Any

import msgspec
import numpy as np

from boulevard_server.lab.estimates import mean_of, odds_ratio_of
from boulevard_server.lab.facts.registry import Fact, Measure, World, fact
from boulevard_server.lab.facts.stage import EIGHT, acts_of, changed, each, idle, openings, sign_all
from boulevard_server.rules import bets
from boulevard_server.rules.resolve import resolve
from boulevard_server.rules.state import State
from boulevard_server.rules.tables import Tables


@fact(
    Fact(
        "S3",
        "a bet as large as the city, in an unprepared city and in the best prepared",
        (
            Measure("success, unprepared", mean_of("unprepared"), 0.06, 0.14),
            Measure("success, best prepared", mean_of("prepared"), 0.42, 0.55),
        ),
        carried_by=("deals.odds_talent", "deals.odds_density", "deals.odds_boss", "deals.odds_consulted"),
        off={"deals.odds_talent": 0.0, "deals.odds_density": 0.0, "deals.odds_boss": 0.0, "deals.odds_consulted": 0.0},
        quick=4,
        full=12,
    )
)
def mega_bet(world: World, block: int) -> dict[str, list[float]]:
    """A display line for a city without universities, chain or boss, and for one that prepared for ten years.

    The prepared city has what ten years of care come to: strong universities in the chain's fields, its laboratories
    known, much of its neighbourhood at home, a leader, and the secretary as a boss who knows it; and it consults.
    """
    state, tables = openings(world, block, 48)
    template = tables.template_ids.index("gen6-panel-line")
    seen = {}
    for name, city, ready in (("unprepared", EIGHT.index("zhuzhou"), False), ("prepared", 0, True)):
        start = _prepared(state, tables, city, template) if ready else state
        offered = _offered(start, tables, template)
        after, signed = sign_all(offered, tables, city, ready)
        seen[name] = each(after["firm.doomed"][signed] == 0)
    return seen


def _offered(state: State, tables: Tables, template: int) -> State:
    """The batch with all that closes this turn turned into projects of one template, of true quality as drawn."""
    closing = (state["project.serial"] > 0) & (state["project.firm"] == 0)
    ticket = float(np.exp(tables.template["log_ticket"][template] + 0.5 * tables.template["log_range"][template]))
    chain = int(tables.template_chain[template])
    usual = bets.usual_quality(np.asarray(template), np.asarray(ticket), tables)
    was = bets.usual_quality(state["project.template"], state["project.ticket"], tables)
    values: dict[str, Any] = {
        "chain": chain,
        "template": template,
        "kind": int(tables.template_kind[template]),
        "ticket": ticket,
        "equity": ticket * float(tables.template["equity_share"][template]),
        "quality": state["project.quality"] - was + usual,
        "fraud": 0,
        "closes": state["match.turn"][..., None],
    }
    return changed(state, **{f"project.{k}": np.where(closing, v, state[f"project.{k}"]) for k, v in values.items()})


def _prepared(state: State, tables: Tables, city: int, template: int) -> State:
    chain = int(tables.template_chain[template])
    university, network = np.array(state["talent.university"]), np.array(state["talent.network"])
    university[..., city, :] = np.maximum(university[..., city, :], 80.0)
    network[..., city, chain] = 0.6
    density, leader, boss = (np.array(state[f"cluster.{name}"]) for name in ("density", "leader", "boss"))
    density[..., city, chain] = np.maximum(density[..., city, chain], 0.45)
    leader[..., city, chain] = 1
    boss[..., city, chain] = 0
    expertise, tenure = np.array(state["official.expertise"]), np.array(state["official.tenure"])
    expertise[..., city, 0, chain] = 0.7
    tenure[..., city, 0] = 4
    return changed(
        state,
        **{
            "talent.university": university,
            "talent.network": network,
            "cluster.density": density,
            "cluster.leader": leader,
            "cluster.boss": boss,
            "official.expertise": expertise,
            "official.tenure": tenure,
        },
    )


@fact(
    Fact(
        "S9",
        "asking the chain before a deal",
        (
            Measure("odds of success, consulted against not", odds_ratio_of("asked", "alone"), 1.3, 1.7),
            Measure("frauds seen, points more", mean_of("fraud"), 0.3, 0.5),
            Measure("entrants, against an open chain", mean_of("entrants"), -0.4, -0.2),
        ),
        carried_by=("deals.odds_consulted", "deals.fraud_seen_consulted", "chains.closure"),
        off={"deals.odds_consulted": 0.0, "deals.fraud_seen_consulted": 0.0, "chains.closure": 0.0},
        quick=4,
        full=12,
    )
)
def consultation(world: World, block: int) -> dict[str, list[float]]:
    """The same deals with the chains asked and not; the same market if all were frauds; closed chains against open."""
    state, tables = openings(world, block, 40)
    seen: dict[str, list[float]] = {"asked": [], "alone": []}
    for _ in range(3):
        for name, asked in (("asked", True), ("alone", False)):
            for city in (0, 3):
                after, signed = sign_all(state, tables, city, asked)
                seen[name] += each(after["firm.doomed"][signed] == 0)
        state = idle(state, tables, 1)
    seen["fraud"] = _frauds_seen(world, block)
    seen["entrants"] = _entrants(world, block)
    return seen


def _frauds_seen(world: World, block: int) -> list[float]:
    """Share of frauds seen by a seat that asks less the share seen by one that does not, if every project were one."""
    templates = {
        name: msgspec.structs.replace(entry, fraud_share=1.0) for name, entry in world.content.templates.items()
    }
    crooked = msgspec.structs.replace(world.content, templates=templates, digest=f"{world.content.digest}-crooked")
    state, tables = openings(World(crooked, world.off), block, 12)
    later = (state["project.serial"] > 0) & (state["project.closes"] > state["match.turn"][..., None])
    acts = acts_of(state)
    acts["consult.project"][...] = later[..., None, :]
    asked, alone = resolve(state, acts, tables).state, idle(state, tables, 1)
    looked = np.broadcast_to(later[..., None, :], asked["project.fraud_seen"].shape)
    return [float(asked["project.fraud_seen"][looked].mean() - alone["project.fraud_seen"][looked].mean())]


def _entrants(world: World, block: int) -> list[float]:
    """Small firms' new capacity in chains of insiders who decide together, against the same chains if nobody did."""
    state, tables = openings(world, block, 6)
    growth = []
    for cohesion in (1.0, 0.0):
        closed = changed(state, **{"cluster.cohesion": np.full_like(state["cluster.cohesion"], cohesion)})
        after = resolve(closed, acts_of(closed), tables).state
        rise = after["cluster.base_capacity"] - state["cluster.base_capacity"]
        growth.append(float(rise[rise > 0].sum()))
    return [growth[0] / max(growth[1], 1.0) - 1.0]
