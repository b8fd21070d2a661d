"""The game as data: typed, immutable tables loaded from `assets/content`; this module owns their shape.

Every number in content has a source beside it. Broken content is reported with file, entry and key:
`chains.toml: [displays]: unknown key 'pirce'`.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from boulevard_shared.ids import BotLevel, SeatMode


class ContentError(ValueError):
    """Content that cannot be used; the message says file, entry, key and what to do."""


class Named(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A name in both languages."""

    en: str
    zh: str


class City(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A city that can be played, as it stood in the start year of the model case (2008).

    Money in million yuan (a year), people in thousands, shares 0-1, levels 0-100.
    `industries` is yearly output of the twelve chains; `universities` strength by field of study;
    `officials` the cabinet's average `competence` and `daring`; `source` says where figures come from.
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
    `cycle_turns` and `cycle_size` of demand, `growth` of world demand a year, `world` demand in 2008
    in million yuan a year, `import_share` of inputs bought abroad, `odds` the intercept of the bet formula.
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


class Template(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A kind of project that looks for a place. Money in million yuan, lags in turns.

    `kind` one of plant, headquarters, rescue, laboratory, round; `weight` how often it turns up;
    `equity_share` of the cost asked as equity, `stake` offered for it; `taste` weights of cash, guarantee,
    land, tax, staff, place; `open_turns` how long it stays on the market; `multiple` scales the payoff.
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


class Plan(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A five-year plan: the year it begins and the chains it names for certain."""

    year: int
    chains: list[str]
    open_slots: int
    """Further chains, picked by lobbying and by where activity already is."""


class Parameter(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One number of the rules with its unit and where it comes from."""

    value: float | list[float]
    unit: str
    source: str


class NameList(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Names drawn in play; all firms and officials are invented."""

    firms: list[Named]
    officials: list[Named]
    laboratories: list[Named]


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


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise ContentError(f"{path.name}: cannot be read: {error.strerror}") from error
    except tomllib.TOMLDecodeError as error:
        raise ContentError(f"{path.name}: not valid TOML: {error}") from error


def _entries(path: Path, kind: type[Any]) -> dict[str, Any]:
    return {key: _convert(value, kind, path.name, key) for key, value in _read(path).items()}


def _convert(value: Any, kind: type[Any], file: str, entry: str) -> Any:
    try:
        return msgspec.convert(value, kind)
    except msgspec.ValidationError as error:
        raise ContentError(f"{file}: [{entry}]: {error}") from error


def load(folder: Path) -> Content:
    """Load and cross-check all content below a folder.

    Raises:
        ContentError: something is missing, unknown, of a wrong type or contradicts another entry.
    """
    parameters: dict[str, Parameter] = {}
    for path in sorted((folder / "rules").glob("*.toml")):
        for key, value in _read(path).items():
            parameters[f"{path.stem}.{key}"] = _convert(value, Parameter, f"rules/{path.name}", key)
    digest = hashlib.blake2b(digest_size=16)
    for path in sorted(folder.rglob("*.toml")):
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    scenarios = {
        path.stem: _convert(_read(path), Scenario, f"scenarios/{path.name}", path.stem)
        for path in sorted((folder / "scenarios").glob("*.toml"))
    }
    return Content(
        cities=_entries(folder / "cities.toml", City),
        chains=_entries(folder / "chains.toml", Chain),
        templates=_entries(folder / "projects.toml", Template),
        scenarios=scenarios,
        parameters=parameters,
        names=_convert(_read(folder / "names.toml"), NameList, "names.toml", "names"),
        digest=digest.hexdigest(),
    )


@cache
def shipped() -> Content:
    """The content that comes with the game."""
    return load(assets_root() / "content")


def parameter_values(content: Content) -> Mapping[str, float | list[float]]:
    """The numbers of the rules by dotted name."""
    return {name: parameter.value for name, parameter in content.parameters.items()}
