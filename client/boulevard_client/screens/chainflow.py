"""One chain of our city as a flow: where its inputs come from, who makes, where the output goes, and what is short.

All is yearly output in wan. Inputs bought abroad are what content says of the chain, less what has been replaced;
capacity that makes nothing shows as a shortage: of suppliers upstream, of buyers downstream.
"""

from __future__ import annotations

import numpy as np

from boulevard_client.charts.sankey import STOP_NAME, Flow, Flows, Sankey, Stop
from boulevard_client.screens.desk import Desk
from boulevard_client.screens.parts import colour
from boulevard_client.widgets.node import Node
from boulevard_client.widgets.panel import Chip
from boulevard_shared.ids import Bottleneck

LOCAL, HOME, ABROAD, QUIET, IDLE = "#4DB7A2", "#6B83A6", "#C9B3B0", "#8296AF", "#F0694F"
NAMED = 4
"""Firms with a bar of their own; the others and the small ones share one."""
LEAST_IDLE = 0.03
"""Part of the capacity that may stand still without a ribbon."""
CONTRACTS_A_YEAR = 2
"""Contracts are counted by half-years."""


def flow(desk: Desk, chain: int) -> Node:
    """The chain's flow with its one sentence for who cannot see it."""
    return desk.still(f"chains.flow.{chain}", lambda: _drawn(desk, chain))


def _drawn(desk: Desk, chain: int) -> Sankey:
    data = flows(desk, chain)
    key = read_key(desk, chain)
    short = any(each.short for each in data.flows)
    told = desk.say("ui.chainflow.short" if short else "ui.chainflow.told", chain=key)
    return Sankey(data, told)


def read_key(desk: Desk, chain: int) -> str:
    return desk.read.chains[chain]


def chips(desk: Desk, chain: int) -> list[Node]:
    """What holds the chain back, for the panel's header."""
    held = int(desk.read.view["cluster.bottleneck_known"][chain])
    if held == Bottleneck.NONE:
        return []
    kind = desk.say(f"name.bottleneck.{held}")
    return [Chip(desk.say("ui.chains.short_of", kind=kind), "bad", "alert-triangle")]


def shares(desk: Desk, chain: int) -> tuple[float, float, float]:
    """Parts of the inputs bought here, elsewhere in the country, and abroad; they add up to one."""
    view, city = desk.read.view, desk.read.city
    local = float(view["cluster.local_share"][city][chain])
    replaced = float(view["cluster.substitution"][city][chain])
    bought = desk.content.chains[desk.read.chains[chain]].import_share * (1.0 - replaced)
    abroad = min(bought, 1.0 - local)
    return local, 1.0 - local - abroad, abroad


def flows(desk: Desk, chain: int) -> Flows:
    """Stops and ribbons of one chain here."""
    read = desk.read
    view, city = read.view, read.city
    tone = colour(desk, read.city_id)
    here = (view["firm.serial"] > 0) & (view["firm.city"] == city) & (view["firm.chain"] == chain)
    ours = view["position.share"][city].sum(axis=0) > 0
    makers: list[tuple[str, str, float, float, str]] = []
    slots = sorted(np.flatnonzero(here).tolist(), key=lambda slot: -float(view["firm.output"][slot]))
    for slot in slots[:NAMED]:
        name = (read.firm_short if desk.narrow else read.firm_name)(int(view["firm.name"][slot]))
        makers.append((f"firm{slot}", name, *_made(desk, [slot]), tone if ours[slot] else QUIET))
    output = float(view["cluster.output"][city][chain])
    rest = max(0.0, output - sum(each[2] for each in makers))
    spare = float(view["cluster.base_capacity"][city][chain])
    small = (rest, max(0.0, spare + _made(desk, slots[NAMED:])[1] - rest))
    makers.append(("small", desk.say("ui.flow.small"), *small, "#5B7AA3"))
    names = (
        ("local", ("ui.chainflow.local", "ui.chainflow.local_short"), LOCAL),
        ("home", ("ui.chainflow.home", "ui.chainflow.home_short"), HOME),
        ("abroad", ("ui.chainflow.abroad", "ui.chainflow.abroad_short"), ABROAD),
    )
    stops = [Stop(key, desk.say(texts[desk.narrow]), 0, ink) for key, texts, ink in names]
    room = desk.look.px(150)
    stops += [Stop(key, desk.look.type.elide(name, STOP_NAME, room), 1, ink) for key, name, _, _, ink in makers]
    ends = (
        ("state", ("ui.chainflow.state", "ui.chainflow.state_short"), LOCAL),
        ("market", ("ui.chainflow.market", "ui.chainflow.market"), HOME),
        ("idle", ("ui.chainflow.idle", "ui.chainflow.idle_short"), IDLE),
    )
    stops += [Stop(key, desk.say(texts[desk.narrow]), 2, ink) for key, texts, ink in ends]
    held = int(view["cluster.bottleneck_known"][chain]) != Bottleneck.NONE
    sources = tuple(zip(("local", "home", "abroad"), shares(desk, chain), strict=True))
    contracts = _contracts(desk, slots)
    found: list[Flow] = []
    for key, _, made, idle, _ in makers:
        found += [Flow(source, key, made * share, held and source != "abroad") for source, share in sources]
        state = min(made, contracts.get(key, 0.0))
        found += [Flow(key, "state", state), Flow(key, "market", made - state)]
        if idle > LEAST_IDLE * (made + idle):
            found.append(Flow(key, "idle", idle, True))
    found = [each for each in found if each.amount > 0]
    used = {each.source for each in found} | {each.target for each in found}
    return Flows(tuple(stop for stop in stops if stop.key in used), tuple(found))


def _made(desk: Desk, slots: list[int]) -> tuple[float, float]:
    """Output of firms and the capacity of theirs that stands still, a year."""
    view = desk.read.view
    made = sum(float(view["firm.output"][slot]) for slot in slots)
    could = sum(float(view["firm.capacity"][slot]) for slot in slots if int(view["firm.opens_in"][slot]) <= 0)
    return made, max(0.0, could - made)


def _contracts(desk: Desk, slots: list[int]) -> dict[str, float]:
    """State contracts of the named firms, a year."""
    view = desk.read.view
    return {f"firm{slot}": CONTRACTS_A_YEAR * float(view["firm.contract"][slot]) for slot in slots[:NAMED]}
