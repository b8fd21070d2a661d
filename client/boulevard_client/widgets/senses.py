"""What may happen to a part of the screen, and what it says of itself; every answer here is that of a thing nobody
can use. Widgets override what concerns them.
"""

from __future__ import annotations

from boulevard_client.widgets.keys import Key

Point = tuple[int, int]


class Senses:
    """Keys, mouse and text as they reach a node, and its words for tests and assistive tools."""

    # -- input; True means taken -----------------------------------------------------------------------------

    def key(self, key: Key) -> bool:
        """A key went down while this node or one inside it had focus."""
        return False

    def press(self) -> None:
        """Clicked, or Enter or Space with focus, or its hotkey."""

    def pointer_down(self, at: Point) -> bool:
        """The left button went down here; True captures the mouse until it goes up."""
        return False

    def pointer_drag(self, at: Point) -> None:
        """The mouse moved while captured."""

    def pointer_up(self, at: Point) -> None:
        """The button went up after a capture."""

    def pointer_move(self, at: Point) -> None:
        """The mouse moved over this node without a button."""

    def wheel(self, steps: float) -> bool:
        """The wheel turned over this node; positive is towards the top."""
        return False

    def wheel_across(self, steps: float) -> bool:
        """The wheel turned sideways, or with Shift; positive is towards the right."""
        return False

    def type_text(self, text: str) -> bool:
        """Finished text came from the keyboard or the input method."""
        return False

    def compose_text(self, text: str) -> bool:
        """Unfinished text of the input method."""
        return False

    # -- for tests and assistive tools -------------------------------------------------------------------------

    @property
    def label(self) -> str:
        """What the node says."""
        return ""

    @property
    def value(self) -> str | int | float | bool | None:
        """What it is set to, if it can be set."""
        return None

    def texts(self) -> list[tuple[str, bool]]:
        """Every text it draws and whether that text was cut without permission."""
        return []
