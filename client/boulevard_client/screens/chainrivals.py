"""One chain in every city at the table: what each makes of it, who leads it there, how near and how favoured it is."""

from __future__ import annotations

import numpy as np

from boulevard_client.screens.desk import Desk
from boulevard_client.screens.intents import GoTo
from boulevard_client.screens.parts import SUB, mark
from boulevard_client.theme import STRONG
from boulevard_client.widgets.cells import Sealed, Share, Steps, Words, figure
from boulevard_client.widgets.label import Label
from boulevard_client.widgets.node import Node
from boulevard_client.widgets.panel import Divider
from boulevard_client.widgets.table import Col, Table, TableRow

LEVELS = 3
"""Most that incentives can be raised to."""


def table(desk: Desk, chain: int, name: str) -> list[Node]:
    """All cities by what they make in a chain; a rival's row leads to what can be done with that rival. `name` is the
    table's id.
    """
    say, view, cities = desk.say, desk.read.view, desk.read.city_ids
    order = np.argsort(-view["cluster.output"][:, chain].astype(np.int64), kind="stable")
    cols = (
        Col(width=28),
        Col(say("ui.standings.city"), grow=2, least=92),
        Col(say("ui.chains.col.output"), 70, align="right"),
        Col(say("ui.chains.col.density"), grow=1.6, least=92),
        Col(say("ui.chains.col.incentive"), 66, align="center", optional=True),
    )

    def visit(city: str) -> None:
        own = city == desk.read.city_id
        desk.emit(GoTo("city") if own else GoTo("relations", f"talks:{city}"))

    rows = [_row(desk, chain, int(place)) for place in order]
    known = Table(cols, rows, visit, 46).named(name)
    known.cursor = next((at for at, row in enumerate(rows) if row.key != cities[desk.read.city]), 0)
    return [Divider(), Label(say("ui.chains.everywhere", chain=desk.read.chains[chain]), STRONG, elide=True), known]


def _row(desk: Desk, chain: int, place: int) -> TableRow:
    read, view = desk.read, desk.read.view
    city = read.city_ids[place]
    density, level = float(view["cluster.density"][place][chain]), int(view["cluster.incentive"][place][chain])
    led = np.flatnonzero((view["firm.serial"] > 0) & (view["firm.serial"] == view["cluster.leader"][place][chain]))
    name = read.firm_short if desk.narrow else read.firm_name
    leader = name(int(view["firm.name"][led[0]])) if led.size else ""
    cells = (
        Sealed(mark(desk.look, city)),
        Words(read.city_name(city), leader, STRONG, SUB, elide=True),
        figure(read.money(int(view["cluster.output"][place][chain]), short=True)),
        Share(density, f"{round(100 * density)}%"),
        Steps(level, LEVELS),
    )
    return TableRow(city, cells, own=place == read.city)
