"""Habits about projects: asking the chain first, composing a package, and bidding for what is worth it."""

from __future__ import annotations

import msgspec

from boulevard_server.bots import taste
from boulevard_server.bots.focus import chain_scores, focus
from boulevard_server.bots.hand import Hand
from boulevard_server.bots.money import fund_vehicle
from boulevard_server.bots.term import rotates
from boulevard_server.rules import decree_pacts as pacts
from boulevard_server.rules.outlook import TURNS_A_YEAR, Outlook, bid_outlook
from boulevard_server.rules.powers import power
from boulevard_shared.ids import PactKind, Persona, ProjectKind, Vehicle
from boulevard_shared.orders import MOST_PREMIUM_BP, AppointBoss, BidForProject, ConsultOnProject
from boulevard_shared.sentence import say

_VEHICLE = {
    ProjectKind.PLANT: Vehicle.CONSTRUCTION,
    ProjectKind.HEADQUARTERS: Vehicle.CONSTRUCTION,
    ProjectKind.RESCUE: Vehicle.INDUSTRIAL,
    ProjectKind.LABORATORY: Vehicle.FINANCE,
    ProjectKind.ROUND: Vehicle.INDUSTRIAL,
    ProjectKind.DATACENTRE: Vehicle.CONSTRUCTION,
}


class Idea(msgspec.Struct, frozen=True, gc=False):
    """A bid the bot might make, and what it thinks of it."""

    slot: int
    bid: BidForProject
    outlook: Outlook
    worth: float

    def surplus(self, edge: float) -> float:
        """What it should bring beyond what is asked of money here (wan), times the chance to win it."""
        return self.outlook.win * (self.worth - 0.9 * edge) * (self.bid.equity + self.bid.works + self.bid.housing)


def consult(hand: Hand) -> None:
    """Ask the chains about projects whose bids are opened later, where the answer could change the decision."""
    desk = hand.desk
    if not hand.will.consults:
        return
    scores = chain_scores(hand)
    appointed = {act.chain for act in hand.draft.acts.values() if isinstance(act, AppointBoss) and act.official}
    ideas = []
    for slot, serial in enumerate(desk.plain("project.serial")):
        chain = desk.plain("project.chain")[slot]
        led = desk.mine("cluster.boss")[chain] >= 0 or desk.chain_id(chain) in appointed
        if serial and desk.plain("project.closes")[slot] > desk.turn and led:
            size = min(1.0, desk.plain("project.equity")[slot] / desk.yearly_revenue)
            ideas.append((-float(scores[chain]) - 2.0 * size, slot))
    for _, slot in sorted(ideas)[:3]:
        name = desk.chain_id(desk.plain("project.chain")[slot])
        noise = round(100 * desk.plain("project.noise")[slot])
        reason = say("reason.consult", project=desk.plain("project.name")[slot], chain=name, noise=noise)
        hand.give(ConsultOnProject(desk.plain("project.serial")[slot]), reason)


def bid(hand: Hand) -> None:
    """Bid for the best of what closes this turn, as far as money and attention go."""
    desk = hand.desk
    found = ideas(hand)
    for idea in found:
        if hand.attention < 2:
            return
        package = idea.bid
        before = hand.mark()
        if not fund_vehicle(hand, package.vehicle, package.equity):
            hand.back_to(before)
            continue
        look = idea.outlook
        if taste.fever(hand, idea.slot, package.equity):
            reason = say("reason.bid_fever", project=desk.plain("project.name")[idea.slot], equity=package.equity)
            if not hand.give(package, reason):
                hand.back_to(before)
            continue
        # A young firm brings no jobs yet, so who counts jobs says something else.
        idea_only = look.jobs == 0 and hand.will.persona in (Persona.CAREERIST, Persona.LANDLORD)
        who = hand.will.persona.value
        # Who counts every yuan says what a bid below its price is for.
        at_a_loss = hand.will.persona is Persona.TREASURER and look.mean < 1.0
        reason = say(
            f"reason.bid_{who}_young" if idea_only else f"reason.bid_{who}_loss" if at_a_loss else f"reason.bid_{who}",
            project=desk.plain("project.name")[idea.slot],
            chance=round(10_000 * look.success),
            multiple=round(100 * look.mean),
            jobs=look.jobs,
            turns=look.pays_in,
            equity=package.equity,
        )
        if not hand.give(package, reason):
            hand.back_to(before)


def ideas(hand: Hand) -> list[Idea]:
    """Bids worth making now, best first."""
    desk, will = hand.desk, hand.will
    misjudged = hand.noise("bids", desk["project.serial"].shape).tolist()
    liked = focus(hand)
    out = []
    for slot, serial in enumerate(desk.plain("project.serial")):
        if serial == 0 or desk.plain("project.closes")[slot] != desk.turn or desk.plain("project.fraud_seen")[slot]:
            continue
        bias = misjudged[slot] * (1.15 if desk.plain("project.chain")[slot] in liked else 1.0)
        bias *= taste.liking(hand, slot)
        options = [
            Idea(slot, package, look, max(bias * value_of(hand, look, package), floor(hand, slot, package)))
            for generosity in will.offers
            if (package := compose(hand, slot, generosity)) is not None
            for look in (bid_outlook(desk, slot, package),)
        ]
        worthy = [idea for idea in options if idea.worth >= will.edge]
        if worthy:
            out.append(max(worthy, key=lambda idea: idea.surplus(will.edge)))
    out.sort(key=lambda idea: (-idea.surplus(will.edge), idea.slot))
    return out


def floor(hand: Hand, slot: int, package: BidForProject) -> float:
    """Worth under which a project is not valued: just enough to bid, for what this persona wants for its own sake."""
    return hand.will.edge if taste.fever(hand, slot, package.equity) else 0.0


def value_of(hand: Hand, look: Outlook, package: BidForProject) -> float:
    """What a yuan of the package is worth to this persona: money discounted by patience, output and jobs.

    The cost counts the guarantee by the chance that it falls due. Output is worth `output` yuan for each yuan a
    year, if it comes in time to be seen before the match (or, for the careerist, the term) is over.
    """
    desk, will = hand.desk, hand.will
    years = look.pays_in / TURNS_A_YEAR
    # What pays only after the match is worth what was paid, or less; a little more to the patient.
    in_time = min(1.0, desk.turns_left / max(1, look.pays_in))
    seen_mean = in_time * look.mean + (1.0 - in_time) * min(0.9, look.mean)
    money = package.equity * seen_mean * float(power(will.patience, years))
    money *= taste.credit(hand, look.pays_in)
    horizon = desk.turns_left if will.persona is not Persona.CAREERIST else min(desk.turns_left, 8)
    seen = min(1.0, max(0.0, (horizon - look.opens_in) / 4.0)) * taste.credit(hand, look.pays_in)
    plant = seen * (will.output * look.output + will.jobs * look.jobs * look.success)
    cost = package.equity + package.works + package.housing + (1.0 - look.success) * package.guarantee
    return (money + plant) / max(1.0, cost * taste.fear(hand, look.success))


def compose(hand: Hand, slot: int, generous: float) -> BidForProject | None:
    """The package this persona would offer for the project in this slot; None when it is far beyond its means.

    `generous` from 0 (the least that is decent) to 1; above 0.8 it pays a premium too, and more than is asked.
    """
    desk, will = hand.desk, hand.will
    asked, ticket = desk.plain("project.equity")[slot], desk.plain("project.ticket")[slot]
    means = round(will.nerve * desk.yearly_revenue)
    more = max(0.0, generous - 0.8) / 0.2
    equity = min(round(asked * (1.0 + (will.stretch - 1.0) * more)), means, max(ticket, asked))
    if equity < 0.5 * asked:
        return None
    kind = ProjectKind(desk.plain("project.kind")[slot])
    vehicle = _VEHICLE[kind]
    rich = hand.cash[Vehicle.CONSTRUCTION]
    if hand.cash[vehicle] < equity <= rich:
        vehicle = Vehicle.CONSTRUCTION
    ceiling = round(desk.tables["decree.guarantee_ceiling"] * desk.share("city.gdp"))
    room = max(0, ceiling - desk.whole("city.guarantees") - _guaranteed(hand))
    guarantee = min(round(generous * max(0, ticket - equity)), room)
    here = desk.plain("project.firm")[slot] == 0
    purse = max(0, hand.treasury - round(will.reserve * desk.yearly_revenue))
    place = min(round(0.06 * generous * ticket), purse // 4) if here else 0
    truce = bool(pacts.partners(desk, PactKind.TRUCE))
    careful = will.persona is Persona.INCUBATOR and desk.plain("project.noise")[slot] > 0.8
    return BidForProject(
        project=desk.plain("project.serial")[slot],
        vehicle=vehicle,
        equity=equity,
        premium_bp=0 if truce else min(MOST_PREMIUM_BP, round(_premium(hand, slot) * more)),
        guarantee=guarantee,
        land_discount=round(100 * min(1.0, 0.4 + 0.6 * generous)),
        tax_holiday=min(round(10 * generous), round(desk.tables["relations.truce_tax"]) if truce else 10),
        works=place // 2,
        housing=place // 2,
        claw_back=careful or kind is ProjectKind.RESCUE,
    )


def _premium(hand: Hand, slot: int) -> float:
    """Most that is paid above the price (basis points); where posts rotate, the less the later it pays."""
    desk, will = hand.desk, hand.will
    if not rotates(hand):
        return will.premium
    lag = float(desk.tables.lag_profit[desk.plain("project.chain")[slot]])
    return will.premium_posted * taste.credit(hand, round(lag))


def _guaranteed(hand: Hand) -> int:
    return sum(act.guarantee for act in hand.draft.acts.values() if isinstance(act, BidForProject))
