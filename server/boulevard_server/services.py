"""What the server is given from outside: time, storage, chance, other threads. Tests give other ones."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import ParamSpec, Protocol, TypeVar

from boulevard_server.clock import Clock
from boulevard_server.game import Ruleset
from boulevard_server.journal import Journal
from boulevard_server.limits import Limits
from boulevard_server.together import Together
from boulevard_server.workshops import Workshops

P = ParamSpec("P")
R = TypeVar("R")


class Workers(Protocol):
    """Where heavy work is done, so that no other match waits for it."""

    async def run(self, work: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R: ...


class ThreadWorkers:
    """Threads of this process; numpy frees the interpreter for part of the work, the loop gets the rest in slices."""

    def __init__(self, threads: int = 2) -> None:
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="rules")
        self._closed = False

    async def run(self, work: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        if self._closed:
            # The server stops. That is no fault of whatever was to be done, and must not be written down as one.
            raise asyncio.CancelledError
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._pool, lambda: work(*args, **kwargs))

    def close(self) -> None:
        self._closed = True
        self._pool.shutdown(wait=False, cancel_futures=True)


class Chance(Protocol):
    """Secrets and seeds."""

    def token(self) -> bytes:
        """32 bytes nobody can guess."""
        ...

    def code(self) -> str:
        """Eight characters that are easy to say and type."""
        ...

    def match_id(self) -> str: ...

    def seed(self) -> int:
        """The seed of a match, 53 bits."""
        ...


CODE_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ".replace("L", "")
"""31 characters, none of which looks like another: about 40 bits in a code of eight."""


class SystemChance:
    """Chance from the operating system."""

    def token(self) -> bytes:
        return secrets.token_bytes(32)

    def code(self) -> str:
        return "".join(secrets.choice(CODE_LETTERS) for _ in range(8))

    def match_id(self) -> str:
        return secrets.token_hex(8)

    def seed(self) -> int:
        return secrets.randbits(53)


@dataclass(frozen=True, slots=True)
class Services:
    """Everything a match, the lobby and a session need from outside."""

    rules: Ruleset
    journal: Journal
    clock: Clock
    workers: Workers
    chance: Chance
    limits: Limits
    workshops: Workshops = field(default_factory=lambda: Workshops(0, ""))
    together: Together = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "together", Together(self.rules, self.workers, self.workshops))
