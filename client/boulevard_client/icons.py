"""Which icon stands for what: reads `assets/art/icons.toml`, so that screens name roles and not files."""

from __future__ import annotations

import tomllib
from functools import cache

from boulevard_shared.content import assets_root


@cache
def _table() -> dict[str, dict[str, str]]:
    table: dict[str, dict[str, str]] = tomllib.loads((assets_root() / "art" / "icons.toml").read_text("utf-8"))
    return table


def icon(group: str, role: str) -> str:
    """The file name of an icon: `icon("chain", "chips")` is "cpu". Raises KeyError for an unknown role."""
    return _table()[group][role]
