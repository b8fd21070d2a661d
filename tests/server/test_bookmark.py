"""Promises of bookmarks: loading from one gives the same board as playing the whole record, and it is never trusted."""

from __future__ import annotations

import dataclasses

import pytest

from boulevard_server import bookmark
from boulevard_server.board import Board, replay
from boulevard_server.journal import Cached
from boulevard_server.publish import Table, snapshot
from boulevard_server.record import Row
from boulevard_server.rules_game import ShippedRules
from boulevard_shared import messages as m
from boulevard_shared.content import shipped
from boulevard_shared.ids import BotLevel
from boulevard_shared.orders import SetWorks
from harness import House, play

RULES = ShippedRules(shipped())


@pytest.fixture(scope="module")
def stored() -> tuple[list[Row], Cached]:
    """A match of the real rules after five turns and an order, and its bookmark of the fourth."""

    async def main() -> tuple[list[Row], Cached]:
        async with House(RULES) as house:
            ann = await house.user("Ann")
            await ann.open_match("one-term", seats=3, bots=BotLevel.EASY)
            await ann.ask(m.StartMatch)
            for turn in range(5):
                await ann.edit(SetWorks(int(ann.fields["city.works_budget"]) + turn))
                await ann.ready()
                await ann.settle()
            await ann.edit(SetWorks(77))
            return house.journal.records["match-1"], house.journal.positions["match-1"]

    return play(main())


def shown(board: Board) -> list[m.Snapshot]:
    table = Table("match-1", {}, frozenset(), -1.0)
    return [snapshot(board, table, seat, 1) for seat in range(len(board.places))]


def test_a_board_from_its_bookmark_is_the_board_of_the_whole_record(stored: tuple[list[Row], Cached]) -> None:
    rows, cached = stored
    played = []

    class Counting(ShippedRules):
        def resolve(self, due):  # type: ignore[no-untyped-def]
            played.extend(due)
            return super().resolve(due)

    board = bookmark.load(Counting(shipped()), rows, cached)
    whole = replay(RULES, rows)
    assert (board.hash, board.turn, board.status) == (whole.hash, whole.turn, whole.status)
    for one, other in zip(shown(board), shown(whole), strict=True):
        for name in one.__struct_fields__:
            assert getattr(one, name) == getattr(other, name), name
    assert len(played) == 1, "only the turn after the bookmark is played again"


@pytest.mark.parametrize("place", [0, 20, 5_000, -1])
def test_a_damaged_bookmark_is_put_aside(stored: tuple[list[Row], Cached], place: int) -> None:
    rows, cached = stored
    data = bytearray(cached.board)
    data[place] ^= 1
    board = bookmark.load(RULES, rows, dataclasses.replace(cached, board=bytes(data)))
    assert shown(board) == shown(replay(RULES, rows))


def test_a_bookmark_of_another_position_is_put_aside(stored: tuple[list[Row], Cached]) -> None:
    """Sealed and readable, but not what the record says: the hash of the position tells."""
    rows, cached = stored
    earlier = replay(RULES, rows[: cached.seq])
    forged = dataclasses.replace(cached, board=bookmark.image_of(earlier))
    assert shown(bookmark.load(RULES, rows, forged)) == shown(replay(RULES, rows))
    assert shown(bookmark.load(RULES, rows, dataclasses.replace(cached, seq=2))) == shown(replay(RULES, rows))
