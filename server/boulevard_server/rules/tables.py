"""Content as arrays for one scenario and one set of cities: what chapters look figures up in."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, TypeVar

import numpy as np

from boulevard_server.rules import wild
from boulevard_server.rules.arrays import Array, Floats, Ints, total
from boulevard_server.rules.powers import log
from boulevard_shared import ageing
from boulevard_shared.content import Chain, City, Content, ContentError, Scenario, Template
from boulevard_shared.ids import (
    SCORE_PARTS,
    TASTES,
    Field,
    ModelCard,
    Module,
    PactKind,
    Partner,
    ProjectKind,
    Tier,
    Vehicle,
)

_T = TypeVar("_T")
OFFICIALS = 7
"""Officials of a city: secretary, mayor, five deputies and directors (the cabinet of seven)."""
TURNS_AHEAD = 6
PROJECT_SLOTS = 14
FIRM_SLOTS_PER_CITY = 14
BETS_PER_SEAT = 24
WAN_PER_MILLION = 100
PLATFORM_METERS = ("autonomy", "inequality", "dominance", "hoarding")
"""Why a crackdown comes; order of axis M."""
BUILDUPS = ("shadow", "spree", "hype")
"""What an age of easy money piles up unseen; order of axis G."""


@dataclass(frozen=True, slots=True)
class Tables(dict[str, float]):
    """Arrays in axis order; money in wan, distances in km. Made by `tables_for`.

    As a mapping: the parameters of the rules, `tables["deals.noise"]` (a dict, since chapters do little else so often).

    Arrays: `proximity` (I, I) with 1 on the diagonal; `distance_km` (C, C); `study` (I, U); `mix` (I, K);
    every other chain array (I,); templates (T,).
    """

    content: Content
    scenario_id: str
    scenario: Scenario
    cities: tuple[str, ...]
    chains: tuple[str, ...]
    axes: dict[str, int]
    proximity: Floats
    distance_km: Floats
    study: Floats
    mix: Floats
    hard: Ints
    lag_product: Ints
    lag_profit: Ints
    lag_exit: Ints
    output_per_capital: Floats
    staff_per_wan: Floats
    margin: Floats
    cycle_turns: Floats
    cycle_size: Floats
    growth: Floats
    world_demand: Floats
    import_share: Floats
    suppliers: Floats
    odds: Floats
    capital_intensity: Floats
    pollution: Floats
    enables: Floats
    of_data: Array
    template_ids: tuple[str, ...]
    template_kind: Ints
    template_chain: Ints
    template_weight: Floats
    score_weights: Floats
    numbers: dict[str, float] = field(default_factory=dict)
    lists: dict[str, Floats] = field(default_factory=dict)
    template: dict[str, Floats] = field(default_factory=dict)
    """Figures of the project templates by name, each (T,); money in wan, `taste` (T, 6) summing to 1."""
    start_industry: Floats = field(default_factory=lambda: np.zeros((0, 0)))
    """Output of the chains in the cities at the start (C, I), wan a year."""
    par: Floats = field(default_factory=lambda: np.zeros((1, 1, 1)))
    """What the cities come to by themselves, by turns played (turns + 1, C, Z), as `score.measures`; see `par`.

    Without an own course it is nothing at all times.
    """

    known: dict[Any, Any] = field(default_factory=dict, init=False, repr=False, compare=False)
    """What has been worked out from these tables; see `constant`."""

    def __post_init__(self) -> None:
        self.update(self.numbers)

    def city_index(self, city: str) -> int:
        """Raises ValueError when the city is not in play."""
        return self.cities.index(city)

    def date(self, turn: Array) -> Floats:
        """The year of a turn: 2014.5 for the second half of 2014."""
        out: Floats = self.scenario.start_year + np.asarray(turn, np.float64) / 2.0
        return out

    def chain_index(self, chain: str) -> int:
        """Raises ValueError when there is no such chain."""
        return self.chains.index(chain)


def constant(work: Callable[[Tables], _T]) -> Callable[[Tables], _T]:
    """What follows from the tables alone is worked out once for each of them; whoever is given it only reads it."""

    @wraps(work)
    def once(tables: Tables) -> _T:
        found: _T | None = tables.known.get(work)
        if found is None:
            found = tables.known[work] = work(tables)
        return found

    return once


@constant
def softness(tables: Tables) -> Floats:
    """1 for every chain of soft technology (I,), 0 for the hard ones."""
    return np.asarray(1.0 - tables.hard, np.float64)


@constant
def hard_chains(tables: Tables) -> int:
    """How many chains are hard technology; at least 1."""
    return max(1, int(tables.hard.sum()))


def tables_for(content: Content, scenario_id: str, cities: tuple[str, ...]) -> Tables:
    """Build the arrays of one scenario played with these cities (one seat each, in this order).

    Raises:
        ContentError: unknown scenario or city, a city twice, or fewer than two.
    """
    _check(content, scenario_id, cities)
    scenario = content.scenarios[scenario_id]
    content = ageing.content_at(content, scenario)
    chains = tuple(content.chains)
    templates = list(content.templates.values())
    places = [content.cities[c] for c in cities]
    values = {name: p.value for name, p in content.parameters.items()}
    numbers = {name: value for name, value in values.items() if not isinstance(value, list)}
    lists = {name: np.array(value) for name, value in values.items() if isinstance(value, list)}
    axes = {
        "C": len(cities),
        "S": len(cities),
        "I": len(chains),
        "F": FIRM_SLOTS_PER_CITY * len(cities),
        "P": PROJECT_SLOTS,
        "O": OFFICIALS,
        "V": len(Vehicle),
        "K": len(Tier),
        "U": len(Field),
        "L": TURNS_AHEAD,
        "Z": len(SCORE_PARTS),
        "B": BETS_PER_SEAT,
        "W": len(Module),
        "J": len(Partner) - 1,
        "D": max(1, len(scenario.dated), wild.room(scenario.turns, lists, int(numbers["history.train"]))),
        "M": len(PLATFORM_METERS),
        "G": len(BUILDUPS),
        "N": len(PactKind) - 1,
        "X": len(ModelCard) - 1,
    }
    return Tables(
        content=content,
        scenario_id=scenario_id,
        scenario=scenario,
        cities=cities,
        chains=chains,
        axes=axes,
        distance_km=_distances(places),
        **_chain_figures(content.chains),
        template_ids=tuple(content.templates),
        template_kind=np.array([int(ProjectKind[t.kind.upper()]) for t in templates]),
        template_chain=np.array([chains.index(t.chain) for t in templates]),
        template_weight=np.array([t.weight for t in templates]),
        score_weights=np.array([scenario.weights[part] for part in SCORE_PARTS]),
        numbers=numbers,
        lists=lists,
        template=_template_figures(templates, scenario),
        start_industry=np.array([[float(p.industries[i]) for i in chains] for p in places]) * WAN_PER_MILLION,
    )


def _check(content: Content, scenario_id: str, cities: tuple[str, ...]) -> None:
    """Raises ContentError when these cannot make a match."""
    if scenario_id not in content.scenarios:
        known = ", ".join(content.scenarios)
        raise ContentError(f"there is no scenario '{scenario_id}'; there are: {known}")
    for city in cities:
        if city not in content.cities:
            raise ContentError(f"there is no city '{city}'; there are: {', '.join(content.cities)}")
    if len(set(cities)) != len(cities) or not 2 <= len(cities) <= 10:
        raise ContentError(f"a match needs 2 to 10 different cities, not {', '.join(cities) or 'none'}")


def _distances(places: Sequence[City]) -> Floats:
    """Kilometres (C, C). Flat earth at 31.5 degrees north, where the cities lie: within 3 % of the great circle, and
    the same on every machine.
    """
    lon = np.array([p.lon for p in places])
    lat = np.array([p.lat for p in places])
    east = (lon[:, None] - lon[None, :]) * 94.9
    north = (lat[:, None] - lat[None, :]) * 111.0
    km: Floats = np.rint(np.sqrt(east * east + north * north))
    return km


def _chain_figures(chains: Mapping[str, Chain]) -> dict[str, Array]:
    """The figures of chains as arrays (I, ...), by their names in `Tables`."""
    lines = list(chains.values())
    return {
        "proximity": np.array([[1.0 if a == b else chains[a].proximity[b] for b in chains] for a in chains]),
        "study": np.array([[c.study[f.value] for f in Field] for c in lines]),
        "mix": np.array([[c.mix[t.value] for t in Tier] for c in lines]),
        "hard": np.array([int(c.hard) for c in lines]),
        "lag_product": np.array([c.lag_product for c in lines]),
        "lag_profit": np.array([c.lag_profit for c in lines]),
        "lag_exit": np.array([c.lag_exit for c in lines]),
        "output_per_capital": np.array([c.output_per_capital for c in lines]),
        "staff_per_wan": np.array([c.staff / WAN_PER_MILLION for c in lines]),
        "margin": np.array([c.margin for c in lines]),
        "cycle_turns": np.array([float(c.cycle_turns) for c in lines]),
        "cycle_size": np.array([c.cycle_size for c in lines]),
        "growth": np.array([c.growth for c in lines]),
        "world_demand": np.array([float(c.world * WAN_PER_MILLION) for c in lines]),
        "import_share": np.array([c.import_share for c in lines]),
        "suppliers": np.array([float(c.suppliers) for c in lines]),
        "odds": np.array([c.odds for c in lines]),
        "capital_intensity": np.array([c.capital_intensity for c in lines]),
        "pollution": np.array([c.pollution for c in lines]),
        "enables": np.array([c.enables or 0.0 for c in lines]),
        # Chains that live on data: platforms, and those whose systems others work with.
        "of_data": np.array([bool(c.enables) or name == "culture" for name, c in chains.items()]),
    }


_MODEL_CASE_YEAR = 2008
"""Year of turn 0 in the windows of the project templates."""


def _template_figures(templates: list[Template], scenario: Scenario) -> dict[str, Floats]:
    late = 2 * (scenario.start_year - _MODEL_CASE_YEAR)
    taste = np.array([[t.taste[name] for name in TASTES] for t in templates])
    low = np.array([float(t.ticket_low * WAN_PER_MILLION) for t in templates])
    high = np.array([float(t.ticket_high * WAN_PER_MILLION) for t in templates])
    return {
        "from_turn": np.array([float(t.from_turn - late) for t in templates]),
        "to_turn": np.array([float(t.to_turn - late) for t in templates]),
        "log_ticket": log(low),
        "log_range": log(high / low),
        "equity_share": np.array([t.equity_share for t in templates]),
        "stake": np.array([t.stake for t in templates]),
        "open_turns": np.array([float(t.open_turns) for t in templates]),
        "lag_product": np.array([float(t.lag_product) for t in templates]),
        "lag_profit": np.array([float(t.lag_profit) for t in templates]),
        "jobs_per_wan": np.array([t.jobs_per_million / WAN_PER_MILLION for t in templates]),
        "fraud_share": np.array([t.fraud_share for t in templates]),
        "quality": np.array([t.quality for t in templates]),
        "multiple": np.array([t.multiple for t in templates]),
        "anchor": np.array([float(t.anchor) for t in templates]),
        "taste": taste / total(taste)[:, None],
    }
