"""`boulevard almanac`: the pages of the almanac as text, found by words or by name."""

from __future__ import annotations

import argparse
import shutil
import textwrap

from boulevard_server.cli.options import Failure, add_lang


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("words", nargs="*", metavar="WORD", help="words to look for, or the name of a page")
    add_lang(parser)


def run(args: argparse.Namespace) -> int:
    """Print the page that was named or the only one that holds the words; else list those that do.

    Raises:
        Failure: no page holds the words, or the almanac cannot be read.
    """
    from boulevard_shared.almanac import shipped_almanac
    from boulevard_shared.content import ContentError

    try:
        almanac = shipped_almanac()
    except ContentError as error:
        raise Failure(f"{error}.") from error
    lang, words = args.lang or "en", " ".join(args.words)
    named = [id_ for id_ in almanac.pages if words in (id_, id_.partition(".")[2])]
    found = named or almanac.search(words, lang)
    if not found:
        raise Failure(f"no page of the almanac holds '{words}'.")
    titled = [id_ for id_ in found if almanac.title(id_, lang).casefold() == words.casefold()]
    if len(found) > 1 and len(titled) != 1:
        for id_ in found:
            print(f"{id_:28} {almanac.title(id_, lang)}")
        return 0
    reading = almanac.read((titled or found)[0], lang)
    print(reading.title, end="\n\n")
    for paragraph in reading.game:
        print(_wrapped(paragraph, lang), end="\n\n")
    for when, what, source in reading.world:
        print(_wrapped(f"{when}: {what} ({source})", lang), end="\n\n")
    if reading.see:
        print("→ " + ", ".join(f"{id_} ({almanac.title(id_, lang)})" for id_ in reading.see))
    return 0


def _wrapped(text: str, lang: str) -> str:
    width = min(100, shutil.get_terminal_size().columns)
    # A Chinese character is two columns wide and may be followed by a break anywhere.
    return textwrap.fill(text, width // 2 if lang == "zh" else width)
