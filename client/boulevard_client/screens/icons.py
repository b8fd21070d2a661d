"""Icons of things a screen knows by number: chains, kinds of project, entries of the decree."""

from __future__ import annotations

from boulevard_client.icons import icon
from boulevard_client.screens.desk import Desk
from boulevard_shared.ids import ProjectKind

_KINDS: dict[int, str] = {
    ProjectKind.PLANT: "plant",
    ProjectKind.HEADQUARTERS: "headquarters",
    ProjectKind.RESCUE: "rescue",
    ProjectKind.LABORATORY: "laboratory",
    ProjectKind.ROUND: "round",
    ProjectKind.DATACENTRE: "datacentre",
    ProjectKind.HUB: "hub",
}


def chain_icon(desk: Desk, chain: int | str) -> str:
    """By index or id."""
    return icon("chain", desk.read.chains[chain] if isinstance(chain, int) else chain)


def project_icon(kind: int) -> str:
    """By kind of project."""
    return icon("project", _KINDS.get(kind, "plant"))


def order_icon(key: str) -> str:
    """By the key of a decree entry: `BidForProject:12`."""
    return icon("order", key.partition(":")[0])
