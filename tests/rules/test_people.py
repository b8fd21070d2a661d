"""Promises about people: who can staff a firm, what schools train, what managers are worth, and who looks how far."""

from __future__ import annotations

import numpy as np
import pytest

from boulevard_server.bots import taste
from boulevard_server.bots.hand import Hand
from boulevard_server.bots.will import will_of
from boulevard_server.rules import bets, firms_trade
from boulevard_server.rules.acts import no_acts
from boulevard_server.rules.arrays import Array
from boulevard_server.rules.resolve import resolve
from boulevard_server.rules.setup import MatchSettings, new_match, settings_of
from boulevard_server.rules.state import State
from boulevard_server.rules.tables import Tables
from boulevard_server.rules.turn import Turn
from boulevard_server.views import view_of
from boulevard_shared.content import shipped
from boulevard_shared.events import EventKind
from boulevard_shared.ids import BotLevel, FirmStage, Persona, SeatMode, Tier
from boulevard_shared.orders import Decree

CITIES = ("hefei", "zhuzhou", "shenzhen")


def opening(mode: SeatMode = SeatMode.ANCHORED, legacy: float = 0.5) -> tuple[State, Tables]:
    usual = settings_of(shipped(), "display-decade", CITIES)
    return new_match(shipped(), MatchSettings(usual.scenario, CITIES, mode, usual.tolerance, legacy), 5)


def changed(state: State, **fields: Array) -> State:
    """The state with some fields replaced; `firm__cash` means `firm.cash`."""
    arrays = {**dict(state.items()), **{name.replace("__", "."): np.asarray(value) for name, value in fields.items()}}
    return State(state.axes, arrays)


def put(array: Array, at: tuple[int, ...], value: object) -> Array:
    copy = np.array(array)
    copy[at] = value
    return copy


@pytest.mark.parametrize("scarce", Tier)
def test_a_firm_runs_at_less_than_its_people_because_one_kind_of_them_is_missing(scarce: Tier) -> None:
    state, tables = opening()
    place, chain = list(Tier).index(scarce), tables.chain_index("chips")
    jobs = np.array(state["talent.people"]) // 2
    jobs[0, place] = 2 * state["talent.people"][0, place]
    firm = {"serial": 900_000, "city": 0, "chain": chain, "stage": int(FirmStage.MATURE), "need": [600, 400, 100]}
    slots = {f"firm__{name}": put(state[f"firm.{name}"], (0,), value) for name, value in firm.items()}
    turn = Turn(changed(state, talent__jobs=jobs, **slots), no_acts(tables.axes), tables)
    filled = float(firms_trade._staff(turn, turn["firm.serial"] > 0)[0])
    found = [600, 400, 100]
    found[place] //= 2
    assert turn["firm.staff"][0].tolist() == found
    assert filled < 1.0 - 0.5 * tables.mix[chain, place]  # more is idle than the people who are missing
    assert filled >= 0.5


def test_people_are_a_pyramid_and_schools_train_about_one_worker_in_a_hundred_a_year_and_better_schools_more() -> None:
    state, tables = opening()
    workers = state["talent.people"][:, 0]
    assert (np.diff(state["talent.people"], axis=-1) < 0).all()  # a pyramid: fewer and fewer

    def trained(schools: float) -> Array:
        taught = changed(state, city__schools=np.full(len(CITIES), schools))
        parts = dict(resolve(taught, no_acts(tables.axes), tables).parts["talent.people"])["training:city.schools"]
        assert (parts[:, 0] == -parts[:, 1]).all()
        return np.asarray(parts[:, 1] / workers)

    assert trained(50.0) == pytest.approx(0.005, abs=0.0005)
    assert trained(75.0) == pytest.approx(1.5 * trained(50.0), rel=0.01)


def test_skill_of_managers_is_bought_fades_unpaid_and_keeps_more_of_the_luckiest_bets() -> None:
    state, tables = opening()
    cash = np.full_like(state["vehicle.cash"], 1_000_000)
    budget = put(np.zeros_like(state["vehicle.managers_budget"]), (0, 2), 20_000)
    paid = unpaid = changed(state, vehicle__cash=cash)
    paid = changed(paid, vehicle__managers_budget=budget)
    for _ in range(4):
        paid = resolve(paid, no_acts(tables.axes), tables).state
        unpaid = resolve(unpaid, no_acts(tables.axes), tables).state
    skill = [float(each["vehicle.skill"][0, 2]) for each in (unpaid, state, paid)]
    assert skill == sorted(skill)
    assert skill[0] < skill[1] < skill[2]
    kept = bets.keep_of(np.array(skill), 0.2, tables)
    assert (np.diff(kept) > 0).all()


def test_no_two_officials_in_office_bear_one_name_and_who_led_before_is_no_news() -> None:
    content = shipped()
    cities = tuple(content.scenarios["display-decade"].cities)
    settings = settings_of(content, "display-decade", cities)
    came = 0
    for seed in (5, 6):
        state, tables = new_match(content, settings, seed)
        for turn in range(6):
            before = state["official.name"]
            done = resolve(state, no_acts(tables.axes), tables)
            state = done.state
            came += int((state["official.name"] != before).sum())
            names = state["official.name"][state["official.serial"] > 0]
            assert len(set(names.tolist())) == names.size
            named = sum(int(note.mask.sum()) for note in done.notes if note.kind is EventKind.LEADER_NAMED)
            assert turn or not named
    assert came > 50, "nobody was posted away"


def test_without_credit_for_a_late_success_an_official_sees_little_but_what_pays_soon() -> None:
    def credit(mode: SeatMode, legacy: float, turns: int) -> float:
        state, tables = opening(mode, legacy)
        view = view_of(state, 0, tables)
        hand = Hand(view, Decree(), tables, will_of(Persona.CAREERIST, BotLevel.NORMAL), 1)
        return taste.credit(hand, turns)

    display, chip_fab = 8, 16
    assert credit(SeatMode.CAREER, 0.0, 4) == 1.0
    assert credit(SeatMode.CAREER, 0.0, chip_fab) < 0.5 * credit(SeatMode.CAREER, 0.0, display) < 0.5
    assert credit(SeatMode.CAREER, 1.0, chip_fab) == credit(SeatMode.ANCHORED, 0.0, chip_fab) == 1.0
