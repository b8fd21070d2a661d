"""Turns sentences into English or Chinese text; this module owns catalogues and the way values are written.

A catalogue is every file of `assets/locale/<lang>/*.toml`, nested tables read as dotted keys. An entry is a
template: plain text with fields such as `{need:money}`. The formats are listed in `FORMATS`; any other format
is a kind of name (`{city:city}`), looked up in the catalogue's name tables, then as `name.<kind>.<value>`.
Three formats have choices: `{n:plural:firm|firms}`, for a truth `{built:choose:built|planned}`, and for what is left
out where it is nothing `{loan:given:money|, a loan of |}` (how it is written, what stands before it and after it).
`{{` and `}}` stand for braces.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from boulevard_shared.content import assets_root
from boulevard_shared.sentence import Argument, Sentence
from boulevard_shared.writing import LANGUAGES, centi, factor, money, number, share, thousands, turn_name

Names = Mapping[str, Callable[[Argument], str]]
"""For each kind of name, what it is called: `{"firm": lambda serial: model.firm_name(serial)}`."""

FORMATS: Mapping[str, str] = {
    "money": "wan as money, for example ¥184.2m or 1.84亿元",
    "money_signed": "the same with its sign",
    "money_short": "money for narrow places, for example ¥184m or 1.8亿",
    "int": "a whole number in groups of thousands",
    "int_signed": "the same with its sign",
    "int_short": "a whole number for narrow places, for example 42.8k or 4.3万",
    "thousands": "a number of thousands for narrow places, for example 15k or 1.5万",
    "bp": "basis points as percent with one decimal",
    "signed_bp": "the same with its sign",
    "percent": "whole percent",
    "centi": "hundredths as a number with one decimal",
    "factor": "hundredths of a log odds as a factor, for example 2.5",
    "turn": "the half-year of a turn; needs the catalogue's start_year",
    "text": "the argument is itself a key of the catalogue",
}

CHOICES: Mapping[str, str] = {"plural": "one|many", "choose": "yes|no", "given": "money|before|after"}
"""Formats with choices, each with an example of them."""

NAME_KINDS = ("chain", "city", "firm", "official", "project", "scenario")
"""Kinds of name that content or the match gives; the catalogue itself names all others."""


class CatalogueError(ValueError):
    """A catalogue file or entry that cannot be used; the message names the file and the key."""


class MissingArgument(LookupError):
    """A sentence lacks an argument that its template needs, or has one of the wrong type."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A field of a template: which argument, how it is written, and the choices of plural and choose."""

    name: str
    format: str = ""
    choices: tuple[str, ...] = ()


_TOKEN = re.compile(r"\{\{|\}\}|\{([^{}]*)\}|[{}]")
_NAME = re.compile(r"[a-z][a-z0-9_]*")


def parse(template: str) -> tuple[str | Slot, ...]:
    """Split a template into plain pieces and slots.

    Raises:
        ValueError: a brace without its partner, or a field that cannot be read.
    """
    parts: list[str | Slot] = []
    text = ""
    end = 0
    for token in _TOKEN.finditer(template):
        text += template[end : token.start()]
        end = token.end()
        if token[0] in ("{{", "}}"):
            text += token[0][0]
            continue
        if token[1] is None:
            raise ValueError(f"a lone {token[0]} at character {token.start()}")
        if text:
            parts.append(text)
            text = ""
        parts.append(_slot(token[1]))
    text += template[end:]
    if text or not parts:
        parts.append(text)
    return tuple(parts)


def _slot(field: str) -> Slot:
    name, _, rest = field.partition(":")
    kind, _, tail = rest.partition(":")
    if not _NAME.fullmatch(name) or (rest and not _NAME.fullmatch(kind)):
        raise ValueError(f"cannot read the field {{{field}}}")
    if kind not in CHOICES:
        if tail:
            raise ValueError(f"only {', '.join(CHOICES)} have choices: {{{field}}}")
        return Slot(name, kind)
    choices = tuple(tail.split("|"))
    example = CHOICES[kind]
    if len(choices) != example.count("|") + 1:
        raise ValueError(f"{{{field}}} needs as many choices as in {{{name}:{kind}:{example}}}")
    if kind == "given" and choices[0] not in FORMATS:
        raise ValueError(f"{choices[0]!r} is no way to write a value, in {{{field}}}")
    return Slot(name, kind, choices)


def read_texts(folder: Path) -> dict[str, tuple[str, str]]:
    """All entries of a language folder: dotted key -> (template, file name).

    Raises:
        CatalogueError: unreadable TOML, an entry that is not text, or a key given twice.
    """
    texts: dict[str, tuple[str, str]] = {}
    for path in sorted(folder.glob("*.toml")):
        try:
            tables = tomllib.loads(path.read_text(encoding="utf-8"))
        except tomllib.TOMLDecodeError as error:
            raise CatalogueError(f"{path.name}: {error}") from error
        for key, value in _flat("", tables):
            if not isinstance(value, str):
                raise CatalogueError(f"{path.name}: {key}: an entry must be text, not {value!r}")
            if key in texts:
                raise CatalogueError(f"{key}: given in both {texts[key][1]} and {path.name}")
            texts[key] = (value, path.name)
    return texts


def _flat(prefix: str, tables: Mapping[str, Any]) -> Iterable[tuple[str, Any]]:
    for name, value in tables.items():
        if isinstance(value, dict):
            yield from _flat(f"{prefix}{name}.", value)
        else:
            yield f"{prefix}{name}", value


class Catalogue:
    """Every text of one language, and the names it needs.

    Attributes:
        lang: "en" or "zh".
        start_year: calendar year of turn 0; needed by `{x:turn}`.
        names: for each kind of name, what the thing with this id is called; may be set at any time.
        strict: raise on a missing argument instead of showing `⟦argument⟧`; tests set it.
        missing: keys that were asked for and not found.
    """

    __slots__ = ("_templates", "lang", "missing", "names", "start_year", "strict")

    def __init__(self, lang: str, templates: Mapping[str, tuple[str | Slot, ...]]) -> None:
        if lang not in LANGUAGES:
            raise CatalogueError(f"unknown language {lang!r}; there are {', '.join(LANGUAGES)}")
        self.lang = lang
        self.start_year: int | None = None
        self.names: Names = {}
        self.strict = False
        self.missing: set[str] = set()
        self._templates = dict(templates)

    @classmethod
    def load(cls, lang: str, root: Path | None = None) -> Catalogue:
        """Read `<root>/<lang>/*.toml`; `root` is `assets/locale` unless given.

        Raises:
            CatalogueError: see `read_texts`; also a template that cannot be parsed.
        """
        folder = (root or assets_root() / "locale") / lang
        templates = {}
        for key, (template, file) in read_texts(folder).items():
            try:
                templates[key] = parse(template)
            except ValueError as error:
                raise CatalogueError(f"{file}: {key}: {error}") from error
        return cls(lang, templates)

    def __contains__(self, key: str) -> bool:
        return key in self._templates

    def __iter__(self) -> Iterator[str]:
        """All keys."""
        return iter(self._templates)

    def slots(self, key: str) -> frozenset[Slot]:
        """The fields that an entry needs."""
        return frozenset(part for part in self._templates[key] if isinstance(part, Slot))

    def render(self, sentence: Sentence) -> str:
        """The sentence in this language; a key that does not exist shows as `⟦key⟧` and is noted.

        Raises:
            MissingArgument: only when `strict`.
        """
        return self._write(sentence.key, sentence.args)

    def text(self, key: str, /, **args: Argument) -> str:
        """The same for a key and its arguments."""
        return self._write(key, args)

    def _write(self, key: str, args: Mapping[str, Argument]) -> str:
        template = self._templates.get(key)
        if template is None:
            self.missing.add(key)
            return f"⟦{key}⟧"
        return "".join(part if isinstance(part, str) else self._write_slot(key, part, args) for part in template)

    def _write_slot(self, key: str, slot: Slot, args: Mapping[str, Argument]) -> str:
        try:
            if slot.name not in args:
                raise MissingArgument(f"{key}: no argument {slot.name!r} among {sorted(args)}")
            return self._write_value(slot, args[slot.name])
        except MissingArgument:
            if self.strict:
                raise
        except (TypeError, ValueError, LookupError) as error:
            if self.strict:
                raise MissingArgument(f"{key}: {slot.name}={args[slot.name]!r}: {error}") from error
        return f"⟦{slot.name}⟧"

    def _write_value(self, slot: Slot, value: Argument) -> str:
        lang = self.lang
        match slot.format:
            case "":
                return str(value)
            case "money":
                return money(_int(value), lang)
            case "money_signed":
                return money(_int(value), lang, signed=True)
            case "money_short":
                return money(_int(value), lang, short=True)
            case "int":
                return number(_int(value), lang)
            case "int_signed":
                return number(_int(value), lang, signed=True)
            case "int_short":
                return number(_int(value), lang, short=True)
            case "thousands":
                return thousands(_int(value), lang)
            case "bp":
                return share(_int(value))
            case "signed_bp":
                return share(_int(value), signed=True)
            case "percent":
                return f"{number(_int(value), lang)}%"
            case "centi":
                return centi(_int(value))
            case "factor":
                return factor(_int(value))
            case "turn":
                if self.start_year is None:
                    raise ValueError("the catalogue's start_year is not set")
                return turn_name(_int(value), self.start_year, lang)
            case "text":
                return self._write(str(value), {})
            case "plural":
                return slot.choices[0 if _int(value) == 1 else 1]
            case "choose":
                return slot.choices[0 if value else 1]
            case "given":
                written, before, after = slot.choices
                return before + self._write_value(Slot(slot.name, written), value) + after if value else ""
            case kind:
                return self._write_name(kind, value)

    def _write_name(self, kind: str, value: Argument) -> str:
        if kind in self.names:
            return self.names[kind](value)
        return self._write(f"name.{kind}.{value}", {})


def _int(value: Argument) -> int:
    if type(value) is not int:  # True is an int to isinstance, and no amount of money
        raise TypeError(f"a whole number is needed, not {value!r}")
    return value
