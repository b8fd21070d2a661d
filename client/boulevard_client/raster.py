"""From SVG to pixels: at once, or on a thread beside the frames when whoever asks can come back for it.

pygame lets go of Python's lock while nanosvg draws: a large picture that is made on the thread costs a frame nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from io import BytesIO

import pygame

LARGE_PIXELS = 120_000
LONG_TEXT = 6_000
"""From here on a picture takes some milliseconds."""
MOST_ASIDE = 8

_thread: ThreadPoolExecutor | None = None
_aside: dict[bytes, Future[pygame.Surface]] = {}
"""Pictures that are being drawn on the thread, or lie there to be fetched."""
_patient = False


class NotYet(Exception):
    """The picture is being drawn on the thread: ask again later."""


@contextmanager
def patience() -> Iterator[None]:
    """Inside, `rasterise` raises NotYet rather than draw a large picture at once."""
    global _patient
    _patient = True
    try:
        yield
    finally:
        _patient = False


def rasterise(body: str, width: int, height: int, view_box: str | None = None) -> pygame.Surface:
    """Draw SVG elements; not cached. Size in pixels, at least 1x1. Raises NotYet to the patient."""
    width, height = max(1, width), max(1, height)
    text = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'viewBox="{view_box or f"0 0 {width} {height}"}">{body}</svg>'
    ).encode()
    large = width * height >= LARGE_PIXELS or len(text) >= LONG_TEXT
    picture = _fetched(text) if _patient and large else _drawn(text)
    return picture.convert_alpha() if pygame.display.get_surface() is not None else picture


def _drawn(text: bytes) -> pygame.Surface:
    return pygame.image.load(BytesIO(text), "picture.svg")


def _fetched(text: bytes) -> pygame.Surface:
    global _thread
    job = _aside.get(text)
    if job is None:
        while len(_aside) >= MOST_ASIDE:
            del _aside[next(iter(_aside))]  # nobody came back for it
        if _thread is None:
            _thread = ThreadPoolExecutor(1, "raster")
        job = _aside[text] = _thread.submit(_drawn, text)
    if not job.done():
        raise NotYet
    return _aside.pop(text).result()
