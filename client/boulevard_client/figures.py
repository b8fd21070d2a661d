"""How a field's value is written on screen, by its unit; owns which units are money, shares, points and so on."""

from __future__ import annotations

from boulevard_shared.view import FieldSpec
from boulevard_shared.writing import MINUS, centi, fixed, money, number, share

_MONEY = frozenset(("wan", "wan/year"))
_SHARES = frozenset(("share", "share/year"))
_PARTS = frozenset(("city.land_left",))
"""Indices that count down from 1: read as a part of the whole."""


def write(spec: FieldSpec, steps: int, lang: str, *, signed: bool = False, short: bool = False) -> str:
    """A value given in the field's quanta: `¥1.28bn`, `8.1%`, `54.2`, `12,400`; an index counts from 100."""
    if spec.unit in _MONEY:
        return money(steps, lang, signed=signed, short=short)
    if spec.unit in _SHARES or spec.name in _PARTS:
        basis_points = round(steps * spec.quantum * 10_000)
        return points(basis_points, lang) if signed else share(basis_points)
    if spec.unit == "yuan/year":
        figure = number(steps, lang, signed=signed)
        if lang == "zh":
            return figure + "元"
        return (
            figure.replace("+", "+¥").replace(MINUS, f"{MINUS}¥") if steps < 0 or (signed and steps) else "¥" + figure
        )
    if spec.unit in ("points", "index"):
        scale = 100 if spec.unit == "points" else 10_000
        text = centi(round(steps * spec.quantum * scale))
        return "+" + text if signed and steps > 0 and text != "0.0" else text
    if spec.unit == "percent":
        return number(steps, lang, signed=signed) + "%"
    if spec.whole:
        return number(steps, lang, signed=signed, short=short)
    hundredths = round(abs(steps) * spec.quantum * 100)
    sign = MINUS if steps < 0 and hundredths else "+" if signed and hundredths else ""
    return sign + fixed(hundredths, 100, 2)


def points(basis_points: int, lang: str) -> str:
    """How far a share moved, in percentage points: `+1.3pt`. In percent it could be read as a part of itself."""
    return share(basis_points, signed=True).replace("%", "点" if lang == "zh" else "pt")


LESS_IS_BETTER = frozenset(
    (
        "city.debt",
        "city.heat",
        "city.rate",
        "city.guarantees",
        "city.deferred",
        "city.autonomy_lost",
        "cluster.incentive_cost",
        "seat.inquiries",
        "city.unfinished",
        "nation.meter",
        "nation.tension",
        "cluster.exposure",
        "vehicle.debt",
        "vehicle.lost",
        "score.rank",
        "smart.traffic",
        "smart.hospitals",
        "smart.offices",
        "smart.privacy",
        "environment.pollution",
    )
)
"""Quantities whose rise is bad news: shown in amber when they grow."""


def is_gain(quantity: str, change: float) -> bool | None:
    """Whether a change is good news; None when nothing changed."""
    if not change:
        return None
    return (change > 0) != (quantity in LESS_IS_BETTER)
