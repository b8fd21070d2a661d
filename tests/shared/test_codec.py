"""Promises of the codec: what goes in comes out, and a broken frame raises `DecodeError`, never anything else."""

from __future__ import annotations

import contextlib
import struct

import msgpack
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from boulevard_shared import messages as m
from boulevard_shared.codec import DecodeError, Reader, canonical, decode_client, decode_server, encode
from boulevard_shared.ids import Vehicle
from boulevard_shared.orders import BidForProject, Decree, SetWorks
from boulevard_shared.sentence import say

GOOD = m.EditDecree(7, 3, BidForProject(12, Vehicle.INDUSTRIAL, equity=5_000))


def test_messages_come_out_as_they_went_in() -> None:
    assert decode_client(encode(GOOD)) == GOOD
    answer = m.Refused(7, say("refused.treasury", need=5_000, have=1))
    assert decode_server(encode(answer)) == answer


def test_an_acknowledgement_is_small() -> None:
    assert len(encode(m.Accepted(123_456))) <= 120


def frame(**fields: object) -> bytes:
    return msgpack.packb({"type": "SetReady", "cid": 1, "turn": 0, "ready": True, **fields})


HOSTILE = {
    "empty": b"",
    "not msgpack": b"\xc1",
    "two values": encode(GOOD) + b"\x01",
    "cut short": encode(GOOD)[:-1],
    "not a map": msgpack.packb([1, 2]),
    "unknown type": msgpack.packb({"type": "Fire", "cid": 1}),
    "no type": msgpack.packb({"cid": 1}),
    "unknown field": frame(more=1),
    "missing field": msgpack.packb({"type": "SetReady", "cid": 1}),
    "bool for a number": frame(cid=True),
    "number for a bool": frame(ready=1),
    "float for a number": frame(turn=0.0),
    "not a number": frame(turn=float("nan")),
    "infinite": frame(turn=float("inf")),
    "too large a number": frame(cid=2**63),
    "negative cid": frame(cid=-1),
    "bytes key": msgpack.packb({b"type": "SetReady"}),
    "number key": b"\x81\x01\x01",
    "key twice": b"\x85"
    + b"".join(msgpack.packb(x) for x in ("type", "SetReady", "cid", 1, "cid", 1, "turn", 0, "ready", True)),
    "extension": msgpack.packb({"type": msgpack.ExtType(5, b"x")}),
    "timestamp": msgpack.packb({"type": msgpack.Timestamp(1)}),
    "binary": frame(turn=b"0"),
    "broken utf-8": b"\x81\xa4type\xa2\xff\xfe",
    "long text": msgpack.packb({"type": "x" * 1_025}),
    "long list": msgpack.packb({"type": "ChooseNextCity", "cities": ["a"] * 257}),
    "deep": b"\x81\xa4type" + b"\x91" * 20_000 + b"\x01",
    "claims a huge list": b"\x81\xa4type\xdd\xff\xff\xff\xff",
    "claims a huge text": b"\xdb\xff\xff\xff\xff",
    "bomb of empty maps": b"\x81\xa4type\xdc\x00\xff" + b"\x80" * 255,
    "larger than a frame": msgpack.packb({"type": ["x" * 1_000] * 20}),
    "wrong enumeration": msgpack.packb(
        {"type": "EditDecree", "cid": 1, "turn": 0, "edit": {"order": "BidForProject", "project": 1, "vehicle": "tank"}}
    ),
    "money below nothing": msgpack.packb(
        {"type": "EditDecree", "cid": 1, "turn": 0, "edit": {"order": "SetWorks", "amount": -1}}
    ),
    "a server's message": encode(m.Accepted(1)),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_frame_raises_only_decode_error(name: str) -> None:
    with pytest.raises(DecodeError):
        decode_client(HOSTILE[name])


@given(st.binary(max_size=300))
@settings(max_examples=1_500, deadline=None)
def test_random_bytes_raise_only_decode_error(data: bytes) -> None:
    for decode in (decode_client, decode_server):
        with contextlib.suppress(DecodeError):
            decode(data)


scalars = st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | st.floats()
scalars = scalars | st.text(max_size=8) | st.binary(max_size=8)
keys = st.text(max_size=6) | st.integers(-9, 9)
plain = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(keys, inner, max_size=5),
    max_leaves=20,
)


@given(plain, st.sampled_from(["type", "cid", "turn", "edit", "ready"]))
@settings(max_examples=1_000, deadline=None)
def test_well_formed_msgpack_with_hostile_meaning_raises_only_decode_error(value: object, place: str) -> None:
    message = {"type": "EditDecree", "cid": 1, "turn": 0, "edit": {"order": "SetWorks", "amount": 1}}
    for data in (msgpack.packb(value, strict_types=False), msgpack.packb({**message, place: value})):
        with contextlib.suppress(DecodeError):
            decode_client(data)


@given(st.data())
@settings(max_examples=500, deadline=None)
def test_a_bit_flipped_anywhere_raises_only_decode_error_or_reads_as_another_message(data: st.DataObject) -> None:
    frame = bytearray(encode(GOOD))
    place = data.draw(st.integers(0, len(frame) * 8 - 1))
    frame[place // 8] ^= 1 << place % 8
    with contextlib.suppress(DecodeError):
        decode_client(bytes(frame))


def test_canonical_bytes_do_not_depend_on_the_order_of_filling_in() -> None:
    one = Decree().with_order(SetWorks(1)).with_order(GOOD.edit)
    two = Decree().with_order(GOOD.edit).with_order(SetWorks(1))
    assert canonical(one) == canonical(two)
    assert Reader(Decree).read(canonical(one)) == two
    with pytest.raises(DecodeError):
        Reader(Decree).read(struct.pack(">I", 7))
