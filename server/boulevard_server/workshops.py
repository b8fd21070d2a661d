"""The workshops of a server: starts them when there is a crowd, notices when one dies, ends them with itself."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import subprocess
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import IO

from boulevard_server import errand, workshop
from boulevard_shared.codec import DecodeError

log = logging.getLogger(__name__)

CROWD = 16
"""Matches awake from which on there are workshops: the turns of fewer take a tenth of a second even if all are due at
once, and a small host is spared the memory."""
MOST = 4
"""Workshops unless more are asked for: these keep the server's own thread busy with what only it can do."""
PATIENCE_S = 10.0
"""How long a workshop may take for turns; they take it a fraction of a second."""
LEARNING_S = 60.0
"""How long it may take to get the rules of a kind of match ready; nobody waits for that."""
TRIES = 3
"""How often in a row a workshop may die without having done anything."""
FAREWELL_S = 2.0


def by_processors() -> int:
    """How many workshops suit this machine: one for each processor but ours."""
    if hasattr(os, "sched_getaffinity"):
        return min(MOST, len(os.sched_getaffinity(0)) - 1)
    return min(MOST, (os.cpu_count() or 1) - 1)


class Lost(Exception):
    """The process has ended, or does not do what it should; whatever it was asked is not done."""


class _Elsewhere(Exception):
    """The process has other content or rules than we."""


class Workshop:
    """One process and the thread that speaks with it.

    Attributes:
        ready: it can be asked.
        taken: somebody does.
        played: orders it has carried out.
        knows: the kinds of matches whose rules it has at hand.
    """

    def __init__(self, digest: str, command: Sequence[str], kinds: Mapping[bytes, None]) -> None:
        self._digest = digest
        self._command = command
        self._kinds = kinds
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="workshop")
        self._process: subprocess.Popen[bytes] | None = None
        self._busy = False
        self._closing = False
        self.taken = False
        self._gone = asyncio.Event()
        self._deaths = 0
        self.ready = False
        self.played = 0
        self.knows: set[bytes] = set()
        self._task = asyncio.create_task(self._keep(), name="workshop")

    @property
    def idle(self) -> bool:
        """Whether it can be asked and nobody does."""
        if self.ready and not self.taken and self._process is not None and self._process.poll() is not None:
            self._lost()
        return self.ready and not self.taken

    @property
    def pid(self) -> int | None:
        return None if self._process is None else self._process.pid

    async def learn(self, kinds: Iterable[bytes]) -> None:
        """Get the rules of kinds of matches ready that it does not know."""
        if not self.idle:
            return
        self.taken = True
        try:
            for kind in [kind for kind in kinds if kind not in self.knows]:
                await self.order([partial(errand.prepare, kind)], LEARNING_S)
                self.knows.add(kind)
        except Lost:
            pass  # and learns them when it is back
        finally:
            self.taken = False

    async def order(self, questions: Sequence[Callable[[], bytes]], patience_s: float | None = None) -> list[bytes]:
        """Have turns played; one order at a time.

        Args:
            patience_s: how long to wait for it; PATIENCE_S unless given.

        Raises:
            Lost: nothing has come of it, and the process is started anew.
        """
        assert self.ready
        assert not self._busy
        self._busy = True
        patience_s = PATIENCE_S if patience_s is None else patience_s
        answers = asyncio.get_running_loop().run_in_executor(self._thread, self._order, questions)
        try:
            await asyncio.wait({answers}, timeout=patience_s)
            if not answers.done():
                log.error("a workshop has not answered for %.0f s and is ended", patience_s)
                self._kill()  # which ends its answer too
            found = await answers
        except Exception as fault:
            # Whatever it was, the two may no longer understand each other.
            if self._closing:  # the server stops: nobody is to do it instead
                raise asyncio.CancelledError from fault
            self._lost()
            raise Lost from fault
        finally:
            self._busy = False
        self._deaths = 0
        self.played += len(found)
        return found

    async def close(self) -> None:
        """End the process: gently if it does nothing."""
        self._closing = True
        self._task.cancel()
        if self._busy or not self.ready:
            self._kill()
        self.ready = False
        await asyncio.get_running_loop().run_in_executor(self._thread, self._end)
        self._thread.shutdown(wait=False)

    async def _keep(self) -> None:
        """Start the process, and again whenever it has died, unless it does nothing but die."""
        while self._deaths < TRIES:
            self._gone.clear()
            try:
                await asyncio.get_running_loop().run_in_executor(self._thread, self._start)
            except _Elsewhere:
                log.error("a workshop has other content or rules than this server: turns are played without it")
                return
            except (OSError, EOFError, DecodeError):
                if self._closing:
                    return
                self._lost()
            else:
                self.ready = True
                await self.learn(self._kinds)
            await self._gone.wait()
        log.error("a workshop has died %d times in a row: turns are played without it", TRIES)

    def _lost(self) -> None:
        self.ready = False
        self.knows.clear()
        self._deaths += 1
        code = None
        if self._process is not None:
            self._kill()
            code = self._process.wait()
        log.warning("a workshop has ended (exit code %s); what it was to play is played here", code)
        self._gone.set()

    def _kill(self) -> None:
        if self._process is not None:
            self._process.kill()

    # --- on its thread -----------------------------------------------------------------------------------------

    def _start(self) -> None:
        self._close_pipes()
        self._process = subprocess.Popen(
            self._command,
            stdin=subprocess.PIPE,  # ends when we do, and the workshop with it
            stdout=subprocess.PIPE,
            start_new_session=True,  # keys pressed at our terminal are for us
        )
        if self._closing:  # and was not there to be ended
            self._kill()
        if workshop.greeting(self._pipes()[1]) != self._digest:
            self._end()
            raise _Elsewhere

    def _order(self, questions: Sequence[Callable[[], bytes]]) -> list[bytes]:
        return workshop.order(*self._pipes(), questions)

    def _pipes(self) -> tuple[IO[bytes], IO[bytes]]:
        assert self._process is not None
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        return self._process.stdin, self._process.stdout

    def _end(self) -> None:
        if self._process is None:
            return
        with contextlib.suppress(OSError):
            self._pipes()[0].close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(FAREWELL_S)
        self._kill()
        self._process.wait()
        self._close_pipes()

    def _close_pipes(self) -> None:
        if self._process is not None:
            for pipe in self._pipes():
                with contextlib.suppress(OSError):  # what was still to be written to the dead
                    pipe.close()


class Workshops:
    """All of them; none until a crowd is there.

    Args:
        most: how many processes there may be; 0 for none ever.
        digest: of the content and rules that they must have.
    """

    def __init__(self, most: int, digest: str, command: Sequence[str] = workshop.COMMAND) -> None:
        self.most = most
        self._digest = digest
        self._command = command
        self._kinds: dict[bytes, None] = {}
        self._all: list[Workshop] = []
        self._learning: set[asyncio.Task[None]] = set()

    def expect(self, matches: int) -> None:
        """So many matches are awake: start the processes, in the background, when that is a crowd."""
        if matches >= CROWD and not self._all:
            self._all = [Workshop(self._digest, self._command, self._kinds) for _ in range(self.most)]

    def prepare(self, kind: bytes) -> None:
        """A match of this kind is at play."""
        self._kinds.pop(kind, None)
        self._kinds[kind] = None
        while len(self._kinds) > errand.KINDS_KEPT:
            del self._kinds[next(iter(self._kinds))]
        self._teach()

    def idle(self, kind: bytes) -> Workshop | None:
        """One that does nothing and knows this kind of match; others are told to learn it."""
        free = [one for one in self._all if one.idle]
        found = next((one for one in free if kind in one.knows), None)
        if found is None and free:
            self._teach()
        return found

    def _teach(self) -> None:
        for one in self._all:
            if one.idle and not one.knows.issuperset(self._kinds):
                learning = asyncio.create_task(one.learn(self._kinds), name="workshop learns")
                self._learning.add(learning)
                learning.add_done_callback(self._learning.discard)

    @property
    def ready(self) -> int:
        """How many can be asked, whether they are busy or not."""
        return sum(one.ready for one in self._all)

    @property
    def played(self) -> int:
        """Turns that were played in them."""
        return sum(one.played for one in self._all)

    @property
    def pids(self) -> list[int]:
        return [one.pid for one in self._all if one.ready and one.pid is not None]

    async def close(self) -> None:
        await asyncio.gather(*(one.close() for one in self._all))
        self._all = []
