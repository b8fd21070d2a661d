"""The almanac in the client: one key away, searched by typing, read by keyboard, and where every why leads."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import sample_match
from boulevard_client.screens.intents import Explain, GoTo
from boulevard_client.widgets import faults
from boulevard_shared.almanac import shipped_almanac
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
    table.hands.type("displays")
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
