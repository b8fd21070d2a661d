"""Rules of the orders about the treasury: budgets, works, land, bonds and debt."""

from __future__ import annotations

from boulevard_server.rules.arrays import Floats
from boulevard_server.rules.decree_rule import Charge, Draft, Rule, first, free, over
from boulevard_server.rules.desk import Desk
from boulevard_server.rules.places import places_of
from boulevard_shared.orders import IssueBonds, Order, RepayDebt, SetBudget, SetLandRelease, SetWorks
from boulevard_shared.sentence import Sentence, say


def service_needs(desk: Desk) -> Floats:
    """What schools, health, housing and works need a turn to stay as they are (wan), as the treasury reckons it."""
    needs: Floats | None = desk.view.memo.get("service needs")
    if needs is None:
        needs = desk.view.memo["service needs"] = _service_needs(desk)
        needs.flags.writeable = False
    return needs


def _service_needs(desk: Desk) -> Floats:
    tables, places, city = desk.tables, places_of(desk.tables), desk.view.city
    start = desk.share("city.gdp_start")
    normal = start * float(places.tax_rate[city] + places.land_rate[city]) / 2
    weight = tables["treasury.need_growth"]
    index = 1.0 - weight + weight * desk.share("city.gdp") / max(1.0, start)
    needs: Floats = normal * index * tables.lists["treasury.budget"]
    return needs


def _refuse_budget(draft: Draft, order: SetBudget) -> Sentence | None:
    cap = round(draft.desk.tables["decree.budget_cap"] * draft.desk.yearly_revenue)
    return first(
        over("budget_cap", order.schools, cap),
        over("budget_cap", order.health, cap),
        over("budget_cap", order.housing, cap),
    )


def _charge_budget(_desk: Desk, order: SetBudget) -> Charge:
    return Charge(routine=order.schools + order.health + order.housing)


def _label_budget(_desk: Desk, order: SetBudget) -> Sentence:
    return say("order.SetBudget", schools=order.schools, health=order.health, housing=order.housing)


def _refuse_works(draft: Draft, order: SetWorks) -> Sentence | None:
    cap = round(draft.desk.tables["decree.budget_cap"] * draft.desk.yearly_revenue)
    return over("budget_cap", order.amount, cap)


def _charge_works(desk: Desk, order: SetWorks) -> Charge:
    if not desk.whole("city.works_held"):
        return Charge(routine=order.amount)
    # A great bet holds the works back meanwhile.
    held = round(desk.tables["treasury.works_held"] * float(service_needs(desk)[3]))
    return Charge(routine=min(order.amount, held))


def _label_works(_desk: Desk, order: SetWorks) -> Sentence:
    return say("order.SetWorks", amount=order.amount)


def _refuse_land(draft: Draft, order: SetLandRelease) -> Sentence | None:
    if order.housing and draft.desk.share("city.land_left") <= 0:
        return say("refused.no_land")
    return None


def _label_land(_desk: Desk, order: SetLandRelease) -> Sentence:
    return say("order.SetLandRelease", housing=order.housing, industry=order.industry)


def bond_room(desk: Desk) -> int:
    """Most money (wan) the city can borrow by bonds this turn: under the debt ceiling and what a turn can place."""
    gdp = desk.share("city.gdp")
    ceiling = round(desk.tables["treasury.bond_ceiling"] * gdp) - desk.whole("city.debt")
    return max(0, min(ceiling, round(desk.tables["treasury.bond_turn"] * gdp)))


def free_revenue(desk: Desk) -> int:
    """What last turn's revenue leaves after running costs, interest and what pacts promise (wan a turn).

    The routine is paid from it.
    """
    interest = desk.whole("city.debt") * desk.share("city.rate") / 2
    promised = int(desk["pact.pays"][desk.view.city].sum()) - int(desk["pact.pays"][:, desk.view.city].sum())
    return desk.whole("city.revenue") - desk.whole("city.running_costs") - round(interest) - promised


def _refuse_bonds(draft: Draft, order: IssueBonds) -> Sentence | None:
    desk = draft.desk
    watched = desk.whole("city.autonomy_lost")
    if watched > 0:
        return say("refused.supervised", turns=watched)
    if order.amount == 0:
        return say("refused.nothing")
    gdp = desk.share("city.gdp")
    ceiling = round(desk.tables["treasury.bond_ceiling"] * gdp)
    return first(
        over("debt_ceiling", desk.whole("city.debt") + order.amount, ceiling),
        over("bond_issue", order.amount, round(desk.tables["treasury.bond_turn"] * gdp)),
    )


def _charge_bonds(_desk: Desk, order: IssueBonds) -> Charge:
    return Charge(treasury=-order.amount)


def _label_bonds(desk: Desk, order: IssueBonds) -> Sentence:
    return say("order.IssueBonds", amount=order.amount, rate=round(desk.share("city.rate") * 10_000))


def _refuse_repay(draft: Draft, order: RepayDebt) -> Sentence | None:
    if order.amount == 0:
        return say("refused.nothing")
    if draft.acts(IssueBonds):
        return say("refused.repay_and_borrow")
    return over("repay", order.amount, draft.desk.whole("city.debt"))


def _charge_repay(_desk: Desk, order: RepayDebt) -> Charge:
    return Charge(treasury=order.amount)


def _label_repay(_desk: Desk, order: RepayDebt) -> Sentence:
    return say("order.RepayDebt", amount=order.amount)


RULES: dict[type[Order], Rule] = {
    SetBudget: Rule("attention_budget", _refuse_budget, _charge_budget, _label_budget),
    SetWorks: Rule("attention_works", _refuse_works, _charge_works, _label_works),
    SetLandRelease: Rule("attention_land", _refuse_land, free, _label_land),
    IssueBonds: Rule("attention_bonds", _refuse_bonds, _charge_bonds, _label_bonds),
    RepayDebt: Rule("attention_repay", _refuse_repay, _charge_repay, _label_repay),
}
