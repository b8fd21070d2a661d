"""The nation: calendar, five-year plans, credit cycle, favour, listing window, shared track.

World markets and their prices are in `markets`, which is played from here.
"""

from __future__ import annotations

import numpy as np

from boulevard_server.rules import buildups, chance, crackdown, dates, eras, markets, sanctions
from boulevard_server.rules.arrays import (
    ZERO,
    Array,
    Floats,
    Ints,
    at_most_one,
    choose,
    clip,
    positive,
    some,
    total,
    wan,
)
from boulevard_server.rules.markets import UNIT, wave
from boulevard_server.rules.powers import exp
from boulevard_server.rules.tables import Tables, constant, hard_chains
from boulevard_server.rules.turn import Turn
from boulevard_shared.content import Plan
from boulevard_shared.events import EventKind

FIRST_YEAR = dates.FIRST_YEAR
"""Year of the first entry of `nation.growth_path`."""


def begin(start: dict[str, Array], tables: Tables, seed: int) -> None:
    """Fill the nation's arrays as they stand when turn 0 is planned.

    `start` holds zero arrays of every declared field, without leading axes; they are replaced by name.
    """
    scenario, first = tables.scenario, np.asarray(-1)
    many = len(tables.chains)
    key = np.asarray(seed)
    years = scenario.start_year - FIRST_YEAR
    grown = np.ones(many)
    for half in range(2 * max(0, years)):
        grown = grown * (1.0 + markets.growing(tables, FIRST_YEAR + half / 2.0) / 2.0)
    dates.begin(start, tables, seed)
    start["nation.phase"] = np.asarray(_phase(start, tables, chance.draw(key, first, "nation.phase")))
    start["nation.trend"] = wan(tables.world_demand * grown)
    start["nation.growth"] = np.asarray(_growth(tables, np.asarray(0)))
    start["nation.credit"] = np.asarray(1.0)
    markets.begin(start, tables, key)
    plan = np.zeros(many, np.int64)
    coming = np.zeros(many, np.int64)
    for entry in scenario.plans:
        begins = _plan_turn(entry.year, scenario.start_year)
        named = np.array([int(c in entry.chains) for c in tables.chains])
        if begins <= 0:
            start["nation.era_plan"] = np.asarray(int(entry.era == "hard"))
            home = np.asarray(total(tables.start_industry, 0), np.float64)
            activity = home / np.maximum(1.0, total(home))
            plan = _with_open_slots(named, activity, entry.open_slots)
        elif begins == 1:
            coming = _named(tables, key, start["match.history"], entry)
            start["nation.era_next"] = np.asarray(_wants_hard(tables, key, start["match.history"], entry))
    if not some(coming):
        start["nation.era_next"] = np.asarray(-1)
    start["nation.plan"] = plan
    start["nation.plan_next"] = coming
    start["nation.favour"] = 1.0 + tables["nation.plan_favour"] * plan
    start["nation.rate"] = np.asarray(tables["nation.base_rate"])
    start["nation.house_price"] = np.asarray(1.0)
    start["nation.house_heat"] = np.asarray(tables["nation.slump_heat"] / 2.0)
    start["nation.slump"] = np.asarray(-1)
    start["nation.income"] = np.asarray(round(tables["nation.income_2008"] * income_since(tables)))
    start["nation.window"] = np.asarray(int(scenario.listing_opens_turn <= 0))
    start["nation.self_reliance"] = np.asarray(tables["nation.reliance_start"])
    began = wan(total(total(tables.start_industry, 0) * (tables.hard * (1.0 - tables.import_share))))
    start["nation.ladder"] = start["nation.hard_output"] = np.asarray(began)
    eras.begin(start, tables)
    sanctions.begin(start, tables)
    crackdown.begin(start, tables)
    buildups.begin(start, tables)


def _phase(start: dict[str, Array], tables: Tables, drawn: Array) -> Floats:
    """Where the credit cycle stands: as it stood, near it, or anywhere."""
    turns, spread = tables["nation.credit_turns"], tables["nation.credit_jitter"]
    stood = 2.0 * (tables.scenario.start_year - tables["nation.credit_low"])
    near, anywhere = spread * 2.0 * (drawn - 0.5), turns * drawn
    history = start["match.history"]
    off = choose(history == dates.EXACT, 0.0, choose(history == dates.JITTERED, near, anywhere))
    out: Floats = (stood + off) % turns
    return out


def income_since(tables: Tables) -> float:
    """By what factor the urban average income has grown from 2008 to the scenario's first year."""
    grown = 1.0
    for rate in tables.lists["nation.growth_path"][: max(0, tables.scenario.start_year - FIRST_YEAR)]:
        grown *= 1.0 + tables["nation.income_share_of_growth"] * float(rate)
    return grown


def _named(tables: Tables, seed: Array, history: Array, entry: Plan) -> Ints:
    """Chains (*lead, I) that a plan names for certain: those it named, or in a random history as many others."""
    real = np.array([int(c in entry.chains) for c in tables.chains])
    drawn = chance.draw(seed, np.zeros_like(seed) + entry.year, "nation.plan_names", (len(tables.chains),))
    rank = np.argsort(np.argsort(drawn, axis=-1, kind="stable"), axis=-1, kind="stable")
    out: Ints = choose((history == dates.RANDOM)[..., None], rank < len(entry.chains), real).astype(np.int64)
    return out


def _wants_hard(tables: Tables, seed: Array, history: Array, entry: Plan) -> Ints:
    """Whether (*lead) a plan wants hard technology first; in a random history any plan may."""
    drawn = chance.draw(seed, np.zeros_like(seed) + entry.year, "nation.plan_era") < 0.5
    out: Ints = choose(history == dates.RANDOM, drawn, entry.era == "hard").astype(np.int64)
    return out


def _plan_turn(year: int, start_year: int) -> int:
    return 2 * (year - start_year)


def _with_open_slots(named: Array, weight: Array, slots: int) -> Array:
    """The chains named, and the `slots` others of greatest weight; ties go to the earlier chain."""
    weight = choose(named > 0, -1.0, weight)
    order = np.argsort(-weight, axis=-1, kind="stable")
    rank = np.argsort(order, axis=-1, kind="stable")
    out: Array = ((named > 0) | (rank < slots)).astype(np.int64)
    return out


def _growth(tables: Tables, turn: Array) -> Array:
    """The country's yearly growth by the almanac in a turn."""
    path = tables.lists["nation.growth_path"]
    place = clip(tables.scenario.start_year - FIRST_YEAR + turn // 2, 0, len(path) - 1)
    out: Array = path[place]
    return out


def play(turn: Turn) -> None:
    """Move the country on by half a year."""
    luck = (turn.draw("nation.luck", (2,)) - 0.5) * UNIT
    coming = turn["match.turn"] + 1
    _plans(turn, coming)
    eras.play(turn, coming)
    bold = eras.bold(turn)
    buildups.play(turn, coming, bold)
    _credit(turn, luck[..., 0])
    markets.play(turn)
    _favour(turn)
    crackdown.play(turn, coming, bold)
    sanctions.play(turn, coming)
    _window(turn, coming)
    _living(turn, coming, luck[..., 1])
    _self_reliance(turn, coming)


def _plans(turn: Turn, coming: Array) -> None:
    tables = turn.tables
    asked = turn.acts["lobby.chain"]
    wish = total((asked[..., None] == np.arange(1, len(tables.chains) + 1)).astype(np.int64), -2)
    lobby = turn["nation.lobby"] * tables["nation.lobby_fade"] + wish * tables["nation.lobby_weight"]
    plan, announced = turn["nation.plan"], turn["nation.plan_next"]
    begins = np.zeros(turn.lead, bool)
    told = np.zeros(turn.lead, bool)
    seed, history = turn.before["match.seed"], turn["match.history"]
    era, era_next = turn["nation.era_plan"], turn["nation.era_next"]
    for entry in tables.scenario.plans:
        first = _plan_turn(entry.year, tables.scenario.start_year)
        now, soon = coming == first, coming + 1 == first
        if not (some(now) or some(soon)):
            continue
        named = _named(tables, seed, history, entry)
        hard = _wants_hard(tables, seed, history, entry)
        era, era_next = choose(now, hard, era), choose(soon, hard, era_next)
        output = total(turn["cluster.output"], -2).astype(np.float64)
        activity = output / np.maximum(total(output)[..., None], 1.0)
        weight = lobby + activity * tables["nation.activity_weight"]
        # A plan that wants hard technology has no open place for platforms.
        weight = choose((hard[..., None] > 0) & (tables.hard == 0), -0.5, weight)
        announced = choose(soon[..., None], _with_open_slots(named, weight, entry.open_slots), announced)
        plan = choose(now[..., None], choose(announced.any(-1, keepdims=True), announced, named), plan)
        begins, told = begins | now, told | soon
    turn.note(EventKind.PLAN_ANNOUNCED, told[..., None] & (announced > ZERO), weight=70, chain=_chains(turn))
    turn.note(EventKind.PLAN_BEGUN, begins[..., None] & (plan > ZERO), weight=60, chain=_chains(turn))
    turn.set("nation.era_plan", era)
    turn.set("nation.era_next", choose(begins, -1, era_next))
    turn.set("nation.plan", plan)
    turn.set("nation.plan_next", choose(begins[..., None], 0, announced))
    turn.set("nation.lobby", choose(begins[..., None], 0.0, lobby))


def _chains(turn: Turn) -> Array:
    return np.arange(len(turn.tables.chains))


def _credit(turn: Turn, luck: Floats) -> None:
    tables = turn.tables
    phase = turn["nation.phase"] + 1.0
    speed = tables["nation.credit_speed"]
    swing = tables["nation.credit_size"] * wave(phase, tables["nation.credit_turns"])
    old = turn["nation.credit"]
    turn.set("nation.phase", phase)
    mood, stimulus = eras.credit_push(turn)
    moves = {
        "credit_cycle": speed * (1.0 + swing - old),
        "credit_mood": luck * tables["nation.credit_noise"],
        "congress": speed * mood,
        "stimulus:nation.stimulus": speed * stimulus,
        "correction": -buildups.credit_taken(turn),
    }
    turn.contribute_each("nation.credit", moves)
    turn.set("nation.rate", np.maximum(0.01, tables["nation.base_rate"] + 0.03 * (1.0 - turn["nation.credit"])))


def _favour(turn: Turn) -> None:
    """Private capital follows the plan, then prices, then easy credit; what is not renewed fades."""
    tables = turn.tables
    speed = tables["nation.favour_speed"]
    old = turn["nation.favour"]
    profit = clip(turn["nation.price"] - 1.0, -0.6, 0.8)
    credit = turn["nation.credit"][..., None] - 1.0
    moves = {
        "plan": speed * tables["nation.plan_favour"] * turn["nation.plan"],
        "prices": speed * tables["nation.profit_favour"] * profit,
        "credit": speed * tables["nation.credit_favour"] * credit,
        "fading": -speed * (old - 1.0),
    }
    turn.contribute_each("nation.favour", moves)
    turn.contribute("nation.favour", "correction", -buildups.favour_taken(turn))


def _window(turn: Turn, coming: Array) -> None:
    tables = turn.tables
    draw = turn.draw("nation.window")
    easy = (turn["nation.credit"] - 1.0) * tables["nation.window_credit"]
    was = turn["nation.window"] > 0
    first = coming == tables.scenario.listing_opens_turn
    opens = ~was & (draw < tables["nation.window_open_chance"] + easy)
    shuts = was & (draw < tables["nation.window_shut_chance"] - easy)
    now = first | ((was | opens) & ~shuts)
    now = now & (coming >= tables.scenario.listing_opens_turn)
    turn.set("nation.window", now.astype(np.int64))
    turn.note(EventKind.LISTING_WINDOW_OPENED, now & ~was, weight=65)
    turn.note(EventKind.LISTING_WINDOW_SHUT, was & ~now, weight=65)


def _living(turn: Turn, coming: Array, luck: Floats) -> None:
    tables = turn.tables
    noise = choose(turn["match.history"] == dates.EXACT, 0.0, tables["nation.growth_noise"])
    fell = turn["nation.locked"] - turn.before["nation.locked"]
    growth = _growth(tables, coming) + luck * noise - tables["eras.lockdown_growth"] * fell
    turn.set("nation.growth", growth)
    rise = tables["nation.income_share_of_growth"] * growth / 2.0
    turn.set("nation.income", wan(turn["nation.income"] * (1.0 + rise)))
    _house(turn, coming)


def _house(turn: Turn, coming: Array) -> None:
    """House prices rise with credit until a slump: the longer and steeper the boom, the likelier it breaks.

    The great slump of the almanac comes at its date, jittered, whatever happened before.
    """
    tables = turn.tables
    path, seed = tables.lists["nation.slump_path"], turn.before["match.seed"]
    cut = dates.size_now(turn, coming, "property")
    began, heat = turn["nation.slump"], turn["nation.house_heat"]
    calm = (began < 0) | (coming - began >= len(path))
    odds = tables["nation.slump_hazard"] * positive(heat - tables["nation.slump_heat"])
    breaks = calm & (turn.draw("nation.slump_breaks") < odds)
    began = choose(breaks | (cut > 0), coming, began)
    into = coming - began
    falls = (began >= 0) & (into < len(path))
    # How deep it goes is drawn once, for the turn in which it began.
    low = tables["nation.slump_least"]
    depth = low + (1.0 - low) * chance.draw(seed, began, "nation.slump_depth")
    great = total((turn["nation.due"] == began[..., None]) * turn["nation.size"] * dates.named(turn, "property"))
    depth = choose(great > 0, great, depth)
    turn.note(EventKind.SLUMP_BROKEN, began == coming, weight=88, cut=(cut > 0).astype(np.int64))
    boom = tables["nation.house_growth"] + tables["nation.house_credit"] * (turn["nation.credit"] - 1.0)
    change = choose(falls, depth * path[clip(into, 0, len(path) - 1)], boom)
    turn.set("nation.house_price", turn["nation.house_price"] * (1.0 + change))
    turn.set("nation.house_heat", choose(falls, 0.0, positive(heat + change)))
    turn.set("nation.slump", began)


@constant
def _first_rung(tables: Tables) -> Floats:
    """What the cities' hard technology made at the start without imports, wan; at least 1."""
    began = total(tables.start_industry, 0) * (tables.hard * (1.0 - tables.import_share))
    return np.asarray(np.maximum(total(began), 1.0))


def _self_reliance(turn: Turn, coming: Array) -> None:
    """Hard technology of all cities against a ladder that climbs: 50 keeps pace, 100 is twice the ladder."""
    tables = turn.tables
    replaced = tables["eras.reliance_substitution"] * at_most_one(turn["cluster.substitution"])
    home = 1.0 - tables.import_share * (1.0 - replaced)
    made = total(total(turn["cluster.output"] * home, -2) * tables.hard)
    rung = total(sanctions.pressure(turn) * tables.hard) / hard_chains(tables)
    ladder = _first_rung(tables) * exp(coming * tables["nation.reliance_ladder"])
    ladder = ladder * (1.0 + tables["eras.reliance_rung"] * rung)
    target = clip(50.0 * made / ladder, 0.0, 100.0)
    old = turn["nation.self_reliance"]
    now = old + tables["nation.reliance_speed"] * (target - old)
    turn.set("nation.self_reliance", now)
    turn.set("nation.ladder", wan(ladder))
    turn.set("nation.hard_output", wan(made))
    # Only a clear lead or lag is news: about the ladder's own pace the figure goes to and fro.
    edge = tables["nation.reliance_news"]
    falls, leads = (old >= 50.0 - edge) & (now < 50.0 - edge), (old <= 50.0 + edge) & (now > 50.0 + edge)
    turn.note(EventKind.RELIANCE_CROSSED, falls | leads, weight=68, ahead=leads.astype(np.int64))
