"""The command line `boulevard`: reads it and hands over to a command. No command imports pygame."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from boulevard_server.cli import almanac, bot, client, lab, replay, serve, theatre
from boulevard_server.cli.options import Failure


def parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(
        prog="boulevard",
        description="Quantum Boulevard: rival city governments bet public money on technology. "
        "Without a command the menu opens.",
    )
    top.set_defaults(run=client.menu)
    commands = top.add_subparsers(title="commands", metavar="")
    for name, about, add, run in (
        ("play", "play a match on this machine", client.add_play, client.play),
        ("join", "join somebody else's match", client.add_join, client.join),
        ("bot", "let a bot join somebody else's match", bot.add, bot.run),
        ("serve", "host matches for others", serve.add, serve.run),
        ("replay", "play a stored match again, check it, export it", replay.add, replay.run),
        ("watch", "open a stored match or a replay file in a window", client.add_watch, client.watch),
        ("almanac", "read up on anything in the game", almanac.add, almanac.run),
        ("lab", "play many matches of bots: facts, balance, ratings", lab.add, lab.run),
        ("screenshot", "draw a screen into a file", client.add_screenshot, client.screenshot),
        ("theatre", "show a program stored matches over its pipes", theatre.add, theatre.run),
    ):
        command = commands.add_parser(name, help=about, description=about[0].upper() + about[1:] + ".")
        add(command)
        command.set_defaults(run=run)
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; the process's exit code: 0 done, 1 could not, 2 not understood."""
    args = parser().parse_args(arguments)
    try:
        code: int = args.run(args)
        return code
    except Failure as failure:
        print(failure, file=sys.stderr)
        return 1
    except BrokenPipeError:  # the reader of our output has gone, as `| head` does
        sys.stderr.close()
        return 0
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
