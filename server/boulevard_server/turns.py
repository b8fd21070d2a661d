"""Closes a turn of one match: bots decide, the rules resolve, it is written down, and everybody hears of it."""

from __future__ import annotations

import logging
import traceback
from dataclasses import dataclass

from boulevard_server import bookmark, publish
from boulevard_server.board import Board
from boulevard_server.chairs import Chairs
from boulevard_server.clock import TurnClock
from boulevard_server.closing import Closing
from boulevard_server.journal import StorageFull
from boulevard_server.record import MatchStopped
from boulevard_server.scribe import Scribe
from boulevard_server.services import Workers
from boulevard_server.thinking import Bots
from boulevard_server.together import Together
from boulevard_shared import messages as m
from boulevard_shared.sentence import say

log = logging.getLogger(__name__)

RETRY_S = 30.0
"""How long a turn waits that could not be stored because the disk is full."""


@dataclass(frozen=True, slots=True)
class Turns:
    """See the module. All heavy work is done on worker threads; nothing is heard before it is stored."""

    board: Board
    chairs: Chairs
    bots: Bots
    scribe: Scribe
    clock: TurnClock
    workers: Workers
    together: Together

    async def close(self) -> None:
        """Close the turn being planned; when the rules fail, freeze the match as it was before."""
        self.clock.run(False)
        board, people = self.board, self.chairs.people()
        seconds = float(board.terms.turn_seconds) or -1.0
        try:
            acted = await self.bots.decisions(self.chairs.away())
            table = self.chairs.table(seconds)
            # Nothing else is published meanwhile: this is the only task that does.
            numbers = [self.chairs[seat].history.next() for seat in people]
            told = await self.together.play(Closing(board, acted, table, people, numbers))
        except Exception as fault:
            await self._freeze(fault)
            return
        self.clock.set(seconds)
        try:
            await self.scribe.write([told.closed], then=told.then)
        except StorageFull:
            # Nothing has happened. Try again in a while: the disk may have been given room.
            log.warning("the disk is full: turn %d waits", board.turn)
            self.clock.set(RETRY_S)
            return
        over = None
        if board.status == "over":
            await self.scribe.list_as("over")
            over = m.MatchOver(0, publish.final_report(board, table))
        self.chairs.put_away()
        for seat, frame in zip(people, told.frames, strict=True):
            self.chairs.publish_frame(seat, frame)
        if over is not None:  # made before: it goes out together with the last turn
            self.chairs.publish_all(over)
        self.bots.begin()
        if bookmark.is_due(board):
            await self.scribe.bookmark(await self.workers.run(bookmark.image_of, board))

    async def _freeze(self, fault: Exception) -> None:
        log.error("the rules failed in turn %d: the match is frozen", self.board.turn, exc_info=fault)
        text = "".join(traceback.format_exception(fault))[-4000:]
        if await self.scribe.try_write([MatchStopped(turn=self.board.turn, fault=text)]):
            await self.scribe.list_as("frozen")
            self.chairs.publish_all(m.MatchFrozen(0, say("frozen.rules", turn=self.board.turn + 1)))
