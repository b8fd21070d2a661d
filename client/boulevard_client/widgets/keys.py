"""Keys as the player reads them on a button; owns the names of keys."""

from __future__ import annotations

from dataclasses import dataclass

import pygame

_NAMES = {
    pygame.K_RETURN: "Enter",
    pygame.K_KP_ENTER: "Enter",
    pygame.K_ESCAPE: "Esc",
    pygame.K_SPACE: "Space",
    pygame.K_TAB: "Tab",
    pygame.K_BACKSPACE: "Backspace",
    pygame.K_DELETE: "Delete",
    pygame.K_LEFT: "Left",
    pygame.K_RIGHT: "Right",
    pygame.K_UP: "Up",
    pygame.K_DOWN: "Down",
    pygame.K_HOME: "Home",
    pygame.K_END: "End",
    pygame.K_PAGEUP: "PageUp",
    pygame.K_PAGEDOWN: "PageDown",
}
ARROWS = frozenset(("Left", "Right", "Up", "Down"))


@dataclass(frozen=True, slots=True)
class Key:
    """A key that went down: its name (`Enter`, `Left`, `B`, `F1`), what it types, what was held with it."""

    name: str
    text: str = ""
    shift: bool = False
    ctrl: bool = False
    alt: bool = False

    @property
    def combo(self) -> str:
        """The name a hotkey is given by: `B`, `Ctrl+S`, `Shift+Tab`. Shift is not named for plain symbols."""
        shift = self.shift and (len(self.name) > 1 or self.ctrl or self.name.isalpha())
        held = [word for word, on in (("Ctrl", self.ctrl), ("Alt", self.alt), ("Shift", shift)) if on]
        return "+".join([*held, self.name])

    @property
    def plain(self) -> bool:
        return not (self.ctrl or self.alt)


def named(combo: str) -> Key:
    """The key that a combination names: `B`, `Ctrl+K`, `+`."""
    *held, name = combo.split("+") if len(combo) > 1 else [combo]
    return Key(name, "", "Shift" in held, "Ctrl" in held, "Alt" in held)


def key_of(event: pygame.Event) -> Key:
    """Read a KEYDOWN event. Ctrl and Command count as one."""
    held = getattr(event, "mod", 0)
    text = getattr(event, "unicode", "")
    name = _NAMES.get(event.key, "")
    if not name:
        symbol = text if text and text.isprintable() and not text.isalnum() else pygame.key.name(event.key)
        name = symbol.upper()
    return Key(
        name,
        text,
        bool(held & pygame.KMOD_SHIFT),
        bool(held & (pygame.KMOD_CTRL | pygame.KMOD_META)),
        bool(held & pygame.KMOD_ALT),
    )
