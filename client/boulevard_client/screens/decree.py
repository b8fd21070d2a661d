"""The decree: everything decided this turn, what it costs and brings, what is left, and what is still open."""

from __future__ import annotations

from boulevard_client.charts.dial import Dial
from boulevard_client.charts.gauge import Gauge, Zones
from boulevard_client.screens import answers
from boulevard_client.screens.counsel import HOME, about, suggestions
from boulevard_client.screens.desk import Desk, Screen
from boulevard_client.screens.entries import cost_cells, entry_text
from boulevard_client.screens.icons import order_icon
from boulevard_client.screens.intents import Ask, GoTo, Ready, SendEdit, Undo
from boulevard_client.screens.needs import needs
from boulevard_client.screens.news import event_row
from boulevard_client.screens.origins import origin
from boulevard_client.screens.parts import Press, nothing
from boulevard_client.screens.setting import RING_ROOM
from boulevard_client.screens.sums import tip
from boulevard_client.theme import BODY, CAPTION, KPI, LABEL, STRONG
from boulevard_client.widgets.button import Button, IconButton
from boulevard_client.widgets.label import Icon, Label
from boulevard_client.widgets.layout import Column, Grid, Pad, Row, Spacer
from boulevard_client.widgets.node import Node
from boulevard_client.widgets.panel import Card, Divider, Panel
from boulevard_client.widgets.scroll import Scroll
from boulevard_client.widgets.tips import Tip, TipRow
from boulevard_shared.ids import Vehicle
from boulevard_shared.messages import AskAdvice
from boulevard_shared.orders import AnyOrder
from boulevard_shared.parts import Suggestion


class DecreeScreen(Screen):
    """Everything on it is in the model; it remembers nothing."""

    name = "decree"

    def hints(self, desk: Desk) -> tuple[tuple[str, str], ...]:
        return (("R", desk.say("ui.ready.say")), ("Z", desk.say("ui.decree.undo_last")))

    def build(self, desk: Desk) -> Node:
        if desk.narrow:
            left: Node = _orders(desk)
            beside: Node = Column(_advice(desk), _open(desk), gap=14)
        else:
            left = Column(_orders(desk).sized(grow=1), *_came(desk), gap=14)
            beside = Column(_advice(desk).sized(grow=1), _open(desk), gap=14)
        scrolled = Scroll(beside).named("decree.side").sized(grow=1)
        right = Column(_bottom_line(desk), scrolled, gap=14)
        return Row(
            left.sized(grow=1),
            right.sized(width=440 if desk.narrow else 520),
            gap=14,
            pad=Pad.all(14),
            align="stretch",
        )


# --- the orders --------------------------------------------------------------------------------------------


def _orders(desk: Desk) -> Panel:
    model = desk.model
    changed = model.changed_keys
    acts = [key for key in changed if key in model.draft.acts]
    settings = [key for key in changed if key in model.draft.standing]
    kept = [key for key in model.draft.standing if key not in settings]
    body: list[Node] = []
    for heading, keys in (("acts", acts), ("settings", settings)):
        if keys:
            body.append(_heading(desk, heading, len(keys)))
            body += [_row(desk, key) for key in keys]
    if not changed:
        body.append(_nothing(desk) if kept else nothing("writing-sign", desk.say("ui.decree.nothing")))
    if kept:
        body += [_heading(desk, "kept", len(kept)), *(_kept(desk, key) for key in kept)]
    undo = Button(desk.say("ui.decree.undo_last"), lambda: None, "quiet", "Z", "arrow-back-up").named(
        "decree.undo_last"
    )
    if changed and model.live:
        undo.on_press = desk.does(Undo(changed[-1]))
    undo.enabled = bool(changed) and model.live
    undo.why_not = desk.say("ui.shut.nothing_decided")
    sub = desk.say("ui.decree.sub", n=len(changed))
    return Panel(
        desk.say("ui.decree.title"),
        _head(desk),
        Divider(),
        Scroll(Column(*body, gap=6), RING_ROOM).named("decree.orders").sized(grow=1),
        icon="writing-sign",
        subtitle=sub,
        gap=6,
    ).header_end(undo)


def _head(desk: Desk) -> Node:
    small = CAPTION.bold()
    return Row(
        Label(desk.say("ui.decree.col.order"), small).sized(grow=1),
        Label(desk.say("ui.decree.col.money"), small).aligned("right").sized(width=88),
        Label(desk.say("ui.decree.col.attention"), small).aligned("right").sized(width=84),
        Spacer().sized(width=68, height=1, grow=0),
        gap=10,
        pad=Pad(10, 0, 0, 0),
    )


def _heading(desk: Desk, name: str, count: int) -> Node:
    words = Label(desk.say(f"ui.decree.{name}"), STRONG.tinted("text-mid"))
    return Row(words, Label(str(count), CAPTION), gap=8, pad=Pad(10, 6, 10, 0), align="baseline")


def _row(desk: Desk, key: str) -> Node:
    """One order: what it says and brings, what it costs, how far it has come, and taking it back."""
    model = desk.model
    order = model.order(key)
    assert order is not None
    money, points = cost_cells(desk, key)
    reason = model.refusals.get(key)
    lines: list[Node] = [Label(entry_text(desk, key), BODY.tinted("text-hi"), wrap=True)]
    if reason is not None:
        lines.append(answers.refusal(desk, reason))
    else:
        brings = effect_words(desk, order)
        lines += [Label(brings, CAPTION, elide=True)] if brings else []
    place = HOME[key.partition(":")[0]]
    press = Press(
        Icon(order_icon(key), 22, "celadon"),
        Column(*lines, gap=1).sized(grow=1),
        money.sized(width=88),
        points.sized(width=84),
        on_press=desk.does(GoTo(place, about(order))),
        name=entry_text(desk, key),
        gap=10,
        pad=Pad(10, 4, 0, 4),
    ).named(f"decree.{key}")
    back = IconButton("arrow-back-up", desk.does(Undo(key)), desk.say("ui.turn.undo")).named(f"undo.{key}")
    back.enabled = model.live
    boxed = Row(
        press.sized(grow=1),
        Row(answers.tick(desk, key, 18)).sized(width=18),
        back.sized(width=36, height=36),
        gap=8,
        pad=Pad(0, 4, 8, 4),
    )
    return Card(boxed, gap=0, pad=0)


def _kept(desk: Desk, key: str) -> Node:
    order = desk.model.order(key)
    assert order is not None
    money, points = cost_cells(desk, key)
    return Press(
        Row(Icon(order_icon(key), 18, "text-low"), justify="center").sized(width=22),
        Label(entry_text(desk, key), LABEL, wrap=True, lines=2, elide=True).sized(grow=1),
        money.sized(width=88),
        points.sized(width=84),
        Spacer().sized(width=68, height=1, grow=0),
        on_press=desk.does(GoTo(HOME[key.partition(":")[0]], about(order))),
        name=entry_text(desk, key),
        gap=10,
        pad=Pad(10, 3 if desk.narrow else 5, 0, 3 if desk.narrow else 5),
    ).named(f"decree.{key}")


def effect_words(desk: Desk, order: AnyOrder) -> str:
    """What an order should bring in a few words: chances, then the first quantities that move."""
    known = answers.preview(desk, order)
    if known is None or known.forecast is None:
        return ""
    forecast = known.forecast
    words = []
    if forecast.chance_bp >= 0:
        words.append(desk.say("ui.decree.chance", share=forecast.chance_bp))
    for line in forecast.lines:
        if (line.low or line.high) and len(words) < 3:
            mid = answers.forecast_text(desk, line.quantity, line.mid, short=True)
            words.append(f"{answers.forecast_name(desk, line.quantity)} {mid}")
    if not words and forecast.note:
        words.append(desk.tell(forecast.note[0]))
    return " · ".join(words)


def _nothing(desk: Desk) -> Node:
    return Row(
        Icon("hourglass-empty", 22, "text-low"),
        Label(desk.say("ui.decree.nothing"), BODY, wrap=True).sized(grow=1),
        gap=12,
        pad=Pad(10, 14, 10, 14),
    )


# --- the bottom line ---------------------------------------------------------------------------------------


def _bottom_line(desk: Desk) -> Panel:
    """Attention and money, used and left; and Ready."""
    read, standing = desk.read, desk.model.standing
    total = standing.attention_used + standing.attention_free
    share = standing.attention_used / max(1, total)
    short = standing.attention_free < 0
    dial = Dial(share, f"{standing.attention_free}", "vermilion" if short else "celadon")
    attention = Row(
        dial,
        Column(
            Label(desk.say("ui.decree.attention_left"), LABEL),
            Label(desk.say("ui.decree.attention_used", used=standing.attention_used, total=total), KPI),
            Label(desk.say("ui.decree.attention_about"), CAPTION, wrap=True),
            gap=0,
        ).sized(grow=1),
        gap=16,
    ).explained(Tip(desk.say("ui.figure.attention"), desk.say("ui.decree.attention_tip")))
    have = standing.committed + standing.left  # what is in hand and what new bonds bring
    said = "committed_bonds" if have > read.whole("city.treasury") else "committed"
    committed = standing.committed / max(1, standing.committed + max(0, standing.left))
    money = Column(
        Row(
            Label(desk.say("ui.decree.treasury"), LABEL, elide=True).sized(grow=1),
            Label(read.money(standing.left, short=True), KPI.tinted("vermilion" if standing.left < 0 else "text-hi")),
            gap=8,
            align="baseline",
        ),
        Gauge(Zones(0.0, 1.0, committed, ((0.8, "celadon"), (1.0, "amber")))),
        Label(desk.say(f"ui.decree.{said}", committed=standing.committed, have=have), CAPTION, elide=True),
        gap=2,
    )
    sum_ = (
        TipRow(desk.say("ui.origin.in_hand"), read.money(have)),
        TipRow(desk.say("ui.origin.committed"), read.money(-standing.committed, signed=True)),
        TipRow(desk.say("ui.decree.treasury"), read.money(standing.left), total=True),
    )
    money.explained(Tip(desk.say("ui.decree.treasury"), desk.say("ui.decree.treasury_tip"), sum_, page="system.budget"))
    cash = [
        Column(
            Label(desk.say(f"ui.turn.vehicle.{vehicle.value}"), CAPTION, elide=True),
            Label(read.money(int(read.view["vehicle.cash"][place]), short=True), STRONG),
            gap=0,
        ).explained(tip(desk, "vehicle.cash", place))
        for place, vehicle in enumerate(Vehicle)
    ]
    ready = desk.model.ready
    say = desk.say("ui.ready.take_back") if ready else desk.say("ui.ready.say")
    press = Button(say, desk.does(Ready(not ready)), "normal" if ready else "primary", "R", "circle-check")
    press.enabled = desk.model.live
    return Panel(
        desk.say("ui.decree.bottom_line"),
        attention,
        Divider(),
        money,
        Grid(*cash, columns=len(cash), gap=8),
        press.named("decree.ready"),
        icon="scale",
        gap=9,
    )


def _advice(desk: Desk) -> Panel:
    """What the adviser would add; one press takes a suggestion over."""
    model = desk.model
    asked = any(isinstance(request, AskAdvice) for request in model.asked.values())
    if model.advice is None and model.live and not asked:
        desk.emit(Ask())
    lines: list[Node] = [
        _suggestion(desk, each, "T" if index == 0 else None) for index, each in enumerate(suggestions(desk))
    ]
    if not lines:
        key = "ui.decree.advice_asked" if model.advice is None else "ui.decree.advice_none"
        lines = [Label(desk.say(key), LABEL, wrap=True)]
    again = Button(desk.say("ui.decree.advice_again"), desk.does(Ask()), "quiet", "A", "refresh").named("decree.advise")
    again.enabled = model.live
    panel = Panel(desk.say("ui.decree.advice"), *lines, icon="bulb", gap=8).header_end(again)
    return panel.sourced(origin(desk, "advice"))


def _suggestion(desk: Desk, advice: Suggestion, key: str | None) -> Node:
    order = advice.order
    take = Button(desk.say("ui.decree.take"), desk.does(SendEdit(order)), "normal", key, "plus")
    take.named(f"decree.take.{order.key}").enabled = desk.model.live
    money, points = advice.cost.money, advice.cost.attention
    cost = desk.say(
        f"ui.decree.advice_{'cost' if money else 'points' if points else 'free'}", money=money, points=points
    )
    return Row(
        Icon(order_icon(order.key), 20, "celadon"),
        Column(
            Label(desk.tell(advice.cost.text), BODY.tinted("text-hi"), wrap=True, lines=4, elide=True),
            Label(desk.tell(advice.reason), CAPTION, wrap=True, lines=4, elide=True),
            Row(Label(cost, LABEL, elide=True).sized(grow=1), take, gap=10),
            gap=2,
        ).sized(grow=1),
        gap=10,
        align="start",
    )


def _came(desk: Desk) -> list[Node]:
    """What happened to the city after the decree before this one."""
    events = [event for event in desk.model.moment.events if event.own]
    if not events:
        return []
    rows = [event_row(desk, each, at, "decree.came", links=False, dated=False) for at, each in enumerate(events)]
    inside = Scroll(Grid(*rows, columns=2, gap=10)).named("decree.came").sized(grow=1)
    when = desk.read.turn_name(desk.model.moment.turn - 1)
    panel = Panel(desk.say("ui.decree.came"), inside, icon="news", subtitle=when)
    return [panel.sized(height=214)]


def _open(desk: Desk) -> Panel:
    """What still waits for a decision; each line leads there."""
    found = [need for need in needs(desk) if not need.advised]  # the adviser has a panel here
    lines: list[Node] = [
        Press(
            Icon("point", 18, "vermilion" if need.weight >= 70 else "amber"),
            Label(desk.tell(need.sentence), BODY, wrap=True).sized(grow=1),
            Icon("chevron-right", 18, "text-low"),
            on_press=desk.does(GoTo(need.screen, need.about)),
            name=desk.tell(need.sentence),
            pad=Pad.sides(6, 5),
        ).named(f"decree.open.{index}")
        for index, need in enumerate(found)
    ]
    if not lines:
        lines = [
            Row(
                Icon("circle-check", 20, "celadon"),
                Label(desk.say("ui.decree.all_done"), LABEL, wrap=True).sized(grow=1),
                gap=10,
            )
        ]
    return Panel(
        desk.say("ui.decree.open"),
        Column(*lines, gap=2),
        icon="list-check",
        subtitle=str(len(found)) if found else "",
        gap=6,
    )
