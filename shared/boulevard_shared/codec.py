"""Bytes to messages and back; the only module that knows msgpack. A broken frame raises `DecodeError`, never else.

What a client sends is hostile until shown otherwise: sizes, depth, count, kinds and keys are checked before the
message's own schema is. What a server sends is larger (a snapshot) and is read with wider limits.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from typing import Any, Generic, NoReturn, TypeVar

import msgpack
import msgspec

from boulevard_shared.content import assets_root
from boulevard_shared.messages import (
    ClientMessage,
    Hello,
    Message,
    Publication,
    ServerMessage,
    TurnCommon,
    TurnOwn,
    TurnResolved,
)

T = TypeVar("T")

SAFE_INTEGER = 2**53
"""Largest integer that every language reads exactly (a double's mantissa)."""


class DecodeError(ValueError):
    """A frame that is not a message of this protocol. The text is for logs; it repeats nothing of the frame."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much one frame may hold. `nodes` counts every value and key, `depth` counts nested lists and maps."""

    frame: int
    text: int
    array: int
    map: int
    depth: int
    nodes: int
    binary: int
    floats: bool


FROM_CLIENT = Bounds(frame=16_384, text=1_024, array=256, map=32, depth=8, nodes=1_000, binary=0, floats=False)
FROM_SERVER = Bounds(
    frame=4 * 2**20, text=16_384, array=65_536, map=4_096, depth=16, nodes=1_000_000, binary=2**20, floats=True
)

_TURN_COMMON = msgspec.msgpack.Decoder(TurnCommon)
_TURN_OWN = msgspec.msgpack.Decoder(TurnOwn)
_SERVER = msgspec.msgpack.Decoder(ServerMessage)
_CLIENT = msgspec.msgpack.Decoder(Hello | ClientMessage)
_ENCODER = msgspec.msgpack.Encoder()
_CANONICAL = msgspec.msgpack.Encoder(order="deterministic")


DEFLATE_FROM = 1_024
"""Publications of at least so many bytes are deflated, but for the turns, whose parts are. A frame that is a msgpack
map never begins as zlib does (RFC 1950: 0x78)."""
_DEFLATED = 0x78
DICTIONARY = (assets_root() / "protocol" / "dictionary.bin").read_bytes()
"""Words that messages are full of: what is deflated may refer to them. `tests/shared/make_dictionary.py` has made it;
it may only change with the version of the protocol."""


_FAR = zlib.compressobj(level=5, zdict=DICTIONARY)
"""Knows the words already, and is copied for each message; it makes streams that begin with 0x78. The usual level looks
a sixth longer for eight bytes less of a turn."""
_FAST = zlib.compressobj(level=3, zdict=DICTIONARY)
"""The same for what is told whole: half the time for a twentieth more bytes, when a thousand come back at once."""
_LITTLE = 4_096
_NEAR = zlib.compressobj(level=4, wbits=14, memLevel=6, zdict=DICTIONARY)
"""The same for little. zlib sets 256 KiB aside where it may look far back, which takes longer than to deflate what one
seat is told of a turn."""


def encode(message: Message) -> bytes:
    """A message as the bytes of one binary frame."""
    frame = _ENCODER.encode(message)
    if len(frame) >= DEFLATE_FROM and isinstance(message, Publication) and not isinstance(message, TurnResolved):
        return _deflate(frame, _FAST)
    return frame


def encode_turn(part: TurnCommon | TurnOwn) -> bytes:
    """A part of a `TurnResolved`."""
    plain = _ENCODER.encode(part)
    return _deflate(plain, _NEAR if len(plain) <= _LITTLE else _FAR)


def _deflate(plain: bytes, knowing: zlib._Compress) -> bytes:
    writer = knowing.copy()
    return writer.compress(plain) + writer.flush()


def packed(value: object) -> bytes:
    """A value as bytes for another process of ours; keys stay in the order they have."""
    return _ENCODER.encode(value)


def canonical(value: object) -> bytes:
    """A value as bytes that are the same for equal values (keys sorted): what is hashed and stored."""
    return _CANONICAL.encode(value)


class Reader(Generic[T]):
    """Reads what `canonical` or `packed` wrote of one type.

    Make it while a module is imported, never on demand: msgspec works out a type at its first use, and two threads
    that do so at the same moment crash the interpreter (msgspec 0.22).
    """

    __slots__ = ("_decoder",)

    def __init__(self, kind: Any) -> None:
        self._decoder = msgspec.msgpack.Decoder(kind)

    def read(self, data: bytes) -> T:
        """The value.

        Raises:
            DecodeError: the bytes are not such a value.
        """
        try:
            value: T = self._decoder.decode(data)
        except (msgspec.DecodeError, msgspec.ValidationError) as error:
            raise DecodeError("not such a value") from error
        return value


def decode_client(frame: bytes) -> Hello | ClientMessage:
    """Read a frame that a client sent.

    Raises:
        DecodeError: whatever is wrong with it.
    """
    if len(frame) > FROM_CLIENT.frame:
        raise DecodeError("frame too large")
    message: Hello | ClientMessage
    try:
        message = _CLIENT.decode(frame)
        if _ENCODER.encode(message) == frame:
            # Just what we would have written of what was read: nothing else can be in it.
            return message
    except (msgspec.MsgspecError, RecursionError, ValueError, OverflowError):
        pass
    _inspect(frame, FROM_CLIENT)
    try:
        message = _CLIENT.decode(frame)
    except (msgspec.ValidationError, msgspec.DecodeError) as error:
        raise DecodeError("no such message") from error
    return message


def decode_server(frame: bytes) -> ServerMessage:
    """Read a frame that a server sent.

    Raises:
        DecodeError: whatever is wrong with it.
    """
    if frame[:1] == bytes((_DEFLATED,)):
        frame = _inflate(frame, FROM_SERVER.frame)
    _inspect(frame, FROM_SERVER)
    try:
        message: ServerMessage = _SERVER.decode(frame)
    except (msgspec.ValidationError, msgspec.DecodeError) as error:
        raise DecodeError("no such message") from error
    return message


def open_turn(message: TurnResolved) -> tuple[TurnCommon, TurnOwn]:
    """What a turn has brought for everybody and for the seat.

    Raises:
        DecodeError: whatever is wrong with it.
    """
    common, own = (_inflate(part, FROM_SERVER.frame) for part in (message.common, message.own))
    _inspect(common, FROM_SERVER, list)
    _inspect(own, FROM_SERVER, list)
    try:
        return _TURN_COMMON.decode(common), _TURN_OWN.decode(own)
    except (msgspec.ValidationError, msgspec.DecodeError) as error:
        raise DecodeError("no such turn") from error


def _inflate(frame: bytes, limit: int) -> bytes:
    """What was deflated, if it is whole and within the limit."""
    reader = zlib.decompressobj(zdict=DICTIONARY)
    try:
        plain = reader.decompress(frame, limit)
    except zlib.error as error:
        raise DecodeError("not well-formed zlib") from error
    if not reader.eof or reader.unused_data:
        raise DecodeError("cut short, too large or more than one")
    return plain


def _inspect(frame: bytes, bounds: Bounds, kind: type = dict) -> None:
    """Check size, form, depth, count, kinds and keys of a frame; afterwards the typed reader may trust its form."""
    if len(frame) > bounds.frame:
        raise DecodeError("frame too large")
    try:
        # A fresh unpacker for every frame: one that has failed once must not be used again (CVE-2026-57585).
        root = msgpack.unpackb(
            frame,
            raw=False,
            strict_map_key=True,
            use_list=True,
            max_str_len=bounds.text,
            max_bin_len=bounds.binary,
            max_array_len=bounds.array,
            max_map_len=bounds.map,
            max_ext_len=0,
            ext_hook=_refuse_extension,
            object_pairs_hook=_unique,
        )
    except (ValueError, msgpack.UnpackException, RecursionError, TypeError) as error:
        raise DecodeError("not well-formed msgpack") from error
    if type(root) is not kind:
        raise DecodeError("a message is a map")
    _walk(root, bounds)


def _refuse_extension(code: int, data: bytes) -> NoReturn:
    raise ValueError("extension types are not used")


def _unique(pairs: list[tuple[Any, Any]]) -> dict[str, Any]:
    """A map from its pairs; a key twice or a key that is not text would be read differently elsewhere."""
    result = {}
    for key, value in pairs:
        if type(key) is not str or key in result:
            raise ValueError("keys are text and come once")
        result[key] = value
    return result


def _walk(root: Any, bounds: Bounds) -> None:
    nodes = 0
    level: list[Any] = [root]
    for _ in range(bounds.depth):
        deeper: list[Any] = []
        for box in level:
            nodes += 2 * len(box) if type(box) is dict else len(box)
            if nodes > bounds.nodes:
                raise DecodeError("too many values")
            for value in box.values() if type(box) is dict else box:
                kind = type(value)
                if kind is int:
                    if not -SAFE_INTEGER <= value <= SAFE_INTEGER:
                        raise DecodeError("integer out of range")
                elif kind is dict or kind is list:
                    deeper.append(value)
                elif kind is float:
                    # The only floats are seconds and quanta, and only a server sends them; NaN is not itself.
                    if not bounds.floats or value != value or value in (float("inf"), float("-inf")):
                        raise DecodeError("unwanted float")
                elif kind is bytes:
                    if not bounds.binary:
                        raise DecodeError("unwanted bytes")
                elif kind is not str and kind is not bool and value is not None:
                    raise DecodeError("unwanted kind of value")
        if not deeper:
            return
        level = deeper
    raise DecodeError("nested too deeply")
