"""Keys as lines of text, for playing without a window: names of keys, `"` before words to type.

Tab Tab Enter        three keys
Down*4               one key four times
Ctrl+Enter           a key with another held
"Mei Lin             types the words after the quotation mark
(an empty line)      Enter
quit                 ends the program, as the end of the input does
"""

from __future__ import annotations

import re
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import TextIO

from boulevard_client.pilot import Pilot
from boulevard_shared.locale import Catalogue

TIMES = re.compile(r"(.+)\*(\d{1,3})")
QUIT = "quit"


class Typist:
    """Reads lines in a thread of its own and presses them, a frame for each key.

    Args:
        source: `-` for standard input, else a file or a named pipe.
        wake: ends the loop's sleep when a line has come.

    Raises:
        OSError: there is no such file.
    """

    def __init__(self, pilot: Pilot, source: str, write: Callable[[str], None], wake: Callable[[], None]) -> None:
        self.pilot = pilot
        self.write = write
        self._wake = wake
        self._lines: SimpleQueue[str | None] = SimpleQueue()
        if source != "-":
            Path(source).stat()
        threading.Thread(target=self._read, args=(source,), name="typed-keys", daemon=True).start()

    def _read(self, source: str) -> None:
        try:
            if source == "-":
                self._take(sys.stdin)
            else:
                with Path(source).open(encoding="utf-8") as file:
                    self._take(file)
        finally:
            self._lines.put(None)
            self._wake()

    def _take(self, stream: TextIO) -> None:
        for line in stream:
            self._lines.put(line.rstrip("\r\n"))
            self._wake()

    def work(self) -> None:
        """Press what has been typed so far; at the end of the input the app is done."""
        while not self.pilot.app.done:
            try:
                line = self._lines.get_nowait()
            except Empty:
                return
            if line is None or line.strip() == QUIT:
                self.pilot.app.done = True
            else:
                self.press(line)

    def press(self, line: str) -> None:
        """Press the keys of one line; a key there is not is told, and the rest of the line is left."""
        if line.startswith('"'):
            self.pilot.type(line[1:])
            return
        for combo in keys_of(line):
            try:
                self.pilot.key(combo)
            except (KeyError, ValueError):
                words: Catalogue = self.pilot.app.words
                self.write(words.text("describe.no_key", key=combo))
                return


def keys_of(line: str) -> list[str]:
    """The keys of a line: `Down*2 Enter` -> Down, Down, Enter."""
    found: list[str] = []
    for word in line.split():
        times = TIMES.fullmatch(word)
        found += [times[1]] * int(times[2]) if times else [word]
    return found or ["Enter"]
