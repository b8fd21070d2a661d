"""Boards of real matches after some turns, the turn they are about to close, and all that it comes to."""

from __future__ import annotations

from collections.abc import Sequence

from boulevard_server import bookmark, publish
from boulevard_server.board import Board
from boulevard_server.closing import Closing, Told
from boulevard_server.record import FORMAT, Acted, MatchOpened, MatchStarted, Terms, TurnClosed
from boulevard_server.rules_game import ShippedRules
from boulevard_server.thinking import think
from boulevard_shared.content import shipped
from boulevard_shared.ids import BotLevel, SeatMode

SCENARIO = "display-decade"
RULES = ShippedRules(shipped())
CITIES = RULES.scenarios[SCENARIO].cities


def at_play(seed: int, turns: int, cities: Sequence[str] = CITIES[:4], mode: SeatMode = SeatMode.ANCHORED) -> Board:
    """A match after so many turns, in which bots have decided."""
    terms = Terms(SCENARIO, len(cities), mode, BotLevel.EASY, 0, 3_000, 5_000, seed, RULES.digest)
    board = Board(RULES, MatchOpened(format=FORMAT, code="", terms=terms))
    _, _, digest = board.open_game(cities)
    personas = [RULES.personas[seat % len(RULES.personas)] for seat in range(len(cities))]
    board.apply(MatchStarted(cities=list(cities), personas=personas, hash=digest))
    for _ in range(turns):
        acted = [think(board, seat) for seat in range(len(cities))]
        played = board.play(board.decrees(acted))
        board.apply(TurnClosed(turn=board.turn, acted=acted, hash=played.digest), played)
    return board


def closing(board: Board, acted: Sequence[Acted] = ()) -> Closing:
    """The turn being planned, as it is told to everybody at the table."""
    seats = range(len(board.places))
    names = {seat: f"player {seat}" for seat in seats}
    table = publish.Table("m", names, frozenset(seats), -1.0)
    return Closing(board, list(acted), table, seats, [7] * len(seats))


def sat_at(board: Board) -> Board:
    """The match with a person on every seat."""
    for place in board.places:
        place.person = True
    return board


def fate(told: Told | BaseException) -> tuple[object, ...]:
    """All that a turn has come to: what is written, what is sent, and everything that is remembered of it."""
    assert isinstance(told, Told)
    return told.closed, told.frames, bookmark.image_of(told.then)
