"""A `boulevard serve` process for tests: it can be killed and comes back on the same port and folder."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

SWIFT = {**os.environ, "PYTHONDONTWRITEBYTECODE": ""}
"""Environment of a process that is started many times: it keeps what it compiles, whatever our own environment says."""


class Host:
    """A server of the real rules that keeps its matches in `data`."""

    def __init__(self, data: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        self.url = f"ws://127.0.0.1:{self.port}"
        self.data = data
        self._said = data / "server.err"
        self.start()

    def start(self) -> None:
        command = [sys.executable, "-m", "boulevard_server", "serve", "--port", str(self.port)]
        with self._said.open("a") as said:
            self.process = subprocess.Popen(
                [*command, "--data", str(self.data)], stdout=subprocess.DEVNULL, stderr=said, env=SWIFT
            )

    def kill(self) -> None:
        """As a crash or a power cut would."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self) -> str:
        """A clean stop; all it ever said on standard error."""
        self.process.terminate()
        self.process.wait(20)
        return self._said.read_text("utf-8")
