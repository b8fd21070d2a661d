"""Plays one match in this process without network: views, bots, resolve; and checks the rules every turn."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import msgspec
import numpy as np

from boulevard_server.bots import personas as bots
from boulevard_server.bulletin import events_for
from boulevard_server.lab.reached import Reached
from boulevard_server.rules import decree as rulebook
from boulevard_server.rules.desk import Desk
from boulevard_server.rules.outlook import bid_outlook
from boulevard_server.rules.resolve import Resolution, is_over, resolve_turn
from boulevard_server.rules.setup import MatchSettings, new_match
from boulevard_server.rules.state import State, money_total
from boulevard_server.rules.tables import Tables
from boulevard_server.views import ledger_adds_up, view_of
from boulevard_shared.content import Content
from boulevard_shared.events import Event
from boulevard_shared.ids import BotLevel, History, Persona, SeatMode
from boulevard_shared.orders import AnyOrder, BidForProject, Decree
from boulevard_shared.sentence import Sentence
from boulevard_shared.view import View


class RuleBroken(AssertionError):
    """The rules broke one of their promises; the message says which, in what turn."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What is played: scenario, cities in seat order, mode and level of the bots; tolerance and legacy 0 to 1.

    `levels` are the bots' one by one where they differ.
    """

    scenario: str
    cities: tuple[str, ...]
    mode: SeatMode = SeatMode.ANCHORED
    level: BotLevel = BotLevel.NORMAL
    tolerance: float | None = None
    legacy: float | None = None
    history: History = History.JITTERED
    levels: tuple[BotLevel, ...] = ()


@dataclass(frozen=True, slots=True)
class Bid:
    """One bid: chances forecast from the bidder's view, whether it won, and if so whether the firm is sound."""

    turn: int
    seat: int
    equity: int
    win: float
    success: float
    won: bool
    sound: bool


@dataclass(slots=True)
class MatchLog:
    """What came of a match.

    `totals[turn][seat]` is the score, `leads` the leading seat of every turn, `orders` and `events` how often
    each type and kind turned up, `idle` how many turns in a row each seat at most gave no order, `told` what
    happened, turn by turn, `given` what each seat ordered and why, and `bids` what was forecast of every bid and
    what came of it; `reached` is where play leads a reader of the almanac.
    """

    settings: Settings
    personas: tuple[Persona, ...]
    seed: int
    totals: list[list[float]] = field(default_factory=list)
    leads: list[int] = field(default_factory=list)
    orders: Counter[str] = field(default_factory=Counter)
    events: Counter[str] = field(default_factory=Counter)
    idle: list[int] = field(default_factory=list)
    told: list[list[Event]] = field(default_factory=list)
    given: list[list[list[tuple[AnyOrder, Sentence]]]] = field(default_factory=list)
    bids: list[Bid] = field(default_factory=list)
    reached: Reached = field(default_factory=Reached)
    final: State | None = None

    @property
    def winner(self) -> int:
        """Seat with the highest score at the end; the lower seat on a tie."""
        return int(np.argmax(self.totals[-1]))

    @property
    def lead_changes(self) -> int:
        """How often the lead passed to another seat."""
        return sum(a != b for a, b in zip(self.leads, self.leads[1:], strict=False))


def play_match(
    content: Content,
    settings: Settings,
    personas: Sequence[Persona],
    seed: int,
    watch: Callable[[Resolution], None] | None = None,
) -> MatchLog:
    """Play a whole match of bots; `watch` is shown every turn as it was resolved.

    Raises:
        RuleBroken: money appeared or vanished, a ledger does not add up, or a bot was refused.
        msgspec.ValidationError: a bot gave an order with a number out of its bounds.
        ValueError: not one persona for each city.
    """
    if len(personas) != len(settings.cities):
        raise ValueError(f"{len(settings.cities)} cities need as many personas, not {len(personas)}")
    state, tables = new_match(content, _terms(content, settings), seed)
    log = MatchLog(settings, tuple(personas), seed)
    log.reached.pages.update(f"scenario.{name}" for name in content.scenarios)  # read before one is chosen
    carried = [Decree() for _ in personas]
    quiet = [0] * len(personas)
    log.idle = [0] * len(personas)
    while not is_over(state, tables):
        decrees = []
        views = [view_of(state, seat, tables) for seat in range(len(personas))]
        log.given.append([])
        for seat, persona in enumerate(personas):
            view = views[seat]
            level = settings.levels[seat] if settings.levels else settings.level
            given = bots.decide(view, carried[seat], tables, persona, level, seed)
            draft = carried[seat]
            for order, _ in given:
                msgspec.convert(msgspec.to_builtins(order), type(order))  # else no record could be read again
                verdict = rulebook.judge(view, draft, carried[seat], order, tables)
                if isinstance(verdict, rulebook.Refused):
                    raise RuleBroken(f"turn {view.turn}, seat {seat}: {order} refused: {verdict.reason}")
                draft = verdict.decree
                log.orders[type(order).__name__] += 1
                log.reached.order(order)
            decrees.append(draft)
            log.given[-1].append(given)
            quiet[seat] = 0 if given else quiet[seat] + 1
            log.idle[seat] = max(log.idle[seat], quiet[seat])
        done = resolve_turn(state, decrees, tables)
        check(done)
        if watch is not None:
            watch(done)
        log.bids += _bids(done, views, decrees, tables)
        log.told.append(events_for(done, None, tables))
        for event in log.told[-1]:
            log.events[event.kind.value] += 1
        log.reached.turn(done, log.told[-1], tables)
        carried = [
            decree.next_turn() if int(done.state["seat.city"][seat]) == int(state["seat.city"][seat]) else Decree()
            for seat, decree in enumerate(decrees)
        ]
        state = done.state
        totals = state["score.total"].tolist()
        log.totals.append(totals)
        log.leads.append(int(np.argmax(totals)))
    log.final = state
    return log


def check(done: Resolution) -> None:
    """The promises of every turn, of one match or of each of a batch.

    Raises:
        RuleBroken: one of them does not hold.
    """
    turn = done.before["match.turn"].tolist()
    lost = money_total(done.state) - money_total(done.before)
    if np.any(lost):
        raise RuleBroken(f"turn {turn}: {lost.tolist()} wan appeared from nowhere")
    if not ledger_adds_up(done):
        raise RuleBroken(f"turn {turn}: the parts of a quantity do not add up")


def _bids(done: Resolution, views: Sequence[View], decrees: Sequence[Decree], tables: Tables) -> list[Bid]:
    before, after, turn = done.before, done.state, int(done.before["match.turn"])
    found = []
    for seat, decree in enumerate(decrees):
        desk = Desk(views[seat], tables)
        for order in decree.acts.values():
            if not isinstance(order, BidForProject):
                continue
            slot = desk.project(order.project)
            look = bid_outlook(desk, slot, order)
            # A signed project becomes a firm of the same name, born this turn in the winner's city.
            born = (after["firm.serial"] > 0) & (after["firm.born"] == turn)
            named = born & (after["firm.name"] == before["project.name"][slot])
            named = named & (after["firm.city"] == desk.view.city) & (after["firm.planter"] == seat)
            won = bool(named.any())
            sound = won and int(after["firm.doomed"][int(np.argmax(named))]) == 0
            found.append(Bid(turn, seat, order.equity, look.win, look.success, won, sound))
    return found


def _terms(content: Content, settings: Settings) -> MatchSettings:
    scenario = content.scenarios[settings.scenario]
    return MatchSettings(
        scenario=settings.scenario,
        cities=settings.cities,
        mode=settings.mode,
        tolerance=scenario.tolerance if settings.tolerance is None else settings.tolerance,
        legacy=scenario.legacy if settings.legacy is None else settings.legacy,
        history=settings.history,
    )
