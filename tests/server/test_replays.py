"""Golden replays: every stored match gives the same hash after every turn, alone and among sixty-three others.

The same files are verified on every Python that is supported: run this file with each of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import msgspec
import numpy as np
import pytest

from boulevard_server import rules_game
from boulevard_server.game import Due, Played
from boulevard_server.lab.play import check
from boulevard_server.record import RecordBroken
from boulevard_server.replays import read_file, turns, write_file
from boulevard_server.rules.acts import Acts
from boulevard_server.rules.resolve import Resolution, resolve
from boulevard_server.rules.setup import MatchSettings, opening
from boulevard_server.rules.state import State
from boulevard_server.rules.tables import Tables
from boulevard_server.rules_game import RulesGame, ShippedRules
from boulevard_shared.content import shipped
from boulevard_shared.events import EventKind
from boulevard_shared.ids import SeatMode, TermResult

FOLDER = Path(__file__).parents[1] / "replays"
FILES = sorted(FOLDER.glob("*.qbr"))
CROWDED_TURNS = 5
MADE_BY = (
    "a change of rules or content that is meant: run python tests/replays/make_replays.py and say so in CHANGELOG.md"
)


@dataclass(frozen=True, slots=True)
class Verified:
    """A stored match that was played again: turns, and the ways in which terms ended."""

    turns: int
    ends: frozenset[TermResult]


@cache
def verified(file: Path) -> Verified:
    """Play a stored match again; the board compares the hashes.

    Raises:
        RuleBroken: money appeared or vanished, or a ledger does not add up.
        RecordBroken: a turn gave another hash than the one that was written.
    """
    checked: list[str] = []
    ends: set[TermResult] = set()

    def resolve_and_check(state: State, acts: Acts, tables: Tables) -> Resolution:
        done = resolve(state, acts, tables)
        check(done)
        checked.extend(match.hash() for match in done.state.matches())
        for note in done.notes:
            if note.kind is EventKind.TERM_EVALUATED:
                ends.update(TermResult(int(result)) for result in np.asarray(note.args["result"])[note.mask])
        return done

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rules_game, "resolve", resolve_and_check)
        boards = sum(1 for _ in turns(ShippedRules(shipped()), read_file(file)))
    assert len(checked) == boards - 1, MADE_BY
    return Verified(len(checked), frozenset(ends))


def test_there_is_a_replay_of_every_scenario_and_of_both_modes() -> None:
    terms = [next(turns(ShippedRules(shipped()), read_file(file))).terms for file in FILES]
    assert {t.scenario for t in terms} == set(shipped().scenarios)
    assert {t.mode for t in terms} == set(SeatMode)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_turn_of_a_stored_match_gives_its_hash_and_keeps_the_promises(file: Path) -> None:
    """Money is conserved, ledgers add up, and hashes are those that were written (the board compares them)."""
    scenario = next(turns(ShippedRules(shipped()), read_file(file))).terms.scenario
    assert verified(file).turns == shipped().scenarios[scenario].turns


def test_between_them_terms_end_in_every_way() -> None:
    ends = frozenset[TermResult]().union(*(verified(file).ends for file in FILES))
    assert ends == set(TermResult) - {TermResult.NONE}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_stored_match_gives_the_same_hashes_inside_a_batch(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    crowd: list[State] = []
    resolve_all = ShippedRules.resolve

    def resolve_in_crowd(rules: ShippedRules, due: Sequence[Due]) -> list[Played | Exception]:
        (one,) = due
        assert isinstance(one.game, RulesGame)
        if not crowd:
            tables = one.game.tables
            settings = MatchSettings(tables.scenario_id, tables.cities, tables.scenario.mode, 0.3, 0.5)
            crowd.extend(opening(tables, settings, 5_000 + i) for i in range(63))
        place = int(one.position["match.turn"]) % 64
        others = [Due(one.game, state, "", one.decrees) for state in crowd]
        outcomes = resolve_all(rules, [*others[:place], one, *others[place:]])
        mine = outcomes.pop(place)
        crowd[:] = [played.position for played in outcomes if isinstance(played, Played)]
        assert len(crowd) == 63
        return [mine]

    monkeypatch.setattr(ShippedRules, "resolve", resolve_in_crowd)
    seen = 0
    for board in turns(ShippedRules(shipped()), read_file(file)):  # raises when a hash is not the one written
        seen += 1
        if board.turn >= CROWDED_TURNS:
            break
    assert seen == CROWDED_TURNS + 1


def test_a_replay_whose_orders_were_changed_is_refused(tmp_path: Path) -> None:
    rows = read_file(FILES[0])
    forged = [
        msgspec.structs.replace(row, answer=row.answer + b"\0") if i == len(rows) // 2 else row
        for i, row in enumerate(rows)
    ]
    path = tmp_path / "forged.qbr"
    write_file(path, forged)
    with pytest.raises(RecordBroken):
        read_file(path)
