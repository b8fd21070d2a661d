"""A turn while it is being resolved: the one working object that chapters are given.

Outside, `resolve` is a pure function; inside, chapters share this object. It owns the doors: money moves only
through `transfer`, explained quantities change only through `contribute`, everything else through `set`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from sys import getrefcount
from typing import Any, NoReturn

import numpy as np

from boulevard_server.rules import chance
from boulevard_server.rules.acts import Acts
from boulevard_server.rules.arrays import ZERO, Array, Floats, Ints, choose, count_nonzero, some, spread, whole_total
from boulevard_server.rules.fields import Door, settle
from boulevard_server.rules.segments import segment_total
from boulevard_server.rules.state import STATE, State, settled_in_rows, shapes_of
from boulevard_server.rules.tables import Tables
from boulevard_shared.events import EventKind

_FREE = {field.name: field for field in STATE if field.door is Door.FREE}
_QUANTA = {
    field.name: None if field.whole else np.array(field.quantum) for field in STATE if field.door is Door.EXPLAINED
}
"""Quantum of every explained quantity, None for whole numbers; an array without axes is quicker than a number."""
_UNKNOWN = np.array(0)
# Not a method of the turn, which would keep itself and all its arrays alive until the collector comes.
_write = dict.__setitem__
_ARRAY, _WHOLE = np.ndarray, np.dtype(np.int64)
_ACCOUNTS = frozenset(field.name for field in STATE if field.door is Door.MONEY)


_MUCH = 2_000
"""Numbers of a quantity above which its causes are booked one by one: work on much at once does not stay in cache."""
_FEW = 24
"""Amounts that Python adds up before numpy has begun."""
_Form = tuple[tuple[int, ...], np.dtype[Any]]


def _holders(arrays: dict[str, Array], name: str) -> int:
    """How many hold an array, counted in a way of which only the difference to `_ALONE` says anything."""
    array = arrays[name]
    return getrefcount(array)


_ALONE = _holders({"": np.zeros(1)}, "")
"""What `_holders` says of an array that nothing but its dict holds."""


@lru_cache(maxsize=64)
def _forms(axes: tuple[tuple[str, int], ...], lead: tuple[int, ...]) -> dict[str, _Form]:
    """Shape and dtype of every free field."""
    shapes = shapes_of(axes, lead)
    return {name: (shapes[name], field.dtype) for name, field in _FREE.items()}


@dataclass(frozen=True, slots=True)
class Purse:
    """One side of a payment: a money field, and where in it.

    Without `at`, the amounts line up with the field's axes; if the amounts have more axes than the field, the
    extra last ones are summed (amounts (C, V) into `city.treasury` (C); anything into an `outside` account).
    With `at`, an int array that lines up with the amounts, each amount goes to that flat place of the field;
    amounts at place -1 must be 0.
    """

    field: str
    at: Ints | None = None


@dataclass(frozen=True, slots=True)
class Note:
    """A kind of event noted for many places at once: `mask` says where, each argument lines up with it.

    `seen_by` is None for public news, else an int array of seats (-1 all) that lines up with the mask.
    Arguments are arrays or plain values; names end with what they index: `city`, `chain`, `firm` (name number).
    """

    kind: EventKind
    mask: Array
    args: Mapping[str, Array | int | str]
    city: Array | None
    weight: int
    seen_by: Array | None
    key: str = ""
    """How it is told: `event.<key>` of the catalogue; the kind's own sentence when empty."""


@dataclass(slots=True)
class _Draft:
    """A copy of a field that nobody has been given yet, so that `put` may write it in place.

    `written` are the flat places that differ from the state before the turn, by call of `put`, None when all of it
    may differ; `stamp` is another object after each of them.
    """

    array: Array
    written: list[Ints] | None
    stamp: object


class Turn(dict[str, Array]):
    """The working state of one `resolve`: a mapping from field names to arrays as they stand now, to be read only.

    Leading axes are free; chapters use trailing axes only. It is a dict because reading is what chapters do most.

    Attributes:
        tables: figures of the scenario as arrays.
        acts: this turn's acts of all cities.
        parts: why-lines by field: list of (cause, change in quanta), each of the field's full shape.
        notes: events in the order they were noted.
        memo: what was worked out and may be asked for again; see `remember`.
    """

    def __init__(self, state: State, acts: Acts, tables: Tables) -> None:
        super().__init__(state.arrays())
        self.tables = tables
        self.acts = acts
        self.axes = state.axes
        self.lead = state.lead
        self.before = state
        self.parts: dict[str, list[tuple[str, Ints]]] = {}
        self.notes: list[Note] = []
        self.memo: dict[str, Any] = {}
        self._drafts: dict[str, _Draft] = {}
        axes = tuple(state.axes.items())
        self._luck = chance.Luck(state["match.seed"], state["match.turn"], axes)
        self._shapes, self._forms = shapes_of(axes, state.lead), _forms(axes, state.lead)
        self._steps: dict[str, Floats] = {}

    def __setitem__(self, name: str, value: Array) -> NoReturn:
        raise TypeError(f"{name} may change only through `set`, `put`, `contribute` or `transfer`")

    def __missing__(self, name: str) -> Array:
        """A draft becomes an array like all others: who has been given it may rely on its staying as it is."""
        array = self._drafts.pop(name).array
        _write(self, name, array)
        return array

    def at(self, name: str, places: Ints, width: int = 1) -> Array:
        """The values at flat places of a field, of the shape of `places`; for fields of which few places are in use.

        With a width, the places count rows of so many values, and the result has them as its last axis.
        """
        draft = self._drafts.get(name)
        array = self[name] if draft is None else draft.array
        if width > 1:
            return array.reshape(-1, width).take(places, axis=0)
        return array.reshape(-1).take(places)

    def put(self, name: str, places: Ints, values: Array | float) -> None:
        """Write a free field at flat places (n,) only; far cheaper than `set` where they are few of many.

        Raises:
            ValueError: the field has a door of its own.
        """
        field = _FREE.get(name)
        if field is None:
            raise ValueError(f"{name} may change only through its door ({STATE[name].door.value})")
        if not places.size:
            return
        draft = self._drafts.get(name)
        if draft is None:
            alone = _holders(self, name) == _ALONE
            array = self[name]
            written: list[Ints] | None = [] if array is self.before[name] else None
            # An array of this turn that nobody else holds is written where it is.
            if not (alone and array.base is None and array.flags.carray):
                array = array.copy()
            draft = self._drafts[name] = _Draft(array, written, None)
            del self[name]
        if field.whole and not (type(values) is int or (type(values) is _ARRAY and values.dtype is _WHOLE)):
            values = np.rint(values)
        draft.array.reshape(-1)[places] = values
        if draft.written is not None:
            draft.written.append(places.reshape(-1))
        draft.stamp = object()

    def remember(self, what: str, names: tuple[str, ...], work: Callable[[Turn], Any]) -> Any:
        """What `work` makes of some fields; it is asked again only when one of them has changed."""
        stamps = [draft.stamp if (draft := self._drafts.get(name)) else self[name] for name in names]
        known = self.memo.get(what)
        if known is not None and all(old is new for old, new in zip(known[0], stamps, strict=True)):
            return known[1]
        made = work(self)
        self.memo[what] = (stamps, made)
        return made

    def set(self, name: str, value: Array) -> None:
        """Replace a free field.

        Raises:
            ValueError: the field has a door of its own, or the shape is wrong.
        """
        form = self._forms.get(name)
        if type(value) is not _ARRAY or (value.shape, value.dtype) != form:
            value = self._formed(name, np.asarray(value))
        _write(self, name, value)
        if name in self._drafts:
            del self._drafts[name]

    def _formed(self, name: str, value: Array) -> Array:
        """A value in the shape and dtype of a free field."""
        form = self._forms.get(name)
        if form is None:
            raise ValueError(f"{name} may change only through its door ({STATE[name].door.value})")
        shape, dtype = form
        if value.shape != shape:
            value = spread(value, shape)
        if value.dtype is not dtype:
            if dtype is _WHOLE and value.dtype.kind == "f":
                value = np.rint(value)
            value = value.astype(dtype)
        return value

    def contribute(self, name: str, cause: str, amount: Array | float) -> None:
        """Change an explained quantity by `amount` (in its unit) and remember why.

        `cause` is a catalogue key `cause.<cause>`, or `cause:quantity` to link to the quantity behind it.
        Amounts are rounded to quanta, so the parts always add up to the change exactly.
        """
        quantum = _QUANTA.get(name, _UNKNOWN)
        if quantum is _UNKNOWN:
            raise ValueError(f"{name} is not an explained quantity")
        lines = self.parts.get(name)
        if lines is None:
            lines = self.parts[name] = []
        if not (some(amount) if type(amount) is _ARRAY else amount):
            return
        rounded = np.rint(amount if quantum is None else np.true_divide(amount, quantum))
        if not (some(rounded) if type(rounded) is _ARRAY else rounded):
            return
        if rounded.shape != self._shapes[name]:
            rounded = spread(rounded, self._shapes[name])
        steps = rounded.astype(np.int64)
        lines.append((cause, steps))
        self._step(name, quantum, rounded)

    def contribute_each(
        self, name: str, amounts: Mapping[str, Array | float], times: Array | float | None = None
    ) -> None:
        """`contribute` for several causes, each with its amount, in one go; `times` is a factor for them all."""
        quantum = _QUANTA.get(name, _UNKNOWN)
        if quantum is _UNKNOWN:
            raise ValueError(f"{name} is not an explained quantity")
        shape = self._shapes[name]
        if math.prod(shape) > _MUCH:
            for cause, amount in amounts.items():
                self.contribute(name, cause, amount if times is None else amount * times)
            return
        lines = self.parts.setdefault(name, [])
        rounded = np.empty((len(amounts), *shape))
        for row, amount in enumerate(amounts.values()):
            rounded[row] = amount
        if times is not None:
            rounded *= times
        if quantum is not None:
            rounded /= quantum
        np.rint(rounded, rounded)
        steps = rounded.astype(np.int64)
        told = [(cause, part) for cause, part in zip(amounts, steps, strict=True) if count_nonzero(part)]
        if not told:
            return
        lines += told
        # Whole numbers: their sum is the same in any order.
        self._step(name, quantum, np.add.reduce(rounded, axis=0))

    def _step(self, name: str, quantum: Array | None, rounded: Array) -> None:
        """Change an explained quantity by so many quanta."""
        if quantum is None:
            _write(self, name, self[name] + rounded.astype(np.int64))
            return
        # Counted in fractions that are whole: exact, and numpy need not turn one kind into the other.
        so_far = self._steps.get(name)
        if so_far is None:
            so_far = np.rint(self[name] / quantum)
        so_far += rounded
        self._steps[name] = so_far
        _write(self, name, so_far * quantum)

    def contribute_rest(self, name: str, cause: str, target: Array) -> None:
        """Explain what is left between now and a target value by one cause."""
        self.contribute(name, cause, np.asarray(target) - self[name])

    def transfer(self, payer: str | Purse, payee: str | Purse, kind: str, amount: Array) -> None:
        """Move money: the only way any account changes. `kind` is a catalogue key `money.<kind>`.

        Args:
            amount: whole wan, not negative, shape (*lead, ...).
        Raises:
            ValueError: a negative or fractional amount, or a field that is not an account.
        """
        amount = np.asarray(amount)
        if amount.dtype.kind == "f":
            raise ValueError(f"{kind}: money is whole wan; round it first")
        if not some(amount):
            for side in (payer, payee):
                self.parts.setdefault(side if isinstance(side, str) else side.field, [])
            return
        if count_nonzero(amount < ZERO):
            raise ValueError(f"{kind}: a payment may not be negative; swap payer and payee")
        self._book(payer, kind, -amount)
        self._book(payee, kind, amount)

    def _book(self, side: str | Purse, kind: str, amount: Ints) -> None:
        if isinstance(side, Purse):
            name, at = side.field, side.at
        else:
            name, at = side, None
        if name not in _ACCOUNTS:
            raise ValueError(f"{name} is not an account")
        now = self[name]
        if at is not None:
            change = self._change_at(now, at, amount)
        elif amount.shape == now.shape:
            change = amount
        elif amount.size <= _FEW and not now.ndim:  # an account outside, of one match: plain numbers are added sooner
            change = np.array(sum(amount.reshape(-1).tolist()), np.int64)
        elif amount.ndim > now.ndim:
            change = whole_total(amount, amount.ndim - now.ndim)
        else:
            change = spread(amount, now.shape)
        _write(self, name, now + change)
        lines = self.parts.get(name)
        if lines is None:
            lines = self.parts[name] = []
        lines.append((kind, change if change.dtype is _WHOLE else np.asarray(change, np.int64)))

    def _change_at(self, now: Array, at: Ints, amount: Ints) -> Ints:
        """What each place of an account (like `now`) gains when each amount goes to its flat place."""
        lead = len(self.lead)
        if amount.shape != at.shape:
            lined = np.broadcast_shapes(amount.shape, at.shape)
            amount, at = spread(amount, lined), spread(at, lined)
        if at.ndim != lead + 1:
            flat = (*at.shape[:lead], -1)
            amount, at = amount.reshape(flat), at.reshape(flat)
        change: Ints = segment_total(amount, at, math.prod(now.shape[lead:])).reshape(now.shape)
        return change

    def note(
        self,
        kind: EventKind,
        mask: Array,
        key: str = "",
        /,
        *,
        city: Array | None = None,
        weight: int = 10,
        seen_by: Array | None = None,
        **args: Array | int | str,
    ) -> None:
        """Note an event wherever `mask` (shape (*lead, ...)) is true; see `Note`."""
        mask = np.asarray(mask, bool)
        if count_nonzero(mask):
            self.notes.append(Note(kind, mask, args, city, weight, seen_by, key))

    def draw(self, stream: str, shape: tuple[int, ...] = ()) -> Floats:
        """Uniform numbers in [0, 1), shape (*lead, *shape), of this match and turn."""
        return self._luck.draw(stream, shape)

    def draw_at(self, stream: str, shape: tuple[int, ...], places: Ints) -> Floats:
        """What `draw` gives at flat places of (*lead, *shape), of the shape of `places`; the rest is not worked out."""
        return self._luck.draw_at(stream, shape, places)

    def normal(self, stream: str, shape: tuple[int, ...] = ()) -> Floats:
        """Standard normal numbers, shape (*lead, *shape)."""
        return chance.normal_quantile(self._luck.draw(stream, shape))

    def new_serials(self, mask: Array) -> Ints:
        """A fresh serial number wherever mask (shape (*lead, N)) is true, 0 elsewhere."""
        order = np.asarray(mask, np.int64).cumsum(axis=-1)
        serials: Ints = choose(mask, self["match.next_serial"][..., None] + order - 1, 0)
        _write(self, "match.next_serial", self["match.next_serial"] + order[..., -1])
        return serials

    def close(self) -> State:
        """The state after the turn, every field rounded to its quantum."""
        if not self.lead:
            for name, draft in self._drafts.items():
                _write(self, name, draft.array)
            self._drafts.clear()
            return settled_in_rows(self.axes, self)
        settled: dict[str, Array] = {}
        for name, draft in self._drafts.items():
            if draft.written is None or draft.array.dtype is _WHOLE:
                _write(self, name, draft.array)
                continue
            # Of many fractions only those that were written have to be rounded; of few, all are rounded together.
            flat, places = draft.array.reshape(-1), np.concatenate(draft.written)
            if places.size * 4 < flat.size:
                flat[places] = settle(STATE[name], flat.take(places))
                settled[name] = draft.array
            else:
                settled[name] = settle(STATE[name], draft.array)
            _write(self, name, self.before[name])
        self._drafts.clear()
        # Whole numbers need no rounding: what chapters have made becomes the state's own, unless it is a part of
        # something else or what the caller of `resolve` still holds. Explained quantities are whole steps already.
        acts, loose = set(map(id, self.acts.values())), {}
        for name in self.before.replaced_by(self):
            array = self[name]
            own = array.dtype is _WHOLE and array.base is None and array.flags.c_contiguous and id(array) not in acts
            if own or (name in self._steps and type(array) is _ARRAY):
                settled[name] = array
            else:
                loose[name] = array
        return self.before.after(loose, settled)
