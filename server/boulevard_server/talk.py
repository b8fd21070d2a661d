"""What is said at the table and proposed across it: words, live offers of pacts, stated odds; owns their limits.

Part of the record and folded with it. Words for one seat and proposals are known to their two seats only; odds to
nobody but who stated them. An accepted proposal is nothing but the same order in both decrees, which meet half-way.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import msgspec
import numpy as np

from boulevard_server.game import Mind, Ruling
from boulevard_server.record import (
    AnyEntry,
    OddsStated,
    OrderGiven,
    ProposalAnswered,
    Proposed,
    ReadySet,
    SeatMuted,
    Spoken,
)
from boulevard_shared import messages as m
from boulevard_shared.orders_relations import OfferPact
from boulevard_shared.parts import BetLine, OddsLine, ProposalLine, WordsLine
from boulevard_shared.sentence import Sentence, say

if TYPE_CHECKING:
    from boulevard_server.board import Board

EVERYBODY = -1
LONGEST = 240
"""Characters of one message."""
WORDS_A_TURN, PROPOSALS_A_TURN = 40, 12
"""What one seat may say and propose in a turn: whoever floods the table is not heard any more."""
KEPT = 200
"""Lines a newcomer to the connection is told; the record has all."""
OPEN, ACCEPTED, DECLINED, COUNTERED, WITHDRAWN, LAPSED = (
    "open", "accepted", "declined", "countered", "withdrawn", "lapsed",
)  # fmt: skip


class Talk(msgspec.Struct):
    """All that was said and proposed in a match so far; `odds` is by seat, each (turn, project, name, percent)."""

    words: list[WordsLine] = []
    proposals: list[ProposalLine] = []
    odds: dict[str, list[tuple[int, int, int, int]]] = {}
    muted: list[int] = []

    # --- folding ---------------------------------------------------------------------------------------------

    def apply(self, entry: AnyEntry, turn: int) -> None:
        """Let an entry happen."""
        match entry:
            case Spoken(seat=seat, to=to, text=text, sentence=sentence):
                self.words.append(WordsLine(len(self.words) + 1, turn, seat, to, text, sentence))
            case Proposed(seat=seat, to=to, pact=pact, turns=turns, cash=cash):
                number = len(self.proposals) + 1
                self.proposals.append(ProposalLine(number, entry.turn, seat, to, pact, turns, cash, OPEN))
            case ProposalAnswered(number=number, state=state):
                self.proposals[number - 1] = msgspec.structs.replace(self.proposals[number - 1], state=state)
            case OddsStated(seat=seat, project=project, name=name, percent=percent):
                lines = [line for line in self.odds.get(str(seat), []) if line[1] != project]
                self.odds[str(seat)] = [*lines, (entry.turn, project, name, percent)] if percent else lines
            case SeatMuted(seat=seat, muted=muted):
                self.muted = sorted({*self.muted, seat} if muted else {*self.muted} - {seat})
            case _:
                pass

    # --- what a seat may know --------------------------------------------------------------------------------

    def heard(self, seat: int) -> list[WordsLine]:
        """What a seat may hear of what was said, oldest first."""
        return [line for line in self.words if may_hear(line, seat)][-KEPT:]

    def offers(self, board: Board, seat: int) -> list[ProposalLine]:
        """This turn's proposals that concern a seat, as they stand now."""
        return [
            _as_it_stands(board, line)
            for line in self.proposals
            if line.turn == board.turn and seat in (line.seat, line.to)
        ]

    def stated(self, seat: int) -> list[OddsLine]:
        """A seat's own odds."""
        return [OddsLine(project, percent) for _, project, _, percent in self.odds.get(str(seat), [])]

    def judged(self, bets: list[BetLine]) -> list[BetLine]:
        """Bets with the odds that their seats had stated for them: the latest before signing, by the firm's name."""
        return [msgspec.structs.replace(bet, stated_bp=self._odds_of(bet)) for bet in bets]

    def _odds_of(self, bet: BetLine) -> int:
        firm = bet.text.args.get("firm")
        found = [line for line in self.odds.get(str(bet.seat), []) if line[2] == firm and line[0] <= bet.turn]
        return 100 * found[-1][3] if found else -1


def may_hear(line: WordsLine, seat: int) -> bool:
    return line.to == EVERYBODY or seat in (line.seat, line.to)


def _as_it_stands(board: Board, line: ProposalLine) -> ProposalLine:
    """A proposal; one that was accepted is withdrawn once either decree does not hold it any more."""
    if line.turn != board.turn and line.state == OPEN:
        return msgspec.structs.replace(line, state=LAPSED)
    if line.state != ACCEPTED:
        return line
    held = all(board.places[seat].decree.acts.get(order.key) == order for seat, order in _agreed(board, line))
    return line if held else msgspec.structs.replace(line, state=WITHDRAWN)


def _agreed(board: Board, line: ProposalLine) -> tuple[tuple[int, OfferPact], tuple[int, OfferPact]]:
    """The two orders that make the pact: one side offers what the other asks, so they meet at that sum."""
    return (
        (line.seat, OfferPact(board.city_name(line.to), line.pact, line.turns, line.cash)),
        (line.to, OfferPact(board.city_name(line.seat), line.pact, line.turns, -line.cash)),
    )


def clean(text: str) -> str:
    """Words that can be shown anywhere: composed, in one line, without control and bidirectional characters."""
    composed = unicodedata.normalize("NFC", text)
    shown = "".join(c if unicodedata.category(c)[0] not in "CZ" else " " for c in composed)
    return " ".join(shown.split())[:LONGEST].rstrip()


# --- judging -------------------------------------------------------------------------------------------------

Entries = tuple[AnyEntry, ...]
Finding = Entries | Sentence
"""What a request comes to: entries to write down, or a sentence that refuses it."""


def consider(board: Board, seat: int, request: Any) -> Finding:
    """Judge a request about words, proposals or odds."""
    return _RULES[type(request)](board, seat, request)


def _say(board: Board, seat: int, request: m.SayWords) -> Finding:
    if seat in board.talk.muted:
        return say("refused.muted")
    if request.to == seat or request.to >= len(board.places):
        return say("refused.no_listener")
    text = clean(request.text)
    if not text:
        return say("refused.no_words")
    said = sum(line.seat == seat and line.turn == board.turn and not line.sentence for line in board.talk.words)
    if said >= WORDS_A_TURN:
        return say("refused.words_turn", most=WORDS_A_TURN)
    return (Spoken(seat=seat, to=request.to, text=text),)


def _open(board: Board, line: ProposalLine) -> bool:
    return line.turn == board.turn and line.state == OPEN


def _propose(board: Board, seat: int, request: m.ProposePact) -> Finding:
    if request.to == seat or request.to >= len(board.places):
        return say("refused.no_listener")
    if seat in board.talk.muted:
        return say("refused.muted")
    mine = [line for line in board.talk.proposals if line.turn == board.turn and line.seat == seat]
    if len(mine) >= PROPOSALS_A_TURN:
        return say("refused.proposals_turn", most=PROPOSALS_A_TURN)
    line = ProposalLine(
        len(board.talk.proposals) + 1, board.turn, seat, request.to, request.pact, request.turns, request.cash, OPEN
    )
    own = _agreed(board, line)[0][1]
    place = board.places[seat]
    ruling = board.game.judge(board.view(seat), place.decree, place.carried, own)
    if isinstance(ruling, Sentence):
        return ruling
    before: list[AnyEntry] = []
    for other in board.talk.proposals:
        if _open(board, other) and {other.seat, other.to} == {seat, request.to}:
            state = WITHDRAWN if other.seat == seat else COUNTERED
            before.append(ProposalAnswered(number=other.number, state=state))
    proposed = Proposed(
        turn=board.turn, seat=seat, to=request.to, pact=request.pact, turns=request.turns, cash=request.cash
    )
    if board.places[request.to].played_by_person:
        return (*before, proposed)
    return (*before, proposed, *_bot_answers(board, line))


def _bot_answers(board: Board, line: ProposalLine) -> Entries:
    """A bot answers at once, with a sentence for the one who asked."""
    place = board.places[line.to]
    mind = Mind(place.persona, board.terms.bots.value, board.terms.seed)
    yes, why = board.game.weigh(board.view(line.to), mind, board.city_name(line.seat), _asked(line))
    spoken = Spoken(seat=line.to, to=line.seat, sentence=why)
    agreed = _accept(board, line) if yes else say("refused.proposal_gone")
    if isinstance(agreed, Sentence):
        return (ProposalAnswered(number=line.number, state=DECLINED), spoken)
    return (*agreed, spoken)


def _asked(line: ProposalLine) -> OfferPact:
    return OfferPact("-", line.pact, line.turns, line.cash)


def _accept(board: Board, line: ProposalLine) -> Finding:
    """The pact into both decrees, if both may still give it."""
    orders: list[AnyEntry] = []
    for seat, order in _agreed(board, line):
        place = board.places[seat]
        ruling = board.game.judge(board.view(seat), place.decree, place.carried, order)
        if not isinstance(ruling, Ruling):
            return ruling if seat == line.to else say("refused.proposal_gone")
        orders.append(OrderGiven(turn=board.turn, seat=seat, edit=order))
    return (ProposalAnswered(number=line.number, state=ACCEPTED), *orders)


def _answer(board: Board, seat: int, request: m.AnswerProposal) -> Finding:
    found = next((line for line in board.talk.proposals if line.number == request.number), None)
    if found is None or seat not in (found.seat, found.to) or not _open(board, found):
        return say("refused.proposal_gone")
    if seat == found.seat:
        return (
            say("refused.proposal_own") if request.accept else (ProposalAnswered(number=found.number, state=WITHDRAWN),)
        )
    if not request.accept:
        return (ProposalAnswered(number=found.number, state=DECLINED),)
    agreed = _accept(board, found)
    if isinstance(agreed, Sentence) or not board.places[seat].ready:
        return agreed
    return (*agreed, ReadySet(turn=board.turn, seat=seat, ready=False))


def _odds(board: Board, seat: int, request: m.StateOdds) -> Finding:
    view = board.view(seat)
    if "project.serial" not in view:
        return say("refused.no_such_project")
    slots = np.flatnonzero(view["project.serial"] == request.project)
    if request.project <= 0 or not slots.size:
        return say("refused.no_such_project")
    name = int(view["project.name"][int(slots[0])])
    return (OddsStated(turn=board.turn, seat=seat, project=request.project, name=name, percent=request.percent),)


def _mute(board: Board, seat: int, request: m.MuteSeat) -> Finding:
    if seat != board.host:
        return say("refused.host_only")
    if request.seat >= len(board.places):
        return say("refused.no_listener")
    return (SeatMuted(seat=request.seat, muted=request.muted),)


_RULES: dict[type, Callable[..., Finding]] = {
    m.SayWords: _say,
    m.ProposePact: _propose,
    m.AnswerProposal: _answer,
    m.StateOdds: _odds,
    m.MuteSeat: _mute,
}
ANY_TIME = (m.SayWords, m.MuteSeat)
"""Requests that need no turn being planned."""


# --- telling -------------------------------------------------------------------------------------------------

Told = m.WordsSaid | m.ProposalsChanged | m.DecreeChanged


def publications(board: Board, entries: Entries) -> list[tuple[int, Told]]:
    """Who is told what after these entries have happened: (seat, message without its number)."""
    told: list[tuple[int, Told]] = []
    spoken = sum(isinstance(entry, Spoken) for entry in entries)
    for line in board.talk.words[len(board.talk.words) - spoken :]:
        told += [(seat, m.WordsSaid(0, line)) for seat in range(len(board.places)) if may_hear(line, seat)]
    for entry in entries:
        if isinstance(entry, OrderGiven):
            costs, standing = board.game.costs(board.view(entry.seat), board.places[entry.seat].decree)
            cost = next((line for line in costs if line.key == entry.edit.key), None)
            told.append((entry.seat, m.DecreeChanged(0, entry.turn, entry.edit.key, entry.edit, cost, standing)))
    touched = [entry for entry in entries if isinstance(entry, Proposed | ProposalAnswered)]
    if touched:
        numbers = {entry.number for entry in touched if isinstance(entry, ProposalAnswered)}
        numbers |= {len(board.talk.proposals)} if any(isinstance(entry, Proposed) for entry in touched) else set()
        told += [(seat, changed(board, seat)) for seat in sorted(parties(board, numbers))]
    return told


def parties(board: Board, numbers: set[int]) -> set[int]:
    """The seats that these proposals concern."""
    lines = [board.talk.proposals[number - 1] for number in numbers]
    return {seat for line in lines for seat in (line.seat, line.to)}


def changed(board: Board, seat: int) -> m.ProposalsChanged:
    """A seat's proposals as they stand, without number."""
    return m.ProposalsChanged(0, board.talk.offers(board, seat))


def shaken(board: Board, seat: int, key: str) -> list[int]:
    """Seats to tell when an edit or undo under this key may have broken a handshake of this turn."""
    if not key.startswith("OfferPact:"):
        return []
    numbers = {
        line.number
        for line in board.talk.proposals
        if line.turn == board.turn and line.state == ACCEPTED and seat in (line.seat, line.to)
    }
    return sorted(parties(board, numbers))
