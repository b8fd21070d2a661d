"""The life of firms, turn by turn: the order of its parts, and the firms that stand at the start.

Parts: `firms_build` (sites, delays, openings), `firms_trade` (staff, sales, taxes, value), `firms_life` (calls,
distress, death, moving), `firms_births` (spin-outs, suppliers, room).
"""

from __future__ import annotations

import numpy as np

from boulevard_server.rules import chance, firms_births, firms_build, firms_life, firms_trade, holdings
from boulevard_server.rules.arrays import ZERO, Array, choose, numbers, rows_at, wan
from boulevard_server.rules.firm_slots import EMPTY
from boulevard_server.rules.state import STATE
from boulevard_server.rules.tables import Tables
from boulevard_server.rules.turn import Turn
from boulevard_shared.ids import FirmStage

_FIRST_NOISE = 1.0
"""Standard error of what seats know of the firms that stand at the start."""


def begin(start: dict[str, Array], tables: Tables, seed: int) -> None:
    """The leading firms of each city's largest chains; their capacity comes out of `cluster.base_capacity`.

    Runs after the chains chapter has filled the clusters.
    """
    slots, many = tables.axes["F"], int(tables["firms.leaders"])
    for name, value in EMPTY.items():
        start[name] = np.full(slots, value, STATE[name].dtype)
    base = np.array(start["cluster.base_capacity"])
    first = np.asarray(-1)
    quality = chance.normal(np.asarray(seed), first, "firms.first", (slots,)) * tables["deals.quality_spread"]
    noise = chance.normal(np.asarray(seed), first, "firms.known", (tables.axes["S"], slots)) * _FIRST_NOISE
    names = len(tables.content.names.firms)
    need = np.zeros((slots, tables.axes["K"]))
    known = np.zeros((tables.axes["S"], slots))
    slot, serial = 0, max(1, int(start["match.next_serial"]))
    for city in range(tables.axes["C"]):
        for chain in np.argsort(-base[city], kind="stable")[:many]:
            capacity = int(base[city, chain] * tables["firms.leader_share"])
            base[city, chain] -= capacity
            cost = int(capacity / tables.output_per_capital[chain])
            worth = int(capacity * tables.margin[chain] * tables["firms.earnings_multiple"] * 0.7)
            values = {
                "firm.serial": serial,
                "firm.city": city,
                "firm.chain": chain,
                "firm.name": (serial + seed % names) % names,
                "firm.stage": FirmStage.MATURE,
                "firm.quality": quality[slot],
                "firm.loyalty": 0.7,
                "firm.technology": 1.0,
                "firm.capacity": capacity,
                "firm.use": 0.9,
                "firm.output": int(capacity * 0.9),
                "firm.debt": int(cost * 0.25),
                "firm.value": max(worth, cost // 2),
                "firm.target": max(worth, cost // 2),
                "firm.invested": int(cost * 0.5),
                "firm.opened": 0,
                "firm.runway": 8,
            }
            for name, value in values.items():
                start[name][slot] = value
            start["firm.cash"][slot] = capacity // 10
            need[slot] = capacity * tables.staff_per_wan[chain] * tables.mix[chain]
            known[:, slot] = 1.0
            slot, serial = slot + 1, serial + 1
    start["match.next_serial"] = np.asarray(serial)
    start["cluster.base_capacity"] = base
    start["firm.need"] = wan(need)
    start["firm.staff"] = wan(need * 0.9)
    start["firm.noise"] = known * _FIRST_NOISE
    start["firm.estimate"] = known * (start["firm.quality"] + noise)


def play(turn: Turn) -> None:
    """Half a year in the life of every firm."""
    firms_build.play(turn)
    firms_trade.play(turn)
    firms_life.play(turn)
    firms_births.play(turn)
    _watch(turn)


def _watch(turn: Turn) -> None:
    """Each turn tells every seat a little more about every firm, and most about its own."""
    tables = turn.tables
    # Only slots with a firm are worked on; those of the dead were emptied with them.
    (firm,) = (turn["firm.serial"] > ZERO).reshape(-1).nonzero()
    firms, seats = turn.axes["F"], turn.axes["S"]
    place = firm // firms * ((seats - 1) * firms) + firm + (numbers(seats) * firms)[:, None]
    held = rows_at(_held_by_city(turn), turn["seat.city"]).reshape(-1).take(place)
    error = choose(held, tables["firms.watch_noise_held"], tables["firms.watch_noise"])
    # A uniform number of unit variance is noise enough here and much cheaper than a normal one.
    luck = (turn.draw_at("firms.watch", (seats, firms), place) - 0.5) * 3.4641016151377544
    old = np.maximum(turn.at("firm.noise", place), 0.05)
    before, fresh = 1.0 / (old * old), 1.0 / (error * error)
    reading = turn.at("firm.quality", firm) + luck * error
    estimate = (turn.at("firm.estimate", place) * before + reading * fresh) / (before + fresh)
    turn.put("firm.estimate", place, estimate)
    turn.put("firm.noise", place, np.maximum(0.05, 1.0 / np.sqrt(before + fresh)))


def _held_by_city(turn: Turn) -> Array:
    """Whether (..., C, F) vehicles of each city hold a part of each firm."""
    cities, vehicles, firms = turn.axes["C"], turn.axes["V"], turn.axes["F"]
    stakes = holdings.held(turn)
    stakes = stakes.only(turn.at("position.share", stakes.place) > 0.0)
    out = np.zeros((*turn.lead, cities, firms), bool)
    out.reshape(-1)[stakes.owner // vehicles * firms + stakes.firm % firms] = True
    return out
