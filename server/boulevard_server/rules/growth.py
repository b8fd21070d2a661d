"""How a city grows: productivity, capital and people of the base economy, the chains beside it, income, know-how.

Owns `city.tfp`, `base_output`, `gdp`, `income`, `technology`, `strategic` and `growth_last`. GDP is the base
output plus the value added of the chains, to the wan, in every turn.
"""

from __future__ import annotations

import numpy as np

from boulevard_server.rules import eras, presales
from boulevard_server.rules.arrays import ONE, TWO, Array, Floats, at_most_one, choose, clip, positive, some, total, wan
from boulevard_server.rules.places import places_of, rest_of_industry, value_added
from boulevard_server.rules.state import State
from boulevard_server.rules.tables import Tables, constant
from boulevard_server.rules.turn import Turn


def begin(start: dict[str, Array], tables: Tables) -> None:
    """Split GDP into base and chains, and set the measures; needs the clusters and GDP."""
    added = total(chain_value(start, tables))
    start["city.base_output"] = start["city.gdp"] - added
    start["city.tfp"] = np.ones(len(tables.cities))
    start["city.technology"] = np.array([float(tables.content.cities[c].technology) for c in tables.cities])
    start["city.strategic"] = _strategic(start["city.base_output"], added, rest_of_industry(tables, np.asarray(0)))
    start["city.growth_last"] = np.full(len(tables.cities), float(start["nation.growth"]))


def play(turn: Turn) -> None:
    """Productivity, base output, GDP, income, technology."""
    _learn(turn)
    before = chain_value(turn.before, turn.tables)
    now = chain_value(turn, turn.tables)
    _produce(turn, total(now) - total(before))
    _know(turn, now, before)
    rest = rest_of_industry(turn.tables, turn["match.turn"] + 1)
    turn.set("city.strategic", _strategic(turn["city.base_output"], total(now), rest))
    step = turn["city.gdp"] / np.maximum(turn.before["city.gdp"], ONE)
    turn.set("city.growth_last", step * step - 1.0)


def chain_value(state: Turn | State | dict[str, Array], tables: Tables) -> Array:
    """Value added (..., C, I) of each chain in each city, wan a year."""
    return wan(state["cluster.output"] * value_added(tables, state["cluster.local_share"]))


def _strategic(base: Array, chains: Array, rest: Array) -> Floats:
    """The twelve chains' share of industry's value added; `rest` is other industry's share of the base output."""
    share: Floats = chains / np.maximum(chains + rest * base, 1.0)
    return share


def _learn(turn: Turn) -> None:
    """Productivity of the base economy: a slow tide, catching up, schools and roads, waste and bad debt."""
    t, places = turn.tables, places_of(turn.tables)
    level = turn["city.tfp"] / 2.0  # rates are yearly, a turn is half a year
    gdp = np.maximum(turn["city.gdp"], ONE)
    behind = positive(t["growth.catch_up_to"] - turn["city.technology"]) / 100.0
    given = total(turn["cluster.incentive_cost"]) * TWO / gdp
    roads = turn["city.transport"] - places.services[:, 3]
    rotten = positive(turn["city.debt"] / gdp - 1.0)
    skilled = total(turn["talent.people"][..., 1:], -1) / np.maximum(turn["city.population"], ONE)
    skilled = skilled / places.skilled_share - 1.0
    yearly = {
        "tide": np.asarray(t["growth.tfp"]),
        "catch_up:city.technology": t["growth.catch_up"] * behind * turn["nation.openness"][..., None],
        "self_reliance:nation.self_reliance": eras.reliance_growth(turn)[..., None],
        "discipline:nation.confidence": eras.discipline(turn)[..., None],
        "skills:talent.people": t["growth.skills"] * at_most_one(skilled),
        "schools:city.schools": t["growth.schools"] * (turn["city.schools"] - 50.0),
        "roads:city.transport": t["growth.transport"] * roads,
        "big_neighbour": t["growth.neighbour"] * places.spill * behind,
        "waste": -t["growth.waste"] / 10.0 * given,
        "debt:city.debt": -t["growth.debt_drag"] * rotten,
    }
    turn.contribute_each("city.tfp", yearly, level)


def _produce(turn: Turn, chains: Array) -> None:
    """Base output by its causes, GDP by the same and the chains (`chains`: change of their value added)."""
    t = turn.tables
    base = turn["city.base_output"]
    labour = t["growth.labour_share"]
    people = turn["city.population"] / np.maximum(turn.before["city.population"], ONE) - 1.0
    skill = turn["city.tfp"] / turn.before["city.tfp"] - 1.0
    capital = turn["nation.growth"] - t["growth.nation_tfp"] - labour * t["growth.nation_people"]
    land = turn["city.land_industry"] / 100.0 - 1.0
    gdp, income = turn["city.gdp"], turn["city.income"]
    low, high = t.lists["growth.convergence_limits"]
    behind = clip(turn["nation.income"][..., None] / np.maximum(income, ONE) - 1.0, low, high)
    made = {
        "tfp:city.tfp": base * skill,
        "capital": base * (capital / 2.0)[..., None],
        "convergence:city.income": base * t["growth.convergence"] / 2.0 * behind,
        "population:city.population": base * labour * people,
        "port:nation.port": base * eras.port_growth(turn) / 2.0,
        "lockdown:city.locked": base * eras.standstill(turn),
        "unfinished_homes:city.unfinished": -base * presales.drag(turn),
        "industrial_land": base * t["treasury.land_industry_growth"] * land,
        "local_services": t["growth.services"] * chains,
    }
    turn.contribute_each("city.base_output", made)
    turn.contribute_each("city.gdp", made)
    turn.contribute("city.gdp", "chains:cluster.output", chains)
    grown = (turn["city.base_output"] - base) / np.maximum(gdp, ONE)
    turn.contribute("city.income", "economy:city.base_output", income * t["growth.income"] * grown)
    turn.contribute("city.income", "chains:cluster.output", income * t["growth.income_chains"] * chains / gdp)
    turn.contribute("city.income", "population:city.population", -income * t["growth.income_people"] * people)


@constant
def _weight(tables: Tables) -> Floats:
    """What each chain's part in the economy counts for technology (I,)."""
    return choose(tables.hard > 0, tables["growth.hard"], tables["growth.soft"])


def _know(turn: Turn, now: Array, before: Array) -> None:
    """Technology: researchers against a moving frontier, what the chains make, ties with laboratories."""
    t, places = turn.tables, places_of(turn.tables)
    level = turn["city.technology"]
    share = turn["talent.people"][..., 2] / np.maximum(turn["city.population"], ONE) / places.people_share[:, 2]
    room = positive(100.0 - level) / 100.0
    turn.contribute(
        "city.technology",
        "researchers:talent.people",
        t["growth.research"] * level * (np.minimum(share, 3.0) - 1.0) * room,
    )
    gdp, gdp_before = turn["city.gdp"][..., None], turn.before["city.gdp"][..., None]
    shift = now / np.maximum(gdp, ONE) - before / np.maximum(gdp_before, ONE)
    made = total(shift * _weight(t), -1)
    turn.contribute("city.technology", "chains:cluster.output", choose(made > 0.0, made * 2.0 * room, made))
    turn.contribute("city.technology", "frontier", eras.frontier(turn) * room)
    ties = total(turn["talent.network"], -1) / turn.axes["I"]
    turn.contribute("city.technology", "laboratories:talent.network", t["growth.ties"] * ties * room)
    taught = total(turn["talent.university"] - turn.before["talent.university"], -1)
    turn.contribute("city.technology", "universities", t["growth.universities"] * taught * room)
    low = turn["city.technology"] < 0.0
    if some(low):
        turn.contribute_rest("city.technology", "limit", positive(turn["city.technology"]))
