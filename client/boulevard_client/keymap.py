"""Which key the player presses for which: keys may change places; owns what each is called on the screen.

The game goes by its own keys ("N goes to the next decision"). A player who wants another presses that instead: two keys
change places, so that no key ever means two things.
"""

from __future__ import annotations

from collections.abc import Mapping

FIXED = frozenset(
    {"Tab", "Shift+Tab", "Enter", "Esc", "Backspace", "Delete", "Home", "End", "PageUp", "PageDown"}
    | {"Left", "Right", "Up", "Down"}
)
"""These move about and choose, everywhere and in every program: they stay what they are."""


class KeyMap:
    """The player's keys by the game's. Equal when the same keys have changed places."""

    def __init__(self, moved: Mapping[str, str] | None = None) -> None:
        """`moved` says for keys of the game what is pressed instead; what is no exchange of keys is left out."""
        wanted = {game: own for game, own in (moved or {}).items() if game not in FIXED and own not in FIXED}
        if set(wanted) != set(wanted.values()):
            wanted = {}
        self.moved = {game: own for game, own in wanted.items() if game != own}
        self._meant = {own: game for game, own in self.moved.items()}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, KeyMap) and self.moved == other.moved

    def __hash__(self) -> int:
        return hash(frozenset(self.moved.items()))

    def pressed(self, game: str) -> str:
        """What the player presses for a key of the game."""
        return self.moved.get(game, game)

    def meaning(self, own: str) -> str:
        """Which key of the game the player's key is."""
        return self._meant.get(own, own)

    def exchanged(self, game: str, own: str) -> KeyMap:
        """A map in which `own` is pressed for a key of the game, and what `own` was has the key left free.

        Raises:
            ValueError: one of them cannot be changed.
        """
        if game in FIXED or own in FIXED:
            raise ValueError(f"{own if own in FIXED else game} stays what it is")
        other, free = self.meaning(own), self.pressed(game)
        return KeyMap({**self.moved, game: own, other: free} if other != game else self.moved)
