"""Poaching: firms, officials and skilled people lured away from rivals; what it costs, and what it is held against.

Who poaches within a no-poach pact gets nothing: the pact has to be broken openly first.
"""

from __future__ import annotations

import numpy as np

from boulevard_server.rules import bets, relations
from boulevard_server.rules.arrays import (
    Array,
    Floats,
    Ints,
    at_most_one,
    choose,
    clip,
    numbers,
    one_hot,
    some,
    take,
    total,
    wan,
)
from boulevard_server.rules.codes import RANK, STAGE
from boulevard_server.rules.places import seat_of
from boulevard_server.rules.turn import Purse, Turn
from boulevard_shared.events import EventKind
from boulevard_shared.ids import PactKind

WAN = 10_000
"""Yuan in a wan."""


def play(turn: Turn) -> None:
    """People and firms; comes before the year's migration."""
    if some(turn.acts["poach.talent"]):
        _talent(turn)
    if some(turn.acts["poach.firm"]):
        _firms(turn)


def _free(turn: Turn) -> Array:
    """Where (..., C, C) the row may take from the column."""
    out: Array = ~relations.stands(turn, PactKind.NO_POACH) & relations.elsewhere(turn.axes["C"])
    return out


def _blame(turn: Turn, done: Array) -> None:
    """Robbers (..., C, C) are believed less, unless they were robbed before; the robbed do not forget."""
    t = turn.tables
    unprovoked = total((done & ~relations.provoked(turn)).astype(np.int64))
    turn.contribute("city.trust", "poaching", -t["relations.poach_trust"] * np.minimum(unprovoked, 3))
    relations.offend(turn, t["relations.grudge_poached"] * done)


def price_a_head(wage: Array, factor: float) -> Floats:
    """What it takes to move one person (wan), from the wage there (yuan a year)."""
    price: Floats = np.maximum(wage * factor / WAN, 1.0)
    return price


def _talent(turn: Turn) -> None:
    """Money buys heads, fewer when several buy at once and when life is poorer here than there."""
    t = turn.tables
    wished = turn.acts["poach.talent"] * _free(turn)[..., None]
    part = at_most_one(np.maximum(turn["city.treasury"], 0) / np.maximum(total(total(wished)), 1))
    money = np.floor(wished * part[..., None, None]).astype(np.int64)
    buyers = np.maximum((money > 0).sum(axis=-3, dtype=np.int64), 1)
    price = price_a_head(turn["talent.wage"], t["relations.poach_wage"])[..., None, :, :]
    income = turn["city.income"]
    pull = clip(income[..., :, None] / np.maximum(income[..., None, :], 1), 0.5, 1.5)[..., None]
    heads = np.floor(money / price * pull / np.sqrt(buyers)[..., None, :, :])
    stock = turn["talent.people"]
    most = np.floor(stock * t["relations.poach_most"])
    room = at_most_one(most / np.maximum(heads.sum(axis=-3), 1.0))
    moved = np.floor(heads * room[..., None, :, :]).astype(np.int64)
    # Who did not come is not paid for.
    spent = np.minimum(money, wan(moved * price / pull * np.sqrt(buyers)[..., None, :, :])) * (moved > 0)
    turn.transfer("city.treasury", "outside.households", "poaching", spent)
    turn.contribute("talent.people", "poached", moved.sum(axis=-2, dtype=np.int64) - moved.sum(axis=-3, dtype=np.int64))
    done = moved.any(axis=-1)
    many = total(moved)
    turn.note(
        EventKind.TALENT_POACHED,
        done,
        city=numbers(turn.axes["C"]),
        weight=52,
        host_city=numbers(turn.axes["C"])[:, None],
        other_city=numbers(turn.axes["C"]),
        people=many,
    )
    _blame(turn, done)


def _firms(turn: Turn) -> None:
    """A firm weighs money and place against its ties at home; the best offer above the threshold wins."""
    t, cities = turn.tables, turn.axes["C"]
    home = turn["firm.city"]
    sells = (turn["firm.stage"] == STAGE.RAMP) | (turn["firm.stage"] == STAGE.MATURE)
    able = (turn["firm.serial"] > 0) & sells
    to = numbers(cities)[:, None]
    lives = home[..., None, :]
    free = take(_free(turn), home[..., None, :])
    cash = np.maximum(turn["city.treasury"], 0)
    wished = np.maximum(turn.acts["poach.firm"], 0) * (able[..., None, :] & free & (lives != to))
    part = at_most_one(cash / np.maximum(total(wished), 1))
    offer = np.floor(wished * part[..., None]).astype(np.int64)
    ground = bets.ground(turn, 0.0, t)
    worth = bets.place_worth(ground, turn["city.trust"][..., None], turn["city.livability"][..., None])
    there = take(worth, np.broadcast_to(turn["firm.chain"][..., None, :], offer.shape))
    here = total(there * (lives == to), -2)
    owned = total(turn["position.share"], -2) * (lives == to)
    ties = t["relations.firm_loyal"] * turn["firm.loyalty"] + t["relations.firm_owned"] * total(owned, -2)
    luck = (turn.draw("relations.firm", (cities, turn.axes["F"])) - 0.5) * t["relations.firm_luck"]
    money = offer / np.maximum(turn["firm.value"] * t["relations.firm_settle"], 1.0)[..., None, :]
    appeal = choose(offer > 0, money + there - here[..., None, :] - ties[..., None, :] + luck, -9.0)
    best = appeal.argmax(axis=-2)
    goes = able & (appeal.max(axis=-2) > t["relations.firm_threshold"])
    asked = offer > 0
    won = asked & goes[..., None, :] & (best[..., None, :] == to)
    paid = offer * won
    turn.transfer(Purse("city.treasury", np.broadcast_to(to, paid.shape)), "outside.investors", "settling", paid)
    turn.transfer("outside.investors", "firm.cash", "settling", total(paid, -2))
    turn.note(
        EventKind.FIRM_POACHED,
        goes,
        city=home,
        weight=78,
        firm=turn["firm.name"],
        chain=turn["firm.chain"],
        from_city=home,
        to_city=best,
    )
    turn.note(
        EventKind.POACHING_FAILED,
        asked & ~won,
        city=np.broadcast_to(lives, asked.shape),
        weight=35,
        seen_by=seat_of(turn)[..., :, None],
        firm=turn["firm.name"][..., None, :],
        host_city=np.broadcast_to(lives, asked.shape),
    )
    turn.set("firm.city", choose(goes, best, home))
    for name, value in (("guaranteed", 0), ("calls", 0), ("loyalty", 0.5), ("tax_holiday", 0)):
        turn.set(f"firm.{name}", choose(goes, value, turn[f"firm.{name}"]))
    _blame(turn, (won[..., None, :] & (lives == to)[..., None, :, :]).any(axis=-1))


def officials(turn: Turn) -> None:
    """Officials asked for are posted across, if the capital agrees, in exchange for our least able director.

    Comes after the term's reviews. A city loses at most one official a turn, and gains at most one.
    """
    wanted = turn.acts["poach.official"]
    if not some(wanted):
        return
    t, cities = turn.tables, turn.axes["C"]
    slot = choose(_free(turn), wanted - 1, -1)
    asked_for = _of_column(turn["official.rank"], slot), _of_column(turn["official.tenure"], slot)
    # Whoever was posted away this very turn is not to be had; secretaries never are.
    slot = choose((slot >= 0) & (asked_for[0] > RANK.SECRETARY) & (asked_for[1] > 0), slot, -1)
    patron = take(turn["seat.patron"], seat_of(turn))
    life = turn["city.livability"]
    chance = t["relations.official_chance"] + t["relations.official_patron"] * patron[..., :, None]
    chance = chance + t["relations.official_pull"] * (life[..., :, None] - life[..., None, :])
    luck = turn.draw("relations.official", (cities, cities))
    margin = choose((slot >= 0) & (luck < chance), chance - luck, -1.0)
    # Each city loses at most one and gains at most one.
    first = (margin == margin.max(axis=-2, keepdims=True)) & (margin >= 0.0)
    kept = choose(first, margin, -1.0)
    goes = first & (kept == kept.max(axis=-1, keepdims=True))
    asked = slot >= 0
    pairs = numbers(cities)
    name = _of_column(turn["official.name"], slot)
    turn.note(
        EventKind.OFFICIAL_POACHED,
        goes,
        city=pairs,
        weight=58,
        host_city=pairs[:, None],
        other_city=pairs,
        official=name,
    )
    turn.note(
        EventKind.POACHING_FAILED,
        asked & ~goes,
        "OfficialStayed",
        city=pairs,
        weight=35,
        seen_by=seat_of(turn)[..., :, None],
        official=name,
        host_city=pairs,
    )
    if not some(goes):
        return
    _exchange(turn, goes, choose(goes, slot, -1))
    _blame(turn, goes)


def _of_column(values: Array, slot: Ints) -> Array:
    """Values (..., C, O) of a slot of the column city, by (..., C, C) slots; slot -1 reads slot 0."""
    wide = np.broadcast_to(values[..., None, :, :], (*slot.shape, values.shape[-1]))
    out: Array = np.take_along_axis(wide, np.maximum(slot, 0)[..., None], axis=-1)[..., 0]
    return out


def _exchange(turn: Turn, goes: Array, slot: Ints) -> None:
    """Who goes (..., C to, C from) takes the chair of the least able director there, who comes here instead."""
    cities, slots = turn.axes["C"], turn.axes["O"]
    left = slot.max(axis=-2)
    leaves = one_hot(left, slots)
    gains = goes.any(axis=-1)
    able = choose((turn["official.rank"] == RANK.DIRECTOR) & ~leaves, turn["official.competence"], 9.0)
    seat = choose(gains, able.argmin(axis=-1), -1)
    arrives = one_hot(seat, slots)
    places = np.arange(cities * slots).reshape(cities, slots)
    came_from = goes.argmax(axis=-1) * slots + slot.max(axis=-1)
    taker = goes.argmax(axis=-2)
    went_to = taker * slots + take(seat, taker)
    occupant = choose(arrives, came_from[..., None], choose(leaves, went_to[..., None], places))
    flat = occupant.reshape(*turn.lead, -1)
    for name in ("name", "competence", "daring", "integrity"):
        now = turn[f"official.{name}"]
        turn.set(f"official.{name}", take(now.reshape(*turn.lead, -1), flat).reshape(now.shape))
    known = turn["official.expertise"]
    by_place = known.reshape(*turn.lead, cities * slots, -1)
    turn.set("official.expertise", np.take_along_axis(by_place, flat[..., None], axis=-2).reshape(known.shape))
    moved = arrives | leaves
    serials = turn.new_serials(moved.reshape(*turn.lead, -1)).reshape(moved.shape)
    turn.set("official.serial", choose(moved, serials, turn["official.serial"]))
    chain = turn["official.boss_of"]
    for name, value in (("tenure", 0), ("boss_of", -1), ("seconded", 0), ("seconded_to", -1)):
        turn.set(f"official.{name}", choose(moved, value, turn[f"official.{name}"]))
    vacant = (one_hot(choose(moved, chain, -1), turn.axes["I"])).any(axis=-2)
    turn.set("cluster.boss", choose(vacant, -1, turn["cluster.boss"]))
    turn.set("cluster.strength", choose(vacant, 0.0, turn["cluster.strength"]))
