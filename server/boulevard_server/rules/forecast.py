"""What an order should bring, from the seat's view alone: chances, multiples, the two clocks, and how sure it is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from boulevard_server.rules import bets, forecast_firms, forecast_relations, forecast_settings, forecast_smart
from boulevard_server.rules.desk import Desk, vehicle_slot
from boulevard_server.rules.outlook import (
    bid_outlook,
    chance_of_firm,
    hall_lit,
    home_ground,
    home_odds,
    multiple_at,
    multiples,
    office_chance,
    success_chance,
)
from boulevard_server.rules.powers import logistic
from boulevard_server.rules.tables import Tables
from boulevard_shared.ids import ExitRoute
from boulevard_shared.orders import (
    AnnounceFund,
    AnyOrder,
    AppointBoss,
    BidForProject,
    ConsultOnProject,
    Decree,
    FollowOn,
    SellStake,
    SetSeedBudget,
)
from boulevard_shared.parts import Forecast, ForecastLine
from boulevard_shared.sentence import Sentence, say
from boulevard_shared.view import View

__all__ = ["forecast", "home_ground", "home_odds"]


def forecast(view: View, decree: Decree, edit: AnyOrder, tables: Tables) -> Forecast:
    """What this order should bring if it joined this decree; empty where nothing honest can be said."""
    desk = Desk(view, tables)
    brings = _BRINGS.get(type(edit))
    return Forecast() if brings is None else brings(desk, decree, edit)


def line(quantity: str, spread: tuple[float, float, float], turns: int) -> ForecastLine:
    """A line from low, middle and high."""
    low, mid, high = (round(value) for value in spread)
    return ForecastLine(quantity, low, mid, high, turns)


# --- deals -------------------------------------------------------------------------------------------------


def _bid(desk: Desk, decree: Decree, bid: BidForProject) -> Forecast:
    slot = desk.project(bid.project)
    if slot < 0:
        return Forecast()
    look = bid_outlook(desk, slot, bid)
    low, mid, high = multiples(desk, look)
    office = round(10_000 * office_chance(desk, look.pays_in))
    opens = desk.plain("project.lag_product")[slot]
    full = desk.plain("project.capacity")[slot]
    notes = [say("note.win", win=round(10_000 * look.win))]
    if desk.plain("project.fraud_seen")[slot]:
        notes.append(say("note.fraud_seen"))
    elif look.noise > desk.tables["forecast.noisy"] and not desk.plain("project.consulted")[slot]:
        late = desk.plain("project.closes")[slot] <= desk.turn
        notes.append(say("note.noisy_late" if late else "note.noisy", noise=round(100 * look.noise)))
    burden = bid.equity + bid.works + bid.housing + _other_bids(decree, bid)
    share = burden / desk.yearly_revenue
    if share > desk.tables["deals.mega_share"]:
        held = round(desk.tables["deals.works_held_turns"])
        notes.append(say("note.mega", share=round(10_000 * share), turns=held))
    elif share > 0.1:
        notes.append(say("note.share_of_revenue", share=round(10_000 * share)))
    if bid.guarantee:
        notes.append(say("note.guarantee", amount=bid.guarantee))
    notes.append(say("note.clocks", turns=look.pays_in, office=office))
    lit = hall_lit(desk, slot)
    if lit < 1.0:
        notes.append(say("note.hall", use=round(10_000 * lit)))
    paid = bid.equity
    lines = [
        line("forecast.stake", (paid * low, paid * mid, paid * high), look.pays_in),
        line("forecast.multiple", (100 * low, 100 * mid, 100 * high), look.pays_in),
        line("forecast.jobs", (0, look.jobs * look.success, look.jobs), opens),
        line("forecast.output", (0, look.output, full * lit), opens),
    ]
    return Forecast(lines, round(10_000 * look.success), office, look.pays_in, notes)


def _other_bids(decree: Decree, bid: BidForProject) -> int:
    return sum(
        act.equity + act.works + act.housing
        for key, act in decree.acts.items()
        if isinstance(act, BidForProject) and key != bid.key
    )


def _consult(desk: Desk, _decree: Decree, order: ConsultOnProject) -> Forecast:
    slot = desk.project(order.project)
    if slot < 0:
        return Forecast()
    tables = desk.tables
    noise = desk.plain("project.noise")[slot]
    now, then = success_chance(desk, slot, False), success_chance(desk, slot, True)
    # A second reading with the chain's own error, pooled with the first by precision.
    second = tables["deals.consult_noise"]
    sharper = noise * second / float(np.sqrt(noise * noise + second * second))
    note = say(
        "note.consult",
        now=round(10_000 * now),
        then=round(10_000 * then),
        noise=round(100 * sharper),
        fraud=round(10_000 * tables["deals.fraud_seen_consulted"]),
    )
    return Forecast(chance_bp=round(10_000 * then), note=[note])


# --- funds -------------------------------------------------------------------------------------------------


def _seeds(desk: Desk, _decree: Decree, order: SetSeedBudget) -> Forecast:
    """Twelve stakes a turn on the published table of venture returns, as this city's managers would keep it."""
    skill = desk.plain("vehicle.skill")[2]
    keep = float(bets.keep_of(np.asarray(skill), 0.2, desk.tables))
    grid = (np.arange(4_000) + 0.5) / 4_000
    mean = float(bets.seed_multiple(grid, keep).mean())
    money = 4 * order.amount
    # A spread of many stakes: the mean with the tail cut off, the mean, and the mean with a lucky tail.
    lines = [line("forecast.seed", (0.6 * mean * money, 0.85 * mean * money, 1.5 * mean * money), 12)]
    chain = desk.chain(order.chain)
    pays = int(desk.tables.lag_exit[chain])
    note = say("note.seed", mean=round(100 * mean), lost=6_500)
    return Forecast(lines, -1, round(10_000 * office_chance(desk, pays)), pays, [note])


def _fund(desk: Desk, _decree: Decree, order: AnnounceFund) -> Forecast:
    filled = forecast_settings.fund_fill(desk, order.locality)
    ours = desk.tables["funds.fund_share"]
    noise = 2.0 * desk.tables["funds.crowd_noise"]
    shares = (filled * (1.0 - noise), filled, min(1.0, filled * (1.0 + noise)))
    low, mid, high = (max(0.0, share - ours) * order.target for share in shares)
    lines = [line("forecast.partners", (low, mid, high), 1)]
    least = desk.tables["funds.locality_least"]
    here = least + (1.0 - least) * order.locality / 100.0
    notes = [say("note.fund", fill=round(10_000 * filled)), say("note.locality", here=round(10_000 * here))]
    return Forecast(lines, note=notes)


def _follow(desk: Desk, _decree: Decree, order: FollowOn) -> Forecast:
    slot = desk.firm(order.firm)
    if slot < 0:
        return Forecast()
    chance = chance_of_firm(desk, slot)
    keep = float(bets.keep_of(desk.plain("vehicle.skill")[vehicle_slot(order.vehicle)], 0.2, desk.tables))
    low, mid, high = (order.amount * multiple_at(desk, share, keep, chance) for share in (0.1, 0.5, 0.9))
    pays = max(1, desk.plain("firm.pays_in")[slot])
    office = round(10_000 * office_chance(desk, pays))
    notes: list[Sentence] = []
    call = desk.plain("firm.call")[slot]
    if call:
        notes.append(say("note.call", call=call, runway=desk.plain("firm.runway")[slot]))
    return Forecast([line("forecast.stake", (low, mid, high), pays)], round(10_000 * chance), office, pays, notes)


def _sale(desk: Desk, _decree: Decree, order: SellStake) -> Forecast:
    slot = desk.firm(order.firm)
    if slot < 0:
        return Forecast()
    part = desk.held(order.vehicle, slot) * order.share_bp / 10_000
    worth = part * desk.plain("firm.value")[slot]
    route, listed = ExitRoute(order.route), desk.plain("firm.listed")[slot] >= 0
    low, mid, high = forecast_settings.sale_prices(desk, route, listed)
    if route is ExitRoute.LISTING and not listed:
        low, high = forecast_firms.first_day(desk, slot)
        mid = (low + high) / 2
    cost = desk.plain("position.cost")[vehicle_slot(order.vehicle)][slot] * order.share_bp // 10_000
    base = cost if route is ExitRoute.BUY_BACK else worth
    quantity = "forecast.listing" if route is ExitRoute.LISTING and not listed else "forecast.proceeds"
    lines = [line(quantity, (low * base, mid * base, high * base), 1)]
    return Forecast(lines, note=[say("note.sale", cost=cost, value=round(worth))])


# --- chains ------------------------------------------------------------------------------------------------


def _boss(desk: Desk, _decree: Decree, order: AppointBoss) -> Forecast:
    chain, slot = desk.chain(order.chain), desk.official(order.official)
    if slot < 0:
        return Forecast()
    tables = desk.tables
    rank = desk.mine("official.rank")[slot]
    weight = 1.0 if rank <= 1 else 0.9 if rank <= 2 else 0.75
    skill = desk.mine("official.expertise")[slot][chain] * weight
    odds = float(home_odds(desk)[chain])
    ground = home_ground(desk)
    without = odds - tables["deals.odds_boss"] * float(ground.boss[0, chain])
    then = without + tables["deals.odds_boss"] * skill
    asked = then + tables["deals.odds_consulted"]
    now_bp, then_bp, asked_bp = (round(10_000 * float(logistic(np.asarray(x)))) for x in (odds, then, asked))
    notes = [say("note.boss", now=now_bp, then=then_bp)]
    if desk.mine("cluster.boss")[chain] < 0:
        notes.append(say("note.chair", then=asked_bp))
    return Forecast(chance_bp=then_bp, note=notes)


_BRINGS: dict[type[Any], Callable[[Desk, Decree, Any], Forecast]] = {
    BidForProject: _bid,
    ConsultOnProject: _consult,
    SetSeedBudget: _seeds,
    AnnounceFund: _fund,
    FollowOn: _follow,
    SellStake: _sale,
    AppointBoss: _boss,
    **forecast_settings.BRINGS,
    **forecast_relations.BRINGS,
    **forecast_smart.BRINGS,
    **forecast_firms.BRINGS,
}
