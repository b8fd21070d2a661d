"""Rules of the orders that answer what the nation does: replacing imports."""

from __future__ import annotations

from boulevard_server.rules.decree_rule import Charge, Draft, Rule, first, over, unknown_chain
from boulevard_server.rules.desk import Desk, once_a_view
from boulevard_server.rules.sanctions import project_cost
from boulevard_shared.orders import Order, SetSubstitution
from boulevard_shared.sentence import Sentence, say


def project_left(desk: Desk, chain: int) -> int:
    """What replacing a chain's imports still costs this city (wan); 0 when it is done."""
    done = desk.mine("cluster.substitution")[chain]
    whole = _project_costs(desk)[chain]
    return 0 if done >= 1.0 else max(1, round(whole * (1.0 - done)))


@once_a_view
def _project_costs(desk: Desk) -> list[float]:
    costs: list[float] = project_cost(desk.tables, desk.own("cluster.output")).tolist()
    return costs


def project_pace(desk: Desk, chain: int) -> int:
    """Most that can be spent on it in one turn (wan)."""
    whole = _project_costs(desk)[chain]
    return max(1, round(whole * desk.tables["sanctions.project_pace"]))


def _refuse_substitution(draft: Draft, order: SetSubstitution) -> Sentence | None:
    unknown = unknown_chain(draft.desk, order.chain)
    if unknown is not None or order.amount == 0:
        return unknown
    chain = draft.desk.chain(order.chain)
    if project_left(draft.desk, chain) == 0:
        return say("refused.substitution_done", chain=order.chain)
    return first(over("substitution_pace", order.amount, project_pace(draft.desk, chain)))


def _charge_substitution(desk: Desk, order: SetSubstitution) -> Charge:
    """Paid while the work goes on; a project that is done costs nothing more."""
    chain = desk.chain(order.chain) if order.amount else -1
    return Charge(routine=min(order.amount, project_left(desk, chain))) if chain >= 0 else Charge()


def _label_substitution(_desk: Desk, order: SetSubstitution) -> Sentence:
    key = "order.SetSubstitution" if order.amount else "order.SetSubstitution_none"
    return say(key, chain=order.chain, amount=order.amount)


RULES: dict[type[Order], Rule] = {
    SetSubstitution: Rule("attention_substitution", _refuse_substitution, _charge_substitution, _label_substitution),
}
