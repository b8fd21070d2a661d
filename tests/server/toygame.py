"""A tiny real game for fast tests of the server: ten cities, works make them grow, bonds pay for works.

It has everything a match needs (hidden state, own and public fields, refusals with numbers, bots with reasons,
a hash per turn) in arrays of a few numbers, and is deterministic like the real rules.
"""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from boulevard_server.game import Bulletin, Due, Game, Mind, Played, Ruling, ScenarioLine
from boulevard_server.record import Terms
from boulevard_server.sight import Sight, shown
from boulevard_shared.events import Event, EventKind
from boulevard_shared.orders import AnyOrder, Decree, IssueBonds, SetWorks
from boulevard_shared.orders_relations import OfferPact
from boulevard_shared.parts import NO_WHY, BetLine, Forecast, ForecastLine, OrderCost, ScoreLine, Standing, Why
from boulevard_shared.reasons import columns_of
from boulevard_shared.sentence import Sentence, say
from boulevard_shared.view import Array, FieldSpec, View

CITIES = (
    "hefei", "zhuzhou", "yinchuan", "chengdu", "hangzhou", "shenyang", "guiyang", "shenzhen", "wenzhou", "xian",
)  # fmt: skip
ATTENTION = 6
START_TREASURY = 1_000


@dataclass(frozen=True)
class Position:
    turn: int
    treasury: Array
    gdp: Array
    secret: int


class ToyGame:
    """One match of it."""

    def __init__(self, terms: Terms, cities: tuple[str, ...], turns: int, faulty_turn: int = -1) -> None:
        self.cities = cities
        self.turns = turns
        self._seed = terms.seed
        self._faulty_turn = faulty_turn

    def start(self) -> Position:
        count = len(self.cities)
        return Position(0, np.full(count, START_TREASURY), np.arange(count) * 10 + 100, self._seed % 97)

    def turn(self, position: Position) -> int:
        return position.turn

    def over(self, position: Position) -> bool:
        return position.turn >= self.turns

    def city_of(self, position: Position, seat: int) -> int:
        return seat

    def digest(self, position: Position, before: str) -> str:
        numbers = np.concatenate([[position.turn, position.secret], position.treasury, position.gdp])
        return hashlib.blake2b(before.encode() + numbers.astype("<i8").tobytes(), digest_size=16).hexdigest()

    def freeze(self, position: Position) -> bytes:
        return repr((position.turn, position.treasury.tolist(), position.gdp.tolist(), position.secret)).encode()

    def thaw(self, data: bytes) -> Position:
        turn, treasury, gdp, secret = ast.literal_eval(data.decode())
        return Position(turn, np.array(treasury), np.array(gdp), secret)

    pack, unpack = freeze, thaw

    def standing_orders(self, position: Position, seat: int) -> Decree:
        return Decree()

    def play(self, position: Position, before: str, decrees: Sequence[Decree]) -> Played:
        if position.turn == self._faulty_turn:
            raise ZeroDivisionError("planted fault")
        works = np.array([_works(decree) for decree in decrees])
        bonds = np.array([_bonds(decree) for decree in decrees])
        luck = (position.secret * 31 + position.turn * 17 + np.arange(len(decrees))) % 5
        after = Position(
            position.turn + 1,
            position.treasury - works + bonds + position.gdp // 10,
            position.gdp + works // 10 + luck,
            (position.secret * 31 + 7) % 97,
        )
        whys = [
            columns_of(
                [
                    Why(
                        "city.gdp",
                        seat,
                        int(position.gdp[seat]),
                        [("works", int(works[seat] // 10)), ("luck", int(luck[seat]))],
                        int(after.gdp[seat]),
                    )
                ]
            )
            for seat in range(len(decrees))
        ]
        turn = position.turn
        news = [Event(turn, EventKind.PRICE_RISEN, say("event.PriceRisen", chain="displays"), weight=turn)]
        told = Bulletin(NO_WHY, whys, news, [[] for _ in decrees])
        return Played(after, self.digest(after, before), told, shown(self.sight(position), self.sight(after)))

    def sight(self, position: Position) -> Sight:
        return Sight(position.gdp, position.treasury.reshape(-1, 1))

    def view(self, position: Position, seat: int) -> View:
        count = len(self.cities)
        specs = {
            "city.gdp": FieldSpec("city.gdp", "C", (count,), "wan/year", 1.0, True, False),
            "city.treasury": FieldSpec("city.treasury", "", (1,), "wan", 1.0, True, True),
        }
        arrays = {"city.gdp": position.gdp.copy(), "city.treasury": position.treasury[seat : seat + 1].copy()}
        return View(seat, seat, position.turn, specs, arrays)

    def judge(self, view: View, decree: Decree, carried: Decree, edit: AnyOrder) -> Ruling | Sentence:
        if not isinstance(edit, SetWorks | IssueBonds | OfferPact):
            return say("refused.fault")
        lines, standing = self.costs(view, decree.with_order(edit))
        if standing.left < 0:
            have = standing.left + standing.committed
            return say("refused.treasury", need=standing.committed, have=have)
        if standing.attention_free < 0:
            return say("refused.attention", need=standing.attention_used, have=ATTENTION)
        return Ruling(next(line for line in lines if line.key == edit.key), standing, decree.with_order(edit))

    def undo(self, view: View, decree: Decree, carried: Decree, key: str) -> Ruling | Sentence:
        after = decree.without(key, carried)
        if after == decree:
            return say("refused.nothing_to_undo")
        _, standing = self.costs(view, after)
        if standing.left < 0:
            return say("refused.treasury", need=standing.committed, have=standing.left + standing.committed)
        return Ruling(OrderCost(key, 0, 0, say(f"order.{key}")), standing, after)

    def carry_over(self, before: Position, after: Position, seat: int, decree: Decree) -> Decree:
        return decree.next_turn()

    def costs(self, view: View, decree: Decree) -> tuple[list[OrderCost], Standing]:
        lines = []
        for key, order in sorted({**decree.standing, **decree.acts}.items()):
            money = order.amount if isinstance(order, SetWorks) else 0
            lines.append(OrderCost(key, money, 1, say(f"order.{key}")))
        used, spent = len(lines), sum(line.money for line in lines)
        have = int(view["city.treasury"][0]) + _bonds(decree)
        return lines, Standing(used, ATTENTION - used, spent, have - spent)

    def forecast(self, view: View, decree: Decree, edit: AnyOrder) -> Forecast:
        growth = edit.amount // 10 if isinstance(edit, SetWorks) else 0
        return Forecast([ForecastLine("city.gdp", growth, growth + 2, growth + 4, 1)])

    def measures(self, position: Position) -> Mapping[str, list[int]]:
        return {"city.gdp": position.gdp.tolist()}

    def decide(self, view: View, decree: Decree, mind: Mind) -> list[tuple[AnyOrder, Sentence]]:
        if mind.persona == "sloth":
            return []
        amount = int(view["city.treasury"][0]) * (1 + mind.seed % 5) // 10
        return [(SetWorks(amount), say("reason.works", amount=amount)), (SetWorks(10**9), say("reason.works"))]

    def advise(self, view: View, decree: Decree) -> list[tuple[AnyOrder, Sentence]]:
        return self.decide(view, decree, Mind("diligent", "normal", 0))

    def weigh(self, view: View, mind: Mind, city: str, offer: OfferPact) -> tuple[bool, Sentence]:
        yes = offer.cash >= 0
        return yes, say("reason.pact_accept" if yes else "reason.pact_decline", city=city, pact=int(offer.kind))

    def scores(self, position: Position) -> list[ScoreLine]:
        order = np.argsort(-position.gdp, kind="stable")
        return [
            ScoreLine(int(s), self.cities[s], "", rank + 1, int(position.gdp[s]), {"gdp": int(position.gdp[s])})
            for rank, s in enumerate(order)
        ]

    def bets(self, position: Position) -> list[BetLine]:
        return []


def _works(decree: Decree) -> int:
    order = decree.standing.get("SetWorks")
    return order.amount if isinstance(order, SetWorks) else 0


def _bonds(decree: Decree) -> int:
    order = decree.acts.get("IssueBonds")
    return order.amount if isinstance(order, IssueBonds) else 0


@dataclass(frozen=True)
class ToyRules:
    """Its scenarios: `toy` has ten turns; `faulty` fails in its third."""

    digest: str = "toy-1"
    turns: int = 10
    personas: tuple[str, ...] = ("builder", "sloth")
    scenarios: Mapping[str, ScenarioLine] = field(init=False)

    def __post_init__(self) -> None:
        line = ScenarioLine(CITIES, self.turns)
        object.__setattr__(self, "scenarios", {"toy": line, "faulty": line})

    def resolve(self, due: Sequence[Due]) -> list[Played | Exception]:
        played: list[Played | Exception] = []
        for one in due:
            assert isinstance(one.game, ToyGame)
            try:
                played.append(one.game.play(one.position, one.digest, one.decrees))
            except ZeroDivisionError as fault:
                played.append(fault)
        return played

    def open(self, terms: Terms, cities: tuple[str, ...]) -> Game:
        return ToyGame(terms, cities, self.turns, 2 if terms.scenario == "faulty" else -1)
