"""Every screen in every size, language and theme, kept as a coarse mosaic: small enough for all, strict enough for one
word.

A mosaic is the mean colour of each of 64 x 36 blocks. Where two differ, the test names the blocks, and the picture
drawn now is written to a folder to look at. The pictures proper (`pictures.py`) are kept for fewer combinations.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pygame
from numpy.typing import NDArray

import pictures
import shown
from boulevard_client.look import Look
from pictures import Scene
from shown import Manner

Mosaic = NDArray[np.uint8]
"""36 x 64 x (red, green, blue)."""

COLUMNS, ROWS = 64, 36
STORED = shown.RECORDINGS / "mosaics.npz"
SIZES = ((1280, 720), (1366, 768), (1920, 1080), (3840, 2160))
NOTICED = 3
"""Difference of a block's mean that counts: another word in it makes ten or more, rounding one."""


def manners() -> list[Manner]:
    """All combinations of size, language and theme."""
    return [Manner(size, lang, theme) for size in SIZES for lang in ("en", "zh") for theme in ("dark", "paper")]


def scenes() -> list[Scene]:
    """Every screen in every manner."""
    return [Scene(screen, manner) for screen in shown.every_screen() for manner in manners()]


def sample() -> list[Scene]:
    """One manner for each screen, the next screen in the next manner: all screens and all manners, quickly."""
    every = manners()
    # a step that shares no divisor with the number of manners goes through all of them
    return [Scene(screen, every[7 * at % len(every)]) for at, screen in enumerate(shown.every_screen())]


def draw(scene: Scene, look: Look | None = None) -> tuple[Mosaic, pygame.Surface]:
    """The mosaic of a scene as it is now, and the picture it was made from."""
    page = pictures.stage(scene, look)
    page.repaint()
    return mosaic(page.stage.surface), page.stage.surface


def mosaic(surface: pygame.Surface) -> Mosaic:
    """Mean colour of every block; blocks of a size that does not divide are one pixel larger or smaller."""
    pixels = np.transpose(pygame.surfarray.array3d(surface), (1, 0, 2)).astype(np.int64)
    height, width = pixels.shape[:2]
    down, across = _cuts(height, ROWS), _cuts(width, COLUMNS)
    sums = np.add.reduceat(np.add.reduceat(pixels, down, axis=0), across, axis=1)
    counts = np.diff([*down, height])[:, None] * np.diff([*across, width])[None, :]
    means: Mosaic = np.round(sums / counts[:, :, None]).astype(np.uint8)
    return means


def _cuts(length: int, parts: int) -> list[int]:
    return [length * part // parts for part in range(parts)]


def changed(before: Mosaic, now: Mosaic) -> list[tuple[int, int]]:
    """Blocks that look different, as (column, row) from the top left."""
    far = (np.abs(before.astype(np.int16) - now.astype(np.int16)) > NOTICED).any(axis=2)
    return [(int(column), int(row)) for row, column in np.argwhere(far)]


def read(path: Path = STORED) -> dict[str, Mosaic]:
    """All stored mosaics by the name of their scene.

    Raises:
        FileNotFoundError: nobody has accepted any yet.
    """
    with np.load(path) as stored:
        return dict(zip((str(name) for name in stored["names"]), stored["mosaics"], strict=True))


def write(mosaics: dict[str, Mosaic], path: Path = STORED) -> None:
    """Store mosaics; equal ones make an equal file."""
    names = sorted(mosaics)
    np.savez_compressed(path, names=np.array(names), mosaics=np.stack([mosaics[name] for name in names]))


def accept(wanted: Sequence[Scene]) -> int:
    """Store what scenes look like now beside those stored before; forgets screens that are no more. Returns bytes."""
    kept = read() if STORED.is_file() else {}
    known = {scene.name for scene in scenes()}
    looks: dict[Manner, Look] = {}
    for scene in sorted(wanted, key=lambda scene: str(scene.manner)):
        looks = {scene.manner: looks.get(scene.manner) or _look()}
        kept[scene.name] = draw(scene, looks[scene.manner])[0]
    write({name: each for name, each in kept.items() if name in known})
    return STORED.stat().st_size


def _look() -> Look:
    return Look(shown.assets_root())


def report(scene: Scene, surface: pygame.Surface, blocks: Sequence[tuple[int, int]]) -> Path:
    """Write the picture drawn now with the changed blocks framed; returns its path."""
    marked = surface.copy()
    width, height = marked.get_size()
    down, across = [*_cuts(height, ROWS), height], [*_cuts(width, COLUMNS), width]
    for column, row in blocks:
        block = (across[column], down[row], across[column + 1] - across[column], down[row + 1] - down[row])
        pygame.draw.rect(marked, (255, 80, 255), block, 1)
    path = pictures.OUT / f"{scene.name}-blocks.png"
    path.parent.mkdir(parents=True, exist_ok=True)
    pygame.image.save(marked, str(path))
    return path
