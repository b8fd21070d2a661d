"""Everything drawing needs to know at once: theme, scale, language, type and art; owns the moment they change."""

from __future__ import annotations

from pathlib import Path

from boulevard_client.art import Art
from boulevard_client.keymap import KeyMap
from boulevard_client.text import FontFiles, Typesetter
from boulevard_client.theme import DARK, Language, Rgb, Scale, Theme

MOST_LENGTHS = 4096


def _remember(lengths: dict[float, int], units: float, pixels: int) -> int:
    if len(lengths) >= MOST_LENGTHS:
        lengths.clear()
    lengths[units] = pixels
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
        # lengths are asked for some thousand times a frame, and there are few different ones
        self._px: dict[float, int] = {}
        self._wide: dict[float, int] = {}
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

    def px(self, units: float) -> int:
        """Design units -> pixels."""
        known = self._px.get(units)
        return known if known is not None else _remember(self._px, units, self.scale.px(units))

    def wide(self, units: float) -> int:
        """Design units -> pixels, for a length that must hold type."""
        known = self._wide.get(units)
        return known if known is not None else _remember(self._wide, units, self.scale.wide(units))

    def colour(self, token: str) -> Rgb:
        return self.theme.colour(token)
