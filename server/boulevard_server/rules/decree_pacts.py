"""What a desk can read of pacts: which stand with whom, what they forbid, what breaking them costs."""

from __future__ import annotations

from boulevard_server.rules.arrays import wan
from boulevard_server.rules.desk import Desk, once_a_view
from boulevard_shared.ids import Hosting, PactKind
from boulevard_shared.sentence import Sentence, say


def place_of(desk: Desk, city: str) -> int:
    """Index of a city in play, -1 for others."""
    return desk.tables.cities.index(city) if city in desk.tables.cities else -1


def turns_left(desk: Desk, city: str, kind: PactKind) -> int:
    """Turns a pact of ours with a city still runs, 0 when there is none."""
    place = place_of(desk, city)
    if place < 0 or kind is PactKind.NONE:
        return 0
    return int(desk["pact.left"][desk.view.city, place, int(kind) - 1])


@once_a_view
def partners(desk: Desk, kind: PactKind) -> list[int]:
    """Cities with which a pact of a kind stands; not to be written to."""
    row = desk["pact.left"][desk.view.city, :, int(kind) - 1].tolist()
    return [place for place, left in enumerate(row) if left > 0]


def cash_most(desk: Desk, city: str) -> int:
    """Most money (wan) a turn that a pact with a city may move: a tenth of the smaller one's revenue."""
    place = place_of(desk, city)
    revenue = desk["city.revenue"]
    return int(min(revenue[place], revenue[desk.view.city])) // 10


def damages(desk: Desk, city: str) -> int:
    """What breaking one pact with a city costs (wan)."""
    place = place_of(desk, city)
    if place < 0:
        return 0
    gdp = desk["city.gdp"]
    return int(wan(min(gdp[place], gdp[desk.view.city]) * desk.tables["relations.damages"]))


def visit_fee(desk: Desk, city: str) -> int:
    """What a host asks of our delegation (wan)."""
    place = place_of(desk, city)
    if place < 0 or desk.plain("city.hosting")[place] != Hosting.CHARGE:
        return 0
    most = int(wan(desk.plain("city.gdp")[desk.view.city] * desk.tables["relations.visit_fee"]))
    return min(int(desk.plain("city.host_fee")[place]), most)


def truce_level(desk: Desk, level: int) -> Sentence | None:
    """Why incentives of a level may not be given: a truce caps them."""
    cap = round(desk.tables["relations.truce_level"])
    bound = partners(desk, PactKind.TRUCE)
    return say("refused.truce", city=desk.tables.cities[bound[0]], level=cap) if bound and level > cap else None


def truce_package(desk: Desk, tax: int, premium_bp: int) -> Sentence | None:
    """Why a package may not be offered: a truce caps tax holidays and premiums."""
    most, premium = (round(desk.tables[f"relations.truce_{name}"]) for name in ("tax", "premium"))
    bound = partners(desk, PactKind.TRUCE)
    if not bound or (tax <= most and premium_bp <= premium):
        return None
    return say("refused.truce_bid", city=desk.tables.cities[bound[0]], turns=most)
