"""Young firms and what breeds them: hype and bust, badges, contracts, boards, hubs, laboratories, ties."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import msgspec
import numpy as np
import pytest

from boulevard_server.lab.facts import firms as swarms
from boulevard_server.rules import (
    bets,
    boards,
    chance,
    deals_market,
    enablers,
    firm_slots,
    hubs,
    hype,
    laboratories,
    patronage,
    ties,
)
from boulevard_server.rules.acts import Acts, no_acts
from boulevard_server.rules.arrays import Array
from boulevard_server.rules.resolve import resolve
from boulevard_server.rules.setup import new_match, settings_of
from boulevard_server.rules.state import State, money_total, stack
from boulevard_server.rules.tables import Tables
from boulevard_server.rules.turn import Turn
from boulevard_shared.content import shipped
from boulevard_shared.events import EventKind
from boulevard_shared.ids import Badge, Board, ExitRoute, FirmStage, ProjectKind, Vehicle
from facts_table import verdicts

MATCHES = 12


@cache
def opening() -> tuple[State, Tables]:
    """Matches of many seeds side by side, before turn 0."""
    content = shipped()
    terms = settings_of(content, "display-decade")
    pairs = [new_match(content, terms, seed) for seed in range(MATCHES)]
    return stack([state for state, _ in pairs]), pairs[0][1]


def changed(state: State, **fields: Array) -> State:
    """The state with some fields replaced; `firm__cash` means `firm.cash`."""
    arrays = dict(state.items())
    arrays.update({name.replace("__", "."): np.asarray(value) for name, value in fields.items()})
    return State(state.axes, arrays)


def put(array: Array, at: object, value: object) -> Array:
    """A copy of an array with one place changed; `at` counts trailing axes."""
    copy = np.array(array)
    copy[(..., *at) if isinstance(at, tuple) else (..., at)] = value
    return copy


def without(tables: Tables, **numbers: float) -> Tables:
    """Tables with numbers of the rules changed; `hype__pull` means `hype.pull`."""
    return replace(tables, numbers={**tables.numbers, **{k.replace("__", "."): v for k, v in numbers.items()}})


def idle(state: State) -> Acts:
    return no_acts(state.axes, state.lead)


def played(state: State, tables: Tables, turns: int) -> State:
    for _ in range(turns):
        state = resolve(state, idle(state), tables).state
    return state


def near(values: Array, low: float, high: float) -> bool:
    """Whether the mean, with two standard errors either way, lies in a band."""
    values = np.asarray(values, np.float64).reshape(-1)
    error = 2.0 * values.std() / np.sqrt(values.size)
    return bool(low <= values.mean() - error and values.mean() + error <= high)


# --- hype --------------------------------------------------------------------------------------------------


def test_a_favoured_chain_with_incentives_swarms_sevenfold_at_most_and_in_a_bust_a_third_of_it_vanishes() -> None:
    assert all(verdicts("S12", blocks=2))
    assert not any(verdicts("S12", off=True))
    calm = swarms.exits(*opening(), -1)
    assert near(calm, 0.03, 0.07)


def test_a_bust_needs_heat_and_favour_that_goes_makes_it_likelier() -> None:
    state, tables = opening()

    def bursts(heat: float, favour: float) -> float:
        hot = changed(
            state,
            nation__heat=np.full_like(state["nation.heat"], heat),
            nation__favour=state["nation.favour"] * 0 + favour,
        )
        done = resolve(hot, idle(hot), tables).state
        return float((done["nation.bust"] >= 0).mean())

    assert bursts(0.2, 1.0) == 0.0
    assert 0.0 < bursts(2.5, 1.4) < bursts(2.5, 1.0)


def test_screening_keeps_wannabes_out_and_costs_honest_newcomers() -> None:
    begun, tables = opening()
    chain = tables.chain_index("equipment")
    loose, strict = (swarms.rush(begun, tables, screening)[0] for screening in (0, 3))

    def count(state: State, name: str) -> int:
        return int(state[name][:, 0, chain].sum())

    fakes = [count(s, "cluster.wannabes") for s in (loose, strict)]
    honest = [count(s, "cluster.registered") - f for s, f in zip((loose, strict), fakes, strict=True)]
    assert fakes[1] < 0.35 * fakes[0]
    assert 0.6 * honest[0] < honest[1] < 0.9 * honest[0]
    assert count(strict, "cluster.granted") < count(loose, "cluster.granted")


def test_newcomers_flatter_statistics_hire_people_and_draw_grants_until_they_vanish() -> None:
    state, tables = opening()
    chain = tables.chain_index("ai")
    crowd = changed(state, cluster__registered=put(state["cluster.registered"], (0, chain), 500))
    crowd = changed(crowd, cluster__wannabes=put(state["cluster.wannabes"], (0, chain), 500))
    with_them, alone = played(crowd, tables, 1), played(state, tables, 1)
    assert (with_them["cluster.output"][:, 0, chain] > alone["cluster.output"][:, 0, chain]).all()
    assert (with_them["talent.jobs"][:, 0, 1] > alone["talent.jobs"][:, 0, 1]).all()
    burst = changed(with_them, nation__bust=put(with_them["nation.bust"], (chain,), 1))
    after = played(burst, tables, 3)
    assert (after["cluster.registered"][:, 0, chain] < 0.7 * with_them["cluster.registered"][:, 0, chain]).all()
    incited = changed(state, cluster__incentive=put(state["cluster.incentive"], (0, 9), 3))
    done = resolve(incited, idle(incited), tables)
    assert (done.state["cluster.grants"][:, 0, 9] > 0).all()
    assert (money_total(done.state) == money_total(state)).all()


# --- seed money, the green light ---------------------------------------------------------------------------


def test_two_seed_bets_in_three_lose_and_one_in_a_hundred_returns_twentyfold() -> None:
    _, tables = opening()
    keep = bets.keep_of(np.asarray(0.8), 0.2, tables)
    worth = bets.seed_multiple(chance.draw(np.asarray(3), np.asarray(0), "test.seed", (40_000,)), keep)
    assert 0.60 <= float((worth < 1.0).mean()) <= 0.70
    assert 0.005 <= float((worth > 20.0).mean()) <= 0.02
    meddled = bets.seed_multiple(chance.draw(np.asarray(3), np.asarray(0), "test.seed", (40_000,)), 0.0)
    assert float((meddled > 20.0).mean()) == 0.0


def followed(tables: Tables, income: float) -> Array:
    """Private yuan beside each public one in small firms of the first city, when the state goes first (matches)."""
    state, _ = opening()
    bought = 2_000
    income_now = put(state["city.income"], (0,), int(state["nation.income"][0] * income))
    small = np.where(state["firm.city"] == 0, 10_000, 10**7)
    state = changed(
        state,
        city__income=income_now,
        city__trust=np.full_like(state["city.trust"], 50.0),
        nation__favour=np.ones_like(state["nation.favour"]),
        firm__invested=small,
    )
    turn = Turn(state, idle(state), tables)
    mine = (state["firm.city"] == 0) & (state["firm.serial"] > 0)
    cost = np.zeros_like(state["position.cost"])
    cost[:, 0, 1, :] = np.where(mine, bought, 0)
    turn.set("position.cost", cost)
    turn.set("position.since", np.where(cost > 0, -1, 0))  # bought in the turn before this one
    patronage.play(turn)
    return np.asarray(turn["vehicle.crowd_in"][:, 0, 1] / cost[:, 0, 1].sum(axis=-1))


def test_a_public_yuan_is_a_green_light_for_about_one_private_yuan_and_more_in_poor_places() -> None:
    _, tables = opening()
    assert near(followed(tables, 1.1), 0.75, 1.05)
    assert near(followed(tables, 0.7), 1.0, 1.4)
    assert not near(followed(without(tables, funds__crowd_in=0.0), 1.1), 0.75, 1.05)


def test_a_fund_that_must_invest_at_home_finds_fewer_partners_and_builds_more_here_for_each_yuan() -> None:
    state, tables = opening()
    state = changed(state, vehicle__cash=put(state["vehicle.cash"], (0, slice(None)), 10**6))

    def fund(locality: int) -> tuple[Array, Array]:
        acts = idle(state)
        acts["fund.chain"][:, 0], acts["fund.target"][:, 0], acts["fund.locality"][:, 0] = 1, 400_000, locality - 100
        done = resolve(state, acts, tables).state
        partners = done["cluster.sub_fund"][:, 0, 0]
        before, after = done["cluster.base_capacity"][:, 0, 0], resolve(done, idle(done), tables).state
        plain = resolve(changed(done, cluster__sub_fund=done["cluster.sub_fund"] * 0), idle(done), tables).state
        built = (after["cluster.base_capacity"] - plain["cluster.base_capacity"])[:, 0, 0]
        assert (before > 0).all()
        return partners, built / np.maximum(partners, 1)

    free, bound = fund(0), fund(200)
    assert (bound[0] < 0.6 * free[0]).all()
    some = bound[0] > 1_000
    assert some.any()
    assert (bound[1] > 2.0 * free[1])[some].all()


def test_a_patent_scout_brings_ties_and_knowledge_that_make_estimates_sharper_and_firms_likelier() -> None:
    state, tables = opening()
    chain = tables.chain_index("biomedicine")
    acts = idle(state)
    acts["second.chain"][:, 0, 6] = chain + 1
    sent = resolve(state, acts, tables).state
    there, here = played(sent, tables, 3), played(state, tables, 4)
    same = there["official.serial"][:, 0, 6] == state["official.serial"][:, 0, 6]
    assert same.any()
    known = [s["official.expertise"][:, 0, 6, chain][same] for s in (there, here)]
    assert (known[0] > known[1] + 0.05).all()
    ties_now = [s["talent.network"][:, 0, chain] for s in (there, here)]
    assert (ties_now[0][same] > ties_now[1][same] + 0.1).all()
    sight = [deals_market.literacy(Turn(s, idle(s), tables))[:, 0, chain] for s in (there, here)]
    assert (sight[0] >= sight[1]).all()
    assert sight[0].mean() > sight[1].mean()


def test_state_owners_help_as_a_minority_and_harm_in_control() -> None:
    _, tables = opening()
    shares = np.array([0.0, 0.05, 0.10, 0.22, 0.35, 0.5, 0.8])
    helped = ties.help_of(shares, tables)
    assert helped[0] == 0.0
    assert (helped[2:5] == 1.0).all()
    assert helped[1] < 1.0
    assert helped[5] < helped[4]
    assert helped[6] == -1.0


def test_trouble_in_one_firm_costs_its_sister_firms_value() -> None:
    state, tables = opening()
    city, chain = int(state["firm.city"][0, 0]), int(state["firm.chain"][0, 0])
    same = {"firm__city": state["firm.city"], "firm__chain": state["firm.chain"]}
    for slot in range(4):
        same["firm__city"] = put(same["firm__city"], (slot,), city)
        same["firm__chain"] = put(same["firm__chain"], (slot,), chain)
    cost = put(state["position.cost"], (city, 0, slice(0, 4)), 5_000)
    state = changed(state, position__cost=cost, position__share=np.where(cost > 0, 0.2, 0.0), **same)

    def values(tables: Tables, sick: bool) -> Array:
        turn = Turn(state, idle(state), tables)
        if sick:
            turn.set("firm.stage", put(state["firm.stage"], (0,), FirmStage.DISTRESS))
        ties.play(turn)
        return np.asarray(turn["firm.value"][:, 1:4], np.float64)

    calm = values(tables, sick=False)
    assert (values(tables, sick=True) < 0.95 * calm).all()
    assert (values(without(tables, ties__contagion=0.0), sick=True) == calm).all()


# --- anchors and rescues -----------------------------------------------------------------------------------


def test_ten_turns_after_an_anchor_opens_related_firms_are_more_productive_by_proximity() -> None:
    state, tables = opening()
    chain = tables.chain_index("appliances")
    slot = int(np.argmax((state["firm.city"][0] == 0) & (state["firm.chain"][0] == chain)))

    def learnt(tables: Tables) -> Array:
        now = changed(state, firm__anchor=put(state["firm.anchor"], (slot,), 1))
        for _ in range(10):
            now = changed(now, firm__stage=put(now["firm.stage"], (slot,), FirmStage.MATURE))
            now = resolve(now, idle(now), tables).state
        return np.asarray(now["cluster.spill"][:, 0] / tables.proximity[chain])

    assert near(learnt(tables)[:, tables.proximity[chain] >= 0.5], 0.09, 0.15)
    assert not near(learnt(without(tables, chains__spill_size=1e-6)), 0.09, 0.15)


def test_one_rescue_in_ten_pays_fivefold_inside_two_years_and_more_than_a_third_is_lost() -> None:
    assert all(verdicts("S23", blocks=2))
    assert not verdicts("S23", off=True)[0]


# --- contracts and badges ----------------------------------------------------------------------------------


def with_contract(state: State, tables: Tables, slot: int, turns: int) -> State:
    city = int(state["firm.city"][0, slot])
    for _ in range(turns):
        acts = idle(state)
        acts["contract.amount"][:, city, slot] = state["firm.capacity"][:, slot] // 10
        treasury = put(state["city.treasury"], (city,), 10**8)
        state = changed(state, city__treasury=treasury)
        state = resolve(state, acts, tables).state
    return state


def test_a_state_contract_keeps_a_firm_busy_raises_its_price_and_costs_the_treasury() -> None:
    state, tables = opening()
    half = put(state["firm.use"], (0,), 0.5)
    state = changed(state, firm__use=half)
    city = int(state["firm.city"][0, 0])
    bought = with_contract(state, tables, 0, 2)
    plain = state
    for _ in range(2):
        plain = changed(plain, city__treasury=put(plain["city.treasury"], (city,), 10**8))
        plain = resolve(plain, idle(plain), tables).state
    assert (bought["firm.output"][:, 0] > plain["firm.output"][:, 0]).all()
    assert (bought["firm.value"][:, 0] > 1.05 * plain["firm.value"][:, 0]).all()
    assert (bought["city.treasury"][:, city] < plain["city.treasury"][:, city]).all()
    off = without(tables, patronage__value_contract=0.0)
    assert (with_contract(state, off, 0, 2)["firm.value"][:, 0] < 1.05 * plain["firm.value"][:, 0]).all()
    faded = played(bought, tables, 4)
    assert (faded["firm.contract"][:, 0] < bought["firm.contract"][:, 0] // 8).all()


def nominated(tables: Tables, quality: float, turn: int = 8) -> State:
    state, _ = opening()
    firsts = [int(np.argmax(state["firm.city"][0] == city)) for city in range(len(tables.cities))]
    state = changed(
        state,
        match__turn=np.full(MATCHES, turn),
        firm__capacity=put(state["firm.capacity"], (firsts,), 40_000),
        firm__quality=put(state["firm.quality"], (firsts,), quality),
    )
    acts = idle(state)
    acts["nominate.firm"][:] = np.array(firsts) + 1
    return resolve(state, acts, tables).state


def test_a_good_small_firm_gets_its_badge_pays_less_tax_and_must_earn_it_again_after_three_years() -> None:
    _, tables = opening()
    good, bad = nominated(tables, 3.0), nominated(tables, -3.0)
    share = [float((s["firm.badge"] == Badge.PROVINCIAL).sum() / MATCHES / len(tables.cities)) for s in (good, bad)]
    assert share[0] > 0.8
    assert share[1] < 0.3
    assert not nominated(tables, 3.0, turn=2)["firm.badge"].any(), "before the badge exists nobody has it"
    holds = good["firm.badge"] > 0
    later = played(good, tables, 5)
    still = holds & (later["firm.serial"] == good["firm.serial"])
    assert still.any()
    assert (later["firm.badge"][still] > 0).all()
    assert not played(later, tables, 1)["firm.badge"][still].any()
    plain = changed(good, firm__badge=np.zeros_like(good["firm.badge"]))
    kept, paid = (resolve(s, idle(s), tables) for s in (good, plain))
    tax = [sum(int(c.sum()) for k, c in r.parts["city.treasury"] if k == "firm_tax") for r in (kept, paid)]
    assert tax[0] < tax[1]


# --- exchanges ---------------------------------------------------------------------------------------------


def at_year(tables: Tables, year: int) -> Tables:
    return replace(tables, scenario=msgspec.structs.replace(tables.scenario, start_year=year))


def test_the_science_board_opens_at_its_date_give_or_take_half_a_year_and_its_window_moves() -> None:
    state, tables = opening()
    late = at_year(tables, 2018)
    began, flags = np.full(MATCHES, -1), []
    for coming in range(1, 14):
        done = resolve(state, idle(state), late)
        state = done.state
        flags.append(state["nation.science_board"])
        began = np.where((began < 0) & (flags[-1] > 0), coming, began)
    due = boards.founded(late, Board.SCIENCE)
    assert set(began.tolist()) <= {due - 1, due, due + 1}
    assert len(set(began.tolist())) > 1
    moved = np.diff(np.array(flags), axis=0)
    assert (moved < 0).any(), "windows shut"
    assert boards.founded(tables, Board.SCIENCE) > tables.scenario.turns


def test_each_board_asks_for_its_own_firm_and_pays_its_own_first_day() -> None:
    state, tables = opening()
    hard, soft = tables.chain_index("chips"), tables.chain_index("culture")
    fields = {
        "firm__stage": put(put(state["firm.stage"], (0,), FirmStage.MATURE), (1,), FirmStage.MATURE),
        "firm__chain": put(put(state["firm.chain"], (0,), hard), (1,), soft),
        "firm__value": put(put(state["firm.value"], (0,), 400_000), (1,), 25_000),
        "firm__output": put(put(state["firm.output"], (0,), 60_000), (1,), 9_000),
        "firm__technology": put(state["firm.technology"], (0,), 1.1),
    }
    on, off = np.ones(MATCHES, np.int64), np.zeros(MATCHES, np.int64)
    every = changed(state, nation__window=on, nation__science_board=on, nation__small_board=on, **fields)
    assert (boards.board_of(every, tables)[:, :2] == (Board.SCIENCE, Board.SMALL)).all()
    main_only = changed(state, nation__window=on, nation__science_board=off, nation__small_board=off, **fields)
    assert (boards.board_of(main_only, tables)[:, :2] == (Board.MAIN, Board.NONE)).all()
    low, high = boards.first_day(np.array([Board.MAIN, Board.SCIENCE, Board.SMALL]), tables)
    assert low[1] > low[0] > low[2] - 0.2
    assert high[1] > high[0] > high[2]
    held = np.zeros_like(state["position.share"])
    held[:, 0, 0, 0] = 0.2
    acts = idle(state)
    acts["sell.route"][:, 0, 0, 0] = ExitRoute.LISTING
    acts["sell.share"][:, 0, 0, 0] = 10_000
    owned = changed(every, position__share=held, position__cost=(held * 10_000).astype(np.int64))
    listed = resolve(owned, acts, without(at_year(tables, 2020), boards__shut_chance=-9.0)).state
    assert (listed["firm.board"][:, 0] == Board.SCIENCE).all()
    assert (listed["position.locked"][:, 0, 0, 0] == 2).all()
    assert (listed["position.share"][:, 0, 0, 0] > 0).all(), "locked in, not sold"


# --- hubs, data centres, enablers --------------------------------------------------------------------------


def ready(state: State, **less: Array) -> State:
    fields: dict[str, Array] = {
        "talent__people": put(state["talent.people"], (0, slice(1, 3)), 120_000),
        "city__transport": put(state["city.transport"], (0,), 80.0),
        "city__trust": put(state["city.trust"], (0,), 90.0),
        "official__competence": put(state["official.competence"], (0, slice(None)), 0.9),
        "cluster__local_share": put(state["cluster.local_share"], (0, 6), 0.6),
        "cluster__output": put(state["cluster.output"], (0, 6), 5_000_000),
    }
    return changed(state, **{**fields, **less})


def test_a_foreign_hub_comes_only_where_all_four_thresholds_are_met_and_leaves_when_confidence_falls() -> None:
    state, tables = opening()
    sure = without(tables, hubs__come=5.0)

    def came(state: State, tables: Tables = sure) -> Array:
        turn = Turn(state, idle(state), tables)
        hubs.play(turn)
        hub = (turn["firm.kind"] == ProjectKind.HUB) & (turn["firm.city"] == 0) & (turn["firm.serial"] > 0)
        return np.asarray(hub.any(axis=-1))

    assert came(ready(state)).all()
    assert not came(ready(state, city__transport=put(state["city.transport"], (0,), 10.0))).any()
    assert not came(ready(state, talent__people=put(state["talent.people"], (0, slice(1, 3)), 100))).any()
    assert not came(ready(state), without(tables, hubs__come=0.0)).any()
    turn = Turn(ready(state), idle(state), sure)
    hubs.play(turn)
    settled = turn.close()
    afraid, gone = without(tables, hubs__come=0.0), settled
    for _ in range(6):
        gone = changed(gone, nation__confidence=np.full(MATCHES, 10.0))
        gone = resolve(gone, idle(gone), afraid).state
    left = [((s["firm.kind"] == ProjectKind.HUB) & (s["firm.serial"] > 0)).sum() for s in (settled, gone)]
    assert left[1] < 0.5 * left[0]


def test_a_hub_closes_in_a_deep_glut_and_where_its_owner_may_not_work_any_more() -> None:
    state, tables = opening()
    turn = Turn(ready(state), idle(state), without(tables, hubs__come=5.0))
    hubs.play(turn)
    settled = turn.close()
    chain = int(settled["firm.chain"][settled["firm.kind"] == ProjectKind.HUB][0])
    stays = without(tables, hubs__come=0.0)

    def left(state: State, tables: Tables) -> int:
        turn = Turn(state, idle(state), tables)
        hubs.play(turn)
        return int(((turn["firm.kind"] == ProjectKind.HUB) & (turn["firm.serial"] > 0)).sum())

    all_hubs = left(settled, stays)
    cheap = changed(settled, nation__price=put(settled["nation.price"], (chain,), 0.42))
    denied = changed(settled, nation__sanctions=put(settled["nation.sanctions"], (chain,), 4))
    assert left(cheap, stays) < all_hubs
    assert left(denied, stays) < all_hubs
    assert left(cheap, without(stays, hubs__leave_glut=0.0)) == all_hubs
    assert left(denied, without(stays, hubs__leave_rung=0.0)) == all_hubs


def test_clouds_grow_from_halls_even_dark_ones_and_from_champions_of_data() -> None:
    state, tables = opening()
    slots = ((0,), (1,), (2,))
    chain = tables.chain_index("culture")
    fields = {
        "firm.serial": (91, 92, 93),
        "firm.city": (0, 0, 0),
        "firm.chain": (chain, chain, chain),
        "firm.kind": (ProjectKind.DATACENTRE, ProjectKind.DATACENTRE, ProjectKind.HEADQUARTERS),
        "firm.stage": (FirmStage.RAMP, FirmStage.DISTRESS, FirmStage.MATURE),
        "firm.doomed": (0, 1, 0),
        "firm.output": (5_000, 5_000, 90_000),
        "firm.target": (10_000, 1_000, 100_000),
        "firm.invested": (10_000, 10_000, 50_000),
        "firm.enabler": (0, 0, 0),
    }
    placed = {}
    for name, values in fields.items():
        array = state[name]
        for slot, value in zip(slots, values, strict=True):
            array = put(array, slot, value)
        placed[name.replace(".", "__", 1)] = array
    state = changed(state, **placed)
    sure = without(tables, enablers__cloud_chance=999.0, enablers__cloud_firm=999.0)
    turn = Turn(state, idle(state), sure)
    enablers.play(turn)
    assert (turn["firm.enabler"][:, :3] == 1).all()
    assert (turn["firm.doomed"][:, 1] == 0).all()
    assert (turn["firm.target"][:, 1] == 10_000).all()
    assert (turn["firm.target"][:, 2] == 110_000).all()
    never = Turn(state, idle(state), without(tables, enablers__cloud_chance=0.0, enablers__cloud_firm=0.0))
    enablers.play(never)
    assert not never["firm.enabler"][:, :3].any()


def test_a_data_centre_is_used_by_a_quarter_far_away_and_by_four_fifths_in_a_metropolis() -> None:
    state, tables = opening()
    state = changed(
        state,
        firm__kind=put(state["firm.kind"], (slice(0, 2),), ProjectKind.DATACENTRE),
        firm__city=put(put(state["firm.city"], (0,), 0), (1,), 1),
        city__gdp=put(put(state["city.gdp"], (0,), 8_000_000), (1,), 60_000_000),
    )
    use = enablers.hall_use(Turn(state, idle(state), tables))
    assert np.allclose(use[:, 0], 0.25)
    assert np.allclose(use[:, 1], 0.80)
    assert (use[:, 2:] == 1.0).all()
    cloud = changed(state, firm__enabler=put(state["firm.enabler"], (0,), 1))
    assert (enablers.hall_use(Turn(cloud, idle(cloud), tables))[:, 0] == 1.0).all()


def test_industrial_software_lifts_old_industry_in_the_same_city() -> None:
    state, tables = opening()
    chain = tables.chain_index("security")
    strong = changed(state, cluster__output=put(state["cluster.output"], (1, chain), 10_000_000))

    def gain(state: State, tables: Tables) -> Array:
        turn = Turn(state, idle(state), tables)
        enablers.play(turn)
        return np.asarray(turn["city.tfp"] - state["city.tfp"])

    assert (gain(strong, tables)[:, 1] > gain(state, tables)[:, 1]).all()
    assert (gain(strong, tables)[:, 0] == gain(state, tables)[:, 0]).all()
    assert not gain(strong, without(tables, enablers__lift=0.0)).any()


# --- laboratories and universities -------------------------------------------------------------------------


def test_laboratories_open_three_years_later_and_breed_firms_of_their_chain() -> None:
    state, tables = opening()
    chain = tables.chain_index("quantum")
    acts = idle(state)
    acts["laboratory.amount"][:, 0, chain] = 60_000
    state = changed(state, city__treasury=put(state["city.treasury"], (0,), 10**7))
    done = resolve(state, acts, tables).state
    assert not done["talent.laboratory"][:, 0, chain].any()
    assert not played(done, tables, 5)["talent.laboratory"][:, 0, chain].any()
    assert (played(done, tables, 6)["talent.laboratory"][:, 0, chain] > 15.0).all()

    def born(strength: float, tables: Tables) -> int:
        lab = changed(state, talent__laboratory=put(state["talent.laboratory"], (0, chain), strength))
        count = 0
        for _ in range(6):
            out = resolve(lab, idle(lab), tables)
            lab = out.state
            for note in out.notes:
                if note.kind is EventKind.FIRM_SPUN_OUT:
                    count += int((note.mask & (np.asarray(note.args["chain"]) == chain))[:, 0].sum())
        return count

    assert born(90.0, tables) > 2 * born(0.0, tables) + 5


def test_laboratories_bring_a_chain_nearer_that_hardly_existed() -> None:
    state, tables = opening()
    chain = tables.chain_index("quantum")
    lab = changed(state, talent__laboratory=put(state["talent.laboratory"], (0, chain), 90.0))
    near_it, far = (played(s, tables, 4)["cluster.density"][:, 0, chain] for s in (lab, state))
    assert (near_it > far + 0.01).all()
    off = without(tables, laboratories__density=0.0)
    assert np.allclose(played(lab, off, 1)["cluster.density"], played(state, off, 1)["cluster.density"], atol=1e-3)


def test_an_uprooted_university_takes_the_best_offer_arrives_halved_and_outgrows_itself_in_decades() -> None:
    state, tables = opening()
    calm = without(tables, laboratories__exile_chance=0.0)
    state = changed(
        state,
        nation__exile_field=np.full(MATCHES, 1),
        nation__exile_strength=np.full(MATCHES, 40.0),
        nation__exile_closes=np.zeros(MATCHES, np.int64),
        city__treasury=np.full_like(state["city.treasury"], 10**6),
        city__livability=np.full_like(state["city.livability"], 50.0),
    )
    floor = int(laboratories.host_floor(np.asarray(40.0), calm))
    acts = idle(state)
    acts["host.amount"][:, 0], acts["host.amount"][:, 2], acts["host.amount"][:, 3] = floor + 500, floor, floor // 2
    done, idle_city = resolve(state, acts, calm).state, resolve(state, idle(state), calm).state
    gained = done["talent.university"][:, :, 1] - idle_city["talent.university"][:, :, 1]
    assert (gained[:, 0] > 0.45 * 40.0 - 1.0).all()
    assert (gained[:, 0] < 0.55 * 40.0).all()
    assert not gained[:, 1:].any()
    assert (done["nation.exile_field"] == -1).all()
    assert not idle_city["talent.hosted"].any(), "nobody offered, nobody has it"
    late = played(done, calm, 15)
    assert (late["talent.hosted"][:, 0].sum(axis=-1) < 0.5 * done["talent.hosted"][:, 0].sum(axis=-1)).all()
    assert (done["talent.hosted"][:, 0] >= 0).all()


@pytest.mark.parametrize("vehicle", Vehicle)
def test_the_green_light_shines_for_two_years_whichever_vehicle_pays(vehicle: Vehicle) -> None:
    state, tables = opening()
    place = tuple(Vehicle).index(vehicle)
    acts = idle(state)
    city = int(state["firm.city"][0, 0])
    acts["follow.vehicle"][:, city, 0] = place + 1
    acts["follow.amount"][:, city, 0] = 500
    done = resolve(state, acts, tables).state
    assert (done["firm.green"][:, 0] == 4).all()
    assert not played(done, tables, 4)["firm.green"][:, 0].any()


def test_what_young_firms_report_is_what_the_ledger_says() -> None:
    state, tables = opening()
    done = resolve(state, idle(state), tables)
    lines = [change for cause, change in done.parts["cluster.output"] if cause.startswith("newcomers")]
    told = sum(lines) if lines else 0
    now, before = hype.claimed_output(done.state, tables), hype.claimed_output(state, tables)
    assert np.array_equal(np.broadcast_to(told, now.shape), now - before)


def test_a_slot_without_a_firm_says_nothing_though_firms_come_and_go() -> None:
    state, tables = opening()
    came, went = 0, 0
    for _ in range(12):
        before = state["firm.serial"]
        state = resolve(state, idle(state), tables).state
        came += np.count_nonzero((state["firm.serial"] > 0) & (state["firm.serial"] != before))
        went += np.count_nonzero((before > 0) & (state["firm.serial"] != before))
        empty = state["firm.serial"] == 0
        for name, value in firm_slots.EMPTY.items():
            assert (state[name][empty] == value).all(), name
    assert came > MATCHES
    assert went > MATCHES
