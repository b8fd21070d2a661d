"""Many matches of bots: what is played, one row for each match, and what they say together as lines of text."""

from __future__ import annotations

import traceback
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

from boulevard_server.lab.play import Settings, play_match
from boulevard_server.lab.reached import Followed, links
from boulevard_shared.almanac import shipped_almanac
from boulevard_shared.content import Content, shipped
from boulevard_shared.events import EventKind
from boulevard_shared.ids import BotLevel, History, Module, Partner, Persona, SeatMode
from boulevard_shared.orders import ORDER_TYPES

LEAD_CHANGES = 2
"""Changes of lead in the median match under which the race is not open."""
STUCK_TURNS = 5
"""A seat that gives no order for so many turns in a row has nothing left to do."""


SCENARIOS = ("display-decade", "two-decades")
"""What is played unless told otherwise: the usual ten years, and twenty, in which late things come into their own."""


@dataclass(frozen=True, slots=True)
class Task:
    """One match to be played."""

    settings: Settings
    personas: tuple[Persona, ...]
    seed: int


@dataclass(frozen=True, slots=True)
class Row:
    """One match in short: `fault` is the error that ended it, "" when it was played to its end.

    `moved` names the quantities that changed and `pages` the pages of the almanac that it met.
    """

    seed: int
    cities: tuple[str, ...]
    personas: tuple[Persona, ...]
    career: bool
    winner: int
    scores: tuple[float, ...]
    lead_changes: int
    half_time_held: bool
    orders: dict[str, int]
    events: dict[str, int]
    stuck: int
    fault: str = ""
    levels: tuple[BotLevel, ...] = ()
    history: History = History.JITTERED
    scenario: str = ""
    moved: tuple[str, ...] = ()
    pages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to play: how many matches, from which seed on, at which level, with how many seats.

    `scenarios` and `histories` are taken in turn, so that the matches cover the worlds that the program offers.
    """

    matches: int
    seed: int = 1
    level: BotLevel = BotLevel.NORMAL
    seats: int = 8
    scenarios: tuple[str, ...] = SCENARIOS
    histories: tuple[History, ...] = tuple(History)


def plan(content: Content, wanted: Wanted) -> list[Task]:
    """The matches: a scenario's cities in turn, personas rotated over them, every third in Career mode.

    Both modes are played in every scenario and history.

    Raises:
        KeyError: there is no such scenario.
    """
    personas = tuple(Persona)
    out = []
    for number in range(wanted.matches):
        name = wanted.scenarios[number % len(wanted.scenarios)]
        scenario = content.scenarios[name]
        shift = number * 3 % len(scenario.cities)
        cities = tuple((scenario.cities * 2)[shift : shift + min(wanted.seats, len(scenario.cities))])
        mode = SeatMode.CAREER if number % 3 == 2 else SeatMode.ANCHORED
        history = wanted.histories[(number + number // 3) % len(wanted.histories)]
        settings = Settings(name, cities, mode, wanted.level, history=history)
        seated = tuple(personas[(seat + number) % len(personas)] for seat in range(len(cities)))
        out.append(Task(settings, seated, wanted.seed + number))
    return out


def play_row(task: Task) -> Row:
    """Play one match and sum it up; a fault becomes part of the row, so that one does not hide the others."""
    settings = task.settings
    try:
        log = play_match(shipped(), settings, task.personas, task.seed)
    except Exception:
        fault = traceback.format_exc(limit=-4)
        return Row(
            *(task.seed, settings.cities, task.personas, False, -1, (), 0, False, {}, {}, 0, fault),
            history=settings.history,
            scenario=settings.scenario,
        )
    half = log.leads[len(log.leads) // 2]
    return Row(
        seed=task.seed,
        cities=settings.cities,
        personas=task.personas,
        career=settings.mode is SeatMode.CAREER,
        winner=log.winner,
        scores=tuple(log.totals[-1]),
        lead_changes=log.lead_changes,
        half_time_held=half == log.winner,
        orders=dict(sorted(log.orders.items())),
        events=dict(sorted(log.events.items())),
        stuck=sum(turns >= STUCK_TURNS for turns in log.idle),
        levels=settings.levels,
        history=settings.history,
        scenario=settings.scenario,
        moved=tuple(sorted(log.reached.moved)),
        pages=tuple(sorted(log.reached.pages)),
    )


def match_lines(rows: Iterable[Row]) -> list[str]:
    """One line for each match."""
    head = f"{'seed':>6}  {'scenario':14}  {'mode':8}  {'history':8}  {'winner':24}"
    lines = [f"{head}  {'scores (high to low)':46}  leads  stuck"]
    for row in rows:
        if row.fault:
            lines.append(f"{row.seed:>6}  FAULT: {row.fault.strip().splitlines()[-1]}")
            continue
        who = f"{row.cities[row.winner]} ({row.personas[row.winner].value})"
        scores = " ".join(f"{points:.1f}" for points in sorted(row.scores, reverse=True))
        mode = "career" if row.career else "anchored"
        what = f"{row.seed:>6}  {row.scenario:14}  {mode:8}  {row.history.value:8}  {who:24}"
        lines.append(f"{what}  {scores:46}  {row.lead_changes:>5}  {row.stuck:>5}")
    return lines


def summary_lines(rows: Sequence[Row]) -> list[str]:
    """What all matches together say: orders and events used, lead changes, spread of scores."""
    played = [row for row in rows if not row.fault]
    counts = Counter(row.history for row in rows)
    told = ", ".join(f"{counts[history]} {history.value}" for history in History if counts[history])
    lines = [f"matches {len(rows)} (history: {told}), faults {len(rows) - len(played)}"]
    if not played:
        return lines
    spreads = [max(row.scores) - min(row.scores) for row in played]
    lines.append(f"lead changes: median {median(row.lead_changes for row in played):g}")
    lines.append(f"winner led at half-time: {sum(row.half_time_held for row in played)} of {len(played)}")
    lines.append(f"score spread: median {median(spreads):.1f}, largest {max(spreads):.1f}")
    lines.append(f"seats stuck: {sum(row.stuck for row in played)}")
    orders: Counter[str] = Counter()
    events: Counter[str] = Counter()
    for row in played:
        orders.update(row.orders)
        events.update(row.events)
    lines += _used("orders", [kind.__name__ for kind in ORDER_TYPES], orders)
    lines += _used("events", [kind.value for kind in EventKind], events)
    modules = Counter(
        page.removeprefix("module.") for row in played for page in row.pages if page.startswith("module.")
    )
    lines += _used("modules", _modules(), modules)
    followed = _followed(played)
    lines.append(f"links of the almanac used: {len(followed.used)}")
    lines.append(f"links of the almanac never used: {', '.join(followed.never) or 'none'}")
    return lines


def unmet(rows: Sequence[Row]) -> list[str]:
    """What should be true of enough matches and is not: everything used, nobody stuck, an open race."""
    played = [row for row in rows if not row.fault]
    seen = {name for row in played for name in (*row.orders, *row.events, *row.pages)}
    names = [*(kind.__name__ for kind in ORDER_TYPES), *(kind.value for kind in EventKind)]
    names += [f"module.{module}" for module in _modules()]
    never = [*(name for name in names if name not in seen), *_followed(played).never]
    stuck = sum(row.stuck for row in played)
    lead = median(row.lead_changes for row in played) if played else 0
    return [
        *([f"never used: {', '.join(never)}"] if never else []),
        *([f"seats stuck: {stuck}"] if stuck else []),
        *(
            [f"the lead changes {lead:g} times in the median match, not {LEAD_CHANGES} or more"]
            if lead < LEAD_CHANGES
            else []
        ),
    ]


def _modules() -> list[str]:
    """Modules of a smart city, and the partners it may sign with."""
    return [*(module.value for module in Module), *(partner.name.lower() for partner in Partner if partner)]


def _followed(played: Sequence[Row]) -> Followed:
    """Links of the almanac that these matches lead to."""
    moved = {name for row in played for name in row.moved}
    return links(shipped_almanac(), moved, {page for row in played for page in row.pages})


def _used(what: str, names: Sequence[str], counts: Counter[str]) -> list[str]:
    never = [name for name in names if not counts[name]]
    used = ", ".join(f"{name} {counts[name]}" for name in names if counts[name])
    return [f"{what} used: {used}", f"{what} never used: {', '.join(never) or 'none'}"]
