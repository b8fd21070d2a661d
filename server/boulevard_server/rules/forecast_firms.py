"""What orders about young firms should bring: screening, contracts, badges, laboratories, a hosted university."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from boulevard_server.rules import boards, ties
from boulevard_server.rules.decree_firms import badge_asked, exiled, host_floor
from boulevard_server.rules.desk import Desk
from boulevard_server.rules.forecast_settings import about
from boulevard_server.rules.outlook import office_chance
from boulevard_server.rules.powers import logistic
from boulevard_shared.ids import Badge
from boulevard_shared.orders import (
    Decree,
    FoundLaboratory,
    HostUniversity,
    NominateFirm,
    PlaceContract,
    SetScreening,
)
from boulevard_shared.parts import Forecast, ForecastLine
from boulevard_shared.sentence import say

YEARS_OF_REBUILDING = 10


def _screening(desk: Desk, _decree: Decree, order: SetScreening) -> Forecast:
    """Newcomers and grants of a turn, if as many come to the door as last turn."""
    t, now = desk.tables, desk.whole("city.screening")
    out, lost = t.lists["hype.kept_out"], t.lists["hype.deterred"]
    part = t["hype.wannabe"] + t["hype.wannabe_hot"] / 2.0

    def passing(level: int) -> float:
        return float(part * (1.0 - out[level]) + (1.0 - part) * (1.0 - lost[level]))

    share = passing(order.level) / passing(now) - 1.0
    came = int(desk.own("cluster.registrations").sum())
    grants = int(desk["cluster.grants"].sum())
    note = say(
        "note.screening",
        out=round(10_000 * float(out[order.level])),
        lost=round(10_000 * float(lost[order.level])),
        wasted=desk.whole("city.wasted"),
    )
    lines = [about(desk, "forecast.newcomers", came * share, 1), about(desk, "forecast.grants", grants * share, 1)]
    return Forecast(lines, note=[note])


def _contract(desk: Desk, _decree: Decree, order: PlaceContract) -> Forecast:
    slot = desk.firm(order.firm)
    if slot < 0:
        return Forecast()
    t = desk.tables
    capacity = max(1, desk.plain("firm.capacity")[slot])
    running = desk.plain("firm.contract")[slot] * t["patronage.contract_kept"]
    full = t["patronage.contract_full"] * capacity
    more = min(1.0, (running + order.amount) / full) - min(1.0, running / full)
    used = desk.plain("firm.use")[slot]
    sold = min(1.0 - used, t["firms.ramp_speed"] * t["patronage.contract_use"] * more)
    value = t["firms.value_speed"] * t["patronage.value_contract"] * more * desk.plain("firm.value")[slot]
    ours = float(desk.own("position.share")[:, slot].sum())
    lines = [
        about(desk, "forecast.output", max(0.0, sold) * capacity, 1),
        about(desk, "forecast.firm_value", value, 1),
    ]
    return Forecast(lines, note=[say("note.contract", share=round(10_000 * ours), worth=round(ours * value))])


def _nominate(desk: Desk, _decree: Decree, order: NominateFirm) -> Forecast:
    """Chance as the seat can honestly tell it from its own reading of the firm."""
    slot = desk.firm(order.firm)
    if slot < 0:
        return Forecast()
    t = desk.tables
    tier, renewed = badge_asked(desk, slot)
    spread, noise = t["deals.quality_spread"], desk.plain("firm.noise")[slot]
    known = spread * spread / (spread * spread + noise * noise)
    full = t["patronage.contract_full"] * max(1, desk.plain("firm.capacity")[slot])
    merit = (
        t["patronage.badge_base"]
        + t["patronage.badge_quality"] * known * desk.plain("firm.estimate")[slot]
        + t["patronage.badge_technology"] * (desk.plain("firm.technology")[slot] - 1.0)
        + t["patronage.badge_hard"] * float(t.hard[desk.plain("firm.chain")[slot]])
        + t["patronage.badge_contract"] * min(1.0, desk.plain("firm.contract")[slot] / full)
        - t["patronage.badge_national"] * (tier is Badge.NATIONAL)
        + t["patronage.badge_again"] * renewed
    )
    chance = round(10_000 * float(logistic(np.asarray(merit))))
    waived = round(10_000 * float(t.lists["patronage.badge_tax"][int(tier)]))
    note = say("note.badge", waived=waived, turns=round(t["patronage.badge_turns"]), grant=_grant(desk, tier))
    return Forecast(chance_bp=chance, note=[note])


def _grant(desk: Desk, tier: Badge) -> int:
    return round(float(desk.tables.lists["patronage.badge_grant"][int(tier) - 1]))


def _laboratory(desk: Desk, _decree: Decree, order: FoundLaboratory) -> Forecast:
    t, chain = desk.tables, desk.chain(order.chain)
    now = desk.mine("talent.laboratory")[chain]
    points = order.amount / (t["laboratories.cost"] * (1.0 + now / t["laboratories.rising"]))
    lag = round(t["laboratories.lag"])
    born = t["laboratories.spin"] * (now + points) / 100.0
    office = round(10_000 * office_chance(desk, lag))
    note = say("note.laboratory", turns=lag, odds=round(10_000 * born))
    line = ForecastLine("forecast.laboratory", *(round(100 * points),) * 3, lag)
    return Forecast([line], -1, office, lag, [note])


def _host(desk: Desk, _decree: Decree, order: HostUniversity) -> Forecast:
    field, strength = exiled(desk)
    if not field:
        return Forecast()
    t = desk.tables
    arrives = t["laboratories.host_kept"] * strength
    rest = t["laboratories.host_regains"] * strength
    back = rest * (1.0 - (1.0 - t["laboratories.host_pace"]) ** (2 * YEARS_OF_REBUILDING))
    lines = [about(desk, "forecast.university", 100 * (arrives + back), 2 * YEARS_OF_REBUILDING)]
    upkeep = round(rest * t["laboratories.host_upkeep"])
    rivals = max(1, len(t.cities) - 1)
    note = say("note.host", field=field, upkeep=upkeep, floor=host_floor(desk), rivals=rivals)
    return Forecast(lines, note=[note])


def first_day(desk: Desk, slot: int) -> tuple[float, float]:
    """Lowest and highest first-day price of a firm that lists now, times its last value."""
    board = boards.board_of(desk, desk.tables)[slot]
    low, high = boards.first_day(np.asarray(board), desk.tables)
    # State owners with a minority help the price, with control they harm it.
    owned = np.asarray(desk["position.share"][:, :, slot].sum())
    helped = 1.0 + desk.tables["ties.listing"] * float(ties.help_of(owned, desk.tables))
    return float(low) * helped, float(high) * helped


BRINGS: dict[type[Any], Callable[[Desk, Decree, Any], Forecast]] = {
    SetScreening: _screening,
    PlaceContract: _contract,
    NominateFirm: _nominate,
    FoundLaboratory: _laboratory,
    HostUniversity: _host,
}
