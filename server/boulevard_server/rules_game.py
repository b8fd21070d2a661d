"""The real rules behind the seam of `game.py`."""

from __future__ import annotations

import math
import zlib
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from boulevard_server import report, views
from boulevard_server.bots import acting, adviser, personas
from boulevard_server.bulletin import bulletins
from boulevard_server.game import Due, Game, Mind, Played, Ruling, ScenarioLine
from boulevard_server.record import Terms
from boulevard_server.rules import decree as rulebook
from boulevard_server.rules import forecast as outlook
from boulevard_server.rules import settings
from boulevard_server.rules.desk import MINE
from boulevard_server.rules.enact import enact, enact_each
from boulevard_server.rules.resolve import is_over, resolve
from boulevard_server.rules.setup import MatchSettings, opening, tables_with_course
from boulevard_server.rules.state import STATE, State, hash_of, lines_of, of_rows, rows_of, stack, steps_of
from boulevard_server.rules.tables import Tables
from boulevard_server.sight import Sight, Turned, shown_each, turned
from boulevard_shared import columns
from boulevard_shared.content import Content
from boulevard_shared.ids import BotLevel, History, Persona
from boulevard_shared.orders import AnyOrder, Decree
from boulevard_shared.orders_relations import OfferPact
from boulevard_shared.parts import BetLine, Forecast, OrderCost, ScoreLine, Standing
from boulevard_shared.sentence import Sentence
from boulevard_shared.view import View

TABLES_KEPT = 64
"""Sets of tables kept for matches to come; those of matches at play live with them."""
RULES_VERSION = 7
"""Raised whenever the same record could give another match: stored matches are then not played on."""


class RulesGame:
    """One match by the real rules. Positions are `State`s of one match.

    Raises:
        ContentError: unknown scenario or city.
    """

    def __init__(self, tables: Tables, settings: MatchSettings, seed: int) -> None:
        self._settings = settings
        self._seed = seed
        self._seen: tuple[State, list[views.CityRows], dict[str, Any]] | None = None
        """Of the position that was looked at last: what every decree's sums ask for, of all cities, and what readers of
        any view of it have worked out from what everybody sees."""
        self.tables = tables
        self.cities = settings.cities
        self.turns = tables.scenario.turns

    def start(self) -> State:
        # Not kept: a match would hold on to how it began for as long as it lasts.
        return self._in_rows(opening(self.tables, self._settings, self._seed))

    def turn(self, position: State) -> int:
        return int(position["match.turn"])

    def over(self, position: State) -> bool:
        return is_over(position, self.tables)

    def city_of(self, position: State, seat: int) -> int:
        return int(position["seat.city"][seat])

    def digest(self, position: State, before: str) -> str:
        return position.hash(before)

    def freeze(self, position: State) -> bytes:
        # As columns first: half the time and two thirds of the bytes.
        return zlib.compress(columns.write(lines_of(position)[0]), 1)

    def thaw(self, data: bytes) -> State:
        try:
            plain = zlib.decompress(data)
        except zlib.error as error:
            raise ValueError("the position is damaged") from error
        shapes = {field: STATE.shape(field.name, self.tables.axes) for field in STATE}
        steps = columns.read(plain, sum(map(math.prod, shapes.values())))
        arrays: dict[str, Any] = {}
        at = 0
        for field, shape in shapes.items():
            part = steps[at : at + math.prod(shape)].reshape(shape)
            arrays[field.name] = part if field.whole else part * field.quantum
            at += part.size
        return self._in_rows(State(self.tables.axes, arrays))

    def _in_rows(self, position: State) -> State:
        """The same position; hundreds of arrays that each stand alone take more room than the numbers in them."""
        return self.unpack(self.pack(position))

    def pack(self, position: State) -> bytes:
        whole, fractions = rows_of(position)
        return b"".join((whole.data, fractions.data))

    def unpack(self, data: bytes) -> State:
        return of_rows(self.tables.axes, data)

    def standing_orders(self, position: State, seat: int) -> Decree:
        # What holds at the start is part of the state; a decree lists only what its seat has set.
        return Decree()

    def sight(self, position: State) -> Sight:
        return views.sight_of(position)

    def view(self, position: State, seat: int) -> View:
        view = views.view_of(position, seat, self.tables)
        known = self._seen
        if known is None or known[0] is not position:
            known = self._seen = position, views.rows_of_cities(position, rulebook.ASKED), {}
        rows = known[1][view.city]
        view.memo.update(rows.arrays)
        view.memo[MINE] = rows.numbers.copy()
        view.common = known[2]
        return view

    def judge(self, view: View, decree: Decree, carried: Decree, edit: AnyOrder) -> Ruling | Sentence:
        return _ruling(rulebook.judge(view, decree, carried, edit, self.tables))

    def undo(self, view: View, decree: Decree, carried: Decree, key: str) -> Ruling | Sentence:
        return _ruling(rulebook.undo(view, decree, carried, key, self.tables))

    def carry_over(self, before: State, after: State, seat: int, decree: Decree) -> Decree:
        stays = self.city_of(before, seat) == self.city_of(after, seat)
        # Standing orders belong to the city: whoever moves finds those of the predecessor in force.
        return settings.carried(decree, after, self.city_of(after, seat)) if stays else Decree()

    def costs(self, view: View, decree: Decree) -> tuple[list[OrderCost], Standing]:
        lines, standing = rulebook.costs(view, decree, self.tables)
        # By key: the order of filling in is no part of a decree, and must not show after a restart.
        return sorted(lines, key=lambda line: line.key), standing

    def forecast(self, view: View, decree: Decree, edit: AnyOrder) -> Forecast:
        return outlook.forecast(view, decree, edit, self.tables)

    def measures(self, position: State) -> Mapping[str, list[int]]:
        return {name: _steps(name, position[name]) for name in views.PUBLIC_SERIES}

    def decide(self, view: View, decree: Decree, mind: Mind) -> list[tuple[AnyOrder, Sentence]]:
        if mind.acting:
            return acting.stand_in(view, decree, self.tables, mind.seed)
        persona, level = Persona(mind.persona), BotLevel(mind.level)
        return personas.decide(view, decree, self.tables, persona, level, mind.seed)

    def advise(self, view: View, decree: Decree) -> list[tuple[AnyOrder, Sentence]]:
        return adviser.suggest(view, decree, self.tables)

    def weigh(self, view: View, mind: Mind, city: str, offer: OfferPact) -> tuple[bool, Sentence]:
        return personas.weigh(view, self.tables, Persona(mind.persona), city, offer)

    def scores(self, position: State) -> list[ScoreLine]:
        return report.score_lines(position, self.tables)

    def bets(self, position: State) -> list[BetLine]:
        return report.bet_lines(position, self.tables)


def _ruling(verdict: rulebook.Allowed | rulebook.Refused) -> Ruling | Sentence:
    if isinstance(verdict, rulebook.Refused):
        return verdict.reason
    return Ruling(verdict.cost, verdict.standing, verdict.decree)


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
        self._tables: dict[tuple[str, tuple[str, ...], History], Tables] = {}
        self.digest = f"{content.digest}/{RULES_VERSION}"
        self.scenarios: Mapping[str, ScenarioLine] = {
            name: ScenarioLine(tuple(scenario.cities), scenario.turns) for name, scenario in content.scenarios.items()
        }
        self.personas = tuple(persona.value for persona in Persona)

    def open(self, terms: Terms, cities: tuple[str, ...]) -> Game:
        settings = MatchSettings(
            terms.scenario,
            cities,
            terms.mode,
            terms.tolerance_bp / 10_000,
            terms.legacy_bp / 10_000,
            terms.history,
        )
        # Matches of the same cities look the same things up, and only such can be resolved together.
        key = (terms.scenario, cities, terms.history)
        tables = self._tables.get(key)
        if tables is None:
            if len(self._tables) >= TABLES_KEPT:
                self._tables.clear()
            tables = self._tables[key] = tables_with_course(self._content, settings)
        return RulesGame(tables, settings, terms.seed)

    def resolve(self, due: Sequence[Due]) -> list[Played | Exception]:
        played: list[Played | Exception] = [RuntimeError("not played")] * len(due)
        groups: dict[int, list[int]] = {}
        for place, one in enumerate(due):
            groups.setdefault(id(_tables(one)), []).append(place)
        for places in groups.values():
            for place, outcome in zip(places, _resolve([due[i] for i in places]), strict=True):
                played[place] = outcome
        return played


def _tables(due: Due) -> Tables:
    assert isinstance(due.game, RulesGame)
    return due.game.tables


def _resolve(due: list[Due]) -> list[Played | Exception]:
    """Resolve turns of matches that share their tables; when that fails, one by one."""
    try:
        return list(_together(due))
    except Exception as fault:
        if len(due) == 1:
            return [fault]
        return [outcome for one in due for outcome in _resolve([one])]


def _together(due: list[Due]) -> list[Played]:
    tables = _tables(due[0])
    if len(due) == 1:  # as it stands: numpy takes the arrays of one match sooner than those of a batch of one
        ready, acts = enact(due[0].position, due[0].decrees, tables)
    else:
        positions = [one.position for one in due]
        ready, acts = enact_each(positions, stack(positions), [one.decrees for one in due], tables)
    done = resolve(ready, acts, tables)
    states = done.state.matches(rows_of(done.state))
    told = bulletins(done, tables, reasons=any(one.told for one in due))
    # Match by match: what belongs to one stays in the processor's cache from one step to the next.
    ended = [_ended(*one) for one in zip(due, states, strict=True)]
    shown = iter(shown_each([turn for _, turn in ended if turn is not None]))
    return [
        Played(after, digest, bulletin, None if turn is None else next(shown))
        for after, (digest, turn), bulletin in zip(states, ended, told, strict=True)
    ]


def _ended(due: Due, after: State) -> tuple[str, Turned | None]:
    """The hash of a position that was reached, and what seats see change if somebody looks on."""
    steps = steps_of(after)[0]
    digest = hash_of(steps, after.axes, due.digest)
    if not due.shown:
        return digest, None
    # Standing orders are written when a turn is resolved, not before: seats saw the position as it was.
    return digest, turned(views.sight_of(due.position), views.sight_of_steps(steps, after))
