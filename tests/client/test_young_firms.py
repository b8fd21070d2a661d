"""Young firms on the chains screen: every order about them is given with keys, and tells what it should bring."""

from __future__ import annotations

import numpy as np
import pytest

from boulevard_client.screens import needs, nursery
from boulevard_client.screens.chains import ChainsScreen
from boulevard_client.screens.counsel import HOME, about
from boulevard_client.widgets.label import Label
from boulevard_server.rules import decree_firms, patronage
from boulevard_server.rules.desk import Desk as RulesDesk
from boulevard_shared.orders import (
    AnyOrder,
    FoundLaboratory,
    HostUniversity,
    NominateFirm,
    PlaceContract,
    SetScreening,
)
from boulevard_shared.view import View
from turn_table import Bench

pytestmark = pytest.mark.usefixtures("window")


def said(bench: Bench) -> list[str]:
    return [node.text for node in bench.slot.walk() if node.shown and isinstance(node, Label)]


def test_screening_contracts_and_laboratories_are_given_with_keys_alone() -> None:
    bench = Bench(ChainsScreen())
    bench.press("Y", "S", "Right", "L", "Right", "T", "Right")
    (screening,) = bench.wanted(SetScreening)
    assert screening == SetScreening(1)
    (laboratory,) = bench.wanted(FoundLaboratory)
    (contract,) = bench.wanted(PlaceContract)
    assert isinstance(laboratory, FoundLaboratory)
    assert isinstance(contract, PlaceContract)
    for order in (screening, laboratory, contract):
        assert bench.model.tick(order.key) == "kept"
        assert bench.model.previews[order.key].forecast is not None
    bench.press("Backspace")
    assert bench.model.order(contract.key) is None


def test_a_small_firm_is_put_forward_and_a_large_one_says_why_not() -> None:
    bench = Bench(ChainsScreen())
    desk = RulesDesk(bench.view, bench.match.tables)
    fit = decree_firms.fit_for_badge(desk)
    bench.press("Y")
    serials = {int(bench.view["firm.serial"][slot]): bool(fit[slot]) for slot in nursery.firms(bench.desk())}
    assert any(serials.values()) or patronage.fit_for_badge(desk, desk.tables).any()
    for serial, small in serials.items():
        bench.screen.select(f"young:{serial}")
        bench.step()
        buttons = [node for node in bench.slot.walk() if node.id == "young.nominate"]
        known = bench.model.previews[NominateFirm(serial).key]
        if not small:
            assert not buttons
            assert known.refused is not None
            assert bench.words.render(known.refused) in said(bench)
        elif known.refused is None:
            bench.press("G")
            assert bench.wanted(NominateFirm)[-1] == NominateFirm(serial)
            bench.press("G")
            assert bench.model.order(NominateFirm(serial).key) is None


def test_every_order_about_young_firms_leads_back_to_where_it_was_made() -> None:
    orders: tuple[AnyOrder, ...] = (
        SetScreening(1),
        PlaceContract(3, 10),
        NominateFirm(3),
        FoundLaboratory("ai", 10),
        HostUniversity(10),
    )
    for order in orders:
        screen = ChainsScreen()
        assert HOME[type(order).__name__] == "chains"
        screen.select(about(order))
        assert screen.view == 2


def test_a_university_on_the_road_waits_for_an_answer() -> None:
    bench = Bench(ChainsScreen())
    moment = bench.model.moment
    fields = {name: moment.view[name] for name in moment.view.names()}
    exiled = View(
        moment.view.seat,
        moment.view.city,
        moment.view.turn,
        moment.view.specs,
        {**fields, "nation.exile_field": np.array(1)},
    )
    object.__setattr__(moment, "view", exiled)
    waiting = [need for need in needs.needs(bench.desk()) if need.sentence.key == "ui.needs.university"]
    assert [need.screen for need in waiting] == ["chains"]
    bench.press("Y")
    assert any(node.id == "young.host" for node in bench.slot.walk())
