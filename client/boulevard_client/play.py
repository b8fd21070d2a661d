"""Our side of a match: model, connection, a server of our own and edits on their way; owns what is sent and when.

An edit of a value that is being dragged would flood the server: of each decree entry at most one request is under
way, and only the newest wish waits behind it.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import msgspec

from boulevard_client.foresight import Foreseen
from boulevard_client.link import Link, LinkChanged, full_address
from boulevard_client.local import ServerFailed
from boulevard_client.model import Model
from boulevard_client.screens import intents as do
from boulevard_client.screens.talkintents import (
    AnswerOffer,
    Heard,
    Mute,
    OwnOdds,
    Propose,
    Speak,
    TalkIntent,
    request_of,
)
from boulevard_client.settings import HeldSeat, Store
from boulevard_client.theatre import TheatreProcess
from boulevard_client.watching import Watching
from boulevard_shared.ids import MatchPhase
from boulevard_shared.messages import (
    AskAdvice,
    ChooseCity,
    EditDecree,
    JoinMatch,
    LeaveMatch,
    LobbyShown,
    PauseMatch,
    PreviewEdit,
    Refused,
    Request,
    Seated,
    SetReady,
    Snapshot,
    StartMatch,
    UndoEdit,
)
from boulevard_shared.sentence import Sentence, say


class Transport(Protocol):
    """What play needs of a connection; tests give a fake."""

    token: str

    def start(self) -> None: ...
    def next_cid(self) -> int: ...
    def send(self, request: Request) -> None: ...
    def poll(self) -> Sequence[object]: ...
    def renew(self) -> None: ...
    def close(self) -> None: ...


class Host(Protocol):
    """A server of our own that is running."""

    url: str
    address: str

    def stop(self) -> None: ...


Dial = Callable[[str, str, str, Callable[[], None]], Transport]
"""Make a transport: url, name, token, wake."""
Raise = Callable[[Path, bool], Host]
"""Start a server of our own that keeps its matches in a folder, shared with the network or not. Raises ServerFailed."""
Wish = Callable[[int], Request]


@dataclass(slots=True)
class _Next:
    """What to do once the server is up and greets us."""

    url: str
    token: str = ""
    wish: Wish | None = None
    begin: bool = False
    held: HeldSeat | None = None
    shared: bool = False


_READY = "!"
"""Where Ready waits for edits that are still to be sent; no key of an order is called so."""
EDITS_PER_S, EDITS_AT_ONCE = 7.0, 14
"""How fast edits and questions go out: a dragged slider must stay below what a server takes from one client (10 a
second, 20 at once), with room for everything else."""


class Play:
    """One seat at one table at a time. `poll` once per frame; True when the model changed."""

    def __init__(
        self, store: Store, clock: Callable[[], float], dial: Dial, raise_host: Raise, wake: Callable[[], None]
    ) -> None:
        self.store = store
        self.clock = clock
        self.model = Model(clock)
        self.watching = Watching(store.matches, clock, wake, TheatreProcess)
        self.held = store.seat()
        self.busy = ""
        """Catalogue key of what is being waited for, "" for nothing."""
        self.trouble: Sentence | None = None
        """Why the last attempt to sit down somewhere came to nothing."""
        self.overhear: Callable[[object], None] = lambda item: None
        """Told all that comes from the server; set by whoever writes it down."""
        self.awaits: Callable[[object], bool] = lambda item: False
        """Whether what came must wait a little before it is told, and all that comes after it with it."""
        self.foreseen: Foreseen | None = None
        """What the model becomes by the message that waits, when somebody has looked."""
        self._arrived: deque[object] = deque()
        self._dial = dial
        self._raise_host = raise_host
        self._wake = wake
        self._line: Transport | None = None
        self._host: Host | None = None
        self._next: _Next | None = None
        self._begin = False
        self._met = False
        """Whether the server now dialled has ever answered."""
        self._url = ""
        self._queued: dict[str, Wish] = {}
        self._credit, self._credited_at = float(EDITS_AT_ONCE), clock()
        self._started: list[Host | ServerFailed] = []

    @property
    def address(self) -> str:
        """What to tell others who want to join, as they type it; "" when nobody can come to our own server."""
        return self._host.address if self._host is not None and self._own else self._url.removeprefix("ws://")

    @property
    def untold(self) -> bool:
        """Something has come that still waits to be told."""
        return bool(self._arrived)

    @property
    def _own(self) -> bool:
        """Whether the server dialled is one of our own."""
        return self._host is not None and self._url == self._host.url

    # -- tables --------------------------------------------------------------------------------------------

    def open_match(self, intent: do.NewMatch, name: str) -> None:
        """Open a lobby on a server, or on one of our own."""

        def wish(cid: int) -> Request:
            return msgspec.structs.replace(intent.request, cid=cid)

        self._go(_Next(full_address(intent.url), "", wish, intent.begin, shared=intent.shared), name)

    def join(self, url: str, code: str, name: str) -> None:
        """Take a seat with a code."""
        self._go(_Next(full_address(url), "", lambda cid: JoinMatch(cid, code.strip().upper())), name)

    def resume(self, name: str) -> None:
        """Take back the seat that was held last."""
        held = self.held
        if held is not None:
            self._go(_Next("" if held.local else held.url, held.token, held=held, shared=held.shared), name)

    def leave(self, for_good: bool) -> None:
        """Hang up. `for_good` hands the seat to an acting official, else it stays ours to resume."""
        if for_good and self._line is not None:
            self._line.send(LeaveMatch(self._line.next_cid()))
            self.forget_seat()
        self._hang_up()
        self.model = Model(self.clock, self.model.version + 1)

    def give_up(self) -> None:
        """Wait no longer for what is being dialled or started."""
        self._hang_up()
        self.model = Model(self.clock, self.model.version + 1)

    def forget_seat(self) -> None:
        self.held = None
        self.store.keep_seat(None)

    def close(self) -> None:
        """End of the program."""
        self.watching.close()
        self._hang_up()
        if self._host is not None:
            self._host.stop()

    def _go(self, target: _Next, name: str) -> None:
        self._hang_up()
        self.model = Model(self.clock, self.model.version + 1)
        self._next = target
        self._name = name
        self.trouble = None
        if target.url:
            self._connect(target.url)
            return
        if self._host is not None and bool(self._host.address) == target.shared:
            self._connect(self._host.url)
            return
        if self._host is not None:
            self._host.stop()
            self._host = None
        self.busy = "ui.busy.server"
        threading.Thread(target=self._start_host, args=(target.shared,), name="start-server", daemon=True).start()

    def _start_host(self, shared: bool) -> None:
        """Runs in a thread of its own: the frame loop never waits."""
        try:
            self._started.append(self._raise_host(self.store.matches, shared))
        except Exception as error:  # at the end of a thread: whatever it was, the player must hear of it
            self._started.append(error if isinstance(error, ServerFailed) else ServerFailed(repr(error)))
        self._wake()

    def _connect(self, url: str) -> None:
        target = self._next
        assert target is not None
        self.busy, self._met = "ui.busy.dial", False
        self._url, self._begin = url, target.begin
        self._line = self._dial(url, self._name, target.token, self._wake)
        self._line.start()
        if target.wish is not None:
            self._request(target.wish)

    def _hang_up(self) -> None:
        if self._line is not None:
            self._line.close()
        self._line, self._next, self.busy = None, None, ""
        self._arrived.clear()
        self.foreseen = None
        self._queued.clear()

    # -- what the player does ------------------------------------------------------------------------------

    def do(self, intent: object) -> bool:
        """Carry out an intent that concerns the match; False when it is none of ours."""
        turn = self.model.turn
        match intent:
            case do.SendEdit(order=order):
                self.model.wish(order.key, order)
                self._queue(order.key, lambda cid: EditDecree(cid, turn, order))
            case do.Preview(order=order):
                self._queue("?" + order.key, lambda cid: PreviewEdit(cid, turn, order))
            case do.Undo(key=key):
                self.model.wish(key, None)
                self._queue(key, lambda cid: UndoEdit(cid, turn, key))
            case do.Ask():
                self._request(lambda cid: AskAdvice(cid, turn))
            case do.Ready(ready=ready):
                self._queue(_READY, lambda cid: SetReady(cid, turn, ready))
            case do.TakeCity(city=city):
                self._request(lambda cid: ChooseCity(cid, city))
            case do.Begin():
                self._request(StartMatch)
            case do.HoldClock(paused=paused):
                self._request(lambda cid: PauseMatch(cid, paused))
            case Heard(channel=channel):
                self.model.talk.unread.pop(channel, None)
                self.model.version += 1
            case OwnOdds(project=project):
                self._queue(f"odds:{project}", lambda cid: _table(intent, turn, cid))
            case Speak() | Propose() | AnswerOffer() | Mute():
                self._request(lambda cid: _table(intent, turn, cid))
            case _:
                return self.watching.do(intent)
        return True

    def _queue(self, slot: str, wish: Wish) -> None:
        self._queued[slot] = wish
        self._flush()

    def _flush(self) -> None:
        """Send every wish whose decree entry has no request under way, as far as the pace allows.

        Ready goes last: an edit that came after it would take it back.
        """
        now = self.clock()
        self._credit = min(float(EDITS_AT_ONCE), self._credit + EDITS_PER_S * (now - self._credited_at))
        self._credited_at = now
        under_way = {_slot(request) for request in self.model.asked.values()}
        waiting = [slot for slot in self._queued if slot not in under_way and slot != _READY]
        # Edits first: what the player wants counts more than what it would bring.
        for slot in sorted(waiting, key=lambda slot: slot.startswith("?")):
            if self._credit < 1.0:
                break
            self._credit -= 1.0
            self._request(self._queued.pop(slot))
        if _READY in self._queued and all(slot == _READY or slot.startswith("?") for slot in self._queued):
            self._request(self._queued.pop(_READY))

    def _request(self, wish: Wish) -> None:
        if self._line is None:
            return
        request = wish(self._line.next_cid())
        try:
            self._line.send(request)
        except OverflowError:
            self.model.notices.append(say("ui.link.overloaded"))
            return
        self.model.ask(request)

    # -- what the server says ------------------------------------------------------------------------------

    def poll(self) -> bool:
        """Take in what came since the last call."""
        before = self.model.version
        while self._started:
            self._host_up(self._started.pop(0))
        if self._line is not None:
            self._arrived.extend(self._line.poll())
            while self._arrived and not self.awaits(self._arrived[0]):
                self._told(self._arrived.popleft())
            if self.model.torn:
                self.model.torn = False
                self._line.renew()
            self._flush()
        return self.model.version != before

    def _told(self, item: object) -> None:
        self.overhear(item)
        foreseen, self.foreseen = self.foreseen, None
        if foreseen is not None and foreseen.holds(self.model, item):
            self.model = foreseen.after
        else:
            self.model.fold(item)
        self._mind(item)

    def _host_up(self, started: Host | ServerFailed) -> None:
        if isinstance(started, ServerFailed):
            self.busy = ""
            failed = say("ui.link.no_server", text=str(started)[-300:])
            self._fail(say("ui.link.taken") if started.taken else failed)
            self.model.version += 1
            return
        self._host = started
        if self._next is not None:
            self._connect(started.url)

    def _mind(self, item: object) -> None:
        match item:
            case Seated():
                self._keep_seat()
            case LobbyShown():
                self.busy = ""
                about = self.model.about
                if self._begin and about is not None and about.host == self.model.seat:
                    self._begin = False
                    self._request(StartMatch)
            case Snapshot():
                self.busy = ""
                self._keep_seat()
            case Refused(reason=reason) if self.model.phase is None:
                self.busy, self.trouble = "", reason
            case LinkChanged(link=Link.LIVE):
                self._met = True
            case LinkChanged(link=Link.LOST, reason=reason) if not self._met and not self._own and reason:
                # nobody there: whoever typed the address should hear of it now, not after many more tries
                self.give_up()
                self._fail(reason)
            case LinkChanged(link=Link.ENDED, reason=reason):
                self.busy = ""
                if reason is not None:
                    if reason.key == "ui.link.seat_lost":
                        self.forget_seat()
                    self._fail(reason)
            case _:
                pass
        if self.model.phase is MatchPhase.OVER and self.held is not None:
            self.forget_seat()

    def _fail(self, reason: Sentence) -> None:
        self.trouble = reason
        self.model.notices.append(reason)

    def _keep_seat(self) -> None:
        """Remember how to come back to this seat."""
        token = self._line.token if self._line is not None else ""
        if not token or self.model.phase is MatchPhase.OVER:
            return
        line = self.model.own_line
        about = self.model.about
        held = HeldSeat(
            url=self._url,
            token=token,
            code=self.model.code,
            city=line.city if line else "",
            scenario=about.scenario if about else "",
            local=self._host is not None and self._url == self._host.url,
            shared=self._own and bool(self.address),
        )
        if held != self.held:
            self.held = held
            self.store.keep_seat(held)


def _table(intent: TalkIntent, turn: int, cid: int) -> Request:
    request = request_of(intent, turn, cid)
    assert request is not None
    return request


def _slot(request: Request) -> str:
    match request:
        case EditDecree(edit=edit):
            return edit.key
        case PreviewEdit(edit=edit):
            return "?" + edit.key
        case UndoEdit(key=key):
            return key
        case _:
            return ""
