"""`python -m boulevard_client`: command line, window, loop; `screenshot` draws any screen without a display."""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
import threading
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import msgspec

# pygame greets on standard output, which scripts read
os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")

import pygame

from boulevard_client import display, mapart, recording
from boulevard_client.app import App
from boulevard_client.link import DEFAULT_PORT
from boulevard_client.local import LocalServer, ServerFailed
from boulevard_client.look import Look
from boulevard_client.net import Connection
from boulevard_client.pilot import Pilot, ScriptError
from boulevard_client.play import Host, Play, Transport
from boulevard_client.screens import registry
from boulevard_client.screens.intents import NewMatch
from boulevard_client.screens.watchintents import OpenReplay
from boulevard_client.settings import Settings, Store
from boulevard_client.sound import SoundBoard, loudness
from boulevard_client.sweep import Sweep
from boulevard_client.typed import Typist
from boulevard_client.widgets.stage import Stage
from boulevard_shared.codec import DecodeError
from boulevard_shared.content import assets_root, shipped
from boulevard_shared.ids import BotLevel, History
from boulevard_shared.messages import CreateMatch

DEFAULT_SIZE = (1920, 1080)
INVISIBLE = ("dummy", "offscreen", "evdev")
"""SDL's drivers of last resort: with one of these nobody would see anything."""
NO_DISPLAY = 3
"""Exit code when no window can be opened; whoever started us may do without one."""


class NoDisplay(RuntimeError):
    """No window can be opened here."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the client; returns the exit code."""
    options = _parser().parse_args(arguments)
    if options.command == "screenshot" or options.headless or options.keys:
        os.environ["SDL_VIDEODRIVER"] = "dummy"
        os.environ["SDL_AUDIODRIVER"] = "dummy"
    try:
        return _screenshot(options) if options.command == "screenshot" else _play(options)
    except (ScriptError, DecodeError, OSError) as error:
        print(f"boulevard: {error}", file=sys.stderr)
        return 1
    except NoDisplay as error:
        print(f"boulevard: no window: {error}", file=sys.stderr)
        return NO_DISPLAY


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m boulevard_client", description="Play Quantum Boulevard.")
    _looks(parser)
    parser.add_argument("--url", default="", help="server to join, such as ws://192.168.1.5:8765")
    parser.add_argument("--code", default="", help="code of the match to join there")
    parser.add_argument("--name", default="", help="your name at the table")
    parser.add_argument("--watch", default="", metavar="MATCH|FILE", help="open a stored match or a replay file")
    parser.add_argument("--stored", type=Path, metavar="DIR", help="folder of stored matches (default: local play)")
    parser.add_argument("--local-port", type=int, default=0, help="port of the server started for local play")
    parser.add_argument("--data", type=Path, help="folder for settings and local matches")
    parser.add_argument("--full-screen", action="store_true")
    parser.add_argument("--headless", action="store_true", help="without a window; needs --script")
    parser.add_argument("--script", type=Path, help="keys and clicks to perform, see pilot.py; - reads as they come")
    parser.add_argument("--record", type=Path, help="write down what the server says, for pictures and bug reports")
    parser.add_argument("--describe", action="store_true", help="tell in the terminal what happens on the screen")
    parser.add_argument(
        "--keys", default="", metavar="FILE", help="no window: take keys from lines of a file (- for the terminal)"
    )
    commands = parser.add_subparsers(dest="command")
    alone = commands.add_parser("play", help="open a match on a server of our own and begin at once")
    _looks(alone)
    alone.add_argument("--scenario", default="display-decade")
    alone.add_argument("--city", default="hefei")
    alone.add_argument("--bots", default="", choices=[level.value for level in BotLevel])
    alone.add_argument("--history", default="jittered", choices=[history.value for history in History])
    alone.add_argument("--seats", type=int, default=0)
    alone.add_argument("--seed", type=int)
    shot = commands.add_parser("screenshot", help="draw one screen of a recording into a PNG file")
    _looks(shot)
    shot.add_argument("--recording", type=Path, help="server messages; without it the screens before a match")
    shot.add_argument("--turn", type=int, help="look back at this turn")
    shot.add_argument("--about", default="", help="what the screen should select, such as city:chengdu")
    shot.add_argument("--keys", default="", help="keys to press first, separated by blanks")
    shot.add_argument("--out", type=Path, default=Path("screenshot.png"))
    return parser


def _looks(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--screen", default="", choices=("", *registry.names()), metavar="NAME", help="screen to begin with"
    )
    parser.add_argument("--size", type=_size, help="window size, such as 1920x1080")
    parser.add_argument("--lang", default="", choices=("", "en", "zh"))
    parser.add_argument("--theme", default="", choices=("", "dark", "paper"))


def _size(text: str) -> tuple[int, int]:
    width, _, height = text.partition("x")
    if not (width.isdecimal() and height.isdecimal()):
        raise argparse.ArgumentTypeError(f"'{text}' is not a size such as 1920x1080")
    return int(width), int(height)


# --- playing -----------------------------------------------------------------------------------------------


def _play(options: argparse.Namespace) -> int:
    if options.headless and not options.script:
        print("boulevard: --headless needs --script", file=sys.stderr)
        return 2
    store = Store(options.data)
    try:
        surface = display.open_window(options.size, full_screen=options.full_screen)
    except pygame.error as error:
        raise NoDisplay(str(error)) from error
    if not os.environ.get("SDL_VIDEODRIVER") and pygame.display.get_driver() in INVISIBLE:
        raise NoDisplay("no display could be reached")
    wake_type = pygame.event.custom_type()

    def wake() -> None:
        if pygame.display.get_init():
            pygame.event.post(pygame.Event(wake_type))

    def host(folder: Path, shared: bool) -> Host:
        try:
            return LocalServer.start(folder, port=options.local_port or (DEFAULT_PORT if shared else 0), shared=shared)
        except ServerFailed:
            if options.local_port or not shared:
                raise
            return LocalServer.start(folder, shared=shared)  # the usual port is taken: any other will do

    recorder = recording.Recorder(options.record) if options.record else None
    play = Play(store, time.monotonic, _dial, host, wake)
    if recorder is not None:
        play.overhear = recorder.add
    app = make_app(surface, play, store, _settings(options, store.settings()), kept=not _fixed(options))
    _sounds(app)
    app.listen(_say_line)
    threading.Thread(target=partial(_prepare, app), name="prepare", daemon=True).start()
    if store.complaint is not None:
        app.tell(store.complaint, "warn")
    if options.screen:
        app.go(options.screen)
    if options.stored is not None:
        play.watching.stored = options.stored
    if options.watch:
        play.do(OpenReplay(options.watch))
        app.go("replays")
    elif options.url and options.code:
        play.join(options.url, options.code, options.name or app.settings.name)
    elif options.command == "play":
        play.open_match(NewMatch(_match(options), begin=True), options.name or app.settings.name)
    elif options.url:
        app.screen("join").select(options.url)
        app.go("join")
    try:
        if options.script:
            _perform(app, options.script)
        elif options.keys:
            keys = app.stage.look.keys
            _say_line(app.words.text("describe.keys_help", read=keys.pressed("F6"), where=keys.pressed("F7")))
            typist = Typist(Pilot(app), options.keys, _say_line, wake)
            _loop(app, typist.work)
        else:
            app.paced = True  # whoever does one thing after the other by script or by line wants each one finished
            _loop(app)
    finally:
        app.close()
        if recorder is not None:
            recorder.close()
        pygame.quit()
    return 0


def _perform(app: App, script: Path) -> None:
    """Do what a script says; `-` is standard input, line by line as they come."""
    hands = Pilot(app)
    if str(script) != "-":
        hands.run(script.read_text("utf-8").splitlines())
        return
    # left open: a thread reads it to the end of the process
    hands.run(hands.dictated(open(0, "rb", buffering=0, closefd=False)))  # noqa: SIM115


def _prepare(app: App) -> None:
    """What takes long and will be wanted: the painted land and the other language."""
    mapart.warm(assets_root(), dark=app.settings.theme == "dark")
    app.learn()


def _match(options: argparse.Namespace) -> CreateMatch:
    """The match asked for on the command line; what was not said is as the scenario proposes it."""
    scenario = shipped().scenarios[options.scenario]
    return CreateMatch(
        cid=1,
        scenario=options.scenario,
        seats=options.seats or scenario.default_seats,
        city=options.city,
        bots=BotLevel(options.bots) if options.bots else scenario.bots,
        mode=scenario.mode,
        tolerance_bp=round(scenario.tolerance * 10_000),
        legacy_bp=round(scenario.legacy * 10_000),
        history=History(options.history),
        seed=options.seed,
    )


def _dial(url: str, name: str, token: str, wake: Callable[[], None]) -> Transport:
    return Connection(url, name, token, wake=wake)


def _fixed(options: argparse.Namespace) -> bool:
    return bool(options.lang or options.theme or options.name or options.describe or options.keys)


def _settings(options: argparse.Namespace, kept: Settings) -> Settings:
    """The kept settings with what the command line says instead."""
    return msgspec.structs.replace(
        kept,
        language=options.lang or kept.language,
        theme=options.theme or kept.theme,
        name=options.name or kept.name,
        describe=options.describe or bool(options.keys) or kept.describe,
    )


def make_app(surface: pygame.Surface, play: Play, store: Store, settings: Settings, *, kept: bool = True) -> App:
    """An app on a surface; with `kept` settings that the player changes are written to disk."""
    stage = Stage(Look(assets_root()), surface)
    return App(stage, play, store, shipped(), settings, keeps=kept)


def _sounds(app: App) -> None:
    """Let the app play cues; without a sound device the game is silent."""
    sounds = SoundBoard(assets_root(), loudness(app.settings, 0))

    def cue(name: str) -> None:
        sounds.set_volume(loudness(app.settings, sum(line.human for line in app.model.seats)))
        sounds.play(name)

    app.cue = cue


def _say_line(line: str) -> None:
    """One line for whoever listens, at once; who has gone away hears nothing."""
    coding = sys.stdout.encoding or "utf-8"
    with contextlib.suppress(OSError):
        print(line.encode(coding, "replace").decode(coding), flush=True)


def _loop(app: App, work: Callable[[], None] = lambda: None) -> None:
    """Sleep until something happens, then do what was typed and show one frame."""
    sweep = Sweep()
    sweep.begin()
    while not app.done:
        work()
        wait = app.wait_s()
        sweep.rest(wait)
        first = pygame.event.wait(max(1, round(wait * 1000))) if wait > 0 else pygame.event.poll()
        events = [] if first.type == pygame.NOEVENT else [first]
        app.step([*events, *pygame.event.get()])
    sweep.end()


# --- pictures ----------------------------------------------------------------------------------------------


def _screenshot(options: argparse.Namespace) -> int:
    surface = display.open_window(options.size or DEFAULT_SIZE)
    store = Store(Path(os.devnull))

    def dial(url: str, name: str, token: str, wake: Callable[[], None]) -> Transport:
        raise OSError("a picture has no connection")

    def host(folder: Path, shared: bool) -> Host:
        raise OSError("a picture has no server")

    play = Play(store, lambda: 0.0, dial, host, lambda: None)
    settings = _settings(options, Settings(reduce_motion=True))
    app = make_app(surface, play, store, settings, kept=False)
    for message in recording.read(options.recording) if options.recording else ():
        play.model.fold(message)
    app.follow()
    if not play.model.moments and registry.in_match(options.screen):
        raise OSError(f"the screen '{options.screen}' shows a match, and there is none: --recording names one")
    if options.turn is not None:
        play.model.look_at(options.turn)
    if options.screen:
        app.go(options.screen, options.about)
    app.step([])
    pilot = Pilot(app)
    for combo in options.keys.split():
        pilot.key(combo)
    try:
        pilot.shot(options.out)
    except pygame.error as error:
        raise OSError(str(error)) from error
    pygame.quit()
    return 0


if __name__ == "__main__":
    sys.exit(main())
