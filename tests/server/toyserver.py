"""The real server with the toy game, as a process: for tests that kill it. Arguments: data folder, port.

It begins when a line comes on its standard input, so that a test can have the next one warmed up before it kills.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from boulevard_server.limits import Limits
from boulevard_server.server import Settings, serve

sys.path.insert(0, str(Path(__file__).parent))
from toygame import ToyRules


def main() -> None:
    generous = Limits(messages_per_s=1e6, message_burst=10**6, bytes_per_s=1e9, byte_burst=10**9)
    settings = Settings("127.0.0.1", int(sys.argv[2]), Path(sys.argv[1]), generous)
    if not sys.stdin.readline():
        sys.exit(0)
    fault = asyncio.run(serve(settings, ToyRules(turns=1000), lambda line: print(line, flush=True)))
    sys.exit(1 if fault else 0)


if __name__ == "__main__":
    main()
