"""Golden replays: every stored match gives the same hash after every turn, alone and among sixty-three others.

The same files are verified on every Python that is supported: run this file with each of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import msgspec
import pytest

from boulevard_server import rules_game
from boulevard_server.game import Played
from boulevard_server.lab.play import check
from boulevard_server.record import RecordBroken
from boulevard_server.replays import read_file, turns, write_file
from boulevard_server.rules.acts import stack_acts
from boulevard_server.rules.enact import enact
from boulevard_server.rules.resolve import resolve, resolve_turn
from boulevard_server.rules.setup import MatchSettings, new_match
from boulevard_server.rules.state import State, stack
from boulevard_server.rules_game import RulesGame, ShippedRules
from boulevard_shared.content import shipped
from boulevard_shared.orders import Decree

FOLDER = Path(__file__).parents[1] / "replays"
FILES = sorted(FOLDER.glob("*.qbr"))
MADE_BY = (
    "a change of rules or content that is meant: run python tests/replays/make_replays.py and say so in CHANGELOG.md"
)


def test_there_are_replays_of_both_modes_and_both_scenarios() -> None:
    terms = [next(turns(ShippedRules(shipped()), read_file(file))).terms for file in FILES]
    assert {(t.scenario, str(t.mode)) for t in terms} >= {
        ("display-decade", "anchored"),
        ("display-decade", "career"),
        ("one-term", "anchored"),
    }


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_turn_of_a_stored_match_gives_its_hash_and_keeps_the_promises(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Money is conserved, ledgers add up, and hashes are those that were written (the board compares them)."""
    checked = []

    def resolve_and_check(game: RulesGame, position: State, decrees: Sequence[Decree]) -> Played:
        done = resolve_turn(position, decrees, game._tables)
        check(done)
        checked.append(done.state.hash())
        return Played(done.state, done)

    monkeypatch.setattr(rules_game.RulesGame, "resolve", resolve_and_check)
    boards = sum(1 for _ in turns(ShippedRules(shipped()), read_file(file)))
    assert len(checked) == boards - 1 >= 10, MADE_BY


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_stored_match_gives_the_same_hashes_inside_a_batch(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    crowd: list[State] = []

    def resolve_in_crowd(game: RulesGame, position: State, decrees: Sequence[Decree]) -> Played:
        tables = game._tables
        ready, acts = enact(position, decrees, tables)
        if not crowd:
            settings = MatchSettings(tables.scenario_id, tables.cities, tables.scenario.mode, 0.3, 0.5)
            crowd.extend(new_match(shipped(), settings, 5_000 + i)[0] for i in range(63))
        place = int(position["match.turn"]) % 64
        batch = stack([*crowd[:place], ready, *crowd[place:]])
        done = resolve(batch, stack_acts([acts] * 64), tables)
        alone = done.state.match(place)
        crowd[:] = [done.state.match(i) for i in range(64) if i != place]
        return Played(alone, resolve(ready, acts, tables))

    monkeypatch.setattr(rules_game.RulesGame, "resolve", resolve_in_crowd)
    seen = 0
    for board in turns(ShippedRules(shipped()), read_file(file)):  # raises when a hash is not the one written
        seen += 1
        if board.turn >= 8:
            break
    assert seen == 9


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
