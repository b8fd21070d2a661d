"""Parts of the game that open later in this match, or never: which screens they shut, and how that is said."""

from __future__ import annotations

from boulevard_client.screens.desk import Desk
from boulevard_client.theme import LABEL
from boulevard_client.widgets.label import Icon, Label
from boulevard_client.widgets.layout import Pad, Row
from boulevard_client.widgets.node import Node
from boulevard_shared.content import NEVER

PARTS: dict[str, tuple[str, ...]] = {
    "deals": ("deals",),
    "portfolio": ("funds",),
    "chains": ("chains", "incentives", "integrity"),
    "talent": ("talent",),
    "treasury": ("budget", "debt"),
    "smart": ("smart", "environment"),
    "relations": ("relations",),
}
"""Systems of a scenario by the screen where their orders are made, the one that the screen is for first."""


def opens(desk: Desk, system: str) -> int:
    """The turn from which a system is open, `NEVER` when this match is played without it."""
    about = desk.model.about
    return 0 if about is None else desk.content.scenarios[about.scenario].opens(system)


def is_shut(desk: Desk, system: str) -> bool:
    """Whether orders of a system are refused in the turn that is shown."""
    turn = opens(desk, system)
    return turn == NEVER or turn > desk.model.turn


def is_locked(desk: Desk, screen: str) -> bool:
    """Whether what a screen is for cannot be decided yet."""
    return screen in PARTS and is_shut(desk, PARTS[screen][0])


def reason(desk: Desk, screen: str) -> str:
    """When a locked screen opens."""
    return _when(desk, PARTS[screen][0])


def bar(desk: Desk, system: str) -> str:
    """Why orders of a system cannot be given in the turn that is shown; "" when they can."""
    return _when(desk, system) if is_shut(desk, system) else ""


def _when(desk: Desk, system: str) -> str:
    turn = opens(desk, system)
    return desk.say("ui.locked.never") if turn == NEVER else desk.say("ui.locked.later", turn=turn)


def strip(desk: Desk, screen: str) -> Node | None:
    """One line above a screen that says what on it is not open yet; None when all of it is."""
    shut = [system for system in PARTS.get(screen, ()) if is_shut(desk, system)]
    if not shut:
        return None
    words = [reason(desk, screen)] if is_locked(desk, screen) else []
    others = shut[1:] if words else shut
    words += [_later(desk, system) for system in others if opens(desk, system) != NEVER]
    if not words:
        return None
    text = Label(desk.say("ui.locked.gap").join(words), LABEL.tinted("text-hi"), elide=True)
    return Row(Icon("lock", 18, "amber"), text.sized(grow=1), gap=10, pad=Pad(20, 12, 20, 0)).named("locked")


def _later(desk: Desk, system: str) -> str:
    return desk.say("ui.locked.part", part=desk.say(f"ui.part.{system}"), turn=opens(desk, system))
