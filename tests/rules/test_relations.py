"""Promises between cities: pacts, syndicates, whispers, delegations, model cards and poaching."""

from __future__ import annotations

import random

import numpy as np
import pytest

from boulevard_server.bulletin import events_for
from boulevard_server.rules import decree as rulebook
from boulevard_server.rules import methods, relations
from boulevard_server.rules.acts import Acts, no_acts, stack_acts
from boulevard_server.rules.enact import enact
from boulevard_server.rules.resolve import resolve, resolve_turn
from boulevard_server.rules.setup import MatchSettings, new_match
from boulevard_server.rules.state import State, money_total, stack
from boulevard_server.rules.tables import Tables
from boulevard_server.rules.turn import Turn
from boulevard_server.views import ledger_adds_up, view_of
from boulevard_shared.content import shipped
from boulevard_shared.events import EventKind
from boulevard_shared.ids import FirmStage, Hosting, ModelCard, PactKind, SeatMode, Tier, Tone, Vehicle
from boulevard_shared.locale import Catalogue
from boulevard_shared.orders import AnyOrder, BidForProject, Decree, SetIncentive
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
from relations_table import (
    CITIES,
    GUIYANG,
    HEFEI,
    SHENZHEN,
    ZHUZHOU,
    cause,
    changed,
    opening,
    tuned,
    turn_of,
    with_pact,
)

# --- pacts -------------------------------------------------------------------------------------------------


def test_an_offer_is_told_accepted_and_paid_every_turn_until_it_ends() -> None:
    state, tables = opening()
    pays = 2_000
    done = turn_of(state, tables, {HEFEI: [OfferPact("guiyang", PactKind.AID, 2, pays)]})
    assert int(done.state["asked.kind"][GUIYANG, HEFEI]) == PactKind.AID
    assert not done.state["pact.left"].any()
    done = turn_of(done.state, tables, {GUIYANG: [AnswerPact("hefei", True)]})
    for _ in range(2):
        assert cause(done, "city.treasury", "pact_payment").tolist() == [-pays, 0, 0, pays]
        assert cause(done, "seat.evaluation", "aid_given")[HEFEI] > 0
        done = turn_of(done.state, tables, {})
    assert not cause(done, "city.treasury", "pact_payment").any()
    assert not done.state["pact.left"].any()


def test_offers_that_meet_half_way_begin_at_once_and_unanswered_ones_lapse() -> None:
    state, tables = opening()
    meet = {HEFEI: [OfferPact("zhuzhou", PactKind.SUPPLY, 8)], ZHUZHOU: [OfferPact("hefei", PactKind.SUPPLY, 4)]}
    done = turn_of(state, tables, meet)
    left = done.state["pact.left"][..., PactKind.SUPPLY - 1]
    assert left[HEFEI, ZHUZHOU] == left[ZHUZHOU, HEFEI] == 3  # the shorter offer, one turn of it played
    assert not done.state["asked.kind"].any()
    done = turn_of(state, tables, {HEFEI: [OfferPact("zhuzhou", PactKind.SUPPLY)]})
    done = turn_of(done.state, tables, {})
    late = turn_of(done.state, tables, {ZHUZHOU: [AnswerPact("hefei", True)]})
    assert not late.state["pact.left"].any()


@pytest.mark.parametrize(("offered", "asked", "paid"), [(500, -500, 500), (500, 0, 250), (300, -500, 400), (0, 0, 0)])
def test_offers_of_different_sums_meet_half_way(offered: int, asked: int, paid: int) -> None:
    state, tables = opening()
    meet = {
        HEFEI: [OfferPact("zhuzhou", PactKind.AID, 8, offered)],
        ZHUZHOU: [OfferPact("hefei", PactKind.AID, 8, asked)],
    }
    pays = turn_of(state, tables, meet).state["pact.pays"][..., PactKind.AID - 1]
    assert (pays[HEFEI, ZHUZHOU], pays[ZHUZHOU, HEFEI]) == (paid, 0)


def test_an_offer_is_known_to_the_two_and_to_nobody_else() -> None:
    state, tables = opening()
    quiet = turn_of(state, tables, {})
    done = turn_of(state, tables, {HEFEI: [OfferPact("zhuzhou", PactKind.TRUCE, 8, -500)]})
    for seat in (SHENZHEN, GUIYANG):
        assert events_for(done, seat, tables) == events_for(quiet, seat, tables)
        views = [view_of(each.state, seat, tables) for each in (done, quiet)]
        assert all(views[0][name].tobytes() == views[1][name].tobytes() for name in views[0].names())
    told = [event.kind for event in events_for(done, ZHUZHOU, tables)]
    assert EventKind.PACT_OFFERED in told
    view = view_of(done.state, ZHUZHOU, tables)
    assert int(view["asked.kind"][HEFEI]) == PactKind.TRUCE
    assert int(view["asked.cash"][HEFEI]) == -500
    mine = view_of(done.state, HEFEI, tables)
    assert int(mine["offer.kind"][ZHUZHOU]) == PactKind.TRUCE
    assert EventKind.PACT_OFFERED not in [event.kind for event in events_for(done, HEFEI, tables)]


def test_breaking_a_pact_costs_damages_and_trust_and_is_not_forgotten() -> None:
    state, tables = opening()
    state = with_pact(state, PactKind.SUPPLY)
    kept, done = (turn_of(state, tables, {HEFEI: orders}) for orders in ([], [BreakPact("zhuzhou", PactKind.SUPPLY)]))
    paid = cause(done, "city.treasury", "pact_damages")
    assert paid[HEFEI] == -paid[ZHUZHOU] < 0
    assert done.state["city.trust"][HEFEI] < kept.state["city.trust"][HEFEI] - 2.0
    assert done.state["pact.grudge"][ZHUZHOU, HEFEI] > 20 > done.state["pact.grudge"][HEFEI, ZHUZHOU]
    assert int(done.state["city.broken"][HEFEI]) == 1
    assert not done.state["pact.left"].any()
    cheap = turn_of(
        state,
        tuned(tables, relations__broken_trust=0.0, relations__damages=0.0),
        {HEFEI: [BreakPact("zhuzhou", PactKind.SUPPLY)]},
    )
    assert not cause(cheap, "city.treasury", "pact_damages").any()


def test_who_cannot_pay_what_he_promised_has_broken_it() -> None:
    state, tables = opening()
    pays = np.array(state["pact.pays"])
    pays[HEFEI, GUIYANG, PactKind.AID - 1] = int(state["city.treasury"][HEFEI]) * 3
    state = changed(with_pact(state, PactKind.AID, HEFEI, GUIYANG), pact__pays=pays)
    done = turn_of(state, tables, {})
    assert int(done.state["city.broken"][HEFEI]) == 1
    assert not done.state["pact.left"].any()


def test_a_truce_caps_incentives_until_it_is_broken_and_the_judge_says_so() -> None:
    state, tables = opening()
    state = with_pact(state, PactKind.TRUCE)
    order = SetIncentive("displays", 3)
    done = turn_of(state, tables, {HEFEI: [order], GUIYANG: [order]})
    chain = tables.chain_index("displays")
    assert done.state["cluster.incentive"][:, chain].tolist() == [1, 0, 0, 3]
    refusal = rulebook.judge(view_of(state, HEFEI, tables), Decree(), Decree(), order, tables)
    assert isinstance(refusal, rulebook.Refused)
    assert refusal.reason.key == "refused.truce"
    open_ = turn_of(state, tables, {HEFEI: [order, BreakPact("zhuzhou", PactKind.TRUCE)]})
    assert open_.state["cluster.incentive"][HEFEI, chain] == 3


def test_a_supply_pact_lends_relatedness_where_the_partner_is_nearer() -> None:
    state, tables = opening()
    done = turn_of(with_pact(state, PactKind.SUPPLY), tables, {})
    gained = cause(done, "cluster.density", "supply_pact")
    ahead = state["cluster.density"][ZHUZHOU] > state["cluster.density"][HEFEI] + 0.01
    assert ahead.any()
    assert (gained[HEFEI][ahead] > 0).all()
    assert not gained[[SHENZHEN, GUIYANG]].any()
    off = turn_of(with_pact(state, PactKind.SUPPLY), tuned(tables, relations__supply_step=0.0), {})
    assert not cause(off, "cluster.density", "supply_pact").any()


# --- at the same project -----------------------------------------------------------------------------------


def market(state: State) -> State:
    """The opening with its first new project closing now and easy to win."""
    slot = int(np.flatnonzero((state["project.serial"] > 0) & (state["project.firm"] == 0))[0])
    closes, reserve = np.array(state["project.closes"]), np.array(state["project.reserve"])
    closes[:] = 9
    closes[slot], reserve[:] = 0, -5.0
    cash = np.maximum(state["vehicle.cash"], 5_000_000)
    return changed(state, project__closes=closes, project__reserve=reserve, vehicle__cash=cash)


def test_partners_of_a_syndicate_share_the_price_and_the_firm() -> None:
    state, tables = opening()
    state = market(with_pact(state, PactKind.SYNDICATE))
    slot = int(np.flatnonzero(state["project.closes"] == 0)[0])
    serial, asked = int(state["project.serial"][slot]), int(state["project.equity"][slot])
    bid = BidForProject(serial, Vehicle.CONSTRUCTION, equity=asked // 2)
    join = JoinBid(serial, "hefei", Vehicle.INDUSTRIAL, asked // 4)
    done = turn_of(state, tables, {HEFEI: [bid], ZHUZHOU: [join]})
    held = done.state["position.share"].max(axis=1)
    firm = int(held[HEFEI].argmax())
    assert held[HEFEI, firm] > 0
    assert held[ZHUZHOU, firm] > 0
    assert done.state["position.cost"][ZHUZHOU, 1, firm] == asked // 4
    assert done.state["firm.city"][firm] == HEFEI
    strangers = turn_of(market(opening()[0]), tables, {HEFEI: [bid], ZHUZHOU: [join]})
    assert not strangers.state["position.share"][ZHUZHOU].any()


def test_a_whisper_costs_a_rival_appeal_and_may_come_out() -> None:
    state, tables = opening()
    state = market(state)
    slot = int(np.flatnonzero(state["project.closes"] == 0)[0])
    serial, asked = int(state["project.serial"][slot]), int(state["project.equity"][slot])
    bids: dict[int, list[AnyOrder]] = {
        seat: [BidForProject(serial, Vehicle.CONSTRUCTION, equity=asked)] for seat in (HEFEI, ZHUZHOU)
    }
    fair = turn_of(state, tables, bids)
    winner = int(fair.state["firm.city"][fair.state["position.share"].max(axis=(0, 1)).argmax()])
    loser = ZHUZHOU if winner == HEFEI else HEFEI
    foul = {**bids, loser: [*bids[loser], SpoilTalks(serial, CITIES[winner])]}
    loud = turn_of(state, tuned(tables, relations__spoil=2.0, relations__spoil_found=1.0), foul)
    assert int(loud.state["firm.city"][loud.state["position.share"].max(axis=(0, 1)).argmax()]) == loser
    assert loud.state["pact.grudge"][winner, loser] > 0
    assert cause(loud, "city.trust", "spoiler")[loser] < 0
    dull = turn_of(state, tuned(tables, relations__spoil=0.0, relations__spoil_found=0.0), foul)
    assert dull.state["position.share"].tobytes() == fair.state["position.share"].tobytes()


# --- methods -----------------------------------------------------------------------------------------------


def test_a_visit_teaches_half_to_seven_tenths_and_a_lobby_a_third_of_it() -> None:
    taught, lobby = [], []
    for seed in range(12):
        state, tables = opening(seed)
        visit: dict[int, list[AnyOrder]] = {HEFEI: [SendDelegation("shenzhen", ModelCard.FOREIGN)]}
        taught.append(float(turn_of(state, tables, visit).state["method.known"][HEFEI, 0]))
        hides: dict[int, list[AnyOrder]] = {**visit, SHENZHEN: [HostDelegations(Hosting.HIDE)]}
        lobby.append(float(turn_of(state, tables, hides).state["method.known"][HEFEI, 0]))
    assert min(taught) >= 0.5
    assert max(taught) <= 0.7
    assert max(lobby) <= 0.22
    assert min(lobby) > 0.1


def test_a_host_takes_few_delegations_and_may_charge() -> None:
    state, tables = opening()
    visit = SendDelegation("shenzhen", ModelCard.FOREIGN)
    fee = 300
    everybody: dict[int, list[AnyOrder]] = {seat: [visit] for seat in (HEFEI, ZHUZHOU, GUIYANG)}
    done = turn_of(state, tables, {**everybody, SHENZHEN: [HostDelegations(Hosting.CHARGE, fee)]})
    assert int(done.state["city.visitors"][SHENZHEN]) == 2
    assert (done.state["method.known"][:, 0] > 0).sum() == 3  # two visitors and the home
    paid = cause(done, "city.treasury", "visit_fee")
    assert paid[SHENZHEN] == 2 * fee
    assert sorted(paid.tolist())[:2] == [-fee, -fee]
    assert sum(event.kind is EventKind.DELEGATION_TURNED_AWAY for event in events_for(done, None, tables)) == 1


def test_a_home_that_is_not_in_play_can_be_visited_and_its_copy_works_where_the_place_is_alike() -> None:
    state, tables = opening()
    assert int(state["model.home"][ModelCard.WORKSHOP - 1]) == -1
    done = turn_of(state, tables, {HEFEI: [SendDelegation("wenzhou", ModelCard.WORKSHOP)]})
    known = float(done.state["method.known"][HEFEI, ModelCard.WORKSHOP - 1])
    assert 0.5 <= known <= 0.7
    orders: dict[int, list[AnyOrder]] = {HEFEI: [FollowModel(ModelCard.WORKSHOP)]}
    for _ in range(12):
        done = turn_of(done.state, tables, orders)
    assert done.state["method.level"][HEFEI, ModelCard.WORKSHOP - 1] == known
    worth = methods.worth_of(done.state, tables)[HEFEI, ModelCard.WORKSHOP - 1]
    gained = cause(done, "city.tfp", "model")[HEFEI]
    assert np.sign(gained) == np.sign(worth) != 0
    assert cause(done, "city.tfp", "model")[GUIYANG] == 0


def test_returns_thin_out_with_every_copier_and_a_misfit_does_harm() -> None:
    state, tables = opening()
    worth = [
        methods.worth_of(changed(state, model__copiers=np.full(5, many)), tables)[HEFEI, 0] for many in (0, 1, 5, 10)
    ]
    alone = worth[0]
    np.testing.assert_allclose(worth, [alone / (1 + 0.1 * many) for many in (0, 1, 5, 10)])
    strange = np.zeros_like(state["model.shape"])
    strange[:, tables.chain_index("quantum")] = 1.0
    there = changed(state, model__shape=strange, model__schools=np.zeros(5))
    assert methods.worth_of(there, tables)[HEFEI, 0] < 0 < methods.worth_of(state, tables)[SHENZHEN, 0]


def test_the_first_city_that_lives_by_a_method_gives_it_its_name_and_is_praised_for_copies() -> None:
    state, tables = opening()
    card = ModelCard.CAMPUS - 1
    start = np.array(state["city.technology_start"])
    start[ZHUZHOU] -= 20.0
    done = turn_of(changed(state, city__technology_start=start), tables, {})
    assert int(done.state["model.home"][card]) == ZHUZHOU
    assert done.state["method.level"][ZHUZHOU, card] == 1.0
    known = np.array(done.state["method.known"])
    known[HEFEI, card] = 1.0
    done = turn_of(changed(done.state, method__known=known), tables, {HEFEI: [FollowModel(ModelCard.CAMPUS)]})
    assert cause(done, "seat.evaluation", "diffusion")[ZHUZHOU] > 0
    assert cause(done, "city.treasury", "diffusion_grant")[HEFEI] > 0
    assert int(done.state["model.copiers"][card]) == 1


def test_when_half_the_cities_run_on_a_model_everybody_is_rewarded() -> None:
    state, tables = opening()
    known = np.array(state["method.known"])
    known[[HEFEI, GUIYANG], 0] = 1.0
    follow: list[AnyOrder] = [FollowModel(ModelCard.FOREIGN)]
    state = changed(state, method__known=known)
    one = turn_of(state, tables, {HEFEI: follow})
    assert not cause(one, "city.treasury", "diffusion_reward").any()
    two = turn_of(state, tables, {HEFEI: follow, GUIYANG: follow})
    assert (cause(two, "city.treasury", "diffusion_reward") > 0).all()


# --- poaching ----------------------------------------------------------------------------------------------


def test_poached_people_leave_one_city_for_the_other_unless_a_pact_protects_them() -> None:
    state, tables = opening()
    hire: dict[int, list[AnyOrder]] = {HEFEI: [PoachTalent("shenzhen", Tier.GRADUATES, 3_000)]}
    done = turn_of(state, tables, hire)
    moved = cause(done, "talent.people", "poached")
    assert moved[HEFEI, 1] == -moved[SHENZHEN, 1] > 0
    assert cause(done, "city.treasury", "poaching")[HEFEI] < 0
    assert cause(done, "city.trust", "poaching")[HEFEI] < 0
    assert done.state["pact.grudge"][SHENZHEN, HEFEI] > 0
    safe = with_pact(state, PactKind.NO_POACH, HEFEI, SHENZHEN)
    assert not cause(turn_of(safe, tables, hire), "talent.people", "poached").any()
    refusal = rulebook.judge(view_of(safe, HEFEI, tables), Decree(), Decree(), hire[HEFEI][0], tables)
    assert isinstance(refusal, rulebook.Refused)
    assert refusal.reason.key == "refused.no_poach"


def test_paying_back_costs_no_name() -> None:
    state, tables = opening()
    grudge = np.array(state["pact.grudge"])
    grudge[HEFEI, SHENZHEN] = 50.0
    hire: dict[int, list[AnyOrder]] = {HEFEI: [PoachTalent("shenzhen", Tier.GRADUATES, 3_000)]}
    done = turn_of(changed(state, pact__grudge=grudge), tables, hire)
    assert cause(done, "talent.people", "poached").any()
    assert not cause(done, "city.trust", "poaching").any()


def test_a_firm_moves_for_enough_money_and_takes_it_along() -> None:
    state, tables = opening()
    serial, city, stage, value, output = (
        np.array(state[f"firm.{name}"]) for name in ("serial", "city", "stage", "value", "output")
    )
    serial[0], city[0], stage[0], value[0], output[0] = 900_001, SHENZHEN, FirmStage.RAMP, 50_000, 10_000
    state = changed(
        state,
        firm__serial=serial,
        firm__city=city,
        firm__stage=stage,
        firm__value=value,
        firm__output=output,
        firm__listed=np.full(serial.shape, -1),
    )
    offer: dict[int, list[AnyOrder]] = {HEFEI: [PoachFirm(900_001, 20_000)]}
    eager = tuned(tables, relations__firm_threshold=-5.0)
    moved = turn_of(state, eager, offer)
    assert moved.state["firm.city"][0] == HEFEI
    assert cause(moved, "city.treasury", "settling")[HEFEI] == -20_000
    stays = turn_of(state, tuned(tables, relations__firm_threshold=50.0), offer)
    assert stays.state["firm.city"][0] == SHENZHEN
    assert not cause(stays, "city.treasury", "settling").any()


def test_an_official_is_exchanged_with_all_he_knows_and_nobody_is_lost() -> None:
    state, tables = opening()
    sure = tuned(tables, relations__official_chance=2.0)
    slot = 2
    name = int(state["official.name"][SHENZHEN, slot])
    wanted = PoachOfficial(int(state["official.serial"][SHENZHEN, slot]))
    tenure = np.full(state["official.tenure"].shape, 3)
    stay = tuned(sure, cadres__leave_early=0.0, cadres__leave_late=0.0)
    done = turn_of(changed(state, official__tenure=tenure), stay, {HEFEI: [wanted]})
    assert name in done.state["official.name"][HEFEI]
    assert name not in done.state["official.name"][SHENZHEN]
    before, after = (sorted(np.rint(s["official.competence"].ravel() * 100)) for s in (state, done.state))
    assert before == after
    came = int(np.argmax(done.state["official.name"][HEFEI] == name))
    best = int(state["official.expertise"][SHENZHEN, slot].argmax())
    assert done.state["official.expertise"][HEFEI, came, best] >= state["official.expertise"][SHENZHEN, slot, best]


# --- a big neighbour ---------------------------------------------------------------------------------------


def test_what_runs_over_from_a_big_neighbour_settles_on_land_that_is_offered() -> None:
    state, tables = opening()
    base = state["cluster.base_capacity"].sum(axis=1)

    def came(land: int, rules: Tables) -> np.ndarray:
        turn = Turn(changed(state, city__land_industry=np.full(4, land)), no_acts(tables.axes), rules)
        relations.overflow(turn)
        out: np.ndarray = turn["cluster.base_capacity"].sum(axis=1) / base - 1.0
        return out

    full = came(100, tables)
    assert full[ZHUZHOU] > 5 * full[HEFEI] >= 0  # Changsha is fifty kilometres away, Shanghai four hundred
    assert came(0, tables)[ZHUZHOU] == 0
    assert came(100, tuned(tables, relations__overflow=0.0))[ZHUZHOU] == 0


# --- refusals ----------------------------------------------------------------------------------------------

REFUSED: dict[str, AnyOrder] = {
    "own_city": OfferPact("hefei", PactKind.SUPPLY),
    "city": OfferPact("wenzhou", PactKind.SUPPLY),
    "nothing": OfferPact("zhuzhou", PactKind.NONE),
    "aid_empty": OfferPact("zhuzhou", PactKind.AID),
    "pact_cash": OfferPact("zhuzhou", PactKind.SUPPLY, 8, 9_000_000),
    "no_offer": AnswerPact("zhuzhou", True),
    "no_pact": BreakPact("zhuzhou", PactKind.TRUCE),
    "no_syndicate": JoinBid(0, "zhuzhou", Vehicle.FINANCE, 1),
    "model_unknown": SendDelegation("zhuzhou", ModelCard.GARDEN),
    "nothing_to_show": SendDelegation("zhuzhou", ModelCard.FOREIGN),
    "model_unlearnt": FollowModel(ModelCard.FOREIGN),
    "fee_unasked": HostDelegations(Hosting.SHOW, 5),
    "visit_fee": HostDelegations(Hosting.CHARGE, 9_000_000),
    "firm_gone": PoachFirm(999_999, 5),
    "official_left": PoachOfficial(999_999),
    "official_ours": PoachOfficial(int(opening()[0]["official.serial"][HEFEI, 2])),
    "poach_secretary": PoachOfficial(int(opening()[0]["official.serial"][ZHUZHOU, 0])),
    "poach_talent": PoachTalent("zhuzhou", Tier.WORKERS, 9_000_000_000),
    "cook": CookBooks(50),
    "extension_early": AskExtension(),
}


@pytest.mark.parametrize("reason", REFUSED)
def test_a_refusal_says_why(reason: str) -> None:
    state, tables = opening()
    state = market(state)
    order = REFUSED[reason]
    if isinstance(order, JoinBid):
        slot = int(np.flatnonzero(state["project.closes"] == 0)[0])
        order = JoinBid(int(state["project.serial"][slot]), order.city, order.vehicle, order.amount)
    answer = rulebook.judge(view_of(state, HEFEI, tables), Decree(), Decree(), order, tables)
    assert isinstance(answer, rulebook.Refused)
    assert answer.reason.key == f"refused.{reason}"
    for language in ("en", "zh"):
        catalogue = Catalogue.load(language)
        catalogue.names = dict.fromkeys(("firm", "official", "chain", "city"), str)
        catalogue.strict = True
        assert "⟦" not in catalogue.render(answer.reason)


def test_everything_that_happens_between_cities_can_be_told_in_both_languages() -> None:
    dice = random.Random(4)
    state, tables = opening(4)
    catalogues = [Catalogue.load(language) for language in ("en", "zh")]
    for catalogue in catalogues:
        catalogue.names = dict.fromkeys(("firm", "official", "chain", "city", "project"), str)
        catalogue.start_year, catalogue.strict = 2008, True
    for _ in range(16):
        done = resolve_turn(state, [wild(state, tables, dice) for _ in CITIES], tables)
        for event in events_for(done, None, tables):
            assert not [c for c in catalogues if "⟦" in c.render(event.sentence)], event
        for name, parts in done.parts.items():
            keys = {cause.split(":")[0] for cause, _ in parts}
            known = [f"{kind}.{key}" in catalogues[1] for key in keys for kind in ("cause", "money")]
            assert sum(known) >= len(keys), (name, keys)
        state = done.state


# --- all of it ---------------------------------------------------------------------------------------------


def wild(state: State, tables: Tables, dice: random.Random) -> Decree:
    """Random orders of this chapter, some of them foolish."""
    city, card = dice.choice([*CITIES, "wenzhou"]), dice.choice(list(ModelCard))
    serials = [int(s) for s in state["official.serial"].ravel()]
    firms = [int(s) for s in state["firm.serial"] if s] or [1]
    projects = [int(s) for s in state["project.serial"] if s] or [1]
    kind = dice.choice(list(PactKind))
    orders: list[AnyOrder] = [
        OfferPact(dice.choice(CITIES), kind, dice.randint(2, 9), dice.randint(-9_000, 9_000)),
        AnswerPact(dice.choice(CITIES), dice.random() < 0.8),
        AnswerPact(dice.choice(CITIES), True),
        BreakPact(dice.choice(CITIES), kind),
        JoinBid(dice.choice(projects), dice.choice(CITIES), dice.choice(list(Vehicle)), dice.randint(0, 90_000)),
        BidForProject(dice.choice(projects), dice.choice(list(Vehicle)), equity=dice.randint(1, 200_000)),
        SpoilTalks(dice.choice(projects), dice.choice(CITIES)),
        SendDelegation(city, card),
        HostDelegations(dice.choice(list(Hosting)), dice.randint(0, 900)),
        FollowModel(card),
        PoachFirm(dice.choice(firms), dice.randint(0, 60_000)),
        PoachOfficial(dice.choice(serials)),
        PoachTalent(dice.choice(CITIES), dice.choice(list(Tier)), dice.randint(0, 20_000)),
        AuditVehicles(),
        CookBooks(dice.randint(1, 50)),
        AskExtension(),
        WriteHandover(),
        SetTone(dice.choice(list(Tone))),
    ]
    decree = Decree()
    for order in dice.sample(orders, 9):
        decree = decree.with_order(order)
    return decree


@pytest.mark.parametrize("seed", range(3))
def test_wild_relations_conserve_money_explain_everything_and_are_the_same_in_a_batch(seed: int) -> None:
    dice = random.Random(seed)
    mode = SeatMode.CAREER if seed == 1 else SeatMode.ANCHORED
    state, tables = new_match(shipped(), MatchSettings("display-decade", CITIES, mode, 0.4, 0.3), seed)
    for _ in range(14):
        decrees = [wild(state, tables, dice) for _ in CITIES]
        ready, acts = enact(state, decrees, tables)
        done = resolve(ready, acts, tables)
        assert ledger_adds_up(done)
        assert money_total(done.state) == money_total(state)
        idle: Acts = no_acts(state.axes)
        both = resolve(stack([ready, state]), stack_acts([acts, idle]), tables)
        assert both.state.match(0).hash() == done.state.hash()
        left = done.state["pact.left"]
        np.testing.assert_array_equal(left, np.swapaxes(left, 0, 1))
        assert (done.state["city.treasury"] >= 0).all()
        state = done.state
