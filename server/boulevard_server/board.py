"""One match as it stands: the fold of its record. Nothing here knows of time, sockets or storage.

The same `apply` serves a live match and one that is read back; reading back recomputes every turn and compares
its hash with the one that was written.
"""

from __future__ import annotations

from collections.abc import Container, Sequence
from copy import copy
from dataclasses import dataclass, field

from boulevard_server.game import Due, Game, Played, Position, Ruleset
from boulevard_server.news import varied
from boulevard_server.record import (
    FORMAT,
    Acted,
    AnyEntry,
    CityChosen,
    ClockHeld,
    ClockNoted,
    MatchEnded,
    MatchOpened,
    MatchStarted,
    MatchStopped,
    OddsStated,
    OrderGiven,
    OrderUndone,
    ProposalAnswered,
    Proposed,
    ReadySet,
    RecordBroken,
    Row,
    SeatLeft,
    SeatMuted,
    SeatTaken,
    SeatVacated,
    Spoken,
    Terms,
    TurnClosed,
)
from boulevard_server.talk import Talk
from boulevard_shared.events import Event, merged
from boulevard_shared.ids import MatchPhase
from boulevard_shared.orders import Decree
from boulevard_shared.parts import NO_WHY, BotReason, WhyColumns
from boulevard_shared.view import View

_ALIKE = 3
"""Events of one kind among the headlines of a whole match."""


@dataclass(slots=True)
class Place:
    """One seat at the table. `person`: somebody holds it; `left`: that somebody has given it up for good."""

    city: str = ""
    person: bool = False
    left: bool = False
    persona: str = ""
    ready: bool = False
    acting: bool = False
    """The acting official decided for a person in the last turn."""
    decree: Decree = Decree()  # noqa: RUF009 - a decree is immutable
    carried: Decree = Decree()  # noqa: RUF009
    why: WhyColumns = NO_WHY
    """Of what is its own; what everybody is told is with the board. So with its events."""
    events: list[Event] = field(default_factory=list)
    view: View | None = None

    @property
    def played_by_person(self) -> bool:
        return self.person and not self.left


class Board:
    """A match as it stands.

    Attributes:
        status: lobby, playing, frozen, over, abandoned or expired.
        terms, code: what was fixed when the lobby opened.
        places: the seats in order; in the lobby their cities may still be empty.
        game, position, hash: the rules, the position of play and its chained hash, from the start on.
        reasons: what bots said about the last turn.
        why, events: what everybody was told of it.
        series: by quantity, one row a turn.
        headlines: the weightiest public events so far.
        talk: what was said and proposed at the table.
        left_ms: what the clock had left at the last entry; `paused` whether the host holds it.

    News is made for the seats of people, and for those in `watched` (a replay looks over a bot's shoulder).
    """

    def __init__(self, rules: Ruleset, opened: MatchOpened, watched: Container[int] = ()) -> None:
        if opened.format != FORMAT:
            raise RecordBroken(f"the record has format {opened.format}, this program reads {FORMAT}")
        self.rules = rules
        self._watched = watched
        self.terms: Terms = opened.terms
        self.code = opened.code
        self.status = "lobby"
        self.host = 0
        self.paused = False
        self.left_ms = opened.left_ms
        self.places = [Place() for _ in range(opened.terms.seats)]
        self.reasons: list[BotReason] = []
        self.why = NO_WHY
        self.events: list[Event] = []
        self.series: dict[str, list[list[int]]] = {}
        self.headlines: list[Event] = []
        self.hash = ""
        self.talk = Talk()
        self._game: Game | None = None
        self._position: Position = None
        self._turn = 0

    @property
    def game(self) -> Game:
        if self._game is None:
            raise RecordBroken("the match has not begun")
        return self._game

    @property
    def position(self) -> Position:
        return self._position

    @property
    def turn(self) -> int:
        """The turn being planned; 0 in the lobby."""
        return self._turn

    def _stand(self, game: Game, position: Position, digest: str) -> None:
        self._game, self._position, self.hash = game, position, digest
        self._turn = game.turn(position)

    @property
    def phase(self) -> MatchPhase:
        if self.status == "lobby":
            return MatchPhase.LOBBY
        if self.status == "frozen":
            return MatchPhase.FROZEN
        return MatchPhase.PLANNING if self.status == "playing" else MatchPhase.OVER

    def view(self, seat: int) -> View:
        """What the seat may know now; made once a turn."""
        place = self.places[seat]
        if place.view is None:
            place.view = self.game.view(self._position, seat)
        return place.view

    def city_name(self, seat: int) -> str:
        """The city a seat governs now (or has chosen, in the lobby)."""
        if self._game is None:
            return self.places[seat].city
        return self._game.cities[self._game.city_of(self._position, seat)]

    def free_cities(self) -> list[str]:
        taken = {place.city for place in self.places}
        return [city for city in self.rules.scenarios[self.terms.scenario].cities if city not in taken]

    def decrees(self, acted: Sequence[Acted]) -> list[Decree]:
        """All decrees of this turn, with what bots decided filled in."""
        decrees = [place.decree for place in self.places]
        for act in acted:
            for order in act.orders:
                decrees[act.seat] = decrees[act.seat].with_order(order)
        return decrees

    def due(self, acted: Sequence[Acted]) -> Due:
        """The turn being planned, with what bots decided, as it is to be resolved and then told to people."""
        return Due(self.game, self._position, self.hash, self.decrees(acted), shown=True)

    def play(self, decrees: Sequence[Decree]) -> Played:
        """Resolve the turn being planned; nothing changes here.

        Raises:
            Exception: whatever the rules failed with.
        """
        told = any(map(self._is_told, range(len(self.places))))
        (played,) = self.rules.resolve([Due(self.game, self._position, self.hash, decrees, told=told)])
        if isinstance(played, Exception):
            raise played
        return played

    def _is_told(self, seat: int) -> bool:
        """Whether news is made for a seat."""
        return self.places[seat].played_by_person or seat in self._watched

    def news(self, seat: int) -> list[Event]:
        """What a seat has heard of the last turn."""
        return merged(self.events, self.places[seat].events, self.city_name(seat))

    def open_game(self, cities: Sequence[str]) -> tuple[Game, Position, str]:
        """The rules and first position of this match with these cities, and the position's hash."""
        game = self.rules.open(self.terms, tuple(cities))
        position = game.start()
        return game, position, game.digest(position, "")

    def after(self, entry: TurnClosed, played: Played) -> Board:
        """The board as it will stand when a turn that has been played is written down; this one stays as it is.

        Raises:
            RecordBroken: the entry cannot follow.
        """
        then = copy(self)
        then.places = [copy(place) for place in self.places]
        then.series = {quantity: list(rows) for quantity, rows in self.series.items()}
        then.apply(entry, played)
        return then

    def become(self, then: Board) -> None:
        """Stand as a board does that was played on from here with `after`."""
        vars(self).update(vars(then))

    def resume(self, game: Game, position: Position, digest: str) -> None:
        """Stand at a position that was reached before, instead of playing up to it."""
        self._stand(game, position, digest)

    # --- folding ---------------------------------------------------------------------------------------------

    def apply(self, entry: AnyEntry, played: Played | None = None) -> None:
        """Let an entry happen. `played` is the turn's outcome when it is at hand; otherwise it is recomputed.

        Raises:
            RecordBroken: the entry cannot follow, or recomputing does not give what was written.
        """
        self.left_ms = entry.left_ms
        match entry:
            case SeatTaken():
                self.places[entry.seat].person = True
                self.places[entry.seat].city = entry.city
            case CityChosen():
                self.places[entry.seat].city = entry.city
            case SeatVacated():
                self.places[entry.seat] = Place()
                people = [seat for seat, place in enumerate(self.places) if place.person]
                if entry.seat == self.host and people:
                    self.host = people[0]
            case MatchStarted():
                self._start(entry)
            case OrderGiven():
                place = self.places[entry.seat]
                place.decree = place.decree.with_order(entry.edit)
            case OrderUndone():
                place = self.places[entry.seat]
                place.decree = place.decree.without(entry.key, place.carried)
            case ReadySet():
                self.places[entry.seat].ready = entry.ready
            case SeatLeft():
                self.places[entry.seat].left = True
                self.places[entry.seat].ready = False
                self._pass_host_on()
            case ClockHeld():
                self.paused = entry.paused
            case ClockNoted():
                pass
            case Spoken() | Proposed() | ProposalAnswered() | OddsStated() | SeatMuted():
                self.talk.apply(entry, self.turn)
            case TurnClosed():
                self._close(entry, played)
            case MatchStopped():
                self.status = "frozen"
            case MatchEnded():
                self.status = entry.why
            case MatchOpened():
                raise RecordBroken("a match is opened once")

    def _start(self, entry: MatchStarted) -> None:
        self._stand(*self.open_game(entry.cities))
        if self.hash != entry.hash:
            raise RecordBroken("the first position is not the one that was written: the rules have changed")
        self.status = "playing"
        for seat, place in enumerate(self.places):
            place.city = entry.cities[seat]
            place.persona = entry.personas[seat]
            place.carried = place.decree = self.game.standing_orders(self._position, seat)
        self._measure()

    def _close(self, entry: TurnClosed, played: Played | None) -> None:
        if entry.turn != self.turn:
            raise RecordBroken(f"turn {entry.turn} was written where turn {self.turn} is due")
        decrees = self.decrees(entry.acted)
        if played is None:
            played = self.play(decrees)
        if played.digest != entry.hash:
            raise RecordBroken(f"turn {entry.turn} does not give the position that was written")
        before = self._position
        self._stand(self.game, played.position, played.digest)
        self.why, self.events = played.bulletin.common_why, played.bulletin.public
        acted = {act.seat for act in entry.acted}
        for seat, place in enumerate(self.places):
            place.acting = place.person and seat in acted
            place.carried = place.decree = self.game.carry_over(before, played.position, seat, decrees[seat])
            place.ready = False
            place.view = None
            if self._is_told(seat):
                place.why = played.bulletin.own_why[seat]
                place.events = played.bulletin.private[seat]
        self.reasons = [BotReason(a.seat, reason) for a in entry.acted for reason in a.reasons]
        self._remember_headlines(played)
        self._measure()
        if self.game.over(self._position):
            self.status = "over"

    def _remember_headlines(self, played: Played) -> None:
        news = [*self.headlines, *played.bulletin.public]
        ranked = sorted(news, key=lambda event: (-event.weight, event.turn))
        self.headlines = varied(ranked, _ALIKE)[:20]

    def _measure(self) -> None:
        for quantity, row in self.game.measures(self._position).items():
            self.series.setdefault(quantity, []).append(row)

    def _pass_host_on(self) -> None:
        if self.places[self.host].left:
            staying = [seat for seat, place in enumerate(self.places) if place.played_by_person]
            self.host = staying[0] if staying else self.host


def opening(row: Row) -> MatchOpened:
    """The first entry of a record.

    Raises:
        RecordBroken: it is not the opening of a match.
    """
    entry = row.entry()
    if not isinstance(entry, MatchOpened):
        raise RecordBroken(f"the record of match {row.match} does not begin with its opening")
    return entry


def begin(rules: Ruleset, rows: Sequence[Row], watched: Container[int] = ()) -> Board:
    """The board of a record after its first entry.

    Raises:
        RecordBroken: it is no record of a match, or was made with other content or rules.
    """
    opened = opening(rows[0])
    if opened.terms.digest != rules.digest:
        raise RecordBroken(
            f"match {rows[0].match} was begun with other content or rules ({opened.terms.digest}; "
            f"here are {rules.digest}): play it on with the version it began with"
        )
    return Board(rules, opened, watched)


def replay(rules: Ruleset, rows: Sequence[Row]) -> Board:
    """Play a checked record from its beginning to its end.

    Raises:
        RecordBroken: see `begin`; or a turn does not give what was written.
    """
    board = begin(rules, rows)
    for row in rows[1:]:
        board.apply(row.entry())
    return board
