"""Officials: who holds which chair, what they learn, how long they stay, and who comes after them.

Owns the `official` arrays, `cluster.boss`, `boss_turns` and `strength`, and `city.attention`. How a term is
judged, and how seats rotate, is in `terms`.
"""

from __future__ import annotations

import numpy as np

from boulevard_server.rules import chance, terms
from boulevard_server.rules.arrays import (
    ONE,
    TWO,
    ZERO,
    Array,
    Floats,
    Ints,
    at_most_one,
    choose,
    clip,
    numbers,
    one_hot,
    positive,
    rows_at,
    some,
    take,
    total,
)
from boulevard_server.rules.codes import RANK, TASK
from boulevard_server.rules.places import seat_of
from boulevard_server.rules.segments import first_with
from boulevard_server.rules.tables import OFFICIALS, Tables
from boulevard_server.rules.turn import Turn
from boulevard_shared.events import EventKind
from boulevard_shared.ids import Rank

RANKS = (
    Rank.SECRETARY,
    Rank.MAYOR,
    Rank.VICE_MAYOR,
    Rank.VICE_MAYOR,
    Rank.VICE_MAYOR,
    Rank.DIRECTOR,
    Rank.DIRECTOR,
)
"""Rank of each official slot of a city."""
_EARLIEST = np.asarray(-1)


def begin(start: dict[str, Array], tables: Tables, seed: int) -> None:
    """Appoint the first officials, with years already served, and seat every player in the city of its number."""
    cities = len(tables.cities)
    shape = (cities, OFFICIALS)
    key = np.asarray(seed)
    start["official.serial"] = (int(start["match.next_serial"]) + np.arange(cities * OFFICIALS)).reshape(shape)
    start["match.next_serial"] = start["match.next_serial"] + cities * OFFICIALS
    names = len(tables.content.names.officials)
    order = np.argsort(chance.draw(key, _EARLIEST, "cadres.name", (names,)), kind="stable")
    start["official.name"] = order[np.arange(cities * OFFICIALS) % names].reshape(shape)
    start["official.rank"] = np.broadcast_to(np.array([int(rank) for rank in RANKS]), shape)
    luck = chance.draw(key, _EARLIEST, "cadres.person", (6, *shape))
    person = _people(tables, luck, numbers(cities)[:, None])
    for name in ("competence", "daring", "integrity", "expertise"):
        start[f"official.{name}"] = person[name]
    served = chance.draw(key, _EARLIEST, "cadres.tenure", shape)
    start["official.tenure"] = np.floor(served * served * tables.scenario.term_turns).astype(np.int64)
    start["official.boss_of"] = np.full(shape, -1)
    start["official.seconded_to"] = np.full(shape, -1)
    start["city.attention"] = _attention(
        tables, person["competence"], np.ones(shape, np.int64), start["official.seconded"], start["city.autonomy_lost"]
    )
    terms.begin(start, tables)


def _people(tables: Tables, luck: Floats, city: Ints) -> dict[str, Floats]:
    """Persons drawn around the average of their city: arrays like `city`, expertise with the chains as a last axis.

    `luck` has one more axis in front, of length 6, and is uniform.
    """
    cities, chains = [tables.content.cities[name] for name in tables.cities], len(tables.chains)
    competence = np.array([one.competence for one in cities])[city]
    daring = np.array([one.daring for one in cities])[city]
    # The sum of three uniform numbers has the deviation 1/2 and no far tails: nobody is superhuman.
    u = luck
    able = (u[0] + u[1] + u[2] - 1.5) * 2.0
    bold = (u[1] + u[3] + u[4] - 1.5) * 2.0
    honest = (u[2] + u[4] + u[5] - 1.5) * 2.0
    spread = tables["cadres.spread"]
    middle, width = tables.lists["cadres.integrity"]
    low, high = tables.lists["cadres.expertise_home"]
    home = np.minimum((u[5] * chains).astype(np.int64), chains - 1)
    knows = low + (high - low) * u[0]
    expertise = choose(one_hot(home, chains), knows[..., None], tables["cadres.expertise_start"])
    return {
        "competence": clip(competence + spread * able, 0.1, 0.98),
        "daring": clip(daring + spread * bold, 0.05, 0.98),
        "integrity": clip(middle + width * honest, 0.05, 1.0),
        "expertise": expertise,
    }


def take_office(turn: Turn) -> None:
    """Appointments, secondments and grooming of this decree; then what every boss can do this turn."""
    _second(turn)
    _appoint(turn)
    _groom(turn)
    _learn(turn)
    turn.set("cluster.strength", _strength(turn))
    wished = turn.acts["wish.rank"]
    if not some(wished):
        return
    rows = rows_at(wished, turn["seat.city"])
    turn.set("seat.wish", choose((rows > 0).any(axis=-1, keepdims=True), rows, turn["seat.wish"]))


def _second(turn: Turn) -> None:
    t = turn.tables
    sent = (turn.acts["second.chain"] > ZERO) & (turn["official.seconded"] == ZERO)
    if not some(sent):
        turn.set("cluster.boss", _chairs(turn))
        return
    left = choose(sent, int(t["cadres.second_turns"]), turn["official.seconded"])
    turn.set("official.seconded", left)
    turn.set("official.seconded_to", choose(sent, turn.acts["second.chain"] - 1, turn["official.seconded_to"]))
    turn.set("official.boss_of", choose(sent, -1, turn["official.boss_of"]))
    turn.set("cluster.boss", _chairs(turn))


def _chairs(turn: Turn) -> Ints:
    """Official slot (*lead, C, I) in charge of each chain, -1 none, from what each official is boss of."""
    return first_with(turn["official.boss_of"], turn.axes["I"])


def _appoint(turn: Turn) -> None:
    """Fill and empty chairs: one chair for each official, the last to be named holds it."""
    wanted = turn.acts["appoint.boss"]
    before = turn["cluster.boss"]
    if some(wanted):
        slots = np.arange(1, OFFICIALS + 1)[:, None]
        named = (wanted[..., None, :] == slots) & (turn["official.seconded"] == 0)[..., None]
        chosen = named.any(axis=-1)
        own = turn["official.boss_of"]
        taken = (take(wanted, own) != 0) & (own >= 0)
        turn.set("official.boss_of", choose(chosen, named.argmax(axis=-1), choose(taken, -1, own)))
    now = _chairs(turn)
    turn.set("cluster.boss", now)
    same = (now == before) & (now >= ZERO)
    turn.set("cluster.boss_turns", (turn["cluster.boss_turns"] + ONE) * same)
    new = (now >= ZERO) & ~same
    if not some(new):
        return
    turn.note(
        EventKind.BOSS_APPOINTED,
        new,
        city=numbers(turn.axes["C"])[:, None],
        weight=30,
        host_city=numbers(turn.axes["C"])[:, None],
        chain=numbers(turn.axes["I"]),
        official=take(turn["official.name"], now),
        rank=take(turn["official.rank"], now),
    )


def _groom(turn: Turn) -> None:
    t = turn.tables
    slot = turn.acts["groom.official"] - ONE
    pupil = one_hot(slot, OFFICIALS)
    groomed = turn["seat.groomed"] - t["cadres.groom_fade"]
    by_seat = take(slot, turn["seat.city"])
    turn.set("seat.groomed", clip(choose(by_seat >= ZERO, groomed + t["cadres.groom_step"], groomed), 0.0, 1.0))
    if some(pupil):
        known = turn["official.expertise"]
        lead = positive(known[..., :1, :] - known)
        turn.set("official.expertise", known + t["cadres.learn_groom"] * lead * pupil[..., None])


def _learn(turn: Turn) -> None:
    """Bosses learn in the chair, the seconded in the laboratory, where they also make friends."""
    t = turn.tables
    chains = turn.axes["I"]
    away = turn["official.seconded"] > ZERO
    # Who is away holds no chair, so everybody learns one chain at most.
    chain = choose(away, turn["official.seconded_to"], turn["official.boss_of"])
    (learner,) = (chain >= ZERO).reshape(-1).nonzero()
    place = learner * chains + chain.reshape(-1)[learner]
    pace = choose(away.reshape(-1)[learner], t["cadres.learn_second"], t["cadres.learn_chair"])
    known = turn.at("official.expertise", place)
    able = 0.5 + turn.at("official.competence", learner)
    turn.put("official.expertise", place, known + pace * able * (1.0 - known))
    ties = turn["talent.network"] * (1.0 - t["cadres.network_fade"])
    bench = one_hot(choose(away, chain, -1), chains) if some(away) else np.zeros((1, chains), bool)
    friends = total(bench.astype(np.int64), -2)
    turn.set("talent.network", at_most_one(ties + t["cadres.network_step"] * friends * (1.0 - ties)))
    left = np.maximum(turn["official.seconded"] - ONE, ZERO)
    back = away & (left == ZERO)
    turn.set("official.seconded", left)
    turn.note(
        EventKind.SECONDMENT_ENDED,
        back,
        city=numbers(turn.axes["C"])[:, None],
        weight=30,
        seen_by=seat_of(turn)[..., None],
        host_city=numbers(turn.axes["C"])[:, None],
        official=turn["official.name"],
        chain=turn["official.seconded_to"],
    )
    turn.set("official.seconded_to", choose(left > ZERO, turn["official.seconded_to"], -1))


def _strength(turn: Turn) -> Floats:
    """What the boss of each chain can do, 0-1: rank times competence times expertise, and how the task suits him."""
    t = turn.tables
    boss = turn["cluster.boss"]
    low, floor = t["cadres.competence_floor"], t["cadres.expertise_floor"]
    pull = take(t.lists["cadres.rank_weight"].take(turn["official.rank"]), boss)
    able = low + (1.0 - low) * take(turn["official.competence"], boss)
    skill = expertise_of(turn, boss)
    suited = leaning(t, take(turn["official.daring"], boss), turn["cluster.boss_task"])
    strength: Floats = at_most_one(pull * able * (floor + (1.0 - floor) * skill) * suited) * (boss >= ZERO)
    return strength


def expertise_of(turn: Turn, official: Ints) -> Floats:
    """What an official (*lead, C, I) of each city knows of each chain; slot -1 reads slot 0."""
    cities, chains = turn.axes["C"], turn.axes["I"]
    city = np.arange(official.size // chains).reshape(*turn.lead, cities, 1)
    return turn.at("official.expertise", (city * OFFICIALS + np.maximum(official, ZERO)) * chains + numbers(chains))


def leaning(tables: Tables, daring: Array | float, task: Array | int) -> Floats:
    """How far a task suits who is bold (daring 1) or careful (0): about 1; the bold plan, the careful mend and bind."""
    now = np.asarray(task)
    side = 1.0 * (now == TASK.PLAN) - (now == TASK.CLEAR) - (now == TASK.COORDINATE)
    out: Floats = 1.0 + tables["cadres.daring_lean"] * side * (2.0 * np.asarray(daring) - 1.0)
    return out


def review(turn: Turn) -> None:
    """End of the turn: terms are judged, officials are posted away, others arrive, attention is counted."""
    gone = terms.review(turn)
    _rotate(turn, gone)
    turn.set(
        "city.attention",
        _attention(
            turn.tables,
            turn["official.competence"],
            turn["official.tenure"],
            turn["official.seconded"],
            turn["city.autonomy_lost"],
        ),
    )


def _attention(tables: Tables, competence: Array, tenure: Array, seconded: Array, watched: Array) -> Ints:
    """Points (..., C) for the coming turn: the working time of who is there, less while under supervision."""
    fresh = choose(tenure == ZERO, tables["cadres.attention_new"], 1.0)
    time = total(choose(seconded > ZERO, 0.0, competence * fresh), -1)
    low, high = tables.lists["cadres.attention_limits"]
    points = tables["cadres.attention_base"] + tables["cadres.attention_official"] * time - (watched > ZERO)
    result: Ints = np.rint(clip(points, low, high)).astype(np.int64)
    return result


def _rotate(turn: Turn, secretary_gone: Array) -> None:
    """Post officials away by chance and by the result of the term (*lead, C), and fill their chairs."""
    t = turn.tables
    shape = (turn.axes["C"], OFFICIALS)
    tenure = turn["official.tenure"] + ONE
    long = tenure > t.scenario.term_turns
    leave = choose(long, t["cadres.leave_late"], t["cadres.leave_early"])
    gone = turn.draw("cadres.leave", shape) < leave
    gone = gone | (secretary_gone[..., None] & (numbers(OFFICIALS) == ZERO))
    cities = numbers(shape[0])[:, None]
    chain = turn["official.boss_of"]
    rank = turn["official.rank"]
    old_name = turn["official.name"]
    turn.note(
        EventKind.OFFICIAL_POSTED_AWAY,
        gone & (chain >= ZERO),
        city=cities,
        weight=48,
        host_city=cities,
        official=old_name,
        rank=rank,
        chain=chain,
        tenure=tenure,
    )
    new_name = _succeed(turn, gone)
    turn.set("official.tenure", choose(gone, 0, tenure))
    turn.set("official.boss_of", choose(gone, -1, chain))
    turn.set("official.seconded", choose(gone, 0, turn["official.seconded"]))
    turn.set("official.seconded_to", choose(gone, -1, turn["official.seconded_to"]))
    turn.set("cluster.boss", _chairs(turn))
    turn.set("cluster.strength", turn["cluster.strength"] * (turn["cluster.boss"] >= ZERO))
    turn.note(
        EventKind.OFFICIAL_ARRIVED,
        gone & (rank <= RANK.MAYOR),
        city=cities,
        weight=40,
        host_city=cities,
        official=new_name,
        rank=rank,
        old_official=old_name,
        tenure=tenure,
    )
    moved = take(gone[..., 0], turn["seat.city"])
    turn.set("seat.groomed", choose(moved, 0.0, turn["seat.groomed"]))


def _unlike(name: Ints, new: Array, names: int) -> Ints:
    """Numbers of names (..., C, O), those of newcomers moved on until nobody else in office bears them."""
    flat, new = (
        name.reshape(-1, name.shape[-2] * name.shape[-1]).copy(),
        new.reshape(-1, name.shape[-2] * name.shape[-1]),
    )
    match = np.arange(len(flat))[:, None] * names
    step = ONE + TWO * np.arange(flat.shape[1])  # each goes another way, so that two alike part
    for _ in range(names):
        borne = np.bincount((match + flat).reshape(-1), minlength=match.size * names)
        alike = new & (borne[match + flat] > ONE)
        if not alike.any():
            break
        flat = choose(alike, (flat + step) % names, flat)
    out: Ints = flat.reshape(name.shape)
    return out


def _succeed(turn: Turn, gone: Array) -> Ints:
    """Put other people where officials (..., C, O) have gone; returns everybody's number of a name."""
    t = turn.tables
    if not some(gone):
        return turn["official.name"]
    cities, chains = turn.axes["C"], turn.axes["I"]
    (chair,) = gone.reshape(-1).nonzero()
    # Luck lies as (*lead, 6, C, O): for each of the few who come, six numbers that far apart.
    first = chair // (cities * OFFICIALS) * (6 * cities * OFFICIALS) + chair % (cities * OFFICIALS)
    six = first + np.arange(6)[:, None] * (cities * OFFICIALS)
    luck = turn.draw_at("cadres.person", (6, cities, OFFICIALS), six)
    person = _people(t, luck, chair // OFFICIALS % cities)
    # A prepared successor keeps part of what the secretary knew.
    groomed = take(turn["seat.groomed"], seat_of(turn)).reshape(-1)[chair // OFFICIALS]
    ready = choose(chair % OFFICIALS == ZERO, groomed, 0.0)
    place = (chair[:, None] * chains + numbers(chains)).reshape(-1)
    known = turn.at("official.expertise", chair, chains)
    turn.put("official.expertise", place, np.maximum(person["expertise"], ready[:, None] * known).reshape(-1))
    for skill in ("competence", "daring", "integrity"):
        turn.put(f"official.{skill}", chair, person[skill])
    names = len(t.content.names.officials)
    drawn = np.minimum((turn.draw_at("cadres.name", (cities, OFFICIALS), chair) * names).astype(np.int64), names - 1)
    name = np.array(turn["official.name"])
    name.reshape(-1)[chair] = drawn
    turn.set("official.name", _unlike(name, gone, names))
    flat = gone.reshape(*turn.lead, -1)
    serials = turn.new_serials(flat).reshape(gone.shape)
    turn.set("official.serial", choose(gone, serials, turn["official.serial"]))
    return turn["official.name"]
