"""One connection without I/O: handshake, what is legal when, rates and strikes. Frames in, frames to the outbox.

The socket's identity decides the seat; no message names one. Everything is checked before anything changes.
"""

from __future__ import annotations

import unicodedata
from enum import Enum
from typing import TYPE_CHECKING

from boulevard_server.limits import AddressBook, TokenBucket
from boulevard_server.match import SERVER_NAME, Match
from boulevard_server.outbox import Outbox
from boulevard_server.services import Services
from boulevard_server.wishes import Ask, Departure
from boulevard_shared import PROTOCOL
from boulevard_shared import messages as m
from boulevard_shared.codec import DecodeError, decode_client, encode
from boulevard_shared.ids import CloseCode
from boulevard_shared.sentence import Sentence, say

if TYPE_CHECKING:
    from boulevard_server.lobby import Lobby


class Stage(Enum):
    """Where a connection stands."""

    FRESH = "fresh"
    GUEST = "guest"
    JOINING = "joining"
    SEATED = "seated"
    ENDED = "ended"


ENTERING = (m.CreateMatch, m.JoinMatch)

LEGAL: dict[Stage, tuple[type, ...]] = {
    Stage.FRESH: (m.Hello,),
    Stage.GUEST: ENTERING,
    Stage.JOINING: (),
    Stage.SEATED: tuple(kind for kind in m.ClientMessage.__args__ if kind not in ENTERING),
    Stage.ENDED: (),
}
"""Which messages a connection may send when. What else is refused, with a reason; before hello it ends the socket."""

_IN_PLAY = (m.EditDecree, m.PreviewEdit, m.UndoEdit, m.SetReady)
"""What is sent again and again."""

_ILLEGAL = {
    Stage.GUEST: "refused.no_seat",
    Stage.JOINING: "refused.joining",
    Stage.SEATED: "refused.seat_held",
}


class Session:
    """See the module. `receive` takes frames; `hang_up` says that the socket is gone."""

    def __init__(self, lobby: Lobby, services: Services, book: AddressBook, address: str, outbox: Outbox) -> None:
        self.outbox = outbox
        self.address = address
        self.name = ""
        self.stage = Stage.FRESH
        self._lobby = lobby
        self._clock = services.clock
        self._limits = services.limits
        self._book = book
        now = services.clock.now()
        self._count = TokenBucket(self._limits.messages_per_s, self._limits.message_burst, now)
        self._bytes = TokenBucket(self._limits.bytes_per_s, self._limits.byte_burst, now)
        self._tries = TokenBucket(self._limits.failures / self._limits.failure_window_s, self._limits.failures, now)
        self._words = TokenBucket(self._limits.words_per_s, self._limits.word_burst, now)
        self._floods = 0
        self._strikes = 0
        self._match: Match | None = None
        self._seat = -1
        self._entered: dict[int, bytes] = {}

    # --- what the socket says ----------------------------------------------------------------------------------

    def receive(self, frame: bytes | str) -> None:
        """Take one frame. Never raises because of what is in it."""
        if self.outbox.closing:
            return
        now = self._clock.now()
        allowed = self._count.take(now) and self._bytes.take(now, len(frame))
        try:
            if isinstance(frame, str):
                raise DecodeError("text frames are not used")
            message = decode_client(frame)
        except DecodeError:
            self._strike()
            return
        if (
            allowed
            and isinstance(message, _IN_PLAY)
            and self.stage is Stage.SEATED
            and message.cid not in self._entered
        ):
            self._ask(message)  # nearly always
        elif isinstance(message, m.Hello):
            self._hello(message)
        elif self.stage is Stage.FRESH:
            self._end(CloseCode.BAD_HELLO, say("goodbye.hello_first"))
        elif not allowed:
            self._flooded(message)
        else:
            self._request(message)

    def too_late(self) -> None:
        """No hello in time."""
        if self.stage is Stage.FRESH:
            self._end(CloseCode.BAD_HELLO, say("goodbye.hello_first"))

    def go(self) -> None:
        """The server goes down; whoever holds a seat has been told by the match already."""
        self._end(CloseCode.RESTART, say("goodbye.restart"), 1)

    def hang_up(self) -> None:
        """The socket is gone; the seat stays and waits."""
        if self._match is not None and self.stage is Stage.SEATED:
            self._match.put(Departure(self._seat, self))
        self.stage = Stage.ENDED
        self.outbox.close(CloseCode.GOING_AWAY)

    # --- what the lobby and the match say ----------------------------------------------------------------------

    def seated(self, match: Match, seat: int) -> None:
        self._match, self._seat = match, seat
        if self.stage is Stage.ENDED:  # the socket went while the seat was being taken
            match.put(Departure(seat, self))
        else:
            self.stage = Stage.SEATED

    def released(self) -> None:
        """The seat has been given up: as a guest again."""
        self._match, self._seat = None, -1
        if self.stage is Stage.SEATED:
            self.stage = Stage.GUEST

    def turned_down(self, cid: int, reason: Sentence) -> None:
        """The wish to enter a match was refused; another may be tried."""
        if self.stage is Stage.JOINING:
            self.stage = Stage.GUEST
        self._answer(m.Refused(cid, reason))

    def fail(self) -> None:
        """Count a wrong code or token against the connection and its address."""
        self._tries.take(self._clock.now())
        self._book.fail(self.address, self._clock.now())

    # --- inside ------------------------------------------------------------------------------------------------

    def _hello(self, hello: m.Hello) -> None:
        if self.stage is not Stage.FRESH:
            self._strike()
        elif hello.protocol != PROTOCOL:
            reason = say("goodbye.protocol", server=PROTOCOL, client=hello.protocol)
            self._end(CloseCode.BAD_HELLO, reason)
        elif hello.token and (found := self._lobby.holder(hello.token)) is not None:
            self._resume(hello, *found)
        elif self._book.blocked(self.address, self._clock.now()):
            self._end(CloseCode.POLICY, say("goodbye.too_many_failures"), round(self._limits.failure_window_s))
        elif hello.token:
            # Nothing has been touched: whoever really holds the seat keeps it.
            self.fail()
            self._end(CloseCode.UNKNOWN_TOKEN, say("goodbye.unknown_token"))
        else:
            self.name = clean_name(hello.name)
            self.stage = Stage.GUEST
            self.outbox.put(encode(m.Welcome(PROTOCOL, SERVER_NAME, False)))

    def _resume(self, hello: m.Hello, match: str, seat: int) -> None:
        self._match, self._seat = self._lobby.match(match), seat
        self.stage = Stage.SEATED
        self._lobby.arrive(self._match, seat, hello.last_seq, self)

    def _request(self, request: m.ClientMessage) -> None:
        if request.cid in self._entered:
            self.outbox.put(self._entered[request.cid])
        elif not isinstance(request, LEGAL[self.stage]):
            self._answer(m.Refused(request.cid, say(_ILLEGAL.get(self.stage, "refused.no_seat"))))
        elif isinstance(request, ENTERING):
            self._enter(request)
        elif isinstance(request, m.SayWords | m.ProposePact) and not self._words.take(self._clock.now()):
            self._answer(m.Refused(request.cid, say("refused.words_fast")))
        else:
            self._ask(request)

    def _ask(self, request: m.ClientMessage) -> None:
        """Ask the match in which we hold a seat."""
        if self._match is None or not self._match.put(Ask(self._seat, request, self)):
            self._answer(m.Refused(request.cid, say("refused.busy", seconds=1)))

    def _enter(self, request: m.CreateMatch | m.JoinMatch) -> None:
        now = self._clock.now()
        if not self._tries.has(now) or self._book.blocked(self.address, now):
            wait = round(self._limits.failure_window_s)
            self._answer(m.Refused(request.cid, say("refused.too_many_failures", seconds=wait)))
            return
        self.stage = Stage.JOINING
        if isinstance(request, m.CreateMatch):
            self._lobby.create(self, request)
        else:
            self._lobby.join(self, request)

    def entered(self, cid: int, answer: bytes) -> None:
        """Remember how a wish to enter was answered, should it be sent again on this connection."""
        self._entered = {cid: answer}

    def _answer(self, message: m.Refused) -> None:
        self.outbox.put(encode(message))

    def _flooded(self, request: m.ClientMessage) -> None:
        self._floods += 1
        self._answer(m.Refused(request.cid, say("refused.too_fast")))
        if self._floods >= self._limits.floods:
            self._end(CloseCode.POLICY, say("goodbye.too_fast"), 10)
            self.fail()

    def _strike(self) -> None:
        self._strikes += 1
        if self.stage is Stage.FRESH:
            self._end(CloseCode.BAD_HELLO, say("goodbye.hello_first"))
            self.fail()
        elif self._strikes >= self._limits.strikes:
            self._end(CloseCode.POLICY, say("goodbye.malformed"))
            self.fail()
        else:
            self._answer(m.Refused(0, say("refused.malformed")))

    def _end(self, code: CloseCode, reason: Sentence, retry_after_s: int = -1) -> None:
        self.outbox.put(encode(m.Goodbye(reason, retry_after_s)))
        self.outbox.close(code)


def clean_name(name: str) -> str:
    """A name that can be shown anywhere: composed, without control, zero-width, bidi and private characters."""
    composed = unicodedata.normalize("NFC", name)
    shown = "".join(c if unicodedata.category(c)[0] not in "CZ" else " " for c in composed)
    return " ".join(shown.split())[:32].rstrip()
