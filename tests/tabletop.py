"""The whole client without a window, a network or a wall clock: an app, a scripted server and a person's hands.

table = Tabletop(monkeypatch, tmp_path)
table.tell(*sample_match.messages(4))      # what the server says
table.hands.key("Tab")                     # what the person does
table.sent                                 # what the client asked the server
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pygame

from boulevard_client import display
from boulevard_client.app import App
from boulevard_client.link import Link, LinkChanged
from boulevard_client.look import Look
from boulevard_client.pilot import Pilot
from boulevard_client.play import Play
from boulevard_client.settings import Settings, Store
from boulevard_client.theme import Language
from boulevard_client.widgets import Stage
from boulevard_shared.content import assets_root, shipped
from boulevard_shared.messages import Request


class Scripted:
    """A transport whose server is the test."""

    def __init__(self, table: Tabletop, url: str, token: str) -> None:
        self.table, self.url, self.token = table, url, token
        self.renewed = 0
        self.closed = False
        self._cid = 0

    def start(self) -> None:
        self.table.inbox.append(LinkChanged(Link.LIVE))

    def next_cid(self) -> int:
        self._cid += 1
        return self._cid

    def send(self, request: Request) -> None:
        self.table.sent.append(request)

    def poll(self) -> Sequence[object]:
        got, self.table.inbox[:] = list(self.table.inbox), []
        return got

    def renew(self) -> None:
        self.renewed += 1

    def close(self) -> None:
        self.closed = True


class Local:
    """A server of our own that is up at once."""

    url = "ws://local"
    address = ""

    def stop(self) -> None:
        return


class Tabletop:
    """An app on the dummy display with a clock that only `hands` moves."""

    def __init__(self, folder: Path, size: tuple[int, int] = (1280, 720), language: Language = "en") -> None:
        self.now = 1_000.0
        self.sent: list[Request] = []
        self.inbox: list[object] = []
        self.lines: list[Scripted] = []
        store = Store(folder)
        self.play = Play(store, lambda: self.now, self._dial, lambda data, shared: Local(), lambda: None)
        stage = Stage(
            Look(assets_root()), display.open_window(size), clock=lambda: self.now, present=lambda rects: None
        )
        settings = Settings(language=language, reduce_motion=True, name="Mei Lin")
        self.app = App(stage, self.play, store, shipped(), settings)
        self.hands = Pilot(self.app, self._sleep, lambda: self.now)

    def _dial(self, url: str, name: str, token: str, wake: object) -> Scripted:
        self.lines.append(Scripted(self, url, token))
        return self.lines[-1]

    def _sleep(self, seconds: float) -> None:
        self.now += seconds

    def sit(self) -> None:
        """Be connected without having pressed anything."""
        self.play.join("ws://server", "QBLV", "Mei Lin")
        self.sent.clear()

    def tell(self, *messages: object) -> None:
        """The server says something; one frame passes."""
        if not self.lines:
            self.sit()
        self.inbox += messages
        self.app.step([])

    def close(self) -> None:
        self.app.close()
        pygame.display.quit()
