"""The acting official: covers a person who is away, keeps the standing settings and answers calls with care."""

from __future__ import annotations

from dataclasses import replace

from boulevard_server.bots import chairs, credit, stakes
from boulevard_server.bots.hand import Hand
from boulevard_server.bots.will import will_of
from boulevard_server.rules.tables import Tables
from boulevard_shared.ids import BotLevel, Persona
from boulevard_shared.orders import AnyOrder, Decree
from boulevard_shared.sentence import Sentence
from boulevard_shared.view import View


def stand_in(view: View, decree: Decree, tables: Tables, seed: int) -> list[tuple[AnyOrder, Sentence]]:
    """What an acting official does: no new bets, no new policies.

    It keeps the treasury afloat, follows on in firms that call and look good, and lets bosses clear bottlenecks.
    """
    will = replace(will_of(Persona.COPYCAT, BotLevel.NORMAL), debt=0.5, most_orders=4)
    hand = Hand(view, decree, tables, will, seed)
    for habit in (credit.keep_afloat, stakes.answer_calls, chairs.direct_bosses):
        habit(hand)
    return hand.orders()
