"""The contact sheet: every screen small on one picture, in both languages and themes; made from what screens look like.

A tile is the golden picture's scene, drawn anew and reduced. Whether the sheet is still true is told without drawing:
its tiles are compared with the golden pictures, reduced as far.
"""

from __future__ import annotations

import numpy as np
import pygame

import pictures
import shown
from boulevard_client.look import Look
from boulevard_client.theme import STRONG
from boulevard_client.widgets.canvas import Canvas
from boulevard_shared.content import assets_root
from pictures import Picture, Scene

FILE = assets_root() / "art" / "screenshots" / "screens.png"
TILE = (368, 207)
COLUMNS, GAP, CAPTION = 4, 16, 30
STEP = 8
"""Colours in steps of this size, which keeps the file small."""
MOST_DIFFERENT = 0.02
"""Share of a tile's pixels that may differ: a golden picture has fewer colours, and a frame around what is in focus."""
_, _, EN, ZH = shown.MANNERS
"""Both at 1920x1080."""
SHOWN: tuple[tuple[str, str, shown.Manner, str], ...] = (
    ("menu", "", EN, "ui.title"), ("new", "", ZH, "ui.new.title"),
    ("lobby", "", EN, "ui.lobby.title"), ("region", "", ZH, ""),
    ("region", "", shown.PAPER, ""), ("city", "", ZH, ""), ("deals", "", EN, ""), ("portfolio", "", ZH, ""),
    ("chains", "", EN, ""), ("chains", "officials", EN, "ui.chains.view.officials"),
    ("talent", "", ZH, ""), ("treasury", "", EN, ""),
    ("smart", "", ZH, ""), ("relations", "", EN, ""), ("decree", "", ZH, ""), ("standings", "", EN, ""),
    ("bulletin", "", EN, ""), ("nation", "", ZH, ""), ("final", "", shown.PAPER, ""),
    ("final", "bets", EN, "ui.final.bets"),
    ("replays", "stored", ZH, ""), ("replay", "decisions", EN, ""), ("replay", "whatif", ZH, "ui.replay.page.whatif"),
    ("settings", "", EN, ""),
)  # fmt: skip
"""Screen, part and manner of each tile, row by row, and what to call it if not as the rail does."""


def scenes() -> list[Scene]:
    """The golden scenes on the sheet, in its order."""
    known = {scene.name: scene for scene in pictures.scenes()}
    return [known[Scene(screen, manner, part).name] for screen, part, manner, _ in SHOWN]


def place(number: int) -> pygame.Rect:
    """Where a tile lies on the sheet."""
    column, row = number % COLUMNS, number // COLUMNS
    left, top = GAP + column * (TILE[0] + GAP), GAP + row * (TILE[1] + CAPTION + GAP)
    return pygame.Rect((left, top), TILE)


def draw() -> pygame.Surface:
    """The sheet as it would be made now. Needs `dummy_display`."""
    last = place(len(SHOWN) - 1)
    look = Look(assets_root())
    sheet = pygame.Surface((GAP + COLUMNS * (TILE[0] + GAP), last.bottom + CAPTION + GAP // 2))
    canvas = Canvas(sheet, look)
    canvas.fill(sheet.get_rect(), "bg")
    for number, (scene, (screen, _, _, key)) in enumerate(zip(scenes(), SHOWN, strict=True)):
        page = pictures.stage(scene)
        page.stage.set_focus(None)
        page.repaint()
        tile = place(number)
        sheet.blit(pygame.transform.smoothscale(page.stage.surface.convert(24), TILE), tile)
        pygame.draw.rect(sheet, look.theme.colour("line2"), tile, 1)
        words = page.app.desk().say(key or f"ui.screen.{screen}")
        canvas.text(words, STRONG, pygame.Rect(tile.left, tile.bottom, tile.width, CAPTION), "left")
    return sheet


def picture(sheet: pygame.Surface) -> Picture:
    """The sheet in the colours it is stored in."""
    pixels = np.transpose(pygame.surfarray.array3d(sheet), (1, 0, 2)).astype(np.int16)
    return np.clip((pixels + STEP // 2) // STEP * STEP, 0, 255).astype(np.uint8)


def stale(sheet: Picture) -> list[str]:
    """Scenes whose accepted picture looks different from their tile; all of them for a sheet of another size."""
    last = place(len(SHOWN) - 1)
    if sheet.shape[0] < last.bottom or sheet.shape[1] < place(COLUMNS - 1).right:
        return [scene.name for scene in scenes()]
    found = []
    for number, scene in enumerate(scenes()):
        golden = pygame.transform.smoothscale(pygame.image.load(str(scene.stored)).convert(24), TILE)
        tile = place(number)
        told = np.transpose(pygame.surfarray.array3d(golden), (1, 0, 2))[1:-1, 1:-1]  # without the tile's frame
        far = pictures.difference(told, sheet[tile.top + 1 : tile.bottom - 1, tile.left + 1 : tile.right - 1])
        if far.mean() > MOST_DIFFERENT:
            found.append(scene.name)
    return found
