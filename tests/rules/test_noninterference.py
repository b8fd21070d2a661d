"""What a seat may not see cannot reach it: not through its view, a refusal, a cost, a forecast or a bot's choice."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot_table import bot_decree, changed, persona_of, position
from boulevard_server.bots import personas as bots
from boulevard_server.rules import decree as rulebook
from boulevard_server.rules.desk import Commons, Desk
from boulevard_server.rules.fields import Field, Visibility
from boulevard_server.rules.forecast import forecast
from boulevard_server.rules.settings import settings_in_force
from boulevard_server.rules.state import STATE, State
from boulevard_server.views import view_of
from boulevard_shared.ids import BotLevel, Vehicle
from boulevard_shared.orders import AnyOrder, BidForProject, ConsultOnProject, Decree
from boulevard_shared.view import View, quanta

SEAT, TURNS = 1, 5
POSITION, TABLES = position(TURNS)
SECRET = tuple(field for field in STATE if field.visibility is not Visibility.PUBLIC)
"""Fields of which this seat may see nothing, or its own row only."""
Answer = Callable[[State], bytes]


def disturbed(state: State, field: Field, dice: int) -> State:
    """The state with what this seat may not see of a field replaced by other values."""
    now = state[field.name]
    noise = np.random.default_rng(dice).integers(1, 1_000, now.shape)
    other = now + noise * (1 if field.whole else field.quantum)
    if field.visibility is not Visibility.HIDDEN:
        axis = field.owner_axis
        row = SEAT if field.axes[axis] == "S" else int(state["seat.city"][SEAT])
        mine = np.arange(now.shape[axis]).reshape([-1 if k == axis else 1 for k in range(now.ndim)]) == row
        other = np.where(mine, now, other)
    return changed(state, **{field.name.replace(".", "__"): other})


def view_bytes(state: State) -> bytes:
    view = view_of(state, SEAT, TABLES)
    return b"".join(name.encode() + quanta(view.specs[name], view[name]).tobytes() for name in sorted(view.names()))


def probes(view: View) -> list[AnyOrder]:
    """Orders to ask about: what a bot would give, settings as they are, and every project of the market."""
    desk = Desk(view, TABLES)
    drafted = bot_decree(view, TABLES, persona_of(SEAT))
    orders: list[AnyOrder] = [*drafted.standing.values(), *drafted.acts.values()]
    orders += list(settings_in_force(desk).values())[:6]
    for serial in view["project.serial"][view["project.serial"] > 0].tolist():
        orders += [
            ConsultOnProject(serial),
            BidForProject(serial, Vehicle.CONSTRUCTION, equity=50_000, guarantee=9_000),
        ]
    return orders


def answers(state: State) -> bytes:
    """Everything the server would say to this seat about its orders, and what a bot in it would do."""
    view = view_of(state, SEAT, TABLES)
    said: list[object] = []
    for order in probes(view):
        verdict = rulebook.judge(view, Decree(), Decree(), order, TABLES)
        reply = verdict.reason if isinstance(verdict, rulebook.Refused) else (verdict.cost, verdict.standing)
        said.append((reply, forecast(view, Decree(), order, TABLES)))
    given = bots.decide(view, Decree(), TABLES, persona_of(SEAT), BotLevel.NORMAL, 5)
    return msgspec.json.encode((said, given))


def leaks(field: Field, dice: int, answer: Answer) -> bool:
    """Whether a change of what the seat may not see of a field changes an answer it gets."""
    return answer(disturbed(POSITION, field, dice)) != answer(POSITION)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(field=st.sampled_from(SECRET), dice=st.integers(0, 2**32 - 1))
def test_a_change_in_what_a_seat_may_not_see_changes_no_byte_of_its_view(field: Field, dice: int) -> None:
    assert not leaks(field, dice, view_bytes), field.name


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(field=st.sampled_from(SECRET), dice=st.integers(0, 2**32 - 1))
def test_refusals_costs_forecasts_and_bots_are_functions_of_the_view(field: Field, dice: int) -> None:
    assert not leaks(field, dice, answers), field.name


def test_a_judge_that_peeks_is_caught_by_the_same_check() -> None:
    """The check would be worthless if it could not fail: here the price of a bid whispers the firm's true quality."""

    def peeking(state: State) -> bytes:
        slot = int(np.argmax(state["project.serial"] > 0))
        hint = round(10_000 * float(state["project.quality"][slot])) % 251
        return answers(state) + bytes([hint])

    assert leaks(STATE["project.quality"], 7, peeking)
    assert not leaks(STATE["project.quality"], 7, answers)


def test_another_seats_own_row_is_not_in_the_view() -> None:
    view = view_of(POSITION, SEAT, TABLES)
    city = int(POSITION["seat.city"][SEAT])
    assert int(view["city.treasury"]) == int(POSITION["city.treasury"][city])
    assert view["city.treasury"].shape == ()
    for field in STATE:
        assert (field.name in view) == (field.visibility is not Visibility.HIDDEN), field.name


def test_what_is_worked_out_for_all_seats_can_read_nobodys_own_fields() -> None:
    view = view_of(POSITION, SEAT, TABLES)
    commons = Commons(view, TABLES)
    for name, spec in view.specs.items():
        if spec.own:
            with pytest.raises(KeyError):
                commons[name]
        else:
            assert commons[name] is view[name]
