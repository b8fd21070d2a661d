"""One act of the turn as a button: what it brings or why not, and taking it back."""

from __future__ import annotations

from boulevard_client.screens import answers
from boulevard_client.screens.desk import Desk
from boulevard_client.screens.icons import order_icon
from boulevard_client.screens.intents import SendEdit, Undo
from boulevard_client.theme import LABEL
from boulevard_client.widgets.button import Button
from boulevard_client.widgets.label import Label
from boulevard_client.widgets.layout import Column, Row
from boulevard_client.widgets.node import Node
from boulevard_shared.orders import AnyOrder


def act(desk: Desk, order: AnyOrder, text: str, name: str, key: str | None = None) -> Node:
    """A button that gives an order, with its forecast below; once given, the same button takes it back,
    and a line above it says what was ordered.

    `name` is its id; `text` what it says before it is pressed.
    """
    if desk.model.order(order.key) == order:
        back = Button(desk.say("ui.officials.take_back"), desk.does(Undo(order.key)), "normal", key, "check")
        back.named(name).enabled = desk.model.live
        held = Row(back.sized(grow=1), answers.tick(desk, order.key, 20), gap=8)
        return Column(Label(text, LABEL, elide=True), held, gap=4)
    known = answers.preview(desk, order)
    reason = answers.refused(desk, order, known)
    send = Button(text, desk.does(SendEdit(order)), "normal", key, order_icon(order.key)).named(name)
    send.enabled = desk.model.live and reason is None
    send.why_not = desk.tell(reason) if reason is not None else ""
    nodes: list[Node] = [send]
    if reason is not None:
        nodes.append(answers.why_not(desk, reason))
    elif known is not None and known.forecast is not None:
        if known.forecast.chance_bp >= 0:
            nodes.append(Label(desk.say("ui.relations.chance", share=known.forecast.chance_bp), LABEL))
        nodes += answers.forecast_rows(desk, known.forecast, small=True)
        nodes += [Label(desk.tell(note), LABEL, wrap=True) for note in known.forecast.note]
    return Column(*nodes, gap=4)
