"""Everything drawing needs to know at once: theme, scale, language, type and art; owns the moment they change."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from boulevard_client.art import Art
from boulevard_client.keymap import KeyMap
from boulevard_client.text import FontFiles, Typesetter
from boulevard_client.theme import DARK, Language, Rgb, Scale, Theme

MOST_LENGTHS = 4096


class Lengths(dict[float, int]):
    """Lengths in pixels by design units: asked for some thousand times a frame, and there are few different ones."""

    def __init__(self, turn: Callable[[float], int]) -> None:
        super().__init__()
        self._turn = turn

    def __missing__(self, units: float) -> int:
        if len(self) >= MOST_LENGTHS:
            self.clear()
        pixels = self[units] = self._turn(units)
        return pixels


class Look:
    """How the client looks now. `change` swaps any part and forgets every cached picture."""

    def __init__(self, assets: Path, fonts: FontFiles | None = None) -> None:
        """Raises MissingFont when a shipped font is not there."""
        self.assets = assets
        self.theme: Theme = DARK
        self.scale = Scale()
        self.language: Language = "en"
        self.keys = KeyMap()
        """What the player presses for the game's keys: shown wherever a key is."""
        self._px = Lengths(lambda units: self.scale.px(units))
        self._wide = Lengths(lambda units: self.scale.wide(units))
        self.px: Callable[[float], int] = self._px.__getitem__
        """Design units -> pixels."""
        self.wide: Callable[[float], int] = self._wide.__getitem__
        """Design units -> pixels, for a length that must hold type."""
        self.type = Typesetter(fonts or FontFiles.within(assets), self.scale)
        self.art = Art(assets, self.theme, self.scale)

    def change(
        self, *, theme: Theme | None = None, scale: Scale | None = None, language: Language | None = None
    ) -> bool:
        """Swap what is given; True when anything differs from before."""
        before = (self.theme, self.scale, self.language)
        self.theme = theme or self.theme
        self.scale = scale or self.scale
        self.language = language or self.language
        if before == (self.theme, self.scale, self.language):
            return False
        self._px.clear()
        self._wide.clear()
        self.type.scale = self.art.scale = self.scale
        self.art.theme = self.theme
        self.type.clear()
        self.art.clear()
        return True

    def fit(self, window: tuple[int, int]) -> None:
        """What is kept has a bound that goes with the window's size in pixels."""
        need = window[0] * window[1] * 4
        self.art.fit(need)
        self.type.fit(need)

    def colour(self, token: str) -> Rgb:
        return self.theme.colour(token)
