"""Officials as people: each with a seal, and told honestly what may become of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

import shown
from boulevard_client.screens import ambition, officials
from boulevard_client.screens.nameseal import NameSeal, family_name
from boulevard_client.widgets import faults
from boulevard_shared.ids import Rank
from boulevard_shared.view import View
from shown import Manner, Shown


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


@pytest.mark.parametrize("manner", [shown.MANNERS[1], shown.MANNERS[2]], ids=str)
@pytest.mark.parametrize(("screen", "keys"), [("chains", "O"), ("chains", "A"), ("relations", "H")])
def test_where_nobody_is_in_office_the_screens_say_so(screen: str, keys: str, manner: Manner) -> None:
    page = shown.show(screen, manner)
    model = page.app.model
    for turn, moment in model.moments.items():
        view = moment.view
        arrays = {name: np.asarray(view[name]) for name in view.specs}
        arrays["official.serial"] = np.zeros_like(arrays["official.serial"])
        arrays["cluster.boss"] = np.full_like(arrays["cluster.boss"], -1)
        model.moments[turn] = replace(moment, view=View(view.seat, view.city, view.turn, view.specs, arrays))
    page.pilot.key(keys)
    page.app.desk().again()
    page.settle()
    assert officials.cabinet(page.app.desk()) == []
    said = {words for node in page.nodes() for words, _ in node.texts()}
    wanted = {"ui.officials.none", "ui.relations.no_officials"}
    assert said & {page.app.words.text(key) for key in wanted} or keys == "A"
    assert faults(page.stage.look, [layer.root for layer in page.stage.layers]) == []
