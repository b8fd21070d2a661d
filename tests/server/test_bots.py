"""Bots decide by the view alone, always legally, each with its own will, and between them use the whole game."""

from __future__ import annotations

from collections import Counter
from functools import cache

import pytest

from bot_table import CITIES, changed, persona_of, position
from boulevard_server.bots import acting, adviser, personas
from boulevard_server.lab.play import MatchLog, RuleBroken, Settings, check, play_match
from boulevard_server.lab.table import Row, match_lines, summary_lines
from boulevard_server.rules import decree as rulebook
from boulevard_server.rules.desk import Desk
from boulevard_server.rules.outlook import success_chance
from boulevard_server.rules.resolve import resolve_turn
from boulevard_server.rules.setup import new_match, settings_of
from boulevard_server.views import view_of
from boulevard_shared.content import shipped
from boulevard_shared.ids import BotLevel, Persona, SeatMode
from boulevard_shared.locale import Catalogue
from boulevard_shared.orders import ORDER_TYPES, AnyOrder, AppointBoss, Decree, SetBudget, SetWorks
from boulevard_shared.sentence import Sentence

SIX = ("hefei", "shenzhen", "chengdu", "xian", "zhuzhou", "guiyang")
MATCHES = ((1, SeatMode.ANCHORED), (2, SeatMode.CAREER), (3, SeatMode.ANCHORED), (9, SeatMode.CAREER))


@cache
def match(seed: int, mode: SeatMode) -> MatchLog:
    seated = [tuple(Persona)[(seat + seed) % 3] for seat in range(len(SIX))]
    return play_match(shipped(), Settings("display-decade", SIX, mode), seated, seed)


@pytest.mark.parametrize(("seed", "mode"), MATCHES)
def test_a_match_of_bots_keeps_the_promises_of_the_rules_and_nobody_is_stuck(seed: int, mode: SeatMode) -> None:
    log = match(seed, mode)  # money, ledger and refusals are checked every turn
    assert len(log.totals) == 20
    assert max(log.idle) < 3
    turns = [sum(len(given) for given in seats) / len(SIX) for seats in log.given]
    assert min(turns) >= 2.0


def test_between_them_bots_use_every_order_and_every_way_out() -> None:
    logs = [match(seed, mode) for seed, mode in MATCHES]
    used = Counter(name for log in logs for name in log.orders)
    assert {kind.__name__ for kind in ORDER_TYPES} - set(used) == set()
    routes = {
        int(order.route)
        for log in logs
        for turn in log.given
        for given in turn
        for order, _ in given
        if type(order).__name__ == "SellStake"
    }
    assert routes == {1, 2, 3, 4}


def test_every_act_has_a_reason_that_can_be_said_in_both_languages() -> None:
    content = shipped()
    for language in ("en", "zh"):
        catalogue = Catalogue.load(language)
        catalogue.names = {
            "firm": lambda n: content.names.firms[int(n)].en,
            "official": lambda n: content.names.officials[int(n)].en,
            "chain": lambda name: content.chains[str(name)].name.en,
            "city": lambda name: content.cities[str(name)].name.en,
        }
        catalogue.strict = True
        for seed, mode in MATCHES:
            for turn in match(seed, mode).given:
                for _, reason in (entry for given in turn for entry in given):
                    assert "⟦" not in catalogue.render(reason), reason


@pytest.mark.parametrize("persona", Persona)
@pytest.mark.parametrize("level", BotLevel)
def test_a_bot_gives_the_same_orders_to_the_same_view_and_all_are_allowed(persona: Persona, level: BotLevel) -> None:
    state, tables = position(6)
    view = view_of(state, 2, tables)
    first = personas.decide(view, Decree(), tables, persona, level, 9)
    assert first == personas.decide(view_of(state, 2, tables), Decree(), tables, persona, level, 9)
    assert fill(first) is not None


def fill(given: list[tuple[AnyOrder, Sentence]], seat: int = 2) -> Decree:
    """The orders filled in one by one; none may be refused."""
    state, tables = position(6)
    draft = Decree()
    for order, _ in given:
        verdict = rulebook.judge(view_of(state, seat, tables), draft, Decree(), order, tables)
        assert isinstance(verdict, rulebook.Allowed), (order, verdict)
        draft = verdict.decree
    return draft


def test_personas_want_different_things_and_an_easy_bot_does_less() -> None:
    state, tables = position(6)
    view = view_of(state, 2, tables)
    normal = {p: [o for o, _ in personas.decide(view, Decree(), tables, p, BotLevel.NORMAL, 9)] for p in Persona}
    assert normal[Persona.INCUBATOR] != normal[Persona.COPYCAT] != normal[Persona.CAREERIST]
    attention = 0
    for level, most in ((BotLevel.EASY, 4), (BotLevel.NORMAL, 9)):
        draft = fill(personas.decide(view, Decree(), tables, Persona.INCUBATOR, level, 9))
        costs, _ = rulebook.costs(view, draft, tables)
        asked = sum(cost.attention > 0 for cost in costs)
        assert asked <= most
        assert asked >= attention
        attention = asked


def test_an_acting_official_makes_no_new_bets_and_changes_no_policy() -> None:
    state, tables = position(6)
    careful = {"IssueBonds", "FollowOn", "DirectBoss"}
    for seat in range(len(CITIES)):
        given = acting.stand_in(view_of(state, seat, tables), Decree(), tables, 4)
        assert {type(order).__name__ for order, _ in given} <= careful
        fill(given, seat)


def test_the_adviser_suggests_up_to_three_orders_that_fit_the_draft() -> None:
    state, tables = position(6)
    for seat in range(len(CITIES)):
        view = view_of(state, seat, tables)
        drafted = Decree().with_order(SetWorks(0)).with_order(SetBudget(0, 0, 0))
        advice = adviser.suggest(view, drafted, tables)
        assert 1 <= len(advice) <= adviser.SUGGESTIONS
        for order, _ in advice:
            verdict = rulebook.judge(view, drafted, Decree(), order, tables)
            assert isinstance(verdict, rulebook.Allowed), order
            drafted = verdict.decree


def test_the_advisers_first_chair_is_where_asking_the_chain_pays_off() -> None:
    """A newcomer's first boss leads a chain that has a project worth a bid, not one that a giant may come to."""
    content = shipped()
    terms = settings_of(content, "first-posting")
    for seed in range(6):
        state, tables = new_match(content, terms, seed)
        view = view_of(state, 0, tables)
        desk, (first, _) = Desk(view, tables), adviser.suggest(view, Decree(), tables)[0]
        assert isinstance(first, AppointBoss)
        here = (desk["project.serial"] > 0) & (desk["project.chain"] == desk.chain(first.chain))
        assert max(success_chance(desk, int(slot), True) for slot in here.nonzero()[0]) > 0.3


def test_of_bets_forecast_at_some_chance_about_that_many_succeed() -> None:
    signed = [bid for seed, mode in MATCHES for bid in match(seed, mode).bids if bid.won]
    assert len(signed) > 60
    expected = sum(bid.success for bid in signed)
    spread = sum(bid.success * (1.0 - bid.success) for bid in signed) ** 0.5
    assert abs(sum(bid.sound for bid in signed) - expected) < 3.0 * spread
    middle = sorted(bid.success for bid in signed)[len(signed) // 2]
    hopeful, doubtful = ([b.sound for b in signed if (b.success >= middle) == up] for up in (True, False))
    assert sum(hopeful) / len(hopeful) > sum(doubtful) / len(doubtful)


def test_the_lab_notices_a_broken_promise_and_prints_what_it_saw() -> None:
    state, tables = position(2)
    done = resolve_turn(state, [Decree()] * len(CITIES), tables)
    check(done)
    forged = type(done)(
        done.before, changed(done.state, city__treasury=done.state["city.treasury"] + 1), done.parts, []
    )
    with pytest.raises(RuleBroken, match="wan appeared from nowhere"):
        check(forged)
    row = Row(
        7, CITIES, tuple(persona_of(seat) for seat in range(4)), False, 1, (1.0, 5.0, 2.0, 3.0), 4, True, {}, {}, 0
    )
    text = "\n".join([*match_lines([row]), *summary_lines([row])])
    assert "zhuzhou (copycat)" in text
    assert "lead changes: median 4" in text
    assert "orders never used: BidForProject" in text
