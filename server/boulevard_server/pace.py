"""When a match must do something by itself: close the turn, free a lost seat of the lobby, go to sleep."""

from __future__ import annotations

from boulevard_server.board import Board
from boulevard_server.chairs import Chairs
from boulevard_server.clock import TurnClock
from boulevard_server.limits import Limits


class Pace:
    """Reads board, chairs and clock; changes only whether the turn's clock runs. Times are the clock's seconds."""

    def __init__(self, board: Board, chairs: Chairs, clock: TurnClock, limits: Limits) -> None:
        self._board = board
        self._chairs = chairs
        self._clock = clock
        self._limits = limits

    def run_clock(self) -> None:
        """Nobody's time runs while nobody is there: a class that loses its network loses no turn."""
        board = self._board
        self._clock.run(board.status == "playing" and not board.paused and self._chairs.anybody())

    def next_due(self, now: float) -> float | None:
        """When to look again, if nothing else happens before."""
        board = self._board
        due: list[float] = []
        if not self._chairs.anybody():
            due.append(self._rest_at())
        elif board.status == "lobby":
            due += [self._chairs[seat].gone_at + self._limits.lobby_seat_s for seat in self._chairs.away()]
        elif board.status == "playing" and not board.paused:
            if self._clock.left() >= 0:
                due.append(now + self._clock.left())
            else:
                due += [self._chairs[seat].gone_at + self._limits.absence_s for seat in self._chairs.away()]
        later = [at for at in due if at > now]
        return min(later) if later else None

    def turn_ends(self, now: float) -> bool:
        """Whether the turn is to be resolved: time is up, or nobody who is here still wants to think."""
        board = self._board
        if board.status != "playing" or board.paused or not self._chairs.anybody():
            return False
        if self._clock.up():
            return True
        if self._chairs.somebody_thinks():
            return False
        away = self._chairs.away()
        if board.terms.turn_seconds and away:
            return False  # who dropped has until the deadline to come back
        return all(now >= self._chairs[seat].gone_at + self._limits.absence_s for seat in away)

    def lost_seats(self, now: float) -> list[int]:
        """Seats of the lobby whose people have been away too long, while others wait."""
        if self._board.status != "lobby" or not self._chairs.anybody():
            return []
        patience = self._limits.lobby_seat_s
        return [seat for seat in self._chairs.away() if now >= self._chairs[seat].gone_at + patience]

    def may_sleep(self, now: float) -> bool:
        return not self._chairs.anybody() and now >= self._rest_at()

    def _rest_at(self) -> float:
        patience = self._limits.lobby_s if self._board.status == "lobby" else self._limits.idle_s
        return self._chairs.empty_since() + patience
