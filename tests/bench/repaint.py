"""How much drawing costs: whole screens, one panel, a focus move and standing still, as ratios to one blit.

The calibration is an alpha blit of a whole 1920x1080 surface in the same run, so a ratio says "as much as this many
blits" and can be compared between machines and runs; bare times cannot.
"""

from __future__ import annotations

import os
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")
sys.path.insert(0, str(Path(__file__).parents[1]))

import pygame

import shown
from shown import Manner, Shown

MANNER = Manner((1920, 1080), "en")
SCREENS = ("region", "deals")
WARM_UP = 3


def measure(runs: int) -> list[tuple[str, str]]:
    """Rows of (what, figure) for each screen; medians of `runs` runs, at least 15."""
    runs = max(15, runs)
    rows = []
    with shown.dummy_display():
        blit = _blit_s(runs * 3)
        rows.append(("calibration: alpha blit of 1920 x 1080", f"1.00 = {blit * 1e3:.2f} ms here"))
        for screen in SCREENS:
            page = shown.show(screen, MANNER)
            for what, work in _works(page):
                middle, low, high = _median_s(work, runs)
                rows.append(
                    (
                        f"{screen}: {what}",
                        f"{middle / blit:.2f} blits ({low / blit:.2f}–{high / blit:.2f}); {middle * 1e3:.2f} ms here",
                    )
                )
    return rows


def _works(page: Shown) -> list[tuple[str, Callable[[], object]]]:
    stage = page.stage
    # the largest panel of the screen, as when its chart has new numbers
    panel = max((node for node in page.nodes() if node.role == "panel"), key=lambda node: node.rect.w * node.rect.h)

    def update_panel() -> None:
        panel.damage_all()
        stage.frame()

    return [
        ("full repaint", page.repaint),
        (f"repaint of its largest panel ({panel.rect.w} x {panel.rect.h})", update_panel),
        ("focus moves by Tab", lambda: page.pilot.key("Tab")),
        ("standing still", lambda: page.app.step([])),
        # last: it makes new nodes
        ("build anew and repaint after a change of the model", lambda: _change(page)),
    ]


def _change(page: Shown) -> None:
    page.app.model.version += 1
    page.app.step([])


def _blit_s(runs: int) -> float:
    surface = pygame.display.set_mode(MANNER.size)
    veil = pygame.Surface(MANNER.size, pygame.SRCALPHA).convert_alpha()
    veil.fill((10, 20, 30, 128))
    return _median_s(lambda: surface.blit(veil, (0, 0)), runs)[0]


def _median_s(work: Callable[[], object], runs: int) -> tuple[float, float, float]:
    """Median, least and greatest seconds after a few runs to warm up."""
    for _ in range(WARM_UP):
        work()
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return statistics.median(times), min(times), max(times)


if __name__ == "__main__":
    for what, figure in measure(15):
        print(f"{what}: {figure}")
