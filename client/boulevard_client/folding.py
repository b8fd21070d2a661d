"""The server's word folded into the replica, message by message; owns what each of them changes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import msgspec

from boulevard_client.link import Link, LinkChanged
from boulevard_client.moment import Moment, Preview, Turned
from boulevard_shared.codec import open_turn
from boulevard_shared.events import Event, merged
from boulevard_shared.ids import MatchPhase
from boulevard_shared.messages import (
    Accepted,
    AskAdvice,
    ClockChanged,
    DecreeChanged,
    EditDecree,
    Goodbye,
    LeaveMatch,
    LobbyShown,
    MatchFrozen,
    MatchOver,
    PreviewEdit,
    ProposalsChanged,
    Refused,
    Seated,
    SeatsChanged,
    SetReady,
    Snapshot,
    StateOdds,
    TurnResolved,
    UndoEdit,
    Welcome,
    WordsSaid,
)
from boulevard_shared.orders import AnyOrder, Decree
from boulevard_shared.parts import BotReason, SeatLine, WhyColumns, after_turn
from boulevard_shared.reasons import lines_of
from boulevard_shared.view import Laid, View, blank, changed, lift, quanta, updated

if TYPE_CHECKING:
    from boulevard_client.model import Model

NO_DECREE = Decree()


def fold(model: Model, message: object) -> None:
    """Take in one message (or a change of the link)."""
    match message:
        case LinkChanged():
            if (message.link, message.reason) == (model.link, model.link_reason):
                return  # one more try in vain
            _link(model, message)
        case Accepted() | Refused():
            _answered(model, message)
        case Seated(cid=cid, code=code, seat=seat, token=token):
            model.asked.pop(cid, None)
            model.code, model.seat, model.token = code, seat, token
        case Welcome(resumed=True, code=code, seat=seat):
            model.code, model.seat = code, seat
        case LobbyShown():
            _lobby(model, message)
        case Snapshot():
            _snapshot(model, message)
        case TurnResolved():
            _turn(model, message)
        case DecreeChanged(turn=turn) if turn == model.turn:
            if not _entry(model, message):
                return
        case SeatsChanged(seats=seats):
            if tuple(seats) == model.seats:
                return
            model.seats = tuple(seats)
        case ClockChanged(remaining_s=remaining, paused=paused):
            same = paused == model.turned.paused
            model.turned = Turned(remaining, paused, model.clock())
            if same:
                return
        case WordsSaid() | ProposalsChanged():
            model.talk.fold(message, model.seat, model.seats)
        case MatchOver(report=report):
            model.phase, model.final = MatchPhase.OVER, report
            model.turned = Turned()
        case MatchFrozen(reason=reason):
            model.phase, model.frozen = MatchPhase.FROZEN, reason
        case Goodbye(reason=reason):
            model.notices.append(reason)
        case _:
            return
    model.version += 1


def _entry(model: Model, changed: DecreeChanged) -> bool:
    """Take in one entry of the decree; whether that tells us anything new."""
    key, order, cost = changed.key, changed.order, changed.cost
    decree = model.decree.without(key, NO_DECREE) if order is None else model.decree.with_order(order)
    if (decree, changed.standing, cost) == (model.decree, model.standing, model.costs.get(key)):
        return False
    model.decree, model.standing = decree, changed.standing
    if cost is None:
        model.costs.pop(key, None)
    else:
        model.costs[key] = cost
    return True


def _link(model: Model, change: LinkChanged) -> None:
    model.link, model.link_reason = change.link, change.reason
    if change.link is Link.ENDED:
        model.asked.clear()


def _answered(model: Model, answer: Accepted | Refused) -> None:
    request = model.asked.pop(answer.cid, None)
    match request:
        case PreviewEdit(turn=turn, edit=edit):
            if turn == model.turn:
                model.previews[edit.key] = _preview(edit, answer)
        case EditDecree(turn=turn, edit=edit) if turn == model.turn:
            if isinstance(answer, Refused):
                model.refusals[edit.key] = answer.reason
                model.notices.append(answer.reason)
                return
            model.decree = model.decree.with_order(edit)
            model.standing = answer.standing or model.standing
            if answer.cost is not None:
                model.costs[edit.key] = answer.cost
            model.previews[edit.key] = _preview(edit, answer)
        case UndoEdit(turn=turn, key=key) if turn == model.turn and isinstance(answer, Accepted):
            model.decree = model.decree.without(key, model.carried)
            model.standing = answer.standing or model.standing
            model.refusals.pop(key, None)
            if key not in model.decree.standing:
                model.costs.pop(key, None)
        case AskAdvice(turn=turn) if turn == model.turn and isinstance(answer, Accepted):
            model.advice = tuple(answer.advice or ())
        case SetReady(ready=ready) if isinstance(answer, Accepted):
            model.seats = tuple(_with_ready(line, ready) if line.seat == model.seat else line for line in model.seats)
        case SetReady(turn=turn) if turn != model.turn or model.phase is not MatchPhase.PLANNING:
            return  # the turn closed while we spoke
        case LeaveMatch() if isinstance(answer, Accepted):
            model.forget()
        case StateOdds(project=project, percent=percent) if isinstance(answer, Accepted):
            model.talk.odds[project] = percent
        case None:
            return
        case _:
            if isinstance(answer, Refused):
                model.notices.append(answer.reason)


def _lobby(model: Model, shown: LobbyShown) -> None:
    model.about, model.code = shown.about, shown.about.code
    model.seats, model.free_cities = tuple(shown.seats), tuple(shown.free_cities)
    model.phase = MatchPhase.LOBBY


def _snapshot(model: Model, shown: Snapshot) -> None:
    same = model.about is not None and model.about.match == shown.about.match
    if not same:
        model.moments.clear()
    advice = model.advice if same and model.turn == shown.turn else None  # the line broke: nobody asks a second time
    model.about, model.phase, model.code = shown.about, shown.phase, shown.about.code
    model.seats, model.seat, model.city, model.turn = tuple(shown.seats), shown.seat, shown.city, shown.turn
    model.schema = {spec.name: spec for spec in shown.schema}
    empty = blank(model.schema)
    model.laid = Laid(changed(empty.common, shown.common), changed(empty.own, shown.own))
    model.decree, model.carried = shown.decree, shown.carried
    model.costs, model.standing = {cost.key: cost for cost in shown.costs}, shown.standing
    model.series = {series.quantity: [list(row) for row in series.rows] for series in shown.series}
    _keep_moment(model, (shown.common_why, shown.own_why), shown.events, shown.reasons)
    model.turned = Turned(shown.remaining_s, shown.paused, model.clock())
    model.hash, model.final = shown.hash, shown.final
    model.talk.fold(shown, shown.seat, shown.seats)
    _new_turn(model)
    model.advice = advice


def _turn(model: Model, played: TurnResolved) -> None:
    common, own = open_turn(played)
    last = model.moments.get(model.turn)
    model.talk.turn_over()
    model.turn, model.city, model.phase = played.turn, played.city, MatchPhase.PLANNING
    model.laid = updated(model.schema, model.laid, common.changes, own.changes)
    model.decree = model.carried = own.decree
    model.costs, model.standing = {cost.key: cost for cost in own.costs}, own.standing
    model.seats = tuple(after_turn(model.seats, common.seats))
    city = next((line.city for line in model.seats if line.seat == model.seat), "")
    events = merged(common.events, own.events, city)
    _keep_moment(model, (common.why, own.why), events, common.reasons, last.view if last else None)
    for name, rows in model.series.items():
        row = [int(value) for value in quanta(model.schema[name], model.view[name])]
        del rows[played.turn :]
        rows.append(row)
    model.turned = Turned(played.remaining_s, False, model.clock())
    model.hash = played.hash
    _new_turn(model)


def _keep_moment(
    model: Model,
    why: Iterable[WhyColumns],
    events: Sequence[Event],
    reasons: Sequence[BotReason],
    before: View | None = None,
) -> None:
    view = View(model.seat, model.city, model.turn, model.schema, lift(model.schema, model.laid))
    lines = {(line.quantity, line.place): line for part in why for line in lines_of(part, view, before)}
    model.moments[model.turn] = Moment(model.turn, view, lines, tuple(events), tuple(reasons))


def _new_turn(model: Model) -> None:
    model.previews.clear()
    model.refusals.clear()
    model.advice = None
    model.wished.clear()
    model.asked = {
        cid: request for cid, request in model.asked.items() if getattr(request, "turn", model.turn) == model.turn
    }
    model.shown_turn = None
    model.torn = model.laid.fingerprint() != model.hash


def _preview(order: AnyOrder, answer: Accepted | Refused) -> Preview:
    if isinstance(answer, Refused):
        return Preview(order, refused=answer.reason)
    return Preview(order, answer.cost, answer.standing, answer.forecast)


def _with_ready(line: SeatLine, ready: bool) -> SeatLine:
    return msgspec.structs.replace(line, ready=ready)
