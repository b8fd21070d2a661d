"""Facts about chains: what one plant draws in, what many plants do to a price, and what a race of favours does."""

from __future__ import annotations

import numpy as np

from boulevard_server.lab.estimates import mean_of
from boulevard_server.lab.facts.registry import Fact, Measure, World, fact
from boulevard_server.lab.facts.stage import EIGHT, changed, each, idle, openings
from boulevard_server.rules.state import State
from boulevard_server.rules.tables import Tables
from boulevard_shared.ids import FirmStage, ProjectKind

FOUR_TURNS = 4
RUSHED = ("gen6-panel-line", "ev-assembly-plant", "silicon-mega-plant")
"""Plants of which four at once make a glut."""


@fact(
    Fact(
        "S5",
        "what one plant draws in",
        (
            Measure("suppliers in four turns", mean_of("suppliers"), 14, 20),
            Measure("bought locally after ten years", mean_of("local"), 0.55, 0.65),
            Measure("cost against buying elsewhere", mean_of("cost"), -0.18, -0.14),
        ),
        carried_by=("firms.supplier_path", "firms.supplier_least", "chains.local_step", "firms.local_saving"),
        off={"firms.supplier_path": [0.0, 0.0, 0.0, 0.0], "chains.local_step": 0.0},
        quick=4,
        full=16,
    )
)
def plant(world: World, block: int) -> dict[str, list[float]]:
    """One display plant put into Hefei as it opens; its suppliers after four turns, its chain after ten years."""
    state, tables = openings(world, block, 6)
    chain, city = tables.chain_index("displays"), 0
    template = tables.template_ids.index("gen6-panel-line")
    state, slot = _opened(state, tables, template, city)
    before = state["cluster.suppliers"][..., city, chain]
    soon = idle(state, tables, FOUR_TURNS)
    late = idle(soon, tables, tables.scenario.turns - FOUR_TURNS)
    local = late["cluster.local_share"][..., city, chain]
    stands = (late["firm.serial"][..., slot] > 0) & (late["firm.stage"][..., slot] != FirmStage.DEAD)
    saving = tables["firms.local_saving"]
    return {
        "suppliers": each(soon["cluster.suppliers"][..., city, chain] - before),
        "local": each(local[stands]),
        "cost": each(-saving * np.minimum(1.0, local[stands] / tables["chains.local_cap"])),
    }


def _opened(state: State, tables: Tables, template: int, city: int) -> tuple[State, int]:
    """The batch with one sound anchor of a template opening in a city this turn, in the first slot free everywhere."""
    free = (state["firm.serial"] == 0).all(axis=tuple(range(state["firm.serial"].ndim - 1)))
    slot = int(np.flatnonzero(free)[0])
    chain = int(tables.template_chain[template])
    ticket = float(np.exp(tables.template["log_ticket"][template] + 0.5 * tables.template["log_range"][template]))
    capacity = ticket * float(tables.output_per_capital[chain])
    staff = capacity * float(tables.staff_per_wan[chain])
    values = {
        "serial": state["match.next_serial"],
        "city": city,
        "chain": chain,
        "stage": int(FirmStage.RAMP),
        "kind": int(ProjectKind.PLANT),
        "anchor": 1,
        "capacity": capacity,
        "technology": 1.0,
        "value": ticket,
        "target": 2.0 * ticket,
        "invested": ticket,
        "cash": 0.2 * ticket,
        "loyalty": 0.9,
        "opened": state["match.turn"],
        "listed": -1,
        "planter": -1,
    }
    arrays = {}
    for name, value in values.items():
        field = np.array(state[f"firm.{name}"])
        field[..., slot] = value
        arrays[f"firm.{name}"] = field
    need = np.array(state["firm.need"])
    need[..., slot, :] = np.rint(staff * tables.mix[chain])
    arrays["firm.need"] = need
    arrays["match.next_serial"] = state["match.next_serial"] + 1
    return changed(state, **arrays), slot


@fact(
    Fact(
        "S10",
        "four of eight cities push one chain",
        (
            Measure("its price four turns later", mean_of("price"), -0.6, -0.4),
            Measure("the same against no push", mean_of("push"), -0.6, -0.4),
        ),
        carried_by=("nation.price_power", "nation.price_speed", "nation.price_floor"),
        off={"nation.price_power": 0.0},
        quick=9,
        full=18,
    )
)
def glut(world: World, block: int) -> dict[str, list[float]]:
    """Four plants of one chain open at once in four of eight cities; its price against the turn in which they opened.

    The push is the plants: what was decided years before is felt when they open, and turns count from there. Other
    things move the price as well, so it is compared with the same matches without the plants too. Blocks take turns
    among three chains that cities rushed into: displays, electric vehicles, solar.
    """
    state, tables = openings(world, block, 6)
    template = tables.template_ids.index(RUSHED[block % len(RUSHED)])
    chain = int(tables.template_chain[template])
    pushed = state
    for city in range(4):
        pushed, _ = _opened(pushed, tables, template, city)
    calm, flooded = (idle(start, tables, FOUR_TURNS) for start in (state, pushed))
    before, without, after = (at["nation.price"][..., chain] for at in (state, calm, flooded))
    return {"price": each(after / before - 1.0), "push": each(after / without - 1.0)}


@fact(
    Fact(
        "S11",
        "all cities raise their incentives alike",
        (
            Measure("shift of location shares, in their usual spread", mean_of("shift"), 0.0, 1.0),
            Measure("treasuries, in years of revenue", mean_of("treasury"), -9.0, -0.01),
        ),
        carried_by=(
            "chains.incentive_cost",
            "growth.waste",
            "hype.grant",
            "hype.pull_incentive",
            "hype.incentive_alone",
        ),
        off={
            "chains.incentive_cost": 0.0,
            "growth.waste": 0.0,
            "hype.grant": 0.0,
            "hype.pull_incentive": 0.0,
            "hype.incentive_alone": 0.0,
        },
        quick=4,
        full=16,
    )
)
def race(world: World, block: int) -> dict[str, list[float]]:
    """Every city gives the highest incentives in every chain for five years, against the same matches with none.

    The bill is what they cost, what they waste, and the grants and hands that the swarm of newcomers takes.
    """
    state, tables = openings(world, block, 6)
    all_out = changed(state, **{"cluster.incentive": np.full_like(state["cluster.incentive"], 3)})
    calm, raced = (idle(start, tables, 10) for start in (state, all_out))
    shares = [_shares(end) for end in (calm, raced)]
    spread = np.maximum(shares[0].std(axis=0), 1e-4)
    purse = [end["city.treasury"] + end["vehicle.cash"].sum(axis=-1) - end["city.debt"] for end in (calm, raced)]
    return {
        "shift": each(np.abs(shares[1] - shares[0]).mean(axis=0) / spread),
        "treasury": each((purse[1] - purse[0]) / np.maximum(2 * state["city.revenue"], 1)),
    }


def _shares(state: State) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    """Each city's share of what all cities make in the twelve chains (matches, C)."""
    output = state["cluster.output"].sum(axis=-1).astype(np.float64)
    shares: np.ndarray[tuple[int, ...], np.dtype[np.float64]] = output / output.sum(axis=-1, keepdims=True)
    return shares


@fact(
    Fact(
        "S22",
        "what related firms learn from an anchor",
        (Measure("productivity ten turns after it opened, for each unit of proximity", mean_of("learnt"), 0.09, 0.15),),
        carried_by=("chains.spill_size", "chains.spill_turns"),
        off={"chains.spill_size": 0.001},
        quick=4,
        full=16,
    )
)
def spillover(world: World, block: int) -> dict[str, list[float]]:
    """One display line opens in Yinchuan, where there is no other; what its near chains have learnt after ten turns."""
    state, tables = openings(world, block, 6)
    template, city = tables.template_ids.index("gen6-panel-line"), EIGHT.index("yinchuan")
    start, slot = _opened(state, tables, template, city)
    with_it, without_it = (idle(each_start, tables, 10) for each_start in (start, state))
    stands = (with_it["firm.serial"][..., slot] > 0) & (with_it["firm.stage"][..., slot] != FirmStage.DEAD)
    near = tables.proximity[tables.chain_index("displays")]
    learnt = (with_it["cluster.spill"] - without_it["cluster.spill"])[..., city, :]
    related = (near >= 0.3) & (near < 1.0)
    return {"learnt": each((learnt / near)[stands][:, related])}
