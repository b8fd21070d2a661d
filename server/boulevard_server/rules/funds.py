"""The three state vehicles: capital, managers, guidance funds, seed money, follow-on, and the books.

Exits are in `exits`, the arithmetic of holdings in `stakes`.
"""

from __future__ import annotations

import numpy as np

from boulevard_server.rules import bets, exits, holdings, stakes
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
    some,
    total,
    wan,
)
from boulevard_server.rules.codes import STAGE
from boulevard_server.rules.places import seat_of
from boulevard_server.rules.powers import exp
from boulevard_server.rules.tables import WAN_PER_MILLION, Tables
from boulevard_server.rules.turn import Purse, Turn
from boulevard_shared.events import EventKind
from boulevard_shared.ids import Vehicle

_FINANCE = tuple(Vehicle).index(Vehicle.FINANCE)


def begin(start: dict[str, Array], tables: Tables, seed: int) -> None:
    """What the vehicles have when turn 0 is planned."""
    cities = [tables.content.cities[c] for c in tables.cities]
    start["vehicle.cash"] = np.array([[c.vehicles[v.value] * WAN_PER_MILLION for v in Vehicle] for c in cities])
    skill = np.array([tables["funds.skill_start"] + tables["funds.skill_competence"] * c.competence for c in cities])
    start["vehicle.skill"] = np.repeat(skill[:, None], len(Vehicle), axis=1)
    start["cluster.locality"] = np.full_like(start["cluster.sub_fund"], 100)


def capitalise(turn: Turn) -> None:
    """Move money between treasury and vehicles as ordered; neither is drawn below zero. Comes before the bids."""
    amount = turn.acts["capitalise.amount"]
    give = np.maximum(amount, ZERO)
    part = at_most_one(np.maximum(turn["city.treasury"], ZERO) / np.maximum(total(give), ONE))
    given = np.floor(give * part[..., None]).astype(np.int64)
    drawn = np.minimum(np.maximum(-amount, ZERO), np.maximum(turn["vehicle.cash"], ZERO))
    turn.transfer("city.treasury", "vehicle.cash", "capital", given)
    turn.transfer("vehicle.cash", "city.treasury", "dividend", drawn)


def play(turn: Turn) -> None:
    """Managers, exits, guidance funds, seed money and follow-on, in this order: money back can be used again."""
    _pay_managers(turn)
    exits.play(turn)
    _announce_funds(turn)
    _settle_seeds(turn)
    _sow(turn)
    _follow_on(turn)


def _pay_managers(turn: Turn) -> None:
    tables = turn.tables
    paid = np.minimum(turn["vehicle.managers_budget"], np.maximum(turn["vehicle.cash"], ZERO))
    turn.transfer("vehicle.cash", "outside.households", "managers", paid)
    bought = paid / (paid + tables.lists["funds.skill_half"])
    goal = tables["funds.skill_floor"] + tables["funds.skill_most"] * bought
    change = tables["funds.skill_speed"] * (goal - turn["vehicle.skill"])
    turn.contribute("vehicle.skill", "managers_hired", positive(change))
    turn.contribute("vehicle.skill", "managers_left", np.minimum(change, 0.0))


def followers(turn: Turn) -> Floats:
    """Private yuan that follow each public one, by city and chain (..., C, I), before luck."""
    tables = turn.tables
    poor = turn["city.income"] < tables["funds.poor_income"] * turn["nation.income"][..., None]
    each = tables["funds.crowd_in"] * choose(poor, tables["funds.crowd_in_poor"], 1.0)
    trust = 1.0 + tables["funds.crowd_trust"] * (turn["city.trust"] - 50.0) / 50.0
    mood = 1.0 + tables["funds.crowd_favour"] * (turn["nation.favour"] - 1.0)
    out: Floats = (each * trust)[..., None] * mood[..., None, :]
    return out


def _announce_funds(turn: Turn) -> None:
    """The city pays its part; partners bring what they trust it with, and it waits beside ours."""
    tables = turn.tables
    chain = turn.acts["fund.chain"] - ONE
    target = np.maximum(turn.acts["fund.target"], ZERO) * (chain >= ZERO)
    if not some(target):
        return
    cash = np.maximum(turn["vehicle.cash"][..., _FINANCE], 0)
    ours = np.minimum(wan(target * tables["funds.fund_share"]), cash)
    luck = exp((turn.draw("funds.partners", (turn.axes["C"],)) - 0.5) * 4.0 * tables["funds.crowd_noise"])
    trust = 1.0 + tables["funds.fund_fill_trust"] * (turn["city.trust"] - 50.0) / 50.0
    asked = clip(turn.acts["fund.locality"], -100, 100)
    shy = 1.0 - tables["funds.locality_shy"] * asked / 100.0
    filled = clip(tables["funds.fund_fill"] * trust * shy * luck, 0.0, 1.0)
    room = np.maximum(wan(target * filled) - ours, 0)
    most = wan(ours * 6.2)
    partners = np.minimum(room, most) * (ours > 0)
    hit = chain[..., None] == numbers(turn.axes["I"])
    waiting, joins = turn["cluster.sub_fund"], partners[..., None] * hit
    terms = waiting * turn["cluster.locality"] + joins * (100 + asked)[..., None]
    mixed = choose(waiting + joins > 0, terms / np.maximum(waiting + joins, 1), 100)
    turn.set("cluster.locality", mixed)
    turn.set("cluster.sub_fund", waiting + joins)
    _seed(turn, ours[..., None] * hit, "fund_share")
    raised = ours + partners
    cities = numbers(turn.axes["C"])
    told = {"chain": chain, "host_city": cities, "target": target, "amount": raised}
    share = np.minimum(raised * 10_000 // np.maximum(target, 1), 10_000)
    turn.note(EventKind.FUND_FILLED, raised > 0, city=cities, weight=45, share=share, **told)
    turn.note(EventKind.FUND_FILLED, (target > 0) & (raised == 0), "FundEmpty", city=cities, weight=45, **told)


def _sow(turn: Turn) -> None:
    """Pay the standing seed budgets, as far as the Finance Group's money goes; partners' funds invest beside."""
    tables = turn.tables
    wished = np.maximum(turn["cluster.seed_budget"], ZERO)
    cash = np.maximum(turn["vehicle.cash"][..., _FINANCE], ZERO)
    part = at_most_one(cash / np.maximum(total(wished), ONE))
    _seed(turn, np.floor(wished * part[..., None]).astype(np.int64), "seed_money")
    waiting = turn["cluster.sub_fund"]
    spent = choose(waiting < 400, waiting, np.floor(waiting * tables["funds.sub_fund_spend"]).astype(np.int64))
    if some(spent):
        turn.transfer("outside.investors", "outside.market", "partners", spent)
        turn.set("cluster.sub_fund", waiting - spent)
        least = tables["funds.locality_least"]
        part = least + (1.0 - least) * turn["cluster.locality"] / 100.0
        _build_small(turn, wan(spent * part))
        _count_followers(turn, spent)


def _seed(turn: Turn, paid: Ints, kind: str) -> None:
    """Put seed money (..., C, I) into a spread of stakes, whose worth is drawn now and known years later."""
    if not some(paid):
        return
    tables = turn.tables
    many = int(tables["funds.seed_bets"])
    shape = (turn.axes["C"], turn.axes["I"], many)
    turn.transfer(_finance_purse(turn), "outside.market", kind, paid)
    count = clip(paid // int(tables["funds.seed_ticket"]), 1, many)
    keep = bets.keep_of(turn["vehicle.skill"][..., _FINANCE], 0.2, tables)
    place = np.nonzero(paid > 0)
    # Only clusters that get money are drawn for; each number hangs on its place alone, so nothing else changes.
    luck = turn.draw(f"funds.{kind}", shape)[place]
    share_kept = np.broadcast_to(keep[..., None], paid.shape)[place]
    multiples = bets.seed_multiple(luck, share_kept[..., None])
    used = numbers(many) < count[place][..., None]
    mean = total(multiples * used) / count[place]
    worth = np.zeros(paid.shape)
    worth[place] = mean * paid[place]
    turn.set("cluster.seed_live", turn["cluster.seed_live"] + paid)
    turn.set("cluster.seed_value", turn["cluster.seed_value"] + wan(worth))
    _count(turn, "vehicle.invested", total(paid))
    _count(turn, "vehicle.term_invested", total(paid))
    luck = exp((turn.draw(f"funds.followers_{kind}", shape[:2]) - 0.5) * 4.0 * tables["funds.crowd_noise"])
    private = wan(paid * followers(turn) * luck)
    turn.transfer("outside.investors", "outside.market", "private_follows", private)
    _build_small(turn, paid + private)
    _count_followers(turn, private)


def _finance_purse(turn: Turn) -> Purse:
    cities = numbers(turn.axes["C"])[:, None]
    place = cities * turn.axes["V"] + _FINANCE
    return Purse("vehicle.cash", np.broadcast_to(place, (turn.axes["C"], turn.axes["I"])))


def _count(turn: Turn, name: str, amount: Ints) -> None:
    """Add an amount (..., C) to the Finance Group's count."""
    mine = numbers(turn.axes["V"]) == _FINANCE
    turn.set(name, turn[name] + amount[..., None] * mine)


def _count_followers(turn: Turn, private: Ints) -> None:
    _count(turn, "vehicle.crowd_in", total(private))


def _build_small(turn: Turn, money: Ints) -> None:
    made = wan(money * turn.tables["funds.seed_capacity"] * turn.tables.output_per_capital)
    turn.set("cluster.base_capacity", turn["cluster.base_capacity"] + made)


def _settle_seeds(turn: Turn) -> None:
    """Every turn a part of the old seed stakes comes to its end: sold, listed or lost."""
    tables = turn.tables
    live = turn["cluster.seed_live"]
    if not some(live):
        return
    pace = choose(turn["nation.window"] > 0, 1.0, tables["funds.seed_window_shut"]) / tables["funds.seed_turns"]
    part = np.broadcast_to(pace[..., None, None], live.shape)
    cost = choose(live < 200, live, np.floor(live * part).astype(np.int64))
    value = turn["cluster.seed_value"]
    worth = choose(live < 200, value, np.floor(value * part).astype(np.int64))
    mood = clip(turn["nation.favour"] * turn["nation.credit"][..., None], 0.5, 1.6)[..., None, :]
    back = np.floor(worth * mood).astype(np.int64)
    turn.transfer("outside.investors", _finance_purse(turn), "seed_exit", back)
    turn.set("cluster.seed_live", live - cost)
    turn.set("cluster.seed_value", value - worth)
    returned, spent = total(back), total(cost)
    _count(turn, "vehicle.returned", returned)
    # Of old seeds and new ones mixed, the official answers for as much as was sown in this term.
    sown = turn["vehicle.term_invested"][..., _FINANCE] / np.maximum(total(live), 1)
    _count(turn, "vehicle.lost", np.floor(np.maximum(spent - returned, 0) * at_most_one(sown)).astype(np.int64))
    enough = spent > tables["funds.seed_event"] * np.maximum(turn["vehicle.invested"][..., _FINANCE], 1)
    turn.note(
        EventKind.SEEDS_SETTLED,
        enough & (spent > 0),
        city=numbers(turn.axes["C"]),
        weight=30,
        seen_by=seat_of(turn),
        host_city=numbers(turn.axes["C"]),
        cost=spent,
        amount=returned,
    )


def _follow_on(turn: Turn) -> None:
    """New money for firms; a call that is half met counts as answered."""
    cities, vehicles, firms = turn.axes["C"], turn.axes["V"], turn.axes["F"]
    (offers,) = (turn.acts["follow.amount"] > ZERO).reshape(-1).nonzero()  # flat in (..., C, F)
    vehicle = turn.acts["follow.vehicle"].reshape(-1)[offers] - ONE
    real = turn.at("firm.serial", offers // (cities * firms) * firms + offers % firms) > ZERO
    allowed = (vehicle >= ZERO) & (vehicle < vehicles) & real
    offers, vehicle = offers[allowed], vehicle[allowed]
    if not offers.size:
        return
    luck = turn.draw("funds.private_joins", (turn.axes["F"],))
    before = turn["firm.stage"]
    called = turn["firm.call"]
    asked = holdings.lines(turn, (offers // firms * vehicles + vehicle) * firms + offers % firms)
    got = stakes.subscribe(turn, asked, turn.acts["follow.amount"].reshape(-1)[offers])
    sick = (before == STAGE.DISTRESS) & (got > 0)
    enough = (got > 0) & (2 * got >= called) & (called > 0)
    joins = np.floor(got * luck * turn.tables["funds.crowd_in"]) * (enough & (turn["firm.doomed"] == 0))
    stakes.join(turn, joins.astype(np.int64))
    # Money cures one doomed firm in four; the rest spend it and fail.
    cured = sick & enough & (turn["firm.doomed"] > 0) & (turn["firm.fraud"] == 0)
    cured = cured & (turn.draw("funds.cured", (turn.axes["F"],)) < turn.tables["firms.cured_chance"])
    turn.set("firm.doomed", choose(cured, 0, turn["firm.doomed"]))
    turn.set("firm.target", choose(cured, turn["firm.value"] * 2, turn["firm.target"]))
    saved = sick & enough
    stage = choose(turn["firm.opens_in"] > 0, STAGE.BUILDING, STAGE.RAMP)
    turn.set("firm.stage", choose(saved, stage, before))
    turn.set("firm.distress", choose(saved, 0, turn["firm.distress"]))
    turn.set("firm.call", choose(enough, 0, called))
    turn.set("firm.calls", choose(enough, 0, turn["firm.calls"]))
    turn.set("firm.loyalty", clip(turn["firm.loyalty"] + 0.1 * enough, 0.0, 1.0))
    turn.note(
        EventKind.FIRM_RESCUED,
        saved,
        city=turn["firm.city"],
        weight=70,
        firm=turn["firm.name"],
        chain=turn["firm.chain"],
        amount=got,
    )


def close_books(turn: Turn) -> None:
    """Value the portfolio: stakes at the last price, seed money at cost, as an honest bookkeeper would."""
    worth = total(wan(holdings.worth_held(turn))) + total(turn["cluster.seed_live"])
    before, there = turn.before, holdings.held(turn)
    bought = total(turn["vehicle.invested"] - before["vehicle.invested"])
    was, now = before["position.cost"].reshape(-1)[there.place], turn.at("position.cost", there.place)
    cost_before = total(holdings.by_owner(turn, there, was)) + total(before["cluster.seed_live"])
    cost_now = total(holdings.by_owner(turn, there, now)) + total(turn["cluster.seed_live"])
    turn.contribute("city.portfolio", "stakes_bought", bought)
    turn.contribute("city.portfolio", "stakes_left", cost_now - cost_before - bought)
    turn.contribute_rest("city.portfolio", "revalued", worth)
