"""The lenses of the map: what its cards say, its towers measure, and what lies over the land."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from boulevard_client.cityart import CityCard
from boulevard_client.icons import icon
from boulevard_client.mapveil import Stream, Veil
from boulevard_client.screens.desk import Desk
from boulevard_client.screens.sums import place_name, quantity_name, tip
from boulevard_client.widgets.tips import Tip, TipRow

GROWN = 2.0
"""Towers reach their full height when the largest city makes so many times what the largest made at the start."""


@dataclass(frozen=True, slots=True)
class Lens:
    """One way to look at the map: what the cards say and the towers measure."""

    name: str
    icon: str
    quantity: str
    relative: bool
    veil: Veil = ""


LENSES = (
    Lens("trade", "train", "city.gdp", True),
    Lens("industry", "cpu", "city.strategic", False),
    Lens("talent", "users", "talent.people", True),
    Lens("technology", "bulb", "city.technology", False),
    Lens("debt", "scale", "city.debt", True),
    Lens("life", "home", "city.livability", False),
    Lens("pollution", "wind", "environment.pollution", False, "haze"),
    Lens("hype", "rocket", "cluster.registrations", True, "bubbles"),
)
STRONGEST = 2
"""Chains that the lens of chains shows at each city."""
CLEAN, DIRTY = 5.0, 60.0
"""Points of pollution at which there is no haze, and at which it is thickest."""
HOT = 2.0
"""Registrations above the usual, in times the usual, at which bubbles are most."""


def called(desk: Desk, lens: Lens) -> str:
    """What the button of a lens says."""
    return desk.say(f"ui.lens.{lens.name}")


def values(desk: Desk, lens: Lens) -> list[float]:
    """The lens's quantity of every city."""
    array = desk.read.view[lens.quantity].astype(float)
    if array.ndim > 1:
        array = array.sum(axis=-1)
    return [float(value) for value in array]


def levels(desk: Desk, lens: Lens) -> list[float]:
    """How high the towers stand. What a city makes is measured against the first turn too, so that towers grow with it;
    the root keeps small cities from vanishing beside a large one.
    """
    shown = values(desk, lens)
    low, high = min(shown), max(shown)
    if lens.relative and low >= 0 and high > 0:
        if lens.quantity in desk.model.series:
            high = max(high, GROWN * float(desk.read.history(lens.quantity)[0].max()))
        return [0.10 + 0.90 * (value / high) ** 0.6 for value in shown]
    return [0.18 + 0.82 * (value - low) / (high - low) if high > low else 0.6 for value in shown]


def usual(desk: Desk, index: int) -> float:
    """Registrations of a city in a half-year without hype."""
    return float(desk.read.view["cluster.registrations_usual"][index].sum())


def strength(desk: Desk, lens: Lens, index: int) -> float:
    """How thick the haze over a city is, or how much hype swells there, 0 to 1."""
    value = values(desk, lens)[index]
    match lens.veil:
        case "haze":
            return (value - CLEAN) / (DIRTY - CLEAN)
        case "bubbles":
            return (value / max(usual(desk, index), 1.0) - 1.0) / HOT
        case _:
            return 0.0


def streams(desk: Desk) -> list[Stream]:
    """Who came to our city and who left it for another in play, the last half-year; the largest on top."""
    read = desk.read
    home, row = read.city_id, read.view["talent.exchange"]
    moved = []
    for index, people in enumerate(row.tolist()):
        other = read.city_ids[index]
        if people:
            ends = (other, home) if people > 0 else (home, other)
            moved.append(Stream(*ends, abs(people), home))
    return sorted(moved, key=lambda stream: stream.people)


def badges(desk: Desk, lens: Lens, index: int) -> tuple[str, ...]:
    """Icons of a city's largest chains, where the lens is about them."""
    if lens.name != "industry":
        return ()
    output = desk.read.view["cluster.output"][index]
    largest = np.argsort(-output, kind="stable")[:STRONGEST]
    return tuple(icon("chain", desk.read.chains[int(chain)]) for chain in largest if output[chain] > 0)


def about(desk: Desk, lens: Lens) -> Tip:
    """What the lens shows."""
    return Tip(called(desk, lens), desk.say(f"ui.lens_about.{lens.name}"), icon=lens.icon)


def told(desk: Desk, lens: Lens, index: int) -> Tip:
    """The sum behind a city's figure."""
    read, spec = desk.read, desk.model.schema[lens.quantity]
    city = read.city_ids[index]
    if spec.axes == "C":
        return tip(desk, lens.quantity, index)()
    rows = [
        TipRow(place_name(desk, lens.quantity, place).rpartition(" · ")[2], read.write(lens.quantity, steps))
        for place, steps in _places(desk, lens.quantity, index)
        if steps
    ]
    whole = read.number(values(desk, lens)[index])
    rows.append(TipRow(desk.say("ui.lens_told.together"), whole, total=True))
    if lens.veil == "bubbles":
        rows.append(TipRow(desk.say("ui.lens_told.usual"), read.number(usual(desk, index))))
    elif city != read.city_id:
        people = int(read.view["talent.exchange"][index])
        words = desk.say("ui.lens_told.exchange", city=read.city_id)
        rows.append(TipRow(words, read.number(-people, signed=True)))
    return Tip(f"{quantity_name(desk, lens.quantity)} · {read.city_name(city)}", rows=tuple(rows))


def _places(desk: Desk, quantity: str, index: int) -> list[tuple[int, int]]:
    """Flat place and quanta of all parts of a city's row, the largest first."""
    row = desk.read.view[quantity][index]
    first = index * row.size
    found = [(first + at, desk.read.steps(quantity, first + at)) for at in range(row.size)]
    return sorted(found, key=lambda entry: -entry[1])


def card(desk: Desk, lens: Lens, city: str) -> CityCard:
    read = desk.read
    index = read.city_ids.index(city)
    spec = desk.model.schema[lens.quantity]
    if spec.axes == "C":
        figure = read.text(lens.quantity, index, short=True)
        text, gain = read.change_text(lens.quantity, index, relative=lens.relative)
    else:
        figure = read.number(values(desk, lens)[index], short=True)
        before = desk.model.before
        text, gain = "", None
        if lens.veil == "bubbles":
            over = 100 * (values(desk, lens)[index] / max(usual(desk, index), 1.0) - 1)
            text, gain = _percent(over), None if abs(over) < 0.5 else over > 0
        elif before is not None:
            old = float(before.view[lens.quantity][index].sum())
            grown = 100 * (values(desk, lens)[index] / old - 1) if old > 0 else 0.0
            text, gain = _percent(grown, 1), None if abs(grown) < 0.05 else grown > 0
    name = desk.content.cities[city].name
    trend = 0 if gain is None else 1 if gain else -1
    return CityCard(city, read.called(name), read.also_called(name), figure, text, trend, city == read.city_id)


def _percent(share: float, decimals: int = 0) -> str:
    return f"{share:+.{decimals}f}%".replace("-", "−")
