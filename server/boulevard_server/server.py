"""A running server: puts store, rules, lobby and net together, and takes them apart again in good order."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import logging
import os
import signal
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from boulevard_server.clock import LoopClock
from boulevard_server.game import Ruleset
from boulevard_server.limits import Limits
from boulevard_server.lobby import Lobby
from boulevard_server.net import Net
from boulevard_server.services import Services, SystemChance, ThreadWorkers
from boulevard_server.sqlite_journal import SqliteJournal
from boulevard_server.workshop import GARBAGE
from boulevard_server.workshops import Workshops

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Settings:
    """Where to listen, where to keep matches, and how much to allow.

    `until_input_ends`: stop when standard input does. A client that starts a server for itself holds the other end,
    so the server goes with it, however it went, and nobody finds the data folder locked by an orphan.
    """

    host: str
    port: int
    data: Path
    limits: Limits
    until_input_ends: bool = False
    turn_processes: int = 0
    """Processes beside this one in which turns are played when many are due at once."""


async def serve(settings: Settings, rules: Ruleset, ready: Callable[[str], None]) -> str:
    """Run until told to stop by SIGTERM or SIGINT; returns "" or the fault that ended the server.

    Args:
        ready: told in one line when connections are taken.
    Raises:
        JournalFailed: the data folder is in use or cannot be used.
        OSError: the address cannot be listened on.
    """
    # A thread that waits for the interpreter gets it within half a millisecond, not five: commits and turns are on
    # threads, and every one of their steps would otherwise wait for a busy loop.
    sys.setswitchinterval(0.0005)
    # What is there now stays; of what comes, little is in circles. Looking for those less often than after every seven
    # hundred objects keeps the loop from stopping for it.
    gc.collect()
    gc.freeze()
    gc.set_threshold(*GARBAGE)
    stop = asyncio.Event()
    fault = ""

    def fail(text: str) -> None:
        nonlocal fault
        fault = fault or text
        stop.set()

    _on_signals(stop)
    if settings.until_input_ends:
        _on_input_end(stop)
    journal = SqliteJournal(settings.data, fail)
    workers = ThreadWorkers()
    workshops = Workshops(settings.turn_processes, rules.digest)
    try:
        services = Services(rules, journal, LoopClock(), workers, SystemChance(), settings.limits, workshops)
        lobby = Lobby(services, fail)
        await lobby.load()
        net = Net(services, lobby)
        port = await net.open(settings.host, settings.port)
        host = f"[{settings.host}]" if ":" in settings.host else settings.host
        ready(f"listening on ws://{host}:{port} ({lobby.known} matches to go on with, kept in {settings.data})")
        await stop.wait()
        log.info("stopping")
        # The lobby first: every match finishes what it is writing and says goodbye; then the sockets.
        await lobby.close()
        await net.close()
    finally:
        await workshops.close()
        workers.close()
        await journal.close()
    return fault


def _on_signals(stop: asyncio.Event) -> None:
    loop = asyncio.get_running_loop()
    for name in ("SIGTERM", "SIGINT"):
        try:
            loop.add_signal_handler(getattr(signal, name), stop.set)
        except NotImplementedError:  # Windows: the plain handler runs in the main thread
            with contextlib.suppress(ValueError):
                signal.signal(getattr(signal, name), lambda *_: loop.call_soon_threadsafe(stop.set))


def _on_input_end(stop: asyncio.Event) -> None:
    loop = asyncio.get_running_loop()

    def wait() -> None:
        # The descriptor itself: a buffered reader's lock would trouble the interpreter's end.
        while os.read(0, 4_096):
            pass
        with contextlib.suppress(RuntimeError):  # the loop has ended before its input
            loop.call_soon_threadsafe(stop.set)

    threading.Thread(target=wait, name="input-end", daemon=True).start()
