"""Career mode: which city the player would like to govern next, best first."""

from __future__ import annotations

from boulevard_client.charts.race import LineRace
from boulevard_client.screens import annals, answers
from boulevard_client.screens.desk import Desk
from boulevard_client.screens.explain import race
from boulevard_client.screens.intents import SendEdit, Undo
from boulevard_client.screens.parts import mark, seal
from boulevard_client.screens.setting import RING_ROOM
from boulevard_client.screens.sums import quantity_name
from boulevard_client.theme import BODY, LABEL, STRONG
from boulevard_client.widgets.button import Button
from boulevard_client.widgets.cells import Moved, Sealed, Words, figure
from boulevard_client.widgets.inputs import Tabs
from boulevard_client.widgets.label import Label
from boulevard_client.widgets.layout import Column, Row
from boulevard_client.widgets.node import Node
from boulevard_client.widgets.panel import Divider, Panel
from boulevard_client.widgets.scroll import Scroll
from boulevard_client.widgets.table import Col, Table, TableRow
from boulevard_shared.orders import ChooseNextCity

KEY = "ChooseNextCity"
ROW = 50
RACE = "city.income"
"""What is drawn below the cities to choose from."""


def wished(desk: Desk) -> tuple[str, ...]:
    """Cities in the order wished for."""
    order = desk.model.order(KEY)
    return tuple(order.cities) if isinstance(order, ChooseNextCity) else ()


def toggle(desk: Desk, city: str) -> None:
    """Put a city at the end of the list, or take it off. Nobody is sent where he is."""
    if city == desk.read.city_id:
        return
    now = wished(desk)
    after = tuple(each for each in now if each != city) if city in now else (*now, city)
    desk.emit(SendEdit(ChooseNextCity(after)) if after else Undo(KEY))


def page(desk: Desk, switch: Tabs) -> Node:
    """All cities, picking one adds it to the wishes; and below, what their people have earned so far."""
    name = quantity_name(desk, RACE)
    chart = desk.still("wishes.race", lambda: LineRace(race(desk, RACE), name)).sized(grow=1)
    cities = Panel(
        desk.say("ui.wishes.title"),
        _cities(desk).airy(60).sized(grow=1),
        icon="arrows-exchange",
        subtitle="" if desk.narrow else desk.say("ui.wishes.how"),
        gap=4,
    ).header_end(switch)
    tall = 100 + ROW * min(8, len(desk.read.city_ids))
    course = Panel(name, chart, icon="chart-line", gap=6)
    return Column(cities.sized(height=tall), course.sized(grow=1), gap=14)


def _cities(desk: Desk) -> Table:
    read = desk.read
    list_ = wished(desk)
    rows = []
    for place, city in enumerate(read.city_ids):
        text, gain = read.change_text("city.gdp", place, relative=True)
        debt = float(read.view["city.debt"][place]) / max(1.0, float(read.view["city.gdp"][place]))
        wish = desk.say("ui.wishes.here") if place == read.city else "—"
        if city in list_:
            wish = str(list_.index(city) + 1)
        rows.append(
            TableRow(
                city,
                (
                    Sealed(mark(desk.look, city)),
                    Words(read.city_name(city), style=STRONG),
                    Moved(text or "—", gain, read.text("city.gdp", place, short=True)),
                    figure(f"{round(100 * debt)}%", "amber" if debt > 0.8 else "text-hi"),
                    figure(read.text("city.livability", place)),
                    figure(read.text("city.technology", place)),
                    figure(wish, "celadon" if city in list_ else "text-low"),
                ),
                own=place == read.city,
            )
        )
    cols = (
        Col(width=30),
        Col(desk.say("ui.wishes.city"), grow=2),
        Col(desk.say("quantity.city.gdp"), grow=1, align="right"),
        Col(desk.say("ui.wishes.debt"), grow=1, align="right"),
        Col(desk.say("quantity.city.livability"), grow=1, align="right"),
        Col(desk.say("quantity.city.technology"), grow=1, align="right"),
        Col(desk.say("ui.wishes.wish"), 70, align="right"),
    )
    return Table(cols, rows, lambda city: toggle(desk, city), ROW).named("wishes.cities")


def aside(desk: Desk) -> Panel:
    """The list as it stands, taking it back, and in which order the players would choose now."""
    lines: list[Node] = [
        Row(
            Label(str(rank + 1), STRONG).sized(width=20),
            seal(desk, city),
            Label(desk.read.city_name(city), BODY),
            gap=10,
        )
        for rank, city in enumerate(wished(desk))
    ]
    if not lines:
        lines = [Label(desk.say("ui.wishes.none"), LABEL, wrap=True)]
    reason = desk.model.refusals.get(KEY)
    if reason is not None:
        lines.append(answers.refusal(desk, reason))
    back = Button(desk.say("ui.wishes.clear"), desk.does(Undo(KEY)), "normal", "X").named("wishes.clear")
    back.visible = bool(wished(desk)) and desk.model.live
    lines += [back, Divider(), Label(desk.say("ui.wishes.order"), STRONG), _order(desk)]
    lines += annals.before(desk, lambda event: event.kind in annals.CAREERS, "wishes.before")
    body = Scroll(Column(*lines, gap=8), RING_ROOM).named("wishes.side").sized(grow=1)
    return Panel(desk.say("ui.wishes.list"), body, icon="list-check").header_end(answers.tick(desk, KEY, 20))


def _order(desk: Desk) -> Table:
    """All seats by their evaluation: who is judged best chooses first."""
    read, view = desk.read, desk.read.view
    judged = [float(points) for points in view["seat.evaluation"]]
    rows = []
    for rank, seat in enumerate(sorted(range(len(judged)), key=lambda each: -judged[each]), 1):
        city = read.city_ids[int(view["seat.city"][seat])]
        cells = (
            Words(str(rank), style=STRONG),
            Sealed(mark(desk.look, city)),
            Words(read.seat_name(seat), style=BODY, elide=True),
            figure(read.text("seat.evaluation", seat)),
        )
        rows.append(TableRow(str(seat), cells, own=seat == desk.model.seat))
    cols = (
        Col(width=18),
        Col(width=28),
        Col(desk.say("ui.wishes.who"), grow=1),
        Col(desk.say("ui.standings.evaluation"), 90, align="right"),
    )
    return Table(cols, rows, row_height=36).named("wishes.order")
