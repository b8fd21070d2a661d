"""Facts about young and failing firms: swarms and busts, and rescues of firms that others passed on."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from boulevard_server.lab.estimates import mean_of
from boulevard_server.lab.facts.registry import Fact, Measure, World, fact
from boulevard_server.lab.facts.stage import TURNS_A_YEAR, acts_of, changed, course, each, idle, openings
from boulevard_server.rules.resolve import resolve
from boulevard_server.rules.state import State
from boulevard_server.rules.tables import Tables
from boulevard_shared.ids import ProjectKind

MATCHES = 8
_NEWCOMERS, _WANNABES = 4_000, 2_400
_TICKET, _STAKE = 200_000, 0.2


@fact(
    Fact(
        "S12",
        "a chain in favour, with incentives: the swarm and the bust",
        (
            Measure("registrations in a year, against the usual", mean_of("came"), 4.0, 7.0, "times"),
            Measure("wannabes among the newcomers", mean_of("wannabes"), 0.5, 1.0),
            Measure("exits in a year of the bust", mean_of("exits"), 0.25, 0.35),
        ),
        carried_by=("hype.pull", "hype.pull_incentive", "hype.herd", "hype.vanish"),
        off={
            "hype.pull": 0.0,
            "hype.pull_incentive": 0.0,
            "hype.incentive_alone": 0.0,
            "hype.herd": 0.0,
            "hype.vanish": [0.05, 0.05],
        },
        quick=2,
        full=8,
    )
)
def swarm(world: World, block: int) -> dict[str, list[float]]:
    """A year in a chain of the plan with incentives at the second level, and a year after its bubble burst."""
    state, tables = openings(world, block, MATCHES)
    chain = tables.chain_index("equipment")
    crowd, came = rush(state, tables)
    fakes, newcomers = (crowd[f"cluster.{name}"][:, 0, chain] for name in ("wannabes", "registered"))
    share = fakes / np.maximum(newcomers, 1)
    return {"came": each(came), "wannabes": each(share), "exits": each(exits(state, tables, 0))}


def rush(state: State, tables: Tables, screening: int = 0) -> tuple[State, NDArray[np.float64]]:
    """A year of incentives for a chain of the plan; the state, and registrations against the usual (matches,)."""
    chain = tables.chain_index("equipment")
    state = changed(
        state,
        cluster__incentive=_put(state["cluster.incentive"], (0, chain), 2),
        city__screening=_put(state["city.screening"], (0,), screening),
        nation__heat=_put(state["nation.heat"], (chain,), 0.6),
    )
    year = course(state, tables, TURNS_A_YEAR)
    came, usual = (
        sum(now[f"cluster.{name}"][:, 0, chain].astype(np.float64) for now in year)
        for name in ("registrations", "registrations_usual")
    )
    return year[-1], np.asarray(came / usual)


def exits(state: State, tables: Tables, bust: int) -> NDArray[np.float64]:
    """Share of a crowd of newcomers struck off in a year (matches, C), `bust` turns into the bust; -1 is none."""
    chain = tables.chain_index("equipment")
    crowd = changed(
        state,
        cluster__registered=_put(state["cluster.registered"], (chain,), _NEWCOMERS),
        cluster__wannabes=_put(state["cluster.wannabes"], (chain,), _WANNABES),
        nation__bust=_put(state["nation.bust"], (chain,), bust),
    )
    gone = [now["cluster.struck_off"][..., chain] for now in course(crowd, tables, TURNS_A_YEAR)]
    share: NDArray[np.float64] = np.sum(gone, axis=0) / _NEWCOMERS
    return share


@fact(
    Fact(
        "S23",
        "rescues of firms that fit their city",
        (
            Measure("worth five times within two years", mean_of("won"), 0.05, 0.15),
            Measure("lost", mean_of("lost"), 0.4, 0.9),
        ),
        carried_by=("firms.rescue_value_speed",),
        off={"firms.rescue_value_speed": 0.05},
        quick=2,
        full=8,
    )
)
def rescues(world: World, block: int) -> dict[str, list[float]]:
    """Rescues won by a city with schools and neighbours that fit; a loss is less than a third of the price left."""
    state, tables = openings(world, block, MATCHES)
    acts = acts_of(state)
    acts["bid.vehicle"][:, 0] = 2
    acts["bid.equity"][:, 0] = _TICKET
    done = resolve(_for_rescue(state, tables), acts, tables).state
    born = (done["firm.serial"] > 0) & (done["firm.kind"] == ProjectKind.RESCUE) & (done["firm.city"] == 0)
    serials, price = done["firm.serial"], _TICKET / _STAKE
    story = [done, *course(done, tables, 3)]
    best = np.max([_standing(now, serials) for now in story], axis=0) / price
    left = _standing(idle(story[-1], tables, 8), serials) / price
    return {"won": each(best[born] >= 5.0), "lost": each(left[born] < 0.35)}


def _standing(state: State, serials: NDArray[np.int64]) -> NDArray[np.float64]:
    """Value of the firms that still stand (matches, F)."""
    value: NDArray[np.float64] = np.where(state["firm.serial"] == serials, state["firm.value"], 0).astype(np.float64)
    return value


def _for_rescue(state: State, tables: Tables) -> State:
    """The batch with nothing on the market but rescues of one size, and one city that is ready for them."""
    kinds = np.flatnonzero(tables.template_kind == ProjectKind.RESCUE)
    slots = state["project.serial"].shape
    template = np.broadcast_to(kinds[np.arange(slots[-1]) % len(kinds)], slots)
    taste = np.zeros_like(state["project.taste"])
    taste[..., 0] = 1.0
    projects: dict[str, Any] = {
        "serial": np.broadcast_to(np.arange(1, slots[-1] + 1) + 10_000, slots),
        "kind": int(ProjectKind.RESCUE),
        "chain": tables.template_chain[template],
        "template": template,
        "firm": 0,
        "closes": 0,
        "ticket": _TICKET,
        "equity": _TICKET,
        "stake": _STAKE,
        "lag_product": 0,
        "lag_profit": 4,
        "capacity": 50_000,
        "quality": 0.0,
        "fraud": 0,
        "reserve": 0.0,
    }
    filled = {f"project.{name}": np.broadcast_to(np.asarray(value), slots) for name, value in projects.items()}
    return changed(
        state,
        **filled,
        project__taste=taste,
        talent__university=_put(state["talent.university"], (0, slice(None)), 85.0),
        cluster__density=_put(state["cluster.density"], (0, slice(None)), 0.6),
        vehicle__cash=_put(state["vehicle.cash"], (0, slice(None)), 10**7),
        nation__credit=np.ones_like(state["nation.credit"]),
    )


def _put(array: NDArray[Any], at: tuple[Any, ...], value: float) -> NDArray[Any]:
    """A copy of an array with one place changed; `at` counts trailing axes."""
    copy = np.array(array)
    copy[(..., *at)] = value
    return copy
