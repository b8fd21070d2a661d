"""Residents' data and the air on screen: what is known, sold and owed to privacy; dirt, inspectors, clean-up."""

from __future__ import annotations

import math

import numpy as np

from boulevard_client.charts.gauge import Gauge, Zones
from boulevard_client.screens import annals, answers
from boulevard_client.screens.desk import Desk
from boulevard_client.screens.entries import amount_act, figure, listed
from boulevard_client.screens.intents import Explain, SendEdit, Undo
from boulevard_client.screens.parts import SUB, Press, change, initial, mark
from boulevard_client.screens.setting import RING_ROOM, Knob, around, steps_of
from boulevard_client.screens.sums import quantity_name, tip
from boulevard_client.theme import KPI, STRONG
from boulevard_client.widgets.cells import Sealed, Share, Tile, Words
from boulevard_client.widgets.inputs import Tabs
from boulevard_client.widgets.label import Icon, Label
from boulevard_client.widgets.layout import Column, Pad, Row
from boulevard_client.widgets.node import Node
from boulevard_client.widgets.panel import Chip, Divider, Fact, Panel
from boulevard_client.widgets.scroll import Scroll
from boulevard_client.widgets.table import Col, Table, TableRow
from boulevard_client.widgets.tips import Tip
from boulevard_shared.events import EventKind
from boulevard_shared.ids import CleanUp, DataPolicy
from boulevard_shared.orders import SellData, SetCleanUp, SetDataPolicy
from boulevard_shared.sentence import Sentence

POLICIES = tuple(DataPolicy)
PLANS = tuple(CleanUp)


def _level(desk: Desk, quantity: str, picture: str, zones: tuple[tuple[float, str], ...], most: float) -> Press:
    """A level with its change on a bar of zones; pressed, it opens its sum."""
    read = desk.read
    place, points = read.place(quantity), read.own(quantity)
    name = quantity_name(desk, quantity)
    head = Row(
        Icon(picture, 20, "text-mid"),
        Label(name, STRONG, elide=True).sized(grow=1),
        change(desk, quantity, place),
        Label(read.text(quantity, place), KPI),
        gap=9,
        align="center",
    )
    whole = Press(
        Column(head, Gauge(Zones(0, most, points, zones)), gap=1).sized(grow=1),
        on_press=desk.does(Explain(quantity, place)),
        name=name,
        pad=Pad.sides(2, 1),
    )
    whole.explained(tip(desk, quantity, place)).named(f"smart.level.{quantity}")
    return whole


# --- data --------------------------------------------------------------------------------------------------


def policy(desk: Desk) -> DataPolicy:
    """What may be done with the data, as the draft has it."""
    order = desk.model.order("SetDataPolicy")
    return order.policy if isinstance(order, SetDataPolicy) else DataPolicy(desk.read.whole("smart.policy"))


def _risk(desk: Desk) -> float:
    """Chance of a scandal a half-year at today's debt and the policy drafted."""
    exposure = figure(desk, "smart.scandal") * listed(desk, "smart.privacy_guard")[policy(desk)]
    return 1.0 - math.exp(-exposure * desk.read.own("smart.privacy"))


def data(desk: Desk) -> Panel:
    """What is known, what it is owed, what may be done with it, and what it would fetch."""
    say, read = desk.say, desk.read
    now = policy(desk)
    known = _level(desk, "smart.data", "database", ((100.0, "control"),), 100)
    debt = _level(desk, "smart.privacy", "eye", ((5.0, "celadon"), (15.0, "amber"), (40.0, "vermilion")), 40)
    risk = _risk(desk)
    danger = Row(
        Icon("alert-triangle", 17, "vermilion" if risk > 0.15 else "amber" if risk > 0.04 else "text-low"),
        Label(say("ui.smart.risk", share=round(10_000 * risk)), SUB, wrap=True).sized(grow=1),
        gap=7,
    )
    tabs = Tabs(
        [say(f"ui.smart.policy.{int(each)}") for each in POLICIES],
        lambda place: desk.emit(SendEdit(SetDataPolicy(POLICIES[place]))),
        POLICIES.index(now),
        segmented=True,
    ).named("smart.policy")
    tabs.enabled = desk.model.live
    choose = around(
        tabs,
        say("ui.smart.policy_title"),
        "Y",
        tick=answers.tick(desk, "SetDataPolicy"),
        icon="shield-lock",
        on_undo=desk.does(Undo("SetDataPolicy")),
        tip=Tip(say("ui.smart.policy_title"), say("ui.smart.policy_tip")),
    )
    pieces: list[Node] = [known, debt, danger, choose]
    if desk.model.order("SetDataPolicy") is not None or desk.model.refusals.get("SetDataPolicy") is not None:
        pieces.append(answers.effect(desk, SetDataPolicy(now)))
    pieces += [Divider(), *_sale(desk), Divider(), _laws(desk)]
    pieces.append(Fact(quantity_name(desk, "smart.sold"), read.money(read.whole("smart.sold"), short=True)))
    pieces += _law_ladder(desk) if desk.narrow else []
    return Panel(
        say("ui.smart.data"),
        Scroll(Column(*pieces, *_before(desk, annals.DATA), gap=8), RING_ROOM).named("smart.data").sized(grow=1),
        icon="database",
        gap=8,
    )


def _sale(desk: Desk) -> list[Node]:
    """How much of the data to sell this turn, or why nobody may."""
    say = desk.say
    if listed(desk, "smart.law_price")[desk.read.whole("smart.law")] <= 0:
        return [answers.why_not(desk, Sentence("refused.data_law", {}))]
    if desk.read.own("smart.data") <= 0:
        return [answers.why_not(desk, Sentence("refused.no_data", {}))]
    held = desk.model.order("SellData")
    percent = held.percent if isinstance(held, SellData) else 0
    knob = Knob(
        "smart.sell",
        say("ui.smart.sell"),
        steps_of(100, 20, (percent,)),
        percent,
        lambda n: f"{n}%" if n else say("ui.deals.none"),
        "S",
        "cash",
        tip=Tip(say("ui.smart.sell"), say("ui.smart.sell_tip")),
    )
    pieces: list[Node] = [amount_act(desk, knob, lambda n: SellData(n))]
    if isinstance(held, SellData) or desk.model.refusals.get("SellData") is not None:
        pieces.append(answers.effect(desk, held if isinstance(held, SellData) else SellData(100)))
    return pieces


def _laws(desk: Desk) -> Row:
    """Which laws are in force."""
    count = desk.read.whole("smart.law")
    words = desk.say(f"name.law.{count}")
    return Row(
        Icon("gavel", 17, "text-mid"),
        Label(desk.say("ui.smart.law", law=count), SUB, elide=True).sized(grow=1),
        Chip(f"{count}/3", "warn" if count else "neutral"),
        gap=7,
    ).explained(Tip(words, desk.say("ui.smart.law_tip")))


def _law_ladder(desk: Desk) -> list[Node]:
    """The laws one after the other: what each leaves of the trade in data, and what it fines."""
    now = desk.read.whole("smart.law")
    prices, fines = listed(desk, "smart.law_price"), listed(desk, "smart.law_fine")
    rows = []
    for law in range(1, len(prices)):
        name = desk.say(f"name.law.{law}")
        trade = desk.say("ui.smart.law_trade" if prices[law] else "ui.smart.law_ban", share=round(100 * prices[law]))
        fine = desk.say("ui.smart.law_fine" if fines[law] else "ui.smart.law_free", share=round(100 * fines[law]))
        sign = Tile("circle-check", "celadon", bare=True) if law <= now else Tile("hourglass", "text-low", bare=True)
        rows.append(TableRow(str(law), (sign, Words(initial(name), f"{trade} · {fine}", STRONG, SUB, elide=True))))
    table = Table((Col(width=22), Col(desk.say("ui.smart.law_title"), grow=1)), rows, row_height=48)
    return [Divider(), table.named("smart.laws")]


# --- air ---------------------------------------------------------------------------------------------------


def plan(desk: Desk) -> CleanUp:
    """What becomes of old industry, as the draft has it."""
    order = desk.model.order("SetCleanUp")
    return order.plan if isinstance(order, SetCleanUp) else CleanUp(desk.read.whole("environment.plan"))


def _before(desk: Desk, kinds: frozenset[EventKind]) -> list[Node]:
    """What came before, in a low window: there each of these has a page of its own and room to tell it."""
    return annals.ours(desk, kinds, "smart.before") if desk.narrow else []


def _everywhere(desk: Desk) -> list[Node]:
    """The air of all cities, the worst first, in a low window."""
    if not desk.narrow:
        return []
    dirt, cities = desk.read.view["environment.pollution"].astype(float), desk.read.city_ids
    rows = []
    for place in np.argsort(-dirt, kind="stable").tolist():
        city, level = cities[place], float(dirt[place])
        bad = "amber" if level > figure(desk, "environment.allowed") else "celadon"
        cells = (
            Sealed(mark(desk.look, city)),
            Words(desk.read.city_name(city), style=STRONG, elide=True),
            Share(level / 100, desk.read.text("environment.pollution", place), bad),
        )
        rows.append(TableRow(city, cells, own=place == desk.read.city))
    name = quantity_name(desk, "environment.pollution")
    cols = (Col(width=28), Col(desk.say("ui.smart.col.city"), grow=1, least=90), Col(name, grow=1.4, least=90))
    return [Divider(), Table(cols, rows, row_height=36).named("smart.everywhere")]


def air(desk: Desk) -> Panel:
    """Pollution, old industry, inspectors, and the plan for it."""
    say, read = desk.say, desk.read
    allowed = figure(desk, "environment.allowed")
    dirt = _level(
        desk,
        "environment.pollution",
        "wind",
        ((allowed, "celadon"), (allowed + 20, "amber"), (100.0, "vermilion")),
        100,
    )
    old = read.whole("environment.old")
    share = round(10_000 * old / max(1, read.whole("city.gdp")))
    facts: list[Node] = [
        Fact(quantity_name(desk, "environment.old"), say("ui.smart.old", amount=old, share=share)),
        Fact(quantity_name(desk, "environment.visits"), read.number(read.whole("environment.visits"))),
    ]
    sites = read.whole("environment.sites") + int(read.view["environment.soil"].sum())
    if sites:
        facts.append(Fact(quantity_name(desk, "environment.sites"), read.money(sites, short=True)))
    now = plan(desk)
    tabs = Tabs(
        [say(f"ui.smart.plan.{int(each)}") for each in PLANS],
        lambda place: desk.emit(SendEdit(SetCleanUp(PLANS[place]))),
        PLANS.index(now),
        segmented=True,
    ).named("smart.plan")
    tabs.enabled = desk.model.live
    choose = around(
        tabs,
        say("ui.smart.plan_title"),
        "O",
        tick=answers.tick(desk, "SetCleanUp"),
        icon="building-factory-2",
        on_undo=desk.does(Undo("SetCleanUp")),
        tip=Tip(say("ui.smart.plan_title"), say("ui.smart.plan_tip")),
    )
    told = Label(say(f"ui.smart.plan_about.{int(now)}"), SUB, wrap=True)
    pieces: list[Node] = [dirt, *facts, choose, told]
    if now is not CleanUp.NONE or desk.model.refusals.get("SetCleanUp") is not None:
        pieces.append(answers.effect(desk, SetCleanUp(now)))
    return Panel(
        say("ui.smart.air"),
        Scroll(Column(*pieces, *_everywhere(desk), *_before(desk, annals.AIR), gap=8), RING_ROOM)
        .named("smart.air")
        .sized(grow=1),
        icon="leaf",
        gap=8,
    )
