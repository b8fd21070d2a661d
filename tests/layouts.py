"""Windows of any size with whatever a screen may have to show: a case by number, and what is wrong with it.

A case says how large the window is, how the player likes the game, and what is longer or larger than usual. The same
number always gives the same case.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

import msgspec
import numpy as np
import pygame

import shown
from boulevard_client import display
from boulevard_client.look import Look
from boulevard_client.theme import SCALES, TEXT_SIZES
from boulevard_client.widgets.dump import Fault, faults
from boulevard_shared.content import assets_root
from boulevard_shared.locale import Catalogue, Slot
from boulevard_shared.view import View
from shown import Manner, Shown

LARGEST_WINDOW = (3840, 2160)
LONG_NAMES = ("Wilhelmina Featherstonehaugh-Wu", "欧阳修远与司马相如及诸葛孔明上官婉儿合署办公室", "M" * 32)
"""As long as a name may be, in letters that are wide."""
GREATER = {"wan": 37, "wan/year": 37, "people": 6, "yuan/year": 9}
"""So many times the figures of the recording: a rich megacity after twenty years."""
_TWIN = {"a": "á", "e": "é", "i": "í", "o": "ó", "u": "ú"}


@dataclass(frozen=True, slots=True)
class Case:
    """One window and what it shows."""

    number: int
    screen: str
    size: tuple[int, int]
    after: tuple[int, int]
    """The player drags the window to this size."""
    scale: float
    text: float
    language: Literal["en", "zh"]
    theme: Literal["dark", "paper"]
    long_words: bool
    long_names: bool
    large_figures: bool

    def __str__(self) -> str:
        marks = [name for name in ("long_words", "long_names", "large_figures") if getattr(self, name)]
        size = "x".join(map(str, self.size))
        return f"{self.number}-{self.screen}-{size}-{self.scale:.2f}-{self.text:.2f}-{self.language}-{'+'.join(marks)}"


def case(number: int) -> Case:
    """The case with this number; the screens take turns."""
    chance = random.Random(f"layout/{number}")
    screens = shown.every_screen()
    return Case(
        number,
        screens[number % len(screens)],
        _window(chance),
        _window(chance),
        chance.randrange(round(SCALES[0] * 100), round(SCALES[1] * 100) + 1, 5) / 100,
        chance.choice(TEXT_SIZES),
        chance.choice(("en", "zh")),
        chance.choice(("dark", "paper")),
        chance.random() < 0.3,
        chance.random() < 0.4,
        chance.random() < 0.4,
    )


def _window(chance: random.Random) -> tuple[int, int]:
    """Small windows as often as large ones."""
    width, height = (
        round(least * (most / least) ** chance.random())
        for least, most in zip(display.SMALLEST_WINDOW, LARGEST_WINDOW, strict=True)
    )
    return width, height


def show(wanted: Case) -> Shown:
    """The screen of a case. Needs `shown.dummy_display`."""
    manner = Manner(wanted.size, wanted.language, wanted.theme)
    page = shown.show(wanted.screen, manner, Look(assets_root()))
    app = page.app
    if wanted.long_words:
        app._catalogues[wanted.language] = stretched(Catalogue.load(wanted.language))
    model = app.model
    if wanted.long_names:
        model.seats = tuple(
            msgspec.structs.replace(line, name=LONG_NAMES[line.seat % len(LONG_NAMES)], human=True)
            for line in model.seats
        )
    if wanted.large_figures:
        model.moments = {turn: replace(moment, view=enlarged(moment.view)) for turn, moment in model.moments.items()}
        model.series = {name: rows * _times(model.schema[name].unit) for name, rows in model.series.items()}
    app.change(msgspec.structs.replace(app.settings, ui_scale=wanted.scale, text_size=wanted.text))
    page.settle()
    return page


def resize(page: Shown, size: tuple[int, int]) -> None:
    """The player drags the window's corner."""
    display.open_window(size)
    page.app.step([pygame.Event(pygame.VIDEORESIZE, w=size[0], h=size[1], size=size)])
    page.settle()


def wrong(page: Shown) -> list[Fault]:
    """Everything that cannot be read, in every layer."""
    return faults(page.stage.look, [layer.root for layer in page.stage.layers])


def stretched(words: Catalogue) -> Catalogue:
    """A language a quarter longer: every third letter or so twice, with accents, as in a translation that has to
    take more words. Still in letters that the fonts have.
    """
    longer = {key: tuple(_stretch(part) for part in words._templates[key]) for key in words}
    return Catalogue(words.lang, longer)


def _stretch(part: str | Slot) -> str | Slot:
    if not isinstance(part, str) or part.startswith(("http", "ws:")):
        return part
    return "".join(_longer(part))


def _longer(text: str) -> Iterator[str]:
    marked = 0
    for index, letter in enumerate(text):
        yield letter
        if letter in "[]|*{}":
            marked += 1  # terms and bold: keys inside must stay what they are
        elif marked == 0 and letter in _TWIN and index % 4 != 3:
            yield _TWIN[letter]
        elif marked == 0 and ord(letter) >= 0x4E00 and index % 4 == 1:
            yield letter


def enlarged(view: View) -> View:
    """The same with far more money and people."""
    arrays = {name: np.asarray(view[name]) for name in view.specs}
    larger = {
        name: np.asarray(array * _times(view.specs[name].unit)) if np.issubdtype(array.dtype, np.integer) else array
        for name, array in arrays.items()
    }
    return View(view.seat, view.city, view.turn, view.specs, larger)


def _times(unit: str) -> int:
    return GREATER.get(unit, 1)
