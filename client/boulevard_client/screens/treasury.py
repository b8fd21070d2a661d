"""The treasury: where money comes from and goes, debt and its price, livability and trust; spending is in `budget`."""

from __future__ import annotations

import numpy as np

from boulevard_client.charts.gauge import Gauge, Zones
from boulevard_client.charts.mix import Stacked, StackedBars
from boulevard_client.charts.race import LineRace, Race, Series
from boulevard_client.charts.waterfall import Account, Waterfall
from boulevard_client.screens import answers, budget, statement
from boulevard_client.screens.desk import Desk, Screen
from boulevard_client.screens.entries import amount_act, figure
from boulevard_client.screens.intents import Explain
from boulevard_client.screens.parts import Press, change, colour, line, mark, nothing
from boulevard_client.screens.setting import RING_ROOM, Knob, steps_of
from boulevard_client.screens.sums import causes, quantity_name, tip
from boulevard_client.theme import CAPTION, KPI, LABEL, STRONG
from boulevard_client.widgets.inputs import Tabs
from boulevard_client.widgets.label import Label
from boulevard_client.widgets.layout import Column, Grid, Pad, Row
from boulevard_client.widgets.node import Node
from boulevard_client.widgets.panel import Panel
from boulevard_client.widgets.scroll import Scroll
from boulevard_client.widgets.tips import Tip
from boulevard_shared.ids import Vehicle
from boulevard_shared.orders import IssueBonds, RepayDebt

SHOWN_TURNS = 12
LINES = 8
"""Lines of the statement that are shown at once below its groups, where there is room."""


class TreasuryScreen(Screen):
    """Remembers which groups of the statement are open, and whether it is drawn as a waterfall."""

    name = "treasury"

    def __init__(self) -> None:
        self.opened: set[str] | None = None
        """None until the player has pressed a group: then the larger ones are open where there is room."""
        self.drawn = False

    def _moved(self, desk: Desk) -> Panel:
        """What moved the treasury, as a statement or as a picture."""

        opened = self.opened if self.opened is not None else set() if desk.narrow else statement.largest(desk, LINES)

        def toggle(group: str) -> None:
            self.opened = opened ^ {group}
            desk.again()

        def choose(index: int) -> None:
            self.drawn = index == 1
            desk.again()

        told = None if self.drawn else statement.statement(desk, opened, toggle)
        names = [desk.say("ui.statement.statement"), desk.say("ui.statement.waterfall")]
        tabs = Tabs(names, choose, int(self.drawn), segmented=True).named("treasury.moved")
        return _account(desk, told).header_end(tabs)

    def hints(self, desk: Desk) -> tuple[tuple[str, str], ...]:
        return (("B", desk.say("ui.treasury.bonds")), ("D", desk.say("ui.treasury.repay")))

    def build(self, desk: Desk) -> Node:
        top = Row(_revenue(desk).sized(grow=1), self._moved(desk).sized(grow=1), gap=14, align="stretch")
        low: Node = _debt(desk)
        beside: list[Node] = [budget.panel(desk).sized(grow=1)]
        if desk.narrow:
            low = Row(low.sized(grow=1), _life(desk).sized(grow=1), gap=14, align="stretch")
        else:
            beside.append(_life(desk))  # what the budget above it is for
        left = Column(top.sized(grow=1), low.sized(height=340), gap=14)
        right = Column(*beside, gap=14).sized(width=424 if desk.narrow else 500)
        return Row(left.sized(grow=1), right, gap=14, pad=Pad.all(14), align="stretch")


# --- income and account ------------------------------------------------------------------------------------


def _revenue(desk: Desk) -> Panel:
    """Own revenue of the last half-year, and where it has come from so far."""
    chart = desk.still("treasury.sources", lambda: _sources(desk))
    place = desk.read.place("city.revenue")
    head = (
        Press(
            Label(desk.read.text("city.revenue", place, short=True), KPI),
            change(desk, "city.revenue", place, relative=True),
            Label(desk.say("ui.treasury.per_turn"), CAPTION, elide=True).sized(grow=1),
            on_press=desk.does(Explain("city.revenue", place)),
            name=desk.say("ui.treasury.revenue"),
            gap=9,
        )
        .explained(tip(desk, "city.revenue", place))
        .named("treasury.revenue")
    )
    return Panel(desk.say("ui.treasury.revenue"), head, chart.sized(grow=1), icon="receipt-tax", gap=6)


def _sources(desk: Desk) -> StackedBars:
    """Own revenue by source, turn by turn, as far as this client saw it."""
    moments, city = desk.model.moments, desk.read.city
    turns = [turn for turn in sorted(moments) if turn <= desk.model.moment.turn][-SHOWN_TURNS:]
    tax, land, other = [], [], []
    for turn in turns:
        view = moments[turn].view
        whole, part, sold = (float(view[f"city.{n}"][city]) for n in ("revenue", "tax", "land_income"))
        tax.append(part)
        land.append(sold)
        other.append(max(0.0, whole - part - sold))
    layers = [
        (desk.say("ui.treasury.tax"), "celadon-deep", tuple(tax)),
        (desk.say("ui.treasury.land"), "amber", tuple(land)),
    ]
    if any(amount > 0.01 * whole for amount, whole in zip(other, tax, strict=True)):
        layers.append((desk.say("ui.treasury.other"), "control", tuple(other)))
    step = 2 if len(turns) > 4 else 1
    columns = tuple(str(desk.read.year(turn)) if turn % step == 0 else "" for turn in turns)
    chart = StackedBars(Stacked(columns, tuple(layers), lambda n: desk.read.money(n, short=True)))
    return chart.explained(Tip(desk.say("ui.treasury.revenue"), desk.say("ui.treasury.revenue_tip")))


def _account(desk: Desk, told: Node | None) -> Panel:
    """What the last half-year did to the treasury: every payment kind, adding up; as told, else as a waterfall."""
    read, quantity = desk.read, "city.treasury"
    place = read.place(quantity)
    parts = causes(desk, quantity, place)
    head = (
        Press(
            Label(read.text(quantity, place, short=True), KPI),
            change(desk, quantity, place),
            Label(desk.say("ui.treasury.in_hand"), CAPTION, elide=True).sized(grow=1),
            on_press=desk.does(Explain(quantity, place)),
            name=quantity_name(desk, quantity),
            gap=9,
        )
        .explained(tip(desk, quantity, place))
        .named("treasury.account")
    )
    body: Node
    if parts and told is not None:
        body = told.sized(grow=1)
    elif parts:
        now, turn = read.steps(quantity, place), desk.model.moment.turn
        account = Account(
            (read.turn_name(turn - 1), now - sum(part.size for part in parts)),
            tuple((part.name, part.size) for part in parts),
            (read.turn_name(turn), now),
            lambda level: read.write(quantity, level, short=True),
            lambda size: read.write(quantity, size, signed=True, short=True),
        )
        tall = 28 * (len(parts) + 2)
        body = Scroll(Waterfall(account).sized(height=tall)).named("treasury.sum").sized(grow=1)
    else:
        body = nothing("hourglass", desk.say("ui.treasury.no_turn"))
    return Panel(desk.say("ui.treasury.account"), head, body, icon="coin-yuan", gap=6)


# --- debt --------------------------------------------------------------------------------------------------


def owed(desk: Desk) -> float:
    """All debt, that of the vehicles included, in wan."""
    return float(desk.read.whole("city.debt")) + float(desk.read.view["vehicle.debt"].sum())


def bond_room(desk: Desk) -> int:
    """Most that can be borrowed this turn (wan), as the rules have it."""
    gdp = desk.read.own("city.gdp")
    ceiling = round(figure(desk, "treasury.bond_ceiling") * gdp) - desk.read.whole("city.debt")
    return max(0, min(ceiling, round(figure(desk, "treasury.bond_turn") * gdp)))


def _debt(desk: Desk) -> Panel:
    read = desk.read
    gdp, debt = read.own("city.gdp"), owed(desk)
    ratio, own_ratio = debt / max(1.0, gdp), read.own("city.debt") / max(1.0, gdp)
    bonds, repay = desk.model.order("IssueBonds"), desk.model.order("RepayDebt")
    more = (bonds.amount if isinstance(bonds, IssueBonds) else 0) - (
        repay.amount if isinstance(repay, RepayDebt) else 0
    )
    calm, warned, crisis, end = 0.4, 0.8, figure(desk, "treasury.bond_ceiling"), 1.6
    zones = ((calm, "celadon"), (warned, "control"), (crisis, "amber"), (end, "vermilion"))
    gauge = Gauge(Zones(0.0, end, ratio, zones, (debt + more) / max(1.0, gdp) if more else None))
    gauge.explained(Tip(desk.say("ui.treasury.ratio"), desk.say("ui.treasury.ratio_tip")))
    rate = read.text("city.rate", read.place("city.rate"))
    interest = round(read.own("city.debt") * read.own("city.rate") / 2)
    costs = desk.say("ui.treasury.costs", rate=rate, interest=interest)
    whole = desk.say("ui.treasury.with_vehicles", owed=round(debt), share=round(10_000 * ratio))
    spot = read.place("city.debt")
    head = (
        Press(
            Label(read.text("city.debt", spot, short=True), KPI),
            *([] if desk.narrow else [change(desk, "city.debt", spot)]),
            Label(desk.say("ui.treasury.of_gdp", share=round(10_000 * own_ratio)), STRONG, elide=True).sized(grow=1),
            *([] if desk.narrow else [Label(costs, CAPTION)]),
            on_press=desk.does(Explain("city.debt", spot)),
            name=quantity_name(desk, "city.debt"),
            gap=9,
        )
        .explained(tip(desk, "city.debt", spot))
        .named("treasury.debt")
    )
    ceiling = figure(desk, "decree.guarantee_ceiling") * gdp
    given = read.whole("city.guarantees")
    backed = Gauge(Zones(0.0, 1.2, given / max(1.0, ceiling), ((1.0, "celadon"), (1.2, "vermilion"))))
    now = (
        bonds.amount if isinstance(bonds, IssueBonds) else 0,
        repay.amount if isinstance(repay, RepayDebt) else 0,
    )
    issue = Knob(
        "treasury.bonds",
        desk.say("ui.treasury.bonds_short" if desk.narrow else "ui.treasury.bonds"),
        steps_of(bond_room(desk), 40, (now[0],)),
        now[0],
        lambda n: read.money(n, short=True),
        "B",
        tip=Tip(desk.say("ui.treasury.bonds"), desk.say("ui.treasury.bonds_tip")),
    )
    most = max(0, min(read.whole("city.debt"), read.whole("city.treasury")))
    back = Knob(
        "treasury.repay",
        desk.say("ui.treasury.repay_short" if desk.narrow else "ui.treasury.repay"),
        steps_of(most, 40, (now[1],)),
        now[1],
        lambda n: read.money(n, short=True),
        "D",
        tip=Tip(desk.say("ui.treasury.repay"), desk.say("ui.treasury.repay_tip")),
    )
    pieces: list[Node] = [
        head,
        gauge,
        *([Label(costs, CAPTION, elide=True)] if desk.narrow else []),
        Label(whole, CAPTION, wrap=True),
        *([] if desk.narrow else [_owing(desk)]),
        Row(
            amount_act(desk, issue, IssueBonds).sized(grow=1),
            amount_act(desk, back, RepayDebt).sized(grow=1),
            gap=20,
            align="start",
        ),
    ]
    for key, amount, order in (("IssueBonds", now[0], IssueBonds), ("RepayDebt", now[1], RepayDebt)):
        if amount or key in desk.model.refusals:
            pieces.append(answers.effect(desk, order(amount or 1)))
    pieces.append(
        Row(
            Label(desk.say("ui.treasury.guarantees"), LABEL, elide=True).sized(width=110),
            backed.sized(grow=1),
            Label(desk.say("ui.treasury.given_of", given=given, ceiling=round(ceiling)), CAPTION),
            gap=10,
        ).explained(Tip(desk.say("ui.treasury.guarantees"), desk.say("ui.treasury.guarantees_tip")))
    )
    scrolled = Scroll(Column(*pieces, gap=9), RING_ROOM).named("treasury.debt_side")
    body: Node = scrolled
    if not desk.narrow and desk.model.moment.turn > 0:
        body = Row(
            scrolled.sized(grow=1),
            desk.still("treasury.race", lambda: _debt_race(desk)).sized(grow=0.9),
            gap=32,
            align="stretch",
        )
    return Panel(
        desk.say("ui.treasury.debt"),
        body.sized(grow=1),
        icon="scale",
        gap=8,
    )


def _owing(desk: Desk) -> Node:
    """Who owes what: the city, and each of its vehicles."""
    places = [("city.debt", desk.read.place("city.debt"), desk.say("ui.treasury.bonds_owed"))]
    places += [
        ("vehicle.debt", place, desk.say(f"name.vehicle.{vehicle.value}")) for place, vehicle in enumerate(Vehicle)
    ]
    parts = [
        Press(
            Column(
                Label(name, CAPTION, elide=True),
                Label(desk.read.text(quantity, place, short=True), STRONG),
                gap=0,
            ).sized(grow=1),
            on_press=desk.does(Explain(quantity, place)),
            name=name,
        )
        .explained(tip(desk, quantity, place))
        .named(f"treasury.owing.{quantity}.{place}")
        for quantity, place, name in places
    ]
    return Grid(*parts, columns=len(parts), gap=12)


def _debt_race(desk: Desk) -> Node:
    """Debt of our government to GDP, beside the most indebted rival's."""
    read = desk.read
    debt, gdp = read.history("city.debt"), read.history("city.gdp")
    ratio = 100 * debt / np.maximum(gdp, 1.0)
    own = read.city
    worst = max((at for at in range(ratio.shape[1]) if at != own), key=lambda at: float(ratio[-1, at]))
    lines = tuple(
        Series(
            read.city_name(read.city_ids[at]),
            tuple(float(x) for x in ratio[:, at]),
            colour(desk, read.city_ids[at]),
            mark(desk.look, read.city_ids[at]),
            at == own,
        )
        for at in (own, worst)
    )
    times = tuple(str(read.year(turn)) if turn % 2 == 0 else "" for turn in range(len(ratio)))
    chart = LineRace(Race(lines, times, lambda share: f"{share:.0f}%"), desk.say("ui.treasury.debt_race"))
    return chart.explained(Tip(desk.say("ui.treasury.ratio"), desk.say("ui.treasury.debt_race")))


# --- what it does for people -------------------------------------------------------------------------------


def _life(desk: Desk) -> Panel:
    """Livability and trust and what they rest on; each line opens its sum."""
    wide = not desk.narrow
    lines = [
        line(desk, "city.livability", icon="heart-handshake", trend=wide),
        line(desk, "city.trust", icon="shield-check", trend=wide),
        line(desk, "city.schools", icon="school", trend=False),
        line(desk, "city.health", icon="stethoscope", trend=False),
        line(desk, "city.housing", icon="home", trend=False),
        line(desk, "city.transport", icon="train", trend=False),
        line(desk, "city.house_price", icon="home-2", trend=False),
        line(desk, "city.land_left", icon="map-pin", trend=False),
    ]
    return Panel(desk.say("ui.treasury.life"), Column(*lines, gap=2), icon="users-group", gap=8)
