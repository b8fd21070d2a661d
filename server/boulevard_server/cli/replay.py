"""`boulevard replay`: play a stored match again, check it, look at a turn of it, or take it elsewhere."""

from __future__ import annotations

import argparse
import contextlib
import json
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from boulevard_server.board import Board
from boulevard_server.cli.options import Failure, add_data, add_lang, data_folder, said, whole
from boulevard_server.game import Ruleset
from boulevard_server.record import RecordBroken, Row
from boulevard_shared.messages import MatchOver, Publication


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("match", metavar="MATCH|FILE", help="id of a stored match, or a replay file")
    parser.add_argument("--verify", action="store_true", help="compare every turn's hash with the record")
    parser.add_argument(
        "--turn", type=whole(1), metavar="N", help="show how the cities stood as turn N began, 1 for the first"
    )
    parser.add_argument("--json", action="store_true", help="write for programs instead of people")
    parser.add_argument("--out", type=Path, metavar="FILE", help="write the match as a replay file")
    add_data(parser)
    add_lang(parser)


def run(args: argparse.Namespace) -> int:
    """Play a stored match again.

    Raises:
        Failure: there is no such match, it is damaged, or it does not give what was written.
    """
    from boulevard_server.replays import find, write_file
    from boulevard_server.rules_game import ShippedRules
    from boulevard_shared.content import ContentError, shipped

    try:
        rules = ShippedRules(shipped())
        rows = find(args.match, data_folder(args.data))
        if args.out:
            write_file(args.out, rows)
            if not args.json:
                print(f"{len(rows)} entries written to {args.out}")
        if args.json:
            print(json.dumps(_as_json(rules, rows, args.turn), ensure_ascii=False))
        elif args.verify:
            _verify(rules, rows)
        elif not args.out or args.turn is not None:
            _tell(args, rules, rows)
    except (RecordBroken, ContentError, OSError) as error:
        raise Failure(f"{said(error)}.") from error
    return 0


def _verify(rules: Ruleset, rows: Sequence[Row]) -> None:
    from boulevard_server.replays import turns

    count = -1
    for board in turns(rules, rows):  # the board itself compares, and raises at the first difference
        count += 1
        print(f"turn {board.turn:3d}  {board.hash}")
    if count < 0:
        print(f"The {len(rows)} entries are what was written; the match never began.")
    else:
        print(f"The {len(rows)} entries are what was written, and {count} turns played again gave every hash.")


def _tell(args: argparse.Namespace, rules: Ruleset, rows: Sequence[Row]) -> None:
    """The match in a terminal: opening and table as a turn began, or how it ended."""
    from boulevard_server.headless import Teller
    from boulevard_shared.content import shipped
    from boulevard_shared.locale import Catalogue

    board = _at(rules, rows, args.turn)
    teller = Teller(shipped(), Catalogue.load(args.lang or "en"))
    teller.prepare(board.terms.scenario)
    for line in teller.opening(board):
        print(line)
    for line in teller.table(board) if args.turn is not None else teller.ending(board):
        print(line)


def _at(rules: Ruleset, rows: Sequence[Row], turn: int | None) -> Board:
    """The board as turn `turn` (1 for the first) began, or at the end.

    Raises:
        RecordBroken: the match did not come so far.
    """
    from boulevard_server.replays import turns

    last = None
    for board in turns(rules, rows):
        last = board
        if turn is not None and board.turn >= turn - 1:
            break
    if last is None:
        raise RecordBroken("the match never began")
    if turn is not None and last.turn != turn - 1:
        raise RecordBroken(f"the match goes to turn {last.turn + 1}, there is no turn {turn}")
    return last


def _as_json(rules: Ruleset, rows: Sequence[Row], turn: int | None) -> dict[str, object]:
    """The match as plain values; without `turn` up to its end."""
    import msgspec

    from boulevard_server.replays import turns

    hashes: list[str] = []
    board = None
    for board in turns(rules, rows):
        hashes.append(board.hash)
        if turn is not None and board.turn >= turn - 1:
            break
    if board is None:
        return {"match": rows[0].match, "entries": len(rows), "turns": []}
    return {
        "match": rows[0].match,
        "entries": len(rows),
        "terms": msgspec.to_builtins(board.terms),
        "cities": list(board.game.cities),
        "status": board.status,
        "turn": board.turn,
        "hashes": hashes,
        "series": board.series,
        "scores": msgspec.to_builtins(board.game.scores(board.position)),
        "bets": msgspec.to_builtins(board.game.bets(board.position)),
    }


@contextlib.contextmanager
def recorded(path: Path, seat: int, turn: int | None) -> Iterator[Path]:
    """A replay as the frames one seat would have been sent, which is what the client can draw from.

    Raises:
        Failure: the file cannot be read or does not give what was written.
    """
    from boulevard_server.replays import read_file, seen_by
    from boulevard_server.rules_game import ShippedRules
    from boulevard_shared.content import ContentError, shipped

    try:
        with frames(seen_by(ShippedRules(shipped()), read_file(path), seat), turn) as made:
            yield made
    except (RecordBroken, ContentError, OSError) as error:
        raise Failure(f"{said(error)}.") from error


@contextlib.contextmanager
def frames(sent: Iterable[Publication], turn: int | None) -> Iterator[Path]:
    """What a seat was sent, up to a turn (1 the first), as a file of frames that lives as long as the context.

    Raises:
        RecordBroken: the match did not come so far.
    """
    from boulevard_shared.codec import encode
    from boulevard_shared.framing import framed

    shown = 0
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "seat.frames"
        with path.open("wb") as file:
            for message in sent:
                file.write(framed(encode(message)))
                shown += not isinstance(message, MatchOver)
                if shown == turn:
                    break
        if turn is not None and shown < turn:
            raise RecordBroken(f"the match goes to turn {shown}, there is no turn {turn}")
        yield path
