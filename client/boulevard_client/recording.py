"""A recorded sequence of server messages on disk: what screenshots and bug reports are made from."""

from __future__ import annotations

import gzip
import io
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

import msgspec

from boulevard_shared.codec import FROM_SERVER, DecodeError, decode_server, encode
from boulevard_shared.framing import framed, next_frame
from boulevard_shared.messages import Seated, ServerMessage


def write(path: Path, messages: Iterable[ServerMessage]) -> None:
    """Write messages as a recording, replacing what was there."""
    path.write_bytes(b"".join(framed(encode(message)) for message in messages))


class Recorder:
    """Writes messages down as they come; whoever reads along finds them on disk at once.

    The secret of a seat is left out, so that a recording can be given away.

    Raises:
        OSError: the file cannot be written to from the start.
    """

    def __init__(self, path: Path) -> None:
        self._file: BinaryIO | None = path.open("wb", buffering=0)

    def add(self, item: object) -> None:
        """Write a message; what else there is (the link's changes) is none. A full disk ends the recording only."""
        if self._file is None or not isinstance(item, ServerMessage):
            return
        told = msgspec.structs.replace(item, token="") if isinstance(item, Seated) else item
        try:
            self._file.write(framed(encode(told)))
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
    data = io.BytesIO(gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes())
    try:
        while (frame := next_frame(data, FROM_SERVER.frame)) is not None:
            yield decode_server(frame)
    except DecodeError as error:
        raise DecodeError(f"{path.name}: {error}") from error
