"""A seat by pipe, for programs that decide by themselves: the connection without a window (and without pygame).

    python -m boulevard_client.wire ws://192.168.1.5:8765 --name "First Bot"

Standard input takes requests and standard output gives what the server says, as frames of the protocol, each after its
length in four bytes, big end first. The connection is the game's own: it greets, sends again what was not answered,
and comes back after a break. What befalls it is said on standard error. It ends with its input, or when there is
nothing to come back to.
"""

from __future__ import annotations

import argparse
import contextlib
import signal
import sys
import threading
import time
from collections.abc import Sequence
from typing import IO

from boulevard_client.link import Link, LinkChanged, full_address
from boulevard_client.net import Connection
from boulevard_client.settings import system_language
from boulevard_shared.codec import FROM_CLIENT, DecodeError, decode_client, encode
from boulevard_shared.framing import framed, next_frame
from boulevard_shared.locale import Catalogue
from boulevard_shared.messages import Accepted, Hello, Refused, Seated
from boulevard_shared.sentence import Sentence, say

FAREWELL_S = 2.0
"""How long what was still asked at the end of the input may take to be answered."""


class Wire:
    """Carries requests from a stream to a server, and what the server says to another stream."""

    def __init__(self, line: Connection, called: threading.Event, words: Catalogue) -> None:
        self._line = line
        self._called = called
        self._words = words
        self._open: set[int] = set()
        self._fault = ""
        self._ended = False

    def run(self, source: IO[bytes], sink: IO[bytes]) -> int:
        """Until the input ends (0), or the connection does for good (1)."""
        self._line.start()
        threading.Thread(target=self._carry, args=(source,), name="requests", daemon=True).start()
        met, lost, patience = False, False, 0.0
        while not self._ended or (self._open and time.monotonic() < patience):
            self._called.wait(0.25)
            self._called.clear()
            patience = patience or (time.monotonic() + FAREWELL_S if self._ended else 0.0)
            for item in self._line.poll():
                if not isinstance(item, LinkChanged):
                    if isinstance(item, Accepted | Refused | Seated):
                        self._open.discard(item.cid)
                    sink.write(framed(encode(item)))
                    sink.flush()
                elif item.link is Link.LIVE:
                    met, lost = True, False
                elif item.link is Link.ENDED or (item.link is Link.LOST and not met):
                    self._tell(item.reason or say("ui.link.broken"))
                    return 1
                elif item.link is Link.LOST and not lost and not self._ended:
                    lost = True
                    self._tell(say("ui.link.lost"))
        if self._fault:
            print(f"boulevard: {self._fault}", file=sys.stderr)
        return 1 if self._fault else 0

    def _carry(self, source: IO[bytes]) -> None:
        try:
            while (frame := next_frame(source, FROM_CLIENT.frame)) is not None:
                request = decode_client(frame)
                if isinstance(request, Hello):
                    raise DecodeError("the greeting is not yours to send")
                self._open.add(request.cid)
                self._line.send(request)
        except (DecodeError, OverflowError) as error:
            self._fault = f"standard input: {error}"
        self._ended = True
        self._called.set()

    def _tell(self, sentence: Sentence) -> None:
        print(self._words.render(sentence), file=sys.stderr, flush=True)


def main(arguments: Sequence[str] | None = None) -> int:
    """Carry messages; the process's exit code."""
    parser = argparse.ArgumentParser(prog="python -m boulevard_client.wire", description="A seat by pipe.")
    parser.add_argument("url", help="server, such as ws://192.168.1.5:8765")
    parser.add_argument("--name", default="", help="name to be seen under")
    parser.add_argument("--lang", choices=("en", "zh"), default=system_language())
    options = parser.parse_args(arguments)
    # An interrupt from the keyboard reaches the whole group; whoever started us decides what becomes of the seat.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    called = threading.Event()
    line = Connection(full_address(options.url), options.name, wake=called.set)
    try:
        # Left open for the thread that reads it; unbuffered, for from a buffer's lock it would not let the process go.
        source = open(0, "rb", buffering=0, closefd=False)  # noqa: SIM115
        with contextlib.suppress(BrokenPipeError):
            return Wire(line, called, Catalogue.load(options.lang)).run(source, sys.stdout.buffer)
        return 0
    finally:
        line.close()


if __name__ == "__main__":
    sys.exit(main())
