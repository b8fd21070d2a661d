"""Nothing shipped lies idle and nothing is asked for in vain: sentences, numbers of the rules, fields of content.

Read from the source: what stands between quotes there, and the f-strings that keys are put together with. The blanks of
such a key may be filled with words of the same module, ids of content, or members of enumerations.
"""

from __future__ import annotations

import ast
import enum
import inspect
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from boulevard_client.screens import registry
from boulevard_server.rules.fields import Field
from boulevard_server.rules.state import STATE
from boulevard_shared import events, ids
from boulevard_shared.content import Chain, City, Plan, Scenario, Template, assets_root, shipped
from boulevard_shared.locale import Catalogue
from boulevard_shared.orders import ORDER_TYPES

ROOT = Path(__file__).parents[1]
ROOMS = ("client/boulevard_client", "server/boulevard_server", "shared/boulevard_shared")
NOT_PLAYED = "gallery"
"""The gallery of widgets has samples of its own, not texts of the game."""
KEY = re.compile(r"[a-z_]+(\.[A-Za-z0-9_-]+)+")


@dataclass(frozen=True)
class Module:
    """What a module says: its strings, the words in them, and its f-strings as patterns with one group a blank."""

    path: Path
    strings: frozenset[str]
    words: frozenset[str]
    patterns: tuple[str, ...]


def pattern(node: ast.JoinedStr) -> str:
    return "".join(re.escape(str(part.value)) if isinstance(part, ast.Constant) else "(.+)" for part in node.values)


def read(path: Path) -> Module:
    nodes = list(ast.walk(ast.parse(path.read_text("utf-8"))))
    strings = {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    arguments = {node.arg for node in nodes if isinstance(node, ast.keyword) and node.arg}
    attributes = {
        node.target.id for node in nodes if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name)
    }
    pieces = {piece for text in strings for piece in re.split(r"[.:]", text)}
    joined = [node for node in nodes if isinstance(node, ast.JoinedStr) and len(node.values) > 1]
    patterns = tuple(pattern(node) for node in joined if re.match(r"[a-z_]+\\\.", pattern(node)))
    return Module(path, frozenset(strings), frozenset(strings | arguments | attributes | pieces), patterns)


@cache
def modules() -> tuple[Module, ...]:
    paths = [path for room in ROOMS for path in sorted((ROOT / room).rglob("*.py")) if NOT_PLAYED not in path.parts]
    return tuple(read(path) for path in paths)


@cache
def strings() -> frozenset[str]:
    return frozenset(text for module in modules() for text in module.strings)


def said_in(folder: str) -> frozenset[str]:
    """Strings of the modules below a folder, up to a colon: `roads:city.transport` is the cause `roads`."""
    inside = [module for module in modules() if folder in module.path.as_posix()]
    return frozenset(text.partition(":")[0] for module in inside for text in module.strings)


@cache
def members() -> frozenset[str]:
    """Names, values and lower-case names of every member of an enumeration, and the ids of content and orders."""
    kinds = [kind for room in (ids, events) for kind in vars(room).values() if isinstance(kind, enum.EnumMeta)]
    named = {
        name for kind in kinds for member in kind for name in (member.name, member.name.lower(), str(member.value))
    }
    content = shipped()
    tables = (content.cities, content.chains, content.templates, content.scenarios)
    named |= {*ids.SCORE_PARTS, *ids.TASTES}
    return frozenset(named | {key for table in tables for key in table} | {order.__name__ for order in ORDER_TYPES})


def rivers() -> frozenset[str]:
    return frozenset(tomllib.loads((assets_root() / "art" / "rivers.toml").read_text("utf-8")))


def kinds_of_names() -> frozenset[str]:
    """The formats of all templates: `{route:route}` asks for `name.route.*`."""
    words = Catalogue.load("en")
    return frozenset(slot.format for key in words for slot in words.slots(key))


def seen_quantities() -> frozenset[str]:
    fields: tuple[Field, ...] = tuple(STATE)
    return frozenset(field.name for field in fields)


@cache
def families() -> dict[str, frozenset[str]]:
    """First parts of keys whose rest comes from data: what may stand there."""
    rules = said_in("/rules/")
    return {
        "cause.": rules | members(),
        "money.": rules,
        "event.": rules | members(),
        "refused.": rules,
        "quantity.": seen_quantities(),
        "quantity_about.": seen_quantities(),
        "ui.screen.": frozenset(registry.names()),
        "map.river.": rivers(),
        **{f"name.{kind}.": members() | said_in("/bots/") for kind in kinds_of_names()},
    }


def used(key: str) -> bool:
    if key in strings():
        return True
    if any(key.startswith(family) and key.removeprefix(family) in rest for family, rest in families().items()):
        return True
    for module in modules():
        for each in module.patterns:
            match = re.fullmatch(each, key)
            if match and all(word in module.words or word in members() for word in match.groups()):
                return True
    return False


def test_every_sentence_of_the_catalogue_is_said_somewhere() -> None:
    assert [key for key in Catalogue.load("en") if not used(key)] == []


def test_this_test_sees_a_sentence_that_nobody_says() -> None:
    assert not any(used(key) for key in ("ui.menu.nowhere", "cause.magic", "quantity.city.nothing", "event.FirmFlew"))


def wanted() -> Iterator[tuple[str, str]]:
    words = frozenset(Catalogue.load("en"))
    rooms = {key.partition(".")[0] for key in words}
    others = set(shipped().parameters) | seen_quantities()
    for module in modules():
        for text in module.strings:
            if KEY.fullmatch(text) and text.partition(".")[0] in rooms and text not in others:
                begins = any(key.startswith((text + ".", text + "_")) or text.endswith((".", "_")) for key in words)
                if text not in words and not begins and not text.endswith(".toml"):
                    yield module.path.name, text
        for each in module.patterns:
            begin = re.match(r"[a-z_]+", each)
            if begin and begin[0] in rooms and not any(re.fullmatch(each, key) for key in words | others):
                yield module.path.name, each


def test_every_sentence_that_code_says_is_in_the_catalogue() -> None:
    assert sorted(wanted()) == []


def test_every_number_of_the_rules_is_read() -> None:
    """By its whole name, or put together as in `tables[f"score.{part}"]`."""
    joined = [each for module in modules() for each in module.patterns]
    idle = [
        name
        for name in shipped().parameters
        if name not in strings() and not any(re.fullmatch(each, name) for each in joined)
    ]
    assert idle == []


@pytest.mark.parametrize("kind", [City, Chain, Template, Scenario, Plan])
def test_every_field_of_content_is_read(kind: type) -> None:
    """As an attribute or by name, or by a method of its own that is called; `source` is for people."""
    readers = [path for room in ROOMS for path in (ROOT / room).rglob("*.py") if not path.name.startswith("content")]
    text = "\n".join(path.read_text("utf-8") for path in readers)
    methods = [method for method in vars(kind).values() if inspect.isfunction(method)]
    text += "\n".join(inspect.getsource(each) for each in methods if f".{each.__name__}(" in text)
    fields = [name for name in kind.__struct_fields__ if name != "source"]
    assert [name for name in fields if not re.search(rf"""\.{name}\b|["']{name}["']""", text)] == []
