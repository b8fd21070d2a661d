"""A turn that another process plays: what is asked and what is answered, as bytes. Owns both, and knows no process.

Nothing is left behind there: a match is sent as it stands and comes back as it then stands, so a process that dies
takes nothing with it, and it does not matter which one plays a turn.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from boulevard_server import publish
from boulevard_server.board import Board, Place
from boulevard_server.closing import Closing, Told
from boulevard_server.game import Bulletin, Due, Game, Played, Ruleset
from boulevard_server.record import FORMAT, Acted, MatchOpened, Terms
from boulevard_shared.codec import Reader, packed
from boulevard_shared.events import Event
from boulevard_shared.orders import Decree
from boulevard_shared.parts import WhyColumns

KINDS_KEPT = 64
"""Kinds of matches for which a process has the rules at hand."""


class _Seat(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    city: str
    person: bool
    left: bool
    persona: str
    acting: bool
    decree: Decree


class _Kind(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """What the rules of a match depend on. Not on its seed: that decides how it begins, and is in the position then."""

    terms: Terms
    cities: list[str]


class _Asked(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """What a turn depends on, and what its messages say besides. Without a position: get the rules ready."""

    kind: bytes
    position: bytes = b""
    hash: str = ""
    seats: list[_Seat] = []
    acted: list[Acted] = []
    match: str = ""
    names: dict[int, str] = {}
    connected: list[int] = []
    remaining_s: float = 0.0
    people: list[int] = []
    numbers: list[int] = []


class _Answered(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """What came of it; no frames and no hash when the turn failed."""

    position: bytes = b""
    digest: str = ""
    common_why: WhyColumns | None = None
    own_why: list[WhyColumns] = []
    public: list[Event] = []
    private: list[list[Event]] = []
    frames: list[bytes] = []


_KINDS: Reader[_Kind] = Reader(_Kind)
_ASKED: Reader[_Asked] = Reader(_Asked)
_ANSWERED: Reader[_Answered] = Reader(_Answered)


class Failed(Exception):
    """The turn could not be played there. Played here, it says why."""


def kind_of(board: Board) -> bytes:
    """What kind of match this is: those of a kind are played by the same rules."""
    return packed(_Kind(msgspec.structs.replace(board.terms, seed=0), list(board.game.cities)))


def prepare(kind: bytes) -> bytes:
    """Ask another process to get the rules of a kind of match ready, which may take it a second."""
    return packed(_Asked(kind))


def ask(closing: Closing) -> bytes:
    """A turn that is due, for another process."""
    board, table = closing.board, closing.table
    return packed(
        _Asked(
            kind=kind_of(board),
            position=board.game.pack(board.position),
            hash=board.hash,
            seats=[_Seat(p.city, p.person, p.left, p.persona, p.acting, p.decree) for p in board.places],
            acted=closing.acted,
            match=table.match,
            names=dict(table.names),
            connected=sorted(table.connected),
            remaining_s=table.remaining_s,
            people=list(closing.people),
            numbers=list(closing.numbers),
        )
    )


def hear(closing: Closing, answer: bytes) -> Told:
    """What a turn that was played elsewhere has come to.

    Raises:
        Failed: nothing.
    """
    try:
        told = _ANSWERED.read(answer)
        if told.common_why is None or len(told.frames) != len(closing.people):
            raise Failed
        bulletin = Bulletin(told.common_why, told.own_why, told.public, told.private)
        closed, then = closing.after(Played(closing.board.game.unpack(told.position), told.digest, bulletin))
    except Exception as fault:
        raise Failed from fault
    return Told(closed, then, told.frames)


class Errands:
    """Plays turns for others, by their bytes."""

    def __init__(self, rules: Ruleset) -> None:
        self._rules = rules
        self._kinds: dict[bytes, tuple[Game, Terms]] = {}

    def run(self, asked: Sequence[bytes]) -> list[bytes]:
        """An answer to each, in their order. What fails, fails alone.

        Raises:
            DecodeError: one of them is no such question.
        """
        closings = [self._closing(_ASKED.read(one)) for one in asked]
        outcomes = iter(self._rules.resolve([closing.due() for closing in closings if closing is not None]))
        return [packed(_Answered()) if closing is None else _answer(closing, next(outcomes)) for closing in closings]

    def _closing(self, asked: _Asked) -> Closing | None:
        game, terms = self._kind(asked.kind)
        if not asked.position:
            return None
        board = Board(self._rules, MatchOpened(format=FORMAT, code="", terms=terms))
        board.resume(game, game.unpack(asked.position), asked.hash)
        board.places = [
            Place(s.city, s.person, s.left, s.persona, acting=s.acting, decree=s.decree) for s in asked.seats
        ]
        table = publish.Table(asked.match, asked.names, frozenset(asked.connected), asked.remaining_s)
        return Closing(board, asked.acted, table, asked.people, asked.numbers)

    def _kind(self, kind: bytes) -> tuple[Game, Terms]:
        known = self._kinds.get(kind)
        if known is None:
            if len(self._kinds) >= KINDS_KEPT:
                self._kinds.clear()
            told = _KINDS.read(kind)
            game = self._rules.open(told.terms, tuple(told.cities))
            # The first turn of a kind takes several times as long as those after it: it shall not be a match's.
            self._rules.resolve([Due(game, game.start(), "", [Decree()] * len(told.cities), shown=True)])
            known = self._kinds[kind] = game, told.terms
        return known


def _answer(closing: Closing, played: Played | Exception) -> bytes:
    if isinstance(played, Exception):
        return packed(_Answered())
    try:
        _, then = closing.after(played)
        frames = closing.frames(then, played)
    except Exception:  # it will fail in the same way where it is told to somebody
        return packed(_Answered())
    told = played.bulletin
    return packed(
        _Answered(
            closing.board.game.pack(played.position),
            played.digest,
            told.common_why,
            list(told.own_why),
            told.public,
            list(told.private),
            frames,
        )
    )
