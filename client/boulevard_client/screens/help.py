"""The help card: every key that works now, and how to ask a number why."""

from __future__ import annotations

from boulevard_client.guide import steps
from boulevard_client.screens import registry
from boulevard_client.screens.coach import OFF_KEY
from boulevard_client.screens.desk import Desk, Screen
from boulevard_client.screens.intents import Dismiss
from boulevard_client.theme import BODY, STRONG
from boulevard_client.widgets.button import Button
from boulevard_client.widgets.label import Label
from boulevard_client.widgets.layout import Column, Grid, Row, Spacer
from boulevard_client.widgets.node import Node
from boulevard_client.widgets.overlays import Modal
from boulevard_client.widgets.tipcard import KeyHint

EVERYWHERE = ("Tab", "Enter", "F1", "F2", "F3", "F4", "F11", "?", "Esc")
APART = 88
"""Where what the keys do begins, so that it can be read as a column."""
IN_MATCH = ("0–9 = ; -", "Space", "N", "/", "[", "]")
_TEXTS = {
    "Tab": "tab",
    "Enter": "enter",
    "F1": "f1",
    "F2": "f2",
    "F3": "f3",
    "F4": "f4",
    "F11": "f11",
    "?": "help",
    "Esc": "esc",
    "0–9 = ; -": "digits",
    "Space": "space",
    "N": "next",
    "/": "palette",
    "[": "earlier",
    "]": "later",
}


def help_card(desk: Desk, screen: Screen) -> Node:
    """All keys: everywhere, in a match, on this screen."""
    columns: list[Node] = [_column(desk, "ui.help.everywhere", [(key, _TEXTS[key]) for key in EVERYWHERE])]
    if registry.in_match(screen.name):
        columns.append(_column(desk, "ui.help.match", [(key, _TEXTS[key]) for key in IN_MATCH]))
        if desk.model.about is not None and steps(desk.model.about.scenario):
            columns[-1].add(KeyHint(OFF_KEY, desk.say("ui.pause.guide"), APART))
    own = screen.hints(desk)
    if own:
        keys = [KeyHint(key, text, APART) for key, text in own]
        columns[-1].add(Spacer(6), Label(desk.say("ui.help.here"), STRONG), *keys)
    return Modal(
        desk.say("ui.help.title"),
        Label(desk.say("ui.help.why"), BODY, wrap=True),
        Grid(*columns, columns=len(columns), gap=28),
        Spacer(4),
        Row(Spacer(), Button(desk.say("ui.close"), desk.does(Dismiss()), "primary", key="Esc").named("help.close")),
        width=760 if len(columns) > 1 else 520,
        icon="keyboard",
    )


def _column(desk: Desk, heading: str, keys: list[tuple[str, str]]) -> Column:
    hints = [KeyHint(key, desk.say(f"ui.key.{text}"), APART) for key, text in keys]
    return Column(Label(desk.say(heading), STRONG), *hints, gap=7)
