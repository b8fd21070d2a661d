"""A workshop: a process that plays turns for a server, asked and answered over its pipes; owns how the two speak.

It says the digest of its content and rules first. Then, for each order: a frame that counts the turns, a frame for each
of them, and as many back. It ends when its input does, so it goes with its server, however that went.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
from collections.abc import Callable, Sequence
from typing import IO

from boulevard_server import freed
from boulevard_server.errand import Errands
from boulevard_server.game import Ruleset
from boulevard_shared.codec import DecodeError
from boulevard_shared.framing import framed, next_frame

COMMAND = (sys.executable, "-m", "boulevard_server.workshop")
GARBAGE = (20_000, 20, 20)
"""After how many new objects Python looks for circles among them, and how seldom among older ones."""
_FRAME = 2**26
"""Bytes of one frame; a match at play has a quarter of a million."""
_COUNT = 2**16


def perform(rules: Ruleset, asked: IO[bytes], told: IO[bytes]) -> None:
    """Play turns until the input ends.

    Raises:
        DecodeError: what comes is not from a server.
        BrokenPipeError: the server has gone.
    """
    told.write(framed(rules.digest.encode()))
    told.flush()
    errands = Errands(rules)
    while (count := next_frame(asked, 4)) is not None:
        questions = [next_frame(asked, _FRAME) for _ in range(_number(count))]
        for answer in errands.run([question for question in questions if question is not None]):
            told.write(framed(answer))
        told.flush()


def greeting(told: IO[bytes]) -> str:
    """Which content and rules a workshop has.

    Raises:
        DecodeError, EOFError: it is none.
    """
    return _here(next_frame(told, _COUNT)).decode("utf-8", "replace")


def order(asked: IO[bytes], told: IO[bytes], questions: Sequence[Callable[[], bytes]]) -> list[bytes]:
    """Have turns played; each is put into bytes only when it is sent.

    Raises:
        OSError, EOFError, DecodeError: the workshop has died.
    """
    asked.write(framed(len(questions).to_bytes(4, "big")))
    for question in questions:
        asked.write(framed(question()))
    asked.flush()
    return [_here(next_frame(told, _FRAME)) for _ in questions]


def _number(frame: bytes) -> int:
    count = int.from_bytes(frame, "big")
    if count > _COUNT:
        raise DecodeError("too many turns at once")
    return count


def _here(frame: bytes | None) -> bytes:
    if frame is None:
        raise EOFError("it has ended")
    return frame


def main() -> None:
    # The server is told to stop and then lets us go; a key pressed at its terminal is not for us.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    from boulevard_server.rules_game import ShippedRules
    from boulevard_shared.content import shipped

    freed.keep(freed.OF_SERVER)
    rules = ShippedRules(shipped())
    gc.collect()
    gc.freeze()
    gc.set_threshold(*GARBAGE)
    try:
        perform(rules, sys.stdin.buffer, sys.stdout.buffer)
    except (BrokenPipeError, DecodeError):
        os._exit(1)  # nobody is left to be told, which a clean end would try


if __name__ == "__main__":
    main()
