"""Young firms: what registers and vanishes in each chain, the city's firms with their badges, and what can be done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from boulevard_client.screens import annals, answers
from boulevard_client.screens.desk import Desk
from boulevard_client.screens.entries import amount_act, yearly_revenue
from boulevard_client.screens.entries import figure as number
from boulevard_client.screens.icons import chain_icon
from boulevard_client.screens.intents import Preview, SendEdit, Undo
from boulevard_client.screens.parts import SUB, initial
from boulevard_client.screens.setting import RING_ROOM, Knob, around, steps_of
from boulevard_client.theme import BODY, CAPTION, LABEL, STRONG
from boulevard_client.widgets.button import Button
from boulevard_client.widgets.cells import Cell, Tile, Words, figure
from boulevard_client.widgets.inputs import Tabs
from boulevard_client.widgets.label import Icon, Label
from boulevard_client.widgets.layout import Column, Row
from boulevard_client.widgets.meters import ProgressBar
from boulevard_client.widgets.node import Node
from boulevard_client.widgets.panel import Divider, Panel
from boulevard_client.widgets.scroll import Scroll
from boulevard_client.widgets.table import Col, Table, TableRow
from boulevard_client.widgets.tips import Tip
from boulevard_shared.ids import Badge, Field, FirmStage
from boulevard_shared.orders import FoundLaboratory, HostUniversity, NominateFirm, PlaceContract, SetScreening

LEVELS = 4
HUB_NEEDS = ("talent", "logistics", "chain", "office")
_OPEN = (FirmStage.RAMP, FirmStage.MATURE, FirmStage.DISTRESS)


@dataclass(slots=True)
class Nursery:
    """Which chain and which firm (by serial) are open."""

    chain: int = 0
    firm: int = 0


def screening(desk: Desk) -> int:
    """Level of screening, as the draft has it."""
    order = desk.model.order(SetScreening(0).key)
    return order.level if isinstance(order, SetScreening) else desk.read.whole("city.screening")


def bursting(desk: Desk, chain: int) -> bool:
    """Whether a bust of the chain's newcomers is under way."""
    began = int(desk.read.view["nation.bust"][chain])
    return began >= 0 and desk.model.moment.turn - began <= number(desk, "hype.bust_turns")


def firms(desk: Desk) -> list[int]:
    """Slots of the firms in this city, the largest first."""
    view = desk.read.view
    here = np.nonzero((view["firm.serial"] > 0) & (view["firm.city"] == desk.read.city))[0]
    return sorted((int(slot) for slot in here), key=lambda slot: -int(view["firm.output"][slot]))


def board(desk: Desk, nursery: Nursery, again: Callable[[], None], switch: Tabs) -> Node:
    """Newcomers by chain above, the city's firms below."""
    swarm = Panel(desk.say("ui.young.title"), _swarm(desk, nursery, again), icon="users-plus", gap=4)
    swarm.header_end(switch)
    slots = firms(desk)
    known = _firms(desk, slots, nursery, again)
    return Column(
        swarm.sized(grow=3),
        Panel(desk.say("ui.young.firms"), known, icon="building-store", gap=4).sized(grow=2),
        gap=14,
    )


def _swarm(desk: Desk, nursery: Nursery, again: Callable[[], None]) -> Table:
    def choose(key: str) -> None:
        nursery.chain = int(key)
        again()

    say, wide = desk.say, not desk.narrow
    cols = [Col(width=22), Col(say("ui.young.col.chain"), grow=1)]
    cols += [
        Col(say("ui.young.col.came"), 92, align="right"),
        Col(say("ui.young.col.young"), 78, align="right"),
        Col(say("ui.young.col.struck"), 78, align="right"),
    ]
    cols += [Col(say("ui.young.col.found"), 88, align="right")] if wide else []
    cols += [Col(say("ui.young.col.heat"), 82, align="right"), Col(say("ui.young.col.laboratory"), 88, align="right")]
    rows = [_swarm_row(desk, chain) for chain in range(len(desk.read.chains))]
    table = Table(cols, rows, choose, 34 if wide else 32).named("young.chains").airy(42).sized(grow=1)
    table.on_move = choose
    table.selected, table.cursor = str(nursery.chain), nursery.chain
    return table


def _swarm_row(desk: Desk, chain: int) -> TableRow:
    read, view, city = desk.read, desk.read.view, desk.read.city
    came, usual, young, struck = (
        int(view[f"cluster.{name}"][city][chain])
        for name in ("registrations", "registrations_usual", "registered", "struck_off")
    )
    times = came / max(1, usual)
    heat = float(view["nation.heat"][chain])
    lab = float(view["talent.laboratory"][city][chain])
    coming = float(view["talent.laboratory_building"][city][chain].sum())
    hot = desk.say("ui.young.bust") if bursting(desk, chain) else f"{heat:.1f}"
    cells: list[Cell] = [
        Tile(chain_icon(desk, chain), "amber" if times >= 2 else "text-hi", bare=True),
        Words(read.chain_name(chain), elide=True, short=read.chain_short(chain)),
        Words(f"{came}  ×{times:.1f}", style=STRONG.tinted("amber" if times >= 2 else "text-hi")),
        figure(read.number(young, short=True)),
        figure(str(struck) if struck else "—", "amber" if struck > young // 10 > 0 else "text-mid"),
    ]
    if not desk.narrow:
        found = int(view["cluster.wannabes_found"][chain])
        cells.append(figure(str(found) if found else "—", "text-mid"))
    cells.append(figure(hot, "amber" if heat > 1 or bursting(desk, chain) else "text-mid"))
    cells.append(figure(f"{lab:.0f}" + (f" +{coming:.0f}" if coming >= 0.5 else "") if lab + coming >= 0.5 else "—"))
    return TableRow(str(chain), tuple(cells))


def _firms(desk: Desk, slots: list[int], nursery: Nursery, again: Callable[[], None]) -> Table:
    def choose(key: str) -> None:
        nursery.firm = int(key)
        again()

    say, view = desk.say, desk.read.view
    cols = [Col(width=22), Col(say("ui.young.col.firm"), grow=1), Col(say("ui.young.col.badge"), 128)]
    cols += [Col(say("ui.young.col.use"), 60, align="right"), Col(say("ui.young.col.contract"), 88, align="right")]
    cols += [] if desk.narrow else [Col(say("ui.young.col.board"), 128)]
    serials = [int(view["firm.serial"][slot]) for slot in slots]
    if nursery.firm not in serials:
        nursery.firm = serials[0] if serials else 0
    table = (
        Table(cols, [_firm_row(desk, slot) for slot in slots], choose, 46).named("young.firms").airy(56).sized(grow=1)
    )
    table.on_move = choose
    table.empty_text = say("ui.young.no_firms")
    if serials:
        table.selected, table.cursor = str(nursery.firm), serials.index(nursery.firm)
    return table


def _firm_row(desk: Desk, slot: int) -> TableRow:
    view, read = desk.read.view, desk.read
    badge, left = int(view["firm.badge"][slot]), int(view["firm.badge_left"][slot])
    contract = int(view["firm.contract"][slot])
    use = round(100 * float(view["firm.use"][slot]))
    kind = desk.say(f"name.stage.{int(view['firm.stage'][slot])}")
    if view["firm.green"][slot]:
        kind += f" · {desk.say('ui.young.green')}"
    cells: list[Cell] = [
        Tile(chain_icon(desk, int(view["firm.chain"][slot])), "celadon" if badge else "text-mid", bare=True),
        Words(read.firm_name(int(view["firm.name"][slot])), initial(kind), STRONG, SUB, elide=True),
        Words(
            desk.say(f"name.badge.{badge}") if badge else "—",
            desk.say("ui.young.badge_left", turns=left) if badge else "",
            STRONG.tinted("celadon") if badge else BODY,
            SUB,
            elide=True,
        ),
        figure(f"{use}%", "amber" if use < 50 else "text-hi"),
        figure(read.money(contract, short=True) if contract else "—"),
    ]
    listed = int(view["firm.listed"][slot]) >= 0
    where = max(1, int(view["firm.board"][slot])) if listed else 0
    cells += [] if desk.narrow else [Words(initial(desk.say(f"name.board.{where}")), elide=True)]
    return TableRow(str(int(view["firm.serial"][slot])), tuple(cells))


# --- what can be done --------------------------------------------------------------------------------------


def aside(desk: Desk, nursery: Nursery) -> Panel:
    """The door, the firm that is open, laboratories, the university on the road, and what foreign hubs ask for."""
    inside: list[Node] = [
        *_door(desk),
        Divider(),
        *_firm(desk, nursery.firm),
        Divider(),
        *_laboratory(desk, nursery.chain),
    ]
    inside += [Divider(), *_university(desk), Divider(), *_hubs(desk)]
    inside += annals.ours(desk, annals.YOUNG, "young.before")
    body = Scroll(Column(*inside, gap=9), RING_ROOM).named("young.side").sized(grow=1)
    return Panel(desk.say("ui.young.do"), body, icon="seedling", gap=8)


def _door(desk: Desk) -> list[Node]:
    now = screening(desk)

    def give(level: int) -> None:
        desk.emit(SendEdit(SetScreening(level)))
        desk.emit(Preview(SetScreening(level)))

    names = [initial(desk.say("ui.deals.none")), *(str(level) for level in range(1, LEVELS))]
    levels = Tabs(names, give, now, segmented=True)
    levels.enabled = desk.model.live
    order = SetScreening(now)
    return [
        around(
            levels.named("young.screening"),
            desk.say("ui.young.screening"),
            "S",
            tick=answers.tick(desk, order.key),
            on_undo=desk.does(Undo(order.key)),
            tip=Tip(desk.say("ui.young.screening"), desk.say("ui.young.screening_tip")),
        ),
        answers.effect(desk, order),
    ]


def _firm(desk: Desk, serial: int) -> list[Node]:
    view = desk.read.view
    slots = [slot for slot in firms(desk) if int(view["firm.serial"][slot]) == serial]
    if not slots:
        return [Label(desk.say("ui.young.no_firms"), LABEL, wrap=True)]
    slot = slots[0]
    name = desk.read.firm_name(int(view["firm.name"][slot]))
    held = desk.model.order(PlaceContract(serial, 0).key)
    amount = held.amount if isinstance(held, PlaceContract) else 0
    most = int(number(desk, "patronage.contract_cap") / 2.0 * int(view["firm.capacity"][slot]))
    nodes: list[Node] = [Label(name, STRONG, elide=True)]
    if int(view["firm.stage"][slot]) in _OPEN:
        full = round(number(desk, "patronage.contract_full") * int(view["firm.capacity"][slot]))
        knob = Knob(
            "young.contract",
            desk.say("ui.young.contract"),
            steps_of(most, 40, (amount, full)),
            amount,
            lambda n: desk.read.money(n, short=True) if n else desk.say("ui.deals.none"),
            "T",
            marks=(full,),
            tip=Tip(desk.say("ui.young.contract"), desk.say("ui.young.contract_tip")),
        )
        nodes.append(amount_act(desk, knob, lambda n: PlaceContract(serial, n)))
        nodes.append(answers.effect(desk, PlaceContract(serial, amount or full)))
    return [*nodes, *_nominate(desk, serial, int(view["firm.badge"][slot]))]


def _nominate(desk: Desk, serial: int, badge: int) -> list[Node]:
    order = NominateFirm(serial)
    held = desk.model.draft.acts.get(order.key)
    if held == order:
        back = Button(desk.say("ui.young.nominate_back"), desk.does(Undo(order.key)), "normal", "G", "check")
        back.enabled = desk.model.live
        return [Row(back.named("young.nominate").sized(grow=1), answers.tick(desk, order.key, 20), gap=8)]
    known = answers.preview(desk, order)
    reason = answers.refused(desk, order, known)
    if reason is not None:
        return [answers.why_not(desk, reason)]
    nodes: list[Node] = []
    if known is not None and known.forecast is not None:
        chance = max(0, known.forecast.chance_bp)
        nodes.append(Label(desk.say("ui.young.chance", chance=chance), STRONG, wrap=True))
        nodes += [Label(desk.tell(note), LABEL, wrap=True) for note in known.forecast.note]
    level = Badge.PROVINCIAL if badge == Badge.NONE else Badge.NATIONAL
    text = desk.say("ui.young.nominate", national=int(level is Badge.NATIONAL))
    send = Button(text, desk.does(SendEdit(order)), "normal", "G", "award").named("young.nominate")
    send.enabled = desk.model.live
    return [*nodes, Row(send.sized(grow=1), answers.tick(desk, order.key, 20), gap=8)]


def _laboratory(desk: Desk, place: int) -> list[Node]:
    chain = desk.read.chains[place]
    held = desk.model.order(FoundLaboratory(chain, 0).key)
    amount = held.amount if isinstance(held, FoundLaboratory) else 0
    most = round(number(desk, "decree.university_cap") * yearly_revenue(desk))
    knob = Knob(
        "young.laboratory",
        desk.say("ui.young.laboratory", chain=chain),
        steps_of(most, 40, (amount,)),
        amount,
        lambda n: desk.read.money(n, short=True) if n else desk.say("ui.deals.none"),
        "L",
        tip=Tip(desk.say("ui.young.col.laboratory"), desk.say("ui.young.laboratory_tip")),
    )
    nodes: list[Node] = [amount_act(desk, knob, lambda n: FoundLaboratory(chain, n))]
    nodes.append(answers.effect(desk, FoundLaboratory(chain, amount or knob.range.step)))
    return nodes


def _university(desk: Desk) -> list[Node]:
    view = desk.read.view
    field = int(view["nation.exile_field"])
    if field < 0:
        return [Label(desk.say("ui.young.no_university"), LABEL, wrap=True)]
    strength = float(view["nation.exile_strength"])
    floor = round(number(desk, "laboratories.host_floor") * strength)
    held = desk.model.order(HostUniversity(0).key)
    amount = held.amount if isinstance(held, HostUniversity) else 0
    study = desk.say(f"name.study.{tuple(Field)[field]}")
    knob = Knob(
        "young.host",
        desk.say("ui.young.host", points=round(100 * strength), field=study),
        steps_of(4 * floor, 40, (amount, floor)),
        amount,
        lambda n: desk.read.money(n, short=True) if n else desk.say("ui.deals.none"),
        "U",
        marks=(floor,),
        tip=Tip(desk.say("ui.young.host_title"), desk.say("ui.young.host_tip")),
    )
    nodes: list[Node] = [amount_act(desk, knob, HostUniversity)]
    return [*nodes, answers.effect(desk, HostUniversity(amount or floor))]


def _hubs(desk: Desk) -> list[Node]:
    """How near the city is to what a foreign hub asks for, bar by bar."""
    view, city = desk.read.view, desk.read.city
    nodes: list[Node] = [Row(Icon("world", 17, "text-mid"), Label(desk.say("ui.young.hubs"), LABEL), gap=7)]
    for need in HUB_NEEDS:
        share = float(view[f"city.hub_{need}"][city])
        nodes.append(
            Row(
                Label(desk.say(f"ui.young.hub.{need}"), CAPTION, elide=True).sized(width=130),
                ProgressBar(min(1.0, share), "celadon" if share >= 1 else "amber").sized(grow=1),
                Label(f"{round(100 * share)}%", CAPTION).aligned("right").sized(width=44),
                gap=8,
            )
        )
    nodes[0].explained(Tip(desk.say("ui.young.hubs"), desk.say("ui.young.hubs_tip")))
    return nodes
