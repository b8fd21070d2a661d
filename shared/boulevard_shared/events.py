"""What can happen in a match: the kinds of events, each a past participle.

The sentence of an event is the catalogue entry `event.<kind>`; the arguments of every kind are listed there.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

import msgspec

from boulevard_shared.sentence import Sentence


class EventKind(StrEnum):
    """Every kind of event the rules can report. A whole-match test sees each of them used."""

    # nation
    PLAN_ANNOUNCED = "PlanAnnounced"
    PLAN_BEGUN = "PlanBegun"
    PRICE_FALLEN = "PriceFallen"
    PRICE_RISEN = "PriceRisen"
    LISTING_WINDOW_OPENED = "ListingWindowOpened"
    LISTING_WINDOW_SHUT = "ListingWindowShut"
    ERA_TURNED = "EraTurned"
    STIMULUS_POURED = "StimulusPoured"
    CITIES_LOCKED = "CitiesLocked"
    CONGRESS_HELD = "CongressHeld"
    WEALTH_SHARED = "WealthShared"
    SLUMP_BROKEN = "SlumpBroken"
    HOMES_UNFINISHED = "HomesUnfinished"
    CRACKDOWN_BEGUN = "CrackdownBegun"
    CRACKDOWN_ENDED = "CrackdownEnded"
    FOUNDER_LEFT = "FounderLeft"
    STAFF_DISMISSED = "StaffDismissed"
    RIFT_WIDENED = "RiftWidened"
    SANCTIONS_TIGHTENED = "SanctionsTightened"
    FIRM_SANCTIONED = "FirmSanctioned"
    IMPORT_REPLACED = "ImportReplaced"
    FOREIGN_FUND_CAME = "ForeignFundCame"
    CORRECTION_BEGUN = "CorrectionBegun"
    CORRECTION_ENDED = "CorrectionEnded"
    RELIANCE_CROSSED = "RelianceCrossed"
    # deals
    PROJECT_OPENED = "ProjectOpened"
    PROJECT_WON = "ProjectWon"
    BID_LOST = "BidLost"
    PROJECT_REFUSED = "ProjectRefused"
    PROJECT_LAPSED = "ProjectLapsed"
    CONSULTATION_REPORTED = "ConsultationReported"
    WORKS_DEFERRED = "WorksDeferred"
    GUARANTEE_CALLED = "GuaranteeCalled"
    MONEY_CLAWED_BACK = "MoneyClawedBack"
    # firms
    FIRM_OPENED = "FirmOpened"
    FIRM_DELAYED = "FirmDelayed"
    FIRM_PROFITED = "FirmProfited"
    FIRM_CALLED = "FirmCalled"
    FIRM_DISTRESSED = "FirmDistressed"
    FIRM_RESCUED = "FirmRescued"
    FIRM_MOVED = "FirmMoved"
    FIRM_DIED = "FirmDied"
    FIRM_SPUN_OUT = "FirmSpunOut"
    SUPPLIERS_ARRIVED = "SuppliersArrived"
    # young firms
    REGISTRATIONS_SURGED = "RegistrationsSurged"
    HYPE_BURST = "HypeBurst"
    WANNABES_VANISHED = "WannabesVanished"
    CONTRACT_PLACED = "ContractPlaced"
    BADGE_AWARDED = "BadgeAwarded"
    BADGE_REFUSED = "BadgeRefused"
    BADGE_EXPIRED = "BadgeExpired"
    HUB_OPENED = "HubOpened"
    HUB_LEFT = "HubLeft"
    CLOUD_GROWN = "CloudGrown"
    CONTAGION_SPREAD = "ContagionSpread"
    BOARD_FOUNDED = "BoardFounded"
    LABORATORY_OPENED = "LaboratoryOpened"
    UNIVERSITY_UPROOTED = "UniversityUprooted"
    UNIVERSITY_HOSTED = "UniversityHosted"
    # funds
    FUND_FILLED = "FundFilled"
    SEEDS_SETTLED = "SeedsSettled"
    FIRM_LISTED = "FirmListed"
    STAKE_SOLD = "StakeSold"
    STAKE_BOUGHT_BACK = "StakeBoughtBack"
    STAKE_WRITTEN_OFF = "StakeWrittenOff"
    INQUIRY_OPENED = "InquiryOpened"
    # chains and cadres
    BOSS_APPOINTED = "BossAppointed"
    CHAIN_ENTERED = "ChainEntered"
    LEADER_NAMED = "LeaderNamed"
    BOTTLENECK_FOUND = "BottleneckFound"
    BOTTLENECK_CLEARED = "BottleneckCleared"
    OFFICIAL_POSTED_AWAY = "OfficialPostedAway"
    OFFICIAL_ARRIVED = "OfficialArrived"
    TERM_EVALUATED = "TermEvaluated"
    CITY_INHERITED = "CityInherited"
    # talent and treasury
    UNIVERSITY_GROWN = "UniversityGrown"
    TALENT_ARRIVED = "TalentArrived"
    TALENT_LEFT = "TalentLeft"
    SECONDMENT_ENDED = "SecondmentEnded"
    DEBT_WARNED = "DebtWarned"
    RESCUE_SWAPPED = "RescueSwapped"
    LAND_SLUMPED = "LandSlumped"
    LEAD_CHANGED = "LeadChanged"
    # smart city and environment
    SMART_PARTNER_SIGNED = "SmartPartnerSigned"
    PARTNERSHIP_STRUCK_OFF = "PartnershipStruckOff"
    FEE_RENEGOTIATED = "FeeRenegotiated"
    FEE_DEFAULTED = "FeeDefaulted"
    MODULE_OPENED = "ModuleOpened"
    DATA_LEAKED = "DataLeaked"
    DATA_LAW_PASSED = "DataLawPassed"
    DATA_FINED = "DataFined"
    PLATFORM_REINED_IN = "PlatformReinedIn"
    INSPECTORS_CAME = "InspectorsCame"
    POLLUTERS_CLOSED = "PollutersClosed"
    CLEAN_UP_FINISHED = "CleanUpFinished"
    LAND_RECLAIMED = "LandReclaimed"
    # between cities
    PACT_OFFERED = "PactOffered"
    PACT_MADE = "PactMade"
    PACT_REFUSED = "PactRefused"
    PACT_BROKEN = "PactBroken"
    PACT_ENDED = "PactEnded"
    SYNDICATE_JOINED = "SyndicateJoined"
    SPOILER_EXPOSED = "SpoilerExposed"
    DELEGATION_RECEIVED = "DelegationReceived"
    DELEGATION_TURNED_AWAY = "DelegationTurnedAway"
    MODEL_MADE = "ModelMade"
    MODEL_SPREAD = "ModelSpread"
    TALENT_POACHED = "TalentPoached"
    FIRM_POACHED = "FirmPoached"
    OFFICIAL_POACHED = "OfficialPoached"
    POACHING_FAILED = "PoachingFailed"
    # integrity and careers
    CAMPAIGN_BEGUN = "CampaignBegun"
    CITY_INSPECTED = "CityInspected"
    CITY_PURGED = "CityPurged"
    WINNER_STRUCK = "WinnerStruck"
    AUDIT_REPORTED = "AuditReported"
    COOKED_BOOKS_FOUND = "CookedBooksFound"
    TERM_EXTENDED = "TermExtended"
    HANDOVER_READ = "HandoverRead"


class Event(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """One thing that happened, as one seat may know it.

    `city` is the content id of the city concerned or "" for the nation; `weight` 0-100 orders the bulletin
    (80 and more is headline news); `own` marks news about the reader's own affairs. On the wire a list in this order.
    """

    turn: int
    kind: EventKind
    sentence: Sentence
    city: str = ""
    weight: int = 10
    own: bool = False


def merged(common: Iterable[Event], private: Iterable[Event], city: str) -> list[Event]:
    """The news of one seat, weightiest first: what everybody hears, and what only it does. `city` is its own."""
    told = [msgspec.structs.replace(event, own=True) if event.city == city else event for event in common]
    return sorted([*told, *private], key=lambda event: -event.weight)
