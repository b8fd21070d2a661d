"""Nation, deals, firms and funds: money is conserved, luck has the right shape, and mechanisms do what they promise."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from boulevard_server.bulletin import events_for
from boulevard_server.report import bet_lines
from boulevard_server.rules import bets, deals
from boulevard_server.rules.acts import Acts, no_acts, stack_acts
from boulevard_server.rules.arrays import Array
from boulevard_server.rules.resolve import Resolution, resolve
from boulevard_server.rules.setup import new_match, settings_of
from boulevard_server.rules.state import STATE, State, money_total, stack
from boulevard_server.rules.tables import Tables
from boulevard_server.rules.turn import Turn
from boulevard_server.views import ledger_adds_up
from boulevard_shared.content import shipped
from boulevard_shared.events import EventKind
from boulevard_shared.ids import ExitRoute, FirmStage

SEEDS = range(3)


@cache
def opening(seed: int) -> tuple[State, Tables]:
    content = shipped()
    return new_match(content, settings_of(content, "display-decade"), seed)


def batch_of(seeds: range) -> tuple[State, Tables]:
    return stack([opening(seed)[0] for seed in seeds]), opening(seeds[0])[1]


def changed(state: State, **fields: Array) -> State:
    """The state with some fields replaced; `firm_cash` means `firm.cash`."""
    arrays = dict(state.items())
    arrays.update({name.replace("_", ".", 1): value for name, value in fields.items()})
    return State(state.axes, arrays)


def wild_acts(state: State, dice: np.random.Generator) -> Acts:
    """Acts of all cities at once, in the sizes of real decrees, many of them more than the city can pay."""
    axes, acts = state.axes, no_acts(state.axes)
    cities, projects, vehicles, firms = axes["C"], axes["P"], axes["V"], axes["F"]
    ticket, asked = state["project.ticket"], state["project.equity"]

    def some(shape: tuple[int, ...], odds: float, value: Array) -> Array:
        return np.where(dice.random(shape) < odds, value, 0)

    shape = (cities, projects)
    acts["bid.vehicle"] = dice.integers(0, vehicles + 1, shape)
    acts["bid.equity"] = (asked * dice.uniform(0.5, 1.5, shape)).astype(np.int64)
    acts["bid.premium"] = dice.integers(0, 3_000, shape)
    acts["bid.guarantee"] = (ticket * dice.uniform(0, 0.6, shape)).astype(np.int64)
    acts["bid.land"], acts["bid.tax"] = dice.integers(0, 101, shape), dice.integers(0, 11, shape)
    acts["bid.works"] = (ticket * dice.uniform(0, 0.1, shape)).astype(np.int64)
    acts["bid.housing"] = (ticket * dice.uniform(0, 0.05, shape)).astype(np.int64)
    acts["bid.claw_back"], acts["consult.project"] = dice.integers(0, 2, shape), dice.integers(0, 2, shape)
    money = state["city.treasury"][:, None] * dice.uniform(-0.4, 0.7, (cities, vehicles))
    acts["capitalise.amount"] = money.astype(np.int64)
    acts["fund.chain"] = some((cities,), 0.3, dice.integers(1, axes["I"] + 1, cities))
    acts["fund.target"] = dice.integers(1_000, 300_000, cities)
    acts["follow.vehicle"] = some((cities, firms), 0.3, dice.integers(1, vehicles + 1, (cities, firms)))
    acts["follow.amount"] = (state["firm.value"] * dice.uniform(0, 0.3, (cities, firms))).astype(np.int64)
    acts["sell.route"] = some((cities, vehicles, firms), 0.1, dice.integers(1, 5, (cities, vehicles, firms)))
    acts["sell.share"] = dice.integers(0, 10_001, (cities, vehicles, firms))
    acts["lobby.chain"] = some((cities,), 0.3, dice.integers(1, axes["I"] + 1, cities))
    return acts


def wild_standing(state: State, dice: np.random.Generator) -> State:
    return changed(
        state,
        cluster_seed_budget=dice.integers(0, 4_000, state["cluster.seed_budget"].shape),
        vehicle_managers_budget=dice.integers(0, 2_000, state["vehicle.cash"].shape),
    )


def test_wild_play_conserves_money_explains_everything_and_is_the_same_in_a_batch() -> None:
    states = [opening(seed)[0] for seed in SEEDS]
    tables = opening(0)[1]
    dice = [np.random.default_rng(seed) for seed in SEEDS]
    money = [money_total(state) for state in states]
    seen: set[EventKind] = set()
    for _ in range(14):
        states = [wild_standing(state, die) for state, die in zip(states, dice, strict=True)]
        acts = [wild_acts(state, die) for state, die in zip(states, dice, strict=True)]
        together = resolve(stack(states), stack_acts(acts), tables)
        alone = [resolve(state, act, tables) for state, act in zip(states, acts, strict=True)]
        for match, resolution in enumerate(alone):
            assert ledger_adds_up(resolution)
            assert money_total(resolution.state) == money[match]
            for field in STATE:
                same = resolution.state[field.name].tobytes() == together.state[field.name][match].tobytes()
                assert same, f"{field.name} differs in a batch"
            for purse in ("vehicle.cash", "firm.cash", "city.treasury"):
                assert (resolution.state[purse] >= 0).all(), f"{purse} below zero"
            assert (resolution.state["position.share"].sum(axis=(0, 1)) < 1.0001).all()
            seen |= {note.kind for note in resolution.notes}
        states = [resolution.state for resolution in alone]
    assert {
        EventKind.PROJECT_WON,
        EventKind.FIRM_OPENED,
        EventKind.FIRM_DIED,
        EventKind.FIRM_CALLED,
        EventKind.STAKE_SOLD,
        EventKind.FUND_FILLED,
        EventKind.SEEDS_SETTLED,
    } <= seen


@pytest.mark.parametrize("seed", SEEDS)
def test_a_dead_firm_leaves_an_empty_slot_and_no_stakes(seed: int) -> None:
    state, tables = opening(seed)
    share, cost = np.array(state["position.share"]), np.array(state["position.cost"])
    share[0, 1, 0], cost[0, 1, 0] = 0.3, 10_000
    stage, doomed, turns = (np.array(state[f"firm.{name}"]) for name in ("stage", "doomed", "distress"))
    stage[0], doomed[0], turns[0] = FirmStage.DISTRESS, 1, 9
    guaranteed, debt = np.array(state["firm.guaranteed"]), np.array(state["firm.debt"])
    guaranteed[0], debt[0] = 7_000, 20_000
    sick = changed(state, position_share=share, position_cost=cost, firm_stage=stage, firm_doomed=doomed)
    sick = changed(sick, firm_distress=turns, firm_guaranteed=guaranteed, firm_debt=debt)
    after = resolve(sick, no_acts(state.axes), tables)
    assert after.state["firm.serial"][0] != sick["firm.serial"][0]
    assert after.state["position.cost"][0, 1, 0] == 0
    assert after.state["vehicle.lost"][0, 1] == 10_000
    called = sum(int(part[0]) for kind, part in after.parts["city.treasury"] if kind == "guarantee_called")
    assert called == -7_000


def test_seed_bets_follow_the_venture_table_and_the_state_cuts_its_tail() -> None:
    u = (np.arange(200_000) + 0.5) / 200_000
    free = bets.seed_multiple(u, 1.0)
    assert np.mean(free < 1.0) == pytest.approx(0.65, abs=0.002)
    assert np.mean((free >= 1.0) & (free < 5.0)) == pytest.approx(0.25, abs=0.002)
    assert np.mean(free >= 20.0) == pytest.approx(0.015, abs=0.001)
    assert free.mean() == pytest.approx(2.3, abs=0.15)
    eighth, half = bets.seed_multiple(u, 0.125), bets.seed_multiple(u, 0.5)
    assert 1.06 <= eighth.mean() <= 1.25
    assert 1.5 <= half.mean() <= 1.7
    assert np.mean(eighth < 1.0) == pytest.approx(0.65, abs=0.002)


def test_a_city_unprepared_lands_one_mega_bet_in_ten_and_the_best_prepared_nearly_one_in_two() -> None:
    content = shipped()
    cities = tuple(content.scenarios["display-decade"].cities)
    state, tables = new_match(content, settings_of(content, "display-decade", cities), 1)
    bare = bets.ground(state, 0.3, tables)
    one = np.ones_like(bare.density)
    ready = bets.Ground(bare.talent, bare.density + 0.12, one * 0.7, one, bare.hype, one * 0.0, one * 0.15)
    line = tables.template_ids.index("gen6-panel-line")
    usual = bets.usual_quality(np.array(line), np.array(1_750_000.0), tables)
    chain = tables.chain_index("displays")
    hefei = tables.city_index("hefei")
    unprepared = bets.chance_of(bets.log_odds(bare, tables), usual, 0.0, tables)[:, chain]
    prepared = bets.chance_of(bets.log_odds(ready, tables), usual, 1.0, tables)[:, chain]
    assert 0.06 <= np.median(unprepared) <= 0.14
    assert 0.42 <= prepared[hefei] <= 0.55


def test_consultation_raises_the_odds_of_success_about_one_and_a_half_times() -> None:
    tables = opening(0)[1]
    quality = np.random.default_rng(0).normal(0.0, tables["deals.quality_spread"], 100_000)
    for odds in (-2.0, -1.0, 0.0):
        without = bets.chance_of(np.array(odds), quality, 0.0, tables).mean()
        asked = bets.chance_of(np.array(odds), quality, 1.0, tables).mean()
        assert 1.3 <= asked / (1 - asked) * (1 - without) / without <= 1.7


def test_consultation_sharpens_the_estimate_and_sees_more_frauds() -> None:
    state, tables = batch_of(range(24))
    there = (state["project.serial"] > 0) & (state["project.closes"] > 0)[..., :]
    state = changed(state, project_fraud=there.astype(np.int64))
    acts = no_acts(state.axes, state.lead)
    asked = np.zeros_like(acts["consult.project"])
    asked[:, :4] = 1
    acts["consult.project"] = asked
    after = resolve(state, acts, tables).state
    stays = (after["project.serial"] == state["project.serial"]) & there
    mask = np.broadcast_to(stays[:, None, :], after["project.estimate"].shape)
    error = np.abs(after["project.estimate"] - after["project.quality"][:, None, :])
    knows, guesses = mask & (asked > 0), mask & (asked == 0)
    assert error[knows].mean() < 0.75 * error[guesses].mean()
    assert (after["project.noise"][knows] <= tables["deals.consult_noise"]).all()
    more = after["project.fraud_seen"][knows].mean() - state["project.fraud_seen"][guesses].mean()
    assert 0.3 <= more <= 0.5


def bid_of_first(state: State, guarantee: int = 0) -> tuple[Acts, int]:
    """City 0 offers all that is asked for the first project that closes now, and the project's slot."""
    slot = int(np.nonzero((state["project.serial"] > 0) & (state["project.closes"] == state["match.turn"]))[0][0])
    acts = no_acts(state.axes)
    acts["bid.vehicle"][0, slot] = 1
    acts["bid.equity"][0, slot] = state["project.equity"][slot]
    acts["bid.guarantee"][0, slot] = guarantee
    acts["bid.land"][0, slot] = 100
    acts["bid.tax"][0, slot] = 10
    return acts, slot


def eager(seed: int, favour: float) -> tuple[State, Tables]:
    """A match at its second turn, in which city 0 is rich and every firm takes the first offer."""
    state, tables = opening(seed)
    state = resolve(state, no_acts(state.axes), tables).state
    cash = np.array(state["vehicle.cash"])
    outside = np.array(state["outside.centre"]) - (10_000_000 - cash[0, 0])
    cash[0, 0] = 10_000_000
    reserve = np.full_like(state["project.reserve"], -5.0)
    mood = np.full_like(state["nation.favour"], favour)
    return changed(
        state, vehicle_cash=cash, outside_centre=outside, project_reserve=reserve, nation_favour=mood
    ), tables


def sign(seed: int, favour: float) -> tuple[State, Resolution, int]:
    state, tables = eager(seed, favour)
    acts, slot = bid_of_first(state)
    return state, resolve(state, acts, tables), slot


@pytest.mark.parametrize("seed", SEEDS)
def test_a_won_project_becomes_a_firm_with_its_money_and_the_city_its_owner(seed: int) -> None:
    before, after, slot = sign(seed, favour=0.1)
    state = after.state
    firm = int(np.nonzero(state["firm.name"] * (state["firm.planter"] == 0) == before["project.name"][slot])[0][0])
    asked, stake = int(before["project.equity"][slot]), float(before["project.stake"][slot])
    assert state["firm.city"][firm] == 0
    assert state["position.cost"][0, 0, firm] == asked  # nobody else wanted in: the city pays all it pledged
    assert state["position.share"][0, 0, firm] == pytest.approx(stake, abs=0.001)
    assert state["vehicle.invested"][0, 0] == asked
    assert before["project.serial"][slot] not in state["project.serial"]


def test_a_bet_is_on_its_way_until_profit_is_due_or_something_has_gone_wrong() -> None:
    state, tables = sign(1, favour=0.1)[1].state, eager(1, 0.1)[1]
    (line,) = (line for line in bet_lines(state, tables) if line.seat == 0)
    assert line.running
    assert line.worth == line.paid, "nothing has happened to it yet"
    slots = state["firm.serial"].shape
    none = np.zeros(slots, np.int64)
    for name, values in (
        ("firm.pays_in", none), ("firm.stage", np.full(slots, FirmStage.DISTRESS)), ("firm.serial", none),
    ):  # fmt: skip
        later = State(state.axes, dict(state.items()) | {name: values})
        assert not any(line.running for line in bet_lines(later, tables)), name


def test_where_the_market_joins_a_city_pays_less_than_it_pledged() -> None:
    paid = []
    for seed in range(8):
        before, after, slot = sign(seed, favour=2.0)
        paid.append(after.state["vehicle.invested"][0, 0] / before["project.equity"][slot])
        (said,) = (
            event.sentence for event in events_for(after, 0, eager(seed, 2.0)[1]) if event.kind is EventKind.PROJECT_WON
        )
        assert said.args["equity"] + said.args["joined"] == before["project.equity"][slot]
    assert 0.3 < min(paid) < 0.55
    assert 0.5 < float(np.mean(paid)) < 0.85


def test_whoever_bids_in_vain_is_told_who_was_chosen_and_nobody_else_hears_of_the_bid() -> None:
    state, tables = eager(1, favour=0.1)
    acts, slot = bid_of_first(state)
    acts["bid.vehicle"][1, slot] = acts["bid.vehicle"][0, slot]
    acts["bid.equity"][1, slot] = low = int(state["project.equity"][slot]) // 20
    done = resolve(state, acts, tables)
    heard = [[event for event in events_for(done, seat, tables) if event.kind is EventKind.BID_LOST] for seat in (0, 1)]
    assert heard[0] == []
    (lost,) = heard[1]
    assert lost.own
    assert lost.sentence.args == {
        "firm": int(state["project.name"][slot]), "host_city": tables.cities[0], "equity": low,
    }  # fmt: skip


def test_the_central_fund_takes_part_of_a_citys_equity_in_hard_chains_of_the_plan_and_more_each_year() -> None:
    def central(turn: int, named: int, hard: int) -> float:
        """Part of what the city pledged that comes from the centre."""
        state, tables = eager(0, favour=1.0)
        slot = bid_of_first(state)[1]
        chain, closes = np.array(state["project.chain"]), np.array(state["project.closes"])
        chain[slot], closes[slot] = np.flatnonzero(tables.hard == hard)[0], turn
        plan = np.full_like(state["nation.plan"], named)
        turns = np.full_like(state["match.turn"], turn)
        moved = changed(state, project_chain=chain, project_closes=closes, nation_plan=plan, match_turn=turns)
        begun = Turn(moved, bid_of_first(moved)[0], tables)
        deals.award(begun)
        before, after = int(moved["outside.centre"]), int(begun["outside.centre"])
        pledged, invested = int(state["project.equity"][slot]), int(begun["vehicle.invested"][0, 0])
        joined = pledged - invested - (before - after)
        return (before - after) / (pledged - joined)

    assert central(4, named=1, hard=1) == 0.0  # the fund is not founded yet
    assert central(18, named=0, hard=1) == 0.0
    assert central(18, named=1, hard=0) == 0.0
    shares = [central(turn, named=1, hard=1) for turn in (14, 16, 18)]
    assert shares == pytest.approx([0.05, 0.10, 0.15], abs=0.001)


def test_a_big_bet_stops_the_metro() -> None:
    state, tables = eager(0, favour=0.3)
    acts, slot = bid_of_first(state)
    ticket = np.array(state["project.ticket"])
    ticket[slot] = 3_000_000
    state = changed(state, project_ticket=ticket, project_equity=ticket // 2)
    acts["bid.equity"][0, slot] = 1_500_000
    after = resolve(state, acts, tables)
    assert after.state["city.works_held"][0] == 4
    works = [-int(part[0]) for kind, part in after.parts["city.treasury"] if kind == "works"]
    assert sum(works) < 0.5 * state["city.works_budget"][0]
    assert EventKind.WORKS_DEFERRED in {note.kind for note in after.notes}


def test_when_four_of_eight_cities_push_one_chain_its_price_falls_by_half_in_four_turns() -> None:
    state, tables = batch_of(range(8))
    chain = tables.chain_index("displays")
    plant = int(1_750_000 * tables.output_per_capital[chain] * 1.2)  # a sixth-generation line and its suppliers

    def prices(push: bool) -> Array:
        now, path = state, []
        for turn in range(9):
            if push and 4 <= turn < 8:
                capacity = np.array(now["cluster.base_capacity"])
                capacity[:, :4, chain] += plant // 4
                now = changed(now, cluster_base_capacity=capacity)
            now = resolve(now, no_acts(now.axes, now.lead), tables).state
            path.append(now["nation.price"][:, chain])
        return np.array(path)

    ratio = prices(push=True)[-1] / prices(push=False)[-1]
    assert 0.40 <= np.median(ratio) <= 0.60


def test_an_anchor_draws_about_seventeen_suppliers_in_four_turns() -> None:
    state, tables = batch_of(range(16))
    chain = tables.chain_index("displays")
    anchor, opened = np.zeros_like(state["firm.anchor"]), np.array(state["firm.opened"])
    kinds = np.array(state["firm.chain"])
    anchor[:, 0], opened[:, 0], kinds[:, 0] = 1, 0, chain
    state = changed(state, firm_anchor=anchor, firm_opened=opened, firm_chain=kinds)
    drawn = np.zeros(16)
    for _ in range(5):
        after = resolve(state, no_acts(state.axes, state.lead), tables)
        for cause, part in after.parts.get("cluster.suppliers", []):
            if cause == "anchor":
                drawn += part[:, 0, chain]
        state = after.state
    assert 14 <= drawn.mean() <= 20


def test_a_listing_locks_its_owners_for_two_turns_and_then_they_sell_at_the_market() -> None:
    state, tables = opening(0)
    share = np.array(state["position.share"])
    share[0, 0, 0] = 0.4
    value = np.array(state["firm.value"])
    value[0] = 500_000
    state = changed(state, position_share=share, firm_value=value, nation_window=np.array(1))
    state = changed(state, match_turn=np.array(6), nation_credit=np.array(1.2))
    sold = []
    for _ in range(4):
        acts = no_acts(state.axes)
        acts["sell.route"][0, 0, 0], acts["sell.share"][0, 0, 0] = ExitRoute.LISTING, 10_000
        after = resolve(state, acts, tables)
        sold.append(sum(int(part[0, 0]) for kind, part in after.parts["vehicle.cash"] if kind == "stake_sold"))
        state = after.state
    assert state["firm.listed"][0] == 6
    assert sold[:2] == [0, 0]
    assert sold[2] > 100_000
    assert sold[3] == 0


def test_private_money_follows_public_money_at_about_nine_tenths_and_more_in_poor_cities() -> None:
    state, tables = batch_of(range(12))
    budget = np.zeros_like(state["cluster.seed_budget"])
    budget[..., 0] = 3_000
    state = changed(state, cluster_seed_budget=budget)
    after = resolve(state, no_acts(state.axes, state.lead), tables).state
    finance = 2
    follow = after["vehicle.crowd_in"][..., finance] / np.maximum(after["vehicle.invested"][..., finance], 1)
    poor = state["city.income"] < tables["funds.poor_income"] * after["nation.income"][..., None]
    assert 0.75 <= follow[~poor].mean() <= 1.05
    assert 1.0 <= follow[poor].mean() <= 1.4


def test_announced_funds_fill_to_two_fifths() -> None:
    state, tables = batch_of(range(12))
    acts = no_acts(state.axes, state.lead)
    acts["fund.chain"][:] = 1
    acts["fund.target"][:] = 20_000
    after = resolve(state, acts, tables).state
    raised = after["vehicle.invested"][..., 2] + after["cluster.sub_fund"][..., 0] / 0.75
    assert 0.35 <= (raised / 20_000).mean() <= 0.52


def test_capital_moves_between_treasury_and_vehicle_and_never_beyond_what_is_there() -> None:
    state, tables = opening(1)
    acts = no_acts(state.axes)
    acts["capitalise.amount"][0, 0] = 10**12
    acts["capitalise.amount"][1, 0] = -(10**12)
    after = resolve(state, acts, tables)
    moved = next(part for kind, part in after.parts["vehicle.cash"] if kind == "capital")
    back = next(part for kind, part in after.parts["vehicle.cash"] if kind == "dividend")
    assert moved[0, 0] == state["city.treasury"][0]
    assert -back[1, 0] == state["vehicle.cash"][1, 0]
