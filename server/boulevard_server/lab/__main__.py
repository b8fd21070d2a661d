"""`python -m boulevard_server.lab --matches 30`: play matches of bots and print what they say about the rules."""

from __future__ import annotations

import argparse
import os
import sys

from boulevard_server.lab.table import Wanted, match_lines, plan, play_rows, summary_lines
from boulevard_shared.content import shipped
from boulevard_shared.ids import BotLevel


def main() -> int:
    """Returns 1 when a match broke a rule, else 0."""
    parser = argparse.ArgumentParser(prog="boulevard_server.lab", description=__doc__)
    parser.add_argument("--matches", type=int, default=30)
    parser.add_argument("--seed", type=int, default=1, help="seed of the first match; the others count on")
    parser.add_argument("--scenario", choices=list(shipped().scenarios), default="display-decade")
    parser.add_argument("--level", choices=[level.value for level in BotLevel], default=BotLevel.NORMAL.value)
    parser.add_argument("--workers", type=int, default=min(2, os.cpu_count() or 1))
    asked = parser.parse_args()
    wanted = Wanted(asked.matches, asked.seed, asked.scenario, BotLevel(asked.level))
    rows = play_rows(plan(shipped(), wanted), asked.workers)
    print("\n".join(match_lines(rows)))
    print()
    print("\n".join(summary_lines(rows)))
    for row in rows:
        if row.fault:
            print(f"\nseed {row.seed}\n{row.fault}", file=sys.stderr)
    return int(any(row.fault for row in rows))


if __name__ == "__main__":
    sys.exit(main())
