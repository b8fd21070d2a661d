"""A decision maker's desk: a view with the tables beside it, and look-ups by serial and id; nothing hidden.

Judging an order, forecasting it and choosing it all start here, so none of them can know more than the seat.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

import numpy as np

from boulevard_server.rules.arrays import Array
from boulevard_server.rules.tables import Tables
from boulevard_shared.ids import FirmStage, Vehicle
from boulevard_shared.view import View

VEHICLES: tuple[Vehicle, ...] = tuple(Vehicle)
MINE = "desk mine"
"""Where a view's memo keeps its reader's own rows as plain numbers."""
_Asked = ParamSpec("_Asked")
_Found = TypeVar("_Found")
ALIVE = (FirmStage.SEED, FirmStage.BUILDING, FirmStage.RAMP, FirmStage.MATURE, FirmStage.DISTRESS)


@dataclass(frozen=True, slots=True)
class Desk:
    """What a seat has before it. Slots are places in arrays; -1 means there is no such thing.

    A field is to be had as an array (`desk[...]`, of the own city or seat `own`), and as plain numbers for whoever
    looks at one place at a time (`plain`, `mine`): numpy takes as long to hand out one number as to add up a hundred.
    """

    view: View
    tables: Tables
    _plain: dict[str, Any] = field(init=False, repr=False, compare=False)
    _mine: dict[str, Any] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_plain", self.view.memo.setdefault("desk plain", {}))
        object.__setattr__(self, "_mine", self.view.memo.setdefault(MINE, {}))

    def __getitem__(self, name: str) -> Array:
        return self.view[name]

    def plain(self, name: str) -> Any:
        """A field as plain numbers: a list for every axis, or a single number; not to be written to."""
        found = self._plain.get(name)
        if found is None:
            found = self._plain[name] = self.view.numbers(name)
        return found

    def mine(self, name: str) -> Any:
        """The viewer's own row of a field as plain numbers, whether others may see theirs or not."""
        found = self._mine.get(name)
        if found is None:
            if self.view.specs[name].own:
                found = self.plain(name)
            else:
                row: Array | None = self.view.memo.get(name)
                found = (self._row(name) if row is None else row).tolist()
            self._mine[name] = found
        return found

    def own(self, name: str) -> Array:
        """The viewer's own row of a field, whether others may see theirs or not; read-only, taken once a view."""
        memo = self.view.memo
        row: Array | None = memo.get(name)
        if row is None:
            row = self._row(name)
            if isinstance(row, np.ndarray):  # a single number is immutable anyway
                row.flags.writeable = False
            memo[name] = row
        return row

    def _row(self, name: str) -> Array:
        array = self.view[name]
        spec = self.view.specs[name]
        if spec.own:
            return array
        for axis, letter in enumerate(spec.axes):
            if letter in "CS":
                place = self.view.city if letter == "C" else self.view.seat
                row: Array = array[place] if axis == 0 else array.take(place, axis=axis)
                return row
        return array

    def whole(self, name: str) -> int:
        """The viewer's own single number, as an integer."""
        number: float = self.mine(name)
        return round(number)

    def share(self, name: str) -> float:
        """The viewer's own single number."""
        return float(self.mine(name))

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
        cash: int = self.plain("vehicle.cash")[vehicle_slot(vehicle)]
        return cash

    def chain(self, chain: str) -> int:
        """Index of a chain by id, or -1."""
        return self.tables.chains.index(chain) if chain in self.tables.chains else -1

    def project(self, serial: int) -> int:
        return _slots(self, "project.serial").get(serial, -1)

    def firm(self, serial: int) -> int:
        return _slots(self, "firm.serial").get(serial, -1)

    def official(self, serial: int) -> int:
        """Slot of one of the city's own officials."""
        return _slots(self, "official.serial").get(serial, -1)

    def alive(self, firm: int) -> bool:
        """Whether the firm in this slot exists and is not dead."""
        return bool(self.plain("firm.serial")[firm]) and self.plain("firm.stage")[firm] in ALIVE

    def chain_id(self, chain: int) -> str:
        return self.tables.chains[chain]

    def held(self, vehicle: Vehicle, firm: int) -> float:
        """Share of a firm that one of the own vehicles holds."""
        share: float = self.mine("position.share")[vehicle_slot(vehicle)][firm]
        return share


def once_a_view(reckon: Callable[Concatenate[Desk, _Asked], _Found]) -> Callable[Concatenate[Desk, _Asked], _Found]:
    """What a desk and a few plain values decide is worked out once a view, since nothing in a view changes.

    Arrays that come back are read-only. Only for values that are few: what was found is kept as long as the view.
    """
    name = f"{reckon.__module__}.{reckon.__qualname__}"

    @wraps(reckon)
    def recalled(desk: Desk, /, *args: _Asked.args, **kwargs: _Asked.kwargs) -> _Found:
        memo = desk.view.memo
        known: dict[object, _Found] | None = memo.get(name)
        if known is None:
            known = memo[name] = {}
        asked = (*args, *kwargs.items()) if kwargs else args
        found = known.get(asked)
        if found is None:
            found = known[asked] = reckon(desk, *args, **kwargs)
            if isinstance(found, np.ndarray):
                found.setflags(write=False)
        return found

    return recalled


@dataclass(frozen=True, slots=True)
class Commons:
    """What everybody may see at one moment. It fails whoever asks for more, so that what comes of it can be shared."""

    view: View
    tables: Tables

    def __getitem__(self, name: str) -> Array:
        """Raises KeyError for a field that is somebody's own."""
        if self.view.specs[name].own:
            raise KeyError(f"{name} is not for everybody to see")
        return self.view[name]


def once_a_moment(
    reckon: Callable[Concatenate[Commons, _Asked], _Found],
) -> Callable[Concatenate[Desk, _Asked], _Found]:
    """What follows from what everybody sees is worked out once for all views of a moment; read-only where an array.

    Only for values that are few: what was found is kept as long as one of the views.
    """
    name = f"{reckon.__module__}.{reckon.__qualname__}"

    @wraps(reckon)
    def recalled(desk: Desk, /, *args: _Asked.args, **kwargs: _Asked.kwargs) -> _Found:
        common = desk.view.common
        known: dict[object, _Found] | None = common.get(name)
        if known is None:
            known = common[name] = {}
        asked = (*args, *kwargs.items()) if kwargs else args
        found = known.get(asked)
        if found is None:
            found = reckon(Commons(desk.view, desk.tables), *args, **kwargs)
            if isinstance(found, np.ndarray):
                found.setflags(write=False)
            known[asked] = found
        return found

    return recalled


@once_a_view
def _slots(desk: Desk, name: str) -> dict[int, int]:
    """First place of each serial number in a field; 0 is none."""
    serials = desk.mine(name)
    return {serial: slot for slot, serial in reversed(list(enumerate(serials))) if serial > 0}


def slot_of(serials: Sequence[int] | Array, serial: int) -> int:
    """Place of a serial number, -1 when it is 0 or not there."""
    if serial <= 0:
        return -1
    places = (np.asarray(serials) == serial).nonzero()[0]
    return int(places[0]) if places.size else -1


def vehicle_slot(vehicle: Vehicle) -> int:
    """Position on the V axis."""
    return VEHICLES.index(vehicle)
