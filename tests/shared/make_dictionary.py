"""Makes the words that deflated messages refer to: `python tests/shared/make_dictionary.py`.

Everything in `assets/protocol/dictionary.bin` is text that turns are full of: names of what explains a change and of
what can happen, then what a few turns of a match without decisions have said. Other bytes there are another protocol:
raise `PROTOCOL` with them.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

import msgspec

sys.path.insert(0, str(Path(__file__).parents[2] / "server"))

from boulevard_server import publish
from boulevard_server.board import Board
from boulevard_server.record import FORMAT, MatchOpened, MatchStarted, SeatTaken, Terms, TurnClosed
from boulevard_server.rules.state import STATE
from boulevard_server.rules_game import ShippedRules
from boulevard_shared.content import assets_root, shipped
from boulevard_shared.events import EventKind
from boulevard_shared.ids import BotLevel, SeatMode

SCENARIO = "display-decade"
SEED = 8
TURNS = 6
SIZE = 16_384


def words() -> bytes:
    rules = ShippedRules(shipped())
    line = rules.scenarios[SCENARIO]
    cities = list(line.cities[:8])
    terms = Terms(SCENARIO, 8, SeatMode.ANCHORED, BotLevel.NORMAL, 0, 3_000, 5_000, SEED, rules.digest)
    board = Board(rules, MatchOpened(format=FORMAT, code="", terms=terms))
    for seat, city in enumerate(cities):
        board.apply(SeatTaken(seat=seat, city=city))
    _, _, digest = board.open_game(cities)
    board.apply(MatchStarted(cities=cities, personas=[rules.personas[0]] * 8, hash=digest))
    pack = msgspec.msgpack.Encoder().encode
    told: list[bytes] = []
    seen: Counter[bytes] = Counter()
    for _ in range(TURNS):
        played = board.play(board.decrees([]))
        board.apply(TurnClosed(turn=board.turn, acted=[], hash=played.digest), played)
        table = publish.Table("", {}, frozenset(range(8)), -1.0)
        told.append(pack(publish.seat_lines(board, table)))
        for why in (board.why, *(place.why for place in board.places)):
            told.append(pack((why.quantities, why.causes)))
        told += [pack(event) for event in board.events]
    names = [pack(word) for word in (*(field.name for field in STATE), *(f"event.{kind}" for kind in EventKind))]
    # What is met most often stands last: zlib names near places with fewer bits.
    seen.update(told)
    ordered = sorted(dict.fromkeys(told), key=lambda one: seen[one])
    return b"".join([*names, *ordered])[-SIZE:]


if __name__ == "__main__":
    path = assets_root() / "protocol" / "dictionary.bin"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(words())
    print(f"{path.stat().st_size} bytes")
