"""What our vehicles hold of firms: reads positions from the view, and answers a firm: more money, or leaving it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from boulevard_client.screens import answers
from boulevard_client.screens.desk import Desk
from boulevard_client.screens.entries import figure
from boulevard_client.screens.follow import follow_button
from boulevard_client.screens.icons import chain_icon
from boulevard_client.screens.intents import SendEdit, Undo
from boulevard_client.screens.setting import RING_ROOM, Knob, Notches, around, setting, steps_of
from boulevard_client.screens.stakepast import firm_past
from boulevard_client.theme import CAPTION, LABEL, STRONG, TITLE
from boulevard_client.widgets.button import Button
from boulevard_client.widgets.inputs import Tabs
from boulevard_client.widgets.label import Icon, Label
from boulevard_client.widgets.layout import Column, Grid, Row
from boulevard_client.widgets.node import Node
from boulevard_client.widgets.panel import Chip, Divider, Tone
from boulevard_client.widgets.scroll import Scroll
from boulevard_client.widgets.tips import Tip
from boulevard_shared.ids import ExitRoute, FirmStage, Vehicle
from boulevard_shared.orders import AnyOrder, FollowOn, SellStake

VEHICLES = tuple(Vehicle)
ROUTES = (ExitRoute.LISTING, ExitRoute.TRADE_SALE, ExitRoute.BUY_BACK, ExitRoute.WRITE_OFF)


@dataclass(frozen=True, slots=True)
class Stake:
    """What we hold of one firm. Shares 0-1 and costs (wan) by vehicle; `worth` is ours at the last price."""

    slot: int
    serial: int
    name: int
    chain: int
    stage: int
    city: int
    value: int
    call: int
    runway: int
    opens_in: int
    pays_in: int
    listed: int
    profit: int
    distress: int
    badge: int
    board: int
    estimate: float
    noise: float
    shares: tuple[float, ...]
    costs: tuple[int, ...]
    locked: tuple[int, ...]
    clause: bool

    @property
    def share(self) -> float:
        return sum(self.shares)

    @property
    def cost(self) -> int:
        return sum(self.costs)

    @property
    def worth(self) -> int:
        return round(self.share * self.value)

    @property
    def holders(self) -> tuple[Vehicle, ...]:
        """Vehicles that hold a part, the largest first."""
        order = sorted(range(len(VEHICLES)), key=lambda place: -self.shares[place])
        return tuple(VEHICLES[place] for place in order if self.shares[place] > 0)


_WHOLE = (
    "serial",
    "name",
    "chain",
    "stage",
    "city",
    "value",
    "call",
    "runway",
    "opens_in",
    "pays_in",
    "listed",
    "profit",
    "distress",
    "badge",
    "board",
)


def stakes(desk: Desk) -> list[Stake]:
    """Every firm we hold a part of; those that call for money first, then by worth."""
    view = desk.read.view
    shares = view["position.share"][desk.read.city]
    found = []
    for each in np.nonzero((shares.sum(axis=0) > 0) & (view["firm.serial"] > 0))[0]:
        slot = int(each)
        whole = {name: int(view[f"firm.{name}"][slot]) for name in _WHOLE}
        found.append(
            Stake(
                slot=slot,
                estimate=float(view["firm.estimate"][slot]),
                noise=float(view["firm.noise"][slot]),
                shares=tuple(float(x) for x in shares[:, slot]),
                costs=tuple(int(x) for x in view["position.cost"][:, slot]),
                locked=tuple(int(x) for x in view["position.locked"][:, slot]),
                clause=bool(view["position.claw_back"][:, slot].any()),
                **whole,
            )
        )
    return sorted(found, key=lambda stake: (stake.call == 0, -stake.worth))


def course(desk: Desk, serial: int) -> tuple[float, ...]:
    """What a firm was worth, turn by turn, as far as this client saw it; up to the turn being looked at."""
    values = []
    for turn in sorted(desk.model.moments):
        if turn > desk.model.moment.turn:
            break
        view = desk.model.moments[turn].view
        slots = np.nonzero(view["firm.serial"] == serial)[0]
        if slots.size:
            values.append(float(view["firm.value"][int(slots[0])]))
    return tuple(values)


def follow_limit(desk: Desk, stake: Stake) -> int:
    """Most money (wan) the firm can take now, as the rules have it."""
    return round(max(figure(desk, "decree.follow_cap") * stake.call, stake.value // 4))


@dataclass(slots=True)
class Answer:
    """What the player is putting together for one firm."""

    leaving: bool = False
    vehicle: Vehicle | None = None
    route: ExitRoute = ExitRoute.TRADE_SALE
    amounts: dict[int, int] = field(default_factory=dict)
    part_bp: int = 10_000

    def order(self, desk: Desk, stake: Stake) -> FollowOn | SellStake:
        """The order as it would be sent now."""
        if self.leaving:
            held = self.vehicle if self.vehicle in stake.holders else stake.holders[0]
            return SellStake(stake.serial, held, self.route, self.part_bp)
        payer = self.vehicle or stake.holders[0]
        return FollowOn(stake.serial, payer, self.amounts.get(stake.serial, stake.call))


def firm_page(desk: Desk, stake: Stake, answer: Answer, again: Callable[[], None]) -> Column:
    """The firm in full and what can be done about it."""

    def set_to(name: str, value: object) -> None:
        setattr(answer, name, value)
        again()

    order = answer.order(desk, stake)
    empty = isinstance(order, FollowOn) and order.amount == 0
    known = None if empty else answers.preview(desk, order)
    reason = None if empty else answers.refused(desk, order, known)
    ways = Tabs(
        (desk.say("ui.portfolio.follow"), desk.say("ui.portfolio.leave")),
        lambda index: set_to("leaving", bool(index)),
        int(answer.leaving),
        segmented=True,
    ).named("portfolio.way")
    inside: list[Node] = [
        _head(desk, stake),
        _facts(desk, stake),
        Divider(),
        around(ways, desk.say("ui.portfolio.answer"), "O"),
        *(
            _leaving(desk, stake, order, answer, set_to)
            if isinstance(order, SellStake)
            else _following(desk, stake, order, answer, set_to)
        ),
    ]
    if empty:
        inside.append(Label(desk.say("ui.portfolio.move_amount"), LABEL, wrap=True))
    if reason is not None:
        inside.append(answers.refusal(desk, reason))
    if known is not None and known.forecast is not None:
        forecast = known.forecast
        paid = order.amount if isinstance(order, FollowOn) else 0
        inside += [Divider(), *answers.forecast_rows(desk, forecast, paid=paid), *answers.notes(desk, known)]
    if not desk.narrow:
        inside.append(firm_past(desk, stake.serial))
    payer = desk.say(f"ui.turn.vehicle.{order.vehicle.value}")
    shut = desk.tell(reason) if reason is not None else desk.say("ui.shut.no_amount") if empty else ""
    return Column(
        Scroll(Column(*inside, gap=9), RING_ROOM).named("portfolio.firm").sized(grow=1),
        answers.cost(desk, known, payer),
        _buttons(desk, order, shut),
        gap=9,
    )


def _head(desk: Desk, stake: Stake) -> Node:
    marks: list[Node] = [Chip(desk.say(f"name.stage.{stake.stage}"), _tone(stake))]
    if stake.call:
        marks.append(Chip(desk.say("ui.portfolio.calls", amount=stake.call), "bad", "phone-calling"))
    if stake.listed >= 0:
        marks.append(Chip(desk.say(f"name.board.{max(1, stake.board)}"), "good"))
    if stake.badge:
        marks.append(Chip(desk.say(f"name.badge.{stake.badge}"), "good", "award"))
    if stake.city != desk.read.city:
        marks.append(Chip(desk.say("ui.portfolio.elsewhere", city=desk.read.city_ids[stake.city]), "info"))
    return Column(
        Row(
            Icon(chain_icon(desk, stake.chain), 30, "celadon"),
            Column(
                Label(desk.read.firm_name(stake.name), TITLE, elide=True),
                Label(desk.read.chain_name(stake.chain), LABEL, elide=True),
                gap=0,
            ).sized(grow=1),
            follow_button(desk, "firm", stake.serial),
            gap=12,
        ),
        Row(*marks, gap=6),
        gap=8,
    )


def _tone(stake: Stake) -> Tone:
    if stake.stage == FirmStage.DISTRESS:
        return "bad"
    return "good" if stake.stage in (FirmStage.RAMP, FirmStage.MATURE) else "neutral"


def _facts(desk: Desk, stake: Stake) -> Grid:
    read, turn = desk.read, desk.model.moment.turn
    ahead = (
        ("opens", read.turn_name(turn + stake.opens_in))
        if stake.opens_in > 0
        else ("profit", read.money(stake.profit, short=True))
    )
    facts = (
        ("holds", f"{100 * stake.share:.1f}%"),
        ("cost", read.money(stake.cost, short=True)),
        ("worth", read.money(stake.worth, short=True)),
        (
            "runway",
            desk.say("ui.deals.half_years", turns=stake.runway) if stake.runway < 20 else desk.say("ui.portfolio.long"),
        ),
        ahead,
        ("pays", read.turn_name(turn + stake.pays_in) if stake.pays_in > 0 else desk.say("ui.portfolio.pays_now")),
    )
    return Grid(
        *(
            Column(Label(desk.say(f"ui.portfolio.{name}"), CAPTION), Label(text, STRONG, elide=True), gap=0).explained(
                Tip(desk.say(f"ui.portfolio.{name}"), desk.say(f"ui.portfolio.{name}_tip"))
            )
            for name, text in facts
        ),
        columns=3,
        gap=8,
    )


Set = Callable[[str, object], None]


def _following(desk: Desk, stake: Stake, order: FollowOn, answer: Answer, set_to: Set) -> list[Node]:
    names = [desk.say(f"ui.turn.vehicle.{vehicle.value}") for vehicle in VEHICLES]
    payer = Tabs(names, lambda i: set_to("vehicle", VEHICLES[i]), VEHICLES.index(order.vehicle), segmented=True)
    cash = int(desk.read.view["vehicle.cash"][VEHICLES.index(order.vehicle)])
    most = max(follow_limit(desk, stake), order.amount)
    knob = Knob(
        "portfolio.amount",
        desk.say("ui.portfolio.amount"),
        steps_of(most, 40, (stake.call, order.amount)),
        order.amount,
        lambda n: desk.read.money(n, short=True),
        "A",
        marks=(stake.call,) if stake.call else (),
        live=desk.model.live,
    )

    def change(amount: int) -> None:
        answer.amounts[stake.serial] = amount
        answers.preview(desk, answer.order(desk, stake))
        set_to("leaving", False)

    return [
        around(
            payer.named("portfolio.payer"),
            f"{desk.say('ui.deals.vehicle')} · {desk.say('ui.deals.cash', money=cash)}",
            "V",
        ),
        setting(knob, change),
    ]


def _leaving(desk: Desk, stake: Stake, order: SellStake, answer: Answer, set_to: Set) -> list[Node]:
    names = [desk.say(f"ui.portfolio.route.{route.name.lower()}") for route in ROUTES]
    route = Tabs(names, lambda i: set_to("route", ROUTES[i]), ROUTES.index(order.route), segmented=True)
    nodes: list[Node] = [around(route.named("portfolio.route"), desk.say("ui.portfolio.route.title"), "R")]
    if len(stake.holders) > 1:
        held = [desk.say(f"ui.turn.vehicle.{vehicle.value}") for vehicle in stake.holders]
        seller = Tabs(
            held, lambda i: set_to("vehicle", stake.holders[i]), stake.holders.index(order.vehicle), segmented=True
        )
        nodes.append(around(seller.named("portfolio.seller"), desk.say("ui.portfolio.seller"), "V"))
    knob = Knob(
        "portfolio.part",
        desk.say("ui.portfolio.part"),
        Notches(500, 10_000, 500, 2_500),
        order.share_bp,
        lambda n: desk.say("ui.portfolio.part_of", share=n // 100),
        "A",
        live=desk.model.live,
    )
    nodes.append(setting(knob, lambda n: set_to("part_bp", n)))
    return nodes


def _buttons(desk: Desk, order: AnyOrder, shut: str) -> Row:
    held = desk.model.order(order.key)
    if isinstance(order, FollowOn):
        text = desk.say("ui.portfolio.put_in", amount=order.amount) if order.amount else desk.say("ui.portfolio.follow")
    else:
        assert isinstance(order, SellStake)
        text = desk.say(f"ui.portfolio.sell.{order.route.name.lower()}")
    if held == order:
        text = desk.say("ui.turn.stands")
    send = Button(text, desk.does(SendEdit(order)), "primary", "B", "coins" if isinstance(order, FollowOn) else "cash")
    send.enabled = desk.model.live and not shut and held != order
    send.why_not = shut or (desk.say("ui.shut.stands") if held == order else "")
    back = Button(desk.say("ui.deals.withdraw"), desk.does(Undo(order.key)), "danger", "X").named("portfolio.undo")
    back.visible = held is not None and desk.model.live
    return Row(send.named("portfolio.send").sized(grow=1), answers.tick(desk, order.key, 20), back, gap=8)
