"""Enablers: industrial software, security and cloud lift old industry; and data centres, most of which stand idle.

Anybody can promise a data centre for cheap land and power; far from users a quarter of it is used. Some grow into a
cloud that others can work with; so do the machine rooms of some platforms. Owns `firm.enabler` and how much of a data
centre is used.
"""

from __future__ import annotations

import numpy as np

from boulevard_server.rules import bets
from boulevard_server.rules.arrays import ZERO, Array, Floats, at_most_one, choose, clip, positive, some, total
from boulevard_server.rules.bets import Fields
from boulevard_server.rules.chains import per_head
from boulevard_server.rules.codes import KIND, STAGE
from boulevard_server.rules.markets import open_now
from boulevard_server.rules.places import at_city, at_cluster, figures_at, rest_of_industry
from boulevard_server.rules.powers import log
from boulevard_server.rules.segments import segment_total
from boulevard_server.rules.single import least
from boulevard_server.rules.tables import Tables
from boulevard_server.rules.turn import Turn
from boulevard_shared.events import EventKind


def play(turn: Turn) -> None:
    """Data centres that learn become clouds; then enablers lift what the city has made for long."""
    _grow_clouds(turn)
    strength = lift(turn)
    t = turn.tables
    rest = rest_of_industry(t, turn["match.turn"])
    yearly = t["enablers.lift"] * positive(strength - t["enablers.usual"]) * rest
    turn.contribute("city.tfp", "enablers:cluster.output", turn["city.tfp"] / 2.0 * yearly)


def lift(turn: Turn) -> Floats:
    """How much enablers a city has for its size (..., C): 1 as the whole country has in a typical chain of them."""
    t = turn.tables
    usual = np.maximum(per_head(t, turn["city.population"], turn["nation.trend"]), 1.0)
    made = np.minimum(turn["cluster.output"] / usual, t["enablers.most"])
    weight = t.enables
    cities = turn.axes["C"]
    out: Floats = total(made * weight)
    if some(turn["firm.enabler"]):
        cloud = (turn["firm.enabler"] > 0) & (turn["firm.serial"] > 0)
        clouds = segment_total(cloud.astype(np.int64), turn["firm.city"], cities)
        out = out + t["enablers.cloud"] * clouds
    if some(turn["firm.contract"]):
        enabler = (figures_at(turn, weight) > 0) & (turn["firm.serial"] > 0)
        bought = segment_total(turn["firm.contract"] * enabler, turn["firm.city"], cities)
        contracts = at_most_one(bought / np.maximum(t["enablers.contracts"] * turn["city.gdp"], 1.0))
        out = out + t["enablers.contract"] * contracts
    return out


def hall_share(fields: Fields, tables: Tables) -> Floats:
    """How much of a data centre is used in each city (..., C): more in a metropolis.

    A metropolis by GDP, against the country's income of the day.
    """
    remote, near = tables.lists["enablers.hall_use"]
    low, high = tables.lists["enablers.metro_gdp"]
    rise = fields["nation.income"] / np.maximum(fields["nation.income_start"], 1)
    gdp = fields["city.gdp"] / np.maximum(rise, 0.01)[..., None]
    metro = clip(log(np.maximum(gdp, 1.0) / low) / log(np.asarray(high / low)), 0.0, 1.0)
    out: Floats = remote + (near - remote) * metro
    return out


def hall_worth(share: Array | float, tables: Tables) -> Floats:
    """What a data centre so much in use is worth against one in a metropolis."""
    out: Floats = least(share / float(tables.lists["enablers.hall_use"][1]), 1.0)
    return out


def hall_use(turn: Turn) -> Floats:
    """Largest use of each firm's capacity (..., F): of a data centre by where it stands, 1 for all others."""
    hall = (turn["firm.kind"] == KIND.DATACENTRE) & (turn["firm.enabler"] == ZERO)
    if not some(hall):
        return np.ones(hall.shape)
    out: Floats = choose(hall, at_city(turn, hall_share(turn, turn.tables)), 1.0)
    return out


def _grow_clouds(turn: Turn) -> None:
    """Halls that find users, and champions of data whose own machines have become good enough for others."""
    t = turn.tables
    hall = (turn["firm.kind"] == KIND.DATACENTRE) & (turn["firm.serial"] > ZERO) & open_now(turn["firm.stage"])
    champion = figures_at(turn, t.of_data) & (turn["firm.stage"] == STAGE.MATURE)
    champion = champion & (turn["firm.output"] >= t["enablers.cloud_sales"]) & ~hall
    able = (hall | champion) & (turn["firm.enabler"] == ZERO)
    if not some(able):
        return
    fit = bets.talent_fit(turn["talent.university"], turn["talent.network"], t)
    ground = fit * (t["enablers.cloud_least"] + turn["cluster.density"])
    dark = hall & (turn["firm.doomed"] > ZERO)
    share = choose(champion, t["enablers.cloud_firm"], t["enablers.cloud_chance"])
    share = share * choose(dark, t["enablers.cloud_dark"], 1.0)
    odds = share * at_cluster(turn, ground)
    grows: Array = able & (turn.draw("enablers.cloud", (turn.axes["F"],)) < odds)
    turn.set("firm.enabler", choose(grows, 1, turn["firm.enabler"]))
    # A cloud is worth more than lit halls; halls that stood dark are worth at least what was put into them.
    worth = choose(hall, t["enablers.cloud_worth"], t["enablers.cloud_firm_worth"])
    target = turn["firm.target"] * choose(grows, worth, 1.0)
    turn.set("firm.target", choose(grows & dark, np.maximum(target, turn["firm.invested"]), target))
    turn.set("firm.doomed", choose(grows & dark, 0, turn["firm.doomed"]))
    turn.note(
        EventKind.CLOUD_GROWN,
        grows,
        city=turn["firm.city"],
        weight=52,
        firm=turn["firm.name"],
        chain=turn["firm.chain"],
        host_city=turn["firm.city"],
    )
