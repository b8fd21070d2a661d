"""How much the client keeps: forty turns of Two Decades, every screen in every turn, and what the memory comes to.

The match is played first, in a process of its own, so that the memory is the client's alone: `kept.py` prints the
table, `kept.py --told FILE` shows a match that was recorded before.
"""

from __future__ import annotations

import argparse
import gc
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")
sys.path.insert(0, str(Path(__file__).parents[1]))

import shown
from boulevard_client import recording
from boulevard_client.app import App
from boulevard_client.screens import registry
from boulevard_client.sweep import Sweep
from boulevard_shared.messages import TurnResolved
from shown import Manner, Told

MATCH = ("two-decades", 5, ("hefei", "chengdu", "hangzhou", "xian", "shenzhen", "guiyang", "shenyang", "wenzhou"))
LOOKED_AT = (1, 10, 20, 30, 39)
"""Turns after which the memory is read; the first ones fill the caches."""


def measure(runs: int) -> list[tuple[str, str]]:
    """Rows of (what, figure); one match, whatever `runs`."""
    with tempfile.TemporaryDirectory() as folder:
        told = Path(folder) / "match.rec"
        _other("--play", told)
        return [(what, figure) for what, _, figure in (line.partition(": ") for line in _other("--told", told))]


def _other(what: str, told: Path) -> list[str]:
    command = [sys.executable, __file__, what, str(told)]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()


def _play(told: Path) -> None:
    from boulevard_server.rules_game import ShippedRules
    from boulevard_shared.content import shipped
    from recorder import Plan, Recorder

    scenario, seed, cities = MATCH
    recording.write(told, Recorder(ShippedRules(shipped()), Plan("", scenario, seed, None, cities)).messages())


def _show(told: Path) -> Iterator[tuple[str, str]]:
    """Play the match through the app as the window does: paced, every screen of the rail in every turn."""
    sweep = Sweep()
    sweep.begin()
    line = Told("lobby")
    line.waiting = list(recording.read(told))
    page = shown.show("menu", Manner((1920, 1080), "en"), line=line)
    app = page.app
    app.paced = True
    app.learn()
    yield "memory when the menu stands", f"{_resident_mib():.0f} MiB"
    app.play.join("recording", "QBLV", "Mei Lin")
    most = 0.0
    while line.waiting:
        message = line.next_message()
        _settle(app, sweep)
        if not isinstance(message, TurnResolved):
            continue
        for name in registry.on_rail():
            app.go(name)
            _settle(app, sweep)
            most = max(most, _resident_mib())
        if app.model.turn in LOOKED_AT:
            gc.collect()
            look = app.stage.look
            parts = f"pictures {look.art.cost / 2**20:.0f}, text {look.type.cost / 2**20:.0f}"
            yield f"memory after turn {app.model.turn} and every screen in each", f"{_resident_mib():.0f} MiB ({parts})"
    yield "most at any time", f"{most:.0f} MiB"


def _settle(app: App, sweep: Sweep) -> None:
    """Frames until the page is there."""
    app.step([])
    while app.pages.coming or app.pages.preparing or app.pages.left or app.play.untold:
        app.step([])
        sweep.rest(app.wait_s())
    app.step([])
    sweep.rest(1.0)


def _resident_mib() -> float:
    """Memory of this process now; 0 where the system does not say."""
    status = Path("/proc/self/status")
    if not status.is_file():
        return 0.0
    return next(int(line.split()[1]) for line in status.read_text().splitlines() if line.startswith("VmRSS")) / 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--play", type=Path, metavar="FILE", help="only play the match and record it")
    parser.add_argument("--told", type=Path, metavar="FILE", help="only show this recording")
    options = parser.parse_args()
    if options.play:
        _play(options.play)
        return
    with shown.dummy_display():
        for what, figure in _show(options.told) if options.told else measure(1):
            print(f"{what}: {figure}", flush=True)


if __name__ == "__main__":
    main()
