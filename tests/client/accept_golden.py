"""Accept what the screens look like now: `python tests/client/accept_golden.py [name ...]`.

A name is a screen (`region`) or one picture of it (`region-720-zh`); without names all pictures are made anew and
those of screens that are no more are removed. A screen's mosaics in all sizes, languages and themes go with it. Look
at the pictures before you commit them.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")
sys.path.insert(0, str(Path(__file__).parents[1]))

import mosaics
import pictures
import shown


def main(names: list[str]) -> int:
    wanted = [scene for scene in pictures.scenes() if not names or {scene.screen, scene.name} & set(names)]
    coarse = [scene for scene in mosaics.scenes() if not names or {scene.screen, scene.name} & set(names)]
    if not wanted and not coarse:
        print(f"no picture is called {' or '.join(names)}", file=sys.stderr)
        return 2
    total = 0
    with shown.dummy_display():
        for scene in wanted:
            size = pictures.accept(scene)
            total += size
            print(f"{scene.name}: {size / 1024:.0f} KiB")
        size = mosaics.accept(coarse)
        print(f"{len(coarse)} mosaics: {size / 1024:.0f} KiB in all")
    if not names:
        known = {scene.stored for scene in wanted}
        for path in pictures.STORED.glob("*.png"):
            if path not in known:
                path.unlink()
                print(f"{path.stem}: removed")
    print(f"{len(wanted)} pictures, {total / 2**20:.1f} MiB")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
