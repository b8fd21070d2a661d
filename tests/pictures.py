"""Golden pictures: reduced so that the repository stays small, compared so that only what a person sees counts."""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pygame
from numpy.typing import NDArray

import shown
from boulevard_client.look import Look
from boulevard_client.screens import registry
from boulevard_shared.theatre import ForkMatch
from shown import Manner, Shown
from stage_recording import RecordedTheatre, asked, left_out

Picture = NDArray[np.uint8]
"""Height x width x (red, green, blue)."""

STEP = 16
"""Colours are kept in steps of this size: half the visible difference below, so rounding alone never counts."""
VISIBLE = 24
"""Difference of a colour channel that a person would see."""
MOST_DIFFERENT = 0.002
"""Share of pixels that may differ visibly: less than one short word at half size."""
STORED = shown.RECORDINGS
OUT = Path(__file__).parents[1] / "out" / "golden"


@dataclass(frozen=True, slots=True)
class Scene:
    """One picture: a screen in a manner, after something was done there if `part` names a scene of its own."""

    screen: str
    manner: Manner
    part: str = ""
    focus: str = ""
    """Id of the node to which Tab goes first."""
    keys: tuple[str, ...] = ()
    page: str = ""
    """What of the screen is opened at once."""
    theatre: bool = False
    """Whether there are stored matches; in the replay room one of them is on stage then."""

    @property
    def name(self) -> str:
        part = f"-{self.part}" if self.part else ""
        return f"{self.screen}{part}-{self.manner}"

    @property
    def stored(self) -> Path:
        return STORED / f"{self.name}.png"


PAGES = (
    ("final", "bets", "final.pages", ("Right",)),
    ("final", "story", "final.pages", ("Right", "Right")),
    ("final", "course", "final.pages", ("Right", "Right", "Right")),
    ("final", "turning", "final.pages", ("Right", "Right", "Right", "Right")),
    ("relations", "table", "", ("C",)),
    ("portfolio", "seeds", "", ("S",)),
    ("portfolio", "capital", "", ("M",)),
    ("chains", "officials", "", ("O",)),
    ("region", "side", "region.city.chengdu", ("Enter",)),
    ("region", "people", "region.lens.talent", ("Enter",)),
    ("region", "haze", "region.lens.pollution", ("Enter",)),
    ("region", "hype", "region.lens.hype", ("Enter",)),
    ("city", "sum", "top.city.gdp", ("Enter",)),
    ("city", "past", "", ("[", "[")),
    ("deals", "pause", "", ("Esc",)),
    ("talent", "help", "", ("?",)),
    ("treasury", "commands", "", ("/",)),
)
"""Pages and cards that a screen shows on demand: screen, name, where Tab goes first, keys."""


STORED_MATCHES = (
    ("replays", "stored", "", (), ""),
    ("replay", "decisions", "", (), "decisions"),
    ("replay", "whatif", "whatif.keep.{changed}", ("Enter", "P"), "whatif"),
    ("replay", "firm", "", (), "follow"),
    ("replay", "official", "follow.kinds", ("Right",), "follow"),
)
"""What the recorded theatre shows: as `PAGES`, and the page of the screen. `{changed}` is what its fork leaves out."""


def scenes() -> list[Scene]:
    """Every screen in four manners, two on paper, and what opens on demand in the two most different manners."""
    found = [Scene(screen, manner) for screen in shown.every_screen() for manner in shown.MANNERS]
    found += [Scene("region", shown.PAPER), Scene("final", shown.PAPER)]
    _, small_zh, large_en, _ = shown.MANNERS
    found += [Scene(page[0], manner, *page[1:]) for page in PAGES for manner in (small_zh, large_en)]
    found += [Scene(page[0], manner, *page[1:], theatre=True) for page in STORED_MATCHES for manner in shown.MANNERS]
    return found


def stage(scene: Scene, look: Look | None = None) -> Shown:
    """The scene as a player would come to it."""
    if not scene.theatre:
        page = shown.show(scene.screen, scene.manner, look)
    elif registry.in_match(scene.screen):
        fork = asked(ForkMatch)
        page = shown.watched(fork.turn, scene.manner, look)
        page.app.go(scene.screen, scene.page)
        page.settle()
    else:
        page = shown.show(scene.screen, scene.manner, look, theatre=RecordedTheatre)
    if scene.focus:
        page.pilot.focus(scene.focus.format(changed=left_out().key) if scene.theatre else scene.focus)
    for key in scene.keys:
        page.pilot.key(key)
    page.settle()
    return page


def draw(scene: Scene, look: Look | None = None) -> Picture:
    """The picture of a scene as it is now, reduced."""
    page = stage(scene, look)
    page.repaint()
    return reduced(page.stage.surface)


def reduced(surface: pygame.Surface) -> Picture:
    """Half the size, colours in steps of `STEP`."""
    width, height = surface.get_size()
    small = pygame.transform.smoothscale(surface.convert(24), (width // 2, height // 2))
    pixels = np.transpose(pygame.surfarray.array3d(small), (1, 0, 2)).astype(np.int16)
    return np.clip((pixels + STEP // 2) // STEP * STEP, 0, 255).astype(np.uint8)


def difference(first: Picture, second: Picture) -> NDArray[np.bool_]:
    """Where two pictures differ visibly: height x width."""
    if first.shape != second.shape:
        return np.ones(first.shape[:2], dtype=np.bool_)
    far: NDArray[np.bool_] = (np.abs(first.astype(np.int16) - second.astype(np.int16)) > VISIBLE).any(axis=2)
    return far


def read(path: Path) -> Picture:
    """A stored picture.

    Raises:
        FileNotFoundError: nobody has accepted one yet.
    """
    surface = pygame.image.load(str(path)).convert(24)
    return np.ascontiguousarray(np.transpose(pygame.surfarray.array3d(surface), (1, 0, 2)))


def write(path: Path, picture: Picture) -> None:
    """Store a picture as a PNG file: with a palette where 256 colours are enough, else in true colour."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(png(picture))


def accept(scene: Scene) -> int:
    """Store what a scene looks like now; returns the size in bytes."""
    write(scene.stored, draw(scene))
    return scene.stored.stat().st_size


def report(scene: Scene, now: Picture, far: NDArray[np.bool_]) -> Path:
    """Write the picture drawn and what differs (bright on dim) for a person to look at; returns the latter."""
    write(OUT / f"{scene.name}.png", now)
    marked = now // 4
    marked[far] = (255, 80, 255)
    path = OUT / f"{scene.name}-diff.png"
    write(path, marked)
    return path


# --- PNG: pygame's own writer knows no palettes and compresses little -------------------------------------------


def png(picture: Picture) -> bytes:
    height, width = picture.shape[:2]
    codes = picture.astype(np.uint32) @ np.array([65536, 256, 1], dtype=np.uint32)
    colours, index = np.unique(codes, return_inverse=True)
    if len(colours) <= 256:
        rows = index.reshape(height, width).astype(np.uint8)
        palette = np.stack([colours >> 16, colours >> 8 & 255, colours & 255], axis=1).astype(np.uint8)
        chunks = [_chunk(b"PLTE", palette.tobytes())]
        kind = 3
    else:
        rows = picture.reshape(height, width * 3)
        chunks, kind = [], 2
    head = struct.pack(">IIBBBBB", width, height, 8, kind, 0, 0, 0)
    data = min((zlib.compress(lines, 9) for lines in (_plain(rows), _filtered(rows, 3 if kind == 2 else 1))), key=len)
    chunks = [_chunk(b"IHDR", head), *chunks, _chunk(b"IDAT", data), _chunk(b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def _plain(rows: NDArray[np.uint8]) -> bytes:
    return np.concatenate([np.zeros((len(rows), 1), dtype=np.uint8), rows], axis=1).tobytes()


def _filtered(rows: NDArray[np.uint8], wide: int) -> bytes:
    """Every line as the difference from one of its neighbours that leaves least: filters 0, 1, 2 and 4 of PNG.

    `wide` are the bytes of a pixel.
    """
    now = rows.astype(np.int16)
    left, up, corner = (np.zeros_like(now) for _ in range(3))
    left[:, wide:], up[1:], corner[1:, wide:] = now[:, :-wide], now[:-1], now[:-1, :-wide]
    guess = left + up - corner
    far_left, far_up, far_corner = (np.abs(guess - each) for each in (left, up, corner))
    nearest = np.where(
        (far_left <= far_up) & (far_left <= far_corner), left, np.where(far_up <= far_corner, up, corner)
    )
    tried = {0: rows, **{kind: (now - each).astype(np.uint8) for kind, each in ((1, left), (2, up), (4, nearest))}}
    kinds = list(tried)
    left_over = np.stack([np.abs(each.astype(np.int8).astype(np.int32)).sum(axis=1) for each in tried.values()])
    best = left_over.argmin(axis=0)
    return b"".join(bytes([kinds[k]]) + tried[kinds[k]][line].tobytes() for line, k in enumerate(best))


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
