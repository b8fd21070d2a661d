"""The bots of one match: they decide on worker threads while people plan, and never hold a turn up."""

from __future__ import annotations

import asyncio
import hashlib
import logging
import math
from collections.abc import Sequence
from dataclasses import dataclass

from boulevard_server.board import Board
from boulevard_server.game import Mind, Ruling
from boulevard_server.record import Acted
from boulevard_server.services import Workers
from boulevard_shared.ids import BotLevel
from boulevard_shared.orders import AnyOrder
from boulevard_shared.sentence import Sentence

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Seed:
    """Where a bot's dice come from: match, turn and seat, so that thinking again after a restart gives the same."""

    match: int
    turn: int
    seat: int

    def number(self) -> int:
        text = f"{self.match}/{self.turn}/{self.seat}".encode()
        return int.from_bytes(hashlib.blake2b(text, digest_size=6).digest(), "big")


def think(board: Board, seat: int, hurried: bool = False) -> Acted:
    """Let a bot decide for a seat. Each of its orders passes the same judge as a person's.

    A bot that fails decides nothing: the standing orders hold. A hard bot that is hurried decides as a normal one.
    """
    orders: list[AnyOrder] = []
    reasons: list[Sentence] = []
    try:
        game, view, place = board.game, board.view(seat), board.places[seat]
        decree = place.decree
        seed = Seed(board.terms.seed, board.turn, seat).number()
        level = BotLevel.NORMAL if hurried and board.terms.bots is BotLevel.HARD else board.terms.bots
        mind = Mind(place.persona, level.value, seed, acting=place.played_by_person)
        agreed = set(decree.acts)  # with another player: not to be overruled
        for order, reason in game.decide(view, decree, mind):
            if order.key in agreed:
                continue
            ruling = game.judge(view, decree, place.carried, order)
            if isinstance(ruling, Ruling):
                decree = ruling.decree
                orders.append(order)
                reasons.append(reason)
            else:
                log.debug("a bot's %s was refused", type(order).__name__)
    except Exception:
        log.exception("the bot of seat %d failed and keeps its standing orders", seat)
        return Acted(seat, [], [])
    return Acted(seat, orders, reasons)


class Bots:
    """What the bots of a match have decided for the turn being planned."""

    def __init__(self, board: Board, workers: Workers, patience_s: float) -> None:
        self._board = board
        self._workers = workers
        self._patience_s = patience_s
        self._decided: dict[int, Acted] = {}
        self._task: asyncio.Task[None] | None = None
        self._hurry_at = math.inf

    def begin(self) -> None:
        """Start thinking about the turn being planned; what a seat may know does not change meanwhile."""
        self.stop()
        self._decided = {}
        self._hurry_at = math.inf
        if self._board.status == "playing" and (seats := self._seats()):
            self._task = asyncio.create_task(self._think(seats), name="bots")

    def think_again(self, seat: int) -> None:
        """A seat's decree was changed by an agreement: what it had decided is decided anew."""
        before = self._task

        async def after() -> None:
            if before is not None:
                await before
            await self._think([seat])

        if self._board.status == "playing":
            self._task = asyncio.create_task(after(), name="bots")

    def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            self._task = None

    async def decisions(self, away: Sequence[int]) -> list[Acted]:
        """What was decided for the seats of bots, and now for those who are away, in seat order.

        Who is not done in time decides nothing; from half of that time on nobody plans ahead any more.
        """
        seats = sorted([*self._seats(), *away])
        if not seats and self._task is None:
            return []
        self._hurry_at = asyncio.get_running_loop().time() + self._patience_s / 2
        if self._task is None:
            self._task = asyncio.create_task(self._think(self._seats()), name="bots")
        both = asyncio.gather(self._task, self._think(away))
        try:
            await asyncio.wait_for(both, self._patience_s)
        except TimeoutError:
            log.warning("bots took more than %.0f s: the turn goes on without them", self._patience_s)
        self._task = None
        return [self._decided.get(seat, Acted(seat, [], [])) for seat in seats]

    def _seats(self) -> list[int]:
        return [seat for seat, place in enumerate(self._board.places) if not place.played_by_person]

    async def _think(self, seats: Sequence[int]) -> None:
        decided, loop = self._decided, asyncio.get_running_loop()
        for seat in seats:
            hurried = loop.time() > self._hurry_at
            decided[seat] = await self._workers.run(think, self._board, seat, hurried)
