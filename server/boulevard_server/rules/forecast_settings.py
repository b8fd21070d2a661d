"""What settings and routine orders move within four turns, with low, middle and high, from the seat's view alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from boulevard_server.rules.cadres import leaning
from boulevard_server.rules.decree_cadres import swarm
from boulevard_server.rules.decree_nation import project_left
from boulevard_server.rules.decree_treasury import service_needs
from boulevard_server.rules.desk import Desk, vehicle_slot
from boulevard_server.rules.places import SERVICES, places_of
from boulevard_server.rules.powers import log
from boulevard_shared.ids import BossTask, ExitRoute, Field, Tier
from boulevard_shared.orders import (
    Decree,
    DirectBoss,
    ExpandUniversity,
    GroomSuccessor,
    HireFundManagers,
    IssueBonds,
    RepayDebt,
    SecondOfficial,
    SetBudget,
    SetIncentive,
    SetLandRelease,
    SetSubstitution,
    SetTalentProgramme,
    SetWorks,
)
from boulevard_shared.parts import Forecast, ForecastLine
from boulevard_shared.sentence import say

AHEAD = 4
"""Turns that a forecast of a setting looks ahead."""


def about(desk: Desk, quantity: str, change: float, turns: int = AHEAD) -> ForecastLine:
    """A line around a middle value, as uncertain as `forecast.drift` says (about 80 % within)."""
    drift = desk.tables["forecast.drift"]
    ends = sorted((change * (1.0 - drift), change * (1.0 + drift)))
    return ForecastLine(quantity, round(ends[0]), round(change), round(ends[1]), turns)


# --- chains ------------------------------------------------------------------------------------------------


def _suited(desk: Desk, chain: int, task: BossTask) -> float:
    """What the boss of a chain could do at a task, 0-1: by what he can do at the one he has, and by his character."""
    strength, boss = float(desk.mine("cluster.strength")[chain]), desk.mine("cluster.boss")[chain]
    if boss < 0:
        return strength
    daring, now = desk.mine("official.daring")[boss], desk.mine("cluster.boss_task")[chain]
    return min(1.0, strength * float(leaning(desk.tables, daring, task) / leaning(desk.tables, daring, now)))


def _task(desk: Desk, _decree: Decree, order: DirectBoss) -> Forecast:
    chain, tables = desk.chain(order.chain), desk.tables
    strength = _suited(desk, chain, order.task)
    output = float(desk.mine("cluster.output")[chain])
    density = desk.mine("cluster.density")[chain]
    match order.task:
        case BossTask.PLAN:
            gain = AHEAD * tables["chains.density_plan"] * strength * (1.0 - density)
            grown = AHEAD / 2 * tables["chains.pull_plan"] * strength * output
            lines = [
                about(desk, "forecast.density", 10_000 * gain),
                about(desk, "forecast.chain_output", grown),
            ]
            return Forecast(lines)
        case BossTask.CLEAR:
            pace = tables["chains.clear_least"] + tables["chains.clear_strength"] * strength
            left = 1.0 - desk.plain("cluster.bottleneck_work")[chain]
            turns = max(1, int(np.ceil(left / pace)))
            back = tables["chains.bottleneck_drag"] * output
            return Forecast([about(desk, "forecast.chain_output", back, turns)], pays_in=turns)
        case BossTask.COORDINATE:
            held = (desk.own("position.share") > 0).any(0) & (desk["firm.chain"] == chain)
            here = held & (desk["firm.city"] == desk.view.city)
            joined = min(1.0, float(here.sum()) / tables["chains.coordinate_firms"])
            gain = tables["chains.coordinate_gain"] * strength * joined
            note = say("note.coordinate", count=int(here.sum()), full=round(tables["chains.coordinate_firms"]))
            return Forecast([about(desk, "forecast.chain_output", gain * output, 1)], note=[note])
        case _:
            return Forecast()


def _incentive(desk: Desk, _decree: Decree, order: SetIncentive) -> Forecast:
    chain, tables = desk.chain(order.chain), desk.tables
    levels = desk["cluster.incentive"][:, chain]
    mine = int(levels[desk.view.city])
    others = (int(levels.sum()) - mine) / max(1, len(levels) - 1)
    output = float(desk.mine("cluster.output")[chain])
    grown = AHEAD / 2 * tables["chains.pull_incentive"] * (order.level - mine) * output
    cost = round(order.level * tables["chains.incentive_cost"] / 2 * output)
    notes = [say("note.incentive", cost=cost, others=round(100 * others))]
    came, grants = swarm(desk, chain, order.level)
    if came >= desk.tables["hype.news"]:
        notes.append(say("note.swarm", count=came, grants=grants))
    return Forecast([about(desk, "forecast.chain_output", grown)], note=notes)


def _substitution(desk: Desk, _decree: Decree, order: SetSubstitution) -> Forecast:
    chain, tables = desk.chain(order.chain), desk.tables
    left = project_left(desk, chain) if chain >= 0 else 0
    if left == 0 or order.amount == 0:
        return Forecast()
    know = tables["sanctions.project_know"]
    speed = 1.0 - know + know * min(1.0, max(0.0, desk.share("city.technology") / 60.0))
    turns = max(1, int(np.ceil(left / (order.amount * speed))))
    spared = desk.mine("cluster.exposure")[chain] * tables["sanctions.relief"]
    notes = [say("note.substitution", left=left, amount=order.amount, turns=turns)]
    if not desk.plain("nation.sanctions")[chain]:
        notes.append(say("note.substitution_free"))
    return Forecast([about(desk, "forecast.exposure", -10_000 * spared, turns)], pays_in=turns, note=notes)


def _second(desk: Desk, _decree: Decree, order: SecondOfficial) -> Forecast:
    chain, tables = desk.chain(order.chain), desk.tables
    turns = round(tables["cadres.second_turns"])
    ties = known = desk.plain("talent.network")[chain]
    for _ in range(turns):
        ties += tables["cadres.network_step"] * (1.0 - ties) - tables["cadres.network_fade"] * ties
    return Forecast([about(desk, "forecast.network", 10_000 * (ties - known), turns)], pays_in=turns)


def _groom(desk: Desk, _decree: Decree, _order: GroomSuccessor) -> Forecast:
    ready = min(1.0, desk.share("seat.groomed") + desk.tables["cadres.groom_step"])
    return Forecast(note=[say("note.groom", ready=round(10_000 * ready))])


# --- talent ------------------------------------------------------------------------------------------------


def _offer(desk: Desk, tier: int, thousand: int) -> float:
    """What a programme adds after rivals' matching offers cancel (as the talent chapter reckons it)."""
    tables = desk.tables
    rivals = np.delete(desk["talent.programme"][:, tier], desk.view.city)
    matching = int((rivals >= thousand).sum()) if thousand else 0
    size = float(log(np.asarray(1.0 + thousand / tables["talent.programme_unit"])))
    return float(tables["talent.programme_effect"] * size / np.sqrt(1.0 + matching))


def _programme(desk: Desk, _decree: Decree, order: SetTalentProgramme) -> Forecast:
    tables = desk.tables
    tier = tuple(Tier).index(order.tier)
    now = desk.mine("talent.programme")[tier]
    more = _offer(desk, tier, order.thousand_yuan) - _offer(desk, tier, now)
    people = float(desk.mine("talent.people")[tier])
    # Pull on movers from the country, and for the skilled the graduates of the own universities who stay.
    moved = tables.lists["talent.draw"][tier] * tables["talent.country_distance"] * tables["talent.elasticity"] * more
    gained = AHEAD / 2 * moved * people
    if tier > 0:
        rate = tables["talent.graduates_per_point" if tier == 1 else "talent.researchers_per_point"]
        leaving = float(desk.own("talent.university").sum()) * rate / 2
        gained += AHEAD * leaving * desk.share("talent.retention") * more
    arrived = max(0, desk.mine("talent.arrived")[tier])
    rivals = int((np.delete(desk["talent.programme"][:, tier], desk.view.city) >= order.thousand_yuan).sum())
    note = say("note.programme", cost=round(arrived * order.thousand_yuan / 10), rivals=rivals)
    return Forecast([about(desk, "forecast.settled", gained)], note=[note])


def university_points(desk: Desk, field: int, amount: int) -> float:
    """Points of a field of study that `amount` wan will build."""
    tables = desk.tables
    strength = float(desk.mine("talent.university")[field])
    return amount / (tables["talent.university_cost"] * (1.0 + strength / tables["talent.university_rising"]))


def _university(desk: Desk, _decree: Decree, order: ExpandUniversity) -> Forecast:
    fields = [field.value for field in Field]
    if order.field not in fields:
        return Forecast()
    turns = round(desk.tables["talent.university_lag"])
    points = university_points(desk, fields.index(order.field), order.amount)
    return Forecast([ForecastLine("forecast.university", *(round(100 * points),) * 3, turns)], pays_in=turns)


# --- funds -------------------------------------------------------------------------------------------------


def fund_fill(desk: Desk, locality: int = 100) -> float:
    """Share of a guidance fund's target that should be raised, the city's part included."""
    shy = 1.0 - desk.tables["funds.locality_shy"] * (locality - 100) / 100.0
    trust = 1.0 + desk.tables["funds.fund_fill_trust"] * (desk.share("city.trust") - 50.0) / 50.0
    return min(1.0, max(0.0, desk.tables["funds.fund_fill"] * trust * shy))


def sale_prices(desk: Desk, route: ExitRoute, listed: bool) -> tuple[float, float, float]:
    """Low, middle and high of what leaving brings, as a share of the stake's value (buy-back: of its cost)."""
    tables = desk.tables
    low, high = 1.0, 1.0
    match route:
        case ExitRoute.LISTING if listed:
            low = high = tables["funds.market_sale"]
        case ExitRoute.LISTING:
            low, high = (float(x) for x in tables.lists["funds.listing_pop"])
        case ExitRoute.TRADE_SALE:
            mood = min(max(float(desk["nation.credit"]), 0.8), 1.15)
            low, high = (float(x) * mood for x in tables.lists["funds.trade_sale"])
        case ExitRoute.BUY_BACK:
            low, high = (float(x) for x in tables.lists["funds.buy_back"])
        case _:
            low = high = 0.0
    return low, (low + high) / 2, high


def _managers(desk: Desk, _decree: Decree, order: HireFundManagers) -> Forecast:
    """Skill after four turns, as the funds chapter moves it."""
    tables, place = desk.tables, vehicle_slot(order.vehicle)
    half = float(tables.lists["funds.skill_half"][place])
    goal = tables["funds.skill_floor"] + tables["funds.skill_most"] * order.amount / (order.amount + half)
    now = desk.plain("vehicle.skill")[place]
    moved = (goal - now) * (1.0 - (1.0 - tables["funds.skill_speed"]) ** AHEAD)
    then = round(10_000 * (now + moved))
    return Forecast([ForecastLine("forecast.skill", then, then, then, AHEAD)])


# --- treasury ----------------------------------------------------------------------------------------------


def rate_at(desk: Desk, debt: float) -> float:
    """Yearly interest the city's debt commands at this debt (wan), as the treasury chapter reckons it."""
    owed = debt + int(desk.own("vehicle.debt").sum())
    low, high = desk.tables.lists["treasury.rate_limits"]
    ratio = min(max(owed / max(1.0, desk.share("city.gdp")), low), high)
    return float(desk["nation.rate"] + desk.tables["treasury.rate_spread"] * (ratio - low))


def _lift(desk: Desk, service: int, spent: float) -> float:
    """Points a service ends above its start when so much is spent on it (a turn)."""
    tables = desk.tables
    ratio = spent / max(1.0, float(service_needs(desk)[service]))
    if ratio > 1.0:
        return float(tables.lists["treasury.service_up"][service]) * (1.0 - 1.0 / ratio)
    return float(tables.lists["treasury.service_down"][service]) * (ratio - 1.0)


def _services(desk: Desk, spending: dict[int, tuple[int, int]]) -> Forecast:
    """How service levels move when spending changes; `spending` is (now, then) by service."""
    tables = desk.tables
    lines, livability = [], 0.0
    for service, (now, then) in spending.items():
        kept = float(1.0 - tables.lists["treasury.service_speed"][service])
        moved = (_lift(desk, service, then) - _lift(desk, service, now)) * (1.0 - kept**AHEAD)
        livability += float(tables.lists["treasury.living"][service]) * moved
        if now != then:
            lines.append(about(desk, f"city.{SERVICES[service]}", 100 * moved))
    if lines:
        lines.append(about(desk, "city.livability", 100 * livability))
    return Forecast(lines)


def _budget(desk: Desk, _decree: Decree, order: SetBudget) -> Forecast:
    names = ("schools", "health", "housing")
    then = (order.schools, order.health, order.housing)
    now = tuple(desk.whole(f"city.{name}_budget") for name in names)
    return _services(desk, {place: (now[place], then[place]) for place in range(3)})


def _works(desk: Desk, _decree: Decree, order: SetWorks) -> Forecast:
    moved = _services(desk, {3: (desk.whole("city.works_budget"), order.amount)})
    need = float(service_needs(desk)[3])
    if order.amount >= need / 2:
        return moved
    note = say("note.works_late", need=round(need), trust=round(100 * desk.tables["treasury.trust_deferred"]))
    return Forecast(moved.lines, note=[note])


def _land(desk: Desk, _decree: Decree, order: SetLandRelease) -> Forecast:
    tables, places, city = desk.tables, places_of(desk.tables), desk.view.city
    part = tables["treasury.land_industry"]
    rate = float(places.land_rate[city]) / 2
    start, gdp = desk.share("city.gdp_start"), desk.share("city.gdp")
    offer = rate * (start + tables["treasury.land_growth"] * (gdp - start))
    price = desk.share("city.house_price") / float(places.house_price[city])
    full = offer / (1.0 + part) * price
    homes, works = desk.whole("city.land_housing"), desk.whole("city.land_industry")
    more = full * ((order.housing - homes) + (order.industry - works) * part) / 100.0
    used = tables["treasury.land_use"] * (order.housing + order.industry * part) / (1.0 + part) / 100.0
    left = desk.share("city.land_left")
    lasts = min(99, round(left / used)) if used > 0 else 99
    dearer = round(-100 * tables["treasury.house_supply"] * (order.housing - homes))
    note = say("note.land", turns=lasts, price=dearer) if dearer else say("note.land_steady", turns=lasts)
    return Forecast([about(desk, "city.land_income", more, 1)], note=[note])


def _debt(desk: Desk, change: int) -> Forecast:
    debt = desk.whole("city.debt")
    before, after = rate_at(desk, debt) * debt / 2, rate_at(desk, debt + change) * (debt + change) / 2
    gdp = max(1.0, desk.share("city.gdp"))
    note = say(
        "note.debt",
        before=round(10_000 * debt / gdp),
        after=round(10_000 * (debt + change) / gdp),
        rate=round(10_000 * rate_at(desk, debt + change)),
    )
    return Forecast([about(desk, "forecast.interest", after - before, 1)], note=[note])


def _bonds(desk: Desk, _decree: Decree, order: IssueBonds) -> Forecast:
    return _debt(desk, order.amount)


def _repay(desk: Desk, _decree: Decree, order: RepayDebt) -> Forecast:
    return _debt(desk, -min(order.amount, desk.whole("city.debt")))


BRINGS: dict[type[Any], Callable[[Desk, Decree, Any], Forecast]] = {
    DirectBoss: _task,
    SetIncentive: _incentive,
    SetSubstitution: _substitution,
    SecondOfficial: _second,
    GroomSuccessor: _groom,
    SetTalentProgramme: _programme,
    ExpandUniversity: _university,
    SetBudget: _budget,
    SetWorks: _works,
    SetLandRelease: _land,
    HireFundManagers: _managers,
    IssueBonds: _bonds,
    RepayDebt: _repay,
}
