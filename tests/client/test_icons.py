"""Icons: everything that can be pictured has a picture, and every picture can be drawn."""

from __future__ import annotations

import io
import tomllib
from pathlib import Path

import pygame

import boulevard_client
from boulevard_shared.content import assets_root
from boulevard_shared.events import EventKind
from boulevard_shared.orders import ORDER_TYPES

ART = assets_root() / "art"
ROLES = tomllib.loads((ART / "icons.toml").read_text(encoding="utf-8"))


def test_every_event_and_every_order_has_an_icon() -> None:
    assert set(ROLES["event"]) == {kind.value for kind in EventKind}
    assert set(ROLES["order"]) == {order.__name__ for order in ORDER_TYPES}


def test_every_chain_has_an_icon_of_its_own() -> None:
    chains = tomllib.loads((assets_root() / "content" / "chains.toml").read_text(encoding="utf-8"))
    assert set(ROLES["chain"]) == set(chains)
    assert len(set(ROLES["chain"].values())) == len(chains)


def test_every_role_names_a_shipped_icon_and_no_icon_is_idle() -> None:
    roles = {name for table, roles in ROLES.items() if table != "direct" for name in roles.values()}
    assert {*ROLES["direct"]["names"]} | roles == {path.stem for path in (ART / "icons").glob("*.svg")}
    code = "\n".join(path.read_text("utf-8") for path in Path(boulevard_client.__file__).parent.rglob("*.py"))
    assert [name for name in ROLES["direct"]["names"] if f'"{name}"' not in code] == []
    assert [group for group in ROLES if group != "direct" and f'icon("{group}"' not in code] == []


def test_every_icon_draws_something_in_the_colour_asked_for() -> None:
    for path in (ART / "icons").glob("*.svg"):
        drawing = path.read_text(encoding="utf-8").replace("currentColor", "#6FD6C0")
        icon = pygame.image.load(io.BytesIO(drawing.encode()), "icon.svg")
        inked = pygame.mask.from_surface(icon, 127).count()
        assert 4 <= inked <= 24 * 24 // 2, path.name
