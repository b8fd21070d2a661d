"""Dashed lines: every dash lies on the line, none is too long, and nanosvg is never asked for dashes of its own."""

from __future__ import annotations

import re
from itertools import pairwise
from math import dist
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import boulevard_client
from boulevard_client.dashes import Point, bezier, dashed

SPOTS = st.tuples(st.integers(0, 400), st.integers(0, 400))


def strokes(path: str) -> list[list[Point]]:
    """Corners of every stroke of SVG path data."""
    found = []
    for part in path.split("M")[1:]:
        numbers = [float(word) for word in re.findall(r"-?\d+\.\d", part)]
        found.append(list(zip(numbers[::2], numbers[1::2], strict=True)))
    return found


def length(line: list[Point]) -> float:
    return sum(dist(a, b) for a, b in pairwise(line))


@given(st.lists(SPOTS, min_size=2, max_size=8), st.integers(2, 30), st.integers(2, 30))
def test_dashes_cover_their_share_of_the_line_and_none_is_longer_than_asked(
    line: list[Point], on: int, off: int
) -> None:
    whole = length(line)
    drawn = [length(dash) for dash in strokes(dashed(line, on, off))]
    periods, rest = divmod(whole, on + off)
    # coordinates are written to a tenth of a pixel
    assert all(each <= on + 0.2 + 0.15 * len(line) for each in drawn)
    assert sum(drawn) == pytest.approx(periods * on + min(rest, on), abs=1 + 0.3 * (len(drawn) + len(line)))


def test_a_dash_goes_round_a_corner() -> None:
    assert strokes(dashed([(0, 0), (10, 0), (10, 10)], 15, 100)) == [[(0, 0), (10, 0), (10, 5)]]


def test_a_cubic_curve_begins_and_ends_where_it_should_and_bends_between() -> None:
    curve = bezier((0, 0), (50, 0), (50, 80), (100, 80))
    assert (curve[0], curve[-1]) == ((0, 0), (100, 80))
    assert curve[len(curve) // 2] == pytest.approx((50, 40))


def test_no_picture_asks_nanosvg_for_dashes() -> None:
    root = Path(boulevard_client.__file__).parent
    guilty = [path.name for path in root.rglob("*.py") if "stroke-dasharray=" in path.read_text("utf-8")]
    assert guilty == []
