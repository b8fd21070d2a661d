"""Whole positions that one seat can imagine from its view: what it sees as it is, the rest drawn from what it knows.

A planner rolls these forward. Nothing is read but the view and the published rules, so nothing hidden leaks:
rivals' treasuries are taken to be as such cities begin, firms' true quality is drawn around the seat's own estimate,
rivals' bids are in the bar that a package has to pass, and all luck comes from the asker's own dice.
"""

from __future__ import annotations

import numpy as np

from boulevard_server.rules import bets, chance, dates, setup
from boulevard_server.rules.arrays import Array, Floats, choose, clip, positive
from boulevard_server.rules.desk import Desk
from boulevard_server.rules.fields import Visibility
from boulevard_server.rules.markets import wave
from boulevard_server.rules.outlook import chance_of_firm
from boulevard_server.rules.powers import log
from boulevard_server.rules.state import STATE, State
from boulevard_server.rules.tables import Tables
from boulevard_shared.ids import SeatMode

_KEEP_GUESS = 0.3
"""Share of the upper tail taken to survive in a firm whose owner's skill is not known."""


def imagine(desk: Desk, seed: int, samples: int) -> State:
    """Positions that fit what the seat sees, as one batch (samples,); the same view and seed give the same.

    Args:
        seed: the asker's own dice; the match's seed is not known to it.
    """
    view, tables = desk.view, desk.tables
    begun = _begun(tables, bool(view["match.career"]))
    arrays: dict[str, Array] = {}
    for field in STATE:
        if field.visibility is Visibility.HIDDEN:
            array = begun[field.name]
        elif field.visibility is Visibility.PUBLIC:
            array = view[field.name]
        else:
            array = np.array(begun[field.name])
            row = view.seat if field.axes[field.owner_axis] == "S" else view.city
            array[(*(slice(None),) * field.owner_axis, row)] = view[field.name]
        arrays[field.name] = np.broadcast_to(array, (samples, *np.shape(array)))
    seeds = chance.bits(np.asarray(seed), np.asarray(desk.turn), "imagine.seed", (samples,)) >> np.uint64(12)
    arrays["match.seed"] = seeds.astype(np.int64)
    newest = max(int(view[name].max()) for name in ("firm.serial", "project.serial", "official.serial"))
    arrays["match.next_serial"] = np.full(samples, newest + 1)
    # Which shocks are to come nobody knows; each imagined match has dates of its own.
    arrays |= dates.drawn(tables, arrays["match.seed"], arrays["match.history"])
    arrays |= _firms(desk, arrays)
    arrays |= _projects(desk, arrays)
    arrays |= _chains(desk, arrays)
    return State(begun.axes, arrays)


_BEGUN: dict[tuple[str, str, tuple[str, ...], bool], State] = {}


def _begun(tables: Tables, career: bool) -> State:
    """How a match of these cities begins: content, known to everybody. Made once in a process."""
    key = (tables.content.digest, tables.scenario_id, tables.cities, career)
    if key not in _BEGUN:
        mode = SeatMode.CAREER if career else SeatMode.ANCHORED
        plan = tables.scenario
        agreed = setup.MatchSettings(tables.scenario_id, tables.cities, mode, plan.tolerance, plan.legacy)
        _BEGUN[key] = setup.opening(tables, agreed, 0)
    return _BEGUN[key]


def _normal(arrays: dict[str, Array], stream: str, size: int) -> Floats:
    seeds = arrays["match.seed"]
    return chance.normal(seeds, arrays["match.turn"], f"imagine.{stream}", (size,))


def _uniform(arrays: dict[str, Array], stream: str, size: int) -> Floats:
    seeds = arrays["match.seed"]
    return chance.draw(seeds, arrays["match.turn"], f"imagine.{stream}", (size,))


def _firms(desk: Desk, arrays: dict[str, Array]) -> dict[str, Array]:
    """Quality, fate and purse of every firm, drawn around the seat's own reading of it."""
    tables, slots = desk.tables, desk.tables.axes["F"]
    there = desk["firm.serial"] > 0
    p = np.array([chance_of_firm(desk, slot) if there[slot] else 0.0 for slot in range(slots)])
    held = (desk["position.share"] > 0).any(axis=(0, 1))
    # What nobody signed for and works is what it seems; doubt is about bets that are still open.
    settled = there & ~held & (desk["firm.opens_in"] <= 0) & (desk["firm.distress"] == 0)
    doomed = there & ~settled & (_uniform(arrays, "fate", slots) >= p)
    spread, noise = tables["deals.quality_spread"], desk["firm.noise"]
    known = spread * spread / (spread * spread + noise * noise)
    doubt = spread * np.sqrt(1.0 - known)
    quality = known * desk["firm.estimate"] + doubt * _normal(arrays, "firm", slots)
    age = np.maximum(1, desk.turn - desk["firm.born"] + desk["firm.opens_in"])
    site = desk["firm.opens_in"] > 0
    burn = choose(site, (desk["firm.invested"] + desk["firm.debt"]) // age, 0)
    cash = choose(site, burn * desk["firm.runway"], desk["firm.capacity"] // 10)
    rises = bets.multiple_at(_uniform(arrays, "multiple", slots), _KEEP_GUESS, tables)
    good = choose(site, desk["firm.value"] * rises, 1.1 * desk["firm.value"])
    bad = tables["deals.failure_value"] * desk["firm.value"]
    shape = (len(doomed), slots)
    return {
        "firm.quality": choose(there, quality, 0.0),
        "firm.fraud": np.zeros(shape, np.int64),
        "firm.doomed": doomed.astype(np.int64),
        "firm.loyalty": choose(there, 0.6, 0.0) * np.ones(shape),
        "firm.burn": np.broadcast_to(choose(there, burn, 0), shape),
        "firm.cash": np.broadcast_to(choose(there, cash, 0), shape),
        "firm.target": choose(there, choose(doomed, bad, good), 0.0),
    }


def _projects(desk: Desk, arrays: dict[str, Array]) -> dict[str, Array]:
    """True quality of what is on the market, and the bar that rivals and doubts set to our package."""
    tables, slots = desk.tables, desk.tables.axes["P"]
    template = desk["project.template"]
    usual = bets.usual_quality(template, desk["project.ticket"], tables)
    spread, noise = tables["deals.quality_spread"], desk["project.noise"]
    known = spread * spread / np.maximum(spread * spread + noise * noise, 1e-9)
    # The seat that wins among many has more often been the one that read too much into it.
    sober = desk["project.estimate"] - tables["forecast.curse"] * noise
    middle = known * sober + (1.0 - known) * usual
    quality = middle + spread * np.sqrt(1.0 - known) * _normal(arrays, "project", slots)
    there = np.maximum(template, 0)
    crook = tables.template["fraud_share"][there] * (1.0 - desk["project.consulted"])
    fraud = (_uniform(arrays, "fraud", slots) < crook) | (desk["project.fraud_seen"] > 0)
    hype = positive(desk["nation.favour"][np.maximum(desk["project.chain"], 0)] - 1.0)
    bar = tables["deals.reserve"] + tables["deals.reserve_hype"] * hype
    rivals = max(0, len(tables.cities) - 1)
    lead = tables["forecast.rival_lead"] * (1.0 - 1.0 / (1.0 + tables["forecast.rivals"] * rivals))
    u = clip(_uniform(arrays, "bar", slots), 1e-6, 1.0 - 1e-6)
    reserve = bar + lead + tables["forecast.win_spread"] * log(u / (1.0 - u))
    taste = np.zeros((len(u), slots, tables.axes["L"]))
    taste[...] = tables.template["taste"][there]
    return {
        "project.quality": quality,
        "project.fraud": fraud.astype(np.int64),
        "project.reserve": reserve,
        "project.taste": taste,
    }


def _chains(desk: Desk, arrays: dict[str, Array]) -> dict[str, Array]:
    """Where the cycles of demand and credit stand, and what seed money is worth: anywhere, and what it cost."""
    tables = desk.tables
    cycle = _uniform(arrays, "cycle", tables.axes["I"]) * tables.cycle_turns
    swing = 1.0 + tables["nation.cycle_felt"] * tables.cycle_size * wave(cycle, tables.cycle_turns)
    return {
        "nation.cycle": cycle,
        "nation.trend": desk["nation.demand"] / swing,
        "nation.phase": _uniform(arrays, "phase", 1)[:, 0] * tables["nation.credit_turns"],
        "cluster.seed_value": arrays["cluster.seed_live"],
    }
