"""Smart-city partners on screen: three offers, or the contract that binds; and what the other cities have."""

from __future__ import annotations

from boulevard_client.icons import icon
from boulevard_client.screens import annals, answers
from boulevard_client.screens.desk import Desk
from boulevard_client.screens.entries import amount_act, figure
from boulevard_client.screens.intents import Preview, SendEdit, Undo
from boulevard_client.screens.parts import SUB, line, mark
from boulevard_client.screens.setting import Knob, steps_of
from boulevard_client.theme import CAPTION, LABEL, STRONG
from boulevard_client.widgets.button import Button, Switch
from boulevard_client.widgets.cells import Sealed, Words
from boulevard_client.widgets.cells import figure as number
from boulevard_client.widgets.inputs import Tabs
from boulevard_client.widgets.label import Icon, Label
from boulevard_client.widgets.layout import Column, Row, Yielding
from boulevard_client.widgets.node import Node
from boulevard_client.widgets.panel import Card, Chip, Divider, Fact, Panel
from boulevard_client.widgets.scroll import Scroll
from boulevard_client.widgets.table import Col, Table, TableRow
from boulevard_client.widgets.tips import Tip
from boulevard_shared.ids import Partner
from boulevard_shared.orders import RenegotiateFee, SignSmartPartner

CONTRACT = 2
SHARES = (50, 70, 90)
KINDS = tuple(kind for kind in Partner if kind is not Partner.NONE)
MOST_CUT = 60
"""Percent off the fee that the slider offers; ending the contract has a button of its own."""


def panel(desk: Desk) -> Panel:
    """The contract in force, or who would sign and on what terms."""
    if desk.read.whole("smart.step") == CONTRACT:
        return _contract(desk)
    return _offers(desk)


# --- offers ------------------------------------------------------------------------------------------------


def _terms(desk: Desk) -> tuple[int, bool]:
    """Share and exclusivity as the last signature or question had them."""
    for kind in KINDS:
        order = desk.model.order(SignSmartPartner(kind).key)
        if isinstance(order, SignSmartPartner):
            return order.city_share, order.exclusive
    asked = [desk.model.previews.get(SignSmartPartner(kind).key) for kind in KINDS]
    for known in asked:
        if known is not None and isinstance(known.order, SignSmartPartner):
            return known.order.city_share, known.order.exclusive
    return SHARES[-1], False


def _offers(desk: Desk) -> Panel:
    share, exclusive = _terms(desk)

    def ask(new_share: int, new_exclusive: bool) -> None:
        for kind in KINDS:
            order = SignSmartPartner(kind, new_share, new_exclusive)
            if desk.model.order(order.key) is not None:
                desk.emit(SendEdit(order))
            desk.emit(Preview(order))
        desk.again()

    at = SHARES.index(share) if share in SHARES else len(SHARES) - 1
    names = [f"{each}%" for each in SHARES]
    shares = Tabs(names, lambda place: ask(SHARES[place], exclusive), at, segmented=True).named("smart.share")
    alone = Switch(desk.say("ui.smart.exclusive"), lambda on: ask(share, on), on=exclusive).named("smart.exclusive")
    shares.enabled = alone.enabled = desk.model.live
    tip = Tip(desk.say("ui.smart.share"), desk.say("ui.smart.share_tip"))
    terms = Row(
        Column(Label(desk.say("ui.smart.share"), CAPTION, elide=True), shares, gap=2).sized(grow=1).explained(tip),
        alone.explained(Tip(desk.say("ui.smart.exclusive"), desk.say("ui.smart.exclusive_tip"))),
        gap=12,
        align="end",
    )
    cards = [_offer(desk, SignSmartPartner(kind, share, exclusive)) for kind in KINDS]
    past = annals.ours(desk, annals.PROGRAMME, "smart.before")
    body: Node = Scroll(Column(terms, *cards, *(past if desk.narrow else ()), gap=10)).named("smart.offers")
    if past and not desk.narrow:  # what came before ends the column where the offers leave room for it
        before = Scroll(Column(*past, gap=10)).named("smart.past").sized(grow=1)
        body = Yielding(body, before, needs=92, gap=10)
    return Panel(
        desk.say("ui.smart.partners"),
        body.sized(grow=1),
        icon="heart-handshake",
        subtitle="" if desk.narrow else desk.say("ui.smart.partners_sub"),
        gap=8,
    )


def _offer(desk: Desk, order: SignSmartPartner) -> Card:
    """One kind of partner: what it costs, what it is worth, whether it signs."""
    kind = int(order.partner)
    known = answers.preview(desk, order)
    held = desk.model.order(order.key) is not None
    sign: Node
    if held:
        sign = Button(desk.say("ui.smart.unsign"), desk.does(Undo(order.key)), "quiet", icon="arrow-back-up")
    else:
        sign = Button(desk.say("ui.smart.sign"), desk.does(SendEdit(order)), "primary", icon="writing-sign")
    reason = answers.refused(desk, order, known)
    sign.enabled = desk.model.live and (held or (known is not None and reason is None))
    if not held:
        sign.why_not = desk.tell(reason) if reason is not None else desk.say("ui.shut.asking")
    framework = desk.read.whole("smart.partner") == kind
    head = Row(
        Icon(icon("partner", str(kind)), 24, "celadon" if held or framework else "text-hi"),
        Label(desk.say(f"name.partner_title.{kind}"), STRONG, elide=True).sized(grow=1),
        *([Chip(desk.say("ui.smart.framework"), "good")] if framework else []),
        answers.tick(desk, order.key),
        sign.named(f"smart.sign.{kind}"),
        gap=9,
    )
    pieces: list[Node] = [head, Label(desk.say(f"ui.smart.partner_about.{kind}"), SUB, wrap=True, lines=2, elide=True)]
    if reason is not None:
        pieces.append(answers.why_not(desk, reason))
    elif known is not None and known.cost is not None:
        pieces.append(Label(desk.tell(known.cost.text), LABEL.tinted("text-hi"), wrap=True))
    if known is not None and known.forecast is not None and reason is None:
        pieces += answers.forecast_rows(desk, known.forecast, small=True)
        pieces += [Label(desk.tell(note), SUB, wrap=True) for note in known.forecast.note[1:2]]
    return Card(*pieces, gap=5, pad=10)


# --- contract ----------------------------------------------------------------------------------------------


def _contract(desk: Desk) -> Panel:
    read = desk.read
    kind, fee = read.whole("smart.partner"), read.whole("smart.fee")
    money, say = read.money, desk.say
    since = read.whole("smart.since")
    facts: list[Node] = [
        Fact(say("ui.smart.since"), read.turn_name(since)),
        Fact(say("ui.smart.our_share"), f"{round(100 * read.own('smart.share'))}%"),
        Fact(
            say("ui.smart.fee" if fee >= 0 else "ui.smart.rent"),
            say("ui.smart.a_year", amount=abs(fee)),
            STRONG.tinted("amber" if fee > 0 else "celadon"),
        ),
    ]
    if fee > 0:
        facts.append(Fact(say("quantity.smart.liability"), money(read.whole("smart.liability"), short=True)))
    edge = 1.0 if read.whole("smart.exclusive") else 1.0 / (1.0 + figure(desk, "smart.copy") * _copies(desk, kind))
    edge_words = say("ui.smart.exclusive") if read.whole("smart.exclusive") else f"{round(100 * edge)}%"
    facts.append(Fact(say("ui.smart.edge"), edge_words).explained(Tip(say("ui.smart.edge"), say("ui.smart.edge_tip"))))
    if kind == Partner.ENTERTAINMENT:
        facts.append(Fact(say("quantity.smart.studios"), read.number(read.whole("smart.studios"))))
    if kind == Partner.PAYMENT:
        facts.append(Fact(say("quantity.smart.pool"), money(read.whole("smart.pool"), short=True)))
    if read.own("smart.prestige") >= 0.5:
        facts.append(
            Fact(say("quantity.smart.prestige"), read.text("smart.prestige", read.place("smart.prestige"))).explained(
                Tip(say("quantity.smart.prestige"), say("ui.smart.prestige_tip"))
            )
        )
    books = [
        line(desk, "smart.balance", icon="scale", trend=False, name=say("ui.smart.books")),
        line(desk, "smart.worth", icon="wallet", trend=False, name=say("ui.smart.worth")),
    ]
    title = Row(
        Icon(icon("partner", str(kind)), 26, "celadon"),
        Label(say(f"name.partner_title.{kind}"), STRONG).sized(grow=1),
        Chip(say("ui.smart.contract"), "good"),
        gap=10,
    )
    pieces: list[Node] = [title, *facts, Divider(), *books, Divider(), *_talks(desk, fee)]
    return Panel(
        say("ui.smart.partner"),
        Scroll(Column(*pieces, *annals.ours(desk, annals.PROGRAMME, "smart.before"), gap=7))
        .named("smart.contract")
        .sized(grow=1),
        icon="heart-handshake",
        gap=8,
    )


def _copies(desk: Desk, kind: int) -> float:
    return float(desk.read.view["smart.copies"][kind - 1])


def _talks(desk: Desk, fee: int) -> list[Node]:
    """Ask for less, or end it."""
    key = RenegotiateFee(1).key
    held = desk.model.order(key)
    cut = held.cut if isinstance(held, RenegotiateFee) else 0
    ends = cut == 100
    pieces: list[Node] = []
    again = desk.read.whole("smart.talked") + round(figure(desk, "smart.fee_peace"))
    if fee > 0 and not ends and desk.model.turn < again:
        pieces.append(Label(desk.say("ui.smart.peace", turn=again), SUB, wrap=True))
    elif fee > 0 and not ends:
        knob = Knob(
            "smart.cut",
            desk.say("ui.smart.cut"),
            steps_of(MOST_CUT, 60, (cut,)),
            cut,
            lambda n: f"−{n}%" if n else "—",
            "F",
            "discount",
            tip=Tip(desk.say("ui.smart.cut"), desk.say("ui.smart.cut_tip")),
        )
        pieces.append(amount_act(desk, knob, lambda n: RenegotiateFee(n)))
    if isinstance(held, RenegotiateFee):
        pieces.append(answers.effect(desk, held))
    if ends:
        end = Button(desk.say("ui.smart.stay"), desk.does(Undo(key)), "quiet", icon="arrow-back-up")
    else:
        end = Button(desk.say("ui.smart.end"), desk.does(SendEdit(RenegotiateFee(100))), "danger", icon="link-off")
    end.enabled = desk.model.live
    pieces.append(end.named("smart.end"))
    return pieces


# --- others ------------------------------------------------------------------------------------------------


def cities(desk: Desk) -> Panel:
    """Who has signed with whom, how far each is, and what people think of it."""
    read, view = desk.read, desk.read.view
    built = view["smart.module"].sum(axis=1)
    order = sorted(range(len(read.city_ids)), key=lambda at: (-int(built[at]), -float(view["smart.users"][at]), at))
    rows = []
    for at in order:
        city, kind = read.city_ids[at], int(view["smart.partner"][at])
        partner = desk.say(f"name.partner_short.{kind}") if kind else ""
        rows.append(
            TableRow(
                city,
                (
                    Sealed(mark(desk.look, city)),
                    Words(read.city_name(city), partner, style=STRONG, elide=True),
                    number(f"{int(built[at])}"),
                    number(f"{round(100 * float(view['smart.users'][at]))}%"),
                    number(f"{float(view['city.trust'][at]):.0f}"),
                ),
                own=at == read.city,
            )
        )
    say = desk.say
    cols = (
        Col(width=28),
        Col(say("ui.smart.col.city"), grow=1),
        Col(say("ui.smart.col.modules"), 58, align="right"),
        Col(say("ui.smart.col.users"), 48, align="right"),
        Col(say("ui.smart.col.trust"), 44, align="right"),
    )
    table = Table(cols, rows, row_height=42).named("smart.cities").airy(66).sized(grow=1)
    joined = desk.read.number(int(view["smart.joined"]))
    return Panel(say("ui.smart.cities"), table, icon="world", subtitle=say("ui.smart.joined", count=joined), gap=4)
