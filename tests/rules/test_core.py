"""The ground the rules stand on: exact arithmetic, chance as an argument, and the doors of a turn."""

from __future__ import annotations

import gc
import math
import weakref
from typing import Any

import numpy as np
import pytest

from boulevard_server.rules import arrays, bets, chance, powers, segments
from boulevard_server.rules.acts import no_acts
from boulevard_server.rules.resolve import CHAPTERS
from boulevard_server.rules.setup import new_match, settings_of
from boulevard_server.rules.state import STATE, stack
from boulevard_server.rules.turn import Turn
from boulevard_shared.content import shipped

CONTENT = shipped()
OPENED, TABLES = new_match(CONTENT, settings_of(CONTENT, "display-decade"), 1)
SEEDS = np.array([1, 2, 3, 2**53 - 1], dtype=np.int64)


@pytest.mark.parametrize("seed", range(3))
def test_exp_and_log_agree_with_the_library_within_a_few_last_places(seed: int) -> None:
    points = (chance.draw(np.int64(seed), np.int64(0), "points", (4000,)) - 0.5) * 60.0
    ours = powers.exp(points)
    theirs = np.array([math.exp(x) for x in points])
    assert np.max(np.abs(ours / theirs - 1.0)) < 1e-15
    back = powers.log(ours)
    assert np.max(np.abs(back - points)) < 1e-13


def test_exact_arithmetic_gives_the_same_bits_on_every_machine_and_python() -> None:
    """Golden bits: a change here means that stored matches can no longer be replayed."""
    x = np.array([-3.7, 0.1, 2.5, 11.0])
    assert powers.exp(x).view(np.int64).tolist() == GOLDEN_EXP
    assert powers.log(powers.exp(x)).view(np.int64).tolist() == GOLDEN_LOG
    assert chance.bits(np.int64(7), np.int64(3), "golden", (3,)).tolist() == GOLDEN_BITS


@pytest.mark.parametrize("seed", range(3))
def test_a_plain_number_comes_to_the_same_bits_as_one_of_many(seed: int) -> None:
    points = chance.draw(np.int64(seed), np.int64(0), "plain", (5, 200))
    x, y, chances, noise, keep = points * np.array([60.0, 9.0, 1.0, 2.0, 0.5])[:, None] + 1e-9
    asked, ticket = np.rint(x * 1e4), np.rint(x * 2e4)
    terms = [asked * y, y * 10, asked, y * 9, y, ticket * 0.01 * y, ticket * 0.02 * y, np.rint(chances)]
    taste = TABLES.template["taste"][:5]

    def forecasts(x: Any, y: Any, chances: Any, noise: Any, keep: Any) -> list[Any]:
        return [
            powers.exp(x - 30.0),
            powers.log(x),
            powers.power(x, y),
            powers.logistic(y - 4.0),
            bets.multiple_at(chances * 0.999, keep, TABLES),
            bets.keep_of(chances, y / 9.0, TABLES),
            bets.mean_multiple(chances, keep, TABLES),
            bets.chance_forecast(y - 4.0, (chances, noise), y, keep, TABLES),
        ]

    together = forecasts(x, y, chances, noise, keep)
    together.append(bets.appeal(bets.features(bets.Package(*terms), asked, ticket, keep), taste[0], terms[-1], TABLES))
    for place in range(200):
        one = [float(numbers[place]) for numbers in (x, y, chances, noise, keep)]
        alone = forecasts(*one)
        package = bets.Package(*(float(term[place]) for term in terms))
        worth = bets.features(package, float(asked[place]), float(ticket[place]), one[-1])
        alone.append(bets.appeal(worth, taste[0].tolist(), package.claw_back, TABLES))
        assert all(type(number) is float for number in alone)
        assert alone == [numbers[place] for numbers in together]


GOLDEN_EXP = [4582783292742766660, 4607656066507473108, 4623047752462491835, 4678461852960575359]
GOLDEN_LOG = [-4607857958744122982, 4591870180066957728, 4612811918334230528, 4622382067542392832]
GOLDEN_BITS = [16109930144899840026, 15498224849531021806, 14944300800404254610]


def test_what_is_cut_at_nothing_or_one_and_whether_there_is_anything_agree_with_numpy() -> None:
    fractions = np.array([-np.inf, -2.5, -0.0, 0.0, 1e-300, 0.5, 1.0, 1.0 + 2**-52, 7.0, np.inf, np.nan])
    for made, wanted in (
        (arrays.positive(fractions), np.maximum(fractions, 0.0)),
        (arrays.at_most_one(fractions), np.minimum(fractions, 1.0)),
        (arrays.positive(np.arange(-2, 3)), np.array([0.0, 0.0, 0.0, 1.0, 2.0])),
    ):
        assert np.array_equal(made, wanted, equal_nan=True)
    for shape in ((), (3,), (80, 100)):
        for kind in (bool, np.int64, np.float64):
            nothing = np.zeros(shape, kind)
            assert not arrays.some(nothing)
            for place in {0, nothing.size - 1}:
                something = nothing.copy()
                something.reshape(-1)[place] = 1
                assert arrays.some(something)


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


@pytest.mark.parametrize("lead", [(), (3,), (90, 8)])
@pytest.mark.parametrize("many", [1, 2, 3, 4, 7, 14, 300])
def test_whole_numbers_and_marks_are_counted_and_compared_as_numpy_does(lead: tuple[int, ...], many: int) -> None:
    dice = np.random.default_rng(many)
    numbers = dice.integers(-(2**40), 2**40, (*lead, 5, many))
    for axis in (-1, -2):
        assert np.array_equal(arrays.total(numbers, axis), numbers.sum(axis=axis))
        assert np.array_equal(arrays.total(numbers > 0, axis), (numbers > 0).sum(axis=axis))
        assert np.array_equal(arrays.largest(numbers, axis), numbers.max(axis=axis))
        assert arrays.total(numbers > 0, axis).dtype == arrays.total(numbers, axis).dtype == np.int64
    for axes in (1, 2):
        assert np.array_equal(arrays.whole_total(numbers, axes), numbers.sum(axis=(-1, -2)[:axes]))


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


@pytest.mark.parametrize("name", ["city.tfp", "city.gdp", "nation.credit", "cluster.output"])
@pytest.mark.parametrize("count", [1, 40])
def test_causes_booked_together_come_to_what_they_come_to_one_by_one(name: str, count: int) -> None:
    """For quantities in fractions and whole ones, of little and of much at once."""
    batch = stack([OPENED] * count)
    together, one_by_one = (Turn(batch, no_acts(batch.axes, batch.lead), TABLES) for _ in range(2))
    shape = together[name].shape
    size = max(1.0, float(np.abs(together[name]).max()))
    luck = (chance.draw(np.int64(3), np.int64(0), f"causes {name}", (4, *shape)) - 0.5) * size / 10.0
    amounts = {"more": luck[0], "nothing": np.zeros(shape), "a little": luck[1] * 1e-9, "less": luck[2]}
    times = 1.0 + luck[3] / size
    together.contribute_each(name, amounts, times)
    for cause, amount in amounts.items():
        one_by_one.contribute(name, cause, amount * times)
    assert together[name].tobytes() == one_by_one[name].tobytes()
    told, expected = together.parts[name], one_by_one.parts[name]
    assert [cause for cause, _ in told] == [cause for cause, _ in expected]
    assert "more" in dict(told)
    assert "nothing" not in dict(told)
    assert all(np.array_equal(a, b) for (_, a), (_, b) in zip(told, expected, strict=True))


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
