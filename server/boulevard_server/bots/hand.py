"""The hand that writes a bot's decree: every order passes the same judge as a person's, and carries its reason."""

from __future__ import annotations

import hashlib
from typing import Any

import numpy as np

from boulevard_server.bots.will import Will
from boulevard_server.rules import chance, decree
from boulevard_server.rules.arrays import Floats
from boulevard_server.rules.desk import VEHICLES, Desk
from boulevard_server.rules.tables import Tables
from boulevard_shared.ids import Vehicle
from boulevard_shared.orders import AnyOrder, CapitaliseVehicle, Decree, IssueBonds, Order
from boulevard_shared.sentence import Sentence
from boulevard_shared.view import View

_MONEY_FIRST: dict[type[Order], int] = {IssueBonds: 0, CapitaliseVehicle: 1}


class Hand:
    """A decree being drafted by a bot.

    Attributes:
        desk: what the bot's seat knows.
        will: what the bot wants.
        draft: the decree so far.
        chosen: orders given so far with their reasons, in the order in which they must be filled in.
        memo: what has been worked out from the desk and the will alone, and may be needed again.
    """

    __slots__ = ("_carried", "_seed", "attention", "cash", "chosen", "desk", "draft", "memo", "treasury", "will")

    def __init__(self, view: View, carried: Decree, tables: Tables, will: Will, seed: int) -> None:
        self.desk = Desk(view, tables)
        self.will = will
        self.memo: dict[str, Any] = {}
        self.draft = carried
        self.chosen: list[tuple[AnyOrder, Sentence]] = []
        self._carried = carried
        # The seat's own dice: bots of one match do not copy one another, and a view decides nothing twice.
        self._seed = np.asarray(_own_seed(seed, view.seat))
        decree.expect_again(view, tables)
        self._reckon()

    def give(self, order: AnyOrder, reason: Sentence) -> bool:
        """Fill an order in, unless the judge refuses it or it takes more attention than this bot gives a turn."""
        verdict = decree.judge(self.desk.view, self.draft, self._carried, order, self.desk.tables)
        if isinstance(verdict, decree.Refused):
            return False
        if verdict.cost.attention and len(self.chosen) >= self.will.most_orders:
            return False
        key = order.key
        if (self.draft.standing if order.standing else self.draft.acts).get(key) == order:  # it says so already
            return False
        self.draft = verdict.decree
        others = [entry for entry in self.chosen if entry[0].key != key]
        self.chosen = [*others, (order, reason)]
        self._reckon()
        return True

    def mark(self) -> tuple[Decree, list[tuple[AnyOrder, Sentence]]]:
        """Where the draft stands, to come back to when a plan of several orders cannot be carried through."""
        return self.draft, self.chosen

    def back_to(self, mark: tuple[Decree, list[tuple[AnyOrder, Sentence]]]) -> None:
        """Forget all orders given since the mark."""
        self.draft, self.chosen = mark
        self._reckon()

    def orders(self) -> list[tuple[AnyOrder, Sentence]]:
        """What was chosen as it can be filled in one by one: first what brings money, then what moves it."""
        draft, kept = self._carried, []
        for order, reason in sorted(self.chosen, key=lambda entry: _MONEY_FIRST.get(type(entry[0]), 2)):
            verdict = decree.judge(self.desk.view, draft, self._carried, order, self.desk.tables)
            if isinstance(verdict, decree.Allowed):
                draft = verdict.decree
                kept.append((order, reason))
        return kept

    def luck(self, stream: str, shape: tuple[int, ...] = ()) -> Floats:
        """Uniform numbers in [0, 1) of this seat, turn and stream."""
        return chance.draw(self._seed, np.asarray(self.desk.turn), f"bots.{stream}", shape)

    def noise(self, stream: str, shape: tuple[int, ...] = ()) -> Floats:
        """Factors around 1 by which this bot misjudges; exactly 1 when it makes no mistakes."""
        numbers = chance.normal_quantile(self.luck(stream, shape))
        out: Floats = np.maximum(0.1, 1.0 + self.will.error * numbers)
        return out

    def capital(self, vehicle: Vehicle) -> int:
        """What this draft moves into a vehicle so far (wan)."""
        order = self.draft.acts.get(CapitaliseVehicle(vehicle, 0).key)
        return order.amount if isinstance(order, CapitaliseVehicle) else 0

    def _reckon(self) -> None:
        left = decree.left_over(self.desk.view, self.draft, self.desk.tables)
        self.attention = left.attention
        self.treasury = left.treasury
        self.cash = dict(zip(VEHICLES, left.vehicles, strict=True))


def _own_seed(seed: int, seat: int) -> int:
    digest = hashlib.blake2b(f"{seed}:{seat}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "little") >> 2
