"""The game as data: typed, immutable tables loaded from `assets/content`; this module owns their shape.

Every number in content has a source beside it: the table `source` of an entry maps a key, or several joined
by commas, to where the figure comes from. Broken content is reported with file, entry and key:
`chains.toml: [displays]: unknown key 'pirce'; did you mean 'price'?`.

`python -m boulevard_shared.content [folder]` checks content and prints a summary.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TypeVar

import msgspec

from boulevard_shared import content_checks
from boulevard_shared.content_files import ContentError, check_id, read_table, suggestion, to_struct
from boulevard_shared.ids import BotLevel, SeatMode

__all__ = [
    "Chain",
    "City",
    "Content",
    "ContentError",
    "Dated",
    "Grown",
    "NameList",
    "Named",
    "Parameter",
    "Plan",
    "Scenario",
    "Template",
    "assets_root",
    "load",
    "parameter_values",
    "shipped",
]

FILES = ("chains.toml", "cities.toml", "projects.toml", "names.toml")
FILES_AT_MOST = 64

_Entry = TypeVar("_Entry")


class Named(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A name in both languages."""

    en: str
    zh: str


class City(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A city that can be played, as it stood in the start year of the model case (2008).

    Money in million yuan (a year), people in thousands, shares 0-1, levels 0-100.
    `industries` is yearly gross output of the twelve chains, of which about 0.27 is value added, the part that
    counts in `gdp`; `people` thousands who could staff them, by tier, of whom the chains employ a third to
    three quarters at the start; `universities` strength by field of study, 0-100; `vehicles` cash at hand;
    `house_price` against the country; `competence` and `daring` the cabinet's average, 0-1; `revenue` all own
    revenue a year, land included, and `land_share` land's part of it; `source` says where figures come from.
    """

    name: Named
    trait: Named
    lon: float
    lat: float
    gdp: int
    population: int
    income: int
    """Disposable income a head, yuan a year."""
    revenue: int
    land_share: float
    debt: int
    treasury: int
    vehicles: dict[str, int]
    industries: dict[str, int]
    industry_share: float
    """Share of GDP that is industry."""
    universities: dict[str, int]
    people: dict[str, int]
    schools: int
    health: int
    housing: int
    transport: int
    pollution: int
    """Points of air and soil pollution, 0-100: 85 among the ten worst of the country, 30 a clean coast."""
    trust: int
    technology: int
    house_price: float
    competence: float
    daring: float
    big_neighbour_km: int
    big_neighbour_people: int
    source: dict[str, str]


class Chain(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An industry. Lags in half-year turns, tickets in million yuan, shares 0-1.

    `proximity` to every other chain, `mix` staff shares by tier, `study` weights of fields of study,
    `staff` people per million yuan of yearly output, `margin` profit share at normal price,
    `cycle_turns` and `cycle_size` of demand, `growth` of world demand a year, `world` demand in 2008 that
    makers in China can reach, in million yuan a year, `import_share` of inputs bought abroad, `odds` the
    intercept of the bet formula (log odds), `capital_intensity` 0-1 and `pollution` 0-1 against the heaviest.
    """

    name: Named
    hard: bool
    proximity: dict[str, float]
    mix: dict[str, float]
    study: dict[str, float]
    ticket_low: int
    ticket_high: int
    lag_product: int
    lag_profit: int
    lag_exit: int
    output_per_capital: float
    """Yearly output at full use for each yuan of the project's cost."""
    staff: float
    margin: float
    cycle_turns: int
    cycle_size: float
    growth: float
    world: int
    import_share: float
    suppliers: int
    """Suppliers drawn in four turns by one plant."""
    odds: float
    capital_intensity: float
    pollution: float
    source: dict[str, str]
    enables: float | None = None
    """How far its firms lift old industry in their city, 0-1; nothing when they do not."""


class Template(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A kind of project that looks for a place. Money in million yuan, lags in turns.

    `kind` one of plant, headquarters, rescue, laboratory, round, datacentre; `weight` how often it turns up within
    turns `from_turn` to `to_turn`, both included, counted from 2008 in every scenario; `equity_share` of the cost
    asked as equity, `stake` of the firm offered for it (before the discount of a rescue); `taste` weights of
    cash, guarantee, land, tax, staff, place; `open_turns` how long it stays on the market; `jobs_per_million`
    of the cost; `fraud_share` the chance that it is a fraud; `quality` the mean of its true quality in log
    odds; `multiple` scales the payoff; `anchor` whether suppliers follow it.
    """

    name: Named
    blurb: Named
    kind: str
    chain: str
    weight: float
    from_turn: int
    to_turn: int
    ticket_low: int
    ticket_high: int
    equity_share: float
    stake: float
    open_turns: int
    lag_product: int
    lag_profit: int
    jobs_per_million: float
    fraud_share: float
    quality: float
    multiple: float
    anchor: bool
    taste: dict[str, float]
    source: dict[str, str]


NEVER = -1
"""A system with this turn in `Scenario.systems` stays shut."""


class Scenario(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A match: when it begins, how long it runs, who can play, and what is switched on.

    `plans` lists the five-year plans: the year each begins and the chains it names at most `plan_slots` of.
    `forced` projects arrive in a given turn whatever the dice say.
    """

    name: Named
    blurb: Named
    start_year: int
    turns: int
    cities: list[str]
    default_seats: int
    mode: SeatMode
    bots: BotLevel
    term_turns: int
    turn_seconds: int
    tolerance: float
    legacy: float
    plans: list[Plan]
    listing_opens_turn: int
    projects_low: int
    projects_high: int
    forced: dict[str, int]
    weights: dict[str, float]
    """Weights of the score parts."""
    source: dict[str, str]
    dated: list[Dated] = []
    """What befell the country in these years, in any order; see `rules/dates.py` for what a history makes of it."""
    grown: dict[str, Grown] = {}
    """For a scenario that begins after 2008: how each city has fared until then; see `ageing.py`."""
    systems: dict[str, int] = {}
    """Turn from which the orders of a system may be given, `NEVER` for not in this match; others from the first."""

    def opens(self, system: str) -> int:
        """The turn from which a system is open; `NEVER` when it stays shut."""
        return self.systems.get(system, 0)


class Plan(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A five-year plan: the year it begins and the chains it names for certain."""

    year: int
    chains: list[str]
    open_slots: int
    """Further chains, picked by lobbying and by where activity already is."""
    era: str = "soft"
    """What the plan wants most: `soft` (consumers and platforms) or `hard` (technology)."""


class Grown(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How a city has fared since 2008: its economy against the country's growth, its debt against its GDP then."""

    economy: float
    debt: float


class Dated(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One thing that befell the country: `year` with half-years as .0 and .5, what, how large, on which chains."""

    year: float
    event: str
    size: float
    source: str
    chains: list[str] = []


class Parameter(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One number of the rules with its unit and where it comes from."""

    value: float | list[float]
    unit: str
    source: str


class NameList(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Names drawn in play; all firms and officials are invented."""

    firms: list[Named]
    officials: list[Named]


class Content(msgspec.Struct, frozen=True):
    """All content. Order of `cities`, `chains` and `templates` is the order of the files."""

    cities: dict[str, City]
    chains: dict[str, Chain]
    templates: dict[str, Template]
    scenarios: dict[str, Scenario]
    parameters: dict[str, Parameter]
    """By dotted name: file stem of `rules/*.toml`, then key: `deals.noise`."""
    names: NameList
    digest: str
    """Hash of all content files: a stored match goes on only with the content it began with."""


def assets_root() -> Path:
    """The assets folder: the checkout's if there is one, else the packaged copy.

    Raises:
        ContentError: neither is there.
    """
    here = Path(__file__).resolve()
    for folder in (here.parents[2] / "assets", here.parent / "_assets"):
        if (folder / "content").is_dir():
            return folder
    raise ContentError("the assets folder is missing: reinstall the package, or run from a complete checkout")


def load(folder: Path) -> Content:
    """Load and cross-check all content below a folder.

    Raises:
        ContentError: something is missing, unknown, of a wrong type, too big or contradicts another entry.
    """
    paths = _files(folder)
    content = Content(
        cities=_entries(folder, "cities.toml", City),
        chains=_entries(folder, "chains.toml", Chain),
        templates=_entries(folder, "projects.toml", Template),
        scenarios={
            path.stem: to_struct(read_table(path, file), Scenario, file)
            for file, path in paths.items()
            if file.startswith("scenarios/")
        },
        parameters={
            f"{path.stem}.{key}": to_struct(value, Parameter, f"{file}: [{key}]")
            for file, path in paths.items()
            if file.startswith("rules/")
            for key, value in read_table(path, file).items()
        },
        names=to_struct(read_table(folder / "names.toml", "names.toml"), NameList, "names.toml"),
        digest=_digest(paths),
    )
    content_checks.check(content)
    return content


def _files(folder: Path) -> dict[str, Path]:
    """All content files by name, such as `rules/deals.toml`, in order of names.

    A file that nobody reads is an error: most likely its name is misspelt.
    """
    paths = {path.relative_to(folder).as_posix(): path for path in sorted(folder.rglob("*.toml"))}
    if len(paths) > FILES_AT_MOST:
        raise ContentError(f"{folder}: {len(paths)} files, but at most {FILES_AT_MOST} are allowed")
    for file, path in paths.items():
        inside = path.parent.relative_to(folder).as_posix()
        if inside in ("rules", "scenarios"):
            continue
        if file not in FILES:
            raise ContentError(f"{file}: nothing reads this file{suggestion(file, FILES)}")
    for file in FILES:
        if file not in paths:
            raise ContentError(f"{file}: is missing")
    return paths


def _entries(folder: Path, file: str, kind: type[_Entry]) -> dict[str, _Entry]:
    entries = {}
    for key, value in read_table(folder / file, file).items():
        check_id(key, f"{file}: [{key}]")
        entries[key] = to_struct(value, kind, f"{file}: [{key}]")
    return entries


def _digest(paths: Mapping[str, Path]) -> str:
    digest = hashlib.blake2b(digest_size=16)
    for file, path in paths.items():
        digest.update(file.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


@cache
def shipped() -> Content:
    """The content that comes with the game."""
    return load(assets_root() / "content")


def parameter_values(content: Content) -> Mapping[str, float | list[float]]:
    """The numbers of the rules by dotted name."""
    return {name: parameter.value for name, parameter in content.parameters.items()}


if __name__ == "__main__":
    from boulevard_shared import content_report

    sys.exit(content_report.main(sys.argv[1:]))
