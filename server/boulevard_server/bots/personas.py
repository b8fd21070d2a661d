"""The personas: what each does in a turn, in the order in which it thinks."""

from __future__ import annotations

from collections.abc import Callable

from boulevard_server.bots import (
    chairs,
    credit,
    deals,
    firms,
    integrity,
    money,
    nation,
    people,
    planner,
    relations,
    smart,
    stakes,
)
from boulevard_server.bots.hand import Hand
from boulevard_server.bots.will import Will, will_of
from boulevard_server.rules.tables import Tables
from boulevard_shared.ids import BotLevel, Persona
from boulevard_shared.orders import AnyOrder, Decree
from boulevard_shared.orders_relations import OfferPact
from boulevard_shared.sentence import Sentence
from boulevard_shared.view import View

Habit = Callable[[Hand], None]

_ROUTINE: tuple[Habit, ...] = (credit.keep_afloat, credit.build, money.set_budgets, nation.replace_imports)
_HABITS: dict[Persona, tuple[Habit, ...]] = {
    Persona.INCUBATOR: (
        stakes.answer_calls,
        deals.bid,
        chairs.fill_chairs,
        deals.consult,
        stakes.leave,
        chairs.direct_bosses,
        people.build_universities,
        stakes.sow,
        chairs.second,
        people.welcome,
        chairs.lobby,
        money.pay_managers,
        stakes.announce,
        chairs.set_incentives,
        chairs.groom,
        money.release_land,
        money.share_out,
        credit.repay,
        chairs.wish_city,
    ),
    Persona.COPYCAT: (
        stakes.leave,
        chairs.fill_chairs,
        deals.bid,
        stakes.answer_calls,
        people.build_universities,
        chairs.set_incentives,
        deals.consult,
        stakes.sow,
        stakes.announce,
        chairs.direct_bosses,
        people.welcome,
        money.pay_managers,
        chairs.second,
        money.release_land,
        chairs.lobby,
        chairs.groom,
        money.share_out,
        credit.repay,
        chairs.wish_city,
    ),
    Persona.CAREERIST: (
        money.release_land,
        stakes.leave,
        chairs.fill_chairs,
        deals.bid,
        chairs.set_incentives,
        chairs.groom,
        people.welcome,
        stakes.answer_calls,
        people.build_universities,
        deals.consult,
        chairs.direct_bosses,
        chairs.lobby,
        stakes.sow,
        money.pay_managers,
        chairs.second,
        credit.repay,
        money.share_out,
        chairs.wish_city,
    ),
    Persona.PATRON: (
        people.build_universities,
        people.welcome,
        chairs.second,
        deals.bid,
        stakes.answer_calls,
        chairs.fill_chairs,
        stakes.sow,
        deals.consult,
        stakes.leave,
        chairs.direct_bosses,
        stakes.announce,
        chairs.lobby,
        money.pay_managers,
        chairs.set_incentives,
        chairs.groom,
        money.release_land,
        money.share_out,
        credit.repay,
        chairs.wish_city,
    ),
    Persona.LANDLORD: (
        money.release_land,
        deals.bid,
        chairs.fill_chairs,
        stakes.answer_calls,
        stakes.leave,
        chairs.set_incentives,
        deals.consult,
        chairs.direct_bosses,
        people.build_universities,
        people.welcome,
        chairs.lobby,
        stakes.sow,
        money.pay_managers,
        chairs.second,
        stakes.announce,
        chairs.groom,
        money.share_out,
        credit.repay,
        chairs.wish_city,
    ),
    Persona.TREASURER: (
        credit.repay,
        stakes.leave,
        deals.bid,
        chairs.fill_chairs,
        deals.consult,
        stakes.answer_calls,
        money.pay_managers,
        people.build_universities,
        chairs.direct_bosses,
        stakes.sow,
        stakes.announce,
        chairs.second,
        people.welcome,
        chairs.lobby,
        chairs.set_incentives,
        chairs.groom,
        money.release_land,
        money.share_out,
        chairs.wish_city,
    ),
}


def _ordered(persona: Persona, career: bool) -> tuple[Habit, ...]:
    """A persona's habits in its order; who moves on in five years favours early what grows in five years."""
    habits = _HABITS[persona]
    if not career:
        return habits
    rest = [habit for habit in habits if habit is not chairs.set_incentives]
    place = rest.index(deals.bid) + 1
    return (*rest[:place], chairs.set_incentives, *rest[place:])


def decide(
    view: View, decree: Decree, tables: Tables, persona: Persona, level: BotLevel, seed: int
) -> list[tuple[AnyOrder, Sentence]]:
    """A bot's orders for this turn, each with its reason, in the order in which they are to be filled in.

    A function of its arguments alone: the same view gives the same orders. Each is allowed by `decree.judge`
    when filled into `decree` one after the other.
    """

    def draft(will: Will) -> Hand:
        hand = Hand(view, decree, tables, will, seed)
        for habit in (
            *_ROUTINE,
            *relations.EARLY,
            *integrity.EARLY,
            *firms.EARLY,
            *smart.EARLY,
            *relations.beside(_ordered(persona, bool(view["match.career"])), deals.bid),
            *firms.HABITS,
        ):
            habit(hand)
        return hand

    will = will_of(persona, level)
    hand = planner.plan(draft, will, seed) if level is BotLevel.HARD else draft(will)
    return hand.orders()


def weigh(view: View, tables: Tables, persona: Persona, city: str, offer: OfferPact) -> tuple[bool, Sentence]:
    """Whether a bot takes a pact proposed across the table, and what it says; a function of its view alone."""
    return relations.weigh(Hand(view, Decree(), tables, will_of(persona, BotLevel.NORMAL), 0), city, offer)
