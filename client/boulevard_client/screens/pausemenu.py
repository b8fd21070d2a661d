"""The menu inside a match: go on, settings, the clock for the host, leave."""

from __future__ import annotations

from boulevard_client.guide import steps
from boulevard_client.screens.desk import Desk
from boulevard_client.screens.intents import Dismiss, GoTo, HoldClock, Intent, Leave, Quit, ReadUp, ToggleGuide
from boulevard_client.theme import CAPTION
from boulevard_client.widgets.button import Button
from boulevard_client.widgets.label import Label
from boulevard_client.widgets.layout import Column
from boulevard_client.widgets.node import Node
from boulevard_client.widgets.overlays import Modal
from boulevard_shared.ids import MatchPhase


def pause_menu(desk: Desk) -> Node:
    """Buttons in a column; leaving keeps the seat unless it is given up."""
    model = desk.model
    about = model.about
    rows: list[Node] = [_button(desk, "go_on", "player-play", Dismiss(), "primary")]
    rows.append(_button(desk, "settings", "settings", GoTo("settings")))
    rows.append(_button(desk, "almanac", "book", ReadUp()))
    if about is not None and steps(about.scenario):
        rows.append(_button(desk, "guide", "compass", ToggleGuide()))
    if about is not None and about.host == model.seat and about.turn_seconds and model.phase is MatchPhase.PLANNING:
        held = model.turned.paused
        rows.append(_button(desk, "unhold" if held else "hold", "clock", HoldClock(not held)))
    rows.append(_button(desk, "leave", "logout", Leave()))
    if model.phase is MatchPhase.PLANNING and not model.watched:
        rows.append(_button(desk, "give_up", "user-minus", Leave(for_good=True), "danger"))
        rows.append(Label(desk.say("ui.pause.note"), CAPTION, wrap=True))
    rows.append(_button(desk, "quit", "x", Quit()))
    return Modal(desk.say("ui.pause.title"), Column(*rows, gap=10), width=420, icon="menu-2")


def _button(desk: Desk, name: str, icon: str, intent: Intent, kind: str = "normal") -> Button:
    button = Button(desk.say(f"ui.pause.{name}"), desk.does(intent), icon=icon)
    if kind == "primary":
        button.kind = "primary"
    elif kind == "danger":
        button.kind = "danger"
    return button.in_list().named(f"pause.{name}")
