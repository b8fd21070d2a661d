"""Orders about chains and people: bosses and officials, talent, young firms."""

from __future__ import annotations

from typing import Annotated, ClassVar

import msgspec

from boulevard_shared.ids import BossTask, Tier
from boulevard_shared.order_base import ContentId, Money, Order, SerialNumber

# --- chains and officials ------------------------------------------------------------------------------------


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


# --- talent --------------------------------------------------------------------------------------------------


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


# --- young firms ---------------------------------------------------------------------------------------------


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
