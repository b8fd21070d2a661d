"""How numbers, money, shares and half-years are written in English and in Chinese.

Integers in, text out, rounded half away from zero with whole-number arithmetic, so that the same value reads
the same on every machine. English counts in k, m, bn, trn; Chinese in 万, 亿, 万亿.
"""

from __future__ import annotations

import math

LANGUAGES = ("en", "zh")
MINUS = "−"

Units = tuple[tuple[int, int, str], ...]

_WAN_EN: Units = ((1, 10, "k"), (100, 1, "m"), (100_000, 1, "bn"), (100_000_000, 1, "trn"))
"""Money units from one wan up: wan in one unit, how many units one wan is, mark."""
_WAN_ZH: Units = ((1, 1, "万"), (10_000, 1, "亿"), (100_000_000, 1, "万亿"))
_COUNT_EN: Units = ((1, 1, ""), (1_000, 1, "k"), (1_000_000, 1, "m"), (1_000_000_000, 1, "bn"))
_COUNT_ZH: Units = ((1, 1, ""), (10_000, 1, "万"), (100_000_000, 1, "亿"))


def money(wan: int, lang: str, *, signed: bool = False, short: bool = False) -> str:
    """Money given in wan (10,000 yuan): `¥184.2m`, `¥1.28bn`; `1.84亿元`, `4,800万元`.

    `signed` writes the plus too; `short` keeps about three digits and drops 元.
    """
    sign = _sign(wan, signed)
    if lang == "zh":
        if wan == 0:
            return f"{sign}0" + ("" if short else "元")
        text = _in_units(abs(wan), _WAN_ZH, (0, 1, 1) if short else (0, 2, 2), 10_000, short=short)
        return sign + text + ("" if short else "元")
    if wan == 0:
        return f"{sign}¥0"
    return f"{sign}¥" + _in_units(abs(wan), _WAN_EN, (0, 1, 1, 1) if short else (0, 1, 2, 2), 1_000, short=short)


def number(n: int, lang: str, *, signed: bool = False, short: bool = False) -> str:
    """A whole number: `42,800`; `short`: `42.8k`, `4.3万`."""
    sign = _sign(n, signed)
    if not short:
        return f"{sign}{abs(n):,}"
    if lang == "zh":
        return sign + _in_units(abs(n), _COUNT_ZH, (0, 1, 1), 10_000, short=True)
    return sign + _in_units(abs(n), _COUNT_EN, (0, 1, 1, 1), 1_000, short=True)


def thousands(n: int, lang: str) -> str:
    """A number of thousands for narrow places: 15 -> `15k`, `1.5万`."""
    if lang == "en":
        return f"{n:,}k"
    return f"{n * 1_000:,}" if n < 10 else fixed(n, 10, 1).removesuffix(".0") + "万"


def share(basis_points: int, *, signed: bool = False) -> str:
    """Basis points as percent: 1234 -> `12.3%`."""
    text = fixed(abs(basis_points), 100, 1)
    return f"{'' if text == '0.0' else _sign(basis_points, signed)}{text}%"


def centi(hundredths: int) -> str:
    """Hundredths with one decimal: 8_140 -> `81.4`."""
    text = fixed(abs(hundredths), 100, 1)
    return text if text == "0.0" else _sign(hundredths, False) + text


def factor(hundredths: int) -> str:
    """A log odds in hundredths as the factor it stands for: 90 -> `2.5`."""
    return fixed(round(10 * math.exp(hundredths / 100)), 10, 1)


def turn_name(turn: int, start_year: int, lang: str) -> str:
    """The half-year of a turn: `2011 H1`, `2011年上半年`."""
    year, half = start_year + turn // 2, turn % 2
    if lang == "zh":
        return f"{year}年{'下' if half else '上'}半年"
    return f"{year} H{half + 1}"


def fixed(value: int, divisor: int, decimals: int) -> str:
    """`value / divisor` with so many decimals, in groups of thousands; value is not negative."""
    scale = 10**decimals
    whole, part = divmod((value * scale * 2 + divisor) // (divisor * 2), scale)
    return f"{whole:,}.{part:0{decimals}d}" if decimals else f"{whole:,}"


def _sign(value: int, signed: bool) -> str:
    if value < 0:
        return MINUS
    return "+" if signed and value > 0 else ""


def _in_units(value: int, units: Units, decimals: tuple[int, ...], limit: int, *, short: bool = False) -> str:
    """Write in the smallest unit in which the rounded figure stays below `limit` (the last has no limit)."""
    text = ""
    for (size, times, mark), places in zip(units, decimals, strict=True):
        if places and value * times >= size * 100:
            places = 0 if short else 1
        figure = fixed(value * times, size, places)
        text = figure + mark
        if float(figure.replace(",", "")) < limit:
            break
    return text
