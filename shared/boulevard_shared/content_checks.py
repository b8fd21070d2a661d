"""Whether content makes sense as a whole: what one entry says of another, ranges, sums, and sources of figures.

`check` goes through every table and raises the first contradiction as a sentence with file, entry and key.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

import msgspec

from boulevard_shared.content_files import ContentError, check_id, check_keys, suggestion
from boulevard_shared.ids import SCORE_PARTS, TASTES, Field, ProjectKind, Tier, Vehicle
from boulevard_shared.orders import SYSTEMS

if TYPE_CHECKING:
    from boulevard_shared.content import Chain, City, Content, Named, Parameter, Scenario, Template

VALUE_ADDED = 0.27
"""Part of industrial gross output that counts as product of the city; about the Chinese figure of 2008."""
TURNS = 40
"""Turns of the longest match."""
MODEL_CASE_YEAR = 2008
"""Year of turn 0 in the windows of projects; a scenario that begins later is so much further on."""
SEATS = 10
ERAS = ("soft", "hard")
DATED = ("stimulus", "lockdown", "property", "rift", "sanction", "purge-shadow", "purge-spree", "purge-hype")
"""What can befall the country on a date; `rules/dates.py` tells what each does."""
ENOUGH_NAMES = {"firms": 200, "officials": 140}
"""Ten cities have 140 firm slots and 70 officials; the rest are for those who die, move on and arrive."""

Bounds = Mapping[str, tuple[float, float]]

_CHAIN_BOUNDS: Bounds = {
    "ticket_low": (1, 1_000_000), "ticket_high": (1, 1_000_000),
    "lag_product": (1, TURNS), "lag_profit": (1, TURNS), "lag_exit": (1, TURNS),
    "output_per_capital": (0.05, 10), "staff": (0.05, 20), "margin": (0.01, 0.6),
    "cycle_turns": (2, TURNS), "cycle_size": (0, 0.9), "growth": (-0.2, 0.6), "world": (1, 100_000_000),
    "import_share": (0, 1), "suppliers": (0, 200), "odds": (-8, 4),
    "capital_intensity": (0, 1), "pollution": (0, 1),
}  # fmt: skip
_CITY_BOUNDS: Bounds = {
    "lon": (73, 135), "lat": (18, 54), "gdp": (1_000, 10_000_000), "population": (100, 50_000),
    "income": (1_000, 200_000), "revenue": (100, 2_000_000), "land_share": (0, 0.9), "debt": (0, 10_000_000),
    "treasury": (0, 2_000_000), "industry_share": (0.05, 0.9), "schools": (0, 100), "health": (0, 100),
    "housing": (0, 100), "transport": (0, 100), "pollution": (0, 100), "trust": (0, 100), "technology": (0, 100),
    "house_price": (0.1, 20), "competence": (0, 1), "daring": (0, 1),
    "big_neighbour_km": (1, 5_000), "big_neighbour_people": (100, 100_000),
}  # fmt: skip
_TEMPLATE_BOUNDS: Bounds = {
    "weight": (0, 10), "from_turn": (0, TURNS - 1), "to_turn": (0, TURNS - 1),
    "ticket_low": (1, 1_000_000), "ticket_high": (1, 1_000_000),
    "equity_share": (0.05, 1), "stake": (0.01, 0.95), "open_turns": (1, 6),
    "lag_product": (1, TURNS), "lag_profit": (1, TURNS), "jobs_per_million": (0, 20),
    "fraud_share": (0, 1), "quality": (-4, 4), "multiple": (0.1, 10),
}  # fmt: skip
_SCENARIO_BOUNDS: Bounds = {
    "start_year": (1978, 2100), "turns": (1, TURNS), "default_seats": (2, SEATS), "term_turns": (2, TURNS),
    "turn_seconds": (20, 86_400), "tolerance": (0, 1), "legacy": (0, 1), "listing_opens_turn": (0, TURNS),
    "projects_low": (1, 10), "projects_high": (1, 10),
}  # fmt: skip


def check(content: Content) -> None:
    """Everything that can be known without playing.

    Raises:
        ContentError: the first thing that is wrong.
    """
    for key, chain in content.chains.items():
        _check_chain(f"chains.toml: [{key}]", key, chain, content)
    for key, city in content.cities.items():
        _check_city(f"cities.toml: [{key}]", key, city, content)
    for key, template in content.templates.items():
        _check_template(f"projects.toml: [{key}]", key, template, content)
    for key in content.chains:
        if not any(template.chain == key for template in content.templates.values()):
            raise ContentError(f"projects.toml: no project belongs to chain '{key}'")
    if len(content.chains) < 2 or len(content.cities) < 2 or not content.scenarios:
        raise ContentError("content needs at least two chains, two cities and one scenario")
    for key, scenario in content.scenarios.items():
        _check_scenario(f"scenarios/{key}.toml", key, scenario, content)
    for key, minimum in ENOUGH_NAMES.items():
        _check_names(f"names.toml: {key}", getattr(content.names, key), minimum)
    for key, parameter in content.parameters.items():
        _check_parameter(key, parameter)


def _check_chain(where: str, key: str, chain: Chain, content: Content) -> None:
    check_id(key, where)
    _check_text(where, name=chain.name)
    _check_bounds(where, chain, _CHAIN_BOUNDS)
    _check_sources(where, chain)
    check_keys(chain.proximity, [other for other in content.chains if other != key], f"{where}: proximity")
    for other, value in chain.proximity.items():
        back = content.chains[other].proximity.get(key)
        if back is not None and back != value:
            raise ContentError(f"{where}: proximity: '{other}' is {value:g}, but [{other}] says {back:g} of '{key}'")
        if not 0 < value <= 1:
            raise ContentError(f"{where}: proximity: '{other}' is {value:g}, but must be above 0 and at most 1")
    _check_shares(f"{where}: mix", chain.mix, [tier.value for tier in Tier])
    _check_shares(f"{where}: study", chain.study, [field.value for field in Field])
    _check_order(where, chain, "ticket_low", "ticket_high")
    _check_order(where, chain, "lag_product", "lag_profit")
    _check_order(where, chain, "lag_product", "lag_exit")


def _check_city(where: str, key: str, city: City, content: Content) -> None:
    check_id(key, where)
    _check_text(where, name=city.name, trait=city.trait)
    _check_bounds(where, city, _CITY_BOUNDS)
    _check_sources(where, city)
    check_keys(city.vehicles, [vehicle.value for vehicle in Vehicle], f"{where}: vehicles")
    check_keys(city.universities, [field.value for field in Field], f"{where}: universities")
    check_keys(city.people, [tier.value for tier in Tier], f"{where}: people")
    check_keys(city.industries, list(content.chains), f"{where}: industries")
    for name, table in (("vehicles", city.vehicles), ("people", city.people), ("industries", city.industries)):
        for part, value in table.items():
            if value < 0:
                raise ContentError(f"{where}: {name}: '{part}' is {value}, but may not be below 0")
    for field, strength in city.universities.items():
        if not 0 <= strength <= 100:
            raise ContentError(f"{where}: universities: '{field}' is {strength}, but must be from 0 to 100")
    made, room = sum(city.industries.values()) * VALUE_ADDED, city.gdp * city.industry_share
    if made > room:
        raise ContentError(
            f"{where}: industries: the chains add {made:.0f} to the product, but all industry only {room:.0f}"
        )
    if sum(city.people.values()) > city.population:
        raise ContentError(f"{where}: people: more than the population of {city.population} thousand")
    if city.debt > 2 * city.gdp:
        raise ContentError(f"{where}: debt: {city.debt} is more than twice the product of {city.gdp}")


def _check_template(where: str, key: str, template: Template, content: Content) -> None:
    check_id(key, where)
    _check_text(where, name=template.name, blurb=template.blurb)
    kinds = [kind.name.lower() for kind in ProjectKind if kind not in (ProjectKind.NONE, ProjectKind.HUB)]
    if template.kind not in kinds:
        raise ContentError(f"{where}: kind: '{template.kind}' is not one of {', '.join(kinds)}")
    _check_known(f"{where}: chain", [template.chain], content.chains)
    _check_bounds(where, template, _TEMPLATE_BOUNDS)
    _check_sources(where, template)
    _check_order(where, template, "from_turn", "to_turn")
    _check_order(where, template, "ticket_low", "ticket_high")
    _check_order(where, template, "lag_product", "lag_profit")
    _check_shares(f"{where}: taste", template.taste, TASTES)
    chain = content.chains[template.chain]
    if template.ticket_low < chain.ticket_low or template.ticket_high > chain.ticket_high:
        raise ContentError(
            f"{where}: ticket_low: {template.ticket_low} to {template.ticket_high} is outside the tickets "
            f"of chain '{template.chain}', {chain.ticket_low} to {chain.ticket_high}"
        )


def _check_scenario(where: str, key: str, scenario: Scenario, content: Content) -> None:
    check_id(key, where)
    _check_text(where, name=scenario.name, blurb=scenario.blurb)
    _check_bounds(where, scenario, _SCENARIO_BOUNDS)
    _check_sources(where, scenario)
    _check_order(where, scenario, "projects_low", "projects_high")
    _check_known(f"{where}: cities", scenario.cities, content.cities)
    if scenario.default_seats > len(scenario.cities):
        raise ContentError(
            f"{where}: default_seats: {scenario.default_seats} seats, but only {len(scenario.cities)} cities"
        )
    _check_plans(where, scenario, content)
    _check_dated(where, scenario, content)
    _check_known(f"{where}: systems", list(scenario.systems), SYSTEMS)
    for system, opens in scenario.systems.items():
        if not -1 <= opens < scenario.turns:
            raise ContentError(f"{where}: systems: '{system}' opens in turn {opens} of 0 to {scenario.turns - 1}")
    late = 2 * (scenario.start_year - MODEL_CASE_YEAR)
    for template_id, turn in scenario.forced.items():
        _check_known(f"{where}: forced", [template_id], content.templates)
        template = content.templates[template_id]
        if not 0 <= turn < scenario.turns:
            raise ContentError(f"{where}: forced: '{template_id}' in turn {turn} of 0 to {scenario.turns - 1}")
        if not template.from_turn <= turn + late <= template.to_turn:
            raise ContentError(
                f"{where}: forced: '{template_id}' in turn {turn}, but it can come only in turns "
                f"{template.from_turn - late} to {template.to_turn - late}"
            )
    _check_shares(f"{where}: weights", scenario.weights, SCORE_PARTS)
    for turn in range(scenario.turns):
        now = turn + late
        kinds = sum(t.weight > 0 and t.from_turn <= now <= t.to_turn for t in content.templates.values())
        if kinds < scenario.projects_low:
            raise ContentError(
                f"{where}: projects_low: {scenario.projects_low} a turn, but in turn {turn} only {kinds} kinds "
                "of project can come"
            )
    _check_grown(where, scenario)


def _check_plans(where: str, scenario: Scenario, content: Content) -> None:
    if not scenario.plans or scenario.plans[0].year > scenario.start_year:
        raise ContentError(f"{where}: plans: none is in force in {scenario.start_year}")
    for i, plan in enumerate(scenario.plans):
        at = f"{where}: plans #{i + 1}"
        _check_known(f"{at}: chains", plan.chains, content.chains)
        if i and plan.year <= scenario.plans[i - 1].year:
            raise ContentError(f"{at}: year: {plan.year} does not follow {scenario.plans[i - 1].year}")
        if plan.open_slots < 0 or len(plan.chains) + plan.open_slots > len(content.chains):
            raise ContentError(f"{at}: open_slots: {plan.open_slots} do not fit beside {len(plan.chains)} chains")
        if plan.era not in ERAS:
            raise ContentError(f"{at}: era: '{plan.era}' is not one of {', '.join(ERAS)}")


def _check_grown(where: str, scenario: Scenario) -> None:
    """A match that begins later may say of its cities how they have fared until then."""
    _check_known(f"{where}: grown", list(scenario.grown), scenario.cities)
    for city, grown in scenario.grown.items():
        if not (0.2 <= grown.economy <= 5 and 0.2 <= grown.debt <= 5):
            raise ContentError(f"{where}: grown: '{city}': economy and debt must be from 0.2 to 5")


def _check_dated(where: str, scenario: Scenario, content: Content) -> None:
    for i, dated in enumerate(scenario.dated):
        at = f"{where}: dated #{i + 1}"
        if dated.event not in DATED:
            raise ContentError(f"{at}: event: '{dated.event}' is not one of {', '.join(DATED)}")
        _check_known(f"{at}: chains", dated.chains, content.chains)
        if not 0 < dated.size <= 4:
            raise ContentError(f"{at}: size: {dated.size:g} is not above 0 and at most 4")
        if dated.year * 2 != round(dated.year * 2):
            raise ContentError(f"{at}: year: {dated.year:g} is not the beginning or the middle of a year")
        if not dated.source.strip():
            raise ContentError(f"{at}: source: is empty")


def _check_names(where: str, names: Sequence[Named], minimum: int) -> None:
    if len(names) < minimum:
        raise ContentError(f"{where}: {len(names)} names, but at least {minimum} are needed")
    for language in ("en", "zh"):
        seen: dict[str, int] = {}
        for i, name in enumerate(names):
            text = str(getattr(name, language))
            if not text.strip():
                raise ContentError(f"{where} #{i + 1}: {language}: is empty")
            if text in seen:
                raise ContentError(f"{where} #{i + 1}: {language}: '{text}' is already #{seen[text] + 1}")
            seen[text] = i


def _check_parameter(key: str, parameter: Parameter) -> None:
    file, _, name = key.partition(".")
    where = f"rules/{file}.toml: [{name}]"
    if not parameter.source.strip():
        raise ContentError(f"{where}: source: is empty")
    if isinstance(parameter.value, list) and not parameter.value:
        raise ContentError(f"{where}: value: the list is empty")


# --- what all tables share -----------------------------------------------------------------------------------


def _check_text(where: str, **texts: Named) -> None:
    for key, text in texts.items():
        for language in ("en", "zh"):
            if not str(getattr(text, language)).strip():
                raise ContentError(f"{where}: {key}: {language}: is empty")


def _check_bounds(where: str, entry: msgspec.Struct, bounds: Bounds) -> None:
    for key, (low, high) in bounds.items():
        value = getattr(entry, key)
        if not low <= value <= high:
            raise ContentError(f"{where}: {key}: {value:g} is not between {low:g} and {high:g}")


def _check_order(where: str, entry: msgspec.Struct, lower: str, upper: str) -> None:
    low, high = getattr(entry, lower), getattr(entry, upper)
    if low > high:
        raise ContentError(f"{where}: {lower}: {low} is above {upper}, which is {high}")


def _check_shares(where: str, shares: Mapping[str, float], known: Sequence[str]) -> None:
    check_keys(shares, known, where)
    for key, value in shares.items():
        if not 0 <= value <= 1:
            raise ContentError(f"{where}: '{key}' is {value:g}, but must be from 0 to 1")
    total = math.fsum(shares.values())
    if abs(total - 1) > 1e-6:
        raise ContentError(f"{where}: the shares add up to {total:g}, not 1")


def _check_known(where: str, used: Sequence[str], known: Iterable[str]) -> None:
    names = list(known)
    for i, name in enumerate(used):
        if name not in names:
            raise ContentError(f"{where}: there is no '{name}'{suggestion(name, names)}")
        if name in used[:i]:
            raise ContentError(f"{where}: '{name}' is listed twice")


def _has_number(value: object) -> bool:
    """Whether a value is a number or holds one at any depth; flags and texts are not numbers."""
    if isinstance(value, bool):
        return False
    if isinstance(value, (int, float)):
        return True
    if isinstance(value, dict):
        return any(_has_number(inner) for inner in value.values())
    if isinstance(value, list):
        return any(_has_number(inner) for inner in value)
    return isinstance(value, msgspec.Struct) and any(
        _has_number(getattr(value, name)) for name in value.__struct_fields__
    )


def _check_sources(where: str, entry: City | Chain | Template | Scenario) -> None:
    """Each key with a number stands in `source`, alone or in a group `"key, other"`; nothing else does."""
    keys = [name for name in entry.__struct_fields__ if name != "source"]
    covered: set[str] = set()
    for group, text in entry.source.items():
        if not text.strip():
            raise ContentError(f"{where}: source: '{group}' is empty")
        for key in (part.strip() for part in group.split(",")):
            if key not in keys:
                raise ContentError(f"{where}: source: unknown key '{key}'{suggestion(key, keys)}")
            if key in covered:
                raise ContentError(f"{where}: source: '{key}' has two sources")
            covered.add(key)
    for key in keys:
        if key not in covered and _has_number(getattr(entry, key)):
            raise ContentError(f"{where}: source: '{key}' has a number but no source")
