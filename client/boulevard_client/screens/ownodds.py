"""The player's own odds of a bet, stated before it is signed; the final report compares them with what came."""

from __future__ import annotations

from boulevard_client.screens.desk import Desk
from boulevard_client.screens.setting import Knob, Notches, setting
from boulevard_client.screens.talkintents import OwnOdds
from boulevard_client.widgets.node import Node
from boulevard_client.widgets.tips import Tip


def own_odds(desk: Desk, project: int) -> Node:
    """A slider from nothing stated to 95 percent."""
    caption = desk.say("ui.ownodds.caption")

    def show(percent: int) -> str:
        return f"{percent}%" if percent else desk.say("ui.ownodds.none")

    knob = Knob(
        "deals.own_odds",
        caption,
        Notches(0, 95, 5, 20),
        desk.model.talk.odds.get(project, 0),
        show,
        icon="pencil",
        tip=Tip(caption, desk.say("ui.ownodds.about")),
        live=desk.model.live,
    )
    return setting(knob, lambda percent: desk.emit(OwnOdds(project, percent)))
