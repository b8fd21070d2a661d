"""Steps that a formula takes with arrays or with one plain number: for a plain one as quick as Python can be.

numpy takes a microsecond for what Python does with a plain number in a fiftieth of that, and bits are the same. So
formulas that chapters use for whole batches, and bots and forecasts for one thing at a time, are written with these.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from boulevard_server.rules.arrays import Array, choose

PLAIN = (float, int)
"""Types of plain numbers; numpy's own are none."""


def least(x: Array | float, y: Array | float) -> Any:
    """The smaller of two."""
    if type(x) in PLAIN and type(y) in PLAIN:
        return x if x <= y else y
    return np.minimum(x, y)


def most(x: Array | float, y: Array | float) -> Any:
    """The larger of two."""
    if type(x) in PLAIN and type(y) in PLAIN:
        return x if x >= y else y
    return np.maximum(x, y)


def either(condition: Any, yes: Array | float, no: Array | float) -> Any:
    """One where the condition holds, the other elsewhere."""
    if type(condition) is bool:
        return yes if condition else no
    return choose(condition, yes, no)


def root(x: Array | float) -> Any:
    """Square root."""
    return math.sqrt(x) if type(x) is float else np.sqrt(x)
