"""How the cost of resolving grows with matches, cities, firms and turns, and what batches of bots come to.

The bots here are arrays from end to end: a whole batch decides in a few numpy calls, so that what is measured are
the rules in full use (bids, signings, follow-on money, firms that live and die), not the making of decrees.
"""

from __future__ import annotations

import multiprocessing
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

import numpy as np
from resolve_speed import calibration, median_s

from boulevard_server import freed
from boulevard_server.rules import tables as tables_module
from boulevard_server.rules.acts import Acts, no_acts
from boulevard_server.rules.resolve import resolve
from boulevard_server.rules.setup import new_match, settings_of
from boulevard_server.rules.state import State, stack
from boulevard_server.rules.tables import Tables
from boulevard_shared.content import shipped

LONGEST = "two-decades"
BATCH = 64


@dataclass(frozen=True, slots=True)
class Extent:
    """How far the curves go: matches in a batch, cities, turns (all ends of what is measured), and repetitions."""

    matches: tuple[int, ...]
    cities: tuple[int, ...]
    turns: int
    crowd: int
    runs: int


QUICK = Extent(matches=(1, 16, 256), cities=(2, 6, 10), turns=20, crowd=1024, runs=5)
FULL = Extent(matches=(1, 4, 16, 64, 256, 1024), cities=(2, 4, 6, 8, 10), turns=40, crowd=1024, runs=9)


def opened(count: int, cities: int = 8, scenario: str = LONGEST) -> tuple[State, Tables]:
    """A batch of matches at their first turn: a few seeds, dealt out again and again under seeds of their own."""
    content = shipped()
    settings = settings_of(content, scenario)
    settings = replace(settings, cities=tuple(content.scenarios[scenario].cities)[:cities])
    few = [new_match(content, settings, seed) for seed in range(min(count, 4))]
    batch = stack([few[place % len(few)][0] for place in range(count)])
    return State(batch.axes, {**batch.arrays(), "match.seed": np.arange(1, count + 1)}), few[0][1]


def decide(state: State, sheet: Acts | None = None) -> Acts:
    """What every city of a batch does: capital for the builder, a bid for all it can pay, money for firms that call.

    `sheet` are acts of these bots for an earlier turn, which nobody needs any more: they are written anew.
    """
    acts = sheet or no_acts(state.axes, state.lead)
    spare = np.maximum(state["city.treasury"], 0) // 8
    acts["capitalise.amount"][..., 0] = np.where(state["vehicle.cash"][..., 0] < spare, spare, 0)
    closes = (state["project.serial"] > 0) & (state["project.closes"] == state["match.turn"][..., None])
    asked, ticket = state["project.equity"][..., None, :], state["project.ticket"][..., None, :]
    purse = state["vehicle.cash"][..., 0, None] + acts["capitalise.amount"][..., 0, None]
    bids = closes[..., None, :] & (asked <= purse) & (np.cumsum(asked * closes[..., None, :], axis=-1) <= purse)
    acts["bid.vehicle"][...] = bids
    acts["bid.equity"][...] = np.where(bids, asked, 0)
    acts["bid.guarantee"][...] = np.where(bids, (ticket - asked) // 2, 0)
    acts["bid.land"][...], acts["bid.tax"][...] = 70 * bids, 5 * bids
    # Few firms call at any time: only they are looked at.
    match, firm = state["firm.call"].nonzero()
    held = (state["position.share"][match, :, :, firm] > 0).any(axis=-1)
    call = np.where(held, state["firm.call"][match, firm, None], 0)
    so_far = np.cumsum(call, axis=0) - call
    so_far -= so_far[np.searchsorted(match, match)]  # what other firms of the same match have been promised
    pays = np.clip(state["vehicle.cash"][match, :, 0] - so_far, 0, call)
    for name, value in (("follow.amount", pays), ("follow.vehicle", pays > 0)):
        acts[name][...] = 0
        acts[name][match, :, firm] = value
    return acts


def played(state: State, tables: Tables, turns: int) -> State:
    """The batch after some turns of its array bots."""
    sheet = None
    for _ in range(turns):
        sheet = decide(state, sheet)
        state = resolve(state, sheet, tables).state
    return state


def measure(extent: Extent) -> list[tuple[str, str]]:
    """Rows of (what, figure): every curve as cost per match in calibration loops of this run."""
    loop, *_ = median_s(calibration, extent.runs * 3)
    return [
        *_by_matches(extent, loop),
        *_by_cities(extent, loop),
        *_by_firms(extent, loop),
        *_by_turns(extent, loop),
        *_both_cores(extent, loop),
    ]


def _cost(state: State, tables: Tables, runs: int) -> float:
    """Seconds of a turn of a batch whose bots have decided."""
    acts = decide(state)
    middle, *_ = median_s(lambda: resolve(state, acts, tables), runs)
    return middle


def _line(what: str, figures: Sequence[tuple[int, float]], linear: float) -> tuple[str, str]:
    """A curve in one row, and how its ends compare with a straight line through nothing."""
    told = ", ".join(f"{at}: {figure:.3f}" for at, figure in figures)
    growth = figures[-1][1] / figures[0][1]
    return what, f"{told} loops; last / first ×{growth:.2f}, a straight line through nothing ×{linear:.2f}"


def _by_matches(extent: Extent, loop: float) -> list[tuple[str, str]]:
    figures = []
    for count in extent.matches:
        state, tables = opened(count)
        state = played(state, tables, 6)
        figures.append((count, _cost(state, tables, extent.runs) / loop))
    each = ", ".join(f"{count}: {figure / count:.3f}" for count, figure in figures)
    # A single match is all overhead: whether the cost of many is linear shows from sixteen on.
    many = [(count, figure) for count, figure in figures if count >= 16]
    return [
        ("a turn of 8 cities, array bots, per match by matches in the batch", f"{each} loops"),
        _line("the same, whole batch", many, many[-1][0] / many[0][0]),
    ]


def _by_cities(extent: Extent, loop: float) -> list[tuple[str, str]]:
    figures = []
    for cities in extent.cities:
        state, tables = opened(BATCH, cities)
        figures.append((cities, _cost(played(state, tables, 6), tables, extent.runs) / loop / BATCH))
    return [_line(f"per match in a batch of {BATCH}, by cities", figures, figures[-1][0] / figures[0][0])]


@contextmanager
def _slots(factor: int) -> Iterator[None]:
    """Room for several times as many firms."""
    usual = tables_module.FIRM_SLOTS_PER_CITY
    tables_module.FIRM_SLOTS_PER_CITY = usual * factor
    try:
        yield
    finally:
        tables_module.FIRM_SLOTS_PER_CITY = usual


def _by_firms(extent: Extent, loop: float) -> list[tuple[str, str]]:
    figures = []
    for factor in (1, 2, 4):
        with _slots(factor):
            state, tables = opened(BATCH)
            cost = _cost(played(state, tables, 6), tables, extent.runs)
        figures.append((state.axes["F"], cost / loop / BATCH))
    return [_line(f"per match in a batch of {BATCH}, by firm slots", figures, 4.0)]


def _by_turns(extent: Extent, loop: float) -> list[tuple[str, str]]:
    state, tables = opened(BATCH)
    figures, spent = [], 0.0
    for turn in range(1, extent.turns + 1):
        start = time.process_time()
        state = resolve(state, decide(state), tables).state
        spent += time.process_time() - start
        if turn % 10 == 0:
            figures.append((turn, spent / loop / BATCH))
    return [_line(f"whole matches with their bots, per match in a batch of {BATCH}, by turns", figures, turn / 10)]


def _play_on(crowd: int, gate: threading.Barrier, turns: int) -> tuple[float, float]:
    """Seconds, and seconds of processor time, that a process takes for its part of the crowd once all are ready."""
    freed.keep(freed.OF_LAB)  # as a worker of the lab does
    state, tables = opened(crowd)
    state = played(state, tables, 4)
    gate.wait()
    start, used = time.perf_counter(), time.process_time()
    played(state, tables, turns)
    return time.perf_counter() - start, time.process_time() - used


def _both_cores(extent: Extent, loop: float, turns: int = 6) -> list[tuple[str, str]]:
    """Match-turns a second, bots included, of a crowd that is split between two processes."""
    context = multiprocessing.get_context("spawn")
    with context.Manager() as manager, context.Pool(2) as pool:
        gate = manager.Barrier(2)
        halves = [pool.apply_async(_play_on, (extent.crowd // 2, gate, turns)) for _ in range(2)]
        took = [half.get() for half in halves]
    rate, own = (extent.crowd * turns / max(each) for each in zip(*took, strict=True))
    figure = f"{rate:,.0f} a second here; {own:,.0f} ({own * loop:.2f} in a calibration loop) by processor time"
    return [(f"match-turns of {extent.crowd:,} matches with array bots on two cores", figure)]
