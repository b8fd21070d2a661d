"""exp, log and powers that give the same bits everywhere, alone and in a batch.

The library's own differ in their last bits from one machine to another. These are made of exact steps only: series in
a fixed order, and multiplication by powers of two.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from boulevard_server.rules.arrays import Array, Floats, clip

_LN2_HIGH = 6.93147180369123816490e-01
_LN2_LOW = 1.90821492927058770002e-10
_SQRT_HALF = 0.7071067811865476
# Arrays without axes: numpy takes them in half the time of a plain number.
_EXP_TERMS = tuple(
    np.array(1.0 / n) for n in (6227020800, 479001600, 39916800, 3628800, 362880, 40320, 5040, 720, 120, 24, 6, 2, 1, 1)
)
_LOG_TERMS = tuple(np.array(1.0 / n) for n in (21, 19, 17, 15, 13, 11, 9, 7, 5, 3, 1))
_HIGH, _LOW, _PER_LN2, _ROOT = (np.array(x) for x in (_LN2_HIGH, _LN2_LOW, 1.4426950408889634, _SQRT_HALF))
_LEAST, _ONE, _TWO, _FLOOR, _CEILING = (np.array(x) for x in (1e-300, 1.0, 2.0, -700.0, 700.0))
_EXP_NUMBERS = tuple(float(term) for term in _EXP_TERMS)
_LOG_NUMBERS = tuple(float(term) for term in _LOG_TERMS)


def exp(x: Array | float) -> Floats:
    """e to the x, within 2 units in the last place for |x| <= 700; clipped beyond. A plain number gives a plain one."""
    if type(x) is float:
        plain: Floats = _exp_of_one(x)
        return plain
    x = np.asarray(x, np.float64)
    if x.ndim == 0:
        single: Floats = np.float64(_exp_of_one(float(x)))  # type: ignore[assignment]
        return single
    x = clip(x, _FLOOR, _CEILING)
    k = np.rint(x * _PER_LN2)
    r = (x - k * _HIGH) - k * _LOW
    y = r * _EXP_TERMS[0]
    y += _EXP_TERMS[1]
    for term in _EXP_TERMS[2:]:
        y *= r
        y += term
    result: Floats = np.ldexp(y, k.astype(np.int32))
    return result


def _exp_of_one(x: float) -> Any:
    """The same steps for a single number: plain ones are ten times as fast as arrays without axes."""
    x = min(max(x, -700.0), 700.0)
    k = round(x * 1.4426950408889634)
    r = (x - k * _LN2_HIGH) - k * _LN2_LOW
    y = r * _EXP_NUMBERS[0] + _EXP_NUMBERS[1]
    for term in _EXP_NUMBERS[2:]:
        y = y * r + term
    return math.ldexp(y, k)


def log(x: Array | float) -> Floats:
    """Natural logarithm; arguments below 1e-300 count as 1e-300. A plain number gives a plain one."""
    if type(x) is float:
        plain: Floats = _log_of_one(x)
        return plain
    x = np.asarray(x, np.float64)
    if x.ndim == 0:
        single: Floats = np.float64(_log_of_one(float(x)))  # type: ignore[assignment]
        return single
    mantissa, exponent = np.frexp(np.maximum(x, _LEAST))
    # Below the square root of a half the mantissa is doubled, exactly, and the exponent is one less.
    low = (mantissa < _ROOT).astype(np.int32)
    mantissa = np.ldexp(mantissa, low)
    power_of_2 = np.subtract(exponent, low).astype(np.float64)
    s = (mantissa - _ONE) / (mantissa + _ONE)
    z = s * s
    series = z * _LOG_TERMS[0]
    series += _LOG_TERMS[1]
    for term in _LOG_TERMS[2:]:
        series *= z
        series += term
    s *= _TWO
    s *= series
    s += power_of_2 * _LOW
    power_of_2 *= _HIGH
    s += power_of_2
    result: Floats = s
    return result


def _log_of_one(x: float) -> Any:
    """The same steps for a single number."""
    mantissa, exponent = math.frexp(max(x, 1e-300))
    if mantissa < _SQRT_HALF:
        mantissa, exponent = mantissa * 2.0, exponent - 1
    s = (mantissa - 1.0) / (mantissa + 1.0)
    z = s * s
    series = z * _LOG_NUMBERS[0] + _LOG_NUMBERS[1]
    for term in _LOG_NUMBERS[2:]:
        series = series * z + term
    return 2.0 * s * series + exponent * _LN2_LOW + exponent * _LN2_HIGH


def power(x: Array | float, y: Array | float) -> Floats:
    """x to the y for x > 0."""
    return exp(log(x) * y)


def logistic(x: Array | float) -> Floats:
    """1 / (1 + e^-x)."""
    return 1.0 / (1.0 + exp(-x))
