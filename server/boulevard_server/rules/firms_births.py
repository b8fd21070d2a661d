"""Births around firms: spin-outs of laboratories, suppliers that follow an anchor, and room for newcomers."""

from __future__ import annotations

import numpy as np

from boulevard_server.rules import bets, firm_slots, holdings, laboratories
from boulevard_server.rules.arrays import (
    ONE,
    ZERO,
    Array,
    Floats,
    Ints,
    at_most_one,
    choose,
    numbers,
    pick,
    some,
    take,
    total,
    wan,
)
from boulevard_server.rules.markets import open_now
from boulevard_server.rules.places import figures_at
from boulevard_server.rules.segments import segment_total
from boulevard_server.rules.tables import PROJECT_SLOTS
from boulevard_server.rules.turn import Purse, Turn
from boulevard_shared.events import EventKind
from boulevard_shared.ids import FirmStage, ProjectKind


def play(turn: Turn) -> None:
    """Spin-outs, suppliers, and at the end enough free slots for all projects of the coming turn."""
    _spin_out(turn)
    _draw_suppliers(turn)
    _make_room(turn)


def _spin_out(turn: Turn) -> None:
    """At most one laboratory firm a city and turn, where universities and networks fit a chain."""
    tables = turn.tables
    cities = turn.axes["C"]
    luck = turn.draw("firms.spin_out", (5, cities))
    chain, born = _ideas(turn, luck)
    if not some(born):
        return
    cost = wan(tables["firms.spin_cost"] * (0.5 + luck[..., 2, :]))
    post = wan(cost / tables["firms.spin_stake"])
    multiple = bets.seed_multiple(luck[..., 3, :], 1.0)
    lag = tables.lag_product[chain]
    names = len(tables.content.names.firms)
    next_serial = turn["match.next_serial"][..., None] + born.cumsum(axis=-1) - ONE
    slot = firm_slots.found(
        turn,
        born,
        {
            "firm.city": numbers(cities),
            "firm.chain": chain,
            "firm.name": (next_serial + turn["match.seed"][..., None] % names) % names,
            "firm.stage": np.asarray(int(FirmStage.SEED)),
            "firm.kind": np.asarray(int(ProjectKind.LABORATORY)),
            "firm.born": turn["match.turn"][..., None],
            "firm.quality": (luck[..., 4, :] - 0.5) * 3.4641016151377544 * tables["deals.quality_spread"],
            "firm.doomed": multiple < 1.0,
            "firm.loyalty": np.asarray(0.8),
            "firm.technology": np.asarray(1.0),
            "firm.capacity": wan(cost * tables.output_per_capital[chain]),
            "firm.burn": cost // np.maximum(lag, ONE),
            "firm.runway": lag,
            "firm.value": post,
            "firm.target": wan(post * multiple),
            "firm.invested": cost,
            "firm.opens_in": np.maximum(lag, ONE),
            "firm.pays_in": tables.lag_profit[chain],
        },
    )
    turn.transfer("outside.investors", Purse("firm.cash", slot), "seed_round", cost * (slot >= ZERO))
    firm_slots.introduce(turn, slot, 1.2)
    turn.note(
        EventKind.FIRM_SPUN_OUT,
        slot >= ZERO,
        city=numbers(cities),
        weight=40,
        firm=take(turn["firm.name"], slot),
        chain=chain,
        host_city=numbers(cities),
    )


def _ideas(turn: Turn, luck: Floats) -> tuple[Ints, Array]:
    """The chain (..., C) that a city's laboratories have an idea for, and whether a firm comes of it."""
    tables = turn.tables
    seeded = laboratories.fit(turn)
    fit = at_most_one(bets.talent_fit(turn["talent.university"], turn["talent.network"], tables) + seeded)
    near = fit * (0.3 + turn["cluster.density"]) * (1.0 + 2.0 * turn["talent.network"])
    weight = np.floor(near * near * 1e6).astype(np.int64)
    running = weight.cumsum(axis=-1)
    aim = np.floor(luck[..., 0, :] * running[..., -1])
    chain = total(running <= aim[..., None])
    chain = np.minimum(chain, turn.axes["I"] - 1)
    chosen = pick(fit, chain[..., None])[..., 0]
    ties = pick(turn["talent.network"], chain[..., None])[..., 0]
    odds = tables["firms.spin_base"] + tables["firms.spin_fit"] * chosen * chosen + tables["firms.spin_network"] * ties
    odds = odds + tables["laboratories.spin"] * pick(seeded, chain[..., None])[..., 0]
    free = (turn["firm.serial"] == ZERO).sum(axis=-1, keepdims=True, dtype=np.int64)
    return chain, (luck[..., 1, :] < odds) & (free > PROJECT_SLOTS)


def _draw_suppliers(turn: Turn) -> None:
    """A plant that opens draws its suppliers within four turns; they add to what small firms can make."""
    tables = turn.tables
    path = tables.lists["firms.supplier_path"]
    age = turn["match.turn"][..., None] - turn["firm.opened"]
    young = (turn["firm.anchor"] > ZERO) & (turn["firm.serial"] > ZERO) & open_now(turn["firm.stage"])
    young = young & (turn["firm.opened"] >= ZERO) & (age >= ZERO) & (age < len(path))
    if not some(young):
        return
    cities, chains = turn.axes["C"], turn.axes["I"]
    where = choose(young, turn["firm.city"] * chains + turn["firm.chain"], -1)
    density = take(turn["cluster.density"].reshape(*turn.lead, -1), where)
    suppliers = figures_at(turn, tables.suppliers)
    pull = tables["firms.supplier_least"] + tables["firms.supplier_density"] * density
    wanted = suppliers * pull * path.take(age, mode="clip")
    # A whole number with the right mean: the part after the point is a chance.
    came = (np.floor(wanted + turn.draw("firms.suppliers", (turn.axes["F"],))) * young).astype(np.int64)
    shape = turn["cluster.suppliers"].shape
    arrived = segment_total(came, where, cities * chains).reshape(shape)
    turn.contribute("cluster.suppliers", "anchor", arrived)
    made = wan(came / suppliers * turn["firm.capacity"] * tables["firms.supplier_capacity"])
    extra = segment_total(made, where, cities * chains).reshape(shape)
    turn.set("cluster.base_capacity", turn["cluster.base_capacity"] + extra)
    turn.note(
        EventKind.SUPPLIERS_ARRIVED,
        came > 0,
        city=turn["firm.city"],
        weight=35,
        firm=turn["firm.name"],
        chain=turn["firm.chain"],
        host_city=turn["firm.city"],
        count=came,
    )


def _make_room(turn: Turn) -> None:
    """When slots run short, the smallest firms that no vehicle holds join the crowd of small firms."""
    serial = turn["firm.serial"]
    free = (serial == ZERO).sum(axis=-1, keepdims=True, dtype=np.int64)
    short = np.maximum(ZERO, PROJECT_SLOTS - free)
    if not some(short):
        return
    stakes = holdings.held(turn)
    held = holdings.firms_with(turn, stakes.only(turn.at("position.share", stakes.place) > 0))
    asked = (turn["project.firm"][..., :, None] == serial[..., None, :]).any(axis=-2)
    planted = turn["firm.planter"] >= 0
    order = choose(planted, turn["firm.capacity"] + 10**12, turn["firm.capacity"])
    order = choose((serial > 0) & ~held & ~asked, order, 10**15)
    rank = np.argsort(np.argsort(order, axis=-1, kind="stable"), axis=-1, kind="stable")
    absorbed = (rank < short) & (order < 10**15)
    cities, chains = turn.axes["C"], turn.axes["I"]
    where = choose(absorbed, turn["firm.city"] * chains + turn["firm.chain"], -1)
    joined = segment_total(turn["firm.capacity"] * open_now(turn["firm.stage"]), where, cities * chains)
    shape = turn["cluster.base_capacity"].shape
    turn.set("cluster.base_capacity", turn["cluster.base_capacity"] + joined.reshape(shape))
    firm_slots.clear(turn, absorbed)
