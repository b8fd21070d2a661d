"""Careers: how a government speaks, extensions asked for, letters to successors, and what ties to the centre bring.

Owns `city.tone`'s effects, `city.briefed`, `seat.extended`, `seat.petitioned` and `seat.handover`. Terms themselves
are judged in `terms`.
"""

from __future__ import annotations

import numpy as np

from boulevard_server.rules.arrays import (
    ZERO,
    Array,
    Floats,
    at_most_one,
    choose,
    clip,
    numbers,
    positive,
    some,
    take,
    total,
    wan,
)
from boulevard_server.rules.codes import TONE
from boulevard_server.rules.places import of_seats, seat_of
from boulevard_server.rules.tables import Tables
from boulevard_server.rules.turn import Turn
from boulevard_shared.events import EventKind


def play(turn: Turn) -> None:
    """Tone, ties, petitions and letters; comes before terms are judged."""
    _speak(turn)
    _use_ties(turn)
    _petition(turn)
    _write(turn)


def _speak(turn: Turn) -> None:
    """Phrases please above, deeds please firms; neither is free."""
    t, tone = turn.tables, turn["city.tone"]
    if not some(tone):
        return
    loyal, daring = tone == TONE.LOYAL, tone == TONE.DARING
    points = t["careers.loyal_points"] * loyal - t["careers.daring_points"] * daring
    turn.contribute("seat.evaluation", "tone", of_seats(turn, points))
    turn.contribute("city.trust", "tone", t["careers.daring_trust"] * daring - t["careers.loyal_trust"] * loyal)
    turn.set("seat.patron", at_most_one(turn["seat.patron"] + t["careers.loyal_patron"] * of_seats(turn, loyal)))
    grant = wan(turn["city.gdp"] * t["careers.loyal_grant"] * loyal)
    turn.transfer("outside.centre", "city.treasury", "loyalty_funds", grant)


def _use_ties(turn: Turn) -> None:
    """A patron in the centre sends projects: promotion is worth something at home."""
    t = turn.tables
    ties = take(turn["seat.patron"], seat_of(turn)) - t["cadres.patron_start"]
    money = wan(turn["city.gdp"] * t["careers.patron_grant"] * positive(ties))
    turn.transfer("outside.centre", "city.treasury", "patron_projects", money)


def extension_chance(patron: Array, above: Array, tables: Tables) -> Floats:
    """Chance that the capital lets a term run on: ties, and points of the running term above the peers'."""
    chance = tables["careers.extend_chance"] + tables["careers.extend_patron"] * patron
    out: Floats = clip(chance + tables["careers.extend_point"] * above, 0.05, 0.95)
    return out


def _petition(turn: Turn) -> None:
    """One petition a term; the answer comes at once."""
    t, seats = turn.tables, turn.axes["S"]
    asked = of_seats(turn, turn.acts["petition.asked"]) > ZERO
    left = turn["seat.term_length"] - turn["seat.term"]
    asked = asked & (turn["seat.petitioned"] == ZERO) & (left <= int(t["careers.extend_within"]))
    if not some(asked):
        return
    running = turn["seat.evaluation"]
    above = running - (total(running)[..., None] - running) / max(1, seats - 1)
    granted = asked & (turn.draw("careers.extension", (seats,)) < extension_chance(turn["seat.patron"], above, t))
    turns = int(t["careers.extend_turns"])
    turn.set("seat.petitioned", choose(asked, 1, turn["seat.petitioned"]))
    turn.set("seat.extended", choose(granted, 1, turn["seat.extended"]))
    turn.set("seat.term_length", turn["seat.term_length"] + turns * granted)
    city = turn["seat.city"]
    turn.note(EventKind.TERM_EXTENDED, granted, city=city, weight=64, host_city=city, turns=turns)
    turn.note(
        EventKind.TERM_EXTENDED,
        asked & ~granted,
        "TermNotExtended",
        city=city,
        weight=50,
        seen_by=numbers(seats),
        host_city=city,
    )


def _write(turn: Turn) -> None:
    written = of_seats(turn, turn.acts["handover.written"]) > ZERO
    letter = turn["seat.handover"] + turn.tables["careers.handover_step"] * written
    turn.set("seat.handover", at_most_one(letter))


def settle(turn: Turn) -> None:
    """After the reviews: new terms are of normal length, new secretaries read what was left for them."""
    t = turn.tables
    began = turn["seat.term"] == ZERO
    turn.set("seat.term_length", choose(began, t.scenario.term_turns, turn["seat.term_length"]))
    for name in ("extended", "petitioned"):
        turn.set(f"seat.{name}", choose(began, 0, turn[f"seat.{name}"]))
    new = (turn["official.tenure"][..., 0] == ZERO) & (turn["official.serial"] != turn.before["official.serial"])[
        ..., 0
    ]
    # The letter lies in the city: it was written by whoever governed it when the turn was planned.
    writer = np.argsort(turn.before["seat.city"], axis=-1, kind="stable")
    letter = take(turn["seat.handover"], writer)
    briefed = choose(new, letter, turn["city.briefed"] * (1.0 - t["careers.briefed_fade"]))
    turn.set("city.briefed", briefed)
    cities = numbers(turn.axes["C"])
    read = new & (letter >= t["careers.handover_step"])
    turn.note(
        EventKind.HANDOVER_READ,
        read,
        city=cities,
        weight=38,
        host_city=cities,
        share=np.rint(letter * 10_000).astype(np.int64),
    )
    if some(new):
        used = take(new, turn.before["seat.city"])
        turn.set("seat.handover", choose(used, 0.0, turn["seat.handover"]))
    loyal = turn["city.tone"] == TONE.LOYAL
    if some(loyal):
        turn.set("city.attention", turn["city.attention"] - loyal)
