"""Every message on the wire, grouped by when it is legal. `shared/README.md` tells the protocol in prose.

Each message is one websocket binary frame holding one msgpack map, deflated when it is a large publication; `type`
names the message. Requests carry `cid`, a number the client counts up; each request gets exactly one answer with the
same `cid`, and a request sent again with the same `cid` gets the same answer and changes nothing. Publications carry
`seq`, a dense number per recipient; a client that comes back says the last one it has and gets the missing ones or a
snapshot.
"""

from __future__ import annotations

from typing import Annotated

import msgspec

from boulevard_shared.events import Event
from boulevard_shared.ids import BotLevel, History, MatchPhase, PactKind, SeatMode
from boulevard_shared.order_base import SerialNumber, SignedMoney
from boulevard_shared.orders import AnyOrder, ContentId, Decree
from boulevard_shared.orders_relations import PactTurns
from boulevard_shared.parts import (
    BotReason,
    FinalReport,
    Forecast,
    MatchLine,
    OddsLine,
    OrderCost,
    ProposalLine,
    SeatLine,
    Series,
    Standing,
    Suggestion,
    WhyColumns,
    WordsLine,
)
from boulevard_shared.sentence import Sentence
from boulevard_shared.view import Changes, FieldSpec

ShortText = Annotated[str, msgspec.Meta(max_length=32)]
Cid = Annotated[int, msgspec.Meta(ge=1, le=2**31)]
TurnNumber = Annotated[int, msgspec.Meta(ge=0, le=200)]


class Message(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="type", tag=True):
    """Common to all messages."""


class Request(Message, frozen=True):
    """Common to requests of a client."""

    cid: Cid


# === client to server ======================================================================================
# --- the first frame, within five seconds


class Hello(Message, frozen=True):
    """Open the session. With `token` take back a seat and hear what came after `last_seq`."""

    protocol: int
    name: ShortText = ""
    token: Annotated[str, msgspec.Meta(max_length=64)] = ""
    last_seq: Annotated[int, msgspec.Meta(ge=0)] = 0


# --- before a seat is held


class CreateMatch(Request, frozen=True):
    """Open a lobby and take its first seat; seats not taken by people are played by bots.

    `turn_seconds` 0 means no deadline: a turn closes when all are ready.
    """

    scenario: ContentId = "display-decade"
    seats: Annotated[int, msgspec.Meta(ge=2, le=10)] = 8
    city: Annotated[str, msgspec.Meta(max_length=32)] = ""
    bots: BotLevel = BotLevel.NORMAL
    mode: SeatMode = SeatMode.ANCHORED
    turn_seconds: Annotated[int, msgspec.Meta(ge=0, le=3600)] = 0
    tolerance_bp: Annotated[int, msgspec.Meta(ge=0, le=10_000)] = 3_000
    legacy_bp: Annotated[int, msgspec.Meta(ge=0, le=10_000)] = 5_000
    history: History = History.JITTERED
    seed: Annotated[int, msgspec.Meta(ge=0, le=2**53)] | None = None


class JoinMatch(Request, frozen=True):
    """Take a free seat in the lobby with this code; `city` may name a wish."""

    code: Annotated[str, msgspec.Meta(min_length=1, max_length=16)]
    city: Annotated[str, msgspec.Meta(max_length=32)] = ""


# --- in the lobby


class ChooseCity(Request, frozen=True):
    """Move to another free city."""

    city: ContentId


class StartMatch(Request, frozen=True):
    """Begin; only the host of the lobby may."""


class LeaveMatch(Request, frozen=True):
    """Give up the seat; an acting official (a bot) takes over."""


# --- while a turn is planned


class EditDecree(Request, frozen=True):
    """Fill one order into the decree of this turn."""

    turn: TurnNumber
    edit: AnyOrder


class UndoEdit(Request, frozen=True):
    """Take back what this turn changed under a key (`Order.key`)."""

    turn: TurnNumber
    key: Annotated[str, msgspec.Meta(max_length=64)]


class PreviewEdit(Request, frozen=True):
    """Ask what an order would cost and bring, without giving it."""

    turn: TurnNumber
    edit: AnyOrder


class AskAdvice(Request, frozen=True):
    """Ask the adviser what to add to the decree as it stands; nothing is changed."""

    turn: TurnNumber


class SetReady(Request, frozen=True):
    """Say that this seat has decided, or has not after all."""

    turn: TurnNumber
    ready: bool


class PauseMatch(Request, frozen=True):
    """Stop or restart the clock; only the host may."""

    paused: bool


# --- at the table: words and live offers


class SayWords(Request, frozen=True):
    """Say something to everybody (`to` -1) or to one seat."""

    text: Annotated[str, msgspec.Meta(min_length=1, max_length=240)]
    to: Annotated[int, msgspec.Meta(ge=-1, le=9)] = -1


class ProposePact(Request, frozen=True):
    """Propose a pact to a seat, to be answered before the turn is resolved. An open proposal of theirs is countered."""

    turn: TurnNumber
    to: Annotated[int, msgspec.Meta(ge=0, le=9)]
    pact: PactKind
    turns: PactTurns = 8
    cash: SignedMoney = 0


class AnswerProposal(Request, frozen=True):
    """Accept a proposal (then both decrees hold the pact) or decline it; its own author may withdraw it."""

    turn: TurnNumber
    number: Annotated[int, msgspec.Meta(ge=1, le=2**31)]
    accept: bool


class StateOdds(Request, frozen=True):
    """State the odds of a project's success as the player sees them, in percent; 0 takes them back."""

    turn: TurnNumber
    project: SerialNumber
    percent: Annotated[int, msgspec.Meta(ge=0, le=99)]


class MuteSeat(Request, frozen=True):
    """Let a seat's words be heard no more, or again; only the host may."""

    seat: Annotated[int, msgspec.Meta(ge=0, le=9)]
    muted: bool


ClientMessage = (
    CreateMatch
    | JoinMatch
    | ChooseCity
    | StartMatch
    | LeaveMatch
    | EditDecree
    | UndoEdit
    | PreviewEdit
    | AskAdvice
    | SetReady
    | PauseMatch
    | SayWords
    | ProposePact
    | AnswerProposal
    | StateOdds
    | MuteSeat
)


# === server to client ======================================================================================
# --- answers: exactly one to each request


class Accepted(Message, frozen=True, omit_defaults=True):
    """The order stands and is safely stored."""

    cid: int
    cost: OrderCost | None = None
    standing: Standing | None = None
    forecast: Forecast | None = None
    advice: list[Suggestion] | None = None


class Refused(Message, frozen=True):
    """The request changed nothing; `reason` says why, with numbers."""

    cid: int
    reason: Sentence


class Seated(Message, frozen=True):
    """A seat is held. `token` is secret and takes the seat back after a break; keep it."""

    cid: int
    match: str
    code: str
    seat: int
    token: str


# --- about the connection


class Welcome(Message, frozen=True):
    """Answer to Hello. `resumed` says whether the token brought a seat back.

    `last_cid` is the highest request number the seat has used; a client that starts afresh counts on from it.
    """

    protocol: int
    server: str
    resumed: bool
    match: str = ""
    code: str = ""
    seat: int = -1
    last_cid: int = 0


class Goodbye(Message, frozen=True):
    """The server will close; `retry_after_s` when it makes sense to come back (-1: never)."""

    reason: Sentence
    retry_after_s: int = -1


# --- publications: numbered per recipient


class Publication(Message, frozen=True):
    """Common to publications."""

    seq: int


class LobbyShown(Publication, frozen=True):
    """The lobby as it is now."""

    about: MatchLine
    seats: list[SeatLine]
    free_cities: list[str]


class Snapshot(Publication, frozen=True):
    """All a seat may know, whole; what a client needs to begin or to begin again."""

    about: MatchLine
    phase: MatchPhase
    seats: list[SeatLine]
    seat: int
    city: int
    turn: int
    schema: list[FieldSpec]
    common: Changes
    own: Changes
    decree: Decree
    carried: Decree
    """The decree as the turn began: what undoing returns to."""
    costs: list[OrderCost]
    standing: Standing
    common_why: WhyColumns
    own_why: WhyColumns
    events: list[Event]
    series: list[Series]
    reasons: list[BotReason]
    remaining_s: float
    paused: bool
    hash: bytes
    final: FinalReport | None = None
    said: list[WordsLine] = []
    """What this seat has heard and said, oldest first; the last 200."""
    proposals: list[ProposalLine] = []
    odds: list[OddsLine] = []


class TurnCommon(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """What a turn has brought for everybody: made, encoded and deflated once for all seats of a match.

    `seats` are those that are not as they were but for being ready, which nobody is any more (`parts.after_turn`).
    """

    changes: Changes
    why: WhyColumns
    events: list[Event]
    reasons: list[BotReason]
    seats: list[SeatLine]


class TurnOwn(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """What a turn has brought for one seat alone."""

    changes: Changes
    why: WhyColumns
    events: list[Event]
    decree: Decree
    costs: list[OrderCost]
    standing: Standing


class TurnResolved(Publication, frozen=True):
    """A turn has been played: what changed, why, and what happened. `turn` is the one now being planned.

    `common` and `own` are a deflated `TurnCommon` and `TurnOwn`; `codec` opens them.
    """

    turn: int
    city: int
    common: bytes
    own: bytes
    remaining_s: float
    hash: bytes


class DecreeChanged(Publication, frozen=True):
    """One entry of the seat's own decree after an accepted edit or undo; None: there is none under this key any more.

    What other entries cost does not depend on it; the bottom line does.
    """

    turn: int
    key: str
    order: AnyOrder | None
    cost: OrderCost | None
    standing: Standing


class SeatsChanged(Publication, frozen=True):
    """Somebody became ready, left, came back or moved."""

    seats: list[SeatLine]


class ClockChanged(Publication, frozen=True):
    """The turn's remaining seconds (-1: no deadline) and whether the clock stands still."""

    remaining_s: float
    paused: bool


class WordsSaid(Publication, frozen=True):
    """Somebody has said something that this seat may hear."""

    words: WordsLine


class ProposalsChanged(Publication, frozen=True):
    """All live proposals of this turn that concern this seat, as they stand."""

    proposals: list[ProposalLine]


class MatchOver(Publication, frozen=True):
    """The match has ended."""

    report: FinalReport


class MatchFrozen(Publication, frozen=True):
    """The rules failed on this match; it is kept as it was before the turn and the fault is recorded."""

    reason: Sentence


ServerMessage = (
    Accepted
    | Refused
    | Seated
    | Welcome
    | Goodbye
    | LobbyShown
    | Snapshot
    | TurnResolved
    | DecreeChanged
    | SeatsChanged
    | ClockChanged
    | WordsSaid
    | ProposalsChanged
    | MatchOver
    | MatchFrozen
)
