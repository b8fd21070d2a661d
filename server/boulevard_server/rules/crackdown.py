"""Platforms praised and then tamed: four meters that soft chains fill, and the crackdown that they may call down.

No script: while soft chains are praised, their autonomy, their dominance, the data they hoard and the inequality they
are blamed for rise (`nation.meter`); above a threshold each point makes a crackdown likelier. It takes half and more
of the worth of soft chains, sends private money to the hard chains of the plan, costs founders and jobs in the cities
where the platforms are at home, and empties the meters. Also owns `nation.mood`, what the exchange adds to or takes
from the worth of each chain.
"""

from __future__ import annotations

import numpy as np

from boulevard_server.rules import chance, dates
from boulevard_server.rules.arrays import (
    TWO,
    ZERO,
    Array,
    Floats,
    Ints,
    at_most_one,
    choose,
    clip,
    mean,
    positive,
    some,
    total,
)
from boulevard_server.rules.places import at_chain, figures_at
from boulevard_server.rules.tables import Tables, softness
from boulevard_server.rules.turn import Turn
from boulevard_shared.events import EventKind

_BASE = 10.0
"""Points of a meter that are always there."""


def begin(start: dict[str, Array], tables: Tables) -> None:
    """The meters and the exchange's mood as they stand when turn 0 is planned."""
    years = dates.years_before(start, tables, "platforms")
    full = tables.lists["crackdown.start"] + tables.lists["crackdown.start_year"] * years
    start["nation.meter"] = clip(full, 0.0, 100.0)
    start["nation.crackdown"] = np.asarray(-1)
    start["nation.crackdown_odds"] = np.asarray(_odds(tables, mean(start["nation.meter"]), np.asarray(1.0)))
    start["nation.mood"] = np.ones(len(tables.chains))


def under_way(turn: Turn) -> Array:
    """Whether (*lead) a crackdown is on."""
    began = turn["nation.crackdown"]
    out: Array = (began >= 0) & (turn["match.turn"] + 1 < began + dates.crackdown_length(turn))
    return out


def _odds(tables: Tables, level: Array, bold: Array) -> Floats:
    over = positive(level - tables["crackdown.threshold"])
    odds: Floats = at_most_one(tables["crackdown.hazard"] * over * bold)
    return odds


def play(turn: Turn, coming: Array, bold: Array) -> None:
    """Fill the meters, begin or end a crackdown, and let it act.

    Args:
        bold: how ready the leaders are for a campaign (*lead), 1 as usual.
    """
    _fill(turn)
    was = under_way(turn)
    odds = choose(was, 0.0, _odds(turn.tables, mean(turn["nation.meter"]), bold))
    begins = ~was & (turn.draw("crackdown.begins") < odds)
    ended = (turn["nation.crackdown"] >= 0) & (coming == turn["nation.crackdown"] + dates.crackdown_length(turn))
    turn.set("nation.crackdown", choose(begins, coming, turn["nation.crackdown"]))
    turn.set("nation.crackdown_odds", odds)
    worst = (turn["nation.meter"]).argmax(axis=-1)
    turn.note(EventKind.CRACKDOWN_BEGUN, begins, weight=95, meter=worst, share=np.rint(odds * 10_000).astype(np.int64))
    turn.note(EventKind.CRACKDOWN_ENDED, ended & ~begins, weight=74)
    on = begins | (was & ~ended)
    _tame(turn, on)
    _mood(turn, on)
    first = on & (coming - turn["nation.crackdown"] < turn.tables["crackdown.first_turns"])
    if some(first):
        _dismiss(turn, first)


def praise(turn: Turn) -> Floats:
    """How much soft chains are praised (*lead), 0-1: capital's favour and the era together."""
    soft = softness(turn.tables)
    liked = total(clip(turn["nation.favour"], 0.0, 1.5) * soft) / max(1.0, float(soft.sum()))
    out: Floats = np.minimum(liked, 1.2) * (1.0 - 0.6 * turn["nation.era"])
    return out


def _fill(turn: Turn) -> None:
    """What soft chains add to the meters this turn, cause by cause."""
    t = turn.tables
    soft = softness(t)
    made = total(turn["cluster.output"], -2)
    # Against what soft chains usually make of the whole: a country without platforms need not fear them.
    share = total(made * soft) / np.maximum(total(made), 1) / t["crackdown.soft_usual"]
    pressed = (np.minimum(share, 2.0) * praise(turn))[..., None]
    worth = total((turn["nation.mood"] - 1.0) * soft) / max(1.0, float(soft.sum()))
    # An empty slot has no output.
    firms = turn["firm.output"] * (figures_at(turn, t.hard) == ZERO)
    leader = firms.max(axis=-1) / np.maximum(total(made * soft), 1)
    income = turn["city.income"]
    gap = income.max(axis=-1) / np.maximum(mean(income), 1.0) - 1.0
    houses = turn["nation.house_price"] / np.maximum(turn.before["nation.house_price"], 0.05) - 1.0
    now = turn["nation.meter"]
    fills = {
        "praise": pressed * t.lists["crackdown.praise"],
        "platform_worth": positive(worth)[..., None] * t.lists["crackdown.worth"],
        "platform_leader": at_most_one(leader)[..., None] * t.lists["crackdown.leader"],
        "income_gap": gap[..., None] * t.lists["crackdown.gap"],
        "house_prices": positive(houses)[..., None] * t.lists["crackdown.houses"],
        "fading": -t.lists["crackdown.fade"] * (now - _BASE),
    }
    turn.contribute_each("nation.meter", fills)
    over = positive(turn["nation.meter"] - 100.0)
    turn.contribute("nation.meter", "limit", -over)


def _tame(turn: Turn, on: Array) -> None:
    """A crackdown empties the meters, takes favour from soft chains and hands part of it to the plan's hard ones."""
    t = turn.tables
    if not some(on):
        return
    tamed = np.minimum(t.lists["crackdown.tamed"], positive(turn["nation.meter"] - _BASE))
    turn.contribute("nation.meter", "crackdown", -tamed * on[..., None])
    soft = softness(t)
    liked = positive(turn["nation.favour"] - (1.0 - t["crackdown.favour"]))
    lost = t["crackdown.speed"] * liked * soft * on[..., None]
    turn.contribute("nation.favour", "crackdown", -lost)
    named = turn["nation.plan"] * t.hard
    moved = t["crackdown.favour_moved"] * total(lost)[..., None] * named / np.maximum(total(named), 1)[..., None]
    turn.contribute("nation.favour", "money_moved", moved * 2.0)


def depth(turn: Turn) -> Floats:
    """Part of their worth (*lead) that soft chains lose in the last crackdown; drawn for the turn it began in."""
    low, high = turn.tables.lists["crackdown.depth"]
    drawn = chance.draw(turn.before["match.seed"], turn["nation.crackdown"], "crackdown.depth")
    out: Floats = low + (high - low) * drawn
    return out


def _mood(turn: Turn, on: Array) -> None:
    """What the exchange thinks of each chain: tamed platforms, the plan, lists abroad, foreign money, campaigns."""
    t, now = turn.tables, turn["nation.mood"]
    soft = softness(t)
    ever = turn["nation.crackdown"] >= 0
    fall = depth(turn)
    low = choose(on, fall, fall * t["crackdown.scar"] * ever)
    speed = choose(on, t["crackdown.speed"], t["crackdown.back"])[..., None]
    era = turn["nation.era"][..., None]
    plan = 0.10 * era * (turn["nation.plan"] - 0.25)
    rung = -t["sanctions.listed_mood"] * np.maximum(turn["nation.sanctions"] - TWO, ZERO)
    trust = (turn["nation.confidence"] / t["sanctions.confidence_goal"] - 1.0)[..., None]
    foreign = t["sanctions.confidence_mood"] * clip(trust, -1.0, 0.2)
    campaign = turn["nation.correction_size"] * (turn["nation.correction"] > ZERO) * t.lists["buildups.hits_worth"]
    liked = clip(turn["nation.favour"] - 1.0, 0.0, 1.0)
    struck = -(total(campaign[..., :2])[..., None] + campaign[..., 2:] * liked)
    # Each cause moves its own part of the way; what none of them holds up or down fades.
    goal = 1.0 - low[..., None] * soft
    turn.contribute("nation.mood", "crackdown", speed * (goal - 1.0) * soft * on[..., None])
    felt = {
        "plan:nation.plan": plan,
        "sanctions:nation.sanctions": rung,
        "confidence:nation.confidence": foreign,
        "correction": struck,
    }
    turn.contribute_each("nation.mood", felt, speed)
    scar = choose(on, 0.0, low)[..., None] * soft
    turn.contribute("nation.mood", "fading", -speed * (now - (1.0 - scar)))
    turn.contribute("nation.mood", "limit", positive(0.15 - turn["nation.mood"]))


def _dismiss(turn: Turn, first: Array) -> None:
    """Founders step down and people are dismissed where platforms are at home."""
    t = turn.tables
    soft = (turn["firm.serial"] > 0) & (figures_at(turn, t.hard) == 0) & first[..., None]
    opened = soft & (turn["firm.opened"] >= 0)
    kept = choose(opened, 1.0 - t["crackdown.dismissed"], 1.0)
    need = turn["firm.need"]
    left = np.rint(need * kept[..., None]).astype(np.int64)
    gone: Ints = total(need - left)
    turn.set("firm.need", left)
    turn.set("firm.capacity", turn["firm.capacity"] * kept)
    noticed = opened & (turn["firm.value"] >= t["crackdown.founder_worth"])
    luck = turn.draw("crackdown.founders", (turn.axes["F"],))
    steps_down = noticed & (luck < t["crackdown.founders"])
    technology = turn["firm.technology"] * choose(steps_down, 1.0 - t["crackdown.founder_loss"], 1.0)
    turn.set("firm.technology", technology)
    turn.note(
        EventKind.FOUNDER_LEFT,
        steps_down,
        city=turn["firm.city"],
        weight=58,
        firm=turn["firm.name"],
        host_city=turn["firm.city"],
    )
    turn.note(
        EventKind.STAFF_DISMISSED,
        gone >= 100,
        city=turn["firm.city"],
        weight=56,
        firm=turn["firm.name"],
        host_city=turn["firm.city"],
        people=gone,
    )


def revalued(turn: Turn) -> Floats:
    """By what factor (..., F) the exchange has marked each firm this turn, for the mood of its chain."""
    ratio = turn["nation.mood"] / np.maximum(turn.before["nation.mood"], 0.05)
    return np.asarray(at_chain(turn, ratio), np.float64)


def projects(turn: Turn) -> Floats:
    """By what factor (..., I) projects of each chain come to market: no large deals of platforms in a crackdown."""
    on = under_way(turn)[..., None] & (turn.tables.hard == ZERO)
    out: Floats = choose(on, turn.tables["crackdown.no_deals"], 1.0)
    return out
