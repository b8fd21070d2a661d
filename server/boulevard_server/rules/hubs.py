"""Foreign hubs: a company from abroad settles where people, roads, suppliers and offices are good, and may leave.

A hub is a firm of its own kind, anchor of its chain, owned abroad. Four thresholds must all be met, and foreign
confidence in the country decides how soon one comes and whether it stays. It leaves, too, when its trade drowns in a
glut or when its owner's government no longer lets it work here. Owns `city.hub_*`.
"""

from __future__ import annotations

import numpy as np

from boulevard_server.rules import firm_slots
from boulevard_server.rules.arrays import (
    ONE,
    ZERO,
    Array,
    Floats,
    at_most_one,
    choose,
    clip,
    numbers,
    positive,
    some,
    take,
    total,
    wan,
)
from boulevard_server.rules.bets import Fields
from boulevard_server.rules.codes import KIND
from boulevard_server.rules.places import at_chain, at_city
from boulevard_server.rules.tables import PROJECT_SLOTS, Tables
from boulevard_server.rules.turn import Purse, Turn
from boulevard_shared.events import EventKind
from boulevard_shared.ids import FirmStage, ProjectKind

_NEEDS = ("talent", "logistics", "chain", "office")


def begin(start: dict[str, Array], tables: Tables, seed: int) -> None:
    """How near each city is to what hubs ask for."""
    for name, share in zip(_NEEDS, needs(start, tables)[0], strict=True):
        start[f"city.hub_{name}"] = share


def confidence(fields: Fields, tables: Tables) -> Floats:
    """Confidence of foreign companies in the country (...,): 1 as usual, 0 none."""
    out: Floats = clip(fields["nation.confidence"] / tables["hubs.confidence_usual"], 0.0, 1.3)
    return out


def needs(fields: Fields, tables: Tables) -> tuple[tuple[Floats, ...], Array]:
    """What each city has of what hubs ask for, four shares (..., C) at most 2, and its best chain (..., C)."""
    skilled = total(fields["talent.people"][..., 1:])
    local = at_most_one(fields["cluster.local_share"] / tables["hubs.local_share"])
    chain = local * np.minimum(fields["cluster.output"] / tables["hubs.chain_output"], 1.5)
    seated = fields["official.serial"] > ZERO
    able = total(fields["official.competence"] * seated) / np.maximum(total(seated), ONE)
    office = np.minimum(fields["city.trust"] / tables["hubs.trust"], able / tables["hubs.competence"])
    shares = (
        skilled / tables["hubs.skilled"],
        fields["city.transport"] / tables["hubs.transport"],
        chain.max(axis=-1),
        office,
    )
    return tuple(np.minimum(share, 2.0) for share in shares), chain.argmax(axis=-1)


def play(turn: Turn) -> None:
    """Hubs are kept by their owners; some leave, some come."""
    t = turn.tables
    luck = turn.draw("hubs.luck", (4, turn.axes["C"]))
    shares, best = needs(turn, t)
    for name, share in zip(_NEEDS, shares, strict=True):
        turn.set(f"city.hub_{name}", share)
    least = np.minimum(np.minimum(shares[0], shares[1]), np.minimum(shares[2], shares[3]))
    _keep(turn)
    _leave(turn, least, luck[..., 0, :])
    _come(turn, least, best, luck[..., 1:, :])


def _hub(turn: Turn) -> Array:
    out: Array = (turn["firm.serial"] > ZERO) & (turn["firm.kind"] == KIND.HUB)
    return out


def _keep(turn: Turn) -> None:
    """What a hub calls for comes from abroad; no city is asked."""
    hub = _hub(turn)
    if not some(hub):
        return
    asked = turn["firm.call"] * hub
    turn.transfer("outside.investors", "firm.cash", "foreign_parent", asked)
    turn.set("firm.call", choose(hub, 0, turn["firm.call"]))
    turn.set("firm.calls", choose(hub, 0, turn["firm.calls"]))


def _leave(turn: Turn, least: Array, luck: Array) -> None:
    t = turn.tables
    hub = _hub(turn)
    if not some(hub):
        return
    fright = t["hubs.leave"] * positive(t["hubs.leave_below"] - confidence(turn, t))[..., None]
    tired = t["hubs.leave_worse"] * (least < t["hubs.kept_above"])
    glut = t["hubs.leave_glut"] * positive(t["hubs.leave_price"] - at_chain(turn, turn["nation.price"]))
    denied = t["hubs.leave_rung"] * np.maximum(at_chain(turn, turn["nation.sanctions"]) - 1, 0)
    goes = hub & (at_city(turn, luck) < at_city(turn, fright + tired) + glut + denied)
    turn.note(
        EventKind.HUB_LEFT,
        goes,
        city=turn["firm.city"],
        weight=72,
        firm=turn["firm.name"],
        chain=turn["firm.chain"],
        host_city=turn["firm.city"],
    )
    firm_slots.clear(turn, goes)


def _come(turn: Turn, least: Array, best: Array, luck: Array) -> None:
    t = turn.tables
    cities = numbers(turn.axes["C"])
    (hub,) = _hub(turn).reshape(-1).nonzero()
    has = np.zeros((*turn.lead, cities.size), bool)
    has.reshape(-1)[hub // turn.axes["F"] * cities.size + turn.at("firm.city", hub)] = True
    free = (turn["firm.serial"] == ZERO).sum(axis=-1, keepdims=True, dtype=np.int64)
    odds = t["hubs.come"] * confidence(turn, t)[..., None]
    comes = (least >= 1.0) & ~has & (luck[..., 0, :] < odds) & (free > PROJECT_SLOTS)
    if not some(comes):
        return
    low, high = t.lists["hubs.cost"]
    cost = wan(low + (high - low) * luck[..., 1, :])
    lag = int(t["hubs.lag"])
    names = len(t.content.names.firms)
    number = turn["match.next_serial"][..., None] + comes.cumsum(axis=-1) - 1
    slot = firm_slots.found(
        turn,
        comes,
        {
            "firm.city": cities,
            "firm.chain": best,
            "firm.name": (number + turn["match.seed"][..., None] % names) % names,
            "firm.stage": np.asarray(int(FirmStage.BUILDING)),
            "firm.kind": np.asarray(int(ProjectKind.HUB)),
            "firm.anchor": np.asarray(1),
            "firm.born": turn["match.turn"][..., None],
            "firm.quality": (luck[..., 2, :] - 0.2) * t["deals.quality_spread"],
            "firm.loyalty": np.asarray(0.8),
            "firm.technology": np.asarray(t["hubs.technology"]),
            "firm.capacity": wan(cost * t.output_per_capital[best]),
            "firm.burn": cost // lag,
            "firm.runway": np.asarray(lag),
            "firm.value": cost,
            "firm.target": wan(cost * 1.5),
            "firm.invested": cost,
            "firm.opens_in": np.asarray(lag),
            "firm.pays_in": np.asarray(2 * lag),
        },
    )
    turn.transfer("outside.investors", Purse("firm.cash", slot), "foreign_hub", cost * (slot >= 0))
    firm_slots.introduce(turn, slot, 1.2)
    turn.note(
        EventKind.HUB_OPENED,
        slot >= 0,
        city=cities,
        weight=78,
        firm=take(turn["firm.name"], slot),
        chain=best,
        host_city=cities,
        amount=cost,
    )
