"""Why a control cannot be used: the reasons that hold for all of them at once."""

from __future__ import annotations

from boulevard_client.screens.desk import Desk
from boulevard_client.widgets.node import Node
from boulevard_shared.ids import MatchPhase


def bar_rest(desk: Desk, tree: Node) -> None:
    """Give every disabled control of a tree the reason that shuts all of them, if there is one now."""
    reason = _general(desk)
    if not reason:
        return
    for node in tree.walk():
        if node.focusable and not node.enabled:
            node.why_not = reason


def _general(desk: Desk) -> str:
    """Looking back, the end of the match, a frozen match, or something that is being waited for."""
    model = desk.model
    if desk.busy:
        return desk.say(desk.busy)
    if not model.playing or model.live:
        return ""
    if model.shown_turn is not None:
        return desk.say("ui.shut.past")
    if model.phase is MatchPhase.OVER:
        return desk.say("ui.shut.over")
    return desk.tell(model.frozen) if model.frozen is not None else desk.say("ui.not_now")
