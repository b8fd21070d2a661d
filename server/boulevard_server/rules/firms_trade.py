"""Trade: staff, use, output, profit, taxes, interest, dividends, growth and value of firms that run a plant."""

from __future__ import annotations

import numpy as np

from boulevard_server.rules import betbook, crackdown, enablers, eras, holdings, patronage, sanctions, ties
from boulevard_server.rules.arrays import (
    ONE,
    TWO,
    ZERO,
    Array,
    Floats,
    Ints,
    at_most_one,
    choose,
    clip,
    positive,
    rows_at,
    take,
    total,
    wan,
)
from boulevard_server.rules.codes import KIND, STAGE
from boulevard_server.rules.markets import open_now
from boulevard_server.rules.places import at_chain, at_city, at_cluster, figures_at, places_of, value_added
from boulevard_server.rules.turn import Purse, Turn
from boulevard_shared.events import EventKind

_LOCAL_START, _LOCAL_CAP = 0.15, 0.65
"""Local sourcing at which `margin` of a chain holds, and at which the whole saving is made."""


def play(turn: Turn) -> None:
    """Staff, make, sell, pay, and be valued."""
    runs = (turn["firm.serial"] > ZERO) & open_now(turn["firm.stage"])
    price = at_chain(turn, turn["nation.price"])
    filled = _staff(turn, runs)
    _make(turn, runs, filled, price)
    profit = _profit(turn, runs, filled, price)
    _settle(turn, runs, profit)
    _value(turn, price)


def _staff(turn: Turn, runs: Array) -> Floats:
    """Share of the staff each firm needs that it finds (..., F)."""
    tables = turn.tables
    found = at_most_one(turn["talent.people"] / np.maximum(turn["talent.jobs"], ONE))
    wanted = turn["firm.need"] * runs[..., None]
    share = rows_at(found, np.maximum(turn["firm.city"], ZERO))
    turn.set("firm.staff", np.floor(wanted * share))
    weighted = total(share * figures_at(turn, tables.mix))
    least = np.minimum(np.minimum(share[..., 0], share[..., 1]), share[..., 2])  # quicker than `min` of three
    out: Floats = 0.5 * weighted + 0.5 * least
    return out


def _make(turn: Turn, runs: Array, filled: Floats, price: Floats) -> None:
    tables = turn.tables
    doomed = turn["firm.doomed"] > ZERO
    sold = clip(0.4 + 0.6 * price, 0.5, 1.0) * choose(doomed, tables["firms.doomed_use"], 1.0)
    trouble = choose(turn["firm.stage"] == STAGE.DISTRESS, 0.5, 1.0)
    # Missing parts and a leader in trouble leave machines idle; pooled capital keeps them busy.
    sold = sold * (1.0 - at_cluster(turn, turn["cluster.drag"]))
    sold = sold * (1.0 + at_cluster(turn, turn["cluster.gain"]))
    sold = sold * sanctions.kept(turn) * at_city(turn, eras.plants_run(turn))
    sold = sold + tables["patronage.contract_use"] * patronage.contract_weight(turn)
    most = enablers.hall_use(turn)
    use = turn["firm.use"] + tables["firms.ramp_speed"] * (filled * sold * trouble * most - turn["firm.use"])
    use = clip(use, 0.0, most) * runs
    hope = turn["firm.target"] / np.maximum(turn["firm.invested"] + turn["firm.debt"], ONE)
    best = choose(doomed, 0.6, clip(0.85 + 0.06 * hope, 0.8, 1.8))
    best = best + tables["ties.technology"] * ties.state_help(turn)
    technology = turn["firm.technology"] + tables["firms.technology_speed"] * (best - turn["firm.technology"])
    turn.set("firm.use", use)
    turn.set("firm.technology", choose(runs, technology, turn["firm.technology"]))
    turn.set("firm.output", turn["firm.capacity"] * use * price * runs)


def _profit(turn: Turn, runs: Array, filled: Floats, price: Floats) -> Ints:
    """Profit of the half-year before tax, wan (..., F)."""
    tables = turn.tables
    local = at_cluster(turn, turn["cluster.local_share"])
    spill = at_cluster(turn, turn["cluster.spill"])
    saved = tables["firms.local_saving"] * clip((local - _LOCAL_START) / (_LOCAL_CAP - _LOCAL_START), -0.3, 1.0)
    learning = at_most_one(turn["firm.pays_in"] / tables["firms.learning_turns"])
    behind = clip((40.0 - turn["nation.self_reliance"]) / 40.0, 0.0, 1.0)[..., None]
    abroad = figures_at(turn, tables.import_share * tables.hard) * behind
    ahead = figures_at(turn, tables.hard) * clip((turn["nation.self_reliance"] - 60.0) / 40.0, 0.0, 1.0)[..., None]
    cost = 1.0 - figures_at(turn, tables.margin) * np.minimum(turn["firm.technology"], 1.5) - saved * 0.5 - spill * 0.5
    cost = (
        cost
        + tables["firms.learning_cost"] * learning
        + tables["firms.shortage_cost"] * (1.0 - filled)
        + tables["firms.import_cost"] * abroad
        - tables["firms.ahead_saving"] * ahead
        + at_cluster(turn, sanctions.cost(turn))
    )
    cost = cost * (1.0 + tables["firms.pass_through"] * (price - 1.0))
    # What turns its capital over quickly mostly buys parts; machines cost the same whether they run or not.
    fixed = figures_at(turn, tables["firms.fixed_cost"] / np.maximum(tables.output_per_capital, 1.0))
    use = turn["firm.use"]
    half = turn["firm.capacity"] / 2.0 * (use * price - cost * (fixed + (1.0 - fixed) * use))
    return wan(half * runs)


def _settle(turn: Turn, runs: Array, profit: Ints) -> None:
    """Sales, losses, interest, taxes, loans paid back, dividends and growth; a firm's purse never goes below zero."""
    tables = turn.tables
    turn.set("firm.profit", profit)
    gain, loss = np.maximum(profit, ZERO), np.maximum(-profit, ZERO)
    turn.transfer("outside.market", "firm.cash", "firm_sales", gain)
    rate = (turn["nation.rate"] + tables["firms.loan_margin"])[..., None] / 2.0
    rate = positive(rate - tables["patronage.badge_rate"] / 2.0 * turn["firm.badge"])
    interest = wan(turn["firm.debt"] * rate) * runs
    # What a firm cannot pay its banks lend it, and its debt grows.
    missing = np.maximum(loss + interest - np.maximum(turn["firm.cash"], ZERO), ZERO)
    turn.transfer("outside.banks", "firm.cash", "overdraft", missing)
    turn.transfer("firm.cash", "outside.market", "firm_loss", loss)
    turn.transfer("firm.cash", "outside.banks", "interest", interest)

    taxed = np.maximum(profit - interest, ZERO)
    tax = np.minimum(wan(taxed * tables["firms.profit_tax"]), np.maximum(turn["firm.cash"], ZERO))
    turn.transfer("firm.cash", "outside.centre", "profit_tax", tax)
    _pay_local_tax(turn, runs)

    earned = taxed - tax
    reserve = turn["firm.capacity"] // 10
    spare = np.maximum(turn["firm.cash"] - reserve, ZERO)
    debt = turn["firm.debt"] + missing
    repaid = np.minimum(np.minimum(wan(debt * tables["firms.repay_share"]), debt), spare)
    turn.transfer("firm.cash", "outside.banks", "loan_repaid", repaid)
    turn.set("firm.debt", debt - repaid)
    turn.set("firm.guaranteed", np.minimum(turn["firm.guaranteed"], debt - repaid))
    _pay_dividends(turn, earned, spare - repaid)
    _grow(turn, profit, reserve)
    ripe = runs & (turn["firm.stage"] == STAGE.RAMP) & (profit > interest) & (turn["firm.pays_in"] <= ONE)
    turn.set("firm.stage", choose(ripe, STAGE.MATURE, turn["firm.stage"]))
    turn.note(
        EventKind.FIRM_PROFITED,
        ripe,
        city=turn["firm.city"],
        weight=50,
        firm=turn["firm.name"],
        chain=turn["firm.chain"],
        amount=profit,
    )


def _pay_local_tax(turn: Turn, runs: Array) -> None:
    """Tax on value added, paid by buyers with the price; a firm on holiday keeps it."""
    tables = turn.tables
    city = np.maximum(turn["firm.city"], ZERO)
    local = at_cluster(turn, turn["cluster.local_share"])
    rate = take(places_of(tables).tax_rate, city) / 2.0
    due = wan(turn["firm.output"] * value_added(tables, local) * rate) * runs
    badge = tables.lists["patronage.badge_tax"].take(turn["firm.badge"])
    kept = choose(turn["firm.tax_holiday"] > ZERO, due, wan(due * badge))
    turn.transfer("outside.market", Purse("city.treasury", turn["firm.city"]), "firm_tax", due - kept)
    turn.transfer("outside.market", "firm.cash", "tax_waived", kept)
    turn.set("firm.tax_holiday", np.maximum(ZERO, turn["firm.tax_holiday"] - ONE))


def _pay_dividends(turn: Turn, earned: Ints, spare: Ints) -> None:
    tables = turn.tables
    pays = np.minimum(wan(earned * tables["firms.dividend_share"]), spare)
    pays = np.maximum(pays, ZERO) * (turn["firm.stage"] == STAGE.MATURE)
    turn.transfer("firm.cash", "outside.investors", "dividend", pays)
    stakes = holdings.held(turn)
    ours = np.floor(turn.at("position.share", stakes.place) * pays.reshape(-1)[stakes.firm]).astype(np.int64)
    came = holdings.by_owner(turn, stakes, ours)
    turn.transfer("outside.investors", "vehicle.cash", "dividend", came)
    betbook.reap(turn, holdings.by_firm(turn, stakes, ours))
    turn.set("vehicle.returned", turn["vehicle.returned"] + came)


def _grow(turn: Turn, profit: Ints, reserve: Ints) -> None:
    """Firms that earn build on with what they can spare."""
    tables = turn.tables
    per_yuan = figures_at(turn, tables.output_per_capital)
    spare = np.maximum(turn["firm.cash"] - TWO * reserve, ZERO) * tables["firms.reinvest_share"]
    most = turn["firm.capacity"] * tables["firms.growth_cap"] / per_yuan * sanctions.expands(turn)
    builds = (turn["firm.stage"] == STAGE.MATURE) & (profit > ZERO) & (turn["firm.doomed"] == ZERO)
    spent = (np.floor(np.minimum(spare, most)) * builds).astype(np.int64)
    turn.transfer("firm.cash", "outside.market", "expansion", spent)
    added = wan(spent * per_yuan)
    grown = 1.0 + added / np.maximum(turn["firm.capacity"], ONE)
    turn.set("firm.capacity", turn["firm.capacity"] + added)
    turn.set("firm.need", wan(turn["firm.need"] * grown[..., None]))
    turn.set("firm.target", turn["firm.target"] + spent)


def _value(turn: Turn, price: Floats) -> None:
    """What the market would pay: it moves towards what the firm will be worth, through prices and favour."""
    tables = turn.tables
    favour = at_chain(turn, turn["nation.favour"])
    mood = 1.0 + tables["firms.value_price"] * (price - 1.0) + tables["firms.value_favour"] * (favour - 1.0)
    mood = mood + patronage.esteem(turn)
    mood = clip(mood * turn["nation.credit"][..., None], 0.3, 2.5)
    mood = mood * at_chain(turn, turn["nation.mood"])
    rescued = turn["firm.kind"] == KIND.RESCUE
    speed = choose(rescued, tables["firms.rescue_value_speed"], tables["firms.value_speed"])
    opened = (turn["firm.opened"] >= ZERO) | (turn["firm.stage"] == STAGE.DISTRESS)
    trouble = choose(turn["firm.stage"] == STAGE.DISTRESS, 0.5, 1.0)
    # Halls that stand dark are worth what the lit part is.
    lit = enablers.hall_worth(enablers.hall_use(turn), tables)
    goal = turn["firm.target"] * mood * trouble * lit
    marked = turn["firm.value"] * crackdown.revalued(turn)
    moved = marked + speed * (goal - marked)
    value = choose(opened & (turn["firm.serial"] > ZERO), np.maximum(moved, 1.0), turn["firm.value"])
    turn.set("firm.value", value)
