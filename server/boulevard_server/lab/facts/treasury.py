"""Facts about public debt: what it costs, and where it breaks a city."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from boulevard_server.lab.estimates import mean_of
from boulevard_server.lab.facts.registry import Fact, Measure, World, fact
from boulevard_server.lab.facts.stage import changed, each, idle, openings
from boulevard_server.rules.state import State


@fact(
    Fact(
        "S16",
        "interest by debt, and where cities fail",
        (
            Measure("rate at a debt of 0.4 of GDP", mean_of("rate_low"), 0.02, 0.03, "a year"),
            Measure("rate at a debt of 1.4 of GDP", mean_of("rate_high"), 0.07, 0.08, "a year"),
            Measure("debt to GDP at which the centre steps in", mean_of("failed"), 1.2, 1.5),
        ),
        carried_by=("treasury.rate_spread", "treasury.rate_limits", "treasury.rescue_at"),
        off={"treasury.rate_spread": 0.0, "treasury.rescue_at": 9.0},
        quick=4,
        full=16,
    )
)
def debt(world: World, block: int) -> dict[str, list[float]]:
    """What banks ask of given debts if no centre stood behind them; and at what debt it does step in."""
    state, tables = openings(world, block, 4)
    alone = replace(tables, numbers={**tables.numbers, "treasury.rescue_at": 9.0})
    seen = {}
    for name, ratio in (("rate_low", 0.4), ("rate_high", 1.4)):
        seen[name] = each(idle(_indebted(state, ratio), alone, 1)["city.rate"])
    failed: list[float] = []
    for step in range(12):
        ratio = 1.0 + 0.05 * step
        loaded = _indebted(state, ratio)
        after = idle(loaded, tables, 1)
        fell = (after["city.autonomy_lost"] > 0) & (loaded["city.autonomy_lost"] == 0)
        if fell.mean() >= 0.5:
            failed = [ratio]
            break
    return {**seen, "failed": failed}


def _indebted(state: State, ratio: float) -> State:
    """The batch with the same debt to GDP in every city, all of it on the city's own books."""
    owed = np.rint(ratio * state["city.gdp"]).astype(np.int64)
    return changed(state, **{"city.debt": owed, "vehicle.debt": np.zeros_like(state["vehicle.debt"])})
