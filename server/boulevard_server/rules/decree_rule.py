"""What every rule about an order is made of: the draft it joins, what it takes, and how it may be refused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import msgspec

from boulevard_server.rules.desk import Desk, vehicle_slot
from boulevard_shared.ids import Vehicle
from boulevard_shared.orders import AnyOrder, Decree
from boulevard_shared.sentence import Sentence, say


class Draft(msgspec.Struct, frozen=True, gc=False):
    """The decree that an edit would join, whose entry under its own `key` it replaces."""

    desk: Desk
    decree: Decree
    key: str

    def acts(self, kind: type[Any]) -> list[Any]:
        """This turn's other acts of one kind."""
        return [act for key, act in self.decree.acts.items() if key != self.key and isinstance(act, kind)]

    def setting(self, key: str) -> AnyOrder | None:
        """What stands in the decree under another key."""
        return self.decree.standing.get(key)


NO_CASH = (0, 0, 0)
"""What takes no vehicle's money."""


class Charge(msgspec.Struct, frozen=True, gc=False):
    """What an order takes: attention points, treasury money and each vehicle's (wan; negative brings some).

    `routine` is treasury money that goes out every turn and is paid from that turn's revenue first.
    """

    attention: int = 0
    treasury: int = 0
    vehicles: tuple[int, int, int] = NO_CASH
    routine: int = 0

    def __add__(self, other: Charge) -> Charge:
        a, b = self.vehicles, other.vehicles
        return Charge(
            self.attention + other.attention,
            self.treasury + other.treasury,
            a if b is NO_CASH else (a[0] + b[0], a[1] + b[1], a[2] + b[2]),
            self.routine + other.routine,
        )

    def __sub__(self, other: Charge) -> Charge:
        a, b = self.vehicles, other.vehicles
        return Charge(
            self.attention - other.attention,
            self.treasury - other.treasury,
            a if b is NO_CASH else (a[0] - b[0], a[1] - b[1], a[2] - b[2]),
            self.routine - other.routine,
        )


@dataclass(frozen=True, slots=True)
class Rule:
    """The rule of one order type.

    `refuse` gives the reason why the order may not stand, or None; `charge` what it takes; `label` one line that
    says what it is, with its numbers. All three take the order as their last argument. `attention` names the
    number of `assets/content/rules/decree.toml` that says how many points it takes.
    """

    attention: str
    refuse: Callable[[Draft, Any], Sentence | None]
    charge: Callable[[Desk, Any], Charge]
    label: Callable[[Desk, Any], Sentence]


def from_vehicle(vehicle: Vehicle, amount: int, treasury: int = 0) -> Charge:
    """A charge on one vehicle, and perhaps on the treasury too."""
    if not amount:
        return Charge(0, treasury)
    amounts = [0, 0, 0]
    amounts[vehicle_slot(vehicle)] = amount
    return Charge(0, treasury, (amounts[0], amounts[1], amounts[2]))


def free(_desk: Desk, _order: AnyOrder) -> Charge:
    """The charge of an order that takes attention only."""
    return Charge()


def over(key: str, need: int, limit: int) -> Sentence | None:
    """`refused.<key>` with both numbers when `need` is above `limit`."""
    return say(f"refused.{key}", need=need, have=limit) if need > limit else None


def first(*reasons: Sentence | None) -> Sentence | None:
    """The first reason there is."""
    return next((reason for reason in reasons if reason is not None), None)


def unknown_chain(desk: Desk, chain: str) -> Sentence | None:
    return say("refused.chain", chain=chain) if desk.chain(chain) < 0 else None
