"""Who may import whom, read from the source: the table of the house, enforced. Also reports modules that grow long."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCES = {
    "boulevard_shared": ROOT / "shared",
    "boulevard_server": ROOT / "server",
    "boulevard_client": ROOT / "client",
}
LONG = 400
"""Lines above which a module should be split by chapter."""
FAR_TOO_LONG = 500

FORBIDDEN: dict[str, tuple[str, ...]] = {
    "boulevard_shared": ("boulevard_server", "boulevard_client", "pygame", "websockets", "asyncio"),
    "boulevard_server": ("boulevard_client", "pygame"),
    "boulevard_server.rules": ("asyncio", "time", "datetime", "random", "logging", "websockets", "msgpack", "sqlite3"),
    "boulevard_server.bots": (
        "asyncio",
        "time",
        "random",
        "boulevard_server.rules.state",
        "boulevard_server.rules.turn",
    ),
    "boulevard_client": ("boulevard_server",),
    "boulevard_client.model": ("pygame",),
    "boulevard_client.screens": ("boulevard_client.net", "websockets"),
    "boulevard_client.widgets": ("boulevard_client.model", "boulevard_client.net", "boulevard_client.screens"),
    "boulevard_client.charts": ("boulevard_client.model", "boulevard_client.net", "boulevard_client.screens"),
}
"""A module or package, and what nothing in it may import."""

OWNERS: dict[str, tuple[str, ...]] = {
    "msgpack": ("boulevard_shared.codec",),
    "websockets": ("boulevard_server.net", "boulevard_client.net"),
    "sqlite3": ("boulevard_server.sqlite_journal", "boulevard_server.sqlite_store", "boulevard_server.replays"),
}
"""A library, and the only modules that may know it."""


def modules() -> list[tuple[str, Path]]:
    found = []
    for package, folder in SOURCES.items():
        for path in sorted((folder / package).rglob("*.py")):
            parts = path.relative_to(folder).with_suffix("").parts
            found.append((".".join(part for part in parts if part != "__init__"), path))
    return found


MODULES = modules()


def imports(path: Path, module: str) -> Iterator[str]:
    """Every module that is imported, also inside functions and for type checking only."""
    package = module if path.name == "__init__.py" else module.rpartition(".")[0]
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                above = package.split(".")[: len(package.split(".")) - node.level + 1]
                base = ".".join([*above, base] if base else above)
            yield base
            yield from (f"{base}.{alias.name}" for alias in node.names)


def inside(name: str, package: str) -> bool:
    return name == package or name.startswith(package + ".")


@pytest.mark.parametrize("package", FORBIDDEN)
def test_nothing_imports_what_its_room_must_not_know(package: str) -> None:
    broken = [
        f"{module} imports {name}"
        for module, path in MODULES
        if inside(module, package)
        for name in imports(path, module)
        if any(inside(name, bad) for bad in FORBIDDEN[package])
    ]
    assert not broken, "\n".join(broken)


def test_the_rules_know_nothing_of_the_server_around_them() -> None:
    broken = [
        f"{module} imports {name}"
        for module, path in MODULES
        if inside(module, "boulevard_server.rules")
        for name in imports(path, module)
        if inside(name, "boulevard_server")
        and not inside(name, "boulevard_server.rules")
        and name != "boulevard_server"
    ]
    assert not broken, "\n".join(broken)


@pytest.mark.parametrize("library", OWNERS)
def test_a_library_is_known_by_its_owners_only(library: str) -> None:
    users = {module for module, path in MODULES for name in imports(path, module) if inside(name, library)}
    assert users <= set(OWNERS[library])


def test_the_client_is_started_as_a_process_in_one_place() -> None:
    starters = [
        module
        for module, path in MODULES
        if inside(module, "boulevard_server") and '"boulevard_client"' in path.read_text("utf-8")
    ]
    assert starters == ["boulevard_server.cli.client"]


def test_every_module_says_first_what_it_is_for() -> None:
    trees = {module: ast.parse(path.read_text("utf-8")) for module, path in MODULES}
    assert not [module for module, tree in trees.items() if tree.body and not ast.get_docstring(tree)]


def test_modules_stay_short_enough_to_read() -> None:
    lengths = {module: len(path.read_text("utf-8").splitlines()) for module, path in MODULES}
    long = sorted((f"{module}: {count} lines" for module, count in lengths.items() if count > LONG))
    if long:
        print("\n".join(["modules to split soon:", *long]))
    assert not [module for module, count in lengths.items() if count > FAR_TOO_LONG]


def test_this_test_sees_an_import_that_breaks_the_table(tmp_path: Path) -> None:
    source = "def f():\n    from boulevard_server.rules import state\n    import pygame.font\n    from . import net\n"
    path = tmp_path / "x.py"
    path.write_text(source)
    with warnings.catch_warnings():
        found = set(imports(path, "boulevard_client.screens"))
    assert {"boulevard_server.rules.state", "pygame.font", "boulevard_client.net"} <= found
