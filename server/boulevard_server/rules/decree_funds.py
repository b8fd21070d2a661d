"""Rules of the orders about the three state vehicles: capital, funds, seed money, follow-on and exits."""

from __future__ import annotations

from boulevard_server.rules import boards
from boulevard_server.rules.decree_rule import Charge, Draft, Rule, first, from_vehicle, over, unknown_chain
from boulevard_server.rules.desk import VEHICLES, Desk, vehicle_slot
from boulevard_shared.ids import ExitRoute, FirmStage, Vehicle
from boulevard_shared.orders import (
    AnnounceFund,
    CapitaliseVehicle,
    FollowOn,
    HireFundManagers,
    Order,
    SellStake,
    SetSeedBudget,
)
from boulevard_shared.sentence import Sentence, say


def _of_revenue(desk: Desk, name: str) -> int:
    return round(desk.tables[f"decree.{name}"] * desk.yearly_revenue)


# --- capital -----------------------------------------------------------------------------------------------


def _refuse_capital(_draft: Draft, order: CapitaliseVehicle) -> Sentence | None:
    return say("refused.nothing") if order.amount == 0 else None


def _charge_capital(_desk: Desk, order: CapitaliseVehicle) -> Charge:
    return from_vehicle(order.vehicle, -order.amount, order.amount)


def _label_capital(_desk: Desk, order: CapitaliseVehicle) -> Sentence:
    key = "order.CapitaliseVehicle" if order.amount >= 0 else "order.CapitaliseVehicle_back"
    return say(key, vehicle=order.vehicle.value, amount=abs(order.amount))


# --- guidance funds and seed money -------------------------------------------------------------------------


def fund_share(desk: Desk, target: int) -> int:
    """What the city itself pays into a fund of `target` (wan)."""
    return round(target * desk.tables["funds.fund_share"])


def _refuse_fund(draft: Draft, order: AnnounceFund) -> Sentence | None:
    desk = draft.desk
    floor = round(desk.tables["decree.fund_floor"])
    return first(
        unknown_chain(desk, order.chain),
        say("refused.fund_small", need=floor, have=order.target) if order.target < floor else None,
        over("fund_large", order.target, _of_revenue(desk, "fund_cap")),
    )


def _charge_fund(desk: Desk, order: AnnounceFund) -> Charge:
    return from_vehicle(Vehicle.FINANCE, fund_share(desk, order.target))


def _label_fund(desk: Desk, order: AnnounceFund) -> Sentence:
    share = fund_share(desk, order.target)
    return say("order.AnnounceFund", chain=order.chain, target=order.target, share=share, locality=order.locality)


def _refuse_seed(draft: Draft, order: SetSeedBudget) -> Sentence | None:
    cap = _of_revenue(draft.desk, "seed_cap")
    return first(unknown_chain(draft.desk, order.chain), over("seed_cap", order.amount, cap))


def _charge_seed(_desk: Desk, order: SetSeedBudget) -> Charge:
    return from_vehicle(Vehicle.FINANCE, order.amount)


def _label_seed(_desk: Desk, order: SetSeedBudget) -> Sentence:
    return say("order.SetSeedBudget", chain=order.chain, amount=order.amount)


def _refuse_managers(draft: Draft, order: HireFundManagers) -> Sentence | None:
    return over("managers_cap", order.amount, _of_revenue(draft.desk, "managers_cap"))


def _charge_managers(_desk: Desk, order: HireFundManagers) -> Charge:
    return from_vehicle(order.vehicle, order.amount)


def _label_managers(_desk: Desk, order: HireFundManagers) -> Sentence:
    return say("order.HireFundManagers", vehicle=order.vehicle.value, amount=order.amount)


# --- stakes ------------------------------------------------------------------------------------------------


def follow_limit(desk: Desk, firm: int) -> int:
    """Most money (wan) a firm in this slot can take now: by what it calls for, or by its value."""
    cap = desk.tables["decree.follow_cap"]
    most: float = max(cap * desk.plain("firm.call")[firm], desk.plain("firm.value")[firm] // 4)
    return round(most)


def _refuse_follow(draft: Draft, order: FollowOn) -> Sentence | None:
    desk = draft.desk
    firm = desk.firm(order.firm)
    if firm < 0 or not desk.alive(firm):
        return say("refused.firm_gone")
    here = desk.plain("firm.city")[firm] == desk.view.city
    if not here and not any(desk.held(vehicle, firm) > 0 for vehicle in VEHICLES):
        return say("refused.follow_stranger", firm=desk.plain("firm.name")[firm])
    if desk.plain("firm.listed")[firm] >= 0:
        return say("refused.follow_listed", firm=desk.plain("firm.name")[firm])
    if order.amount == 0:
        return say("refused.nothing")
    return over("follow_cap", order.amount, follow_limit(desk, firm))


def _charge_follow(_desk: Desk, order: FollowOn) -> Charge:
    return from_vehicle(order.vehicle, order.amount)


def _firm_name(desk: Desk, serial: int) -> int:
    slot = desk.firm(serial)
    return desk.plain("firm.name")[slot] if slot >= 0 else 0


def _label_follow(desk: Desk, order: FollowOn) -> Sentence:
    return say(
        "order.FollowOn",
        firm=_firm_name(desk, order.firm),
        vehicle=order.vehicle.value,
        amount=order.amount,
    )


def _refuse_sale(draft: Draft, order: SellStake) -> Sentence | None:
    desk = draft.desk
    firm = desk.firm(order.firm)
    if firm < 0 or not desk.plain("firm.serial")[firm]:
        return say("refused.firm_gone")
    name = desk.plain("firm.name")[firm]
    if desk.held(order.vehicle, firm) <= 0:
        return say("refused.no_stake", firm=name, vehicle=order.vehicle.value)
    if order.share_bp == 0 or order.route is ExitRoute.NONE:
        return say("refused.nothing")
    # Locks run down before exits are made, so the last turn of a lock is free.
    locked = desk.plain("position.locked")[vehicle_slot(order.vehicle)][firm] - 1
    if locked > 0 and order.route is not ExitRoute.WRITE_OFF:
        return say("refused.locked", firm=name, turns=locked)
    return _ROUTES[order.route](desk, firm, vehicle_slot(order.vehicle))


def _refuse_listing(desk: Desk, firm: int, _vehicle: int) -> Sentence | None:
    if desk.plain("firm.listed")[firm] >= 0:
        return None  # listed already: shares are sold on the market
    if int(boards.board_of(desk, desk.tables)[firm]) > 0:
        return None
    name = desk.plain("firm.name")[firm]
    if any(fit[firm] for fit in boards.conditions(desk, desk.tables).values()):
        return say("refused.window_shut")
    stage = desk.plain("firm.stage")[firm]
    if stage not in (FirmStage.RAMP, FirmStage.MATURE):
        return say("refused.listing_stage", firm=name, turns=desk.plain("firm.opens_in")[firm])
    sales, least = desk.plain("firm.output")[firm], round(desk.tables["funds.listing_sales"])
    if stage == FirmStage.RAMP and sales < least:
        return say("refused.listing_sales", firm=name, need=least, have=sales)
    value, least = desk.plain("firm.value")[firm], round(desk.tables["funds.listing_value"])
    return say("refused.listing_value", firm=name, need=least, have=value)


def _refuse_trade_sale(desk: Desk, firm: int, _vehicle: int) -> Sentence | None:
    name = desk.plain("firm.name")[firm]
    if not desk.alive(firm):
        return say("refused.firm_dead", firm=name)
    if desk.plain("firm.listed")[firm] >= 0:
        return say("refused.sale_listed", firm=name)
    return None


def _refuse_buy_back(desk: Desk, firm: int, vehicle: int) -> Sentence | None:
    name = desk.plain("firm.name")[firm]
    if not desk.plain("position.claw_back")[vehicle][firm]:
        return say("refused.no_clause", firm=name)
    return None if desk.alive(firm) else say("refused.firm_dead", firm=name)


def _refuse_write_off(_desk: Desk, _firm: int, _vehicle: int) -> Sentence | None:
    return None


_ROUTES = {
    ExitRoute.LISTING: _refuse_listing,
    ExitRoute.TRADE_SALE: _refuse_trade_sale,
    ExitRoute.BUY_BACK: _refuse_buy_back,
    ExitRoute.WRITE_OFF: _refuse_write_off,
}


def _charge_sale(_desk: Desk, _order: SellStake) -> Charge:
    return Charge()  # what a sale brings is known only when it is done


def _label_sale(desk: Desk, order: SellStake) -> Sentence:
    return say(
        "order.SellStake",
        firm=_firm_name(desk, order.firm),
        vehicle=order.vehicle.value,
        share=order.share_bp,
        route=int(order.route),
    )


RULES: dict[type[Order], Rule] = {
    CapitaliseVehicle: Rule("attention_capitalise", _refuse_capital, _charge_capital, _label_capital),
    AnnounceFund: Rule("attention_fund", _refuse_fund, _charge_fund, _label_fund),
    SetSeedBudget: Rule("attention_seed_budget", _refuse_seed, _charge_seed, _label_seed),
    HireFundManagers: Rule("attention_managers", _refuse_managers, _charge_managers, _label_managers),
    FollowOn: Rule("attention_follow_on", _refuse_follow, _charge_follow, _label_follow),
    SellStake: Rule("attention_sell", _refuse_sale, _charge_sale, _label_sale),
}
