"""Plays matches by the real rules with fixed seeds, for the recordings that the golden pictures are drawn from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import msgspec

from boulevard_server import publish, rulings
from boulevard_server.board import Board, Played
from boulevard_server.game import Mind, Ruling
from boulevard_server.record import (
    FORMAT,
    AnyEntry,
    MatchOpened,
    MatchStarted,
    OrderGiven,
    SeatTaken,
    Terms,
    TurnClosed,
)
from boulevard_server.rules_game import ShippedRules
from boulevard_server.sight import shown
from boulevard_server.thinking import Seed, think
from boulevard_shared.content import shipped
from boulevard_shared.ids import BotLevel, Persona, SeatMode
from boulevard_shared.messages import EditDecree, MatchOver, Seated, ServerMessage
from boulevard_shared.orders import AnyOrder

MATCH = "golden"
CODE = "QBLV"
NAMES = {0: "Mei Lin", 2: "赵明"}
"""People at the table, by seat; bots decide for them what a person would."""
CONNECTED = frozenset({0})
PERSONAS = (Persona.INCUBATOR, Persona.COPYCAT, Persona.CAREERIST)
SECONDS_LEFT = 97.0
DECIDED = 2
"""How many orders the person has given in the turn that the pictures show."""


@dataclass(frozen=True, slots=True)
class Plan:
    """One recording: a match of `scenario`, and the turn it ends at (None: the end of the match)."""

    name: str
    scenario: str
    seed: int
    until: int | None
    cities: tuple[str, ...]


def terms_of(plan: Plan) -> Terms:
    """What the match is played by: the scenario's own proposals."""
    scenario = shipped().scenarios[plan.scenario]
    return Terms(
        scenario=plan.scenario,
        seats=len(plan.cities),
        mode=SeatMode.ANCHORED,
        bots=BotLevel.NORMAL,
        turn_seconds=scenario.turn_seconds,
        tolerance_bp=round(scenario.tolerance * 10_000),
        legacy_bp=round(scenario.legacy * 10_000),
        seed=plan.seed,
        digest="",
    )


class Recorder:
    """Plays one match and yields what its first seat is sent; `entries` is its record so far."""

    def __init__(self, rules: ShippedRules, plan: Plan) -> None:
        self.plan = plan
        terms = msgspec.structs.replace(terms_of(plan), digest=rules.digest)
        opened = MatchOpened(format=FORMAT, code=CODE, terms=terms)
        self.board = Board(rules, opened)
        self.entries: list[AnyEntry] = [opened]
        self.seq = 0

    @property
    def table(self) -> publish.Table:
        return publish.Table(MATCH, NAMES, CONNECTED, SECONDS_LEFT)

    def _apply(self, entry: AnyEntry, played: Played | None = None) -> None:
        self.board.apply(entry, played)
        self.entries.append(entry)

    def next_seq(self) -> int:
        self.seq += 1
        return self.seq

    def messages(self) -> Iterator[ServerMessage]:
        board, plan = self.board, self.plan
        for seat in NAMES:
            self._apply(SeatTaken(seat=seat, city=plan.cities[seat]))
        yield Seated(1, MATCH, CODE, 0, "")
        yield publish.lobby(board, self.table, self.next_seq())
        if plan.until == -1:
            return
        self._start()
        yield publish.snapshot(board, self.table, 0, self.next_seq())
        while board.status == "playing" and board.turn != plan.until:
            yield from self._turn()
        if board.status == "playing":
            yield from self._decide(DECIDED)
        else:
            yield MatchOver(self.next_seq(), publish.final_report(board, self.table))

    def _start(self) -> None:
        board, cities = self.board, list(self.plan.cities)
        _, _, digest = board.open_game(cities)
        personas = [PERSONAS[seat % len(PERSONAS)].value for seat in range(len(cities))]
        self._apply(MatchStarted(cities=cities, personas=personas, hash=digest))

    def _decide(self, most: int) -> Iterator[ServerMessage]:
        """Give the first of the orders that a bot would give in the person's place."""
        for order in _decisions(self.board, 0)[:most]:
            verdict = rulings.consider(self.board, 0, EditDecree(1, self.board.turn, order))
            assert isinstance(verdict, rulings.Plan)
            for entry in verdict.entries:
                self._apply(entry)
            assert verdict.changed is not None
            yield msgspec.structs.replace(verdict.changed, seq=self.next_seq())

    def _turn(self) -> Iterator[ServerMessage]:
        board = self.board
        for seat in NAMES:
            for order in _decisions(board, seat):
                self._apply(OrderGiven(turn=board.turn, seat=seat, edit=order))
        acted = [think(board, seat) for seat in range(len(board.places)) if seat not in NAMES]
        before, seats = board.game.sight(board.position), publish.seat_lines(board, self.table)
        played = board.play(board.decrees(acted))
        self._apply(TurnClosed(turn=board.turn, acted=acted, hash=played.digest), played)
        update = publish.Update(board, self.table, shown(before, board.game.sight(board.position)), seats)
        yield update.turn_resolved(0, self.next_seq())


def _decisions(board: Board, seat: int) -> list[AnyOrder]:
    """What a bot would order if the seat were its own; an official who only acts for a person does less."""
    game, view, place = board.game, board.view(seat), board.places[seat]
    decree = place.decree
    orders = []
    mind = Mind(place.persona, board.terms.bots.value, Seed(board.terms.seed, board.turn, seat).number())
    for order, _ in game.decide(view, decree, mind):
        if isinstance(game.judge(view, decree, place.carried, order), Ruling):
            decree = decree.with_order(order)
            orders.append(order)
    return orders
