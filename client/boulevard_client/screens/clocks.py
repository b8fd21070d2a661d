"""The two clocks of our money: when every stake should pay, when the term ends; and what all bets brought so far."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from boulevard_client.charts.lags import Clocks, Lag, LagBars
from boulevard_client.charts.waterfall import Account, Waterfall
from boulevard_client.screens.desk import Desk
from boulevard_client.screens.office import staying
from boulevard_client.screens.stakes import Stake
from boulevard_client.theme import BODY
from boulevard_client.widgets.inputs import Tabs
from boulevard_client.widgets.label import Label
from boulevard_client.widgets.node import Node
from boulevard_client.widgets.panel import Panel
from boulevard_client.widgets.scroll import Scroll

PICTURES = ("clocks", "returns", "multiples")
MOST = 8
"""Stakes with a bar, bets with a step of their own."""
SHORT = 2
"""Clocks that need so little room that another picture finds some below them."""
FEW = 2
"""Bets whose steps find room in any height."""


def panel(desk: Desk, held: list[Stake], plane: Node | None, shown: int, choose: Callable[[int], None]) -> Panel:
    """One of the pictures of our money, with the switch between them."""
    names = [desk.say(f"ui.clocks.{name}") for name in PICTURES[: 2 + (plane is not None)]]
    shown = min(shown, len(names) - 1)
    body = plane if shown == 2 and plane is not None else (_tenure, _returns)[min(shown, 1)](desk, held)
    tabs = Tabs(names, choose, shown, segmented=True).named("portfolio.picture")
    return Panel(desk.say("ui.clocks.title"), tabs, body.sized(grow=1), icon="hourglass", gap=8)


def column(desk: Desk, held: list[Stake], plane: Node | None, shown: int, choose: Callable[[int], None]) -> list[Panel]:
    """The pictures of our money below one another: few clocks need little room, and leave the rest to another one."""
    if len(waiting(held)) > SHORT:
        return [panel(desk, held, plane, shown, choose).sized(grow=1)]
    first, *others = pictures(desk, held, plane)
    if len(others) == 1:
        return [first.sized(grow=0), others[0]]
    at = min(max(shown - 1, 0), 1)
    names = [desk.say(f"ui.clocks.{name}") for name in PICTURES[1:]]
    tabs = Tabs(names, lambda index: choose(index + 1), at, segmented=True).named("portfolio.picture")
    body = plane if at == 1 and plane is not None else _returns(desk, held)
    title = desk.say("ui.clocks.came")
    return [first.sized(grow=0), Panel(title, tabs, body.sized(grow=1), icon="coins", gap=8).sized(grow=1)]


def pictures(desk: Desk, held: list[Stake], plane: Node | None) -> list[Panel]:
    """All pictures of our money side by side, each under its own name."""
    bodies = [_tenure(desk, held), _returns(desk, held), *([plane] if plane is not None else [])]
    named = zip(PICTURES, ("hourglass", "coins", "target"), bodies, strict=False)
    return [
        Panel(
            desk.say(f"ui.clocks.{name}"),
            body.sized(grow=1),
            icon=icon,
            subtitle=desk.say(f"ui.clocks.{name}_sub"),
            gap=8,
        ).sized(grow=1)
        for name, icon, body in named
    ]


def _tenure(desk: Desk, held: list[Stake]) -> Node:
    return desk.still("portfolio.tenure", lambda: tenure(desk, held))


def _returns(desk: Desk, held: list[Stake]) -> Node:
    return desk.still("portfolio.gains", lambda: returns(desk, held))


def waiting(held: list[Stake]) -> list[Stake]:
    """Stakes that have still to open or to pay, as many as are drawn."""
    return [stake for stake in held if stake.pays_in > 0 or stake.opens_in > 0][:MOST]


def tenure(desk: Desk, held: list[Stake]) -> Node:
    """Bars of the stakes that have still to pay, against what is left of the term."""
    read, turn = desk.read, desk.model.moment.turn
    stakes = waiting(held)
    if not stakes:
        return Label(desk.say("ui.clocks.all_pay"), BODY, wrap=True)
    left = max(0, read.whole("seat.term_length") - read.whole("seat.term"))
    born = desk.read.view["firm.born"]
    bars = []
    for stake in stakes:
        ahead = max(stake.pays_in, stake.opens_in)
        office = staying(desk, ahead, read.whole("seat.term"))[-1]
        bars.append(
            Lag(
                read.firm_name(stake.name),
                float(born[stake.slot]),
                float(turn + max(0, stake.opens_in)),
                float(turn + ahead),
                f"{100 * office:.0f}%",
                ahead > left,
            )
        )
    first = int(min(bar.begun for bar in bars))
    last = int(max(*(bar.pays for bar in bars), turn + left))
    times = tuple((float(each), str(read.year(each))) for each in range(first - first % 2, last + 1, 2))
    names = (desk.say("ui.clocks.now"), desk.say("ui.clocks.ends"))
    late = sum(bar.late for bar in bars)
    told = desk.say("ui.clocks.told", late=late, of=len(bars))
    return LagBars(Clocks(tuple(bars), float(turn), float(turn + left), names, times), told)


def returns(desk: Desk, held: list[Stake]) -> Node:
    """From what was paid to what came back and is held, bet by bet."""
    read, view = desk.read, desk.read.view
    places = [int(place) for place in np.nonzero(view["bet.firm"])[0]]
    if not places:
        return Label(desk.say("ui.portfolio.bets.none"), BODY, wrap=True)
    paid = sum(int(view["bet.paid"][place]) for place in places)
    gains = [(read.firm_name(int(view["bet.name"][place])), _gain(desk, place)) for place in places]
    gains.sort(key=lambda gain: -abs(gain[1]))
    rest = sum(size for _, size in gains[MOST:])
    causes = [
        *gains[:MOST],
        *([(desk.say("ui.clocks.others", n=len(gains) - MOST), rest)] if len(gains) > MOST else []),
    ]
    sum_ = Account(
        (desk.say("ui.clocks.paid"), paid),
        tuple(causes),
        (desk.say("ui.clocks.have"), paid + sum(size for _, size in causes)),
        lambda level: read.money(level, short=True),
        lambda size: read.money(size, short=True, signed=True),
    )
    drawn = Waterfall(sum_)
    if len(causes) <= FEW:
        return drawn
    return Scroll(drawn).named("portfolio.returns")


def _gain(desk: Desk, place: int) -> int:
    """What a bet brought so far and still holds, less what was paid."""
    view = desk.read.view
    return int(view["bet.back"][place]) + int(view["bet.worth"][place]) - int(view["bet.paid"][place])
