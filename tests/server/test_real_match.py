"""The server with the real rules: whole matches through sessions, with every replica compared turn by turn."""

from __future__ import annotations

import statistics

import pytest

from boards import CITIES, RULES, at_play, closing, sat_at
from boulevard_server.board import replay
from boulevard_server.record import check
from boulevard_server.rules_game import ShippedRules
from boulevard_shared import messages as m
from boulevard_shared.codec import encode
from boulevard_shared.content import shipped
from boulevard_shared.ids import BotLevel, MatchPhase, SeatMode
from boulevard_shared.orders import SetWorks
from boulevard_shared.parts import FinalReport
from harness import House, User, play


async def two_people(house: House, mode: SeatMode) -> tuple[User, User]:
    ann, bob = await house.user("Ann"), await house.user("Bob")
    seated = await ann.open_match("one-term", seats=4, city="xian", mode=mode, bots=BotLevel.EASY, seed=2**53)
    await bob.join(seated.code, "hefei")
    await ann.ask(m.StartMatch)
    await bob.settle()
    return ann, bob


@pytest.mark.parametrize("mode", SeatMode)
def test_a_whole_match_of_two_people_and_two_bots(mode: SeatMode) -> None:
    async def main() -> None:
        async with House(ShippedRules(shipped())) as house:
            ann, bob = await two_people(house, mode)
            seed = encode(FinalReport([], [], [], 2**53, ""))[-40:]
            for turn in range(10):
                works = int(ann.fields["city.works_budget"])
                answer = await ann.edit(SetWorks(works + 1))
                assert isinstance(answer, m.Accepted)
                assert answer.cost.key == "SetWorks"
                if turn == 4:
                    await house.restart()
                    await ann.connect()
                    await bob.connect()
                    assert ann.last[m.Snapshot].decree.standing["SetWorks"] == SetWorks(works + 1)
                assert not any(isinstance(message, m.MatchOver) for message in ann.heard)
                await ann.ready()
                await bob.ready()
                await bob.settle()
                await ann.settle()
                assert (ann.turn, bob.turn) == (turn + 1, turn + 1)
                # What follows from the turns before is not told again. Who begins anew is told all, and it is the same.
                for user in (ann, bob):
                    followed = user.whys, user.seats
                    assert followed[0]
                    await user.connect(0)
                    assert (user.whys, user.seats) == followed
            report = ann.last[m.MatchOver].report
            assert report.seed == 2**53
            assert seed
            assert [line.rank for line in report.scores] == sorted(line.rank for line in report.scores)
            assert {line.name for line in report.scores} == {"Ann", "Bob", ""}
            rows = house.journal.records["match-1"]
            check(rows)
            assert replay(house.rules, rows).hash == report.hash
            await ann.connect(0)
            assert ann.last[m.Snapshot].phase is MatchPhase.OVER
            assert ann.last[m.Snapshot].final == report

    play(main())


def test_the_first_snapshot_is_small_enough() -> None:
    async def main() -> None:
        async with House(ShippedRules(shipped())) as house:
            ann = await house.user("Ann")
            await ann.open_match("display-decade", seats=8)
            await ann.ask(m.StartMatch)
            assert len(encode(ann.last[m.Snapshot])) <= 24_000

    play(main())


def test_an_update_of_a_quiet_turn_is_small_enough() -> None:
    board, sizes = sat_at(at_play(11, 0, CITIES[:8])), []
    for _ in range(6):
        turn = closing(board)
        (played,) = RULES.resolve([turn.due()])
        assert not isinstance(played, Exception)
        told = turn.tell(played)
        board, sizes = told.then, [*sizes, *map(len, told.frames)]
    assert statistics.median(sizes) <= 4_000


def test_people_hear_the_same_whatever_the_others_have_hidden() -> None:
    """Two matches that differ only in what Bob has ordered but not yet done: Ann's frames are the same bytes."""

    async def heard(amount: int) -> list[bytes]:
        async with House(ShippedRules(shipped())) as house:
            ann, bob = await two_people(house, SeatMode.ANCHORED)
            works = int(bob.fields["city.works_budget"])
            assert isinstance(await bob.edit(SetWorks(works + amount)), m.Accepted)
            await ann.settle()
            return [encode(message) for message in ann.heard]

    assert play(heard(1)) == play(heard(999))
