"""What came of projects that were on the market: who landed them and what the city put in, as the news told it."""

from __future__ import annotations

from dataclasses import dataclass

from boulevard_client.screens.desk import Desk
from boulevard_client.screens.origins import origin
from boulevard_client.screens.parts import nothing, seal
from boulevard_client.theme import BODY, CAPTION, LABEL, STRONG
from boulevard_client.widgets.label import Icon, Label
from boulevard_client.widgets.layout import Column, Row
from boulevard_client.widgets.node import Node
from boulevard_client.widgets.panel import Panel
from boulevard_client.widgets.scroll import Scroll
from boulevard_shared.events import Event, EventKind

MOST = 24
"""Signings shown; older prices say little about the next."""
TOLD = (EventKind.PROJECT_WON, EventKind.PROJECT_LAPSED)


@dataclass(frozen=True, slots=True)
class Signing:
    """One project that left the market. Money in wan; `city` is "" where nobody bid, `bid` is ours if another won."""

    turn: int
    firm: int
    chain: int
    city: str
    ticket: int
    paid: int
    bid: int


def signings(desk: Desk) -> list[Signing]:
    """Those this client heard of before the shown turn, the newest first, the largest of a half-year on top."""
    found = []
    for turn, moment in desk.model.moments.items():
        if turn > desk.model.moment.turn:
            continue
        lost = {_whole(each, "firm"): _whole(each, "equity") for each in moment.events if _is_loss(each)}
        for event in moment.events:
            if event.kind in TOLD:
                firm = _whole(event, "firm")
                won = event.kind is EventKind.PROJECT_WON
                paid = _whole(event, "equity") if won else 0
                city = event.city if won else ""
                sizes = (_whole(event, "ticket"), paid, lost.get(firm, 0))
                chain = event.sentence.args.get("chain", "")
                place = desk.read.chains.index(chain) if chain in desk.read.chains else -1
                found.append(Signing(event.turn, firm, place, city, *sizes))
    return sorted(found, key=lambda each: (-each.turn, -each.ticket))[:MOST]


def _is_loss(event: Event) -> bool:
    return event.kind is EventKind.BID_LOST


def _whole(event: Event, name: str) -> int:
    size = event.sentence.args.get(name, 0)
    return size if isinstance(size, int) else 0


def panel(desk: Desk, chain: int) -> Panel:
    """What was paid lately, for firms of this chain first: what a bid will be measured against."""
    found = sorted(signings(desk), key=lambda each: each.chain != chain)
    inside: Node = nothing("trophy", desk.say("ui.deals.lately_none"))
    if found:
        rows = Column(*(_row(desk, each, each.chain == chain) for each in found), gap=9)
        inside = Scroll(rows).named("deals.lately").sized(grow=1)
    made = Panel(desk.say("ui.deals.lately"), inside, icon="trophy", subtitle=desk.say("ui.deals.lately_sub"), gap=8)
    made.sourced(origin(desk, "news"))
    return made


def _row(desk: Desk, signing: Signing, near: bool) -> Node:
    """City, firm and half-year; what the project cost, and what the city put in."""
    read = desk.read
    who: Node = seal(desk, signing.city, 26) if signing.city else Icon("building-off", 22, "text-low")
    where = f"{read.chain_short(signing.chain)} · {read.turn_name(signing.turn)}"
    paid = read.money(signing.paid, short=True) if signing.city else desk.say("ui.deals.lately_nobody")
    said = [Label(paid, STRONG if signing.city else LABEL).aligned("right")]
    if signing.bid:
        ours = desk.say("ui.deals.lately_ours", equity=signing.bid)
        said.append(Label(ours, CAPTION.tinted("amber")).aligned("right"))
    elif signing.ticket:
        said.append(Label(desk.say("ui.deals.lately_of", ticket=signing.ticket), CAPTION).aligned("right"))
    return Row(
        Row(who, justify="center").sized(width=30),
        Column(
            Label(read.firm_name(signing.firm), STRONG if near else BODY.tinted("text-hi"), elide=True),
            Label(where, CAPTION, elide=True),
            gap=0,
        ).sized(grow=1),
        Column(*said, gap=0),
        gap=10,
    )
