"""`boulevard theatre`: stored matches for a program that starts us, over standard input and output."""

from __future__ import annotations

import argparse
import sys

from boulevard_server.cli.options import Failure, add_data, data_folder


def add(parser: argparse.ArgumentParser) -> None:
    add_data(parser)


def run(args: argparse.Namespace) -> int:
    """Answer a client's requests until its end of the pipe closes.

    Raises:
        Failure: the content cannot be used.
    """
    from boulevard_server.rules_game import ShippedRules
    from boulevard_server.theatre import run as perform
    from boulevard_shared.content import ContentError, shipped

    try:
        rules = ShippedRules(shipped())
    except ContentError as error:
        raise Failure(str(error)) from error
    perform(rules, data_folder(args.data), sys.stdin.buffer, sys.stdout.buffer)
    return 0
