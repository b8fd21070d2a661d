"""The replica: what this client knows of its match, folded from server messages; owns every number a screen shows.

`fold` is the only way in for the server's word, `ask` for our own: a request is remembered until it is answered, so
that an edit shows at once (`draft`) and carries a tick when the server has it (`decree`). Screens read, never write.
A `Moment` is one turn as it could be planned; past ones are kept for the scrubber. No pygame here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from boulevard_client import folding
from boulevard_client.link import Link
from boulevard_client.moment import Moment, Preview, Turned
from boulevard_client.talk import Talk
from boulevard_shared.ids import MatchPhase
from boulevard_shared.messages import (
    AskAdvice,
    EditDecree,
    PreviewEdit,
    Request,
    SetReady,
    UndoEdit,
)
from boulevard_shared.orders import AnyOrder, Decree
from boulevard_shared.parts import (
    FinalReport,
    MatchLine,
    OrderCost,
    SeatLine,
    Standing,
    Suggestion,
)
from boulevard_shared.sentence import Sentence
from boulevard_shared.view import FieldSpec, Laid, View, blank

Tick = Literal["", "sent", "kept", "refused"]
"""How far an edit has come: not edited, on its way, confirmed by the server, turned down."""
NO_STANDING = Standing(0, 0, 0, 0)
NOTHING_LAID = blank({})


@dataclass(slots=True)
class Model:
    """Everything known. `version` grows with every change, so a screen can tell whether to look again.

    Attributes:
        city, seat: indices of our city and seat; -1 before the match begins.
        carried: the decree as the turn began, what undoing returns to.
        series: history of public quantities by name: rows[turn][city or seat], in quanta.
        shown_turn: the past turn being looked at, None for the present.
        notices: sentences for the player that no screen has shown yet, oldest first.
    """

    clock: Callable[[], float]
    version: int = 0
    link: Link = Link.IDLE
    link_reason: Sentence | None = None
    token: str = ""
    code: str = ""
    about: MatchLine | None = None
    phase: MatchPhase | None = None
    seats: tuple[SeatLine, ...] = ()
    free_cities: tuple[str, ...] = ()
    seat: int = -1
    city: int = -1
    turn: int = 0
    schema: dict[str, FieldSpec] = field(default_factory=dict)
    moments: dict[int, Moment] = field(default_factory=dict)
    shown_turn: int | None = None
    watched: bool = False
    """A stored match is looked at: nothing can be planned, whatever its phase."""
    decree: Decree = field(default_factory=Decree)
    carried: Decree = field(default_factory=Decree)
    costs: dict[str, OrderCost] = field(default_factory=dict)
    standing: Standing = NO_STANDING
    series: dict[str, list[list[int]]] = field(default_factory=dict)
    turned: Turned = field(default_factory=Turned)
    laid: Laid = NOTHING_LAID
    """The present view as it travels: what the next update is added to."""
    hash: bytes = b""
    torn: bool = False
    """What we hold is not what the server says we should hold: only a new snapshot helps."""
    final: FinalReport | None = None
    frozen: Sentence | None = None
    previews: dict[str, Preview] = field(default_factory=dict)
    refusals: dict[str, Sentence] = field(default_factory=dict)
    advice: tuple[Suggestion, ...] | None = None
    """What the adviser suggested this turn; None before it was asked."""
    notices: list[Sentence] = field(default_factory=list)
    talk: Talk = field(default_factory=Talk)
    asked: dict[int, Request] = field(default_factory=dict)
    wished: dict[str, AnyOrder | None] = field(default_factory=dict)
    """Edits (None: undo) that wait until the request before them is answered."""

    # -- our own requests ----------------------------------------------------------------------------------

    def ask(self, request: Request) -> None:
        """Remember a request that is being sent; edits show in `draft` from now on."""
        self.asked[request.cid] = request
        if isinstance(request, EditDecree):
            self.refusals.pop(request.edit.key, None)
            self.wished.pop(request.edit.key, None)
        elif isinstance(request, UndoEdit):
            self.wished.pop(request.key, None)
        if not isinstance(request, PreviewEdit | AskAdvice):  # a question shows nothing before its answer
            self.version += 1

    def wish(self, key: str, order: AnyOrder | None) -> None:
        """An edit (None: an undo) that will be sent as soon as the one before it is answered."""
        self.wished[key] = order
        self.version += 1

    @property
    def draft(self) -> Decree:
        """The decree with our unanswered edits in it."""
        draft = self.decree
        for request in self.asked.values():
            match request:
                case EditDecree(turn=turn, edit=edit) if turn == self.turn:
                    draft = draft.with_order(edit)
                case UndoEdit(turn=turn, key=key) if turn == self.turn:
                    draft = draft.without(key, self.carried)
                case _:
                    pass
        for key, order in self.wished.items():
            draft = draft.without(key, self.carried) if order is None else draft.with_order(order)
        return draft

    def order(self, key: str) -> AnyOrder | None:
        """The order of the draft under a key."""
        draft = self.draft
        return draft.acts.get(key) or draft.standing.get(key)

    @property
    def on_the_way(self) -> tuple[str, ...]:
        """Keys of this turn's edits that the server has not answered yet."""
        return tuple(request.edit.key for request in self.asked.values() if isinstance(request, EditDecree))

    def tick(self, key: str) -> Tick:
        """How far this turn's edit under a key has come."""
        if key in self.wished:
            return "sent"
        for request in self.asked.values():
            match request:
                case EditDecree(edit=edit) if edit.key == key:
                    return "sent"
                case UndoEdit(key=undone) if undone == key:
                    return "sent"
                case _:
                    pass
        if key in self.refusals:
            return "refused"
        return "kept" if key in self.changed_keys else ""

    @property
    def changed_keys(self) -> tuple[str, ...]:
        """Keys of the draft that differ from what was carried over: this turn's decisions."""
        draft = self.draft
        standing = [k for k, order in draft.standing.items() if self.carried.standing.get(k) != order]
        return (*draft.acts, *standing)

    @property
    def ready(self) -> bool:
        """Whether we have said that we are ready, answered or not."""
        for request in reversed(list(self.asked.values())):
            if isinstance(request, SetReady) and request.turn == self.turn:
                return request.ready
        return self.own_line is not None and self.own_line.ready

    # -- reading -------------------------------------------------------------------------------------------

    @property
    def playing(self) -> bool:
        """A match with turns is known (also when it is over)."""
        return bool(self.moments)

    @property
    def played_out(self) -> bool:
        """The last turn is over; the report may still be on its way."""
        return self.about is not None and self.turn >= self.about.turns

    @property
    def live(self) -> bool:
        """The present is being looked at, and it can be planned."""
        planning = self.phase is MatchPhase.PLANNING and not self.played_out
        return self.shown_turn is None and planning and not self.watched

    @property
    def own_line(self) -> SeatLine | None:
        return next((line for line in self.seats if line.seat == self.seat), None)

    @property
    def moment(self) -> Moment:
        """The turn being looked at. Raises KeyError before the match begins."""
        turn = self.turn if self.shown_turn is None else self.shown_turn
        return self.moments[turn]

    @property
    def before(self) -> Moment | None:
        """The turn before the one being looked at, if this client saw it."""
        return self.moments.get(self.moment.turn - 1)

    @property
    def view(self) -> View:
        return self.moment.view

    @property
    def remaining_s(self) -> float | None:
        """Seconds left for this turn; None without a deadline."""
        if self.turned.remaining_s < 0:
            return None
        passed = 0.0 if self.turned.paused else self.clock() - self.turned.at
        return max(0.0, self.turned.remaining_s - passed)

    def look_at(self, turn: int | None) -> None:
        """Show a past turn; None (or the present turn) returns to the present. Unknown turns are ignored."""
        if turn is not None and (turn == self.turn or turn not in self.moments):
            turn = None if turn == self.turn else self.shown_turn
        if turn != self.shown_turn:
            self.shown_turn = turn
            self.version += 1

    # -- the server's word ---------------------------------------------------------------------------------

    def fold(self, message: object) -> None:
        """Take in one message (or a change of the link)."""
        folding.fold(self, message)

    def forget(self) -> None:
        """Become a newcomer again; the link stays."""
        fresh = Model(self.clock, self.version, self.link)
        for name in self.__slots__:
            setattr(self, name, getattr(fresh, name))

    def essence(self) -> dict[str, object]:
        """What any two clients with the same seat must agree on, as plain values: for tests and bug reports."""
        return {
            "about": self.about,
            "phase": self.phase,
            "seats": self.seats,
            "where": (self.seat, self.city, self.turn),
            "fields": {name: np.asarray(self.moments[self.turn].view[name]).tolist() for name in self.schema},
            "decree": (self.decree, self.carried),
            "costs": (self.costs, self.standing),
            "series": self.series,
            "why": dict(self.moments[self.turn].why),
            "hash": self.hash,
        }
