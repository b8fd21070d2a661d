"""Which icon stands for a chain, an order, a vehicle: reads the roles of `assets/art/icons.toml`."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from pathlib import Path

from boulevard_client.screens.desk import Desk
from boulevard_shared.ids import ProjectKind

KINDS: dict[int, str] = {
    ProjectKind.PLANT: "plant",
    ProjectKind.HEADQUARTERS: "headquarters",
    ProjectKind.RESCUE: "rescue",
    ProjectKind.LABORATORY: "laboratory",
    ProjectKind.ROUND: "round",
}


@lru_cache(maxsize=4)
def _roles(assets: Path) -> dict[str, dict[str, str]]:
    table = tomllib.loads((assets / "art" / "icons.toml").read_text("utf-8"))
    return {group: {k: v for k, v in names.items() if isinstance(v, str)} for group, names in table.items()}


def icon(desk: Desk, group: str, role: str) -> str:
    """File name of an icon: `icon(desk, "chain", "chips")`. Raises KeyError for a role that has none."""
    return _roles(desk.look.assets)[group][role]


def chain_icon(desk: Desk, chain: int | str) -> str:
    """By index or id."""
    return icon(desk, "chain", desk.read.chains[chain] if isinstance(chain, int) else chain)


def order_icon(desk: Desk, key: str) -> str:
    """By the key of a decree entry: `BidForProject:12`."""
    return icon(desk, "order", key.partition(":")[0])
