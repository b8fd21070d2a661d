"""Turns of many matches that come to be resolved at the same time are resolved as one batch: the same, but faster."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from boulevard_server.game import Due, Played, Ruleset

if TYPE_CHECKING:
    from boulevard_server.services import Workers

R = TypeVar("R")

MOST = 64
"""Matches of one batch: more saves little, and the first would wait for the last."""

AT_ONCE = 8
"""Matches told of in one go: few, so that the first of a batch hear of their turn while others are still told of."""


@dataclass(frozen=True, slots=True)
class _Waiting:
    """A turn that is due, what is to be made of it, and who waits for that."""

    due: Due
    tell: Callable[[Played], Any]
    future: asyncio.Future[Any]


class Together:
    """Takes turns that are due from all matches. One batch is under way at a time; what comes meanwhile is the next."""

    def __init__(self, rules: Ruleset, workers: Workers) -> None:
        self._rules = rules
        self._workers = workers
        self._waiting: list[_Waiting] = []
        self._task: asyncio.Task[None] | None = None

    async def play(self, due: Due, tell: Callable[[Played], R]) -> R:
        """Resolve a turn on a worker thread; returns what `tell`, on the same thread, makes of its outcome.

        Raises:
            Exception: whatever the rules or `tell` failed with; other matches of the batch know nothing of it.
        """
        future: asyncio.Future[R] = asyncio.get_running_loop().create_future()
        self._waiting.append(_Waiting(due, tell, future))
        if self._task is None:
            self._task = asyncio.create_task(self._work(), name="turns")
        return await future

    async def _work(self) -> None:
        telling: asyncio.Future[list[None]] | None = None
        while self._waiting:
            batch, self._waiting = self._waiting[:MOST], self._waiting[MOST:]
            try:
                outcomes = await self._workers.run(self._rules.resolve, [one.due for one in batch])
            except Exception as fault:  # not a fault of the rules, which stand in the place of what they hit
                outcomes = [fault] * len(batch)
            if telling is not None:
                await telling
            resolved = list(zip(batch, outcomes, strict=True))
            parts = [resolved[start : start + AT_ONCE] for start in range(0, len(resolved), AT_ONCE)]
            # Not waited for: one thread tells of this batch while another resolves the next.
            telling = asyncio.gather(*map(self._tell, parts))
        self._task = None
        if telling is not None:
            await telling

    async def _tell(self, part: Sequence[tuple[_Waiting, Played | Exception]]) -> None:
        try:
            told = await self._workers.run(_told, part)
        except Exception as failure:  # of the workers
            told = [(None, failure)] * len(part)
        for (waiting, _), (value, fault) in zip(part, told, strict=True):
            if waiting.future.done():
                continue
            if fault is not None:
                waiting.future.set_exception(fault)
            else:
                waiting.future.set_result(value)


def _told(part: Sequence[tuple[_Waiting, Played | Exception]]) -> list[tuple[Any, Exception | None]]:
    """What was made of each turn, or what failed."""
    told: list[tuple[Any, Exception | None]] = []
    for waiting, played in part:
        try:
            told.append((None, played) if isinstance(played, Exception) else (waiting.tell(played), None))
        except Exception as fault:
            told.append((None, fault))
    return told
