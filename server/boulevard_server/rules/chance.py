"""Chance as an argument: a counter-based hash of seed, turn, stream and place.

No generator has a state, so a draw does not depend on what was drawn before, on the batch, or on the machine.
Every thing that can be lucky has its own named stream, so a changed decision does not reshuffle unrelated luck:
a counterfactual run differs only by its cause. Mixing is the finaliser of SplitMix64 (Steele, Lea and Flood
2014), which passes the usual batteries when fed a counter.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Hashable
from functools import cache, lru_cache
from itertools import accumulate
from typing import Any

import numpy as np
from numpy.typing import NDArray

from boulevard_server.rules.arrays import Array, Floats, choose, clip
from boulevard_server.rules.powers import log

_GAMMA = np.uint64(0x9E3779B97F4A7C15)
_MIX_1 = np.uint64(0xBF58476D1CE4E5B9)
_MIX_2 = np.uint64(0x94D049BB133111EB)
_ALL = 2**64 - 1
_STEP, _ONE_1, _ONE_2 = int(_GAMMA), int(_MIX_1), int(_MIX_2)
# Arrays without axes: numpy takes them in half the time of its own or plain numbers.
_30, _27, _31, _11 = (np.array(shift, np.uint64) for shift in (30, 27, 31, 11))
_FACTOR_1, _FACTOR_2 = np.array(_MIX_1), np.array(_MIX_2)
_UNIT_NUMBER = 2.0**-53
_UNIT = np.array(_UNIT_NUMBER)


def _mix(x: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """The finaliser, in place: numbers that nobody else holds are mixed in the memory in which they are."""
    x = np.asarray(x)  # numpy makes () a scalar
    shifted = np.asarray(x >> _30)
    x ^= shifted
    x *= _FACTOR_1
    np.right_shift(x, _27, out=shifted)
    x ^= shifted
    x *= _FACTOR_2
    np.right_shift(x, _31, out=shifted)
    x ^= shifted
    return x


@cache
def _stream_number(stream: str) -> int:
    return int.from_bytes(hashlib.blake2b(stream.encode(), digest_size=8).digest(), "little")


def _stream_key(stream: str) -> np.uint64:
    return np.uint64(_stream_number(stream))


@cache
def _counters(shape: tuple[int, ...]) -> NDArray[np.uint64]:
    size = int(np.prod(shape, dtype=np.int64))
    with np.errstate(over="ignore"):
        return _mix((np.arange(1, size + 1, dtype=np.uint64) * _GAMMA).reshape(shape))


def _mix_one(x: int) -> int:
    """`_mix` of one number: plain integers are much faster than arrays without axes."""
    x = ((x ^ (x >> 30)) * _ONE_1) & _ALL
    x = ((x ^ (x >> 27)) * _ONE_2) & _ALL
    return x ^ (x >> 31)


_FIRST = _mix_one(_STEP)
"""The counter of a draw without axes; the first of every draw."""


def bits(seed: Array, turn: Array, stream: str, shape: tuple[int, ...] = ()) -> NDArray[np.uint64]:
    """64 random bits per place, shape (*seed.shape, *shape).

    Args:
        seed: int64 array of the leading shape, one seed a match.
        turn: int64 array of the leading shape.
        stream: name of the thing that is lucky, such as `deals.quality`.
        shape: trailing shape of the draw.
    """
    if not (np.ndim(seed) or np.ndim(turn)):
        one = _mix_one((int(seed) & _ALL) ^ _stream_number(stream))
        one = _mix_one((one + int(turn) * _STEP) & _ALL)
        if not shape:
            return np.asarray(_mix_one(one ^ _FIRST), np.uint64)
        return _mix(np.array(one, np.uint64) ^ _counters(shape))  # numpy lets arrays overflow in silence
    with np.errstate(over="ignore"):
        key = _mix(np.asarray(seed).astype(np.uint64) ^ _stream_key(stream))
        key = _mix(key + np.asarray(turn).astype(np.uint64) * _GAMMA)
        key = np.reshape(key, (*np.shape(key), *(1 for _ in shape)))
        return _mix(key ^ _counters(shape))


def draw(seed: Array, turn: Array, stream: str, shape: tuple[int, ...] = ()) -> Floats:
    """Uniform numbers in [0, 1) with 53 bits; arguments as for `bits`."""
    if not (shape or seed.ndim or turn.ndim):
        single: Floats = _draw_one(int(seed), int(turn), stream)
        return single
    return _uniform(bits(seed, turn, stream, shape))


@lru_cache(maxsize=4096)
def _draw_one(seed: int, turn: int, stream: str) -> Any:
    """One number of one match; what is fixed by the seed alone is asked for again in every turn."""
    one = _mix_one((_mix_one((seed & _ALL) ^ _stream_number(stream)) + turn * _STEP) & _ALL)
    return np.float64((_mix_one(one ^ _FIRST) >> 11) * _UNIT_NUMBER)


def _uniform(drawn: NDArray[np.uint64]) -> Floats:
    """Fractions of bits that nobody else holds."""
    np.right_shift(drawn, _11, out=drawn)
    # As numbers with a sign they are turned into fractions faster.
    result: Floats = drawn.view(np.int64) * _UNIT
    return result


class Luck:
    """All luck of one turn of a match, or of a batch: draws as `draw` makes them, in far fewer steps.

    The keys of all streams are mixed at once. For a single match, where calls cost more than numbers, so are all
    draws that turns of such matches have ever asked for: what was asked for before will be asked for again.

    Args:
        seed, turn: int64 arrays of the leading shape.
        axes: what matches of one kind have in common, the lengths of their axes.
    """

    __slots__ = ("_axes", "_drawn", "_keys", "_seed", "_turn")

    def __init__(self, seed: Array, turn: Array, axes: Hashable) -> None:
        self._seed, self._turn, self._axes = seed, turn, axes
        self._keys: NDArray[np.uint64] = np.zeros((0,), np.uint64)
        self._drawn: dict[tuple[str, tuple[int, ...]], Floats] | None = None

    def draw(self, stream: str, shape: tuple[int, ...] = ()) -> Floats:
        """Uniform numbers in [0, 1), shape (*lead, *shape); read-only."""
        if not self._seed.ndim:
            return self._of_one(stream, shape)
        key = self._key(stream).reshape(*self._seed.shape, *_ONES[: len(shape)])
        return _uniform(_mix(key ^ _counters(shape)))

    def draw_at(self, stream: str, shape: tuple[int, ...], places: NDArray[np.int64]) -> Floats:
        """What `draw` gives at flat places of (*lead, *shape), of the shape of `places`."""
        if not self._seed.ndim:
            return self._of_one(stream, shape).reshape(-1).take(places)
        counters = _counters(shape).reshape(-1)
        match = places // counters.size
        key = self._key(stream).reshape(-1).take(match)
        return _uniform(_mix(key ^ counters.take(places - match * counters.size)))  # several times as fast as `%`

    def _of_one(self, stream: str, shape: tuple[int, ...]) -> Floats:
        """`draw` for a single match."""
        if self._drawn is None:
            usual = _USUAL.get(self._axes)
            self._drawn = {} if usual is None else usual.draw(self)
        drawn = self._drawn.get((stream, shape))
        if drawn is None:
            drawn = np.asarray(_uniform(_mix(self._key(stream) ^ _counters(shape))))  # numpy makes () a scalar
            drawn.setflags(write=False)
            self._drawn[stream, shape] = drawn
            _USUAL.setdefault(self._axes, _Usual()).add(stream, shape)
        return drawn

    def _key(self, stream: str) -> NDArray[np.uint64]:
        """The key of a stream, shape lead."""
        place = _place(stream)
        return self.keys()[place, ...]

    def keys(self) -> NDArray[np.uint64]:
        """The key of every stream that has ever been asked for in this process, shape (streams, *lead)."""
        if len(self._keys) < len(_STREAMS):
            numbers = _numbers(tuple(_STREAMS)).reshape(-1, *_ONES[: self._seed.ndim])
            keys = _mix(numbers ^ self._seed.astype(np.uint64))
            self._keys = _mix(keys + self._turn.astype(np.uint64) * _FACTOR_STEP)
        return self._keys


_Ask = tuple[str, tuple[int, ...]]
_Part = tuple[_Ask, slice, tuple[int, ...]]
"""A draw, where it lies in the row of all of them, and its shape."""


@lru_cache(maxsize=16)
def _numbers(streams: tuple[str, ...]) -> NDArray[np.uint64]:
    """The numbers of some streams."""
    return np.array([_stream_number(stream) for stream in streams], np.uint64)


class _Usual:
    """The draws that matches of one kind ask for, side by side in one row of counters."""

    def __init__(self) -> None:
        self.asked: tuple[tuple[str, tuple[int, ...]], ...] = ()
        self._row: tuple[object, NDArray[np.uint64], NDArray[np.intp], list[_Part]]
        self._row = (None, _NO_COUNTERS, np.zeros(0, np.intp), [])

    def add(self, stream: str, shape: tuple[int, ...]) -> None:
        """One more draw for the turns to come."""
        if (stream, shape) not in self.asked:
            self.asked = (*self.asked, (stream, shape))

    def draw(self, luck: Luck) -> dict[tuple[str, tuple[int, ...]], Floats]:
        """All of them for one match and turn."""
        asked = self.asked
        made_for, counters, streams, parts = self._row
        if made_for is not asked:
            every = [_counters(shape).reshape(-1) for _, shape in asked]
            counters = np.concatenate(every)
            sizes = [part.size for part in every]
            streams = np.repeat([_place(stream) for stream, _ in asked], sizes)
            ends = list(accumulate(sizes))
            parts = [(ask, slice(end - size, end), ask[1]) for ask, size, end in zip(asked, sizes, ends, strict=True)]
            self._row = (asked, counters, streams, parts)
        numbers = _uniform(_mix(luck.keys().take(streams) ^ counters))
        numbers.setflags(write=False)
        return {ask: numbers[part].reshape(shape) for ask, part, shape in parts}


def _place(stream: str) -> int:
    """The place of a stream among the keys."""
    place = _STREAMS.get(stream)
    if place is None:
        with _NAMING:  # turns may be resolved by several threads
            place = _STREAMS.setdefault(stream, len(_STREAMS))
    return place


_STREAMS: dict[str, int] = {}
"""Every stream a `Luck` was asked for, and its place among the keys; hardly a hundred, all asked for each turn."""
_NAMING = threading.Lock()
_NO_COUNTERS: NDArray[np.uint64] = np.zeros(0, np.uint64)
_USUAL: dict[Hashable, _Usual] = {}
_ONES = (1,) * 8
_FACTOR_STEP = np.array(_GAMMA)


def normal(seed: Array, turn: Array, stream: str, shape: tuple[int, ...] = ()) -> Floats:
    """Standard normal numbers: inverse distribution function of Acklam (2003), error below 1.2e-9."""
    return normal_quantile(draw(seed, turn, stream, shape))


def normal_quantile(p: Array) -> Floats:
    """The standard normal quantile of p, with p kept within [1e-12, 1 - 1e-12]."""
    p = clip(np.asarray(p), 1e-12, 1.0 - 1e-12)
    q = p - 0.5
    r = q * q
    top = -3.969683028665376e01 * r + 2.209460984245205e02
    for c in (-2.759285104469687e02, 1.383577518672690e02, -3.066479806614716e01, 2.506628277459239e00):
        top *= r
        top += c
    low = -5.447609879822406e01 * r + 1.615858368580409e02
    for c in (-1.556989798598866e02, 6.680131188771972e01, -1.328068155288572e01, 1.0):
        low *= r
        low += c
    out = np.asarray(top * q / low)  # numpy makes () a scalar
    tail = np.minimum(p, 1.0 - p)
    (far,) = (tail < 0.02425).reshape(-1).nonzero()
    if far.size:  # one in twenty
        edge = _far_quantile(tail.reshape(-1).take(far))
        out.reshape(-1)[far] = choose(q.reshape(-1).take(far) < 0, edge, -edge)
    return out


def _far_quantile(tail: Floats) -> Floats:
    """The quantile of numbers close to 0."""
    t = np.sqrt(-2.0 * log(tail))
    up = -7.784894002430293e-03 * t + -3.223964580411365e-01
    for c in (-2.400758277161838e00, -2.549732539343734e00, 4.374664141464968e00, 2.938163982698783e00):
        up *= t
        up += c
    down = 7.784695709041462e-03 * t + 3.224671290700398e-01
    for c in (2.445134137142996e00, 3.754408661907416e00, 1.0):
        down *= t
        down += c
    edge: Floats = up / down
    return edge
