"""From orders about other cities, integrity and careers to arrays; a part of `enact`, which calls it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from boulevard_shared.ids import Tier, Vehicle
from boulevard_shared.orders_relations import (
    AnswerPact,
    AskExtension,
    AuditVehicles,
    BreakPact,
    CookBooks,
    FollowModel,
    HostDelegations,
    JoinBid,
    OfferPact,
    PoachFirm,
    PoachOfficial,
    PoachTalent,
    SendDelegation,
    SetTone,
    SpoilTalks,
    WriteHandover,
)

_VEHICLES = {vehicle: place for place, vehicle in enumerate(Vehicle)}
_TIERS = {tier: place for place, tier in enumerate(Tier)}
YES, NO = 1, 2


class Desk(Protocol):
    """Where the orders of one seat are written, as `enact` makes it."""

    @property
    def cities(self) -> Mapping[str, int]: ...
    @property
    def firms(self) -> Mapping[int, int]: ...
    @property
    def projects(self) -> Mapping[int, int]: ...
    @property
    def cabinets(self) -> Mapping[int, tuple[int, int]]: ...

    def act(self, name: str, place: int | tuple[int, ...] | None, value: int) -> None: ...
    def stand(self, name: str, place: int | None, value: int) -> None: ...


def _offer(desk: Desk, order: OfferPact) -> None:
    city = desk.cities.get(order.city)
    if city is not None:
        desk.act("pact.kind", city, int(order.kind))
        desk.act("pact.turns", city, order.turns)
        desk.act("pact.cash", city, order.cash)


def _answer(desk: Desk, order: AnswerPact) -> None:
    city = desk.cities.get(order.city)
    if city is not None:
        desk.act("pact.answer", city, YES if order.accept else NO)


def _break(desk: Desk, order: BreakPact) -> None:
    city = desk.cities.get(order.city)
    if city is not None and order.kind:
        desk.act("pact.broken", (city, int(order.kind) - 1), 1)


def _join(desk: Desk, order: JoinBid) -> None:
    project, lead = desk.projects.get(order.project), desk.cities.get(order.city)
    if project is not None and lead is not None:
        desk.act("join.lead", project, lead + 1)
        desk.act("join.vehicle", project, _VEHICLES[order.vehicle] + 1)
        desk.act("join.amount", project, order.amount)


def _spoil(desk: Desk, order: SpoilTalks) -> None:
    project, rival = desk.projects.get(order.project), desk.cities.get(order.city)
    if project is not None and rival is not None:
        desk.act("spoil.rival", project, rival + 1)


def _visit(desk: Desk, order: SendDelegation) -> None:
    if order.model:
        desk.act("visit.model", None, int(order.model))
        # A home that is not in play has the number after the last city.
        desk.act("visit.host", None, desk.cities.get(order.city, len(desk.cities)) + 1)


def _hosting(desk: Desk, order: HostDelegations) -> None:
    desk.stand("city.hosting", None, int(order.hosting))
    desk.stand("city.host_fee", None, order.fee)


def _follow(desk: Desk, order: FollowModel) -> None:
    desk.stand("city.method", None, int(order.model))


def _poach_firm(desk: Desk, order: PoachFirm) -> None:
    firm = desk.firms.get(order.firm)
    if firm is not None:
        desk.act("poach.firm", firm, order.amount)


def _poach_official(desk: Desk, order: PoachOfficial) -> None:
    place = desk.cabinets.get(order.official)
    if place is not None:
        city, slot = place
        desk.act("poach.official", city, slot + 1)


def _poach_talent(desk: Desk, order: PoachTalent) -> None:
    city = desk.cities.get(order.city)
    if city is not None:
        desk.act("poach.talent", (city, _TIERS[order.tier]), order.amount)


def _audit(desk: Desk, _order: AuditVehicles) -> None:
    desk.act("audit.ordered", None, 1)


def _cook(desk: Desk, order: CookBooks) -> None:
    desk.act("cook.points", None, order.basis_points)


def _extend(desk: Desk, _order: AskExtension) -> None:
    desk.act("petition.asked", None, 1)


def _handover(desk: Desk, _order: WriteHandover) -> None:
    desk.act("handover.written", None, 1)


def _tone(desk: Desk, order: SetTone) -> None:
    desk.stand("city.tone", None, int(order.tone))


STANDING_FIELDS = ("city.hosting", "city.host_fee", "city.method", "city.tone")
WRITERS: dict[type[Any], Callable[[Any, Any], None]] = {
    OfferPact: _offer,
    AnswerPact: _answer,
    BreakPact: _break,
    JoinBid: _join,
    SpoilTalks: _spoil,
    SendDelegation: _visit,
    HostDelegations: _hosting,
    FollowModel: _follow,
    PoachFirm: _poach_firm,
    PoachOfficial: _poach_official,
    PoachTalent: _poach_talent,
    AuditVehicles: _audit,
    CookBooks: _cook,
    AskExtension: _extend,
    WriteHandover: _handover,
    SetTone: _tone,
}
