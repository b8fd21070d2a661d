"""Frames one after another, in a file or through a pipe: each after its length in four bytes, big end first."""

from __future__ import annotations

import struct
from typing import IO

from boulevard_shared.codec import DecodeError

_LENGTH = struct.Struct(">I")


def framed(frame: bytes) -> bytes:
    """A frame with its length before it."""
    return _LENGTH.pack(len(frame)) + frame


def next_frame(stream: IO[bytes], most: int) -> bytes | None:
    """The next frame of at most so many bytes; None at the end of the stream.

    Raises:
        DecodeError: the stream ends within a frame, or holds something else.
    """
    head = _read(stream, _LENGTH.size)
    if not head:
        return None
    if len(head) < _LENGTH.size:
        raise DecodeError("cut short")
    (length,) = _LENGTH.unpack(head)
    if length > most:
        raise DecodeError("not a sequence of frames")
    frame = _read(stream, length)
    if len(frame) < length:
        raise DecodeError("cut short")
    return frame


def _read(stream: IO[bytes], size: int) -> bytes:
    """So many bytes, or fewer where the stream ends; a pipe gives them in pieces."""
    got = b""
    while len(got) < size and (piece := stream.read(size - len(got))):
        got += piece
    return got
