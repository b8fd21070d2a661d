"""How much drawing costs: whole screens, one panel, hover, focus, moving goods, a new turn, a whole match, the start.

The calibration is an alpha blit of a whole window in the same run and at the same size, so a ratio says "as much as
this many blits" and can be compared between machines and runs; bare times cannot. Times are the work of this thread,
not of the clock on the wall: others may be busy on the machine.
"""

from __future__ import annotations

import gc
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
from boulevard_client.sweep import Sweep
from boulevard_shared.messages import TurnResolved
from shown import Manner, Shown, Told

MANNER = Manner((1920, 1080), "en")
LARGE = Manner((3840, 2160), "en")
SCREENS = ("region", "deals")
WARM_UP = 3
MATCHES = 4
"""Ten turns each: what is kept after forty turns must be what is kept after ten."""
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
        rows += _match(sweep, _blit_s(MANNER, runs))
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
    """Seconds of work in one match, frame by frame."""

    turns: list[float] = field(default_factory=list)
    first: list[float] = field(default_factory=list)
    again: list[float] = field(default_factory=list)
    steps: list[float] = field(default_factory=list)


def _play(sweep: Sweep) -> _Spent:
    """A match through the app: every turn as it comes, every screen of the rail, a step of the focus on each."""
    spent = _Spent()
    line = Told("end")
    page = shown.show("menu", MANNER, line=line)
    page.app.play.join("recording", "QBLV", "Mei Lin")
    page.app.step([])
    seen: set[str] = set()
    while line.waiting:
        message = line.next_message()
        frame = _timed(sweep, page.app.step, [])
        if not isinstance(message, TurnResolved):
            continue
        spent.turns.append(frame)
        for key in RAIL:
            (spent.again if key in seen else spent.first).append(_timed(sweep, page.pilot.key, key))
            seen.add(key)
            spent.steps.append(_timed(sweep, page.pilot.key, "Tab"))
    return spent


def _match(sweep: Sweep, blit: float) -> list[tuple[str, str]]:
    """Whole matches one after another; the figures are those of the first, but for the memory that is kept."""
    played, kept = [], []
    for _ in range(MATCHES):
        played.append(_play(sweep))
        gc.collect()
        kept.append(_resident_kib())
    spent = played[0]
    return [
        ("1920x1080, a match: a new turn arrives, its bulletin is shown", _worst(spent.turns, blit)),
        ("1920x1080, a match: a screen for the first time", _worst(spent.first, blit)),
        ("1920x1080, a match: a screen again, with the turn's new figures", _worst(spent.again, blit)),
        ("1920x1080, a match: the focus moves", _worst(spent.steps, blit)),
        (
            f"memory after 10 turns and every screen / after {10 * MATCHES}",
            f"{kept[0] / 1024:.0f} / {kept[-1] / 1024:.0f} MiB" if kept[0] else "not known here",
        ),
    ]


def _worst(times: list[float], blit: float) -> str:
    middle, worst = statistics.median(times), max(times)
    return f"{middle / blit:.1f} blits, worst {worst / blit:.1f}; {middle * 1e3:.1f} ms here, worst {worst * 1e3:.1f}"


def _timed(sweep: Sweep, work: Callable[[T], object], given: T) -> float:
    start = clock()
    work(given)
    spent = clock() - start
    sweep.rest(1.0)
    return spent


def _resident_kib() -> int:
    """Memory of this process now; 0 where the system does not say."""
    status = Path("/proc/self/status")
    if not status.is_file():
        return 0
    return next(int(line.split()[1]) for line in status.read_text().splitlines() if line.startswith("VmRSS"))


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
