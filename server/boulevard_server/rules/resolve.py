"""One turn as a pure function: the listed order of chapters, and what comes out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from boulevard_server.rules import (
    betbook,
    boards,
    cadres,
    careers,
    chains,
    deals,
    enablers,
    enact,
    environment,
    firms,
    funds,
    hubs,
    hype,
    integrity,
    laboratories,
    methods,
    nation,
    patronage,
    poaching,
    relations,
    score,
    smart_city,
    talent,
    ties,
    treasury,
)
from boulevard_server.rules.acts import Acts
from boulevard_server.rules.arrays import Ints
from boulevard_server.rules.state import State
from boulevard_server.rules.tables import Tables
from boulevard_server.rules.turn import Note, Turn
from boulevard_shared.orders import Decree

CHAPTERS: tuple[Callable[[Turn], None], ...] = (
    cadres.take_office,  # appointments and secondments of this decree
    relations.agree,  # offers are answered, pacts paid for, kept or broken
    nation.play,  # calendar, plan, credit, prices
    boards.play,  # exchanges are founded, windows open and shut
    treasury.sell_bonds,  # new debt, before it is moved and bid with
    funds.capitalise,  # money between treasury and vehicles, before it is bid with
    deals.award,  # sealed bids are opened, firms choose
    betbook.sign,  # what was signed for goes into the book
    funds.play,  # capital, seed money, follow-on, exits
    patronage.play,  # contracts, badges, the green light of state money
    firms.play,  # staff, output, milestones, distress
    ties.play,  # trouble spreads among sister firms
    hubs.play,  # foreign hubs come and go
    funds.close_books,  # portfolio at honest value, losses against tolerance
    hype.play,  # newcomers register and vanish
    chains.play,  # density, bosses, leaders, bottlenecks, suppliers
    enablers.play,  # software and cloud lift old industry
    laboratories.play,  # laboratories, and universities that have lost their home
    relations.overflow,  # what runs over from big neighbours
    poaching.play,  # people and firms are lured away
    methods.play,  # delegations, model cards, what copies are worth
    talent.play,  # universities, programmes, migration
    environment.clean,  # inspectors, closures, removals, reclaimed land
    smart_city.spend,  # partners, modules, data sales, and what they bring
    treasury.play,  # revenue, land, debt, spending, livability
    integrity.play,  # graft, audits, figures, campaigns
    careers.play,  # tone, petitions, letters
    environment.play,  # the stock of pollution
    smart_city.play,  # users, stress, data, privacy, trust
    cadres.review,  # evaluation, promotion, rotation
    poaching.officials,  # officials are posted across
    careers.settle,  # new terms and secretaries find what was left
    integrity.settle,  # what purges and old graft leave behind
    betbook.value,  # what all bets are worth by now
    score.play,  # measures and parts of the score
    deals.open_market,  # new projects for the coming turn, and what each seat thinks of them
)
"""The order in which a turn is played; a chapter may rely on those above it."""


@dataclass(frozen=True, slots=True)
class Resolution:
    """What a turn came to: the new state, why every explained quantity changed, and what happened.

    `parts[field]` lists (cause, change in quanta); before + all parts = after, in every place.
    """

    before: State
    state: State
    parts: dict[str, list[tuple[str, Ints]]]
    notes: list[Note]


def resolve(state: State, acts: Acts, tables: Tables) -> Resolution:
    """Play one turn of one match or of a whole batch."""
    turn = Turn(state, acts, tables)
    for chapter in CHAPTERS:
        chapter(turn)
    turn.set("match.turn", turn["match.turn"] + 1)
    return Resolution(state, turn.close(), turn.parts, turn.notes)


def resolve_turn(state: State, decrees: Sequence[Decree], tables: Tables) -> Resolution:
    """Play one turn of one match from the decrees of its seats, in seat order.

    Raises:
        ValueError: the state is a batch, or the number of decrees is not the number of seats.
    """
    if state.lead or len(decrees) != state.axes["S"]:
        raise ValueError(f"one decree for each of {state.axes['S']} seats of one match, please")
    ready, acts = enact.enact(state, decrees, tables)
    return resolve(ready, acts, tables)


def is_over(state: State, tables: Tables) -> bool:
    """Whether all turns of the scenario have been played."""
    return bool(np.all(state["match.turn"] >= tables.scenario.turns))
