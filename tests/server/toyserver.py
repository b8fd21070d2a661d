"""The real server with the toy game, for tests that kill it. Arguments: data folder, port.

One process imports everything once and then forks a server whenever a line comes on its standard input, so that a
test pays for a start what the server's own work costs. It reports `pid N` before and `ended CODE` after each; a
server that was killed has the code -9.
"""

from __future__ import annotations

import asyncio
import faulthandler
import os
import sys
from pathlib import Path

from boulevard_server.limits import Limits
from boulevard_server.server import Settings, serve

sys.path.insert(0, str(Path(__file__).parent))
from toygame import ToyRules


def say(line: str) -> None:
    """One line in one piece: parent and child write to the same pipe."""
    os.write(1, f"{line}\n".encode())


def server() -> int:
    generous = Limits(messages_per_s=1e6, message_burst=10**6, bytes_per_s=1e9, byte_burst=10**9)
    settings = Settings("127.0.0.1", int(sys.argv[2]), Path(sys.argv[1]), generous)
    fault = asyncio.run(serve(settings, ToyRules(turns=1000), say))
    if fault:
        print(fault, file=sys.stderr)
    return 1 if fault else 0


def main() -> None:
    faulthandler.enable()
    while sys.stdin.readline():
        child = os.fork()
        if child == 0:
            os._exit(server())
        say(f"pid {child}")
        _, status = os.waitpid(child, 0)
        say(f"ended {os.waitstatus_to_exitcode(status)}")


if __name__ == "__main__":
    main()
