"""The one place that starts a server of our own: a child process on a free port of this machine."""

from __future__ import annotations

import contextlib
import re
import socket
import subprocess
import sys
import threading
from collections import deque
from pathlib import Path
from types import TracebackType

HERE = "127.0.0.1"
EVERYWHERE = "0.0.0.0"
START_S = 30.0
STOP_S = 8.0
_ADDRESS = re.compile(r"\bwss?://(?P<host>[\w.\-\[\]:]+?):(?P<port>\d+)")


TAKEN = "is in use by another server"
"""What a server says that finds its data folder locked."""


class ServerFailed(RuntimeError):
    """The local server did not come up; the text holds its last words."""

    @property
    def taken(self) -> bool:
        """Whether another server, most likely of a second window of ours, already keeps these matches."""
        return TAKEN in str(self)


def network_address() -> str:
    """This machine's number on its network; no packet is sent to find it out."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe, contextlib.suppress(OSError):
        probe.connect(("192.0.2.1", 9))
        return str(probe.getsockname()[0])
    return HERE


class LocalServer:
    """A running server process. `url` is where to dial; `stop` ends it gently, then firmly."""

    def __init__(self, process: subprocess.Popen[str], url: str, address: str = "") -> None:
        self._process = process
        self.url = url
        self.address = address
        """What to tell others on the network; "" when they cannot come in."""

    @staticmethod
    def start(data: Path, *, port: int = 0, shared: bool = False) -> LocalServer:
        """Start a server that keeps its matches in `data` and wait until it listens.

        `shared` lets other machines of the network in; else it can be reached from this one only.

        Raises:
            ServerFailed: it ended, or said nothing for half a minute.
        """
        data.mkdir(parents=True, exist_ok=True)
        command = [sys.executable, "-m", "boulevard_server", "serve", "--host", EVERYWHERE if shared else HERE]
        command += ["--port", str(port), "--data", str(data), "--until-input-ends"]
        process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,  # ends when we do, and the server with it
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            errors="replace",
        )
        said: deque[str] = deque(maxlen=30)
        found: list[str] = []
        up = threading.Event()
        # The pipe is read to its end in a thread of its own: a full pipe would stop the server.
        threading.Thread(target=_listen, args=(process, said, found, up), name="server-log", daemon=True).start()
        up.wait(START_S)
        if not found:
            process.kill()
            process.wait()
            if process.stdin is not None:
                process.stdin.close()
            raise ServerFailed("".join(said).strip() or "the server said nothing")
        return LocalServer(process, found[0], f"{network_address()}:{found[0].rpartition(':')[2]}" if shared else "")

    @property
    def running(self) -> bool:
        return self._process.poll() is None

    def stop(self) -> None:
        """Let the process end; its matches are on disk."""
        assert self._process.stdin is not None
        with contextlib.suppress(OSError):
            self._process.stdin.close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(STOP_S)
            return
        self._process.kill()
        self._process.wait()

    def __enter__(self) -> LocalServer:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


def _listen(process: subprocess.Popen[str], said: deque[str], found: list[str], up: threading.Event) -> None:
    assert process.stdout is not None
    with process.stdout as lines:
        for line in lines:
            said.append(line)
            address = _ADDRESS.search(line)
            if address and not found:
                found.append(f"ws://127.0.0.1:{address['port']}")
                up.set()
    up.set()
