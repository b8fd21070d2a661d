"""Habits about debt: how much each persona thinks right, what it builds on credit, and when it pays back.

Banks lend gladly while credit is easy, and most governments take what they lend; the treasurer does the opposite.
"""

from __future__ import annotations

from boulevard_server.bots import taste
from boulevard_server.bots.focus import leaders
from boulevard_server.bots.hand import Hand
from boulevard_server.bots.term import evaluation_in, rotates
from boulevard_server.rules.decree_treasury import bond_room
from boulevard_server.rules.places import places_of
from boulevard_server.rules.treasury import land_offer
from boulevard_shared.ids import Persona
from boulevard_shared.orders import CapitaliseVehicle, IssueBonds, RepayDebt
from boulevard_shared.sentence import Sentence, say

EASE = 4.0
"""How much more is built on credit for each point by which credit is easier than usual."""
NARROW = 0.2
"""Room under what a persona thinks right, in years of GDP, from which on it begins to build less."""
LEAST = 0.01
"""Part of a year's revenue under which nobody calls the bank."""
SHOWN = 4
"""Turns before an evaluation in which what is built can still be seen by it."""
CALM = 0.87
"""Part of what land fetches in a calm market under which a government takes the market for slumping."""
BUILDERS = (Persona.LANDLORD, Persona.CAREERIST, Persona.COPYCAT, Persona.TREASURER)
"""Who builds roads and metros on credit; the incubator sows seed money, the patron builds schools."""
FOR_A_BET = "bet"
"""Why money is borrowed: something in the portfolio is worth it."""
SCHOOLING = 10
"""Turns until a new faculty's graduates are felt."""
BLIND = (Persona.LANDLORD, Persona.CAREERIST)
"""Who does not count what the Construction Holding owes: it stands in nobody's books."""


def debt_ratio(hand: Hand) -> float:
    """Debt on the city's own books as a share of a year's GDP."""
    return hand.desk.whole("city.debt") / max(1.0, hand.desk.share("city.gdp"))


def burden(hand: Hand) -> float:
    """Debt as this persona sees it, in years of GDP: with what is owed off the books, unless it looks away."""
    desk = hand.desk
    hidden = 0 if hand.will.persona in BLIND else int(desk.own("vehicle.debt").sum())
    return (desk.whole("city.debt") + hidden) / max(1.0, desk.share("city.gdp"))


def ease(hand: Hand) -> float:
    """How freely this persona borrows in this half-year's mood of the banks: 1 as usual, 0 to 2.

    The treasurer builds when others do not: workmen are free then, and money is cheap soon after.
    """
    desk = hand.desk
    mood = EASE * (desk.share("nation.credit") - 1.0) + desk.share("nation.stimulus")
    if hand.will.persona is Persona.TREASURER:
        mood = -mood
    return min(2.0, max(0.0, 1.0 + mood))


def season(hand: Hand) -> float:
    """The calendar of who is judged: nothing new just before the books are read, and the careerist's ribbons.

    The careerist builds what the next evaluation can see, and at once after it has moved in: for two years half the
    blame for new debt falls on whoever governed there before. What the patron's faculties bring counts for it only as
    far as it will be there, or be credited.
    """
    left = evaluation_in(hand)
    if hand.will.persona is Persona.PATRON and left > 2:
        return taste.credit(hand, SCHOOLING)
    if hand.will.persona is not Persona.CAREERIST:
        return 0.0 if rotates(hand) and left <= 2 else 1.0
    if left <= 1:
        return 0.0
    fresh = rotates(hand) and int(hand.desk.own("city.predecessor")) >= 0 and hand.desk.whole("seat.term") < SHOWN
    return 1.5 if fresh or left <= SHOWN else 0.6


def limit(hand: Hand) -> float:
    """Debt in years of GDP at which this persona stops building on credit.

    The copycat owes what the cities it looks up to owe.
    """
    if hand.will.persona is not Persona.COPYCAT:
        return hand.will.debt
    desk = hand.desk
    owed = desk["city.debt"] / desk["city.gdp"]
    hidden = int(desk.own("vehicle.debt").sum()) / max(1.0, desk.share("city.gdp"))
    return min(hand.will.debt, float(owed[leaders(desk)].mean()) + hidden + NARROW)


def spree(hand: Hand) -> int:
    """What this persona would build on credit this turn (wan)."""
    desk, will = hand.desk, hand.will
    if desk.turns_left <= 2 or desk.whole("city.autonomy_lost") > 0 or homes_due(hand) > 0:
        return 0
    room = min(1.0, max(0.0, (limit(hand) - burden(hand)) / NARROW))
    return round(will.spree * ease(hand) * season(hand) * room * desk.yearly_revenue / 2.0)


def build(hand: Hand) -> None:
    """Borrow for what this persona builds on credit, a year at a time; what it may spend is kept for its habits."""
    desk = hand.desk
    wanted = spree(hand)
    hand.memo["on credit"] = 0
    if wanted < LEAST * desk.yearly_revenue:
        return
    floor = round(hand.will.reserve * desk.yearly_revenue)
    short = wanted - max(0, hand.treasury - floor)
    if short <= 0 or borrow(hand, min(2 * wanted, bond_room(desk)), hand.will.persona.value, forced=True):
        hand.memo["on credit"] = wanted


def on_credit(hand: Hand) -> int:
    """What `build` found for this turn (wan)."""
    found: int = hand.memo.get("on credit", 0)
    return found


def earmarked(hand: Hand) -> int:
    """Treasury money that is borrowed for next turn's building and free for nothing else (wan)."""
    return on_credit(hand) if "IssueBonds" in hand.draft.acts else 0


def borrow(hand: Hand, need: int, why: str, forced: bool = False) -> bool:
    """Issue bonds for `need` wan if the market takes them and, unless `forced`, the persona is at ease with the debt.

    `why` ends the reason's key.
    """
    desk = hand.desk
    drafted = hand.draft.acts.get("IssueBonds")
    amount = need + (drafted.amount if isinstance(drafted, IssueBonds) else 0)
    ratio = (desk.whole("city.debt") + amount) / max(1.0, desk.share("city.gdp"))
    if need <= 0 or amount > bond_room(desk) or (not forced and ratio > hand.will.debt + 0.15):
        return False
    return hand.give(IssueBonds(amount), _reason(hand, why, amount, ratio))


def _reason(hand: Hand, why: str, amount: int, ratio: float) -> Sentence:
    rate = round(10_000 * hand.desk.share("city.rate"))
    return say(f"reason.borrow_{why}", amount=amount, rate=rate, debt=round(10_000 * ratio))


def keep_afloat(hand: Hand) -> None:
    """Borrow before the treasury runs dry, whatever is owed already: banks that have to fill it ask for more."""
    desk = hand.desk
    least = round(0.5 * hand.will.reserve * desk.yearly_revenue)
    coming = hand.treasury - homes_due(hand)
    hand.memo["short"] = coming < least
    if coming < least:
        need = least - coming + round(0.02 * desk.yearly_revenue)
        borrow(hand, min(bond_room(desk), need), "homes" if hand.treasury >= least else "afloat", forced=True)


def short(hand: Hand) -> bool:
    """Whether `keep_afloat` found too little in the treasury."""
    return bool(hand.memo.get("short"))


def homes_due(hand: Hand) -> int:
    """What the city may have to pay this turn so that homes sold ahead are finished (wan).

    The landlord never believes that ground could fall, and is surprised every time.
    """
    desk, tables = hand.desk, hand.desk.tables
    unfinished = desk.share("city.unfinished")
    if unfinished <= 0 or hand.will.persona is Persona.LANDLORD or not slumping(hand):
        return 0
    normal = float(places_of(tables).land_rate[desk.view.city]) / 2.0 * desk.share("city.gdp_start")
    return round(tables["presales.finish"] * tables["presales.bursts"] * unfinished * normal)


def slumping(hand: Hand) -> bool:
    """Whether the land on offer fetched so much less than in a calm market that a slump must be on."""
    desk, tables, city = hand.desk, hand.desk.tables, hand.desk.view.city
    part, homes = tables["treasury.land_industry"], desk.share("city.land_housing") / 100.0
    price = desk.share("city.house_price") / float(places_of(tables).house_price[city])
    glut = 1.0 + tables["treasury.land_glut"] * max(0.0, homes - 1.0)
    lots = homes / glut + part * desk.share("city.land_industry") / 100.0
    calm = land_offer(tables, desk["city.gdp"], desk["city.gdp_start"])[city] / (1.0 + part) * price * price * lots
    return desk.share("city.land_left") > 0 and desk.whole("city.land_income") < CALM * float(calm)


def repay(hand: Hand) -> None:
    """Pay debt back with money that lies idle: the treasurer while money is easy, all who are judged by their books.

    Careers are: where posts rotate everybody's, but the landlord's, who trusts in ground; else the careerist's.
    """
    desk, will = hand.desk, hand.will
    left = evaluation_in(hand)
    judged = left <= 2 and (will.persona is Persona.CAREERIST or (rotates(hand) and will.persona not in BLIND))
    if judged and will.persona is Persona.TREASURER:
        _bring_home(hand)
    spare = hand.treasury - round((1 if judged else 2) * will.reserve * desk.yearly_revenue) - earmarked(hand)
    much = burden(hand) > limit(hand)
    thrifty = will.persona is Persona.TREASURER and ease(hand) <= 1.0
    if spare <= 0 or not (judged or much or thrifty):
        return
    amount = min(desk.whole("city.debt"), spare if judged else spare // 2)
    if amount > LEAST * desk.yearly_revenue:
        key = "repay_judged" if judged else "repay" if much else "repay_easy"
        debt = round(10_000 * debt_ratio(hand))
        hand.give(RepayDebt(amount), say(f"reason.{key}", amount=amount, debt=debt, turns=left))


def _bring_home(hand: Hand) -> None:
    """Idle money of the vehicles pays debts before the books are handed over."""
    base = round(0.05 * hand.desk.yearly_revenue)
    vehicle = max(hand.cash, key=lambda v: (hand.cash[v], v.value))
    idle = hand.cash[vehicle] - base
    if idle > LEAST * hand.desk.yearly_revenue:
        order = CapitaliseVehicle(vehicle, hand.capital(vehicle) - idle)
        hand.give(order, say("reason.dividend_judged", vehicle=vehicle.value, amount=idle))
