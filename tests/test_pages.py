"""What the pages say is there: every link, every file they name, every make target, and a row for every module."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ROOMS = ("assets", "client", "server", "shared", "tests")
PAGES = ["README.md", *(f"{room}/README.md" for room in ROOMS), "assets/build/README.md"]
MAKE = (ROOT / "Makefile").read_text("utf-8")
TARGETS = set(re.findall(r"^([a-z-]+):", MAKE, re.MULTILINE))
MADE_BY_THE_READER = {"tests/bench/results.md", "out.png", "region.png", "tour.txt"}


@cache
def files() -> tuple[str, ...]:
    found = [path for room in ROOMS for path in (ROOT / room).rglob("*") if path.is_file()]
    return tuple("/" + path.relative_to(ROOT).as_posix() for path in (*found, *ROOT.glob("*.*")))


@pytest.mark.parametrize("page", PAGES)
def test_links_and_named_files_are_there(page: str) -> None:
    text = (ROOT / page).read_text("utf-8")
    links = [link for link in re.findall(r"\]\(([^)#]+)\)", text) if "://" not in link]
    assert [link for link in links if not (ROOT / page).parent.joinpath(link).exists()] == []
    named = set(re.findall(r"`([\w./-]+\.(?:py|toml|md|txt|svg|png))`", text)) - MADE_BY_THE_READER
    assert [name for name in sorted(named) if not any(file.endswith("/" + name) for file in files())] == []


@pytest.mark.parametrize("page", PAGES)
def test_make_can_do_what_pages_promise(page: str) -> None:
    promised = re.findall(r"(?:^|`)make ([a-z-]+)", (ROOT / page).read_text("utf-8"), re.MULTILINE)
    assert set(promised) <= TARGETS


def test_every_make_target_is_declared_and_says_what_it_does() -> None:
    declared = re.search(r"^\.PHONY: (.*)$", MAKE, re.MULTILINE)
    assert declared
    assert set(declared[1].split()) == TARGETS
    assert set(re.findall(r"^([a-z-]+):.* ## \w", MAKE, re.MULTILINE)) == TARGETS


@pytest.mark.parametrize("room", ["client", "server", "shared"])
def test_every_module_has_a_row_on_the_page_of_its_room(room: str) -> None:
    named = re.findall(r"`(\w+\*?)\.py`", (ROOT / room / "README.md").read_text("utf-8"))
    modules = [path.stem for path in (ROOT / room / f"boulevard_{room}").glob("*.py") if path.stem != "__init__"]
    rows = re.compile("|".join(name.replace("*", ".*") for name in named))
    assert [name for name in sorted(modules) if not rows.fullmatch(name)] == []
