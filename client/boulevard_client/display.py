"""The window: what must be set before SDL starts, and opening it; owns every platform difference."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import MutableMapping

import pygame

SMALLEST_WINDOW = (1024, 640)


class WrongPygame(RuntimeError):
    """The `pygame` that was imported is not pygame-ce."""


def require_pygame_ce() -> None:
    """Raises WrongPygame if a dependency replaced pygame-ce: both install into the same folder."""
    if not getattr(pygame, "IS_CE", False):
        raise WrongPygame("this game needs pygame-ce; run: pip uninstall pygame && pip install pygame-ce")


def prepare(environment: MutableMapping[str, str] | None = None, platform: str = sys.platform) -> None:
    """Set what SDL reads at its start. Call before `pygame.display.init`; values already set are kept."""
    variables = os.environ if environment is None else environment
    variables.setdefault("SDL_IME_SHOW_UI", "1")  # else no list of candidates appears while typing Chinese
    if platform.startswith("linux"):
        # SDL would present through an OpenGL texture: 12 ms a frame without a graphics card, instead of 0.7 ms
        variables.setdefault("SDL_FRAMEBUFFER_ACCELERATION", "0")
    if platform == "win32":
        _claim_real_pixels()


def _claim_real_pixels() -> None:
    """Tell Windows that we scale by ourselves, or it stretches a small picture."""
    import ctypes

    with contextlib.suppress(AttributeError, OSError):
        shcore = ctypes.windll.shcore  # type: ignore[attr-defined,unused-ignore]
        shcore.SetProcessDpiAwareness(2)


WHOLE = (1280, 720)
"""The smallest window in which every screen stands whole, in pixels; a smaller one shows a part of it, to be moved."""


def open_window(size: tuple[int, int] | None = None, *, full_screen: bool = False) -> pygame.Surface:
    """Open the game's window, resizable unless full screen.

    None takes nine tenths of the desktop, and on a small one as much of it as the screens need to stand whole.
    """
    require_pygame_ce()
    prepare()
    pygame.display.init()
    pygame.font.init()
    if size is None:
        desktop = pygame.display.get_desktop_sizes()[0]
        wide, high = (max(round(0.9 * side), min(side, whole)) for side, whole in zip(desktop, WHOLE, strict=True))
        size = desktop if full_screen else (wide, high)
    size = (max(size[0], SMALLEST_WINDOW[0]), max(size[1], SMALLEST_WINDOW[1]))
    surface = pygame.display.set_mode(size, pygame.FULLSCREEN if full_screen else pygame.RESIZABLE)
    pygame.display.set_caption("Quantum Boulevard")
    pygame.key.set_repeat(350, 35)
    return surface
