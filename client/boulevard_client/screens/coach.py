"""The guide's card: one hint with the keys to press, beside the control it is about, above everything else."""

from __future__ import annotations

from collections.abc import Callable

from boulevard_client.art import Box
from boulevard_client.guide import Hint
from boulevard_client.theme import BODY, CAPTION
from boulevard_client.widgets.button import IconButton
from boulevard_client.widgets.label import Icon, Label
from boulevard_client.widgets.layout import Column, Pad, Row, Spacer
from boulevard_client.widgets.node import Node
from boulevard_client.widgets.panel import Card
from boulevard_client.widgets.tipcard import KeyHint
from boulevard_shared.locale import Catalogue

WIDTH = 372
BOX = Box("celadon-dim", "panel", "celadon", 12, 2)
OFF_KEY = "F8"
"""Sends the guide away and calls it back."""


class Coach(Card):
    """The card. It takes no focus: whatever the player does goes to the game."""

    role = "guide"
    text = ""

    @property
    def label(self) -> str:
        return self.text


def card(words: Catalogue, hint: Hint, send_away: Callable[[], None]) -> Coach:
    """The card of a hint in the catalogue's language."""
    text = hint.text.zh if words.lang == "zh" else hint.text.en
    cross = IconButton("x", send_away, words.text("ui.guide.off")).named("guide.off")
    head = Row(
        Icon("compass", 20, "celadon"),
        Label(text, BODY.tinted("text-hi"), wrap=True).sized(grow=1),
        cross,
        gap=10,
        align="start",
    )
    press: list[Node] = []
    if hint.keys:
        press = [Label(words.text("ui.guide.press"), CAPTION.tinted("text-mid"))]
        press += [KeyHint(key, "") for key in hint.keys]
    foot = Row(*press, Spacer(), KeyHint(OFF_KEY, words.text("ui.guide.off")), gap=8)
    made = Coach(Column(head, foot, gap=6), pad=Pad(16, 8, 10, 8), box=BOX)
    made.text = text
    made.width = WIDTH
    made.named("guide.card")
    return made
