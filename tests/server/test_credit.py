"""Debt as the personas see it: who builds on credit and when, who pays back, and what a slump asks for."""

from __future__ import annotations

import pytest

from bot_table import changed, position
from boulevard_server.bots import personas
from boulevard_server.rules.state import State
from boulevard_server.rules.tables import Tables
from boulevard_server.views import view_of
from boulevard_shared.content import shipped
from boulevard_shared.ids import BotLevel, Persona, SeatMode
from boulevard_shared.locale import Catalogue
from boulevard_shared.orders import AnyOrder, CapitaliseVehicle, Decree, IssueBonds, RepayDebt, SetWorks
from boulevard_shared.sentence import Sentence

SEAT = 0
EASY, TIGHT = {"nation__credit": 1.15, "nation__stimulus": 0.5}, {"nation__credit": 0.8, "nation__stimulus": 0.0}


def given(persona: Persona, state: State, tables: Tables) -> dict[type, tuple[AnyOrder, Sentence]]:
    decided = personas.decide(view_of(state, SEAT, tables), Decree(), tables, persona, BotLevel.NORMAL, 5)
    return {type(order): (order, reason) for order, reason in decided}


@pytest.mark.parametrize("persona", [who for who in Persona if who is not Persona.TREASURER])
def test_while_banks_lend_gladly_governments_build_on_credit_and_say_why(persona: Persona) -> None:
    state, tables = position(2)
    state = changed(state, city__treasury=state["city.gdp"] // 125)  # enough to live on, too little to build with
    order, reason = given(persona, changed(state, **EASY), tables)[IssueBonds]
    assert reason.key == f"reason.borrow_{persona.value}"
    content = shipped()
    for language in ("en", "zh"):
        catalogue = Catalogue.load(language)
        catalogue.names = {"city": lambda name: content.cities[str(name)].name.en}
        catalogue.strict = True
        assert "⟦" not in catalogue.render(reason)
    calm = given(persona, changed(state, **TIGHT), tables).get(IssueBonds)
    assert calm is None or calm[0].amount < order.amount


def test_the_treasurer_pays_back_while_money_is_easy_and_builds_when_it_is_tight() -> None:
    state, tables = position(2)
    easy, tight = (given(Persona.TREASURER, changed(state, **mood), tables) for mood in (EASY, TIGHT))
    assert RepayDebt in easy
    assert IssueBonds not in easy
    assert RepayDebt not in tight
    assert tight[SetWorks][0].amount > given(Persona.TREASURER, state, tables)[SetWorks][0].amount


def test_nobody_builds_on_credit_beyond_what_it_thinks_right() -> None:
    state, tables = position(2)
    deep = changed(state, **EASY, city__debt=state["city.gdp"])
    for persona in Persona:
        reason = given(persona, deep, tables).get(IssueBonds, (None, None))[1]
        assert reason is None or reason.key != f"reason.borrow_{persona.value}"


def test_where_posts_rotate_idle_money_pays_debts_before_the_books_are_read() -> None:
    state, tables = position(2, mode=SeatMode.CAREER)
    rich = changed(state, city__treasury=state["city.treasury"] + state["city.gdp"] // 20)
    last = changed(rich, seat__term=rich["seat.term_length"] - 1)
    for persona in (Persona.TREASURER, Persona.PATRON):
        found = given(persona, last, tables)
        assert found[RepayDebt][1].key == "reason.repay_judged"
        assert IssueBonds not in found
    home = given(Persona.TREASURER, last, tables)[CapitaliseVehicle]
    assert home[0].amount < 0
    assert home[1].key == "reason.dividend_judged"


def test_homes_sold_ahead_are_paid_for_by_bonds_once_land_no_longer_sells() -> None:
    state, tables = position(2)
    sold = changed(
        state, city__unfinished=6.0 + 0.0 * state["city.unfinished"], city__land_income=0 * state["city.land_income"]
    )
    order, reason = given(Persona.CAREERIST, sold, tables)[IssueBonds]
    assert reason.key == "reason.borrow_homes"
    assert order.amount > 0.02 * state["city.gdp"][SEAT]
    blind = given(Persona.LANDLORD, sold, tables).get(IssueBonds, (None, None))[1]
    assert blind is None or blind.key != "reason.borrow_homes"
