"""What several commands ask for in the same way, and where matches are kept unless told otherwise."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

from platformdirs import user_data_path

from boulevard_shared.ids import BotLevel, History

LANGUAGES = ("en", "zh")


class Failure(Exception):
    """The command cannot do what was asked; the text is a sentence for the person at the keyboard."""


def data_folder(chosen: Path | None) -> Path:
    """Where stored matches live, as an absolute path."""
    return chosen.absolute() if chosen is not None else user_data_path("quantum-boulevard", appauthor=False) / "server"


def said(error: Exception) -> str:
    """What went wrong, as the middle of a sentence; of a file, its name before the reason."""
    if isinstance(error, OSError) and error.filename is not None:
        return f"{error.filename}: {error.strerror}"
    return str(error)


def whole(least: int, most: int | None = None) -> Callable[[str], int]:
    """Reads a whole number within bounds, for `add_argument(type=...)`."""
    bounds = f"{least} or more" if most is None else f"{least} to {most}"

    def read(text: str) -> int:
        try:
            number = int(text)
        except ValueError:
            raise argparse.ArgumentTypeError(f"'{text}' is not a whole number") from None
        if number < least or (most is not None and number > most):
            raise argparse.ArgumentTypeError(f"{number} is out of bounds: {bounds}")
        return number

    return read


def add_data(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--data", type=Path, metavar="DIR", help="folder of stored matches")


def add_lang(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--lang", choices=LANGUAGES, help="language of everything that is shown")


def add_match(parser: argparse.ArgumentParser) -> None:
    """What a new match is like."""
    parser.add_argument("--scenario", default="display-decade", help="scenario to play (default: %(default)s)")
    parser.add_argument("--city", default="hefei", help="city to govern (default: %(default)s)")
    levels = [level.value for level in BotLevel]
    parser.add_argument("--bots", choices=levels, help="level of the bots (default: the scenario's)")
    histories = [history.value for history in History]
    parser.add_argument(
        "--history",
        choices=histories,
        default="jittered",
        help="how the national past comes about (default: %(default)s)",
    )
    parser.add_argument(
        "--seats", type=whole(2, 10), metavar="N", help="cities in play, 2 to 10 (default: the scenario's)"
    )
    parser.add_argument(
        "--seed", type=whole(0, 2**53), metavar="N", help="seed of all luck; the same seed deals the same match"
    )
