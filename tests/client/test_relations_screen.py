"""What stands between cities, and how we govern, can be decided with keys alone; edits are answered by the rules."""

from __future__ import annotations

import numpy as np
import pytest

from boulevard_client.screens.chains import ChainsScreen
from boulevard_client.screens.needs import needs
from boulevard_client.screens.relations import RelationsScreen
from boulevard_client.widgets.button import Button
from boulevard_client.widgets.dump import faults
from boulevard_shared.ids import Tone
from boulevard_shared.orders_relations import (
    AnswerPact,
    AskExtension,
    AuditVehicles,
    FollowModel,
    HostDelegations,
    OfferPact,
    PoachOfficial,
    SendDelegation,
    SetTone,
    SpoilTalks,
    WriteHandover,
)
from turn_table import Bench, played

pytestmark = pytest.mark.usefixtures("window")


def asked_turn() -> int:
    """A turn in which somebody waits for our answer."""
    return next(turns for turns in range(2, 18) if played(turns).state["asked.kind"][0].any())


def button(bench: Bench, name: str) -> Button:
    return next(node for node in bench.slot.walk() if isinstance(node, Button) and node.id == name)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_an_offer_is_a_need_and_is_answered_with_one_key(lang: str) -> None:
    turns = asked_turn()
    bench = Bench(RelationsScreen(), turns=turns, size=(1280, 720), lang=lang)
    assert faults(bench.stage.look, [bench.slot]) == []
    place = int(np.argmax(played(turns).state["asked.kind"][0] > 0))
    city = bench.desk().read.city_ids[place]
    waiting = [need for need in needs(bench.desk()) if need.screen == "relations"]
    assert [need.about for need in waiting][:1] == [f"pacts:{city}"]
    bench.press("Y")
    assert bench.wanted(AnswerPact) == [AnswerPact(city, True)]
    assert not [need for need in needs(bench.desk()) if need.about == f"pacts:{city}"]


def test_pacts_visits_officials_and_whispers_are_ordered_with_keys() -> None:
    bench = Bench(RelationsScreen())
    bench.press("O")
    assert len(bench.wanted(OfferPact)) == 1
    bench.press("T")
    if button(bench, "relations.spoil").enabled:
        bench.press("W")
        assert len(bench.wanted(SpoilTalks)) == 1
    bench.press("H", "A")
    assert len(bench.wanted(PoachOfficial)) == 1
    bench.press("M")
    if button(bench, "relations.visit").enabled:
        bench.press("G")
        assert len(bench.wanted(SendDelegation)) == 1
    if button(bench, "relations.follow").enabled:
        bench.press("F")
        assert len(bench.wanted(FollowModel)) == 1
    bench.press("D", "Right")
    assert len(bench.wanted(HostDelegations)) == 1


def test_conduct_is_decided_with_keys() -> None:
    bench = Bench(ChainsScreen())
    bench.press("U", "R", "Right")
    assert bench.wanted(SetTone)[-1] == SetTone(Tone.LOYAL)
    for key, kind in (("T", AuditVehicles), ("E", AskExtension), ("L", WriteHandover)):
        name = {"T": "audit", "E": "extend", "L": "write"}[key]
        able = button(bench, f"conduct.{name}").enabled
        bench.press(key)
        assert bool(bench.wanted(kind)) == able, key
