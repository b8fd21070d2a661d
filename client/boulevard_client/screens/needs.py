"""What waits for the player's decision, most pressing first; owns the badges of the rail and where N jumps."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from boulevard_client.screens import locks
from boulevard_client.screens.counsel import HOME, about, card, suggestions
from boulevard_client.screens.desk import Desk
from boulevard_client.screens.intents import GoTo, Intent, Show
from boulevard_shared.ids import Field
from boulevard_shared.orders import BidForProject, HostUniversity, SignSmartPartner
from boulevard_shared.sentence import Sentence, say


@dataclass(frozen=True, slots=True)
class Need:
    """One thing to decide: on which screen, about what (`GoTo.about`), and how to say it.

    `reason` and `advised` (a key of the decree) belong to what the adviser suggests.
    """

    screen: str
    about: str
    sentence: Sentence
    weight: int
    reason: Sentence | None = None
    advised: str = ""


Rule = Callable[[Desk], Iterator[Need]]


PRESSING = 40
"""Weight from which Ready asks back; what weighs less is advice."""


def needs(desk: Desk) -> list[Need]:
    """Everything open in the present turn; nothing while looking back or after Ready."""
    if not desk.model.live or not desk.model.playing:
        return []
    found = [need for rule in RULES for need in rule(desk) if not locks.is_locked(desk, need.screen)]
    found.sort(key=lambda need: -need.weight)
    return found


def next_need(desk: Desk) -> Need | None:
    """The most pressing one."""
    return next(iter(needs(desk)), None)


def opening(desk: Desk, need: Need) -> Intent:
    """What leads to a need: its screen, or the card of what the adviser suggests."""
    return Show(lambda now: card(now, need.advised)) if need.advised else GoTo(need.screen, need.about)


def pressing(desk: Desk) -> list[Need]:
    """What should not be forgotten before Ready."""
    return [need for need in needs(desk) if need.weight >= PRESSING]


def _closing_projects(desk: Desk) -> Iterator[Need]:
    """Bids are opened this turn and we have made none: one need for all of them, since no city can take them all."""
    view = desk.read.view
    closing = [
        (float(view["project.estimate"][slot]), slot)
        for slot, serial in enumerate(view["project.serial"])
        if serial and view["project.closes"][slot] <= desk.model.turn
    ]
    serials = {slot: int(view["project.serial"][slot]) for _, slot in closing}
    if not closing or any(desk.model.order(f"BidForProject:{serial}") for serial in serials.values()):
        return
    best = _advised(desk, serials)
    if best is None:
        best = max((each for each in closing if not view["project.fraud_seen"][each[1]]), default=max(closing))[1]
    taught = _taught(desk, list(serials))
    if taught >= 0:
        yield Need(
            "deals", f"project:{serials[taught]}", say("ui.needs.first", firm=int(view["project.name"][taught])), 50
        )
        return
    firm, many = int(view["project.name"][best]), len(closing)
    one = say("ui.needs.closing", firm=firm)
    yield Need(
        "deals", f"project:{serials[best]}", one if many == 1 else say("ui.needs.closing_many", n=many, firm=firm), 50
    )


def _advised(desk: Desk, serials: Mapping[int, int]) -> int | None:
    """The slot of the project that the adviser would bid for first, of these."""
    slots = {serial: slot for slot, serial in serials.items()}
    bids = (each.order.project for each in desk.model.advice or () if isinstance(each.order, BidForProject))
    return next((slots[project] for project in bids if project in slots), None)


def _taught(desk: Desk, slots: list[int]) -> int:
    """In a match whose parts open one by one, the project that its lesson is about; -1 for none of these slots."""
    about = desk.model.about
    if about is None or not desk.content.scenarios[about.scenario].systems:
        return -1
    templates, forced = tuple(desk.content.templates), desk.content.scenarios[about.scenario].forced
    kinds = desk.read.view["project.template"]
    return next((slot for slot in slots if templates[int(kinds[slot])] in forced), -1)


def _market(desk: Desk) -> Iterator[Need]:
    """The first turn of such a match: nothing can be decided yet, but there is something to read."""
    if desk.model.turn or desk.model.advice:
        return
    view = desk.read.view
    slot = _taught(desk, [int(slot) for slot in view["project.serial"].nonzero()[0]])
    if slot >= 0 and int(view["project.closes"][slot]) > 0:
        words = say("ui.needs.look", firm=int(view["project.name"][slot]), turn=int(view["project.closes"][slot]))
        yield Need("deals", f"project:{int(view['project.serial'][slot])}", words, 25)


def _calls(desk: Desk) -> Iterator[Need]:
    """Firms we own a part of that ask for money."""
    view = desk.read.view
    ours = view["position.share"][desk.read.city].sum(axis=0)
    for slot, serial in enumerate(view["firm.serial"]):
        if serial and ours[slot] > 0 and view["firm.call"][slot] > 0 and not desk.model.order(f"FollowOn:{serial}"):
            call, name = int(view["firm.call"][slot]), int(view["firm.name"][slot])
            yield Need("portfolio", f"firm:{serial}", say("ui.needs.call", firm=name, amount=call), 70)


def _bottlenecks(desk: Desk) -> Iterator[Need]:
    """Chains of ours held back by something known that nobody clears."""
    view = desk.read.view
    city = desk.read.city
    for chain, kind in enumerate(view["cluster.bottleneck_known"]):
        if kind and view["cluster.boss"][city][chain] < 0:
            yield Need(
                "chains", f"chair:{desk.read.chains[chain]}", say("ui.needs.boss", chain=desk.read.chains[chain]), 40
            )


def _advice(desk: Desk) -> Iterator[Need]:
    """What the adviser would add; nothing that must not be forgotten."""
    for rank, each in enumerate(suggestions(desk)):
        key = each.order.key
        yield Need(HOME[key.partition(":")[0]], about(each.order), each.cost.text, 20 - rank, each.reason, key)


def _offers(desk: Desk) -> Iterator[Need]:
    """Pacts that other cities have offered us and that lapse without an answer."""
    for place, kind in enumerate(desk.read.view["asked.kind"]):
        city = desk.read.city_ids[place]
        if kind and not desk.model.order(f"AnswerPact:{city}"):
            yield Need("relations", f"pacts:{city}", say("ui.needs.offer", city=city, pact=int(kind)), 60)


def _live_offers(desk: Desk) -> Iterator[Need]:
    """Offers made across the table that lapse when the turn is resolved."""
    for line in desk.model.talk.waiting(desk.model.seat):
        words = say("ui.table.needs", city=desk.model.seats[line.seat].city, pact=int(line.pact))
        yield Need("relations", f"table:{line.seat}", words, 65)


def _university(desk: Desk) -> Iterator[Need]:
    """A university that has lost its home and decides this turn."""
    field = int(desk.read.view["nation.exile_field"])
    shut = locks.is_shut(desk, HostUniversity.system)
    if field >= 0 and not shut and not desk.model.order("HostUniversity"):
        study = tuple(Field)[field].value
        yield Need("chains", "young:", say("ui.needs.university", field=study), 55)


def _badges(desk: Desk) -> Iterator[Need]:
    """Little Giant badges of firms here that run out unless they are put forward again."""
    view = desk.read.view
    here = (view["firm.city"] == desk.read.city) & (view["firm.badge"] > 0) & (view["firm.badge_left"] <= 1)
    for slot in here.nonzero()[0]:
        if not desk.model.order("NominateFirm"):
            serial, name = int(view["firm.serial"][slot]), int(view["firm.name"][slot])
            yield Need("chains", f"young:{serial}", say("ui.needs.badge", firm=name), 30)


def _smart_city(desk: Desk) -> Iterator[Need]:
    """Rivals have somebody who builds their smart city, and we have nobody and ask nobody."""
    view, city = desk.read.view, desk.read.city
    signed = sum(1 for place, kind in enumerate(view["smart.partner"]) if kind and place != city)
    shut = locks.is_shut(desk, SignSmartPartner.system)
    if signed and not shut and not view["smart.partner"][city] and not desk.model.order("SignSmartPartner"):
        yield Need("smart", "partner", say("ui.needs.smart", n=signed), 22)


def _next_city(desk: Desk) -> Iterator[Need]:
    """Career: the last turn of a term, and no wish for the next city."""
    read = desk.read
    if (
        read.career
        and read.own("seat.term") >= read.own("seat.term_length") - 1
        and not desk.model.order("ChooseNextCity")
    ):
        yield Need("chains", "wishes", say("ui.needs.next_city"), 80)


def _refused(desk: Desk) -> Iterator[Need]:
    """Orders the server turned down."""
    for reason in desk.model.refusals.values():
        yield Need("decree", "", reason, 90)


RULES: tuple[Rule, ...] = (
    _refused,
    _university,
    _badges,
    _next_city,
    _calls,
    _offers,
    _live_offers,
    _closing_projects,
    _market,
    _bottlenecks,
    _smart_city,
    _advice,
)
