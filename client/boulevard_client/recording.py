"""A recorded sequence of server messages on disk: what screenshots and bug reports are made from.

A recording is the frames as they came, each after its length in four bytes, big end first.
"""

from __future__ import annotations

import gzip
import struct
from collections.abc import Iterable, Iterator
from pathlib import Path

from boulevard_shared.codec import FROM_SERVER, DecodeError, decode_server, encode
from boulevard_shared.messages import ServerMessage

_LENGTH = struct.Struct(">I")


def write(path: Path, messages: Iterable[ServerMessage]) -> None:
    """Write messages as a recording, replacing what was there."""
    path.write_bytes(b"".join(_LENGTH.pack(len(frame)) + frame for frame in map(encode, messages)))


def read(path: Path) -> Iterator[ServerMessage]:
    """The messages of a recording (`.gz`: compressed), oldest first.

    Raises:
        DecodeError: the file is cut short or holds something else.
    """
    data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    at = 0
    while at < len(data):
        if at + _LENGTH.size > len(data):
            raise DecodeError(f"{path.name}: cut short")
        (length,) = _LENGTH.unpack_from(data, at)
        at += _LENGTH.size
        if length > FROM_SERVER.frame or at + length > len(data):
            raise DecodeError(f"{path.name}: not a recording")
        yield decode_server(data[at : at + length])
        at += length
