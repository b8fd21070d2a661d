"""Reading content files strictly: limits, unknown and missing keys, wrong types; every error says file, entry, key.

Knows TOML and the shape of structs, nothing of what the figures mean: that is `content_checks`.
"""

from __future__ import annotations

import difflib
import math
import re
import tomllib
from collections.abc import Collection, Mapping
from enum import Enum
from pathlib import Path
from typing import Any, TypeVar, get_args, get_origin

import msgspec

FILE_BYTES = 512 * 1024
DEPTH = 6
VALUES = 50_000
TEXT_LENGTH = 400
"""Limits of one file. Content may come from strangers (a mod, a class), so it may not be huge or endlessly deep."""

_T = TypeVar("_T")
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_WRONG_TYPE = re.compile(r"Expected `(?P<want>.+?)`, got `(?P<got>.+?)`(?: - (?:at|key) `\$(?P<at>[^`]*)`.*)?$")
_PLAIN = {
    "int": "a whole number",
    "float": "a number",
    "float | array": "a number or a list of numbers",
    "str": "text",
    "bool": "true or false",
    "array": "a list",
    "object": "a table",
    "null": "nothing",
}


class ContentError(ValueError):
    """Content that cannot be used; the message says file, entry, key and what to do."""


def suggestion(word: str, known: Collection[str]) -> str:
    """`; did you mean 'x'?` if a known word is close, else nothing."""
    near = difflib.get_close_matches(word, list(known), n=1)
    return f"; did you mean '{near[0]}'?" if near else ""


def check_keys(keys: Collection[str], known: Collection[str], where: str) -> None:
    """Every known key is there and no other.

    Raises:
        ContentError: `<where>: unknown key 'x'` or `<where>: key 'x' is missing`.
    """
    for key in keys:
        if key not in known:
            raise ContentError(f"{where}: unknown key '{key}'{suggestion(key, known)}")
    for key in known:
        if key not in keys:
            raise ContentError(f"{where}: key '{key}' is missing")


def read_table(path: Path, file: str) -> dict[str, Any]:
    """The table a TOML file holds, within the limits.

    Args:
        file: how errors name it, such as `scenarios/one-term.toml`.
    Raises:
        ContentError: it cannot be read, is not TOML, or is beyond a limit.
    """
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise ContentError(f"{file}: cannot be read: {error.strerror}") from error
    if len(raw) > FILE_BYTES:
        raise ContentError(f"{file}: {len(raw)} bytes, but at most {FILE_BYTES} are allowed")
    try:
        table = tomllib.loads(raw.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise ContentError(f"{file}: not UTF-8 text (byte {error.start})") from error
    except tomllib.TOMLDecodeError as error:
        raise ContentError(f"{file}: not valid TOML: {error}") from error
    except RecursionError as error:
        raise ContentError(f"{file}: nested deeper than {DEPTH} levels") from error
    _within_limits(table, file)
    return table


def _within_limits(table: dict[str, Any], file: str) -> None:
    """Walk without recursion, so that depth itself cannot hurt."""
    count = 0
    todo: list[tuple[Any, int, str]] = [(table, 0, "")]
    while todo:
        value, depth, at = todo.pop()
        count += 1
        if count > VALUES:
            raise ContentError(f"{file}: more than {VALUES} values")
        if depth > DEPTH:
            raise ContentError(f"{file}: {at}: nested deeper than {DEPTH} levels")
        if isinstance(value, dict):
            todo.extend((inner, depth + 1, f"{at}.{key}" if at else key) for key, inner in value.items())
        elif isinstance(value, list):
            todo.extend((inner, depth + 1, f"{at} #{i + 1}") for i, inner in enumerate(value))
        elif isinstance(value, str) and len(value) > TEXT_LENGTH:
            raise ContentError(f"{file}: {at}: text of {len(value)} characters, but at most {TEXT_LENGTH} fit")
        elif isinstance(value, float) and not math.isfinite(value):
            raise ContentError(f"{file}: {at}: {value} is not a number that can be used")


def check_id(key: str, where: str) -> None:
    """An id is short lower-case words joined by hyphens, as orders carry it.

    Raises:
        ContentError: it is not.
    """
    if len(key) > 32 or not _ID.fullmatch(key):
        raise ContentError(
            f"{where}: '{key}' is not an id: lower-case letters and digits joined by hyphens, at most 32"
        )


def to_struct(value: Any, kind: type[_T], where: str) -> _T:
    """A value of a TOML table as a struct; `where` begins every error, such as `chains.toml: [displays]`.

    Raises:
        ContentError: not a table, an unknown or missing key, or a wrong type.
    """
    _check_shape(value, kind, where)
    try:
        return msgspec.convert(value, kind)
    except msgspec.ValidationError as error:
        raise ContentError(f"{where}: {_plain(str(error))}") from error


def _check_shape(value: Any, kind: Any, where: str) -> None:
    """Key by key, so that the sentence can name the nearest right one; plain types are left to msgspec."""
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        if not isinstance(value, Mapping):
            raise ContentError(f"{where}: expected a table with {_listed(kind)}")
        fields = msgspec.structs.fields(kind)
        check_keys(value, [f.name for f in fields], where)
        for field in fields:
            _check_shape(value[field.name], field.type, f"{where}: {field.name}")
    elif isinstance(kind, type) and issubclass(kind, Enum):
        known = [str(member.value) for member in kind]
        if value not in known:
            raise ContentError(f"{where}: '{value}' is not one of {', '.join(known)}")
    elif get_origin(kind) is list and isinstance(value, list):
        for i, item in enumerate(value):
            _check_shape(item, get_args(kind)[0], f"{where} #{i + 1}")


def _listed(kind: type[msgspec.Struct]) -> str:
    return ", ".join(field.name for field in msgspec.structs.fields(kind))


def _plain(complaint: str) -> str:
    """`Expected `int`, got `str` - at `$.gdp`` -> `gdp: expected a whole number, not text`."""
    match = _WRONG_TYPE.match(complaint)
    if match is None:
        return complaint
    want, got = (_PLAIN.get(match[group], match[group]) for group in ("want", "got"))
    at = (match["at"] or "").replace("[...]", "").lstrip(".")
    return f"{at}: expected {want}, not {got}" if at else f"expected {want}, not {got}"
