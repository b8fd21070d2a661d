"""What our money has been through: a stake's worth beside its cost and what was told of the firm, a vehicle's purse."""

from __future__ import annotations

import numpy as np

from boulevard_client.charts.race import LineRace, Race, Series
from boulevard_client.moment import Moment
from boulevard_client.screens.desk import Desk
from boulevard_client.screens.follow import Track, events_of
from boulevard_client.screens.news import event_row
from boulevard_client.screens.origins import origin
from boulevard_client.screens.parts import colour
from boulevard_client.theme import LABEL
from boulevard_client.widgets.label import Label
from boulevard_client.widgets.layout import Column
from boulevard_client.widgets.node import Node
from boulevard_client.widgets.panel import Divider

MOST = 12
"""News of one firm that is told; the replay room has all of it."""


def firm_past(desk: Desk, serial: int) -> Node:
    """Our stake in a firm, half-year by half-year, and what happened to the firm, the newest first."""
    return desk.still(f"portfolio.past.{serial}", lambda: _firm(desk, serial))


def vehicle_past(desk: Desk, place: int) -> Node:
    """A vehicle's cash and debt through the half-years this client saw."""
    return desk.still(f"portfolio.purse.{place}", lambda: _vehicle(desk, place))


def _seen(desk: Desk) -> list[Moment]:
    """The turns this client holds, up to the one being looked at."""
    moments = desk.model.moments
    return [moments[turn] for turn in sorted(moments) if turn <= desk.model.moment.turn]


def _firm(desk: Desk, serial: int) -> Node:
    turns: list[int] = []
    worth: list[float] = []
    cost: list[float] = []
    slots: dict[int, int] = {}
    name = city = chain = 0
    for moment in _seen(desk):
        found = np.nonzero(moment.view["firm.serial"] == serial)[0]
        if not found.size:
            continue
        slot = int(found[0])
        slots[moment.turn] = slot
        name, city, chain = (int(moment.view[f"firm.{each}"][slot]) for each in ("name", "city", "chain"))
        share = float(moment.view["position.share"][moment.view.city][:, slot].sum())
        if share > 0:
            turns.append(moment.turn)
            worth.append(share * float(moment.view["firm.value"][slot]))
            cost.append(float(moment.view["position.cost"][:, slot].sum()))
    say = desk.say
    lines = (
        Series(say("ui.portfolio.worth"), tuple(worth), colour(desk, desk.read.city_id), own=True),
        Series(say("ui.portfolio.cost"), tuple(cost), "text-mid"),
    )
    events = events_of(desk, "firm", Track(serial, name, city, chain, slots))
    events = [each for each in events if each.turn < desk.model.moment.turn]
    newest = reversed(events[-MOST:])
    told = [event_row(desk, each, at, "portfolio.told", links=False) for at, each in enumerate(newest)]
    parts: list[Node] = [_chart(desk, lines, turns)] if len(turns) > 1 else []
    return Column(Divider(), Label(say("ui.portfolio.so_far"), LABEL), *parts, *told, gap=9)


def _vehicle(desk: Desk, place: int) -> Node:
    seen = _seen(desk)
    lines = tuple(
        Series(
            desk.say(f"ui.portfolio.purse.{name}"),
            tuple(float(moment.view[f"vehicle.{name}"][place]) for moment in seen),
            ink,
            own=name == "cash",
        )
        for name, ink in (("cash", colour(desk, desk.read.city_id)), ("debt", "text-mid"))
    )
    if len(seen) < 2:
        return Column()
    chart = _chart(desk, lines, [moment.turn for moment in seen])
    return Column(Divider(), Label(desk.say("ui.portfolio.so_far"), LABEL), chart, gap=9)


def _chart(desk: Desk, lines: tuple[Series, ...], turns: list[int]) -> Node:
    """Lines through these half-years, in money."""
    step = 2 if len(turns) <= 12 else 4
    times = tuple(str(desk.read.year(turn)) if at % step == 0 else "" for at, turn in enumerate(turns))
    race = LineRace(Race(lines, times, lambda wan: desk.read.money(wan, short=True), from_zero=True))
    race.sized(height=180).sourced(origin(desk, "portfolio"))
    return race
