"""The hard level plans from its view alone, reproducibly, and changes its mind only for what is clearly better."""

from __future__ import annotations

import numpy as np

from bot_table import CITIES, changed, position
from boulevard_server.botmatch import deal
from boulevard_server.bots import personas, planner
from boulevard_server.bots.will import will_of
from boulevard_server.record import Terms
from boulevard_server.rules.desk import Desk
from boulevard_server.rules.fields import Visibility
from boulevard_server.rules.imagine import imagine
from boulevard_server.rules.rollout import Trial, outcomes
from boulevard_server.rules.state import STATE, State
from boulevard_server.rules_game import ShippedRules
from boulevard_server.thinking import think
from boulevard_server.views import view_of
from boulevard_shared.content import shipped
from boulevard_shared.ids import BotLevel, Persona, SeatMode
from boulevard_shared.orders import Decree, SetBudget, SetWorks

SEAT = 1


def with_other_secrets(state: State) -> State:
    """The same position with everything else that seat 1 may not see: hidden fields, and what rivals own."""
    seeds = state["match.seed"] + 77
    quality = state["project.quality"] + 1.5 * (state["project.serial"] > 0)
    treasury = np.array(state["city.treasury"])
    treasury[0] += 500_000
    treasury[2] -= 300_000
    doomed = np.where(state["firm.serial"] > 0, 1 - state["firm.doomed"], 0)
    return changed(state, match__seed=seeds, project__quality=quality, city__treasury=treasury, firm__doomed=doomed)


def test_what_is_imagined_agrees_with_all_that_is_seen() -> None:
    state, tables = position(6)
    view = view_of(state, SEAT, tables)
    imagined = imagine(Desk(view, tables), 5, 4)
    assert imagined.lead == (4,)
    for field in STATE:
        if field.visibility is Visibility.PUBLIC:
            assert (imagined[field.name] == view[field.name]).all(), field.name
        elif field.visibility is not Visibility.HIDDEN:
            row = SEAT if field.axes[field.owner_axis] == "S" else view.city
            own = np.take(imagined[field.name], row, axis=field.owner_axis + 1)
            assert (own == view[field.name]).all(), field.name


def test_nothing_hidden_changes_what_is_imagined_or_decided() -> None:
    state, tables = position(6)
    views = [view_of(each, SEAT, tables) for each in (state, with_other_secrets(state))]
    one, other = (imagine(Desk(view, tables), 5, 3) for view in views)
    assert one.match(0).hash() == other.match(0).hash()
    assert (one["project.quality"][0] != one["project.quality"][1]).any()
    orders = [personas.decide(view, Decree(), tables, Persona.INCUBATOR, BotLevel.HARD, 9) for view in views]
    assert orders[0] == orders[1]


def test_a_decree_comes_to_the_same_whatever_it_is_compared_with() -> None:
    state, tables = position(6)
    desk = Desk(view_of(state, SEAT, tables), tables)
    frugal = Decree().with_order(SetBudget(0, 0, 0)).with_order(SetWorks(0))
    trial = Trial(samples=3, turns=3, seed=4)
    together = outcomes(desk, [Decree(), frugal], trial)
    assert together.shape == (2, 3)
    assert (together[1] == outcomes(desk, [frugal], trial)[0]).all()
    # Comfort goes at once, money comes in: whatever it is worth, it is not nothing.
    assert (together[0] != together[1]).all()


def test_only_a_clear_gain_changes_the_plan() -> None:
    now = np.array([10.0, 12.0, 8.0, 11.0])
    luck = np.array([9.0, -8.0, 9.0, -8.0])
    assert planner._choose(np.stack([now, now + luck])) == 0
    assert planner._choose(np.stack([now, now + luck, now + 2.0])) == 2


def test_a_hard_bot_weighs_other_bets_than_its_first_ones() -> None:
    state, tables = position(6)
    hard = will_of(Persona.INCUBATOR, BotLevel.HARD)
    asked = planner._variants(hard)
    assert len({(w.nerve, w.edge, w.offers) for w in asked}) == len(asked)
    seen = []
    for seat in range(len(CITIES)):
        view = view_of(state, seat, tables)
        orders = personas.decide(view, Decree(), tables, Persona.INCUBATOR, BotLevel.HARD, 9)
        seen.append(orders != personas.decide(view, Decree(), tables, Persona.INCUBATOR, BotLevel.NORMAL, 9))
    assert any(seen)


def test_a_hard_bot_in_a_hurry_decides_as_a_normal_one() -> None:
    rules = ShippedRules(shipped())
    boards = {
        level: deal(
            rules, Terms("one-term", 2, SeatMode.ANCHORED, level, 0, 3_000, 5_000, 11, rules.digest), CITIES[:2]
        )
        for level in (BotLevel.NORMAL, BotLevel.HARD)
    }
    assert think(boards[BotLevel.HARD], 0, hurried=True) == think(boards[BotLevel.NORMAL], 0)
