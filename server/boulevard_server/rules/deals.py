"""Deals: sealed bids are opened, firms choose a place, and the winner's package is paid and signed.

A firm weighs each package by its own taste, adds what it thinks of the place, and takes the best, or none if the
rest of the country would do better. What the winner pays depends on the market too: where credit and favour are
good, private investors take over part of the pledged equity.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

import numpy as np

from boulevard_server.rules import bets, deals_market, firm_slots, holdings, stakes, syndicates
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
    some,
    take,
    total,
    wan,
)
from boulevard_server.rules.codes import KIND, STAGE
from boulevard_server.rules.deals_market import begin, open_market
from boulevard_server.rules.places import seat_of
from boulevard_server.rules.segments import find, first_with, segment_total
from boulevard_server.rules.turn import Purse, Turn
from boulevard_shared.events import EventKind

__all__ = ["award", "begin", "open_market"]


@dataclass(frozen=True, slots=True)
class _Signed:
    """The packages that won, arrays (..., P): who signed, what he offered, what the firm thought of it."""

    won: Array
    city: Ints
    vehicle: Ints
    equity: Ints
    premium_bp: Ints
    guarantee: Ints
    land: Ints
    tax: Ints
    works: Ints
    housing: Ints
    claw_back: Ints


@dataclass(frozen=True, slots=True)
class _Funding:
    """Where the money of a signed project comes from, wan (..., P)."""

    paid: Ints
    joined: Ints
    central: Ints
    partners: Ints
    owners: Ints
    loans: Ints
    stake: Floats
    value: Ints


def award(turn: Turn) -> None:
    """Open the bids for every project that closes this turn, and sign with the winners."""
    turn.set("city.works_held", np.maximum(ZERO, turn["city.works_held"] - ONE))
    closing = (turn["project.serial"] > ZERO) & (turn["project.closes"] == turn["match.turn"][..., None])
    if not some(closing):
        return
    bidders = total((turn.acts["bid.vehicle"] > ZERO).astype(np.int64), -2)
    if not some(closing & (bidders > ZERO)):
        _tell_lapsed(turn, closing)
        return
    graft = graft_of(turn["official.integrity"])
    place = bets.ground(turn, graft, turn.tables)
    signed, pledged = _choose(turn, closing, place)
    turn.note(
        EventKind.PROJECT_REFUSED,
        closing & (bidders > 0) & ~signed.won,
        weight=40,
        firm=turn["project.name"],
        chain=turn["project.chain"],
        bids=bidders,
    )
    _tell_lapsed(turn, closing & (bidders == 0))
    deals_market.tell_lost(turn, signed.won, signed.city)
    if some(signed.won):
        _sign(turn, signed, syndicates.won(turn, pledged, signed.city), bets.log_odds(place, turn.tables))


def _tell_lapsed(turn: Turn, lapsed: Array) -> None:
    turn.note(EventKind.PROJECT_LAPSED, lapsed, weight=15, firm=turn["project.name"], chain=turn["project.chain"])


def graft_of(integrity: Array) -> Floats:
    """Graft of a city's cabinet (..., C, 1): the want of integrity of its officials, 0 to 1."""
    mean = total(integrity) / integrity.shape[-1]
    out: Floats = clip(0.7 - mean, 0.0, 1.0)[..., None]
    return out


def _choose(turn: Turn, closing: Array, place: bets.Ground) -> tuple[_Signed, Ints]:
    """Each closing project's choice among its bids, and what partners have pledged behind them (..., C, P)."""
    acts = turn.acts
    vehicle = acts["bid.vehicle"] - 1
    valid = closing[..., None, :] & (vehicle >= 0) & (vehicle < turn.axes["V"])
    equity = _affordable_equity(turn, vehicle, acts["bid.equity"] * valid)
    pledged = syndicates.pledges(turn, valid, equity)
    works, housing = _affordable_works(turn, valid)
    loans = np.maximum(turn["project.ticket"][..., None, :] - equity, 0)
    package = bets.Package(
        equity=equity,
        premium_bp=clip(acts["bid.premium"], 0, 5_000),
        guarantee=clip(acts["bid.guarantee"], 0, loans),
        land=clip(acts["bid.land"], 0, 100),
        tax=clip(acts["bid.tax"], 0, 10),
        works=works,
        housing=housing,
        claw_back=clip(acts["bid.claw_back"], 0, 1),
    )
    home = bets.place_worth(place, turn["city.trust"][..., None], turn["city.livability"][..., None])
    backed = replace(package, equity=equity + syndicates.behind(turn, pledged))
    against = syndicates.whispers(turn, valid)
    # Few of the bids that could be made are made: only these are weighed, (n,) and flat in (..., C, P).
    (made,) = valid.reshape(-1).nonzero()
    score = np.full(valid.shape, -9.0)
    score.reshape(-1)[made] = _liked(turn, made, backed, home) - against.reshape(-1)[made]
    best = score.max(axis=-2)
    winner = score.argmax(axis=-2)
    free = (turn["firm.serial"] == 0).sum(axis=-1, keepdims=True, dtype=np.int64)
    won = closing & (best >= turn["project.reserve"])
    won = won & (np.cumsum(won, axis=-1) <= free)

    (signs,) = won.reshape(-1).nonzero()
    projects = turn.axes["P"]
    # Where in an array (..., C, P) the bid stands that each signed project (n,) has chosen.
    bid = (signs // projects * turn.axes["C"] + winner.reshape(-1)[signs]) * projects + signs % projects

    def chosen(offer: Ints, without: int = 0) -> Ints:
        out = np.full(won.shape, without)
        out.reshape(-1)[signs] = offer.reshape(-1)[bid]
        return out

    terms = {term.name: chosen(getattr(package, term.name)) for term in fields(package)}
    return _Signed(won, choose(won, winner, -1), chosen(vehicle, -1), **terms), pledged


def _liked(turn: Turn, bid: Ints, package: bets.Package, home: Floats) -> Floats:
    """How much firms like the bids at flat places (n,) of all packages (..., C, P); `home` (..., C, I) is the place."""
    tables, cities, projects = turn.tables, turn.axes["C"], turn.axes["P"]
    city, project = bid // projects, bid // (projects * cities) * projects + bid % projects
    offered = bets.Package(**{f.name: getattr(package, f.name).reshape(-1).take(bid) for f in fields(package)})
    here = (turn.at("project.origin", project) == city % cities) * tables["deals.origin_worth"]
    there = home.reshape(-1).take(city * turn.axes["I"] + turn.at("project.chain", project))
    asked, ticket = turn.at("project.equity", project), turn.at("project.ticket", project)
    worth = bets.features(offered, asked, ticket, at_most_one(there + here))
    liking = (turn.draw_at("deals.liking", (cities, projects), bid) - 0.5) * tables["deals.liking_spread"]
    taste = turn.at("project.taste", project, len(worth))
    liked: Floats = bets.appeal(worth, taste, offered.claw_back, tables) + liking
    return liked


def _affordable_equity(turn: Turn, vehicle: Ints, equity: Ints) -> Ints:
    """Bids cut down so that even if all win, no vehicle of a city pays more than it has."""
    by_vehicle = vehicle[..., None, :] == numbers(turn.axes["V"])[:, None]
    cut = stakes.within_cash(turn, np.maximum(equity, 0)[..., None, :] * by_vehicle)
    return total(cut, -2)


def _affordable_works(turn: Turn, valid: Array) -> tuple[Ints, Ints]:
    works = np.maximum(turn.acts["bid.works"], 0) * valid
    housing = np.maximum(turn.acts["bid.housing"], 0) * valid
    part = at_most_one(np.maximum(turn["city.treasury"], 0) / np.maximum(total(works + housing), 1))
    cut = part[..., None]
    return np.floor(works * cut).astype(np.int64), np.floor(housing * cut).astype(np.int64)


def _sign(turn: Turn, everything: _Signed, pledged: Ints, odds: Floats) -> None:
    known = turn["project.firm"] > 0
    _join_rounds(turn, _part(everything, known))
    signed = _part(everything, ~known)
    funding = _fund(turn, signed)
    # Partners take the place of owners, as far as there is room.
    room = clip(wan(0.9 * funding.value) - funding.paid, 0, funding.owners)
    asked = np.maximum(total(pledged, -2), 1)
    partners = np.floor(pledged * at_most_one(room / asked)[..., None, :]).astype(np.int64)
    joint = total(partners, -2)
    funding = replace(funding, partners=joint, owners=funding.owners - joint)
    chance, forecast = _chances(turn, signed, odds)
    slot = _found(turn, signed, funding, (chance, forecast))
    _pay(turn, signed, funding, slot)
    syndicates.pay(turn, partners, slot, funding.value)
    _hold_works(turn, signed)
    nobody = np.zeros_like(everything.equity)
    _tell_won(turn, everything, everything.won & known, (everything.equity, nobody, nobody), 45)
    _tell_won(turn, signed, signed.won, (funding.paid, funding.joined, funding.central), 80)


def _tell_won(turn: Turn, signed: _Signed, won: Array, pledge: tuple[Ints, Ints, Ints], weight: int) -> None:
    """News of who signed, and what the city, the market and the central fund pay of the equity that was pledged."""
    paid, joined, central = pledge
    told = {
        "firm": turn["project.name"],
        "chain": turn["project.chain"],
        "host_city": signed.city,
        "ticket": turn["project.ticket"],
        "equity": paid,
    }
    helped = (paid > 0) & (central > 0)
    shared = (paid > 0) & (joined > 0) & ~helped
    alone = won & (paid > 0) & ~helped & ~shared
    turn.note(EventKind.PROJECT_WON, alone, city=signed.city, weight=weight, **told)
    market, fund = told | {"joined": joined}, told | {"central": central}
    turn.note(EventKind.PROJECT_WON, won & shared, "ProjectWonShared", city=signed.city, weight=weight, **market)
    turn.note(EventKind.PROJECT_WON, won & helped, "ProjectWonCentral", city=signed.city, weight=weight, **fund)
    turn.note(EventKind.PROJECT_WON, won & (paid == 0), "ProjectWonFree", city=signed.city, weight=weight, **told)


def _part(signed: _Signed, mask: Array) -> _Signed:
    """Only the signed packages where `mask` is true."""
    empty = {"won": False, "city": -1, "vehicle": -1}
    return _Signed(**{f.name: choose(mask, getattr(signed, f.name), empty.get(f.name, 0)) for f in fields(signed)})


def _join_rounds(turn: Turn, signed: _Signed) -> None:
    """Rounds of firms that are here already: new money at the present value, no new slot."""
    if not some(signed.won):
        return
    slot = find(turn["project.firm"], turn["firm.serial"])
    (joins,) = (signed.won & (slot >= 0) & (signed.equity > 0)).reshape(-1).nonzero()
    city = joins // turn.axes["P"] * turn.axes["C"] + signed.city.reshape(-1)[joins]
    owner = city * turn.axes["V"] + signed.vehicle.reshape(-1)[joins]
    asked = holdings.lines(turn, owner * turn.axes["F"] + slot.reshape(-1)[joins])
    stakes.subscribe(turn, asked, signed.equity.reshape(-1)[joins])


def _fund(turn: Turn, signed: _Signed) -> _Funding:
    """Who pays: the city's pledge, less what the market takes over; the owners; the banks."""
    tables = turn.tables
    ticket, asked = turn["project.ticket"], np.maximum(turn["project.equity"], 1)
    mood = take(turn["nation.favour"], turn["project.chain"]) * turn["nation.credit"][..., None]
    low, high = tables["deals.join_from"], tables["deals.join_to"]
    keen = clip((mood - low) / (high - low), 0.0, 1.0)
    join = tables["deals.join_most"] * keen * turn.draw("deals.join", (turn.axes["P"],))
    joined = np.floor(signed.equity * join).astype(np.int64)
    central = np.floor((signed.equity - joined) * _central_share(turn)).astype(np.int64)
    paid = signed.equity - joined - central
    rest = np.maximum(ticket - signed.equity, 0)
    unbacked = np.floor((rest - signed.guarantee) * tables["deals.loan_unbacked"]).astype(np.int64)
    loans = (signed.guarantee + unbacked) * signed.won
    owners = (rest - loans) * signed.won
    price = (1.0 + signed.premium_bp / 10_000) * asked / np.maximum(turn["project.stake"], 0.01)
    value = wan(price) * signed.won
    stake = np.minimum(0.95, paid / np.maximum(value, 1))
    return _Funding(paid, joined, central, np.zeros_like(paid), owners, loans, stake, value)


def _central_share(turn: Turn) -> Floats:
    """Part of a city's equity that a central fund takes over (..., P): hard chains of the plan, growing by the year."""
    tables = turn.tables
    years = tables.date(turn["match.turn"]) - tables["deals.central_year"]
    grown = clip(tables["deals.central_growth"] * years, 0.0, tables["deals.central_most"])
    named = take(turn["nation.plan"] * tables.hard, turn["project.chain"])
    share: Floats = grown[..., None] * named
    return share


def _chances(turn: Turn, signed: _Signed, odds: Floats) -> tuple[Floats, Floats]:
    """Chance of success by the truth, and as the winner could forecast it, (..., P)."""
    tables = turn.tables
    chains, projects = len(tables.chains), turn.axes["P"]
    flat = odds.reshape(*odds.shape[:-2], -1)
    there = take(flat, choose(signed.won, signed.city * chains + turn["project.chain"], -1))
    seat = take(seat_of(turn), signed.city)
    place = choose(signed.won, seat * projects + numbers(projects), -1)

    def of_seat(name: str) -> Array:
        value = turn[name]
        return take(value.reshape(*value.shape[:-2], -1), place)

    asked = of_seat("project.consulted")
    truth = bets.chance_of(there, turn["project.quality"], asked, tables)
    truth = choose(turn["project.fraud"] > 0, 0.0, truth)
    usual = bets.usual_quality(turn["project.template"], turn["project.ticket"], tables)
    reading = of_seat("project.estimate"), of_seat("project.noise")
    forecast = bets.chance_forecast(there, reading, usual, asked, tables)
    return truth, forecast


def _found(turn: Turn, signed: _Signed, funding: _Funding, chances: tuple[Floats, Floats]) -> Ints:
    """Give every signed project its firm slot."""
    tables = turn.tables
    truth, forecast = chances
    luck = turn.draw("deals.outcome", (3, turn.axes["P"]))
    doomed = luck[..., 0, :] >= truth
    template = turn["project.template"]
    scale = tables.template["multiple"][template]
    skill = take(turn["vehicle.skill"].reshape(*turn.lead, -1), signed.city * turn.axes["V"] + signed.vehicle)
    keep = bets.keep_of(skill, funding.stake, tables)
    good = bets.multiple_at(luck[..., 1, :], keep, tables) * scale
    bad = luck[..., 2, :] * tables["deals.failure_spread"]
    kind = turn["project.kind"]
    early = (kind == KIND.LABORATORY) & (turn["project.lag_product"] > 0)
    opens = np.maximum(turn["project.lag_product"], 0)
    stage = choose(early, STAGE.SEED, choose(opens > 0, STAGE.BUILDING, STAGE.RAMP))
    cost = np.maximum(turn["project.ticket"], 1)
    # Halls are worth no more than so many years of what they can sell; an idea, or a firm that is there already, has
    # no such bound.
    sales = tables["deals.worth_sales"] * turn["project.capacity"]
    unbound = (kind == KIND.LABORATORY) | (kind == KIND.RESCUE)
    most = choose(unbound, np.inf, np.maximum(sales, funding.value))
    slot = firm_slots.found(
        turn,
        signed.won,
        {
            "firm.city": signed.city,
            "firm.chain": turn["project.chain"],
            "firm.name": turn["project.name"],
            "firm.stage": stage,
            "firm.kind": kind,
            "firm.anchor": tables.template["anchor"][template],
            "firm.born": turn["match.turn"][..., None],
            "firm.quality": turn["project.quality"],
            "firm.fraud": turn["project.fraud"],
            "firm.doomed": doomed,
            "firm.loyalty": 0.5 + 0.2 * (funding.paid > 0) - 0.1 * signed.claw_back,
            "firm.technology": np.asarray(1.0),
            "firm.capacity": turn["project.capacity"],
            "firm.debt": funding.loans,
            "firm.guaranteed": np.minimum(signed.guarantee, funding.loans),
            "firm.burn": cost // np.maximum(opens, 1),
            "firm.runway": np.maximum(opens, 1),
            "firm.value": funding.value,
            "firm.target": wan(choose(doomed, funding.value * bad, np.minimum(funding.value * good, most))),
            "firm.invested": funding.paid + funding.joined + funding.central + funding.partners + funding.owners,
            "firm.opens_in": opens,
            "firm.pays_in": turn["project.lag_profit"],
            "firm.planter": choose(signed.won, take(seat_of(turn), signed.city), -1),
            "firm.opened": choose(opens > 0, -1, turn["match.turn"][..., None]),
            "firm.tax_holiday": signed.tax,
            "firm.expected": np.minimum(99.0, bets.mean_multiple(forecast, keep, tables)),
            "firm.chance": forecast,
        },
    )
    firm_slots.introduce_as(turn, slot, {name: turn[f"project.{name}"] for name in ("estimate", "noise")})
    _staff_and_owners(turn, signed, funding, slot)
    return slot


def _staff_and_owners(turn: Turn, signed: _Signed, funding: _Funding, slot: Ints) -> None:
    """What new firms need of people, and who holds them."""
    source = first_with(slot, turn.axes["F"]).reshape(-1)
    (firm,) = (source >= 0).nonzero()
    project = firm // turn.axes["F"] * turn.axes["P"] + source.take(firm)

    def signed_for(value: Array) -> Array:
        return value.reshape(-1).take(project)

    firm_slots.staff(turn, firm, signed_for(turn["project.jobs"]))
    owner = signed_for(signed.city), signed_for(signed.vehicle)
    terms = signed_for(funding.stake), signed_for(funding.paid), signed_for(signed.claw_back)
    stakes.grant(turn, firm, owner, terms)


def _pay(turn: Turn, signed: _Signed, funding: _Funding, slot: Ints) -> None:
    tables = turn.tables
    firm = Purse("firm.cash", slot)
    city = Purse("city.treasury", signed.city)
    vehicle = firm_slots.purse_of(signed.city, signed.vehicle, turn.axes["V"])
    turn.transfer(vehicle, firm, "equity", funding.paid)
    turn.transfer("outside.investors", firm, "partners", funding.joined + funding.owners)
    turn.transfer("outside.centre", firm, "central_fund", funding.central)
    turn.transfer("outside.banks", firm, "loan", funding.loans)
    turn.transfer(city, "outside.market", "works_promised", signed.works)
    turn.transfer(city, "outside.market", "staff_housing", signed.housing)
    land = wan(turn["project.ticket"] * tables["deals.land_share"] * (100 - signed.land) / 100)
    turn.transfer(firm, city, "industrial_land", land * signed.won)
    backed = np.minimum(signed.guarantee, funding.loans)
    turn.set("city.guarantees", turn["city.guarantees"] + segment_total(backed, signed.city, turn.axes["C"]))
    trust = segment_total(signed.won.astype(np.int64), signed.city, turn.axes["C"])
    turn.contribute("city.trust", "deal_signed", trust * tables["deals.won_trust"])


def _hold_works(turn: Turn, signed: _Signed) -> None:
    """A bet as big as a large part of own revenue, half of guarantees counted, stops the metro for a while."""
    tables = turn.tables
    burden = signed.equity + signed.works + signed.housing + signed.guarantee // 2
    asked = segment_total(burden, signed.city, turn.axes["C"])
    yearly = 2 * np.maximum(turn["city.revenue"], 1)
    mega = asked > tables["deals.mega_share"] * yearly
    turn.set("city.works_held", choose(mega, int(tables["deals.works_held_turns"]), turn["city.works_held"]))
    turn.note(
        EventKind.WORKS_DEFERRED,
        mega,
        city=numbers(turn.axes["C"]),
        weight=75,
        host_city=numbers(turn.axes["C"]),
        amount=asked,
        share=np.minimum(99_999, asked * 10_000 // yearly),
    )
