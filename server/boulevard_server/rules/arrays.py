"""Array arithmetic that gives the same bits everywhere, alone and in a batch.

Elementwise + - * / and sqrt are exact by IEEE 754, and numpy keeps them so. Matrix products and float sums are not:
their last bits depend on the machine, on memory layout or on batch shape. This module owns replacements made of exact
steps only; those of exp, log and pow are in `powers`. Leading axes are always free.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import cache, lru_cache, reduce
from operator import add
from typing import Any

import numpy as np
from numpy._core._multiarray_umath import where as _where  # type: ignore[import-not-found]  # what np.where calls
from numpy._core.multiarray import c_einsum as _einsum  # what np.einsum calls when there is nothing to plan
from numpy._core.multiarray import count_nonzero as _count  # what np.count_nonzero calls when it is given no axis
from numpy._core.umath import clip as _clip  # type: ignore[attr-defined]  # what np.clip and ndarray.clip call in the end; not public by itself
from numpy.typing import NDArray

Array = NDArray[Any]
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def clip(x: Array, low: Array | float, high: Array | float) -> Array:
    """x kept within low and high: what `np.clip` gives, in a third of its time for small arrays."""
    out: Array = _clip(x, low, high)
    return out


def positive(x: Array | float) -> Array:
    """x where it is above nothing, 0 elsewhere: fractions compared with one number take numpy four times as long."""
    out: Array = _clip(x, _NOTHING, _ENDLESS)
    return out


def at_most_one(x: Array | float) -> Array:
    """x where it is below 1, 1 elsewhere; the same for parts of a whole."""
    out: Array = _clip(x, _ENDLESS_BELOW, _ONE)
    return out


_NOTHING, _ONE, _ENDLESS, _ENDLESS_BELOW = (np.array(number) for number in (0.0, 1.0, np.inf, -np.inf))
ZERO, ONE, TWO = (np.array(number) for number in range(3))
"""For arrays of whole numbers: numpy takes an array without axes in half the time of a plain number."""
count_nonzero: Callable[[Array | float], int] = _count
choose: Callable[[Any, Array | float, Array | float], Array] = _where
"""`np.where` without its look for other kinds of arrays, which takes as long as the work on a small one."""


def some(x: Array) -> bool:
    """Whether anything is not zero: what `x.any()` gives, in a fraction of its time for small arrays."""
    if x.size < _LOOKED_AT:
        return count_nonzero(x) > 0
    # Of a large array that is not all zero the first part mostly says so already.
    return count_nonzero(x[:1]) > 0 or count_nonzero(x if x.dtype == bool else x != 0) > 0


def flat_nonzero(x: Array) -> Ints:
    """Flat places at which anything is not zero; numpy finds what is true several times as fast as numbers."""
    flat = x.reshape(-1)
    out: Ints = (flat if flat.dtype == bool else flat != 0).nonzero()[0]
    return out


_LOOKED_AT = 4_000
"""Up to so many numbers numpy counts what is not zero as fast as it compares them."""


def total(x: Array, axis: int = -1) -> Array:
    """Sum along one axis in a fixed tree order, so that layout and batch do not change a bit."""
    moved = x if type(x) is np.ndarray else np.asarray(x)
    if axis != -1:
        moved = moved.swapaxes(-1, -2) if axis == -2 else moved.transpose(_to_the_end(moved.ndim, axis))
    if moved.dtype is _WHOLE:
        return _total_of_whole(moved)
    kind, n = moved.dtype.kind, moved.shape[-1]
    if kind == "b" and moved.size > _FEW and n <= _BYTE:
        # Each counts 1, in bytes, which numpy adds several times as fast as it turns them into numbers.
        marks: Ints = _einsum("...i->...", moved.view(np.uint8)).astype(np.int64)
        return marks
    if kind in "iub":
        ints: Array = np.add.reduce(moved, axis=-1, dtype=np.int64)
        return ints
    if n == 0:
        return np.zeros(moved.shape[:-1])
    if moved.ndim == 1:
        single: Array = _total_of_one(moved)
        return single
    if moved.size <= _SMALL and n > 3:
        return _total_of_few_rows(moved)
    for first, second, odd in _folds(n):
        if moved.size > _LARGE and moved.shape[-1] <= _NARROW:
            return _total_of_columns([moved[..., place] for place in range(moved.shape[-1])])
        if odd is None:
            moved = moved[first] + moved[second]
        else:
            folded = np.empty((*moved.shape[:-1], odd + 1), moved.dtype)
            np.add(moved[first], moved[second], out=folded[first])
            folded[..., odd] = moved[_LAST]
            moved = folded
    out: Array = moved[_FIRST]
    for last in range(1, moved.shape[-1]):
        out = out + moved[..., last]
    return out


def _total_of_whole(x: Ints) -> Ints:
    """Whole numbers along the last axis: their sum is the same in any order, so it is taken in the quickest."""
    n = x.shape[-1]
    if n == 2 or (n in _SHORT and x.size > _FEW):
        short: Ints = x[_FIRST] + x[_SECOND]
        for last in range(2, n):
            short += x[..., last]
        return short
    out: Ints = _einsum("...i->...", x)
    return out


def whole_total(x: Ints, axes: int) -> Ints:
    """Sum of whole numbers over the last axes."""
    out: Ints = _einsum(_OVER[axes], x if x.dtype is _WHOLE else x.astype(np.int64))
    return out


def largest(x: Array, axis: int = -1) -> Array:
    """The largest along one axis: what `x.max` gives, several times as fast where rows are short and many."""
    moved = x if axis == -1 else x.swapaxes(axis, -1)
    n = moved.shape[-1]
    if moved.size <= _FEW or not 1 < n <= _NARROW:
        return x.max(axis=axis)  # type: ignore[no-any-return]
    out: Array = np.maximum(moved[_FIRST], moved[_SECOND])
    for place in range(2, n):
        np.maximum(out, moved[..., place], out=out)
    return out


@cache
def _to_the_end(ndim: int, axis: int) -> tuple[int, ...]:
    """The order of axes in which one has become the last."""
    order = list(range(ndim))
    order.append(order.pop(axis))
    return tuple(order)


def _total_of_one(row: Array) -> Any:
    """`total` of a single row: plain numbers are added faster than pieces of an array."""
    return row.dtype.type(total_of(row.tolist()))


def total_of(left: Sequence[float]) -> float:
    """What `total` gives, of at least one plain number."""
    while len(left) > 3:
        half = len(left) // 2
        left = [*map(add, left, left[half : 2 * half]), *left[2 * half :]]
    return reduce(add, left)


def _total_of_few_rows(rows: Array) -> Array:
    """`total` of a small array: turned over, so that what is added lies together."""
    lead = rows.shape[:-1]
    columns = rows.reshape(-1, rows.shape[-1]).T.copy()
    n = len(columns)
    while n > 3:
        half, odd = divmod(n, 2)
        sums = columns[:half] + columns[half : 2 * half]
        columns = np.concatenate((sums, columns[-1:])) if odd else sums
        n = half + odd
    out: Array = columns[0]
    for column in range(1, n):
        out = out + columns[column]
    return out.reshape(lead)


_SMALL = 15_000
"""Up to so many numbers, turning an array over costs less than reckoning with its pieces."""
_SHORT = (2, 3, 4)
"""Lengths at which adding one by one is quicker than numpy's sum along the last axis."""
_FEW = 1_000
"""Up to so many numbers, what counts is how many calls are made, not what each of them takes."""
_BYTE = 255
_OVER = ("", "...i->...", "...ij->...", "...ijk->...", "...ijkl->...")
"""What `einsum` is told, by how many axes are summed over."""
_WHOLE = np.dtype(np.int64)
_LARGE, _NARROW = 6_000, 16
"""Above so many numbers, and up to so many in a row, adding column to column is quicker than half rows to half rows."""


def _total_of_columns(columns: list[Array]) -> Array:
    """`total` of more than one column, in the same order."""
    while len(columns) > 3:
        half = len(columns) // 2
        last = columns[2 * half :]
        columns = [columns[place] + columns[place + half] for place in range(half)] + last
    out: Array = columns[0] + columns[1]
    for column in columns[2:]:
        out = out + column
    return out


@cache
def _folds(n: int) -> tuple[tuple[tuple[Any, ...], tuple[Any, ...], int | None], ...]:
    """How `total` folds an axis of n places until three or fewer are left.

    For each fold the first half, the second half, and, if one place in the end is left over, where it goes.
    """
    folds: list[tuple[tuple[Any, ...], tuple[Any, ...], int | None]] = []
    while n > 3:
        half = n // 2
        first, second = (..., slice(None, half)), (..., slice(half, 2 * half))
        folds.append((first, second, half if n % 2 else None))
        n = half + n % 2
    return tuple(folds)


_FIRST, _SECOND, _LAST = (..., 0), (..., 1), (..., -1)


def mean(x: Array, axis: int = -1) -> Floats:
    """Arithmetic mean by `total`."""
    result: Floats = total(np.asarray(x, np.float64), axis) / x.shape[axis]
    return result


def weighted(x: Array, weights: Array, axis: int = -1) -> Floats:
    """Weighted mean; 0 where the weights sum to nothing."""
    w = np.asarray(weights, np.float64)
    below = total(w + np.zeros(np.shape(x)), axis)
    result: Floats = total(x * w, axis) / choose(below > 0, below, 1.0)
    return result


def take(values: Array, index: Ints) -> Array:
    """values[..., index]: values (..., N) looked up by index (..., M), per leading position.

    Index -1 (none) reads place 0; mask the result.
    """
    index = np.maximum(index, ZERO)
    if values.ndim == 1:
        flat: Array = values.take(index)
        return flat
    if values.shape[:-1] != index.shape[:-1]:
        lead = np.broadcast_shapes(values.shape[:-1], index.shape[:-1])
        values, index = spread(values, (*lead, values.shape[-1])), spread(index, (*lead, index.shape[-1]))
    # What numpy's own take_along_axis does, without its checks.
    out: Array = values.reshape(-1).take(row_starts(values.shape) + index)
    return out


@lru_cache(maxsize=256)
def row_starts(shape: tuple[int, ...]) -> Ints:
    """Flat place at which each row (the last axis) of an array begins, shape (..., 1)."""
    out: Ints = (np.arange(math.prod(shape[:-1])) * shape[-1]).reshape(*shape[:-1], 1)
    out.setflags(write=False)
    return out


def pick(values: Array, index: Ints, axis: int = -1) -> Array:
    """What `np.take_along_axis` gives for the last axis or the one before it, in a fraction of its time.

    Args:
        index: of as many axes as `values`, 0 to the axis' length less 1; its other axes are those of `values` or 1.
    """
    if axis == -2:
        return pick(values.swapaxes(-1, -2), index.swapaxes(-1, -2)).swapaxes(-1, -2)
    lead = values.shape[:-1]
    if index.shape[:-1] != lead:
        lead = np.broadcast_shapes(lead, index.shape[:-1])
        values, index = spread(values, (*lead, values.shape[-1])), spread(index, (*lead, index.shape[-1]))
    out: Array = values.reshape(-1).take(row_starts(values.shape) + index)
    return out


def rows_at(values: Array, index: Ints) -> Array:
    """values[..., index, :]: rows of values (..., N, K) looked up by index (..., M), 0 to N-1, per leading position."""
    if values.ndim == 2:
        single: Array = values.take(index, axis=0)
        return single
    flat = values.reshape(-1, values.shape[-1])
    out: Array = flat.take(row_starts(values.shape[:-1]) + index, axis=0)
    return out


def shifted(values: Array) -> Array:
    """Everything along the last axis one place down, nothing in the last: what is due in two turns is due in one."""
    out = np.zeros(values.shape, values.dtype)
    out[..., :-1] = values[..., 1:]
    return out


def spread(value: Array, shape: tuple[int, ...]) -> Array:
    """The value in every place of a larger shape, as an array of its own; for small arrays faster than a view.

    Raises:
        ValueError: it does not fit.
    """
    if value.shape == shape:
        return value
    out = np.empty(shape, value.dtype)
    out[...] = value
    return out


def side_by_side(parts: Sequence[Array]) -> Array:
    """Arrays of one shape (...) as (..., N): what `np.stack` gives along the last axis, in a fraction of its time."""
    first = parts[0]
    out = np.empty((*first.shape, len(parts)), np.result_type(*parts))
    for place, part in enumerate(parts):
        out[..., place] = part
    return out


def one_hot(index: Ints, count: int) -> NDArray[np.bool_]:
    """Shape (..., count): True at index; nothing for index out of range."""
    out: NDArray[np.bool_] = index[..., None] == numbers(count)
    return out


@lru_cache(maxsize=64)
def numbers(count: int) -> Ints:
    """0 to count-1, read-only: what `np.arange` gives, made once."""
    out: Ints = np.arange(count)
    out.setflags(write=False)
    return out


def matvec(matrix: Array, vector: Array) -> Floats:
    """Sum over j of matrix[i, j] * vector[..., j], in the order of `total` and without BLAS; shape (..., i)."""
    many = vector.shape[-1]
    if vector.size * len(matrix) <= _LARGE or many < 2:
        result: Floats = total(matrix * vector[..., None, :], -1)
        return result
    # Turned over, so that numpy's innermost loop runs over the batch instead of a handful of columns.
    rows = vector.reshape(-1, many).T.copy()
    sums = _total_of_columns([matrix[:, place, None] * rows[place] for place in range(many)])
    return sums.T.copy().reshape(*vector.shape[:-1], len(matrix))


def wan(x: Array) -> Ints:
    """Round to whole wan."""
    return np.rint(x).astype(np.int64)
