"""A stage without a window: dummy driver, fake clock, presented rectangles kept for questions."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pygame
import pytest
from pygame import Rect

from boulevard_client import display
from boulevard_client.look import Look
from boulevard_client.theme import Language
from boulevard_client.widgets import Key, Node, Stage
from boulevard_shared.content import assets_root


class Bench:
    """A stage, the clock it runs on, and a player's hands."""

    def __init__(self, size: tuple[int, int], language: Language) -> None:
        self.now = 100.0
        self.presented: list[list[Rect]] = []
        look = Look(assets_root())
        look.change(language=language)
        self.stage = Stage(
            look, display.open_window(size), clock=lambda: self.now, present=lambda rects: self.presented.append(rects)
        )

    def show(self, root: Node) -> None:
        self.stage.show(root)
        self.stage.frame()

    def press(self, *combos: str) -> None:
        """Press keys by the names on the buttons: `Tab`, `Shift+Tab`, `B`, `Ctrl+A`."""
        for combo in combos:
            *held, name = combo.split("+") if len(combo) > 1 else [combo]
            text = name.lower() if len(name) == 1 else ""
            self.stage.press_key(Key(name, text, "Shift" in held, "Ctrl" in held, "Alt" in held))
            self.stage.frame()

    def post(self, kind: int, **values: object) -> bool:
        return self.stage.handle(pygame.Event(kind, values))

    def hover(self, at: tuple[int, int]) -> None:
        self.post(pygame.MOUSEMOTION, pos=at, rel=(0, 0), buttons=(0, 0, 0))

    def click(self, target: str | tuple[int, int]) -> None:
        at = self.stage.find(target).rect.center if isinstance(target, str) else target
        self.hover(at)
        self.post(pygame.MOUSEBUTTONDOWN, button=1, pos=at)
        self.post(pygame.MOUSEBUTTONUP, button=1, pos=at)

    def wait(self, seconds: float, steps: int = 1) -> None:
        """Let time pass, with a frame after each step."""
        for _ in range(steps):
            self.now += seconds / steps
            self.stage.frame()

    def pixels(self) -> bytes:
        return pygame.image.tobytes(self.stage.surface, "RGB")

    def focus_name(self) -> str:
        focus = self.stage.focus
        return "" if focus is None else focus.id or focus.label


MakeBench = Callable[..., Bench]


@pytest.fixture
def bench(monkeypatch: pytest.MonkeyPatch) -> Iterator[MakeBench]:
    """Make a bench: `bench()`, `bench((1920, 1080), "zh")`."""
    monkeypatch.setenv("SDL_VIDEODRIVER", "dummy")
    pygame.display.quit()

    def make(size: tuple[int, int] = (1280, 720), language: Language = "en") -> Bench:
        return Bench(size, language)

    yield make
    pygame.display.quit()


@pytest.fixture(scope="module")
def window() -> Iterator[None]:
    """A small window that nobody sees, for screens that are built and never painted whole."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SDL_VIDEODRIVER", "dummy")
        pygame.display.quit()
        display.open_window((64, 64))
        yield
        pygame.display.quit()
