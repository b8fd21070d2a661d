"""What a request of a seat comes to: entries to write down and an answer, or a sentence that refuses it.

Pure: reads the board, changes nothing. One function for each kind of request, found by a table.
"""

from __future__ import annotations

import logging
from collections.abc import Callable

import msgspec

from boulevard_server import talk
from boulevard_server.board import Board
from boulevard_server.record import (
    AnyEntry,
    CityChosen,
    ClockHeld,
    MatchStarted,
    OrderGiven,
    OrderUndone,
    ReadySet,
    SeatLeft,
    SeatVacated,
)
from boulevard_shared import messages as m
from boulevard_shared.messages import Accepted, DecreeChanged
from boulevard_shared.parts import Suggestion
from boulevard_shared.sentence import Sentence, say

log = logging.getLogger(__name__)


class Plan(msgspec.Struct, frozen=True, gc=False):
    """A request that is granted: what to write down (nothing, for a question) and what to answer.

    `changed` is what the seat is told of its decree, but for the number.
    """

    answer: Accepted
    entries: tuple[AnyEntry, ...] = ()
    changed: DecreeChanged | None = None


Verdict = Plan | Sentence

AT_THE_TABLE = (m.SayWords, m.ProposePact, m.AnswerProposal, m.StateOdds, m.MuteSeat)
"""Requests about words, proposals and odds: see `talk.py`."""
OWN_BUSINESS = (m.EditDecree, m.UndoEdit, m.PreviewEdit, m.AskAdvice, m.SetReady)
"""Requests that concern nobody but the seat itself: those of several seats may be judged side by side."""
HEAVY = (m.StartMatch, m.AskAdvice)
"""Requests that take milliseconds to judge: other matches must not wait for them."""


def consider(board: Board, seat: int, request: m.ClientMessage) -> Verdict:
    """Judge a request of a seat. A fault of the rules refuses the request and is logged; nothing has changed."""
    if board.places[seat].left:
        return say("refused.seat_left")
    rule = _RULES.get(type(request))
    if rule is None:
        return say("refused.seat_held")
    try:
        return rule(board, seat, request)
    except Exception:
        log.exception("judging a %s failed", type(request).__name__)
        return say("refused.fault")


def _planning(board: Board, turn: int) -> Sentence | None:
    """Why no decree can be changed now, or None."""
    if board.status == "lobby":
        return say("refused.not_begun")
    if board.status == "frozen":
        return say("refused.frozen")
    if board.status != "playing":
        return say("refused.match_over")
    if turn != board.turn:
        # Turns are said 1-based, as on screen.
        return say("refused.turn_closed", asked=turn + 1, now=board.turn + 1)
    return None


def _think_again(board: Board, seat: int) -> tuple[ReadySet, ...]:
    """Who changes the decree after saying Ready is not ready any more."""
    return (ReadySet(turn=board.turn, seat=seat, ready=False),) if board.places[seat].ready else ()


def _edit(board: Board, seat: int, request: m.EditDecree) -> Verdict:
    wrong = _planning(board, request.turn)
    if wrong:
        return wrong
    place = board.places[seat]
    ruling = board.game.judge(board.view(seat), place.decree, place.carried, request.edit)
    if isinstance(ruling, Sentence):
        return ruling
    edit, cost, standing = request.edit, ruling.cost, ruling.standing
    given = OrderGiven(turn=request.turn, seat=seat, edit=edit)
    changed = DecreeChanged(0, request.turn, edit.key, edit, cost, standing)
    return Plan(Accepted(request.cid, cost, standing), (given, *_think_again(board, seat)), changed)


def _undo(board: Board, seat: int, request: m.UndoEdit) -> Verdict:
    wrong = _planning(board, request.turn)
    if wrong:
        return wrong
    place = board.places[seat]
    ruling = board.game.undo(board.view(seat), place.decree, place.carried, request.key)
    if isinstance(ruling, Sentence):
        return ruling
    key, standing = request.key, ruling.standing
    undone = OrderUndone(turn=request.turn, seat=seat, key=key)
    restored = place.decree.without(key, place.carried).standing.get(key)
    changed = DecreeChanged(0, request.turn, key, restored, ruling.cost if restored else None, standing)
    return Plan(Accepted(request.cid, ruling.cost, standing), (undone, *_think_again(board, seat)), changed)


def _preview(board: Board, seat: int, request: m.PreviewEdit) -> Verdict:
    wrong = _planning(board, request.turn)
    if wrong:
        return wrong
    place = board.places[seat]
    view = board.view(seat)
    ruling = board.game.judge(view, place.decree, place.carried, request.edit)
    if isinstance(ruling, Sentence):
        return ruling
    forecast = board.game.forecast(view, place.decree, request.edit)
    return Plan(Accepted(request.cid, ruling.cost, ruling.standing, forecast))


def _advise(board: Board, seat: int, request: m.AskAdvice) -> Verdict:
    wrong = _planning(board, request.turn)
    if wrong:
        return wrong
    place, view = board.places[seat], board.view(seat)
    advice: list[Suggestion] = []
    draft = place.decree
    for order, reason in board.game.advise(view, draft):
        ruling = board.game.judge(view, draft, place.carried, order)
        if isinstance(ruling, Sentence):
            continue  # what cannot be ordered is no advice
        draft = draft.with_order(order)
        advice.append(Suggestion(order, ruling.cost, reason))
    return Plan(Accepted(request.cid, advice=advice))


def _ready(board: Board, seat: int, request: m.SetReady) -> Verdict:
    wrong = _planning(board, request.turn)
    if wrong:
        return wrong
    if board.places[seat].ready == request.ready:
        return Plan(Accepted(request.cid))
    return Plan(Accepted(request.cid), (ReadySet(turn=request.turn, seat=seat, ready=request.ready),))


def _pause(board: Board, seat: int, request: m.PauseMatch) -> Verdict:
    if board.status != "playing":
        return say("refused.not_begun" if board.status == "lobby" else "refused.match_over")
    if seat != board.host:
        return say("refused.host_only")
    if board.paused == request.paused:
        return Plan(Accepted(request.cid))
    return Plan(Accepted(request.cid), (ClockHeld(paused=request.paused),))


def _table_talk(board: Board, seat: int, request: m.ClientMessage) -> Verdict:
    if board.status == "lobby" or not isinstance(request, talk.ANY_TIME):
        wrong = _planning(board, getattr(request, "turn", board.turn))
        if wrong:
            return wrong
    found = talk.consider(board, seat, request)
    return found if isinstance(found, Sentence) else Plan(Accepted(request.cid), found)


def _choose_city(board: Board, seat: int, request: m.ChooseCity) -> Verdict:
    if board.status != "lobby":
        return say("refused.begun")
    if board.places[seat].city == request.city:
        return Plan(Accepted(request.cid))
    if request.city not in board.rules.scenarios[board.terms.scenario].cities:
        return say("refused.no_such_city", name=request.city)
    if request.city not in board.free_cities():
        return say("refused.city_taken", city=request.city)
    return Plan(Accepted(request.cid), (CityChosen(seat=seat, city=request.city),))


def _start(board: Board, seat: int, request: m.StartMatch) -> Verdict:
    if board.status != "lobby":
        return say("refused.begun")
    if seat != board.host:
        return say("refused.host_only")
    cities = [place.city for place in board.places]
    free = iter(board.free_cities())
    cities = [city or next(free) for city in cities]
    personas = board.rules.personas
    # Which bot sits where follows the seed, so that it is not always the same will in the same city.
    offset = board.terms.seed % len(personas)
    names = [personas[(offset + place) % len(personas)] for place in range(len(cities))]
    _, _, digest = board.open_game(cities)
    return Plan(Accepted(request.cid), (MatchStarted(cities=cities, personas=names, hash=digest),))


def _leave(board: Board, seat: int, request: m.LeaveMatch) -> Verdict:
    if board.status == "lobby":
        return Plan(Accepted(request.cid), (SeatVacated(seat=seat),))
    return Plan(Accepted(request.cid), (SeatLeft(seat=seat),))


_RULES: dict[type, Callable[..., Verdict]] = {
    m.EditDecree: _edit,
    m.UndoEdit: _undo,
    m.PreviewEdit: _preview,
    m.AskAdvice: _advise,
    m.SetReady: _ready,
    m.PauseMatch: _pause,
    m.ChooseCity: _choose_city,
    m.StartMatch: _start,
    m.LeaveMatch: _leave,
    **dict.fromkeys(AT_THE_TABLE, _table_talk),
}
