"""The edits a seat may make to its decree, and the decree itself.

An order is imperative and small. Acts hold for this turn only; standing orders carry over until changed.
`key` says which other order this one replaces: a second bid for the same project replaces the first.
Money is in wan (10,000 yuan), shares in basis points of the whole (10,000 = all), unless a name says otherwise.
"""

from __future__ import annotations

from typing import Annotated, ClassVar

import msgspec

from boulevard_shared.ids import (
    BossTask,
    CleanUp,
    DataPolicy,
    ExitRoute,
    Partner,
    Tier,
    Vehicle,
)
from boulevard_shared.order_base import BasisPoints, Money, Percent, SerialNumber, SignedMoney
from boulevard_shared.order_base import ContentId as ContentId
from boulevard_shared.order_base import Order as Order
from boulevard_shared.orders_relations import RelationsOrder

MOST_PREMIUM_BP = 5_000
"""The most a package may pay above the asked price of shares."""

# --- deals -------------------------------------------------------------------------------------------------


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


# --- funds -------------------------------------------------------------------------------------------------


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


# --- chains and officials ----------------------------------------------------------------------------------


class AppointBoss(Order, frozen=True):
    """Put an official in charge of a chain; `official` 0 empties the chair."""

    system: ClassVar[str] = "chains"
    chain: ContentId
    official: SerialNumber

    @property
    def key(self) -> str:
        return f"AppointBoss:{self.chain}"


class DirectBoss(Order, frozen=True):
    """Standing: what the boss of a chain works on. Consulting is ordered per project, not here."""

    system: ClassVar[str] = "chains"
    standing: ClassVar[bool] = True
    chain: ContentId
    task: BossTask

    @property
    def key(self) -> str:
        return f"DirectBoss:{self.chain}"


class SetIncentive(Order, frozen=True):
    """Standing: tax and land incentives for all firms of a chain, level 0 (none) to 3."""

    system: ClassVar[str] = "incentives"
    standing: ClassVar[bool] = True
    chain: ContentId
    level: Annotated[int, msgspec.Meta(ge=0, le=3)]

    @property
    def key(self) -> str:
        return f"SetIncentive:{self.chain}"


class LobbyForChain(Order, frozen=True):
    """Argue in the capital for a chain to be named in the next five-year plan."""

    system: ClassVar[str] = "chains"
    chain: ContentId


class SetSubstitution(Order, frozen=True):
    """Standing: money a turn for replacing a chain's imported parts and tools by home-made ones, until it is done."""

    standing: ClassVar[bool] = True
    chain: ContentId
    amount: Money

    @property
    def key(self) -> str:
        return f"SetSubstitution:{self.chain}"


class ChooseNextCity(Order, frozen=True):
    """Career mode: the cities this seat would like next, best first."""

    system: ClassVar[str] = "career"
    cities: Annotated[tuple[ContentId, ...], msgspec.Meta(max_length=10)]


class GroomSuccessor(Order, frozen=True):
    """Have an official learn from the party secretary, so that less is lost when the chair changes hands."""

    system: ClassVar[str] = "career"
    official: SerialNumber


# --- talent ------------------------------------------------------------------------------------------------


class SetTalentProgramme(Order, frozen=True):
    """Standing: settling-in money a head for one tier, in thousand yuan (the known list is 10 / 30 / 50)."""

    system: ClassVar[str] = "talent"
    standing: ClassVar[bool] = True
    tier: Tier
    thousand_yuan: Annotated[int, msgspec.Meta(ge=0, le=200)]

    @property
    def key(self) -> str:
        return f"SetTalentProgramme:{self.tier}"


class ExpandUniversity(Order, frozen=True):
    """Pay for new places, staff and laboratories in one field of study; slow to bear."""

    system: ClassVar[str] = "talent"
    field: ContentId
    amount: Money

    @property
    def key(self) -> str:
        return f"ExpandUniversity:{self.field}"


class SecondOfficial(Order, frozen=True):
    """Send an official to the laboratories of one chain for four turns, to learn it and to scout its patents."""

    system: ClassVar[str] = "talent"
    official: SerialNumber
    chain: ContentId

    @property
    def key(self) -> str:
        return f"SecondOfficial:{self.official}"


# --- young firms -------------------------------------------------------------------------------------------


class SetScreening(Order, frozen=True):
    """Standing: how strictly newcomers are looked at before they draw grants, 0 (not at all) to 3."""

    standing: ClassVar[bool] = True
    system: ClassVar[str] = "firms"
    level: Annotated[int, msgspec.Meta(ge=0, le=3)]


class PlaceContract(Order, frozen=True):
    """Buy from a firm in this city: it sells more at once, and the market takes the contract as a sign."""

    system: ClassVar[str] = "firms"
    firm: SerialNumber
    amount: Money

    @property
    def key(self) -> str:
        return f"PlaceContract:{self.firm}"


class NominateFirm(Order, frozen=True):
    """Put a small firm of this city forward for a Little Giant badge, or for the next higher one."""

    system: ClassVar[str] = "firms"
    firm: SerialNumber


class FoundLaboratory(Order, frozen=True):
    """Pay for laboratories (for medicine: a research hospital) that breed firms of a chain years later."""

    system: ClassVar[str] = "talent"
    chain: ContentId
    amount: Money

    @property
    def key(self) -> str:
        return f"FoundLaboratory:{self.chain}"


class HostUniversity(Order, frozen=True):
    """Offer a home to the university that has been uprooted; the best offer has it, for decades."""

    system: ClassVar[str] = "talent"
    amount: Money


# --- treasury ----------------------------------------------------------------------------------------------


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


# --- smart city and environment ----------------------------------------------------------------------------


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


AnyOrder = (
    BidForProject
    | ConsultOnProject
    | CapitaliseVehicle
    | AnnounceFund
    | SetSeedBudget
    | HireFundManagers
    | FollowOn
    | SellStake
    | AppointBoss
    | DirectBoss
    | SetIncentive
    | LobbyForChain
    | SetSubstitution
    | ChooseNextCity
    | GroomSuccessor
    | SetTalentProgramme
    | ExpandUniversity
    | SecondOfficial
    | SetScreening
    | PlaceContract
    | NominateFirm
    | FoundLaboratory
    | HostUniversity
    | SetBudget
    | SetWorks
    | SetLandRelease
    | IssueBonds
    | RepayDebt
    | RelationsOrder
    | SignSmartPartner
    | BuildModule
    | SellData
    | SetDataPolicy
    | RenegotiateFee
    | SetCleanUp
)

ORDER_TYPES: tuple[type[Order], ...] = AnyOrder.__args__

SYSTEMS = tuple(dict.fromkeys(order.system for order in ORDER_TYPES if order.system))
"""Parts of the game that a scenario may open later or leave out."""


class Decree(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What one seat has decided: standing orders that carry over, and this turn's acts, by key.

    Immutable; `with_order` and `without` return a new decree. Order of insertion does not matter to the rules.
    """

    standing: dict[str, AnyOrder] = {}
    acts: dict[str, AnyOrder] = {}

    def with_order(self, order: AnyOrder) -> Decree:
        """The decree with this order filled in under its key."""
        if order.standing:
            return Decree({**self.standing, order.key: order}, self.acts)
        return Decree(self.standing, {**self.acts, order.key: order})

    def without(self, key: str, before: Decree) -> Decree:
        """The decree with the entry of this turn undone: acts go, standing orders return to `before`."""
        acts, standing = self.acts, self.standing
        if key in acts:
            acts = {k: v for k, v in acts.items() if k != key}
        restored = before.standing.get(key)
        if key in standing or restored is not None:
            standing = {k: v for k, v in standing.items() if k != key}
            if restored is not None:
                standing[key] = restored
        return Decree(standing, acts)

    def next_turn(self) -> Decree:
        """What carries over: the standing orders alone."""
        return Decree(self.standing, {})
