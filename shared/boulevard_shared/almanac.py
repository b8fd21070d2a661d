"""The almanac: what each thing of the game does, with the numbers the rules use now, and what happened in the world.

Pages are `assets/almanac/<kind>.toml`, one table each; a page is known as `<kind>.<table>`, such as `chain.displays`.
A paragraph holds no figure of the rules itself, only its place: `{firms.delay_chance:share}` is read from the content
the match is played with, so a page cannot go stale. Places are the dotted names of rule numbers, with `.0`, `.1` for
lists, and `chain.<id>.<key>`, `city.<id>.<key>`, `project.<id>.<key>`, `scenario.<id>.<key>`; a page of one of these
may leave out its own beginning: `{lag_product:turns}` on the page of a chain.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import msgspec

from boulevard_shared.content import Content, Named, assets_root, shipped
from boulevard_shared.content_files import ContentError, read_table, suggestion, to_struct
from boulevard_shared.writing import LANGUAGES, fixed, money, number

KINDS = ("system", "chain", "city", "role", "module", "model", "event", "score", "scenario")
"""Kinds of page in the order of the shelf; each is a file."""

FORMATS = ("", "share", "percent", "number", "times", "turns", "money", "wan")
"""How a figure is written: plain; a share of 1 as percent; a percent as it is; a whole number; so many times; turns as
years; million yuan; wan."""

_FIGURE = re.compile(r"\{([^{}:]+)(?::([a-z]*))?\}")


class Texts(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Paragraphs in both languages, as many in one as in the other."""

    en: list[str]
    zh: list[str]


class Fact(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Something that happened in the world: when, what, and who reported it."""

    when: str
    en: str
    zh: str
    source: str


class Page(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A page as it stands in its file.

    `game` says what the thing does in play; `world` what happened; `see` names pages to read next; `explains` names
    quantities whose "why" leads here.
    """

    title: Named
    game: Texts
    world: list[Fact] = []
    see: list[str] = []
    explains: list[str] = []


@dataclass(frozen=True, slots=True)
class Reading:
    """A page in one language, figures filled in: paragraphs, then facts as (when, what, source)."""

    id: str
    title: str
    game: tuple[str, ...]
    world: tuple[tuple[str, str, str], ...]
    see: tuple[str, ...]


class Almanac:
    """All pages, with the content that their figures come from.

    `explained` are the ways in: pages by the quantity, or family of quantities (`city.`), whose "why" leads there.
    """

    __slots__ = ("_content", "explained", "pages")

    def __init__(self, pages: Mapping[str, Page], content: Content) -> None:
        self.pages = dict(pages)
        self._content = content
        self.explained = {quantity: id_ for id_, page in self.pages.items() for quantity in page.explains}

    @classmethod
    def load(cls, content: Content, folder: Path | None = None) -> Almanac:
        """Read and check `folder` (`assets/almanac` unless given).

        Raises:
            ContentError: a file that cannot be read, a key too many or missing, a link or a figure that leads nowhere,
                a text in one language only.
        """
        folder = folder or assets_root() / "almanac"
        pages: dict[str, Page] = {}
        for kind in KINDS:
            file = f"almanac/{kind}.toml"
            for name, table in read_table(folder / f"{kind}.toml", file).items():
                pages[f"{kind}.{name}"] = to_struct(table, Page, f"{file}: [{name}]")
        almanac = cls(pages, content)
        for id_, page in pages.items():
            almanac._check(id_, page)
        return almanac

    def ids(self, kind: str) -> list[str]:
        """Pages of one kind, in the order of the file."""
        return [id_ for id_ in self.pages if id_.startswith(f"{kind}.")]

    def title(self, id_: str, lang: str) -> str:
        return _in(self.pages[id_].title, lang)

    def read(self, id_: str, lang: str) -> Reading:
        """One page. Raises KeyError when there is none."""
        page = self.pages[id_]
        paragraphs = page.game.zh if lang == "zh" else page.game.en
        return Reading(
            id_,
            _in(page.title, lang),
            tuple(self._fill(id_, paragraph, lang) for paragraph in paragraphs),
            tuple((fact.when, fact.zh if lang == "zh" else fact.en, fact.source) for fact in page.world),
            tuple(page.see),
        )

    def page_of(self, quantity: str) -> str | None:
        """The page that a quantity's "why" leads to: its own, or that of its nearest family (`city.` for all of it)."""
        return self.explained.get(self.way_of(quantity))

    def way_of(self, quantity: str) -> str:
        """What of `explained` leads from a quantity to its page: its own name or that of its family; "" for nothing."""
        family = f"{quantity.partition('.')[0]}."
        return next((way for way in (quantity, family) if way in self.explained), "")

    def search(self, words: str, lang: str) -> list[str]:
        """Pages that hold all words, those with them in the title first; all pages for no words."""
        wanted = words.casefold().split()
        found: list[tuple[int, str]] = []
        for id_ in self.pages:
            title = self.title(id_, lang).casefold()
            reading = self.read(id_, lang)
            body = " ".join((title, *reading.game, *(what for _, what, _ in reading.world))).casefold()
            if all(word in body for word in wanted):
                found.append((0 if all(word in title for word in wanted) else 1, id_))
        return [id_ for _, id_ in sorted(found, key=lambda item: item[0])]

    def figures(self, id_: str) -> list[str]:
        """Places of all figures a page shows."""
        page = self.pages[id_]
        return [match[1] for paragraph in (*page.game.en, *page.game.zh) for match in _FIGURE.finditer(paragraph)]

    def _fill(self, id_: str, paragraph: str, lang: str) -> str:
        return _FIGURE.sub(lambda match: self._figure(id_, match[1], match[2] or "", lang), paragraph)

    def _figure(self, id_: str, place: str, form: str, lang: str) -> str:
        return written(self._value(id_, place), form, lang)

    def _value(self, id_: str, place: str) -> float | str:
        """Raises LookupError when the place leads nowhere."""
        for name in (place, f"{id_}.{place}"):
            key, _, index = name.rpartition(".")
            if name in self._content.parameters:
                value = self._content.parameters[name].value
                return float("nan") if isinstance(value, list) else value
            listed = self._content.parameters.get(key)
            if listed is not None and isinstance(listed.value, list) and index.isdecimal():
                return listed.value[int(index)]
            kind, _, rest = name.partition(".")
            entry, _, attribute = rest.partition(".")
            shelf = self._shelf(kind)
            if entry in shelf and isinstance(found := getattr(shelf[entry], attribute, None), int | float | str):
                return found
        raise LookupError(place)

    def _shelf(self, kind: str) -> Mapping[str, object]:
        content = self._content
        shelves: dict[str, Mapping[str, object]] = {
            "chain": content.chains,
            "city": content.cities,
            "project": content.templates,
            "scenario": content.scenarios,
        }
        return shelves.get(kind, {})

    def _check(self, id_: str, page: Page) -> None:
        kind, _, name = id_.partition(".")
        where = f"almanac/{kind}.toml: [{name}]"
        if len(page.game.en) != len(page.game.zh) or not page.game.en:
            raise ContentError(
                f"{where}: game: {len(page.game.en)} paragraphs in English, {len(page.game.zh)} in Chinese"
            )
        for link in page.see:
            if link not in self.pages:
                raise ContentError(f"{where}: see: there is no page '{link}'{suggestion(link, self.pages)}")
        for paragraph in (*page.game.en, *page.game.zh):
            for match in _FIGURE.finditer(paragraph):
                try:
                    value = self._value(id_, match[1])
                except (LookupError, IndexError):
                    raise ContentError(f"{where}: there is no figure '{match[1]}'") from None
                form = match[2] or ""
                if form not in FORMATS or value != value or (form and isinstance(value, str)):
                    raise ContentError(f"{where}: '{{{match[0][1:-1]}}}' cannot be written as '{form}'")


def written(value: float | str, form: str, lang: str) -> str:
    """A figure as text, in one of `FORMATS`."""
    if isinstance(value, str):
        return value
    match form:
        case "share":
            return f"{_plain(value * 100)}%"
        case "percent":
            return f"{_plain(value)}%"
        case "times":
            return f"{_plain(value)}倍" if lang == "zh" else f"{_plain(value)} times"
        case "turns":
            return _years(value, lang)
        case "money":
            return money(round(value * 100), lang)
        case "wan":
            return money(round(value), lang)
        case "number":
            return number(round(value), lang)
        case _:
            return _plain(value).replace(",", "")


def _years(turns: float, lang: str) -> str:
    """Half-years as people say them: `half a year`, `2½ years`, `半年`, `2年半`."""
    years, half = divmod(round(turns), 2)
    if lang == "zh":
        return f"{years}年半" if years and half else f"{years}年" if years else "半年"
    if not years:
        return "half a year" if half else "no time"
    return f"{years}{'½' if half else ''} year{'' if years == 1 and not half else 's'}"


def _plain(value: float) -> str:
    """At most two decimals, none that say nothing."""
    sign = "−" if value < 0 else ""
    places = 0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2
    text = fixed(round(abs(value) * 1_000), 1_000, places)
    return sign + (text.rstrip("0").rstrip(".") if "." in text else text)


def _in(name: Named, lang: str) -> str:
    return name.zh if lang == "zh" else name.en


@cache
def shipped_almanac() -> Almanac:
    """The pages that come with the game. Raises ContentError as `load`."""
    return Almanac.load(shipped())


def untold(almanac: Almanac, wanted: Iterable[str]) -> list[str]:
    """Which of these ids have no page."""
    return [id_ for id_ in wanted if id_ not in almanac.pages]


assert set(LANGUAGES) == set(Texts.__struct_fields__)
