"""Entries of the decree as lines: what each says, costs and takes, how far it has come, and taking it back."""

from __future__ import annotations

from boulevard_client.screens.answers import tick
from boulevard_client.screens.desk import Desk
from boulevard_client.screens.icons import order_icon
from boulevard_client.screens.intents import Undo
from boulevard_client.theme import BODY, CAPTION, STRONG
from boulevard_client.widgets.button import IconButton
from boulevard_client.widgets.label import Icon, Label
from boulevard_client.widgets.layout import Row


def entry_text(desk: Desk, key: str) -> str:
    """What an entry says; before the server has answered, only what kind of order it is."""
    cost = desk.model.costs.get(key)
    return desk.tell(cost.text) if cost is not None else desk.say(f"ui.order.{key.partition(':')[0]}")


def standing_row(desk: Desk, key: str) -> Row:
    """One entry, with a button to take it back."""
    back = IconButton("arrow-back-up", desk.does(Undo(key)), desk.say("ui.turn.undo")).sized(width=32, height=32)
    back.enabled = desk.model.live
    return Row(
        Icon(order_icon(desk, key), 18, "celadon"),
        Label(entry_text(desk, key), BODY, wrap=True, lines=3, elide=True).sized(grow=1),
        tick(desk, key),
        back.named(f"undo.{key}"),
        gap=10,
    )


def cost_cells(desk: Desk, key: str) -> tuple[Label, Label]:
    """Money and attention of an entry."""
    cost = desk.model.costs.get(key)
    money = desk.read.money(cost.money, short=True) if cost is not None and cost.money else "—"
    points = str(cost.attention) if cost is not None and cost.attention else "—"
    quiet = CAPTION.tinted("text-low")
    return (
        Label(money, STRONG if money != "—" else quiet).aligned("right"),
        Label(points, STRONG if points != "—" else quiet).aligned("right"),
    )
