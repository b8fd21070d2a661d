"""What the editor says is at hand is what the rules let a bid take, whatever else the decree spends."""

from __future__ import annotations

import pytest

from boulevard_client.screens import intents as do
from boulevard_client.screens import purses
from boulevard_client.screens.deals import DealsScreen
from boulevard_client.screens.dossier import lots
from boulevard_server.rules import decree
from boulevard_shared.ids import Vehicle
from boulevard_shared.orders import AnyOrder, BidForProject, CapitaliseVehicle, HireFundManagers, SetSeedBudget
from turn_table import Bench

SPENT: tuple[tuple[AnyOrder, ...], ...] = (
    (),
    (HireFundManagers(Vehicle.CONSTRUCTION, 300),),
    (SetSeedBudget("displays", 900), HireFundManagers(Vehicle.FINANCE, 200)),
    (CapitaliseVehicle(Vehicle.INDUSTRIAL, 5_000),),
)


pytestmark = pytest.mark.usefixtures("window")


@pytest.mark.parametrize(
    "spent", SPENT, ids=lambda orders: "+".join(type(order).__name__ for order in orders) or "none"
)
def test_all_that_is_free_can_be_bid_and_not_a_coin_more(spent: tuple[AnyOrder, ...]) -> None:
    bench = Bench(DealsScreen())
    for order in spent:
        bench.ask(do.SendEdit(order))
        assert bench.model.order(order.key) == order
    lot = lots(bench.desk())[0]
    for vehicle, free in zip(Vehicle, purses.free(bench.desk()), strict=True):
        assert 0 < free < lot.equity, "the project costs more than any vehicle has"
        for equity, allowed in ((free, True), (free + 1, False)):
            bid = BidForProject(lot.serial, vehicle, equity=equity)
            verdict = decree.judge(bench.view, bench.model.decree, bench.model.carried, bid, bench.match.tables)
            assert isinstance(verdict, decree.Allowed) == allowed
            if isinstance(verdict, decree.Refused):
                assert verdict.reason.key == "refused.vehicle"
