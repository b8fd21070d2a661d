"""The sheet of keys: what each does, which is pressed for it, and choosing another."""

from __future__ import annotations

from functools import partial

import msgspec

from boulevard_client.keymap import FIXED, KeyMap
from boulevard_client.screens import registry
from boulevard_client.screens.coach import OFF_KEY
from boulevard_client.screens.desk import Desk
from boulevard_client.screens.intents import Change, Dismiss, TakeKey
from boulevard_client.theme import BODY, LABEL, STRONG
from boulevard_client.widgets.button import Button
from boulevard_client.widgets.cells import Words
from boulevard_client.widgets.keys import Key
from boulevard_client.widgets.label import Label
from boulevard_client.widgets.layout import Column, Row, Spacer
from boulevard_client.widgets.node import Node
from boulevard_client.widgets.overlays import Modal
from boulevard_client.widgets.table import Col, Table, TableRow

EVERYWHERE = (
    ("F1", "key.f1"),
    ("F2", "keys.language"),
    ("F3", "key.f3"),
    ("F4", "key.f4"),
    ("F11", "key.f11"),
    ("?", "keys.help"),
)
"""Keys, and what to say of each: where a word in the line of hints is too short for a list, one of the list's own."""
IN_MATCH = (
    ("Space", "key.space"),
    ("N", "key.next"),
    ("/", "key.palette"),
    ("[", "key.earlier"),
    ("]", "key.later"),
)
OUTSIDE = ("menu", "new", "join", "settings", "lobby")


class KeySheet:
    """Lives as long as its modal; remembers the row and what was said last."""

    def __init__(self) -> None:
        self.row = ""
        self.said = ""
        self.warned = False

    def build(self, desk: Desk) -> Node:
        keys = KeyMap(desk.settings.keys)
        rows = [
            TableRow(game, (Words(does, elide=True), Words(where, style=LABEL, elide=True), self._key(keys, game)))
            for game, (does, where) in uses(desk).items()
        ]
        cols = [
            Col(desk.say("ui.keys.does"), grow=3),
            Col(desk.say("ui.keys.where"), grow=2),
            Col(desk.say("ui.keys.key"), 110, align="right"),
        ]
        table = Table(cols, rows, lambda game: self._choose(desk, game), 34).named("keys.table")
        table.selected = self.row or None
        style = BODY.tinted("amber") if self.warned else BODY
        reset = Button(desk.say("ui.keys.reset"), lambda: self._reset(desk), icon="refresh").named("keys.reset")
        reset.enabled = bool(keys.moved)
        return Modal(
            desk.say("ui.keys.title"),
            Label(self.said or desk.say("ui.keys.how"), style, wrap=True).named("keys.said").sized(at_least=(0, 44)),
            Column(table.sized(grow=1)).sized(height=420),
            Row(
                reset, Spacer(), Button(desk.say("ui.done"), desk.does(Dismiss()), "primary", "Esc").named("keys.done")
            ),
            width=760,
            icon="keyboard",
        )

    @staticmethod
    def _key(keys: KeyMap, game: str) -> Words:
        own = keys.pressed(game)
        return Words(own, style=STRONG.tinted("celadon") if own != game else STRONG)

    def _choose(self, desk: Desk, game: str) -> None:
        self.row, self.warned = game, False
        self.said = desk.say("ui.keys.press", does=uses(desk)[game][0])
        desk.emit(TakeKey(partial(self._take, desk, game)))
        desk.again()

    def _take(self, desk: Desk, game: str, key: Key) -> None:
        """The next key is there: it changes places with the one used so far, and we say what that means."""
        keys, own = KeyMap(desk.settings.keys), key.combo
        if own == "Esc":
            self.said = ""
        elif own in FIXED:
            self.said, self.warned = desk.say("ui.keys.fixed", key=own), True
        else:
            known = uses(desk)
            other, free = keys.meaning(own), keys.pressed(game)
            keys = keys.exchanged(game, own)
            self.warned = other != game and other in known
            does = known[game][0]
            if self.warned:
                self.said = desk.say("ui.keys.exchanged", key=own, does=does, was=known[other][0], free=free)
            else:
                self.said = desk.say("ui.keys.set", key=own, does=does)
            desk.emit(Change(msgspec.structs.replace(desk.settings, keys=dict(keys.moved))))
        desk.again()

    def _reset(self, desk: Desk) -> None:
        self.said, self.warned = desk.say("ui.keys.as_before"), False
        desk.emit(Change(msgspec.structs.replace(desk.settings, keys={})))


def uses(desk: Desk) -> dict[str, tuple[str, str]]:
    """What every key of the game does, and where, in the order of the sheet."""
    found = {key: (desk.say(f"ui.{text}"), desk.say("ui.help.everywhere")) for key, text in EVERYWHERE}
    found |= {key: (desk.say(f"ui.{text}"), desk.say("ui.help.match")) for key, text in IN_MATCH}
    found[OFF_KEY] = (desk.say("ui.pause.guide"), desk.say("ui.help.match"))
    for place in registry.PLACES:
        if place.key:
            found[place.key] = (desk.say(f"ui.screen.{place.name}"), desk.say("ui.keys.rail"))
    letters: dict[str, list[tuple[str, str]]] = {}
    for name in registry.names() if desk.model.playing else OUTSIDE:
        for key, text in registry.factory(name)().hints(desk):
            if len(key) == 1 and key.isalpha():
                letters.setdefault(key, []).append((text, desk.say(f"ui.screen.{name}")))
    for number in range(26):
        letter = chr(ord("A") + number)
        if letter not in found:
            known = letters.get(letter, [])
            does = ", ".join(dict.fromkeys(text for text, _ in known)) or desk.say("ui.keys.letter", key=letter)
            found[letter] = (does, ", ".join(dict.fromkeys(where for _, where in known)) or desk.say("ui.keys.screens"))
    return {key: (does[:1].upper() + does[1:], where) for key, (does, where) in found.items()}
