"""Every screen still looks as a person has accepted it, from recordings that a change of the rules does not touch."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

import contact
import pictures
import shown
import stage_recording
from boulevard_client.look import Look
from boulevard_client.widgets.dump import faults
from boulevard_server.rules_game import ShippedRules
from boulevard_shared.codec import decode_server
from boulevard_shared.content import assets_root, shipped
from boulevard_shared.messages import MatchOver, Snapshot, TurnResolved
from boulevard_shared.theatre import SeatShown
from client import make_recordings, make_stage
from pictures import Scene
from recorder import Plan, terms_of


@pytest.fixture(scope="module", autouse=True)
def looks() -> Iterator[dict[shown.Manner, Look]]:
    """One look for each manner: its cached pictures make the next scene quicker, and must not change it."""
    with shown.dummy_display():
        yield {}


@pytest.mark.parametrize("scene", pictures.scenes(), ids=lambda scene: scene.name)
def test_a_screen_looks_as_accepted(scene: Scene, looks: dict[shown.Manner, Look]) -> None:
    command = f"python tests/client/accept_golden.py {scene.name}"
    if not scene.stored.is_file():
        pytest.fail(f"there is no accepted picture of {scene.name}; look at it and run: {command}")
    now = pictures.draw(scene, looks.setdefault(scene.manner, Look(assets_root())))
    far = pictures.difference(pictures.read(scene.stored), now)
    if far.mean() > pictures.MOST_DIFFERENT:
        where = pictures.report(scene, now, far)
        pytest.fail(f"{far.mean():.1%} of {scene.name} looks different, see {where}; if it is meant: {command}")


@pytest.mark.parametrize("scene", [s for s in pictures.scenes() if s.theatre], ids=lambda scene: scene.name)
def test_stored_matches_can_be_read(scene: Scene, looks: dict[shown.Manner, Look]) -> None:
    page = pictures.stage(scene, looks.setdefault(scene.manner, Look(assets_root())))
    assert faults(page.stage.look, [layer.root for layer in page.stage.layers]) == []
    assert page.app.play.watching.trouble is None, "the theatre was asked what it was not asked when it was recorded"


def test_no_picture_is_kept_of_a_screen_that_is_no_more() -> None:
    known = {scene.stored.name for scene in pictures.scenes()}
    assert {path.name for path in pictures.STORED.glob("*.png")} - known == set()


def test_the_contact_sheet_shows_what_screens_look_like() -> None:
    """When it fails: python tests/client/readme_pictures.py."""
    assert contact.stale(pictures.read(contact.FILE)) == []
    assert contact.FILE.stat().st_size < 560 * 1024


def test_one_word_changed_is_seen_and_rounding_is_not() -> None:
    before = pictures.read(Scene("menu", shown.MANNERS[0]).stored)
    nudged = np.clip(before.astype(np.int16) + pictures.STEP, 0, 255).astype(np.uint8)
    assert not pictures.difference(before, nudged).any()
    other = before.copy()
    other[200:214, 100:160] = 255 - other[200:214, 100:160]
    assert pictures.difference(before, other).mean() > pictures.MOST_DIFFERENT


@pytest.mark.parametrize("colours", [5, 4000])
def test_a_stored_picture_reads_back_exactly(colours: int, tmp_path: Path) -> None:
    chance = np.random.default_rng(colours)
    table = chance.integers(0, 256, (colours, 3), dtype=np.uint8)
    picture = table[chance.integers(0, colours, (90, 160))]
    pictures.write(tmp_path / "x.png", picture)
    assert np.array_equal(pictures.read(tmp_path / "x.png"), picture)


@pytest.mark.parametrize("plan", [plan for plan in make_recordings.PLANS if plan.name != "lobby"], ids=lambda p: p.name)
def test_recordings_decode_and_have_the_schema_of_today(plan: Plan) -> None:
    """When it fails: python tests/client/make_recordings.py, then look at the pictures and accept them."""
    told = shown.messages(plan.name)
    (snapshot,) = (message for message in told if isinstance(message, Snapshot))
    game = ShippedRules(shipped()).open(terms_of(plan), plan.cities)
    assert dict(game.view(game.start(), 0).specs) == {spec.name: spec for spec in snapshot.schema}
    updates = [message.turn for message in told if isinstance(message, TurnResolved)]
    assert updates == list(range(1, (plan.until or snapshot.about.turns) + 1))
    assert any(isinstance(message, MatchOver) for message in told) == (plan.until is None)


def test_the_recorded_theatre_has_the_schema_of_today() -> None:
    """When it fails: python tests/client/make_recordings.py, then look at the pictures and accept them."""
    (seat,) = (line.answer for line in stage_recording.told() if isinstance(line.answer, SeatShown))
    told = [decode_server(frame) for frame in seat.frames]
    (snapshot,) = (message for message in told if isinstance(message, Snapshot))
    plan = make_stage.SHOWN.plan
    game = ShippedRules(shipped()).open(terms_of(plan), plan.cities)
    assert dict(game.view(game.start(), 0).specs) == {spec.name: spec for spec in snapshot.schema}
    assert isinstance(told[-1], MatchOver)
