"""The world outside: tension, the ladder of sanctions by chain, listed firms, replaced imports, foreign investors.

Dependence on imports builds up in every chain of a city while the world is open (`cluster.exposure`). Tension grows
with the success of hard technology and with dated rifts; it moves chains up a ladder of four rungs. From the third on
single firms are listed: they lose output by how exposed they are and cannot expand for a while. A city that pays for
replacing a chain's imports takes most of that loss away.
"""

from __future__ import annotations

import numpy as np

from boulevard_server.rules import dates, stakes
from boulevard_server.rules.arrays import (
    ONE,
    ZERO,
    Array,
    Floats,
    Ints,
    at_most_one,
    choose,
    clip,
    numbers,
    positive,
    some,
    total,
    wan,
)
from boulevard_server.rules.codes import STAGE
from boulevard_server.rules.places import at_chain, at_cluster, figures_at
from boulevard_server.rules.tables import Tables
from boulevard_server.rules.turn import Turn
from boulevard_shared.events import EventKind

_LOCAL_CAP = 0.65
"""Local sourcing at which `exposure_local` counts whole."""


def begin(start: dict[str, Array], tables: Tables) -> None:
    """Tension, confidence and import dependence as they stand when turn 0 is planned; needs openness."""
    years = max(0.0, tables.scenario.start_year - dates.FIRST_YEAR)
    start["nation.tension"] = np.asarray(tables["sanctions.tension_start"] + tables["sanctions.tension_year"] * years)
    start["nation.confidence"] = np.asarray(tables["sanctions.confidence_start"])
    shape = (len(tables.cities), len(tables.chains))
    start["cluster.exposure"] = np.broadcast_to(tables.import_share * start["nation.openness"], shape) + 0.0


def project_cost(tables: Tables, output: Array) -> Floats:
    """What replacing a chain's imports costs from beginning to end (..., I), wan, by its output."""
    cost = tables["sanctions.project_cost"] * tables.import_share * output
    return np.maximum(cost, tables["sanctions.project_floor"])


def bite(tables: Tables, exposure: Array, substitution: Array) -> Floats:
    """How exposed a chain of a city is after what has been replaced (..., C, I), 0-1."""
    left: Floats = exposure * (1.0 - tables["sanctions.relief"] * at_most_one(substitution))
    return left


def play(turn: Turn, coming: Array) -> None:
    """Half a year of the world outside."""
    _replace(turn)
    _depend(turn)
    _strain(turn, coming)
    _climb(turn, coming)
    _list(turn)
    _invest(turn)


def _replace(turn: Turn) -> None:
    """Pay for replacing imports; know-how decides how far the money goes."""
    t, budget = turn.tables, turn["cluster.substitution_budget"]
    if not some(budget):
        return
    done = turn["cluster.substitution"]
    whole = project_cost(t, turn["cluster.output"])
    most = np.minimum(t["sanctions.project_pace"], positive(1.0 - done)) * whole
    paid = np.minimum(budget, np.ceil(most).astype(np.int64))
    turn.transfer("city.treasury", "outside.market", "substitution", paid)
    know = t["sanctions.project_know"]
    speed = 1.0 - know + know * clip(turn["city.technology"] / 60.0, 0.0, 1.0)[..., None]
    # The last stretch is walked whole: nobody pays for ever for a rest that rounding leaves.
    step = choose((done < 1.0) & (done + speed * paid / whole >= 0.985), 1.0 - done, speed * paid / whole)
    turn.contribute("cluster.substitution", "substitution_money:cluster.substitution_budget", step)
    cities = numbers(turn.axes["C"])[:, None]
    finished = (turn["cluster.substitution"] >= 1.0) & (done < 1.0)
    turn.set("cluster.substitution_budget", choose(turn["cluster.substitution"] >= 1.0, 0, budget))
    turn.note(
        EventKind.IMPORT_REPLACED,
        finished,
        city=cities,
        weight=66,
        host_city=cities,
        chain=numbers(turn.axes["I"]),
    )


def _depend(turn: Turn) -> None:
    """Exposure follows import dependence times openness, slowly; what is bought next door need not be imported."""
    t = turn.tables
    local = t["sanctions.exposure_local"] * at_most_one(turn["cluster.local_share"] / _LOCAL_CAP)
    goal = t.import_share * turn["nation.openness"][..., None, None] * (1.0 - local)
    now = turn["cluster.exposure"]
    turn.set("cluster.exposure", now + t["sanctions.exposure_speed"] * (goal - now))


def _strain(turn: Turn, coming: Array) -> None:
    """Tension: what strong hard chains add, what dated rifts add, what time takes."""
    t = turn.tables
    hard = t.hard * turn["nation.demand"]
    home = clip(1.0 - turn["nation.rival_capacity"] / np.maximum(turn["nation.capacity"], ONE), 0.0, 1.0)
    share = total(hard * home) / np.maximum(total(hard), 1)
    now, rift = turn["nation.tension"], dates.size_now(turn, coming, "rift")
    base = t["sanctions.tension_start"]
    moves = {
        "champions": t["sanctions.tension_champions"] * share,
        "rift": t["sanctions.tension_rift"] * rift,
        "calm": -t["sanctions.tension_calm"] * positive(now - base),
    }
    turn.contribute_each("nation.tension", moves)
    over = turn["nation.tension"] - 100.0
    turn.contribute("nation.tension", "limit", -positive(over))
    turn.note(EventKind.RIFT_WIDENED, rift > 0, weight=72, points=np.rint(turn["nation.tension"]).astype(np.int64))


def _climb(turn: Turn, coming: Array) -> None:
    """Chains move up the ladder: on dates, and by themselves when tension is high."""
    t, rung = turn.tables, turn["nation.sanctions"]
    top = int(t["sanctions.ladder_top"])
    calm = t["sanctions.ladder_tension"]
    hot = clip((turn["nation.tension"] - calm) / (100.0 - calm), 0.0, 1.0)
    praised = choose(turn["nation.plan"] > ZERO, t["sanctions.ladder_plan"], 1.0)
    odds = t["sanctions.ladder_hazard"] * hot[..., None] * t.import_share * t.hard * praised
    up = (turn.draw("sanctions.climb", (turn.axes["I"],)) < odds).astype(np.int64)
    dated = dates.chains_now(turn, coming, "sanction")
    now = np.minimum(rung + up + np.rint(dated).astype(np.int64), top)
    turn.set("nation.sanctions", now)
    turn.note(
        EventKind.SANCTIONS_TIGHTENED,
        now > rung,
        weight=78,
        chain=numbers(turn.axes["I"]),
        rung=now,
    )


def pressure(turn: Turn) -> Floats:
    """How far the ladder is climbed in each chain (..., I), 0-1."""
    out: Floats = turn["nation.sanctions"] / turn.tables["sanctions.ladder_top"]
    return out


def _list(turn: Turn) -> None:
    """Large firms of a chain on the upper rungs are put on the list, one after the other."""
    t = turn.tables
    since = turn["firm.sanctioned"]
    lives = turn["firm.serial"] > ZERO
    ripe = at_chain(turn, turn["nation.sanctions"]) >= t["sanctions.list_rung"]
    size = turn["firm.capacity"] / np.maximum(at_chain(turn, turn["nation.demand"]), ONE)
    large = (size >= t["sanctions.list_size"]) & (turn["firm.opened"] >= ZERO)
    (firm,) = (lives & ripe & large & (since == ZERO)).reshape(-1).nonzero()
    hit = np.zeros(lives.shape, bool)
    hit.reshape(-1)[firm] = turn.draw_at("sanctions.list", (turn.axes["F"],), firm) < t["sanctions.list_chance"]
    turn.set("firm.sanctioned", choose(lives & (since > ZERO), since + ONE, hit))
    turn.note(
        EventKind.FIRM_SANCTIONED,
        hit,
        city=turn["firm.city"],
        weight=82,
        firm=turn["firm.name"],
        chain=turn["firm.chain"],
        host_city=turn["firm.city"],
    )


def kept(turn: Turn) -> Floats:
    """Part of its output (..., F) that a firm keeps although it is on the list; 1 for all others."""
    since = turn["firm.sanctioned"]
    if not some(since):
        return np.ones(since.shape)
    t = turn.tables
    exposed = at_cluster(turn, turn["cluster.exposure"]) / t["sanctions.listed_exposure"]
    relief = t["sanctions.relief"] * at_most_one(at_cluster(turn, turn["cluster.substitution"]))
    adapted = 1.0 - t["sanctions.listed_adapt"] * positive(since - t["sanctions.listed_freeze"])
    loss = t["sanctions.listed_loss"] * at_most_one(exposed) * np.maximum(adapted, t["sanctions.listed_least"])
    out: Floats = choose(since > 0, 1.0 - loss * (1.0 - relief), 1.0)
    return out


def cost(turn: Turn) -> Floats:
    """What dearer parts add to the cost of a yuan of output in each cluster (..., C, I)."""
    t = turn.tables
    exposed = bite(t, turn["cluster.exposure"], turn["cluster.substitution"])
    out: Floats = t["sanctions.chain_cost"] * exposed * pressure(turn)[..., None, :]
    return out


def expands(turn: Turn) -> Floats:
    """Part of its usual expansion that a firm can make (..., F): none while frozen, less where markets are shut."""
    t = turn.tables
    since = turn["firm.sanctioned"]
    frozen = (since > ZERO) & (since <= t["sanctions.listed_freeze"])
    eased = at_cluster(turn, turn["cluster.substitution"]) >= 1.0
    share = turn["firm.capacity"] / np.maximum(at_chain(turn, turn["nation.demand"]), ONE)
    large = clip(share / t["sanctions.access_share"] - 1.0, 0.0, 1.0)
    hostile = clip(turn["nation.tension"] - t["sanctions.tension_start"], 0.0, 100.0)[..., None] / 100.0
    shut = t["sanctions.access_limit"] * large * hostile * figures_at(turn, t.hard)
    out: Floats = choose(frozen & ~eased, 0.0, 1.0 - shut)
    return out


def _invest(turn: Turn) -> None:
    """Foreign investors: what shakes them, how slowly they come back, and the few who buy when others flee."""
    t = turn.tables
    tension = positive(turn["nation.tension"] - t["sanctions.tension_start"])
    now = turn["nation.confidence"]
    campaign = total(turn["nation.correction_size"] * (turn["nation.correction"] > ZERO))
    on = (turn["nation.crackdown"] >= 0) & (crackdown_left(turn) > 0)
    moves = {
        "crackdown": -t["sanctions.confidence_crackdown"] * on,
        "tension:nation.tension": -t["sanctions.confidence_tension"] * tension,
        "correction": -t["sanctions.confidence_correction"] * campaign,
        "coming_back": t["sanctions.confidence_back"] * (t["sanctions.confidence_goal"] - now),
    }
    turn.contribute_each("nation.confidence", moves)
    low = np.minimum(turn["nation.confidence"], 0.0)
    turn.contribute("nation.confidence", "limit", -low)
    _contrarians(turn)


def crackdown_left(turn: Turn) -> Ints:
    """Turns of the crackdown still to come; see `crackdown`, which this must not import."""
    began = turn["nation.crackdown"]
    out: Ints = (began + dates.crackdown_length(turn) - turn["match.turn"]) * (began >= 0)
    return out


def _contrarians(turn: Turn) -> None:
    """A foreign fund that buys while others sell: money for a firm that earns, at today's low price."""
    t = turn.tables
    low = turn["nation.confidence"] < t["sanctions.foreign_below"]
    if not some(low):
        return
    liked = at_chain(turn, turn["nation.favour"]) > 1.0
    earns = (turn["firm.stage"] == STAGE.MATURE) & (turn["firm.profit"] > 0) & (turn["firm.listed"] < 0)
    able = earns & liked & (turn["firm.sanctioned"] == 0) & low[..., None]
    comes = able & (turn.draw("sanctions.foreign", (turn.axes["F"],)) < t["sanctions.foreign_chance"])
    if not some(comes):
        return
    money = wan(turn["firm.value"] * t["sanctions.foreign_share"]) * comes
    stakes.join(turn, money)
    turn.note(
        EventKind.FOREIGN_FUND_CAME,
        comes & (money > 0),
        city=turn["firm.city"],
        weight=48,
        firm=turn["firm.name"],
        amount=money,
        host_city=turn["firm.city"],
    )
