"""Turns resolved together come out as they do alone, whoever else is in the batch, and what fails fails alone."""

from __future__ import annotations

import asyncio

import numpy as np
import pytest

from boards import CITIES, RULES, at_play, closing, fate, sat_at
from boulevard_server.board import Board
from boulevard_server.closing import Told
from boulevard_server.game import Due, Played
from boulevard_server.rules.decree import ASKED
from boulevard_server.rules.desk import MINE, Desk
from boulevard_server.rules.fields import Visibility
from boulevard_server.rules.state import STATE
from boulevard_server.sight import Sight
from boulevard_server.thinking import think
from boulevard_server.together import Together
from boulevard_server.views import view_of
from boulevard_server.workshops import Workshops
from boulevard_shared.orders import Decree
from boulevard_shared.reasons import lines_of
from boulevard_shared.view import lay, quanta


def due(board: Board) -> Due:
    return board.due([think(board, seat) for seat in range(len(board.places))])


def essence(played: Played | Exception) -> tuple[object, ...]:
    """All that a turn has come to, as plain values."""
    assert isinstance(played, Played)
    assert played.shown is not None
    return (
        played.digest,
        played.shown,
        played.bulletin,
        {name: array.tolist() for name, array in played.position.items()},
    )


def test_turns_of_many_matches_come_out_as_alone() -> None:
    boards = [at_play(1, 0), at_play(2, 3), at_play(3, 5), at_play(4, 1, CITIES[2:6]), at_play(5, 5)]
    dues = [due(board) for board in boards]
    alone = [essence(played) for one in dues for played in RULES.resolve([one])]
    assert [essence(played) for played in RULES.resolve(dues)] == alone


class Here:
    """Worker threads that are not."""

    def __init__(self) -> None:
        self.batches: list[int] = []

    async def run(self, work, *args, **kwargs):  # type: ignore[no-untyped-def]
        if work == RULES.resolve:
            self.batches.append(len(args[0]))
        await asyncio.sleep(0.01)
        return work(*args, **kwargs)


def test_what_fails_fails_alone_and_what_comes_meanwhile_is_one_batch() -> None:
    boards = [sat_at(at_play(seed, 0)) for seed in range(5)]
    closings = [closing(board) for board in boards]
    alone = [fate(one.tell(*RULES.resolve([one.due()]))) for one in closings]  # type: ignore[arg-type]
    boards[3]._position = None  # which the rules cannot read

    async def main() -> tuple[list[Told | BaseException], list[int]]:
        workers = Here()
        together = Together(RULES, workers, Workshops(0, ""))
        first = asyncio.create_task(together.play(closings[0]))
        await asyncio.sleep(0.005)
        outcomes = await asyncio.gather(first, *map(together.play, closings[1:]), return_exceptions=True)
        return list(outcomes), workers.batches

    outcomes, batches = asyncio.run(main())
    assert batches == [1, 4]
    assert isinstance(outcomes.pop(3), Exception)
    alone.pop(3)
    assert [fate(outcome) for outcome in outcomes] == alone


@pytest.fixture(scope="module")
def board() -> Board:
    return at_play(9, 4)


def test_what_is_laid_for_all_seats_is_what_each_of_them_sees(board: Board) -> None:
    sight: Sight = board.game.sight(board.position)
    for seat in range(len(board.places)):
        view = board.view(seat)
        laid = lay(view.specs, view)
        assert np.array_equal(laid.common, sight.common)
        assert np.array_equal(laid.own, sight.own[seat])


def test_rows_given_with_a_view_are_those_it_would_be_asked_for(board: Board) -> None:
    for seat in range(len(board.places)):
        given = board.game.view(board.position, seat)
        tables = RULES.open(board.terms, CITIES[:4]).tables  # type: ignore[attr-defined]
        asked = view_of(board.position, seat, tables)
        assert board.game.costs(asked, Decree()) == board.game.costs(given, Decree())
        mine, theirs = Desk(given, tables), Desk(asked, tables)
        for name in ASKED:
            assert name in given.memo or name in given.memo[MINE], "it was given"
            assert mine.mine(name) == theirs.mine(name), name
            assert np.array_equal(mine.own(name), theirs.own(name)), name


def test_reasons_add_up_and_tell_each_seat_of_its_own(board: Board) -> None:
    before = [board.view(seat) for seat in range(len(board.places))]
    (played,) = RULES.resolve([due(board)])
    assert isinstance(played, Played)
    told = played.bulletin
    for seat, was in enumerate(before):
        now = board.game.view(played.position, seat)
        for why in (told.common_why, told.own_why[seat]):
            lines = lines_of(why, now)
            assert lines
            for line in lines:
                spec = now.specs[line.quantity]
                assert line.before == quanta(spec, was[line.quantity])[line.place]
                assert line.before + sum(change for _, change in line.parts) == line.after
                field = STATE[line.quantity]
                if why is told.common_why:
                    assert line.quantity == "score.total" or not set(field.axes) & set("CS")
                elif field.visibility is Visibility.PUBLIC:
                    place = np.unravel_index(line.place, spec.shape)[field.owner_axis]
                    assert place == (seat if field.axes[field.owner_axis] == "S" else now.city)


def test_what_seats_share_of_a_moment_does_not_depend_on_who_asked_first() -> None:
    """Bots of one match read much of what everybody sees from one memory; each decides as it would alone."""
    seats = range(4)
    first, last = at_play(6, 4), at_play(6, 4)
    in_order = {seat: think(first, seat) for seat in seats}
    assert in_order == {seat: think(last, seat) for seat in reversed(seats)}
    assert first.view(0).common is first.view(3).common
    assert in_order == {seat: think(at_play(6, 4), seat) for seat in seats}
