"""The people at one match: their connections, their numbered publications, and the answers they were given."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

import msgspec

from boulevard_server import publish
from boulevard_server.board import Board
from boulevard_server.history import History
from boulevard_server.outbox import Outbox
from boulevard_shared import messages as m
from boulevard_shared.codec import encode
from boulevard_shared.sentence import Sentence

if TYPE_CHECKING:
    from boulevard_server.match import Match

CATCH_UP = 48
"""Most missed publications sent one by one: they must fit an outbox together with what happens meanwhile."""
REMEMBERED_ANSWERS = 64
"""Answers kept in memory per seat; older ones are looked up in the journal."""


class Link(Protocol):
    """A connection as a match sees it."""

    @property
    def outbox(self) -> Outbox: ...

    def seated(self, match: Match, seat: int) -> None:
        """The connection holds this seat from now on."""
        ...

    def turned_down(self, cid: int, reason: Sentence) -> None:
        """There was no seat for it."""
        ...

    def entered(self, cid: int, answer: bytes) -> None:
        """This is the answer that gave it the seat."""
        ...

    def released(self) -> None:
        """It holds no seat any more and may look for another match."""
        ...


@dataclass(slots=True)
class Chair:
    """What is kept of a seat besides the board. Without `link` nobody is there, since `gone_at`."""

    history: History
    gone_at: float
    name: str = ""
    link: Link | None = None
    last_cid: int = 0
    answers: OrderedDict[int, bytes] = field(default_factory=OrderedDict)

    def remember(self, cid: int, answer: bytes) -> None:
        answers = self.answers
        answers[cid] = answer
        if cid > self.last_cid:
            self.last_cid = cid
        if len(answers) > REMEMBERED_ANSWERS:
            answers.popitem(last=False)


class Chairs:
    """All chairs of a match. Sending never waits: each link has a bounded outbox."""

    def __init__(self, match: str, board: Board, chairs: list[Chair]) -> None:
        self._match = match
        self._board = board
        self._chairs = chairs
        self._whole: publish.Whole | None = None

    def __getitem__(self, seat: int) -> Chair:
        return self._chairs[seat]

    def __setitem__(self, seat: int, chair: Chair) -> None:
        self._chairs[seat] = chair

    def people(self) -> list[int]:
        """Seats that are held by a person, here or away."""
        return [seat for seat, place in enumerate(self._board.places) if place.played_by_person]

    def connected(self) -> frozenset[int]:
        return frozenset(seat for seat, chair in enumerate(self._chairs) if chair.link is not None)

    def anybody(self) -> bool:
        """Whether anybody is connected. Asked after every request: nearly always the first chair answers."""
        for chair in self._chairs:  # noqa: SIM110 - a generator for `any` takes five times as long
            if chair.link is not None:
                return True
        return False

    def somebody_thinks(self) -> bool:
        """Whether a person who is here has not decided."""
        for chair, place in zip(self._chairs, self._board.places, strict=True):
            if chair.link is not None and not place.ready and place.played_by_person:
                return True
        return False

    def empty_since(self) -> float:
        """When the last link went, if there is none."""
        return max(chair.gone_at for chair in self._chairs)

    def away(self) -> list[int]:
        """People who have not decided and are not there: an acting official may have to."""
        gone, places = [seat for seat, chair in enumerate(self._chairs) if chair.link is None], self._board.places
        return [seat for seat in gone if not places[seat].ready and places[seat].played_by_person] if gone else gone

    def links(self) -> Iterable[Link]:
        return [chair.link for chair in self._chairs if chair.link is not None]

    def table(self, remaining_s: float) -> publish.Table:
        names = {seat: chair.name for seat, chair in enumerate(self._chairs) if chair.name}
        return publish.Table(self._match, names, self.connected(), round(remaining_s, 1))

    def publish(self, seat: int, make: Callable[[int], m.Publication]) -> None:
        """Number a message for one person, keep it for those who come back, and send it if there is a link."""
        self.publish_frame(seat, encode(make(self._chairs[seat].history.next())))

    def publish_one(self, seat: int, message: m.DecreeChanged) -> None:
        """A message that is ready but for its number."""
        seq = self._chairs[seat].history.next()
        numbered = m.DecreeChanged(seq, message.turn, message.key, message.order, message.cost, message.standing)
        self.publish_frame(seat, encode(numbered))

    def publish_frame(self, seat: int, frame: bytes) -> None:
        """A message that was numbered and encoded elsewhere, while nothing else was published."""
        chair = self._chairs[seat]
        chair.history.add(frame)
        if chair.link is not None:
            chair.link.outbox.put(frame, publication=True)

    def publish_all(self, message: m.SeatsChanged | m.ClockChanged | m.MatchFrozen | m.MatchOver) -> None:
        """The same message for every person, each with their own number."""
        for seat in self.people():
            self.publish(seat, lambda seq: msgspec.structs.replace(message, seq=seq))

    def show_seats(self, remaining_s: float) -> None:
        """Tell everybody how the seats are now."""
        table = self.table(remaining_s)
        if self._board.status != "lobby":
            self.publish_all(m.SeatsChanged(0, publish.seat_lines(self._board, table)))
            return
        for seat in self.people():
            self.publish(seat, lambda seq: publish.lobby(self._board, table, seq))

    def snapshots(self, seats: Sequence[int], remaining_s: float) -> list[bytes]:
        """A snapshot for each of some seats; takes milliseconds when it is the first of a turn."""
        if self._whole is None or not self._whole.current:
            self._whole = publish.Whole(self._board)
        whole, table = self._whole, self.table(remaining_s)
        return [encode(whole.snapshot(table, seat, self._chairs[seat].history.seq)) for seat in seats]

    def put_away(self) -> None:
        """Forget what was made for those who come back within a turn."""
        self._whole = None

    def show_all(self, seat: int, frame: bytes) -> None:
        """Send a snapshot: whatever the person had before no longer matters."""
        link = self._chairs[seat].link
        if link is not None:
            link.outbox.put(frame, snapshot=True)

    def catch_up(self, seat: int, last_seq: int, remaining_s: float) -> None:
        """Send what a person who comes back has missed: the missing publications, or everything."""
        chair = self._chairs[seat]
        missing = chair.history.after(last_seq, CATCH_UP)
        if missing is not None and chair.link is not None:
            for frame in missing:
                chair.link.outbox.put(frame, publication=True)
        elif self._board.status == "lobby":
            chair.history.go_on_from(last_seq)
            self.publish(seat, lambda seq: publish.lobby(self._board, self.table(remaining_s), seq))
        elif chair.link is not None:
            self.show_all(seat, *self.snapshots([seat], remaining_s))
