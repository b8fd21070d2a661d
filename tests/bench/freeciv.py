"""What a turn of Freeciv's server costs with eight of its computer players: a peer for a turn of our bots.

Needs `freeciv-server` (a package of most systems); without it there is no such row. The two games are as rich as one
another only roughly: eight players with a few cities each on a small map against eight cities with some 200 firms.
"""

from __future__ import annotations

import os
import re
import shutil
import statistics
import subprocess
import tempfile
from pathlib import Path

PLACES = os.pathsep.join((os.environ.get("PATH", ""), "/usr/games"))
EARLY, LATE = 5, 55
"""The turns at which two matches end whose difference is measured, without the start."""
LIMIT_S = 120.0
SCRIPT = """
set aifill 8
set size 1
set endturn {turns}
set timeout -1
set autosaves ""
set minplayers 0
set nettimeout 0
set seed {seed}
set gameseed {seed}
start
"""


def found() -> str | None:
    """Where Freeciv's server is, if there is one."""
    return shutil.which("freeciv-server", path=PLACES)


def version(server: str) -> str:
    told = subprocess.run([server, "--version"], capture_output=True, text=True, check=False)
    number = re.search(r"version ([\d.]+)", told.stdout + told.stderr)
    return number.group(1) if number else "?"


def turn_s(server: str, runs: int) -> float:
    """Median processor time of a turn, in seconds."""
    spent = [
        (_match_s(server, LATE, seed) - _match_s(server, EARLY, seed)) / (LATE - EARLY) for seed in range(1, runs + 1)
    ]
    return statistics.median(spent)


def _match_s(server: str, turns: int, seed: int) -> float:
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "match.serv"
        script.write_text(SCRIPT.format(turns=turns, seed=seed), encoding="utf-8")
        other = {}
        if hasattr(os, "geteuid") and os.geteuid() == 0:  # it does not serve the superuser
            Path(folder).chmod(0o777)
            other = {"user": "nobody", "extra_groups": []}
        before = os.times()
        subprocess.run(
            [server, "--bind", "127.0.0.1", "--read", str(script), "--quitidle", "1", "--exit-on-end"],
            cwd=folder,
            env={**os.environ, "HOME": folder},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=True,
            timeout=LIMIT_S,
            **other,
        )
        after = os.times()
    return after.children_user + after.children_system - before.children_user - before.children_system
