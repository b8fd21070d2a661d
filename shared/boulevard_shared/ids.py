"""Names for the things both sides talk about: enumerations, no logic.

A thing that content lists (a city, a chain) is known by its string id. A thing born in play (a firm, a
project, an official) is known by its serial number, which is never used twice in a match, so an order that
comes late cannot hit another thing that has moved into the same slot.
"""

from __future__ import annotations

from enum import IntEnum, StrEnum


class Word(StrEnum):
    """Names that hash as the text they are; the usual way calls a Python function at every look-up."""

    __hash__ = str.__hash__


class Number(IntEnum):
    """The same for numbers."""

    __hash__ = int.__hash__


class Vehicle(Word):
    """The three state investment vehicles of every city; array axis V has this order."""

    CONSTRUCTION = "construction"
    INDUSTRIAL = "industrial"
    FINANCE = "finance"


class Tier(Word):
    """Skill tiers; array axis K has this order."""

    WORKERS = "workers"
    GRADUATES = "graduates"
    RESEARCHERS = "researchers"


class Field(Word):
    """Fields of study of universities; array axis U has this order."""

    ENGINEERING = "engineering"
    SCIENCE = "science"
    COMPUTING = "computing"
    LIFE = "life"


SCORE_PARTS = ("income", "industry", "technology", "wealth", "wellbeing")
"""What a score is made of; array axis Z has this order."""
TASTES = ("cash", "guarantee", "land", "tax", "staff", "place")
"""What a firm weighs in a package; order of the last axis of `project.taste`."""


class BossTask(Number):
    """What a chain boss works on; 0 when the chair is empty or the boss idle."""

    NONE = 0
    PLAN = 1
    CONSULT = 2
    CLEAR = 3
    COORDINATE = 4


class Rank(Number):
    """Rank of an official; lower number leads."""

    NONE = 0
    SECRETARY = 1
    MAYOR = 2
    VICE_MAYOR = 3
    DIRECTOR = 4


class FirmStage(Number):
    """Life of a firm. SEED has no product yet; BUILDING has money and a site; RAMP sells; MATURE pays."""

    NONE = 0
    SEED = 1
    BUILDING = 2
    RAMP = 3
    MATURE = 4
    DISTRESS = 5
    DEAD = 6


class ProjectKind(Number):
    """What is looking for a place."""

    NONE = 0
    PLANT = 1
    HEADQUARTERS = 2
    RESCUE = 3
    LABORATORY = 4
    ROUND = 5
    DATACENTRE = 6
    HUB = 7


class Board(Number):
    """Where a firm is listed."""

    NONE = 0
    MAIN = 1
    SCIENCE = 2
    SMALL = 3


class Badge(Number):
    """Little Giant badges of small firms that do one thing well."""

    NONE = 0
    PROVINCIAL = 1
    NATIONAL = 2


class Partner(Number):
    """Who builds a smart city with its government; array axis J has this order without NONE."""

    NONE = 0
    VENDOR = 1
    ENTERTAINMENT = 2
    PAYMENT = 3


class Module(Word):
    """What a smart city is made of; array axis W has this order, and so have the lists of `rules/smart.toml`."""

    DATA_CENTRE = "data-centre"
    TRAFFIC = "traffic"
    EMERGENCY = "emergency"
    CARD = "card"
    DESK = "desk"
    HOSPITAL = "hospital"
    CAMERAS = "cameras"
    SENSORS = "sensors"
    CLOUD = "cloud"
    BRAIN = "brain"


class DataPolicy(Number):
    """What may be done with residents' data."""

    OPEN = 0
    GUARDED = 1
    SEALED = 2


class CleanUp(Number):
    """How a city deals with its old heavy industry."""

    NONE = 0
    GRADUAL = 1
    SHOCK = 2


class ExitRoute(Number):
    """Ways for a vehicle to leave a firm."""

    NONE = 0
    LISTING = 1
    TRADE_SALE = 2
    BUY_BACK = 3
    WRITE_OFF = 4


class Bottleneck(Number):
    """What holds a chain back in a city; found by its leader or boss."""

    NONE = 0
    SUPPLIER = 1


class TermResult(Number):
    """How a term of office ended."""

    NONE = 0
    KEPT = 1
    PROMOTED = 2
    MOVED = 3
    DEMOTED = 4
    INVESTIGATED = 5


class PactKind(Number):
    """What two cities may agree on; array axis N has this order without NONE."""

    NONE = 0
    NO_POACH = 1
    SUPPLY = 2
    SYNDICATE = 3
    TRUCE = 4
    AID = 5


class ModelCard(Number):
    """A way to grow that others can copy; array axis X has this order without NONE.

    FOREIGN: foreign capital and labour. WORKSHOP: household workshops and family finance. INCUBATOR: state funds and
    chain bosses. CAMPUS: universities and laboratories. GARDEN: a city people like to live in.
    """

    NONE = 0
    FOREIGN = 1
    WORKSHOP = 2
    INCUBATOR = 3
    CAMPUS = 4
    GARDEN = 5


class Hosting(Number):
    """How a city receives delegations."""

    SHOW = 0
    CHARGE = 1
    HIDE = 2


class Tone(Number):
    """How a city's documents and deeds speak: plainly, in the leader's phrases, or daringly."""

    PLAIN = 0
    LOYAL = 1
    DARING = 2


class SeatMode(Word):
    """ANCHORED players keep their city; CAREER players rotate at the end of each term."""

    ANCHORED = "anchored"
    CAREER = "career"


class History(Word):
    """How the national past comes about: as it was, drawn around it, or drawn anew. Array value is the place here."""

    EXACT = "exact"
    JITTERED = "jittered"
    RANDOM = "random"


class BotLevel(Word):
    EASY = "easy"
    NORMAL = "normal"
    HARD = "hard"


class Persona(Word):
    """The will of a bot."""

    INCUBATOR = "incubator"
    COPYCAT = "copycat"
    CAREERIST = "careerist"
    PATRON = "patron"
    LANDLORD = "landlord"
    TREASURER = "treasurer"


class MatchPhase(Word):
    LOBBY = "lobby"
    PLANNING = "planning"
    OVER = "over"
    FROZEN = "frozen"


class CloseCode(Number):
    """Websocket close codes this game uses; 4000+ are ours. They hold no secrets."""

    GOING_AWAY = 1001
    POLICY = 1008
    RESTART = 1012
    REPLACED = 4001
    BAD_HELLO = 4002
    UNKNOWN_TOKEN = 4003
    TOO_SLOW = 4008
