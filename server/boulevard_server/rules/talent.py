"""Talent: universities and their graduates, programmes, gravity migration, residents, jobs and wages.

Owns the `talent` arrays and `city.population`. Tiers (axis K) are workers, graduates and researchers: those
who can work in the chains. Rates in content are yearly; a turn is half a year.
"""

from __future__ import annotations

import numpy as np

from boulevard_server.rules import eras, hype
from boulevard_server.rules.arrays import (
    ONE,
    ZERO,
    Array,
    Floats,
    choose,
    clip,
    matvec,
    numbers,
    shifted,
    side_by_side,
    some,
    total,
    wan,
)
from boulevard_server.rules.codes import STAGE
from boulevard_server.rules.places import places_of, seat_of
from boulevard_server.rules.powers import exp, log
from boulevard_server.rules.segments import segment_total
from boulevard_server.rules.tables import Tables
from boulevard_server.rules.turn import Turn
from boulevard_shared.events import EventKind
from boulevard_shared.ids import Field, Tier

WAN_PER_THOUSAND_YUAN = 0.1


def begin(start: dict[str, Array], tables: Tables, seed: int) -> None:
    """People, universities and wages as content has them; needs the clusters' output."""
    cities = [tables.content.cities[city] for city in tables.cities]
    people = np.array([[city.people[tier.value] * 1000 for tier in Tier] for city in cities])
    start["city.population"] = np.array([city.population * 1000 for city in cities])
    start["city.population_start"] = start["city.population"]
    start["city.income"] = np.array([city.income for city in cities])
    start["talent.people"] = people
    start["talent.university"] = np.array([[float(city.universities[f.value]) for f in Field] for city in cities])
    start["talent.retention"] = np.full(len(cities), tables["talent.retention"])
    staff = start["cluster.output"] * tables.staff_per_wan
    jobs = matvec(tables.mix.T, staff)
    start["talent.jobs"] = np.rint(jobs).astype(np.int64)
    start["talent.wage"] = np.rint(_wage_goal(tables, start["city.income"], jobs / people)).astype(np.int64)


def play(turn: Turn) -> None:
    """Universities, then graduates and movers, then residents, jobs and wages."""
    _teach(turn)
    offer = _offers(turn)
    arrived = _graduate(turn, offer)
    moved = _migrate(turn, offer)
    arrived = arrived + moved
    _pay_programmes(turn, arrived)
    turn.set("talent.arrived", arrived)
    _report(turn, arrived, moved)
    _employ(turn)


def _teach(turn: Turn) -> None:
    """Open what has been built, start what was ordered."""
    t = turn.tables
    amount = turn.acts["university.amount"]
    building, strength = turn["talent.building"], turn["talent.university"]
    opened = building[..., 0]
    strength = strength + opened
    building = shifted(building)
    if some(amount):
        turn.transfer("city.treasury", "outside.market", "university", amount)
        price = t["talent.university_cost"] * (1.0 + strength / t["talent.university_rising"])
        last = numbers(turn.axes["L"]) == int(t["talent.university_lag"]) - 1
        building = building + (amount / price)[..., None] * last
    turn.set("talent.university", strength)
    turn.set("talent.building", building)
    grown = opened >= t["talent.university_news"]
    if some(grown):
        cities = numbers(turn.axes["C"])
        for place, field in enumerate(Field):
            turn.note(
                EventKind.UNIVERSITY_GROWN,
                grown[..., place],
                city=cities,
                weight=40,
                host_city=cities,
                field=field.value,
                points=np.rint(strength[..., place] * 100).astype(np.int64),
            )


def _offers(turn: Turn) -> Floats:
    """What a programme adds to retention and pull (*lead, C, K), after rivals' matching offers cancel."""
    t = turn.tables
    programme = turn["talent.programme"]
    if not some(programme):
        return np.zeros(programme.shape)
    matching = (programme[..., None, :, :] >= programme[..., :, None, :]).sum(axis=-2, dtype=np.int64) - 1
    size = log(1.0 + programme / t["talent.programme_unit"])
    effect: Floats = t["talent.programme_effect"] * size / np.sqrt(1.0 + matching)
    return effect


def _graduate(turn: Turn, offer: Floats) -> Array:
    """Graduates who stay, newcomers to work, training and retirement; returns who settled (*lead, C, K)."""
    t = turn.tables
    points = total(turn["talent.university"], -1)
    low, high = t.lists["talent.retention_limits"]
    stay = t["talent.retention"] + t["talent.retention_living"] * (turn["city.livability"] - 55.0)
    stay = clip(stay, low, high)[..., None] * (1.0 + offer[..., 1:])
    stay = np.minimum(stay, t["talent.programme_cap"])
    turn.set("talent.retention", stay[..., 0])
    leaving = side_by_side([points * t["talent.graduates_per_point"], points * t["talent.researchers_per_point"]])
    settled = np.rint(leaving / 2.0 * stay)
    people = turn["talent.people"]
    school = turn["city.schools"] / 50.0
    workers = np.asarray(people[..., 0], np.float64)
    hands = np.rint(workers * t["talent.entrants"] / 2.0 * school)
    trained = np.rint(workers * t["talent.training"] / 2.0 * school)
    nobody = np.zeros(hands.shape)
    graduates = np.concatenate([nobody[..., None], settled], axis=-1)
    moves = {
        "graduates": graduates,
        "school_leavers:city.schools": side_by_side([hands, nobody, nobody]),
        "training:city.schools": side_by_side([-trained, trained, nobody]),
        "retired": -people * t.lists["talent.leave"] / 2.0,
    }
    turn.contribute_each("talent.people", moves)
    return graduates.astype(np.int64)


def _migrate(turn: Turn, offer: Floats) -> Array:
    """Gravity between the cities in play, the rest of the country and big neighbours; returns net arrivals.

    Utility after Tombe and Zhu (2019) and Fu and Gabriel (2012): log wage, house price, amenities, company of
    one's like. The national reference is the urban average with the house price of the whole country.
    """
    t, places = turn.tables, places_of(turn.tables)
    people = turn["talent.people"]
    premium = t.lists["talent.wage_premium"]
    normal = turn["nation.income"][..., None, None] * premium
    house = turn["city.house_price"] / np.maximum(turn["nation.house_price"][..., None], 0.05)
    logs = log(np.concatenate([turn["talent.wage"] / normal, house[..., None]], axis=-1))
    utility = logs[..., :3] - t["talent.house_burden"] * logs[..., 3:]
    utility = utility + t["talent.amenity"] * (turn["city.livability"][..., None] - 50.0) / 25.0
    skilled = np.array([0.0, 1.0, 1.0])
    share = people / np.maximum(turn["city.population"][..., None], ONE)
    utility = utility + eras.movers_pull(turn)[..., None]
    utility = utility + t["talent.company"] * skilled * clip(share / t.lists["talent.company_usual"] - 1.0, -1.0, 1.5)
    pull = exp(t["talent.elasticity"] * clip(utility + offer, -1.5, 1.5))
    inflow = t.lists["talent.draw"] * t["talent.country_distance"] * (pull - 1.0)
    # City against city comes last, (*lead, K, C, C): numpy's inner loop is longer.
    by_tier, pulls = np.swapaxes(people, -1, -2), np.swapaxes(pull, -1, -2)
    a, b = pulls[..., :, None], pulls[..., None, :]
    near = places.kernel * np.minimum(by_tier[..., :, None], by_tier[..., None, :])
    exchange = near * (a - b) / (a + b)
    turn.set("talent.exchange", np.rint(t["talent.between"] / 2.0 * total(exchange, -3)).astype(np.int64))
    between = t["talent.between"] * np.swapaxes(total(exchange), -1, -2)
    drain = places.drain[:, None] * skilled * people
    limit = t["talent.limit"]
    from_country = people * clip(inflow, -limit, limit) / 2.0
    among = clip(between, -limit * people, limit * people) / 2.0
    moves = {"movers": from_country, "rival_cities": among, "big_neighbour": -drain / 2.0}
    turn.contribute_each("talent.people", moves)
    moved = np.rint(from_country) + np.rint(among) - np.rint(drain / 2.0)
    residents = turn["city.population"]
    at_large = clip(inflow[..., 1] * t["talent.residents"], -t["talent.residents_limit"], t["talent.residents_limit"])
    growth = {
        "births": residents * t["talent.natural"] / 2.0,
        "movers": residents * at_large / 2.0,
        "talent:talent.people": t["talent.family"] * total(moved, -1),
    }
    turn.contribute_each("city.population", growth)
    settled: Array = moved.astype(np.int64)
    return settled


def _pay_programmes(turn: Turn, arrived: Array) -> None:
    """Settling-in money for everybody who settled this turn."""
    if not some(turn["talent.programme"]):
        return
    heads = np.maximum(arrived, 0)
    cost = wan(heads * turn["talent.programme"] * WAN_PER_THOUSAND_YUAN)
    turn.transfer("city.treasury", "outside.households", "talent_programme", cost)


def _report(turn: Turn, arrived: Array, moved: Array) -> None:
    """News of skilled people who settled, and of those who left once enough have gone to be missed."""
    cities = numbers(turn.axes["C"])
    skilled = total(arrived[..., 1:])
    stock = np.maximum(total(turn["talent.people"][..., 1:]), ONE)
    many = turn.tables["talent.news"] * stock
    owner = seat_of(turn)
    turn.note(
        EventKind.TALENT_ARRIVED,
        skilled > 2 * many,
        city=cities,
        weight=28,
        seen_by=owner,
        host_city=cities,
        people=skilled,
    )
    gone = np.maximum(turn["talent.gone"] - total(moved[..., 1:]), ZERO)
    missed = gone > turn.tables["talent.news_left"] * stock
    turn.note(EventKind.TALENT_LEFT, missed, city=cities, weight=34, seen_by=owner, host_city=cities, people=gone)
    turn.set("talent.gone", choose(missed, 0, gone))


def _employ(turn: Turn) -> None:
    """Jobs the chains offer by tier, and wages that follow how tight each tier is."""
    t = turn.tables
    alive = (turn["firm.serial"] > ZERO) & (turn["firm.stage"] < STAGE.DEAD)
    need = turn["firm.need"] * alive[..., None]
    by_firm = segment_total(np.swapaxes(need, -1, -2), turn["firm.city"][..., None, :], turn.axes["C"])
    firms = np.swapaxes(by_firm, -1, -2)
    small = np.asarray(turn["cluster.base_capacity"], np.float64) * (1.0 - turn["cluster.drag"])
    # Fewer hands for the same output every year; firms of their own slot count their own needs.
    saving = 1.0 + t["talent.staff_saving"] / 2.0 * turn["match.turn"][..., None, None]
    staff = small * t.staff_per_wan / saving
    jobs = firms + matvec(t.mix.T, staff) + hype.hands(turn)
    turn.set("talent.jobs", jobs)
    tight = jobs / np.maximum(turn["talent.people"], ONE)
    goal = _wage_goal(t, turn["city.income"], tight)
    turn.set("talent.wage", turn["talent.wage"] + t["talent.wage_speed"] * (goal - turn["talent.wage"]))


def _wage_goal(tables: Tables, income: Array, tight: Array) -> Floats:
    """Yearly wage (..., C, K) that a tier commands when `tight` of it is wanted."""
    rise = 1.0 + tables["talent.wage_tight"] * (clip(tight, 0.0, 2.0) - 0.5)
    goal: Floats = income[..., None] * tables.lists["talent.wage_premium"] * rise
    return goal
