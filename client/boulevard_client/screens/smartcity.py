"""The smart city: stress meters, the board of modules, and beside them partners, data, air and what others have."""

from __future__ import annotations

from boulevard_client.art import Box
from boulevard_client.charts.gauge import Gauge, Zones
from boulevard_client.charts.tree import Branch, Cell, Tree
from boulevard_client.icons import icon
from boulevard_client.screens import answers, locks, smartdata, smartpartner
from boulevard_client.screens.desk import Desk, Screen
from boulevard_client.screens.entries import listed
from boulevard_client.screens.intents import Explain, SendEdit, Undo
from boulevard_client.screens.parts import SUB, Press, change, initial
from boulevard_client.screens.sums import quantity_name, tip
from boulevard_client.theme import KPI, STRONG
from boulevard_client.widgets.inputs import Tabs
from boulevard_client.widgets.keys import Key
from boulevard_client.widgets.label import Icon, Label
from boulevard_client.widgets.layout import Column, Pad, Row
from boulevard_client.widgets.node import Node
from boulevard_client.widgets.panel import Card, Panel
from boulevard_client.widgets.tips import Tip, TipRow
from boulevard_shared.ids import Module
from boulevard_shared.orders import BuildModule

METERS = (("traffic", "car"), ("hospitals", "hospital"), ("offices", "clipboard-check"))
CALM, TENSE = 45, 60
"""Points of stress up to which a meter is green, and amber."""
MODULES = tuple(Module)
SPOTS = {
    Module.DATA_CENTRE: (0, 0.5),
    Module.TRAFFIC: (0, 2.25),
    Module.CARD: (0, 4.5),
    Module.CLOUD: (1, 0.0),
    Module.CAMERAS: (1, 1.0),
    Module.EMERGENCY: (1, 3.0),
    Module.DESK: (1, 4.0),
    Module.HOSPITAL: (1, 5.0),
    Module.BRAIN: (2, 1.75),
    Module.SENSORS: (2, 4.5),
}
"""Column and row of each module on the board."""
PAGES = ("partner", "data", "air", "cities")
_PAGE_KEYS = ("P", "D", "A", "C")


class SmartCityScreen(Screen):
    """Remembers the page at the right where there is room for one only."""

    name = "smart"

    def __init__(self) -> None:
        self.page = 0

    def select(self, about: str) -> None:
        if about in PAGES:
            self.page = PAGES.index(about)

    def hints(self, desk: Desk) -> tuple[tuple[str, str], ...]:
        if not desk.narrow:
            return ()
        return tuple((key, desk.say(f"ui.smart.page.{page}")) for key, page in zip(_PAGE_KEYS, PAGES, strict=True))

    def key(self, key: Key, desk: Desk) -> bool:
        if desk.narrow and key.combo in _PAGE_KEYS:
            self._turn(desk, _PAGE_KEYS.index(key.combo))
            return True
        return False

    def _turn(self, desk: Desk, page: int) -> None:
        self.page = page
        desk.again()

    def build(self, desk: Desk) -> Node:
        meters = Row(*(_meter(desk, name, picture).sized(grow=1) for name, picture in METERS), gap=14, align="stretch")
        left = Column(meters, _board(desk).sized(grow=1), gap=14).sized(grow=1)
        if desk.narrow:
            names = [desk.say(f"ui.smart.page.{page}") for page in PAGES]
            tabs = Tabs(names, lambda page: self._turn(desk, page), self.page, segmented=True).named("smart.pages")
            makers = (smartpartner.panel, smartdata.data, smartdata.air, smartpartner.cities)
            right: Node = Column(tabs, makers[self.page](desk).sized(grow=1), gap=10).sized(width=396)
        else:
            right = Row(
                Column(smartpartner.panel(desk).sized(grow=1), smartdata.air(desk), gap=14).sized(width=440),
                Column(smartdata.data(desk), smartpartner.cities(desk).sized(grow=1), gap=14).sized(width=440),
                gap=14,
                align="stretch",
            )
        return Row(left, right, gap=14, pad=Pad.all(14), align="stretch")


# --- stress ------------------------------------------------------------------------------------------------


def _meter(desk: Desk, name: str, picture: str) -> Node:
    """One stress meter: points, change, and how far it is from trouble."""
    quantity = f"smart.{name}"
    read = desk.read
    place, points = read.place(quantity), read.own(quantity)
    colour = "celadon" if points < CALM else "amber" if points < TENSE else "vermilion"
    zones = ((CALM, "celadon"), (TENSE, "amber"), (100.0, "vermilion"))
    figures = Row(Label(read.text(quantity, place), KPI), change(desk, quantity, place), gap=8, align="baseline")
    head = Row(
        Icon(picture, 26, colour),
        Column(Label(quantity_name(desk, quantity), SUB, elide=True), figures, gap=0).sized(grow=1),
        gap=11,
    )
    whole = Press(
        Column(head, Gauge(Zones(0, 100, points, zones)), gap=4).sized(grow=1),
        on_press=desk.does(Explain(quantity, place)),
        name=quantity_name(desk, quantity),
        pad=Pad.sides(4, 2),
    )
    return Card(whole.explained(tip(desk, quantity, place)).named(f"smart.meter.{name}"), pad=Pad.sides(10, 8))


# --- modules -----------------------------------------------------------------------------------------------


def module_price(desk: Desk, place: int) -> tuple[int, int, int]:
    """What a module costs the treasury, what is borrowed off the books, what the partner brings (wan)."""
    read = desk.read
    price = read.own("city.population") / 10_000 * listed(desk, "smart.module_cost")[place]
    partner = read.whole("smart.partner") if read.whole("smart.step") == smartpartner.CONTRACT else 0
    theirs = listed(desk, "smart.partner_pays")[partner - 1] if partner else 0.0
    lent = listed(desk, "smart.off_budget")[partner - 1] if partner else 0.0
    ours = price * (1 - theirs)
    return round(ours * (1 - lent)), round(ours * lent), round(price * theirs)


def _below(desk: Desk, place: int) -> list[int]:
    found = (int(listed(desk, f"smart.{name}")[place]) for name in ("module_need", "module_need_too"))
    return [below for below in found if below >= 0]


def _board(desk: Desk) -> Panel:
    view, city = desk.read.view, desk.read.city
    runs = view["smart.module"][city]
    cells = [Cell(_module(desk, MODULES.index(module)), *spot) for module, spot in SPOTS.items()]
    order = list(SPOTS)
    branches = [
        Branch(order.index(MODULES[below]), number, bool(runs[below]))
        for number, module in enumerate(order)
        for below in _below(desk, MODULES.index(module))
    ]
    tree = Tree(cells, branches, gap=34 if desk.narrow else 60, row_gap=8 if desk.narrow else 14)
    users = Row(
        Icon("users", 17, "text-mid"),
        Label(desk.say("ui.smart.users", share=round(10_000 * desk.read.own("smart.users"))), SUB),
        gap=6,
    )
    return Panel(
        desk.say("ui.smart.board"),
        tree.sized(grow=1),
        icon="building-skyscraper",
        subtitle=desk.say("ui.smart.board_sub", count=int(runs.sum()), all=len(MODULES)),
        gap=8,
    ).header_end(users)


_BOXES = {
    "runs": Box("celadon", None, "celadon", 10, 1.2, 0.16),
    "works": Box("amber", None, "amber", 10, 1.2, 0.12),
    "ordered": Box("raised", None, "celadon", 10, 2.2),
    "ready": Box("raised", "row", "control", 10, 1.2),
    "locked": Box("sunk", None, "line", 10, 1, 0.8),
}


def _module(desk: Desk, place: int) -> Node:
    """One module: pressed, it goes into the decree or out of it."""
    view, city = desk.read.view, desk.read.city
    module = MODULES[place]
    runs, works = view["smart.module"][city], int(view["smart.works"][city][place])
    order = BuildModule(module.value)
    held = desk.model.order(order.key) is not None
    lacking = [below for below in _below(desk, place) if not runs[below]]
    comes = round(2 * (listed(desk, "smart.module_from")[place] - desk.read.year(0)))
    cash = module_price(desk, place)[0]
    if runs[place]:
        state, words, sign = "runs", desk.say("ui.smart.runs"), Icon("circle-check", 18, "celadon")
    elif works:
        state, words, sign = "works", desk.say("ui.smart.works", turns=works), Icon("crane", 18, "amber")
    elif held:
        state, words, sign = "ordered", desk.say("ui.smart.ordered", amount=cash), answers.tick(desk, order.key, 18)
    elif locks.is_shut(desk, order.system):
        state, words, sign = "locked", desk.say("ui.smart.price", amount=cash), Icon("lock", 16, "text-low")
    elif lacking:
        names = desk.say(f"name.module.{MODULES[lacking[0]]}")
        state, words, sign = "locked", desk.say("ui.smart.needs", below=names), Icon("lock", 16, "text-low")
    elif desk.model.turn < comes:
        state, words, sign = "locked", desk.say("ui.smart.from", turn=comes), Icon("hourglass", 16, "text-low")
    else:
        state, words, sign = "ready", desk.say("ui.smart.price", amount=cash), Icon("plus", 18, "text-mid")

    def press() -> None:
        if not desk.model.live:
            return
        if held:
            desk.emit(Undo(order.key))
        elif state == "ready":
            desk.emit(SendEdit(order))

    name = desk.say(f"name.module.{module}")
    refused = desk.model.refusals.get(order.key)
    if desk.narrow and state in ("runs", "ready"):  # one line has to say both
        words = "  ".join(filter(None, (words, _relief(desk, place, 1))))
    colour = {"runs": "celadon", "works": "amber", "locked": "text-low"}.get(state, "text-hi")
    body = Column(
        Label(initial(name), STRONG if state != "locked" else STRONG.tinted("text-mid"), elide=True),
        Label(desk.tell(refused) if refused is not None else words, SUB, elide=True),
        *([] if desk.narrow else [Label(_relief(desk, place), SUB, elide=True)]),
        gap=0,
    )
    cell = Press(
        Icon(icon("module", module.value), 24, colour),
        body.sized(grow=1),
        sign,
        on_press=press,
        name=name,
        gap=10,
        pad=Pad.sides(11, 4),
    ).boxed(_BOXES[state])
    return cell.explained(lambda: _module_tip(desk, place)).named(f"smart.module.{module}")


def _relief(desk: Desk, place: int, most: int = 2) -> str:
    """What a module eases most, in a few words."""
    cuts = [(listed(desk, f"smart.cut_{name}")[place], name) for name, _ in METERS]
    felt = [(cut, name) for cut, name in sorted(cuts, reverse=True) if cut][:most]
    return "  ".join(f"{desk.say(f'ui.smart.meter.{name}')} −{cut:g}" for cut, name in felt)


def _module_tip(desk: Desk, place: int) -> Tip:
    """What it is, what it eases, saves and records at full use, and who pays."""
    module, read = MODULES[place], desk.read
    rows: list[TipRow] = []
    for name, _ in METERS:
        cut = listed(desk, f"smart.cut_{name}")[place]
        if cut:
            rows.append(TipRow(quantity_name(desk, f"smart.{name}"), f"−{cut:g}", "celadon"))
    saved = read.own("city.population") / 10_000 * listed(desk, "smart.saves")[place]
    rows.append(TipRow(desk.say("ui.smart.saves"), read.money(round(saved), short=True), "celadon"))
    rows.append(TipRow(desk.say("ui.smart.collects"), f"{listed(desk, 'smart.collects')[place]:g}", "amber"))
    cash, loan, theirs = module_price(desk, place)
    rows.append(TipRow(desk.say("ui.smart.cost_ours"), read.money(cash, short=True), total=True))
    if theirs:
        rows.append(TipRow(desk.say("ui.smart.cost_partner"), read.money(theirs, short=True)))
    if loan:
        rows.append(TipRow(desk.say("ui.smart.cost_loan"), read.money(loan, short=True), "amber"))
    name = desk.say(f"name.module.{module}")
    return Tip(initial(name), desk.say(f"ui.smart.about.{module}"), tuple(rows))
