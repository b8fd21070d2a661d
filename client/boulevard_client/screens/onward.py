"""Where a bulletin leads: to the decisions of its turn, or from a past turn to the next bulletin."""

from __future__ import annotations

from boulevard_client.screens.desk import Desk
from boulevard_client.screens.intents import GoTo, Intent, LookAt
from boulevard_client.screens.needs import next_need, opening
from boulevard_client.widgets.button import Button
from boulevard_client.widgets.layout import Row, Spacer
from boulevard_client.widgets.node import Node
from boulevard_shared.ids import MatchPhase

KEY = "G"


def onward(desk: Desk) -> tuple[str, Intent] | None:
    """The key of the words and what they ask for; None where no bulletin follows."""
    model = desk.model
    if model.shown_turn is not None or model.watched:  # there is nothing to decide in the past
        turn = model.moment.turn + 1
        return ("ui.bulletin.next", LookAt(turn)) if turn in model.moments and turn <= model.turn else None
    if model.phase is MatchPhase.OVER:
        return "ui.see_report", GoTo("final")
    need = next_need(desk)
    return "ui.bulletin.go_on", opening(desk, need) if need is not None else GoTo("region")


def go_on(desk: Desk) -> None:
    """Follow it."""
    way = onward(desk)
    if way is not None:
        desk.emit(way[1])


def foot(desk: Desk) -> list[Node]:
    """The button at the foot of a bulletin, at the right; nothing where it leads nowhere."""
    way = onward(desk)
    if way is None:
        return []
    go = Button(desk.say(way[0]), lambda: go_on(desk), "primary", KEY, "arrow-right").named("bulletin.go")
    return [Row(Spacer(), go, gap=10)]
