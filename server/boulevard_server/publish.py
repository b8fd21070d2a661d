"""Messages made from a board for one seat: the lobby, a snapshot, a turn's update, the final report.

Pure. What a message says of the game comes from the seat's view and from nothing else; the view itself is made
by the game.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import msgspec

from boulevard_server.board import Board
from boulevard_server.sight import Shown
from boulevard_shared.codec import encode_turn
from boulevard_shared.messages import LobbyShown, Snapshot, TurnCommon, TurnOwn, TurnResolved
from boulevard_shared.parts import FinalReport, MatchLine, SeatLine, Series, after_turn
from boulevard_shared.reasons import shortened
from boulevard_shared.view import changes, hashed, sealed


@dataclass(frozen=True, slots=True)
class Table:
    """What a board does not know: the match's id, the people's names, who is connected, and the clock."""

    match: str
    names: Mapping[int, str]
    connected: frozenset[int]
    remaining_s: float


def match_line(board: Board, table: Table) -> MatchLine:
    terms = board.terms
    return MatchLine(
        match=table.match,
        code=board.code,
        scenario=terms.scenario,
        mode=terms.mode,
        bots=terms.bots,
        turns=board.rules.scenarios[terms.scenario].turns,
        turn_seconds=terms.turn_seconds,
        tolerance_bp=terms.tolerance_bp,
        legacy_bp=terms.legacy_bp,
        host=board.host,
        history=terms.history,
    )


def seat_lines(board: Board, table: Table) -> list[SeatLine]:
    """All seats as everybody may see them."""
    return [
        SeatLine(
            seat=seat,
            city=board.city_name(seat),
            name=table.names.get(seat, ""),
            human=place.played_by_person,
            connected=seat in table.connected,
            ready=place.ready,
            persona="" if place.played_by_person else place.persona,
            acting=place.acting,
        )
        for seat, place in enumerate(board.places)
    ]


def lobby(board: Board, table: Table, seq: int) -> LobbyShown:
    return LobbyShown(seq, match_line(board, table), seat_lines(board, table), board.free_cities())


def snapshot(board: Board, table: Table, seat: int, seq: int) -> Snapshot:
    """All the seat may know, whole. `seq` is the number of the last publication it contains."""
    return Whole(board).snapshot(table, seat, seq)


class Whole:
    """What snapshots of one turn hold for all seats of a match; it costs a few milliseconds to make."""

    def __init__(self, board: Board) -> None:
        self._board = board
        self._position = board.position
        self._sight = board.game.sight(board.position)
        self._common = changes(self._sight.common)
        self._seal = hashed(self._sight.common)

    @property
    def current(self) -> bool:
        """Whether this is still how the match stands."""
        return self._position is self._board.position

    def snapshot(self, table: Table, seat: int, seq: int) -> Snapshot:
        """What one seat is sent; `seq` is the number of the last publication it contains."""
        board, own = self._board, self._sight.own[seat]
        view, place = board.view(seat), board.places[seat]
        costs, standing = board.game.costs(view, place.decree)
        return Snapshot(
            seq=seq,
            about=match_line(board, table),
            phase=board.phase,
            seats=seat_lines(board, table),
            seat=seat,
            city=view.city,
            turn=board.turn,
            schema=list(view.specs.values()),
            common=self._common,
            own=changes(own),
            decree=place.decree,
            carried=place.carried,
            costs=costs,
            standing=standing,
            common_why=board.why,
            own_why=place.why,
            events=board.news(seat),
            series=[Series(quantity, rows) for quantity, rows in sorted(board.series.items())],
            reasons=board.reasons,
            remaining_s=table.remaining_s,
            paused=board.paused,
            hash=sealed(self._seal, own),
            final=final_report(board, table) if board.status == "over" else None,
            said=board.talk.heard(seat),
            proposals=board.talk.offers(board, seat),
            odds=board.talk.stated(seat),
        )


class Update:
    """What a turn that has just been played has changed, for all seats of a match: the common part is made once.

    Args:
        before: the seats as everybody has been told of them before.
    """

    def __init__(self, board: Board, table: Table, shown: Shown, before: Sequence[SeatLine]) -> None:
        self._board = board
        self._table = table
        self._shown = shown
        seats = seat_lines(board, table)
        changed = [line for line, was in zip(seats, after_turn(before), strict=True) if line != was]
        self._moved = {line.seat for line, was in zip(seats, before, strict=True) if line.city != was.city}
        """Seats that have not seen what was before in the city they now govern."""
        self._common = encode_turn(TurnCommon(shown.common, shortened(board.why), board.events, board.reasons, changed))

    def turn_resolved(self, seat: int, seq: int) -> TurnResolved:
        """What one seat is sent."""
        board, place, view = self._board, self._board.places[seat], self._board.view(seat)
        costs, standing = board.game.costs(view, place.decree)
        why = place.why if seat in self._moved else shortened(place.why)
        return TurnResolved(
            seq=seq,
            turn=board.turn,
            city=view.city,
            common=self._common,
            own=encode_turn(TurnOwn(self._shown.own[seat], why, place.events, place.decree, costs, standing)),
            remaining_s=self._table.remaining_s,
            hash=self._shown.seals[seat],
        )


def final_report(board: Board, table: Table) -> FinalReport:
    """How the match ended; now, and only now, the seed is told."""
    scores = [
        msgspec.structs.replace(line, name=table.names.get(line.seat, "")) for line in board.game.scores(board.position)
    ]
    return FinalReport(
        scores=scores,
        bets=board.talk.judged(board.game.bets(board.position)),
        headlines=sorted(board.headlines, key=lambda event: (event.turn, -event.weight)),
        seed=board.terms.seed,
        hash=board.hash,
    )
