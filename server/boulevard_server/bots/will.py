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
        reserve: treasury it likes to keep, in years of own revenue.
        debt: debt it is at ease with, in years of GDP.
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
    schools: float
    health: float
    housing: float
    works: float
    land: int
    talent: float
    venture: float
    most_orders: int = 9
    error: float = 0.0
    consults: bool = True


_WILLS = {
    Persona.INCUBATOR: Will(
        persona=Persona.INCUBATOR,
        patience=0.98,
        nerve=0.7,
        edge=0.75,
        output=2.5,
        jobs=0.5,
        anchors=4.0,
        chairs=5,
        focus=3,
        offers=(0.5, 0.8, 1.0),
        reserve=0.04,
        debt=0.75,
        schools=0.17,
        health=0.08,
        housing=0.08,
        works=0.17,
        land=100,
        talent=0.05,
        venture=0.02,
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
        offers=(0.5, 0.7, 0.95),
        reserve=0.08,
        debt=0.6,
        schools=0.16,
        health=0.09,
        housing=0.09,
        works=0.19,
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
        offers=(0.4, 0.7, 0.95),
        reserve=0.05,
        debt=0.65,
        schools=0.14,
        health=0.1,
        housing=0.1,
        works=0.17,
        land=115,
        talent=0.04,
        venture=0.01,
    ),
}


def will_of(persona: Persona, level: BotLevel) -> Will:
    """The will of a persona at a level: an easy bot does less, judges worse and asks nobody."""
    will = _WILLS[persona]
    if level is BotLevel.EASY:
        return replace(will, most_orders=4, error=0.35, consults=False, chairs=2, offers=will.offers[:1])
    return will
