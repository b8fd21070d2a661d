"""A recorded sequence of server messages on disk: what screenshots and bug reports are made from.

A recording is the frames as they came, each after its length in four bytes, big end first. The secret of a seat is
left out, so that a recording can be given away.
"""

from __future__ import annotations

import gzip
import struct
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

import msgspec

from boulevard_shared.codec import FROM_SERVER, DecodeError, decode_server, encode
from boulevard_shared.messages import Seated, ServerMessage

_LENGTH = struct.Struct(">I")


def write(path: Path, messages: Iterable[ServerMessage]) -> None:
    """Write messages as a recording, replacing what was there."""
    path.write_bytes(b"".join(map(_framed, messages)))


def _framed(message: ServerMessage) -> bytes:
    if isinstance(message, Seated):
        message = msgspec.structs.replace(message, token="")
    frame = encode(message)
    return _LENGTH.pack(len(frame)) + frame


class Recorder:
    """Writes messages down as they come; whoever reads along finds whole messages on disk at once.

    Raises:
        OSError: the file cannot be written to from the start.
    """

    def __init__(self, path: Path) -> None:
        self._file: BinaryIO | None = path.open("wb", buffering=0)

    def add(self, item: object) -> None:
        """Write a message; what else there is (the link's changes) is none. A full disk ends the recording only."""
        if self._file is None or not isinstance(item, ServerMessage):
            return
        try:
            self._file.write(_framed(item))
        except OSError as error:
            print(f"boulevard: the recording ends here: {error}", file=sys.stderr)
            self.close()

    def close(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None


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
