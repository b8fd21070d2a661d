"""Numbers by what they belong to: summed by segment, the largest of each, and where a number stands in a row.

Like `arrays` the same bits everywhere, alone and in a batch; leading axes are free.
"""

from __future__ import annotations

import math
from functools import cache

import numpy as np

from boulevard_server.rules.arrays import (
    ZERO,
    Array,
    Ints,
    choose,
    count_nonzero,
    flat_nonzero,
    numbers,
    row_starts,
    spread,
    total,
)


def segment_total(values: Array, segment: Ints, count: int) -> Array:
    """Sum values of the last axis by segment number.

    Args:
        values: shape (..., N); integers are summed exactly; floats in a fixed order.
        segment: shape broadcastable to (..., N), numbers 0 to count-1; others are left out.
        count: number of segments.
    Returns:
        shape (..., count), of the same kind as `values`.
    """
    if values.dtype.kind == "i":
        return _scatter(values, segment, count)
    lead = np.broadcast_shapes(values.shape, segment.shape)[:-1]
    rows = math.prod(lead)
    if rows < _ROWS:
        return _sum_each(values, segment, count)
    # Of many rows most have nothing in them.
    values, segment = (spread(one, (*lead, one.shape[-1])).reshape(rows, -1) for one in (values, segment))
    (full,) = (values != 0).any(axis=-1).nonzero()
    out = np.zeros((rows, count), values.dtype)
    out[full] = _sum_each(values.take(full, axis=0), segment.take(full, axis=0), count)
    return out.reshape(*lead, count)


def _sum_each(values: Array, segment: Ints, count: int) -> Array:
    """Sum fractions by segment, each in the order of `total`."""
    hit = segment[..., None, :] == numbers(count)[:, None]
    return total(choose(hit, values[..., None, :], values.dtype.type(0)), -1)


_ROWS = 32
"""Rows from which on it pays to look which have anything in them."""


def _known(segment: Ints, count: int) -> Ints:
    """Segment numbers, and one more segment for all that belongs to none."""
    # Below 0 is far above every number without a sign.
    known: Ints = np.minimum(segment.view(np.uint64), _without_sign(count)).view(np.int64)
    return known


@cache
def _without_sign(count: int) -> Array:
    return np.array(count, np.uint64)


_lined_up = cache(np.broadcast_shapes)
"""The shape that two shapes have in common; there are few pairs."""


def _scatter(values: Array, segment: Ints, count: int) -> Ints:
    lined = values.shape if values.shape == segment.shape else _lined_up(values.shape, segment.shape)
    lead, many = lined[:-1], lined[-1]
    rows = math.prod(lead)
    if segment.shape != lined:
        segment = spread(segment, lined)
    if values.shape != lined:
        values = spread(values, lined)
    segment, values = segment.reshape(rows, many), values.reshape(-1)
    out = np.zeros(rows * (count + 1), np.int64)
    if values.size > _MANY and count_nonzero(values != 0) * _SPARSE < values.size:
        there = flat_nonzero(values)
        place = _known(segment.reshape(-1).take(there), count) + there // many * (count + 1)
        np.add.at(out, place, values.take(there))
    else:
        place = _known(segment, count)
        if rows > 1:
            place += row_starts((rows, count + 1))
        np.add.at(out, place.reshape(-1), values)
    return out.reshape(*lead, count + 1)[..., :count]


_MANY, _SPARSE = 6_000, 6
"""Of so many numbers, if fewer than one in so many is not zero, it pays to look for those first."""


def segment_largest(values: Array, segment: Ints, count: int) -> tuple[Array, Ints]:
    """The largest value of each segment, 0 if none is larger, and its place, the first of equal ones.

    Args:
        values: shape (..., N).
        segment: shape (..., N), numbers 0 to count-1; others are left out.
    Returns:
        two arrays (..., count); the place says nothing where the largest value is 0.
    """
    lead, many = values.shape[:-1], values.shape[-1]
    rows = math.prod(lead)
    place = (_known(segment, count).reshape(rows, many) + row_starts((rows, count + 1))).reshape(-1)
    flat = values.reshape(-1)
    largest = np.zeros(rows * (count + 1), values.dtype)
    np.maximum.at(largest, place, flat)
    best = (flat == largest.take(place)).nonzero()[0][::-1]
    first = np.zeros(rows * (count + 1), np.int64)
    first[place[best]] = best % many
    return tuple(found.reshape(*lead, count + 1)[..., :count] for found in (largest, first))  # type: ignore[return-value]


def find(wanted: Ints, among: Ints) -> Ints:
    """Where each wanted number (..., M) stands in `among` (..., N), -1 where it does not; numbers are not negative.

    Only numbers above 0 are looked for; of equal ones the first place counts.
    """
    many = among.shape[-1]
    rows, top = math.prod(among.shape[:-1]), int(among.max(initial=0)) + 1
    known = np.full(rows * top, -1, np.int16)
    # Backwards, so that the first of equal ones is written last.
    at = flat_nonzero(among)[::-1]
    row = at // many
    known[row * top + among.reshape(-1).take(at)] = at - row * many
    flat = wanted.reshape(-1)
    (place,) = ((flat > ZERO) & (flat < top)).nonzero()
    out = np.full(wanted.shape, -1)
    out.reshape(-1)[place] = known.take(place // wanted.shape[-1] * top + flat.take(place))
    return out


def first_with(among: Ints, count: int) -> Ints:
    """Place (..., count) at which each number 0 to count-1 stands first in `among` (..., N), -1 if nowhere."""
    lead, many, flat = among.shape[:-1], among.shape[-1], among.reshape(-1)
    # Backwards, so that the first of equal ones is written last.
    place = (flat >= ZERO).nonzero()[0][::-1]
    out = np.full(math.prod(lead) * count, -1)
    out[place // many * count + flat.take(place)] = place % many
    return out.reshape(*lead, count)
