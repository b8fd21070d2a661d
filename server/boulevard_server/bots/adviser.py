"""The adviser: up to three suggestions for a person, from the person's own view and draft."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from boulevard_server.bots import chairs, credit, deals, firms, people, relations, stakes
from boulevard_server.bots.focus import lean_to
from boulevard_server.bots.hand import Hand
from boulevard_server.bots.will import will_of
from boulevard_server.rules.arrays import Floats
from boulevard_server.rules.desk import Desk
from boulevard_server.rules.outlook import success_chance
from boulevard_server.rules.settings import bosses
from boulevard_server.rules.tables import Tables
from boulevard_shared.ids import BotLevel, Persona
from boulevard_shared.orders import AnyOrder, Decree
from boulevard_shared.sentence import Sentence
from boulevard_shared.view import View

SUGGESTIONS = 3
_HABITS = (
    credit.keep_afloat,
    firms.host,
    stakes.answer_calls,
    relations.answer,
    deals.bid,
    chairs.fill_chairs,
    stakes.leave,
    deals.consult,
    chairs.direct_bosses,
    people.build_universities,
    stakes.sow,
    people.welcome,
    chairs.second,
    chairs.groom,
    firms.nominate,
    credit.repay,
)


_LEAN = 8.0
"""Log odds that a chain gains in the adviser's eyes for each unit of chance that asking it would bring."""


def _worth_asking(hand: Hand) -> Floats:
    """By chain: how much chance of success (0-1, summed) a boss who consults adds to the projects that can be bid for
    later and are within the city's means.
    """
    desk = hand.desk
    worth = np.zeros(len(desk.tables.chains))
    means = hand.will.nerve * desk.yearly_revenue
    later = (desk["project.serial"] > 0) & (desk["project.closes"] > desk.turn) & (desk["project.consulted"] == 0)
    for slot in np.flatnonzero(later & (0.5 * desk["project.equity"] <= means)).tolist():
        gain = success_chance(desk, slot, True) - success_chance(desk, slot, False)
        worth[desk.plain("project.chain")[slot]] += gain
    return worth


def suggest(view: View, decree: Decree, tables: Tables) -> list[tuple[AnyOrder, Sentence]]:
    """The next orders an incubator with a treasurer's care would add to this draft, most urgent first.

    Filled in one after the other, each is allowed. It has no dice: the same view and draft give the same advice.
    """
    will = replace(will_of(Persona.INCUBATOR, BotLevel.NORMAL), nerve=0.4, reserve=0.06, debt=0.65)
    # One more chair at a time: names for three empty chairs would leave no room for other advice.
    will = replace(will, chairs=min(will.chairs, len(bosses(Desk(view, tables))) + 1))
    # A person is told what can be acted on, not which giant may come; see `_worth_asking`.
    hand = Hand(view, decree, tables, replace(will, anchors=0.0), 0)
    lean_to(hand, _LEAN * _worth_asking(hand))
    for habit in _HABITS:
        if len(hand.chosen) >= SUGGESTIONS:
            break
        habit(hand)
    return hand.orders()[:SUGGESTIONS]
