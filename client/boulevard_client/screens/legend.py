"""The game's signs, each with what it says: what somebody who lacks a kind of cone still has to go by."""

from __future__ import annotations

from boulevard_client.charts.gauge import Gauge, Zones
from boulevard_client.screens.desk import Desk
from boulevard_client.screens.parts import seal
from boulevard_client.theme import LABEL, STRONG
from boulevard_client.widgets.label import Change, Label
from boulevard_client.widgets.layout import Column, Flow, Row
from boulevard_client.widgets.node import Node
from boulevard_client.widgets.panel import Badge, Chip, Divider


def legend(desk: Desk) -> list[Node]:
    """Seals of the cities, gain and loss, limits, what waits for the player; none of it from a match."""
    say = desk.say
    seals = Flow(*(seal(desk, city, 34) for city in desk.content.cities), gap=8)
    moves = Row(
        Change(say("ui.settings.legend.better"), True, STRONG),
        Change(say("ui.settings.legend.worse"), False, STRONG),
        gap=24,
    )
    limits = Gauge(Zones(0.0, 1.0, 0.42, ((0.55, "celadon"), (0.75, "amber"), (1.0, "vermilion"))))
    act = Row(Chip(say("ui.settings.legend.act"), "bad", "alert-triangle"), Badge(1), gap=12)
    signs: list[tuple[Node, str]] = [(seals, "seals"), (moves, "moves"), (limits, "limits"), (act, "act_about")]
    rows = [Column(sign, Label(say(f"ui.settings.legend.{key}"), LABEL, wrap=True), gap=6) for sign, key in signs]
    return [*rows, Divider(), Label(say("ui.settings.legend.pressed"), LABEL, wrap=True)]
