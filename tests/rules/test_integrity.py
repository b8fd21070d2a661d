"""Promises about clean hands and careers: graft, campaigns, figures, debt, extensions, letters, tone and ties."""

from __future__ import annotations

import numpy as np
import pytest

from bot_table import position
from boulevard_server.bots import integrity as habits
from boulevard_server.bots.hand import Hand
from boulevard_server.bots.will import will_of
from boulevard_server.lab.facts import integrity as hands
from boulevard_server.rules import holdings, stakes, terms, treasury
from boulevard_server.rules.acts import no_acts
from boulevard_server.rules.arrays import Array
from boulevard_server.rules.bets import ground
from boulevard_server.rules.resolve import Resolution, resolve
from boulevard_server.rules.state import State, stack
from boulevard_server.rules.tables import Tables
from boulevard_server.rules.turn import Turn
from boulevard_server.views import view_of
from boulevard_shared.events import EventKind
from boulevard_shared.ids import BotLevel, Persona, Tone
from boulevard_shared.orders import AnyOrder, Decree
from boulevard_shared.orders_relations import AskExtension, CookBooks
from facts_table import verdicts
from relations_table import CITIES, HEFEI, ZHUZHOU, cause, changed, opening, tuned, turn_of

MANY = 24
YEARS = 5


def mean_and_error(values: Array) -> tuple[float, float]:
    """Mean and twice its standard error: a 95 % interval either way."""
    flat = np.asarray(values, np.float64).ravel()
    return float(flat.mean()), 2.0 * float(flat.std(ddof=1)) / float(np.sqrt(flat.size))


def batch(**fields: object) -> tuple[State, Tables]:
    """Openings of several seeds as one batch, with some fields set alike in all."""
    begun = [opening(seed) for seed in range(MANY)]
    states = [changed(state, **fields) for state, _ in begun]
    return stack(states), begun[0][1]


def idle(state: State, tables: Tables) -> Resolution:
    return resolve(state, no_acts(tables.axes, state.lead), tables)


# --- S18: graft --------------------------------------------------------------------------------------------


def test_an_inspection_cuts_graft_by_35_to_50_percent_and_land_for_the_connected_goes_at_half_price() -> None:
    assert all(verdicts("S18", blocks=2))
    assert verdicts("S18", off=True) == [False, True]
    _, lost = hands.paid(*batch(), 0.0)
    assert not lost.any()


def test_heat_comes_from_funds_land_and_platforms_and_is_halved_while_auditors_sit() -> None:
    state, tables = batch()
    audited, _ = batch(city__audited=np.full(len(CITIES), 4))
    for name in ("land_deals", "platform_ties"):
        dark, seen = (cause(idle(each, tables), "city.heat", name) for each in (state, audited))
        assert (dark > 0).any()
        assert seen.sum() < 0.6 * dark.sum()


def test_a_purge_takes_a_fifth_of_attention_for_two_turns() -> None:
    hot = {"city__heat": np.full(len(CITIES), 100.0), "nation__campaign": np.asarray(4)}
    state, tables = batch(**hot)
    sure = tuned(tables, integrity__purge=90.0, integrity__inspected=1.0, integrity__purge_attention=0.2)
    mild = tuned(sure, integrity__purge_attention=0.0)
    purged, normal = idle(state, sure).state, idle(state, mild).state
    assert (purged["city.frozen"] == 2).all()
    left = purged["city.attention"] / normal["city.attention"]
    assert 0.75 <= left.min() <= left.max() <= 0.88
    calm = tuned(sure, integrity__inspected=0.0)
    later = idle(purged, calm).state
    assert (later["city.frozen"] == 1).all()
    assert (idle(later, calm).state["city.frozen"] == 0).all()


def test_a_campaign_strikes_winners_years_later() -> None:
    promoted = {"seat__promotions": np.ones(len(CITIES), np.int64), "nation__campaign": np.asarray(4)}
    tainted, tables = batch(seat__taint=np.full(len(CITIES), 100.0), **promoted)
    done = idle(tainted, tables)
    struck = cause(done, "seat.merit", "struck") < 0
    assert struck.mean() > 0.5
    assert (done.state["seat.patron"][struck] < tainted["seat.patron"][struck]).all()
    clean, _ = batch(seat__taint=np.zeros(len(CITIES)), **promoted)
    assert not cause(idle(clean, tables), "seat.merit", "struck").any()


# --- S19: figures ------------------------------------------------------------------------------------------


def test_over_reporting_rises_through_the_term_and_peaks_in_its_last_year() -> None:
    assert all(verdicts("S19"))
    # Without the ratchet and with all believed from the first day, no year differs from another.
    assert not all(verdicts("S19", off=True))
    state, tables = position(3)
    means = hands.reported(state, tables).mean(axis=0)
    assert means.argmax() == hands.YEARS - 1


def test_rosy_figures_pay_now_and_raise_the_target_and_half_a_point_is_the_most() -> None:
    state, tables = opening()
    term = np.full(len(CITIES), 9)
    state = changed(state, seat__term=term, seat__term_length=term + 9)
    safe = tuned(tables, integrity__found_least=0.0, integrity__found_point=0.0)
    done = turn_of(state, safe, {HEFEI: [CookBooks(50)]})
    assert cause(done, "seat.evaluation", "cooked_books")[HEFEI] == round(50 * 0.005 * 100)
    after = turn_of(done.state, safe, {})
    assert cause(after, "seat.evaluation", "target_raised")[HEFEI] == -round(50 * 0.0025 * 100)
    fresh = turn_of(changed(state, seat__term=term * 0), safe, {HEFEI: [CookBooks(50)]})
    assert cause(fresh, "seat.evaluation", "cooked_books")[HEFEI] == round(50 * 0.001 * 100)


def test_rosy_figures_that_come_out_cost_more_than_they_brought() -> None:
    state, tables = opening()
    sure = tuned(tables, integrity__found_least=2.0)
    done = turn_of(state, sure, {HEFEI: [CookBooks(10)]})
    brought, taken = (cause(done, "seat.evaluation", f"cooked_{name}")[HEFEI] for name in ("books", "found"))
    assert -taken > brought > 0
    assert int(done.state["seat.inquiries"][HEFEI]) == 1
    assert any(note.kind is EventKind.COOKED_BOOKS_FOUND for note in done.notes)


# --- S16 and hidden debt -----------------------------------------------------------------------------------


def at_debt(ratio: float, tables: Tables | None = None) -> Resolution:
    """One idle turn of Hefei with this much debt in all."""
    state, usual = opening()
    debt = np.array(state["city.debt"])
    debt[HEFEI] = round(ratio * state["city.gdp"][HEFEI]) - int(state["vehicle.debt"][HEFEI].sum())
    return resolve(changed(state, city__debt=debt), no_acts(usual.axes), tables or usual)


def test_money_costs_2_5_percent_at_debt_0_4_and_7_5_at_1_4_and_cities_fail_between_1_2_and_1_5() -> None:
    _, tables = opening()
    rates = treasury._rate(tables, np.array([0.4, 1.4]), np.asarray(0.025))
    np.testing.assert_allclose(rates, [0.025, 0.075])
    fails = [ratio for ratio in np.arange(1.0, 1.7, 0.05) if at_debt(float(ratio)).state["city.autonomy_lost"][HEFEI]]
    assert fails
    assert 1.15 <= min(fails) <= 1.5
    never = tuned(tables, treasury__rescue_at=99.0, treasury__rescue_short=99.0, treasury__rescue_dry=99.0)
    assert not at_debt(1.5, never).state["city.autonomy_lost"][HEFEI]


def test_hidden_debt_about_doubles_in_six_years_and_a_rescue_takes_autonomy() -> None:
    """Platform debt grew 2.1-fold in 2017-23: from turn 18 of a match that begins in 2008 to turn 30."""
    begun = [opening(seed) for seed in range(4)]
    tables = begun[0][1]
    now = stack([state for state, _ in begun])
    owed = []
    for turn in range(30):
        now = idle(now, tables).state
        if turn in (17, 29):
            owed.append(now["vehicle.debt"].sum(axis=(-1, -2), dtype=np.int64))
    mean, error = mean_and_error(owed[1] / owed[0])
    assert mean - error >= 1.8
    assert mean + error <= 2.8
    without = resolve(begun[0][0], no_acts(tables.axes), tuned(tables, treasury__platform_loans=0.0)).state
    assert not without["vehicle.debt"].any()
    assert at_debt(1.6).state["city.autonomy_lost"][HEFEI] == tables["treasury.rescue_turns"]


# --- S24 ---------------------------------------------------------------------------------------------------

OFFICE = ((3, 0.42), (5, 0.24), (7, 0.13), (9, 0.08))


def still_there(tables: Tables, state: State) -> list[tuple[float, float]]:
    """Share of the first officials still in office after the years of `OFFICE`, with its sampling error."""
    first, stay = state["official.serial"], []
    for turn in range(1, 19):
        state = idle(state, tables).state
        if turn in [2 * years for years, _ in OFFICE]:
            stay.append(mean_and_error(state["official.serial"] == first))
    return stay


def test_of_officials_42_24_13_and_8_percent_are_in_office_after_3_5_7_and_9_years() -> None:
    state, tables = batch()
    for (years, share), (seen, error) in zip(OFFICE, still_there(tables, state), strict=True):
        assert abs(seen - share) <= 0.03 + error, f"{seen:.3f} ± {error:.3f} after {years} years"
    eternal = tuned(tables, cadres__leave_early=0.02, cadres__leave_late=0.02)
    seen, error = still_there(eternal, state)[0]
    assert abs(seen - OFFICE[0][1]) > 0.03 + error


# --- careers -----------------------------------------------------------------------------------------------


def test_an_extension_is_asked_for_once_lengthens_the_term_and_ends_with_it() -> None:
    state, tables = opening()
    late = changed(state, seat__term=np.full(len(CITIES), 8))
    yes = tuned(tables, careers__extend_chance=2.0)
    asked: dict[int, list[AnyOrder]] = {HEFEI: [AskExtension()]}
    done = turn_of(late, yes, asked)
    length = int(tables.scenario.term_turns)
    assert done.state["seat.term_length"].tolist() == [length + 4, length, length, length]
    again = turn_of(done.state, yes, asked)
    assert int(again.state["seat.term_length"][HEFEI]) == length + 4
    assert again.state["seat.term"].tolist() == [length, 0, 0, 0]
    ended = changed(again.state, seat__term=np.full(len(CITIES), length + 3))
    over = turn_of(ended, yes, {})
    assert over.state["seat.term_length"].tolist() == [length] * len(CITIES)
    assert not over.state["seat.petitioned"].any()


def test_a_handover_letter_spares_the_next_secretary_half_the_turmoil() -> None:
    state, tables = opening()
    letters = np.zeros(len(CITIES))
    letters[HEFEI] = 0.5
    gone = tuned(tables, cadres__leave_early=1.0, cadres__leave_late=1.0)
    done = turn_of(changed(state, seat__handover=letters), gone, {})
    assert done.state["city.briefed"].tolist() == [0.5, 0.0, 0.0, 0.0]
    turmoil = ground(done.state, 0.0, tables).turnover[:, 0]
    assert turmoil.tolist() == [0.5, 1.0, 1.0, 1.0]
    assert not done.state["seat.handover"].any()


@pytest.mark.parametrize(("tone", "evaluation", "trust"), [(Tone.LOYAL, 1, -1), (Tone.DARING, -1, 1)])
def test_tone_trades_the_capitals_favour_against_the_firms(tone: Tone, evaluation: int, trust: int) -> None:
    state, tables = opening()
    tones = np.zeros(len(CITIES), np.int64)
    tones[HEFEI] = tone
    plain, done = turn_of(state, tables, {}), turn_of(changed(state, city__tone=tones), tables, {})
    assert np.sign(cause(done, "seat.evaluation", "tone")[HEFEI]) == evaluation
    assert np.sign(cause(done, "city.trust", "tone")[HEFEI]) == trust
    grant = cause(done, "city.treasury", "loyalty_funds")[HEFEI]
    assert (grant > 0) == (tone is Tone.LOYAL)
    less = plain.state["city.attention"][HEFEI] - done.state["city.attention"][HEFEI]
    assert less == (tone is Tone.LOYAL)


def test_a_patron_in_the_centre_sends_projects_home() -> None:
    state, tables = opening()
    ties = np.full(len(CITIES), tables["cadres.patron_start"])
    ties[ZHUZHOU] = 0.5
    done = turn_of(changed(state, seat__patron=ties), tables, {})
    sent = cause(done, "city.treasury", "patron_projects")
    assert sent[ZHUZHOU] > 0
    assert sent[HEFEI] < sent[ZHUZHOU] / 10


def test_bots_of_every_persona_stay_within_what_is_believed() -> None:
    state, tables = position(6)
    for persona in Persona:
        hand = Hand(view_of(state, 1, tables), Decree(), tables, will_of(persona, BotLevel.NORMAL), 3)
        habits.cook(hand)
        told = [order for order, _ in hand.chosen]
        assert bool(told) <= (persona in habits.SHAMELESS)


# --- the two dials ----------------------------------------------------------------------------------------------


def test_an_official_answers_for_his_own_bets_then_for_half_of_what_was_left_then_for_none() -> None:
    state, tables = opening()
    since = np.zeros(state["position.since"].shape, np.int64)
    blame = []
    for term in (12, 3, 6):  # the bet of turn 0, judged in turn 12
        late = changed(state, position__since=since, match__turn=np.asarray(12), seat__term=np.full(len(CITIES), term))
        turn = Turn(late, no_acts(tables.axes), tables)
        bet = holdings.lines(turn, np.zeros(1, np.int64))
        blame.append(float(stakes.blame_of(turn, bet)[0]))
    assert blame == [1.0, tables["cadres.shared"], 0.0]


@pytest.mark.parametrize(("lost", "tolerance", "inquiries"), [(0.3, 0.5, 0), (0.7, 0.5, 1), (0.7, 1.0, 0)])
def test_losses_beyond_what_was_agreed_open_an_inquiry_at_the_end_of_the_term(
    lost: float, tolerance: float, inquiries: int
) -> None:
    state, tables = opening()
    put_in = np.zeros(state["vehicle.term_invested"].shape, np.int64)
    put_in[HEFEI, 1] = int(state["city.gdp"][HEFEI] // 10)
    ready = changed(
        state,
        seat__term=np.full(len(CITIES), tables.scenario.term_turns - 1),
        vehicle__term_invested=put_in,
        vehicle__lost=(put_in * lost).astype(np.int64),
        vehicle__tolerance=np.full(put_in.shape, tolerance),
    )
    done = turn_of(ready, tables, {})
    assert int(done.state["seat.inquiries"][HEFEI]) == inquiries


@pytest.mark.parametrize("legacy", [0.0, 0.5])
def test_who_planted_is_credited_for_a_later_harvest_as_far_as_was_agreed(legacy: float) -> None:
    state, tables = opening()
    fields = {name: np.array(state[f"firm.{name}"]) for name in ("serial", "city", "stage", "planter", "profit")}
    for name, value in (("serial", 900_001), ("city", HEFEI), ("stage", 4), ("planter", ZHUZHOU), ("profit", 500_000)):
        fields[name][0] = value
    grown = changed(state, match__legacy=np.asarray(legacy), **{f"firm__{k}": v for k, v in fields.items()})
    turn = Turn(grown, no_acts(tables.axes), tables)
    terms._credit_planters(turn)
    assert (turn["seat.legacy"][ZHUZHOU] > 0) == (legacy > 0)
    assert turn["seat.legacy"][HEFEI] == 0
