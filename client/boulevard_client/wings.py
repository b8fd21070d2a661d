"""Pages that nobody sees yet: built, laid out and painted out of sight a little at a time; owns what is ready.

A page that comes on is then only put in its place: its nodes know where they stand, its texts are measured, and its
pictures lie in the caches. Nothing here decides what is shown, and a page that was prepared in vain leaves no trace.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import pygame
from pygame import Rect

from boulevard_client.look import Look
from boulevard_client.raster import NotYet, patience
from boulevard_client.screens.intents import Intent
from boulevard_client.screens.kept import Kept
from boulevard_client.widgets.canvas import Canvas
from boulevard_client.widgets.node import Node
from boulevard_client.widgets.stage import Stage

State = tuple[object, ...]
"""Everything that a page depends on; the same state means the same page."""


@dataclass(slots=True, eq=False)
class Page:
    """A page for a state. What its screen asks for while it is built is asked when the page comes on."""

    state: State
    out: Callable[[Intent], None]
    kept: Kept = field(default_factory=Kept)
    tree: Node | None = None
    on: bool = False
    _asked: list[Intent] = field(default_factory=list)

    def emit(self, intent: Intent) -> None:
        if self.on:
            self.out(intent)
        else:
            self._asked.append(intent)

    def enter(self) -> None:
        """The page is shown from now on."""
        self.on = True
        for intent in self._asked:
            self.out(intent)
        self._asked.clear()


Making = Callable[[Page], Iterator[Node]]
"""Builds a page step by step; every step gives what there is of the tree."""


class Wings:
    """Give `begin` a page to make and call `work` until it is `ready`; `take` it when its state has come."""

    def __init__(self, stage: Stage, now: Callable[[], float] = time.perf_counter) -> None:
        self.stage = stage
        self.now = now
        self._behind = stage.behind()
        self._ready: dict[object, Page] = {}
        self._coming: Page | None = None
        self._steps: Iterator[bool] = iter(())
        self.waits = False
        """A picture is being drawn on the thread: there is nothing to do for a moment."""

    @property
    def busy(self) -> bool:
        """Whether a page is being made."""
        return self._coming is not None

    def makes(self, state: State) -> bool:
        """Whether the page for this state is being made, or is ready."""
        return any(page is not None and page.state == state for page in (self._coming, self._ready.get(state[0])))

    def begin(self, page: Page, making: Making) -> None:
        """Make this page next; one that was being made is given up."""
        self._coming = page
        self._steps = self._made(page, making)

    def work(self, seconds: float) -> None:
        """Go on with the page that is being made for about so long, at least one step."""
        end = self.now() + seconds
        while self._coming is not None:
            goes_on = next(self._steps, None)
            if goes_on is None:
                self._ready[self._coming.state[0]] = self._coming
                self._coming = None
            self.waits = goes_on is False
            if self.waits or self.now() >= end:
                return

    def take(self, state: State) -> Page | None:
        """The page for this state, if it is ready; it is the caller's from now on."""
        page = self._ready.get(state[0])
        if page is None or page.state != state:
            return None
        del self._ready[state[0]]
        return page

    def keep(self, wanted: Callable[[State], bool]) -> None:
        """Forget the pages whose time will not come any more."""
        self._ready = {route: page for route, page in self._ready.items() if wanted(page.state)}

    def forget(self) -> None:
        """What pages are made of has changed: none is any good, and none under way will be."""
        self._ready.clear()
        self._coming, self._steps = None, iter(())
        self._behind = self.stage.behind()

    def _made(self, page: Page, making: Making) -> Iterator[bool]:
        """The steps of a page; False where nothing can be done just now."""
        look, window = self.stage.look, self.stage.surface.get_rect()
        for tree in making(page):
            page.tree = tree
            yield True
        assert page.tree is not None
        for node in page.tree.walk():
            node.learn(look)
            yield True
        page.tree.mount(self._behind)
        page.tree.arrange(look, window)
        yield True
        yield from painted(page.tree, look, window)


class _Unseen(Canvas):
    """A pen that leaves nothing behind: pictures and texts are made, and stay in the caches."""

    def __init__(self, look: Look) -> None:
        super().__init__(pygame.Surface((1, 1), pygame.SRCALPHA), look)

    @contextmanager
    def clipped(self, rect: Rect) -> Iterator[Rect]:
        yield rect


def painted(tree: Node, look: Look, window: Rect) -> Iterator[bool]:
    """Paint what can be seen of a tree node by node, out of sight; False while a picture is waited for."""
    canvas = _Unseen(look)
    waiting = [(tree, window)]
    while waiting:
        node, clip = waiting.pop()
        if not node.visible or not node.extent.colliderect(clip):
            continue
        while node.ink().colliderect(clip):
            try:
                with patience():
                    node.paint(canvas)
                    node.paint_over(canvas)
            except NotYet:
                yield False
                continue
            yield True
            break
        inner = clip.clip(node.opening()) if node.clips else clip
        if inner.width and inner.height:
            waiting.extend((child, inner) for child in node.children)
