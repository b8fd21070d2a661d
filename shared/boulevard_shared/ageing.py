"""Content as it stands when a scenario begins after 2008: cities grown, chains that need fewer hands.

The files describe 2008. Growth until then is the country's by the almanac, times how the city fared against it
(`Scenario.grown`); chains have grown with the world demand for them. Plain numbers, before any array is made.
"""

from __future__ import annotations

import hashlib
from functools import cache

import msgspec

from boulevard_shared.content import Chain, City, Content, Grown, Scenario
from boulevard_shared.ids import Tier

FIRST_YEAR = 2008


def content_at(content: Content, scenario: Scenario) -> Content:
    """The content with cities and chains as of the scenario's first year; the very same in 2008."""
    years = scenario.start_year - FIRST_YEAR
    if years <= 0:
        return content
    fared = sorted((city, grown.economy, grown.debt) for city, grown in scenario.grown.items())
    mark = hashlib.blake2b(repr((content.digest, scenario.start_year, fared)).encode(), digest_size=16).hexdigest()
    if mark not in _AGED:
        _AGED[mark] = _age(content, scenario, years, mark)
    return _AGED[mark]


_AGED: dict[str, Content] = {}
"""Aged content by its digest."""
_USUAL = Grown(1.0, 1.4)
"""How a city has fared of which the scenario says nothing: with the country, and deeper in debt."""


def _number(content: Content, name: str) -> float:
    value = content.parameters[name].value
    return float(value[0]) if isinstance(value, list) else float(value)


def _age(content: Content, scenario: Scenario, years: int, digest: str) -> Content:
    path = content.parameters["nation.growth_path"].value
    country = 1.0
    for rate in path[:years] if isinstance(path, list) else [path] * years:
        country *= 1.0 + rate
    chains = {key: _chain(content, chain, years) for key, chain in content.chains.items()}
    cities = {
        key: _city(content, city, (country, scenario.grown.get(key, _USUAL)), years)
        for key, city in content.cities.items()
    }
    return msgspec.structs.replace(
        content,
        cities=cities,
        chains=chains,
        digest=digest,
    )


def _chain(content: Content, chain: Chain, years: int) -> Chain:
    """Fewer hands for the same output, at the pace of `talent.staff_saving`."""
    saving = 1.0 + _number(content, "talent.staff_saving") * years
    return msgspec.structs.replace(chain, staff=chain.staff / saving)


@cache
def _compound(rate: float, years: int) -> float:
    grown = 1.0
    for _ in range(years):
        grown *= 1.0 + rate
    return grown


def _city(content: Content, city: City, fared: tuple[float, Grown], years: int) -> City:
    """A city years later; `fared` is the country's growth, and how the city has fared against it."""
    country, grown = fared
    against, debt = grown.economy, grown.debt
    economy = country * against
    rate = _number(content, "nation.income_share_of_growth")
    income = 1.0 + rate * (country - 1.0) * against
    industries = {
        key: round(value * _compound(content.chains[key].growth, years) * against)
        for key, value in city.industries.items()
    }
    # Industry has not grown beyond the room the city has for it.
    room = economy * city.gdp * city.industry_share / 0.3
    scale = min(1.0, room / max(1.0, float(sum(industries.values()))))
    industries = {key: round(value * scale) for key, value in industries.items()}
    people = _people(content, city, industries, years)
    population = round(city.population * (1.0 + 0.012 * years * against * against))
    know = min(90, round(city.technology + years * _number(content, "ageing.know") * against))
    return msgspec.structs.replace(
        city,
        gdp=round(city.gdp * economy),
        income=round(city.income * income),
        revenue=round(city.revenue * economy),
        debt=round(city.debt * economy * debt),
        treasury=round(city.treasury * economy),
        vehicles={key: round(value * economy) for key, value in city.vehicles.items()},
        industries=industries,
        people=people,
        population=max(population, sum(people.values()) + 1),
        universities={
            key: min(100, round(value * (1.0 + _number(content, "ageing.universities") * years)))
            for key, value in city.universities.items()
        },
        technology=know,
    )


def _people(content: Content, city: City, industries: dict[str, int], years: int) -> dict[str, int]:
    """Those who could staff the chains have grown with the jobs."""
    saving = 1.0 + _number(content, "talent.staff_saving") * years

    def jobs(made: dict[str, int], tier: str) -> float:
        chains = content.chains
        return sum(made[key] * chains[key].staff * chains[key].mix[tier] for key in made)

    grown = {}
    for tier in Tier:
        ratio = jobs(industries, tier.value) / saving / max(1e-9, jobs(city.industries, tier.value))
        grown[tier.value] = round(city.people[tier.value] * max(0.8, ratio))
    return grown
