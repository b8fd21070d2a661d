"""Turns of many matches that come to be resolved at the same time are resolved as one batch: the same, but faster."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from boulevard_server.game import Due, Played, Ruleset

if TYPE_CHECKING:
    from boulevard_server.services import Workers

MOST = 64
"""Matches of one batch: more saves little, and the first would wait for the last."""


class Together:
    """Takes turns that are due from all matches. One batch is under way at a time; what comes meanwhile is the next."""

    def __init__(self, rules: Ruleset, workers: Workers) -> None:
        self._rules = rules
        self._workers = workers
        self._waiting: list[tuple[Due, asyncio.Future[Played]]] = []
        self._task: asyncio.Task[None] | None = None

    async def play(self, due: Due) -> Played:
        """Resolve a turn on a worker thread.

        Raises:
            Exception: whatever the rules failed with; other matches of the batch know nothing of it.
        """
        future: asyncio.Future[Played] = asyncio.get_running_loop().create_future()
        self._waiting.append((due, future))
        if self._task is None:
            self._task = asyncio.create_task(self._work(), name="turns")
        return await future

    async def _work(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting[:MOST], self._waiting[MOST:]
            try:
                outcomes = await self._workers.run(self._rules.resolve, [due for due, _ in batch])
            except Exception as fault:  # not a fault of the rules, which stand in the place of what they hit
                outcomes = [fault] * len(batch)
            for (_, future), outcome in zip(batch, outcomes, strict=True):
                if future.done():
                    continue
                if isinstance(outcome, Exception):
                    future.set_exception(outcome)
                else:
                    future.set_result(outcome)
        self._task = None
