"""What can be done with one rival: answer, offer and break pacts, join or spoil bids, hire away."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from boulevard_client.screens import annals, chainrivals, pactterms
from boulevard_client.screens.acts import act
from boulevard_client.screens.desk import Desk
from boulevard_client.screens.entries import amount_act, figure
from boulevard_client.screens.intents import SendEdit, Undo
from boulevard_client.screens.nameseal import Stamped, family_name
from boulevard_client.screens.parts import SUB, initial
from boulevard_client.screens.setting import Knob, steps_of
from boulevard_client.theme import BODY, LABEL, STRONG
from boulevard_client.widgets.button import Button
from boulevard_client.widgets.cells import Words
from boulevard_client.widgets.cells import figure as number
from boulevard_client.widgets.inputs import Tabs
from boulevard_client.widgets.label import Icon, Label
from boulevard_client.widgets.layout import Column, Row
from boulevard_client.widgets.node import Node
from boulevard_client.widgets.panel import Divider
from boulevard_client.widgets.table import Col, Table, TableRow
from boulevard_shared.events import Event, EventKind
from boulevard_shared.ids import FirmStage, PactKind, Rank, Tier, Vehicle
from boulevard_shared.orders_relations import (
    AnswerPact,
    BreakPact,
    JoinBid,
    OfferPact,
    PoachFirm,
    PoachOfficial,
    PoachTalent,
    SpoilTalks,
)

PAGES = ("pacts", "talks", "poach")
KINDS = tuple(PactKind)[1:]
TIERS = tuple(Tier)


@dataclass(slots=True)
class Dealings:
    """What is being put together for the rival looked at; `project`, `official` and `firm` are serials."""

    city: str = ""
    page: int = 0
    kind: PactKind = PactKind.SUPPLY
    turns: int = 8
    cash: int = 0
    project: int = 0
    tier: int = 1
    official: int = 0
    firm: int = 0


def begin(desk: Desk, city: str, page: int) -> Dealings:
    """Dealings with another city; the pact on the table is one that does not stand yet."""
    standing = pacts(desk, desk.read.city_ids.index(city))
    free = [kind for kind in (PactKind.SUPPLY, *KINDS) if not standing[int(kind)]]
    return Dealings(city, page, next(iter(free), PactKind.SUPPLY))


def page_name(desk: Desk, page: str) -> str:
    """What one of `PAGES` is called."""
    return desk.say(f"ui.relations.page.{page}")


def pacts(desk: Desk, place: int) -> dict[int, int]:
    """Turns left of every kind of pact with a city."""
    row = desk.read.view["pact.left"][desk.read.city][place]
    return {int(kind): int(left) for kind, left in zip(KINDS, row, strict=True)}


def page(desk: Desk, city: str, dealings: Dealings) -> list[Node]:
    """The page that is open."""
    return (_pacts, _talks, _poach)[dealings.page](desk, city, dealings)


# --- pacts -------------------------------------------------------------------------------------------------


def _pacts(desk: Desk, city: str, dealings: Dealings) -> list[Node]:
    place = desk.read.city_ids.index(city)
    nodes: list[Node] = []
    asked = int(desk.read.view["asked.kind"][place])
    if asked:
        nodes += [*_asked(desk, city, place), Divider()]
    standing = {kind: left for kind, left in pacts(desk, place).items() if left}
    for kind in standing:  # how long each runs on stands in the table of kinds
        text = desk.say("ui.relations.break", pact=kind)
        nodes.append(act(desk, BreakPact(city, PactKind(kind)), text, f"relations.break.{kind}"))
    nodes += [Divider()] if standing else []
    nodes += _offer(desk, city, place, dealings)
    return [*nodes, *annals.before(desk, lambda event: _with(event, annals.BETWEEN, city), "relations.before")]


def _with(event: Event, kinds: frozenset[EventKind], city: str) -> bool:
    return event.kind in kinds and annals.concerns(event, city)


def _asked(desk: Desk, city: str, place: int) -> list[Node]:
    """What they want of us, and the two answers."""
    view = desk.read.view
    kind, turns, cash = (int(view[f"asked.{name}"][place]) for name in ("kind", "turns", "cash"))
    key = "none" if cash == 0 else "pays" if cash > 0 else "asks"
    told = desk.say(f"ui.relations.offered_{key}", city=city, pact=kind, turns=turns, amount=abs(cash))
    return [
        Row(Icon("mail", 22, "amber"), Label(told, BODY, wrap=True).sized(grow=1), gap=10, align="start"),
        act(desk, AnswerPact(city, True), desk.say("ui.relations.accept"), "relations.accept", "Y"),
        _refuse(desk, AnswerPact(city, False)),
    ]


def _refuse(desk: Desk, order: AnswerPact) -> Node:
    """Both answers fill the same entry, so only the other one shows what it brings."""
    held = desk.model.order(order.key) == order
    text = desk.say("ui.officials.take_back" if held else "ui.relations.refuse")
    intent = Undo(order.key) if held else SendEdit(order)
    button = Button(text, desk.does(intent), "normal", "X", "check" if held else "x").named("relations.refuse")
    button.enabled = desk.model.live
    return button


def _offer(desk: Desk, city: str, place: int, dealings: Dealings) -> list[Node]:
    """One offer a turn to each city: its kind, length and money."""

    def choose(key: str) -> None:
        dealings.kind = PactKind(int(key))
        desk.again()

    def move(name: str, value: int) -> None:
        setattr(dealings, name, value)
        desk.again()

    left = pacts(desk, place)
    rows = [
        TableRow(
            str(int(kind)),
            (
                Words(initial(desk.say(f"name.pact.{int(kind)}")), style=STRONG, elide=True),
                Words(desk.say("ui.relations.runs", turns=left[kind]) if left[kind] else "—", style=LABEL),
            ),
        )
        for kind in KINDS
    ]
    table = Table((Col(desk.say("ui.relations.kind"), grow=2), Col("", 130, align="right")), rows, choose, 32)
    table.named("relations.kinds").on_move = choose
    table.selected, table.cursor = str(int(dealings.kind)), KINDS.index(dealings.kind)
    held = desk.model.order(f"OfferPact:{city}")
    order = held if isinstance(held, OfferPact) else OfferPact(city, dealings.kind, dealings.turns, dealings.cash)
    return [
        table,
        *pactterms.terms(desk, "relations", place, (dealings.turns, dealings.cash), move),
        act(desk, order, desk.say("ui.relations.offer", pact=int(order.kind)), "relations.offer", "O"),
    ]


# --- at the same project -----------------------------------------------------------------------------------


def _talks(desk: Desk, city: str, dealings: Dealings) -> list[Node]:
    """Projects whose bids are opened now: put money beside theirs, or whisper."""
    read, view = desk.read, desk.read.view
    closing = (view["project.serial"] > 0) & (view["project.closes"] == desk.model.turn)
    slots = [int(slot) for slot in np.flatnonzero(closing)]
    before = annals.before(desk, lambda event: _with(event, annals.BIDDING, city), "relations.before")
    if not slots:
        return [Label(desk.say("ui.relations.no_talks"), LABEL, wrap=True), *before]
    serials = [int(view["project.serial"][slot]) for slot in slots]
    if dealings.project not in serials:
        dealings.project = serials[0]

    def choose(key: str) -> None:
        dealings.project = int(key)
        desk.again()

    rows = [
        TableRow(
            str(serial),
            (
                Words(
                    read.firm_name(int(view["project.name"][slot])),
                    read.chain_short(int(view["project.chain"][slot])),
                    STRONG,
                    SUB,
                    elide=True,
                ),
                number(read.money(int(view["project.equity"][slot]), short=True)),
            ),
        )
        for slot, serial in zip(slots, serials, strict=True)
    ]
    cols = (Col(desk.say("ui.relations.project"), grow=1), Col(desk.say("ui.relations.equity"), 116, align="right"))
    table = Table(cols, rows, choose, 50).named("relations.projects")
    table.on_move = choose
    table.selected, table.cursor = str(dealings.project), serials.index(dealings.project)
    slot = slots[serials.index(dealings.project)]
    held = desk.model.order(f"JoinBid:{dealings.project}")
    amount = held.amount if isinstance(held, JoinBid) else 0
    most = int(view["project.equity"][slot])
    nodes: list[Node] = [table]
    if pacts(desk, read.city_ids.index(city))[PactKind.SYNDICATE]:
        knob = Knob(
            "relations.join",
            desk.say("ui.relations.join", city=city),
            steps_of(most, 40, (amount,)),
            amount,
            lambda n: read.money(n, short=True),
        )
        project = dealings.project
        nodes.append(amount_act(desk, knob, lambda n: JoinBid(project, city, Vehicle.INDUSTRIAL, n)))
        reason = desk.model.refusals.get(f"JoinBid:{project}")
        nodes += [Label(desk.tell(reason), LABEL, wrap=True)] if reason is not None else []
    else:
        nodes.append(Label(desk.say("ui.relations.no_syndicate"), LABEL, wrap=True))
    spoil = SpoilTalks(dealings.project, city)
    nodes += [Divider(), act(desk, spoil, desk.say("ui.relations.spoil", city=city), "relations.spoil", "W")]
    return [*nodes, *chainrivals.table(desk, int(view["project.chain"][slot]), "relations.everywhere"), *before]


# --- poaching ----------------------------------------------------------------------------------------------


def _poach(desk: Desk, city: str, dealings: Dealings) -> list[Node]:
    return [
        *_talent(desk, city, dealings),
        Divider(),
        *_people(desk, city, dealings),
        Divider(),
        *_firms(desk, city, dealings),
    ]


def _talent(desk: Desk, city: str, dealings: Dealings) -> list[Node]:
    read, view = desk.read, desk.read.view
    place = read.city_ids.index(city)
    held = desk.model.order(f"PoachTalent:{city}")
    if isinstance(held, PoachTalent):
        dealings.tier = TIERS.index(held.tier)
    amount = held.amount if isinstance(held, PoachTalent) else 0
    tier = TIERS[dealings.tier]

    def choose(index: int) -> None:
        dealings.tier = index
        desk.again()

    price = max(1.0, float(view["talent.wage"][place][dealings.tier]) * figure(desk, "relations.poach_wage") / 10_000)
    people = int(view["talent.people"][place][dealings.tier])
    most = int(price * figure(desk, "relations.poach_most") * people) * 2
    tabs = Tabs([initial(desk.say(f"name.tier.{each.value}")) for each in TIERS], choose, dealings.tier, segmented=True)
    knob = Knob(
        "relations.talent",
        desk.say("ui.relations.hire"),
        steps_of(most, 40, (amount,)),
        amount,
        lambda n: read.money(n, short=True),
    )
    nodes: list[Node] = [tabs.named("relations.tier")]
    nodes.append(amount_act(desk, knob, lambda n: PoachTalent(city, tier, n)))
    return nodes + _why_not(desk, f"PoachTalent:{city}")


def _why_not(desk: Desk, key: str) -> list[Node]:
    reason = desk.model.refusals.get(key)
    return [Label(desk.tell(reason), LABEL.tinted("vermilion"), wrap=True)] if reason is not None else []


def _people(desk: Desk, city: str, dealings: Dealings) -> list[Node]:
    read, view = desk.read, desk.read.view
    place = read.city_ids.index(city)
    serials, ranks = view["official.serial"][place], view["official.rank"][place]
    slots = [slot for slot, serial in enumerate(serials) if serial and int(ranks[slot]) > Rank.SECRETARY]
    if not slots:
        return [Label(desk.say("ui.relations.no_officials"), LABEL, wrap=True)]
    keys = [int(serials[slot]) for slot in slots]
    if dealings.official not in keys:
        dealings.official = keys[0]

    def choose(key: str) -> None:
        dealings.official = int(key)
        desk.again()

    rows = []
    for slot in slots:
        known = view["official.expertise"][place][slot]
        best = int(np.argmax(known))
        rows.append(
            TableRow(
                str(int(serials[slot])),
                (
                    Stamped(read.city_ids[place], family_name(desk, int(view["official.name"][place][slot]))),
                    Words(
                        read.official_name(int(view["official.name"][place][slot])),
                        desk.say(f"name.rank.{int(ranks[slot])}"),
                        STRONG,
                        SUB,
                        elide=True,
                    ),
                    Words(read.chain_short(best), f"{round(100 * float(known[best]))}%", BODY, SUB, elide=True),
                ),
            )
        )
    cols = (Col("", 38), Col(desk.say("ui.relations.official"), grow=1), Col(desk.say("ui.relations.knows"), grow=1))
    table = Table(cols, rows, choose, 46).named("relations.officials")
    table.on_move = choose
    table.selected, table.cursor = str(dealings.official), keys.index(dealings.official)
    order = PoachOfficial(dealings.official)
    text = desk.say("ui.relations.ask_official")
    return [table, act(desk, order, text, "relations.official", "A")]


def _firms(desk: Desk, city: str, dealings: Dealings) -> list[Node]:
    read, view = desk.read, desk.read.view
    place = read.city_ids.index(city)
    there = (view["firm.city"] == place) & (view["firm.serial"] > 0)
    sells = (view["firm.stage"] == FirmStage.RAMP) | (view["firm.stage"] == FirmStage.MATURE)
    slots = sorted(np.flatnonzero(there & sells).tolist(), key=lambda slot: -int(view["firm.output"][slot]))[:6]
    if not slots:
        return [Label(desk.say("ui.relations.no_firms"), LABEL, wrap=True)]
    keys = [int(view["firm.serial"][slot]) for slot in slots]
    if dealings.firm not in keys:
        dealings.firm = keys[0]

    def choose(key: str) -> None:
        dealings.firm = int(key)
        desk.again()

    rows = [
        TableRow(
            str(serial),
            (
                Words(
                    read.firm_name(int(view["firm.name"][slot])),
                    read.chain_short(int(view["firm.chain"][slot])),
                    STRONG,
                    SUB,
                    elide=True,
                ),
                number(read.money(int(view["firm.output"][slot]), short=True)),
            ),
        )
        for slot, serial in zip(slots, keys, strict=True)
    ]
    cols = (Col(desk.say("ui.relations.firm"), grow=1), Col(desk.say("ui.relations.output"), 96, align="right"))
    table = Table(cols, rows, choose, 50).named("relations.firms")
    table.on_move = choose
    table.selected, table.cursor = str(dealings.firm), keys.index(dealings.firm)
    held = desk.model.order("PoachFirm")
    amount = held.amount if isinstance(held, PoachFirm) and held.firm == dealings.firm else 0
    value = int(view["firm.value"][slots[keys.index(dealings.firm)]])
    knob = Knob(
        "relations.settle",
        desk.say("ui.relations.settle"),
        steps_of(round(figure(desk, "relations.firm_most") * value), 40, (amount,)),
        amount,
        lambda n: read.money(n, short=True),
    )
    firm = dealings.firm
    return [
        table,
        Column(amount_act(desk, knob, lambda n: PoachFirm(firm, n)), *_why_not(desk, "PoachFirm"), gap=4),
    ]
