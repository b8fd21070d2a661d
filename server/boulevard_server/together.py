"""Turns of many matches that are due at the same time: resolved as one batch, and shared out among processes.

One match after another would come out the same, but later. A batch here takes whatever waits when the one before is
done; when there are workshops, each of them and we take a share, a large one first and smaller ones towards the end.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from boulevard_server import errand
from boulevard_server.closing import Closing, Told
from boulevard_server.game import Played, Ruleset
from boulevard_server.workshops import Lost, Workshop, Workshops

if TYPE_CHECKING:
    from boulevard_server.services import Workers

MOST = 64
"""Matches of one batch: more saves little, and the first would wait for the last."""

LEAST = 28
"""Matches of a share: what a batch costs however small it is comes to less than a quarter of it."""

AT_ONCE = 8
"""Matches told of in one go: few, so that the first of a batch hear of their turn while others are still told of."""


@dataclass(slots=True)
class _Waiting:
    """A turn that is due, who waits for it, and of what kind the match is; "" when no workshop could play it."""

    closing: Closing
    future: asyncio.Future[Told]
    kind: bytes


class Together:
    """Takes turns that are due from all matches. One batch is under way at a time here, and one in each workshop."""

    def __init__(self, rules: Ruleset, workers: Workers, workshops: Workshops) -> None:
        self._rules = rules
        self._workers = workers
        self._workshops = workshops
        self._waiting: list[_Waiting] = []
        self._here: asyncio.Task[None] | None = None
        self._there: set[asyncio.Task[None]] = set()

    async def play(self, closing: Closing) -> Told:
        """Resolve a turn on a worker thread or in another process; what people are told is made there too.

        Raises:
            Exception: whatever the rules failed with; other matches of the batch know nothing of it.
        """
        kind = errand.kind_of(closing.board)
        waiting = _Waiting(closing, asyncio.get_running_loop().create_future(), kind)
        self._waiting.append(waiting)
        self._rouse(kind)
        return await waiting.future

    def _rouse(self, kind: bytes = b"") -> None:
        """See that somebody takes what waits, now that there is more of some kind."""
        if self._here is None:
            self._here = asyncio.create_task(self._work(), name="turns")
        elif kind and (free := self._workshops.idle(kind)) is not None:
            free.taken = True
            there = asyncio.create_task(self._work_at(free), name="turns")
            self._there.add(there)
            there.add_done_callback(self._there.discard)

    def _share(self, kinds: Collection[bytes] | None = None) -> list[_Waiting]:
        """What one pair of hands takes next of what waits, or of the matches of these kinds among it."""
        hands = 1 + self._workshops.ready
        most = MOST if hands == 1 else min(MOST, max(LEAST, len(self._waiting) // (2 * hands)))
        share = [one for one in self._waiting if kinds is None or one.kind in kinds][:most]
        taken = set(map(id, share))
        self._waiting = [one for one in self._waiting if id(one) not in taken]
        return share

    async def _work(self) -> None:
        """Play what waits on threads of our own."""
        telling: asyncio.Future[list[None]] | None = None
        while share := self._share():
            try:
                outcomes = await self._workers.run(self._rules.resolve, [one.closing.due() for one in share])
            except Exception as fault:  # not a fault of the rules, which stand in the place of what they hit
                outcomes = [fault] * len(share)
            if telling is not None:
                await telling
            # Not waited for: one thread tells of this batch while another resolves the next.
            telling = self._tell([partial(_tell, *pair) for pair in zip(share, outcomes, strict=True)], share)
            if self._workshops.ready:
                # The other processors are theirs: two threads would only keep the loop waiting for this one.
                await telling
        self._here = None
        if telling is not None:
            await telling

    async def _work_at(self, workshop: Workshop) -> None:
        """Have what waits played in a workshop."""
        hearing: asyncio.Future[list[None]] | None = None
        try:
            while workshop.ready and (share := self._share(workshop.knows)):
                try:
                    answers = await workshop.order([partial(errand.ask, one.closing) for one in share])
                except Lost:
                    self._take_back(share)
                    break
                if hearing is not None:
                    await hearing
                # Not waited for: it plays the next ones while we read of these.
                heard = zip(share, answers, strict=True)
                hearing = self._tell([partial(errand.hear, one.closing, answer) for one, answer in heard], share)
        finally:
            workshop.taken = False
        if hearing is not None:
            await hearing

    def _take_back(self, share: Sequence[_Waiting]) -> None:
        """What no workshop could play is played here, before all else."""
        for one in share:
            one.kind = b""
        if share:
            self._waiting[:0] = share
            self._rouse()

    def _tell(self, made: Sequence[Callable[[], Told]], share: Sequence[_Waiting]) -> asyncio.Future[list[None]]:
        """Make what people are told, on worker threads, and let it be heard."""
        starts = range(0, len(share), AT_ONCE)
        return asyncio.gather(*(self._tell_some(made[at : at + AT_ONCE], share[at : at + AT_ONCE]) for at in starts))

    async def _tell_some(self, made: Sequence[Callable[[], Told]], share: Sequence[_Waiting]) -> None:
        try:
            told = await self._workers.run(_told, made)
        except Exception as failure:  # of the workers
            told = [failure] * len(share)
        self._take_back([one for one, what in zip(share, told, strict=True) if isinstance(what, errand.Failed)])
        for one, what in zip(share, told, strict=True):
            if one.future.done() or isinstance(what, errand.Failed):
                continue
            if isinstance(what, Exception):
                one.future.set_exception(what)
            else:
                one.future.set_result(what)


def _tell(waiting: _Waiting, played: Played | Exception) -> Told:
    if isinstance(played, Exception):
        raise played
    return waiting.closing.tell(played)


def _told(made: Sequence[Callable[[], Told]]) -> list[Told | Exception]:
    """What was made of each turn, or what failed."""
    told: list[Told | Exception] = []
    for make in made:
        try:
            told.append(make())
        except Exception as fault:
            told.append(fault)
    return told
