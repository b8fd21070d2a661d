"""Promises of a match: one answer to each request, nothing visible before it is stored, nobody waited for in vain."""

from __future__ import annotations

import random

import pytest
from toygame import ToyRules

from boulevard_server.board import replay
from boulevard_server.limits import Limits
from boulevard_server.record import check
from boulevard_shared import messages as m
from boulevard_shared.ids import CloseCode, MatchPhase
from boulevard_shared.orders import IssueBonds, LobbyForChain, SetWorks
from harness import House, InlineWorkers, User, play


def record(house: House) -> list:
    return house.journal.records["match-1"]


async def table_of(house: House, people: int, **terms: object) -> list[User]:
    """A match that has begun with this many people."""
    users = [await house.user(f"Player {n}") for n in range(people)]
    seated = await users[0].open_match(seats=people + 1, **terms)
    for user in users[1:]:
        await user.join(seated.code)
    assert isinstance(await users[0].ask(m.StartMatch), m.Accepted)
    for user in users:
        await user.settle()
    return users


def test_whole_match_from_lobby_to_report() -> None:
    async def main() -> None:
        async with House(ToyRules()) as house:
            alice, bob = await table_of(house, 2)
            for _ in range(10):
                await alice.edit(SetWorks(40 + alice.turn))
                await alice.ready()
                await bob.ready()
                await alice.settle()
            assert alice.last[m.MatchOver].report.seed == 4394220098367116
            assert [line.rank for line in alice.last[m.MatchOver].report.scores] == [1, 2, 3]
            assert bob.turn == 10
            board = replay(house.rules, record(house))
            assert board.hash == alice.last[m.MatchOver].report.hash

    play(main())


def test_refused_edit_changes_nothing() -> None:
    async def main() -> None:
        async with House(ToyRules()) as house:
            (alice,) = await table_of(house, 1)
            await alice.edit(SetWorks(400))
            rows, heard = len(record(house)), len(alice.heard)
            refused = await alice.edit(SetWorks(4_000))
            assert refused.reason.key == "refused.treasury"
            assert refused.reason.args == {"need": 4_000, "have": 1_000}
            assert len(record(house)) == rows
            assert [type(message) for message in alice.heard[heard:]] == [m.Refused]
            assert alice.last[m.DecreeChanged].order == SetWorks(400)

    play(main())


@pytest.mark.parametrize("restart", [False, True])
def test_a_request_sent_again_gets_the_same_answer_and_happens_once(restart: bool) -> None:
    async def main() -> None:
        async with House(ToyRules()) as house:
            (alice,) = await table_of(house, 1)
            first = await alice.edit(SetWorks(100))
            cid = alice.cid
            for amount in range(100):  # so many that the answer is only on disk
                await alice.edit(SetWorks(amount + 200))
            rows = len(record(house))
            if restart:
                await house.restart()
                await alice.connect()
            again = await alice.ask(m.EditDecree, turn=0, edit=SetWorks(100), cid=cid)
            assert again == first
            assert len(record(house)) == rows
            assert replay(house.rules, record(house)).places[0].decree.standing["SetWorks"] == SetWorks(299)

    play(main())


def test_nothing_is_heard_of_an_order_that_could_not_be_stored() -> None:
    async def main() -> None:
        async with House(ToyRules()) as house:
            alice, bob = await table_of(house, 2)
            house.journal.full = True
            heard = len(bob.heard)
            assert (await alice.edit(SetWorks(100))).reason.key == "refused.storage_full"
            assert (await alice.ready()).reason.key == "refused.storage_full"
            await bob.settle()
            assert len(bob.heard) == heard
            house.journal.full = False
            assert isinstance(await alice.edit(SetWorks(100)), m.Accepted)

    play(main())


def test_order_for_a_turn_that_is_over_is_refused_with_both_turns() -> None:
    async def main() -> None:
        async with House(ToyRules()) as house:
            (alice,) = await table_of(house, 1)
            await alice.ready()
            await alice.settle()
            late = await alice.ask(m.EditDecree, turn=0, edit=SetWorks(1))
            assert (late.reason.key, late.reason.args) == ("refused.turn_closed", {"asked": 1, "now": 2})

    play(main())


def test_editing_after_ready_takes_ready_back() -> None:
    async def main() -> None:
        async with House(ToyRules()) as house:
            alice, _ = await table_of(house, 2)
            await alice.ready()
            await alice.edit(SetWorks(10))
            assert not alice.last[m.SeatsChanged].seats[0].ready
            await alice.ready()
            await alice.ask(m.UndoEdit, turn=0, key="SetWorks")
            assert not alice.last[m.SeatsChanged].seats[0].ready
            assert (alice.last[m.DecreeChanged].key, alice.last[m.DecreeChanged].order) == ("SetWorks", None)

    play(main())


def test_preview_answers_without_changing_anything() -> None:
    async def main() -> None:
        async with House(ToyRules()) as house:
            (alice,) = await table_of(house, 1)
            rows = len(record(house))
            answer = await alice.ask(m.PreviewEdit, turn=0, edit=SetWorks(100))
            assert (answer.cost.money, answer.standing.left, answer.forecast.lines[0].mid) == (100, 900, 12)
            assert len(record(house)) == rows

    play(main())


def test_deadline_closes_the_turn_with_what_is_there() -> None:
    async def main() -> None:
        async with House(ToyRules()) as house:
            alice, bob = await table_of(house, 2, turn_seconds=60)
            await alice.edit(SetWorks(100))
            await alice.settle(59)
            assert alice.turn == 0
            await alice.settle(1.5)
            await bob.settle()
            assert (alice.turn, bob.turn) == (1, 1)
            (why,) = alice.whys
            assert why.parts[0] == ("works", 10)

    play(main())


def test_pause_holds_the_clock_and_only_the_host_may() -> None:
    async def main() -> None:
        async with House(ToyRules()) as house:
            alice, bob = await table_of(house, 2, turn_seconds=60)
            assert (await bob.ask(m.PauseMatch, paused=True)).reason.key == "refused.host_only"
            await alice.settle(20)
            await alice.ask(m.PauseMatch, paused=True)
            await alice.settle(3_600)
            assert alice.turn == 0
            assert alice.last[m.ClockChanged].paused
            assert 38 < alice.last[m.ClockChanged].remaining_s <= 40
            await alice.ask(m.PauseMatch, paused=False)
            await alice.settle(41)
            assert alice.turn == 1

    play(main())


@pytest.mark.parametrize("graceful", [True, False])
def test_downtime_costs_nobody_a_second(graceful: bool) -> None:
    async def main() -> None:
        async with House(ToyRules()) as house:
            (alice,) = await table_of(house, 1, turn_seconds=60)
            await alice.settle(25)
            await alice.edit(SetWorks(5))
            await house.restart(graceful=graceful)
            await alice.house.lobby.load()
            await alice.connect()
            assert alice.turn == 0
            assert 34 <= alice.last[m.Snapshot].remaining_s <= 36
            await alice.settle(30)
            assert alice.turn == 0
            await alice.settle(8)
            assert alice.turn == 1

    play(main())


def test_the_clock_stands_while_nobody_is_there() -> None:
    async def main() -> None:
        async with House(ToyRules()) as house:
            (alice,) = await table_of(house, 1, turn_seconds=60)
            await alice.settle(10)
            alice.drop()
            await alice.settle(300)
            await alice.connect()
            assert alice.turn == 0
            assert 49 <= alice.last[m.ClockChanged].remaining_s <= 51

    play(main())


def test_who_drops_is_covered_by_an_acting_official_and_takes_over_again() -> None:
    async def main() -> None:
        async with House(ToyRules()) as house:
            alice, bob = await table_of(house, 2)
            await bob.edit(IssueBonds(50))
            bob.drop()
            await alice.ready()
            await alice.settle(house.limits.absence_s - 1)
            assert alice.turn == 0, "there is time to come back"
            await alice.settle(2)
            assert alice.turn == 1
            line = alice.seats[1]
            assert (line.acting, line.connected, line.human) == (True, False, True)
            await bob.connect()
            assert bob.turn == 1
            assert isinstance(await bob.edit(SetWorks(7)), m.Accepted)
            await bob.ready()
            await alice.ready()
            await bob.settle()
            assert bob.turn == 2
            assert not bob.seats[1].acting

    play(main())


def test_who_leaves_frees_the_table_from_waiting_and_cannot_come_back() -> None:
    async def main() -> None:
        async with House(ToyRules()) as house:
            alice, bob = await table_of(house, 2)
            await alice.ask(m.LeaveMatch)
            await bob.settle()
            seats = bob.last[m.SeatsChanged].seats
            assert (seats[0].human, seats[0].persona) == (False, "builder")
            await bob.ready()
            await bob.settle()
            assert bob.turn == 1
            assert isinstance(await bob.ask(m.PauseMatch, paused=True), m.Accepted), "the host's chair was passed on"
            alice.drop()
            await alice.connect()
            assert alice.closed == CloseCode.UNKNOWN_TOKEN

    play(main())


def test_newest_connection_wins_and_the_old_one_is_told() -> None:
    async def main() -> None:
        async with House(ToyRules()) as house:
            alice, bob = await table_of(house, 2)
            other = await house.user()
            other.token = alice.token
            await other.connect()
            assert other.last[m.Snapshot].seat == 0
            assert other.last[m.Welcome].last_cid == alice.cid
            alice.read()
            assert alice.closed == CloseCode.REPLACED
            assert alice.last[m.Goodbye].reason.key == "goodbye.replaced"
            await bob.settle()
            assert bob.last.get(m.SeatsChanged) is None, "nobody else notices"

    play(main())


def test_wrong_tokens_lock_nobody_out() -> None:
    async def main() -> None:
        async with House(ToyRules()) as house:
            (alice,) = await table_of(house, 1)
            for attempt in range(200):
                thief = await house.user(address=f"far away {attempt}")
                thief.token = f"{attempt:064x}" if attempt % 2 else "zz"
                await thief.connect()
                assert thief.closed == CloseCode.UNKNOWN_TOKEN
            assert isinstance(await alice.edit(SetWorks(1)), m.Accepted)
            alice.drop()
            await alice.connect()
            assert alice.last[m.Welcome].resumed

    play(main())


def test_tokens_are_stored_as_hashes_only() -> None:
    async def main() -> None:
        async with House(ToyRules()) as house:
            (alice,) = await table_of(house, 1)
            await alice.edit(SetWorks(1))
            stored = repr(house.journal.records) + repr(house.journal.persons)
            assert alice.token not in stored
            assert repr(bytes.fromhex(alice.token)) not in stored
            assert "Player" not in repr(house.journal.records), "names are kept apart from the record"

    play(main())


def test_a_fault_of_the_rules_freezes_that_match_only() -> None:
    async def main() -> None:
        async with House(ToyRules()) as house:
            (alice,) = await table_of(house, 1, scenario="faulty")
            bob = await house.user()
            await bob.open_match(seats=2)
            await bob.ask(m.StartMatch)
            for _ in range(3):
                await alice.ready()
                await bob.ready()
                await alice.settle()
                await bob.settle()
            assert alice.turn == 2
            assert alice.last[m.MatchFrozen].reason.args == {"turn": 3}
            assert (await alice.edit(SetWorks(1))).reason.key == "refused.frozen"
            assert bob.turn == 3
            await house.restart()
            await alice.connect()
            assert alice.last[m.Snapshot].phase is MatchPhase.FROZEN
            assert alice.last[m.Snapshot].turn == 2

    play(main())


def test_a_match_of_other_content_is_not_played_on() -> None:
    async def main() -> None:
        async with House(ToyRules()) as house:
            (alice,) = await table_of(house, 1)
            house.rules = ToyRules(digest="toy-2")
            await house.restart()
            await alice.connect()
            assert alice.last[m.Goodbye].reason.key == "goodbye.record_broken"

    play(main())


def test_slow_bots_do_not_hold_up_the_turn() -> None:
    async def main() -> None:
        workers = InlineWorkers()
        limits = Limits(messages_per_s=1e6, message_burst=10**6, bots_s=2.0)
        async with House(ToyRules(), limits, workers=workers) as house:
            (alice,) = await table_of(house, 1)
            workers.delay = 5.0
            await alice.ready()
            await alice.settle(0.1)
            workers.delay = 0.0
            await alice.settle(12)
            assert alice.turn == 1

    play(main())


def test_sleeping_match_leaves_memory_and_wakes_for_its_people() -> None:
    async def main() -> None:
        async with House(ToyRules()) as house:
            (alice,) = await table_of(house, 1)
            await alice.edit(SetWorks(33))
            alice.drop()
            await alice.settle(house.limits.idle_s + 1)
            assert house.lobby.awake == 0
            await alice.connect()
            assert alice.last[m.Snapshot].decree.standing["SetWorks"] == SetWorks(33)

    play(main())


@pytest.mark.parametrize("seed", range(6))
def test_people_who_drop_come_back_and_restart_the_server_lose_nothing(seed: int) -> None:
    """A whole match with lost connections and crashes at random moments; every replica stays right throughout."""

    async def main() -> None:
        dice = random.Random(seed)
        async with House(ToyRules(turns=12)) as house:
            house.chance._dice.seed(seed)
            users = await table_of(house, 4, turn_seconds=dice.choice([0, 45]))
            kept: dict[tuple[int, int], m.Accepted] = {}
            while any(m.MatchOver not in user.last for user in users):
                user = dice.choice(users)
                doing = dice.random()
                if doing < 0.03:
                    await house.restart(graceful=dice.random() < 0.5)
                elif user.session is None:
                    await user.connect(None if dice.random() < 0.8 else dice.randrange(10**8))
                elif doing < 0.10:
                    user.drop()
                elif doing < 0.70:
                    order = dice.choice(
                        [SetWorks(dice.randrange(2_000)), IssueBonds(dice.randrange(90)), LobbyForChain("ai")]
                    )
                    answer = await user.edit(order)
                    if isinstance(answer, m.Accepted):
                        kept[users.index(user), answer.cid] = answer
                elif doing < 0.95:
                    await user.ready()
                else:
                    await user.settle(dice.random() * 30)
                for other in users:
                    other.read()
            rows = record(house)
            check(rows)
            stored = [(row.seat, row.cid) for row in rows if row.cid]
            assert len(stored) == len(set(stored)), "an order was stored twice"
            assert set(kept) <= set(stored), "an accepted order is missing"
            board = replay(house.rules, rows)
            assert {user.last[m.MatchOver].report.hash for user in users} == {board.hash}

    play(main())
