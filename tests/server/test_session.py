"""Promises of a connection: what is legal when, how much, and that nothing a peer sends can do harm."""

from __future__ import annotations

import msgpack
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from toygame import ToyRules

from boulevard_server.limits import AddressBook, Limits
from boulevard_server.outbox import Outbox
from boulevard_server.session import LEGAL, Stage, clean_name
from boulevard_shared import PROTOCOL
from boulevard_shared import messages as m
from boulevard_shared.codec import encode
from boulevard_shared.ids import CloseCode, PactKind
from boulevard_shared.orders import SetWorks
from harness import House, User, play

EXAMPLES: dict[type, m.Message] = {
    m.Hello: m.Hello(PROTOCOL, "Ann"),
    m.CreateMatch: m.CreateMatch(901, "toy", seats=2),
    m.JoinMatch: m.JoinMatch(902, "NOSUCHXX"),
    m.ChooseCity: m.ChooseCity(903, "xian"),
    m.StartMatch: m.StartMatch(904),
    m.LeaveMatch: m.LeaveMatch(905),
    m.EditDecree: m.EditDecree(906, 0, SetWorks(1)),
    m.UndoEdit: m.UndoEdit(907, 0, "SetWorks"),
    m.PreviewEdit: m.PreviewEdit(908, 0, SetWorks(1)),
    m.AskAdvice: m.AskAdvice(911, 0),
    m.SetReady: m.SetReady(909, 0, True),
    m.PauseMatch: m.PauseMatch(910, True),
    m.SayWords: m.SayWords(912, "hello"),
    m.ProposePact: m.ProposePact(913, 0, 1, PactKind.SUPPLY),
    m.AnswerProposal: m.AnswerProposal(914, 0, 1, True),
    m.StateOdds: m.StateOdds(915, 0, 1, 50),
    m.MuteSeat: m.MuteSeat(916, 1, True),
}
ACCEPTED = "accepted"
EXPECTED: dict[str, dict[type, str]] = {
    "fresh": dict.fromkeys(EXAMPLES, "close") | {m.Hello: ACCEPTED},
    "guest": dict.fromkeys(EXAMPLES, "refused.no_seat")
    | {m.Hello: "refused.malformed", m.CreateMatch: ACCEPTED, m.JoinMatch: "refused.no_such_code"},
    "lobby": dict.fromkeys(EXAMPLES, "refused.not_begun")
    | {m.Hello: "refused.malformed", m.CreateMatch: "refused.seat_held", m.JoinMatch: "refused.seat_held"}
    | {m.ChooseCity: ACCEPTED, m.StartMatch: ACCEPTED, m.LeaveMatch: ACCEPTED},
    "playing": dict.fromkeys(EXAMPLES, ACCEPTED)
    | {m.Hello: "refused.malformed", m.CreateMatch: "refused.seat_held", m.JoinMatch: "refused.seat_held"}
    | {m.ChooseCity: "refused.begun", m.StartMatch: "refused.begun", m.UndoEdit: "refused.nothing_to_undo"}
    | {m.AnswerProposal: "refused.proposal_gone", m.StateOdds: "refused.no_such_project"},
    "over": dict.fromkeys(EXAMPLES, "refused.match_over")
    | {m.Hello: "refused.malformed", m.CreateMatch: "refused.seat_held", m.JoinMatch: "refused.seat_held"}
    | {m.ChooseCity: "refused.begun", m.StartMatch: "refused.begun", m.LeaveMatch: ACCEPTED}
    | {m.SayWords: ACCEPTED, m.MuteSeat: ACCEPTED},
}
"""Every message in every state of a connection: accepted, refused with which reason, or the end of the socket."""


async def in_state(house: House, state: str) -> User:
    user = User(house, "Ann", "test")
    house.users.append(user)
    if state == "fresh":
        await user.connect()
        user.session = type(user.session)(
            house.lobby, house.services, house.book, "test", Outbox(64, 2**18, lambda: None)
        )
        user.heard.clear()
        return user
    await user.connect()
    if state != "guest":
        await user.open_match(seats=2)
    if state in ("playing", "over"):
        await user.ask(m.StartMatch)
    while state == "over" and m.MatchOver not in user.last:
        await user.ready()
    return user


@pytest.mark.parametrize("kind", EXAMPLES, ids=lambda kind: kind.__name__)
@pytest.mark.parametrize("state", EXPECTED)
def test_every_message_in_every_state_is_accepted_or_refused_for_the_right_reason(state: str, kind: type) -> None:
    async def main() -> None:
        async with House(ToyRules(turns=2)) as house:
            user = await in_state(house, state)
            before = len(user.heard)
            user.send(EXAMPLES[kind])
            await user.settle()
            heard = user.heard[before:]
            expected = EXPECTED[state][kind]
            if expected == "close":
                assert [type(message) for message in heard] == [m.Goodbye]
                assert user.closed == CloseCode.BAD_HELLO
            elif expected == ACCEPTED:
                assert isinstance(heard[0], m.Accepted | m.Seated | m.Welcome)
            else:
                assert [message.reason.key for message in heard if isinstance(message, m.Refused)] == [expected]

    play(main())


def test_the_table_of_what_is_legal_names_every_message() -> None:
    named = {kind for kinds in LEGAL.values() for kind in kinds}
    assert named == set(EXAMPLES) == {m.Hello, *m.ClientMessage.__args__}
    assert set(LEGAL) == set(Stage)


def test_old_client_is_told_both_versions() -> None:
    async def main() -> None:
        async with House(ToyRules()) as house:
            user = await in_state(house, "fresh")
            user.send(m.Hello(PROTOCOL + 1))
            await user.settle()
            assert user.last[m.Goodbye].reason.args == {"server": PROTOCOL, "client": PROTOCOL + 1}
            assert user.closed == CloseCode.BAD_HELLO

    play(main())


@pytest.mark.parametrize("bad", [b"\xc1", msgpack.packb({"type": "NoSuch", "cid": 1}), "text", b""])
def test_three_malformed_frames_end_the_connection(bad: bytes | str) -> None:
    async def main() -> None:
        async with House(ToyRules()) as house:
            user = await in_state(house, "playing")
            for _ in range(2):
                user.session.receive(bad)
                await user.settle()
                assert user.closed is None
            user.session.receive(bad)
            await user.settle()
            assert user.closed == CloseCode.POLICY

    play(main())


def test_a_flood_is_refused_frame_by_frame_and_then_cut() -> None:
    async def main() -> None:
        limits = Limits()
        async with House(ToyRules(), limits) as house:
            user = await in_state(house, "playing")
            await user.settle(10)
            for cid in range(1_000, 1_000 + limits.message_burst):
                user.send(m.SetReady(cid, 0, False))
            await user.settle()
            for cid in range(1_020, 1_020 + limits.floods):
                user.send(m.SetReady(cid, 0, False))
            await user.settle()
            answers = [user.answers[cid] for cid in range(1_000, 1_020 + limits.floods)]
            assert [type(a) for a in answers[:20]] == [m.Accepted] * 20
            assert {a.reason.key for a in answers[20:]} == {"refused.too_fast"}
            assert user.closed == CloseCode.POLICY

    play(main())


def test_a_person_at_full_speed_is_never_refused() -> None:
    async def main() -> None:
        async with House(ToyRules(), Limits()) as house:
            user = await in_state(house, "playing")
            for amount in range(200):
                await user.settle(0.1)
                assert isinstance(await user.edit(SetWorks(amount)), m.Accepted)

    play(main())


def test_guessing_codes_is_slowed_for_the_guesser_but_not_for_others() -> None:
    async def main() -> None:
        async with House(ToyRules()) as house:
            host = await house.user("Host")
            seated = await host.open_match(seats=3)
            guesser = await house.user(address="school")
            keys = [(await guesser.join(f"AAAAAAA{n}")).reason.key for n in range(12)]
            assert keys == ["refused.no_such_code"] * 10 + ["refused.too_many_failures"] * 2
            assert (await guesser.join(seated.code)).reason.key == "refused.too_many_failures"
            friend = await house.user(address="school")
            assert isinstance(await friend.join(seated.code.lower()), m.Seated)
            await guesser.settle(61)
            assert isinstance(await guesser.join(seated.code), m.Seated)

    play(main())


def test_an_address_that_fails_and_fails_must_wait_but_who_holds_a_seat_gets_in() -> None:
    async def main() -> None:
        async with House(ToyRules()) as house:
            pupil = await house.user("Pupil", address="school")
            await pupil.open_match(seats=2)
            pupil.drop()
            for attempt in range(house.limits.failures_per_address):
                thief = User(house, "", "school")
                thief.token = f"{attempt:064x}"
                await thief.connect()
            newcomer = await house.user(address="school")
            assert newcomer.last[m.Goodbye].reason.key == "goodbye.too_many_failures"
            await pupil.connect()
            assert pupil.last[m.Welcome].resumed
            await pupil.settle(61)
            assert (await house.user(address="school")).closed is None

    play(main())


def test_a_code_dies_when_the_match_begins_and_when_the_lobby_expires() -> None:
    async def main() -> None:
        async with House(ToyRules()) as house:
            host = await house.user("Host")
            seated = await host.open_match(seats=3)
            await host.ask(m.StartMatch)
            late = await house.user()
            assert (await late.join(seated.code)).reason.key == "refused.no_such_code"
            second = await late.open_match(seats=3)
            late.drop()
            await host.settle(house.limits.lobby_s + 1)
            assert (await (await house.user()).join(second.code)).reason.key == "refused.no_such_code"
            await late.connect()
            assert late.closed == CloseCode.UNKNOWN_TOKEN

    play(main())


def test_lobby_seats_cities_and_wishes() -> None:
    async def main() -> None:
        async with House(ToyRules()) as house:
            ann, bob, cat, dan = [await house.user(name) for name in ("Ann", "Bob", "Cat", "Dan")]
            seated = await ann.open_match(seats=3, city="chengdu")
            assert (await bob.join(seated.code, "chengdu")).reason.key == "refused.city_taken"
            assert (await bob.join(seated.code, "atlantis")).reason.key == "refused.no_such_city"
            await bob.join(seated.code, "xian")
            await cat.join(seated.code)
            assert (await dan.join(seated.code)).reason.key == "refused.lobby_full"
            assert (await bob.ask(m.ChooseCity, city="chengdu")).reason.key == "refused.city_taken"
            assert (await bob.ask(m.StartMatch)).reason.key == "refused.host_only"
            await bob.ask(m.ChooseCity, city="wenzhou")
            await ann.settle()
            lines = ann.last[m.LobbyShown].seats
            assert [(line.name, line.city) for line in lines] == [
                ("Ann", "chengdu"),
                ("Bob", "wenzhou"),
                ("Cat", "hefei"),
            ]
            await bob.ask(m.LeaveMatch)
            assert isinstance(await dan.join(seated.code), m.Seated)
            assert isinstance(await bob.open_match(seats=2), m.Seated), "who left may open another match"

    play(main())


def test_lobby_survives_a_restart_and_keeps_counting_for_its_people() -> None:
    async def main() -> None:
        async with House(ToyRules()) as house:
            ann = await house.user("Ann")
            seated = await ann.open_match(seats=2)
            await house.restart()
            await ann.connect()
            assert ann.last[m.LobbyShown].seats[0].name == "Ann"
            bob = await house.user("Bob")
            await bob.join(seated.code)
            await ann.ask(m.StartMatch)
            await bob.settle()
            assert (ann.turn, bob.turn) == (0, 0)

    play(main())


def test_seat_of_a_lobby_is_freed_when_its_person_stays_away() -> None:
    async def main() -> None:
        async with House(ToyRules()) as house:
            ann, bob = await house.user("Ann"), await house.user("Bob")
            await bob.join((await ann.open_match(seats=2)).code)
            bob.drop()
            await ann.settle(house.limits.lobby_seat_s + 1)
            assert [line.human for line in ann.last[m.LobbyShown].seats] == [True, False]

    play(main())


def test_slow_reader_is_dropped_and_catches_up_with_a_snapshot() -> None:
    async def main() -> None:
        async with House(ToyRules(turns=200)) as house:
            ann, bob = await house.user("Ann"), await house.user("Bob")
            await bob.join((await ann.open_match(seats=2)).code)
            await ann.ask(m.StartMatch)
            outbox = bob.session.outbox
            for _ in range(100):  # Bob reads nothing
                await ann.ask(m.SetReady, turn=0, ready=True)
                await ann.ask(m.SetReady, turn=0, ready=False)
            assert outbox.close_code == CloseCode.TOO_SLOW
            assert outbox.take() is None, "what waited is thrown away"
            bob.drop()
            await bob.connect()
            assert bob.turn == 0
            assert isinstance(await bob.edit(SetWorks(1)), m.Accepted)

    play(main())


def test_a_snapshot_takes_the_place_of_waiting_publications_but_not_of_answers() -> None:
    outbox = Outbox(4, 100, lambda: None)
    outbox.put(b"answer")
    outbox.put(b"news 1", publication=True)
    outbox.put(b"news 2", publication=True)
    outbox.put(b"all", snapshot=True)
    assert [outbox.take() for _ in range(3)] == [b"answer", b"all", None]
    outbox.put(b"x" * 101)
    assert outbox.close_code == CloseCode.TOO_SLOW


def test_an_address_has_a_number_of_sockets_and_a_school_is_one_address() -> None:
    book = AddressBook(Limits())
    assert all(book.admit("school") for _ in range(64))
    while book.admit("school"):
        pass
    assert book.admit("other")
    book.leave("school")
    assert book.admit("school")


@given(st.text())
@settings(max_examples=200, deadline=None)
def test_any_name_becomes_one_that_can_be_shown(name: str) -> None:
    shown = clean_name(name)
    assert len(shown) <= 32
    assert shown == clean_name(shown)
    assert shown.isprintable()


@given(st.lists(st.binary(max_size=64), max_size=8))
@settings(max_examples=100, deadline=None)
def test_no_frame_makes_a_session_raise(frames: list[bytes]) -> None:
    async def main() -> None:
        async with House(ToyRules()) as house:
            user = await in_state(house, "playing")
            for frame in frames:
                user.session.receive(frame)
            user.session.receive(encode(m.SetReady(77, 0, True)))
            await user.settle()
            assert (user.closed is not None) or 77 in user.answers

    play(main())
