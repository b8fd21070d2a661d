"""The lenses of the map: what its cards say and its towers measure."""

from __future__ import annotations

from dataclasses import dataclass

from boulevard_client.cityart import CityCard
from boulevard_client.screens.desk import Desk

GROWN = 2.0
"""Towers reach their full height when the largest city makes so many times what the largest made at the start."""


@dataclass(frozen=True, slots=True)
class Lens:
    """One way to look at the map: what the cards say and the towers measure."""

    name: str
    icon: str
    quantity: str
    relative: bool


LENSES = (
    Lens("trade", "train", "city.gdp", True),
    Lens("industry", "cpu", "city.strategic", False),
    Lens("talent", "users", "talent.people", True),
    Lens("technology", "bulb", "city.technology", False),
    Lens("debt", "scale", "city.debt", True),
    Lens("life", "home", "city.livability", False),
)


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
        if before is not None:
            old = float(before.view[lens.quantity][index].sum())
            grown = 100 * (values(desk, lens)[index] / old - 1) if old > 0 else 0.0
            text, gain = f"{grown:+.1f}%".replace("-", "−"), None if abs(grown) < 0.05 else grown > 0
    name = desk.content.cities[city].name
    trend = 0 if gain is None else 1 if gain else -1
    return CityCard(city, read.called(name), read.also_called(name), figure, text, trend, city == read.city_id)
