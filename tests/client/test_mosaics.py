"""Every screen looks as accepted at every size, in both languages and on both themes, block by block."""

from __future__ import annotations

import os
from collections.abc import Iterator

import numpy as np
import pytest

import mosaics
import shown
from boulevard_client.look import Look
from boulevard_shared.content import assets_root
from pictures import Scene

ALL = "BOULEVARD_GOLDEN_ALL" in os.environ
"""Set by `make golden-all`; else one manner for each screen."""
SCENES = sorted(mosaics.scenes() if ALL else mosaics.sample(), key=lambda scene: (str(scene.manner), scene.screen))


@pytest.fixture(scope="module", autouse=True)
def looks() -> Iterator[dict[shown.Manner, Look]]:
    """The look of the manner shown last: scenes come in the order of manners."""
    with shown.dummy_display():
        yield {}


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.name)
def test_no_block_of_a_screen_has_changed(scene: Scene, looks: dict[shown.Manner, Look]) -> None:
    command = f"python tests/client/accept_golden.py {scene.screen}"
    before = mosaics.read().get(scene.name)
    if before is None:
        pytest.fail(f"there is no accepted mosaic of {scene.name}; look at it and run: {command}")
    if scene.manner not in looks:
        looks.clear()
    now, surface = mosaics.draw(scene, looks.setdefault(scene.manner, Look(assets_root())))
    blocks = mosaics.changed(before, now)
    if blocks:
        where = mosaics.report(scene, surface, blocks)
        some = ", ".join(f"{column}/{row}" for column, row in blocks[:12])
        pytest.fail(
            f"{len(blocks)} blocks of {scene.name} have changed ({some}), see {where}; if that is meant: {command}"
        )


def test_every_combination_is_kept_and_nothing_else() -> None:
    assert set(mosaics.read()) == {scene.name for scene in mosaics.scenes()}


def test_the_sample_has_every_screen_and_every_manner() -> None:
    chosen = mosaics.sample()
    assert {scene.screen for scene in chosen} == set(shown.every_screen())
    assert {scene.manner for scene in chosen} == set(mosaics.manners())


def test_a_word_more_is_a_changed_block_and_rounding_is_none() -> None:
    before = mosaics.read()["menu-720-en"]
    assert mosaics.changed(before, np.clip(before.astype(np.int16) + 1, 0, 255).astype(np.uint8)) == []
    surface = mosaics.draw(Scene("menu", shown.MANNERS[0]))[1]
    surface.fill((240, 240, 240), (640, 300, 6, 10))  # one letter
    assert mosaics.changed(before, mosaics.mosaic(surface)) == [(32, 15)]
