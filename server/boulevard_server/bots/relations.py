"""Habits about other cities: pacts, syndicates, whispers, delegations, methods, poaching and paying back."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from boulevard_server.bots.focus import focus, leaders
from boulevard_server.bots.hand import Hand
from boulevard_server.rules import decree_pacts as pacts
from boulevard_server.rules import forecast_relations as outlook
from boulevard_server.rules import methods
from boulevard_shared.ids import Hosting, ModelCard, PactKind, Persona, Rank, Tier, Vehicle
from boulevard_shared.orders import BidForProject, SetIncentive
from boulevard_shared.orders_relations import (
    AnswerPact,
    BreakPact,
    FollowModel,
    HostDelegations,
    JoinBid,
    OfferPact,
    PoachFirm,
    PoachOfficial,
    PoachTalent,
    SendDelegation,
    SpoilTalks,
)
from boulevard_shared.sentence import Sentence, say

Habit = Callable[[Hand], None]

GENTLE = (Persona.INCUBATOR, Persona.PATRON, Persona.TREASURER)
"""Personas that do not rob rivals unprovoked."""
FORGIVEN = 20.0
"""Grudge above which a bot signs nothing with a city."""
MOOD = 0.45
"""Part of the turns in which a bot has time for other cities."""
_WANTS = {
    Persona.INCUBATOR: (PactKind.SUPPLY, PactKind.SYNDICATE, PactKind.NO_POACH),
    Persona.COPYCAT: (PactKind.SUPPLY, PactKind.TRUCE, PactKind.SYNDICATE),
    Persona.CAREERIST: (PactKind.AID, PactKind.NO_POACH, PactKind.TRUCE),
    Persona.PATRON: (PactKind.NO_POACH, PactKind.SUPPLY, PactKind.SYNDICATE),
    Persona.LANDLORD: (PactKind.TRUCE, PactKind.SYNDICATE, PactKind.NO_POACH),
    Persona.TREASURER: (PactKind.TRUCE, PactKind.AID, PactKind.SUPPLY),
}
"""Which pacts a persona offers, what it likes best first."""


def free_hand(hand: Hand) -> None:
    """What costs no attention: answers, hosting."""
    answer(hand)
    host(hand)


def one_call(hand: Hand) -> None:
    """What costs attention: at most one idea about other cities a turn, chosen by the bot's own dice."""
    follow(hand)
    ideas = (visit, offer, poach_talent, poach_firm, poach_official, break_truce)
    before = len(hand.chosen)
    if float(hand.luck("relations.mood")) > MOOD:
        return
    for place in np.argsort(hand.luck("relations.order", (len(ideas),)), kind="stable"):
        ideas[int(place)](hand)
        if len(hand.chosen) > before:
            return


def at_the_table(hand: Hand) -> None:
    """Once our own bids are written: partners' bids, and a whisper now and then."""
    join(hand)
    if float(hand.luck("relations.whisper")) < MOOD / 2:
        spoil(hand)


# --- pacts -------------------------------------------------------------------------------------------------


def answer(hand: Hand) -> None:
    """Accept what serves, from who keeps his word."""
    desk = hand.desk
    for place, kind in enumerate(desk["asked.kind"]):
        if not kind:
            continue
        city = desk.tables.cities[place]
        yes = _agrees(hand, place, PactKind(int(kind)), desk.plain("asked.cash")[place])
        key = "reason.pact_accept" if yes else "reason.pact_decline"
        hand.give(AnswerPact(city, yes), say(key, city=city, pact=int(kind)))


def weigh(hand: Hand, city: str, proposed: OfferPact) -> tuple[bool, Sentence]:
    """Answer a pact that is proposed across the table; `proposed.cash` is what they would pay us a turn."""
    place = hand.desk.tables.cities.index(city)
    yes = _agrees(hand, place, proposed.kind, proposed.cash)
    if not yes and hand.desk.plain("pact.grudge")[hand.desk.view.city][place] > FORGIVEN:
        return False, say("reason.pact_grudge", city=city)
    return yes, say("reason.pact_accept" if yes else "reason.pact_decline", city=city, pact=int(proposed.kind))


def _agrees(hand: Hand, place: int, kind: PactKind, cash: int) -> bool:
    """Whether a pact with this city serves; `cash` is what it pays us a turn."""
    desk = hand.desk
    me = desk.view.city
    if desk.plain("pact.grudge")[me][place] > FORGIVEN or desk.plain("city.broken")[place] >= 2:
        return False
    if cash < -0.01 * desk.whole("city.revenue"):
        return False
    match kind:
        case PactKind.AID:
            return cash > 0
        case PactKind.SUPPLY:
            return _gap(hand, place) > 0.02
        case PactKind.TRUCE:
            return hand.will.persona not in (Persona.INCUBATOR, Persona.CAREERIST) or cash > 0
        case _:
            return True


def _gap(hand: Hand, place: int) -> float:
    """Most that we could gain in density from a city."""
    density = hand.desk["cluster.density"]
    return float(np.maximum(density[place] - density[hand.desk.view.city], 0.0).max())


def offer(hand: Hand) -> None:
    """Offer one pact of a kind this persona likes to the city it fits best."""
    desk = hand.desk
    me = desk.view.city
    likes = _WANTS[hand.will.persona]
    kind = likes[min(len(likes) - 1, int(3 * float(hand.luck("relations.kind"))))]
    worth = {
        PactKind.SUPPLY: [_gap(hand, place) for place in range(len(desk.tables.cities))],
        PactKind.AID: (-np.asarray(desk["city.income"], np.float64)).tolist(),
        PactKind.NO_POACH: np.asarray(desk["city.income"], np.float64).tolist(),
    }.get(kind, np.asarray(desk["city.gdp"], np.float64).tolist())
    for place in sorted(range(len(worth)), key=lambda at: -worth[at]):
        city = desk.tables.cities[place]
        hated = desk.plain("pact.grudge")[me][place] > FORGIVEN or desk.plain("city.broken")[place] >= 2
        if place == me or hated or pacts.turns_left(desk, city, kind) > 0:
            continue
        cash = 0
        if kind is PactKind.AID:
            cash = min(desk.whole("city.revenue") // 100, pacts.cash_most(desk, city))
            if desk.plain("city.income")[place] >= desk.plain("city.income")[me] or hand.treasury < 8 * cash:
                return
        reason = say(f"reason.pact_{kind.name.lower()}", city=city, amount=cash)
        hand.give(OfferPact(city, kind, 8, cash), reason)
        return


def break_truce(hand: Hand) -> None:
    """Who lives for the next evaluation tears up what caps his subsidies."""
    desk = hand.desk
    if hand.will.persona not in (Persona.CAREERIST, Persona.COPYCAT, Persona.LANDLORD):
        return
    left = desk.whole("seat.term_length") - desk.whole("seat.term")
    bound = pacts.partners(desk, PactKind.TRUCE)
    if left > 6 or not bound or desk.whole("city.broken") >= 2:
        return
    city = desk.tables.cities[bound[0]]
    reason = say("reason.pact_break", city=city, pact=int(PactKind.TRUCE))
    if hand.give(BreakPact(city, PactKind.TRUCE), reason):
        chain = desk.chain_id(focus(hand)[0])
        hand.give(SetIncentive(chain, 2), say("reason.incentive", chain=chain, level=2))


# --- at the same project -----------------------------------------------------------------------------------


def join(hand: Hand) -> None:
    """Put money behind a partner's bid for a large project for which we do not bid ourselves."""
    desk = hand.desk
    cities = pacts.partners(desk, PactKind.SYNDICATE)
    if not cities:
        return
    own = {act.project for act in hand.draft.acts.values() if isinstance(act, BidForProject)}
    closing = (desk["project.serial"] > 0) & (desk["project.closes"] == desk.turn) & (desk["project.firm"] == 0)
    for slot in sorted(np.flatnonzero(closing).tolist(), key=lambda at: -desk.plain("project.equity")[at]):
        serial, asked = desk.plain("project.serial")[slot], desk.plain("project.equity")[slot]
        chain = desk.plain("project.chain")[slot]
        led, dense = desk["cluster.boss"][:, chain] >= 0, desk["cluster.density"][:, chain]
        # Who has a boss for the chain is likelier to bid.
        lead = max(cities, key=lambda place: (bool(led[place]), float(dense[place])))
        # Only where the lead has at least the ground for it that others have.
        if serial in own or desk.plain("cluster.density")[lead][chain] < float(
            desk["cluster.density"][:, chain].mean()
        ):
            continue
        amount = min(asked // 4, hand.cash[Vehicle.INDUSTRIAL] // 4)
        if amount < asked // 20 or amount <= 0:
            continue
        city = desk.tables.cities[lead]
        name = desk.plain("project.name")[slot]
        reason = say("reason.join_bid", city=city, project=name, amount=amount)
        hand.give(JoinBid(serial, city, Vehicle.INDUSTRIAL, amount), reason)
        return


def spoil(hand: Hand) -> None:
    """Talk down the strongest rival where we bid ourselves; the gentle do not."""
    desk = hand.desk
    if hand.will.persona in GENTLE:
        return
    bids = [act for act in hand.draft.acts.values() if isinstance(act, BidForProject)]
    rivals = [place for place in leaders(desk) if not (desk["pact.left"][desk.view.city, place] > 0).any()]
    if not bids or not rivals:
        return
    largest = max(bids, key=lambda bid: bid.equity)
    city, slot = desk.tables.cities[rivals[0]], desk.project(largest.project)
    name = desk.plain("project.name")[slot]
    hand.give(SpoilTalks(largest.project, city), say("reason.spoil", city=city, project=name))


# --- methods -----------------------------------------------------------------------------------------------


def _best_card(hand: Hand, *, learnt: bool) -> tuple[ModelCard, float]:
    """The known card that would bring most here, of those learnt or of all; NONE when none would help."""
    desk = hand.desk
    best, most = ModelCard.NONE, 0.02
    worth = outlook.worths(desk)
    for card in methods.CARDS:
        place = int(card) - 1
        if desk.plain("model.born")[place] < 0:
            continue
        known = desk.plain("method.known")[place]
        value = float(worth[place]) * (known if learnt else 1.0)
        if value > most:
            best, most = card, value
    return best, most


def visit(hand: Hand) -> None:
    """See how others do it: the card that would bring most, at a city that runs on it."""
    desk = hand.desk
    card, _ = _best_card(hand, learnt=False)
    place = int(card) - 1
    if place < 0 or desk.plain("method.known")[place] >= 0.45 or desk.turns_left < 6:
        return
    levels = desk["method.level"][:, place]
    hosts = [city for city in np.argsort(-levels, kind="stable").tolist() if city != desk.view.city]
    home = desk.plain("model.home")[place]
    cities = [methods.HOMES[card]] if home < 0 and card in methods.HOMES else []
    cities += [desk.tables.cities[city] for city in hosts if levels[city] >= desk.tables["relations.visit_from"]]
    for city in cities[:2]:
        if hand.give(SendDelegation(city, card), say("reason.delegation", city=city, model=int(card))):
            return


def follow(hand: Hand) -> None:
    """Run on what was learnt when it helps here."""
    desk = hand.desk
    card, value = _best_card(hand, learnt=True)
    now = desk.whole("city.method")
    if card is ModelCard.NONE or int(card) == now or desk.plain("method.known")[int(card) - 1] < 0.3:
        return
    # Half-learnt is half-lost: a method is not left for a little.
    held = outlook.worths(desk)[now - 1] * desk.plain("method.known")[now - 1] if now else 0.0
    if value < 1.5 * float(held) + 0.05:
        return
    fit = round(10_000 * outlook.fit(desk, card))
    hand.give(FollowModel(card), say("reason.follow_model", model=int(card), fit=fit))


def host(hand: Hand) -> None:
    """Who has something to show decides what it costs to see it."""
    desk = hand.desk
    me = desk.view.city
    if float(desk["method.level"][me].max()) < desk.tables["relations.visit_from"]:
        return
    persona = hand.will.persona
    now = desk.whole("city.hosting")
    if persona is Persona.CAREERIST and now != Hosting.HIDE:
        hand.give(HostDelegations(Hosting.HIDE), say("reason.hosting_hide"))
    elif persona in (Persona.TREASURER, Persona.LANDLORD, Persona.COPYCAT) and now != Hosting.CHARGE:
        fee = round(0.5 * desk.tables["relations.visit_fee"] * float(np.median(desk["city.gdp"])))
        hand.give(HostDelegations(Hosting.CHARGE, fee), say("reason.hosting_fee", amount=fee))


# --- poaching ----------------------------------------------------------------------------------------------


def _prey(hand: Hand) -> list[int]:
    """Cities that may be robbed: who robbed us first, then, for the less gentle, anybody without a pact."""
    desk = hand.desk
    me = desk.view.city
    owed = desk["pact.grudge"][me]
    safe = desk["pact.left"][me, :, int(PactKind.NO_POACH) - 1] > 0
    provoked = owed >= desk.tables["relations.grudge_provoked"]
    open_ = [city for city in range(len(owed)) if city != me and not safe[city]]
    gentle = hand.will.persona in GENTLE
    return sorted((city for city in open_ if provoked[city] or not gentle), key=lambda city: -float(owed[city]))


def poach_talent(hand: Hand) -> None:
    """Hire away the tier we lack most."""
    desk = hand.desk
    short = desk.own("talent.jobs") - desk.own("talent.people")
    at = 1 + int(short[2] * 5 > short[1])
    tier = tuple(Tier)[at]
    prey = _prey(hand)
    if not prey or hand.treasury < hand.will.reserve * desk.yearly_revenue:
        return
    owed = desk.plain("pact.grudge")[desk.view.city][prey[0]] > 0
    place = prey[0] if owed else max(prey, key=lambda city: desk.plain("talent.people")[city][at])
    amount = min(desk.whole("city.revenue") // 60, hand.treasury // 4)
    if amount <= 0 or outlook.heads(desk, place, tier, amount) < 20:
        return
    city = desk.tables.cities[place]
    reason = say("reason.poach_back" if owed else "reason.poach_talent", city=city, tier=tier.value, amount=amount)
    hand.give(PoachTalent(city, tier, amount), reason)


def poach_firm(hand: Hand) -> None:
    """Make an offer to the firm of the focus that is likeliest to come."""
    desk = hand.desk
    prey, liked = _prey(hand), focus(hand)
    best, found = 0.3, PoachFirm(0, 0)
    for firm in np.flatnonzero((desk["firm.serial"] > 0) & (desk["firm.output"] > 0)).tolist():
        if desk.plain("firm.city")[firm] not in prey or desk.plain("firm.chain")[firm] not in liked:
            continue
        amount = round(0.25 * desk.plain("firm.value")[firm])
        if not 0 < amount <= hand.treasury // 3:
            continue
        chance = outlook.firm_chance(desk, firm, amount)
        if chance > best:
            best, found = chance, PoachFirm(desk.plain("firm.serial")[firm], amount)
    if found.amount:
        name = desk.plain("firm.name")[desk.firm(found.firm)]
        hand.give(found, say("reason.poach_firm", firm=name, amount=found.amount))


def poach_official(hand: Hand) -> None:
    """Ask for the official elsewhere who knows the first chain of the focus far better than ours."""
    desk = hand.desk
    chain, me = focus(hand)[0], desk.view.city
    known = desk["official.expertise"][:, :, chain]
    best, found = float(known[me].max()) + 0.1, (-1, -1)
    for city in _prey(hand):
        for slot, share in enumerate(known[city]):
            if float(share) > best and desk.plain("official.rank")[city][slot] > Rank.SECRETARY:
                best, found = float(share), (city, slot)
    if found[0] < 0 or outlook.official_chance(desk, found[0]) < 0.25:
        return
    serial, name = (int(desk[f"official.{what}"][found]) for what in ("serial", "name"))
    reason = say("reason.poach_official", official=name, city=desk.tables.cities[found[0]], chain=desk.chain_id(chain))
    hand.give(PoachOfficial(serial), reason)


EARLY = (free_hand, one_call)
"""Habits before a bot's own business."""


def beside(
    habits: tuple[Callable[[Hand], None], ...], bid: Callable[[Hand], None]
) -> tuple[Callable[[Hand], None], ...]:
    """A persona's habits with what is done at the table right after its own bids."""
    place = habits.index(bid) + 1
    return (*habits[:place], at_the_table, *habits[place:])
