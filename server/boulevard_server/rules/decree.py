"""Judges one edit of a decree against the seat's view, and says what a decree costs; owns the table of orders.

A refused edit changes nothing. Only the view is read, so an answer can tell nothing that the seat may not see.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec

from boulevard_server.rules import (
    decree_cadres,
    decree_deals,
    decree_firms,
    decree_funds,
    decree_integrity,
    decree_nation,
    decree_people,
    decree_relations,
    decree_smart,
    decree_treasury,
)
from boulevard_server.rules.decree_rule import NO_CASH, Charge, Draft, Rule, free
from boulevard_server.rules.decree_treasury import free_revenue
from boulevard_server.rules.desk import VEHICLES, Desk
from boulevard_server.rules.settings import FIELDS, in_force
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
    **decree_smart.RULES,
    **decree_firms.RULES,
    **decree_nation.RULES,
    **decree_treasury.RULES,
    **decree_relations.RULES,
    **decree_integrity.RULES,
}
"""From order type to its rule; every type in `orders.ORDER_TYPES` has one."""

MAX_ORDERS = 96
"""Entries of a decree. No honest turn comes near; it bounds what a hostile client can make us hold."""
MEMORY = 512
"""Orders whose charge is remembered per view."""
ASKED_LATELY = 48
"""Verdicts remembered per view, each with a decree: about as many as a bot asks for in a turn."""
LATELY = 6
"""Decrees whose sum is remembered per view."""
ASKED = (
    *FIELDS,
    "city.attention",
    "city.treasury",
    "city.debt",
    "city.rate",
    "city.revenue",
    "city.running_costs",
    "city.works_held",
)
"""Rows of the own city that are read for every decree, whatever it says."""


class Allowed(msgspec.Struct, frozen=True, gc=False):
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
    if sums.verdicts is None:
        return _verdict(sums, decree, carried, edit)
    # By what they are, not by what they say: whoever tries an edit and then fills it in hands over the same ones.
    asked = (id(decree), id(carried), id(edit))
    known = sums.verdicts.get(asked)
    if known is None:
        if len(sums.verdicts) >= ASKED_LATELY:
            sums.verdicts.clear()
        known = sums.verdicts[asked] = decree, carried, edit, _verdict(sums, decree, carried, edit)
    return known[3]


def expect_again(view: View, tables: Tables) -> None:
    """Somebody will try edits of this view and then fill them in, as bots do: what is judged of it is remembered."""
    sums = _Sums.of(view, tables)
    if sums.verdicts is None:
        sums.verdicts = {}


def _verdict(sums: _Sums, decree: Decree, carried: Decree, edit: AnyOrder) -> Allowed | Refused:
    desk, key = sums.desk, edit.key
    opens = desk.tables.scenario.opens(edit.system)
    if not 0 <= opens <= desk.turn:
        return Refused(say("refused.system_later", turn=opens) if opens > 0 else say("refused.system_never"))
    acts, standing = decree.acts, decree.standing
    if len(acts) + len(standing) - (key in acts or key in standing) >= MAX_ORDERS:
        return Refused(say("refused.too_many", limit=MAX_ORDERS))
    settled = edit.standing and carried.standing.get(key) == edit
    reason = None if settled else RULES[type(edit)].refuse(Draft(desk, decree, key), edit)
    if reason is not None:
        return Refused(reason)
    after, was, now = sums.filled(decree, edit)
    shortage = sums.shortage(was, now)
    if shortage is not None:
        return Refused(shortage)
    return Allowed(sums.cost(edit), sums.standing(now), after)


def costs(view: View, decree: Decree, tables: Tables) -> tuple[list[OrderCost], Standing]:
    """What every order of a decree costs, and its bottom line."""
    sums = _Sums.of(view, tables)
    orders = [*decree.standing.values(), *decree.acts.values()]
    return [sums.cost(order) for order in orders], sums.standing(sums.of_decree(decree))


def undo(view: View, decree: Decree, carried: Decree, key: str, tables: Tables) -> Allowed | Refused:
    """Whether what this turn changed under a key may be taken back; `cost` is that of the entry as it then is."""
    sums = _Sums.of(view, tables)
    before = decree.acts.get(key, decree.standing.get(key))
    if before is None or (before.standing and carried.standing.get(key) == before):
        return Refused(say("refused.nothing_to_undo"))
    after = decree.without(key, carried)
    now = sums.of_decree(after)
    shortage = sums.shortage(sums.of_decree(decree), now)
    if shortage is not None:
        return Refused(shortage)
    restored = after.standing.get(key)
    cost = OrderCost(key, 0, 0, label(sums.desk, before)) if restored is None else sums.cost(restored)
    return Allowed(cost, sums.standing(now), after)


def left_over(view: View, decree: Decree, tables: Tables) -> Charge:
    """Attention, treasury money and each vehicle's money that a decree leaves unused."""
    sums = _Sums.of(view, tables)
    return sums.left(sums.of_decree(decree))


def carry_over(before: View, after: View, decree: Decree) -> Decree:
    """The decree as the next turn begins: the standing orders, or none when the seat has moved to another city."""
    return decree.next_turn() if before.city == after.city else Decree()


def label(desk: Desk, order: AnyOrder) -> Sentence:
    """One line that says what an order is, with its numbers."""
    return RULES[type(order)].label(desk, order)


_CHARGES = {kind: rule.charge for kind, rule in RULES.items() if rule.charge is not free}
"""Of the orders that take more than attention."""


class _Sum(msgspec.Struct, frozen=True, gc=False):
    """What a decree takes with the settings it leaves in force; `brings` is the treasury money in it that comes in."""

    taken: Charge
    brings: int

    @staticmethod
    def of(charges: Sequence[Charge]) -> _Sum:
        """All of them together."""
        attention = treasury = routine = brings = one = two = three = 0
        for charge in charges:
            attention += charge.attention
            treasury += charge.treasury
            routine += charge.routine
            brings += max(0, -charge.treasury)
            if charge.vehicles is not NO_CASH:
                one, two, three = (a + b for a, b in zip((one, two, three), charge.vehicles, strict=True))
        return _Sum(Charge(attention, treasury, (one, two, three), routine), brings)

    def changed(self, add: Charge, drop: Charge | None) -> _Sum:
        taken, brings = self.taken + add, self.brings
        if add.treasury < 0:
            brings -= add.treasury
        if drop is not None:
            taken = taken - drop
            if drop.treasury < 0:
                brings += drop.treasury
        return _Sum(taken, brings)


class _Sums:
    """Adds up what decrees take, for one desk; kept with its view, since nothing in a view changes."""

    __slots__ = (
        "_attention",
        "_base",
        "_cash",
        "_charges",
        "_costs",
        "_free",
        "_in_force",
        "_last",
        "_treasury",
        "desk",
        "verdicts",
    )

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.verdicts: dict[tuple[int, int, int], tuple[Decree, Decree, AnyOrder, Allowed | Refused]] | None = None
        """What `judge` found lately, with the decrees it was asked about, so that nothing else can take their place;
        None where nothing is likely to be asked twice."""
        self._charges: dict[AnyOrder, Charge] = {}
        self._in_force = in_force(desk)
        self._attention, self._treasury = desk.whole("city.attention"), desk.treasury
        one, two, three = (desk.cash(vehicle) for vehicle in VEHICLES)
        self._cash = one, two, three
        self._free = free_revenue(desk)
        self._costs: dict[AnyOrder, OrderCost] = {}
        self._last: tuple[tuple[Decree, _Sum], ...] = ()
        """The decrees added up last: that as it stands, and those with an edit tried in it."""
        charges = [_CHARGES[type(order)](desk, order) for order in self._in_force.asking if type(order) in _CHARGES]
        self._base = _Sum.of(charges)

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
        known = self._costs.get(order)
        if known is None:
            if len(self._costs) >= MEMORY:
                self._costs.clear()
            charge = self.charge(order)
            money = charge.treasury or charge.routine or sum(charge.vehicles)
            known = self._costs[order] = OrderCost(order.key, money, charge.attention, label(self.desk, order))
        return known

    def filled(self, decree: Decree, edit: AnyOrder) -> tuple[Decree, _Sum, _Sum]:
        """The decree with an order filled in, and the sums without and with it."""
        key = edit.key
        replaced = decree.acts.get(key) or decree.standing.get(key) or self._in_force.get(key)
        was = self.of_decree(decree)
        now = was.changed(self.charge(edit), None if replaced is None else self.charge(replaced))
        after = decree.with_order(edit)
        self._keep(after, now)
        return after, was, now

    def of_decree(self, decree: Decree) -> _Sum:
        """What a decree takes."""
        last = self._last
        if last and last[-1][0] == decree:  # judged just now, and then written down
            return last[-1][1]
        for known, kept in last:
            if known is decree:
                if known is last[0][0]:  # in use still, so it must not be the next to go
                    self._keep(decree, kept)
                return kept
        for known, kept in reversed(last):
            # Equal, not only the same: judging an order and writing it down make the decree twice.
            if known == decree:
                self._keep(decree, kept)
                return kept
        found = self._base
        for orders in (decree.standing, decree.acts):
            for key, order in orders.items():
                replaced = self._in_force.get(key)
                found = found.changed(self.charge(order), None if replaced is None else self.charge(replaced))
        self._keep(decree, found)
        return found

    def _keep(self, decree: Decree, found: _Sum) -> None:
        self._last = (*self._last[1 - LATELY :], (decree, found))

    def total(self, found: _Sum) -> Charge:
        """All charges of a decree. What the routine takes beyond the turn's free revenue is the treasury's too."""
        taken = found.taken
        beyond = taken.routine - self._free
        return taken + Charge(treasury=beyond) if beyond > 0 else taken

    def left(self, found: _Sum) -> Charge:
        """What a decree leaves unused."""
        used, (one, two, three) = self.total(found), self._cash
        a, b, c = used.vehicles
        return Charge(self._attention - used.attention, self._treasury - used.treasury, (one - a, two - b, three - c))

    def standing(self, found: _Sum) -> Standing:
        """The bottom line of a decree."""
        total = self.total(found)
        return Standing(
            total.attention,
            self._attention - total.attention,
            total.treasury + found.brings,
            self._treasury - total.treasury,
        )

    def shortage(self, before: _Sum, after: _Sum) -> Sentence | None:
        """What a decree would lack, if it lacks more of it than the decree it replaces."""
        was, now = self.total(before), self.total(after)
        attention, treasury = self._attention, self._treasury
        if now.attention > max(attention, was.attention):
            return say("refused.attention", need=now.attention, have=attention)
        if now.treasury > max(treasury, was.treasury):
            return say("refused.treasury", need=now.treasury + after.brings, have=treasury + after.brings)
        if now.vehicles != was.vehicles:
            for place, (vehicle, cash) in enumerate(zip(VEHICLES, self._cash, strict=True)):
                if now.vehicles[place] > max(cash, was.vehicles[place]):
                    return say("refused.vehicle", vehicle=vehicle.value, need=now.vehicles[place], have=cash)
        return None


def _idle(desk: Desk, order: AnyOrder) -> bool:
    """Whether a standing order has nobody to carry it out: a task for a chair that is empty."""
    return isinstance(order, DirectBoss) and desk.mine("cluster.boss")[desk.chain(order.chain)] < 0
