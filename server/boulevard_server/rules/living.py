"""What life in a city is like: services, housing prices, livability and trust, each with its causes.

Owns `city.schools`, `health`, `housing`, `transport`, `house_price`, `livability`, `deferred`, and the slow part
of `trust`; other chapters add what their own acts do to trust.
"""

from __future__ import annotations

import numpy as np

from boulevard_server.rules.arrays import ONE, ZERO, Array, Floats, choose, clip, positive, side_by_side, some, total
from boulevard_server.rules.places import SERVICES, Places, places_of
from boulevard_server.rules.state import State
from boulevard_server.rules.tables import Tables
from boulevard_server.rules.turn import Turn


def begin(start: dict[str, Array], tables: Tables) -> None:
    """Services and prices as content has them, and the livability that follows."""
    places = places_of(tables)
    for place, name in enumerate(SERVICES):
        start[f"city.{name}"] = places.services[:, place]
    start["city.house_price"] = places.house_price
    start["city.livability"] = total(places.services * tables.lists["treasury.living"], -1)
    start["city.trust"] = np.array([float(tables.content.cities[city].trust) for city in tables.cities])
    start["city.income_start"] = start["city.income"]


def play(turn: Turn, paid: Floats, need: Floats) -> None:
    """Services follow what was paid (*lead, C, 4) against what is needed; then prices, livability and trust."""
    _defer(turn, paid, need)
    _serve(turn, paid, need)
    _price_homes(turn)
    _feel(turn)
    _believe(turn)


def _defer(turn: Turn, paid: Floats, need: Floats) -> None:
    short = paid[..., 3] < 0.5 * need[..., 3]
    turn.set("city.deferred", (turn["city.deferred"] + ONE) * short)


def _serve(turn: Turn, paid: Floats, need: Floats) -> None:
    t, places = turn.tables, places_of(turn.tables)
    ratio = paid / np.maximum(need, 1.0)
    up, down = t.lists["treasury.service_up"], t.lists["treasury.service_down"]
    lift = choose(ratio > 1.0, up * (1.0 - 1.0 / np.maximum(ratio, 1.0)), down * (ratio - 1.0))
    grown = turn["city.population"] / np.maximum(turn["city.population_start"], ONE)
    usual = 1.0 + t["growth.nation_people"] / 2.0 * turn["match.turn"][..., None]
    crowd = clip(grown / usual - 1.0, -0.3, 1.0)[..., None] * t.lists["treasury.crowding"]
    goal = clip(places.services + lift - crowd, 0.0, 100.0)
    now = side_by_side([turn[f"city.{name}"] for name in SERVICES])
    level = now + t.lists["treasury.service_speed"] * (goal - now)
    for place, name in enumerate(SERVICES):
        turn.set(f"city.{name}", level[..., place])


def _price_homes(turn: Turn) -> None:
    """Home prices follow the country, people and supply."""
    t, places = turn.tables, places_of(turn.tables)
    grown = turn["city.population"] / np.maximum(turn["city.population_start"], ONE) - 1.0
    supply = turn["city.land_housing"] / 100.0 - 1.0
    homes = turn["city.housing"] - places.services[:, 2]
    local = (1.0 + t["treasury.house_people"] * grown) * (1.0 - t["treasury.house_supply"] * supply)
    local = local * clip(1.0 - t["treasury.house_homes"] * homes, 0.5, 1.5)
    goal = places.house_price * turn["nation.house_price"][..., None] * np.maximum(local, 0.3)
    now = turn["city.house_price"]
    turn.set("city.house_price", now + t["treasury.house_speed"] * (goal - now))


def _burden(state: Turn | State, tables: Tables, places: Places) -> Floats:
    """How much dearer homes are against income than at the start, limited."""
    low, high = tables.lists["treasury.affordable_limits"]
    earned = state["city.income"] / np.maximum(state["city.income_start"], ONE)
    burden: Floats = clip(state["city.house_price"] / places.house_price / np.maximum(earned, 0.1) - 1.0, low, high)
    return burden


def _feel(turn: Turn) -> None:
    """Livability is the weighted level of services less the burden of home prices; every part says its change."""
    t, places = turn.tables, places_of(turn.tables)
    for name, weight in zip(SERVICES, t.lists["treasury.living"], strict=True):
        change = turn[f"city.{name}"] - turn.before[f"city.{name}"]
        turn.contribute("city.livability", f"{name}:city.{name}", weight * change)
    dearer = _burden(turn, t, places) - _burden(turn.before, t, places)
    turn.contribute("city.livability", "home_prices:city.house_price", -t["treasury.affordable"] * dearer)
    level = turn["city.livability"]
    if some((level > 100.0) | (level < 0.0)):
        turn.contribute_rest("city.livability", "limit", clip(level, 0.0, 100.0))


def _believe(turn: Turn) -> None:
    t = turn.tables
    gap = turn["city.livability"] - turn["city.trust"]
    late = turn["city.deferred"]
    taken = positive(turn["city.land_housing"] / 100.0 - 1.0) * (turn["city.land_left"] > 0.0)
    owed = turn["city.debt"] / np.maximum(turn["city.gdp"], ONE) - t["treasury.debt_feared"]
    moves = {
        "living:city.livability": t["treasury.trust_living"] * gap,
        "works_late": -t["treasury.trust_deferred"] * (late > ONE),
        "works_in_time": t["treasury.trust_kept"] * (late == ZERO),
        "land_taken": -t["treasury.trust_land"] * taken,
        "debt:city.debt": -t["treasury.trust_debt"] * clip(owed, 0.0, 1.0),
    }
    turn.contribute_each("city.trust", moves)
    level = turn["city.trust"]
    if some((level > 100.0) | (level < 0.0)):
        turn.contribute_rest("city.trust", "limit", clip(level, 0.0, 100.0))
