"""A turn of one match that is being closed: what is to be resolved, and what people are told when it has been."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from boulevard_server import publish
from boulevard_server.board import Board
from boulevard_server.game import Due, Played
from boulevard_server.record import Acted, TurnClosed
from boulevard_shared.codec import encode


@dataclass(frozen=True, slots=True)
class Told:
    """A turn that has been played: its entry, the board as it stands then, and what people are to be sent."""

    closed: TurnClosed
    then: Board
    frames: list[bytes]


@dataclass(frozen=True, slots=True)
class Closing:
    """See the module. Pure but for the board, which stays as it is.

    Attributes:
        acted: what bots have decided.
        people: the seats that are told, and by `numbers` the number of the publication each of them gets.
    """

    board: Board
    acted: list[Acted]
    table: publish.Table
    people: Sequence[int]
    numbers: Sequence[int]

    def due(self) -> Due:
        return self.board.due(self.acted)

    def after(self, played: Played) -> tuple[TurnClosed, Board]:
        """The turn's entry, and the board as it will stand.

        Raises:
            RecordBroken: the turn cannot follow.
        """
        closed = TurnClosed(turn=self.board.turn, acted=self.acted, hash=played.digest)
        return closed, self.board.after(closed, played)

    def tell(self, played: Played) -> Told:
        """What is made of the turn's outcome; takes a millisecond or two."""
        closed, then = self.after(played)
        return Told(closed, then, self.frames(then, played))

    def frames(self, then: Board, played: Played) -> list[bytes]:
        """What each of the people is sent, in their order."""
        assert played.shown is not None
        update = publish.Update(then, self.table, played.shown, publish.seat_lines(self.board, self.table))
        return [encode(update.turn_resolved(*who)) for who in zip(self.people, self.numbers, strict=True)]
