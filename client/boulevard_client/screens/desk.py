"""What every screen is given, and what a screen is; owns the contract between screens and the app."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import ClassVar

from boulevard_client.look import Look
from boulevard_client.model import Model
from boulevard_client.reading import Reading
from boulevard_client.screens.intents import Intent, Rebuild
from boulevard_client.screens.kept import Kept, N
from boulevard_client.settings import HeldSeat, Settings
from boulevard_client.sight import Sight
from boulevard_client.theme import NARROW_ROOM, Breakpoint
from boulevard_client.watching import Watching
from boulevard_client.widgets.keys import Key
from boulevard_client.widgets.node import Node
from boulevard_shared.content import Content
from boulevard_shared.locale import Catalogue
from boulevard_shared.sentence import Argument, Sentence


@dataclass(frozen=True, slots=True)
class Desk:
    """Everything a screen may read, and `emit`, the one way it acts."""

    model: Model
    read: Reading
    content: Content
    words: Catalogue
    look: Look
    settings: Settings
    held: HeldSeat | None
    busy: str
    """Catalogue key of what is being waited for, "" for nothing."""
    address: str
    """What others type to join the match on our own server, "" for nothing."""
    room: Breakpoint
    emit: Callable[[Intent], None]
    kept: Kept = field(default_factory=Kept)
    """Parts that need not be made anew."""
    sight: Sight = "normal"
    """How the window is shown now."""
    trouble: Sentence | None = None
    """Why the last attempt to sit down somewhere came to nothing."""
    watching: Watching | None = None
    """Stored matches, and the one on stage."""

    def say(self, key: str, /, **args: Argument) -> str:
        """A text of the catalogue."""
        return self.words.text(key, **args)

    def tell(self, sentence: Sentence) -> str:
        """A sentence of the server or the rules."""
        return self.words.render(sentence)

    def does(self, intent: Intent) -> Callable[[], None]:
        """A press that emits this intent: `Button(desk.say("ui.ready"), desk.does(Ready(True)))`."""
        return lambda: self.emit(intent)

    def again(self) -> None:
        """The screen's own state has changed: build it again."""
        self.emit(Rebuild())

    def still(self, name: str, make: Callable[[], N]) -> N:
        """A part that takes no focus and shows only what has happened: the same for as long as the same turn is looked
        at, whatever is decided meanwhile. It keeps its picture, which costs more than the rest of a page.
        """
        return self.kept.part(name, self.model.moment, make)

    @property
    def narrow(self) -> bool:
        """The right column is a drawer and the bottom shows one chart with tabs."""
        return self.room == "narrow"


class Screen:
    """One thing the player may be doing. An instance lives as long as its match and keeps its own selection.

    Subclasses set `name` (route, automation ids `name.*`, texts `ui.<name>.*`) and override `build`; it is called
    again whenever the model or the screen's own state changes, so it only reads and makes nodes. Give every
    focusable and scrolling node an id with `.named("<screen>.<what>")`: focus and scroll stay with the id.
    """

    name: ClassVar[str]
    needs: ClassVar[tuple[float, float]] = NARROW_ROOM
    """Room that a screen outside a match needs, in design units of type; in a smaller window it moves."""

    @property
    def listens(self) -> bool:
        """Whether what is said at the table stands on this screen already, so that no notice need lie over it."""
        return False

    def build(self, desk: Desk) -> Node:
        """The node tree for what the model says now (inside a match: without the shell)."""
        raise NotImplementedError

    def select(self, about: str) -> None:
        """Somebody came here for a certain thing (`GoTo.about`): remember what to show."""

    def key(self, key: Key, desk: Desk) -> bool:
        """A key that no node wanted; True when it was used."""
        return False

    def hints(self, desk: Desk) -> tuple[tuple[str, str], ...]:
        """Keys of this screen for the bar at the bottom, as (key, text)."""
        return ()
