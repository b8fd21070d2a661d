"""How long a turn takes to resolve: one match, and per match in a batch, as ratios to a calibration loop.

The calibration loop is a fixed amount of plain Python arithmetic, so a ratio says "this many calibration loops"
and can be compared between machines and runs; bare times cannot.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

from boulevard_server.rules.acts import no_acts
from boulevard_server.rules.resolve import resolve
from boulevard_server.rules.setup import new_match, settings_of
from boulevard_server.rules.state import State, stack
from boulevard_server.rules.tables import Tables
from boulevard_shared.content import shipped

CALIBRATION_STEPS = 20_000
ROW = 10


def calibration() -> int:
    """A fixed amount of plain Python work: about a millisecond on a current machine."""
    x = 1
    for i in range(CALIBRATION_STEPS):
        x = (x * 1_103_515_245 + i) & 0x7FFFFFFF
    return x


def median_s(work: Callable[[], object], runs: int) -> tuple[float, float, float]:
    """Median, least and greatest seconds of processor time of `runs` runs after one to warm up."""
    work()
    times = []
    for _ in range(runs):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return statistics.median(times), min(times), max(times)


def states_in_play(count: int, turns: int) -> tuple[list[State], Tables]:
    """Matches of eight cities, each from its own seed, after some turns in which nobody decided anything."""
    content = shipped()
    settings = settings_of(content, "display-decade")
    opened = [new_match(content, settings, seed) for seed in range(count)]
    tables = opened[0][1]
    batch = stack([state for state, _ in opened])
    for _ in range(turns):
        batch = resolve(batch, no_acts(batch.axes, batch.lead), tables).state
    return [batch.match(i) for i in range(count)], tables


def _row(state: State, tables: Tables) -> None:
    """Several turns of one match, one by one: a single one is over before the processor has warmed to the work."""
    for _ in range(ROW):
        resolve(state, no_acts(state.axes), tables)


def measure(batches: tuple[int, ...], runs: int) -> list[tuple[str, str]]:
    """Rows of (what, figure) for one match and each batch size, all in this one run."""
    loop, *_ = median_s(calibration, runs * 3)
    states, tables = states_in_play(max(batches), turns=6)
    rows = [("calibration loop", f"{CALIBRATION_STEPS:,} steps of integer arithmetic = 1.00")]
    single, low, high = (spent / ROW for spent in median_s(lambda: _row(states[0], tables), runs * 3))
    figure = f"{single / loop:.2f} loops ({low / loop:.2f}–{high / loop:.2f}); {single * 1e3:.2f} ms here"
    rows.append(("resolve, one match of 8 cities", figure))
    for size in batches:
        batch = stack(states[:size])
        acts = no_acts(batch.axes, batch.lead)
        middle, low, high = median_s(lambda batch=batch, acts=acts: resolve(batch, acts, tables), runs)
        each = middle / size
        rows.append(
            (
                f"resolve, per match in a batch of {size}",
                f"{each / loop:.3f} loops ({low / size / loop:.3f}–{high / size / loop:.3f}); "
                f"1/{single / each:.1f} of a single one",
            )
        )
    return rows
