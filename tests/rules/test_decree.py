"""Every order is judged against the seat's view: what it costs, what it may not, and why."""

from __future__ import annotations

import numpy as np
import pytest

from bot_table import CITIES, bot_decree, changed, persona_of, position
from boulevard_server.rules import decree as rulebook
from boulevard_server.rules.decree_rule import Charge
from boulevard_server.rules.desk import Desk
from boulevard_server.rules.forecast import forecast
from boulevard_server.rules.resolve import resolve_turn
from boulevard_server.rules.settings import carried, in_force, settings_in_force
from boulevard_server.views import view_of
from boulevard_shared.ids import (
    BossTask,
    CleanUp,
    DataPolicy,
    ExitRoute,
    Hosting,
    ModelCard,
    PactKind,
    Partner,
    Rank,
    SeatMode,
    Tier,
    Tone,
    Vehicle,
)
from boulevard_shared.locale import Catalogue
from boulevard_shared.orders import (
    ORDER_TYPES,
    AnnounceFund,
    AnyOrder,
    AppointBoss,
    BidForProject,
    BuildModule,
    CapitaliseVehicle,
    ChooseNextCity,
    ConsultOnProject,
    Decree,
    DirectBoss,
    ExpandUniversity,
    FollowOn,
    FoundLaboratory,
    GroomSuccessor,
    HireFundManagers,
    HostUniversity,
    IssueBonds,
    LobbyForChain,
    NominateFirm,
    PlaceContract,
    RenegotiateFee,
    RepayDebt,
    SecondOfficial,
    SellData,
    SellStake,
    SetBudget,
    SetCleanUp,
    SetDataPolicy,
    SetIncentive,
    SetLandRelease,
    SetScreening,
    SetSeedBudget,
    SetSubstitution,
    SetTalentProgramme,
    SetWorks,
    SignSmartPartner,
)
from boulevard_shared.orders_relations import (
    AnswerPact,
    AskExtension,
    AuditVehicles,
    BreakPact,
    CookBooks,
    FollowModel,
    HostDelegations,
    JoinBid,
    OfferPact,
    PoachFirm,
    PoachOfficial,
    PoachTalent,
    SendDelegation,
    SetTone,
    SpoilTalks,
    WriteHandover,
)
from boulevard_shared.view import View

TURNS = 6
_PLAYED, TABLES = position(TURNS)
_OPEN = np.flatnonzero(_PLAYED["project.serial"] > 0)
assert len(_OPEN) >= 2, "the market of this seed is too thin for these tests"
_CLOSES = np.array(_PLAYED["project.closes"])
_CLOSES[_OPEN[:2]] = TURNS, TURNS + 1
STATE = changed(_PLAYED, project__closes=_CLOSES)
VIEW = view_of(STATE, 0, TABLES)
DESK = Desk(VIEW, TABLES)
OFFICIALS = [int(serial) for serial in DESK.own("official.serial")]
LEADERS = [s for s, rank in zip(OFFICIALS, DESK.own("official.rank"), strict=True) if 0 < rank <= Rank.VICE_MAYOR]
EMPTY = [chain for chain, boss in zip(TABLES.chains, DESK.own("cluster.boss"), strict=True) if boss < 0]
GDP = int(DESK.own("city.gdp"))


def judge(edit: AnyOrder, decree: Decree | None = None, view: View = VIEW) -> rulebook.Allowed | rulebook.Refused:
    return rulebook.judge(view, decree or Decree(), Decree(), edit, TABLES)


CLOSING, LATER = (int(VIEW["project.serial"][slot]) for slot in _OPEN[:2])
REFUSED: dict[str, AnyOrder] = {
    "vehicle": CapitaliseVehicle(Vehicle.FINANCE, -DESK.cash(Vehicle.FINANCE) - 1),
    "project_gone": BidForProject(999_999, Vehicle.FINANCE, equity=1),
    "bid_early": BidForProject(LATER, Vehicle.FINANCE, equity=1),
    "bid_empty": BidForProject(CLOSING, Vehicle.FINANCE),
    "bid_equity": BidForProject(CLOSING, Vehicle.CONSTRUCTION, equity=10_000_000_000),
    "bid_guarantee": BidForProject(CLOSING, Vehicle.CONSTRUCTION, equity=1, guarantee=10_000_000_000),
    "bid_works": BidForProject(CLOSING, Vehicle.CONSTRUCTION, equity=1, works=10_000_000_000),
    "bid_housing": BidForProject(CLOSING, Vehicle.CONSTRUCTION, equity=1, housing=10_000_000_000),
    "treasury": CapitaliseVehicle(Vehicle.CONSTRUCTION, DESK.treasury + GDP),
    "nothing": CapitaliseVehicle(Vehicle.CONSTRUCTION, 0),
    "chain": LobbyForChain("steam-engines"),
    "field": ExpandUniversity("alchemy", 1),
    "fund_small": AnnounceFund("chips", 1),
    "fund_large": AnnounceFund("chips", 10_000_000_000),
    "seed_cap": SetSeedBudget("chips", 10_000_000_000),
    "managers_cap": HireFundManagers(Vehicle.FINANCE, 10_000_000_000),
    "firm_gone": FollowOn(999_999, Vehicle.FINANCE, 1),
    "official_gone": AppointBoss(EMPTY[0], 999_999),
    "boss_rank": AppointBoss(EMPTY[0], OFFICIALS[int(np.argmax(DESK.own("official.rank") == Rank.DIRECTOR))]),
    "chair_empty": AppointBoss(EMPTY[0], 0),
    "no_boss": DirectBoss(EMPTY[0], BossTask.PLAN),
    "consult_by_project": DirectBoss(EMPTY[0], BossTask.CONSULT),
    "second_secretary": SecondOfficial(OFFICIALS[0], "chips"),
    "groom_self": GroomSuccessor(OFFICIALS[0]),
    "not_career": ChooseNextCity(("hefei",)),
    "university_cap": ExpandUniversity("science", 10_000_000_000),
    "budget_cap": SetWorks(10_000_000_000),
    "bond_issue": IssueBonds(GDP // 10),
    "debt_ceiling": IssueBonds(2 * GDP),
    "repay": RepayDebt(10_000_000_000),
}


@pytest.mark.parametrize("reason", REFUSED)
def test_a_refusal_says_why_with_its_numbers_and_changes_nothing(reason: str) -> None:
    edit = REFUSED[reason]
    before = bot_decree(VIEW, TABLES, persona_of(0))
    kept = Decree(dict(before.standing), dict(before.acts))
    verdict = judge(edit)
    assert isinstance(verdict, rulebook.Refused)
    assert verdict.reason.key == f"refused.{reason}"
    judge(edit, before)
    assert before == kept
    for language in ("en", "zh"):
        catalogue = Catalogue.load(language)
        catalogue.names = dict.fromkeys(("firm", "official", "chain", "city", "vehicle"), str)
        catalogue.start_year, catalogue.strict = 2008, True
        text = catalogue.render(verdict.reason)
        assert "⟦" not in text, text


def test_one_official_one_chair() -> None:
    free = next(
        s for s, slot in zip(OFFICIALS, range(7), strict=True)
        if s in LEADERS and DESK.own("official.boss_of")[slot] < 0
    )  # fmt: skip
    first = judge(AppointBoss(EMPTY[0], free))
    assert isinstance(first, rulebook.Allowed)
    second = judge(AppointBoss(EMPTY[1], free), first.decree)
    assert isinstance(second, rulebook.Refused)
    assert second.reason.key == "refused.official_taken"


def test_money_is_counted_after_all_other_orders_of_the_decree() -> None:
    half = DESK.treasury * 6 // 10
    first = judge(CapitaliseVehicle(Vehicle.CONSTRUCTION, half))
    assert isinstance(first, rulebook.Allowed)
    second = judge(CapitaliseVehicle(Vehicle.FINANCE, half), first.decree)
    assert isinstance(second, rulebook.Refused)
    assert second.reason.key == "refused.treasury"
    borrowed = judge(IssueBonds(GDP // 20), first.decree)
    assert isinstance(borrowed, rulebook.Allowed)
    third = judge(CapitaliseVehicle(Vehicle.FINANCE, half), borrowed.decree)
    assert isinstance(third, rulebook.Allowed)
    left = DESK.treasury + GDP // 20 - 2 * half
    assert third.standing.left == left - _beyond_revenue()


def _beyond_revenue() -> int:
    _, standing = rulebook.costs(VIEW, Decree(), TABLES)
    return DESK.treasury - standing.left


def test_undo_returns_to_what_was_carried_and_may_not_leave_a_debt() -> None:
    carried = judge(SetIncentive("chips", 1))
    assert isinstance(carried, rulebook.Allowed)
    raised = rulebook.judge(VIEW, carried.decree, carried.decree, SetIncentive("chips", 3), TABLES)
    assert isinstance(raised, rulebook.Allowed)
    back = rulebook.undo(VIEW, raised.decree, carried.decree, "SetIncentive:chips", TABLES)
    assert isinstance(back, rulebook.Allowed)
    assert back.decree == carried.decree
    again = rulebook.undo(VIEW, back.decree, carried.decree, "SetIncentive:chips", TABLES)
    assert isinstance(again, rulebook.Refused)
    bonds = judge(IssueBonds(GDP // 20))
    assert isinstance(bonds, rulebook.Allowed)
    spent = judge(CapitaliseVehicle(Vehicle.FINANCE, DESK.treasury + GDP // 40 - _beyond_revenue()), bonds.decree)
    assert isinstance(spent, rulebook.Allowed)
    undone = rulebook.undo(VIEW, spent.decree, Decree(), "IssueBonds", TABLES)
    assert isinstance(undone, rulebook.Refused)
    assert undone.reason.key == "refused.treasury"


def test_attention_runs_out() -> None:
    draft, orders = Decree(), 0
    for chain in TABLES.chains:
        verdict = judge(SetIncentive(chain, 3), draft)
        if isinstance(verdict, rulebook.Refused):
            assert verdict.reason.key == "refused.attention"
            assert verdict.reason.args["have"] == DESK.whole("city.attention")
            break
        draft, orders = verdict.decree, orders + 1
    assert orders == DESK.whole("city.attention")


def test_settings_that_are_left_out_when_charges_are_added_up_take_nothing() -> None:
    orders, held = settings_in_force(DESK), in_force(DESK)
    assert all(held.get(key) is order for key, order in orders.items())
    asking = held.asking
    left_out = [order for order in orders.values() if order not in asking]
    assert left_out
    assert asking
    assert {rulebook.RULES[type(order)].charge(DESK, order) for order in left_out} == {Charge()}


def test_settings_that_repeat_what_is_in_force_take_no_attention() -> None:
    for order in settings_in_force(DESK).values():
        verdict = judge(order)
        assert isinstance(verdict, rulebook.Allowed), order
        assert verdict.cost.attention == 0, order


def test_a_budget_that_nobody_touches_again_keeps_pace_with_what_it_pays_for() -> None:
    """Set once, a budget carries over at what it has become: services do not decay because a seat says nothing."""
    set_once = Decree().with_order(SetBudget(9_000, 5_000, 5_000)).with_order(SetWorks(7_000))
    others = [Decree()] * (len(CITIES) - 1)
    after = resolve_turn(STATE, [set_once, *others], TABLES).state
    city = int(after["seat.city"][0])
    rise = float(after["city.gdp"][city]) / GDP
    assert rise > 1.0, "the city has to grow for this test to say anything"
    kept = carried(set_once, after, city)
    assert kept.standing["SetWorks"] == SetWorks(int(after["city.works_budget"][city]))
    assert 7_000 < int(after["city.works_budget"][city]) <= round(7_000 * rise)
    assert kept.standing.keys() == set_once.standing.keys()
    again = resolve_turn(after, [kept, *others], TABLES).state
    alone = resolve_turn(after, [Decree(), *others], TABLES).state
    assert again.hash("") == alone.hash(""), "repeating what is in force must change nothing"


def test_exits_keep_to_the_window_the_lock_and_the_clause() -> None:
    slot = int(np.argmax(VIEW["firm.serial"] > 0))
    serial, place = int(VIEW["firm.serial"][slot]), 1
    share = np.zeros_like(STATE["position.share"])
    share[0, place, slot] = 0.3
    base = {
        "position__share": share,
        "firm__stage": np.where(np.arange(STATE.axes["F"]) == slot, 4, STATE["firm.stage"]),
        "firm__value": np.where(np.arange(STATE.axes["F"]) == slot, 500_000, STATE["firm.value"]),
        "firm__listed": np.where(np.arange(STATE.axes["F"]) == slot, -1, STATE["firm.listed"]),
        "nation__window": 1,
    }

    def reason(route: ExitRoute, **fields: object) -> str:
        view = view_of(changed(STATE, **{**base, **fields}), 0, TABLES)
        verdict = judge(SellStake(serial, Vehicle.INDUSTRIAL, route), view=view)
        return verdict.reason.key.removeprefix("refused.") if isinstance(verdict, rulebook.Refused) else "allowed"

    locked = np.zeros_like(STATE["position.locked"])
    locked[0, place, slot] = 2
    clause = np.zeros_like(STATE["position.claw_back"])
    clause[0, place, slot] = 1
    assert reason(ExitRoute.LISTING) == "allowed"
    assert reason(ExitRoute.LISTING, nation__window=0) == "window_shut"
    assert reason(ExitRoute.LISTING, firm__value=np.full(STATE.axes["F"], 1)) == "listing_value"
    assert reason(ExitRoute.TRADE_SALE) == "allowed"
    assert reason(ExitRoute.TRADE_SALE, position__locked=locked) == "locked"
    assert reason(ExitRoute.BUY_BACK) == "no_clause"
    assert reason(ExitRoute.BUY_BACK, position__claw_back=clause) == "allowed"
    assert reason(ExitRoute.WRITE_OFF, position__locked=locked) == "allowed"
    assert reason(ExitRoute.TRADE_SALE, position__share=np.zeros_like(share)) == "no_stake"


def test_a_supervised_city_sells_no_bonds() -> None:
    watched = changed(STATE, city__autonomy_lost=np.full(STATE.axes["C"], 3))
    verdict = judge(IssueBonds(1_000), view=view_of(watched, 0, TABLES))
    assert isinstance(verdict, rulebook.Refused)
    assert verdict.reason.args == {"turns": 3}


def between_cities() -> list[AnyOrder]:
    """One order of every kind about other cities, integrity and careers."""
    away = int(np.flatnonzero((VIEW["firm.serial"] > 0) & (VIEW["firm.city"] != 0))[0])
    official = int(VIEW["official.serial"][2, 3])
    pacts: list[AnyOrder] = [OfferPact("hangzhou", kind, 8, cash) for kind in PactKind for cash in (-900, 0, 900)]
    tones: list[AnyOrder] = [SetTone(tone) for tone in Tone]
    return [
        *pacts,
        *tones,
        AnswerPact("hangzhou", True),
        BreakPact("hangzhou", PactKind.TRUCE),
        JoinBid(CLOSING, "hangzhou", Vehicle.INDUSTRIAL, 9_000),
        SpoilTalks(CLOSING, "hangzhou"),
        SendDelegation("wenzhou", ModelCard.WORKSHOP),
        HostDelegations(Hosting.CHARGE, 90),
        FollowModel(ModelCard.FOREIGN),
        PoachFirm(int(VIEW["firm.serial"][away]), 900),
        PoachOfficial(official),
        PoachTalent("hangzhou", Tier.RESEARCHERS, 9_000),
        AuditVehicles(),
        CookBooks(5),
        AskExtension(),
        WriteHandover(),
    ]


def test_every_order_has_a_rule_a_label_and_a_forecast_that_can_be_said() -> None:
    assert set(rulebook.RULES) == set(ORDER_TYPES)
    career, _ = position(0, mode=SeatMode.CAREER)
    firm = int(VIEW["firm.serial"][np.argmax((VIEW["firm.serial"] > 0) & (VIEW["firm.city"] == 0))])
    samples: list[AnyOrder] = [
        *(order for reason, order in REFUSED.items() if reason not in ("chain", "field")),
        ConsultOnProject(CLOSING),
        LobbyForChain("chips"),
        FollowOn(firm, Vehicle.FINANCE, 5_000),
        SellStake(firm, Vehicle.FINANCE, ExitRoute.TRADE_SALE),
        SetBudget(50_000, 40_000, 30_000),
        SetLandRelease(120, 90),
        SetTalentProgramme(Tier.GRADUATES, 30),
        SetIncentive("displays", 2),
        SetSubstitution("chips", 100),
        SetScreening(2),
        PlaceContract(firm, 500),
        NominateFirm(firm),
        FoundLaboratory("chips", 20_000),
        HostUniversity(100_000),
        SignSmartPartner(Partner.VENDOR),
        BuildModule("traffic"),
        SellData(50),
        SetDataPolicy(DataPolicy.SEALED),
        RenegotiateFee(10),
        SetCleanUp(CleanUp.GRADUAL),
    ]
    samples += between_cities()
    assert {type(order) for order in samples} == set(ORDER_TYPES)
    for language in ("en", "zh"):
        catalogue = Catalogue.load(language)
        catalogue.names = dict.fromkeys(("firm", "official", "chain", "city"), str)
        catalogue.start_year, catalogue.strict = 2008, True
        for order in samples:
            assert "⟦" not in catalogue.render(rulebook.label(DESK, order))
            brings = forecast(VIEW, Decree(), order, TABLES)
            for note in brings.note:
                assert "⟦" not in catalogue.render(note)
            for line in brings.lines:
                assert line.low <= line.mid <= line.high
                assert line.quantity in VIEW or line.quantity in catalogue, line.quantity
    view = view_of(career, 1, TABLES)
    assert isinstance(judge(ChooseNextCity(CITIES[:2]), view=view), rulebook.Allowed)
