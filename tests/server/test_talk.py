"""Words and live offers: heard by those they are for, kept, limited; what is agreed stands in both decrees."""

from __future__ import annotations

import pytest

from boulevard_server.limits import Limits
from boulevard_server.rules_game import ShippedRules
from boulevard_server.talk import PROPOSALS_A_TURN, WORDS_A_TURN, clean
from boulevard_shared import messages as m
from boulevard_shared.content import shipped
from boulevard_shared.ids import BotLevel, PactKind
from boulevard_shared.orders_relations import OfferPact
from harness import House, User, play
from server.toygame import ToyRules

FREE = Limits(
    messages_per_s=1e6, message_burst=10**6, bytes_per_s=1e9, byte_burst=10**9, words_per_s=1e6, word_burst=10**6
)


async def three(house: House) -> tuple[User, User, User]:
    """Three people at a table for four; a bot has the last seat."""
    alice, bob, eve = [await house.user(name) for name in ("Alice", "Bob", "Eve")]
    seated = await alice.open_match(seats=4)
    await bob.join(seated.code)
    await eve.join(seated.code)
    await alice.ask(m.StartMatch)
    await rest(house)
    return alice, bob, eve


async def rest(house: House) -> None:
    """Let everything happen and everybody read."""
    for user in house.users:
        await user.settle(0.05)


def heard(user: User) -> list[str]:
    return [message.words.text for message in user.heard if isinstance(message, m.WordsSaid) and message.words.text]


def offers(user: User) -> dict[int, str]:
    """Number and state of the proposals that a user was last told of."""
    told = [message for message in user.heard if isinstance(message, m.ProposalsChanged)]
    return {line.number: line.state for line in told[-1].proposals} if told else {}


def test_words_for_one_are_heard_by_that_one_only_and_words_for_all_by_all() -> None:
    async def main() -> None:
        async with House(ToyRules(), FREE) as house:
            alice, bob, eve = await three(house)
            assert isinstance(await alice.ask(m.SayWords, text="good evening"), m.Accepted)
            assert isinstance(await alice.ask(m.SayWords, text="between us", to=1), m.Accepted)
            await rest(house)
            assert heard(alice) == heard(bob) == ["good evening", "between us"]
            assert heard(eve) == ["good evening"]

    play(main())


def test_words_and_offers_survive_a_crash_and_stay_with_those_they_are_for() -> None:
    async def main() -> None:
        async with House(ToyRules(), FREE) as house:
            alice, bob, eve = await three(house)
            await alice.ask(m.SayWords, text="between us", to=1)
            await alice.ask(m.ProposePact, turn=0, to=1, pact=PactKind.SUPPLY)
            await bob.ask(m.StateOdds, turn=0, project=3, percent=40)  # a toy game has no projects
            await house.restart()
            for user in (alice, bob, eve):
                await user.connect(last_seq=0)
            await rest(house)
            shown = {user: [x for x in user.heard if isinstance(x, m.Snapshot)][-1] for user in (alice, bob, eve)}
            for user in (alice, bob):
                assert [line.text for line in shown[user].said] == ["between us"]
                assert [line.state for line in shown[user].proposals] == ["open"]
            assert shown[eve].said == shown[eve].proposals == []

    play(main())


def test_an_accepted_offer_stands_in_both_decrees_until_one_takes_it_back() -> None:
    async def main() -> None:
        async with House(ToyRules(), FREE) as house:
            alice, bob, eve = await three(house)
            await alice.ask(m.ProposePact, turn=0, to=1, pact=PactKind.AID, turns=6, cash=-20)
            await rest(house)
            assert offers(bob) == {1: "open"}
            assert offers(eve) == {}
            for user, reason in ((eve, "refused.proposal_gone"), (alice, "refused.proposal_own")):
                answer = await user.ask(m.AnswerProposal, turn=0, number=1, accept=True)
                assert answer.reason.key == reason
            assert isinstance(await bob.ask(m.AnswerProposal, turn=0, number=1, accept=True), m.Accepted)
            await rest(house)
            assert offers(alice) == offers(bob) == {1: "accepted"}
            told = {user: [x.order for x in user.heard if isinstance(x, m.DecreeChanged)] for user in (alice, bob, eve)}
            assert told[alice] == [OfferPact("zhuzhou", PactKind.AID, 6, -20)]
            assert told[bob] == [OfferPact("hefei", PactKind.AID, 6, 20)], "one side offers what the other asks"
            assert told[eve] == []
            await bob.ask(m.UndoEdit, turn=0, key="OfferPact:hefei")
            await rest(house)
            assert offers(alice) == offers(bob) == {1: "withdrawn"}

    play(main())


def test_an_offer_back_counters_and_no_offer_outlives_its_turn() -> None:
    async def main() -> None:
        async with House(ToyRules(), FREE) as house:
            alice, bob, eve = await three(house)
            await alice.ask(m.ProposePact, turn=0, to=1, pact=PactKind.SUPPLY)
            await bob.ask(m.ProposePact, turn=0, to=0, pact=PactKind.SUPPLY, cash=-5)
            await rest(house)
            assert offers(alice) == {1: "countered", 2: "open"}
            await alice.ask(m.AnswerProposal, turn=0, number=2, accept=False)
            await alice.ask(m.ProposePact, turn=0, to=2, pact=PactKind.TRUCE)
            for user in (alice, bob, eve):
                await user.ask(m.SetReady, turn=0, ready=True)
            await rest(house)
            late = await eve.ask(m.AnswerProposal, turn=1, number=3, accept=True)
            assert late.reason.key == "refused.proposal_gone"

    play(main())


@pytest.mark.parametrize(("cash", "state"), [(5, "accepted"), (-5, "declined")])
def test_a_bot_answers_at_once_and_tells_only_who_asked(cash: int, state: str) -> None:
    async def main() -> None:
        async with House(ToyRules(), FREE) as house:
            alice, bob, _ = await three(house)
            await alice.ask(m.ProposePact, turn=0, to=3, pact=PactKind.SUPPLY, cash=cash)
            await rest(house)
            assert offers(alice) == {1: state}
            spoken = [x.words for x in alice.heard if isinstance(x, m.WordsSaid)]
            assert [(line.seat, line.to, line.sentence is not None) for line in spoken] == [(3, 0, True)]
            assert not any(isinstance(x, m.WordsSaid) for x in bob.heard)

    play(main())


def test_an_agreement_with_a_bot_is_kept_by_it_when_the_turn_is_played() -> None:
    async def main() -> None:
        async with House(ToyRules(), FREE) as house:
            alice, bob, eve = await three(house)
            await alice.ask(m.ProposePact, turn=0, to=3, pact=PactKind.SUPPLY)
            await rest(house)
            (match,) = house.lobby._matches.values()
            board = match._board
            assert board.places[3].decree.acts["OfferPact:hefei"] == OfferPact("hefei", PactKind.SUPPLY)
            for user in (alice, bob, eve):
                await user.ask(m.SetReady, turn=0, ready=True)
            await rest(house)
            assert board.turn == 1

    play(main())


def test_nobody_floods_the_table() -> None:
    async def main() -> None:
        async with House(ToyRules(), FREE) as house:
            alice, bob, _ = await three(house)
            for count in range(WORDS_A_TURN):
                assert isinstance(await alice.ask(m.SayWords, text=f"{count}"), m.Accepted)
            assert (await alice.ask(m.SayWords, text="more")).reason.key == "refused.words_turn"
            for _ in range(PROPOSALS_A_TURN):
                await bob.ask(m.ProposePact, turn=0, to=0, pact=PactKind.TRUCE)
            more = await bob.ask(m.ProposePact, turn=0, to=0, pact=PactKind.TRUCE)
            assert more.reason.key == "refused.proposals_turn"
        async with House(ToyRules()) as house:
            alice, *_ = await three(house)
            answers = [await alice.ask(m.SayWords, text="again") for _ in range(Limits().word_burst + 1)]
            assert answers[-1].reason.key == "refused.words_fast"

    play(main())


def test_a_muted_seat_is_not_heard_and_only_the_host_mutes() -> None:
    async def main() -> None:
        async with House(ToyRules(), FREE) as house:
            alice, bob, eve = await three(house)
            assert (await bob.ask(m.MuteSeat, seat=2, muted=True)).reason.key == "refused.host_only"
            assert isinstance(await alice.ask(m.MuteSeat, seat=2, muted=True), m.Accepted)
            assert (await eve.ask(m.SayWords, text="hello")).reason.key == "refused.muted"
            await alice.ask(m.MuteSeat, seat=2, muted=False)
            assert isinstance(await eve.ask(m.SayWords, text="hello"), m.Accepted)

    play(main())


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("a\u202eb", "a b"),
        ("  two \n lines ", "two lines"),
        ("e\u0301", "é"),
        ("\u200b\u0007", ""),
        ("x" * 500, 240 * "x"),
    ],
)
def test_words_can_be_shown_anywhere(typed: str, shown: str) -> None:
    assert clean(typed) == shown


def test_with_the_real_rules_an_agreed_pact_stands_from_the_next_turn_on() -> None:
    async def main() -> None:
        async with House(ShippedRules(shipped()), FREE) as house:
            alice = await house.user("Alice")
            await alice.open_match("one-term", seats=3, bots=BotLevel.EASY, seed=3)
            await alice.ask(m.StartMatch)
            await rest(house)
            for seat in (1, 2):
                await alice.ask(m.ProposePact, turn=0, to=seat, pact=PactKind.NO_POACH, turns=6)
            await rest(house)
            agreed = [number for number, state in offers(alice).items() if state == "accepted"]
            assert agreed, "a pact that costs nothing and binds both is taken by somebody"
            await alice.ready()
            await rest(house)
            assert alice.turn == 1
            left = alice.fields["pact.left"][:, :, int(PactKind.NO_POACH) - 1]
            for seat in agreed:  # proposals were numbered as the seats are
                assert left[0, seat] > 0
                assert left[0, seat] == left[seat, 0]

    play(main())
