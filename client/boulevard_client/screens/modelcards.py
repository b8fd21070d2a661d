"""The model cards: methods that made a city's name, what we have learnt of them, and how we receive visitors."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from boulevard_client.charts.heat import Grid, HeatGrid
from boulevard_client.screens import annals, answers
from boulevard_client.screens.acts import act
from boulevard_client.screens.desk import Desk
from boulevard_client.screens.entries import figure, standing
from boulevard_client.screens.intents import SendEdit, Undo
from boulevard_client.screens.origins import rich
from boulevard_client.screens.parts import SUB, initial
from boulevard_client.screens.setting import RING_ROOM, Knob, around, steps_of
from boulevard_client.theme import CAPTION, KPI, LABEL, STRONG
from boulevard_client.widgets.cells import Cell, Share, Tile, Words
from boulevard_client.widgets.cells import figure as number
from boulevard_client.widgets.inputs import Tabs
from boulevard_client.widgets.label import Label
from boulevard_client.widgets.layout import Column, Row
from boulevard_client.widgets.meters import ProgressBar
from boulevard_client.widgets.node import Node
from boulevard_client.widgets.panel import Divider, Panel
from boulevard_client.widgets.scroll import Scroll
from boulevard_client.widgets.table import Col, Table, TableRow
from boulevard_client.widgets.tips import Tip
from boulevard_shared.almanac import shipped_almanac
from boulevard_shared.events import Event
from boulevard_shared.ids import Hosting, ModelCard
from boulevard_shared.orders_relations import FollowModel, HostDelegations, SendDelegation

CARDS = tuple(ModelCard)[1:]
STANCES = tuple(Hosting)
ICONS = {
    ModelCard.FOREIGN: "ship",
    ModelCard.WORKSHOP: "home-2",
    ModelCard.INCUBATOR: "hierarchy-3",
    ModelCard.CAMPUS: "school",
    ModelCard.GARDEN: "leaf",
}
HOMES = {ModelCard.FOREIGN: "shenzhen", ModelCard.WORKSHOP: "wenzhou", ModelCard.INCUBATOR: "hefei"}
"""Homes that may lie outside the match."""


def home_of(desk: Desk, card: ModelCard) -> str:
    """Content id of the city a card is named after, "" while nobody has made it."""
    place = int(card) - 1
    view = desk.read.view
    if int(view["model.born"][place]) < 0:
        return ""
    home = int(view["model.home"][place])
    return desk.read.city_ids[home] if home >= 0 else HOMES.get(card, "")


def host_of(desk: Desk, card: ModelCard) -> str:
    """Where a delegation learns most: the home, else the city that runs on it furthest."""
    read, place = desk.read, int(card) - 1
    home = home_of(desk, card)
    if home and home != read.city_id:
        return home
    levels = np.array(read.view["method.level"][:, place])
    levels[read.city] = -1.0
    return read.city_ids[int(levels.argmax())]


def followed(desk: Desk) -> ModelCard:
    """The card the draft follows."""
    order = desk.model.order("FollowModel")
    return order.model if isinstance(order, FollowModel) else ModelCard(desk.read.whole("city.method"))


def board(desk: Desk, chosen: ModelCard, on_choose: Callable[[ModelCard], None], switch: Tabs) -> Node:
    """All cards, one a row, and below them how far each city has gone with which."""

    def choose(key: str) -> None:
        on_choose(ModelCard(int(key)))

    cols = [
        Col(width=40),
        Col(desk.say("ui.relations.col.model"), grow=4),
        Col(desk.say("ui.relations.known"), grow=2),
        Col(desk.say("ui.relations.level"), grow=2),
        Col(desk.say("ui.relations.col.copiers"), 92, align="right"),
    ]
    table = Table(cols, [_row(desk, card) for card in CARDS], choose, 50 if desk.narrow else 62).named(
        "relations.cards"
    )
    table.on_move = choose
    table.selected, table.cursor = str(int(chosen)), CARDS.index(chosen)
    cards = Panel(desk.say("ui.relations.models"), table, icon="copy", gap=4).header_end(switch)
    about = Tip(desk.say("ui.relations.spread"), desk.say("ui.relations.spread_tip"))
    grid = desk.still("relations.spread", lambda: _spread(desk)).explained(about)
    spread = Panel(
        desk.say("ui.relations.spread"), grid.sized(grow=1), icon="table", subtitle=desk.say("ui.relations.spread_sub")
    )
    return Column(cards, spread.sized(grow=1), gap=14)


def _spread(desk: Desk) -> HeatGrid:
    """Cities by models: how far each is run on it; underlined is the one that the city follows now."""
    read, view = desk.read, desk.read.view
    levels, methods = view["method.level"], view["city.method"]
    grid = Grid(
        tuple(read.city_name(city) for city in read.city_ids),
        tuple(ICONS[card] for card in CARDS),
        tuple(tuple(float(level) for level in row) for row in levels),
        read.city,
        frozenset((at, int(method) - 1) for at, method in enumerate(methods) if int(method) > 0),
        tuple(_title(desk, card) for card in CARDS),
    )
    return HeatGrid(grid, desk.say("ui.relations.spread_tip"))


def _row(desk: Desk, card: ModelCard) -> TableRow:
    read, place = desk.read, int(card) - 1
    home = home_of(desk, card)
    about = desk.say("ui.relations.home", city=home) if home else desk.say("ui.relations.unmade")
    known = float(read.view["method.known"][place])
    level = float(read.view["method.level"][read.city][place])
    cells: tuple[Cell, ...] = (
        Tile(ICONS[card], "celadon" if home else "text-low"),
        Words(_title(desk, card), about, STRONG, SUB, elide=True),
        Share(known, f"{round(100 * known)}"),
        Share(level, f"{round(100 * level)}", "control"),
        number(str(int(read.view["model.copiers"][place])) if home else "—"),
    )
    return TableRow(str(int(card)), cells, own=followed(desk) is card)


def _title(desk: Desk, card: ModelCard) -> str:
    return initial(desk.say(f"name.model.{int(card)}"))


def file(desk: Desk, card: ModelCard) -> Panel:
    """One card in full, with what can be done about it; and below it how we receive visitors."""
    nodes = [*_card(desk, card), Divider(), *hosting(desk)]
    nodes += annals.before(desk, lambda event: _of(event, card), "relations.before")
    body = Scroll(Column(*nodes, gap=10), RING_ROOM).named("relations.side").sized(grow=1)
    return Panel(_title(desk, card), body, icon=ICONS[card], gap=8)


def _of(event: Event, card: ModelCard) -> bool:
    return event.kind in annals.MODELS and event.sentence.args.get("model") == int(card)


def _about(desk: Desk, card: ModelCard) -> Node:
    """What the almanac says of a model first."""
    said = shipped_almanac().read(f"model.{card.name.lower()}", desk.words.lang).game[0]
    return rich(desk, "relations.about", said, LABEL, most=2)


def _card(desk: Desk, card: ModelCard) -> list[Node]:
    read, view, place = desk.read, desk.read.view, int(card) - 1
    home = home_of(desk, card)
    if not home:
        how = Label(desk.say(f"ui.relations.made.{int(card)}"), LABEL, wrap=True)
        return [Label(desk.say("ui.relations.unmade"), CAPTION), how, _about(desk, card)]
    nodes: list[Node] = [
        Label(desk.say("ui.relations.home", city=home), CAPTION),
        _about(desk, card),
        _bar(desk, "known", float(view["method.known"][place])),
        _bar(desk, "level", float(view["method.level"][read.city][place])),
        Label(desk.say("ui.relations.copiers", count=int(view["model.copiers"][place])), LABEL, wrap=True),
    ]
    if home != read.city_id:
        host = host_of(desk, card)
        text = desk.say("ui.relations.visit", city=host)
        nodes.append(act(desk, SendDelegation(host, card), text, "relations.visit", "G"))
    changed = desk.model.order("FollowModel") is not None
    if followed(desk) is card and not changed:
        order, text = FollowModel(ModelCard.NONE), desk.say("ui.relations.drop")
    else:
        order, text = FollowModel(card), desk.say("ui.relations.follow")
    return [*nodes, act(desk, order, text, "relations.follow", "F")]


def _bar(desk: Desk, name: str, share: float) -> Row:
    return Row(
        Label(desk.say(f"ui.relations.{name}"), LABEL, elide=True).sized(width=84),
        ProgressBar(share).sized(grow=1),
        Label(f"{round(100 * share)}%", CAPTION.tinted("text-mid")).aligned("right"),
        gap=10,
    ).explained(Tip(desk.say(f"ui.relations.{name}"), desk.say(f"ui.relations.{name}_tip")))


def hosting(desk: Desk) -> list[Node]:
    """How we receive delegations, and how far models have spread."""
    read = desk.read
    key = HostDelegations(Hosting.SHOW).key
    held = desk.model.order(key)
    stance, fee = Hosting(read.whole("city.hosting")), read.whole("city.host_fee")
    if isinstance(held, HostDelegations):
        stance, fee = held.hosting, held.fee

    def choose(index: int) -> None:
        chosen = STANCES[index]
        desk.emit(SendEdit(HostDelegations(chosen, fee if chosen is Hosting.CHARGE else 0)))

    tabs = Tabs(
        [initial(desk.say(f"name.hosting.{int(each)}")) for each in STANCES],
        choose,
        STANCES.index(stance),
        segmented=True,
    )
    tabs.named("relations.hosting").enabled = desk.model.live
    most = round(figure(desk, "relations.visit_fee") * int(read.view["city.gdp"].max()))
    nodes: list[Node] = [
        around(
            tabs,
            desk.say("ui.relations.hosting"),
            "D",
            tick=answers.tick(desk, key),
            on_undo=desk.does(Undo(key)),
            tip=Tip(desk.say("ui.relations.hosting"), desk.say("ui.relations.hosting_tip")),
        )
    ]
    if stance is Hosting.CHARGE:
        knob = Knob(
            "relations.fee",
            desk.say("ui.relations.fee"),
            steps_of(most, 40, (fee,)),
            fee,
            lambda n: read.money(n, short=True),
        )
        nodes.append(standing(desk, knob, lambda n: HostDelegations(Hosting.CHARGE, n)))
    visitors = read.whole("city.visitors")
    spread = float(read.view["nation.diffusion"].reshape(-1)[0])
    goal = figure(desk, "relations.diffusion_goal")
    nodes += [
        Row(
            Label(desk.say("ui.relations.visitors"), LABEL, elide=True).sized(grow=1),
            Label(str(visitors), KPI),
            gap=8,
            align="baseline",
        ),
        Divider(),
        Row(
            Label(desk.say("ui.relations.diffusion"), LABEL, elide=True).sized(grow=1),
            Label(f"{round(100 * spread)}%", KPI),
            gap=8,
            align="baseline",
        ),
        ProgressBar(min(1.0, spread / goal)),
        Label(desk.say("ui.relations.diffusion_goal", share=round(10_000 * goal)), LABEL, wrap=True),
    ]
    return nodes
