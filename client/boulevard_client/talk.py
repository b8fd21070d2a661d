"""What this seat has heard, said and been offered; folded from the server's word. No pygame here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from boulevard_shared.messages import ProposalsChanged, Snapshot, WordsSaid
from boulevard_shared.parts import ProposalLine, SeatLine, WordsLine
from boulevard_shared.sentence import Sentence, say

EVERYBODY = -1
KEPT = 400
"""Lines kept: older ones are in the record."""


@dataclass(slots=True)
class Talk:
    """Attributes:

    said: what was heard and said, oldest first; proposals: this turn's live offers that concern us, as they stand.
    odds: our own odds by project, in percent.
    unread: lines by channel (a seat, or EVERYBODY) that no screen has shown yet.
    news: what the player should be told wherever they are, oldest first.
    """

    said: list[WordsLine] = field(default_factory=list)
    proposals: tuple[ProposalLine, ...] = ()
    odds: dict[int, int] = field(default_factory=dict)
    unread: Counter[int] = field(default_factory=Counter)
    news: list[Sentence] = field(default_factory=list)

    def fold(self, message: Snapshot | WordsSaid | ProposalsChanged, seat: int, seats: Sequence[SeatLine]) -> None:
        """Take in one message; `seat` is ours, `seats` say which city speaks."""
        match message:
            case Snapshot():
                self.said, self.proposals = list(message.said), tuple(message.proposals)
                self.odds = {line.project: line.percent for line in message.odds}
            case WordsSaid(words=words):
                self.said = [*self.said[-KEPT:], words]
                if words.seat != seat:
                    self.unread[channel_of(words, seat)] += 1
                    if words.text:
                        key = "ui.table.heard_all" if words.to == EVERYBODY else "ui.table.heard"
                        self.news.append(say(key, city=seats[words.seat].city, text=words.text[:120]))
                    elif words.sentence is not None:
                        self.news.append(words.sentence)
            case ProposalsChanged(proposals=proposals):
                before = {line.number: line.state for line in self.proposals}
                self.proposals = tuple(proposals)
                for line in proposals:
                    self._tell(line, before.get(line.number, ""), seat, seats)

    def _tell(self, line: ProposalLine, before: str, seat: int, seats: Sequence[SeatLine]) -> None:
        """An offer to us is news, and so is what became of one of ours."""
        if line.state == before:
            return
        if line.to == seat and line.state == "open":
            self.news.append(say("ui.table.offered", city=seats[line.seat].city, pact=int(line.pact)))
        elif line.seat == seat and line.state in ("accepted", "declined", "countered"):
            self.news.append(say(f"ui.table.was_{line.state}", city=seats[line.to].city, pact=int(line.pact)))
        elif line.state == "withdrawn" and before == "accepted":
            self.news.append(say("ui.table.broken", pact=int(line.pact)))

    def turn_over(self) -> None:
        """Another turn is planned: what was not answered has lapsed."""
        self.proposals = ()

    def waiting(self, seat: int) -> tuple[ProposalLine, ...]:
        """Offers that wait for our answer."""
        return tuple(line for line in self.proposals if line.to == seat and line.state == "open")

    def lines(self, channel: int, seat: int) -> list[WordsLine]:
        """What was said on a channel."""
        return [line for line in self.said if channel_of(line, seat) == channel]


def channel_of(words: WordsLine, seat: int) -> int:
    """Where a line belongs: with everybody, or with the one other seat that hears it."""
    if words.to == EVERYBODY:
        return EVERYBODY
    return words.to if words.seat == seat else words.seat
