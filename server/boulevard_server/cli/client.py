"""Commands that need the client, a program of its own, in a process of its own: its windows, or its connection.

`python -m boulevard_client` takes options of its own; this module translates. It ends with NO_DISPLAY when it cannot
open a window.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO
from urllib.parse import urlsplit

import msgspec

from boulevard_server.cli.options import Failure, add_data, add_lang, add_match, data_folder, said, whole
from boulevard_server.record import Terms
from boulevard_shared.codec import FROM_SERVER, decode_server, encode
from boulevard_shared.content import Content
from boulevard_shared.framing import framed, next_frame
from boulevard_shared.ids import BotLevel, History
from boulevard_shared.messages import Request, ServerMessage

OUTSIDE = ("menu", "new", "join", "replays", "settings", "lobby")
"""Screens that need no match."""
FINAL = "final"
INSIDE = (
    *("region", "city", "deals", "portfolio", "chains", "talent", "treasury", "smart", "relations"),
    *("decree", "standings", "bulletin", "nation", "replay"),
    FINAL,
)
"""Screens of a match."""
SMALLEST, LARGEST = (1280, 720), (7680, 4320)
"""Sizes of a picture in pixels, across and down."""
SHOWN, SHOWN_SEATS, SHOWN_SEED, SHOWN_TURN = "display-decade", 8, 2008, 9
"""The match between bots that pictures are taken from when no replay is named."""
PARTING_S = 5.0
"""How long a client that was interrupted may take to put things away."""
NO_DISPLAY = 3
"""The client's exit code when there is no display to open a window on."""


def run_client(*arguments: str) -> int:
    """Run the client to its end; its exit code. Whoever ends this command ends the window, too."""
    with subprocess.Popen([sys.executable, "-m", "boulevard_client", *arguments]) as client:
        before = signal.signal(signal.SIGTERM, lambda *_: client.terminate())
        try:
            return client.wait()
        except KeyboardInterrupt:
            with contextlib.suppress(subprocess.TimeoutExpired):
                client.wait(PARTING_S)
            client.kill()
            return 130
        finally:
            signal.signal(signal.SIGTERM, before)


def has_display() -> bool:
    """Whether a window could be opened; where only trying can tell, yes."""
    if os.environ.get("SDL_VIDEODRIVER") or not sys.platform.startswith("linux"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def menu(args: argparse.Namespace) -> int:
    """`boulevard` alone.

    Raises:
        Failure: there is no display.
    """
    if has_display():
        code = run_client()
        if code != NO_DISPLAY:
            return code
    raise Failure("There is no display to open a window on. `boulevard play --headless` tells a match in the terminal.")


def _add_telling(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--describe", action="store_true", help="tell in the terminal what happens, for screen readers")
    parser.add_argument(
        "--keys",
        nargs="?",
        const="-",
        default="",
        metavar="FILE",
        help="no window: tell everything and take keys typed in the terminal, or from the lines of a file",
    )


def _telling(args: argparse.Namespace) -> list[str]:
    return [*(["--describe"] if args.describe else []), *(["--keys", args.keys] if args.keys else [])]


def add_play(parser: argparse.ArgumentParser) -> None:
    add_match(parser)
    add_lang(parser)
    _add_telling(parser)
    parser.add_argument("--headless", action="store_true", help="no window: bots play a match, told in the terminal")


def play(args: argparse.Namespace) -> int:
    """A match on a server of our own, in a window; without a display a match of bots in the terminal.

    Raises:
        Failure: there is no such match to be had.
    """
    content = _checked(args)
    scenario = content.scenarios[args.scenario]
    args.seats, args.bots = args.seats or scenario.default_seats, args.bots or scenario.bots.value
    if args.headless and (args.describe or args.keys):
        raise Failure("With --headless bots play: there is nothing to describe and no key to press.")
    if not args.headless and (args.keys or has_display()):
        options = ["--scenario", args.scenario, "--city", args.city, "--bots", args.bots, "--seats", str(args.seats)]
        options += ["--history", args.history]
        if args.seed is not None:
            options += ["--seed", str(args.seed)]
        if args.lang:
            options += ["--lang", args.lang]
        code = run_client(*_telling(args), "play", *options)
        if code != NO_DISPLAY:
            return code
    if not args.headless:
        print("There is no display to open a window on, so bots play a match here in the terminal.\n")
    return _tell(args, content)


def _checked(args: argparse.Namespace) -> Content:
    """The content, once it is known to have what was asked for.

    Raises:
        Failure: it has not.
    """
    from boulevard_shared.content import ContentError, shipped

    try:
        content = shipped()
    except ContentError as error:
        raise Failure(str(error)) from error
    scenario = content.scenarios.get(args.scenario)
    if scenario is None:
        raise Failure(f"There is no scenario '{args.scenario}'; there are: {', '.join(content.scenarios)}.")
    if args.city not in scenario.cities:
        raise Failure(f"There is no city '{args.city}' in it; there are: {', '.join(scenario.cities)}.")
    if (args.seats or 0) > len(scenario.cities):
        raise Failure(f"{args.seats} seats are too many: the scenario has {len(scenario.cities)} cities.")
    return content


def _tell(args: argparse.Namespace, content: Content) -> int:
    from boulevard_server.headless import tell
    from boulevard_server.services import SystemChance
    from boulevard_shared.locale import Catalogue

    others = [city for city in content.scenarios[args.scenario].cities if city != args.city]
    cities = (args.city, *others[: args.seats - 1])
    seed = SystemChance().seed() if args.seed is None else args.seed
    terms = _terms(content, args.scenario, BotLevel(args.bots), (len(cities), seed))
    terms = msgspec.structs.replace(terms, history=History(args.history))
    for line in tell(content, terms, cities, Catalogue.load(args.lang or "en")):
        print(line, flush=True)
    return 0


def _terms(content: Content, name: str, bots: BotLevel, seats_and_seed: tuple[int, int]) -> Terms:
    """Terms of a match between bots alone, as the scenario proposes them."""
    from boulevard_server.rules_game import ShippedRules

    scenario = content.scenarios[name]
    seats, seed = seats_and_seed
    return Terms(
        scenario=name,
        seats=seats,
        mode=scenario.mode,
        bots=bots,
        turn_seconds=0,
        tolerance_bp=round(scenario.tolerance * 10_000),
        legacy_bp=round(scenario.legacy * 10_000),
        seed=seed,
        digest=ShippedRules(content).digest,
    )


def add_table(parser: argparse.ArgumentParser) -> None:
    """Which match of which server to sit down at."""
    parser.add_argument("url", type=_address, help="address of the server, such as ws://192.168.1.5:8765")
    parser.add_argument("code", type=_code, help="the lobby's code of eight characters")


def add_join(parser: argparse.ArgumentParser) -> None:
    add_table(parser)
    parser.add_argument("--name", default="", help="name to be seen under")
    add_lang(parser)
    parser.add_argument("--record", type=Path, metavar="FILE", help="write down what the server says, for bug reports")
    parser.add_argument(
        "--script",
        type=Path,
        metavar="FILE",
        help="keys and clicks to perform, at whose end the window closes; - reads them from standard input "
        "(client/README.md lists them)",
    )
    _add_telling(parser)


def _address(text: str) -> str:
    """An address as people type it: with or without scheme and port."""
    scheme, mark, _ = text.partition("://")
    try:
        parts = urlsplit(text if mark else f"ws://{text}")
        known = (scheme in ("ws", "wss", "http", "https") or not mark) and parts.hostname and parts.port != 0
    except ValueError:  # of the port
        known = False
    if not known or any(letter.isspace() for letter in text):
        raise argparse.ArgumentTypeError(f"'{text}' is not an address such as ws://192.168.1.5:8765")
    return text


def _code(text: str) -> str:
    code = text.strip().upper()
    if len(code) != 8 or not (code.isascii() and code.isalnum()):
        raise argparse.ArgumentTypeError(f"'{text}' is not a code: it has eight letters and digits")
    return code


def join(args: argparse.Namespace) -> int:
    """Take a seat in somebody else's lobby.

    Raises:
        Failure: there is no display.
    """
    if not (args.keys or has_display()):
        raise Failure("There is no display to open a window on. `--keys` plays in the terminal.")
    options = [*_telling(args), "--url", args.url, "--code", args.code]
    if args.name:
        options += ["--name", args.name]
    for name in ("lang", "record", "script"):
        if getattr(args, name):
            options += [f"--{name}", str(getattr(args, name))]
    code = run_client(*options)
    if code == NO_DISPLAY:
        raise Failure("There is no display to open a window on. `--keys` plays in the terminal.")
    return code


def add_watch(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("match", metavar="MATCH|FILE", help="a replay file, or the id of a match stored in --data")
    add_data(parser)
    add_lang(parser)


def watch(args: argparse.Namespace) -> int:
    """Scrub a stored match in a window, from any seat.

    Raises:
        Failure: there is no such match, or no display.
    """
    path = Path(args.match)
    options = ["--watch", str(path.absolute()) if path.is_file() else args.match]
    folder = _stored_in(args.match, args.data)
    if args.data is not None or not path.is_file():
        options += ["--stored", str(folder)]
    if args.lang:
        options += ["--lang", args.lang]
    if has_display():
        code = run_client(*options)
        if code != NO_DISPLAY:
            return code
    raise Failure("There is no display to open a window on. `boulevard replay` tells a match in the terminal.")


def _stored_in(match: str, chosen: Path | None) -> Path:
    """The folder that a match is stored in: the one chosen, else where we host, else where the client plays.

    Raises:
        Failure: it is in none of them, or damaged.
    """
    from boulevard_server.record import RecordBroken
    from boulevard_server.replays import find

    hosted = data_folder(chosen)
    folders = [hosted] if chosen is not None else [hosted, hosted.parent / "matches"]
    wrong = ""
    for folder in folders:
        try:
            find(match, folder)
            return folder
        except (RecordBroken, OSError) as error:
            wrong = wrong or said(error)
    raise Failure(f"{wrong}.")


class Table:
    """A table at somebody else's server, reached through the client's connection in a process of its own."""

    def __init__(self, requests: IO[bytes], messages: IO[bytes]) -> None:
        self._requests = requests
        self._messages = messages

    def send(self, request: Request) -> None:
        """Send a request, now or when the connection is back."""
        with contextlib.suppress(BrokenPipeError):  # it has given up: `messages` will end
            self._requests.write(framed(encode(request)))
            self._requests.flush()

    def messages(self) -> Iterator[ServerMessage]:
        """What the server says, until the connection is given up.

        Raises:
            DecodeError: what came cannot be read.
        """
        while (frame := next_frame(self._messages, FROM_SERVER.frame)) is not None:
            yield decode_server(frame)


@contextlib.contextmanager
def dialled(url: str, name: str, lang: str | None) -> Iterator[Table]:
    """A connection that heals itself; at the end it may still finish what was asked."""
    command = [sys.executable, "-m", "boulevard_client.wire", url, "--name", name]
    command += ["--lang", lang] if lang else []
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            yield Table(process.stdin, process.stdout)
        finally:
            with contextlib.suppress(BrokenPipeError):
                process.stdin.close()
            while process.stdout.read(65_536):
                pass


def add_screenshot(parser: argparse.ArgumentParser) -> None:
    screens = (*OUTSIDE, *INSIDE)
    parser.add_argument("screen", choices=screens, metavar="SCREEN", help=f"which screen to draw: {', '.join(screens)}")
    parser.add_argument("--out", type=_picture, required=True, metavar="FILE", help="picture to write (PNG)")
    parser.add_argument(
        "--replay", type=Path, metavar="FILE", help="replay to take the moment from (default: a match of bots)"
    )
    parser.add_argument("--turn", type=whole(1), metavar="N", help="turn to show, 1 for the first")
    parser.add_argument("--seat", type=whole(0), metavar="N", help="seat to look from, 0 for the first")
    parser.add_argument("--size", type=_size, default="1920x1080", metavar="WxH", help="(default: %(default)s)")
    parser.add_argument("--theme", choices=("dark", "paper"), help="colours")
    add_lang(parser)


def _picture(text: str) -> Path:
    path = Path(text)
    if path.suffix.lower() != ".png":
        raise argparse.ArgumentTypeError(f"'{text}' does not end in .png")
    return path


def _size(text: str) -> str:
    width, _, height = text.partition("x")
    bounds = zip((width, height), SMALLEST, LARGEST, strict=True)
    if not all(part.isdecimal() and least <= int(part) <= most for part, least, most in bounds):
        least, most = (f"{across}x{down}" for across, down in (SMALLEST, LARGEST))
        raise argparse.ArgumentTypeError(f"'{text}' is not a size from {least} to {most}")
    return text


def screenshot(args: argparse.Namespace) -> int:
    """Draw a screen into a file, without a display; a screen of a match from a replay, else from a match of bots.

    Raises:
        Failure: the replay cannot be read, or the picture has nowhere to go.
    """
    if not args.out.absolute().parent.is_dir():
        raise Failure(f"{args.out} cannot be written: there is no folder {args.out.absolute().parent}.")
    options = ["screenshot", "--screen", args.screen, "--out", str(args.out), "--size", args.size]
    for name in ("theme", "lang"):
        value = getattr(args, name)
        if value is not None:
            options += [f"--{name}", str(value)]
    if args.screen in OUTSIDE:
        if (args.replay, args.turn, args.seat) != (None, None, None):
            raise Failure(f"The screen '{args.screen}' shows no match, so it takes no --replay, --turn or --seat.")
        return run_client(*options)
    with _moments(args) as frames:
        return run_client(*options, "--recording", str(frames))


@contextlib.contextmanager
def _moments(args: argparse.Namespace) -> Iterator[Path]:
    """What one seat was sent, as a file of frames: of the replay that was named, or of a match of eight bots."""
    from boulevard_server.cli.replay import frames, recorded

    seat = args.seat or 0
    if args.replay is not None:
        with recorded(args.replay, seat, args.turn) as made:
            yield made
        return
    from boulevard_server.botmatch import course, deal
    from boulevard_server.record import RecordBroken
    from boulevard_server.replays import publications
    from boulevard_server.rules_game import ShippedRules
    from boulevard_shared.content import ContentError, shipped

    last = None if args.screen == FINAL else args.turn or SHOWN_TURN
    try:
        content = shipped()
        cities = tuple(content.scenarios[SHOWN].cities[:SHOWN_SEATS])
        terms = _terms(content, SHOWN, BotLevel.NORMAL, (len(cities), SHOWN_SEED))
        board = deal(ShippedRules(content), terms, cities, (seat,))
        with frames(publications(course(board), SHOWN, seat), last) as made:
            yield made
    except (RecordBroken, ContentError, OSError) as error:
        raise Failure(f"{said(error)}.") from error
