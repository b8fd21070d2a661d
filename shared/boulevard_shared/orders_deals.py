"""Orders about deals and capital: packages for projects, vehicles and funds, stakes."""

from __future__ import annotations

from typing import Annotated, ClassVar

import msgspec

from boulevard_shared.ids import ExitRoute, Vehicle
from boulevard_shared.order_base import BasisPoints, ContentId, Money, Order, Percent, SerialNumber, SignedMoney

MOST_PREMIUM_BP = 5_000
"""The most a package may pay above the asked price of shares."""

# --- deals ---------------------------------------------------------------------------------------------------


class BidForProject(Order, frozen=True):
    """Offer a sealed package for a project on the market.

    `equity` is paid by `vehicle` for a stake, `premium_bp` above the asked price; `guarantee` backs bank loans;
    `land_discount` is percent off industrial land; `tax_holiday` is in turns; `works` and `housing` are money
    for roads and staff flats; `claw_back` demands milestones and the right to take money back.
    """

    system: ClassVar[str] = "deals"
    project: SerialNumber
    vehicle: Vehicle
    equity: Money = 0
    premium_bp: Annotated[int, msgspec.Meta(ge=0, le=MOST_PREMIUM_BP)] = 0
    guarantee: Money = 0
    land_discount: Percent = 0
    tax_holiday: Annotated[int, msgspec.Meta(ge=0, le=10)] = 0
    works: Money = 0
    housing: Money = 0
    claw_back: bool = False

    @property
    def key(self) -> str:
        return f"BidForProject:{self.project}"


class ConsultOnProject(Order, frozen=True):
    """Ask all members of a chain what they think of a project before bidding; the answer comes next turn."""

    system: ClassVar[str] = "deals"
    project: SerialNumber

    @property
    def key(self) -> str:
        return f"ConsultOnProject:{self.project}"


# --- funds ---------------------------------------------------------------------------------------------------


class CapitaliseVehicle(Order, frozen=True):
    """Move money from the treasury into a vehicle, or (negative) draw a dividend from it."""

    system: ClassVar[str] = "funds"
    vehicle: Vehicle
    amount: SignedMoney

    @property
    def key(self) -> str:
        return f"CapitaliseVehicle:{self.vehicle}"


class AnnounceFund(Order, frozen=True):
    """Announce a guidance fund of `target`, for one chain; the city pays its quarter, partners may fill the rest.

    `locality` is what must come back to the city as investment, in percent of the fund's money: the more is asked,
    the more is built here, and the fewer partners come.
    """

    system: ClassVar[str] = "funds"
    chain: ContentId
    target: Money
    locality: Annotated[int, msgspec.Meta(ge=0, le=200)] = 100


class SetSeedBudget(Order, frozen=True):
    """Standing: money the Finance Group puts each turn into a spread of seed stakes in one chain."""

    system: ClassVar[str] = "funds"
    standing: ClassVar[bool] = True
    chain: ContentId
    amount: Money

    @property
    def key(self) -> str:
        return f"SetSeedBudget:{self.chain}"


class HireFundManagers(Order, frozen=True):
    """Standing: money a turn for professional managers of one vehicle."""

    system: ClassVar[str] = "funds"
    standing: ClassVar[bool] = True
    vehicle: Vehicle
    amount: Money

    @property
    def key(self) -> str:
        return f"HireFundManagers:{self.vehicle}"


class FollowOn(Order, frozen=True):
    """Put more equity into a firm, whether or not it has called for it."""

    system: ClassVar[str] = "funds"
    firm: SerialNumber
    vehicle: Vehicle
    amount: Money

    @property
    def key(self) -> str:
        return f"FollowOn:{self.firm}"


class SellStake(Order, frozen=True):
    """Leave a firm, wholly or in part, by one route; `share_bp` is the part of what the vehicle holds."""

    system: ClassVar[str] = "funds"
    firm: SerialNumber
    vehicle: Vehicle
    route: ExitRoute
    share_bp: BasisPoints = 10_000

    @property
    def key(self) -> str:
        return f"SellStake:{self.firm}:{self.vehicle}"
