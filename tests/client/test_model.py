"""The replica tells what the server told, shows our own edits at once, and notices when it has gone wrong."""

from __future__ import annotations

import msgspec
import numpy as np
import pytest

import sample_match
from boulevard_client import recording
from boulevard_client.link import Link, LinkChanged
from boulevard_client.model import Model
from boulevard_shared.codec import encode_turn, open_turn
from boulevard_shared.messages import (
    Accepted,
    AskAdvice,
    ClockChanged,
    DecreeChanged,
    EditDecree,
    LeaveMatch,
    PreviewEdit,
    Refused,
    SetReady,
    TurnResolved,
    UndoEdit,
)
from boulevard_shared.orders import IssueBonds, SetWorks
from boulevard_shared.parts import OrderCost, Standing, Suggestion
from boulevard_shared.sentence import say
from boulevard_shared.view import changes


def model_of(*messages: object) -> Model:
    model = Model(lambda: 50.0)
    for message in messages:
        model.fold(message)
    return model


@pytest.fixture
def planning() -> Model:
    """Turn 3 is being planned."""
    return model_of(*sample_match.messages(3))


@pytest.mark.parametrize(("start", "turn"), [(0, 1), (0, 9), (6, 14)])
def test_updates_folded_one_by_one_equal_the_later_snapshot(start: int, turn: int) -> None:
    grown = model_of(*sample_match.messages(turn, start))
    fresh = model_of(sample_match.messages(turn)[0], sample_match.snapshot(turn))
    assert grown.essence() == fresh.essence()
    assert not grown.torn


def test_a_replica_that_differs_from_the_server_knows_it(planning: Model) -> None:
    update = sample_match.update(4, 99)
    common, _ = open_turn(update)
    wrong = msgspec.structs.replace(common, changes=changes(np.zeros(9, np.int64)))
    planning.fold(msgspec.structs.replace(update, common=encode_turn(wrong)))
    assert planning.torn
    planning.fold(sample_match.snapshot(4))
    assert not planning.torn


def test_an_edit_shows_at_once_and_is_kept_when_the_server_has_it(planning: Model) -> None:
    order = IssueBonds(50_000)
    planning.ask(EditDecree(7, 3, order))
    assert planning.order("IssueBonds") == order
    assert "IssueBonds" not in planning.decree.acts
    assert planning.tick("IssueBonds") == "sent"
    planning.fold(Accepted(7, standing=Standing(1, 6, 0, 5)))
    assert planning.decree.acts["IssueBonds"] == order
    assert planning.tick("IssueBonds") == "kept"
    assert planning.standing.left == 5


def test_a_refused_edit_changes_nothing_and_says_why(planning: Model) -> None:
    before = planning.decree
    planning.ask(EditDecree(7, 3, IssueBonds(50_000)))
    planning.fold(Refused(7, say("refused.treasury", need=2, have=1)))
    assert planning.draft == planning.decree == before
    assert planning.tick("IssueBonds") == "refused"
    assert planning.notices == [say("refused.treasury", need=2, have=1)]


def test_undoing_a_standing_order_returns_to_what_was_carried_over(planning: Model) -> None:
    carried = planning.order("SetWorks")
    planning.ask(EditDecree(1, 3, SetWorks(0)))
    planning.fold(Accepted(1))
    assert planning.changed_keys == ("SetWorks",)
    planning.ask(UndoEdit(2, 3, "SetWorks"))
    assert planning.order("SetWorks") == carried
    planning.fold(Accepted(2))
    assert planning.changed_keys == ()


def test_an_edit_that_waits_behind_another_shows_too(planning: Model) -> None:
    planning.ask(EditDecree(1, 3, IssueBonds(1_000)))
    planning.wish("IssueBonds", IssueBonds(2_000))
    assert planning.order("IssueBonds") == IssueBonds(2_000)
    planning.fold(Accepted(1))
    assert planning.order("IssueBonds") == IssueBonds(2_000)
    assert planning.tick("IssueBonds") == "sent"


def test_what_was_asked_for_an_earlier_turn_does_not_touch_the_present_one(planning: Model) -> None:
    planning.ask(EditDecree(1, 3, IssueBonds(1_000)))
    planning.fold(sample_match.update(4, 9))
    planning.fold(Accepted(1))
    assert planning.order("IssueBonds") is None
    assert planning.asked == {}


def test_the_servers_decree_is_the_last_word(planning: Model) -> None:
    bonds, before = IssueBonds(3_000), dict(planning.costs)
    cost = OrderCost(bonds.key, -3_000, 1, say("order.IssueBonds", amount=3_000, rate=300))
    planning.fold(DecreeChanged(50, 3, bonds.key, bonds, cost, Standing(2, 5, 3_000, 9)))
    assert planning.decree == sample_match.decree().with_order(bonds)
    assert (planning.costs, planning.standing) == ({**before, bonds.key: cost}, Standing(2, 5, 3_000, 9))
    planning.fold(DecreeChanged(51, 2, bonds.key, None, None, Standing(0, 0, 0, 0)))
    assert planning.order(bonds.key) == bonds, "word of an earlier turn"
    planning.fold(DecreeChanged(52, 3, bonds.key, None, None, sample_match.STANDING))
    assert (planning.decree, planning.costs) == (sample_match.decree(), before)


def test_a_forecast_is_kept_under_its_order(planning: Model) -> None:
    planning.ask(PreviewEdit(4, 3, IssueBonds(9)))
    planning.fold(Accepted(4, standing=Standing(0, 7, 0, 77)))
    assert planning.previews["IssueBonds"].standing == Standing(0, 7, 0, 77)
    assert planning.order("IssueBonds") is None


def test_advice_survives_a_line_that_breaks_and_not_the_turn(planning: Model) -> None:
    planning.ask(AskAdvice(4, 3))
    planning.fold(Accepted(4, advice=[Suggestion(IssueBonds(9), OrderCost("IssueBonds", 0, 0, say("x")), say("x"))]))
    advice = planning.advice
    assert advice
    planning.fold(sample_match.snapshot(3))
    assert planning.advice == advice
    planning.fold(sample_match.snapshot(4))
    assert planning.advice is None


def test_readiness_shows_at_once_and_falls_back_when_refused(planning: Model) -> None:
    assert not planning.ready
    planning.ask(SetReady(4, 3, True))
    assert planning.ready
    planning.fold(Refused(4, say("refused.turn")))
    assert not planning.ready


def test_past_turns_can_be_looked_at_and_a_new_turn_returns_to_the_present(planning: Model) -> None:
    now = planning.view["city.gdp"].copy()
    planning.look_at(1)
    assert planning.moment.turn == 1
    assert (planning.view["city.gdp"] != now).any()
    assert not planning.live
    planning.fold(sample_match.update(4, 9))
    assert planning.shown_turn is None
    assert planning.moment.turn == 4


def test_the_clock_runs_unless_it_is_held() -> None:
    now = 10.0
    model = Model(lambda: now)
    for message in sample_match.messages(1):
        model.fold(message)
    model.fold(ClockChanged(5, 60.0, False))
    now = 25.0
    assert model.remaining_s == pytest.approx(45.0)
    model.fold(ClockChanged(6, 45.0, True))
    now = 99.0
    assert model.remaining_s == pytest.approx(45.0)


def test_leaving_makes_a_newcomer_of_us(planning: Model) -> None:
    planning.fold(LinkChanged(Link.LIVE))
    planning.ask(LeaveMatch(5))
    planning.fold(Accepted(5))
    assert (planning.phase, planning.seat, planning.moments, planning.link) == (None, -1, {}, Link.LIVE)


def test_another_match_does_not_mix_with_the_one_before(planning: Model) -> None:
    other = sample_match.snapshot(0)
    planning.fold(msgspec.structs.replace(other, about=msgspec.structs.replace(other.about, match="m2")))
    assert list(planning.moments) == [0]


def test_messages_that_say_nothing_new_do_not_count_as_a_change(planning: Model) -> None:
    version = planning.version
    key, order = next(iter(planning.decree.standing.items()))
    planning.fold(DecreeChanged(60, 3, key, order, planning.costs[key], planning.standing))
    assert planning.version == version


def test_a_recording_is_read_back_as_it_was_written(tmp_path) -> None:
    messages = sample_match.messages(2)
    recording.write(tmp_path / "match.rec", messages)
    back = list(recording.read(tmp_path / "match.rec"))
    assert back == messages
    assert isinstance(back[-1], TurnResolved)
