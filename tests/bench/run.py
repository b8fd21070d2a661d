"""Run the benchmarks and write `tests/bench/results.md`: `python tests/bench/run.py --size quick`.

Every figure is a ratio to a ceiling or a calibration loop measured in the same run.
"""

from __future__ import annotations

import argparse
import datetime
import os
import platform
import sys
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import bursts
import crowds
import curves
import durable_orders
import kept
import repaint
import resolve_speed
import thinking

PACKAGES = ("numpy", "websockets", "msgpack", "msgspec", "pygame-ce")
HERE = Path(__file__).parent
SIZES = {
    "quick": {
        "batches": (16, 256, 1024),
        "curves": curves.QUICK,
        "runs": 5,
        "seconds": 4.0,
        "orders": ((8, 5), (125, 3)),
        "tables": 125,
        "rounds": 3,
    },
    "nightly": {
        "batches": (16, 64, 256, 1024),
        "curves": curves.FULL,
        "runs": 15,
        "seconds": 20.0,
        "orders": ((8, 5), (32, 5), (125, 5)),
        "tables": 125,
        "rounds": 5,
    },
}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--size", choices=sorted(SIZES), default="quick")
    parser.add_argument("--out", type=Path, help="file to write (default: results.md beside this, unless --only)")
    parser.add_argument("--only", default="", metavar="TEXT", help="only the parts whose title has this in it")
    args = parser.parse_args()
    size = SIZES[args.size]
    busy = load()
    parts: list[tuple[str, Callable[[], list[tuple[str, str]]]]] = [
        ("Resolving a turn", lambda: resolve_speed.measure(size["batches"], size["runs"])),
        ("How the cost grows", lambda: curves.measure(size["curves"])),
        ("Bots", lambda: thinking.measure(size["runs"])),
        (
            "Durable orders through the real server",
            lambda: [
                row
                for matches, rounds in size["orders"]
                for row in durable_orders.measure(matches, size["seconds"], rounds)
            ],
        ),
        (
            "At a steady pace, and all back at once",
            lambda: crowds.measure(size["tables"], size["seconds"], size["rounds"]),
        ),
        ("Everybody at once, and at rest", lambda: bursts.measure(size["tables"], size["rounds"])),
        ("Drawing", lambda: [*repaint.measure(size["runs"]), *kept.measure(size["runs"])]),
    ]
    sections = [(title, measure()) for title, measure in parts if args.only.lower() in title.lower()]
    text = report(args.size, busy, sections)
    print(text)
    out = args.out or (None if args.only else HERE / "results.md")
    if out is not None:
        out.write_text(text, encoding="utf-8")
    return 0


def load() -> str:
    """How busy the machine was before the first measurement."""
    if not hasattr(os, "getloadavg"):
        return "load average before the run: not known here"
    return f"load average before the run {os.getloadavg()[0]:.1f}"


def report(size: str, busy: str, sections: list[tuple[str, list[tuple[str, str]]]]) -> str:
    """The results as Markdown, with the machine and versions they were taken on."""
    packages = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    machine = f"CPython {platform.python_version()}, {platform.system()} {platform.machine()}, {os.cpu_count()} cores"
    lines = [
        "# Benchmark results",
        "",
        f"Made by `python tests/bench/run.py --size {size}` on {datetime.date.today().isoformat()}.",
        f"{machine}; {packages}; {busy}.",
        "Ratios hold within this run only; bare times are given to show the scale, not as a promise.",
    ]
    for title, rows in sections:
        lines += ["", f"## {title}", "", "| what | figure |", "|---|---|"]
        lines += [f"| {what} | {figure} |" for what, figure in rows]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main())
