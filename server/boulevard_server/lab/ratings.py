"""How strong the bots are: ratings of levels and personas from who beat whom, after Bradley and Terry (1952).

The seats of a match are of all levels and personas, as players differ in skill and will; so this is also where the
share of chance in the scores is measured.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from boulevard_server.lab.balance import TWINS, chance_share
from boulevard_server.lab.estimates import RESAMPLES, Estimate, wilson
from boulevard_server.lab.findings import Line, Section
from boulevard_server.lab.play import Settings
from boulevard_server.lab.table import Row, Task
from boulevard_server.rules import chance
from boulevard_shared.content import Content
from boulevard_shared.ids import BotLevel, History, Persona, SeatMode

SCENARIO = "display-decade"
SEATS = 6
MIDDLE = 1500.0
"""Rating of the mean; 400 points more are odds of ten to one."""
_PRIOR = 0.5
"""Drawn games everybody is taken to have played against everybody: keeps ratings of the unbeaten finite."""
_STEPS = 200
_SHARE = (
    "Variance between twins (the same players in the same seats, other dice) over the variance of all scores about "
    "the mean of their city."
)


@dataclass(frozen=True, slots=True)
class Asked:
    """How many matches, from which seed on, and whether seats keep their cities.

    `histories` are taken in turn, from pair to pair.
    """

    matches: int
    seed: int = 1
    mode: SeatMode = SeatMode.ANCHORED
    histories: tuple[History, ...] = (History.JITTERED,)


def plan(content: Content, asked: Asked) -> list[Task]:
    """Six-seat matches in twins in which every level sits twice; all else turns on from pair to pair."""
    cities, personas, levels = content.scenarios[SCENARIO].cities, tuple(Persona), tuple(BotLevel)
    out = []
    for number in range(asked.matches):
        pair = number // TWINS
        shift = pair * 3 % len(cities)
        table = tuple((cities * 2)[shift : shift + SEATS])
        seated = tuple(personas[(seat + pair // len(levels)) % len(personas)] for seat in range(SEATS))
        at = tuple(levels[(seat + pair) % len(levels)] for seat in range(SEATS))
        history = asked.histories[(pair + pair // len(levels)) % len(asked.histories)]
        settings = Settings(SCENARIO, table, asked.mode, levels=at, history=history)
        out.append(Task(settings, seated, asked.seed + number))
    return out


def sections(rows: Sequence[Row]) -> list[Section]:
    """Ratings of levels and personas, and the shares of direct comparisons won."""
    played = [row for row in rows if not row.fault]
    levels = tuple(BotLevel)
    rated = ratings([_beaten(row, row.levels, levels) for row in played], len(levels))
    direct = []
    for strong, weak, low in ((2, 0, 0.8), (2, 1, 0.5), (1, 0, 0.5)):
        wins = _sum([_beaten(row, row.levels, levels) for row in played], len(levels))
        won, lost = int(wins[strong, weak]), int(wins[weak, strong])
        name = f"{levels[strong].value} beats {levels[weak].value}"
        direct.append(Line(name, wilson(won, won + lost), low, 1.0))
    who = tuple(Persona)
    # Personas are compared among seats of one level only: whoever has drawn the hard seats would look strong else.
    same = [_sum([_beaten(row, row.personas, who, at) for at in levels], len(who)) for row in played]
    return [
        Section("Levels", tuple(Line(level.value, rated[i]) for i, level in enumerate(levels))),
        Section("Direct comparisons: seats of one match", tuple(direct)),
        Section("Luck", (Line("chance's share of the variance of scores", chance_share(played), 0.2, 0.5),), (_SHARE,)),
        Section("Personas", tuple(Line(p.value, e) for p, e in zip(who, ratings(same, len(who)), strict=True))),
    ]


def _sum(tables: Sequence[NDArray[np.float64]], kinds: int) -> NDArray[np.float64]:
    out = np.zeros((kinds, kinds))
    for table in tables:
        out = out + table
    return out


def _beaten(
    row: Row, kinds: Sequence[Hashable], names: Sequence[Hashable], level: BotLevel | None = None
) -> NDArray[np.float64]:
    """How often a kind of seat scored more than another kind in one match (kinds, kinds); winners are rows."""
    wins = np.zeros((len(names), len(names)))
    for one, first in enumerate(row.scores):
        for other, second in enumerate(row.scores):
            if level is not None and not (row.levels[one] is level is row.levels[other]):
                continue
            if first > second and kinds[one] != kinds[other]:
                wins[names.index(kinds[one]), names.index(kinds[other])] += 1
    return wins


def ratings(matches: Sequence[NDArray[np.float64]], kinds: int) -> list[Estimate]:
    """Rating of every kind with a 95 % interval; whole matches are drawn again."""
    if not matches:
        nothing = Estimate(float("nan"), float("nan"), float("nan"), 0)
        return [nothing] * kinds
    table = np.stack(matches)
    middle = _fit(table.sum(axis=0))
    dice = chance.draw(np.asarray(7), np.asarray(0), "lab.ratings", (RESAMPLES, len(table)))
    drawn = np.stack([_fit(table[row].sum(axis=0)) for row in np.floor(dice * len(table)).astype(np.int64)])
    low, high = np.quantile(drawn, [0.025, 0.975], axis=0)
    counts = table.sum(axis=(0, 1)) + table.sum(axis=(0, 2))
    return [Estimate(float(middle[i]), float(low[i]), float(high[i]), int(counts[i])) for i in range(kinds)]


def _fit(wins: NDArray[np.float64]) -> NDArray[np.float64]:
    """Bradley-Terry strengths by Hunter's minorisation (2004), as ratings around `MIDDLE`."""
    kinds = len(wins)
    wins = wins + _PRIOR * (1.0 - np.eye(kinds))
    games, won = wins + wins.T, wins.sum(axis=1)
    strength = np.ones(kinds)
    for _ in range(_STEPS):
        together = games / (strength[:, None] + strength[None, :])
        strength = won / together.sum(axis=1)
        strength = strength / np.exp(np.log(strength).mean())
    rated: NDArray[np.float64] = MIDDLE + 400.0 * np.log10(strength)
    return rated
