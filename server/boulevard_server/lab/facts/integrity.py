"""Facts about clean hands: what inspections take of graft, what friends pay for land, and when figures are rosy."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from boulevard_server.bots import integrity as habits
from boulevard_server.bots.hand import Hand
from boulevard_server.bots.will import will_of
from boulevard_server.lab.estimates import mean_of
from boulevard_server.lab.facts.registry import Fact, Measure, World, fact
from boulevard_server.lab.facts.stage import acts_of, changed, each, idle, openings
from boulevard_server.rules import integrity
from boulevard_server.rules.resolve import resolve
from boulevard_server.rules.state import State
from boulevard_server.rules.tables import Tables
from boulevard_server.rules.turn import Turn
from boulevard_server.views import view_of
from boulevard_shared.ids import BotLevel
from boulevard_shared.orders import Decree
from boulevard_shared.orders_relations import CookBooks

MATCHES = 8
YEARS = 5
_WARM = 60.0
_HEAT_QUANTA = 100


@fact(
    Fact(
        "S18",
        "inspections, and land for the connected",
        (
            Measure("heat after an inspection", mean_of("inspected"), -0.5, -0.35),
            Measure("price of land sold to the connected", mean_of("land"), -0.6, -0.5),
        ),
        carried_by=("integrity.inspection_cut", "integrity.favour_discount"),
        off={"integrity.inspection_cut": [0.0, 0.0]},
        quick=2,
        full=8,
    )
)
def graft(world: World, block: int) -> dict[str, list[float]]:
    """Warm cities under a campaign against graft; and what the connected pay for land."""
    state, tables = openings(world, block, MATCHES)
    return {"inspected": each(-inspected(state, tables)), "land": each(paid(state, tables, 80.0)[0] - 1.0)}


def inspected(state: State, tables: Tables) -> NDArray[np.float64]:
    """Share of the heat that inspections take under a campaign, wherever they come."""
    hot = changed(
        state,
        city__heat=np.full_like(state["city.heat"], _WARM),
        nation__campaign=np.full_like(state["nation.campaign"], 4),
    )
    warm = np.full(hot["city.heat"].shape, _WARM * _HEAT_QUANTA)
    taken = np.zeros_like(warm)
    for name, change in resolve(hot, acts_of(hot), tables).parts["city.heat"]:
        if name == "inspection":
            taken = -change
            break
        warm = warm + change
    share: NDArray[np.float64] = (taken / warm)[taken > 0]
    return share


def paid(state: State, tables: Tables, heat: float) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """What land sold to the connected fetches, as a share of its price, and what all of it loses."""
    state = changed(state, city__heat=np.full_like(state["city.heat"], heat))
    sold = np.full(state["city.heat"].shape, 1_000_000)
    lost = sold - integrity.favour_friends(Turn(state, acts_of(state), tables), sold)
    share = tables["integrity.favour_share"] * heat / 100.0
    return 1.0 - lost / np.maximum(sold * share, 1.0), lost


@fact(
    Fact(
        "S19",
        "growth that was not there, by year of the term",
        (
            Measure("least rise from a year to the next", mean_of("least"), 0.0, 50.0, "basis points"),
            Measure("last year against those before", mean_of("last"), 5.0, 50.0, "basis points"),
        ),
        carried_by=("integrity.ratchet", "integrity.cook_years"),
        off={"integrity.ratchet": 0.0, "integrity.cook_years": 0.1},
        quick=1,
        full=4,
    )
)
def figures(world: World, block: int) -> dict[str, list[float]]:
    """What shameless bots add to growth, in the same places in every year of a term."""
    state, tables = openings(world, block, 1)
    by_year = np.concatenate([reported(idle(state, tables, turns).match(0), tables) for turns in (3, 6)])
    return {
        "least": [float(np.diff(by_year.mean(axis=0)).min())],
        "last": each(by_year[:, -1] - by_year[:, :-1].mean(axis=1)),
    }


def reported(state: State, tables: Tables) -> NDArray[np.float64]:
    """Basis points that shameless bots add to growth, by seat and persona, and year of the term (places, years)."""
    rows = []
    for seat in range(len(state["seat.city"])):
        for persona in habits.SHAMELESS:
            row = np.zeros(2 * YEARS)
            for half_year in range(2 * YEARS):
                at = np.array(state["seat.term"])
                at[seat] = half_year
                view = view_of(changed(state, seat__term=at), seat, tables)
                hand = Hand(view, Decree(), tables, will_of(persona, BotLevel.NORMAL), 7)
                habits.cook(hand)
                row[half_year] = sum(order.basis_points for order, _ in hand.chosen if isinstance(order, CookBooks))
            rows.append(row.reshape(YEARS, 2).mean(axis=1))
    return np.array(rows)
