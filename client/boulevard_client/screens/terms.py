"""The almanac's terms in running text: which words are about which page, marking them, and what a term's tip says."""

from __future__ import annotations

import re
from functools import cache

from boulevard_client.widgets.tips import Tip
from boulevard_shared.almanac import shipped_almanac
from boulevard_shared.content import assets_root
from boulevard_shared.content_files import ContentError, read_table, suggestion

FILE = "almanac/terms.toml"
NAMED = ("chain", "module", "role", "model")
"""Kinds of page whose title is a term by itself."""
MOST = 3
"""Links in one text: more of them would make it hard to read."""
_MARKED = re.compile(r"\*\*.+?\*\*|\[\[.+?\]\]")


@cache
def vocabulary(lang: str) -> dict[str, str]:
    """Words in a language and the page each is about, longest first.

    Raises:
        ContentError: the file of terms cannot be read, or names a page that is not there.
    """
    almanac = shipped_almanac()
    found = {almanac.title(page, lang).casefold(): page for page in almanac.pages if page.partition(".")[0] in NAMED}
    for page, words in read_table(assets_root() / "almanac" / "terms.toml", FILE).items():
        if page not in almanac.pages:
            raise ContentError(f"{FILE}: there is no page '{page}'{suggestion(page, almanac.pages)}")
        found |= {str(word).casefold(): page for word in words[lang]}
    return dict(sorted(found.items(), key=lambda item: -len(item[0])))


@cache
def _pattern(lang: str) -> re.Pattern[str]:
    words = "|".join(re.escape(word) for word in vocabulary(lang))
    return re.compile(words if lang == "zh" else rf"\b(?:{words})\b", re.IGNORECASE)


def linked(text: str, lang: str, about: str = "", most: int = MOST) -> str:
    """Rich text in which the first mention of each term leads to its page, except the page the text is about.

    What is marked already stays as it is.
    """
    told = {about} if about else set()
    most += len(told)

    def mark(match: re.Match[str]) -> str:
        page = vocabulary(lang)[match[0].casefold()]
        if page in told or len(told) >= most:
            return match[0]
        told.add(page)
        return f"[[{page}|{match[0]}]]"

    pieces: list[str] = []
    at = 0
    for marked in _MARKED.finditer(text):
        pieces += [_pattern(lang).sub(mark, text[at : marked.start()]), marked[0]]
        at = marked.end()
    pieces.append(_pattern(lang).sub(mark, text[at:]))
    return "".join(pieces)


def term_tip(page: str, lang: str) -> Tip | None:
    """What a term means: the first paragraph of its page; None for a page that is not there."""
    almanac = shipped_almanac()
    if page not in almanac.pages:
        return None
    reading = almanac.read(page, lang)
    return Tip(reading.title, reading.game[0], icon="book", page=page)
