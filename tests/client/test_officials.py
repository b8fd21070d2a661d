"""Officials as people: each with a seal, and told honestly what may become of them."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

import shown
from boulevard_client.screens import ambition, officials
from boulevard_client.screens.nameseal import NameSeal, family_name
from boulevard_shared.ids import Rank
from shown import Shown


@pytest.fixture(scope="module", autouse=True)
def display() -> Iterator[None]:
    with shown.dummy_display():
        yield


def cabinet() -> Shown:
    page = shown.show("chains")
    page.pilot.key("O")
    page.settle()
    return page


def test_what_an_official_may_hope_for_is_what_the_rules_do() -> None:
    desk = cabinet().app.desk()
    parameters = desk.content.parameters
    people = officials.cabinet(desk)
    assert {Rank.SECRETARY, Rank.MAYOR, Rank.DIRECTOR} <= {official.rank for official in people}
    for official in people:
        chain = official.boss_of if official.boss_of >= 0 else official.best
        share = official.expertise[chain]
        known = (chain, share, official.competence, official.boss_of >= 0)
        said = " ".join(words for _, words in ambition.hopes(desk, official.rank, known))
        if official.rank == Rank.SECRETARY:
            running = desk.read.view["seat.evaluation"].astype(float)
            above = running[desk.model.seat] - np.delete(running, desk.model.seat).mean()
            assert f"{above:+.1f}".replace("-", "−") in said
            assert f"Above {parameters['cadres.promoted_above'].value:.0f} is" in said
            continue
        pace = float(parameters["cadres.learn_chair"].value) * (0.5 + official.competence)  # type: ignore[arg-type]
        for _ in range(4):
            share += pace * (1 - share)
        assert f"{100 * share:.0f}%" in said
        assert f"{100 * float(parameters['cadres.leave_early'].value):.0f}%" in said  # type: ignore[arg-type]


def test_every_official_has_a_seal_that_the_font_can_cut() -> None:
    page = cabinet()
    desk = page.app.desk()
    for number in range(len(desk.content.names.officials)):
        character = family_name(desk, number)
        assert len(character) == 1
        assert page.stage.look.type.missing_in(character, "semibold") == ""
    (seal,) = (node for node in page.nodes() if isinstance(node, NameSeal))
    assert seal.character == family_name(desk, officials.cabinet(desk)[0].name)
