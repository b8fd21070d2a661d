"""What a bid should bring, reckoned from a seat's view with the formulas the rules themselves use."""

from __future__ import annotations

import msgspec
import numpy as np

from boulevard_server.rules import bets, enablers
from boulevard_server.rules.arrays import Floats
from boulevard_server.rules.desk import Commons, Desk, once_a_moment, once_a_view, vehicle_slot
from boulevard_server.rules.powers import logistic
from boulevard_shared.ids import ProjectKind
from boulevard_shared.orders import BidForProject

_ROWS = (
    "city.briefed",
    "talent.university",
    "talent.network",
    "cluster.boss",
    "cluster.density",
    "cluster.leader",
    "official.expertise",
    "official.rank",
    "official.tenure",
)
TURNS_A_YEAR = 2


class Outlook(msgspec.Struct, frozen=True, gc=False):
    """What a bid should bring.

    `win` is the chance that this package wins, `success` that the firm then succeeds; `mean` is the expected multiple
    of the equity paid, for `scale` and `keep` see `multiples`; `output` (wan a year, times the chance) and `jobs` are
    what the project would have at full size; `opens_in` and `pays_in` turns until product and profit; `noise` the error
    of the estimate.
    """

    win: float
    success: float
    mean: float
    scale: float
    keep: float
    opens_in: int
    pays_in: int
    output: int
    jobs: int
    noise: float


@once_a_view
def home_ground(desk: Desk) -> bets.Ground:
    """What the own city offers a bet in each chain, shape (1, I). Graft cannot be seen and counts as none."""
    fields = {name: desk.own(name)[None] for name in _ROWS}
    return bets.ground({**fields, "nation.favour": desk["nation.favour"]}, 0.0, desk.tables)


@once_a_moment
def view_ground(commons: Commons) -> bets.Ground:
    """What every city offers, shape (C, I), as everybody may see it: ties with laboratories count as none."""
    fields = {name: commons[name] for name in (*_ROWS, "nation.favour") if name != "talent.network"}
    network = np.zeros(fields["cluster.density"].shape)
    return bets.ground({**fields, "talent.network": network}, 0.0, commons.tables)


@once_a_view
def home_odds(desk: Desk) -> Floats:
    """Log odds of an average bet in each chain here, shape (I,)."""
    out: Floats = bets.log_odds(home_ground(desk), desk.tables)[0]
    return out


@once_a_view
def home_worth(desk: Desk) -> Floats:
    """How good a home the city is for firms of each chain, 0 to 1, shape (I,)."""
    trust, life = desk.own("city.trust"), desk.own("city.livability")
    out: Floats = bets.place_worth(home_ground(desk), np.asarray(trust), np.asarray(life))[0]
    return out


@once_a_view
def success_chance(desk: Desk, slot: int, consulted: bool | None = None) -> float:
    """Chance that the project in this slot succeeds here, as the seat can honestly forecast it.

    `consulted` asks what it would be with the chain's support, or without; None takes it as it is.
    """
    if desk.plain("project.fraud_seen")[slot]:
        return 0.0
    tables = desk.tables
    chain = desk.plain("project.chain")[slot]
    asked = float(desk.plain("project.consulted")[slot]) if consulted is None else float(consulted)
    noise = desk.plain("project.noise")[slot]
    # Whoever wins among many bidders has more often been the one who read too much into it.
    sober = desk.plain("project.estimate")[slot] - tables["forecast.curse"] * noise
    p = bets.chance_forecast(
        float(home_odds(desk)[chain]),
        (sober, noise),
        float(bets.usual_quality(desk.plain("project.template")[slot], desk.plain("project.ticket")[slot], tables)),
        asked,
        tables,
    )
    # Looked at and found clean: what is left of the doubt (Bayes).
    hidden = 1.0 - tables["deals.fraud_seen"] - tables["deals.fraud_seen_literacy"] * _literacy(desk, chain)
    if asked:
        hidden *= 1.0 - tables["deals.fraud_seen_consulted"] / (1.0 - tables["deals.fraud_seen"])
    before = _figure(desk, slot, "fraud_share")
    crook = before * hidden / (1.0 - before + before * hidden)
    return float(p) * (1.0 - crook)


def _literacy(desk: Desk, chain: int) -> float:
    """How well the own city can judge a chain, 0 to 1: boss, officials, networks."""
    tables, expertise = desk.tables, [known[chain] for known in desk.mine("official.expertise")]
    boss = desk.mine("cluster.boss")[chain]
    known = (
        tables["deals.literacy_boss"] * (expertise[boss] if boss >= 0 else 0.0)
        + tables["deals.literacy_officials"] * max(expertise)
        + tables["deals.literacy_network"] * desk.plain("talent.network")[chain]
    )
    return min(1.0, max(0.0, float(known)))


def _figure(desk: Desk, slot: int, name: str) -> float:
    """A figure of the kind of project in this slot."""
    return float(desk.tables.template[name][desk.plain("project.template")[slot]])


class Project(msgspec.Struct, frozen=True, gc=False):
    """What one project comes to here, whatever is bid for it.

    `chance` that it succeeds; `place`, how good a home the city would be; `crowd`, the appeal that a package has to
    beat; `lit`, how much of it would be in use here, and `worth` what that makes of it; `multiple` and `taste` of its
    kind.
    """

    asked: int
    ticket: int
    chance: float
    place: float
    crowd: float
    lit: float
    worth: float
    multiple: float
    taste: list[float]


@once_a_view
def _project(desk: Desk, slot: int) -> Project:
    """The project in this slot.

    The rivals' packages are not known at all, so the appeal to beat is what is usual.
    """
    tables, chain = desk.tables, desk.plain("project.chain")[slot]
    here = tables["deals.origin_worth"] * (desk.plain("project.origin")[slot] == desk.view.city)
    bar = tables["deals.reserve"] + tables["deals.reserve_hype"] * max(0.0, desk.plain("nation.favour")[chain] - 1.0)
    rivals = max(0, len(tables.cities) - 1)
    lit = hall_lit(desk, slot)
    return Project(
        asked=desk.plain("project.equity")[slot],
        ticket=desk.plain("project.ticket")[slot],
        chance=success_chance(desk, slot),
        place=min(1.0, float(home_worth(desk)[chain]) + here),
        crowd=bar + tables["forecast.rival_lead"] * (1.0 - 1.0 / (1.0 + tables["forecast.rivals"] * rivals)),
        lit=lit,
        worth=float(enablers.hall_worth(lit, tables)),
        multiple=_figure(desk, slot, "multiple"),
        taste=tables.template["taste"][desk.plain("project.template")[slot]].tolist(),
    )


def win_chance(desk: Desk, slot: int, bid: BidForProject) -> float:
    """Chance that the firm takes this package: its appeal against what rivals and the rest would offer.

    The firm's taste is known by its kind only; it and the rivals' packages are spread into the odds.
    """
    tables, project = desk.tables, _project(desk, slot)
    package = bets.Package(
        float(bid.equity),
        float(bid.premium_bp),
        float(bid.guarantee),
        float(bid.land_discount),
        float(bid.tax_holiday),
        float(bid.works),
        float(bid.housing),
        float(bid.claw_back),
    )
    worth = bets.features(package, project.asked, project.ticket, project.place)
    liking = float(bets.appeal(worth, project.taste, package.claw_back, tables))
    return float(logistic((liking - project.crowd) / tables["forecast.win_spread"]))


def bid_outlook(desk: Desk, slot: int, bid: BidForProject) -> Outlook:
    """All of it for one bid on the project in this slot."""
    tables, project = desk.tables, _project(desk, slot)
    price = 1.0 + bid.premium_bp / 10_000
    stake = desk.plain("project.stake")[slot] * bid.equity / (max(1, project.asked) * price)
    skill = desk.plain("vehicle.skill")[vehicle_slot(bid.vehicle)]
    keep = float(bets.keep_of(skill, min(1.0, stake), tables))
    scale = project.multiple / price * project.worth
    return Outlook(
        win=win_chance(desk, slot, bid),
        success=project.chance,
        mean=scale * float(bets.mean_multiple(project.chance, keep, tables)),
        scale=scale,
        keep=keep,
        opens_in=desk.plain("project.lag_product")[slot],
        pays_in=desk.plain("project.lag_profit")[slot],
        output=round(desk.plain("project.capacity")[slot] * project.chance * project.lit),
        jobs=desk.plain("project.jobs")[slot],
        noise=desk.plain("project.noise")[slot],
    )


def multiples(desk: Desk, look: Outlook) -> tuple[float, float, float]:
    """Multiples of the equity paid below which a bet stays with a chance of one in ten, of a half, of nine in ten."""
    low, mid, high = (look.scale * multiple_at(desk, share, look.keep, look.success) for share in (0.1, 0.5, 0.9))
    return low, mid, high


def multiple_at(desk: Desk, share: float, keep: float, chance: float) -> float:
    """The multiple that a bet stays below with probability `share`."""
    if share < 1.0 - chance:
        return float(desk.tables["deals.failure_value"])
    lucky = (share - (1.0 - chance)) / max(chance, 1e-9)
    return float(bets.multiple_at(min(lucky, 0.999), keep, desk.tables))


@once_a_view
def hall_lit(desk: Desk, slot: int) -> float:
    """How much of the project in this slot would be in use here: little of a data centre far from users, else all."""
    if desk.plain("project.kind")[slot] != ProjectKind.DATACENTRE:
        return 1.0
    return float(_hall_shares(desk)[desk.view.city])


@once_a_moment
def _hall_shares(commons: Commons) -> Floats:
    return enablers.hall_share(commons, commons.tables)


@once_a_view
def office_chance(desk: Desk, turns: int) -> float:
    """Chance that the official who signs is still in office so many turns later.

    From the start of a term 42 / 24 / 13 / 8 % after 3 / 5 / 7 / 9 years, each within 3 points; sources in
    `cadres.toml`.
    """
    left = max(0, desk.whole("seat.term_length") - desk.whole("seat.term"))
    early, late = min(turns, left), max(0, turns - left)
    stays = 1.0
    for _ in range(early):
        stays *= 1.0 - desk.tables["cadres.leave_early"]
    for _ in range(late):
        stays *= 1.0 - desk.tables["cadres.leave_late"]
    return stays


def chance_of_firm(desk: Desk, slot: int) -> float:
    """Chance that a firm in this slot is one that succeeds, from what the seat knows of it and how it is doing.

    The forecast at signing counts as long as the seat's own reading is poor.
    """
    tables = desk.tables
    odds = float(home_odds(desk)[desk.plain("firm.chain")[slot]])
    reading = desk.plain("firm.estimate")[slot], desk.plain("firm.noise")[slot]
    read = float(bets.chance_forecast(odds, reading, 0.0, 0.0, tables))
    signed = desk.plain("firm.chance")[slot]
    spread, noise = tables["deals.quality_spread"], desk.plain("firm.noise")[slot]
    trust = spread * spread / (spread * spread + noise * noise) if signed > 0 else 1.0
    p = trust * read + (1.0 - trust) * signed
    opens = desk.plain("firm.opens_in")[slot]
    if desk.plain("firm.profit")[slot] > 0 and opens == 0:
        p = 1.0 - 0.4 * (1.0 - p)
    if opens > 0 and desk.plain("firm.call")[slot] > 0:
        # A site that asks for more has been delayed, and delays come so much oftener to firms that will fail.
        odds_ratio = tables["firms.delay_chance"] / tables["firms.delay_doomed"]
        p = p * odds_ratio / (p * odds_ratio + 1.0 - p)
    for _ in range(desk.plain("firm.distress")[slot]):
        p *= 0.55
    return float(p)
