"""A bot at somebody else's table: plays one seat by what the protocol tells that seat, and by nothing else.

No I/O: messages of the server go in, requests come out. It keeps a replica of its view, decides once a turn as the
bots of this house do, gives its orders and says Ready.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field

from boulevard_server.game import Game, Mind, Ruleset
from boulevard_server.record import Terms
from boulevard_server.thinking import Seed
from boulevard_shared import messages as m
from boulevard_shared.codec import open_turn
from boulevard_shared.ids import MatchPhase
from boulevard_shared.orders import AnyOrder, Decree
from boulevard_shared.parts import FinalReport, MatchLine, OrderCost, SeatLine, after_turn
from boulevard_shared.sentence import Sentence
from boulevard_shared.view import Laid, View, blank, changed, lift, updated

PASSING = ("refused.too_fast", "refused.storage_full", "refused.busy")
"""Why Ready may be refused although nothing is wrong with it: it is said again a while later."""
AGAIN_S = 2.0


class TurnedAway(Exception):
    """There is no playing on: the reason is a sentence for the person who sent the bot."""

    def __init__(self, reason: Sentence) -> None:
        super().__init__(reason.key)
        self.reason = reason


@dataclass(slots=True)
class Act:
    """One order, why it was given, and the server's answer: what it costs, or why it was refused."""

    order: AnyOrder
    reason: Sentence
    cost: OrderCost | None = None
    refused: Sentence | None = None


@dataclass(slots=True)
class Decision:
    """What the guest did in a turn; `told` once the server has answered all of it."""

    turn: int
    acts: dict[int, Act] = field(default_factory=dict)
    """By number of the request, in the order in which they were given."""
    ready: int = 0
    """Number of the request that said Ready."""
    told: bool = False


class Guest:
    """A bot with a seat that a server gave it.

    Attributes:
        about, seats: the match and who sits where, once known; `seat` is its own, -1 before.
        decision: what it did in the turn being planned.
        final: the report, when the match is over.
        wait_s: how long to wait before what `take` returned last is sent.
    """

    def __init__(self, rules: Ruleset, persona: str, level: str) -> None:
        self.about: MatchLine | None = None
        self.seats: Sequence[SeatLine] = ()
        self.seat = -1
        self.decision = Decision(-1)
        self.final: FinalReport | None = None
        self.wait_s = 0.0
        self._rules = rules
        self._persona, self._level = persona, level
        self._cid = 0
        self._game: Game | None = None
        self._laid = blank({})
        self._view: View | None = None

    @property
    def city(self) -> str:
        """The city it governs, "" before it has a seat."""
        return next((line.city for line in self.seats if line.seat == self.seat), "")

    def knock(self, code: str, city: str = "") -> m.Request:
        """Ask for a seat."""
        return m.JoinMatch(self._next(), code, city)

    def leave(self) -> m.Request:
        """Give the seat up."""
        return m.LeaveMatch(self._next())

    def take(self, message: m.ServerMessage) -> list[m.Request]:
        """Take in one message; what to send in answer, after `wait_s`.

        Raises:
            TurnedAway: there is no seat, or no match any more.
            ValueError, KeyError: the server speaks of a match that these rules do not know.
        """
        self.wait_s = 0.0
        match message:
            case m.Seated(seat=seat):
                self.seat = seat
            case m.LobbyShown(about=about, seats=seats):
                self.about, self.seats = about, seats
            case m.Snapshot():
                return self._look(message)
            case m.TurnResolved():
                return self._turn(message)
            case m.Accepted() | m.Refused():
                return self._answered(message)
            case m.MatchOver(report=report):
                self.final = report
            case m.MatchFrozen(reason=reason):
                raise TurnedAway(reason)
            case _:
                pass
        return []

    # --- what is seen ----------------------------------------------------------------------------------------

    def _look(self, shown: m.Snapshot) -> list[m.Request]:
        self.about, self.seats, self.final = shown.about, shown.seats, shown.final
        specs = {spec.name: spec for spec in shown.schema}
        empty = blank(specs)
        self._laid = Laid(changed(empty.common, shown.common), changed(empty.own, shown.own))
        self._view = View(shown.seat, shown.city, shown.turn, specs, lift(specs, self._laid))
        return self._decide(shown.carried) if shown.phase is MatchPhase.PLANNING else []

    def _turn(self, played: m.TurnResolved) -> list[m.Request]:
        before = self._view
        if before is None:
            raise ValueError("a turn came before the position")
        common, own = open_turn(played)
        self.seats = after_turn(self.seats, common.seats)
        self._laid = updated(before.specs, self._laid, common.changes, own.changes)
        self._view = View(before.seat, played.city, played.turn, before.specs, lift(before.specs, self._laid))
        return self._decide(own.decree)

    def _opened(self, view: View) -> Game:
        """The rules of this match. Its seed is not for us to know: nothing that is decided depends on it."""
        if self._game is None:
            about = self.about
            assert about is not None
            terms = Terms(
                scenario=about.scenario,
                seats=len(self.seats),
                mode=about.mode,
                bots=about.bots,
                turn_seconds=about.turn_seconds,
                tolerance_bp=about.tolerance_bp,
                legacy_bp=about.legacy_bp,
                seed=0,
                digest=self._rules.digest,
                history=about.history,
            )
            # Seats may have moved between cities before we saw the match; the city axis has not.
            governed = {int(view["seat.city"][line.seat]): line.city for line in self.seats}
            self._game = self._rules.open(terms, tuple(governed[place] for place in sorted(governed)))
        return self._game

    # --- what is done ----------------------------------------------------------------------------------------

    def _next(self) -> int:
        self._cid += 1
        return self._cid

    def _decide(self, carried: Decree) -> list[m.Request]:
        """Orders and Ready, once a turn: after a break what was sent before still stands, or is sent again."""
        view, about = self._view, self.about
        assert view is not None
        assert about is not None
        if view.turn == self.decision.turn:
            return []
        game = self._opened(view)
        seed = Seed(zlib.crc32(about.match.encode()), view.turn, view.seat).number()
        chosen = game.decide(view, carried, Mind(self._persona, self._level, seed))
        self.decision = Decision(view.turn, {self._next(): Act(order, reason) for order, reason in chosen})
        self.decision.ready = self._next()
        edits = [m.EditDecree(cid, view.turn, act.order) for cid, act in self.decision.acts.items()]
        return [*edits, m.SetReady(self.decision.ready, view.turn, True)]

    def _answered(self, answer: m.Accepted | m.Refused) -> list[m.Request]:
        if isinstance(answer, m.Refused) and self.seat < 0:
            raise TurnedAway(answer.reason)
        if answer.cid == self.decision.ready:
            if isinstance(answer, m.Refused) and answer.reason.key in PASSING:
                # Under a new number: to the old one the same answer would be given again.
                self.wait_s, self.decision.ready = AGAIN_S, self._next()
                return [m.SetReady(self.decision.ready, self.decision.turn, True)]
            self.decision.told = True
        act = self.decision.acts.get(answer.cid)
        if act is not None:
            if isinstance(answer, m.Refused):
                act.refused = answer.reason
            else:
                act.cost = answer.cost
        return []
