"""The state of a match (or of many) as declared arrays; this module owns the list of what exists.

Leading axes are free: `State.lead` is () for one match and (n,) for a batch. Chapters never index by them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import compress
from operator import is_not
from types import MappingProxyType

import numpy as np

from boulevard_server.rules import (
    state_clusters,
    state_firms,
    state_nation,
    state_people,
    state_relations,
    state_town,
)
from boulevard_server.rules.arrays import Array, Ints
from boulevard_server.rules.fields import Alike, Door, Field, Schema, Visibility, alike, settle, settle_together
from boulevard_server.rules.rows import Cut, Layout, Rows, layout
from boulevard_shared.view import HASH_BYTES

_P, _O, _E, _H = Visibility.PUBLIC, Visibility.OWNER, Visibility.ESTIMATE, Visibility.HIDDEN
_MONEY, _WHY = Door.MONEY, Door.EXPLAINED
_f = Field

STATE = Schema(
    (
        # --- match -----------------------------------------------------------------------------------------
        _f("match.seed", "", "seed", _H, doc="all luck comes from here; told when the match is over"),
        _f("match.turn", "", "turns", _P, doc="the turn being planned, 0-based"),
        _f("match.next_serial", "", "serial", _H, doc="next unused serial number"),
        _f("match.career", "", "flag", _P, doc="1 when players rotate (Career mode)"),
        _f("match.tolerance", "", "share", _P, 0.0001, doc="share of growth money that may be lost in peace"),
        _f("match.legacy", "", "share", _P, 0.0001, doc="share of a late success credited to who planted it"),
        # --- money outside the cities: balances may be negative; the sum of all accounts never changes -------
        _f("outside.centre", "", "wan", _H, door=_MONEY, doc="central and provincial government"),
        _f("outside.households", "", "wan", _H, door=_MONEY, doc="residents: wages, rents, fees, taxes"),
        _f("outside.market", "", "wan", _H, door=_MONEY, doc="buyers, sellers and builders elsewhere"),
        _f("outside.banks", "", "wan", _H, door=_MONEY, doc="lenders; negative when they have lent more than they got"),
        _f("outside.investors", "", "wan", _H, door=_MONEY, doc="private and stock-market investors"),
        *state_nation.FIELDS,
        # --- city ------------------------------------------------------------------------------------------
        _f("city.treasury", "C", "wan", _O, door=_MONEY),
        _f("city.debt", "C", "wan", _P, door=_WHY, doc="bonds and bank loans of the city government"),
        _f("city.guarantees", "C", "wan", _O, doc="loan guarantees given and not yet run off"),
        _f("city.gdp", "C", "wan/year", _P, door=_WHY),
        _f("city.base_output", "C", "wan/year", _P, door=_WHY, doc="output of everything outside the twelve chains"),
        _f("city.tfp", "C", "index", _P, 0.00001, _WHY, doc="productivity of the base economy; 1 at the start"),
        _f("city.revenue", "C", "wan", _P, doc="own revenue of the last turn: tax, land, dividends"),
        _f("city.running_costs", "C", "wan", _O, doc="what offices, police and pensions cost a turn"),
        _f("city.tax", "C", "wan", _P),
        _f("city.land_income", "C", "wan", _P),
        _f("city.rate", "C", "share/year", _P, 0.0001, doc="interest the city's debt commands"),
        _f("city.population", "C", "people", _P, door=_WHY),
        _f("city.population_start", "C", "people", _P),
        _f("city.income", "C", "yuan/year", _P, door=_WHY, doc="disposable income a head"),
        _f("city.house_price", "C", "index", _P, 0.001, doc="against the nation at the start"),
        _f("city.schools", "C", "points", _P, 0.01, doc="0-100"),
        _f("city.health", "C", "points", _P, 0.01, doc="0-100"),
        _f("city.housing", "C", "points", _P, 0.01, doc="0-100: homes that people can pay for"),
        _f("city.transport", "C", "points", _P, 0.01, doc="0-100: metro, roads, sewers, parks"),
        _f("city.livability", "C", "points", _P, 0.01, _WHY, doc="0-100"),
        _f("city.trust", "C", "points", _P, 0.01, _WHY, doc="0-100: do firms and people believe this government"),
        _f("city.technology", "C", "points", _P, 0.01, _WHY, doc="0-100: level of the city's know-how"),
        _f("city.strategic", "C", "share", _P, 0.0001, doc="the twelve chains' share of industrial output"),
        _f("city.portfolio", "C", "wan", _O, door=_WHY, doc="stakes at honest value, by the seat's own estimate"),
        _f("city.land_left", "C", "index", _O, 0.001, doc="land that can still be sold; 1 at the start"),
        _f("city.schools_budget", "C", "wan", _O),
        _f("city.health_budget", "C", "wan", _O),
        _f("city.housing_budget", "C", "wan", _O),
        _f("city.works_budget", "C", "wan", _O),
        _f("city.land_housing", "C", "percent", _O),
        _f("city.land_industry", "C", "percent", _O),
        _f("city.deferred", "C", "turns", _P, doc="turns in a row with works below half of normal"),
        _f("city.works_held", "C", "turns", _P, doc="turns in which a big bet keeps works below half of normal"),
        _f("city.attention", "C", "points", _O, doc="attention this turn"),
        _f("city.dry", "C", "turns", _P, doc="turns in a row in which banks had to fill the treasury"),
        _f("city.autonomy_lost", "C", "turns", _P, doc="turns left under supervision after a rescue swap"),
        _f("city.taken_over", "C", "wan", _P, doc="debt taken over by the centre: owed still in the score"),
        _f("city.predecessor", "C", "seat", _P, doc="seat that governed before, -1 none"),
        _f("city.growth_last", "C", "share/year", _P, 0.0001, doc="real growth of the last turn, at a yearly rate"),
        _f("city.gdp_start", "C", "wan/year", _P),
        _f("city.income_start", "C", "yuan/year", _P),
        _f("city.strategic_start", "C", "share", _P, 0.0001),
        _f("city.screening", "C", "level", _P, doc="how strictly newcomers are looked at, 0-3"),
        _f("city.wasted", "C", "wan", _O, doc="grants so far that went to firms which vanished"),
        _f("city.hub_talent", "C", "share", _P, 0.01, doc="skilled people, of what foreign hubs ask for"),
        _f("city.hub_logistics", "C", "share", _P, 0.01, doc="transport, of what foreign hubs ask for"),
        _f("city.hub_chain", "C", "share", _P, 0.01, doc="local supply chain, of what foreign hubs ask for"),
        _f("city.hub_office", "C", "share", _P, 0.01, doc="administration, of what foreign hubs ask for"),
        _f("city.net_worth_start", "C", "wan", _O),
        _f("city.technology_start", "C", "points", _P, 0.01),
        _f("city.wellbeing_start", "C", "points", _P, 0.01),
        _f("city.unfinished", "C", "share", _P, 0.001, doc="homes sold before they are built, of a half-year's sales"),
        _f("city.locked", "C", "share", _P, 0.001, doc="part of the half-year the city stood still"),
        *state_clusters.FIELDS,
        *state_firms.FIELDS,
        *state_people.FIELDS,
        *state_town.FIELDS,
        # --- seats ---------------------------------------------------------------------------------------------
        _f("seat.city", "S", "city", _P, doc="city the seat governs"),
        _f("seat.term", "S", "turns", _P, doc="turns in this term so far"),
        _f("seat.term_length", "S", "turns", _P, doc="turns of a full term"),
        _f("seat.patron", "S", "share", _O, 0.001, doc="ties to the centre"),
        _f("seat.merit", "S", "points", _P, 0.01, _WHY, doc="career points from terms that ended"),
        _f("seat.evaluation", "S", "points", _P, 0.01, _WHY, doc="standing of the running term against peers"),
        _f("seat.result", "S", "result", _P, doc="how the last term ended"),
        _f("seat.promotions", "S", "count", _P),
        _f("seat.inquiries", "S", "count", _P),
        _f("seat.legacy", "S", "points", _P, 0.01, _WHY, doc="credit for what others harvested"),
        _f("seat.predecessor_growth", "S", "share/year", _H, 0.0001),
        _f("seat.term_growth", "S", "share", _P, 0.0001, doc="growth summed over this term"),
        _f("seat.gdp_at_start", "S", "wan/year", _P),
        _f("seat.wish", "SC", "rank", _O, doc="Career: order of wished cities, 0 none"),
        _f("seat.groomed", "S", "share", _O, 0.01, doc="how well a successor is prepared"),
        *state_relations.FIELDS,
        # --- score ---------------------------------------------------------------------------------------------
        _f("score.parts", "SZ", "points", _P, 0.01, doc="income, industry, technology, wealth, wellbeing"),
        _f("score.total", "S", "points", _P, 0.01, _WHY),
        _f("score.rank", "S", "rank", _P, doc="1 leads"),
    )
)
"""Every array of the state. Anything not here does not exist."""


@lru_cache(maxsize=64)
def shapes_of(axes: tuple[tuple[str, int], ...], lead: tuple[int, ...]) -> dict[str, tuple[int, ...]]:
    """Shape of every field."""
    return {field.name: (*lead, *STATE.shape(field.name, dict(axes))) for field in STATE}


_FIELDS = {field.name: field for field in STATE}


@lru_cache(maxsize=256)
def _alike(names: tuple[str, ...], axes: tuple[tuple[str, int], ...], lead: tuple[int, ...]) -> tuple[Alike, ...]:
    """These fields by quantum."""
    shapes = shapes_of(axes, lead)
    return alike([_FIELDS[name] for name in names], [shapes[name] for name in names])


_MIDDLING = 8_000
"""Up to so many fractions are rounded together with others: more calls would cost more than more memory does."""


class State(Mapping[str, Array]):
    """Frozen arrays by name: `state["city.gdp"]` has shape (*lead, C).

    Args:
        axes: length of every axis letter.
        arrays: one array for each declared field, of shape (*lead, *axes).
    Raises:
        ValueError: a field is missing, unknown, or of a wrong shape.
    """

    __slots__ = ("_held", "axes", "lead")

    def __init__(self, axes: Mapping[str, int], arrays: Mapping[str, Array]) -> None:
        self.axes = dict(axes)
        self.lead: tuple[int, ...] = arrays["match.seed"].shape
        self._arrays: dict[str, Array] = {}
        shapes = shapes_of(tuple(self.axes.items()), self.lead)
        loose: list[str] = []
        for name, field in _FIELDS.items():
            array = arrays.get(name)
            if array is None:
                raise ValueError(f"state lacks {name}")
            array = np.asarray(array)
            if array.shape != shapes[name]:
                raise ValueError(f"{name} has shape {array.shape}, not {shapes[name]}")
            if self.lead or field.whole:
                array = settle(field, array)
                array.setflags(write=False)
            else:
                loose.append(name)
            self._arrays[name] = array
        together = _alike(tuple(loose), tuple(self.axes.items()), self.lead)
        self._arrays.update(settle_together(together, self._arrays))
        if len(arrays) != len(_FIELDS):
            raise ValueError(f"unknown fields {', '.join(sorted(set(arrays) - set(_FIELDS)))}")

    def after(self, arrays: Mapping[str, Array], settled: Mapping[str, Array] = MappingProxyType({})) -> State:
        """The state in which some arrays have been replaced, of the right shapes and dtypes; all others are kept.

        Args:
            settled: arrays that are rounded already and that nobody else will write; they become the state's own.
        Raises:
            ValueError: a new array has the wrong shape.
        """
        shapes = shapes_of(tuple(self.axes.items()), self.lead)
        if not arrays.keys() <= shapes.keys():
            raise ValueError(f"unknown fields {', '.join(sorted(arrays.keys() - shapes.keys()))}")
        new: dict[str, Array] = {}
        loose = []
        old = self._arrays
        for name, array in arrays.items():
            if array is old[name]:
                continue
            field = _FIELDS[name]
            if array.shape != shapes[name]:
                raise ValueError(f"{name} has shape {array.shape}, not {shapes[name]}")
            if field.whole or array.size > _MIDDLING:
                new[name] = array = settle(field, array)
                array.setflags(write=False)
            else:
                loose.append(name)
        new.update(settle_together(_alike(tuple(loose), tuple(self.axes.items()), self.lead), arrays))
        for array in settled.values():
            array.setflags(write=False)
        state = object.__new__(State)
        state.axes, state.lead, state._arrays = self.axes, self.lead, {**old, **new, **settled}
        return state

    @property
    def _arrays(self) -> dict[str, Array]:
        held = self._held
        if isinstance(held, Cut):
            held.all()
        return held

    @_arrays.setter
    def _arrays(self, arrays: dict[str, Array]) -> None:
        self._held = arrays

    def replaced_by(self, arrays: Mapping[str, Array]) -> list[str]:
        """The fields for which there is another array than the state's own."""
        old = self._arrays
        return list(compress(old, map(is_not, map(arrays.get, old, old.values()), old.values())))

    def __getitem__(self, name: str) -> Array:
        return self._held[name]

    def __iter__(self) -> Iterator[str]:
        return iter(_FIELDS)

    def __len__(self) -> int:
        return len(_FIELDS)

    def arrays(self) -> dict[str, Array]:
        """All arrays by name, in a dict of the caller's own."""
        return dict(self._arrays)

    def match(self, index: int) -> State:
        """One match of a batch with one leading axis."""
        return State(self.axes, {name: array[index] for name, array in self._arrays.items()})

    def matches(self, rows: Rows | None = None) -> list[State]:
        """Every match of a batch, or the one that this is; each keeps its own numbers only, not the batch's.

        `rows` are those of `rows_of`, where they are known already.
        """
        places = _layout(tuple(self.axes.items())).places
        numbers = zip(*(rows or rows_of(self)), strict=True)
        return [_settled(self.axes, Cut(places, whole, fractions), ()) for whole, fractions in numbers]

    def hash(self, before: str = "") -> str:
        """Chained digest of one match: SHA-256 of the previous hash and every field in quanta, its first 16 bytes.

        Raises:
            ValueError: the state is a batch.
        """
        if self.lead:
            raise ValueError("hash one match at a time: state.match(i).hash()")
        return hash_of(steps_of(self)[0], self.axes, before)


def _settled(axes: Mapping[str, int], arrays: dict[str, Array], lead: tuple[int, ...]) -> State:
    """A state of arrays that come from states, so that nothing needs a second look."""
    state = State.__new__(State)
    state.axes, state.lead, state._arrays = dict(axes), lead, arrays
    return state


_WHOLE = [field for field in STATE if field.whole]
_FRACTIONS = [field for field in STATE if not field.whole]


@lru_cache(maxsize=64)
def _layout(axes: tuple[tuple[str, int], ...]) -> Layout:
    """Where every field lies in the rows of a state with these axes."""
    return layout([(field, STATE.shape(field.name, dict(axes))) for field in STATE])


_WHOLE_NAMES, _FRACTION_NAMES = ([field.name for field in fields] for fields in (_WHOLE, _FRACTIONS))


def settled_in_rows(axes: Mapping[str, int], arrays: Mapping[str, Array]) -> State:
    """The state of one match from arrays of the right shapes and dtypes, laid end to end and rounded all at once.

    Raises:
        FloatingPointError: a value is not finite.
    """
    laid = _layout(tuple(axes.items()))
    whole = np.concatenate([arrays[name] for name in _WHOLE_NAMES], axis=None, dtype=np.int64)
    fractions = np.concatenate([arrays[name] for name in _FRACTION_NAMES], axis=None, dtype=np.float64)
    fractions /= laid.quanta
    if not np.isfinite(fractions).all():
        broken = [name for name in _FRACTION_NAMES if not np.isfinite(arrays[name]).all()]
        raise FloatingPointError(f"{', '.join(broken)}: not finite")
    np.rint(fractions, out=fractions)
    fractions *= laid.quanta
    fractions += 0.0
    return _settled(axes, Cut(laid.places, whole, fractions), ())


def rows_of(state: State) -> Rows:
    """The rows of one match (then there is one) or of each of a batch."""
    held = state._held
    if isinstance(held, Cut):
        return held.whole[None], held.fractions[None]
    count = state.lead[0] if state.lead else 1
    whole, fractions = (
        np.concatenate([held[field.name].reshape(count, -1) for field in fields], axis=1)
        for fields in (_WHOLE, _FRACTIONS)
    )
    return whole, fractions


def of_rows(axes: Mapping[str, int], numbers: bytes) -> State:
    """The state of one match from its two rows, one after the other as they lie in memory.

    Raises:
        ValueError: there are more or fewer numbers.
    """
    laid = _layout(tuple(axes.items()))
    size = sum(place.end - place.start for place in laid.places.values() if place.whole)
    if len(numbers) != 8 * (size + laid.quanta.size):
        raise ValueError("the rows have another shape")
    whole, fractions = np.frombuffer(numbers, np.int64, size), np.frombuffer(numbers, np.float64, offset=8 * size)
    return _settled(axes, Cut(laid.places, whole, fractions), ())


def steps_of(state: State, rows: Rows | None = None) -> Ints:
    """All numbers of one match (in one line) or of each of a batch, in quanta, as they lie in their rows."""
    whole, fractions = rows or rows_of(state)
    steps: Ints = np.empty((len(whole), whole.shape[1] + fractions.shape[1]), "<i8")
    steps[:, : whole.shape[1]] = whole
    steps[:, whole.shape[1] :] = np.rint(fractions / _layout(tuple(state.axes.items())).quanta)
    return steps


def places_in_steps(axes: tuple[tuple[str, int], ...]) -> dict[str, Ints]:
    """Where in the steps of a match the numbers of every field are, in its shape."""
    laid = _layout(axes)
    fractions = sum(place.end - place.start for place in laid.places.values() if place.whole)
    return {
        name: (np.arange(place.start, place.end) + (0 if place.whole else fractions)).reshape(place.shape)
        for name, place in laid.places.items()
    }


@lru_cache(maxsize=64)
def _declared(axes: tuple[tuple[str, int], ...]) -> Ints:
    """Where in the steps of a match its numbers are, fields as they are declared."""
    return np.concatenate([place.reshape(-1) for place in places_in_steps(axes).values()])


def lines_of(state: State) -> Ints:
    """All numbers of one match (in one line) or of each of a batch, in quanta, fields as they are declared."""
    return steps_of(state).take(_declared(tuple(state.axes.items())), axis=1)


def hash_of(steps: Ints, axes: Mapping[str, int], before: str) -> str:
    """The chained digest of a match by its steps: see `State.hash`."""
    # Of the common hashes it is the one that processors have instructions for: three times as fast as blake2b.
    digest = hashlib.sha256(before.encode())
    digest.update(steps.take(_declared(tuple(axes.items()))).data)
    return digest.digest()[:HASH_BYTES].hex()


def stack(states: Sequence[State]) -> State:
    """Many matches of the same scenario and cities as one batch with one leading axis."""
    rows = [rows_of(state) for state in states]
    whole, fractions = (np.concatenate(parts) for parts in zip(*rows, strict=True))
    arrays: dict[str, Array] = {}
    for name, place in _layout(tuple(states[0].axes.items())).places.items():
        # What lies together is reckoned with faster.
        part = np.ascontiguousarray((whole if place.whole else fractions)[:, place.start : place.end])
        array = arrays[name] = part.reshape(len(states), *place.shape)
        array.flags.writeable = False
    return _settled(states[0].axes, arrays, (len(states),))


MONEY_FIELDS = tuple(field.name for field in STATE if field.door is Door.MONEY)


def money_total(state: State) -> Array:
    """Sum of all accounts, shape `lead`: the same in every turn of a match."""
    lead = len(state.lead)
    sums = [state[name].sum(axis=tuple(range(lead, state[name].ndim)), dtype=np.int64) for name in MONEY_FIELDS]
    return np.asarray(np.sum(np.stack(sums), axis=0, dtype=np.int64))
