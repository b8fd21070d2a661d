"""Cues synthesised from a pentatonic scale; owns the mixer and never fails for want of a loudspeaker.

Every cue has a visual twin on the screen: playing with sound off loses nothing. The samples are computed at
first use, the same on every machine: no clock and no random numbers but a fixed noise sequence.
"""

from __future__ import annotations

import math
import os
import sys
from collections.abc import Callable, Iterable
from enum import StrEnum
from pathlib import Path

import numpy as np
import pygame
from numpy.typing import NDArray

from boulevard_client.settings import Settings

RATE = 44_100
"""Samples a second."""
PEAK = 0.5
_C5 = 523.25
# Gong mode: do, re, mi, sol, la, in semitones above the root
_GONG_MODE = (0, 2, 4, 7, 9)

Wave = NDArray[np.float64]


class Cue(StrEnum):
    """What the player hears about; `ui.cue.*` says what is seen at the same time. The later ones matter more: of
    several in one frame only the last is played.
    """

    HOVER = "hover"
    SELECT = "select"
    EDIT = "edit"
    STAMP = "stamp"
    READY = "ready"
    REFUSED = "refused"
    ALERT = "alert"
    TURN = "turn"
    LOSS = "loss"
    WIN = "win"


CLASSROOM = 5
"""So many people at one table are a class, and a class is quiet unless it wants to hear something."""


def loudness(settings: Settings, people: int) -> float:
    """The volume from 0 to 1 at a table with so many people."""
    if not settings.sound or (people >= CLASSROOM and not settings.sound_in_class):
        return 0.0
    return min(100, max(0, settings.volume)) / 100


def foremost(cues: Iterable[str]) -> str:
    """The cue that matters most; "" for none."""
    order = [cue.value for cue in Cue]
    return max(cues, key=order.index, default="")


def _pitch(degree: int) -> float:
    octave, step = divmod(degree, len(_GONG_MODE))
    return _C5 * math.pow(2.0, octave + _GONG_MODE[step] / 12)


def _tone(frequency: float, seconds: float, decay: float, partials: tuple[float, ...] = (1.0, 0.35, 0.12)) -> Wave:
    """A plucked tone: harmonics that fade, the high ones faster, with a 4 ms rise against clicks."""
    time = np.arange(round(RATE * seconds)) / RATE
    wave = np.zeros_like(time)
    for index, share in enumerate(partials):
        wave += share * np.sin(2 * np.pi * frequency * (index + 1) * time) * np.exp(-time * decay * (1 + 0.7 * index))
    return wave * np.minimum(1.0, time / 0.004)


def _noise(seconds: float, decay: float) -> Wave:
    """A short knock: a fixed linear congruential sequence, not random."""
    count = round(RATE * seconds)
    values, state = np.empty(count), 12_345
    for index in range(count):
        state = (1_103_515_245 * state + 12_345) % (1 << 31)
        values[index] = state / (1 << 30) - 1
    smooth = np.convolve(values, np.ones(12) / 12, mode="same")
    return smooth * np.exp(-np.arange(count) / RATE * decay)


def _after(*parts: tuple[float, Wave]) -> Wave:
    """Mix waves that start after so many seconds."""
    length = max(round(RATE * start) + len(wave) for start, wave in parts)
    whole = np.zeros(length)
    for start, wave in parts:
        first = round(RATE * start)
        whole[first : first + len(wave)] += wave
    return whole


def _gong() -> Wave:
    """A bronze gong: inharmonic partials that ring long."""
    time = np.arange(round(RATE * 1.8)) / RATE
    wave = np.zeros_like(time)
    for ratio, share, decay in ((1, 1.0, 1.8), (1.48, 0.6, 2.4), (2.03, 0.45, 3.0), (2.74, 0.3, 4.0), (3.9, 0.16, 6.0)):
        wave += share * np.sin(2 * np.pi * 130.8 * ratio * time) * np.exp(-time * decay)
    return wave * np.minimum(1.0, time / 0.012)


_MAKERS: dict[Cue, tuple[float, Callable[[], Wave]]] = {
    Cue.HOVER: (0.12, lambda: _tone(_pitch(7), 0.06, 60)),
    Cue.SELECT: (0.3, lambda: _tone(_pitch(5), 0.14, 28)),
    Cue.EDIT: (0.25, lambda: _tone(_pitch(9), 0.05, 90)),
    Cue.READY: (0.5, lambda: _after((0.0, _tone(_pitch(2), 0.2, 18)), (0.07, _tone(_pitch(5), 0.3, 12)))),
    Cue.STAMP: (0.6, lambda: _after((0.0, _noise(0.09, 70)), (0.0, 0.8 * _tone(_C5 / 4, 0.22, 22)))),
    Cue.WIN: (
        0.55,
        lambda: _after(*((0.09 * step, _tone(_pitch(degree), 0.5, 7)) for step, degree in enumerate((0, 2, 3, 5)))),
    ),
    Cue.LOSS: (
        0.45,
        lambda: _after(*((0.12 * step, _tone(_pitch(degree), 0.45, 8)) for step, degree in enumerate((3, 1, -2)))),
    ),
    Cue.REFUSED: (0.4, lambda: _after((0.0, _tone(_C5 / 2, 0.12, 24)), (0.11, _tone(_C5 / 2 * 0.94, 0.2, 16)))),
    Cue.ALERT: (0.5, lambda: _after((0.0, _tone(_pitch(4), 0.2, 14)), (0.18, _tone(_pitch(4), 0.3, 10)))),
    Cue.TURN: (0.8, _gong),
}


def samples(cue: Cue) -> NDArray[np.int16]:
    """A cue as mono 16-bit samples; peak at most half of full scale times the cue's own loudness."""
    loudness, make = _MAKERS[cue]
    wave = make()
    tail = min(len(wave), RATE // 100)
    wave[-tail:] *= np.linspace(1.0, 0.0, tail)
    scaled = wave / np.max(np.abs(wave)) * PEAK * loudness * 32_767
    whole: NDArray[np.int16] = np.round(scaled).astype(np.int16)
    return whole


class SoundBoard:
    """Plays cues at a volume 0..1. Without an audio device every call does nothing.

    A file `sounds/<cue>.wav` in the assets folder replaces the synthesised cue.
    """

    def __init__(self, assets: Path, volume: float = 0.6) -> None:
        self.folder = assets / "sounds"
        self.volume = volume
        self._made: dict[Cue, pygame.mixer.Sound] = {}
        self.available = False
        if volume > 0:
            self._start()

    def _start(self) -> None:
        if not _has_loudspeaker():
            return
        try:
            pygame.mixer.init(RATE, -16, 1, 512)
        except (pygame.error, NotImplementedError):
            return  # no device, or a build without a mixer: play in silence
        self.available = True

    def set_volume(self, volume: float) -> None:
        """0 is off; the device is opened only when it is first needed."""
        self.volume = min(1.0, max(0.0, volume))
        if self.volume > 0 and not self.available:
            self._start()

    def play(self, name: str) -> bool:
        """Start a cue by its name; False when nothing will be heard. Raises ValueError for an unknown name."""
        cue = Cue(name)
        if not self.available or self.volume <= 0:
            return False
        sound = self._made.get(cue)
        if sound is None:
            sound = self._made.setdefault(cue, self._make(cue))
        sound.set_volume(self.volume)
        return sound.play() is not None

    def _make(self, cue: Cue) -> pygame.mixer.Sound:
        own = self.folder / f"{cue}.wav"
        if own.is_file():
            return pygame.mixer.Sound(own)
        _, _, channels = pygame.mixer.get_init() or (RATE, -16, 1)
        wave = samples(cue)
        return pygame.mixer.Sound(buffer=(np.repeat(wave, channels) if channels > 1 else wave).tobytes())

    def close(self) -> None:
        if self.available:
            self._made.clear()
            pygame.mixer.quit()
            self.available = False


def _has_loudspeaker() -> bool:
    """Whether opening the mixer makes sense: on Linux without any device ALSA fills the terminal with complaints."""
    if os.environ.get("SDL_AUDIODRIVER") == "dummy":
        return False
    if not sys.platform.startswith("linux") or os.environ.get("SDL_AUDIODRIVER"):
        return True
    runtime = Path(os.environ.get("XDG_RUNTIME_DIR", "/nonexistent"))
    services = ("pulse/native", "pipewire-0")
    return Path("/dev/snd").is_dir() or "PULSE_SERVER" in os.environ or any((runtime / s).exists() for s in services)
