"""What is left in the vehicles for one more order: their cash, less what this turn's decree takes from them already."""

from __future__ import annotations

from boulevard_client.screens.desk import Desk
from boulevard_client.screens.entries import figure
from boulevard_shared.ids import Vehicle
from boulevard_shared.orders import (
    AnnounceFund,
    AnyOrder,
    BidForProject,
    CapitaliseVehicle,
    FollowOn,
    HireFundManagers,
    SetSeedBudget,
)
from boulevard_shared.orders_relations import JoinBid

VEHICLES = tuple(Vehicle)


def free(desk: Desk, besides: str = "") -> list[int]:
    """Money by vehicle in wan, none less than nothing; the order under the key `besides` is not counted."""
    left = [int(cash) for cash in desk.read.view["vehicle.cash"]]
    draft = desk.model.draft
    for order in (*draft.standing.values(), *draft.acts.values()):
        if order.key != besides:
            vehicle, amount = _taken(desk, order)
            left[VEHICLES.index(vehicle)] -= amount
    return [max(0, money) for money in left]


def _taken(desk: Desk, order: AnyOrder) -> tuple[Vehicle, int]:
    """What an order takes from which vehicle; capital moved to one is less than nothing."""
    match order:
        case BidForProject(vehicle=vehicle, equity=amount):
            return vehicle, amount
        case FollowOn(vehicle=vehicle, amount=amount) | JoinBid(vehicle=vehicle, amount=amount):
            return vehicle, amount
        case HireFundManagers(vehicle=vehicle, amount=amount):
            return vehicle, amount
        case CapitaliseVehicle(vehicle=vehicle, amount=amount):
            return vehicle, -amount
        case SetSeedBudget(amount=amount):
            return Vehicle.FINANCE, amount
        case AnnounceFund(target=target):
            return Vehicle.FINANCE, round(figure(desk, "funds.fund_share") * target)
        case _:
            return Vehicle.FINANCE, 0
