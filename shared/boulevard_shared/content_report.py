"""A summary of content for those who change it: counts, starting figures of the cities, odds of the chains.

Run as `python -m boulevard_shared.content [folder]`; exits 1 with the sentence when content is broken.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from boulevard_shared.content import City, Content, assets_root, load
from boulevard_shared.content_checks import VALUE_ADDED
from boulevard_shared.content_files import ContentError

Table = dict[str, dict[str, float]]

UNPREPARED = 1.2 * 0.3 + 1.5 * 0.15
"""What a city without talent, chain, consultation or boss adds to the log odds of a bet (design)."""
PREPARED = 1.2 * 0.7 + 1.5 * 0.4 + 0.6 + 0.5 * 0.6 + 0.4
"""The same for a city with talent, chain, consultation, a fair boss and a leading firm (design)."""


def advantages(content: Content) -> Table:
    """Revealed comparative advantage of each city in each chain: its share there over the chain's share in all."""
    total = {c: sum(city.industries[c] for city in content.cities.values()) for c in content.chains}
    whole = sum(total.values())
    return {
        name: {c: _ratio(city.industries[c] * whole, sum(city.industries.values()) * total[c]) for c in total}
        for name, city in content.cities.items()
    }


def densities(content: Content) -> Table:
    """How close what a city does well (advantage of 1 and more) lies to each chain, 0-1.

    Hidalgo, Klinger, Barabasi and Hausmann 2007: summed proximity to those chains over summed proximity to all.
    """
    return {
        city: {
            key: _ratio(
                sum(near for other, near in chain.proximity.items() if has[other] >= 1),
                sum(chain.proximity.values()),
            )
            for key, chain in content.chains.items()
        }
        for city, has in advantages(content).items()
    }


def strategic_share(city: City) -> float:
    """The chains' part of the city's industry, by value added."""
    return sum(city.industries.values()) * VALUE_ADDED / (city.gdp * city.industry_share)


def employed(content: Content, city: City) -> dict[str, float]:
    """Part of the city's people of each tier whom the chains employ at the start."""
    need = dict.fromkeys(city.people, 0.0)
    for key, chain in content.chains.items():
        for tier in need:
            need[tier] += city.industries[key] * chain.staff * chain.mix[tier] / 1000
    return {tier: _ratio(need[tier], city.people[tier]) for tier in need}


def chance(odds: float, help_: float) -> float:
    """Chance that a bet succeeds: logistic of a chain's intercept and what the city adds."""
    return 1 / (1 + math.exp(-(odds + help_)))


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole else 0.0


def summary(content: Content) -> str:
    """Counts and tables of content that has been checked."""
    kinds: dict[str, int] = {}
    for template in content.templates.values():
        kinds[template.kind] = kinds.get(template.kind, 0) + 1
    lines = [
        f"{len(content.chains)} chains, {len(content.cities)} cities, {len(content.templates)} kinds of project "
        f"({', '.join(f'{count} {kind}' for kind, count in kinds.items())})",
        f"{len(content.scenarios)} scenarios ({', '.join(content.scenarios)}), "
        f"{len(content.parameters)} numbers of the rules",
        f"{len(content.names.firms)} firm names, {len(content.names.officials)} officials",
        "",
        "City: product (bn yuan), revenue / product, debt / product, chains' share of industry, chains' use of people",
    ]
    for key, city in content.cities.items():
        use = ", ".join(f"{tier} {part:.2f}" for tier, part in employed(content, city).items())
        lines.append(
            f"  {key:<10}{city.gdp / 1000:>5.0f}  {city.revenue / city.gdp:.2f}  {city.debt / city.gdp:.2f}  "
            f"{strategic_share(city):.2f}  {use}"
        )
    lines += ["", "Chance of a bet, unprepared and prepared; projects; suppliers"]
    for key, chain in content.chains.items():
        count = sum(template.chain == key for template in content.templates.values())
        odds = [chance(chain.odds, help_) for help_ in (UNPREPARED, PREPARED)]
        lines.append(f"  {key:<18}{odds[0]:.2f}  {odds[1]:.2f}  {count:>3}  {chain.suppliers:>3}")
    lines += ["", "Density of each chain in each city at the start (* what the city does well)"]
    lines += _grid(densities(content), advantages(content))
    return "\n".join(lines)


def _grid(density: Table, advantage: Table) -> list[str]:
    chains = list(next(iter(density.values())))
    rows = [" " * 12 + "".join(f"{chain[:6]:>8}" for chain in chains)]
    for city, row in density.items():
        cells: Mapping[str, str] = {c: "*" if advantage[city][c] >= 1 else " " for c in chains}
        rows.append(f"  {city:<10}" + "".join(f"{row[c]:>7.2f}{cells[c]}" for c in chains))
    return rows


def main(arguments: Sequence[str]) -> int:
    """Check the content of a folder, or what comes with the game; 0 when it is good, 1 when it is broken."""
    try:
        folder = Path(arguments[0]) if arguments else assets_root() / "content"
        content = load(folder)
    except ContentError as error:
        print(error, file=sys.stderr)
        return 1
    print(summary(content))
    print(f"\nAll cross-checks passed: {folder}")
    return 0
