"""What stays true of each city in play for a whole match, as arrays made from content; and who governs where."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from boulevard_server.rules.arrays import ZERO, Array, Floats, Ints, take, total
from boulevard_server.rules.powers import exp, power
from boulevard_server.rules.tables import WAN_PER_MILLION, Tables, constant
from boulevard_server.rules.turn import Turn
from boulevard_shared.ids import Tier

SERVICES = ("schools", "health", "housing", "transport")


@dataclass(frozen=True, slots=True)
class Places:
    """Constants of the cities in play, in their order (C); made by `places_of`.

    `tax_rate` and `land_rate` are yearly tax and land income as shares of GDP at the start; `rest_industry` is
    the other industry's share of the base output at the start, see `rest_of_industry`; `services` (C, 4) the levels
    of schools, health, housing and transport at the start; `people_share` (C, K) chain workers by tier for each
    resident, `skilled_share` all of them but the first tier; `drain` the share of skilled people a year that a big
    neighbour draws away and `spill` how much of its knowledge arrives, both by distance (knowledge stops near 300 km:
    Bottazzi and Peri, 2003); `kernel` (C, C) how easily people move.
    """

    tax_rate: Floats
    land_rate: Floats
    rest_industry: Floats
    house_price: Floats
    services: Floats
    people_share: Floats
    skilled_share: Floats
    drain: Floats
    spill: Floats
    kernel: Floats


@constant
def places_of(tables: Tables) -> Places:
    """The constants of the cities in play."""
    cities = [tables.content.cities[city] for city in tables.cities]

    def column(name: str) -> Floats:
        return np.array([float(getattr(city, name)) for city in cities])

    gdp = column("gdp") * WAN_PER_MILLION
    revenue = column("revenue") * WAN_PER_MILLION
    population = column("population") * 1000.0
    people = np.array([[city.people[tier.value] * 1000.0 for tier in Tier] for city in cities])
    chains = np.array([float(sum(city.industries.values())) for city in cities]) * WAN_PER_MILLION
    added = chains * value_added(tables, np.array(tables["chains.local_start"]))
    far = column("big_neighbour_km")
    weight = column("big_neighbour_people") * 1000.0 / population
    return Places(
        tax_rate=revenue * (1.0 - column("land_share")) / gdp,
        land_rate=revenue * column("land_share") / gdp,
        rest_industry=np.maximum(column("industry_share") * gdp - added, 0.05 * gdp) / (gdp - added),
        house_price=column("house_price"),
        services=np.array([[float(getattr(city, service)) for service in SERVICES] for city in cities]),
        people_share=people / population[:, None],
        skilled_share=total((people / population[:, None])[:, 1:]),
        drain=tables["talent.drain"] * np.sqrt(weight) * exp(-far / tables["talent.drain_km"]),
        spill=exp(-far / tables["talent.spill_km"]),
        kernel=100.0 / (100.0 + tables.distance_km),
    )


def rest_of_industry(tables: Tables, turns: Array) -> Floats:
    """Share (*lead, C) of the base output that is industry beside the twelve chains, after so many turns (*lead).

    Services outgrow it, as they did in the whole country (`growth.industry_fade`).
    """
    left: Floats = power(np.asarray(1.0 - tables["growth.industry_fade"]), turns[..., None] / 2.0)
    share: Floats = places_of(tables).rest_industry * left
    return share


def value_added(tables: Tables, local_share: Array) -> Floats:
    """Value added in the city for each yuan of chain output: more when inputs are bought locally."""
    share: Floats = tables["chains.value_added"] + tables["chains.value_added_local"] * local_share
    return share


def seat_of(turn: Turn) -> Ints:
    """Shape (*lead, C): the seat that governs each city."""
    seats: Ints = turn.remember("seat of", ("seat.city",), _seat_of)
    return seats


def _seat_of(turn: Turn) -> Ints:
    seats: Ints = turn["seat.city"].argsort(axis=-1, kind="stable")
    return seats


def of_seats(turn: Turn, city_values: Array) -> Array:
    """Values of cities (*lead, C) in seat order (*lead, S)."""
    return take(city_values, turn["seat.city"])


def at_chain(turn: Turn, values: Array) -> Array:
    """Values of chains (*lead, I) for the chain of each firm (*lead, F); slots without a firm read the first place."""
    return _at(turn, values.reshape(*turn.lead, -1), "chain")


def figures_at(turn: Turn, figures: Array) -> Array:
    """Figures of the scenario by chain (I, ...) for the chain of each firm (*lead, F, ...); slots without a firm read
    the first place.
    """
    return figures.take(turn["firm.chain"], axis=0, mode="clip")


def at_city(turn: Turn, values: Array) -> Array:
    """Values of cities (*lead, C) for the city of each firm (*lead, F); slots without a firm read the first place."""
    return _at(turn, values.reshape(*turn.lead, -1), "city")


def at_cluster(turn: Turn, values: Array) -> Array:
    """Values of clusters (*lead, C, I) for each firm (*lead, F); slots without a firm read the first place."""
    return _at(turn, values.reshape(*turn.lead, -1), "cluster")


def _at(turn: Turn, values: Array, what: str) -> Array:
    # Where to look is the same for every field, until a firm comes, goes or moves: worked out once for them all.
    city, chain = turn["firm.city"], turn["firm.chain"]
    known = turn.memo.get(what)
    if known is None or known[0] is not city or known[1] is not chain:
        if what == "cluster":
            index = city * turn.axes["I"] + chain
        else:
            index = city if what == "city" else chain
        rows = np.arange(math.prod(turn.lead)).reshape(*turn.lead, 1) * values.shape[-1]
        known = turn.memo[what] = (city, chain, np.maximum(index, ZERO) + rows)
    out: Array = values.reshape(-1).take(known[2])
    return out
