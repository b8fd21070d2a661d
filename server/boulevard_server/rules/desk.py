"""A decision maker's desk: a view with the tables beside it, and look-ups by serial and id; nothing hidden.

Judging an order, forecasting it and choosing it all start here, so none of them can know more than the seat.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from boulevard_server.rules.arrays import Array
from boulevard_server.rules.tables import Tables
from boulevard_shared.ids import FirmStage, Vehicle
from boulevard_shared.view import View

VEHICLES: tuple[Vehicle, ...] = tuple(Vehicle)
ALIVE = (FirmStage.SEED, FirmStage.BUILDING, FirmStage.RAMP, FirmStage.MATURE, FirmStage.DISTRESS)


@dataclass(frozen=True, slots=True)
class Desk:
    """What a seat has before it. Slots are places in arrays; -1 means there is no such thing."""

    view: View
    tables: Tables

    def __getitem__(self, name: str) -> Array:
        return self.view[name]

    def own(self, name: str) -> Array:
        """The viewer's own row of a field, whether others may see theirs or not; read-only, taken once a view."""
        rows: dict[str, Array] = self.view.memo.setdefault("own rows", {})
        row = rows.get(name)
        if row is None:
            row = self._row(name)
            if isinstance(row, np.ndarray):  # a single number is immutable anyway
                row.flags.writeable = False
            rows[name] = row
        return row

    def _row(self, name: str) -> Array:
        array = self.view[name]
        spec = self.view.specs[name]
        if spec.own:
            return array
        for axis, letter in enumerate(spec.axes):
            if letter in "CS":
                row: Array = array[(slice(None),) * axis + (self.view.city if letter == "C" else self.view.seat,)]
                return row
        return array

    def whole(self, name: str) -> int:
        """The viewer's own single number, as an integer."""
        return round(float(self.own(name)))

    def share(self, name: str) -> float:
        """The viewer's own single number."""
        return float(self.own(name))

    @property
    def turn(self) -> int:
        return self.view.turn

    @property
    def turns_left(self) -> int:
        """Turns of the match still to be played, this one included."""
        return self.tables.scenario.turns - self.view.turn

    @property
    def yearly_revenue(self) -> int:
        """Own revenue of a year, taken from the last half-year; at least 1 wan."""
        return max(1, 2 * self.whole("city.revenue"))

    @property
    def treasury(self) -> int:
        return self.whole("city.treasury")

    def cash(self, vehicle: Vehicle) -> int:
        return int(self.view["vehicle.cash"][vehicle_slot(vehicle)])

    def chain(self, chain: str) -> int:
        """Index of a chain by id, or -1."""
        return self.tables.chains.index(chain) if chain in self.tables.chains else -1

    def project(self, serial: int) -> int:
        return slot_of(self.view["project.serial"], serial)

    def firm(self, serial: int) -> int:
        return slot_of(self.view["firm.serial"], serial)

    def official(self, serial: int) -> int:
        """Slot of one of the city's own officials."""
        return slot_of(self.own("official.serial"), serial)

    def alive(self, firm: int) -> bool:
        """Whether the firm in this slot exists and is not dead."""
        return bool(self.view["firm.serial"][firm]) and int(self.view["firm.stage"][firm]) in ALIVE

    def chain_id(self, chain: int) -> str:
        return self.tables.chains[chain]

    def held(self, vehicle: Vehicle, firm: int) -> float:
        """Share of a firm that one of the own vehicles holds."""
        return float(self.own("position.share")[vehicle_slot(vehicle), firm])


def slot_of(serials: Sequence[int] | Array, serial: int) -> int:
    """Place of a serial number, -1 when it is 0 or not there."""
    if serial <= 0:
        return -1
    places = np.nonzero(np.asarray(serials) == serial)[0]
    return int(places[0]) if places.size else -1


def vehicle_slot(vehicle: Vehicle) -> int:
    """Position on the V axis."""
    return VEHICLES.index(vehicle)
