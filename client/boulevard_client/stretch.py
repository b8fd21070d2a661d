"""A window whose size is changing: the last picture, pulled to each size, until a page is made for the last one."""

from __future__ import annotations

import pygame

from boulevard_client.widgets.stage import Stage

REST_S = 0.12
"""How long a size must last before a page is made for it."""


class Stretch:
    """`pull` with every change of size; once `rests`, size the stage and say so; `end` when there is a page for it."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self._picture: pygame.Surface | None = None
        self._until: float | None = None

    @property
    def on(self) -> bool:
        """The window shows a pulled picture, and nothing on it can be used."""
        return self._picture is not None

    @property
    def pulling(self) -> bool:
        """The size is still changing; the stage does not know it yet."""
        return self._until is not None

    @property
    def rests(self) -> bool:
        return self._until is not None and self.stage.timeline.clock() >= self._until

    @property
    def pause_s(self) -> float | None:
        """Seconds until the size may be taken for the last one; None when it does not change."""
        return None if self._until is None else max(0.0, self._until - self.stage.timeline.clock())

    def pull(self, surface: pygame.Surface) -> None:
        """The window has this surface now, and what was on it is gone."""
        if self._picture is None:
            self._picture = self.stage.picture()
        self._until = self.stage.timeline.clock() + REST_S
        self.show(surface)

    def show(self, surface: pygame.Surface) -> None:
        """Put the pulled picture into the window."""
        if self._picture is not None:
            pygame.transform.scale(self._picture, surface.get_size(), surface)
            self.stage.present([surface.get_rect()])

    def size(self, surface: pygame.Surface) -> None:
        """The size is a lasting one: lay the stage out for it."""
        self._until = None
        self.stage.resize(surface)

    def end(self) -> None:
        """There is a page of this size: show it."""
        self._picture = self._until = None
        self.stage.damage_all()
