"""What a pact holds besides its kind: how long it runs, and the money that goes with it."""

from __future__ import annotations

from collections.abc import Callable

from boulevard_client.screens.desk import Desk
from boulevard_client.screens.setting import Knob, Notches, setting, steps_of
from boulevard_client.widgets.node import Node

DEAREST = 10
"""At most so small a part of the smaller city's revenue goes from one to the other."""


def terms(
    desk: Desk, where: str, city: int, chosen: tuple[int, int], change: Callable[[str, int], None]
) -> tuple[Node, Node]:
    """The settings of a pact with a city (its place): `turns`, and `cash`, what we pay a turn, negative when they pay.

    `where` begins their ids; `chosen` is what they stand at; `change` is told a setting's name and its new value.
    """
    read, (turns, cash) = desk.read, chosen
    revenue = read.view["city.revenue"]
    most = int(min(revenue[city], revenue[read.city])) // DEAREST
    length = Knob(
        f"{where}.turns",
        desk.say("ui.relations.turns"),
        Notches(2, 20, 1, 4),
        turns,
        lambda n: desk.say("ui.officials.turns", turns=n),
        live=desk.model.live,
    )
    money = Knob(
        f"{where}.cash",
        desk.say("ui.relations.cash"),
        steps_of(most, 40, (0, cash), low=-most),
        cash,
        lambda n: read.money(n, short=True, signed=True),
        live=desk.model.live,
    )
    return setting(length, lambda n: change("turns", n)), setting(money, lambda n: change("cash", n))
