"""The machine around the screen: what SDL is told, sound that never fails, and clear words when files are missing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pygame
import pytest

from boulevard_client import display
from boulevard_client.art import Art, MissingArt
from boulevard_client.sound import PEAK, Cue, SoundBoard, samples
from boulevard_client.text import FontFiles, MissingFont
from boulevard_client.theme import DARK, Scale
from boulevard_shared.content import assets_root


def test_linux_presents_without_a_graphics_card_and_shows_candidates() -> None:
    variables: dict[str, str] = {}
    display.prepare(variables, "linux")
    assert variables == {"SDL_IME_SHOW_UI": "1", "SDL_FRAMEBUFFER_ACCELERATION": "0"}


def test_a_player_may_overrule_what_sdl_is_told() -> None:
    variables = {"SDL_FRAMEBUFFER_ACCELERATION": "1"}
    display.prepare(variables, "linux")
    assert variables["SDL_FRAMEBUFFER_ACCELERATION"] == "1"


def test_other_systems_keep_their_own_way_of_presenting() -> None:
    variables: dict[str, str] = {}
    display.prepare(variables, "darwin")
    assert variables == {"SDL_IME_SHOW_UI": "1"}


def test_the_wrong_pygame_is_refused_with_the_cure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pygame, "IS_CE", 0)
    with pytest.raises(display.WrongPygame, match="pip install pygame-ce"):
        display.require_pygame_ce()


def test_a_missing_font_or_icon_is_named(tmp_path: Path) -> None:
    with pytest.raises(MissingFont, match=r"QBSans-Text\.ttf"):
        FontFiles.within(tmp_path)
    with pytest.raises(MissingArt, match=r"no-such-icon\.svg"):
        Art(assets_root(), DARK, Scale()).icon("no-such-icon", 20, (255, 255, 255))


@pytest.fixture
def quiet() -> Iterator[None]:
    yield
    pygame.mixer.quit()


@pytest.mark.usefixtures("quiet")
def test_cues_sound_on_any_device(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SDL_AUDIODRIVER", "dummy")
    sounds = SoundBoard(assets_root())
    assert sounds.available
    assert all(sounds.play(cue) for cue in (Cue.BID, Cue.BID, Cue.GONG))
    with pytest.raises(ValueError, match="moo"):
        sounds.play("moo")
    sounds.set_volume(0)
    assert not sounds.play(Cue.BID)
    sounds.close()
    assert not sounds.play(Cue.BID)


@pytest.mark.usefixtures("quiet")
def test_a_wave_file_replaces_a_cue(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SDL_AUDIODRIVER", "dummy")
    (tmp_path / "sounds").mkdir()
    (tmp_path / "sounds" / "gong.wav").write_bytes(b"not a wave")
    sounds = SoundBoard(tmp_path)
    with pytest.raises(pygame.error):
        sounds.play("gong")
    assert sounds.play("bid")


@pytest.mark.usefixtures("quiet")
def test_without_a_device_the_game_plays_in_silence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SDL_AUDIODRIVER", "no-such-driver")
    sounds = SoundBoard(assets_root())
    assert not sounds.available
    assert not sounds.play(Cue.GONG)
    sounds.set_volume(1.0)
    assert not sounds.play(Cue.GONG)


@pytest.mark.parametrize("cue", list(Cue))
def test_a_cue_is_the_same_every_time_never_loud_and_ends_without_a_click(cue: Cue) -> None:
    wave = samples(cue)
    assert np.array_equal(wave, samples(cue))
    assert 0 < np.abs(wave).max() <= PEAK * 32_767
    assert abs(int(wave[0])) < 700
    assert abs(int(wave[-1])) < 40
