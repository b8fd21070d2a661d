"""Need, distress and death: firms call for money, slow down or move when nobody answers, and some die."""

from __future__ import annotations

import numpy as np

from boulevard_server.rules import firm_slots, holdings, patronage, ties
from boulevard_server.rules.arrays import ONE, TWO, ZERO, Array, Floats, Ints, choose, clip, some, wan
from boulevard_server.rules.codes import STAGE
from boulevard_server.rules.segments import segment_total
from boulevard_server.rules.stakes import blame_of, book_return, join
from boulevard_server.rules.turn import Purse, Turn
from boulevard_shared.events import EventKind


def play(turn: Turn) -> None:
    """Calls for money, distress, moving away and death; then the guarantees that still stand."""
    _move(turn, _let_private_money_answer(turn))
    _call(turn)
    dies = _suffer(turn)
    if some(dies):
        _bury(turn, dies)
    turn.set("city.guarantees", segment_total(turn["firm.guaranteed"], turn["firm.city"], turn.axes["C"]))


_ANSWER, _DEATH, _RECOVERY, _MOVE = range(4)
"""What the luck of a firm's life is drawn for, by its place on the first axis."""


def _luck(turn: Turn, of: int, firm: Ints) -> Floats:
    """Luck (n,) of firms at flat slots (n,)."""
    firms = turn.axes["F"]
    return turn.draw_at("firms.life", (4, firms), firm // firms * (3 * firms) + of * firms + firm)


def _let_private_money_answer(turn: Turn) -> Ints:
    """Calls that no city answered: private investors may; returns the firms (n,), flat, that are left without."""
    tables, firms = turn.tables, turn.axes["F"]
    waits = (turn.before["firm.call"] > ZERO) & (turn["firm.call"] > ZERO) & (turn["firm.serial"] > ZERO)
    (firm,) = waits.reshape(-1).nonzero()
    match = firm // firms
    favour = turn.at("nation.favour", match * turn.axes["I"] + turn.at("firm.chain", firm))
    favour = favour * turn.at("nation.credit", match)
    doomed = turn.at("firm.doomed", firm) > ZERO
    odds = choose(doomed, tables["firms.private_answer_doomed"], tables["firms.private_answer"] * favour)
    helped = ties.help_of(holdings.share_held(turn).reshape(-1)[firm], tables)
    odds = odds * patronage.private_money(turn, firm) * (1.0 + tables["firms.answer_minority"] * helped)
    answered = _luck(turn, _ANSWER, firm) < odds
    comes, unpaid = firm[answered], firm[~answered]
    if comes.size:
        money = np.zeros(waits.shape, np.int64)
        money.reshape(-1)[comes] = turn.at("firm.call", comes)
        join(turn, money)
        turn.put("firm.call", comes, 0)
    tried = turn.at("firm.calls", unpaid) + ONE
    turn.set("firm.calls", turn["firm.calls"] * (turn["firm.call"] > ZERO))
    turn.put("firm.calls", unpaid, tried)
    turn.put("firm.loyalty", unpaid, clip(turn.at("firm.loyalty", unpaid) - 0.12, 0.0, 1.0))
    return unpaid


def _move(turn: Turn, unpaid: Ints) -> None:
    """A firm left alone twice takes its plans to a city it likes clearly better, if its loyalty is gone."""
    tables = turn.tables
    able = (
        (_luck(turn, _MOVE, unpaid) < tables["firms.move_chance"])
        & (turn.at("firm.calls", unpaid) >= TWO)
        & (turn.at("firm.loyalty", unpaid) < tables["firms.move_loyalty"])
        & (turn.at("firm.stage", unpaid) != STAGE.DISTRESS)
        & (turn.at("firm.fraud", unpaid) == ZERO)
    )
    firm = unpaid[able]
    if not firm.size:
        return
    city, old = turn.at("firm.city", firm), turn["firm.city"]
    draw = turn["cluster.density"] + turn["city.trust"][..., None] / 200.0
    draw = draw.reshape(-1, *draw.shape[-2:])
    options = draw[firm // turn.axes["F"], :, turn.at("firm.chain", firm)]
    best = options.argmax(axis=-1)
    here = options[np.arange(firm.size), city]
    goes = (options.max(axis=-1) > here + tables["firms.move_gap"]) & (best != city)
    firm, best = firm[goes], best[goes]
    to_city = old.copy()
    to_city.reshape(-1)[firm] = best
    turn.note(
        EventKind.FIRM_MOVED,
        to_city != old,
        city=old,
        weight=75,
        firm=turn["firm.name"],
        chain=turn["firm.chain"],
        from_city=old,
        to_city=to_city,
    )
    turn.set("firm.city", to_city)
    for name, value in (("guaranteed", 0), ("calls", 0), ("loyalty", 0.5), ("tax_holiday", 0)):
        turn.put(f"firm.{name}", firm, value)


def _call(turn: Turn) -> None:
    """Firms that see the end of their cash ask their owners for more, and say how much."""
    tables = turn.tables
    rate = (turn["nation.rate"] + tables["firms.loan_margin"])[..., None] / 2.0
    lives = turn["firm.serial"] > ZERO
    site = lives & (turn["firm.opens_in"] > ZERO)
    loss = (
        np.maximum(ZERO, -turn["firm.profit"]) + wan(turn["firm.debt"] * rate) - np.maximum(ZERO, turn["firm.profit"])
    )
    building = np.floor(turn["firm.burn"] * (1.0 - tables["firms.working_capital"])).astype(np.int64)
    need = choose(site, building, np.maximum(loss, ZERO))
    need = need * lives
    cash = np.maximum(turn["firm.cash"], ZERO)
    left = choose(need > ZERO, np.minimum(20, cash // np.maximum(need, ONE)), 20)
    turn.set("firm.runway", left * lives)
    # A site whose money was paid in at signing calls only when delays have eaten it.
    ends = choose(site, left < np.minimum(turn["firm.opens_in"], TWO), left < tables["firms.call_runway"])
    calls = lives & ends & (turn["firm.call"] == ZERO) & (need > ZERO) & (turn["firm.listed"] < ZERO)
    asked = np.minimum(need * tables["firms.call_turns"], turn["firm.invested"] * tables["firms.call_most"])
    amount = np.rint(asked / 100.0).astype(np.int64) * 100
    calls = calls & (amount > ZERO)
    turn.set("firm.call", choose(calls, amount, turn["firm.call"]))
    planted = turn["firm.planter"] >= ZERO
    turn.note(
        EventKind.FIRM_CALLED,
        calls & planted,
        city=turn["firm.city"],
        weight=60,
        firm=turn["firm.name"],
        chain=turn["firm.chain"],
        amount=amount,
    )


def _suffer(turn: Turn) -> Array:
    """Firms fall into distress, come out of it, or die; returns where (..., F) they die."""
    tables = turn.tables
    stage = turn["firm.stage"]
    lives = turn["firm.serial"] > ZERO
    doomed = turn["firm.doomed"] > ZERO
    owes = turn["firm.debt"] > 1.5 * turn["firm.invested"] + turn["firm.value"]
    falls = lives & (stage != STAGE.DISTRESS)
    # A firm that never sold gives up in the end, however much is poured into it.
    age = turn["match.turn"][..., None] - turn["firm.opened"]
    hopeless = doomed & (turn["firm.opened"] >= ZERO) & (age >= tables["firms.patience"])
    hopeless = _lucky(turn, hopeless, 0.5)
    falls = falls & ((turn["firm.calls"] >= int(tables["firms.calls_to_distress"])) | owes | hopeless)
    was = lives & (stage == STAGE.DISTRESS)
    recovers = was & ~doomed & (turn["firm.profit"] > ZERO) & (turn["firm.call"] == ZERO)
    turns = choose(was, turn["firm.distress"] + ONE, falls)
    dies = was & ~recovers & (turns > ONE)
    struck = _lucky(turn, dies & doomed, tables["firms.death_chance_doomed"])
    struck = struck | _lucky(turn, dies & ~doomed, tables["firms.death_chance"])
    dies = dies & (struck | (turns > tables["firms.death_turns"]))
    turn.note(
        EventKind.FIRM_DISTRESSED,
        falls,
        city=turn["firm.city"],
        weight=65,
        firm=turn["firm.name"],
        chain=turn["firm.chain"],
        host_city=turn["firm.city"],
    )
    back = choose(turn["firm.opens_in"] > ZERO, STAGE.BUILDING, STAGE.RAMP)
    turn.set("firm.stage", choose(recovers, back, choose(falls, STAGE.DISTRESS, stage)))
    turn.set("firm.distress", choose(recovers, 0, turns))
    out: Array = dies
    return out


def _lucky(turn: Turn, mask: Array, chance: float) -> Array:
    """Where (..., F) of the masked firms death strikes with this chance."""
    (firm,) = mask.reshape(-1).nonzero()
    out = np.zeros(mask.shape, bool)
    out.reshape(-1)[firm] = _luck(turn, _DEATH, firm) < chance
    return out


def _bury(turn: Turn, dies: Array) -> None:
    """Creditors call guarantees, clauses recover a little, stakes are lost, the slot is cleaned."""
    tables = turn.tables
    city, cities = turn["firm.city"], turn.axes["C"]
    called = np.minimum(turn["firm.guaranteed"], turn["firm.debt"]) * dies
    turn.transfer(Purse("city.treasury", city), "outside.banks", "guarantee_called", called)
    turn.note(
        EventKind.GUARANTEE_CALLED,
        called > 0,
        city=city,
        weight=85,
        firm=turn["firm.name"],
        host_city=city,
        amount=called,
    )
    lost = _lose_stakes(turn, dies)
    named = {"firm": turn["firm.name"], "chain": turn["firm.chain"], "host_city": city}
    turn.note(EventKind.FIRM_DIED, dies & (lost > 0), city=city, weight=80, amount=lost, **named)
    turn.note(EventKind.FIRM_DIED, dies & (lost == 0), "FirmDiedUnowned", city=city, weight=50, **named)
    planted = (dies & (turn["firm.planter"] >= 0)).astype(np.int64)
    turn.contribute("city.trust", "firm_died", -tables["firms.died_trust"] * segment_total(planted, city, cities))
    where = choose(dies, city * turn.axes["I"] + turn["firm.chain"], -1)
    flat = cities * turn.axes["I"]
    opened = dies & (turn["firm.opened"] >= 0)
    shells = segment_total(turn["firm.capacity"] * opened, where, flat) * tables["firms.shell_capacity"]
    shape = turn["cluster.base_capacity"].shape
    turn.set("cluster.base_capacity", turn["cluster.base_capacity"] + wan(shells).reshape(shape))
    leave = segment_total((opened & (turn["firm.anchor"] > 0)).astype(np.int64), where, flat).reshape(shape)
    gone = np.minimum(turn["cluster.suppliers"], wan(leave * tables.suppliers * tables["firms.suppliers_lost"]))
    turn.contribute("cluster.suppliers", "anchor_died", -gone)
    firm_slots.clear(turn, dies)


def _lose_stakes(turn: Turn, dies: Array) -> Ints:
    """Write off the stakes in dead firms; clauses recover a part. Returns the cost lost by firm (..., F)."""
    tables = turn.tables
    low, high = tables["firms.claw_back_low"], tables["firms.claw_back_high"]
    stakes = holdings.held(turn)
    stakes = stakes.only(dies.reshape(-1)[stakes.firm])
    cost = turn.at("position.cost", stakes.place)
    clause = turn.at("position.claw_back", stakes.place) > 0
    part = (low + (high - low) * _luck(turn, _RECOVERY, stakes.firm)) * clause
    back = np.floor(cost * part).astype(np.int64)
    turn.transfer("outside.investors", "vehicle.cash", "clawed_back", holdings.by_owner(turn, stakes, back))
    book_return(turn, stakes, cost, back, blame_of(turn, stakes))
    recovered = holdings.by_firm(turn, stakes, back)
    turn.note(
        EventKind.MONEY_CLAWED_BACK,
        recovered > 0,
        city=turn["firm.city"],
        weight=50,
        firm=turn["firm.name"],
        amount=recovered,
    )
    return holdings.by_firm(turn, stakes, cost - back)
