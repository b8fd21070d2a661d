"""Drives the client as a person would, by keys and mouse: for scripts, tests and pictures without a display.

key Tab            press a key by the name hints show: `Enter`, `F2`, `Shift+Tab`, `/`
type Mei Lin       type text
click menu.new     click a node by automation id
focus top.ready    press Tab until the node has focus
wait 2.5           let frames pass
until rail.region  let frames pass until a node is there (at most a minute)
turn 3             let frames pass until this turn is planned, 0 the first (at most a minute)
ready              say Ready, and once more where the game asks back
shot out.png       save the window as a picture
quit
"""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import IO

import pygame

from boulevard_client.app import App
from boulevard_client.widgets.node import Node

LONGEST_S = 60.0
_CODES = {
    "Enter": pygame.K_RETURN,
    "Esc": pygame.K_ESCAPE,
    "Space": pygame.K_SPACE,
    "Tab": pygame.K_TAB,
    "Backspace": pygame.K_BACKSPACE,
    "Delete": pygame.K_DELETE,
    "Left": pygame.K_LEFT,
    "Right": pygame.K_RIGHT,
    "Up": pygame.K_UP,
    "Down": pygame.K_DOWN,
    "Home": pygame.K_HOME,
    "End": pygame.K_END,
    "PageUp": pygame.K_PAGEUP,
    "PageDown": pygame.K_PAGEDOWN,
}
_HELD = {"Shift": pygame.KMOD_LSHIFT, "Ctrl": pygame.KMOD_LCTRL, "Alt": pygame.KMOD_LALT}


class ScriptError(RuntimeError):
    """A line of a script that cannot be done; the text names it."""


class Pilot:
    """Hands and eyes for an app. `sleep` lets time pass; tests give one that only counts."""

    def __init__(
        self, app: App, sleep: Callable[[float], None] = time.sleep, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.app = app
        self.sleep = sleep
        self.clock = clock
        app.step([])

    # -- hands ---------------------------------------------------------------------------------------------

    def key(self, combo: str) -> None:
        """Press and release a key, then show a frame."""
        *held, name = combo.split("+") if combo != "+" else ["+"]
        mod = sum(_HELD[word] for word in held)
        code = _CODES.get(name) or pygame.key.key_code(name.lower())
        text = name if len(name) == 1 else " " if name == "Space" else ""
        if text.isalpha() and not mod & pygame.KMOD_SHIFT:
            text = text.lower()
        down = pygame.Event(pygame.KEYDOWN, key=code, mod=mod, unicode=text, scancode=0)
        self.app.step([down, pygame.Event(pygame.KEYUP, key=code, mod=mod, unicode=text, scancode=0)])

    def type(self, text: str) -> None:
        """Type text as the keyboard or an input method would."""
        self.app.step([pygame.Event(pygame.TEXTINPUT, text=text)])

    def click(self, id: str) -> None:
        """Move the mouse to the middle of a node and click. Raises ScriptError when it is not there to be clicked."""
        node = self.find(id)
        self.reveal(node)
        self.click_at(node.rect.center)

    def click_at(self, at: tuple[int, int]) -> None:
        events = [pygame.Event(pygame.MOUSEMOTION, pos=at, rel=(0, 0), buttons=(0, 0, 0))]
        events += [pygame.Event(kind, pos=at, button=1) for kind in (pygame.MOUSEBUTTONDOWN, pygame.MOUSEBUTTONUP)]
        self.app.step(events)

    def reveal(self, node: Node) -> None:
        """Scroll a node into sight, as the wheel would."""
        for ancestor in node.ancestors():
            ancestor.reveal(node.rect)
        self.app.step([])

    def focus(self, id: str, most: int = 400) -> Node:
        """Press Tab until a node has focus. Raises ScriptError when Tab never comes to it."""
        self.find(id)
        for _ in range(most):
            if self.app.stage.focus is not None and self.app.stage.focus.id == id:
                return self.app.stage.focus
            self.key("Tab")
        raise ScriptError(f"Tab does not come to {id}")

    def ready(self) -> None:
        """Say Ready as a person does who means it."""
        self.key("Ctrl+Enter")
        if not self.app.model.ready:
            self.key("Ctrl+Enter")  # it asked back

    # -- eyes ----------------------------------------------------------------------------------------------

    def find(self, id: str) -> Node:
        """A node that is on screen. Raises ScriptError."""
        try:
            node = self.app.stage.find(id)
        except KeyError:
            node = None
        if node is None or not node.shown:
            raise ScriptError(f"there is no {id} on the screen '{self.app.route}'")
        return node

    def sees(self, id: str) -> bool:
        try:
            return self.app.stage.find(id).shown
        except KeyError:
            return False

    def until(self, true: Callable[[], bool], what: str, longest_s: float = LONGEST_S) -> None:
        """Let frames pass until something is so. Raises ScriptError when it takes too long."""
        end = self.clock() + longest_s
        while not true():
            if self.clock() > end:
                raise ScriptError(f"waited {longest_s:.0f} s for {what} on the screen '{self.app.route}'")
            self.sleep(min(0.02, max(0.001, self.app.wait_s())))
            self.app.step(pygame.event.get())

    def wait(self, seconds: float) -> None:
        end = self.clock() + seconds
        while self.clock() < end:
            self.sleep(min(0.02, max(0.001, end - self.clock())))
            self.app.step(pygame.event.get())

    def shot(self, path: Path) -> None:
        """Save the window."""
        self.app.stage.damage_all()
        self.app.step([])
        pygame.image.save(self.app.stage.surface, str(path))

    # -- scripts -------------------------------------------------------------------------------------------

    def run(self, lines: Iterable[str]) -> None:
        """Do a script line by line. Raises ScriptError naming the line that failed."""
        for number, line in enumerate(lines, 1):
            words = line.strip()
            if not words or words.startswith("#"):
                continue
            try:
                self._do(words)
            except (ScriptError, ValueError, KeyError) as error:
                raise ScriptError(f"line {number}: {words}: {error}") from error
            if self.app.done:
                return

    def dictated(self, source: IO[bytes]) -> Iterator[str]:
        """The lines of a stream that is still being written, such as a terminal's; the game goes on in between.

        Give an unbuffered one: a thread that still waits in a buffer's lock would not let the process end.
        """
        said: queue.SimpleQueue[str | None] = queue.SimpleQueue()

        def listen() -> None:
            for line in source:
                said.put(line.decode("utf-8", "replace"))
            said.put(None)

        threading.Thread(target=listen, name="script", daemon=True).start()
        while not self.app.done:
            try:
                line = said.get_nowait()
            except queue.Empty:
                self.wait(0.02)
                continue
            if line is None:
                return
            yield line

    def _do(self, words: str) -> None:
        verb, _, rest = words.partition(" ")
        match verb:
            case "key":
                self.key(rest)
            case "type":
                self.type(rest)
            case "click":
                self.click(rest)
            case "focus":
                self.focus(rest)
            case "wait":
                self.wait(float(rest))
            case "until":
                self.until(lambda: self.sees(rest), rest)
            case "turn":
                self.until(lambda: self.app.model.turn >= int(rest), f"turn {rest}")
            case "ready":
                self.ready()
            case "shot":
                self.shot(Path(rest))
            case "quit":
                self.app.done = True
            case _:
                raise ScriptError(f"there is no verb '{verb}'")
