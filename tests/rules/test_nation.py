"""The nation as a generator of eras: what comes out of play with each mechanism, and what does not without it."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from boulevard_server.__main__ import parser
from boulevard_server.lab.play import MatchLog, Settings, play_match
from boulevard_server.record import Terms
from boulevard_server.rules import dates, eras, markets, sanctions, wild
from boulevard_server.rules.acts import no_acts
from boulevard_server.rules.arrays import Array
from boulevard_server.rules.resolve import Resolution, resolve
from boulevard_server.rules.setup import opening, settings_of
from boulevard_server.rules.state import State, stack
from boulevard_server.rules.tables import BUILDUPS, Tables, tables_for
from boulevard_server.rules.turn import Turn
from boulevard_server.rules_game import ShippedRules
from boulevard_server.views import ledger_adds_up
from boulevard_shared import ageing
from boulevard_shared.content import shipped
from boulevard_shared.content_checks import DATED
from boulevard_shared.events import EventKind
from boulevard_shared.ids import History, Persona
from boulevard_shared.messages import CreateMatch
from boulevard_shared.orders import SetSubstitution
from facts_table import verdicts

SEEDS = 16
SURE = 1.645
"""Standard errors either way within which a mean lies nine times in ten."""


@cache
def tables_of(scenario: str) -> Tables:
    content = shipped()
    return tables_for(content, scenario, tuple(content.scenarios[scenario].cities[:8]))


@cache
def start(scenario: str, history: History = History.JITTERED, seeds: int = SEEDS) -> State:
    tables = tables_of(scenario)
    terms = replace(settings_of(shipped(), scenario, tables.cities), history=history)
    return stack([opening(tables, terms, seed) for seed in range(seeds)])


def changed(state: State, **fields: Array | float) -> State:
    """The state with some fields replaced, broadcast; `nation_meter` means `nation.meter`, `a_b__c` `a.b_c`."""
    arrays = dict(state.items())
    for name, value in fields.items():
        key = name.replace("__", "-").replace("_", ".", 1).replace("-", "_")
        arrays[key] = np.broadcast_to(np.asarray(value), arrays[key].shape).astype(arrays[key].dtype)
    return State(state.axes, arrays)


def course(state: State, tables: Tables, turns: int) -> list[Resolution]:
    """Turns in which no city gives an order."""
    done = []
    for _ in range(turns):
        done.append(resolve(state, no_acts(state.axes, state.lead), tables))
        state = done[-1].state
    return done


def interval(values: Array) -> tuple[float, float]:
    """Ends of the interval of the mean."""
    values = np.asarray(values, np.float64)
    half = SURE * values.std(ddof=1) / np.sqrt(len(values))
    return float(values.mean() - half), float(values.mean() + half)


# --- S13: crackdown -----------------------------------------------------------------------------------------


def test_a_crackdown_halves_the_platforms_lasts_about_five_turns_and_moves_private_money_at_once() -> None:
    assert all(verdicts("S13", blocks=2))
    tables = tables_of("incubator-state")
    story = course(changed(start("incubator-state"), nation_meter=95.0, nation_congress=3), tables, 9)
    kinds = {note.kind for done in story for note in done.notes}
    assert {EventKind.CRACKDOWN_BEGUN, EventKind.STAFF_DISMISSED, EventKind.FOUNDER_LEFT} <= kinds
    assert all(
        ledger_adds_up(Resolution(d.before.match(0), d.state.match(0), first_of(d.parts), [])) for d in story[:2]
    )


def first_of(parts: dict[str, list[tuple[str, Array]]]) -> dict[str, list[tuple[str, Array]]]:
    return {name: [(cause, steps[0]) for cause, steps in lines] for name, lines in parts.items()}


def test_without_the_hazard_no_platform_is_tamed_however_full_the_meters() -> None:
    assert not any(verdicts("S13", off=True))
    full = changed(start("incubator-state"), nation_meter=95.0, nation_congress=3)
    after = course(full, off(tables_of("incubator-state"), "crackdown.hazard"), 9)[-1].state
    assert (after["nation.crackdown"] == -1).all()


def test_praise_fills_the_meters_of_platforms_and_nothing_does_without_it() -> None:
    tables = off(tables_of("display-decade"), "crackdown.hazard")
    state = start("display-decade")
    filled = course(state, tables, 12)[-1].state["nation.meter"]
    silent = replace(tables, lists={**tables.lists, "crackdown.praise": np.zeros(4)})
    calm = course(state, silent, 12)[-1].state["nation.meter"]
    assert (filled > state["nation.meter"]).all()
    powers = [0, 2, 3]
    assert (calm[:, powers] < state["nation.meter"][:, powers]).all()


# --- S14: sanctions -----------------------------------------------------------------------------------------


def test_a_listed_firm_loses_about_half_and_a_finished_substitution_at_least_halves_the_loss() -> None:
    assert all(verdicts("S14", blocks=2))
    assert not verdicts("S14", off=True)[0]


def test_tension_moves_chains_that_import_most_up_the_ladder_and_nothing_does_without_it() -> None:
    tables = tables_of("incubator-state")
    dateless = changed(start("incubator-state"), nation_due=-1, nation_tension=90.0)
    after = course(dateless, tables, 10)
    rung = after[-1].state["nation.sanctions"].mean(0)
    hard = tables.hard > 0
    assert rung[~hard].max() == 0.0
    most = np.argsort(-tables.import_share * hard)[:3]
    least = np.argsort(tables.import_share + ~hard)[:3]
    assert rung[most].mean() > 1.5 * rung[least].mean()
    assert any(note.kind is EventKind.FIRM_SANCTIONED for done in after for note in done.notes)
    calm = course(dateless, off(tables, "sanctions.ladder_hazard"), 10)[-1].state
    assert not calm["nation.sanctions"].any()


def test_dependence_builds_up_while_the_world_is_open_and_most_where_most_is_imported() -> None:
    tables = tables_of("display-decade")
    state = start("display-decade", seeds=2)
    shut = course(changed(state, nation_openness=0.15), tables, 12)[-1].state["cluster.exposure"]
    wide = course(state, tables, 12)[-1].state["cluster.exposure"]
    assert (wide > shut).all()
    assert wide[..., tables.chains.index("chips")].min() > wide[..., tables.chains.index("culture")].max()


def test_money_replaces_imports_step_by_step_is_never_overpaid_and_lifts_the_shared_track() -> None:
    tables = tables_of("incubator-state")
    state, chips = start("incubator-state", seeds=2), tables.chains.index("chips")
    budget = np.zeros(state["cluster.substitution_budget"].shape, int)
    budget[:, 0, chips] = 10_000_000
    story = course(changed(state, cluster_substitution__budget=budget), tables, 8)
    steps = [float(done.state["cluster.substitution"][0, 0, chips]) for done in story]
    assert 0.0 < steps[0] <= 0.25
    assert steps == sorted(steps)
    assert steps[-1] == 1.0
    assert sum(note.kind is EventKind.IMPORT_REPLACED for done in story for note in done.notes) >= 1
    assert not story[-1].state["cluster.substitution_budget"].any()
    everybody = changed(state, cluster_substitution=1.0)
    idle, able = (course(begin, tables, 4)[-1].state["nation.self_reliance"] for begin in (state, everybody))
    assert (able > idle + 5.0).all()


# --- S15: property ------------------------------------------------------------------------------------------


def test_a_property_slump_halves_land_income_in_eight_turns() -> None:
    assert verdicts("S15", blocks=2)[0]
    assert not verdicts("S15", off=True)[0]


def test_homes_sold_unbuilt_come_due_in_a_slump_and_only_then() -> None:
    tables = tables_of("two-decades")
    state = changed(start("two-decades", History.EXACT, 4), nation_due=-1)
    release = np.full(state["city.land_housing"].shape, 100)
    release[:, 0] = 180
    boom = course(changed(state, city_land__housing=release), tables, 6)[-1].state
    assert (boom["city.unfinished"][:, 0] > 2.0).all()
    assert (boom["city.unfinished"][:, 1:] == 0.0).all()
    calm = course(boom, tables, 1)[-1]
    assert not any(kind == "homes_finished" and part.any() for kind, part in calm.parts["city.treasury"])
    falls = course(changed(boom, nation_slump=boom["match.turn"][0] + 1), tables, 2)
    for done in falls:
        paid = next(part for kind, part in done.parts["city.treasury"] if kind == "homes_finished")
        lost = next(part for kind, part in done.parts["city.trust"] if kind.startswith("unfinished_homes"))
        assert (paid[:, 0] < 0).all()
        assert (lost[:, 0] < 0).all()
        assert not paid[:, 1:].any()
    assert (falls[-1].state["city.unfinished"][:, 0] < boom["city.unfinished"][:, 0]).all()
    none = course(changed(boom, nation_slump=boom["match.turn"][0] + 1), off(tables, "presales.bursts"), 1)[-1]
    assert not any(kind == "homes_finished" and part.any() for kind, part in none.parts["city.treasury"])


# --- history ------------------------------------------------------------------------------------------------


def test_exact_history_comes_on_its_dates_jittered_near_them_and_random_at_any_time() -> None:
    content = shipped()
    dated = content.scenarios["two-decades"].dated
    real = np.array([2 * (entry.year - 2008) for entry in dated])
    kinds = [DATED.index(entry.event) for entry in dated]
    many = len(dated)
    exact = start("two-decades", History.EXACT, 4)
    assert (exact["nation.due"][:, :many] == real).all()
    assert (exact["nation.due"][:, many:] == -1).all()
    assert (exact["nation.dated"][:, :many] == kinds).all()
    assert np.allclose(exact["nation.size"][:, :many], [entry.size for entry in dated])
    near = start("two-decades", History.JITTERED, 4)
    assert (np.abs(near["nation.due"][:, :many] - real) <= 2).all()
    assert len({tuple(row) for row in near["nation.due"].tolist()}) == 4
    free = start("display-decade", History.RANDOM, 60)
    assert set(range(1, 20)) <= set(free["nation.due"][free["nation.due"] > 0].tolist())
    assert not np.isin(free["nation.dated"], [DATED.index(f"purge-{name}") for name in BUILDUPS]).any()


def test_a_random_history_shakes_the_country_as_often_as_the_long_run_did_and_rifts_bring_sanctions() -> None:
    tables = tables_of("display-decade")
    state = start("display-decade", History.RANDOM, 400)
    comes = state["nation.due"] > 0
    for shock, every in zip(wild.SHOCKS, tables.lists["history.every"], strict=True):
        count = (comes & (state["nation.dated"] == DATED.index(shock))).sum(-1)
        assert count.mean() == pytest.approx(20 / every, rel=0.15), shock
        assert count.min() < count.max()
    rift = (comes & (state["nation.dated"] == DATED.index("rift"))).any(-1)
    sanction = comes & (state["nation.dated"] == DATED.index("sanction"))
    assert (sanction.any(-1) == rift).all()
    assert (state["nation.struck"][sanction].sum(-1) == 1).all()
    struck = state["nation.struck"][sanction].sum(0)
    assert not struck[(tables.hard == 0) | (tables.import_share == 0)].any()
    assert (struck[tables.hard * tables.import_share > 0] > 0).all()
    first = np.where(comes & (state["nation.dated"] == DATED.index("rift")), state["nation.due"], 999).min(-1)
    assert (np.where(sanction, state["nation.due"], 999).min(-1)[rift] > first[rift]).all()


def test_what_has_a_date_of_its_own_keeps_it_moves_or_comes_at_any_time_by_history() -> None:
    tables = tables_of("display-decade")
    moved = {h: dates.shift(turn_of(start("display-decade", h, 60), tables), tables, "laws") for h in History}
    assert not moved[History.EXACT].any()
    assert set(moved[History.JITTERED].tolist()) == set(range(-2, 3))
    assert moved[History.RANDOM].min() <= -6 < 6 <= moved[History.RANDOM].max()


def test_every_shock_of_the_nation_comes_by_the_rules_alone_in_the_decade_before_they_came() -> None:
    tables = tables_of("display-decade")
    state = start("display-decade", History.RANDOM, 48)
    seen: Counter[str] = Counter()
    for done in course(state, tables, 20):
        for note in done.notes:
            hit = np.asarray(note.mask).reshape(48, -1).any(-1)
            seen.update(f"{note.kind.value} {match}" for match in np.flatnonzero(hit).tolist())
    matches = Counter(name.split()[0] for name in seen)
    for kind in (
        EventKind.ERA_TURNED,
        EventKind.CITIES_LOCKED,
        EventKind.CRACKDOWN_BEGUN,
        EventKind.CRACKDOWN_ENDED,
        EventKind.FOUNDER_LEFT,
        EventKind.STAFF_DISMISSED,
        EventKind.RIFT_WIDENED,
        EventKind.SANCTIONS_TIGHTENED,
        EventKind.BOARD_FOUNDED,
        EventKind.CORRECTION_BEGUN,
        EventKind.CORRECTION_ENDED,
    ):
        # A third of random matches at least: three of thirty where each history is played in turn.
        assert matches[kind.value] >= 16, (kind, matches)
    calm = off(tables, "crackdown.hazard")
    quiet = {note.kind for done in course(state, calm, 20) for note in done.notes if np.asarray(note.mask).any()}
    assert EventKind.CRACKDOWN_BEGUN not in quiet


def test_the_three_histories_play_differently_and_each_the_same_again() -> None:
    hashes = {}
    tables = tables_of("two-decades")
    for history in History:
        state = start("two-decades", history, 2)
        once, again = (course(state, tables, 12)[-1].state.match(1).hash() for _ in range(2))
        alone = course(state.match(1), tables, 12)[-1].state.hash()
        assert once == again == alone
        hashes[history] = once
    assert len(set(hashes.values())) == len(History)


def test_plans_are_known_one_turn_ahead_and_turn_the_era_to_hard_technology() -> None:
    tables = tables_of("incubator-state")
    state = start("incubator-state", History.EXACT, 2)
    story = course(state, tables, 14)
    begins = 2 * (2021 - 2016)
    ahead, now = story[begins - 2].state, story[begins - 1].state
    assert (ahead["nation.era_next"] == 1).all()
    assert (ahead["nation.era_plan"] == 0).all()
    assert (now["nation.plan"] == ahead["nation.plan_next"]).all()
    assert (now["nation.era_plan"] == 1).all()
    assert any(note.kind is EventKind.ERA_TURNED for note in story[begins - 1].notes)
    later = story[-1].state
    assert (later["nation.port"] < 0.5 * story[begins - 2].state["nation.port"]).all()
    assert (story[begins - 2].state["nation.inland"] < 0).all()
    assert (later["nation.inland"] > 0).all()


def test_a_port_is_worth_less_each_year_and_the_age_favours_the_sea_then_the_inland() -> None:
    tables = tables_of("two-decades")
    near = eras.coast(tables)
    by_city = dict(zip(tables.cities, near, strict=True))
    assert by_city["shenzhen"] > by_city["hangzhou"] > by_city["hefei"] > by_city["chengdu"]
    state = start("two-decades", History.EXACT, 2)
    early = turn_of(state, tables)
    late = turn_of(changed(state, nation_era=1.0, nation_plan=tables.hard), tables)
    soft, hard = tables.hard == 0, tables.hard > 0
    shore, inner = int(np.argmax(near)), int(np.argmin(near))
    assert (eras.chain_growth(early)[:, shore][:, soft] > eras.chain_growth(early)[:, inner][:, soft]).all()
    assert (eras.chain_growth(late)[:, shore][:, hard] < eras.chain_growth(late)[:, inner][:, hard]).all()


# --- shocks, and what piles up --------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", range(len(BUILDUPS)))
def test_what_piles_up_bursts_and_is_answered_by_a_campaign_that_overshoots(kind: int) -> None:
    tables = tables_of("two-decades")
    piled = np.zeros(len(BUILDUPS))
    piled[kind] = 1.8
    state = changed(start("two-decades", History.RANDOM), nation_buildup=piled, nation_due=-1, nation_favour=1.5)
    first = course(state, tables, 2)
    hit = first[-1].state["nation.correction"][:, kind] > 0
    assert hit.mean() > 0.7
    assert (first[-1].state["nation.correction_size"][hit, kind] > 1.8).all()
    assert (first[-1].state["nation.buildup"][hit, kind] < 1.0).all()
    silent = course(state, off(tables, "buildups.hazard"), 2)[-1].state
    assert not silent["nation.correction"].any()
    worth = [done["nation.mood"].mean() for done in (first[-1].state, silent)]
    assert worth[0] < worth[1] - 0.01


def test_a_campaign_against_shadow_banks_tightens_credit_and_a_stimulus_answers() -> None:
    tables = tables_of("two-decades")
    state = changed(
        start("two-decades", History.EXACT, 8), nation_due=-1, nation_buildup=[2.0, 0.0, 0.0], nation_phase=3.0
    )
    story = course(state, tables, 8)
    calm = course(changed(state, nation_buildup=0.0), tables, 3)[-1].state
    assert (story[2].state["nation.credit"] < calm["nation.credit"] - 0.05).mean() > 0.7
    assert any(note.kind is EventKind.STIMULUS_POURED for done in story for note in done.notes)


def test_a_lockdown_costs_the_locked_most_and_is_made_up_for_later() -> None:
    tables = tables_of("two-decades")
    dated = tables.scenario.dated
    place = next(i for i, entry in enumerate(dated) if entry.event == "lockdown")
    due = np.full(tables.axes["D"], -1)
    quiet = changed(start("two-decades", History.EXACT, 8), nation_due=due)
    due[place] = 2
    shut = changed(quiet, nation_due=due)
    locked, free = course(shut, tables, 4), course(quiet, tables, 4)
    loss = locked[1].state["city.base_output"] / free[1].state["city.base_output"] - 1.0
    hard_hit = locked[1].state["city.locked"] == 1.0
    assert hard_hit.any()
    assert (~hard_hit).any()
    assert loss[hard_hit].max() < -0.05 < loss[~hard_hit].min()
    assert locked[1].state["nation.growth"][0] < free[1].state["nation.growth"][0] - 0.03
    assert abs(locked[3].state["city.base_output"] / free[3].state["city.base_output"] - 1.0).max() < 0.02


def test_rich_cities_share_with_poor_ones_while_inequality_is_high() -> None:
    tables = tables_of("incubator-state")
    state = changed(start("incubator-state", seeds=2), nation_meter=90.0)
    done = course(state, tables, 1)[-1]
    paid = next(steps for cause, steps in done.parts["city.treasury"] if cause == "wealth_shared")
    got = next(steps for cause, steps in done.parts["city.treasury"] if cause == "wealth_received")
    rich = state["city.income"].argmax(-1)
    assert (np.take_along_axis(paid, rich[:, None], -1) < 0).all()
    assert (got >= 0).all()
    assert got.any()
    assert (np.abs(paid.sum(-1) + got.sum(-1)) < 10).all()
    alike = course(changed(state, nation_meter=20.0), tables, 1)[-1]
    assert not any(cause == "wealth_shared" and steps.any() for cause, steps in alike.parts["city.treasury"])


def test_catching_up_is_safe_while_the_world_is_open_and_luck_at_the_frontier_comes_after() -> None:
    tables = tables_of("two-decades")
    state = start("two-decades")
    wide, shut = (course(changed(state, nation_openness=o), tables, 1)[-1].parts for o in (1.0, 0.15))
    caught = [dict(parts["city.tfp"])["catch_up:city.technology"] for parts in (wide, shut)]
    assert (caught[0] >= caught[1]).all()
    assert (caught[0] > caught[1]).any()
    leaps = [float(eras.frontier(turn_of(changed(state, nation_openness=o), tables)).mean()) for o in (1.0, 0.15)]
    assert leaps[0] == 0.0 < leaps[1]


def test_all_cities_pay_behind_the_ladder_and_gain_ahead_of_it() -> None:
    tables = tables_of("incubator-state")
    state = changed(start("incubator-state", seeds=2), nation_openness=0.3)
    for track, sign in ((10.0, -1), (90.0, 1)):
        felt = eras.reliance_growth(turn_of(changed(state, nation_self__reliance=track), tables))
        assert (np.sign(felt) == sign).all()


def test_a_few_foreign_funds_buy_when_confidence_is_low() -> None:
    tables = tables_of("incubator-state")
    state = start("incubator-state")
    for confidence, some in ((20.0, True), (90.0, False)):
        story = course(changed(state, nation_confidence=confidence), tables, 4)
        assert any(note.kind is EventKind.FOREIGN_FUND_CAME for done in story for note in done.notes) is some


def test_a_champion_too_large_for_rich_markets_may_hardly_expand_in_a_hostile_world() -> None:
    tables = tables_of("incubator-state")
    state = start("incubator-state", seeds=2)
    lives = (state["firm.serial"] > 0) & (tables.hard[np.maximum(state["firm.chain"], 0)] > 0)
    large = np.where(lives, 10**9, state["firm.capacity"])
    small = np.where(lives, 1, state["firm.capacity"])
    for capacity, tension, most in ((large, 95.0, 0.5), (large, 0.0, 1.0), (small, 95.0, 1.0)):
        turn = turn_of(changed(state, firm_capacity=capacity, nation_tension=tension), tables)
        part = sanctions.expands(turn)[lives]
        assert part.max() <= most
        assert (most < 1.0) == bool((part < 1.0).all())


def test_congress_years_make_leaders_careful_before_and_bold_after() -> None:
    tables = tables_of("two-decades")
    state = start("two-decades", History.EXACT, 2)
    ready = [float(eras.bold(turn_of(changed(state, nation_congress=n), tables))[0]) for n in (2, 0, 5)]
    assert ready[0] < ready[2] < ready[1]


# --- scenarios ------------------------------------------------------------------------------------------------


def test_a_later_scenario_begins_with_grown_cities_that_are_not_in_debt_to_the_neck() -> None:
    content = shipped()
    scenario = content.scenarios["incubator-state"]
    grown = ageing.content_at(content, scenario)
    assert grown.digest != content.digest
    assert ageing.content_at(content, content.scenarios["two-decades"]) is content
    for city in scenario.cities:
        was, now = content.cities[city], grown.cities[city]
        assert 1.4 < now.gdp / was.gdp < 2.6
        assert now.debt < 1.1 * now.gdp
        assert sum(now.people.values()) < now.population
    state = start("incubator-state", seeds=2)
    tight = state["talent.jobs"] / state["talent.people"]
    assert tight.min() > 0.2
    assert tight.max() < 1.0


@cache
def bots(scenario: str, seed: int) -> MatchLog:
    cities = tuple(shipped().scenarios[scenario].cities[:4])
    personas = [tuple(Persona)[(seat + seed) % len(Persona)] for seat in range(len(cities))]
    return play_match(shipped(), Settings(scenario, cities, history=History.EXACT), personas, seed)


def test_bots_play_the_incubator_state_to_its_end_and_replace_imports() -> None:
    log = bots("incubator-state", 1)  # money, ledger and refusals are checked every turn
    assert len(log.totals) == 20
    assert log.orders[SetSubstitution.__name__] > 0
    assert log.final is not None
    assert (log.final["cluster.substitution"] > 0).any()
    seen = {EventKind.SANCTIONS_TIGHTENED, EventKind.RIFT_WIDENED, EventKind.CITIES_LOCKED, EventKind.STIMULUS_POURED}
    assert {kind.value for kind in seen | {EventKind.ERA_TURNED, EventKind.SLUMP_BROKEN}} <= set(log.events)


def test_bots_play_two_decades_to_their_end() -> None:
    log = bots("two-decades", 2)
    assert len(log.totals) == 40
    assert log.orders[SetSubstitution.__name__] > 0


def turn_of(state: State, tables: Tables) -> Turn:
    """A turn about to be played from this state."""
    return Turn(state, no_acts(state.axes, state.lead), tables)


def off(tables: Tables, *names: str) -> Tables:
    """The tables with some content values at nothing."""
    assert set(names) <= set(tables.numbers)
    return replace(tables, numbers={**tables.numbers, **dict.fromkeys(names, 0.0)})


@pytest.mark.parametrize("history", History)
def test_the_history_asked_for_is_the_history_played(history: History) -> None:
    asked = CreateMatch(1, "one-term", seats=2, history=history)
    cities = ("hefei", "zhuzhou")
    terms = Terms(
        scenario=asked.scenario,
        seats=2,
        mode=asked.mode,
        bots=asked.bots,
        turn_seconds=0,
        tolerance_bp=0,
        legacy_bp=0,
        seed=7,
        digest="",
        history=asked.history,
    )
    state = ShippedRules(shipped()).open(terms, cities).start()
    assert int(state["match.history"]) == list(History).index(history)
    line = parser().parse_args(["play", "--headless", "--history", history.value])
    assert History(line.history) is history


def test_young_trades_grow_old_and_mature_ones_stay_as_they_are() -> None:
    tables = tables_of("two-decades")
    mature, half = tables["nation.market_mature"], tables["nation.market_half"]
    years = tables["nation.market_ages_from"] + np.array([-10.0, 0.0, half, 10 * half])
    pace = markets.growing(tables, years)
    young = tables.growth > mature
    assert young.any()
    np.testing.assert_array_equal(pace[:2], [tables.growth, tables.growth])
    np.testing.assert_allclose(pace[2, young] - mature, (tables.growth[young] - mature) / 2)
    assert (np.diff(pace[:, young], axis=0) <= 0).all()
    assert (pace[3] <= np.maximum(tables.growth, mature)).all()
    assert (pace[3] >= np.minimum(tables.growth, mature)).all()


def test_what_nobody_buys_at_the_lowest_price_is_not_made_for_long() -> None:
    """Small firms that make three times what the world buys close, whatever else draws them; the price is no lower."""
    tables = tables_of("display-decade")
    begun = start("display-decade", seeds=4)
    chain = tables.chain_index("culture")
    flooded = np.array(begun["cluster.base_capacity"])
    times = 3 * begun["nation.demand"][..., chain] // flooded[..., chain].sum(-1)
    flooded[..., chain] *= np.maximum(times, 1)[..., None]
    state = changed(begun, cluster_base__capacity=flooded)
    kept = {off: course(state, without(tables, off), 6)[-1].state for off in (False, True)}
    made, endless = (kept[off]["cluster.base_capacity"][..., chain].sum(-1) for off in (False, True))
    assert (made < 0.6 * endless).all(), "the glut is worked off"
    assert (kept[False]["nation.price"][..., chain] >= kept[True]["nation.price"][..., chain]).all()
    usual = course(begun, tables, 6)[-1].state["cluster.base_capacity"]
    idle = course(begun, without(tables, True), 6)[-1].state["cluster.base_capacity"]
    assert (usual[..., chain] == idle[..., chain]).all(), "an ordinary market sells what it makes"


def without(tables: Tables, off: bool) -> Tables:
    return replace(tables, numbers={**tables.numbers, "chains.pull_unsold": 0.0}) if off else tables
