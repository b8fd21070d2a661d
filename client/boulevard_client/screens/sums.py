"""The sum behind every number: names of quantities and causes, tooltips, and which cause opens into which quantity."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from boulevard_client.figures import is_gain
from boulevard_client.screens.desk import Desk
from boulevard_client.widgets.tips import Tip, TipRow
from boulevard_shared.almanac import shipped_almanac
from boulevard_shared.ids import SCORE_PARTS, Field, Tier, Vehicle
from boulevard_shared.view import FieldSpec

DEEPEST = 3
"""Tooltips inside one another."""


@dataclass(frozen=True, slots=True)
class Cause:
    """One part of a change in quanta; `behind` is the quantity it comes from, "" for none."""

    name: str
    size: int
    behind: str


def quantity_name(desk: Desk, quantity: str) -> str:
    """What a field is called: `city.gdp` is "City GDP"."""
    return desk.say(f"quantity.{quantity}")


def place_name(desk: Desk, quantity: str, place: int) -> str:
    """Which of many a flat place of a field is: a chain, a vehicle, a city. "" for a single value."""
    spec = desk.model.schema[quantity]
    if not spec.shape:
        return ""
    words = []
    for letter, index in zip(spec.axes, np.unravel_index(place, spec.shape), strict=True):
        at = int(index)
        match letter:
            case "C":
                words.append(desk.read.city_name(desk.read.city_ids[at]))
            case "S":
                words.append(desk.read.city_name(desk.model.seats[at].city))
            case "I":
                words.append(desk.read.chain_name(at))
            case "V":
                words.append(desk.say(f"name.vehicle.{tuple(Vehicle)[at]}"))
            case "K":
                words.append(desk.say(f"name.tier.{tuple(Tier)[at]}"))
            case "U":
                words.append(desk.say(f"name.study.{tuple(Field)[at]}"))
            case "Z":
                words.append(desk.say(f"ui.score.{SCORE_PARTS[at]}"))
            case _:
                words.append(str(at + 1))
    return " · ".join(words)


def title(desk: Desk, quantity: str, place: int) -> str:
    """Name of a quantity with its place, unless it is simply ours."""
    name = quantity_name(desk, quantity)
    spec = desk.model.schema[quantity]
    if spec.axes in ("", "C", "S") and place == desk.read.place(quantity):
        return name
    where = place_name(desk, quantity, place)
    return f"{name} · {where}" if where else name


def causes(desk: Desk, quantity: str, place: int) -> tuple[Cause, ...]:
    """The parts of last turn's change, largest first; they add up to it exactly."""
    why = desk.read.why(quantity, place)
    if why is None:
        return ()
    kind = "money" if quantity in MONEY_ACCOUNTS else "cause"
    found = []
    for key, size in why.parts:
        cause, _, behind = key.partition(":")
        found.append(Cause(desk.say(f"{kind}.{cause}"), size, behind if behind in desk.model.schema else ""))
    return tuple(sorted(found, key=lambda part: -abs(part.size)))


MONEY_ACCOUNTS = frozenset(("city.treasury", "vehicle.cash"))
"""Accounts: their parts are payments, named `money.<kind>`."""


def opens(desk: Desk, quantity: str) -> tuple[int, ...]:
    """Places of a quantity that have a sum of their own this turn and concern us, largest change first."""
    lines = [why for (name, _), why in desk.model.moment.why.items() if name == quantity]
    lines.sort(key=lambda why: -abs(why.after - why.before))
    return tuple(why.place for why in lines)


FOLLOWS = {
    "city.revenue": ("city.treasury",),
    "city.tax": ("city.treasury", "city.gdp"),
    "city.land_income": ("city.treasury", "city.house_price"),
    "city.rate": ("city.debt", "city.gdp"),
    "city.growth_last": ("city.gdp",),
    "city.house_price": ("city.income", "city.population"),
    "city.schools": ("city.treasury",),
    "city.health": ("city.treasury",),
    "city.housing": ("city.treasury",),
    "city.transport": ("city.treasury",),
    "city.strategic": ("city.gdp", "city.base_output"),
    "cluster.local_share": ("cluster.suppliers",),
    "cluster.spill": ("cluster.output",),
    "cluster.incentive_cost": ("cluster.output",),
    "vehicle.debt": ("vehicle.cash",),
    "vehicle.invested": ("vehicle.cash",),
    "vehicle.returned": ("vehicle.cash",),
    "vehicle.lost": ("vehicle.cash", "city.portfolio"),
    "vehicle.crowd_in": ("vehicle.cash",),
    "talent.jobs": ("talent.people",),
    "talent.wage": ("talent.people",),
    "talent.arrived": ("talent.people", "city.livability"),
    "talent.retention": ("city.livability", "city.income"),
    "seat.promotions": ("seat.merit",),
    "score.rank": ("score.total",),
}
"""Figures without causes of their own: whose causes to look at instead."""


def follows(desk: Desk, quantity: str, place: int) -> tuple[tuple[str, int], ...]:
    """Where to look for what moved a figure that has no recorded causes: quantities and their flat places."""
    spec = desk.model.schema[quantity]
    inner = _inner(spec)
    rest = (
        tuple(int(i) for i in np.unravel_index(place, spec.shape))[len(spec.axes) - len(inner) :] if spec.shape else ()
    )
    found = []
    for other in FOLLOWS.get(quantity, ()):
        axes = _inner(desk.model.schema[other])
        if axes in ("", inner):
            found.append((other, desk.read.place(other, *(rest if axes else ()))))
    return tuple(found)


def _inner(spec: FieldSpec) -> str:
    """Letters of a field's axes behind its owner's."""
    return spec.axes[1:] if not spec.own and spec.axes[:1] in ("C", "S") else spec.axes


def tip(desk: Desk, quantity: str, place: int) -> Callable[[], Tip]:
    """The tooltip of a number: what it was, why it changed, what it is. Made when it is needed."""
    return lambda: _tip(desk, quantity, place)


def _tip(desk: Desk, quantity: str, place: int, depth: int = 0) -> Tip:
    read = desk.read
    now = read.steps(quantity, place)
    about = f"quantity_about.{quantity}"
    body = desk.say(about) if about in desk.words else ""
    page = _page(desk, quantity, place)
    parts = causes(desk, quantity, place)
    if not parts:
        change = read.change(quantity, place)
        rows: tuple[TipRow, ...] = ()
        if change:
            rows = (
                TipRow(desk.say("ui.sum.before"), read.write(quantity, now - change)),
                TipRow(desk.say("ui.sum.now"), read.write(quantity, now), total=True),
            )
        figure = desk.say("ui.sum.now_is", figure=read.write(quantity, now))
        return Tip(title(desk, quantity, place), body or figure, rows, page=page)
    rows = (
        TipRow(desk.say("ui.sum.before"), read.write(quantity, now - sum(part.size for part in parts))),
        *(
            TipRow(
                part.name,
                read.write(quantity, part.size, signed=True),
                _ink(quantity, part.size),
                _behind(desk, part.behind, depth + 1),
            )
            for part in parts[:8]
        ),
    )
    if len(parts) > 8:
        rest = sum(part.size for part in parts[8:])
        rows += (TipRow(desk.say("ui.sum.others", n=len(parts) - 8), read.write(quantity, rest, signed=True)),)
    rows += (TipRow(desk.say("ui.sum.now"), read.write(quantity, now), total=True),)
    return Tip(title(desk, quantity, place), body, rows, page=page)


def _page(desk: Desk, quantity: str, place: int) -> str:
    """The page of the almanac about a figure; each part of the score has its own. "" for none."""
    if desk.model.schema[quantity].axes.endswith("Z"):
        return f"score.{SCORE_PARTS[place % len(SCORE_PARTS)]}"
    return shipped_almanac().page_of(quantity) or ""


def _behind(desk: Desk, quantity: str, depth: int) -> Tip | None:
    """What a cause opens into: the sum behind it, or the places it came from; None when there is nothing behind."""
    if not quantity or depth > DEEPEST:
        return None
    places = opens(desk, quantity)
    if len(places) == 1:
        return _tip(desk, quantity, places[0], depth)
    rows = []
    for place in places[:8]:
        change = desk.read.change(quantity, place) or 0
        words = desk.read.write(quantity, change, signed=True)
        rows.append(TipRow(place_name(desk, quantity, place), words, _ink(quantity, change)))
    return Tip(quantity_name(desk, quantity), rows=tuple(rows)) if rows else None


def _ink(quantity: str, size: int) -> str:
    gain = is_gain(quantity, size)
    return "text-hi" if gain is None else "celadon" if gain else "amber"
