"""The three state vehicles: what each has, knows and has lost, and moving capital and paying managers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from boulevard_client.charts.gauge import Gauge, Zones
from boulevard_client.icons import icon
from boulevard_client.screens import answers
from boulevard_client.screens.desk import Desk
from boulevard_client.screens.entries import figure, standing, yearly_revenue
from boulevard_client.screens.intents import Explain, SendEdit, Undo
from boulevard_client.screens.parts import Press, change
from boulevard_client.screens.setting import RING_ROOM, Knob, around, setting, steps_of
from boulevard_client.screens.stakepast import vehicle_past
from boulevard_client.screens.sums import quantity_name, tip
from boulevard_client.theme import CAPTION, KPI, LABEL, STRONG
from boulevard_client.widgets.button import Button
from boulevard_client.widgets.inputs import Tabs
from boulevard_client.widgets.label import Icon, Label
from boulevard_client.widgets.layout import Column, Pad, Row
from boulevard_client.widgets.meters import ProgressBar
from boulevard_client.widgets.node import Node
from boulevard_client.widgets.panel import PANEL, Divider, Fact
from boulevard_client.widgets.scroll import Scroll
from boulevard_client.widgets.tips import Tip
from boulevard_shared.ids import Vehicle
from boulevard_shared.orders import CapitaliseVehicle, HireFundManagers

VEHICLES = tuple(Vehicle)


def lost_share(desk: Desk, place: int) -> float:
    """Realised losses of the term as part of what the term invested."""
    view = desk.read.view
    return float(view["vehicle.lost"][place]) / max(1.0, float(view["vehicle.term_invested"][place]))


def card(desk: Desk, place: int, on_press: Callable[[], None]) -> Press:
    """One vehicle at a glance: cash, skill, money in and back, and how much loss is still forgiven."""
    read, view, vehicle = desk.read, desk.read.view, VEHICLES[place]
    tolerance = float(view["match.tolerance"])
    lost = lost_share(desk, place)
    names = "ui.turn.vehicle" if desk.narrow else "name.vehicle"
    skill = float(view["vehicle.skill"][place])
    facts = desk.say(
        "ui.portfolio.in_and_back",
        invested=int(view["vehicle.invested"][place]),
        returned=int(view["vehicle.returned"][place]),
    )
    inside = Column(
        Row(
            Icon(icon("vehicle", vehicle.value), 24, "celadon"),
            Label(desk.say(f"{names}.{vehicle.value}"), STRONG, elide=True).sized(grow=1),
            Label(read.text("vehicle.cash", place, short=True), KPI),
            *([] if desk.narrow else [change(desk, "vehicle.cash", place)]),
            gap=10,
        ),
        Label(facts, CAPTION, elide=True),
        _bar(desk, "skill", f"{round(100 * skill)}%", ProgressBar(skill)),
        _bar(
            desk,
            "tolerance",
            desk.say("ui.portfolio.lost_of", lost=round(100 * lost), tolerance=round(100 * tolerance)),
            loss_gauge(lost, tolerance),
        ),
        gap=6,
    )
    press = Press(
        inside.sized(grow=1), on_press=on_press, name=desk.say(f"name.vehicle.{vehicle.value}"), pad=Pad.sides(16, 12)
    ).boxed(PANEL)
    return press.named(f"portfolio.vehicle.{vehicle.value}").explained(tip(desk, "vehicle.cash", place))


def loss_gauge(lost: float, tolerance: float) -> Gauge:
    """Losses against what the table forgives; beyond it an inquiry may open."""
    high = max(2 * tolerance, 0.2, lost)
    return Gauge(Zones(0.0, high, lost, ((tolerance, "celadon"), (high, "vermilion"))))


def _bar(desk: Desk, name: str, text: str, bar: Node) -> Row:
    return Row(
        Label(desk.say(f"ui.portfolio.{name}"), LABEL, elide=True).sized(width=72),
        bar.sized(grow=1),
        Label(text, CAPTION.tinted("text-mid")).aligned("right").sized(at_least=(78, 0)),
        gap=10,
    ).explained(Tip(desk.say(f"ui.portfolio.{name}"), desk.say(f"ui.portfolio.{name}_tip")))


@dataclass(slots=True)
class Till:
    """Which vehicle is open, and the capital being moved, by vehicle."""

    place: int = 0
    moves: dict[int, int] = field(default_factory=dict)


def vehicle_page(desk: Desk, till: Till, again: Callable[[], None]) -> Column:
    """Capital and managers of one vehicle."""
    read, view = desk.read, desk.read.view
    vehicle = VEHICLES[till.place]
    names = [desk.say(f"ui.turn.vehicle.{each.value}") for each in VEHICLES]

    def choose(place: int) -> None:
        till.place = place
        again()

    tabs = Tabs(names, choose, till.place, segmented=True).named("portfolio.till")
    facts = [
        _fact(desk, name, till.place) for name in ("cash", "debt", "skill", "invested", "returned", "lost", "crowd_in")
    ]
    key = CapitaliseVehicle(vehicle, 1).key
    held = desk.model.order(key)
    planned = held.amount if isinstance(held, CapitaliseVehicle) else 0
    amount = till.moves.get(till.place, planned)
    order = CapitaliseVehicle(vehicle, amount)
    known = answers.preview(desk, order) if amount else None
    reason = answers.refused(desk, order, known) if amount else None
    managers = HireFundManagers(vehicle, 0)
    now = desk.model.order(managers.key)
    budget = now.amount if isinstance(now, HireFundManagers) else int(view["vehicle.managers_budget"][till.place])
    most = round(figure(desk, "decree.managers_cap") * yearly_revenue(desk))
    pay = Knob(
        "portfolio.managers",
        desk.say("ui.portfolio.managers"),
        steps_of(most, 40, (budget,)),
        budget,
        lambda n: desk.say("ui.portfolio.each_turn", amount=n),
        "H",
        marks=(int(view["vehicle.managers_budget"][till.place]),),
        tip=Tip(desk.say("ui.portfolio.managers"), desk.say("ui.portfolio.managers_tip")),
    )
    pieces: list[Node] = [
        around(tabs, desk.say("ui.portfolio.which"), "V"),
        Column(*facts, gap=5),
        Divider(),
        standing(desk, pay, lambda n: HireFundManagers(vehicle, n)),
        answers.effect(desk, HireFundManagers(vehicle, budget)),
        Divider(),
        _capital(desk, till, amount, again),
    ]
    if reason is not None:
        pieces.append(answers.refusal(desk, reason))
    if not desk.narrow:
        pieces.append(vehicle_past(desk, till.place))
    text = (
        desk.say("ui.turn.stands")
        if held == order
        else desk.say("ui.portfolio.move_in", amount=amount)
        if amount >= 0
        else desk.say("ui.portfolio.draw", amount=-amount)
    )
    send = Button(text, desk.does(SendEdit(order)), "primary", "B", "transfer").named("portfolio.capitalise")
    send.enabled = desk.model.live and amount != 0 and reason is None and held != order
    if reason is not None:
        send.why_not = desk.tell(reason)
    elif not amount:
        send.why_not = desk.say("ui.shut.no_amount")
    elif held == order:
        send.why_not = desk.say("ui.shut.stands")
    back = Button(desk.say("ui.deals.withdraw"), desk.does(Undo(key)), "danger", "X").named("portfolio.capital_undo")
    back.visible = held is not None and desk.model.live
    treasury = Fact(desk.say("ui.portfolio.treasury_left"), read.money(desk.model.standing.left, short=True))
    return Column(
        Scroll(Column(*pieces, gap=9), RING_ROOM).named("portfolio.vehicle").sized(grow=1),
        treasury,
        Row(send.sized(grow=1), answers.tick(desk, key, 20), back, gap=8),
        gap=9,
    )


def _capital(desk: Desk, till: Till, amount: int, again: Callable[[], None]) -> Node:
    cash = int(desk.read.view["vehicle.cash"][till.place])
    treasury = max(0, desk.read.whole("city.treasury"))
    range_ = steps_of(treasury, 60, (0, amount), low=-max(0, cash))

    def change(number: int) -> None:
        till.moves[till.place] = number
        if number:
            answers.preview(desk, CapitaliseVehicle(VEHICLES[till.place], number))
        again()

    knob = Knob(
        "portfolio.capital",
        desk.say("ui.portfolio.capital"),
        range_,
        amount,
        lambda n: desk.read.money(n, signed=True, short=True),
        "A",
        marks=(0,),
        live=desk.model.live,
        tip=Tip(desk.say("ui.portfolio.capital"), desk.say("ui.portfolio.capital_tip")),
    )
    return setting(knob, change)


def _fact(desk: Desk, name: str, place: int) -> Press:
    quantity = f"vehicle.{name}"
    return (
        Press(
            Label(desk.say(f"quantity.{quantity}"), LABEL, elide=True).sized(grow=1),
            Label(desk.read.text(quantity, place, short=True), STRONG),
            on_press=desk.does(Explain(quantity, place)),
            name=quantity_name(desk, quantity),
            pad=Pad.sides(4, 1),
        )
        .explained(tip(desk, quantity, place))
        .named(f"portfolio.{quantity}.{place}")
    )
