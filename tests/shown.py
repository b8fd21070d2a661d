"""Any screen of the client, shown without a window on a clock that stands still until a test moves it."""

from __future__ import annotations

import gzip
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Literal

import pygame
from pygame import Rect

from boulevard_client import display, recording
from boulevard_client.app import App
from boulevard_client.look import Look
from boulevard_client.pilot import Pilot
from boulevard_client.play import Host, Play, Transport
from boulevard_client.screens import registry
from boulevard_client.settings import Settings, Store
from boulevard_client.widgets.node import Node
from boulevard_client.widgets.stage import Stage
from boulevard_shared.content import assets_root, shipped
from boulevard_shared.messages import ServerMessage

RECORDINGS = Path(__file__).parent / "client" / "golden"
OUTSIDE = ("menu", "new", "join", "settings", "lobby")
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


def show(screen: str, manner: Manner = MANNERS[0], look: Look | None = None) -> Shown:
    """Show a screen as a player finds it after what its recording tells. Needs `dummy_display`."""
    return _show(screen, manner, look or Look(assets_root()))


def _show(screen: str, manner: Manner, look: Look) -> Shown:
    clock = [1000.0]
    presented: list[list[Rect]] = []
    surface = display.open_window(manner.size)
    stage = Stage(look, surface, clock=lambda: clock[0], present=presented.append)
    store = Store(Path("/nonexistent"))
    play = Play(store, lambda: clock[0], _no_server, _no_host, lambda: None)
    settings = Settings(language=manner.language, theme=manner.theme, reduce_motion=True, name="Mei Lin")
    app = App(stage, play, store, shipped(), settings, keeps=False)
    source = recording_for(screen)
    for message in messages(source) if source else ():
        play.model.fold(message)
    app.follow()
    app.go(screen)
    app.step([])
    app.step([])
    return Shown(app, clock, presented)


def _no_server(url: str, name: str, token: str, wake: Callable[[], None]) -> Transport:
    raise OSError("a picture has no connection")


def _no_host(folder: Path) -> Host:
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
    import os

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
