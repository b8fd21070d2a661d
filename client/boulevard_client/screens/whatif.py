"""What if: one decision of a seat changed, the match played on with the same luck, and both courses side by side."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, get_type_hints

import msgspec

from boulevard_client.charts.race import LineRace, Race, Series
from boulevard_client.screens.desk import Desk
from boulevard_client.screens.icons import order_icon
from boulevard_client.screens.news import event_row
from boulevard_client.screens.parts import colour, nothing
from boulevard_client.screens.setting import RING_ROOM, Knob, setting, steps_of
from boulevard_client.screens.sums import MONEY_ACCOUNTS, title
from boulevard_client.screens.watchintents import AskWhatElse, WhatIf
from boulevard_client.theme import BODY, CAPTION, LABEL, STRONG
from boulevard_client.watching import Watching
from boulevard_client.widgets.button import Button, Switch
from boulevard_client.widgets.inputs import Tabs
from boulevard_client.widgets.label import Change, Icon, Label
from boulevard_client.widgets.layout import Column, Pad, Row
from boulevard_client.widgets.node import Node
from boulevard_client.widgets.panel import Divider, Panel
from boulevard_client.widgets.scroll import Scroll
from boulevard_shared import theatre as t
from boulevard_shared.orders import AnyOrder

COMPARED = (("score.total", "trophy"), ("city.debt", "scale"), ("city.strategic", "affiliate"))
"""Quantities whose two courses are drawn."""
NUMBERS = (
    *("amount", "equity", "premium_bp", "guarantee", "works", "target", "schools", "health", "housing"),
    *("land_discount", "tax_holiday"),
    *("level", "thousand_yuan", "share_bp", "turns", "cash", "industry", "basis_points"),
)
"""Numbers of an order that can be changed here, as far as it has them."""
PER_MYRIAD = ("premium_bp", "share_bp", "basis_points")
PERCENT = ("industry", "housing", "land_discount")
"""Written as percent, unless they are money, as the housing of a budget is."""


@dataclass(slots=True)
class Plan:
    """The change being put together for one turn of one seat."""

    turn: int = -1
    seat: int = -1
    left_out: set[str] = field(default_factory=set)
    changed: dict[str, AnyOrder] = field(default_factory=dict)
    added: dict[str, AnyOrder] = field(default_factory=dict)
    rethink: bool = False
    chart: int = 0
    """Which of the charts is drawn where there is room for one."""

    def about(self, turn: int, seat: int) -> None:
        """Begin anew when another turn or seat is looked at."""
        if (turn, seat) != (self.turn, self.seat):
            self.turn, self.seat = turn, seat
            self.left_out.clear()
            self.changed.clear()
            self.added.clear()

    @property
    def any(self) -> bool:
        return bool(self.left_out or self.changed or self.added)

    def orders(self, made: list[t.Decision]) -> tuple[AnyOrder, ...]:
        """All that the seat decides in that turn with the change in it."""
        kept = [self.changed.get(each.order.key, each.order) for each in made if each.order.key not in self.left_out]
        return (*kept, *self.added.values())


def page(desk: Desk, watching: Watching, plan: Plan) -> Node:
    """Left the decisions of the turn to be changed, right what came of it."""
    last = desk.model.turn - (desk.model.final is None)
    turn = min(desk.model.moment.turn, max(0, desk.model.turn - 1))
    plan.about(turn, watching.seat)
    if (turn, watching.seat) not in watching.choices and last >= 0 and watching.real_over:
        desk.emit(AskWhatElse(turn, watching.seat))
    left = _editor(desk, watching, plan)
    return Row(
        left.sized(width=430 if desk.narrow else 560),
        _outcome(desk, watching, plan).sized(grow=1),
        gap=14,
        align="stretch",
    )


# --- the change --------------------------------------------------------------------------------------------


def _editor(desk: Desk, watching: Watching, plan: Plan) -> Panel:
    made = next((each.made for each in watching.decisions(plan.seat) if each.turn == plan.turn), [])
    nodes: list[Node] = [Label(desk.say("ui.whatif.about"), BODY, wrap=True)]
    if not watching.real_over:
        nodes.append(Label(desk.say("ui.theatre.running_fork"), BODY.tinted("amber"), wrap=True))
    for decision in made:
        nodes += _decision(desk, plan, decision)
    if not made:
        nodes.append(Label(desk.say("ui.replay.nothing"), BODY, wrap=True))
    more = [
        each
        for each in watching.choices.get((plan.turn, plan.seat), [])
        if all(each.order.key != decision.order.key for decision in made)
    ]
    if more:
        nodes += [Divider(), Label(desk.say("ui.whatif.adviser"), LABEL)]
        nodes += [_choice(desk, plan, each.order, desk.tell(each.cost.text)) for each in more]
    think = Switch(desk.say("ui.whatif.rethink"), lambda on: _set(desk, plan, on), on=plan.rethink)
    go = Button(
        desk.say("ui.whatif.go"),
        lambda: desk.emit(WhatIf(plan.turn, plan.seat, plan.orders(made), plan.rethink)),
        "primary",
        "P",
        "player-play",
    ).named("whatif.go")
    go.enabled = plan.any and not watching.busy and watching.real_over
    go.why_not = desk.say("ui.whatif.about" if watching.real_over else "ui.theatre.running_fork")
    foot: list[Node] = [think.named("whatif.rethink"), go]
    if watching.busy:
        words = desk.say(watching.busy)
        if watching.of:
            words = desk.say("ui.busy.turns", what=watching.busy, n=watching.done, of=watching.of)
        foot.append(Label(words, LABEL))
    return Panel(
        desk.say("ui.whatif.title", when=plan.turn),
        Scroll(Column(*nodes, gap=8), RING_ROOM).named("whatif.orders").sized(grow=1),
        *foot,
        icon="arrows-exchange",
        subtitle=desk.read.city_name(desk.read.city_id),
    )


def _set(desk: Desk, plan: Plan, on: bool) -> None:
    plan.rethink = on
    desk.again()


def _decision(desk: Desk, plan: Plan, decision: t.Decision) -> list[Node]:
    """One order: keep it or leave it out, and sliders for its numbers."""
    key = decision.order.key
    kept = key not in plan.left_out

    def keep(on: bool) -> None:
        (plan.left_out.discard if on else plan.left_out.add)(key)
        desk.again()

    switch = Switch("", keep, on=kept).named(f"whatif.keep.{key}")
    ink = "text-hi" if kept else "text-low"
    words = Label(desk.tell(decision.cost.text), BODY.tinted(ink), wrap=True, lines=5, elide=True).sized(grow=1)
    rows: list[Node] = [Row(Icon(order_icon(key), 18, "celadon" if kept else "text-low"), words, switch, gap=10)]
    if kept:
        now = plan.changed.get(key, decision.order)
        knobs = [_number(desk, plan, decision.order, now, name) for name in numbers_of(decision.order)]
        rows += [Column(*knobs, gap=6, pad=Pad(28, 0, 0, 4))] if knobs else []
    return rows


def numbers_of(order: AnyOrder) -> list[str]:
    """The numbers of an order that a slider can change."""
    return [name for name in NUMBERS if type(getattr(order, name, None)) is int and bounds(order, name) is not None]


def bounds(order: AnyOrder, name: str) -> tuple[int, int] | None:
    """How far a number of an order may go: what the order allows, money at most to three times what was given."""
    low, high = 0, 0
    for meta in getattr(_hints(type(order))[name], "__metadata__", ()):
        low = int(meta.ge) if getattr(meta, "ge", None) is not None else low
        high = int(meta.le) if getattr(meta, "le", None) is not None else high
    given = getattr(order, name)
    if high > 1_000_000:
        if given == 0:
            return None
        low, high = (max(low, -3 * abs(given)) if low < 0 else 0), 3 * abs(given)
    return (low, high) if high > low else None


def _hints(kind: type[Any]) -> dict[str, Any]:
    return get_type_hints(kind, include_extras=True)


def _number(desk: Desk, plan: Plan, given: AnyOrder, now: AnyOrder, name: str) -> Node:
    limits = bounds(given, name)
    assert limits is not None
    low, high = limits
    was = int(getattr(given, name))
    is_money = high > 1_000 and name not in (*PER_MYRIAD, "thousand_yuan")

    def show(number: int) -> str:
        if name in PER_MYRIAD:
            return f"{number / 100:g}%"
        if name in PERCENT and not is_money:
            return f"{number}%"
        return desk.read.money(number, short=True) if is_money else desk.read.number(number)

    def moved(number: int) -> None:
        order = msgspec.structs.replace(plan.changed.get(given.key, given), **{name: number})
        if order == given:
            plan.changed.pop(given.key, None)
        else:
            plan.changed[given.key] = order
        desk.again()

    knob = Knob(
        f"whatif.{given.key}.{name}",
        desk.say(f"ui.whatif.number.{name}"),
        steps_of(high, 40, (was,), low=low),
        int(getattr(now, name)),
        show,
        marks=(was,),
    )
    return setting(knob, moved)


def _choice(desk: Desk, plan: Plan, order: AnyOrder, text: str) -> Node:
    """One thing more that could have been decided."""
    key = order.key

    def add(on: bool) -> None:
        if on:
            plan.added[key] = order
        else:
            plan.added.pop(key, None)
        desk.again()

    chosen = key in plan.added
    words = Label(text, BODY.tinted("text-hi" if chosen else "text-mid"), wrap=True, lines=3, elide=True)
    switch = Switch("", add, on=chosen).named(f"whatif.add.{key}")
    return Row(Icon(order_icon(key), 18, "celadon" if chosen else "text-mid"), words.sized(grow=1), switch, gap=10)


# --- what came of it ---------------------------------------------------------------------------------------


def _outcome(desk: Desk, watching: Watching, plan: Plan) -> Node:
    """Both courses, or before anything was changed the real one, and below them what differed."""
    forked = watching.forked
    turn, seat = (forked.turn, forked.seat) if forked is not None else (plan.turn, plan.seat)
    city = _city_at(desk, turn, seat)
    charts: list[Node] = [
        _chart(desk, watching, quantity, icon, (seat, city)).sized(grow=1) for quantity, icon in COMPARED
    ]
    if forked is not None:
        first = _first(desk, watching, forked)
    else:
        empty = nothing("arrows-exchange", desk.say("ui.whatif.empty"))
        first = Panel(desk.say("ui.whatif.first"), empty, icon="git-merge")
    if desk.narrow:
        names = [desk.say(f"quantity.{quantity}") for quantity, _ in COMPARED]
        tabs = Tabs(names, lambda index: _draw(desk, plan, index), plan.chart, segmented=True).named("whatif.charts")
        return Column(tabs, charts[plan.chart].sized(height=250), first.sized(grow=1), gap=10)
    return Column(Row(*charts, gap=12, align="stretch").sized(height=300), first.sized(grow=1), gap=12)


def _draw(desk: Desk, plan: Plan, chart: int) -> None:
    plan.chart = chart
    desk.again()


def _city_at(desk: Desk, turn: int, seat: int) -> int:
    """The city that a seat governed when it decided."""
    moment = desk.model.moments[min(turn, desk.model.turn)]
    return int(moment.view["seat.city"][seat])


def _chart(desk: Desk, watching: Watching, quantity: str, icon: str, whose: tuple[int, int]) -> Panel:
    """One public quantity of (seat, city) in both courses, or in the real one while there is no other."""
    assert watching.shown is not None
    spec, (seat, city) = desk.model.schema[quantity], whose
    index = seat if spec.axes.startswith("S") else city
    forked = watching.forked

    def values(course: t.Course) -> tuple[float, ...]:
        rows = next((series.rows for series in course.series if series.quantity == quantity), [])
        return tuple(row[index] * spec.quantum for row in rows)

    was = values(watching.shown.course)
    might = was if forked is None else values(forked.course)
    ink = colour(desk, desk.read.city_ids[city])
    lines = [Series(desk.say("ui.whatif.was"), was, "text-low" if forked else ink, own=forked is None)]
    if forked is not None:
        lines.append(Series(desk.say("ui.whatif.might"), might, ink, own=True))
    count = max(2, len(was), len(might))
    step = 2 if count <= 12 else 4
    times = tuple(str(desk.read.year(turn)) if turn % step == 0 else "" for turn in range(count))

    def show(value: float) -> str:
        return desk.read.write(quantity, round(value / spec.quantum), short=True)

    shown = LineRace(Race(tuple(lines), times, show))
    end = min(len(was), len(might)) - 1
    gap = round((might[end] - was[end]) / spec.quantum) if end >= 0 else 0
    panel = Panel(desk.say(f"quantity.{quantity}"), shown.sized(grow=1), icon=icon, gap=4)
    if forked is None:
        return panel
    moved = desk.read.write(quantity, gap, signed=True, short=True)
    good = None if gap == 0 else (gap > 0) != (quantity == "city.debt")
    return panel.header_end(Change(moved, good))


def _first(desk: Desk, watching: Watching, forked: t.MatchForked) -> Panel:
    """What differed first, and what it led to, turn by turn."""
    nodes: list[Node] = []
    dropped = sum(each.dropped for each in forked.course.decisions)
    for number, apart in enumerate(forked.apart):
        nodes.append(Label(desk.read.turn_name(apart.turn), STRONG))
        nodes += [_parting(desk, parting) for parting in apart.figures[: 6 if number == 0 else 3]]
        for key, events in (("ui.whatif.gone", apart.only_real), ("ui.whatif.instead", apart.only_fork)):
            if events:
                nodes.append(Label(desk.say(key), CAPTION))
                nodes += [event_row(desk, event, at, f"{key}.{apart.turn}") for at, event in enumerate(events[:3])]
    if not nodes:
        nodes.append(Label(desk.say("ui.whatif.same"), BODY, wrap=True))
    if dropped:
        nodes.append(Label(desk.say("ui.whatif.dropped", n=dropped), CAPTION, wrap=True))
    sub = desk.say("ui.whatif.luck" if not forked.rethink else "ui.whatif.luck_rethink")
    body = Scroll(Column(*nodes, gap=6)).named("whatif.first").sized(grow=1)
    return Panel(desk.say("ui.whatif.first"), body, icon="git-merge", subtitle=sub)


def _parting(desk: Desk, parting: t.Parting) -> Node:
    """One figure: as it was, as it might have been, and the cause that made the difference."""
    write: Callable[[int], str] = lambda steps: desk.read.write(parting.quantity, steps, short=True)  # noqa: E731
    cause = parting.cause.partition(":")[0]
    kind = "money" if parting.quantity in MONEY_ACCOUNTS else "cause"
    words = desk.say(f"{kind}.{cause}") if cause else ""
    return Row(
        Label(title(desk, parting.quantity, parting.place), BODY, elide=True).sized(grow=1.4),
        Label(words, CAPTION, elide=True).sized(grow=1),
        Label(write(parting.real), LABEL).aligned("right").sized(width=96),
        Icon("arrow-right", 14, "text-low"),
        Label(write(parting.fork), STRONG).aligned("right").sized(width=96),
        gap=10,
    )
