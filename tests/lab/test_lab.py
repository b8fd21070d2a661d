"""The lab: the same numbers whoever works, intervals that cover, facts that can fail, a report that needs nothing."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest

from boulevard_server.__main__ import main
from boulevard_server.lab import balance, ratings
from boulevard_server.lab.estimates import Estimate, bootstrap, joined, mean_of, median_of, pooled, wilson
from boulevard_server.lab.facts import registry
from boulevard_server.lab.findings import Line, Section, plain
from boulevard_server.lab.page import page
from boulevard_server.lab.play import Settings
from boulevard_server.lab.progress import Bar
from boulevard_server.lab.spread import Crew, NoCluster, spread
from boulevard_server.lab.table import SCENARIOS, Row, Task, Wanted, match_lines, plan, play_row, summary_lines, unmet
from boulevard_server.rules.state import STATE
from boulevard_shared.almanac import shipped_almanac
from boulevard_shared.content import shipped
from boulevard_shared.events import EventKind
from boulevard_shared.ids import BotLevel, History, Persona
from boulevard_shared.orders import ORDER_TYPES

TABLE = ("hefei", "shenzhen", "guiyang")


def tasks(count: int) -> list[Task]:
    seated = tuple(Persona)[:3]
    return [Task(Settings("one-term", TABLE, level=BotLevel.EASY), seated, 40 + number) for number in range(count)]


def as_json(crew: Crew) -> str:
    rows = spread(play_row, tasks(4), crew)
    assert not any(row.fault for row in rows)
    return json.dumps([repr(row) for row in rows])


@pytest.fixture(scope="module")
def alone() -> str:
    return as_json(Crew())


def test_four_processes_give_the_same_rows_as_one(alone: str) -> None:
    assert as_json(Crew(jobs=4)) == alone


@pytest.mark.filterwarnings("ignore")  # of Dask's own; ours are errors everywhere else
def test_a_cluster_of_two_workers_gives_the_same_rows_as_one_process(alone: str) -> None:
    distributed = pytest.importorskip("distributed", reason="the extra 'cluster' is not installed")
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=None, host="127.0.0.1", silence_logs=50
    ) as cluster:
        assert as_json(Crew(scheduler=cluster.scheduler_address)) == alone


def test_a_cluster_that_is_not_there_is_a_sentence() -> None:
    pytest.importorskip("distributed", reason="the extra 'cluster' is not installed")
    with pytest.raises(NoCluster, match="nonsense"):
        spread(abs, [1], Crew(scheduler="nonsense"))


def test_an_interval_of_wilson_covers_the_truth_about_nineteen_times_in_twenty() -> None:
    dice = np.random.default_rng(3)
    covered = []
    for truth in dice.uniform(0.02, 0.98, 4_000):
        found = wilson(int(dice.binomial(40, truth)), 40)
        covered.append(found.low <= truth <= found.high)
    assert 0.94 < np.mean(covered) < 0.97
    assert math.isnan(wilson(0, 0).value)


def test_the_bootstrap_draws_whole_matches_and_always_the_same_ones() -> None:
    dice = np.random.default_rng(5)
    shared = dice.normal(size=40)
    blocks = [{"x": np.full(25, luck)} for luck in shared]
    wide = bootstrap(blocks, mean_of("x"))
    # A thousand numbers, but only forty matches' luck: the interval is that of forty.
    assert wide.high - wide.low == pytest.approx(2 * 1.96 * shared.std() / math.sqrt(40), rel=0.15)
    assert wide == bootstrap(blocks, mean_of("x"))
    assert bootstrap(blocks, median_of("x")).count == 1_000
    assert math.isnan(bootstrap(blocks, pooled("x", "none")).value) if "none" in joined(blocks) else True


def test_a_quick_run_allows_what_a_full_run_does_not_and_neither_what_is_far_off() -> None:
    near, far = Estimate(2.9, 2.4, 3.9, 9), Estimate(2.5, 2.4, 3.9, 9)
    sure = Estimate(2.9, 2.85, 2.95, 9)
    quick = [Line("", found, 3.0, 9.0, slack=registry.SLACK).held for found in (near, far, sure)]
    full = [Line("", found, 3.0, 9.0).held for found in (near, far, sure)]
    assert quick == [True, False, False]
    assert full == [False, False, False]


def test_without_its_mechanism_a_fact_fails_only_when_an_interval_is_outside_or_nothing_is_left() -> None:
    def line(low: float, high: float) -> Line:
        return Line("", Estimate((low + high) / 2, low, high, 9), 1.0, 2.0, wanted=False)

    assert registry.fails([line(2.1, 2.4)])
    assert registry.fails([line(math.nan, math.nan)])
    assert not registry.fails([line(1.9, 2.4), line(1.1, 1.2)])
    assert not registry.fails([Line("no band", Estimate(5.0, 4.0, 6.0, 9))])


def test_a_fact_cannot_be_registered_twice_or_lean_on_a_number_that_is_not_there() -> None:
    taken = next(iter(registry.facts().values()))
    with pytest.raises(ValueError, match="twice"):
        registry.fact(taken)(lambda world, block: {})
    with pytest.raises(ValueError, match=r"no number 'deals\.nonsense'"):
        registry.fact(registry.Fact("S99", "", (), ("deals.nonsense",), {}))(lambda world, block: {})


def test_ratings_find_the_stronger_and_are_unsure_of_equals() -> None:
    won = np.array([[0.0, 3.0], [1.0, 0.0]])
    strong, weak = ratings.ratings([won] * 30, 2)
    assert strong.low > weak.high
    # Three to one is 191 points.
    assert strong.value - weak.value == pytest.approx(400 * math.log10(3), abs=5)
    one, other = ratings.ratings([won, won.T] * 10, 2)
    assert one.low < 1500 < one.high
    assert other.low < 1500 < other.high


def test_balance_takes_what_differs_between_twins_for_chance() -> None:
    content = shipped()
    planned = balance.plan(content, balance.Asked(4))
    assert planned[0].personas == planned[1].personas != planned[2].personas
    assert [task.seed for task in planned] == [1, 2, 3, 4]

    def row(task: Task, scores: list[float]) -> Row:
        best = int(np.argmax(scores))
        return Row(task.seed, task.settings.cities, task.personas, False, best, tuple(scores), 4, True, {}, {}, 0)

    # The second pair plays better in every city, by no luck at all.
    settled = [row(task, [float(10 * seat + 5 * (task.seed > 2)) for seat in range(10)]) for task in planned]
    chance = next(line for line in balance.sections(settled)[2].lines if line.name.startswith("chance"))
    assert chance.estimate.value == 0.0
    lucky = [row(task, [float(seat + task.seed % 2) for seat in range(10)]) for task in planned]
    assert balance.chance_share(lucky).value >= 1.0
    wins = {line.name: line for line in balance.sections(settled)[0].lines}
    assert wins["xian"].estimate.value == 1.0
    assert not wins["xian"].held
    assert balance.handicap_of(content, settled)[0] > 1.0 > balance.handicap_of(content, settled)[9]


def test_the_command_writes_json_a_page_and_tables(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = [tmp_path / name for name in ("facts.json", "facts.html", "facts.md")]
    arguments = ["lab", "facts", "--only", "S7", "--jobs", "1"]
    assert main([*arguments, "--json", str(files[0]), "--html", str(files[1]), "--markdown", str(files[2])]) == 0
    said = capsys.readouterr()
    assert "growth of productivity" in said.out
    assert said.err == ""  # no bar where nobody looks
    written = json.loads(files[0].read_text("utf-8"))
    assert written["sections"][0]["lines"][0]["holds"] is True
    assert "jobs" not in written["asked"]
    assert "| growth of productivity |" in files[2].read_text("utf-8")
    assert main(["lab", "facts", "--only", "S7", "--jobs", "1", "--off", "--with-off", "--strict"]) == 0
    assert "1 of 1 facts fail without their mechanism" in capsys.readouterr().out
    assert main(["lab", "facts", "--only", "S0"]) == 1
    assert "there is no fact S0" in capsys.readouterr().err


def test_the_page_needs_nothing_from_outside_and_survives_numbers_that_are_none() -> None:
    nothing = wilson(0, 0)
    lines = (Line("a < b", nothing, 0.1, 0.2), Line("open", wilson(3, 9)), Line("or more", wilson(9, 9), 0.5, 99.0))
    written = page("Title", "said", [Section("One & two", lines)])

    seen: list[tuple[str, dict[str, str | None]]] = []

    class Tags(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            seen.append((tag, dict(attrs)))

    Tags().feed(written)
    assert {"svg", "circle", "table"} <= {tag for tag, _ in seen}
    assert not any(name in attrs for _, attrs in seen for name in ("src", "href"))
    assert "nan" not in written
    assert plain([Section("", lines)])[0]["lines"][0]["value"] is None  # type: ignore[index]


def test_a_bar_is_drawn_for_people_only() -> None:
    class Terminal:
        written = ""

        def isatty(self) -> bool:
            return True

        def write(self, text: str) -> int:
            self.written += text
            return len(text)

        def flush(self) -> None: ...

    terminal = Terminal()
    Bar("facts", terminal)(1, 4)  # type: ignore[arg-type]
    assert "1/4" in terminal.written


def test_matches_are_told_line_by_line() -> None:
    row = Row(7, TABLE, tuple(Persona)[:3], False, 1, (1.0, 5.0, 2.0), 4, True, {}, {}, 0)
    text = "\n".join([*match_lines([row]), *summary_lines([row])])
    assert "shenzhen (copycat)" in text
    assert "lead changes: median 4" in text
    assert "orders never used: BidForProject" in text


def test_matches_of_the_lab_cover_both_modes_in_every_history_unless_one_is_asked_for() -> None:
    content = shipped()
    kinds = {(task.settings.scenario, task.settings.mode, task.settings.history) for task in plan(content, Wanted(18))}
    assert len(kinds) == len(SCENARIOS) * 2 * len(History)
    assert {task.settings.history for task in plan(content, Wanted(4, histories=(History.EXACT,)))} == {History.EXACT}


def test_balance_and_ratings_play_every_history_on_demand_and_twins_the_same_one() -> None:
    content, every = shipped(), tuple(History)
    for tasks, usual in (
        (balance.plan(content, balance.Asked(36, histories=every)), balance.plan(content, balance.Asked(36))),
        (ratings.plan(content, ratings.Asked(36, histories=every)), ratings.plan(content, ratings.Asked(36))),
    ):
        assert {task.settings.history for task in usual} == {History.JITTERED}
        assert all(one.settings == other.settings for one, other in zip(tasks[::2], tasks[1::2], strict=True))
        # Who sits in the first seat, or at which levels, says nothing of the history: each meets them all.
        for alike in (lambda task: task.personas[0], lambda task: task.settings.levels):
            met: dict[object, set[History]] = {}
            for task in tasks:
                met.setdefault(alike(task), set()).add(task.settings.history)
            assert all(len(histories) > 1 for histories in met.values())


def test_what_was_never_used_a_stuck_seat_and_a_lead_that_stands_are_said_and_end_a_strict_run() -> None:
    every = {kind.value: 1 for kind in EventKind}
    orders = {kind.__name__: 1 for kind in ORDER_TYPES}
    row = Row(7, TABLE, tuple(Persona)[:3], False, 1, (1.0, 5.0, 2.0), 4, True, orders, every, 0)
    row = replace(row, moved=tuple(field.name for field in STATE), pages=tuple(shipped_almanac().pages))
    assert unmet([row]) == []
    fewer = tuple(page for page in row.pages if page != "module.brain")
    assert unmet([replace(row, pages=fewer)]) == ["never used: module.brain"]
    short = {name: many for name, many in every.items() if name != "HubLeft"}
    assert unmet([replace(row, events=short, stuck=1, lead_changes=1)]) == [
        "never used: HubLeft",
        "seats stuck: 1",
        "the lead changes 1 times in the median match, not 2 or more",
    ]
