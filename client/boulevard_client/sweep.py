"""When Python looks for garbage: while the player reads, never inside a frame; owns the collector's switch.

A screen that is built anew leaves a tree of nodes behind which only the collector finds. Left to itself it runs in the
middle of a frame, through every object of the game, and a frame of 15 ms takes 100.
"""

from __future__ import annotations

import gc

IDLE_S = 0.03
"""A pause that is long enough to look through what is new."""
WORTH_IT = 4_000
"""New objects from which looking pays."""
URGENT = 400_000
"""New objects that are looked through even when there is no pause: some 100 MB."""
OFTEN = 40
"""So many looks at what is new, then one at everything."""


class Sweep:
    """Call `begin` when the client is up, `rest` before each sleep, and `end` at last."""

    def __init__(self) -> None:
        self._looks = 0

    def begin(self) -> None:
        """What is there now stays: content, catalogues, modules. It is never looked through again."""
        gc.collect()
        gc.freeze()
        gc.disable()

    def rest(self, pause_s: float) -> int:
        """The loop is about to sleep so long; returns how many objects were found to be garbage."""
        new = gc.get_count()[0]
        if new < WORTH_IT or (pause_s < IDLE_S and new < URGENT):
            return 0
        self._looks += 1
        return gc.collect(2 if self._looks % OFTEN == 0 else 1)

    def end(self) -> None:
        gc.unfreeze()
        gc.enable()
