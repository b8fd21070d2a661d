"""A recorded theatre: what it answered about stored matches, so that pictures of replays depend on no rules."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TypeVar

import msgspec

from boulevard_shared import theatre as t
from boulevard_shared.codec import canonical
from boulevard_shared.orders import AnyOrder
from boulevard_shared.sentence import say

Asked = TypeVar("Asked", bound=t.Wanted)

FILE = Path(__file__).parent / "client" / "golden" / "stage.ask.gz"


class Told(msgspec.Struct, frozen=True, array_like=True):
    """A request and what was answered; both with `cid` 0."""

    request: t.Request
    answer: t.AnyAnswer


def plain(request: t.Request) -> t.Request:
    """The same for equal requests, whatever number they have."""
    return msgspec.structs.replace(request, cid=0)


def write(lines: Iterable[Told]) -> None:
    """Keep what a theatre answered; equal answers make an equal file."""
    FILE.write_bytes(gzip.compress(canonical(list(lines)), 9, mtime=0))
    told.cache_clear()


@cache
def told() -> tuple[Told, ...]:
    """All that was recorded.

    Raises:
        FileNotFoundError: nothing was; run tests/client/make_recordings.py.
    """
    return tuple(msgspec.msgpack.decode(gzip.decompress(FILE.read_bytes()), type=list[Told]))


def asked(kind: type[Asked]) -> Asked:
    """The recorded request of a kind."""
    return next(line.request for line in told() if isinstance(line.request, kind))


def left_out() -> AnyOrder:
    """The decision that the recorded fork takes back."""
    fork = asked(t.ForkMatch)
    shown = next(line.answer for line in told() if isinstance(line.answer, t.MatchShown))
    (decided,) = (each for each in shown.course.decisions if (each.turn, each.seat) == (fork.turn, fork.seat))
    (order,) = (made.order for made in decided.made if made.order not in fork.orders)
    return order


class RecordedTheatre:
    """Answers what was recorded, and says of all else that there is nothing on stage."""

    def __init__(self, stored: Path, wake: Callable[[], None]) -> None:
        self._known = {canonical(line.request): line.answer for line in told()}
        self._told: list[t.AnyAnswer] = []

    def ask(self, request: t.Request) -> None:
        answer = self._known.get(canonical(plain(request)), t.NotShown(0, say("ui.theatre.nothing")))
        if isinstance(answer, t.MatchesFound):
            answer = msgspec.structs.replace(answer, matches=[_wall_clock(match) for match in answer.matches])
        self._told.append(msgspec.structs.replace(answer, cid=request.cid))

    def poll(self) -> list[t.AnyAnswer]:
        told_, self._told = self._told, []
        return told_

    def close(self) -> None:
        self._told.clear()


def _wall_clock(match: t.StoredMatch) -> t.StoredMatch:
    """The recorded date as the clock on the wall shows it, in whatever time zone the pictures are drawn."""
    shown = datetime.fromtimestamp(match.created_ms / 1000, UTC).replace(tzinfo=None)
    return msgspec.structs.replace(match, created_ms=round(shown.timestamp() * 1000))
