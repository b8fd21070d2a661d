"""`boulevard bot`: one of our bots takes a seat in somebody else's match, as a person would, and tells what it does."""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING

from boulevard_server.cli.client import Table, add_table, dialled
from boulevard_server.cli.options import Failure, add_lang
from boulevard_server.guest import Decision, Guest, TurnedAway
from boulevard_shared.codec import DecodeError
from boulevard_shared.ids import BotLevel, Persona
from boulevard_shared.locale import Catalogue

if TYPE_CHECKING:
    from boulevard_server.headless import Teller


def add(parser: argparse.ArgumentParser) -> None:
    add_table(parser)
    personas = [persona.value for persona in Persona]
    parser.add_argument("--persona", choices=personas, default=personas[0], help="what it wants (default: %(default)s)")
    levels = [level.value for level in BotLevel]
    parser.add_argument("--level", choices=levels, default="normal", help="how well it plays (default: %(default)s)")
    parser.add_argument("--city", default="", help="city to govern (default: any that is free)")
    parser.add_argument("--name", default="", help="name to be seen under (default: the persona's)")
    add_lang(parser)


def run(args: argparse.Namespace) -> int:
    """Play to the end of the match.

    Raises:
        Failure: there is no seat, or no match any more.
    """
    from boulevard_server.headless import Teller
    from boulevard_server.rules_game import ShippedRules
    from boulevard_shared.content import ContentError, shipped

    words = Catalogue.load(args.lang or "en")
    name = args.name or words.text(f"name.persona.{args.persona}").capitalize()
    try:
        content = shipped()
        guest = Guest(ShippedRules(content), args.persona, args.level)
        with dialled(args.url, name, args.lang) as table:
            try:
                for line in _played(guest, table, args, Teller(content, words)):
                    print(line, flush=True)
            except KeyboardInterrupt:
                table.send(guest.leave())  # else the others would wait for somebody who is not coming back
                raise
    except TurnedAway as away:
        raise Failure(words.render(away.reason)) from away
    except ContentError as error:
        raise Failure(str(error)) from error
    except (DecodeError, ValueError, KeyError) as error:
        raise Failure(f"That server plays another game than this program: {error}") from error
    return 0 if guest.final is not None else 1  # the connection has said why


def _played(guest: Guest, table: Table, args: argparse.Namespace, teller: Teller) -> Iterator[str]:
    """Carry messages between the table and the guest; what happens, line by line."""
    words = teller.words
    said: Decision | None = None
    table.send(guest.knock(args.code, args.city))
    for message in table.messages():
        about = guest.about
        requests = guest.take(message)
        time.sleep(guest.wait_s)
        for request in requests:
            table.send(request)
        if guest.about is not None and about is None:
            teller.prepare(guest.about.scenario)
            yield words.text(
                "guest.seated", scenario=guest.about.scenario, persona=args.persona, seats=len(guest.seats)
            )
        if guest.decision.told and guest.decision is not said:
            said = guest.decision
            yield from _told(guest, words)
        if guest.final is not None:
            line = next(line for line in guest.final.scores if line.seat == guest.seat)
            yield ""
            yield words.text("guest.over", city=line.city, rank=line.rank, seats=len(guest.seats), total=line.total)
            return


def _told(guest: Guest, words: Catalogue) -> Iterator[str]:
    """A turn of the guest: every order with its reason, or with the reason for which it was refused."""
    turn, about = guest.decision.turn, guest.about
    assert about is not None
    heading = words.text("headless.turn", turn=turn, now=turn + 1, turns=about.turns)
    yield ""
    yield f"── {heading}  ·  {words.text('guest.city', city=guest.city)}"
    for act in guest.decision.acts.values():
        if act.cost is not None:
            yield "  • " + words.text("guest.act", order=words.render(act.cost.text), reason=words.render(act.reason))
        elif act.refused is not None:
            order = words.text(f"ui.order.{type(act.order).__name__}")
            yield "  × " + words.text("guest.refused", order=order, reason=words.render(act.refused))
    if not guest.decision.acts:
        yield "  " + words.text("guest.nothing")
