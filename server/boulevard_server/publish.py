"""Messages made from a board for one seat: the lobby, a snapshot, a turn's update, the final report.

Pure. What a message says of the game comes from the seat's view and from nothing else; the view itself is made
by the game.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import msgspec

from boulevard_server.board import Board
from boulevard_shared.messages import LobbyShown, Snapshot, TurnResolved
from boulevard_shared.parts import FinalReport, MatchLine, SeatLine, Series
from boulevard_shared.view import Shared, View, tables_of, write_view


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
    view = board.view(seat)
    place = board.places[seat]
    costs, standing = board.game.costs(view, place.decree)
    fields, fingerprint = write_view(view, None, Shared())
    return Snapshot(
        seq=seq,
        about=match_line(board, table),
        phase=board.phase,
        seats=seat_lines(board, table),
        seat=seat,
        city=view.city,
        turn=board.turn,
        schema=list(view.specs.values()),
        fields=fields,
        decree=place.decree,
        carried=place.carried,
        costs=costs,
        standing=standing,
        why=tables_of(place.whys),
        events=place.events,
        series=[Series(quantity, rows) for quantity, rows in sorted(board.series.items())],
        reasons=board.reasons,
        remaining_s=table.remaining_s,
        paused=board.paused,
        hash=fingerprint,
        final=final_report(board, table) if board.status == "over" else None,
        said=board.talk.heard(seat),
        proposals=board.talk.offers(board, seat),
        odds=board.talk.stated(seat),
    )


def turn_resolved(board: Board, table: Table, seat: int, before: View, shared: Shared) -> TurnResolved:
    """What changed for the seat since the view `before`; its number is filled in when it is sent.

    `shared` is new for every turn and the same for all seats.
    """
    view = board.view(seat)
    place = board.places[seat]
    costs, standing = board.game.costs(view, place.decree)
    fields, fingerprint = write_view(view, before, shared)
    return TurnResolved(
        seq=0,
        turn=board.turn,
        city=view.city,
        fields=fields,
        decree=place.decree,
        costs=costs,
        standing=standing,
        why=tables_of(place.whys),
        events=place.events,
        reasons=board.reasons,
        seats=seat_lines(board, table),
        remaining_s=table.remaining_s,
        hash=fingerprint,
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
