"""What bots cost in processor time: a hard bot's turn, and a whole match of normal bots without network or store."""

from __future__ import annotations

import re
import statistics
import time
from pathlib import Path

import freeciv
import msgspec
from resolve_speed import calibration, median_s

from boulevard_server.board import Board
from boulevard_server.botmatch import advance, deal
from boulevard_server.record import Terms
from boulevard_server.rules_game import ShippedRules
from boulevard_server.thinking import think
from boulevard_shared.content import shipped
from boulevard_shared.ids import BotLevel, SeatMode

SCENARIO = "display-decade"
RATINGS = Path(__file__).parents[1] / "balance" / "ratings.md"


def dealt(level: BotLevel, seats: int, seed: int) -> Board:
    """A match of bots at its first turn."""
    content = shipped()
    rules = ShippedRules(content)
    scenario = content.scenarios[SCENARIO]
    terms = Terms(
        scenario=SCENARIO,
        seats=seats,
        mode=SeatMode.ANCHORED,
        bots=level,
        turn_seconds=0,
        tolerance_bp=round(scenario.tolerance * 10_000),
        legacy_bp=round(scenario.legacy * 10_000),
        seed=seed,
        digest=rules.digest,
    )
    return deal(rules, terms, tuple(scenario.cities)[:seats])


def measure(runs: int) -> list[tuple[str, str]]:
    """Rows of (what, figure), in calibration loops of this run."""
    loop, *_ = median_s(calibration, runs * 3)
    turns = []
    for seed in range(runs):
        board = dealt(BotLevel.NORMAL, 8, seed)
        start = time.process_time()
        while board.status == "playing":
            advance(board)
        turns.append((time.process_time() - start) / board.game.turns)
    turn = statistics.median(turns)
    peer = freeciv.found()
    against = "not measured: no freeciv-server here"
    if peer is not None:
        theirs = freeciv.turn_s(peer, 3)
        against = (
            f"{theirs / turn:.1f} times as many a second; {1 / theirs:.1f} of Freeciv {freeciv.version(peer)} here"
        )
    thought = {level: [second for seed in range(3) for second in _thought(level, seed)] for level in BotLevel}
    hard, rated = thought[BotLevel.HARD], ratings()
    return [
        (
            "a turn of a match of 8 normal bots, on one core",
            f"{turn / loop:.1f} loops ({min(turns) / loop:.1f}–{max(turns) / loop:.1f}); "
            f"{1 / turn:.1f} turns a second here",
        ),
        ("the same against Freeciv's server with 8 computer players on its smallest map, 50 turns", against),
        (
            "a hard bot's turn, median / slowest",
            f"{statistics.median(hard) / loop:.0f} / {max(hard) / loop:.0f} loops; "
            f"{statistics.median(hard):.2f} / {max(hard):.2f} s here",
        ),
        (
            "rating (`tests/balance/ratings.md`) and thought of a turn, by level",
            "; ".join(
                f"{level.value} {rated.get(level.value, '?')} for {1e3 * statistics.median(seconds):.1f} ms here"
                for level, seconds in thought.items()
            ),
        ),
    ]


def ratings() -> dict[str, str]:
    """Rating of each level as `boulevard lab ratings` last found it; empty without its table."""
    if not RATINGS.is_file():
        return {}
    return dict(re.findall(r"^\| (\w+) \| (\d+) \|", RATINGS.read_text(encoding="utf-8"), re.MULTILINE))


def _thought(level: BotLevel, seed: int) -> list[float]:
    """Seconds of the turns of three bots of a level, early in a match and six turns later."""
    board = dealt(level, 8, seed)
    seconds = []
    for late in (False, True):
        if late:
            board.terms = msgspec.structs.replace(board.terms, bots=BotLevel.EASY)
            for _ in range(6):
                advance(board)
            board.terms = msgspec.structs.replace(board.terms, bots=level)
        for seat in (0, 3, 6):
            start = time.process_time()
            think(board, seat)
            seconds.append(time.process_time() - start)
    return seconds
