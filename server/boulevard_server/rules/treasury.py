"""The city's own money: tax, land, budgets, bonds, interest, overdraft and rescue.

Owns `city.treasury`'s yearly round, `city.debt`, `rate`, `revenue`, the budgets and `land_left`. What the money
does for people is in `living`, what it does for output in `growth`; both are played from here.
"""

from __future__ import annotations

import numpy as np

from boulevard_server.rules import growth, integrity, living, platforms, presales
from boulevard_server.rules.arrays import (
    ONE,
    ZERO,
    Array,
    Floats,
    Ints,
    at_most_one,
    choose,
    clip,
    numbers,
    positive,
    side_by_side,
    some,
    total,
    wan,
)
from boulevard_server.rules.places import Places, places_of, value_added
from boulevard_server.rules.tables import WAN_PER_MILLION, Tables
from boulevard_server.rules.turn import Turn
from boulevard_shared.events import EventKind

BUDGETS = ("schools", "health", "housing", "works")
"""Order of the budgets everywhere; `works` pays for transport."""
OWN_TAXES = ("base_tax", "small_firm_tax", "firm_tax")


def begin(start: dict[str, Array], tables: Tables, seed: int) -> None:
    """Money, services, output and income as content has them; needs the clusters and the people."""
    cities = [tables.content.cities[city] for city in tables.cities]
    many = len(cities)
    places = places_of(tables)
    gdp = np.array([city.gdp * WAN_PER_MILLION for city in cities])
    start["city.gdp"] = gdp
    start["city.gdp_start"] = gdp
    start["seat.gdp_at_start"] = gdp
    start["city.treasury"] = np.array([city.treasury * WAN_PER_MILLION for city in cities])
    start["city.debt"] = np.array([city.debt * WAN_PER_MILLION for city in cities])
    growth.begin(start, tables)
    normal = _normal_revenue(places, start["city.gdp_start"])
    for name, share in zip(BUDGETS, tables.lists["treasury.budget"], strict=True):
        start[f"city.{name}_budget"] = wan(normal * share)
    start["city.running_costs"] = wan(normal * tables["treasury.running"])
    start["city.tax"] = wan(gdp * places.tax_rate / 2.0)
    start["city.land_income"] = wan(gdp * places.land_rate / 2.0)
    start["city.revenue"] = start["city.tax"] + start["city.land_income"]
    start["city.land_left"] = np.ones(many)
    start["city.land_housing"] = np.full(many, 100)
    start["city.land_industry"] = np.full(many, 100)
    off_book = start["vehicle.debt"].sum(axis=-1)
    start["city.rate"] = _rate(tables, (start["city.debt"] + off_book) / gdp, start["nation.rate"])
    living.begin(start, tables)


def play(turn: Turn) -> None:
    """Collect, spend, borrow; then services and trust, then output and income; then the price of debt."""
    land = integrity.favour_friends(turn, _sell_land(turn))
    _collect(turn)
    paid = _spend(turn)
    paid[..., 3] = positive(paid[..., 3] + platforms.play(turn))
    _serve_debt(turn)
    presales.play(turn)
    living.play(turn, paid, needs(turn))
    growth.play(turn)
    _close_books(turn, land)
    _cover(turn)
    _index_budgets(turn)


def _normal_revenue(places: Places, gdp_start: Array) -> Floats:
    """Own revenue (wan a turn) of the start, from which the needs of services are counted."""
    normal: Floats = gdp_start * (places.tax_rate + places.land_rate) / 2.0
    return normal


def _index(turn: Turn, gdp: Array) -> Floats:
    weight = turn.tables["treasury.need_growth"]
    index: Floats = 1.0 - weight + weight * gdp / np.maximum(turn["city.gdp_start"], ONE)
    return index


def needs(turn: Turn) -> Floats:
    """What services need to stay as they are (*lead, C, 4), wan a turn, in the order of `BUDGETS`."""
    normal = _normal_revenue(places_of(turn.tables), turn["city.gdp_start"]) * _index(turn, turn.before["city.gdp"])
    return normal[..., None] * turn.tables.lists["treasury.budget"]


def land_offer(tables: Tables, gdp: Array, gdp_start: Array) -> Floats:
    """Land income (wan a turn) at full release, the house price of the start and a calm market."""
    share = tables["treasury.land_growth"]
    offer: Floats = places_of(tables).land_rate / 2.0 * (gdp_start + share * (gdp - gdp_start))
    return offer


def _sell_land(turn: Turn) -> Ints:
    """Sell land at the going price and in the going mood; returns what came in (*lead, C)."""
    t, places = turn.tables, places_of(turn.tables)
    # Counted twice: developers pay more for a plot when homes are dear, and ask for more plots.
    price = turn["city.house_price"] / places.house_price
    move = turn["nation.house_price"] / np.maximum(turn.before["nation.house_price"], 0.01) - 1.0
    low, high = t.lists["treasury.land_mood_limits"]
    mood = clip(1.0 + t["treasury.land_mood"] * (move - t["treasury.land_mood_normal"]), low, high)[..., None]
    homes, works = turn["city.land_housing"] / 100.0, turn["city.land_industry"] / 100.0
    # Much land at once fetches less for each plot.
    glut = 1.0 / (1.0 + t["treasury.land_glut"] * positive(homes - 1.0))
    use = t["treasury.land_use"]
    part = t["treasury.land_industry"]
    wanted = use * (homes * mood + works * part) / (1.0 + part)
    left = at_most_one(turn["city.land_left"] / np.maximum(wanted, 1e-9))
    full = land_offer(t, turn["city.gdp"], turn["city.gdp_start"]) / (1.0 + part) * price * price * left
    housing, industry = wan(full * homes * mood * glut), wan(full * works * part)
    turn.transfer("outside.market", "city.treasury", "land_housing", housing)
    turn.transfer("outside.market", "city.treasury", "land_industry", industry)
    turn.set("city.land_left", positive(turn["city.land_left"] - wanted * left))
    return housing + industry


def _collect(turn: Turn) -> None:
    """Tax of the base economy and of small firms; firms in their own slots have paid theirs."""
    t, places = turn.tables, places_of(turn.tables)
    turn.transfer(
        "outside.households", "city.treasury", "base_tax", wan(turn["city.base_output"] * places.tax_rate / 2.0)
    )
    small = turn["cluster.base_capacity"] * value_added(t, turn["cluster.local_share"])
    turn.transfer("outside.market", "city.treasury", "small_firm_tax", wan(total(small, -1) * places.tax_rate / 2.0))


def _spend(turn: Turn) -> Floats:
    """Pay running costs and budgets; returns what was spent on each service (*lead, C, 4)."""
    t = turn.tables
    normal = _normal_revenue(places_of(t), turn["city.gdp_start"])
    running = wan(normal * t["treasury.running"] * _index(turn, turn["city.gdp"]))
    turn.set("city.running_costs", running)
    turn.transfer("city.treasury", "outside.households", "running_costs", running)
    allowed = choose(turn["city.autonomy_lost"] > ZERO, t["treasury.supervised"], 1.0)
    paid = []
    for name in BUDGETS:
        amount = wan(turn[f"city.{name}_budget"] * allowed)
        if name == "works":
            held = wan(t["treasury.works_held"] * needs(turn)[..., 3])
            amount = choose(turn["city.works_held"] > ZERO, np.minimum(amount, held), amount)
        payee = "outside.households" if name in ("schools", "health") else "outside.market"
        turn.transfer("city.treasury", payee, name, amount)
        paid.append(amount)
    # Roads and staff homes promised to firms are built, and serve everybody.
    paid[2] = paid[2] - _change(turn, ("staff_housing",))
    paid[3] = paid[3] - _change(turn, ("works_promised",))
    return side_by_side(paid).astype(np.float64)


def sell_bonds(turn: Turn) -> None:
    """New bonds, up to what the market takes; comes before capital is moved and bids are opened."""
    t, issue = turn.tables, turn.acts["bonds.issue"]
    if not some(issue):
        return
    gdp = turn["city.gdp"]
    room = np.minimum(t["treasury.bond_ceiling"] * gdp - turn["city.debt"], t["treasury.bond_turn"] * gdp)
    room = choose(turn["city.autonomy_lost"] > 0, 0, np.maximum(wan(room), 0))
    sold = np.minimum(issue, room)
    turn.transfer("outside.banks", "city.treasury", "bonds", sold)
    turn.contribute("city.debt", "bonds", sold)


def _serve_debt(turn: Turn) -> None:
    """Interest on what was owed when the turn began, and repayment out of cash."""
    owed = turn.before["city.debt"]
    turn.transfer("city.treasury", "outside.banks", "interest", wan(owed * turn["city.rate"] / 2.0))
    repay = turn.acts["bonds.repay"]
    if not some(repay):
        return
    back = np.minimum(np.minimum(repay, turn["city.debt"]), np.maximum(turn["city.treasury"], 0))
    turn.transfer("city.treasury", "outside.banks", "debt_repaid", back)
    turn.contribute("city.debt", "debt_repaid", -back)


def _change(turn: Turn, kinds: tuple[str, ...]) -> Ints:
    """What payments of these kinds changed in the treasuries this turn (*lead, C); negative: paid out."""
    came: Ints = np.zeros(turn["city.treasury"].shape, np.int64)
    for kind, change in turn.parts.get("city.treasury", []):
        if kind in kinds:
            came = came + change
    return came


def _close_books(turn: Turn, land: Ints) -> None:
    """Record revenue; the province takes back part of money that lies idle; slump news."""
    t = turn.tables
    tax = _change(turn, OWN_TAXES)
    dividends = _change(turn, ("dividend",))
    cities = numbers(turn.axes["C"])
    before = turn["city.land_income"]
    falling = (turn["nation.house_price"] < turn.before["nation.house_price"])[..., None]
    turn.note(
        EventKind.LAND_SLUMPED,
        falling & (land < t["treasury.land_news"] * before),
        city=cities,
        weight=62,
        host_city=cities,
        amount=land,
        share=np.rint((1.0 - land / np.maximum(before, ONE)) * 10_000).astype(np.int64),
    )
    turn.set("city.tax", tax)
    turn.set("city.land_income", land)
    turn.set("city.revenue", tax + land + dividends)
    idle = turn["city.treasury"] - t["treasury.idle_after"] * 2.0 * turn["city.revenue"]
    taken = wan(idle * t["treasury.idle_share"]) * (idle > 0.0)
    turn.transfer("city.treasury", "outside.centre", "idle_reclaimed", taken)


def debt_ratio(turn: Turn) -> Floats:
    """What the city and its vehicles owe, against a year's GDP (*lead, C)."""
    owed = turn["city.debt"] + total(turn["vehicle.debt"])
    ratio: Floats = owed / np.maximum(turn["city.gdp"], ONE)
    return ratio


def _rate(tables: Tables, ratio: Array, base: Array) -> Floats:
    low, high = tables.lists["treasury.rate_limits"]
    rate: Floats = np.asarray(base)[..., None] + tables["treasury.rate_spread"] * (clip(ratio, low, high) - low)
    return rate


def _cover(turn: Turn) -> None:
    """No treasury stays below zero: banks lend at once; too much debt ends in a rescue; the market prices it.

    Whoever owes little is lent whatever is lacking: that an empty till ends in a rescue takes a city banks are wary of.
    """
    t = turn.tables
    short = np.maximum(-turn["city.treasury"], ZERO)
    turn.transfer("outside.banks", "city.treasury", "overdraft", short)
    turn.contribute("city.debt", "overdraft", short)
    dry = (turn["city.dry"] + ONE) * (short > ZERO)
    watched = np.maximum(turn["city.autonomy_lost"] - ONE, ZERO)
    ratio = debt_ratio(turn)
    bankrupt = (dry >= t["treasury.rescue_dry"]) | (short > t["treasury.rescue_short"] * turn["city.gdp"])
    fails = (bankrupt & (ratio > t["treasury.rescue_wary"])) | (ratio > t["treasury.rescue_at"])
    rescued = fails & (turn["city.autonomy_lost"] == ZERO)
    cities = numbers(turn.axes["C"])
    if some(rescued):
        swapped = wan(turn["city.debt"] * t["treasury.rescue_share"]) * rescued
        off_books = platforms.swap(turn, t["treasury.rescue_share"] * rescued)
        taken = swapped + off_books
        turn.set("city.taken_over", turn["city.taken_over"] + taken)
        dry = choose(rescued, 0, dry)
        turn.transfer("outside.centre", "outside.banks", "rescue", swapped)
        turn.contribute("city.debt", "rescue", -swapped)
        turn.contribute("city.trust", "rescue", -t["treasury.rescue_trust"] * rescued)
        watched = choose(rescued, int(t["treasury.rescue_turns"]), watched)
        turn.note(
            EventKind.RESCUE_SWAPPED,
            rescued,
            city=cities,
            weight=92,
            host_city=cities,
            amount=taken,
            turns=int(t["treasury.rescue_turns"]),
        )
        ratio = debt_ratio(turn)
    turn.set("city.autonomy_lost", watched)
    turn.set("city.dry", dry)
    owed_before = turn.before["city.debt"] + total(turn.before["vehicle.debt"])
    ratio_before = owed_before / np.maximum(turn.before["city.gdp"], ONE)
    limits = t.lists["treasury.warned"]
    crossed = ((ratio[..., None] >= limits) & (ratio_before[..., None] < limits)).any(axis=-1)
    crossed, runs_dry = crossed & ~rescued, (dry == ONE) & ~rescued
    rate = _rate(t, ratio, turn["nation.rate"]) + t["treasury.rate_dry"] * (dry > ZERO)
    rate = choose(watched > ZERO, turn["nation.rate"][..., None], rate)
    told = {
        "debt": turn["city.debt"] + total(turn["vehicle.debt"]),
        "share": np.rint(ratio * 10_000).astype(np.int64),
        "rate": np.rint(rate * 10_000).astype(np.int64),
    }
    turn.note(EventKind.DEBT_WARNED, crossed, city=cities, weight=70, host_city=cities, **told)
    turn.note(
        EventKind.DEBT_WARNED,
        runs_dry,
        "TreasuryDry",
        city=cities,
        weight=72,
        host_city=cities,
        amount=short,
        **told,
    )
    turn.set("city.rate", rate)


def _index_budgets(turn: Turn) -> None:
    """Budgets nobody has fixed by decree rise with the cost of the services (a decree writes them anew)."""
    rise = _index(turn, turn["city.gdp"]) / _index(turn, turn.before["city.gdp"])
    for name in BUDGETS:
        turn.set(f"city.{name}_budget", turn[f"city.{name}_budget"] * rise)
