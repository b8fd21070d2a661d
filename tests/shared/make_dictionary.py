"""Makes the words that deflated messages refer to: `python tests/shared/make_dictionary.py`.

Everything in `assets/protocol/dictionary.bin` is text that messages are full of: names of fields, of what explains a
change and of what can happen, orders as a decree has them, news, and which quantities and causes the reasons of a quiet
turn tell of. Other bytes there are another protocol: raise `PROTOCOL` with them.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import msgspec

sys.path.insert(0, str(Path(__file__).parents[2] / "server"))

from boulevard_server.board import Board
from boulevard_server.record import FORMAT, MatchOpened, MatchStarted, Terms, TurnClosed
from boulevard_server.rules.state import STATE
from boulevard_server.rules_game import ShippedRules
from boulevard_shared.content import assets_root, shipped
from boulevard_shared.events import EventKind
from boulevard_shared.ids import BotLevel, SeatMode
from boulevard_shared.orders import ORDER_TYPES, Order

SCENARIO = "display-decade"
SEED = 8
TURNS = 12
LISTS = 4
"""Lists of quantities and causes; more of them would push out words for a few bytes less."""
SIZE = 16_384

pack = msgspec.msgpack.Encoder().encode


def words() -> bytes:
    lists: Counter[bytes] = Counter()
    causes: Counter[str] = Counter()
    news: dict[EventKind, bytes] = {}
    for board in course():
        for why in (board.why, *(place.why for place in board.places)):
            lists[pack(why.quantities) + pack(why.causes)] += 1
            causes.update(why.causes)
        for event in (*board.events, *(event for place in board.places for event in place.events)):
            news[event.kind] = pack(event)
    names = (*(field.name for field in STATE), *(f"event.{kind}" for kind in EventKind))
    # zlib names near places with fewer bits: what is met most often stands last, and what comes too early is cut off.
    parts = [
        *map(pack, names),
        *(pack(cause) for cause, _ in reversed(causes.most_common())),
        *map(order, ORDER_TYPES),
        *sorted(news.values(), key=len),
        *(told for told, _ in reversed(lists.most_common(LISTS))),
    ]
    return b"".join(parts)[-SIZE:]


def order(kind: type[Order]) -> bytes:
    """An order as it stands in a decree under its key, and what its line of costs begins with."""
    name = kind.__name__
    return pack(name) + pack({"order": name, **dict.fromkeys(kind.__struct_fields__, 0)}) + pack(f"order.{name}")


def course() -> Iterator[Board]:
    """The board after each of some turns in which nobody decides anything."""
    rules = ShippedRules(shipped())
    line = rules.scenarios[SCENARIO]
    cities = list(line.cities[:8])
    terms = Terms(SCENARIO, 8, SeatMode.ANCHORED, BotLevel.NORMAL, 0, 3_000, 5_000, SEED, rules.digest)
    board = Board(rules, MatchOpened(format=FORMAT, code="", terms=terms), watched=range(8))
    _, _, digest = board.open_game(cities)
    board.apply(MatchStarted(cities=cities, personas=[rules.personas[0]] * 8, hash=digest))
    for _ in range(TURNS):
        played = board.play(board.decrees([]))
        board.apply(TurnClosed(turn=board.turn, acted=[], hash=played.digest), played)
        yield board


if __name__ == "__main__":
    path = assets_root() / "protocol" / "dictionary.bin"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(words())
    print(f"{path.stat().st_size} bytes")
