"""Any screen of the client, shown without a window on a clock that stands still until a test moves it."""

from __future__ import annotations

import gzip
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Literal

import msgspec
import pygame
from pygame import Rect

import stage_recording
from boulevard_client import display, recording
from boulevard_client.app import App
from boulevard_client.link import Link, LinkChanged
from boulevard_client.look import Look
from boulevard_client.pilot import Pilot
from boulevard_client.play import Host, Play, Transport
from boulevard_client.screens import registry
from boulevard_client.screens.intents import LookAt
from boulevard_client.screens.watchintents import OpenReplay
from boulevard_client.settings import Settings, Store
from boulevard_client.watching import OpenStage
from boulevard_client.widgets.node import Node
from boulevard_client.widgets.stage import Stage
from boulevard_shared.codec import canonical
from boulevard_shared.content import assets_root, shipped
from boulevard_shared.messages import Accepted, AskAdvice, JoinMatch, PreviewEdit, Refused, Request, ServerMessage
from boulevard_shared.sentence import say
from boulevard_shared.theatre import AnyAnswer, FindMatches, MatchesFound, NotShown, ShowMatch
from boulevard_shared.theatre import Request as TheatreRequest
from stage_recording import RecordedTheatre

RECORDINGS = Path(__file__).parent / "client" / "golden"
OUTSIDE = ("menu", "new", "join", "replays", "settings", "lobby")
"""Screens before a match, as `registry` names them."""


def every_screen() -> tuple[str, ...]:
    """All screens there are, so that a new one is looked at without anybody thinking of it."""
    return registry.names()


@dataclass(frozen=True, slots=True)
class Manner:
    """How a screen is shown."""

    size: tuple[int, int] = (1920, 1080)
    language: Literal["en", "zh"] = "en"
    theme: Literal["dark", "paper"] = "dark"

    def __str__(self) -> str:
        name = f"{self.size[1]}-{self.language}"
        return name if self.theme == "dark" else f"{name}-{self.theme}"


SMALL, LARGE = (1280, 720), (1920, 1080)
MANNERS = (Manner(SMALL, "en"), Manner(SMALL, "zh"), Manner(LARGE, "en"), Manner(LARGE, "zh"))
PAPER = Manner(LARGE, "en", "paper")


@cache
def messages(name: str) -> tuple[ServerMessage, ...]:
    """A recording stored beside the golden pictures."""
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder) / name
        plain.write_bytes(gzip.decompress((RECORDINGS / f"{name}.rec.gz").read_bytes()))
        return tuple(recording.read(plain))


Question = PreviewEdit | AskAdvice
Answer = Accepted | Refused


class _Answered(msgspec.Struct, frozen=True, array_like=True):
    question: Question
    answer: Answer


def key_of(question: Question) -> bytes:
    """The same for equal questions, whatever number they have."""
    return canonical(msgspec.structs.replace(question, cid=1))


def write_answers(name: str, given: dict[bytes, tuple[Question, Answer]]) -> Path:
    """Keep what the server said to questions asked after a recording."""
    path = RECORDINGS / f"{name}.ask.gz"
    lines = [_Answered(*given[key]) for key in sorted(given)]
    path.write_bytes(gzip.compress(msgspec.msgpack.encode(lines), 9, mtime=0))
    return path


@cache
def answers(name: str) -> dict[bytes, Answer]:
    """Answers by the key of the question; none for a recording without questions."""
    path = RECORDINGS / f"{name}.ask.gz"
    if not path.is_file():
        return {}
    lines = msgspec.msgpack.decode(gzip.decompress(path.read_bytes()), type=list[_Answered])
    return {key_of(line.question): line.answer for line in lines}


class Line:
    """A connection that tells a recording to whoever joins, and answers questions as the server did.

    Everything else that is asked stays open, as on a line that is very slow.
    """

    token = ""

    def __init__(self, told: Iterable[ServerMessage], ask: Callable[[Question], Answer | None]) -> None:
        self._told = tuple(told)
        self._ask = ask
        self._coming: list[object] = []
        self._cid = 0

    def start(self) -> None:
        self._coming.append(LinkChanged(Link.LIVE))

    def next_cid(self) -> int:
        self._cid += 1
        return self._cid

    def send(self, request: Request) -> None:
        match request:
            case JoinMatch():
                self._coming += self._told
            case PreviewEdit() | AskAdvice():
                answer = self._ask(request)
                if answer is not None:
                    self._coming.append(msgspec.structs.replace(answer, cid=request.cid))
            case _:
                pass

    def poll(self) -> list[object]:
        coming, self._coming = self._coming, []
        return coming

    def close(self) -> None:
        self._coming.clear()


def recorded(name: str) -> Line:
    """The line of a stored recording."""
    known = answers(name)
    return Line(messages(name), lambda question: known.get(key_of(question)))


class Told(Line):
    """Tells a recording message by message, and keeps what is asked meanwhile."""

    def __init__(self, name: str) -> None:
        super().__init__(messages(name), lambda question: None)
        self.waiting = list(self._told)
        self.asked: list[Request] = []

    def send(self, request: Request) -> None:
        if not isinstance(request, JoinMatch):
            self.asked.append(request)
            super().send(request)

    def next_message(self) -> ServerMessage:
        """Let the next message arrive; says which it is."""
        message = self.waiting.pop(0)
        self._coming.append(message)
        return message


def recording_for(screen: str) -> str:
    """What the server has said when a screen is shown; "" before a server is dialled."""
    if screen == "final":
        return "end"
    if screen == "lobby":
        return "lobby"
    return "middle" if registry.in_match(screen) else ""


@dataclass(slots=True)
class Shown:
    """An app that shows a screen, with a player's hands (`pilot`) and the rectangles presented so far."""

    app: App
    clock: list[float]
    presented: list[list[Rect]] = field(default_factory=list)

    @property
    def stage(self) -> Stage:
        return self.app.stage

    @property
    def pilot(self) -> Pilot:
        return Pilot(self.app, sleep=self.wait, clock=lambda: self.clock[0])

    def wait(self, seconds: float) -> None:
        """Let time pass and show a frame."""
        self.clock[0] += seconds
        self.app.step([])

    def settle(self) -> None:
        """Frames to build, to ask, to hear the answer, and once more for questions that an answer leads to."""
        for _ in range(6):
            self.app.step([])

    def repaint(self) -> None:
        self.stage.damage_all()
        self.stage.frame()

    def pixels(self) -> bytes:
        return pygame.image.tobytes(self.stage.surface, "RGB")

    def nodes(self) -> Iterator[Node]:
        """Everything that can be seen, in every layer."""
        for layer in self.stage.layers:
            for node in layer.root.walk():
                if node.shown:
                    yield node


def show(
    screen: str,
    manner: Manner = MANNERS[0],
    look: Look | None = None,
    line: Line | None = None,
    theatre: OpenStage | None = None,
) -> Shown:
    """Show a screen as a player finds it after what its recording (or another line) tells; a `theatre` knows of stored
    matches. Needs `dummy_display`.
    """
    clock = [1000.0]
    presented: list[list[Rect]] = []
    surface = display.open_window(manner.size)
    stage = Stage(look or Look(assets_root()), surface, clock=lambda: clock[0], present=presented.append)
    store = Store(Path(os.devnull))
    source = recording_for(screen)

    def dial(url: str, name: str, token: str, wake: Callable[[], None]) -> Transport:
        return line or recorded(source)

    play = Play(store, lambda: clock[0], dial, _no_host, lambda: None)
    play.watching.open_stage = theatre or NoMatches
    settings = Settings(language=manner.language, theme=manner.theme, reduce_motion=True, name="Mei Lin")
    app = App(stage, play, store, shipped(), settings, keeps=False)
    if source:
        play.join("recording", "QBLV", settings.name)
        app.step([])
    app.go(screen)
    page = Shown(app, clock, presented)
    page.settle()
    return page


class NoMatches:
    """A theatre in which nothing is stored."""

    def __init__(self, stored: Path, wake: Callable[[], None]) -> None:
        self._told: list[AnyAnswer] = []

    def ask(self, request: TheatreRequest) -> None:
        found = isinstance(request, FindMatches)
        self._told.append(MatchesFound(request.cid, []) if found else NotShown(request.cid, say("ui.theatre.nothing")))

    def poll(self) -> list[AnyAnswer]:
        told, self._told = self._told, []
        return told

    def close(self) -> None:
        self._told.clear()


def watched(
    turn: int, manner: Manner = MANNERS[0], look: Look | None = None, theatre: OpenStage = RecordedTheatre
) -> Shown:
    """The match of the recorded theatre, opened from the list and looked at in a turn."""
    page = show("replays", manner, look, theatre=theatre)
    app = page.app
    app.desk().emit(OpenReplay(stage_recording.asked(ShowMatch).source))
    page.settle()
    app.desk().emit(LookAt(turn))
    page.settle()
    return page


def _no_host(folder: Path, shared: bool) -> Host:
    raise OSError("a picture has no server")


@contextmanager
def dummy_display() -> Iterator[None]:
    """SDL without a window for as long as the block lasts."""
    with _environment(SDL_VIDEODRIVER="dummy", SDL_AUDIODRIVER="dummy"):
        pygame.display.quit()
        try:
            yield
        finally:
            pygame.display.quit()


@contextmanager
def _environment(**values: str) -> Iterator[None]:
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def least_effort(action: Callable[[], object], times: int) -> float:
    """Seconds of this thread's work that an action takes at least, however busy the machine is with others.

    Windows counts a thread's work in steps of 16 ms, so there it is the time on the wall.
    """
    clock = time.perf_counter if sys.platform == "win32" else time.thread_time
    spent = []
    for _ in range(times):
        start = clock()
        action()
        spent.append(clock() - start)
    return min(spent)
