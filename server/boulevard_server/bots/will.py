"""What a bot wants: the personas as numbers, and how much of it each level can carry out."""

from __future__ import annotations

from dataclasses import dataclass, replace

from boulevard_shared.ids import BotLevel, Persona


@dataclass(frozen=True, slots=True)
class Will:
    """A persona's taste.

    Attributes:
        patience: worth of money a year later; the careerist hardly sees past its term.
        nerve: most equity in one bet, in years of own revenue.
        edge: least expected multiple, weighted by patience, for which it bids.
        output: worth of a yuan of yearly output at home, in yuan: income, industry's share and know-how.
        jobs: worth of a job in wan; who counts jobs bids for plants.
        anchors: how much a large project on the market draws it to a chain.
        chairs: chain bosses it wants to have.
        focus: chains it concentrates on.
        offers: how generous the packages are that it weighs against one another, each 0 to 1.
        premium: most it pays above the price for shares, basis points.
        premium_posted: the same where posts rotate: the shares stay with the city, the plant is what one is judged by.
        stretch: most equity it offers, times what is asked.
        reserve: treasury it likes to keep, in years of own revenue.
        debt: debt it is at ease with, in years of GDP.
        spree: most it spends on credit a turn, share of own revenue, when banks lend as usual.
        schools, health, housing, works: share of own revenue it spends on each.
        land: land for housing it releases, percent of normal.
        talent: share of own revenue it puts into universities, a turn.
        venture: share of own revenue it puts into seed money, a turn.
        most_orders: orders that take attention in one turn.
        error: standard error of its own judgement, share.
        consults: whether it asks the chain before it bids.
    """

    persona: Persona
    patience: float
    nerve: float
    edge: float
    output: float
    jobs: float
    anchors: float
    chairs: int
    focus: int
    offers: tuple[float, ...]
    reserve: float
    debt: float
    spree: float
    schools: float
    health: float
    housing: float
    works: float
    land: int
    talent: float
    venture: float
    premium: int = 1_000
    premium_posted: int = 1_000
    stretch: float = 1.0
    most_orders: int = 9
    error: float = 0.0
    consults: bool = True


_WILLS = {
    Persona.INCUBATOR: Will(
        persona=Persona.INCUBATOR,
        patience=0.98,
        nerve=0.7,
        edge=0.86,
        output=2.5,
        jobs=0.5,
        anchors=4.0,
        chairs=5,
        focus=3,
        offers=(0.7, 0.9, 1.0),
        reserve=0.04,
        debt=0.75,
        spree=0.13,
        schools=0.153,
        health=0.072,
        housing=0.072,
        works=0.153,
        land=100,
        talent=0.05,
        venture=0.02,
        premium=750,
    ),
    Persona.COPYCAT: Will(
        persona=Persona.COPYCAT,
        patience=0.94,
        nerve=0.5,
        edge=0.85,
        output=2.3,
        jobs=0.5,
        anchors=1.5,
        chairs=4,
        focus=3,
        offers=(0.6, 0.8, 1.0),
        reserve=0.08,
        debt=0.6,
        spree=0.12,
        schools=0.144,
        health=0.081,
        housing=0.081,
        works=0.171,
        land=105,
        talent=0.05,
        venture=0.015,
    ),
    Persona.CAREERIST: Will(
        persona=Persona.CAREERIST,
        patience=0.89,
        nerve=0.45,
        edge=0.8,
        output=2.2,
        jobs=2.0,
        anchors=2.0,
        chairs=4,
        focus=4,
        offers=(0.5, 0.8, 1.0),
        reserve=0.05,
        debt=0.65,
        spree=0.1,
        schools=0.126,
        health=0.09,
        housing=0.09,
        works=0.153,
        land=115,
        talent=0.04,
        venture=0.01,
        premium=2_000,
    ),
    Persona.PATRON: Will(
        persona=Persona.PATRON,
        patience=0.97,
        nerve=0.5,
        edge=0.8,
        output=2.4,
        jobs=0.5,
        anchors=1.5,
        chairs=4,
        focus=3,
        offers=(0.6, 0.85, 1.0),
        reserve=0.06,
        debt=0.65,
        spree=0.13,
        schools=0.18,
        health=0.081,
        housing=0.081,
        works=0.135,
        land=100,
        talent=0.08,
        venture=0.025,
        premium_posted=2_500,
    ),
    Persona.LANDLORD: Will(
        persona=Persona.LANDLORD,
        patience=0.94,
        nerve=0.6,
        edge=0.7,
        output=2.4,
        jobs=0.8,
        anchors=3.0,
        chairs=4,
        focus=3,
        offers=(0.7, 0.9, 1.0),
        reserve=0.03,
        debt=0.85,
        spree=0.16,
        schools=0.135,
        health=0.081,
        housing=0.081,
        works=0.198,
        land=155,
        talent=0.04,
        venture=0.01,
        premium=5_000,
        premium_posted=3_000,
    ),
    Persona.TREASURER: Will(
        persona=Persona.TREASURER,
        patience=0.95,
        nerve=0.5,
        edge=0.85,
        output=2.4,
        jobs=0.5,
        anchors=1.5,
        chairs=4,
        focus=3,
        offers=(0.6, 0.8, 1.0),
        reserve=0.07,
        debt=0.55,
        spree=0.12,
        schools=0.144,
        health=0.081,
        housing=0.081,
        works=0.144,
        land=95,
        talent=0.05,
        venture=0.015,
        premium_posted=2_500,
    ),
}


def will_of(persona: Persona, level: BotLevel) -> Will:
    """A persona at a level: an easy bot does less, judges worse and asks nobody; a hard one spares, dares and pays."""
    will = _WILLS[persona]
    if level is BotLevel.EASY:
        return replace(will, most_orders=4, error=0.35, consults=False, chairs=2, offers=will.offers[:1])
    if level is BotLevel.HARD:
        thrifty = replace(
            will,
            schools=_THRIFT * will.schools,
            health=_THRIFT * will.health,
            housing=_THRIFT * will.housing,
            works=_THRIFT * will.works,
        )
        return replace(
            thrifty,
            most_orders=12,
            offers=(0.85, 1.0),
            premium=_PREMIUM,
            premium_posted=_PREMIUM,
            stretch=_STRETCH,
            edge=_EDGE * will.edge,
        )
    return will


_THRIFT = 0.92
"""Budgets of a hard bot against a normal one's: what the lab found to leave more for bets than it costs in comfort."""
_PREMIUM, _STRETCH, _EDGE = 5_000, 1.25, 0.7
"""A hard bot knows that a package refused is worth nothing: it pays more, for shares that will be worth less, and is
content with less. The lab found this to be worth more than all else that it could do differently."""
