"""The command palette: type a few letters, jump anywhere."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from boulevard_client.screens import registry
from boulevard_client.screens.counsel import HOME
from boulevard_client.screens.desk import Desk
from boulevard_client.screens.icons import chain_icon, order_icon
from boulevard_client.screens.intents import Change, Dismiss, Explain, GoTo, Intent, Leave, ReadUp, Ready
from boulevard_client.screens.parts import SUB
from boulevard_client.screens.sums import quantity_name
from boulevard_client.theme import BODY
from boulevard_client.widgets.cells import Cell, Tile, Words, figure
from boulevard_client.widgets.layout import Column
from boulevard_client.widgets.node import Node
from boulevard_client.widgets.overlays import Modal
from boulevard_client.widgets.table import Col, Table, TableRow
from boulevard_client.widgets.textfield import TextField
from boulevard_shared.almanac import shipped_almanac

SHOWN = 9
QUANTITIES = (
    "city.gdp",
    "city.treasury",
    "city.income",
    "city.debt",
    "city.livability",
    "city.trust",
    "city.technology",
    "city.population",
    "score.total",
)


@dataclass(frozen=True, slots=True)
class Command:
    """A thing to do: what it is called, what kind of thing it is, and the intent."""

    key: str
    name: str
    kind: str
    icon: str
    intent: Intent
    press: str = ""
    """The key that does the same from everywhere, if there is one."""


class Palette:
    """Keeps what has been typed while the card is open."""

    def __init__(self) -> None:
        self.typed = ""

    def build(self, desk: Desk) -> Node:
        found = matching(commands(desk), self.typed)[:SHOWN]
        field = TextField(
            self.typed,
            lambda _: self._run(desk, found[0]) if found else None,
            hint=desk.say("ui.palette.hint"),
            name=desk.say("ui.palette.title"),
        )
        field.on_change = lambda text: self._type(desk, text)
        rows = [TableRow(c.key, _cells(c)) for c in found]
        by_key = {command.key: command for command in found}
        cols = (Col(width=24), Col(grow=1), Col(width=96, align="right"), Col(width=24, align="right"))
        table = Table(cols, rows, lambda key: self._run(desk, by_key[key]), 40)
        table.empty_text = desk.say("ui.palette.nothing")
        body = Column(field.named("palette.field"), table.named("palette.list").sized(height=40 * SHOWN), gap=10)
        return Modal(desk.say("ui.palette.title"), body, width=640, icon="terminal-2")

    def _type(self, desk: Desk, text: str) -> None:
        self.typed = text
        desk.again()

    def _run(self, desk: Desk, command: Command) -> None:
        desk.emit(Dismiss())
        desk.emit(command.intent)


def _cells(command: Command) -> tuple[Cell, ...]:
    name = Words(command.name, style=BODY.tinted("text-hi"), elide=True)
    return Tile(command.icon, bare=True), name, Words(command.kind, style=SUB), figure(command.press)


def commands(desk: Desk) -> list[Command]:
    """Everything that can be reached: screens, cities, chains, figures, pages of the almanac, orders where they are
    made, switches.
    """
    found = [
        Command(
            f"go:{place.name}",
            desk.say(f"ui.screen.{place.name}"),
            desk.say("ui.palette.screen"),
            place.icon,
            GoTo(place.name),
            place.key,
        )
        for place in registry.PLACES
        if place.key
    ]
    read = desk.read
    for city in read.city_ids:
        found.append(
            Command(
                f"city:{city}",
                read.city_name(city),
                desk.say("ui.palette.city"),
                "map-2",
                GoTo("region", f"city:{city}"),
            )
        )
    found += [
        Command(
            f"chain:{chain}",
            read.chain_name(at),
            desk.say("ui.palette.chain"),
            chain_icon(desk, at),
            GoTo("chains", f"chain:{chain}"),
        )
        for at, chain in enumerate(read.chains)
    ]
    for quantity in QUANTITIES:
        if quantity in desk.model.schema:
            name = desk.say("ui.palette.why", name=quantity_name(desk, quantity))
            intent = Explain(quantity, read.place(quantity))
            found.append(Command(f"why:{quantity}", name, desk.say("ui.palette.figure"), "zoom-in", intent))
    pages, lang = shipped_almanac(), desk.words.lang
    found += [
        Command(f"page:{id_}", pages.title(id_, lang), desk.say("ui.almanac.page"), "book", ReadUp(id_))
        for id_ in pages.pages
    ]
    kind = desk.say("ui.palette.action")
    found += [
        Command(f"order:{order}", desk.say(f"ui.order.{order}"), kind, order_icon(order), GoTo(screen))
        for order, screen in HOME.items()
    ]
    other = "en" if desk.settings.spoken == "zh" else "zh"
    theme = "dark" if desk.settings.theme == "paper" else "paper"
    ready = not desk.model.ready
    found += [
        Command(
            "ready", desk.say("ui.ready.say" if ready else "ui.ready.take_back"), kind, "circle-check", Ready(ready)
        ),
        Command(
            "language",
            desk.say("ui.key.f2"),
            kind,
            "language",
            Change(msgspec.structs.replace(desk.settings, language=other)),
        ),
        Command(
            "theme",
            desk.say("ui.key.f3"),
            kind,
            "contrast-2",
            Change(msgspec.structs.replace(desk.settings, theme=theme)),
        ),
        Command("settings", desk.say("ui.screen.settings"), kind, "settings", GoTo("settings")),
        Command("leave", desk.say("ui.pause.leave"), kind, "logout", Leave()),
    ]
    return found


def matching(all_commands: list[Command], typed: str) -> list[Command]:
    """Commands whose name holds every typed word; those that begin with it first."""
    words = typed.lower().split()
    hits = [c for c in all_commands if all(word in c.name.lower() or word in c.key for word in words)]
    return sorted(hits, key=lambda c: not c.name.lower().startswith(typed.lower().strip()))
