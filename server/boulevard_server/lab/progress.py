"""A progress bar on standard error, for people at a terminal only."""

from __future__ import annotations

import sys
from typing import TextIO

_WIDTH = 30


class Bar:
    """Call it with (done, of); it writes nothing where standard error is no terminal."""

    def __init__(self, title: str, out: TextIO | None = None) -> None:
        self._title = title
        self._out = out or sys.stderr
        self._shown = self._out.isatty()

    def __call__(self, done: int, of: int) -> None:
        if not self._shown:
            return
        filled = _WIDTH * done // max(of, 1)
        bar = "█" * filled + "░" * (_WIDTH - filled)
        self._out.write(f"\r{self._title} {bar} {done}/{of}")
        if done == of:
            self._out.write("\r" + " " * (len(self._title) + _WIDTH + 24) + "\r")
        self._out.flush()
