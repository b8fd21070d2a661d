"""One project on the market: reads it from the view, and shows what is known of it and how long it takes."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from boulevard_client.charts.clocks import TwoClocks
from boulevard_client.screens.desk import Desk
from boulevard_client.screens.icons import chain_icon, project_icon
from boulevard_client.screens.office import clocks
from boulevard_client.screens.origins import rich
from boulevard_client.theme import CAPTION, LABEL, STRONG, TITLE
from boulevard_client.widgets.label import Icon, Label
from boulevard_client.widgets.layout import Column, Grid, Row
from boulevard_client.widgets.node import Node
from boulevard_client.widgets.panel import Chip, Panel
from boulevard_client.widgets.tips import Tip
from boulevard_shared.content import Template
from boulevard_shared.writing import fixed


@dataclass(frozen=True, slots=True)
class Lot:
    """A project as the seat knows it. Money in wan, lags in turns; `estimate` and `noise` in log odds."""

    slot: int
    serial: int
    kind: int
    chain: int
    template: int
    name: int
    origin: int
    firm: int
    closes: int
    ticket: int
    equity: int
    stake: float
    capacity: int
    jobs: int
    lag_product: int
    lag_profit: int
    estimate: float
    noise: float
    consulted: bool
    fraud_seen: bool


_WHOLE = (
    "serial",
    "kind",
    "chain",
    "template",
    "name",
    "origin",
    "firm",
    "closes",
    "ticket",
    "equity",
    "capacity",
    "jobs",
    "lag_product",
    "lag_profit",
)


def lots(desk: Desk) -> list[Lot]:
    """Every project on the market, the ones that close first on top, then the largest."""
    view = desk.read.view
    found = []
    for slot in np.nonzero(view["project.serial"])[0]:
        whole = {name: int(view[f"project.{name}"][slot]) for name in _WHOLE}
        found.append(
            Lot(
                slot=int(slot),
                stake=float(view["project.stake"][slot]),
                estimate=float(view["project.estimate"][slot]),
                noise=float(view["project.noise"][slot]),
                consulted=bool(view["project.consulted"][slot]),
                fraud_seen=bool(view["project.fraud_seen"][slot]),
                **whole,
            )
        )
    return sorted(found, key=lambda lot: (lot.closes, -lot.ticket))


def template(desk: Desk, lot: Lot) -> Template:
    """What kind of project it is, in content."""
    return list(desk.content.templates.values())[lot.template]


def closing(desk: Desk, lot: Lot) -> bool:
    """Whether its bids are opened this turn."""
    return lot.closes <= desk.model.moment.turn


def odds(log_odds: float) -> str:
    """A log odds ratio as a factor: `×1.5`."""
    return f"×{fixed(round(100 * math.exp(max(-4.0, min(4.0, log_odds)))), 100, 1)}"


def estimate_words(desk: Desk, lot: Lot) -> tuple[str, str]:
    """Our estimate of the firm against an average one, and its likely range (one standard error)."""
    low, high = odds(lot.estimate - lot.noise), odds(lot.estimate + lot.noise)
    return odds(lot.estimate), desk.say("ui.turn.range", low=low, high=high)


def kind_words(desk: Desk, lot: Lot, *, short: bool = False) -> str:
    """What kind of project in which chain; `short` for a table's second line."""
    chain = desk.read.chain_short(lot.chain) if short else desk.read.chain_name(lot.chain)
    words = desk.say("ui.deals.kind_of_chain", kind=lot.kind, chain=chain)
    return words[:1].upper() + words[1:]


def chips(desk: Desk, lot: Lot) -> list[Node]:
    """What marks the project."""
    known = template(desk, lot)
    found: list[Node] = []
    if known.anchor:
        found.append(Chip(desk.say("ui.deals.anchor"), "info"))
    if desk.read.view["nation.plan"][lot.chain]:
        found.append(Chip(desk.say("ui.deals.in_plan"), "good"))
    if lot.fraud_seen:
        found.append(Chip(desk.say("ui.deals.fraud"), "bad", "alert-triangle"))
    elif lot.consulted:
        found.append(Chip(desk.say("ui.deals.consulted"), "good", "check"))
    if closing(desk, lot):
        found.append(Chip(desk.say("ui.deals.closes_now"), "warn"))
    return found


def dossier(desk: Desk, lot: Lot) -> Panel:
    """What is known of a project, and its two clocks."""
    known = template(desk, lot)
    mid, span = estimate_words(desk, lot)
    head = Row(
        Icon(chain_icon(desk, lot.chain), 34, "celadon"),
        Column(
            Label(desk.read.firm_name(lot.name), TITLE, elide=True),
            Label(f"{desk.read.called(known.name)} · {kind_words(desk, lot)}", LABEL, elide=True),
            gap=0,
        ).sized(grow=1),
        gap=14,
    )
    facts = Grid(
        _fact(desk, "ticket", desk.read.money(lot.ticket, short=True)),
        _fact(desk, "asked", desk.say("ui.deals.for_stake", equity=lot.equity, stake=round(10_000 * lot.stake))),
        _fact(desk, "estimate", desk.say("ui.deals.estimate_range", mid=mid, range=span)),
        _fact(desk, "jobs", desk.read.number(lot.jobs, short=True)),
        _fact(desk, "capacity", desk.read.money(lot.capacity, short=True)),
        _fact(desk, "closes", desk.read.turn_name(lot.closes)),
        columns=3,
        gap=8,
    )
    children: list[Node] = [head]
    marks = chips(desk, lot)
    if marks:
        children.append(Row(*(marks[:3] if desk.narrow else marks), gap=6))
    if not desk.narrow:
        children.append(rich(desk, "deals.term", desk.read.called(known.blurb)))
    children.append(facts)
    about = desk.say("ui.deals.clocks_tip")
    chart = TwoClocks(clocks(desk, lot.lag_product, lot.lag_profit)).sized(grow=1, at_least=(0, 84))
    children.append(chart.explained(Tip(desk.say("ui.deals.clocks"), about)))
    return Panel(desk.say("ui.deals.dossier"), *children, icon=project_icon(lot.kind), gap=8)


def _fact(desk: Desk, name: str, text: str) -> Column:
    tip = Tip(desk.say(f"ui.deals.{name}"), desk.say(f"ui.deals.{name}_tip"))
    return Column(Label(desk.say(f"ui.deals.{name}"), CAPTION), Label(text, STRONG, elide=True), gap=0).explained(tip)
