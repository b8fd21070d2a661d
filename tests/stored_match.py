"""A match as it lies in a store: a person and bots played it to its end by today's rules; made once in a test run."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path

from boulevard_server.board import Board
from boulevard_server.record import (
    FORMAT,
    NOBODY,
    AnyEntry,
    Chain,
    MatchOpened,
    MatchStarted,
    OrderGiven,
    Row,
    SeatTaken,
    Terms,
    TurnClosed,
)
from boulevard_server.replays import write_file
from boulevard_server.rules_game import ShippedRules
from boulevard_server.thinking import think
from boulevard_shared.content import shipped
from boulevard_shared.ids import BotLevel, SeatMode
from boulevard_shared.orders import SetWorks

PERSON = 0
SEATS = 4


@cache
def rules() -> ShippedRules:
    return ShippedRules(shipped())


@cache
def rows() -> tuple[Row, ...]:
    """The record of a whole match of one term; the person in the first seat only sets the works."""
    cities = list(rules().scenarios["one-term"].cities[:SEATS])
    terms = Terms("one-term", SEATS, SeatMode.ANCHORED, BotLevel.EASY, 0, 3_000, 5_000, 11, rules().digest)
    opened = MatchOpened(format=FORMAT, code="ABCDEFGH", terms=terms)
    entries: list[AnyEntry] = [opened]
    board = Board(rules(), opened)
    personas = [rules().personas[seat % len(rules().personas)] for seat in range(SEATS)]
    started = MatchStarted(cities=cities, personas=personas, hash=board.open_game(cities)[2])
    for entry in (SeatTaken(seat=PERSON, city=cities[PERSON]), started):
        board.apply(entry)
        entries.append(entry)
    while board.status == "playing":
        given = OrderGiven(turn=board.turn, seat=PERSON, edit=SetWorks(20_000 + 1_000 * board.turn))
        board.apply(given)
        acted = [think(board, seat) for seat in range(SEATS) if seat != PERSON]
        played = board.play(board.decrees(acted))
        closed = TurnClosed(turn=board.turn, acted=acted, hash=played.digest)
        board.apply(closed, played)
        entries += [given, closed]
    return tuple(Chain("stored").rows((entry, NOBODY) for entry in entries))


@cache
def file() -> Path:
    """The same as a replay file."""
    path = Path(tempfile.mkdtemp(prefix="boulevard-stored-")) / "match.replay"
    write_file(path, rows())
    return path
