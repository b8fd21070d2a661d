"""The table: what is said to all or to one, and every offer in one inbox: accept, decline, answer with another."""

from __future__ import annotations

from dataclasses import dataclass

from boulevard_client.art import Box
from boulevard_client.screens import pactterms
from boulevard_client.screens.acts import act
from boulevard_client.screens.desk import Desk
from boulevard_client.screens.intents import GoTo, SendEdit
from boulevard_client.screens.parts import initial, mark, nothing, seal
from boulevard_client.screens.setting import RING_ROOM
from boulevard_client.screens.talkintents import AnswerOffer, Heard, Mute, Propose, Speak
from boulevard_client.talk import EVERYBODY
from boulevard_client.theme import BODY, CAPTION, STRONG, TextStyle
from boulevard_client.widgets.button import Button, IconButton
from boulevard_client.widgets.cells import Cell, Sealed, Tile, Words
from boulevard_client.widgets.label import Label
from boulevard_client.widgets.layout import Column, Pad, Row, Spacer
from boulevard_client.widgets.node import Node
from boulevard_client.widgets.panel import Card, Chip, Panel, Tone
from boulevard_client.widgets.scroll import Scroll
from boulevard_client.widgets.table import Col, Table, TableRow
from boulevard_client.widgets.textfield import TextField
from boulevard_client.widgets.tips import Tip
from boulevard_shared.ids import MatchPhase, PactKind
from boulevard_shared.orders_relations import AnswerPact
from boulevard_shared.parts import ProposalLine, WordsLine

KINDS = tuple(PactKind)[1:]
SHOWN = 60
"""Lines of a channel that are drawn."""
WORDS = TextStyle(14, "text", "text-hi")
SHORT = 360
"""Words that take no more room have a box of their own width."""
OURS = Box("celadon-dim", None, None, 10)
THEIRS = Box("raised", None, None, 10)
_TONES: dict[str, Tone] = {
    "open": "warn",
    "accepted": "good",
    "declined": "bad",
    "countered": "info",
    "withdrawn": "bad",
    "lapsed": "neutral",
}


@dataclass(slots=True)
class Speaking:
    """The channel that is open (a seat, or EVERYBODY), what is being typed, and the offer being put together."""

    channel: int = EVERYBODY
    typed: str = ""
    pact: int = int(PactKind.SUPPLY)
    turns: int = 8
    cash: int = 0

    def counter(self, line: ProposalLine) -> None:
        """Begin an answer to an offer with its own terms."""
        self.channel, self.pact, self.turns, self.cash = line.seat, int(line.pact), line.turns, -line.cash


def view(desk: Desk, speaking: Speaking, switch: Node) -> Row:
    """Channels and words at the left, the inbox and an offer of our own at the right."""
    if desk.model.talk.unread.get(speaking.channel):
        desk.emit(Heard(speaking.channel))
    left = Row(
        _channels(desk, speaking).sized(width=268 if desk.narrow else 290),
        _words(desk, speaking, switch).sized(grow=1),
        gap=14,
        align="stretch",
    )
    inbox = _inbox(desk, speaking).sized(grow=1)
    right = Column(inbox, *([] if speaking.channel == EVERYBODY else [_offer(desk, speaking)]), gap=14)
    return Row(
        left.sized(grow=1), right.sized(width=400 if desk.narrow else 500), gap=14, pad=Pad.all(14), align="stretch"
    )


def _city(desk: Desk, seat: int) -> str:
    """The city that a seat governs; that of the first seat for a channel that is nobody's."""
    return desk.model.seats[max(0, seat)].city


# --- words -------------------------------------------------------------------------------------------------


def _channels(desk: Desk, speaking: Speaking) -> Panel:
    def choose(key: str) -> None:
        speaking.channel = int(key)
        desk.again()

    unread = desk.model.talk.unread
    rows = [_channel(desk, EVERYBODY, unread[EVERYBODY])]
    rows += [_channel(desk, line.seat, unread[line.seat]) for line in desk.model.seats if line.seat != desk.model.seat]
    table = Table([Col(width=36), Col(grow=1), Col(width=34, align="right")], rows, choose, 50).named("table.channels")
    table.on_move = choose
    table.selected = str(speaking.channel)
    table.cursor = next((at for at, row in enumerate(rows) if row.key == str(speaking.channel)), 0)
    return Panel(desk.say("ui.table.channels"), table.sized(grow=1), icon="messages", gap=6)


def _channel(desk: Desk, seat: int, unread: int) -> TableRow:
    news = Words(str(unread) if unread else "", style=STRONG.tinted("vermilion"))
    if seat == EVERYBODY:
        cells: tuple[Cell, ...] = (
            Tile("users-group", bare=True),
            Words(desk.say("ui.table.all"), style=STRONG, elide=True),
            news,
        )
        return TableRow(str(seat), cells)
    line = desk.model.seats[seat]
    name = Words(desk.read.city_name(line.city), desk.read.seat_name(seat), STRONG, elide=True)
    return TableRow(str(seat), (Sealed(mark(desk.look, line.city)), name, news))


def _words(desk: Desk, speaking: Speaking, switch: Node) -> Panel:
    lines = desk.model.talk.lines(speaking.channel, desk.model.seat)[-SHOWN:]
    rows: list[Node] = [_said(desk, line) for line in lines]
    listed: Node
    if rows:
        said = Scroll(Column(*rows, gap=8), Pad(0, 2, 0, 2)).named(f"table.words.{speaking.channel}.{len(lines)}")
        said.scroll_to(10**6)
        listed = said
    else:
        key = "ui.table.silent_all" if speaking.channel == EVERYBODY else "ui.table.silent"
        listed = nothing("messages", desk.say(key))
    name = desk.say(
        "ui.table.all" if speaking.channel == EVERYBODY else "ui.table.one", city=_city(desk, speaking.channel)
    )
    may = desk.model.phase in (MatchPhase.PLANNING, MatchPhase.OVER) and not desk.model.watched
    body: list[Node] = [listed.sized(grow=1)]
    if may:
        body.append(_field(desk, speaking, name))
    panel = Panel(name, *body, icon="messages", gap=10)
    about = desk.model.about
    if about is not None and about.host == desk.model.seat and speaking.channel != EVERYBODY and may:
        seat = speaking.channel
        if desk.model.seats[seat].human:
            panel.header_end(_mute(desk, seat, True, "volume-off"), _mute(desk, seat, False, "volume"))
    return panel.header_end(switch)


def _mute(desk: Desk, seat: int, muted: bool, icon: str) -> IconButton:
    words = desk.say("ui.table.mute" if muted else "ui.table.unmute")
    return IconButton(icon, desk.does(Mute(seat, muted)), words).named(f"table.{icon}")


def _field(desk: Desk, speaking: Speaking, name: str) -> Node:
    def send(text: str) -> None:
        if text.strip():
            desk.emit(Speak(text.strip(), speaking.channel))
            speaking.typed = ""
            desk.again()

    def typed(text: str) -> None:
        speaking.typed = text

    field = TextField(speaking.typed, send, hint=desk.say("ui.table.hint"), longest=240, name=name)
    field.on_change = typed
    button = IconButton("send", lambda: send(speaking.typed), desk.say("ui.table.send")).named("table.send")
    return Row(field.named("table.field").sized(grow=1), button, gap=10)


def _said(desk: Desk, line: WordsLine) -> Node:
    """One line: who, when, what; ours stand at the right."""
    ours = line.seat == desk.model.seat
    city = desk.model.seats[line.seat].city
    text = desk.tell(line.sentence) if line.sentence is not None else line.text
    head = f"{desk.read.city_name(city)} · {desk.read.turn_name(line.turn)}"
    words = Column(Label(head, CAPTION, elide=True), Label(text, WORDS, wrap=True), gap=1)
    bubble: Node = Card(words, gap=0, pad=Pad.sides(12, 7), box=OURS if ours else THEIRS)
    rest: Node = Spacer()
    if desk.look.type.width(text, WORDS) > desk.look.px(SHORT):
        bubble, rest = bubble.sized(grow=1), Spacer(60)
    if ours:
        return Row(rest, bubble, seal(desk, city, 26), gap=10, align="start")
    return Row(seal(desk, city, 26), bubble, rest, gap=10, align="start")


# --- offers ------------------------------------------------------------------------------------------------


def _inbox(desk: Desk, speaking: Speaking) -> Panel:
    """All offers: live ones first, then those of last turn that wait for an answer."""
    seat = desk.model.seat
    live = sorted(desk.model.talk.proposals, key=lambda line: (line.state != "open", line.to != seat, -line.number))
    nodes: list[Node] = [_live(desk, speaking, line) for line in live]
    asked = desk.read.view["asked.kind"] if "asked.kind" in desk.model.schema else ()
    nodes += [_asked(desk, place, int(kind)) for place, kind in enumerate(asked) if kind]
    waiting = len(desk.model.talk.waiting(seat)) + sum(bool(kind) for kind in asked)
    where = "no_offers" if speaking.channel == EVERYBODY else "no_offers_with"
    body: Node = nothing("mail", desk.say(f"ui.table.{where}"))
    if nodes:
        body = Scroll(Column(*nodes, gap=10), RING_ROOM).named("table.inbox").sized(grow=1)
    panel = Panel(desk.say("ui.table.inbox"), body, icon="mail", gap=8)
    return panel.header_end(Chip(desk.say("ui.table.waiting", n=waiting), "warn")) if waiting else panel


def _terms(desk: Desk, seat: int, pact: int, turns: int, cash: int) -> str:
    """What an offer says, from the side of the one who gets it; `cash` is paid to it."""
    key = "none" if cash == 0 else "pays" if cash > 0 else "asks"
    city = desk.model.seats[seat].city
    return desk.say(f"ui.relations.offered_{key}", city=city, pact=pact, turns=turns, amount=abs(cash))


def _live(desk: Desk, speaking: Speaking, line: ProposalLine) -> Node:
    ours = line.seat == desk.model.seat
    other = line.to if ours else line.seat
    if ours:
        text = desk.say("ui.table.we_offer", city=_city(desk, line.to), pact=int(line.pact), turns=line.turns)
    else:
        text = _terms(desk, line.seat, int(line.pact), line.turns, line.cash)
    state = Chip(desk.say(f"ui.table.state.{line.state}"), _TONES.get(line.state, "neutral"))
    head = Row(
        seal(desk, desk.model.seats[other].city, 24),
        Label(text, BODY.tinted("text-hi"), wrap=True).sized(grow=1),
        state,
        gap=10,
    )
    if line.state != "open" or not desk.model.live:
        return Card(head, pad=Pad.sides(12, 10))
    if ours:
        back = Button(desk.say("ui.table.withdraw"), desk.does(AnswerOffer(line.number, False)), "quiet", icon="x")
        return Card(head, Row(Spacer(), back.named(f"table.withdraw.{line.number}")), pad=Pad.sides(12, 10))

    def counter() -> None:
        speaking.counter(line)
        desk.again()

    buttons = Row(
        Button(desk.say("ui.table.accept"), desk.does(AnswerOffer(line.number, True)), "primary", icon="check").named(
            f"table.accept.{line.number}"
        ),
        Button(desk.say("ui.table.decline"), desk.does(AnswerOffer(line.number, False))).named(
            f"table.decline.{line.number}"
        ),
        Button(desk.say("ui.table.counter"), counter).named(f"table.counter.{line.number}"),
        gap=6,
    )
    return Card(head, buttons, gap=8, pad=Pad.sides(12, 10))


def _asked(desk: Desk, place: int, kind: int) -> Node:
    """An offer that came with last turn's papers: answered in the decree, and carried out with it."""
    read, city = desk.read, desk.read.city_ids[place]
    line = read.governor(place)
    seat = line.seat if line is not None else 0
    turns, cash = (int(read.view[f"asked.{name}"][place]) for name in ("turns", "cash"))
    head = Row(
        seal(desk, city, 24),
        Label(_terms(desk, seat, kind, turns, cash), BODY.tinted("text-hi"), wrap=True).sized(grow=1),
        Chip(desk.say("ui.table.by_decree"), "info"),
        gap=10,
    )
    no = Button(desk.say("ui.table.decline"), desk.does(SendEdit(AnswerPact(city, False))), icon="x")
    no.enabled = desk.model.live
    more = Button(desk.say("ui.table.file"), desk.does(GoTo("relations", f"pacts:{city}")), "quiet", icon="zoom-in")
    return Card(
        head,
        act(desk, AnswerPact(city, True), desk.say("ui.table.accept"), f"table.yes.{city}"),
        Row(no.named(f"table.no.{city}"), more.named(f"table.file.{city}"), gap=8),
        gap=8,
        pad=Pad.sides(12, 10),
    )


def _offer(desk: Desk, speaking: Speaking) -> Panel:
    """Put together what we propose to the one we talk with."""
    read, seat = desk.read, speaking.channel
    city = desk.model.seats[seat].city

    def change(name: str, value: int) -> None:
        setattr(speaking, name, value)
        desk.again()

    def choose(key: str) -> None:
        change("pact", int(key))

    kinds = [
        TableRow(str(int(kind)), (Words(initial(desk.say(f"name.pact.{int(kind)}")), style=STRONG, elide=True),))
        for kind in KINDS
    ]
    table = Table([Col(desk.say("ui.relations.kind"), grow=1)], kinds, choose, 32)
    table.named("table.kinds").on_move = choose
    table.selected, table.cursor = str(speaking.pact), [int(kind) for kind in KINDS].index(speaking.pact)
    send = Button(
        desk.say("ui.table.propose", pact=speaking.pact),
        desk.does(Propose(seat, PactKind(speaking.pact), speaking.turns, speaking.cash)),
        "primary",
        icon="send",
    ).named("table.propose")
    send.enabled = desk.model.live
    about = desk.say("ui.table.offer_about")
    send.explained(Tip(desk.say("ui.table.offer", city=city), about))
    crowded = desk.narrow and bool(desk.model.talk.proposals)  # then the offers above need the room
    return Panel(
        desk.say("ui.table.offer", city=city),
        table.sized(height=32 * (len(KINDS) + 1) + 6),
        *pactterms.terms(desk, "table", read.city_ids.index(city), (speaking.turns, speaking.cash), change),
        send,
        *([] if crowded else [Label(about, CAPTION, wrap=True)]),
        icon="send",
        gap=8,
    )
