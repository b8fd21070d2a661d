"""Entries of the decree as lines: what each says, costs and takes, how far it has come; and settings that go
into it as they are moved."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from boulevard_client.screens import locks
from boulevard_client.screens.answers import tick
from boulevard_client.screens.desk import Desk
from boulevard_client.screens.icons import order_icon
from boulevard_client.screens.intents import Preview, SendEdit, Undo
from boulevard_client.screens.setting import Knob, Setting, setting
from boulevard_client.theme import BODY, CAPTION, STRONG
from boulevard_client.widgets.button import IconButton
from boulevard_client.widgets.label import Icon, Label
from boulevard_client.widgets.layout import Row
from boulevard_shared.orders import AnyOrder, BidForProject


def entry_text(desk: Desk, key: str) -> str:
    """What an entry says; before the server has answered, only what kind of order it is."""
    cost = desk.model.costs.get(key)
    return desk.tell(cost.text) if cost is not None else desk.say(f"ui.order.{key.partition(':')[0]}")


def standing_row(desk: Desk, key: str) -> Row:
    """One entry, with a button to take it back."""
    back = IconButton("arrow-back-up", desk.does(Undo(key)), desk.say("ui.turn.undo")).sized(width=32, height=32)
    back.enabled = desk.model.live
    return Row(
        Icon(order_icon(key), 18, "celadon"),
        Label(entry_text(desk, key), BODY, wrap=True, lines=3, elide=True).sized(grow=1),
        tick(desk, key),
        back.named(f"undo.{key}"),
        gap=10,
    )


def standing(desk: Desk, knob: Knob, order_of: Callable[[int], AnyOrder]) -> Setting:
    """A setting that goes into the decree as it is moved, with its tick; Backspace undoes it."""

    def change(number: int) -> None:
        order = order_of(number)
        desk.emit(SendEdit(order))
        desk.emit(Preview(order))

    return _moved(desk, knob, order_of(knob.number), change)


def _moved(desk: Desk, knob: Knob, order: AnyOrder, change: Callable[[int], None]) -> Setting:
    """The setting of an order; while its part of the game is shut it cannot be moved and says why."""
    shut = locks.bar(desk, order.system)
    knob = replace(knob, live=desk.model.live and not shut)
    made = setting(knob, change, tick=tick(desk, order.key), on_undo=desk.does(Undo(order.key)))
    made.control.why_not = shut
    return made


def amount_act(desk: Desk, knob: Knob, order_of: Callable[[int], AnyOrder]) -> Setting:
    """An act that is an amount: it stands in the decree as soon as there is one, and goes with nothing."""
    key = order_of(1).key

    def change(number: int) -> None:
        if number == 0:
            desk.emit(Undo(key))
            return
        desk.emit(SendEdit(order_of(number)))
        desk.emit(Preview(order_of(number)))

    return _moved(desk, knob, order_of(1), change)


def figure(desk: Desk, name: str) -> float:
    """A number of the rules by its dotted name."""
    value = desk.content.parameters[name].value
    assert isinstance(value, int | float)
    return value


def listed(desk: Desk, name: str) -> list[float]:
    """A list of the rules by its dotted name."""
    value = desk.content.parameters[name].value
    assert isinstance(value, list)
    return value


def yearly_revenue(desk: Desk) -> int:
    """Own revenue of a year (wan), from the last half-year, as the rules' limits reckon it."""
    return max(1, 2 * desk.read.whole("city.revenue"))


def cost_cells(desk: Desk, key: str) -> tuple[Label, Label]:
    """Money and attention of an entry."""
    cost, order = desk.model.costs.get(key), desk.model.order(key)
    wan = cost.money if cost is not None else 0
    if isinstance(order, BidForProject):
        wan = order.equity + order.works + order.housing  # two purses pay
    money = desk.read.money(abs(wan), signed=wan < 0, short=True) if wan else "—"  # what comes in carries a plus
    points = str(cost.attention) if cost is not None and cost.attention else "—"
    quiet = CAPTION.tinted("text-low")
    ink = STRONG.tinted("celadon") if wan < 0 else STRONG
    return (
        Label(money, ink if money != "—" else quiet).aligned("right"),
        Label(points, STRONG if points != "—" else quiet).aligned("right"),
    )
