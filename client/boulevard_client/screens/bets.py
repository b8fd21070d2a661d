"""Every bet signed so far, living or dead: what was expected, and what has come of it."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from boulevard_client.charts.scatter import Dot, Field, Scatter
from boulevard_client.screens.answers import chance_colour, times
from boulevard_client.screens.desk import Desk
from boulevard_client.screens.icons import chain_icon
from boulevard_client.screens.parts import colour
from boulevard_client.theme import BODY, STRONG
from boulevard_client.widgets.cells import Cell, Share, Tile, Words, figure
from boulevard_client.widgets.node import Node
from boulevard_client.widgets.panel import Panel
from boulevard_client.widgets.table import Col, Table, TableRow
from boulevard_client.widgets.tips import Tip, TipRow


def _sum(desk: Desk, place: int) -> Tip:
    """What a bet came to: what has come back and what is still held, against what was paid."""
    view, read, say = desk.read.view, desk.read, desk.say
    paid, back, worth = (int(view[f"bet.{name}"][place]) for name in ("paid", "back", "worth"))
    rows = (
        TipRow(say("ui.origin.back"), read.money(back)),
        TipRow(say("ui.origin.held"), read.money(worth, signed=True)),
        TipRow(say("ui.origin.paid"), read.money(-paid, signed=True)),
        TipRow(say("ui.origin.gain"), read.money(back + worth - paid, signed=True), total=True),
    )
    return Tip(read.firm_name(int(view["bet.name"][place])), say("ui.origin.portfolio"), rows, page="system.funds")


def _whose(desk: Desk, place: int) -> tuple[Cell, ...]:
    """The firm and when it was signed: one cell in a wide window, where the table shares its row with a chart."""
    read, view = desk.read, desk.read.view
    name, when = read.firm_name(int(view["bet.name"][place])), read.turn_name(int(view["bet.turn"][place]))
    if desk.narrow:
        return Words(name, style=STRONG, elide=True), Words(when, style=BODY)
    return (Words(name, when, STRONG, elide=True),)


def signed(desk: Desk) -> Panel:
    """A table of bets, the newest first. Multiples count what came back and what is still held."""
    view, read, say = desk.read.view, desk.read, desk.say
    places = [int(place) for place in np.nonzero(view["bet.firm"])[0]]
    places.sort(key=lambda place: (-int(view["bet.turn"][place]), -int(view["bet.paid"][place])))
    rows = []
    paid_all = have_all = 0
    for place in places:
        paid, back, worth = (int(view[f"bet.{name}"][place]) for name in ("paid", "back", "worth"))
        paid_all, have_all = paid_all + paid, have_all + back + worth
        chance = float(view["bet.chance"][place])
        multiple = round(100 * (back + worth) / max(1, paid))
        expected = round(100 * float(view["bet.expected"][place]))
        rows.append(
            TableRow(
                f"{place}",
                (
                    Tile(chain_icon(desk, int(view["bet.chain"][place])), "text-mid", bare=True),
                    *_whose(desk, place),
                    Share(chance, f"{round(100 * chance)}%", chance_colour(chance)),
                    figure(read.money(paid, short=True), "text-mid"),
                    figure(read.money(back, short=True), "text-mid"),
                    figure(read.money(worth, short=True)),
                    figure(times(expected), "text-mid"),
                    figure(times(multiple), "celadon" if multiple > 100 else "text-hi" if multiple == 100 else "amber"),
                ),
                tip=_sum(desk, place),
            )
        )
    cols = (
        Col(width=20),
        Col(say("ui.portfolio.col.firm"), grow=1),
        *([Col(say("ui.portfolio.bets.signed"), 118)] if desk.narrow else []),
        Col(say("ui.portfolio.bets.chance"), 110)
        if desk.narrow
        else Col(say("ui.portfolio.bets.chance"), grow=0.7, least=110),
        Col(say("ui.portfolio.bets.paid"), 76, align="right"),
        Col(say("ui.portfolio.bets.back"), 76, align="right"),
        Col(say("ui.portfolio.bets.held"), 76, align="right"),
        Col(say("ui.portfolio.bets.expected"), 74, align="right"),
        Col(say("ui.portfolio.bets.now"), 64, align="right"),
    )
    table = Table(cols, rows, row_height=34 if desk.narrow else 48).named("portfolio.bets").sized(grow=1)
    table.empty_text = say("ui.portfolio.bets.none")
    sub = say("ui.portfolio.bets.sub", n=len(places), paid=paid_all, have=have_all)
    return Panel(say("ui.portfolio.bets.title"), table, icon="dice-3", subtitle=sub, gap=4)


def plane(desk: Desk) -> Node | None:
    """Every bet as a point: what was expected and what it is now; None with fewer than two."""
    view, own = desk.read.view, colour(desk, desk.read.city_id)
    dots = tuple(
        Dot(
            str(place),
            float(view["bet.expected"][place]),
            float(view["bet.back"][place] + view["bet.worth"][place]) / max(1.0, float(view["bet.paid"][place])),
            0.25,
            own,
            desk.read.firm_name(int(view["bet.name"][place])),
        )
        for place in (int(each) for each in np.nonzero(view["bet.firm"])[0])
    )
    if len(dots) < 2:
        return None
    axes = (desk.say("ui.final.axis_expected"), desk.say("ui.final.axis_got"))
    shows: tuple[Callable[[float], str], Callable[[float], str]] = (lambda x: f"×{x:.1f}", lambda y: f"×{y:.1f}")
    return desk.still("portfolio.plane", lambda: Scatter(Field(dots, (), axes, shows, even=True)))
