"""The almanac in the client: one key away, searched by typing, read by keyboard, and where every why leads."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

import sample_match
from boulevard_client.screens.intents import Explain, GoTo, ReadUp
from boulevard_client.widgets import faults
from boulevard_client.widgets.table import Table
from boulevard_shared.almanac import shipped_almanac
from boulevard_shared.content import assets_root
from tabletop import Tabletop


@pytest.fixture
def table(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Tabletop]:
    monkeypatch.setenv("SDL_VIDEODRIVER", "dummy")
    table = Tabletop(tmp_path)
    yield table
    table.close()


def page(table: Tabletop) -> str:
    """The page that is open: the name of its scroll says it."""
    (scroll,) = [n for n in table.app.stage.layers[-1].root.walk() if (n.id or "").startswith("almanac.text.")]
    return (scroll.id or "").removeprefix("almanac.text.")


def test_a_page_is_found_by_typing_and_links_lead_on_and_back(table: Tabletop) -> None:
    table.hands.key("F4")
    table.hands.type("resale of panels")
    assert not table.hands.sees("almanac.see.system.deals")
    for _ in "resale of panels":
        table.hands.key("Backspace")
    opened = page(table)
    table.hands.type("displays")
    assert page(table) == "chain.displays", "what is read is what was looked for"
    table.hands.focus("almanac.back")
    table.hands.key("Enter")
    assert page(table) == opened
    table.hands.focus("almanac.search")
    table.hands.key("Enter")
    assert page(table) == "chain.displays"
    table.hands.focus("almanac.see.city.hefei")
    table.hands.key("Enter")
    assert page(table) == "city.hefei"
    table.hands.focus("almanac.back")
    table.hands.key("Enter")
    assert page(table) == "chain.displays"
    assert faults(table.app.stage.look, [layer.root for layer in table.app.stage.layers[1:]]) == []
    table.hands.key("Esc")
    assert len(table.app.stage.layers) == 1


def test_why_leads_to_the_page_of_the_quantity(table: Tabletop) -> None:
    table.tell(*sample_match.messages(4))
    table.app._carry_out(GoTo("city"))
    table.app._carry_out(Explain("city.debt", table.app.desk().read.place("city.debt")))
    table.app.step([])
    table.hands.key("A")
    assert page(table) == shipped_almanac().page_of("city.debt") == "system.debt"
    table.hands.key("F2")  # the other language, the same page
    assert page(table) == "system.debt"
    assert table.app.words.lang == "zh"


def test_a_city_is_known_by_its_seal_and_the_open_page_is_in_sight_on_the_shelf(table: Tabletop) -> None:
    table.app._carry_out(ReadUp("city.hefei"))
    table.app.step([])
    card = table.app.stage.layers[-1].root
    assert [node.label for node in card.walk() if node.role == "seal"] == ["庐"]
    (shelf,) = [node for node in card.walk() if isinstance(node, Table)]
    assert shelf.rows[shelf.cursor].key == shelf.selected == "city.hefei"
    assert shelf.offset > 0


def test_parts_of_the_game_and_of_the_score_each_have_an_icon_of_their_own() -> None:
    roles = tomllib.loads((assets_root() / "art" / "icons.toml").read_text("utf-8"))["page"]
    almanac = shipped_almanac()
    for kind in ("system", "model", "score"):
        mine = [roles[id_] for id_ in almanac.ids(kind)]
        assert len(set(mine)) == len(mine)
    assert set(roles) <= set(almanac.pages)
