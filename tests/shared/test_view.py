"""How a view travels: differences add up again, reasons come out as they went in, and nothing that lies is believed."""

from __future__ import annotations

import zlib

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import sample_match
from boulevard_shared import columns
from boulevard_shared.codec import DEFLATE_FROM, FROM_SERVER, DecodeError, decode_server, encode, encode_turn, open_turn
from boulevard_shared.messages import Accepted
from boulevard_shared.parts import NO_WHY, OrderCost, Standing, Why, WhyColumns
from boulevard_shared.reasons import columns_of, lines_of, shortened, why_columns
from boulevard_shared.sentence import say
from boulevard_shared.view import (
    Changes,
    FieldSpec,
    Laid,
    View,
    blank,
    changed,
    changes,
    changes_each,
    hashed,
    lay,
    lift,
    passing,
    sealed,
    updated,
)

STEPS = st.lists(st.integers(-(2**40), 2**40) | st.just(0), min_size=6, max_size=6)
FIELD = FieldSpec("city.gdp", "CI", (2, 3), "wan", 0.001, False, False)
OWN = FieldSpec("city.trust", "", (), "points", 1.0, True, True)
SPECS = {FIELD.name: FIELD, OWN.name: OWN}


@given(STEPS, STEPS)
def test_what_changed_added_to_what_was_is_what_is(old: list[int], new: list[int]) -> None:
    before, now = np.array(old), np.array(new)
    told = changes(now, before)
    assert (told.count == 0) == (old == new)
    assert changed(before, told).tolist() == new
    assert changed(np.zeros(6, np.int64), changes(now)).tolist() == new


@given(st.lists(st.tuples(STEPS, STEPS), min_size=1, max_size=5))
def test_changes_of_many_matches_are_written_as_those_of_each_alone(pairs: list[tuple[list[int], list[int]]]) -> None:
    before, now = (np.array(rows) for rows in zip(*pairs, strict=True))
    assert changes_each(now, before) == [changes(new, old) for old, new in zip(before, now, strict=True)]


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 2**62) | st.integers(0, 3)), max_size=40))
def test_entries_are_put_in_order_and_equal_ones_stay_as_they_are(entries: list[tuple[int, int]]) -> None:
    keys = np.array(entries, np.int64).reshape(-1, 2).T  # the greatest do not fit into one number together
    assert columns.order(*keys).tolist() == sorted(range(len(entries)), key=lambda place: entries[place])


@given(STEPS)
def test_what_was_laid_end_to_end_is_lifted_again(steps: list[int]) -> None:
    arrays = {FIELD.name: np.array(steps).reshape(2, 3) * FIELD.quantum, OWN.name: np.array(7)}
    laid = lay(SPECS, arrays)
    assert (laid.common.tolist(), laid.own.tolist()) == (steps, [7])
    lifted = lift(SPECS, laid)
    assert all(np.array_equal(lifted[name], arrays[name]) for name in SPECS)
    assert laid.fingerprint() == sealed(hashed(laid.common), laid.own)


@pytest.mark.parametrize(
    "told",
    [
        Changes(7, b"\0" * 14),
        Changes(1, b"\x0c\0"),
        Changes(1, b"\1\0"),
        Changes(2, b"\2\0\0\0"),
        Changes(-1, b""),
        Changes(1, b"\0"),
        Changes(1, b"\0\0\0"),
        Changes(1, b"\0\xff" + b"\xff" * 12),
    ],
    ids=["too many", "outside", "before the first", "one place twice", "fewer than none", "cut", "longer", "endless"],
)
def test_changes_that_do_not_fit_are_refused(told: Changes) -> None:
    with pytest.raises(ValueError, match=r"."):
        changed(np.zeros(6, np.int64), told)


def test_a_view_of_another_size_is_refused() -> None:
    empty = blank(SPECS)
    for laid in (Laid(empty.common[1:], empty.own), Laid(empty.common, np.zeros(2, np.int64))):
        with pytest.raises(ValueError, match=r"values"):
            lift(SPECS, laid)


def _view(values: list[int]) -> View:
    return View(0, 0, 1, {FIELD.name: FIELD}, {FIELD.name: np.array(values).reshape(2, 3) * FIELD.quantum})


LINES = [
    Why("city.gdp", 1, 3, [("works", 10), ("luck", -3)], 10),
    Why("city.gdp", 4, 0, [("luck", 7)], 7),
]


def test_reasons_come_out_as_they_went_in() -> None:
    now, before = _view([0, 10, 0, 0, 7, 0]), _view([0, 3, 0, 0, 0, 0])
    why = columns_of(LINES)
    assert lines_of(why, now) == LINES
    assert lines_of(NO_WHY, _view([0] * 6)) == []
    # Who saw what was before is told less, and knows the same.
    assert len(shortened(why).firsts) == 0 < len(why.firsts)
    assert lines_of(shortened(why), now, before) == LINES
    with pytest.raises(ValueError, match=r"nothing was before"):
        lines_of(shortened(why), now)


@given(st.lists(st.lists(st.tuples(st.integers(0, 5), st.lists(st.integers(-(2**40), 2**40), min_size=1)), max_size=4)))
def test_reasons_of_many_readers_are_written_as_those_of_each_alone(
    readers: list[list[tuple[int, list[int]]]],
) -> None:
    tables = []
    for told in readers:
        lines = dict(sorted(told))
        parts = [(0, cause % 3, place, step) for place, steps in lines.items() for cause, step in enumerate(steps)]
        tables.append(np.array(parts, np.int64).reshape(-1, 4).T)
    names = (["city.gdp"], ["luck", "tide", "works"])
    together = np.concatenate([np.zeros((4, 0), np.int64), *tables], axis=1)
    written = why_columns(names, together, np.array([table.shape[1] for table in tables], np.int64))
    view, before = _view([3, 4, 5, 6, 7, 8]), _view([0] * 6)
    assert len(written) == len(tables)
    for why, table in zip(written, tables, strict=True):
        (alone,) = why_columns(names, table, np.array([table.shape[1]]))
        assert why == alone
        found = lines_of(why, view)
        assert [(line.place, step) for line in found for _, step in line.parts] == list(
            zip(*table[2:].tolist(), strict=True)
        )
        for full, short in zip(found, lines_of(shortened(why), view, before), strict=True):
            assert (short.before, short.after, short.parts[1:]) == (0, full.after, full.parts[1:])
            assert sum(step for _, step in short.parts) == short.after


def _why(numbers: list[int], quantity: str = "city.gdp", lines: int = 1, firsts: bytes = b"\2") -> WhyColumns:
    count = (len(numbers) + lines) // 4
    return WhyColumns([quantity], ["luck"], count, lines, columns.write(np.array(numbers, np.int64)), firsts)


@pytest.mark.parametrize(
    "why",
    [
        _why([0, 0, 0], "city.debt"),
        _why([0, 6, 0]),
        _why([0, -1, 0]),
        _why([1, 0, 0]),
        _why([0, 0, 1]),
        _why([0, 0, -1]),
        _why([0, 0]),
        WhyColumns(["city.gdp"], ["luck"], -1, 0, b"", b""),
        WhyColumns(["city.gdp"], ["luck"], 1, 2, b"\0\0", b"\2\2"),
        WhyColumns(["city.gdp"], ["luck"], 1, 0, b"\0\0\0\2", b""),
        WhyColumns(["city.gdp"], ["luck"], 2, 2, columns.write(np.zeros(6, np.int64)), b"\2\2"),
        _why([0, 0, 0], firsts=b""),
        _why([0, 0, 0], firsts=b"\2\2"),
        _why([0, 0, 0], firsts=b"\xff"),
        _why([0, 2**61, 0]),
    ],
)
def test_reasons_that_do_not_fit_the_view_are_refused(why: WhyColumns) -> None:
    with pytest.raises(ValueError, match=r"."):
        lines_of(why, _view([0] * 6))


def test_what_is_told_by_turns_ahead_comes_nearer_by_itself() -> None:
    queue = FieldSpec("nation.pipeline", "IL", (2, 3), "wan", 1.0, True, False)
    soil = FieldSpec("environment.soil", "L", (3,), "wan", 1.0, True, True)
    specs = {FIELD.name: FIELD, queue.name: queue, soil.name: soil, OWN.name: OWN}
    before = Laid(np.array([9, 9, 9, 9, 9, 9, 1, 2, 3, 4, 5, 6]), np.array([7, 8, 0, 5]))
    common, own = passing(specs)
    assert common.passed(before.common).tolist() == [9, 9, 9, 9, 9, 9, 2, 3, 0, 5, 6, 0]
    assert own.passed(before.own).tolist() == [8, 0, 0, 5]
    assert own.passed(np.stack([before.own] * 2)).tolist() == [[8, 0, 0, 5]] * 2
    now = Laid(np.array([9, 9, 9, 9, 9, 9, 2, 3, 0, 5, 7, 0]), np.array([8, 0, 1, 5]))
    told = changes(now.common, common.passed(before.common)), changes(now.own, own.passed(before.own))
    assert [one.count for one in told] == [1, 1]
    after = updated(specs, before, *told)
    assert (after.common.tolist(), after.own.tolist()) == (now.common.tolist(), now.own.tolist())


@given(st.lists(st.integers(-(2**61), 2**61)))
def test_numbers_in_columns_come_out_as_they_went_in(numbers: list[int]) -> None:
    written = columns.write(np.array(numbers, np.int64))
    assert columns.read(written, len(numbers)).tolist() == numbers


@given(st.binary(max_size=40), st.integers(0, 20))
def test_bytes_that_are_no_columns_are_refused_and_nothing_else(data: bytes, count: int) -> None:
    try:
        numbers = columns.read(data, count)
    except ValueError:
        return
    assert len(numbers) == count


def test_a_turn_is_opened_as_it_was_written_or_refused() -> None:
    update = sample_match.update(3, 1)
    common, own = open_turn(update)
    assert (encode_turn(common), encode_turn(own)) == (update.common, update.own)
    for wrong in (b"", update.common[:-1], zlib.compress(b"\xc0"), encode_turn(common) + b"x"):
        for field in ("common", "own"):
            with pytest.raises(DecodeError):
                open_turn(msgspec.structs.replace(update, **{field: wrong}))


def test_large_publications_are_deflated_and_read_back() -> None:
    message = sample_match.snapshot(3)
    frame = encode(message)
    assert frame[0] == 0x78
    assert DEFLATE_FROM < len(frame) <= 24_000
    assert decode_server(frame) == message


@pytest.mark.parametrize(
    "frame",
    [
        zlib.compress(bytes(FROM_SERVER.frame + 1)),
        encode(sample_match.snapshot(3))[:-1],
        encode(sample_match.snapshot(3)) + b"x",
        b"\x78\x9c",
        b"\x78\x9cnonsense",
        zlib.compress(zlib.compress(encode(Accepted(1)))),
    ],
    ids=["a bomb", "cut short", "more after it", "empty", "nonsense", "twice"],
)
def test_a_frame_that_is_not_well_deflated_is_no_message(frame: bytes) -> None:
    with pytest.raises(DecodeError):
        decode_server(frame)


def test_a_confirmation_with_its_cost_is_small() -> None:
    cost = OrderCost("SetWorks", 120_000, 1, say("order.SetWorks", amount=120_000))
    assert len(encode(Accepted(123_456, cost, Standing(3, 5, 224_000, 186_000)))) <= 120
