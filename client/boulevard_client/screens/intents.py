"""What a screen asks for: plain values that `app` turns into messages, other screens or settings."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from boulevard_client.screens.talkintents import TalkIntent
from boulevard_client.screens.watchintents import WatchIntent
from boulevard_client.settings import Settings
from boulevard_client.sight import Sight
from boulevard_client.widgets.keys import Key
from boulevard_client.widgets.node import Node
from boulevard_shared.messages import CreateMatch
from boulevard_shared.orders import AnyOrder

if TYPE_CHECKING:
    from boulevard_client.screens.desk import Desk

# --- the decree --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SendEdit:
    """Fill this order into the decree. It shows at once and is confirmed by the server later."""

    order: AnyOrder


@dataclass(frozen=True, slots=True)
class Preview:
    """Ask what this order would cost and bring; the answer is in `model.previews[order.key]`."""

    order: AnyOrder


@dataclass(frozen=True, slots=True)
class Undo:
    """Take back what this turn changed under a key."""

    key: str


@dataclass(frozen=True, slots=True)
class Ask:
    """Ask the adviser what to add to the decree; the answer is in `model.advice`."""


@dataclass(frozen=True, slots=True)
class Ready:
    """Say that we have decided, or not after all."""

    ready: bool


# --- where to look -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class GoTo:
    """Show another screen. `about` tells it what to select: `project:12`, `chain:displays`, `official:7`."""

    screen: str
    about: str = ""


@dataclass(frozen=True, slots=True)
class Back:
    """Return to the screen before this one."""


@dataclass(frozen=True, slots=True)
class LookAt:
    """Show a past turn on every screen; None is the present."""

    turn: int | None


@dataclass(frozen=True, slots=True)
class Explain:
    """Open the sum behind a quantity: `Explain("city.gdp", place)`; place is the flat index in the view's field."""

    quantity: str
    place: int


@dataclass(frozen=True, slots=True)
class Rebuild:
    """Something of the screen's own has changed (a selection, a lens): build it again."""


@dataclass(frozen=True, slots=True)
class Show:
    """Open a modal above the screen; `build` makes its tree, again whenever the model or the language changes."""

    build: Callable[[Desk], Node]


@dataclass(frozen=True, slots=True)
class ReadUp:
    """Open the almanac at a page: `ReadUp("chain.displays")`; "" for where it falls open."""

    page: str = ""


@dataclass(frozen=True, slots=True)
class Dismiss:
    """Close the topmost modal."""


@dataclass(frozen=True, slots=True)
class ToggleGuide:
    """Send the guide away, or call it back."""


# --- matches -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class NewMatch:
    """Open a lobby; `cid` of the request is filled in when it is sent. No `url`: on a server of our own."""

    request: CreateMatch
    url: str = ""
    begin: bool = False
    """Start at once, without waiting in the lobby: for play against bots."""
    shared: bool = False
    """Let others on the network join a match on the server of our own."""


@dataclass(frozen=True, slots=True)
class Join:
    """Take a seat in the lobby with a code on a server."""

    url: str
    code: str


@dataclass(frozen=True, slots=True)
class Resume:
    """Take back the seat this client held last."""


@dataclass(frozen=True, slots=True)
class TakeCity:
    """In the lobby: move to another free city."""

    city: str


@dataclass(frozen=True, slots=True)
class Begin:
    """In the lobby: start the match."""


@dataclass(frozen=True, slots=True)
class Leave:
    """Go back to the menu. `for_good` gives the seat up; else it can be resumed."""

    for_good: bool = False


@dataclass(frozen=True, slots=True)
class HoldClock:
    """Stop or restart the clock (host only)."""

    paused: bool


# --- the client --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Change:
    """Use and keep these settings."""

    settings: Settings


@dataclass(frozen=True, slots=True)
class SeeAs:
    """Show the window as somebody sees it who lacks a kind of cone; `normal` ends it."""

    sight: Sight


@dataclass(frozen=True, slots=True)
class Hear:
    """Play a cue."""

    cue: str


@dataclass(frozen=True, slots=True)
class TakeKey:
    """Give the next key to this function instead of acting on it."""

    take: Callable[[Key], None]


@dataclass(frozen=True, slots=True)
class CopyText:
    """Put text on the clipboard."""

    text: str


@dataclass(frozen=True, slots=True)
class SharePicture:
    """Write the end of the match as a picture into the user's pictures."""


@dataclass(frozen=True, slots=True)
class Quit:
    """End the program."""


Intent = (
    SendEdit
    | Preview
    | Undo
    | Ask
    | Ready
    | GoTo
    | Back
    | LookAt
    | Explain
    | Rebuild
    | Show
    | ReadUp
    | Dismiss
    | ToggleGuide
    | NewMatch
    | Join
    | Resume
    | TakeCity
    | Begin
    | Leave
    | HoldClock
    | Change
    | SeeAs
    | Hear
    | TakeKey
    | CopyText
    | SharePicture
    | Quit
    | WatchIntent
    | TalkIntent
)
