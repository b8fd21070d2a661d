"""The seam between a match and the rules: everything the server asks of the game, and nothing else.

`match.py` and its neighbours know these protocols only; `rules_game.py` fulfils them with the real rules, and the
server's own tests with a tiny game.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import msgspec

from boulevard_server.record import Terms
from boulevard_server.sight import Shown, Sight
from boulevard_shared.events import Event
from boulevard_shared.orders import AnyOrder, Decree
from boulevard_shared.orders_relations import OfferPact
from boulevard_shared.parts import BetLine, Forecast, OrderCost, ScoreLine, Standing, WhyColumns
from boulevard_shared.sentence import Sentence
from boulevard_shared.view import View

Position = Any
"""The state of one match, opaque to the server and never changed: a new turn is a new position."""


class Ruling(msgspec.Struct, frozen=True, gc=False):
    """An order is allowed: what it costs, the bottom line of the decree with it, and that decree."""

    cost: OrderCost
    standing: Standing
    decree: Decree


@dataclass(frozen=True, slots=True)
class Bulletin:
    """What a turn tells besides: reasons and news, those that everybody hears and those of each seat.

    Reasons are empty where nobody will ask for them.
    """

    common_why: WhyColumns
    own_why: Sequence[WhyColumns]
    public: list[Event]
    private: Sequence[list[Event]]


@dataclass(frozen=True, slots=True)
class Played:
    """A turn has been resolved: the new position with its hash, and what seats are told.

    `shown` is what has changed in what they see, if that was asked for.
    """

    position: Position
    digest: str
    bulletin: Bulletin
    shown: Shown | None = None


@dataclass(frozen=True, slots=True)
class Due:
    """A turn that is to be resolved: where the match stands, the hash of that, and what the seats have decided.

    `shown`: somebody looks on, and is to be told what has changed. `told`: somebody will ask for reasons.
    """

    game: Game
    position: Position
    digest: str
    decrees: Sequence[Decree]
    shown: bool = False
    told: bool = True


class Game(Protocol):
    """One match's rules: pure functions of their arguments, safe to call from any thread."""

    cities: tuple[str, ...]
    """City of every seat at the start, which is also the order of the city axis."""
    turns: int

    def start(self) -> Position: ...

    def turn(self, position: Position) -> int:
        """The turn being planned, 0-based."""
        ...

    def over(self, position: Position) -> bool: ...

    def city_of(self, position: Position, seat: int) -> int:
        """Index of the city the seat governs now."""
        ...

    def digest(self, position: Position, before: str) -> str:
        """Hash of a position, chained to the one before it."""
        ...

    def freeze(self, position: Position) -> bytes:
        """A position as bytes."""
        ...

    def thaw(self, data: bytes) -> Position:
        """The position that was frozen.

        Raises:
            ValueError: these are not the bytes of a position of this match.
        """
        ...

    def pack(self, position: Position) -> bytes:
        """A position as bytes for another process of this program: at once, and large."""
        ...

    def unpack(self, data: bytes) -> Position:
        """The position that was packed by the rules of a match of the same terms and cities, whatever their seed.

        Raises:
            ValueError: these are not the bytes of such a position.
        """
        ...

    def standing_orders(self, position: Position, seat: int) -> Decree:
        """What is in force for a seat before it has decided anything."""
        ...

    def sight(self, position: Position) -> Sight:
        """What all seats see; the order is that of the schema."""
        ...

    def view(self, position: Position, seat: int) -> View:
        """All that the seat may know."""
        ...

    def judge(self, view: View, decree: Decree, carried: Decree, edit: AnyOrder) -> Ruling | Sentence:
        """Whether the seat may fill this order in; a sentence says why not."""
        ...

    def undo(self, view: View, decree: Decree, carried: Decree, key: str) -> Ruling | Sentence:
        """Whether what this turn changed under a key may be taken back."""
        ...

    def carry_over(self, before: Position, after: Position, seat: int, decree: Decree) -> Decree:
        """The decree as the next turn begins."""
        ...

    def costs(self, view: View, decree: Decree) -> tuple[list[OrderCost], Standing]: ...

    def forecast(self, view: View, decree: Decree, edit: AnyOrder) -> Forecast: ...

    def measures(self, position: Position) -> Mapping[str, list[int]]:
        """Public quantities whose course is shown over the whole match: one number a city, in quanta."""
        ...

    def decide(self, view: View, decree: Decree, mind: Mind) -> list[tuple[AnyOrder, Sentence]]:
        """A bot's orders for this turn, each with its reason. Allowed by `judge` when filled in one by one."""
        ...

    def advise(self, view: View, decree: Decree) -> list[tuple[AnyOrder, Sentence]]:
        """What an adviser would add to a person's decree, with reasons. Allowed by `judge` one by one."""
        ...

    def weigh(self, view: View, mind: Mind, city: str, offer: OfferPact) -> tuple[bool, Sentence]:
        """Whether a bot takes a pact that a city proposes and what it says; `offer.cash` is paid to it."""
        ...

    def scores(self, position: Position) -> list[ScoreLine]:
        """Final scores by rank; names are left empty."""
        ...

    def bets(self, position: Position) -> list[BetLine]:
        """What was bet in the whole match and what came of it."""
        ...


@dataclass(frozen=True, slots=True)
class Mind:
    """Which bot decides: its persona and level, and the seed of its own dice.

    `acting` marks an official who covers for a person who is away: settings are kept, no new bets are made.
    """

    persona: str
    level: str
    seed: int
    acting: bool = False


class Ruleset(Protocol):
    """The game as a whole: which scenarios and cities there are, and the rules of one match."""

    digest: str
    """Pins content and rules: a match goes on only under the digest it began with."""
    scenarios: Mapping[str, ScenarioLine]
    personas: tuple[str, ...]

    def resolve(self, due: Sequence[Due]) -> list[Played | Exception]:
        """Play a turn of each of these matches, whichever they are: the same as one by one, but faster.

        What fails, fails alone: its fault stands in its place.
        """
        ...

    def open(self, terms: Terms, cities: tuple[str, ...]) -> Game:
        """The rules of one match.

        Raises:
            ValueError: the scenario or a city does not exist.
        """
        ...


@dataclass(frozen=True, slots=True)
class ScenarioLine:
    """What a lobby needs to know of a scenario."""

    cities: tuple[str, ...]
    turns: int
