"""What a player sets is used at once, kept whole, and never costs them the game."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import msgspec
import numpy as np
import pygame
import pytest
from hypothesis import given
from hypothesis import strategies as st

import shown
from boulevard_client import sight
from boulevard_client.keymap import FIXED, KeyMap
from boulevard_client.settings import Settings, Store
from boulevard_client.widgets.table import Table
from boulevard_client.widgets.textfield import TextField
from boulevard_shared.locale import Catalogue
from shown import Manner, Shown


@pytest.fixture(scope="module", autouse=True)
def screenless() -> Iterator[None]:
    with shown.dummy_display():
        yield


# --- the file -------------------------------------------------------------------------------------------------


def test_settings_come_back_as_they_were_kept(tmp_path: Path) -> None:
    kept = Settings(language="zh", ui_scale=1.25, text_size=1.3, volume=15, keys={"N": "X", "X": "N"})
    Store(tmp_path).keep_settings(kept)
    store = Store(tmp_path)
    assert store.settings() == kept
    assert store.complaint is None


@pytest.mark.parametrize("broken", [b"", b"{", b'{"theme": "pink"}', b'{"volume": "loud"}', b"\xff\xfe"])
def test_a_broken_file_is_told_put_aside_and_the_usual_settings_are_used(tmp_path: Path, broken: bytes) -> None:
    (tmp_path / "settings.json").write_bytes(broken)
    store = Store(tmp_path)
    assert store.settings() == Settings()
    assert store.complaint is not None
    aside = tmp_path / "settings.broken.json"
    assert aside.read_bytes() == broken
    for language in ("en", "zh"):
        assert str(aside) in Catalogue.load(language).render(store.complaint)
    store.keep_settings(Settings(theme="paper"))
    assert Store(tmp_path).settings().theme == "paper"


def test_no_file_is_nothing_to_complain_about(tmp_path: Path) -> None:
    store = Store(tmp_path)
    assert store.settings() == Settings()
    assert store.complaint is None


def test_a_write_that_fails_half_way_leaves_the_old_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = Store(tmp_path)
    store.keep_settings(Settings(volume=30))

    def full(descriptor: int) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr(os, "fsync", full)
    store.keep_settings(Settings(volume=90))
    assert Store(tmp_path).settings().volume == 30


# --- keys -----------------------------------------------------------------------------------------------------

KEYS = [*"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789=;-/[]?", "Space", "F1", "F2", "F3", "F4", "F11", "Ctrl+K"]


@given(st.lists(st.tuples(st.sampled_from(KEYS), st.sampled_from(KEYS)), max_size=12))
def test_no_key_ever_means_two_things(steps: list[tuple[str, str]]) -> None:
    keys = KeyMap()
    for game, own in steps:
        keys = keys.exchanged(game, own)
        assert keys.pressed(game) == own
    assert sorted(keys.pressed(key) for key in KEYS) == sorted(KEYS)
    assert [keys.meaning(keys.pressed(key)) for key in KEYS] == KEYS
    assert KeyMap(keys.moved) == keys


@pytest.mark.parametrize("fixed", sorted(FIXED))
def test_keys_that_move_about_stay(fixed: str) -> None:
    for game, own in (("N", fixed), (fixed, "N")):
        with pytest.raises(ValueError, match=r"stays what it is"):
            KeyMap().exchanged(game, own)


def test_a_map_that_gives_two_keys_one_meaning_is_not_used() -> None:
    assert KeyMap({"N": "X"}).moved == {}
    assert KeyMap({"N": "X", "B": "X", "X": "N"}).moved == {}


def _choose(page: Shown, game: str, press: str) -> str:
    """Choose a line of the sheet and press a key for it; returns what the sheet then says."""
    table = page.pilot.find("keys.table")
    assert isinstance(table, Table)
    table.move_to([row.key for row in table.rows].index(game))
    page.pilot.focus("keys.table")
    page.pilot.key("Enter")
    page.pilot.key(press)
    return page.pilot.find("keys.said").label


def test_a_key_chosen_on_the_sheet_works_is_shown_and_can_be_given_back() -> None:
    page = shown.show("settings", Manner((1280, 720)))
    page.pilot.click("settings.keys")
    assert "“next decision”" in _choose(page, "N", "X").lower()
    assert page.app.settings.keys == {"N": "X", "X": "N"}
    assert _choose(page, "F2", "F3").startswith("F3 is")
    assert page.app.settings.keys["F3"] == "F2"
    assert "Tab" in _choose(page, "B", "Tab")
    assert page.app.settings.keys["N"] == "X"
    page.pilot.key("Esc")
    page.pilot.key("F3")
    assert page.app.settings.spoken == "zh"
    page.pilot.key("F3")
    page.pilot.click("settings.keys")
    page.pilot.click("keys.reset")
    assert page.app.settings.keys == {}


def test_a_moved_key_opens_the_screen_and_stands_beside_its_name() -> None:
    page = shown.show("region", Manner((1280, 720)))
    page.app.change(msgspec.structs.replace(page.app.settings, keys={"3": "Q", "Q": "3"}))
    page.settle()
    said = str(page.stage.dump_tree())
    assert "'key': 'Q'" in said
    page.pilot.key("Q")
    assert page.app.route == "deals"


def test_a_moved_letter_is_typed_as_it_is() -> None:
    page = shown.show("settings", Manner((1280, 720)))
    page.app.change(msgspec.structs.replace(page.app.settings, keys={"N": "X", "X": "N"}, name=""))
    page.settle()
    field = page.pilot.focus("settings.name")
    assert isinstance(field, TextField)
    page.pilot.key("N")
    page.pilot.type("n")
    assert page.app.settings.name.endswith("n")


# --- sight ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lost", ["protan", "deutan", "tritan"])
def test_a_preview_shows_every_colour_as_it_is_seen(lost: sight.Sight) -> None:
    page = shown.show("region", Manner((1280, 720)))
    before = page.pixels()
    page.app.stage.see_as(lost)
    page.app.step([])
    drawn = np.frombuffer(before, np.uint8).reshape(-1, 3)
    seen = np.frombuffer(page.pixels(), np.uint8).reshape(-1, 3)
    far = np.abs(sight.seen_as(drawn.astype(np.float64), lost) - seen)
    assert far.mean() < 3
    assert np.quantile(far, 0.999) <= 12
    page.pilot.key("Tab")
    page.pilot.key("Tab")
    partial = page.pixels()
    page.repaint()
    assert page.pixels() == partial, "a partial repaint equals a full one"
    page.app.stage.see_as("normal")
    page.stage.set_focus(None)
    page.app.step([])
    assert page.pixels() == before


def test_grey_stays_grey_to_everybody() -> None:
    greys = np.repeat(np.arange(0, 256, 15.0)[:, None], 3, axis=1)
    for lost in sight.SIGHTS:
        assert np.abs(sight.seen_as(greys, lost) - greys).max() < 1.5


# --- at any moment --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "value"), [("language", "zh"), ("theme", "paper"), ("ui_scale", 1.3), ("text_size", 1.3)]
)
def test_changing_how_the_game_looks_keeps_a_draft_and_the_focus(field: str, value: object) -> None:
    page = shown.show("settings", Manner((1920, 1080)))
    page.pilot.focus("settings.name")
    page.pilot.type("!")
    page.app.change(msgspec.structs.replace(page.app.settings, **{field: value}))
    page.settle()
    focus = page.stage.focus
    assert isinstance(focus, TextField)
    assert (focus.id, focus.text) == ("settings.name", "Mei Lin!")


def test_f2_changes_the_language_on_every_screen() -> None:
    for screen in ("menu", "region", "final"):
        page = shown.show(screen, Manner((1280, 720)))
        before = {node.label for node in page.nodes()}
        page.pilot.key("F2")
        assert page.app.settings.spoken == "zh"
        assert len({node.label for node in page.nodes()} - before) > 5


def test_cues_follow_what_the_player_does() -> None:
    page = shown.show("deals", Manner((1280, 720)))
    heard: list[str] = []
    page.app.cue = heard.append
    page.wait(1.0)
    page.pilot.key("Tab")
    page.pilot.key("Tab")  # too soon after the last to be heard
    page.wait(1.0)
    page.pilot.key("Tab")
    page.pilot.key("3")
    assert heard == ["hover", "hover", "select"]
    page.app.step([pygame.Event(pygame.WINDOWEXPOSED)])
    assert len(heard) == 3
