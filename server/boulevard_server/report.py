"""How a match ended: scores by rank and the book of bets, read from the final state; pure."""

from __future__ import annotations

import numpy as np

from boulevard_server.rules import bets
from boulevard_server.rules.codes import STAGE
from boulevard_server.rules.state import State
from boulevard_server.rules.tables import Tables
from boulevard_shared.ids import SCORE_PARTS
from boulevard_shared.parts import BetLine, ScoreLine
from boulevard_shared.sentence import say

EVEN = tuple((2 * place + 1) / 20 for place in range(10))
"""Percentiles of ten outcomes that are equally likely."""
SPREAD = (0.1, 0.5, 0.9)
"""Percentiles of the outcome that a bet is compared with."""


def score_lines(state: State, tables: Tables) -> list[ScoreLine]:
    """One line a seat, best first; points in hundredths, names left empty.

    In Career mode the seat's merits and legacy are parts of their own beside its city's.
    """
    lines = []
    for seat in range(state.axes["S"]):
        parts = {part: _centi(state["score.parts"][seat, i]) for i, part in enumerate(SCORE_PARTS)}
        if int(state["match.career"]):
            parts["merit"] = _centi(state["seat.merit"][seat])
            parts["legacy"] = _centi(state["seat.legacy"][seat])
        lines.append(
            ScoreLine(
                seat=seat,
                city=tables.cities[int(state["seat.city"][seat])],
                name="",
                rank=int(state["score.rank"][seat]),
                total=_centi(state["score.total"][seat]),
                parts=parts,
            )
        )
    return sorted(lines, key=lambda line: (line.rank, line.seat))


def bet_lines(state: State, tables: Tables) -> list[BetLine]:
    """Every firm that was signed for: what was to be expected of the money, and what it came to.

    The expectation is the distribution of the payoff at the chance forecast at signing, by state money of
    middling skill; `worth` is what came back so far and what is still held.
    """
    running = _running(state)
    keep = (tables["deals.tail_least"] + tables["deals.tail_most"]) / 2.0
    lines = []
    for seat, line in np.argwhere(state["bet.firm"] > 0).tolist():
        place = (seat, line)
        chance, paid = float(state["bet.chance"][place]), int(state["bet.paid"][place])
        low, middle, high = (round(paid * _multiple(p, chance, keep, tables)) for p in SPREAD)
        lines.append(
            BetLine(
                turn=int(state["bet.turn"][place]),
                seat=seat,
                city=tables.cities[int(state["bet.city"][place])],
                text=say(
                    "report.bet",
                    firm=int(state["bet.name"][place]),
                    chain=tables.chains[int(state["bet.chain"][place])],
                    amount=paid,
                ),
                paid=paid,
                expected_low=low,
                expected_mid=middle,
                expected_high=high,
                worth=int(state["bet.back"][place] + state["bet.worth"][place]),
                chance_bp=round(chance * 10_000),
                spread=[round(paid * _multiple(p, chance, keep, tables)) for p in EVEN],
                running=int(state["bet.firm"][place]) in running and int(state["bet.worth"][place]) > 0,
            )
        )
    return sorted(lines, key=lambda bet: (bet.turn, bet.seat))


def _running(state: State) -> set[int]:
    """Serials of the firms that are on their way still: nothing has gone wrong, and no profit was due."""
    on_the_way = (state["firm.pays_in"] > 0) & np.isin(state["firm.stage"], (STAGE.SEED, STAGE.BUILDING, STAGE.RAMP))
    return set(state["firm.serial"][on_the_way & (state["firm.serial"] > 0)].tolist())


def _multiple(p: float, chance: float, keep: float, tables: Tables) -> float:
    """The p-quantile of a bet's payoff: it fails with 1 - chance, else it pays by the Pareto law."""
    if p < 1.0 - chance:
        return tables["deals.failure_value"]
    return float(bets.multiple_at(np.array((p - 1.0 + chance) / max(chance, 1e-9)), keep, tables))


def _centi(points: np.float64) -> int:
    return round(float(points) * 100)
