"""Estimates with 95 % intervals: Wilson's for shares, the bootstrap over matches for everything else.

Firms of one match share its luck, so whole matches (blocks) are drawn again, never single firms. The bootstrap's
dice are the rules' own counter-based ones: the same samples give the same interval on every machine.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from boulevard_server.rules import chance

Samples = Mapping[str, NDArray[np.float64]]
"""What was seen, by name: one array of numbers for each quantity."""
Statistic = Callable[[Samples], float]

Z95 = 1.959963984540054
RESAMPLES = 400


@dataclass(frozen=True, slots=True)
class Estimate:
    """A value, its 95 % interval, and how many observations it rests on; not a number where there are none."""

    value: float
    low: float
    high: float
    count: int


NOTHING = Estimate(float("nan"), float("nan"), float("nan"), 0)


def wilson(hits: int, count: int) -> Estimate:
    """Share of hits with Wilson's score interval (1927)."""
    if count == 0:
        return NOTHING
    p, z2 = hits / count, Z95 * Z95
    middle = (p + z2 / (2 * count)) / (1 + z2 / count)
    half = Z95 / (1 + z2 / count) * np.sqrt(p * (1 - p) / count + z2 / (4 * count * count))
    return Estimate(p, float(max(0.0, middle - half)), float(min(1.0, middle + half)), count)


def bootstrap(blocks: Sequence[Samples], statistic: Statistic, seed: int = 0) -> Estimate:
    """A statistic of all samples together, with the percentile interval of blocks drawn again."""
    if not blocks:
        return NOTHING
    count = max((len(values) for values in joined(blocks).values()), default=0)
    value = _of(blocks, statistic)
    if not np.isfinite(value):
        return Estimate(float("nan"), float("nan"), float("nan"), count)
    dice = chance.draw(np.asarray(seed), np.asarray(0), "lab.bootstrap", (RESAMPLES, len(blocks)))
    chosen = np.floor(dice * len(blocks)).astype(np.int64)
    drawn = [_of([blocks[int(i)] for i in row], statistic) for row in chosen]
    finite = np.array([number for number in drawn if np.isfinite(number)])
    low, high = np.quantile(finite, [0.025, 0.975]) if finite.size else (value, value)
    return Estimate(float(value), float(low), float(high), count)


def joined(blocks: Sequence[Samples]) -> dict[str, NDArray[np.float64]]:
    """The samples of all blocks as one."""
    names = {name: None for block in blocks for name in block}
    none = np.zeros(0)
    return {name: np.concatenate([np.asarray(block.get(name, none), np.float64) for block in blocks]) for name in names}


def _of(blocks: Sequence[Samples], statistic: Statistic) -> float:
    try:
        return float(statistic(joined(blocks)))
    except (ZeroDivisionError, IndexError):
        return float("nan")


def mean_of(name: str) -> Statistic:
    """Mean of a quantity."""
    return lambda seen: float(seen[name].mean()) if seen[name].size else float("nan")


def median_of(name: str) -> Statistic:
    """Median of a quantity."""
    return lambda seen: float(np.median(seen[name])) if seen[name].size else float("nan")


def quantile_of(name: str, share: float) -> Statistic:
    """The number that `share` of a quantity stays below."""
    return lambda seen: float(np.quantile(seen[name], share)) if seen[name].size else float("nan")


def pooled(top: str, bottom: str) -> Statistic:
    """Sum of one quantity over the sum of another."""
    return lambda seen: float(seen[top].sum() / seen[bottom].sum()) if seen[bottom].sum() else float("nan")


def ratio_of(top: str, bottom: str) -> Statistic:
    """Mean of one quantity over the mean of another."""
    return lambda seen: float(seen[top].mean()) / float(seen[bottom].mean()) if seen[bottom].size else float("nan")


def odds_ratio_of(top: str, bottom: str) -> Statistic:
    """Odds of one yes-or-no quantity over the odds of another."""

    def odds(values: NDArray[np.float64]) -> float:
        share = float(values.mean())
        return share / (1.0 - share)

    return lambda seen: odds(seen[top]) / odds(seen[bottom])
