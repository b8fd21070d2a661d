"""Rules of the orders about projects that look for a place: bids and consultations."""

from __future__ import annotations

from boulevard_server.rules.decree_pacts import truce_package
from boulevard_server.rules.decree_rule import Charge, Draft, Rule, first, free, from_vehicle, over
from boulevard_server.rules.desk import Desk
from boulevard_shared.orders import AppointBoss, BidForProject, ConsultOnProject, Order
from boulevard_shared.sentence import Sentence, say


def on_market(desk: Desk, serial: int) -> Sentence | None:
    """Why a project is not on the market, None when it is."""
    slot = desk.project(serial)
    if slot < 0:
        return say("refused.project_gone")
    closes = desk.plain("project.closes")[slot]
    return say("refused.project_closed", closes=closes) if closes < desk.turn else None


def _refuse_bid(draft: Draft, bid: BidForProject) -> Sentence | None:
    desk = draft.desk
    gone = on_market(desk, bid.project)
    if gone is not None:
        return gone
    slot = desk.project(bid.project)
    ticket, asked = desk.plain("project.ticket")[slot], desk.plain("project.equity")[slot]
    closes = desk.plain("project.closes")[slot]
    if closes != desk.turn:
        return say("refused.bid_early", closes=closes)
    firm = desk.plain("project.firm")[slot]
    if firm and desk.plain("firm.city")[desk.firm(firm)] != desk.view.city and bid.works + bid.housing > 0:
        return say("refused.round_elsewhere")
    limit = desk.tables["decree.equity_cap"]
    place = round(desk.tables["decree.place_cap"] * ticket)
    given = desk.whole("city.guarantees") + sum(other.guarantee for other in draft.acts(BidForProject))
    ceiling = round(desk.tables["decree.guarantee_ceiling"] * desk.share("city.gdp"))
    if not (bid.equity or bid.guarantee or bid.works or bid.housing):
        return say("refused.bid_empty")
    return first(
        over("bid_equity", bid.equity, round(limit * asked)),
        over("bid_guarantee", bid.guarantee, max(0, ticket - bid.equity)),
        over("guarantee_ceiling", given + bid.guarantee, ceiling) if bid.guarantee else None,
        over("bid_works", bid.works, place),
        over("bid_housing", bid.housing, place),
        truce_package(desk, bid.tax_holiday, bid.premium_bp),
    )


def _charge_bid(_desk: Desk, bid: BidForProject) -> Charge:
    return from_vehicle(bid.vehicle, bid.equity, bid.works + bid.housing)


def project_name(desk: Desk, serial: int) -> int:
    """Number of a project's name in content, 0 when the project has gone."""
    slot = desk.project(serial)
    return desk.plain("project.name")[slot] if slot >= 0 else 0


def _label_bid(desk: Desk, bid: BidForProject) -> Sentence:
    return say(
        "order.BidForProject",
        project=project_name(desk, bid.project),
        vehicle=bid.vehicle.value,
        equity=bid.equity,
        guarantee=bid.guarantee,
        place=bid.works + bid.housing,
        land=bid.land_discount,
        tax=bid.tax_holiday,
    )


def _refuse_consult(draft: Draft, order: ConsultOnProject) -> Sentence | None:
    desk = draft.desk
    gone = on_market(desk, order.project)
    if gone is not None:
        return gone
    slot = desk.project(order.project)
    chain = desk.plain("project.chain")[slot]
    if desk.plain("project.consulted")[slot]:
        return say("refused.consulted")
    appointed = any(act.chain == desk.chain_id(chain) and act.official for act in draft.acts(AppointBoss))
    if desk.mine("cluster.boss")[chain] < 0 and not appointed:
        return say("refused.consult_no_boss", chain=desk.chain_id(chain))
    if desk.plain("project.closes")[slot] <= desk.turn:
        return say("refused.consult_late")
    return None


def _label_consult(desk: Desk, order: ConsultOnProject) -> Sentence:
    return say("order.ConsultOnProject", project=project_name(desk, order.project))


RULES: dict[type[Order], Rule] = {
    BidForProject: Rule("attention_bid", _refuse_bid, _charge_bid, _label_bid),
    ConsultOnProject: Rule("attention_consult", _refuse_consult, free, _label_consult),
}
