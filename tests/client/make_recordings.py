"""Makes the recordings that the golden pictures are drawn from: `python tests/client/make_recordings.py`.

Two matches are played by the real rules with fixed seeds, and what the server would have sent to the person on the
first seat is kept, with its answers to the questions that the screens then ask. The pictures depend on these files
only, so a change of the rules does not change a picture; run this again when the protocol or the schema of views has
changed, then look at the pictures and accept them.
"""

from __future__ import annotations

import gzip
import os
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec

os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")
sys.path.insert(0, str(Path(__file__).parents[1]))

import shown
from boulevard_client import recording
from boulevard_server import publish, rulings, sight
from boulevard_server.board import Board
from boulevard_server.game import Mind, Ruling
from boulevard_server.record import (
    FORMAT,
    MatchOpened,
    MatchStarted,
    OrderGiven,
    SeatTaken,
    Terms,
    TurnClosed,
)
from boulevard_server.rules_game import ShippedRules
from boulevard_server.thinking import Seed, think
from boulevard_shared.content import shipped
from boulevard_shared.ids import BotLevel, Persona, SeatMode
from boulevard_shared.messages import EditDecree, MatchOver, Refused, Seated, ServerMessage
from boulevard_shared.orders import AnyOrder
from shown import Answer, Line, Question

GOLDEN = Path(__file__).parent / "golden"
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


PLANS = (
    Plan(
        "lobby", "display-decade", 7, -1,
        ("hefei", "chengdu", "hangzhou", "xian", "shenzhen", "guiyang", "shenyang", "wenzhou"),
    ),
    Plan(
        "middle", "display-decade", 7, 9,
        ("hefei", "chengdu", "hangzhou", "xian", "shenzhen", "guiyang", "shenyang", "wenzhou"),
    ),
    Plan("end", "one-term", 11, None, ("hefei", "chengdu", "guiyang", "shenzhen")),
)  # fmt: skip


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
    """Plays one match and yields what its first seat is sent."""

    def __init__(self, rules: ShippedRules, plan: Plan) -> None:
        self.plan = plan
        terms = msgspec.structs.replace(terms_of(plan), digest=rules.digest)
        self.board = Board(rules, MatchOpened(format=FORMAT, code=CODE, terms=terms))
        self.seq = 0

    @property
    def table(self) -> publish.Table:
        return publish.Table(MATCH, NAMES, CONNECTED, SECONDS_LEFT)

    def next_seq(self) -> int:
        self.seq += 1
        return self.seq

    def messages(self) -> Iterator[ServerMessage]:
        board, plan = self.board, self.plan
        for seat in NAMES:
            board.apply(SeatTaken(seat=seat, city=plan.cities[seat]))
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
        board.apply(MatchStarted(cities=cities, personas=personas, hash=digest))

    def _decide(self, most: int) -> Iterator[ServerMessage]:
        """Give the first of the orders that a bot would give in the person's place."""
        for order in _decisions(self.board, 0)[:most]:
            verdict = rulings.consider(self.board, 0, EditDecree(1, self.board.turn, order))
            assert isinstance(verdict, rulings.Plan)
            for entry in verdict.entries:
                self.board.apply(entry)
            assert verdict.changed is not None
            yield msgspec.structs.replace(verdict.changed, seq=self.next_seq())

    def _turn(self) -> Iterator[ServerMessage]:
        board = self.board
        for seat in NAMES:
            for order in _decisions(board, seat):
                board.apply(OrderGiven(turn=board.turn, seat=seat, edit=order))
        acted = [think(board, seat) for seat in range(len(board.places)) if seat not in NAMES]
        before = board.game.sight(board.position)
        played = board.play(board.decrees(acted))
        board.apply(TurnClosed(turn=board.turn, acted=acted, hash=played.digest), played)
        update = publish.Update(board, self.table, sight.shown(before, board.game.sight(board.position)))
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


def play(plan: Plan, rules: ShippedRules) -> Recorder:
    """Play a match and keep its recording."""
    recorder = Recorder(rules, plan)
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder) / plan.name
        recording.write(plain, recorder.messages())
        # a fixed time stamp keeps the file the same when nothing has changed
        (GOLDEN / f"{plan.name}.rec.gz").write_bytes(gzip.compress(plain.read_bytes(), 9, mtime=0))
    return recorder


def ask(plan: Plan, board: Board) -> None:
    """Keep what the server answers to the questions that the screens ask after the recording."""
    given: dict[bytes, tuple[Question, Answer]] = {}

    def judge(question: Question) -> Answer:
        verdict = rulings.consider(board, 0, question)
        answer = verdict.answer if isinstance(verdict, rulings.Plan) else Refused(question.cid, verdict)
        given[shown.key_of(question)] = (question, answer)
        return answer

    shown.messages.cache_clear()
    told = shown.messages(plan.name)
    with shown.dummy_display():
        for screen in shown.every_screen():
            if shown.recording_for(screen) == plan.name:
                for manner in (shown.MANNERS[0], shown.MANNERS[2]):
                    shown.show(screen, manner, line=Line(told, judge))
    if given:
        shown.write_answers(plan.name, given)


def main() -> None:
    rules = ShippedRules(shipped())
    for plan in PLANS:
        recorder = play(plan, rules)
        if recorder.board.status == "playing":
            ask(plan, recorder.board)
    for path in sorted(GOLDEN.glob("*.gz")):
        print(f"{path.name}: {path.stat().st_size / 1024:.0f} KiB")


if __name__ == "__main__":
    main()
