"""What several commands ask for in the same way, and where matches are kept unless told otherwise."""

from __future__ import annotations

import argparse
from pathlib import Path

from platformdirs import user_data_path

from boulevard_shared.ids import BotLevel

LANGUAGES = ("en", "zh")


class Failure(Exception):
    """The command cannot do what was asked; the text is a sentence for the person at the keyboard."""


def data_folder(chosen: Path | None) -> Path:
    """Where stored matches live."""
    return chosen if chosen is not None else user_data_path("quantum-boulevard", appauthor=False) / "server"


def add_data(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--data", type=Path, metavar="DIR", help="folder of stored matches")


def add_lang(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--lang", choices=LANGUAGES, help="language of everything that is shown")


def add_match(parser: argparse.ArgumentParser) -> None:
    """What a new match is like."""
    parser.add_argument("--scenario", default="display-decade", help="scenario to play (default: %(default)s)")
    parser.add_argument("--city", default="hefei", help="city to govern (default: %(default)s)")
    levels = [level.value for level in BotLevel]
    parser.add_argument("--bots", choices=levels, default="normal", help="level of the bots (default: %(default)s)")
    parser.add_argument("--seats", type=_seats, default=8, metavar="N", help="cities in play, 2 to 10 (default: 8)")
    parser.add_argument("--seed", type=_seed, metavar="N", help="seed of all luck; the same seed deals the same match")


def _seats(text: str) -> int:
    seats = int(text)
    if not 2 <= seats <= 10:
        raise argparse.ArgumentTypeError(f"{seats} seats: a match has 2 to 10")
    return seats


def _seed(text: str) -> int:
    seed = int(text)
    if not 0 <= seed <= 2**53:
        raise argparse.ArgumentTypeError("a seed is a whole number from 0 to 2^53")
    return seed
