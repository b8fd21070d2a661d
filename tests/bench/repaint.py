"""How much drawing costs: whole screens, one panel, hover, focus, moving goods, another size, a whole match, the start.

The calibration is an alpha blit of a whole window in the same run and at the same size, so a ratio says "as much as
this many blits" and can be compared between machines and runs; bare times cannot. Times are the work of this thread,
not of the clock on the wall: others may be busy on the machine.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")
sys.path.insert(0, str(Path(__file__).parents[1]))

import msgspec
import pygame

import shown
from boulevard_client import mapart
from boulevard_client.sweep import Sweep
from boulevard_shared.content import assets_root
from boulevard_shared.messages import TurnResolved
from shown import Manner, Shown, Told

MANNER = Manner((1920, 1080), "en")
LARGE = Manner((3840, 2160), "en")
SCREENS = ("region", "deals")
WARM_UP = 3
PAUSE_S = 0.8
"""How long the player stays on a page: long enough to read its heading."""
RAIL = ["1", "2", "3", "4", "5", "6", "7", "=", ";", "0", "8", "9", "-"]
ROOT = Path(__file__).parents[2]
T = TypeVar("T")
clock = time.perf_counter if sys.platform == "win32" else time.thread_time


def measure(runs: int) -> list[tuple[str, str]]:
    """Rows of (what, figure) for each screen; medians of `runs` runs, at least 15."""
    runs = max(15, runs)
    rows = []
    with shown.dummy_display(), _swept() as sweep:
        for manner, screens in ((MANNER, SCREENS), (LARGE, SCREENS[:1])):
            blit = _blit_s(manner, runs * 3)
            size = "x".join(map(str, manner.size))
            rows.append((f"{size}: calibration, an alpha blit of all of it", f"1.00 = {blit * 1e3:.2f} ms here"))
            for screen in screens:
                page = shown.show(screen, manner)
                for what, work in _works(page):
                    middle, low, high = _median_s(work, runs, sweep)
                    rows.append((f"{size}, {screen}: {what}", _figure(middle, low, high, blit)))
                edits = [_edit(page, sweep) for _ in range(WARM_UP + runs)][WARM_UP:]
                rows.append((f"{size}, {screen}: the same in the window, where no frame is long", _spread(edits, blit)))
        blit = _blit_s(MANNER, runs)
        rows += _resizing(sweep, blit)
        rows += _match(sweep, blit)
    rows += _starts(min(5, runs))
    return rows


def _figure(middle: float, low: float, high: float, blit: float) -> str:
    return f"{middle / blit:.2f} blits ({low / blit:.2f}–{high / blit:.2f}); {middle * 1e3:.2f} ms here"


@contextmanager
def _swept() -> Iterator[Sweep]:
    """Garbage is looked for between frames, as in the game."""
    sweep = Sweep()
    sweep.begin()
    try:
        yield sweep
    finally:
        sweep.end()


def _works(page: Shown) -> list[tuple[str, Callable[[], object]]]:
    stage = page.stage
    # the largest panel of the screen, as when its chart has new numbers
    panel = max((node for node in page.nodes() if node.role == "panel"), key=lambda node: node.rect.w * node.rect.h)
    buttons = [node.rect.center for node in page.nodes() if node.role == "tab"][:2]
    turns = iter(range(1 << 30))

    def update_panel() -> None:
        panel.damage_all()
        stage.frame()

    def hover() -> None:
        at = buttons[next(turns) % 2]
        page.app.step([pygame.Event(pygame.MOUSEMOTION, pos=at, rel=(0, 0), buttons=(0, 0, 0))])

    def still() -> None:
        page.app.step([])

    works: list[tuple[str, Callable[[], object]]] = [
        ("full repaint", page.repaint),
        (f"repaint of its largest panel ({panel.rect.w} x {panel.rect.h})", update_panel),
        ("the mouse comes to another button", hover),
        ("focus moves by Tab", lambda: page.pilot.key("Tab")),
        (f"standing still ({_idle_rects(page)} rectangles)", still),
        # these make new nodes
        ("build anew and repaint after a change of the model", lambda: _change(page)),
        ("build anew and repaint another turn", lambda: page.app.model.look_at(next(turns) % 4 + 1) or still()),
    ]
    if page.app.route == "region":
        works.append(("goods move along the corridors", _goods(page)))
    return works


def _edit(page: Shown, sweep: Sweep) -> list[float]:
    """Work of every frame after a change of the model, in an app that spreads it."""
    frames: list[float] = []
    app, stage = page.app, page.stage
    app.paced = True
    app.model.version += 1
    while not frames or app.owes:
        start = clock()
        app.step([])
        frames.append(clock() - start)
        sweep.rest(1.0)
    app.paced = False
    assert stage.wait_s() != 0.0, "nothing is left to paint"
    return frames


def _idle_rects(page: Shown) -> int:
    page.presented.clear()
    for _ in range(10):
        page.app.step([])
    return sum(len(rects) for rects in page.presented)


def _goods(page: Shown) -> Callable[[], object]:
    """A frame of the map with motion on: the clock goes on by a thirtieth of a second."""

    def begin() -> None:
        page.app.change(msgspec.structs.replace(page.app.settings, reduce_motion=False))
        page.settle()

    def move() -> None:
        if page.app.settings.reduce_motion:
            begin()
        page.wait(1 / 30)

    return move


def _change(page: Shown) -> None:
    page.app.model.version += 1
    page.app.step([])


@dataclass(slots=True)
class _Spent:
    """Seconds of work in one match: for each kind of event the frames until its page was shown."""

    turns: list[list[float]] = field(default_factory=list)
    first: list[list[float]] = field(default_factory=list)
    again: list[list[float]] = field(default_factory=list)
    steps: list[list[float]] = field(default_factory=list)
    idle: list[list[float]] = field(default_factory=list)


class _Person:
    """Plays through the window's app, frame by frame, and stays on every page for `pause_s` seconds."""

    def __init__(self, sweep: Sweep, pause_s: float) -> None:
        self.sweep, self.pause_s = sweep, pause_s
        self.line = Told("end")
        self.page = shown.show("menu", MANNER, line=self.line)
        self.app = self.page.app
        self.app.paced = True
        self.app.learn()  # as the game does while the menu is read
        mapart.warm(assets_root(), dark=True)

    def play(self) -> _Spent:
        """Every turn as it comes, every screen of the rail, a step of the focus on each."""
        spent, seen = _Spent(), set[str]()
        self.app.play.join("recording", "QBLV", "Mei Lin")
        while self.line.waiting:
            message = self.line.next_message()
            frames = self._until_shown([])
            if not isinstance(message, TurnResolved):
                continue
            spent.turns.append(frames)
            spent.idle += self._pause()
            for key in RAIL:
                (spent.again if key in seen else spent.first).append(self._until_shown(_pressed(key)))
                seen.add(key)
                spent.idle += self._pause()
                spent.steps.append([self._frame(_pressed("tab"))])
        return spent

    def _frame(self, events: list[pygame.Event]) -> float:
        start = clock()
        self.app.step(events)
        spent = clock() - start
        wait = min(self.app.wait_s(), 1 / 60)
        self.sweep.rest(wait)
        if wait and self.app.pages.pause_s is not None:
            time.sleep(wait)  # a picture may be drawn on the thread meanwhile
        self.page.clock[0] += wait
        return spent

    def _until_shown(self, events: list[pygame.Event]) -> list[float]:
        frames = [self._frame(events)]
        pages = self.app.pages
        while pages.coming or pages.preparing or pages.left or self.app.play.untold:
            frames.append(self._frame([]))
        return frames

    def _pause(self) -> list[list[float]]:
        frames, end = [], self.page.clock[0] + self.pause_s
        while self.page.clock[0] < end:
            frames.append([self._frame([])])
        return frames


def _pressed(key: str) -> list[pygame.Event]:
    code, text = pygame.key.key_code(key), key if len(key) == 1 else ""
    kinds = (pygame.KEYDOWN, pygame.KEYUP)
    return [pygame.Event(kind, key=code, mod=0, unicode=text, scancode=0) for kind in kinds]


def _match(sweep: Sweep, blit: float) -> list[tuple[str, str]]:
    """The same match by somebody who reads each page for a moment, and by somebody who never waits."""
    rows = []
    for who, pause_s in (("", PAUSE_S), (", keys without a pause", 0.0)):
        spent = _Person(sweep, pause_s).play()
        rows += [
            (f"1920x1080, a match{who}: a new turn arrives, its bulletin is shown", _spread(spent.turns, blit)),
            (f"1920x1080, a match{who}: a screen for the first time", _spread(spent.first, blit)),
            (f"1920x1080, a match{who}: a screen again, with the turn's new figures", _spread(spent.again, blit)),
            (f"1920x1080, a match{who}: the focus moves", _spread(spent.steps, blit)),
        ]
        if spent.idle:
            rows.append((f"1920x1080, a match{who}: a frame in between", _spread(spent.idle, blit)))
    return rows


def _spread(events: list[list[float]], blit: float) -> str:
    """The longest frame of an event, and all its work together."""
    longest, whole = [max(frames) for frames in events], [sum(frames) for frames in events]
    figures = [f"longest frame {_worst(longest, blit)}"]
    if max(map(len, events)) > 1:
        figures.append(f"all frames until it is shown {_worst(whole, blit)}")
    return "; ".join(figures)


def _worst(times: list[float], blit: float) -> str:
    middle, worst = statistics.median(times), max(times)
    return f"{middle / blit:.1f} blits, worst {worst / blit:.1f} ({middle * 1e3:.1f} ms here, worst {worst * 1e3:.1f})"


def _resizing(sweep: Sweep, blit: float) -> list[tuple[str, str]]:
    """The region's window is dragged to forty sizes and let go."""
    person = _Person(sweep, 0.0)
    person.app.play.join("recording", "QBLV", "Mei Lin")
    while not isinstance(person.line.next_message(), TurnResolved):
        person._until_shown([])
    person._until_shown([])
    person._until_shown(_pressed("1"))
    steps = []
    for step in range(40):
        size = (1920 - 14 * step, 1080 - 8 * step)
        pygame.display.set_mode(size)
        steps.append([person._frame([pygame.Event(pygame.VIDEORESIZE, size=size, w=size[0], h=size[1])])])
        person.page.clock[0] += 1 / 60
    last = []
    while person.app.stretch.on:
        last.append(person._frame([]))
    return [
        ("1920x1080, region: a step of dragging the window's edge", _spread(steps, blit)),
        ("1920x1080, region: the window is let go, the page is made for its size", _spread([last], blit)),
    ]


def _starts(runs: int) -> list[tuple[str, str]]:
    """Seconds of processor time until the menu stands, and until the first turn of a recording does."""
    told = """
import sys; sys.path.insert(0, {tests!r})
import shown
with shown.dummy_display():
    shown.show({screen!r}, shown.Manner((1920, 1080)))
"""
    rows = []
    for what, screen in (("the menu", "menu"), ("the region of a running match", "region")):
        script = told.format(tests=str(ROOT / "tests"), screen=screen)
        spent = []
        for _ in range(runs):
            before = _children_s()
            begun = time.perf_counter()
            subprocess.run([sys.executable, "-c", script], check=True, capture_output=True)
            spent.append(_children_s() - before if hasattr(os, "times") else time.perf_counter() - begun)
        rows.append((f"from nothing to {what}", f"{statistics.median(spent):.2f} s of work here"))
    return rows


def _children_s() -> float:
    times = os.times()
    return times.children_user + times.children_system


def _blit_s(manner: Manner, runs: int) -> float:
    surface = pygame.display.set_mode(manner.size)
    veil = pygame.Surface(manner.size, pygame.SRCALPHA).convert_alpha()
    veil.fill((10, 20, 30, 128))
    return _median_s(lambda: surface.blit(veil, (0, 0)), runs)[0]


def _median_s(work: Callable[[], object], runs: int, sweep: Sweep | None = None) -> tuple[float, float, float]:
    """Median, least and greatest seconds after a few runs to warm up."""
    for _ in range(WARM_UP):
        work()
    times = []
    for _ in range(runs):
        start = clock()
        work()
        times.append(clock() - start)
        if sweep is not None:
            sweep.rest(1.0)
    return statistics.median(times), min(times), max(times)


if __name__ == "__main__":
    for what, figure in measure(15):
        print(f"{what}: {figure}")
