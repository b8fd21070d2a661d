"""Exchanges: the main board, the science board and the exchange for small firms, each with a window and conditions.

The main board's window (`nation.window`) is the nation's; the two others open at their dates, jittered, and have
windows of their own. Owns `nation.science_board` and `small_board`, and which board takes which firm.
"""

from __future__ import annotations

import numpy as np

from boulevard_server.rules import chance, dates
from boulevard_server.rules.arrays import ONE, TWO, ZERO, Array, Ints, choose
from boulevard_server.rules.bets import Fields
from boulevard_server.rules.codes import STAGE
from boulevard_server.rules.tables import Tables, constant
from boulevard_server.rules.turn import Turn
from boulevard_shared.events import EventKind
from boulevard_shared.ids import Board

_WINDOWS = {Board.MAIN: "nation.window", Board.SCIENCE: "nation.science_board", Board.SMALL: "nation.small_board"}
_NEWS = {
    Board.SCIENCE: ("ScienceBoardFounded", "ScienceBoardOpened", "ScienceBoardShut"),
    Board.SMALL: ("SmallBoardFounded", "SmallBoardOpened", "SmallBoardShut"),
}
"""What is said of a younger board when it is founded, and when its window opens and shuts."""
_BY_PRICE = (Board.SCIENCE, Board.MAIN, Board.SMALL)
"""Boards by what they pay, best first; a firm takes the first that takes it."""


def founded(tables: Tables, board: Board) -> int:
    """Turn in which a board opens by the almanac; at most 0 when it is there from the start."""
    return round(2 * (tables[f"boards.{board.name.lower()}_year"] - tables.scenario.start_year))


def begin(start: dict[str, Array], tables: Tables, seed: int) -> None:
    """Boards older than the match are open."""
    for board in _NEWS:
        start[_WINDOWS[board]] = np.asarray(int(founded(tables, board) <= 0))


def play(turn: Turn) -> None:
    """Found boards at their dates; open and shut their windows."""
    t = turn.tables
    coming = turn["match.turn"] + 1
    luck = turn.draw("boards.window", (2,))
    begins_at = _dates(turn)
    tight = 2 * (t["boards.tight_year"] - t.scenario.start_year) + dates.shift(turn, t, "tight")
    tight_now = (coming >= tight) & (coming < tight + t["boards.tight_turns"])
    easy = (turn["nation.credit"] - 1.0) * t["nation.window_credit"]
    for place, (board, (founding, opening, shutting)) in enumerate(_NEWS.items()):
        first = begins_at[..., place]
        was = turn[_WINDOWS[board]] > 0
        shut = choose(tight_now, t["boards.tight_shut"], t["boards.shut_chance"] - easy)
        reopen = choose(tight_now, t["boards.tight_open"], t["boards.open_chance"] + easy)
        shuts, opens = was & (luck[..., place] < shut), ~was & (luck[..., place] < reopen)
        begins = coming == first
        now = (coming >= first) & (begins | ((was | opens) & ~shuts))
        turn.set(_WINDOWS[board], now.astype(np.int64))
        turn.note(EventKind.BOARD_FOUNDED, begins, founding, weight=72)
        turn.note(EventKind.LISTING_WINDOW_OPENED, now & ~was & ~begins, opening, weight=50)
        turn.note(EventKind.LISTING_WINDOW_SHUT, was & ~now, shutting, weight=50)


@constant
def _due(tables: Tables) -> Ints:
    """Turns in which the younger boards open by the almanac (2,)."""
    return np.array([founded(tables, board) for board in _NEWS])


def _dates(turn: Turn) -> Ints:
    """Turn in which each younger board opens in this match (..., 2), as its history has it; -1 long ago."""
    t = turn.tables
    spread = int(t["boards.jitter"])
    drawn = chance.draw(turn.before["match.seed"], np.zeros(turn.lead, np.int64), "boards.date", (len(_NEWS),))
    due = _due(t)
    near = due + np.floor(drawn * (2 * spread + 1)).astype(np.int64) - spread
    anywhere = TWO + np.floor(drawn * t["eras.random_span"] * t.scenario.turns).astype(np.int64)
    history = turn["match.history"][..., None]
    when = choose(history == dates.EXACT, due, choose(history == dates.JITTERED, near, anywhere))
    out: Ints = choose(due > ZERO, np.maximum(when, ONE), -1)
    return out


def conditions(fields: Fields, tables: Tables) -> dict[Board, Array]:
    """Firms (..., F) that meet each board's conditions, whether or not its window is open."""
    stage = fields["firm.stage"]
    grown = ((stage == STAGE.RAMP) | (stage == STAGE.MATURE)) & (fields["firm.serial"] > 0)
    grown = grown & (fields["firm.listed"] < 0)
    value, sales = fields["firm.value"], fields["firm.output"]
    hard = tables.hard[np.maximum(fields["firm.chain"], 0)] > 0
    badge = fields["firm.badge"] > 0
    main = (sales >= tables["funds.listing_sales"]) | (stage == STAGE.MATURE)
    main = main & (value >= tables["funds.listing_value"])
    science = hard & (fields["firm.technology"] >= tables["boards.science_technology"])
    science = science & (value >= tables["boards.science_value"]) & (sales >= tables["boards.science_sales"])
    low, high = tables.lists["boards.small_value"]
    asked = choose(badge, tables["boards.small_badge"], 1.0) * tables["boards.small_sales"]
    small = (value >= low) & (value <= high) & (sales >= asked)
    return {Board.MAIN: grown & main, Board.SCIENCE: grown & science, Board.SMALL: grown & small}


def board_of(fields: Fields, tables: Tables) -> Ints:
    """The board (..., F) that would take each firm now, by its window and conditions; 0 none."""
    fit = conditions(fields, tables)
    taken: Ints = np.zeros(fields["firm.serial"].shape, np.int64)
    for board in reversed(_BY_PRICE):
        is_open = (fields[_WINDOWS[board]] > 0)[..., None]
        taken = choose(fit[board] & is_open, int(board), taken)
    return taken


def first_day(board: Array, tables: Tables) -> tuple[Array, Array]:
    """Lowest and highest first-day price by board, times the last value."""
    pops = np.stack(
        [tables.lists["funds.listing_pop"], *(tables.lists[f"boards.{n}_pop"] for n in ("science", "small"))]
    )
    place = np.maximum(board - 1, 0)
    return pops[place, 0], pops[place, 1]
