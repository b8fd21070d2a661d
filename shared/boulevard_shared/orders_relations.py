"""Orders about other cities, integrity and careers; a part of `orders`, which lists them."""

from __future__ import annotations

from typing import Annotated, ClassVar

import msgspec

from boulevard_shared.ids import Hosting, ModelCard, PactKind, Tier, Tone, Vehicle
from boulevard_shared.order_base import ContentId, Money, Order, SerialNumber, SignedMoney

# --- between cities ----------------------------------------------------------------------------------------

PactTurns = Annotated[int, msgspec.Meta(ge=2, le=20)]


class OfferPact(Order, frozen=True):
    """Offer another city a pact for `turns`; it is told next turn. `cash` is what we pay a turn while it stands
    (negative: what we ask to be paid)."""

    system: ClassVar[str] = "relations"
    city: ContentId
    kind: PactKind
    turns: PactTurns = 8
    cash: SignedMoney = 0

    @property
    def key(self) -> str:
        return f"OfferPact:{self.city}"


class AnswerPact(Order, frozen=True):
    """Answer what a city has offered us; an offer that is not answered lapses."""

    system: ClassVar[str] = "relations"
    city: ContentId
    accept: bool

    @property
    def key(self) -> str:
        return f"AnswerPact:{self.city}"


class BreakPact(Order, frozen=True):
    """Break a pact openly, before its time."""

    system: ClassVar[str] = "relations"
    city: ContentId
    kind: PactKind

    @property
    def key(self) -> str:
        return f"BreakPact:{self.city}:{int(self.kind)}"


class JoinBid(Order, frozen=True):
    """Put our money behind the bid of a city with which we have a syndicate, for a part of the firm."""

    system: ClassVar[str] = "relations"
    project: SerialNumber
    city: ContentId
    vehicle: Vehicle
    amount: Money

    @property
    def key(self) -> str:
        return f"JoinBid:{self.project}"


class SpoilTalks(Order, frozen=True):
    """Whisper against a rival's bid for a project; it may come out."""

    system: ClassVar[str] = "relations"
    project: SerialNumber
    city: ContentId

    @property
    def key(self) -> str:
        return f"SpoilTalks:{self.project}"


class SendDelegation(Order, frozen=True):
    """Visit a city to learn a method that it lives by."""

    system: ClassVar[str] = "relations"
    city: ContentId
    model: ModelCard


class HostDelegations(Order, frozen=True):
    """Standing: how we receive delegations, and what a visit costs them if we charge."""

    system: ClassVar[str] = "relations"
    standing: ClassVar[bool] = True
    hosting: Hosting
    fee: Money = 0


class FollowModel(Order, frozen=True):
    """Standing: the method the city runs on, as far as it has learnt it; NONE follows none."""

    system: ClassVar[str] = "relations"
    standing: ClassVar[bool] = True
    model: ModelCard


class PoachFirm(Order, frozen=True):
    """Offer a firm in a rival city money to move to ours."""

    system: ClassVar[str] = "relations"
    firm: SerialNumber
    amount: Money


class PoachOfficial(Order, frozen=True):
    """Ask for an official of another city to be posted to ours."""

    system: ClassVar[str] = "relations"
    official: SerialNumber


class PoachTalent(Order, frozen=True):
    """Hire people of one tier away from a rival city."""

    system: ClassVar[str] = "relations"
    city: ContentId
    tier: Tier
    amount: Money

    @property
    def key(self) -> str:
        return f"PoachTalent:{self.city}"


# --- integrity and careers ---------------------------------------------------------------------------------


class AuditVehicles(Order, frozen=True):
    """Have our own vehicles, land deals and figures audited."""

    system: ClassVar[str] = "integrity"


class CookBooks(Order, frozen=True):
    """Report this turn's growth higher than it was, by basis points a year."""

    system: ClassVar[str] = "integrity"
    basis_points: Annotated[int, msgspec.Meta(ge=1, le=50)]


class AskExtension(Order, frozen=True):
    """Ask the capital to let this term run on."""

    system: ClassVar[str] = "integrity"


class WriteHandover(Order, frozen=True):
    """Write down for the successor what is promised, planned and owed."""

    system: ClassVar[str] = "integrity"


class SetTone(Order, frozen=True):
    """Standing: how the city's documents and deeds speak."""

    system: ClassVar[str] = "integrity"
    standing: ClassVar[bool] = True
    tone: Tone


RelationsOrder = (
    OfferPact
    | AnswerPact
    | BreakPact
    | JoinBid
    | SpoilTalks
    | SendDelegation
    | HostDelegations
    | FollowModel
    | PoachFirm
    | PoachOfficial
    | PoachTalent
    | AuditVehicles
    | CookBooks
    | AskExtension
    | WriteHandover
    | SetTone
)
