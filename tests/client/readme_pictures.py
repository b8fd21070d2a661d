"""Makes the pictures of the READMEs from the golden recordings: `python tests/client/readme_pictures.py`.

`test_golden.py` says when the contact sheet is stale: run this after accepting golden pictures.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")
sys.path.insert(0, str(Path(__file__).parents[1]))

import numpy as np
import pygame

import contact
import pictures
import shown
from pictures import Picture, Scene

FOLDER = Path(__file__).parents[2] / "assets" / "art" / "screenshots"
WIDTH = 1280
STEP = 3
"""Colours in steps too small to be seen; they make the files a third smaller."""
_, _, LARGE_EN, _ = shown.MANNERS
WANTED = {"region": Scene("region", LARGE_EN)}


def smaller(surface: pygame.Surface) -> Picture:
    height = surface.get_height() * WIDTH // surface.get_width()
    small = pygame.transform.smoothscale(surface.convert(24), (WIDTH, height))
    pixels = np.transpose(pygame.surfarray.array3d(small), (1, 0, 2)).astype(np.int16)
    return np.clip((pixels + STEP // 2) // STEP * STEP, 0, 255).astype(np.uint8)


def main() -> None:
    with shown.dummy_display():
        for name, scene in WANTED.items():
            page = pictures.stage(scene)
            page.stage.set_focus(None)
            page.repaint()
            path = FOLDER / f"{name}.png"
            pictures.write(path, smaller(page.stage.surface))
            print(f"{path.name}: {path.stat().st_size / 1024:.0f} KiB")
        pictures.write(contact.FILE, contact.picture(contact.draw()))
        print(f"{contact.FILE.name}: {contact.FILE.stat().st_size / 1024:.0f} KiB")


if __name__ == "__main__":
    main()
