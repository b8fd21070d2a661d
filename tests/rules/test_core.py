"""The ground the rules stand on: exact arithmetic, chance as an argument, and the doors of a turn."""

from __future__ import annotations

import gc
import math
import weakref

import numpy as np
import pytest

from boulevard_server.rules import arrays, chance, segments
from boulevard_server.rules.acts import no_acts
from boulevard_server.rules.resolve import CHAPTERS
from boulevard_server.rules.setup import new_match, settings_of
from boulevard_server.rules.state import STATE
from boulevard_server.rules.turn import Turn
from boulevard_shared.content import shipped

SEEDS = np.array([1, 2, 3, 2**53 - 1], dtype=np.int64)


@pytest.mark.parametrize("seed", range(3))
def test_exp_and_log_agree_with_the_library_within_a_few_last_places(seed: int) -> None:
    points = (chance.draw(np.int64(seed), np.int64(0), "points", (4000,)) - 0.5) * 60.0
    ours = arrays.exp(points)
    theirs = np.array([math.exp(x) for x in points])
    assert np.max(np.abs(ours / theirs - 1.0)) < 1e-15
    back = arrays.log(ours)
    assert np.max(np.abs(back - points)) < 1e-13


def test_exact_arithmetic_gives_the_same_bits_on_every_machine_and_python() -> None:
    """Golden bits: a change here means that stored matches can no longer be replayed."""
    x = np.array([-3.7, 0.1, 2.5, 11.0])
    assert arrays.exp(x).view(np.int64).tolist() == GOLDEN_EXP
    assert arrays.log(arrays.exp(x)).view(np.int64).tolist() == GOLDEN_LOG
    assert chance.bits(np.int64(7), np.int64(3), "golden", (3,)).tolist() == GOLDEN_BITS


GOLDEN_EXP = [4582783292742766660, 4607656066507473108, 4623047752462491835, 4678461852960575359]
GOLDEN_LOG = [-4607857958744122982, 4591870180066957728, 4612811918334230528, 4622382067542392832]
GOLDEN_BITS = [16109930144899840026, 15498224849531021806, 14944300800404254610]


def test_float_sums_do_not_depend_on_memory_layout_or_batch() -> None:
    values = chance.draw(SEEDS, SEEDS, "sums", (37,))
    one_by_one = np.array([arrays.total(row) for row in values])
    turned = np.asfortranarray(values)
    assert arrays.total(values).tobytes() == one_by_one.tobytes() == arrays.total(turned).tobytes()


def test_draws_are_equal_alone_and_in_a_batch_and_differ_by_stream_turn_and_seed() -> None:
    turns = np.full(4, 5, np.int64)
    batch = chance.draw(SEEDS, turns, "deals.quality", (8, 3))
    alone = [chance.draw(seed, np.int64(5), "deals.quality", (8, 3)) for seed in SEEDS]
    assert batch.tobytes() == np.stack(alone).tobytes()
    other = chance.draw(SEEDS, turns, "deals.fraud", (8, 3))
    later = chance.draw(SEEDS, turns + 1, "deals.quality", (8, 3))
    numbers = np.concatenate([batch.ravel(), other.ravel(), later.ravel()])
    assert np.unique(numbers).size == numbers.size


def test_draws_are_uniform_and_normal() -> None:
    uniform = chance.draw(np.int64(11), np.int64(0), "uniform", (200_000,))
    counts = np.histogram(uniform, bins=64, range=(0.0, 1.0))[0]
    expected = uniform.size / 64
    assert np.sum((counts - expected) ** 2 / expected) < 120.0  # chi-squared, 63 degrees, p about 1e-5
    normal = chance.normal(np.int64(11), np.int64(0), "normal", (200_000,))
    assert abs(normal.mean()) < 0.012
    assert abs(normal.std() - 1.0) < 0.01
    assert abs(np.mean(np.abs(normal) > 1.959964) - 0.05) < 0.003


def test_segment_totals_are_exact_and_ignore_strangers() -> None:
    values = np.array([[5, 7, 11, 13]], np.int64)
    segment = np.array([[1, 0, 1, -1]], np.int64)
    assert segments.segment_total(values, segment, 3).tolist() == [[7, 16, 0]]


@pytest.mark.parametrize("rows", [1, 40, 3_000])
@pytest.mark.parametrize("many", [2, 5, 12, 24])
def test_sums_are_the_same_bits_for_one_row_and_for_any_number_of_rows(rows: int, many: int) -> None:
    dice = np.random.default_rng(rows * many)
    numbers, matrix = dice.normal(size=(rows, many)) * 1e6, dice.normal(size=(7, many))
    sums, products = arrays.total(numbers), arrays.matvec(matrix, numbers)
    for row in (0, rows // 2, rows - 1):
        assert sums[row] == arrays.total(numbers[row])
        assert products[row].tolist() == [arrays.total(line * numbers[row]) for line in matrix]
    assert sums.tolist() == arrays.total(numbers.T.copy(), -2).tolist()


@pytest.mark.parametrize("filled", [0.02, 0.9])
@pytest.mark.parametrize("rows", [1, 200])
def test_segment_totals_and_searches_agree_with_counting_by_hand(filled: float, rows: int) -> None:
    dice = np.random.default_rng(rows)
    shape, count = (rows, 112), 9
    values = dice.integers(1, 100, shape) * (dice.random(shape) < filled)
    segment = dice.integers(-1, count + 1, shape)
    serials = np.stack([dice.permutation(400)[:112] for _ in range(rows)])
    wanted = dice.integers(0, 450, (rows, 30))
    totals, found = segments.segment_total(values, segment, count), segments.find(wanted, serials)
    first = segments.first_with(np.where(segment < count, segment, -1), count)
    for row in range(rows):
        for one in range(count):
            assert totals[row, one] == values[row][segment[row] == one].sum()
            here = np.flatnonzero(segment[row] == one)
            assert first[row, one] == (here[0] if here.size else -1)
        places = {serial: place for place, serial in enumerate(serials[row].tolist()) if serial > 0}
        assert found[row].tolist() == [places.get(serial, -1) for serial in wanted[row].tolist()]


def test_every_declared_field_can_be_owned_or_is_public_or_hidden() -> None:
    for field in STATE:
        if field.visibility.value in ("owner", "estimate"):
            assert field.owner_axis >= 0, field.name
        if field.of:
            assert STATE[field.of].visibility.value == "hidden", f"{field.name} reads {field.of}, which is not hidden"


def test_a_turn_that_is_over_is_gone_at_once_with_all_its_arrays() -> None:
    content = shipped()
    state, tables = new_match(content, settings_of(content, "one-term"), 5)
    turn = Turn(state, no_acts(state.axes), tables)
    seen = weakref.ref(turn)
    for chapter in CHAPTERS:
        chapter(turn)
    turn.close()
    collects = gc.isenabled()
    gc.disable()
    try:
        del turn
        assert seen() is None
    finally:
        if collects:
            gc.enable()
