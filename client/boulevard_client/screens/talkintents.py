"""What screens ask for at the table: words, live offers, own odds; and the requests they become."""

from __future__ import annotations

from dataclasses import dataclass

from boulevard_shared.ids import PactKind
from boulevard_shared.messages import AnswerProposal, MuteSeat, ProposePact, Request, SayWords, StateOdds


@dataclass(frozen=True, slots=True)
class Speak:
    """Say something to everybody (`to` -1) or to one seat."""

    text: str
    to: int = -1


@dataclass(frozen=True, slots=True)
class Propose:
    """Propose a pact to a seat; `cash` is what we would pay a turn."""

    to: int
    pact: PactKind
    turns: int
    cash: int


@dataclass(frozen=True, slots=True)
class AnswerOffer:
    """Accept or decline a live offer, or withdraw our own."""

    number: int
    accept: bool


@dataclass(frozen=True, slots=True)
class OwnOdds:
    """Note our own odds of a project in percent; 0 for none."""

    project: int
    percent: int


@dataclass(frozen=True, slots=True)
class Mute:
    """As the host: pass a seat's words on no more, or again."""

    seat: int
    muted: bool


@dataclass(frozen=True, slots=True)
class Heard:
    """The player has seen what was said on a channel."""

    channel: int


TalkIntent = Speak | Propose | AnswerOffer | OwnOdds | Mute | Heard


def request_of(intent: object, turn: int, cid: int) -> Request | None:
    """The request that an intent becomes; None for what concerns nobody else."""
    match intent:
        case Speak(text=text, to=to):
            return SayWords(cid, text, to)
        case Propose(to=to, pact=pact, turns=turns, cash=cash):
            return ProposePact(cid, turn, to, pact, turns, cash)
        case AnswerOffer(number=number, accept=accept):
            return AnswerProposal(cid, turn, number, accept)
        case OwnOdds(project=project, percent=percent):
            return StateOdds(cid, turn, project, percent)
        case Mute(seat=seat, muted=muted):
            return MuteSeat(cid, seat, muted)
        case _:
            return None
