"""Exits: how a vehicle leaves a firm, by listing, sale, buy-back clause or write-off."""

from __future__ import annotations

import numpy as np

from boulevard_server.rules import boards, stakes, ties
from boulevard_server.rules.arrays import Array, Ints, clip, some
from boulevard_server.rules.turn import Turn
from boulevard_shared.events import EventKind
from boulevard_shared.ids import ExitRoute


def play(turn: Turn) -> None:
    """Do what was ordered with stakes; locks run down first."""
    turn.set("position.locked", np.maximum(0, turn["position.locked"] - 1))
    route = turn.acts["sell.route"]
    if not some(route):
        return
    part = clip(turn.acts["sell.share"], 0, 10_000) / 10_000.0
    held = (turn["position.share"] > 0) & (part > 0) & (turn["firm.serial"] > 0)[..., None, None, :]
    part = np.where(held, part, 0.0)
    luck = turn.draw("exits.luck", (3, turn.axes["F"]))
    _list(turn, held & (route == ExitRoute.LISTING), luck[..., 0, :])
    free = held & (turn["position.locked"] == 0)
    listed = (turn["firm.listed"] >= 0)[..., None, None, :]
    # A firm listed only now locks its owners, so what is free and listed was listed before.
    on_market = free & listed & (route == ExitRoute.LISTING)
    sale = free & ~listed & (route == ExitRoute.TRADE_SALE)
    clause = free & (route == ExitRoute.BUY_BACK) & (turn["position.claw_back"] > 0)
    _sell(turn, np.where(on_market | sale, part, 0.0), _price(turn, luck[..., 1, :]))
    _buy_back(turn, np.where(clause, part, 0.0), luck[..., 2, :])
    _write_off(turn, np.where(held & (route == ExitRoute.WRITE_OFF), part, 0.0))


def _list(turn: Turn, asked: Array, luck: Array) -> None:
    """Take a firm public on the best board that takes it now; all its owners are locked in for a while."""
    tables = turn.tables
    board = boards.board_of(turn, tables)
    goes = asked.any(axis=(-2, -3)) & (board > 0)
    if not some(goes):
        return
    low, high = boards.first_day(board, tables)
    pop = (low + (high - low) * luck) * (1.0 + tables["ties.listing"] * ties.state_help(turn))
    pop = np.where(goes, np.maximum(pop, 0.8), 1.0)
    turn.set("firm.board", np.where(goes, board, turn["firm.board"]))
    turn.set("firm.value", turn["firm.value"] * pop)
    # Most of the first day's joy is gone before the owners may sell.
    turn.set("firm.target", turn["firm.target"] * (1.0 + tables["funds.listing_lasts"] * (pop - 1.0)))
    turn.set("firm.listed", np.where(goes, turn["match.turn"][..., None], turn["firm.listed"]))
    locks = goes[..., None, None, :] & (turn["position.share"] > 0)
    turn.set("position.locked", np.where(locks, int(tables["funds.listing_lock"]), turn["position.locked"]))
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
    out: Array = np.where(turn["firm.listed"] >= 0, tables["funds.market_sale"], trade)
    return out


def _sell(turn: Turn, part: Array, price: Array) -> None:
    if not some(part):
        return
    worth = turn["position.share"] * part * (turn["firm.value"] * price)[..., None, None, :]
    money = np.floor(worth).astype(np.int64)
    turn.transfer("outside.investors", "vehicle.cash", "stake_sold", money)
    blame = stakes.blame_of(turn)
    cost = stakes.give_up(turn, part)
    stakes.book_return(turn, cost, money, blame)
    _tell(turn, EventKind.STAKE_SOLD, part > 0, cost, money)


def _buy_back(turn: Turn, part: Array, luck: Array) -> None:
    """The firm must take its shares back: it pays what it can, and founders elsewhere hear of it."""
    if not some(part):
        return
    tables = turn.tables
    low, high = tables.lists["funds.buy_back"]
    due = np.floor(turn["position.cost"] * part * (low + (high - low) * luck)[..., None, None, :]).astype(np.int64)
    asked = stakes.by_firm(due)
    able = np.minimum(1.0, np.maximum(turn["firm.cash"], 0) / np.maximum(asked, 1))
    money = np.floor(due * able[..., None, None, :]).astype(np.int64)
    turn.transfer("outside.investors", "vehicle.cash", "buy_back", money)
    paid = stakes.by_firm(money)
    turn.transfer("firm.cash", "outside.investors", "buy_back", paid)
    blame = stakes.blame_of(turn)
    cost = stakes.give_up(turn, part)
    stakes.book_return(turn, cost, money, blame)
    used = (part > 0).any(axis=(-1, -2))
    turn.contribute("city.trust", "buy_back", -tables["funds.buy_back_trust"] * used)
    _tell(turn, EventKind.STAKE_BOUGHT_BACK, (part > 0) & (money > 0), cost, money)
    _tell(turn, EventKind.STAKE_BOUGHT_BACK, (part > 0) & (money == 0), cost, money, "StakeBoughtBackForNothing")


def _write_off(turn: Turn, part: Array) -> None:
    if not some(part):
        return
    blame = stakes.blame_of(turn)
    cost = stakes.give_up(turn, part)
    nothing = np.zeros_like(cost)
    stakes.book_return(turn, cost, nothing, blame)
    _tell(turn, EventKind.STAKE_WRITTEN_OFF, part > 0, cost, nothing)


def _tell(turn: Turn, kind: EventKind, mask: Array, cost: Ints, money: Ints, key: str = "") -> None:
    where = np.arange(turn.axes["C"])[:, None, None]
    multiple = np.where(cost > 0, money * 100 // np.maximum(cost, 1), 0)
    turn.note(
        kind,
        mask,
        key,
        city=np.broadcast_to(where, mask.shape),
        weight=45,
        firm=np.broadcast_to(turn["firm.name"][..., None, None, :], mask.shape),
        host_city=np.broadcast_to(where, mask.shape),
        cost=cost,
        amount=money,
        multiple=multiple,
    )
