"""Judges one edit of a decree against the seat's view, and says what a decree costs; owns the table of orders.

A refused edit changes nothing. Only the view is read, so an answer can tell nothing that the seat may not see.
"""

from __future__ import annotations

from dataclasses import dataclass

from boulevard_server.rules import (
    decree_cadres,
    decree_deals,
    decree_funds,
    decree_people,
    decree_treasury,
)
from boulevard_server.rules.decree_rule import Charge, Draft, Rule
from boulevard_server.rules.decree_treasury import free_revenue
from boulevard_server.rules.desk import VEHICLES, Desk
from boulevard_server.rules.settings import settings_in_force
from boulevard_server.rules.tables import Tables
from boulevard_shared.orders import AnyOrder, Decree, DirectBoss, Order
from boulevard_shared.parts import OrderCost, Standing
from boulevard_shared.sentence import Sentence, say
from boulevard_shared.view import View

RULES: dict[type[Order], Rule] = {
    **decree_deals.RULES,
    **decree_funds.RULES,
    **decree_cadres.RULES,
    **decree_people.RULES,
    **decree_treasury.RULES,
}
"""From order type to its rule; every type in `orders.ORDER_TYPES` has one."""

MAX_ORDERS = 96
"""Entries of a decree. No honest turn comes near; it bounds what a hostile client can make us hold."""


MEMORY = 512
"""Orders whose charge is remembered per view."""


@dataclass(frozen=True, slots=True)
class Allowed:
    """The edit may stand: what it costs, the bottom line with it, and the decree as it would be."""

    cost: OrderCost
    standing: Standing
    decree: Decree


@dataclass(frozen=True, slots=True)
class Refused:
    """The edit may not stand, and why."""

    reason: Sentence


def judge(view: View, decree: Decree, carried: Decree, edit: AnyOrder, tables: Tables) -> Allowed | Refused:
    """Whether one edit may be filled into a decree.

    Args:
        view: what the seat knows.
        decree: the decree as it stands.
        carried: the decree as the turn began; an entry that says what it said then is never refused as such.
        edit: the order to fill in.
    """
    sums = _Sums.of(view, tables)
    others = decree.without(edit.key, Decree())
    if len(others.acts) + len(others.standing) >= MAX_ORDERS:
        return Refused(say("refused.too_many", limit=MAX_ORDERS))
    settled = edit.standing and carried.standing.get(edit.key) == edit
    reason = None if settled else RULES[type(edit)].refuse(Draft(sums.desk, others), edit)
    if reason is not None:
        return Refused(reason)
    after = decree.with_order(edit)
    shortage = sums.shortage(decree, after)
    if shortage is not None:
        return Refused(shortage)
    return Allowed(sums.cost(edit), sums.standing(after), after)


def costs(view: View, decree: Decree, tables: Tables) -> tuple[list[OrderCost], Standing]:
    """What every order of a decree costs, and its bottom line."""
    sums = _Sums.of(view, tables)
    orders = [*decree.standing.values(), *decree.acts.values()]
    return [sums.cost(order) for order in orders], sums.standing(decree)


def undo(view: View, decree: Decree, carried: Decree, key: str, tables: Tables) -> Allowed | Refused:
    """Whether what this turn changed under a key may be taken back; `cost` is that of the entry as it then is."""
    sums = _Sums.of(view, tables)
    before = decree.acts.get(key, decree.standing.get(key))
    if before is None or (before.standing and carried.standing.get(key) == before):
        return Refused(say("refused.nothing_to_undo"))
    after = decree.without(key, carried)
    shortage = sums.shortage(decree, after)
    if shortage is not None:
        return Refused(shortage)
    restored = after.standing.get(key)
    cost = OrderCost(key, 0, 0, label(sums.desk, before)) if restored is None else sums.cost(restored)
    return Allowed(cost, sums.standing(after), after)


def left_over(view: View, decree: Decree, tables: Tables) -> Charge:
    """Attention, treasury money and each vehicle's money that a decree leaves unused."""
    desk = Desk(view, tables)
    used, _ = _Sums.of(view, tables).total(decree)
    cash = [desk.cash(vehicle) - used.vehicles[place] for place, vehicle in enumerate(VEHICLES)]
    return Charge(
        desk.whole("city.attention") - used.attention, desk.treasury - used.treasury, (cash[0], cash[1], cash[2])
    )


def carry_over(before: View, after: View, decree: Decree) -> Decree:
    """The decree as the next turn begins: the standing orders, or none when the seat has moved to another city."""
    return decree.next_turn() if before.city == after.city else Decree()


def label(desk: Desk, order: AnyOrder) -> Sentence:
    """One line that says what an order is, with its numbers."""
    return RULES[type(order)].label(desk, order)


class _Sums:
    """Adds up what decrees take, for one desk; kept with its view, since nothing in a view changes."""

    __slots__ = (
        "_attention",
        "_base",
        "_brings",
        "_cash",
        "_charges",
        "_free",
        "_in_force",
        "_last",
        "_treasury",
        "desk",
    )

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self._charges: dict[AnyOrder, Charge] = {}
        self._in_force = settings_in_force(desk)
        self._attention, self._treasury = desk.whole("city.attention"), desk.treasury
        self._cash = tuple(desk.cash(vehicle) for vehicle in VEHICLES)
        self._free = free_revenue(desk)
        self._last: tuple[Decree, tuple[Charge, int]] | None = None
        self._base, self._brings = Charge(), 0
        for order in self._in_force.values():
            charge = self.charge(order)
            self._base = self._base + charge
            self._brings += max(0, -charge.treasury)

    @staticmethod
    def of(view: View, tables: Tables) -> _Sums:
        """The sums of a view, made once."""
        sums = view.memo.get("decree sums")
        if not isinstance(sums, _Sums):
            sums = view.memo["decree sums"] = _Sums(Desk(view, tables))
        return sums

    def charge(self, order: AnyOrder) -> Charge:
        charge = self._charges.get(order)
        if charge is None:
            if len(self._charges) >= MEMORY:  # previews of a dragged slider must not pile up
                self._charges.clear()
            charge = self._charges[order] = self._reckon(order)
        return charge

    def _reckon(self, order: AnyOrder) -> Charge:
        rule = RULES[type(order)]
        charge = rule.charge(self.desk, order)
        if order.standing and (self._in_force.get(order.key) == order or _idle(self.desk, order)):
            return charge
        return charge + Charge(attention=round(self.desk.tables[f"decree.{rule.attention}"]))

    def cost(self, order: AnyOrder) -> OrderCost:
        charge = self.charge(order)
        money = charge.treasury or charge.routine or sum(charge.vehicles)
        return OrderCost(order.key, money, charge.attention, label(self.desk, order))

    def total(self, decree: Decree) -> tuple[Charge, int]:
        """All charges of a decree with the settings it leaves in force, and the treasury money it brings in.

        What the routine takes beyond the turn's free revenue is charged to the treasury too.
        """
        if self._last is not None and self._last[0] is decree:
            return self._last[1]
        total, brings = self._base, self._brings
        for orders in (decree.standing, decree.acts):
            for key, order in orders.items():
                charge = self.charge(order)
                total = total + charge
                brings += max(0, -charge.treasury)
                replaced = self._in_force.get(key)
                if replaced is not None:
                    charge = self.charge(replaced)
                    total = total - charge
                    brings -= max(0, -charge.treasury)
        beyond = max(0, total.routine - self._free)
        result = (total + Charge(treasury=beyond), brings)
        self._last = (decree, result)
        return result

    def standing(self, decree: Decree) -> Standing:
        total, brings = self.total(decree)
        return Standing(
            attention_used=total.attention,
            attention_free=self._attention - total.attention,
            committed=total.treasury + brings,
            left=self._treasury - total.treasury,
        )

    def shortage(self, before: Decree, after: Decree) -> Sentence | None:
        """What a decree would lack, if it lacks more of it than the decree it replaces."""
        was, _ = self.total(before)
        now, brings = self.total(after)
        attention, treasury = self._attention, self._treasury
        if now.attention > max(attention, was.attention):
            return say("refused.attention", need=now.attention, have=attention)
        if now.treasury > max(treasury, was.treasury):
            return say("refused.treasury", need=now.treasury + brings, have=treasury + brings)
        for place, (vehicle, cash) in enumerate(zip(VEHICLES, self._cash, strict=True)):
            if now.vehicles[place] > max(cash, was.vehicles[place]):
                return say("refused.vehicle", vehicle=vehicle.value, need=now.vehicles[place], have=cash)
        return None


def _idle(desk: Desk, order: AnyOrder) -> bool:
    """Whether a standing order has nobody to carry it out: a task for a chair that is empty."""
    return isinstance(order, DirectBoss) and int(desk.own("cluster.boss")[desk.chain(order.chain)]) < 0
