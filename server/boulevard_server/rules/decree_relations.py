"""Rules of the orders between cities: pacts, syndicates, spoilers, delegations, methods and poaching."""

from __future__ import annotations

from boulevard_server.rules import decree_pacts as pacts
from boulevard_server.rules.arrays import wan
from boulevard_server.rules.decree_deals import on_market, project_name
from boulevard_server.rules.decree_rule import Charge, Draft, Rule, first, free, from_vehicle, over
from boulevard_server.rules.desk import Desk, slot_of
from boulevard_server.rules.methods import HOMES
from boulevard_server.rules.poaching import price_a_head
from boulevard_shared.ids import FirmStage, Hosting, ModelCard, PactKind, Rank, Tier
from boulevard_shared.orders import BidForProject, Order
from boulevard_shared.orders_relations import (
    AnswerPact,
    BreakPact,
    FollowModel,
    HostDelegations,
    JoinBid,
    OfferPact,
    PoachFirm,
    PoachOfficial,
    PoachTalent,
    SendDelegation,
    SpoilTalks,
)
from boulevard_shared.sentence import Sentence, say


def _other(desk: Desk, city: str) -> Sentence | None:
    """Why a city is no partner: it is not in play, or it is us."""
    place = pacts.place_of(desk, city)
    if place < 0:
        return say("refused.city", city=city)
    return say("refused.own_city") if place == desk.view.city else None


# --- pacts -------------------------------------------------------------------------------------------------


def _refuse_offer(draft: Draft, order: OfferPact) -> Sentence | None:
    desk = draft.desk
    stranger = _other(desk, order.city)
    if stranger is not None:
        return stranger
    if order.kind is PactKind.NONE:
        return say("refused.nothing")
    left = pacts.turns_left(desk, order.city, order.kind)
    if left > 2:
        return say("refused.pact_stands", city=order.city, pact=int(order.kind), turns=left)
    if order.kind is PactKind.AID and order.cash == 0:
        return say("refused.aid_empty")
    return over("pact_cash", abs(order.cash), pacts.cash_most(desk, order.city))


def _label_offer(_desk: Desk, order: OfferPact) -> Sentence:
    key = "order.OfferPact" if order.cash == 0 else "order.OfferPact_pay" if order.cash > 0 else "order.OfferPact_ask"
    told = say(key, city=order.city, pact=int(order.kind), turns=order.turns)
    return told if order.cash == 0 else Sentence(key, {**told.args, "amount": abs(order.cash)})


def _refuse_answer(draft: Draft, order: AnswerPact) -> Sentence | None:
    place = pacts.place_of(draft.desk, order.city)
    if place < 0 or not draft.desk.plain("asked.kind")[place]:
        return say("refused.no_offer", city=order.city)
    return None


def _label_answer(desk: Desk, order: AnswerPact) -> Sentence:
    place = pacts.place_of(desk, order.city)
    kind = desk.plain("asked.kind")[place] if place >= 0 else 0
    return say("order.AnswerPact_yes" if order.accept else "order.AnswerPact_no", city=order.city, pact=kind)


def _refuse_break(draft: Draft, order: BreakPact) -> Sentence | None:
    if pacts.turns_left(draft.desk, order.city, order.kind) <= 0:
        return say("refused.no_pact", city=order.city)
    return None


def _charge_break(desk: Desk, order: BreakPact) -> Charge:
    return Charge(treasury=pacts.damages(desk, order.city))


def _label_break(_desk: Desk, order: BreakPact) -> Sentence:
    return say("order.BreakPact", city=order.city, pact=int(order.kind))


# --- at the same project -----------------------------------------------------------------------------------


def _closing(desk: Desk, serial: int) -> Sentence | None:
    gone = on_market(desk, serial)
    if gone is not None:
        return gone
    closes = desk.plain("project.closes")[desk.project(serial)]
    return say("refused.bid_early", closes=closes) if closes != desk.turn else None


def _refuse_join(draft: Draft, order: JoinBid) -> Sentence | None:
    desk = draft.desk
    early = first(_other(desk, order.city), _closing(desk, order.project))
    if early is not None:
        return early
    slot = desk.project(order.project)
    if order.amount == 0:
        return say("refused.nothing")
    if pacts.turns_left(desk, order.city, PactKind.SYNDICATE) <= 0:
        return say("refused.no_syndicate", city=order.city)
    if any(bid.project == order.project for bid in draft.acts(BidForProject)):
        return say("refused.join_own")
    if desk.plain("project.firm")[slot]:
        return say("refused.join_round")
    return over("bid_equity", order.amount, desk.plain("project.equity")[slot])


def _charge_join(_desk: Desk, order: JoinBid) -> Charge:
    return from_vehicle(order.vehicle, order.amount)


def _label_join(desk: Desk, order: JoinBid) -> Sentence:
    name = project_name(desk, order.project)
    return say("order.JoinBid", project=name, city=order.city, vehicle=order.vehicle.value, amount=order.amount)


def _refuse_spoil(draft: Draft, order: SpoilTalks) -> Sentence | None:
    return first(_other(draft.desk, order.city), _closing(draft.desk, order.project))


def _label_spoil(desk: Desk, order: SpoilTalks) -> Sentence:
    return say("order.SpoilTalks", project=project_name(desk, order.project), city=order.city)


# --- methods -----------------------------------------------------------------------------------------------


def _refuse_visit(draft: Draft, order: SendDelegation) -> Sentence | None:
    desk = draft.desk
    card = int(order.model) - 1
    if card < 0 or desk.plain("model.born")[card] < 0:
        return say("refused.model_unknown")
    place = pacts.place_of(desk, order.city)
    outside = place < 0 and HOMES.get(order.model) == order.city and desk.plain("model.home")[card] < 0
    if not outside:
        stranger = _other(desk, order.city)
        if stranger is not None:
            return stranger
        if desk.plain("method.level")[place][card] < desk.tables["relations.visit_from"]:
            return say("refused.nothing_to_show", city=order.city, model=int(order.model))
    known = desk.plain("method.known")[card]
    most = desk.tables["relations.visit_least"] + desk.tables["relations.visit_spread"]
    return say("refused.model_learnt", model=int(order.model)) if known >= most - 0.01 else None


def _charge_visit(desk: Desk, order: SendDelegation) -> Charge:
    return Charge(treasury=pacts.visit_fee(desk, order.city))


def _label_visit(_desk: Desk, order: SendDelegation) -> Sentence:
    return say("order.SendDelegation", city=order.city, model=int(order.model))


def _refuse_hosting(draft: Draft, order: HostDelegations) -> Sentence | None:
    if order.hosting is not Hosting.CHARGE:
        return say("refused.fee_unasked") if order.fee else None
    most = int(wan(draft.desk["city.gdp"].max() * draft.desk.tables["relations.visit_fee"]))
    return over("visit_fee", order.fee, most)


def _label_hosting(_desk: Desk, order: HostDelegations) -> Sentence:
    return say("order.HostDelegations", hosting=int(order.hosting), amount=order.fee)


def _refuse_follow(draft: Draft, order: FollowModel) -> Sentence | None:
    card = int(order.model) - 1
    if card < 0:
        return None
    desk = draft.desk
    if desk.plain("model.born")[card] < 0:
        return say("refused.model_unknown")
    unlearnt = desk.plain("method.known")[card] <= 0.0
    return say("refused.model_unlearnt", model=int(order.model)) if unlearnt else None


def _label_follow(_desk: Desk, order: FollowModel) -> Sentence:
    if order.model is ModelCard.NONE:
        return say("order.FollowModel_none")
    return say("order.FollowModel", model=int(order.model))


# --- poaching ----------------------------------------------------------------------------------------------


def _protected(desk: Desk, place: int) -> Sentence | None:
    city = desk.tables.cities[place]
    left = pacts.turns_left(desk, city, PactKind.NO_POACH)
    return say("refused.no_poach", city=city, turns=left) if left > 0 else None


def _refuse_firm(draft: Draft, order: PoachFirm) -> Sentence | None:
    desk = draft.desk
    slot = desk.firm(order.firm)
    if slot < 0 or not desk.alive(slot):
        return say("refused.firm_gone")
    home, name = desk.plain("firm.city")[slot], desk.plain("firm.name")[slot]
    if home == desk.view.city:
        return say("refused.poach_own", firm=name)
    if desk.plain("firm.stage")[slot] not in (FirmStage.RAMP, FirmStage.MATURE):
        return say("refused.poach_stage", firm=name)
    if order.amount == 0:
        return say("refused.nothing")
    most = round(desk.tables["relations.firm_most"] * desk.plain("firm.value")[slot])
    return first(_protected(desk, home), over("poach_firm", order.amount, most))


def _charge_amount(_desk: Desk, order: PoachFirm | PoachTalent) -> Charge:
    return Charge(treasury=order.amount)


def _label_firm(desk: Desk, order: PoachFirm) -> Sentence:
    slot = desk.firm(order.firm)
    return say("order.PoachFirm", firm=desk.plain("firm.name")[slot] if slot >= 0 else 0, amount=order.amount)


def official_place(desk: Desk, serial: int) -> tuple[int, int]:
    """City and slot of any city's official, (-1, -1) when there is none."""
    serials = desk["official.serial"]
    flat = slot_of(serials.reshape(-1), serial)
    return divmod(flat, serials.shape[1]) if flat >= 0 else (-1, -1)


def _refuse_official(draft: Draft, order: PoachOfficial) -> Sentence | None:
    desk = draft.desk
    city, slot = official_place(desk, order.official)
    if city < 0:
        return say("refused.official_left")
    name = desk.plain("official.name")[city][slot]
    if city == desk.view.city:
        return say("refused.official_ours", official=name)
    if desk.plain("official.rank")[city][slot] <= Rank.SECRETARY:
        return say("refused.poach_secretary", official=name)
    return _protected(desk, city)


def _label_official(desk: Desk, order: PoachOfficial) -> Sentence:
    city, slot = official_place(desk, order.official)
    name = desk.plain("official.name")[city][slot] if city >= 0 else 0
    return say("order.PoachOfficial", official=name, city=desk.tables.cities[city] if city >= 0 else "")


def talent_most(desk: Desk, place: int, tier: Tier) -> int:
    """What hiring away all that can be hired from a city in one turn would cost (wan)."""
    at = tuple(Tier).index(tier)
    price = float(price_a_head(desk.plain("talent.wage")[place][at], desk.tables["relations.poach_wage"]))
    return int(price * desk.tables["relations.poach_most"] * desk.plain("talent.people")[place][at]) * 2


def _refuse_talent(draft: Draft, order: PoachTalent) -> Sentence | None:
    desk = draft.desk
    stranger = _other(desk, order.city)
    if stranger is not None:
        return stranger
    if order.amount == 0:
        return say("refused.nothing")
    place = pacts.place_of(desk, order.city)
    return first(_protected(desk, place), over("poach_talent", order.amount, talent_most(desk, place, order.tier)))


def _label_talent(_desk: Desk, order: PoachTalent) -> Sentence:
    return say("order.PoachTalent", city=order.city, tier=order.tier.value, amount=order.amount)


RULES: dict[type[Order], Rule] = {
    OfferPact: Rule("attention_offer", _refuse_offer, free, _label_offer),
    AnswerPact: Rule("attention_answer", _refuse_answer, free, _label_answer),
    BreakPact: Rule("attention_break", _refuse_break, _charge_break, _label_break),
    JoinBid: Rule("attention_join", _refuse_join, _charge_join, _label_join),
    SpoilTalks: Rule("attention_spoil", _refuse_spoil, free, _label_spoil),
    SendDelegation: Rule("attention_delegation", _refuse_visit, _charge_visit, _label_visit),
    HostDelegations: Rule("attention_hosting", _refuse_hosting, free, _label_hosting),
    FollowModel: Rule("attention_follow", _refuse_follow, free, _label_follow),
    PoachFirm: Rule("attention_poach", _refuse_firm, _charge_amount, _label_firm),
    PoachOfficial: Rule("attention_poach", _refuse_official, free, _label_official),
    PoachTalent: Rule("attention_poach", _refuse_talent, _charge_amount, _label_talent),
}
