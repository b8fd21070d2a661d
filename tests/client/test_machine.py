"""The machine around the screen: what SDL is told, sound that never fails, and clear words when files are missing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pygame
import pytest

from boulevard_client import display
from boulevard_client.art import Art, MissingArt
from boulevard_client.screens import options
from boulevard_client.settings import Settings
from boulevard_client.sound import CLASSROOM, PEAK, Cue, SoundBoard, foremost, loudness, samples
from boulevard_client.text import FontFiles, MissingFont
from boulevard_client.theme import DARK, Scale
from boulevard_shared.content import assets_root
from boulevard_shared.locale import Catalogue


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


def _a_device(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """SDL's driver that writes to a file: a loudspeaker that every machine has."""
    monkeypatch.setenv("SDL_AUDIODRIVER", "disk")
    monkeypatch.setenv("SDL_DISKAUDIOFILE", str(folder / "heard.raw"))


@pytest.mark.usefixtures("quiet")
def test_cues_sound_on_any_device(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    _a_device(monkeypatch, tmp_path)
    sounds = SoundBoard(assets_root())
    assert sounds.available
    assert all(sounds.play(cue) for cue in (Cue.READY, Cue.READY, Cue.TURN))
    with pytest.raises(ValueError, match="moo"):
        sounds.play("moo")
    sounds.set_volume(0)
    assert not sounds.play(Cue.READY)
    sounds.close()
    assert not sounds.play(Cue.READY)


@pytest.mark.usefixtures("quiet")
def test_a_wave_file_replaces_a_cue(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    _a_device(monkeypatch, tmp_path)
    (tmp_path / "sounds").mkdir()
    (tmp_path / "sounds" / "turn.wav").write_bytes(b"not a wave")
    sounds = SoundBoard(tmp_path)
    with pytest.raises(pygame.error):
        sounds.play("turn")
    assert sounds.play("ready")


@pytest.mark.usefixtures("quiet")
def test_without_a_device_the_game_plays_in_silence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SDL_AUDIODRIVER", "no-such-driver")
    sounds = SoundBoard(assets_root())
    assert not sounds.available
    assert not sounds.play(Cue.TURN)
    sounds.set_volume(1.0)
    assert not sounds.play(Cue.TURN)


def test_the_dummy_driver_is_no_loudspeaker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SDL_AUDIODRIVER", "dummy")
    assert not SoundBoard(assets_root()).available


def test_a_class_is_quiet_unless_it_wants_to_hear() -> None:
    usual, wanted = Settings(), Settings(sound_in_class=True, volume=40)
    assert [loudness(usual, people) for people in (1, CLASSROOM - 1, CLASSROOM)] == [0.6, 0.6, 0.0]
    assert loudness(wanted, CLASSROOM) == 0.4
    assert loudness(Settings(sound=False), 1) == 0.0


def test_of_several_cues_in_one_frame_the_foremost_is_heard() -> None:
    assert foremost({"hover", "select", "refused"}) == Cue.REFUSED
    assert foremost({"turn", "alert", "select"}) == Cue.TURN
    assert foremost(set()) == ""


def test_every_cue_can_be_listened_to_and_says_what_is_seen_with_it() -> None:
    assert set(options.CUES) == set(Cue)
    for language in ("en", "zh"):
        words = Catalogue.load(language)
        assert len({words.text(f"ui.cue.{cue}") for cue in Cue}) == len(Cue)


@pytest.mark.parametrize("cue", list(Cue))
def test_a_cue_is_the_same_every_time_never_loud_and_ends_without_a_click(cue: Cue) -> None:
    wave = samples(cue)
    assert np.array_equal(wave, samples(cue))
    assert 0 < np.abs(wave).max() <= PEAK * 32_767
    assert abs(int(wave[0])) < 700
    assert abs(int(wave[-1])) < 40
