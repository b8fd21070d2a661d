"""What single personas care for beyond numbers: the patron's laboratories, the landlord's ground, when to buy."""

from __future__ import annotations

import numpy as np

from boulevard_server.bots.hand import Hand
from boulevard_server.bots.term import evaluation_in
from boulevard_server.rules import forecast
from boulevard_server.rules.arrays import Floats
from boulevard_server.rules.desk import Desk
from boulevard_server.rules.outlook import office_chance
from boulevard_shared.ids import Persona, ProjectKind

LABORATORIES = 1.3
"""What a laboratory or a young firm's round is worth to the patron, against a plant of equal promise."""
GROUND = 1.1
"""The same for plants and headquarters, which need land and works, and the landlord."""
FEVER = 0.03
"""Part of a year's own revenue that a data centre may cost whoever wants one to show."""
SOON = 4
"""Turns to profit of a bet that any official can hope to see paid."""
BLAME = 0.5
"""Weight of a loss beyond its money where nothing is tolerated."""
TIMING = 0.8
"""How much more a bid is worth to the treasurer for each point that the chain's price lies below normal."""


def liking(hand: Hand, slot: int) -> float:
    """Factor by which this persona likes the project in a slot beyond what it should bring."""
    desk = hand.desk
    kind = desk.plain("project.kind")[slot]
    match hand.will.persona:
        case Persona.PATRON:
            return LABORATORIES if kind in (ProjectKind.LABORATORY, ProjectKind.ROUND) else 1.0
        case Persona.LANDLORD:
            return GROUND if kind in (ProjectKind.PLANT, ProjectKind.HEADQUARTERS) else 1.0
        case Persona.TREASURER:
            price = float(desk.plain("nation.price")[desk.plain("project.chain")[slot]])
            return min(1.3, max(0.75, 1.0 + TIMING * (1.0 - price)))
        case _:
            return 1.0


def fever(hand: Hand, slot: int, equity: int) -> bool:
    """Whether this persona wants a data centre whatever it should bring: cheap on cheap land, and modern to look at.

    Who counts ground or ribbons takes one such project, and one only, while it costs next to nothing.
    """
    desk = hand.desk
    if desk.plain("project.kind")[slot] != ProjectKind.DATACENTRE:
        return False
    if hand.will.persona not in (Persona.LANDLORD, Persona.CAREERIST):
        return False
    here = (desk["firm.kind"] == ProjectKind.DATACENTRE) & (desk["firm.serial"] > 0)
    has = bool((here & (desk["firm.city"] == desk.view.city)).any())
    return not has and equity < FEVER * desk.yearly_revenue


def credit(hand: Hand, turns: int) -> float:
    """Career: how much of what pays after so many turns will count for this seat, 0 to 1.

    Its own share is the chance to sit there still, against a bet that pays within two years, and little is left of
    it once the term is over; of the rest the table credits the planter with its legacy. Who keeps the city keeps the
    credit.
    """
    desk = hand.desk
    if not desk.plain("match.career"):
        return 1.0
    own = min(1.0, office_chance(desk, turns) / office_chance(desk, SOON))
    if turns > evaluation_in(hand):
        own *= own  # it must outlast the term, and be left in office by the review
    legacy = desk.share("match.legacy")
    return own + (1.0 - own) * legacy


def fear(hand: Hand, success: float) -> float:
    """Career: factor by which a stake weighs heavier, because a loss that is not tolerated ends careers."""
    desk = hand.desk
    if not desk.plain("match.career"):
        return 1.0
    return 1.0 + BLAME * (1.0 - success) * (1.0 - desk.share("match.tolerance"))


def leaning(hand: Hand) -> float:
    """Factor on budgets: the treasurer spends against the credit cycle, everybody else what revenue allows."""
    if hand.will.persona is not Persona.TREASURER:
        return 1.0
    return min(1.15, max(0.9, 1.0 + 1.5 * (1.0 - hand.desk.share("nation.credit"))))


def by_learning(desk: Desk) -> Floats:
    """Chains as a patron sees them (I,): what the city's universities teach, and whom its officials know there."""
    taught = (desk.tables.study * desk.own("talent.university")).sum(-1) / 100.0
    out: Floats = (
        2.0 * taught
        + 1.0 * desk["talent.network"]
        + 1.0 * desk.own("cluster.density")
        + 0.3 * desk.tables.hard
        + 0.3 * desk["nation.plan"]
    )
    return out


def by_size(desk: Desk) -> Floats:
    """Chains as a landlord sees them (I,): what already stands in the city and pays, and takes much ground."""
    output = desk.own("cluster.output").astype(np.float64)
    share = output / max(1.0, float(output.sum()))
    out: Floats = (
        1.0 * share
        + 1.2 * desk.own("cluster.density")
        + 0.6 * (desk["nation.price"] - 1.0)
        + 0.3 * desk.tables.capital_intensity / float(desk.tables.capital_intensity.max())
        + 0.3 * desk["nation.plan"]
    )
    return out


def by_prudence(desk: Desk) -> Floats:
    """Chains as a treasurer sees them (I,): sound ground first, and rather what is cheap than what is praised."""
    odds = forecast.home_odds(desk)
    out: Floats = odds + 1.0 * (1.0 - desk["nation.price"]) - 0.4 * np.maximum(0.0, desk["nation.favour"] - 1.0)
    return out
