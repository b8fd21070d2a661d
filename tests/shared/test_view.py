"""How a view travels: differences add up again, reasons come out as they went in, and nothing that lies is believed."""

from __future__ import annotations

import zlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import sample_match
from boulevard_shared.codec import DEFLATE_FROM, FROM_SERVER, DecodeError, decode_server, encode
from boulevard_shared.messages import Accepted
from boulevard_shared.parts import OrderCost, Standing, Why, WhyTable
from boulevard_shared.sentence import say
from boulevard_shared.view import (
    FieldSpec,
    PackedArray,
    Shared,
    View,
    fingerprint,
    lines_of,
    pack,
    quanta,
    tables_of,
    unpack,
    write_view,
)

STEPS = st.lists(st.integers(-(2**40), 2**40) | st.just(0), min_size=6, max_size=6)
FIELD = FieldSpec("city.gdp", "CI", (2, 3), "wan", 0.001, False, False)


@given(STEPS, STEPS)
def test_what_changed_added_to_what_was_is_what_is(old: list[int], new: list[int]) -> None:
    before, now = (np.array(steps).reshape(2, 3) * FIELD.quantum for steps in (old, new))
    whole, change = pack(FIELD, now), pack(FIELD, now, before)
    assert (change is None) == (old == new)
    read = before if change is None else unpack(FIELD, change, before)
    assert quanta(FIELD, read).tolist() == new
    assert quanta(FIELD, unpack(FIELD, whole or PackedArray([], []))).tolist() == new


@pytest.mark.parametrize(
    "packed",
    [
        PackedArray([1]),
        PackedArray([1], [6]),
        PackedArray([1], [-1]),
        PackedArray([1, 2], [0]),
        PackedArray([1], [2**53]),
    ],
)
def test_an_array_that_does_not_fit_its_field_is_refused(packed: PackedArray) -> None:
    with pytest.raises(ValueError, match=r"city\.gdp"):
        unpack(FIELD, packed)


def _view(values: list[int]) -> View:
    return View(0, 0, 1, {FIELD.name: FIELD}, {FIELD.name: np.array(values).reshape(2, 3) * FIELD.quantum})


def test_reasons_come_out_as_they_went_in() -> None:
    lines = [
        Why("city.gdp", 1, 3, [("works", 10), ("luck", -3)], 10),
        Why("city.gdp", 4, 0, [("luck", 7)], 7),
    ]
    assert lines_of(tables_of(lines), _view([0, 10, 0, 0, 7, 0])) == lines


@pytest.mark.parametrize(
    "table",
    [
        WhyTable("city.debt", ["luck"], [[0, 1]]),
        WhyTable("city.gdp", ["luck"], [[6, 1]]),
        WhyTable("city.gdp", ["luck"], [[-1, 1]]),
        WhyTable("city.gdp", ["luck"], [[0, 1, 2]]),
    ],
)
def test_reasons_that_do_not_fit_the_view_are_refused(table: WhyTable) -> None:
    with pytest.raises(ValueError, match=r"city\."):
        lines_of([table], _view([0] * 6))


def test_what_seats_share_is_written_once_and_the_same() -> None:
    view, before = sample_match.view_at(4), sample_match.view_at(3)
    shared = Shared()
    first, second = write_view(view, before, shared), write_view(view, before, shared)
    assert first == second
    assert first[1] == fingerprint(view.specs, view)
    assert first[0] == {n: p for n, spec in view.specs.items() if (p := pack(spec, view[n], before[n]))}


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
