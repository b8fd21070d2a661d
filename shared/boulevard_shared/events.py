"""What can happen in a match: the kinds of events, each a past participle.

The sentence of an event is the catalogue entry `event.<kind>`; the arguments of every kind are listed there.
"""

from __future__ import annotations

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
    # deals
    PROJECT_OPENED = "ProjectOpened"
    PROJECT_WON = "ProjectWon"
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


class Event(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One thing that happened, as one seat may know it.

    `city` is the content id of the city concerned or "" for the nation; `weight` 0-100 orders the bulletin
    (80 and more is headline news); `own` marks news about the reader's own affairs.
    """

    turn: int
    kind: EventKind
    sentence: Sentence
    city: str = ""
    weight: int = 10
    own: bool = False
