"""The almanac as a card above any screen: a shelf to search at the left, the open page at the right."""

from __future__ import annotations

from dataclasses import dataclass, field

from boulevard_client.art import SealMark
from boulevard_client.cityart import palette
from boulevard_client.icons import icon
from boulevard_client.screens.desk import Desk
from boulevard_client.screens.intents import Dismiss
from boulevard_client.screens.parts import mark
from boulevard_client.theme import BODY, CAPTION, LABEL, STRONG, TITLE
from boulevard_client.widgets.button import Button
from boulevard_client.widgets.cells import Cell, Sealed, Tile, Words
from boulevard_client.widgets.label import Icon, Label, Seal
from boulevard_client.widgets.layout import Column, Flow, Pad, Row, Spacer
from boulevard_client.widgets.node import Node
from boulevard_client.widgets.overlays import Modal
from boulevard_client.widgets.panel import Chip, Divider
from boulevard_client.widgets.scroll import Scroll
from boulevard_client.widgets.table import Col, Table, TableRow
from boulevard_client.widgets.textfield import TextField
from boulevard_client.widgets.tips import Tip
from boulevard_shared.almanac import shipped_almanac

WIDTH, SHELF, ROW = 1180, 392, 50
ICONS = {
    "system": "book-2",
    "chain": "affiliate",
    "city": "building-community",
    "role": "id-badge-2",
    "module": "device-tv",
    "model": "certificate",
    "event": "news",
    "score": "trophy",
    "scenario": "compass",
}


@dataclass(slots=True)
class Book:
    """Remembers the open page, the way back and what has been typed while the card is open."""

    page: str = ""
    typed: str = ""
    behind: list[str] = field(default_factory=list)

    def build(self, desk: Desk) -> Node:
        tall = 452 if desk.narrow else 640
        pages = shipped_almanac()
        found = pages.search(self.typed, desk.words.lang)
        if self.page not in pages.pages:
            self.page = found[0] if found else next(iter(pages.pages))
        close = Button(desk.say("ui.close"), desk.does(Dismiss()), "primary", key="Esc").named("almanac.close")
        body = Row(
            self._shelf(desk, found).sized(width=SHELF),
            self._page(desk).sized(grow=1),
            gap=26,
            align="stretch",
        )
        back = Button(desk.say("ui.almanac.back"), lambda: self._back(desk), "quiet", icon="arrow-left")
        back.enabled = bool(self.behind)
        tip = Tip(desk.say("ui.almanac.back"), desk.say("ui.almanac.back_tip"))
        foot = Row(back.named("almanac.back").explained(tip), Spacer(), close)
        return Modal(desk.say("ui.almanac.title"), body.sized(height=tall), foot, width=WIDTH, icon="book")

    def turn(self, desk: Desk, page: str) -> None:
        """Open another page."""
        if page != self.page:
            self.behind = [*self.behind[-30:], self.page]
            self.page = page
            desk.again()

    def _back(self, desk: Desk) -> None:
        self.page = self.behind.pop()
        desk.again()

    def _type(self, desk: Desk, text: str) -> None:
        """Open the first page that holds the words: what is read is what was looked for."""
        found = shipped_almanac().search(text, desk.words.lang) if text.strip() else []
        if found and found[0] != self.page:
            if not self.typed.strip():  # the way back leads to where the search began, not through its letters
                self.behind = [*self.behind[-30:], self.page]
            self.page = found[0]
        self.typed = text
        desk.again()

    def _shelf(self, desk: Desk, found: list[str]) -> Node:
        typed = TextField(
            self.typed,
            lambda _: self.turn(desk, found[0]) if found else None,
            hint=desk.say("ui.almanac.hint"),
            name=desk.say("ui.almanac.search"),
        )
        typed.on_change = lambda text: self._type(desk, text)
        pages, lang = shipped_almanac(), desk.words.lang
        rows = [
            TableRow(id_, (_cell(desk, id_), Words(pages.title(id_, lang), _kind(desk, id_), elide=True)))
            for id_ in found
        ]
        table = Table([Col(width=38, align="center"), Col(grow=1)], rows, lambda id_: self.turn(desk, id_), ROW)
        table.on_move = lambda id_: self.turn(desk, id_)
        table.selected = self.page
        if self.page in found:
            # When the card opens, the page is in sight; later the table keeps where it was scrolled to.
            table.cursor = found.index(self.page)
            table.offset = desk.look.px(ROW) * max(0, table.cursor - 3)
        table.empty_text = desk.say("ui.almanac.nothing")
        return Column(typed.named("almanac.search"), table.named("almanac.shelf").sized(grow=1), gap=10)

    def _page(self, desk: Desk) -> Node:
        reading = shipped_almanac().read(self.page, desk.words.lang)
        parts: list[Node] = [Label(paragraph, BODY, wrap=True) for paragraph in reading.game]
        if reading.world:
            parts += [Divider(), Label(desk.say("ui.almanac.world"), STRONG)]
            for when, what, source in reading.world:
                words = Column(Label(what, BODY, wrap=True), Label(source, CAPTION, wrap=True), gap=2)
                parts.append(
                    Row(
                        Label(when, LABEL.tinted("celadon")).sized(width=96), words.sized(grow=1), gap=12, align="start"
                    )
                )
        head = Row(
            _sign(desk, self.page),
            Label(reading.title, TITLE, wrap=True).sized(grow=1),
            Chip(_kind(desk, self.page), "neutral"),
            gap=12,
        )
        if reading.see:
            links = [self._link(desk, id_).named(f"almanac.see.{id_}") for id_ in reading.see]
            parts += [Divider(), Label(desk.say("ui.almanac.see"), STRONG), Flow(*links, gap=8)]
        text = Scroll(Column(*parts, gap=12), Pad(0, 2, 0, 8)).named(f"almanac.text.{self.page}")
        return Column(head, text.sized(grow=1), gap=12)

    def _link(self, desk: Desk, id_: str) -> Button:
        title = shipped_almanac().title(id_, desk.words.lang)
        return Button(title, lambda: self.turn(desk, id_), "normal", icon=_icon(id_))


def kind_of(id_: str) -> str:
    """The kind of a page: the part of its id before the dot."""
    return id_.partition(".")[0]


def _icon(id_: str) -> str:
    """The icon of a page's own subject, where it has one, else that of its kind."""
    kind, _, name = id_.partition(".")
    try:
        return icon("page", id_)
    except KeyError:
        pass
    try:
        return icon(kind, name)
    except KeyError:
        return ICONS[kind]


def _seal_of(desk: Desk, id_: str) -> SealMark | None:
    """The seal of the city that a page is about."""
    kind, _, name = id_.partition(".")
    return mark(desk.look, name) if kind == "city" and name in palette(desk.look.assets) else None


def _cell(desk: Desk, id_: str) -> Cell:
    """What stands before a title on the shelf."""
    found = _seal_of(desk, id_)
    return Tile(_icon(id_)) if found is None else Sealed(found)


def _sign(desk: Desk, id_: str) -> Node:
    """What stands before the title of the open page."""
    found = _seal_of(desk, id_)
    return Icon(_icon(id_), 26, "celadon") if found is None else Seal(found, 30)


def _kind(desk: Desk, id_: str) -> str:
    return desk.say(f"ui.almanac.kind.{kind_of(id_)}")
