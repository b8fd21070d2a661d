"""`boulevard lab`: many matches of bots at once: stylised facts, balance, ratings, or just the matches."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from boulevard_server.cli.options import Failure
from boulevard_shared.ids import BotLevel, History, SeatMode

if TYPE_CHECKING:
    from boulevard_server.lab.findings import Line, Section
    from boulevard_server.lab.spread import Crew
    from boulevard_server.lab.table import Row, Task


ALL = "all"
"""The option for every history in turn."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a command of the lab found: sections, lines printed before them, what went wrong, whether all is well."""

    title: str
    sections: Sequence[Section]
    lines: Sequence[str] = ()
    faults: Sequence[str] = ()
    fine: bool = True


def add(parser: argparse.ArgumentParser) -> None:
    commands = parser.add_subparsers(title="what to do", metavar="", required=True)
    for name, about, own, run in (
        ("facts", "does play give the stylised facts the rules are meant to give?", _add_facts, _facts),
        ("balance", "who wins, how often the lead changes, how much is luck", _add_balance, _balance),
        ("ratings", "how strong the levels and personas are", _add_matches(24), _ratings),
        ("match", "play matches and tell what was used in them", _add_match, _match),
    ):
        command = commands.add_parser(name, help=about, description=about[0].upper() + about[1:] + ".")
        own(command)
        command.add_argument("--jobs", type=int, default=min(2, os.cpu_count() or 1), help="processes (default: 2)")
        command.add_argument("--scheduler", default="", metavar="ADDRESS", help="work on a Dask cluster instead")
        command.add_argument("--json", type=Path, metavar="FILE", help="write the numbers for programs")
        command.add_argument("--html", type=Path, metavar="FILE", help="write a page with pictures")
        command.add_argument("--markdown", type=Path, metavar="FILE", help="write tables for a document")
        command.set_defaults(lab=run, what=name)


def _add_matches(usual: int) -> Callable[[argparse.ArgumentParser], None]:
    def own(parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--matches", type=int, default=usual, metavar="N", help="(default: %(default)s)")
        parser.add_argument("--seed", type=int, default=1, help="seed of the first match; the others count on")
        modes = [mode.value for mode in SeatMode]
        parser.add_argument("--mode", choices=modes, default=SeatMode.ANCHORED.value, help="(default: %(default)s)")
        _add_history(parser, History.JITTERED.value, "%(default)s")

    return own


def _add_history(parser: argparse.ArgumentParser, usual: str, told: str) -> None:
    kinds = [ALL, *(history.value for history in History)]
    about = f"how the national past comes about; {ALL}: each in turn (default: {told})"
    parser.add_argument("--history", choices=kinds, default=usual, help=about)


def _histories(args: argparse.Namespace) -> tuple[History, ...]:
    return tuple(History) if args.history == ALL else (History(args.history),)


def _add_facts(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--size", choices=("quick", "full"), default="quick", help="(default: quick)")
    parser.add_argument("--only", default="", metavar="S1,S5", help="these facts only")
    parser.add_argument("--off", action="store_true", help="with the mechanism of every fact switched off")
    parser.add_argument("--with-off", action="store_true", help="also a table of all facts with it switched off")
    parser.add_argument("--strict", action="store_true", help="end with 1 when a fact does not hold; with --off: does")


def _add_balance(parser: argparse.ArgumentParser) -> None:
    _add_matches(40)(parser)
    levels = [level.value for level in BotLevel]
    parser.add_argument("--level", choices=levels, default=BotLevel.NORMAL.value)
    parser.add_argument("--handicap", action="store_true", help="also print the handicaps that would level the cities")


def _add_match(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--matches", type=int, default=6, metavar="N", help="(default: %(default)s)")
    parser.add_argument("--seed", type=int, default=1, help="seed of the first match; the others count on")
    parser.add_argument("--scenario", default="", metavar="NAME", help="(default: ten and twenty years in turn)")
    levels = [level.value for level in BotLevel]
    parser.add_argument("--level", choices=levels, default=BotLevel.NORMAL.value)
    _add_history(parser, ALL, ALL)
    parser.add_argument(
        "--strict",
        action="store_true",
        help="end with 1 when something is never used, a seat is stuck, the lead stands",
    )


def run(args: argparse.Namespace) -> int:
    """Play, print, write.

    Raises:
        Failure: no cluster, no such scenario, or a file cannot be written.
    """
    from boulevard_server.lab.findings import markdown, plain, text
    from boulevard_server.lab.page import page
    from boulevard_server.lab.spread import Crew, NoCluster

    try:
        outcome: Outcome = args.lab(args, Crew(args.jobs, args.scheduler))
    except NoCluster as error:
        raise Failure(f"{error}") from error
    for line in outcome.lines:
        print(line)
    if outcome.sections:
        print(text(outcome.sections))
    for fault in outcome.faults:
        print(fault, file=sys.stderr)
    flags = {name.replace("_", "-"): value for name, value in sorted(_asked(args).items())}
    said = " ".join(f"--{name}" if value is True else f"--{name} {value}" for name, value in flags.items())
    values = {"title": outcome.title, "asked": _asked(args), "sections": plain(outcome.sections)}
    try:
        if args.json:
            args.json.write_text(json.dumps(values, indent=1, ensure_ascii=False) + "\n", "utf-8")
        if args.html:
            args.html.write_text(page(outcome.title, said, outcome.sections), "utf-8")
        if args.markdown:
            head = f"# {outcome.title}\n\nMade by `boulevard lab {args.what} {said}`.\n\n"
            args.markdown.write_text(head + markdown(outcome.sections), "utf-8")
    except OSError as error:
        raise Failure(f"{error}.") from error
    return int(bool(outcome.faults) or (getattr(args, "strict", False) and not outcome.fine))


def _asked(args: argparse.Namespace) -> dict[str, object]:
    """What decides the result: not who did the work, and not where it was written."""
    names = ("matches", "seed", "size", "only", "off", "with_off", "level", "mode", "scenario", "history")
    return {name: getattr(args, name) for name in names if getattr(args, name, "") not in ("", False)}


def _facts(args: argparse.Namespace, crew: Crew) -> Outcome:
    from boulevard_server.lab.facts import registry
    from boulevard_server.lab.findings import Section

    known = registry.facts()
    wanted = [name for name in args.only.split(",") if name] or list(known)
    for name in wanted:
        if name not in known:
            raise Failure(f"there is no fact {name}; there are: {', '.join(known)}")
    found = _found(wanted, args.size, args.off, crew)
    sections = [
        Section(f"{name}: {known[name].title}", lines, (f"Carried by {', '.join(known[name].carried_by)}.",))
        for name, lines in found.items()
    ]
    if args.off:
        right = sum(registry.fails(lines) for lines in found.values())
        said, title = "fail without their mechanism", "Stylised facts with their mechanisms switched off"
    else:
        right = sum(all(line.fine for line in lines) for lines in found.values())
        said, title = "hold", "Stylised facts"
    told, fine = [f"{right} of {len(sections)} facts {said}"], right == len(sections)
    if args.with_off:
        without = _found(wanted, "quick", True, crew)
        broken = sum(registry.fails(lines) for lines in without.values())
        sections.append(registry.table_without(without))
        told.append(f"{broken} of {len(wanted)} facts fail without their mechanism")
        fine = fine and broken == len(wanted)
    return Outcome(title, sections, told, (), fine)


def _found(wanted: Sequence[str], size: str, off: bool, crew: Crew) -> dict[str, tuple[Line, ...]]:
    """The lines of each wanted fact, played at this size with its mechanism or without."""
    from boulevard_server.lab.facts import registry
    from boulevard_server.lab.progress import Bar
    from boulevard_server.lab.spread import spread

    tasks = [task for name in wanted for task in registry.blocks(name, size, off)]
    seen = spread(registry.play_block, tasks, crew, Bar("facts, switched off" if off else "facts"))
    played: dict[str, list[registry.Seen]] = {name: [] for name in wanted}
    for task, saw in zip(tasks, seen, strict=True):
        played[task.fact].append(saw)
    return {name: registry.lines(name, saw, size, off) for name, saw in played.items()}


def _balance(args: argparse.Namespace, crew: Crew) -> Outcome:
    from boulevard_server.lab import balance
    from boulevard_shared.content import shipped

    asked = balance.Asked(args.matches, args.seed, BotLevel(args.level), SeatMode(args.mode), _histories(args))
    rows = _played(balance.plan(shipped(), asked), crew, "balance")
    lines = []
    if args.handicap and any(not row.fault for row in rows):
        lines = [f"handicap = {balance.handicap_of(shipped(), rows)}"]
    return Outcome("Balance", balance.sections(rows), lines, _faults(rows))


def _ratings(args: argparse.Namespace, crew: Crew) -> Outcome:
    from boulevard_server.lab import ratings
    from boulevard_shared.content import shipped

    asked = ratings.Asked(args.matches, args.seed, SeatMode(args.mode), _histories(args))
    rows = _played(ratings.plan(shipped(), asked), crew, "ratings")
    return Outcome("Ratings", ratings.sections(rows), (), _faults(rows))


def _match(args: argparse.Namespace, crew: Crew) -> Outcome:
    from boulevard_server.lab.table import SCENARIOS, Wanted, match_lines, plan, summary_lines, unmet
    from boulevard_shared.content import shipped

    scenarios = (args.scenario,) if args.scenario else SCENARIOS
    if not set(scenarios) <= set(shipped().scenarios):
        raise Failure(f"there is no scenario '{args.scenario}'; there are: {', '.join(shipped().scenarios)}")
    wanted = Wanted(args.matches, args.seed, BotLevel(args.level), scenarios=scenarios, histories=_histories(args))
    rows = _played(plan(shipped(), wanted), crew, "matches")
    faults = _faults(rows) + (unmet(rows) if args.strict else [])
    return Outcome("Matches", (), [*match_lines(rows), "", *summary_lines(rows)], faults)


def _played(tasks: Sequence[Task], crew: Crew, title: str) -> list[Row]:
    from boulevard_server.lab.progress import Bar
    from boulevard_server.lab.spread import spread
    from boulevard_server.lab.table import play_row

    return spread(play_row, tasks, crew, Bar(title))


def _faults(rows: Sequence[Row]) -> list[str]:
    return [f"\nseed {row.seed}\n{row.fault}" for row in rows if row.fault]
