"""The edits a seat may make to its decree, and the decree itself.

An order is imperative and small. Acts hold for this turn only; standing orders carry over until changed.
`key` says which other order this one replaces: a second bid for the same project replaces the first.
Money is in wan (10,000 yuan), shares in basis points of the whole (10,000 = all), unless a name says otherwise.
"""

from __future__ import annotations

import msgspec

from boulevard_shared.order_base import ContentId as ContentId
from boulevard_shared.order_base import Order as Order
from boulevard_shared.orders_chains import AppointBoss as AppointBoss
from boulevard_shared.orders_chains import ChooseNextCity as ChooseNextCity
from boulevard_shared.orders_chains import DirectBoss as DirectBoss
from boulevard_shared.orders_chains import ExpandUniversity as ExpandUniversity
from boulevard_shared.orders_chains import FoundLaboratory as FoundLaboratory
from boulevard_shared.orders_chains import GroomSuccessor as GroomSuccessor
from boulevard_shared.orders_chains import HostUniversity as HostUniversity
from boulevard_shared.orders_chains import LobbyForChain as LobbyForChain
from boulevard_shared.orders_chains import NominateFirm as NominateFirm
from boulevard_shared.orders_chains import PlaceContract as PlaceContract
from boulevard_shared.orders_chains import SecondOfficial as SecondOfficial
from boulevard_shared.orders_chains import SetIncentive as SetIncentive
from boulevard_shared.orders_chains import SetScreening as SetScreening
from boulevard_shared.orders_chains import SetSubstitution as SetSubstitution
from boulevard_shared.orders_chains import SetTalentProgramme as SetTalentProgramme
from boulevard_shared.orders_city import BuildModule as BuildModule
from boulevard_shared.orders_city import IssueBonds as IssueBonds
from boulevard_shared.orders_city import RenegotiateFee as RenegotiateFee
from boulevard_shared.orders_city import RepayDebt as RepayDebt
from boulevard_shared.orders_city import SellData as SellData
from boulevard_shared.orders_city import SetBudget as SetBudget
from boulevard_shared.orders_city import SetCleanUp as SetCleanUp
from boulevard_shared.orders_city import SetDataPolicy as SetDataPolicy
from boulevard_shared.orders_city import SetLandRelease as SetLandRelease
from boulevard_shared.orders_city import SetWorks as SetWorks
from boulevard_shared.orders_city import SignSmartPartner as SignSmartPartner
from boulevard_shared.orders_deals import MOST_PREMIUM_BP as MOST_PREMIUM_BP
from boulevard_shared.orders_deals import AnnounceFund as AnnounceFund
from boulevard_shared.orders_deals import BidForProject as BidForProject
from boulevard_shared.orders_deals import CapitaliseVehicle as CapitaliseVehicle
from boulevard_shared.orders_deals import ConsultOnProject as ConsultOnProject
from boulevard_shared.orders_deals import FollowOn as FollowOn
from boulevard_shared.orders_deals import HireFundManagers as HireFundManagers
from boulevard_shared.orders_deals import SellStake as SellStake
from boulevard_shared.orders_deals import SetSeedBudget as SetSeedBudget
from boulevard_shared.orders_relations import RelationsOrder

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
