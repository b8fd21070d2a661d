"""What the city spends and sells every half-year: schools, health, homes, works, land; and whether revenue bears it."""

from __future__ import annotations

import msgspec

from boulevard_client.charts.gauge import Gauge, Zones
from boulevard_client.screens import answers
from boulevard_client.screens.desk import Desk
from boulevard_client.screens.entries import figure, standing, yearly_revenue
from boulevard_client.screens.intents import Explain
from boulevard_client.screens.parts import Press, change
from boulevard_client.screens.setting import RING_ROOM, Knob, Notches, steps_of
from boulevard_client.screens.sums import quantity_name, tip
from boulevard_client.theme import CAPTION, HIT_TARGET, LABEL, STRONG
from boulevard_client.widgets.label import Label
from boulevard_client.widgets.layout import Column, Pad, Row
from boulevard_client.widgets.node import Node
from boulevard_client.widgets.panel import Divider, Panel
from boulevard_client.widgets.scroll import Scroll
from boulevard_client.widgets.tips import Tip
from boulevard_shared.orders import AnyOrder, SetBudget, SetLandRelease, SetWorks

SERVICES = (("schools", "S", "school"), ("health", "H", "stethoscope"), ("housing", "O", "home"))
"""Item of the budget (and field of the city), its key and icon."""


def budget(desk: Desk) -> SetBudget:
    """Schools, health and housing as the draft has them."""
    order = desk.model.order("SetBudget")
    if isinstance(order, SetBudget):
        return order
    return SetBudget(*(desk.read.whole(f"city.{name}_budget") for name, _, _ in SERVICES))


def works(desk: Desk) -> SetWorks:
    order = desk.model.order("SetWorks")
    return order if isinstance(order, SetWorks) else SetWorks(desk.read.whole("city.works_budget"))


def land(desk: Desk) -> SetLandRelease:
    order = desk.model.order("SetLandRelease")
    if isinstance(order, SetLandRelease):
        return order
    return SetLandRelease(desk.read.whole("city.land_housing"), desk.read.whole("city.land_industry"))


def free_revenue(desk: Desk) -> int:
    """What last turn's revenue leaves after running costs and interest (wan a turn), as the rules reckon it."""
    read = desk.read
    interest = round(read.own("city.debt") * read.own("city.rate") / 2)
    return read.whole("city.revenue") - read.whole("city.running_costs") - interest


def panel(desk: Desk) -> Panel:
    """All settings, with what they should move, and the balance of the half-year."""
    most = round(figure(desk, "decree.budget_cap") * yearly_revenue(desk))
    now, sold = budget(desk), land(desk)
    built = works(desk)
    pieces: list[Node] = [_service(desk, now, place, most) for place in range(len(SERVICES))]
    held = desk.model.carried.standing.get(now.key)
    moved = now != (held or SetBudget(*(desk.read.whole(f"city.{name}_budget") for name, _, _ in SERVICES)))
    pieces.append(Label(desk.say("ui.treasury.brings" if moved else "ui.treasury.keeps"), CAPTION, wrap=True))
    pieces += [answers.effect(desk, now)] if moved else []
    pieces += [Divider(), _works(desk, built, most), answers.effect(desk, built), Divider()]
    pieces += [
        _land(desk, sold, "housing", "L"),
        _land(desk, sold, "industry", "I"),
        answers.effect(desk, sold),
    ]
    return Panel(
        desk.say("ui.treasury.every_turn"),
        Scroll(Column(*pieces, gap=7), RING_ROOM).named("treasury.budget").sized(grow=1),
        Divider(),
        _balance(desk, now, built),
        icon="adjustments",
        subtitle=desk.say("ui.treasury.every_turn_sub"),
        gap=8,
    ).sized(grow=1)


def _with_level(desk: Desk, setting: Node, field: str) -> Row:
    """A setting beside the level it feeds."""
    quantity = f"city.{field}"
    place = desk.read.place(quantity)
    level = (
        Press(
            Column(
                Label(desk.read.text(quantity, place), STRONG).aligned("right"),
                change(desk, quantity, place),
                gap=0,
                align="end",
            ).sized(grow=1),
            on_press=desk.does(Explain(quantity, place)),
            name=quantity_name(desk, quantity),
            pad=Pad.sides(4, 2),
        )
        .explained(tip(desk, quantity, place))
        .named(f"treasury.level.{field}")
    )
    return Row(setting.sized(grow=1), level.sized(at_least=(64, HIT_TARGET)), gap=12)


def _service(desk: Desk, now: SetBudget, place: int, most: int) -> Row:
    name, key, picture = SERVICES[place]
    number = int(getattr(now, name))
    held = desk.read.whole(f"city.{name}_budget")
    knob = Knob(
        f"treasury.{name}",
        desk.say(f"quantity.city.{name}"),
        steps_of(most, 60, (held, number)),
        number,
        lambda n: desk.read.money(n, short=True),
        key,
        picture,
        (held,),
        Tip(desk.say(f"quantity.city.{name}"), desk.say(f"ui.treasury.{name}_tip")),
    )
    return _with_level(desk, standing(desk, knob, lambda n: msgspec.structs.replace(now, **{name: n})), name)


def _works(desk: Desk, now: SetWorks, most: int) -> Row:
    held = desk.read.whole("city.works_budget")
    waits = desk.read.whole("city.works_held")
    caption = desk.say("ui.treasury.works_wait", turns=waits) if waits else desk.say("ui.treasury.works")
    knob = Knob(
        "treasury.works",
        caption,
        steps_of(most, 60, (held, now.amount)),
        now.amount,
        lambda n: desk.read.money(n, short=True),
        "W",
        "train",
        (held,),
        Tip(desk.say("ui.treasury.works"), desk.say("ui.treasury.works_tip")),
    )
    return _with_level(desk, standing(desk, knob, SetWorks), "transport")


def _land(desk: Desk, now: SetLandRelease, kind: str, key: str) -> Node:
    number = int(getattr(now, kind))
    held = desk.read.whole(f"city.land_{kind}")

    def order(n: int) -> AnyOrder:
        return msgspec.structs.replace(now, **{kind: n})

    knob = Knob(
        f"treasury.land_{kind}",
        desk.say(f"ui.treasury.land_{kind}"),
        Notches(0, 200, 5, 25, (held,)),
        number,
        lambda n: desk.say("ui.deals.percent_off", share=n),
        key,
        "map-pin",
        (100,),
        Tip(desk.say(f"ui.treasury.land_{kind}"), desk.say(f"ui.treasury.land_{kind}_tip")),
    )
    return standing(desk, knob, order)


def _balance(desk: Desk, now: SetBudget, built: SetWorks) -> Node:
    """Routine spending against what revenue leaves for it."""
    free = free_revenue(desk)
    held_back = desk.read.whole("city.works_held")
    spent = now.schools + now.health + now.housing + (0 if held_back else built.amount)
    share = spent / max(1, free)
    gauge = Gauge(Zones(0.0, max(1.5, share), share, ((1.0, "celadon"), (max(1.5, share), "vermilion"))))
    words = desk.say("ui.treasury.balance", spent=spent, free=free)
    left = desk.read.money(free - spent, signed=True, short=True)
    return Column(
        Row(
            Label(desk.say("ui.treasury.routine"), LABEL, elide=True).sized(grow=1),
            Label(left, STRONG.tinted("celadon" if spent <= free else "amber")),
            gap=8,
        ),
        gauge,
        Label(words, CAPTION, elide=True),
        gap=2,
    ).explained(Tip(desk.say("ui.treasury.routine"), desk.say("ui.treasury.routine_tip")))
