"""Copies the icons named in `art/icons.toml` out of Tabler Icons, and says which names do not exist.

Usage: python assets/build/icons.py PACKAGES
"""

from __future__ import annotations

import re
import sys
import tomllib
from pathlib import Path

ART = Path(__file__).resolve().parents[1] / "art"
NOISE = re.compile(
    r'<!--.*?-->\s*|\s+class="[^"]*"|\s*<path stroke="none" d="M0 0h24v24H0z" fill="none" ?/>', re.DOTALL
)
"""Comments, classes for web pages, and the empty square that Tabler puts under every drawing."""


def names() -> set[str]:
    """Every icon that a role uses, and those that code names by itself."""
    tables = tomllib.loads((ART / "icons.toml").read_text(encoding="utf-8"))
    return {*tables.pop("direct")["names"], *(name for table in tables.values() for name in table.values())}


def main() -> None:
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    source = Path(sys.argv[1]) / "tabler-icons/icons/outline"
    out = ART / "icons"
    out.mkdir(exist_ok=True)
    for old in out.glob("*.svg"):
        old.unlink()
    unknown = []
    for name in sorted(names()):
        path = source / f"{name}.svg"
        if not path.is_file():
            unknown.append(name)
            continue
        drawing = NOISE.sub("", path.read_text(encoding="utf-8"))
        (out / path.name).write_text(drawing.strip() + "\n", encoding="utf-8")
    print(f"{len(list(out.glob('*.svg')))} icons")
    if unknown:
        raise SystemExit(f"Tabler has no icon called {', '.join(unknown)}")


if __name__ == "__main__":
    main()
