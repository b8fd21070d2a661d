"""Reading content files strictly: limits, unknown and missing keys, wrong types; every error says file, entry, key.

Knows TOML and the shape of structs, nothing of what the figures mean: that is `content_checks`.
"""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Collection
from enum import Enum
from functools import cache
from pathlib import Path
from types import UnionType
from typing import Any, TypeVar, get_args, get_origin

import msgspec

FILE_BYTES = 512 * 1024
DEPTH = 6
VALUES = 50_000
TEXT_LENGTH = 400
KEY_LENGTH = 120
NUMBER = 10**12
"""Limits of one file. Content may come from strangers (a mod, a class), so it may not be huge or endlessly deep."""

_T = TypeVar("_T")
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_WORDS = {int: "a whole number", float: "a number", str: "text", bool: "true or false"}


class ContentError(ValueError):
    """Content that cannot be used; the message says file, entry, key and what to do."""


def suggestion(word: str, known: Collection[str]) -> str:
    """`; did you mean 'x'?` if a known word is close, else nothing."""
    near = difflib.get_close_matches(word, list(known), n=1)
    return f"; did you mean '{near[0]}'?" if near else ""


def check_keys(keys: Collection[str], known: Collection[str], where: str, optional: Collection[str] = ()) -> None:
    """Every known key is there, unless it is optional, and no other.

    Raises:
        ContentError: `<where>: unknown key 'x'` or `<where>: key 'x' is missing`.
    """
    for key in keys:
        if key not in known:
            raise ContentError(f"{where}: unknown key '{key}'{suggestion(key, known)}")
    for key in known:
        if key not in keys and key not in optional:
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
            for key in value:
                if len(key) > KEY_LENGTH or not key.isprintable():
                    raise ContentError(f"{file}: {at}: a key is longer than {KEY_LENGTH} or not printable")
            todo.extend((inner, depth + 1, f"{at}.{key}" if at else key) for key, inner in value.items())
        elif isinstance(value, list):
            todo.extend((inner, depth + 1, f"{at} #{i + 1}") for i, inner in enumerate(value))
        elif isinstance(value, str) and len(value) > TEXT_LENGTH:
            raise ContentError(f"{file}: {at}: text of {len(value)} characters, but at most {TEXT_LENGTH} fit")
        elif isinstance(value, (int, float)) and not abs(value) <= NUMBER:
            raise ContentError(f"{file}: {at}: the number is not within {NUMBER:g}")


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
    return msgspec.convert(value, kind)


def _check_shape(value: Any, kind: Any, where: str) -> None:
    """Compare a value with a type, key by key, so that the sentence can name the place and the nearest key."""
    origin = get_origin(kind)
    if origin is UnionType:
        options = get_args(kind)
        fitting = [option for option in options if _fits(value, get_origin(option) or option)]
        if not fitting:
            wanted = " or ".join(_in_words(option) for option in options)
            raise ContentError(f"{where}: expected {wanted}, not {_seen(value)}")
        _check_shape(value, fitting[0], where)
    elif isinstance(kind, type) and issubclass(kind, Enum):
        known = [str(member.value) for member in kind]
        if value not in known:
            raise ContentError(f"{where}: '{value}' is not one of {', '.join(known)}")
    elif not _fits(value, origin or kind):
        raise ContentError(f"{where}: expected {_in_words(kind)}, not {_seen(value)}")
    elif origin is list:
        for i, item in enumerate(value):
            _check_shape(item, get_args(kind)[0], f"{where} #{i + 1}")
    elif origin is dict:
        for key, item in value.items():
            _check_shape(item, get_args(kind)[1], f"{where}: {key}")
    elif issubclass(kind, msgspec.Struct):
        fields = fields_of(kind)
        check_keys(
            value, [field.name for field in fields], where, [field.name for field in fields if not field.required]
        )
        for field in fields:
            if field.name in value:
                _check_shape(value[field.name], field.type, f"{where}: {field.name}")


@cache
def fields_of(kind: type[msgspec.Struct]) -> tuple[msgspec.structs.FieldInfo, ...]:
    """The fields of a struct; their types are worked out once, for a server that starts again should do so quickly."""
    return msgspec.structs.fields(kind)


def _fits(value: Any, kind: type) -> bool:
    if kind is float:
        return type(value) in (int, float)
    if kind in _WORDS:
        return type(value) is kind  # a flag must not pass for a number
    if issubclass(kind, Enum):
        return isinstance(value, str)  # which one of them is looked at next
    return isinstance(value, list if kind is list else dict)


def _in_words(kind: Any) -> str:
    origin = get_origin(kind)
    if origin is list:
        return f"a list of {_in_words(get_args(kind)[0]).removeprefix('a ')}s"
    if origin is dict:
        return "a table"
    if kind in _WORDS:
        return _WORDS[kind]
    if issubclass(kind, Enum):
        return f"one of {', '.join(str(member.value) for member in kind)}"
    return f"a table with {', '.join(field.name for field in msgspec.structs.fields(kind))}"


def _seen(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:g}"
    if isinstance(value, list):
        return "a list"
    if isinstance(value, dict):
        return "a table"
    return _WORDS.get(type(value), f"a {type(value).__name__}")
