"""Facts about smart cities: what the vendor's joint company costs, and what laws make of selling data."""

from __future__ import annotations

from dataclasses import replace

import msgspec

from boulevard_server.lab.estimates import mean_of
from boulevard_server.lab.facts.registry import Fact, Measure, World, fact, without
from boulevard_server.lab.facts.stage import SCENARIO
from boulevard_server.rules.resolve import resolve_turn
from boulevard_server.rules.setup import opening, settings_of
from boulevard_server.rules.state import State
from boulevard_server.rules.tables import tables_for
from boulevard_shared.content import Content
from boulevard_shared.ids import History, Module, Partner
from boulevard_shared.orders import AnyOrder, BuildModule, Decree, SellData, SignSmartPartner

CITIES = ("yinchuan", "chengdu", "hangzhou", "zhuzhou")
YINCHUAN = 0
TURNS = 30
WAN_A_BILLION = 100_000
NO_LAWS = (9_999.0, 9_999.0, 9_999.0)


@fact(
    Fact(
        "S17",
        "the vendor's joint company",
        (
            Measure("yearly fee", mean_of("fee"), 0.175, 0.225, "bn yuan of 2014"),
            Measure("what it brought in fourteen years", mean_of("honest"), 0.01, 9.0, "bn yuan"),
            Measure("for a heavy seller of data, without the laws", mean_of("lawless"), 0.01, 9.0, "bn yuan"),
            Measure("for a heavy seller, with the laws", mean_of("seller"), -9.0, -0.01, "bn yuan"),
        ),
        carried_by=("smart.benefit", "smart.saves", "smart.law_fine", "smart.laws"),
        off={"smart.laws": list(NO_LAWS)},
        quick=2,
        full=6,
    )
)
def joint_company(world: World, block: int) -> dict[str, list[float]]:
    """Yinchuan and its vendor from 2014 to 2028: what it pays, and what comes of it with and without laws."""
    lawless = without({"smart.laws": list(NO_LAWS)})
    runs = {
        "honest": vendor_years(world.content, world.seed(block), sells=False),
        "seller": vendor_years(world.content, world.seed(block), sells=True),
        "lawless": vendor_years(lawless, world.seed(block), sells=True),
    }
    brought = {name: [int(end["smart.balance"][YINCHUAN]) / WAN_A_BILLION] for name, end in runs.items()}
    return {"fee": [int(runs["honest"]["smart.fee"][YINCHUAN]) / WAN_A_BILLION], **brought}


def vendor_years(content: Content, seed: int, sells: bool) -> State:
    """The end of the years in which Yinchuan has a vendor and builds all, and sells all data it may or none."""
    content = from_year(content, 2014)
    tables = tables_for(content, SCENARIO, CITIES)
    # The real laws on their real dates: that is what the figures are about.
    terms = replace(settings_of(content, SCENARIO, CITIES), history=History.EXACT)
    state = opening(tables, terms, seed)
    wishes: tuple[AnyOrder, ...] = (SignSmartPartner(Partner.VENDOR, 90), *(BuildModule(m.value) for m in Module))
    decree = Decree()
    for order in (*wishes, SellData(100)) if sells else wishes:
        decree = decree.with_order(order)
    for _ in range(TURNS):
        state = resolve_turn(state, [decree, *[Decree()] * (len(CITIES) - 1)], tables).state
    return state


def from_year(content: Content, year: int) -> Content:
    """The content with one scenario, of thirty turns from a year on, in which nothing is forced."""
    base = content.scenarios[SCENARIO]
    plans = [plan for plan in base.plans if plan.year <= year] or base.plans
    scenario = msgspec.structs.replace(base, start_year=year, turns=TURNS, forced={}, plans=plans)
    return msgspec.structs.replace(content, scenarios={SCENARIO: scenario}, digest=f"{content.digest}-from-{year}")
