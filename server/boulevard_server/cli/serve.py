"""`boulevard serve`: host matches until told to stop."""

from __future__ import annotations

import argparse
import asyncio
import dataclasses
import ipaddress
import logging
import math
import sys

from boulevard_server.cli.options import Failure, add_data, data_folder, whole
from boulevard_server.journal import JournalFailed
from boulevard_server.limits import Limits
from boulevard_shared.content import ContentError

DEFAULTS = Limits()


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: this machine only)")
    parser.add_argument(
        "--port", type=whole(0, 65_535), default=8765, metavar="N", help="port, 0 for any that is free (default: 8765)"
    )
    add_data(parser)
    parser.add_argument(
        "--until-input-ends", action="store_true", help="stop when standard input ends: for a program that starts us"
    )
    parser.add_argument(
        "--turn-processes",
        type=whole(0, 64),
        metavar="N",
        help="processes beside this one that play turns when many matches are due at once, started when there are "
        "so many; 0 for none (default: one for each processor but one, at most 4)",
    )
    parser.add_argument("--verbose", action="store_true", help="log what happens, without names or secrets")
    limits = parser.add_argument_group("limits", "for load tests, and for hosts whose players share an address")
    limits.add_argument(
        "--rate",
        type=_rate,
        default=DEFAULTS.messages_per_s,
        metavar="N",
        help="requests a second of one player (default: 10)",
    )
    limits.add_argument(
        "--burst",
        type=whole(1),
        default=DEFAULTS.message_burst,
        metavar="N",
        help="requests at once of one player (default: 20)",
    )
    limits.add_argument(
        "--sockets-per-address",
        type=whole(64),
        default=DEFAULTS.sockets_per_address,
        metavar="N",
        help="players behind one address, at least 64 (default: 128)",
    )


def run(args: argparse.Namespace) -> int:
    """Serve until SIGTERM or SIGINT.

    Raises:
        Failure: the address or the data folder cannot be used, or the store has failed.
    """
    # Imported here, so that `--help` and the other commands start at once.
    from boulevard_server import freed
    from boulevard_server.rules_game import ShippedRules
    from boulevard_server.server import Settings, serve
    from boulevard_server.workshops import by_processors
    from boulevard_shared.content import shipped

    freed.keep(freed.OF_SERVER)
    logging.basicConfig(
        level=logging.INFO if args.verbose else logging.WARNING, format="%(asctime)s %(levelname)s %(message)s"
    )
    logging.getLogger("websockets").setLevel(logging.CRITICAL)
    limits = dataclasses.replace(
        DEFAULTS,
        messages_per_s=args.rate,
        message_burst=args.burst,
        bytes_per_s=max(DEFAULTS.bytes_per_s, args.rate * 1_024),
        byte_burst=max(DEFAULTS.byte_burst, args.burst * 1_024),
        sockets_per_address=args.sockets_per_address,
        waiting_sockets=max(DEFAULTS.waiting_sockets, args.sockets_per_address),
    )
    if not _loopback(args.host):
        print(
            "This server is open to the network and its traffic is not encrypted: see server/README.md.",
            file=sys.stderr,
        )
    processes = by_processors() if args.turn_processes is None else args.turn_processes
    settings = Settings(args.host, args.port, data_folder(args.data), limits, args.until_input_ends, processes)
    try:
        fault = asyncio.run(serve(settings, ShippedRules(shipped()), lambda line: print(line, flush=True)))
    except (JournalFailed, ContentError) as error:
        raise Failure(str(error)) from error
    except (OSError, OverflowError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise Failure(f"cannot listen on {args.host}:{args.port}: {reason}") from error
    if fault:
        raise Failure(fault)
    return 0


def _rate(text: str) -> float:
    try:
        rate = float(text)
    except ValueError:
        rate = 0.0
    if not 0 < rate < math.inf:
        raise argparse.ArgumentTypeError(f"'{text}' is not a number above 0")
    return rate


def _loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
