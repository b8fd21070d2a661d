"""A match of real rules at a screen, without server and window: for tests of the screens on which a turn is planned.

`played(turns)` lets bots play and keeps what the seat of Hefei would have been sent. A `Bench` shows one screen over
it: intents are collected, and edits, previews and undos are answered by the rules as a server would.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import lru_cache

import pygame
from pygame import Rect

from boulevard_client.look import Look
from boulevard_client.model import Model
from boulevard_client.reading import Reading
from boulevard_client.screens import intents as do
from boulevard_client.screens import keep
from boulevard_client.screens.desk import Desk, Screen
from boulevard_client.settings import Settings
from boulevard_client.widgets.layout import Pad, Row, Stack
from boulevard_client.widgets.node import Node
from boulevard_client.widgets.stage import Stage
from boulevard_server.bots import personas as bots
from boulevard_server.bots.adviser import suggest
from boulevard_server.bulletin import bulletins
from boulevard_server.rules import decree as rulebook
from boulevard_server.rules.forecast import forecast
from boulevard_server.rules.resolve import resolve_turn
from boulevard_server.rules.setup import new_match, settings_of
from boulevard_server.rules.state import State
from boulevard_server.rules.tables import Tables
from boulevard_server.views import series_of, sight_of, view_of
from boulevard_shared.codec import encode_turn
from boulevard_shared.content import assets_root, shipped
from boulevard_shared.ids import BotLevel, MatchPhase, Persona, SeatMode
from boulevard_shared.locale import Catalogue
from boulevard_shared.messages import (
    Accepted,
    AskAdvice,
    EditDecree,
    PreviewEdit,
    Refused,
    ServerMessage,
    SetReady,
    Snapshot,
    TurnCommon,
    TurnOwn,
    TurnResolved,
    UndoEdit,
)
from boulevard_shared.orders import AnyOrder, Decree
from boulevard_shared.parts import NO_WHY, MatchLine, SeatLine, Suggestion
from boulevard_shared.view import Laid, changes

SCENARIO = "display-decade"
SEAT = 0
SEED = 9


@dataclass(frozen=True, slots=True)
class Played:
    """A match so far: the state now, its tables, and what the seat was sent."""

    state: State
    tables: Tables
    messages: tuple[ServerMessage, ...]


@lru_cache(maxsize=4)
def played(turns: int, mode: SeatMode = SeatMode.ANCHORED) -> Played:
    """Let bots play so many turns from a fixed seed."""
    content = shipped()
    terms = replace(settings_of(content, SCENARIO), mode=mode)
    state, tables = new_match(content, terms, SEED)
    carried = [Decree() for _ in terms.cities]
    states = [state]
    sent: list[ServerMessage] = [_snapshot(state, tables, mode)]
    for _ in range(turns):
        before = sight_of(state)
        decrees = [_bot(state, seat, carried[seat], tables) for seat in range(len(terms.cities))]
        done = resolve_turn(state, decrees, tables)
        state = done.state
        states.append(state)
        carried = [decree.next_turn() for decree in decrees]
        view = view_of(state, SEAT, tables)
        decree = carried[SEAT]
        costs, standing = rulebook.costs(view, decree, tables)
        now, (told,) = sight_of(state), bulletins(done, tables)
        shown = Laid(now.common, now.own[SEAT])
        of_common, of_own = before.passing
        changed = changes(now.common, of_common.passed(before.common))
        common = TurnCommon(changed, told.common_why, told.public, [], _seats(state, tables))
        own_changed = changes(shown.own, of_own.passed(before.own[SEAT]))
        own = TurnOwn(own_changed, told.own_why[SEAT], told.private[SEAT], decree, costs, standing)
        sent.append(
            TurnResolved(
                seq=len(sent) + 1,
                turn=view.turn,
                city=view.city,
                common=encode_turn(common),
                own=encode_turn(own),
                remaining_s=-1.0,
                hash=shown.fingerprint(),
            )
        )
    return Played(state, tables, tuple(sent))


def _bot(state: State, seat: int, carried: Decree, tables: Tables) -> Decree:
    view = view_of(state, seat, tables)
    persona = tuple(Persona)[seat % len(Persona)]
    draft = carried
    for order, _ in bots.decide(view, carried, tables, persona, BotLevel.NORMAL, SEED):
        verdict = rulebook.judge(view, draft, carried, order, tables)
        if isinstance(verdict, rulebook.Allowed):
            draft = verdict.decree
    return draft


def _seats(state: State, tables: Tables) -> list[SeatLine]:
    return [
        SeatLine(
            seat,
            tables.cities[int(city)],
            "Mei Lin" if seat == SEAT else "",
            seat == SEAT,
            seat == SEAT,
            False,
            "" if seat == SEAT else tuple(Persona)[seat % len(Persona)].value,
        )
        for seat, city in enumerate(state["seat.city"])
    ]


def _snapshot(state: State, tables: Tables, mode: SeatMode) -> Snapshot:
    view, now = view_of(state, SEAT, tables), sight_of(state)
    shown = Laid(now.common, now.own[SEAT])
    decree = Decree()
    costs, standing = rulebook.costs(view, decree, tables)
    about = MatchLine("m1", "QBLV", SCENARIO, mode, BotLevel.NORMAL, 20, 0, 3_000, 5_000, SEAT)
    return Snapshot(
        seq=1,
        about=about,
        phase=MatchPhase.PLANNING,
        seats=_seats(state, tables),
        seat=SEAT,
        city=view.city,
        turn=view.turn,
        schema=list(view.specs.values()),
        common=changes(shown.common),
        own=changes(shown.own),
        decree=decree,
        carried=decree,
        costs=costs,
        standing=standing,
        common_why=NO_WHY,
        own_why=NO_WHY,
        events=[],
        series=series_of([state]),
        reasons=[],
        remaining_s=-1.0,
        paused=False,
        hash=shown.fingerprint(),
    )


@dataclass
class Bench:
    """One screen on a stage, fed by a played match; `said` are the intents it gave, oldest first."""

    screen: Screen
    turns: int = 8
    size: tuple[int, int] = (1920, 1080)
    lang: str = "en"
    answers: bool = True
    """Whether the rules answer; else requests stay open, as on a slow line."""
    mode: SeatMode = SeatMode.ANCHORED
    said: list[do.Intent] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.match = played(self.turns, self.mode)
        self.view = view_of(self.match.state, SEAT, self.match.tables)
        self.model = Model(lambda: 0.0)
        for message in self.match.messages:
            self.model.fold(message)
        self.words = Catalogue.load(self.lang)
        self.words.strict = True
        self.content = shipped()
        self.stage = Stage(
            Look(assets_root()), pygame.Surface(self.size), clock=lambda: 0.0, present=lambda rects: None
        )
        self.stage.restyle(language="zh" if self.lang == "zh" else "en")
        self.slot = Stack()
        self.stage.show(Row(self.slot.sized(grow=1), pad=Pad(96, 72, 0, 38), align="stretch"))
        self._cid = 0
        self._todo: list[do.Intent] = []
        self.stage.on_key = lambda key: self.screen.key(key, self.desk())
        self.step()

    @property
    def room(self) -> Rect:
        """What the shell leaves to a screen."""
        return self.slot.rect

    def desk(self) -> Desk:
        return Desk(
            model=self.model,
            read=Reading(self.model, self.content, self.words),
            content=self.content,
            words=self.words,
            look=self.stage.look,
            settings=Settings(),
            held=None,
            busy="",
            address="",
            room=self.stage.look.scale.room(self.size),
            emit=self._todo.append,
        )

    def step(self) -> None:
        """Answer what was asked and build the screen until it is quiet."""
        self._carry_out()
        for _ in range(12):
            keep.replace(self.stage, self.slot, self.screen.build(self.desk()))
            if not self._todo:
                break
            self._carry_out()
        else:
            raise AssertionError(f"the screen never comes to rest: {self.said[-4:]}")
        self.stage.frame()

    def _carry_out(self) -> None:
        while self._todo:
            intent = self._todo.pop(0)
            self.said.append(intent)
            self._answer(intent)

    def _answer(self, intent: do.Intent) -> None:
        self._cid += 1
        turn = self.model.turn
        match intent:
            case do.SendEdit(order=order):
                self.model.ask(EditDecree(self._cid, turn, order))
                self._judge(order, is_preview=False)
            case do.Preview(order=order):
                self.model.ask(PreviewEdit(self._cid, turn, order))
                self._judge(order, is_preview=True)
            case do.Undo(key=key):
                self.model.ask(UndoEdit(self._cid, turn, key))
                if self.answers:
                    verdict = rulebook.undo(self.view, self.model.decree, self.model.carried, key, self.match.tables)
                    if isinstance(verdict, rulebook.Allowed):
                        self.model.fold(Accepted(self._cid, verdict.cost, verdict.standing))
                    else:
                        self.model.fold(Refused(self._cid, verdict.reason))
            case do.Ask():
                self.model.ask(AskAdvice(self._cid, turn))
                self._advise()
            case do.Ready(ready=ready):
                self.model.ask(SetReady(self._cid, turn, ready))
                self.model.fold(Accepted(self._cid))
            case _:
                pass

    def _advise(self) -> None:
        tables, draft = self.match.tables, self.model.decree
        found = []
        for order, reason in suggest(self.view, draft, tables):
            verdict = rulebook.judge(self.view, draft, self.model.carried, order, tables)
            assert isinstance(verdict, rulebook.Allowed)
            draft = verdict.decree
            found.append(Suggestion(order, verdict.cost, reason))
        self.model.fold(Accepted(self._cid, advice=found))

    def _judge(self, order: AnyOrder, *, is_preview: bool) -> None:
        if not self.answers:
            return
        tables = self.match.tables
        verdict = rulebook.judge(self.view, self.model.decree, self.model.carried, order, tables)
        if isinstance(verdict, rulebook.Refused):
            self.model.fold(Refused(self._cid, verdict.reason))
            return
        brings = forecast(self.view, self.model.decree, order, tables) if is_preview else None
        self.model.fold(Accepted(self._cid, verdict.cost, verdict.standing, brings))

    # -- a player's hands ----------------------------------------------------------------------------------

    def press(self, *combos: str) -> None:
        """Press keys by the names on buttons: "B", "Tab", "Shift+Tab", "Right"."""
        for combo in combos:
            self.hand(key_event(combo))

    def hand(self, *events: pygame.event.Event) -> None:
        """Give events to the stage; the screen is built again only if that led to something, as in the app."""
        before = self.model.version
        for event in events:
            self.stage.handle(event)
        if self._todo or self.model.version != before:
            self.step()
        self.stage.frame()

    def click(self, node: Node | str) -> None:
        """Click the middle of a node."""
        self.click_at((self.stage.find(node) if isinstance(node, str) else node).rect.center)

    def click_at(self, at: tuple[int, int]) -> None:
        """Press and let go the left button at a pixel."""
        kinds = (pygame.MOUSEBUTTONDOWN, pygame.MOUSEBUTTONUP)
        self.hand(*(pygame.event.Event(kind, button=1, pos=at) for kind in kinds))

    def ask(self, intent: do.Intent) -> None:
        """Have something asked that is not on this screen."""
        self._todo.append(intent)
        self.step()

    def wanted(self, kind: type) -> list[AnyOrder]:
        """Orders that were sent, of one kind."""
        return [i.order for i in self.said if isinstance(i, do.SendEdit) and isinstance(i.order, kind)]


_KEYS = {
    "Tab": pygame.K_TAB,
    "Enter": pygame.K_RETURN,
    "Space": pygame.K_SPACE,
    "Esc": pygame.K_ESCAPE,
    "Left": pygame.K_LEFT,
    "Right": pygame.K_RIGHT,
    "Up": pygame.K_UP,
    "Down": pygame.K_DOWN,
    "Home": pygame.K_HOME,
    "End": pygame.K_END,
    "PageUp": pygame.K_PAGEUP,
    "PageDown": pygame.K_PAGEDOWN,
    "Backspace": pygame.K_BACKSPACE,
    "F1": pygame.K_F1,
}


def key_event(combo: str) -> pygame.event.Event:
    """The event of a key pressed by its name on a button."""
    *held, name = combo.split("+")
    mods = {"Shift": pygame.KMOD_SHIFT, "Ctrl": pygame.KMOD_CTRL, "Alt": pygame.KMOD_ALT}
    mod = sum(mods[word] for word in held)
    code = _KEYS.get(name, pygame.key.key_code(name.lower()) if name not in _KEYS else 0)
    text = name if len(name) == 1 else ""
    return pygame.event.Event(pygame.KEYDOWN, key=code, mod=mod, unicode=text)
