"""The market of projects: which firms look for a place in the coming turn, and what each seat thinks of them."""

from __future__ import annotations

import numpy as np

from boulevard_server.rules import bets, chance, crackdown
from boulevard_server.rules.arrays import (
    ONE,
    ZERO,
    Array,
    Floats,
    Ints,
    choose,
    clip,
    flat_nonzero,
    largest,
    matvec,
    numbers,
    rows_at,
    some,
    take,
    total,
    wan,
)
from boulevard_server.rules.codes import KIND, STAGE
from boulevard_server.rules.fields import Door
from boulevard_server.rules.places import seat_of
from boulevard_server.rules.powers import exp
from boulevard_server.rules.state import STATE
from boulevard_server.rules.tables import Tables
from boulevard_server.rules.turn import Turn
from boulevard_shared.events import EventKind

_WEIGHT_STEPS = 1000
"""Template weights are whole numbers of this step, so that their running sum is exact."""
_EMPTY = {name: np.array(-1) for name in ("project.chain", "project.template", "project.origin")}
_ZERO = np.array(0)
_PROJECT_FIELDS = tuple(field for field in STATE if field.name.startswith("project."))


def begin(start: dict[str, Array], tables: Tables, seed: int) -> None:
    """An empty market; the first projects come with `open_market` of the turn before the first."""
    for field in STATE:
        if field.name.startswith("project.") and field.door is Door.FREE:
            start[field.name] = np.full_like(start[field.name], _EMPTY.get(field.name, 0))


def open_market(turn: Turn) -> None:
    """Clear decided projects, report consultations, and let new projects come to market for the coming turn."""
    _clear_decided(turn)
    _report_consultations(turn)
    fresh, template = _arrivals(turn)
    if some(fresh):
        _fill(turn, fresh, template)
        _first_estimates(turn, fresh)
        turn.note(
            EventKind.PROJECT_OPENED,
            fresh,
            weight=30,
            firm=turn["project.name"],
            chain=turn["project.chain"],
            template=turn["project.template"],
            ticket=turn["project.ticket"],
            closes=turn["project.closes"],
        )


def _clear_decided(turn: Turn) -> None:
    serial = turn["project.serial"]
    # Few projects are asked for by a firm: only these are compared with the firms of their matches.
    known = flat_nonzero(turn["project.firm"])
    firms = turn["firm.serial"].reshape(-1, turn.axes["F"]).take(known // turn.axes["P"], axis=0)
    lost = np.zeros(serial.shape, bool)
    lost.reshape(-1)[known] = ~(firms == turn.at("project.firm", known)[:, None]).any(axis=-1)
    gone = (serial > ZERO) & ((turn["project.closes"] <= turn["match.turn"][..., None]) | lost)
    if not some(gone):
        return
    masks = {"P": gone, "PL": gone[..., None], "SP": gone[..., None, :]}
    for field in _PROJECT_FIELDS:
        turn.set(field.name, choose(masks[field.axes], _EMPTY.get(field.name, _ZERO), turn[field.name]))


def literacy(turn: Turn) -> Floats:
    """How well each seat can judge each chain, 0 to 1, shape (..., S, I): boss, officials, networks."""
    tables = turn.tables
    expertise = turn["official.expertise"]
    boss = turn["cluster.boss"]
    chains = turn.axes["I"]
    skill = expertise.reshape(*expertise.shape[:-2], -1)
    leads = take(skill, boss * chains + numbers(chains)) * (boss >= ZERO)
    known = (
        tables["deals.literacy_boss"] * leads
        + tables["deals.literacy_officials"] * largest(expertise, -2)
        + tables["deals.literacy_network"] * turn["talent.network"]
    )
    rows: Floats = rows_at(clip(known, 0.0, 1.0), turn["seat.city"])
    return rows


def _noise(known: Floats, tables: Tables) -> Floats:
    """Standard error of a first look, by how well the seat can judge the chain."""
    out: Floats = np.maximum(
        tables["deals.noise_least"], tables["deals.noise"] * (1.0 - tables["deals.noise_literacy"] * known)
    )
    return out


def _report_consultations(turn: Turn) -> None:
    """Those whom a seat asked this turn answer: a second, sharper reading; frauds come out more often."""
    tables = turn.tables
    asked = rows_at(turn.acts["consult.project"], turn["seat.city"]) > ZERO
    asked = asked & (turn["project.serial"] > ZERO)[..., None, :] & (turn["project.consulted"] == ZERO)
    if not some(asked):
        return
    shape = (turn.axes["S"], turn.axes["P"])
    truth = turn["project.quality"][..., None, :]
    sharp = tables["deals.consult_noise"]
    reading = truth + turn.normal("deals.consultation", shape) * sharp
    noise = np.maximum(turn["project.noise"], 0.01)
    first, second = 1.0 / (noise * noise), 1.0 / (sharp * sharp)
    pooled = (turn["project.estimate"] * first + reading * second) / (first + second)
    turn.set("project.estimate", choose(asked, pooled, turn["project.estimate"]))
    turn.set("project.noise", choose(asked, 1.0 / np.sqrt(first + second), turn["project.noise"]))
    turn.set("project.consulted", choose(asked, 1, turn["project.consulted"]))
    # Forty points more of all frauds are found, so a larger share of those not seen at first sight.
    share = tables["deals.fraud_seen_consulted"] / (1.0 - tables["deals.fraud_seen"])
    found = asked & (turn["project.fraud"] > 0)[..., None, :] & (turn.draw("deals.fraud_found", shape) < share)
    turn.set("project.fraud_seen", choose(found, 1, turn["project.fraud_seen"]))
    turn.note(
        EventKind.CONSULTATION_REPORTED,
        asked,
        city=turn["seat.city"][..., None],
        weight=60,
        seen_by=numbers(turn.axes["S"])[:, None],
        firm=turn["project.name"][..., None, :],
        chain=turn["project.chain"][..., None, :],
        fraud=turn["project.fraud_seen"],
    )


def tell_lost(turn: Turn, won: Array, host: Ints) -> None:
    """Tell those who bid for the projects that were won (..., P), and are not their hosts, that theirs was not it."""
    city = np.arange(turn.axes["C"])[:, None]
    lost = (turn.acts["bid.vehicle"] > 0) & won[..., None, :] & (host[..., None, :] != city)
    turn.note(
        EventKind.BID_LOST,
        lost,
        city=city,
        weight=70,
        seen_by=seat_of(turn)[..., None],
        firm=turn["project.name"][..., None, :],
        host_city=host[..., None, :],
        equity=turn.acts["bid.equity"],
    )


def _arrivals(turn: Turn) -> tuple[Array, Ints]:
    """Which slots get a new project, and from which template, (..., P)."""
    tables = turn.tables
    scenario, kinds = tables.scenario, tables.template
    coming = (turn["match.turn"] + 1)[..., None]
    draws = turn.draw("deals.arrivals", (1 + turn.axes["P"],))
    span = scenario.projects_high - scenario.projects_low + 1
    wanted = scenario.projects_low + np.floor(draws[..., :1] * span).astype(np.int64)
    free = turn["project.serial"] == ZERO
    is_open = (~free).sum(axis=-1, keepdims=True, dtype=np.int64)
    number = free.cumsum(axis=-1) - ONE

    wanted_most = 1.0 + (tables["deals.plan_weight"] - 1.0) * turn["nation.plan"]
    pull = take(wanted_most * crackdown.projects(turn), tables.template_chain)
    in_time = (coming >= kinds["from_turn"]) & (coming <= kinds["to_turn"])
    weight = np.rint(tables.template_weight * pull * in_time * _WEIGHT_STEPS).astype(np.int64)
    running = weight.cumsum(axis=-1)
    aim = np.floor(draws[..., 1:] * running[..., -1:])
    template = total(running[..., None, :] <= aim[..., None])

    forced = np.zeros(coming.shape, np.int64)
    for name, when in scenario.forced.items():
        now = coming == when
        if some(now):
            here = now & (number == forced)
            template = choose(here, tables.template_ids.index(name), template)
            forced = forced + now
    count = np.maximum(wanted - is_open, forced)
    fits = (running[..., -1:] > ZERO) | (number < forced)
    fresh = free & (number < count) & fits
    return fresh, choose(fresh, template, -1)


def _fill(turn: Turn, fresh: Array, template: Ints) -> None:
    """Draw what the new projects are; all arrays here (n,), one for each of them."""
    tables = turn.tables
    kinds, projects = tables.template, turn.axes["P"]
    (new,) = fresh.reshape(-1).nonzero()
    match, slot, template = new // projects, new % projects, template.reshape(-1)[new]
    chain, kind = tables.template_chain.take(template), tables.template_kind.take(template)
    eight, four = ((match * rows + numbers(rows)[:, None]) * projects + slot for rows in (8, 4))
    traits = chance.normal_quantile(turn.draw_at("deals.traits", (8, projects), eight))
    draws = turn.draw_at("deals.draws", (4, projects), four)
    price, favour = (turn.at(name, match * turn.axes["I"] + chain) for name in ("nation.price", "nation.favour"))
    size = kinds["log_ticket"].take(template) + draws[0] * kinds["log_range"].take(template)
    grown = exp(np.concatenate([size[None], traits[2:8] * tables["deals.taste_noise"]]))
    full = np.rint(grown[0] / 100.0) * 100.0
    cheap = 1.0 - tables["deals.slump_discount"] * clip((1.0 - price) / 0.4, 0.0, 1.0)
    rescue = kind == KIND.RESCUE
    ticket = wan(full * cheap)
    taste = kinds["taste"].take(template, axis=0) * grown[1:].T
    serial = turn.new_serials(fresh).reshape(-1)[new]
    reserve = (
        tables["deals.reserve"]
        + tables["deals.reserve_spread"] * traits[1]
        + tables["deals.reserve_hype"] * (favour - 1.0)
        + tables["deals.rescue_reserve"] * rescue
    )
    stake = kinds["stake"].take(template) / choose(rescue, 1.0 - tables["deals.rescue_discount"], 1.0)
    names = len(tables.content.names.firms)
    values = {
        "project.serial": serial,
        "project.kind": kind,
        "project.chain": chain,
        "project.template": template,
        "project.name": (serial + turn.at("match.seed", match) % names) % names,
        "project.origin": _origins(turn, match, (chain, kind), draws[3]),
        "project.firm": np.zeros(serial.shape, np.int64),
        "project.closes": turn.at("match.turn", match) + kinds["open_turns"].take(template).astype(np.int64),
        "project.ticket": ticket,
        "project.equity": wan(ticket * kinds["equity_share"].take(template)),
        "project.stake": np.minimum(0.9, stake),
        "project.capacity": wan(full * tables.output_per_capital.take(chain)),
        "project.jobs": wan(full * kinds["jobs_per_wan"].take(template)),
        "project.lag_product": kinds["lag_product"].take(template).astype(np.int64),
        "project.lag_profit": kinds["lag_profit"].take(template).astype(np.int64),
        "project.quality": bets.usual_quality(template, full, tables) + tables["deals.quality_spread"] * traits[0],
        "project.fraud": (draws[1] < kinds["fraud_share"].take(template)).astype(np.int64),
        "project.reserve": reserve,
    }
    _as_known_firm(turn, values, match, draws[2])
    for name, value in values.items():
        turn.put(name, new, value)
    tastes = taste.shape[-1]
    rows = (new[:, None] * tastes + numbers(tastes)).reshape(-1)
    turn.put("project.taste", rows, (taste / total(taste)[:, None]).reshape(-1))


def _origins(turn: Turn, match: Ints, about: tuple[Ints, Ints], draw: Floats) -> Ints:
    """Home (n,) of a laboratory's project: cities by the square of what their universities teach for the chain.

    `about` are chain and kind of each project.
    """
    tables, (chain, kind) = turn.tables, about
    laboratory = kind == KIND.LABORATORY
    if not some(laboratory):
        return np.full(chain.shape, -1)
    cities, chains = turn.axes["C"], turn.axes["I"]
    fit = matvec(tables.study, turn["talent.university"])
    fit = fit.reshape(-1).take((match[:, None] * cities + numbers(cities)) * chains + chain[:, None])
    running = np.floor(fit * fit).astype(np.int64).cumsum(axis=-1)
    aim = np.floor(draw * running[:, -1])
    city = total(running <= aim[:, None])
    return choose(laboratory & (running[:, -1] > ZERO), city, -1)


def _as_known_firm(turn: Turn, values: dict[str, Array], match: Ints, draw: Floats) -> None:
    """A round is asked for by a firm of the chain that is here already, if there is one not yet listed."""
    (asking,) = (values["project.kind"] == KIND.ROUND).nonzero()
    if not asking.size:
        return
    stage = turn["firm.stage"]
    grown = (stage == STAGE.SEED) | (stage == STAGE.RAMP) | (stage == STAGE.MATURE)
    fit = grown & (turn["firm.listed"] < 0) & (turn["firm.serial"] > 0)
    # Few projects ask and few are asked for by a firm already: only these rows (n, F) of all are looked at.
    firms, projects = turn.axes["F"], turn.axes["P"]
    fit = fit.reshape(-1, firms)
    busy = flat_nonzero(turn["project.firm"])
    there = turn.at("project.firm", busy)[:, None] == turn["firm.serial"].reshape(-1, firms)[busy // projects]
    row, slot = there.nonzero()
    fit[(busy // projects)[row], slot] = False
    match = match[asking]
    same = fit[match] & (turn["firm.chain"].reshape(-1, firms)[match] == values["project.chain"][asking, None])
    count = total(same)
    pick = np.floor(draw[asking] * count).astype(np.int64)
    chosen = (same & (np.cumsum(same, axis=-1) - 1 == pick[:, None])).argmax(axis=-1)
    # One firm asks once: of two projects that picked the same firm only the first is its own.
    firm, first = np.unique((match * firms + chosen)[count > 0], return_index=True)
    known = asking[count > 0][first]
    value = np.maximum(turn.at("firm.value", firm), 1)
    equity = np.minimum(values["project.equity"][known], value // 3)
    swap = {
        "project.firm": turn.at("firm.serial", firm),
        "project.name": turn.at("firm.name", firm),
        "project.origin": turn.at("firm.city", firm),
        "project.ticket": equity,
        "project.equity": equity,
        "project.stake": equity / (value + equity),
        "project.quality": turn.at("firm.quality", firm),
        "project.fraud": turn.at("firm.fraud", firm),
        "project.capacity": 0,
        "project.jobs": 0,
    }
    for name, swapped in swap.items():
        values[name][known] = swapped


def _first_estimates(turn: Turn, fresh: Array) -> None:
    """What each seat makes of the new projects at first sight, and the frauds it sees through."""
    tables = turn.tables
    seats, projects, chains = turn.axes["S"], turn.axes["P"], turn.axes["I"]
    (new,) = fresh.reshape(-1).nonzero()
    match, seat = new // projects, numbers(seats)[:, None]
    # Flat places (S, n) of the new projects in fields (..., S, P), and of their chains in (..., S, I).
    place = (match * seats + seat) * projects + new % projects
    chain = (match * seats + seat) * chains + turn.at("project.chain", new)
    known = literacy(turn).reshape(-1).take(chain)
    noise = _noise(known, tables)
    first = chance.normal_quantile(turn.draw_at("deals.estimates", (seats, projects), place))
    seen = turn.draw_at("deals.fraud_seen", (seats, projects), place) < (
        tables["deals.fraud_seen"] + tables["deals.fraud_seen_literacy"] * known
    )
    turn.put("project.estimate", place, turn.at("project.quality", new) + first * noise)
    turn.put("project.noise", place, noise)
    turn.put("project.consulted", place, 0)
    turn.put("project.fraud_seen", place, seen & (turn.at("project.fraud", new) > ZERO))
