"""Orders about the city itself: budget, land and debt, its smart city and its air."""

from __future__ import annotations

from typing import Annotated, ClassVar

import msgspec

from boulevard_shared.ids import CleanUp, DataPolicy, Partner
from boulevard_shared.order_base import ContentId, Money, Order

# --- treasury ------------------------------------------------------------------------------------------------


class SetBudget(Order, frozen=True):
    """Standing: spending a turn on schools (and training), health, and housing."""

    system: ClassVar[str] = "budget"
    standing: ClassVar[bool] = True
    schools: Money
    health: Money
    housing: Money


class SetWorks(Order, frozen=True):
    """Standing: spending a turn on metro, roads, sewers and parks. Setting it to nothing defers them."""

    system: ClassVar[str] = "budget"
    standing: ClassVar[bool] = True
    amount: Money


class SetLandRelease(Order, frozen=True):
    """Standing: land put on the market a turn, in percent of the yearly normal, for housing and for industry."""

    system: ClassVar[str] = "budget"
    standing: ClassVar[bool] = True
    housing: Annotated[int, msgspec.Meta(ge=0, le=200)]
    industry: Annotated[int, msgspec.Meta(ge=0, le=200)]


class IssueBonds(Order, frozen=True):
    """Borrow on the bond market at the rate the city's debt commands."""

    system: ClassVar[str] = "debt"
    amount: Money


class RepayDebt(Order, frozen=True):
    """Buy back the city's bonds."""

    system: ClassVar[str] = "debt"
    amount: Money


# --- smart city and environment ------------------------------------------------------------------------------


class SignSmartPartner(Order, frozen=True):
    """Sign with a smart-city partner; a framework comes first with an entertainment platform.

    `city_share` is our percent of the joint company; with `exclusive` the partner may not repeat it elsewhere. The
    fee follows from what both sides need; where one side would lose, there is no deal.
    """

    system: ClassVar[str] = "smart"
    partner: Partner
    city_share: Annotated[int, msgspec.Meta(ge=50, le=95)] = 90
    exclusive: bool = False

    @property
    def key(self) -> str:
        return f"SignSmartPartner:{int(self.partner)}"


class BuildModule(Order, frozen=True):
    """Begin a module of the smart city."""

    system: ClassVar[str] = "smart"
    module: ContentId

    @property
    def key(self) -> str:
        return f"BuildModule:{self.module}"


class SellData(Order, frozen=True):
    """Sell what is known of the residents to firms: this share of it, this turn."""

    system: ClassVar[str] = "smart"
    percent: Annotated[int, msgspec.Meta(ge=1, le=100)]


class SetDataPolicy(Order, frozen=True):
    """Standing: what may be done with residents' data."""

    standing: ClassVar[bool] = True
    system: ClassVar[str] = "smart"
    policy: DataPolicy


class RenegotiateFee(Order, frozen=True):
    """Ask the partner for a lower fee; 100 percent ends the contract without paying on."""

    system: ClassVar[str] = "smart"
    cut: Annotated[int, msgspec.Meta(ge=1, le=100)]


class SetCleanUp(Order, frozen=True):
    """Standing: what becomes of old heavy industry: nothing, a slow move to clean parks, or closure in six turns."""

    standing: ClassVar[bool] = True
    system: ClassVar[str] = "environment"
    plan: CleanUp
