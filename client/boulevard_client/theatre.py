"""The one place that starts a theatre: a child process that shows stored matches; owns its pipes."""

from __future__ import annotations

import contextlib
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable
from pathlib import Path

from boulevard_shared.codec import DecodeError
from boulevard_shared.sentence import say
from boulevard_shared.theatre import ANSWERS, AnyAnswer, NotShown, Request, read_frame, write_frame

STOP_S = 5.0


class TheatreProcess:
    """A running theatre. `ask` and `poll` never wait; `wake` is called from the reading thread when something came."""

    def __init__(self, stored: Path, wake: Callable[[], None]) -> None:
        command = [sys.executable, "-m", "boulevard_server", "theatre", "--data", str(stored)]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self._wake = wake
        self._came: deque[AnyAnswer] = deque()
        self._closing = False
        threading.Thread(target=self._listen, name="theatre", daemon=True).start()

    def ask(self, request: Request) -> None:
        """Put a request on the pipe; one that is dead already answers by its end."""
        assert self._process.stdin is not None
        with contextlib.suppress(OSError, ValueError):
            write_frame(self._process.stdin, request)

    def poll(self) -> list[AnyAnswer]:
        """Answers since the last call."""
        found = []
        while self._came:
            found.append(self._came.popleft())
        return found

    def close(self) -> None:
        """End the process: its input ends, and if that is not enough it is killed."""
        self._closing = True
        assert self._process.stdin is not None
        with contextlib.suppress(OSError):
            self._process.stdin.close()
        try:
            self._process.wait(0.2)
        except subprocess.TimeoutExpired:
            self._process.kill()  # it may be playing turns; nothing is lost with it
            self._process.wait(STOP_S)

    def _listen(self) -> None:
        assert self._process.stdout is not None
        with self._process.stdout as pipe:
            while (frame := read_frame(pipe)) is not None:
                try:
                    self._came.append(ANSWERS.read(frame))
                except DecodeError:
                    break
                self._wake()
        if not self._closing:
            self._came.append(NotShown(0, say("ui.theatre.gone")))
            self._wake()
