"""A match between bots alone, played in this process without network or store: for telling and for pictures."""

from __future__ import annotations

from collections.abc import Container, Iterator

from boulevard_server.board import Board
from boulevard_server.game import Played, Ruleset
from boulevard_server.record import FORMAT, MatchOpened, MatchStarted, Terms, TurnClosed
from boulevard_server.thinking import think


def deal(rules: Ruleset, terms: Terms, cities: tuple[str, ...], watched: Container[int] = ()) -> Board:
    """A match that has begun: a bot in every seat, personas in turn from a place that the seed gives.

    Args:
        watched: seats for which news is made as for a person.
    """
    board = Board(rules, MatchOpened(format=FORMAT, code="", terms=terms), watched)
    _, _, digest = board.open_game(cities)
    offset = terms.seed % len(rules.personas)
    personas = [rules.personas[(offset + seat) % len(rules.personas)] for seat in range(len(cities))]
    board.apply(MatchStarted(cities=list(cities), personas=personas, hash=digest))
    return board


def advance(board: Board) -> Played:
    """Let every bot decide and play the turn."""
    turn = board.turn
    acted = [think(board, seat) for seat in range(len(board.places))]
    played = board.play(board.decrees(acted))
    board.apply(TurnClosed(turn=turn, acted=acted, hash=played.digest), played)
    return played


def course(board: Board) -> Iterator[Board]:
    """The board as every turn begins to be planned and when all is over; it is one object that moves on."""
    yield board
    while board.status == "playing":
        advance(board)
        yield board
