"""The table of mechanisms beside the rules is whole, and everything that it names is there."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

from boulevard_server.rules.resolve import CHAPTERS
from boulevard_server.rules.state import STATE
from boulevard_shared.almanac import shipped_almanac

ROOT = Path(__file__).parents[2]
SERVER = ROOT / "server" / "boulevard_server"
PAGE = (SERVER / "rules" / "COVERAGE.md").read_text("utf-8")
ROWS = [
    [cell.strip() for cell in line.split("|")[1:-1]] for line in re.findall(r"^\| [A-C]\d+ .*$", PAGE, re.MULTILINE)
]
WANTED = [f"{part}{number}" for part, last in (("A", 26), ("B", 42), ("C", 55)) for number in range(1, last + 1)]
NOT_YET = "not yet"


@cache
def functions(path: Path) -> frozenset[str]:
    if not path.exists():
        return frozenset()
    return frozenset(node.name for node in ast.parse(path.read_text("utf-8")).body if isinstance(node, ast.FunctionDef))


def lives(reference: str) -> bool:
    """Whether there is a function, a field or a file of content of this name."""
    if reference.endswith(".toml"):
        return (ROOT / "assets" / "content" / reference).exists()
    *folders, chapter, name = reference.split(".")
    home = SERVER.joinpath(*folders) if folders else SERVER / "rules"
    return name in functions(home / f"{chapter}.py") or reference in {field.name for field in STATE}


def named(cell: str) -> list[str]:
    """What stands in a cell, between backticks and commas."""
    names = re.findall(r"`([^`]+)`", cell)
    assert ", ".join(f"`{name}`" for name in names) == cell, cell
    return names


def test_every_mechanism_that_was_asked_for_has_one_row_and_every_row_says_something() -> None:
    assert [row[0] for row in ROWS] == WANTED
    assert all(len(row) == 5 and all(row) for row in ROWS)


def test_functions_fields_and_files_are_where_the_table_says() -> None:
    cells = [row[2] for row in ROWS if row[2] != NOT_YET]
    assert [name for cell in cells for name in named(cell) if not lives(name)] == []


def test_the_tests_of_the_table_are_there() -> None:
    gone = []
    for reference in (name for row in ROWS for name in named(row[3])):
        path, _, test = reference.partition("::")
        if not test.startswith("test_") or test not in functions(ROOT / path):
            gone.append(reference)
    assert gone == []


def test_every_page_of_the_table_is_in_the_almanac() -> None:
    pages = shipped_almanac().pages
    assert [name for row in ROWS for name in named(row[4]) if name not in pages] == []


def test_the_page_of_the_server_tells_every_chapter_of_a_turn() -> None:
    page = (ROOT / "server" / "README.md").read_text("utf-8")
    told = page[page.index("| part of the turn |") : page.index("Beside the chapters:")]
    chapters = {chapter.__module__.rpartition(".")[2] for chapter in CHAPTERS}
    assert [name for name in sorted(chapters) if f"`{name}`" not in told] == []


def test_this_test_sees_what_is_not_there() -> None:
    assert all(map(lives, ("talent._graduate", "bots.taste.fear", "cities.toml", "nation.tension")))
    assert not any(map(lives, ("talent.magic", "bots.taste.magic", "magic.play", "magic.toml", "nation.magic")))
