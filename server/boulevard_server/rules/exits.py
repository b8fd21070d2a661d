"""Exits: how a vehicle leaves a firm, by listing, sale, buy-back clause or write-off."""

from __future__ import annotations

import numpy as np

from boulevard_server.rules import boards, holdings, ties
from boulevard_server.rules.arrays import Array, Floats, Ints, at_most_one, choose, clip, flat_nonzero, numbers, some
from boulevard_server.rules.holdings import Lines
from boulevard_server.rules.stakes import blame_of, book_return, give_up
from boulevard_server.rules.turn import Turn
from boulevard_shared.events import EventKind
from boulevard_shared.ids import ExitRoute


def play(turn: Turn) -> None:
    """Do what was ordered with stakes; locks run down first."""
    locked = flat_nonzero(turn["position.locked"])
    if locked.size:
        turn.put("position.locked", locked, turn.at("position.locked", locked) - 1)
    if not some(turn.acts["sell.route"]):
        return
    stakes = holdings.held(turn)
    part = clip(turn.acts["sell.share"].reshape(-1)[stakes.place], 0, 10_000) / 10_000.0
    real = turn.at("firm.serial", stakes.firm) > 0
    asked = (turn.at("position.share", stakes.place) > 0) & (part > 0) & real
    stakes, part = stakes.only(asked), part[asked]
    route = turn.acts["sell.route"].reshape(-1)[stakes.place]
    luck = turn.draw("exits.luck", (3, turn.axes["F"]))
    _list(turn, holdings.firms_with(turn, stakes.only(route == ExitRoute.LISTING)), luck[..., 0, :])
    free = turn.at("position.locked", stakes.place) == 0
    listed = turn.at("firm.listed", stakes.firm) >= 0
    # A firm listed only now locks its owners, so what is free and listed was listed before.
    on_market = free & listed & (route == ExitRoute.LISTING)
    sale = free & ~listed & (route == ExitRoute.TRADE_SALE)
    clause = free & (route == ExitRoute.BUY_BACK) & (turn.at("position.claw_back", stakes.place) > 0)
    sold, written_off = on_market | sale, route == ExitRoute.WRITE_OFF
    _sell(turn, stakes.only(sold), part[sold], _price(turn, luck[..., 1, :]))
    _buy_back(turn, stakes.only(clause), part[clause], luck[..., 2, :])
    _write_off(turn, stakes.only(written_off), part[written_off])


def _list(turn: Turn, asked: Array, luck: Array) -> None:
    """Take a firm public on the best board that takes it now; all its owners are locked in for a while."""
    tables = turn.tables
    board = boards.board_of(turn, tables)
    goes = asked & (board > 0)
    if not some(goes):
        return
    low, high = boards.first_day(board, tables)
    pop = (low + (high - low) * luck) * (1.0 + tables["ties.listing"] * ties.state_help(turn))
    pop = choose(goes, np.maximum(pop, 0.8), 1.0)
    turn.set("firm.board", choose(goes, board, turn["firm.board"]))
    turn.set("firm.value", turn["firm.value"] * pop)
    # Most of the first day's joy is gone before the owners may sell.
    turn.set("firm.target", turn["firm.target"] * (1.0 + tables["funds.listing_lasts"] * (pop - 1.0)))
    turn.set("firm.listed", choose(goes, turn["match.turn"][..., None], turn["firm.listed"]))
    owned = holdings.held(turn)
    locks = goes.reshape(-1)[owned.firm] & (turn.at("position.share", owned.place) > 0)
    turn.put("position.locked", owned.place[locks], int(tables["funds.listing_lock"]))
    turn.note(
        EventKind.FIRM_LISTED,
        goes,
        city=turn["firm.city"],
        weight=75,
        firm=turn["firm.name"],
        chain=turn["firm.chain"],
        amount=turn["firm.value"],
        board=board,
    )


def _price(turn: Turn, luck: Array) -> Array:
    """What a buyer pays of the value (..., F): nearly all on the market, less in a trade sale."""
    tables = turn.tables
    low, high = tables.lists["funds.trade_sale"]
    mood = clip(turn["nation.credit"][..., None], 0.8, 1.15)
    trade = (low + (high - low) * luck) * mood
    out: Array = choose(turn["firm.listed"] >= 0, tables["funds.market_sale"], trade)
    return out


def _sell(turn: Turn, stakes: Lines, part: Floats, price: Array) -> None:
    if not part.size:
        return
    value = (turn["firm.value"] * price).reshape(-1)[stakes.firm]
    money = np.floor(turn.at("position.share", stakes.place) * part * value).astype(np.int64)
    turn.transfer("outside.investors", "vehicle.cash", "stake_sold", holdings.by_owner(turn, stakes, money))
    blame = blame_of(turn, stakes)
    cost = give_up(turn, stakes, part)
    book_return(turn, stakes, cost, money, blame)
    _tell(turn, EventKind.STAKE_SOLD, stakes, cost, money)


def _buy_back(turn: Turn, stakes: Lines, part: Floats, luck: Array) -> None:
    """The firm must take its shares back: it pays what it can, and founders elsewhere hear of it."""
    if not part.size:
        return
    tables = turn.tables
    low, high = tables.lists["funds.buy_back"]
    due = turn.at("position.cost", stakes.place) * part * (low + (high - low) * luck).reshape(-1)[stakes.firm]
    due = np.floor(due).astype(np.int64)
    asked = holdings.by_firm(turn, stakes, due)
    able = at_most_one(np.maximum(turn["firm.cash"], 0) / np.maximum(asked, 1))
    money = np.floor(due * able.reshape(-1)[stakes.firm]).astype(np.int64)
    turn.transfer("outside.investors", "vehicle.cash", "buy_back", holdings.by_owner(turn, stakes, money))
    turn.transfer("firm.cash", "outside.investors", "buy_back", holdings.by_firm(turn, stakes, money))
    blame = blame_of(turn, stakes)
    cost = give_up(turn, stakes, part)
    book_return(turn, stakes, cost, money, blame)
    used = np.zeros(turn["city.trust"].shape, bool)
    used.reshape(-1)[stakes.owner // turn.axes["V"]] = True
    turn.contribute("city.trust", "buy_back", -tables["funds.buy_back_trust"] * used)
    paid = money > 0
    _tell(turn, EventKind.STAKE_BOUGHT_BACK, stakes.only(paid), cost[paid], money[paid])
    stiffed = stakes.only(~paid)
    _tell(turn, EventKind.STAKE_BOUGHT_BACK, stiffed, cost[~paid], money[~paid], "StakeBoughtBackForNothing")


def _write_off(turn: Turn, stakes: Lines, part: Floats) -> None:
    if not part.size:
        return
    blame = blame_of(turn, stakes)
    cost = give_up(turn, stakes, part)
    nothing = np.zeros_like(cost)
    book_return(turn, stakes, cost, nothing, blame)
    _tell(turn, EventKind.STAKE_WRITTEN_OFF, stakes, cost, nothing)


def _tell(turn: Turn, kind: EventKind, stakes: Lines, cost: Ints, money: Ints, key: str = "") -> None:
    shape = (*turn.lead, turn.axes["C"], turn.axes["V"], turn.axes["F"])
    where = numbers(turn.axes["C"])[:, None, None]

    def spread_out(value: Array) -> Array:
        out = np.zeros(shape, value.dtype)
        out.reshape(-1)[stakes.place] = value
        return out

    turn.note(
        kind,
        spread_out(np.ones(cost.shape, bool)),
        key,
        city=where,
        weight=45,
        firm=turn["firm.name"][..., None, None, :],
        host_city=where,
        cost=spread_out(cost),
        amount=spread_out(money),
        multiple=spread_out(money * 100 // np.maximum(cost, 1) * (cost > 0)),
    )
