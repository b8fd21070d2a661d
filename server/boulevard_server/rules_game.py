"""The real rules behind the seam of `game.py`."""

from __future__ import annotations

import math
import zlib
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
import numpy as np

from boulevard_server import report, views
from boulevard_server.bots import acting, adviser, personas
from boulevard_server.game import Game, Mind, Played, Ruling, ScenarioLine
from boulevard_server.record import Terms
from boulevard_server.rules import decree as rulebook
from boulevard_server.rules import forecast as outlook
from boulevard_server.rules import settings
from boulevard_server.rules.resolve import is_over, resolve_turn
from boulevard_server.rules.setup import MatchSettings, new_match
from boulevard_server.rules.state import STATE, State
from boulevard_shared.content import Content
from boulevard_shared.events import Event
from boulevard_shared.ids import BotLevel, Persona
from boulevard_shared.orders import AnyOrder, Decree
from boulevard_shared.orders_relations import OfferPact
from boulevard_shared.parts import BetLine, Forecast, OrderCost, ScoreLine, Standing, Why
from boulevard_shared.sentence import Sentence
from boulevard_shared.view import View

NOBODY = -1
"""A seat that no event is addressed to."""
RULES_VERSION = 3
"""Raised whenever the same record could give another match: stored matches are then not played on."""


class RulesGame:
    """One match by the real rules. Positions are `State`s of one match.

    Raises:
        ContentError: unknown scenario or city.
    """

    def __init__(self, content: Content, terms: Terms, cities: tuple[str, ...]) -> None:
        settings = MatchSettings(
            terms.scenario,
            cities,
            terms.mode,
            terms.tolerance_bp / 10_000,
            terms.legacy_bp / 10_000,
            terms.history,
        )
        self._start, self._tables = new_match(content, settings, terms.seed)
        self.cities = cities
        self.turns = self._tables.scenario.turns

    def start(self) -> State:
        return self._start

    def turn(self, position: State) -> int:
        return int(position["match.turn"])

    def over(self, position: State) -> bool:
        return is_over(position, self._tables)

    def city_of(self, position: State, seat: int) -> int:
        return int(position["seat.city"][seat])

    def digest(self, position: State, before: str) -> str:
        return position.hash(before)

    def freeze(self, position: State) -> bytes:
        steps = [np.asarray(_steps_of(name, position[name]), "<i8").tobytes() for name in position]
        return zlib.compress(b"".join(steps), 1)

    def thaw(self, data: bytes) -> State:
        try:
            steps = np.frombuffer(zlib.decompress(data), "<i8")
        except zlib.error as error:
            raise ValueError("the position is damaged") from error
        arrays: dict[str, Any] = {}
        at = 0
        for field in STATE:
            shape = STATE.shape(field.name, self._tables.axes)
            size = math.prod(shape)
            part = steps[at : at + size].astype(np.int64).reshape(shape)
            arrays[field.name] = part if field.whole else part * field.quantum
            at += size
        if at != steps.size:
            raise ValueError("the position has another shape")
        return State(self._tables.axes, arrays)

    def standing_orders(self, position: State, seat: int) -> Decree:
        # What holds at the start is part of the state; a decree lists only what its seat has set.
        return Decree()

    def resolve(self, position: State, decrees: Sequence[Decree]) -> Played:
        resolution = resolve_turn(position, decrees, self._tables)
        return Played(resolution.state, resolution)

    def view(self, position: State, seat: int) -> View:
        return views.view_of(position, seat, self._tables)

    def judge(self, view: View, decree: Decree, carried: Decree, edit: AnyOrder) -> Ruling | Sentence:
        return _ruling(rulebook.judge(view, decree, carried, edit, self._tables))

    def undo(self, view: View, decree: Decree, carried: Decree, key: str) -> Ruling | Sentence:
        return _ruling(rulebook.undo(view, decree, carried, key, self._tables))

    def carry_over(self, before: State, after: State, seat: int, decree: Decree) -> Decree:
        stays = self.city_of(before, seat) == self.city_of(after, seat)
        # Standing orders belong to the city: whoever moves finds those of the predecessor in force.
        return settings.carried(decree, after, self.city_of(after, seat)) if stays else Decree()

    def costs(self, view: View, decree: Decree) -> tuple[list[OrderCost], Standing]:
        lines, standing = rulebook.costs(view, decree, self._tables)
        # By key: the order of filling in is no part of a decree, and must not show after a restart.
        return sorted(lines, key=lambda line: line.key), standing

    def forecast(self, view: View, decree: Decree, edit: AnyOrder) -> Forecast:
        return outlook.forecast(view, decree, edit, self._tables)

    def whys(self, played: Played, seat: int) -> list[Why]:
        return views.whys_for(played.inner, seat)

    def events(self, played: Played, seat: int) -> list[Event]:
        return views.events_for(played.inner, seat, self._tables)

    def public_events(self, played: Played) -> list[Event]:
        events = views.events_for(played.inner, NOBODY, self._tables)
        return [msgspec.structs.replace(event, own=False) for event in events]

    def measures(self, position: State) -> Mapping[str, list[int]]:
        return {name: _steps(name, position[name]) for name in views.PUBLIC_SERIES}

    def decide(self, view: View, decree: Decree, mind: Mind) -> list[tuple[AnyOrder, Sentence]]:
        if mind.acting:
            return acting.stand_in(view, decree, self._tables, mind.seed)
        persona, level = Persona(mind.persona), BotLevel(mind.level)
        return personas.decide(view, decree, self._tables, persona, level, mind.seed)

    def advise(self, view: View, decree: Decree) -> list[tuple[AnyOrder, Sentence]]:
        return adviser.suggest(view, decree, self._tables)

    def weigh(self, view: View, mind: Mind, city: str, offer: OfferPact) -> tuple[bool, Sentence]:
        return personas.weigh(view, self._tables, Persona(mind.persona), city, offer)

    def scores(self, position: State) -> list[ScoreLine]:
        return report.score_lines(position, self._tables)

    def bets(self, position: State) -> list[BetLine]:
        return report.bet_lines(position, self._tables)


def _ruling(verdict: rulebook.Allowed | rulebook.Refused) -> Ruling | Sentence:
    if isinstance(verdict, rulebook.Refused):
        return verdict.reason
    return Ruling(verdict.cost, verdict.standing)


def _steps_of(name: str, array: Any) -> Any:
    """An array as int64 in quanta, exactly."""
    field = STATE[name]
    return array if field.whole else np.rint(np.asarray(array) / field.quantum).astype(np.int64)


def _steps(name: str, array: Any) -> list[int]:
    """An array, flattened, as a list of integers in quanta."""
    steps: list[int] = np.asarray(_steps_of(name, array)).reshape(-1).tolist()
    return steps


class ShippedRules:
    """The game with some content, usually the one that comes with it."""

    def __init__(self, content: Content) -> None:
        self._content = content
        self.digest = f"{content.digest}/{RULES_VERSION}"
        self.scenarios: Mapping[str, ScenarioLine] = {
            name: ScenarioLine(tuple(scenario.cities), scenario.turns) for name, scenario in content.scenarios.items()
        }
        self.personas = tuple(persona.value for persona in Persona)

    def open(self, terms: Terms, cities: tuple[str, ...]) -> Game:
        return RulesGame(self._content, terms, cities)
